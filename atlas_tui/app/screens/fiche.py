# SPDX-License-Identifier: EUPL-1.2
"""What the fiches do alike: a sheet of text with links, found again where it was left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import on
from textual.app import ComposeResult

from atlas_tui.app import exportation
from atlas_tui.app.commands import Command
from atlas_tui.app.exportation import Sujet
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.base import AtlasScreen, Intitules
from atlas_tui.app.trace import journal
from atlas_tui.app.widgets.chrome import Fil
from atlas_tui.app.widgets.lines import Lines
from atlas_tui.app.widgets.sheet import Feuille
from parquet.pages import Adresse, Page, ancetres, nom_du_lieu
from parquet.results import ContactBref
from parquet.versions import Version
from store.errors import StoreError
from store.operations import edited_by
from store.records import Fiche
from store.rights import ANYTHING, Target, may

if TYPE_CHECKING:
    from parquet.atlas import Atlas

D = TypeVar("D")


def fil(lieu: Page | None, *noms: str) -> tuple[str, ...]:
    """A breadcrumb: the places down to `lieu`, then `noms`."""
    places = () if lieu is None else (*ancetres(lieu), lieu)
    return (*(nom_du_lieu(place) for place in places), *noms)


class Historique(Command):
    """The versions of the fiche."""

    nom, touches, libelle, rang = "historique", ("h",), "historique", 35
    aide = "Historique : les versions de cette fiche et ce que chacune a changé"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        from atlas_tui.app.screens.historique import HistoriqueScreen

        app, id_ = ecran.app, ecran.adresse.page.code

        def lire(atlas: Atlas) -> tuple[tuple[Version, ...], Mapping[int, str]]:
            return atlas.versions(id_), app.session.auteurs(app.dossier, atlas.vers(id_))

        def montrer(found: tuple[tuple[Version, ...], Mapping[int, str]]) -> None:
            app.push_screen(HistoriqueScreen(id_, *found))

        ecran.en_fond("historique", lire, montrer)


class Modifier(Command):
    """The form of the fiche."""

    nom, touches, libelle, rang = "modifier", ("f4",), "modifier", 24
    aide = "Modifier cette fiche, avec un compte qui le peut"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return cast("FicheScreen[object]", ecran).modifiable

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        from atlas_tui.app.screens.modifier_fiche import ouvrir

        if ecran.adresse.au is not None:
            ecran.app.dire("Le passé ne se modifie pas : j revient à aujourd'hui.")
        else:
            ouvrir(ecran.app, ecran.adresse.page.code)


class Actions(Command):
    """What else may be done to it."""

    nom, touches, rang = "actions", ("f7",), 36
    libelle = "actions"
    aide = "Avec un compte : nouveau projet, convertir, annuler, archiver, restaurer"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        from atlas_tui.app.screens.actions import ouvrir

        ouvrir(ecran.app, ecran.adresse.page.code)


class FicheScreen(AtlasScreen[D]):
    """A page made of sheets. Entrée on a link opens its page, or copies what no page of the atlas shows."""

    DEFAULT_CSS = """
    FicheScreen #corps { padding: 0; }
    """
    COMMANDES: ClassVar[tuple[type[Command], ...]] = (Historique, Modifier, Actions)
    FICHE: ClassVar[type[Fiche] | None] = None
    """The record that F4 edits; None where the fiche has no form."""
    _fil: tuple[str, ...] = ()
    _au_dessus: Page | None = None

    def corps(self) -> ComposeResult:
        """One sheet."""
        yield Lines(id="fiche")

    def feuille(self, donnees: D) -> Feuille:
        """What the sheet says."""
        raise NotImplementedError

    def place(self, donnees: D) -> tuple[tuple[str, ...], Page | None]:
        """The breadcrumb, and the page one level up: only the fiche itself knows them."""
        raise NotImplementedError

    def concerne(self, donnees: D) -> Target:
        """What the fiche names, as rights see it: `store.operations.target_of`, of what is published."""
        return ANYTHING

    @property
    def modifiable(self) -> bool:
        """True where F4 opens a form; to who is not logged in, it says that one logs in."""
        if self.FICHE is None or self.adresse.au is not None:
            return False
        if self.app.session.compte is None:
            return True
        if self.donnees is None:
            return False
        who, target = self.app.session.who, self.concerne(self.donnees)
        return may(who, edited_by(who, self.FICHE, target), target)

    def montrer(self, donnees: D) -> None:
        """Show the sheet where it was left."""
        self._situer(donnees)
        self.poser(self.query_one("#fiche", Lines), self.feuille(donnees))

    def _situer(self, donnees: D) -> None:
        self._fil, self._au_dessus = self.place(donnees)
        self.query_one(Fil).situer(self._fil)

    def _montrer_chrome(self, intitules: Intitules) -> None:
        super()._montrer_chrome(intitules)
        if self._fil:
            self.query_one(Fil).situer(self._fil)

    def niveau_superieur(self) -> Adresse | None:
        """The place the fiche hangs from."""
        return None if self._au_dessus is None else Adresse(self._au_dessus)

    def a_exporter(self) -> Sujet | None:
        """The fiche."""
        if self.donnees is None:
            return None
        return exportation.fiche(self._fil[-1] if self._fil else "Fiche", self.adresse.page.code)

    def contacts(self, atlas: Atlas, id_: str, publics: tuple[ContactBref, ...]) -> tuple[ContactBref, ...]:
        """The people of a fiche, with what they did not agree to publish for who may read it. In a thread."""
        session = self.app.session
        if session.compte is None or self.adresse.au is not None:
            return publics
        try:
            found = session.contacts(atlas.dossier, id_)
        except StoreError as error:
            journal().info("contacts de %s : %s", id_, error)
            return publics
        return (
            tuple(ContactBref(p.prenom, p.nom, p.titre, p.courriel, p.telephone, p.role) for p in found)
            or publics
        )

    def poser(self, lines: Lines, sheet: Feuille) -> None:
        """Show a sheet in a widget, at the place it was left at."""
        link, top = self.etat_vue.lignes.get(lines.id or "", (-1, 0))
        lines.montrer(sheet, haut=top, lien=link)

    def vue(self) -> ViewState:
        """Which link, and how far each sheet was scrolled."""
        focus = self.focused.id if self.focused is not None and self.focused.id else ""
        places = {lines.id or "": (lines.lien, lines.haut) for lines in self.query(Lines)}
        return ViewState(focus=focus, lignes=places, donnees=self.donnees)

    @on(Lines.Suivi)
    def _suivre(self, event: Lines.Suivi) -> None:
        event.stop()
        self.suivre_lien(event.cible)
