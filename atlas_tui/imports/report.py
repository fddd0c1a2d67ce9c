# SPDX-License-Identifier: EUPL-1.2
"""What an import answers: the account of its lines, or one sentence that says why nothing was done."""

from __future__ import annotations

from dataclasses import dataclass


class ImportRefuse(Exception):
    """The whole file is refused and nothing was written. `str()` is one French line that may be shown as it is."""


class LigneRejetee(Exception):
    """One line cannot be taken; the others can."""

    def __init__(self, champ: str, raison: str) -> None:
        self.champ = champ
        self.raison = raison
        super().__init__(f"{champ} : {raison}")


@dataclass(frozen=True, slots=True)
class Rejet:
    """A line that was not taken, with what is needed to mend it."""

    ligne: int
    """Line of the file, the header being line 1."""
    champ: str
    """Column as the file names it; empty when the line as a whole is at fault."""
    raison: str
    """A French phrase: what is wrong, what to do."""


@dataclass
class Bilan:
    """The account of an import: every line read ends in exactly one of the four counts."""

    lues: int
    creees: int
    mises_a_jour: int
    inchangees: int
    rejetees: int
    rejets: tuple[Rejet, ...]

    def __post_init__(self) -> None:
        if self.lues != self.creees + self.mises_a_jour + self.inchangees + self.rejetees:
            raise ValueError("an import lost count of its lines")
        if self.rejetees != len(self.rejets):
            raise ValueError("a rejected line has no reason, or more than one")
