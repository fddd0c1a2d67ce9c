# SPDX-License-Identifier: EUPL-1.2
"""The list of results: knows how many rows there are, holds only those near the screen, draws line by line.

Textual's DataTable holds and measures every row; ours asks for a window when the cursor nears what it lacks, so a
million rows cost what a hundred do. A move of the cursor redraws two lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from atlas_tui.app.widgets.cells import Part, caler, couper, largeur, partager
from atlas_tui.terminal.profile import profil
from exports.french import FINE, INSECABLE, nombre
from parquet.extraits import Extrait

R = TypeVar("R")

FENETRE = 100
"""Rows asked for at once."""
GARDEES = 2_000
"""Rows kept: beyond, those far from the cursor are forgotten."""
ESPACES = FINE + INSECABLE
"""Spaces of French typography: one cell each, kept as they are."""
EN_TETE = 2
"""Lines above the rows: the count, then the titles of the columns."""


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column: what it is sorted by, its titles, its claim on the width."""

    cle: str
    """The name of the sort; empty: not sortable."""
    titre: str
    part: Part
    court: str = ""
    """Its title where the long one does not fit."""
    droite: bool = False
    style: Callable[[Any], str] | None = None
    """The colour of its cell for a row: 'bleu', 'jaune', 'rouge' or none."""


class ResultTable(Widget, Generic[R], can_focus=True):
    """A list of rows of type `R`, of which only a part is in memory."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--compte", "table--titres", "table--curseur", "table--pied", "table--bleu", "table--jaune", "table--rouge",
    }  # fmt: skip
    DEFAULT_CSS = """
    ResultTable { height: 1fr; width: 1fr; }
    ResultTable > .table--compte { text-style: bold; }
    ResultTable > .table--titres { text-style: underline; }
    ResultTable > .table--curseur { text-style: reverse; }
    ResultTable > .table--bleu { color: ansi_bright_blue; }
    ResultTable > .table--jaune { color: ansi_yellow; }
    ResultTable > .table--rouge { color: ansi_bright_red; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "bouger(1)", "Ligne suivante", show=False),
        Binding("up", "bouger(-1)", "Ligne précédente", show=False),
        Binding("pagedown,space", "page(1)", "Page suivante", show=False),
        Binding("pageup", "page(-1)", "Page précédente", show=False),
        Binding("home", "bord(-1)", "Début", show=False),
        Binding("end", "bord(1)", "Fin", show=False),
        Binding("enter", "choisir", "Ouvrir", show=False),
    ]

    class Manque(Message):
        """Rows are missing: whoever has the data answers by `recevoir`."""

        def __init__(self, table: ResultTable[Any], decalage: int) -> None:
            super().__init__()
            self.table, self.decalage = table, decalage

        @property
        def control(self) -> ResultTable[Any]:
            """The table, for `@on` selectors."""
            return self.table

    class Choisie(Message):
        """A row was opened."""

        def __init__(self, table: ResultTable[Any], ligne: Any) -> None:
            super().__init__()
            self.table, self.ligne = table, ligne

        @property
        def control(self) -> ResultTable[Any]:
            """The table, for `@on` selectors."""
            return self.table

    class TriDemande(Message):
        """The title of a column was clicked."""

        def __init__(self, table: ResultTable[Any], cle: str) -> None:
            super().__init__()
            self.table, self.cle = table, cle

        @property
        def control(self) -> ResultTable[Any]:
            """The table, for `@on` selectors."""
            return self.table

    def __init__(
        self,
        colonnes: Sequence[Colonne],
        cellules: Callable[[R], Sequence[str]],
        *,
        compte: Callable[[int], str],
        detail: Callable[[R], str] | None = None,
        vide: str = "Aucun résultat.",
        id: str,
    ) -> None:
        super().__init__(id=id)
        self.colonnes = tuple(colonnes)
        self._cellules = cellules
        self._compte = compte
        self._detail = detail
        self.vide = vide
        """What is said when there is no row."""
        self.total: int | None = None
        """None until the first rows came."""
        self._lignes: dict[int, R] = {}
        self._attendu: int | None = None
        self.curseur = 0
        self.haut = 0
        self.tri = ""
        self.decroissant = True
        self.extraits: dict[str, Extrait] | None = None
        """Where each row has the words asked; None when none are. The line under the rows shows that of the cursor's."""
        self.note = ""
        """What stands at the right of the count: the filter, for instance."""

    # --- content --------------------------------------------------------------------------------------------------

    def vider(self) -> None:
        """Forget the rows, since they answer another question; what is on the screen stays until the new ones come."""
        self._lignes.clear()
        if self.extraits is not None:
            self.extraits = {}
        self.total = None
        self._attendu = None

    def demander(self) -> None:
        """Ask for the rows around what is shown."""
        self._attendu = None
        self._assurer()

    def recevoir(self, decalage: int, lignes: Sequence[R], total: int) -> None:
        """Take the rows from `decalage` on, of `total`."""
        if len(self._lignes) > GARDEES:
            near = range(self.haut - FENETRE, self.haut + 2 * FENETRE)
            self._lignes = {rank: row for rank, row in self._lignes.items() if rank in near}
        self._lignes.update(enumerate(lignes, decalage))
        self.total = total
        self._attendu = None
        self.curseur = max(0, min(self.curseur, total - 1))
        self._cadrer()
        self.refresh()
        self._assurer()

    def memoire(self) -> tuple[int, tuple[R, ...], int] | None:
        """The rows around the screen, as `recevoir` takes them: what a page that is left keeps of its lists."""
        if self.total is None:
            return None
        first = last = self.curseur
        while first - 1 in self._lignes and first > self.haut - FENETRE:
            first -= 1
        while last in self._lignes and last < self.haut + FENETRE:
            last += 1
        return first, tuple(self._lignes[rank] for rank in range(first, last)), self.total

    @property
    def ordre(self) -> tuple[str, bool]:
        """The column it is sorted by, and whether the greatest come first."""
        return self.tri, self.decroissant

    def changer_tri(self, cle: str | None, *, inverser: bool) -> None:
        """Sort by a column, the next one if none is named, or turn the order round; its rows are then to be asked for."""
        keys = [column.cle for column in self.colonnes if column.cle]
        # Relevance, which answers to words begin with, is the sort of no column.
        after = keys.index(self.tri) + 1 if self.tri in keys else 0
        wanted = cle or keys[after % len(keys)]
        if inverser or wanted == self.tri:
            self.decroissant = not self.decroissant
        else:
            # A date begins with the latest, a name with A.
            self.decroissant = wanted in ("annee", "convention", "publiee_le")
            self.tri = wanted
        self.vider()
        self.placer(0, 0)

    def placer(self, curseur: int, haut: int) -> None:
        """Put the cursor and the top where they were when the page was left."""
        self.curseur, self.haut = max(0, curseur), max(0, haut)

    @property
    def courante(self) -> R | None:
        """The row under the cursor, when it is here."""
        return self._lignes.get(self.curseur)

    @property
    def visibles(self) -> int:
        """Rows that fit on the screen."""
        return max(1, self.size.height - EN_TETE - self._pied)

    @property
    def _pied(self) -> int:
        """Lines under the rows for the whole text of the one under the cursor."""
        if profil().mince:
            # They would be written again at each move of the cursor; Entrée opens the whole.
            return 0
        if self._detail is None or self.size.height < 8:
            return 0
        lines = 1 if self.size.height < 16 else 2
        return lines + (self.extraits is not None)

    def _assurer(self) -> None:
        """Ask for what is missing on the screen, or soon will be."""
        if self.total == 0:
            return
        end = self.haut + self.visibles
        margin = 0 if self.total is None else FENETRE // 4
        first, last = max(0, self.haut - margin), end + margin
        if self.total is not None:
            last = min(last, self.total)
        missing = next((rank for rank in range(first, last) if rank not in self._lignes), None)
        if missing is None or self._attendu == (start := self._debut(missing)):
            return
        self._attendu = start
        self.post_message(self.Manque(self, start))

    def _debut(self, missing: int) -> int:
        """Where the window begins that brings the row `missing` and those on the side one is going to."""
        known_after = any(rank in self._lignes for rank in range(missing + 1, missing + FENETRE))
        if missing < self.haut and known_after:
            return max(0, self.haut - FENETRE + 1)
        return max(0, missing - (FENETRE // 4 if missing - 1 not in self._lignes else 0))

    # --- moving ---------------------------------------------------------------------------------------------------

    def _cadrer(self) -> bool:
        """Scroll so that the cursor is seen; True when it had to."""
        before, rows = self.haut, self.visibles
        if self.curseur < self.haut:
            self.haut = self.curseur
        elif self.curseur >= self.haut + rows:
            self.haut = self.curseur - rows + 1
        if self.total is not None:
            self.haut = max(0, min(self.haut, self.total - rows))
        return self.haut != before

    def aller(self, rank: int) -> None:
        """Put the cursor on a row."""
        rank = max(0, min(rank, (self.total or 1) - 1))
        if rank == self.curseur:
            return
        before, self.curseur = self.curseur, rank
        if self._cadrer():
            self.refresh()
        else:
            width = self.size.width
            for moved in (before, rank):
                self.refresh(Region(0, EN_TETE + moved - self.haut, width, 1))
            if self._pied:
                self.refresh(Region(0, self.size.height - self._pied, width, self._pied))
        self._assurer()

    def action_bouger(self, sens: int) -> None:
        """Next or previous row."""
        self.aller(self.curseur + sens)

    def action_page(self, sens: int) -> None:
        """A screen further."""
        self.aller(self.curseur + sens * max(1, self.visibles - 1))

    def action_bord(self, sens: int) -> None:
        """First or last row."""
        self.aller(0 if sens < 0 else (self.total or 1) - 1)

    def action_choisir(self) -> None:
        """Open the row under the cursor."""
        if (row := self.courante) is not None:
            self.post_message(self.Choisie(self, row))

    def on_resize(self, event: events.Resize) -> None:
        """Other columns, other rows."""
        self._cadrer()
        self.refresh()
        if self.is_on_screen:
            self._assurer()

    def on_focus(self) -> None:
        """The cursor becomes the selection."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor is only a mark."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Select, open on the second click; a title sorts."""
        if event.y == EN_TETE - 1:
            left = 2
            for column, width in zip(self.colonnes, self._largeurs(), strict=True):
                if left <= event.x < left + width and column.cle:
                    self.post_message(self.TriDemande(self, column.cle))
                left += width + 1
            return
        rank = self.haut + event.y - EN_TETE
        if 0 <= event.y - EN_TETE < self.visibles and rank < (self.total or 0):
            if rank == self.curseur:
                self.action_choisir()
            self.aller(rank)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Three rows down."""
        event.stop()
        self.aller(self.curseur + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Three rows up."""
        event.stop()
        self.aller(self.curseur - 3)

    # --- drawing --------------------------------------------------------------------------------------------------

    def _largeurs(self) -> list[int]:
        return partager(self.size.width - 2 - (len(self.colonnes) - 1), [c.part for c in self.colonnes])

    @property
    def resume(self) -> str:
        """The line of the count: « 12 731 projets », and which of them are on the screen."""
        if self.total is None:
            return ""
        text = self._compte(self.total)
        if self.total > self.visibles:
            last = min(self.haut + self.visibles, self.total)
            dash = "-" if profil().ascii else "–"
            text += f"  {nombre(self.haut + 1)}{dash}{nombre(last)} sur {nombre(self.total)}"
        return text

    def _titre(self, column: Colonne, width: int) -> str:
        mark = ""
        if column.cle and column.cle == self.tri:
            down, up = ("v", "^") if profil().ascii else ("▼", "▲")
            mark = down if self.decroissant else up
        name = column.titre if largeur(column.titre + mark) <= width or not column.court else column.court
        return caler(couper(name, width - largeur(mark)) + mark, width, droite=column.droite)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, base = self.size.width, self.rich_style
        if y == 0:
            style = base + self.get_component_rich_style("table--compte", partial=True)
            left = couper(self.resume, width)
            note = couper(self.note, max(0, width - largeur(left) - 2))
            blank = " " * (width - largeur(left) - largeur(note))
            return Strip([Segment(left, style), Segment(blank + note, base)])
        if y == 1:
            if self.total is None:
                return Strip.blank(width, base)
            if self.total == 0:
                return Strip([Segment(caler(self.vide, width), base)])
            titles = [self._titre(c, w) for c, w in zip(self.colonnes, self._largeurs(), strict=True)]
            # An underlined blank costs as much as a letter.
            style = (
                base
                if profil().mince
                else base + self.get_component_rich_style("table--titres", partial=True)
            )
            return Strip([Segment("  ", base), Segment(caler(" ".join(titles), width - 2), style)])
        if y >= self.size.height - self._pied:
            return self._rendre_pied(y - (self.size.height - self._pied), width, base)
        return self._rendre_rangee(self.haut + y - EN_TETE, width, base)

    def _rendre_rangee(self, rank: int, width: int, base: Style) -> Strip:
        if self.total is None or rank >= self.total:
            return Strip.blank(width, base)
        here = rank == self.curseur
        style = base
        if here and self.has_focus and not profil().mince:
            style = base + self.get_component_rich_style("table--curseur", partial=True)
        mark = "> " if here and self.has_focus else "  "
        row = self._lignes.get(rank)
        if row is None:
            waiting = "..." if profil().ascii else "…"
            return Strip([Segment(caler(mark + waiting, width), style)])
        segments = [Segment(mark, style)]
        last = len(self.colonnes) - 1
        cells = self._cellules(row)
        for i, (column, text, wide) in enumerate(zip(self.colonnes, cells, self._largeurs(), strict=True)):
            cell_style = style
            # On the cursor's row the sign alone tells: a colour turned inside out would hide it.
            if column.style is not None and style is base and (name := column.style(row)):
                cell_style = style + self.get_component_rich_style(f"table--{name}", partial=True)
            segments.append(Segment(caler(text, wide, droite=column.droite), cell_style))
            if i < last:
                segments.append(Segment(" ", style))
        return Strip(segments).adjust_cell_length(width, style)

    def eclairer(self, extraits: Mapping[str, Extrait]) -> None:
        """Take the excerpts of some rows."""
        if self.extraits is not None:
            if len(self.extraits) > GARDEES:
                self.extraits.clear()
            self.extraits.update(extraits)
            self.refresh(Region(0, self.size.height - 1, self.size.width, 1))

    def _rendre_extrait(self, extrait: Extrait | None, width: int, base: Style) -> Strip:
        """The words asked where the row has them: bold and underlined, between stars where a terminal has neither."""
        if extrait is None:
            return Strip.blank(width, base)
        # One cell for one letter: places in the text must not move.
        text = "".join(c if c.isprintable() or c in ESPACES else " " for c in extrait.texte)
        text = text.replace("…", ".") if profil().ascii else text
        marked = base + Style(bold=True, underline=True)
        segments, end = [Segment("  « " if not profil().ascii else '  "', base)], 0
        for start, stop in extrait.reperes:
            word = text[start:stop]
            segments += [
                Segment(text[end:start], base),
                Segment(f"*{word}*" if profil().ascii else word, marked),
            ]
            end = stop
        segments.append(Segment(text[end:] + (" »" if not profil().ascii else '"'), base))
        strip = Strip(segments)
        if strip.cell_length > width:
            strip = Strip([*strip.crop(0, width - 1), Segment("~" if profil().ascii else "…", base)])
        return strip.adjust_cell_length(width, base)

    def _rendre_pied(self, line: int, width: int, base: Style) -> Strip:
        """The whole of the row under the cursor, on one line or two."""
        row = self.courante
        if row is None or self._detail is None:
            return Strip.blank(width, base)
        text = self._detail(row)
        room = width - 2
        lines = self._pied
        if self.extraits is not None:
            lines -= 1
            if line == lines:
                return self._rendre_extrait(self.extraits.get(str(getattr(row, "id", ""))), width, base)
        if lines == 1:
            return Strip([Segment(caler("  " + text, width), base)])
        words, first = text.split(" "), ""
        while words and largeur(f"{first} {words[0]}") <= room:
            first = f"{first} {words.pop(0)}".strip()
        shown = first if line == 0 else " ".join(words)
        return Strip([Segment(caler("  " + shown, width), base)])
