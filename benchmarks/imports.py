# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks.imports FICHIER.tsv`: the import of a file of jumelages into an empty atlas, and its second time."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.timing import interleaved, table

RUNS = 5


def main(fichier: Path) -> int:
    """Measure against the reading of the file alone."""
    from atlas_tui.imports import importer
    from store.store import Store

    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as temporary:
        done = Path(temporary) / "fait.sqlite"
        with Store.create(done) as store:
            lines = importer(store, "jumelages", fichier).lues

        def first() -> None:
            path = Path(temporary) / "neuf.sqlite"
            with Store.create(path) as store:
                importer(store, "jumelages", fichier)
            path.unlink()

        def again() -> None:
            with Store.open(done) as store:
                importer(store, "jumelages", fichier)

        medians = interleaved(
            {"lire le fichier": fichier.read_bytes, "importer": first, "refaire": again}, runs=RUNS
        )
    table(f"Import de {lines} lignes (étalon : lire le fichier)", medians, "lire le fichier")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
