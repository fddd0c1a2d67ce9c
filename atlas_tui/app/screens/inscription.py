# SPDX-License-Identifier: EUPL-1.2
"""Asking for an account: the role, the place it speaks for, who one is, then the code that was mailed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from atlas_tui.app import edition
from atlas_tui.app.screens.cocher import CocherScreen, Option
from atlas_tui.app.screens.questionnaire import MenuModal, Question, Questionnaire
from atlas_tui.app.widgets.menu import Entree
from parquet.reference import geography
from store.comptes import Demande
from store.rights import ROLE_NAMES, ROLES, Role

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from store.comptes import Compte

_LIEUX: Mapping[Role, tuple[str, str]] = {
    "agent": ("collectivite", "Votre collectivité"),
    "ambassade": ("pays", "Pays de votre ambassade"),
    "sgar": ("region", "Région de votre SGAR"),
    "reseau": ("reseau", "Votre association ou réseau"),
}
"""Role → field of the request that says for which place, and its title. The others have none."""


def commencer(app: AtlasApp) -> None:
    """Ask for the role, then the rest."""
    entries = [Entree(role, ROLE_NAMES[role]) for role in ROLES if role != "public"]
    named: dict[str, Role] = {role: role for role in ROLES}
    app.push_screen(MenuModal("Demander un compte : vous êtes", entries, lambda cle: _lieu(app, named[cle])))


def _lieu(app: AtlasApp, role: Role) -> None:
    asked = Demande("", "", "", "", role)
    if role not in _LIEUX:
        app.push_screen(InscriptionScreen(asked))
        return
    field, title = _LIEUX[role]
    shown: dict[str, str] = {}

    def choisi(said: tuple[str, ...] | None) -> None:
        if said:
            place: dict[str, Any] = {field: said[0]}
            app.push_screen(InscriptionScreen(replace(asked, **place), shown.get(said[0], "")))

    def noms(text: str) -> tuple[Option, ...]:
        find = app.atlas.collectivites if field == "collectivite" else app.atlas.reseaux
        options = tuple(
            Option(one.chemin.partition("/")[2], f"{one.nom} ({one.precision})" if one.precision else one.nom)
            for one in find(text, limite=30)
        )
        shown.update((one.cle, one.texte) for one in options)
        return options

    def completer(text: str, suite: Callable[[tuple[Option, ...]], None]) -> None:
        app.faire(lambda: noms(text), suite)

    def proposer(options: tuple[Option, ...]) -> None:
        shown.update((one.cle, one.texte) for one in options)
        by_name = completer if field in ("collectivite", "reseau") else None
        app.push_screen(
            CocherScreen(title, options, (), {}, tous="–", unique=True, completer=by_name), choisi
        )

    match field:
        case "pays":
            proposer(edition.options("pays"))
        case "region":
            proposer(tuple(Option(r.code, r.nom) for r in geography.regions().values()))
        case _:
            app.faire(lambda: noms(""), proposer)


class InscriptionScreen(Questionnaire):
    """Who asks, and their password."""

    TITRE = "Demander un compte"
    AVIS = "Un code arrivera à votre adresse. Mot de passe : 12 caractères au moins, une phrase convient."

    def __init__(self, demande: Demande, lieu: str = "") -> None:
        super().__init__()
        self._demande, self._lieu = demande, lieu

    @property
    def avis(self) -> str:
        """For whom the account is asked, then what comes next."""
        who = ROLE_NAMES[self._demande.role]
        return f"{who[:1].upper()}{who[1:]}" + (f" : {self._lieu}" if self._lieu else "") + f"\n{self.AVIS}"

    def questions(self) -> Sequence[Question]:
        """Everything but the role and the place."""
        return (
            Question("identifiant", "Identifiant *"),
            Question("courriel", "Courriel professionnel *"),
            Question("prenom", "Prénom *"),
            Question("nom", "Nom *"),
            Question("mot-de-passe", "Mot de passe *", secret=True),
            Question("encore", "Le même *", secret=True),
        )

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Ask."""
        app = self.app
        if empty := next((name for name, said in valeurs.items() if not said.strip()), None):
            self.dire("Remplissez tous les champs.")
            self.set_focus(self.query_one(f"#{empty}"))
            return
        if valeurs["mot-de-passe"] != valeurs["encore"]:
            self.dire("Les deux mots de passe diffèrent.")
            return
        said: dict[str, Any] = {name: valeurs[name] for name in ("identifiant", "courriel", "prenom", "nom")}
        asked = replace(self._demande, **said)

        def demande(compte: Compte) -> None:
            self.dismiss()
            app.push_screen(ConfirmationScreen(compte.identifiant))

        self.en_fil(lambda: app.session.demander(app.dossier, asked, valeurs["mot-de-passe"]), demande)


class ConfirmationScreen(Questionnaire):
    """The code that was mailed."""

    TITRE = "Confirmer votre adresse"
    AVIS = "Un code de huit chiffres vous a été envoyé. Il sert une fois, pendant dix minutes."

    def __init__(self, identifiant: str) -> None:
        super().__init__()
        self._identifiant = identifiant

    def questions(self) -> Sequence[Question]:
        """One."""
        return (Question("code", "Code reçu par courriel"),)

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Confirm."""
        app = self.app

        def confirme(_: Compte) -> None:
            self.dismiss()
            app.dire("Adresse confirmée. Votre compte attend maintenant d'être accepté.")

        self.en_fil(lambda: app.session.confirmer(app.dossier, self._identifiant, valeurs["code"]), confirme)
