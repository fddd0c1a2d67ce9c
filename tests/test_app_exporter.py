# SPDX-License-Identifier: EUPL-1.2
"""Exporting from the screens: the format, the name, what is refused, what is stopped."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from textual.widgets import Input

from atlas_tui.app import trace
from atlas_tui.app.screens.exporter import ExporterScreen
from atlas_tui.terminal import destination
from exports.writing import ExportRefuse
from parquet.atlas import Atlas
from tests.atlas_exports import construire
from tests.pilote import calme, ecran, ouvrir, taper

pytestmark = pytest.mark.exports


def noms(dossier: Path) -> list[str]:
    """What is in a folder."""
    return sorted(p.name for p in dossier.iterdir())


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Atlas]:
    with Atlas.ouvrir(construire(tmp_path_factory.mktemp("exporter") / "atlas")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def ici(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's folder."""
    monkeypatch.delenv(destination.VARIABLE, raising=False)
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def test_a_list_is_written_and_its_path_copied(atlas: Atlas, ici: Path) -> None:
    async with ouvrir(atlas, "pays/ps") as (app, pilot):
        await taper(pilot, "2", "x")
        assert "Exporter : Projets — Palestine" in ecran(app).replace("\u00a0", " ")
        await taper(pilot, "5", "enter")
        path = ici / "projets-palestine-2013-12-31.json"
        assert json.loads(path.read_text("utf-8"))["total"] == 2
        assert app.clipboard == str(path)
        assert "Écrit" in ecran(app)
        await taper(pilot, "escape", "escape")
        assert not isinstance(app.screen, ExporterScreen)


async def test_the_name_says_what_narrows_the_list(atlas: Atlas, ici: Path) -> None:
    async with ouvrir(atlas, "monde?pays=PS&mots=eau") as (app, pilot):
        await taper(pilot, "2", "x")
        assert app.screen.query_one(Input).value == "projets-monde-eau-palestine-2013-12-31.pdf"


async def test_a_name_that_is_taken_is_kept_and_another_proposed(atlas: Atlas, ici: Path) -> None:
    taken = ici / "mien.csv"
    taken.write_text("à moi", "utf-8")
    async with ouvrir(atlas, "monde") as (app, pilot):
        await taper(pilot, "2", "x", "2")
        app.screen.query_one(Input).value = "mien.csv"
        await taper(pilot, "enter")
        assert "existe déjà" in ecran(app)
        assert app.screen.query_one(Input).value == "mien-2.csv"
        assert taken.read_text("utf-8") == "à moi"
        await taper(pilot, "enter")
        assert (ici / "mien-2.csv").read_bytes().count(b"\r\n") == 5
        assert taken.read_text("utf-8") == "à moi"


async def test_an_export_that_is_stopped_says_so_and_leaves_nothing(
    atlas: Atlas, ici: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, go = Event(), Event()
    read = Atlas.colonnes_projets

    def slow(self: Atlas, ids: list[str]) -> object:
        started.set()
        assert go.wait(60)
        return read(self, ids)

    monkeypatch.setattr(Atlas, "colonnes_projets", slow)
    async with ouvrir(atlas, "monde") as (app, pilot):
        await taper(pilot, "2", "x", "2")
        await pilot.press("enter")
        await pilot.pause()
        assert started.wait(60)
        await pilot.press("escape")
        assert "Annulation" in ecran(app)
        go.set()
        await calme(pilot)
        assert "Export annulé" in ecran(app)
        assert not noms(ici)
        await taper(pilot, "escape")
        assert not isinstance(app.screen, ExporterScreen)


async def test_a_session_shut_in_a_folder_writes_nowhere_else(
    atlas: Atlas, ici: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut = ici / "exports"
    shut.mkdir()
    monkeypatch.setenv(destination.VARIABLE, str(shut))
    async with ouvrir(atlas, "fiche/pro-1") as (app, pilot):
        await taper(pilot, "x", "2")
        for refused in ("../dehors.csv", "/tmp/dehors.csv", "~/dehors.csv", ".cache.csv", "a/b.csv", ""):
            app.screen.query_one(Input).value = refused
            await taper(pilot, "enter")
            assert "Écrit" not in ecran(app)
        assert noms(ici) == ["exports"]
        app.screen.query_one(Input).value = "fiche.csv"
        await taper(pilot, "enter")
        assert noms(shut) == ["fiche.csv"]


async def test_a_small_result_is_copied_whole(atlas: Atlas, ici: Path) -> None:
    async with ouvrir(atlas, "monde") as (app, pilot):
        await taper(pilot, "4", "x", "down", "y")
        assert app.clipboard.startswith("rang;id;nom;projets;part;source\r\n")
        assert "Copié dans le presse-papiers" in ecran(app)
        assert not noms(ici)
        assert "GeoJSON" not in ecran(app), "a ranking has no places"


async def test_a_folder_that_refuses_is_said(atlas: Atlas, ici: Path) -> None:
    async with ouvrir(atlas, "monde") as (app, pilot):
        await taper(pilot, "x", "2")
        app.screen.query_one(Input).value = "absent/monde.csv"
        await taper(pilot, "enter")
        assert "il n'existe pas" in ecran(app)
        assert not noms(ici)


async def test_the_map_and_the_charts_are_exported_too(atlas: Atlas, ici: Path) -> None:
    async with ouvrir(atlas, "monde") as (app, pilot):
        await taper(pilot, "g", "x")
        assert not isinstance(app.screen, ExporterScreen), "x is the map's own"
        await taper(pilot, "x", "f9", "6", "enter", "escape")
        found = [name for name in noms(ici) if name.endswith(".geojson")]
        assert len(found) == 1
        await taper(pilot, "escape", "escape", "k", "x", "2", "enter")
        assert [name for name in noms(ici) if name.endswith(".csv")]


def test_through_ssh_the_address_is_what_scp_takes(ici: Path) -> None:
    path = ici / "a.csv"
    ssh = {"SSH_CONNECTION": "192.0.2.7 5000 2001:db8::1 22"}
    assert destination.adresse(path, ssh).endswith(f"@[2001:db8::1]:{path}")
    assert destination.adresse(path, {}) == str(path)
    assert destination.adresse(path, {**ssh, destination.VARIABLE: str(ici)}) == str(path)


@pytest.mark.parametrize("nom", ["a\x00.csv", "a\x1b[31m.csv", "", "  "])
def test_a_name_that_is_no_name_is_refused(nom: str) -> None:
    with pytest.raises(ExportRefuse):
        destination.destination(nom, {})


def test_a_folder_that_everybody_shares_is_not_filled(ici: Path) -> None:
    """On a host the disk of exports is that of the atlas: one more file, once it holds enough, is refused in a line."""
    shut = {destination.VARIABLE: str(ici)}
    with (ici / "gros.csv").open("wb") as file:
        file.truncate(destination.PLEIN - 1)
    assert destination.destination("a.csv", shut) == ici / "a.csv"
    (ici / "petit.csv").write_bytes(b"x")
    with pytest.raises(ExportRefuse, match="plein"):
        destination.destination("a.csv", shut)
    assert destination.destination("petit.csv", shut, a_lire=True) == ici / "petit.csv"
    assert destination.destination("a.csv", {}).name == "a.csv"


def test_what_was_typed_forges_no_entry_of_the_log() -> None:
    record = logging.LogRecord(
        "x", logging.ERROR, "", 1, "vu %s", ("a\n2026-11-21 ERROR faux\x1b]52;c;eA==\x07",), None
    )
    first, *others = trace.Sobre("%(levelname)s %(message)s").format(record).split("\n")
    assert first == "ERROR vu a"
    assert others == ["    2026-11-21 ERROR faux]52;c;eA=="]
