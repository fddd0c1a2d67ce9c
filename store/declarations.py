# SPDX-License-Identifier: EUPL-1.2
"""Reading the e-APD: what a collectivité declared and when, its receipts, and who has declared in a year."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import cast

import msgspec

from store import rights
from store.clock import from_text, paris
from store.errors import Refused
from store.pages import number
from store.records import Collectivite, Declaration, LigneApd
from store.rights import Target, Who, operation
from store.store import Reading, Store, Stored
from store.text import fold

AWAITED_AFTER = 2
"""Whoever declared in one of so many years before is awaited again (P); so is whoever has an agent with an account."""


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
class Declaree:
    """What was declared once: the first time, or again after the DAECT opened it."""

    rang: int
    """1 for the first."""
    version: int
    le: datetime
    record: Declaration


@dataclass(frozen=True, slots=True)
class Recepisse:
    """What proves a declaration. Made again years later, it is the same: the names are those of that day."""

    numero: str
    declaree: Declaree
    nom: str
    """Of the collectivité, as it was called then."""
    departement: str
    region: str
    empreinte: str
    """SHA-256, in hex, of the number, the time and the declaration as the journal keeps it."""
    demonstration: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that the declaration of a collectivité for a year is made from."""

    collectivite: str
    nom: str
    annee: int
    campagne: Campagne | None
    jusque: datetime | None
    """Until when it may be corrected although the window is closed, when the DAECT opened it again."""
    stored: Stored[Declaration] | None
    """None where nothing was begun."""
    declarees: tuple[Declaree, ...]
    avant: tuple[LigneApd, ...]
    """The lines last declared for the year before."""
    obstacle: str
    """What else is asked before it may be declared, and how it is mended: parts of the fiche; empty when nothing is."""
    now: datetime

    @property
    def lignes(self) -> tuple[LigneApd, ...]:
        """The lines as they stand."""
        return self.stored.record.lignes if self.stored else ()

    @property
    def etat(self) -> str:
        """Its state; the empty text where nothing was begun."""
        return self.stored.record.etat if self.stored else ""

    @property
    def ouverte(self) -> bool:
        """True when it may be corrected and declared now."""
        again = self.jusque is not None and self.now < self.jusque
        return again or (self.campagne is not None and self.campagne.ouverte(self.now))


@dataclass(frozen=True, slots=True)
class Suivi:
    """Where a collectivité stands in a year's campaign. For an embassy, the lines and their total are those of its country."""

    collectivite: str
    nom: str
    departement: str
    region: str
    declaration: str
    """Its id; empty where nothing was begun."""
    version: int
    etat: str
    lignes: int
    total: Decimal
    modifiee_le: datetime | None
    attendue: bool
    """It declared lately, or somebody there has an account."""


class Declarations:
    """What `who` may read of the e-APD. Forbidden when the right is missing."""

    def __init__(self, store: Store, who: Who) -> None:
        self._store = store
        self.who = who

    @operation("lire-apd")
    def dossier(self, collectivite: str, annee: int = 0) -> Dossier:
        """Return what there is of a collectivité for a year; when none is said, that of the campaign (`year`)."""
        # The yearly campaign has the same windows: it is written with what stands here.
        from store.campagne import fiche_a_jour

        with self._store.read() as reading:
            owner = _collectivite(reading, collectivite)
            annee = annee or year(reading, self._store.now())
            id = find(reading, collectivite, annee)
            stored = declaration(reading, id) if id else None
            record = stored.record if stored else Declaration(collectivite=collectivite, annee=annee)
            rights.require(self.who, "lire-apd", target_of(reading, record))
            before = find(reading, collectivite, annee - 1)
            last = declared(reading, before)[-1:] if before else ()
            again, now = reopened_until(reading, id), self._store.now()
            return Dossier(
                collectivite=collectivite,
                nom=owner.nom,
                annee=annee,
                campagne=campaign(reading, annee),
                jusque=again,
                stored=stored,
                declarees=declared(reading, id) if id else (),
                avant=last[0].record.lignes if last else (),
                obstacle=fiche_a_jour(reading, collectivite, now) if again is None else "",
                now=now,
            )

    @operation("lire-apd")
    def receipt(self, id: str, rang: int = 0) -> Recepisse:
        """Return the receipt of a declaration: of the last time it was declared, or of another (1 is the first)."""
        with self._store.read() as reading:
            stored = declaration(reading, id)
            rights.require(self.who, "lire-apd", target_of(reading, stored.record))
            every = declared(reading, id)
            found = next((one for one in every if one.rang == (rang or len(every))), None)
            if found is None:
                raise Refused(
                    "version", f"rien n'a été déclaré {f'une {rang}e fois' if rang > 1 else ''}".rstrip()
                )
            owner = _as_of(reading, found.record.collectivite, found.le)
            name = numero(found.record, found.rang)
            said = msgspec.json.encode([name, found.le, found.record], order="deterministic")
            return Recepisse(
                name, found, owner.nom, owner.departement, owner.region, hashlib.sha256(said).hexdigest(),
                self._store.demonstration,
            )  # fmt: skip

    @operation("suivre-apd")
    def follow(self, annee: int) -> Sequence[Suivi]:
        """Return where the collectivités stand in a year, by name: all for the DAECT, those of its région for a SGAR, those
        that declared something for its country for an embassy."""
        who = self.who
        rights.require(who, "suivre-apd", Target(pays=_only(who.pays), regions=_only(who.region)))
        region = who.region if who.role == "sgar" else ""
        pays = who.pays if who.role == "ambassade" else ""
        with self._store.read() as reading:
            rows = reading.connection.execute(
                """SELECT c.fiche, c.nom, c.departement, c.region, f.id, f.version, d.etat, f.modifie_le,
                    (SELECT count(*) FROM apd_ligne l WHERE l.declaration = f.id AND (?2 = '' OR l.pays = ?2)) AS n,
                    (SELECT sum(montant_centimes) FROM apd_ligne l WHERE l.declaration = f.id AND (?2 = '' OR l.pays = ?2)),
                    EXISTS (SELECT 1 FROM apd_declaration e WHERE e.collectivite = c.fiche
                        AND e.annee BETWEEN ?1 - ?4 AND ?1 - 1)
                    OR EXISTS (SELECT 1 FROM compte a WHERE a.collectivite = c.fiche AND a.role = 'agent'
                        AND a.etat IN ('accepte', 'actif'))
                FROM collectivite c JOIN fiche fc ON fc.id = c.fiche
                LEFT JOIN (apd_declaration d JOIN fiche f ON f.id = d.fiche AND f.etat <> 'archivee')
                    ON d.collectivite = c.fiche AND d.annee = ?1
                WHERE fc.etat <> 'archivee' AND (?3 = '' OR c.region = ?3) AND (?2 = '' OR (d.etat = 'declaree' AND n > 0))
                ORDER BY fc.numero""",
                (annee, pays, region, AWAITED_AFTER),
            )
            found = [
                Suivi(
                    id, nom, departement, place, fiche or "", version or 0, etat or "", n,
                    Decimal(cents or 0).scaleb(-2), from_text(at) if at else None, bool(awaited),
                )
                for id, nom, departement, place, fiche, version, etat, at, n, cents, awaited in rows
            ]  # fmt: skip
        # As a reader looks for a name: « Alès » before « Allonne », « Œuilly » among the O.
        return sorted(found, key=lambda one: fold(one.nom))


def declaration(reading: Reading, id: str) -> Stored[Declaration]:
    """Return a declaration. Refused when no fiche has this id, or a fiche of another kind."""
    found = reading.get(id)
    if found is None or not isinstance(found.record, Declaration):
        raise Refused("id", f"aucune déclaration {id[:40] or 'sans identifiant'} dans l'atlas")
    return cast(Stored[Declaration], found)


def declared(reading: Reading, id: str) -> tuple[Declaree, ...]:
    """Return every time a declaration was declared, the first first; those whose content was erased are left out."""
    every = (
        (entry, entry.after)
        for entry in reading.journal(id)
        if isinstance(entry.after, Declaration) and entry.after.etat == "declaree"
    )
    return tuple(Declaree(n, entry.version, entry.at, after) for n, (entry, after) in enumerate(every, 1))


def numero(record: Declaration, rang: int) -> str:
    """Return the number of a receipt: « APD-2025-12-1 », the first for 2025 of the declaration apd-12."""
    return f"APD-{record.annee}-{number(record.id)}-{rang}"


def find(reading: Reading, collectivite: str, annee: int) -> str:
    """Return the id of the declaration of a collectivité for a year; empty when there is none."""
    found = reading.connection.execute(
        "SELECT d.fiche FROM apd_declaration d JOIN fiche f ON f.id = d.fiche"
        " WHERE d.collectivite = ? AND d.annee = ? AND f.etat <> 'archivee'",
        (collectivite, annee),
    ).get
    return str(found) if found else ""


def campaign(reading: Reading, annee: int) -> Campagne | None:
    """Return the window of a year; None when the DAECT gave none."""
    row = reading.connection.execute(
        "SELECT ouvre_le, ferme_le FROM campagne_apd WHERE annee = ?", (annee,)
    ).fetchone()
    return None if row is None else Campagne(annee, from_text(row[0]), from_text(row[1]))


def year(reading: Reading, now: datetime) -> int:
    """Return the year one declares for: that of the newest campaign that has begun, else the year before this one."""
    rows = reading.connection.execute("SELECT annee, ouvre_le FROM campagne_apd ORDER BY annee DESC")
    begun = next((annee for annee, opens in rows if from_text(opens) <= now), None)
    return int(begun) if begun is not None else paris(now).year - 1


def reopened_until(reading: Reading, id: str) -> datetime | None:
    """Return until when a declaration that was opened again may be corrected; None when it was not."""
    found = reading.connection.execute("SELECT jusque FROM apd_reouverture WHERE declaration = ?", (id,)).get
    return from_text(found) if found else None


def target_of(reading: Reading, record: Declaration) -> Target:
    """Return what a declaration concerns: its collectivité and région, the countries of its lines."""
    found = reading.get(record.collectivite)
    region = found.record.region if found is not None and isinstance(found.record, Collectivite) else ""
    return Target(
        frozenset({record.collectivite}), frozenset(line.pays for line in record.lignes) - {""}, _only(region)
    )


def total(lines: Sequence[LigneApd]) -> Decimal:
    """Return the sum of lines, in euros."""
    return sum((line.montant for line in lines), Decimal(0))


def euros(amount: Decimal) -> str:
    """Return « 12 731 € » or « 12 731,50 € »."""
    text = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    return text.replace(".", ";").replace(",", "\u202f").replace(";", ",") + "\u00a0€"


def _only(code: str) -> frozenset[str]:
    return frozenset({code}) - {""}


def _collectivite(reading: Reading, id: str) -> Collectivite:
    found = reading.get(id)
    if found is None or not isinstance(found.record, Collectivite):
        raise Refused("collectivite", f"aucune collectivité {id[:40] or 'sans identifiant'} dans l'atlas")
    return found.record


def _as_of(reading: Reading, id: str, at: datetime) -> Collectivite:
    """A collectivité as it was at a time; as it is now where its history does not go back so far."""
    known = [e.after for e in reading.journal(id) if e.at <= at and isinstance(e.after, Collectivite)]
    return known[-1] if known else _collectivite(reading, id)
