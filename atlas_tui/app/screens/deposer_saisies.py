# SPDX-License-Identifier: EUPL-1.2
"""How a field of the deposit form is filled, in the language of its reader: a line, a text, a choice, « did you mean »."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from atlas_tui.app.edition import Champ
from atlas_tui.app.screens.cocher import TOUS, CocherScreen, Option
from atlas_tui.app.screens.modal import Modal
from atlas_tui.app.screens.questionnaire import MenuModal
from atlas_tui.app.screens.saisies import TexteScreen
from atlas_tui.app.widgets.case import Case
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree, Menu
from parquet.reference import geography
from parquet.text import fold
from store.depot import Depot, defaut
from store.langues import Langue, dire, pays_espagnols

SANS_JOUR = ""
"""What stands beside the keys of a form that is read in any language: the day of the atlas is said in French."""


@cache
def pays_en(langue: Langue) -> Mapping[str, str]:
    """ISO2 → name of the countries that may ask, in a language, as its readers sort them."""
    spanish = pays_espagnols()
    names = {
        code: {"fr": one.nom, "en": one.nom_anglais, "es": spanish.get(code, one.nom)}[langue]
        for code, one in geography.pays().items()
        if code != "FR"
    }
    return dict(sorted(names.items(), key=lambda pair: fold(pair[1])))


class LigneDepotScreen(Modal):
    """One line; what is wrong with it is said while it is typed."""

    au = SANS_JOUR

    DEFAULT_CSS = """
    LigneDepotScreen Case { margin: 1 0; }
    LigneDepotScreen #avis { height: 1fr; }
    """

    def __init__(
        self, langue: Langue, champ: str, valeur: str, suite: Callable[[str], None], titre: str = ""
    ) -> None:
        super().__init__()
        self.langue, self._champ, self._valeur, self._suite = langue, champ, valeur, suite
        self._titre = titre or dire(langue, f"champ.{champ}")

    @property
    def titre(self) -> str:
        """The name of the field."""
        return self._titre

    @property
    def touches(self) -> str:
        """The keys."""
        return dire(self.langue, "saisie.touches")

    def corps(self) -> ComposeResult:
        """The field and what is said of it."""
        yield Case(id="ligne", valeur=self._valeur)
        yield Static("", id="avis", markup=False)

    def on_mount(self) -> None:
        """At the end of what is there."""
        field = self.query_one(Case)
        field.cursor_position = len(field.value)
        self.set_focus(field)

    @on(Input.Changed)
    def _juger(self) -> bool:
        """Say what is wrong; True when nothing is."""
        said = self.query_one(Case).value
        wrong = defaut(self._champ, said) if self._champ and said.strip() else None
        self.query_one("#avis", Static).update(
            Content("" if wrong is None else propre(wrong.en(self.langue)))
        )
        return wrong is None

    @on(Case.Validee)
    def _valider(self) -> None:
        if self._juger():
            said = self.query_one(Case).value.strip()
            self.dismiss()
            self._suite(said)


class TexteDepotScreen(TexteScreen):
    """Several paragraphs."""

    au = SANS_JOUR

    def __init__(
        self, langue: Langue, titre: str, champ: str, depot: Depot, suite: Callable[[str], None]
    ) -> None:
        super().__init__(Champ(champ, titre, "long"), depot, suite)
        self.langue = langue

    @property
    def touches(self) -> str:
        """The keys."""
        return dire(self.langue, "saisie.long")


class ChoixScreen(CocherScreen):
    """One of a list, which is narrowed while one types."""

    au = SANS_JOUR

    def __init__(
        self,
        langue: Langue,
        titre: str,
        options: Sequence[Option],
        ici: Sequence[str],
        *,
        completer: Callable[[str, Callable[[tuple[Option, ...]], None]], None] | None = None,
    ) -> None:
        super().__init__(
            titre, options, ici, {}, tous=dire(langue, "saisie.aucun"), unique=True, completer=completer
        )
        self.langue = langue
        self.touches = dire(langue, "saisie.touches")

    @property
    def invite(self) -> str:
        """What the empty field says."""
        return dire(self.langue, "saisie.choisir")

    def corps(self) -> ComposeResult:
        """The list."""
        yield Menu(id="choisir-menu", vide=dire(self.langue, "saisie.rien"), toujours=True)

    def _afficher(self, options: Sequence[Option], cle: str, wanted: str) -> None:
        # Nothing is no answer here.
        super()._afficher([one for one in options if one.cle != TOUS], cle, wanted)


class ProchesScreen(MenuModal):
    """« Did you mean » : the authorities of nearly the same name, and none of them."""

    au = SANS_JOUR

    def __init__(
        self, langue: Langue, nom: str, proches: Sequence[tuple[str, str]], suite: Callable[[str], None]
    ) -> None:
        lines = [Entree(id_, text) for id_, text in proches]
        lines.append(Entree(" ", dire(langue, "saisie.non", nom=nom)))
        super().__init__(dire(langue, "saisie.proches", nom=nom), lines, lambda cle: suite(cle.strip()))
        self.langue = langue

    @property
    def touches(self) -> str:
        """The keys."""
        return dire(self.langue, "saisie.touches")
