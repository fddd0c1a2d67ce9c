# SPDX-License-Identifier: EUPL-1.2
"""The page of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from atlas_tui.app import sheets
from atlas_tui.app.screens.fiche import FicheScreen, fil
from atlas_tui.app.widgets.sheet import Feuille
from parquet.errors import Introuvable
from parquet.pages import Page
from parquet.results import FicheReseau
from store.records import Reseau
from store.rights import Target

if TYPE_CHECKING:
    from parquet.atlas import Atlas


class FicheReseauScreen(FicheScreen[FicheReseau]):
    """A network and the collectivités that belong to it."""

    FICHE = Reseau

    def lire(self, atlas: Atlas) -> FicheReseau:
        """The fiche, whole."""
        found = atlas.fiche(self.adresse.page.code)
        if not isinstance(found, FicheReseau):
            raise Introuvable(f"La fiche {self.adresse.page.code[:40]} n'est pas celle d'un réseau.")
        return found

    def feuille(self, donnees: FicheReseau) -> Feuille:
        """What it says."""
        return sheets.reseau(donnees)

    def concerne(self, donnees: FicheReseau) -> Target:
        """Itself."""
        return Target(reseaux=frozenset({donnees.id}))

    def place(self, donnees: FicheReseau) -> tuple[tuple[str, ...], Page | None]:
        """Networks hang from no place."""
        return fil(None, "Réseau", donnees.sigle or donnees.nom), None
