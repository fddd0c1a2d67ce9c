# SPDX-License-Identifier: EUPL-1.2
"""Projets and demandes column by column, for files of thousands of rows: what `exports.colonnes` completes with labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from parquet.engine import Engine

if TYPE_CHECKING:
    import pyarrow as pa

_PLACES = "type", "departement", "region", "ancienne_region", "com"
"""What an engagement says of its collectivité, in its order."""


def projets(engine: Engine, ids: Sequence[str]) -> pa.Table:
    """These projets, in the order of `ids`, one row each; whole numbers are int64, amounts decimal(15,2), no list is null."""
    places = ", ".join(f"list({place} ORDER BY rang) AS {place}s" for place in _PLACES)
    sides = ", ".join(f"coalesce(e.{place}s, []::VARCHAR[]) AS collectivites_{place}" for place in _PLACES)
    return engine.columns(
        f"""WITH voulus AS (SELECT unnest(?::VARCHAR[]) AS voulu, generate_subscripts(?::VARCHAR[], 1) AS place),
                 e AS (SELECT projet, {places} FROM engagements WHERE projet IN (SELECT voulu FROM voulus) GROUP BY projet)
            SELECT id, titre, nature, jumelage, statut, thematique, odd::BIGINT[] AS odd,
                annee_convention::BIGINT AS annee_convention, annee_lancement::BIGINT AS annee_lancement,
                annee_fin::BIGINT AS annee_fin, collectivites AS collectivites_id, collectivites_noms AS collectivites, {sides},
                partenaires AS partenaires_id, partenaires_noms AS partenaires, partenaires_pays, pays, cofinancements,
                list_transform(financements, lambda f: f.annee::BIGINT) AS financements_annee,
                list_transform(financements, lambda f: f.financeur) AS financements_financeur,
                list_transform(financements, lambda f: f.montant) AS financements_montant,
                list_transform(financements, lambda f: f."precision") AS financements_precision,
                loi_oudin, objectifs, description, historique, contexte, acteurs_france, acteurs_pays,
                volontaires::BIGINT AS volontaires, list_transform(documents, lambda d: d.intitule) AS documents,
                list_transform(documents, lambda d: d.adresse) AS documents_adresse, origine, version::BIGINT AS version,
                modifie_le
            FROM voulus JOIN projets ON id = voulu LEFT JOIN e ON e.projet = id ORDER BY place""",
        (list(ids), list(ids)),
    )


def demandes(engine: Engine, ids: Sequence[str]) -> pa.Table:
    """These demandes, in the order of `ids`, one row each."""
    return engine.columns(
        """WITH voulus AS (SELECT unnest(?::VARCHAR[]) AS voulu, generate_subscripts(?::VARCHAR[], 1) AS place)
           SELECT id, titre, partenaire AS partenaire_id, partenaire_nom AS partenaire, pays, thematique, besoin, description,
                recherche, lieu, etat, deposee_le, publiee_le, version::BIGINT AS version, modifie_le
           FROM voulus JOIN demandes ON id = voulu ORDER BY place""",
        (list(ids), list(ids)),
    )
