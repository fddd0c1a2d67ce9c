# SPDX-License-Identifier: EUPL-1.2
"""Countries and foreign cities."""

from collections import defaultdict
from collections.abc import Mapping
from zlib import compress

import msgspec
from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]

from parquet.reference.build_lists import PaysLine, pays_lines, table, zones
from parquet.reference.build_packages import City, cities, countries, country_name
from parquet.reference.build_shapes import label_point
from parquet.reference.records import PackedVilles, Pays
from parquet.text import fold

_FRENCH = {"FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "TF"}


def numeric_codes() -> dict[str, str]:
    """Return ISO alpha-2 codes by ISO numeric code, French territories included."""
    wanted = {*pays_lines(), *_FRENCH}
    return {f"{c.isonumeric:03d}": iso2 for iso2, c in countries().items() if c.isonumeric and iso2 in wanted}


def pays(fine_world: Mapping[str, BaseGeometry]) -> tuple[Pays, ...]:
    """Return the countries, by ISO code. Raises KeyError when pays.csv names an unknown code or zone."""
    continent_of = {s.code: s.continent for s in zones()[1]}
    return tuple(
        _pays(line, continent_of[line.sous_continent], fine_world) for _, line in sorted(pays_lines().items())
    )


def _pays(line: PaysLine, continent: str, fine_world: Mapping[str, BaseGeometry]) -> Pays:
    source = countries()[line.iso2]
    cldr, english = country_name(line.iso2, "fr"), country_name(line.iso2, "en")
    if " - " in english or "(" in english or " SAR " in english:
        english = (
            source.name
        )  # CLDR's « Congo - Kinshasa » and « Hong Kong SAR China » are labels, not names.
    nom = line.nom or cldr
    written = [a for a in line.alias.split("|") if a]
    seen = {fold(nom), fold(english)}
    alias = []
    for name in (*written, cldr, english.replace(" & ", " and "), source.name):
        if name and fold(name) not in seen:
            seen.add(fold(name))
            alias.append(name)
    latitude, longitude = _point(line.iso2, fine_world)
    return Pays(
        iso2=line.iso2,
        iso3="XKX" if line.iso2 == "XK" else source.iso3,
        num=f"{source.isonumeric:03d}" if source.isonumeric else "",
        nom=nom,
        nom_anglais=english,
        article=line.article,
        preposition=line.preposition,
        continent=continent,
        sous_continent=line.sous_continent,
        alias=tuple(alias),
        latitude=latitude,
        longitude=longitude,
        capitale=line.capitale,
    )


def _point(iso2: str, fine_world: Mapping[str, BaseGeometry]) -> tuple[float, float]:
    """Return a labelling point: inside the shape, else on the most populated place."""
    if iso2 in fine_world:
        return label_point(fine_world[iso2])
    city = min((c for c in cities() if c.countrycode == iso2), key=lambda c: (-c.population, c.geonameid))
    return round(city.latitude, 4), round(city.longitude, 4)


def villes() -> dict[str, bytes]:
    """Return the packed cities of each country, as many as villes.csv says ('*': where it says nothing)."""
    limits = {line["iso2"]: int(line["limite"]) for line in table("villes.csv")}
    by_country: dict[str, list[City]] = defaultdict(list)
    for city in cities():
        if city.countrycode not in _FRENCH and city.countrycode in pays_lines():
            by_country[city.countrycode].append(city)
    packed = {}
    for iso2, rows in sorted(by_country.items()):
        kept = sorted(rows, key=lambda c: (-c.population, c.geonameid))[: limits.get(iso2, limits["*"])]
        columns = PackedVilles(
            geonameids=tuple(c.geonameid for c in kept),
            noms="\n".join(c.name for c in kept),
            latitudes=tuple(round(c.latitude * 1e4) for c in kept),
            longitudes=tuple(round(c.longitude * 1e4) for c in kept),
            populations=tuple(c.population for c in kept),
            admin1="\n".join(c.admin1code for c in kept),
        )
        packed[iso2] = compress(msgspec.msgpack.encode(columns), 9)
    return packed
