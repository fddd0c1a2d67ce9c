# SPDX-License-Identifier: EUPL-1.2
"""The news and the agenda to come, narrowed by country, theme and words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult

from atlas_tui.app import enonce, exportation
from atlas_tui.app.commands import Command
from atlas_tui.app.exportation import Sujet
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.app.screens.choisir import ChoisirScreen
from atlas_tui.app.screens.cocher import SaisirScreen
from atlas_tui.app.screens.dossier import Volets
from atlas_tui.app.volets import ChangerVolet, rang_laisse
from atlas_tui.app.widgets.cells import Part, propre
from atlas_tui.app.widgets.menu import Entree, Menu
from atlas_tui.app.widgets.table import Colonne, ResultTable
from exports.fiche import emetteur, quand
from exports.french import jour, pluriel
from parquet.criteria import TOUT, Criteria
from parquet.pages import Adresse, Page
from parquet.reference import geography, nomenclature
from parquet.results import ActualiteBref
from parquet.text import fold

if TYPE_CHECKING:
    from parquet.atlas import Atlas

VOLETS = ("actualites", "agenda", "champs")
TOUS = "*"


@dataclass(frozen=True, slots=True)
class Nouvelles:
    """What the page reads: a few hundred lines, whole."""

    actualites: tuple[ActualiteBref, ...]
    agenda: tuple[ActualiteBref, ...]
    """Events to come, the next first, then those that are over, the latest first."""
    a_venir: int


class VoletActualites(ChangerVolet):
    """What was published."""

    nom, touches, rang_volet, aide = "volet-actualites", ("1",), 0, "Actualités, la plus récente d'abord"


class VoletAgenda(ChangerVolet):
    """What is to come."""

    nom, touches, rang_volet, aide = (
        "volet-agenda",
        ("2",),
        1,
        "Agenda : les événements à venir, puis les passés",
    )


class VoletAffiner(ChangerVolet):
    """The filter."""

    nom, touches, rang_volet, aide = "volet-affiner", ("3",), 2, "Affiner par pays, thématique ou mots"


class ToutMontrer(Command):
    """Nothing narrows any more."""

    nom, touches, rang = "reinitialiser", ("r",), 45
    aide = "Réinitialiser : toutes les actualités"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return not ecran.adresse.criteres.vide

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        cast("ActualitesScreen", ecran).changer(TOUT)


class Ecrire(Command):
    """One's own drafts, and new ones."""

    nom, touches, libelle, rang = "actions", ("f7",), "actions", 24
    aide = "Ambassade, DAECT, réseau, avec un compte : écrire, publier, archiver"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        from atlas_tui.app.screens.publier import ouvrir_actualites

        ouvrir_actualites(ecran.app)


def _table(id: str) -> ResultTable[ActualiteBref]:
    agenda = id == "agenda"
    columns = [
        Colonne("", "Quand" if agenda else "Publiée le", Part(10, 0)),
        Colonne("", "Événement" if agenda else "Actualité", Part(20, 6, 90)),
        Colonne("", "Où" if agenda else "Pays", Part(10, 2, 30)),
        Colonne("", "Publiée par", Part(11, 1, 34)),
    ]

    def cells(one: ActualiteBref) -> list[str]:
        day = one.debut if agenda and one.debut is not None else one.publiee_le
        countries = ", ".join(enonce.pays(code) for code in one.pays)
        where = (one.lieu or countries) if agenda else countries
        # The country stands beside it.
        signed = "Ambassade" if one.emetteur == "ambassade" else emetteur(one)
        return [f"{day:%d/%m/%Y}", propre(one.titre), propre(where), propre(signed)]

    def detail(one: ActualiteBref) -> str:
        about = (one.titre, quand(one), one.lieu, emetteur(one), f"publiée le {jour(one.publiee_le)}")
        return propre(" — ".join(part for part in about if part))

    return ResultTable(
        columns,
        cells,
        compte=lambda total: pluriel(total, "événement") if agenda else pluriel(total, "actualité"),
        detail=detail,
        vide="Aucun événement ne répond." if agenda else "Aucune actualité ne répond.",
        id=id,
    )


class ActualitesScreen(AtlasScreen[Nouvelles]):
    """Two lists and a filter."""

    COMMANDES = (VoletActualites, VoletAgenda, VoletAffiner, ToutMontrer, Ecrire)
    volet = 0

    def corps(self) -> ComposeResult:
        """Tabs, lists, fields."""
        yield Volets(id="volets")
        yield _table("actualites")
        yield _table("agenda")
        yield Menu(id="champs", colonne=20)

    def on_mount(self) -> None:
        """The tab and the rows as they were left."""
        self.volet = rang_laisse(self.etat_vue.onglet)
        for table in self.query(ResultTable):
            table.placer(*self.etat_vue.lignes.get(str(table.id), (0, 0)))
        self._disposer()

    def lire(self, atlas: Atlas) -> Nouvelles:
        """Both lists. Criteria that the news does not know are refused in one line."""
        asked = self.adresse.criteres
        coming = atlas.actualites(asked, a_venir=True)
        known = {one.id for one in coming}
        over = tuple(one for one in atlas.actualites(asked, genre="evenement") if one.id not in known)
        return Nouvelles(atlas.actualites(asked), (*coming, *over), len(coming))

    def montrer(self, donnees: Nouvelles) -> None:
        """Show them."""
        note = enonce.affinage(self.adresse.criteres)
        for name, rows in (("actualites", donnees.actualites), ("agenda", donnees.agenda)):
            table = self.query_one(f"#{name}", ResultTable)
            table.note = f"Affiné : {note}" if note else ""
            table.recevoir(0, rows, len(rows))
        self._disposer()

    def _rendre_focus(self) -> None:
        self.query_one(f"#{VOLETS[self.volet]}").focus(scroll_visible=False)

    def _disposer(self) -> None:
        asked = self.adresse.criteres
        names = ["Actualités", "Agenda", "Affiner" + ("" if asked.vide else " (actif)")]
        if self.donnees is not None:
            names[0] += f" ({len(self.donnees.actualites)})"
            names[1] += f" ({self.donnees.a_venir} à venir)"
        self.query_one(Volets).montrer(names, self.volet)
        self.query_one("#champs", Menu).montrer(
            [
                Entree("pays", "Pays", valeur=", ".join(map(enonce.pays, asked.pays)) or "Tous"),
                Entree("thematique", "Thématique", valeur=", ".join(map(enonce.theme, asked.thematique)) or "Toutes"),
                Entree("mots", "Mots", valeur=asked.mots or "–"),
                Entree("tout", "Réinitialiser"),
            ]
        )  # fmt: skip
        for rank, name in enumerate(VOLETS):
            self.query_one(f"#{name}").display = rank == self.volet

    def changer_volet(self, rang: int) -> None:
        """Show a tab, with the focus in it."""
        self.volet = rang
        self._disposer()
        self.query_one(f"#{VOLETS[rang]}").focus(scroll_visible=False)

    def changer(self, criteres: Criteria) -> None:
        """Other criteria: the link and the history follow."""
        self.app.remplacer(replace(self.adresse, criteres=criteres))
        for table in self.query(ResultTable):
            table.vider()
            table.placer(0, 0)
        self._disposer()
        self.relire()

    @on(Volets.Choisi)
    def _volet(self, event: Volets.Choisi) -> None:
        self.changer_volet(event.rang)

    @on(ResultTable.Choisie)
    def _ouvrir(self, event: ResultTable.Choisie) -> None:
        self.app.aller(Adresse(Page("fiche", event.ligne.id)))

    @on(Menu.Choisi, "#champs")
    def _affiner(self, event: Menu.Choisi) -> None:
        asked = self.adresse.criteres
        match event.cle:
            case "tout":
                self.changer(TOUT)
            case "mots":

                def dits(said: tuple[str, ...] | None) -> None:
                    if said is not None:
                        self.changer(replace(asked, mots=said[0] if said else ""))

                self.app.push_screen(SaisirScreen("Mots de l'actualité", asked.mots), dits)
            case field:

                def choisi(code: str | None) -> None:
                    if code is not None:
                        codes = () if code == TOUS else (code,)
                        self.changer(
                            replace(asked, pays=codes)
                            if field == "pays"
                            else replace(asked, thematique=codes)
                        )

                here: tuple[str, ...] = getattr(asked, field)
                self.app.push_screen(
                    ChoisirScreen(
                        "Pays" if field == "pays" else "Thématique", _choix(field), here[0] if here else TOUS
                    ),
                    choisi,
                )

    def fermer(self) -> bool:
        """Échap leaves the filter for the list."""
        if self.volet == 2:
            self.changer_volet(0)
            return True
        return False

    def a_exporter(self) -> Sujet | None:
        """The list of the tab."""
        agenda = self.volet == 1
        return exportation.actualites(
            "Agenda à venir" if agenda else "Actualités", self.adresse.criteres, a_venir=agenda
        )

    def vue(self) -> ViewState:
        """The tab and the cursors."""
        return replace(
            super().vue(),
            onglet=str(self.volet),
            lignes={str(t.id): (t.curseur, t.haut) for t in self.query(ResultTable)},
        )


def _choix(field: str) -> list[Entree]:
    if field == "pays":
        names = sorted(((p.iso2, p.nom) for p in geography.pays().values()), key=lambda pair: fold(pair[1]))
        return [Entree(TOUS, "Tous les pays"), *(Entree(code, name) for code, name in names)]
    themes = [t for t in nomenclature.themes().values() if t.niveau == 1]
    return [Entree(TOUS, "Toutes les thématiques"), *(Entree(t.code, t.nom) for t in themes)]
