# SPDX-License-Identifier: EUPL-1.2
"""The annuaire: associations and réseaux, then the correspondants of the embassies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from atlas_tui.app import annuaire, exportation
from atlas_tui.app.commands import Command
from atlas_tui.app.exportation import Sujet
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.app.screens.dossier import Volets
from atlas_tui.app.volets import ChangerVolet, rang_laisse
from atlas_tui.app.widgets.lines import Lines
from parquet.results import FicheAmbassade, FicheReseau

if TYPE_CHECKING:
    from parquet.atlas import Atlas

VOLETS = ("reseaux", "correspondants")


@dataclass(frozen=True, slots=True)
class Annuaire:
    """What the page reads."""

    reseaux: tuple[FicheReseau, ...]
    ambassades: tuple[FicheAmbassade, ...]


class VoletReseaux(ChangerVolet):
    """Associations and réseaux."""

    nom, touches, rang_volet = "volet-reseaux", ("1",), 0
    aide = "Associations de collectivités, structures régionales et réseaux"


class VoletCorrespondants(ChangerVolet):
    """Embassies."""

    nom, touches, rang_volet = "volet-correspondants", ("2",), 1
    aide = "Correspondants coopération décentralisée dans les ambassades"


class Actions(Command):
    """What the DAECT adds."""

    nom, touches, rang = "actions", ("f7",), 36
    aide = "Avec un compte : ajouter une association, un réseau ou une ambassade"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        from atlas_tui.app.screens.publier import ajouter_a_l_annuaire

        ajouter_a_l_annuaire(ecran.app)


class AnnuaireScreen(AtlasScreen[Annuaire]):
    """Two sheets, one at a time."""

    COMMANDES = (VoletReseaux, VoletCorrespondants, Actions)
    volet = 0

    def corps(self) -> ComposeResult:
        """Tabs, then the sheets."""
        yield Volets(id="volets")
        for name in VOLETS:
            yield Lines(id=name)

    def on_mount(self) -> None:
        """The tab that was left."""
        self.volet = rang_laisse(self.etat_vue.onglet)
        self._disposer()

    def lire(self, atlas: Atlas) -> Annuaire:
        """Both, whole: a few hundred lines."""
        return Annuaire(atlas.annuaire(), atlas.ambassades())

    def montrer(self, donnees: Annuaire) -> None:
        """Where they were left."""
        for name, sheet in (
            ("reseaux", annuaire.reseaux(donnees.reseaux)),
            ("correspondants", annuaire.correspondants(donnees.ambassades)),
        ):
            link, top = self.etat_vue.lignes.get(name, (-1, 0))
            self.query_one(f"#{name}", Lines).montrer(sheet, haut=top, lien=link)
        self._disposer()

    def _disposer(self) -> None:
        names = ["Associations et réseaux", "Correspondants"]
        if self.donnees is not None:
            counts = (len(self.donnees.reseaux), len(self.donnees.ambassades))
            names = [f"{name} ({count})" for name, count in zip(names, counts, strict=True)]
        self.query_one(Volets).montrer(names, self.volet)
        for rank, name in enumerate(VOLETS):
            self.query_one(f"#{name}").display = rank == self.volet

    def changer_volet(self, rang: int) -> None:
        """Show a tab, with the focus in it."""
        self.volet = rang
        self._disposer()
        self.query_one(f"#{VOLETS[rang]}").focus(scroll_visible=False)

    @on(Volets.Choisi)
    def _volet(self, event: Volets.Choisi) -> None:
        self.changer_volet(event.rang)

    @on(Lines.Suivi)
    def _suivre(self, event: Lines.Suivi) -> None:
        event.stop()
        self.suivre_lien(event.cible)

    def a_exporter(self) -> Sujet | None:
        """What the tab shows, as a table."""
        people = self.volet == 1
        return exportation.annuaire("Correspondants" if people else "Annuaire", correspondants=people)

    def vue(self) -> ViewState:
        """The tab, which link, how far each sheet was scrolled."""
        places = {lines.id or "": (lines.lien, lines.haut) for lines in self.query(Lines)}
        return replace(super().vue(), onglet=str(self.volet), lignes=places)
