# SPDX-License-Identifier: EUPL-1.2
"""How far the reader is: a first question to the terminal, asked while the program loads, so that it costs no waiting."""

from __future__ import annotations

import os
import re
import select
import sys
import termios
from threading import Event, Thread
from time import monotonic
from typing import Any

LENTE = 0.4
"""Seconds for an answer from which the line is held to be slow: satellites take 0.6, the other side of the Earth 0.3."""
_REPONSE = re.compile(rb"\x1b\[\??[03]n")


class Sonde:
    """Asks « are you well? », and keeps the keys that are typed meanwhile."""

    def __init__(self, entree: int, sortie: int) -> None:
        self._entree = entree
        self.reglages: list[Any] | None = termios.tcgetattr(entree)
        """The terminal's settings as they were."""
        settings = termios.tcgetattr(entree)
        settings[3] &= ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(entree, termios.TCSANOW, settings)
        self._lu = b""
        self._duree: float | None = None
        self._repondu, self._assez = Event(), Event()
        self._debut = monotonic()
        os.write(sortie, b"\x1b[5n")
        self._fil = Thread(target=self._ecouter, name="sonde", daemon=True)
        self._fil.start()

    def _ecouter(self) -> None:
        while not self._assez.is_set() and not self._repondu.is_set():
            if not select.select([self._entree], [], [], 0.02)[0]:
                continue
            try:
                part = os.read(self._entree, 4096)
            except OSError:
                return
            if not part:
                return
            self._lu += part
            if (found := _REPONSE.search(self._lu)) is not None:
                self._duree = monotonic() - self._debut
                self._lu = self._lu[: found.start()] + self._lu[found.end() :]
                self._repondu.set()

    def conclure(self) -> float | None:
        """Seconds the terminal took to answer; None when it has not by now, and `LENTE` is over."""
        self._repondu.wait(max(0.0, LENTE - (monotonic() - self._debut)))
        self._assez.set()
        self._fil.join()
        return self._duree

    @property
    def avance(self) -> bytes:
        """What was typed meanwhile."""
        return self._lu


def sonder() -> Sonde | None:
    """Ask the terminal; None where there is none."""
    try:
        return Sonde(sys.__stdin__.fileno(), sys.__stderr__.fileno())  # type: ignore[union-attr]
    except (AttributeError, OSError, ValueError, termios.error):
        return None
