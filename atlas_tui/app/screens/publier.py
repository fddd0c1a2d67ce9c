# SPDX-License-Identifier: EUPL-1.2
"""Writing the news and keeping the annuaire, with an account: what one may begin, take up, publish, archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from atlas_tui.app.screens.modifier_fiche import creer, ouvrir
from atlas_tui.app.screens.questionnaire import MenuModal
from atlas_tui.app.session import DECONNECTE
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree
from parquet.pages import Adresse, Page
from store.actualites import ACTUALITE, Actualites
from store.records import Actualite, Ambassade, Reseau
from store.rights import RIGHTS

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from store.operations import Operations
    from store.store import Stored

_FAITS = {
    "publier": "Publiée : tout le monde la lit.",
    "archiver": "Archivée : elle quitte les listes, son histoire reste.",
}


def ouvrir_actualites(app: AtlasApp) -> None:
    """One's own news, drafts first, and two ways to begin."""
    if app.session.compte is None:
        app.dire(DECONNECTE)
        return
    app.faire(
        lambda: app.session.interroger(app.dossier, lambda o: Actualites(o.store, o.who).each()),
        lambda found: app.push_screen(_menu(app, found)),
    )


def _menu(app: AtlasApp, found: Sequence[Stored[Actualite]]) -> MenuModal:
    entries = [
        Entree("actualite", "Écrire une actualité"),
        Entree("evenement", "Annoncer un événement", valeur="dans l'agenda"),
    ]
    drafts_first = sorted(found, key=lambda one: one.record.etat != "brouillon")
    entries += [
        Entree(one.record.id, propre(one.record.titre), valeur=ACTUALITE.etats[one.record.etat])
        for one in drafts_first
    ]
    named = {one.record.id: one for one in found}

    def choisi(cle: str) -> None:
        if cle in named:
            mener(app, named[cle])
        else:
            reprendre_nouveau(app, f"nouveau-actualite-{cle}")

    return MenuModal("Mes actualités", entries, choisi)


def reprendre_nouveau(app: AtlasApp, objet: str) -> None:
    """The form of something new, as it was left where it was begun."""
    pays = app.session.who.pays
    match objet:
        case "nouveau-reseau":
            creer(app, Reseau(nom=""))
        case "nouveau-ambassade":
            creer(app, Ambassade(pays=pays, nom=""))
        case "nouveau-actualite-evenement":
            creer(app, Actualite(titre="", texte="", genre="evenement", pays=(pays,) if pays else ()))
        case _:
            creer(app, Actualite(titre="", texte="", pays=(pays,) if pays else ()))


def ouvrir_une(app: AtlasApp, id_: str) -> None:
    """What may be done to one, from its page or from one's tasks."""
    if app.session.compte is None:
        app.dire(DECONNECTE)
        return

    def trouver(operations: Operations) -> Stored[Actualite] | None:
        found = Actualites(operations.store, operations.who).each()
        return next((one for one in found if one.record.id == id_), None)

    def montrer(found: Stored[Actualite] | None) -> None:
        if found is None:
            app.dire("Cette actualité est à qui la signe : une ambassade, un réseau ou la DAECT.")
        else:
            mener(app, found)

    app.faire(lambda: app.session.interroger(app.dossier, trouver), montrer)


def mener(app: AtlasApp, found: Stored[Actualite]) -> None:
    """The moves of one."""
    record = found.record
    entries = [Entree("modifier", "Modifier")]
    if record.etat == "brouillon":
        entries.append(Entree("publier", "Publier", valeur="visible de tous"))
    entries.append(Entree("archiver", "Archiver", valeur="elle quitte les listes"))
    moves: dict[str, Callable[[Operations], int]] = {
        "publier": lambda o: Actualites(o.store, o.who).publish(record.id, base=found.version),
        "archiver": lambda o: Actualites(o.store, o.who).archive(record.id, base=found.version),
    }

    def choisi(cle: str) -> None:
        if cle == "modifier":
            ouvrir(app, record.id)
            return
        # What is archived has no page any more; what is published has one.
        where = Adresse(Page("fiche", record.id) if cle == "publier" else Page("actualites"))
        app.faire(
            lambda: app.session.modifier(app.dossier, moves[cle]),
            lambda fait: app.enregistre(fait, _FAITS[cle], where),
        )

    app.push_screen(MenuModal(propre(record.titre), entries, choisi))


def ajouter_a_l_annuaire(app: AtlasApp) -> None:
    """What this account may add: a réseau, an embassy."""
    if app.session.compte is None:
        app.dire(DECONNECTE)
        return
    who = app.session.who
    entries = []
    if who.role in RIGHTS["creer-reseau"]:
        entries.append(Entree("reseau", "Ajouter une association ou un réseau"))
    if who.role in RIGHTS["creer-ambassade"]:
        entries.append(Entree("ambassade", "Ajouter l'ambassade d'un pays", valeur="et son correspondant"))
    if not entries:
        app.dire(
            "L'annuaire est tenu par la DAECT ; une ambassade et un réseau modifient leur propre fiche (F4)."
        )
        return

    app.push_screen(MenuModal("Annuaire", entries, lambda cle: reprendre_nouveau(app, f"nouveau-{cle}")))
