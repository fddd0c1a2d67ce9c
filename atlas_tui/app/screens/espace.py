# SPDX-License-Identifier: EUPL-1.2
"""The espace personnel of whoever is logged in: tabs of lines, Entrée opens one, F7 says what else may be done to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult

from atlas_tui.app.commands import Command
from atlas_tui.app.espace import VOLETS, Volet
from atlas_tui.app.espace.volet import consulter
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.app.screens.dossier import Volets
from atlas_tui.app.screens.questionnaire import MenuModal
from atlas_tui.app.widgets.menu import Entree, Menu

if TYPE_CHECKING:
    from parquet.atlas import Atlas
    from store.comptes import Compte
    from store.store import Store

DEHORS = "L'espace personnel s'ouvre avec un compte. Connectez-vous : l."


@dataclass(frozen=True, slots=True)
class Lignes:
    """The lines of each tab by its name; nothing for who is not logged in."""

    par_volet: Mapping[str, tuple[Entree, ...]]


def _ici(ecran: AtlasScreen[object]) -> EspaceScreen:
    return cast("EspaceScreen", ecran)


class _Onglet(Command):
    """Show a tab."""

    rang_volet: ClassVar[int]
    palette = False

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return _ici(ecran).session_ouverte

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.une_fois_lue(lambda: _ici(ecran).changer(cls.rang_volet))


ONGLETS: tuple[type[Command], ...] = tuple(
    type(
        f"Onglet{rank + 1}",
        (_Onglet,),
        {
            "__doc__": volet.titre, "nom": f"onglet-{rank + 1}", "touches": (str(rank + 1),), "rang_volet": rank,
            "aide": f"Onglet « {volet.titre} »",
        },
    )
    for rank, volet in enumerate(VOLETS)
)  # fmt: skip


class ActionsDeLigne(Command):
    """What else may be done to the line."""

    nom, touches, libelle, rang = "actions", ("f7",), "actions", 15
    aide = "Ce que l'on peut faire de la ligne : ouvrir, renommer, copier, retirer"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return _ici(ecran).a_des_actions

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        _ici(ecran).agir()


class EspaceScreen(AtlasScreen[Lignes]):
    """One's own page."""

    COMMANDES = (*ONGLETS, ActionsDeLigne)
    onglet = 0

    def corps(self) -> ComposeResult:
        """The tabs, the lines of the one that is open."""
        yield Volets(id="volets")
        yield Menu(id="lignes", vide="")

    @property
    def session_ouverte(self) -> bool:
        """True when somebody is logged in, and not behind the lock."""
        return self.app.session.compte is not None and not self.app.session.verrouillee

    @property
    def volet(self) -> type[Volet]:
        """The tab that is open."""
        return VOLETS[self.onglet]

    @property
    def a_des_actions(self) -> bool:
        """True when F7 offers something for a line of the tab that is open."""
        return any(line.cle and self.volet.actions(line) for line in self.query_one(Menu).entrees)

    @property
    def courante(self) -> Entree | None:
        """The line under the cursor."""
        return self.query_one(Menu).courante

    def lire(self, atlas: Atlas) -> Lignes:
        """Every tab, under one's own rights."""

        def lire(store: Store, compte: Compte) -> Lignes:
            return Lignes({volet.nom: volet.lire(store, compte, atlas) for volet in VOLETS})

        return consulter(self.app, atlas, lire) or Lignes({})

    def montrer(self, donnees: Lignes) -> None:
        """The tab that was left."""
        menu = self.query_one(Menu)
        if self._premiere:
            if self.etat_vue.onglet:
                self.onglet = next(
                    (rank for rank, volet in enumerate(VOLETS) if volet.nom == self.etat_vue.onglet), 0
                )
            menu.curseur = self.etat_vue.lignes.get("lignes", (0, 0))[0]
        self._poser(donnees)

    def _poser(self, donnees: Lignes) -> None:
        known = donnees.par_volet
        names = []
        for volet in VOLETS if known else ():
            count = len(known[volet.nom])
            names.append(f"{volet.titre} ({count})" if volet.compte_les_lignes and count else volet.titre)
        self.query_one("#volets", Volets).montrer(names, self.onglet)
        menu = self.query_one(Menu)
        menu.vide(self.volet.vide if known else DEHORS)
        here = f"session/{self.app.session.cle}"
        menu.montrer(
            [
                replace(line, texte=f"{line.texte} (ici)") if line.cle == here else line
                for line in known.get(self.volet.nom, ())
            ]
        )

    def changer(self, rang: int) -> None:
        """Open a tab."""
        if self.donnees is not None and rang != self.onglet:
            self.onglet = rang
            self.query_one(Menu).curseur = 0
            self._poser(self.donnees)

    @on(Volets.Choisi)
    def _volet(self, event: Volets.Choisi) -> None:
        self.changer(event.rang)
        self.actualiser_chrome()

    @on(Menu.Choisi)
    def _ouvrir(self, event: Menu.Choisi) -> None:
        if (line := self.courante) is not None:
            self.volet.ouvrir(self.app, line)

    def agir(self) -> None:
        """What else may be done to the line under the cursor."""
        line, volet = self.courante, self.volet
        if line is None:
            return
        if actions := volet.actions(line):
            self.app.push_screen(MenuModal(line.texte, actions, lambda cle: volet.faire(self.app, line, cle)))
        else:
            self.app.dire("Rien de plus à faire de cette ligne : Entrée fait ce qu'elle dit.")

    def vue(self) -> ViewState:
        """The tab and the cursor; the lines are read again each time: others may have moved them."""
        return replace(
            super().vue(),
            onglet=self.volet.nom,
            lignes={"lignes": (self.query_one(Menu).curseur, 0)},
            donnees=None,
        )
