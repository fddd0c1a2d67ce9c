# SPDX-License-Identifier: EUPL-1.2
"""The page of every level: monde, continent, pays, France, région, département ... its figures, lists and rankings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Grid, Horizontal, Vertical

from atlas_tui.app import enonce, exportation
from atlas_tui.app.exportation import Sujet
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens import affiner
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.app.screens.choisir import ChoisirScreen
from atlas_tui.app.screens.listes import CLASSEMENTS, table_classement, table_demandes, table_projets
from atlas_tui.app.screens.niveau_commandes import COMMANDES_NIVEAU
from atlas_tui.app.screens.sous_niveaux import AFFINER, sous_niveaux
from atlas_tui.app.widgets.figures import EtatPanel
from atlas_tui.app.widgets.menu import Entree, Menu
from atlas_tui.app.widgets.onglets import Natures, Onglets
from atlas_tui.app.widgets.table import FENETRE, ResultTable
from atlas_tui.terminal.profile import profil
from parquet.criteria import NATURES, TOUT, Criteria
from parquet.lists import PERTINENCE
from parquet.pages import Adresse, Page, criteres_de, lire_page, sans_demandes
from parquet.results import (
    Classement,
    DemandeBref,
    Etat,
    LigneClassement,
    ListeDemandes,
    ListeProjets,
    ProjetBref,
)

if TYPE_CHECKING:
    from parquet.atlas import Atlas

GRANDE = (120, 35)
"""From this size on, the figures stay beside the lists."""
VASTE = (150, 44)
"""From this size on, the rankings stay under the list."""


@dataclass(frozen=True, slots=True)
class Niveau:
    """What the page reads first."""

    etat: Etat
    enfants: tuple[Entree, ...]
    listes: tuple[tuple[str, tuple[int, tuple[Any, ...], int]], ...] = ()
    """Rows that were on the screen when the page was left."""
    noms: Mapping[str, str] = field(default_factory=dict)
    """Names of the collectivités and partenaires that the criteria name."""


class NiveauScreen(AtlasScreen[Niveau]):
    """A level, its filter, and its five tabs."""

    COMMANDES = COMMANDES_NIVEAU

    def __init__(self, adresse: Adresse, etat_vue: ViewState | None = None) -> None:
        super().__init__(adresse, etat_vue)
        self.possibles: tuple[str, ...] = NATURES[:2] if sans_demandes(adresse.page) else NATURES
        if adresse.page.genre == "bourse":
            self.possibles = NATURES[2:]
        default = "demandes" if adresse.page.genre == "bourse" else "etat"
        self.onglet = self.etat_vue.onglet or default
        self.classement = "collectivites"
        self._a_lire: set[str] = {"projets", "demandes", "classements"}
        self._tri_lu = (self._tri, self.etat_vue.decroissant)
        self._avec = ""

    # --- the widgets ------------------------------------------------------------------------------------------------

    def corps(self) -> ComposeResult:
        """Tabs, natures, then the panels; which of them show depends on the tab and on the size."""
        page = self.adresse.page
        yield Onglets(id="onglets")
        yield Natures(self.possibles, id="natures")
        yield from self.entete()
        with Horizontal(id="niveau"):
            with Vertical(id="gauche"):
                yield EtatPanel(id="etat", annees=6)
                yield Menu(id="enfants")
            with Vertical(id="droite"):
                yield table_projets(
                    avec_pays=page.genre != "pays", ici=page.code if page.genre == "pays" else ""
                )
                yield table_demandes()
                with Grid(id="classements"):
                    for quoi in self.classements_possibles():
                        yield table_classement(quoi)
                yield from self.affinage()

    def entete(self) -> ComposeResult:
        """What stands between the natures and the panels."""
        yield from ()

    def affinage(self) -> ComposeResult:
        """The form that narrows the page."""
        yield Menu(id="champs", colonne=38)

    def classements_possibles(self) -> tuple[str, ...]:
        """The rankings that tell something on this page."""
        genre = self.adresse.page.genre
        with_bourse = "demande" in self.possibles and genre in ("monde", "bourse", "recherche", "thematique")
        unwanted = {"pays"} if genre == "pays" else set()
        if not with_bourse:
            unwanted.add("continents-bourse")
        return tuple(quoi for quoi in CLASSEMENTS if quoi not in unwanted)

    @property
    def projets(self) -> ResultTable[ProjetBref]:
        """The list of projets."""
        return self.query_one("#projets", ResultTable)

    @property
    def demandes(self) -> ResultTable[DemandeBref]:
        """The list of demandes."""
        return self.query_one("#demandes", ResultTable)

    @property
    def _tri(self) -> str:
        """How the projets are sorted: as they were left; else by relevance when words are asked, or by year."""
        return self.etat_vue.tri or (PERTINENCE if self.criteres.mots else "annee")

    def on_mount(self) -> None:
        """Find the sort, the rows and the tab again as they were left."""
        self.projets.tri, self.projets.decroissant = self._tri, self.etat_vue.decroissant
        usual, self.demandes.decroissant = "publiee_le", self.etat_vue.demandes_decroissant
        self.demandes.tri = self.etat_vue.tri_demandes or (PERTINENCE if self.criteres.mots else usual)
        for table in self.query(ResultTable):
            if (kept := self.etat_vue.lignes.get(str(table.id))) is not None:
                table.placer(*kept)
        self._disposer()

    def on_resize(self, event: events.Resize) -> None:
        """Other room, other panels."""
        self._disposer()

    # --- reading and showing ------------------------------------------------------------------------------------------

    @property
    def criteres(self) -> Criteria:
        """Everything that is asked: what the page stands for and what narrows it."""
        return criteres_de(self.adresse.page) & self.adresse.criteres

    def relire(self) -> None:
        """Read the figures, and with them the first rows of the list that is on the screen: one painting for both."""
        self._tri_lu = (self.projets.tri, self.projets.decroissant)
        right = self._liste_visible()
        self._avec = right if right == "projets" and not self.projets.haut else ""
        super().relire()

    def lire(self, atlas: Atlas) -> Niveau:
        """The figures of what is shown, and the places one level down: the same for the link, whoever reads it."""
        criteres = self.adresse.criteres
        lists: tuple[tuple[str, tuple[int, tuple[Any, ...], int]], ...] = ()
        if self._avec:
            found = self._lire_projets(atlas, self.criteres, self._tri_lu, 0)
            lists = (("projets", (0, found.projets, found.total)),)
        return Niveau(
            etat=atlas.etat(self.adresse.page, criteres),
            enfants=sous_niveaux(atlas, self.adresse.page, criteres),
            listes=lists,
            noms=atlas.noms(criteres),
        )

    @staticmethod
    def _lire_projets(atlas: Atlas, criteres: Criteria, tri: tuple[str, bool], decalage: int) -> ListeProjets:
        if criteres.nature == ("demande",):
            return ListeProjets(0, 0, ())
        return atlas.projets(criteres, tri=tri[0], decroissant=tri[1], decalage=decalage)

    def _liste_visible(self) -> str:
        """The panel of lists that is on the screen; empty when the figures take it all."""
        if self.onglet == "etat":
            return "projets" if self.grande else ""
        return self.onglet

    def montrer(self, donnees: Niveau) -> None:
        """Figures first; the lists that are on the screen are asked for."""
        shown = enonce.montrees(self.criteres, self.possibles)
        hidden = frozenset(self.possibles) - frozenset(shown)
        self.query_one("#etat", EtatPanel).montrer(donnees.etat, hidden)
        self.query_one("#enfants", Menu).montrer(donnees.enfants)
        self.projets.vide = (
            "Aucun projet ne répond à ces critères."
            if set(shown) & {"cooperation", "action"}
            else "Les coopérations et les autres actions sont cachées : c et e les affichent."
        )
        self.demandes.vide = (
            "Aucune demande ne répond à ces critères."
            if "demande" in shown
            else "Les demandes de coopération sont cachées : d les affiche."
        )
        if "enfants" in self.etat_vue.lignes and self._premiere:
            self.query_one("#enfants", Menu).aller(self.etat_vue.lignes["enfants"][0])
        for name, (decalage, rows, total) in donnees.listes:
            self._recevoir(self.query_one(f"#{name}", ResultTable), decalage, rows, total)
            self._a_lire.discard("classements" if name.startswith("classement") else name)
        self._montrer_onglets()
        self._disposer()

    def _montrer_onglets(self) -> None:
        etat = self.donnees.etat.compteurs if self.donnees is not None else None
        shown = enonce.montrees(self.criteres, self.possibles)
        projets = demandes = None
        if etat is not None:
            projets = (etat.projets_cooperation if "cooperation" in shown else 0) + (
                etat.autres_actions if "action" in shown else 0
            )
            demandes = etat.demandes if "demande" in shown else 0
        refined = self.affinage_en_mots()
        self.query_one(Onglets).montrer(
            "projets" if self.grande and self.onglet == "etat" else self.onglet,
            projets, demandes if "demande" in self.possibles else None,
            avec_demandes="demande" in self.possibles, affine=bool(refined),
        )  # fmt: skip
        self.query_one(Natures).montrer(shown, refined)
        self.query_one("#champs", Menu).montrer(self.entrees_affiner())

    def affinage_en_mots(self) -> str:
        """What narrows the page, for the line under the natures."""
        return enonce.affinage(self.adresse.criteres, self.donnees.noms if self.donnees is not None else {})

    def entrees_affiner(self) -> tuple[Entree, ...]:
        """The lines of the form."""
        return affiner.entrees(self.adresse.page, self.adresse.criteres)

    # --- what is on the screen ----------------------------------------------------------------------------------------

    @property
    def grande(self) -> bool:
        """True when the figures stay beside the lists."""
        size = self.app.size
        return size.width >= GRANDE[0] and size.height >= GRANDE[1]

    @property
    def vaste(self) -> bool:
        """True when the rankings stay under the lists too."""
        size = self.app.size
        return size.width >= VASTE[0] and size.height >= VASTE[1]

    def _disposer(self) -> None:
        """Show the panels of the tab, and those that there is room for."""
        tab = self.onglet
        large = self.grande
        right = tab if tab != "etat" else "projets"
        vaste = self.vaste and right in ("projets", "demandes")
        if large != self.has_class("-grande"):
            self.set_class(large, "-grande")
            self._montrer_onglets()
        self.set_class(vaste, "-vaste")
        self.query_one("#gauche").display = large or tab == "etat"
        self.query_one("#droite").display = large or tab != "etat"
        children = self.donnees is None or bool(self.donnees.enfants)
        self.query_one("#enfants").display = children
        self.set_class(not children, "-seul")
        self.projets.display = right == "projets"
        self.demandes.display = right == "demandes"
        self.query_one("#classements").display = right == "classements" or vaste
        self.query_one("#champs").display = right == "affiner"
        for quoi in self.classements_possibles():
            table = self.query_one(f"#classement-{quoi}", ResultTable)
            arrows = "< >" if profil().ascii else "← →"
            table.note = "" if large else f"{arrows} autre classement"
            apart = not vaste or quoi in ("collectivites", "pays", "thematiques")
            table.display = apart if large else quoi == self.classement
        wanted = {self._liste_visible()}
        if vaste:
            wanted.add("classements")
        if self.donnees is not None:
            for name in wanted & self._a_lire:
                self._a_lire.discard(name)
                if name == "classements":
                    self.en_fond("classements", self._lire_classements, self._montrer_classements)
                elif name in ("projets", "demandes"):
                    table = self.query_one(f"#{name}", ResultTable)
                    self._demander(table, max(0, table.haut - FENETRE // 4))

    def changer_onglet(self, onglet: str) -> None:
        """Show another tab, with the focus where its work is done."""
        self.retenir()
        self.onglet = onglet
        self._montrer_onglets()
        self._disposer()
        target = {"etat": "enfants", "affiner": "champs", "classements": f"classement-{self.classement}"}.get(
            onglet, onglet
        )
        self.query_one(f"#{target}").focus(scroll_visible=False)
        self.call_later(self._liberer_si_lu)

    def changer_criteres(self, criteres: Criteria) -> None:
        """Narrow or widen the page."""
        self.changer(replace(self.adresse, criteres=criteres))

    def changer(self, adresse: Adresse) -> None:
        """Other criteria, or another day: the link and the history follow, lists begin again at their first row."""
        self.retenir()
        self.app.remplacer(adresse)
        self._a_lire = {"projets", "demandes", "classements"}
        for table in self.query(ResultTable):
            table.vider()
            table.placer(0, 0)
        self._montrer_onglets()
        self.relire()

    def basculer(self, nature: str) -> None:
        """Show or hide a nature; one at least stays."""
        if self.possibles == NATURES[2:]:
            self.app.dire("La Bourse-projets ne montre que des demandes de coopération.")
            return
        narrowed = enonce.basculer(self.adresse.criteres, self.possibles, nature)
        if narrowed is None:
            self.app.dire("Une des natures au moins reste affichée.")
        else:
            self.changer_criteres(narrowed)

    # --- lists ----------------------------------------------------------------------------------------------------------

    @on(ResultTable.Manque)
    def _lire_liste(self, event: ResultTable.Manque) -> None:
        self._demander(event.table, event.decalage)

    def _demander(self, table: ResultTable[Any], decalage: int) -> None:
        """Read a window of a list."""
        criteres = self.criteres
        sort, down = table.tri, table.decroissant
        if table.id == "projets":

            def projets(atlas: Atlas) -> ListeProjets:
                return self._lire_projets(atlas, criteres, (sort, down), decalage)

            self.en_fond(
                "projets",
                projets,
                lambda found: self._recevoir(table, found.decalage, found.projets, found.total),
            )
        elif table.id == "demandes":

            def demandes(atlas: Atlas) -> ListeDemandes:
                return atlas.demandes(criteres, tri=sort, decroissant=down, decalage=decalage)

            self.en_fond(
                "demandes",
                demandes,
                lambda found: self._recevoir(table, found.decalage, found.demandes, found.total),
            )

    def _recevoir(self, table: ResultTable[Any], decalage: int, rows: tuple[Any, ...], total: int) -> None:
        """Give a list its rows; then, of those that answer to words, the excerpts that say where."""
        mots = self.criteres.mots_dits if table.id in ("projets", "demandes") else ""
        table.extraits = (table.extraits or {}) if mots else None
        table.recevoir(decalage, rows, total)
        if mots and rows:
            ids = [row.id for row in rows]
            self.en_fond(f"extraits-{table.id}", lambda atlas: atlas.extraits(ids, mots), table.eclairer)

    def _lire_classements(self, atlas: Atlas) -> tuple[Classement, ...]:
        page, criteres = self.adresse.page, self.adresse.criteres
        return tuple(atlas.classement(quoi, page, criteres) for quoi in self.classements_possibles())

    def _montrer_classements(self, classements: tuple[Classement, ...]) -> None:
        for found in classements:
            self.query_one(f"#classement-{found.quoi}", ResultTable).recevoir(
                0, found.lignes, len(found.lignes)
            )

    def changer_classement(self, sens: int) -> None:
        """Next ranking, where only one fits."""
        names = self.classements_possibles()
        self.classement = names[(names.index(self.classement) + sens) % len(names)]
        self.changer_onglet("classements")

    def table_courante(self) -> ResultTable[Any] | None:
        """The list that a sort is about."""
        right = "projets" if self.onglet == "etat" and self.grande else self.onglet
        return self.query_one(f"#{right}", ResultTable) if right in ("projets", "demandes") else None

    def trier(self, cle: str | None, *, inverser: bool = False) -> None:
        """Sort the list by a column, the next one if none is named, or turn the order round."""
        table = self.table_courante()
        if table is None:
            self.app.dire("Le tri vaut pour les projets (2) et les demandes (3).")
            return
        self.retenir()
        table.changer_tri(cle, inverser=inverser)
        self._demander(table, 0)

    @on(ResultTable.TriDemande)
    def _trier(self, event: ResultTable.TriDemande) -> None:
        self.trier(event.cle)

    # --- opening --------------------------------------------------------------------------------------------------------

    @on(ResultTable.Choisie)
    def _ouvrir(self, event: ResultTable.Choisie) -> None:
        row = event.ligne
        if isinstance(row, LigneClassement):
            genre = {
                "classement-collectivites": "collectivite",
                "classement-pays": "pays",
                "classement-thematiques": "thematique",
                "classement-continents-bourse": "continent",
            }[str(event.table.id)]
            self.app.aller(Adresse(Page(genre, row.id.upper() if genre == "pays" else row.id)))
        else:
            self.app.aller(Adresse(Page("fiche", row.id)))

    @on(Menu.Choisi, "#enfants")
    def _descendre(self, event: Menu.Choisi) -> None:
        if event.cle.startswith(AFFINER):
            # A step of its own in the history: Échap gives the page back as it was.
            narrowed = replace(self.adresse.criteres, thematique=(event.cle.removeprefix(AFFINER),))
            self.app.aller(Adresse(self.adresse.page, narrowed), ViewState(onglet="projets"))
            return
        page = lire_page(event.cle)
        # What the place stands for replaces what was asked of the same kind; a fiche is not narrowed.
        own = [
            f.name for f in fields(Criteria) if getattr(criteres_de(page), f.name) != getattr(TOUT, f.name)
        ]
        kept = Criteria() if page.genre == "collectivite" else self.adresse.criteres.sans(*own)
        self.app.aller(Adresse(page, kept))

    @on(Menu.Choisi, "#champs")
    def _affiner(self, event: Menu.Choisi) -> None:
        self.ouvrir_champ(event.cle)

    def ouvrir_champ(self, cle: str) -> None:
        """Let the reader choose the value of a field."""
        page, criteres = self.adresse.page, self.adresse.criteres
        if cle == affiner.REINITIALISER:
            self.changer_criteres(affiner.reinitialiser(criteres))
            return
        champ = next(c for c in affiner.CHAMPS if c.cle == cle)

        def proposer(choices: tuple[Entree, ...]) -> None:
            here = affiner.valeur(champ, criteres_de(page) & criteres) or affiner.TOUS
            self.app.push_screen(ChoisirScreen(champ.titre, choices, here), poser)

        def poser(code: str | None) -> None:
            if code is not None:
                self.changer_criteres(affiner.poser(champ, code, criteres))

        self.en_fond("champ", lambda atlas: affiner.choix(atlas, champ, page, criteres), proposer)

    @on(Onglets.Choisi)
    def _onglet(self, event: Onglets.Choisi) -> None:
        self.changer_onglet(event.onglet)

    @on(Natures.Basculee)
    def _nature(self, event: Natures.Basculee) -> None:
        self.basculer(event.nature)

    def a_exporter(self) -> Sujet | None:
        """What the tab shows: the figures, a list whole, a ranking."""
        if (seen := self.donnees) is None:
            return None
        page, asked = self.adresse.page, self.adresse.criteres
        nom = " · ".join(filter(None, (seen.etat.intitule, enonce.affinage(asked, seen.noms))))
        if self.onglet == "etat":
            return exportation.etat(f"État — {nom}", page, asked)
        if self.onglet == "classements":
            nom = f"{CLASSEMENTS[self.classement][2]} — {nom}"
            return exportation.classement(nom, self.classement, page, asked)
        if self.onglet == "demandes" or self.possibles == NATURES[2:]:
            return exportation.demandes(f"Demandes — {nom}", self.criteres, *self.demandes.ordre)
        return exportation.projets(f"Projets — {nom}", self.criteres, *self.projets.ordre)

    # --- leaving and closing ------------------------------------------------------------------------------------------

    def fermer(self) -> bool:
        """Échap leaves the filter for the list before it leaves the page."""
        if self.onglet == "affiner":
            self.changer_onglet("projets")
            return True
        return False

    def vue(self) -> ViewState:
        """The tab, the sort, the cursors, the rows."""
        tables, children = list(self.query(ResultTable)), self.query_one("#enfants", Menu)
        kept = [(str(t.id), memory) for t in tables if (memory := t.memoire()) is not None]
        return ViewState(
            focus=super().vue().focus,
            onglet=self.onglet,
            tri=self.projets.tri,
            decroissant=self.projets.decroissant,
            tri_demandes=self.demandes.tri,
            demandes_decroissant=self.demandes.decroissant,
            lignes={**{str(t.id): (t.curseur, t.haut) for t in tables}, "enfants": (children.curseur, 0)},
            donnees=replace(self.donnees, listes=tuple(kept)) if self.donnees is not None else None,
        )
