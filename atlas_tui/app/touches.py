# SPDX-License-Identifier: EUPL-1.2
"""What is written on the keys of a French keyboard, for the footers, the help and the palette."""

from __future__ import annotations

from collections.abc import Iterable

from atlas_tui.terminal.profile import profil

_NOMS_DE_TOUCHES = {
    "slash": "/",
    "question_mark": "?",
    "colon": ":",
    "percent_sign": "%",
    "escape": "Échap",
    "backspace": "Retour arr.",
    "enter": "Entrée",
    "tab": "Tab",
    "space": "Espace",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "shift+tab": "Maj+Tab",
    "home": "Début",
    "end": "Fin",
    "pageup": "Page préc.",
    "pagedown": "Page suiv.",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


_FLECHES = {"up": "Haut", "down": "Bas", "left": "Gauche", "right": "Droite"}
"""For terminals that only have letters."""


def nom_de_touche(key: str) -> str:
    """What is written on the key, for a French reader."""
    if profil().ascii and key in _FLECHES:
        return _FLECHES[key]
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    return _NOMS_DE_TOUCHES.get(key, key)


def noms_de_touches(keys: Iterable[str]) -> str:
    """The keys of one command, as the help writes them."""
    return " ou ".join(nom_de_touche(key) for key in keys)
