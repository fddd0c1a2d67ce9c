# SPDX-License-Identifier: EUPL-1.2
"""The store: one file that holds the truth, read and written in transactions.

    with Store.open(path) as store, store.write("compte:12") as edit:
        edit.update(projet, base=3)

A store is used by one thread at a time, and is opened by each process for itself: never across a fork.
Inside a transaction no `await`, no wait for a person: while it lasts, nobody else writes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType

import apsw

from store import database, journal
from store.cleaning import clean
from store.clock import Clock, from_text, to_text, utc_now
from store.comptes import Comptes
from store.errors import AlreadyDone, Refused, StoreAbsent, StoreExists
from store.journal import Entry, JournalHead
from store.transactions import Edit, Etat, Reading, Stored
from store.verification import Defect, verify

__all__ = ["Defect", "Edit", "Entry", "Etat", "JournalHead", "Reading", "Store", "Stored"]


def _already_done(connection: apsw.Connection, actor: str, key: str) -> AlreadyDone | None:
    """Return what an edit of this actor under this key did, None when none is committed."""
    row = connection.execute(
        "SELECT premier, dernier FROM edition WHERE acteur = ? AND cle = ?", (actor, key)
    ).fetchone()
    if row is None:
        return None
    # Write transactions follow one another: the entries between the two are all of that edit.
    touched = connection.execute(
        "SELECT fiche FROM journal WHERE seq BETWEEN ? AND ? GROUP BY fiche ORDER BY min(seq)", row
    )
    first, last = row
    return AlreadyDone(first, last, tuple(id for (id,) in touched))


class Store:
    """An open store. `create` or `open` it; close it, or use it as a context manager."""

    def __init__(self, connection: apsw.Connection, path: Path, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self.path = path
        self._demonstration = bool(connection.execute("SELECT demonstration FROM atlas").get)

    @classmethod
    def create(cls, path: Path, *, demonstration: bool = False, clock: Clock = utc_now) -> Store:
        """Create an empty store and open it. StoreExists when a file stands there.

        It is built beside and renamed: no other process ever sees half a schema.
        """
        database.check_sqlite()
        path = Path(path)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            raise StoreExists(
                f"Un fichier existe déjà à {path} : ouvrez-le, ou choisissez un autre chemin."
            ) from None
        except OSError as error:
            raise StoreAbsent(
                f"L'atlas ne peut pas être créé à {path} ({error.strerror}) : vérifiez le dossier."
            ) from None
        beside = path.with_name(f".{path.name}.{os.getpid()}.nouveau")
        try:
            with database.french(path):
                connection = database.connect(beside, create=True)
                try:
                    database.begin(connection)
                    database.migrate(connection, path, clock)
                    connection.execute(
                        "INSERT INTO atlas (seul, demonstration, cree_le) VALUES (1, ?, ?)",
                        (int(demonstration), to_text(clock())),
                    )
                finally:
                    connection.close()
            beside.chmod(0o600)
            beside.replace(path)
            _sync_folder(path.parent)
        except BaseException:
            beside.unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            raise
        return cls.open(path, clock=clock)

    @classmethod
    def open(cls, path: Path, *, clock: Clock = utc_now) -> Store:
        """Open a store, bringing its schema up to date under lock.

        SqliteTooOld, StoreAbsent, StoreDamaged, SchemaTooNew, StoreBusy.
        """
        database.check_sqlite()
        path = Path(path)
        if not path.is_file():
            raise StoreAbsent(f"Aucun atlas à {path} : vérifiez le chemin, ou créez l'atlas d'abord.")
        with database.french(path):
            database.check_is_atlas(path)
            connection = database.connect(path)
            try:
                database.migrate(connection, path, clock)
                return cls(connection, path, clock)
            except BaseException:
                connection.close()
                raise

    def now(self) -> datetime:
        """The present, by the clock of this store."""
        return self._clock()

    @property
    def demonstration(self) -> bool:
        """True of the fictional atlas: everything shown of it must say so."""
        return self._demonstration

    @contextmanager
    def write(self, actor: str, *, key: str | None = None, at: datetime | None = None) -> Iterator[Edit]:
        """Open a write transaction: committed at the end of the block, rolled back if it raises.

        The journal never goes back in time: under a clock that did, an edit is written at the time of the one before it.
        `at`, for past data alone (imports, the demonstration), says when the edit was made: Refused before the last one.

        `actor` is the pseudonymous reference of an account. `key` names the edit among those of this actor: AlreadyDone, with
        the ids of what it wrote, when it is committed already.
        """
        actor = clean(actor)
        if not actor:
            raise Refused("actor", "chaque modification a un auteur")
        with self._immediate() as connection:
            if key is not None and (done := _already_done(connection, actor, key)) is not None:
                raise done
            edit = Edit(connection, actor, _time_of(connection, at, self._clock))
            try:
                yield edit
                edit._finish(key)
            finally:
                edit._end()

    @contextmanager
    def comptes(self) -> Iterator[Comptes]:
        """Open a write transaction on the accounts: committed at the end of the block, rolled back if it raises."""
        with self._immediate() as connection:
            yield Comptes(connection, self._clock())

    @contextmanager
    def _immediate(self) -> Iterator[apsw.Connection]:
        connection = self._connection
        with database.french(self.path):
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                # Some errors (a full disk) have rolled back already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """Open a read transaction: what is read in the block is of one instant, whatever others write meanwhile."""
        connection = self._connection
        with database.french(self.path):
            connection.execute("BEGIN")
            reading = Reading(connection)
            try:
                # The instant is that of the first read: take it now, not when the caller gets round to it.
                connection.execute("SELECT seul FROM atlas").fetchall()
                yield reading
            finally:
                reading._end()
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def backup(self, path: Path) -> None:
        """Write the state of this instant into the new file `path`, in one step, whatever others write meanwhile."""
        with database.french(self.path):
            # SQLite fills an empty file and refuses any other: nobody else ever has a right on it.
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            self._connection.execute("VACUUM INTO ?", (str(path),))

    def forget(self) -> None:
        """Make what was erased leave the write-ahead file too, where it stands until the next checkpoint.

        StoreBusy when a reader or a writer holds it beyond the busy timeout: erase is done, forget again later.
        """
        with database.french(self.path):
            self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)

    def verify(self) -> list[Defect]:
        """Check the whole store; return what is wrong, worst first, empty when nothing is."""
        return verify(self._connection)

    def close(self) -> None:
        """Close the file. May be called twice."""
        self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _time_of(connection: apsw.Connection, said: datetime | None, clock: Clock) -> datetime:
    """Return the time of an edit: said, or the clock's, never before that of the last entry of the journal."""
    seq, _, text = journal.head(connection)
    now = said or clock()
    if not seq or to_text(now) >= text:
        return now
    if said is not None:
        raise Refused("at", f"le journal va déjà jusqu'au {text[:10]}, une modification ne s'écrit pas avant")
    return from_text(text)


def _sync_folder(folder: Path) -> None:
    """Make a rename durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
