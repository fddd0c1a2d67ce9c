# SPDX-License-Identifier: EUPL-1.2
"""One page whole: the fiche of a collectivité, partenaire, projet, demande or réseau, by its identifier."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from typing import Any

from parquet import actualites
from parquet.engine import Engine
from parquet.errors import Introuvable
from parquet.jours import jour_de
from parquet.lists import BREF, BREF_DEMANDE, bref, bref_demande
from parquet.pages import PREFIXES_DE_FICHE
from parquet.results import (
    CollectiviteBref,
    ContactBref,
    ContactsCollectivite,
    DocumentLu,
    Engagement,
    EtapeDemande,
    FicheActualite,
    FicheAmbassade,
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

RESEAU = (
    "id", "nom", "sigle", "categorie", "site", "objet", "territoire", "adresse", "courriel", "telephone", "version",
    "modifie_le",
)  # fmt: skip
"""What the page of a réseau shows of it."""

AMBASSADE = (
    "id", "pays", "nom", "service", "adresse", "courriel", "telephone", "site", "version", "modifie_le",
)  # fmt: skip
"""What the page of an embassy shows of it, its people apart."""

LOT = 5_000
"""Fiches read at once when many are asked for."""


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


def a_joindre(engine: Engine, ids: list[str]) -> tuple[ContactsCollectivite, ...]:
    """The people of these collectivités and embassies, how these réseaux are reached, in the order of `ids`."""
    people = _people(engine, ids)
    found = {
        id_: ContactsCollectivite(id_, nom, type_, dep, people.get(id_, ()))
        for id_, nom, type_, dep in engine.rows(
            "SELECT id, nom, type, departement FROM collectivites WHERE list_contains(?, id)", [ids]
        )
    }
    for embassy in (one for one in ambassades(engine) if one.id in ids):
        reached = embassy.contacts or _service(embassy.service, embassy)
        found[embassy.id] = ContactsCollectivite(embassy.id, embassy.nom, "ambassade", "", reached)
    for network in (one for one in reseaux(engine) if one.id in ids):
        reached = _service(network.site, network)
        found[network.id] = ContactsCollectivite(network.id, network.nom, "reseau", "", reached)
    return tuple(found[id_] for id_ in ids if id_ in found)


def _service(titre: str, of: FicheAmbassade | FicheReseau) -> tuple[ContactBref, ...]:
    """The service itself where nobody is named; nothing where it is not reached either."""
    reached = of.courriel or of.telephone or titre
    return (ContactBref("", "", titre, of.courriel, of.telephone, ""),) if reached else ()


def _people(engine: Engine, fiches: list[str]) -> dict[str, tuple[ContactBref, ...]]:
    found: dict[str, list[ContactBref]] = {}
    for fiche_, *person in engine.rows(
        """SELECT fiche, prenom, nom, titre, courriel, telephone, role FROM contacts
           WHERE fiche IN (SELECT unnest(?::VARCHAR[])) ORDER BY fiche, rang""",
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


def projets(engine: Engine, ids: Sequence[str]) -> Iterator[FicheProjet]:
    """The fiches of projets, in the order of `ids`; those that are not there are left out."""
    columns = (
        "odd", "annee_fin", "objectifs", "description", "historique", "contexte", "financements", "loi_oudin",
        "acteurs_france", "acteurs_pays", "volontaires", "documents", "origine", "version", "modifie_le",
    )  # fmt: skip
    for part in _parts(ids):
        places: dict[str, list[Engagement]] = {}
        for id_, *place in engine.rows(
            """SELECT projet, type, departement, region, ancienne_region, com FROM engagements
               WHERE projet IN (SELECT unnest(?::VARCHAR[])) ORDER BY projet, rang""",
            [part],
        ):
            places.setdefault(id_, []).append(Engagement(*place))
        people = _people(engine, part)
        short = {row[0]: bref(row) for row in _some(engine, "projets", BREF, part)}
        whole = {
            id_: dict(zip(columns, row, strict=True))
            for id_, *row in _some(engine, "projets", f"id, {', '.join(columns)}", part)
        }
        for id_ in part:
            if id_ in whole:
                row = whole[id_]
                for column in ("odd", "acteurs_france", "acteurs_pays"):
                    row[column] = tuple(row[column])
                row["financements"] = tuple(FinancementLu(**f) for f in row["financements"])
                row["documents"] = tuple(DocumentLu(**d) for d in row["documents"])
                yield FicheProjet(
                    bref=short[id_],
                    engagements=tuple(places.get(id_, ())),
                    contacts=people.get(id_, ()),
                    **row,
                )


def demandes(engine: Engine, ids: Sequence[str]) -> Iterator[FicheDemande]:
    """The fiches of demandes, in the order of `ids`; those that are not there are left out."""
    columns = ("besoin", "description", "lieu", "etat", "deposee_le", "version", "modifie_le")
    for part in _parts(ids):
        short = {row[0]: bref_demande(row) for row in _some(engine, "demandes", BREF_DEMANDE, part)}
        whole = {
            id_: dict(zip(columns, row, strict=True))
            for id_, *row in _some(engine, "demandes", f"id, {', '.join(columns)}", part)
        }
        steps = _etapes(engine, part)
        for id_ in part:
            if id_ in whole:
                first = EtapeDemande("deposee", whole[id_]["deposee_le"])
                yield FicheDemande(bref=short[id_], **whole[id_], etapes=(first, *steps.get(id_, ())))


def _etapes(engine: Engine, ids: list[str]) -> dict[str, list[EtapeDemande]]:
    """The public states of demandes, in the order they were in."""
    until = "" if engine.instant is None else " AND depuis < getvariable('instant')"
    rows = engine.rows(
        f"SELECT id, etat, depuis, publiee_le FROM ({engine.tout('demandes')})"
        f" WHERE id IN (SELECT unnest(?::VARCHAR[])){until} ORDER BY depuis",
        [ids],
    )
    found: dict[str, list[EtapeDemande]] = {}
    for id_, etat, since, published in rows:
        steps = found.setdefault(id_, [])
        if not steps or steps[-1].etat != etat:
            # What was imported is in the store since less long than it was published.
            day = published if etat == "publiee" and published else jour_de(since.replace(tzinfo=UTC))
            steps.append(EtapeDemande(etat, day))
    return found


def _parts(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), LOT):
        yield list(ids[start : start + LOT])


def _some(engine: Engine, table: str, columns: str, ids: list[str]) -> list[tuple[Any, ...]]:
    """Rows of a table by their ids, in no order. Table and columns are names of ours."""
    return engine.rows(f"SELECT {columns} FROM {table} WHERE id IN (SELECT unnest(?::VARCHAR[]))", [ids])


def _projet(engine: Engine, id_: str) -> FicheProjet | None:
    return next(projets(engine, [id_]), None)


def _demande(engine: Engine, id_: str) -> FicheDemande | None:
    return next(demandes(engine, [id_]), None)


def _reseau(engine: Engine, id_: str) -> FicheReseau | None:
    row = _one(engine, "reseaux", RESEAU, id_)
    if row is None:
        return None
    members = engine.rows(
        "SELECT id, nom, departement FROM collectivites WHERE list_contains(reseaux, ?) ORDER BY nom_plie, id",
        [id_],
    )
    return FicheReseau(membres=tuple(CollectiviteBref(*m) for m in members), **row)


def _ambassade(engine: Engine, id_: str) -> FicheAmbassade | None:
    row = _one(engine, "ambassades", AMBASSADE, id_)
    return None if row is None else FicheAmbassade(contacts=_people(engine, [id_]).get(id_, ()), **row)


def ambassade(engine: Engine, pays: str) -> FicheAmbassade | None:
    """The embassy for a country (ISO2); None when the atlas has none."""
    row = engine.row("SELECT id FROM ambassades WHERE pays = ? ORDER BY id LIMIT 1", [pays])
    return None if row is None else _ambassade(engine, row[0])


def ambassades(engine: Engine) -> tuple[FicheAmbassade, ...]:
    """Every embassy with its correspondants, by country code."""
    rows = engine.rows(f"SELECT {', '.join(AMBASSADE)} FROM ambassades ORDER BY pays, id")
    people = _people(engine, [row[0] for row in rows])
    return tuple(
        FicheAmbassade(contacts=people.get(row[0], ()), **dict(zip(AMBASSADE, row, strict=True)))
        for row in rows
    )


def reseaux(engine: Engine) -> tuple[FicheReseau, ...]:
    """Every association and réseau without its members, by category and name."""
    return tuple(
        FicheReseau(membres=(), **dict(zip(RESEAU, row, strict=True)))
        for row in engine.rows(
            f"SELECT {', '.join(RESEAU)} FROM reseaux ORDER BY categorie, territoire, nom, id"
        )
    )


def _actualite(engine: Engine, id_: str) -> FicheActualite | None:
    row = _one(engine, "actualites", ("texte", "adresse", "collectivites", "version", "modifie_le"), id_)
    if row is None:
        return None
    row["collectivites"] = tuple(
        CollectiviteBref(*c)
        for c in engine.rows(
            "SELECT id, nom, departement FROM collectivites WHERE list_contains(?, id) ORDER BY nom_plie, id",
            [row["collectivites"]],
        )
    )
    return FicheActualite(bref=actualites.brefs(engine, [id_])[0], **row)


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
    "amb": _ambassade,
    "act": _actualite,
}
