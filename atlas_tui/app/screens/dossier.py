# SPDX-License-Identifier: EUPL-1.2
"""A fiche that holds lists: sheets and tables as tabs on a small screen, all at once on a large one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual import events, on
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from atlas_tui.app import exportation
from atlas_tui.app.commands import Command
from atlas_tui.app.exportation import Sujet
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.fiche import FicheScreen
from atlas_tui.app.screens.graphiques_commandes import Graphiques
from atlas_tui.app.screens.tri import Inverser, Trier
from atlas_tui.app.widgets.cells import largeur
from atlas_tui.app.widgets.table import ResultTable
from parquet.criteria import Criteria
from parquet.pages import Adresse, Page
from parquet.results import ActualiteBref, Etat, ListeDemandes, ListeProjets

if TYPE_CHECKING:
    from atlas_tui.app.screens.base import AtlasScreen
    from parquet.atlas import Atlas

F = TypeVar("F")
R = TypeVar("R")

GRANDE = (120, 35)
"""Columns and lines from which everything is on the screen at once."""


@dataclass(frozen=True, slots=True)
class Dossier(Generic[F]):
    """A fiche, its figures, and the rows of its lists when the page is found again."""

    fiche: F
    etat: Etat
    actualites: tuple[ActualiteBref, ...] = ()
    """The latest that name it."""
    listes: tuple[tuple[str, tuple[int, tuple[Any, ...], int]], ...] = ()


class Volets(Widget):
    """« 1 Contacts  2 Activité  3 Projets (105) »; the one shown is in reverse video."""

    can_focus = False
    DEFAULT_CSS = "Volets { height: 1; width: 1fr; }"

    class Choisi(Message):
        """A tab was clicked."""

        def __init__(self, rang: int) -> None:
            super().__init__()
            self.rang = rang

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._noms: tuple[str, ...] = ()
        self._actif = 0

    def montrer(self, noms: Sequence[str], actif: int) -> None:
        """Show these tabs."""
        if (tuple(noms), actif) != (self._noms, self._actif):
            self._noms, self._actif = tuple(noms), actif
            self.refresh()

    @property
    def texte(self) -> str:
        """Its words, for the tests."""
        return "  ".join(f"{rank} {name}" for rank, name in enumerate(self._noms, 1))

    def _etiquettes(self) -> list[str]:
        """The tabs as they are written: without the blanks around each where all would not fit."""
        wide = [f" {rank} {name} " for rank, name in enumerate(self._noms, 1)]
        return (
            wide
            if sum(largeur(one) + 1 for one in wide) <= self.size.width + 1
            else [one.strip() for one in wide]
        )

    def render(self) -> Content:
        """One line."""
        parts: list[tuple[str, str] | str] = []
        for rank, label in enumerate(self._etiquettes()):
            parts += [(label, "reverse bold" if rank == self._actif else ""), " "]
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Open the tab under the pointer."""
        left = 0
        for rank, label in enumerate(self._etiquettes()):
            wide = largeur(label)
            if left <= event.x < left + wide:
                self.post_message(self.Choisi(rank))
            left += wide + 1


def _ici(ecran: AtlasScreen[object]) -> DossierScreen[Any]:
    return cast("DossierScreen[Any]", ecran)


class _Volet(Command):
    """Show a tab."""

    rang_volet: ClassVar[int]

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return cls.rang_volet < len(_ici(ecran).VOLETS)

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        if cls.disponible(ecran):
            ecran.une_fois_lue(lambda: _ici(ecran).changer_volet(cls.rang_volet))


class Volet1(_Volet):
    """First."""

    nom, touches, rang_volet, aide = "volet-1", ("1",), 0, "Premier onglet de la fiche"


class Volet2(_Volet):
    """Second."""

    nom, touches, rang_volet, aide = "volet-2", ("2",), 1, "Deuxième onglet de la fiche"


class Volet3(_Volet):
    """Third."""

    nom, touches, rang_volet, aide = "volet-3", ("3",), 2, "Troisième onglet de la fiche"


class DossierScreen(FicheScreen[Dossier[F]]):
    """A page with tabs. Subclasses compose the widgets that `VOLETS` names, and say what the sheets say."""

    COMMANDES: ClassVar[tuple[type[Command], ...]] = (Volet1, Volet2, Volet3, Trier, Inverser, Graphiques)
    VOLETS: ClassVar[tuple[str, ...]]
    """Ids of the widgets of the tabs, in order; the last ones are lists."""
    DEFAULT_CSS = """
    DossierScreen #feuilles { height: 1fr; }
    DossierScreen.-grande #feuilles { height: 2fr; }
    DossierScreen.-grande ResultTable { height: 3fr; margin-top: 1; }
    """
    _large: bool | None = None
    """Which of the two layouts the sheets were written for."""

    def __init__(self, adresse: Adresse, etat_vue: ViewState | None = None) -> None:
        super().__init__(adresse, etat_vue)
        # Known before anything is read: a page left before that is found again at its tab.
        self.volet = self.VOLETS.index(wanted) if (wanted := self.etat_vue.onglet) in self.VOLETS else 0

    @property
    def criteres(self) -> Criteria:
        """What the lists are asked for."""
        raise NotImplementedError

    def noms_des_volets(self, donnees: Dossier[F]) -> tuple[str, ...]:
        """The words on the tabs."""
        raise NotImplementedError

    def poser_feuilles(self, donnees: Dossier[F]) -> None:
        """Fill the sheets."""
        raise NotImplementedError

    # --- showing ------------------------------------------------------------------------------------------

    def preparer(self, table: ResultTable[R]) -> ResultTable[R]:
        """A list sorted and placed as it was left, before it asks for its first rows."""
        seen = self.etat_vue
        if table.id == "demandes":
            table.tri, table.decroissant = seen.tri_demandes or "publiee_le", seen.demandes_decroissant
        else:
            table.tri, table.decroissant = seen.tri or "annee", seen.decroissant
        table.placer(*self.etat_vue.lignes.get(table.id or "", (0, 0)))
        return table

    def on_mount(self) -> None:
        """Nothing is shown before it is known: an absent fiche is no empty list."""
        for name in ("volets", "feuilles", *self.VOLETS):
            self.query_one(f"#{name}").display = False

    def montrer(self, donnees: Dossier[F]) -> None:
        """The sheets, then the lists that are in sight."""
        self._situer(donnees)
        for name, (offset, rows, total) in donnees.listes:
            self.query_one(f"#{name}", ResultTable).recevoir(offset, rows, total)
        # Read again, the sheets may say something else.
        self._large = None
        self._disposer()

    def _rendre_focus(self) -> None:
        """The tab that was left, else the first: what was hidden until now is not in Textual's chain yet."""
        self.query_one(f"#{self.VOLETS[self.volet]}").focus(scroll_visible=False)

    @property
    def grande(self) -> bool:
        """True when everything is on the screen."""
        return self.size.width >= GRANDE[0] and self.size.height >= GRANDE[1]

    def _disposer(self) -> None:
        """Show the tab, or everything."""
        if self.donnees is None:
            return
        large = self.grande
        if large != self._large:
            self._large = large
            self.set_class(large, "-grande")
            self.poser_feuilles(self.donnees)
        self.query_one("#volets").display = True
        self.query_one("#volets", Volets).montrer(self.noms_des_volets(self.donnees), self.volet)
        shown = [self.query_one(f"#{name}") for name in self.VOLETS]
        for rank, widget in enumerate(shown):
            widget.display = (large and self.affiche_en_grand(rank)) or rank == self.volet
            if widget.display and isinstance(widget, ResultTable) and widget.total is None:
                widget.demander()
        self.query_one("#feuilles").display = any(
            w.display for w in shown if w.parent is not w.screen.query_one("#corps")
        )

    def affiche_en_grand(self, rang: int) -> bool:
        """Whether a tab is always in sight on a large screen."""
        return True

    def on_resize(self, event: events.Resize) -> None:
        """Another size may show more at once."""
        if self.donnees is not None:
            self._disposer()
            self.actualiser_chrome()

    def changer_volet(self, rang: int) -> None:
        """Show a tab and put the focus in it."""
        self.volet = rang
        self._disposer()
        self.query_one(f"#{self.VOLETS[rang]}").focus(scroll_visible=False)

    @on(Volets.Choisi)
    def _volet(self, event: Volets.Choisi) -> None:
        self.changer_volet(event.rang)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """On a large screen the focus says which tab one is in."""
        name = event.widget.id or ""
        if self.grande and name in self.VOLETS:
            self.volet = self.VOLETS.index(name)
            self._disposer()
            self.actualiser_chrome()

    # --- lists --------------------------------------------------------------------------------------------

    @on(ResultTable.Manque)
    def _lire_liste(self, event: ResultTable.Manque) -> None:
        table, offset, asked = event.table, event.decalage, self.criteres
        sort, down = table.tri, table.decroissant
        if table.id == "demandes":

            def demandes(atlas: Atlas) -> ListeDemandes:
                return atlas.demandes(asked, tri=sort, decroissant=down, decalage=offset)

            self.en_fond(
                "demandes", demandes, lambda got: table.recevoir(got.decalage, got.demandes, got.total)
            )
        else:

            def projets(atlas: Atlas) -> ListeProjets:
                return atlas.projets(asked, tri=sort, decroissant=down, decalage=offset)

            self.en_fond("projets", projets, lambda got: table.recevoir(got.decalage, got.projets, got.total))

    @on(ResultTable.Choisie)
    def _ouvrir(self, event: ResultTable.Choisie) -> None:
        self.app.aller(Adresse(Page("fiche", event.ligne.id)))

    @on(ResultTable.TriDemande)
    def _trier(self, event: ResultTable.TriDemande) -> None:
        self.trier(event.cle)

    def table_courante(self) -> ResultTable[Any] | None:
        """The list that a sort is about: the one of the tab, or the one in sight."""
        names = [self.VOLETS[self.volet], *(n for n in self.VOLETS if self.query_one(f"#{n}").display)]
        found = (self.query_one(f"#{name}") for name in names)
        return next((table for table in found if isinstance(table, ResultTable)), None)

    def trier(self, cle: str | None, *, inverser: bool = False) -> None:
        """Sort the list by a column, the next one if none is named, or turn the order round."""
        table = self.table_courante()
        if table is None:
            return
        table.changer_tri(cle, inverser=inverser)
        table.demander()

    def a_exporter(self) -> Sujet | None:
        """The list of the tab, else the fiche."""
        shown = self.query_one(f"#{self.VOLETS[self.volet]}") if self.donnees is not None else None
        if not isinstance(shown, ResultTable):
            return super().a_exporter()
        what, ask = (
            ("Demandes", exportation.demandes) if shown.id == "demandes" else ("Projets", exportation.projets)
        )
        return ask(f"{what} — {self._fil[-1]}", self.criteres, *shown.ordre)

    # --- leaving ------------------------------------------------------------------------------------------

    def vue(self) -> ViewState:
        """The tab, the sort, the cursors, the rows."""
        seen = super().vue()
        tables = list(self.query(ResultTable))
        kept = tuple((str(t.id), memory) for t in tables if (memory := t.memoire()) is not None)
        sorts = {str(t.id): (t.tri, t.decroissant) for t in tables}
        tri, down = sorts["projets"]
        tri_demandes, demandes_down = sorts.get("demandes", ("", True))
        return replace(
            seen,
            onglet=self.VOLETS[self.volet],
            tri=tri,
            decroissant=down,
            tri_demandes=tri_demandes,
            demandes_decroissant=demandes_down,
            lignes={**seen.lignes, **{str(t.id): (t.curseur, t.haut) for t in tables}},
            donnees=replace(self.donnees, listes=kept) if self.donnees is not None else None,
        )
