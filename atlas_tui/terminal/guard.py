# SPDX-License-Identifier: EUPL-1.2
"""The last guard: no control byte of data reaches the terminal.

Data is cleaned where it enters (`store.cleaning`) and shown without markup; this stands behind both, for the atlas that
someone made with other tools and for the widget that someone forgot. Two nets, because each catches what the other
cannot: a filter over every line that a widget draws, where text and style are still apart, and a driver that lets
through only the sequences the program itself writes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.drivers.linux_driver import LinuxDriver
from textual.filter import LineFilter

from atlas_tui.terminal.clipboard import osc52
from atlas_tui.terminal.profile import profil
from store.cleaning import CONTROLS

if TYPE_CHECKING:
    from textual.driver import Driver

_INTERDITS = re.compile(f"[\n{CONTROLS}]")
"""What `store.cleaning` drops, and line feeds: a line is one line."""

_PERMISES = re.compile(
    r"\x1b\[[0-9;:]*m"  # colours and attributes
    r"|\x1b\[[0-9;]*[ABCDGHJKX]"  # cursor, erasing
    r"|\x1b\[\?[0-9;]*[hl]"  # modes: alternate screen, mouse, cursor, paste
    r"|\x1b\[\?[0-9;]*\$p"  # questions about modes
    r"|\x1b\[6n"
    r"|\x1b\[[<>=]?[0-9;]*u"  # kitty's keys
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*(?:\x07|\x1b\\)"  # copying
    r"|\x1b\]22;[a-z-]*(?:\x07|\x1b\\)"  # shape of the mouse pointer
)
_SUSPECTS = re.compile(
    _PERMISES.pattern.join(("(", ")")) + "|[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
)


def sans_controle(text: str) -> str:
    """Return `text` without any control; as many cells wide as before, so that no column moves."""
    if _INTERDITS.search(text) is None:
        return text
    return _INTERDITS.sub(lambda found: "?" * cell_len(found.group()), text)


def sequences_permises(output: str) -> str:
    """Return what is written to the terminal without the sequences that no part of the program writes."""
    return _SUSPECTS.sub(lambda found: found.group(1) or "", output)


_SOBRES = str.maketrans(
    {"\u202f": " ", "\u00a0": " ", "…": ".", "–": "-", "—": "-", "‘": "'", "’": "'", "•": "-", "×": "x"}
)
"""For terminals whose font or encoding is short: what French typography adds, in the letters they have, as wide."""


class LineGuard(LineFilter):
    """Drops controls from the text of every line drawn, and hyperlinks from its style."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the same segments, harmless."""
        sober = profil().ascii
        return [
            Segment(
                sans_controle(text).translate(_SOBRES) if sober else sans_controle(text),
                None if style is None else _sans_lien(style),
                None,
            )
            for text, style, _ in segments
        ]


def _sans_lien(style: Style) -> Style:
    return style.update_link(None) if style.link else style


class Incolore(LineFilter):
    """Leaves attributes only (bold, underlined, reverse): for terminals without colour."""

    _DEFAUT = Style.from_color(RichColor.parse("default"), RichColor.parse("default"))

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the same segments in the terminal's own two colours."""
        return [
            Segment(text, None if style is None else style + self._DEFAUT, control)
            for text, style, control in segments
        ]


_GARDE = LineGuard()
_INCOLORE = Incolore()


class GuardedDriver(LinuxDriver):
    """Textual's driver, which writes only sequences the program knows, and never fails on a letter."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        # A terminal that is not in UTF-8 gets « ? » for a letter it lacks: an encoding error would end the thread that
        # writes, and leave a dead screen.
        reconfigure = getattr(self._file, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")

    def write(self, data: str) -> None:
        """Write `data` without what the program never writes."""
        super().write(sequences_permises(data))


class GuardedApp(App[None]):
    """An application whose every line goes through the guard. Tests without a terminal go through the same lines."""

    def __init__(self, *, driver_class: type[Driver] | None = None, **options: Any) -> None:
        super().__init__(driver_class=driver_class or GuardedDriver, **options)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, then ours."""
        ours = (_GARDE,) if profil().couleur else (_GARDE, _INCOLORE)
        return [*super().get_line_filters(), *ours]

    def copy_to_clipboard(self, text: str) -> None:
        """Copy `text` to the clipboard of the terminal, if it takes it."""
        self._clipboard = text
        if self._driver is not None and (sequence := osc52(text)):
            self._driver.write(sequence)
