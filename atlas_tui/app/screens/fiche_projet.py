# SPDX-License-Identifier: EUPL-1.2
"""The page of a projet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from atlas_tui.app import sheets
from atlas_tui.app.screens.fiche import FicheScreen, fil
from atlas_tui.app.widgets.sheet import Feuille
from parquet.errors import Introuvable
from parquet.pages import Page
from parquet.results import FicheProjet
from store.records import Projet
from store.rights import Target

if TYPE_CHECKING:
    from parquet.atlas import Atlas


class FicheProjetScreen(FicheScreen[FicheProjet]):
    """All that is known of a projet."""

    FICHE = Projet

    def lire(self, atlas: Atlas) -> FicheProjet:
        """The fiche, whole."""
        found = atlas.fiche(self.adresse.page.code)
        if not isinstance(found, FicheProjet):
            raise Introuvable(f"La fiche {self.adresse.page.code[:40]} n'est pas celle d'un projet.")
        return replace(found, contacts=self.contacts(atlas, found.bref.id, found.contacts))

    def feuille(self, donnees: FicheProjet) -> Feuille:
        """What it says."""
        return sheets.projet(donnees)

    def concerne(self, donnees: FicheProjet) -> Target:
        """Its collectivités and their régions, the countries of its partenaires."""
        one = donnees.bref
        return Target(
            frozenset(c.id for c in one.collectivites),
            frozenset(p.pays for p in one.partenaires),
            frozenset(e.region for e in donnees.engagements) - {""},
        )

    def place(self, donnees: FicheProjet) -> tuple[tuple[str, ...], Page | None]:
        """Under the country of its first partenaire."""
        pays = Page("pays", donnees.bref.pays[0]) if donnees.bref.pays else None
        return fil(pays, donnees.bref.titre), pays
