# SPDX-License-Identifier: EUPL-1.2
"""What a command answers, before it takes the form of a table, JSON, CSV or a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from parquet.results import DemandeBref, FicheActualite, FicheProjet, Situation

if TYPE_CHECKING:
    from exports.drawing.graphique import Graphique
    from exports.drawing.scene import Scene

Scalar = str | int | float | Decimal | bool | date | None
Cell = Scalar | tuple[str, ...] | tuple[int, ...] | tuple[Decimal, ...]
ColumnType = Literal[
    "texte", "entier", "annee", "euros", "nombre", "pourcentage", "oui_non", "date", "textes", "entiers", "montants"
]  # fmt: skip
"""`nombre` is a figure whose unit the row says; `annee` is a whole number without a space between thousands; `textes`, `entiers` and `montants` are tuples, never None."""

SEPARATEUR = " | "
"""What stands between the items of a list where a cell can only hold text."""


def en_texte(cell: Cell) -> Scalar:
    """A cell for a file whose cells hold one value: a list joined by `SEPARATEUR`, a bar inside an item written « / »."""
    if isinstance(cell, tuple):
        return SEPARATEUR.join(str(item).replace("|", "/") for item in cell)
    return cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its stable name in files, its French heading on a screen, what it holds."""

    nom: str
    titre: str
    type: ColumnType = "texte"
    poids: int = 1
    """Share of the room this column takes when the table is wider than the terminal; 0 never shrinks."""


@dataclass(frozen=True, slots=True)
class Groupe:
    """Columns of lists that go together, item by item: a table of their own inside each row."""

    titre: str
    colonnes: tuple[str, ...]


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
    groupes: tuple[Groupe, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """Labelled values of one page: (label, value). A label of "" continues the one above."""

    lignes: tuple[tuple[str, str], ...]
    titre: str = ""


@dataclass(frozen=True, slots=True)
class Origine:
    """Where an answer comes from, for a document that may be read far from the atlas."""

    au: date
    """The day the figures stand at."""
    instantane: str
    demonstration: bool
    lien: str = ""
    """The permalink that gives the same answer; empty where there is none."""
    criteres: str = ""
    """What was asked, in words; empty for all of the page."""


Part: TypeAlias = "Table | Lines | Scene | Graphique"
"""What a section of a document is made of."""


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a long document."""

    titre: str
    parts: tuple[Part, ...]
    note: str = ""
    """A sentence or two under the title."""


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
    criteres: str = ""
    """What was asked, in words; empty for the whole atlas and for what is no search."""
    au: date | None = None
    """The day the figures stand at."""
    demonstration: bool = False
    fiches: Fiches | None = None
    """What is behind the answer, for the formats that write one thing per projet or per place."""
    origine: Origine | None = None
    actualites: tuple[FicheActualite, ...] = ()
    """The events behind the answer, for an agenda."""
    sections: tuple[Section, ...] = ()
    """The answer told at length, for a document of several pages; when empty, `parts` are the document."""


@dataclass(frozen=True, slots=True)
class Fiches:
    """The fiches behind an answer, read as they are written; to be used while the atlas is open (`exports.behind`)."""

    projets: Callable[[], Sequence[str]]
    """Their ids, in the order of the answer."""
    lire: Callable[[Sequence[str]], Iterator[FicheProjet]]
    """Projets whole, a few thousand at a time in memory."""
    demandes: Callable[[], Sequence[DemandeBref]]
    situer: Callable[[str, Sequence[str]], Sequence[Situation]]
    """Where collectivités or partenaires stand: kind (`collectivite`, `partenaire`), ids."""
