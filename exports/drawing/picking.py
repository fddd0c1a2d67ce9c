# SPDX-License-Identifier: EUPL-1.2
"""Going from place to place: the nearest in a direction for the arrows, the nearest to a point for the mouse."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from math import floor, inf
from typing import Literal, Protocol

Sens = Literal["left", "right", "up", "down"]
SENS: tuple[Sens, ...] = ("left", "right", "up", "down")


class Situe(Protocol):
    """Anything with a key and a position, y down."""

    @property
    def key(self) -> str: ...
    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...


NOMBREUX = 400
"""Places past which arrows are worked out as they are used, and none is put on the way of another: n and p reach them all."""


class Reseau:
    """Where each arrow leads from each place, and the order in which n and p go through all of them.

    `bande` is the height of a line of reading, in the unit of the places. An arrow leads to the nearest place of its quarter
    of the horizon, what lies straight ahead being preferred. A place that no arrow would reach is put between its nearest
    neighbour and the one that an arrow of that neighbour led to.
    """

    def __init__(self, lieux: Sequence[Situe], bande: float) -> None:
        self._at = at = {lieu.key: (lieu.x, lieu.y) for lieu in lieux}
        self.ordre: tuple[str, ...] = tuple(
            sorted(at, key=lambda k: (round(at[k][1] / bande) if bande else at[k][1], at[k][0], k))
        )
        """From the top to the bottom and from the left to the right, by bands."""
        self._rang = {key: i for i, key in enumerate(self.ordre)}
        self._grille = _Grille(at) if at else None
        self._liens: dict[str, dict[Sens, str]] = {}
        if 0 < len(at) <= NOMBREUX:
            for key in at:
                self.voisins(key)
            _relier(self._liens, at, self.ordre[0])

    def voisins(self, key: str) -> Mapping[Sens, str]:
        """Where the arrows lead from a place; nothing from an unknown one."""
        if key not in self._at or self._grille is None:
            return {}
        if key not in self._liens:
            self._liens[key] = _voisins(key, self._at, self._grille)
        return self._liens[key]

    def aller(self, key: str, sens: Sens) -> str:
        """The place that an arrow leads to; `key` itself at the edge, the first of all for an unknown key."""
        if key not in self._at:
            return self.suivant(key)
        return self.voisins(key).get(sens, key)

    def suivant(self, key: str, pas: int = 1) -> str:
        """The next place in reading order, round and round; the first for an unknown key, empty when there is none."""
        if not self.ordre:
            return ""
        rank = self._rang.get(key)
        return self.ordre[0 if rank is None else (rank + pas) % len(self.ordre)]


def plus_proche(lieux: Sequence[Situe], x: float, y: float, rayon: float = inf) -> str:
    """The key of the place nearest to a point, no farther than `rayon`; empty when there is none."""
    best, key = rayon * rayon, ""
    for lieu in lieux:
        far = (lieu.x - x) ** 2 + (lieu.y - y) ** 2
        if far <= best and (far < best or not key):
            best, key = far, lieu.key
    return key


def _axes(a: tuple[float, float], b: tuple[float, float], sens: Sens) -> tuple[float, float]:
    """How far `b` is from `a` ahead, in a direction, and how far aside."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    match sens:
        case "right":
            return dx, abs(dy)
        case "left":
            return -dx, abs(dy)
        case "down":
            return dy, abs(dx)
        case _:
            return -dy, abs(dx)


class _Grille:
    """The places in square cells, to look at the near ones first."""

    def __init__(self, at: Mapping[str, tuple[float, float]]) -> None:
        xs, ys = [x for x, _ in at.values()], [y for _, y in at.values()]
        self.pas = max(max(xs) - min(xs), max(ys) - min(ys), 1e-9) / max(1.0, len(at) ** 0.5)
        self._cells: dict[tuple[int, int], list[str]] = {}
        for key, point in at.items():
            self._cells.setdefault(self._cell(point), []).append(key)
        columns, rows = [c for c, _ in self._cells], [r for _, r in self._cells]
        self.tours = max(max(columns) - min(columns), max(rows) - min(rows)) + 1

    def _cell(self, point: tuple[float, float]) -> tuple[int, int]:
        return floor(point[0] / self.pas), floor(point[1] / self.pas)

    def tour(self, point: tuple[float, float], rang: int) -> list[str]:
        """The places of the square ring of cells at `rang` steps from that of `point`."""
        column, row = self._cell(point)
        if rang == 0:
            return self._cells.get((column, row), [])
        found: list[str] = []
        for i in range(-rang, rang + 1):
            around = [(column + i, row - rang), (column + i, row + rang)]
            if abs(i) != rang:
                around += [(column - rang, row + i), (column + rang, row + i)]
            for cell in around:
                found += self._cells.get(cell, ())
        return found


def _voisins(key: str, at: Mapping[str, tuple[float, float]], grille: _Grille) -> dict[Sens, str]:
    here = at[key]
    best: dict[Sens, tuple[float, str]] = dict.fromkeys(SENS, (inf, ""))
    aslant = dict(best)
    for rank in range(grille.tours + 1):
        for other in grille.tour(here, rank):
            if other == key:
                continue
            for sens in SENS:
                ahead, aside = _axes(here, at[other], sens)
                if ahead <= 0:
                    continue
                if aside <= ahead:
                    best[sens] = min(best[sens], (ahead + 2 * aside, other))
                else:
                    # Out of the quarter: only where the quarter is empty.
                    aslant[sens] = min(aslant[sens], (ahead + 4 * aside, other))
        # Whatever is farther out is farther ahead than this.
        if all(score <= rank * grille.pas for score, _ in best.values()):
            break
    return {sens: target for sens in SENS if (target := best[sens][1] or aslant[sens][1])}


def _relier(links: dict[str, dict[Sens, str]], at: Mapping[str, tuple[float, float]], start: str) -> None:
    """Make every place reachable from `start` by arrows, and `start` from every place, one lost place at a time."""
    while lost := sorted(at.keys() - _atteints(links, start)):
        known = sorted(_atteints(links, start))
        _, near, far = min((_carre(at[k], at[n]), k, n) for n in lost for k in known)
        sens = _vers(at[near], at[far])
        before = links[near].get(sens)
        links[near][sens] = far
        # What was ahead stays ahead, one step later.
        if before is not None:
            links[far][sens] = before
        links[far][_OPPOSE[sens]] = near
    back: dict[str, set[str]] = {key: set() for key in at}
    for key, ways in links.items():
        for other in ways.values():
            back[other].add(key)
    home = _parcours(start, back)
    for key in sorted(at.keys() - home, key=lambda k: _carre(at[start], at[k])):
        free = next((s for s in SENS if s not in links[key]), None)
        near = min(sorted(home), key=lambda k: _carre(at[k], at[key]))
        if free is None:
            free = _vers(at[key], at[near])
        links[key][free] = near
        home.add(key)


_OPPOSE: dict[Sens, Sens] = {"left": "right", "right": "left", "up": "down", "down": "up"}


def _carre(a: tuple[float, float], b: tuple[float, float]) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _vers(a: tuple[float, float], b: tuple[float, float]) -> Sens:
    dx, dy = b[0] - a[0], b[1] - a[1]
    if abs(dx) >= abs(dy):
        return "right" if dx >= 0 else "left"
    return "down" if dy > 0 else "up"


def _atteints(links: Mapping[str, Mapping[Sens, str]], start: str) -> set[str]:
    return _parcours(start, {key: set(ways.values()) for key, ways in links.items()})


def _parcours(start: str, ways: Mapping[str, set[str]]) -> set[str]:
    seen, queue = {start}, deque([start])
    while queue:
        for other in ways[queue.popleft()] - seen:
            seen.add(other)
            queue.append(other)
    return seen
