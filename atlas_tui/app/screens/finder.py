# SPDX-License-Identifier: EUPL-1.2
"""The finder: a few letters of any name, and one is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from atlas_tui.app import labels
from atlas_tui.app.screens.base import PATIENCE
from atlas_tui.app.screens.modal import Modal
from atlas_tui.app.widgets.choices import Choices, Choix
from atlas_tui.app.widgets.completion import Completion
from exports.french import pluriel
from parquet.pages import SANS_CODE, Adresse, Page, lire_page, nom_du_lieu
from parquet.reference import nomenclature
from parquet.results import Trouvaille
from parquet.text import fold

if TYPE_CHECKING:
    from parquet.atlas import Atlas

LIMITE = 40
"""Answers asked for: two screens at most, after which another letter costs less than reading on."""

_PLURIELS = {
    "pays": "Pays",
    "continent": "Continents",
    "sous-continent": "Sous-continents",
    "région": "Régions",
    "région d'avant 2016": "Régions d'avant 2016",
    "département": "Départements",
    "collectivité d'outre-mer": "Outre-mer",
    "partenaire": "Partenaires",
    "projet": "Projets",
    "demande": "Demandes de coopération",
    "thématique": "Thématiques",
    "réseau": "Réseaux",
    "ambassade": "Ambassades",
}
_AUTRES_MOTS = {
    "accueil": "début",
    "annuaire": "réseaux correspondants associations",
    "apd": "e-apd déclarer",
    "bourse": "demandes",
    "moi": "compte tâches brouillons",
    "recherche": "critères formulaire",
}
"""What else people call the pages of which there is only one."""
_LETTRES_D_UNE_PAGE = 3
"""Letters from which such a page comes, before any name."""
_CONSEILS = {"région": "Conseils régionaux", "département": "Conseils départementaux"}


def _entete(found: Trouvaille, page: Page) -> str:
    """The heading an answer stands under: a region and its council are two pages."""
    if page.genre == "collectivite":
        many = {t.nom.lower(): t.pluriel for t in nomenclature.types_collectivite()}
        return _CONSEILS.get(found.genre) or many.get(found.genre, found.genre)
    return _PLURIELS.get(found.genre, found.genre)


def choix(found: Trouvaille) -> Choix:
    """An answer as a line of the list."""
    page = lire_page(found.chemin)
    where = found.precision
    if page.genre == "collectivite":
        where = labels.region(where) if found.genre == "région" else labels.departement(where)
    elif page.genre in ("region", "departement", "com") and where.isalnum() and len(where) <= 3:
        where = ""
    # « projet » is as wide as « projets », so that figures stand under each other.
    count = pluriel(found.projets, "projet\u00a0", "projets") if found.projets else ""
    return Choix(found.nom, page, where, count)


def ranger(trouvailles: Iterable[Trouvaille]) -> tuple[Choix, ...]:
    """Group the answers by genre, the genre of the best answer first; the order inside a genre is kept."""
    groups: dict[str, list[Choix]] = {}
    for found in trouvailles:
        line = choix(found)
        if line.page is not None:
            groups.setdefault(_entete(found, line.page), []).append(line)
    return tuple(line for head, lines in groups.items() for line in (Choix(head), *lines))


def pages_de_l_atlas(text: str) -> tuple[Choix, ...]:
    """The pages of which there is only one whose name, or what else they are called, begins by what is typed."""
    typed = fold(text).strip()
    if len(typed) < _LETTRES_D_UNE_PAGE:
        return ()
    found = []
    for genre in sorted(SANS_CODE):
        name = nom_du_lieu(Page(genre))
        called = (name, genre, *_AUTRES_MOTS.get(genre, "").split())
        if any(fold(one).startswith(typed) for one in called):
            found.append(Choix(name, Page(genre)))
    return tuple(found)


def reponses(atlas: Atlas, text: str) -> tuple[Choix, ...]:
    """What a text finds: the pages of the atlas, then the names; each page once."""
    names = ranger(atlas.trouver(text, limite=LIMITE))
    known = {line.page for line in names}
    pages = [line for line in pages_de_l_atlas(text) if line.page not in known]
    return (Choix("Pages de l'atlas"), *pages, *names) if pages else names


class FinderScreen(Modal):
    """Type, choose with the arrows, Entrée."""

    TITRE = "Trouver"
    _repondu = False
    """True once something was answered: from then on answers come at once."""
    TOUCHES = "↑ ↓ choisir  Entrée ouvrir  Échap fermer"

    def corps(self) -> ComposeResult:
        """A field and its answers."""
        yield Completion("Nom", invite="un lieu, une collectivité, un partenaire, un projet…", id="trouver")

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(Completion).saisie.focus()
        if (page := self.app.page) is not None:
            # The index of names is built at the first question: let it be while the first letters are typed.
            page.en_fond("index", lambda atlas: atlas.trouver("a", limite=1), lambda _: None, lambda _: None)

    @on(Completion.Change)
    def _chercher(self, event: Completion.Change) -> None:
        text, page = event.texte, self.app.page
        if page is None:
            return
        self.set_timer(PATIENCE, lambda: self._patienter(text))
        page.en_fond("trouver", lambda atlas: reponses(atlas, text), self._montrer, self._dire)

    def _patienter(self, text: str) -> None:
        """The first answer waits for the index: say so, in a line that does not move."""
        field = self.query_one(Completion)
        if not self._repondu and text and field.saisie.value == text:
            field.montrer((), provisoire=True, vide="Lecture…")

    def _montrer(self, lines: tuple[Choix, ...]) -> None:
        self._repondu = True
        if self.is_attached:
            typed = self.query_one(Completion).saisie.value.strip()
            self.query_one(Completion).montrer(
                lines, vide="Rien de ce nom. Essayez moins de lettres." if typed else ""
            )

    def _dire(self, message: str) -> None:
        if self.is_attached:
            self.query_one(Completion).montrer((), vide=message)

    @on(Choices.Choisi)
    def _ouvrir(self, event: Choices.Choisi) -> None:
        event.stop()
        if event.choix.page is not None:
            self.app.aller(Adresse(event.choix.page))
