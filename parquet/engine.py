# SPDX-License-Identifier: EUPL-1.2
"""DuckDB over one snapshot and its delta: views over their files, then locked against everything but reading them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from parquet.errors import InstantaneAbime, RequeteInterrompue
from parquet.snapshot import Ouvert
from parquet.tables import EMPTY, REMPLACES, TABLES

if TYPE_CHECKING:
    import duckdb

MEMORY = "1GB"
THREADS = 2
TIME_LIMIT = 20.0
"""Seconds after which a query is interrupted."""
CLOSING_LIMIT = 5.0
"""Seconds that closing waits for the queries it interrupted."""

Row = tuple[Any, ...]


class Engine:
    """A locked in-memory DuckDB. Safe from several threads: each query has its own cursor.

    Its tables are views over the Parquet files. Copying them in memory was measured and left out: it cost 220 ms of
    processor and 30 MB a session, to take a page's figures from 15 to 12 ms.
    """

    def __init__(self, ouvert: Ouvert) -> None:
        import duckdb

        self._ouvert = ouvert
        self._running: set[duckdb.DuckDBPyConnection] = set()
        self._idle: list[duckdb.DuckDBPyConnection] = []
        self._state = threading.Condition()
        self._closed = False
        self._connection = duckdb.connect(
            ":memory:",
            config={
                # Without this, DuckDB 2 starts eight more threads whatever `threads` says.
                "async_threads": "0",
                "threads": str(THREADS),
                "memory_limit": MEMORY,
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "allow_community_extensions": "false",
                "python_enable_replacements": "false",
                "temp_directory": "",
            },
        )
        try:
            self._load()
        except duckdb.Error as error:
            self.close()
            raise InstantaneAbime(
                f"L'instantané {ouvert.manifeste.nom} ne se lit pas ({type(error).__name__}). "
                "Refaites-le avec « atlas-tui publier »."
            ) from error

    def _load(self) -> None:
        """Make the views, then lock: no other file, no setting, no extension."""
        connection, ouvert = self._connection, self._ouvert
        self._name_files(connection)
        for name, table in TABLES.items():
            source = _source(name, "base", ouvert.manifeste.colonnes.get(name, ()))
            if ouvert.manifeste_delta is not None:
                newer = _source(name, "delta", ouvert.manifeste_delta.colonnes.get(name, ()))
                replaced = f"SELECT id FROM read_parquet(getvariable('delta_{REMPLACES}'))"
                source = f"{source} WHERE {table.cle} NOT IN ({replaced}) UNION ALL BY NAME {newer}"
            connection.execute(f"CREATE VIEW {name} AS {source}")
        folders = [f"{folder}/" for folder in (ouvert.chemin, ouvert.delta) if folder is not None]
        connection.execute("SET allowed_directories = ?", [folders])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")

    def _name_files(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Tell a connection where the files of the views are; variables are each connection's own."""
        for prefix, folder in (("base", self._ouvert.chemin), ("delta", self._ouvert.delta)):
            if folder is not None:
                for name in (*TABLES, REMPLACES):
                    connection.execute(f"SET VARIABLE {prefix}_{name} = ?", [str(folder / f"{name}.parquet")])

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """The rows of a query. `values` are bound. Raises RequeteInterrompue past `TIME_LIMIT`, or when interrupted."""
        import duckdb

        with self._cursor() as cursor:
            try:
                return cursor.execute(sql, list(values)).fetchall()
            except duckdb.OutOfMemoryException as error:
                raise RequeteInterrompue(
                    f"La recherche demande plus de mémoire que permis ({MEMORY}). "
                    "Précisez-la par un pays, une région ou une thématique."
                ) from error
            except duckdb.Error as error:
                if self._closed or isinstance(error, duckdb.InterruptException):
                    raise RequeteInterrompue(
                        "La recherche a été interrompue. Précisez-la, ou relancez-la."
                    ) from error
                raise

    def row(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """The first row of a query, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._state:
            if self._closed:
                raise RequeteInterrompue("L'atlas est fermé. Rouvrez-le.")
            cursor = self._idle.pop() if self._idle else None
            if cursor is None:
                cursor = self._connection.cursor()
                self._name_files(cursor)
            self._running.add(cursor)
        timer = threading.Timer(TIME_LIMIT, cursor.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield cursor
        finally:
            timer.cancel()
            with self._state:
                self._running.discard(cursor)
                self._idle.append(cursor)
                self._state.notify_all()

    def interrupt(self) -> None:
        """Stop the queries under way."""
        with self._state:
            for cursor in self._running:
                cursor.interrupt()

    def close(self) -> None:
        """Stop the queries under way, free the memory and the snapshot's locks. Later queries raise RequeteInterrompue."""
        with self._state:
            if self._closed:
                return
            self._closed = True
            for cursor in self._running:
                cursor.interrupt()
            self._state.wait_for(lambda: not self._running, CLOSING_LIMIT)
            for cursor in self._idle:
                cursor.close()
            if not self._running:
                self._connection.close()
        self._ouvert.verrous.close()


def _source(name: str, prefix: str, columns: Sequence[str]) -> str:
    """What a view selects from a file: every column of the table, an empty value for one that the file is too old for.

    Table and column names are ours; the path is a value, and reaches the view through a variable.
    """
    table = TABLES[name]
    wanted = (
        column if column in columns else f"{EMPTY[kind]} AS {column}"
        for column, kind in table.colonnes.items()
    )
    return f"SELECT {', '.join(wanted)} FROM read_parquet(getvariable('{prefix}_{name}'))"
