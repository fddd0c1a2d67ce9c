# SPDX-License-Identifier: EUPL-1.2
"""A chart on the screen: its drawing, the cursor on a bar or a year, and under it that bar told whole."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from atlas_tui.app.widgets.cells import caler, couper, largeur, plier, propre
from atlas_tui.terminal.graphique import (
    Dessin,
    Ligne,
    Morceau,
    barres,
    colonnes,
    courbes,
    debut_etiquette,
    legende,
    texte,
)
from atlas_tui.terminal.profile import profil
from exports.drawing.graphique import Genre, Graphique, compter, ecrire_part
from exports.drawing.scene import Role

PIED = 2
"""Lines under the drawing for the bar under the cursor."""
_STYLES = {
    Role.COOPERATION: "graphique--bleu",
    Role.ACTION: "graphique--jaune",
    Role.DEMANDE: "graphique--rouge",
    Role.SERIE_1: "graphique--serie",
}


def detail(chart: Graphique, rang: int) -> str:
    """A category whole: its name, its value, its share, and its natures one by one."""
    category = chart.categories[rang]
    if chart.genre is Genre.COURBES:
        told = [
            f"{serie.libelle.lower()} {chart.ecrire(value)} ({ecrire_part(chart.part(value))})"
            if (value := serie.valeurs[rang]) is not None
            else f"{serie.libelle.lower()} : rien de déclaré"
            for serie in chart.series
        ]
        return f"{category.libelle} : {', '.join(told)}"
    whole = chart.somme(rang) or 0
    # Where the category is a nature, its name says what is counted.
    counted = chart.ecrire(whole) if chart.quoi == "natures" else compter(whole, chart.unite)
    text = f"{propre(category.libelle)} : {counted} ({ecrire_part(chart.part(whole))})"
    parts = [
        f"{serie.libelle.lower()} {chart.ecrire(value)} ({ecrire_part(chart.part(value))})"
        for serie in chart.series
        if (value := serie.valeurs[rang])
    ]
    return text if len(chart.series) < 2 or chart.quoi == "natures" else ", ".join([text, *parts])


class DessinGraphique(Widget, can_focus=True):
    """The drawing of one chart. Moving the cursor redraws the two names it goes between, and the lines that tell it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "graphique--curseur", "graphique--bleu", "graphique--jaune", "graphique--rouge", "graphique--serie",
    }  # fmt: skip
    DEFAULT_CSS = """
    DessinGraphique { height: 1fr; width: 1fr; }
    DessinGraphique > .graphique--curseur { text-style: reverse; }
    DessinGraphique > .graphique--bleu { color: ansi_bright_blue; }
    DessinGraphique > .graphique--jaune { color: ansi_yellow; }
    DessinGraphique > .graphique--rouge { color: ansi_bright_red; }
    DessinGraphique > .graphique--serie { text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,right", "bouger(1)", "Suivant", show=False),
        Binding("up,left", "bouger(-1)", "Précédent", show=False),
        Binding("pagedown,space", "page(1)", "Page suivante", show=False),
        Binding("pageup", "page(-1)", "Page précédente", show=False),
        Binding("home", "bord(-1)", "Début", show=False),
        Binding("end", "bord(1)", "Fin", show=False),
        Binding("enter", "choisir", "Ouvrir", show=False),
    ]

    class Choisi(Message):
        """The bar under the cursor is to be opened."""

        def __init__(self, rang: int) -> None:
            super().__init__()
            self.rang = rang

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.graphique: Graphique | None = None
        self.pourcentages = False
        self.curseur = 0
        self.haut = 0
        self._barres: tuple[Ligne, ...] = ()
        self._dessin: Dessin | None = None

    # --- content --------------------------------------------------------------------------------------------------

    def montrer(self, chart: Graphique, *, pourcentages: bool, curseur: int, haut: int = 0) -> None:
        """Show this chart, the cursor on a category."""
        self.graphique, self.pourcentages = chart, pourcentages
        self.curseur = max(0, min(curseur, len(chart.categories) - 1))
        self.haut = haut
        self._preparer()

    def on_resize(self, event: events.Resize) -> None:
        """Another room, another drawing."""
        self._preparer()

    def _preparer(self) -> None:
        """Draw for the room there is."""
        chart = self.graphique
        self._barres, self._dessin = (), None
        if chart is not None and self.size.width > 20 and self._rangs > 0 and not chart.vide:
            width, letters = self.size.width, profil().ascii
            if chart.genre is Genre.BARRES:
                self._barres = barres(chart, width, pourcentages=self.pourcentages, ascii=letters, marge=2)
                self._cadrer()
            elif chart.genre is Genre.COLONNES:
                self._dessin = colonnes(
                    chart, width, self._rangs, pourcentages=self.pourcentages, ascii=letters, vu=self.curseur
                )
            else:
                self._dessin = courbes(
                    chart, width, self._rangs, pourcentages=self.pourcentages, ascii=letters
                )
        self.refresh()

    @property
    def _rangs(self) -> int:
        """Lines for the drawing: the legend stands above, the bar told below."""
        return self.size.height - PIED - self._tete

    @property
    def _tete(self) -> int:
        """Lines above the drawing: the legend, and what must be said of what is drawn."""
        chart = self.graphique
        if chart is None:
            return 0
        wide = chart.genre is not Genre.BARRES and len(chart.categories) > self.size.width - 10
        return (
            1 if wide or legende(chart, ascii=False) or len(chart.categories) > self.size.height - PIED else 0
        )

    @property
    def _pas(self) -> int:
        """Lines from a bar to the next: two where there is room for them all."""
        return 2 if 2 * len(self._barres) - 1 <= self._rangs else 1

    @property
    def visibles(self) -> int:
        """Bars that fit on the screen."""
        return max(1, (self._rangs + self._pas - 1) // self._pas)

    def _cadrer(self) -> bool:
        before = self.haut
        if self.curseur < self.haut:
            self.haut = self.curseur
        elif self.curseur >= self.haut + self.visibles:
            self.haut = self.curseur - self.visibles + 1
        self.haut = max(0, min(self.haut, len(self._barres) - self.visibles))
        return self.haut != before

    # --- moving ---------------------------------------------------------------------------------------------------

    def aller(self, rang: int) -> None:
        """Put the cursor on a category."""
        chart = self.graphique
        if chart is None or not chart.categories:
            return
        before, self.curseur = self.curseur, max(0, min(rang, len(chart.categories) - 1))
        if before == self.curseur:
            return
        width, height = self.size
        self.refresh(Region(0, height - PIED, width, PIED))
        if self._dessin is not None:
            seen = range(self._dessin.premier, self._dessin.premier + len(self._dessin.centres))
            if self.curseur not in seen:
                self._preparer()
            else:
                self.refresh(Region(0, self._tete + len(self._dessin.lignes) - 1, width, 1))
        elif self._cadrer():
            self.refresh()
        else:
            for moved in (before, self.curseur):
                self.refresh(Region(0, self._tete + (moved - self.haut) * self._pas, width, 1))

    def action_bouger(self, sens: int) -> None:
        """Next or previous bar."""
        self.aller(self.curseur + sens)

    def action_page(self, sens: int) -> None:
        """A screen further; ten years further."""
        self.aller(self.curseur + sens * (10 if self._dessin is not None else max(1, self.visibles - 1)))

    def action_bord(self, sens: int) -> None:
        """First or last bar."""
        chart = self.graphique
        self.aller(0 if sens < 0 or chart is None else len(chart.categories) - 1)

    def action_choisir(self) -> None:
        """Open the bar under the cursor."""
        if self.graphique is not None and self.graphique.categories:
            self.post_message(self.Choisi(self.curseur))

    def on_focus(self) -> None:
        """The cursor becomes the selection."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor is only a mark."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Select, open on the second click."""
        rang = self._sous(event.x, event.y)
        if rang is not None:
            if rang == self.curseur:
                self.action_choisir()
            self.aller(rang)

    def _sous(self, x: int, y: int) -> int | None:
        """The category at a place of the widget."""
        if self._dessin is not None:
            near = [(abs(x - centre), i) for i, centre in enumerate(self._dessin.centres)]
            return self._dessin.premier + min(near)[1] if near else None
        rang, between = divmod(y - self._tete, self._pas)
        rang += self.haut
        inside = self._tete <= y < self.size.height - PIED
        return rang if inside and not between and 0 <= rang < len(self._barres) else None

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Down."""
        event.stop()
        self.action_bouger(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Up."""
        event.stop()
        self.action_bouger(-1)

    # --- drawing --------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, base = self.size.width, self.rich_style
        chart = self.graphique
        if chart is None:
            return Strip.blank(width, base)
        if chart.vide:
            return Strip(
                [Segment(caler("  " + chart.notes[0] if y == 0 and chart.notes else "", width), base)]
            )
        if y >= self.size.height - PIED:
            return Strip([Segment(caler(self._pied(y - (self.size.height - PIED)), width), base)])
        if y < self._tete:
            head = (Morceau("  "), *legende(chart, ascii=profil().ascii))
            room = width - largeur(texte(head)) - 1
            return self._ligne((*head, Morceau(" " + caler(self._remarque, room, droite=True))), base)
        row = y - self._tete
        if self._dessin is not None:
            lines = self._dessin.lignes
            if row == len(lines) - 1:
                return self._annees(texte(lines[row]), base)
            return self._ligne(lines[row], base) if row < len(lines) else Strip.blank(width, base)
        rang, between = divmod(row, self._pas)
        rang += self.haut
        if between or rang >= len(self._barres):
            return Strip.blank(width, base)
        name, value, *bar = self._barres[rang]
        if rang == self.curseur and self.has_focus:
            style = base + self.get_component_rich_style("graphique--curseur", partial=True)
            first = [Segment("> " + name.texte[2:] + value.texte[:-1], style), Segment(" ", base)]
            return Strip([*first, *self._segments(bar, base)]).adjust_cell_length(width, base)
        return self._ligne((name, value, *bar), base)

    @property
    def _remarque(self) -> str:
        """Which bars are on the screen, where not all are; where the axis begins, if not at zero."""
        if self._dessin is not None:
            return self._dessin.note
        count = len(self._barres)
        if count <= self.visibles:
            return ""
        dash = "-" if profil().ascii else "–"
        return f"{self.haut + 1}{dash}{min(count, self.haut + self.visibles)} sur {count}"

    def _pied(self, line: int) -> str:
        """The bar under the cursor on two lines, its natures left to the table where they do not fit."""
        chart = self.graphique
        assert chart is not None
        rows = plier(detail(chart, self.curseur), self.size.width - 2)
        if len(rows) > PIED:
            rows = [*rows[: PIED - 1], couper(" ".join(rows[PIED - 1 :]), self.size.width - 2)]
        return "  " + rows[line] if line < len(rows) else ""

    def _annees(self, years: str, base: Style) -> Strip:
        """The years, that of the cursor over those it covers."""
        drawn, chart = self._dessin, self.graphique
        assert drawn is not None
        assert chart is not None
        width = self.size.width
        label = chart.categories[self.curseur].libelle
        start = debut_etiquette(label, drawn.centres[self.curseur - drawn.premier], width)
        line = caler(years, width)
        before, after = line[:start], line[start + len(label) :]
        # A year of which only a piece would be left is no year.
        if before and before[-1] != " ":
            before = caler(before.rpartition(" ")[0], start)
        if after and after[0] != " ":
            kept = after.partition(" ")[2]
            after = caler(kept, len(after), droite=True) if kept.strip() else " " * len(after)
        style = base
        if self.has_focus:
            style = base + self.get_component_rich_style("graphique--curseur", partial=True)
        return Strip([Segment(before, base), Segment(label, style), Segment(after, base)])

    def _ligne(self, pieces: Ligne, base: Style) -> Strip:
        return Strip(self._segments(pieces, base)).adjust_cell_length(self.size.width, base)

    def _segments(self, pieces: Ligne | list[Morceau], base: Style) -> list[Segment]:
        segments = []
        for piece in pieces:
            name = _STYLES.get(piece.role) if piece.role is not None else None
            style = base + self.get_component_rich_style(name, partial=True) if name else base
            segments.append(Segment(piece.texte, style))
        return segments


class Notes(Widget):
    """What is counted, whole, on as many lines as it takes."""

    can_focus = False
    DEFAULT_CSS = "Notes { height: auto; width: 1fr; text-style: italic; }"

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._texte = ""

    def dire(self, texte: str) -> None:
        """Say this."""
        if texte != self._texte:
            self._texte = texte
            self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many lines as it takes."""
        return len(plier(self._texte, width))

    def render(self) -> Content:
        """The lines."""
        return Content("\n".join(plier(self._texte, self.size.width)))
