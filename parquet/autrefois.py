# SPDX-License-Identifier: EUPL-1.2
"""The words of a past day: what the index of the snapshot, made for its own day, does not hold of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from parquet.fulltext import Texte
from parquet.rows import country_names, theme_names
from parquet.tables import EN_ATTENTE

Ask = Callable[[str, list[Any]], list[tuple[Any, ...]]]
"""Gives the rows of a query."""


def textes(ask: Ask, projets: str, demandes: str) -> list[Texte]:
    """What the index would hold of the rows of the past that held that day. `projets`, `demandes`: SQL to select them from.

    Names are in the rows; other names are asked of the collectivités and partenaires of that day.
    """
    found = []
    rows = (
        ask(
            f"""SELECT id, titre, collectivites, collectivites_noms, partenaires, partenaires_noms, partenaires_pays,
                thematiques, objectifs, description, historique, contexte FROM ({projets}) ORDER BY id""",
            [],
        )
        if projets
        else []
    )
    asked = (
        ask(
            f"""SELECT id, titre, partenaire, partenaire_nom, pays, thematiques, besoin, description, recherche, lieu
                FROM ({demandes}) WHERE list_contains(?, etat) ORDER BY id""",
            [list(EN_ATTENTE)],
        )
        if demandes
        else []
    )
    alias = _alias(ask, "collectivites", {id_ for row in rows for id_ in row[2]})
    alias |= _alias(ask, "partenaires", {id_ for row in rows for id_ in row[4]} | {row[2] for row in asked})
    for id_, titre, cols, cols_noms, pars, pars_noms, pays, themes, objectifs, *texte in rows:
        pairs = [*zip(cols, cols_noms, strict=True), *zip(pars, pars_noms, strict=True)]
        noms = [name for other, nom in pairs for name in (nom, *alias.get(other, ()))]
        found.append(
            Texte(id_, titre, [*noms, *country_names(pays)], theme_names(themes), objectifs, tuple(texte))
        )
    for id_, titre, partenaire, nom, pays, themes, besoin, *texte in asked:
        noms = [nom, *alias.get(partenaire, ()), *country_names([pays])]
        found.append(Texte(id_, titre, noms, theme_names(themes), besoin, tuple(texte)))
    return found


def _alias(ask: Ask, table: str, ids: set[str]) -> dict[str, list[str]]:
    if not ids:
        return {}
    return dict(ask(f"SELECT id, alias FROM {table} WHERE list_contains(?, id)", [sorted(ids)]))
