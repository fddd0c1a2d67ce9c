# SPDX-License-Identifier: EUPL-1.2
"""Criteria as JSON: the key `criteres` of what `chercher` answers, written and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from parquet.criteria import EPELES, Criteria, Interval
from parquet.errors import CritereInvalide
from parquet.pages import lire_paires

AUSSI = "aussi"
"""Key of what a filter says of the fields that its page speaks of already: criteria again."""


def document(criteres: Criteria) -> dict[str, object]:
    """The criteria that are said, by name: lists for those that repeat, text or boolean for the others."""
    said: dict[str, object] = {}
    for field in EPELES:
        value = getattr(criteres, field)
        if value is None or value in ("", (), Interval()) or (value is False and field != "jumelage"):
            continue
        said[field] = (
            [str(v) for v in value]
            if isinstance(value, tuple)
            else value
            if isinstance(value, bool)
            else str(value)
        )
    if criteres.aussi is not None:
        said[AUSSI] = document(criteres.aussi)
    return said


def lire_document(said: Mapping[str, object]) -> Criteria:
    """The criteria that a JSON object says, its codes or names resolved. Raises CritereInvalide or Introuvable."""
    pairs: list[tuple[str, str]] = []
    for name, value in said.items():
        if name != AUSSI:
            pairs += [(name, _texte(name, one)) for one in (value if isinstance(value, list) else [value])]
    found = lire_paires(pairs)
    if AUSSI not in said:
        return found
    more = said[AUSSI]
    if not isinstance(more, Mapping):
        raise _illisible(AUSSI)
    return replace(found, aussi=lire_document(more))


def _texte(name: str, value: object) -> str:
    match value:
        case bool():
            return "oui" if value else "non"
        case str():
            return value
    raise _illisible(name)


def _illisible(name: str) -> CritereInvalide:
    return CritereInvalide(
        f"Critère illisible : « {name[:40]} ». Il se dit par un texte, vrai ou faux, ou une liste de textes."
    )
