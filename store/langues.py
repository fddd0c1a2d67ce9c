# SPDX-License-Identifier: EUPL-1.2
"""What those without account read of the Bourse-projets, in French, English and Spanish: one catalogue, `textes/bourse.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Langue = Literal["fr", "en", "es"]
LANGUES: tuple[Langue, ...] = ("fr", "en", "es")
PAYS = "pays"
"""The table of the catalogue that is no text: names of countries in Spanish."""

_AVANT = re.compile(r" (?=[:;?!»%])")
_APRES = re.compile(r"(?<=«) ")


def dire(langue: Langue, cle: str, **mots: str) -> str:
    """Return a text of the catalogue with its places filled. KeyError when the catalogue lacks it, or a word is missing.

    One pass: what a person wrote is never read as a place to fill.
    """
    text = catalogue()[cle][langue]
    return text.format_map(mots) if "{" in text else text


def jour(langue: Langue, day: date) -> str:
    """Return a day in full."""
    month = dire(langue, f"mois.{day.month}")
    first = "1er" if day.day == 1 and langue == "fr" else str(day.day)
    return dire(langue, "jour.date", jour=first, mois=month, annee=str(day.year))


def pays_espagnols() -> Mapping[str, str]:
    """Return ISO2 → name of the country in Spanish."""
    names: Mapping[str, str] = _lu()[PAYS]
    return names


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return key (`lettre.code.sujet`) → language → text. French has its no-break spaces."""
    found: dict[str, Mapping[str, str]] = {}

    def walk(prefix: str, table: Mapping[str, Any]) -> None:
        if any(isinstance(value, str) for value in table.values()):
            found[prefix] = {**table, "fr": _francais(table["fr"])}
            return
        for name, inner in table.items():
            walk(f"{prefix}.{name}" if prefix else name, inner)

    walk("", {name: table for name, table in _lu().items() if name != PAYS})
    return found


@cache
def _lu() -> Mapping[str, Any]:
    return tomllib.loads(files("store").joinpath("textes", "bourse.toml").read_text("utf-8"))


def _francais(text: str) -> str:
    return _APRES.sub("\u00a0", _AVANT.sub("\u00a0", text))
