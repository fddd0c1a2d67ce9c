# SPDX-License-Identifier: EUPL-1.2
"""The page of a foreign local authority: who it is, its projets, its demandes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from atlas_tui.app import sheets
from atlas_tui.app.commands import VoirCarte
from atlas_tui.app.screens.dossier import Dossier, DossierScreen, Volets
from atlas_tui.app.screens.fiche import fil
from atlas_tui.app.screens.listes import table_demandes, table_projets
from atlas_tui.app.widgets.lines import Lines
from atlas_tui.app.widgets.sheet import Bloc
from exports.french import nombre
from parquet.criteria import Criteria
from parquet.errors import Introuvable
from parquet.pages import Page
from parquet.results import FichePartenaire
from store.records import Partenaire
from store.rights import Target

if TYPE_CHECKING:
    from parquet.atlas import Atlas


class FichePartenaireScreen(DossierScreen[FichePartenaire]):
    """Who the partenaire is, and what is done with it."""

    COMMANDES = (VoirCarte,)
    VOLETS: ClassVar[tuple[str, ...]] = ("identite", "projets", "demandes")
    FICHE = Partenaire

    def corps(self) -> ComposeResult:
        """A sheet and two lists."""
        yield Volets(id="volets")
        with Horizontal(id="feuilles"):
            yield Lines(id="identite")
            yield Lines(id="activite")
        yield self.preparer(table_projets(avec_pays=False))
        yield self.preparer(table_demandes())

    def lire(self, atlas: Atlas) -> Dossier[FichePartenaire]:
        """The fiche and its état."""
        found = atlas.fiche(self.adresse.page.code)
        if not isinstance(found, FichePartenaire):
            raise Introuvable(f"La fiche {self.adresse.page.code[:40]} n'est pas celle d'un partenaire.")
        return Dossier(found, atlas.etat(Page("partenaire", found.id)))

    @property
    def criteres(self) -> Criteria:
        """Its projets and its demandes."""
        return Criteria(partenaire=(self.adresse.page.code,)) & self.adresse.criteres

    def concerne(self, donnees: Dossier[FichePartenaire]) -> Target:
        """Its country."""
        return Target(pays=frozenset({donnees.fiche.pays}))

    def place(self, donnees: Dossier[FichePartenaire]) -> tuple[tuple[str, ...], Page | None]:
        """Under its country."""
        where = Page("pays", donnees.fiche.pays)
        return fil(where, donnees.fiche.nom), where

    def noms_des_volets(self, donnees: Dossier[FichePartenaire]) -> tuple[str, ...]:
        """The words on the tabs."""
        figures = donnees.etat.compteurs
        projets = figures.projets_cooperation + figures.autres_actions
        return ("Identité", f"Projets ({nombre(projets)})", f"Demandes ({nombre(figures.demandes or 0)})")

    def affiche_en_grand(self, rang: int) -> bool:
        """One list at a time: the demandes only when there are any, or when they are asked for."""
        figures = self.donnees.etat.compteurs if self.donnees is not None else None
        return rang < 2 or bool(figures and figures.demandes)

    def poser_feuilles(self, donnees: Dossier[FichePartenaire]) -> None:
        """Who it is; its figures, beside on a large screen, else below."""
        sheet, figures = sheets.partenaire(donnees.fiche), sheets.activite_partenaire(donnees.etat)
        self.query_one("#activite").display = self.grande
        if not self.grande:
            sheet.blocs[-2:-2] = [Bloc(()), *figures.blocs]
        self.poser(self.query_one("#identite", Lines), sheet)
        self.poser(self.query_one("#activite", Lines), figures)
