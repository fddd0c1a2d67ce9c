# SPDX-License-Identifier: EUPL-1.2
"""The journal: who did what to which fiche and when, as a hash chain over commitments.

    commitment = SHA-256(salt, record after)                     hash = SHA-256(hash before, canonical entry)

The record after, in canonical JSON, and its salt stand in `journal_contenu`. Deleting that row erases the person it tells
of: the chain keeps the commitment, from which, without the salt, nothing can be guessed. The record *before* an entry is the
record after the previous entry on the same fiche, already committed to there; it is not kept twice.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import apsw
import msgspec

from store.clock import from_text
from store.pages import PAGES
from store.records import PREFIXES, Fiche, Kind

EMPTY_HASH = bytes(32)
_ENCODER = msgspec.json.Encoder(order="deterministic")
_KINDS: dict[str, Kind] = {prefix: kind for kind, prefix in PREFIXES.items()}
_DECODERS: dict[Kind, msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(page.struct) for kind, page in PAGES.items()
}

CREATED, UPDATED, ARCHIVED = "creer", "modifier", "archiver"


class JournalHead(NamedTuple):
    """Where the journal stands: last seq, its hash in hex, its time. 0, 64 zeros, the store's creation when empty."""

    seq: int
    hash: str
    at: datetime


class Entry(NamedTuple):
    """One line of the history of a fiche.

    `before` is None for a creation; `before` and `after` are None where their content was erased (`erased` tells of `after`).
    """

    seq: int
    at: datetime
    actor: str
    operation: str
    version: int
    before: Fiche | None
    after: Fiche | None
    erased: bool


def kind_of(id: str) -> Kind | None:
    """Return the kind that an id names, None when it names none: `pro-12` → projet."""
    prefix, _, figures = id.partition("-")
    return _KINDS.get(prefix) if figures.isascii() and figures.isdecimal() else None


def encode(record: Fiche) -> str:
    """Return the canonical JSON of a record: fields in their declared order, amounts as text."""
    return _ENCODER.encode(record).decode()


def decode(id: str, text: str) -> Fiche:
    """Return the record of a fiche from its canonical JSON. msgspec.MsgspecError when it is not one."""
    kind = kind_of(id)
    assert kind is not None
    record: Fiche = _DECODERS[kind].decode(text)
    return record


def commitment(salt: bytes, text: bytes) -> bytes:
    """Return what an entry commits to. The salt has a fixed length, so the two cannot be shifted into each other."""
    return hashlib.sha256(salt + text).digest()


def chained(
    previous: bytes, seq: int, at: str, actor: str, id: str, version: int, operation: str, engaged: bytes
) -> bytes:
    """Return the hash of an entry that follows the one whose hash is `previous`."""
    canonical = _ENCODER.encode([seq, at, actor, id, version, operation, engaged.hex()])
    return hashlib.sha256(previous + canonical).digest()


def head(connection: apsw.Connection) -> tuple[int, bytes, str]:
    """Return the last seq, its hash and its time as text; of an empty journal, the time the store was created."""
    row = connection.execute("SELECT seq, empreinte, le FROM journal ORDER BY seq DESC LIMIT 1").get
    if row is None:
        return 0, EMPTY_HASH, connection.execute("SELECT cree_le FROM atlas").get
    return row[0], row[1], row[2]


class Writer:
    """Adds entries to the journal, inside a write transaction and under one actor and one time."""

    def __init__(self, connection: apsw.Connection, actor: str, at: str) -> None:
        self._connection = connection
        self._actor = actor
        self._at = at
        self.seq, self._hash, _ = head(connection)

    def append(self, operation: str, record: Fiche, version: int) -> int:
        """Write the entry of `record` as it now stands; return its seq."""
        text, salt, seq = encode(record), os.urandom(16), self.seq + 1
        engaged = commitment(salt, text.encode())
        self._hash = chained(self._hash, seq, self._at, self._actor, record.id, version, operation, engaged)
        self._connection.execute(
            "INSERT INTO journal (seq, le, acteur, fiche, version, operation, engagement, empreinte)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (seq, self._at, self._actor, record.id, version, operation, engaged, self._hash),
        )
        self._connection.execute(
            "INSERT INTO journal_contenu (seq, sel, apres) VALUES (?, ?, ?)", (seq, salt, text)
        )
        self.seq = seq
        return seq


def history(connection: apsw.Connection, id: str) -> Sequence[Entry]:
    """Return the entries about a fiche, oldest first."""
    rows = connection.execute(
        "SELECT j.seq, j.le, j.acteur, j.operation, j.version, c.apres FROM journal j"
        " LEFT JOIN journal_contenu c ON c.seq = j.seq WHERE j.fiche = ? ORDER BY j.version",
        (id,),
    )
    entries = []
    before: Fiche | None = None
    for seq, at, actor, operation, version, text in rows:
        after = None if text is None else decode(id, text)
        entries.append(Entry(seq, from_text(at), actor, operation, version, before, after, text is None))
        before = after
    return entries
