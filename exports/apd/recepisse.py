# SPDX-License-Identifier: EUPL-1.2
"""The receipt of a declaration of APD, as a PDF to keep and to sign: made again from the journal, it is the same to the byte."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from pathlib import Path

from exports.answer import Cell, Column, Lines, Table
from exports.apd.mots import canal, pays, secteur, type_aide
from exports.documents import write_whole
from exports.french import euros, jour, pluriel
from exports.pdf.feuilles import GRIS, MARGE, Feuilles, Mentions
from exports.pdf.rapport import ATLAS, FICTIF
from exports.pdf.tableaux import champs, tableau
from parquet.reference import geography
from store.clock import heure, paris
from store.declarations import Recepisse, total
from store.records import LigneApd

_CADRE = 96.0
"""Points of the two frames that are signed in."""


def ecrire(recepisse: Recepisse, path: Path) -> None:
    """Write the receipt: whole or not at all, never over another file. Raises ExportRefuse."""
    write_whole(path, lambda draft: _document(recepisse, draft))


def _document(recepisse: Recepisse, path: Path) -> None:
    declaree = recepisse.declaree
    record, lines = declaree.record, declaree.record.lignes
    at = paris(declaree.le)
    when = f"{jour(at.date())} à {heure(at)}, heure de Paris"
    title = f"Récépissé de déclaration : aide publique au développement {record.annee}"
    sheets = Feuilles(
        Mentions(
            title,
            f"Récépissé {recepisse.numero}",
            (f"Source : {ATLAS}, e-APD.", f"Empreinte (SHA-256) : {recepisse.empreinte}"),
            FICTIF if recepisse.demonstration else "",
        ),
        declaree.le,
    )
    sheets.nouvelle_page()
    sheets.titre(title, 1)
    again = (
        ""
        if declaree.rang == 1
        else f" ({declaree.rang}e déclaration, après réouverture par la DAECT : elle remplace les précédentes)"
    )
    champs(
        sheets,
        Lines(
            (
                ("Récépissé n°", recepisse.numero + again),
                ("Déclarée le", when),
                ("Collectivité", f"{recepisse.nom} ({record.collectivite}){_lieu(recepisse)}"),
                ("Année", str(record.annee)),
                ("Total", euros(total(lines)) if lines else "état néant : aucune aide à déclarer"),
                *((("Hors réfugiés", euros(_hors(lines))),) if any(one.refugies for one in lines) else ()),
                ("Lignes", pluriel(len(lines), "ligne") if lines else ""),
                ("Empreinte", recepisse.empreinte),
            )
        ),
    )
    if lines:
        sheets.titre("Lignes déclarées", 2)
        tableau(sheets, _lignes(lines))
        sheets.titre("Par pays", 2)
        tableau(sheets, _par_pays(lines))
    _signatures(sheets)
    sheets.finir(path)


def _lieu(recepisse: Recepisse) -> str:
    region = geography.regions().get(recepisse.region)
    where = [recepisse.departement, region.nom if region else ""]
    return "".join(f", {one}" for one in where if one)


def _hors(lines: tuple[LigneApd, ...]) -> Decimal:
    return total([one for one in lines if not one.refugies])


def _lignes(lines: tuple[LigneApd, ...]) -> Table:
    columns = (
        Column("n", "N°", "entier", 0), Column("pays", "Pays"), Column("secteur", "Secteur", poids=2), Column("canal", "Canal"),
        Column("type", "Type d'aide"), Column("montant", "Montant", "euros", 0),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            n,
            pays(one),
            secteur(one.secteur) + _suite(one),
            canal(one.canal),
            type_aide(one.type_aide),
            one.montant,
        )
        for n, one in enumerate(lines, 1)
    ]
    return Table(columns, [*rows, ("", "Total", "", "", "", total(lines))])


def _suite(line: LigneApd) -> str:
    said = [line.projet, f"loi 1 % {line.loi_oudin}" if line.loi_oudin else ""]
    return "".join(f" — {one}" for one in said if one)


def _par_pays(lines: tuple[LigneApd, ...]) -> Table:
    ordered = sorted(lines, key=pays)
    sums = [(name, total(list(group))) for name, group in groupby(ordered, key=pays)]
    sums.sort(key=lambda one: -one[1])
    columns = (Column("pays", "Pays"), Column("montant", "Montant", "euros", 0))
    return Table(columns, [*sums, ("Total", total(lines))])


def _signatures(sheets: Feuilles) -> None:
    """Where the collectivité and the administration sign."""
    sheets.exiger(_CADRE + 40)
    sheets.y += 14
    sheets.paragraphe(
        "Certifié exact par la collectivité (nom, qualité, date et signature) :", 9, couleur=GRIS
    )
    top, width = sheets.y + 4, sheets.largeur / 2 - 8
    with sheets.ornement():
        for left in (MARGE, MARGE + sheets.largeur - width):
            for y in (top, top + _CADRE):
                sheets.filet(left, y, left + width)
            for x in (left, left + width):
                sheets.pave(x, top, 0.5, _CADRE, (0.78, 0.78, 0.80))
    sheets.y = top + 2
    sheets.paragraphe("La collectivité", 8, couleur=GRIS, retrait=6)
    sheets.y = top + 2
    sheets.paragraphe("Visa", 8, couleur=GRIS, retrait=sheets.largeur - width + 6)
    sheets.y = top + _CADRE + 6
