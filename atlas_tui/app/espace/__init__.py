# SPDX-License-Identifier: EUPL-1.2
"""The espace personnel: its tabs, each in a file of its own. `VOLETS` is the one place where a tab is added."""

from atlas_tui.app.espace.brouillons import Brouillons
from atlas_tui.app.espace.compte import CompteVolet
from atlas_tui.app.espace.fiches import Fiches
from atlas_tui.app.espace.recherches import Exports, Recherches
from atlas_tui.app.espace.suivis import Suivis
from atlas_tui.app.espace.taches import Taches
from atlas_tui.app.espace.volet import Volet

VOLETS: tuple[type[Volet], ...] = (Taches, Recherches, Exports, Fiches, Brouillons, Suivis, CompteVolet)
"""The tabs, in the order of their digits."""

__all__ = ["VOLETS", "Volet"]
