# SPDX-License-Identifier: EUPL-1.2
"""Merging two fiches that are one: links, accounts and procedures go to the kept one, the other leads to it; undone as one.

What names a fiche is read in the schema itself: the links of a new table move too. Every fiche that changes has a version
of its own in the journal, and undoing writes new ones: nothing is rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import apsw
import msgspec

from store import journal, rights
from store.clock import from_text, to_text
from store.errors import Refused, StaleVersion
from store.journal import Entry
from store.pages import KINDS, PAGES
from store.records import Collectivite, Contact, Dossier, Fiche, Partenaire
from store.rights import Who, operation
from store.store import Edit, Reading, Store, Stored
from store.text import fold

R = TypeVar("R", Collectivite, Partenaire)

_OWN = {"journal", "fusion", "fusion_lien", "doublon_ecarte"}
"""Tables that keep the name a fiche had: what was done to it stays told of it."""


@dataclass(frozen=True, slots=True)
class Fusion:
    """A merge as it was made."""

    numero: int
    gardee: str
    absorbee: str
    fiches: int
    """Fiches that name the kept one since then."""
    liens: int
    """Rows of accounts and procedures that do."""
    le: datetime
    defaite_le: datetime | None = None


class Fusions:
    """What `who` may do about doubles. Forbidden, Refused and StaleVersion as `Operations` does."""

    def __init__(self, store: Store, who: Who) -> None:
        self._store = store
        self.who = who

    @operation("ecarter-doublon")
    def ecarter(self, une: str, autre: str) -> None:
        """Remember that two fiches are not one."""
        rights.require(self.who, "ecarter-doublon")
        first, second = sorted((une, autre))
        with self._store.write(self.who.actor) as edit:
            _pair(edit, first, second)
            edit.connection.execute(
                "INSERT INTO doublon_ecarte (premiere, seconde, acteur, le) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (first, second, self.who.actor, to_text(edit.at)),
            )

    @operation("lire-doublons")
    def ecartes(self) -> frozenset[tuple[str, str]]:
        """Return the pairs (first id < second id) that are known not to be one."""
        rights.require(self.who, "lire-doublons")
        with self._store.read() as reading:
            return frozenset(reading.connection.execute("SELECT premiere, seconde FROM doublon_ecarte"))

    @operation("lire-fusions")
    def faites(self) -> Sequence[Fusion]:
        """Return the merges, the newest first."""
        rights.require(self.who, "lire-fusions")
        with self._store.read() as reading:
            rows: list[tuple[Any, ...]] = reading.connection.execute(
                "SELECT numero FROM fusion ORDER BY numero DESC"
            ).fetchall()
            return [_fusion(reading, numero) for (numero,) in rows]

    @operation("fusionner-fiches")
    def fusionner(
        self, record: Collectivite | Partenaire, absorbee: str, *, base: int, base_absorbee: int
    ) -> Fusion:
        """Merge `absorbee` into the fiche of `record`, whose fields are those chosen (see `proposer`).

        `base` and `base_absorbee` are the versions that were compared. What names the absorbed fiche names the other, it is
        archived, and its id leads there.
        """
        rights.require(self.who, "fusionner-fiches")
        with self._store.write(self.who.actor) as edit:
            kept, gone = _pair(edit, record.id, absorbee)
            for stored, read in ((kept, base), (gone, base_absorbee)):
                if stored.version != read:
                    raise StaleVersion(stored.record.id, read, stored)
            if type(record) is not type(kept.record):
                raise Refused("id", "ces deux fiches ne sont pas de même nature")
            first = edit.head().seq + 1
            edit.amend(record, base=base, operation=journal.MERGED)
            moved = 0
            for id in sorted(_namers(edit, absorbee)):
                stored_one = edit.get(id)
                if stored_one is not None and stored_one.etat != "archivee" and id != record.id:
                    renamed = _renamed(stored_one.record, absorbee, record.id)
                    edit.amend(renamed, base=stored_one.version, operation=journal.MERGED)
                    moved += 1
            edit.archive(absorbee, base=base_absorbee)
            connection = edit.connection
            numero = (connection.execute("SELECT max(numero) FROM fusion").get or 0) + 1
            connection.execute(
                "INSERT INTO fusion (numero, gardee, absorbee, premier, dernier, acteur, le) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (numero, record.id, absorbee, first, edit.head().seq, self.who.actor, to_text(edit.at)),
            )
            links = list(_move(connection, absorbee, record.id))
            connection.executemany(
                "INSERT INTO fusion_lien (fusion, rang, tableau, colonne, cle) VALUES (?, ?, ?, ?, ?)",
                [(numero, rank, *link) for rank, link in enumerate(links)],
            )
            return _fusion(edit, numero)

    @operation("defaire-fusion")
    def defaire(self, numero: int) -> tuple[str, ...]:
        """Undo a merge: everything it changed is as before. Return the fiches edited since, which keep what was edited.

        Refused when it is undone already, or when a later merge, or archiving, holds the kept fiche.
        """
        rights.require(self.who, "defaire-fusion")
        with self._store.write(self.who.actor) as edit:
            connection = edit.connection
            row = connection.execute(
                "SELECT gardee, absorbee, premier, dernier, defaite_le FROM fusion WHERE numero = ?",
                (numero,),
            ).fetchone()
            if row is None:
                raise Refused("fusion", f"aucune fusion n° {numero}")
            kept, gone, first, last, undone = row
            if undone is not None:
                raise Refused("fusion", "elle est déjà défaite")
            later = connection.execute(
                "SELECT min(numero) FROM fusion WHERE numero > ? AND defaite_le IS NULL AND ? IN (gardee, absorbee)",
                (numero, kept),
            ).get
            if later is not None:
                raise Refused(
                    "fusion", f"la fusion n° {later} est venue après sur {kept} : défaites-la d'abord"
                )
            current = edit.get(kept)
            if current is None or current.etat == "archivee":
                raise Refused("fusion", f"la fiche {kept} est archivée depuis")
            touched = [
                id for (id,) in connection.execute(
                    "SELECT fiche FROM journal WHERE seq BETWEEN ? AND ? AND fiche <> ? ORDER BY seq", (first, last, gone)
                )
            ]  # fmt: skip
            absorbed = edit.get(gone)
            assert absorbed is not None
            edit.reopen(gone, base=absorbed.version)
            edited = [id for id in touched if not _put_back(edit, id, first, last, kept, gone)]
            _unmove(connection, numero, kept, gone)
            connection.execute(
                "UPDATE fusion SET defaite_le = ? WHERE numero = ?", (to_text(edit.at), numero)
            )
            return tuple(edited)


def proposer(gardee: R, absorbee: R) -> R:
    """Return what a merge proposes: the kept fiche, completed by the other where it says nothing, with the lists of both."""
    changes: dict[str, Any] = {}
    known: set[Any]
    mine: Any
    other: Any
    for field in msgspec.structs.fields(gardee):
        mine, other = getattr(gardee, field.name), getattr(absorbee, field.name)
        if field.name in ("id", "alias"):
            continue
        if isinstance(mine, tuple):
            known = {_cle(one) for one in mine}
            changes[field.name] = (*mine, *(one for one in other if _cle(one) not in known))
        elif mine in ("", None) and other not in ("", None):
            changes[field.name] = other
    known = {fold(gardee.nom)}
    names = []
    for name in (*gardee.alias, absorbee.nom, *absorbee.alias):
        if fold(name) not in known:
            known.add(fold(name))
            names.append(name)
    return msgspec.structs.replace(gardee, **changes, alias=tuple(names))


def _cle(one: Any) -> Any:
    """What tells two entries of a list apart: the name of a contact, whatever else is said of them."""
    return fold(f"{one.prenom} {one.nom}") if isinstance(one, Contact) else one


def _pair(reading: Reading, une: str, autre: str) -> tuple[Stored[Fiche], Stored[Fiche]]:
    found = []
    for id in (une, autre):
        stored = reading.get(id)
        if stored is None or not isinstance(stored.record, Collectivite | Partenaire):
            raise Refused("id", f"aucune collectivité ni autorité {id[:40]} dans l'atlas")
        if stored.etat == "archivee":
            raise Refused("id", f"la fiche {id} est archivée")
        found.append(stored)
    first, second = found
    if une == autre or type(first.record) is not type(second.record):
        raise Refused("id", "deux fiches de même nature sont attendues")
    return first, second


def _fusion(reading: Reading, numero: int) -> Fusion:
    kept, gone, first, last, at, undone = reading.connection.execute(
        "SELECT gardee, absorbee, premier, dernier, le, defaite_le FROM fusion WHERE numero = ?", (numero,)
    ).fetchone()  # type: ignore[misc]
    fiches = reading.connection.execute(
        "SELECT count(DISTINCT fiche) FROM journal WHERE seq BETWEEN ? AND ? AND fiche NOT IN (?, ?)", (first, last, kept, gone)
    ).get  # fmt: skip
    links = reading.connection.execute("SELECT count(*) FROM fusion_lien WHERE fusion = ?", (numero,)).get
    return Fusion(numero, kept, gone, fiches, links, from_text(at), from_text(undone) if undone else None)


def _columns(connection: apsw.Connection, kind: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(table, column, key columns) of every link to a fiche of this kind, or to any fiche, that is not the fiche itself."""
    tables: list[tuple[Any, ...]] = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    for (table,) in tables:
        named: list[tuple[Any, ...]] = connection.execute(
            "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (table,)
        ).fetchall()
        keys = tuple(str(name) for (name,) in named) or ("rowid",)
        links: list[tuple[Any, ...]] = connection.execute(
            'SELECT "from", "table" FROM pragma_foreign_key_list(?) ORDER BY id', (table,)
        ).fetchall()
        for column, parent in links:
            if parent in (kind, "fiche") and keys != (column,):
                yield table, column, keys


def _of_pages() -> frozenset[str]:
    """The tables that fiches are written in: they change by new versions alone."""
    return frozenset(table for page in PAGES.values() for table in page.tables)


def _namers(edit: Edit, id: str) -> set[str]:
    """The fiches whose record names this one."""
    kind = journal.kind_of(id)
    pages = _of_pages()
    found: set[str] = set()
    for table, column, keys in _columns(edit.connection, str(kind)):
        if table in pages:
            found |= {
                owner
                for (owner,) in edit.connection.execute(
                    f"SELECT DISTINCT {keys[0]} FROM {table} WHERE {column} = ?",  # noqa: S608 - names of the schema
                    (id,),
                )
            }
    return found - {id}


def _renamed(record: Fiche, old: str, new: str) -> Fiche:
    """The record, with one id in the place of another; named once where both were."""
    changes: dict[str, Any] = {}
    for field in PAGES[KINDS[type(record)]].references:
        value = getattr(record, field)
        if isinstance(value, tuple):
            changes[field] = tuple(dict.fromkeys(new if one == old else one for one in value))
        elif value == old:
            changes[field] = new
    renamed = msgspec.structs.replace(record, **changes)
    if isinstance(renamed, Dossier):
        # Who bears a dossier is not beside itself.
        others = tuple(one for one in renamed.associees if one != renamed.collectivite)
        renamed = msgspec.structs.replace(renamed, associees=others)
    return renamed


def _move(connection: apsw.Connection, old: str, new: str) -> Iterator[tuple[str, str, str]]:
    """Make every row beside the fiches name `new`; give (table, column, key). One that `new` already has stays."""
    pages = _of_pages() | _OWN | {"fiche"}
    for table, column, keys in _columns(connection, str(journal.kind_of(old))):
        if table in pages:
            continue
        listed, where = ", ".join(keys), " AND ".join(f"{key} = ?" for key in keys)
        rows: list[tuple[Any, ...]] = connection.execute(
            f"SELECT {listed} FROM {table} WHERE {column} = ? ORDER BY {listed}",  # noqa: S608 - names of the schema
            (old,),
        ).fetchall()
        for row in rows:
            try:
                connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (new, *row))  # noqa: S608
            except apsw.ConstraintError:
                continue
            key = [new if name == column else value for name, value in zip(keys, row, strict=True)]
            yield table, column, msgspec.json.encode(key).decode()


def _unmove(connection: apsw.Connection, numero: int, kept: str, gone: str) -> None:
    links: list[tuple[Any, ...]] = connection.execute(
        "SELECT tableau, colonne, cle FROM fusion_lien WHERE fusion = ? ORDER BY rang DESC", (numero,)
    ).fetchall()
    known = {
        (table, column): keys for table, column, keys in _columns(connection, str(journal.kind_of(gone)))
    }
    for table, column, key in links:
        keys = known[table, column]
        where = " AND ".join(f"{name} = ?" for name in keys)
        connection.execute(
            f"UPDATE {table} SET {column} = ? WHERE {where} AND {column} = ?",  # noqa: S608 - names of the schema
            (gone, *msgspec.json.decode(key), kept),
        )


def _put_back(edit: Edit, id: str, first: int, last: int, kept: str, gone: str) -> bool:
    """Give a fiche what it said before a merge; False when it was edited since, and keeps what was.

    Field by field: one that was edited since keeps its text; a list of fiches names the absorbed one again all the same.
    """
    entries = edit.journal(id)
    rank = next(i for i, e in enumerate(entries) if first <= e.seq <= last)
    before, after = entries[rank - 1], entries[rank]
    stored = edit.get(id)
    assert stored is not None
    if before.after is None or after.after is None:
        # Its text was erased since: only the links can be told.
        return not edit.amend(stored.record, base=stored.version, operation=journal.SPLIT)
    changes: dict[str, Any] = {}
    edited = False
    for field in _differing(before, after):
        old, new, now = (getattr(one, field) for one in (before.after, after.after, stored.record))
        if now == new:
            changes[field] = old
        elif field in PAGES[KINDS[type(stored.record)]].references and isinstance(now, tuple):
            changes[field] = _replaced(old, now, kept, gone)
            edited = True
        else:
            edited = True
    edit.amend(
        msgspec.structs.replace(stored.record, **changes), base=stored.version, operation=journal.SPLIT
    )
    return not edited


def _differing(before: Entry, after: Entry) -> Iterator[str]:
    assert before.after is not None
    for field in msgspec.structs.fields(before.after):
        if field.name == "contacts" and (before.erased or after.erased):
            # People were erased from one of the two: those of today stay.
            continue
        if getattr(before.after, field.name) != getattr(after.after, field.name):
            yield field.name


def _replaced(old: tuple[str, ...], now: tuple[str, ...], kept: str, gone: str) -> tuple[str, ...]:
    """Today's list, naming the absorbed fiche where the list before the merge did."""
    if kept not in now:
        return now
    names = (kept, gone) if kept in old else (gone,)
    return tuple(dict.fromkeys(name for one in now for name in (names if one == kept else (one,))))


def redirections(reading: Reading) -> Mapping[str, tuple[str, datetime]]:
    """Return where the id of each absorbed fiche leads, at the end of all merges, and since when it was absorbed."""
    rows: list[tuple[Any, ...]] = reading.connection.execute(
        "SELECT absorbee, gardee, le FROM fusion WHERE defaite_le IS NULL"
    ).fetchall()
    leads = {gone: kept for gone, kept, _ in rows}
    found = {}
    for gone, kept, at in rows:
        end = kept
        while end in leads:
            end = leads[end]
        found[gone] = (end, from_text(at))
    return found
