# SPDX-License-Identifier: EUPL-1.2
"""Records to rows and back. The columns of a table are the fields of its record, under the same names.

Each kind has one main table, keyed by `fiche`, and lists in tables of their own, keyed by (owner, rang). The statements
are put together once, from the names below and those of the records: no value ever enters their text.
"""

from __future__ import annotations

import operator
import typing
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import apsw
import msgspec

from store.clock import from_text, to_text
from store.records import (
    Actualite,
    Ambassade,
    Appel,
    Avis,
    Collectivite,
    Contact,
    Declaration,
    Demande,
    Depense,
    Document,
    Dossier,
    Fiche,
    Financement,
    Kind,
    Label,
    LigneApd,
    Mission,
    Partenaire,
    Piece,
    Projet,
    Reseau,
    Tranche,
)

BATCH = 1_000
"""Fiches read at a time by `each`: bounds memory, and leaves no statement open between two of them."""

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]


class _Column(typing.NamedTuple):
    """A field and its column; the converters are None where the value goes as it is."""

    field: str
    name: str
    write: Convert | None
    read: Convert | None


class _Shape:
    """The columns of one struct, and the two conversions."""

    def __init__(
        self, struct: type, nullable: frozenset[str] = frozenset(), without: frozenset[str] = frozenset()
    ) -> None:
        self.struct = struct
        self.columns = tuple(
            _column(f.name, f.type, f.name in nullable)
            for f in msgspec.structs.fields(struct)
            if f.name not in without
        )
        self.names = tuple(c.name for c in self.columns)
        self._fields = tuple(c.field for c in self.columns)
        self._values = operator.attrgetter(*self._fields)
        self._writes = tuple((i, c.write) for i, c in enumerate(self.columns) if c.write)
        self._reads = tuple((i, c.read) for i, c in enumerate(self.columns) if c.read)

    def row(self, record: Any) -> Row:
        """Return the values of the columns, in their order."""
        values = self._values(record)
        if not self._writes:
            return values
        row = list(values)
        for i, write in self._writes:
            row[i] = write(row[i])
        return tuple(row)

    def fields(self, row: Sequence[Any]) -> dict[str, Any]:
        """Return the fields of the record that `row` holds; what stands after its columns is left."""
        values = dict(zip(self._fields, row, strict=False))
        for i, read in self._reads:
            values[self._fields[i]] = read(row[i])
        return values

    def record(self, row: Sequence[Any]) -> Any:
        return self.struct(**self.fields(row))


def _column(name: str, hint: Any, nullable: bool) -> _Column:
    bare = [a for a in typing.get_args(hint) if a is not type(None)] or [hint]
    if hint is Decimal:
        return _Column(name, f"{name}_centimes", lambda v: int(v.scaleb(2)), lambda v: Decimal(v).scaleb(-2))
    if hint is bool:
        return _Column(name, name, int, bool)
    if hint is datetime:
        return _Column(name, name, to_text, from_text)
    if bare == [date]:
        return _Column(name, name, lambda v: v and v.isoformat(), lambda v: v and date.fromisoformat(v))
    if nullable:
        return _Column(name, name, lambda v: v or None, lambda v: v or "")
    return _Column(name, name, None, None)


class _List:
    """One list of a record in a table of its own."""

    def __init__(self, field: str, table: str, owner: str, item: str | _Shape) -> None:
        self.field, self.table = field, table
        columns = (item,) if isinstance(item, str) else item.names
        listed = ", ".join(columns)
        taken = ", ".join(f"t.{c}" for c in columns)
        marks = ", ".join("?" * (2 + len(columns)))
        self._row: Callable[[Any], Row] = (lambda v: (v,)) if isinstance(item, str) else item.row
        self._item: Callable[[Row], Any] = (lambda r: r[0]) if isinstance(item, str) else item.record
        # Names are constants of this module and fields of the records, never data.
        self._insert = f"INSERT INTO {table} ({owner}, rang, {listed}) VALUES ({marks})"  # noqa: S608
        self._delete = f"DELETE FROM {table} WHERE {owner} = ?"  # noqa: S608
        self._one = f"SELECT {listed} FROM {table} WHERE {owner} = ? ORDER BY rang"  # noqa: S608
        # CROSS JOIN fixes the order of the loops: fiches in turn, then their rows, both along an index, nothing to sort.
        self._many = (
            f"SELECT {taken}, t.{owner} FROM fiche f CROSS JOIN {table} t ON t.{owner} = f.id "  # noqa: S608
            "WHERE f.kind = ? AND f.numero BETWEEN ? AND ? ORDER BY f.numero, t.rang"
        )

    def write(self, connection: apsw.Connection, id: str, items: Sequence[Any]) -> None:
        rows = [(id, rank, *self._row(item)) for rank, item in enumerate(items)]
        if len(rows) == 1:
            connection.execute(self._insert, rows[0])
        else:
            connection.executemany(self._insert, rows)

    def replace(self, connection: apsw.Connection, id: str, items: Sequence[Any]) -> None:
        connection.execute(self._delete, (id,))
        self.write(connection, id, items)

    def read(self, connection: apsw.Connection, id: str) -> tuple[Any, ...]:
        return tuple(self._item(row) for row in connection.execute(self._one, (id,)))

    def read_many(
        self, connection: apsw.Connection, kind: Kind, first: int, last: int
    ) -> dict[str, list[Any]]:
        """Return the lists of the fiches numbered `first` to `last`, by id; a fiche without entries is absent."""
        lists: dict[str, list[Any]] = defaultdict(list)
        make = self._item
        rows: list[Row] = connection.execute(self._many, (kind, first, last)).fetchall()
        for row in rows:
            lists[row[-1]].append(make(row))
        return lists


COMMON = ("id", "version", "etat", "cree_le", "modifie_le", "seq")
"""Columns of `fiche` that come before those of the page, in this order, in what `read` and `each` give."""


class Page:
    """How the records of one kind are written and read."""

    def __init__(
        self,
        struct: type,
        table: str,
        *lists: _List,
        references: dict[str, Kind] | None = None,
        nullable: frozenset[str] = frozenset(),
    ) -> None:
        self.struct = struct
        self.references = references or {}
        """Fields that hold ids of other fiches, and the table these stand in."""
        self.tables = (table, *(each.table for each in lists))
        """The tables that records of this kind are written in."""
        self._lists = lists
        self._shape = _Shape(struct, nullable, without=frozenset({"id", *(each.field for each in lists)}))
        names = self._shape.names
        listed, marks = ", ".join(names), ", ".join("?" * (1 + len(names)))
        taken = ", ".join([*(f"f.{c}" for c in COMMON), *(f"p.{c}" for c in names)])
        joined = f"SELECT {taken} FROM fiche f JOIN {table} p ON p.fiche = f.id"  # noqa: S608
        self._insert = f"INSERT INTO {table} (fiche, {listed}) VALUES ({marks})"  # noqa: S608
        assigned = ", ".join(f"{c} = ?" for c in names)
        self._update = f"UPDATE {table} SET {assigned} WHERE fiche = ?"  # noqa: S608
        self._one = f"{joined} WHERE f.id = ?"
        self._many = f"{joined} WHERE f.kind = ? AND f.numero > ? ORDER BY f.numero LIMIT ?"

    def insert(self, connection: apsw.Connection, record: Any) -> None:
        """Write a new page under `record.id`, whose row of `fiche` stands already."""
        connection.execute(self._insert, (record.id, *self._shape.row(record)))
        for each in self._lists:
            items = getattr(record, each.field)
            if items:
                each.write(connection, record.id, items)

    def update(self, connection: apsw.Connection, before: Any, after: Any) -> None:
        """Write what differs between two records of the same id."""
        row = self._shape.row(after)
        if row != self._shape.row(before):
            connection.execute(self._update, (*row, after.id))
        for each in self._lists:
            items = getattr(after, each.field)
            if items != getattr(before, each.field):
                each.replace(connection, after.id, items)

    def read(self, connection: apsw.Connection, id: str) -> tuple[Row, Fiche] | None:
        """Return the common columns (see `COMMON`) and the record of a fiche of this kind."""
        row: Row | None = connection.execute(self._one, (id,)).fetchone()
        if row is None:
            return None
        fields = self._shape.fields(row[len(COMMON) :])
        for each in self._lists:
            fields[each.field] = each.read(connection, id)
        return row[: len(COMMON)], self.struct(id=id, **fields)

    def each(self, connection: apsw.Connection, kind: Kind, after: int) -> list[tuple[Row, Fiche]]:
        """Return the next `BATCH` fiches numbered above `after`, in order of number: one query a table."""
        rows: list[Row] = connection.execute(self._many, (kind, after, BATCH)).fetchall()
        if not rows:
            return []
        last = number(rows[-1][0])
        lists = [(each.field, each.read_many(connection, kind, after + 1, last)) for each in self._lists]
        found = []
        for row in rows:
            fields = self._shape.fields(row[len(COMMON) :])
            for field, entries in lists:
                fields[field] = tuple(entries.get(row[0], ()))
            found.append((row[: len(COMMON)], self.struct(id=row[0], **fields)))
        return found

    def named(self, record: Any) -> Iterator[tuple[str, str, Kind]]:
        """Give (path, id, table) for each other fiche that the record names."""
        for field, table in self.references.items():
            value = getattr(record, field, None)
            if isinstance(value, tuple):
                for rank, id in enumerate(value):
                    yield f"{field}[{rank}]", id, table
            elif value:
                yield field, value, table
        if isinstance(record, Declaration):
            for rank, line in enumerate(record.lignes):
                if line.projet:
                    yield f"lignes[{rank}].projet", line.projet, "projet"


def number(id: str) -> int:
    """Return the number of an id: `pro-12` → 12."""
    return int(id.partition("-")[2])


_CONTACTS = _List("contacts", "contact", "fiche", _Shape(Contact))
_ALIASES = _List("alias", "alias", "fiche", "nom")

PAGES: dict[Kind, Page] = {
    "collectivite": Page(
        Collectivite,
        "collectivite",
        _ALIASES,
        _CONTACTS,
        _List("reseaux", "adhesion", "collectivite", "reseau"),
        references={"reseaux": "reseau"},
    ),
    "reseau": Page(Reseau, "reseau"),
    "partenaire": Page(Partenaire, "partenaire", _ALIASES),
    "projet": Page(
        Projet,
        "projet",
        _List("odd", "projet_odd", "projet", "odd"),
        _List("collectivites", "projet_collectivite", "projet", "collectivite"),
        _List("partenaires", "projet_partenaire", "projet", "partenaire"),
        _List("financements", "financement", "projet", _Shape(Financement)),
        _List("acteurs_france", "projet_acteur_france", "projet", "nom"),
        _List("acteurs_pays", "projet_acteur_pays", "projet", "nom"),
        _CONTACTS,
        _List("documents", "projet_document", "projet", _Shape(Document)),
        references={"collectivites": "collectivite", "partenaires": "partenaire"},
    ),
    "demande": Page(Demande, "demande", references={"partenaire": "partenaire"}),
    "apd": Page(
        Declaration,
        "apd_declaration",
        _List("lignes", "apd_ligne", "declaration", _Shape(LigneApd, nullable=frozenset({"projet"}))),
        references={"collectivite": "collectivite"},
    ),
    "ambassade": Page(Ambassade, "ambassade", _CONTACTS),
    "actualite": Page(
        Actualite,
        "actualite",
        _List("pays", "actualite_pays", "actualite", "pays"),
        _List("thematiques", "actualite_thematique", "actualite", "thematique"),
        _List("collectivites", "actualite_collectivite", "actualite", "collectivite"),
        references={"collectivites": "collectivite", "reseau": "reseau"},
        nullable=frozenset({"reseau"}),
    ),
    "appel": Page(
        Appel,
        "appel",
        _List("thematiques", "appel_thematique", "appel", "thematique"),
        _List("pays", "appel_pays", "appel", "pays"),
    ),
    "dossier": Page(
        Dossier,
        "dossier",
        _List("associees", "dossier_associee", "dossier", "collectivite"),
        _List("partenaires", "dossier_partenaire", "dossier", "partenaire"),
        _List("depenses", "dossier_depense", "dossier", _Shape(Depense)),
        _List("ressources", "dossier_ressource", "dossier", _Shape(Financement)),
        _List("pieces", "dossier_piece", "dossier", _Shape(Piece)),
        _List("avis", "dossier_avis", "dossier", _Shape(Avis)),
        _List("tranches", "dossier_tranche", "dossier", _Shape(Tranche)),
        references={
            "appel": "appel", "collectivite": "collectivite", "associees": "collectivite", "partenaires": "partenaire",
            "projet": "projet",
        },
    ),
    "label": Page(
        Label,
        "label",
        _List("collectivites", "label_collectivite", "label", "collectivite"),
        _List("acteurs", "label_acteur", "label", "nom"),
        references={"collectivites": "collectivite"},
    ),
    "mission": Page(Mission, "mission", references={"label": "label"}),
}  # fmt: skip
KINDS: dict[type, Kind] = {page.struct: kind for kind, page in PAGES.items()}
