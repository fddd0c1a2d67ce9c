# SPDX-License-Identifier: EUPL-1.2
"""Import of files that others wrote: understood line by line, written all at once or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from atlas_tui.imports.jumelages import COLUMNS, import_jumelages
from atlas_tui.imports.mapping import Correspondance, read_mapping
from atlas_tui.imports.report import Bilan, ImportRefuse, Rejet
from atlas_tui.imports.tabular import quote
from store.rights import Who
from store.store import Store

__all__ = ["SOURCES", "Bilan", "ImportRefuse", "Rejet", "importer"]

SOURCES = ("jumelages", "atlas", "apd", "contacts")
"""The names of the command line's contract. Those without an importer yet refuse in one line."""


def _silent(_share: float, _text: str) -> None:
    """Report progress to nobody."""


def importer(
    store: Store,
    source: str,
    fichier: Path,
    *,
    correspondance: Path | None = None,
    a_blanc: bool = False,
    who: Who | None = None,
    progress: Callable[[float, str], None] = _silent,
) -> Bilan:
    """Import a file into the store in one transaction and return the account of its lines.

    `a_blanc` computes the same account and writes nothing. `correspondance` is a TOML file (see `imports.mapping`).
    `who` asks, where that is asked (contacts); by default whoever holds the store. `progress` receives a share from 0 to 1 and a French phrase. ImportRefuse: nothing was written, one line says why.
    """
    if source not in SOURCES:
        raise ImportRefuse(f"Source {quote(source)} inconnue. Sources possibles : {', '.join(SOURCES)}.")
    if source == "apd":
        from atlas_tui.imports.apd import TOUTES, import_apd

        mapping = read_mapping(Path(correspondance), TOUTES) if correspondance else Correspondance()
        return import_apd(store, Path(fichier), mapping, a_blanc=a_blanc, progress=progress)
    if source == "contacts":
        from atlas_tui.imports import contacts
        from store.rights import HOST

        mapping = read_mapping(Path(correspondance), contacts.COLUMNS) if correspondance else Correspondance()
        return contacts.import_contacts(
            store, Path(fichier), mapping, who=who or HOST, a_blanc=a_blanc, progress=progress
        )
    if source != "jumelages":
        raise ImportRefuse(
            f"L'import « {source} » n'existe pas encore dans cette version ; « jumelages », « apd » et « contacts » sont disponibles."
        )
    mapping = read_mapping(Path(correspondance), COLUMNS) if correspondance else Correspondance()
    return import_jumelages(store, Path(fichier), mapping, a_blanc=a_blanc, progress=progress)
