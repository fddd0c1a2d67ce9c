# SPDX-License-Identifier: EUPL-1.2
"""Countries and thématiques that one follows, and their latest news."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from atlas_tui.app.espace.volet import Volet, faire_chez_soi
from atlas_tui.app.session import DECONNECTE
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree
from parquet.pages import Page, nom_du_lieu

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from atlas_tui.app.screens.base import AtlasScreen
    from parquet.atlas import Atlas
    from store.comptes import Compte
    from store.espace import Espace, Sorte
    from store.store import Store

NOUVELLES = 20
"""Of the latest news that are shown."""


def basculer(ecran: AtlasScreen[object]) -> None:
    """Follow the country or the thématique of the page, or follow it no longer."""
    app, page = ecran.app, ecran.adresse.page
    if app.session.compte is None:
        app.dire(DECONNECTE)
        return
    sorte: Sorte = "pays" if page.genre == "pays" else "thematique"
    name = nom_du_lieu(page)

    def geste(own: Espace) -> str:
        if (sorte, page.code) in own.followed():
            own.unfollow(sorte, page.code)
            return f"Vous ne suivez plus : {name}."
        own.follow(sorte, page.code)
        return f"Vous suivez : {name}. Ses actualités sont dans l'espace personnel."

    faire_chez_soi(app, geste, None)


class Suivis(Volet):
    """What is followed, then the latest news about it."""

    nom, titre = "suivis", "Suivis"
    vide = "Rien n'est suivi. Sur la page d'un pays ou d'une thématique : F2, puis « suivre »."
    compte_les_lignes = False

    @classmethod
    def lire(cls, store: Store, compte: Compte, atlas: Atlas) -> tuple[Entree, ...]:
        """Each country and thématique by the path of its page, then the news by theirs."""
        from store.espace import Espace

        followed = Espace(store, compte.numero, compte.who).followed()
        if not followed:
            return ()
        codes = {
            sorte: [code for kind, code in followed if kind == sorte] for sorte in ("pays", "thematique")
        }
        news = atlas.actualites_suivies(codes["pays"], codes["thematique"])[:NOUVELLES]
        lines = [Entree("", "Suivis")]
        lines += [Entree(f"{sorte}/{code}", nom_du_lieu(Page(sorte, code))) for sorte, code in followed]
        lines.append(Entree("", "Dernières actualités" if news else "Aucune actualité pour l'instant"))
        lines += [
            Entree(
                f"fiche/{one.id}",
                propre(one.titre),
                droite=f"{one.publiee_le:%d/%m/%Y}",
            )
            for one in news
        ]
        return tuple(lines)

    @classmethod
    def ouvrir(cls, app: AtlasApp, ligne: Entree) -> None:
        """Its page."""
        app.aller_page(ligne.cle)

    @classmethod
    def actions(cls, ligne: Entree) -> Sequence[Entree]:
        """Open, or follow no longer."""
        if ligne.cle.startswith("fiche/"):
            return ()
        return Entree("ouvrir", "Ouvrir"), Entree("retirer", "Ne plus suivre")

    @classmethod
    def faire(cls, app: AtlasApp, ligne: Entree, action: str) -> None:
        """One of the two."""
        if action == "ouvrir":
            cls.ouvrir(app, ligne)
            return
        kind, _, code = ligne.cle.partition("/")
        sorte: Sorte = "pays" if kind == "pays" else "thematique"
        faire_chez_soi(app, lambda own: own.unfollow(sorte, code), "Retiré des suivis.")
