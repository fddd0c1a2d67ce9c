# SPDX-License-Identifier: EUPL-1.2
"""Listening to the wire in tests: what each frame of the running application costs, and what the terminal then shows.

Each frame goes the way it goes in a real session, thread apart, to a witness terminal; beside it, what stock Textual would
have written for the same frame is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from pilote import calme
from rich.color import ColorSystem
from rich.console import Console
from terminal_temoin import VIDE, Case, Temoin
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip

from atlas_tui.terminal.application import GuardedApp
from atlas_tui.terminal.capacites import capacites
from atlas_tui.terminal.fil import Image, couleurs
from atlas_tui.terminal.guard import trames_permises
from atlas_tui.terminal.profile import profil


class Releve:
    """What went down the wire."""

    def __init__(self, term: str = "xterm-256color") -> None:
        self.cap = capacites({"TERM": term, "VTE_VERSION": "7006"})
        self.image = Image(self.cap, couleurs(ColorSystem.TRUECOLOR))
        self.temoin = Temoin(1, 1)
        self.octets = 0
        self.textual = 0
        self.images = 0
        self.trames: list[str] = []
        # The witness is told the same colours by both; what stock Textual would have cost is counted in its own.
        self._console = Console(
            color_system="standard" if profil().mince else "truecolor", force_terminal=True
        )
        self._avant = (0, 0)

    def montrer(self, app: App[Any], update: LayoutUpdate | ChopsUpdate) -> None:
        """Send one frame."""
        width, height = app.screen.outer_size
        if (self.temoin.colonnes, self.temoin.lignes) != (width, height):
            self.temoin = Temoin(width, height, fond_efface=self.cap.fond_efface)
            self.temoin.salir()
        x, y = app.screen.outer_size.clamp_offset(app.cursor_position)
        self.image.appliquer(update, (width, height), (x, y))
        sent = self.image.suite()
        assert trames_permises(sent) == sent, "la garde retirerait quelque chose"
        self.temoin.nourrir(sent)
        self.octets += len(sent.encode())
        self.images += bool(sent)
        self.trames.append(sent)
        theirs = f"{update.render_segments(self._console)}\x1b[{y + 1};{x + 1}H"
        self.textual += len(theirs.encode())

    def texte_change(self, avant: Sequence[Sequence[Case]] | None) -> int:
        """Bytes of the words that are not what they were, a space between two on a line: the least that can be sent."""
        total = 0
        for y, row in enumerate(self.temoin.vues()):
            before = avant[y] if avant is not None else [VIDE] * len(row)
            words: list[str] = []
            word, touched = "", False
            for x, case in enumerate([*row, VIDE]):
                if case[0] == " ":
                    if touched and word:
                        words.append(word)
                    word, touched = "", False
                else:
                    word += case[0]
                    touched |= case != before[x]
            total += len(" ".join(words).encode())
        return total

    def depuis(self) -> tuple[int, int]:
        """Bytes sent, and bytes Textual would have sent, since the last call."""
        before, self._avant = self._avant, (self.octets, self.textual)
        return self.octets - before[0], self.textual - before[1]

    def voulu(self, app: App[Any]) -> Temoin:
        """The screen as Textual would have painted it from nothing."""
        width, height = app.screen.outer_size
        wanted = Temoin(width, height)
        strips: list[Strip] = app.screen._compositor.render_strips()
        wanted.nourrir(
            "".join(f"\x1b[{y + 1}H{strip.render(self._console)}" for y, strip in enumerate(strips[:height]))
        )
        return wanted

    def ecarts(self, app: App[Any]) -> list[object]:
        """The first cells that are not as Textual would have painted them."""
        return ecarts(self.temoin, self.voulu(app))


def ecarts(vu: Temoin, voulu: Temoin) -> list[object]:
    """The first cells that differ: row, column, seen, wanted."""
    pairs = zip(vu.vues(), voulu.vues(), strict=True)
    return [
        (y, x, seen, wanted)
        for y, rows in enumerate(pairs)
        for x, (seen, wanted) in enumerate(zip(*rows, strict=True))
        if seen != wanted
    ][:3]


@contextmanager
def ecouter(term: str = "xterm-256color") -> Iterator[Releve]:
    """Listen to the applications that run within."""
    heard = Releve(term)
    theirs = GuardedApp._display

    def display(app: GuardedApp, screen: Any, renderable: Any) -> None:
        theirs(app, screen, renderable)
        if isinstance(renderable, (LayoutUpdate, ChopsUpdate)) and app._running and not app._batch_count:
            heard.montrer(app, renderable)

    with patch.object(GuardedApp, "_display", display):
        yield heard


async def peint(app: App[Any], pilot: Pilot[Any]) -> None:
    """Wait until everything is read and painted."""
    await calme(pilot)
    while app._batch_count or (
        (screen := app.screen)._dirty_widgets
        or screen._layout_required
        or screen._repaint_required
        or screen._compositor._dirty_regions
    ):
        await pilot.pause(0.01)
        await calme(pilot)


async def jouer(app: App[Any], pilot: Pilot[Any], touche: str) -> None:
    """Press a key, and wait for all it does to be on the screen."""
    await pilot.press(touche)
    await peint(app, pilot)
