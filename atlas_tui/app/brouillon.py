# SPDX-License-Identifier: EUPL-1.2
"""What a form holds, as the bytes of a draft, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from atlas_tui.app.trace import journal
from store import records
from store.errors import StoreError
from store.records import Partenaire

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp

_GENRES: dict[str, type[msgspec.Struct]] = {
    name: kind
    for name, kind in vars(records).items()
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
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
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError):
        return None


def deposer(app: AtlasApp, objet: str, base: int, contenu: bytes | None, dire: Callable[[str], None]) -> None:
    """Write a draft, or forget it when there is no content, in a thread; `dire` is told why it could not be done.

    The thread is not of the form: closing it does not stop it, and two of them follow one another.
    """

    def fil() -> None:
        try:
            app.session.garder(app.dossier, objet, base, contenu)
        except StoreError as error:
            app.call_later(dire, f"Le brouillon n'est pas gardé : {error}")
        except Exception:
            journal().exception("brouillon")

    app.run_worker(fil, name="brouillon", group="brouillon", thread=True, exit_on_error=False)
