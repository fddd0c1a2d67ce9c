# SPDX-License-Identifier: EUPL-1.2
"""The list of the commands that work on the page, narrowed while typing, each with its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from atlas_tui.app.screens.choisir import ChoisirScreen
from atlas_tui.app.widgets.menu import Entree

if TYPE_CHECKING:
    from atlas_tui.app.screens.base import AtlasScreen


class PaletteScreen(ChoisirScreen):
    """Gives the name of the command chosen; the application runs it on the page."""

    def __init__(self, ecran: AtlasScreen[object]) -> None:
        usable = [c for c in ecran.commandes() if c.palette and c.disponible(ecran)]
        super().__init__("Commandes", [Entree(c.nom, c.aide, c.nom_des_touches()) for c in usable])
