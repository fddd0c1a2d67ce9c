# SPDX-License-Identifier: EUPL-1.2
"""The command line as people and scripts use it, on the demonstration atlas; real processes where the process is tested."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow.parquet as pq
import pytest
from petit_atlas import construire

from atlas_tui.__main__ import main
from store.records import Collectivite, Partenaire, Projet
from store.store import Store

pytestmark = pytest.mark.ouverture

FICTIF = "Données fictives"


@dataclass(frozen=True, slots=True)
class Fait:
    """What a command line did."""

    returncode: int
    stdout: str
    stderr: str


def run(dossier: Path, *args: str, cwd: Path | None = None) -> Fait:
    """One command line, in this process: a new one for each would cost more than all they do."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n") for _ in range(2))
    with (
        redirect_stdout(out),
        redirect_stderr(err),
        chdir(cwd or Path.cwd()),
        patch.dict(os.environ, XDG_STATE_HOME=str(dossier.parent)),
    ):
        status = main(["--donnees", str(dossier), *args])
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    return Fait(status, *texts)


def lancer(dossier: Path, *args: str, cwd: Path | None = None) -> Fait:
    """The same in a process of its own."""
    env = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
        "XDG_STATE_HOME": str(dossier.parent),
    }
    done = subprocess.run(
        [sys.executable, "-m", "atlas_tui", "--donnees", str(dossier), *args],
        capture_output=True, text=True, encoding="utf-8", env=env, cwd=cwd, timeout=60,
    )  # fmt: skip
    return Fait(done.returncode, done.stdout, done.stderr)


def document(dossier: Path, *args: str) -> Any:
    done = run(dossier, *args, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def guide(shared: Path) -> list[dict[str, str]]:
    """The rows of the guide among the published figures."""
    with (shared / "data" / "published-figures.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file, delimiter=";") if row["source"].startswith("seeds 001")]


def test_the_state_of_the_world_and_of_burkina_faso_equal_the_guide(
    atlas_demo: Path, guide: list[dict[str, str]]
) -> None:
    published = {(row["scope"], row["measure"]): int(row["value"]) for row in guide if row["unit"] == "nb"}
    world = document(atlas_demo, "etat", "monde")
    assert world["compteurs"] == {
        "collectivites_francaises": published["monde", "collectivites_francaises"],
        "collectivites_partenaires": published["monde", "collectivites_partenaires"],
        "collectivites_en_recherche": published["monde", "collectivites_en_recherche"],
        "projets_cooperation": published["monde", "projets_coop_decentralisee"],
        "autres_actions": published["monde", "autres_actions_exterieures"],
        "demandes": published["bourse", "demandes"],
        "pays": published["monde", "pays"],
    }
    assert world["demonstration"] is True
    assert document(atlas_demo, "etat", "france")["compteurs"]["pays"] == published["france_view", "pays"]
    for scope, path in (("monde", "monde"), ("Burkina Faso", "pays/bf")):
        declared = {
            int(r["date"]): int(r["value"])
            for r in guide
            if r["measure"] == scope and r["scope"] == "APD" and r["unit"] == "EUR"
        }
        assert len(declared) == 5
        assert {
            line["annee"]: line["montant"] for line in document(atlas_demo, "etat", path)["apd"]
        } == declared
    assert [line["annee"] for line in world["apd"]] == [2012, 2011, 2010, 2009, 2008]
    for whole, without in zip(world["apd"], world["apd_hors_refugies"], strict=True):
        assert 0 < without["montant"] < whole["montant"]


def test_the_ten_first_collectivites_are_the_guide_s(atlas_demo: Path, shared: Path) -> None:
    text = (next((shared / "seeds").glob("001_*"))).read_text("utf-8")
    table = text.partition("Collectivité territoriale\tNombre de projets")[2].partition("Export des")[0]
    expected = [(nom, int(n)) for nom, n in re.findall(r"^(.+)\t(\d+)$", table, re.M)]
    assert len(expected) == 10
    lines = document(atlas_demo, "classement", "collectivites", "--limite", "10")["lignes"]
    assert [(line["nom"], line["projets"]) for line in lines] == expected
    assert [line["rang"] for line in lines] == list(range(1, 11))


def test_the_people_of_the_bas_rhin_are_found_with_a_typo(atlas_demo: Path) -> None:
    found = document(atlas_demo, "contact", "bas rin")["resultats"]
    assert found[0]["nom"] == "Conseil départemental du Bas-Rhin"
    assert found[0]["departement"] == "67"
    assert found[0]["contacts"]
    assert set(found[0]["contacts"][0]) == {"prenom", "nom", "titre", "courriel", "telephone", "role"}
    nobody = run(atlas_demo, "contact", "xqzxqz")
    assert nobody.returncode == 1
    assert nobody.stderr.count("\n") == 1


def test_the_guide_s_crossing_is_one_command(atlas_demo: Path) -> None:
    asked = [
        "--region",
        "Rhône-Alpes",
        "--pays",
        "Inde",
        "--cofinancement",
        "MAE:2009",
        "--cofinancement",
        "AFD",
    ]
    found = document(atlas_demo, "chercher", "patrimoine", *asked, "--nature", "cooperation")
    assert found["total"] == len(found["projets"]) >= 1
    for projet in found["projets"]:
        assert projet["nature"] == "cooperation"
        assert "IN" in projet["pays"]
        whole = document(atlas_demo, "fiche", projet["id"])
        funders = {(f["financeur"], f["annee"]) for f in whole["financements"]}
        assert ("MEAE", 2009) in funders or any(f == "AFD" for f, _ in funders)
    assert found["criteres"]["region"] == ["82"]


def test_every_spelling_of_a_result_has_every_row(atlas_demo: Path, tmp_path: Path) -> None:
    asked = ["chercher", "--pays", "ml", "--statut", "en-cours"]
    rows = document(atlas_demo, *asked)["projets"]
    assert len(rows) > 50
    table = run(atlas_demo, *asked).stdout
    assert FICTIF in table
    assert all(row["id"] in table for row in rows)
    as_csv = list(
        csv.DictReader(io.StringIO(run(atlas_demo, *asked, "--format", "csv").stdout), delimiter=";")
    )
    assert [row["id"] for row in as_csv] == [row["id"] for row in rows]
    assert all(FICTIF in row["source"] for row in as_csv)
    for ending in ("csv", "json", "parquet", "txt"):
        done = run(atlas_demo, *asked, "--vers", f"mali.{ending}", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert pq.read_table(tmp_path / "mali.parquet").column("titre").to_pylist() == [
        row["titre"] for row in rows
    ]
    assert FICTIF in (tmp_path / "mali.txt").read_text("utf-8")
    before = (tmp_path / "mali.csv").read_bytes()
    again = run(atlas_demo, "chercher", "--pays", "sn", "--vers", "mali.csv", cwd=tmp_path)
    assert again.returncode == 1
    assert (tmp_path / "mali.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (["etat", "pays/Burkna Fasso"], 1, "Burkina Faso"),
        (["etat", "pays/zz"], 1, "Pays inconnu"),
        (["etat", "collectivite/col-999999"], 1, "col-999999"),
        (["fiche", "pro-999999"], 1, "pro-999999"),
        (["fiche", "\x1b]0;pirate\x07"], 1, "Identifiant inconnu"),
        (["chercher", "--annee-debut", "2010..2005"], 1, "Années impossibles"),
        (["chercher", "--cofinancement", "NASA"], 1, "Cofinanceur inconnu"),
        (["chercher", "--tri", "couleur"], 1, "Tri inconnu"),
        (["chercher", "--collectivite", "col-999999"], 1, "col-999999"),
        (["chercher", "--partenaire", "Ouagadougou"], 1, "par-7"),
        (["etat", "fiche/pro-12"], 1, "atlas-tui fiche pro-12"),
        (["--donnees", "/etc/passwd", "demo"], 1, "n'est pas un dossier"),
        (["chercher", "--vers", "x.docx"], 1, "docx"),
        (["classement", "communes"], 2, "collectivites"),
        (["etat", "--format", "xml"], 2, "xml"),
        (["conquerir"], 2, "conquerir"),
        (["chercher", "--limite", "0"], 2, "entier"),
        (["importer", "jumelages", "absent.tsv"], 1, "absent.tsv"),
        (["importer", "apd", "absent.csv"], 1, "absent.csv"),
        ([], 1, "atlas-tui etat monde"),
    ],
)
def test_what_cannot_be_done_is_one_french_line(
    atlas_demo: Path, tmp_path: Path, args: list[str], status: int, said: str
) -> None:
    done = run(atlas_demo, *args, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr


def test_without_an_atlas_each_command_says_how_to_make_one(tmp_path: Path) -> None:
    for command in (
        ["etat"],
        ["chercher", "eau"],
        ["fiche", "pro-1"],
        ["contact", "x"],
        ["publier"],
        ["verifier"],
        ["instantanes"],
    ):
        done = run(tmp_path / "rien", *command)
        assert done.returncode == 1
        assert "atlas-tui demo" in done.stderr
        assert not (tmp_path / "rien").exists()


def test_demo_never_replaces_anything(tmp_path: Path) -> None:
    (tmp_path / "mien").mkdir()
    (tmp_path / "mien" / "notes.txt").write_text("à moi")
    done = run(tmp_path / "mien", "demo")
    assert done.returncode == 1
    assert [p.name for p in (tmp_path / "mien").iterdir()] == ["notes.txt"]
    assert [p.name for p in tmp_path.iterdir()] == ["mien"]


def test_a_process_answers_what_the_command_does(atlas_demo: Path, tmp_path: Path) -> None:
    """The statuses, the answer and the refusal leave through the process as the other tests read them."""
    for args, status in (
        (["etat", "pays/bf", "--format", "json"], 0),
        (["etat", "pays/zz"], 1),
        (["conquerir"], 2),
        ([], 1),
    ):
        done = lancer(atlas_demo, *args, cwd=tmp_path)
        assert done == run(atlas_demo, *args)
        assert done.returncode == status
        assert bool(done.stdout) == (status == 0)


def test_a_flipped_byte_is_named_and_the_next_start_says_what_it_opens(tmp_path: Path) -> None:
    atlas = construire(tmp_path / "atlas").dossier
    assert run(atlas, "publier").returncode == 0
    newest, previous = (i["nom"] for i in document(atlas, "instantanes")["instantanes"])
    path = atlas / "instantanes" / newest / "projets.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)
    checked = run(atlas, "verifier", "--format", "json")
    assert checked.returncode == 1
    report = json.loads(checked.stdout)
    assert report["ok"] is False
    assert [
        d["ou"].endswith(newest) and "projets.parquet" in d["quoi"] and bool(d["remede"])
        for d in report["defauts"]
    ] == [True]
    state = run(atlas, "etat", "monde", "--format", "json")
    assert json.loads(state.stdout)["instantane"] == previous
    assert "projets.parquet" in state.stderr
    assert previous in state.stderr
    assert run(atlas, "publier").returncode == 0
    assert run(atlas, "etat").stderr == ""


def test_hostile_names_reach_no_terminal(tmp_path: Path) -> None:
    dossier = construire(tmp_path / "atlas").dossier
    evil = "Ville\x1b]52;c;cHduZWQ=\x07 [/nope] [@click=app.quit]\u202e \x9b31m=cmd|' /C calc'!A0"
    with Store.open(dossier / "atlas.sqlite") as store, store.write("essai") as edit:
        col = edit.create(Collectivite(nom=evil, type="commune", code="67482", departement="67", region="44"))
        par = edit.create(Partenaire(nom=evil, pays="DE"))
        pro = edit.create(
            Projet(
                titre=evil, nature="action", thematique="2", statut="en-cours", collectivites=(col.id,), partenaires=(par.id,),
                description=evil,
            )
        )  # fmt: skip
    assert run(dossier, "publier").returncode == 0
    for args in (
        ["fiche", pro.id],
        ["fiche", col.id],
        ["chercher", "nope"],
        ["contact", "ville nope"],
        ["classement", "collectivites"],
    ):
        for form, columns in (("table", "80"), ("table", "400"), ("csv", "80"), ("json", "80")):
            master, slave = pty.openpty()
            # Should the terminal be full, an error rather than a wait without end.
            os.set_blocking(slave, False)
            with (
                os.fdopen(slave, "w", encoding="utf-8") as terminal,
                redirect_stdout(terminal),
                patch.dict(os.environ, COLUMNS=columns),
            ):
                assert main(["--donnees", str(dossier), *args, "--format", form]) == 0
                terminal.flush()
                out = os.read(master, 1 << 20).decode()
            os.close(master)
            assert "[/nope]" in out
            assert not re.search(
                "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", out.replace("\r\n", "\n")
            )


def test_links_say_their_criteria_to_every_command(atlas_demo: Path) -> None:
    link = "atlas://monde/pays/bf?thematique=2&nature=cooperation"
    found = document(atlas_demo, "chercher", link)
    counts = document(atlas_demo, "etat", link)["compteurs"]
    assert found["total"] == counts["projets_cooperation"] > 0
    assert all("BF" in projet["pays"] for projet in found["projets"])
    first = found["projets"][0]["id"]
    assert document(atlas_demo, "fiche", f"atlas://fiche/{first}")["id"] == first
    assert (
        document(atlas_demo, "classement", "collectivites", link)["total"]
        == counts["collectivites_francaises"]
    )


def test_an_import_begins_a_real_atlas_and_says_nothing_fictitious(tmp_path: Path, shared: Path) -> None:
    file = shared / "data" / "wikidata-jumelages-france-2017.tsv"
    dossier = tmp_path / "reel"
    assert run(dossier, "importer", "jumelages", "absent.tsv", "--creer").returncode == 1
    assert not dossier.exists()
    made = document(dossier, "importer", "jumelages", str(file), "--creer")
    assert made["lues"] == made["creees"] + made["mises_a_jour"] + made["inchangees"] + made["rejetees"]
    germany = run(dossier, "etat", "pays/de").stdout
    assert FICTIF not in germany
    assert document(dossier, "etat", "pays/de")["compteurs"]["projets_cooperation"] > 1_000
    assert document(dossier, "verifier")["ok"] is True


def test_what_was_imported_but_not_published_is_named_and_published_by_the_next_import(
    tmp_path: Path,
) -> None:
    atlas = construire(tmp_path / "atlas").dossier
    lines = [
        "origincityLabel", "origincountry", "originlat", "originlong", "originpopulation",
        "sistercityLabel", "destinationlat", "destinationlong", "destinationpopulation", "destination_countryLabel", "dist", "eu",
    ]  # fmt: skip
    pair = [
        "Strasbourg",
        "France",
        "48.58",
        "7.75",
        "",
        "Zzyzxville",
        "51.0",
        "10.0",
        "",
        "Germany",
        "1",
        "EU",
    ]
    file = tmp_path / "paire.tsv"
    file.write_text("\t".join(lines) + "\n" + "\t".join(pair) + "\n", "utf-8")
    with Store.open(atlas / "atlas.sqlite") as store:
        from atlas_tui.imports import importer

        assert importer(store, "jumelages", file).creees == 1
    late = run(atlas, "verifier", "--format", "json")
    assert late.returncode == 1
    assert "non publiées" in json.loads(late.stdout)["defauts"][0]["quoi"]
    assert document(atlas, "importer", "jumelages", str(file))["inchangees"] == 1
    assert document(atlas, "chercher", "zzyzxville")["total"] == 1
    assert document(atlas, "verifier")["ok"] is True


def test_a_reader_who_leaves_breaks_nothing(atlas_demo: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m atlas_tui --donnees {atlas_demo} chercher | head -1",
        shell=True, capture_output=True, text=True, cwd=Path(__file__).resolve().parent.parent, timeout=60,
    )  # fmt: skip
    assert done.stdout.startswith("13")
    assert done.stderr == ""


def test_as_it_stood_and_the_versions_of_a_fiche(atlas_demo: Path) -> None:
    today = document(atlas_demo, "etat", "monde")
    then = document(atlas_demo, "etat", "monde", "--au", "31/12/2012")
    assert then == document(atlas_demo, "etat", "atlas://monde?au=2012-12-31")
    assert (today["au"], then["au"]) == ("2013-12-31", "2012-12-31")
    # Demandes published since were not there yet; a projet entered twice still was.
    assert then["compteurs"]["demandes"] < today["compteurs"]["demandes"]
    assert then["compteurs"]["projets_cooperation"] == today["compteurs"]["projets_cooperation"] + 1
    (twice,) = document(atlas_demo, "chercher", "--titre", "saisi deux fois", "--au", "2012-12-31")["projets"]
    assert document(atlas_demo, "chercher", "--titre", "saisi deux fois")["total"] == 0
    gone = twice["id"]
    versions = document(atlas_demo, "fiche", gone, "--versions")["versions"]
    assert [(v["version"], v["operation"]) for v in versions] == [(1, "creer"), (2, "archiver")]
    assert run(atlas_demo, "fiche", gone).returncode == 1
    shown = run(atlas_demo, "fiche", gone, "--au", "2012-12-31")
    assert "état au 31\u00a0décembre\u00a02012" in shown.stdout
    assert "personnes" in shown.stdout

    folder = max((atlas_demo / "instantanes").iterdir())
    rows = pq.read_table(folder / "passe" / "versions.parquet").to_pylist()
    third = next(row for row in rows if row["version"] == 3)
    said = document(atlas_demo, "fiche", third["fiche"], "--comparer", "1..3")["changements"]
    assert {"champ": "statut", "avant": "en-cours", "apres": "termine"} in said
    assert next(c for c in said if c["champ"] == "description")["avant"] == ""
    table = run(atlas_demo, "fiche", third["fiche"], "--comparer", "1..3").stdout
    assert "avant : En cours" in table
    assert "après : Terminé" in table
    assert "description" in run(atlas_demo, "fiche", third["fiche"], "--versions").stdout
    early = document(atlas_demo, "fiche", third["fiche"], "--versions", "--au", "2012-12-03")["versions"]
    assert [v["version"] for v in early] == [1]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("etat", "--au", "hier"), 2, "Date illisible"),
        (("etat", "--au", "2999-01-01"), 2, "à venir"),
        (("classement", "pays", "--au", "2012-12-02"), 1, "ne remonte qu'au 3\u00a0décembre\u00a02012"),
        (("contact", "paris", "--au", "2013-01-01"), 1, "d'aujourd'hui"),
        (("fiche", "pro-1", "--comparer", "1..9"), 1, "pas de version 9"),
        (("fiche", "pro-1", "--comparer", "1"), 2, "1..3"),
        (("fiche", "pro-99999999", "--versions"), 1, "Aucune fiche"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else None,
)
def test_a_day_or_a_version_that_is_not_there_is_one_line(
    atlas_demo: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = run(atlas_demo, *arguments)
    assert done.returncode == status
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
