# SPDX-License-Identifier: EUPL-1.2
"""Calls for projects, the grants they gave and the labels of expertise, as everyone may read them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from parquet.engine import Engine

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AppelLu:
    """A call. Times are aware, in UTC."""

    id: str
    titre: str
    annee: int
    duree: str
    presentation: str
    ouvre_le: datetime
    ferme_le: datetime
    thematiques: tuple[str, ...]
    pays: tuple[str, ...]
    plafond: int
    enveloppe: Decimal
    etat: str
    version: int
    modifie_le: date

    def situation(self, at: datetime) -> str:
        """Return what one may do with it at an aware time: `a-venir`, `ouvert`, `ferme` (being examined), `clos`."""
        if self.etat == "clos":
            return "clos"
        if at < self.ouvre_le:
            return "a-venir"
        return "ouvert" if at < self.ferme_le else "ferme"


@dataclass(frozen=True, slots=True)
class Subvention:
    """A grant that was notified. Amounts in euros."""

    id: str
    titre: str
    appel: str
    appel_titre: str
    annee: int
    attribuant_siret: str
    collectivite: str
    collectivite_nom: str
    siret: str
    projet: str
    pays: tuple[str, ...]
    thematique: str
    cout: Decimal
    montant: Decimal
    tranches: int
    premiere_annee: int | None
    derniere_annee: int | None
    notifiee_le: date | None
    etat: str


@dataclass(frozen=True, slots=True)
class LabelLu:
    """A label that was granted."""

    id: str
    programme: str
    titre: str
    thematique: str
    collectivites: tuple[str, ...]
    collectivites_noms: tuple[str, ...]
    acteurs: tuple[str, ...]
    savoir_faire: str
    appuis: str
    mobilisation: str
    debut_le: date | None
    fin_le: date | None
    etat: str
    version: int
    modifie_le: date


def appels(engine: Engine, id_: str = "") -> tuple[AppelLu, ...]:
    """The calls that were published, the last to close first; one of them when an id is given."""
    found = _rows(engine, AppelLu, "appels", "WHERE ? IN ('', id) ORDER BY ferme_le DESC, id DESC", [id_])
    return tuple(found)


def subventions(engine: Engine, appel: str = "") -> tuple[Subvention, ...]:
    """The grants, the last notified first; those of a call when one is given."""
    tail = "WHERE ? IN ('', appel) ORDER BY notifiee_le DESC, id DESC"
    return tuple(_rows(engine, Subvention, "subventions", tail, [appel]))


def labels(engine: Engine, id_: str = "") -> tuple[LabelLu, ...]:
    """The labels that were granted, those that hold first, then by the name of their holder."""
    tail = "WHERE ? IN ('', id) ORDER BY etat <> 'labellise', lower(collectivites_noms[1]), id"
    return tuple(_rows(engine, LabelLu, "labels", tail, [id_]))


def _rows(engine: Engine, kind: type[T], table: str, tail: str, values: list[object]) -> list[T]:
    names = [f.name for f in fields(kind)]  # type: ignore[arg-type]
    sql = f"SELECT {', '.join(names)} FROM {table} {tail}"  # noqa: S608 - names of our own classes
    rows = engine.rows(sql, values)
    return [kind(**{name: _value(cell) for name, cell in zip(names, row, strict=True)}) for row in rows]


def _value(cell: Any) -> Any:
    if isinstance(cell, list):
        return tuple(cell)
    return cell.replace(tzinfo=UTC) if isinstance(cell, datetime) else cell
