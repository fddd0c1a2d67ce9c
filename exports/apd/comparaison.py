# SPDX-License-Identifier: EUPL-1.2
"""Two sets of lines of APD side by side: what each gives to the same country and sector, by the same channel and kind of aid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from exports.apd.mots import pays, secteur
from store.records import LigneApd


@dataclass(frozen=True, slots=True)
class Ecart:
    """What two versions say of the same thing, in euros; None where one says nothing of it."""

    quoi: str
    avant: Decimal | None
    apres: Decimal | None

    @property
    def change(self) -> bool:
        """True when they differ."""
        return self.avant != self.apres


def ecarts(avant: Sequence[LigneApd], apres: Sequence[LigneApd]) -> tuple[Ecart, ...]:
    """Every thing that one or the other declares, by country then sector; lines of the same thing are added up."""
    sides = [_sommes(avant), _sommes(apres)]
    return tuple(
        Ecart(_dit(key), sides[0].get(key), sides[1].get(key))
        for key in sorted(set(sides[0]) | set(sides[1]))
    )


Cle = tuple[str, str, str, str, str]


def _sommes(lines: Sequence[LigneApd]) -> dict[Cle, Decimal]:
    found: dict[Cle, Decimal] = defaultdict(Decimal)
    for one in lines:
        found[pays(one), one.secteur, one.canal, one.type_aide, one.projet] += one.montant
    return found


def _dit(key: Cle) -> str:
    where, sector, *rest = key
    return " · ".join(part for part in (where, secteur(sector), *rest) if part)
