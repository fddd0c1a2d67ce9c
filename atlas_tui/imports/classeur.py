# SPDX-License-Identifier: EUPL-1.2
"""Safe reading of a workbook (XLSX) that anyone may have written: the values of its first sheet, as texts, row by row.

An XLSX is XML in a zip. It is read as a stream, by the standard library alone, under bounds that no file can go around:
what is inflated is counted as it comes (a zip bomb lies about its sizes), a cell far away makes no grid (one at XFD1048576
is one cell), a document type is refused (no entity is ever expanded), formulas are never computed (their last value is read).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from xml.parsers import expat

from atlas_tui.imports.report import ImportRefuse, LigneRejetee
from atlas_tui.imports.tabular import MAX_COLUMNS, Row, Table, index_columns, quote, read_table
from store.cleaning import clean

SIGNATURE = b"PK\x03\x04"
MAX_FICHIER = 10_000_000
"""Bytes of the file. A declaration of a thousand lines takes fifty thousand."""
MAX_GONFLE = 30_000_000
"""Bytes that come out of it, whatever it says of them."""
MAX_CELLULES = 500_000
MAX_TEXTE = 32_767
"""Characters of a cell, as spreadsheets have it."""
_LOT = 65_536
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CHIFFRES = re.compile(r"-?[0-9]{1,15}")


class _Trop(Exception):
    """A bound is reached; says which one."""


@dataclass(frozen=True, slots=True)
class Feuille:
    """A sheet under its headings: the same rows as those of a delimited file."""

    columns: tuple[str, ...]
    _rangees: Sequence[tuple[int, Mapping[int, str]]]
    _index: Mapping[str, tuple[int, str]]

    def rows(self) -> Iterator[Row | tuple[int, LigneRejetee]]:
        """Give each row that is not blank."""
        for ligne, cells in self._rangees:
            yield Row(ligne, [cells.get(i, "") for i in range(len(self.columns))], self._index)

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self._rangees)


def lire_tableau(path: Path, wanted: Mapping[str, str], mandatory: Sequence[str]) -> Feuille | Table:
    """Read a table whose columns are `wanted` (field → heading), from a workbook or a delimited file. ImportRefuse."""
    try:
        with path.open("rb") as file:
            workbook = path.is_file() and file.read(len(SIGNATURE)) == SIGNATURE
    except (OSError, ValueError):
        workbook = False
    return feuille(path, wanted, mandatory) if workbook else read_table(path, wanted, mandatory)


def feuille(path: Path, wanted: Mapping[str, str], mandatory: Sequence[str]) -> Feuille:
    """Read the first sheet of a workbook. ImportRefuse says in one line why it cannot be used."""
    name = quote(path.name, 80)
    if path.stat().st_size > MAX_FICHIER:
        raise ImportRefuse(
            f"{name} dépasse {MAX_FICHIER // 1_000_000} Mo : partagez-le en plusieurs fichiers."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            rangees = _Classeur(archive).rangees()
    except _Trop as trop:
        raise ImportRefuse(f"{name} n'est pas lu : {trop}.") from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        KeyError,
        IndexError,
        ValueError,
        OSError,
        RuntimeError,
        EOFError,
    ) as error:
        # RuntimeError: encrypted. NotImplementedError, one of them: an unknown compression.
        raise ImportRefuse(
            f"{name} n'est pas un classeur lisible (abîmé, chiffré, ou une autre archive) : enregistrez-le en .xlsx ou en CSV UTF-8."
        ) from error
    if not rangees:
        raise ImportRefuse(
            f"La première feuille de {name} est vide : il faut une ligne de titres et des données."
        )
    (_, heads), *rest = rangees
    columns = tuple(clean(heads.get(i, "")[:200]) for i in range(max(heads) + 1))
    return Feuille(columns, rest, index_columns(path, columns, wanted, mandatory))


class _Classeur:
    """The parts of an open workbook."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._gonfle = 0

    def rangees(self) -> list[tuple[int, Mapping[int, str]]]:
        """The rows of the first sheet that hold something: (number, column → text)."""
        sheet = _Rangees(self._textes())
        self._lire(self._premiere(), sheet.debut, sheet.texte, sheet.fin)
        return sheet.rangees

    def _premiere(self) -> str:
        """The part that holds the first sheet, by the workbook's own list."""
        first: list[str] = []
        targets: dict[str, str] = {}

        def sheets(tag: str, attributes: Mapping[str, str]) -> None:
            if tag == "sheet":
                first.extend(v for k, v in attributes.items() if k.rpartition(" ")[2] == "id" and " " in k)

        def links(tag: str, attributes: Mapping[str, str]) -> None:
            if tag == "Relationship":
                targets[attributes["Id"]] = attributes["Target"]

        self._lire("xl/workbook.xml", sheets)
        self._lire("xl/_rels/workbook.xml.rels", links)
        target = targets[first[0]] if first else "worksheets/sheet1.xml"
        return target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    def _textes(self) -> list[str]:
        """The texts that cells share."""
        if "xl/sharedStrings.xml" not in self._archive.namelist():
            return []
        found: list[str] = []
        parts = _Texte()
        inside: list[str] = []

        def debut(tag: str, _attributes: Mapping[str, str]) -> None:
            nonlocal parts
            inside.append(tag)
            if tag == "si":
                parts = _Texte()

        def texte(data: str) -> None:
            # How a word is pronounced stands beside it (rPh): it is not part of it.
            if inside and inside[-1] == "t" and "rPh" not in inside:
                parts.ajouter(data)

        def fin(tag: str) -> None:
            inside.pop()
            if tag == "si":
                found.append(str(parts))

        self._lire("xl/sharedStrings.xml", debut, texte, fin)
        return found

    def _lire(
        self,
        part: str,
        debut: Callable[[str, Mapping[str, str]], None],
        texte: Callable[[str], None] | None = None,
        fin: Callable[[str], None] | None = None,
    ) -> None:
        """Give the elements of a part as they come. Names without their namespace, attributes with it."""
        parser = expat.ParserCreate(namespace_separator=" ")

        def refuser(*_: object) -> None:
            raise _Trop("il déclare un type de document, ce qu'un classeur ne fait pas")

        parser.StartDoctypeDeclHandler = refuser
        parser.StartElementHandler = lambda tag, attributes: debut(tag.rpartition(" ")[2], attributes)
        if texte is not None:
            parser.CharacterDataHandler = texte
        if fin is not None:
            parser.EndElementHandler = lambda tag: fin(tag.rpartition(" ")[2])
        with self._archive.open(part) as stream:
            while chunk := stream.read(_LOT):
                self._gonfle += len(chunk)
                if self._gonfle > MAX_GONFLE:
                    raise _Trop(f"décompressé, il dépasse {MAX_GONFLE // 1_000_000} Mo")
                parser.Parse(chunk, False)
        parser.Parse(b"", True)


class _Texte:
    """A text that comes in pieces: past what a cell holds, they are not kept."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = MAX_TEXTE

    def ajouter(self, data: str) -> None:
        """The next piece."""
        if self._room > 0:
            self._parts.append(data[: self._room])
            self._room -= len(data)

    def __str__(self) -> str:
        return "".join(self._parts)


class _Rangees:
    """Gathers the rows of a sheet."""

    def __init__(self, textes: Sequence[str]) -> None:
        self.rangees: list[tuple[int, Mapping[int, str]]] = []
        self._textes = textes
        self._cells: dict[int, str] = {}
        self._ligne = 0
        self._colonne = -1
        self._genre = ""
        self._nombre = 0
        self._parts: _Texte | None = None

    def debut(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        match tag:
            case "row":
                self._ligne = int(attributes.get("r", self._ligne + 1))
                self._cells, self._colonne = {}, -1
            case "c":
                self._nombre += 1
                if self._nombre > MAX_CELLULES:
                    raise _Trop(f"il a plus de {MAX_CELLULES} cellules")
                place = _REFERENCE.fullmatch(attributes.get("r", ""))
                self._colonne = _colonne(place[1]) if place else self._colonne + 1
                self._genre = attributes.get("t", "n")
                self._parts = None
            case "v" | "t":
                self._parts = _Texte()

    def texte(self, data: str) -> None:
        """Characters come."""
        if self._parts is not None:
            self._parts.ajouter(data)

    def fin(self, tag: str) -> None:
        """An element ends."""
        if tag in ("v", "t"):
            said, self._parts = str(self._parts or ""), None
            # Far to the right of any heading, nothing is kept.
            if self._colonne < MAX_COLUMNS:
                value = self._valeur(said)
                if value.strip():
                    before = self._cells.get(self._colonne, "") if tag == "t" else ""
                    self._cells[self._colonne] = (before + value)[:MAX_TEXTE]
        elif tag == "row" and self._cells:
            self.rangees.append((self._ligne, self._cells))

    def _valeur(self, said: str) -> str:
        """A value as a person reads it in its cell."""
        match self._genre:
            case "s":
                return self._textes[range(len(self._textes))[int(said)]] if said.strip().isdecimal() else ""
            case "b":
                return "oui" if said.strip() == "1" else "non"
            case "n" if said.strip() and not _CHIFFRES.fullmatch(said.strip()):
                # Binary numbers are written with more figures than they have: 15 are those one sees.
                return f"{Decimal(format(float(said), '.15g')):f}"
            case _:
                return said


def _colonne(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    rank = 0
    for letter in letters:
        rank = rank * 26 + ord(letter) - 64
    return rank - 1
