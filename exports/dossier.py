# SPDX-License-Identifier: EUPL-1.2
"""A page, a fiche, a chart or a map told at length: the sections of the document that a person prints and signs.

The country sheet (« carte de la coopération décentralisée ») is the page of a country: map, figures, aid, themes, every
cooperation, the demandes that wait for a French partner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from exports import annuaire, presentation
from exports.answer import Answer, Lines, Part, Section, Table
from exports.drawing import maps
from exports.drawing.graphique import Graphique
from exports.drawing.graphiques import graphique, possibles
from exports.drawing.tableau import donnees
from exports.french import INSECABLE, nombre, pluriel
from exports.wording import criteres_en_mots
from parquet.criteria import TOUT, Criteria
from parquet.errors import Introuvable
from parquet.pages import Adresse, criteres_de, sans_demandes

if TYPE_CHECKING:
    from parquet.atlas import Atlas

LISTES = frozenset({"pays", "departement", "com", "collectivite", "partenaire"})
"""Pages whose document lists every projet; that of a larger page would run over hundreds of sheets."""
GRAPHIQUES = ("themes", "statuts", "annees", "types", "continents", "regions")
"""Charts of a page's document, where the page has them, in this order; APD stands apart."""
GRAPHIQUES_D_UNE_AUTORITE = ("themes",)
"""The same for one collectivité or one partenaire, whose projets are few."""
CLASSEMENT_MAX = 20
"""Lines of the rankings inside a page's document."""

_CLASSEMENTS = {
    "collectivites": "Collectivités menant le plus de projets",
    "pays": "Pays qui ont le plus de projets",
}


def page(answer: Answer, atlas: Atlas, adresse: Adresse) -> Answer:
    """The état of a page with its map, its charts, its rankings and, for a place of some size, its projets."""
    figures, *aid = answer.parts
    sections = [Section("Chiffres", (figures,)), *_carte(atlas, adresse)]
    here = possibles(adresse.page, adresse.criteres)
    if aid and "apd" in here:
        drawn = graphique(atlas, "apd", adresse.page, adresse.criteres)
        sections.append(Section("Aide publique au développement", (drawn, *aid)))
    alone = adresse.page.genre in ("collectivite", "partenaire")
    for quoi in GRAPHIQUES_D_UNE_AUTORITE if alone else GRAPHIQUES:
        if quoi in here:
            sections += _graphique(graphique(atlas, quoi, adresse.page, adresse.criteres))
    sections += _classements(atlas, adresse)
    sections += _listes(atlas, adresse)
    if adresse.page.genre == "pays":
        sections += annuaire.sections_du_pays(atlas, adresse.page.code)
    titre = answer.titre
    if adresse.page.genre == "pays":
        narrowed = criteres_en_mots(adresse.criteres, atlas.noms(adresse.criteres))
        titre = f"{atlas.intitule(adresse.page)}{INSECABLE}: carte de la coopération décentralisée"
        titre += f" — {narrowed}" if narrowed else ""
    return replace(answer, sections=tuple(sections), titre=titre)


def fiche(answer: Answer, atlas: Atlas, adresse: Adresse) -> Answer:
    """A fiche; that of a collectivité or of a partenaire goes on with its figures and its projets."""
    parts = tuple(_sans_commandes(p) if isinstance(p, Lines) else p for p in answer.parts)
    if adresse.page.genre not in ("collectivite", "partenaire"):
        return replace(answer, sections=(Section("", parts),))
    whole = page(presentation.etat(atlas.etat(adresse.page)), atlas, adresse)
    return replace(answer, sections=(Section("Fiche", parts), *whole.sections))


def diagramme(answer: Answer, chart: Graphique) -> Answer:
    """A chart, then its data."""
    return replace(
        answer, sections=(Section("", (chart,)), Section("Données du graphique", (donnees(chart),)))
    )


def carte(answer: Answer, drawn: maps.Carte) -> Answer:
    """A map, then the figures of its places; its classes and its notes stand under the drawing."""
    data = Section("Données de la carte", (replace(answer.table, titre=""),), drawn.scene.description)
    return replace(answer, sections=(Section("", (drawn.scene,)), data))


def _sans_commandes(lines: Lines) -> Lines:
    """Without the lines that say what to type: on paper they say nothing."""
    return replace(lines, lignes=tuple(line for line in lines.lignes if not line[1].startswith("atlas-tui ")))


def _carte(atlas: Atlas, adresse: Adresse) -> Iterator[Section]:
    try:
        drawn = maps.carte(atlas, adresse, fin=True)
    except Introuvable:
        # Some pages have no map: their document has none either.
        return
    if drawn.lieux:
        yield Section("Carte", (drawn.scene,))


def _graphique(chart: Graphique) -> Iterator[Section]:
    # One bar alone says what the figures said.
    if chart.vide or len(chart.categories) < 2:
        return
    titre = {"themes": "Thématiques", "statuts": "Statuts", "annees": "Années de début", "types": "Types de collectivité",
             "continents": "Continents", "regions": "Régions françaises"}[chart.quoi]  # fmt: skip
    yield Section(titre, (chart,))


def _classements(atlas: Atlas, adresse: Adresse) -> Iterator[Section]:
    genre = adresse.page.genre
    for quoi, titre in _CLASSEMENTS.items():
        if (quoi == "pays" and genre in ("pays", "partenaire")) or (
            quoi == "collectivites" and genre == "collectivite"
        ):
            continue
        found = atlas.classement(quoi, adresse.page, adresse.criteres, limite=CLASSEMENT_MAX)
        if found.lignes:
            (table,) = presentation.classement(found, "", atlas.au, atlas.demonstration).parts
            note = (
                f"Les {CLASSEMENT_MAX} premiers sur {nombre(found.total)}."
                if found.total > CLASSEMENT_MAX
                else ""
            )
            yield Section(titre, (table,), note)


def _listes(atlas: Atlas, adresse: Adresse) -> Iterator[Section]:
    if adresse.page.genre not in LISTES:
        return
    asked = criteres_de(adresse.page) & adresse.criteres
    known = frozenset({"pays", "type"} if adresse.page.genre in ("pays", "partenaire") else {"type"})
    for nature, titre in (
        ("cooperation", "Coopérations décentralisées"),
        ("action", "Autres actions extérieures"),
    ):
        if not asked.montre(nature):
            continue
        found = atlas.projets(asked & Criteria(nature=(nature,)), tri="titre", decroissant=False, limite=None)
        if found.total:
            (table,) = presentation.projets(found, TOUT, atlas.au, atlas.demonstration).parts
            yield Section(
                titre, (_sans(table, known),), f"{pluriel(found.total, 'projet')}, dans l'ordre des titres."
            )
    if asked.montre("demande") and not sans_demandes(adresse.page):
        demandes = atlas.demandes(asked, limite=None)
        if demandes.total:
            (table,) = presentation.demandes(demandes, TOUT, atlas.au, atlas.demonstration).parts
            yield Section("Demandes de coopération (Bourse projets)", (_sans(table, known),))


def _sans(part: Part, noms: frozenset[str]) -> Part:
    """A table without the columns that the section says once for all."""
    if not isinstance(part, Table):
        return part
    kept = [i for i, c in enumerate(part.colonnes) if c.nom not in noms]
    return Table(
        tuple(part.colonnes[i] for i in kept),
        [tuple(row[i] for i in kept) for row in part.lignes],
        part.titre,
    )
