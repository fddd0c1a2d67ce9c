# SPDX-License-Identifier: EUPL-1.2
"""Measures that hold on a busy machine: medians of interleaved runs, and the ratio to a yardstick of the same run."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping


def interleaved(
    tasks: Mapping[str, Callable[[], object]], *, runs: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, float]:
    """Median seconds of each task by `clock` (the wall's), run in turn A B C A B C … after one turn that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for turn in range(runs + 1):
        for name, task in tasks.items():
            start = clock()
            task()
            if turn:
                times[name].append(clock() - start)
    return {name: statistics.median(found) for name, found in times.items()}


def process(*command: str) -> Callable[[], object]:
    """A task that runs a whole process, its output thrown away. Raises when it fails."""

    def run() -> object:
        return subprocess.run(
            [sys.executable, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    return run


def table(title: str, medians: Mapping[str, float], yardstick: str) -> None:
    """Print the medians in milliseconds, with their ratio to the yardstick."""
    print(f"\n{title}")
    width = max(len(name) for name in medians)
    print(f"{'':{width}}  {'ms (médiane)':>13}  {'rapport':>8}")
    for name, seconds in medians.items():
        print(f"{name:{width}}  {seconds * 1000:13.1f}  {seconds / medians[yardstick]:8.2f}")
