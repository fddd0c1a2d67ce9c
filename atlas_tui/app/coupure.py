# SPDX-License-Identifier: EUPL-1.2
"""A line that is cut, or a host that stops: what was being typed is kept, then the process ends as the system asked."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from atlas_tui.app.trace import journal

SIGNAUX = (signal.SIGHUP, signal.SIGTERM)


@runtime_checkable
class Saisie(Protocol):
    """A screen where something is typed."""

    def ligne_coupee(self) -> str:
        """Keep it before this returns: there is no later. Return how it is found again; empty where one has but to come back."""


def garder_avant_la_fin(garder: Callable[[], object]) -> None:
    """From now on call `garder` before either signal ends the process. On the event loop of the main thread."""
    loop = asyncio.get_running_loop()

    def finir(number: int) -> None:
        try:
            garder()
        except Exception:
            # The terminal is gone: nobody reads a line any more.
            journal().exception("coupure")
        loop.remove_signal_handler(number)
        os.kill(os.getpid(), number)

    for number in SIGNAUX:
        # Whoever asked that they be ignored (nohup) is obeyed.
        if signal.getsignal(number) is signal.SIG_DFL:
            loop.add_signal_handler(number, finir, number)
