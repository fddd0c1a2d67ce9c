# SPDX-License-Identifier: EUPL-1.2
"""What the fiches do alike: a sheet of text with links, found again where it was left."""

from __future__ import annotations

from typing import TypeVar

from textual import on
from textual.app import ComposeResult

from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.app.widgets.lines import Lines
from atlas_tui.app.widgets.sheet import Copie, Feuille
from parquet.pages import Adresse

D = TypeVar("D")


class FicheScreen(AtlasScreen[D]):
    """A page made of sheets. Entrée on a link opens its page, or copies what no page of the atlas shows."""

    DEFAULT_CSS = """
    FicheScreen #corps { padding: 0; }
    """

    def corps(self) -> ComposeResult:
        """One sheet."""
        yield Lines(id="fiche")

    def feuille(self, donnees: D) -> Feuille:
        """What the sheet says."""
        raise NotImplementedError

    def montrer(self, donnees: D) -> None:
        """Show the sheet where it was left."""
        self.poser(self.query_one("#fiche", Lines), self.feuille(donnees))

    def poser(self, lines: Lines, sheet: Feuille) -> None:
        """Show a sheet in a widget, at the place it was left at."""
        link, top = self.etat_vue.lignes.get(lines.id or "", (-1, 0))
        lines.montrer(sheet, haut=top, lien=link)

    def vue(self) -> ViewState:
        """Which link, and how far each sheet was scrolled."""
        focus = self.focused.id if self.focused is not None and self.focused.id else ""
        places = {lines.id or "": (lines.lien, lines.haut) for lines in self.query(Lines)}
        return ViewState(focus=focus, lignes=places, donnees=self.donnees)

    @on(Lines.Suivi)
    def _suivre(self, event: Lines.Suivi) -> None:
        event.stop()
        if isinstance(event.cible, Copie):
            self.app.copy_to_clipboard(event.cible.texte)
            self.app.dire(f"Copié : {event.cible.texte}")
        else:
            self.app.aller(Adresse(event.cible))
