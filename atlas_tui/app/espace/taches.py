# SPDX-License-Identifier: EUPL-1.2
"""« Mes tâches »: what waits for whoever is logged in, and the screen where each is done."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from atlas_tui.app.espace.volet import Volet
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree
from store.clock import paris

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from parquet.atlas import Atlas
    from store.comptes import Compte
    from store.store import Store

ECRANS: Mapping[str, str] = {
    "apd": "screens.declaration:ouvrir_tache",
    "brouillon": "espace.brouillons:reprendre",
    "compte": "screens.connexion:ouvrir_attente",
    "actualite": "screens.publier:ouvrir_une",
}
"""First word of `Tache.ou` → module and function (app, rest of `ou`) that opens what is no page of the atlas.

A procedure whose work is done on a page (`fiche/dem-1`) needs no line here."""


def mener(app: AtlasApp, ou: str) -> None:
    """Go where something is done: a page of the atlas, or one of `ECRANS`."""
    genre, _, code = ou.partition("/")
    if genre not in ECRANS:
        app.aller_page(ou)
        return
    module, _, name = ECRANS[genre].partition(":")
    getattr(import_module(f"atlas_tui.app.{module}"), name)(app, code)


class Taches(Volet):
    """What waits, the oldest first."""

    nom, titre = "taches", "Tâches"
    vide = "Rien ne vous attend."

    @classmethod
    def lire(cls, store: Store, compte: Compte, atlas: Atlas) -> tuple[Entree, ...]:
        """One line a task; its key is where it is done."""
        from store import taches

        return tuple(
            Entree(
                task.ou,
                f"{task.quoi} : {propre(task.titre)}",
                droite=f"{paris(task.depuis):%d/%m/%Y}",
            )
            for task in taches.lire(store, compte.numero, compte.who)
        )

    @classmethod
    def ouvrir(cls, app: AtlasApp, ligne: Entree) -> None:
        """Go where it is done."""
        mener(app, ligne.cle)
