# SPDX-License-Identifier: EUPL-1.2
"""« Bureau de l'ambassade »: what waits for the embassy of a country, by section, as the procedures say it.

A procedure shows here by itself: its machine has a `tache`, and its name stands in a section of `SECTIONS`. What a section
leads to besides (a page, a screen of `atlas_tui.app.espace.taches.ECRANS`) is one of its `ailleurs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from atlas_tui.app import labels
from atlas_tui.app.espace.taches import mener
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree, Menu
from exports.french import pluriel
from parquet.errors import AtlasError
from store.clock import paris
from store.errors import StoreError

if TYPE_CHECKING:
    from parquet.atlas import Atlas
    from store.bourse import Bourse
    from store.comptes import Compte
    from store.store import Store
    from store.taches import Tache

DEHORS = "Le bureau est celui d'une ambassade : connectez-vous avec son compte (l)."
ROLES = ("ambassade", "daect")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the desk."""

    titre: str
    genres: tuple[str, ...]
    """`Tache.genre` of what stands in it: names of machines."""
    vide: str
    ailleurs: Mapping[str, str] = field(default_factory=dict)
    """Label → where it leads; {pays} is the country of the embassy."""


SECTIONS: tuple[Section, ...] = (
    Section("Demandes à valider", ("bourse",), "Aucune demande n'attend."),
    Section(
        "Partenariats du pays à vérifier", ("campagne",), "Aucun partenariat n'attend.",
        {"Voir les projets et les partenaires du pays": "pays/{pays}"},
    ),
    Section("Avis à donner", ("appel", "dossier"), "Aucun avis n'est demandé."),
    Section("Projets à évaluer", ("label", "mission"), "Aucun projet n'est à évaluer."),
    Section(
        "Actualités", ("actualite",), "Aucune actualité n'est en cours.",
        {
            "Écrire une actualité": "brouillon/nouveau-actualite-actualite",
            "Voir les actualités et l'agenda": "actualites",
        },
    ),
)  # fmt: skip
AUTRES = "Autres tâches"
"""The section of what stands in no other."""


@dataclass(frozen=True, slots=True)
class Bureau:
    """What the desk shows; nothing for who has none."""

    pays: str
    lignes: tuple[Entree, ...]


class BureauScreen(AtlasScreen[Bureau]):
    """The desk of an embassy; that of every country for the DAECT."""

    def corps(self) -> ComposeResult:
        """The sections, one list."""
        yield Menu(id="bureau", toujours=True)

    def lire(self, atlas: Atlas) -> Bureau:
        """What waits, under this person's rights."""
        session = self.app.session
        if session.compte is None or session.verrouillee:
            return Bureau("", ())
        try:
            return session.consulter(atlas.dossier, _lire)
        except StoreError as error:
            raise AtlasError(str(error)) from error

    def montrer(self, donnees: Bureau) -> None:
        """The list, the cursor where it was left."""
        menu = self.query_one("#bureau", Menu)
        menu.montrer(donnees.lignes)
        if self._premiere:
            menu.aller(self.etat_vue.lignes.get("bureau", (1, 0))[0])
        if not donnees.lignes:
            self.app.dire(DEHORS)
        elif donnees.pays:
            self.situer("Bureau de l'ambassade", labels.pays(donnees.pays))

    @on(Menu.Choisi)
    def _ouvrir(self, event: Menu.Choisi) -> None:
        mener(self.app, event.cle)

    def vue(self) -> ViewState:
        """The cursor; the lines are read again each time: others may have moved them."""
        cursor = self.query_one("#bureau", Menu).curseur
        return replace(super().vue(), lignes={"bureau": (cursor, 0)}, donnees=None)


def _lire(store: Store, compte: Compte) -> Bureau:
    """The sections, in a thread."""
    from store import taches
    from store.bourse import Bourse

    who = compte.who
    if who.role not in ROLES:
        return Bureau("", ())
    waiting = [
        one for one in taches.lire(store, compte.numero, who) if one.genre not in ("compte", "brouillon")
    ]
    lines: list[Entree] = []
    known = {genre for section in SECTIONS for genre in section.genres}
    for section in SECTIONS:
        mine = [one for one in waiting if one.genre in section.genres]
        lines.append(Entree("", f"{section.titre} ({len(mine)})" if mine else section.titre))
        lines += [_ligne(one) for one in mine] or [Entree("", f"  {section.vide}")]
        if who.pays:
            lines += [
                Entree(where.format(pays=who.pays.lower()), f"  {label}")
                for label, where in section.ailleurs.items()
            ]
        if "bourse" in section.genres:
            lines += _suivies(Bourse(store, who))
    if others := [one for one in waiting if one.genre not in known]:
        lines += [Entree("", f"{AUTRES} ({len(others)})"), *(_ligne(one) for one in others)]
    return Bureau(who.pays, tuple(lines))


def _ligne(task: Tache) -> Entree:
    return Entree(task.ou, f"  {propre(task.titre)}", droite=f"depuis le {paris(task.depuis):%d/%m/%Y}")


def _suivies(bourse: Bourse) -> list[Entree]:
    """The demandes of the country that were published, with their states: to look at, or to withdraw."""
    found = bourse.waiting(("publiee", "en-contact", "expiree"))
    if not found:
        return []
    head = Entree("", f"  {pluriel(len(found), 'demande publiée', 'demandes publiées')}")
    return [
        head,
        *(
            Entree(
                f"fiche/{one.record.id}",
                f"    {propre(one.record.titre)}",
                droite=labels.ETATS_DEMANDE[one.record.etat].lower(),
            )
            for one in found
        ),
    ]
