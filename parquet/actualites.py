# SPDX-License-Identifier: EUPL-1.2
"""The news and the agenda: those that criteria keep, those published since a day about what a person follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from parquet.criteria import TOUT, Criteria
from parquet.engine import Engine
from parquet.errors import CritereInvalide
from parquet.reference import geography
from parquet.results import ActualiteBref
from parquet.text import fold

CRITERES = ("mots", "continent", "sous_continent", "pays", "thematique", "collectivite")
"""What narrows the news. The other criteria speak of projets."""

_BREF = """SELECT a.id, a.titre, a.genre, a.emetteur, a.reseau, coalesce(r.nom, ''), a.pays, a.thematiques, a.lieu, a.debut, a.fin,
    a.horaires, a.publiee_le FROM actualites a LEFT JOIN reseaux r ON r.id = a.reseau"""


def actualites(
    engine: Engine,
    criteres: Criteria = TOUT,
    *,
    genre: str = "",
    depuis: date | None = None,
    a_partir_du: date | None = None,
    limite: int | None = None,
) -> tuple[ActualiteBref, ...]:
    """What was published, the newest first; events alone (`genre`) by their day, the next first.

    `depuis`: published that day or later. `a_partir_du`: events that are not over that day, and no news. Raises
    CritereInvalide for a criterion that is not one of `CRITERES`.
    """
    conditions, values = _conditions(criteres)
    if genre or a_partir_du:
        conditions.append("a.genre = ?")
        values.append(genre or "evenement")
    if depuis is not None:
        conditions.append("a.publiee_le >= ?")
        values.append(depuis)
    if a_partir_du is not None:
        conditions.append("coalesce(a.fin, a.debut) >= ?")
        values.append(a_partir_du)
    order = "a.debut, a.id" if a_partir_du else "a.publiee_le DESC, a.id DESC"
    order = "a.debut DESC, a.id" if genre == "evenement" and a_partir_du is None else order
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    values.append(limite)
    return _rows(engine, f"{_BREF}{where} ORDER BY {order} LIMIT ?", values)


def suivies(
    engine: Engine, pays: Sequence[str], thematiques: Sequence[str], depuis: date | None
) -> tuple[ActualiteBref, ...]:
    """What was published since a day (that day too; None: ever) about one of these countries or of these themes, the newest
    first. A theme holds those under it."""
    return _rows(
        engine,
        f"""{_BREF} WHERE (list_has_any(a.pays, ?::VARCHAR[]) OR list_has_any(a.lignees, ?::VARCHAR[]))
            AND a.publiee_le >= coalesce(?, a.publiee_le) ORDER BY a.publiee_le DESC, a.id DESC""",
        [list(pays), list(thematiques), depuis],
    )


def brefs(engine: Engine, ids: Sequence[str]) -> tuple[ActualiteBref, ...]:
    """These ones, in the order of their ids."""
    return _rows(engine, f"{_BREF} WHERE list_contains(?, a.id) ORDER BY a.id", [list(ids)])


def _rows(engine: Engine, sql: str, values: Sequence[object]) -> tuple[ActualiteBref, ...]:
    names = [f.name for f in fields(ActualiteBref)]
    rows = (dict(zip(names, row, strict=True)) for row in engine.rows(sql, values))
    return tuple(
        ActualiteBref(**{**row, "pays": tuple(row["pays"]), "thematiques": tuple(row["thematiques"])})
        for row in rows
    )


def _conditions(criteres: Criteria) -> tuple[list[str], list[Any]]:
    """What the criteria ask, as conditions on `a` and the values bound to them."""
    conditions: list[str] = []
    values: list[Any] = []
    for asked in (criteres, criteres.aussi):
        if asked is None:
            continue
        for f in fields(asked):
            if f.name not in (*CRITERES, "aussi") and getattr(asked, f.name) != getattr(TOUT, f.name):
                raise CritereInvalide(
                    f"Les actualités ne s'affinent pas par « {f.name.replace('_', ' ')} » : choisissez pays, continent, "
                    "sous-continent, thématique, collectivité ou mots."
                )
        for column, codes in (
            ("pays", asked.pays),
            ("pays", _countries("sous_continent", asked.sous_continent)),
            ("pays", _countries("continent", asked.continent)),
            ("lignees", asked.thematique),
            ("collectivites", asked.collectivite),
        ):
            if codes:
                conditions.append(f"list_has_any(a.{column}, ?::VARCHAR[])")
                values.append(list(codes))
        for word in fold(asked.mots).split():
            conditions.append("contains(a.mots, ?)")
            values.append(f" {word}")
    return conditions, values


def _countries(kind: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The countries of these zones."""
    return tuple(p.iso2 for p in geography.pays().values() if codes and getattr(p, kind) in codes)
