# SPDX-License-Identifier: EUPL-1.2
"""The screen of charts, by the keyboard alone: opened from a page, toggled, followed, left; and `atlas-tui graphique`."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from atlas_tui.app.screens.graphiques import GraphiquesScreen
from atlas_tui.app.screens.niveau import NiveauScreen
from atlas_tui.cli.graphique import SORTES as SORTES_CLI
from atlas_tui.cli.run import run
from exports.drawing.graphiques import SORTES
from parquet.atlas import Atlas
from parquet.criteria import Criteria
from parquet.pages import Adresse, Page
from tests.pilote import TAILLES, application, calme, ecran, ouvrir, taper

pytestmark = pytest.mark.cartes


@pytest.fixture(scope="module")
def atlas(atlas_demo: Path) -> Atlas:
    return Atlas.ouvrir(atlas_demo)


def chiffres(texte: str) -> str:
    """No-break spaces as plain ones."""
    return texte.replace("\u202f", " ").replace("\u00a0", " ")


def ici(app: Any) -> GraphiquesScreen:
    page = app.page
    assert isinstance(page, GraphiquesScreen)
    return page


async def test_de_la_page_aux_graphiques_et_retour(atlas: Atlas) -> None:
    async with ouvrir(atlas, "pays/bf") as (app, pilot):
        await taper(pilot, "down", "down", "k")
        page = ici(app)
        shown = chiffres(ecran(app))
        assert "Burkina Faso › Graphiques" in shown
        assert "Projets par thématique — Burkina Faso" in shown
        assert "en nombres" in shown
        figures = {n.code: n.projets for n in atlas.nombres("thematique", Criteria(pays=("BF",)))}
        assert f"Éducation, formation, jeunesse {figures['3']} ████" in " ".join(shown.split())
        # % and back; the rule of shares is then on the screen.
        await taper(pilot, "percent_sign")
        shown = chiffres(ecran(app))
        assert "17,1 %" in shown
        assert "en pourcentages" in shown
        assert "Parts de 432 projets" in " ".join(shown.split())
        # The data, on the same line, then the drawing again.
        await taper(pilot, "down", "t")
        assert page.tableau.display
        assert page.tableau.curseur == 1
        assert "14,4 %" in chiffres(ecran(app))
        await taper(pilot, "escape")
        assert (page.dessin.display, page.dessin.curseur) == (True, 1)
        # The bar opens what it counts: the projets of Burkina Faso about water.
        await taper(pilot, "enter")
        there = app.page
        assert isinstance(there, NiveauScreen)
        assert there.adresse == Adresse(Page("pays", "BF"), Criteria(thematique=("2",)))
        assert there.projets.total == figures["2"]
        await taper(pilot, "escape")
        back = ici(app)
        assert (back.quoi, back.pourcentages, back.dessin.curseur) == ("themes", True, 1)
        await taper(pilot, "escape")
        page_again = app.page
        assert isinstance(page_again, NiveauScreen)
        assert page_again.adresse == Adresse(Page("pays", "BF"))
        assert page_again.query_one("#enfants").curseur == 3  # type: ignore[attr-defined]


async def test_choisir_un_graphique_une_annee_et_ce_qui_n_a_pas_de_page(atlas: Atlas) -> None:
    async with ouvrir(atlas, "monde?nature=action") as (app, pilot):
        await taper(pilot, "k", "3", "left")
        page = ici(app)
        assert page.quoi == "annees"
        assert chiffres(ecran(app)).count("2012") == 2
        await taper(pilot, "enter")
        there = app.page
        assert isinstance(there, NiveauScreen)
        assert there.projets.total == 194
        await taper(pilot, "escape", "tab", "tab")
        page = ici(app)
        assert page.quoi == "natures"
        wanted = page.possibles.index("apd") + 1
        await taper(pilot, str(wanted % 10))
        assert "Avec réfugiés" in ecran(app)
        await taper(pilot, "enter")
        assert "n'a pas de page" in ecran(app)
        await taper(pilot, "t")
        assert "64 884 374 €" in chiffres(ecran(app))
        # No chart under that key: one line, nothing moves.
        await taper(pilot, "0" if len(page.possibles) < 10 else "k")
        assert isinstance(app.page, GraphiquesScreen)
        await taper(pilot, "k")
        assert isinstance(app.page, NiveauScreen)


async def test_une_recherche_a_ses_graphiques(atlas: Atlas) -> None:
    criteres = Criteria(mots="eau", continent=("afrique",))
    async with ouvrir(atlas, "recherche?mots=eau&continent=afrique") as (app, pilot):
        await taper(pilot, "k", *"6")
        page = ici(app)
        assert page.quoi == "pays"
        assert page.donnees is not None
        assert page.donnees.total == atlas.projets(criteres).total
        await taper(pilot, "enter")
        there = app.page
        assert isinstance(there, NiveauScreen)
        assert there.adresse.page == Page("recherche")
        assert there.projets.total == page.donnees.somme(0)


async def test_le_curseur_ne_redessine_que_ce_qui_change(atlas: Atlas) -> None:
    async with ouvrir(atlas, "monde") as (app, pilot):
        await taper(pilot, "k", "6")
        drawn: list[int] = []
        widget = ici(app).dessin
        render = widget.render_line

        def guetter(y: int) -> Any:
            drawn.append(y)
            return render(y)

        widget.render_line = guetter  # type: ignore[method-assign]
        await taper(pilot, "down")
        # Two names and the two lines that tell the bar.
        assert len(set(drawn)) == 4
        await taper(pilot, "end")
        assert widget.curseur == 143
        assert f"{143 - widget.visibles + 2}–144 sur 144" in ecran(app)


IMAGES = {
    "barres": ("monde", ("k", "6")),
    "colonnes": ("pays/bf", ("k", "3")),
    "courbes": ("monde", ("k", "0", "percent_sign")),
}


@pytest.mark.parametrize("taille", TAILLES, ids=lambda t: f"{t[0]}x{t[1]}")
@pytest.mark.parametrize("image", IMAGES)
def test_image(
    atlas_demo: Path, snap_compare: Callable[..., bool], image: str, taille: tuple[int, int]
) -> None:
    lien, touches = IMAGES[image]

    async def avant(pilot: Any) -> None:
        await calme(pilot)
        await taper(pilot, *touches)

    assert snap_compare(application(atlas_demo, lien), terminal_size=taille, run_before=avant)


# --- the command ------------------------------------------------------------------------------------------------------


def commande(atlas: Path, capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    status = run(["--donnees", str(atlas), "graphique", *args])
    said = capsys.readouterr()
    return status, chiffres(said.out), chiffres(said.err)


def test_la_commande_dessine_ou_donne_les_donnees(
    atlas_demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert set(SORTES_CLI) == set(SORTES)
    status, out, _ = commande(atlas_demo, capsys, "natures", "--largeur", "60")
    assert status == 0
    assert "Coopérations décentralisées  12 731 ████" in out
    assert "état au 31 décembre 2013" in " ".join(out.split())
    assert "Données fictives" in out
    assert max(map(len, out.splitlines())) <= 60
    assert "\x1b" not in out
    status, out, _ = commande(atlas_demo, capsys, "natures", "--pourcentages")
    assert "93,6 %" in out
    status, out, _ = commande(atlas_demo, capsys, "pays", "france", "--region", "Alsace", "--format", "json")
    found = json.loads(out)
    assert found["total"] == sum(
        getattr(Atlas.ouvrir(atlas_demo).etat(Page("region", "42")).compteurs, name)
        for name in ("projets_cooperation", "autres_actions")
    )
    assert found["categories"][0]["valeurs"].keys() == {"cooperations", "autres_actions"}
    status, out, _ = commande(atlas_demo, capsys, "apd", "monde", "--format", "csv")
    rows = list(csv.DictReader(out.splitlines(), delimiter=";"))
    assert (rows[-1]["code"], rows[-1]["apd"], rows[-1]["apd_hors_refugies"]) == (
        "2012",
        "64884374",
        "63586687",
    )
    written = tmp_path / "statuts.parquet"
    status, _, _ = commande(atlas_demo, capsys, "statuts", "--vers", str(written))
    assert status == 0
    assert sum(pq.read_table(written).column("total").to_pylist()) == 13_468


def test_la_commande_refuse_en_une_ligne(atlas_demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = commande(atlas_demo, capsys, "pays", "pays/bf")
    assert (status, out) == (1, "")
    assert err.startswith("Pas de graphique « pays » pour pays/bf. Au choix : themes")
    for wrong in (("camemberts",), ("themes", "--largeur", "12"), ("themes", "--largeur", "x")):
        status, out, err = commande(atlas_demo, capsys, *wrong)
        assert (status, out) == (2, "")
        assert len(err.splitlines()) <= 2
