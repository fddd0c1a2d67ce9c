# SPDX-License-Identifier: EUPL-1.2
"""The e-APD: what is declared is kept, proved and added up to the cent. Real stores, real snapshots."""

from __future__ import annotations

import shutil
from collections import defaultdict
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

from parquet import aide
from parquet.atlas import Atlas
from parquet.criteria import Criteria
from parquet.pages import FRANCE, MONDE, Page
from parquet.publication import publier, publier_delta
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
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
