# SPDX-License-Identifier: EUPL-1.2
"""How folders of snapshots and deltas go away: never half, never under a reader, and for good when they name somebody erased."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import suppress
from pathlib import Path

VERROU = "verrou"
"""A file that readers hold a shared lock on, and that is never counted in the manifest."""

CONDAMNE = "efface"
"""An empty file: this folder names somebody who was erased. It is opened no more, backed up no more, and goes once nobody
reads it; the one that CURRENT names stays until another takes its place."""


def pointe(dossier: Path) -> str:
    """What CURRENT says, whatever it is; empty when it cannot be read."""
    try:
        return (dossier / "CURRENT").read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def efface(folder: Path, name: str, pointed: str) -> bool:
    """True of a condemned folder, of snapshot `name`, that another has replaced."""
    return name != pointed and (folder / CONDAMNE).exists()


def retirer(folder: Path) -> None:
    """Take a folder away: under its name nobody ever sees it half removed."""
    gone = folder.with_name(f".{folder.name}.retire-{os.getpid()}")
    folder.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def retirer_si_libre(folder: Path) -> None:
    """Take a folder away unless somebody reads it."""
    try:
        with (folder / VERROU).open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            retirer(folder)
    except OSError:
        return


def publies(dossier: Path) -> list[Path]:
    """Every folder of a snapshot and of a delta, condemned ones too."""
    found = [p for p in dossier.glob("instantanes/*") if not p.name.startswith(".")]
    return found + [p for p in dossier.glob("deltas/*/*") if p.name.isdigit()]


def condamner(folder: Path) -> None:
    """Condemn the folder of a snapshot or of a delta (see `CONDAMNE`). Under `publication`."""
    (folder / CONDAMNE).touch()
    sync(folder)


def gracier(folder: Path) -> None:
    """Take back what `condamner` said: nobody was erased."""
    (folder / CONDAMNE).unlink(missing_ok=True)


def condamnes(dossier: Path) -> list[Path]:
    """The condemned folders that are still there: somebody reads them, or no other took their place."""
    return [folder for folder in publies(dossier) if (folder / CONDAMNE).exists()]


def balayer(dossier: Path) -> None:
    """Take away the condemned folders that another has replaced and that nobody reads."""
    pointed = pointe(dossier)
    for folder in condamnes(dossier):
        name = folder.parent.name if folder.parent.parent.name == "deltas" else folder.name
        if efface(folder, name, pointed):
            retirer_si_libre(folder)
    for folder in dossier.glob("deltas/*"):
        if not (dossier / "instantanes" / folder.name).exists():
            with suppress(OSError):
                folder.rmdir()


def sync(path: Path) -> None:
    """Make a file, or what a folder lists, durable."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
