# SPDX-License-Identifier: EUPL-1.2
"""What the atlas counts: the seven figures of a page, its APD by year, its rankings, the projets behind each place."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

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
    # Four plain queries: as one statement with seven subqueries, planning alone took 25 ms of the 30.
    kept = query.projets(criteres)
    natures = _counts(
        engine, f"SELECT nature, count(*) FROM projets WHERE {kept.sql} GROUP BY nature", kept.values
    )
    french = query.engagements(criteres) & _of(kept)
    francaises = engine.row(
        f"SELECT count(DISTINCT collectivite) FROM engagements WHERE {french.sql}", french.values
    )
    foreign = query.liaisons(criteres) & _of(kept)
    ailleurs = engine.rows(
        f"SELECT pays, count(DISTINCT partenaire) FROM liaisons WHERE {foreign.sql} GROUP BY pays",
        foreign.values,
    )
    engages = francaises[0] if francaises else 0
    # A partenaire has one country: summing by country counts each once.
    partenaires = sum(n for _, n in ailleurs)
    cooperations, actions = natures.get("cooperation", 0), natures.get("action", 0)
    pays = {code for code, _ in ailleurs}
    if not demandes:
        return Compteurs(engages, partenaires, None, cooperations, actions, None, len(pays))
    asked = query.demandes(criteres)
    demandees = engine.rows(
        f"SELECT pays, count(DISTINCT partenaire), count(*) FROM demandes WHERE {asked.sql} GROUP BY pays",
        asked.values,
    )
    pays |= {code for code, _, _ in demandees}
    recherche, nombre = sum(n for _, n, _ in demandees), sum(n for _, _, n in demandees)
    return Compteurs(engages, partenaires, recherche, cooperations, actions, nombre, len(pays))


def _of(kept: Condition) -> Condition:
    """The rows of a link table that belong to these projets; all of them do when nothing is asked."""
    if kept == Condition():
        return kept
    return Condition(f"projet IN (SELECT id FROM projets WHERE {kept.sql})", kept.values)


def apd(engine: Engine, criteres: Criteria) -> tuple[tuple[ApdAnnee, ...], tuple[ApdAnnee, ...]]:
    """Aid declared by year in euros, latest first: all of it, then without the costs of hosting refugees in France.

    A year whose aid is all for refugees has no line in the second.
    """
    lines = query.apd(criteres)
    found = engine.rows(
        f"""SELECT annee, sum(montant), sum(montant) FILTER (NOT refugies) FROM apd
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


def classement(engine: Engine, quoi: str, criteres: Criteria) -> list[LigneClassement]:
    """The whole ranking of `quoi`. Raises Introuvable when nothing is ranked under that name."""
    ranker = _RANKINGS.get(quoi)
    if ranker is None:
        raise Introuvable(f"Classement inconnu : « {quoi[:40]} ». Au choix : {', '.join(_RANKINGS)}.")
    counts, total = ranker(engine, criteres)
    counts.sort(key=lambda line: (-line[2], fold(line[1]), line[0]))
    return [
        LigneClassement(rang, code, nom, projets, round(100 * projets / total, 2) if total else 0.0)
        for rang, (code, nom, projets) in enumerate(counts, 1)
    ]


Counts = tuple[list[tuple[str, str, int]], int]
"""(code, name, count) of each line, and the whole that shares are of."""


def _rank_collectivites(engine: Engine, criteres: Criteria) -> Counts:
    kept = query.projets(criteres)
    french = query.engagements(criteres) & _of(kept)
    found = engine.rows(
        f"""
        SELECT c.id, c.nom, n FROM (
            SELECT collectivite, count(DISTINCT projet) AS n FROM engagements
            WHERE {french.sql} GROUP BY collectivite
        ) JOIN collectivites c ON c.id = collectivite
        """,
        french.values,
    )
    return [(id_, nom, n) for id_, nom, n in found], _total(engine, "projets", kept)


def _rank_pays(engine: Engine, criteres: Criteria) -> Counts:
    every = geography.pays()
    counts = [
        (n.code, every[n.code].nom if n.code in every else n.code, n.projets)
        for n in nombres(engine, "pays", criteres)
        if n.projets
    ]
    return counts, _total(engine, "projets", query.projets(criteres))


def _rank_thematiques(engine: Engine, criteres: Criteria) -> Counts:
    themes = nomenclature.themes()
    counts = [
        (n.code, themes[n.code].nom if n.code in themes else n.code, n.projets)
        for n in nombres(engine, "thematique", criteres)
        if n.projets
    ]
    return counts, _total(engine, "projets", query.projets(criteres))


def _rank_continents_bourse(engine: Engine, criteres: Criteria) -> Counts:
    noms = {c.code: c.nom for c in geography.continents()}
    counts = [
        (n.code, noms[n.code], n.demandes) for n in nombres(engine, "continent", criteres) if n.demandes
    ]
    return counts, _total(engine, "demandes", query.demandes(criteres))


_RANKINGS: dict[str, Callable[[Engine, Criteria], Counts]] = {
    "collectivites": _rank_collectivites,
    "pays": _rank_pays,
    "thematiques": _rank_thematiques,
    "continents-bourse": _rank_continents_bourse,
}
CLASSEMENTS = tuple(_RANKINGS)
"""What can be ranked."""


def _total(engine: Engine, table: str, condition: Condition) -> int:
    found = engine.row(f"SELECT count(*) FROM {table} WHERE {condition.sql}", condition.values)
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
_ZONES = {"continent": "continent", "sous-continent": "sous_continent"}


def nombres(engine: Engine, par: str, criteres: Criteria) -> tuple[NombrePage, ...]:
    """Projets and demandes behind each code of `par` among what the criteria keep; codes without any are left out.

    `par`: continent, sous-continent, pays, region, ancienne-region, departement, com, territoire (region,
    else com), type, collectivite, partenaire, statut, thematique, sous-thematique, sous-sous-thematique, nature, jumelage, cofinancement (with and without its year),
    loi-oudin or annee (of the beginning). A projet in two countries counts once in each, and once in their continent.
    """
    kept, asked = query.projets(criteres), query.demandes(criteres)
    projets: dict[str, int] = {}
    demandes: dict[str, int] = {}
    if par in _ZONES:
        # Distinct projets by zone, then filtered by what the page keeps of the zones.
        zones, values = _zone_of_country(par)
        foreign = query.liaisons(criteres) & _of(kept)
        projets = _counts(
            engine,
            f"""SELECT z.zone, count(DISTINCT l.projet) FROM liaisons l JOIN ({zones}) z ON z.iso2 = l.pays
                WHERE {foreign.sql} GROUP BY z.zone""",
            (*values, *foreign.values),
        )
        demandes = _counts(
            engine,
            f"""SELECT z.zone, count(*) FROM (SELECT pays FROM demandes WHERE {asked.sql}) d
                JOIN ({zones}) z ON z.iso2 = d.pays GROUP BY z.zone""",
            (*asked.values, *values),
        )
    elif par in _PROJET_LISTS:
        column = _PROJET_LISTS[par]
        projets = _counts(
            engine,
            f"SELECT code, count(*) FROM (SELECT unnest({column}) AS code FROM projets WHERE {kept.sql}) GROUP BY code",
            kept.values,
        )
        if par == "pays":
            projets = _only_zone(projets, criteres)
        if par in _DEMANDES:
            demandes = _counts(
                engine,
                f"SELECT {_DEMANDES[par]}, count(*) FROM demandes WHERE {asked.sql} GROUP BY 1",
                asked.values,
            )
    elif par in _LINK_COLUMNS:
        column, french = _LINK_COLUMNS[par], query.engagements(criteres) & _of(kept)
        projets = _counts(
            engine,
            f"""SELECT {column}, count(DISTINCT projet) FROM engagements
                WHERE {french.sql} GROUP BY {column}""",
            french.values,
        )
    else:
        raise Introuvable(f"Répartition inconnue : « {par[:40]} ».")
    codes = sorted((projets.keys() | demandes.keys()) - {"", None})
    return tuple(NombrePage(code, projets.get(code, 0), demandes.get(code, 0)) for code in codes)


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


def _zone_of_country(par: str) -> tuple[str, tuple[object, ...]]:
    every = list(geography.pays().values())
    zones = [p.continent if par == "continent" else p.sous_continent for p in every]
    return "SELECT unnest(?::VARCHAR[]) AS iso2, unnest(?::VARCHAR[]) AS zone", (
        [p.iso2 for p in every],
        zones,
    )


def _only_zone(counts: dict[str, int], criteres: Criteria) -> dict[str, int]:
    """Of a projet in Mali and in Germany, the page of Africa counts Mali only."""
    zones = query.pays_des_zones(criteres)
    return counts if zones is None else {code: n for code, n in counts.items() if code in zones}


def _counts(engine: Engine, sql: str, values: tuple[object, ...]) -> dict[str, int]:
    return {code: int(n) for code, n in engine.rows(sql, values)}
