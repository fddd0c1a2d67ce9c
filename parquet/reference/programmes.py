# SPDX-License-Identifier: EUPL-1.2
"""The programmes of the label of expertise, by their dated names: PACT2 and those that followed."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import msgspec


class Programme(msgspec.Struct, frozen=True):
    """A programme: its code, its short and whole names, the year from which it grants the label."""

    code: str
    nom: str
    intitule: str
    depuis: int


@cache
def programmes_label() -> tuple[Programme, ...]:
    """Return the programmes, the first first."""
    text = (files("parquet.reference") / "data" / "programmes.toml").read_text("utf-8")
    return msgspec.convert(tuple(tomllib.loads(text)["programmes"]), tuple[Programme, ...])


def programme(code: str) -> str:
    """Return the short name of a programme; the code itself when the list does not have it."""
    return next((one.nom for one in programmes_label() if one.code == code), code)


def du_jour(annee: int) -> Programme:
    """Return the programme that grants the label in a year: the last one that had begun."""
    known = programmes_label()
    return next((one for one in reversed(known) if one.depuis <= annee), known[0])
