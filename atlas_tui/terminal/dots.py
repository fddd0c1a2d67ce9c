# SPDX-License-Identifier: EUPL-1.2
"""Shapes as dots: fillings in patterns, lines, bubbles. A row of dots is one integer, bit 0 on the left.

Rows as integers: a span is filled in one operation, and a layer becomes braille through a table. What does not change from
one drawing to the next (the land) is kept by the identity of its points.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from math import ceil, floor
from threading import Lock
from typing import Any

from exports.drawing.scene import (
    CLASSES,
    Arc,
    Bar,
    Bounds,
    Disc,
    Placement,
    Point,
    Polygon,
    Polyline,
    Role,
    Scene,
)

POINTS_X, POINTS_Y = 2, 4
"""Dots of a cell: a dot is as high as it is wide where a cell is twice as high as wide."""

MOTIFS: dict[Role, tuple[int, ...]] = {
    # Four rows of four dots, bit 0 on the left; repeated over the plane.
    Role.TERRE: (0b0101, 0b1010, 0b0101, 0b1010),
    Role.VOISIN: (0b0001, 0b0000, 0b0100, 0b0000),
    Role.CLASSE_1: (0b0001, 0b0000, 0b0100, 0b0000),
    Role.CLASSE_2: (0b0101, 0b0000, 0b1010, 0b0000),
    Role.CLASSE_3: (0b0101, 0b1010, 0b0101, 0b1010),
    Role.CLASSE_4: (0b0111, 0b1101, 0b0111, 0b1101),
    Role.CLASSE_5: (0b1111, 0b1111, 0b1111, 0b1111),
}
"""Shades in dots: told apart without any colour."""
_PLEIN = (0b1111,) * 4
BULLE = 2.2
"""Dots: smaller bubbles are their sign alone."""


def calques(scene: Scene, place: Placement, largeur: int, hauteur: int) -> dict[Role, list[int]]:
    """The dots of a scene by role, on `largeur` by `hauteur` cells; no dot is in two of them but where lines cross."""
    layers: dict[Role, list[int]] = {}
    _polygones(scene, place, largeur, hauteur, layers)
    filled = {s.key: s.role for s in scene.shapes if isinstance(s, Polygon) and s.key}
    shapes = [s for s in scene.shapes if not isinstance(s, Polygon)]
    whole = Placement.of(scene.bounds, largeur * POINTS_X, hauteur * POINTS_Y)
    for shape in shapes:
        match shape:
            case Polyline(role=Role.FRONTIERE):
                _frontiere(layers, filled.get(shape.key), shape, place, largeur, hauteur)
            case Polyline() if shape.role is not Role.CADRE:
                _trait(_calque(layers, shape.role, hauteur), shape.points, place, largeur * POINTS_X)
            case Arc():
                arcs = _calque(layers, shape.role, hauteur)
                _trait(arcs, shape.points(), place, largeur * POINTS_X)
            case Bar():
                _barre(_calque(layers, shape.role, hauteur), shape, place, largeur)
            case Disc() if shape.role is not Role.ORIGINE:
                _disque(layers, shape, place, whole.scale, largeur, hauteur)
            case _:
                pass
    if Role.ARC in layers:
        _degager(layers, layers[Role.ARC])
    return layers


Lignes = tuple[int, tuple[int, ...]]
"""Rows of dots: the first one's number, then one integer a row, bit 0 on the left."""


class _Memoire:
    """The dots of shapes that do not change from one drawing to the next, by identity; the oldest are forgotten."""

    MAX = 4096

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], tuple[object, Lignes]] = OrderedDict()
        self._lock = Lock()

    def aplat(self, rings: Sequence[Sequence[Point]], place: Placement, width: int, height: int) -> Lignes:
        """The inside of a polygon, clipped to `width` by `height` dots."""
        return self._ou(_remplir, rings, place, width, height)

    def bord(self, points: Sequence[Point], place: Placement, width: int, height: int) -> Lignes:
        """The edge of a territory, where it is large enough to have one."""
        return self._ou(_bordure, points, place, width, height)

    def _ou(self, make: Callable[[Any, Placement, int, int], Lignes], shape: Any, *room: Any) -> Lignes:
        key = (make, id(shape), *room)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found[1]
        made = make(shape, *room)
        with self._lock:
            # The shape is kept beside: its identity stays its own.
            self._kept[key] = (shape, made)
            while len(self._kept) > self.MAX:
                self._kept.popitem(last=False)
        return made


_memoire = _Memoire()


def _remplir(rings: Sequence[Sequence[Point]], place: Placement, width: int, height: int) -> Lignes:
    """Even-odd filling at the centres of the dots. A shape too small to hold one is the dot it is on."""
    scale, dx, dy = place.scale, place.dx, place.dy
    crossings: dict[int, list[float]] = {}
    rows: dict[int, int] = {}
    for ring in rings:
        points = [(x * scale + dx, y * scale + dy - 0.5) for x, y in ring]
        xs, ys = zip(*points, strict=True)
        left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
        if right < 0 or left > width or bottom < 0 or top > height:
            continue
        if bottom - top < 1.5 and right - left < 1.5:
            x, y = floor((left + right) / 2), floor((top + bottom) / 2 + 0.5)
            if 0 <= x < width and 0 <= y < height:
                rows[y] = rows.get(y, 0) | 1 << x
            continue
        ax, ay = points[0]
        for bx, by in points[1:]:
            # Between two rows of centres, as most edges are: nothing to cross.
            first, last = (ceil(ay), ceil(by) - 1) if ay < by else (ceil(by), ceil(ay) - 1)
            if first <= last:
                first, last = max(0, first), min(height - 1, last)
                if first <= last:
                    slope = (bx - ax) / (by - ay)
                    for row in range(first, last + 1):
                        crossings.setdefault(row, []).append(ax + (row - ay) * slope)
            ax, ay = bx, by
    for row, at in crossings.items():
        at.sort()
        bits = rows.get(row, 0)
        for start, stop in zip(at[::2], at[1::2], strict=False):
            a = max(0, ceil(start - 0.5))
            b = min(width, ceil(stop - 0.5))
            if a < b:
                bits |= (1 << b) - (1 << a)
        rows[row] = bits
    if not rows:
        return 0, ()
    first, last = min(rows), max(rows)
    return first, tuple(rows.get(row, 0) for row in range(first, last + 1))


def _calque(layers: dict[Role, list[int]], role: Role, hauteur: int) -> list[int]:
    return layers.setdefault(role, [0] * (hauteur * POINTS_Y))


def _polygones(
    scene: Scene, place: Placement, largeur: int, hauteur: int, layers: dict[Role, list[int]]
) -> None:
    """Fill the polygons, each role in its pattern; what is painted later takes the place of what was."""
    width, height = largeur * POINTS_X, hauteur * POINTS_Y
    full: dict[Role, list[int]] = {}
    for shape in scene.shapes:
        if not isinstance(shape, Polygon):
            continue
        first, rows = _memoire.aplat(shape.rings, place, width, height)
        if not rows:
            continue
        own = full.setdefault(shape.role, [0] * height)
        others = [layer for role, layer in full.items() if role is not shape.role]
        for i, bits in enumerate(rows, first):
            own[i] |= bits
            for layer in others:
                layer[i] &= ~bits
    cells = (width + 3) // 4
    tiles = [sum(motif << 4 * i for i in range(cells)) for motif in range(16)]
    land = [0] * height
    for rows_of_role in full.values():
        land = [a | b for a, b in zip(land, rows_of_role, strict=True)]
    shore = _bord(land, width)
    shaded = not full.keys().isdisjoint(CLASSES)
    for role, rows_of_role in full.items():
        # Among shades, land without anything is its shore alone: any pattern would be read as a class.
        motif = (0,) * 4 if shaded and role is Role.TERRE else MOTIFS.get(role, _PLEIN)
        # Plain land keeps its outline among its neighbours; light shades, that of the shore.
        edge = _bord(rows_of_role, width) if role is Role.TERRE and not shaded else shore
        layers[role] = [bits & (tiles[motif[i % 4]] | edge[i]) for i, bits in enumerate(rows_of_role)]


def _bord(rows: list[int], width: int) -> list[int]:
    """The dots of a shape that touch what is not it; what goes on out of sight is no edge."""
    edge = []
    last = 1 << (width - 1)
    for i, bits in enumerate(rows):
        above = rows[i - 1] if i else bits
        below = rows[i + 1] if i + 1 < len(rows) else bits
        beside = (bits << 1 | bits & 1) & (bits >> 1 | bits & last)
        edge.append(bits & ~(beside & above & below))
    return edge


def _trait(rows: list[int], points: Sequence[Point], place: Placement, width: int) -> None:
    """A line one dot wide, on rows of `width` dots: most of its steps are shorter than a dot."""
    height = len(rows)
    scale, dx, dy = place.scale, place.dx, place.dy
    far = 4 * (width + height)
    ax, ay = floor(points[0][0] * scale + dx), floor(points[0][1] * scale + dy)
    if 0 <= ax < width and 0 <= ay < height:
        rows[ay] |= 1 << ax
    for x, y in points:
        bx, by = floor(x * scale + dx), floor(y * scale + dy)
        if bx == ax and by == ay:
            continue
        steps = max(abs(bx - ax), abs(by - ay))
        for i in range(1, steps + 1) if steps < far else ():
            column, row = ax + round((bx - ax) * i / steps), ay + round((by - ay) * i / steps)
            if 0 <= column < width and 0 <= row < height:
                rows[row] |= 1 << column
        ax, ay = bx, by


_CLAIRS = (Role.TERRE, Role.VOISIN, Role.CLASSE_1, Role.CLASSE_2)
LISIBLE = 14
"""Dots: around a smaller territory an edge would hide more than it shows; its shade alone tells it apart."""


def _frontiere(
    layers: dict[Role, list[int]],
    role: Role | None,
    line: Polyline,
    place: Placement,
    largeur: int,
    hauteur: int,
) -> None:
    """The edge of a territory: drawn round a light shade, left blank round a dark one, so that both are seen."""
    first, edge = _memoire.bord(line.points, place, largeur * POINTS_X, hauteur * POINTS_Y)
    if role in _CLAIRS:
        own = _calque(layers, role or Role.FRONTIERE, hauteur)
        for row, bits in enumerate(edge, first):
            own[row] |= bits
        return
    for layer in layers.values():
        for row, bits in enumerate(edge, first):
            layer[row] &= ~bits


def _bordure(points: Sequence[Point], place: Placement, width: int, height: int) -> Lignes:
    box = Bounds.around(points)
    if min(box.width, box.height) * place.scale < LISIBLE:
        return 0, ()
    rows = [0] * height
    _trait(rows, points, place, width)
    used = [row for row, bits in enumerate(rows) if bits]
    return (used[0], tuple(rows[used[0] : used[-1] + 1])) if used else (0, ())


def _barre(rows: list[int], bar: Bar, place: Placement, largeur: int) -> None:
    left, top = place(bar.x, bar.y)
    right, bottom = place(bar.x + bar.width, bar.y + bar.height)
    a, b = max(0, round(left)), min(largeur * POINTS_X, round(right))
    if a < b:
        for row in range(max(0, round(top)), min(len(rows), round(bottom))):
            rows[row] |= (1 << b) - (1 << a)


def _degager(layers: dict[Role, list[int]], lines: list[int]) -> None:
    """Leave the land blank beside lines, so that they are followed by the eye."""
    for layer in layers.values():
        if layer is not lines:
            for row, bits in enumerate(lines):
                layer[row] &= ~(bits | bits << 1 | bits >> 1)


def _disque(
    layers: dict[Role, list[int]], disc: Disc, place: Placement, scale: float, largeur: int, hauteur: int
) -> None:
    """A bubble, as large at any zoom; what is under it goes, so that it stands out."""
    radius = disc.radius * scale
    if radius < BULLE:
        return
    x, y = place(disc.x, disc.y)
    width, height = largeur * POINTS_X, hauteur * POINTS_Y
    own = _calque(layers, disc.role, hauteur)
    others = [layer for role, layer in layers.items() if role is not disc.role]
    for row in range(max(0, floor(y - radius)), min(height, ceil(y + radius) + 1)):
        half2 = radius * radius - (row + 0.5 - y) ** 2
        if half2 <= 0:
            continue
        half = half2**0.5
        a, b = max(0, round(x - half)), min(width, round(x + half))
        if a < b:
            bits = (1 << b) - (1 << a)
            own[row] |= bits
            for layer in others:
                layer[row] &= ~bits
