# SPDX-License-Identifier: EUPL-1.2
"""Contacts: people who do not exist.

Surnames are put together from syllables, so that none is a real person's by design; courriels stand on `.example`
(RFC 2606) and telephones in the ranges that ARCEP keeps for works of fiction.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from parquet.text import fold
from store.records import Contact

_PRENOMS_F = (
    "Adèle Agathe Albane Amandine Anaïs Armelle Aurore Béatrice Blandine Brigitte Carole Cécile Céleste Chantal Charlotte "
    "Colette Danièle Delphine Edwige Élise Émilie Fanny Félicie Gaëlle Hélène Inès Irène Isabelle Jeanne Judith Laurence Lise "
    "Louise Lucie Madeleine Malika Margaux Maryse Mathilde Michèle Mireille Nadia Noémie Odile Pascale Perrine Régine Romane "
    "Sabine Sophie Thérèse Véronique Viviane Yvette Zoé"
).split()
_PRENOMS_M = (
    "Alain André Antoine Arnaud Basile Benoît Bertrand Clément Corentin Damien Denis Didier Éloi Étienne Fabien Florent "
    "Georges Gilles Guillaume Hervé Hubert Jacques Joël Julien Karim Léon Loïc Marc Maxime Nathan Olivier Patrice Philippe "
    "Quentin Rachid Rémi Samir Sylvain Tanguy Thomas Valentin Victor Xavier Yann"
).split()
_TETES = (
    "Ardel Aubri Barsa Beaufa Berto Blanci Bordena Boursa Brivo Cantre Chaloi Chambre Clavi Cormi Courta Dampi Desca Dorvi "
    "Esclavi Estrado Falgui Fontre Garansa Gaudri Grandvi Guersa Hautre Joncha Lamberti Lauze Malvi Marcilla Maurépi Mirvi "
    "Montarba Morlai Nesti Orvali Pardai Peyrola Pommera Pradeli Quinsa Ravino Rivari Roquelo Sardini Sauvetra Tardivo "
    "Tressa Valmori Vauclai Verdele Vignoba Villemo"
).split()
_QUEUES = "bert ceau chet dier geon gnac lard lier lin main mont nac net neuil quet rand reau rel ret rieu ron sac sier tel tier vel vier zac".split()
# Feminine and masculine, as the person's first name asks.
_ELUS = (
    ("Adjointe au maire, relations internationales", "Adjoint au maire, relations internationales"),
    ("Adjointe au maire, jumelages et coopération", "Adjoint au maire, jumelages et coopération"),
    ("Conseillère municipale déléguée aux jumelages", "Conseiller municipal délégué aux jumelages"),
    ("Première adjointe au maire", "Premier adjoint au maire"),
    ("Maire", "Maire"),
)
_ELUS_ASSEMBLEE = (
    ("Vice-présidente, coopération décentralisée", "Vice-président, coopération décentralisée"),
    (
        "Vice-présidente, affaires européennes et internationales",
        "Vice-président, affaires européennes et internationales",
    ),
    (
        "Conseillère déléguée à la solidarité internationale",
        "Conseiller délégué à la solidarité internationale",
    ),
)
_CADRES = (
    ("Directrice des relations internationales", "Directeur des relations internationales"),
    ("Chargée de mission coopération décentralisée", "Chargé de mission coopération décentralisée"),
    ("Responsable du service Europe et international", "Responsable du service Europe et international"),
    ("Cheffe de projet solidarité internationale", "Chef de projet solidarité internationale"),
)
_CADRES_COMMUNE = (
    ("Directrice générale des services", "Directeur général des services"),
    ("Chargée des jumelages", "Chargé des jumelages"),
    (
        "Responsable de la vie associative et des jumelages",
        "Responsable de la vie associative et des jumelages",
    ),
)
_CORRESPONDANTS = (
    ("Attachée de coopération non gouvernementale", "Attaché de coopération non gouvernementale"),
    ("Conseillère de coopération et d'action culturelle", "Conseiller de coopération et d'action culturelle"),
    ("Chargée de mission gouvernance et collectivités", "Chargé de mission gouvernance et collectivités"),
)
_REMPLACANTS = (("Suppléante du correspondant", "Suppléant du correspondant"),)
_PETITE_COMMUNE = 5_000
"""Inhabitants under which a mairie has a secrétaire rather than services."""
_CADRES_PETITE_COMMUNE = (
    ("Secrétaire de mairie", "Secrétaire de mairie"),
    ("Chargée des jumelages", "Chargé des jumelages"),
)
_ELUS_PETITE_COMMUNE = (
    ("Adjointe au maire, jumelages", "Adjoint au maire, jumelages"),
    ("Conseillère municipale déléguée aux jumelages", "Conseiller municipal délégué aux jumelages"),
    ("Maire", "Maire"),
)
# The numbering zone of each région before 2016 and COM, by range kept for fiction.
_ZONES = {
    "0199 00": ("11",),
    "0261 91": ("23", "24", "25", "52", "53", "04", "06", "986", "987", "988"),
    "0353 01": ("21", "22", "26", "31", "41", "42", "43"),
    "0465 71": ("82", "83", "91", "93", "94"),
    "0536 49": ("54", "72", "73", "74", "01", "02", "03", "975", "977", "978"),
}
_PREFIXES = {zone: prefix.replace(" ", "") for prefix, zones in _ZONES.items() for zone in zones}


def slug(text: str) -> str:
    """Return a name as part of a domain: « saint-jean-d-angely »."""
    return fold(text).replace(" ", "-")


def telephone(rng: Random, zone: str, *, mobile: bool = False) -> str:
    """Return a number of the ranges kept for fiction, of the zone's own where it has one."""
    prefix = "063998" if mobile else _PREFIXES.get(zone, "019900")
    digits = f"{prefix}{rng.randrange(10000):04d}"
    return " ".join(digits[i : i + 2] for i in range(0, 10, 2))


def correspondant(rng: Random, *, domain: str, zone: str, remplacant: bool) -> Contact:
    """Return the person in charge in an embassy, or who stands in. Three in four let their own address be published."""
    woman = rng.random() < 0.5
    prenom, nom = (
        rng.choice(_PRENOMS_F if woman else _PRENOMS_M),
        rng.choice(_TETES) + rng.choice(_QUEUES),
    )
    titles = _REMPLACANTS if remplacant else _CORRESPONDANTS
    return Contact(
        prenom=prenom,
        nom=nom,
        titre=titles[int(rng.random() * len(titles))][0 if woman else 1],
        courriel=f"{slug(prenom)}.{slug(nom)}@{domain}",
        telephone=telephone(rng, zone),
        diffusion=rng.random() < 0.75,
    )


def contacts(
    rng: Random, *, domain: str, zone: str, commune: bool, population: int, count: int
) -> tuple[Contact, ...]:
    """Return `count` people: an élu first, then cadres. One in five lets their own address be published."""
    elus: Sequence[tuple[str, str]]
    cadres: Sequence[tuple[str, str]]
    elus, cadres = (_ELUS, _CADRES_COMMUNE) if commune else (_ELUS_ASSEMBLEE, _CADRES)
    if commune and population < _PETITE_COMMUNE:
        elus, cadres = _ELUS_PETITE_COMMUNE, _CADRES_PETITE_COMMUNE
    people = []
    for i in range(count):
        elu = i == 0 and (count > 1 or rng.random() < 0.5)
        titles = elus if elu else cadres
        woman = rng.random() < 0.5
        prenom, nom = (
            rng.choice(_PRENOMS_F if woman else _PRENOMS_M),
            rng.choice(_TETES) + rng.choice(_QUEUES),
        )
        people.append(
            Contact(
                prenom=prenom,
                nom=nom,
                titre=titles[int(rng.random() * len(titles))][0 if woman else 1],
                role="elu" if elu else "cadre",
                courriel=f"{slug(prenom)}.{slug(nom)}@{domain}",
                telephone=telephone(rng, zone, mobile=rng.random() < 0.3),
                diffusion=rng.random() < 0.2,
            )
        )
    return tuple(people)
