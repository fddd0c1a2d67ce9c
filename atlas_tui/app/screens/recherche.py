# SPDX-License-Identifier: EUPL-1.2
"""« Recherche avancée »: the form of the guide, and under the other tabs what its criteria keep. The Bourse has its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from atlas_tui.app import enonce, facettes, formulaire
from atlas_tui.app.formulaire import Champ
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.cocher import CocherScreen, Option, SaisirScreen, demander_jour
from atlas_tui.app.screens.niveau import Niveau, NiveauScreen
from atlas_tui.app.screens.recherche_commandes import COMMANDES_RECHERCHE
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.chrome import Ligne
from atlas_tui.app.widgets.menu import Entree, Menu
from atlas_tui.app.widgets.onglets import Natures
from exports.french import pluriel
from exports.wording import criteres_en_mots
from parquet.criteria import Criteria
from parquet.lists import PERTINENCE
from parquet.pages import Adresse, Page, criteres_de

if TYPE_CHECKING:
    from parquet.atlas import Atlas

FORMULAIRE = "affiner"
"""Its tab: to narrow a search is to go back to its form."""
RECHERCHER, REINITIALISER = "rechercher", "reinitialiser"


class Formulaire(Menu):
    """The fields, one a line; Tab goes from block to block, Suppr empties a field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "bloc(1)", "Bloc suivant", show=False),
        Binding("shift+tab", "bloc(-1)", "Bloc précédent", show=False),
        Binding("delete", "vider", "Vider le champ", show=False),
    ]

    class Vide(Menu.Choisi):
        """The field under the cursor is to be emptied."""

    def action_bloc(self, sens: int) -> None:
        """First field of the next block, or of the one before."""
        starts = [i + 1 for i, e in enumerate(self.entrees) if not e.cle and e.texte]
        ahead = [i for i in starts if (i > self.curseur if sens > 0 else i < self.curseur)]
        if starts:
            self.aller((ahead or starts)[0] if sens > 0 else (ahead or starts)[-1])

    def action_vider(self) -> None:
        """Ask for the field to be emptied."""
        if (line := self.courante) is not None:
            self.post_message(self.Vide(self, line.cle))


class RechercheScreen(NiveauScreen):
    """The form is the tab « Affiner » of the page; the criteria of its address are what it holds."""

    COMMANDES = COMMANDES_RECHERCHE
    DEFAULT_CSS = """
    RechercheScreen #enonce { height: auto; max-height: 3; width: 1fr; text-style: italic; }
    RechercheScreen #total { height: 1; width: 1fr; text-style: bold; }
    RechercheScreen.-formulaire #niveau { padding: 0; }
    """

    def __init__(self, adresse: Adresse, etat_vue: ViewState | None = None) -> None:
        super().__init__(adresse, etat_vue)
        if not self.etat_vue.onglet and adresse.page.genre == "recherche":
            self.onglet = FORMULAIRE if adresse.criteres.vide else "projets"
        self.depuis_formulaire = (
            bool(self.etat_vue.lignes["origine"][0])
            if "origine" in self.etat_vue.lignes
            else self.onglet == FORMULAIRE
        )
        """True when the page opened on its form: Échap leaves from there, and comes back there from the result."""
        self.noms: Mapping[str, str] = {}
        self.remedes: tuple[tuple[str, int], ...] | None = None
        """Criterion → what its absence would leave, where nothing is left; None as long as it is not known."""

    @property
    def bourse(self) -> bool:
        """True for the search in the Bourse."""
        return self.adresse.page.genre == "bourse"

    @property
    def resultat(self) -> str:
        """The tab of what is searched for."""
        if self.bourse:
            return "demandes"
        projets, demandes = self._totaux() or (0, 0)
        return "demandes" if demandes and not projets else "projets"

    # --- the widgets ------------------------------------------------------------------------------------------------

    def entete(self) -> ComposeResult:
        """The criteria in words, and how many answer to them."""
        yield Static("", id="enonce", markup=False)
        yield Ligne(id="total")

    def affinage(self) -> ComposeResult:
        """The form, and what to leave out of a search that finds nothing."""
        yield Menu(id="remedes")
        yield Formulaire(id="champs", colonne=38)

    def affinage_en_mots(self) -> str:
        """Said on lines of its own."""
        return ""

    def entrees_affiner(self) -> tuple[Entree, ...]:
        """The fields under their blocks, then the two buttons."""
        lines: list[Entree] = []
        block = ""
        for champ in formulaire.champs_de(self.adresse.page):
            if champ.bloc != block:
                if block and self.grande:
                    lines.append(Entree("", ""))
                block = champ.bloc
                lines.append(Entree("", block))
            codes = formulaire.ici(champ, self.adresse)
            names = " ou ".join(propre(formulaire.nom(champ, code, self.noms)) for code in codes)
            lines.append(Entree(champ.cle, champ.titre, valeur=names or champ.tous))
        lines += [
            Entree("", ""),
            Entree(RECHERCHER, "Rechercher", valeur="F5"),
            Entree(REINITIALISER, "Réinitialiser", valeur="F8"),
        ]
        return tuple(lines)

    # --- reading and showing ----------------------------------------------------------------------------------------

    def montrer(self, donnees: Niveau) -> None:
        """What is found, or why nothing is."""
        self.noms = donnees.noms
        self.remedes = None
        super().montrer(donnees)
        self._dire()
        if self._rien() and not self.adresse.criteres.vide:
            adresse = self.adresse

            def recevoir(found: tuple[tuple[str, int], ...]) -> None:
                if adresse == self.adresse:
                    self.remedes = found
                    self._dire()
                    self._disposer()
                    self._viser()

            today = self.app.ouverture
            self.en_fond("remedes", lambda atlas: self._lire_remedes(atlas, today, adresse), recevoir)
        if not self._premiere:
            self._viser()

    def _lire_remedes(
        self, atlas: Atlas, aujourdhui: Future[Atlas], adresse: Adresse
    ) -> tuple[tuple[str, int], ...]:
        """What leaving out each criterion in turn would find, or asking the atlas of today."""
        own, criteres = criteres_de(adresse.page), adresse.criteres

        def total(atlas: Atlas, asked: Criteria) -> int:
            if self.bourse:
                return atlas.demandes(asked, limite=1).total
            return self._lire_projets(atlas, asked, ("annee", True), 0).total

        found = [(name, total(atlas, own & criteres.sans(name))) for name in formulaire.dits(criteres)]
        if adresse.au is not None:
            found.append((formulaire.AU.cle, total(aujourdhui.result(), own & criteres)))
        return tuple(found)

    def _totaux(self) -> tuple[int, int] | None:
        """Projets and demandes that answer, of the natures shown."""
        if self.donnees is None:
            return None
        c = self.donnees.etat.compteurs
        shown = enonce.montrees(self.criteres, self.possibles)
        projets = (c.projets_cooperation if "cooperation" in shown else 0) + (
            c.autres_actions if "action" in shown else 0
        )
        return projets, (c.demandes or 0) if "demande" in shown else 0

    def _rien(self) -> bool:
        totals = self._totaux()
        return totals is not None and totals[1 if self.bourse else 0] == 0

    def _compte(self, total: int) -> str:
        if self.bourse:
            return pluriel(total, "demande de coopération", "demandes de coopération")
        return pluriel(total, "projet")

    def _sans(self, name: str, total: int) -> str:
        if name == formulaire.AU.cle:
            return f"Dans l'atlas d'aujourd'hui : {self._compte(total)}"
        words = criteres_en_mots(formulaire.seulement(self.adresse.criteres, name), self.noms)
        return f"Sans « {propre(words)} » : {self._compte(total)}"

    def _dire(self) -> None:
        """The criteria in words, the total, and where there is nothing, which criterion does it."""
        words = enonce.avec_jour(criteres_en_mots(self.adresse.criteres, self.noms), self.adresse.au)
        enonce_ = self.query_one("#enonce", Static)
        enonce_.update(Content(propre(words)))
        enonce_.display = bool(words)
        totals = self._totaux()
        helping = [(name, n) for name, n in self.remedes or () if n]
        text = ""
        if totals is not None:
            text = self._compte(totals[1 if self.bourse else 0])
            if totals[1] and not self.bourse:
                text += f", {pluriel(totals[1], 'demande de coopération', 'demandes de coopération')}"
            if helping:
                text += f". {self._sans(*helping[0])}"
        other = "b recherche dans l'atlas" if self.bourse else "b recherche Bourse-projets"
        self.query_one("#total", Ligne).dire(text, other)
        head = "Aucune demande" if self.bourse else "Aucun projet"
        lines = [Entree("", f"{head} ne répond à ces critères réunis.")]
        lines += [Entree(name, self._sans(name, n)) for name, n in helping]
        if self.remedes is not None and not helping:
            lines.append(
                Entree("", "Il faut retirer plusieurs critères à la fois : 5 revient au formulaire.")
            )
        self.query_one("#remedes", Menu).montrer(lines)

    def _disposer(self) -> None:
        """The form takes the whole room; a list without rows gives its own to what would fill it."""
        super()._disposer()
        form = self.onglet == FORMULAIRE
        self.set_class(form, "-formulaire")
        self.query_one(Natures).display = not form
        self.query_one("#total").display = form
        if form:
            self.query_one("#gauche").display = False
        wanted = "demandes" if self.bourse else "projets"
        empty = self._rien() and not self.adresse.criteres.vide and self.query_one(f"#{wanted}").display
        self.query_one("#remedes").display = empty
        if empty:
            self.query_one(f"#{wanted}").display = False

    def _cible(self) -> str:
        """The widget where the work of the tab is done."""
        if self.query_one("#remedes").display:
            return "remedes"
        tabs = {"etat": "enfants", FORMULAIRE: "champs", "classements": f"classement-{self.classement}"}
        return tabs.get(self.onglet, self.onglet)

    def _viser(self) -> None:
        """Give the focus back when what had it is gone."""
        focused = self.focused
        if focused is None or not focused.display or self.query_one("#remedes").display:
            self.query_one(f"#{self._cible()}").focus(scroll_visible=False)

    def _rendre_focus(self) -> None:
        # Textual gives the focus later: asked twice, the second would win.
        if self.etat_vue.focus:
            super()._rendre_focus()
        else:
            self.query_one(f"#{self._cible()}").focus(scroll_visible=False)

    def changer_onglet(self, onglet: str) -> None:
        """Show another tab."""
        super().changer_onglet(onglet)
        self._viser()

    def changer(self, adresse: Adresse) -> None:
        """Words bring their relevance as the sort, and take it away."""
        mots, before = adresse.criteres.mots, self.adresse
        if bool(mots) != bool(before.criteres.mots):
            self.projets.tri = PERTINENCE if mots else "annee"
            self.demandes.tri = PERTINENCE if mots else "publiee_le"
            self.projets.decroissant = self.demandes.decroissant = True
        super().changer(adresse)
        if adresse.au != before.au:
            self.relire_chrome()

    # --- filling the form -------------------------------------------------------------------------------------------

    def ouvrir_champ(self, cle: str) -> None:
        """Let the reader set a field."""
        if cle == RECHERCHER:
            self.rechercher()
            return
        if cle == REINITIALISER:
            self.reinitialiser()
            return
        champ = self._champ(cle)
        here = formulaire.ici(champ, self.adresse)
        if champ is formulaire.AU:
            demander_jour(self, self.adresse.au, lambda au: self.app.joindre(au, lambda: self._dater(au)))
            return
        if champ.texte:
            self.app.push_screen(
                SaisirScreen(champ.titre, here[0] if here else ""), lambda said: self._poser(champ, said)
            )
            return
        adresse = self.adresse
        title = "Année fin de période" if champ.cle == "annee_a" else champ.titre

        def proposer(options: tuple[Option, ...]) -> None:
            screen = CocherScreen(
                title, options, here, {code: formulaire.nom(champ, code, self.noms) for code in here},
                tous=champ.tous, unique=champ.unique, completer=self._completion(champ, adresse),
            )  # fmt: skip
            self.app.push_screen(screen, lambda said: self._poser(champ, said))

        self.app.retenir_touches()
        self.en_fond("champ", lambda atlas: facettes.options(atlas, champ, adresse), proposer)

    def _completion(
        self, champ: Champ, adresse: Adresse
    ) -> Callable[[str, Callable[[tuple[Option, ...]], None]], None] | None:
        if champ.critere not in ("collectivite", "partenaire"):
            return None

        def completer(text: str, suite: Callable[[tuple[Option, ...]], None]) -> None:
            self.en_fond("noms", lambda atlas: facettes.completer(atlas, champ, adresse, text), suite)

        return completer

    def _champ(self, cle: str) -> Champ:
        return next(c for c in formulaire.champs_de(self.adresse.page) if c.cle == cle)

    def _poser(self, champ: Champ, said: tuple[str, ...] | None) -> None:
        if said is not None and self.is_attached:
            adresse = formulaire.mettre(champ, said, self.adresse)
            if adresse != self.adresse:
                self.changer(adresse)

    def _dater(self, au: date | None) -> None:
        if self.is_attached and au != self.adresse.au:
            self.changer(replace(self.adresse, au=au))

    @on(Formulaire.Vide)
    def _vider(self, event: Formulaire.Vide) -> None:
        event.stop()
        if event.cle not in (RECHERCHER, REINITIALISER):
            self._poser(self._champ(event.cle), ())

    @on(Menu.Choisi, "#remedes")
    def _retirer(self, event: Menu.Choisi) -> None:
        if event.cle == formulaire.AU.cle:
            self._dater(None)
        else:
            self.changer_criteres(self.adresse.criteres.sans(event.cle))

    # --- going ------------------------------------------------------------------------------------------------------

    def rechercher(self) -> None:
        """From the form to its result."""
        self.changer_onglet(self.resultat)

    def reinitialiser(self) -> None:
        """Nothing is asked any more, of today's atlas."""
        empty = Adresse(self.adresse.page)
        if self.adresse != empty:
            self.changer(empty)

    def changer_de_recherche(self) -> None:
        """The form of the Bourse, or that of the atlas, with what both understand."""
        kept = self.adresse.criteres
        kept = kept.sans(*(n for n in formulaire.dits(kept) if n not in formulaire.CRITERES_BOURSE))
        page = Page("recherche" if self.bourse else "bourse")
        self.app.aller(Adresse(page, kept), ViewState(onglet=FORMULAIRE))

    def fermer(self) -> bool:
        """Échap goes from the result to the form it came from, or from a form opened over a result back to it."""
        if (self.onglet == FORMULAIRE) == self.depuis_formulaire:
            return False
        self.changer_onglet(FORMULAIRE if self.depuis_formulaire else self.resultat)
        return True

    def vue(self) -> ViewState:
        """The same as a level, the cursor of the form, and where Échap leads."""
        seen = super().vue()
        lines = {
            **seen.lignes,
            "origine": (int(self.depuis_formulaire), 0),
            "champs": (self.query_one("#champs", Menu).curseur, 0),
        }
        return replace(seen, lignes=lines)

    def on_mount(self) -> None:
        """The field where one was."""
        self._dire()
        if "champs" in self.etat_vue.lignes:
            menu = self.query_one("#champs", Menu)
            menu.montrer(self.entrees_affiner())
            menu.aller(self.etat_vue.lignes["champs"][0])
