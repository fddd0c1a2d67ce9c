# SPDX-License-Identifier: EUPL-1.2
"""The map on the screen: walking, zooming, going down and up, both sides; what it costs on the wire; pictures."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.strip import Strip

from atlas_tui.app.application import AtlasApp
from atlas_tui.app.screens.carte import CarteScreen
from atlas_tui.app.widgets.carte import CarteWidget
from atlas_tui.app.widgets.lieu import LieuPanel
from atlas_tui.terminal.canvas import peindre
from exports.drawing.levels import Sujet
from exports.drawing.maps import carte
from exports.drawing.picking import SENS, Reseau
from parquet.atlas import Atlas
from parquet.pages import lien, lire_adresse
from tests.pilote import TAILLES, application, calme, ecran, ouvrir, taper
from tests.releve import Releve, ecouter, jouer, peint

pytestmark = pytest.mark.cartes


@pytest.fixture(scope="module")
def atlas(atlas_demo: Path) -> Atlas:
    """The demonstration atlas, opened once."""
    return Atlas.ouvrir(atlas_demo)


def _plan(app: AtlasApp) -> CarteWidget:
    return app.screen.query_one(CarteWidget)


def _dit(app: AtlasApp) -> str:
    return app.screen.query_one(LieuPanel).texte.replace("\u202f", " ").replace("\u00a0", " ")


def test_cent_promenades_au_hasard_ne_perdent_jamais_la_selection(atlas: Atlas) -> None:
    webs = []
    for link in ("monde", "continent/afrique", "pays/ml", "france?vue=carte-departements"):
        found = carte(atlas, lire_adresse(link))
        webs.append((found, Reseau(found.lieux, found.scene.bounds.height / 20)))
    for seed in range(100):
        rnd = random.Random(seed)
        found, web = webs[seed % len(webs)]
        keys = {place.key for place in found.lieux}
        here = found.lieux[0].key
        for _ in range(200):
            step = rnd.choice((*SENS, "n", "N"))
            here = web.suivant(here, 1 if step == "n" else -1) if step in "nN" else web.aller(here, step)
            assert here in keys


async def test_une_promenade_sur_l_ecran_montre_toujours_le_lieu_choisi(atlas: Atlas) -> None:
    rnd = random.Random(4)
    async with ouvrir(atlas, "monde?vue=carte", (80, 24)) as (app, pilot):
        for _ in range(40):
            await pilot.press(rnd.choice(("left", "right", "up", "down", "n", "plus", "minus", "tab")))
            await pilot.pause()
            plan = _plan(app)
            canvas, place = plan.toile, plan.lieu
            assert canvas is not None
            assert place is not None
            x, y = canvas.case(place.x, place.y)
            assert 0 <= x < canvas.largeur
            assert 0 <= y < canvas.hauteur
            segments = list(plan.render_line(y))
            before = "".join(s.text for s in segments)
            assert before[x] in "●▲◆"
            marked = [s for s in segments if s.style is not None and s.style.reverse]
            assert [s.text for s in marked] == [before[x]]
            assert place.nom in _dit(app)


async def test_un_dessin_d_une_autre_taille_n_est_jamais_montre(atlas: Atlas) -> None:
    """On a slow machine the widget may be painted before it is told of its new size."""
    async with ouvrir(atlas, "monde?vue=carte", (80, 24)) as (app, _):
        plan = _plan(app)
        assert plan.carte is not None
        scene = plan.carte.scene
        plan._toile = peindre(scene, plan.size.width + 9, plan.size.height - 2, scene.bounds)
        drawn = plan.toile
        assert drawn is not None
        assert (drawn.largeur, drawn.hauteur) == tuple(plan.size)


async def test_on_descend_du_monde_aux_villes_et_l_on_remonte(atlas: Atlas) -> None:
    async with ouvrir(atlas, "monde") as (app, pilot):
        await taper(pilot, "g")
        assert isinstance(app.screen, CarteScreen)
        _plan(app).choisir("ML")
        await taper(pilot, "enter")
        assert lien(app.screen.adresse) == "atlas://monde/continent/afrique?vue=carte"
        assert _plan(app).cle == "ML"
        await taper(pilot, "enter")
        assert lien(app.screen.adresse) == "atlas://monde/pays/ml?vue=carte"
        assert "(Mali)" not in _dit(app)
        city = _plan(app).cle
        await taper(pilot, "enter")
        assert app.screen.adresse.page.chemin == f"partenaire/{city}"
        await taper(pilot, "backspace", "backspace")
        assert _plan(app).cle == "ML"
        await taper(pilot, "u")
        assert lien(app.screen.adresse) == "atlas://monde?vue=carte"
        await taper(pilot, "y")
        assert "atlas://monde?vue=carte" in ecran(app)
        await taper(pilot, "g")
        assert lien(app.screen.adresse) == "atlas://monde"


async def test_on_descend_de_la_france_aux_collectivites(atlas: Atlas) -> None:
    async with ouvrir(atlas, "france?statut=en-cours") as (app, pilot):
        await taper(pilot, "g")
        _plan(app).choisir("84")
        await taper(pilot, "enter")
        _plan(app).choisir("69")
        await taper(pilot, "enter")
        assert lien(app.screen.adresse) == "atlas://france/departement/69?vue=carte&statut=en-cours"
        first = _plan(app).lieu
        assert first is not None
        await taper(pilot, "o")
        assert app.screen.adresse.page == first.page
        await taper(pilot, "g")
        assert isinstance(app.screen, CarteScreen)
        assert "Entrée : sa carte" in _dit(app)


async def test_les_natures_et_les_cotes(atlas: Atlas) -> None:
    async with ouvrir(atlas, "thematique/2?vue=carte") as (app, pilot):
        everything = app.screen.donnees
        await taper(pilot, "c", "e")
        shown = app.screen.donnees
        assert {p.nature for p in shown.lieux} == {"demande"}
        assert all(not p.cooperations for p in shown.lieux)
        await taper(pilot, "d")
        assert "Une des natures au moins reste affichée" in ecran(app)
        await taper(pilot, "c", "e", "x")
        assert Sujet.de(app.screen.adresse).cote == "france"
        assert app.screen.donnees.aplats
        await taper(pilot, "l")
        assert app.screen.adresse.vue == "carte-departements"
        assert len(app.screen.donnees.lieux) == 107
        await taper(pilot, "l", "x")
        assert app.screen.adresse.vue == "carte"
        assert [p.key for p in app.screen.donnees.lieux] == [p.key for p in everything.lieux]


async def test_la_souris_choisit_puis_ouvre(atlas: Atlas) -> None:
    async with ouvrir(atlas, "continent/afrique?vue=carte", (120, 40)) as (app, pilot):
        plan = _plan(app)
        place = next(p for p in app.screen.donnees.lieux if p.key == "MG")
        assert plan.toile is not None
        at = plan.toile.case(place.x, place.y)
        await pilot.click(plan, offset=at)
        await calme(pilot)
        assert plan.cle == "MG"
        await pilot.click(plan, offset=at)
        await calme(pilot)
        assert app.screen.adresse.page.chemin == "pays/mg"


def _inverses(fil: Releve, plan: CarteWidget) -> list[tuple[int, int]]:
    """The cells of the map that the terminal shows in reverse video, as (column, row) of the map."""
    at = plan.region
    return [
        (x, y)
        for y in range(at.height)
        for x in range(at.width)
        if "reverse" in fil.temoin.cases[at.y + y][at.x + x][1].attributs
    ]


async def test_un_pas_coute_peu_et_un_zoom_une_seule_peinture(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[int] = []
    drawn_line = CarteWidget.render_line

    def render_line(self: CarteWidget, y: int) -> Strip:
        rows.append(y)
        return drawn_line(self, y)

    monkeypatch.setattr(CarteWidget, "render_line", render_line)
    with ecouter() as fil:
        async with ouvrir(atlas, "monde?vue=carte", (120, 40)) as (app, pilot):
            await peint(app, pilot)
            drawn = _plan(app).peintures
            for key in ("right", "down", "down", "left", "up", "right", "right", "n", "n"):
                before, here = fil.octets, _plan(app).cle
                rows.clear()
                await jouer(app, pilot, key)
                plan = _plan(app)
                assert plan.cle != here
                assert fil.octets - before <= 400, key
                # The row that was left and the row that is entered, and no other.
                assert len(rows) <= 2, key
                assert plan.toile is not None
                assert plan.lieu is not None
                assert _inverses(fil, plan) == [plan.toile.case(plan.lieu.x, plan.lieu.y)]
            assert _plan(app).peintures == drawn
            for key in ("plus", "plus", "minus", "minus"):
                before = _plan(app).peintures
                await jouer(app, pilot, key)
                assert _plan(app).peintures == before + 1, key
            assert fil.ecarts(app) == []
            await jouer(app, pilot, "minus")
            assert "La carte est entière" in ecran(app)


@pytest.mark.parametrize("taille", TAILLES, ids=lambda t: f"{t[0]}x{t[1]}")
@pytest.mark.parametrize(
    "page",
    ["monde", "france", "pays/ml", "region/84", "collectivite/col-1"],
    ids=lambda p: p.replace("/", "-"),
)
def test_image_carte(
    atlas_demo: Path, snap_compare: Callable[..., bool], page: str, taille: tuple[int, int]
) -> None:
    async def avant(pilot: Any) -> None:
        await calme(pilot)

    assert snap_compare(application(atlas_demo, f"{page}?vue=carte"), terminal_size=taille, run_before=avant)
