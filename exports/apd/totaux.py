# SPDX-License-Identifier: EUPL-1.2
"""National totals of the APD declared, as answers: one grouping, or all of them told at length in a document."""

from __future__ import annotations

from decimal import Decimal

from exports.answer import Answer, Cell, Column, Lines, Section, Table
from exports.apd.mots import part
from exports.french import euros, pluriel
from exports.wording import criteres_en_mots, mentions, origine
from parquet.aide import Totaux
from parquet.atlas import Atlas
from parquet.criteria import TOUT, Criteria
from parquet.pages import Page

TITRES = {
    "annee": "Années", "region": "Régions", "departement": "Départements", "pays": "Pays", "secteur": "Secteurs",
    "categorie": "Catégories de secteurs", "canal": "Canaux", "type-aide": "Types d'aide", "loi": "Lois « 1 % »",
    "type": "Types de collectivité", "collectivite": "Collectivités",
}  # fmt: skip
"""Grouping → its title."""
AU_LONG = ("region", "departement", "pays", "secteur", "canal", "type-aide", "loi", "type")
"""Groupings that a document of a year tells, in order."""


def totaux(atlas: Atlas, par: str, annee: int | None, criteres: Criteria = TOUT, *, fin: str) -> Answer:
    """The APD by `par`, of a year or of all. Raises AtlasError."""
    found = atlas.apd_totaux(par, annee, criteres)
    title = intitule(found)
    table = tableau(found)
    answer = Answer(
        document=_document(found),
        parts=(resume(found), table),
        table=table,
        titre=title,
        mentions=mentions(atlas.au, atlas.demonstration),
        criteres=criteres_en_mots(criteres, atlas.noms(criteres)),
        au=atlas.au,
        demonstration=atlas.demonstration,
        origine=origine(atlas, Page("apd", str(annee or "")), criteres),
    )
    if fin != ".pdf":
        return answer
    groupings = ("annee",) if annee is None else ()
    others = [
        Section(TITRES[one], (tableau(atlas.apd_totaux(one, annee, criteres)),))
        for one in (*groupings, *AU_LONG)
    ]
    from dataclasses import replace

    return replace(answer, sections=(Section("Ensemble", (resume(found),)), *others))


def intitule(found: Totaux) -> str:
    """« APD 2012 par pays »; « APD par année »."""
    year = f" {found.annee}" if found.annee else ""
    by = {"annee": "année", "region": "région", "departement": "département", "collectivite": "collectivité",
          "categorie": "catégorie de secteurs", "type-aide": "type d'aide", "loi": "loi « 1 % »", "type": "type de collectivité"}  # fmt: skip
    return f"Aide publique au développement{year} par {by.get(found.par, found.par)}"


def resume(found: Totaux) -> Lines:
    """The whole, and what it counts."""
    said = [
        ("Total déclaré", euros(_entier(found.montant))),
        ("Hors réfugiés", euros(_entier(found.hors_refugies))),
        ("Déclaré par", f"{pluriel(found.collectivites, 'collectivité')}, {pluriel(found.lignes, 'ligne')}"),
    ]
    if found.corrigees:
        again = pluriel(found.corrigees, "déclaration corrigée", "déclarations corrigées")
        said.append(
            ("Versions", f"{again} après réouverture : c'est la dernière version déclarée qui compte")
        )
    if not found.affinee:
        said.append(
            (
                "Non affinée",
                "l'APD ne se filtre que par lieu, pays et thématique : le reste est laissé de côté",
            )
        )
    return Lines(tuple(said))


def tableau(found: Totaux) -> Table:
    """One row a part, the largest first, then the whole."""
    columns = (
        Column("code", "Code", poids=0), Column("nom", TITRES[found.par].removesuffix("s"), poids=2),
        Column("montant", "Montant", "euros", 0), Column("hors_refugies", "Hors réfugiés", "euros", 0),
        Column("part", "Part", "pourcentage", 0), Column("collectivites", "Collectivités", "entier", 0), Column("lignes", "Lignes", "entier", 0),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            one.code, part(found.par, one.code, one.nom), _entier(one.montant), _entier(one.hors_refugies),
            round(float(100 * one.montant / found.montant), 2) if found.montant else 0.0, one.collectivites, one.lignes,
        )
        for one in found.parts
    ]  # fmt: skip
    return Table(columns, rows)


def _entier(value: Decimal) -> Decimal:
    """Whole euros without useless cents, as `etat` says them."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _document(found: Totaux) -> object:
    return {
        "par": found.par,
        "annee": found.annee,
        "montant": _entier(found.montant),
        "hors_refugies": _entier(found.hors_refugies),
        "collectivites": found.collectivites,
        "lignes": found.lignes,
        "parts": [
            {
                "code": one.code, "nom": part(found.par, one.code, one.nom), "montant": _entier(one.montant),
                "hors_refugies": _entier(one.hors_refugies), "collectivites": one.collectivites, "lignes": one.lignes,
            }
            for one in found.parts
        ],
    }  # fmt: skip


__all__ = ["AU_LONG", "TITRES", "intitule", "resume", "tableau", "totaux"]
