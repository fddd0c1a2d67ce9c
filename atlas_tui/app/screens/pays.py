# SPDX-License-Identifier: EUPL-1.2
"""The page of a country: a level, with a tab for the embassy's correspondant, the agenda and the news."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from atlas_tui.app import annuaire
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.niveau import NiveauScreen
from atlas_tui.app.screens.niveau_commandes import OngletPlace
from atlas_tui.app.widgets.lines import Lines
from atlas_tui.app.widgets.onglets import Onglets
from atlas_tui.app.widgets.sheet import Feuille
from parquet.criteria import Criteria
from parquet.pages import Adresse, Page, criteres_de

if TYPE_CHECKING:
    from parquet.atlas import Atlas

TOUTES = Page("actualites")
"""The list of all the news."""
RECENTES = 20
"""News on the page of a country; the others are in the list of all."""


class PaysScreen(NiveauScreen):
    """A country."""

    COMMANDES = (OngletPlace,)

    def affinage(self) -> ComposeResult:
        """The sheet stands beside the form, one of the two at a time."""
        yield from super().affinage()
        yield Lines(id="place")

    def on_mount(self) -> None:
        """The tab is there before its sheet is read."""
        self.query_one(Onglets).plus = (("place", "6 Correspondant et actualités", "6 Contact"),)
        self._lue = False

    def _disposer(self) -> None:
        super()._disposer()
        here = self.onglet == "place"
        self.query_one("#place").display = here
        if here and not self._lue and self.donnees is not None:
            self._lue = True
            self.en_fond("place", self._lire_place, self._montrer_place)

    def _lire_place(self, atlas: Atlas) -> Feuille:
        code = self.adresse.page.code
        asked = Criteria(pays=(code,))
        return annuaire.sur_place(
            atlas.ambassade(code),
            atlas.actualites(asked, a_venir=True),
            atlas.actualites(asked, genre="actualite", limite=RECENTES),
            code,
        )

    def _montrer_place(self, sheet: Feuille) -> None:
        link, top = self.etat_vue.lignes.get("place", (-1, 0))
        self.query_one("#place", Lines).montrer(sheet, haut=top, lien=link)

    @on(Lines.Suivi)
    def _suivre(self, event: Lines.Suivi) -> None:
        event.stop()
        if event.cible == TOUTES:
            # All the news, of this country.
            self.app.aller(Adresse(TOUTES, criteres_de(self.adresse.page)))
        else:
            self.suivre_lien(event.cible)

    def vue(self) -> ViewState:
        """The sheet is found again where it was."""
        seen, lines = super().vue(), self.query_one("#place", Lines)
        return replace(seen, lignes={**seen.lignes, "place": (lines.lien, lines.haut)})
