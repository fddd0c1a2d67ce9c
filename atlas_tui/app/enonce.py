# SPDX-License-Identifier: EUPL-1.2
"""Criteria and codes in words, as short as a line of the screen wants them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from types import MappingProxyType

from atlas_tui.terminal.profile import profil
from exports.french import jour, pluriel
from exports.wording import cofinancement, quelconque
from parquet.criteria import NATURES, Criteria
from parquet.reference import geography, nomenclature
from parquet.results import ProjetBref


@cache
def statut(code: str) -> str:
    """« En cours »."""
    return next((s.nom for s in nomenclature.statuts() if s.code == code), code)


@cache
def theme(code: str) -> str:
    """The name of a theme of any level."""
    found = nomenclature.themes().get(code)
    return found.nom if found else code


@cache
def pays(code: str) -> str:
    """The French name of a country."""
    found = geography.pays().get(code.upper())
    return found.nom if found else code


@cache
def type_collectivite(code: str) -> str:
    """« Communauté d'agglomération »."""
    return next((t.nom for t in nomenclature.types_collectivite() if t.code == code), code)


@cache
def nature(code: str) -> str:
    """« Coopération décentralisée »."""
    return next((n.nom for n in nomenclature.natures() if n.code == code), code)


@cache
def natures_pluriel(code: str) -> str:
    """« Coopérations décentralisées »."""
    return next((n.pluriel for n in nomenclature.natures() if n.code == code), code)


@cache
def couleur(code: str) -> str:
    """« bleu », « jaune » or « rouge »."""
    return next((n.couleur for n in nomenclature.natures() if n.code == code), "")


def annees(projet: ProjetBref) -> str:
    """« 2007/2009 »: convention, then launch; a year that is not known is a dash."""
    convention, lancement = (str(y) if y else "-" for y in (projet.annee_convention, projet.annee_lancement))
    return f"{convention}/{lancement}"


def collectivites(projet: ProjetBref) -> str:
    """The first collectivité, and how many others."""
    return _premiers([abreger(c.nom) for c in projet.collectivites])


_SIGLES = (
    ("Communauté d'agglomération", "CA"),
    ("Communauté de communes", "CC"),
    ("Communauté urbaine", "CU"),
    ("Conseil départemental", "CD"),
    ("Conseil général", "CG"),
    ("Conseil régional", "CR"),
    ("Syndicat intercommunal", "SI"),
    ("Syndicat mixte", "SM"),
    ("Syndicat", "Synd."),
)


def abreger(nom: str) -> str:
    """« CA du Pays de Montbéliard »: in a narrow column the kind of body would leave no room for its name."""
    for long, short in _SIGLES:
        if nom.startswith(long):
            return short + nom.removeprefix(long)
    return nom


def partenaires(projet: ProjetBref, ici: str = "") -> str:
    """The first partenaire, one of the country `ici` if any, and how many others."""
    return _premiers([p.nom for p in sorted(projet.partenaires, key=lambda p: p.pays != ici)])


def _premiers(names: list[str]) -> str:
    if not names:
        return ""
    return names[0] if len(names) == 1 else f"{names[0]} +{len(names) - 1}"


def detail_projet(projet: ProjetBref) -> str:
    """Everything a row of the list may have cut, in one sentence."""
    sep = " - " if profil().ascii else " — "
    dash = "-" if profil().ascii else "–"
    qui = ", ".join(f"{c.nom} ({c.departement})" if c.departement else c.nom for c in projet.collectivites)
    avec = ", ".join(f"{p.nom} ({pays(p.pays)})" for p in projet.partenaires)
    quoi = nature(projet.nature) + (", jumelage" if projet.jumelage else "")
    parts = [
        projet.titre,
        f"{qui} {dash} {avec}" if avec else qui,
        quoi,
        theme(projet.thematique),
        statut(projet.statut),
    ]
    return sep.join(part for part in parts if part)


def affinage(criteres: Criteria, noms: Mapping[str, str] = MappingProxyType({})) -> str:
    """What narrows a page, in words; the natures shown are said elsewhere. Empty when nothing does.

    `noms` (`Atlas.noms`): collectivités and partenaires that are not in it are counted, never said by their identifiers.
    """
    parts: list[str] = []
    if criteres.mots:
        parts.append(f"« {criteres.mots} »")
    if criteres.titre:
        parts.append(f"titre « {criteres.titre} »")
    geo = {
        "continent": {c.code: c.nom for c in geography.continents()},
        "sous_continent": {s.code: s.nom for s in geography.sous_continents()},
        "region": {**{r.code: r.nom for r in geography.anciennes_regions().values()},
                   **{r.code: r.nom for r in geography.regions().values()}},
        "departement": {d.code: d.nom for d in geography.departements().values()},
        "com": {c.code: c.nom for c in geography.coms().values()},
    }  # fmt: skip
    for name, labels in geo.items():
        codes: tuple[str, ...] = getattr(criteres, name)
        if codes:
            parts.append(" ou ".join(labels.get(code, code) for code in codes))
    for codes, label in (
        (criteres.pays, pays),
        (criteres.type_collectivite, type_collectivite),
        (criteres.statut, statut),
        (criteres.thematique, theme),
    ):
        if codes:
            parts.append(" ou ".join(label(code) for code in codes))
    for ids, word in ((criteres.collectivite, "collectivité"), (criteres.partenaire, "partenaire")):
        if ids:
            known = " ou ".join(noms[id_] for id_ in ids if id_ in noms)
            parts.append(known if all(id_ in noms for id_ in ids) else pluriel(len(ids), word))
    if criteres.jumelage is not None:
        parts.append("jumelages" if criteres.jumelage else "hors jumelages")
    if quelconque(criteres.cofinancement):
        parts.append("cofinancé")
    elif criteres.cofinancement:
        parts.append("cofinancé par " + " ou ".join(cofinancement(c) for c in criteres.cofinancement))
    if criteres.loi_oudin:
        parts.append("loi Oudin")
    if str(criteres.annee_debut) != "..":
        parts.append(f"début {criteres.annee_debut}")
    return " · ".join(parts) if not profil().ascii else " ; ".join(parts)


def avec_jour(mots: str, au: date | None) -> str:
    """What is asked, and of which atlas when it is not today's."""
    day = "" if au is None else f"Atlas au {jour(au)}"
    return " · ".join(part for part in (mots, day) if part)


def montrees(criteres: Criteria, possibles: tuple[str, ...] = NATURES) -> tuple[str, ...]:
    """The natures shown, among those that the page knows."""
    return tuple(n for n in possibles if criteres.montre(n))


def basculer(criteres: Criteria, possibles: tuple[str, ...], nature: str) -> Criteria | None:
    """The criteria with a nature hidden or shown again; None when none would be left."""
    shown = set(montrees(criteres, possibles)) ^ {nature}
    if not shown:
        return None
    natures = tuple(n for n in possibles if n in shown)
    return replace(criteres, nature=() if natures == possibles else natures)
