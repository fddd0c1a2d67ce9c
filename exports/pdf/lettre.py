# SPDX-License-Identifier: EUPL-1.2
"""A letter on one or two sheets: who writes, to whom, the object, what is said, the room for a signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from exports.french import jour
from exports.pdf.feuilles import GRIS, MARGE, Feuilles, Mentions
from exports.pdf.rapport import ATLAS, FICTIF

SIGNATURE = 92.0
"""Points left blank to sign in."""


@dataclass(frozen=True, slots=True)
class Lettre:
    """What a letter says. Texts are clean; a table is (label, value), its values at the right."""

    expediteur: tuple[str, ...]
    destinataire: tuple[str, ...]
    lieu: str
    le: date
    reference: str
    objet: str
    paragraphes: tuple[str, ...]
    tableau: tuple[tuple[str, str], ...]
    suite: tuple[str, ...]
    """Paragraphs under the table."""
    signataire: tuple[str, ...]
    demonstration: bool = False


def ecrire_lettre(lettre: Lettre, chemin: Path) -> None:
    """Write the letter. The same letter gives the same bytes."""
    mentions = Mentions(
        lettre.objet, f"Le {jour(lettre.le)}", (f"{ATLAS} — {lettre.reference}", ""), FICTIF if lettre.demonstration else ""
    )  # fmt: skip
    sheets = Feuilles(mentions, datetime.combine(lettre.le, time(), UTC))
    sheets.nouvelle_page(paysage=False)
    for rank, line in enumerate(lettre.expediteur):
        sheets.paragraphe(
            line, 10.5 if not rank else 9.0, gras=not rank, couleur=GRIS if rank else (0.09, 0.09, 0.09)
        )
    sheets.y += 22
    across = sheets.largeur * 0.54
    for line in lettre.destinataire:
        sheets.paragraphe(line, 10.5, retrait=across)
    sheets.y += 12
    sheets.paragraphe(f"{lettre.lieu}, le {jour(lettre.le)}", 10.5, retrait=across)
    sheets.y += 20
    sheets.paragraphe(f"Référence : {lettre.reference}", 9.5, couleur=GRIS)
    sheets.titre(f"Objet : {lettre.objet}", 3)
    sheets.y += 8
    for text in lettre.paragraphes:
        sheets.paragraphe(text, 10.5)
        sheets.y += 8
    if lettre.tableau:
        _tableau(sheets, lettre.tableau)
    for text in lettre.suite:
        sheets.paragraphe(text, 10.5)
        sheets.y += 8
    # What is signed is never alone on its sheet.
    sheets.exiger(SIGNATURE + 15 * len(lettre.signataire))
    sheets.y += 16
    for line in lettre.signataire:
        sheets.paragraphe(line, 10.5, retrait=across)
    sheets.y += SIGNATURE
    sheets.finir(chemin)


def _tableau(sheets: Feuilles, rows: tuple[tuple[str, str], ...]) -> None:
    """Two columns between rules, the last row in bold: it is the sum."""
    width, leading = 300.0, 17.0
    sheets.y += 2
    for rank, (label, value) in enumerate(rows):
        sheets.exiger(leading)
        last = rank == len(rows) - 1
        with sheets.element("P"), sheets.contenu():
            sheets.ligne_de_texte(MARGE + 6, sheets.y + 12, label, 10.0, gras=last)
            sheets.a_droite(MARGE + width - 6, sheets.y + 12, value, 10.0, gras=last)
        sheets.y += leading
        with sheets.ornement():
            sheets.filet(MARGE, sheets.y, MARGE + width)
    sheets.y += 12
