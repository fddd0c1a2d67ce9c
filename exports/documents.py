# SPDX-License-Identifier: EUPL-1.2
"""Answers as files, chosen by their ending. What can become a formula in a spreadsheet stays text."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from exports import delimited
from exports.answer import Answer, Column, Table
from exports.delimited import BOM
from exports.french import raison_systeme
from exports.plain import plain
from exports.writing import ExportAnnule, ExportRefuse, Reglages
from store.cleaning import without_controls

__all__ = [
    "BOM",
    "COLONNES",
    "FORMATS",
    "WRITERS",
    "ExportAnnule",
    "ExportRefuse",
    "Reglages",
    "csv_text",
    "json_text",
    "write_file",
    "write_stream",
    "write_whole",
]

_JSON = msgspec.json.Encoder(decimal_format="number")


def json_text(answer: Answer) -> str:
    """The document of an answer as indented JSON; amounts are numbers, dates ISO 8601."""
    return without_controls(msgspec.json.format(_JSON.encode(answer.document), indent=2).decode())


def csv_text(answer: Answer) -> str:
    """The table of an answer as CSV: `;`, one header line, decimal point, lines ended by CR LF (RFC 4180)."""
    return b"".join(delimited.parts(with_source(answer))).decode()


def with_source(answer: Answer) -> Table:
    """The table with a last column that says where the rows come from: a row copied elsewhere keeps saying it is fictitious."""
    from exports.columnar import ColumnRows

    source = " · ".join(answer.mentions)
    table = answer.table
    columns = (*table.colonnes, Column("source", "Source"))
    if isinstance(table.lignes, ColumnRows):
        import pyarrow as pa

        arrow = table.lignes.arrow
        said = pa.repeat(pa.scalar(source), arrow.num_rows)
        return replace(table, colonnes=columns, lignes=ColumnRows(arrow.append_column("source", said)))
    return replace(table, colonnes=columns, lignes=[(*row, source) for row in table.lignes])


def _csv(answer: Answer, path: Path, reglages: Reglages) -> None:
    with path.open("wb") as file:
        if reglages.bom:
            file.write(BOM)
        file.writelines(delimited.parts(with_source(answer), reglages.suivi))


def _parquet(answer: Answer, path: Path, reglages: Reglages) -> None:
    import pyarrow.parquet as pq

    from exports.columnar import arrow_of

    arrow = arrow_of(with_source(answer))
    # Rows come in the order that was asked: minima and maxima would let no reader skip a group.
    with pq.ParquetWriter(
        path,
        arrow.schema,
        compression="zstd",
        compression_level=1,
        write_statistics=False,
        write_batch_size=16_384,
    ) as writer:
        for start in range(0, max(1, arrow.num_rows), ROWS_PER_GROUP):
            reglages.suivi(start / max(1, arrow.num_rows))
            writer.write_table(arrow.slice(start, ROWS_PER_GROUP))


ROWS_PER_GROUP = 20_000
"""Rows of a group of a Parquet file; also how often its progress is told."""


def _xlsx(answer: Answer, path: Path, reglages: Reglages) -> None:
    from exports.spreadsheet import write

    write(replace(answer, table=with_source(answer)), path, reglages.suivi)


def _geojson(answer: Answer, path: Path, reglages: Reglages) -> None:
    from exports.geojson import write

    write(answer, path, reglages.suivi)


def _iati(answer: Answer, path: Path, reglages: Reglages) -> None:
    from exports.iati import write

    write(answer, path, reglages.suivi)


def _json(answer: Answer, path: Path, _reglages: Reglages) -> None:
    path.write_text(json_text(answer) + "\n", "utf-8", newline="")


def _text(answer: Answer, path: Path, _reglages: Reglages) -> None:
    path.write_text(without_controls("\n".join(plain(answer, None)) + "\n"), "utf-8", newline="")


def _pdf(answer: Answer, path: Path, reglages: Reglages) -> None:
    from exports.pdf.rapport import ecrire_pdf

    ecrire_pdf(answer, path, reglages.suivi)


def _ics(answer: Answer, path: Path, _reglages: Reglages) -> None:
    from exports.agenda import write

    write(answer, path)


Writer = Callable[[Answer, Path, Reglages], None]

WRITERS: dict[str, Writer] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".parquet": _parquet,
    ".pdf": _pdf,
    ".json": _json,
    ".geojson": _geojson,
    ".xml": _iati,
    ".txt": _text,
    ".ics": _ics,
}
"""By ending. One that is not here is refused by name."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file as a person chooses it."""

    fin: str
    nom: str
    besoin: Literal["table", "fiches", "agenda", "document"] = "document"
    """What the answer must hold to be written so: rows with everything, projets whole, dated events, or what is shown."""


FORMATS: tuple[Format, ...] = (
    Format(".pdf", "PDF, à imprimer ou à signer"),
    Format(".csv", "CSV, pour un tableur ou un programme", "table"),
    Format(".xlsx", "classeur Excel ou LibreOffice", "table"),
    Format(".parquet", "Parquet, pour l'analyse", "table"),
    Format(".json", "JSON, pour un programme"),
    Format(".geojson", "GeoJSON, pour une carte", "fiches"),
    Format(".xml", "IATI 2.03, activités d'aide", "fiches"),
    Format(".ics", "iCalendar, pour un agenda", "agenda"),
    Format(".txt", "texte, comme dans un terminal"),
)
"""In the order a person is shown them."""


COLONNES = frozenset(f.fin for f in FORMATS if f.besoin == "table")
"""Endings of the files that want every column."""


def exiger(suffix: str) -> Writer:
    """The writer of an ending. Raises ExportRefuse."""
    writer = WRITERS.get(suffix.lower())
    if writer is None:
        raise ExportRefuse(
            f"Cette version n'écrit pas de fichier « {suffix} ». Au choix : {' '.join(WRITERS)}."
        )
    return writer


def write_file(answer: Answer, path: Path, reglages: Reglages | None = None) -> None:
    """Write an answer in the form that the ending says, whole or not at all. Never overwrites. Raises ExportRefuse."""
    writer = exiger(path.suffix or path.name)
    write_whole(path, lambda draft: writer(answer, draft, reglages or Reglages()))


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Have a file written beside, then put in its place: whole or not at all. Never overwrites. Raises ExportRefuse."""
    if path.exists():
        raise ExportRefuse(
            f"{path} existe déjà : il n'est pas remplacé. Donnez un autre nom, ou déplacez-le."
        )
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(draft)
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


def write_stream(answer: Answer, suffix: str, stream: BinaryIO, reglages: Reglages | None = None) -> None:
    """The same on an open stream, whole or not at all: it is made aside first. Raises ExportRefuse."""
    import shutil
    import tempfile

    writer = exiger(suffix)
    with tempfile.TemporaryDirectory(prefix="atlas-tui-") as folder:
        path = Path(folder) / f"export{suffix}"
        try:
            writer(answer, path, reglages or Reglages())
        except OSError as error:
            raise ExportRefuse(f"L'export ne peut pas être préparé ({raison_systeme(error)}).") from error
        with path.open("rb") as file:
            shutil.copyfileobj(file, stream)
    stream.flush()
