# SPDX-License-Identifier: EUPL-1.2
"""The windows of one's own account that only the right words open: its second factor, and that of whoever lost a phone."""

from __future__ import annotations

from pathlib import Path

from empoisonne import VENIN
from fenetres import PHRASE, ecrire, ouvre
from marche import Marche
from pilote import ecran

from store import login, passwords
from store.comptes import SYSTEM
from store.store import Store


@ouvre("moi", "marie", "second_facteur.PoserScreen", "second_facteur.RetirerScreen")
async def second_facteur(marche: Marche, ids: dict[str, str], dossier: Path) -> None:
    """Hostile words where a password and a code are asked; then the DAECT takes it away from a hostile name."""
    await marche.presser("7", "down", "down", "enter", "f6", "f6")
    for _ in range(2):
        await marche.coller()
        await marche.presser("enter")
    with Store.open(marche.dossier / "atlas.sqlite") as store, store.comptes() as accounts:
        found = accounts.find("marie")
        assert found is not None
        accounts.set_totp(found.numero, login.new_totp_secret(), SYSTEM)
        accounts.set_password(found.numero, passwords.hashed(PHRASE), SYSTEM)
    await marche.presser("escape")
    await marche.entrer()
    await marche.presser("home", "down", "down", "enter")
    await marche.coller(VENIN[:100])
    await marche.presser("enter")
    await ecrire(marche, PHRASE + "\n")
    # The right password at last: the code is read.
    await ecrire(marche, PHRASE + "\n")
    await marche.presser("ctrl+u")
    await marche.coller(VENIN[:100])
    await marche.presser("enter")
    assert "Code inexact" in ecran(marche.app)
    await marche.presser("escape")
    await marche.entrer("odile")
    await marche.presser("l", "down", "down", "down", "enter", "enter", "end", "enter")
    assert "retiré ; un courriel" in ecran(marche.app)
