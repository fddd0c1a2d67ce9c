# SPDX-License-Identifier: EUPL-1.2
"""The page of a collectivité: whom to call, what it does abroad, its projets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from atlas_tui.app import annuaire, sheets
from atlas_tui.app.commands import VoirCarte
from atlas_tui.app.screens.dossier import Dossier, DossierScreen, Volets
from atlas_tui.app.screens.fiche import fil
from atlas_tui.app.screens.listes import table_projets
from atlas_tui.app.widgets.lines import Lines
from exports.french import nombre
from parquet.criteria import Criteria
from parquet.errors import Introuvable
from parquet.pages import FRANCE, Page
from parquet.results import FicheCollectivite
from store.records import Collectivite
from store.rights import Target

if TYPE_CHECKING:
    from parquet.atlas import Atlas


ACTUALITES = 10
"""News that the page of a collectivité shows."""


class FicheCollectiviteScreen(DossierScreen[FicheCollectivite]):
    """Contacts first: people come here to know whom to call."""

    COMMANDES = (VoirCarte,)
    VOLETS: ClassVar[tuple[str, ...]] = ("contacts", "activite", "projets")
    FICHE = Collectivite

    def corps(self) -> ComposeResult:
        """Two sheets and a list."""
        yield Volets(id="volets")
        with Horizontal(id="feuilles"):
            yield Lines(id="contacts")
            yield Lines(id="activite")
        yield self.preparer(table_projets(avec_pays=True))

    def lire(self, atlas: Atlas) -> Dossier[FicheCollectivite]:
        """The fiche and its état."""
        found = atlas.fiche(self.adresse.page.code)
        if not isinstance(found, FicheCollectivite):
            raise Introuvable(f"La fiche {self.adresse.page.code[:40]} n'est pas celle d'une collectivité.")
        found = replace(found, contacts=self.contacts(atlas, found.id, found.contacts))
        news = atlas.actualites(Criteria(collectivite=(found.id,)), limite=ACTUALITES)
        return Dossier(found, atlas.etat(Page("collectivite", found.id)), news)

    @property
    def criteres(self) -> Criteria:
        """Its projets."""
        return Criteria(collectivite=(self.adresse.page.code,)) & self.adresse.criteres

    def concerne(self, donnees: Dossier[FicheCollectivite]) -> Target:
        """Itself, and its région."""
        return Target(frozenset({donnees.fiche.id}), regions=frozenset({donnees.fiche.region} - {""}))

    def place(self, donnees: Dossier[FicheCollectivite]) -> tuple[tuple[str, ...], Page | None]:
        """Under its département, else its région, else its collectivité d'outre-mer."""
        fiche = donnees.fiche
        where = FRANCE
        if fiche.departement:
            where = Page("departement", fiche.departement)
        elif fiche.region:
            where = Page("region", fiche.region)
        elif fiche.com:
            where = Page("com", fiche.com)
        return fil(where, fiche.nom), where

    def noms_des_volets(self, donnees: Dossier[FicheCollectivite]) -> tuple[str, ...]:
        """The words on the tabs."""
        figures = donnees.etat.compteurs
        return (
            "Contacts",
            "Activité",
            f"Projets ({nombre(figures.projets_cooperation + figures.autres_actions)})",
        )

    def poser_feuilles(self, donnees: Dossier[FicheCollectivite]) -> None:
        """Whom to call; what it does."""
        self.poser(self.query_one("#contacts", Lines), sheets.contacts_collectivite(donnees.fiche))
        activity = sheets.activite_collectivite(donnees.fiche, donnees.etat)
        if donnees.actualites:
            activity.titre("Actualités et agenda")
            annuaire.nouvelles(activity, donnees.actualites)
        self.poser(self.query_one("#activite", Lines), activity)
