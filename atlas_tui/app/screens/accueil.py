# SPDX-License-Identifier: EUPL-1.2
"""The first page: what the atlas holds, and the ways in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.app.screens.choisir import ChoisirScreen
from atlas_tui.app.screens.sous_niveaux import sous_niveaux
from atlas_tui.app.widgets.chrome import Ligne
from atlas_tui.app.widgets.figures import EtatPanel
from atlas_tui.app.widgets.menu import Entree, Menu
from exports.french import nombre
from parquet.pages import MONDE, Adresse, lire_page
from parquet.reference import nomenclature
from parquet.results import Etat

if TYPE_CHECKING:
    from parquet.atlas import Atlas

_PRESENTATION = "Les projets menés à l'international par les collectivités françaises."
_LARGE = 120
"""From this width on, continents and themes are listed beside the ways in."""


@dataclass(frozen=True, slots=True)
class Accueil:
    """What the page reads."""

    etat: Etat
    continents: tuple[Entree, ...]
    themes: tuple[Entree, ...]


class AccueilScreen(AtlasScreen[Accueil]):
    """Where one begins."""

    def corps(self) -> ComposeResult:
        """Figures above, ways in below."""
        yield Ligne(id="presentation")
        yield EtatPanel(id="etat", annees=6)
        with Horizontal(id="entrees"):
            yield Menu(id="acces", colonne=20)
            with Vertical(id="raccourcis"):
                yield Menu(id="continents")
                yield Menu(id="themes")

    def on_mount(self) -> None:
        """The ways in do not wait for the figures."""
        self.query_one("#presentation", Ligne).dire(_PRESENTATION)
        self._disposer()
        self._entrees(None)
        self.query_one("#acces", Menu).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Other room."""
        self._disposer()

    def _disposer(self) -> None:
        large = self.app.size.width >= _LARGE
        self.set_class(large, "-large")
        self.query_one("#raccourcis").display = large

    def _compte(self) -> tuple[Entree, ...]:
        if self.app.session.compte is None:
            return (Entree("compte", "Se connecter", "l", "mettre à jour sa fiche, déclarer, répondre"),)
        return (
            Entree("moi", "Espace personnel", "", "mes tâches, mes fiches, mes brouillons"),
            Entree("compte", "Mon compte", "l", "mot de passe, verrouiller, se déconnecter"),
        )

    def _entrees(self, etat: Etat | None) -> None:
        projets = bourse = ""
        if etat is not None:
            c = etat.compteurs
            projets = nombre(c.projets_cooperation + c.autres_actions)
            bourse = nombre(c.demandes or 0)
        self.query_one("#acces", Menu).montrer(
            [
                Entree("acces-monde", "Accès monde", "m", "par continent, sous-continent ou pays"),
                Entree("acces-france", "Accès France", "f", "par région, département ou collectivité"),
                Entree("recherche", "Recherche avancée", "v", "croiser mots, lieux, thèmes, financements"),
                Entree("trouver", "Trouver", "/", "lieu, collectivité, partenaire ou projet"),
                Entree("projets", "Projets", projets, "toute la liste, à trier et à affiner"),
                Entree("bourse", "Bourse-projets", bourse, "demandes de coopération de l'étranger"),
                Entree(
                    "deposer", "Déposer un projet", "", "Bourse ; submit a request ; enviar una solicitud"
                ),
                Entree("actualites", "Actualités, agenda", "", "par pays, thématique ou mots"),
                Entree("appels", "Appels à projets", "", "subventions accordées, label d'expertise"),
                Entree("apd", "Aide publique", "", "au développement : totaux, e-APD"),
                Entree("annuaire", "Annuaire", "", "associations, réseaux, ambassades"),
                Entree("thematique", "Thématiques", "", "les projets d'une thématique"),
                Entree("classements", "Classements", "", "collectivités, pays, thématiques"),
                *self._compte(),
                Entree("aide", "Aide", "?", "les touches, les mots de l'atlas"),
                Entree("quitter", "Quitter", "q"),
            ]
        )

    def lire(self, atlas: Atlas) -> Accueil:
        """The figures of the world, its continents, the themes."""
        figures = {n.code: nombre(n.projets) for n in atlas.nombres("thematique")}
        themes = [
            Entree(f"thematique/{t.code}", t.nom, figures.get(t.code, "0"))
            for t in nomenclature.themes().values()
            if t.niveau == 1
        ]
        return Accueil(
            atlas.etat(MONDE),
            sous_niveaux(atlas, MONDE, self.adresse.criteres),
            (Entree("", "Thématiques et nombre de projets"), *themes),
        )

    def montrer(self, donnees: Accueil) -> None:
        """Show them."""
        self.query_one("#etat", EtatPanel).montrer(donnees.etat)
        self.query_one("#continents", Menu).montrer(donnees.continents)
        self.query_one("#themes", Menu).montrer(donnees.themes)
        self._entrees(donnees.etat)
        for name, (rank, _) in self.etat_vue.lignes.items() if self._premiere else ():
            self.query_one(f"#{name}", Menu).aller(rank)

    def vue(self) -> ViewState:
        """The cursors."""
        seen = super().vue()
        return ViewState(
            focus=seen.focus,
            donnees=seen.donnees,
            lignes={str(menu.id): (menu.curseur, 0) for menu in self.query(Menu)},
        )

    @on(Menu.Choisi)
    def _choisir(self, event: Menu.Choisi) -> None:
        match event.cle:
            case "trouver" | "compte" | "aide" | "quitter":
                self.action_commande(event.cle)
            case "projets" | "classements":
                self.app.aller(Adresse(MONDE), ViewState(onglet=event.cle))
            case "thematique":
                if self.donnees is not None:
                    self.app.push_screen(
                        ChoisirScreen("Thématique", self.donnees.themes[1:]), self._aller_theme
                    )
            case path:
                self.app.aller(Adresse(lire_page(path)))

    def _aller_theme(self, path: str | None) -> None:
        if path is not None:
            self.app.aller(Adresse(lire_page(path)))
