# SPDX-License-Identifier: EUPL-1.2
"""Calls for projects: written by the DAECT, published with their window and envelope, closed once every dossier is answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

import msgspec

from store import budget, portes, rights
from store.errors import Refused
from store.machine import Machine, Transition
from store.records import Appel, Dossier
from store.rights import PUBLIC, Who, operation
from store.store import Edit, Reading, Store, Stored

ACCORDES = ("retenu", "notifie", "en-cours", "clos", "annule")
"""States of a dossier whose grant counts against the envelope: what was annulled counts for what was paid of it."""
EN_INSTANCE = ("depose", "retenu", "rejete")
"""States in which its authors still wait for an answer."""
_FIXES = ("annee", "duree", "plafond", "pays", "thematiques")
"""What dossiers are written by: it stays once the call is published."""


@dataclass(frozen=True, slots=True)
class Acte:
    """A move of a call: as it stands, as it would be, and the transaction."""

    edit: Edit
    appel: Appel
    apres: Appel


@dataclass(frozen=True, slots=True)
class Bilan:
    """The sums of a call against its envelope, in euros."""

    dossiers: int
    """Deposited, whatever became of them."""
    demande: Decimal
    """Asked for by those."""
    propose: Decimal
    """Proposed for those that wait for a decision."""
    accorde: Decimal
    enveloppe: Decimal

    @property
    def reste(self) -> Decimal:
        """What may still be granted."""
        return self.enveloppe - self.accorde


def _ready(act: Acte) -> str:
    if not act.appel.enveloppe:
        return "l'enveloppe manque : dites ce qui est à partager"
    return "" if act.edit.at < act.appel.ferme_le else "sa fermeture est passée : corrigez ses dates"


def _same_terms(act: Acte) -> str:
    moved = [name for name in _FIXES if getattr(act.apres, name) != getattr(act.appel, name)]
    if moved:
        return (
            "un appel publié garde année, durée, plafond, pays et thématiques : des dossiers s'écrivent déjà"
        )
    spent = bilan(act.edit, act.appel).accorde
    return f"{budget.euros(spent)} sont déjà accordés" if act.apres.enveloppe < spent else ""


def _all_answered(act: Acte) -> str:
    if act.edit.at < act.appel.ferme_le:
        return "on y dépose encore"
    waiting = [one.id for one in dossiers(act.edit, act.appel.id) if one.etat in EN_INSTANCE]
    return f"{len(waiting)} dossier(s) attendent une réponse ({', '.join(waiting[:3])})" if waiting else ""


APPEL: Machine[Acte] = Machine(
    nom="appel",
    titre="Appels à projets : un appel",
    etats={"brouillon": "Brouillon", "publie": "Publié", "clos": "Clos"},
    initial="brouillon",
    finaux=frozenset({"clos"}),
    transitions=(
        Transition("preparer-appel", ("brouillon",), "brouillon", "Écrire"),
        Transition(
            "publier-appel", ("brouillon",), "publie", "Publier",
            garde=_ready, garde_libelle="une enveloppe, une fermeture à venir", effet_libelle="tous le lisent",
        ),
        Transition(
            "corriger-appel", ("publie",), "publie", "Corriger",
            garde=_same_terms, garde_libelle="dates, présentation et enveloppe seulement",
        ),
        Transition(
            "clore-appel", ("publie",), "clos", "Clore",
            garde=_all_answered, garde_libelle="fermé, et plus aucun dossier sans réponse",
        ),
    ),
)  # fmt: skip


class Appels:
    """What `who` may do to the calls of a store. Forbidden, Refused and StaleVersion as `Operations` does."""

    def __init__(self, store: Store, who: Who = PUBLIC) -> None:
        self._store = store
        self.who = who

    @operation("preparer-appel")
    def prepare(self, record: Appel, *, base: int = 0, key: str | None = None) -> Stored[Appel]:
        """Store the draft of a call: a new one (no id), or the one read at version `base`. Returns it as it stands."""
        return self._write("preparer-appel", record, base, key)

    @operation("corriger-appel")
    def correct(self, record: Appel, *, base: int, key: str | None = None) -> Stored[Appel]:
        """Correct a published call: its dates, its presentation, its envelope."""
        return self._write("corriger-appel", record, base, key)

    def _write(self, name: str, record: Appel, base: int, key: str | None) -> Stored[Appel]:
        rights.require(self.who, name)
        check(record)
        with self._store.write(self.who.actor, key=key) as edit:
            if not record.id:
                made = edit.create(msgspec.structs.replace(record, etat="brouillon"))
                return lire(edit, made.id)
            current = lire(edit, record.id)
            etat = APPEL.move(
                self.who, name, current.record.etat, rights.ANYTHING, Acte(edit, current.record, record)
            )
            edit.update(msgspec.structs.replace(record, etat=etat), base=base)
            return lire(edit, record.id)

    @operation("publier-appel")
    def publish(self, id: str, *, base: int, key: str | None = None) -> int:
        """Publish a call. Returns its version."""
        return self._move("publier-appel", id, base, key)

    @operation("clore-appel")
    def close(self, id: str, *, base: int, key: str | None = None) -> int:
        """Close a call whose dossiers are all answered."""
        return self._move("clore-appel", id, base, key)

    def _move(self, name: str, id: str, base: int, key: str | None) -> int:
        with self._store.write(self.who.actor, key=key) as edit:
            record = lire(edit, id).record
            etat = APPEL.move(self.who, name, record.etat, rights.ANYTHING, Acte(edit, record, record))
            return edit.update(msgspec.structs.replace(record, etat=etat), base=base)

    def each(self) -> Sequence[Stored[Appel]]:
        """Return the calls, the newest first; drafts for who may write them alone."""
        drafts = rights.may(self.who, "preparer-appel")
        with self._store.read() as reading:
            found = [
                one
                for one in reading.each("appel")
                if one.etat != "archivee" and (drafts or one.record.etat != "brouillon")
            ]
        return sorted(found, key=lambda one: (one.record.ferme_le, one.record.id), reverse=True)

    def open_now(self) -> Sequence[Stored[Appel]]:
        """Return the calls to which one may answer at this minute."""
        now = self._store.now()
        return [one for one in self.each() if not portes.fenetre(one.record, now)]


def lire(reading: Reading, id: str) -> Stored[Appel]:
    """Return a call. Refused when no call has this id."""
    found = reading.get(id)
    if found is None or not isinstance(found.record, Appel):
        raise Refused("appel", f"aucun appel {id[:40] or 'sans identifiant'} dans l'atlas")
    return cast(Stored[Appel], found)


def dossiers(reading: Reading, appel: str) -> Iterator[Dossier]:
    """Give the dossiers of a call, whatever their state, the first made first."""
    ids = reading.connection.execute(
        "SELECT d.fiche FROM dossier d JOIN fiche f ON f.id = d.fiche WHERE d.appel = ? AND f.etat <> 'archivee'"
        " ORDER BY f.numero",
        (appel,),
    ).fetchall()
    for (id,) in ids:
        found = reading.get(str(id))
        if found is not None and isinstance(found.record, Dossier):
            yield found.record


def bilan(reading: Reading, appel: Appel) -> Bilan:
    """Return the sums of a call as they stand."""
    every = [
        one for one in dossiers(reading, appel.id) if one.depose_le is not None and one.etat != "abandonne"
    ]
    return Bilan(
        len(every),
        sum((budget.demande(one) for one in every), Decimal(0)),
        sum((one.accorde for one in every if one.etat == "depose"), Decimal(0)),
        sum((one.accorde for one in every if one.etat in ACCORDES), Decimal(0)),
        appel.enveloppe,
    )


def check(record: Appel) -> None:
    """Refused for terms that no call may have."""
    if record.ferme_le <= record.ouvre_le:
        raise Refused("ferme_le", "la fermeture vient après l'ouverture")
    if not 1 <= record.plafond <= 100:
        raise Refused("plafond", "de 1 à 100 %")
    if record.siret and not portes.siret_juste(record.siret):
        raise Refused("siret", "un chiffre est faux")
