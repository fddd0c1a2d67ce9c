# SPDX-License-Identifier: EUPL-1.2
"""The public format of a snapshot: its tables, their columns and what each holds (told in full in docs/format.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 1
"""Version of the format. It changes when a column changes its name, its type or its sense; adding one does not."""

Type = Literal[
    "texte",
    "textes",
    "entier",
    "entiers",
    "reel",
    "oui_non",
    "date",
    "instant",
    "euros",
    "financements",
    "documents",
]


EMPTY: dict[Type, str] = {
    "texte": "''", "textes": "[]::VARCHAR[]", "entier": "NULL::INTEGER", "entiers": "[]::INTEGER[]", "reel": "NULL::DOUBLE",
    "oui_non": "false", "date": "NULL::DATE", "instant": "NULL::TIMESTAMP", "euros": "0::DECIMAL(15,2)",
    "financements": "[]::STRUCT(annee INTEGER, financeur VARCHAR, montant DECIMAL(15,2), \"precision\" VARCHAR)[]",
    "documents": "[]::STRUCT(intitule VARCHAR, adresse VARCHAR)[]",
}  # fmt: skip
"""What stands, in SQL, for a column that a snapshot is too old to have."""


@dataclass(frozen=True, slots=True)
class Table:
    """One Parquet file: `nom`.parquet, the columns in order, and those that tell its rows apart."""

    nom: str
    cle: str
    """Column that a delta replaces by: all rows with this value go and come together."""
    colonnes: dict[str, Type]


_DEPUIS: dict[str, Type] = {"depuis": "instant"}
_FICHE: dict[str, Type] = {"version": "entier", "modifie_le": "date", **_DEPUIS}
_LIEU: dict[str, Type] = {
    "type": "texte", "departement": "texte", "region": "texte", "ancienne_region": "texte", "com": "texte",
}  # fmt: skip

TABLES: dict[str, Table] = {
    table.nom: table
    for table in (
        Table(
            "collectivites",
            "id",
            {
                "id": "texte", "nom": "texte", "nom_plie": "texte", "code": "texte", **_LIEU, "population": "entier",
                "latitude": "reel", "longitude": "reel", "courriel": "texte", "telephone": "texte", "site": "texte",
                "alias": "textes", "alias_plies": "textes", "reseaux": "textes", **_FICHE,
            },
        ),
        Table(
            "contacts",
            "fiche",
            {
                "fiche": "texte", "rang": "entier", "prenom": "texte", "nom": "texte", "titre": "texte", "role": "texte",
                "courriel": "texte", "telephone": "texte",
            },
        ),
        Table(
            "reseaux",
            "id",
            {
                "id": "texte", "nom": "texte", "sigle": "texte", "categorie": "texte", "site": "texte", "objet": "texte",
                "territoire": "texte", "adresse": "texte", "courriel": "texte", "telephone": "texte", **_FICHE,
            },
        ),
        Table(
            "ambassades",
            "id",
            {
                "id": "texte", "pays": "texte", "nom": "texte", "service": "texte", "adresse": "texte", "courriel": "texte",
                "telephone": "texte", "site": "texte", **_FICHE,
            },
        ),
        Table(
            "actualites",
            "id",
            {
                "id": "texte", "titre": "texte", "genre": "texte", "texte": "texte", "emetteur": "texte", "reseau": "texte",
                "pays": "textes", "thematiques": "textes", "lignees": "textes", "collectivites": "textes", "lieu": "texte",
                "debut": "date", "fin": "date", "horaires": "texte", "adresse": "texte", "publiee_le": "date", "mots": "texte",
                **_FICHE,
            },
        ),
        Table(
            "partenaires",
            "id",
            {
                "id": "texte", "nom": "texte", "nom_plie": "texte", "pays": "texte", "type": "texte", "subdivision": "texte",
                "latitude": "reel", "longitude": "reel", "population": "entier", "site": "texte", "alias": "textes",
                "alias_plies": "textes", **_FICHE,
            },
        ),
        Table(
            "projets",
            "id",
            {
                "id": "texte", "titre": "texte", "titre_plie": "texte", "nature": "texte", "jumelage": "oui_non",
                "thematique": "texte", "thematiques": "textes", "odd": "entiers", "statut": "texte",
                "annee_convention": "entier", "annee_lancement": "entier", "annee_fin": "entier", "annee_debut": "entier",
                "collectivites": "textes", "collectivites_noms": "textes", "collectivites_departements": "textes",
                "collectivite_pliee": "texte", "partenaire_plie": "texte",
                "types_collectivites": "textes", "departements": "textes", "regions": "textes",
                "anciennes_regions": "textes", "coms": "textes", "partenaires": "textes", "partenaires_noms": "textes",
                "partenaires_pays": "textes", "pays": "textes", "cofinancements": "textes", "financements": "financements",
                "loi_oudin": "texte", "objectifs": "texte", "description": "texte", "historique": "texte",
                "contexte": "texte", "acteurs_france": "textes", "acteurs_pays": "textes", "volontaires": "entier",
                "documents": "documents", "origine": "texte", "mots": "texte", **_FICHE,
            },
        ),
        Table("engagements", "projet", {"projet": "texte", "rang": "entier", "collectivite": "texte", **_LIEU, **_DEPUIS}),
        Table("liaisons", "projet", {"projet": "texte", "rang": "entier", "partenaire": "texte", "pays": "texte", **_DEPUIS}),
        Table(
            "demandes",
            "id",
            {
                "id": "texte", "titre": "texte", "titre_plie": "texte", "partenaire": "texte", "partenaire_nom": "texte", "partenaire_plie": "texte",
                "pays": "texte", "thematique": "texte", "thematiques": "textes", "besoin": "texte", "description": "texte",
                "recherche": "texte", "lieu": "texte", "etat": "texte", "deposee_le": "date", "publiee_le": "date",
                "mots": "texte", **_FICHE,
            },
        ),
        Table(
            "apd",
            "declaration",
            {
                "declaration": "texte", "collectivite": "texte", **_LIEU, "annee": "entier", "pays": "texte",
                "secteur": "texte", "refugies": "oui_non", "montant": "euros", "canal": "texte", "type_aide": "texte",
                "projet": "texte", "loi_oudin": "texte", "rang": "entier", "declaree_le": "date", **_DEPUIS,
            },
        ),
        Table(
            "appels",
            "id",
            {
                "id": "texte", "titre": "texte", "annee": "entier", "duree": "texte", "presentation": "texte",
                "ouvre_le": "instant", "ferme_le": "instant", "thematiques": "textes", "pays": "textes",
                "plafond": "entier", "enveloppe": "euros", "etat": "texte", **_FICHE,
            },
        ),
        Table(
            "subventions",
            "id",
            {
                "id": "texte", "titre": "texte", "appel": "texte", "appel_titre": "texte", "annee": "entier",
                "attribuant_siret": "texte", "collectivite": "texte", "collectivite_nom": "texte", "siret": "texte", **_LIEU,
                "projet": "texte", "pays": "textes", "thematique": "texte", "thematiques": "textes", "cout": "euros",
                "demande": "euros", "montant": "euros", "tranches": "entier", "premiere_annee": "entier",
                "derniere_annee": "entier", "notifiee_le": "date", "etat": "texte", **_FICHE,
            },
        ),
        Table(
            "labels",
            "id",
            {
                "id": "texte", "programme": "texte", "titre": "texte", "thematique": "texte", "thematiques": "textes",
                "collectivites": "textes", "collectivites_noms": "textes", "acteurs": "textes", "savoir_faire": "texte",
                "appuis": "texte", "mobilisation": "texte", "debut_le": "date", "fin_le": "date", "etat": "texte", **_FICHE,
            },
        ),
        Table("redirections", "de", {"de": "texte", "vers": "texte", **_DEPUIS}),
    )
}  # fmt: skip

AJOUTEES = frozenset({"ambassades", "actualites", "appels", "subventions", "labels", "redirections"})
"""Tables that the first snapshots did not have: one without their file is older, not damaged."""

EN_ATTENTE = ("publiee", "en-contact")
"""States of the demandes that wait for a partner: those that are counted, listed, mapped and searched. The others keep
their page."""

SANS_PASSE = "contacts"
"""The table whose past is not published: people are named today only (RGPD)."""

PASSES: dict[str, Table] = {
    name: Table(f"passe/{name}", table.cle, {**table.colonnes, "jusque": "instant"})
    for name, table in TABLES.items()
    if name != SANS_PASSE
}
"""The rows that no longer hold, by the table they were in: `depuis` is when they began to hold, `jusque` when they ceased.
Without a row, the file is left out."""

VERSIONS = Table(
    "passe/versions",
    "fiche",
    {"fiche": "texte", "version": "entier", "le": "instant", "operation": "texte", "champs": "textes"},
)
"""What was done to the fiches that were edited since they were created, version by version. Left out when none was."""

BREF: dict[str, tuple[str, ...]] = {
    "projets": (
        "id", "titre", "nature", "jumelage", "collectivites", "collectivites_noms", "collectivites_departements",
        "partenaires", "partenaires_noms", "partenaires_pays", "pays", "thematique", "statut", "annee_convention",
        "annee_lancement",
    ),
    "demandes": ("id", "titre", "partenaire", "partenaire_nom", "pays", "thematique", "recherche", "publiee_le"),
}  # fmt: skip
"""The columns that a line of a list shows, in order; the index of words keeps them beside the words."""

REMPLACES = "remplaces"
"""File of a delta: the ids of the fiches whose rows in the snapshot no longer count."""

ROWS_PER_GROUP = 20_000
"""Rows of a Parquet row group: a filtered page of 1.35 million rows reads 7 ms of it instead of 224."""


def schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table; every list holds no null, every text no null (absent is the empty text)."""
    import pyarrow as pa

    arrow: dict[Type, pa.DataType] = {
        "texte": pa.string(),
        "textes": pa.list_(pa.string()),
        "entier": pa.int32(),
        "entiers": pa.list_(pa.int32()),
        "reel": pa.float64(),
        "oui_non": pa.bool_(),
        "date": pa.date32(),
        # Without a zone, in UTC: with one, DuckDB would ask for time zones to hand a value back.
        "instant": pa.timestamp("us"),
        "euros": pa.decimal128(15, 2),
        "financements": pa.list_(
            pa.struct(
                {
                    "annee": pa.int32(),
                    "financeur": pa.string(),
                    "montant": pa.decimal128(15, 2),
                    "precision": pa.string(),
                }
            )
        ),
        "documents": pa.list_(pa.struct({"intitule": pa.string(), "adresse": pa.string()})),
    }
    return pa.schema([(nom, arrow[type_]) for nom, type_ in table.colonnes.items()])
