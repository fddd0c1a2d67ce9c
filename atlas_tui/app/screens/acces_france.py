# SPDX-License-Identifier: EUPL-1.2
"""Accès France: a région, a département, an outre-mer; a conseil; a commune or an intercommunalité typed by name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from atlas_tui.app.commands import Command
from atlas_tui.app.screens.acces import Acces, AccesScreen, Rechercher, Reinitialiser
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.app.screens.finder import choix
from atlas_tui.app.widgets.cells import largeur
from atlas_tui.app.widgets.choices import Choix
from atlas_tui.app.widgets.chrome import Ligne
from atlas_tui.app.widgets.completion import Completion, Saisie
from atlas_tui.app.widgets.tree import Noeud
from parquet.pages import FRANCE, Page
from parquet.reference import geography
from parquet.text import fold

if TYPE_CHECKING:
    from parquet.atlas import Atlas

LIMITE = 200
"""Collectivités listed at once: every conseil fits, and a commune is found by a letter more."""


@dataclass(frozen=True, slots=True)
class Mode:
    """One of the guide's fields."""

    cle: str
    touche: str
    nom: str
    court: str
    types: tuple[str, ...] = ()
    """Kinds of collectivités it completes; none for the tree of places."""
    invite: str = ""


MODES = (
    Mode("lieux", "f3", "Région, département, outre-mer", "Lieux", invite="une région, un département, un numéro…"),
    Mode("regional", "f4", "Conseil régional", "Conseils rég.", ("region", "collectivite-unique"), "le nom d'une région…"),
    Mode(
        "departemental", "f5", "Conseil départemental", "Conseils dép.", ("departement", "collectivite-unique"),
        "le nom d'un département…",
    ),
    Mode("commune", "f6", "Commune", "Communes", ("commune",), "le nom d'une commune…"),
    Mode(
        "intercommunalite", "f7", "Intercommunalité", "Intercomm.",
        ("ca", "cc", "cu", "metropole", "ept", "syndicat", "petr"), "le nom d'une intercommunalité…",
    ),
)  # fmt: skip


@cache
def arbre_de_france() -> tuple[Noeud, ...]:
    """Today's régions and their départements, then the collectivités d'outre-mer. Old names are aliases."""
    departments = geography.departements()
    before: dict[str, list[str]] = {}
    for old in geography.anciennes_regions().values():
        before.setdefault(old.region, []).append(old.nom)
    roots = [Noeud("France", FRANCE), Noeud("Régions")]
    regions = tuple(
        Noeud(
            region.nom,
            Page("region", region.code),
            tuple(
                Noeud(
                    f"{departments[code].nom} ({code})",
                    Page("departement", code),
                    alias=(code, departments[code].nom),
                )
                for code in region.departements
            ),
            tuple(before.get(region.code, ())),
        )
        for region in sorted(geography.regions().values(), key=lambda region: fold(region.nom))
    )
    roots[1] = Noeud("Régions et départements", None, regions)
    overseas = tuple(
        Noeud(one.nom, Page("com", one.code), alias=(one.code,)) for one in geography.coms().values()
    )
    roots.append(Noeud("Collectivités d'outre-mer", None, overseas))
    return tuple(roots)


class Modes(Widget):
    """The fields, with the key of each; the one in use is in reverse video."""

    can_focus = False
    DEFAULT_CSS = "Modes { height: 1; width: 1fr; }"

    class Choisi(Message):
        """A field was clicked."""

        def __init__(self, mode: str) -> None:
            super().__init__()
            self.mode = mode

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.actif = MODES[0].cle

    def montrer(self, actif: str) -> None:
        """Mark the field in use."""
        if actif != self.actif:
            self.actif = actif
            self.refresh()

    def _noms(self) -> list[tuple[str, str]]:
        long = [(mode.cle, f" {mode.touche.upper()} {mode.nom} ") for mode in MODES]
        if sum(largeur(label) for _, label in long) <= self.size.width:
            return long
        return [(mode.cle, f" {mode.touche.upper()} {mode.court} ") for mode in MODES]

    def render(self) -> Content:
        """One line; short names where the long ones do not fit."""
        return Content.assemble(
            *((label, "reverse bold" if key == self.actif else "") for key, label in self._noms())
        )

    def on_click(self, event: events.Click) -> None:
        """Choose the field under the pointer."""
        left = 0
        for key, label in self._noms():
            if left <= event.x < left + largeur(label):
                self.post_message(self.Choisi(key))
            left += largeur(label)


class _Champ(Command):
    """Type in another field."""

    mode: ClassVar[Mode]

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        if isinstance(ecran, AccesFranceScreen):
            ecran.changer_mode(cls.mode.cle)


def _commande(mode: Mode) -> type[Command]:
    attributes = {
        "nom": f"champ-{mode.cle}",
        "touches": (mode.touche,),
        "aide": f"Chercher par : {mode.nom}",
        "mode": mode,
    }
    return type(f"Champ{mode.cle.capitalize()}", (_Champ,), attributes)


class AccesFranceScreen(AccesScreen):
    """The places and the collectivités of France."""

    INVITE = MODES[0].invite
    NIVEAUX: ClassVar[tuple[str, ...]] = ("Région", "Département")
    COMMANDES: ClassVar[tuple[type[Command], ...]] = (
        Rechercher,
        Reinitialiser,
        *(_commande(mode) for mode in MODES),
    )

    def entete(self) -> ComposeResult:
        """The fields of the guide."""
        yield Modes(id="modes")

    @property
    def racines(self) -> tuple[Noeud, ...]:
        """The tree."""
        return arbre_de_france()

    @property
    def mode(self) -> Mode:
        """The field in use."""
        return next((mode for mode in MODES if mode.cle == self.etat.mode), MODES[0])

    def lire(self, atlas: Atlas) -> Acces:
        """How many projets each place has."""
        kinds = ("region", "departement", "com")
        counts = {Page(kind, one.code): one.projets for kind in kinds for one in atlas.nombres(kind)}
        figures = atlas.etat(FRANCE).compteurs
        counts[FRANCE] = figures.projets_cooperation + figures.autres_actions
        return Acces(counts)

    def selection(self, page: Page) -> str:
        """« Région : Grand Est  Département : Bas-Rhin (67) », or the collectivité under the cursor."""
        if page == FRANCE:
            return "France entière"
        if page.genre == "com":
            return f"Collectivité d'outre-mer : {geography.coms()[page.code].nom}"
        if page.genre == "collectivite":
            line = self.query_one(Completion).liste.courant
            return f"{self.mode.nom} : {line.nom}" if line is not None else ""
        return super().selection(page)

    def on_mount(self) -> None:
        """The index of names is built at the first question: let it be before one asks."""
        self.en_fond("index", lambda atlas: atlas.collectivites("", limite=1), lambda _: None, lambda _: None)

    # --- the fields ---------------------------------------------------------------------------------------

    def actualiser(self, vise: Page | None = None) -> None:
        """The tree, or the collectivités whose name begins as what is typed."""
        mode, text = self.mode, self.etat.texte
        self.query_one(Modes).montrer(mode.cle)
        self.query_one(Saisie).placeholder = mode.invite
        if not mode.types:
            super().actualiser(vise)
            return

        def lire(atlas: Atlas) -> tuple[Choix, ...]:
            return tuple(choix(one) for one in atlas.collectivites(text, types=mode.types, limite=LIMITE))

        def montrer(lines: tuple[Choix, ...]) -> None:
            nobody = f"Aucune collectivité de ce nom ({mode.nom.lower()})."
            self.query_one(Completion).montrer(lines, curseur=vise, vide=nobody)

        self.en_fond("completion", lire, montrer)

    def changer_mode(self, cle: str) -> None:
        """Another field; what was typed is for another question."""
        if self.donnees is None:
            return
        self.query_one(Completion).montrer((), vide="")
        self.query_one("#selection", Ligne).dire("")
        self.donnees = replace(self.donnees, mode=cle, texte="", vise=None)
        self.montrer(self.donnees)

    def on_modes_choisi(self, event: Modes.Choisi) -> None:
        """A click on a field."""
        self.changer_mode(event.mode)
