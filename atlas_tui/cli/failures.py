# SPDX-License-Identifier: EUPL-1.2
"""Errors as the user sees them: ours are already one French line; for any other, where its whole story was written."""

from __future__ import annotations

import logging
from pathlib import Path


def explained(error: Exception) -> str:
    """The French line that says an error. An unforeseen one goes to the log file with its traceback."""
    from atlas_tui.cli.context import Refus
    from atlas_tui.identite import IdentiteRefusee
    from exports.documents import ExportRefuse
    from exports.french import raison_systeme
    from parquet.errors import AtlasError
    from store.errors import StoreError

    if isinstance(error, IdentiteRefusee | Refus | ExportRefuse | AtlasError | StoreError):
        return str(error)
    from atlas_tui.imports.report import ImportRefuse

    if isinstance(error, ImportRefuse):
        return str(error)
    if isinstance(error, OSError) and error.errno is not None:
        log_unforeseen(error)
        where = f" de {error.filename}" if error.filename else ""
        return f"Lecture ou écriture impossible{where} : {raison_systeme(error)}. Vérifiez le chemin et les droits."
    path = log_unforeseen(error)
    return f"Erreur imprévue ({type(error).__name__}) : rien n'a été perdu. Le détail est dans {path} ; joignez-le à votre signalement."


def log_unforeseen(error: Exception) -> Path:
    """Write an error with its traceback at the end of the log file; return the file's path."""
    from atlas_tui.app.trace import Sobre

    path = log_file()
    logger = logging.getLogger("atlas_tui.cli")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError:
        return path
    handler.setFormatter(Sobre("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.propagate = False
    logger.error("Erreur imprévue", exc_info=error)
    logger.removeHandler(handler)
    handler.close()
    return path


def log_file() -> Path:
    """Where the log of this user is."""
    from platformdirs import user_log_path

    return user_log_path("atlas-tui", appauthor=False) / "atlas-tui.log"
