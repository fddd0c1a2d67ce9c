# SPDX-License-Identifier: EUPL-1.2
"""Answers as files that machines read: JSON, CSV, Parquet. What can become a formula in a spreadsheet stays text."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from exports.answer import Answer, Cell, Column, Table, en_texte
from exports.french import raison_systeme
from exports.plain import plain
from store.cleaning import without_controls

_FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
"""Beginnings that a spreadsheet takes for a formula."""

_JSON = msgspec.json.Encoder(decimal_format="number")


class ExportRefuse(Exception):
    """The file cannot be written; `str(error)` is one French line."""


def json_text(answer: Answer) -> str:
    """The document of an answer as indented JSON; amounts are numbers, dates ISO 8601."""
    return without_controls(msgspec.json.format(_JSON.encode(answer.document), indent=2).decode())


def csv_text(answer: Answer) -> str:
    """The table of an answer as CSV: `;`, one header line, decimal point, lines ended by CR LF (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table = _with_source(answer)
    writer.writerow([c.nom for c in table.colonnes])
    writer.writerows([_csv_cell(value) for value in row] for row in table.lignes)
    return out.getvalue()


def _csv_cell(value: Cell) -> str | int | float | Decimal:
    """Lists joined, dates ISO 8601, oui or non."""
    match value := en_texte(value):
        case None:
            return ""
        case date():
            return value.isoformat()
        case bool():
            return "oui" if value else "non"
        case str():
            safe = without_controls(value)
            return f"'{safe}" if _FORMULA.match(safe) else safe
        case _:
            return value


def _with_source(answer: Answer) -> Table:
    """The table with a last column that says where the rows come from: a row copied elsewhere keeps saying it is fictitious."""
    source = " · ".join(answer.mentions)
    columns = (*answer.table.colonnes, Column("source", "Source"))
    return Table(columns, [(*row, source) for row in answer.table.lignes], answer.table.titre)


def _parquet(answer: Answer, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types: dict[str, Any] = {
        "texte": pa.string(), "entier": pa.int64(), "annee": pa.int64(), "euros": pa.decimal128(15, 2),
        "pourcentage": pa.float64(), "oui_non": pa.bool_(), "date": pa.date32(), "textes": pa.list_(pa.string()),
        "entiers": pa.list_(pa.int64()), "montants": pa.list_(pa.decimal128(15, 2)),
    }  # fmt: skip
    table = _with_source(answer)
    arrays = {}
    for i, column in enumerate(table.colonnes):
        cells = [row[i] for row in table.lignes]
        if column.type == "texte":
            cells = [without_controls(c) if isinstance(c, str) else c for c in cells]
        if column.type == "textes":
            cells = [tuple(without_controls(str(t)) for t in c) if isinstance(c, tuple) else c for c in cells]
        if column.type == "euros":
            cells = [None if c is None else Decimal(str(c)) for c in cells]
        arrays[column.nom] = pa.array(cells, types[column.type])
    pq.write_table(pa.table(arrays), path, compression="zstd")


def _text_file(make: Callable[[Answer], str]) -> Callable[[Answer, Path], None]:
    def write(answer: Answer, path: Path) -> None:
        path.write_text(make(answer), "utf-8", newline="")

    return write


def _plain_text(answer: Answer) -> str:
    return without_controls("\n".join(plain(answer, None)) + "\n")


WRITERS: dict[str, Callable[[Answer, Path], None]] = {
    ".csv": _text_file(csv_text),
    ".json": _text_file(json_text),
    ".parquet": _parquet,
    ".txt": _text_file(_plain_text),
}
"""By ending. The others of the contract (.pdf .xlsx .geojson .xml) are refused by name until they exist."""


def write_file(answer: Answer, path: Path) -> None:
    """Write an answer in the form that the ending says, whole or not at all. Never overwrites. Raises ExportRefuse."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        known = " ".join(WRITERS)
        raise ExportRefuse(
            f"Cette version n'écrit pas de fichier « {path.suffix or path.name} ». Au choix : {known}."
        )
    if path.exists():
        raise ExportRefuse(
            f"{path} existe déjà : il n'est pas remplacé. Donnez un autre nom, ou déplacez-le."
        )
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        writer(answer, draft)
        # A link fails where a rename would replace a file that came meanwhile.
        os.link(draft, path)
    except FileExistsError as error:
        raise ExportRefuse(
            f"{path} existe déjà : il n'est pas remplacé. Donnez un autre nom, ou déplacez-le."
        ) from error
    except OSError as error:
        raise ExportRefuse(
            f"{path} ne peut pas être écrit ({raison_systeme(error)}). Choisissez un autre dossier."
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
