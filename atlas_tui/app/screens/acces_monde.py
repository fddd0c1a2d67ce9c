# SPDX-License-Identifier: EUPL-1.2
"""Accès monde: a continent, a sous-continent, a country, with the number of projets beside each."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, ClassVar

from atlas_tui.app.screens.acces import Acces, AccesScreen
from atlas_tui.app.widgets.tree import Noeud
from parquet.pages import MONDE, Page
from parquet.reference import geography
from parquet.text import fold

if TYPE_CHECKING:
    from parquet.atlas import Atlas


@cache
def arbre_du_monde() -> tuple[Noeud, ...]:
    """The ministry's zones and their countries. A continent that is not divided holds its countries itself."""
    countries: dict[str, list[Noeud]] = {}
    for one in sorted(geography.pays().values(), key=lambda p: fold(p.nom)):
        if one.iso2 != "FR":
            node = Noeud(one.nom, Page("pays", one.iso2), alias=(one.iso2, one.nom_anglais, *one.alias))
            countries.setdefault(one.sous_continent, []).append(node)
    roots = [Noeud("Monde", MONDE)]
    for zone in geography.continents():
        parts: list[Noeud] = []
        for part in geography.sous_continents():
            if part.continent == zone.code:
                below = tuple(countries.get(part.code, ()))
                if part.code == zone.code:
                    parts += below
                else:
                    parts.append(Noeud(part.nom, Page("sous-continent", part.code), below))
        roots.append(Noeud(zone.nom, Page("continent", zone.code), tuple(parts)))
    return tuple(roots)


class AccesMondeScreen(AccesScreen):
    """The places of the world."""

    INVITE = "un continent, un sous-continent, un pays…"
    NIVEAUX: ClassVar[tuple[str, ...]] = ("Continent", "Sous-continent", "Pays")

    @property
    def racines(self) -> tuple[Noeud, ...]:
        """The tree."""
        return arbre_du_monde()

    def lire(self, atlas: Atlas) -> Acces:
        """How many projets each place has."""
        counts = {
            Page(kind, one.code): one.projets
            for kind in ("continent", "sous-continent", "pays")
            for one in atlas.nombres(kind)
        }
        figures = atlas.etat(MONDE).compteurs
        counts[MONDE] = figures.projets_cooperation + figures.autres_actions
        return Acces(counts)

    def selection(self, page: Page) -> str:
        """« Continent : Afrique  Sous-continent : Afrique de l'Ouest  Pays : Burkina Faso »."""
        if page == MONDE:
            return "Monde entier"
        if page.genre == "pays" and len(steps := self._noms(page)) == 2:
            return f"Continent : {steps[0]}  Pays : {steps[1]}"
        return super().selection(page)

    def _noms(self, page: Page) -> list[str]:
        from atlas_tui.app.widgets.tree import chemin

        return [node.nom for node in chemin(self.racines, page)]
