# SPDX-License-Identifier: EUPL-1.2
"""The meter: for each key, what it made the program write to the terminal, and when."""

from __future__ import annotations

import json
import os
from pathlib import Path
from time import monotonic
from typing import TextIO

from atlas_tui.terminal.profile import profil


class Mesures:
    """Writes one JSON object per action in a file: the key, bytes and frames sent because of it, seconds to the last one.

    What is sent between two keys is put down to the first: an answer that comes late belongs to the question.
    """

    def __init__(self, chemin: Path) -> None:
        self._fichier: TextIO = chemin.open("w", encoding="utf-8")
        self._action = "ouverture"
        self._debut = monotonic()
        self._dernier = self._debut
        self._octets = self._images = self._octets_avant = self._images_avant = 0

    def envoyer(self, octets: int, images: int) -> None:
        """So many bytes and frames were written since the start. Called by the thread that writes."""
        self._octets, self._images = octets, images
        self._dernier = monotonic()

    def action(self, nom: str) -> None:
        """A key was pressed: write what the one before cost."""
        self._ecrire()
        self._action = nom
        self._debut = self._dernier = monotonic()

    def _ecrire(self) -> None:
        size, memory = os.get_terminal_size(2) if os.isatty(2) else (0, 0), _memoire()
        line = {
            "action": self._action,
            "octets": self._octets - self._octets_avant,
            "images": self._images - self._images_avant,
            "secondes": round(self._dernier - self._debut, 4),
            "total": self._octets,
            "memoire_ko": memory,
            "profil": profil().nom,
            "colonnes": size[0],
            "lignes": size[1],
        }
        self._octets_avant, self._images_avant = self._octets, self._images
        self._fichier.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._fichier.flush()

    def fermer(self) -> None:
        """Write what the last action cost."""
        self._ecrire()
        self._fichier.close()


def _memoire() -> int:
    """Resident memory of the process in KB; 0 where the system does not say."""
    try:
        with Path("/proc/self/statm").open(encoding="ascii") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
    except (OSError, ValueError, IndexError):
        return 0
