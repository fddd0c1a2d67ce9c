# SPDX-License-Identifier: EUPL-1.2
"""Short questions over a page: a few fields, one line that says what is wrong, work done in a thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from atlas_tui.app.screens.modal import Modal
from atlas_tui.app.trace import chemin, journal
from atlas_tui.app.widgets.case import Case
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree, Menu
from parquet.errors import AtlasError
from store.errors import Refused, StoreError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """A field: its key, what is asked, whether what is typed is hidden."""

    cle: str
    titre: str
    secret: bool = False
    valeur: str = ""


class Travail(Modal):
    """A modal that works in threads and says on one line what comes of it."""

    _occupe = False

    @property
    def attente(self) -> str:
        """What is said while something is done."""
        return "Un instant…"

    def dire(self, message: str) -> None:
        """Say what happens, or what is wrong."""
        self.query_one("#etat-volet", Static).update(Content(propre(message)))

    def etat(self) -> Static:
        """The line of `dire`."""
        return Static("", id="etat-volet", markup=False)

    def occuper(self, oui: bool) -> None:
        """From now on something is being done, or no more: meanwhile nothing else is begun, and Échap does not close."""
        self._occupe = oui

    def action_fermer(self) -> None:
        """Close, once what is being done is over: nobody would be told what came of it."""
        if not self._occupe:
            super().action_fermer()

    def en_fil(
        self,
        travail: Callable[[], T],
        suite: Callable[[T], None],
        refus: Callable[[StoreError | AtlasError], None] | None = None,
    ) -> None:
        """Run `travail` in a thread, then `suite` with what it gave; one thing at a time. A refusal is said as it is."""
        if self._occupe:
            return
        self._occupe = True
        self.dire(self.attente)

        def finir(do: Callable[[], None]) -> None:
            self._occupe = False
            self.dire("")
            do()

        def fil() -> None:
            try:
                result = travail()
            except (StoreError, AtlasError) as error:
                refused = error
                self.app.call_later(finir, lambda: (refus or self._refuser)(refused))
            except Exception:
                journal().exception("travail de %s", type(self).__name__)
                said = f"L'opération a échoué ; le détail est dans {chemin()}."
                self.app.call_later(finir, lambda: self.dire(said))
            else:
                self.app.call_later(finir, lambda: suite(result))

        self.run_worker(fil, name="travail", thread=True, exit_on_error=False)

    def _refuser(self, error: StoreError | AtlasError) -> None:
        self.dire(str(error))


class Questionnaire(Travail):
    """Fields under each other. `valider` is given their values."""

    TOUCHES: ClassVar[str] = "Entrée champ suivant, puis valider  F5 valider  Échap fermer"
    DEFAULT_CSS = """
    Questionnaire .question { height: 1; }
    Questionnaire .intitule { width: 28; }
    Questionnaire #avis { height: auto; margin: 0 0 1 0; }
    Questionnaire #etat-volet { height: auto; margin: 1 0; }
    Questionnaire #reste { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f5", "valider", "Valider", show=False, priority=True)]
    AVIS: ClassVar[str] = ""

    @property
    def avis(self) -> str:
        """What is said above the fields."""
        return self.AVIS

    def questions(self) -> Sequence[Question]:
        """What is asked."""
        raise NotImplementedError

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Do what the values ask for."""
        raise NotImplementedError

    def corps(self) -> ComposeResult:
        """What is said first, the fields, what is wrong."""
        if self.avis:
            lines = "\n".join(propre(one) for one in self.avis.splitlines())
            yield Static(lines, id="avis", markup=False)
        for one in self.questions():
            with Horizontal(classes="question"):
                yield Static(one.titre, classes="intitule", markup=False)
                yield Case(one.valeur, id=one.cle, secret=one.secret)
        yield self.etat()
        yield Static("", id="reste", markup=False)

    def on_mount(self) -> None:
        """The first empty field."""
        fields = list(self.query(Case))
        self.set_focus(next((f for f in fields if not f.value), fields[0]))

    @property
    def valeurs(self) -> dict[str, str]:
        """Key of a question → what is typed."""
        return {field.id or "": field.value for field in self.query(Case)}

    @on(Case.Validee)
    def action_valider(self) -> None:
        """Take the values."""
        if not self._occupe:
            self.valider(self.valeurs)

    def _refuser(self, error: StoreError | AtlasError) -> None:
        """Say it, in the field it is about."""
        self.dire(str(error))
        if isinstance(error, Refused):
            for field in self.query(Case):
                if field.id == error.field.replace(" ", "-"):
                    self.set_focus(field)


class MenuModal(Modal):
    """Choose one of a few things to do."""

    TOUCHES: ClassVar[str] = "Entrée choisir  Échap fermer"
    DEFAULT_CSS = "MenuModal Menu { margin: 1 0 0 0; }"

    def __init__(self, titre: str, entrees: Sequence[Entree], suite: Callable[[str], None]) -> None:
        super().__init__()
        self._titre, self._entrees, self._suite = titre, tuple(entrees), suite

    @property
    def titre(self) -> str:
        """What is chosen."""
        return propre(self._titre)

    def corps(self) -> ComposeResult:
        """The list."""
        yield Menu(id="menu-modal", colonne=34, toujours=True)

    def on_mount(self) -> None:
        """The list, the first entry under the cursor."""
        menu = self.query_one(Menu)
        menu.montrer(self._entrees)
        self.set_focus(menu)

    @on(Menu.Choisi)
    def _choisir(self, event: Menu.Choisi) -> None:
        self.dismiss()
        self.app.call_later(self._suite, event.cle)
