# SPDX-License-Identifier: EUPL-1.2
"""Reading a file that a person names, to keep it in the atlas: theirs, regular, bounded; never through a host's session."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from atlas_tui.identite import VARIABLE as COMPTE
from atlas_tui.terminal.destination import enclos
from exports.french import raison_systeme
from exports.writing import ExportRefuse


def ouverte(environ: Mapping[str, str] = os.environ) -> bool:
    """True where the files of this machine are the person's own: not in a session that a host opened."""
    return enclos(environ) is None and COMPTE not in environ


def lire_fichier(voulu: str, octets: int, environ: Mapping[str, str] = os.environ) -> bytes:
    """Return what a file holds. Raises ExportRefuse, in one French line: elsewhere than here, no file, more than `octets`."""
    if not ouverte(environ):
        raise ExportRefuse("Cette session ne lit pas vos fichiers : donnez un lien vers le document.")
    text = voulu.strip()
    try:
        path = Path(text).expanduser()
        # A pipe would be waited for, a device read without end.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, RuntimeError, ValueError) as error:
        why = raison_systeme(error) if isinstance(error, OSError) else "ce n'est pas un chemin"
        raise ExportRefuse(
            f"« {text[:80]} » ne se lit pas : {why}. Donnez le chemin d'un fichier."
        ) from error
    try:
        kind = os.fstat(descriptor)
        if not stat.S_ISREG(kind.st_mode):
            raise ExportRefuse(f"« {text[:80]} » n'est pas un fichier. Donnez le chemin d'un document.")
        if kind.st_size > octets:
            raise ExportRefuse(
                f"« {path.name[:80]} » est trop lourd : {octets // 1024 // 1024} Mio au plus. Allégez-le, ou donnez un lien."
            )
        with os.fdopen(os.dup(descriptor), "rb") as file:
            return file.read(octets + 1)
    finally:
        os.close(descriptor)
