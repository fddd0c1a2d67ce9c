# SPDX-License-Identifier: EUPL-1.2
"""The public lists of what the ministry grants: calls for projects, subventions, the label of expertise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from atlas_tui.app import enonce, exportation
from atlas_tui.app.commands import Command
from atlas_tui.app.exportation import Sujet
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.app.screens.dossier import Volets
from atlas_tui.app.volets import ChangerVolet
from atlas_tui.app.widgets.cells import Part, propre
from atlas_tui.app.widgets.table import Colonne, ResultTable
from exports.appels import ETATS_LABEL, ETATS_SUBVENTION, SITUATIONS, minute
from exports.french import euros, jour, pluriel
from parquet.appels import AppelLu, LabelLu, Subvention
from parquet.pages import Adresse, Page
from parquet.reference.programmes import programme
from store.clock import paris, utc_now

if TYPE_CHECKING:
    from parquet.atlas import Atlas

GENRES = ("appels", "subventions", "labels")
"""The pages that are the tabs of this screen, in order."""
NOMS = ("Appels à projets", "Subventions", "Labels")


@dataclass(frozen=True, slots=True)
class Aides:
    """The three lists, and when they were read: a window is open at a time."""

    appels: tuple[AppelLu, ...]
    subventions: tuple[Subvention, ...]
    labels: tuple[LabelLu, ...]
    at: datetime


class VoletAppels(ChangerVolet):
    """The calls."""

    nom, touches, rang_volet, aide = "volet-appels", ("1",), 0, "Appels à projets, ouverts et clos"


class VoletSubventions(ChangerVolet):
    """The grants."""

    nom, touches, rang_volet, aide = "volet-subventions", ("2",), 1, "Subventions accordées"


class VoletLabels(ChangerVolet):
    """The labels."""

    nom, touches, rang_volet, aide = "volet-labels", ("3",), 2, "Label d'expertise : la liste publique"


class Agir(Command):
    """One's own dossiers and labels, and how to begin one."""

    nom, touches, libelle, rang = "actions", ("f7",), "actions", 24
    aide = "Avec un compte : mes dossiers, mon label ; pour la DAECT, écrire un appel"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        from atlas_tui.app.screens.dossier_aide import mes_dossiers

        mes_dossiers(ecran.app)


def table_appels(at: datetime) -> ResultTable[AppelLu]:
    """The list of calls; where each stands at this time."""
    columns = [
        Colonne("", "Situation", Part(11, 1, 22)),
        Colonne("", "Appel à projets", Part(24, 6, 90)),
        Colonne("", "Ferme le", Part(10, 0)),
        Colonne("", "Part", Part(5, 0)),
        Colonne("", "Enveloppe", Part(14, 0)),
    ]

    def cells(one: AppelLu) -> Sequence[str]:
        return [
            SITUATIONS[one.situation(at)].partition(",")[0].capitalize(), propre(one.titre),
            f"{paris(one.ferme_le):%d/%m/%Y}", f"{one.plafond} %", euros(one.enveloppe),
        ]  # fmt: skip

    def detail(one: AppelLu) -> str:
        countries = ", ".join(enonce.pays(code) for code in one.pays) or "tous les pays"
        return propre(
            f"{one.titre} — {SITUATIONS[one.situation(at)]}, ferme le {minute(one.ferme_le)} — {countries}"
        )

    return ResultTable(
        columns, cells, compte=lambda n: pluriel(n, "appel à projets", "appels à projets"), detail=detail,
        vide="Aucun appel à projets n'est publié.", id="appels",
    )  # fmt: skip


def table_subventions() -> ResultTable[Subvention]:
    """The list of grants."""
    columns = [
        Colonne("", "Année", Part(5, 0)),
        Colonne("", "Collectivité", Part(14, 4, 44)),
        Colonne("", "Projet", Part(20, 6, 90)),
        Colonne("", "Pays", Part(8, 2, 24)),
        Colonne("", "Accordé", Part(12, 0)),
        Colonne("", "État", Part(8, 1, 18)),
    ]

    def cells(one: Subvention) -> Sequence[str]:
        return [
            str(one.annee), propre(one.collectivite_nom), propre(one.titre), ", ".join(map(enonce.pays, one.pays)),
            euros(one.montant), ETATS_SUBVENTION[one.etat],
        ]  # fmt: skip

    def detail(one: Subvention) -> str:
        day = f", notifiée le {jour(one.notifiee_le)}" if one.notifiee_le else ""
        return propre(f"{one.collectivite_nom} — {one.titre} — {one.appel_titre}{day}")

    return ResultTable(
        columns, cells, compte=lambda n: pluriel(n, "subvention accordée", "subventions accordées"), detail=detail,
        vide="Aucune subvention n'est encore notifiée.", id="subventions",
    )  # fmt: skip


def table_labels() -> ResultTable[LabelLu]:
    """The list of labels."""
    columns = [
        Colonne("", "Collectivités", Part(18, 4, 50)),
        Colonne("", "Domaine d'excellence", Part(22, 6, 90)),
        Colonne("", "Programme", Part(9, 0.5, 24)),
        Colonne("", "Jusqu'au", Part(10, 0)),
        Colonne("", "État", Part(11, 0)),
    ]

    def cells(one: LabelLu) -> Sequence[str]:
        return [
            propre(", ".join(one.collectivites_noms)), propre(one.titre), programme(one.programme),
            f"{one.fin_le:%d/%m/%Y}" if one.fin_le else "", ETATS_LABEL[one.etat],
        ]  # fmt: skip

    def detail(one: LabelLu) -> str:
        return propre(f"{', '.join(one.collectivites_noms)} — {one.titre} — {enonce.theme(one.thematique)}")

    return ResultTable(
        columns, cells, compte=lambda n: pluriel(n, "label"), detail=detail, vide="Aucun label n'a été accordé.", id="labels",
    )  # fmt: skip


class AppelsScreen(AtlasScreen[Aides]):
    """Three lists, each with its own address."""

    COMMANDES = (VoletAppels, VoletSubventions, VoletLabels, Agir)

    @property
    def volet(self) -> int:
        """The tab that the address says."""
        return GENRES.index(self.adresse.page.genre)

    def corps(self) -> ComposeResult:
        """Tabs and lists."""
        yield Volets(id="volets")
        yield table_appels(utc_now())
        yield table_subventions()
        yield table_labels()

    def on_mount(self) -> None:
        """The rows as they were left."""
        for table in self.query(ResultTable):
            table.placer(*self.etat_vue.lignes.get(str(table.id), (0, 0)))
        self._disposer()

    def lire(self, atlas: Atlas) -> Aides:
        """The three lists: some hundreds of lines."""
        return Aides(atlas.appels(), atlas.subventions(), atlas.labels(), utc_now())

    def montrer(self, donnees: Aides) -> None:
        """Show them."""
        for name, rows in (
            ("appels", donnees.appels), ("subventions", donnees.subventions), ("labels", donnees.labels),
        ):  # fmt: skip
            self.query_one(f"#{name}", ResultTable).recevoir(0, rows, len(rows))
        self._disposer()
        self._rendre_focus()

    def _rendre_focus(self) -> None:
        self.query_one(f"#{GENRES[self.volet]}").focus(scroll_visible=False)

    def _disposer(self) -> None:
        names = list(NOMS)
        if self.donnees is not None:
            for rank, rows in enumerate((self.donnees.appels, self.donnees.subventions, self.donnees.labels)):
                names[rank] += f" ({len(rows)})"
        self.query_one(Volets).montrer(names, self.volet)
        for rank, name in enumerate(GENRES):
            self.query_one(f"#{name}").display = rank == self.volet

    def changer_volet(self, rang: int) -> None:
        """Show a tab: the link and the history follow."""
        self.app.remplacer(replace(self.adresse, page=Page(GENRES[rang])))
        self.situer(NOMS[rang])
        self._disposer()
        self._rendre_focus()

    @on(Volets.Choisi)
    def _volet(self, event: Volets.Choisi) -> None:
        self.changer_volet(event.rang)

    @on(ResultTable.Choisie)
    def _ouvrir(self, event: ResultTable.Choisie) -> None:
        match event.ligne:
            case AppelLu():
                self.app.aller(Adresse(Page("appel", event.ligne.id)))
            case LabelLu():
                self.app.aller(Adresse(Page("label", event.ligne.id)))
            case Subvention():
                one = event.ligne
                self.app.aller(
                    Adresse(
                        Page("fiche", one.projet) if one.projet else Page("collectivite", one.collectivite)
                    )
                )

    def a_exporter(self) -> Sujet | None:
        """The list of the tab."""
        return exportation.aides(NOMS[self.volet], GENRES[self.volet])

    def vue(self) -> ViewState:
        """The cursors."""
        return replace(
            super().vue(), lignes={str(t.id): (t.curseur, t.haut) for t in self.query(ResultTable)}, donnees=None
        )  # fmt: skip
