# SPDX-License-Identifier: EUPL-1.2
"""What every page does the same way: read in the background, show, remember how it looked, obey the commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from atlas_tui.app.commands import GLOBALES, Command
from atlas_tui.app.navigation import ViewState, Visite, montree
from atlas_tui.app.trace import chemin, journal
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.chrome import Annonce, Avertissement, Fil, Ligne, Titre, Touches
from atlas_tui.app.widgets.sheet import Cible, Copie
from atlas_tui.terminal.profile import profil
from exports.french import jour
from parquet.errors import AtlasError
from parquet.pages import Adresse, lien, parent

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from atlas_tui.app.exportation import Sujet
    from parquet.atlas import Atlas

D = TypeVar("D")
T = TypeVar("T")

PATIENCE = 0.3
"""Seconds before the still line « Lecture… »: shorter waits are not worth a repaint."""
BASSE = 30
"""Below so many lines, no line is left blank for the eye's comfort."""
RETENUE = 0.15
"""Seconds that a new page may wait for its data before it is painted: within them, the eye sees one change of page and
the wire carries one screen, instead of an empty one and then its parts."""
RETENUE_MINCE = 1.0
"""The same where an empty screen costs a second by itself."""
RETENUE_LONGUE = 3.0
"""The same where the atlas is opened anew first, and for a page that was in sight already: as it was, it says more than an
empty one, and costs nothing."""
TASSEMENT = 0.01
"""Seconds for the widgets to say that a layout changed their size."""


@dataclass(frozen=True, slots=True)
class Intitules:
    """What the chrome says of a page."""

    fil: tuple[str, ...]
    demonstration: bool
    au: str
    avertissements: tuple[str, ...]
    jour: date | None = None
    """The same day as `au`, for the names of files."""


class AtlasScreen(Screen[None], Generic[D]):
    """A page. Subclasses give `corps`, `lire` and `montrer`, and `vue` when they have more to remember."""

    AUTO_FOCUS = ""
    COMMANDES: ClassVar[tuple[type[Command], ...]] = GLOBALES
    """The commands of this class of page, those of its bases not repeated."""
    BINDINGS = [commande.liaison() for commande in GLOBALES if commande.touches]

    def __init_subclass__(cls, **options: Any) -> None:
        # One source for the keys: Textual's bindings are made from the commands.
        if "COMMANDES" in cls.__dict__:
            cls.BINDINGS = [commande.liaison() for commande in cls.COMMANDES if commande.touches]
        super().__init_subclass__(**options)

    class Recu(Message):
        """A reading is over. Posted from its thread; dropped when a newer one of the same group was asked for."""

        def __init__(self, groupe: str, jeton: int, suite: Callable[[], None]) -> None:
            super().__init__()
            self.groupe, self.jeton, self.suite = groupe, jeton, suite

    def __init__(self, adresse: Adresse, etat_vue: ViewState | None = None) -> None:
        super().__init__()
        self.adresse = adresse
        self.etat_vue = etat_vue or ViewState()
        """How the page looked when it was left, to be found again by `montrer`."""
        self.donnees: D | None = None
        """What the last `lire` gave."""
        self._jetons: dict[str, int] = {}
        self._en_cours: set[str] = set()
        self._premiere = True
        self._ensuite: Callable[[], None] | None = None
        self._retenu = self._mesure = False
        self._echeance: Timer | None = None
        self._intitules: Intitules | None = None

    @property
    def app(self) -> AtlasApp:  # type: ignore[override]
        """The application, with its own type."""
        return cast("AtlasApp", super().app)

    # --- what a page is ---------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The chrome around the body."""
        # Before there is a widget: a class that changes later has Textual style each of them again.
        self.set_class(self.app.size.height < BASSE, "-basse")
        yield Titre()
        yield Fil()
        yield Avertissement()
        with Vertical(id="corps"):
            yield from self.corps()
        yield Annonce()
        yield Touches()

    def corps(self) -> ComposeResult:
        """The widgets between the breadcrumb and the line of messages."""
        yield from ()

    def lire(self, atlas: Atlas) -> D:
        """Read what the page shows. Runs in a thread: touches no widget."""
        raise NotImplementedError

    def montrer(self, donnees: D) -> None:
        """Show what was read. On the event loop."""
        raise NotImplementedError

    def vue(self) -> ViewState:
        """How the page looks now."""
        focus = self.focused.id if self.focused is not None and self.focused.id else ""
        return ViewState(focus=focus, donnees=self.donnees)

    def vue_entiere(self) -> ViewState:
        """The same with what the chrome says, which no page has to think of."""
        return replace(self.vue(), intitules=self._intitules)

    @property
    def lien(self) -> str:
        """The permalink of the page as it is shown, its tab and its sort with it."""
        return lien(montree(Visite(self.adresse, self.vue())))

    def fermer(self) -> bool:
        """Close what Échap closes on this page before it goes back; False when there was nothing to close."""
        return False

    def a_exporter(self) -> Sujet | None:
        """What the page shows, for a file; None where there is nothing to write."""
        return None

    def niveau_superieur(self) -> Adresse | None:
        """The page one level up."""
        above = parent(self.adresse.page)
        return None if above is None else Adresse(above)

    def intitule(self, atlas: Atlas) -> str:
        """The name of the page, last in the breadcrumb. Runs in a thread."""
        return atlas.intitule(self.adresse.page)

    def suivre_lien(self, cible: Cible) -> None:
        """Follow a link of a sheet: go to its page, or copy what no page of the atlas shows."""
        if isinstance(cible, Copie):
            # One line, whatever an atlas made elsewhere says: pasted into a shell, a line end is an order.
            said = propre(cible.texte)
            self.app.copy_to_clipboard(said)
            self.app.dire(f"Copié : {said}")
        else:
            self.app.aller(Adresse(cible))

    # --- reading ------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Show at once what is remembered, else read."""
        self.actualiser_chrome()
        known = self.etat_vue.intitules
        if isinstance(known, Intitules):
            self._montrer_chrome(known)
        else:
            self.relire_chrome()
        said, self.app.annonce = self.app.annonce, ""
        if said:
            self.query_one("#message", Ligne).dire(said)
        kept = self.etat_vue.donnees
        if kept is not None:
            self._montrer(cast("D", kept))
        else:
            self.relire()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """The page comes to the front: the first time, Textual has just styled each of its widgets and would style them again."""
        if self.stack_updates == 0:
            event.refresh_styles = False

    def on_resize(self, event: events.Resize) -> None:
        """The page has its size: what it shows can be painted."""
        self.set_class(event.size.height < BASSE, "-basse")
        self._mesure = True
        self.call_later(self._liberer_si_lu)

    def retenir(self, *, longtemps: bool = False) -> None:
        """Paint nothing until what the page reads first is here, or `RETENUE` is over; `longtemps`: `RETENUE_LONGUE`."""
        if self._retenu:
            return
        self._retenu = True
        self.app._begin_batch()
        patience = RETENUE_LONGUE if longtemps else RETENUE_MINCE if profil().mince else RETENUE
        self._echeance = self.app.set_timer(patience, self.liberer)

    def ceder(self) -> None:
        """Another page takes the place of this one: it is that one which is waited for now."""
        if self._retenu:
            self._retenu = False
            if self._echeance is not None:
                self._echeance.stop()
            self.app._end_batch()

    def liberer(self) -> None:
        """Paint, once the sizes have settled: Textual lays out anew what a first layout resized, and would paint both."""
        if self._retenu:
            self._retenu = False
            if self._echeance is not None:
                self._echeance.stop()
            self._mettre_en_place()
            self.app.set_timer(TASSEMENT, self._peindre)

    def _mettre_en_place(self) -> None:
        if self._layout_required and self.is_attached:
            self._layout_required = False
            self._refresh_layout()

    def _peindre(self) -> None:
        self._mettre_en_place()
        self.app._end_batch()
        self.app.screen.refresh()

    def _liberer_si_lu(self) -> None:
        if self._mesure and not self._en_cours:
            self.liberer()

    def _compositor_refresh(self) -> None:
        # What is drawn while painting is held back would be thrown away, and drawn again after.
        # And where the whole screen is about to be drawn, its parts are not drawn just before.
        if self._repaint_required:
            self.check_idle()
        elif not self.app._batch_count:
            super()._compositor_refresh()

    def relire(self) -> None:
        """Read again, for instance after a change of criteria."""
        self.en_fond("lire", self.lire, self._montrer)

    def en_fond(
        self,
        groupe: str,
        lecture: Callable[[Atlas], T],
        suite: Callable[[T], None],
        echec: Callable[[str], None] | None = None,
        au: date | None = None,
    ) -> None:
        """Run `lecture` in a thread, then `suite` with its result on the event loop.

        A newer call of the same group takes its place: a result that comes late is dropped. `au`: another day than the page's.
        """
        jeton = self._jetons[groupe] = self._jetons.get(groupe, 0) + 1
        self._en_cours.add(groupe)
        refus = echec or self.app.dire
        ouverture = self.app.ouverture_de(au or self.adresse.au)

        def travail() -> None:
            if self._jetons[groupe] != jeton:
                return
            try:
                resultat = lecture(ouverture.result())
            except AtlasError as error:
                message = str(error)
                self.post_message(self.Recu(groupe, jeton, lambda: refus(message)))
            except Exception:
                journal().exception("lecture de %s (%s)", self.adresse, groupe)
                message = f"Cette page n'a pas pu être lue ; le détail est dans {chemin()}."
                self.post_message(self.Recu(groupe, jeton, lambda: refus(message)))
            else:
                self.post_message(self.Recu(groupe, jeton, lambda: suite(resultat)))

        self.run_worker(travail, name=groupe, group=groupe, exclusive=True, thread=True, exit_on_error=False)
        self.set_timer(PATIENCE, lambda: self._patienter(groupe, jeton))

    def on_atlas_screen_recu(self, message: Recu) -> None:
        """Take the result of the latest reading of its group."""
        message.stop()
        if self._jetons.get(message.groupe) != message.jeton:
            return
        self._jetons[message.groupe] += 1
        self._en_cours.discard(message.groupe)
        if self.query_one("#message", Ligne).texte == self._lecture:
            self.app.dire("")
        message.suite()
        # Shown or refused, the page is there: keys that were typed for it need not wait any longer.
        if message.groupe == "lire":
            self.call_later(self.app.rendre_touches)
        self._liberer_si_lu()

    _lecture = "Lecture…"

    def _patienter(self, groupe: str, jeton: int) -> None:
        # What was just done is worth more than the wait: it stays said.
        if (
            self._jetons.get(groupe) == jeton
            and self.is_current
            and not self.query_one("#message", Ligne).texte
        ):
            self.app.dire(self._lecture)

    def _montrer(self, donnees: D) -> None:
        self.donnees = donnees
        self.montrer(donnees)
        if self._premiere:
            self._premiere = False
            self._rendre_focus()
            wanted, self._ensuite = self._ensuite, None
            if wanted is not None:
                wanted()
            self.call_later(self.app.rendre_touches)
        self.actualiser_chrome()

    def une_fois_lue(self, suite: Callable[[], None]) -> None:
        """Show another part of the page, once it is read: keys typed ahead no longer wait where the reading is slow."""
        if self._premiere:
            self._ensuite = suite
        else:
            suite()

    def _rendre_focus(self) -> None:
        """Give the focus back to what had it, else to the first widget that takes it."""
        if self.focused is not None:
            return
        wanted = self.etat_vue.focus
        target = next((w for w in self.focus_chain if w.id == wanted), None) if wanted else None
        if target is not None:
            target.focus(scroll_visible=False)
        elif self.focus_chain:
            first = self.focus_chain[0]
            first.focus(scroll_visible=False)

    # --- the chrome ---------------------------------------------------------------------------------------------

    def relire_chrome(self) -> None:
        """Read again what stands around the page."""
        self.en_fond("chrome", self._lire_chrome, self._montrer_chrome)

    def _lire_chrome(self, atlas: Atlas) -> Intitules:
        from parquet.pages import ancetres

        names = [atlas.intitule(page) for page in ancetres(self.adresse.page)]
        return Intitules(
            fil=(*names, self.intitule(atlas)),
            demonstration=atlas.demonstration,
            au=f"Au {jour(atlas.au)}" if atlas.jour is None else f"Atlas au {jour(atlas.jour)}",
            avertissements=atlas.avertissements,
            jour=atlas.jour or atlas.au,
        )

    def _montrer_chrome(self, intitules: Intitules) -> None:
        self._intitules = intitules
        self.query_one(Titre).marquer(intitules.demonstration, self.app.qui, self.adresse.au)
        self.query_one(Fil).situer(intitules.fil)
        self.app.apprendre(intitules)
        self.actualiser_chrome()

    def situer(self, *fil: str) -> None:
        """Replace the breadcrumb: fiches whose place is only known once they are read."""
        self._jetons["chrome"] = self._jetons.get("chrome", 0) + 1
        self._en_cours.discard("chrome")
        if self.app.connu is not None:
            self._intitules = replace(self.app.connu, fil=fil)
        self.query_one(Fil).situer(fil)

    def commandes(self) -> tuple[type[Command], ...]:
        """Every command of this page, the most specific class first; a key belongs to the first that claims it."""
        found: dict[str, type[Command]] = {}
        for cls in type(self).__mro__:
            for command in cls.__dict__.get("COMMANDES", ()):
                found.setdefault(command.nom, command)
        return tuple(found.values())

    def touches_d_ici(self) -> dict[str, type[Command]]:
        """Key → the command that it runs on the page as it is."""
        here = cast("AtlasScreen[object]", self)
        found: dict[str, type[Command]] = {}
        for command in self.commandes():
            if command.disponible(here):
                for key in command.touches:
                    found.setdefault(key, command)
        return found

    def commandes_du_pied(self) -> list[type[Command]]:
        """The commands of the footer: those that would do something, each under the key that runs it and no other."""
        keys = self.touches_d_ici()
        return [c for c in self.commandes() if c.touches and keys.get(c.touches[0]) is c]

    def actualiser_chrome(self) -> None:
        """Say again which keys work, the date and the warning: after anything that changes them."""
        connu = self.app.connu
        self.query_one(Titre).marquer(
            connu is not None and connu.demonstration, self.app.qui, self.adresse.au
        )
        if connu is not None:
            self.query_one(Avertissement).dire(() if self.app.averti else connu.avertissements)
        self.query_one(Touches).montrer(
            self.commandes_du_pied(),
            connu.au if connu is not None else "",
            connecte=self.app.session.compte is not None,
        )

    # --- the commands -------------------------------------------------------------------------------------------

    def action_commande(self, nom: str) -> None:
        """Do what a key or the palette asks for."""
        here = cast("AtlasScreen[object]", self)
        for command in self.commandes():
            if command.nom == nom:
                if self.query_one("#message", Ligne).texte and nom != "copier":
                    self.app.dire("")
                command.executer(here)
                if self.is_attached and self.is_current:
                    self.actualiser_chrome()
                return
