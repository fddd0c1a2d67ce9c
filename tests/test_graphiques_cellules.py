# SPDX-License-Identifier: EUPL-1.2
"""Charts in cells: lengths are those of the values, nothing overflows, ASCII stays ASCII, a missing year is a hole."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_tui.terminal.graphique import (
    HUITIEMES,
    MONTEES,
    POINTS,
    axe,
    barre,
    barres,
    colonnes,
    courbes,
    en_texte,
    legende,
    texte,
)
from exports.drawing.graphique import Categorie, Genre, Graphique, Serie, Unite, Valeur
from exports.drawing.scene import Role
from exports.plain import cell_width

pytestmark = pytest.mark.cartes

ROLES = (Role.COOPERATION, Role.ACTION, Role.DEMANDE)
TRACES = set("█▒░●○┤│└─" + HUITIEMES + MONTEES) - {" "}


def faire(
    genre: Genre, *series: tuple[Valeur | None, ...], unite: Unite = Unite.PROJETS, noms: tuple[str, ...] = ()
) -> Graphique:
    """A chart of these values, whose categories are the years from 2000 on, or `noms`."""
    labels = noms or tuple(str(2000 + i) for i in range(len(series[0])))
    roles = (Role.SERIE_1, Role.SERIE_2) if genre is Genre.COURBES else ROLES
    total = sum(v for values in series for v in values if v is not None)
    return Graphique(
        "essai", genre, "Essai", "Catégorie", tuple(Categorie(n, n) for n in labels),
        tuple(Serie(role, role, role, values) for role, values in zip(roles, series, strict=False)), unite, total, (), (),
    )  # fmt: skip


def longueur(bar: str) -> Fraction:
    """Cells of a bar, its last piece in eighths."""
    return sum(
        (Fraction(HUITIEMES.index(c), 8) if c in HUITIEMES else Fraction(1) for c in bar.strip()), Fraction(0)
    )


@given(
    st.lists(st.integers(0, 20_000), min_size=1, max_size=30).filter(any),
    st.integers(8, 120),
)
def test_une_barre_est_aussi_longue_que_sa_valeur_au_huitieme_pres(values: list[int], room: int) -> None:
    chart = faire(Genre.BARRES, tuple(values))
    for i, value in enumerate(values):
        exact = Fraction(value * room, max(values))
        drawn = longueur(texte(barre(chart.series, i, chart.maximum, room, ascii=False)))
        assert abs(drawn - exact) <= Fraction(1, 8)
        assert (drawn > 0) == (value > 0)
        letters = texte(barre(chart.series, i, chart.maximum, room, ascii=True))
        assert set(letters) <= {"#"}
        assert abs(len(letters) - exact) <= (Fraction(1, 2) if exact >= Fraction(1, 2) else 1)
        assert bool(letters) == (value > 0)


@given(
    st.lists(st.tuples(*[st.integers(0, 5000)] * 3), min_size=1, max_size=20).filter(lambda rows: any(map(any, rows))),
    st.integers(8, 120),
    st.booleans(),
)  # fmt: skip
def test_les_natures_d_une_barre_ont_chacune_leur_part(
    rows: list[tuple[int, int, int]], room: int, ascii: bool
) -> None:
    chart = faire(Genre.BARRES, *zip(*rows, strict=True))
    for i, row in enumerate(rows):
        pieces = barre(chart.series, i, chart.maximum, room, ascii=ascii)
        exact = {
            role: Fraction(v * room) / Fraction(chart.maximum) for role, v in zip(ROLES, row, strict=True)
        }
        whole = sum(exact.values(), Fraction(0))
        assert abs(longueur(texte(pieces)) - whole) <= (Fraction(1, 2) if whole >= Fraction(1, 2) else 1)
        assert bool(pieces) == any(row)
        if len(pieces) > 1:
            # Parted: every nature that counts has its own sign, none is a cell longer than it should but to be seen.
            assert {p.role for p in pieces} == {role for role, n in exact.items() if n}
            assert len({p.texte[0] for p in pieces}) == len(pieces)
            assert all(p.role is not None and len(p.texte) <= max(1, exact[p.role] + 1) for p in pieces)


@given(
    st.lists(st.integers(0, 3000), min_size=1, max_size=150).filter(any),
    st.integers(40, 130),
    st.integers(6, 40),
)
def test_une_colonne_est_aussi_haute_que_sa_valeur(values: list[int], width: int, height: int) -> None:
    chart = faire(Genre.COLONNES, tuple(values))
    drawn = colonnes(chart, width, height)
    lines = [texte(line).ljust(width) for line in drawn.lignes]
    rows = lines[:-2]
    assert len(lines) == max(4, height)
    assert all(cell_width(line) <= width for line in lines)
    top = axe(Fraction(max(values)), Fraction(0), max(2, min(6, len(rows) // 2)), entier=True).haut
    assert top >= max(values)
    for centre, value in zip(drawn.centres, values[drawn.premier :], strict=True):
        cells = [row[centre] for row in rows if row[centre] != " "]
        tall = sum(
            (Fraction(MONTEES.index(c), 8) if c in MONTEES else Fraction(1) for c in cells), Fraction(0)
        )
        assert abs(tall - Fraction(value * len(rows)) / top) <= Fraction(1, 8)
        assert (tall > 0) == (value > 0)
    # What does not fit is said, and is reached by moving there.
    assert bool(drawn.note) == (len(drawn.centres) < len(values))
    assert colonnes(chart, width, height, vu=0).premier == 0


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(2, 6), st.booleans())
def test_un_axe_tient_ses_valeurs_en_nombres_ronds(low: int, span: int, marks: int, entier: bool) -> None:
    found = axe(Fraction(low + span), Fraction(low), marks, entier=entier)
    assert found.bas <= low < low + span <= found.haut
    assert 2 <= len(found.graduations) <= marks + 1
    assert str(found.pas.numerator).rstrip("0") in ("1", "2", "25", "5") or found.pas.denominator > 1


def test_une_annee_inconnue_est_un_trou_dans_la_courbe() -> None:
    chart = faire(Genre.COURBES, (100, 120, None, 90, 80), (90, 110, None, 80, 70), unite=Unite.EUROS)
    for letters in (False, True):
        drawn = courbes(chart, 80, 20, ascii=letters)
        lines = [texte(line).ljust(80) for line in drawn.lignes[:-2]]
        _, before, hole, after, _ = drawn.centres
        assert all(line[before + 1 : after].isspace() for line in lines)
        assert not all(line[drawn.centres[0] + 1 : before].isspace() for line in lines)
        signs = ("*", "o") if letters else tuple(POINTS.values())
        for sign in signs:
            assert sum(line.count(sign) for line in lines) == 4
        assert hole
        assert drawn.note.startswith("L'axe commence à 70")
    assert not courbes(faire(Genre.COURBES, (100, 1), (50, 1), unite=Unite.EUROS), 80, 20).note


NOMS = (
    "Sensibilisation et citoyenneté mondiale, et plus long encore que la moitié d'un écran",
    "日本の都市との協力",
    "Mali",
)


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("pourcentages", [False, True])
@pytest.mark.parametrize("largeur", [40, 80, 120])
def test_rien_ne_deborde_et_les_lettres_suffisent(largeur: int, pourcentages: bool, ascii: bool) -> None:
    charts = (
        faire(Genre.BARRES, (3617, 12, 1), (117, 0, 2), noms=NOMS),
        faire(Genre.COLONNES, tuple(range(64))),
        faire(Genre.COURBES, (64_884_374, None, 73_420_532), (1, None, 71_952_121), unite=Unite.EUROS),
        faire(Genre.COURBES, (7,), (7,), unite=Unite.EUROS),
    )
    for chart in charts:
        lines = en_texte(chart, largeur, pourcentages=pourcentages, ascii=ascii)
        assert lines
        assert max(map(cell_width, lines)) <= largeur
        drawn = {c for line in lines for c in line if c in TRACES or 0x2800 <= ord(c) < 0x2900}
        assert bool(drawn) != ascii
    cut = texte(barres(charts[0], 40, ascii=ascii)[0])
    assert ("~" if ascii else "…") in cut
    assert "#" in texte(legende(charts[0], ascii=True))
    assert en_texte(faire(Genre.BARRES, (0,), (0,)), 80) == []
