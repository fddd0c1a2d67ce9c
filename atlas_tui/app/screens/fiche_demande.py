# SPDX-License-Identifier: EUPL-1.2
"""The page of a demande of the Bourse-projets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from atlas_tui.app import sheets
from atlas_tui.app.screens.fiche import FicheScreen, fil
from atlas_tui.app.widgets.sheet import Feuille
from parquet.errors import Introuvable
from parquet.pages import Page
from parquet.results import FicheDemande

if TYPE_CHECKING:
    from parquet.atlas import Atlas


class FicheDemandeScreen(FicheScreen[FicheDemande]):
    """What a foreign authority asks for."""

    def lire(self, atlas: Atlas) -> FicheDemande:
        """The fiche, whole."""
        found = atlas.fiche(self.adresse.page.code)
        if not isinstance(found, FicheDemande):
            raise Introuvable(f"La fiche {self.adresse.page.code[:40]} n'est pas celle d'une demande.")
        return found

    def feuille(self, donnees: FicheDemande) -> Feuille:
        """What it says."""
        return sheets.demande(donnees)

    def place(self, donnees: FicheDemande) -> tuple[tuple[str, ...], Page | None]:
        """Under the country it comes from."""
        pays = Page("pays", donnees.bref.partenaire.pays)
        return fil(pays, donnees.bref.titre), pays
