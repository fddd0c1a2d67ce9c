# SPDX-License-Identifier: EUPL-1.2
"""The command that shows one tab of a page whose tabs are numbered: the same for every such page."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from atlas_tui.app.commands import Command

if TYPE_CHECKING:
    from atlas_tui.app.screens.base import AtlasScreen


def rang_laisse(onglet: str, premier: int = 0) -> int:
    """The rank of the tab that was left; `premier` where none was, or where a link names a tab that the page has not."""
    return int(onglet) if onglet.isdecimal() else premier


class AvecVolets(Protocol):
    """A page whose tabs are numbered."""

    def changer_volet(self, rang: int) -> None:
        """Show the tab of this rank, the first one 0."""


class ChangerVolet(Command):
    """Show one tab of such a page."""

    rang_volet: ClassVar[int]

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        """Show it."""
        ecran.une_fois_lue(lambda: cast(AvecVolets, ecran).changer_volet(cls.rang_volet))
