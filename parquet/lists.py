# SPDX-License-Identifier: EUPL-1.2
"""Lists of projets and demandes: filtered by criteria, sorted as French readers expect, cut into pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Literal, TypeVar

from parquet import query
from parquet.criteria import Criteria
from parquet.engine import TROUVES, Engine, Ids
from parquet.errors import CritereInvalide
from parquet.keywords import lire
from parquet.reference import geography, nomenclature
from parquet.results import (
    CollectiviteBref,
    DemandeBref,
    ListeDemandes,
    ListeProjets,
    PartenaireBref,
    ProjetBref,
    Situation,
)
from parquet.tables import BREF as COLONNES_BREF
from parquet.text import fold

T = TypeVar("T")

BREF = ", ".join(COLONNES_BREF["projets"])
"""Columns of `projets` that `bref` reads, in order."""
BREF_DEMANDE = ", ".join(COLONNES_BREF["demandes"])
"""Columns of `demandes` that `bref_demande` reads, in order."""

MEILLEURS_MAX = 1_000
"""Lines that the index of words gives by itself; a list read further is sorted by SQL."""

_ORDERS: dict[str, str] = {
    "annee": "coalesce(annee_lancement, annee_convention)",
    "convention": "annee_convention",
    "titre": "titre_plie",
    "collectivite": "collectivite_pliee",
    "partenaire": "partenaire_plie",
    "nature": "nature <> 'cooperation'",
    "pays": "list_position(?, pays[1])",
    "thematique": "list_position(?, thematique)",
    "statut": "list_position(?, statut)",
}
PERTINENCE = "pertinence"
"""The sort by how well a row answers to the words; without words, it is that of the years or of the dates."""
TRIS = (*_ORDERS, PERTINENCE)
"""What a list of projets can be sorted by."""

_ORDERS_DEMANDES = {
    "publiee_le": "publiee_le",
    "titre": "titre_plie",
    "partenaire": "partenaire_plie",
    "pays": "list_position(?, pays)",
    "thematique": "list_position(?, thematique)",
}
TRIS_DEMANDES = (*_ORDERS_DEMANDES, PERTINENCE)


def projets(
    engine: Engine, criteres: Criteria, *, tri: str, decroissant: bool, limite: int | None, decalage: int
) -> ListeProjets:
    """The projets that the criteria keep, from row `decalage`, at most `limite`. Rows without a value come last."""
    tri = tri or PERTINENCE
    if (best := _best(engine, criteres, "projets", bref, tri, decroissant, limite, decalage)) is not None:
        return ListeProjets(best[0], decalage, best[1])
    kept = query.projets(criteres)
    tri, ranked, scores = _ranked(criteres, "projets", tri, "annee")
    order = _order(_ORDERS, tri, decroissant)
    total, found = _window(engine, "projets", ranked, BREF, scores, kept, order, limite, decalage)
    return ListeProjets(total, decalage, tuple(bref(row) for row in found))


def _window(
    engine: Engine,
    table: str,
    ranked: str,
    columns: str,
    scores: tuple[object, ...],
    kept: query.Condition,
    order: tuple[str, tuple[object, ...]],
    limite: int | None,
    decalage: int,
) -> tuple[int, list[tuple[Any, ...]]]:
    """How many rows are kept in all, and those of the part asked for, ties by title then id.

    `ranked` joins the scores when there are any; the count does without them.
    """
    by, values = order
    source = engine.source(table)
    # Demandes are few enough to be counted as they are sorted; of projets, that would keep every row whole.
    counted = ", count(*) OVER ()" if table == "demandes" else ""
    found = engine.rows(
        f"SELECT {columns}{counted} FROM {source}{ranked} WHERE {kept.sql} ORDER BY {by}, titre_plie, id LIMIT ? OFFSET ?",
        (*scores, *kept.values, *values, limite, decalage),
    )
    if decalage == 0 and (limite is None or len(found) < limite):
        # All of it is here: there is nothing to count.
        return len(found), found
    if counted and found:
        return found[0][-1], found
    if kept == query.Condition() and (known := engine.lignes(table)) is not None:
        return known, found
    total = engine.row(f"SELECT count(*) FROM {source} WHERE {kept.sql}", kept.values)
    return (total[0] if total else 0), found


def bref(row: tuple[Any, ...]) -> ProjetBref:
    """A row of the columns `BREF` as a value."""
    (id_, titre, nature, jumelage, cols, cols_noms, cols_deps, parts, parts_noms, parts_pays, pays, theme, statut,
     convention, lancement) = row  # fmt: skip
    return ProjetBref(
        id=id_,
        titre=titre,
        nature=nature,
        jumelage=jumelage,
        collectivites=tuple(CollectiviteBref(*c) for c in zip(cols, cols_noms, cols_deps, strict=True)),
        partenaires=tuple(PartenaireBref(*p) for p in zip(parts, parts_noms, parts_pays, strict=True)),
        pays=tuple(pays),
        thematique=theme,
        statut=statut,
        annee_convention=convention,
        annee_lancement=lancement,
    )


def demandes(
    engine: Engine, criteres: Criteria, *, tri: str, decroissant: bool, limite: int | None, decalage: int
) -> ListeDemandes:
    """The demandes that the criteria keep, from row `decalage`, at most `limite`."""
    tri = tri or PERTINENCE
    if (
        best := _best(engine, criteres, "demandes", bref_demande, tri, decroissant, limite, decalage)
    ) is not None:
        return ListeDemandes(best[0], decalage, best[1])
    kept = query.demandes(criteres)
    tri, ranked, scores = _ranked(criteres, "demandes", tri, "publiee_le")
    order = _order(_ORDERS_DEMANDES, tri, decroissant)
    total, found = _window(engine, "demandes", ranked, BREF_DEMANDE, scores, kept, order, limite, decalage)
    return ListeDemandes(total, decalage, tuple(bref_demande(row) for row in found))


def bref_demande(row: tuple[Any, ...]) -> DemandeBref:
    """A row of the columns `BREF_DEMANDE` as a value."""
    id_, titre, partenaire, nom, pays, theme, recherche, publiee_le, *_ = row
    if isinstance(publiee_le, str):
        publiee_le = date.fromisoformat(publiee_le)
    return DemandeBref(id_, titre, PartenaireBref(partenaire, nom, pays), theme, recherche, publiee_le)


def _ranked(
    criteres: Criteria, table: Literal["projets", "demandes"], tri: str, other: str
) -> tuple[str, str, tuple[object, ...]]:
    """The sort that `tri` comes down to (`other` for relevance without words), the join that scores take and its values."""
    if tri != PERTINENCE:
        return tri, "", ()
    words = criteres.mots or (criteres.aussi.mots if criteres.aussi else "")
    if not lire(words).voulus:
        return other, "", ()
    join = f" JOIN (SELECT {query.PREFIXES[table]} || cle AS trouve, score FROM {TROUVES}) ON trouve = id"
    return PERTINENCE, join, (Ids(words, table),)


def _best(
    engine: Engine,
    criteres: Criteria,
    table: Literal["projets", "demandes"],
    read: Callable[[tuple[Any, ...]], T],
    tri: str,
    decroissant: bool,
    limite: int | None,
    decalage: int,
) -> tuple[int, tuple[T, ...]] | None:
    """The total and the lines asked for when words are all that is asked, by relevance; None where SQL must sort.

    The lines come from the index itself: to read a hundred scattered rows in the tables is to read nearly all of them.
    """
    if tri != PERTINENCE or not decroissant or limite is None or decalage + limite > MEILLEURS_MAX:
        return None
    if not lire(criteres.mots).voulus or not criteres.sans("mots").vide:
        return None
    found = engine.meilleurs(criteres.mots, table, decalage + limite)
    if found is None:
        return None
    lines = [(-score, fold(row[1]), row[0], row) for score, row in found.lignes]
    lines.sort(key=lambda line: line[:3])
    return found.total, tuple(read(tuple(row)) for *_, row in lines[decalage : decalage + limite])


def _order(orders: dict[str, str], tri: str, decroissant: bool) -> tuple[str, tuple[object, ...]]:
    """The ORDER BY of a sort, and the values of its parameters (the reference's own order of names)."""
    if tri == PERTINENCE:
        return f"round(score, 4) {'DESC' if decroissant else 'ASC'}", ()
    if tri not in orders:
        raise CritereInvalide(f"Tri inconnu : « {tri[:40]} ». Au choix : {', '.join((*orders, PERTINENCE))}.")
    values: tuple[object, ...] = ()
    if tri == "pays":
        values = ([p.iso2 for p in sorted(geography.pays().values(), key=lambda p: fold(p.nom))],)
    elif tri == "thematique":
        themes = nomenclature.themes()
        values = (
            sorted(
                themes, key=lambda code: [int(c) if c.isdigit() else 0 for c in nomenclature.lignee(code)]
            ),
        )
    elif tri == "statut":
        values = ([s.code for s in nomenclature.statuts()],)
    return f"{orders[tri]} {'DESC' if decroissant else 'ASC'} NULLS LAST", values


def situations(engine: Engine, genre: str, ids: Sequence[str]) -> tuple[Situation, ...]:
    """Where these collectivités or partenaires stand, those that are in the atlas; `genre` says which they are."""
    if genre == "partenaire":
        sql = """SELECT id, nom, type, pays, '', latitude, longitude FROM partenaires
                 WHERE list_contains(?, id) ORDER BY id"""
    else:
        sql = """SELECT id, nom, type, coalesce(nullif(departement, ''), com, ''), region, latitude, longitude
                 FROM collectivites WHERE list_contains(?, id) ORDER BY id"""
    return tuple(Situation(*row) for row in engine.rows(sql, [list(ids)]))


def partenaires_du_pays(
    engine: Engine, pays: str, texte: str, limite: int | None
) -> tuple[tuple[str, str], ...]:
    """(id, name) of the partenaires of a country whose name, or another name, has every word of `texte`; those that begin
    by it first."""
    wanted = fold(texte)
    words = wanted.split()
    asked = " AND contains(nom_plie || ' ' || array_to_string(alias_plies, ' '), ?)" * len(words)
    rows = engine.rows(
        f"SELECT id, nom FROM {engine.source('partenaires')} WHERE pays = ?{asked}"
        " ORDER BY NOT starts_with(nom_plie, ?), nom_plie, id LIMIT ?",
        (pays, *words, wanted, limite),
    )
    return tuple((id_, nom) for id_, nom in rows)
