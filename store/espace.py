# SPDX-License-Identifier: EUPL-1.2
"""The espace personnel in the store: pages kept under a name, exports made, what is followed, one's sessions and wishes,
and all that the atlas holds of oneself."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import msgspec

from store import personnel, rights
from store.cleaning import clean
from store.clock import from_text, to_text
from store.comptes import Compte, Comptes
from store.errors import Refused
from store.rights import Target, Who, operation
from store.store import Reading, Store

Sorte = Literal["pays", "thematique"]
Genre = Literal["mot-de-passe", "cle"]

PAGES_MAX, EXPORTS_MAX, SUIVIS_MAX = 500, 200, 300
"""Of one account. Exports: the oldest leave; a page is refused beyond."""
NOM_MAX, ADRESSE_MAX = 120, 8_000
"""Characters."""
SESSION = timedelta(days=7)
"""A session that gave no sign for so long is over."""
SIGNE = timedelta(minutes=1)
"""A session's last sign is not written more often than this."""


@dataclass(frozen=True, slots=True)
class PageGardee:
    """A page kept under a name: a search, a map, any page; its address says all of it."""

    numero: int
    nom: str
    adresse: str
    le: datetime


@dataclass(frozen=True, slots=True)
class ExportGarde:
    """An export that was made: the name of its file, and the page and the day that make it again."""

    numero: int
    nom: str
    adresse: str
    jour: date
    """Of the figures."""
    le: datetime


@dataclass(frozen=True, slots=True)
class SessionOuverte:
    """A session of an account, by its key."""

    cle: str
    genre: Genre
    ouverte_le: datetime
    vue_le: datetime


class Espace:
    """What is an account's own. Forbidden to anybody else, whatever their role; Refused names what will not do."""

    def __init__(self, store: Store, compte: int, by: Who) -> None:
        self._store = store
        self.compte = compte
        self.who = by

    @contextmanager
    def _own(self) -> Iterator[Comptes]:
        rights.require(self.who, "tenir-espace", Target(compte=self.compte))
        with self._store.comptes() as accounts:
            yield accounts

    @contextmanager
    def _reading(self) -> Iterator[Reading]:
        rights.require(self.who, "tenir-espace", Target(compte=self.compte))
        with self._store.read() as reading:
            yield reading

    # --- pages ------------------------------------------------------------------------------------------------

    @operation("tenir-espace")
    def keep_page(self, nom: str, adresse: str) -> int:
        """Keep a page under a name of its own; return its number."""
        with self._own() as own:
            rows = own.connection.execute("SELECT count(*) FROM page_gardee WHERE compte = ?", (self.compte,))
            if rows.get >= PAGES_MAX:
                raise Refused("page", f"{PAGES_MAX} pages gardées au plus, retirez-en une d'abord")
            if not adresse or len(adresse) > ADRESSE_MAX:
                raise Refused("adresse", "cette page a trop de critères pour être gardée")
            own.connection.execute(
                "INSERT INTO page_gardee (compte, nom, adresse, le) VALUES (?, ?, ?, ?)",
                (self.compte, self._name(own, nom), adresse, to_text(own.at)),
            )
            return int(own.connection.last_insert_rowid())

    def rename_page(self, numero: int, nom: str) -> None:
        """Give a page another name."""
        with self._own() as own:
            own.connection.execute(
                "UPDATE page_gardee SET nom = ? WHERE numero = ? AND compte = ?",
                (self._name(own, nom, numero), numero, self.compte),
            )

    def remove_page(self, numero: int) -> None:
        """Keep a page no longer."""
        with self._own() as own:
            own.connection.execute(
                "DELETE FROM page_gardee WHERE numero = ? AND compte = ?", (numero, self.compte)
            )

    def pages(self) -> Sequence[PageGardee]:
        """Return the pages kept, the newest first."""
        with self._reading() as own:
            rows = own.connection.execute(
                "SELECT numero, nom, adresse, le FROM page_gardee WHERE compte = ? ORDER BY numero DESC",
                (self.compte,),
            )
            return [PageGardee(numero, nom, adresse, from_text(le)) for numero, nom, adresse, le in rows]

    def _name(self, own: Comptes, nom: str, but: int = 0) -> str:
        cleaned = clean(nom)
        if not cleaned or len(cleaned) > NOM_MAX:
            raise Refused("nom", f"de 1 à {NOM_MAX} signes")
        others = own.connection.execute(
            "SELECT nom FROM page_gardee WHERE compte = ? AND numero <> ?", (self.compte, but)
        )
        if cleaned.casefold() in {name.casefold() for (name,) in others}:
            raise Refused("nom", f"« {cleaned} » est déjà pris, choisissez-en un autre")
        return cleaned

    # --- exports ----------------------------------------------------------------------------------------------

    def keep_export(self, nom: str, adresse: str, jour: date) -> None:
        """Remember an export: its file's name, the page and the day that make it again."""
        with self._own() as own:
            if not clean(nom) or not adresse or len(adresse) > ADRESSE_MAX:
                return
            own.connection.execute(
                "INSERT INTO export_garde (compte, nom, adresse, jour, le) VALUES (?, ?, ?, ?, ?)",
                (self.compte, clean(nom)[:NOM_MAX], adresse, jour.isoformat(), to_text(own.at)),
            )
            own.connection.execute(
                "DELETE FROM export_garde WHERE compte = ?1 AND numero NOT IN"
                " (SELECT numero FROM export_garde WHERE compte = ?1 ORDER BY numero DESC LIMIT ?2)",
                (self.compte, EXPORTS_MAX),
            )

    def exports(self) -> Sequence[ExportGarde]:
        """Return the exports remembered, the newest first."""
        with self._reading() as own:
            rows = own.connection.execute(
                "SELECT numero, nom, adresse, jour, le FROM export_garde WHERE compte = ? ORDER BY numero DESC",
                (self.compte,),
            )
            return [
                ExportGarde(numero, nom, adresse, date.fromisoformat(jour), from_text(le))
                for numero, nom, adresse, jour, le in rows
            ]

    def remove_export(self, numero: int) -> None:
        """Remember an export no longer."""
        with self._own() as own:
            own.connection.execute(
                "DELETE FROM export_garde WHERE numero = ? AND compte = ?", (numero, self.compte)
            )

    # --- what is followed -------------------------------------------------------------------------------------

    def follow(self, sorte: Sorte, code: str) -> None:
        """Follow the news of a country or of a thématique; twice is once."""
        with self._own() as own:
            rows = own.connection.execute("SELECT count(*) FROM suivi WHERE compte = ?", (self.compte,))
            if rows.get >= SUIVIS_MAX:
                raise Refused("suivi", f"{SUIVIS_MAX} au plus, retirez-en d'abord")
            own.connection.execute(
                "INSERT OR IGNORE INTO suivi (compte, sorte, code, le) VALUES (?, ?, ?, ?)",
                (self.compte, sorte, code, to_text(own.at)),
            )

    def unfollow(self, sorte: Sorte, code: str) -> None:
        """Follow it no longer."""
        with self._own() as own:
            own.connection.execute(
                "DELETE FROM suivi WHERE compte = ? AND sorte = ? AND code = ?", (self.compte, sorte, code)
            )

    def followed(self) -> Sequence[tuple[Sorte, str]]:
        """Return (sort, code) of what is followed, countries first."""
        with self._reading() as own:
            rows = own.connection.execute(
                "SELECT sorte, code FROM suivi WHERE compte = ? ORDER BY sorte, code", (self.compte,)
            )
            return [(sorte, code) for sorte, code in rows]

    # --- wishes and sessions ----------------------------------------------------------------------------------

    def want_digest(self, wanted: bool) -> None:
        """Ask for the digest of one's tasks by mail, or for none."""
        with self._own() as own:
            own.connection.execute(
                "INSERT INTO preference (compte, resume) VALUES (?, ?)"
                " ON CONFLICT (compte) DO UPDATE SET resume = excluded.resume",
                (self.compte, int(wanted)),
            )

    def wants_digest(self) -> bool:
        """True when the digest was asked for: nobody gets one that did not."""
        with self._reading() as own:
            found = own.connection.execute("SELECT resume FROM preference WHERE compte = ?", (self.compte,))
            return bool(found.get)

    def second_factor_since(self) -> datetime | None:
        """Return when the second factor was set the last time; None when it never was."""
        with self._own() as own:
            return own.totp_since(self.compte)

    def sessions(self) -> Sequence[SessionOuverte]:
        """Return the sessions of the account that may still be open, the last seen first."""
        with self._reading() as own:
            rows = own.connection.execute(
                "SELECT cle, genre, ouverte_le, vue_le FROM session WHERE compte = ? AND vue_le > ? ORDER BY vue_le DESC",
                (self.compte, to_text(self._store.now() - SESSION)),
            )
            return [
                SessionOuverte(cle, genre, from_text(opened), from_text(seen))
                for cle, genre, opened, seen in rows
            ]

    def close_session(self, cle: str) -> None:
        """Close a session, this one or another: it has to log in again."""
        with self._own() as own:
            own.connection.execute("DELETE FROM session WHERE cle = ? AND compte = ?", (cle, self.compte))

    def edited(self, reading: Reading, limite: int = 50) -> Sequence[tuple[str, datetime]]:
        """Return (id, last time) of the fiches that this account edited, the last first; archived ones are left out."""
        rights.require(self.who, "tenir-espace", Target(compte=self.compte))
        rows = reading.connection.execute(
            "SELECT j.fiche, max(j.le) FROM journal j JOIN fiche f ON f.id = j.fiche"
            " WHERE j.acteur = ? AND f.etat <> 'archivee' GROUP BY j.fiche ORDER BY 2 DESC LIMIT ?",
            (f"compte:{self.compte}", limite),
        )
        return [(id, from_text(le)) for id, le in rows]

    # --- all of it --------------------------------------------------------------------------------------------

    @operation("exporter-donnees")
    def data(self) -> dict[str, Any]:
        """Return what the atlas holds of this account's person, by table, without what opens the account."""
        rights.require(self.who, "exporter-donnees", Target(compte=self.compte))
        with self._store.comptes() as own:
            compte = own.get(self.compte)
            found: dict[str, Any] = dict(personnel.de_compte(own.connection, self.compte))
            asked = {"acteur": f"compte:{self.compte}", "courriel": compte.courriel}
            for name, sql in AUTRES.items():
                cursor = own.connection.execute(sql, asked)
                rows = cursor.fetchall()
                if rows:
                    names = _colonnes(sql)
                    found.setdefault(name, []).extend(dict(zip(names, row, strict=True)) for row in rows)
        return {name: [_lisible(row) for row in rows] for name, rows in found.items()}


AUTRES: Mapping[str, str] = {
    "journal": "SELECT seq, le, fiche, version, operation FROM journal WHERE acteur = :acteur ORDER BY seq",
    "edition": "SELECT cle, le FROM edition WHERE acteur = :acteur ORDER BY le",
    "evenement_compte": "SELECT le, compte, quoi FROM evenement_compte WHERE acteur = :acteur AND :acteur <> 'compte:' || compte"
    " ORDER BY numero",
    "doublon_ecarte": "SELECT premiere, seconde, le FROM doublon_ecarte WHERE acteur = :acteur ORDER BY le",
    "fusion": "SELECT numero, gardee, absorbee, le, defaite_le FROM fusion WHERE acteur = :acteur ORDER BY numero",
    "contact": "SELECT fiche, prenom, nom, titre, role, courriel, telephone, diffusion FROM contact"
    " WHERE :courriel <> '' AND courriel = :courriel ORDER BY fiche, rang",
    # Of the contacts of an older version, one's own alone.
    "journal_personnel": "SELECT p.seq AS seq, j.fiche AS fiche, e.value AS contact FROM journal_personnel p"
    " JOIN journal j ON j.seq = p.seq JOIN json_each(p.contacts) e"
    " WHERE :courriel <> '' AND json_extract(e.value, '$.courriel') = :courriel ORDER BY p.seq",
    # Not their text: what has not left yet may hold a code.
    "courrier": "SELECT adresse, sujet, depose_le, parti_le FROM courrier WHERE :courriel <> '' AND adresse = :courriel"
    " ORDER BY numero",
    "depot": "SELECT contenu, expire_le, fiche FROM depot WHERE :courriel <> '' AND contenu <> ''"
    " AND json_extract(contenu, '$.deposant.courriel') = :courriel",
    "demande_suivi": "SELECT fiche, prenom, nom, courriel, telephone, langue, raison FROM demande_suivi"
    " WHERE :courriel <> '' AND courriel = :courriel ORDER BY fiche",
}
"""What tells of a person where no column says whose account a row is of: found by their courriel, or as the author."""


def _colonnes(sql: str) -> list[str]:
    head = sql.partition(" FROM ")[0].removeprefix("SELECT ")
    return [one.strip().rpartition(" ")[2].rpartition(".")[2] for one in head.split(",")]


def _lisible(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row that JSON can hold, what is JSON itself unfolded."""
    return {name: _deplie(value) for name, value in row.items()}


def _deplie(value: Any) -> Any:
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError:
            return value
    return value


# --- sessions ---------------------------------------------------------------------------------------------------


def open_session(accounts: Comptes, compte: Compte, genre: Genre) -> str:
    """Note that a session opens; return its key. Those that gave no sign for long are forgotten."""
    accounts.connection.execute("DELETE FROM session WHERE vue_le <= ?", (to_text(accounts.at - SESSION),))
    key = secrets.token_urlsafe(16)
    accounts.connection.execute(
        "INSERT INTO session (cle, compte, genre, ouverte_le, vue_le) VALUES (?, ?, ?, ?, ?)",
        (key, compte.numero, genre, to_text(accounts.at), to_text(accounts.at)),
    )
    return key


def session_lives(accounts: Comptes, cle: str) -> bool:
    """True when a session was not closed from elsewhere; its sign of life is written."""
    seen = accounts.connection.execute("SELECT vue_le FROM session WHERE cle = ?", (cle,)).get
    if seen is not None and from_text(seen) + SIGNE <= accounts.at:
        accounts.connection.execute(
            "UPDATE session SET vue_le = ? WHERE cle = ?", (to_text(accounts.at), cle)
        )
    return seen is not None


def end_session(accounts: Comptes, cle: str) -> None:
    """A session ends by itself."""
    accounts.connection.execute("DELETE FROM session WHERE cle = ?", (cle,))
