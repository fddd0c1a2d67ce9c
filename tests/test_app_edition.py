# SPDX-License-Identifier: EUPL-1.2
"""Accounts and forms on the screen: what is refused, what is kept, what is seen by whom."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from petit_atlas import Petit, construire
from pilote import calme, ecran, ouvrir, taper

from store import passwords
from store.comptes import SYSTEM, Demande
from store.operations import Operations
from store.rights import HOST
from store.store import Store

pytestmark = pytest.mark.comptes

PHRASE = "quatre chevaux sans bruit"


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Petit:
    """A small atlas with two agents of the Bas-Rhin and one of the DAECT."""
    petit = construire(tmp_path_factory.mktemp("edition") / "atlas")
    kept = passwords.hashed(PHRASE)
    with Store.open(petit.dossier / "atlas.sqlite") as store, store.comptes() as accounts:
        for name, role in (("marie", "agent"), ("paul", "agent"), ("odile", "daect")):
            asked = Demande(name, f"{name}@ville.fr", name.title(), "Durand", role, petit.bas_rhin)
            accounts.set_password(accounts.create(asked, SYSTEM).numero, kept, SYSTEM)
    return petit


@pytest.fixture
def petit(modele: Petit, tmp_path: Path) -> Petit:
    folder = tmp_path / "atlas"
    shutil.copytree(modele.dossier, folder, symlinks=True)
    return Petit(folder, *(getattr(modele, n) for n in Petit.__slots__[1:]))


def entre(app, petit: Petit, name: str = "marie") -> None:
    """Logged in without the price of a hash: the login itself is shown once, by hand."""
    with Store.open(petit.dossier / "atlas.sqlite") as store, store.comptes() as accounts:
        app.session.compte = accounts.find(name)
    app.connecte("")


def fiche(petit: Petit, id_: str):
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        return Operations(store, HOST).fiche(id_)


async def saisir(pilot, texte: str) -> None:
    await pilot.press(*("space" if c == " " else c for c in texte))
    await calme(pilot)


async def test_a_wrong_password_says_nothing_a_right_one_says_who_is_there(petit: Petit) -> None:
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        assert "anne@bas-rhin.example" not in ecran(app), "she did not agree to publish it"
        await taper(pilot, "l")
        await saisir(pilot, "marie")
        await taper(pilot, "enter")
        await saisir(pilot, "faux")
        await taper(pilot, "enter")
        assert "Identifiant, mot de passe ou code inexact" in ecran(app)
        assert "faux" not in ecran(app)
        await pilot.press(*["backspace"] * 4)
        await saisir(pilot, PHRASE)
        await taper(pilot, "enter")
        assert "Bonjour Marie Durand" in ecran(app)
        assert "marie" in ecran(app).splitlines()[0]
        assert "anne@bas-rhin.example" in ecran(app)
        await taper(pilot, "l", "end", "enter")
        assert "anne@bas-rhin.example" not in ecran(app)
        assert "marie" not in ecran(app).splitlines()[0]


async def test_a_silence_locks_and_loses_nothing(petit: Petit) -> None:
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        entre(app, petit)
        await taper(pilot, "f4", "down", "enter")
        await saisir(pilot, "jumel")
        app.vu_a -= app.verrou_apres
        app.surveiller()
        await calme(pilot)
        assert "Session verrouillée" in ecran(app)
        await taper(pilot, "escape")
        assert "Session verrouillée" in ecran(app)
        await saisir(pilot, PHRASE)
        await taper(pilot, "enter")
        assert "jumel" in ecran(app)
        assert app.session.verrouillee is False


async def test_a_contact_is_corrected_and_seen_at_once(petit: Petit) -> None:
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        await taper(pilot, "f4")
        assert "connectez-vous" in ecran(app)
        entre(app, petit)
        await taper(pilot, "f4", "enter", "down", "enter", "down", "down", "down", "down", "enter")
        await taper(pilot, "X", "@")
        assert "adresse attendue" in ecran(app), "said while typing"
        await pilot.press(*["backspace"] * 9, *"org")
        await taper(pilot, "enter")
        await taper(pilot, "f5", "escape")
        await taper(pilot, "f5")
        assert "luc@bas-rhin.org" in ecran(app)
        assert "Enregistré." in ecran(app)
        stored = fiche(petit, petit.bas_rhin)
        assert stored.version == 2
        assert [p.courriel for p in stored.record.contacts] == ["anne@bas-rhin.example", "luc@bas-rhin.org"]


async def test_who_may_not_is_told_who_may(petit: Petit) -> None:
    async with ouvrir(petit.dossier, f"collectivite/{petit.lyon}") as (app, pilot):
        entre(app, petit)
        await taper(pilot, "f4")
        assert "n'est pas permis" in ecran(app)
        assert len(app.screen_stack) == 1


async def test_a_copy_without_store_says_so(petit: Petit) -> None:
    for left in petit.dossier.glob("atlas.sqlite*"):
        left.unlink()
    async with ouvrir(petit.dossier) as (app, pilot):
        await taper(pilot, "l")
        assert "n'a pas de base d'édition" in ecran(app)
