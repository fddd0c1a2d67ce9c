# SPDX-License-Identifier: EUPL-1.2
"""DuckDB over one snapshot: loaded, indexed by what pages ask, then locked against everything but reading it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from parquet.errors import InstantaneAbime, RequeteInterrompue
from parquet.publication import REMPLACES
from parquet.snapshot import Ouvert, tenir
from parquet.tables import TABLES

if TYPE_CHECKING:
    import duckdb

MEMORY = "1GB"
THREADS = 2
TIME_LIMIT = 20.0
"""Seconds after which a query is interrupted."""
TABLES_UP_TO = 400_000
"""Rows of projets up to which the snapshot is copied in memory. Copying 13,468 projets costs ~60 ms once and a page then
takes 2-5 ms; over views each query reads the Parquet again (8-15 ms), but opening costs nothing and memory stays small."""

Row = tuple[Any, ...]


class Engine:
    """A locked in-memory DuckDB on one snapshot and its delta. Safe from several threads: each query has its cursor."""

    def __init__(self, ouvert: Ouvert) -> None:
        import duckdb

        self._running: set[duckdb.DuckDBPyConnection] = set()
        self._guard = threading.Lock()
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
            with tenir(ouvert.chemin):
                self._load(ouvert)
        except duckdb.Error as error:
            raise InstantaneAbime(
                f"L'instantané {ouvert.manifeste.nom} ne se lit pas ({type(error).__name__}). Refaites-le avec « atlas-tui publier »."
            ) from error

    def _load(self, ouvert: Ouvert) -> None:
        connection = self._connection
        sizes = {f.nom: f.lignes for f in ouvert.manifeste.fichiers}
        kind = "TABLE" if sizes.get("projets.parquet", 0) <= TABLES_UP_TO else "VIEW"
        allowed = [f"{ouvert.chemin}/"] + ([f"{ouvert.delta}/"] if ouvert.delta else [])
        for name, table in TABLES.items():
            # Table and column names are ours; paths are values, bound through a variable since a view takes no parameter.
            connection.execute(f"SET VARIABLE base_{name} = ?", [str(ouvert.chemin / f"{name}.parquet")])
            source = f"SELECT * FROM read_parquet(getvariable('base_{name}'))"
            if ouvert.delta is not None:
                connection.execute(f"SET VARIABLE delta_{name} = ?", [str(ouvert.delta / f"{name}.parquet")])
                connection.execute("SET VARIABLE remplaces = ?", [str(ouvert.delta / f"{REMPLACES}.parquet")])
                source = (
                    f"{source} WHERE {table.cle} NOT IN (SELECT id FROM read_parquet(getvariable('remplaces'))) "
                    f"UNION ALL BY NAME SELECT * FROM read_parquet(getvariable('delta_{name}'))"
                )
            connection.execute(f"CREATE {kind} {name} AS {source}")
        connection.execute("SET allowed_directories = ?", [allowed if kind == "VIEW" else []])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")

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
        cursor = self._connection.cursor()
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
            cursor.close()

    def interrupt(self) -> None:
        """Stop the queries under way."""
        with self._guard:
            for cursor in self._running:
                cursor.interrupt()

    def close(self) -> None:
        """Free the memory."""
        self._connection.close()
