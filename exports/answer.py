# SPDX-License-Identifier: EUPL-1.2
"""What a command answers, before it takes the form of a table, JSON, CSV or a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Cell = str | int | float | Decimal | bool | None
ColumnType = Literal["texte", "entier", "euros", "pourcentage", "oui_non"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its stable name in files, its French heading on a screen, what it holds."""

    nom: str
    titre: str
    type: ColumnType = "texte"
    poids: int = 1
    """Share of the room this column takes when the table is wider than the terminal; 0 never shrinks."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; every row has one cell per column. Cells hold data, never presentation."""

    colonnes: tuple[Column, ...]
    lignes: Sequence[tuple[Cell, ...]]
    titre: str = ""
    etroit: Sequence[tuple[str, ...]] = ()
    """The same rows as a few lines each, for a terminal too narrow for the columns; the first line begins with what
    opens the row (its identifier), the others hang under it. Empty: the columns shrink."""
    largeur: int = 0
    """Cells under which `etroit` reads better than the columns."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Labelled values of one page: (label, value). A label of "" continues the one above."""

    lignes: tuple[tuple[str, str], ...]
    titre: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One result in its three spellings: `document` for JSON, `parts` for the eye, `table` for spreadsheets."""

    document: object
    """Builtins, dataclasses, msgspec structs, dates and decimals: what `exports.documents` encodes."""
    parts: tuple[Table | Lines, ...]
    table: Table
    titre: str = ""
    mentions: tuple[str, ...] = field(default=())
    """What must be said beside the figures: their date, « données fictives »."""
