# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong on the reading side. Each message is one French line: what, why, what to do."""

from store.cleaning import clean


class AtlasError(Exception):
    """Base of the refusals of the reading side; `str(error)` is shown to the user as it is.

    A message quotes what was typed or read, which may be hostile: it is cleaned here, once for all of them.
    """

    def __init__(self, message: str) -> None:
        super().__init__(clean(message))


class AtlasAbsent(AtlasError):
    """There is no atlas in the folder, or none that can be read."""


class InstantaneAbime(AtlasError):
    """A snapshot does not hold what its manifest says."""


class Introuvable(AtlasError):
    """The page, place or fiche asked for does not exist."""


class CritereInvalide(AtlasError):
    """A criterion cannot be understood."""


class RequeteInterrompue(AtlasError):
    """A query was stopped: by the user, or because it ran past its time."""
