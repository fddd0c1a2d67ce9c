# SPDX-License-Identifier: EUPL-1.2
"""A field that is answered while one types: the field keeps the focus, the arrows walk in the answers below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from atlas_tui.app.widgets.champ import Champ
from atlas_tui.app.widgets.choices import Choices, Choix
from atlas_tui.terminal.profile import profil

PAUSE = 0.4
"""Seconds without a key after which a slow line is worth the answers to what is typed."""
ATTENTE = 1.5
"""Seconds that Entrée waits for the answers to the last letters, before it chooses among those that are there."""


class Saisie(Champ):
    """A one-line field without box. Échap empties it first; only then does it leave the page."""

    DEFAULT_CSS = """
    Saisie, Saisie:focus { border: none; height: 1; padding: 0 1; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "vers_liste('avancer(1)')", "Réponse suivante", show=False),
        Binding("up", "vers_liste('avancer(-1)')", "Réponse précédente", show=False),
        Binding("pagedown", "vers_liste('page(1)')", "Page suivante", show=False),
        Binding("pageup", "vers_liste('page(-1)')", "Page précédente", show=False),
    ]

    def __init__(
        self,
        *,
        invite: str = "",
        liste: Choices | None = None,
        cede: frozenset[str] = frozenset(),
        id: str | None = None,
    ) -> None:
        super().__init__(invite=invite, id=id)
        self._liste = liste
        self.cede = cede
        """Keys that the field leaves to the page, although they are characters."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Which keys the field takes from the page's commands: characters, but those it leaves."""
        return key not in self.cede and super().check_consume_key(key, character)

    async def _on_key(self, event: events.Key) -> None:
        # Textual runs the handlers of every base: only this keeps the character out of the field. And the key ends here:
        # bubbling on, it would be looked up once more, on the screen that it has just opened.
        if event.key in self.cede:
            event.prevent_default()
            event.stop()
            await self.app._check_bindings(event.key)

    def action_cursor_right(self, select: bool = False) -> None:
        """At the end of the text, → opens the branch under the cursor of the list."""
        if self.cursor_position >= len(self.value) and self._liste is not None and not select:
            self._liste.action_plier(True)
        else:
            super().action_cursor_right(select)

    def action_cursor_left(self, select: bool = False) -> None:
        """Before the text, ← closes it."""
        if self.cursor_position == 0 and self._liste is not None and not select:
            self._liste.action_plier(False)
        else:
            super().action_cursor_left(select)

    async def action_vers_liste(self, action: str) -> None:
        """Move in the answers without leaving the field."""
        if self._liste is not None:
            await self._liste.run_action(action)


class Completion(Vertical):
    """A field and its answers."""

    DEFAULT_CSS = """
    Completion { height: 1fr; }
    Completion > Horizontal { height: 1; }
    Completion .etiquette { width: auto; text-style: bold; padding: 0 1 0 0; }
    """

    @dataclass
    class Change(Message):
        """Something else is typed."""

        completion: Completion
        texte: str

        @property
        def control(self) -> Completion:
            """The widget, for `@on` selectors."""
            return self.completion

    def __init__(
        self,
        etiquette: str,
        *,
        invite: str,
        vide: str = "",
        cede: frozenset[str] = frozenset(),
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._etiquette = etiquette
        self.liste = Choices(vide=vide)
        self.saisie = Saisie(invite=invite, liste=self.liste, cede=cede)
        self._en_question = False
        self._pause: Timer | None = None
        self._entree: Timer | None = None

    def compose(self) -> ComposeResult:
        """The field above, the answers below."""
        with Horizontal():
            yield Static(f"{self._etiquette}\u00a0:", markup=False, classes="etiquette")
            yield self.saisie
        yield self.liste

    def montrer(self, lignes: Sequence[Choix], *, provisoire: bool = False, **options: object) -> None:
        """Show answers. `provisoire`: the true ones are still to come."""
        self.liste.montrer(lignes, **options)  # type: ignore[arg-type]
        if not provisoire:
            self._en_question = False
            if self._entree is not None:
                self._choisir()

    @on(Input.Changed)
    def _change(self, event: Input.Changed) -> None:
        event.stop()
        self._en_question = True
        if profil().mince:
            if self._pause is not None:
                self._pause.stop()
            self._pause = self.set_timer(PAUSE, self._questionner)
        else:
            self._questionner()

    def _questionner(self) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
        self.post_message(self.Change(self, self.saisie.value))

    @on(Input.Submitted)
    def _valide(self, event: Input.Submitted) -> None:
        event.stop()
        if self._pause is not None:
            self._questionner()
        if not self._en_question:
            self.liste.action_choisir()
        elif self._entree is None:
            # Typed ahead of the answers: what stands in the list answers to other letters.
            self._entree = self.set_timer(ATTENTE, self._choisir)

    def _choisir(self) -> None:
        if self._entree is not None:
            self._entree.stop()
            self._entree = None
        self._en_question = False
        self.liste.action_choisir()
