# SPDX-License-Identifier: EUPL-1.2
"""The page of a foreign local authority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from atlas_tui.app import sheets
from atlas_tui.app.screens.fiche import FicheScreen
from atlas_tui.app.widgets.sheet import Feuille
from parquet.errors import Introuvable
from parquet.results import FichePartenaire

if TYPE_CHECKING:
    from parquet.atlas import Atlas


class FichePartenaireScreen(FicheScreen[FichePartenaire]):
    """Who the partenaire is."""

    def lire(self, atlas: Atlas) -> FichePartenaire:
        """The fiche, whole."""
        found = atlas.fiche(self.adresse.page.code)
        if not isinstance(found, FichePartenaire):
            raise Introuvable(f"La fiche {self.adresse.page.code[:40]} n'est pas celle d'un partenaire.")
        return found

    def feuille(self, donnees: FichePartenaire) -> Feuille:
        """What it says."""
        return sheets.partenaire(donnees)
