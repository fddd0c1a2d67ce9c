# SPDX-License-Identifier: EUPL-1.2
"""The commands of a level page: tabs, natures shown, sort, filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from atlas_tui.app.commands import Command, VoirCarte
from atlas_tui.app.screens.graphiques_commandes import Graphiques, Reinitialiser
from atlas_tui.app.screens.tri import Inverser, Trier

if TYPE_CHECKING:
    from atlas_tui.app.screens.base import AtlasScreen
    from atlas_tui.app.screens.niveau import NiveauScreen


def _ici(ecran: AtlasScreen[object]) -> NiveauScreen:
    return cast("NiveauScreen", ecran)


class _Onglet(Command):
    """Show a tab."""

    onglet: ClassVar[str]

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).changer_onglet(cls.onglet)


class OngletEtat(_Onglet):
    """The figures."""

    nom, touches, onglet = "etat", ("1",), "etat"
    aide = "État de la page : ses chiffres, l'APD, les lieux du niveau suivant"


class OngletProjets(_Onglet):
    """The projets."""

    nom, touches, onglet = "projets", ("2",), "projets"
    aide = "Liste des projets"


class OngletDemandes(_Onglet):
    """The demandes."""

    nom, touches, onglet = "demandes", ("3",), "demandes"
    aide = "Demandes de coopération (Bourse-projets)"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return "demande" in _ici(ecran).possibles

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        if cls.disponible(ecran):
            super().executer(ecran)
        else:
            ecran.app.dire("Les demandes de coopération se consultent par l'accès monde (m).")


class OngletClassements(_Onglet):
    """The rankings."""

    nom, touches, onglet = "classements", ("4",), "classements"
    aide = "Classements : collectivités, pays, thématiques, continents de la Bourse"


class OngletAffiner(_Onglet):
    """The filter."""

    nom, touches, onglet = "affiner", ("5",), "affiner"
    aide = "Affiner la recherche : type de collectivité, pays, statut, thématique"


class OngletPlace(_Onglet):
    """The embassy."""

    nom, touches, onglet = "place", ("6",), "place"
    aide = "Correspondant de l'ambassade, agenda et actualités du pays"


class _Nature(Command):
    """Show or hide a nature."""

    nature: ClassVar[str]

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return cls.nature in _ici(ecran).possibles

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        if cls.disponible(ecran) or _ici(ecran).possibles == ("demande",):
            _ici(ecran).basculer(cls.nature)


class Cooperations(_Nature):
    """Blue."""

    nom, touches, nature = "cooperations", ("c",), "cooperation"
    aide = "Afficher ou cacher les coopérations décentralisées"


class Actions(_Nature):
    """Yellow."""

    nom, touches, nature = "actions", ("e",), "action"
    aide = "Afficher ou cacher les autres actions extérieures"


class Demandes(_Nature):
    """Red."""

    nom, touches, nature = "natures-demandes", ("d",), "demande"
    aide = "Afficher ou cacher les demandes de coopération"


class ToutReinitialiser(Reinitialiser):
    """Nothing narrows any more, every nature is shown."""

    aide = "Réinitialiser : ne plus affiner, afficher toutes les natures"


class _Classement(Command):
    """Another ranking."""

    sens: ClassVar[int]
    palette = False

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return _ici(ecran).onglet == "classements"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        if cls.disponible(ecran):
            _ici(ecran).changer_classement(cls.sens)


class ClassementSuivant(_Classement):
    """Right."""

    nom, touches, sens = "classement-suivant", ("right",), 1
    libelle, rang = "autre classement", 15
    aide = "Classement suivant"


class ClassementPrecedent(_Classement):
    """Left."""

    nom, touches, sens = "classement-precedent", ("left",), -1
    aide = "Classement précédent"


COMMANDES_NIVEAU: tuple[type[Command], ...] = (
    OngletEtat, OngletProjets, OngletDemandes, OngletClassements, OngletAffiner, Cooperations, Actions, Demandes,
    Trier, Inverser, VoirCarte, Graphiques, ToutReinitialiser, ClassementSuivant, ClassementPrecedent,
)  # fmt: skip
