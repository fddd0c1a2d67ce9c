# SPDX-License-Identifier: EUPL-1.2
"""What every writer of files shares: its settings, its word of progress, its two ways to stop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

Suivi = Callable[[float], None]
"""Told how much is done (0 to 1), every few thousand rows. It may raise ExportAnnule: nothing is then left behind."""


class ExportRefuse(Exception):
    """The file cannot be written; `str(error)` is one French line."""


class ExportAnnule(Exception):
    """The person stopped the export."""


def rien(_fraction: float) -> None:
    """The progress of who does not look."""


@dataclass(frozen=True, slots=True)
class Reglages:
    """How to write."""

    bom: bool = False
    """CSV begins with the mark by which old spreadsheets know UTF-8."""
    suivi: Suivi = rien


def compter(rows: Iterable[T], total: int, suivi: Suivi, pas: int = 500) -> Iterator[T]:
    """The same rows, `suivi` told every `pas` of them."""
    for done, row in enumerate(rows):
        if done % pas == 0:
            suivi(done / total if total else 0.0)
        yield row
