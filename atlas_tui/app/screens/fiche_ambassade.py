# SPDX-License-Identifier: EUPL-1.2
"""The page of an embassy: the correspondant of a country."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from atlas_tui.app import annuaire
from atlas_tui.app.screens.fiche import FicheScreen, fil
from atlas_tui.app.widgets.sheet import Feuille
from parquet.errors import Introuvable
from parquet.pages import Page
from parquet.results import FicheAmbassade
from store.records import Ambassade
from store.rights import Target

if TYPE_CHECKING:
    from parquet.atlas import Atlas


class FicheAmbassadeScreen(FicheScreen[FicheAmbassade]):
    """Whom to call in an embassy."""

    FICHE = Ambassade

    def lire(self, atlas: Atlas) -> FicheAmbassade:
        """The fiche, whole."""
        found = atlas.fiche(self.adresse.page.code)
        if not isinstance(found, FicheAmbassade):
            raise Introuvable(f"La fiche {self.adresse.page.code[:40]} n'est pas celle d'une ambassade.")
        return replace(found, contacts=self.contacts(atlas, found.id, found.contacts))

    def feuille(self, donnees: FicheAmbassade) -> Feuille:
        """What it says."""
        return annuaire.ambassade(donnees)

    def concerne(self, donnees: FicheAmbassade) -> Target:
        """Its country."""
        return Target(pays=frozenset({donnees.pays}))

    def place(self, donnees: FicheAmbassade) -> tuple[tuple[str, ...], Page | None]:
        """Under its country."""
        pays = Page("pays", donnees.pays)
        return fil(pays, "Correspondant"), pays
