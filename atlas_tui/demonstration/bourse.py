# SPDX-License-Identifier: EUPL-1.2
"""The demandes of the Bourse-projets: authorities that look for a French partner, and have no projet yet."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random

from atlas_tui.demonstration import calibration
from atlas_tui.demonstration.comptes import PAYS
from atlas_tui.demonstration.french import capital
from atlas_tui.demonstration.places import Country, Place
from atlas_tui.demonstration.texts import Template, compile_template, render
from store.records import Demande

A_VALIDER = 2
"""Demandes that wait for an embassy, and that nobody else reads yet."""
_WAITING = date(2013, 12, 30)
_OPENING, _CLOSING = date(2008, 1, 7), date(2013, 11, 29)
_SOUGHT = (
    "Commune ou intercommunalité française de taille comparable",
    "Commune française disposant de services techniques",
    "Département ou région engagé dans ce domaine",
    "Toute collectivité française intéressée",
    "Ville moyenne, ouverte à des échanges de jeunes et d'agents",
)


@cache
def _subjects() -> tuple[tuple[str, tuple[Template, ...], tuple[Template, ...]], ...]:
    text = files(__package__).joinpath("textes", "demandes.toml").read_text(encoding="utf-8")
    return tuple(
        (
            d["theme"],
            tuple(compile_template(t, {}) for t in d["titres"]),
            tuple(compile_template(t, {}) for t in d["besoin"]),
        )
        for d in tomllib.loads(text)["demande"]
    )


def askers(rng: Random, countries: Mapping[str, Country]) -> list[tuple[Place, int]]:
    """Return the 110 authorities that ask, with how many demandes each has: 137 in 34 countries."""
    numbers = {p.iso2: p.demandes for p in calibration.pays().values() if p.demandes}
    spare = calibration.DEMANDES - calibration.DEMANDEURS
    # A second demande only where a country has several, so that each country keeps an asker at least.
    rooms = [iso2 for iso2, n in numbers.items() for _ in range(n // 2)]
    seconds = rng.sample(rooms, spare)
    result = []
    for iso2, number in numbers.items():
        doubles = seconds.count(iso2)
        result += [
            (countries[iso2].town(rng, 15_000), 2 if k < doubles else 1) for k in range(number - doubles)
        ]
    return result


def demandes(rng: Random, asking: list[tuple[Place, int]]) -> Iterator[Demande]:
    """Give the demandes, without their ids, in the order they were put in."""
    days = (_CLOSING - _OPENING).days
    drafts: list[tuple[date, Place, int]] = []
    for place, count in asking:
        subjects = rng.sample(range(len(_subjects())), count)
        drafts += [(_OPENING + timedelta(days=int(days * rng.random() ** 0.6)), place, s) for s in subjects]
    drafts.sort(key=lambda d: (d[0], d[1].number, d[2]))
    for day, place, subject in drafts:
        yield _demande(rng, day, place, subject, publiee=True)
    # What waits for the embassy whose account everybody may open, from authorities that ask already.
    near = [place for place, _ in asking if place.pays == PAYS]
    for place, subject in zip(near, rng.sample(range(len(_subjects())), A_VALIDER), strict=False):
        yield _demande(rng, _WAITING, place, subject, publiee=False)


def _demande(rng: Random, day: date, place: Place, subject: int, *, publiee: bool) -> Demande:
    """One demande, published some weeks later, or that waits for its embassy."""
    theme, titles, needs = _subjects()[subject]
    fields = {
        "par": place.nom, "le_par": place.le, "de_par": place.de, "a_par": place.a,
        "le_parc": place.le_parc, "Le_parc": capital(place.le_parc),
    }  # fmt: skip
    return Demande(
        titre=capital(render(titles[int(rng.random() * len(titles))], rng.random, fields)),
        partenaire=place.id,
        thematique=theme,
        besoin=render(needs[int(rng.random() * len(needs))], rng.random, fields),
        description=f"{capital(place.le_parc)} peut apporter une contribution en nature et mobiliser les associations locales.",
        recherche=_SOUGHT[int(rng.random() * len(_SOUGHT))],
        lieu=place.nom,
        etat="publiee" if publiee else "deposee",
        deposee_le=day,
        publiee_le=min(day + timedelta(days=5 + rng.randrange(40)), date(2013, 12, 30)) if publiee else None,
    )
