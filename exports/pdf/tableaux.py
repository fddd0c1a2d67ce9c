# SPDX-License-Identifier: EUPL-1.2
"""Tables on sheets: columns that share the width, headings repeated over pages, rows never cut in two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from exports.answer import Cell, Column, Lines, Table
from exports.pdf.feuilles import BLEU, FILET, FOND, GRIS, MARGE, NOIR, Feuilles
from exports.pdf.signes import LARGEUR_SIGNE, role_de_nature, signe
from exports.pdf.structure import COLONNE, LIGNE
from exports.plain import written
from store.cleaning import clean, clean_text

RIEN = "Rien ne répond."
CASE_MAX = 400
"""Characters of a cell; longer ones end with « … »."""
CHAMP_MAX = 20_000
"""Characters of a field of a fiche; longer ones end with « … »."""
LIGNES_MAX = 400
"""Lines that a field takes at most, some seven pages; longer ones end with « … »."""
_ECHANTILLON = 400
"""Rows looked at to share the width."""
_MARGES = 8.0
"""Left and right of a cell's text, together."""
_MOT_MAX = 80.0
"""Width from which a word may be broken to let its column be narrow."""
_NOMBRES = ("entier", "annee", "euros", "pourcentage")

Avance = Callable[[float], None]
"""Told the fraction done; what it raises stops the work."""


def texte_de_case(value: Cell, column: Column) -> str:
    """A cell as it is printed: cleaned, cut at `CASE_MAX`."""
    shown = clean(written(value, column))
    return shown if len(shown) <= CASE_MAX else shown[:CASE_MAX].rstrip() + "…"


def est_large(table: Table, feuilles: Feuilles) -> bool:
    """True for a table that a portrait page would squeeze."""
    return len(table.colonnes) >= 6 and sum(b.voulue for b in _besoins(table, feuilles, 8.0)) > 480


def tableau(feuilles: Feuilles, table: Table, avance: Avance | None = None) -> None:
    """Draw a table from the cursor on."""
    if not any(c.titre for c in table.colonnes):
        _chiffres(feuilles, table)
        return
    if not table.lignes:
        feuilles.paragraphe(RIEN, couleur=GRIS)
        return
    _Tableau(feuilles, table).dessiner(avance)
    feuilles.y += 6


@dataclass(frozen=True, slots=True)
class _Besoin:
    """The width of a column: what it would like, and under which its words break."""

    voulue: float
    moindre: float


def _besoins(table: Table, feuilles: Feuilles, taille: float) -> list[_Besoin]:
    """What each column needs, from its first rows: nine tenths of the cells on one line, a heading on two."""
    ecriture = feuilles.ecriture
    needs = []
    rows = list(islice(table.lignes, _ECHANTILLON))
    for i, column in enumerate(table.colonnes):
        texts = {texte_de_case(row[i], column) for row in rows}
        widths = sorted(ecriture.largeur(t, taille) for t in texts)
        common = widths[-1 if column.poids == 0 else int(len(widths) * 0.9)] if widths else 0.0
        titles = [ecriture.largeur(w, taille, True) for w in clean(column.titre)[:80].split(" ")]
        word = max((ecriture.largeur(w, taille) for t in texts for w in t.split(" ")), default=0.0)
        sign = LARGEUR_SIGNE * taille if any(role_de_nature(t) for t in texts) else 0.0
        heading = max(*titles, sum(titles) * 0.6)
        needs.append(
            _Besoin(max(common + sign, heading) + _MARGES, max(min(word + sign, _MOT_MAX), *titles) + _MARGES)
        )
    return needs


class _Tableau:
    """One table being drawn."""

    def __init__(self, feuilles: Feuilles, table: Table) -> None:
        self.feuilles, self.table = feuilles, table
        self.taille = 7.5 if len(table.colonnes) >= 7 else 8.5
        self.interligne = self.taille * 1.27
        self.largeurs = self._partager(_besoins(table, feuilles, self.taille))
        self.droite = [c.type in _NOMBRES for c in table.colonnes]

    def _partager(self, needs: list[_Besoin]) -> list[float]:
        """Narrow columns keep what they want; the others share the rest by weight, none under its longest word."""
        room = self.feuilles.largeur
        columns = self.table.colonnes
        widths = [b.voulue for b in needs]
        spare = room - sum(widths)
        if spare >= 0:
            # Texts may breathe a little; a table stretched over the whole page is hard to read along.
            open_ = [i for i, c in enumerate(columns) if c.type == "texte" and c.poids]
            for i in open_:
                widths[i] += min(spare / len(open_), max(0.4 * widths[i], 40.0))
            return widths
        # Those that never shrink come first: a date is not broken to leave a title its ease.
        left = room - sum(widths[i] for i, c in enumerate(columns) if c.poids == 0)
        open_ = [i for i, c in enumerate(columns) if c.poids]
        while open_:
            share = left / sum(columns[i].poids for i in open_)
            offered = {i: share * columns[i].poids for i in open_}
            settled = [i for i in open_ if needs[i].voulue <= offered[i]]
            settled = settled or [i for i in open_ if needs[i].moindre >= offered[i]]
            for i in settled:
                widths[i] = min(needs[i].voulue, max(offered[i], needs[i].moindre))
                left -= widths[i]
                open_.remove(i)
            if not settled:
                for i in open_:
                    widths[i] = offered[i]
                break
        # More columns than the page holds: all are squeezed alike.
        excess = sum(widths) / room
        return [w / excess for w in widths] if excess > 1 else widths

    def dessiner(self, avance: Avance | None) -> None:
        """Headings, then row after row."""
        feuilles, table = self.feuilles, self.table
        with feuilles.element("Table"):
            first = self._couper(table.lignes[0])
            feuilles.exiger(self._hauteur_entete() + self._hauteur(first))
            with feuilles.element("TR"):
                self._entete(marquer=True)
            for number, row in enumerate(table.lignes):
                cells = self._couper(row)
                height = self._hauteur(cells)
                if feuilles.place < height:
                    feuilles.nouvelle_page()
                    with feuilles.ornement():
                        self._entete(marquer=False)
                self._ligne(cells, height)
                if avance is not None and number % 50 == 0:
                    avance(number / len(table.lignes))

    def _couper(self, row: tuple[Cell, ...]) -> list[tuple[str, ...]]:
        ecriture = self.feuilles.ecriture
        cells = []
        limit = int((self.feuilles.hauteur - self._hauteur_entete()) / self.interligne) - 1
        for value, column, width in zip(row, self.table.colonnes, self.largeurs, strict=True):
            text = texte_de_case(value, column)
            sign = LARGEUR_SIGNE * self.taille if role_de_nature(text) else 0.0
            lines = ecriture.lignes(text, self.taille, max(width - _MARGES - sign, 4.0)) if text else ()
            cells.append(lines if len(lines) <= limit else (*lines[: limit - 1], "…"))
        return cells

    def _hauteur(self, cells: list[tuple[str, ...]]) -> float:
        return max(1, *(len(c) for c in cells)) * self.interligne + 5.0

    def _titres(self) -> list[tuple[str, ...]]:
        return [
            self.feuilles.ecriture.lignes(clean(c.titre)[:80], self.taille, w - _MARGES, True)[:4]
            for c, w in zip(self.table.colonnes, self.largeurs, strict=True)
        ]

    def _hauteur_entete(self) -> float:
        return max(1, *(len(t) for t in self._titres())) * self.interligne + 8.0

    def _entete(self, *, marquer: bool) -> None:
        feuilles = self.feuilles
        height = self._hauteur_entete()
        if marquer:
            with feuilles.ornement():
                self._fond_entete(height)
        else:
            self._fond_entete(height)
        x = MARGE
        for lines, width, right in zip(self._titres(), self.largeurs, self.droite, strict=True):
            if marquer:
                with feuilles.element("TH", attribut=COLONNE), feuilles.contenu():
                    self._case(x, width, lines, right, 4.0, gras=True)
            else:
                self._case(x, width, lines, right, 4.0, gras=True)
            x += width
        feuilles.y += height

    def _fond_entete(self, height: float) -> None:
        feuilles, total = self.feuilles, sum(self.largeurs)
        feuilles.pave(MARGE, feuilles.y, total, height, FOND)
        feuilles.filet(MARGE, feuilles.y + height, MARGE + total, 0.9, BLEU)

    def _ligne(self, cells: list[tuple[str, ...]], height: float) -> None:
        feuilles = self.feuilles
        with feuilles.element("TR"):
            x = MARGE
            for lines, width, right in zip(cells, self.largeurs, self.droite, strict=True):
                with feuilles.element("TD"):
                    if lines:
                        with feuilles.contenu():
                            self._case(x, width, lines, right, 2.5)
                x += width
        feuilles.y += height
        with feuilles.ornement():
            feuilles.filet(MARGE, feuilles.y, x, 0.4)

    def _case(
        self, x: float, width: float, lines: tuple[str, ...], right: bool, top: float, *, gras: bool = False
    ) -> None:
        feuilles, size = self.feuilles, self.taille
        y = feuilles.y + top + size * 0.95
        color = BLEU if gras else NOIR
        left = x + 4
        if not gras and (role := role_de_nature("".join(lines))):
            signe(feuilles, role, left + size * 0.42, y - size * 0.33, size * 0.36)
            left += LARGEUR_SIGNE * size
        for line in lines:
            if right:
                feuilles.a_droite(x + width - 4, y, line, size, gras=gras, couleur=color)
            else:
                feuilles.ligne_de_texte(left, y, line, size, gras=gras, couleur=color)
            y += self.interligne


def _chiffres(feuilles: Feuilles, table: Table) -> None:
    """Figures and what each counts, without headings: the figure stands out."""
    rows = [[texte_de_case(v, c) for v, c in zip(r, table.colonnes, strict=True)] for r in table.lignes]
    ecriture = feuilles.ecriture
    room = max((ecriture.largeur(r[0], 13, True) for r in rows), default=0.0) + 12
    with feuilles.element("Table"):
        for row in rows:
            lines = ecriture.lignes(" ".join(row[1:]), 10, feuilles.largeur - room)
            height = max(17.5, len(lines) * 13.5 + 4.0)
            feuilles.exiger(height)
            with feuilles.element("TR"):
                with feuilles.element("TD"), feuilles.contenu():
                    feuilles.a_droite(
                        MARGE + room - 10, feuilles.y + 13.0, row[0], 13, gras=True, couleur=BLEU
                    )
                with feuilles.element("TH", attribut=LIGNE), feuilles.contenu():
                    for i, line in enumerate(lines):
                        feuilles.ligne_de_texte(MARGE + room, feuilles.y + 13.0 + i * 13.5, line, 10)
            feuilles.y += height
            with feuilles.ornement():
                feuilles.filet(MARGE, feuilles.y, MARGE + feuilles.largeur, 0.4)
    feuilles.y += 6


def champs(feuilles: Feuilles, lines: Lines) -> None:
    """Labelled values: the label on the left, its value, over as many pages as it needs, on the right."""
    size, leading, label_room = 9.5, 13.0, 132.0
    ecriture = feuilles.ecriture
    with feuilles.element("Table"):
        for label, value in _entiers(lines):
            labels = ecriture.lignes(label, size, label_room - 12, True)
            values = ecriture.lignes(value, size, feuilles.largeur - label_room)
            if len(values) > LIGNES_MAX:
                values = (*values[: LIGNES_MAX - 1], "…")
            need = max(len(labels), min(len(values), 3)) * leading + 7
            feuilles.exiger(need)
            with feuilles.element("TR"):
                top = feuilles.y + 3
                with feuilles.element("TH", attribut=LIGNE), feuilles.contenu():
                    for i, line in enumerate(labels):
                        feuilles.ligne_de_texte(
                            MARGE, top + leading * (i + 0.76), line, size, gras=True, couleur=GRIS
                        )
                with feuilles.element("TD"):
                    start, floor = 0, top + len(labels) * leading
                    feuilles.y = top
                    while start < len(values):
                        count = max(1, int(feuilles.place / leading))
                        with feuilles.contenu():
                            for line in values[start : start + count]:
                                feuilles.y += leading
                                feuilles.ligne_de_texte(
                                    MARGE + label_room, feuilles.y - leading * 0.24, line, size
                                )
                        start += count
                        if start < len(values):
                            feuilles.nouvelle_page()
                            floor = 0.0
                    feuilles.y = max(feuilles.y, floor) + 4
            with feuilles.ornement():
                feuilles.filet(MARGE, feuilles.y, MARGE + feuilles.largeur, 0.4, FILET)
    feuilles.y += 6


def _entiers(lines: Lines) -> Iterator[tuple[str, str]]:
    """Labels and values, cleaned and cut; a value under an empty label goes on with the one above."""
    label, value = "", ""
    for next_label, next_value in lines.lignes:
        shown = clean_text(next_value[: CHAMP_MAX + 1])
        shown = shown[:CHAMP_MAX].rstrip() + "…" if len(next_value) > CHAMP_MAX else shown
        if next_label:
            if label or value:
                yield label, value
            label, value = clean(next_label), shown
        else:
            value = f"{value}\n{shown}" if value else shown
    if label or value:
        yield label, value
