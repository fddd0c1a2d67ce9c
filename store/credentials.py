# SPDX-License-Identifier: EUPL-1.2
"""What opens an account, inside a transaction: attempts counted before they are made, codes by mail, the second factor."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import apsw

from store.cleaning import clean, clean_text
from store.clock import from_text, to_text
from store.errors import Refused, StoreError

Etat = Literal["demande", "accepte", "actif", "verrouille", "clos"]
Usage = Literal["courriel", "mot-de-passe"]

ATTEMPTS = 10
"""Passwords tried for one identifiant in one window; each is counted before it is hashed."""
WINDOW = timedelta(minutes=15)
CODE_DIGITS, CODE_TRIES, CODE_LIFE = 8, 5, timedelta(minutes=10)
_COURRIEL = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+\.[^@\s<>,;:\"()\[\]\\.]{2,}")


class TooManyAttempts(StoreError):
    """No attempt is left in this window. Nothing was hashed."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that waits to be sent."""

    numero: int
    adresse: str
    sujet: str
    texte: str
    essais: int
    erreur: str
    """Why it did not go the last time; empty when it was not tried."""


class Credentials:
    """The secrets of accounts, as one write transaction sees them. `store.comptes.Comptes` is what stands on it."""

    def __init__(self, connection: apsw.Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    @property
    def connection(self) -> apsw.Connection:
        """The connection, for what is kept beside the accounts: drafts."""
        return self._connection

    @property
    def at(self) -> datetime:
        """The time of this transaction."""
        return self._at

    # --- opening ------------------------------------------------------------------------------------------

    def reserve_attempt(self, identifiant: str) -> None:
        """Count an attempt before anything is hashed. TooManyAttempts when none is left in this window.

        The identifiant may be unknown: it is counted all the same, so that nothing tells the two apart.
        """
        key, now = attempt_key(identifiant), to_text(self._at)
        row = self._connection.execute(
            "SELECT depuis, nombre FROM tentative WHERE cle = ?", (key,)
        ).fetchone()
        if row is None or from_text(row[0]) + WINDOW <= self._at:
            self._connection.execute(
                "INSERT INTO tentative (cle, depuis, nombre) VALUES (?, ?, 1)"
                " ON CONFLICT (cle) DO UPDATE SET depuis = excluded.depuis, nombre = 1",
                (key, now),
            )
            # Windows that are over leave no trace of who was tried.
            self._connection.execute("DELETE FROM tentative WHERE depuis <= ?", (to_text(self._at - WINDOW),))
            return
        if row[1] >= ATTEMPTS:
            minutes = max(1, -(-(from_text(row[0]) + WINDOW - self._at).seconds // 60))
            raise TooManyAttempts(
                f"Trop d'essais pour cet identifiant : réessayez dans {minutes} min, "
                "ou demandez un nouveau mot de passe."
            )
        self._connection.execute("UPDATE tentative SET nombre = nombre + 1 WHERE cle = ?", (key,))

    def secret(self, identifiant: str) -> tuple[int, Etat, str, str] | None:
        """Return the number, the state, the hash and the TOTP secret behind an identifiant: for `store.login` alone."""
        row: tuple[int, Etat, str, str] | None = self._connection.execute(
            "SELECT numero, etat, mot_de_passe, totp FROM compte WHERE identifiant_plie = ?",
            (folded(identifiant),),
        ).fetchone()
        return row

    def take_totp_step(self, numero: int, step: int) -> bool:
        """Take a step of the second factor; False when it, or a later one, was taken already."""
        self._connection.execute(
            "UPDATE compte SET totp_pas = ? WHERE numero = ? AND totp_pas < ?", (step, numero, step)
        )
        return self._connection.changes() == 1

    # --- codes by mail ------------------------------------------------------------------------------------

    def new_code(self, numero: int, usage: Usage) -> str:
        """Return a new code, the only one that counts from now on; only a salted hash of it is kept."""
        code = draw_code()
        salt = secrets.token_bytes(16)
        self._connection.execute(
            "INSERT INTO code (compte, usage, sel, empreinte, expire_le, essais) VALUES (?, ?, ?, ?, ?, 0)"
            " ON CONFLICT (compte, usage) DO UPDATE SET sel = excluded.sel, empreinte = excluded.empreinte,"
            " expire_le = excluded.expire_le, essais = 0",
            (numero, usage, salt, code_hash(salt, code), to_text(self._at + CODE_LIFE)),
        )
        return code

    def reserve_code_try(self, numero: int, usage: Usage) -> tuple[bytes, bytes] | None:
        """Count a try; return the salt and hash to compare with, None when the code is over, spent or was never sent."""
        row = self._connection.execute(
            "SELECT sel, empreinte, expire_le, essais FROM code WHERE compte = ? AND usage = ?",
            (numero, usage),
        ).fetchone()
        if row is None or from_text(row[2]) <= self._at or row[3] >= CODE_TRIES:
            return None
        self._connection.execute(
            "UPDATE code SET essais = essais + 1 WHERE compte = ? AND usage = ?", (numero, usage)
        )
        return row[0], row[1]

    def spend_code(self, numero: int, usage: Usage, kept: bytes) -> bool:
        """Take away the code of this hash: it served. False when another did so first, or a newer code stands."""
        self._connection.execute(
            "DELETE FROM code WHERE compte = ? AND usage = ? AND empreinte = ?", (numero, usage, kept)
        )
        return self._connection.changes() == 1

    def confirm_courriel(self, numero: int) -> None:
        """Note that the courriel of an account is its own."""
        self._set(numero, courriel_confirme=1)
        self._tell(f"compte:{numero}", numero, "courriel confirmé")

    # --- letters ------------------------------------------------------------------------------------------

    def post(self, adresse: str, sujet: str, texte: str) -> None:
        """Leave a letter to send: it goes if, and only if, this transaction is committed."""
        self._connection.execute(
            "INSERT INTO courrier (adresse, sujet, texte, depose_le, essais, erreur) VALUES (?, ?, ?, ?, 0, '')",
            (checked_courriel(adresse), clean(sujet), clean_text(texte), to_text(self._at)),
        )

    def letters(self) -> list[Letter]:
        """Return the letters that wait to be sent, the oldest first."""
        rows = self._connection.execute(
            "SELECT numero, adresse, sujet, texte, essais, erreur FROM courrier WHERE parti_le IS NULL ORDER BY numero"
        )
        return [Letter(*row) for row in rows]

    def letter_tried(self, numero: int, error: str) -> None:
        """Note that a letter went, or why it did not. What went leaves no text behind: it held a code."""
        gone = not error
        self._connection.execute(
            "UPDATE courrier SET essais = essais + 1, erreur = ?, parti_le = ?,"
            " texte = CASE WHEN ? THEN '' ELSE texte END WHERE numero = ?",
            (clean(error)[:200], to_text(self._at) if gone else None, gone, numero),
        )

    # --- within -------------------------------------------------------------------------------------------

    def _set(self, numero: int, **values: Any) -> None:
        assigned = ", ".join(f"{name} = ?" for name in values)
        self._connection.execute(
            f"UPDATE compte SET {assigned} WHERE numero = ?",  # noqa: S608 - names are keywords written in this file
            (*values.values(), numero),
        )

    def _tell(self, actor: str, numero: int, what: str) -> None:
        self._connection.execute(
            "INSERT INTO evenement_compte (le, acteur, compte, quoi) VALUES (?, ?, ?, ?)",
            (to_text(self._at), actor, numero, what),
        )


def folded(identifiant: str) -> str:
    """Return what tells two identifiants apart: no case, no blanks around."""
    return clean(identifiant).casefold()


def checked_courriel(text: str) -> str:
    """Return an address cleaned. Refused when it cannot be one."""
    courriel = clean(text)
    if len(courriel) > 254 or not _COURRIEL.fullmatch(courriel):
        raise Refused("courriel", "adresse attendue, comme prenom.nom@ville.fr")
    return courriel


def code_is(salt: bytes, kept: bytes, code: str) -> bool:
    """Tell whether a code is the one whose hash is kept; blanks that a person puts between digits do not count."""
    return hmac.compare_digest(kept, code_hash(salt, "".join(code.split())))


def draw_code() -> str:
    """Return a new code to mail."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def code_hash(salt: bytes, code: str) -> bytes:
    """Return what is kept of a code."""
    # Ten minutes and five tries guard it, not the slowness of the hash.
    return hashlib.sha256(salt + code.encode()).digest()


def attempt_key(identifiant: str) -> bytes:
    """Return what attempts are counted under: it tells nobody's name."""
    return hashlib.sha256(folded(identifiant).encode()).digest()
