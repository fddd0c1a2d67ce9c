# SPDX-License-Identifier: EUPL-1.2
"""Continents, countries, regions, départements, communes, EPCI: who they are, and how to find one from what people type.

Every function is lazy and cached: nothing is read at import. Tables are read-only mappings in the order of the codes.
Looking up never raises on unknown text: it answers None or an empty tuple. A damaged installation raises what
`packing.unpack` raises.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from parquet.reference.packing import unpack
from parquet.reference.records import (
    AncienneRegion,
    Com,
    Commune,
    Continent,
    Departement,
    Epci,
    Pays,
    Position,
    Region,
    SousContinent,
    Territories,
)
from parquet.text import fold

__all__ = [
    "AncienneRegion",
    "Com",
    "Commune",
    "Continent",
    "Departement",
    "Epci",
    "Pays",
    "Position",
    "Region",
    "SousContinent",
    "anciennes_regions",
    "communes",
    "communes_par_nom",
    "coms",
    "continents",
    "departements",
    "epci",
    "pays",
    "regions",
    "sous_continents",
    "trouver_com",
    "trouver_continent",
    "trouver_departement",
    "trouver_pays",
    "trouver_region",
    "trouver_sous_continent",
]

_INSTITUTION = re.compile(
    r"^(?:conseil (?:regional|general|departemental|territorial|executif)"
    r"|collectivite (?:territoriale unique|territoriale|unique|d outre mer|europeenne)"
    r"|territoire|departement|region|assemblee)\b *"
)
# Tried in this order: the longest first, so that « de la Loire » does not leave « la loire ».
_LINKS = ("de la ", "de l ", "des ", "du ", "de ", "d ", "en ", "la ", "le ", "les ", "l ")


@cache
def _territories() -> Territories:
    return unpack("territoires", Territories)


def continents() -> tuple[Continent, ...]:
    """Return the ministry's 8 zones, in its order."""
    return _territories().continents


def sous_continents() -> tuple[SousContinent, ...]:
    """Return the parts of the zones, in the order of the zones."""
    return _territories().sous_continents


@cache
def pays() -> Mapping[str, Pays]:
    """Return every country of the world by its ISO 3166 alpha-2 code, France included, its overseas parts not."""
    return MappingProxyType({p.iso2: p for p in _territories().pays})


@cache
def regions() -> Mapping[str, Region]:
    """Return the 18 regions of today by INSEE code."""
    return MappingProxyType({r.code: r for r in _territories().regions})


@cache
def anciennes_regions() -> Mapping[str, AncienneRegion]:
    """Return the 27 regions as they stood before 2016 by their INSEE code of the time."""
    return MappingProxyType({r.code: r for r in _territories().anciennes_regions})


@cache
def departements() -> Mapping[str, Departement]:
    """Return the 101 départements by INSEE code."""
    return MappingProxyType({d.code: d for d in _territories().departements})


@cache
def coms() -> Mapping[str, Com]:
    """Return the collectivités d'outre-mer by INSEE code."""
    return MappingProxyType({c.code: c for c in _territories().coms})


@cache
def communes() -> Mapping[str, Commune]:
    """Return the communes of today by INSEE code (about 35,000)."""
    return MappingProxyType({c.code: c for c in unpack("communes", tuple[Commune, ...])})


@cache
def epci() -> Mapping[str, Epci]:
    """Return the EPCI with own taxation and the EPT by SIREN number (about 1,270)."""
    return MappingProxyType({e.siren: e for e in unpack("epci", tuple[Epci, ...])})


@cache
def _commune_names() -> dict[str, tuple[str, ...]]:
    return unpack("communes-noms", dict[str, tuple[str, ...]])


def communes_par_nom(nom_plie: str) -> tuple[Commune, ...]:
    """Return the communes of today that bear a name, folded by `parquet.text.fold`.

    Those that bear it now come first, the most populated first; then those that absorbed a commune of that name
    (communes déléguées and associées) and, for « paris 3e arrondissement », the city.
    """
    table = communes()
    return tuple(table[code] for code in _commune_names().get(nom_plie, ()))


def _candidates(texte: str) -> Iterable[str]:
    """Yield the folded text as it is, then without its institution, then without its article."""
    folded = fold(texte)
    yield folded
    bare = _INSTITUTION.sub("", folded)
    if bare != folded:
        yield bare
    for link in _LINKS:
        if bare.startswith(link):
            yield bare.removeprefix(link)
            break


def _first(index: Mapping[str, str], texte: str) -> str | None:
    return next((index[c] for c in _candidates(texte) if c in index), None)


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Map folded names to codes; the first to claim a name keeps it."""
    index: dict[str, str] = {}
    for name, code in pairs:
        if key := fold(name):
            index.setdefault(key, code)
    return index


def _alias(niveau: str) -> list[tuple[str, str]]:
    return [(a.alias, a.code) for a in _territories().alias if a.niveau == niveau]


@cache
def _index_pays() -> dict[str, str]:
    table = pays().values()
    # Codes last: no name of a country may be shadowed by the code of another.
    return _index(
        [(p.nom, p.iso2) for p in table]
        + [(p.nom_anglais, p.iso2) for p in table]
        + [(a, p.iso2) for p in table for a in p.alias]
        + [(p.iso2, p.iso2) for p in table]
        + [(p.iso3, p.iso2) for p in table]
    )


def trouver_pays(texte: str) -> Pays | None:
    """Return the country meant by an ISO 2 or 3 code, a French or English name or an alias.

    Case, accents, apostrophes and a leading article do not count.
    """
    code = _first(_index_pays(), texte)
    return None if code is None else pays()[code]


@cache
def _index_regions() -> dict[str, str]:
    return _index(
        [(r.code, r.code) for r in regions().values()]
        + [(r.nom, r.code) for r in regions().values()]
        + _alias("region")
    )


@cache
def _index_anciennes() -> dict[str, str]:
    table = anciennes_regions().values()
    return _index(
        [(r.code, r.code) for r in table] + [(r.nom, r.code) for r in table] + _alias("ancienne-region")
    )


def trouver_region(texte: str) -> Region | AncienneRegion | None:
    """Return the region meant by a code or a name; today's first, else the one before 2016.

    « Conseil régional de X » and « Région X » are understood. A code or name that did not change gives today's region.
    """
    if (code := _first(_index_regions(), texte)) is not None:
        return regions()[code]
    old = _first(_index_anciennes(), texte)
    return None if old is None else anciennes_regions()[old]


@cache
def _index_departements() -> dict[str, str]:
    table = departements().values()
    return _index(
        [(d.code, d.code) for d in table]
        # « 1 » for « 01 », as spreadsheets leave it.
        + [(d.code.lstrip("0"), d.code) for d in table]
        + [(d.nom, d.code) for d in table]
        + _alias("departement")
    )


def trouver_departement(texte: str) -> Departement | None:
    """Return the département meant by a code, a name of today or of before (« Côtes-du-Nord »).

    « Conseil général du X », « Conseil départemental de X » and « Département X » are understood.
    """
    code = _first(_index_departements(), texte)
    return None if code is None else departements()[code]


@cache
def _index_coms() -> dict[str, str]:
    table = coms().values()
    return _index([(c.code, c.code) for c in table] + [(c.nom, c.code) for c in table] + _alias("com"))


def trouver_com(texte: str) -> Com | None:
    """Return the collectivité d'outre-mer meant by a code, a name or an alias (« TAAF »)."""
    code = _first(_index_coms(), texte)
    return None if code is None else coms()[code]


def trouver_continent(texte: str) -> Continent | None:
    """Return the continent meant by a code or a name."""
    wanted = fold(texte)
    return next((c for c in continents() if wanted in (fold(c.code), fold(c.nom))), None)


def trouver_sous_continent(texte: str) -> SousContinent | None:
    """Return the part of a continent meant by a code or a name."""
    wanted = fold(texte)
    return next((s for s in sous_continents() if wanted in (fold(s.code), fold(s.nom))), None)
