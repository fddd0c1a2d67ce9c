# SPDX-License-Identifier: EUPL-1.2
"""CSV: `;`, CR LF, quotes where they are needed, and nothing that a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from exports.answer import SEPARATEUR, Cell, Column, Table, en_texte
from exports.columnar import LOT, ColumnRows, arrow_of, over_items, raw
from exports.writing import Suivi, compter, rien
from store.cleaning import without_controls

if TYPE_CHECKING:
    import pyarrow as pa

BOM = b"\xef\xbb\xbf"
_FORMULE = r"^\s*[=+\-@\t\r]"
_FORMULA = re.compile(_FORMULE)
"""Beginnings that a spreadsheet takes for a formula."""


def parts(table: Table, suivi: Suivi = rien) -> Iterator[bytes]:
    """The file piece by piece, the line of headings first. Columns in Arrow never become Python objects."""
    yield _line([c.nom for c in table.colonnes])
    if isinstance(table.lignes, ColumnRows):
        arrow = arrow_of(table)
        for start in range(0, arrow.num_rows, LOT):
            suivi(start / arrow.num_rows)
            yield _block(arrow.slice(start, LOT))
    else:
        for row in compter(table.lignes, len(table.lignes), suivi):
            yield _line([_cell(value, column) for value, column in zip(row, table.colonnes, strict=True)])


def _line(cells: list[str | int | float | Decimal]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode()


def _cell(value: Cell, column: Column) -> str | int | float | Decimal:
    """Lists joined, dates ISO 8601, oui or non."""
    match value := en_texte(value):
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case str():
            safe = without_controls(value)
            return f"'{safe}" if column.type in ("texte", "textes") and _FORMULA.match(safe) else safe
        case int() | float() | Decimal():
            return value
        case _:
            return value.isoformat()


def _block(arrow: pa.Table) -> bytes:
    """Rows of an Arrow table, written column by column and then joined."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = [_column(arrow.column(i)) for i in range(arrow.num_columns)]
    last = pc.binary_join_element_wise(columns[-1], pa.scalar("\r\n"), "")
    lines = pc.binary_join_element_wise(*columns[:-1], last, ";")
    return b"".join(raw(lines))


def _column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_boolean(kind):
        return pc.if_else(column, "oui", "non")
    if not pa.types.is_list(kind) and not pa.types.is_string(kind):
        return pc.fill_null(pc.cast(column, pa.string()), "")
    if pa.types.is_list(kind):
        if not pa.types.is_string(kind.value_type):
            return pc.binary_join(pc.cast(column, pa.list_(pa.string())), SEPARATEUR)
        column = pc.binary_join(over_items(column, _without_bars), SEPARATEUR)
    column = pc.fill_null(column, "")
    # A formula's first character may come after blanks: the pattern is asked only where one of them is in the column.
    if any(
        sign in data for data in map(bytes, raw(column)) for sign in (b"=", b"+", b"-", b"@", b"\t", b"\r")
    ):
        column = pc.if_else(
            pc.match_substring_regex(column, _FORMULE), pc.binary_join_element_wise("'", column, ""), column
        )
    return _quoted(column)


def _without_bars(items: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow.compute as pc

    if any(b"|" in bytes(data) for data in raw(items)):
        return pc.replace_substring(items, "|", "/")
    return items


def _quoted(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow.compute as pc

    found = [s for s in ('"', ";", "\n", "\r") if any(s.encode() in bytes(data) for data in raw(column))]
    if not found:
        return column
    wanted = pc.match_substring(column, found[0])
    for sign in found[1:]:
        wanted = pc.or_(wanted, pc.match_substring(column, sign))
    inner = pc.replace_substring(column, '"', '""') if '"' in found else column
    return pc.if_else(wanted, pc.binary_join_element_wise('"', inner, '"', ""), column)
