# SPDX-License-Identifier: EUPL-1.2
"""The data behind a chart: as a table for the eye, as an answer for files and scripts."""

from __future__ import annotations

from datetime import date

from exports.answer import Answer, Cell, Column, ColumnType, Lines, Table
from exports.drawing.graphique import Genre, Graphique, Unite, ecrire_part


def reponse(chart: Graphique, au: date, demonstration: bool) -> Answer:
    """`atlas-tui graphique`: one row a category, one column a series, then all of them and their share of the total."""
    columns = _colonnes(chart)
    return Answer(
        document={
            "graphique": chart.quoi,
            "titre": chart.titre,
            "au": au,
            "demonstration": demonstration,
            "unite": chart.unite,
            "total": chart.total,
            "categories": [
                {
                    "code": category.code,
                    "libelle": category.libelle,
                    "valeurs": {serie.cle: serie.valeurs[i] for serie in chart.series},
                    "total": chart.somme(i),
                    "part": _part(chart, i),
                    "lien": category.lien or None,
                }
                for i, category in enumerate(chart.categories)
            ],
            "notes": chart.notes,
            "description": chart.description(),
        },
        parts=(
            donnees(chart),
            Lines(tuple(("", note) for note in chart.notes)),
        ),
        table=Table(columns, _lignes(chart, ecrites=False)),
        titre=chart.titre,
        mentions=chart.mentions,
    )


def donnees(chart: Graphique) -> Table:
    """The values of a chart for the eye: one row a category, shares as they are written."""
    return Table(_colonnes(chart)[1:], [row[1:] for row in _lignes(chart, ecrites=True)])


def entetes(chart: Graphique) -> tuple[str, ...]:
    """The headings over the values of a chart: its series, all of them together where they add up, the share."""
    return tuple(column.titre for column in _colonnes(chart)[2:])


def cellules(chart: Graphique, rang: int) -> tuple[str, ...]:
    """What stands under these headings for one category, as readers read it."""
    values = [chart.ecrire(serie.valeurs[rang]) for serie in chart.series]
    if _additionne(chart):
        values.append(chart.ecrire(chart.somme(rang)))
    return (*values, ecrire_part(chart.part(chart.somme(rang))))


def _additionne(chart: Graphique) -> bool:
    return len(chart.series) > 1 and chart.genre is not Genre.COURBES


def _colonnes(chart: Graphique) -> tuple[Column, ...]:
    kind: ColumnType = "euros" if chart.unite is Unite.EUROS else "entier"
    columns = [Column("code", "Code"), Column("libelle", chart.entete, poids=3)]
    columns += [Column(serie.cle, serie.libelle, kind, 0) for serie in chart.series]
    if _additionne(chart):
        columns.append(Column("total", "Ensemble", kind, 0))
    return (*columns, Column("part", "Part", "pourcentage", 0))


def _lignes(chart: Graphique, *, ecrites: bool) -> list[tuple[Cell, ...]]:
    """The rows; shares as they are written (« < 0,1 % ») or as numbers."""
    rows = []
    for i, category in enumerate(chart.categories):
        cells: list[Cell] = [category.code, category.libelle, *(serie.valeurs[i] for serie in chart.series)]
        if _additionne(chart):
            cells.append(chart.somme(i))
        rows.append((*cells, ecrire_part(chart.part(chart.somme(i))) if ecrites else _part(chart, i)))
    return rows


def _part(chart: Graphique, rang: int) -> float | None:
    """The share of the total in percent, two decimals, as in the rankings."""
    share = chart.part(chart.somme(rang))
    return None if share is None else float(round(share, 2))
