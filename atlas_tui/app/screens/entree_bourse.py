# SPDX-License-Identifier: EUPL-1.2
"""The way into the Bourse-projets for those who have no account and may not read French: one page in three languages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from atlas_tui.app.commands import Command
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.app.widgets.menu import Entree, Menu
from parquet.pages import Adresse, Page
from store.langues import LANGUES, Langue, dire

if TYPE_CHECKING:
    from parquet.atlas import Atlas

_CHOIX: dict[str, tuple[Langue, bool]] = {
    f"{quoi}-{langue}": (langue, quoi == "deposer") for langue in LANGUES for quoi in ("deposer", "suivre")
}


class EntreeBourseScreen(AtlasScreen[None]):
    """What the Bourse is for, then one line a language: deposit, or follow one's own demande."""

    DEFAULT_CSS = """
    EntreeBourseScreen .texte { height: auto; margin: 0 0 1 0; }
    """
    COMMANDES: ClassVar[tuple[type[Command], ...]] = ()

    def corps(self) -> ComposeResult:
        """Three paragraphs, the list."""
        for langue in LANGUES:
            yield Static(dire(langue, "entree.texte"), classes="texte", markup=False)
        yield Menu(id="langues", colonne=14)

    def lire(self, atlas: Atlas) -> None:
        """Nothing of the atlas."""

    def montrer(self, donnees: None) -> None:
        """The list."""
        menu = self.query_one("#langues", Menu)
        menu.montrer(
            [
                Entree(
                    cle,
                    dire(langue, "langue.nom"),
                    valeur=dire(langue, "entree.deposer" if deposer else "suivre.titre"),
                )
                for cle, (langue, deposer) in _CHOIX.items()
            ]
        )
        if self._premiere:
            menu.aller(self.etat_vue.lignes.get("langues", (0, 0))[0])

    def vue(self) -> ViewState:
        """The cursor."""
        return replace(super().vue(), lignes={"langues": (self.query_one(Menu).curseur, 0)})

    def niveau_superieur(self) -> Adresse | None:
        """The Bourse."""
        return Adresse(Page("bourse"))

    @on(Menu.Choisi)
    def _choisir(self, event: Menu.Choisi) -> None:
        langue, deposer = _CHOIX[event.cle]
        if deposer:
            from atlas_tui.app.screens.deposer import ouvrir

            ouvrir(self.app, langue)
        else:
            from atlas_tui.app.screens.suivre import SuivreScreen

            self.app.retenir_touches()
            self.app.push_screen(SuivreScreen(langue))
