# SPDX-License-Identifier: EUPL-1.2
"""Drafts of forms: nobody's edit is lost by one that comes back, none is said to be kept that is not, each finds its own form."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event

import msgspec
import pytest
from gestes_appels import dossier, publier_appel
from petit_atlas import Petit, construire
from pilote import calme, ouvrir, saisir, taper
from pilote import ecran as ecran_brut

from atlas_tui.app import brouillon
from atlas_tui.app.screens.appel import formulaire
from store import STORE, brouillons
from store.appels import Appels
from store.clock import utc_now
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
        publier_appel(store, now)
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


async def titrer(app, pilot, petit: Petit) -> None:
    """Somebody of the DAECT has the call open, with another title."""
    await entre(app, pilot, petit, "odile")
    await taper(pilot, "f4", "enter", "ctrl+u")
    await saisir(pilot, "Titre de A\n")


async def repondre(app, pilot, petit: Petit, texte: str) -> None:
    """An agent begins an answer to the demande."""
    await entre(app, pilot, petit, "marie")
    await taper(pilot, "f7", "enter")
    await saisir(pilot, texte)


def appel(petit: Petit) -> Appel:
    with Store.open(petit.dossier / STORE) as store, store.read() as reading:
        return reading.get("app-1").record


def corrige(petit: Petit, **fields) -> None:
    with Store.open(petit.dossier / STORE) as store:
        with store.read() as reading:
            seen = reading.get("app-1")
        Appels(store, HOST).correct(msgspec.structs.replace(seen.record, **fields), base=seen.version)


@contextmanager
def occupee() -> Iterator[None]:
    """The queue of drafts is busy until the end of the block."""
    end = Event()
    brouillon._FILE.submit(end.wait, 60)
    try:
        yield
    finally:
        end.set()


async def test_a_draft_that_comes_back_writes_over_nobodys_edit(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "appel/app-1") as (app, pilot):
        await titrer(app, pilot, petit)
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
        await titrer(app, pilot, petit)
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
        await repondre(app, pilot, petit, "Nous avons une halle")
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
        await titrer(app, pilot, petit)
        with occupee():
            app.screen.tenue.garder()
            app.screen.tenue.oublier()
        await calme(pilot)
        assert app.session.brouillons(petit.dossier) == []


async def test_a_draft_is_that_of_whoever_typed_it(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "fiche/dem-1") as (app, pilot):
        await repondre(app, pilot, petit, "Entre nous")
        with occupee():
            app.screen.tenue.garder()
            # Her session is closed from elsewhere, somebody else comes in.
            with Store.open(petit.dossier / STORE) as store, store.comptes() as accounts:
                app.session.compte = accounts.find("odile")
        await calme(pilot)
    with Store.open(petit.dossier / STORE) as store:
        assert [len(brouillons.each(store, one)) for one in (1, 2)] == [1, 0]


async def test_a_draft_is_seen_before_it_is_saved_or_replaced(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "appel/app-1") as (app, pilot):
        await titrer(app, pilot, petit)
        await taper(pilot, "escape")
        # All typed ahead: the form is not there yet, and then its draft is not.
        with occupee():
            await pilot.press("f4", "f5", "f5")
        await calme(pilot)
        assert "Titre de A" in ecran(app)
        assert "Brouillon du" in ecran(app)
        assert appel(petit).titre == "Appel 2026"
        await taper(pilot, "escape")
        assert len(app.session.brouillons(petit.dossier)) == 1
        with occupee():
            await pilot.press("f4")
            await pilot.pause()
            app.screen.poser("presentation", "Un texte")
            await pilot.press("escape")
        await calme(pilot)
        (kept,) = app.session.brouillons(petit.dossier)
        record, _ = brouillon.lire(kept.contenu)
        assert (record.titre, record.presentation) == ("Titre de A", "Un texte")


async def test_what_only_another_changed_never_becomes_ones_own(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "appel/app-1") as (app, pilot):
        await titrer(app, pilot, petit)
        await taper(pilot, "escape")
        for rank in (1, 2):
            corrige(petit, titre=f"Titre de B{rank}", presentation=f"Texte de B{rank}")
            app.page.relire()
            await calme(pilot)
            await taper(pilot, "f4")
            assert "Titre de A" in ecran(app)
            assert "Texte de B" not in ecran(app), "the title alone is to be chosen"
            # Seen, not chosen; touched, so that the draft is written again.
            await taper(pilot, "escape")
            app.screen.changee()
            await taper(pilot, "escape")
        await taper(pilot, "f4", "f5", "f5")
        assert "Enregistré." in ecran(app)
    assert (appel(petit).titre, appel(petit).presentation) == ("Titre de A", "Texte de B2")


async def test_a_new_record_has_nobody_to_disagree_with(petit: Petit, monkeypatch) -> None:
    async with ouvrir(petit.dossier, "appels") as (app, pilot):
        await entre(app, pilot, petit, "odile")
        formulaire(app, None)
        await calme(pilot)
        app.screen.poser("ferme_le", datetime(2026, 12, 24, 9, tzinfo=UTC))
        await taper(pilot, "escape")
        tomorrow = utc_now() + timedelta(days=1)
        monkeypatch.setattr("atlas_tui.app.screens.appel.utc_now", lambda: tomorrow)
        formulaire(app, None)
        await calme(pilot)
        assert "24 décembre 2026 à 10 h" in ecran(app)
        assert "un autre" not in ecran(app)


async def test_a_form_is_not_closed_on_what_cannot_be_kept(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "appel/app-1") as (app, pilot):
        await titrer(app, pilot, petit)
        corrige(petit, presentation="Texte de B")
        with Store.open(petit.dossier / STORE) as store:
            for i in range(brouillons.MAX_DRAFTS):
                brouillons.keep(store, 2, f"pro-{i}", 0, b"{}")
        for key in ("f5", "escape"):
            await taper(pilot, key)
            assert "Le brouillon n'est pas gardé" in ecran(app), key
            assert "Titre de A" in ecran(app), key
        await taper(pilot, "f8")
        assert "Brouillon abandonné." in ecran(app)


async def test_a_text_that_was_erased_does_not_come_back(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "fiche/dem-1") as (app, pilot):
        await repondre(app, pilot, petit, "Secret")
        app.screen.tenue.garder()
        await calme(pilot)
        await taper(pilot, "ctrl+u", "escape", "f7", "enter")
        assert "Secret" not in ecran(app)
        assert app.session.brouillons(petit.dossier) == []


async def test_closing_waits_for_what_is_being_done(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "fiche/dem-1") as (app, pilot):
        await repondre(app, pilot, petit, "Nous avons une halle")
        slow, act = Event(), app.session.agir

        def agir(*asked):
            assert slow.wait(30)
            return act(*asked)

        app.session.agir = agir
        await pilot.press("f5", "escape", "escape")
        slow.set()
        await calme(pilot)
        assert "Réponse partie" in ecran(app)
        assert app.session.brouillons(petit.dossier) == []


async def test_leaving_keeps_what_was_typed(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "fiche/dem-1") as (app, pilot):
        await repondre(app, pilot, petit, "Nous avons une halle")
        await pilot.press("f10")
    with Store.open(petit.dossier / STORE) as store:
        (kept,) = brouillons.each(store, 1)
    assert brouillon.lire_texte(kept.contenu) == "Nous avons une halle"


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
