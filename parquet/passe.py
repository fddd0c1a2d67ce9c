# SPDX-License-Identifier: EUPL-1.2
"""From the journal to the rows that no longer hold: what a snapshot keeps so that the atlas answers as of a past day.

A row repeats what other fiches say (the names of its collectivités, the country of its partenaire): it ceases to hold when
its fiche is edited, and when one of those is. Only the fiches given are replayed: the cost is that of what changed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import msgspec

from parquet.fulltext import Texte
from parquet.jours import sans_zone
from parquet.rows import RowMaker, Rows
from parquet.tables import PASSES, TABLES, VERSIONS
from store.declarations import Declaree
from store.journal import ARCHIVED, DRAFTED, SHOWN, SPLIT
from store.pages import KINDS, PAGES
from store.records import Appel, Declaration, Dossier, Fiche, Label, Mission
from store.store import Reading, Stored

_SANS_VERSIONS = (Declaration, Appel, Dossier, Label, Mission)
"""Records whose versions have no page: the rows tell what was public of them, and when."""
_COMPARED = {name: [c for c in table.colonnes if c != "depuis"] for name, table in TABLES.items()}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A fiche from one entry of its journal on."""

    at: datetime
    version: int
    operation: str
    record: Fiche
    contacts: bool
    """False when the people it named were erased: nothing is said of them."""
    draft: bool = False
    """Not public yet: it began as a draft, and nothing has shown it."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is public of a fiche: its rows by table (without what dates them), and its words.

    A name that only the words tell (the alias of a partenaire) splits the rows too: they are what the day is asked by.
    """

    rows: dict[str, list[dict[str, Any]]]
    textes: tuple[Texte, ...]


class Passe:
    """The past of some fiches: the rows that no longer hold, and the versions of those that were edited."""

    def __init__(self, reading: Reading, ids: Iterable[str]) -> None:
        self.rows = Rows(PASSES)
        self.versions = Rows({"versions": VERSIONS})
        self.depuis: dict[str, datetime] = {}
        """Since when the rows of today hold."""
        self._reading = reading
        self._timelines: dict[str, tuple[_Entry, ...]] = {}
        for id_ in sorted(ids):
            self._replay(id_)

    def _timeline(self, id_: str) -> tuple[_Entry, ...]:
        """The entries about a fiche, oldest first. One whose public part was erased leaves what the one before said."""
        found = self._timelines.get(id_)
        if found is None:
            entries: list[_Entry] = []
            draft = False
            for entry in self._reading.journal(id_):
                record = entry.after or (entries[-1].record if entries else None)
                draft = entry.operation == DRAFTED or (draft and entry.operation != SHOWN)
                if record is not None:
                    entries.append(
                        _Entry(entry.at, entry.version, entry.operation, record, not entry.erased, draft)
                    )
            found = self._timelines[id_] = tuple(entries)
        return found

    def _as_of(self, id_: str, at: datetime) -> Fiche | None:
        """What a fiche said at a time, archived or not."""
        entries = self._timeline(id_)
        rank = bisect_right(entries, at, key=lambda entry: entry.at)
        return entries[rank - 1].record if rank else None

    def _spans(self, id_: str) -> Iterator[tuple[datetime, _Entry]]:
        """The times at which what is said of a fiche may have changed, each with the entry it then stood at.

        Several entries of one time (one transaction) all come: the next one's time ends each, and the last one stays.
        """
        own = self._timeline(id_)
        named = {
            other
            for record in {id(entry.record): entry.record for entry in own}.values()
            for _, other, kind in PAGES[KINDS[type(record)]].named(record)
            if kind in ("collectivite", "partenaire", "appel")
        }
        times = {entry.at for other in named for entry in self._timeline(other)}
        if own:
            times = {at for at in times if at > own[0].at} - {entry.at for entry in own}
        events: list[tuple[datetime, int, _Entry | None]] = [(at, 0, None) for at in times]
        events += [(entry.at, entry.version, entry) for entry in own]
        current: _Entry | None = None
        for at, _, entry in sorted(events, key=lambda event: event[:2]):
            current = entry or current
            if current is not None:
                yield at, current

    def _shown_at(self, at: datetime, entry: _Entry) -> _Shown:
        """What was public of a fiche at a time."""
        if entry.operation == ARCHIVED or entry.draft:
            return _Shown({}, ())
        maker = RowMaker(lambda other: self._as_of(other, at), self._declarees)
        maker.add([Stored(entry.record, entry.version, "publiee", at, entry.at, 0)])
        found = {}
        for name in PASSES:
            columns = maker.rows.columns(name)
            count = len(next(iter(columns.values())))
            if count:
                found[name] = [{c: columns[c][i] for c in _COMPARED[name]} for i in range(count)]
        return _Shown(found, tuple(maker.textes))

    def _declarees(self, id_: str, version: int) -> list[Declaree]:
        """What was declared of a declaration up to a version."""
        every = [one for one in self._timeline(id_) if one.version <= version]
        declared = [
            one for one in every if isinstance(one.record, Declaration) and one.record.etat == "declaree"
        ]
        return [
            Declaree(rank, one.version, one.at, one.record)
            for rank, one in enumerate(declared, 1)
            if isinstance(one.record, Declaration)
        ]

    def _replay(self, id_: str) -> None:
        spans = [(at, entry, self._shown_at(at, entry)) for at, entry in self._spans(id_)]
        if not spans:
            return
        kept = spans[:1]
        for span in spans[1:]:
            if span[2] != kept[-1][2]:
                kept.append(span)
        for (start, _, shown), (end, _, _) in pairwise(kept):
            for name, lines in shown.rows.items():
                for row in lines:
                    self.rows.add(name, {**row, "depuis": sans_zone(start), "jusque": sans_zone(end)})
        self.depuis[id_] = kept[-1][0]
        self._tell(id_, {entry.version: bool(shown.rows) for _, entry, shown in reversed(spans)})

    def _tell(self, id_: str, public: dict[int, bool]) -> None:
        """Write the versions of a fiche that has several: those that were public, and those that ended that.

        What a demande said before the embassy let it through is nobody's business.
        """
        entries = self._timeline(id_)
        if len(entries) < 2 or isinstance(entries[0].record, _SANS_VERSIONS):
            return
        last: _Entry | None = None
        shown = False
        for entry in entries:
            now = public[entry.version]
            if now:
                told = shown or entry.operation == SPLIT or (last is None and entry.version == 1)
                operation = entry.operation if told else "publier"
                fields = _changed(last, entry) if last else ()
                last = entry
            elif shown:
                operation, fields = (ARCHIVED if entry.operation == ARCHIVED else "retirer"), ()
            else:
                continue
            shown = now
            self.versions.add(
                "versions",
                {
                    "fiche": id_, "version": entry.version, "le": sans_zone(entry.at), "operation": operation,
                    "champs": list(fields),
                },
            )  # fmt: skip


def _changed(before: _Entry, after: _Entry) -> tuple[str, ...]:
    """The fields that differ, in the order of the record."""
    return tuple(
        f.name
        for f in msgspec.structs.fields(after.record)
        if getattr(before.record, f.name) != getattr(after.record, f.name)
        and (f.name != "contacts" or (before.contacts and after.contacts))
    )
