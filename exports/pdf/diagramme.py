# SPDX-License-Identifier: EUPL-1.2
"""A chart drawn as vectors; every bar has its value written, every drawing is also told in words."""

from __future__ import annotations

from exports.drawing.graphique import Genre, Graphique, Serie
from exports.drawing.scene import Role
from exports.pdf.feuilles import FILET, GRIS, MARGE, Feuilles
from exports.pdf.signes import COULEURS, operateurs_signe
from store.cleaning import clean

_NATURES = (Role.COOPERATION, Role.ACTION, Role.DEMANDE)
_BARRES_MAX = 40
"""Bars drawn at most; the table under the drawing has them all."""


def diagramme(feuilles: Feuilles, chart: Graphique) -> None:
    """Draw the chart and its notes from the cursor on."""
    title = clean(chart.titre)
    feuilles.exiger(hauteur_diagramme(chart))
    if title != feuilles.mentions.titre:
        feuilles.paragraphe(title, 10, gras=True)
        feuilles.y += 4
    if chart.vide:
        feuilles.paragraphe("Aucune valeur.", couleur=GRIS)
        return
    drawn = chart.premieres(_BARRES_MAX)
    if chart.genre is Genre.BARRES:
        _barres(feuilles, drawn)
    else:
        _annees(feuilles, drawn)
    for note in chart.notes:
        feuilles.paragraphe(clean(note), 8, couleur=GRIS)
    if drawn.masquees > chart.masquees:
        feuilles.paragraphe(
            f"Le dessin montre les {_BARRES_MAX} premières lignes ; le tableau les donne toutes.",
            8,
            couleur=GRIS,
        )
    feuilles.y += 8


def hauteur_diagramme(chart: Graphique) -> float:
    """The room under which the chart goes to the next page."""
    body = min(len(chart.categories), 12) * 15.0 if chart.genre is Genre.BARRES else 260.0
    return 60.0 + body


def _alt(chart: Graphique) -> str:
    return clean(chart.description()[:4000])


def _legende(feuilles: Feuilles, series: tuple[Serie, ...]) -> None:
    x = MARGE
    for serie in series:
        y = feuilles.retourne(feuilles.y + 6)
        if serie.role in _NATURES:
            feuilles.ecrire(operateurs_signe(serie.role, x + 5, y, 3.4))
        else:
            feuilles.pave(x, feuilles.y + 2, 10, 8, COULEURS[serie.role])
        feuilles.ligne_de_texte(x + 14, feuilles.y + 9, clean(serie.libelle), 8)
        x += 30 + feuilles.ecriture.largeur(clean(serie.libelle), 8)
    feuilles.y += 17


def _barres(feuilles: Feuilles, chart: Graphique) -> None:
    """One horizontal bar a category, its value at its end; goes on over pages when there are many."""
    pitch, size = 15.0, 8.5
    names = [
        feuilles.ecriture.tronque(clean(c.libelle), size, feuilles.largeur * 0.36) for c in chart.categories
    ]
    left = MARGE + max(feuilles.ecriture.largeur(n, size) for n in names) + 8
    room = MARGE + feuilles.largeur - left - 92
    most = float(chart.maximum) or 1.0
    start, alt = 0, _alt(chart)
    while start < len(names):
        if feuilles.place < pitch * 3 + 20:
            feuilles.nouvelle_page()
        count = min(len(names) - start, int((feuilles.place - 20) / pitch))
        with (
            feuilles.element("Figure", alt=alt if start == 0 else f"{clean(chart.titre)}, suite."),
            feuilles.contenu(),
        ):
            if len(chart.series) > 1:
                _legende(feuilles, chart.series)
            for i in range(start, start + count):
                base = feuilles.y + pitch - 4.5
                feuilles.a_droite(left - 6, base, names[i], size)
                x = left
                for serie in chart.series:
                    if value := serie.valeurs[i]:
                        width = max(room * float(value) / most, 0.6)
                        feuilles.pave(x, feuilles.y + 2, width, pitch - 4, COULEURS[serie.role])
                        x += width
                whole = chart.somme(i)
                text = f"{chart.ecrire(whole)}  ({chart.ecrire(whole, pourcentages=True)})"
                feuilles.ligne_de_texte(x + 5, base, text, 8, couleur=GRIS)
                feuilles.y += pitch
        start += count
    feuilles.y += 6


def _annees(feuilles: Feuilles, chart: Graphique) -> None:
    """Columns or lines through the years, over a scale."""
    height, left_room = 190.0, 66.0
    feuilles.exiger(height + 60)
    with feuilles.element("Figure", alt=_alt(chart)), feuilles.contenu():
        _legende(feuilles, chart.series)
        top = feuilles.y + 6
        bottom = top + height
        left, right = MARGE + left_room, MARGE + feuilles.largeur
        step = _pas(float(chart.maximum) or 1.0)
        ceiling = step * max(1, -(-float(chart.maximum) // step))
        value = 0.0
        while value <= ceiling + step / 2:
            y = bottom - height * value / ceiling
            feuilles.filet(left, y, right, 0.4, FILET)
            feuilles.a_droite(left - 6, y + 2.8, chart.ecrire(round(value)), 7.5, couleur=GRIS)
            value += step
        slot = (right - left) / len(chart.categories)
        every = max(1, round(26 / slot + 0.49))
        for i, category in enumerate(chart.categories):
            if (len(chart.categories) - 1 - i) % every == 0:
                text = clean(category.libelle)
                x = left + slot * (i + 0.5) - feuilles.ecriture.largeur(text, 7.5) / 2
                feuilles.ligne_de_texte(x, bottom + 11, text, 7.5, couleur=GRIS)
        if chart.genre is Genre.COURBES:
            for serie in chart.series:
                _courbe(feuilles, serie, left, bottom, slot, height / ceiling)
        else:
            _colonnes(feuilles, chart, left, bottom, slot, height / ceiling)
    feuilles.y = bottom + 22


def _colonnes(
    feuilles: Feuilles, chart: Graphique, left: float, bottom: float, slot: float, scale: float
) -> None:
    for i in range(len(chart.categories)):
        y = bottom
        for serie in chart.series:
            if value := serie.valeurs[i]:
                tall = float(value) * scale
                y -= tall
                feuilles.pave(left + slot * (i + 0.14), y, slot * 0.72, tall, COULEURS[serie.role])


def _courbe(feuilles: Feuilles, serie: Serie, left: float, bottom: float, slot: float, scale: float) -> None:
    r, g, b = COULEURS[serie.role]
    points = [
        None if v is None else (left + slot * (i + 0.5), feuilles.retourne(bottom - float(v) * scale))
        for i, v in enumerate(serie.valeurs)
    ]
    # The first series is a full line with discs, the others dashes with squares: told apart without colour.
    first = serie.role is Role.SERIE_1
    path, down = [], False
    for point in points:
        if point is None:
            down = False
            continue
        path.append(f"{point[0]:.2f} {point[1]:.2f} {'l' if down else 'm'}")
        down = True
    dash = "[] 0 d" if first else "[4 2.5] 0 d"
    feuilles.ecrire(f"q {r:g} {g:g} {b:g} RG 1.5 w {dash} {' '.join(path)} S Q")
    for point in points:
        if point is not None:
            x, y = point
            if first:
                feuilles.ecrire(operateurs_signe(serie.role, x, y, 2.6))
            else:
                feuilles.ecrire(f"{r:g} {g:g} {b:g} rg {x - 2.2:.2f} {y - 2.2:.2f} 4.4 4.4 re f")


def _pas(maximum: float) -> float:
    """A round step that cuts 0..maximum into about five: 1, 2 or 5 times a power of ten."""
    power = 1.0
    while maximum / power > 50:
        power *= 10
    for step in (1, 2, 5, 10):
        if maximum / (step * power) <= 6:
            return step * power
    return 10 * power
