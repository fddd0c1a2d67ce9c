# SPDX-License-Identifier: EUPL-1.2
"""The page of a demande of the Bourse-projets."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from atlas_tui.app import demandes, sheets
from atlas_tui.app.commands import Command
from atlas_tui.app.demandes import DemandeLue
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.app.screens.fiche import FicheScreen, fil
from atlas_tui.app.widgets.sheet import Feuille
from parquet.errors import Introuvable
from parquet.pages import Page

if TYPE_CHECKING:
    from parquet.atlas import Atlas


class GestesDemande(Command):
    """What may be done to a demande."""

    nom, touches, libelle, rang = "actions", ("f7",), "actions", 15
    aide = "Publier, refuser, répondre ; sans compte : la suivre ou la retirer"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        from atlas_tui.app.screens.demande_gestes import ouvrir

        ouvrir(ecran.app, ecran.adresse.page.code)


class FicheDemandeScreen(FicheScreen[DemandeLue]):
    """What a foreign authority asks for, and how far it has come."""

    COMMANDES: ClassVar[tuple[type[Command], ...]] = (GestesDemande,)

    def lire(self, atlas: Atlas) -> DemandeLue:
        """The fiche, whole."""
        return demandes.lire(self.app.session, atlas, self.adresse.page.code)

    def intitule(self, atlas: Atlas) -> str:
        """Its title; what is not public has none yet."""
        try:
            return super().intitule(atlas)
        except Introuvable:
            return "Demande"

    def feuille(self, donnees: DemandeLue) -> Feuille:
        """What it says."""
        return sheets.demande(donnees.fiche, donnees.suivi)

    def place(self, donnees: DemandeLue) -> tuple[tuple[str, ...], Page | None]:
        """Under the country it comes from."""
        bref = donnees.fiche.bref
        pays = Page("pays", bref.partenaire.pays) if bref.partenaire.pays else None
        return fil(pays, bref.titre), pays
