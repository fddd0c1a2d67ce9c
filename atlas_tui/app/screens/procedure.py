# SPDX-License-Identifier: EUPL-1.2
"""What the pages of procedures do alike: a sheet to read, a list to open, F4 to write, F7 for the moves one may make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast
from uuid import uuid4

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from atlas_tui.app.commands import Command
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.base import AtlasScreen, Intitules
from atlas_tui.app.screens.dossier import Volets
from atlas_tui.app.screens.questionnaire import MenuModal
from atlas_tui.app.session import DECONNECTE, Fait
from atlas_tui.app.volets import ChangerVolet, rang_laisse
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.lines import Lines
from atlas_tui.app.widgets.menu import Entree, Menu
from atlas_tui.app.widgets.sheet import Feuille
from parquet.errors import AtlasError
from parquet.pages import Adresse
from store.errors import StoreError

if TYPE_CHECKING:
    from parquet.atlas import Atlas
    from store.comptes import Compte
    from store.rights import Who
    from store.store import Store

D = TypeVar("D")
T = TypeVar("T")

PASSE = "Le passé ne se modifie pas : j revient à aujourd'hui."


class _Volet(ChangerVolet):
    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return len(_ici(ecran).noms()) > cls.rang_volet


class VoletLire(_Volet):
    """The sheet."""

    nom, touches, rang_volet, aide = "volet-lire", ("1",), 0, "Premier onglet : lire"


class VoletListe(_Volet):
    """The list."""

    nom, touches, rang_volet, aide = "volet-liste", ("2",), 1, "Deuxième onglet : la liste"


class Ecrire(Command):
    """The form, or its parts."""

    nom, touches, libelle, rang = "modifier", ("f4",), "modifier", 24
    aide = "Écrire ou corriger, avec un compte qui le peut"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        page = _ici(ecran)
        return ecran.adresse.au is None and page.donnees is not None and page.peut_ecrire(page.donnees)

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        if ecran.adresse.au is not None:
            ecran.app.dire(PASSE)
        else:
            _ici(ecran).ecrire()


class Agir(Command):
    """The moves."""

    nom, touches, libelle, rang = "actions", ("f7",), "actions", 23
    aide = "Ce que votre compte peut en faire : déposer, donner un avis, décider…"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        if ecran.adresse.au is not None:
            ecran.app.dire(PASSE)
        else:
            _ici(ecran).agir()


def _ici(ecran: AtlasScreen[object]) -> ProcedureScreen[object]:
    return cast("ProcedureScreen[object]", ecran)


class ListeDetaillee(Menu):
    """Lines whose second column may be longer than the screen: the one under the cursor is told whole, below."""

    class Survol(Message):
        """The cursor is on another line."""

        def __init__(self, entree: Entree | None) -> None:
            super().__init__()
            self.entree = entree

    def aller(self, rank: int, sens: int = 1) -> None:
        """Put the cursor on an entry, and say which."""
        super().aller(rank, sens)
        self.post_message(self.Survol(self.courante))

    def montrer(self, entrees: Sequence[Entree], *, cle: str = "") -> None:
        """Show these entries, and say which is under the cursor."""
        super().montrer(entrees, cle=cle)
        self.post_message(self.Survol(self.courante))


class ProcedureScreen(AtlasScreen[D]):
    """A page with at most two tabs: what it says, and the lines that one opens."""

    DEFAULT_CSS = """
    ProcedureScreen #corps { padding: 0; }
    ProcedureScreen #detail { height: 3; padding: 0 2; }
    """
    COMMANDES = (VoletLire, VoletListe, Ecrire, Agir)
    COLONNE = 34
    NOM: ClassVar[str]
    """What the breadcrumb calls it until it is read, and for who may not read it."""
    volet = 0
    _agir_ensuite = False

    # --- what a page gives --------------------------------------------------------------------------------------

    def nom(self, donnees: D) -> str:
        """Its name, last in the breadcrumb."""
        raise NotImplementedError

    def feuille(self, donnees: D) -> Feuille:
        """What it says."""
        raise NotImplementedError

    def liste(self, donnees: D) -> tuple[str, Sequence[Entree]]:
        """The name of the second tab and its lines; an empty name where there is none."""
        return "", ()

    def premier_volet(self, donnees: D) -> int:
        """The tab that is shown first."""
        return 0

    def ouvrir_ligne(self, donnees: D, cle: str) -> None:
        """What Entrée does on a line of the list."""

    def peut_ecrire(self, donnees: D) -> bool:
        """True where F4 opens something; to who is not logged in, it may say that one logs in."""
        return False

    def ecrire(self) -> None:
        """What F4 does."""
        self.app.dire("Rien ne s'écrit ici : F7 dit ce qui se fait.")

    def gestes(self, donnees: D) -> Sequence[Entree]:
        """What F7 offers."""
        return ()

    def faire_geste(self, donnees: D, cle: str) -> None:
        """Do one of `gestes`."""
        raise NotImplementedError

    # --- what it does by itself ---------------------------------------------------------------------------------

    def corps(self) -> ComposeResult:
        """Tabs, the sheet, the list."""
        yield Volets(id="volets")
        yield Lines(id="fiche")
        yield ListeDetaillee(id="liste", colonne=self.COLONNE, vide="Rien pour l'instant.")
        yield Static("", id="detail", markup=False)

    def relire(self) -> None:
        """Read again. What can no longer be read leaves the screen: someone may have logged out."""
        self.en_fond("lire", self.lire, self._montrer, self._effacer)

    def _effacer(self, message: str) -> None:
        self.donnees = None
        sheet = Feuille()
        sheet.ligne(message)
        self.query_one(Lines).montrer(sheet)
        self.query_one(Menu).montrer(())
        self._disposer()
        self._rendre_focus()
        self.relire_chrome()

    def intitule(self, atlas: Atlas) -> str:
        """The name comes with what the page reads: it is not read a second time."""
        return self.NOM

    def _montrer_chrome(self, intitules: Intitules) -> None:
        if self.donnees is not None:
            intitules = replace(intitules, fil=(*intitules.fil[:-1], self.nom(self.donnees)))
        super()._montrer_chrome(intitules)

    def noms(self) -> list[str]:
        """The tabs."""
        if self.donnees is None:
            return []
        name, lines = self.liste(self.donnees)
        count = sum(1 for line in lines if line.cle)
        return ["Lire", f"{name} ({count})" if count else name] if name else []

    def montrer(self, donnees: D) -> None:
        """Both tabs, where they were left."""
        if self._premiere:
            self.volet = rang_laisse(self.etat_vue.onglet, self.premier_volet(donnees))
            self.query_one(Menu).curseur = self.etat_vue.lignes.get("liste", (0, 0))[0]
        link, top = self.etat_vue.lignes.get("fiche", (-1, 0))
        self.query_one(Lines).montrer(self.feuille(donnees), haut=top, lien=link)
        self.query_one(Menu).montrer(self.liste(donnees)[1])
        if self._intitules is not None:
            self._montrer_chrome(self._intitules)
        self._disposer()
        self._rendre_focus()
        if self._agir_ensuite:
            self._agir_ensuite = False
            self.call_later(self.agir)

    def _rendre_focus(self) -> None:
        self.query_one("#liste" if self.volet else "#fiche").focus(scroll_visible=False)

    def _disposer(self) -> None:
        names = self.noms()
        self.volet = min(self.volet, max(len(names) - 1, 0))
        volets = self.query_one(Volets)
        volets.display = bool(names)
        volets.montrer(names, self.volet)
        self.query_one(Lines).display = not self.volet
        self.query_one(Menu).display = self.query_one("#detail").display = bool(self.volet)

    def changer_volet(self, rang: int) -> None:
        """Show a tab, with the focus in it."""
        self.volet = rang
        self._disposer()
        self._rendre_focus()
        self.actualiser_chrome()

    def agir(self) -> None:
        """The moves that this person may make."""
        if self.app.session.compte is None:
            self.app.dire(DECONNECTE)
            return
        if (found := self.donnees) is None:
            # Asked while the page is being read: done once it is.
            self._agir_ensuite = True
            return
        if moves := self.gestes(found):
            self.app.push_screen(MenuModal("Que faire ?", moves, lambda cle: self.faire_geste(found, cle)))
        else:
            self.app.dire("Votre compte n'a rien à faire ici pour l'instant.")

    def consulter(self, atlas: Atlas, question: Callable[[Store, Compte], T]) -> T:
        """Ask the store as this person. In a thread; refusals become those of a page."""
        try:
            return self.app.session.consulter(atlas.dossier, question)
        except StoreError as error:
            raise AtlasError(str(error)) from error

    def accomplir(
        self, geste: Callable[[Store, Who, str], object], message: str, adresse: Adresse | None = None
    ) -> None:
        """Do a move in a thread, under a key of its own: two clicks are one. Then say it, here or where it is seen."""
        key = uuid4().hex

        def fini(fait: Fait[object]) -> None:
            self.app.enregistre(fait, message, adresse)

        self.app.faire(
            lambda: self.app.session.agir(self.app.dossier, lambda store, who: geste(store, who, key)), fini
        )

    def confirmer(self, question: str, suite: Callable[[], None]) -> None:
        """Ask before what cannot be taken back."""
        self.app.push_screen(
            MenuModal(
                question,
                [Entree("non", "Non"), Entree("oui", "Oui")],
                lambda said: suite() if said == "oui" else None,
            )
        )

    @on(ListeDetaillee.Survol)
    def _detailler(self, event: ListeDetaillee.Survol) -> None:
        line = event.entree
        whole = f"{line.texte.removeprefix('[ ] ').strip()} : {line.valeur}" if line and line.valeur else ""
        self.query_one("#detail", Static).update(Content(propre(whole)))

    @on(Volets.Choisi)
    def _onglet(self, event: Volets.Choisi) -> None:
        self.changer_volet(event.rang)

    @on(Menu.Choisi, "#liste")
    def _ligne(self, event: Menu.Choisi) -> None:
        if self.donnees is not None:
            self.ouvrir_ligne(self.donnees, event.cle)

    @on(Lines.Suivi)
    def _suivre(self, event: Lines.Suivi) -> None:
        event.stop()
        self.suivre_lien(event.cible)

    def vue(self) -> ViewState:
        """The tab and the cursors; what was read is read again: others may have moved it."""
        lines = self.query_one(Lines)
        return replace(
            super().vue(),
            onglet=str(self.volet),
            lignes={"fiche": (lines.lien, lines.haut), "liste": (self.query_one(Menu).curseur, 0)},
            donnees=None,
        )
