# SPDX-License-Identifier: EUPL-1.2
"""On the screen: the atlas of a past day, and the history of a fiche."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from petit_atlas import construire
from pilote import ecran, ouvrir, taper

from parquet.pages import lien
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
        assert "Date illisible" in ecran(app)
        await taper(pilot, "j", *"31/01/2012", "enter")
        shown = ecran(app)
        assert "En cours" in shown
        assert "Échanges d'expériences" in shown
        assert "Atlas au 31\u00a0janvier\u00a02012" in shown
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
        await taper(pilot, "j", *["backspace"] * 10, "enter")
        assert "ne remonte" not in ecran(app)
        assert app.historique.ici.adresse.au is None


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
