# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks.exports_pdf`: what documents cost beside the same answer written as JSON. Prints a table; decides nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.timing import process

RUNS = 3
_CHILD = """
import json, resource, sys, time
start = time.process_time()
from atlas_tui.__main__ import main
status = main(sys.argv[1:])
assert status == 0, status
print(json.dumps([time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
_CAS = {
    "tous les projets, JSON (étalon)": ("chercher", "json"),
    "tous les projets, PDF": ("chercher", "pdf"),
    "pays/bf, JSON": ("etat pays/bf", "json"),
    "pays/bf, PDF (fiche pays)": ("etat pays/bf", "pdf"),
    "etat monde, PDF": ("etat monde", "pdf"),
    "carte monde, PDF": ("carte monde", "pdf"),
    "fiche pro-1, PDF": ("fiche pro-1", "pdf"),
}


def main() -> int:
    """Build a demonstration atlas in a temporary folder, then write each case in a process of its own, in turn."""
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as temporary:
        folder = Path(temporary)
        print("Construction de l'atlas de démonstration…", file=sys.stderr)
        process("-m", "atlas_tui", "--donnees", str(folder / "atlas"), "demo")()
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in _CAS}
        pages = {}
        for turn in range(RUNS):
            for name, (command, ending) in _CAS.items():
                path = folder / f"{turn}-{len(pages)}-{abs(hash(name))}.{ending}"
                found[name].append(_once(folder / "atlas", command.split(), path))
                pages[name] = (path.stat().st_size, _pages(path) if ending == "pdf" else 0)
                path.unlink()
    print(f"{'':34} {'mur (s)':>8} {'proc. (s)':>9} {'pic (Mo)':>9} {'octets':>10} {'pages':>6}")
    for name, runs in found.items():
        wall, cpu, peak = (median(column) for column in zip(*runs, strict=True))
        size, count = pages[name]
        print(f"{name:34} {wall:8.2f} {cpu:9.2f} {peak:9.0f} {size:10} {count or '':>6}")
    return 0


def _once(atlas: Path, command: list[str], path: Path) -> tuple[float, float, float]:
    """Wall seconds, processor seconds, peak of resident memory in MB."""
    arguments = ["--donnees", str(atlas), *command, "--vers", str(path)]
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, *arguments], capture_output=True, text=True, check=True
    )
    cpu, peak = json.loads(done.stdout.splitlines()[-1])
    return time.perf_counter() - start, cpu, peak


def _pages(path: Path) -> int:
    import pypdf

    return len(pypdf.PdfReader(path).pages)


if __name__ == "__main__":
    sys.exit(main())
