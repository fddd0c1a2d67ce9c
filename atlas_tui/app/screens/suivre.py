# SPDX-License-Identifier: EUPL-1.2
"""Following one's own demande without account: its number and one's address, a code, then what its author may do."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from atlas_tui.app.screens.deposer_code import refus
from atlas_tui.app.screens.deposer_saisies import SANS_JOUR
from atlas_tui.app.screens.questionnaire import MenuModal, Question, Questionnaire
from atlas_tui.app.widgets.menu import Entree
from parquet.pages import Adresse, Page
from store.langues import Langue, dire, jour

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from store.boite import Reponse


class _Questions(Questionnaire):
    """A short question in a language."""

    au = SANS_JOUR

    def __init__(self, langue: Langue) -> None:
        super().__init__()
        self.langue = langue

    @property
    def titre(self) -> str:
        """What is asked for."""
        return dire(self.langue, "suivre.titre")

    @property
    def touches(self) -> str:
        """The keys."""
        return dire(self.langue, "suivre.touches")

    @property
    def attente(self) -> str:
        """While the host answers."""
        return dire(self.langue, "formulaire.attente")


class SuivreScreen(_Questions):
    """The number of the demande, and the address of its author."""

    def __init__(self, langue: Langue, id_: str = "") -> None:
        super().__init__(langue)
        self._numero = id_

    @property
    def avis(self) -> str:
        """Who gets a code."""
        return dire(self.langue, "suivre.avis")

    def questions(self) -> Sequence[Question]:
        """Two."""
        return (
            Question("id", dire(self.langue, "suivre.numero"), valeur=self._numero),
            Question("courriel", dire(self.langue, "suivre.courriel")),
        )

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Ask for the code."""
        from store.boite import Suivre

        app, jeton = self.app, secrets.token_urlsafe(24)
        asked = Suivre(valeurs["id"].strip().lower(), valeurs["courriel"])

        def recu(answer: Reponse) -> None:
            if answer.cle:
                self.dire(refus(self.langue, answer))
            else:
                self.dismiss()
                app.push_screen(PreuveScreen(self.langue, asked.courriel, jeton))

        self.en_fil(lambda: app.guichet().demander(asked, jeton), recu)


class PreuveScreen(_Questions):
    """The code that was mailed; then what the demande has become, and what may be done."""

    def __init__(self, langue: Langue, courriel: str, jeton: str) -> None:
        super().__init__(langue)
        self._courriel, self._jeton = courriel, jeton

    @property
    def avis(self) -> str:
        """Who gets a code."""
        return dire(self.langue, "suivre.avis")

    def questions(self) -> Sequence[Question]:
        """One."""
        return (Question("code", dire(self.langue, "code.question")),)

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Prove, then choose."""
        from store.boite import Agir

        app, jeton, code = self.app, self._jeton, valeurs["code"]

        def recu(answer: Reponse) -> None:
            if answer.cle:
                self.dire(refus(self.langue, answer))
                return
            self.dismiss()
            app.push_screen(AuteurMenu(app, self.langue, answer, jeton, code))

        self.en_fil(lambda: app.guichet().demander(Agir(code), jeton), recu)


class AuteurMenu(MenuModal):
    """The state of one's own demande, and what its author may do now."""

    au = SANS_JOUR

    def __init__(self, app: AtlasApp, langue: Langue, suivi: Reponse, jeton: str, code: str) -> None:
        self.langue = langue
        state = dire(langue, f"etat.{suivi.etat}")
        day = jour(langue, suivi.le) if suivi.le else ""
        lines = [Entree("", suivi.titre)]
        if suivi.raison:
            lines.append(Entree("", dire(langue, "suivre.raison", raison=suivi.raison.replace("\n", " "))))
        lines.append(Entree("rien", dire(langue, "suivre.rien")))
        lines += [Entree(geste, dire(langue, f"suivre.{geste}")) for geste in suivi.gestes]
        super().__init__(
            dire(langue, "suivre.etat", id=suivi.id, etat=state, jour=day),
            lines,
            lambda cle: _agir(app, langue, cle, jeton, code),
        )

    @property
    def touches(self) -> str:
        """The keys."""
        return dire(self.langue, "saisie.touches")


def _agir(app: AtlasApp, langue: Langue, geste: str, jeton: str, code: str) -> None:
    from store.boite import Agir

    if geste == "rien":
        return

    def fait(answer: Reponse) -> None:
        if answer.cle:
            app.dire(refus(langue, answer))
            return
        app.perime = True
        if answer.etat == "retiree":
            # Its page is no more.
            app.aller(Adresse(Page("bourse")))
        else:
            app.relire_page()
        app.call_after_refresh(lambda: app.dire(dire(langue, f"suivre.fait-{geste}")))

    app.dire(dire(langue, "formulaire.attente"))
    app.faire(lambda: app.guichet().demander(Agir(code, geste), jeton), fait)
