# SPDX-License-Identifier: EUPL-1.2
"""The codes of the OECD's DAC that a line of aid is made of: sectors, channels, kinds of aid, and the countries it may go to."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from parquet.reference import geography, nomenclature
from store.records import LigneApd

REFUGIES = "930"
"""Category of the DAC under which the costs of hosting refugees in the donor country are declared."""
TYPE_REFUGIES = "H02"
"""Its kind of aid."""


@cache
def _lists() -> Mapping[str, Any]:
    return tomllib.loads((files("parquet.reference") / "data" / "cad.toml").read_text("utf-8"))


@cache
def canaux() -> Mapping[str, str]:
    """Return the channels of delivery, code → French label, in the order of codes."""
    return MappingProxyType(dict(_lists()["canaux"]))


@cache
def types_aide() -> Mapping[str, str]:
    """Return the kinds of aid, code → French label."""
    return MappingProxyType(dict(_lists()["types_aide"]))


@cache
def secteurs() -> Mapping[str, str]:
    """Return the sectors: purpose codes of five digits and their categories of three, code → French label."""
    known = nomenclature.themes()
    return MappingProxyType(
        {code: known[code].nom for code in sorted(known) if code.isdigit() and len(code) in (3, 5)}
    )


@cache
def hors_apd() -> frozenset[str]:
    """Return the countries to which nothing given is APD, whatever the year (ISO2)."""
    return frozenset(_lists()["pays"]["hors_liste"].split())


def beneficiaire(pays: str, annee: int) -> bool:
    """Tell whether what is given to a country (ISO2) in a year can be APD. An unknown country cannot."""
    left = _lists()["pays"]["sortis"].get(pays)
    return pays in geography.pays() and pays not in hors_apd() and (left is None or annee < left)


def defaut(line: LigneApd, annee: int) -> tuple[str, str] | None:
    """Return (field, French reason) of the first thing that a line of a year cannot be declared with; None when it can."""
    if line.montant <= 0:
        return "montant", "montant attendu, plus grand que zéro"
    if line.pays and line.pays not in geography.pays():
        return "pays", f"pays inconnu : {line.pays}"
    if line.pays and not beneficiaire(line.pays, annee):
        name = geography.pays()[line.pays].nom
        return "pays", f"{name} n'est pas sur la liste du CAD en {annee} : ce n'est pas de l'APD"
    if line.pays and line.refugies:
        return "pays", "à laisser vide : l'accueil de réfugiés est dépensé en France"
    for field, code, known in (
        ("secteur", line.secteur, secteurs()),
        ("canal", line.canal, canaux()),
        ("type_aide", line.type_aide, types_aide()),
    ):
        if not code:
            return field, "obligatoire, à compléter"
        if code not in known:
            return field, f"code du CAD inconnu : {code}"
    if line.refugies is not (line.secteur[:3] == REFUGIES):
        asked = "oui" if line.secteur[:3] == REFUGIES else "non"
        return (
            "refugies",
            f"« {asked} » attendu : les secteurs {REFUGIES}.. sont ceux de l'accueil de réfugiés",
        )
    if line.refugies is not (line.type_aide == TYPE_REFUGIES):
        asked = f"{TYPE_REFUGIES} attendu" if line.refugies else f"{TYPE_REFUGIES} n'est pas attendu"
        return "type_aide", f"{asked} : c'est celui de l'accueil de réfugiés, et de lui seul"
    if line.loi_oudin and line.loi_oudin not in {one.code for one in nomenclature.lois_un_pour_cent()}:
        return "loi_oudin", f"loi inconnue : {line.loi_oudin}"
    return None
