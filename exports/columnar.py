# SPDX-License-Identifier: EUPL-1.2
"""Rows that are kept as Arrow columns: thousands of them cost no Python object until somebody reads one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, overload

from exports.answer import Cell, Column, ColumnType, Table
from store.cleaning import CONTROLS, without_controls

if TYPE_CHECKING:
    import pyarrow as pa

LOT = 4_000
"""Rows written between two words of progress."""


class ColumnRows(Sequence[tuple[Cell, ...]]):
    """The rows of an Arrow table, made when they are read; lists are tuples. Its texts hold no control character."""

    def __init__(self, arrow: pa.Table) -> None:
        self.arrow = arrow

    @classmethod
    def cleaned(cls, arrow: pa.Table) -> ColumnRows:
        """The rows of a table that comes from elsewhere: control characters are taken away, once and for all."""
        import pyarrow as pa

        return cls(pa.table([clean(column) for column in arrow.columns], names=arrow.column_names))

    def __len__(self) -> int:
        return int(self.arrow.num_rows)

    @overload
    def __getitem__(self, index: int) -> tuple[Cell, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[Cell, ...]]: ...
    def __getitem__(self, index: int | slice) -> tuple[Cell, ...] | Sequence[tuple[Cell, ...]]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        return next(_rows(self.arrow.slice(place, 1)))

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        for start in range(0, len(self), LOT):
            yield from _rows(self.arrow.slice(start, LOT))


def _rows(arrow: pa.Table) -> Iterator[tuple[Cell, ...]]:
    columns: list[list[Any]] = [column.to_pylist() for column in arrow.columns]
    for row in zip(*columns, strict=True):
        yield tuple(tuple(cell) if isinstance(cell, list) else cell for cell in row)


def types() -> dict[ColumnType, pa.DataType]:
    """The Arrow type of each kind of column."""
    import pyarrow as pa

    return {
        "texte": pa.string(), "entier": pa.int64(), "annee": pa.int64(), "euros": pa.decimal128(15, 2),
        "nombre": pa.decimal128(15, 2), "pourcentage": pa.float64(), "oui_non": pa.bool_(), "date": pa.date32(),
        "textes": pa.list_(pa.string()), "entiers": pa.list_(pa.int64()), "montants": pa.list_(pa.decimal128(15, 2)),
    }  # fmt: skip


def arrow_of(table: Table) -> pa.Table:
    """A table as Arrow, its texts without control characters; its columns keep their names and order."""
    import pyarrow as pa

    if isinstance(table.lignes, ColumnRows):
        return table.lignes.arrow
    kinds = types()
    arrays = [
        pa.array([_cell(row[i], c) for row in table.lignes], kinds[c.type])
        for i, c in enumerate(table.colonnes)
    ]
    return pa.table(arrays, names=[c.nom for c in table.colonnes])


def _cell(value: Cell, column: Column) -> Cell:
    if isinstance(value, str):
        return without_controls(value)
    if isinstance(value, tuple):
        return tuple(without_controls(v) if isinstance(v, str) else v for v in value)  # type: ignore[return-value]
    if column.type in ("euros", "nombre") and value is not None:
        return Decimal(str(value))
    return value


_C0 = bytes(c for c in (*range(32), 127) if c != 10)
_SUSPECTS = tuple(
    re.compile(pattern)
    for pattern in (
        rb"\xc2[\x80-\x9f]", rb"\xd8\x9c", rb"\xe2\x80[\x8e\x8f\xa8-\xae]", rb"\xe2\x81[\xa6-\xaf]", rb"\xef\xbb\xbf",
        rb"\xef\xbf[\xb9-\xbb]",
    )
)  # fmt: skip
"""`store.cleaning.CONTROLS` in UTF-8. Each begins with its own literal, which `re` looks for at the speed of memory."""


def _suspect(data: bytes) -> bool:
    """True when a text among these bytes holds a control character: asked of a whole column at once."""
    return len(data.translate(None, _C0)) != len(data) or any(p.search(data) for p in _SUSPECTS)


def clean(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of texts, or of lists of texts, without control characters. Most have none: they come back as they are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_list(column.type):
        return over_items(column, clean) if pa.types.is_string(column.type.value_type) else column
    if not pa.types.is_string(column.type) or not _suspect(raw(column)):
        return column
    return pc.replace_substring_regex(column, pattern=f"[{CONTROLS.replace(SURROGATES, '')}]", replacement="")


SURROGATES = "\ud800-\udfff"
"""No UTF-8 text holds one."""


def raw(column: pa.ChunkedArray) -> bytes:
    """The bytes of a column of texts, end to end: enough to tell that a character is nowhere in it."""
    parts = []
    for chunk in column.chunks:
        _, offsets, data = chunk.buffers()
        if data is not None and len(chunk):
            bounds = memoryview(offsets).cast("i")
            parts.append(memoryview(data)[bounds[chunk.offset] : bounds[chunk.offset + len(chunk)]])
    return bytes(parts[0]) if len(parts) == 1 else b"".join(parts)


@cache
def constant(text: str) -> pa.Scalar:
    """A text as Arrow takes it; made once, since making one costs as much as writing a column."""
    import pyarrow as pa

    return pa.scalar(text)


def over_items(
    column: pa.ChunkedArray, change: Callable[[pa.ChunkedArray], pa.ChunkedArray]
) -> pa.ChunkedArray:
    """A column of lists whose items, all of them as one column, were changed one for one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lists = column.combine_chunks()
    items = change(pa.chunked_array([lists.flatten()])).combine_chunks()
    offsets = lists.offsets
    return pa.chunked_array([pa.ListArray.from_arrays(pc.subtract(offsets, offsets[0]), items)])


def translated(column: pa.ChunkedArray, word: Callable[[str], Cell], kind: ColumnType) -> pa.ChunkedArray:
    """A column of codes as what `word` says of each; asked once for each code there is."""
    import pyarrow as pa

    coded = column.combine_chunks().dictionary_encode()
    said = pa.array([word(code) for code in coded.dictionary.to_pylist()], types()[kind])
    return pa.chunked_array([said.take(coded.indices)])
