# SPDX-License-Identifier: EUPL-1.2
"""Drafts of deposits: nobody has an account there, so each is a file of this computer, or of the host under a code."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from atlas_tui import identite
from store.depot import Depot
from store.personnes import Personne

DUREE = 30 * 86_400
"""Seconds that a draft is kept."""
PLACES = 5_000
"""Drafts kept at once: the oldest gives its place. Some tens of megabytes; fewer would soon be taken by one person."""
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that are not taken for one another."""


class Brouillon(msgspec.Struct, frozen=True):
    """What the form held: the deposit, its token, the name of the authority when the atlas knows it."""

    depot: Depot
    jeton: str
    nom: str = ""


def partage() -> bool:
    """True where this computer is a host's: a draft is then found again by its code alone."""
    return identite.imposee()


def nouveau_code() -> str:
    """The code of a new draft; empty where there is one person and one draft."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(10)) if partage() else ""


def lire_code(saisi: str) -> str:
    """A code as it was drawn, however it is typed."""
    return "".join(saisi.split()).upper()


def lire(code: str) -> Brouillon | None:
    """The draft of a code; None when there is none, or a version of the program that knew other fields wrote it."""
    path = _chemin(code)
    try:
        if time.time() - path.stat().st_mtime > DUREE:
            return None
        return msgspec.json.decode(path.read_bytes(), type=Brouillon)
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
        return None


def ecrire(code: str, brouillon: Brouillon) -> None:
    """Write a draft in the place of the one before. OSError when the disk refuses it."""
    path = _chemin(code)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _faire_place(path)
    written = path.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(brouillon))
    written.replace(path)


def effacer(code: str) -> None:
    """Forget a draft."""
    with suppress(OSError):
        _chemin(code).unlink()


def oublier(personne: Personne) -> int:
    """Forget the drafts that name somebody who is erased; return how many. A draft that cannot be read is none of them."""
    found = 0
    for path in _dossier().glob("*.json"):
        try:
            text = path.read_text("utf-8")
            person = msgspec.json.decode(text, type=Brouillon).depot.deposant
        except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
            continue
        named = personne.est("", person.prenom, person.nom, person.courriel) or personne.appele(
            person.prenom, person.nom
        )
        if named or (personne.motif is not None and personne.motif.search(text)):
            with suppress(OSError):
                path.unlink()
                found += 1
    return found


def _dossier() -> Path:
    from platformdirs import user_state_path

    return user_state_path("atlas-tui", appauthor=False) / "depots"


def _chemin(code: str) -> Path:
    # The code itself is written nowhere.
    name = hashlib.sha256(f"brouillon:{lire_code(code)}".encode()).hexdigest()[:32]
    return _dossier() / f"{name}.json"


def _faire_place(path: Path) -> None:
    """Remove what is too old, and the oldest when there are too many."""
    others = []
    for one in path.parent.glob("*"):
        # On a host, other sessions write theirs and take them away meanwhile.
        with suppress(OSError):
            others.append((one.stat().st_mtime, one))
    others = sorted(found for found in others if found[1] != path)
    late = time.time() - DUREE
    for rank, (le, old) in enumerate(others):
        if le < late or rank <= len(others) - PLACES:
            with suppress(OSError):
                old.unlink()
