# SPDX-License-Identifier: EUPL-1.2
"""What the two accesses, monde and France, do alike: a field that filters, a tree of places, what is known of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal

from atlas_tui.app import sheets
from atlas_tui.app.commands import Command
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.app.widgets.choices import Choices
from atlas_tui.app.widgets.chrome import Ligne, Touches
from atlas_tui.app.widgets.completion import Completion, Saisie
from atlas_tui.app.widgets.lines import Lines
from atlas_tui.app.widgets.sheet import Feuille
from atlas_tui.app.widgets.tree import Noeud, chemin, voir
from parquet.errors import AtlasError
from parquet.pages import Adresse, Page
from parquet.results import Etat

if TYPE_CHECKING:
    from parquet.atlas import Atlas

APERCU = 0.15
"""Seconds the cursor must rest on a place before its figures are asked for."""


@dataclass(frozen=True, slots=True)
class Acces:
    """What is shown, and how it was left."""

    nombres: Mapping[Page, int]
    texte: str = ""
    mode: str = ""
    vise: Page | None = None
    ouverts: frozenset[Page] = frozenset()


class Rechercher(Command):
    """Open the place under the cursor."""

    nom, touches, libelle, rang = "rechercher", ("enter",), "rechercher", 1
    aide = "Rechercher : ouvrir la page de ce qui est choisi"
    palette = False

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.query_one(Choices).action_choisir()


class Reinitialiser(Command):
    """Begin again."""

    nom, touches, libelle, rang = "reinitialiser", ("f8",), "réinitialiser", 2
    aide = "Réinitialiser : vider le champ et replier les lieux"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        if isinstance(ecran, AccesScreen):
            ecran.reinitialiser()


CEDE = frozenset({"slash", "question_mark"})
"""No name of a place has them: in the field too, they find and they help."""


def pendant_la_saisie(command: type[Command]) -> type[Command] | None:
    """The command with those of its keys that a field leaves alone; None when it has none."""
    keys = tuple(k for k in command.touches if k in CEDE or (len(k) > 1 and k not in ("colon", "backspace")))
    return type(command.__name__, (command,), {"touches": keys}) if keys else None


class AccesScreen(AtlasScreen[Acces]):
    """A page on which one chooses a place. The field has the focus: typing filters, the arrows walk in the tree."""

    COMMANDES: ClassVar[tuple[type[Command], ...]] = (Rechercher, Reinitialiser)
    HORIZONTAL_BREAKPOINTS = [(0, "-etroit"), (110, "-large")]
    DEFAULT_CSS = """
    AccesScreen #corps { padding: 0; }
    AccesScreen #selection, AccesScreen #modes { height: 1; }
    AccesScreen #choix { width: 1fr; }
    AccesScreen #apercu { width: 51; margin-left: 2; }
    AccesScreen.-etroit #apercu { display: none; }
    """
    INVITE: ClassVar[str]
    _tape = ""
    """What was typed before there was anything to filter."""

    def entete(self) -> ComposeResult:
        """What stands above the field."""
        yield from ()

    def corps(self) -> ComposeResult:
        """The field over the tree, and beside them the figures of the place under the cursor."""
        yield from self.entete()
        yield Ligne(id="selection")
        with Horizontal():
            yield Completion("Filtrer", invite=self.INVITE, cede=CEDE, id="choix")
            preview = Lines(id="apercu")
            preview.can_focus = False
            yield preview

    @property
    def racines(self) -> tuple[Noeud, ...]:
        """The tree."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Ready to type before the figures are there."""
        self.query_one(Saisie).focus()

    # --- showing ------------------------------------------------------------------------------------------

    def montrer(self, donnees: Acces) -> None:
        """Show the tree as it was left, or with what was typed while it was read."""
        field = self.query_one(Saisie)
        if self._tape:
            self.donnees = donnees = replace(donnees, texte=self._tape)
            self._tape = ""
        if field.value != donnees.texte:
            with self.prevent(Saisie.Changed):
                field.value = donnees.texte
                field.cursor_position = len(donnees.texte)
        self.actualiser(donnees.vise)
        field.focus()

    @property
    def etat(self) -> Acces:
        """What is shown now."""
        return self.donnees or Acces({})

    def actualiser(self, vise: Page | None = None) -> None:
        """Show the tree again, the cursor on `vise` or on the best answer."""
        view = voir(self.racines, self.etat.ouverts, self.etat.texte, self.etat.nombres)
        self.query_one(Completion).montrer(
            view.lignes, curseur=vise or view.meilleur, vide="Aucun lieu de ce nom. F8 réinitialise."
        )

    @on(Completion.Change)
    def _filtrer(self, event: Completion.Change) -> None:
        if self.donnees is None:
            self._tape = event.texte
        elif event.texte != self.donnees.texte:
            self.donnees = replace(self.donnees, texte=event.texte)
            self.actualiser()

    @on(Choices.Pli)
    def _plier(self, event: Choices.Pli) -> None:
        page = event.choix.page
        if self.donnees is None or page is None:
            return
        opened = self.donnees.ouverts | {page} if event.ouvrir else self.donnees.ouverts - {page}
        self.donnees = replace(self.donnees, ouverts=opened)
        self.actualiser(page)

    @on(Choices.Choisi)
    def _rechercher(self, event: Choices.Choisi) -> None:
        if event.choix.page is not None:
            self.app.aller(Adresse(event.choix.page))

    @on(Choices.Vise)
    def _viser(self, event: Choices.Vise) -> None:
        page = event.choix.page
        if page is None:
            return
        self.query_one("#selection", Ligne).dire(
            self.selection(page), "" if page.genre == "collectivite" else "projets "
        )
        if self.query_one("#apercu").display:
            self.set_timer(APERCU, lambda: self._apercevoir(page))

    def selection(self, page: Page) -> str:
        """Where the cursor stands, in the words of the guide."""
        names = [node.nom for node in chemin(self.racines, page) if node.page is not None]
        return "  ".join(f"{label} : {name}" for label, name in zip(self.NIVEAUX, names, strict=False))

    NIVEAUX: ClassVar[tuple[str, ...]] = ()

    def _apercevoir(self, page: Page) -> None:
        line = self.query_one(Choices).courant if self.is_attached else None
        if line is None or line.page != page:
            return

        def lire(atlas: Atlas) -> Etat | None:
            try:
                return atlas.etat(page)
            except AtlasError:
                return None

        self.en_fond("apercu", lire, self._montrer_apercu)

    def _montrer_apercu(self, etat: Etat | None) -> None:
        self.query_one("#apercu", Lines).montrer(sheets.apercu(etat) if etat is not None else Feuille())

    # --- commands -----------------------------------------------------------------------------------------

    def reinitialiser(self) -> None:
        """Nothing typed, nothing open."""
        if self.donnees is not None:
            self.donnees = replace(self.donnees, texte="", ouverts=frozenset(), vise=None)
            self.montrer(self.donnees)

    def fermer(self) -> bool:
        """Échap empties the field before it leaves the page."""
        if not self.etat.texte:
            return False
        self.query_one(Saisie).value = ""
        return True

    def vue(self) -> ViewState:
        """The text, the branches and the place."""
        line = self.query_one(Choices).courant
        kept = replace(self.donnees, vise=line.page if line else None) if self.donnees is not None else None
        return ViewState(donnees=kept)

    def actualiser_chrome(self) -> None:
        """While one types, the footer shows only the keys that the field leaves alone."""
        super().actualiser_chrome()
        if isinstance(self.focused, Saisie):
            usable = self.commandes_du_pied()
            keys = [kept for command in usable if (kept := pendant_la_saisie(command)) is not None]
            known = self.app.connu
            self.query_one(Touches).montrer(keys, known.au if known is not None else "")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Other keys work in the field than in the tree."""
        self.actualiser_chrome()
