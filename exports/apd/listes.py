# SPDX-License-Identifier: EUPL-1.2
"""The e-APD as tables: every line declared for a year, who has declared, the windows, a receipt in a few lines."""

from __future__ import annotations

from collections.abc import Sequence

from exports.answer import Answer, Cell, Column, Lines, Table
from exports.apd.mots import REFUGIES, SANS_PAYS, canal, secteur, type_aide
from exports.french import euros, pluriel
from exports.wording import mentions, nom_pays, origine
from parquet.atlas import Atlas
from parquet.pages import Page
from store.clock import minute
from store.declarations import Campagne, Recepisse, Suivi, total

ETATS = {"": "non commencée", "brouillon": "en cours", "declaree": "déclarée"}


def lignes(atlas: Atlas, annee: int) -> Answer:
    """Every line declared for a year: open data."""
    columns = (
        Column("declaration", "Déclaration", poids=0), Column("rang", "Version", "entier", 0), Column("collectivite", "Id", poids=0),
        Column("nom", "Collectivité"), Column("annee", "Année", "annee", 0), Column("pays", "Code pays", poids=0), Column("pays_nom", "Pays"),
        Column("secteur", "Secteur"), Column("canal", "Canal"), Column("type_aide", "Type d'aide"), Column("refugies", "Réfugiés", "oui_non", 0),
        Column("montant", "Montant", "euros", 0), Column("projet", "Projet", poids=0), Column("loi_oudin", "Loi 1 %", poids=0),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            one.declaration, one.rang, one.collectivite, one.nom, one.annee, one.pays,
            REFUGIES if one.refugies else nom_pays(one.pays) if one.pays else SANS_PAYS,
            secteur(one.secteur), canal(one.canal), type_aide(one.type_aide), one.refugies, one.montant, one.projet, one.loi_oudin,
        )
        for one in atlas.apd_lignes(annee)
    ]  # fmt: skip
    table = Table(columns, rows)
    names = [column.nom for column in columns]
    return Answer(
        document={"annee": annee, "lignes": [dict(zip(names, row, strict=True)) for row in rows]},
        parts=(table,),
        table=table,
        titre=f"Aide publique au développement {annee} : {pluriel(len(rows), 'ligne déclarée', 'lignes déclarées')}",
        mentions=mentions(atlas.au, atlas.demonstration),
        au=atlas.au,
        demonstration=atlas.demonstration,
        origine=origine(atlas, Page("apd", str(annee))),
    )


def suivi(annee: int, found: Sequence[Suivi]) -> Answer:
    """Where the collectivités stand in a campaign."""
    columns = (
        Column("collectivite", "Id", poids=0), Column("nom", "Collectivité"), Column("departement", "Dép.", poids=0),
        Column("region", "Région", poids=0), Column("etat", "État", poids=0), Column("attendue", "Attendue", "oui_non", 0),
        Column("lignes", "Lignes", "entier", 0), Column("montant", "Montant", "euros", 0), Column("declaration", "Déclaration", poids=0),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (one.collectivite, one.nom, one.departement, one.region, ETATS[one.etat], one.attendue, one.lignes, one.total, one.declaration)
        for one in found
    ]  # fmt: skip
    done = [one for one in found if one.etat == "declaree"]
    waiting = sum(one.attendue and one.etat != "declaree" for one in found)
    names = [column.nom for column in columns]
    table = Table(columns, rows)
    return Answer(
        document={"annee": annee, "collectivites": [dict(zip(names, row, strict=True)) for row in rows]},
        parts=(table,),
        table=table,
        titre=f"Campagne d'APD {annee} : {pluriel(len(done), 'déclaration')}, {pluriel(waiting, 'attendue')}",
    )


def campagnes(found: Sequence[Campagne]) -> Answer:
    """The windows, the newest year first."""
    rows: list[tuple[Cell, ...]] = [(one.annee, minute(one.ouvre_le), minute(one.ferme_le)) for one in found]
    table = Table(
        (Column("annee", "Année", "annee", 0), Column("ouvre_le", "Ouvre le", poids=0), Column("ferme_le", "Ferme le", poids=0)),
        rows,
    )  # fmt: skip
    document = {
        "campagnes": [
            {"annee": one.annee, "ouvre_le": one.ouvre_le, "ferme_le": one.ferme_le} for one in found
        ]
    }
    return Answer(document=document, parts=(table,), table=table, titre="Campagnes d'APD, heures de Paris")


def recepisse(found: Recepisse) -> Answer:
    """A receipt in a few lines; its PDF is `exports.apd.recepisse`."""
    record, lines = found.declaree.record, found.declaree.record.lignes
    said = (
        ("Récépissé", found.numero),
        ("Collectivité", f"{found.nom} ({record.collectivite})"),
        ("Déclarée le", minute(found.declaree.le)),
        ("Total", euros(total(lines)) if lines else "état néant"),
        ("Lignes", str(len(lines))),
        ("Empreinte", found.empreinte),
    )
    document = {
        "numero": found.numero, "collectivite": record.collectivite, "annee": record.annee, "declaree_le": found.declaree.le,
        "version": found.declaree.rang, "montant": total(lines), "lignes": len(lines), "empreinte": found.empreinte,
    }  # fmt: skip
    table = Table(
        tuple(Column(name, name) for name in document), [tuple(str(value) for value in document.values())]
    )
    return Answer(document=document, parts=(Lines(said),), table=table, titre=f"APD {record.annee} déclarée")
