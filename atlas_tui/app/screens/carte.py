# SPDX-License-Identifier: EUPL-1.2
"""The screen of a map: the map, the place selected and the legend beside or under it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container

from atlas_tui.app import enonce, exportation
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.app.screens.carte_commandes import COMMANDES_CARTE
from atlas_tui.app.widgets.carte import CarteWidget
from atlas_tui.app.widgets.lieu import COLONNE, LIGNES, LieuPanel
from atlas_tui.app.widgets.onglets import Natures
from exports.drawing.levels import Sujet, cote_de, descendre, deux_cotes
from exports.drawing.maps import Carte, carte
from exports.drawing.scene import Bounds
from parquet.criteria import NATURES, Criteria
from parquet.pages import Adresse, nom_du_lieu, parent

if TYPE_CHECKING:
    from atlas_tui.app.navigation import ViewState as Vue
    from exports.drawing.picking import Sens
    from parquet.atlas import Atlas


class CarteScreen(AtlasScreen[Carte]):
    """A map that one walks through. Its address is that of its page, seen as a map."""

    COMMANDES = COMMANDES_CARTE
    DEFAULT_CSS = """
    #plan { width: 1fr; height: 1fr; layout: vertical; }
    #plan.-colonne { layout: horizontal; }
    """

    def __init__(self, adresse: Adresse, etat_vue: Vue | None = None) -> None:
        super().__init__(adresse, etat_vue)
        self.possibles: tuple[str, ...] = NATURES
        self._choisi = self.etat_vue.onglet
        """The key of the place to select when the map is there."""
        self._zoom = self.etat_vue.lignes.get("carte", (0, 0))[0]
        self._regler_natures()

    def _regler_natures(self) -> None:
        french = self.sujet.cote == "france" or self.adresse.page.genre == "collectivite"
        self.possibles = NATURES[:2] if french else NATURES
        if self.adresse.page.genre == "bourse":
            self.possibles = NATURES[2:]

    @property
    def sujet(self) -> Sujet:
        """What the map is about."""
        return Sujet.de(self.adresse)

    @property
    def deux_cotes(self) -> bool:
        """True when there is another side to see."""
        return deux_cotes(self.adresse.page) and self.adresse.page.genre != "bourse"

    @property
    def maillable(self) -> bool:
        """True when France may be shaded by régions or by départements."""
        return self.sujet.maillable

    # --- reading and showing ----------------------------------------------------------------------------------------

    def corps(self) -> ComposeResult:
        """The natures, then the map and what is said of it."""
        yield Natures(self.possibles, id="natures")
        with Container(id="plan"):
            yield CarteWidget(id="carte")
            yield LieuPanel(id="lieu")

    def lire(self, atlas: Atlas) -> Carte:
        """The map."""
        return carte(atlas, self.adresse)

    def intitule(self, atlas: Atlas) -> str:
        """The name of the page, and that this is its map."""
        return f"{super().intitule(atlas)} (carte)"

    def a_exporter(self) -> exportation.Sujet | None:
        """The map and its figures."""
        if self.donnees is None:
            return None
        return exportation.carte(self.donnees.scene.title, self.adresse, self.donnees)

    def montrer(self, donnees: Carte) -> None:
        """The map with the place that was selected, or the first of the ranking."""
        self._disposer(donnees.scene.bounds)
        shown = enonce.montrees(self.adresse.criteres, self.possibles)
        self.query_one(Natures).montrer(shown, enonce.affinage(self.adresse.criteres))
        self.plan.montrer(donnees, self._choisi, self._zoom)
        self._dire()

    @property
    def plan(self) -> CarteWidget:
        """The map itself."""
        return self.query_one("#carte", CarteWidget)

    def on_resize(self, event: events.Resize) -> None:
        """Other room, other place for the words."""
        if self.donnees is not None:
            self._disposer(self.donnees.scene.bounds)

    def _disposer(self, bounds: Bounds) -> None:
        """The words beside the map or under it, where the map is the larger for it."""
        width, height = self.app.size.width, max(1, self.app.size.height - 6)
        # Cells are twice as high as wide.
        beside = min((width - COLONNE - 1) / bounds.width, 2 * height / bounds.height)
        under = min(width / bounds.width, 2 * (height - LIGNES) / bounds.height)
        column = beside >= under
        self.query_one("#plan").set_class(column, "-colonne")
        self.query_one(LieuPanel).set_class(column, "-colonne")

    @on(CarteWidget.Selection)
    def _dire(self) -> None:
        """Say the place selected."""
        if self.donnees is None:
            return
        place = self.plan.lieu
        self._choisi = self.plan.cle
        down = ""
        if place is not None:
            name = nom_du_lieu(place.descente) if place.descente != place.page else ""
            down = f"Entrée : {name}" if name else ""
            if not name:
                down = (
                    "Entrée : ses partenaires" if place.page.genre == "collectivite" else "Entrée : sa carte"
                )
        self.query_one(LieuPanel).dire(self.donnees, place, down)

    # --- moving -----------------------------------------------------------------------------------------------------

    def aller(self, sens: Sens) -> None:
        """An arrow."""
        self.plan.aller(sens)

    def suivre(self, pas: int) -> None:
        """The next place, or the one before."""
        self.plan.suivre(pas)

    def zoomer(self, pas: int) -> None:
        """Closer or farther."""
        if not self.plan.zoomer(pas):
            self.app.dire("La carte est entière." if pas < 0 else "La carte ne s'agrandit pas davantage.")
        # Read again, the map keeps its magnification.
        self._zoom = self.plan.zoom

    @on(CarteWidget.Ouverture)
    def descendre(self) -> None:
        """The map of the place selected, or of the continent that holds it."""
        if (place := self.plan.lieu) is not None:
            below = descendre(self.adresse, place.descente)
            self.app.aller(below, ViewState(onglet=place.key if place.descente != place.page else ""))

    def ouvrir_lieu(self) -> None:
        """The page of the place selected."""
        if (place := self.plan.lieu) is not None:
            self.app.aller(replace(descendre(self.adresse, place.page), vue=""))

    def quitter(self) -> None:
        """The page that this map is of."""
        self.app.aller(replace(self.adresse, vue=""))

    def niveau_superieur(self) -> Adresse | None:
        """The map one level up."""
        above = parent(self.adresse.page)
        if above is None or above.genre == "accueil":
            return None
        return Adresse(above, self.adresse.criteres, "carte")

    # --- what is asked ----------------------------------------------------------------------------------------------

    def _changer(self, adresse: Adresse) -> None:
        """Another map in the place of this one: the link and the history follow."""
        self.retenir()
        self._zoom = 0
        self.app.remplacer(adresse)
        self._regler_natures()
        self.query_one(Natures).permettre(self.possibles)
        self.relire()

    def changer_criteres(self, criteres: Criteria) -> None:
        """Narrow or widen."""
        self._changer(replace(self.adresse, criteres=criteres))

    def basculer(self, nature: str) -> None:
        """Show or hide a nature; one at least stays."""
        narrowed = enonce.basculer(self.adresse.criteres, self.possibles, nature)
        if narrowed is None:
            self.app.dire("Une des natures au moins reste affichée.")
        else:
            self.changer_criteres(narrowed)

    @on(Natures.Basculee)
    def _nature(self, event: Natures.Basculee) -> None:
        self.basculer(event.nature)

    def changer_de_cote(self) -> None:
        """The French side of the same projets, or the partners' side."""
        other = replace(self.sujet, cote="partenaires" if self.sujet.cote == "france" else "france")
        self._changer(replace(self.adresse, vue=other.vue))

    def changer_de_maille(self) -> None:
        """Régions or départements."""
        sujet = self.sujet
        finer = sujet.maille == "region"
        coarse = "carte" if cote_de(self.adresse.page) == "france" else "carte-france"
        self._changer(replace(self.adresse, vue="carte-departements" if finer else coarse))

    def vue(self) -> ViewState:
        """The place selected, the zoom, and the map itself: it comes back at once."""
        return replace(
            super().vue(), onglet=self.plan.cle or self._choisi, lignes={"carte": (self.plan.zoom, 0)}
        )
