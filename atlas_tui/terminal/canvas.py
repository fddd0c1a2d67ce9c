# SPDX-License-Identifier: EUPL-1.2
"""A scene in cells of the terminal: braille dots, eight to a cell, or letters where there is no such font."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise
from math import ceil, floor
from operator import or_
from threading import Lock
from typing import Any

from atlas_tui.terminal.profile import profil
from exports.drawing.scene import (
    Arc,
    Bar,
    Bounds,
    Disc,
    Label,
    Placement,
    Point,
    Polygon,
    Polyline,
    Role,
    Scene,
)

POINTS_X, POINTS_Y = 2, 4
"""Dots of a cell: a dot is as high as it is wide where a cell is twice as high as wide."""

_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Braille bits of a cell by row, left and right."""
_QUARTETS = tuple(
    tuple(
        bytes(sum(bit for side, bit in enumerate(row) if byte >> (2 * cell + side) & 1) for cell in range(4))
        for byte in range(256)
    )
    for row in _BITS
)
"""By row of dots and by byte of eight dots: what it adds to four cells."""

_MOTIFS: dict[Role, tuple[int, ...]] = {
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
_LETTRES: dict[Role, str] = {
    Role.TERRE: ".", Role.VOISIN: ".", Role.CLASSE_1: "1", Role.CLASSE_2: "2", Role.CLASSE_3: "3", Role.CLASSE_4: "4",
    Role.CLASSE_5: "5", Role.ARC: "-", Role.FRONTIERE: ":", Role.CADRE: "+", Role.AXE: "|", Role.GRILLE: ".",
    Role.COOPERATION: "#", Role.ACTION: "=", Role.DEMANDE: "%", Role.SERIE_1: "#", Role.SERIE_2: "*", Role.SERIE_3: "o",
}  # fmt: skip
"""What an ASCII cell shows for dots of a role."""


@dataclass(slots=True)
class Toile:
    """A grid of cells: the character and the role of each. (column, row) from the top left."""

    largeur: int
    hauteur: int
    lignes: list[list[str]]
    roles: list[list[Role | None]]
    reperes: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Where each place is: its cell, maybe outside of the grid."""

    def ecrire(self, x: int, y: int, texte: str, role: Role) -> None:
        """Write over the drawing, as far as it goes."""
        if 0 <= y < self.hauteur:
            for i, char in enumerate(texte):
                if 0 <= x + i < self.largeur:
                    self.lignes[y][x + i] = char
                    self.roles[y][x + i] = role

    def texte(self) -> str:
        """The drawing without styles, trailing blanks cut."""
        return "\n".join("".join(line).rstrip() for line in self.lignes)


def fenetre(scene: Scene, zoom: float, centre: Point) -> Bounds:
    """The part of a scene shown at a magnification, kept inside the scene."""
    if zoom <= 1:
        return scene.bounds
    whole = scene.bounds
    w, h = whole.width / zoom, whole.height / zoom
    left = min(max(centre[0] - w / 2, whole.left), whole.right - w)
    top = min(max(centre[1] - h / 2, whole.top), whole.bottom - h)
    return Bounds(left, top, left + w, top + h)


def peindre(
    scene: Scene, largeur: int, hauteur: int, vue: Bounds | None = None, *, ascii: bool = False
) -> Toile:
    """Draw a scene on `largeur` by `hauteur` cells; `vue` is the part of its plane to show, all of it by default."""
    largeur, hauteur = max(1, largeur), max(1, hauteur)
    place = Placement.of(vue or scene.bounds, largeur * POINTS_X, hauteur * POINTS_Y)
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
    canvas = _composer(layers, largeur, hauteur, ascii)
    _signes(canvas, scene, place, ascii)
    return canvas


# --- dots -------------------------------------------------------------------------------------------------------

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
        xs = [x for x, _ in points]
        ys = [y for _, y in points]
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
            if ay != by:
                low, high = (ay, by) if ay < by else (by, ay)
                first = max(0, ceil(low))
                last = min(height - 1, ceil(high) - 1)
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
    shore = _bord(land)
    for role, rows_of_role in full.items():
        motif = _MOTIFS.get(role, _PLEIN)
        # Plain land keeps its outline among its neighbours; light shades, that of the shore.
        edge = _bord(rows_of_role) if role is Role.TERRE else shore
        layers[role] = [bits & (tiles[motif[i % 4]] | edge[i]) for i, bits in enumerate(rows_of_role)]


def _bord(rows: list[int]) -> list[int]:
    """The dots of a shape that touch what is not it."""
    edge = []
    for i, bits in enumerate(rows):
        above = rows[i - 1] if i else bits
        below = rows[i + 1] if i + 1 < len(rows) else bits
        edge.append(bits & ~(bits << 1 & bits >> 1 & above & below))
    return edge


def _trait(rows: list[int], points: Sequence[Point], place: Placement, width: int) -> None:
    """A line one dot wide, on rows of `width` dots."""
    height = len(rows)
    placed = [place(x, y) for x, y in points]
    for (ax, ay), (bx, by) in pairwise(placed):
        steps = int(max(abs(bx - ax), abs(by - ay))) + 1
        if steps > 4 * (width + height):
            continue
        for i in range(steps + 1):
            x, y = floor(ax + (bx - ax) * i / steps), floor(ay + (by - ay) * i / steps)
            if 0 <= x < width and 0 <= y < height:
                rows[y] |= 1 << x


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


# --- cells ------------------------------------------------------------------------------------------------------


def _cellules(rows: list[int], largeur: int) -> bytes:
    """The braille bits of each cell of a layer, row after row."""
    octets = (largeur * POINTS_X + 7) // 8
    lines = []
    for top in range(0, len(rows), POINTS_Y):
        quartet = rows[top : top + POINTS_Y]
        if not any(quartet):
            lines.append(bytes(largeur))
            continue
        parts = [
            int.from_bytes(b"".join([table[byte] for byte in bits.to_bytes(octets, "little")]), "big")
            for table, bits in zip(_QUARTETS, quartet, strict=True)
        ]
        lines.append(reduce(or_, parts).to_bytes(octets * 4, "big")[:largeur])
    return b"".join(lines)


_POIDS = bytes(byte.bit_count() for byte in range(256))
_BRAILLE = [" ", *(chr(0x2800 + bits) for bits in range(1, 256))]


def _composer(layers: Mapping[Role, list[int]], largeur: int, hauteur: int, ascii: bool) -> Toile:
    """Merge the layers: all the dots, in the role that has most of them in the cell."""
    size = largeur * hauteur
    dots = bytearray(size)
    winner: list[Role | None] = [None] * size
    best = bytearray(size)
    mask = (1 << (largeur * POINTS_X)) - 1
    for role, rows in layers.items():
        cells = _cellules([bits & mask for bits in rows], largeur)
        for i, bits in enumerate(cells):
            if bits:
                dots[i] |= bits
                weight = _POIDS[bits]
                if weight >= best[i]:
                    best[i] = weight
                    winner[i] = role
    if ascii:
        chars = [
            " " if role is None else _lettre(role, weight) for role, weight in zip(winner, best, strict=True)
        ]
    else:
        chars = [_BRAILLE[bits] for bits in dots]
    return Toile(
        largeur,
        hauteur,
        [chars[i : i + largeur] for i in range(0, size, largeur)],
        [winner[i : i + largeur] for i in range(0, size, largeur)],
    )


def _lettre(role: Role, weight: int) -> str:
    return _LETTRES.get(role, "." if weight < 4 else "#")


NATURES = {Role.COOPERATION: "cooperation", Role.ACTION: "action", Role.DEMANDE: "demande"}


def signe(role: Role, *, ascii: bool = False) -> str:
    """The sign of a mark: that of its nature, or the star where the links leave from."""
    if role in NATURES:
        return profil().signe(NATURES[role]) if ascii == profil().ascii else _SIGNES[ascii][role]
    return "*" if ascii else "★"


_SIGNES = {
    False: {Role.COOPERATION: "●", Role.ACTION: "▲", Role.DEMANDE: "◆"},
    True: {Role.COOPERATION: "C", Role.ACTION: "E", Role.DEMANDE: "D"},
}


def _signes(canvas: Toile, scene: Scene, place: Placement, ascii: bool) -> None:
    """Signs, frames and texts, which take whole cells. Of two marks on one cell, the one with most stays."""

    def cell(x: float, y: float) -> tuple[int, int]:
        px, py = place(x, y)
        return floor(px / POINTS_X), floor(py / POINTS_Y)

    taken: set[tuple[int, int]] = set()
    labels = [s for s in scene.shapes if isinstance(s, Label) and s.short]
    # One name too long for its frame, and all are written short.
    short = any(0 < s.width * place.scale / POINTS_X < len(s.text) for s in labels)
    for shape in scene.shapes:
        match shape:
            case Disc():
                at = cell(shape.x, shape.y)
                canvas.reperes[shape.key] = at
                # Discs come with the most numerous first.
                if at not in taken or shape.role is Role.ORIGINE:
                    taken.add(at)
                    canvas.ecrire(*at, signe(shape.role, ascii=ascii), shape.role)
            case Label():
                x, y = cell(shape.x, shape.y)
                text = shape.short if shape.short and short else shape.text
                canvas.ecrire(
                    x - {"start": 0, "middle": len(text) // 2, "end": len(text)}[shape.anchor],
                    y,
                    text,
                    shape.role,
                )
            case Polyline(role=Role.CADRE):
                _cadre(canvas, [cell(*p) for p in shape.points], ascii)
            case _:
                pass


def _cadre(canvas: Toile, corners: Sequence[tuple[int, int]], ascii: bool) -> None:
    """The corners of a frame: enough for the eye, and nothing is hidden."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    if max(ys) - min(ys) < 4:
        return
    marks = "++++" if ascii else "┌┐└┘"
    ends = ((min(xs), min(ys)), (max(xs), min(ys)), (min(xs), max(ys)), (max(xs), max(ys)))
    for (x, y), mark in zip(ends, marks, strict=True):
        canvas.ecrire(x, y, mark, Role.CADRE)
