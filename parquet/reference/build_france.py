# SPDX-License-Identifier: EUPL-1.2
"""Communes and EPCI: which are of today, where they stand, which names lead to them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec
from shapely.geometry import Point  # type: ignore[import-untyped]
from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]
from shapely.prepared import PreparedGeometry, prep  # type: ignore[import-untyped]

from parquet.reference.build_lists import table as lines
from parquet.reference.build_packages import City, CommuneSource, Division, EpciSource, cities
from parquet.reference.records import Commune, Epci
from parquet.text import fold

_COM_COUNTRY = {"975": "PM", "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC"}
_DROM_COUNTRY = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "976": "YT"}
_ARTICLES = ("la ", "le ", "les ", "l ")
# The outlines of départements are drawn to about 1 km, and a town at the edge may fall just outside.
_MARGIN_DEGREES = 0.03
_LONG = {"CA": "Communauté d'agglomération", "CC": "Communauté de communes", "CU": "Communauté urbaine"}


def _keys(name: str) -> set[str]:
    """Return the spellings of a name to compare: folded, without article, « st » for « saint »."""
    folded = fold(name)
    bare = next((folded.removeprefix(a) for a in _ARTICLES if folded.startswith(a)), folded)
    spelled = [folded, bare]
    return {" ".join({"st": "saint", "ste": "sainte"}.get(w, w) for w in s.split()) for s in spelled if s}


class Places:
    """The French places of GeoNames, by country code and name."""

    def __init__(self) -> None:
        """Index names and alternate names."""
        wanted = {"FR", *_COM_COUNTRY.values(), *_DROM_COUNTRY.values()}
        self._main: dict[tuple[str, str], list[City]] = defaultdict(list)
        self._other: dict[tuple[str, str], list[City]] = defaultdict(list)
        for city in cities():
            if city.countrycode not in wanted:
                continue
            mains = _keys(city.name)
            for key in mains:
                self._main[city.countrycode, key].append(city)
            for key in {k for a in city.alternatenames for k in _keys(a)} - mains:
                self._other[city.countrycode, key].append(city)

    def find(
        self, country: str, name: str, area: PreparedGeometry | None, population: int | None
    ) -> City | None:
        """Return the place of that name inside `area`, by its own name rather than an alternate one.

        Among several, the one whose population is nearest.
        """
        for table in (self._main, self._other):
            found = {c.geonameid: c for key in _keys(name) for c in table.get((country, key), ())}
            inside = [
                c for c in found.values() if area is None or area.contains(Point(c.longitude, c.latitude))
            ]
            if inside:
                return min(inside, key=lambda c: (abs(c.population - (population or 0)), c.geonameid))
        return None


def communes(
    division: Division, shapes: Mapping[str, BaseGeometry], labels: Mapping[str, tuple[float, float]]
) -> tuple[Commune, ...]:
    """Return the communes of today.

    `shapes`: départements by code; `labels`: (latitude, longitude) of départements and collectivités d'outre-mer.
    Lines without population (districts of the TAAF, Clipperton) are not communes and are left out.
    """
    places = Places()
    areas = {code: prep(shape.buffer(_MARGIN_DEGREES)) for code, shape in shapes.items()}
    # A commune nouvelle often took a new name; its seat keeps the code and, in GeoNames, the old name.
    seats = {
        c.code: c.nom for c in division.communes if c.type == "commune-deleguee" and c.code == c.chef_lieu
    }
    result = []
    for source in division.communes:
        if source.type != "commune-actuelle" or source.population is None:
            continue
        dep = source.departement
        country = _COM_COUNTRY.get(dep) or _DROM_COUNTRY.get(dep) or "FR"
        area = None if country in _COM_COUNTRY.values() else areas[dep]
        city = places.find(country, source.nom, area, source.population)
        if city is None and source.code in seats:
            city = places.find(country, seats[source.code], area, source.population)
        result.append(_commune(source, city, labels[dep]))
    return tuple(sorted(result, key=lambda c: c.code))


def _commune(source: CommuneSource, city: City | None, label: tuple[float, float]) -> Commune:
    latitude, longitude = label if city is None else (round(city.latitude, 4), round(city.longitude, 4))
    return Commune(
        code=source.code,
        nom=source.nom,
        departement=source.departement,
        region="" if source.zone == "com" else source.region,
        population=source.population,
        latitude=latitude,
        longitude=longitude,
        position="departement" if city is None else "connue",
    )


def commune_names(division: Division, table: Mapping[str, Commune]) -> dict[str, tuple[str, ...]]:
    """Return the codes of today's communes by folded name.

    Own names first; then the names of absorbed communes and of arrondissements, and those of noms_communes.csv.
    """
    names: dict[str, list[str]] = defaultdict(list)
    for commune in sorted(table.values(), key=lambda c: (-(c.population or 0), c.code)):
        names[fold(commune.nom)].append(commune.code)
    absorbed = [
        (source.nom, source.chef_lieu or source.commune)
        for source in sorted(division.communes, key=lambda c: (c.type, c.code))
        if source.type != "commune-actuelle"
    ]
    for nom, holder in (*absorbed, *((line["nom"], line["code"]) for line in lines("noms_communes.csv"))):
        codes = names[fold(nom)]
        if holder in table and holder not in codes:
            codes.append(holder)
    return {name: tuple(codes) for name, codes in sorted(names.items()) if codes}


def epci(division: Division, table: Mapping[str, Commune]) -> tuple[Epci, ...]:
    """Return the EPCI and EPT."""
    return tuple(sorted((_epci(source, table) for source in division.epci), key=lambda e: e.siren))


def _epci(source: EpciSource, table: Mapping[str, Commune]) -> Epci:
    members = sorted(source.membres, key=lambda m: (-m.population_municipale, m.code))
    by_departement: dict[str, int] = defaultdict(int)
    for member in members:
        by_departement[table[member.code].departement] += member.population_municipale
    departement = max(by_departement, key=lambda d: (by_departement[d], d))
    known = [table[m.code] for m in members if table[m.code].position == "connue"]
    row = [
        source.code,
        source.nom,
        _long_name(source),
        "METRO" if source.type.startswith("MET") else source.type,
        departement,
        next(table[m.code].region for m in members if table[m.code].departement == departement),
        sum(m.population_municipale for m in members),
        known[0].latitude if known else None,
        known[0].longitude if known else None,
        [m.code for m in members],
    ]
    return msgspec.convert(row, Epci)


def _long_name(source: EpciSource) -> str:
    if source.type == "EPT":
        return f"Établissement public territorial {source.nom}"
    kind, _, rest = source.nom.partition(" ")
    return f"{_LONG[kind]} {rest}" if kind in _LONG and rest else source.nom


def share_known(table: Iterable[Commune]) -> tuple[float, float]:
    """Return the share of communes whose position is known, by number and by population."""
    rows = list(table)
    known = [c for c in rows if c.position == "connue"]
    people = sum(c.population or 0 for c in rows)
    return len(known) / len(rows), sum(c.population or 0 for c in known) / people
