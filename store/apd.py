# SPDX-License-Identifier: EUPL-1.2
"""The e-APD: each year's window, the declaration of a collectivité from draft to declared, reopened by the DAECT alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import cast

import msgspec

from store import rights
from store.clock import from_text, paris, to_text
from store.errors import Refused
from store.machine import Machine, Transition
from store.records import Collectivite, Declaration, LigneApd
from store.rights import Target, Who, operation
from store.store import Edit, Reading, Store, Stored

JUMP = Decimal("0.5")
"""A total that moved by more than this share since last year is worth a second look (P)."""
JUMP_FROM = Decimal(10_000)
"""Euros under which a jump says nothing (P)."""


@dataclass(frozen=True, slots=True)
class Campagne:
    """The window of a year: aware times; declared from `ouvre_le`, until `ferme_le` excluded."""

    annee: int
    ouvre_le: datetime
    ferme_le: datetime

    def ouverte(self, at: datetime) -> bool:
        """True when one may declare at this time."""
        return self.ouvre_le <= at < self.ferme_le


@dataclass(frozen=True, slots=True)
class Acte:
    """A move of a declaration, and the transaction it is made in."""

    edit: Edit
    declaration: Declaration
    neant: bool = False


def _window(act: Acte) -> str:
    campagne = _campagne(act.edit, act.declaration.annee)
    if campagne is None:
        return f"aucune campagne n'est ouverte pour {act.declaration.annee} : la DAECT en donne les dates"
    if campagne.ouverte(act.edit.at):
        return ""
    opens, closes = (paris(t).strftime("%d/%m/%Y à %Hh%M") for t in (campagne.ouvre_le, campagne.ferme_le))
    return f"la campagne {campagne.annee} va du {opens} au {closes}, heure de Paris : hors de là, écrivez à la DAECT"


def _window_and_content(act: Acte) -> str:
    if not act.declaration.lignes and not act.neant:
        return "aucune ligne : ajoutez-en une, ou déclarez un état néant"
    if act.declaration.lignes and act.neant:
        return "un état néant n'a pas de ligne : retirez-les, ou déclarez-les"
    return _window(act)


APD: Machine[Acte] = Machine(
    nom="apd",
    titre="e-APD : la déclaration d'une collectivité pour une année",
    etats={"brouillon": "Brouillon", "declaree": "Déclarée"},
    initial="brouillon",
    finaux=frozenset({"declaree"}),
    transitions=(
        Transition(
            "preparer-apd", ("brouillon",), "brouillon", "Corriger",
            garde=_window, garde_libelle="la campagne est ouverte",
        ),
        Transition(
            "declarer-apd", ("brouillon",), "declaree", "Déclarer",
            garde=_window_and_content, garde_libelle="la campagne est ouverte ; des lignes, ou un état néant",
            effet_libelle="une version nouvelle, datée, dans le journal",
        ),
        Transition("rouvrir-apd", ("declaree",), "brouillon", "Rouvrir"),
    ),
)  # fmt: skip


class Apd:
    """What `who` may do to the declarations of a store. Forbidden, Refused and StaleVersion as `Operations` does."""

    def __init__(self, store: Store, who: Who) -> None:
        self._store = store
        self.who = who

    @operation("ouvrir-campagne-apd")
    def open_campaign(self, campagne: Campagne) -> None:
        """Set the window of a year; setting it again moves it."""
        rights.require(self.who, "ouvrir-campagne-apd")
        if campagne.ferme_le <= campagne.ouvre_le:
            raise Refused("ferme_le", "la fin vient après le début")
        with self._store.write(self.who.actor) as edit:
            edit.connection.execute(
                "INSERT INTO campagne_apd (annee, ouvre_le, ferme_le) VALUES (?, ?, ?)"
                " ON CONFLICT (annee) DO UPDATE SET ouvre_le = excluded.ouvre_le, ferme_le = excluded.ferme_le",
                (campagne.annee, to_text(campagne.ouvre_le), to_text(campagne.ferme_le)),
            )

    def campaigns(self) -> Sequence[Campagne]:
        """Return the windows of all years, the newest first. Anyone may read them."""
        with self._store.read() as reading:
            rows = reading.connection.execute(
                "SELECT annee, ouvre_le, ferme_le FROM campagne_apd ORDER BY annee DESC"
            )
            return [Campagne(annee, from_text(a), from_text(b)) for annee, a, b in rows]

    @operation("preparer-apd")
    def prepare(self, record: Declaration, *, base: int = 0, key: str | None = None) -> Stored[Declaration]:
        """Store the draft of a declaration: a new one (no id), or the one read at version `base`. Returns it as it stands.

        A collectivité has one declaration a year: a second new one is Refused with the id of the first.
        """
        with self._store.write(self.who.actor, key=key) as edit:
            record = msgspec.structs.replace(record, etat="brouillon")
            if record.id:
                current = _declaration(edit, record.id)
                if (current.record.collectivite, current.record.annee) != (record.collectivite, record.annee):
                    raise Refused("annee", "une déclaration ne change ni d'année ni de collectivité")
                etat = current.record.etat
            else:
                rights.require(self.who, "preparer-apd", _target(edit, record))
                if other := find(edit, record.collectivite, record.annee):
                    raise Refused("annee", f"déjà commencée pour {record.annee} ({other}) : reprenez-la")
                etat = "brouillon"
            APD.move(self.who, "preparer-apd", etat, _target(edit, record), Acte(edit, record))
            if record.id:
                edit.update(record, base=base)
                return _declaration(edit, record.id)
            return _declaration(edit, edit.create(record).id)

    @operation("declarer-apd")
    def declare(self, id: str, *, base: int, neant: bool = False, key: str | None = None) -> int:
        """Declare a draft as it stands at version `base`. `neant`: there is nothing to declare, and that is said."""
        return self._move("declarer-apd", id, base, neant, key)

    @operation("rouvrir-apd")
    def reopen(self, id: str, *, base: int, key: str | None = None) -> int:
        """Open a declaration again: what was declared stays in its history, and the correction is a new version."""
        return self._move("rouvrir-apd", id, base, False, key)

    def _move(self, name: str, id: str, base: int, neant: bool, key: str | None) -> int:
        with self._store.write(self.who.actor, key=key) as edit:
            stored = _declaration(edit, id)
            act = Acte(edit, stored.record, neant)
            etat = APD.move(self.who, name, stored.record.etat, _target(edit, stored.record), act)
            return edit.update(msgspec.structs.replace(stored.record, etat=etat), base=base)

    @operation("lire-apd")
    def read(self, id: str) -> Stored[Declaration]:
        """Return a declaration, drafts too, line by line."""
        with self._store.read() as reading:
            stored = _declaration(reading, id)
            rights.require(self.who, "lire-apd", _target(reading, stored.record))
            return stored


def find(reading: Reading, collectivite: str, annee: int) -> str:
    """Return the id of the declaration of a collectivité for a year; empty when there is none."""
    found = reading.connection.execute(
        "SELECT d.fiche FROM apd_declaration d JOIN fiche f ON f.id = d.fiche"
        " WHERE d.collectivite = ? AND d.annee = ? AND f.etat <> 'archivee'",
        (collectivite, annee),
    ).get
    return str(found) if found else ""


def total(lines: Sequence[LigneApd]) -> Decimal:
    """Return the sum of lines, in euros."""
    return sum((line.montant for line in lines), Decimal(0))


def alerts(before: Sequence[LigneApd], after: Sequence[LigneApd]) -> tuple[str, ...]:
    """Return what is worth a second look between two years, one French line each: the total, then each country.

    A move of more than `JUMP` of the greater of the two, and of more than `JUMP_FROM` euros; a country that comes or goes
    with more than `JUMP_FROM` euros.
    """
    countries = sorted({line.pays for line in (*before, *after)} - {""})
    pairs = [
        ("total", total(before), total(after)),
        *((pays, _of(before, pays), _of(after, pays)) for pays in countries),
    ]
    return tuple(
        f"{name} : {_euros(old)} l'an dernier, {_euros(new)} cette année"
        for name, old, new in pairs
        if abs(new - old) > max(JUMP_FROM, JUMP * max(old, new))
    )


def _of(lines: Sequence[LigneApd], pays: str) -> Decimal:
    return total([line for line in lines if line.pays == pays])


def _euros(amount: Decimal) -> str:
    return f"{amount:,.0f} €".replace(",", "\u202f").replace(" €", "\u00a0€")


def _target(reading: Reading, record: Declaration) -> Target:
    found = reading.get(record.collectivite)
    region = found.record.region if found is not None and isinstance(found.record, Collectivite) else ""
    return Target(
        frozenset({record.collectivite}),
        frozenset(line.pays for line in record.lignes) - {""},
        frozenset({region}) - {""},
    )


def _declaration(reading: Reading, id: str) -> Stored[Declaration]:
    found = reading.get(id)
    if found is None or not isinstance(found.record, Declaration):
        raise Refused("id", f"aucune déclaration {id[:40] or 'sans identifiant'} dans l'atlas")
    return cast(Stored[Declaration], found)


def _campagne(reading: Reading, annee: int) -> Campagne | None:
    row = reading.connection.execute(
        "SELECT ouvre_le, ferme_le FROM campagne_apd WHERE annee = ?", (annee,)
    ).fetchone()
    return None if row is None else Campagne(annee, from_text(row[0]), from_text(row[1]))
