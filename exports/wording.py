# SPDX-License-Identifier: EUPL-1.2
"""Codes into the French words that people read: countries, themes, statuses, natures, types."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from exports.answer import Origine
from exports.french import INSECABLE, jour
from parquet.criteria import TOUT, Cofinancement, Criteria, Interval
from parquet.pages import QUELCONQUE, Adresse, Page, criteres_de, lien, lire_cofinancements, nom_du_lieu
from parquet.reference import geography, nomenclature
from parquet.results import ProjetBref

if TYPE_CHECKING:
    from parquet.atlas import Atlas

FICTIF = "Données fictives : atlas de démonstration"
"""Said on every screen and in every file of the demonstration atlas."""

SOURCE = "Atlas français de la coopération décentralisée"
LICENCE = "Licence Ouverte 2.0 (réutilisation libre, source et date citées)"
"""Of what the atlas publishes; « données fictives » stands beside it in the demonstration."""

NATURES = {
    "cooperation": "Coopération décentralisée",
    "action": "Autre action extérieure",
    "demande": "Demande de coopération",
}


def mentions(au: date, demonstration: bool) -> tuple[str, ...]:
    """What stands beside every figure: its date, and that it is fictitious where it is."""
    dated = f"Atlas de la coopération décentralisée, état au {jour(au)}"
    return (dated, FICTIF) if demonstration else (dated,)


def nom_pays(iso2: str) -> str:
    """The French name of a country; its code when the reference does not know it."""
    found = geography.pays().get(iso2)
    return found.nom if found else iso2


def nom_theme(code: str) -> str:
    """The label of a theme; its code when the reference does not know it."""
    found = nomenclature.themes().get(code)
    return found.nom if found else code


def chemin_theme(code: str) -> str:
    """A theme under those above it: « Eau, assainissement, déchets › Eau et assainissement › … »."""
    return " › ".join(nom_theme(one) for one in nomenclature.lignee(code))


@cache
def _labels() -> dict[str, dict[str, str]]:
    return {
        "statut": {s.code: s.nom for s in nomenclature.statuts()},
        "type": {t.code: t.nom for t in nomenclature.types_collectivite()},
        "financeur": {f.code: f.nom for f in nomenclature.financeurs()},
        "loi": {loi.code: loi.nom for loi in nomenclature.lois_un_pour_cent()},
        "odd": {o.code: o.nom for o in nomenclature.odd()},
    }


def libelle(liste: str, code: str) -> str:
    """The label of a code of a list: statut, type, financeur, loi, odd."""
    return _labels()[liste].get(code, code)


def nature(projet: ProjetBref) -> str:
    """The Type column of the guide, with the jumelage where it is one."""
    return f"{NATURES[projet.nature]} (jumelage)" if projet.jumelage else NATURES[projet.nature]


def annees(projet: ProjetBref) -> str:
    """The guide's « Convention / Lancement »: « 2007 / 2009 », « – / 2009 »; empty when neither is known."""
    years = (projet.annee_convention, projet.annee_lancement)
    return f"{INSECABLE}/{INSECABLE}".join("–" if y is None else str(y) for y in years) if any(years) else ""


def avec_departement(nom: str, departement: str) -> str:
    """A collectivité is never named without what tells it from its homonyms: « Vienne (38) »."""
    return f"{nom} ({departement})" if departement else nom


_CRITERES = {
    "mots": "mots", "collectivite": "collectivité", "region": "région", "departement": "département",
    "com": "collectivité d'outre-mer", "type_collectivite": "type", "partenaire": "partenaire", "continent": "continent",
    "sous_continent": "sous-continent", "pays": "pays", "titre": "titre", "thematique": "thématique", "nature": "nature",
    "statut": "statut", "cofinancement": "cofinancement", "annee_debut": "début",
}  # fmt: skip


AUCUN_NOM: Mapping[str, str] = MappingProxyType({})


def criteres_en_mots(criteres: Criteria, noms: Mapping[str, str] = AUCUN_NOM) -> str:
    """« pays : Mali ou Sénégal · thématique : Santé »; empty for the whole atlas.

    `noms` (`Atlas.noms`) are those of collectivités and partenaires, which are said by their identifiers without it.
    """
    said = []
    for field, label in _CRITERES.items():
        value = getattr(criteres, field)
        if not value or value == Interval():
            continue
        values = value if isinstance(value, tuple) else (value,)
        if field == "cofinancement" and quelconque(values):
            values = (QUEL_QU_IL_SOIT,)
        said.append(f"{label} : {' ou '.join(_value(field, v, noms) for v in values)}")
    if criteres.jumelage is not None:
        said.append("jumelages seulement" if criteres.jumelage else "sans les jumelages")
    if criteres.loi_oudin:
        said.append("Loi Oudin")
    if criteres.aussi is not None:
        said.append(f"et {criteres_en_mots(criteres.aussi, noms)}")
    return " · ".join(said)


QUEL_QU_IL_SOIT = "quel qu'il soit"
"""A cofinancement of any kind."""


def quelconque(cofinancements: tuple[Cofinancement, ...]) -> bool:
    """True when every kind of funder is among them, of any year."""
    return set(lire_cofinancements(QUELCONQUE)) <= set(cofinancements)


def cofinancement(cofinanceur: Cofinancement) -> str:
    """« Agence française de développement en 2009 »."""
    year = "" if cofinanceur.annee is None else f" en {cofinanceur.annee}"
    return f"{libelle('financeur', cofinanceur.financeur)}{year}"


def _annees(years: Interval) -> str:
    """« 2009 », « de 2005 à 2010 », « depuis 2005 », « jusqu'en 2010 »."""
    if years.de is None or years.a is None:
        return f"jusqu'en {years.a}" if years.de is None else f"depuis {years.de}"
    return str(years.de) if years.de == years.a else f"de {years.de} à {years.a}"


def _value(field: str, value: object, noms: Mapping[str, str]) -> str:
    match value:
        case Cofinancement():
            return cofinancement(value)
        case Interval():
            return _annees(value)
    text = str(value)
    match field:
        case "region" | "departement" | "com" | "continent" | "sous_continent" | "pays" | "thematique":
            return nom_du_lieu(Page(field.replace("_", "-"), text))
        case "nature":
            return NATURES[text].lower()
        case "statut":
            return libelle("statut", text).lower()
        case "type_collectivite":
            return libelle("type", text).lower()
        case "mots" | "titre":
            return f"« {text} »"
        case _:
            return noms.get(text, text)


def origine(atlas: Atlas, page: Page, criteres: Criteria = TOUT) -> Origine:
    """Where an answer about a page narrowed by `criteres` comes from, with its permalink and its criteria in words."""
    asked = criteres_de(page) & criteres
    return Origine(
        au=atlas.au,
        instantane=atlas.instantane,
        demonstration=atlas.demonstration,
        lien=lien(Adresse(page, criteres, au=atlas.jour)),
        criteres=criteres_en_mots(asked, atlas.noms(asked)),
    )
