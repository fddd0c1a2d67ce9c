# SPDX-License-Identifier: EUPL-1.2
"""Distances, and what stands near a point."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

Point = tuple[float, float]
"""Latitude, longitude, in degrees."""
T = TypeVar("T")


def distance(a: Point, b: Point) -> float:
    """Return kilometres between two points: exact to some thousandths at the distances of a commune."""
    lat1, lat2 = math.radians(a[0]), math.radians(b[0])
    half = math.radians(b[1] - a[1]) / 2
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half) ** 2
    return 12742 * math.asin(math.sqrt(min(1.0, h)))


class Nearby(Generic[T]):
    """Things by the half degree of latitude and longitude that holds them. Wrong near the poles, where nobody twins."""

    CELL = 0.5

    def __init__(self, things: Iterable[tuple[Point, T]]) -> None:
        self._cells: dict[tuple[int, int], list[tuple[Point, T]]] = defaultdict(list)
        for point, thing in things:
            self._cells[self._cell(point)].append((point, thing))

    def _cell(self, point: Point) -> tuple[int, int]:
        return math.floor(point[0] / self.CELL), math.floor(point[1] / self.CELL)

    def within(self, point: Point, km: float) -> Iterator[tuple[float, T]]:
        """Give (distance, thing) of what stands within `km`, in no order."""
        rows = math.ceil(km / (111 * self.CELL))
        parallel = max(0.1, math.cos(math.radians(point[0])))
        columns = math.ceil(rows / parallel)
        y, x = self._cell(point)
        # A flat map errs by less than a twentieth at these distances, and costs a fifth of the sphere.
        limit = (1.05 * km / 111) ** 2
        lat, lon = point
        for j in sorted(range(y - rows, y + rows + 1), key=lambda j: abs(j - y)):
            for i in range(x - columns, x + columns + 1):
                for at, thing in self._cells.get((j, i), ()):
                    if (at[0] - lat) ** 2 + ((at[1] - lon) * parallel) ** 2 <= limit and (
                        d := distance(point, at)
                    ) <= km:
                        yield d, thing
