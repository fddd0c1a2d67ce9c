# SPDX-License-Identifier: EUPL-1.2
"""A map told: its places in a table, its classes, its sources; for screen readers, spreadsheets and programs."""

from __future__ import annotations

from datetime import date

from exports.answer import Answer, Cell, Column, Lines, Table
from exports.drawing.maps import Carte
from exports.wording import mentions


def reponse(carte: Carte, au: date, demonstration: bool) -> Answer:
    """`atlas-tui carte --format table`, and what JSON and files hold."""
    columns = (
        Column("rang", "Rang", "entier", 0), Column("id", "Code", poids=0), Column("nom", "Lieu", poids=3),
        Column("cooperations", "Coopérations", "entier", 0), Column("actions", "Autres actions", "entier", 0),
        Column("demandes", "Demandes", "entier", 0), Column("total", "Total", "entier", 0),
        Column("classe", "Classe", "entier", 0),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (p.rang or None, p.key, p.nom, p.cooperations, p.actions, p.demandes, p.total, p.classe)
        for p in carte.lieux
    ]
    table = Table(columns, rows, "Lieux")
    classes = tuple(
        (f"Classe {rank}", carte.classes.intitule(rank)) for rank in range(1, len(carte.classes.bornes) + 1)
    )
    notes = tuple(("", note) for note in carte.scene.notes)
    return Answer(
        document={
            "chemin": carte.sujet.page.chemin,
            "cote": carte.sujet.cote,
            "par": carte.par,
            "titre": carte.scene.title,
            "description": carte.scene.description,
            "au": au,
            "demonstration": demonstration,
            "classes": [
                {"classe": rank, "de": low, "a": high}
                for rank, (low, high) in enumerate(carte.classes.bornes, 1)
            ],
            "lieux": [
                {
                    "id": p.key, "nom": p.nom, "chemin": p.page.chemin, "rang": p.rang or None, "cooperations": p.cooperations,
                    "actions": p.actions, "demandes": p.demandes, "total": p.total, "classe": p.classe,
                }
                for p in carte.lieux
            ],
        },
        parts=(
            Lines((("Description", carte.scene.description),)),
            *((Lines(classes, "Classes"),) if classes else ()),
            table,
            Lines(notes, "Notes"),
        ),
        table=table,
        titre=carte.scene.title,
        mentions=mentions(au, demonstration),
    )  # fmt: skip
