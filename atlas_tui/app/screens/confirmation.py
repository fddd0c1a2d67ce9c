# SPDX-License-Identifier: EUPL-1.2
"""The fiche of a collectivité gone through for the yearly campaign: each part is opened, corrected if need be, confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from atlas_tui.app import enonce
from atlas_tui.app.commands import Command
from atlas_tui.app.espace.volet import consulter
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens import modifier_fiche
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.app.screens.questionnaire import Travail
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.chrome import Ligne
from atlas_tui.app.widgets.menu import Entree, Menu
from exports.french import pluriel
from parquet.pages import Page
from parquet.text import fold
from store.campagne import PARTIES, Campagnes, Partie
from store.campagne import Ligne as LigneDePartie
from store.clock import minute, paris
from store.declarations import Campagne

if TYPE_CHECKING:
    from parquet.atlas import Atlas
    from store.comptes import Compte
    from store.store import Store


@dataclass(frozen=True, slots=True)
class Etat:
    """Where a collectivité stands in the campaign of today."""

    nom: str
    campagne: Campagne | None
    ouverte: bool
    parties: tuple[Partie, ...]

    @property
    def restent(self) -> int:
        """Parts that wait."""
        return sum(one.etat == "a-confirmer" for one in self.parties)


def _cle(one: Partie) -> str:
    return f"{one.partie}/{one.pays}"


def en_mots(one: Partie) -> str:
    """What a part is about."""
    if one.pays:
        return enonce.pays(one.pays)
    return "Aucun projet" if one.partie in ("cooperations", "actions") else PARTIES[one.partie]


def compte(one: Partie) -> str:
    """How much it holds."""
    word = {"contacts": "personne", "reseaux": "réseau"}.get(one.partie, "projet")
    return pluriel(one.lignes, word, "réseaux" if word == "réseau" else "")


def _etat(one: Partie) -> str:
    if one.le is None:
        return "à confirmer"
    day = f"{paris(one.le):%d/%m/%Y}"
    return f"confirmée le {day}" if one.etat == "confirmee" else f"changée depuis le {day}"


class VoirLaFiche(Command):
    """The public page."""

    nom, touches, libelle, rang = "voir-fiche", ("f4",), "la fiche", 16
    aide = "Ouvrir la fiche de la collectivité : y ajouter un projet, la corriger"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        ecran.app.aller_page(f"collectivite/{ecran.adresse.page.code}")


class ConfirmationScreen(AtlasScreen[Etat]):
    """The four parts, country by country for projets."""

    COMMANDES = (VoirLaFiche,)
    DEFAULT_CSS = "ConfirmationScreen #etat-campagne { height: 1; margin: 0 0 1 0; }"

    def corps(self) -> ComposeResult:
        """Where it stands, then the parts."""
        yield Ligne(id="etat-campagne")
        yield Menu(id="parties", colonne=40)

    def intitule(self, atlas: Atlas) -> str:
        """The name of the campaign: that of the collectivité stands before it."""
        return "Campagne annuelle"

    def lire(self, atlas: Atlas) -> Etat:
        """The parts, under one's own rights."""
        code = self.adresse.page.code
        name = atlas.intitule(Page("collectivite", code))

        def question(store: Store, compte: Compte) -> Etat:
            campagne, parts = Campagnes(store, compte.who).parts(code)
            return Etat(name, campagne, campagne is not None and campagne.ouverte(store.now()), tuple(parts))

        return consulter(self.app, atlas, question) or Etat(name, None, False, ())

    def montrer(self, donnees: Etat) -> None:
        """The parts, the cursor on the first that waits."""
        self.query_one("#etat-campagne", Ligne).dire(self._resume(donnees))
        lines: list[Entree] = []
        for partie, titre in PARTIES.items():
            mine = sorted(
                (one for one in donnees.parties if one.partie == partie), key=lambda p: fold(en_mots(p))
            )
            if mine and partie in ("cooperations", "actions"):
                lines.append(Entree("", titre))
            lines += [Entree(_cle(one), en_mots(one), droite=_etat(one), valeur=compte(one)) for one in mine]
        menu = self.query_one(Menu)
        todo = {_cle(one) for one in donnees.parties if one.etat == "a-confirmer"}
        waiting = next((line.cle for line in lines if line.cle in todo), "")
        kept = self.etat_vue.lignes.get("parties") if self._premiere else None
        if kept is not None:
            menu.curseur = kept[0]
        menu.montrer(lines, cle="" if kept is not None else waiting)

    def _resume(self, donnees: Etat) -> str:
        campagne = donnees.campagne
        if self.app.session.compte is None:
            return "Connectez-vous pour confirmer une fiche : l."
        if campagne is None:
            return "Aucune campagne n'a encore été ouverte : la DAECT en donne les dates."
        until = (
            f"jusqu'au {minute(campagne.ferme_le)}"
            if donnees.ouverte
            else f"close depuis le {minute(campagne.ferme_le)}"
        )
        left = (
            f"{pluriel(donnees.restent, 'partie')} à confirmer" if donnees.restent else "la fiche est à jour"
        )
        return f"Campagne {campagne.annee}, {until} : {left}."

    @on(Menu.Choisi)
    def _ouvrir(self, event: Menu.Choisi) -> None:
        data = self.donnees
        part = next((one for one in data.parties if _cle(one) == event.cle), None) if data else None
        if part is None:
            return
        app = self.app

        def lire() -> Sequence[LigneDePartie]:
            return app.session.consulter(
                app.dossier, lambda store, compte: Campagnes(store, compte.who).lines(part)
            )

        app.faire(lire, lambda found: app.push_screen(PartieDeFicheScreen(part, found)))

    def vue(self) -> ViewState:
        """The cursor; where the fiche stands is read again."""
        return replace(super().vue(), donnees=None, lignes={"parties": (self.query_one(Menu).curseur, 0)})


class PartieDeFicheScreen(Travail):
    """What a part holds; F5 confirms it as it is, Entrée corrects a line of it."""

    TOUCHES = "F5 confirmer  Entrée corriger  Échap fermer"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "confirmer", "Confirmer", show=False, priority=True),
        Binding("f4", "corriger", "Corriger", show=False),
    ]

    def __init__(self, partie: Partie, lignes: Sequence[LigneDePartie]) -> None:
        super().__init__()
        self.partie = partie
        self._lignes = tuple(lignes)

    @property
    def titre(self) -> str:
        """Which part."""
        where = f" : {enonce.pays(self.partie.pays)}" if self.partie.pays else ""
        return f"{PARTIES[self.partie.partie]}{where} ({compte(self.partie)})"

    def corps(self) -> ComposeResult:
        """Its lines, what comes of confirming."""
        yield Menu(
            id="lignes-de-partie",
            vide="Rien ici. F5 confirme qu'il n'y a rien ; F4 corrige la fiche.",
            toujours=True,
        )
        yield self.etat()

    def on_mount(self) -> None:
        """The first line."""
        menu = self.query_one(Menu)
        projets = self.partie.partie in ("cooperations", "actions")
        menu.montrer(
            [
                Entree(
                    f"{rank}", propre(one.texte), droite=enonce.statut(one.precision) if projets else propre(one.precision)
                )
                for rank, one in enumerate(self._lignes)
            ]
        )  # fmt: skip
        self.set_focus(menu)

    @on(Menu.Choisi)
    def action_corriger(self) -> None:
        """The form of the fiche that holds the line."""
        app, line = self.app, self.query_one(Menu).courante
        projets = self.partie.partie in ("cooperations", "actions")
        target = self._lignes[int(line.cle)].fiche if line is not None else self.partie.collectivite
        self.dismiss()
        if line is None and projets:
            app.aller_page(f"collectivite/{target}")
        else:
            app.call_later(modifier_fiche.ouvrir, app, target)

    def action_confirmer(self) -> None:
        """Confirm the part as it was read."""
        app, part = self.app, self.partie

        def confirmer() -> int:
            def faire(store: Store, compte: Compte) -> int:
                campagnes = Campagnes(store, compte.who)
                campagnes.confirm(part)
                return sum(one.etat == "a-confirmer" for one in campagnes.parts(part.collectivite)[1])

            return app.session.consulter(app.dossier, faire)

        def fini(left: int) -> None:
            self.dismiss()
            page = app.page
            if isinstance(page, ConfirmationScreen):
                page.relire()
            app.dire(
                f"Partie confirmée ; {pluriel(left, 'partie')} à confirmer."
                if left
                else "Partie confirmée : la fiche est à jour."
            )

        if self.partie.etat == "confirmee":
            self.dire("Cette partie est déjà confirmée.")
        else:
            self.en_fil(confirmer, fini)
