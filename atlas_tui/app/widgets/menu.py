# SPDX-License-Identifier: EUPL-1.2
"""A list of entries, each with a key of its own and something at the right: menus, choices, fields of a filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from atlas_tui.app.widgets.cells import caler, couper, largeur, plier
from atlas_tui.terminal.profile import profil


@dataclass(frozen=True, slots=True)
class Entree:
    """A line. `cle` says what was chosen; an empty one makes a heading, that the cursor passes over."""

    cle: str
    texte: str
    droite: str = ""
    """At the right edge."""
    valeur: str = ""
    """In a second column: the value of a field."""


class Menu(Widget, can_focus=True):
    """The list, with its cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"menu--entete", "menu--curseur"}
    DEFAULT_CSS = """
    Menu { height: 1fr; width: 1fr; }
    Menu > .menu--entete { text-style: bold; }
    Menu > .menu--curseur { text-style: reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "bouger(1)", "Suivant", show=False),
        Binding("up", "bouger(-1)", "Précédent", show=False),
        Binding("pagedown,space", "page(1)", "Page suivante", show=False),
        Binding("pageup", "page(-1)", "Page précédente", show=False),
        Binding("home", "bord(-1)", "Début", show=False),
        Binding("end", "bord(1)", "Fin", show=False),
        Binding("enter", "choisir", "Choisir", show=False),
    ]

    class Choisi(Message):
        """An entry was chosen."""

        def __init__(self, menu: Menu, cle: str) -> None:
            super().__init__()
            self.menu, self.cle = menu, cle

        @property
        def control(self) -> Menu:
            """The menu, for `@on` selectors."""
            return self.menu

    def __init__(self, *, id: str, colonne: int = 0, vide: str = "", toujours: bool = False) -> None:
        super().__init__(id=id)
        self._entrees: tuple[Entree, ...] = ()
        self._colonne = colonne
        """Where the values begin; 0 when there are none."""
        self._vide = vide
        self._toujours = toujours
        """The cursor shows even without the focus: a field above drives the list."""
        self.curseur = 0
        self.haut = 0

    def vide(self, texte: str) -> None:
        """What is said when there is no entry."""
        self._vide = texte
        self.refresh()

    @property
    def entrees(self) -> tuple[Entree, ...]:
        """The entries as they stand."""
        return self._entrees

    def montrer(self, entrees: Sequence[Entree], *, cle: str = "") -> None:
        """Show these entries, the cursor on `cle` if it is among them, else where it was."""
        self._entrees = tuple(entrees)
        wanted = next((i for i, e in enumerate(entrees) if cle and e.cle == cle), None)
        self.curseur = self._proche(self.curseur if wanted is None else wanted, 1)
        self._cadrer()
        self.refresh()

    @property
    def courante(self) -> Entree | None:
        """The entry under the cursor."""
        if 0 <= self.curseur < len(self._entrees) and self._entrees[self.curseur].cle:
            return self._entrees[self.curseur]
        return None

    def _proche(self, rank: int, sens: int) -> int:
        """The nearest entry that can be chosen, first in the direction `sens`."""
        if not self._entrees:
            return 0
        rank = max(0, min(rank, len(self._entrees) - 1))
        ahead = range(rank, len(self._entrees)) if sens > 0 else range(rank, -1, -1)
        behind = range(rank, -1, -1) if sens > 0 else range(rank, len(self._entrees))
        return next((i for span in (ahead, behind) for i in span if self._entrees[i].cle), 0)

    def _cadrer(self) -> bool:
        before, height = self.haut, max(1, self.size.height)
        top = self.curseur
        if top == 1 and not self._entrees[0].cle:
            top = 0
        if top < self.haut:
            self.haut = top
        elif self.curseur >= self.haut + height:
            self.haut = self.curseur - height + 1
        self.haut = max(0, min(self.haut, len(self._entrees) - height))
        return self.haut != before

    def aller(self, rank: int, sens: int = 1) -> None:
        """Put the cursor on an entry."""
        if not self._entrees:
            return
        before, self.curseur = self.curseur, self._proche(rank, sens)
        if self._cadrer():
            self.refresh()
        elif before != self.curseur:
            for line in (before, self.curseur):
                self.refresh(Region(0, line - self.haut, self.size.width, 1))

    def action_bouger(self, sens: int) -> None:
        """Next or previous entry."""
        self.aller(self.curseur + sens, sens)

    def action_page(self, sens: int) -> None:
        """A screen further."""
        self.aller(self.curseur + sens * max(1, self.size.height - 1), sens)

    def action_bord(self, sens: int) -> None:
        """First or last entry."""
        self.aller(0 if sens < 0 else len(self._entrees) - 1, -sens)

    def action_choisir(self) -> None:
        """Choose the entry under the cursor."""
        if (entry := self.courante) is not None:
            self.post_message(self.Choisi(self, entry.cle))

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        if self._entrees and self._cadrer():
            self.refresh()

    def on_focus(self) -> None:
        """The cursor becomes the selection."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor is only a mark."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose what is clicked."""
        rank = self.haut + event.y
        if rank < len(self._entrees) and self._entrees[rank].cle:
            self.aller(rank)
            self.action_choisir()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Down."""
        event.stop()
        self.action_bouger(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Up."""
        event.stop()
        self.action_bouger(-1)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, base = self.size.width, self.rich_style
        rank = self.haut + y
        if not self._entrees:
            said = plier(self._vide, width - 2)
            return Strip([Segment(caler("  " + said[y] if y < len(said) else "", width), base)])
        if not 0 <= rank < len(self._entrees):
            return Strip.blank(width, base)
        entry = self._entrees[rank]
        more = len(self._entrees) - rank - 1
        if y == self.size.height - 1 and more > 0:
            mark = "v " if profil().ascii else "↓ "
        elif y == 0 and rank > 0:
            mark = "^ " if profil().ascii else "↑ "
        else:
            mark = "  "
        style = base
        if not entry.cle:
            style = base + self.get_component_rich_style("menu--entete", partial=True)
            mark = ""
        elif rank == self.curseur and (self.has_focus or self._toujours):
            # One mark on the screen, where the keys act.
            mark = "> "
            if not profil().mince:
                style = base + self.get_component_rich_style("menu--curseur", partial=True)
        right = f"  {entry.droite}" if entry.droite else ""
        text = mark + entry.texte
        if self._colonne and entry.valeur:
            text = caler(text, min(self._colonne, width // 2)) + " " + entry.valeur
        text = couper(text, width - largeur(right))
        return Strip([Segment(caler(text, width - largeur(right)) + right, style)])
