# SPDX-License-Identifier: EUPL-1.2
"""The check of a whole store: the file, its links, the chain of the journal, and the fiches against it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Literal, NamedTuple

import apsw
import msgspec

from store import journal
from store.pages import PAGES, number
from store.records import Fiche

MAX_DEFECTS = 1_000
"""A store that has more is not mended line by line."""


class Defect(NamedTuple):
    """One thing that is wrong: in which part, at which journal entry or fiche (0 and "" when none), told in French."""

    part: Literal["fichier", "liens", "journal", "fiches"]
    seq: int
    id: str
    message: str


def verify(connection: apsw.Connection) -> list[Defect]:
    """Return at most `MAX_DEFECTS` defects, those of the file first."""
    defects: list[Defect] = []
    connection.execute("BEGIN")
    try:
        for check in (_file, _kept_files, _links, _chain, _pages):
            try:
                for defect in check(connection):
                    defects.append(defect)
                    if len(defects) == MAX_DEFECTS:
                        return defects
            except (apsw.Error, UnicodeDecodeError, ValueError) as error:
                defects.append(Defect("fichier", 0, "", f"lecture interrompue : {error}"))
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return defects


def _file(connection: apsw.Connection) -> Iterator[Defect]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield Defect("fichier", 0, "", str(line))


def _kept_files(connection: apsw.Connection) -> Iterator[Defect]:
    for name, content in connection.execute("SELECT empreinte, contenu FROM piece"):
        if hashlib.sha256(content).hexdigest() != name:
            yield Defect("fichier", 0, "", f"document {name[:12]}… d'un dossier : il fut altéré")


def _links(connection: apsw.Connection) -> Iterator[Defect]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield Defect("liens", 0, "", f"table {table}, ligne {row} : renvoie à une ligne absente de {parent}")


def _chain(connection: apsw.Connection) -> Iterator[Defect]:
    # Texts are read as bytes: an altered one may no longer be UTF-8.
    rows = connection.execute(
        "SELECT j.seq, CAST(j.le AS BLOB), CAST(j.acteur AS BLOB), CAST(j.fiche AS BLOB), j.version,"
        " CAST(j.operation AS BLOB), j.engagement, j.engagement_personnel, j.empreinte, c.sel, CAST(c.apres AS BLOB),"
        " p.sel, CAST(p.contacts AS BLOB)"
        " FROM journal j LEFT JOIN journal_contenu c ON c.seq = j.seq LEFT JOIN journal_personnel p ON p.seq = j.seq"
        " ORDER BY j.seq"
    )
    previous, expected = journal.EMPTY_HASH, 1
    for seq, at, actor, id, version, operation, public, personal, hash, *parts in rows:
        name = id.decode("utf-8", "replace")
        if seq != expected:
            yield Defect("journal", seq, name, f"entrée n° {seq} : {expected} attendu, des entrées manquent")
        # Each hash is checked against the one *stored* before it: the entry named is the one that was altered.
        try:
            told = journal.chained(
                previous,
                seq,
                at.decode(),
                actor.decode(),
                id.decode(),
                version,
                operation.decode(),
                public,
                personal,
            )
        except UnicodeDecodeError:
            told = b""
        if told != hash:
            yield Defect(
                "journal", seq, name, f"entrée n° {seq} : son empreinte ne correspond pas, elle fut altérée"
            )
        salt, content, personal_salt, contacts = parts
        if salt is not None and journal.commitment(salt, content) != public:
            yield Defect(
                "journal", seq, name, f"entrée n° {seq} : son contenu ne correspond pas, il fut altéré"
            )
        if personal_salt is not None and journal.commitment(personal_salt, contacts) != personal:
            yield Defect(
                "journal",
                seq,
                name,
                f"entrée n° {seq} : ses contacts ne correspondent pas, ils furent altérés",
            )
        previous, expected = hash, seq + 1


def _pages(connection: apsw.Connection) -> Iterator[Defect]:
    for id, version, seq, fiche_seq, said in connection.execute(
        "SELECT f.id, f.version, f.seq, last.seq, last.version FROM fiche f LEFT JOIN ("
        "  SELECT fiche, max(seq) AS seq, max(version) AS version, count(*) AS n FROM journal GROUP BY fiche"
        ") last ON last.fiche = f.id"
        " WHERE last.seq IS NOT f.seq OR last.version IS NOT f.version OR last.n IS NOT f.version"
    ):
        yield Defect(
            "fiches",
            fiche_seq or 0,
            id,
            f"{id} : version {version} (n° {seq}), le journal dit {said} (n° {fiche_seq})",
        )
    for kind, page in PAGES.items():
        last = 0
        count = connection.execute("SELECT count(*) FROM fiche WHERE kind = ?", (kind,)).get
        while batch := page.each(connection, kind, last):
            yield from _against_journal(connection, batch)
            last = number(batch[-1][1].id)
            count -= len(batch)
        if count:
            yield Defect("fiches", 0, "", f"{count} fiche(s) {kind} sans page")


def _against_journal(
    connection: apsw.Connection, batch: list[tuple[tuple[object, ...], Fiche]]
) -> Iterator[Defect]:
    """Compare fiches with the last content that the journal holds of each; a part that was erased says nothing."""
    for (id, version, etat, _, changed, seq), record in batch:
        row = connection.execute(
            "SELECT j.operation, j.le, j.engagement_personnel IS NOT NULL, c.apres, p.contacts FROM journal j"
            " LEFT JOIN journal_contenu c ON c.seq = j.seq LEFT JOIN journal_personnel p ON p.seq = j.seq WHERE j.seq = ?",
            (seq,),
        ).get
        if row is None:
            continue
        operation, at, named, public, personal = row
        if (operation == journal.ARCHIVED) != (etat == "archivee") or at != changed:
            yield Defect("fiches", int(str(seq)), str(id), f"{id} : état ou date autres que ceux du journal")
        if public is None:
            continue
        if named and personal is None:
            record = msgspec.structs.replace(record, contacts=())
        try:
            same = journal.decode(str(id), public, personal) == record
        except msgspec.MsgspecError:
            same = False
        if not same:
            yield Defect(
                "fiches", int(str(seq)), str(id), f"{id} : la page diffère de la version {version} du journal"
            )
