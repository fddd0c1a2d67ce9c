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

from rich.cells import cell_len
from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from atlas_tui.terminal.profile import profil
from store.cleaning import CONTROLS

_INTERDITS = re.compile(f"[\n{CONTROLS}]")
"""What `store.cleaning` drops, and line feeds: a line is one line."""

_PERMISES = re.compile(
    r"\x1b\[[0-9;:]*m"  # colours and attributes
    r"|\x1b\[[0-9;]*[ABCDGHJKX]"  # cursor, erasing
    r"|\x1b\[\?[0-9;]*[hl]"  # modes: alternate screen, mouse, cursor, paste
    r"|\x1b\[\?[0-9;]*\$p"  # questions about modes
    r"|\x1b\[[56]n"
    r"|\x1b\[[<>=]?[0-9;]*u"  # kitty's keys
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*(?:\x07|\x1b\\)"  # copying
    r"|\x1b\]22;[a-z-]*(?:\x07|\x1b\\)"  # shape of the mouse pointer
)
_DES_TRAMES = _PERMISES.pattern + r"|\x1b\[[0-9;]*[bdr]|\x1bM|\x08"
"""And what the frames write: repeating, going to a row, scrolling, one cell back."""
_CONTROLES = "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
_SUSPECTS = re.compile(f"({_PERMISES.pattern})|{_CONTROLES}")
_SUSPECTS_DES_TRAMES = re.compile(f"({_DES_TRAMES})|{_CONTROLES}")


def sans_controle(text: str) -> str:
    """Return `text` without any control; as many cells wide as before, so that no column moves."""
    if _INTERDITS.search(text) is None:
        return text
    return _INTERDITS.sub(lambda found: "?" * cell_len(found.group()), text)


def sequences_permises(output: str) -> str:
    """Return what is written to the terminal without the sequences that no part of the program writes."""
    return _SUSPECTS.sub(lambda found: found.group(1) or "", output)


def trames_permises(output: str) -> str:
    """The same for what the frame difference writes, which knows a few more."""
    return _SUSPECTS_DES_TRAMES.sub(lambda found: found.group(1) or "", output)


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


def filtres() -> Sequence[LineFilter]:
    """What every line drawn goes through, on this terminal."""
    return (_GARDE,) if profil().couleur else (_GARDE, _INCOLORE)
