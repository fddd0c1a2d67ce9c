# SPDX-License-Identifier: EUPL-1.2
"""What waits for a person: read from the procedures as they are declared, and from the few things that are none.

A procedure stands here by itself once its machine has `dossiers` and a `tache` on its moves. What is no procedure is a
function in `AUTRES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from store import brouillons, rights
from store.clock import from_text
from store.comptes import COLONNES, lire_compte
from store.machine import Machine
from store.procedures import MACHINES
from store.rights import Target, Who, operation
from store.store import Reading, Store


@dataclass(frozen=True, slots=True)
class Tache:
    """One thing to do."""

    genre: str
    """The procedure, or `compte`, `brouillon`."""
    objet: str
    quoi: str
    """What is to be done: « Demande à publier ou à refuser »."""
    titre: str
    """What it is about."""
    depuis: datetime
    ou: str
    """Where it is done: the path of a page, or one of `atlas_tui.app.taches.ECRANS`."""


@operation("lire-taches")
def lire(store: Store, compte: int, by: Who) -> tuple[Tache, ...]:
    """Return what waits for an account, the oldest first: one's own. Forbidden."""
    rights.require(by, "lire-taches", Target(compte=compte))
    with store.read() as reading:
        return en_attente(reading, by, store.now())


def en_attente(reading: Reading, who: Who, at: datetime) -> tuple[Tache, ...]:
    """Return what waits for `who` at this time, the oldest first. What a digest and `lire` are made of: asks no right."""
    found = [task for machine in MACHINES for task in _of(machine, reading, who, at)]
    found += [task for source in AUTRES for task in source(reading, who, at)]
    return tuple(sorted(found, key=lambda task: (task.depuis, task.genre, task.objet)))


def _of(machine: Machine[object], reading: Reading, who: Who, at: datetime) -> Iterable[Tache]:
    """What a procedure waits for: dossiers that this person may move by a move that is expected of somebody."""
    expected = [t for t in machine.transitions if t.tache and who.role in rights.RIGHTS[t.operation]]
    if machine.dossiers is None or not expected:
        return
    etats = frozenset(etat for t in expected for etat in t.de)
    for dossier in machine.dossiers(reading, etats, who, at):
        said = dict.fromkeys(t.tache for t in machine.possible(who, dossier.etat, dossier.cible) if t.tache)
        for quoi in said:
            yield Tache(machine.nom, dossier.id, quoi, dossier.titre, dossier.depuis, dossier.ou)


def _comptes(reading: Reading, who: Who, at: datetime) -> Iterable[Tache]:
    """Accounts that are asked for, their courriel confirmed, and that this person may accept."""
    if who.role not in rights.RIGHTS["accepter-compte"]:
        return
    rows = reading.connection.execute(
        f"SELECT {COLONNES} FROM compte WHERE etat = 'demande' AND courriel_confirme = 1 AND (? OR collectivite = ?)",  # noqa: S608 - names of ours
        (who.role == "daect", who.collectivite),
    )
    for compte in map(lire_compte, rows):
        if compte.role == "agent" or who.role == "daect":
            name = f"{compte.prenom} {compte.nom} ({compte.role})"
            numero = str(compte.numero)
            yield Tache(
                "compte", numero, "Compte à accepter ou à refuser", name, compte.cree_le, f"compte/{numero}"
            )


def _brouillons(reading: Reading, who: Who, at: datetime) -> Iterable[Tache]:
    """What one was typing and did not save."""
    rows = reading.connection.execute(
        "SELECT b.objet, b.le, coalesce(c.nom, p.nom, j.titre, '') FROM brouillon b"
        " LEFT JOIN collectivite c ON c.fiche = b.objet LEFT JOIN partenaire p ON p.fiche = b.objet"
        " LEFT JOIN projet j ON j.fiche = b.objet WHERE b.compte = ?",
        (who.compte,),
    )
    for objet, le, name in rows:
        yield Tache(
            "brouillon", objet, "Brouillon à enregistrer ou à abandonner", name or brouillons.in_words(objet),
            from_text(le), f"brouillon/{objet}",
        )  # fmt: skip


AUTRES: tuple[Callable[[Reading, Who, datetime], Iterable[Tache]], ...] = (_comptes, _brouillons)
"""What waits and is no procedure."""
