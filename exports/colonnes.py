# SPDX-License-Identifier: EUPL-1.2
"""The columns of a file of projets or of demandes, one row per fiche: enough to do every crossing of the criteria again.

docs/colonnes.md tells each of them in French; a test compares.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from exports.answer import Cell, Column, ColumnType, Groupe, Table
from exports.columnar import ColumnRows, clean, over_items, translated
from exports.wording import NATURES, libelle, nom_pays, nom_theme
from parquet.reference import geography
from parquet.reference.nomenclature import lignee

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Champ:
    """A column, the column of `parquet.columns` it is made from, and what becomes of each code there."""

    colonne: Column
    source: str
    mot: Callable[[str], Cell] | None = None
    """None: the column as it is. On a list, what becomes of each of its items."""


def _champ(
    nom: str, titre: str, type: ColumnType, source: str = "", mot: Callable[[str], Cell] | None = None
) -> Champ:
    return Champ(Column(nom, titre, type), source or nom, mot)


def _zone(iso2: str, genre: Literal["continent", "sous_continent"]) -> str:
    """The code of the continent or of the sous-continent of a country; empty when the reference does not know it."""
    found = geography.pays().get(iso2)
    return str(getattr(found, genre)) if found else ""


PROJETS: tuple[Champ, ...] = (
    _champ("id", "Fiche", "texte"),
    _champ("titre", "Projet", "texte"),
    _champ("nature", "Type (code)", "texte"),
    _champ("nature_libelle", "Type", "texte", "nature", lambda code: NATURES[code]),
    _champ("jumelage", "Jumelage", "oui_non"),
    _champ("statut", "Statut (code)", "texte"),
    _champ("statut_libelle", "Statut", "texte", "statut", lambda code: libelle("statut", code)),
    _champ("thematique", "Thématique (code)", "texte"),
    _champ("thematique_libelle", "Thématique", "texte", "thematique", nom_theme),
    _champ("thematiques", "Thématiques (codes)", "textes", "thematique", lignee),
    _champ("thematiques_libelles", "Thématiques", "textes", "thematique", lambda code: tuple(nom_theme(one) for one in lignee(code))),
    _champ("odd", "ODD", "entiers"),
    _champ("annee_convention", "Convention", "annee"),
    _champ("annee_lancement", "Lancement", "annee"),
    _champ("annee_fin", "Fin", "annee"),
    _champ("collectivites_id", "Collectivités (fiches)", "textes"),
    _champ("collectivites", "Collectivités territoriales", "textes"),
    _champ("collectivites_type", "Types de collectivité", "textes"),
    _champ("collectivites_departement", "Départements", "textes"),
    _champ("collectivites_region", "Régions", "textes"),
    _champ("collectivites_ancienne_region", "Régions d'avant 2016", "textes"),
    _champ("collectivites_com", "Collectivités d'outre-mer", "textes"),
    _champ("partenaires_id", "Partenaires (fiches)", "textes"),
    _champ("partenaires", "Partenaires", "textes"),
    _champ("partenaires_pays", "Pays des partenaires", "textes"),
    _champ("pays", "Pays (codes)", "textes"),
    _champ("pays_noms", "Pays", "textes", "pays", nom_pays),
    _champ("sous_continents", "Sous-continents", "textes", "pays", lambda code: _zone(code, "sous_continent")),
    _champ("continents", "Continents", "textes", "pays", lambda code: _zone(code, "continent")),
    _champ("cofinancements", "Cofinancements", "textes"),
    _champ("financements_annee", "Financements (années)", "entiers"),
    _champ("financements_financeur", "Financeurs", "textes"),
    _champ("financements_montant", "Montants", "montants"),
    _champ("financements_precision", "Financeurs (précision)", "textes"),
    _champ("loi_oudin", "Loi 1 %", "texte"),
    _champ("objectifs", "Objectifs", "texte"),
    _champ("description", "Description", "texte"),
    _champ("historique", "Historique", "texte"),
    _champ("contexte", "Contexte", "texte"),
    _champ("acteurs_france", "Acteurs en France", "textes"),
    _champ("acteurs_pays", "Acteurs dans le pays", "textes"),
    _champ("volontaires", "Volontaires du progrès", "entier"),
    _champ("documents", "Documents", "textes"),
    _champ("documents_adresse", "Documents (adresses)", "textes"),
    _champ("origine", "Origine", "texte"),
    _champ("version", "Version", "entier"),
    _champ("modifie_le", "Mise à jour", "date"),
)  # fmt: skip
"""A file of projets. The columns `collectivites*` go together, item by item; so do `partenaires*`, `pays*` with the zones,
`financements_*`, `documents*`, `thematiques*`."""

DEMANDES: tuple[Champ, ...] = (
    _champ("id", "Fiche", "texte"),
    _champ("titre", "Demande", "texte"),
    _champ("partenaire_id", "Autorité (fiche)", "texte"),
    _champ("partenaire", "Autorité", "texte"),
    _champ("pays", "Pays (code)", "texte"),
    _champ("pays_nom", "Pays", "texte", "pays", nom_pays),
    _champ("sous_continent", "Sous-continent", "texte", "pays", lambda code: _zone(code, "sous_continent")),
    _champ("continent", "Continent", "texte", "pays", lambda code: _zone(code, "continent")),
    _champ("thematique", "Thématique (code)", "texte"),
    _champ("thematique_libelle", "Thématique", "texte", "thematique", nom_theme),
    _champ("thematiques", "Thématiques (codes)", "textes", "thematique", lignee),
    _champ("thematiques_libelles", "Thématiques", "textes", "thematique", lambda code: tuple(nom_theme(one) for one in lignee(code))),
    _champ("besoin", "Besoin", "texte"),
    _champ("description", "Description", "texte"),
    _champ("recherche", "Partenaire recherché", "texte"),
    _champ("lieu", "Lieu", "texte"),
    _champ("etat", "État", "texte"),
    _champ("deposee_le", "Déposée le", "date"),
    _champ("publiee_le", "Publiée le", "date"),
    _champ("version", "Version", "entier"),
    _champ("modifie_le", "Mise à jour", "date"),
)  # fmt: skip
"""A file of demandes."""


GROUPES = (
    Groupe("Collectivités", (
        "collectivites_id", "collectivites", "collectivites_type", "collectivites_departement", "collectivites_region",
        "collectivites_ancienne_region", "collectivites_com",
    )),
    Groupe("Partenaires", ("partenaires_id", "partenaires", "partenaires_pays")),
    Groupe("Financements", (
        "financements_annee", "financements_financeur", "financements_precision", "financements_montant",
    )),
    Groupe("Documents", ("documents", "documents_adresse")),
)  # fmt: skip
"""What a projet has several of: a spreadsheet gives each a sheet of its own."""


def table_projets(columns: pa.Table) -> Table:
    """Projets (`Atlas.colonnes_projets`) as rows under `PROJETS`."""
    return _table(PROJETS, columns, GROUPES)


def table_demandes(columns: pa.Table) -> Table:
    """Demandes (`Atlas.colonnes_demandes`) as rows under `DEMANDES`."""
    return _table(DEMANDES, columns, ())


def _table(champs: tuple[Champ, ...], columns: pa.Table, groupes: tuple[Groupe, ...]) -> Table:
    import pyarrow as pa

    arrays = [_column(champ, columns[champ.source]) for champ in champs]
    arrow = pa.table(arrays, names=[champ.colonne.nom for champ in champs])
    return Table(tuple(champ.colonne for champ in champs), ColumnRows(arrow), groupes=groupes)


def _column(champ: Champ, column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa

    mot = champ.mot
    if mot is None:
        return clean(column)
    if pa.types.is_list(column.type):
        return over_items(column, lambda items: translated(items, mot, "texte"))
    return translated(column, mot, champ.colonne.type)
