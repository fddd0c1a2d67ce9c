# SPDX-License-Identifier: EUPL-1.2
"""Embassies with correspondants who do not exist, and what they, the réseaux and the DAECT announce: all of it fictitious."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Literal

from atlas_tui.demonstration import calibration
from atlas_tui.demonstration.authorities import Authority
from atlas_tui.demonstration.comptes import PAYS
from atlas_tui.demonstration.french import capital
from atlas_tui.demonstration.people import correspondant, telephone
from atlas_tui.demonstration.projects import country_words
from atlas_tui.demonstration.texts import Template, compile_template, render
from parquet.reference import geography
from store.records import Actualite, Ambassade

ACTUALITES, EVENEMENTS, BROUILLONS, ARCHIVEES = 42, 20, 4, 3
"""How many are published, and how many are drafts or archived."""
_POSTES = {"PS": "Consulat général de France à Jérusalem", "TW": "Bureau français de Taipei"}
"""Where France has another post than an embassy."""
_PUBLIEES = (date(2012, 10, 1), date(2013, 12, 27))
_TENUS = (date(2013, 3, 4), date(2014, 10, 17))
"""The days between which events are held: most are to come on the day of the guide's atlas."""
_FICTIVE = "Annonce fictive, de l'atlas de démonstration."
_VILLES = ("Angers", "Dijon", "Lille", "Lyon", "Nantes", "Rennes", "Strasbourg", "Toulouse")
_HORAIRES = ("9 h 30 – 17 h", "14 h – 18 h", "10 h – 16 h 30, heure de Paris", "")


@dataclass(frozen=True, slots=True)
class Sujet:
    """Something that may be announced; an event when it has days."""

    qui: tuple[str, ...]
    theme: str
    titres: tuple[Template, ...]
    texte: tuple[Template, ...]
    jours: tuple[int, ...] = ()
    lieu: Template = ()


@cache
def _sujets() -> tuple[Sujet, ...]:
    text = files(__package__).joinpath("textes", "actualites.toml").read_text(encoding="utf-8")
    return tuple(
        Sujet(
            tuple(s["qui"].split()), s["theme"],
            tuple(compile_template(t, {}) for t in s["titres"]),
            tuple(compile_template(t, {}) for t in s["texte"]),
            tuple(s.get("jours", ())),
            compile_template(s.get("lieu", ""), {}),
        )
        for s in tomllib.loads(text)["sujet"]
    )  # fmt: skip


def ambassades(rng: Random) -> Iterator[Ambassade]:
    """Give an embassy for each country of the demonstration, without its id, by the French order of codes."""
    for iso2 in sorted(calibration.pays()):
        place, words = geography.pays()[iso2], country_words(iso2)
        domain = f"ambafrance-{iso2.lower()}.example"
        number = telephone(rng, "11")
        people = tuple(
            correspondant(rng, domain=domain, zone="11", remplacant=rank > 0)
            for rank in range(2 if rng.random() < 0.15 else 1)
        )
        yield Ambassade(
            pays=iso2,
            nom=_POSTES.get(iso2, f"Ambassade de France {words['en_pays']}"),
            service="Service de coopération et d'action culturelle",
            adresse=f"Ambassade de France, {place.capitale}" if place.capitale else "",
            courriel=f"cooperation@{domain}",
            telephone=number,
            site=f"https://www.{domain}",
            contacts=people,
        )


def actualites(
    rng: Random, acteurs: Mapping[str, Sequence[Authority]], reseaux: Sequence[str]
) -> Iterator[Actualite]:
    """Give the news and the events, without their ids, in the order they were published, after those that are not read.

    `acteurs`: the collectivités that have a projet in each country; `reseaux`: the ids of those that announce something.
    """
    countries = [p for p in calibration.pays().values() if p.sud and acteurs.get(p.iso2)]
    weights = [float(p.poids) for p in countries]
    news = [s for s in _sujets() if not s.jours]
    events = [s for s in _sujets() if s.jours]
    # What is being written waits for those whose account everybody may open.
    by = {name: [s for s in _sujets() if name in s.qui] for name in ("ambassade", "reseau", "daect")}
    wanted = [
        *[news] * ACTUALITES, *([by["ambassade"], by["reseau"], by["daect"]] * 2)[: BROUILLONS - 1], *[news] * ARCHIVEES,
        *[events] * (EVENEMENTS + 1),
    ]  # fmt: skip
    said: set[str] = set()
    made: list[Actualite] = []
    for rank, subjects in enumerate(wanted):
        draft = ACTUALITES <= rank < ACTUALITES + BROUILLONS - 1
        while True:
            pays = calibration.pays()[PAYS] if draft else rng.choices(countries, weights)[0]
            signs = ("ambassade", "reseau", "daect")[(rank - ACTUALITES) % 3] if draft else ""
            subject = subjects[int(rng.random() * len(subjects)) if draft else rank % len(subjects)]
            one = _une(rng, subject, pays, acteurs[pays.iso2], reseaux[:1] if draft else reseaux, signs)
            if one.titre not in said:
                break
        said.add(one.titre)
        made.append(one)
    rest = ACTUALITES + BROUILLONS - 1
    published = [*made[:ACTUALITES], *made[rest + ARCHIVEES : -1]]
    # What nobody reads stands there when the atlas opens: the others come in on their days, under later numbers.
    yield from (_en_etat(one, "archivee") for one in made[rest : rest + ARCHIVEES])
    yield from (_en_etat(one, "brouillon") for one in [*made[ACTUALITES:rest], made[-1]])
    yield from sorted(published, key=lambda one: (one.publiee_le or date.max, one.titre))


def _en_etat(one: Actualite, etat: Literal["brouillon", "archivee"]) -> Actualite:
    import msgspec

    return msgspec.structs.replace(
        one, etat=etat, publiee_le=None if etat == "brouillon" else date(2012, 10, 1)
    )


def _une(
    rng: Random,
    sujet: Sujet,
    pays: calibration.Pays,
    who: Sequence[Authority],
    reseaux: Sequence[str],
    signs: str,
) -> Actualite:
    """One announcement about a country, signed by `signs`, or by one of those who may."""
    actor = who[int(rng.random() * len(who))]
    signs = signs or sujet.qui[int(rng.random() * len(sujet.qui))]
    words = country_words(pays.iso2)
    place = geography.pays()[pays.iso2]
    fields = {
        **words, "Le_pays": capital(words["le_pays"]), "capitale": place.capitale or words["pays"],
        "ville": _VILLES[int(rng.random() * len(_VILLES))],
        "le_col": actor.le, "Le_col": capital(actor.le), "de_col": actor.de,
    }  # fmt: skip
    titre = capital(render(sujet.titres[int(rng.random() * len(sujet.titres))], rng.random, fields))
    texte = capital(render(sujet.texte[int(rng.random() * len(sujet.texte))], rng.random, fields))
    first, last = _PUBLIEES
    published = first + timedelta(days=int((last - first).days * rng.random() ** 0.7))
    debut = fin = None
    if sujet.jours:
        first, last = _TENUS
        debut = _ouvre(first + timedelta(days=int((last - first).days * rng.random() ** 0.55)))
        length = sujet.jours[int(rng.random() * len(sujet.jours))]
        fin = debut + timedelta(days=length - 1) if length > 1 else None
        published = min(published, debut - timedelta(days=20))
    return Actualite(
        titre=titre,
        genre="evenement" if sujet.jours else "actualite",
        texte=f"{texte}\n\n{_FICTIVE}",
        emetteur="ambassade" if signs == "ambassade" else "reseau" if signs == "reseau" else "daect",
        reseau=reseaux[int(rng.random() * len(reseaux))] if signs == "reseau" else "",
        pays=(pays.iso2,),
        thematiques=(sujet.theme,),
        collectivites=(actor.id,)
        if any(n.lower() in (titre + texte).lower() for n in (actor.le, actor.de))
        else (),
        lieu=render(sujet.lieu, rng.random, fields),
        debut=debut,
        fin=fin,
        horaires=_HORAIRES[int(rng.random() * len(_HORAIRES))] if debut and not fin else "",
        etat="publiee",
        publiee_le=published,
    )


def _ouvre(day: date) -> date:
    """The day itself, or the Monday after a week-end."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day
