# SPDX-License-Identifier: EUPL-1.2
"""DuckDB over one snapshot: loaded, indexed by what pages ask, then locked against everything but reading it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from parquet.errors import InstantaneAbime, RequeteInterrompue
from parquet.snapshot import Ouvert, tenir
from parquet.tables import REMPLACES, TABLES

if TYPE_CHECKING:
    import duckdb

MEMORY = "1GB"
THREADS = 2
TIME_LIMIT = 20.0
"""Seconds after which a query is interrupted."""
SETTLE_UP_TO = 400_000
"""Projets up to which the tables are worth their memory: some 2.5 kB a projet."""

Row = tuple[Any, ...]


class Engine:
    """A locked in-memory DuckDB on one snapshot and its delta. Safe from several threads: each query has its cursor.

    Its tables begin as views over the Parquet files: a command, or a first screen, then answers 200 ms sooner than if
    everything were copied in memory first. A session that stays calls `settle`, which copies them behind its back:
    measured on the demonstration atlas, a page's figures then take 12 ms of processor instead of 40.
    """

    def __init__(self, ouvert: Ouvert) -> None:
        import duckdb

        self._ouvert = ouvert
        self._running: set[duckdb.DuckDBPyConnection] = set()
        self._idle: list[duckdb.DuckDBPyConnection] = []
        self._guard = threading.Lock()
        self._settled = False
        self._closing = ExitStack()
        # Held while the engine lives: the collector must not take the files from under the views.
        self._closing.enter_context(tenir(ouvert.chemin))
        if ouvert.delta is not None:
            self._closing.enter_context(tenir(ouvert.delta))
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
        self._closing.callback(self._connection.close)
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
        connection, delta = self._connection, self._ouvert.delta
        self._name_files(connection)
        for name, table in TABLES.items():
            # Table and column names are ours; paths are values, and reach the view through a variable.
            source = f"SELECT * FROM read_parquet(getvariable('base_{name}'))"
            if delta is not None:
                source = (
                    f"{source} WHERE {table.cle} NOT IN (SELECT id FROM read_parquet(getvariable('delta_{REMPLACES}'))) "
                    f"UNION ALL BY NAME SELECT * FROM read_parquet(getvariable('delta_{name}'))"
                )
            connection.execute(f"CREATE VIEW {name} AS {source}")
        folders = [f"{folder}/" for folder in (self._ouvert.chemin, delta) if folder is not None]
        connection.execute("SET allowed_directories = ?", [folders])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")

    def _name_files(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Tell a connection where the files of the views are; variables are each connection's own."""
        for name in TABLES:
            connection.execute(
                f"SET VARIABLE base_{name} = ?", [str(self._ouvert.chemin / f"{name}.parquet")]
            )
        if self._ouvert.delta is not None:
            for name in (*TABLES, REMPLACES):
                connection.execute(
                    f"SET VARIABLE delta_{name} = ?", [str(self._ouvert.delta / f"{name}.parquet")]
                )

    def settle(self) -> None:
        """Copy the tables in memory, unless they are too large for it; queries meanwhile go on over the files.

        Once is enough: later calls do nothing. Raises RequeteInterrompue when the engine is closed meanwhile.
        """
        with self._guard:
            if self._settled:
                return
            self._settled = True
        sizes = {f.nom: f.lignes for f in self._ouvert.manifeste.fichiers}
        if sizes.get("projets.parquet", 0) > SETTLE_UP_TO:
            return
        for name in TABLES:
            self.rows(f"CREATE TABLE en_memoire_{name} AS SELECT * FROM {name}")
            # Replacing a view is atomic, and a query under way keeps the one it began with.
            self.rows(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM en_memoire_{name}")

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """The rows of a query. `values` are bound. Raises RequeteInterrompue past `TIME_LIMIT`, or when interrupted."""
        import duckdb

        with self._cursor() as cursor:
            try:
                return cursor.execute(sql, list(values)).fetchall()
            except duckdb.InterruptException as error:
                raise RequeteInterrompue(
                    "La recherche a été interrompue. Précisez-la, ou relancez-la."
                ) from error
            except duckdb.OutOfMemoryException as error:
                raise RequeteInterrompue(
                    f"La recherche demande plus de mémoire que permis ({MEMORY}). Précisez-la par un pays, une région ou une thématique."
                ) from error

    def row(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """The first row of a query, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._guard:
            cursor = self._idle.pop() if self._idle else None
        if cursor is None:
            cursor = self._connection.cursor()
            self._name_files(cursor)
        timer = threading.Timer(TIME_LIMIT, cursor.interrupt)
        timer.daemon = True
        with self._guard:
            self._running.add(cursor)
        timer.start()
        try:
            yield cursor
        finally:
            timer.cancel()
            with self._guard:
                self._running.discard(cursor)
                self._idle.append(cursor)

    def interrupt(self) -> None:
        """Stop the queries under way."""
        with self._guard:
            for cursor in self._running:
                cursor.interrupt()

    def close(self) -> None:
        """Free the memory and the snapshot's lock. Queries under way are stopped."""
        self.interrupt()
        with self._guard:
            while self._idle:
                self._idle.pop().close()
        self._closing.close()
