# SPDX-License-Identifier: EUPL-1.2
"""Drafts of forms: nobody's edit is lost by one that comes back, none is said to be kept that is not, each finds its own form."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event

import msgspec
import pytest
from gestes_appels import SIRET, dossier
from petit_atlas import Petit, construire
from pilote import calme, ouvrir, saisir, taper
from pilote import ecran as ecran_brut

from atlas_tui.app import brouillon
from store import STORE, brouillons
from store.appels import Appels
from store.comptes import SYSTEM, Demande
from store.records import Appel
from store.records import Demande as Besoin
from store.rights import HOST
from store.store import Store

pytestmark = pytest.mark.surete

D = Decimal


def ecran(app) -> str:
    return ecran_brut(app).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def petit(tmp_path: Path) -> Petit:
    """A published call, a granted dossier and a deposited one, a demande, an agent and somebody of the DAECT."""
    petit = construire(tmp_path / "atlas")
    now = datetime.now(UTC)
    with Store.open(petit.dossier / STORE) as store:
        with store.comptes() as accounts:
            for name, role in (("marie", "agent"), ("odile", "daect")):
                asked = Demande(name, f"{name}@ville.fr", "A", "B", role, collectivite=petit.lyon)
                accounts.create(asked, SYSTEM)
        call = Appel(
            titre="Appel 2026", annee=2026, duree="triennal", ouvre_le=now - timedelta(days=1),
            ferme_le=now + timedelta(days=1), plafond=50, enveloppe=D(1000), siret=SIRET,
        )  # fmt: skip
        Appels(store, HOST).prepare(call)
        Appels(store, HOST).publish("app-1", base=1)
        own = {"collectivite": petit.lyon, "partenaires": (petit.lahore,), "projet": "pro-3"}
        with store.write("essai") as edit:
            edit.create(dossier(**own, titre="Puits", etat="depose", depose_le=now.date()))
            edit.create(
                Besoin(
                    partenaire=petit.lahore, titre="Marché couvert", besoin="Un toit", etat="publiee",
                    thematique="1", deposee_le=now.date(), publiee_le=now.date(),
                )
            )  # fmt: skip
    return petit


async def entre(app, pilot, petit: Petit, name: str) -> None:
    with Store.open(petit.dossier / STORE) as store, store.comptes() as accounts:
        app.session.compte = accounts.find(name)
    app.connecte("")
    await calme(pilot)


def appel(petit: Petit) -> Appel:
    with Store.open(petit.dossier / STORE) as store, store.read() as reading:
        return reading.get("app-1").record


def corrige(petit: Petit, **fields) -> None:
    with Store.open(petit.dossier / STORE) as store:
        with store.read() as reading:
            seen = reading.get("app-1")
        Appels(store, HOST).correct(msgspec.structs.replace(seen.record, **fields), base=seen.version)


async def test_a_draft_that_comes_back_writes_over_nobodys_edit(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "appel/app-1") as (app, pilot):
        await entre(app, pilot, petit, "odile")
        await taper(pilot, "f4", "enter", "ctrl+u")
        await saisir(pilot, "Titre de A\n")
        corrige(petit, presentation="Texte de B")
        # It says where to go, and the page is read again under it.
        await taper(pilot, "f5")
        assert "Un autre l'a enregistrée entre-temps. Rouvrez le formulaire" in ecran(app)
        await taper(pilot, "f4")
        assert "Titre de A" in ecran(app)
        await taper(pilot, "f5")
        assert "Enregistré." in ecran(app)
    assert (appel(petit).titre, appel(petit).presentation) == ("Titre de A", "Texte de B")


async def test_a_field_that_both_changed_is_chosen_by_whoever_sees_both(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "appel/app-1") as (app, pilot):
        await entre(app, pilot, petit, "odile")
        await taper(pilot, "f4", "enter", "ctrl+u")
        await saisir(pilot, "Titre de A\n")
        await taper(pilot, "escape")
        assert "Brouillon gardé" in ecran(app)
        corrige(petit, titre="Titre de B", presentation="Texte de B")
        app.page.relire()
        await calme(pilot)
        await taper(pilot, "f4")
        assert "Votre brouillon" in ecran(app)
        assert "Titre de A" in ecran(app)
        assert "Titre de B" in ecran(app)
        # Left unchosen, it is asked again.
        await taper(pilot, "escape")
        assert "Un autre a changé depuis : Titre" in ecran(app)
        await taper(pilot, "escape", "f4", "right", "f5")
        assert "Votre brouillon" not in ecran(app)
        await taper(pilot, "escape")
    assert (appel(petit).titre, appel(petit).presentation) == ("Titre de B", "Texte de B")


async def test_a_draft_that_is_not_kept_is_not_said_to_be(petit: Petit) -> None:
    with Store.open(petit.dossier / STORE) as store:
        for i in range(brouillons.MAX_DRAFTS):
            brouillons.keep(store, 1, f"pro-{i}", 0, b"{}")
    async with ouvrir(petit.dossier, "appel/app-1") as (app, pilot):
        await entre(app, pilot, petit, "marie")
        await taper(pilot, "f7", "enter", "enter", *"Puits", "enter", "escape")
        assert "Le brouillon n'est pas gardé" in ecran(app)
        assert "Brouillon gardé" not in ecran(app)


async def test_a_deposit_that_is_not_kept_is_not_said_to_be(
    petit: Petit, tmp_path: Path, monkeypatch
) -> None:
    (tmp_path / "etat").write_text("un fichier là où va le dossier")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "etat"))
    async with ouvrir(petit.dossier, "deposer") as (app, pilot):
        await taper(pilot, "enter", "enter")
        await saisir(pilot, "madag\n")
        await taper(pilot, "down", "down", "enter")
        await saisir(pilot, "Marché\n")
        await taper(pilot, "escape")
        assert "n'a pas pu être gardé" in ecran(app)


async def test_each_move_has_its_own_draft(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "dossier/dos-1") as (app, pilot):
        await entre(app, pilot, petit, "odile")
        app.page.faire_geste(app.page.donnees, "rejeter-dossier")
        await calme(pilot)
        app.screen.poser("motif", "Hors du cadre")
        await taper(pilot, "escape")
        app.page.faire_geste(app.page.donnees, "annuler-subvention")
        await calme(pilot)
        assert "Hors du cadre" not in ecran(app)
        await taper(pilot, "escape")
        app.page.faire_geste(app.page.donnees, "rejeter-dossier")
        await calme(pilot)
        assert "Hors du cadre" in ecran(app)


async def test_a_message_outlives_its_line(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "fiche/dem-1") as (app, pilot):
        await entre(app, pilot, petit, "marie")
        await taper(pilot, "f7", "enter")
        await saisir(pilot, "Nous avons une halle")
        # What a signal does as the line goes.
        app.garder_saisies()
    async with ouvrir(petit.dossier, "fiche/dem-1") as (app, pilot):
        await entre(app, pilot, petit, "marie")
        await taper(pilot, "f7", "enter")
        assert "Nous avons une halle" in ecran(app)
        await saisir(pilot, " et des plans.")
        await taper(pilot, "escape", "f7", "enter")
        assert "Nous avons une halle et des plans." in ecran(app)
        await taper(pilot, "f5")
        assert "Réponse partie" in ecran(app)
        assert app.session.brouillons(petit.dossier) == []


async def test_what_is_forgotten_is_not_written_again_by_what_was_asked_before(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "appel/app-1") as (app, pilot):
        await entre(app, pilot, petit, "odile")
        await taper(pilot, "f4", "enter", "ctrl+u")
        await saisir(pilot, "Titre de A\n")
        slow, keep, first = Event(), app.session.garder, [True]

        def garder(*asked) -> None:
            if first:
                first.clear()
                assert slow.wait(30)
            keep(*asked)

        app.session.garder = garder
        app.screen.tenue.garder()
        app.screen.tenue.oublier()
        slow.set()
        await calme(pilot)
        assert app.session.brouillons(petit.dossier) == []


def test_a_draft_of_another_program_opens_nothing() -> None:
    for content in (
        b"",
        b"[]",
        b"{",
        b'{"genre":"Appel","fiche":{"titre":1}}',
        b'"un texte"',
        os.urandom(40),
    ):
        assert brouillon.lire(content) is None
    assert brouillon.lire_texte(b'{"genre":""}') == ""
