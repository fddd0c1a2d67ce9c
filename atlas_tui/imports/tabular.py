# SPDX-License-Identifier: EUPL-1.2
"""Safe reading of delimited files that anyone may have written.

Nothing is guessed in silence: a file that is not UTF-8 text with the columns asked for is refused whole, with the place
of the fault; a line that does not fit is rejected by number, and the next one is read as if it had not been there.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from atlas_tui.imports.report import ImportRefuse, LigneRejetee
from parquet.text import fold
from store.cleaning import clean

MAX_BYTES = 50_000_000
"""A file is held in memory whole. The largest known source is under half a megabyte."""
MAX_COLUMNS = 500
MAX_CELL = 200
"""Characters of a cell that is used. The longest place name on Earth has 168."""
MAX_SPAN = 20
"""Lines that one quoted cell may cover: a quote never closed must not swallow the rest of the file."""

DELIMITERS = "\t;,|"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?\d{1,20}(?:[.,]\d{0,40})?")
_BINARY = {
    b"PK\x03\x04": "un classeur (Excel, LibreOffice) ou une archive : enregistrez la feuille en CSV UTF-8",
    b"\xd0\xcf\x11\xe0": "un ancien classeur Excel : enregistrez la feuille en CSV UTF-8",
    b"%PDF": "un document PDF : il faut un fichier de tableau, CSV ou TSV",
    b"PAR1": "un fichier Parquet : il faut un fichier de tableau, CSV ou TSV",
    b"SQLite format 3": "une base SQLite : il faut un fichier de tableau, CSV ou TSV",
    b"\x1f\x8b": "un fichier compressé : décompressez-le d'abord",
}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def quote(text: str, width: int = 60) -> str:
    """Return data between guillemets, made safe and short, to be shown inside a sentence."""
    shown = clean(text[: width * 8])
    return f"« {shown if len(shown) <= width else shown[: width - 1] + '…'} »"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file, read by the names that the importer gives to columns."""

    ligne: int
    _cells: Sequence[str]
    _columns: Mapping[str, tuple[int, str]]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that the file has a column for."""
        return frozenset(self._columns)

    def column(self, field: str) -> str:
        """Return what the file calls a field: the name that a rejection shows."""
        return self._columns[field][1] if field in self._columns else field

    def text(self, field: str, *, mandatory: bool = True) -> str:
        """Return a cell as one clean line; empty when the optional column or its content is missing."""
        if field not in self._columns:
            return ""
        index, column = self._columns[field]
        raw = self._cells[index]
        if len(raw) > MAX_CELL:
            raise LigneRejetee(
                column, f"{len(raw)} caractères, {MAX_CELL} au plus : vérifiez les séparateurs de la ligne"
            )
        # Spaces of all kinds and invisible marks are tidied; a control byte means that the file is damaged or hostile.
        if found := _CONTROLS.search(raw):
            raise LigneRejetee(
                column, f"caractère de commande U+{ord(found[0]):04X} dans la cellule : retirez-le"
            )
        text = clean(raw)
        if mandatory and not any(c.isalnum() for c in text):
            raise LigneRejetee(
                column, "cellule vide : complétez-la" if not text else f"{quote(text)} n'est pas un nom"
            )
        return text

    def number(self, field: str, least: float, most: float) -> float | None:
        """Return a cell as a number within bounds, decimal comma or point; None when it is empty."""
        text = self.text(field, mandatory=False)
        if not text:
            return None
        value = float(text.replace(",", ".")) if text.isascii() and _NUMBER.fullmatch(text) else math.nan
        if not least <= value <= most:
            raise LigneRejetee(
                self.column(field),
                f"nombre entre {least:.0f} et {most:.0f} attendu, {quote(text, 30)} trouvé",
            )
        return value

    def point(self, latitude: str, longitude: str) -> tuple[float, float] | None:
        """Return a pair of coordinates in degrees; None when both cells are empty."""
        lat, lon = self.number(latitude, -90, 90), self.number(longitude, -180, 180)
        if lat is None and lon is None:
            return None
        if lat is None or lon is None:
            missing = latitude if lat is None else longitude
            raise LigneRejetee(
                self.column(missing), "une coordonnée sans l'autre : complétez-la ou videz les deux"
            )
        return lat, lon


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read: its rows may be gone through once or many times."""

    columns: tuple[str, ...]
    _lines: Sequence[str]
    _first: int
    _delimiter: str
    _index: Mapping[str, tuple[int, str]]

    def rows(self) -> Iterator[Row | tuple[int, LigneRejetee]]:
        """Give each line that is not blank: a row, or the reason why it could not be read."""
        width = len(self.columns)
        for ligne, cells in _records(self._lines, self._first, self._delimiter):
            if cells is None:
                yield ligne, LigneRejetee("", "guillemets mal fermés : fermez-les ou retirez-les")
                continue
            while len(cells) > width and not cells[-1].strip():
                cells.pop()
            if len(cells) != width:
                yield (
                    ligne,
                    LigneRejetee("", f"{len(cells)} colonnes au lieu de {width} : vérifiez les séparateurs"),
                )
            else:
                yield Row(ligne, cells, self._index)

    @property
    def fields(self) -> frozenset[str]:
        """The fields asked for that the file has a column for."""
        return frozenset(self._index)

    @property
    def size(self) -> int:
        """Lines that may hold data: for a progress bar."""
        return len(self._lines) - self._first


def read_table(path: Path, wanted: Mapping[str, str], mandatory: Sequence[str]) -> Table:
    """Read a delimited file whose columns are `wanted` (field → column); the `mandatory` fields must be there.

    ImportRefuse says in one line why the file cannot be used. Names of columns are compared without case or accents.
    """
    lines = _text(path).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((i for i, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise ImportRefuse(
            f"{_name(path)} est vide : il faut au moins une ligne de titres et une ligne de données."
        )
    header = lines[start]
    if len(header) > MAX_COLUMNS * MAX_CELL:
        raise ImportRefuse(f"La première ligne de {_name(path)} est démesurée : il faut une ligne de titres.")
    delimiter = max(DELIMITERS, key=header.count)
    (_, cells) = next(_records([header], 0, delimiter))
    if cells is None or "\x00" in header:
        raise ImportRefuse(
            f"La ligne de titres de {_name(path)} est illisible : il faut un tableau CSV ou TSV en UTF-8."
        )
    if len(cells) > MAX_COLUMNS:
        raise ImportRefuse(
            f"{_name(path)} a {len(cells)} colonnes, {MAX_COLUMNS} au plus : vérifiez le séparateur."
        )
    columns = tuple(clean(c) for c in cells)
    return Table(columns, lines, start + 1, delimiter, index_columns(path, columns, wanted, mandatory))


def index_columns(
    path: Path, columns: tuple[str, ...], wanted: Mapping[str, str], mandatory: Sequence[str]
) -> dict[str, tuple[int, str]]:
    """Return field → (place, heading) of the columns asked for; ImportRefuse names the first that is missing or stands twice."""
    folded = [fold(c) for c in columns]
    index: dict[str, tuple[int, str]] = {}
    for field, column in wanted.items():
        count = folded.count(fold(column))
        if count > 1:
            raise ImportRefuse(
                f"La colonne {quote(column)} figure {count} fois dans {_name(path)} : gardez-en une."
            )
        if count:
            place = folded.index(fold(column))
            index[field] = (place, columns[place])
        elif field in mandatory:
            present = ", ".join(c or "(sans titre)" for c in columns[:20])
            raise ImportRefuse(
                f"La colonne {quote(column)} ({field}) manque dans {_name(path)}. Colonnes trouvées : "
                f"{clean(present)[:300]}. Ajoutez-la, ou dites son nom par --correspondance."
            )
    return index


def _name(path: Path) -> str:
    return quote(path.name, 80)


def _text(path: Path) -> str:
    """Return the content of a file that must be UTF-8 text; ImportRefuse when it is not."""
    try:
        if not path.exists():
            raise ImportRefuse(f"Le fichier {quote(str(path), 120)} n'existe pas : vérifiez le chemin.")
        # Also keeps out /dev/zero and named pipes, which would never end.
        if not path.is_file():
            raise ImportRefuse(
                f"{quote(str(path), 120)} n'est pas un fichier : donnez le chemin d'un tableau CSV ou TSV."
            )
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or "chemin impossible"
        raise ImportRefuse(f"Le fichier {quote(str(path), 120)} ne peut pas être lu ({cause}).") from None
    if len(raw) > MAX_BYTES:
        raise ImportRefuse(
            f"{_name(path)} dépasse {MAX_BYTES // 1_000_000} Mo : partagez-le en plusieurs fichiers."
        )
    for signature, what in _BINARY.items():
        if raw.startswith(signature):
            raise ImportRefuse(f"{_name(path)} est {what}.")
    if raw.startswith(_UTF16):
        raise ImportRefuse(f"{_name(path)} est en UTF-16 : convertissez-le en UTF-8.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The position counts from after the BOM when there is one.
        at = error.start + (3 if raw.startswith(b"\xef\xbb\xbf") else 0)
        line = raw.count(b"\n", 0, at) + 1
        byte = at - raw.rfind(b"\n", 0, at)
        raise ImportRefuse(
            f"{_name(path)} n'est pas en UTF-8 : ligne {line}, octet {byte} de la ligne "
            f"(0x{raw[at]:02X}). Convertissez-le en UTF-8."
        ) from None


def _records(lines: Sequence[str], first: int, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Give (line number, cells) of each line that is not blank; None for cells that cannot be told apart."""
    i = first
    while i < len(lines):
        line, ligne = lines[i], i + 1
        i += 1
        if not line.strip():
            continue
        if '"' not in line:
            yield ligne, line.split(delimiter)
        elif delimiter == "\t":
            # TSV has no quoting of its own, yet spreadsheets quote some cells: undo that, and only that.
            yield ligne, [_unquoted(c) for c in line.split("\t")]
        else:
            end = i
            while line.count('"') % 2 and end < len(lines) and end - i < MAX_SPAN:
                line = f"{line}\n{lines[end]}"
                end += 1
            cells = _quoted(line, delimiter)
            if cells is not None:
                i = end
            yield ligne, cells


def _unquoted(cell: str) -> str:
    if len(cell) >= 2 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _quoted(record: str, delimiter: str) -> list[str] | None:
    """Return the cells of one record with quotes; None when the quotes are not closed or a cell is enormous."""
    try:
        return next(csv.reader([record], delimiter=delimiter, strict=True), None)
    except csv.Error:
        return None
