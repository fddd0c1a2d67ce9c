# SPDX-License-Identifier: EUPL-1.2
"""Answers as plain text: no escape sequence, columns that fit the terminal, numbers written the French way."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from exports.answer import Answer, Cell, Column, Lines, Table, en_texte
from exports.french import euros, jour, nombre, pourcentage

GAP = "  "
MIN_WIDTH = 6
"""Cells under which a column is no longer readable: past that the line is longer than the terminal."""


def cell_width(text: str) -> int:
    """Terminal cells that `text` takes: two for a wide ideogram, none for a combining mark."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(c) or unicodedata.category(c) in ("Mn", "Me", "Cf")
        else 2
        if _wide(c)
        else 1
        for c in text
    )


def _wide(c: str) -> bool:
    return unicodedata.east_asian_width(c) in "WF"


def fit(text: str, width: int) -> str:
    """`text` on exactly `width` cells: padded, or cut with « … »."""
    size = cell_width(text)
    if size <= width:
        return text + " " * (width - size)
    kept, used = [], 0
    for c in text:
        size = cell_width(c)
        if used + size > width - 1:
            break
        kept.append(c)
        used += size
    return "".join(kept) + "…" + " " * (width - 1 - used)


def written(value: Cell, column: Column) -> str:
    """A cell as French readers write it; nothing for an absent value."""
    match value := en_texte(value):
        case None | "":
            return ""
        case bool():
            return "oui" if value else "non"
        case date():
            return jour(value)
        case int() | Decimal() if column.type == "euros":
            return euros(value)
        case float() if column.type == "pourcentage":
            return pourcentage(value)
        case int() if column.type == "entier":
            return nombre(value)
        case _:
            return str(value)


def plain(answer: Answer, width: int | None) -> Iterator[str]:
    """The lines of an answer. `width` in cells, or None where lines may be as long as they are (a file, a pipe)."""
    if answer.titre:
        yield answer.titre
    yield from answer.mentions
    for part in answer.parts:
        yield ""
        if part.titre:
            yield part.titre
        yield from _lines(part, width) if isinstance(part, Lines) else _table(part, width)


def _lines(lines: Lines, width: int | None) -> Iterator[str]:
    label_width = max((cell_width(label) for label, _ in lines.lignes), default=0)
    for label, value in lines.lignes:
        room = None if width is None else max(20, width - label_width - len(GAP))
        for i, row in enumerate(_wrap(value, room)):
            yield (fit(label if i == 0 else "", label_width) + GAP + row).rstrip()


def _wrap(text: str, width: int | None) -> Iterator[str]:
    """Paragraphs cut at spaces; a word longer than the line is left whole, so that it can be copied."""
    for paragraph in text.split("\n"):
        if width is None or cell_width(paragraph) <= width:
            yield paragraph
            continue
        line = ""
        for word in paragraph.split(" "):
            if line and cell_width(line) + 1 + cell_width(word) > width:
                yield line
                line = word
            else:
                line = f"{line} {word}" if line else word
        yield line


def _table(table: Table, width: int | None) -> Iterator[str]:
    if table.etroit and width is not None and width < table.largeur:
        for first, *others in table.etroit:
            yield from _wrap(first, width)
            for other in others:
                yield from (f"    {line}" for line in _wrap(other, width - 4))
        return
    rows = [[written(value, c) for value, c in zip(row, table.colonnes, strict=True)] for row in table.lignes]
    widths = _widths(table.colonnes, rows, width)
    right = [c.type in ("entier", "euros", "pourcentage") for c in table.colonnes]

    def line(cells: list[str]) -> str:
        shown = [fit(c, w) for c, w in zip(cells, widths, strict=True)]
        shown = [
            " " * (len(s) - len(s.rstrip(" "))) + s.rstrip(" ") if r else s
            for s, r in zip(shown, right, strict=True)
        ]
        return GAP.join(shown).rstrip()

    if any(c.titre for c in table.colonnes):
        yield line([c.titre for c in table.colonnes])
    for row in rows:
        yield line(row)


def _widths(columns: tuple[Column, ...], rows: list[list[str]], width: int | None) -> list[int]:
    """Natural widths, shrunk by weight until the line fits the terminal."""
    natural = [max([cell_width(c.titre), *(cell_width(r[i]) for r in rows)]) for i, c in enumerate(columns)]
    if width is None:
        return natural
    room = width - len(GAP) * (len(columns) - 1)
    fixed = sum(n for n, c in zip(natural, columns, strict=True) if c.poids == 0)
    widths = list(natural)
    left = room - fixed
    open_ = [i for i, c in enumerate(columns) if c.poids]
    # The narrow columns keep what they need; the others share the rest by weight.
    while open_:
        share = sum(columns[i].poids for i in open_)
        small = [i for i in open_ if natural[i] <= left * columns[i].poids / share]
        if not small:
            for i in open_:
                widths[i] = max(MIN_WIDTH, int(left * columns[i].poids / share))
            break
        for i in small:
            left -= natural[i]
            open_.remove(i)
    return widths
