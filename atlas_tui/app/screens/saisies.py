# SPDX-License-Identifier: EUPL-1.2
"""How one field of a form is filled: a line checked while typing, a text of several paragraphs, the lines of a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from atlas_tui.app import edition
from atlas_tui.app.edition import Champ
from atlas_tui.app.screens.modal import Modal
from atlas_tui.app.widgets.case import Case
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree, Menu
from store.errors import Refused

AJOUTER = "+"


class LigneScreen(Modal):
    """One line: what is wrong with it is said while it is typed."""

    TOUCHES: ClassVar[str] = "Entrée valider  Échap annuler"
    DEFAULT_CSS = """
    LigneScreen Case { margin: 1 0; }
    LigneScreen #avis { height: 1fr; }
    """

    def __init__(
        self,
        champ: Champ,
        record: Any,
        suite: Callable[[Any], None],
        juger: Callable[[Any], None] | None = None,
    ) -> None:
        super().__init__()
        self._champ, self._record, self._suite, self._regle = champ, record, suite, juger

    @property
    def titre(self) -> str:
        """The name of the field."""
        star = " *" if edition.obligatoire(type(self._record), self._champ.cle) else ""
        plus = " (séparés par un point-virgule)" if self._champ.genre == "noms" else ""
        return f"{self._champ.titre}{star}{plus}"

    def corps(self) -> ComposeResult:
        """The field and what is said of it."""
        yield Case(edition.texte(self._champ, self._record), id="ligne")
        yield Static("", id="avis", markup=False)

    def on_mount(self) -> None:
        """At the end of what is there."""
        field = self.query_one(Case)
        field.cursor_position = len(field.value)
        self.set_focus(field)

    def _juger(self) -> str:
        wrong = edition.defaut(self._champ, self._record, self.query_one(Case).value, self._regle)
        self.query_one("#avis", Static).update(Content(propre(wrong)))
        return wrong

    @on(Input.Changed)
    def _change(self) -> None:
        if not self._juger():
            # In the form at once: what is typed is in its draft.
            self._suite(edition.lire(self._champ, self.query_one(Case).value))

    def action_fermer(self) -> None:
        """The field as it was."""
        self._suite(getattr(self._record, self._champ.cle))
        super().action_fermer()

    @on(Case.Validee)
    def _valider(self) -> None:
        said = self.query_one(Case).value
        if self._juger() and said.strip():
            return
        try:
            value = edition.lire(self._champ, said)
        except Refused:
            return
        self.dismiss()
        self._suite(value)


class TexteScreen(Modal):
    """Several paragraphs. What is typed is in the form at once: leaving loses nothing."""

    TOUCHES: ClassVar[str] = "Échap ou F5 revenir au formulaire"
    DEFAULT_CSS = """
    TexteScreen TextArea, TexteScreen TextArea:focus { border: none; height: 1fr; padding: 0; margin: 1 0 0 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "fermer", "Revenir", show=False, priority=True),
        Binding("escape", "fermer", "Revenir", show=False, priority=True),
    ]

    def __init__(self, champ: Champ, record: Any, suite: Callable[[Any], None]) -> None:
        super().__init__()
        self._champ, self._texte, self._suite = champ, edition.texte(champ, record), suite

    @property
    def titre(self) -> str:
        """The name of the field."""
        return self._champ.titre

    def corps(self) -> ComposeResult:
        """The text."""
        yield TextArea(self._texte, id="texte", soft_wrap=True, show_line_numbers=False, compact=True)

    def on_mount(self) -> None:
        """At the end."""
        area = self.query_one(TextArea)
        area.cursor_blink = False
        area.move_cursor(area.document.end)
        self.set_focus(area)

    @on(TextArea.Changed)
    def _change(self) -> None:
        text = self.query_one(TextArea).text
        if text != self._texte:
            self._texte = text
            self._suite(text)


class LignesScreen(Modal):
    """A small table: contacts, financements, documents. Each change is in the form at once."""

    TOUCHES: ClassVar[str] = "Entrée modifier  + ajouter  Suppr retirer  Échap ou F5 revenir au formulaire"
    DEFAULT_CSS = "LignesScreen Menu { margin: 1 0 0 0; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "ajouter", "Ajouter", show=False),
        Binding("delete,minus", "retirer", "Retirer", show=False),
        Binding("f5", "fermer", "Revenir", show=False),
    ]

    def __init__(self, champ: Champ, lignes: Sequence[Any], suite: Callable[[Any], None]) -> None:
        super().__init__()
        self._champ, self._lignes, self._suite = champ, list(lignes), suite

    @property
    def titre(self) -> str:
        """The name of the table."""
        return self._champ.titre

    def corps(self) -> ComposeResult:
        """The lines, then one to add another."""
        yield Menu(id="lignes", toujours=True)

    def on_mount(self) -> None:
        """The first line."""
        self._montrer()
        self.set_focus(self.query_one(Menu))

    def _montrer(self, cle: str = "") -> None:
        lines = [Entree(str(n), propre(edition.ligne_en_mots(one))) for n, one in enumerate(self._lignes)]
        self.query_one(Menu).montrer([*lines, Entree(AJOUTER, "+ Ajouter")], cle=cle)

    @on(Menu.Choisi)
    def _ouvrir(self, event: Menu.Choisi) -> None:
        from atlas_tui.app.screens.modifier import PartieScreen

        if event.cle == AJOUTER:
            self.action_ajouter()
            return
        rank = int(event.cle)

        before = self._lignes[rank]

        def recu(record: Any | None) -> None:
            self._lignes[rank] = before if record is None else record
            self._changer(str(rank))

        self.app.push_screen(PartieScreen(self._champ.titre, before, recu))

    def action_ajouter(self) -> None:
        """A new line."""
        from atlas_tui.app.screens.modifier import PartieScreen

        before = list(self._lignes)

        def recu(record: Any | None) -> None:
            self._lignes = before if record is None else [*before, record]
            self._changer(str(len(before)))

        assert self._champ.lignes is not None
        self.app.push_screen(PartieScreen(self._champ.titre, edition.vide(self._champ.lignes), recu))

    def action_retirer(self) -> None:
        """Take the line under the cursor away."""
        line = self.query_one(Menu).courante
        if line is not None and line.cle != AJOUTER:
            del self._lignes[int(line.cle)]
            self._changer()

    def _changer(self, cle: str = "") -> None:
        self._montrer(cle)
        self._suite(tuple(self._lignes))
