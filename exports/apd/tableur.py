# SPDX-License-Identifier: EUPL-1.2
"""The spreadsheet of a declaration: its lines, or none to fill in; what is written here is what the import reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from exports import delimited
from exports.answer import Cell, Column, Table
from exports.documents import ExportRefuse, write_whole
from exports.spreadsheet import text
from exports.wording import nom_pays
from parquet.reference import cad, geography, nomenclature
from parquet.text import fold
from store.records import LigneApd

COLONNES: Mapping[str, str] = {
    "montant": "Montant en euros", "pays": "Pays", "secteur": "Secteur CAD", "canal": "Canal", "type_aide": "Type d'aide",
    "refugies": "Réfugiés", "projet": "Projet", "loi_oudin": "Loi 1 %",
}  # fmt: skip
"""Field of a line → its heading, in order."""
CELLULE = 150
"""Characters of a cell, under what the import reads."""
LIGNES_VIDES = 1_000
"""Rows under the headings where a list of codes is offered: as many as a declaration holds."""


def ecrire(lignes: Sequence[LigneApd], path: Path, projets: Mapping[str, str]) -> None:
    """Write a declaration as .xlsx (with the codes to choose from) or .csv. `projets`: id → title of those one may link.

    Whole or not at all, never over another file. Raises ExportRefuse.
    """
    writer = {".xlsx": _classeur, ".csv": _csv}.get(path.suffix.lower())
    if writer is None:
        raise ExportRefuse(f"Une déclaration s'écrit en .xlsx ou .csv, pas en « {path.suffix} ».")
    rows = [_ligne(line, projets) for line in lignes]
    write_whole(path, lambda draft: writer(rows, draft, projets))


def dit(code: str, nom: str) -> str:
    """A code with its label, as one cell: « 14031 Approvisionnement… ». The import reads the code."""
    return f"{code} {nom}".strip() if nom != code else code


def _ligne(line: LigneApd, projets: Mapping[str, str]) -> tuple[Cell, ...]:
    return (
        line.montant,
        dit(line.pays, nom_pays(line.pays)) if line.pays else "",
        dit(line.secteur, cad.secteurs().get(line.secteur, "")),
        dit(line.canal, cad.canaux().get(line.canal, "")),
        dit(line.type_aide, cad.types_aide().get(line.type_aide, "")),
        "oui" if line.refugies else "non",
        dit(line.projet, projets.get(line.projet, ""))[:CELLULE],
        dit(line.loi_oudin, _lois().get(line.loi_oudin, "")),
    )


def _lois() -> dict[str, str]:
    return {str(one.code): one.nom for one in nomenclature.lois_un_pour_cent()}


def _csv(rows: Sequence[tuple[Cell, ...]], path: Path, _projets: Mapping[str, str]) -> None:
    columns = tuple(
        Column(title, title, "euros" if name == "montant" else "texte") for name, title in COLONNES.items()
    )
    with path.open("wb") as file:
        # Read again by spreadsheets, which take for granted that a file without this mark is not UTF-8.
        file.write(delimited.BOM)
        file.writelines(delimited.parts(Table(columns, rows)))


def _choix(projets: Mapping[str, str]) -> dict[str, list[str]]:
    """What each column of codes may hold."""
    countries = sorted(
        (p for p in geography.pays().values() if p.iso2 not in cad.hors_apd()), key=lambda p: fold(p.nom)
    )
    return {
        "pays": [dit(p.iso2, p.nom) for p in countries],
        "secteur": [dit(code, name) for code, name in cad.secteurs().items()],
        "canal": [dit(code, name) for code, name in cad.canaux().items()],
        "type_aide": [dit(code, name) for code, name in cad.types_aide().items()],
        "refugies": ["non", "oui"],
        "projet": [dit(id_, title)[:CELLULE] for id_, title in projets.items()],
        "loi_oudin": [dit(code, name) for code, name in _lois().items()],
    }


def _classeur(rows: Sequence[tuple[Cell, ...]], path: Path, projets: Mapping[str, str]) -> None:
    """Lines, with a list to choose from in each column of codes; then the codes."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet, codes = book.add_worksheet("Lignes"), book.add_worksheet("Codes")
        bold = book.add_format({"bold": True, "bottom": 1})
        euros = book.add_format({"num_format": '#,##0.00\u00a0"€"'})
        sheet.freeze_panes(1, 0)
        codes.freeze_panes(1, 0)
        for i, title in enumerate(COLONNES.values()):
            sheet.write_string(0, i, title, bold)
            sheet.set_column(i, i, 18 if i in (0, 5) else 34, euros if i == 0 else None)
        choices = _choix(projets)
        for i, (name, values) in enumerate(choices.items(), 1):
            codes.write_string(0, i - 1, COLONNES[name], bold)
            codes.set_column(i - 1, i - 1, 40)
            for row, value in enumerate(values, 1):
                codes.write_string(row, i - 1, text(value))
            if values:
                _proposer(sheet, i, chr(ord("A") + i - 1), len(values))
        for row, cells in enumerate(rows, 1):
            sheet.write_number(row, 0, cells[0])
            for i, cell in enumerate(cells[1:], 1):
                if cell:
                    sheet.write_string(row, i, text(str(cell)))


def _proposer(sheet: Any, colonne: int, lettre: str, nombre: int) -> None:
    """Offer the codes of a column; a bare code, or a name, may be typed all the same."""
    sheet.data_validation(
        1, colonne, LIGNES_VIDES, colonne,
        {"validate": "list", "source": f"=Codes!${lettre}$2:${lettre}${nombre + 1}", "show_error": False},
    )  # fmt: skip
