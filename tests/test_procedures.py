# SPDX-License-Identifier: EUPL-1.2
"""Procedures: every role tries every move from every state; windows to the minute; a click that comes twice. Real stores."""

from __future__ import annotations

import dataclasses
import shutil
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import gestes_appels
import msgspec
import pytest
import test_campagne
from fiches_tirees import LYON, NOON, SEGOU, Hand, projet

from store import STORE, procedures
from store.actualites import Actualites
from store.apd import Apd, Campagne, alerts
from store.bourse import RETIREE, Bourse, Deposant, Depot, etat_of
from store.clock import to_text
from store.comptes import SYSTEM
from store.comptes import Demande as Compte
from store.errors import Refused, StaleVersion
from store.operations import Operations
from store.pages import PAGES
from store.records import Actualite, Declaration, Demande, LigneApd
from store.rights import HOST, PUBLIC, ROLES, Forbidden, Who
from store.store import Store

pytestmark = pytest.mark.procedures

MOVES = [
    "publier-demande", "refuser-demande", "repondre-demande", "pourvoir-demande", "expirer-demande", "retirer-demande",
    "relancer-demande",
    "preparer-apd", "declarer-apd", "rouvrir-apd", "ecrire-actualite", "publier-actualite", "archiver-actualite",
    *gestes_appels.MOVES,
]  # fmt: skip
ALLOWED = {
    # (move, state) → the roles that may, on what is theirs. Everything else is refused.
    ("publier-demande", "deposee"): {"ambassade"},
    ("publier-demande", "expiree"): {"ambassade"},
    ("refuser-demande", "deposee"): {"ambassade"},
    ("repondre-demande", "publiee"): {"agent"},
    ("repondre-demande", "en-contact"): {"agent"},
    ("pourvoir-demande", "en-contact"): {"agent"},
    ("expirer-demande", "publiee"): {"daect"},
    ("expirer-demande", "en-contact"): {"daect"},
    # The public is here the author of the demande: a code by mail proved it.
    ("retirer-demande", "deposee"): {"public", "ambassade", "daect"},
    ("retirer-demande", "publiee"): {"public", "ambassade", "daect"},
    ("retirer-demande", "en-contact"): {"public", "ambassade", "daect"},
    ("retirer-demande", "expiree"): {"public", "ambassade", "daect"},
    ("relancer-demande", "expiree"): {"public"},
    ("preparer-apd", "brouillon"): {"agent"},
    ("declarer-apd", "brouillon"): {"agent"},
    ("rouvrir-apd", "declaree"): {"daect"},
    ("ecrire-actualite", "brouillon"): {"ambassade", "daect"},
    ("ecrire-actualite", "publiee"): {"ambassade", "daect"},
    ("publier-actualite", "brouillon"): {"ambassade", "daect"},
    ("archiver-actualite", "brouillon"): {"ambassade", "daect"},
    ("archiver-actualite", "publiee"): {"ambassade", "daect"},
    **gestes_appels.ALLOWED,
}
AILLEURS = test_campagne.ALLOWED
"""What is no fiche, explored whole where it is tested."""
WINDOW = Campagne(2025, NOON - timedelta(days=1), NOON + timedelta(days=1))
MG = Who("ambassade", 6, pays="MG")
LINE = LigneApd(montant=Decimal("1200.50"), pays="ML")
DEPOT = Depot(
    autorite="Antsirabe", pays="MG", titre="Marché couvert", thematique="8", besoin="Un marché",
    deposant=Deposant(prenom="Rivo", nom="Rakoto", courriel="rivo@antsirabe.example", langue="en"),
)  # fmt: skip


@pytest.fixture
def clock():
    return Hand()


def modele(path):
    """A store with a collectivité, an authority in Mali, and one account a role, numbered as ROLES are."""
    with Store.create(path, clock=lambda: NOON) as store:
        with store.write("compte:99") as edit:
            edit.create(LYON)
            edit.create(msgspec.structs.replace(LYON, nom="Arras"))
            edit.create(SEGOU)
        with store.comptes() as accounts:
            for role in ROLES[1:]:
                if role != "reseau":
                    accounts.create(
                        Compte(f"un.{role}", f"{role}@x.example", "A", "B", role, "col-1", "ML", "84"), SYSTEM
                    )
            accounts.create(
                Compte("amb.mg", "ambassade.mg@x.example", "A", "B", "ambassade", pays="MG"), SYSTEM
            )
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return modele(tmp_path_factory.mktemp("procedures") / "modele.atlas")


@pytest.fixture
def store(model, tmp_path, clock):
    path = shutil.copyfile(model, tmp_path / "a.atlas")
    with Store.open(path, clock=clock) as store:
        yield store


def who(role):
    return PUBLIC if role == "public" else Who(role, ROLES.index(role), "col-1", "ML", "84")


def letters(store):
    with store.read() as reading:
        return reading.connection.execute(
            "SELECT adresse, sujet, texte FROM courrier ORDER BY numero"
        ).fetchall()


def in_state(store, name, etat):
    """Put a demande, or a declaration, in a state, behind the procedure's back; return its id."""
    if name in gestes_appels.MOVES:
        return gestes_appels.in_state(store, name, etat)
    with store.write("compte:99") as edit:
        if name.endswith("apd"):
            lines = (LINE,)
            return edit.create(Declaration(collectivite="col-1", annee=2025, lignes=lines, etat=etat)).id
        if name.endswith("actualite"):
            # Signed by the embassy in Mali: a réseau has no hand on it.
            return edit.create(
                Actualite(titre="Assises", texte="À Bamako.", emetteur="ambassade", pays=("ML",), etat=etat)
            ).id
        kept = "publiee" if etat == RETIREE else etat
        made = edit.create(
            Demande(titre="Puits", partenaire="par-1", thematique="2", etat=kept, deposee_le=date(2026, 1, 1))
        )
        # Time is over for what is to be closed then, and for nothing else.
        until = NOON + timedelta(days=-1 if name == "expirer-demande" else 1)
        edit.connection.execute(
            "INSERT INTO demande_suivi VALUES (?, 'A', 'B', 'a@b.example', '', 'es', '', ?)",
            (made.id, to_text(until)),
        )
        if etat != "deposee":
            edit.connection.execute(
                "INSERT INTO demande_reponse VALUES (?, 'col-1', 1, 'm', '2026-01-01T00:00:00.000000Z')",
                (made.id,),
            )
        if etat == RETIREE:
            edit.archive(made.id, base=1)
        return made.id


def attempt(store, me, name, id):
    if name in gestes_appels.MOVES:
        gestes_appels.attempt(store, me, name, id)
        return
    if me == PUBLIC and name.endswith("demande"):
        me = Who(demande=id)
    bourse, apd, news = Bourse(store, me), Apd(store, me), Actualites(store, me)
    with store.read() as reading:
        record, version = reading.get(id).record, reading.get(id).version
    {
        "publier-demande": lambda: bourse.publish(id, base=version),
        "refuser-demande": lambda: bourse.refuse(id, "Hors sujet.", base=version),
        "repondre-demande": lambda: bourse.answer(id, "Bonjour.", base=version),
        "pourvoir-demande": lambda: bourse.provide(id, projet(), base=version),
        "expirer-demande": lambda: bourse.expire(id, base=version),
        "retirer-demande": lambda: bourse.withdraw(id, "Caduque.", base=version),
        "relancer-demande": lambda: bourse.renew(id, base=version),
        "preparer-apd": lambda: apd.prepare(msgspec.structs.replace(record, lignes=(LINE, LINE)), base=1),
        "declarer-apd": lambda: apd.declare(id, base=1),
        "rouvrir-apd": lambda: apd.reopen(id, base=1),
        "ecrire-actualite": lambda: news.write(msgspec.structs.replace(record, titre="Les assises"), base=1),
        "publier-actualite": lambda: news.publish(id, base=1),
        "archiver-actualite": lambda: news.archive(id, base=1),
    }[name]()


def machine_of(name):
    return next(m for m in procedures.MACHINES if any(t.operation == name for t in m.transitions))


@pytest.mark.parametrize("name", MOVES)
def test_every_role_tries_every_move_from_every_state(name, store) -> None:
    machine = machine_of(name)
    Apd(store, HOST).open_campaign(WINDOW)
    for etat in machine.etats:
        for role in ROLES:
            id = in_state(store, name, etat)
            before = letters(store)
            start = 2 if etat == RETIREE else 1
            allowed = role in ALLOWED.get((name, etat), ())
            done, told = True, None
            try:
                attempt(store, who(role), name, id)
            except (Forbidden, Refused) as refused:
                done, told = False, refused
            with store.read() as reading:
                after = reading.get(id)
            reached = etat_of(after) if name.endswith("demande") else after.record.etat
            assert done is allowed, (name, etat, role, told)
            if done:
                (to,) = {t.vers for t in machine.transitions if t.operation == name and etat in t.de}
                # A second answer is kept beside: the fiche says « en contact » already.
                assert (reached, after.version) == (
                    to,
                    1 if (name, etat) == ("repondre-demande", "en-contact") else 2,
                )
            else:
                assert (reached, after.version, letters(store)) == (etat, start, before)
    assert not store.verify()


def test_what_is_declared_is_what_was_tried() -> None:
    told = {(t.operation, etat) for m in procedures.MACHINES for t in m.transitions for etat in t.de}
    assert told == set(ALLOWED) | set(AILLEURS)
    moves = {t.operation for m in procedures.MACHINES for t in m.transitions}
    assert moves == set(MOVES) | {name for name, _ in AILLEURS}


@pytest.mark.parametrize("machine", procedures.MACHINES, ids=lambda m: m.nom)
def test_no_state_is_a_dead_end_by_accident(machine) -> None:
    assert machine.defauts() == []
    # The check sees one: a state that no move leads to any more, or that none leaves.
    for etat in set(machine.etats) - {machine.initial}:
        cut = tuple(t for t in machine.transitions if t.vers != etat)
        assert any(
            one.startswith(f"{etat} :") for one in dataclasses.replace(machine, transitions=cut).defauts()
        )
    for etat in set(machine.etats) - machine.finaux:
        kept = tuple(t for t in machine.transitions if etat not in t.de)
        assert any(
            one.startswith(f"{etat} :") for one in dataclasses.replace(machine, transitions=kept).defauts()
        )


def test_the_page_of_procedures_is_that_of_the_code() -> None:
    kept = Path(__file__).parent.parent / "docs" / "procedures.md"
    assert kept.read_text("utf-8") == procedures.page()


# --- e-APD ------------------------------------------------------------------------------------------------

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        (datetime(2026, 4, 14, 21, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 4, 14, 22, 0, tzinfo=UTC), True),
        (datetime(2026, 5, 31, 21, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 5, 31, 22, 0, tzinfo=UTC), False),
    ],
)
def test_windows_are_honoured_to_the_minute_in_paris(store, clock, at, open_) -> None:
    """15 April to 31 May, in Paris: two hours before Greenwich in summer."""
    window = Campagne(2025, datetime(2026, 4, 15, tzinfo=PARIS), datetime(2026, 6, 1, tzinfo=PARIS))
    Apd(store, HOST).open_campaign(window)
    clock.now = at
    agent = Apd(store, who("agent"))
    record = Declaration(collectivite="col-1", annee=2025, lignes=(LINE,))
    if open_:
        made = agent.prepare(record)
        assert agent.declare(made.record.id, base=1) == 2
    else:
        with pytest.raises(Refused, match="15/04/2026 à 0\u00a0h\u00a000 au 01/06/2026 à 0\u00a0h\u00a000"):
            agent.prepare(record)


def test_a_declaration_from_draft_to_declared_and_reopened(store) -> None:
    Apd(store, HOST).open_campaign(WINDOW)
    agent, daect = Apd(store, who("agent")), Apd(store, who("daect"))
    with pytest.raises(Refused, match="2019"):
        agent.prepare(Declaration(collectivite="col-1", annee=2019))
    made = agent.prepare(Declaration(collectivite="col-1", annee=2025))
    with pytest.raises(Refused, match="apd-1"):
        agent.prepare(Declaration(collectivite="col-1", annee=2025))
    with pytest.raises(Refused, match="néant"):
        agent.declare("apd-1", base=1)
    drafted = agent.prepare(msgspec.structs.replace(made.record, lignes=(LINE,)), base=1)
    with pytest.raises(Refused, match="néant"):
        agent.declare("apd-1", base=2, neant=True)
    with pytest.raises(StaleVersion):
        agent.declare("apd-1", base=1)
    agent.declare("apd-1", base=2)
    with pytest.raises(Refused, match="déclarée"):
        agent.prepare(msgspec.structs.replace(drafted.record, lignes=()), base=3)
    daect.reopen("apd-1", base=3)
    agent.prepare(msgspec.structs.replace(drafted.record, lignes=(LINE, LINE)), base=4)
    agent.declare("apd-1", base=5)
    with store.read() as reading:
        # What was declared first stays, beside its correction.
        declared = [e.after for e in reading.journal("apd-1") if e.after.etat == "declaree"]
    assert [sum(line.montant for line in d.lignes) for d in declared] == [
        Decimal("1200.50"),
        Decimal("2401.00"),
    ]
    for role, other in (("ambassade", Who("ambassade", 9, pays="SN")), ("sgar", Who("sgar", 9, region="11"))):
        assert Apd(store, who(role)).read("apd-1").version == 6
        with pytest.raises(Forbidden):
            Apd(store, other).read("apd-1")


def test_jumps_since_last_year_are_told() -> None:
    def lines(**amounts):
        return [LigneApd(montant=Decimal(amount), pays=pays) for pays, amount in amounts.items()]

    assert alerts(lines(ML=50_000, SN=8_000), lines(ML=49_000)) == ()
    told = alerts(lines(ML=50_000, SN=40_000), lines(ML=50_000, BF=30_000, SN=19_000))
    assert [line.partition(" : ")[0] for line in told] == ["BF", "SN"]
    assert told[1] == "SN : 40\u202f000\u00a0€ l'an dernier, 19\u202f000\u00a0€ cette année"
    assert alerts([], lines(ML=10_000)) == ()
    assert [line[:5] for line in alerts([], lines(ML=10_001))] == ["total", "ML : "]


def test_what_a_procedure_keeps_to_itself_is_not_read_as_a_fiche(atlas_demo: Path) -> None:
    """By anyone who guesses its number: drafts, budgets, avis, what an embassy has not published."""
    agent, embassy = Who("agent", 9, "col-1"), Who("ambassade", 8, pays="FR")
    shown, hidden = set(), set()
    with Store.open(atlas_demo / STORE) as store:
        with store.read() as reading:
            each = [
                (kind, getattr(one.record, "etat", ""), one.record.id)
                for kind in PAGES
                for one in reading.each(kind)
            ]
        for kind, etat, id_ in {(kind, etat): (kind, etat, id_) for kind, etat, id_ in each}.values():
            for who in (PUBLIC, agent, embassy):
                operations = Operations(store, who)
                try:
                    operations.fiche(id_)
                except (Forbidden, Refused):
                    hidden.add((kind, etat))
                    with pytest.raises((Forbidden, Refused)):
                        operations.history(id_)
                else:
                    shown.add((kind, etat))
    assert not shown & hidden
    assert {kind for kind, _ in hidden} == {
        "demande",
        "actualite",
        "apd",
        "appel",
        "dossier",
        "label",
        "mission",
    }
    assert {etat for kind, etat in hidden if kind in ("demande", "actualite")} == {
        "deposee",
        "brouillon",
        "archivee",
    }
