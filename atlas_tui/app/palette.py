# SPDX-License-Identifier: EUPL-1.2
"""The list of the commands that work on the page, narrowed while typing, each with its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from atlas_tui.app.screens.choisir import ChoisirScreen
from atlas_tui.app.touches import noms_de_touches
from atlas_tui.app.widgets.menu import Entree

if TYPE_CHECKING:
    from atlas_tui.app.screens.base import AtlasScreen


class PaletteScreen(ChoisirScreen):
    """Gives the name of the command chosen; the application runs it on the page."""

    def __init__(self, ecran: AtlasScreen[object]) -> None:
        usable = [c for c in ecran.commandes() if c.palette and c.disponible(ecran)]
        keys = ecran.touches_d_ici()
        super().__init__(
            "Commandes",
            [Entree(c.nom, c.aide, noms_de_touches(k for k in c.touches if keys[k] is c)) for c in usable],
        )
