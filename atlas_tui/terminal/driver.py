# SPDX-License-Identifier: EUPL-1.2
"""Textual's driver over our own wire: only sequences the program knows, only cells that changed."""

from __future__ import annotations

import os
import termios
from collections.abc import Callable
from typing import Any, TextIO

from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver

from atlas_tui.terminal.capacites import capacites
from atlas_tui.terminal.fil import Image, Sortie, couleurs
from atlas_tui.terminal.guard import sequences_permises, trames_permises


class GuardedDriver(LinuxDriver):
    """Textual's driver, which writes only sequences the program knows, and never fails on a letter."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        self._sortie: Sortie | None = None
        super().__init__(app, **options)
        assert self._file is not None
        self._fichier: TextIO = self._file
        self._drapeaux: int | None = None
        encoding = (self._fichier.encoding or "utf-8").lower()
        cap = capacites(os.environ, "utf-8" if encoding.replace("-", "") == "utf8" else encoding)
        self._image = Image(cap, couleurs(app.console._color_system))

    @property
    def _writer_thread(self) -> WriterThread | None:
        return self._sortie

    @_writer_thread.setter
    def _writer_thread(self, theirs: object) -> None:
        # Textual makes its own thread when it starts and when it comes back: ours takes its place.
        self._sortie = None if theirs is None else Sortie(self._fichier, self._image, trames_permises)

    def write(self, data: str) -> None:
        """Write `data` without what the program never writes."""
        super().write(sequences_permises(data))

    # --- frames -------------------------------------------------------------------------------------------------------

    def montrer(
        self,
        mise_a_jour: LayoutUpdate | ChopsUpdate,
        taille: tuple[int, int],
        curseur: tuple[int, int],
        synchrone: bool,
    ) -> None:
        """Take a frame from the compositor. `synchrone`: the terminal can be told to show a frame at once."""
        if self._sortie is not None:
            self._sortie.synchrone = synchrone
            self._sortie.montrer(mise_a_jour, taille, curseur)

    def tailler(self, taille: tuple[int, int]) -> None:
        """The terminal has this size from now on, and nobody knows what it shows."""
        if self._sortie is not None:
            self._sortie.tailler(taille)

    def tout_redire(self) -> None:
        """Send the whole screen again: what the terminal shows is not known any more."""
        if self._sortie is not None:
            self._sortie.perdre()

    @property
    def octets(self) -> int:
        """Bytes written to the terminal since the start, or since the program came back from a suspension."""
        return 0 if self._sortie is None else self._sortie.octets

    # --- coming and going ---------------------------------------------------------------------------------------------

    def start_application_mode(self) -> None:
        """Take the terminal: nothing is known of what it shows."""
        self._image.perdre()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        # A line feed then goes straight down: one byte where an order takes three or more.
        self._drapeaux = self._drapeaux_de_sortie(lambda flags: flags & ~termios.ONLCR)
        if self._drapeaux is None:
            self._image.sans_saut_seul()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        if self._sortie is not None:
            self._sortie.fermer()
        super().stop_application_mode()
        if (before := self._drapeaux) is not None:
            self._drapeaux_de_sortie(lambda _: before)

    def _drapeaux_de_sortie(self, changer: Callable[[int], int]) -> int | None:
        """Change how the system treats what is written; return the flags as they were, None where it is no terminal."""
        try:
            settings = termios.tcgetattr(self._fichier.fileno())
            before = int(settings[1])
            settings[1] = changer(before)
            termios.tcsetattr(self._fichier.fileno(), termios.TCSANOW, settings)
        except (termios.error, OSError):
            return None
        return before
