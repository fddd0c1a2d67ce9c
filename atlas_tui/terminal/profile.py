# SPDX-License-Identifier: EUPL-1.2
"""What terminal is at the other end. Chosen before Textual is imported, since Textual reads its settings at import."""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

_SANS_COULEUR = ("dumb", "unknown", "vt52", "vt100", "vt102", "vt220", "vt320")
"""Terminals that ignore, or print, the colours of ECMA-48."""
_POLICE_COURTE = (*_SANS_COULEUR, "linux", "cons25", "sun")
"""Terminals whose font is not sure to hold geometric shapes and typographic arrows."""
PROFILS = {
    "local": "tout l'aspect, la souris",
    "distant": "par SSH, les images se fondent quand la ligne est lente",
    "bas-debit": "le moins d'octets, une marque au lieu d'une barre, 16 couleurs",
}
"""What the line may be like, and what is done about it."""
_SIGNES = {"cooperation": "●", "action": "▲", "demande": "◆"}
_SIGNES_ASCII = {"cooperation": "C", "action": "E", "demande": "D"}


@dataclass(frozen=True, slots=True)
class Profil:
    """What the terminal can do, as far as its environment says."""

    nom: str = "local"
    """One of `PROFILS`."""
    distant: bool = False
    """Through SSH: every byte may be dear and slow."""
    ascii: bool = False
    """Only letters: no ●, ▲, ›, no lines drawn in characters."""
    couleur: bool = True
    """False: what colour says is left to signs and reverse video, and no colour is sent."""
    souris: bool = True
    """The mouse is listened to. Through SSH only when asked: each of its moves is a packet, and it takes away the
    terminal's own selection."""

    @property
    def mince(self) -> bool:
        """Every byte is waited for: a mark instead of a bar, details on demand, answers after a pause in typing."""
        return self.nom == "bas-debit"

    def signe(self, nature: str) -> str:
        """The sign that stands for a nature wherever a colour does."""
        return (_SIGNES_ASCII if self.ascii else _SIGNES)[nature]

    @property
    def chevron(self) -> str:
        """What parts the steps of a breadcrumb."""
        return ">" if self.ascii else "›"

    @property
    def puce(self) -> str:
        """What begins an item of a list."""
        return "-" if self.ascii else "•"


def par_ssh(environ: Mapping[str, str]) -> bool:
    """True where the terminal is at the other end of an SSH line."""
    return any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))


def choisir(environ: Mapping[str, str], codage: str) -> Profil:
    """The profile that an environment and the terminal's encoding call for.

    `ATLAS_TUI_PROFIL`, `ATLAS_TUI_ASCII`, `ATLAS_TUI_SOURIS` (1 or 0) and `NO_COLOR` have the last word.
    """
    term = environ.get("TERM", "").lower().partition("-")[0]
    asked = environ.get("ATLAS_TUI_PROFIL", "").strip().lower()
    name = asked if asked in PROFILS else "distant" if par_ssh(environ) else "local"
    short_font = term in _POLICE_COURTE or codage.lower().replace("-", "") not in ("utf8", "cp65001")
    return Profil(
        nom=name,
        distant=name != "local",
        ascii=_voulu(environ, "ATLAS_TUI_ASCII", short_font),
        couleur=not (environ.get("NO_COLOR") or term in _SANS_COULEUR),
        souris=_voulu(environ, "ATLAS_TUI_SOURIS", name == "local"),
    )


def _voulu(environ: Mapping[str, str], name: str, otherwise: bool) -> bool:
    said = environ.get(name, "").strip().lower()
    return otherwise if not said else said not in ("0", "non", "no", "false")


def reglages(profil: Profil) -> dict[str, str]:
    """What Textual reads in the environment, for this profile. A setting the person made themselves is kept."""
    settings = {
        # Nothing moves by itself: each frame of an animation is a screen on the wire.
        "TEXTUAL_ANIMATIONS": "none",
        "TEXTUAL_SMOOTH_SCROLL": "0",
        "TEXTUAL_FPS": {"local": "30", "distant": "15", "bas-debit": "10"}[profil.nom],
        # An arrow key that a slow line cuts in two becomes Échap and letters at Textual's 100 ms.
        "ESCDELAY": {"local": "250", "distant": "400", "bas-debit": "500"}[profil.nom],
        # Kitty's protocol makes keys of old terminals ambiguous in tmux and brings nothing to ours.
        "TEXTUAL_DISABLE_KITTY_KEY": "1",
    }
    if profil.mince:
        # Sixteen colours: « 31 » rather than « 38;2;187;0;0 ».
        settings["TEXTUAL_COLOR_SYSTEM"] = "standard"
    return settings


@cache
def profil() -> Profil:
    """The profile of this process's terminal."""
    return choisir(os.environ, locale.getpreferredencoding(False))


def demande() -> bool:
    """True when the person said which profile they want."""
    return os.environ.get("ATLAS_TUI_PROFIL", "").strip().lower() in PROFILS


def adopter(nom: str) -> Profil:
    """Take another profile from now on; what Textual read at its start stays as it was."""
    os.environ["ATLAS_TUI_PROFIL"] = nom
    profil.cache_clear()
    return profil()


def preparer() -> Profil:
    """Choose the profile and set the environment for Textual. To be called before anything imports Textual."""
    chosen = profil()
    for name, value in reglages(chosen).items():
        os.environ.setdefault(name, value)
    return chosen
