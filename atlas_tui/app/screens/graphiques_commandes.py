# SPDX-License-Identifier: EUPL-1.2
"""The commands of charts: the one that opens them from a page, and those of their screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from atlas_tui.app.commands import Command
from atlas_tui.app.navigation import ViewState
from parquet.criteria import Criteria

if TYPE_CHECKING:
    from atlas_tui.app.screens.base import AtlasScreen
    from atlas_tui.app.screens.graphiques import GraphiquesScreen

ECRAN = "graphiques"
"""The name of the screen in a `ViewState`: the address is that of the page."""


def _ici(ecran: AtlasScreen[object]) -> GraphiquesScreen:
    return cast("GraphiquesScreen", ecran)


class Graphiques(Command):
    """From a page to its charts."""

    nom, touches, libelle, rang = "graphiques", ("k",), "graphiques", 13
    aide = "Graphiques : thématiques, statuts, années, types, lieux, APD"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.aller(ecran.adresse, ViewState(ecran=ECRAN))


class Retourner(Command):
    """From the charts to their page."""

    nom, touches, palette = "graphiques", ("k",), False
    aide = "Revenir des graphiques à la page"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.retour()


class Pourcentages(Command):
    """Numbers or shares."""

    nom, touches, libelle, rang = "pourcentages", ("percent_sign", "n"), "pourcentages", 3
    aide = "Passer des nombres aux pourcentages, ou l'inverse"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).changer_unite()


class Tableau(Command):
    """The data."""

    nom, touches, libelle, rang = "tableau", ("t",), "tableau", 2
    aide = "Montrer les données du graphique en tableau, ou revenir au dessin"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).basculer_tableau()


class _Choix(Command):
    """Another chart."""

    rang_choisi: ClassVar[int]
    palette = False
    aide = "Montrer le graphique de ce numéro"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).choisir(cls.rang_choisi)

    @classmethod
    def nom_des_touches(cls) -> str:
        return "1 à 9, 0"


def _choix(rank: int) -> type[Command]:
    """The command of a digit; the first one's line of help is that of all."""
    attributes = {
        "nom": f"graphique-{rank + 1}", "touches": (str((rank + 1) % 10),), "rang_choisi": rank, "dans_l_aide": not rank,
    }  # fmt: skip
    return type(f"Choix{rank + 1}", (_Choix,), attributes)


class _Voisin(Command):
    """The chart beside."""

    sens: ClassVar[int]
    palette = False

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        here = _ici(ecran)
        if here.possibles:
            here.choisir((here.possibles.index(here.quoi) + cls.sens) % len(here.possibles))


class Suivant(_Voisin):
    """Next."""

    nom, touches, sens, libelle, rang = "graphique-suivant", ("tab",), 1, "autre graphique", 1
    aide = "Graphique suivant"


class Precedent(_Voisin):
    """Before."""

    nom, touches, sens = "graphique-precedent", ("shift+tab",), -1
    aide = "Graphique précédent"


class Reinitialiser(Command):
    """Nothing narrows any more. For every screen that has `changer_criteres`."""

    nom, touches, libelle, rang = "reinitialiser", ("r",), "réinitialiser", 18
    aide = "Réinitialiser : ne plus affiner"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return not ecran.adresse.criteres.vide

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        if cls.disponible(ecran):
            _ici(ecran).changer_criteres(Criteria())


COMMANDES_GRAPHIQUES: tuple[type[Command], ...] = (
    Suivant, Precedent, Tableau, Pourcentages, *(_choix(rank) for rank in range(10)), Retourner, Reinitialiser,
)  # fmt: skip
