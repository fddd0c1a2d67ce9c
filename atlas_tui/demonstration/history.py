# SPDX-License-Identifier: EUPL-1.2
"""A small fictitious history of the demonstration: what some fiches said before, and when they came to say what they say.

The atlas opens at the end of 2012. A year of edits leads to the records of `builder.generate`, which are the figures of the
guide: nothing here changes what the atlas says in the end. Demandes published in that year come in when they were.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

import msgspec

from store.records import (
    Actualite,
    Appel,
    Collectivite,
    Demande,
    Dossier,
    Fiche,
    Label,
    Mission,
    Partenaire,
    Projet,
)
from store.store import Edit, Store

OUVERTURE = datetime(2012, 12, 3, 9, 0, tzinfo=UTC)
"""The day the demonstration's journal begins."""
FIN = datetime(2013, 12, 31, 12, 0, tzinfo=UTC)
"""The last of its edits."""
DOUBLON = datetime(2013, 6, 18, 8, 30, tzinfo=UTC)
"""A projet entered twice is archived."""

_EVERY = 173
"""One fiche in so many of those that could have a past has one,"""
_EACH = 8
"""and so many of each kind."""
_LATER = timedelta(days=60)
"""Between the two edits of a fiche that has two."""


TARDIVES = (Demande, Actualite, Appel, Dossier, Label, Mission)
"""What comes in on a day of its own rather than when the atlas opens; those that others name first."""


def quand(record: Fiche) -> date | None:
    """The day something comes in, at the latest when the demonstration ends; None: it was always there."""
    match record:
        case Demande():
            return record.publiee_le or record.deposee_le
        case Actualite():
            return record.publiee_le
        case Appel():
            return min(record.ouvre_le.date(), FIN.date())
        case Dossier():
            return record.notifie_le or record.depose_le or FIN.date()
        case Label():
            return record.debut_le or record.depose_le or FIN.date()
        case Mission():
            return min(record.debut_le, FIN.date())
        case _:
            return None


@dataclass
class Histoire:
    """Collects, as the records go by, what happens after the opening; `jouer` makes it happen."""

    _edits: list[tuple[Fiche, ...]] = field(default_factory=list)
    """Of each fiche that has a past, what it becomes, edit after edit."""
    _late: list[Fiche] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)
    _renamed: bool = False
    _twice: Projet | None = None

    def au_debut(self, record: Fiche) -> Fiche | None:
        """What a record was when the atlas opened; None when it was not there yet."""
        if isinstance(record, TARDIVES):
            if (quand(record) or date.min) >= OUVERTURE.date():
                self._late.append(record)
                return None
            return record
        if isinstance(record, Projet) and self._twice is None and record.statut == "en-cours":
            self._twice = record
        before, *after = (*self._before(record), record)
        if after:
            self._edits.append(tuple(after))
        return before

    def _before(self, record: Fiche) -> tuple[Fiche, ...]:
        """What a record was before, the oldest first; nothing for most."""
        if isinstance(record, Collectivite) and record.type == "departement" and not self._renamed:
            self._renamed = True
            return (msgspec.structs.replace(record, nom=f"Département {_without_article(record.nom)}"),)
        for name, applies, change in _PAST:
            if applies(record):
                rank = self._seen[name] = self._seen.get(name, -1) + 1
                return change(record) if rank % _EVERY == 0 and rank < _EACH * _EVERY else ()
        return ()

    def doublon(self) -> Projet | None:
        """The projet that was entered twice, to be entered last."""
        return self._twice and msgspec.structs.replace(
            self._twice, id="", titre=f"{self._twice.titre} (saisi deux fois)"
        )

    def jouer(self, store: Store, doublon: str) -> None:
        """Make the edits, at their times. `doublon`: the id of the projet entered twice, empty when there is none."""
        for at, act in sorted(self._events(doublon), key=lambda event: event[0]):
            with store.write("demonstration", at=at) as edit:
                act(edit)

    def _events(self, doublon: str) -> Iterator[tuple[datetime, Callable[[Edit], object]]]:
        step = (FIN - OUVERTURE) / max(len(self._edits), 1)
        # Kinds follow one another as records do: seven by seven, the year has some of all.
        mixed = [steps for first in range(7) for steps in self._edits[first::7]]
        for rank, steps in enumerate(mixed, start=1):
            at = (OUVERTURE + rank * step).replace(second=0, microsecond=0)
            for base, record in enumerate(steps, start=1):
                yield (
                    max(at - (len(steps) - base) * _LATER, OUVERTURE + base * timedelta(days=1)),
                    partial(_update, record, base),
                )
        # In the order of their numbers: one never comes before the one numbered before it.
        for kind in TARDIVES:
            day = OUVERTURE.date()
            for record in self._late:
                if isinstance(record, kind):
                    day = max(day, quand(record) or day)
                    yield datetime.combine(day, time(10), UTC), partial(_create, record)
        if doublon:
            yield DOUBLON, lambda edit: edit.archive(doublon, base=1)


def _update(record: Any, base: int, edit: Edit) -> None:
    edit.update(record, base=base)


def _create(record: Any, edit: Edit) -> None:
    written = edit.create(msgspec.structs.replace(record, id=""))
    if written.id != record.id:
        raise RuntimeError(f"{written.id} written, {record.id} expected")


def _without_article(name: str) -> str:
    """« Conseil général du Bas-Rhin » → « du Bas-Rhin »."""
    return " ".join(name.split(" ")[2:]) or name


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


_PAST: tuple[tuple[str, Callable[[Any], bool], Callable[[Any], tuple[Fiche, ...]]], ...] = (
    (
        "termine",
        lambda r: isinstance(r, Projet) and r.statut == "termine",
        lambda r: (
            msgspec.structs.replace(r, statut="en-cours", annee_fin=None, description=""),
            msgspec.structs.replace(r, statut="en-cours", annee_fin=None),
        ),
    ),
    (
        "titre",
        lambda r: isinstance(r, Projet) and _without_accents(r.titre) != r.titre,
        lambda r: (msgspec.structs.replace(r, titre=_without_accents(r.titre)),),
    ),
    (
        "site",
        lambda r: isinstance(r, Collectivite) and r.type == "commune",
        lambda r: (msgspec.structs.replace(r, site=r.site.replace("https:", "http:")),),
    ),
    (
        "population",
        lambda r: isinstance(r, Partenaire) and bool(r.population),
        lambda r: (msgspec.structs.replace(r, population=None),),
    ),
)
"""Kinds of past: its name, which records may have it, what they were before."""
