# SPDX-License-Identifier: EUPL-1.2
"""What a person chose once and finds again: the profile of their line, in their own folder, never on a host's machine."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from atlas_tui import identite
from atlas_tui.terminal.profile import PROFILS, adopter, demande, par_ssh


def _fichier() -> Path | None:
    """A word in a file, one for the lines through SSH and one for the others; None where the folder is not the person's."""
    if identite.imposee():
        return None
    from platformdirs import user_config_path

    line = "ssh" if par_ssh(os.environ) else "locale"
    return user_config_path("atlas-tui", appauthor=False) / f"profil-{line}"


def reprendre_profil() -> None:
    """Take the profile that was kept for such a line, unless the person says one now. Before Textual is imported."""
    file = None if demande() else _fichier()
    if file is None:
        return
    with suppress(OSError, UnicodeDecodeError):
        with file.open(encoding="utf-8") as kept:
            said = kept.read(64).strip()
        if said in PROFILS:
            adopter(said)


def retenir_profil(nom: str) -> bool:
    """Keep a profile for the next sessions on such a line; False where it cannot be kept. In a thread."""
    file = _fichier()
    if file is None:
        return False
    written = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(f"{nom}\n", encoding="utf-8")
        written.replace(file)
    except OSError:
        return False
    return True
