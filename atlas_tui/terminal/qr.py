# SPDX-License-Identifier: EUPL-1.2
"""A QR code in half blocks, two modules a cell: what a phone reads off the terminal instead of having it typed."""

from __future__ import annotations

import locale
from collections.abc import Sequence

MARGE, MARGE_MOINDRE = 4, 2
"""Light modules around it: as the standard has them; the fewest that phones still read where lines are short."""
_DEMIS = " ▀▄█"
"""The two modules of a cell, the dark ones as ink: the one above counts 1, the one below 2."""


def modules(texte: str) -> tuple[bytes, ...]:
    """Return the rows of the QR code of a text, a byte a module, 1 for a dark one, without what surrounds it.

    To be called in a thread: some 10 ms.
    """
    import segno

    return tuple(bytes(row) for row in segno.make(texte, micro=False).matrix)


def dessiner(rangees: Sequence[bytes], largeur: int, hauteur: int) -> tuple[str, ...]:
    """Return the lines of a QR code with its light surroundings, in at most so many cells; nothing where it has no room.

    Ink is dark, paper is light: the caller sees to it.
    """
    size = len(rangees)
    sides = min(MARGE, (largeur - size) // 2)
    above = min(MARGE, hauteur - (size + 1) // 2)
    below = above + (size % 2)
    if min(sides, above) < MARGE_MOINDRE:
        return ()
    width = size + 2 * sides
    empty = bytes(width)
    full = [bytes(sides) + row + bytes(sides) for row in rangees]
    rows = [empty] * above + full + [empty] * below
    return tuple(
        "".join(_DEMIS[up + 2 * down] for up, down in zip(rows[i], rows[i + 1], strict=True))
        for i in range(0, len(rows), 2)
    )


def dessinable() -> bool:
    """True where the terminal's encoding has half blocks; whether its font does, nothing tells."""
    try:
        _DEMIS.encode(locale.getpreferredencoding(False))
    except (UnicodeEncodeError, LookupError):
        return False
    return True
