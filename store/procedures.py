# SPDX-License-Identifier: EUPL-1.2
"""Every procedure of the atlas, and the page that draws them: `python -m store.procedures > docs/procedures.md`."""

from __future__ import annotations

import sys
from typing import Any

from store.actualites import ACTUALITE
from store.apd import APD
from store.appels import APPEL
from store.bourse import BOURSE
from store.campagne import CAMPAGNE
from store.instruction import DOSSIER
from store.labels import LABEL, MISSION
from store.machine import Machine

MACHINES: tuple[Machine[Any], ...] = (
    BOURSE, APD, CAMPAGNE, APPEL, DOSSIER, LABEL, MISSION, ACTUALITE
)  # fmt: skip


def page() -> str:
    """Return docs/procedures.md, whole."""
    head = (
        "# Les procédures\n\n"
        "Cette page est tirée des machines d'états de `store/` (`python -m store.procedures`) ; un essai la compare.\n"
    )
    return "\n".join([head, *(machine.diagramme() for machine in MACHINES)])


if __name__ == "__main__":
    sys.stdout.write(page())
