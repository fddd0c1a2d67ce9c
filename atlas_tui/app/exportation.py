# SPDX-License-Identifier: EUPL-1.2
"""What a page gives to export: its title, the formats it can take, and the question to ask the atlas for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from exports.documents import FORMATS, WRITERS, Format

if TYPE_CHECKING:
    from exports.answer import Answer
    from exports.drawing.graphique import Graphique
    from exports.drawing.maps import Carte
    from parquet.atlas import Atlas
    from parquet.criteria import Criteria
    from parquet.pages import Adresse, Page
    from store.declarations import Suivi


@dataclass(frozen=True, slots=True)
class Sujet:
    """Something to export. `repondre` runs in a thread: atlas, ending of the file → answer."""

    titre: str
    repondre: Callable[[Atlas, str], Answer]
    lieux: bool = True
    """False where nothing can be put on a map nor told as projets: a ranking."""
    agenda: bool = False
    """True where there may be events: the news."""

    @property
    def formats(self) -> tuple[Format, ...]:
        """Those that it can take, in the order they are shown."""
        possible = {"fiches": self.lieux, "agenda": self.agenda}
        return tuple(f for f in FORMATS if f.fin in WRITERS and possible.get(f.besoin, True))


def etat(titre: str, page: Page, criteres: Criteria) -> Sujet:
    """The figures of a page."""

    def repondre(atlas: Atlas, fin: str) -> Answer:
        from exports import answers

        return answers.etat(atlas, page, criteres, fin=fin)

    return Sujet(titre, repondre)


def projets(titre: str, criteres: Criteria, tri: str, decroissant: bool) -> Sujet:
    """A list of projets, all of it, in the order it is shown."""

    def repondre(atlas: Atlas, fin: str) -> Answer:
        from exports import answers

        return answers.projets(atlas, criteres, tri=tri, decroissant=decroissant, limite=None, fin=fin)

    return Sujet(titre, repondre)


def demandes(titre: str, criteres: Criteria, tri: str, decroissant: bool) -> Sujet:
    """A list of demandes."""

    def repondre(atlas: Atlas, fin: str) -> Answer:
        from exports import answers

        return answers.demandes(atlas, criteres, tri=tri, decroissant=decroissant, limite=None, fin=fin)

    return Sujet(titre, repondre)


def classement(titre: str, quoi: str, page: Page, criteres: Criteria) -> Sujet:
    """A ranking, whole."""

    def repondre(atlas: Atlas, _fin: str) -> Answer:
        from exports import answers

        return answers.classement(atlas, quoi, page, criteres)

    return Sujet(titre, repondre, lieux=False)


def fiche(titre: str, id_: str) -> Sujet:
    """A fiche."""

    def repondre(atlas: Atlas, fin: str) -> Answer:
        from exports import answers

        return answers.fiche(atlas, id_, fin=fin)

    return Sujet(titre, repondre, lieux=id_[:3] not in ("res", "amb", "act"), agenda=id_[:3] == "act")


def actualites(titre: str, criteres: Criteria, *, a_venir: bool) -> Sujet:
    """The news, or the agenda to come."""

    def repondre(atlas: Atlas, _fin: str) -> Answer:
        from exports import annuaire

        return annuaire.actualites(atlas, criteres, a_venir=a_venir)

    return Sujet(titre, repondre, lieux=False, agenda=True)


def annuaire(titre: str, *, correspondants: bool) -> Sujet:
    """The annuaire, whole: its réseaux, or the correspondants."""

    def repondre(atlas: Atlas, _fin: str) -> Answer:
        from exports import annuaire

        return annuaire.correspondants(atlas) if correspondants else annuaire.annuaire(atlas)

    return Sujet(titre, repondre, lieux=False)


def aides(titre: str, genre: str) -> Sujet:
    """Calls, grants or labels, whole."""

    def repondre(atlas: Atlas, _fin: str) -> Answer:
        from exports import appels
        from store.clock import utc_now

        if genre == "appels":
            return appels.appels(atlas, utc_now())
        return appels.subventions(atlas) if genre == "subventions" else appels.labels(atlas)

    return Sujet(titre, repondre, lieux=False)


def suivi_apd(titre: str, annee: int, suivis: Sequence[Suivi]) -> Sujet:
    """Who has declared their APD of a year, who has not: those that are shown."""

    def repondre(_atlas: Atlas, _fin: str) -> Answer:
        from exports.apd.listes import suivi

        return replace(suivi(annee, suivis), titre=titre)

    return Sujet(titre, repondre, lieux=False)


def carte(titre: str, adresse: Adresse, drawn: Carte) -> Sujet:
    """The map on the screen."""

    def repondre(atlas: Atlas, fin: str) -> Answer:
        from exports import answers

        if fin == answers.AU_LONG:
            from exports.drawing.levels import lire
            from exports.drawing.maps import tracer

            # Paper shows the outlines that cells have no room for.
            return answers.carte(atlas, adresse, tracer(lire(atlas, drawn.sujet, fin=True)), fin=fin)
        return answers.carte(atlas, adresse, drawn, fin=fin)

    return Sujet(titre, repondre)


def graphique(titre: str, adresse: Adresse, chart: Graphique) -> Sujet:
    """The chart on the screen."""

    def repondre(atlas: Atlas, fin: str) -> Answer:
        from exports import answers

        return answers.graphique(atlas, adresse, chart, fin=fin)

    return Sujet(titre, repondre, lieux=False)
