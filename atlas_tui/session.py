# SPDX-License-Identifier: EUPL-1.2
"""A session that sshd opens: python -I -m atlas_tui.session N, N being the account of the key, or « public ».

What the other end sent is its terminal's name and one line of command: the first is taken from a list, the second is cut into
words that no shell ever sees. Then the jail is shut, and the command line runs as for anybody (`cli.run` says what it allows).
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from atlas_tui import identite, places, prison

TERMINAUX = frozenset(
    "xterm xterm-256color xterm-color xterm-direct xterm-kitty xterm-ghostty screen screen-256color tmux tmux-256color "
    "rxvt rxvt-unicode rxvt-unicode-256color alacritty foot foot-extra wezterm linux putty putty-256color konsole "
    "konsole-256color gnome gnome-256color vte vte-256color st st-256color iterm2 nsterm vt100 vt102 vt220 vt320 ansi "
    "cons25 sun dumb".split()
)
"""Names of terminals that are believed; any other is taken for « xterm », which nearly all of them understand."""

GARDEES = (
    "PATH", "HOME", "LANG", "SSH_CONNECTION", "TMPDIR", "ATLAS_TUI_DONNEES", "ATLAS_TUI_EXPORTS", places.VARIABLE,
)  # fmt: skip
"""The only variables that a session has, with TERM and the account. The wrapper sets them, sshd the address."""

LIGNE_MAX = 4_000
"""Characters of a command line: a long permalink is some hundreds."""


class DemandeRefusee(Exception):
    """The command line makes no sense; `str(error)` is one French line."""


def demande(line: str) -> list[str]:
    """Return the words of what was asked through SSH (`SSH_ORIGINAL_COMMAND`), without « atlas-tui » before them."""
    if len(line) > LIGNE_MAX:
        raise DemandeRefusee(f"Commande trop longue ({LIGNE_MAX} caractères au plus).")
    if any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in line):
        raise DemandeRefusee("Commande illisible : elle porte des caractères de commande.")
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise DemandeRefusee("Commande illisible : un guillemet n'est pas fermé.") from error
    return words[1:] if words[:1] == ["atlas-tui"] else words


def environnement(compte: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return the whole environment of the session of an account."""
    kept = {name: given[name] for name in GARDEES if given.get(name)}
    if "HOME" in kept:
        # Nothing is written in a folder that everybody shares.
        kept.setdefault("TMPDIR", kept["HOME"])
    term = given.get("TERM", "")
    return {**kept, "TERM": term if term in TERMINAUX else "xterm", identite.VARIABLE: compte}


def dossiers(environ: Mapping[str, str]) -> list[Path]:
    """Return where the session may write: its home, the atlas (the account's rights on files still bound it), exports."""
    names = ("HOME", "ATLAS_TUI_DONNEES", "ATLAS_TUI_EXPORTS", "TMPDIR")
    return [Path(environ[name]) for name in names if environ.get(name)]


def main(argv: list[str]) -> int:
    """Run one session; return its exit status."""
    try:
        if len(argv) != 1:
            raise DemandeRefusee("Session mal préparée : prévenez qui tient ce service.")
        asked = os.environ.get("SSH_ORIGINAL_COMMAND", "")
        chosen = environnement(argv[0], os.environ)
        os.environ.clear()
        os.environ.update(chosen)
        # An unreadable account ends here, before anything of the atlas is opened.
        numero = identite.numero_de_session()
        places.prendre(f"compte:{numero}" if numero else f"reseau:{identite.reseau()}")
        prison.fermer(dossiers(chosen))
        words = demande(asked)
    except (DemandeRefusee, identite.IdentiteRefusee, places.Complet, prison.PrisonImpossible) as error:
        print(error, file=sys.stderr)  # noqa: T201 - the line's other end has nothing else
        return 2
    from atlas_tui.cli.run import run

    return run(words)


if __name__ == "__main__":
    from atlas_tui.__main__ import leave

    leave(main(sys.argv[1:]))
