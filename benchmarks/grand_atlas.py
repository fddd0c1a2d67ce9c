# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks.grand_atlas SOURCE DIR --fois N`: an atlas N times as large, its snapshot written directly.

Projets, engagements, liaisons, contacts, demandes and APD are multiplied, under new numbers, each copy of a projet with another
partenaire's name in its title; collectivités and partenaires stay as they are. No store and no journal is made, and no index of words:
an atlas so written answers everything but is searched by its column `mots`, as one older than the index.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from parquet import snapshot
from parquet.snapshot import Ecrit
from parquet.tables import TABLES, schema
from parquet.writing import Groups

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

ROWS_MADE = 200_000
"""Rows in memory at a time, about."""

_RENUMBERED = "CASE WHEN lap = 0 THEN {0} ELSE {0}[:4] || (substr({0}, 5)::BIGINT + lap * $last) END AS {0}"
_LAPS = "CROSS JOIN (SELECT unnest(range($times)) AS lap)"
_PROJETS = f"""
    SELECT * EXCLUDE (lap, rang, noms, plies, autre) REPLACE (
        {_RENUMBERED.format("id")},
        CASE WHEN lap = 0 THEN titre ELSE titre || ', avec ' || noms[autre] END AS titre,
        CASE WHEN lap = 0 THEN titre_plie ELSE titre_plie || ' avec ' || plies[autre] END AS titre_plie,
        CASE WHEN lap = 0 THEN mots ELSE mots || ' ' || plies[autre] END AS mots
    )
    FROM (
        SELECT *, 1 + (rang + 7919 * lap) % len(noms) AS autre
        FROM (SELECT *, row_number() OVER () AS rang FROM groupe) {_LAPS}
        CROSS JOIN (SELECT list(partenaires_noms[1]) AS noms, list(partenaire_plie) AS plies FROM groupe)
    ) ORDER BY pays[1] NULLS FIRST, thematique, coalesce(annee_debut, 0), lap, rang"""
_QUERIES = {
    "projets": _PROJETS,
    **{
        name: f"""SELECT * EXCLUDE (lap) REPLACE ({_RENUMBERED.format(key)}) FROM groupe {_LAPS}
            WHERE lap = 0 OR {kept} ORDER BY lap"""
        for name, key, kept in (
            ("engagements", "projet", "true"), ("liaisons", "projet", "true"), ("contacts", "fiche", "fiche LIKE 'pro-%'"),
            ("demandes", "id", "true"), ("apd", "declaration", "true"),
        )
    },
}  # fmt: skip
_NUMBERED = {"demandes": "id", "apd": "declaration"}
"""The column whose numbers grow; those of projets elsewhere."""


def main(arguments: list[str]) -> int:
    """Write the atlas, and say what it took."""
    parser = argparse.ArgumentParser(prog="benchmarks.grand_atlas", description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("dossier", type=Path)
    parser.add_argument("--fois", type=int, default=10)
    asked = parser.parse_args(arguments)
    start = time.perf_counter()
    rows = ecrire(asked.source, asked.dossier, asked.fois)
    print(f"{rows} projets écrits en {time.perf_counter() - start:.0f} s dans {asked.dossier}")
    return 0


def ecrire(source: Path, dossier: Path, times: int) -> int:
    """Write in `dossier` the current snapshot of `source`, `times` as large; how many projets it holds."""
    import msgspec

    folder = source / "instantanes" / snapshot.courant(source)
    manifeste = snapshot.lire_manifeste(folder)
    with snapshot.publication(dossier):
        written = snapshot.ecrire(
            dossier / "instantanes",
            msgspec.structs.replace(manifeste, publie_le=datetime.now(UTC), fichiers=()),
            partial(_write, folder, times),
            pointeur=dossier / "CURRENT",
        )
    return next(f.lignes for f in written.fichiers if f.nom == "projets.parquet")


def _write(source: Path, times: int, folder: Path) -> list[Ecrit]:
    import duckdb
    import pyarrow.parquet as pq

    written = []
    config = {"async_threads": "0", "threads": "2", "memory_limit": "2GB"}
    with duckdb.connect(":memory:", config=config) as work:
        for name, table in TABLES.items():
            path = folder / f"{name}.parquet"
            if name not in _QUERIES:
                shutil.copyfile(source / path.name, path)
                copied = pq.ParquetFile(path)
                rows, names = copied.metadata.num_rows, copied.schema_arrow.names
            else:
                groups = Groups(path, schema(table))
                numbered = _NUMBERED.get(name)
                last = _last(work, source / f"{name if numbered else 'projets'}.parquet", numbered or "id")
                for made in _multiplied(work, source / path.name, _QUERIES[name], schema(table), last, times):
                    groups.add(made)
                rows, names = groups.close(), list(table.colonnes)
                print(f"{name} : {rows} lignes", file=sys.stderr)
            written.append(Ecrit(path.name, rows, tuple(names)))
    return written


def _last(work: duckdb.DuckDBPyConnection, path: Path, column: str) -> int:
    """The greatest number of the identifiers of a file."""
    sql = f"SELECT max(substr({column}, 5)::BIGINT) FROM read_parquet(?)"
    ((found,),) = work.execute(sql, [str(path)]).fetchall()
    return int(found or 0)


def _multiplied(
    work: duckdb.DuckDBPyConnection, path: Path, sql: str, columns: pa.Schema, last: int, times: int
) -> Iterator[pa.Table]:
    """The rows of a file, `times` over. The order of projets holds from one group to the next: each is a run of it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(path).iter_batches(max(1, ROWS_MADE // times)):
        group = pa.Table.from_batches([batch])
        for field in columns:
            if field.name not in group.column_names:
                # The source is older than this column.
                group = group.append_column(field, pa.nulls(group.num_rows, field.type))
        work.register("groupe", group)
        made = work.sql(sql, params={"last": last, "times": times}).to_arrow_table()
        work.unregister("groupe")
        yield made.select(columns.names).cast(columns)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
