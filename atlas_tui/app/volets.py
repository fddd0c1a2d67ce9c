# SPDX-License-Identifier: EUPL-1.2
"""The command that shows one tab of a page whose tabs are numbered: the same for every such page."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from atlas_tui.app.commands import Command

if TYPE_CHECKING:
    from atlas_tui.app.screens.base import AtlasScreen


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
        cast(AvecVolets, ecran).changer_volet(cls.rang_volet)
