# SPDX-License-Identifier: EUPL-1.2
"""What may be done inside one transaction on the store: read fiches and their history; create, update, archive them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

import apsw
import msgspec

from store import journal
from store.clock import from_text, to_text
from store.errors import Refused, StaleVersion
from store.journal import Entry, JournalHead, kind_of
from store.pages import KINDS, PAGES, number
from store.records import (
    PREFIXES,
    Actualite,
    Ambassade,
    Appel,
    Collectivite,
    Declaration,
    Demande,
    Dossier,
    Fiche,
    Kind,
    Label,
    Mission,
    Partenaire,
    Projet,
    Reseau,
)
from store.rules import prepare

Etat = Literal["brouillon", "publiee", "archivee"]
F = TypeVar(
    "F", Collectivite, Reseau, Partenaire, Projet, Demande, Declaration, Ambassade, Actualite,
    Appel, Dossier, Label, Mission,
)  # fmt: skip
R_co = TypeVar("R_co", covariant=True)

_REPEATED_BY: dict[Kind, tuple[str, ...]] = {
    "collectivite": (
        "SELECT projet FROM projet_collectivite WHERE collectivite = ?",
        "SELECT fiche FROM apd_declaration WHERE collectivite = ?",
        "SELECT fiche FROM dossier WHERE collectivite = ?",
        "SELECT dossier FROM dossier_associee WHERE collectivite = ?",
        "SELECT label FROM label_collectivite WHERE collectivite = ?",
    ),
    "partenaire": (
        "SELECT projet FROM projet_partenaire WHERE partenaire = ?",
        "SELECT fiche FROM demande WHERE partenaire = ?",
        "SELECT dossier FROM dossier_partenaire WHERE partenaire = ?",
    ),
    "appel": ("SELECT fiche FROM dossier WHERE appel = ?",),
}
"""Fiches whose public page repeats what one of this kind says."""
_HELD_BY: dict[Kind, tuple[str, ...]] = {
    **_REPEATED_BY,
    "reseau": (
        "SELECT collectivite FROM adhesion WHERE reseau = ?",
        "SELECT fiche FROM actualite WHERE reseau = ?",
    ),
    "label": ("SELECT fiche FROM mission WHERE label = ?",),
}
"""Fiches that cannot do without one of this kind: while they live, it is not archived.

No projet here. A line of a declaration names one for the record: it has its own country, sector and amount, and what was
declared for a past year neither waits for a projet to go on nor is declared again because it ended.
"""
_SHOWN = 3
"""Ids that a refusal cites before it only counts."""


@dataclass(frozen=True, slots=True)
class Stored(Generic[R_co]):
    """A record as it stands in the store. `seq` is its last entry in the journal; times are aware, in UTC."""

    record: R_co
    version: int
    etat: Etat
    cree_le: datetime
    modifie_le: datetime
    seq: int


def _stored(common: tuple[Any, ...], record: Fiche) -> Stored[Fiche]:
    _, version, etat, created, changed, seq = common
    at = from_text(created)
    return Stored(record, version, etat, at, at if changed == created else from_text(changed), seq)


@contextmanager
def _damage() -> Iterator[None]:
    """Tell as damage what SQLite cannot see: a text that is no longer UTF-8, a record that no longer decodes.

    Around our own reads only: the same errors in the caller's block are the caller's.
    """
    try:
        yield
    except (UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise apsw.CorruptError(str(error)) from error


class Reading:
    """What may be read inside one transaction: everything it gives is of the same instant."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._over = False

    def _end(self) -> None:
        self._over = True

    @property
    def connection(self) -> apsw.Connection:
        """The connection, for the tables that procedures keep beside the fiches. RuntimeError once the transaction is over."""
        return self._live()

    def _live(self) -> apsw.Connection:
        if self._over:
            raise RuntimeError("used after its transaction ended")
        return self._connection

    def get(self, id: str) -> Stored[Fiche] | None:
        """Return a fiche, archived ones too; None when no fiche has this id."""
        connection, kind = self._live(), kind_of(id)
        with _damage():
            found = PAGES[kind].read(connection, id) if kind else None
        return _stored(*found) if found else None

    def each(self, kind: Kind) -> Iterator[Stored[Any]]:
        """Give every fiche of a kind in order of number, archived ones too. A fiche may be edited as it goes by."""
        last = 0
        while True:
            with _damage():
                batch = PAGES[kind].each(self._live(), kind, last)
            if not batch:
                return
            for common, record in batch:
                yield _stored(common, record)
            last = number(batch[-1][1].id)

    def changed_since(self, seq: int) -> Mapping[str, int]:
        """Return id → last version of the fiches that have a journal entry after `seq`."""
        rows = self._live().execute(
            "SELECT fiche, max(version) FROM journal WHERE seq > ? GROUP BY fiche", (seq,)
        )
        return dict(rows)

    def edited(self) -> set[str]:
        """Return the ids of the fiches that have more than one version."""
        return {id for (id,) in self._live().execute("SELECT id FROM fiche WHERE version > 1")}

    def start(self) -> datetime:
        """Return the time of the first entry of the journal; that of the store's creation when there is none."""
        first = self._live().execute("SELECT le FROM journal ORDER BY seq LIMIT 1").get
        return self.head().at if first is None else from_text(first)

    def referring(self, ids: Iterable[str]) -> set[str]:
        """Return the ids of the fiches whose public page names one of these: projets, demandes and declarations.

        Not the members of a réseau: their page gives its id alone.
        """
        return {other for id in ids for other in self._named_by(id, _REPEATED_BY)}

    def _named_by(self, id: str, by: Mapping[Kind, tuple[str, ...]]) -> set[str]:
        connection, kind = self._live(), kind_of(id)
        if kind is None:
            return set()
        return {row[0] for sql in by.get(kind, ()) for row in connection.execute(sql, (id,))}

    def head(self) -> JournalHead:
        """Return where the journal stands."""
        seq, hash, at = journal.head(self._live())
        return JournalHead(seq, hash.hex(), from_text(at))

    def journal(self, id: str) -> Sequence[Entry]:
        """Return the history of a fiche, oldest first; empty when no fiche has this id."""
        with _damage():
            return journal.history(self._live(), id)


class Edit(Reading):
    """What may be done inside one write transaction; everything of `Reading` sees it at once."""

    def __init__(self, connection: apsw.Connection, actor: str, at: datetime) -> None:
        super().__init__(connection)
        self.at = at
        """The time of this transaction."""
        self._at = to_text(at)
        self._journal = journal.Writer(connection, actor, self._at)
        self._numbers: dict[Kind, int] = {}
        self._first = self._journal.seq + 1
        self._known: set[str] = set()

    def create(self, fiche: F, *, brouillon: bool = False) -> F:
        """Store a new fiche; return it cleaned and with its id. Refused names the field that breaks a rule.

        A `brouillon` is not public until `show`.
        """
        connection = self._live()
        if fiche.id:
            raise Refused("id", "une nouvelle fiche reçoit son identifiant de l'atlas")
        kind = KINDS[type(fiche)]
        record = msgspec.structs.replace(prepare(fiche), id=f"{PREFIXES[kind]}-{self._next(kind)}")
        self._check_references(kind, record)
        connection.execute(
            "INSERT INTO fiche (id, kind, numero, version, etat, cree_le, modifie_le, seq)"
            " VALUES (?, ?, ?, 1, ?, ?, ?, ?)",
            (
                record.id,
                kind,
                self._numbers[kind],
                "brouillon" if brouillon else "publiee",
                self._at,
                self._at,
                self._journal.seq + 1,
            ),
        )
        PAGES[kind].insert(connection, record)
        self._journal.append(journal.DRAFTED if brouillon else journal.CREATED, record, 1)
        return record

    def show(self, id: str) -> None:
        """Make a fiche that was created as a brouillon public, as it stands; one that is already stays as it is."""
        current = self.get(id)
        if current is not None and current.etat == "brouillon":
            self._advance(journal.SHOWN, current.record, current.version, "publiee")

    def update(self, fiche: Fiche, *, base: int) -> int:
        """Store a fiche read at version `base`; return its new version, or `base` when nothing differs once cleaned.

        StaleVersion when it has changed since, Refused when it breaks a rule, does not exist or is archived.
        """
        connection = self._live()
        try:
            current = self._current(fiche.id, base)
        except StaleVersion as stale:
            current = stale.current
            if current.etat != "archivee":
                raise
        if type(current.record) is not type(fiche):
            raise Refused("id", f"la fiche {fiche.id} est d'une autre nature")
        if current.etat == "archivee":
            raise Refused("id", self._archived(fiche.id, "elle ne se modifie plus"))
        record = prepare(fiche)
        if record == current.record:
            return base
        kind = KINDS[type(fiche)]
        self._check_references(kind, record)
        PAGES[kind].update(connection, current.record, record)
        return self._advance(journal.UPDATED, record, base, current.etat)

    def archive(self, id: str, *, base: int) -> int:
        """Archive a fiche read at version `base`; return its new version, or `base` when it is archived already.

        Refused while another fiche, itself not archived, names this collectivité, partenaire or réseau: its page would show
        a name that leads nowhere. A projet that a declaration names may be archived (see `_HELD_BY`).
        """
        current = self._current(id, base)
        if current.etat == "archivee":
            return base
        self._check_free(id)
        self._known.discard(id)
        return self._advance(journal.ARCHIVED, current.record, base, "archivee")

    def redact(self, fiche: Fiche, *, base: int) -> int:
        """Store a fiche from which somebody was taken out, archived or not; return its new version, `base` when nothing differs.

        A version of its own, so that an edit begun before cannot bring them back unseen (StaleVersion).
        """
        return self.amend(fiche, base=base, operation=journal.ERASED)

    def amend(self, fiche: Fiche, *, base: int, operation: str) -> int:
        """Store a fiche, archived or not, under another name than an edit; return its version, `base` when nothing differs.

        What it names is not checked: erasing takes away, and a merge puts one known fiche in the place of another.
        """
        connection = self._live()
        current = self._current(fiche.id, base)
        record = prepare(fiche)
        if record == current.record:
            return base
        PAGES[KINDS[type(fiche)]].update(connection, current.record, record)
        if current.etat == "archivee":
            operation = journal.ARCHIVED
        return self._advance(operation, record, base, current.etat)

    def reopen(self, id: str, *, base: int) -> int:
        """Publish an archived fiche again, as it was: what archived it was undone. Return its new version."""
        current = self._current(id, base)
        return self._advance(journal.SPLIT, current.record, base, "publiee")

    def _current(self, id: str, base: int) -> Stored[Fiche]:
        current = self.get(id)
        if current is None:
            raise Refused("id", f"aucune fiche {id or 'sans identifiant'} dans l'atlas")
        if current.version != base:
            raise StaleVersion(id, base, current)
        return current

    def _advance(self, operation: str, record: Fiche, base: int, etat: Etat) -> int:
        seq = self._journal.append(operation, record, base + 1)
        self._connection.execute(
            "UPDATE fiche SET version = ?, etat = ?, modifie_le = ?, seq = ? WHERE id = ?",
            (base + 1, etat, self._at, seq, record.id),
        )
        return base + 1

    def _next(self, kind: Kind) -> int:
        """Return the next number of a kind. Fiches are never deleted, so no number is ever given twice."""
        if kind not in self._numbers:
            last = self._connection.execute("SELECT max(numero) FROM fiche WHERE kind = ?", (kind,)).get
            self._numbers[kind] = last or 0
        self._numbers[kind] += 1
        return self._numbers[kind]

    def _check_references(self, kind: Kind, record: Fiche) -> None:
        for path, id, named in PAGES[kind].named(record):
            if id in self._known and id.startswith(PREFIXES[named]):
                continue
            etat = self._connection.execute(
                "SELECT etat FROM fiche WHERE id = ? AND kind = ?", (id, named)
            ).get
            if etat is None:
                raise Refused(path, f"aucune fiche {named} {id} dans l'atlas")
            if etat == "archivee" and named in _HELD_BY:
                raise Refused(path, self._archived(id, "elle ne peut plus être nommée"))
            self._known.add(id)

    def _archived(self, id: str, then: str) -> str:
        """Why an archived fiche will not do; where it was merged, which one will."""
        kept = self._connection.execute(
            "SELECT gardee FROM fusion WHERE absorbee = ? AND defaite_le IS NULL", (id,)
        ).get
        return (
            f"la fiche {id} est archivée, {then}"
            if kept is None
            else f"la fiche {id} n'en fait plus qu'une avec {kept} : prenez celle-ci"
        )

    def _check_free(self, id: str) -> None:
        """Raise Refused when a fiche that is not archived cannot do without this one."""
        holders = [
            other
            for other in sorted(self._named_by(id, _HELD_BY), key=lambda one: (kind_of(one), number(one)))
            if self._connection.execute("SELECT etat <> 'archivee' FROM fiche WHERE id = ?", (other,)).get
        ]
        if holders:
            count = "1 fiche" if len(holders) == 1 else f"{len(holders)} fiches"
            cited = ", ".join(holders[:_SHOWN]) + (" …" if len(holders) > _SHOWN else "")
            raise Refused(
                "id", f"la fiche {id} est encore nommée par {count} ({cited}), à modifier ou archiver d'abord"
            )

    def _finish(self, key: str | None) -> None:
        if key is not None:
            self._connection.execute(
                "INSERT INTO edition (acteur, cle, premier, dernier, le) VALUES (?, ?, ?, ?, ?)",
                (self._journal.actor, key, self._first, self._journal.seq, self._at),
            )
