# SPDX-License-Identifier: EUPL-1.2
"""The map on the screen: places to walk through with the arrows, drawn again only where something changed."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from atlas_tui.terminal.canvas import Toile, fenetre, peindre, signe
from atlas_tui.terminal.profile import profil
from exports.drawing.maps import ROLES, Carte, Lieu
from exports.drawing.picking import Reseau, Sens, plus_proche
from exports.drawing.scene import Role

ZOOM = 2.0
"""What a step of the zoom multiplies by."""
ZOOM_MAX = 6
"""Steps: 64 times."""
BORD = 0.15
"""Part of the window, on each side, where a selection makes the window follow."""
PORTEE = 4
"""Cells: how far from a place a click still means it."""

_STYLES = {
    Role.COOPERATION: "cooperation", Role.ACTION: "action", Role.DEMANDE: "demande", Role.ORIGINE: "origine",
    Role.ARC: "arc", Role.TERRE: "terre", Role.VOISIN: "terre", Role.CADRE: "terre", Role.DISCRET: "terre",
    Role.CLASSE_1: "aplat", Role.CLASSE_2: "aplat", Role.CLASSE_3: "aplat", Role.CLASSE_4: "aplat", Role.CLASSE_5: "aplat",
}  # fmt: skip
"""Role → component class."""


class CarteWidget(Widget, can_focus=True):
    """A map and the place selected on it. The screen says where keys go; the mouse may select and open."""

    DEFAULT_CSS = """
    CarteWidget { height: 1fr; width: 1fr; }
    CarteWidget > .carte--terre { text-style: dim; }
    CarteWidget > .carte--aplat { color: ansi_bright_blue; }
    CarteWidget > .carte--arc { color: ansi_blue; }
    CarteWidget > .carte--origine { text-style: bold; }
    CarteWidget > .carte--cooperation { color: ansi_bright_blue; }
    CarteWidget > .carte--action { color: ansi_yellow; }
    CarteWidget > .carte--demande { color: ansi_bright_red; }
    CarteWidget > .carte--choisi { text-style: reverse bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"carte--{name}"
        for name in ("terre", "aplat", "arc", "origine", "cooperation", "action", "demande", "choisi")
    }

    class Selection(Message):
        """Another place is selected."""

    class Ouverture(Message):
        """The selected place was clicked again: go down."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.carte: Carte | None = None
        self.zoom = 0
        """Steps."""
        self.cle = ""
        """The key of the place selected; empty when there is none."""
        self._toile: Toile | None = None
        self._lieux: dict[str, Lieu] = {}
        self._reseau: Reseau | None = None
        self._centre = (0.0, 0.0)
        self.peintures = 0
        """How many times the whole map was drawn, for the tests."""

    # --- what is shown ----------------------------------------------------------------------------------------------

    @property
    def lieu(self) -> Lieu | None:
        """The place selected."""
        return self._lieux.get(self.cle)

    def montrer(self, carte: Carte, cle: str = "", zoom: int = 0) -> None:
        """Show a map, with a place selected: `cle` if it is there, else the first of the ranking."""
        self.carte = carte
        self._lieux = {lieu.key: lieu for lieu in carte.lieux}
        self._reseau = None
        self.cle = cle if cle in self._lieux else next(iter(self._lieux), "")
        self.zoom = min(max(zoom, 0), ZOOM_MAX)
        self._recadrer()
        self._redessiner()

    def _recadrer(self) -> None:
        if (lieu := self.lieu) is not None:
            self._centre = (lieu.x, lieu.y)
        elif self.carte is not None:
            self._centre = self.carte.scene.bounds.center

    def _redessiner(self) -> None:
        self._toile = None
        self.refresh()

    @property
    def toile(self) -> Toile | None:
        """The drawing at the size of the widget, made when it is asked for."""
        if (drawn := self._toile) is not None and (drawn.largeur, drawn.hauteur) != tuple(self.size):
            # Other room, other drawing: a widget may be painted before it is told of its size.
            self._toile = None
        if self._toile is None and self.carte is not None and self.size.width and self.size.height:
            scene = self.carte.scene
            window = fenetre(scene, ZOOM**self.zoom, self._centre)
            self._toile = peindre(scene, *self.size, window, ascii=profil().ascii)
            self.peintures += 1
        return self._toile

    # --- moving -----------------------------------------------------------------------------------------------------

    def choisir(self, cle: str) -> None:
        """Select a place: only the cells of the two marks are drawn again, unless the window has to follow."""
        if cle == self.cle or cle not in self._lieux:
            return
        before = self._marque(self.cle)
        self.cle = cle
        if self._sort_du_cadre():
            self._recadrer()
            self._redessiner()
        else:
            regions = [Region(x, y, len(text), 1) for x, y, text, _ in (before, self._marque(cle)) if text]
            if regions:
                self.refresh(*regions)
        self.post_message(self.Selection())

    def aller(self, sens: Sens) -> None:
        """Go to the place that an arrow leads to."""
        self.choisir(self.reseau.aller(self.cle, sens))

    def suivre(self, pas: int) -> None:
        """Go to the next place in reading order."""
        self.choisir(self.reseau.suivant(self.cle, pas))

    def zoomer(self, pas: int) -> bool:
        """Magnify or reduce around the place selected, in one painting; False at the end of the scale."""
        wanted = min(max(self.zoom + pas, 0), ZOOM_MAX)
        if wanted == self.zoom:
            return False
        self.zoom = wanted
        self._recadrer()
        self._redessiner()
        return True

    @property
    def reseau(self) -> Reseau:
        """The arrows between the places."""
        if self._reseau is None:
            height = self.carte.scene.bounds.height if self.carte is not None else 1.0
            self._reseau = Reseau(tuple(self._lieux.values()), height / 20)
        return self._reseau

    def _sort_du_cadre(self) -> bool:
        canvas, lieu = self.toile, self.lieu
        if self.zoom == 0 or canvas is None or lieu is None:
            return False
        x, y = canvas.case(lieu.x, lieu.y)
        margin_x, margin_y = int(canvas.largeur * BORD), int(canvas.hauteur * BORD)
        inside = margin_x <= x < canvas.largeur - margin_x and margin_y <= y < canvas.hauteur - margin_y
        if inside or self.carte is None:
            return False
        # At the edge of the scene the window cannot follow: the place is in sight all the same.
        there = fenetre(self.carte.scene, ZOOM**self.zoom, (lieu.x, lieu.y))
        return there != fenetre(self.carte.scene, ZOOM**self.zoom, self._centre)

    # --- drawing ----------------------------------------------------------------------------------------------------

    def _marque(self, cle: str) -> tuple[int, int, str, Role | None]:
        """Where the mark of a place is when it is selected, its text and its role; no text when it is out of sight."""
        canvas, lieu = self.toile, self._lieux.get(cle)
        if canvas is None or lieu is None or self.carte is None:
            return 0, 0, "", None
        x, y = canvas.case(lieu.x, lieu.y)
        text = lieu.sigle if self.carte.aplats else signe(ROLES[lieu.nature], ascii=profil().ascii)
        x = min(max(0, x - (len(text) - 1) // 2), max(0, canvas.largeur - len(text)))
        if not 0 <= y < canvas.hauteur:
            return 0, 0, "", None
        return x, y, text, ROLES.get(lieu.nature)

    def _style(self, role: Role | None) -> Style:
        base = self.rich_style
        name = _STYLES.get(role) if role is not None else None
        return base + self.get_component_rich_style(f"carte--{name}", partial=True) if name else base

    def render_line(self, y: int) -> Strip:
        """One row of cells, the selected mark in reverse video."""
        canvas = self.toile
        width = self.size.width
        if canvas is None or y >= canvas.hauteur:
            return Strip.blank(width, self.rich_style)
        chars, roles = canvas.lignes[y], canvas.roles[y]
        at, row, mark, mark_role = self._marque(self.cle)
        segments: list[Segment] = []
        start = 0
        cells = len(chars)
        while start < cells:
            if mark and row == y and start == at:
                chosen = self.get_component_rich_style("carte--choisi", partial=True)
                segments.append(Segment(mark, self._style(mark_role) + chosen))
                start += len(mark)
                continue
            stop = start + 1
            edge = at if mark and row == y and at > start else cells
            # Blanks stand apart: where braille comes from another font, what follows still begins in its column.
            while (
                stop < edge and roles[stop] is roles[start] and (chars[stop] == " ") == (chars[start] == " ")
            ):
                stop += 1
            segments.append(Segment("".join(chars[start:stop]), self._style(roles[start])))
            start = stop
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    # --- mouse ------------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Select the place under the pointer; open it when it already is."""
        canvas = self.toile
        if canvas is None:
            return
        x, y = canvas.plan(event.x, event.y)
        reach = PORTEE * 2 / canvas.place.scale
        found = plus_proche(tuple(self._lieux.values()), x, y, reach)
        if found and found == self.cle:
            self.post_message(self.Ouverture())
        elif found:
            self.choisir(found)
