# SPDX-License-Identifier: EUPL-1.2
"""DuckDB over one snapshot and its delta: views over their files, then locked against everything but reading them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from parquet.errors import InstantaneAbime, RequeteInterrompue
from parquet.fulltext import FullText, Meilleurs, Resultats, Texte, Trouves, a_un_index, numero
from parquet.jours import sans_zone
from parquet.keywords import Mot, lire
from parquet.limite import Limite
from parquet.snapshot import Manifeste, Ouvert
from parquet.tables import EMPTY, PASSES, REMPLACES, SANS_PASSE, TABLES, VERSIONS, Table

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

MEMORY = "1GB"
THREADS = 2
TIME_LIMIT = 20.0
"""Seconds after which a query is interrupted."""
CLOSING_LIMIT = 5.0
"""Seconds that closing waits for the queries it interrupted."""

RECHERCHES = 16
"""Searches of words whose answer is kept: the figures and the lists of a page ask the same one."""

Row = tuple[Any, ...]
T = TypeVar("T")

FICHIERS = "fichiers"
"""The variable that says where each file is, so that no path ever stands in a statement."""


def _file(prefix: str, name: str) -> str:
    """What stands for a file in a FROM; names are ours."""
    return f"read_parquet(getvariable('{FICHIERS}')['{prefix}_{name}'])"


_REPLACED = f"SELECT id FROM {_file('delta', REMPLACES)}"

TROUVES = "trouves(?)"
"""In a FROM: the rows (cle, score) that an `Ids` among the values stands for; `cle` is the number of an id."""
ARROW_FROM = 20_000
"""Answers past which they reach DuckDB as an Arrow table; below, bound lists spare the loading of pyarrow."""


@dataclass(frozen=True, slots=True)
class Ids:
    """A value to bind to `TROUVES`: the rows of a table that a search of words finds."""

    mots: str
    table: Literal["projets", "demandes"]


class Engine:
    """A locked in-memory DuckDB. Safe from several threads: each query has its own cursor.

    Its tables are views over the Parquet files. Copying them in memory was measured and left out: it cost 220 ms of
    processor and 30 MB a session, to take a page's figures from 15 to 12 ms.
    """

    def __init__(self, ouvert: Ouvert) -> None:
        import duckdb

        self._ouvert = ouvert
        self._idle: list[duckdb.DuckDBPyConnection] = []
        lock = threading.RLock()
        self._state = threading.Condition(lock)
        self._running = Limite(lock)
        self._closed = False
        self._fulltext: FullText | None = None
        self._fulltext_lock = threading.Lock()
        self._found: dict[str, Trouves] = {}
        self._redirections: dict[str, str] | None = None
        self._today: dict[str, str] = {}
        """What gives the rows of today, by table."""
        self._sources: dict[str, str] = {}
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
            source = self._rows(name, "base", ouvert.manifeste)
            if ouvert.manifeste_delta is not None:
                newer = self._rows(name, "delta", ouvert.manifeste_delta)
                source = f"{source} WHERE {table.cle} NOT IN ({_REPLACED}) UNION ALL BY NAME {newer}"
            self._today[name] = source
            whole = ouvert.manifeste_delta is None and ouvert.instant is None
            if whole and not table.colonnes.keys() - self._columns(name, "base", ouvert.manifeste):
                self._sources[name] = _file("base", name)
            connection.execute(f"CREATE VIEW {name} AS {self._as_of(name, source)}")
        folders = [f"{folder}/" for folder in (ouvert.chemin, ouvert.delta) if folder is not None]
        connection.execute("SET allowed_directories = ?", [folders])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")

    def _rows(self, name: str, prefix: str, manifeste: Manifeste) -> str:
        """What gives the rows of a file; none from a snapshot that is older than the table."""
        if not _has(manifeste, name):
            return _none(TABLES[name])
        return _source(name, prefix, self._columns(name, prefix, manifeste))

    def _columns(self, name: str, prefix: str, manifeste: Manifeste) -> Sequence[str]:
        """The columns of a file: by the manifest, or by the file itself when the manifest does not say."""
        if said := manifeste.colonnes.get(name):
            return said
        if not _has(manifeste, name):
            return ()
        described = self._connection.execute(f"DESCRIBE SELECT * FROM {_file(prefix, name)}")
        return [str(row[0]) for row in described.fetchall()]

    def _as_of(self, name: str, source: str) -> str:
        """What a view selects: the rows of today; or, as of an instant, those that held then, today's or not."""
        if self._ouvert.instant is None:
            return source
        if name == SANS_PASSE:
            return f"SELECT * FROM ({source}) WHERE false"
        # A row of a snapshot older than this column held before all that its delta tells of.
        held = f"SELECT * FROM ({source}) WHERE (depuis IS NULL OR depuis < getvariable('instant'))"
        past = self.passe(PASSES[name])
        return held if past is None else f"{held} UNION ALL BY NAME {_then(past, TABLES[name])}"

    def source(self, name: str) -> str:
        """What to write after FROM for a table: its file alone where that is all of it, else its view.

        A view has DuckDB bind each of its columns in each query: 0.4 ms for the 46 of `projets`.
        """
        return self._sources.get(name, name)

    def redirections(self) -> Mapping[str, str]:
        """Where the ids of fiches that were merged into others lead, each to one that is there."""
        with self._fulltext_lock:
            if self._redirections is None:
                rows = (
                    self.rows("SELECT de, vers FROM redirections") if self.lignes("redirections") != 0 else []
                )
                leads: dict[str, str] = dict(rows)
                self._redirections = {}
                for start, end in leads.items():
                    while end in leads:
                        end = leads[end]
                    self._redirections[start] = end
            return self._redirections

    def lignes(self, name: str) -> int | None:
        """How many rows a table has, when the manifest alone tells it; else None."""
        files = self._ouvert.manifeste.fichiers if name in self._sources else ()
        return next((file.lignes for file in files if file.nom == f"{name}.parquet"), None)

    def passe(self, table: Table) -> str | None:
        """The rows of a table of the past (`PASSES`, `VERSIONS`), as SQL to select from; None when there is none."""
        parts = []
        for prefix, manifeste in (
            ("base", self._ouvert.manifeste),
            ("delta", self._ouvert.manifeste_delta),
        ):
            if manifeste is not None and (columns := manifeste.colonnes.get(table.nom)):
                source = _select(table, _file(prefix, table.nom), columns)
                if prefix == "base" and self._ouvert.delta is not None:
                    source = f"{source} WHERE {table.cle} NOT IN ({_REPLACED})"
                parts.append(source)
        return " UNION ALL BY NAME ".join(parts) or None

    def tout(self, name: str) -> str:
        """The rows of a table, of today and of the past, as SQL to select from, whatever the day that is asked about."""
        past = self.passe(PASSES[name])
        columns = ", ".join(TABLES[name].colonnes)
        return self._today[name] + (f" UNION ALL BY NAME SELECT {columns} FROM ({past})" if past else "")

    @property
    def instant(self) -> datetime | None:
        """The instant (UTC, without a zone) that is asked about; None for today."""
        asked = self._ouvert.instant
        return None if asked is None else sans_zone(asked)

    def _name_files(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Tell a connection where the files of the views are; variables are each connection's own.

        One variable for all: each statement costs a quarter of a millisecond, and there are thirty files.
        """
        names = (*TABLES, REMPLACES, *(t.nom for t in PASSES.values()), VERSIONS.nom)
        files = {
            f"{prefix}_{name}": f"{folder}/{name}.parquet"
            for prefix, folder in (("base", self._ouvert.chemin), ("delta", self._ouvert.delta))
            if folder is not None
            for name in names
        }
        connection.execute(f"SET VARIABLE {FICHIERS} = ?", [files])
        if self.instant is not None:
            connection.execute("SET VARIABLE instant = ?", [self.instant])

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """The rows of a query. `values` are bound. Raises RequeteInterrompue past `TIME_LIMIT`, or when interrupted."""
        return self._ask(sql, values, lambda cursor, asked, bound: cursor.execute(asked, bound).fetchall())

    def columns(self, sql: str, values: Sequence[object] = ()) -> pa.Table:
        """The same as columns, for a file: no Python object is made of a cell."""
        return self._ask(
            sql, values, lambda cursor, asked, bound: cursor.sql(asked, params=bound).to_arrow_table()
        )

    def _ask(
        self,
        sql: str,
        values: Sequence[object],
        ask: Callable[[duckdb.DuckDBPyConnection, str, list[object]], T],
    ) -> T:
        import duckdb

        found = {value: self._resultats(value) for value in values if isinstance(value, Ids)}
        with self._cursor() as cursor, ExitStack() as registered:
            try:
                sql, bound = _with_found(cursor, registered, sql, values, found)
                return ask(cursor, sql, bound)
            except duckdb.OutOfMemoryException as error:
                raise RequeteInterrompue(
                    f"La recherche demande plus de mémoire que permis ({MEMORY}). "
                    "Précisez-la par un pays, une région ou une thématique."
                ) from error
            except duckdb.Error as error:
                if self._running.passee(cursor):
                    raise RequeteInterrompue(
                        f"La recherche durait plus de {TIME_LIMIT:.0f} s : elle a été interrompue. "
                        "Précisez-la par un pays, une région ou une thématique."
                    ) from error
                if self._closed or isinstance(error, duckdb.InterruptException):
                    raise RequeteInterrompue(
                        "La recherche a été interrompue. Précisez-la, ou relancez-la."
                    ) from error
                raise

    def row(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """The first row of a query, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def _resultats(self, asked: Ids) -> Resultats:
        found = self.trouver(asked.mots)
        return found.demandes if asked.table == "demandes" else found.projets

    def meilleurs(self, mots: str, table: str, nombre: int) -> Meilleurs | None:
        """The rows of a list that answer best to words, straight from the index; None when it cannot tell alone."""
        with self._fulltext_lock:
            index = self._index()
            return None if index is None else index.meilleurs(lire(mots), table, nombre)

    def trouver(self, mots: str) -> Trouves:
        """The projets and demandes that answer to words. The index is opened the first time."""
        with self._fulltext_lock:
            if (found := self._found.get(mots)) is not None:
                return found
            index = self._index()
            found = index.chercher(lire(mots)) if index is not None else self._without_index(mots)
            if len(self._found) >= RECHERCHES:
                del self._found[next(iter(self._found))]
            self._found[mots] = found
            return found

    def racines(self, words: Sequence[str]) -> list[str]:
        """The stems of folded words; the words themselves where there is no index."""
        with self._fulltext_lock:
            index = self._index()
        return list(words) if index is None else index.racines(words)

    def _index(self) -> FullText | None:
        """The full text; None when the snapshot, or its delta, is older than it."""
        if self._fulltext is None:
            if self._closed:
                raise RequeteInterrompue("L'atlas est fermé. Rouvrez-le.")
            opened = self._ouvert
            manifests = [m for m in (opened.manifeste, opened.manifeste_delta) if m is not None]
            if not all(a_un_index(m) for m in manifests):
                return None
            folders = [folder for folder in (opened.chemin, opened.delta) if folder is not None]
            replaced = self.rows(_REPLACED) if len(folders) > 1 else []
            later, past = self._of_the_day() if opened.instant is not None else ([], [])
            self._fulltext = FullText(folders, [id_ for (id_,) in replaced], plus_tard=later, autrefois=past)
        return self._fulltext

    def _of_the_day(self) -> tuple[list[str], list[Texte]]:
        """Of the instant asked about: the ids whose texts in the index are later, and the texts that counted instead."""
        from parquet.autrefois import textes

        later: list[str] = []
        past = {}
        for name in ("projets", "demandes"):
            later += [
                id_
                for (id_,) in self.rows(
                    f"SELECT id FROM ({self._today[name]}) WHERE depuis >= getvariable('instant')"
                )
            ]
            source = self.passe(PASSES[name])
            past[name] = _then(source, TABLES[name]) if source else ""
        return later, textes(self.rows, past["projets"], past["demandes"])

    def _without_index(self, mots: str) -> Trouves:
        """What the column `mots` of an older snapshot answers: every word begins a word of the fiche."""
        asked = lire(mots)
        wanted = [f" {word}" for term in asked.voulus for word in term.mots]
        barred = [
            f" {word}" if isinstance(term, Mot) and term.debut else f" {word} "
            for term in asked.exclus
            for word in term.mots
        ]
        found = []
        for table in ("projets", "demandes"):
            rows = self.rows(
                f"""SELECT id FROM {table} WHERE len(list_filter(?::VARCHAR[], lambda w: NOT contains(mots, w))) = 0
                    AND len(list_filter(?::VARCHAR[], lambda w: contains(mots || ' ', w))) = 0""",
                [wanted, barred],
            )
            keys = [numero(id_) for (id_,) in rows]
            found.append(Resultats(keys, [0.0] * len(keys)))
        return Trouves(*found)

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._state:
            if self._closed:
                raise RequeteInterrompue("L'atlas est fermé. Rouvrez-le.")
            cursor = self._idle.pop() if self._idle else None
            if cursor is None:
                cursor = self._connection.cursor()
                self._name_files(cursor)
            self._running.begin(cursor, TIME_LIMIT)
        try:
            yield cursor
        finally:
            with self._state:
                self._running.over(cursor)
                self._idle.append(cursor)
                self._state.notify_all()

    def interrupt(self) -> None:
        """Stop the queries under way."""
        with self._state:
            self._running.interrupt()

    def close(self) -> None:
        """Stop the queries under way, free the memory and the snapshot's locks. Later queries raise RequeteInterrompue."""
        with self._state:
            if self._closed:
                return
            self._closed = True
            self._running.interrupt()
            self._state.wait_for(lambda: not self._running, CLOSING_LIMIT)
            self._running.close()
            for cursor in self._idle:
                cursor.close()
            if not self._running:
                self._connection.close()
        self._ouvert.verrous.close()


def _with_found(
    cursor: duckdb.DuckDBPyConnection,
    registered: ExitStack,
    sql: str,
    values: Sequence[object],
    found: Mapping[Ids, Resultats],
) -> tuple[str, list[object]]:
    """The statement and its values once the answers to words stand in it. Only names of ours enter its text."""
    bound: list[object] = []
    for value in values:
        if not isinstance(value, Ids):
            bound.append(value)
            continue
        rows = found[value]
        if len(rows.cles) < ARROW_FROM:
            lists = "(SELECT unnest(?::BIGINT[]) AS cle, unnest(?::DOUBLE[]) AS score)"
            sql = sql.replace(TROUVES, lists, 1)
            bound += [rows.cles, rows.scores]
        else:
            import pyarrow as pa

            name = f"trouves_{len(bound)}"
            cursor.register(
                name, pa.table({"cle": pa.array(rows.cles, pa.int64()), "score": pa.array(rows.scores)})
            )
            registered.callback(cursor.unregister, name)
            sql = sql.replace(TROUVES, "query_table(?)", 1)
            bound.append(name)
    return sql, bound


def _source(name: str, prefix: str, columns: Sequence[str]) -> str:
    """What a view selects from a file: every column of the table, an empty value for one that the file is too old for.

    Table and column names are ours; the path is a value, and reaches the view through a variable.
    """
    return _select(TABLES[name], _file(prefix, name), columns)


def _has(manifeste: Manifeste, name: str) -> bool:
    return any(file.nom == f"{name}.parquet" for file in manifeste.fichiers)


def _none(table: Table) -> str:
    """No row, with the columns of a table."""
    return "SELECT * FROM (SELECT {} LIMIT 0)".format(
        ", ".join(f"{EMPTY[kind]} AS {column}" for column, kind in table.colonnes.items())
    )


def _select(table: Table, file: str, columns: Sequence[str]) -> str:
    wanted = (
        column if column in columns else f"{EMPTY[kind]} AS {column}"
        for column, kind in table.colonnes.items()
    )
    return f"SELECT {', '.join(wanted)} FROM {file}"


def _then(source: str, table: Table) -> str:
    """The rows of the past that held at the instant, with the columns of the table they were in."""
    return (
        f"SELECT {', '.join(table.colonnes)} FROM ({source}) "
        "WHERE depuis < getvariable('instant') AND getvariable('instant') <= jusque"
    )
