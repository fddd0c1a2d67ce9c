# SPDX-License-Identifier: EUPL-1.2
"""The foreign partners: real towns of the reference, and the regions, provinces or districts that bear their names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import cos, hypot, radians
from random import Random
from typing import Any

from atlas_tui.demonstration import french
from parquet.reference import cities
from parquet.reference.cities import Ville

# What is said of a town once every town of its country is a partner: only in the enlarged atlases made for measures.
_LAPS = ("{v}", "Arrondissement {de}", "District {de}", "Canton {de}")
_BIG = 30
"""How many towns of a country give their names to provinces."""


# Where the h of names is mute to a French ear: « d'Hiroshima », « d'Huelva », against « de Hambourg », « de Hanoï ».
_MUTE_H = frozenset({"ES", "GR", "IT", "JP", "PT", "HT"})
_QUARTER = re.compile(r"[(/\d]|kerület")
_CITY = 150_000
"""Inhabitants from which a city has suburbs and quarters that GeoNames lists beside it."""


@dataclass(slots=True)
class Place:
    """A foreign authority and the French around its name."""

    nom: str
    pays: str
    type: str
    le: str
    de: str
    a: str
    le_parc: str
    latitude: float | None = None
    longitude: float | None = None
    population: int | None = None
    alias: tuple[str, ...] = ()
    number: int = 0

    @property
    def id(self) -> str:
        """Id of its record."""
        return f"par-{self.number}"


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("partenaires.toml").read_text(encoding="utf-8"))


def _in(le: str) -> str:
    """« dans la région de Ségou »: where one is, for a territory with its article."""
    return f"dans {le}"


def named(nom: str, pays: str, kind: str = "ville", **known: Any) -> Place:
    """Return a partner from its name alone; the first word tells its gender when it is not a town."""
    terms: Mapping[str, list[str]] = _words()["termes"]
    term = next((t for t in sorted(terms, key=len, reverse=True) if nom.startswith(t + " ")), "")
    if not term:
        big = (known.get("population") or 0) >= 50_000
        of = french.of(nom, mute_h=pays in _MUTE_H)
        return Place(
            nom, pays, kind, nom, of, french.at(nom), f"la {'ville' if big else 'commune'} {of}", **known
        )
    article = terms[term][0]
    # Titles of institutions keep their capital in the record and lose it in a sentence: « la région de Ségou ».
    inside = nom if term in ("État", "Landkreis") else nom[0].lower() + nom[1:]
    le = french.with_article(article, inside)
    return Place(nom, pays, kind, le, french.of_article(article, inside), _in(le), le, **known)


def _suburbs(towns: Sequence[Ville]) -> list[bool]:
    """Tell which towns stand within a greater city: the bigger it is, the further its quarters and suburbs reach."""
    known = frozenset(_words()["quartiers"])
    cells: dict[tuple[int, int], list[tuple[Ville, float]]] = {}
    result = []
    # The most populated come first: a city is known before what surrounds it.
    for v in towns:
        population = v.population or 0
        row, column = int(v.latitude // 1), int(v.longitude // 1)
        narrow = cos(radians(v.latitude))
        aside = v.nom in known or _QUARTER.search(v.nom) is not None
        for i in () if aside else (row - 1, row, row + 1):
            for j in (column - 1, column, column + 1):
                for city, reach in cells.get((i, j), ()):
                    dy, dx = v.latitude - city.latitude, (v.longitude - city.longitude) * narrow
                    if dy * dy + dx * dx < reach and population < (city.population or 0) / 2:
                        aside = True
        if not aside and population >= _CITY:
            # Some 20 km around Berlin, 5 around a city of 200,000: in degrees, squared.
            cells.setdefault((row, column), []).append((v, (0.011 / 111) ** 2 * population))
        result.append(aside)
    return result


def distance(a: Any, b: Any) -> float:
    """Return the kilometres between two authorities; far when either is nowhere."""
    if None in (a.latitude, a.longitude, b.latitude, b.longitude):
        return 1e9
    narrow = cos(radians((a.latitude + b.latitude) / 2))
    return 111.2 * hypot(a.latitude - b.latitude, (a.longitude - b.longitude) * narrow)


@cache
def _grounds() -> Mapping[str, Any]:
    text = files(__package__).joinpath("terrains.toml").read_text(encoding="utf-8")
    words = tomllib.loads(text)
    return {
        "pays": {name: frozenset(codes.split()) for name, codes in words["pays"].items()},
        "ports": {iso2: frozenset(names) for iso2, names in words["ports"].items()},
    }


def fits(needs: Sequence[str], place: Place, lead: str) -> bool:
    """Tell whether a subject suits the place and the type of the lead: no fishing port in Niamey.

    « ville » wants a town there; « commune », « groupement » and « large » say who leads; « mer » wants a port or an
    island; any other word is a set of countries of `terrains.toml`.
    """
    for need in needs:
        if need == "ville":
            right = place.type == "ville"
        elif need == "commune":
            right = lead == "commune"
        elif need == "large":
            right = lead in ("region", "departement", "com")
        elif need == "mer":
            right = place.pays in _grounds()["pays"]["iles"] or place.nom in _grounds()["ports"].get(
                place.pays, ()
            )
        else:
            right = place.pays in _grounds()["pays"][need]
        if not right:
            return False
    return True


@dataclass(slots=True)
class Country:
    """The towns of a country that are not partners yet. Lives through all the rounds of an atlas."""

    iso2: str
    towns: list[Ville]
    suburbs: list[bool] = field(default_factory=list)
    """Which towns are quarters or suburbs of a greater one: partners last."""
    left: list[int] = field(default_factory=list)
    later: list[int] = field(default_factory=list)
    lap: int = -1
    seats: list[Ville] = field(default_factory=list)
    """The towns that give their names to provinces."""
    provinces: int = 0
    reserved: set[str] = field(default_factory=set)

    @classmethod
    def load(cls, iso2: str) -> Country:
        """Read the towns of the reference, each name once."""
        french_names: Mapping[str, str] = _words()["noms"]
        seen: dict[str, Ville] = {}
        for v in cities.villes(iso2):
            nom = french_names.get(v.nom, v.nom)
            if nom not in seen:
                seen[nom] = (
                    v
                    if nom == v.nom
                    else Ville(v.geonameid, nom, iso2, v.latitude, v.longitude, v.population, v.admin1)
                )
        towns = list(seen.values())
        return cls(iso2, towns, _suburbs(towns), reserved=set(_words()["jamais"]))

    def town(self, rng: Random, near: int) -> Place:
        """Return a new town, of a few drawn at random the one whose population is the nearest to `near`."""
        while True:
            if not self.left:
                self.left, self.later = self.later, []
            if not self.left:
                self.lap += 1
                self.left = [i for i, aside in enumerate(self.suburbs) if not aside]
                self.later = [i for i, aside in enumerate(self.suburbs) if aside]
            best, distance = 0, 1e18
            for _ in range(3 if near < 150_000 else 15):
                at = int(rng.random() * len(self.left))
                population = self.towns[self.left[at]].population or 5_000
                gap = population / near if population > near else near / population
                if gap < distance:
                    best, distance = at, gap
            self.left[best], self.left[-1] = self.left[-1], self.left[best]
            v = self.towns[self.left.pop()]
            further = self.lap - len(_LAPS)
            nom = (
                _LAPS[self.lap].format(v=v.nom, de=french.of(v.nom))
                if further < 0
                else f"{v.nom} (secteur {further + 1})"
            )
            if nom in self.reserved:
                continue
            town = self.lap == 0 or further >= 0
            if not town:
                self.reserved.add(nom)
            kind = "ville" if town else "district"
            known = (v.population or None) if town else None
            return named(nom, self.iso2, kind, latitude=v.latitude, longitude=v.longitude, population=known)

    def province(self) -> Place | None:
        """Return a new region, province or district, or None when the country has no more."""
        words: list[str] = _words()["pays"].get(self.iso2, [])
        if not words:
            return None
        if not self.seats:
            only = _words()["seuls"].get(self.iso2)
            free = [v for v, aside in zip(self.towns, self.suburbs, strict=True) if not aside]
            self.seats = [v for v in self.towns if v.nom in only] if only else free[:_BIG]
        number = len(self.seats)
        while self.provinces < number * len(words):
            v, word = self.seats[self.provinces // len(words)], words[self.provinces % len(words)]
            self.provinces += 1
            nom = f"{word} {french.of(v.nom)}"
            kind = _words()["termes"][word][1]
            # A « commune rurale » bears the name of a small place, not of a big town.
            if kind == "ville" and len(self.towns) > number:
                v = self.towns[-1 - self.provinces % (len(self.towns) - number)]
                nom = f"{word} {french.of(v.nom)}"
            # « Sector 3 » is a town of GeoNames, and no province.
            if nom not in self.reserved and not any(c.isdigit() for c in nom):
                self.reserved.add(nom)
                return named(nom, self.iso2, kind, latitude=v.latitude, longitude=v.longitude)
        return None
