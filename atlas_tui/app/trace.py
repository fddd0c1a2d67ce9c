# SPDX-License-Identifier: EUPL-1.2
"""The log file: where a traceback goes, since none may appear on a screen."""

from __future__ import annotations

import logging
from functools import cache
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOGGER = logging.getLogger("atlas_tui")


class Sobre(logging.Formatter):
    """What was read or typed may stand in an error: in the log it is text, and never the beginning of an entry."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the entry without what a terminal obeys; each of its lines but the first is set back."""
        from store.cleaning import without_controls

        return without_controls(super().format(record)).replace("\n", "\n    ")


@cache
def chemin() -> Path:
    """Where the log file stands on this platform."""
    from platformdirs import user_log_path

    return user_log_path("atlas-tui", appauthor=False) / "atlas-tui.log"


@cache
def journal() -> logging.Logger:
    """The logger, its file opened at the first message; a folder that cannot be written to is no reason to stop."""
    LOGGER.propagate = False
    try:
        chemin().parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            chemin(), maxBytes=1_000_000, backupCount=1, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(Sobre("%(asctime)s %(levelname)s %(message)s"))
    LOGGER.addHandler(handler)
    return LOGGER
