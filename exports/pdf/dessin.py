# SPDX-License-Identifier: EUPL-1.2
"""A scene drawn as vectors: the map and its legend, its text alternative for who cannot see it."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from exports.drawing.scene import (
    Arc,
    Bar,
    Disc,
    Label,
    LegendEntry,
    Placement,
    Point,
    Polygon,
    Polyline,
    Role,
    Scene,
)
from exports.pdf.feuilles import GRIS, MARGE, NOIR, Feuilles
from exports.pdf.signes import COULEURS, cercle, operateurs_signe
from store.cleaning import clean

_EPAISSEURS = {
    Role.COTE: 0.4, Role.FRONTIERE: 0.35, Role.CADRE: 0.6, Role.ARC: 0.9, Role.AXE: 0.6, Role.GRILLE: 0.35, Role.SELECTION: 1.2,
}  # fmt: skip
_CASE = 11.0
_RAYON_MIN = 1.7
"""Of a disc, so that it is seen on paper."""
_HAUTEUR_MAX = 430.0
_REDUCTION = 0.5
"""How much smaller than it could be a drawing may be to stay on its page."""
_NATURES = (Role.COOPERATION, Role.ACTION, Role.DEMANDE)
_TROUS = frozenset({Role.COTE, Role.FRONTIERE, Role.CADRE, Role.SELECTION})
"""Roles of lines: a polygon of such a role is drawn by its edge."""


def dessin(feuilles: Feuilles, scene: Scene) -> None:
    """Draw the scene across the width, its legend and notes under it; a little smaller rather than a page further."""
    width = feuilles.largeur
    around = _autour(feuilles, scene)
    height = min(_hauteur(feuilles, scene), feuilles.hauteur - around)
    feuilles.exiger(height * _REDUCTION + around)
    height = min(height, feuilles.place - around)
    if clean(scene.title) != feuilles.mentions.titre:
        feuilles.paragraphe(clean(scene.title), 10, gras=True)
        feuilles.y += 4
    alt = clean(f"{scene.title}. {scene.description}"[:4000])
    with feuilles.element("Figure", alt=alt), feuilles.contenu():
        scale = _formes(feuilles, scene, width, height)
        feuilles.y += height + 6
        _legende(feuilles, scene.legend, width, scale)
    for note in scene.notes:
        feuilles.paragraphe(clean(note), 7.5, couleur=GRIS, genre="Caption")
    feuilles.y += 8


def hauteur_dessin(feuilles: Feuilles, scene: Scene) -> float:
    """The room under which the drawing goes to the next page."""
    return _hauteur(feuilles, scene) * _REDUCTION + _autour(feuilles, scene)


def _hauteur(feuilles: Feuilles, scene: Scene) -> float:
    return min(feuilles.largeur * (scene.bounds.height or 1.0) / (scene.bounds.width or 1.0), _HAUTEUR_MAX)


def _autour(feuilles: Feuilles, scene: Scene) -> float:
    """Title, legend and notes."""
    rows = len(_rangees(feuilles, scene.legend, feuilles.largeur))
    notes = sum(len(feuilles.ecriture.lignes(clean(n), 7.5, feuilles.largeur)) for n in scene.notes)
    return 18 + rows * (_CASE + 4) + notes * 10.5 + 16


def _formes(feuilles: Feuilles, scene: Scene, width: float, height: float) -> float:
    """Draw the shapes; return the scale, in points by unit of the scene."""
    place = Placement.of(scene.bounds, width, height)
    top = feuilles.retourne(feuilles.y)

    def at(point: Point) -> tuple[float, float]:
        x, y = place(*point)
        return MARGE + x, top - y

    left, right, low = MARGE, MARGE + width, top - height
    frame = f"{left:.2f} {low:.2f} {right - left:.2f} {height:.2f} re"
    feuilles.ecrire(f"q {frame} W n {_rg(Role.MER)} {frame} f 1 j 1 J")
    for shape in scene.shapes:
        match shape:
            case Label():
                _etiquette(feuilles, shape, at((shape.x, shape.y)), place.scale)
            case Disc():
                x, y = at((shape.x, shape.y))
                feuilles.ecrire(_disque(shape, x, y, max(shape.radius * place.scale, _RAYON_MIN)))
            case Bar():
                x, y = at((shape.x, shape.y))
                w, h = shape.width * place.scale, shape.height * place.scale
                feuilles.ecrire(f"{_rg(shape.role)} {x:.2f} {y - h:.2f} {w:.2f} {h:.2f} re f")
            case _:
                feuilles.ecrire(_trace(shape, at))
    feuilles.ecrire("Q")
    r, g, b = COULEURS[Role.CADRE]
    feuilles.ecrire(f"{r:g} {g:g} {b:g} RG 0.5 w {frame} S")
    return place.scale


def _trace(shape: Polygon | Polyline | Arc, at: Callable[[Point], Point]) -> str:
    if isinstance(shape, Arc):
        (ax, ay), (cx, cy), (bx, by) = at(shape.start), at(shape.control), at(shape.end)
        # The cubic curve that is the same as the quadratic one of the scene.
        one = (ax + 2 * (cx - ax) / 3, ay + 2 * (cy - ay) / 3)
        two = (bx + 2 * (cx - bx) / 3, by + 2 * (cy - by) / 3)
        return f"{_stroke(shape.role)} {ax:.2f} {ay:.2f} m {one[0]:.2f} {one[1]:.2f} {two[0]:.2f} {two[1]:.2f} {bx:.2f} {by:.2f} c S"
    rings = shape.rings if isinstance(shape, Polygon) else (shape.points,)
    path = []
    for ring in rings:
        last = (inf, inf)
        drawn = 0
        for point in ring:
            x, y = at(point)
            # Points nearer than a twentieth of a millimetre show nothing and weigh much.
            if drawn and abs(x - last[0]) + abs(y - last[1]) < 0.15 and point is not ring[-1]:
                continue
            path.append(f"{x:.1f} {y:.1f} {'l' if drawn else 'm'}")
            last = (x, y)
            drawn += 1
        if isinstance(shape, Polygon):
            path.append("h")
    if isinstance(shape, Polyline) or shape.role in _TROUS:
        return f"{_stroke(shape.role)} {' '.join(path)} S"
    return f"{_rg(shape.role)} {_stroke(Role.FRONTIERE)} {' '.join(path)} {'f*' if shape.role is Role.MER else 'B*'}"


def _rg(role: Role) -> str:
    r, g, b = COULEURS[role]
    return f"{r:g} {g:g} {b:g} rg"


def _stroke(role: Role) -> str:
    r, g, b = COULEURS[role]
    return f"{r:g} {g:g} {b:g} RG {_EPAISSEURS.get(role, 1.1):g} w"


def _disque(shape: Disc, x: float, y: float, radius: float) -> str:
    """A bubble: a ring of its colour and, at its centre, the sign of its nature; the sign alone when it is small."""
    if radius < 4.5 or shape.role not in _NATURES:
        return f"1 1 1 RG 0.4 w {operateurs_signe(shape.role, x, y, radius)[:-1]}B"
    r, g, b = COULEURS[shape.role]
    light = " ".join(f"{c + (1 - c) * 0.55:.2f}" for c in (r, g, b))
    return (
        f"{light} rg {r:g} {g:g} {b:g} RG 0.8 w {cercle(x, y, radius)} B "
        f"{operateurs_signe(shape.role, x, y, min(3.2, radius * 0.55))}"
    )


def _etiquette(feuilles: Feuilles, label: Label, at: tuple[float, float], scale: float) -> None:
    text = clean(label.text)
    size = (
        min(max(label.size * scale / 0.7, 5.0), 14.0)
        if label.size
        else (6.5 if label.role is Role.DISCRET else 7.5)
    )
    width = feuilles.ecriture.largeur(text, size)
    x, y = at
    x -= {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    feuilles.ligne_de_texte(
        x,
        feuilles.retourne(y) + size * 0.35,
        text,
        size,
        gras=label.role is Role.TITRE,
        couleur=COULEURS.get(label.role, NOIR),
    )


def _rangees(
    feuilles: Feuilles, legend: tuple[LegendEntry, ...], width: float
) -> list[list[tuple[float, LegendEntry]]]:
    rows: list[list[tuple[float, LegendEntry]]] = [[]]
    x = 0.0
    for entry in legend:
        need = 22 + feuilles.ecriture.largeur(clean(entry.text), 8) + 16
        if rows[-1] and x + need > width:
            rows.append([])
            x = 0.0
        rows[-1].append((x, entry))
        x += need
    return rows


def _legende(feuilles: Feuilles, legend: tuple[LegendEntry, ...], width: float, scale: float) -> None:
    for row in _rangees(feuilles, legend, width):
        y = feuilles.retourne(feuilles.y + _CASE / 2)
        for x, entry in row:
            left = MARGE + x
            if entry.sample == "disque" and entry.role in _NATURES:
                feuilles.ecrire(operateurs_signe(entry.role, left + 8, y, 3.4))
            elif entry.sample == "disque":
                # A size, whatever the nature.
                radius = min(max(entry.radius * scale, _RAYON_MIN), 8.0) if entry.radius else 3.4
                feuilles.ecrire(f"0.33 0.33 0.33 RG 0.8 w {cercle(left + 8, y, radius)} S")
            elif entry.sample == "trait":
                feuilles.ecrire(f"{_stroke(entry.role)} {left:.2f} {y:.2f} m {left + 16:.2f} {y:.2f} l S")
            else:
                feuilles.ecrire(f"{_rg(entry.role)} {_stroke(Role.CADRE)} {left:.2f} {y - 4:.2f} 16 8 re B")
            feuilles.ligne_de_texte(left + 21, feuilles.y + _CASE / 2 + 2.8, clean(entry.text), 8)
        if row:
            feuilles.y += _CASE + 4
