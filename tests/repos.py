# SPDX-License-Identifier: EUPL-1.2
"""When an application under test has nothing left to do: asked of its event loop, where Textual guesses it from the processor.

Textual's own wait sleeps 20 ms at a time until the process seems idle, twice for each key: half of what the suite of tests lasted.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any

import textual.app
import textual.pilot
from textual._context import active_app
from textual.app import App
from textual.screen import Screen

BREF = 0.2
"""Seconds: a single timer shorter than that is part of what a key does; a longer one (a patience, a lock) is not waited for."""
AU_PLUS = 10.0
"""Seconds after which the wait ends whatever happens, as Textual's does after one."""


async def au_repos(*_: float) -> None:
    """Wait until nothing is ready to run, nothing is left to paint and no short timer runs. Threads are not waited for."""
    loop: Any = asyncio.get_running_loop()
    app = active_app.get()
    end = monotonic() + AU_PLUS
    quiet = 0
    # Twice: what a thread has just posted is ready at the next turn only.
    while quiet < 2 and monotonic() < end:
        await asyncio.sleep(0)
        if loop._ready:
            quiet = 0
        elif _a_peindre(app) or _minutee(app):
            quiet = 0
            await asyncio.sleep(0.002)
        else:
            quiet += 1


def _a_peindre(app: App[Any]) -> bool:
    """Tell whether the screen will be painted at its next tick."""
    if app._batch_count or not app.screen_stack:
        return False
    screen: Screen[Any] = app.screen
    return bool(
        screen._dirty_widgets
        or screen._layout_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._scroll_required
        or screen._callbacks
    )


def _minutee(app: App[Any]) -> bool:
    """Tell whether something will happen within `BREF`, once."""
    pumps = [app]
    for screen in app.screen_stack:
        pumps += screen.walk_children(with_self=True)
    return any(
        timer._repeat == 0 and timer._interval <= BREF and timer._task is not None and not timer._task.done()
        for pump in pumps
        for timer in pump._timers
    )


textual.app.wait_for_idle = au_repos
textual.pilot.wait_for_idle = au_repos
