# SPDX-License-Identifier: EUPL-1.2
"""A sheet on the screen: text to scroll and links to walk through with the arrows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from atlas_tui.app.widgets.sheet import Cible, Feuille, MiseEnPage, disposer
from atlas_tui.terminal.profile import profil

MARGE = 2
"""Cells on the left: the mark of the current link, and the signs that there is more above or below."""
LISIBLE = 100
"""Longer lines tire the eye: text is not laid out wider than this."""


class Lines(Widget, can_focus=True):
    """Labelled lines, paragraphs and links.

    ↓ and ↑ go to the next link in sight, and scroll by a line when there is none: everything is read, nothing is jumped.
    """

    DEFAULT_CSS = """
    Lines { height: 1fr; width: 1fr; }
    Lines > .lines--titre { text-style: bold; }
    Lines > .lines--fort { text-style: bold; }
    Lines > .lines--libelle { color: $text-muted; }
    Lines > .lines--sourdine { color: $text-muted; }
    Lines > .lines--lien { text-style: underline; }
    Lines > .lines--courant { text-style: reverse; }
    Lines > .lines--cooperation { color: ansi_bright_blue; }
    Lines > .lines--action { color: ansi_yellow; }
    Lines > .lines--demande { color: ansi_bright_red; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"lines--{name}"
        for name in (
            "titre",
            "fort",
            "libelle",
            "sourdine",
            "lien",
            "courant",
            "cooperation",
            "action",
            "demande",
        )
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "avancer(1)", "Lien suivant", show=False),
        Binding("up", "avancer(-1)", "Lien précédent", show=False),
        Binding("enter", "ouvrir", "Ouvrir", show=False),
        Binding("pagedown,space", "page(1)", "Page suivante", show=False),
        Binding("pageup", "page(-1)", "Page précédente", show=False),
        Binding("home", "bord(-1)", "Début", show=False),
        Binding("end", "bord(1)", "Fin", show=False),
    ]

    @dataclass
    class Suivi(Message):
        """A link was opened."""

        lines: Lines
        cible: Cible

        @property
        def control(self) -> Lines:
            """The widget, for `@on` selectors."""
            return self.lines

    def __init__(
        self, feuille: Feuille | None = None, *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._blocs = tuple(feuille.blocs) if feuille else ()
        self._mise = MiseEnPage()
        self.haut = 0
        """First row shown."""
        self.lien = -1
        """Rank of the current link, -1 when there is none."""

    # --- content ------------------------------------------------------------------------------------------

    def montrer(self, feuille: Feuille, *, haut: int = 0, lien: int = -1) -> None:
        """Show another sheet, at a place that was left earlier or at its beginning."""
        self._blocs = tuple(feuille.blocs)
        self.haut, self.lien = haut, lien
        self._disposer()

    @property
    def mise_en_page(self) -> MiseEnPage:
        """The rows as they stand now."""
        return self._mise

    def cible(self) -> Cible | None:
        """Where the current link leads."""
        return self._mise.ancres[self.lien].cible if 0 <= self.lien < len(self._mise.ancres) else None

    def _disposer(self) -> None:
        width = min(self.size.width - MARGE, LISIBLE)
        if width <= 0:
            return
        self._mise = disposer(self._blocs, width)
        if not 0 <= self.lien < len(self._mise.ancres):
            self.lien = 0 if self._mise.ancres and self._mise.ancres[0].debut < self.size.height else -1
        self._borner()
        self.refresh()

    def _borner(self) -> None:
        self.haut = max(0, min(self.haut, len(self._mise.rangees) - self.size.height))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the text takes."""
        return len(disposer(self._blocs, max(1, min(width - MARGE, LISIBLE))).rangees)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the text out in the new width."""
        self._disposer()

    def watch_has_focus(self, _focused: bool) -> None:
        """The current link is marked only where the keys go."""
        self._peindre_lien()

    # --- moving -------------------------------------------------------------------------------------------

    def _peindre_lien(self) -> None:
        if 0 <= self.lien < len(self._mise.ancres):
            link = self._mise.ancres[self.lien]
            self.refresh(Region(0, link.debut - self.haut, self.size.width, link.fin - link.debut + 1))

    def _aller_au_lien(self, rank: int) -> None:
        self._peindre_lien()
        self.lien = rank
        self._peindre_lien()

    def _defiler(self, rows: int) -> bool:
        before = self.haut
        self.haut += rows
        self._borner()
        if self.haut != before:
            self.refresh()
        return self.haut != before

    def _en_vue(self, rank: int) -> bool:
        link = self._mise.ancres[rank]
        return self.haut <= link.debut < self.haut + self.size.height

    def action_avancer(self, sens: int) -> None:
        """Go to the next link in sight, or scroll by a line towards it."""
        links = self._mise.ancres
        if not links:
            self._defiler(sens)
            return
        if not (0 <= self.lien < len(links) and self._en_vue(self.lien)):
            # The current link was scrolled away: take the first in sight, or go on scrolling.
            ranks = range(len(links)) if sens > 0 else range(len(links) - 1, -1, -1)
            seen = next((rank for rank in ranks if self._en_vue(rank)), None)
            if seen is not None:
                self._aller_au_lien(seen)
            else:
                self._defiler(sens)
            return
        following = self.lien + sens
        if 0 <= following < len(links):
            if self._en_vue(following):
                self._aller_au_lien(following)
                return
            self._defiler(sens)
            if self._en_vue(following):
                self._aller_au_lien(following)
            return
        self._defiler(sens)

    def action_page(self, sens: int) -> None:
        """Scroll by a screen, with one line in common."""
        self._defiler(sens * max(1, self.size.height - 1))
        self._prendre_lien_en_vue(sens)

    def action_bord(self, sens: int) -> None:
        """Go to the beginning or the end."""
        self._defiler(sens * len(self._mise.rangees))
        self._prendre_lien_en_vue(-sens)

    def _prendre_lien_en_vue(self, sens: int) -> None:
        ranks = [rank for rank in range(len(self._mise.ancres)) if self._en_vue(rank)]
        if ranks and self.lien not in ranks:
            self._aller_au_lien(ranks[0] if sens > 0 else ranks[-1])

    def action_ouvrir(self) -> None:
        """Open the current link."""
        target = self.cible()
        if target is not None and self._en_vue(self.lien):
            self.post_message(self.Suivi(self, target))

    # --- mouse --------------------------------------------------------------------------------------------

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll."""
        if self._defiler(3):
            event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll."""
        if self._defiler(-3):
            event.stop()

    def on_click(self, event: events.Click) -> None:
        """Open the link under the pointer."""
        row = self.haut + event.y
        if not 0 <= row < len(self._mise.rangees):
            return
        column = MARGE
        for fragment in self._mise.rangees[row]:
            column += cell_len(fragment.texte)
            if event.x < column:
                if fragment.lien >= 0:
                    self._aller_au_lien(fragment.lien)
                    self.action_ouvrir()
                return

    # --- drawing ------------------------------------------------------------------------------------------

    def _marque(self, row: int, y: int) -> str:
        letters = profil().ascii
        current = self._mise.ancres[self.lien] if 0 <= self.lien < len(self._mise.ancres) else None
        if self.has_focus and current is not None and row == current.debut:
            return "> "
        if y == 0 and self.haut > 0:
            return "^ " if letters else "↑ "
        if y == self.size.height - 1 and row < len(self._mise.rangees) - 1:
            return "v " if letters else "↓ "
        return "  "

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        row = self.haut + y
        width = self.size.width
        base = self.rich_style
        if not 0 <= row < len(self._mise.rangees):
            return Strip.blank(width, base)
        segments = [Segment(self._marque(row, y), self.get_component_rich_style("lines--sourdine"))]
        for fragment in self._mise.rangees[row]:
            style = base
            if fragment.style:
                style = self.get_component_rich_style(f"lines--{fragment.style}")
            if fragment.lien >= 0:
                style = style + self.get_component_rich_style("lines--lien", partial=True)
                if self.has_focus and fragment.lien == self.lien:
                    style = style + self.get_component_rich_style("lines--courant", partial=True)
            segments.append(Segment(fragment.texte, style))
        return Strip(segments).adjust_cell_length(width, base)
