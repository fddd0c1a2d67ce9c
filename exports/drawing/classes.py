# SPDX-License-Identifier: EUPL-1.2
"""Quantile classes: as many places in each as can be, every bound being a figure that a place really has."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from exports.drawing.scene import CLASSES, Role
from exports.french import nombre, pluriel


@dataclass(frozen=True, slots=True)
class Classes:
    """At most five classes, the fewest first; (lowest, highest) of each, both included, as found among the places."""

    bornes: tuple[tuple[int, int], ...]
    unite: tuple[str, str] = ("projet", "projets")
    """What is counted, singular and plural."""

    def rang(self, valeur: int) -> int:
        """The class of a value, from 1; 0 for nothing."""
        if valeur <= 0 or not self.bornes:
            return 0
        return min(bisect_left([high for _, high in self.bornes], valeur), len(self.bornes) - 1) + 1

    def role(self, rang: int) -> Role:
        """The shade of a class: few classes keep the two ends of the scale. Class 0 is plain land."""
        if rang <= 0:
            return Role.TERRE
        if len(self.bornes) == 1:
            return CLASSES[2]
        return CLASSES[round((rang - 1) * (len(CLASSES) - 1) / (len(self.bornes) - 1))]

    def intitule(self, rang: int) -> str:
        """« 12 à 40 projets »."""
        low, high = self.bornes[rang - 1]
        counted = pluriel(high, *self.unite)
        return counted if low == high else f"{nombre(low)} à {counted}"


def quantiles(
    valeurs: Iterable[int],
    nombre_de_classes: int = len(CLASSES),
    unite: tuple[str, str] = ("projet", "projets"),
) -> Classes:
    """The classes of the values above zero. Equal values are never parted, so there may be fewer classes."""
    ordered = sorted(v for v in valeurs if v > 0)
    tops: list[int] = []
    for i in range(1, nombre_de_classes + 1):
        if ordered:
            # The smallest value that i parts out of k do not exceed.
            top = ordered[-(-i * len(ordered) // nombre_de_classes) - 1]
            if not tops or top > tops[-1]:
                tops.append(top)
    lows = [0, *tops]
    return Classes(
        tuple((next(v for v in ordered if v > low), top) for low, top in zip(lows[:-1], tops, strict=True)),
        unite,
    )
