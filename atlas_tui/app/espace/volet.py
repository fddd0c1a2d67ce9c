# SPDX-License-Identifier: EUPL-1.2
"""What a tab of the espace personnel is: lines read under one's own rights, what Entrée and F7 do to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar

from atlas_tui.app.widgets.menu import Entree
from parquet.errors import AtlasError
from store.errors import StoreError

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from parquet.atlas import Atlas
    from store.comptes import Compte
    from store.espace import Espace
    from store.store import Store

T = TypeVar("T")


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
        """What F7 offers besides what Entrée does."""
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


def consulter(app: AtlasApp, atlas: Atlas, question: Callable[[Store, Compte], T]) -> T | None:
    """Ask the store something for a page, as whoever is logged in; None when nobody is. In a thread. AtlasError."""
    if app.session.compte is None or app.session.verrouillee:
        return None
    try:
        return app.session.consulter(atlas.dossier, question)
    except StoreError as error:
        raise AtlasError(str(error)) from error


def chez_soi(app: AtlasApp, geste: Callable[[Espace], T]) -> T:
    """Do something to the espace personnel of whoever is logged in. In a thread. StoreError."""
    from store.espace import Espace

    return app.session.consulter(
        app.dossier, lambda store, compte: geste(Espace(store, compte.numero, compte.who))
    )


def faire_chez_soi(app: AtlasApp, geste: Callable[[Espace], object], message: str | None) -> None:
    """The same from the event loop, then say it: `message`, or what it gave."""
    app.faire(
        lambda: chez_soi(app, geste), lambda given: relire(app, str(given) if message is None else message)
    )
