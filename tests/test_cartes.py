# SPDX-License-Identifier: EUPL-1.2
"""Maps without a screen: projections, classes, picking against known values; marks, insets and letters on the demonstration."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas_tui.terminal.canvas import fenetre, peindre
from atlas_tui.terminal.dots import MOTIFS
from exports.drawing import land, levels
from exports.drawing.classes import quantiles
from exports.drawing.maps import Carte, carte
from exports.drawing.picking import SENS, Reseau, plus_proche
from exports.drawing.projection import azimutale, equal_earth, lambert_93
from exports.drawing.scene import CLASSES, Arc, Bounds, Disc, Polygon, Role, Scene
from parquet.atlas import Atlas
from parquet.criteria import Criteria
from parquet.pages import Adresse, Page, lien, lire_adresse
from parquet.reference import geography
from tests.petit_atlas import construire

pytestmark = pytest.mark.cartes


@pytest.fixture(scope="module")
def atlas(atlas_demo: Path) -> Atlas:
    """The demonstration atlas, opened once."""
    return Atlas.ouvrir(atlas_demo)


# --- projections --------------------------------------------------------------------------------------------------

VILLES_93 = {
    # Longitude, latitude (WGS 84), E and N of EPSG:2154 to the metre, as PROJ gives them.
    "origine": (3.0, 46.5, 700000, 6600000),
    "Paris": (2.3522, 48.8566, 652469, 6862035),
}


@pytest.mark.parametrize("ville", VILLES_93)
def test_lambert_93_donne_les_coordonnees_connues(ville: str) -> None:
    lon, lat, east, north = VILLES_93[ville]
    x, y = lambert_93(lon, lat)
    assert (x, -y) == pytest.approx((east, north), abs=1)


def test_lambert_93_garde_l_echelle_sur_ses_deux_paralleles() -> None:
    """On 44° and 49° a small step east is as long on the plane as on the GRS 80 ellipsoid (Snyder, 15-1)."""
    from math import cos, pi, radians, sin, sqrt

    for lat in (44.0, 49.0):
        (ax, ay), (bx, by) = lambert_93(2.0, lat), lambert_93(2.001, lat)
        phi, e2 = radians(lat), 0.00669438002290
        parallel = 6378137.0 * cos(phi) / sqrt(1 - e2 * sin(phi) ** 2) * 0.001 * pi / 180
        assert hypot(bx - ax, by - ay) == pytest.approx(parallel, rel=1e-6)


def _aire(project: Callable[[float, float], tuple[float, float]], lon: float, lat: float) -> float:
    d = 0.01
    (ax, ay), (bx, by), (cx, cy) = project(lon, lat), project(lon + d, lat), project(lon, lat + d)
    return abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))


@pytest.mark.parametrize(
    "project", [equal_earth, azimutale(2, 15), azimutale(178, -18)], ids=["monde", "mali", "fidji"]
)
def test_les_projections_du_monde_gardent_les_surfaces(
    project: Callable[[float, float], tuple[float, float]],
) -> None:
    from math import cos, radians

    for lon, lat in ((0.0, 0.0), (20.0, 45.0), (-60.0, -30.0), (150.0, 70.0)):
        sphere = (6371007.2 * radians(0.01)) ** 2 * cos(radians(lat + 0.005))
        got = _aire(project, lon, lat)
        if hypot(*project(lon, lat)) < 9.9e6 or project is equal_earth:
            assert got == pytest.approx(sphere, rel=2e-3), (lon, lat)


def test_equal_earth_a_les_dimensions_publiees() -> None:
    """The paper gives an aspect ratio of 2.05458, and poles as long as 0.59 of the equator."""
    east, north = equal_earth(11 + 179.999999, 0)[0], -equal_earth(11, 90)[1]
    assert east / north == pytest.approx(2.05458, abs=1e-4)
    assert equal_earth(11 + 179.999999, 90)[0] / east == pytest.approx(0.59, abs=5e-3)


def test_la_russie_et_fidji_ne_sont_pas_coupees_par_l_antimeridien() -> None:
    world = land.monde()
    for iso2 in ("RU", "FJ", "NZ"):
        xs = [x for ring in world.contours[iso2] for x, _ in ring]
        assert max(xs) - min(xs) < world.bounds.width / 2, iso2
    # The strait of Bering: Chukotka is at the right end, Alaska at the left one.
    assert equal_earth(-170, 66)[0] > 0 > equal_earth(-168, 66)[0]
    # The main piece of Russia goes past the 180th meridian in one ring, with no edge on it.
    russia = max(land._entiers("monde")["RU"], key=len)
    assert max(x for x, _ in russia) > 185
    assert not any(a[0] == b[0] == 180.0 for a, b in pairwise(russia))


# --- classes ------------------------------------------------------------------------------------------------------


def test_les_classes_sont_celles_que_l_on_compte_a_la_main() -> None:
    # Ten places in five classes of two: 1 1 | 2 3 | 5 8 | 13 21 | 34 55.
    ten = quantiles([55, 1, 34, 2, 3, 1, 21, 13, 8, 5])
    assert ten.bornes == ((1, 1), (2, 3), (5, 8), (13, 21), (34, 55))
    assert [ten.rang(v) for v in (0, 1, 2, 3, 4, 5, 8, 13, 55, 999)] == [0, 1, 2, 2, 3, 3, 3, 4, 5, 5]
    assert [ten.role(r) for r in range(6)] == [Role.TERRE, *CLASSES]
    assert ten.intitule(2) == "2 à 3\u00a0projets"
    # Equal values are never parted: seven ones of eight make one class of them.
    assert quantiles([1, 1, 1, 1, 1, 1, 1, 9]).bornes == ((1, 1), (9, 9))
    assert quantiles([0, 0]).bornes == ()
    two = quantiles([1, 9])
    assert [two.role(r) for r in (1, 2)] == [Role.CLASSE_1, Role.CLASSE_5]


@given(st.lists(st.integers(0, 60), max_size=60))
def test_les_classes_couvrent_tout_et_ne_se_recouvrent_pas(values: list[int]) -> None:
    classes = quantiles(values)
    for value in values:
        rank = classes.rang(value)
        assert (
            rank == 0 if value == 0 else classes.bornes[rank - 1][0] <= value <= classes.bornes[rank - 1][1]
        )
    flat = [bound for pair in classes.bornes for bound in pair]
    assert flat == sorted(flat)
    assert set(flat) <= set(values)


# --- picking ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class P:
    """A place."""

    key: str
    x: float
    y: float


def test_les_fleches_vont_au_voisin_que_l_on_voit() -> None:
    #   a     b
    #      m      far
    #   c     d
    places = [P("a", 0, 0), P("b", 6, 0), P("m", 3, 3), P("c", 0, 6), P("d", 6, 6), P("far", 20, 3)]
    web = Reseau(places, 1.0)
    assert web.aller("a", "right") == "b"
    assert web.aller("a", "down") == "c"
    assert web.aller("m", "right") in ("b", "d")
    assert web.aller("d", "up") == "b"
    assert web.aller("far", "right") == "far"
    assert web.ordre == ("a", "b", "m", "far", "c", "d")
    assert (web.suivant("d"), web.suivant("a", -1), web.suivant("inconnu")) == ("a", "d", "a")
    assert plus_proche(places, 5.5, 1) == "b"
    assert plus_proche(places, 12, 3, 2) == ""


def _atteints(web: Reseau, start: str) -> set[str]:
    seen, queue = {start}, [start]
    while queue:
        for sens in SENS:
            other = web.aller(queue[0], sens)
            if other not in seen:
                seen.add(other)
                queue.append(other)
        queue.pop(0)
    return seen


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 8)), min_size=1, max_size=25))
def test_les_fleches_atteignent_tout_depuis_partout(points: list[tuple[int, int]]) -> None:
    places = [P(str(i), x, y) for i, (x, y) in enumerate(points)]
    web = Reseau(places, 1.0)
    for place in places:
        assert _atteints(web, place.key) == {p.key for p in places}


# --- the demonstration --------------------------------------------------------------------------------------------

CARTES = (
    "monde",
    "continent/europe",
    "pays/ml",
    "france",
    "region/84",
    "departement/67",
    "collectivite/col-1",
)


def _carte(atlas: Atlas, link: str) -> Carte:
    return carte(atlas, lire_adresse(link))


@pytest.mark.parametrize("link", CARTES)
def test_chaque_lieu_d_une_carte_est_atteint_par_les_fleches(atlas: Atlas, link: str) -> None:
    found = _carte(atlas, link)
    web = Reseau(found.lieux, found.scene.bounds.height / 20)
    keys = {place.key for place in found.lieux}
    assert len(keys) == len(found.lieux) > 5
    for start in (web.ordre[0], web.ordre[-1], web.ordre[len(web.ordre) // 2]):
        assert _atteints(web, start) == keys
    here, seen = web.ordre[0], set()
    for _ in keys:
        seen.add(here)
        here = web.suivant(here)
    assert seen == keys


def test_chaque_pays_qui_a_des_projets_a_sa_marque_au_bon_endroit(atlas: Atlas) -> None:
    found = _carte(atlas, "monde")
    counted = {n.code for n in atlas.nombres("pays") if n.projets or n.demandes}
    discs = {s.key: s for s in found.scene.shapes if isinstance(s, Disc)}
    assert discs.keys() == counted
    canvas = peindre(found.scene, 160, 50)
    for iso2, disc in discs.items():
        if iso2 != "RU":
            place = geography.pays()[iso2]
            assert (disc.x, disc.y) == equal_earth(place.longitude, place.latitude)
        x, y = canvas.case(disc.x, disc.y)
        assert canvas.lignes[y][x] in "●▲◆", iso2
    # The mark is on the country's own land, where the country is large enough to have some at this scale.
    world = land.monde()
    for iso2 in ("BF", "ML", "US", "BR", "CN", "AU", "RU", "DE"):
        assert _dedans(world.contours[iso2], discs[iso2].x, discs[iso2].y), iso2


def _dedans(rings: land.Rings, x: float, y: float) -> bool:
    inside = False
    for ring in rings:
        for (ax, ay), (bx, by) in pairwise(ring):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
    return inside


def test_la_france_montre_ses_regions_ses_departements_et_l_outre_mer(atlas: Atlas) -> None:
    regions, departements = _carte(atlas, "france"), _carte(atlas, "france?vue=carte-departements")
    overseas = {"975", "977", "978", "986", "987", "988"}
    assert {p.key for p in regions.lieux} == geography.regions().keys() | overseas
    assert {p.key for p in departements.lieux} == geography.departements().keys() | overseas
    insets = land.france("departement").encarts
    assert {i.sigle for i in insets} == {"971", "972", "973", "974", "976"} | overseas
    for found in (regions, departements):
        at = {p.key: p for p in found.lieux}
        for inset in land.france(found.sujet.maille).encarts:
            shape = next(s for s in found.scene.shapes if isinstance(s, Polygon) and s.key == inset.code)
            assert all(inset.cadre.holds(x, y) for ring in shape.rings for x, y in ring), inset.nom
            assert inset.cadre.holds(at[inset.code].x, at[inset.code].y)
    # Figures are the page's own: a région's is what its page counts.
    page = atlas.etat(Page("region", "84")).compteurs
    here = next(p for p in regions.lieux if p.key == "84")
    assert (here.cooperations, here.actions) == (page.projets_cooperation, page.autres_actions)


def test_les_filtres_de_la_page_valent_des_deux_cotes(atlas: Atlas) -> None:
    link = lire_adresse("thematique/2?statut=en-cours&region=84")
    world, home = carte(atlas, link), carte(atlas, link, "france", "departement")
    asked = Criteria(thematique=("2",), statut=("en-cours",), region=("84",))
    expected = {n.code: n.projets for n in atlas.nombres("pays", asked) if n.projets}
    assert {p.key: p.total for p in world.lieux} == expected
    expected = {n.code: n.projets for n in atlas.nombres("departement", asked)}
    assert {p.key: p.total for p in home.lieux if p.total} == expected


def test_descendre_garde_ce_qui_etait_demande() -> None:
    down = levels.descendre(
        lire_adresse("thematique/2?nature=action&vue=carte"), Page("continent", "afrique")
    )
    assert lien(down) == "atlas://monde/continent/afrique?vue=carte&thematique=2&nature=action"
    down = levels.descendre(lire_adresse("continent/afrique?statut=en-cours&vue=carte"), Page("pays", "ML"))
    assert lien(down) == "atlas://monde/pays/ml?vue=carte&statut=en-cours"
    down = levels.descendre(lire_adresse("pays/ml?vue=carte-france"), Page("region", "84"))
    assert lien(down) == "atlas://france/region/84?vue=carte&pays=ML"
    assert lire_adresse(lien(down)) == down


def test_une_collectivite_a_un_arc_vers_chaque_partenaire(atlas: Atlas) -> None:
    found = _carte(atlas, "collectivite/col-1")
    arcs = {s.key: s for s in found.scene.shapes if isinstance(s, Arc)}
    assert arcs.keys() == {n.code for n in atlas.nombres("partenaire", Criteria(collectivite=("col-1",)))}
    for place in found.lieux:
        assert arcs[place.key].start == pytest.approx(equal_earth(2.3468, 48.8593))
        assert found.scene.bounds.holds(place.x, place.y)


def test_sans_position_connue_un_partenaire_est_au_milieu_de_son_pays(tmp_path: Path) -> None:
    petit = construire(tmp_path / "a")
    with Atlas.ouvrir(petit.dossier) as small:
        found = carte(small, Adresse(Page("collectivite", petit.paris)))
        assert any("2\u00a0positions approchées" in note for note in found.scene.notes)
        world = carte(small, Adresse(Page("monde")))
        assert [(p.key, p.cooperations, p.actions, p.demandes, p.rang) for p in world.lieux] == [
            ("BF", 1, 1, 0, 1), ("PL", 2, 0, 0, 1), ("IN", 1, 0, 0, 3), ("MG", 0, 0, 1, 3),
        ]  # fmt: skip
        assert next(p.nature for p in world.lieux if p.key == "MG") == "demande"


# --- cells --------------------------------------------------------------------------------------------------------


def _scene(*shapes: Polygon | Disc) -> Scene:
    return Scene(Bounds(0, 0, 8, 8), shapes, "essai", "")


def test_un_carre_plein_remplit_ses_points_et_pas_un_de_plus() -> None:
    square = ((2.0, 4.0), (6.0, 4.0), (6.0, 8.0), (2.0, 8.0), (2.0, 4.0))
    canvas = peindre(_scene(Polygon((square,), Role.CLASSE_5)), 4, 2)
    # 8 x 8 dots for 8 x 8 units: columns 2 to 5, rows 4 to 7.
    assert canvas.texte() == "\n ⣿⣿"
    hole = ((3.0, 5.0), (5.0, 5.0), (5.0, 7.0), (3.0, 7.0), (3.0, 5.0))
    assert peindre(_scene(Polygon((square, hole), Role.CLASSE_5)), 4, 2).texte() == "\n ⣏⣹"


def test_les_cinq_classes_se_distinguent_sans_couleur() -> None:
    densities = [sum(row.bit_count() for row in MOTIFS[role]) for role in CLASSES]
    assert densities == sorted(set(densities))
    square = ((0.0, 0.0), (8.0, 0.0), (8.0, 8.0), (0.0, 8.0), (0.0, 0.0))
    for rank, role in enumerate(CLASSES, 1):
        assert (
            peindre(_scene(Polygon((square,), role)), 4, 2, ascii=True).texte()
            == f"{rank}" * 4 + "\n" + f"{rank}" * 4
        )


def test_un_territoire_sans_projet_n_a_que_son_contour_parmi_les_classes() -> None:
    nothing = ((0.0, 4.0), (4.0, 4.0), (4.0, 8.0), (0.0, 8.0), (0.0, 4.0))
    shaded = ((4.0, 0.0), (8.0, 0.0), (8.0, 8.0), (4.0, 8.0), (4.0, 0.0))
    shapes = (Polygon((nothing,), Role.TERRE), Polygon((shaded,), Role.CLASSE_5))
    # The sea is above it, the shaded territory beside: only the shore is drawn.
    assert peindre(_scene(*shapes), 4, 2).texte() == "  ⣿⣿\n⠉⠉⣿⣿"
    # On a map of marks, plain land has its pattern.
    assert peindre(_scene(shapes[0]), 4, 2).texte() != "\n⠉⠉"


def test_les_trois_natures_ont_trois_signes() -> None:
    roles = (Role.COOPERATION, Role.ACTION, Role.DEMANDE)
    scene = _scene(*(Disc(1.0 + 2 * i, 2.0, 0.1, role, str(i)) for i, role in enumerate(roles)))
    assert peindre(scene, 4, 2).texte().startswith("●▲◆")
    assert peindre(scene, 4, 2, ascii=True).texte().startswith("CED")


def test_la_fenetre_suit_le_lieu_et_reste_dans_la_carte(atlas: Atlas) -> None:
    scene = _carte(atlas, "monde").scene
    for disc in scene.shapes:
        if isinstance(disc, Disc):
            for zoom in (2.0, 8.0, 64.0):
                window = fenetre(scene, zoom, (disc.x, disc.y))
                assert window.holds(disc.x, disc.y)
                assert window.left >= scene.bounds.left - 1
                assert window.right <= scene.bounds.right + 1


# --- the command --------------------------------------------------------------------------------------------------


def _commande(atlas_demo: Path, *args: str, **environ: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-m", "atlas_tui", "--donnees", str(atlas_demo), "carte", *args],
        capture_output=True,
        timeout=60,
        env={**os.environ, "PYTHONUTF8": "0", **environ},
        check=True,
    )
    return done.stdout


def test_la_carte_en_lettres_n_a_pas_un_octet_de_trop(atlas_demo: Path) -> None:
    out = _commande(
        atlas_demo, "france", "--largeur", "70", "--hauteur", "22", PYTHONIOENCODING="ascii", LC_ALL="C"
    )
    assert max(out) <= 126
    assert min(out) in (10, 32)
    body = out.decode()
    assert all(figure in body for figure in "12345")
    assert "971" in body
    assert "988" in body


def test_la_carte_dessinee_est_celle_de_l_ecran_et_la_table_la_dit(atlas_demo: Path, atlas: Atlas) -> None:
    out = _commande(
        atlas_demo,
        "monde",
        "--largeur",
        "100",
        "--hauteur",
        "30",
        "--thematique",
        "2",
        PYTHONIOENCODING="utf-8",
    ).decode()
    found = _carte(atlas, "monde?thematique=2")
    assert peindre(found.scene, 100, 30).texte() in "\n".join(line.rstrip() for line in out.splitlines())
    assert "\x1b" not in out
    told = _commande(atlas_demo, "monde", "--thematique", "2", "--format", "json")
    document = json.loads(told)
    assert [(line["id"], line["total"]) for line in document["lieux"]] == [
        (p.key, p.total) for p in found.lieux
    ]
    assert [(c["de"], c["a"]) for c in document["classes"]] == list(found.classes.bornes)
    assert found.scene.description == document["description"]


def test_rien_n_est_dessine_pour_ce_qui_n_a_pas_de_carte(atlas: Atlas) -> None:
    from parquet.errors import CritereInvalide, Introuvable

    with pytest.raises(Introuvable, match="n'a pas de carte"):
        _carte(atlas, "fiche/pro-1")
    with pytest.raises(CritereInvalide, match="Vue inconnue"):
        lire_adresse("monde?vue=globe")
    empty = _carte(atlas, "monde?mots=zzzzzz")
    assert empty.lieux == ()
    assert "Aucun lieu" in empty.scene.description
    assert peindre(empty.scene, 80, 20).texte()
