# SPDX-License-Identifier: EUPL-1.2
"""Charts in cells: bars with eighths of a cell, upright bars by year, lines in braille; in ASCII where the font is poor.

Pure: a chart and a room in, lines of text with the role of each piece out. The screen adds colour, the command line prints.
Lengths are proportional to the values, within an eighth of a cell, or half a cell where a pattern or ASCII fills it. A bar
that is not zero is always seen, and each part of it as soon as the bar has a cell for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from textwrap import wrap

from exports.drawing.graphique import Genre, Graphique, Serie, Unite, Valeur, ecrire_part
from exports.drawing.scene import Role
from exports.french import INSECABLE, nombre
from exports.plain import cell_width, fit

HUITIEMES = " ▏▎▍▌▋▊▉"
"""Pieces of a cell, from the left."""
MONTEES = " ▁▂▃▄▅▆▇"
"""Pieces of a cell, from below."""
PLEINS = {Role.COOPERATION: "█", Role.ACTION: "▒", Role.DEMANDE: "░"}
"""What fills a bar: told apart without colour."""
PLEINS_ASCII = {Role.COOPERATION: "#", Role.ACTION: "=", Role.DEMANDE: "-"}
POINTS = {Role.SERIE_1: "●", Role.SERIE_2: "○"}
POINTS_ASCII = {Role.SERIE_1: "*", Role.SERIE_2: "o"}
_BRAILLE = 0x2800
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Bit of a braille cell by row and column of its dot."""


@dataclass(frozen=True, slots=True)
class Morceau:
    """A piece of a line, and what it stands for; None is plain text."""

    texte: str
    role: Role | None = None


Ligne = tuple[Morceau, ...]


def texte(ligne: Ligne) -> str:
    """A line without its roles."""
    return "".join(piece.texte for piece in ligne)


def couper(text: str, width: int, *, ascii: bool) -> str:
    """`text` on exactly `width` cells, cut with « … » (« ~ » in ASCII) when it takes more."""
    cut = fit(text, max(1, width))
    return cut.replace("…", "~") if ascii and cell_width(text) > width else cut


def legende(chart: Graphique, *, ascii: bool) -> Ligne:
    """What each filling or point means; nothing where bars are alike, or where their names say it."""
    if chart.genre is Genre.COLONNES or len(chart.series) < 2 or chart.quoi == "natures":
        return ()
    signs = _signes(chart, ascii)
    pieces: list[Morceau] = []
    for serie in chart.series:
        pieces += [Morceau("  ")] if pieces else []
        pieces += [Morceau(signs[serie.role] * 2, serie.role), Morceau(f" {serie.libelle}")]
    return tuple(pieces)


def _signes(chart: Graphique, ascii: bool) -> dict[Role, str]:
    if chart.genre is Genre.COURBES:
        return POINTS_ASCII if ascii else POINTS
    return PLEINS_ASCII if ascii else PLEINS


# --- horizontal bars ---------------------------------------------------------------------------------------------------


def barres(
    chart: Graphique, largeur: int, *, pourcentages: bool = False, ascii: bool = False, marge: int = 0
) -> tuple[Ligne, ...]:
    """One line a category: its name, its value, its bar. The first piece is the name, the second the value.

    `marge` cells are left at the beginning of each line, inside the first piece.
    """
    values = [chart.ecrire(chart.somme(i), pourcentages=pourcentages) for i in range(len(chart.categories))]
    right = max((cell_width(value) for value in values), default=0)
    left = min(
        max((cell_width(c.libelle) for c in chart.categories), default=0),
        max(8, (largeur - marge) // 2),
    )
    room = max(1, largeur - marge - left - right - 3)
    longest = chart.maximum
    lines = []
    for i, category in enumerate(chart.categories):
        name = " " * marge + couper(category.libelle, left, ascii=ascii)
        value = "  " + " " * (right - cell_width(values[i])) + values[i] + " "
        bar = barre(chart.series, i, longest, room, ascii=ascii)
        lines.append((Morceau(name), Morceau(value), *bar))
    return tuple(lines)


def barre(series: Sequence[Serie], rang: int, maximum: Valeur, room: int, *, ascii: bool) -> Ligne:
    """The bar of one category on `room` cells, of which the longest bar takes all."""
    known = [(serie.role, Fraction(value)) for serie in series if (value := serie.valeurs[rang])]
    if not known or not maximum:
        return ()
    fills = PLEINS_ASCII if ascii else PLEINS
    scale = Fraction(room) / Fraction(maximum)
    lengths = [value * scale for _, value in known]
    if round(sum(lengths)) < len(known):
        # Too short to part: the largest stands for the whole.
        role, lengths = max(known, key=lambda k: k[1])[0], [sum(lengths, Fraction(0))]
    else:
        role = known[0][0]
    if len(lengths) == 1 and not ascii and (len(series) == 1 or fills[role] == "█"):
        return (Morceau(_huitiemes(lengths[0], HUITIEMES), role),)
    roles = [role] if len(lengths) == 1 else [r for r, _ in known]
    alike = "#" if len(series) == 1 else ""
    return tuple(Morceau((alike or fills[r]) * n, r) for r, n in zip(roles, _entiers(lengths), strict=True))


def _huitiemes(length: Fraction, pieces: str) -> str:
    """A solid bar of this many cells, to the nearest eighth; what is not zero has one at least."""
    whole, rest = divmod(max(1, round(length * 8)), 8)
    return "█" * whole + (pieces[rest] if rest else "")


def _entiers(lengths: list[Fraction]) -> list[int]:
    """Whole cells for pieces put end to end: their ends rounded, one cell at least each."""
    ends, done = [], Fraction(0)
    for length in lengths:
        done += length
        ends.append(round(done))
    cells = [max(1, end - start) for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    while sum(cells) > max(ends[-1], len(cells)):
        # What was made visible is taken from the longest piece, so that the whole keeps its length.
        cells[cells.index(max(cells))] -= 1
    return cells


# --- axes --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Axe:
    """An axis: from `bas` to `haut` by `pas`, in the unit of the values, or in percent of the total."""

    bas: Fraction
    haut: Fraction
    pas: Fraction

    @property
    def graduations(self) -> tuple[Fraction, ...]:
        """The marks, from the lowest."""
        count = int((self.haut - self.bas) / self.pas)
        return tuple(self.bas + i * self.pas for i in range(count + 1))


def axe(maximum: Fraction, minimum: Fraction, marques: int, *, entier: bool) -> Axe:
    """An axis of round numbers with at most `marques` steps (two at least) that holds both values. `entier`: its marks are whole."""
    span = maximum - minimum
    if span <= 0:
        span = maximum or Fraction(1)
        minimum = Fraction(0)
    step = Fraction(1)
    while step * 10 <= span / marques:
        step *= 10
    while not entier and step > span / marques:
        step /= 10
    for factor in ("1", "2", "2.5", "5", "10", "20", "25", "50", "100"):
        size = step * Fraction(factor)
        if entier and size.denominator > 1:
            continue
        low = minimum // size * size
        if low + size * marques >= maximum:
            high = low + -(-(maximum - low) // size) * size
            return Axe(low, high, size)
    raise AssertionError("a hundred steps of less than a tenth of the span cover it")


def _echelle(chart: Graphique, pourcentages: bool) -> Fraction:
    """What a value is multiplied by to stand on the axis."""
    return Fraction(100) / Fraction(chart.total) if pourcentages and chart.total else Fraction(1)


def _etiquettes(chart: Graphique, axis: Axe, pourcentages: bool) -> list[str]:
    """The marks in words: « 2 000 », « 15,0 % », « 65 M€ »."""
    marks = axis.graduations
    if pourcentages:
        return [ecrire_part(mark) if mark else "0" for mark in marks]
    if chart.unite is Unite.EUROS and axis.haut >= 10_000:
        unit, name = (1_000_000, "M€") if axis.haut >= 1_000_000 else (1_000, "k€")
        return [_court(mark / unit) + f"{INSECABLE}{name}" if mark else "0" for mark in marks]
    return [nombre(int(mark)) if mark.denominator == 1 else _court(mark) for mark in marks]


def _court(value: Fraction) -> str:
    if value.denominator == 1:
        return nombre(int(value))
    return str((Decimal(value.numerator) / Decimal(value.denominator)).normalize()).replace(".", ",")


@dataclass(frozen=True, slots=True)
class Dessin:
    """A drawing with an axis at its left and years under it."""

    lignes: tuple[Ligne, ...]
    centres: tuple[int, ...]
    """Where each year shown stands, in cells from the left of the line."""
    premier: int
    """Rank of the first year shown: those before did not fit."""
    note: str = ""
    """What must be said of it: an axis that does not begin at zero, years that do not fit."""


def _a_gauche(labels: list[str], rows: int, axis: Axe, ascii: bool) -> tuple[list[str], int]:
    """What stands at the left of each row, from the top, and its width: a mark on the row where it falls."""
    wide = max(cell_width(label) for label in labels)
    beside: dict[int, str] = {}
    for mark, label in zip(axis.graduations, labels, strict=True):
        # The lowest mark is the foot of the drawing, which is drawn under the last row.
        row = rows - round((mark - axis.bas) / (axis.haut - axis.bas) * rows)
        beside.setdefault(row, label)
    tick, line = ("+", "|") if ascii else ("┤", "│")
    left = []
    for row in range(rows):
        label = beside.get(row, "")
        left.append(" " * (wide - cell_width(label)) + label + (tick if label else line))
    foot = beside.get(rows, "")
    left.append(" " * (wide - cell_width(foot)) + foot + ("+" if ascii else "└"))
    return left, wide + 1


# --- upright bars by year ----------------------------------------------------------------------------------------------


def colonnes(
    chart: Graphique,
    largeur: int,
    hauteur: int,
    *,
    pourcentages: bool = False,
    ascii: bool = False,
    vu: int | None = None,
) -> Dessin:
    """Upright bars, all series together, on `hauteur` lines of which the last two are the foot and the years.

    Where not all years fit, the last ones are shown, or those around the rank `vu`.
    """
    rows = max(2, hauteur - 2)
    scale = _echelle(chart, pourcentages)
    axis = axe(Fraction(chart.maximum) * scale, Fraction(0), _marques(rows), entier=not pourcentages)
    left, gauche = _a_gauche(_etiquettes(chart, axis, pourcentages), rows, axis, ascii)
    room = max(1, largeur - gauche)
    count = min(len(chart.categories), room)
    first = len(chart.categories) - count
    if vu is not None and vu < first:
        first = vu
    pitch = max(1, min(8, room // count))
    wide = max(1, pitch - 1)
    grid = [[" "] * (count * pitch) for _ in range(rows)]
    for i in range(count):
        value = Fraction(chart.somme(first + i) or 0) * scale * rows / axis.haut
        if value:
            pile = "#" * max(1, round(value)) if ascii else _huitiemes(value, MONTEES)
            for row, cell in enumerate(pile):
                grid[rows - 1 - row][i * pitch : i * pitch + wide] = cell * wide
    role = chart.series[0].role if len(chart.series) == 1 else None
    lines: list[Ligne] = [
        (Morceau(left[row], Role.AXE), Morceau("".join(grid[row]), role)) for row in range(rows)
    ]
    centres = tuple(gauche + i * pitch + (wide - 1) // 2 for i in range(count))
    return _dessin(chart, lines, left[rows], centres, first, largeur, ascii)


def _marques(rows: int) -> int:
    """How many steps the axis of a drawing of so many rows may have."""
    return max(2, min(6, rows // 2))


def _dessin(
    chart: Graphique,
    lines: list[Ligne],
    foot: str,
    centres: tuple[int, ...],
    first: int,
    largeur: int,
    ascii: bool,
) -> Dessin:
    """The drawing with its foot and its years."""
    base = foot + ("-" if ascii else "─") * (largeur - cell_width(foot))
    years = [c.libelle for c in chart.categories[first : first + len(centres)]]
    lines += [(Morceau(base, Role.AXE),), (Morceau(_annees(years, centres, largeur), Role.AXE),)]
    hidden = len(chart.categories) - len(years)
    note = (
        f"{years[0]} à {years[-1]} : {hidden} autres années ne tiennent pas dans cette largeur."
        if hidden
        else ""
    )
    return Dessin(tuple(lines), centres, first, note)


def _annees(years: list[str], centres: Sequence[int], width: int) -> str:
    """The line of years under the drawing: all of them, or round ones where they would touch."""
    wide = max(len(year) for year in years) + 2
    pitch = centres[1] - centres[0] if len(centres) > 1 else width
    step = next((s for s in (1, 2, 5, 10, 20, 50) if s * pitch >= wide), 100)
    line = [" "] * width
    for year, x in zip(years, centres, strict=True):
        if int(year) % step == 0:
            start = debut_etiquette(year, x, width)
            line[start : start + len(year)] = year
    return "".join(line).rstrip()


def debut_etiquette(label: str, centre: int, width: int) -> int:
    """The cell where a label begins that is centred under another, inside the line."""
    return max(0, min(centre - (len(label) - 1) // 2, width - len(label)))


# --- lines through the years -------------------------------------------------------------------------------------------


def courbes(
    chart: Graphique, largeur: int, hauteur: int, *, pourcentages: bool = False, ascii: bool = False
) -> Dessin:
    """One line a series, marked at each year that is known; a year that is not breaks it.

    The axis begins at zero unless all values are in the upper half: `note` then says where it begins.
    """
    rows = max(2, hauteur - 2)
    scale = _echelle(chart, pourcentages)
    known = [Fraction(v) * scale for serie in chart.series for v in serie.valeurs if v is not None]
    low, high = min(known), max(known)
    cut = low * 2 > high and high > low
    axis = axe(high, low if cut else Fraction(0), _marques(rows), entier=False)
    labels = _etiquettes(chart, axis, pourcentages)
    left, gauche = _a_gauche(labels, rows, axis, ascii)
    room = max(4, largeur - gauche)
    count = len(chart.categories)
    first = max(0, count - room)
    shown = count - first
    edge = min(3, room // 8)
    span = room - 1 - 2 * edge
    cells = [edge + (i * span // (shown - 1) if shown > 1 else span // 2) for i in range(shown)]
    canvas = _Toile(room, rows, ascii)
    for serie in reversed(chart.series):
        points = [
            None if v is None else (x, (axis.haut - Fraction(v) * scale) / (axis.haut - axis.bas))
            for x, v in zip(cells, serie.valeurs[first:], strict=True)
        ]
        canvas.ligne(points, serie.role)
    lines: list[Ligne] = [(Morceau(left[row], Role.AXE), *canvas.rang(row)) for row in range(rows)]
    centres = tuple(gauche + x for x in cells)
    drawn = _dessin(chart, lines, left[rows], centres, first, largeur, ascii)
    return replace(drawn, note=f"L'axe commence à {labels[0]}, non à zéro.") if axis.bas else drawn


class _Toile:
    """Cells of two by four dots, each of one role; the points of the lines stand over the dots."""

    def __init__(self, width: int, rows: int, ascii: bool) -> None:
        self.width, self.rows, self.ascii = width, rows, ascii
        self._dots: dict[tuple[int, int], tuple[int, Role]] = {}
        self._points: dict[tuple[int, int], Role] = {}

    def ligne(self, points: Sequence[tuple[int, Fraction] | None], role: Role) -> None:
        """A line through points (cell from the left, part of the height from the top); None breaks it."""
        before: tuple[int, int] | None = None
        for point in points:
            if point is None:
                before = None
                continue
            x, y = point[0] * 2, min(self.rows * 4 - 1, int(point[1] * self.rows * 4))
            if before is not None:
                self._trait(before, (x, y), role)
            self._points[point[0], y // 4] = role
            before = (x, y)

    def _trait(self, start: tuple[int, int], end: tuple[int, int], role: Role) -> None:
        steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
        for i in range(steps + 1):
            # The second series is dotted, so that it needs no colour.
            if role is Role.SERIE_2 and i % 4 > 1:
                continue
            x = start[0] + round((end[0] - start[0]) * i / steps)
            y = start[1] + round((end[1] - start[1]) * i / steps)
            bits, _ = self._dots.get((x // 2, y // 4), (0, role))
            self._dots[x // 2, y // 4] = bits | _DOTS[y % 4][x % 2], role

    def rang(self, row: int) -> Ligne:
        """A row of cells as pieces of one role each."""
        pieces: list[Morceau] = []
        signs = POINTS_ASCII if self.ascii else POINTS
        for x in range(self.width):
            role: Role | None = None
            char = " "
            if (x, row) in self._points:
                role = self._points[x, row]
                char = signs[role]
            elif (x, row) in self._dots:
                bits, role = self._dots[x, row]
                char = "." if self.ascii else chr(_BRAILLE + bits)
            # A blank has no colour: it belongs to what stands before it.
            if pieces and (pieces[-1].role == role or char == " "):
                role = pieces[-1].role
                pieces[-1] = Morceau(pieces[-1].texte + char, role)
            else:
                pieces.append(Morceau(char, role))
        return tuple(pieces)


# --- whole, for the command line ---------------------------------------------------------------------------------------


def en_texte(
    chart: Graphique, largeur: int, *, pourcentages: bool = False, ascii: bool = False, hauteur: int = 16
) -> list[str]:
    """The chart as lines of at most `largeur` cells: its legend, its drawing, what of the drawing must be said."""
    if chart.vide:
        return []
    legend = texte(legende(chart, ascii=ascii))
    if chart.genre is Genre.BARRES:
        lines = [
            texte(line).rstrip() for line in barres(chart, largeur, pourcentages=pourcentages, ascii=ascii)
        ]
        note = ""
    else:
        draw = colonnes if chart.genre is Genre.COLONNES else courbes
        drawn = draw(chart, largeur, hauteur, pourcentages=pourcentages, ascii=ascii)
        lines = [texte(line).rstrip() for line in drawn.lignes]
        hidden = (
            f"Les années avant {chart.categories[drawn.premier].libelle} ne tiennent pas dans cette largeur."
        )
        note = hidden if drawn.premier else drawn.note
    return [*([legend] if legend else []), *lines, *wrap(note, largeur)]
