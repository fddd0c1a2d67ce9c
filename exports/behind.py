# SPDX-License-Identifier: EUPL-1.2
"""The fiches behind an answer: what GeoJSON and IATI write of a page, a search or a fiche, read only if they are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from exports.answer import Answer, Fiches
from parquet.atlas import Atlas
from parquet.criteria import Criteria
from parquet.pages import Page, criteres_de, sans_demandes
from parquet.results import (
    DemandeBref,
    FicheActualite,
    FicheAmbassade,
    FicheDemande,
    FicheLue,
    FicheProjet,
    FicheReseau,
)


def de_page(answer: Answer, atlas: Atlas, page: Page, criteres: Criteria) -> Answer:
    """The answer with the projets and demandes of a page, narrowed by `criteres`."""
    asked = criteres_de(page) & criteres

    def projets() -> Sequence[str]:
        return (
            [] if asked.nature == ("demande",) else [p.id for p in atlas.projets(asked, limite=None).projets]
        )

    def demandes() -> Sequence[DemandeBref]:
        return () if sans_demandes(page) else atlas.demandes(asked, limite=None).demandes

    return _with(answer, atlas, projets, demandes)


def de_liste(
    answer: Answer, atlas: Atlas, projets: Sequence[str] = (), demandes: Sequence[DemandeBref] = ()
) -> Answer:
    """The answer with these projets and demandes."""
    return _with(answer, atlas, lambda: projets, lambda: demandes)


def de_fiche(answer: Answer, atlas: Atlas, fiche: FicheLue) -> Answer:
    """The answer with what a fiche is about: itself, or the projets of a collectivité or of a partenaire."""
    match fiche:
        case FicheProjet():
            return de_liste(answer, atlas, [fiche.bref.id])
        case FicheDemande():
            return de_liste(answer, atlas, demandes=[fiche.bref])
        case FicheReseau() | FicheAmbassade() | FicheActualite():
            return answer
        case _:
            genre = "collectivite" if fiche.id.startswith("col") else "partenaire"
            return de_page(answer, atlas, Page(genre, fiche.id), Criteria())


def _with(
    answer: Answer,
    atlas: Atlas,
    projets: Callable[[], Sequence[str]],
    demandes: Callable[[], Sequence[DemandeBref]],
) -> Answer:
    return replace(
        answer,
        fiches=Fiches(projets, atlas.fiches_projets, demandes, atlas.situations),
    )
