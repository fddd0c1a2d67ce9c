# SPDX-License-Identifier: EUPL-1.2
"""The places one level down from a page, with what is behind each: the list that stands for the map to click on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from atlas_tui.app.widgets.menu import Entree
from exports.french import nombre, pluriel
from parquet.criteria import Criteria
from parquet.pages import Page, criteres_de
from parquet.reference import geography, nomenclature
from parquet.text import fold

if TYPE_CHECKING:
    from parquet.atlas import Atlas


def sous_niveaux(atlas: Atlas, page: Page, criteres: Criteria) -> tuple[Entree, ...]:
    """The entries of the next level; keys are paths. Reads: for a thread."""
    asked = criteres_de(page) & criteres
    match page.genre:
        case "monde" | "bourse" | "recherche":
            pairs = [(c.code, c.nom) for c in geography.continents()]
            return _entrees(atlas, "Continents", "continent", pairs, asked, tous=True)
        case "continent":
            parts = [s for s in geography.sous_continents() if s.continent == page.code]
            if len(parts) > 1:
                return _entrees(
                    atlas,
                    "Sous-continents",
                    "sous-continent",
                    [(s.code, s.nom) for s in parts],
                    asked,
                    tous=True,
                )
            countries = [p for p in geography.pays().values() if p.continent == page.code]
            return _entrees(atlas, "Pays", "pays", [(p.iso2, p.nom) for p in countries], asked)
        case "sous-continent":
            countries = [p for p in geography.pays().values() if p.sous_continent == page.code]
            return _entrees(atlas, "Pays", "pays", [(p.iso2, p.nom) for p in countries], asked)
        case "france":
            regions = [(r.code, r.nom) for r in geography.regions().values()]
            overseas = [(c.code, c.nom) for c in geography.coms().values()]
            return (
                *_entrees(atlas, "Régions", "region", regions, asked, tous=True),
                *_entrees(atlas, "Collectivités d'outre-mer", "com", overseas, asked),
            )
        case "region":
            return _entrees(atlas, "Départements", "departement", _departements(page.code), asked, tous=True)
        case "pays":
            return _thematiques(atlas, asked)
        case "departement" | "com":
            return _collectivites(atlas, page, asked)
        case "thematique":
            themes = [(t.code, t.nom) for t in nomenclature.themes().values() if t.parent == page.code]
            lines = [Entree(f"thematique/{code}", nom) for code, nom in themes]
            level = nomenclature.themes()[page.code].niveau
            head = "Sous-thématiques" if level == 1 else "Sous-sous-thématiques"
            return (Entree("", head), *lines) if lines else ()
        case _:
            return ()


def _departements(region: str) -> list[tuple[str, str]]:
    today = geography.regions().get(region)
    codes = today.departements if today else geography.anciennes_regions()[region].departements
    table = geography.departements()
    return [(code, f"{table[code].nom} ({code})") for code in codes if code in table]


def _entrees(
    atlas: Atlas,
    tete: str,
    par: str,
    pairs: Iterable[tuple[str, str]],
    asked: Criteria,
    *,
    tous: bool = False,
) -> tuple[Entree, ...]:
    """Entries in alphabetical order; those without anything only if `tous`, and then they are counted in words."""
    figures = {n.code: n for n in atlas.nombres(par, asked)}
    lines = []
    missing = 0
    for code, nom in sorted(pairs, key=lambda pair: fold(pair[1])):
        found = figures.get(code)
        if found is None and not tous:
            missing += 1
            continue
        right = nombre(found.projets) if found else "0"
        lines.append(Entree(Page(par, code).chemin, nom, right))
    head = f"{tete} et nombre de projets"
    if missing and lines:
        head += f" ({pluriel(missing, 'autre')} sans projet)"
    return (Entree("", head), *lines) if lines else ()


AFFINER = "affiner/"
"""Begins the key of an entry that narrows the page instead of leading to another."""


def _thematiques(atlas: Atlas, asked: Criteria) -> tuple[Entree, ...]:
    """The themes of a place that has nothing below it, most projets first."""
    names = {t.code: t.nom for t in nomenclature.themes().values() if t.niveau == 1}
    found = sorted(
        (n for n in atlas.nombres("thematique", asked) if n.projets), key=lambda n: (-n.projets, n.code)
    )
    lines = [Entree(f"{AFFINER}{n.code}", names.get(n.code, n.code), nombre(n.projets)) for n in found]
    return (Entree("", "Thématiques et nombre de projets"), *lines) if lines else ()


def _collectivites(atlas: Atlas, page: Page, asked: Criteria) -> tuple[Entree, ...]:
    """The collectivités of a place, most projets first."""
    found = atlas.classement("collectivites", page, asked)
    lines = [Entree(f"collectivite/{line.id}", line.nom, nombre(line.projets)) for line in found.lignes]
    return (Entree("", "Collectivités et nombre de projets"), *lines) if lines else ()
