# SPDX-License-Identifier: EUPL-1.2
"""The text of a fiche as a value: headings, labelled lines, paragraphs, links; and how it is laid out in a width.

Nothing here knows of a screen: text in, rows of pieces out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from rich.cells import cell_len

from atlas_tui.terminal.profile import profil
from exports.french import INSECABLE
from parquet.pages import Page

ETROIT = 56
"""Under this width, a label stands on its own line above its value."""
LIBELLE = 21
"""Cells of the column of labels."""
_BLANCS = str.maketrans("\n\t", "  ")
_ETROITS = re.compile("[ -~\u00a0-\u00ac\u00ae-\u024f\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u202f]*")
"""Characters of one cell each: a line of them is cut without looking at each, which a text of a megabyte needs."""


@dataclass(frozen=True, slots=True)
class Copie:
    """A link to what no page of the atlas shows: an address, a number. Entrée copies it, nothing ever opens it."""

    texte: str


Cible = Page | Copie


@dataclass(frozen=True, slots=True)
class Morceau:
    """A piece of a line: its text, its style's name (`titre`, `libelle`, `fort`, `sourdine`, a nature ...), where it leads."""

    texte: str
    style: str = ""
    cible: Cible | None = None


@dataclass(frozen=True, slots=True)
class Bloc:
    """A line of the sheet before it is wrapped: a label (or a bullet), then pieces one after the other."""

    morceaux: tuple[Morceau, ...]
    libelle: str = ""
    retrait: int = 0
    puce: str = ""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece as it stands in a row; `lien` is the rank of its link in the sheet, -1 for plain text."""

    texte: str
    style: str = ""
    lien: int = -1


Rangee = tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class Ancre:
    """A link once laid out: where it leads, and the rows it stands on."""

    cible: Cible
    debut: int
    fin: int


@dataclass(frozen=True, slots=True)
class MiseEnPage:
    """A sheet laid out in a width."""

    rangees: tuple[Rangee, ...] = ()
    ancres: tuple[Ancre, ...] = ()


def page(texte: str, ou: Page) -> Morceau:
    """A link to a page of the atlas."""
    return Morceau(texte, cible=ou)


def copie(texte: str) -> Morceau:
    """A link that copies its own text. Never broken at a space: a telephone number stays in one piece."""
    return Morceau(texte.replace(" ", INSECABLE), cible=Copie(texte))


@dataclass(slots=True)
class Feuille:
    """A sheet being written. What is empty is left out: a fiche shows what is known, and nothing else."""

    blocs: list[Bloc] = field(default_factory=list)

    def titre(self, texte: str) -> None:
        """A heading, parted from what comes before by an empty line."""
        if self.blocs:
            self.vide()
        self.blocs.append(Bloc((Morceau(texte, "titre"),)))

    def vide(self) -> None:
        """An empty line."""
        self.blocs.append(Bloc(()))

    def ligne(self, *morceaux: Morceau | str, retrait: int = 0) -> None:
        """A line of pieces."""
        if written := _ecrits(morceaux):
            self.blocs.append(Bloc(written, retrait=retrait))

    def champ(self, libelle: str, *morceaux: Morceau | str) -> None:
        """A labelled line; nothing when its value is empty."""
        if written := _ecrits(morceaux):
            self.blocs.append(Bloc(written, libelle=libelle))

    def puce(self, *morceaux: Morceau | str, retrait: int = 0) -> None:
        """An item of a list."""
        if written := _ecrits(morceaux):
            self.blocs.append(Bloc(written, retrait=retrait, puce=profil().puce))

    def texte(self, titre: str, corps: str) -> None:
        """A heading and its paragraphs; nothing when there are none."""
        if not corps.strip():
            return
        self.titre(titre)
        for paragraph in corps.split("\n"):
            self.blocs.append(Bloc(_ecrits((paragraph,))))

    def __bool__(self) -> bool:
        return bool(self.blocs)


def suite(morceaux: Iterable[Morceau], separateur: str = ", ") -> tuple[Morceau, ...]:
    """The pieces with a separator between each two."""
    parts: list[Morceau] = []
    for piece in morceaux:
        if parts:
            parts.append(Morceau(separateur))
        parts.append(piece)
    return tuple(parts)


def _ecrits(morceaux: Sequence[Morceau | str]) -> tuple[Morceau, ...]:
    pieces = tuple(Morceau(m) if isinstance(m, str) else m for m in morceaux)
    return tuple(p for p in pieces if p.texte) if any(p.texte.strip() for p in pieces) else ()


def disposer(blocs: Sequence[Bloc], largeur: int) -> MiseEnPage:
    """Wrap the blocks in `largeur` cells, words kept whole where they fit."""
    rows: list[Rangee] = []
    targets: list[Cible] = []
    spans: dict[int, tuple[int, int]] = {}
    for bloc in blocs:
        if not bloc.morceaux:
            rows.append(())
            continue
        pieces: list[Fragment] = []
        for morceau in bloc.morceaux:
            link = -1
            if morceau.cible is not None:
                link = len(targets)
                targets.append(morceau.cible)
            pieces.append(Fragment(morceau.texte.translate(_BLANCS), morceau.style, link))
        for row in _rangees(bloc, pieces, max(largeur, 8)):
            for piece in row:
                if piece.lien >= 0:
                    first, _ = spans.get(piece.lien, (len(rows), 0))
                    spans[piece.lien] = (first, len(rows))
            rows.append(row)
    links = tuple(Ancre(target, *spans.get(rank, (0, 0))) for rank, target in enumerate(targets))
    return MiseEnPage(tuple(rows), links)


def _rangees(bloc: Bloc, pieces: list[Fragment], width: int) -> Iterable[Rangee]:
    """The rows of one block, its label or bullet on the first, the others in line with its text."""
    head: list[Fragment] = []
    indent = bloc.retrait
    if bloc.libelle:
        if width >= ETROIT:
            label = bloc.libelle + " "
            indent = max(LIBELLE, cell_len(label))
            head = [Fragment(label + " " * (indent - cell_len(label)), "libelle")]
        else:
            yield (Fragment(bloc.libelle, "libelle"),)
            indent = 2
    elif bloc.puce:
        head = [Fragment(" " * indent + bloc.puce + " ", "sourdine")]
        indent += 2
    text = "".join(piece.texte for piece in pieces)
    for start, end in _couper(text, max(width - indent, 8)):
        before = head or ([Fragment(" " * indent)] if indent else [])
        head = []
        yield (*before, *_morceler(pieces, start, end))


def _morceler(pieces: list[Fragment], start: int, end: int) -> list[Fragment]:
    """What the pieces, one after the other, have between two places; neighbours of one style make one."""
    found: list[Fragment] = []
    at = 0
    for piece in pieces:
        text = piece.texte[max(start - at, 0) : max(end - at, 0)]
        at += len(piece.texte)
        if text and found and (found[-1].style, found[-1].lien) == (piece.style, piece.lien):
            found[-1] = replace(found[-1], texte=found[-1].texte + text)
        elif text:
            found.append(replace(piece, texte=text))
        if at >= end:
            break
    return found


def _couper(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Where lines begin and end, after a space where there is one. No-break spaces do not count as spaces."""
    start = 0
    while True:
        while text.startswith(" ", start):
            start += 1
        if start >= len(text):
            return
        end = _tient(text, start, width)
        if end < len(text) and text[end] != " " and (space := text.rfind(" ", start, end)) >= 0:
            end = space
        yield start, end
        start = end


def _tient(text: str, start: int, width: int) -> int:
    """Where the characters from `start` that fit in `width` cells end."""
    if _ETROITS.fullmatch(text, start, min(start + width + 1, len(text))):
        return min(start + width, len(text))
    used = 0
    for end in range(start, len(text)):
        used += cell_len(text[end])
        if used > width:
            return end
    return len(text)
