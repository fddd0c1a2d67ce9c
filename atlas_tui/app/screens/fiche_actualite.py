# SPDX-License-Identifier: EUPL-1.2
"""The page of a piece of news, or of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from atlas_tui.app import annuaire
from atlas_tui.app.screens.fiche import FicheScreen, fil
from atlas_tui.app.widgets.sheet import Feuille
from parquet.errors import Introuvable
from parquet.pages import Page
from parquet.results import FicheActualite
from store.records import Actualite
from store.rights import Target

if TYPE_CHECKING:
    from parquet.atlas import Atlas

LISTE = Page("actualites")


class FicheActualiteScreen(FicheScreen[FicheActualite]):
    """What is new, or when and where it takes place."""

    FICHE = Actualite

    def lire(self, atlas: Atlas) -> FicheActualite:
        """The fiche, whole."""
        found = atlas.fiche(self.adresse.page.code)
        if not isinstance(found, FicheActualite):
            raise Introuvable(f"La fiche {self.adresse.page.code[:40]} n'est pas une actualité.")
        return found

    def feuille(self, donnees: FicheActualite) -> Feuille:
        """What it says."""
        return annuaire.actualite(donnees)

    def concerne(self, donnees: FicheActualite) -> Target:
        """Who signs it: no other embassy has a hand on it."""
        one = donnees.bref
        return Target(
            pays=frozenset(one.pays if one.emetteur == "ambassade" else ()),
            reseaux=frozenset({one.reseau} - {""}),
        )

    def place(self, donnees: FicheActualite) -> tuple[tuple[str, ...], Page | None]:
        """Under the list of all."""
        return fil(LISTE, donnees.bref.titre), LISTE
