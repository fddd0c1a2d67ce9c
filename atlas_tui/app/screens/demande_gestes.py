# SPDX-License-Identifier: EUPL-1.2
"""What may be done to a demande, by the rights of whoever is there: published, refused, answered, made a projet, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static, TextArea

from atlas_tui.app import brouillon, demandes, edition
from atlas_tui.app.edition import NOUVEAU
from atlas_tui.app.screens.modifier_fiche import ModifierScreen, Ouverte, preparer
from atlas_tui.app.screens.questionnaire import MenuModal, Travail
from atlas_tui.app.session import Fait, Lue
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree
from exports.french import jour
from parquet.pages import Adresse, Page
from store.brouillons import SAISIE
from store.errors import AlreadyDone
from store.records import Projet

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from store.bourse import Bourse, Suivi
    from store.brouillons import Brouillon
    from store.rights import Who
    from store.store import Store

PROJET_DE = "projet-de-"
"""Beginning of the object of the draft of a projet that a demande becomes."""
_FAITS = {
    "publier-demande": "Demande publiée : son auteur en est averti.",
    "refuser-demande": "Demande refusée : son auteur lira la raison.",
    "repondre-demande": "Réponse partie : vous et l'auteur avez les coordonnées l'un de l'autre.",
    "expirer-demande": "Demande close à son terme.",
    "retirer-demande": "Demande retirée : elle quitte l'atlas.",
}
_TEXTES = {
    "refuser-demande": ("Refuser", "La raison sera lue par l'auteur de la demande, dans un courriel."),
    "repondre-demande": (
        "Répondre",
        "Votre message ira à l'auteur, avec votre nom et votre courriel ; vous recevrez les siens. L'ambassade le lira aussi.",
    ),
    "retirer-demande": ("Retirer", "La raison sera lue par l'auteur de la demande, dans un courriel."),
}  # fmt: skip
"""Moves that need a text: their name, and who reads it."""
_NOTES = {
    "publier-demande": "deux ans pour répondre",
    "refuser-demande": "avec une raison",
    "repondre-demande": "mise en relation",
    "pourvoir-demande": "prérempli, à compléter",
    "retirer-demande": "avec une raison ; la fiche est archivée",
}


def ouvrir(app: AtlasApp, id_: str) -> None:
    """The menu of a demande. Without account, what its author may do."""
    if app.session.compte is None:
        _sans_compte(app, id_)
        return
    app.faire(
        lambda: demandes.suivi(app.session, app.dossier, id_),
        lambda found: app.push_screen(_menu(app, found)),
    )


def _sans_compte(app: AtlasApp, id_: str) -> None:
    from atlas_tui.app.screens.suivre import SuivreScreen
    from store.langues import LANGUES, Langue, dire

    named: dict[str, Langue] = {langue: langue for langue in LANGUES}
    lines = [
        Entree(langue, dire(langue, "suivre.titre"), valeur=dire(langue, "langue.nom")) for langue in LANGUES
    ]
    lines.append(Entree("repondre", "Répondre, publier, refuser", valeur="avec un compte : l"))

    def choisi(cle: str) -> None:
        if cle == "repondre":
            app.dire("Pour répondre à cette demande ou la valider, connectez-vous d'abord : l.")
        else:
            app.push_screen(SuivreScreen(named[cle], id_))

    app.push_screen(MenuModal(id_, lines, choisi))


def _menu(app: AtlasApp, found: Suivi) -> MenuModal:
    lines = [Entree(name, label, valeur=_NOTES.get(name, "")) for name, label in found.gestes]
    if not lines:
        lines = [Entree("rien", "Rien à faire ici avec votre compte")]
    return MenuModal(found.stored.record.titre, lines, lambda cle: _faire(app, found, cle))


def _faire(app: AtlasApp, found: Suivi, geste: str) -> None:
    id_, base = found.stored.record.id, found.stored.version
    match geste:
        case "rien":
            return
        case "pourvoir-demande":
            _projet(app, found)
        case _ if geste in _TEXTES:
            app.push_screen(MessageScreen(found, geste))
        case _:
            key = uuid4().hex
            app.faire(
                lambda: _agir(app, lambda bourse: _geste(bourse, geste, id_, "", base, key)),
                lambda fait: app.enregistre(fait, _FAITS[geste]),
            )


def _agir(app: AtlasApp, do: Callable[[Bourse], object]) -> Fait[None]:
    """Make a move under this person's rights; one that was made already is made. In a thread."""
    from store.bourse import Bourse

    def agir(store: Store, who: Who) -> None:
        try:
            do(Bourse(store, who))
        except AlreadyDone:
            return

    return app.session.agir(app.dossier, agir)


def _geste(bourse: Bourse, geste: str, id_: str, texte: str, base: int, key: str) -> object:
    match geste:
        case "publier-demande":
            return bourse.publish(id_, base=base, key=key)
        case "refuser-demande":
            return bourse.refuse(id_, texte, base=base, key=key)
        case "repondre-demande":
            return bourse.answer(id_, texte, base=base, key=key)
        case "retirer-demande":
            return bourse.withdraw(id_, texte, base=base, key=key)
        case _:
            return bourse.expire(id_, base=base, key=key)


class MessageScreen(Travail):
    """The text of a move: the reason of a refusal, the message of an answer."""

    TOUCHES: ClassVar[str] = "F5 envoyer  Échap fermer sans envoyer, le texte reste"
    DEFAULT_CSS = """
    MessageScreen #avis { height: auto; }
    MessageScreen TextArea, MessageScreen TextArea:focus { border: none; height: 1fr; padding: 0; margin: 1 0 0 0; }
    MessageScreen #etat-volet { height: auto; min-height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "valider", "Envoyer", show=False, priority=True),
        Binding("escape", "fermer", "Fermer", show=False, priority=True),
    ]

    def __init__(self, found: Suivi, geste: str) -> None:
        super().__init__()
        self._found, self._geste, self._cle = found, geste, uuid4().hex
        objet = f"{SAISIE}fiche/{found.stored.record.id}:{geste}"
        self.tenue = brouillon.Tenue(self, objet, lambda: 0, lambda: brouillon.ecrire_texte(self._texte))
        self._repris = ""
        """The draft that was found."""

    @property
    def titre(self) -> str:
        """What is done to which demande."""
        return propre(f"{_TEXTES[self._geste][0]} : {self._found.stored.record.titre}")

    def corps(self) -> ComposeResult:
        """Who reads it, the text."""
        yield Static(_TEXTES[self._geste][1], id="avis", markup=False)
        yield TextArea(id="texte", soft_wrap=True, show_line_numbers=False, compact=True)
        yield self.etat()

    @property
    def _texte(self) -> str:
        return self.query_one(TextArea).text

    def on_mount(self) -> None:
        """Look whether it was begun before: what is typed meanwhile goes after it."""
        area = self.query_one(TextArea)
        area.cursor_blink = False
        self.set_focus(area)
        self.tenue.chercher(self._reprendre)

    def _reprendre(self, found: Brouillon) -> None:
        kept = brouillon.lire_texte(found.contenu)
        if kept and self in self.app.screen_stack:
            area = self.query_one(TextArea)
            area.insert(kept, (0, 0))
            area.move_cursor(area.document.end)
            self._repris = kept
            self.dire("Votre brouillon est repris.")

    @on(TextArea.Changed)
    def _change(self) -> None:
        """Kept until it is sent; what was wrong before is no more."""
        if self.tenue.touche or self._texte != self._repris:
            self.tenue.changer()
            if not self._occupe:
                self.dire("")

    def ligne_coupee(self) -> str:
        """Write the draft before this returns: there is no later."""
        if self.tenue.touche:
            self.tenue.couper()
        return ""

    def action_fermer(self) -> None:
        """Close; what was typed is a draft."""
        if self._occupe or self.tenue.attend(self.action_fermer):
            return
        if not self.tenue.touche:
            super().action_fermer()
            return
        if self._texte.strip():
            self.tenue.quitter("Brouillon gardé : rouvrez ce formulaire pour le reprendre.")
        else:
            self.tenue.quitter(oublier=True)

    def action_valider(self) -> None:
        """Send it: once, however often the key is pressed; not what was found as it was being typed."""
        if self.tenue.attend(self.action_valider, sauf_repris=True):
            return
        text = self.query_one(TextArea).text
        if not text.strip():
            self.dire("Écrivez quelques mots : ils seront lus.")
            return
        app, geste, key = self.app, self._geste, self._cle
        id_, base = self._found.stored.record.id, self._found.stored.version

        def fini(fait: Fait[None]) -> None:
            self.tenue.oublier()
            self.dismiss()
            app.enregistre(fait, _FAITS[geste])

        self.en_fil(lambda: _agir(app, lambda bourse: _geste(bourse, geste, id_, text, base, key)), fini)


# --- a demande becomes a projet --------------------------------------------------------------------------------------


def _projet(app: AtlasApp, found: Suivi) -> None:
    """Ask for its nature, then open the form."""
    lines = [
        Entree("cooperation", "Coopération décentralisée", valeur="une convention est signée, ou le sera"),
        Entree("action", "Autre action extérieure", valeur="sans convention"),
    ]
    app.push_screen(MenuModal("La demande devient", lines, lambda cle: _former(app, found, cle)))


def _former(app: AtlasApp, found: Suivi, nature: str) -> None:
    asked = found.stored.record
    record = Projet(
        titre=asked.titre,
        nature="action" if nature == "action" else "cooperation",
        thematique=asked.thematique,
        statut="projet",
        collectivites=tuple(filter(None, (app.session.who.collectivite,))),
        partenaires=(asked.partenaire,),
        objectifs=asked.besoin,
        description=asked.description,
        contexte=f"Demande {asked.id} de la Bourse-projets, déposée le {jour(asked.deposee_le)}.",
    )
    objet = f"{PROJET_DE}{asked.id}"
    app.faire(
        lambda: preparer(app, Lue(record, 0, "creer-projet"), objet),
        lambda opened: app.push_screen(ProjetDeDemandeScreen(opened, objet, found)),
    )


def reprendre(app: AtlasApp, objet: str) -> None:
    """Take up the draft of such a projet: its demande says whether it may still become one."""
    id_ = objet.removeprefix(PROJET_DE)

    def montrer(found: Suivi) -> None:
        if "pourvoir-demande" in dict(found.gestes):
            _former(app, found, "cooperation")
        else:
            app.dire("Cette demande ne devient plus un projet : voyez où elle en est.")
            app.aller(Adresse(Page("fiche", id_)))

    app.faire(lambda: demandes.suivi(app.session, app.dossier, id_), montrer)


class ProjetDeDemandeScreen(ModifierScreen):
    """The form of a new projet, filled by the demande that it answers; saving provides for the demande."""

    PREREMPLI = True

    def __init__(self, ouverte: Ouverte, objet: str, found: Suivi) -> None:
        super().__init__(ouverte, objet)
        self._found = found

    def sauver(self) -> Fait[str]:
        """Create the projet and provide for the demande, in one transaction."""
        from store.bourse import Bourse

        named = edition.sans_nouveaux(self.record)
        made = [self.nouveaux[id_] for id_ in self.record.partenaires if id_.startswith(NOUVEAU)]
        id_, base, key = self._found.stored.record.id, self._found.stored.version, self._cle_edition

        def agir(store: Store, who: Who) -> str:
            try:
                return Bourse(store, who).provide(id_, named, base=base, partenaires=made, key=key).id
            except AlreadyDone as done:
                return next((one for one in done.ids if one.startswith("pro-")), "")

        return self.app.session.agir(self.app.dossier, agir)
