# SPDX-License-Identifier: EUPL-1.2
"""The news and the agenda: written by the DAECT, an embassy for its country or a réseau; published, then archived."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import msgspec

from store import rights
from store.clock import paris
from store.errors import Refused
from store.machine import Dossier, Machine, Transition
from store.operations import target_of
from store.records import Actualite
from store.rights import Target, Who, operation
from store.store import Edit, Reading, Store, Stored


@dataclass(frozen=True, slots=True)
class Acte:
    """A move of a piece of news: what it says after the move."""

    record: Actualite


def jours_faux(one: object) -> str:
    """Return why the days of an actualité cannot be; empty when they can, and for anything else."""
    if not isinstance(one, Actualite):
        return ""
    if one.fin is not None and (one.debut is None or one.fin < one.debut):
        return "le dernier jour vient avant le premier"
    return ""


def _dated(act: Acte) -> str:
    if act.record.genre == "evenement" and act.record.debut is None:
        return "un événement de l'agenda a un jour : donnez-le"
    return jours_faux(act.record)


def _dossiers(reading: Reading, etats: frozenset[str], who: Who, at: datetime) -> Iterable[Dossier]:
    """Drafts wait for who signs them: the DAECT may correct those of others, it is not waited for."""
    rows = reading.connection.execute(
        "SELECT a.fiche FROM actualite a JOIN fiche f ON f.id = a.fiche WHERE f.etat <> 'archivee' AND a.emetteur = ?"
        " AND a.etat IN (SELECT value FROM json_each(?)) ORDER BY f.numero",
        (who.role, json.dumps(sorted(etats))),
    )
    for id in [str(row[0]) for row in rows]:
        one = _actualite(reading, id)
        target = target_of(reading, one.record)
        yield Dossier(id, one.record.titre, one.record.etat, one.modifie_le, target, f"actualite/{id}")


ACTUALITE: Machine[Acte] = Machine(
    nom="actualite",
    titre="Actualités et agenda : une actualité, ou un événement",
    etats={"brouillon": "Brouillon", "publiee": "Publiée", "archivee": "Archivée"},
    initial="brouillon",
    finaux=frozenset({"archivee"}),
    transitions=(
        Transition("ecrire-actualite", ("brouillon",), "brouillon", "Écrire"),
        Transition(
            "ecrire-actualite", ("publiee",), "publiee", "Corriger",
            garde=_dated, garde_libelle="un événement a un jour", effet_libelle="une version nouvelle, datée, dans le journal",
        ),
        Transition(
            "publier-actualite", ("brouillon",), "publiee", "Publier",
            garde=_dated, garde_libelle="un événement a un jour", effet_libelle="visible de tous, à la date du jour",
            tache="Actualité à finir ou à publier",
        ),
        Transition(
            "archiver-actualite", ("brouillon", "publiee"), "archivee", "Archiver",
            effet_libelle="elle quitte les listes ; son histoire reste",
        ),
    ),
    dossiers=_dossiers,
)  # fmt: skip


class Actualites:
    """What `who` may do to the news of a store. Forbidden, Refused and StaleVersion as `Operations` does."""

    def __init__(self, store: Store, who: Who) -> None:
        self._store = store
        self.who = who

    @operation("suivre-actualites")
    def each(self) -> Sequence[Stored[Actualite]]:
        """Return what `who` may write, drafts too and archived ones not, the newest first."""
        own = Target(pays=frozenset({self.who.pays}), reseaux=frozenset({self.who.reseau}))
        rights.require(self.who, "suivre-actualites", own)
        with self._store.read() as reading:
            found = [
                stored
                for stored in cast("Sequence[Stored[Actualite]]", list(reading.each("actualite")))
                if stored.record.etat != "archivee"
                and rights.may(self.who, "suivre-actualites", target_of(reading, stored.record))
            ]
        return sorted(found, key=lambda stored: stored.modifie_le, reverse=True)

    def signed(self, record: Actualite) -> Actualite:
        """Return the record signed by the account that writes it: nobody signs for another."""
        match self.who.role:
            case "ambassade":
                return msgspec.structs.replace(
                    record, emetteur="ambassade", reseau="", pays=(self.who.pays,) if self.who.pays else ()
                )
            case "reseau":
                return msgspec.structs.replace(record, emetteur="reseau", reseau=self.who.reseau)
            case _:
                return msgspec.structs.replace(record, emetteur="daect", reseau="")

    @operation("ecrire-actualite")
    def write(self, record: Actualite, *, base: int = 0, key: str | None = None) -> Stored[Actualite]:
        """Store a draft (no id), or correct the one read at version `base`. Returns it as it stands.

        A new one is signed by its author's role: an embassy for its country alone, a réseau in its name. It stays so,
        whoever corrects it.
        """
        with self._store.write(self.who.actor, key=key) as edit:
            if not record.id:
                fresh = msgspec.structs.replace(self.signed(record), etat="brouillon", publiee_le=None)
                rights.require(self.who, "ecrire-actualite", target_of(edit, fresh))
                return _actualite(edit, edit.create(fresh).id)
            current = _actualite(edit, record.id).record
            kept = msgspec.structs.replace(
                record,
                emetteur=current.emetteur,
                reseau=current.reseau,
                pays=current.pays if current.emetteur == "ambassade" else record.pays,
                etat=current.etat,
                publiee_le=current.publiee_le,
            )
            self._moved(edit, "ecrire-actualite", current, kept, base)
            return _actualite(edit, record.id)

    @operation("publier-actualite")
    def publish(self, id: str, *, base: int, key: str | None = None) -> int:
        """Publish a draft as it stands at version `base`. Returns its version."""
        with self._store.write(self.who.actor, key=key) as edit:
            current = _actualite(edit, id).record
            dated = msgspec.structs.replace(current, publiee_le=paris(edit.at).date())
            return self._moved(edit, "publier-actualite", current, dated, base)

    @operation("archiver-actualite")
    def archive(self, id: str, *, base: int, key: str | None = None) -> int:
        """Take one out of the lists and of the agenda, a draft too. Returns its version."""
        with self._store.write(self.who.actor, key=key) as edit:
            current = _actualite(edit, id).record
            return self._moved(edit, "archiver-actualite", current, current, base)

    def _moved(self, edit: Edit, name: str, current: Actualite, after: Actualite, base: int) -> int:
        etat = ACTUALITE.move(self.who, name, current.etat, target_of(edit, current), Acte(after))
        return edit.update(msgspec.structs.replace(after, etat=etat), base=base)


def _actualite(reading: Reading, id: str) -> Stored[Actualite]:
    found = reading.get(id)
    if found is None or not isinstance(found.record, Actualite):
        raise Refused("id", f"aucune actualité {id[:40] or 'sans identifiant'} dans l'atlas")
    return cast("Stored[Actualite]", found)
