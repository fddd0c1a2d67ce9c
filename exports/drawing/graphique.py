# SPDX-License-Identifier: EUPL-1.2
"""The chart model: categories, series, values, total and what must be said of them. No renderer owns it.

Every share is computed here: a value over `Graphique.total`, exact, rounded once, when it is written (`ecrire_part`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

from exports.drawing.scene import Role
from exports.french import FINE, euros, nombre, pluriel

Valeur = int | Decimal
"""Projets or demandes counted, or euros."""


class Genre(StrEnum):
    """How a chart is drawn."""

    BARRES = "barres"
    """One horizontal bar a category, its series end to end."""
    COLONNES = "colonnes"
    """One upright bar a year, its series one on the other; every year between the first and the last has its place."""
    COURBES = "courbes"
    """One line a series through the years; a missing year breaks it."""


class Unite(StrEnum):
    """What the values are."""

    PROJETS = "projets"
    DEMANDES = "demandes"
    FICHES = "fiches"
    """Projets and demandes together."""
    EUROS = "euros"


_NOMS = {
    Unite.PROJETS: ("projet", "projets"),
    Unite.DEMANDES: ("demande de coopération", "demandes de coopération"),
    Unite.FICHES: ("projet ou demande", "projets et demandes"),
}


@dataclass(frozen=True, slots=True)
class Categorie:
    """What a bar stands for: a code of the reference or a year, its name whole, and where it leads."""

    code: str
    libelle: str
    lien: str = ""
    """The permalink of exactly what the bar counts; empty when it leads nowhere."""


@dataclass(frozen=True, slots=True)
class Serie:
    """One value a category, in the order of the categories; None where nothing is known (which is not zero)."""

    role: Role
    """COOPERATION, ACTION, DEMANDE, or SERIE_1 (APD, refugees included) and SERIE_2 (without them)."""
    cle: str
    """Its name in files: « cooperations », « autres_actions », « demandes », « apd », « apd_hors_refugies »."""
    libelle: str
    valeurs: tuple[Valeur | None, ...]


@dataclass(frozen=True, slots=True)
class Graphique:
    """A chart whole. `titre` and `notes` are French sentences that a renderer shows as they are."""

    quoi: str
    """Its name on the command line: « themes », « statuts », « apd » ..."""
    genre: Genre
    titre: str
    """What it shows and of what page, in words."""
    entete: str
    """What its categories are: « Thématique », « Année »."""
    categories: tuple[Categorie, ...]
    series: tuple[Serie, ...]
    unite: Unite
    total: Valeur
    """What shares are parts of: the distinct projets of the page, not the sum of the bars."""
    notes: tuple[str, ...]
    """What is counted, in how many bars, what is in none of them, how shares are rounded."""
    mentions: tuple[str, ...]
    """The date of the figures, and that they are fictitious where they are."""
    regle: str = ""
    """That of the notes which says what shares are parts of: for a renderer that shows no share."""
    masquees: int = 0
    """Categories left out by `premieres`; the last note says so."""

    def __post_init__(self) -> None:
        if any(len(serie.valeurs) != len(self.categories) for serie in self.series):
            raise ValueError("a series has one value for each category")

    @property
    def vide(self) -> bool:
        """True when there is nothing to draw."""
        return not any(value for serie in self.series for value in serie.valeurs)

    def somme(self, rang: int) -> Valeur | None:
        """The length of a bar, all series; None when no series knows it. Lines are not added: the largest of them."""
        known = [serie.valeurs[rang] for serie in self.series]
        values = [value for value in known if value is not None]
        if not values:
            return None
        return max(values) if self.genre is Genre.COURBES else sum(values)

    @property
    def maximum(self) -> Valeur:
        """The length of the longest bar, or the highest point; 0 when there is none."""
        return max((v for i in range(len(self.categories)) if (v := self.somme(i)) is not None), default=0)

    @property
    def somme_des_barres(self) -> Valeur:
        """All bars together: more than `total` where a projet counts in several."""
        return sum(v for i in range(len(self.categories)) if (v := self.somme(i)) is not None)

    def part(self, valeur: Valeur | None) -> Fraction | None:
        """The share of `total` in percent, exact; None for a missing value or an empty total."""
        if valeur is None or not self.total:
            return None
        return Fraction(valeur) * 100 / Fraction(self.total)

    def ecrire(self, valeur: Valeur | None, *, pourcentages: bool = False) -> str:
        """A value as readers read it: « 12 731 », « 64 884 374 € », « 26,9 % »; « – » when it is missing."""
        if valeur is None:
            return "–"
        if pourcentages:
            return ecrire_part(self.part(valeur))
        return euros(valeur) if self.unite is Unite.EUROS else nombre(int(valeur))

    def premieres(self, nombre_max: int) -> Graphique:
        """The same with its first categories only; what is left out is counted in `masquees`. Years are never left out."""
        if self.genre is not Genre.BARRES or len(self.categories) <= nombre_max:
            return self
        hidden = len(self.categories) - nombre_max
        return replace(
            self,
            notes=(*self.notes, f"{nombre_max} lignes montrées sur {len(self.categories)}."),
            categories=self.categories[:nombre_max],
            series=tuple(replace(s, valeurs=s.valeurs[:nombre_max]) for s in self.series),
            masquees=self.masquees + hidden,
        )

    def description(self, *, pourcentages: bool = False) -> str:
        """The chart told in a few French sentences, for who cannot see it: every bar, or the course of every line."""
        told = [f"{self.titre}."]
        if self.vide:
            return f"{told[0]} Aucune valeur."
        if self.genre is Genre.COURBES:
            told += [_cours(self, serie, pourcentages) for serie in self.series if any(serie.valeurs)]
        else:
            told.append(f"{compter(self.total, self.unite)} en tout.")
            told += [
                f"{category.libelle} : {self._dire(i, pourcentages)}."
                for i, category in enumerate(self.categories)
                if self.somme(i)
            ]
            if self.masquees:
                told.append(f"Et {pluriel(self.masquees, 'autre')}.")
        return " ".join(told)

    def _dire(self, rang: int, pourcentages: bool) -> str:
        whole = self.somme(rang)
        text = self.ecrire(whole, pourcentages=pourcentages)
        named = [
            f"{serie.libelle.lower()} {self.ecrire(value, pourcentages=pourcentages)}"
            for serie in self.series
            if (value := serie.valeurs[rang])
        ]
        return f"{text} ({', '.join(named)})" if len(named) > 1 else text


def _cours(chart: Graphique, serie: Serie, pourcentages: bool) -> str:
    """« APD : 73 420 532 € en 2008, 64 884 374 € en 2012 ; au plus haut en 2008, au plus bas en 2010. »"""
    known = [
        (value, category.libelle)
        for value, category in zip(serie.valeurs, chart.categories, strict=True)
        if value is not None
    ]

    def said(value: Valeur, year: str) -> str:
        return f"{chart.ecrire(value, pourcentages=pourcentages)} en {year}"

    text = f"{serie.libelle} : {said(*known[0])}"
    if len(known) == 1:
        return f"{text}."
    low, high = min(known, key=lambda k: k[0]), max(known, key=lambda k: k[0])
    missing = [c.libelle for v, c in zip(serie.valeurs, chart.categories, strict=True) if v is None]
    gaps = f" ; rien de déclaré en {', '.join(missing)}" if missing else ""
    return f"{text}, {said(*known[-1])} ; au plus haut {said(*high)}, au plus bas {said(*low)}{gaps}."


def compter(valeur: Valeur, unite: Unite) -> str:
    """« 12 731 projets », « 1 demande de coopération », « 64 884 374 € »."""
    return euros(valeur) if unite is Unite.EUROS else pluriel(int(valeur), *_NOMS[unite])


def ecrire_part(part: Fraction | None) -> str:
    """A share in percent with one decimal, halves away from zero. What is neither nothing nor everything never looks it:
    « < 0,1 % » under a tenth, « > 99,9 % » above 99.9 and under 100. « – » when there is no share."""
    if part is None:
        return "–"
    if 0 < part < Fraction(1, 10):
        return f"<{FINE}0,1{FINE}%"
    if Fraction(999, 10) < part < 100:
        return f">{FINE}99,9{FINE}%"
    tenths = floor(part * 10 + Fraction(1, 2))
    return f"{nombre(tenths // 10)},{tenths % 10}{FINE}%"
