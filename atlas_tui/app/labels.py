# SPDX-License-Identifier: EUPL-1.2
"""The French words for the codes that fiches hold. An unknown code is shown as it is: it comes from data."""

from __future__ import annotations

from functools import cache

from parquet.reference import geography, nomenclature
from parquet.reference.records import Theme


def pays(code: str) -> str:
    """« BF » → « Burkina Faso »."""
    found = geography.pays().get(code)
    return found.nom if found else code


def departement(code: str) -> str:
    """« 67 » → « Bas-Rhin (67) »; the name of a collectivité d'outre-mer where the code is one."""
    if found := geography.departements().get(code):
        return f"{found.nom} ({code})"
    com = geography.coms().get(code)
    return com.nom if com else code


def region(code: str) -> str:
    """« 44 » → « Grand Est »."""
    found = geography.regions().get(code) or geography.anciennes_regions().get(code)
    return found.nom if found else code


def ancienne_region(code: str) -> str:
    """« 42 » → « Alsace »."""
    found = geography.anciennes_regions().get(code)
    return found.nom if found else code


@cache
def _statuts() -> dict[str, str]:
    return {s.code: s.nom for s in nomenclature.statuts()}


def statut(code: str) -> str:
    """« en-cours » → « En cours »."""
    return _statuts().get(code, code)


@cache
def _natures() -> dict[str, tuple[str, str]]:
    return {n.code: (n.nom, n.pluriel) for n in nomenclature.natures()}


def nature(code: str) -> str:
    """« cooperation » → « Coopération décentralisée »."""
    return _natures().get(code, (code, code))[0]


def natures(code: str) -> str:
    """« cooperation » → « Coopérations décentralisées »."""
    return _natures().get(code, (code, code))[1]


@cache
def _types() -> dict[str, tuple[str, str]]:
    return {t.code: (t.nom, t.pluriel) for t in nomenclature.types_collectivite()}


def type_collectivite(code: str) -> str:
    """« ca » → « Communauté d'agglomération »."""
    return _types().get(code, (code, code))[0]


@cache
def _financeurs() -> dict[str, str]:
    return {f.code: f.nom for f in nomenclature.financeurs()}


def financeur(code: str) -> str:
    """« AFD » → « Agence française de développement »."""
    return _financeurs().get(code, code)


def loi(code: str) -> str:
    """« eau » → « Loi Oudin (eau, 2005) »."""
    return next((one.nom for one in nomenclature.lois_un_pour_cent() if one.code == code), code)


def odd(numero: int) -> str:
    """6 → « 6. Eau propre et assainissement »."""
    return next(
        (f"{numero}.\u00a0{one.nom}" for one in nomenclature.odd() if one.code == str(numero)), str(numero)
    )


def themes(code: str) -> tuple[Theme, ...]:
    """The theme of this code under those that hold it, the widest first."""
    table = nomenclature.themes()
    chain: list[Theme] = []
    while (theme := table.get(code)) is not None and theme not in chain:
        chain.insert(0, theme)
        code = theme.parent
    return tuple(chain)


TYPES_PARTENAIRE = {
    "ville": "Ville",
    "region": "Région",
    "province": "Province",
    "district": "District",
    "autre": "Autre collectivité",
}

ETATS_DEMANDE = {
    "deposee": "Déposée",
    "publiee": "Publiée",
    "refusee": "Refusée",
    "en-contact": "En contact",
    "pourvue": "Pourvue",
    "expiree": "Expirée",
    "retiree": "Retirée",
}

CATEGORIES_RESEAU = {
    "association-de-collectivites": "Association de collectivités",
    "structure-regionale": "Structure régionale",
    "instance-internationale": "Instance internationale",
    "thematique": "Réseau thématique",
    "administration": "Administration",
}
