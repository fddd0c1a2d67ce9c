# SPDX-License-Identifier: EUPL-1.2
"""The journal of a fiche as readers see it: its versions, and what changed between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

import msgspec

from parquet.engine import Engine
from parquet.errors import Introuvable
from parquet.jours import jour_de
from parquet.pages import PREFIXES_DE_FICHE
from parquet.tables import VERSIONS
from store.records import Collectivite, Demande, Partenaire, Projet, Reseau

_RECORDS: dict[str, tuple[str, type[msgspec.Struct]]] = {
    "col": ("collectivites", Collectivite),
    "par": ("partenaires", Partenaire),
    "pro": ("projets", Projet),
    "dem": ("demandes", Demande),
    "res": ("reseaux", Reseau),
}
"""Of each prefix, the table of the fiche and the record that says its fields."""

SANS_VALEUR = "contacts"
"""The field of which only that it changed is published: it names people."""

_NOMS = {
    ("projets", "collectivites"): "collectivites_noms",
    ("projets", "partenaires"): "partenaires_noms",
    ("demandes", "partenaire"): "partenaire_nom",
}
"""Fields that name other fiches, and the column that says their names."""


RETRAITS = ("archiver", "retirer")
"""The operations that took a fiche away: nothing is published of what it then said."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a fiche."""

    numero: int
    le: date
    """The day, in Paris."""
    operation: str
    """creer, modifier, archiver, publier, retirer."""
    champs: tuple[str, ...]
    """The fields that changed since the public version before, under their names in the tables."""


@dataclass(frozen=True, slots=True)
class Changement:
    """A field that is not the same in two versions. Values are those of the tables; other fiches are « nom [id] »."""

    champ: str
    avant: Any
    apres: Any


def versions(engine: Engine, id_: str) -> tuple[Version, ...]:
    """The versions of a fiche, the first first. Raises Introuvable."""
    asked = id_.strip().lower()
    table = _table(asked)
    source = engine.passe(VERSIONS)
    known = (
        f"SELECT version, le, operation, champs FROM ({source}) WHERE fiche = ?" if source is not None else ""
    )
    if known and engine.instant is not None:
        known += " AND le < getvariable('instant')"
    rows = engine.rows(f"{known} ORDER BY version", [asked]) if known else []
    if rows:
        return tuple(
            Version(number, jour_de(le.replace(tzinfo=UTC)), operation, tuple(fields))
            for number, le, operation, fields in rows
        )
    only = engine.row(f"SELECT version, modifie_le FROM {table} WHERE id = ?", [asked])
    if only is None:
        raise Introuvable(
            f"Aucune fiche {id_[:40]} : elle n'existe pas, ou n'est pas publiée. Cherchez par son nom avec « atlas-tui chercher »."
        )
    return (Version(only[0], only[1], "creer", ()),)


def comparer(engine: Engine, id_: str, avant: int, apres: int) -> tuple[Changement, ...]:
    """What changed from one version of a fiche to another, field by field. Raises Introuvable."""
    known = versions(engine, id_)
    shown = {v.numero: v for v in known if v.operation not in RETRAITS}
    for number in (avant, apres):
        if number not in shown:
            raise Introuvable(
                f"La fiche {id_[:40]} n'a pas de version {number} à comparer. "
                f"Elle a : {', '.join(str(n) for n in shown)}. Voyez-les avec « atlas-tui fiche {id_[:40]} --versions »."
            )
    before, after = (_contents(engine, id_.strip().lower(), number) for number in (avant, apres))
    found = [
        Changement(field, before[field], after[field]) for field in before if before[field] != after[field]
    ]
    low, high = sorted((avant, apres))
    if any(SANS_VALEUR in v.champs for v in known if low < v.numero <= high):
        found.append(Changement(SANS_VALEUR, None, None))
    return tuple(found)


def _table(id_: str) -> str:
    prefix = id_.partition("-")[0]
    if prefix not in _RECORDS:
        raise Introuvable(
            f"Identifiant inconnu : « {id_[:40]} ». Il commence par {', '.join(f'{p}-' for p in PREFIXES_DE_FICHE)}."
        )
    return _RECORDS[prefix][0]


def _contents(engine: Engine, id_: str, number: int) -> dict[str, Any]:
    """The fields of a version, as it was when it began."""
    table, record = _RECORDS[id_.partition("-")[0]]
    fields = [f.name for f in msgspec.structs.fields(record) if f.name not in ("id", SANS_VALEUR)]
    names = {field: _NOMS[table, field] for field in fields if (table, field) in _NOMS}
    row = engine.row(
        f"SELECT {', '.join([*fields, *names.values()])} FROM ({engine.tout(table)}) WHERE id = ? AND version = ? "
        "ORDER BY depuis LIMIT 1",
        [id_, number],
    )
    if row is None:
        raise Introuvable(f"La version {number} de {id_[:40]} n'est pas dans cet atlas. Republiez-le.")
    said = dict(zip([*fields, *names.values()], row, strict=True))
    for field, column in names.items():
        ids, labels = said[field], said.pop(column)
        said[field] = (
            [f"{label} [{one}]" for one, label in zip(ids, labels, strict=True)]
            if isinstance(ids, list)
            else f"{labels} [{ids}]"
        )
    return said
