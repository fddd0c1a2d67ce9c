# SPDX-License-Identifier: EUPL-1.2
"""The journal: who did what to which fiche and when, as a hash chain over commitments.

    commitment = SHA-256(salt, part)                     hash = SHA-256(hash before, canonical entry)

An entry commits to the record after it in two parts, each under a salt of 16 bytes of its own. The public part is the record
in canonical JSON with an empty `contacts`, in `journal_contenu`; the personal part is its `contacts`, in
`journal_personnel`, and there is none when nobody is named. The canonical entry is the JSON list

    [seq, time, actor, fiche, version, operation, public commitment, personal commitment]

with commitments in hex and "" for a personal part that never was. Deleting a row of `journal_personnel` erases the people it
tells of: the chain keeps the commitment, from which, without the salt, nothing can be guessed, and the public history
stays whole. The record *before* an entry is the record after the previous entry on the same fiche, already committed to
there; it is not kept twice.
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
from store.records import PREFIXES, Contact, Fiche, Kind

EMPTY_HASH = bytes(32)
_ENCODER = msgspec.json.Encoder(order="deterministic")
_KINDS: dict[str, Kind] = {prefix: kind for kind, prefix in PREFIXES.items()}
_DECODERS: dict[Kind, msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(page.struct) for kind, page in PAGES.items()
}
_CONTACTS = msgspec.json.Decoder(tuple[Contact, ...])
_SALT_BYTES = 16

CREATED, UPDATED, ARCHIVED, ERASED = "creer", "modifier", "archiver", "effacer"
MERGED, SPLIT = "fusionner", "separer"
"""A version that a merge of two fiches wrote, and one that undid it."""
DRAFTED, SHOWN = "preparer", "publier"
"""A creation that is nobody's business yet, and the version that makes it public."""


class JournalHead(NamedTuple):
    """Where the journal stands: last seq, its hash in hex, its time. 0, 64 zeros, the store's creation when empty."""

    seq: int
    hash: str
    at: datetime


class Entry(NamedTuple):
    """One line of the history of a fiche.

    `before` is None for a creation. Where people were erased, the record stands with contacts=(); where its public part was
    erased too, it is None. `erased` tells either of `after`.
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


def encode(record: Fiche) -> tuple[str, str | None]:
    """Return the public and the personal part of a record in canonical JSON: declared order of fields, amounts as text.

    The personal part is None when the record names nobody.
    """
    contacts = getattr(record, "contacts", ())
    if not contacts:
        return _ENCODER.encode(record).decode(), None
    public = msgspec.structs.replace(record, contacts=())
    return _ENCODER.encode(public).decode(), _ENCODER.encode(contacts).decode()


def decode(id: str, public: str, personal: str | None) -> Fiche:
    """Return the record of a fiche from its two parts. msgspec.MsgspecError when they are not those of one."""
    kind = kind_of(id)
    assert kind is not None
    record: Fiche = _DECODERS[kind].decode(public)
    if personal is None:
        return record
    if not hasattr(record, "contacts"):
        raise msgspec.ValidationError(f"{id} has no contacts")
    whole: Fiche = msgspec.structs.replace(record, contacts=_CONTACTS.decode(personal))
    return whole


def commitment(salt: bytes, part: bytes) -> bytes:
    """Return what an entry commits to. The salt has a fixed length, so the two cannot be shifted into each other."""
    return hashlib.sha256(salt + part).digest()


def chained(
    previous: bytes,
    seq: int,
    at: str,
    actor: str,
    id: str,
    version: int,
    operation: str,
    public: bytes,
    personal: bytes | None,
) -> bytes:
    """Return the hash of an entry that follows the one whose hash is `previous`."""
    entry = [seq, at, actor, id, version, operation, public.hex(), personal.hex() if personal else ""]
    return hashlib.sha256(previous + _ENCODER.encode(entry)).digest()


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
        self.actor = actor
        self._at = at
        self.seq, self._hash, _ = head(connection)

    def append(self, operation: str, record: Fiche, version: int) -> int:
        """Write the entry of `record` as it now stands; return its seq."""
        seq = self.seq + 1
        public, personal = encode(record)
        salt, personal_salt = os.urandom(_SALT_BYTES), b""
        engaged, personal_engaged = commitment(salt, public.encode()), None
        if personal is not None:
            personal_salt = os.urandom(_SALT_BYTES)
            personal_engaged = commitment(personal_salt, personal.encode())
        entry = (seq, self._at, self.actor, record.id, version, operation, engaged, personal_engaged)
        self._hash = chained(self._hash, *entry)
        self._connection.execute(
            "INSERT INTO journal"
            " (seq, le, acteur, fiche, version, operation, engagement, engagement_personnel, empreinte)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*entry, self._hash),
        )
        self._connection.execute(
            "INSERT INTO journal_contenu (seq, sel, apres) VALUES (?, ?, ?)", (seq, salt, public)
        )
        if personal is not None:
            self._connection.execute(
                "INSERT INTO journal_personnel (seq, sel, contacts) VALUES (?, ?, ?)",
                (seq, personal_salt, personal),
            )
        self.seq = seq
        return seq


def history(connection: apsw.Connection, id: str) -> Sequence[Entry]:
    """Return the entries about a fiche, oldest first."""
    rows = connection.execute(
        "SELECT j.seq, j.le, j.acteur, j.operation, j.version, j.engagement_personnel IS NOT NULL, c.apres, p.contacts"
        " FROM journal j LEFT JOIN journal_contenu c ON c.seq = j.seq LEFT JOIN journal_personnel p ON p.seq = j.seq"
        " WHERE j.fiche = ? ORDER BY j.version",
        (id,),
    )
    entries = []
    before: Fiche | None = None
    for seq, at, actor, operation, version, named, public, personal in rows:
        after = None if public is None else decode(id, public, personal)
        erased = public is None or (named and personal is None)
        entries.append(Entry(seq, from_text(at), actor, operation, version, before, after, bool(erased)))
        before = after
    return entries
