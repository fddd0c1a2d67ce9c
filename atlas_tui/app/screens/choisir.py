# SPDX-License-Identifier: EUPL-1.2
"""Choose one entry of a list, narrowed while typing: a country, a status, a theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input

from atlas_tui.app.widgets.champ import Champ
from atlas_tui.app.widgets.chrome import Ligne
from atlas_tui.app.widgets.completion import PAUSE
from atlas_tui.app.widgets.menu import Entree, Menu
from atlas_tui.terminal.profile import profil
from parquet.text import fold


class ChoisirScreen(ModalScreen[str | None]):
    """A field and a list over the page; gives the key of the entry chosen, or None."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "annuler", "Annuler", show=False),
        Binding("down", "menu('bouger', 1)", "Suivant", show=False),
        Binding("up", "menu('bouger', -1)", "Précédent", show=False),
        Binding("pagedown", "menu('page', 1)", "Page suivante", show=False),
        Binding("pageup", "menu('page', -1)", "Page précédente", show=False),
    ]

    def __init__(self, titre: str, entrees: Sequence[Entree], cle: str = "") -> None:
        super().__init__()
        self._titre = titre
        self._entrees = tuple(entrees)
        self._plies = [fold(entry.texte) for entry in entrees]
        self._cle = cle
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        """Title, field, list, keys."""
        with Vertical(id="choisir"):
            yield Ligne(id="choisir-titre")
            yield Champ(invite="Tapez quelques lettres", id="choisir-saisie")
            yield Menu(id="choisir-menu", vide="Rien ne correspond.", toujours=True)
            yield Ligne(id="choisir-touches")

    def on_mount(self) -> None:
        """Everything, the present value under the cursor."""
        self.query_one("#choisir-titre", Ligne).dire(self._titre)
        connu = getattr(self.app, "connu", None)
        date = connu.au if connu is not None else ""
        self.query_one("#choisir-touches", Ligne).dire("Entrée choisir  Échap annuler", date)
        self.query_one(Menu).can_focus = False
        self.query_one(Menu).montrer(self._entrees, cle=self._cle)

    @on(Input.Changed)
    def _filtrer(self, event: Input.Changed) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
        if profil().mince:
            # On a slow line the letters come first, and the list after a pause in typing.
            self._pause = self.set_timer(PAUSE, self._proposer)
        else:
            self._proposer()

    def _proposer(self) -> None:
        self._pause = None
        wanted = fold(self.query_one(Input).value)
        kept = [entry for entry, folded in zip(self._entrees, self._plies, strict=True) if wanted in folded]
        # Names that begin with what was typed come first.
        kept.sort(key=lambda entry: not fold(entry.texte).startswith(wanted) if wanted else False)
        menu = self.query_one(Menu)
        menu.curseur = 0
        menu.montrer(kept, cle="" if wanted else self._cle)

    @on(Input.Submitted)
    def _valider(self) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._proposer()
        self.query_one(Menu).action_choisir()

    @on(Menu.Choisi)
    def _choisir(self, event: Menu.Choisi) -> None:
        self.dismiss(event.cle)

    def action_menu(self, quoi: str, sens: int) -> None:
        """Move in the list while the field keeps the focus."""
        getattr(self.query_one(Menu), f"action_{quoi}")(sens)

    def action_annuler(self) -> None:
        """Leave things as they were."""
        self.dismiss(None)
