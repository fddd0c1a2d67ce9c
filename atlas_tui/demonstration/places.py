# SPDX-License-Identifier: EUPL-1.2
"""The foreign partners: real towns of the reference, and the regions, provinces or districts that bear their names."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from atlas_tui.demonstration import french
from parquet.reference import cities
from parquet.reference.cities import Ville

# What is said of a town once every town of its country is a partner: only in the enlarged atlases made for measures.
_LAPS = ("{v}", "Arrondissement {de}", "District {de}", "Canton {de}")
_BIG = 30
"""How many towns of a country give their names to provinces."""


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
        of = french.of(nom)
        return Place(
            nom, pays, kind, nom, of, french.at(nom), f"la {'ville' if big else 'commune'} {of}", **known
        )
    article = terms[term][0]
    # Titles of institutions keep their capital in the record and lose it in a sentence: « la région de Ségou ».
    inside = nom if term in ("État", "Landkreis") else nom[0].lower() + nom[1:]
    le = french.with_article(article, inside)
    return Place(nom, pays, kind, le, french.of_article(article, inside), _in(le), le, **known)


@dataclass(slots=True)
class Country:
    """The towns of a country that are not partners yet. Lives through all the rounds of an atlas."""

    iso2: str
    towns: list[Ville]
    left: list[int] = field(default_factory=list)
    lap: int = -1
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
        return cls(iso2, list(seen.values()))

    def town(self, rng: Random, near: int) -> Place:
        """Return a new town, of a few drawn at random the one whose population is the nearest to `near`."""
        while True:
            if not self.left:
                self.lap += 1
                self.left = list(range(len(self.towns)))
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
        number = min(_BIG, len(self.towns))
        while self.provinces < number * len(words):
            v, word = self.towns[self.provinces // len(words)], words[self.provinces % len(words)]
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
