# SPDX-License-Identifier: EUPL-1.2
"""The end of a deposit, in the language of its reader: the code that was mailed, the number of the demande, a refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from atlas_tui.app.screens.deposer_saisies import SANS_JOUR
from atlas_tui.app.screens.questionnaire import Question, Questionnaire, Travail
from store.langues import Langue, dire

if TYPE_CHECKING:
    from store.boite import Reponse


def refus(langue: Langue, answer: Reponse) -> str:
    """Why a request was refused, in a language."""
    words = dict(answer.mots)
    if "etat" in words:
        words["etat"] = dire(langue, f"etat.{words['etat']}")
    return dire(langue, f"erreur.{answer.cle}", **words)


class CodeScreen(Questionnaire):
    """The code that was mailed. `suite` is given the answer of the host once it is right."""

    au = SANS_JOUR

    def __init__(self, langue: Langue, courriel: str, jeton: str, suite: Callable[[Reponse], None]) -> None:
        super().__init__()
        self.langue, self._courriel, self._jeton, self._suite = langue, courriel, jeton, suite

    @property
    def titre(self) -> str:
        """What is confirmed."""
        return dire(self.langue, "code.titre")

    @property
    def touches(self) -> str:
        """The keys."""
        return dire(self.langue, "code.touches")

    @property
    def avis(self) -> str:
        """Where the code is."""
        return dire(self.langue, "code.avis", courriel=self._courriel)

    @property
    def attente(self) -> str:
        """While the host answers."""
        return dire(self.langue, "formulaire.attente")

    def questions(self) -> Sequence[Question]:
        """One."""
        return (Question("code", dire(self.langue, "code.question")),)

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Confirm."""
        from store.boite import Confirmer

        if not valeurs["code"].strip():
            return  # a key pressed twice is no try
        app, jeton, asked = self.app, self._jeton, Confirmer(valeurs["code"])

        def recu(answer: Reponse) -> None:
            if answer.cle:
                self.dire(refus(self.langue, answer))
            else:
                self.dismiss()
                self._suite(answer)

        self.en_fil(lambda: app.guichet().demander(asked, jeton), recu)


class FiniScreen(Travail):
    """It is done: its number, who decides, how to follow it."""

    au = SANS_JOUR

    DEFAULT_CSS = "FiniScreen #fini { height: 1fr; margin: 1 0 0 0; }"

    def __init__(self, langue: Langue, id_: str) -> None:
        super().__init__()
        self.langue, self._numero = langue, id_

    @property
    def titre(self) -> str:
        """What happened."""
        return dire(self.langue, "fini.titre")

    @property
    def touches(self) -> str:
        """The keys."""
        return dire(self.langue, "fini.touches")

    def corps(self) -> ComposeResult:
        """The text."""
        yield Static(dire(self.langue, "fini.texte", id=self._numero), id="fini", markup=False)
