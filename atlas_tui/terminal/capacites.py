# SPDX-License-Identifier: EUPL-1.2
"""What a terminal understands beyond a VT100: each of these saves bytes where it is known to work, and is left out elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_VT100 = ("vt52", "vt100", "vt102", "dumb", "unknown", "ansi", "cons25", "sun")
_REPETENT = ("xterm", "kitty", "foot", "alacritty", "tmux", "wezterm", "ghostty", "contour", "mlterm")
"""Families whose REP (« write that again n times ») works, by their own documentation or terminfo's `rep`."""
_FONDS = ("xterm", "linux", "kitty", "foot", "alacritty", "tmux", "wezterm", "ghostty", "contour", "rxvt")
"""Families that erase in the current background (terminfo's `bce`). GNU screen does not."""


@dataclass(frozen=True, slots=True)
class Capacites:
    """What may be written. The defaults are a VT100's: absolute and relative moves, erasing to the end, scroll region."""

    colonne: bool = False
    """CHA and VPA: go to a column, to a row."""
    effacer_n: bool = False
    """ECH: erase n cells from here on."""
    repeter: bool = False
    """REP: the last character, n times more."""
    eteindre: bool = False
    """SGR 22 to 29, 39, 49: turn one attribute off without the others."""
    fond_efface: bool = False
    """Erasing paints the current background."""
    liens: bool = False
    """OSC 8. The program's guard drops them; the difference knows them all the same."""
    saut_seul: bool = True
    """A line feed goes down and keeps the column: the driver turns the system's ONLCR off."""
    serre: bool = False
    """Not the terminal's, the line's: bytes are dear enough for longer searches."""
    codage: str = "utf-8"


def capacites(environ: Mapping[str, str], codage: str = "utf-8") -> Capacites:
    """What the terminal named by `TERM` understands."""
    family = environ.get("TERM", "").lower()
    base = family.partition("-")[0]
    if base == "xterm" and family.startswith("xterm-kitty"):
        base = "kitty"
    modern = base not in _VT100 and bool(base)
    # Old Apple and Konsole terminals call themselves xterm and ignore REP: a line would be left short.
    program = environ.get("TERM_PROGRAM", "")
    # Through SSH nothing but TERM says who they are: an xterm is believed when it, or VTE, signs.
    signs = base != "xterm" or environ.get("XTERM_VERSION") or environ.get("VTE_VERSION")
    repeats = base in _REPETENT and bool(signs) and program != "Apple_Terminal"
    return Capacites(
        colonne=modern,
        effacer_n=modern,
        repeter=repeats,
        eteindre=modern,
        fond_efface=base in _FONDS,
        codage=codage,
    )
