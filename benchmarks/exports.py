# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks.exports [DIR]`: every projet to each kind of file. Without DIR, a demonstration is built first.

First, whole commands: seconds, peak memory, size of the file. Then CSV and Parquet beside polars, in one process and in
turn, from the same Arrow table, already read: ours turns formulas into text, polars joins the lists (CSV has none) and
writes; the second line of CSV gives polars the lists already joined, a frame that ours never has. Same columns, rows,
separator and compression (zstd, level 1). Reading comes apart: query, labels, and the search for control characters.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.timing import interleaved, process, table

RUNS = 9
FINS = (".csv", ".xlsx", ".parquet", ".json", ".geojson", ".xml", ".pdf")

_MESURE = """
import os, resource, sys, time
start = time.perf_counter()
from atlas_tui.__main__ import main
status = main(sys.argv[1:])
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
sys.stdout.flush()
os._exit(status)
"""


def main(dossier: Path | None) -> int:
    """Measure, and print the two tables."""
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as temporary:
        folder = Path(temporary)
        if dossier is None:
            dossier = folder / "atlas"
            print("Construction de l'atlas de démonstration…", file=sys.stderr)
            process("-m", "atlas_tui", "--donnees", str(dossier), "demo")()
        _commands(dossier, folder)
        _beside_polars(dossier, folder)
    return 0


def _commands(dossier: Path, folder: Path) -> None:
    from exports.documents import WRITERS

    print(f"\nCommandes entières, tous les projets\n{'':10} {'s':>7} {'Mo (pic)':>9} {'Mo (fichier)':>13}")
    for fin in (f for f in FINS if f in WRITERS):
        path = folder / f"tout{fin}"
        command = [sys.executable, "-c", _MESURE, "--donnees", str(dossier), "chercher", "--vers", str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        seconds, peak = map(float, done.stdout.split())
        print(f"{fin:10} {seconds:7.2f} {peak:9.0f} {path.stat().st_size / 1e6:13.2f}")


def _beside_polars(dossier: Path, folder: Path) -> None:
    import polars as pl

    from exports import answers
    from exports.columnar import ColumnRows
    from exports.documents import with_source, write_file
    from parquet.atlas import Atlas
    from parquet.criteria import TOUT

    with Atlas.ouvrir(dossier) as atlas:
        answer = answers.projets(atlas, TOUT, tri="annee", decroissant=True, limite=None, fin=".csv")
        rows = with_source(answer).lignes
        assert isinstance(rows, ColumnRows)
        frame = pl.DataFrame(pl.from_arrow(rows.arrow))
        lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
        joined = frame.with_columns(pl.col(lists).cast(pl.List(pl.String)).list.join(" | "))
        print(f"\n{len(rows)} projets, {frame.width} colonnes")

        def ours(fin: str) -> None:
            path = folder / f"nous{fin}"
            path.unlink(missing_ok=True)
            write_file(answer, path)

        csv_path, parquet_path = folder / "polars.csv", folder / "polars.parquet"

        def polars_csv() -> None:
            whole = frame.with_columns(pl.col(lists).cast(pl.List(pl.String)).list.join(" | "))
            whole.write_csv(csv_path, separator=";", line_terminator="\r\n")

        csv = {
            "polars, listes jointes": polars_csv,
            "polars, listes déjà jointes": lambda: joined.write_csv(csv_path, separator=";", line_terminator="\r\n"),
            "atlas-tui": lambda: ours(".csv"),
            "(lecture, dont contrôle des textes)": lambda: answers.projets(
                atlas, TOUT, tri="annee", decroissant=True, limite=None, fin=".csv"
            ),
            "(le contrôle des textes seul)": lambda: ColumnRows.cleaned(rows.arrow),
        }  # fmt: skip
        parquet = {
            "polars": lambda: frame.write_parquet(parquet_path, compression="zstd", compression_level=1),
            "atlas-tui": lambda: ours(".parquet"),
        }
        # Polars writes Parquet on every core, pyarrow on one: the wall tells of an idle host, the processor of a shared one.
        for clock, name in ((time.perf_counter, "durée"), (time.process_time, "processeur")):
            for title, tasks in (("CSV", csv), ("Parquet", parquet)):
                medians = interleaved(tasks, runs=RUNS, clock=clock)
                table(f"{title}, {name} (étalon : polars, la même table)", medians, next(iter(tasks)))
        for path in (csv_path, folder / "nous.csv", parquet_path, folder / "nous.parquet"):
            print(f"{path.name:16} {path.stat().st_size / 1e6:6.2f} Mo")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
