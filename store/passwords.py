# SPDX-License-Identifier: EUPL-1.2
"""Passwords: which are accepted, how they are hashed (Argon2id), and the gate that bounds what hashing takes of memory."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Refused

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MIN_LENGTH, MAX_LENGTH = 12, 128
"""Letters. The longest is far beyond a sentence, and short enough that hashing it costs nothing more."""
MIN_SCORE = 3
"""Of zxcvbn, 0 to 4: at 3, some 10^8 guesses at least."""
MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 1
"""Argon2id, above the least that RFC 9106 recommends where memory is bounded (64 MiB, 3 passes)."""
SLOTS = 4
"""Hashes under way at once on a host: 4 x 64 MiB, however many people log in together."""


def check(password: str, about: Iterable[str] = ()) -> None:
    """Raise Refused when a new password is too short, too long or easy to guess.

    `about`: what is known of the person (identifiant, name, courriel, collectivité); words of it count for nothing.
    """
    if len(password) < MIN_LENGTH:
        raise Refused("mot de passe", f"{MIN_LENGTH} caractères au moins, une phrase convient")
    if len(password) > MAX_LENGTH:
        raise Refused("mot de passe", f"{MAX_LENGTH} caractères au plus")
    from zxcvbn import zxcvbn

    # Its cost grows with the square of the length, and what is hard to guess in 72 letters stays so in more.
    if zxcvbn(password[:72], [word for word in about if word])["score"] < MIN_SCORE:
        raise Refused(
            "mot de passe",
            "trop facile à deviner (mot courant, suite de touches, votre nom) ; prenez plusieurs mots sans lien",
        )


def hashed(password: str) -> str:
    """Return the Argon2id hash of a password, in its standard encoding, with a salt of its own. Under `gate`."""
    return _hasher().hash(password)


def known(password: str) -> str:
    """Return a hash of a password that everybody knows, the demonstration's: as cheap as can be, since it guards nothing."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(password)


def matches(encoded: str, password: str) -> bool:
    """Tell whether a password is the one hashed. As slow for an account without password as for another. Under `gate`."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        _hasher().verify(encoded or _NOBODY, password[: 4 * MAX_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return bool(encoded)


_NOBODY = "$argon2id$v=19$m=65536,t=3,p=1$pkrskY6ki0RRdvodgcXO2g$/vlaxTT9bkbUoNQbC/3I5MVzn6qAr3fgMRFgN7wTXqY"
"""A hash of nothing known, so that an unknown identifiant takes the time of a known one."""


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


@contextmanager
def gate(folder: Path, slots: int = SLOTS) -> Iterator[None]:
    """Hold one of the host's `slots` for hashing, waiting for it if need be. A process that dies gives its own back."""
    handles = [
        os.open(folder / f".mot-de-passe.{slot}.verrou", os.O_CREAT | os.O_RDWR, 0o600)
        for slot in range(slots)
    ]
    try:
        for handle in handles:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                continue
        else:
            # All taken: wait at one of them, not the same for everybody.
            fcntl.flock(handles[os.getpid() % slots], fcntl.LOCK_EX)
        yield
    finally:
        for handle in handles:
            os.close(handle)
