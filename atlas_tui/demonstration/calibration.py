# SPDX-License-Identifier: EUPL-1.2
"""The published figures that the demonstration atlas reproduces, and the arithmetic that shares them out.

Sources: the guide (seeds 001) for the world, the top ten and the APD; the brochure (seeds 003) for the continents, whose
rows do not add up: the zone it leaves out, Proche et Moyen-Orient, receives the remainder.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import msgspec

COLLECTIVITES = 4777
PARTENAIRES = 8625
COOPERATIONS = 12731
ACTIONS = 737
PROJETS = COOPERATIONS + ACTIONS
DEMANDEURS = 110
DEMANDES = 137
PROJETS_BROCHURE = 13494
PMO = "proche-et-moyen-orient"

TOP = {
    "Paris": 344,
    "Conseil régional d'Île-de-France": 155,
    "Conseil régional de Rhône-Alpes": 151,
    "Conseil régional de Provence-Alpes-Côte d'Azur": 125,
    "Région Île-de-France": 124,
    "Conseil régional de Champagne-Ardenne": 105,
    "Ville et Communauté Urbaine de Strasbourg": 105,
    "Marseille": 103,
    "Conseil régional d'Alsace": 90,
    "Conseil régional de Lorraine": 85,
}
MOST_OF_THE_OTHERS = 76
"""No other collectivité leads more: the guide's tenth has 85."""

APD = {2008: 73420532, 2009: 71160392, 2010: 64858548, 2011: 65568380, 2012: 64884374}
APD_PAYS = {
    "BF": {2008: 4924420, 2009: 4255922, 2010: 4156489, 2011: 3224327, 2012: 4801733},
    # The embassy published 2011 and 2012 only; the years before are plausible.
    "ML": {2008: 5600000, 2009: 6000000, 2010: 5900000, 2011: 6109591, 2012: 4894547},
}
APD_REFUGIES = 0.02
"""Share of the world's euros that the demonstration calls costs of refugees. No source gives it."""
APD_NON_VENTILEE = 0.06
"""Share spent in France on awareness and administration."""

# French collectivités, partners, projets as the brochure counts them. No row for Proche et Moyen-Orient there: its
# partners are what is left of 8,625, its projets of 13,494, its collectivités an invention in proportion.
_BROCHURE = {
    "afrique": (787, 1199, 2969),
    "europe": (4326, 6441, 8526),
    "amerique-du-nord": (347, 397, 532),
    "amerique-centrale-et-caraibes": (79, 93, 185),
    "amerique-du-sud": (70, 108, 229),
    "asie": (171, 270, 637),
    "oceanie": (19, 25, 27),
}

MULTI_PAYS = 0.04
"""Share of the projets that have partners in several countries (of one continent)."""
COPILOTES = 0.03
"""Share of the projets that a second collectivité leads with the first."""


class Pays(msgspec.Struct, frozen=True):
    """What the demonstration knows of a country beside the reference: see `pays.csv`."""

    iso2: str
    poids: int
    demandes: int
    sud: bool
    apd: bool
    depuis: int
    binome: str


@cache
def pays() -> Mapping[str, Pays]:
    """Return the countries of the demonstration by ISO code, those of the projets and that of demandes alone."""
    text = files(__package__).joinpath("pays.csv").read_text(encoding="utf-8")
    return {
        r["iso2"]: Pays(
            r["iso2"],
            int(r["poids"]),
            int(r["demandes"]),
            r["aire"] == "sud",
            r["apd"] == "1",
            int(r["depuis"]),
            r["binome"],
        )
        for r in csv.DictReader(io.StringIO(text), delimiter=";")
    }


def share(total: int, weights: Sequence[float], least: int = 0) -> list[int]:
    """Share `total` in proportion to `weights` by largest remainder, each part at least `least`."""
    free = total - least * len(weights)
    if free < 0:
        raise ValueError("not enough to give everyone the least")
    whole = sum(weights) or 1.0
    exact = [free * w / whole for w in weights]
    parts = [int(e) for e in exact]
    order = sorted(range(len(weights)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: free - sum(parts)]:
        parts[i] += 1
    return [least + p for p in parts]


class Continent(msgspec.Struct, frozen=True):
    """What a continent must count, over the projets whose first partner is there."""

    code: str
    collectivites: int
    partenaires: int
    projets: int


def continents() -> tuple[Continent, ...]:
    """Return the targets of each continent; they sum to 8,625 partners and 13,468 projets."""
    rest = PROJETS_BROCHURE - sum(p for _, _, p in _BROCHURE.values())
    table = {**_BROCHURE, PMO: (130, PARTENAIRES - sum(q for _, q, _ in _BROCHURE.values()), rest)}
    projets = share(PROJETS, [p for _, _, p in table.values()])
    return tuple(
        Continent(code, f, q, p) for (code, (f, q, _)), p in zip(table.items(), projets, strict=True)
    )
