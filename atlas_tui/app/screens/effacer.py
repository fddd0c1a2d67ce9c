# SPDX-License-Identifier: EUPL-1.2
"""Erasing somebody from the whole atlas, for the DAECT: who, what would go, then it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from atlas_tui.app.screens.questionnaire import MenuModal, Question, Questionnaire
from atlas_tui.app.session import DECONNECTE
from atlas_tui.app.widgets.menu import Entree
from exports.french import nombre
from store.effacement import PLACES, Effacement

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from parquet.effacement import Bilan
    from store.comptes import Compte
    from store.personnes import Personne
    from store.store import Store

MONTREES = 3
"""Fiches cited by a confirmation."""


def ouvrir(app: AtlasApp) -> None:
    """The question, for someone of the DAECT."""
    if app.session.compte is None:
        app.dire(DECONNECTE)
    elif app.session.who.role != "daect":
        app.dire(
            "Effacer une personne demande un compte de la DAECT. Pour vous-même : votre espace personnel."
        )
    else:
        page = app.historique.ici.adresse.page
        app.push_screen(EffacerScreen(page.code if page.genre == "collectivite" else ""))


class EffacerScreen(Questionnaire):
    """Who: by courriel, or by name with the fiche where several people have it."""

    TITRE = "Effacer une personne de tout l'atlas (RGPD)"
    TOUCHES: ClassVar[str] = "Entrée suivant, puis ce qui partirait  Échap fermer"
    AVIS = "Son courriel suffit s'il n'est qu'à elle ; sinon son prénom, son nom, et la fiche où elle figure."

    def __init__(self, fiche: str = "") -> None:
        super().__init__()
        self._fiche = fiche

    def questions(self) -> Sequence[Question]:
        """Four, none of which is enough to be sure."""
        return (
            Question("courriel", "Son courriel"),
            Question("prenom", "Prénom"),
            Question("nom", "Nom"),
            Question("fiche", "Fiche (col-12)", valeur=self._fiche),
        )

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Find them, and say what would go."""
        app = self.app
        courriel = valeurs["courriel"].strip()
        nom = f"{valeurs['prenom'].strip()} {valeurs['nom'].strip()}".strip()
        if not courriel and not (valeurs["prenom"].strip() and valeurs["nom"].strip()):
            self.dire("Donnez son courriel, ou son prénom et son nom.")
            return

        def chercher(store: Store, compte: Compte) -> tuple[Personne, Mapping[str, int], Sequence[str]]:
            effacement = Effacement(store, compte.who)
            fiche = "" if courriel else valeurs["fiche"].strip().lower()
            person = effacement.chercher(courriel=courriel, nom="" if courriel else nom, fiche=fiche)
            return person, effacement.compter(person), effacement.citees(person)

        def montrer(found: tuple[Personne, Mapping[str, int], Sequence[str]]) -> None:
            app.push_screen(_confirmation(self, courriel or nom, *found))

        self.en_fil(lambda: app.session.consulter(app.dossier, chercher), montrer)

    def effacer(self, personne: Personne) -> None:
        """Erase, then say what is left to do."""
        app = self.app

        def faire(store: Store, compte: Compte) -> Bilan:
            from atlas_tui.app import depots_gardes
            from parquet.effacement import effacer

            done = effacer(store, app.dossier, compte.who, personne)
            depots_gardes.oublier(personne)
            return done

        def fini(bilan: Bilan) -> None:
            self.dismiss()
            app.perime = True
            app.relire_page()
            said = " ".join(("Personne effacée de tout l'atlas.", *bilan.avertissements))
            app.call_after_refresh(lambda: app.dire(said))

        self.en_fil(lambda: app.session.consulter(app.dossier, faire), fini)


def _confirmation(
    screen: EffacerScreen,
    qui: str,
    personne: Personne,
    counts: Mapping[str, int],
    citees: Sequence[str],
) -> MenuModal:
    told = [
        Entree("", f"{label[0].upper()}{label[1:]} : {nombre(counts[place])}")
        for place, label in PLACES.items()
        if counts.get(place)
    ]
    entries = [Entree("non", "Non, ne rien effacer"), Entree("oui", "Oui, effacer", valeur="sans retour")]
    if citees:
        # « lycée Jean Moulin » : the name may be that of something else too.
        shown = ", ".join(citees[:MONTREES]) + (" …" if len(citees) > MONTREES else "")
        entries.append(
            Entree("contacts", "Oui, sans toucher aux textes", valeur=f"son nom est écrit dans {shown}")
        )

    def suite(said: str) -> None:
        if said != "non":
            screen.effacer(replace(personne, noms=frozenset()) if said == "contacts" else personne)

    return MenuModal(f"Effacer {qui} ?", [*entries, *told], suite)
