# SPDX-License-Identifier: EUPL-1.2
"""Driving the terminal UI in tests: open it on an atlas, press keys, wait until nothing is being read, look at the screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

import tests.repos  # noqa: F401 - the waits of Textual are ours from here on
from atlas_tui.app.application import AtlasApp
from parquet.pages import lire_adresse

if TYPE_CHECKING:
    from parquet.atlas import Atlas

TAILLES = ((80, 24), (120, 40))


def application(atlas: Atlas | Path, lien: str = "accueil") -> AtlasApp:
    """The application on an atlas, or on the one in a folder."""
    from parquet.atlas import Atlas as Ouvert

    future: Future[Any] = Future()
    future.set_result(Ouvert.ouvrir(atlas) if isinstance(atlas, Path) else atlas)
    return AtlasApp(future, lire_adresse(lien))


async def calme(pilot: Pilot[Any]) -> None:
    """Wait until every reading is over and shown."""
    while True:
        await pilot.pause()
        running = [worker for worker in pilot.app.workers if not worker.is_finished]
        if not running:
            await pilot.pause()
            if all(worker.is_finished for worker in pilot.app.workers):
                return
        await asyncio.gather(*(worker.wait() for worker in running), return_exceptions=True)


@asynccontextmanager
async def ouvrir(
    atlas: Atlas | Path, lien: str = "accueil", taille: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[AtlasApp, Pilot[Any]]]:
    """The application running without a terminal, its first page shown."""
    app = application(atlas, lien)
    async with app.run_test(size=taille) as pilot:
        await calme(pilot)
        yield app, pilot


async def taper(pilot: Pilot[Any], *touches: str) -> None:
    """Press keys one after the other, each one's effect complete before the next."""
    for touche in touches:
        await pilot.press(touche)
        await calme(pilot)


async def saisir(pilot: Pilot[Any], texte: str) -> None:
    """Type a text as one packet of a slow line."""
    for one in texte:
        key = "enter" if one == "\n" else _character_to_key(one)
        pilot.app.post_message(events.Key(key, None if one == "\n" else one))
    await calme(pilot)


def ecran(app: AtlasApp) -> str:
    """The text on the screen, one line per line."""
    width, height = app.size
    lines = app.screen._compositor.render_strips()
    assert len(lines) <= height
    return "\n".join("".join(segment.text for segment in line).rstrip()[:width] for line in lines)
