# SPDX-License-Identifier: EUPL-1.2
"""What keeping an atlas reports: imports, snapshots, verification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exports.answer import Answer, Cell, Column, Lines, Table
from exports.french import jour, nombre, pluriel
from parquet.snapshot import Defaut, Inventaire

COMPTES = ("lues", "creees", "mises_a_jour", "inchangees", "rejetees")
"""What an import counts, in the order of the contract."""


def bilan(counts: Mapping[str, int], rejets: Sequence[tuple[int, str, str]], *, a_blanc: bool) -> Answer:
    """`atlas-tui importer`: how many lines came to what, and each rejected line with its reason.

    `counts`: lues, creees, mises_a_jour, inchangees, rejetees; `rejets`: (line, field, reason).
    """
    rows: list[tuple[Cell, ...]] = list(rejets)
    table = Table(
        (
            Column("ligne", "Ligne", "entier", 0),
            Column("champ", "Champ", poids=0),
            Column("raison", "Raison"),
        ),
        rows,
    )
    labels = {
        "lues": "Lues",
        "creees": "Créées",
        "mises_a_jour": "Mises à jour",
        "inchangees": "Inchangées",
        "rejetees": "Rejetées",
    }
    figures = Lines(tuple((labels[name], nombre(counts[name])) for name in labels))
    return Answer(
        document={
            **counts,
            "rejets": [{"ligne": n, "champ": champ, "raison": raison} for n, champ, raison in rejets],
        },
        parts=(figures, table) if rejets else (figures,),
        table=table,
        titre="Import à blanc : rien n'a été écrit" if a_blanc else "Import",
    )


def instantanes(found: Sequence[Inventaire]) -> Answer:
    """`atlas-tui instantanes`: the newest first, the one that is open marked."""
    rows: list[tuple[Cell, ...]] = [
        (i.nom, "courant" if i.courant else "", jour(i.au) if i.au else "", i.projets, i.octets, i.defaut)
        for i in found
    ]
    table = Table(
        (
            Column("nom", "Instantané", poids=0), Column("courant", "", poids=0), Column("au", "État au", poids=0),
            Column("projets", "Projets", "entier", 0), Column("octets", "Octets", "entier", 0), Column("defaut", "Défaut"),
        ),
        rows,
    )  # fmt: skip
    return Answer(
        document={
            "instantanes": [
                {
                    "nom": i.nom, "courant": i.courant, "au": i.au, "publie_le": i.publie_le, "projets": i.projets,
                    "octets": i.octets, "defaut": i.defaut or None,
                }
                for i in found
            ]
        },
        parts=(table,),
        table=table,
        titre=pluriel(len(found), "instantané"),
    )  # fmt: skip


def verification(nombre_instantanes: int, defauts: Sequence[Defaut]) -> Answer:
    """`atlas-tui verifier`: every defect with where it is and what mends it."""
    rows: list[tuple[Cell, ...]] = [(d.ou, d.quoi, d.remede) for d in defauts]
    table = Table((Column("ou", "Où"), Column("quoi", "Défaut"), Column("remede", "Remède")), rows)
    title = "Tout est sain" if not defauts else pluriel(len(defauts), "défaut")
    return Answer(
        document={
            "ok": not defauts,
            "instantanes": nombre_instantanes,
            "defauts": [{"ou": d.ou, "quoi": d.quoi, "remede": d.remede} for d in defauts],
        },
        parts=tuple(Lines((("Où", d.ou), ("Défaut", d.quoi), ("Remède", d.remede))) for d in defauts),
        table=table,
        titre=f"{title} : {pluriel(nombre_instantanes, 'instantané vérifié', 'instantanés vérifiés')}",
    )
