# SPDX-License-Identifier: EUPL-1.2
"""The page of every level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from atlas_tui.app.screens.base import AtlasScreen
from parquet.pages import MONDE
from parquet.results import Etat

if TYPE_CHECKING:
    from parquet.atlas import Atlas


class NiveauScreen(AtlasScreen[Etat]):
    """Where one begins."""

    def corps(self) -> ComposeResult:
        """The widgets."""
        yield Static("", markup=False, id="provisoire")

    def lire(self, atlas: Atlas) -> Etat:
        """The figures of the world."""
        return atlas.etat(MONDE)

    def montrer(self, donnees: Etat) -> None:
        """Show them."""
        self.query_one("#provisoire", Static).update(str(donnees.compteurs))
