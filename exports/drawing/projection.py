# SPDX-License-Identifier: EUPL-1.2
"""From longitude and latitude to the plane: Equal Earth, Lambert-93, and an equal-area azimuthal around any place.

All take degrees (WGS 84) and give metres, x to the east and y to the SOUTH, as drawings want them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import asin, atan2, cos, degrees, hypot, log, radians, sin, sqrt, tan
from math import pi as PI

from exports.drawing.scene import Point

Projection = Callable[[float, float], Point]
"""(longitude, latitude) in degrees → (x, y) in metres, y down."""

RAYON = 6_371_007.2
"""Metres: radius of the sphere that has the area of the Earth."""

MERIDIEN_DU_MONDE = 11.0
"""Central meridian of the world map: the sheet is then cut at 169° W, in the strait of Bering, and Russia stays whole."""


def equal_earth(longitude: float, latitude: float) -> Point:
    """Equal Earth (Šavrič, Patterson and Jenny, 2018), on the sphere, centred on `MERIDIEN_DU_MONDE`."""
    east = (longitude - MERIDIEN_DU_MONDE + 180.0) % 360.0 - 180.0
    return _equal_earth(east, latitude)


def equal_earth_suite(ring: Iterable[Point]) -> list[Point]:
    """A ring in Equal Earth, whole on the side of the sheet where most of it is: none is torn by the edge."""
    points = list(ring)
    middle = sum(lon for lon, _ in points) / len(points) - MERIDIEN_DU_MONDE
    shift = MERIDIEN_DU_MONDE + 360.0 * round(middle / 360.0)
    return [_equal_earth(lon - shift, lat) for lon, lat in points]


def _equal_earth(east: float, latitude: float) -> Point:
    theta = asin(0.8660254037844386 * sin(radians(latitude)))
    t2 = theta * theta
    t6 = t2 * t2 * t2
    slope = 1.340264 - 0.243318 * t2 + t6 * (0.006251 + 0.034164 * t2)
    x = radians(east) * cos(theta) / (0.8660254037844386 * slope)
    y = theta * (1.340264 - 0.081106 * t2 + t6 * (0.000893 + 0.003796 * t2))
    return RAYON * x, -RAYON * y


def _lambert_93() -> Projection:
    """EPSG:2154: GRS 80, parallels 44° and 49°, origin 46.5° N 3° E laid at (700 km, 6 600 km)."""
    a, f = 6_378_137.0, 1 / 298.257222101
    e = sqrt(f * (2 - f))
    half = e / 2

    def m(lat: float) -> float:
        return cos(lat) / sqrt(1 - (e * sin(lat)) ** 2)

    def isometric(lat: float) -> float:
        s = e * sin(lat)
        return float(tan(PI / 4 - lat / 2) * ((1 + s) / (1 - s)) ** half)

    south, north = radians(44), radians(49)
    n = (log(m(south)) - log(m(north))) / (log(isometric(south)) - log(isometric(north)))
    constant = a * m(south) / (n * isometric(south) ** n)
    pole = 6_600_000.0 + constant * isometric(radians(46.5)) ** n
    per_degree = n * PI / 180

    def project(longitude: float, latitude: float) -> Point:
        lat = latitude * (PI / 180)
        s = e * sin(lat)
        r = constant * (tan(PI / 4 - lat / 2) * ((1 + s) / (1 - s)) ** half) ** n
        angle = per_degree * (longitude - 3.0)
        return 700_000.0 + r * sin(angle), r * cos(angle) - pole

    return project


lambert_93: Projection = _lambert_93()
"""Lambert-93 (EPSG:2154), the conformal conic of metropolitan France: (E, -N) in metres."""

HORIZON = radians(110)
"""Angle from its centre past which an azimuthal map shows nothing: points beyond are laid on that circle."""


def azimutale(longitude: float, latitude: float) -> Projection:
    """Lambert's azimuthal equal-area projection centred on a point, on the sphere."""
    lon0, sin0, cos0 = radians(longitude), sin(radians(latitude)), cos(radians(latitude))
    edge = 2 * sin(HORIZON / 2)
    cos_edge = cos(HORIZON)

    def project(lon: float, lat: float) -> Point:
        lam, phi = radians(lon) - lon0, radians(lat)
        sin_phi, cos_phi = sin(phi), cos(phi)
        c = cos_phi * cos(lam)
        z = sin0 * sin_phi + cos0 * c
        x, y = cos_phi * sin(lam), cos0 * sin_phi - sin0 * c
        # edge / |(x, y)| for what lies beyond the horizon; the antipode itself goes up.
        k = sqrt(2 / (1 + z)) if z > cos_edge else edge / (hypot(x, y) or 1.0)
        return RAYON * k * x, -RAYON * k * y

    return project


def milieu(points: Iterable[Point]) -> Point:
    """The (longitude, latitude) in the middle of points of the globe; the antimeridian counts for nothing."""
    x = y = z = 0.0
    for lon, lat in points:
        lam, phi = radians(lon), radians(lat)
        x, y, z = x + cos(phi) * cos(lam), y + cos(phi) * sin(lam), z + sin(phi)
    return degrees(atan2(y, x)), degrees(atan2(z, hypot(x, y)))
