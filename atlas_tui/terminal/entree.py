# SPDX-License-Identifier: EUPL-1.2
"""What comes from the terminal, cut into keys and answers however the line cut it into packets.

Textual waits a fixed time for the rest of a key, and takes for typed letters what it does not know. Here a key is given
whole or not at all, an answer of the terminal never becomes letters however late it comes, and « Échap, m » in one packet
is two keys, not Alt+M.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

ESC = "\x1b"
SUITE = 2.0
"""Seconds during which the rest of a sequence may still come."""
LONGUE = 100_000
"""Characters from which an answer without end is dropped."""

_CSI = re.compile(r"\x1b\[(?:M...|[0-?]*[ -/]*[@-~])", re.DOTALL)
_CSI_COUPE = re.compile(r"\x1b\[(?:M.{0,2}|[0-?]*[ -/]*)\Z", re.DOTALL)
_CHAINE = re.compile(r"\x1b[\]PX^_].*?(?:\x07|\x1b\\)", re.DOTALL)
_COMPRIS = re.compile(
    r"\x1b\[(?:<[\d;-]+[Mm]|M...|\?\d+;\d\$y|48;[\d:;]+t|\d+;\d+R|20[01]~|[IO])\Z", re.DOTALL
)
"""What Textual knows beside the keys: mouse, modes, size, paste, focus."""
_ETAT = re.compile(r"\x1b\[\??[03]n\Z")
_RESTE = re.compile(r"(?:\[[A-DFHZ]|\[\d+(?:;\d+)?[~A-DFHPQRS]|O[A-DFHP-S])")
"""What is left of a key once its first byte was taken for Échap."""
_FIN_DE_COLLAGE = f"{ESC}[201~"


@dataclass(frozen=True, slots=True)
class Echap:
    """The Échap key, alone."""


class Entree:
    """Cuts the stream. `delai`: seconds after which a lone escape byte is the Échap key; `reponse` is told of answers."""

    def __init__(self, delai: float, reponse: Callable[[], None]) -> None:
        self._delai = delai
        self._reponse = reponse
        self._reste = ""
        self._depuis = 0.0
        self._echap: float | None = None
        self._collage = False

    @property
    def en_attente(self) -> bool:
        """The beginning of something came; its end may."""
        return bool(self._reste)

    def recevoir(self, texte: str, maintenant: float) -> list[str | Echap]:
        """Take what was read at `maintenant`; return whole sequences and text, in order."""
        if not self._reste and self._echap is not None:
            if maintenant - self._echap < SUITE and _RESTE.match(texte):
                texte = ESC + texte
            self._echap = None
        self._reste += texte
        self._depuis = maintenant
        out: list[str | Echap] = []
        while self._reste:
            taken = self._prendre()
            if taken is None:
                break
            out += taken
        return out

    def patienter(self, maintenant: float) -> list[str | Echap]:
        """Time passed: give up waiting for an end that does not come."""
        waited = maintenant - self._depuis
        if not self._reste or self._collage:
            return []
        if self._reste == ESC:
            if waited < self._delai:
                return []
            self._reste = ""
            self._echap = maintenant
            return [Echap()]
        if waited < SUITE:
            return []
        left, self._reste = self._reste, ""
        # Someone typed Échap, then « [ » or « O »; anything longer is a piece of an answer, lost on the way.
        return [Echap(), left[1:]] if len(left) == 2 else []

    def _prendre(self) -> list[str | Echap] | None:
        """The first whole thing of what is left, None when its end has not come."""
        left = self._reste
        if self._collage:
            end = left.find(_FIN_DE_COLLAGE)
            if end < 0:
                # The end mark may be cut: keep what could be its beginning.
                kept = next((n for n in range(5, 0, -1) if left.endswith(_FIN_DE_COLLAGE[:n])), 0)
                text, self._reste = left[: len(left) - kept], left[len(left) - kept :]
                return [text] if text else None
            end += len(_FIN_DE_COLLAGE)
            self._collage = False
            self._reste = left[end:]
            return [left[:end]]
        start = left.find(ESC)
        if start:
            end = len(left) if start < 0 else start
            self._reste = left[end:]
            return [left[:end]]
        if len(left) == 1:
            return None
        if left[1] == "[":
            return self._csi(left)
        if left[1] in "]PX^_":
            found = _CHAINE.match(left)
            if found is None:
                if len(left) > LONGUE:
                    self._reste = ""
                return None
            # An answer about colours, names or capacities: nobody here asked.
            self._reste = left[found.end() :]
            return []
        if left[1] == "O":
            if len(left) == 2:
                return None
            self._reste = left[3:]
            return [left[:3]] if left[:3] in ANSI_SEQUENCES_KEYS else []
        self._reste = left[1:]
        return [Echap()]

    def _csi(self, left: str) -> list[str | Echap] | None:
        found = _CSI.match(left)
        if found is None:
            if _CSI_COUPE.match(left):
                return None
            # Not a sequence: the Échap key and what was typed after it.
            self._reste = left[1:]
            return [Echap()]
        sequence = found.group()
        self._reste = left[found.end() :]
        if _ETAT.match(sequence):
            self._reponse()
            return []
        if sequence == f"{ESC}[200~":
            self._collage = True
        if sequence in ANSI_SEQUENCES_KEYS or _COMPRIS.match(sequence):
            return [sequence]
        return []
