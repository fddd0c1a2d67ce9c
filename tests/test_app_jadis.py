# SPDX-License-Identifier: EUPL-1.2
"""On the screen: the atlas of a past day, and the history of a fiche."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from petit_atlas import construire
from pilote import ecran, ouvrir, taper
from textual.widgets import Input

from atlas_tui.app.widgets.menu import Menu
from exports.drawing.graphiques import graphique
from parquet.atlas import Atlas
from parquet.pages import Adresse, Page, lien, lire_adresse
from parquet.publication import publier
from store.store import Store

pytestmark = pytest.mark.recherche


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small atlas of January 2012, one of its projets retitled, then ended, in February."""
    petit = construire(tmp_path_factory.mktemp("jadis") / "atlas", au=datetime(2012, 1, 10, 9, 0, tzinfo=UTC))
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        for base, change in enumerate(({"titre": "Action sociale [/nope]"}, {"statut": "termine"}), start=1):
            with store.write("essai", at=datetime(2012, 2, base, 9, 0, tzinfo=UTC)) as edit:
                stored: Any = edit.get("pro-1")
                edit.update(msgspec.structs.replace(stored.record, **change), base=base)
        publier(store, petit.dossier)
    return petit.dossier


async def test_a_past_day_is_asked_followed_and_left(dossier: Path) -> None:
    async with ouvrir(dossier, "atlas://fiche/pro-1") as (app, pilot):
        assert "Terminé" in ecran(app)
        await taper(pilot, "j", *"31012012", "enter")
        assert "Date illisible : « 31012012 ». Écrivez 31/12/2012 ou 2012-12-31." in ecran(app)
        await taper(pilot, *["backspace"] * 8, *"1/1/2999", "enter")
        assert "Le 1er\u00a0janvier\u00a02999 est à venir." in ecran(app)
        await taper(pilot, *["backspace"] * 8, *"1/1/2012", "enter")
        # That day is before the atlas: the page stays what it is.
        assert (
            "L'atlas ne remonte qu'au 10\u00a0janvier\u00a02012. Demandez un jour à partir de là."
            in ecran(app)
        )
        assert "Terminé" in ecran(app)
        await taper(pilot, "j", *"31/01/2012", "enter")
        shown = ecran(app)
        assert "En cours" in shown
        assert "Échanges d'expériences" in shown
        assert shown.startswith("Atlas de la coopération décentralisée : Atlas au 31\u00a0janvier\u00a02012")
        assert lien(app.historique.ici.adresse) == "atlas://fiche/pro-1?au=2012-01-31"
        # The places one goes to from there are of that day too.
        await taper(pilot, "u")
        assert app.historique.ici.adresse.au == date(2012, 1, 31)
        await taper(pilot, "escape", "escape")
        assert app.historique.ici.adresse.au is None
        assert "Terminé" in ecran(app)
        assert "Atlas au" not in ecran(app)


async def test_a_day_the_atlas_does_not_reach_is_one_line(dossier: Path) -> None:
    async with ouvrir(dossier, "atlas://monde?au=2011-01-01") as (app, pilot):
        assert "ne remonte qu'au" in ecran(app)
        await taper(pilot, "j", *["backspace"] * 10, *"31/01/2012", "enter")
        assert app.historique.ici.adresse.au == date(2012, 1, 31)
        await taper(pilot, "j", *["backspace"] * 10, "enter")
        assert "ne remonte" not in ecran(app)
        assert app.historique.ici.adresse.au is None


async def test_the_form_searches_the_atlas_of_a_day(dossier: Path) -> None:
    async with ouvrir(dossier, "recherche?statut=en-cours") as (app, pilot):

        async def ouvrir_champ(cle: str) -> None:
            menu = app.screen.query_one("#champs", Menu)
            menu.aller(next(i for i, entry in enumerate(menu.entrees) if entry.cle == cle))
            await taper(pilot, "enter")

        await taper(pilot, "5")
        assert "1\u00a0projet " in ecran(app)
        await ouvrir_champ("au")
        await taper(pilot, *"31/13/2012", "enter")
        assert "Ce jour n'existe pas" in ecran(app)
        await taper(pilot, *["backspace"] * 10, *"2012-01-31", "enter")
        shown = ecran(app)
        assert shown.startswith("Atlas de la coopération décentralisée : Atlas au 31\u00a0janvier\u00a02012")
        assert "statut : en cours · Atlas au 31\u00a0janvier\u00a02012" in shown
        assert "2\u00a0projets " in shown
        (field,) = (e for e in app.screen.query_one("#champs", Menu).entrees if e.cle == "au")
        assert (field.texte, field.valeur) == ("Au", "31\u00a0janvier\u00a02012")
        assert lien(app.historique.ici.adresse) == "atlas://recherche?statut=en-cours&au=2012-01-31"
        # The figures behind the choices and the rows are of that day, and so is the form of the Bourse.
        await ouvrir_champ("statut")
        (line,) = (e for e in app.screen.query_one("#choisir-menu", Menu).entrees if e.cle == "en-cours")
        assert line.droite == "2"
        await taper(pilot, "escape", "f5")
        assert "Échanges d'expériences" in ecran(app)
        await taper(pilot, "b")
        assert app.historique.ici.adresse == Adresse(Page("bourse"), au=date(2012, 1, 31))
        await taper(pilot, "escape", "escape", "f8")
        assert app.historique.ici.adresse == Adresse(Page("recherche"))
        assert "4\u00a0projets" in ecran(app)
        assert "Atlas au" not in ecran(app)


async def test_nothing_found_on_a_day_may_be_found_today(dossier: Path) -> None:
    link = "recherche?statut=termine&pays=PL&au=2012-01-31"
    async with ouvrir(dossier, link) as (app, pilot):
        assert "Dans l'atlas d'aujourd'hui : 1\u00a0projet" in ecran(app)
        await taper(pilot, "end", "enter")
        assert app.historique.ici.adresse == replace(lire_adresse(link), au=None)
        assert "1\u00a0projet" in ecran(app)


async def test_a_file_from_a_page_of_a_day_is_of_that_day(dossier: Path, tmp_path: Path) -> None:
    async with ouvrir(dossier, "recherche?statut=en-cours&au=2012-01-31") as (app, pilot):
        await taper(pilot, "x")
        field = app.screen.query_one(Input)
        field.value = str(tmp_path / "jadis.csv")
        field.focus()
        await taper(pilot, "enter")
    assert "Échanges d'expériences" in (tmp_path / "jadis.csv").read_text("utf-8")


def test_the_bars_of_a_chart_of_a_day_lead_to_that_day(dossier: Path) -> None:
    with Atlas.ouvrir(dossier, au=date(2012, 1, 31)) as atlas:
        for quoi in ("statuts", "pays"):
            links = [c.lien for c in graphique(atlas, quoi, Page("monde")).categories if c.lien]
            assert links
            assert {lire_adresse(link).au for link in links} == {date(2012, 1, 31)}


async def test_the_history_of_a_fiche_field_by_field_and_back(dossier: Path) -> None:
    async with ouvrir(dossier, "atlas://fiche/pro-1") as (app, pilot):
        before = ecran(app)
        await taper(pilot, "h")
        shown = ecran(app)
        assert "3. 2\u00a0février\u00a02012 : modification (statut)" in shown
        assert "1. 10\u00a0janvier\u00a02012 : création" in shown
        await taper(pilot, "enter")
        shown = ecran(app)
        assert "de la version 2 à la version 3" in shown
        assert shown.index("En cours") < shown.index("Terminé")
        await taper(pilot, "escape", "down", "enter")
        assert "Action sociale [/nope]" in ecran(app)
        await taper(pilot, "escape", "escape")
        assert ecran(app) == before


async def test_any_two_versions_of_a_fiche_are_compared(dossier: Path) -> None:
    async with ouvrir(dossier, "atlas://fiche/pro-1") as (app, pilot):
        await taper(pilot, "h", "end", "enter")
        assert "Version 1 : la première" in ecran(app)
        # The first is marked; the last is compared with it, in the order of time, whichever is marked.
        await taper(pilot, "space")
        assert "comparer avec la version 1" in ecran(app)
        await taper(pilot, "enter")
        assert "Version 1 : celle qui est marquée" in ecran(app)
        await taper(pilot, "home", "enter")
        shown = ecran(app)
        assert "de la version 1 à la version 3" in shown
        assert shown.index("Échanges d'expériences") < shown.rindex("Action sociale [/nope]")
        assert shown.index("En cours") < shown.index("Terminé")
        await taper(pilot, "escape", "space", "end", "enter")
        assert "de la version 1 à la version 3" in ecran(app)
        # Unmarked, each is compared with the one before again.
        await taper(pilot, "escape", "home", "space", "enter")
        assert "de la version 2 à la version 3" in ecran(app)
        await taper(pilot, "escape")
        assert "marquée" not in ecran(app)
