# SPDX-License-Identifier: EUPL-1.2
"""Declarations of APD from a spreadsheet: the lines of one, as an agent fills them in; or many, as the DAECT has them.

A declaration comes in whole or not at all: one wrong line keeps it out, and every wrong line is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import msgspec

from atlas_tui.imports.classeur import lire_tableau
from atlas_tui.imports.mapping import Correspondance
from atlas_tui.imports.report import Bilan, ImportRefuse, LigneRejetee, Rejet
from atlas_tui.imports.tabular import Row, quote
from exports.apd.tableur import COLONNES
from parquet.reference import cad, geography, nomenclature
from parquet.text import fold
from store.declarations import find
from store.errors import Refused
from store.records import Collectivite, Declaration, LigneApd, Projet
from store.rules import MAX_ITEMS, prepare
from store.store import Edit, Reading, Store

Progress = Callable[[float, str], None]

QUI: Mapping[str, str] = {"collectivite": "Collectivité", "annee": "Année"}
"""The columns that a file of many declarations has besides: whose each line is."""
TOUTES = {**QUI, **COLONNES}
_MONTANT = re.compile(r"([0-9]{1,13})(?:[.,]([0-9]{1,2}))?")
_PROJET = re.compile(r"pro-[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Lues:
    """The lines of one declaration: those that were understood, and what is wrong with the others."""

    lignes: tuple[LigneApd, ...]
    rejets: tuple[Rejet, ...]


def lire_lignes(path: Path, annee: int, collectivite: str, projets: Mapping[str, str]) -> Lues:
    """Read the lines of one declaration. `projets`: id → title of those of the collectivité. ImportRefuse.

    Where the file says whose the lines are, or of which year, they must be of this declaration.
    """
    table = lire_tableau(path, TOUTES, ("montant", "secteur"))
    lines: list[LigneApd] = []
    wrong: list[Rejet] = []
    for row in table.rows():
        if not isinstance(row, Row):
            wrong.append(Rejet(row[0], row[1].champ, row[1].raison))
            continue
        try:
            _meme(row, annee, collectivite)
            line = _ligne(row, annee)
            if line.projet and line.projet not in projets:
                raise LigneRejetee(
                    row.column("projet"), f"{line.projet} n'est pas un projet de cette collectivité"
                )
            lines.append(line)
        except LigneRejetee as error:
            wrong.append(Rejet(row.ligne, error.champ, error.raison))
    if len(lines) + len(wrong) > MAX_ITEMS:
        raise ImportRefuse(
            f"{quote(path.name, 80)} a {len(lines) + len(wrong)} lignes, une déclaration en tient {MAX_ITEMS} au plus."
        )
    if not lines and not wrong:
        raise ImportRefuse(f"{quote(path.name, 80)} n'a aucune ligne sous ses titres.")
    return Lues(tuple(lines), tuple(wrong))


def _meme(row: Row, annee: int, collectivite: str) -> None:
    said = row.text("annee", mandatory=False)
    if said and said != str(annee):
        raise LigneRejetee(row.column("annee"), f"{said} : cette déclaration est celle de {annee}")
    who = row.text("collectivite", mandatory=False)
    if who and who.partition(" ")[0] != collectivite:
        raise LigneRejetee(
            row.column("collectivite"), f"{who} : cette déclaration est celle de {collectivite}"
        )


def _ligne(row: Row, annee: int) -> LigneApd:
    """One line of APD. LigneRejetee names its column and says what to do."""
    line = LigneApd(
        montant=_montant(row),
        pays=_pays(row),
        secteur=_code(row, "secteur"),
        canal=_code(row, "canal"),
        type_aide=_code(row, "type_aide"),
        refugies=_oui(row),
        projet=_projet(row),
        loi_oudin=_loi(row),
    )
    if (wrong := cad.defaut(line, annee)) is not None:
        raise LigneRejetee(row.column(wrong[0]), wrong[1])
    try:
        return prepare(line)
    except Refused as refused:
        raise LigneRejetee(row.column(refused.field), refused.reason) from None


def _montant(row: Row) -> Decimal:
    said = row.text("montant")
    plain = "".join(said.replace("€", "").split())
    found = _MONTANT.fullmatch(plain)
    if found is None:
        what = "une formule n'est pas un montant" if plain[:1] in "=+@" else "montant illisible"
        raise LigneRejetee(
            row.column("montant"),
            f"{what} : {quote(said, 30)}, écrivez 15 000 ou 15 000,50, deux décimales au plus",
        )
    return Decimal(f"{found[1]}.{found[2] or '0'}")


def _pays(row: Row) -> str:
    said = row.text("pays", mandatory=False)
    if not said:
        return ""
    code = said.partition(" ")[0]
    if code in geography.pays():
        return code
    found = geography.trouver_pays(said)
    if found is None:
        raise LigneRejetee(
            row.column("pays"), f"pays inconnu : {quote(said, 40)}, écrivez son code (ML) ou son nom"
        )
    return found.iso2


def _code(row: Row, name: str) -> str:
    """A code, alone or before its label."""
    return row.text(name, mandatory=False).partition(" ")[0].upper()


def _oui(row: Row) -> bool:
    said = fold(row.text("refugies", mandatory=False))
    if said in ("oui", "o", "x", "1", "vrai"):
        return True
    if said in ("", "non", "n", "0", "faux"):
        return False
    raise LigneRejetee(row.column("refugies"), "« oui » ou « non » attendu")


def _projet(row: Row) -> str:
    said = row.text("projet", mandatory=False).partition(" ")[0].lower()
    if said and not _PROJET.fullmatch(said):
        raise LigneRejetee(
            row.column("projet"), f"identifiant de projet attendu : {quote(said, 30)}, écrivez pro-12"
        )
    return said


def _loi(row: Row) -> str:
    said = row.text("loi_oudin", mandatory=False)
    wanted = (fold(said), fold(said.partition(" ")[0]))
    for one in nomenclature.lois_un_pour_cent():
        if fold(one.code) in wanted or fold(one.nom) in wanted:
            return one.code
    return said.partition(" ")[0].lower()


# --- many declarations ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Groupe:
    """The lines of one declaration among many."""

    lignes: list[tuple[int, LigneApd]] = field(default_factory=list)
    fausse: int = 0
    """The first of its lines that is wrong; 0 when none is."""


def import_apd(
    store: Store, path: Path, mapping: Correspondance, *, a_blanc: bool, progress: Progress
) -> Bilan:
    """Import declarations as they were declared, each whole or not at all, or only say what that would do. ImportRefuse.

    A declaration that is there already with other lines becomes a new version; with the same, it stays.
    """
    progress(0.0, "Lecture")
    table = lire_tableau(
        path, TOUTES | dict(mapping.colonnes), ("collectivite", "annee", "montant", "secteur")
    )
    groups: dict[tuple[str, int], _Groupe] = {}
    rejets: list[Rejet] = []
    with store.read() as reading:
        names = _collectivites(reading)
        for done, row in enumerate(table.rows()):
            if done % 500 == 0:
                progress(0.5 * done / max(1, table.size), "Lecture des lignes")
            if not isinstance(row, Row):
                rejets.append(Rejet(row[0], row[1].champ, row[1].raison))
                continue
            _ranger(reading, row, names, groups, rejets)
    # A line that cannot be told apart may be of any declaration: nothing says that the others are whole.
    if any(rejet.champ == "" for rejet in rejets):
        for group in groups.values():
            group.fausse = group.fausse or next(rejet.ligne for rejet in rejets if rejet.champ == "")
    for group in groups.values():
        if group.fausse or len(group.lignes) > MAX_ITEMS:
            why = (
                f"sa déclaration n'est pas prise : la ligne {group.fausse} est à corriger"
                if group.fausse
                else f"sa déclaration a {len(group.lignes)} lignes, {MAX_ITEMS} au plus"
            )
            rejets += [Rejet(number, "", why) for number, _ in group.lignes]
            group.lignes.clear()
    if a_blanc:
        with store.read() as reading:
            counts = _compter(reading, groups)
    else:
        progress(0.6, "Écriture")
        with store.write("import:apd") as edit:
            counts = _compter(edit, groups)
            try:
                _ecrire(edit, groups)
            except Refused as refused:
                raise ImportRefuse(
                    f"L'atlas refuse une déclaration, rien n'a été écrit : {refused}"
                ) from refused
    progress(1.0, "Terminé")
    rejets.sort(key=lambda rejet: rejet.ligne)
    return Bilan(sum(counts) + len(rejets), *counts, len(rejets), tuple(rejets))


def _collectivites(reading: Reading) -> dict[str, str]:
    """Id, and official code where it names only one → id."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for stored in reading.each("collectivite"):
        record: Collectivite = stored.record
        if stored.etat == "archivee":
            continue
        found[record.id] = record.id
        if record.code:
            (twice.add if record.code in found else lambda _: None)(record.code)
            found[record.code] = record.id
    return {key: id_ for key, id_ in found.items() if key not in twice}


def _ranger(
    reading: Reading,
    row: Row,
    names: Mapping[str, str],
    groups: dict[tuple[str, int], _Groupe],
    rejets: list[Rejet],
) -> None:
    """Put a line in its declaration, or among the rejected."""
    group = None
    try:
        said = row.text("collectivite").partition(" ")[0]
        who = names.get(said)
        year = row.text("annee")
        if who is None:
            raise LigneRejetee(
                row.column("collectivite"),
                f"collectivité inconnue : {quote(said, 30)}, écrivez col-12 ou son code officiel",
            )
        if not (year.isdecimal() and len(year) == 4):
            raise LigneRejetee(row.column("annee"), f"année attendue, en quatre chiffres : {quote(year, 20)}")
        group = groups.setdefault((who, int(year)), _Groupe())
        line = _ligne(row, int(year))
        if line.projet:
            found = reading.get(line.projet)
            if found is None or not isinstance(found.record, Projet) or who not in found.record.collectivites:
                raise LigneRejetee(
                    row.column("projet"), f"{line.projet} n'est pas un projet de cette collectivité"
                )
        group.lignes.append((row.ligne, line))
    except LigneRejetee as error:
        rejets.append(Rejet(row.ligne, error.champ or "ligne", error.raison))
        if group is not None:
            group.fausse = group.fausse or row.ligne


def _compter(reading: Reading, groups: Mapping[tuple[str, int], _Groupe]) -> tuple[int, int, int]:
    """Lines to create, to update, unchanged."""
    created = updated = same = 0
    for (who, year), group in groups.items():
        lines = tuple(line for _, line in group.lignes)
        known = find(reading, who, year)
        if not known:
            created += len(lines)
        elif _record(reading, known).lignes == lines:
            same += len(lines)
        else:
            updated += len(lines)
    return created, updated, same


def _ecrire(edit: Edit, groups: Mapping[tuple[str, int], _Groupe]) -> None:
    for (who, year), group in groups.items():
        if not group.lignes:
            continue
        lines = tuple(line for _, line in group.lignes)
        known = find(edit, who, year)
        if not known:
            edit.create(Declaration(collectivite=who, annee=year, lignes=lines))
        elif _record(edit, known).lignes != lines:
            stored = edit.get(known)
            assert stored is not None
            edit.update(
                msgspec.structs.replace(_record(edit, known), lignes=lines, etat="declaree"),
                base=stored.version,
            )


def _record(reading: Reading, id_: str) -> Declaration:
    stored = reading.get(id_)
    assert stored is not None
    assert isinstance(stored.record, Declaration)
    return stored.record
