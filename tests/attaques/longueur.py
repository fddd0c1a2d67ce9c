# SPDX-License-Identifier: EUPL-1.2
"""How far an attack goes: the short form of every run, or the long one of `make attaques`, whose figures are written down."""

from __future__ import annotations

import fcntl
import os
import re
from datetime import UTC, datetime
from pathlib import Path

LONGUE = os.environ.get("ATLAS_TUI_ATTAQUES") == "longue"
"""The long form. Nothing else reads the variable."""

TIRAGES = int(os.environ.get("ATLAS_TUI_TIRAGES", "900")) if LONGUE else 0
"""Seconds that each of the four kinds of draws lasts in the long form, an hour together unless said; 0: by number."""

GUIDES = int(os.environ.get("ATLAS_TUI_GUIDES", "330")) if LONGUE else 0
"""Seconds of guided draws on each of their eleven targets, an hour together unless said."""

PATIENCE = 0 if LONGUE else 120
"""Seconds that pytest gives a test; 0 is as long as it takes."""

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "surete.md"


def fois(courte: int, longue: int) -> int:
    """How many times, in the form that runs."""
    return longue if LONGUE else courte


def noter(attaque: str, chiffres: str) -> None:
    """Write what the long form found into its row of docs/surete.md; the short form writes nothing."""
    if not LONGUE:
        return
    with _PAGE.open("r+", encoding="utf-8") as page:
        fcntl.flock(page, fcntl.LOCK_EX)
        text = page.read()
        row = f"| {attaque} | {chiffres} | {datetime.now(UTC).date()} |"
        pattern = rf"^\| {re.escape(attaque)} \|.*$"
        assert re.search(pattern, text, re.M), f"docs/surete.md n'a pas de ligne « {attaque} »"
        page.seek(0)
        page.truncate()
        page.write(re.sub(pattern, lambda _: row, text, flags=re.M))
