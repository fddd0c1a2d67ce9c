# SPDX-License-Identifier: EUPL-1.2
"""Reading the hand-kept lists of `sources/`, and what they say alone: zones, thematic tree, closed lists."""

import csv
import tomllib
from functools import cache
from pathlib import Path

import msgspec

from parquet.reference.records import (
    Alias,
    AncienneRegion,
    Continent,
    Financeur,
    Libelle,
    Loi,
    Nature,
    Nomenclatures,
    Reseau,
    SousContinent,
    Theme,
    TypeCollectivite,
)

SOURCES = Path(__file__).parent / "sources"


class PaysLine(msgspec.Struct, frozen=True):
    """A line of pays.csv. `nom` and `capitale` may be empty."""

    iso2: str
    sous_continent: str
    article: str
    preposition: str
    nom: str
    capitale: str
    alias: str


class _ThemeLine(msgspec.Struct, frozen=True):
    code: str
    parent: str
    nom: str
    cad: str
    alias: str


class _Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    nom: str


class _Nature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    nom: str
    pluriel: str
    couleur: str


class _Type(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    nom: str
    pluriel: str


class _Financeur(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    nom: str
    alias: list[str] = []


class _Loi(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    nom: str
    annee: int


class _Reseau(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    nom: str
    categorie: str
    sigle: str = ""
    site: str = ""
    region: str = ""
    objet: str = ""
    adresse: str = ""
    courriel: str = ""
    telephone: str = ""


class _Toml(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    statuts: list[_Named]
    natures: list[_Nature]
    types_collectivite: list[_Type]
    financeurs: list[_Financeur]
    lois_un_pour_cent: list[_Loi]
    odd: list[_Named]
    reseaux: list[_Reseau]


def table(name: str) -> list[dict[str, str]]:
    """Return the lines of `sources/name`, a semicolon-separated file with a header."""
    with (SOURCES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


@cache
def pays_lines() -> dict[str, PaysLine]:
    """Return the lines of pays.csv by ISO alpha-2 code."""
    return {line.iso2: line for line in msgspec.convert(table("pays.csv"), list[PaysLine])}


def zones() -> tuple[tuple[Continent, ...], tuple[SousContinent, ...]]:
    """Return the ministry's zones and their parts, in the order of the file."""
    rows = table("zones.csv")
    continents = {r["continent"]: Continent(r["continent"], r["nom_continent"]) for r in rows}
    parts = tuple(SousContinent(r["sous_continent"], r["nom_sous_continent"], r["continent"]) for r in rows)
    return tuple(continents.values()), parts


def old_regions() -> tuple[AncienneRegion, ...]:
    """Return the regions before 2016."""
    rows = sorted(table("anciennes_regions.csv"), key=lambda r: r["code"])
    return tuple(
        AncienneRegion(r["code"], r["nom"], r["region"], tuple(r["departements"].split())) for r in rows
    )


def aliases() -> tuple[Alias, ...]:
    """Return the other names of French territories."""
    old = [
        {"niveau": "ancienne-region", "code": r["code"], "alias": r["alias"]}
        for r in table("anciennes_regions.csv")
        if r["alias"]
    ]
    rows = [[r["niveau"], r["code"], r["alias"]] for r in (*table("alias_france.csv"), *old)]
    return tuple(msgspec.convert(rows, list[Alias]))


def _themes() -> tuple[Theme, ...]:
    lines = {line.code: line for line in msgspec.convert(table("thematiques.csv"), list[_ThemeLine])}
    themes = []
    for line in lines.values():
        niveau = 1 if not line.parent else 2 if not lines[line.parent].parent else 3
        row = [
            line.code,
            line.nom,
            niveau,
            line.parent,
            line.cad.split(),
            [a for a in line.alias.split("|") if a],
        ]
        themes.append(msgspec.convert(row, Theme))
    return tuple(themes)


def nomenclatures() -> Nomenclatures:
    """Return the thematic tree and the closed lists. Raises msgspec.ValidationError on a faulty file."""
    with (SOURCES / "nomenclatures.toml").open("rb") as file:
        content = msgspec.convert(tomllib.load(file), _Toml)
    return Nomenclatures(
        themes=_themes(),
        statuts=tuple(Libelle(x.code, x.nom) for x in content.statuts),
        natures=tuple(
            msgspec.convert([x.code, x.nom, x.pluriel, x.couleur], Nature) for x in content.natures
        ),
        types_collectivite=tuple(
            TypeCollectivite(x.code, x.nom, x.pluriel) for x in content.types_collectivite
        ),
        financeurs=tuple(Financeur(x.code, x.nom, tuple(x.alias)) for x in content.financeurs),
        lois_un_pour_cent=tuple(
            msgspec.convert([x.code, x.nom, x.annee], Loi) for x in content.lois_un_pour_cent
        ),
        odd=tuple(Libelle(x.code, x.nom) for x in content.odd),
        reseaux=tuple(
            Reseau(x.sigle, x.nom, x.site, x.categorie, x.region, x.objet, x.adresse, x.courriel, x.telephone)
            for x in content.reseaux
        ),
    )
