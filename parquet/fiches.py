# SPDX-License-Identifier: EUPL-1.2
"""One page whole: the fiche of a collectivité, partenaire, projet, demande or réseau, by its identifier."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from parquet.engine import Engine
from parquet.errors import Introuvable
from parquet.lists import BREF, BREF_DEMANDE, bref, bref_demande
from parquet.pages import PREFIXES_DE_FICHE
from parquet.results import (
    CollectiviteBref,
    ContactBref,
    ContactsCollectivite,
    DocumentLu,
    FicheCollectivite,
    FicheDemande,
    FicheLue,
    FichePartenaire,
    FicheProjet,
    FicheReseau,
    FinancementLu,
    NombreParPays,
    ReseauBref,
)


def fiche(engine: Engine, id_: str) -> FicheLue:
    """The fiche that `id_` names. Raises Introuvable."""
    prefix = id_.strip().lower().partition("-")[0]
    reader = _READERS.get(prefix)
    if reader is None:
        raise Introuvable(
            f"Identifiant inconnu : « {id_[:40]} ». Il commence par {', '.join(f'{p}-' for p in PREFIXES_DE_FICHE)} : "
            "cherchez-le avec « atlas-tui chercher » ou dans l'atlas par « / »."
        )
    found = reader(engine, id_.strip().lower())
    if found is None:
        raise Introuvable(
            f"Aucune fiche {id_[:40]} : elle n'existe pas, ou n'est pas publiée. Cherchez par son nom avec « atlas-tui chercher »."
        )
    return found


def contacts(engine: Engine, ids: list[str]) -> tuple[ContactsCollectivite, ...]:
    """The people of these collectivités, in the order of `ids`."""
    found = engine.rows(
        "SELECT id, nom, type, departement FROM collectivites WHERE list_contains(?, id)", [ids]
    )
    people = _people(engine, ids)
    by_id = {
        id_: ContactsCollectivite(id_, nom, type_, dep, people.get(id_, ())) for id_, nom, type_, dep in found
    }
    return tuple(by_id[id_] for id_ in ids if id_ in by_id)


def _people(engine: Engine, fiches: list[str]) -> dict[str, tuple[ContactBref, ...]]:
    found: dict[str, list[ContactBref]] = {}
    for fiche_, *person in engine.rows(
        """SELECT fiche, prenom, nom, titre, courriel, telephone, role FROM contacts
           WHERE list_contains(?, fiche) ORDER BY fiche, rang""",
        [fiches],
    ):
        found.setdefault(fiche_, []).append(ContactBref(*person))
    return {fiche_: tuple(people) for fiche_, people in found.items()}


def _collectivite(engine: Engine, id_: str) -> FicheCollectivite | None:
    columns = (
        "id", "nom", "type", "code", "departement", "region", "ancienne_region", "com", "population", "latitude", "longitude",
        "courriel", "telephone", "site", "alias", "reseaux", "version", "modifie_le",
    )  # fmt: skip
    row = _one(engine, "collectivites", columns, id_)
    if row is None:
        return None
    row["alias"] = tuple(row["alias"])
    row["reseaux"] = tuple(
        ReseauBref(*r)
        for r in engine.rows(
            "SELECT id, nom, sigle, site FROM reseaux WHERE list_contains(?, id) ORDER BY sigle, nom",
            [row["reseaux"]],
        )
    )
    row["pays"] = tuple(
        NombreParPays(pays, cooperations, actions)
        for pays, cooperations, actions in engine.rows(
            """SELECT pays, count(*) FILTER (nature = 'cooperation'), count(*) FILTER (nature = 'action') FROM
               (SELECT unnest(pays) AS pays, nature FROM projets WHERE list_contains(collectivites, ?))
               GROUP BY pays ORDER BY count(*) DESC, pays""",
            [id_],
        )
    )
    return FicheCollectivite(contacts=_people(engine, [id_]).get(id_, ()), **row)


def _partenaire(engine: Engine, id_: str) -> FichePartenaire | None:
    columns = (
        "id", "nom", "pays", "type", "subdivision", "latitude", "longitude", "population", "site", "alias", "version",
        "modifie_le",
    )  # fmt: skip
    row = _one(engine, "partenaires", columns, id_)
    if row is None:
        return None
    row["alias"] = tuple(row["alias"])
    return FichePartenaire(**row)


def _projet(engine: Engine, id_: str) -> FicheProjet | None:
    columns = (
        "odd", "annee_fin", "objectifs", "description", "historique", "contexte", "financements", "loi_oudin",
        "acteurs_france", "acteurs_pays", "volontaires", "documents", "origine", "version", "modifie_le",
    )  # fmt: skip
    row = _one(engine, "projets", columns, id_)
    short = engine.row(f"SELECT {BREF} FROM projets WHERE id = ?", [id_])
    if row is None or short is None:
        return None
    for column in ("odd", "acteurs_france", "acteurs_pays"):
        row[column] = tuple(row[column])
    row["financements"] = tuple(FinancementLu(**f) for f in row["financements"])
    row["documents"] = tuple(DocumentLu(**d) for d in row["documents"])
    return FicheProjet(bref=bref(short), contacts=_people(engine, [id_]).get(id_, ()), **row)


def _demande(engine: Engine, id_: str) -> FicheDemande | None:
    row = _one(
        engine,
        "demandes",
        ("besoin", "description", "lieu", "etat", "deposee_le", "version", "modifie_le"),
        id_,
    )
    short = engine.row(f"SELECT {BREF_DEMANDE} FROM demandes WHERE id = ?", [id_])
    return None if row is None or short is None else FicheDemande(bref=bref_demande(short), **row)


def _reseau(engine: Engine, id_: str) -> FicheReseau | None:
    row = _one(engine, "reseaux", ("id", "nom", "sigle", "categorie", "site", "version", "modifie_le"), id_)
    if row is None:
        return None
    members = engine.rows(
        "SELECT id, nom, departement FROM collectivites WHERE list_contains(reseaux, ?) ORDER BY nom_plie, id",
        [id_],
    )
    return FicheReseau(membres=tuple(CollectiviteBref(*m) for m in members), **row)


def _one(engine: Engine, table: str, columns: tuple[str, ...], id_: str) -> dict[str, Any] | None:
    """The row of a table by its id, column by column. Table and columns are names of ours."""
    row = engine.row(f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?", [id_])
    return None if row is None else dict(zip(columns, row, strict=True))


_READERS: dict[str, Callable[[Engine, str], FicheLue | None]] = {
    "col": _collectivite,
    "par": _partenaire,
    "pro": _projet,
    "dem": _demande,
    "res": _reseau,
}
