# SPDX-License-Identifier: EUPL-1.2
"""The columns of a file of projets or of demandes, one row per fiche: enough to do every crossing of the criteria again.

docs/colonnes.md tells each of them in French; a test compares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from exports.answer import Cell, Column, ColumnType, Table
from exports.wording import NATURES, libelle, nom_pays, nom_theme
from parquet.reference import geography
from parquet.reference.nomenclature import lignee
from parquet.results import FicheDemande, FicheProjet

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Champ(Generic[F]):
    """A column, and how its cell is read from a fiche."""

    colonne: Column
    lire: Callable[[F], Cell]


def _champ(nom: str, titre: str, type: ColumnType, lire: Callable[[F], Cell]) -> Champ[F]:
    return Champ(Column(nom, titre, type), lire)


def _zone(iso2: str, genre: Literal["continent", "sous_continent"]) -> str:
    """The code of the continent or of the sous-continent of a country; empty when the reference does not know it."""
    found = geography.pays().get(iso2)
    return str(getattr(found, genre)) if found else ""


PROJETS: tuple[Champ[FicheProjet], ...] = (
    _champ("id", "Fiche", "texte", lambda p: p.bref.id),
    _champ("titre", "Projet", "texte", lambda p: p.bref.titre),
    _champ("nature", "Type (code)", "texte", lambda p: p.bref.nature),
    _champ("nature_libelle", "Type", "texte", lambda p: NATURES[p.bref.nature]),
    _champ("jumelage", "Jumelage", "oui_non", lambda p: p.bref.jumelage),
    _champ("statut", "Statut (code)", "texte", lambda p: p.bref.statut),
    _champ("statut_libelle", "Statut", "texte", lambda p: libelle("statut", p.bref.statut)),
    _champ("thematique", "Thématique (code)", "texte", lambda p: p.bref.thematique),
    _champ("thematique_libelle", "Thématique", "texte", lambda p: nom_theme(p.bref.thematique)),
    _champ("thematiques", "Thématiques (codes)", "textes", lambda p: lignee(p.bref.thematique)),
    _champ(
        "thematiques_libelles", "Thématiques", "textes",
        lambda p: tuple(nom_theme(code) for code in lignee(p.bref.thematique)),
    ),
    _champ("odd", "ODD", "entiers", lambda p: p.odd),
    _champ("annee_convention", "Convention", "annee", lambda p: p.bref.annee_convention),
    _champ("annee_lancement", "Lancement", "annee", lambda p: p.bref.annee_lancement),
    _champ("annee_fin", "Fin", "annee", lambda p: p.annee_fin),
    _champ("collectivites_id", "Collectivités (fiches)", "textes", lambda p: tuple(c.id for c in p.bref.collectivites)),
    _champ("collectivites", "Collectivités territoriales", "textes", lambda p: tuple(c.nom for c in p.bref.collectivites)),
    _champ("collectivites_type", "Types de collectivité", "textes", lambda p: tuple(e.type for e in p.engagements)),
    _champ("collectivites_departement", "Départements", "textes", lambda p: tuple(e.departement for e in p.engagements)),
    _champ("collectivites_region", "Régions", "textes", lambda p: tuple(e.region for e in p.engagements)),
    _champ(
        "collectivites_ancienne_region", "Régions d'avant 2016", "textes",
        lambda p: tuple(e.ancienne_region for e in p.engagements),
    ),
    _champ("collectivites_com", "Collectivités d'outre-mer", "textes", lambda p: tuple(e.com for e in p.engagements)),
    _champ("partenaires_id", "Partenaires (fiches)", "textes", lambda p: tuple(q.id for q in p.bref.partenaires)),
    _champ("partenaires", "Partenaires", "textes", lambda p: tuple(q.nom for q in p.bref.partenaires)),
    _champ("partenaires_pays", "Pays des partenaires", "textes", lambda p: tuple(q.pays for q in p.bref.partenaires)),
    _champ("pays", "Pays (codes)", "textes", lambda p: p.bref.pays),
    _champ("pays_noms", "Pays", "textes", lambda p: tuple(nom_pays(code) for code in p.bref.pays)),
    _champ(
        "sous_continents", "Sous-continents", "textes",
        lambda p: tuple(_zone(code, "sous_continent") for code in p.bref.pays),
    ),
    _champ("continents", "Continents", "textes", lambda p: tuple(_zone(code, "continent") for code in p.bref.pays)),
    _champ(
        "cofinancements", "Cofinancements", "textes",
        lambda p: tuple(
            dict.fromkeys(code for f in p.financements for code in (f.financeur, f"{f.financeur}:{f.annee}"))
        ),
    ),
    _champ("financements_annee", "Financements (années)", "entiers", lambda p: tuple(f.annee for f in p.financements)),
    _champ("financements_financeur", "Financeurs", "textes", lambda p: tuple(f.financeur for f in p.financements)),
    _champ("financements_montant", "Montants", "montants", lambda p: tuple(f.montant for f in p.financements)),
    _champ("financements_precision", "Financeurs (précision)", "textes", lambda p: tuple(f.precision for f in p.financements)),
    _champ("loi_oudin", "Loi 1 %", "texte", lambda p: p.loi_oudin),
    _champ("objectifs", "Objectifs", "texte", lambda p: p.objectifs),
    _champ("description", "Description", "texte", lambda p: p.description),
    _champ("historique", "Historique", "texte", lambda p: p.historique),
    _champ("contexte", "Contexte", "texte", lambda p: p.contexte),
    _champ("acteurs_france", "Acteurs en France", "textes", lambda p: p.acteurs_france),
    _champ("acteurs_pays", "Acteurs dans le pays", "textes", lambda p: p.acteurs_pays),
    _champ("volontaires", "Volontaires du progrès", "entier", lambda p: p.volontaires),
    _champ("documents", "Documents", "textes", lambda p: tuple(d.intitule for d in p.documents)),
    _champ("documents_adresse", "Documents (adresses)", "textes", lambda p: tuple(d.adresse for d in p.documents)),
    _champ("origine", "Origine", "texte", lambda p: p.origine),
    _champ("version", "Version", "entier", lambda p: p.version),
    _champ("modifie_le", "Mise à jour", "date", lambda p: p.modifie_le),
)  # fmt: skip
"""A file of projets. The columns `collectivites*` go together, item by item; so do `partenaires*`, `pays*` with the zones,
`financements_*`, `documents*`, `thematiques*`."""

DEMANDES: tuple[Champ[FicheDemande], ...] = (
    _champ("id", "Fiche", "texte", lambda d: d.bref.id),
    _champ("titre", "Demande", "texte", lambda d: d.bref.titre),
    _champ("partenaire_id", "Autorité (fiche)", "texte", lambda d: d.bref.partenaire.id),
    _champ("partenaire", "Autorité", "texte", lambda d: d.bref.partenaire.nom),
    _champ("pays", "Pays (code)", "texte", lambda d: d.bref.partenaire.pays),
    _champ("pays_nom", "Pays", "texte", lambda d: nom_pays(d.bref.partenaire.pays)),
    _champ("sous_continent", "Sous-continent", "texte", lambda d: _zone(d.bref.partenaire.pays, "sous_continent")),
    _champ("continent", "Continent", "texte", lambda d: _zone(d.bref.partenaire.pays, "continent")),
    _champ("thematique", "Thématique (code)", "texte", lambda d: d.bref.thematique),
    _champ("thematique_libelle", "Thématique", "texte", lambda d: nom_theme(d.bref.thematique)),
    _champ("thematiques", "Thématiques (codes)", "textes", lambda d: lignee(d.bref.thematique)),
    _champ(
        "thematiques_libelles", "Thématiques", "textes",
        lambda d: tuple(nom_theme(code) for code in lignee(d.bref.thematique)),
    ),
    _champ("besoin", "Besoin", "texte", lambda d: d.besoin),
    _champ("description", "Description", "texte", lambda d: d.description),
    _champ("recherche", "Partenaire recherché", "texte", lambda d: d.bref.recherche),
    _champ("lieu", "Lieu", "texte", lambda d: d.lieu),
    _champ("etat", "État", "texte", lambda d: d.etat),
    _champ("deposee_le", "Déposée le", "date", lambda d: d.deposee_le),
    _champ("publiee_le", "Publiée le", "date", lambda d: d.bref.publiee_le),
    _champ("version", "Version", "entier", lambda d: d.version),
    _champ("modifie_le", "Mise à jour", "date", lambda d: d.modifie_le),
)  # fmt: skip
"""A file of demandes."""


def table_projets(fiches: Iterable[FicheProjet]) -> Table:
    """Projets as rows under `PROJETS`."""
    return _table(PROJETS, fiches)


def table_demandes(fiches: Iterable[FicheDemande]) -> Table:
    """Demandes as rows under `DEMANDES`."""
    return _table(DEMANDES, fiches)


def _table(champs: tuple[Champ[F], ...], fiches: Iterable[F]) -> Table:
    readers = [champ.lire for champ in champs]
    return Table(
        tuple(champ.colonne for champ in champs),
        [tuple(read(fiche) for read in readers) for fiche in fiches],
    )
