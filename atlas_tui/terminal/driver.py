# SPDX-License-Identifier: EUPL-1.2
"""Textual's driver over our own wire: only sequences the program knows, only cells that changed."""

from __future__ import annotations

import os
import re
import select
import termios
from codecs import getincrementaldecoder
from collections.abc import Callable
from time import monotonic
from typing import Any, TextIO

from rich.console import Console
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver

from atlas_tui.terminal.capacites import capacites
from atlas_tui.terminal.entree import ESC, Echap, Entree
from atlas_tui.terminal.fil import Image, Sortie, couleurs
from atlas_tui.terminal.guard import sequences_permises, trames_permises
from atlas_tui.terminal.mesures import Mesures
from atlas_tui.terminal.profile import profil, reglages
from atlas_tui.terminal.sonde import Sonde

EN_VOL = {"local": 0, "distant": 4096, "bas-debit": 600}
"""Bytes of frames that may be on their way before the terminal is asked whether it has shown them; 0: never asked.

SSH takes two megabytes before it says that the line is slow: half an hour of screens nobody wants any more."""

_INUTILES = re.compile(r"\x1b\[\?(?:2026|2048)\$p|\x1b\]22;[a-z-]*(?:\x07|\x1b\\)")
"""Whether frames can be shown at once and sizes told in band, the shape of a mouse pointer: 31 bytes at the start."""


class GuardedDriver(LinuxDriver):
    """Textual's driver, which writes only sequences the program knows, and never fails on a letter."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        self._sortie: Sortie | None = None
        self._prend = self._suspendu = self._a_suspendre = False
        super().__init__(app, **options)
        assert self._file is not None
        self._fichier: TextIO = self._file
        self._drapeaux: int | None = None
        encoding = (self._fichier.encoding or "utf-8").lower()
        cap = capacites(os.environ, "utf-8" if encoding.replace("-", "") == "utf8" else encoding)
        self._image = Image(cap, couleurs(app.console._color_system))
        self._reveil = os.pipe()
        self._sonde: Sonde | None = getattr(app, "sonde", None)
        self._mesures: Mesures | None = getattr(app, "mesures", None)

    @property
    def _writer_thread(self) -> WriterThread | None:
        return self._sortie

    @_writer_thread.setter
    def _writer_thread(self, theirs: object) -> None:
        # Textual makes its own thread when it starts and when it comes back: ours takes its place.
        if theirs is None:
            self._sortie = None
            return
        before = self._sortie
        self._sortie = Sortie(self._fichier, self._image, trames_permises, en_vol=EN_VOL[profil().nom])
        self._sortie.mesures = self._mesures
        if before is not None:
            self._sortie.octets, self._sortie.images = before.octets, before.images

    def write(self, data: str) -> None:
        """Write `data` without what the program never writes, nor, where bytes are dear, what it makes no use of there."""
        data = sequences_permises(data)
        super().write(_INUTILES.sub("", data) if profil().mince else data)

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
            self._sortie.synchrone = synchrone and not profil().mince
            self._sortie.montrer(mise_a_jour, taille, curseur)

    def tailler(self, taille: tuple[int, int]) -> None:
        """The terminal has this size from now on, and nobody knows what it shows."""
        if self._sortie is not None:
            self._sortie.tailler(taille)

    def tout_redire(self) -> None:
        """Send the whole screen again: what the terminal shows is not known any more."""
        if self._sortie is not None:
            self._sortie.perdre()

    def regler(self, console: Console) -> None:
        """Follow the profile, which changed."""
        if self._sortie is not None:
            self._sortie.regler(couleurs(console._color_system), EN_VOL[profil().nom])
        if self._mouse != profil().souris:
            if self._mouse:
                self._disable_mouse_support()
            self._mouse = profil().souris
            self._enable_mouse_support()

    @property
    def octets(self) -> int:
        """Bytes written to the terminal since the start."""
        return 0 if self._sortie is None else self._sortie.octets

    # --- coming and going ---------------------------------------------------------------------------------------------

    def start_application_mode(self) -> None:
        """Take the terminal: nothing is known of what it shows."""
        self._prend = True
        try:
            self._prendre()
        finally:
            self._prend = False
        if self._a_suspendre:
            self._a_suspendre = False
            self._sigtstp_application()

    def _prendre(self) -> None:
        self._image.perdre()
        sonde = self._sonde
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if sonde is not None:
            # The settings that the program found, not those the first question was asked with.
            self.attrs_before = sonde.reglages
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

    def _sigtstp_application(self, *_: object) -> None:
        # Signals come in the middle of anything: a terminal half taken would be given back by halves, for good.
        if self._prend:
            self._a_suspendre = True
        elif not self._suspendu:
            self._suspendu = True
            super()._sigtstp_application()

    def _sigcont_application(self, *_: object) -> None:
        # Somebody may continue a program that was never stopped: its terminal is already taken.
        if self._suspendu:
            self._suspendu = False
            super()._sigcont_application()

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

    # --- keys -----------------------------------------------------------------------------------------------------------

    def disable_input(self) -> None:
        """Stop listening."""
        os.write(self._reveil[1], b".")
        super().disable_input()

    def run_input_thread(self) -> None:
        """Listen to the terminal: each key whole, each answer apart. Sleeps while nothing comes."""
        parser = XTermParser(self._debug)
        entree = Entree(int(reglages(profil())["ESCDELAY"]) / 1000, self._repondu)
        while select.select([self._reveil[0]], [], [], 0)[0]:
            os.read(self._reveil[0], 64)
        decode = getincrementaldecoder("utf-8")("replace").decode
        if self._sonde is not None:
            self._donner(parser, entree.recevoir(decode(self._sonde.avance), monotonic()))
            self._sonde = None
        while not self.exit_event.is_set():
            ready, _, _ = select.select(
                [self.fileno, self._reveil[0]], [], [], 0.05 if entree.en_attente else None
            )
            if self._reveil[0] in ready:
                os.read(self._reveil[0], 64)
                self.exit_event.wait(1)
                continue
            if self.fileno in ready:
                data = os.read(self.fileno, 4096)
                if not data:
                    break
                self._donner(parser, entree.recevoir(decode(data), monotonic()))
            self._donner(parser, entree.patienter(monotonic()))

    def _donner(self, parser: XTermParser, parts: list[str | Echap]) -> None:
        meter = self._mesures
        for part in parts:
            given = [events.Key("escape", ESC)] if isinstance(part, Echap) else parser.feed(part)
            for event in given:
                if meter is not None and isinstance(event, events.Key):
                    meter.action(event.key)
                self.process_message(event)

    def _repondu(self) -> None:
        if self._sortie is not None:
            self._sortie.accuser()
