# SPDX-License-Identifier: EUPL-1.2
"""What a form holds, as the bytes of a draft, and back."""

from __future__ import annotations

from typing import Any

import msgspec

from store.records import Actualite, Ambassade, Collectivite, Declaration, Partenaire, Projet, Reseau

_GENRES = {
    kind.__name__: kind
    for kind in (Collectivite, Partenaire, Projet, Reseau, Ambassade, Actualite, Declaration)
}


class Contenu(msgspec.Struct, frozen=True):
    """A form: its record, the partenaires that it will create (by their provisional keys), the names that it shows."""

    genre: str
    fiche: msgspec.Raw
    nouveaux: dict[str, Partenaire] = {}
    noms: dict[str, str] = {}


def ecrire(record: Any, nouveaux: dict[str, Partenaire], noms: dict[str, str]) -> bytes:
    """The bytes of a draft."""
    body = msgspec.Raw(msgspec.json.encode(record))
    return msgspec.json.encode(Contenu(type(record).__name__, body, nouveaux, noms))


def lire(contenu: bytes) -> tuple[Any, Contenu] | None:
    """The record of a draft and the rest; None when a version of the program that knew other fields wrote it."""
    try:
        read = msgspec.json.decode(contenu, type=Contenu)
        return msgspec.json.decode(read.fiche, type=_GENRES[read.genre]), read
    except (msgspec.MsgspecError, KeyError):
        return None
