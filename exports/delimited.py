# SPDX-License-Identifier: EUPL-1.2
"""CSV: `;`, CR LF, quotes where they are needed, and nothing that a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from exports.answer import SEPARATEUR, Cell, Column, Table, en_texte
from exports.columnar import LOT, ColumnRows, arrow_of, constant, over_items, raw
from exports.writing import Suivi, compter, rien
from store.cleaning import without_controls

if TYPE_CHECKING:
    import pyarrow as pa

LOTS_A_LA_FOIS = 2
"""Lots made at once, and so kept in memory."""
BOM = b"\xef\xbb\xbf"
_FORMULE = r"^\s*[=+\-@\t\r]"
_FORMULA = re.compile(_FORMULE)
"""Beginnings that a spreadsheet takes for a formula."""


def parts(table: Table, suivi: Suivi = rien) -> Iterator[bytes]:
    """The file piece by piece, the line of headings first. Columns in Arrow never become Python objects."""
    yield _line([c.nom for c in table.colonnes])
    if isinstance(table.lignes, ColumnRows):
        yield from _blocks(arrow_of(table), suivi)
    else:
        for row in compter(table.lignes, len(table.lignes), suivi):
            yield _line([_cell(value, column) for value, column in zip(row, table.colonnes, strict=True)])


def _blocks(arrow: pa.Table, suivi: Suivi) -> Iterator[bytes]:
    """Rows of an Arrow table, a lot at a time, two lots made at once: its work lets go of Python's lock."""
    from concurrent.futures import Future, ThreadPoolExecutor

    with ThreadPoolExecutor(LOTS_A_LA_FOIS) as pool:
        waiting: deque[Future[bytes]] = deque()
        for start in range(0, arrow.num_rows, LOT):
            suivi(start / arrow.num_rows)
            waiting.append(pool.submit(_block, arrow.slice(start, LOT)))
            if len(waiting) == LOTS_A_LA_FOIS:
                yield waiting.popleft().result()
        yield from (block.result() for block in waiting)


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
    import pyarrow.compute as pc

    columns = [_column(arrow.column(i)) for i in range(arrow.num_columns)]
    last = pc.binary_join_element_wise(columns[-1], constant("\r\n"), constant(""))
    return raw(pc.binary_join_element_wise(*columns[:-1], last, constant(";")))


def _column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_boolean(kind):
        return pc.if_else(column, constant("oui"), constant("non"))
    if not pa.types.is_list(kind) and not pa.types.is_string(kind):
        return pc.fill_null(pc.cast(column, pa.string()), constant(""))
    if pa.types.is_list(kind):
        if not pa.types.is_string(kind.value_type):
            return pc.binary_join(pc.cast(column, pa.list_(pa.string())), constant(SEPARATEUR))
        if b"|" in raw(pa.chunked_array([chunk.flatten() for chunk in column.chunks], pa.string())):
            column = over_items(column, lambda items: pc.replace_substring(items, "|", "/"))
        column = pc.binary_join(column, constant(SEPARATEUR))
    elif column.null_count:
        column = pc.fill_null(column, constant(""))
    data = raw(column)
    # The patterns are asked only of a column that holds one of their characters.
    if any(sign in data for sign in (b"=", b"+", b"-", b"@", b"\t", b"\r")):
        formula = pc.match_substring_regex(column, _FORMULE)
        if pc.any(formula).as_py():
            guarded = pc.binary_join_element_wise(constant("'"), column, constant(""))
            column = pc.if_else(formula, guarded, column)
    found = [sign for sign in ('"', ";", "\n", "\r") if sign.encode() in data]
    return _quoted(column, found) if found else column


def _quoted(column: pa.ChunkedArray, signs: list[str]) -> pa.ChunkedArray:
    """The cells that hold one of these signs, between quotes."""
    import pyarrow.compute as pc

    wanted = pc.match_substring(column, signs[0])
    for sign in signs[1:]:
        wanted = pc.or_(wanted, pc.match_substring(column, sign))
    inner = pc.replace_substring(column, '"', '""') if '"' in signs else column
    return pc.if_else(
        wanted, pc.binary_join_element_wise(constant('"'), inner, constant('"'), constant("")), column
    )
