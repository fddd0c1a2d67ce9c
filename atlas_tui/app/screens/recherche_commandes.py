# SPDX-License-Identifier: EUPL-1.2
"""The commands of « Recherche avancée »."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from atlas_tui.app.commands import Command

if TYPE_CHECKING:
    from atlas_tui.app.screens.base import AtlasScreen
    from atlas_tui.app.screens.recherche import RechercheScreen


def _ici(ecran: AtlasScreen[object]) -> RechercheScreen:
    return cast("RechercheScreen", ecran)


class Rechercher(Command):
    """Show the result."""

    nom, touches, libelle, rang = "rechercher", ("f5",), "rechercher", 1
    aide = "Rechercher : montrer ce qui répond aux critères"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return _ici(ecran).onglet == "affiner"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).rechercher()
        if ecran.app.perime:
            # The same key reads the other pages again.
            ecran.app.relire_page()


class Affiner(Command):
    """Back to the form."""

    nom, touches, libelle, rang = "affiner", ("5",), "affiner", 2
    aide = "Affiner : revenir au formulaire, les critères gardés"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return _ici(ecran).onglet != "affiner"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).changer_onglet("affiner")


class Reinitialiser(Command):
    """Empty the form."""

    nom, touches, libelle, rang = "reinitialiser", ("f8", "r"), "réinitialiser", 3
    aide = "Réinitialiser : vider tous les champs"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return not ecran.adresse.criteres.vide or ecran.adresse.au is not None

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).reinitialiser()


class AutreRecherche(Command):
    """The other form."""

    nom, touches, rang = "autre-recherche", ("b",), 19
    aide = "Passer de la recherche dans l'atlas à celle dans la Bourse, ou l'inverse"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).changer_de_recherche()


class DeposerIci(Command):
    """From the Bourse to its way in."""

    nom, touches, libelle, rang = "deposer-ici", ("f7",), "déposer", 4
    aide = "Déposer une demande, ou suivre la sienne ; submit a request; presentar una solicitud"
    palette = False

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return _ici(ecran).bourse

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        if _ici(ecran).bourse:
            ecran.app.aller_page("deposer")


COMMANDES_RECHERCHE: tuple[type[Command], ...] = (
    Rechercher,
    Affiner,
    Reinitialiser,
    AutreRecherche,
    DeposerIci,
)
