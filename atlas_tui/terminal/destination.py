# SPDX-License-Identifier: EUPL-1.2
"""Where a file may be written. The host of a public session shuts every export in one folder with `ATLAS_TUI_EXPORTS`."""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

from exports.writing import ExportRefuse
from parquet.text import fold

VARIABLE = "ATLAS_TUI_EXPORTS"
PLEIN = 1_000_000_000
"""Bytes that such a folder takes: its files stay a day, and the disk is the atlas's too."""
NOM_MAX = 120
"""Bytes of a proposed name, under what file systems take."""


def enclos(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The only folder where this session may write; None where the person chooses."""
    said = environ.get(VARIABLE, "").strip()
    return Path(said).expanduser().absolute() if said else None


def destination(voulu: Path | str, environ: Mapping[str, str] = os.environ, *, a_lire: bool = False) -> Path:
    """The path that what a person wrote stands for. Raises ExportRefuse, in one French line.

    Shut in a folder, only a plain name is taken: no « / », no « .. », no hidden file, nothing that leads elsewhere. `a_lire`:
    the file is there already, and a folder that is full is no obstacle.
    """
    text = str(voulu).strip()
    if not text or "\0" in text or any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in text):
        raise ExportRefuse(
            "Ce nom de fichier n'est pas utilisable. Écrivez un nom simple, comme projets.csv."
        )
    shut = enclos(environ)
    if shut is None:
        try:
            return Path(text).expanduser().absolute()
        except RuntimeError as error:
            raise ExportRefuse(
                f"Le dossier de « {text[:60]} » n'existe pas. Écrivez un chemin entier."
            ) from error
    if "/" in text or "\\" in text or text.startswith((".", "~")):
        raise ExportRefuse(
            f"Cette session n'écrit que dans son dossier d'exports : « {text[:60]} » n'est pas un nom simple. "
            "Écrivez un nom sans barre ni point devant, comme projets.csv."
        )
    if not shut.is_dir():
        raise ExportRefuse(
            "Le dossier d'exports de cette session n'existe pas. Prévenez qui tient ce service."
        )
    if not a_lire and _poids(shut) >= PLEIN:
        raise ExportRefuse(
            "Le dossier d'exports de ce service est plein jusqu'à demain. Recevez le fichier chez vous : --vers -.csv > fichier.csv"
        )
    return shut / text


def _poids(folder: Path) -> int:
    """Bytes of the files of a folder."""
    total = 0
    for one in folder.iterdir():
        # One that goes meanwhile weighs nothing.
        with suppress(OSError):
            total += one.lstat().st_size
    return total


def nom_propose(titre: str, au: date | None, fin: str) -> str:
    """« projets-burkina-faso-2013-12-31.csv »: a name that every system takes."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(titre)).strip("-")[: NOM_MAX - 16].strip("-") or "export"
    return f"{words}{f'-{au}' if au else ''}{fin}"


def nom_libre(path: Path) -> Path:
    """The same path, or the first « nom-2.csv », « nom-3.csv » … that nothing has taken."""
    found, rank = path, 1
    while found.exists() or found.is_symlink():
        rank += 1
        found = path.with_name(f"{path.stem}-{rank}{path.suffix}")
    return found


def adresse(path: Path, environ: Mapping[str, str] = os.environ) -> str:
    """What to copy to find the file again: its path; through SSH, what `scp` takes, when the session is a person's own."""
    server = environ.get("SSH_CONNECTION", "").split()
    if len(server) != 4 or enclos(environ) is not None:
        return str(path)
    host = f"[{server[2]}]" if ":" in server[2] else server[2]
    return f"{getpass.getuser()}@{host}:{path}"
