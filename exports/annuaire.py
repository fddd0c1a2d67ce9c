# SPDX-License-Identifier: EUPL-1.2
"""The annuaire and the news as answers: for a command, for the sections of a country's document, for a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from exports.answer import Answer, Cell, Column, Lines, Section, Table
from exports.fiche import ambassade, emetteur, quand
from exports.french import pluriel
from exports.wording import criteres_en_mots, mentions, nom_pays, nom_theme, origine
from parquet.criteria import TOUT, Criteria
from parquet.pages import Page
from parquet.results import (
    ActualiteBref,
    ContactBref,
    FicheActualite,
    FicheAmbassade,
    FicheReseau,
    champs,
)
from parquet.text import fold

if TYPE_CHECKING:
    from parquet.atlas import Atlas

CATEGORIES = {
    "association-de-collectivites": "Associations et groupes de collectivités françaises",
    "structure-regionale": "Structures régionales d'appui à la coopération décentralisée",
    "instance-internationale": "Réseaux impliqués dans les instances européennes et internationales",
    "thematique": "Réseaux thématiques et géographiques",
    "administration": "Administration",
}
"""The parts of the brochure's « adresses utiles », in its order."""
SOURCE_ANNUAIRE = "Adresses : brochure de la DAECT (vers 2015), telles que publiées alors ; tenues à jour par la DAECT et les réseaux."
RECENTES = 10
"""News that the document of a country tells."""

_COLONNES_ACTUALITES = (
    Column("id", "Fiche", poids=0), Column("genre", "Genre", poids=0), Column("debut", "Début", "date", 0), Column("fin", "Fin", "date", 0),
    Column("titre", "Titre", poids=5), Column("pays", "Pays", poids=2), Column("thematiques", "Thématiques", poids=3),
    Column("lieu", "Lieu", poids=2), Column("emetteur", "Publiée par", poids=2), Column("publiee_le", "Publiée le", "date", 0),
)  # fmt: skip


def actualites(
    atlas: Atlas,
    criteres: Criteria = TOUT,
    *,
    depuis: date | None = None,
    a_venir: bool = False,
    limite: int | None = None,
) -> Answer:
    """The news that the criteria keep, or the agenda to come. Raises AtlasError."""
    found = atlas.actualites(criteres, depuis=depuis, a_venir=a_venir, limite=limite)
    words = criteres_en_mots(criteres, atlas.noms(criteres))
    what = (
        pluriel(len(found), "événement à venir", "événements à venir")
        if a_venir
        else pluriel(len(found), "actualité")
    )
    table = Table(
        _COLONNES_ACTUALITES,
        [_ligne(one) for one in found],
        etroit=[_etroit(one) for one in found],
        largeur=150,
    )
    # Read whole for a file alone: a list on a screen needs its lines only.
    return Answer(
        document={
            "au": atlas.au,
            "demonstration": atlas.demonstration,
            "total": len(found),
            "actualites": [champs(one) for one in found],
        },
        parts=(table,),
        table=table,
        titre=f"Actualités et agenda : {what}" + (f" — {words}" if words else ""),
        mentions=mentions(atlas.au, atlas.demonstration),
        criteres=words,
        au=atlas.au,
        demonstration=atlas.demonstration,
        actualites=tuple(
            fiche
            for one in found
            if one.debut is not None and isinstance(fiche := atlas.fiche(one.id), FicheActualite)
        ),
        origine=origine(atlas, Page("actualites"), criteres),
    )


def _ligne(one: ActualiteBref) -> tuple[Cell, ...]:
    return (
        one.id, "événement" if one.genre == "evenement" else "actualité", one.debut, one.fin, one.titre,
        ", ".join(map(nom_pays, one.pays)), ", ".join(map(nom_theme, one.thematiques)), one.lieu, emetteur(one), one.publiee_le,
    )  # fmt: skip


def _etroit(one: ActualiteBref) -> tuple[str, ...]:
    about = (quand(one), one.lieu, ", ".join(map(nom_pays, one.pays)), emetteur(one))
    return f"{one.id}  {one.titre}", " · ".join(part for part in about if part)


def annuaire(atlas: Atlas, texte: str = "") -> Answer:
    """Associations, structures régionales and réseaux by category; those whose name answers when a text is given."""
    found: Sequence[FicheReseau] = atlas.annuaire()
    if texte:
        kept = [one.chemin.partition("/")[2] for one in atlas.reseaux(texte, limite=100)]
        found = [one for one in found if one.id in kept]
    groups = [
        (title, [one for one in found if (one.categorie if one.categorie in CATEGORIES else "") == category])
        for category, title in (*CATEGORIES.items(), ("", "Autres"))
    ]
    table = Table(
        (
            Column("id", "Fiche", poids=0), Column("nom", "Nom", poids=4), Column("sigle", "Sigle", poids=1),
            Column("categorie", "Catégorie", poids=2), Column("objet", "Objet", poids=4), Column("territoire", "Territoire", poids=2),
            Column("adresse", "Adresse", poids=3), Column("courriel", "Courriel", poids=2),
            Column("telephone", "Téléphone", poids=0), Column("site", "Site", poids=2),
        ),
        [
            (o.id, o.nom, o.sigle, CATEGORIES.get(o.categorie, o.categorie), o.objet, o.territoire, o.adresse, o.courriel, o.telephone, o.site)
            for o in found
        ],
    )  # fmt: skip
    return Answer(
        document={
            "au": atlas.au,
            "demonstration": atlas.demonstration,
            "total": len(found),
            "reseaux": [{k: v for k, v in champs(one).items() if k != "membres"} for one in found],
        },
        parts=tuple(Lines(tuple(map(_reseau, group)), title) for title, group in groups if group),
        sections=tuple(
            Section(title, (Lines(tuple((_nom(one), _dit(one)) for one in group)),))
            for title, group in groups
            if group
        ),
        table=table,
        titre=f"Annuaire : {pluriel(len(found), 'association ou réseau', 'associations et réseaux')}",
        mentions=(*mentions(atlas.au, atlas.demonstration), SOURCE_ANNUAIRE),
        au=atlas.au,
        demonstration=atlas.demonstration,
        origine=origine(atlas, Page("annuaire")),
    )


def _reseau(one: FicheReseau) -> tuple[str, str]:
    """What a terminal shows: what opens the fiche, then the rest."""
    return one.id, " · ".join(part for part in (_nom(one), _dit(one)) if part)


def _nom(one: FicheReseau) -> str:
    return f"{one.nom} ({one.sigle})" if one.sigle and one.sigle != one.nom else one.nom


def _dit(one: FicheReseau) -> str:
    said = (one.territoire, one.objet, one.adresse, one.courriel, one.telephone, one.site)
    return " · ".join(part for part in said if part)


def correspondants(atlas: Atlas) -> Answer:
    """Whom to call in each embassy, by the French names of countries: the list that the ministry keeps up to date."""
    found = sorted(atlas.ambassades(), key=lambda one: fold(nom_pays(one.pays)))
    rows: list[tuple[Cell, ...]] = [
        (
            one.id, nom_pays(one.pays), one.nom, f"{p.prenom} {p.nom}".strip(), p.titre, p.courriel or one.courriel,
            p.telephone or one.telephone, one.adresse,
        )
        for one in found
        for p in one.contacts or (ContactBref("", "", "", "", "", ""),)
    ]  # fmt: skip
    table = Table(
        (
            Column("id", "Fiche", poids=0), Column("pays", "Pays", poids=2), Column("ambassade", "Ambassade", poids=3),
            Column("personne", "Correspondant", poids=3), Column("titre", "Fonction", poids=3), Column("courriel", "Courriel", poids=3),
            Column("telephone", "Téléphone", poids=0), Column("adresse", "Adresse", poids=3),
        ),
        rows,
        etroit=[(f"{row[0]}  {row[1]} : {row[3]}", " · ".join(str(c) for c in row[4:7] if c)) for row in rows],
        largeur=150,
    )  # fmt: skip
    return Answer(
        document={
            "au": atlas.au,
            "demonstration": atlas.demonstration,
            "total": len(found),
            "ambassades": [champs(one) for one in found],
        },
        parts=(table,),
        table=table,
        titre=f"Correspondants coopération décentralisée : {pluriel(len(found), 'ambassade')}",
        mentions=mentions(atlas.au, atlas.demonstration),
        au=atlas.au,
        demonstration=atlas.demonstration,
        origine=origine(atlas, Page("annuaire")),
    )


def correspondant(found: FicheAmbassade) -> Lines:
    """The correspondant of a country as labelled lines, for its page and for its document."""
    lines = [line for line in ambassade(found) if line[1] and line[0] != "Pays"]
    return Lines((("Ambassade", f"{found.nom} [{found.id}]"), *lines), "Correspondant")


def sections_du_pays(atlas: Atlas, pays: str) -> list[Section]:
    """What the document of a country says of the embassy, of the events to come and of the latest news."""
    sections = []
    if (found := atlas.ambassade(pays)) is not None:
        sections.append(Section("Correspondant", (replace(correspondant(found), titre=""),)))
    for titre, news in (
        ("Agenda", atlas.actualites(Criteria(pays=(pays,)), a_venir=True)),
        ("Actualités", atlas.actualites(Criteria(pays=(pays,)), genre="actualite", limite=RECENTES)),
    ):
        if news:
            rows: list[tuple[Cell, ...]] = [
                (one.debut or one.publiee_le, one.titre, one.lieu, emetteur(one)) for one in news
            ]
            columns = (
                Column("jour", "Jour", "date", 0), Column("titre", "Titre", poids=5), Column("lieu", "Lieu", poids=2),
                Column("emetteur", "Publiée par", poids=2),
            )  # fmt: skip
            sections.append(Section(titre, (Table(columns, rows),)))
    return sections
