# SPDX-License-Identifier: EUPL-1.2
"""What waits for each person, and for nobody else; the espace personnel that shows it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from importlib import import_module

import msgspec
import pytest
from fiches_tirees import LYON, NOON, SEGOU, Hand
from pilote import calme, ouvrir, taper
from test_app_edition import ecran, entre, modele, petit  # noqa: F401 - its fixtures

from atlas_tui.app.application import ecran_de
from atlas_tui.app.espace.taches import ECRANS
from parquet.pages import lire_page
from store import brouillons, procedures, taches
from store.apd import Apd, Campagne
from store.comptes import SYSTEM
from store.comptes import Demande as Compte
from store.machine import Dossier, Machine, Transition
from store.records import Declaration, Demande
from store.rights import HOST, Target, Who
from store.store import Store

pytestmark = pytest.mark.comptes

AGENT, MALI, SENEGAL, DAECT, ARRAS = (
    Who("agent", 1, "col-1"), Who("ambassade", 2, pays="ML"), Who("ambassade", 3, pays="SN"), Who("daect", 4),
    Who("agent", 5, "col-2"),
)  # fmt: skip


def told(store, who):
    with store.read() as reading:
        return [(t.genre, t.objet, t.ou) for t in taches.en_attente(reading, who, store.now())]


def test_each_sees_what_waits_for_them_the_oldest_first(tmp_path) -> None:
    clock = Hand()
    with Store.create(tmp_path / "a.atlas", clock=clock) as store:
        with store.write("compte:99") as edit:
            edit.create(LYON)
            edit.create(msgspec.structs.replace(LYON, nom="Arras"))
            edit.create(SEGOU)
        with store.comptes() as accounts:
            for name, role in (("lea", "agent"), ("ml", "ambassade"), ("sn", "ambassade"), ("dt", "daect")):
                pays = "SN" if name == "sn" else "ML"
                accounts.create(Compte(name + ".x", "x@x.example", "A", "B", role, "col-1", pays), SYSTEM)
            accounts.create(Compte("arras", "x@x.example", "A", "B", "agent", "col-2"), SYSTEM)
            waits, _ = accounts.ask(Compte("nouveau", "n@x.example", "Bo", "Li", "agent", "col-1"))
            accounts.ask(Compte("muet", "m@x.example", "Bo", "Li", "agent", "col-1"))
            sgar, _ = accounts.ask(Compte("sgar", "s@x.example", "Bo", "Li", "sgar", region="84"))
            for one in (waits, sgar):
                accounts.confirm_courriel(one.numero)
        clock.now += timedelta(days=1)
        Apd(store, HOST).open_campaign(Campagne(2025, clock.now, clock.now + timedelta(days=2)))
        clock.now += timedelta(hours=1)
        with store.write("compte:99") as edit:
            ask = Demande(
                titre="Puits", partenaire="par-1", thematique="2", etat="deposee", deposee_le=NOON.date()
            )
            edit.create(ask)
            edit.create(msgspec.structs.replace(ask, etat="en-contact"))
            edit.connection.execute(
                "INSERT INTO demande_reponse VALUES ('dem-2', 'col-2', 5, 'm', '2026-01-01T00:00:00.000000Z')"
            )
        clock.now += timedelta(hours=1)
        brouillons.keep(store, 1, "col-1", 1, b"{}")
        account = ("compte", "6", "compte/6")
        apd = ("apd", "apd-col-1-2025", "apd/2025")
        assert told(store, AGENT) == [account, apd, ("brouillon", "col-1", "brouillon/col-1")]
        # A colleague has not typed it; a courriel that is not confirmed waits for its owner.
        assert told(store, Who("agent", 9, "col-1")) == [account, apd]
        assert told(store, ARRAS) == [
            ("apd", "apd-col-2-2025", "apd/2025"), ("bourse", "dem-2", "fiche/dem-2"),
        ]  # fmt: skip
        assert told(store, MALI) == [("bourse", "dem-1", "fiche/dem-1")]
        assert told(store, SENEGAL) == []
        # Nobody expects the DAECT to reopen what is declared, nor the SGAR's account to be let in by an agent.
        assert told(store, DAECT) == [account, ("compte", "8", "compte/8")]
        clock.now += timedelta(hours=1)
        Apd(store, AGENT).prepare(Declaration(collectivite="col-1", annee=2025))
        assert told(store, AGENT)[-1] == ("apd", "apd-1", "apd/2025"), "begun: since it was touched"
        Apd(store, AGENT).declare("apd-1", base=1, neant=True)
        assert [genre for genre, *_ in told(store, AGENT)] == ["compte", "brouillon"]
        clock.now += timedelta(days=3)
        assert "apd" not in [genre for genre, *_ in told(store, ARRAS)], "closed: nothing can be done"


def test_a_procedure_stands_among_the_tasks_by_its_declaration_alone(tmp_path, monkeypatch) -> None:
    """What an engineer who adds one has to write: `dossiers`, and `tache` on the moves that are awaited."""
    since = datetime(2020, 1, 1, tzinfo=UTC)
    asked = []

    def dossiers(reading, etats, who, at):
        asked.append(etats)
        for place in ("col-1", "col-2"):
            yield Dossier(f"x-{place}", "Un avis", "a", since, Target(frozenset({place})), f"avis/{place}")

    machine = Machine(
        "essai", "Essai", {"a": "A", "b": "B"}, "a", frozenset({"b"}),
        (
            Transition("modifier-projet", ("a",), "b", "Donner", tache="Avis à donner"),
            Transition("archiver-projet", ("a", "b"), "b", "Laisser"),
        ),
        dossiers=dossiers,
    )  # fmt: skip
    monkeypatch.setattr(taches, "MACHINES", (*procedures.MACHINES, machine))
    with Store.create(tmp_path / "a.atlas", clock=Hand()) as store:
        assert told(store, AGENT) == [("essai", "x-col-1", "avis/col-1")]
        assert asked == [frozenset({"a"})]
        assert told(store, MALI) == []
        assert len(asked) == 1, "what its role may never move is not read"


async def test_the_espace_shows_tasks_and_leads_to_them(petit) -> None:  # noqa: F811
    with Store.open(petit.dossier / "atlas.sqlite") as store, store.comptes() as accounts:
        waits, _ = accounts.ask(Compte("lucie", "l@x.example", "Lucie", "Œrtel", "agent", petit.bas_rhin))
        accounts.confirm_courriel(waits.numero)
    async with ouvrir(petit.dossier, "atlas://moi") as (app, pilot):
        assert "Connectez-vous" in ecran(app)
        entre(app, petit)
        await calme(pilot)
        app.session.garder(petit.dossier, petit.lyon, 1, b"{}")
        await taper(pilot, "a", "p")
        shown = ecran(app)
        assert "1 Tâches (2)" in shown
        assert "Compte à accepter ou à refuser : Lucie Œrtel (agent)" in shown
        await taper(pilot, "enter", "enter")
        assert "accepté" in ecran(app)
        assert "1 Tâches (1)" in ecran(app)
        await taper(pilot, "5", "f7", "down", "enter")
        assert "Brouillon abandonné" in ecran(app)
        assert "Rien ne vous attend" in (await taper(pilot, "1"), ecran(app))[1]
        app.deconnecter()
        await calme(pilot)
        assert "Tâches" not in ecran(app)


def test_every_task_of_the_demonstration_leads_to_a_screen_that_exists(atlas_demo, tmp_path) -> None:
    """Whatever procedure declared it: a page that the application knows, or a function of `ECRANS`."""
    path = shutil.copyfile(atlas_demo / "atlas.sqlite", tmp_path / "atlas.sqlite")
    told = set()
    with Store.open(path) as store:
        with store.comptes() as accounts:
            people = accounts.each(HOST)
        with store.read() as reading:
            for compte in people:
                told |= {t.ou for t in taches.en_attente(reading, compte.who, store.now())}
    kinds = {ou.partition("/")[0] for ou in told}
    assert {"apd", "confirmation", "dossier", "label", "fiche", "actualite"} <= kinds
    for ou in told:
        genre = ou.partition("/")[0]
        if genre in ECRANS:
            module, _, name = ECRANS[genre].partition(":")
            assert callable(getattr(import_module(f"atlas_tui.app.{module}"), name))
        else:
            # Not the page of a level, which any unknown kind would be.
            assert ecran_de(lire_page(ou)).__name__ != "NiveauScreen", ou
