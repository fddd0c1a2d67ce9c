# SPDX-License-Identifier: EUPL-1.2
"""A procedure as one declared value: its states, who moves it from one to another, what guards the move and what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from store import rights
from store.errors import Refused
from store.rights import Target, Who

if TYPE_CHECKING:
    from store.transactions import Reading

A = TypeVar("A")
"""What a guard and an effect are given: the thing that moves, and the transaction it moves in."""


@dataclass(frozen=True, slots=True)
class Transition(Generic[A]):
    """One move. `operation` is a line of `rights.RIGHTS`: it says who."""

    operation: str
    de: tuple[str, ...]
    vers: str
    libelle: str
    """What a button says: « Publier »."""
    garde: Callable[[A], str] | None = None
    """Returns why the move cannot be made yet and what to do, in French; empty when it can."""
    garde_libelle: str = ""
    """The guard in a few words, for the diagram."""
    effet: Callable[[A], None] | None = None
    """What the move does beside changing the state, in the same transaction."""
    effet_libelle: str = ""
    tache: str = ""
    """What waits for whoever may make it, as « Mes tâches » says it: « Demande à publier ou à refuser ». Empty where nobody
    is waited for."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """One thing that moves, as a list of tasks needs to know it."""

    id: str
    titre: str
    etat: str
    depuis: datetime
    """Since when it is in this state; aware."""
    cible: Target
    """What it concerns: rights say whether it is one's own."""
    ou: str
    """Where it is dealt with: the path of a page (`fiche/dem-1`), or one of `atlas_tui.app.taches.ECRANS`."""


@dataclass(frozen=True, slots=True)
class Machine(Generic[A]):
    """A procedure. States are (code → French label); `finaux` are those where nothing more is expected."""

    nom: str
    titre: str
    etats: Mapping[str, str]
    initial: str
    finaux: frozenset[str]
    transitions: tuple[Transition[A], ...]
    dossiers: Callable[[Reading, frozenset[str], Who, datetime], Iterable[Dossier]] | None = None
    """What is in one of these states now and may be moved now, windows included. May leave out what is not `Who`'s;
    need not: rights are asked of each. With it and a `tache` on its moves, a procedure stands in « Mes tâches »."""

    def possible(self, who: Who, etat: str, target: Target) -> tuple[Transition[A], ...]:
        """Return the moves that `who` may make from a state; their guards are not asked."""
        return tuple(t for t in self.transitions if etat in t.de and rights.may(who, t.operation, target))

    def move(self, who: Who, operation: str, etat: str, target: Target, act: A) -> str:
        """Make a move; return the new state. Forbidden, or Refused when it is not the time or a guard says no."""
        rights.require(who, operation, target)
        found = next((t for t in self.transitions if t.operation == operation and etat in t.de), None)
        if found is None:
            label = next(t.libelle for t in self.transitions if t.operation == operation)
            raise Refused("etat", f"« {label} » n'est plus possible : {self.etats[etat].lower()}")
        if found.garde is not None and (why := found.garde(act)):
            raise Refused("etat", why)
        if found.effet is not None:
            found.effet(act)
        return found.vers

    def defauts(self) -> list[str]:
        """Return what is wrong with the declaration: states never reached, dead ends that are not final, unknown codes."""
        wrong = []
        reached, waiting = {self.initial}, [self.initial]
        while waiting:
            etat = waiting.pop()
            for t in self.transitions:
                if etat in t.de and t.vers not in reached:
                    reached.add(t.vers)
                    waiting.append(t.vers)
        wrong += [f"{etat} : jamais atteint" for etat in self.etats if etat not in reached]
        for etat in self.etats:
            leaves = any(etat in t.de for t in self.transitions)
            if not leaves and etat not in self.finaux:
                wrong.append(f"{etat} : sans issue, et pas final")
        for t in self.transitions:
            wrong += [f"{t.operation} : état inconnu {e}" for e in (*t.de, t.vers) if e not in self.etats]
            if t.operation not in rights.RIGHTS:
                wrong.append(f"{t.operation} : aucun droit")
        return wrong

    def diagramme(self) -> str:
        """Return the procedure as a Mermaid state diagram and a table of its moves, in Markdown."""
        lines = [f"## {self.titre}", "", "```mermaid", "stateDiagram-v2"]
        lines += [f"    {_id(code)} : {label}" for code, label in self.etats.items()]
        lines.append(f"    [*] --> {_id(self.initial)}")
        for t in self.transitions:
            lines += [f"    {_id(etat)} --> {_id(t.vers)} : {t.libelle}" for etat in t.de]
        lines += [f"    {_id(etat)} --> [*]" for etat in self.etats if etat in self.finaux]
        lines += ["```", "", "| geste | de | vers | qui | condition | effet |", "|---|---|---|---|---|---|"]
        for t in self.transitions:
            origin = ", ".join(self.etats[etat].lower() for etat in t.de)
            lines.append(
                f"| {t.libelle} | {origin} | {self.etats[t.vers].lower()} | {rights.who_may(t.operation)} | {t.garde_libelle} | {t.effet_libelle} |"
            )
        return "\n".join([*lines, ""])


def _id(code: str) -> str:
    return code.replace("-", "_")
