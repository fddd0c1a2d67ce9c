# SPDX-License-Identifier: EUPL-1.2
"""Accounts and their keys as answers: who they are, what they may, in which state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from exports.answer import Answer, Cell, Column, Table
from exports.french import jour
from store.comptes import Compte

ETATS = {
    "demande": "demandé",
    "accepte": "accepté",
    "actif": "actif",
    "verrouille": "verrouillé",
    "clos": "clos",
}


def liste(found: Sequence[Compte]) -> Answer:
    """`atlas-tui compte`: one row an account."""
    rows: list[tuple[Cell, ...]] = [
        (
            c.numero, c.identifiant, f"{c.prenom} {c.nom}".strip(), c.courriel, c.role,
            c.collectivite or c.pays or c.region or c.reseau, ETATS[c.etat], jour(c.vu_le.date()) if c.vu_le else "",
        )
        for c in found
    ]  # fmt: skip
    table = Table(
        (
            Column("numero", "N°", "entier", 0), Column("identifiant", "Identifiant", poids=0), Column("nom", "Nom"),
            Column("courriel", "Courriel"), Column("role", "Rôle", poids=0), Column("lieu", "Lieu", poids=0),
            Column("etat", "État", poids=0), Column("vu_le", "Venu le", poids=0),
        ),
        rows,
    )  # fmt: skip
    return Answer(
        document={"comptes": [_document(c) for c in found]}, parts=(table,), table=table, titre="Comptes"
    )


def _document(c: Compte) -> dict[str, object]:
    return {
        "numero": c.numero, "identifiant": c.identifiant, "prenom": c.prenom, "nom": c.nom, "courriel": c.courriel,
        "role": c.role, "collectivite": c.collectivite, "pays": c.pays, "region": c.region, "reseau": c.reseau,
        "etat": c.etat, "second_facteur": c.totp, "cree_le": c.cree_le, "vu_le": c.vu_le,
    }  # fmt: skip


def cles(identifiant: str, found: Sequence[tuple[str, str, str, datetime]]) -> Answer:
    """`atlas-tui cle`: the keys of an account, (fingerprint, kind, label, added) each."""
    table = Table(
        (
            Column("empreinte", "Empreinte", poids=0), Column("genre", "Genre", poids=0), Column("libelle", "Libellé"),
            Column("ajoutee_le", "Ajoutée le", poids=0),
        ),
        [(empreinte, genre, libelle, jour(le.date())) for empreinte, genre, libelle, le in found],
    )  # fmt: skip
    keys = [
        {"empreinte": empreinte, "genre": genre, "libelle": libelle, "ajoutee_le": le}
        for empreinte, genre, libelle, le in found
    ]
    return Answer(
        document={"identifiant": identifiant, "cles": keys},
        parts=(table,),
        table=table,
        titre=f"Clés de {identifiant}",
    )


def effacement(
    counts: Mapping[str, int],
    instantanes: int,
    *,
    a_blanc: bool,
    notes: Sequence[str] = (),
    citees: Sequence[str] = (),
) -> Answer:
    """`atlas-tui compte effacer`: what was erased, by place; `counts` has the keys of `store.effacement.PLACES`.

    `citees`: the fiches whose texts name the person, to be looked at before.
    """
    from store.effacement import PLACES

    if citees:
        notes = (
            *notes,
            f"Son nom serait ôté des textes de {', '.join(citees)} : relisez-les, ou ajoutez --garder-textes.",
        )
    said = {**{PLACES[place]: count for place, count in counts.items()}, "instantanés retirés": instantanes}
    rows: list[tuple[Cell, ...]] = [
        (f"{label[0].upper()}{label[1:]}", count) for label, count in said.items()
    ]
    table = Table((Column("ou", "Où"), Column("nombre", "Nombre", "entier", 0)), rows)
    return Answer(
        document={
            "a_blanc": a_blanc,
            **counts,
            "instantanes": instantanes,
            "avertissements": list(notes),
            "citees": list(citees),
        },
        parts=(table,),
        table=table,
        titre="Effacement à blanc : rien n'a été écrit" if a_blanc else "Personne effacée",
        mentions=tuple(notes),
    )


def mes_donnees(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    """What the atlas holds of a person (`store.espace.Espace.data`), as JSON to be read: a table after the other."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(tables), indent=2) + b"\n"
