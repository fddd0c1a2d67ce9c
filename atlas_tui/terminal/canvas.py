# SPDX-License-Identifier: EUPL-1.2
"""A scene in cells of the terminal: braille dots, eight to a cell, or letters where there is no such font."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import floor
from operator import or_

from atlas_tui.terminal.dots import MOTIFS, POINTS_X, POINTS_Y, calques
from atlas_tui.terminal.profile import profil
from exports.drawing.scene import (
    Bounds,
    Disc,
    Label,
    Placement,
    Point,
    Polyline,
    Role,
    Scene,
)

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
    place: Placement
    """Where the plane falls, in dots."""

    def case(self, x: float, y: float) -> tuple[int, int]:
        """The cell that holds a point of the plane, maybe outside of the grid."""
        return _case(self.place, x, y)

    def plan(self, colonne: int, ligne: int) -> Point:
        """The point of the plane in the middle of a cell."""
        return self.place.inverse((colonne + 0.5) * POINTS_X, (ligne + 0.5) * POINTS_Y)

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
    layers = calques(scene, place, largeur, hauteur)
    canvas = _composer(layers, place, largeur, hauteur, ascii)
    _signes(canvas, scene, ascii)
    return canvas


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


def _composer(
    layers: Mapping[Role, list[int]], place: Placement, largeur: int, hauteur: int, ascii: bool
) -> Toile:
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
        place,
    )


def _lettre(role: Role, weight: int) -> str:
    return _LETTRES.get(role, "." if weight < 4 else "#")


NATURES = {Role.COOPERATION: "cooperation", Role.ACTION: "action", Role.DEMANDE: "demande"}


def signe(role: Role, *, ascii: bool = False) -> str:
    """The sign of a mark: that of its nature, or the star where the links leave from."""
    if role in NATURES:
        return profil().signe(NATURES[role]) if ascii == profil().ascii else _SIGNES[ascii][role]
    return "*" if ascii else "★"


def echantillon(role: Role | None, *, ascii: bool = False) -> str:
    """Three cells of a shade, for a legend; of land without anything, which is blank, when there is no role."""
    if ascii or role is None:
        return _LETTRES[role or Role.TERRE] * 3 if ascii else "   "
    motif = MOTIFS.get(role, (0b1111,) * 4)
    rows = [m | m << 4 for m in motif]
    return "".join(_BRAILLE[bits] for bits in _cellules(rows, 4)[:3])


_SIGNES = {
    False: {Role.COOPERATION: "●", Role.ACTION: "▲", Role.DEMANDE: "◆"},
    True: {Role.COOPERATION: "C", Role.ACTION: "E", Role.DEMANDE: "D"},
}


def _case(place: Placement, x: float, y: float) -> tuple[int, int]:
    px, py = place(x, y)
    return floor(px / POINTS_X), floor(py / POINTS_Y)


def _signes(canvas: Toile, scene: Scene, ascii: bool) -> None:
    """Signs, frames and texts, which take whole cells. Of two marks on one cell, the one with most stays."""

    taken: set[tuple[int, int]] = set()
    labels = [s for s in scene.shapes if isinstance(s, Label) and s.short]
    # One name too long for its frame, and all are written short.
    short = any(0 < s.width * canvas.place.scale / POINTS_X < len(s.text) for s in labels)
    for shape in scene.shapes:
        match shape:
            case Disc():
                at = canvas.case(shape.x, shape.y)
                # Discs come with the most numerous first.
                if at not in taken or shape.role is Role.ORIGINE:
                    taken.add(at)
                    canvas.ecrire(*at, signe(shape.role, ascii=ascii), shape.role)
            case Label():
                x, y = canvas.case(shape.x, shape.y)
                text = shape.short if shape.short and short else shape.text
                canvas.ecrire(
                    x - {"start": 0, "middle": len(text) // 2, "end": len(text)}[shape.anchor],
                    y,
                    text,
                    shape.role,
                )
            case Polyline(role=Role.CADRE):
                _cadre(canvas, [canvas.case(*p) for p in shape.points], ascii)
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
