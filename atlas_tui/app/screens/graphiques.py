# SPDX-License-Identifier: EUPL-1.2
"""The charts of a page: one at a time, in numbers or in percent, as a drawing or as a table; each bar opens what it counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from atlas_tui.app import exportation
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.base import AtlasScreen, Intitules
from atlas_tui.app.screens.graphiques_commandes import COMMANDES_GRAPHIQUES, ECRAN
from atlas_tui.app.widgets.cells import Part, largeur, propre
from atlas_tui.app.widgets.chrome import Ligne
from atlas_tui.app.widgets.graphique import DessinGraphique, Notes, detail
from atlas_tui.app.widgets.table import Colonne, ResultTable
from exports.drawing.graphique import Graphique
from exports.drawing.graphiques import SORTES, graphique, possibles
from exports.drawing.tableau import cellules, entetes
from exports.french import pluriel
from parquet.criteria import Criteria
from parquet.pages import Adresse, lire_adresse

if TYPE_CHECKING:
    from parquet.atlas import Atlas

_COURTS = {
    "Coopérations décentralisées": "Coopérations",
    "Autres actions extérieures": "Autres actions",
    "Demandes de coopération": "Demandes",
}
"""Headings where the long ones do not fit."""


class Choix(Widget):
    """« 1 Thématiques  2 Statuts ... » on as many lines as it takes; the one shown is in reverse video."""

    can_focus = False
    DEFAULT_CSS = "Choix { height: auto; width: 1fr; }"

    class Choisi(Message):
        """A chart was clicked."""

        def __init__(self, rang: int) -> None:
            super().__init__()
            self.rang = rang

    def __init__(self, possibles: tuple[str, ...], *, id: str) -> None:
        super().__init__(id=id)
        self._labels = [f"{(i + 1) % 10} {SORTES[quoi].nom}" for i, quoi in enumerate(possibles)]
        self._actif = 0

    def montrer(self, actif: int) -> None:
        """Show which one is drawn."""
        if actif != self._actif:
            self._actif = actif
            self.refresh()

    def _rangees(self, width: int) -> list[list[int]]:
        """The charts of each line."""
        rows: list[list[int]] = [[]]
        used = 0
        for i, label in enumerate(self._labels):
            wide = largeur(label) + 2
            if rows[-1] and used + wide > width:
                rows.append([])
                used = 0
            rows[-1].append(i)
            used += wide
        return rows

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many lines as it takes."""
        return len(self._rangees(width))

    def render(self) -> Content:
        """The names."""
        return Content("\n").join(
            Content.assemble(
                *((f" {self._labels[i]} ", "reverse bold" if i == self._actif else "") for i in row)
            )
            for row in self._rangees(self.size.width)
        )

    def on_click(self, event: events.Click) -> None:
        """Show the chart under the pointer."""
        rows = self._rangees(self.size.width)
        left = 0
        for i in rows[event.y] if event.y < len(rows) else ():
            wide = largeur(self._labels[i]) + 2
            if left <= event.x < left + wide:
                self.post_message(self.Choisi(i))
            left += wide


class GraphiquesScreen(AtlasScreen[Graphique]):
    """Over an address, as its page is: the criteria of the page are those of the charts."""

    COMMANDES = COMMANDES_GRAPHIQUES
    DEFAULT_CSS = """
    GraphiquesScreen #titre-graphique { height: 1; width: 1fr; text-style: bold; margin: 1 0 0 0; }
    GraphiquesScreen.-basse #titre-graphique { margin: 0; }
    """

    def __init__(self, adresse: Adresse, etat_vue: ViewState | None = None) -> None:
        super().__init__(adresse, etat_vue)
        self.possibles = possibles(adresse.page, adresse.criteres)
        wanted = self.etat_vue.onglet
        self.quoi = wanted if wanted in self.possibles else next(iter(self.possibles), "")
        self.pourcentages = "pourcentages" in self.etat_vue.tri
        self.en_tableau = "tableau" in self.etat_vue.tri

    def corps(self) -> ComposeResult:
        """The names of the charts, the drawing or its data, what is counted."""
        yield Choix(self.possibles, id="choix")
        yield Ligne(id="titre-graphique")
        yield DessinGraphique(id="dessin")
        yield ResultTable[int](
            (Colonne("", "", Part(10)),),
            self._cellules,
            compte=lambda total: pluriel(total, "ligne"),
            detail=lambda rang: detail(self.donnees, rang) if self.donnees is not None else "",
            vide="Rien ne répond à ces critères.",
            id="tableau",
        )
        yield Notes(id="notes")

    @property
    def dessin(self) -> DessinGraphique:
        """The drawing."""
        return self.query_one("#dessin", DessinGraphique)

    @property
    def tableau(self) -> ResultTable[int]:
        """The data; its rows are ranks of categories."""
        return self.query_one("#tableau", ResultTable)

    # --- reading and showing ----------------------------------------------------------------------------------------

    def lire(self, atlas: Atlas) -> Graphique:
        """The chart that is chosen."""
        return graphique(atlas, self.quoi, self.adresse.page, self.adresse.criteres)

    def _lire_chrome(self, atlas: Atlas) -> Intitules:
        found = super()._lire_chrome(atlas)
        return replace(found, fil=(*found.fil, "Graphiques"))

    def a_exporter(self) -> exportation.Sujet | None:
        """The chart and its figures."""
        if self.donnees is None:
            return None
        return exportation.graphique(self.donnees.titre, self.adresse, self.donnees)

    def montrer(self, donnees: Graphique) -> None:
        """The drawing and the table of the same data, the cursor where it was."""
        cursor, top = self.etat_vue.lignes.get(
            self.quoi, (len(donnees.categories) - 1 if self._par_annee else 0, 0)
        )
        self.query_one(Choix).montrer(self.possibles.index(self.quoi))
        table = self.tableau
        table.colonnes = self._colonnes(donnees)
        table.vider()
        table.placer(cursor, top)
        table.recevoir(0, range(len(donnees.categories)), len(donnees.categories))
        self.dessin.montrer(donnees, pourcentages=self.pourcentages, curseur=cursor, haut=top)
        self._disposer()

    @property
    def _par_annee(self) -> bool:
        return SORTES[self.quoi].entete == "Année"

    def _colonnes(self, chart: Graphique) -> tuple[Colonne, ...]:
        """As wide as their widest value, the names take the rest."""
        columns = [Colonne("", chart.entete, Part(12, 6, 60))]
        rows = [cellules(chart, i) for i in range(len(chart.categories))]
        for i, heading in enumerate(entetes(chart)):
            short = _COURTS.get(heading, heading)
            wide = max([largeur(short), *(largeur(row[i]) for row in rows)])
            columns.append(
                Colonne("", heading, Part(wide, 1, max(wide, largeur(heading))), short, droite=True)
            )
        return tuple(columns)

    def _cellules(self, rang: int) -> tuple[str, ...]:
        assert self.donnees is not None
        return (propre(self.donnees.categories[rang].libelle), *cellules(self.donnees, rang))

    def _disposer(self) -> None:
        """The drawing or the table, with what is said of it."""
        chart = self.donnees
        if chart is None:
            return
        self.dessin.display = not self.en_tableau
        self.tableau.display = self.en_tableau
        unit = "" if self.en_tableau else "en pourcentages" if self.pourcentages else "en nombres"
        if chart.quoi == "apd" and unit == "en nombres":
            unit = "en euros"
        self.query_one("#titre-graphique", Ligne).dire(propre(chart.titre), unit)
        shares = self.pourcentages or self.en_tableau
        notes = [] if chart.vide else [note for note in chart.notes if shares or note != chart.regle]
        self.query_one("#notes", Notes).dire(propre(" ".join(notes)))
        (self.tableau if self.en_tableau else self.dessin).focus(scroll_visible=False)

    # --- commands -----------------------------------------------------------------------------------------------------

    def _retenir_place(self) -> None:
        """Remember where the cursor is in this chart."""
        shown = self.tableau if self.en_tableau else self.dessin
        places = {**self.etat_vue.lignes, self.quoi: (shown.curseur, shown.haut)}
        self.etat_vue = replace(self.etat_vue, lignes=places)

    def choisir(self, rang: int) -> None:
        """Show another chart."""
        if rang >= len(self.possibles):
            self.app.dire(f"Cette page a {pluriel(len(self.possibles), 'graphique')}.")
        elif self.possibles[rang] != self.quoi:
            self._retenir_place()
            self.retenir()
            self.quoi = self.possibles[rang]
            self.relire()

    def changer_unite(self) -> None:
        """Numbers or shares."""
        self._retenir_place()
        self.pourcentages = not self.pourcentages
        if self.donnees is not None:
            self.montrer(self.donnees)

    def basculer_tableau(self) -> None:
        """The drawing or its data, on the same category."""
        self._retenir_place()
        self.en_tableau = not self.en_tableau
        if self.donnees is not None:
            self.montrer(self.donnees)

    def changer_criteres(self, criteres: Criteria) -> None:
        """Other criteria: the charts that the page then has."""
        self.app.aller(Adresse(self.adresse.page, criteres), replace(self.vue(), donnees=None))

    @on(Choix.Choisi)
    def _choisi(self, event: Choix.Choisi) -> None:
        self.choisir(event.rang)

    @on(DessinGraphique.Choisi)
    def _ouvrir_barre(self, event: DessinGraphique.Choisi) -> None:
        self.ouvrir_rang(event.rang)

    @on(ResultTable.Choisie)
    def _ouvrir_ligne(self, event: ResultTable.Choisie) -> None:
        self.ouvrir_rang(event.ligne)

    def ouvrir_rang(self, rang: int) -> None:
        """Go to the list of what a bar counts."""
        chart = self.donnees
        if chart is None:
            return
        category = chart.categories[rang]
        if category.lien:
            where = lire_adresse(category.lien)
            only_demandes = where.page.genre == "bourse" or where.criteres.nature == ("demande",)
            self.app.aller(where, ViewState(onglet="demandes" if only_demandes else "projets"))
        elif chart.quoi == "apd":
            self.app.dire(
                "Une année d'aide publique au développement n'a pas de page : t en montre les montants."
            )
        elif chart.somme(rang):
            self.app.dire(
                "Ce que compte cette barre ne se demande pas par un seul critère : v recherche autrement."
            )
        else:
            self.app.dire(f"{propre(category.libelle)} : rien à ouvrir.")

    # --- leaving --------------------------------------------------------------------------------------------------------

    def fermer(self) -> bool:
        """Échap leaves the table for the drawing before it leaves the charts."""
        if self.en_tableau:
            self.basculer_tableau()
            return True
        return False

    def niveau_superieur(self) -> Adresse | None:
        """The page of these charts."""
        return self.adresse

    def vue(self) -> ViewState:
        """The chart, its unit, its cursor."""
        self._retenir_place()
        unit = " ".join(
            name for name, on_ in (("pourcentages", self.pourcentages), ("tableau", self.en_tableau)) if on_
        )
        return ViewState(
            ecran=ECRAN, onglet=self.quoi, tri=unit, lignes=self.etat_vue.lignes, donnees=self.donnees
        )
