# SPDX-License-Identifier: EUPL-1.2
"""A field that is answered while one types: the field keeps the focus, the arrows walk in the answers below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from atlas_tui.app.widgets.choices import Choices, Choix

R = TypeVar("R")


class Saisie(Input):
    """A one-line field without box. Échap empties it first; only then does it leave the page."""

    DEFAULT_CSS = """
    Saisie, Saisie:focus { border: none; height: 1; padding: 0 1; background: $surface; }
    Saisie > .input--cursor { text-style: reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "vers_liste('avancer(1)')", "Réponse suivante", show=False),
        Binding("up", "vers_liste('avancer(-1)')", "Réponse précédente", show=False),
        Binding("pagedown", "vers_liste('page(1)')", "Page suivante", show=False),
        Binding("pageup", "vers_liste('page(-1)')", "Page précédente", show=False),
    ]

    def __init__(self, *, invite: str = "", liste: Choices | None = None, id: str | None = None) -> None:
        super().__init__(placeholder=invite, id=id, select_on_focus=False, compact=True)
        self.cursor_blink = False
        self._liste = liste

    async def action_vers_liste(self, action: str) -> None:
        """Move in the answers without leaving the field."""
        if self._liste is not None:
            await self._liste.run_action(action)


class Chercheur(Generic[R]):
    """Asks in a thread, one question at a time: while one runs only the latest waits, the others are dropped."""

    def __init__(self, lancer: Callable[[Callable[[], None]], object], chercher: Callable[[str], R]) -> None:
        self._lancer = lancer
        self._chercher = chercher
        self._verrou = Lock()
        self._attend: str | None = None
        self._occupe = False

    def demander(
        self, texte: str, livrer: Callable[[str, R], None], echouer: Callable[[Exception], None]
    ) -> None:
        """Ask for `texte`; on the event loop. `livrer` and `echouer` are called from the thread: they must only post."""
        with self._verrou:
            self._attend = texte
            if self._occupe:
                return
            self._occupe = True
        self._lancer(lambda: self._travailler(livrer, echouer))

    def _suivant(self) -> str | None:
        with self._verrou:
            texte, self._attend = self._attend, None
            self._occupe = texte is not None
            return texte

    def _travailler(self, livrer: Callable[[str, R], None], echouer: Callable[[Exception], None]) -> None:
        while (texte := self._suivant()) is not None:
            try:
                found = self._chercher(texte)
            except Exception as error:
                echouer(error)
            else:
                livrer(texte, found)


class Completion(Vertical):
    """A field and its answers."""

    DEFAULT_CSS = """
    Completion { height: 1fr; }
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

    def __init__(self, *, invite: str, vide: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.liste = Choices(vide=vide)
        self.saisie = Saisie(invite=invite, liste=self.liste)

    def compose(self) -> ComposeResult:
        """The field above, the answers below."""
        yield self.saisie
        yield self.liste

    def montrer(self, lignes: Sequence[Choix], **options: object) -> None:
        """Show answers."""
        self.liste.montrer(lignes, **options)  # type: ignore[arg-type]

    @on(Input.Changed)
    def _change(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Change(self, event.value))

    @on(Input.Submitted)
    def _valide(self, event: Input.Submitted) -> None:
        event.stop()
        self.liste.action_choisir()
