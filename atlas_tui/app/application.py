# SPDX-License-Identifier: EUPL-1.2
"""The application: which screen shows which page, the history, and the few things that every page shares."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from importlib import import_module
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual.css.query import NoMatches
from textual.screen import ModalScreen, Screen

from atlas_tui.app.coupure import Saisie, garder_avant_la_fin
from atlas_tui.app.jadis import fermer_ouvert, ouvrir_au_jour
from atlas_tui.app.navigation import History, ViewState
from atlas_tui.app.publie import AvecPublications
from atlas_tui.app.screens.base import AtlasScreen, Intitules
from atlas_tui.app.trace import chemin, journal
from atlas_tui.app.widgets.chrome import Ligne
from atlas_tui.preferences import retenir_profil
from atlas_tui.terminal.profile import PROFILS, profil
from exports.french import pluriel
from parquet.errors import AtlasError, Introuvable
from parquet.pages import ACCUEIL, Adresse, Page, lire_page
from store.errors import StoreError

if TYPE_CHECKING:
    from textual.timer import Timer

    from atlas_tui.app.exportation import Sujet
    from parquet.atlas import Atlas

ATTENTE = 1.5
"""Seconds after which the keys typed ahead no longer wait for a page that is slow to come."""
JOURS = 2
"""Past days kept open."""
PREPARATION = 0.8
"""Seconds after opening before tables and names are taken in memory."""

_ECRANS = {
    "accueil": "accueil:AccueilScreen",
    "acces-monde": "acces_monde:AccesMondeScreen",
    "acces-france": "acces_france:AccesFranceScreen",
    "recherche": "recherche:RechercheScreen",
    "bourse": "recherche:RechercheScreen",
    "deposer": "entree_bourse:EntreeBourseScreen",
    "bureau": "bureau:BureauScreen",
    "moi": "espace:EspaceScreen",
    "campagne": "campagne:CampagneScreen",
    "confirmation": "confirmation:ConfirmationScreen",
    "apd": "apd:ApdScreen",
    "pays": "pays:PaysScreen",
    "actualites": "actualites:ActualitesScreen",
    "annuaire": "annuaire:AnnuaireScreen",
    "appels": "appels:AppelsScreen",
    "subventions": "appels:AppelsScreen",
    "labels": "appels:AppelsScreen",
    "appel": "appel:AppelScreen",
    "dossier": "dossier_aide:DossierScreen",
    "label": "label:LabelScreen",
    "mission": "label:MissionScreen",
    "collectivite": "fiche_collectivite:FicheCollectiviteScreen",
    "partenaire": "fiche_partenaire:FichePartenaireScreen",
    "fiche/pro": "fiche_projet:FicheProjetScreen",
    "fiche/dem": "fiche_demande:FicheDemandeScreen",
    "fiche/res": "fiche_reseau:FicheReseauScreen",
    "fiche/amb": "fiche_ambassade:FicheAmbassadeScreen",
    "fiche/act": "fiche_actualite:FicheActualiteScreen",
    "fiche/col": "fiche_collectivite:FicheCollectiviteScreen",
    "fiche/par": "fiche_partenaire:FichePartenaireScreen",
}
"""Kind of page → module and class of its screen. What is not here is a level: monde, pays, region, thematique ..."""
_VUES = {"graphiques": "graphiques:GraphiquesScreen"}
"""Other views of an address than its page (`ViewState.ecran`)."""
_CARTE = "carte:CarteScreen"
"""The view of an address that has a `vue`: part of the link, unlike the others."""
_MODAUX = {
    "finder": "screens.finder:FinderScreen",
    "aide": "screens.aide:AideScreen",
}


def _classe(chemin_classe: str) -> Any:
    module, _, name = chemin_classe.partition(":")
    return getattr(import_module(f"atlas_tui.app.{module}"), name)


def ecran_de(page: Page) -> type[AtlasScreen[Any]]:
    """The class of screen that shows a page; imported when it is first needed."""
    key = f"fiche/{page.code[:3]}" if page.genre == "fiche" else page.genre
    if page.genre == "fiche" and key not in _ECRANS:
        raise Introuvable(
            f"Fiche inconnue : « {page.code[:60]} ». Un identifiant s'écrit pro-12, col-3, par-7, dem-1 ou res-2."
        )
    found: type[AtlasScreen[Any]] = _classe(f"screens.{_ECRANS.get(key, 'niveau:NiveauScreen')}")
    return found


class Touche(events.Key):
    """A key that remembers the screen it was first given to."""

    def __init__(self, key: str, character: str | None, ecran: Screen[Any]) -> None:
        super().__init__(key, character)
        self.ecran = ecran


class Rendue(events.Key):
    """A key that was held, on its way again: those that came after it stay after it."""


# To widgets they are keys like any other.
Touche.handler_name = Rendue.handler_name = events.Key.handler_name


class AtlasApp(AvecPublications):
    """The atlas in a terminal."""

    TITLE = "Atlas de la coopération décentralisée"
    CSS_PATH = "atlas.tcss"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    AUTO_FOCUS = ""

    def __init__(self, ouverture: Future[Atlas], depart: Adresse | None = None) -> None:
        super().__init__()
        self.ouverture = ouverture
        self.historique = History.depuis(depart or Adresse(ACCUEIL))
        self.connu: Intitules | None = None
        """What the chrome shows, known since the first page was read: the next pages show it at once."""
        self._touches: list[events.Key] | None = None
        """Keys that came while a screen was opening, for it; None when none is."""
        self._attente: Timer | None = None
        """When the keys that are held wait no longer."""
        self._rendues = 0
        """Held keys that were given back and have not come by yet."""
        self.averti = False
        """True when the warnings were dismissed."""
        self._jadis: dict[date, Future[Atlas]] = {}
        """The atlas of the past days that were asked, the last `JOURS` of them."""
        self.refus = ""
        """Why the atlas could not be opened; said on stderr once the screen is given back."""
        # The terminal's own colours and background: nothing to repaint behind the text, and the reader's taste kept.
        self.theme = "ansi-dark"

    @property
    def atlas(self) -> Atlas:
        """The open atlas. For readings in threads: it waits until the atlas is open."""
        return self.ouverture.result()

    def get_default_screen(self) -> Screen[Any]:
        """The first page: Textual would paint an empty screen before it."""
        screen = self._ecran_ici()
        # `switch_screen` takes away what `push_screen` would have left; nobody pushed this one.
        screen._push_result_callback(self, None)
        screen.retenir()
        return screen

    def on_mount(self) -> None:
        """Stop with one line if the atlas cannot be opened; keep what is typed when the line is cut."""
        if not self.is_headless:
            garder_avant_la_fin(self.garder_saisies)
        self.ouverture.add_done_callback(lambda future: self.call_later(self._ouvert, future))

    def garder_saisies(self) -> list[str]:
        """Nobody is there any more: each form writes its draft, before this returns. Return how they are found again."""
        told = []
        for screen in self.screen_stack:
            if isinstance(screen, Saisie):
                try:
                    told.append(screen.ligne_coupee())
                except StoreError as error:
                    # Locked, or an account closed meanwhile: what was typed before is a draft already.
                    journal().info("brouillon non gardé à la coupure : %s", error)
                except Exception:
                    # Whatever it is, the session locks or ends all the same, and the other forms keep theirs.
                    journal().exception("brouillon non gardé")
        return [line for line in told if line]

    async def action_quit(self) -> None:
        """Leave, as asked: what is typed is kept, and the terminal given back says how it is found again where it must."""
        self.refus = "\n".join(self.garder_saisies())
        self.exit()

    def finir(self, raison: str) -> None:
        """Leave though nobody asked: what is typed is kept, and the terminal given back says why."""
        self.refus = "\n".join((raison, *self.garder_saisies()))
        self.exit(return_code=1)

    def _ouvert(self, future: Future[Atlas]) -> None:
        error = future.exception()
        if error is None:
            # What makes later answers quicker waits until the first page is there: it is read before anything else.
            self.set_timer(PREPARATION, lambda: Thread(target=self._preparer, daemon=True).start())
            self.veiller(future.result())
            return
        if isinstance(error, AtlasError):
            self.refus = str(error)
        else:
            journal().error("ouverture", exc_info=error)
            self.refus = f"L'atlas n'a pas pu être ouvert ; le détail est dans {chemin()}."
        self.exit(return_code=1)

    def _preparer(self) -> None:
        """Take tables and names in memory. In a thread; what stops it costs later answers a few milliseconds, no more."""
        try:
            self.atlas.preparer()
        except AtlasError:
            journal().info("préparation interrompue")
        except Exception:
            journal().exception("préparation")

    def exit(self, result: None = None, return_code: int = 0, message: Any = None) -> None:
        """Leave at once: what is being read is of no use any more, and its threads would be waited for."""
        if self.ouverture.done() and self.ouverture.exception() is None:
            self.ouverture.result().interrompre()
        super().exit(result, return_code, message)

    # --- keys typed ahead -----------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Bring each key to the screen it is meant for: on a slow line several come in the same packet.

        Textual hands them all to the widget that has the focus before the first one is obeyed. Those that come back
        unused, after that first one opened another screen, were meant for that screen.
        """
        if not isinstance(event, events.Key):
            if isinstance(event, (events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)):
                self.vu_a = monotonic()
            await super().on_event(event)
            return
        self.vu_a = monotonic()
        given_back = isinstance(event, Rendue)
        if given_back:
            self._rendues -= 1
        if self._touches is not None:
            self._touches.append(event)
        elif self._rendues and not given_back and not isinstance(event, Touche):
            # Typed after those that were held, and read before they come by again.
            self._rendre(event)
        elif not isinstance(event, Touche) or event.ecran is not self.screen:
            await super().on_event(Touche(event.key, event.character, self.screen))
        else:
            await super().on_event(event)

    def retenir_touches(self) -> None:
        """From now on keys wait for the screen that opens."""
        if self._touches is None:
            self._touches = []
        if self._attente is not None:
            # It was for the screen before.
            self._attente.stop()
        self._attente = self.set_timer(ATTENTE, self.rendre_touches)

    def rendre_touches(self) -> None:
        """Give the screen that is now open the keys that were meant for it, in order."""
        kept, self._touches = self._touches, None
        for event in kept or ():
            self._rendre(event)

    def _rendre(self, event: events.Key) -> None:
        self._rendues += 1
        self.post_message(Rendue(event.key, event.character))

    # --- going from page to page ----------------------------------------------------------------------------------

    @property
    def page(self) -> AtlasScreen[Any] | None:
        """The page on the screen, under the modals if there are any."""
        return next((s for s in reversed(self.screen_stack) if isinstance(s, AtlasScreen)), None)

    def aller(self, adresse: Adresse, vue: ViewState | None = None) -> None:
        """Go to an address, shown as `vue` if given. From a page of a past day one stays in that day, but for accueil."""
        self._aller(adresse if adresse.page == ACCUEIL else self._meme_jour(adresse), vue)

    def _meme_jour(self, adresse: Adresse) -> Adresse:
        here = self.page
        return adresse if adresse.au or here is None else replace(adresse, au=here.adresse.au)

    def aller_au(self, au: date | None) -> None:
        """Show this page in the atlas of a day; None comes back to today's."""
        if (page := self.page) is not None:
            self._aller(replace(page.adresse, au=au), replace(page.vue(), donnees=None, intitules=None))

    def joindre(self, au: date | None, suite: Callable[[], None]) -> None:
        """Go on once the atlas of a day is open. What prevents it is said in one line, and the page stays what it is."""
        if au is None:
            suite()
        elif (page := self.page) is not None:
            page.en_fond("jour", lambda _: None, lambda _: suite(), au=au)

    def ouverture_de(self, au: date | None) -> Future[Atlas]:
        """The atlas of a day, opened in a thread the first time; today's when none is said."""
        if au is None:
            return self.ouverture
        opened = self._jadis.get(au)
        if opened is None or (opened.done() and opened.exception() is not None):
            opened = self._jadis[au] = ouvrir_au_jour(self.ouverture, au)
            while len(self._jadis) > JOURS:
                old = self._jadis.pop(next(iter(self._jadis)))
                old.add_done_callback(fermer_ouvert)
        return opened

    def _aller(self, adresse: Adresse, vue: ViewState | None) -> None:
        if adresse.au is None and self.ouverture.done() and self.ouverture.exception() is None:
            adresse = replace(adresse, page=self.atlas.page_gardee(adresse.page))
        self._noter()
        before = self.historique
        self.historique = before.aller(adresse, vue)
        if self.historique is not before and not self._montrer_ici():
            self.historique = before

    def aller_page(self, chemin_page: str) -> None:
        """Go to a page by its path; one French line when there is no such page."""
        try:
            self.aller(Adresse(lire_page(chemin_page)))
        except AtlasError as error:
            self.dire(str(error))

    def retour(self) -> None:
        """Go back to the page before; the first warnings are dismissed before anything else."""
        if self._comprendre():
            return
        if not self.historique.peut_retour:
            self.dire("C'est la première page. Pour quitter : q.")
            return
        self._noter()
        self.historique = self.historique.retour()
        self._montrer_ici()

    def avancer(self) -> None:
        """Go forward again."""
        if not self.historique.peut_avancer:
            self.dire("Il n'y a pas de page suivante.")
            return
        self._noter()
        self.historique = self.historique.avancer()
        self._montrer_ici()

    def remplacer(self, adresse: Adresse) -> None:
        """The page on the screen changed its criteria or its day: the history and the link follow, the screen stays."""
        if (page := self.page) is not None:
            page.adresse = adresse
            self.historique = self.historique.noter(page.vue_entiere(), adresse)

    def oublier_les_lectures(self) -> None:
        """Keep nothing of what was read: pages are read again when they are shown."""
        self._jadis.clear()
        self.historique = self.historique.oublier()

    def relire_page(self) -> None:
        """Show the page anew from what was published, the cursors where they are."""
        self._noter()
        self._montrer_ici(relue=True)

    def _noter(self) -> None:
        if (page := self.page) is not None and page.is_mounted:
            self.historique = self.historique.noter(page.vue_entiere())
        if self.perime:
            self.rouvrir()

    def _ecran_ici(self) -> AtlasScreen[Any]:
        visit = self.historique.ici
        view = _VUES.get(visit.vue.ecran) or (_CARTE if visit.adresse.vue else "")
        screen: type[AtlasScreen[Any]] = _classe(f"screens.{view}") if view else ecran_de(visit.adresse.page)
        return screen(visit.adresse, visit.vue)

    def _montrer_ici(self, *, relue: bool = False) -> bool:
        """Show the page of the history; `relue`: what is in sight is that page already, as it was."""
        try:
            screen = self._ecran_ici()
        except AtlasError as error:
            self.dire(str(error))
            return False
        while isinstance(self.screen, ModalScreen):
            self.pop_screen()
        # Nothing is painted over the page that is there while the atlas is opened anew for the next one.
        screen.retenir(longtemps=relue or not self.ouverture.done())
        if (before := self.page) is not None:
            before.ceder()
        self.retenir_touches()
        self.switch_screen(screen)
        return True

    # --- what every page shares -------------------------------------------------------------------------------------

    def apprendre(self, intitules: Intitules) -> None:
        """Keep what the chrome shows for the next pages."""
        self.connu = intitules

    def _comprendre(self) -> bool:
        """Dismiss the warnings; False when none was shown."""
        if self.averti or self.connu is None or not self.connu.avertissements:
            return False
        self.averti = True
        return True

    def dire(self, message: str) -> None:
        """Show one still line above the keys; an empty one takes it away."""
        if (page := self.page) is not None:
            try:
                page.query_one("#message", Ligne).dire(message)
            except NoMatches:
                journal().info("message sans écran : %s", message)

    def copier_lien(self) -> None:
        """Copy the link of the page to the clipboard of the terminal, and show it: no terminal says if it obeyed."""
        if (page := self.page) is not None:
            address = page.lien
            self.copy_to_clipboard(address)
            self.dire(f"Lien copié : {address}")

    def exporter(self, sujet: Sujet) -> None:
        """Let the person choose a format and a name for what a page gives."""
        if self.page is None or isinstance(self.screen, ModalScreen):
            return
        from atlas_tui.app.screens.exporter import ExporterScreen

        self.retenir_touches()
        self.push_screen(ExporterScreen(sujet, self.connu.jour if self.connu is not None else None))

    def ouvrir_modal(self, nom: str) -> None:
        """Open the finder, the help or the list of commands over the page."""
        page = self.page
        if page is None or isinstance(self.screen, ModalScreen):
            return
        if nom == "palette":
            from atlas_tui.app.palette import PaletteScreen

            self.push_screen(PaletteScreen(page), lambda name: page.action_commande(name) if name else None)
        else:
            self.retenir_touches()
            self.push_screen(_classe(_MODAUX[nom])())

    def ouvrir_ligne(self) -> None:
        """Choose the profile of the line, what was sent so far in the title."""
        from atlas_tui.app.screens.choisir import ChoisirScreen
        from atlas_tui.app.widgets.menu import Entree

        def poser(nom: str | None) -> None:
            if nom is None:
                return
            if nom != profil().nom:
                self.changer_profil(nom)
            said = f"Profil de la ligne : {nom}"
            self.faire(
                # Without a terminal there is no line whose profile is worth keeping.
                lambda: not self.is_headless and retenir_profil(nom),
                lambda kept: self.dire(f"{said}, retenu pour les prochaines fois." if kept else f"{said}."),
            )

        choices = [Entree(name, f"{name} : {what}") for name, what in PROFILS.items()]
        title = f"Profil de la ligne ; {pluriel(self.octets, 'octet envoyé', 'octets envoyés')} depuis l'ouverture"
        self.push_screen(ChoisirScreen(title, choices, profil().nom), poser)

    def action_help_quit(self) -> None:
        """Ctrl+C does not quit: say what does."""
        self.dire("Pour quitter : q ou F10.")

    def _handle_exception(self, error: Exception) -> None:
        """An error of ours: its traceback goes to the log file, one line to the person."""
        journal().error("erreur non prévue", exc_info=error)
        self.refus = f"L'atlas s'est arrêté sur une erreur ; le détail est dans {chemin()}."
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual's own prints the traceback, with the values of every variable, on the screen that is given back.
        self._close_messages_no_wait()


__all__ = ["AtlasApp", "ecran_de", "profil"]
