# SPDX-License-Identifier: EUPL-1.2
"""What a tab of the espace personnel is: lines read under one's own rights, what Entrée and F7 do to one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from atlas_tui.app.widgets.menu import Entree

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from parquet.atlas import Atlas
    from store.comptes import Compte
    from store.store import Store


class Volet:
    """A tab. Subclasses fill the attributes, `lire` and `ouvrir`; `actions` and `faire` when F7 offers something."""

    nom: ClassVar[str]
    titre: ClassVar[str]
    """Its word beside its digit."""
    vide: ClassVar[str]
    """What is said when it has no line."""
    compte_les_lignes: ClassVar[bool] = True
    """True when their number stands beside the word."""

    @classmethod
    def lire(cls, store: Store, compte: Compte, atlas: Atlas) -> tuple[Entree, ...]:
        """Its lines. In a thread."""
        raise NotImplementedError

    @classmethod
    def ouvrir(cls, app: AtlasApp, ligne: Entree) -> None:
        """What Entrée does."""
        raise NotImplementedError

    @classmethod
    def actions(cls, ligne: Entree) -> Sequence[Entree]:
        """What F7 offers; nothing: it opens, as Entrée does."""
        return ()

    @classmethod
    def faire(cls, app: AtlasApp, ligne: Entree, action: str) -> None:
        """Do one of `actions`."""
        raise NotImplementedError


def relire(app: AtlasApp, message: str) -> None:
    """Something of one's own changed: the espace personnel, if it is what is shown, says so at once."""
    page = app.page
    if page is not None and page.adresse.page.genre == "moi":
        page.relire()
    app.dire(message)
