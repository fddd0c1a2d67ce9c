# SPDX-License-Identifier: EUPL-1.2
"""Coming in and coming back: a key alone, a second factor, too many tries, an account that was locked meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from petit_atlas import Petit, construire
from pilote import calme, ouvrir, saisir, taper
from pilote import ecran as ecran_brut

from store import STORE, brouillons, espace, login, passwords
from store.comptes import SYSTEM, Demande
from store.credentials import ATTEMPTS
from store.rights import HOST
from store.store import Store

pytestmark = pytest.mark.comptes

PHRASE = "quatre chevaux sans bruit"


@pytest.fixture
def petit(tmp_path) -> Petit:
    """The small atlas, with somebody whose key alone opens the account, and somebody with a second factor."""
    small = construire(tmp_path / "atlas")
    with Store.open(small.dossier / STORE) as store, store.comptes() as accounts:
        for name in ("cleo", "theo"):
            accounts.create(
                Demande(name, f"{name}@x.example", name.title(), "Durand", "agent", small.bas_rhin), SYSTEM
            )
        accounts.set_password(2, passwords.hashed(PHRASE), SYSTEM)
        accounts.set_totp(2, login.new_totp_secret(), SYSTEM)
    return small


def ecran(app) -> str:
    return " ".join(ecran_brut(app).replace("\u00a0", " ").replace("\u202f", " ").split())


def comptes(petit: Petit):
    return Store.open(petit.dossier / STORE)


async def test_a_key_alone_is_not_asked_for_a_password_it_has_not(petit: Petit, monkeypatch) -> None:
    monkeypatch.setenv("ATLAS_TUI_COMPTE", "1")
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        app.session.reprendre(petit.dossier)
        app.connecte("")
        await taper(pilot, "l")
        assert "Changer de mot de passe" not in ecran(app)
        await taper(pilot, "escape", "f4", "down", "down", "enter")
        await saisir(pilot, " poste 4321\n")
        assert "poste 4321" in ecran(app)
        # The fingers rest long before a silence locks.
        app.screen.tenue.garder()
        await calme(pilot)

        def refuse(*_: object) -> None:
            raise OSError("disque")

        # A draft that cannot be written again keeps nothing open.
        with monkeypatch.context() as disk:
            disk.setattr(app.session, "garder_pour", refuse)
            app.vu_a -= app.verrou_apres
            app.surveiller()
        await calme(pilot)
        assert "reconnectez-vous" in ecran(app)
        assert "Mot de passe" not in ecran(app)
        assert "4321" not in ecran(app)
        for key in ("escape", "enter", "l", "f5"):
            await taper(pilot, key)
            assert "Session verrouillée" in ecran(app), key
        assert app.session.who.compte is None, "no right is left while it is locked"
        await taper(pilot, "f8")
        assert "Vous êtes déconnecté" in ecran(app)
        assert "cleo" not in ecran(app)
        await taper(pilot, "f4")
        assert "connectez-vous" in ecran(app)
    # The line closed and opened again: what was being typed is there.
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        app.session.reprendre(petit.dossier)
        app.connecte("")
        await taper(pilot, "f4")
        assert "poste 4321" in ecran(app)
        # Closed from elsewhere by the time a silence would lock it: nobody is left who could open it again.
        with comptes(petit) as store, store.comptes() as accounts:
            espace.end_session(accounts, app.session.cle)
        app.vu_a -= app.verrou_apres
        app.surveiller()
        await calme(pilot)
        assert "Vous êtes déconnecté" in ecran(app)
        assert "4321" not in ecran(app)
    with comptes(petit) as store:
        (kept,) = brouillons.each(store, 1)
        assert b"poste 4321" in kept.contenu


async def test_a_session_of_a_host_ends_after_a_long_silence_and_keeps_what_was_typed(
    petit: Petit, monkeypatch
) -> None:
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        app.vu_a -= 86_400
        app.surveiller()
        await calme(pilot)
        assert not app.refus, "a person's own computer waits"
    monkeypatch.setenv("ATLAS_TUI_COMPTE", "public")
    async with ouvrir(petit.dossier) as (app, pilot):
        app.vu_a -= 3600
        app.surveiller()
        await pilot.pause()
        assert app.return_code == 1
    assert "Une heure sans une touche" in app.refus
    monkeypatch.setenv("ATLAS_TUI_COMPTE", "1")
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        app.session.reprendre(petit.dossier)
        app.connecte("")
        await taper(pilot, "f4", "down", "down", "enter")
        await saisir(pilot, " poste 99\n")
        app.vu_a -= 3600
        app.surveiller()
        await calme(pilot)
        assert not app.refus, "kept open all day: it is only locked"
        app.vu_a -= 11 * 3600
        app.surveiller()
        await pilot.pause()
        assert app.return_code == 1
    assert "Douze heures sans une touche" in app.refus
    with comptes(petit) as store:
        (kept,) = brouillons.each(store, 1)
        assert b"poste 99" in kept.contenu


async def test_a_second_factor_is_asked_and_serves_once(petit: Petit) -> None:
    with comptes(petit) as store, store.comptes() as accounts:
        _, _, _, secret = accounts.secret("theo")
    step = int(datetime.now(UTC).timestamp()) // login.TOTP_STEP_SECONDS
    code = login.totp_code(secret, step)
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        await taper(pilot, "l")
        await saisir(pilot, f"theo\n{PHRASE}\n")
        assert "Code du téléphone" in ecran(app)
        assert PHRASE not in ecran(app)
        await saisir(pilot, "000000\n" if code != "000000" else "111111\n")
        assert "code inexact" in ecran(app)
        await taper(pilot, "ctrl+u")
        await saisir(pilot, f"{code}\n")
        assert "Bonjour Theo Durand" in ecran(app)
        await taper(pilot, "l", "end", "enter", "l")
        await saisir(pilot, f"theo\n{PHRASE}\n")
        await saisir(pilot, f"{code}\n")
        assert "code inexact" in ecran(app), "a code serves once"


async def test_too_many_tries_and_an_account_locked_meanwhile(petit: Petit) -> None:
    with comptes(petit) as store, store.comptes() as accounts:
        accounts.set_totp(2, "", SYSTEM)
        for _ in range(ATTEMPTS):
            accounts.reserve_attempt("theo")
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        await taper(pilot, "l")
        await saisir(pilot, f"theo\n{PHRASE}\n")
        assert "Trop d'essais" in ecran(app)
        with comptes(petit) as store, store.comptes() as accounts:
            accounts.unlock(2, HOST)
        await taper(pilot, "enter")
        assert "Bonjour Theo Durand" in ecran(app)
        # The DAECT locks it: what is open may do nothing more, and does not open again.
        with comptes(petit) as store, store.comptes() as accounts:
            accounts.lock(2, "poste perdu")
        await taper(pilot, "f4")
        assert "a été fermé" in ecran(app)
        await taper(pilot, "l")
        await saisir(pilot, f"theo\n{PHRASE}\n")
        assert "Ce compte est verrouillé" in ecran(app)


async def test_who_answers_a_request_for_an_account_reads_for_which_place(petit: Petit, monkeypatch) -> None:
    with comptes(petit) as store, store.comptes() as accounts:
        accounts.ask(Demande("nora", "nora@x.example", "Nora", "Petit", "agent", petit.bas_rhin), "x")
    monkeypatch.setenv("ATLAS_TUI_COMPTE", "1")
    async with ouvrir(petit.dossier, "monde") as (app, pilot):
        app.session.reprendre(petit.dossier)
        app.connecte("")
        await taper(pilot, "l", "down", "enter")
        assert "> nora" in ecran(app)
        await taper(pilot, "enter")
        assert "> Accepter Conseil départemental du Bas-Rhin, l'agent" in ecran(app)
