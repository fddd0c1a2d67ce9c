# SPDX-License-Identifier: EUPL-1.2
"""Text measured in cells of the terminal: a Chinese character takes two, a combining accent none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from atlas_tui.terminal.profile import profil
from store.cleaning import clean


def propre(text: str) -> str:
    """Data as one harmless line. What is in an atlas was cleaned when it entered; not every atlas is made by us.

    The spaces that indent it are kept.
    """
    if text.isascii() and text.isprintable():
        return text
    bare = text.lstrip(" ")
    return " " * (len(text) - len(bare)) + clean(bare)


def largeur(text: str) -> int:
    """Cells that `text` takes."""
    return cell_len(text)


def couper(text: str, width: int) -> str:
    """`text`, cut with « … » when it takes more than `width` cells."""
    if cell_len(text) <= width:
        return text
    mark = "~" if profil().ascii else "…"
    if width <= 0:
        return ""
    return set_cell_size(text, width - 1).rstrip() + mark


def caler(text: str, width: int, *, droite: bool = False) -> str:
    """`text` cut or filled to exactly `width` cells."""
    text = couper(text, width)
    blank = " " * (width - cell_len(text))
    return blank + text if droite else text + blank


_COUPURE = re.compile(r"(?<!«) (?![»:;?!])")
"""Where a French line may be parted: never inside the guillemets, nor before a double sign."""


def plier(text: str, width: int, most: int = 0) -> list[str]:
    """`text` on lines of at most `width` cells, parted at plain spaces: « 12 731 » and « 26,9 % » stay whole.

    A word longer than a line, a link, goes on below. Where `most` is given, the last of so many lines is cut.
    """
    lines = [""]
    for word in _COUPURE.split(text):
        if not lines[-1] or cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] = f"{lines[-1]} {word}".strip(" ")
        else:
            lines.append(word)
        while width > 0 and cell_len(lines[-1]) > width:
            head = set_cell_size(lines[-1], width)
            lines[-1:] = [head, lines[-1][len(head.rstrip()) :]]
    if most and len(lines) > most:
        lines[most - 1 :] = [couper(" ".join(lines[most - 1 :]), width)]
    return lines


@dataclass(frozen=True, slots=True)
class Part:
    """A column's claim: what it needs at least, and its weight when what is left is shared."""

    mini: int
    poids: float = 0.0
    maxi: int = 10_000


def partager(total: int, parts: Sequence[Part]) -> list[int]:
    """Share `total` cells between columns: minimum first, then by weight up to each one's maximum."""
    widths = [p.mini for p in parts]
    while (left := total - sum(widths)) > 0:
        growing = [i for i, p in enumerate(parts) if p.poids > 0 and widths[i] < p.maxi]
        if not growing:
            break
        weight = sum(parts[i].poids for i in growing)
        gains = {i: min(parts[i].maxi - widths[i], int(left * parts[i].poids / weight)) for i in growing}
        if not any(gains.values()):
            # Fewer cells than columns: one each, the heaviest first.
            for i in sorted(growing, key=lambda i: -parts[i].poids)[:left]:
                widths[i] += 1
            break
        for i, gain in gains.items():
            widths[i] += gain
    while (excess := sum(widths) - total) > 0:
        widest = max(range(len(widths)), key=lambda i: widths[i])
        if widths[widest] <= 1:
            break
        widths[widest] -= min(excess, 1)
    return widths
