# SPDX-License-Identifier: EUPL-1.2
"""Choose one or several values of a field, in a list narrowed while typing; or type a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.champ import Champ
from atlas_tui.app.widgets.chrome import Ligne
from atlas_tui.app.widgets.menu import Entree, Menu
from parquet.errors import AtlasError
from parquet.jours import lire_jour_passe
from parquet.text import fold

TOUS = "*"
"""Key of the entry that takes the criterion away."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: its code, its name, the projets behind it, other words that find it."""

    cle: str
    texte: str
    nombre: str = ""
    alias: str = ""


class _Volet(ModalScreen["tuple[str, ...] | None"]):
    """A title, a field, the keys."""

    AUTO_FOCUS = "Input"
    INVITE: ClassVar[str] = ""
    touches: str = "Entrée valider  Échap annuler"

    def __init__(self, titre: str) -> None:
        super().__init__()
        self._titre = titre

    @property
    def invite(self) -> str:
        """What the empty field says."""
        return self.INVITE

    @property
    def au(self) -> str:
        """The day of the atlas, beside the keys."""
        connu = getattr(self.app, "connu", None)
        return connu.au if connu is not None else ""

    def compose(self) -> ComposeResult:
        """Title, field, what is under it, keys."""
        with Vertical(id="choisir"):
            yield Ligne(id="choisir-titre")
            yield Champ(invite=self.invite, id="choisir-saisie")
            yield from self.corps()
            yield Ligne(id="choisir-touches")

    def corps(self) -> ComposeResult:
        """What stands under the field."""
        yield from ()

    def on_mount(self) -> None:
        """Write the lines."""
        self.query_one("#choisir-titre", Ligne).dire(self._titre)
        self.query_one("#choisir-touches", Ligne).dire(self.touches, self.au)
        # Keys typed ahead were meant for this field.
        if (release := getattr(self.app, "rendre_touches", None)) is not None:
            self.call_after_refresh(release)

    def action_annuler(self) -> None:
        """Leave things as they were."""
        self.dismiss(None)


class SaisirScreen(_Volet):
    """One text: key words, the words of a title, a day. What `lire` refuses is said above the field, which stays open."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "annuler", "Annuler", show=False)]

    def __init__(
        self,
        titre: str,
        texte: str,
        lire: Callable[[str], object] = str,
        *,
        vide: str = "Un champ vidé ne compte plus.",
    ) -> None:
        super().__init__(titre)
        self._texte = texte
        self._lire = lire
        self._vide = vide
        """What stands under the field."""

    def corps(self) -> ComposeResult:
        """The rest of the screen stays blank."""
        yield Menu(id="choisir-menu", vide=self._vide)

    def on_mount(self) -> None:
        """The present text, to be continued."""
        field = self.query_one(Input)
        self.query_one(Menu).can_focus = False
        field.value = self._texte
        field.cursor_position = len(self._texte)

    @on(Input.Submitted)
    def _valider(self, event: Input.Submitted) -> None:
        text = propre(event.value).strip()
        try:
            self._lire(text)
        except AtlasError as error:
            self.query_one("#choisir-titre", Ligne).dire(str(error))
        else:
            self.dismiss((text,) if text else ())

    @on(Input.Changed)
    def _reprendre(self) -> None:
        """What was refused is being mended."""
        self.query_one("#choisir-titre", Ligne).dire(self._titre)


def _jour(texte: str) -> date | None:
    return lire_jour_passe(texte) if texte else None


def demander_jour(ecran: Screen[Any], au: date | None, suite: Callable[[date | None], None]) -> None:
    """Let the reader type a day over a screen; empty is today, None."""
    field = SaisirScreen("Atlas au (31/12/2012 ; vide : aujourd'hui)", f"{au:%d/%m/%Y}" if au else "", _jour)
    ecran.app.push_screen(field, lambda said: None if said is None else suite(_jour("".join(said))))


class CocherScreen(_Volet):
    """A list; several values mean « ou ». `completer` answers instead of a filter where names are too many to be listed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "annuler", "Annuler", show=False),
        Binding("tab", "cocher", "Cocher", show=False, priority=True),
        Binding("down", "menu('bouger', 1)", "Suivant", show=False),
        Binding("up", "menu('bouger', -1)", "Précédent", show=False),
        Binding("pagedown", "menu('page', 1)", "Page suivante", show=False),
        Binding("pageup", "menu('page', -1)", "Page précédente", show=False),
    ]
    INVITE = "Tapez quelques lettres"

    def __init__(
        self,
        titre: str,
        options: Sequence[Option],
        coches: Sequence[str],
        noms: Mapping[str, str],
        *,
        tous: str,
        unique: bool = False,
        completer: Callable[[str, Callable[[tuple[Option, ...]], None]], None] | None = None,
    ) -> None:
        super().__init__(titre)
        self._options = tuple(options)
        self._coches = list(coches)
        self._noms = {**noms, **{option.cle: option.texte for option in options}}
        self._tous = tous
        self._unique = unique
        self.touches = "Entrée choisir  " + ("" if unique else "Tab en cocher plusieurs  ") + "Échap annuler"
        self._completer = completer
        self._touche = False
        """True once something was ticked: Entrée then takes what is ticked, not the line under the cursor."""
        self._en_attente = ""
        """The text whose answers are still to come: Entrée would choose among older ones."""
        self._valide = False
        """True when Entrée waits for them."""

    def corps(self) -> ComposeResult:
        """The list."""
        yield Menu(id="choisir-menu", vide="Rien ne correspond.", toujours=True)

    def on_mount(self) -> None:
        """Everything, what is ticked first."""
        self.query_one(Menu).can_focus = False
        self._montrer()

    # --- the list ---------------------------------------------------------------------------------------------------

    def _montrer(self, cle: str = "") -> None:
        """Show what answers to the text; without any, what is ticked stands above."""
        wanted = fold(self.query_one(Input).value)
        options = list(self._options)
        if wanted and self._completer is None:
            words = wanted.split()
            options = [o for o in options if all(word in fold(f"{o.texte} {o.alias}") for word in words)]
            options.sort(key=lambda o: self._rang(o, wanted))
        if not wanted:
            known = {o.cle: o for o in options}
            ticked = [known.get(c) or Option(c, self._noms.get(c, c)) for c in self._coches]
            options = [Option(TOUS, self._tous), *ticked, *(o for o in options if o.cle not in self._coches)]
        self._afficher(options, cle or (self._coches[0] if self._coches and not wanted else ""), wanted)

    def _afficher(self, options: Sequence[Option], cle: str, wanted: str) -> None:
        menu = self.query_one(Menu)
        if wanted and not cle:
            menu.curseur = 0
        menu.montrer([Entree(o.cle, self._marque(o) + propre(o.texte), o.nombre) for o in options], cle=cle)

    @staticmethod
    def _rang(option: Option, wanted: str) -> int:
        """How near an option is: the whole of it, its beginning (after its code), beginnings of its words, anything."""
        said = fold(option.texte)
        if wanted in (fold(option.cle), said):
            return 0
        if said.startswith(wanted) or (said.partition(" ")[2].startswith(wanted) and said[:1].isdecimal()):
            return 1
        # « eau » is water before it is the end of « niveau ».
        starts = re.split(r"[^a-z0-9]+", said)
        return 2 if all(any(one.startswith(word) for one in starts) for word in wanted.split()) else 3

    def _marque(self, option: Option) -> str:
        if self._unique or option.cle == TOUS:
            return "" if self._unique else "    "
        return "[x] " if option.cle in self._coches else "[ ] "

    @on(Input.Changed)
    def _filtrer(self, event: Input.Changed) -> None:
        if self._completer is None:
            self._montrer()
            return
        text = self._en_attente = event.value

        def recevoir(options: tuple[Option, ...]) -> None:
            if self.is_attached and text == self.query_one(Input).value:
                self._en_attente = ""
                self._options = options
                self._noms.update({option.cle: option.texte for option in options})
                self._montrer()
                if self._valide:
                    self._valider()

        self._valide = False
        self._completer(text, recevoir)

    # --- choosing -----------------------------------------------------------------------------------------------------

    def action_cocher(self) -> None:
        """Tick or untick the line; a text that found it has done its work."""
        line = self.query_one(Menu).courante
        if self._unique or line is None or self._en_attente:
            return
        self._touche = True
        if line.cle == TOUS:
            self._coches.clear()
        elif line.cle in self._coches:
            self._coches.remove(line.cle)
        else:
            self._coches.append(line.cle)
        if self.query_one(Input).value:
            self.query_one(Input).value = ""
        else:
            menu = self.query_one(Menu)
            marked = [
                Entree(e.cle, ("[x] " if e.cle in self._coches else "[ ] ") + e.texte[4:], e.droite)
                if e.cle != TOUS
                else e
                for e in menu.entrees
            ]
            menu.montrer(marked, cle=line.cle)
            menu.action_bouger(1)

    @on(Input.Submitted)
    def _valider(self) -> None:
        if self._en_attente:
            self._valide = True
        elif self._touche and not self.query_one(Input).value:
            self.dismiss(tuple(self._coches))
        else:
            self.query_one(Menu).action_choisir()

    @on(Menu.Choisi)
    def _choisir(self, event: Menu.Choisi) -> None:
        if self._en_attente:
            return
        if event.cle == TOUS:
            self.dismiss(())
        elif self._touche:
            self.dismiss(tuple(dict.fromkeys((*self._coches, event.cle))))
        else:
            self.dismiss((event.cle,))

    def action_menu(self, quoi: str, sens: int) -> None:
        """Move in the list while the field keeps the focus."""
        getattr(self.query_one(Menu), f"action_{quoi}")(sens)
