# SPDX-License-Identifier: EUPL-1.2
"""Sorting a list: the two commands that every page with a list has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

from atlas_tui.app.commands import Command

if TYPE_CHECKING:
    from atlas_tui.app.screens.base import AtlasScreen
    from atlas_tui.app.widgets.table import ResultTable


class Triable(Protocol):
    """A page with at least one list."""

    def table_courante(self) -> ResultTable[Any] | None:
        """The list that a sort is about now, if any."""

    def trier(self, cle: str | None, *, inverser: bool = False) -> None:
        """Sort it by a column, the next one if none is named, or turn the order round."""


def _ici(ecran: AtlasScreen[object]) -> Triable:
    return cast("Triable", ecran)


class Trier(Command):
    """Next column."""

    nom, touches, libelle, rang = "trier", ("t",), "trier", 16
    aide = "Trier la liste par la colonne suivante"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return _ici(ecran).table_courante() is not None

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).trier(None)


class Inverser(Trier):
    """Other order."""

    nom, touches, libelle, rang = "inverser", ("i",), "inverser", 17
    aide = "Inverser l'ordre du tri"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).trier(None, inverser=True)
