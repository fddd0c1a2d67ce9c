# SPDX-License-Identifier: EUPL-1.2
"""French around a proper name: « d'Agadez », « du Caire », « aux Ulis », « le Conseil départemental du Bas-Rhin »."""

from __future__ import annotations

from parquet.text import fold

_VOWELS = frozenset("aeiou")
# The aspirated h of Germanic names: « de Haguenau », against « d'Hyères ».
_ASPIRATED = frozenset({"57", "67", "68"})


def elides(name: str, *, mute_h: bool = False) -> bool:
    """Tell whether « de » becomes « d' » before the name. Foreign names keep their h and their y before a vowel."""
    bare = fold(name)
    if not bare:
        return False
    if bare[0] in _VOWELS:
        return True
    if bare[0] == "y":
        return len(bare) > 1 and bare[1] not in _VOWELS
    return bare[0] == "h" and mute_h


def _article(name: str) -> tuple[str, str]:
    for article in ("Le ", "Les "):
        if name.startswith(article):
            return article.strip().lower(), name[len(article) :]
    return "", name


def of(name: str, *, mute_h: bool = False) -> str:
    """« de Lyon », « d'Agadez », « du Havre », « des Ulis »."""
    article, rest = _article(name)
    if article:
        return f"{'du' if article == 'le' else 'des'} {rest}"
    return f"d'{name}" if elides(name, mute_h=mute_h) else f"de {name}"


def at(name: str) -> str:
    """« à Lyon », « au Havre », « aux Ulis »."""
    article, rest = _article(name)
    if article:
        return f"{'au' if article == 'le' else 'aux'} {rest}"
    return f"à {name}"


def with_article(article: str, name: str) -> str:
    """« le Bas-Rhin », « l'Ain »; the bare name without article."""
    if not article:
        return name
    return f"{article}{name}" if article.endswith("'") else f"{article} {name}"


def of_article(article: str, name: str) -> str:
    """« du Bas-Rhin », « de l'Ain », « des Landes »."""
    if article in ("le", "les"):
        return f"{'du' if article == 'le' else 'des'} {name}"
    return f"de {with_article(article, name)}" if article else of(name)


def aspirated(departement: str) -> bool:
    """Tell whether the h of a commune's name is aspirated, as it is in Alsace and Moselle."""
    return departement in _ASPIRATED


def thousands(n: int) -> str:
    """« 12 400 », with the narrow space that never breaks."""
    return f"{n:,}".replace(",", "\u202f")


def capital(text: str) -> str:
    """The same, its first letter in capitals, accents kept."""
    return text[:1].upper() + text[1:]
