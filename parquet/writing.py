# SPDX-License-Identifier: EUPL-1.2
"""Tables written as their rows come: memory holds a row group of each, however large the atlas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from parquet.rows import Rows
from parquet.snapshot import Ecrit
from parquet.tables import ROWS_PER_GROUP, TABLES, Table, schema

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

SORT_MEMORY = "1GB"
"""What sorting the projets may take before it goes on in a file."""

_BY_PLACE = """SELECT * FROM read_parquet(?)
    ORDER BY pays[1] NULLS FIRST, thematique, coalesce(annee_debut, 0), file_row_number"""
"""The order of projets: a filtered page then reads few row groups. Python's order of texts is that of their UTF-8."""


class Tables:
    """The tables of a folder being written. `close` ends them, and says what was written."""

    def __init__(self, folder: Path) -> None:
        self._writers = [
            (_Sorted if name == "projets" else _Plain)(folder, table) for name, table in TABLES.items()
        ]

    def take(self, rows: Rows) -> None:
        """Write the rows gathered so far, which are taken from `rows`."""
        import pyarrow as pa

        for writer in self._writers:
            columns = rows.take(writer.table.nom)
            if columns[writer.table.cle]:
                writer.add(pa.table(columns, schema=schema(writer.table)))

    def close(self) -> list[Ecrit]:
        """End every file. Nothing more may be added."""
        return [writer.close() for writer in self._writers]


class _Plain:
    """A table in the order its rows come, in whole row groups."""

    def __init__(self, folder: Path, table: Table) -> None:
        self.table = table
        self._path = folder / f"{table.nom}.parquet"
        self._groups = Groups(self._path, schema(table))

    def add(self, rows: pa.Table) -> None:
        self._groups.add(rows)

    def close(self) -> Ecrit:
        return Ecrit(self._path.name, self._groups.close(), tuple(self.table.colonnes))


class _Sorted(_Plain):
    """The projets, sorted by `_BY_PLACE`: in memory while they are one row group, else through a file beside."""

    def __init__(self, folder: Path, table: Table) -> None:
        super().__init__(folder, table)
        self._beside = folder / f".{table.nom}.tri"
        self._unsorted = Groups(self._beside, schema(table), "lz4")

    def close(self) -> Ecrit:
        if (rows := self._unsorted.never_written()) is not None:
            self._groups.add(_sorted(rows))
            return super().close()
        self._unsorted.close()
        for batch in self._merged():
            self._groups.add(batch)
        self._beside.unlink()
        return super().close()

    def add(self, rows: pa.Table) -> None:
        self._unsorted.add(rows)

    def _merged(self) -> Iterator[pa.Table]:
        import duckdb
        import pyarrow as pa

        config = {"async_threads": "0", "threads": "2", "memory_limit": SORT_MEMORY}
        with duckdb.connect(
            ":memory:", config={**config, "temp_directory": f"{self._beside}.reste"}
        ) as sorter:
            found = sorter.sql(_BY_PLACE, params=[str(self._beside)])
            for batch in found.to_arrow_reader(ROWS_PER_GROUP) or ():
                yield pa.Table.from_batches([batch]).cast(schema(self.table))


def _sorted(rows: pa.Table) -> pa.Table:
    import pyarrow as pa

    pays, themes, years = (rows[column].to_pylist() for column in ("pays", "thematique", "annee_debut"))
    order = sorted(range(rows.num_rows), key=lambda i: (pays[i][:1], themes[i], years[i] or 0, i))
    return rows.take(pa.array(order, pa.int64()))


class Groups:
    """A Parquet file of whole row groups; its file is only made with the first of them."""

    def __init__(self, path: Path, columns: pa.Schema, compression: str = "zstd") -> None:
        self._path, self._schema, self._compression = path, columns, compression
        self._writer: pq.ParquetWriter | None = None
        self._waiting: list[pa.Table] = []
        self._rows = self._written = 0

    def add(self, rows: pa.Table) -> None:
        self._waiting.append(rows)
        self._rows += rows.num_rows
        if self._rows - self._written > ROWS_PER_GROUP:
            self._write(ROWS_PER_GROUP)

    def _write(self, least: int) -> None:
        """Write the groups of `ROWS_PER_GROUP` that wait, as long as there are `least` rows."""
        import pyarrow.parquet as pq

        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, self._schema, compression=self._compression)
        whole = self._gathered()
        at = 0
        while whole.num_rows - at >= least and at < whole.num_rows:
            self._writer.write_table(whole.slice(at, ROWS_PER_GROUP), row_group_size=ROWS_PER_GROUP)
            at += ROWS_PER_GROUP
        rest = whole.slice(at)
        self._waiting = [rest] if rest.num_rows else []
        self._written = self._rows - rest.num_rows

    def _gathered(self) -> pa.Table:
        import pyarrow as pa

        return pa.concat_tables([self._schema.empty_table(), *self._waiting]).combine_chunks()

    def never_written(self) -> pa.Table | None:
        """All the rows, when they are too few to have been written."""
        return self._gathered() if self._writer is None else None

    def close(self) -> int:
        """End the file; how many rows it holds."""
        self._write(1)
        assert self._writer is not None
        self._writer.close()
        return self._rows
