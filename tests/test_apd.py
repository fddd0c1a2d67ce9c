# SPDX-License-Identifier: EUPL-1.2
"""The e-APD: what is declared is kept, proved and added up to the cent. Real stores, real snapshots."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
import zipfile
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from fiches_tirees import LYON, NOON, Hand
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from petit_atlas import construire

from atlas_tui.__main__ import main
from atlas_tui.imports import ImportRefuse, importer
from atlas_tui.imports.apd import lire_lignes
from exports.apd import tableur
from exports.writing import ExportRefuse
from parquet import aide
from parquet.atlas import Atlas
from parquet.criteria import Criteria
from parquet.pages import FRANCE, MONDE, Page
from parquet.publication import publier, publier_delta
from parquet.reference import cad, geography
from store.apd import Apd, Campagne
from store.comptes import SYSTEM, Demande
from store.declarations import Declarations, total
from store.errors import AlreadyDone, Refused
from store.operations import Operations
from store.records import Declaration, LigneApd
from store.rights import HOST, Forbidden, Who
from store.store import Store

pytestmark = pytest.mark.procedures

PARIS = ZoneInfo("Europe/Paris")
WINDOW = Campagne(2025, NOON - timedelta(days=1), NOON + timedelta(days=1))
LINE = LigneApd(montant=Decimal("1200.50"), pays="ML", secteur="14031", canal="22000", type_aide="C01")
AGENT, DAECT = Who("agent", 1, "col-1"), Who("daect", 2)


@pytest.fixture
def clock():
    return Hand()


@pytest.fixture
def folder(tmp_path, clock):
    """Two collectivités of two régions, an agent of the first, one of the DAECT; published."""
    with Store.create(tmp_path / "atlas.sqlite", clock=clock) as store:
        with store.write("essai") as edit:
            edit.create(LYON)
            edit.create(msgspec.structs.replace(LYON, nom="Arras", region="32", departement="62"))
        with store.comptes() as accounts:
            accounts.create(Demande("agent", "agent@lyon.example", "A", "B", "agent", "col-1"), SYSTEM)
            accounts.create(Demande("daect", "daect@etat.example", "A", "B", "daect"), SYSTEM)
        Apd(store, HOST).open_campaign(WINDOW)
        publier(store, tmp_path)
    return tmp_path


@pytest.fixture
def store(folder, clock):
    with Store.open(folder / "atlas.sqlite", clock=clock) as store:
        yield store


def declare(store, *lines, key=None):
    """Declare these lines for 2025; return the version."""
    agent = Apd(store, AGENT)
    dossier = Declarations(store, AGENT).dossier("col-1", 2025)
    if dossier.stored is None:
        stored = agent.prepare(Declaration(collectivite="col-1", annee=2025, lignes=lines))
    else:
        record = msgspec.structs.replace(dossier.stored.record, lignes=lines)
        stored = agent.prepare(record, base=dossier.stored.version)
    return agent.declare(stored.record.id, base=stored.version, neant=not lines, key=key)


def shown(store, folder):
    """What anyone reads for 2025: total, lines, declarations that were corrected."""
    publier_delta(store, folder)
    with Atlas.ouvrir(folder) as atlas:
        found = atlas.apd_totaux("pays", 2025)
        return found.montant, found.lignes, found.corrigees


def letters(store, adresse):
    with store.comptes() as accounts:
        return [(one.sujet, one.texte) for one in accounts.letters() if one.adresse == adresse]


def test_declared_closed_reopened_corrected(store, folder, clock) -> None:
    """After the window nothing moves until the DAECT opens it again; totals keep what was declared meanwhile."""
    assert shown(store, folder) == (0, 0, 0)
    base = declare(store, LINE)
    assert shown(store, folder) == (Decimal("1200.50"), 1, 0)
    ((subject, text),) = letters(store, "agent@lyon.example")
    assert subject == "APD 2025 : déclaration reçue"
    assert "1\u202f200,50\u00a0€" in text
    assert "APD-2025-1-1" in text

    clock.now = WINDOW.ferme_le
    with pytest.raises(Refused, match="heure de Paris"):
        Apd(store, Who("agent", 1, "col-2")).prepare(Declaration(collectivite="col-2", annee=2025))
    with pytest.raises(Refused, match="fin à venir"):
        Apd(store, DAECT).reopen("apd-1", base=base, until=clock.now)
    until = clock.now + timedelta(days=2)
    base = Apd(store, DAECT).reopen("apd-1", base=base, until=until, reason="Le Mali y est deux fois.\x1b")
    assert shown(store, folder) == (Decimal("1200.50"), 1, 0), "opened again, not taken back"
    subject, text = letters(store, "agent@lyon.example")[-1]
    assert subject == "APD 2025 : déclaration rouverte"
    assert "Raison : Le Mali y est deux fois." in text

    clock.now = until - timedelta(minutes=1)
    assert Declarations(store, AGENT).dossier("col-1").ouverte
    base = declare(store, LINE, msgspec.structs.replace(LINE, pays="SN", montant=Decimal("0.01")))
    assert shown(store, folder) == (Decimal("1200.51"), 2, 1)
    dossier = Declarations(store, AGENT).dossier("col-1", 2025)
    assert [(one.rang, total(one.record.lignes)) for one in dossier.declarees] == [
        (1, Decimal("1200.50")), (2, Decimal("1200.51")),
    ]  # fmt: skip
    assert not dossier.ouverte, "once declared, what was opened again is closed"
    base = Apd(store, DAECT).reopen("apd-1", base=base, until=until)
    clock.now = until
    with pytest.raises(Refused, match="heure de Paris"):
        Apd(store, AGENT).declare("apd-1", base=base)
    # A day of the past says what it said then.
    with Atlas.ouvrir(folder, NOON.date()) as before:
        assert before.apd_totaux("annee").montant == Decimal("1200.50")
    assert not store.verify()


def test_a_double_click_declares_once(store) -> None:
    declare(store, LINE, key="un-clic")
    with pytest.raises(AlreadyDone):
        Apd(store, AGENT).declare("apd-1", base=1, key="un-clic")
    assert len(Declarations(store, AGENT).dossier("col-1", 2025).declarees) == 1
    assert len(letters(store, "agent@lyon.example")) == 1
    record = Declaration(collectivite="col-2", annee=2025, lignes=(LINE,))
    for _ in range(2):
        with suppress(AlreadyDone):
            Apd(store, Who("agent", 1, "col-2")).submit(record, key="un-clic-de-plus")
    assert len(Declarations(store, HOST).dossier("col-2", 2025).declarees) == 1


def test_a_receipt_is_made_again_as_it_was(store, clock) -> None:
    declare(store)
    first = Declarations(store, AGENT).receipt("apd-1")
    assert (first.numero, first.declaree.record.lignes, first.nom) == (
        "APD-2025-1-1",
        (),
        "Métropole de Lyon",
    )
    clock.now += timedelta(hours=1)
    now = Operations(store, HOST).fiche("col-1")
    Operations(store, HOST).update_collectivite(
        msgspec.structs.replace(now.record, nom="Le Grand Lyon"), base=1
    )
    Apd(store, DAECT).reopen("apd-1", base=2)
    declare(store, LINE)
    assert Declarations(store, AGENT).receipt("apd-1", 1) == first
    second = Declarations(store, DAECT).receipt("apd-1")
    assert (second.numero, second.nom) == ("APD-2025-1-2", "Le Grand Lyon")
    assert len({first.empreinte, second.empreinte}) == 2
    with pytest.raises(Refused, match="3e fois"):
        Declarations(store, DAECT).receipt("apd-1", 3)
    with pytest.raises(Forbidden):
        Declarations(store, Who("agent", 1, "col-2")).receipt("apd-1")


def test_who_follows_a_campaign_sees_what_is_theirs(store) -> None:
    declare(store, LINE, msgspec.structs.replace(LINE, pays="SN"))

    def seen(role, **place):
        found = Declarations(store, Who(role, 9, **place)).follow(2025)
        return [(one.nom, one.etat, one.lignes, one.total, one.attendue) for one in found]

    lyon = ("Métropole de Lyon", "declaree", 2, Decimal("2401.00"), True)
    assert seen("daect") == [("Arras", "", 0, Decimal(0), False), lyon]
    assert seen("sgar", region="84") == [lyon]
    assert seen("ambassade", pays="ML") == [("Métropole de Lyon", "declaree", 1, Decimal("1200.50"), True)]
    assert seen("ambassade", pays="MG") == []
    Apd(store, DAECT).reopen("apd-1", base=2)
    assert seen("ambassade", pays="ML") == [], "a draft is not theirs to read"


@pytest.mark.parametrize(
    ("opens", "closes", "first", "last"),
    [
        # Clocks go forward on 29 March 2026 at 2 and back on 25 October at 3, in Paris.
        ((2026, 3, 29, 1, 59), (2026, 3, 29, 3, 1), (2026, 3, 29, 0, 59), (2026, 3, 29, 1, 0, 59)),
        ((2026, 10, 25, 1, 30), (2026, 10, 25, 3, 30), (2026, 10, 24, 23, 30), (2026, 10, 25, 2, 29, 59)),
    ],
)  # fmt: skip
def test_a_window_over_a_change_of_clocks(store, clock, opens, closes, first, last) -> None:
    """Two minutes on the clock in March are two minutes; two hours in October are three."""
    window = Campagne(2025, datetime(*opens, tzinfo=PARIS), datetime(*closes, tzinfo=PARIS))
    Apd(store, HOST).open_campaign(window)
    (kept,) = Apd(store, HOST).campaigns()
    for at, open_ in ((first, True), (last, True)):
        clock.now = datetime(*at, tzinfo=UTC)
        assert kept.ouverte(clock.now) is open_
    for at in (
        datetime(*first, tzinfo=UTC) - timedelta(seconds=1),
        datetime(*last, tzinfo=UTC) + timedelta(seconds=1),
    ):
        assert not kept.ouverte(at)
        clock.now = at
        assert not Declarations(store, AGENT).dossier("col-1", 2025).ouverte


# --- totals ---------------------------------------------------------------------------------------------------

cents = st.integers(0, 10**13).map(lambda n: Decimal(n).scaleb(-2)) | st.just(Decimal("0.01"))
line = st.builds(
    LigneApd,
    montant=cents, pays=st.sampled_from(("", "ML", "BF", "SN")), secteur=st.sampled_from(("", "140", "14031", "93010")),
    refugies=st.booleans(), canal=st.sampled_from(("", "20000", "22000")), type_aide=st.sampled_from(("C01", "H02")),
)  # fmt: skip
said = st.lists(
    st.tuples(st.sampled_from((0, 1, 2)), st.sampled_from((2010, 2011)), st.lists(line, max_size=5)),
    max_size=4, unique_by=lambda one: one[:2],
)  # fmt: skip


@pytest.fixture(scope="module")
def petit(tmp_path_factory):
    return construire(tmp_path_factory.mktemp("apd") / "atlas")


@given(said=said)
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_totals_are_sums_however_they_are_grouped(said, petit, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("totaux") / "atlas"
    shutil.copytree(petit.dossier, folder, symlinks=True)
    everyone = (petit.bas_rhin, petit.paris, petit.lyon)
    expected = defaultdict(Decimal)
    with Store.open(folder / "atlas.sqlite") as store:
        with store.write("essai") as edit:
            for who, year, lines in said:
                edit.create(Declaration(collectivite=everyone[who], annee=year, lignes=tuple(lines)))
                for one in lines:
                    expected[year] += one.montant
                    expected[year, one.pays] += one.montant
                    expected[year, "sans"] += 0 if one.refugies else one.montant
        publier_delta(store, folder)
    with Atlas.ouvrir(folder) as atlas:
        for year in (2010, 2011):
            for par in aide.GROUPES:
                found = atlas.apd_totaux(par, year)
                assert found.montant == expected[year] == sum(p.montant for p in found.parts), (par, year)
                assert (
                    found.hors_refugies == expected[year, "sans"] == sum(p.hors_refugies for p in found.parts)
                )
                assert found.lignes == sum(p.lignes for p in found.parts)
            by_country = {p.code: p.montant for p in atlas.apd_totaux("pays", year).parts}
            assert all(amount == expected[year, pays] for pays, amount in by_country.items())
        # The page of the world, a région and a country say the same as the totals.
        for page, criteres in (
            (MONDE, Criteria()), (FRANCE, Criteria()), (Page("pays", "ML"), Criteria(pays=("ML",))),
            (Page("region", "84"), Criteria(region=("84",))),
        ):  # fmt: skip
            years = {p.code: p.montant for p in atlas.apd_totaux("annee", None, criteres).parts}
            assert {str(one.annee): one.montant for one in atlas.etat(page).apd} == years


def test_the_totals_of_the_demonstration_are_those_of_the_guide(atlas_demo: Path) -> None:
    with Atlas.ouvrir(atlas_demo) as atlas:
        assert {p.code: p.montant for p in atlas.apd_totaux("annee").parts}["2012"] == 64_884_374
        burkina = {p.code: p.montant for p in atlas.apd_totaux("pays", 2012).parts}["BF"]
        assert burkina == 4_801_733
        assert len(list(atlas.apd_lignes(2012))) == atlas.apd_totaux("canal", 2012).lignes


# --- spreadsheets ---------------------------------------------------------------------------------------------

ELIGIBLES = sorted(set(geography.pays()) - cad.hors_apd() - {"AI", "KN", "CL", "SC", "UY", "CK", "AG"})
hosted = st.sampled_from(("93010", "93012"))
spent = st.sampled_from(sorted(code for code in cad.secteurs() if not code.startswith("930")))
declarable = st.one_of(
    st.builds(LigneApd, montant=cents.filter(bool), secteur=hosted, refugies=st.just(True),
              canal=st.sampled_from(sorted(cad.canaux())), type_aide=st.just("H02")),
    st.builds(LigneApd, montant=cents.filter(bool), secteur=spent, pays=st.sampled_from(("", *ELIGIBLES)),
              canal=st.sampled_from(sorted(cad.canaux())), type_aide=st.sampled_from(sorted(set(cad.types_aide()) - {"H02"})),
              projet=st.sampled_from(("", "pro-1")), loi_oudin=st.sampled_from(("", "eau", "mobilite"))),
)  # fmt: skip
PROJETS = {"pro-1": '=HYPERLINK("x") ; "Eau" à [/nope]'}


@given(lines=st.lists(declarable, min_size=1, max_size=12))
@settings(max_examples=12)
def test_what_is_exported_is_imported_as_it_was(lines, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("tableur")
    for name in ("a.xlsx", "a.csv"):
        tableur.ecrire(lines, folder / name, PROJETS)
        read = lire_lignes(folder / name, 2025, "col-1", PROJETS)
        assert (list(read.lignes), read.rejets) == (lines, ()), name


def ecrire(path, *rows, titles="Montant en euros;Pays;Secteur CAD;Canal;Type d'aide;Réfugiés"):
    path.write_text("\n".join((titles, *rows)) + "\n", encoding="utf-8")
    return path


def test_each_wrong_line_is_told(tmp_path) -> None:
    good = "1 200,50 €;Mali;14031;22000 ONG;c01;non"
    path = ecrire(
        tmp_path / "faux.csv", good, "=SOMME(A2);ML;14031;22000;C01;", "12,345;ML;14031;22000;C01;",
        "12;Pologne;14031;22000;C01;", "12;Malie;14031;22000;C01;", "12;ML;14032x;22000;C01;", "12;ML;14031;1;C01;",
        "12;ML;14031;22000;;", "12;ML;93010;22000;H02;oui", "12;;93010;22000;H02;non", "0;ML;14031;22000;C01;", "-5;ML;14031;22000;C01;",
    )  # fmt: skip
    read = lire_lignes(path, 2025, "col-1", {})
    assert read.lignes == (LINE,)
    assert [(one.ligne, one.champ, one.raison.partition(" ")[0]) for one in read.rejets] == [
        (3, "Montant en euros", "une"), (4, "Montant en euros", "montant"), (5, "Pays", "Pologne"), (6, "Pays", "pays"),
        (7, "Secteur CAD", "code"), (8, "Canal", "code"), (9, "Type d'aide", "obligatoire,"), (10, "Pays", "à"),
        (11, "Réfugiés", "«"), (12, "Montant en euros", "montant"), (13, "Montant en euros", "montant"),
    ]  # fmt: skip
    # In 2012 what was given to Chile was still APD.
    path = ecrire(tmp_path / "chili.csv", "12;CL;14031;22000;C01;")
    assert lire_lignes(path, 2012, "col-1", {}).rejets == ()
    assert "2025" in lire_lignes(path, 2025, "col-1", {}).rejets[0].raison


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
HEADS = '<row r="1"><c r="A1" t="inlineStr"><is><t>Montant en euros</t></is></c><c r="B1" t="inlineStr"><is><t>Secteur CAD</t></is></c>{}</row>'


def classeur(path, rows, prolog=""):
    """A workbook made by hand, as no spreadsheet makes one."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns:r="{rel}"><sheets><sheet name="x" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="r1" Target="worksheets/s.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/s.xml", prolog + SHEET.format(rows))
    return path


def test_a_hostile_workbook_is_refused_in_one_line(tmp_path) -> None:
    import tracemalloc

    tracemalloc.start()
    bomb = classeur(tmp_path / "bombe.xlsx", "<row><c><v>" + "1" * 60_000_000 + "</v></c></row>")
    assert bomb.stat().st_size < 1_000_000
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    with pytest.raises(ImportRefuse, match="décompressé"):
        lire_lignes(bomb, 2025, "col-1", {})
    assert tracemalloc.get_traced_memory()[1] - before < 5_000_000, "read as it comes, never held"
    tracemalloc.stop()
    with pytest.raises(ImportRefuse, match="cellules"):
        lire_lignes(
            classeur(tmp_path / "grille.xlsx", "<row>" + "<c/>" * 500_001 + "</row>"), 2025, "col-1", {}
        )
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    with pytest.raises(ImportRefuse, match="type de document"):
        lire_lignes(classeur(tmp_path / "rires.xlsx", HEADS.format(""), laughs), 2025, "col-1", {})
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row><row r="3"><c r="A3"><v>12.5</v></c><c r="B3" t="s"><v>-1</v></c></row>'
    (wrong,) = lire_lignes(classeur(tmp_path / "loin.xlsx", HEADS.format("") + far), 2025, "col-1", {}).rejets
    assert (wrong.ligne, wrong.champ) == (3, "Secteur CAD")
    for name, content in (("faux.xlsx", b"PK\x03\x04" + bytes(200)), ("autre.xlsx", None)):
        path = tmp_path / name
        if content is None:
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("a.txt", "x")
        else:
            path.write_bytes(content)
        with pytest.raises(ImportRefuse, match="classeur lisible"):
            lire_lignes(path, 2025, "col-1", {})


def test_numbers_of_a_workbook_are_those_one_sees(tmp_path) -> None:
    """Binary doubles are written with 17 figures: 0.1 + 0.2 is 0.3 on the screen, and here."""
    cells = '<row r="2"><c r="A2"><v>{}</v></c><c r="B2"><v>14031</v></c><c r="C2" t="str"><f>A1</f><v>22000</v></c><c r="D2" t="inlineStr"><is><t>C</t><t>01</t></is></c></row>'
    heads = HEADS.format('<c r="C1" t="str"><v>Canal</v></c><c r="D1" t="str"><v>Type d\'aide</v></c>')
    for n, (written, seen) in enumerate(
        (("0.30000000000000004", "0.30"), ("1.2005E3", "1200.50"), ("9999999999999.99", "9999999999999.99"))
    ):
        path = classeur(tmp_path / f"{n}.xlsx", heads + cells.format(written))
        assert lire_lignes(path, 2025, "col-1", {}).lignes == (
            LigneApd(montant=Decimal(seen), secteur="14031", canal="22000", type_aide="C01"),
        )


def test_many_declarations_come_in_whole_or_not_at_all(tmp_path, store) -> None:
    titles = "Collectivité;Année;Montant en euros;Pays;Secteur CAD;Canal;Type d'aide"
    rest = "14031;22000;C01"
    path = ecrire(
        tmp_path / "a.csv", f"col-1;2011;10;ML;{rest}", f"col-1;2012;20;ML;{rest}", f"col-1;2012;x;ML;{rest}",
        f"col-2;2012;30;SN;{rest}", f"col-9;2012;30;SN;{rest}", titles=titles,
    )  # fmt: skip
    for a_blanc in (True, False):
        bilan = importer(store, "apd", path, a_blanc=a_blanc)
        assert (bilan.lues, bilan.creees, bilan.rejetees) == (5, 2, 3)
        assert [one.ligne for one in bilan.rejets] == [3, 4, 6]
        assert "ligne 4 est à corriger" in bilan.rejets[0].raison
    path = ecrire(tmp_path / "b.csv", f"col-1;2011;10;ML;{rest}", f"col-2;2012;31;SN;{rest}", titles=titles)
    bilan = importer(store, "apd", path)
    assert (bilan.creees, bilan.mises_a_jour, bilan.inchangees) == (0, 1, 1)
    assert [total(d.record.lignes) for d in Declarations(store, HOST).dossier("col-2", 2012).declarees] == [
        30,
        31,
    ]
    assert not store.verify()


# --- what leaves ----------------------------------------------------------------------------------------------


def command(folder, *args):
    """A command in this process: its exit status, stdout, stderr."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main([*args, "--donnees", str(folder)])
    return status, out.getvalue(), err.getvalue()


@pytest.fixture
def declared(petit, tmp_path):
    """The small atlas with an agent of the Bas-Rhin and a window that is open; nothing declared for 2025."""
    folder = tmp_path / "atlas"
    shutil.copytree(petit.dossier, folder, symlinks=True)
    now = datetime.now(UTC)
    with Store.open(folder / "atlas.sqlite") as store:
        with store.comptes() as accounts:
            accounts.create(
                Demande("marie", "m@ville.example", "Marie", "D", "agent", petit.bas_rhin), SYSTEM
            )
        Apd(store, HOST).open_campaign(Campagne(2025, now - timedelta(days=1), now + timedelta(days=1)))
    return folder


def test_from_the_command_line(declared, tmp_path) -> None:
    path = ecrire(
        tmp_path / "a.csv", "1 200,50;Mali;14031;22000;C01;non", "0,10;;93010;11002;H02;oui", "3;ML;140;;C01;"
    )
    status, out, _ = command(declared, "apd", "declarer", str(path), "--compte", "marie")
    assert (status, "rien n'a été écrit" in out, "Canal" in out) == (1, True, True)
    path = ecrire(path, "1 200,50;Mali;14031;22000;C01;non", "0,10;;93010;11002;H02;oui")
    for wrong in (("--compte", "paul"), ("--compte", "marie", "--neant"), ()):
        assert command(declared, "apd", "declarer", str(path), *wrong)[0] == 1
    assert command(declared, "apd", "declarer", str(path), "--compte", "marie")[:1] == (0,)
    status, out, _ = command(
        declared, "apd", "totaux", "--annee", "2025", "--par", "secteur", "--format", "json"
    )
    found = json.loads(out)
    assert (found["montant"], found["hors_refugies"]) == (1200.6, 1200.5)
    assert [(one["code"], one["montant"]) for one in found["parts"]] == [("14031", 1200.5), ("93010", 0.1)]
    status, out, _ = command(declared, "apd", "suivi", "--annee", "2025", "--format", "json")
    rows = {one["collectivite"]: one["etat"] for one in json.loads(out)["collectivites"]}
    assert list(rows.values()) == ["déclarée", "non commencée", "non commencée"]
    assert command(declared, "apd", "rouvrir", "apd-2", "--jusque", "29/03/2099 2h30")[0] == 1, (
        "skipped by clocks"
    )
    assert command(declared, "apd", "rouvrir", "apd-2")[0] == 0
    assert command(declared, "apd", "declarer", "--neant", "--compte", "marie")[0] == 0
    for rank, said in ((1, "1\u202f200,60"), (2, "état néant")):
        assert said in command(declared, "apd", "recepisse", "apd-2", "--version", str(rank))[1]
    assert command(declared, "verifier")[0] == 0


def test_the_file_of_the_dac_adds_up_and_names_its_codes(declared, tmp_path) -> None:
    path = ecrire(
        tmp_path / "a.csv", "1 200,51;Mali;14031;22000;C01;", "7;;99820;22000;B01;", "0,10;;93010;11002;H02;oui", "5;SN;140;12002;C01;",
    )  # fmt: skip
    assert command(declared, "apd", "declarer", str(path), "--compte", "marie")[0] == 0
    file = tmp_path / "cad.csv"
    status, _, err = command(declared, "apd", "exporter", "--annee", "2025", "--cad", "--vers", str(file))
    assert (status, "1\u00a0ligne sans code-objet" in err) == (0, True)
    assert command(declared, "apd", "exporter", "--annee", "2025", "--cad", "--vers", str(file))[0] == 1, (
        "never over another"
    )
    rows = list(csv.DictReader(file.open(encoding="utf-8", newline="")))
    assert sum(Decimal(row["Disbursement_National"]) for row in rows) * 1000 == Decimal("1212.61")
    told = {
        (
            r["DERecipientcode"],
            r["PurposeCode"],
            r["SectorCode"],
            r["ChannelCode"],
            r["ParentChannelCode"],
            r["Aid_t"],
            r["Bi_Multi"],
        )
        for r in rows
    }
    assert told == {
        ("MLI", "14031", "140", "22000", "22000", "C01", "1"), ("DPGC_X", "99820", "998", "22000", "22000", "B01", "3"),
        ("DPGC_X", "93010", "930", "11002", "11000", "H02", "1"), ("SEN", "", "140", "12002", "12000", "C01", "1"),
    }  # fmt: skip
    # The year of the small atlas has a line to Poland: it is no APD, and nothing is written before it is mended.
    status, _, err = command(
        declared, "apd", "exporter", "--annee", "2012", "--cad", "--vers", str(tmp_path / "b.csv")
    )
    assert (status, "Pologne hors de la liste de 2012" in err, (tmp_path / "b.csv").exists()) == (
        1,
        True,
        False,
    )


def test_a_receipt_is_the_same_document_each_time(store, tmp_path) -> None:
    from exports.apd import recepisse

    declare(store, LINE)
    found = Declarations(store, AGENT).receipt("apd-1")
    for name in ("a.pdf", "b.pdf"):
        recepisse.ecrire(found, tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    with pytest.raises(ExportRefuse, match="existe déjà"):
        recepisse.ecrire(found, tmp_path / "a.pdf")


def test_the_fiche_is_confirmed_before_anything_is_declared(store, clock) -> None:
    """The gate of the yearly campaign: refused, nothing is kept of the declaration, and what is opened again passes."""
    from store.campagne import Campagnes

    base = declare(store, LINE)
    Apd(store, DAECT).reopen("apd-1", base=base)
    Campagnes(store, HOST).open(Campagne(2026, NOON - timedelta(hours=1), NOON + timedelta(days=1)))
    assert Declarations(store, DAECT).dossier("col-1", 2025).obstacle == ""
    declare(store, LINE, LINE)
    other = Who("agent", 1, "col-2")
    record = Declaration(collectivite="col-2", annee=2025, lignes=(LINE,))
    with pytest.raises(Refused, match="ne sont pas confirmées"):
        Apd(store, other).submit(record)
    found = Declarations(store, other).dossier("col-2", 2025)
    assert found.stored is None
    assert "ne sont pas confirmées ; confirmez-les avant le" in found.obstacle, "said before one types"
    for partie in Campagnes(store, other).parts("col-2")[1]:
        Campagnes(store, other).confirm(partie)
    made = Apd(store, other).submit(record)
    assert (made.version, made.record.etat) == (2, "declaree")
    with pytest.raises(Refused, match="déjà commencée"):
        Apd(store, other).submit(record)
    assert not store.verify()
