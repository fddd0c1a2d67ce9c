# SPDX-License-Identifier: EUPL-1.2
"""A list of choices: answers under a field, branches of a tree. Drawn line by line, however long it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from atlas_tui.app.widgets.cells import couper
from atlas_tui.terminal.profile import profil
from parquet.pages import Page


@dataclass(frozen=True, slots=True)
class Choix:
    """A line: what it is called, what tells it from its homonyms, a figure at the right edge, where it leads."""

    nom: str
    page: Page | None = None
    """None makes it a heading, which the cursor passes over."""
    precision: str = ""
    nombre: str = ""
    niveau: int = 0
    """Depth in the tree."""
    ouvert: bool | None = None
    """Whether its branch is shown; None when it has none."""


class Choices(Widget, can_focus=True):
    """The list, with its cursor. It may be driven from a field that keeps the focus: the cursor is always shown."""

    DEFAULT_CSS = """
    Choices { height: 1fr; width: 1fr; }
    Choices > .choices--entete { text-style: bold; }
    Choices > .choices--precision { color: $text-muted; }
    Choices > .choices--courant { text-style: reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"choices--entete", "choices--precision", "choices--courant"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "avancer(1)", "Suivant", show=False),
        Binding("up", "avancer(-1)", "Précédent", show=False),
        Binding("pagedown", "page(1)", "Page suivante", show=False),
        Binding("pageup", "page(-1)", "Page précédente", show=False),
        Binding("home", "bord(-1)", "Début", show=False),
        Binding("end", "bord(1)", "Fin", show=False),
        Binding("enter", "choisir", "Ouvrir", show=False),
        Binding("right", "plier(True)", "Déplier", show=False),
        Binding("left", "plier(False)", "Replier", show=False),
    ]

    @dataclass
    class Choisi(Message):
        """A line was chosen."""

        choices: Choices
        choix: Choix

        @property
        def control(self) -> Choices:
            """The widget, for `@on` selectors."""
            return self.choices

    @dataclass
    class Vise(Message):
        """The cursor stands on another line."""

        choices: Choices
        choix: Choix

        @property
        def control(self) -> Choices:
            """The widget, for `@on` selectors."""
            return self.choices

    @dataclass
    class Pli(Message):
        """A branch is to be opened or closed."""

        choices: Choices
        choix: Choix
        ouvrir: bool

        @property
        def control(self) -> Choices:
            """The widget, for `@on` selectors."""
            return self.choices

    def __init__(self, *, vide: str = "", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._vide = vide
        self._lignes: tuple[Choix, ...] = ()
        self.haut = 0
        self.curseur = -1

    # --- content ------------------------------------------------------------------------------------------

    def montrer(
        self, lignes: Sequence[Choix], *, curseur: Page | None = None, vide: str | None = None
    ) -> None:
        """Show other lines, the cursor on the page `curseur` if it is among them, else on the first choice."""
        if vide is not None:
            self._vide = vide
        self._lignes = tuple(lignes)
        self.haut = 0
        wanted = [
            i for i, ligne in enumerate(self._lignes) if ligne.page is not None and ligne.page == curseur
        ]
        self.curseur = wanted[0] if wanted else self._choix_proche(0, 1)
        self._montrer_curseur()
        self.refresh()
        self._viser()

    @property
    def lignes(self) -> tuple[Choix, ...]:
        """The lines as they stand."""
        return self._lignes

    @property
    def courant(self) -> Choix | None:
        """The line under the cursor."""
        return self._lignes[self.curseur] if 0 <= self.curseur < len(self._lignes) else None

    def _choix_proche(self, start: int, sens: int) -> int:
        """The first line from `start` on that is no heading; -1 when there is none that way."""
        rank = start
        while 0 <= rank < len(self._lignes):
            if self._lignes[rank].page is not None:
                return rank
            rank += sens
        return -1

    def _annoncer(self, message: Message) -> None:
        # Driven from a field, a message would be born in the field's container, and Textual stops what it takes for
        # a message on its way back to its sender.
        message.set_sender(self)
        self.post_message(message)

    def _viser(self) -> None:
        if (line := self.courant) is not None:
            self._annoncer(self.Vise(self, line))

    # --- moving -------------------------------------------------------------------------------------------

    def _montrer_curseur(self) -> bool:
        """Scroll so that the cursor is seen, with the heading above it; True when it had to."""
        height = self.size.height
        if self.curseur < 0 or height <= 0:
            return False
        before = self.haut
        top = self.curseur
        if top > 0 and self._lignes[top - 1].page is None:
            top -= 1
        if top < self.haut:
            self.haut = top
        elif self.curseur >= self.haut + height:
            self.haut = self.curseur - height + 1
        self.haut = max(0, min(self.haut, len(self._lignes) - height))
        return self.haut != before

    def aller(self, rank: int) -> None:
        """Put the cursor on a line; two lines are redrawn, or the whole list if it scrolls."""
        if rank < 0 or rank == self.curseur:
            return
        before, self.curseur = self.curseur, rank
        if self._montrer_curseur():
            self.refresh()
        else:
            for line in (before, rank):
                self.refresh(Region(0, line - self.haut, self.size.width, 1))
        self._viser()

    def action_avancer(self, sens: int) -> None:
        """Next or previous line."""
        self.aller(self._choix_proche(self.curseur + sens, sens))

    def action_page(self, sens: int) -> None:
        """A screen further, or as far as there are lines."""
        rank = max(0, min(self.curseur + sens * max(1, self.size.height - 1), len(self._lignes) - 1))
        found = self._choix_proche(rank, sens)
        self.aller(found if found >= 0 else self._choix_proche(rank, -sens))

    def action_bord(self, sens: int) -> None:
        """First or last line."""
        self.aller(self._choix_proche(0, 1) if sens < 0 else self._choix_proche(len(self._lignes) - 1, -1))

    def action_choisir(self) -> None:
        """Choose the line under the cursor."""
        if (line := self.courant) is not None:
            self._annoncer(self.Choisi(self, line))

    def action_plier(self, ouvrir: bool) -> None:
        """Open the branch under the cursor; close it, or go to the line it hangs from."""
        line = self.courant
        if line is None:
            return
        if line.ouvert is not None and line.ouvert != ouvrir:
            self._annoncer(self.Pli(self, line, ouvrir))
        elif not ouvrir and line.niveau > 0:
            above = [
                i
                for i in range(self.curseur)
                if self._lignes[i].niveau < line.niveau and self._lignes[i].page
            ]
            self.aller(above[-1] if above else -1)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in sight."""
        self._montrer_curseur()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose the line under the pointer."""
        rank = self.haut + event.y
        if 0 <= rank < len(self._lignes) and self._lignes[rank].page is not None:
            self.aller(rank)
            self.action_choisir()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move down."""
        event.stop()
        self.action_avancer(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move up."""
        event.stop()
        self.action_avancer(-1)

    # --- drawing ------------------------------------------------------------------------------------------

    def _marque(self, rank: int, y: int) -> str:
        letters = profil().ascii
        if rank == self.curseur:
            return "> "
        if y == 0 and self.haut > 0:
            return "^ " if letters else "↑ "
        if y == self.size.height - 1 and rank < len(self._lignes) - 1:
            return "v " if letters else "↓ "
        return "  "

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        rank, width, base = self.haut + y, self.size.width, self.rich_style
        if not self._lignes and y == 0 and self._vide:
            muted = self.get_component_rich_style("choices--precision")
            return Strip([Segment(couper("  " + self._vide, width), muted)]).adjust_cell_length(width, base)
        if not 0 <= rank < len(self._lignes):
            return Strip.blank(width, base)
        line = self._lignes[rank]
        if line.page is None:
            style = self.get_component_rich_style("choices--entete")
            head = self._marque(rank, y) + line.nom
            return Strip([Segment(couper(head, width), style)]).adjust_cell_length(width, base)
        style, muted = base, self.get_component_rich_style("choices--precision")
        if rank == self.curseur and not profil().mince:
            style = muted = base + self.get_component_rich_style("choices--courant", partial=True)
        figure = f"  {line.nombre} " if line.nombre else ""
        room = max(4, width - cell_len(figure))
        branch = {None: "", False: "+ ", True: "- "}[line.ouvert]
        indent = "  " * line.niveau + (branch or ("  " if line.niveau else ""))
        name = couper(self._marque(rank, y) + indent + line.nom, room)
        left = room - cell_len(name)
        precision = couper("  " + line.precision, left) if line.precision and left > 5 else ""
        gap = " " * (left - cell_len(precision))
        segments = [Segment(name, style), Segment(precision + gap, muted), Segment(figure, style)]
        return Strip(segments).adjust_cell_length(width, style)
