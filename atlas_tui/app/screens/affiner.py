# SPDX-License-Identifier: EUPL-1.2
"""« Affiner la recherche »: the fields that narrow a page, their values in words, and what they may be set to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from atlas_tui.app import enonce
from atlas_tui.app.widgets.menu import Entree
from exports.french import nombre
from parquet.criteria import Criteria
from parquet.pages import Page, criteres_de
from parquet.reference import geography, nomenclature

if TYPE_CHECKING:
    from parquet.atlas import Atlas

TOUS = "*"
"""Key of the entry that takes the criterion away."""
REINITIALISER = "reinitialiser"


@dataclass(frozen=True, slots=True)
class Champ:
    """A field of the filter."""

    cle: str
    titre: str
    tous: str
    """What « any » is called there."""
    par: str
    """What `Atlas.nombres` counts by; empty when it cannot."""


CHAMPS = (
    Champ("type_collectivite", "Type de collectivité territoriale", "Tous", "type"),
    Champ("pays", "Pays", "Tous", "pays"),
    Champ("statut", "Statut", "Tous", "statut"),
    Champ("thematique1", "Thématique", "Toutes", "thematique"),
    Champ("thematique2", "Sous-thématique", "Toutes", ""),
    Champ("thematique3", "Sous-sous-thématique", "Toutes", ""),
)


def _branche(criteres: Criteria) -> tuple[str, str, str]:
    """The codes of the theme asked for, from level 1 down; '' where it does not go that deep."""
    path = ["", "", ""]
    code = criteres.thematique[0] if criteres.thematique else ""
    while code and (theme := nomenclature.themes().get(code)) is not None:
        path[theme.niveau - 1] = code
        code = theme.parent
    return path[0], path[1], path[2]


def valeur(champ: Champ, criteres: Criteria) -> str:
    """The code that a field stands on; '' for any."""
    if champ.cle.startswith("thematique"):
        return _branche(criteres)[int(champ.cle[-1]) - 1]
    codes: tuple[str, ...] = getattr(criteres, champ.cle)
    return codes[0] if codes else ""


def champs_de(page: Page, criteres: Criteria) -> tuple[Champ, ...]:
    """The fields of a page: not those that it already stands for, nor the levels of a theme not chosen yet."""
    own = criteres_de(page)
    themes = _branche(own & criteres)
    fixed = sum(bool(code) for code in _branche(own))
    kept = []
    for champ in CHAMPS:
        if champ.cle == "pays" and own.pays:
            continue
        if champ.cle.startswith("thematique"):
            level = int(champ.cle[-1])
            if level <= fixed or (level > 1 and not themes[level - 2]):
                continue
            if level > 1 and not any(t.parent == themes[level - 2] for t in nomenclature.themes().values()):
                continue
        kept.append(champ)
    return tuple(kept)


def entrees(page: Page, criteres: Criteria) -> tuple[Entree, ...]:
    """The lines of the form."""
    asked = criteres_de(page) & criteres
    lines = []
    for champ in champs_de(page, criteres):
        code = valeur(champ, asked)
        shown = enonce.theme(code) if champ.cle.startswith("thematique") else _nom(champ, code)
        lines.append(Entree(champ.cle, champ.titre, valeur=shown if code else champ.tous))
    if enonce.affinage(criteres):
        lines.append(Entree(REINITIALISER, "Réinitialiser", valeur="montrer tout de nouveau"))
    return tuple(lines)


def _nom(champ: Champ, code: str) -> str:
    naming = {"type_collectivite": enonce.type_collectivite, "pays": enonce.pays, "statut": enonce.statut}
    return naming.get(champ.cle, enonce.theme)(code)


def choix(atlas: Atlas, champ: Champ, page: Page, criteres: Criteria) -> tuple[Entree, ...]:
    """The values that a field may take here, with the number of projets behind each. Reads: for a thread."""
    asked = criteres_de(page) & criteres
    if champ.cle in ("type_collectivite", "statut"):
        source = (
            nomenclature.types_collectivite() if champ.cle == "type_collectivite" else nomenclature.statuts()
        )
        codes = [one.code for one in source]
    elif champ.cle == "pays":
        codes = [p.iso2 for p in geography.pays().values()]
    else:
        level = int(champ.cle[-1])
        above = _branche(asked)[level - 2] if level > 1 else ""
        codes = [t.code for t in nomenclature.themes().values() if t.niveau == level and t.parent == above]
    figures: dict[str, str] = {}
    if champ.par:
        found = atlas.nombres(champ.par, sans(champ, asked, criteres_de(page)))
        figures = {n.code: nombre(n.projets) for n in found if n.projets}
        if champ.cle == "pays":
            codes = [code for code in codes if code in figures]
    lines = [Entree(code, _nom(champ, code), figures.get(code, "0" if champ.par else "")) for code in codes]
    if champ.cle == "pays":
        from parquet.text import fold

        lines.sort(key=lambda entry: fold(entry.texte))
    return (Entree(TOUS, champ.tous), *lines)


def sans(champ: Champ, criteres: Criteria, propres: Criteria) -> Criteria:
    """The criteria without what a field says, except what the page itself stands for."""
    name = "thematique" if champ.cle.startswith("thematique") else champ.cle
    return replace(criteres, **{name: getattr(propres, name)})


def poser(champ: Champ, code: str, criteres: Criteria) -> Criteria:
    """The criteria with a field set to a code, or to any."""
    if not champ.cle.startswith("thematique"):
        return replace(criteres, **{champ.cle: () if code == TOUS else (code,)})  # type: ignore[arg-type]
    if code != TOUS:
        return replace(criteres, thematique=(code,))
    above = _branche(criteres)[: int(champ.cle[-1]) - 1]
    kept = next((c for c in reversed(above) if c), "")
    return replace(criteres, thematique=(kept,) if kept else ())


def reinitialiser(criteres: Criteria) -> Criteria:
    """Only the natures shown stay as they are."""
    return Criteria(nature=criteres.nature)
