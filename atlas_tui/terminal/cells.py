# SPDX-License-Identifier: EUPL-1.2
"""The screen as cells: what Textual's strips put in each, in a form where two cells are the same object or differ."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rich.cells import get_character_cell_size, split_graphemes
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate

GRAS, SOMBRE, ITALIQUE, SOULIGNE, INVERSE = 1, 2, 4, 8, 64
"""Bits of rich's attributes that the program looks at by name."""
CLIGNOTE = 16 | 32
_VISIBLES_SUR_BLANC = SOULIGNE | CLIGNOTE | INVERSE | 256 | 512 | 1024 | 2048 | 4096
"""Attributes that show on a space: lines, reverse, and what makes these blink."""
LOOKS_MAX = 2_000
"""Distinct looks kept. Beyond, all are forgotten: a forgotten cell is written again, no more."""
GRAPHEMES_MAX = 20_000
"""Distinct graphemes kept for a look."""

_SIMPLES = frozenset(
    character
    for start, end in (
        (0x20, 0x7E), (0xA0, 0x2FF), (0x370, 0x481), (0x48A, 0x52F), (0x1E00, 0x1FFE), (0x2010, 0x2027),
        (0x202F, 0x205E), (0x20A0, 0x20BF), (0x2190, 0x2199), (0x2500, 0x25FC), (0x2800, 0x28FF),
    )
    for character in map(chr, range(start, end + 1))
    if get_character_cell_size(character) == 1 and unicodedata.category(character) not in ("Cc", "Cf", "Mn", "Cn")
)  # fmt: skip
"""Characters of one cell on every terminal: texts made of them are laid without measuring."""
_DOUBLES = ((0x2E80, 0x303E), (0x3041, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFF01, 0xFF60))
"""Characters of two cells on every terminal: those of China, Japan and Korea."""
_CONTROLES = frozenset(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))) | {"\u2028", "\u2029"}


class Apparence(NamedTuple):
    """How a cell looks, as a terminal is told: rich's attribute bits, SGR parameters (empty: the terminal's own)."""

    attributs: int = 0
    encre: str = ""
    fond: str = ""
    lien: str = ""

    def sur_blanc(self) -> Apparence:
        """What of it shows on a space."""
        if self.attributs & _VISIBLES_SUR_BLANC:
            return self
        return Apparence(0, "", self.fond, self.lien)


class Cellule:
    """A cell: a grapheme of one or two cells (`largeur`), or the right half of the one before (0).

    `sure` is false when terminals do not agree on how many cells it takes.
    """

    __slots__ = ("apparence", "largeur", "octets", "simple", "sure", "texte")

    def __init__(self, texte: str, apparence: Apparence, largeur: int, sure: bool) -> None:
        self.texte, self.apparence, self.largeur, self.sure = texte, apparence, largeur, sure
        self.simple = sure and largeur == 1
        self.octets = len(texte.encode("utf-8", "replace"))


Rangee = list[Cellule]


@lru_cache(2048)
def _graphemes(texte: str) -> tuple[tuple[str, int], ...]:
    """The graphemes of a text and their widths in cells, as Textual measures them; controls left out."""
    clean = "".join(c for c in texte if c not in _CONTROLES)
    return tuple((clean[start:end], width) for start, end, width in split_graphemes(clean)[0])


def _sure(grapheme: str, largeur: int) -> bool:
    if len(grapheme) > 1:
        return False
    code = ord(grapheme)
    if largeur == 1:
        # Symbols of the emoji planes, and private ones, are drawn as wide as the terminal's maker saw fit.
        return (
            code < 0x2300
            or (0x2500 <= code < 0x2600)
            or (0x2800 <= code < 0x2900)
            or unicodedata.category(grapheme).startswith("L")
        )
    return any(start <= code <= end for start, end in _DOUBLES)


class Palette(dict[str, Cellule]):
    """The cells of one look, made once: a grapheme always gives the same object."""

    def __init__(self, encrier: Encrier, apparence: Apparence, blancs: Palette | None) -> None:
        super().__init__()
        self._encrier = encrier
        self.apparence = apparence
        self.moitie = Cellule("", apparence, 0, True)
        """The right half of a wide grapheme."""
        self._blancs = blancs

    def __missing__(self, grapheme: str) -> Cellule:
        if grapheme == " " and self._blancs is not None:
            cell = self._blancs[" "]
        else:
            cell = Cellule(grapheme, self.apparence, 1, True)
        self[grapheme] = cell
        return cell

    def large(self, grapheme: str, largeur: int) -> Cellule:
        """The cell of a grapheme that is not plainly one cell wide."""
        cell = self.get(grapheme)
        if cell is None:
            if len(self) >= GRAPHEMES_MAX:
                self.clear()
            cell = self[grapheme] = Cellule(grapheme, self.apparence, largeur, _sure(grapheme, largeur))
            self._encrier.douteux |= not cell.sure
        return cell


class Encrier:
    """From rich's styles to the cells of a look."""

    def __init__(self, couleurs: ColorSystem) -> None:
        self._couleurs = couleurs
        self._par_style: dict[Style | None, Palette] = {}
        self._par_apparence: dict[Apparence, Palette] = {}
        self.douteux = False
        """A grapheme was seen whose width terminals do not agree on."""
        self.vide = self.palette(Apparence())[" "]
        """The blank cell in the terminal's own colours."""

    def palette(self, apparence: Apparence) -> Palette:
        """The cells of a look."""
        found = self._par_apparence.get(apparence)
        if found is None:
            bare = apparence.sur_blanc()
            blanks = None if bare == apparence else self.palette(bare)
            found = self._par_apparence[apparence] = Palette(self, apparence, blanks)
        return found

    def de_style(self, style: Style | None) -> Palette:
        """The cells of a style."""
        found = self._par_style.get(style)
        if found is None:
            if len(self._par_style) >= LOOKS_MAX:
                self._par_style.clear()
                default = self.palette(Apparence())
                self._par_apparence = {default.apparence: default}
            found = self._par_style[style] = self.palette(self._apparence(style))
        return found

    def _apparence(self, style: Style | None) -> Apparence:
        if style is None:
            return Apparence()
        ink, ground = style._color, style._bgcolor
        return Apparence(
            style._attributes & style._set_attributes,
            "" if ink is None else _sgr(ink.downgrade(self._couleurs).get_ansi_codes()),
            "" if ground is None else _sgr(ground.downgrade(self._couleurs).get_ansi_codes(False)),
            style._link or "",
        )


def _sgr(codes: tuple[str, ...]) -> str:
    return "" if codes in (("39",), ("49",)) else ";".join(codes)


class Grille:
    """`hauteur` rows of `largeur` cells."""

    def __init__(self, largeur: int, hauteur: int, encrier: Encrier) -> None:
        self.largeur, self.hauteur = largeur, hauteur
        self.encrier = encrier
        self._derniere: Palette | None = None
        self.rangees: list[Rangee] = [[encrier.vide] * largeur for _ in range(hauteur)]

    def copie(self) -> list[Rangee]:
        """The rows, to be changed at will."""
        return [row[:] for row in self.rangees]

    def poser(self, x: int, y: int, segments: Iterable[Segment], suite: bool = False) -> int:
        """Lay segments from cell `x` of row `y` on, as a terminal would write them; return the cell after.

        `suite`: they follow what was laid last, and a mark cut from its letter finds it again.
        """
        if not 0 <= y < self.hauteur:
            return x
        row = self.rangees[y]
        width = self.largeur
        start, last = (0, self._derniere) if suite else (x, None)
        if x < width and not row[x].largeur and x:
            row[x - 1] = self.encrier.palette(row[x - 1].apparence)[" "]
        for text, style, _ in segments:
            palette = self.encrier.de_style(style)
            if _SIMPLES.issuperset(text):
                end = x + len(text)
                row[x:end] = map(palette.__getitem__, text)
                x = end
                last = palette if text else last
                continue
            for grapheme, size in _graphemes(text):
                if size == 0:
                    if last is not None:
                        _accoler(row, start, x, grapheme, last)
                    continue
                last = palette
                if size == 1 and grapheme in _SIMPLES:
                    cells = [palette[grapheme]]
                else:
                    cells = [palette.large(grapheme, size)]
                    if size == 2:
                        if x + 2 > width:
                            cells = [palette[" "]] * 2
                        else:
                            cells.append(palette.moitie)
                row[x : x + size] = cells
                x += size
        if len(row) != width:
            del row[width:]
        if x < width and not row[x].largeur:
            row[x] = self.encrier.palette(row[x].apparence)[" "]
        self._derniere = last
        return x

    def appliquer(self, mise_a_jour: LayoutUpdate | ChopsUpdate) -> None:
        """Lay what the compositor drew, where Textual would have written it."""
        if isinstance(mise_a_jour, LayoutUpdate):
            left = mise_a_jour.region.x
            for y, strips in enumerate(mise_a_jour.strips, mise_a_jour.region.y):
                self.poser(left, y, (segment for strip in strips for segment in strip))
            return
        chops, ends = mise_a_jour.chops, mise_a_jour.chop_ends
        for y, first, last in mise_a_jour.spans:
            after = -1
            for end, (x, strip) in zip(ends[y], chops[y].items(), strict=False):
                if strip is None or x > last or end <= first:
                    continue
                if not (last > x >= first and end <= last):
                    strip = strip.crop(0, min(end, last) - x)
                after = self.poser(x, y, strip, suite=x == after)


def _accoler(row: Rangee, start: int, x: int, marque: str, palette: Palette) -> None:
    """A combining mark that came alone goes to the cell before it, written by `palette`; at the start of a run, nowhere."""
    at = min(x, len(row)) - 1
    if at >= start and not row[at].largeur:
        at -= 1
    if at >= start:
        cell = row[at]
        row[at] = palette.large(cell.texte + marque, cell.largeur)
