# SPDX-License-Identifier: EUPL-1.2
"""The land under a map, projected once: the world, the surroundings of a place, France with its overseas insets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import asin, cos, degrees, hypot, radians, sin
from typing import Literal

from exports.drawing.projection import (
    RAYON,
    Projection,
    azimutale,
    equal_earth,
    equal_earth_suite,
    lambert_93,
    milieu,
)
from exports.drawing.scene import Bounds, Point
from parquet.reference import geography
from parquet.reference.outlines import outlines

Rings = tuple[tuple[Point, ...], ...]
Maille = Literal["region", "departement"]

SUD = -56.0
"""The world map ends at Cape Horn: Antarctica has no local authority."""
MARGE = 0.04
"""Room around what a map is about, as a share of its larger side."""


@dataclass(frozen=True, slots=True)
class Encart:
    """An inset: its frame in the plane, and the place it shows at a scale of its own."""

    code: str
    """Its key among the outlines."""
    sigle: str
    """The code that people know it by: 971, 987."""
    nom: str
    cadre: Bounds


@dataclass(frozen=True, slots=True)
class Fond:
    """Projected outlines by code. The ring tuples are the same objects from one call to the next: caches may rely on it."""

    bounds: Bounds
    contours: Mapping[str, Rings]
    projeter: Projection
    encarts: tuple[Encart, ...] = ()
    encadrer: Mapping[str, Projection] | None = None
    """By département or COM code: the projection of its inset."""

    def placer(self, longitude: float, latitude: float, territoire: str = "") -> Point:
        """Where a place falls; `territoire` is its département or COM, which may be in an inset."""
        found = (self.encadrer or {}).get(territoire, self.projeter)
        return found(longitude, latitude)


# --- the world --------------------------------------------------------------------------------------------------


def _souder(rings: Rings) -> Rings:
    """Join the rings that the antimeridian cuts (Russia): the edges that both sides share go away."""
    kept = [list(ring) for ring in rings if min(x for x, _ in ring) > -180.0]
    east = [[(x + 360.0, y) for x, y in ring] for ring in rings if min(x for x, _ in ring) <= -180.0]
    for ring in east:
        edges = {
            (ring[i], ring[i + 1]): i for i in range(len(ring) - 1) if ring[i][0] == ring[i + 1][0] == 180.0
        }
        for other in kept:
            at = next((i for i in range(len(other) - 1) if (other[i + 1], other[i]) in edges), None)
            if at is not None:
                start = edges[other[at + 1], other[at]]
                body = ring[:-1]
                # From the end of the shared edge all round to its beginning.
                turn = [body[(start + 1 + k) % len(body)] for k in range(len(body))]
                other[at + 1 : at + 1] = turn[1:-1]
                break
        else:
            kept.append(ring)
    return tuple(tuple(ring) for ring in kept)


@lru_cache(maxsize=4)
def _entiers(couche: str) -> Mapping[str, Rings]:
    """The outlines of a layer, in degrees, countries that the antimeridian cuts made whole (longitudes past 180)."""
    return {
        code: _souder(o.rings) if any(x <= -180.0 for r in o.rings for x, _ in r) else o.rings
        for code, o in outlines(couche).items()
    }


@lru_cache(maxsize=2)
def monde(fin: bool = False) -> Fond:
    """Every country in Equal Earth, by ISO code, French overseas territories under their own codes."""
    land = {
        code: tuple(tuple(equal_earth_suite(ring)) for ring in rings)
        for code, rings in _entiers("monde-fin" if fin else "monde").items()
        if code != "AQ"
    }
    box = Bounds.around(p for rings in land.values() for ring in rings for p in ring)
    return Fond(Bounds(box.left, box.top, box.right, equal_earth(0, SUD)[1]), land, equal_earth)


# --- around a place ---------------------------------------------------------------------------------------------


def decouper(ring: Iterable[Point], cadre: Bounds) -> tuple[Point, ...]:
    """The part of a closed ring inside a rectangle (Sutherland and Hodgman); empty when there is none."""
    points = list(ring)
    for axis, limit, keep in (
        (0, cadre.left, 1),
        (0, cadre.right, -1),
        (1, cadre.top, 1),
        (1, cadre.bottom, -1),
    ):
        if all((p[axis] - limit) * keep >= 0 for p in points):
            continue
        cut: list[Point] = []
        for (ax, ay), (bx, by) in pairwise(points):
            a, b = (ax, bx) if axis == 0 else (ay, by)
            inside, next_inside = (a - limit) * keep >= 0, (b - limit) * keep >= 0
            if inside:
                cut.append((ax, ay))
            if inside != next_inside:
                t = (limit - a) / (b - a)
                cut.append((limit, ay + t * (by - ay)) if axis == 0 else (ax + t * (bx - ax), limit))
        if not cut:
            return ()
        points = [*cut, cut[0]]
    return tuple(points)


def _calotte(center: Point, bounds: Bounds) -> tuple[float, float, float]:
    """The latitudes and the half-width in longitude, in degrees, out of which nothing falls in an azimuthal frame."""
    lat = center[1]
    corners = [hypot(x, y) for x in (bounds.left, bounds.right) for y in (bounds.top, bounds.bottom)]
    angle = degrees(2 * asin(min(1.0, max(corners) / (2 * RAYON))))
    south, north = lat - angle, lat + angle
    if north >= 89 or south <= -89:
        return south, north, 180.0
    return south, north, degrees(asin(min(1.0, sin(radians(angle)) / cos(radians(lat)))))


def _fond(
    couche: Mapping[str, Rings], projeter: Projection, bounds: Bounds, center: Point | None = None
) -> Fond:
    """What a layer shows in `bounds` and a bit beyond, for rooms of other proportions; `center` is that of an azimuthal one."""
    land: dict[str, Rings] = {}
    whole, bounds = (
        bounds,
        Bounds(
            bounds.left - bounds.width,
            bounds.top - bounds.height / 2,
            bounds.right + bounds.width,
            bounds.bottom + bounds.height / 2,
        ),
    )
    south, north, wide = _calotte(center, bounds) if center is not None else (-90.0, 90.0, 180.0)
    for code, rings in couche.items():
        shown = []
        for ring in rings:
            if center is not None and wide < 180.0:
                lons, lats = zip(*ring, strict=True)
                if max(lats) < south or min(lats) > north:
                    continue
                middle, half = (max(lons) + min(lons)) / 2, (max(lons) - min(lons)) / 2
                if abs((middle - center[0] + 180.0) % 360.0 - 180.0) > wide + half:
                    continue
            points = [projeter(lon, lat) for lon, lat in ring]
            box = Bounds.around(points)
            if box.meets(bounds):
                inside = points if _dedans(box, bounds) else decouper(points, bounds)
                if len(inside) > 3:
                    shown.append(tuple(inside))
        if shown:
            land[code] = tuple(shown)
    return Fond(whole, land, projeter)


def _dedans(box: Bounds, other: Bounds) -> bool:
    return other.holds(box.left, box.top) and other.holds(box.right, box.bottom)


def _aire(ring: Iterable[Point]) -> float:
    """Area of a closed ring, whatever its turn, in the square of its unit."""
    points = list(ring)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(points))) / 2


def _principaux(rings: Rings, part: float = 0.1) -> Rings:
    """The largest ring and those not too far that have at least `part` of its area (degrees are good enough to tell)."""
    areas = [_aire(ring) for ring in rings]
    x, y = _milieu_du_cadre(rings[areas.index(max(areas))])
    return tuple(
        ring
        for ring, area in zip(rings, areas, strict=True)
        if area >= part * max(areas) and _ecart(_milieu_du_cadre(ring), (x, y)) < LOIN
    )


LOIN = 50.0
"""Degrees: Alaska is of the map of the United States, Guyane is not of that of Europe."""


def _milieu_du_cadre(ring: Iterable[Point]) -> Point:
    return Bounds.around(ring).center


def _ecart(a: Point, b: Point) -> float:
    """Great-circle distance in degrees."""
    (ax, ay), (bx, by) = ((radians(x), radians(y)) for x, y in (a, b))
    h = sin((by - ay) / 2) ** 2 + cos(ay) * cos(by) * sin((bx - ax) / 2) ** 2
    return degrees(2 * asin(min(1.0, h**0.5)))


def _elargi(bounds: Bounds, mini: float) -> Bounds:
    """With a margin, and at least `mini` metres wide and high."""
    margin = max(bounds.width, bounds.height) * MARGE
    missing = max(0.0, mini - max(bounds.width, bounds.height)) / 2
    return bounds.grown(margin + missing)


OURAL, ARCTIQUE = 60.0, 71.5
"""Longitude past which Russia, latitude past which everything, is left out of the frame of a map of Europe."""
A_PART = frozenset({"GL"})
"""Left out of the frame of a continent, unless something is there to be seen."""


@lru_cache(maxsize=16)
def autour(codes: tuple[str, ...], reperes: tuple[Point, ...] = (), fin: bool = False) -> Fond:
    """The surroundings of countries, equal-area around them. `reperes` (degrees) are in the frame whatever they are."""
    layer = _entiers("monde-fin" if fin else "monde")
    wanted: list[Point] = list(reperes)
    for code in codes:
        if code in A_PART and len(codes) > 1:
            continue
        rings = _principaux(layer[code]) if code in layer else ()
        # With its neighbours, Russia is the European Russia; alone it is whole.
        wanted += [
            p
            for ring in rings
            for p in ring
            if len(codes) == 1 or (p[1] < ARCTIQUE and (code != "RU" or p[0] < OURAL))
        ]
        if not rings and code in (table := geography.pays()):
            wanted.append((table[code].longitude, table[code].latitude))
    center = milieu(wanted)
    project = azimutale(*center)
    box = Bounds.around(project(lon, lat) for lon, lat in wanted)
    # The frame is centred on what it holds, and so is the projection: the middle is where shapes are truest.
    return _fond(layer, project, _elargi(box, 150_000.0), center)


# --- France -----------------------------------------------------------------------------------------------------

DROM = {"971": "01", "972": "02", "973": "03", "974": "04", "976": "06"}
"""Overseas départements and the region that each is."""
TAAF = "984"
"""The Terres australes have neither inhabitants nor a local authority: no inset."""
_LARGEUR, _ECART = 300_000.0, 30_000.0
"""Metres of the plane: width of the columns of insets, gap between frames."""


def _arrondir(rings: Rings, pas: float) -> Rings:
    """Fewer points, on a grid of `pas` degrees: borders that were shared stay shared. Rings smaller than it are kept whole."""
    kept = []
    per = 1 / pas
    for ring in rings:
        last_x = last_y = 1 << 30
        points: list[Point] = []
        for x, y in ring:
            # Half up, west of Greenwich too.
            col, row = int(x * per + 1000.5) - 1000, int(y * per + 0.5)
            if col != last_x or row != last_y:
                points.append((col * pas, row * pas))
                last_x, last_y = col, row
        kept.append(tuple(points) if len(points) > 3 else ring)
    return tuple(kept)


@lru_cache(maxsize=4)
def france(maille: Maille = "region", fin: bool = False) -> Fond:
    """Metropolitan France in Lambert-93 by region or département code, and its overseas parts in two columns of insets."""
    step = 0.0 if fin else 0.025 if maille == "region" else 0.03
    layer = outlines("regions" if maille == "region" else "departements")
    inset = {code: (DROM[code] if maille == "region" else code) for code in DROM}
    at_home = {
        code: _arrondir(o.rings, step) if step else o.rings
        for code, o in layer.items()
        if code not in inset.values()
    }
    land: dict[str, Rings] = {
        code: tuple(tuple(lambert_93(*p) for p in ring) for ring in rings) for code, rings in at_home.items()
    }
    box = Bounds.around(p for rings in land.values() for ring in rings for p in ring)
    frames: list[Encart] = []
    projections: dict[str, Projection] = {}
    names = {c.code: c.nom for c in geography.coms().values()}
    departements = geography.departements()
    overseas = {code: layer[key].rings for code, key in inset.items()}
    west = [(code, inset[code], departements[code].nom) for code in DROM]
    east = [(code, code, names[code]) for code in outlines("coms") if code != TAAF]
    overseas |= {code: outlines("coms")[code].rings for code, _, _ in east}
    for column, left in ((west, box.left - _ECART - _LARGEUR), (east, box.right + _ECART)):
        height = (box.height + _ECART) / len(column)
        for row, (code, key, nom) in enumerate(column):
            top = box.top + row * height
            frame = Bounds(left, top, left + _LARGEUR, top + height - _ECART)
            projections[code] = _encart(overseas[code], frame)
            land[key] = tuple(tuple(projections[code](*p) for p in ring) for ring in overseas[code])
            frames.append(Encart(key, code, nom, frame))
    whole = Bounds(box.left - _ECART - _LARGEUR, box.top, box.right + _ECART + _LARGEUR, box.bottom)
    return Fond(whole.grown(_ECART / 2), land, lambert_93, tuple(frames), projections)


def _encart(rings: Rings, frame: Bounds) -> Projection:
    """The projection that lays an island in its frame, as large as it can be under a line for its name."""
    points = [p for ring in rings for p in ring]
    project = azimutale(*milieu(points))
    box = Bounds.around(project(*p) for p in points)
    top = frame.top + frame.height * 0.28
    room_x, room_y = frame.width * 0.9, (frame.bottom - top) * 0.94
    scale = min(room_x / box.width, room_y / box.height)
    cx, cy = box.center
    dx, dy = frame.center[0] - cx * scale, (top + frame.bottom) / 2 - cy * scale

    def inside(lon: float, lat: float) -> Point:
        x, y = project(lon, lat)
        return x * scale + dx, y * scale + dy

    return inside


@lru_cache(maxsize=8)
def territoire(
    codes: tuple[str, ...], couche: Literal["departements", "coms"], reperes: tuple[Point, ...] = ()
) -> Fond:
    """A part of France and what surrounds it: départements in Lambert-93, overseas in an equal-area azimuthal."""
    layer = outlines(couche)
    points = [p for code in codes for ring in _principaux(layer[code].rings, 0.01) for p in ring] + list(
        reperes
    )
    overseas = couche == "coms" or any(code in DROM for code in codes)
    project: Projection = azimutale(*milieu(points)) if overseas else lambert_93
    box = Bounds.around(project(*p) for p in points)
    shown = {
        code: o.rings for code, o in layer.items() if code in codes or (not overseas and code not in DROM)
    }
    return _fond(shown, project, _elargi(box, 5_000.0))


def centre(rings: Rings) -> Point:
    """A point to write on: the centroid of the largest ring."""
    ring = max(rings, key=_aire)
    area = x = y = 0.0
    for (ax, ay), (bx, by) in pairwise(ring):
        cross = ax * by - bx * ay
        area, x, y = area + cross, x + (ax + bx) * cross, y + (ay + by) * cross
    return (x / (3 * area), y / (3 * area)) if area else ring[0]
