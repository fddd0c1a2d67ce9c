# SPDX-License-Identifier: EUPL-1.2
"""The history of a fiche in French: what was done to it and when, what changed from one version to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from exports.answer import Answer, Cell, Column, Lines, Table
from exports.french import euros, jour, nombre
from exports.wording import NATURES, libelle, mentions, nom_pays, nom_theme
from parquet.versions import SANS_VALEUR, Changement, Version

SANS_PERSONNES = (
    "Les contacts ne sont donnés que dans l'atlas d'aujourd'hui : les personnes n'ont pas de passé publié"
)

OPERATIONS = {
    "creer": "création", "modifier": "modification", "archiver": "archivage", "publier": "publication", "retirer": "retrait",
    "effacer": "effacement d'une personne", "fusionner": "fusion de deux fiches", "separer": "fusion défaite",
}  # fmt: skip

CHAMPS = {
    "nom": "nom", "type": "type", "code": "code officiel", "departement": "département", "region": "région",
    "ancienne_region": "région d'avant 2016", "com": "collectivité d'outre-mer", "population": "population",
    "latitude": "latitude", "longitude": "longitude", "courriel": "courriel", "telephone": "téléphone", "site": "site",
    "alias": "autres noms", "contacts": "contacts", "reseaux": "réseaux", "sigle": "sigle", "categorie": "catégorie",
    "pays": "pays", "subdivision": "subdivision", "titre": "titre", "nature": "type d'action", "jumelage": "jumelage",
    "thematique": "thématique", "odd": "objectifs de développement durable", "statut": "statut",
    "annee_convention": "année de convention", "annee_lancement": "année de lancement", "annee_fin": "fin",
    "collectivites": "collectivités territoriales", "partenaires": "partenaires", "partenaire": "autorité",
    "objectifs": "objectifs", "description": "description", "historique": "historique", "contexte": "contexte",
    "financements": "financements", "loi_oudin": "loi 1 %", "acteurs_france": "acteurs en France",
    "acteurs_pays": "acteurs dans le pays", "volontaires": "volontaires du progrès", "documents": "documents",
    "origine": "origine", "besoin": "besoin", "recherche": "partenaire recherché", "lieu": "lieu", "etat": "état",
    "deposee_le": "date de dépôt", "publiee_le": "date de publication",
}  # fmt: skip
"""The fields of the fiches in the words of the pages."""

RIEN = "(rien)"
"""What stands for a field that says nothing."""


def champs_en_mots(version: Version) -> str:
    """« statut, titre »; empty for a creation."""
    return ", ".join(CHAMPS.get(champ, champ) for champ in version.champs)


def valeur(champ: str, value: Any) -> str:
    """A value as its page says it, on as many lines as it has items."""
    if isinstance(value, list | tuple):
        return "\n".join(_item(champ, one) for one in value) or RIEN
    return _item(champ, value) or RIEN


def _item(champ: str, value: Any) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return "oui" if value else "non"
        case dict():
            if "montant" in value:
                who = value["precision"] or libelle("financeur", value["financeur"])
                return f"{value['annee']} : {who}, {euros(value['montant'])}"
            return " : ".join(str(part) for part in value.values())
        case date():
            return jour(value)
        case Decimal():
            return euros(value)
    text = str(value)
    match champ:
        case "statut":
            return libelle("statut", text)
        case "nature":
            return NATURES.get(text, text)
        case "thematique":
            return nom_theme(text)
        case "pays":
            return nom_pays(text)
        case "type":
            return libelle("type", text)
        case "loi_oudin":
            return libelle("loi", text)
        case "odd":
            return f"{text}. {libelle('odd', text)}"
        case "population":
            return nombre(value)
    return text


def changement_en_mots(one: Changement) -> tuple[str, str, str]:
    """(field, before, after) in French; of people only that they changed."""
    if one.champ == SANS_VALEUR:
        return CHAMPS[SANS_VALEUR], "(non publié)", "(modifié)"
    return CHAMPS.get(one.champ, one.champ), valeur(one.champ, one.avant), valeur(one.champ, one.apres)


def versions(
    id_: str,
    found: Sequence[Version],
    au: date,
    demonstration: bool,
    auteurs: Mapping[int, str] | None = None,
) -> Answer:
    """`atlas-tui fiche ID --versions`. `auteurs` gives who wrote each version, for those who may read it."""
    rows: list[tuple[Cell, ...]] = [
        (v.numero, jour(v.le), OPERATIONS.get(v.operation, v.operation), champs_en_mots(v)) for v in found
    ]
    columns: tuple[Column, ...] = (
        Column("version", "N°", "entier", 0), Column("le", "Date", poids=0),
        Column("operation", "Opération", poids=0), Column("champs", "Ce qui a changé", poids=4),
    )  # fmt: skip
    plain: list[tuple[Cell, ...]] = [
        (v.numero, v.le.isoformat(), v.operation, " | ".join(v.champs)) for v in found
    ]
    heads: tuple[Column, ...] = (
        Column("version", "N°", "entier"),
        Column("le", "Date"),
        Column("operation", ""),
        Column("champs", ""),
    )
    told: list[dict[str, object]] = [
        {"version": v.numero, "le": v.le, "operation": v.operation, "champs": list(v.champs)} for v in found
    ]
    if auteurs is not None:
        who = [auteurs.get(v.numero, "") for v in found]
        rows = [(*row, name) for row, name in zip(rows, who, strict=True)]
        plain = [(*row, name) for row, name in zip(plain, who, strict=True)]
        columns, heads = (*columns, Column("auteur", "Par", poids=2)), (*heads, Column("auteur", ""))
        told = [{**one, "auteur": name} for one, name in zip(told, who, strict=True)]
    return Answer(
        document={"demonstration": demonstration, "au": au, "id": id_, "versions": told},
        parts=(Table(columns, rows),),
        table=Table(heads, plain),
        titre=f"Versions de la fiche {id_}",
        mentions=mentions(au, demonstration),
    )


def comparaison(
    id_: str, two: tuple[int, int], found: Sequence[Changement], au: date, demonstration: bool
) -> Answer:
    """`atlas-tui fiche ID --comparer 1..3`: each field that changed, before above after."""
    lines: list[tuple[str, str]] = []
    said = [changement_en_mots(one) for one in found]
    for label, before, after in said:
        lines += [(f"{label[0].upper()}{label[1:]}", f"avant : {before}"), ("", f"après : {after}")]
    return Answer(
        document={
            "demonstration": demonstration, "au": au, "id": id_, "de": two[0], "a": two[1],
            "changements": [
                {"champ": one.champ, "avant": one.avant, "apres": one.apres} for one in found
            ],
        },
        parts=(Lines(tuple(lines) or (("", "Rien n'a changé de l'une à l'autre."),)),),
        table=Table((Column("champ", "Champ"), Column("avant", "Avant"), Column("apres", "Après")), said),
        titre=f"Fiche {id_} : de la version {two[0]} à la version {two[1]}",
        mentions=mentions(au, demonstration),
    )  # fmt: skip
