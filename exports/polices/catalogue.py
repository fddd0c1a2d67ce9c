# SPDX-License-Identifier: EUPL-1.2
"""Which of the shipped fonts draws a character."""

from __future__ import annotations

import json
from bisect import bisect_right
from functools import cache, lru_cache
from pathlib import Path

DOSSIER = Path(__file__).resolve().parent / "data"
"""Where the fonts are."""

REGULIER = "NotoSans-Regular.ttf"
GRAS = "NotoSans-Bold.ttf"
"""The two of the body: Latin, Greek, Cyrillic, Devanagari. The other scripts have one weight."""


@cache
def _plages() -> dict[str, tuple[list[int], list[int]]]:
    """By file, the first and the last characters of its ranges, in order; the bold has those of the regular."""
    found = json.loads((DOSSIER / "catalogue.json").read_text("utf-8"))
    return {
        font["fichier"]: ([a for a, _ in font["plages"]], [b for _, b in font["plages"]])
        for font in found
        if font["fichier"] != GRAS
    }


def couvre(fichier: str, caractere: str) -> bool:
    """True when the font has this character."""
    firsts, lasts = _plages()[REGULIER if fichier == GRAS else fichier]
    code = ord(caractere)
    i = bisect_right(firsts, code) - 1
    return i >= 0 and code <= lasts[i]


@lru_cache(maxsize=20_000)
def fichier_de(caractere: str) -> str:
    """The first font that has this character; "" when none has it."""
    return next((fichier for fichier in _plages() if couvre(fichier, caractere)), "")
