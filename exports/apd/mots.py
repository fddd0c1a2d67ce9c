# SPDX-License-Identifier: EUPL-1.2
"""The codes of a line of APD in French words."""

from __future__ import annotations

from exports.wording import libelle, nom_pays
from parquet.reference import cad, geography
from store.records import LigneApd

SANS_PAYS = "Non ventilé par pays"
REFUGIES = "Accueil de réfugiés en France"


def pays(line: LigneApd) -> str:
    """Where the money of a line goes."""
    if line.refugies:
        return REFUGIES
    return nom_pays(line.pays) if line.pays else SANS_PAYS


def secteur(code: str) -> str:
    """« 14031 Approvisionnement… »."""
    return _dit(code, cad.secteurs().get(code, ""))


def canal(code: str) -> str:
    """« 22000 ONG… »."""
    return _dit(code, cad.canaux().get(code, ""))


def type_aide(code: str) -> str:
    """« C01 Projet »."""
    return _dit(code, cad.types_aide().get(code, ""))


def alerte(said: str) -> str:
    """An alert of `store.apd.alerts`, the country by its name: « Mali : 0 € l'an dernier… »."""
    code, colon, rest = said.partition(" : ")
    return f"{nom_pays(code) if code.isupper() else code}{colon}{rest}"


def part(par: str, code: str, nom: str = "") -> str:
    """The name of a part of totals: of a country, a sector, a région… `nom` is that of a collectivité."""
    match par:
        case "collectivite":
            return nom or code
        case "pays":
            return nom_pays(code) if code else SANS_PAYS
        case "region":
            place = geography.regions().get(code) or geography.coms().get(code)
            return place.nom if place else code or "Sans région"
        case "departement":
            found = geography.departements().get(code)
            return f"{found.nom} ({code})" if found else code or "Sans département"
        case "type":
            return libelle("type", code)
        case "secteur" | "categorie":
            return secteur(code) or "Sans secteur"
        case "canal":
            return canal(code) or "Sans canal"
        case "type-aide":
            return type_aide(code) or "Sans type d'aide"
        case "loi":
            return libelle("loi", code) if code else "Hors des lois « 1 % »"
        case _:
            return code


def _dit(code: str, nom: str) -> str:
    return f"{code} {nom}".strip()
