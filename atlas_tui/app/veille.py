# SPDX-License-Identifier: EUPL-1.2
"""Noticing that the atlas was published again: a thread that looks, and says it once. Nothing goes down the wire meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING

from atlas_tui.app.trace import journal

if TYPE_CHECKING:
    from parquet.atlas import Atlas

PERIODE = 1.0
"""Seconds from a look to the next: what was published is told within twice that. A look costs 0.15 ms of processor."""


class Veille:
    """Looks whether something newer than `atlas` was published, until it is, or until it is stopped.

    `resignee`: what is there now could not be opened; only what comes after it is news.
    """

    def __init__(self, atlas: Atlas, prevenir: Callable[[], object], *, resignee: bool = False) -> None:
        self._atlas, self._prevenir = atlas, prevenir
        # An atlas that opened with a warning left something newer and damaged aside: it is no news either.
        self._resignee = resignee or bool(atlas.avertissements)
        self._fini = Event()

    def commencer(self) -> None:
        """Begin to look. `prevenir` is called from the thread, once."""
        Thread(target=self._guetter, name="veille", daemon=True).start()

    def arreter(self) -> None:
        """Look no more."""
        self._fini.set()

    def _guetter(self) -> None:
        known = self._derniere() if self._resignee else self._atlas.journal_seq
        while not self._fini.wait(PERIODE):
            if self._derniere() > known:
                if not self._fini.is_set():
                    self._prevenir()
                return

    def _derniere(self) -> int:
        try:
            return self._atlas.derniere_seq()
        except OSError as error:
            # The folder may be out of reach for a while (a network, a move): the open atlas still answers.
            journal().info("veille : %s", error)
            return 0
