# SPDX-License-Identifier: EUPL-1.2
"""Questions to an atlas and their answers, whoever asks: a command, a screen, a file.

`fin` is the ending of the file that is wanted (`.txt` for what is only shown): a table wants every column, a PDF wants
the answer told at length, and neither is read for nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from exports import annuaire, behind, presentation
from exports.answer import Answer
from exports.documents import COLONNES
from exports.fiche import fiche as presenter_fiche
from exports.versions import SANS_PERSONNES
from exports.wording import criteres_en_mots, origine
from parquet.atlas import Atlas
from parquet.criteria import TOUT, Criteria
from parquet.pages import MONDE, Adresse, Page, lien, lire_page
from parquet.results import champs

if TYPE_CHECKING:
    from exports.drawing.graphique import Graphique
    from exports.drawing.maps import Carte

AU_LONG = ".pdf"
EXTRAITS = 100
"""Rows that say where they have the words asked: those of a screen."""


def etat(atlas: Atlas, page: Page, criteres: Criteria = TOUT, *, fin: str) -> Answer:
    """The figures of a page narrowed by `criteres`. Raises AtlasError."""
    answer = presentation.etat(atlas.etat(page, criteres), criteres, atlas.noms(criteres))
    whole = behind.de_page(answer, atlas, page, criteres)
    if fin == AU_LONG:
        from exports import dossier

        whole = dossier.page(whole, atlas, Adresse(page, criteres))
    elif page.genre == "pays" and isinstance(whole.document, dict):
        embassy = atlas.ambassade(page.code)
        whole = replace(
            whole,
            document={**whole.document, "correspondant": None if embassy is None else champs(embassy)},
            parts=(*whole.parts, *(() if embassy is None else (annuaire.correspondant(embassy),))),
        )
    return replace(whole, origine=origine(atlas, page, criteres))


def projets(
    atlas: Atlas, criteres: Criteria, *, tri: str, decroissant: bool, limite: int | None, fin: str
) -> Answer:
    """The projets that the criteria keep. Raises AtlasError."""
    found = atlas.projets(criteres, tri=tri, decroissant=decroissant, limite=limite)
    ids = [p.id for p in found.projets]
    table = None
    if fin in COLONNES:
        from exports import colonnes

        table = colonnes.table_projets(atlas.colonnes_projets(ids))
    answer = presentation.projets(
        found,
        criteres,
        atlas.au,
        atlas.demonstration,
        noms=atlas.noms(criteres),
        table=table,
        extraits=atlas.extraits(ids[:EXTRAITS], criteres.mots_dits),
    )
    return replace(behind.de_liste(answer, atlas, ids), origine=origine(atlas, MONDE, criteres))


def demandes(
    atlas: Atlas, criteres: Criteria, *, tri: str, decroissant: bool, limite: int | None, fin: str
) -> Answer:
    """The demandes that the criteria keep. Raises AtlasError."""
    found = atlas.demandes(criteres, tri=tri, decroissant=decroissant, limite=limite)
    table = None
    if fin in COLONNES:
        from exports import colonnes

        table = colonnes.table_demandes(atlas.colonnes_demandes([d.id for d in found.demandes]))
    answer = presentation.demandes(
        found,
        criteres,
        atlas.au,
        atlas.demonstration,
        noms=atlas.noms(criteres),
        table=table,
        extraits=atlas.extraits([d.id for d in found.demandes[:EXTRAITS]], criteres.mots_dits),
    )
    whole = behind.de_liste(answer, atlas, demandes=found.demandes)
    return replace(whole, origine=origine(atlas, Page("bourse"), criteres))


def fiche(atlas: Atlas, id_: str, *, fin: str) -> Answer:
    """One fiche whole. Raises AtlasError."""
    found = atlas.fiche(id_)
    page = lire_page(f"fiche/{id_}")
    answer = behind.de_fiche(presenter_fiche(found, atlas.au, atlas.demonstration), atlas, found)
    if atlas.passe:
        answer = replace(answer, mentions=(*answer.mentions, SANS_PERSONNES))
    if fin == AU_LONG:
        from exports import dossier

        answer = dossier.fiche(answer, atlas, Adresse(page, au=atlas.jour))
    return replace(answer, origine=origine(atlas, page))


def classement(
    atlas: Atlas, quoi: str, page: Page, criteres: Criteria = TOUT, *, limite: int | None = None
) -> Answer:
    """A ranking over a page. Raises AtlasError."""
    found = atlas.classement(quoi, page, criteres, limite=limite)
    narrowed = criteres_en_mots(criteres, atlas.noms(criteres))
    title = atlas.intitule(page) + (f" — {narrowed}" if narrowed else "")
    answer = presentation.classement(found, title, atlas.au, atlas.demonstration)
    return replace(answer, origine=origine(atlas, page, criteres))


def carte(atlas: Atlas, adresse: Adresse, drawn: Carte, *, fin: str) -> Answer:
    """A map that was drawn: the figures of its places, and the fiches behind it."""
    from exports.drawing.description import reponse

    answer = reponse(drawn, atlas.au, atlas.demonstration)
    if fin == AU_LONG:
        from exports import dossier

        answer = dossier.carte(answer, drawn)
    whole = behind.de_page(answer, atlas, adresse.page, adresse.criteres)
    source = origine(atlas, adresse.page, adresse.criteres)
    link = lien(replace(adresse, vue=drawn.sujet.vue))
    return replace(whole, au=atlas.au, demonstration=atlas.demonstration, origine=replace(source, lien=link))


def graphique(atlas: Atlas, adresse: Adresse, chart: Graphique, *, fin: str) -> Answer:
    """A chart that was drawn: its figures."""
    from exports.drawing.tableau import reponse

    answer = reponse(chart, atlas.au, atlas.demonstration)
    if fin == AU_LONG:
        from exports import dossier

        answer = dossier.diagramme(answer, chart)
    return replace(
        answer,
        au=atlas.au,
        demonstration=atlas.demonstration,
        origine=origine(atlas, adresse.page, adresse.criteres),
    )
