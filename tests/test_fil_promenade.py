# SPDX-License-Identifier: EUPL-1.2
"""The wire under the real application: each screen of a walk is what Textual would have shown, and costs little."""

from __future__ import annotations

from pathlib import Path

import pytest
from pilote import ouvrir
from releve import ecouter, jouer, peint
from test_fil_difference import IMAGES

pytestmark = pytest.mark.fil

PROMENADE = (
    "m", "slash", *"pologne", "escape", "escape", "2", *["down"] * 4, "pagedown", "pagedown", "pageup", "enter", "down",
    "pagedown", "escape", "3", "4", "5", "escape", "question_mark", "pagedown", "escape", "colon", *"tri", "escape", "f",
    "down", "down", "right", "enter", "v", "down", "enter", "escape", "escape", "slash", *"合作", "escape", "c", "c", "ctrl+l",
)  # fmt: skip
"""Keys that open every kind of page and of window, and close them."""


PLAFOND = 45_000
"""Bytes of the whole walk at 80x24 in the default look, at most: 38 411 measured."""
COURTE = (
    "m",
    "slash",
    "p",
    "escape",
    "escape",
    "2",
    "down",
    "pagedown",
    "enter",
    "escape",
    "colon",
    "escape",
)
"""The same in short, for the large screens; `make attaques` walks the whole way on each."""


@pytest.mark.parametrize(
    "taille", [(80, 24), (120, 40), (200, 60)], ids=lambda taille: f"{taille[0]}x{taille[1]}"
)
async def test_chaque_ecran_de_la_promenade_est_celui_de_textual(
    atlas_demo: Path, taille: tuple[int, int]
) -> None:
    touches = PROMENADE if taille == (80, 24) or IMAGES >= 10_000 else COURTE
    with ecouter() as fil:
        async with ouvrir(atlas_demo, "atlas://monde/pays/bf", taille) as (app, pilot):
            await peint(app, pilot)
            assert fil.ecarts(app) == []
            for rang, touche in enumerate(touches):
                await jouer(app, pilot, touche)
                assert fil.ecarts(app) == [], f"après {rang} : {touche}"
            # How many frames the same keys make depends on the machine; five times as much is what the fewest cost.
            assert fil.octets * 5 < fil.textual
            if touches is PROMENADE and taille == (80, 24):
                assert fil.octets < PLAFOND
            sent = fil.octets
            app.screen.refresh()
            await peint(app, pilot)
            assert fil.octets == sent, "un écran redessiné à l'identique ne coûte rien"


async def test_la_taille_change_en_route(atlas_demo: Path) -> None:
    with ecouter() as fil:
        async with ouvrir(atlas_demo, "atlas://monde/pays/bf", (80, 24)) as (app, pilot):
            for rang, taille in enumerate(((120, 40), (60, 20), (200, 60), (80, 24))):
                await jouer(app, pilot, ("2", "down", "slash", "escape")[rang])
                await pilot.resize_terminal(*taille)
                await jouer(app, pilot, "down")
                assert app.size == taille
                assert fil.ecarts(app) == [], taille
