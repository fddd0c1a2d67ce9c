# SPDX-License-Identifier: EUPL-1.2
"""Calls for projects, grants and labels as answers: for a command, for a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from exports.answer import Answer, Column, Table
from exports.french import euros, jour, pluriel
from exports.wording import mentions, nom_pays, nom_theme, origine
from parquet.appels import AppelLu, LabelLu, Subvention
from parquet.pages import Page
from parquet.reference import nomenclature
from parquet.reference.programmes import programme
from parquet.results import champs
from store.clock import heure, paris

if TYPE_CHECKING:
    from parquet.atlas import Atlas

SITUATIONS = {"a-venir": "à venir", "ouvert": "ouvert", "ferme": "fermé, en instruction", "clos": "clos"}
ETATS_SUBVENTION = {
    "notifie": "notifiée",
    "en-cours": "en cours",
    "clos": "close",
    "annule": "annulée en partie",
}
ETATS_LABEL = {"labellise": "en cours", "expire": "à son terme", "retire": "retiré"}
DUREES = {"annuel": "annuel", "triennal": "triennal"}


def minute(at: datetime) -> str:
    """« 15 avril 2026 à 12 h 00 », as clocks say it in Paris."""
    return f"{jour(paris(at).date())} à {heure(at)}"


def appels(atlas: Atlas, now: datetime) -> Answer:
    """Every call, with where it stands at this time."""
    found = atlas.appels()
    table = Table(
        (
            Column("id", "Appel", poids=0), Column("titre", "Titre", poids=4), Column("duree", "Durée", poids=0),
            Column("situation", "Situation", poids=1), Column("ouvre_le", "Ouvre", poids=1), Column("ferme_le", "Ferme", poids=1),
            Column("plafond", "Part au plus (%)", "entier", 0), Column("enveloppe", "Enveloppe", "euros", 0),
            Column("pays", "Pays", poids=2), Column("thematiques", "Thématiques", poids=2),
        ),
        [
            (
                one.id, one.titre, DUREES[one.duree], SITUATIONS[one.situation(now)], minute(one.ouvre_le), minute(one.ferme_le),
                one.plafond, one.enveloppe, ", ".join(map(nom_pays, one.pays)), ", ".join(map(nom_theme, nomenclature.sommets(one.thematiques))),
            )
            for one in found
        ],
        etroit=[
            (f"{one.id}  {one.titre}", f"{SITUATIONS[one.situation(now)]} · ferme le {minute(one.ferme_le)} · {euros(one.enveloppe)}")
            for one in found
        ],
        largeur=170,
    )  # fmt: skip
    return _answer(atlas, "appels", pluriel(len(found), "appel à projets", "appels à projets"), table, found)


def subventions(atlas: Atlas) -> Answer:
    """Every grant that was notified."""
    found = atlas.subventions()
    table = Table(
        (
            Column("id", "Dossier", poids=0), Column("notifiee_le", "Notifiée le", "date", 0),
            Column("collectivite_nom", "Collectivité", poids=2), Column("collectivite", "Fiche", poids=0),
            Column("titre", "Projet", poids=4), Column("projet", "Fiche du projet", poids=0), Column("pays", "Pays", poids=2),
            Column("appel_titre", "Appel", poids=2), Column("cout", "Coût", "euros", 0), Column("montant", "Accordé", "euros", 0),
            Column("etat", "État", poids=0),
        ),
        [
            (
                one.id, one.notifiee_le, one.collectivite_nom, one.collectivite, one.titre, one.projet,
                ", ".join(map(nom_pays, one.pays)), one.appel_titre, one.cout, one.montant, ETATS_SUBVENTION[one.etat],
            )
            for one in found
        ],
        etroit=[
            (f"{one.id}  {one.titre}", f"{one.collectivite_nom} · {one.appel_titre} · {euros(one.montant)}")
            for one in found
        ],
        largeur=170,
    )  # fmt: skip
    total = sum(one.montant for one in found)
    said = pluriel(len(found), "subvention accordée", "subventions accordées")
    return _answer(atlas, "subventions", f"{said}, {euros(total)}", table, found)


def labels(atlas: Atlas) -> Answer:
    """The public list of the label of expertise."""
    found = atlas.labels()
    table = Table(
        (
            Column("id", "Label", poids=0), Column("programme", "Programme", poids=0),
            Column("collectivites", "Collectivités", poids=3), Column("titre", "Domaine d'excellence", poids=4),
            Column("thematique", "Thématique", poids=2), Column("debut_le", "Depuis", "date", 0),
            Column("fin_le", "Jusqu'au", "date", 0), Column("etat", "État", poids=0),
        ),
        [
            (
                one.id, programme(one.programme), ", ".join(one.collectivites_noms), one.titre, nom_theme(one.thematique),
                one.debut_le, one.fin_le, ETATS_LABEL[one.etat],
            )
            for one in found
        ],
        etroit=[(f"{one.id}  {one.titre}", f"{', '.join(one.collectivites_noms)} · {ETATS_LABEL[one.etat]}") for one in found],
        largeur=150,
    )  # fmt: skip
    running = sum(one.etat == "labellise" for one in found)
    return _answer(atlas, "labels", pluriel(running, "label en cours", "labels en cours"), table, found)


def _answer(
    atlas: Atlas, genre: str, titre: str, table: Table, found: Sequence[AppelLu | Subvention | LabelLu]
) -> Answer:
    return Answer(
        document={
            "au": atlas.au, "demonstration": atlas.demonstration, "total": len(found), genre: [champs(one) for one in found],
        },
        parts=(table,),
        table=table,
        titre=titre,
        mentions=mentions(atlas.au, atlas.demonstration),
        au=atlas.au,
        demonstration=atlas.demonstration,
        origine=origine(atlas, Page(genre)),
    )  # fmt: skip
