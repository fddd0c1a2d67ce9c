# SPDX-License-Identifier: EUPL-1.2
"""How many sessions a host opens at once: so many in all, and fewer to one network or one account, so that nobody takes them all."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

VARIABLE = "ATLAS_TUI_PLACES"
"""Sessions that one system account has at once, as the host's wrapper says; without it, as many as come."""
CHACUN = 40
"""Of these, those of one network, or of one account of the atlas: an embassy comes from one address."""


class Complet(Exception):
    """Every place is taken; `str(error)` is one French line."""


def prendre(qui: str, environ: Mapping[str, str] = os.environ) -> None:
    """Take a place for the rest of this process, which gives it back however it ends. Raises Complet.

    `qui` is the network or the account. A disk that cannot hold the mark of a place refuses nobody.
    """
    count = environ.get(VARIABLE, "")
    if not count.isdecimal() or not environ.get("TMPDIR"):
        return
    folder = Path(environ["TMPDIR"]) / "places"
    own = hashlib.sha256(qui.encode()).hexdigest()[:16]
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        _tenir(folder)
        if not _une(folder, own, CHACUN):
            raise Complet(
                f"Déjà {CHACUN} sessions ouvertes de ce réseau ou par ce compte : fermez-en une, puis revenez."
            )
        if not _une(folder, "toutes", int(count)):
            raise Complet(
                f"Toutes les places de ce service ({count}) sont prises : revenez dans quelques minutes."
            )
    except OSError:
        return


def _tenir(folder: Path) -> None:
    """Keep the folder's shared lock as long as the process: what cleans temporary folders leaves one that is locked, marks and
    all. A mark that was removed under its session would be given twice."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with suppress(BlockingIOError):
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)


def _une(folder: Path, name: str, count: int) -> bool:
    """Lock one of the numbered files of a name; its descriptor stays open as long as the process."""
    for rank in range(count):
        mark = os.open(
            folder / f"{name}.{rank}", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600
        )
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(mark)
        else:
            return True
    return False
