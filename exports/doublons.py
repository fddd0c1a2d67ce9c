# SPDX-License-Identifier: EUPL-1.2
"""Suspected doubles and merges as answers, and in the words of screens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exports.answer import Answer, Cell, Column, Table
from exports.french import jour
from parquet.doublons import Candidate, Suspect
from store.clock import paris
from store.fusions import Fusion

FAIBLE = "Deux fiches se ressemblent : c'est à vous de dire si elles n'en font qu'une. Une fusion se défait entière."


def liste(found: Sequence[Suspect], *, total: int) -> Answer:
    """`atlas-tui doublons`: pairs of fiches, the likeliest first."""
    rows: list[tuple[Cell, ...]] = [
        (
            s.ressemblance, s.une.id, s.une.nom, s.une.projets, s.autre.id, s.autre.nom, s.autre.projets, s.une.lieu, ", ".join(s.raisons),
        )
        for s in found
    ]  # fmt: skip
    table = Table(
        (
            Column("ressemblance", "Sur 100", "entier", 0), Column("une", "Fiche", poids=0), Column("une_nom", "Nom"),
            Column("une_projets", "Projets", "entier", 0), Column("autre", "Fiche", poids=0), Column("autre_nom", "Nom"),
            Column("autre_projets", "Projets", "entier", 0), Column("lieu", "Lieu", poids=0), Column("raisons", "Pourquoi"),
        ),
        rows,
        etroit=[(f"{s.une.id} {s.une.nom}", f"{s.autre.id} {s.autre.nom}", f"{s.ressemblance} sur 100 : {', '.join(s.raisons)}") for s in found],
        largeur=130,
    )  # fmt: skip
    document = {
        "total": total,
        "doublons": [
            {"ressemblance": s.ressemblance, "une": _fiche(s.une), "autre": _fiche(s.autre), "raisons": list(s.raisons)}
            for s in found
        ],
    }  # fmt: skip
    return Answer(
        document=document, parts=(table,), table=table, titre="Doublons possibles", mentions=(FAIBLE,)
    )


def _fiche(one: Candidate) -> dict[str, Cell]:
    return {"id": one.id, "nom": one.nom, "type": one.type, "lieu": one.lieu, "projets": one.projets}


def fusions(found: Sequence[Fusion], noms: Mapping[str, str]) -> Answer:
    """`atlas-tui doublons fusions`: what was merged, the newest first; `noms` gives the name of each id."""
    rows: list[tuple[Cell, ...]] = [
        (
            f.numero, jour(paris(f.le).date()), f.gardee, noms.get(f.gardee, ""), f.absorbee, noms.get(f.absorbee, ""), f.fiches,
            jour(paris(f.defaite_le).date()) if f.defaite_le else "",
        )
        for f in found
    ]  # fmt: skip
    table = Table(
        (
            Column("numero", "N°", "entier", 0), Column("le", "Le", poids=0), Column("gardee", "Gardée", poids=0),
            Column("gardee_nom", "Nom"), Column("absorbee", "Absorbée", poids=0), Column("absorbee_nom", "Nom"),
            Column("fiches", "Fiches", "entier", 0), Column("defaite_le", "Défaite le", poids=0),
        ),
        rows,
    )  # fmt: skip
    return Answer(document={"fusions": list(found)}, parts=(table,), table=table, titre="Fusions")
