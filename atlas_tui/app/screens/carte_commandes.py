# SPDX-License-Identifier: EUPL-1.2
"""The commands of maps: the one that opens them from a page, and those of their screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from atlas_tui.app.commands import Command, Exporter
from atlas_tui.app.screens.niveau_commandes import Actions, Cooperations, Demandes

if TYPE_CHECKING:
    from atlas_tui.app.screens.base import AtlasScreen
    from atlas_tui.app.screens.carte import CarteScreen
    from exports.drawing.picking import Sens


def _ici(ecran: AtlasScreen[object]) -> CarteScreen:
    return cast("CarteScreen", ecran)


class Descendre(Command):
    """One level down."""

    nom, touches, libelle, rang = "descendre", ("enter",), "descendre", 1
    aide = "Descendre à la carte du lieu choisi : continent, pays, région…"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).descendre()


class OuvrirLieu(Command):
    """The page of the place."""

    nom, touches, libelle, rang = "ouvrir-lieu", ("o",), "sa page", 3
    aide = "Ouvrir la page du lieu choisi : chiffres, projets, contacts"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).ouvrir_lieu()


class Agrandir(Command):
    """Closer."""

    nom, touches, libelle, rang = "agrandir", ("plus", "equals_sign"), "agrandir", 4
    aide = "Agrandir la carte autour du lieu choisi"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).zoomer(1)


class Reduire(Command):
    """Farther."""

    nom, touches, libelle, rang = "reduire", ("minus",), "réduire", 5
    aide = "Réduire la carte"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).zoomer(-1)


class LieuSuivant(Command):
    """Reading order."""

    nom, touches, rang = "lieu-suivant", ("n", "tab"), 6
    aide = "Lieu suivant, dans l'ordre de lecture : tous y passent"
    palette = False

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).suivre(1)


class LieuPrecedent(Command):
    """Reading order, backwards."""

    nom, touches, rang = "lieu-precedent", ("N", "shift+tab"), 7
    aide = "Lieu précédent, dans l'ordre de lecture"
    palette = False

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).suivre(-1)


class ExporterCarte(Exporter):
    """The same as elsewhere, by the key that the other side leaves."""

    touches = ("f9",)


class AutreCote(Command):
    """French side or partners' side."""

    nom, touches, libelle, rang = "autre-cote", ("x",), "autre côté", 8
    aide = "Du côté des partenaires au côté français : mêmes projets, autre carte"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return _ici(ecran).deux_cotes

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).changer_de_cote()


class AutreMaille(Command):
    """Régions or départements."""

    nom, touches, libelle, rang = "autre-maille", ("l",), "rég./dép.", 9
    aide = "Carte de France par régions ou par départements"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return _ici(ecran).maillable

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).changer_de_maille()


class QuitterCarte(Command):
    """From the map to its page."""

    nom, touches, libelle, rang = "carte", ("g",), "page", 11
    aide = "Passer de la carte à la page de ce qu'elle montre"
    palette = False

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).quitter()


class _Fleche(Command):
    """An arrow."""

    sens: ClassVar[Sens]
    palette = False
    aide = "Lieu voisin dans cette direction"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).aller(cls.sens)


class Gauche(_Fleche):
    """West."""

    nom, touches, sens = "gauche", ("left",), "left"


class Droite(_Fleche):
    """East."""

    nom, touches, sens = "droite", ("right",), "right"


class Haut(_Fleche):
    """North."""

    nom, touches, sens = "haut", ("up",), "up"


class Bas(_Fleche):
    """South."""

    nom, touches, sens = "bas", ("down",), "down"


COMMANDES_CARTE: tuple[type[Command], ...] = (
    Descendre, OuvrirLieu, Agrandir, Reduire, LieuSuivant, LieuPrecedent, AutreCote, ExporterCarte, AutreMaille, QuitterCarte, Cooperations,
    Actions, Demandes, Gauche, Droite, Haut, Bas,
)  # fmt: skip
