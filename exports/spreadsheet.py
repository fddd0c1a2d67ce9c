# SPDX-License-Identifier: EUPL-1.2
"""Spreadsheets (XLSX): typed cells, headings that stay in sight, filters, a sheet for what a row has several of.

Text is always written as text: nothing a cell holds can become a formula, a link or a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from datetime import time as midnight
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from exports.answer import Answer, Cell, Column, ColumnType, Groupe, Scalar, Table, en_texte
from exports.french import jour, nombre
from exports.wording import FICTIF, LICENCE, SOURCE
from exports.writing import ExportRefuse, Suivi, compter
from store.cleaning import without_controls

LIGNES_MAX = 1_048_575
"""Rows under the headings that a sheet holds."""
CARACTERES_MAX = 32_767
COUPE = " […] texte coupé : une cellule ne tient que 32 767 caractères"
_INTERDITS = re.compile("[\ufffe\uffff]")
"""Characters that no XML holds."""

_FORMATS: dict[ColumnType, str] = {
    "entier": "#,##0", "annee": "0", "euros": '#,##0.00\u00a0"€"', "nombre": "#,##0.##", "pourcentage": '0.00\u00a0"%"',
    "date": "dd/mm/yyyy",
}  # fmt: skip
_LARGEURS: dict[ColumnType, int] = {
    "entier": 12, "annee": 8, "euros": 16, "nombre": 14, "pourcentage": 9, "date": 12, "oui_non": 8,
}  # fmt: skip
LARGEUR_MAX = 60


def write(answer: Answer, path: Path, suivi: Suivi) -> None:
    """Write the table of an answer, its groups and « À propos ». Raises ExportRefuse past a sheet's rows."""
    import xlsxwriter

    table = answer.table
    if len(table.lignes) > LIGNES_MAX:
        raise ExportRefuse(
            f"Une feuille de tableur tient {nombre(LIGNES_MAX)} lignes, cette réponse en a {nombre(len(table.lignes))}. "
            "Affinez-la, ou écrivez-la en .parquet ou .csv."
        )
    made = datetime.combine(answer.au or datetime.now(tz=UTC).date(), midnight.min)
    # Rows go to the disk as they come: memory stays that of one row, whatever the number.
    with (
        TemporaryDirectory(prefix=".atlas-tui-", dir=path.parent) as scratch,
        xlsxwriter.Workbook(
        str(path),
        {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
            "default_date_format": "dd/mm/yyyy", "tmpdir": scratch,
        }) as book,
    ):  # fmt: skip
        book.set_properties(
            {
                "title": without_controls(answer.titre)[:200],
                "subject": " · ".join(answer.mentions),
                "comments": FICTIF if answer.demonstration else "",
                "created": made,
            }
        )
        styles = {kind: book.add_format({"num_format": text}) for kind, text in _FORMATS.items()}
        styles["texte"] = book.add_format({"valign": "top"})
        bold = book.add_format({"bold": True, "bottom": 1})
        main = _Sheet(book, "Données", table.colonnes, styles, bold, len(table.lignes))
        groups = [_Group(book, table, group, styles, bold) for group in table.groupes]
        for row in compter(table.lignes, len(table.lignes), suivi):
            main.add(row)
            for group in groups:
                group.add(row)
        for group in groups:
            group.sheet.end()
        _columns(book, table, bold)
        _about(book, answer, bold)


class _Sheet:
    """A sheet under its headings, filled row after row."""

    def __init__(
        self, book: Any, titre: str, columns: Sequence[Column], styles: dict[Any, Any], bold: Any, lignes: int
    ) -> None:
        self._sheet = book.add_worksheet(titre[:31])
        self._columns, self._styles = columns, styles
        self._row = 0
        self._sheet.freeze_panes(1, 1)
        for i, column in enumerate(columns):
            self._sheet.set_column(i, i, _width(column), styles.get(column.type))
            self._sheet.write_string(0, i, column.titre or column.nom, bold)
        if lignes:
            self._sheet.autofilter(0, 0, lignes, len(columns) - 1)

    def add(self, row: Sequence[Cell]) -> None:
        """One more row. Raises ExportRefuse past those a sheet holds."""
        self._row += 1
        if self._row > LIGNES_MAX:
            raise ExportRefuse(
                "Une feuille du classeur dépasse ce qu'un tableur tient. Écrivez en .parquet ou .csv."
            )
        for i, (value, column) in enumerate(zip(row, self._columns, strict=True)):
            self._cell(i, en_texte(value), column)

    def _cell(self, i: int, value: Scalar, column: Column) -> None:
        style = self._styles.get(column.type)
        match value:
            case None | "":
                return
            case bool():
                self._sheet.write_string(self._row, i, "oui" if value else "non")
            case int() | float() | Decimal():
                self._sheet.write_number(self._row, i, value, style)
            case date():
                self._sheet.write_datetime(self._row, i, datetime.combine(value, midnight.min), style)
            case _:
                self._sheet.write_string(self._row, i, text(value))

    def end(self) -> None:
        """Nothing more will come: the filter covers what did."""
        if self._row:
            self._sheet.autofilter(0, 0, self._row, len(self._columns) - 1)


class _Group:
    """The sheet of what each row has several of: identifier and title of the row, then one item a line."""

    def __init__(self, book: Any, table: Table, group: Groupe, styles: dict[Any, Any], bold: Any) -> None:
        names = [c.nom for c in table.colonnes]
        self._places = [names.index(nom) for nom in group.colonnes]
        single: dict[ColumnType, ColumnType] = {"textes": "texte", "entiers": "annee", "montants": "euros"}
        items = [table.colonnes[i] for i in self._places]
        columns = (
            *table.colonnes[:2],
            *(Column(c.nom, c.titre, single.get(c.type, c.type)) for c in items),
        )
        self.sheet = _Sheet(book, group.titre, columns, styles, bold, 0)

    def add(self, row: Sequence[Cell]) -> None:
        """The items of a row, one a line."""
        lists = [row[i] for i in self._places]
        for item in zip(*(cells for cells in lists if isinstance(cells, tuple)), strict=True):
            self.sheet.add((*row[:2], *item))


def text(value: str) -> str:
    """A text as a cell holds it: without what XML refuses, cut (and saying so) where a cell ends."""
    safe = _INTERDITS.sub("", without_controls(value))
    return safe if len(safe) <= CARACTERES_MAX else safe[: CARACTERES_MAX - len(COUPE)] + COUPE


def _width(column: Column) -> int:
    head = len(column.titre or column.nom) + 3
    return min(LARGEUR_MAX, max(head, _LARGEURS.get(column.type, 40 if column.poids > 1 else 22)))


def _columns(book: Any, table: Table, bold: Any) -> None:
    """Which heading stands for which column of the other files."""
    sheet = book.add_worksheet("Colonnes")
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 34)
    for i, head in enumerate(("Colonne", "Nom dans les fichiers CSV et Parquet", "Contenu")):
        sheet.write_string(0, i, head, bold)
    for row, column in enumerate(table.colonnes, 1):
        for i, said in enumerate((column.titre or column.nom, column.nom, column.type)):
            sheet.write_string(row, i, said)


def _about(book: Any, answer: Answer, bold: Any) -> None:
    sheet = book.add_worksheet("À propos")
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 100)
    lines = [
        ("Titre", answer.titre),
        ("État au", jour(answer.au) if answer.au else ""),
        ("Critères", answer.criteres or "aucun"),
        ("Lignes", nombre(len(answer.table.lignes))),
        ("Source", SOURCE),
        ("Licence", LICENCE),
        ("Avertissement", FICTIF if answer.demonstration else ""),
    ]
    for row, (label, said) in enumerate(line for line in lines if line[1]):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, text(said))
