# SPDX-License-Identifier: EUPL-1.2
"""The APD declared, added up one way or another: by year, région, département, country, sector... Always from `apd` alone,
as the états of the pages are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parquet import query
from parquet.criteria import Criteria
from parquet.engine import Engine
from parquet.errors import Introuvable
from parquet.query import Condition

_CLES = {
    "annee": "annee::VARCHAR", "region": "CASE WHEN region = '' THEN com ELSE region END", "departement": "departement", "type": "type",
    "collectivite": "collectivite", "pays": "pays", "secteur": "secteur", "categorie": "secteur[1:3]", "canal": "canal",
    "type-aide": "type_aide", "loi": "loi_oudin",
}  # fmt: skip
GROUPES = tuple(_CLES)
"""What APD may be added up by. `region`: collectivités d'outre-mer stand beside the régions; `categorie`: the three first
digits of the sector."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one code has of the APD, in euros to the cent."""

    code: str
    """Empty: the lines say none (spent in France, not broken down, a COM that is in no région)."""
    nom: str
    """Of a collectivité; the other codes have their names in the reference."""
    montant: Decimal
    hors_refugies: Decimal
    lignes: int
    collectivites: int


@dataclass(frozen=True, slots=True)
class Totaux:
    """APD added up by one thing; the parts add up to the whole, to the cent. Largest first, years latest first."""

    par: str
    annee: int | None
    """None for all years together."""
    parts: tuple[Part, ...]
    montant: Decimal
    hors_refugies: Decimal
    lignes: int
    collectivites: int
    corrigees: int
    """Declarations that were corrected after the DAECT opened them again: the figures are those of their last version."""
    affinee: bool = True
    """False when the criteria ask something that a line of APD cannot tell (words, statut...): that is left aside."""


@dataclass(frozen=True, slots=True)
class LigneDeclaree:
    """One line of APD with who declared it, as an export to the DAC needs it."""

    declaration: str
    rang: int
    declaree_le: date | None
    collectivite: str
    nom: str
    annee: int
    pays: str
    secteur: str
    canal: str
    type_aide: str
    refugies: bool
    montant: Decimal
    projet: str
    titre: str
    """Of the linked projet; empty without one."""
    objectifs: str
    loi_oudin: str


def totaux(engine: Engine, par: str, annee: int | None, criteres: Criteria) -> Totaux:
    """Add up the lines that the criteria keep, of a year or of all. Raises Introuvable for an unknown `par`."""
    if par not in _CLES:
        raise Introuvable(f"L'APD ne se répartit pas par « {par[:40]} ». Au choix : {', '.join(GROUPES)}.")
    kept = _kept(annee, criteres)
    source = engine.source("apd")
    rows = engine.rows(
        f"""SELECT {_CLES[par]} AS code, sum(montant), coalesce(sum(montant) FILTER (NOT refugies), 0), count(*),
                count(DISTINCT collectivite)
            FROM {source} WHERE {kept.sql} GROUP BY GROUPING SETS ((code), ())
            HAVING count(*) > 0 ORDER BY grouping(code), 2 DESC, 1""",
        kept.values,
    )
    if not rows:
        return Totaux(par, annee, (), Decimal(0), Decimal(0), 0, 0, 0, query.apd_honours(criteres))
    *groups, (_, whole, without, lines, who) = rows
    names = _names(engine) if par == "collectivite" else {}
    parts = [Part(code or "", names.get(code, ""), a, b, n, m) for code, a, b, n, m in groups]
    if par == "annee":
        parts.sort(key=lambda part: part.code, reverse=True)
    again = engine.row(
        f"SELECT count(DISTINCT declaration) FROM {source} WHERE {kept.sql} AND rang > 1", kept.values
    )
    corrected = again[0] if again else 0
    honours = query.apd_honours(criteres)
    return Totaux(par, annee, tuple(parts), whole, without, lines, who, corrected, honours)


def annees(engine: Engine) -> tuple[int, ...]:
    """The years that something was declared for, the latest first."""
    found = engine.rows(f"SELECT DISTINCT annee FROM {engine.source('apd')} ORDER BY annee DESC", [])
    return tuple(annee for (annee,) in found)


def lignes(engine: Engine, annee: int) -> Iterator[LigneDeclaree]:
    """The lines of a year, by declaration then by country, sector, channel…: always in the same order."""
    for row in engine.rows(
        f"""SELECT a.declaration, a.rang, a.declaree_le, a.collectivite, c.nom, a.annee, a.pays, a.secteur, a.canal,
                a.type_aide, a.refugies, a.montant, a.projet, coalesce(p.titre, ''), coalesce(p.objectifs, ''), a.loi_oudin
            FROM {engine.source("apd")} a JOIN {engine.source("collectivites")} c ON c.id = a.collectivite
            LEFT JOIN {engine.source("projets")} p ON p.id = a.projet AND a.projet <> ''
            WHERE a.annee = ? ORDER BY len(a.declaration), a.declaration, a.pays, a.secteur, a.canal, a.type_aide, a.projet, a.montant""",
        [annee],
    ):
        yield LigneDeclaree(*row)


def _kept(annee: int | None, criteres: Criteria) -> Condition:
    found = query.apd(criteres)
    return found if annee is None else found & Condition("annee = ?", (annee,))


def _names(engine: Engine) -> dict[str, str]:
    return dict(engine.rows(f"SELECT id, nom FROM {engine.source('collectivites')}", []))
