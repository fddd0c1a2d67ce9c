# SPDX-License-Identifier: EUPL-1.2
"""What the atlas counts: the seven figures of a page, its APD by year, its rankings, the projets behind each place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

from parquet import query
from parquet.criteria import NATURES, Criteria
from parquet.engine import Engine
from parquet.errors import Introuvable
from parquet.query import NEVER, Condition
from parquet.reference import geography, nomenclature
from parquet.results import ApdAnnee, Compteurs, LigneClassement, NombreNatures, NombrePage, Repartition
from parquet.text import fold


def compteurs(engine: Engine, criteres: Criteria, *, demandes: bool) -> Compteurs:
    """The seven figures of what the criteria keep. Without `demandes` (French side) their two figures do not apply.

    Collectivités and partenaires are those of the page itself: a projet that Lyon leads in Mali and in Senegal counts one
    partenaire on Mali's page.
    """
    asked = query.demandes(criteres) if demandes else query.NEVER
    natures: dict[str, int] = {}
    engages = partenaires = recherche = nombre = 0
    pays: set[str] = set()
    for what, code, n, others in engine.rows(*_counted(engine, criteres, asked)):
        if what == "nature":
            natures[code] = n
        elif what == "collectivites":
            engages = n
        else:
            pays.add(code)
            # A partenaire has one country: summing by country counts each once.
            if what == "partenaires":
                partenaires += n
            else:
                recherche, nombre = recherche + n, nombre + others
    cooperations, actions = natures.get("cooperation", 0), natures.get("action", 0)
    if not demandes:
        return Compteurs(engages, partenaires, None, cooperations, actions, None, len(pays))
    return Compteurs(engages, partenaires, recherche, cooperations, actions, nombre, len(pays))


def _counted(engine: Engine, criteres: Criteria, asked: Condition) -> tuple[str, tuple[object, ...]]:
    """One statement for the seven figures: lines of (what, code, count, other count), and its values.

    The projets kept are read once, and their own lists tell who takes part; the whole atlas is counted on the tables of links.
    """
    kept, foreign, french = query.projets(criteres), query.liaisons(criteres), _french(engine, criteres)
    if kept == Condition():
        sources = ""
        natures, who, where = (engine.source(table) for table in ("projets", "engagements", "liaisons"))
    else:
        sources = f"""WITH gardes AS MATERIALIZED (
            SELECT nature, collectivites, partenaires, partenaires_pays FROM {engine.source("projets")} WHERE {kept.sql}) """
        natures = "gardes"
        who = "(SELECT unnest(collectivites) AS collectivite FROM gardes)"
        where = "(SELECT unnest(partenaires) AS partenaire, unnest(partenaires_pays) AS pays FROM gardes)"
    return (
        f"""{sources}SELECT 'nature', nature, count(*), 0 FROM {natures} GROUP BY nature
            UNION ALL SELECT 'collectivites', '', count(DISTINCT collectivite), 0 FROM {who} WHERE {french.sql}
            UNION ALL SELECT 'partenaires', pays, count(DISTINCT partenaire), 0 FROM {where}
                WHERE {foreign.sql} GROUP BY pays
            UNION ALL SELECT 'demandes', pays, count(DISTINCT partenaire), count(*)
                FROM {engine.source("demandes")} WHERE {asked.sql} GROUP BY pays""",
        (*kept.values, *french.values, *foreign.values, *asked.values),
    )


def _french(engine: Engine, criteres: Criteria) -> Condition:
    """Which values of a column `collectivite` answer to what the criteria say of the French side."""
    said = query.engagements(criteres)
    if said == Condition():
        return said
    return Condition(
        f"""collectivite IN (SELECT collectivite FROM (
            SELECT id AS collectivite, type, departement, region, ancienne_region, com FROM {engine.source("collectivites")})
            WHERE {said.sql})""",
        said.values,
    )


def apd(engine: Engine, criteres: Criteria) -> tuple[tuple[ApdAnnee, ...], tuple[ApdAnnee, ...]]:
    """Aid declared by year in euros, latest first: all of it, then without the costs of hosting refugees in France.

    A year whose aid is all for refugees has no line in the second.
    """
    lines = query.apd(criteres)
    found = engine.rows(
        f"""SELECT annee, sum(montant), sum(montant) FILTER (NOT refugies) FROM {engine.source("apd")}
            WHERE {lines.sql} GROUP BY annee ORDER BY annee DESC""",
        lines.values,
    )
    return (
        tuple(ApdAnnee(annee, _euros(whole)) for annee, whole, _ in found),
        tuple(ApdAnnee(annee, _euros(without)) for annee, _, without in found if without is not None),
    )


def _euros(value: Decimal) -> Decimal:
    """Whole euros without useless cents, so that figures are written as they were declared."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def classement(
    engine: Engine, quoi: str, criteres: Criteria, limite: int | None = None
) -> tuple[int, tuple[LigneClassement, ...]]:
    """How many lines the ranking of `quoi` has, and the first `limite` of them.

    Raises Introuvable when nothing is ranked under that name.
    """
    ranker = _RANKINGS.get(quoi)
    if ranker is None:
        raise Introuvable(f"Classement inconnu : « {quoi[:40]} ». Au choix : {', '.join(_RANKINGS)}.")
    lines, counts, total = ranker(engine, criteres, limite)
    # Thousands of lines have a few counts between them.
    shares = {n: round(100 * n / total, 2) if total else 0.0 for n in {line[2] for line in counts}}
    return lines, tuple(
        LigneClassement(rang, code, nom, n, shares[n]) for rang, (code, nom, n, *_) in enumerate(counts, 1)
    )


Counts = tuple[int, Sequence[tuple[Any, ...]], int]
"""How many lines; (code, name, count ...) of the first of them, in the order of the ranking; the whole that shares are of."""


def _ranked(counts: Iterable[tuple[str, str, int]], total: int, limite: int | None) -> Counts:
    lines = sorted(counts, key=lambda line: (-line[2], fold(line[1]), line[0]))
    return len(lines), lines[:limite], total


def _rank_collectivites(engine: Engine, criteres: Criteria, limite: int | None) -> Counts:
    kept, french = query.projets(criteres), _french(engine, criteres)
    whole, projets = kept == Condition(), engine.source("projets")
    gardes = (
        "" if whole else f"gardes AS MATERIALIZED (SELECT collectivites FROM {projets} WHERE {kept.sql}),"
    )
    source = (
        engine.source("engagements")
        if whole
        else "(SELECT unnest(collectivites) AS collectivite FROM gardes)"
    )
    known = engine.lignes("projets") if whole else None
    # What is already known is not asked: it would come back with each of thousands of lines.
    total = "" if known is not None else f", (SELECT count(*) FROM {projets if whole else 'gardes'})"
    lines = "" if limite is None else ", count(*) OVER ()"
    found = engine.rows(
        f"""
        WITH {gardes} comptes AS (
            SELECT collectivite, count(*) AS n FROM {source} WHERE {french.sql} GROUP BY collectivite
        )
        SELECT c.id, c.nom, n{lines}{total} FROM comptes JOIN {engine.source("collectivites")} c ON c.id = collectivite
        ORDER BY n DESC, c.nom_plie, c.id LIMIT ?
        """,
        (*kept.values, *french.values, limite),
    )
    if not found:
        return 0, (), 0
    return len(found) if limite is None else found[0][3], found, known if known is not None else found[0][-1]


def _rank_pays(engine: Engine, criteres: Criteria, limite: int | None) -> Counts:
    every = geography.pays()
    counts, total = _by_list_of(engine, "pays", query.projets(criteres))
    kept = _only_zone(counts, criteres)
    return _ranked(
        ((code, every[code].nom if code in every else code, n) for code, n in kept.items()), total, limite
    )


def _rank_thematiques(engine: Engine, criteres: Criteria, limite: int | None) -> Counts:
    themes = nomenclature.themes()
    counts, total = _by_list_of(engine, _PROJET_LISTS["thematique"], query.projets(criteres))
    return _ranked(
        ((code, themes[code].nom if code in themes else code, n) for code, n in counts.items()), total, limite
    )


def _by_list_of(engine: Engine, column: str, kept: Condition) -> tuple[dict[str, int], int]:
    """Projets by value of a list, and how many there are in all."""
    found = engine.rows(
        f"""WITH gardes AS MATERIALIZED (SELECT {column} AS codes FROM {engine.source("projets")} WHERE {kept.sql})
            SELECT code, count(*), (SELECT count(*) FROM gardes) FROM (SELECT unnest(codes) AS code FROM gardes)
            GROUP BY code""",
        kept.values,
    )
    return {code: n for code, n, _ in found if code}, found[0][2] if found else 0


def _rank_continents_bourse(engine: Engine, criteres: Criteria, limite: int | None) -> Counts:
    noms = {c.code: c.nom for c in geography.continents()}
    counts = [
        (n.code, noms[n.code], n.demandes) for n in nombres(engine, "continent", criteres) if n.demandes
    ]
    return _ranked(counts, _total(engine, "demandes", query.demandes(criteres)), limite)


_RANKINGS: dict[str, Callable[[Engine, Criteria, int | None], Counts]] = {
    "collectivites": _rank_collectivites,
    "pays": _rank_pays,
    "thematiques": _rank_thematiques,
    "continents-bourse": _rank_continents_bourse,
}
CLASSEMENTS = tuple(_RANKINGS)
"""What can be ranked."""


def _total(engine: Engine, table: str, condition: Condition) -> int:
    if condition == Condition() and (known := engine.lignes(table)) is not None:
        return known
    found = engine.row(f"SELECT count(*) FROM {engine.source(table)} WHERE {condition.sql}", condition.values)
    return int(found[0]) if found else 0


_PROJET_LISTS = {
    "statut": "[statut]", "nature": "[nature]", "pays": "pays", "partenaire": "partenaires",
    "thematique": "thematiques[1:1]", "sous-thematique": "thematiques[2:2]", "sous-sous-thematique": "thematiques[3:3]",
    "cofinancement": "cofinancements", "annee": "[annee_debut::VARCHAR]",
    "jumelage": "[CASE WHEN jumelage THEN 'oui' ELSE 'non' END]", "loi-oudin": "[CASE WHEN loi_oudin <> '' THEN 'oui' ELSE '' END]",
}  # fmt: skip
_DEMANDES = {
    "pays": "pays", "nature": "'demande'", "thematique": "thematiques[1]", "sous-thematique": "thematiques[2]",
    "sous-sous-thematique": "thematiques[3]", "partenaire": "partenaire",
}  # fmt: skip
_LINK_COLUMNS = {
    "region": "region", "ancienne-region": "ancienne_region", "departement": "departement", "com": "com", "type": "type",
    "collectivite": "collectivite", "territoire": "CASE WHEN region = '' THEN com ELSE region END",
}  # fmt: skip
_FRENCH_LISTS = {
    "region": "regions", "ancienne-region": "anciennes_regions", "departement": "departements", "com": "coms",
    "type": "types_collectivites", "collectivite": "collectivites",
}  # fmt: skip
"""The list of a projet that holds the same, each value once."""
_ZONES = ("continent", "sous-continent")


def nombres(engine: Engine, par: str, criteres: Criteria) -> tuple[NombrePage, ...]:
    """Projets and demandes behind each code of `par` among what the criteria keep; codes without any are left out.

    `par`: continent, sous-continent, pays, region, ancienne-region, departement, com, territoire (region,
    else com), type, collectivite, partenaire, statut, thematique, sous-thematique, sous-sous-thematique, nature, jumelage, cofinancement (with and without its year),
    loi-oudin or annee (of the beginning). A projet in two countries counts once in each, and once in their continent.
    """
    kept, asked = query.projets(criteres), query.demandes(criteres)
    if par in _ZONES:
        projets, demandes = _by_zone(engine, par, criteres)
    elif par in _LINK_COLUMNS:
        projets, demandes = _counts(engine, [_by_french(engine, par, criteres)])
    elif par in _PROJET_LISTS:
        statements = [_by_list(engine, _PROJET_LISTS[par], kept)]
        if par in _DEMANDES:
            statements.append(_demandes(engine, _DEMANDES[par], asked))
        projets, demandes = _counts(engine, statements)
        if par == "pays":
            projets = _only_zone(projets, criteres)
    else:
        raise Introuvable(f"Répartition inconnue : « {par[:40]} ».")
    codes = sorted((projets.keys() | demandes.keys()) - {"", None})
    return tuple(NombrePage(code, projets.get(code, 0), demandes.get(code, 0)) for code in codes)


Statement = tuple[str, tuple[object, ...]]
"""SQL that gives (code, count), and its values; an empty one gives nothing."""
NOTHING: Statement = ("", ())


def _by_list(engine: Engine, column: str, kept: Condition) -> Statement:
    if kept == query.NEVER:
        return NOTHING
    return (
        f"""SELECT code, count(*) FROM (SELECT unnest({column}) AS code FROM {engine.source("projets")} WHERE {kept.sql})
            GROUP BY code""",
        kept.values,
    )


def _demandes(engine: Engine, column: str, asked: Condition) -> Statement:
    if asked == query.NEVER:
        return NOTHING
    return (
        f"SELECT {column}, count(*) FROM {engine.source('demandes')} WHERE {asked.sql} GROUP BY 1",
        asked.values,
    )


def _by_french(engine: Engine, par: str, criteres: Criteria) -> Statement:
    """Projets by place of the collectivités that the criteria ask for; without such criteria a projet's own lists tell."""
    kept, french = query.projets(criteres), _french(engine, criteres)
    if french == Condition() and par in _FRENCH_LISTS:
        return _by_list(engine, _FRENCH_LISTS[par], kept)
    return (
        f"""SELECT {_LINK_COLUMNS[par]}, count(DISTINCT projet) FROM (
                SELECT id AS projet, unnest(collectivites) AS collectivite
                FROM {engine.source("projets")} WHERE {kept.sql}) p
            JOIN {engine.source("collectivites")} c ON c.id = p.collectivite WHERE {french.sql} GROUP BY 1""",
        (*kept.values, *french.values),
    )


def _by_zone(engine: Engine, par: str, criteres: Criteria) -> tuple[dict[str, int], dict[str, int]]:
    """Projets and demandes by zone. Projets are counted by their set of countries: there are few."""
    kept, partners = query.projets(criteres), list(criteres.partenaire)
    zone = attrgetter(par.replace("-", "_"))
    zones = {p.iso2: zone(p) for p in geography.pays().values()}
    allowed = query.pays_des_zones(criteres)
    source, values = "pays", kept.values
    if partners:
        # Of the partenaires of a projet, those asked for alone say where it is.
        source = "[p FOR p, rang IN partenaires_pays IF list_contains(?::VARCHAR[], partenaires[rang])]"
        values = (partners, *values)
    sets, asked = _counts(
        engine,
        [
            (
                f"""SELECT array_to_string(codes, ' '), n FROM (
                    SELECT {source} AS codes, count(*) AS n FROM {engine.source("projets")}
                    WHERE {kept.sql} GROUP BY 1)""",
                values,
            ),
            _demandes(engine, "pays", query.demandes(criteres)),
        ],
    )
    projets: dict[str, int] = {}
    for codes, n in sets.items():
        for code in {zones[p] for p in codes.split() if p in zones and (allowed is None or p in allowed)}:
            projets[code] = projets.get(code, 0) + n
    demandes: dict[str, int] = {}
    for pays, n in asked.items():
        if pays in zones:
            demandes[zones[pays]] = demandes.get(zones[pays], 0) + n
    return projets, demandes


def repartition(engine: Engine, par: str, criteres: Criteria) -> Repartition:
    """How what the criteria keep spreads over the codes of `par` (those of `nombres`), nature by nature."""
    lines: dict[str, list[int]] = {}
    whole, without = [0, 0, 0], [0, 0, 0]
    for rank, nature in enumerate(NATURES):
        asked = criteres & Criteria(nature=(nature,))
        for n in nombres(engine, par, asked):
            lines.setdefault(n.code, [0, 0, 0])[rank] = n.demandes if nature == "demande" else n.projets
        if nature == "demande":
            whole[rank] = _total(engine, "demandes", query.demandes(asked))
        else:
            kept = query.projets(asked)
            whole[rank] = _total(engine, "projets", kept)
            without[rank] = _total(engine, "projets", kept & _without(par, criteres))
    return Repartition(
        par,
        NombreNatures("", *whole),
        tuple(NombreNatures(code, *counts) for code, counts in sorted(lines.items())),
        NombreNatures("", *without),
    )


def _without(par: str, criteres: Criteria) -> Condition:
    """The projets that have no code of `par` on this page."""
    if par in _PROJET_LISTS:
        return Condition(f"len(list_filter({_PROJET_LISTS[par]}, lambda x: x IS NOT NULL AND x <> '')) = 0")
    if par in _LINK_COLUMNS:
        french = query.engagements(criteres)
        return Condition(
            f"id NOT IN (SELECT projet FROM engagements WHERE {_LINK_COLUMNS[par]} <> '' AND {french.sql})",
            french.values,
        )
    return NEVER


def _only_zone(counts: dict[str, int], criteres: Criteria) -> dict[str, int]:
    """Of a projet in Mali and in Germany, the page of Africa counts Mali only."""
    zones = query.pays_des_zones(criteres)
    return counts if zones is None else {code: n for code, n in counts.items() if code in zones}


def _counts(engine: Engine, statements: Sequence[Statement]) -> tuple[dict[str, int], dict[str, int]]:
    """What at most two statements count, asked together: planning two costs more than most of them cost."""
    said = [(rank, sql, values) for rank, (sql, values) in enumerate(statements) if sql]
    counts: tuple[dict[str, int], dict[str, int]] = ({}, {})
    if said:
        sql = " UNION ALL ".join(f"SELECT {rank}, * FROM ({one})" for rank, one, _ in said)
        for rank, code, n in engine.rows(sql, [value for *_, values in said for value in values]):
            counts[rank][code] = counts[rank].get(code, 0) + int(n)
    return counts
