# SPDX-License-Identifier: EUPL-1.2
"""Searches, maps and any other page kept under a name: reopened, renamed, given by their link, removed; exports made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from atlas_tui.app.espace.volet import Volet, chez_soi, faire_chez_soi
from atlas_tui.app.session import DECONNECTE
from atlas_tui.app.trace import journal
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree
from exports.french import jour
from parquet.errors import AtlasError
from parquet.pages import Adresse, lire_adresse
from store.clock import paris
from store.errors import StoreError

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from atlas_tui.app.screens.base import AtlasScreen
    from parquet.atlas import Atlas
    from store.comptes import Compte
    from store.store import Store


def garder(ecran: AtlasScreen[object]) -> None:
    """Keep the page under a name that is asked, its title proposed."""
    from atlas_tui.app.screens.cocher import SaisirScreen
    from atlas_tui.app.widgets.chrome import Fil

    app = ecran.app
    address = ecran.lien
    if app.session.compte is None:
        app.dire(DECONNECTE)
        return
    names = ecran.query_one(Fil).noms
    title = (names[-1] if names else "") + (", carte" if ecran.adresse.vue else "")

    def nomme(said: tuple[str, ...] | None) -> None:
        if said:
            faire_chez_soi(
                app,
                lambda own: own.keep_page(said[0], address),
                f"Gardée dans l'espace personnel : {said[0]}",
            )

    app.push_screen(SaisirScreen("Garder cette page sous le nom", title, vide=""), nomme)


def retenir_export(app: AtlasApp, path: Path, jour_des_chiffres: date | None) -> None:
    """Remember that the page on the screen was exported in a file. Nothing is said: the export itself is done."""
    page = app.page
    if page is None or app.session.compte is None or app.session.verrouillee:
        return
    address, day = page.lien, jour_des_chiffres or app.atlas.au

    def travail() -> None:
        try:
            chez_soi(app, lambda own: own.keep_export(path.name, address, day))
        except StoreError as error:
            journal().info("export non retenu : %s", error)

    app.run_worker(travail, name="export-retenu", thread=True, exit_on_error=False)


def _adresse(app: AtlasApp, texte: str) -> Adresse | None:
    """The address of a kept page; None, said in one line, when this version of the atlas has no such page any more."""
    try:
        return lire_adresse(texte)
    except AtlasError as error:
        app.dire(str(error))
        return None


def _copier(app: AtlasApp, texte: str) -> None:
    app.copy_to_clipboard(texte)
    app.dire(f"Lien copié : {texte}")


class Recherches(Volet):
    """Pages kept, the newest first."""

    nom, titre = "recherches", "Recherches"
    compte_les_lignes = False
    vide = "Aucune page gardée. Sur une recherche, une carte ou une liste : F2, puis « garder »."

    @classmethod
    def lire(cls, store: Store, compte: Compte, atlas: Atlas) -> tuple[Entree, ...]:
        """One line a page; its key is its number and its address."""
        from store.espace import Espace

        return tuple(
            Entree(f"{one.numero} {one.adresse}", propre(one.nom), droite=f"{paris(one.le):%d/%m/%Y}")
            for one in Espace(store, compte.numero, compte.who).pages()
        )

    @classmethod
    def ouvrir(cls, app: AtlasApp, ligne: Entree) -> None:
        """Open it again, with the same criteria."""
        if (address := _adresse(app, ligne.cle.partition(" ")[2])) is not None:
            app.joindre(address.au, lambda: app.aller(address))

    @classmethod
    def actions(cls, ligne: Entree) -> Sequence[Entree]:
        """What may be done to it."""
        return (
            Entree("ouvrir", "Ouvrir"),
            Entree("copier", "Copier le lien", valeur="pour le donner à quelqu'un"),
            Entree("renommer", "Renommer"),
            Entree("retirer", "Retirer"),
        )

    @classmethod
    def faire(cls, app: AtlasApp, ligne: Entree, action: str) -> None:
        """Do it."""
        from atlas_tui.app.screens.cocher import SaisirScreen

        number, address = int(ligne.cle.partition(" ")[0]), ligne.cle.partition(" ")[2]
        match action:
            case "ouvrir":
                cls.ouvrir(app, ligne)
            case "copier":
                _copier(app, address)
            case "retirer":
                faire_chez_soi(app, lambda own: own.remove_page(number), "Page retirée.")
            case "renommer":

                def nomme(said: tuple[str, ...] | None) -> None:
                    if said:
                        faire_chez_soi(app, lambda own: own.rename_page(number, said[0]), "Page renommée.")

                app.push_screen(SaisirScreen("Nouveau nom", ligne.texte, vide=""), nomme)


class Exports(Volet):
    """Exports made, the newest first: not the files, but what makes them again."""

    nom, titre = "exports", "Exports"
    compte_les_lignes = False
    vide = "Aucun export. Ce que vous exportez (x) est retenu ici : le nom du fichier, le jour, et la page qui le refait."

    @classmethod
    def lire(cls, store: Store, compte: Compte, atlas: Atlas) -> tuple[Entree, ...]:
        """One line an export; its key is its number, the day of its figures and its address."""
        from store.espace import Espace

        return tuple(
            Entree(
                f"{one.numero} {one.jour} {one.adresse}", propre(one.nom), droite=f"{paris(one.le):%d/%m/%Y}"
            )
            for one in Espace(store, compte.numero, compte.who).exports()
        )

    @classmethod
    def ouvrir(cls, app: AtlasApp, ligne: Entree) -> None:
        """The page as it was on the day of the export: x makes the same file again."""
        _, day, text = ligne.cle.split(" ", 2)
        if (address := _adresse(app, text)) is not None:
            on = date.fromisoformat(day)
            dated = replace(address, au=address.au or (on if on < app.atlas.au else None))
            app.joindre(dated.au, lambda: app.aller(dated))

    @classmethod
    def actions(cls, ligne: Entree) -> Sequence[Entree]:
        """What may be done to it."""
        day = date.fromisoformat(ligne.cle.split(" ", 2)[1])
        return (
            Entree("ouvrir", "Ouvrir la page d'alors", valeur=f"au {jour(day)} ; x refait le fichier"),
            Entree("aujourdhui", "Ouvrir la page d'aujourd'hui"),
            Entree("copier", "Copier le lien"),
            Entree("retirer", "Retirer de la liste"),
        )

    @classmethod
    def faire(cls, app: AtlasApp, ligne: Entree, action: str) -> None:
        """Do it."""
        number, _, text = ligne.cle.split(" ", 2)
        match action:
            case "ouvrir":
                cls.ouvrir(app, ligne)
            case "aujourdhui":
                if (address := _adresse(app, text)) is not None:
                    app.aller(replace(address, au=None))
            case "copier":
                _copier(app, text)
            case "retirer":
                faire_chez_soi(app, lambda own: own.remove_export(int(number)), "Export retiré de la liste.")
