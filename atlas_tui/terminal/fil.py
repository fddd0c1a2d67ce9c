# SPDX-License-Identifier: EUPL-1.2
"""The wire: frames go in as Textual draws them, what changed comes out when the line can take it.

The grid always holds the latest frame, the shadow what was sent. Whatever the application draws while the line is busy
takes no memory and is never sent: the next difference is from what the terminal shows to what it must show by then.
"""

from __future__ import annotations

import os
import select
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from threading import Condition, Thread
from time import monotonic
from typing import Any, TextIO

from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.drivers._writer_thread import WriterThread

from atlas_tui.terminal.capacites import Capacites
from atlas_tui.terminal.cells import Encrier, Grille, Rangee
from atlas_tui.terminal.difference import difference
from atlas_tui.terminal.mesures import Mesures
from atlas_tui.terminal.plume import Plume
from atlas_tui.terminal.profile import profil

SYNCHRONES = 512
"""Bytes of a frame from which it is worth telling the terminal to show it at once (16 bytes)."""
QUESTION = "\x1b[5n"
"""« Are you well? »: every terminal since the VT100 answers, after having shown all that came before."""
INSISTE = 3
"""Frames of another size than the terminal's after which Textual is believed rather than the system."""
SANS_REPONSE = 5.0
"""Seconds after which a question is held to be lost."""


class Image:
    """What the terminal must show, what it shows, and what to send between the two."""

    def __init__(self, cap: Capacites, couleurs: ColorSystem) -> None:
        self._cap = replace(cap, serre=profil().distant)
        self._encrier = Encrier(couleurs)
        self._grille: Grille | None = None
        self._ombre: list[Rangee] | None = None
        self._plume = Plume(cap, 0, 0)
        self._curseur: tuple[int, int] | None = None
        self._curseur_voulu: tuple[int, int] = (0, 0)
        self._taille: tuple[int, int] | None = None
        self._nouvelle = self._entiere = False
        self._autres = 0

    @property
    def due(self) -> bool:
        """A frame has not been sent yet, and it has the terminal's size."""
        return self._nouvelle and self._grille is not None and (self._a_la_taille or self._autres >= INSISTE)

    @property
    def _a_la_taille(self) -> bool:
        grid = self._grille
        return grid is None or self._taille in (None, (grid.largeur, grid.hauteur))

    def sans_saut_seul(self) -> None:
        """The system adds a carriage return to each line feed."""
        self._cap = replace(self._cap, saut_seul=False)
        self.perdre()

    def teindre(self, couleurs: ColorSystem) -> None:
        """Write other colours: a new grid, that the next whole frame fills."""
        self._cap = replace(self._cap, serre=profil().distant)
        self._encrier = Encrier(couleurs)
        self._grille = None
        self._entiere = True

    def tailler(self, taille: tuple[int, int]) -> None:
        """The terminal has this size from now on: frames of another one are not sent any more."""
        self._taille = taille
        self._autres = 0
        self.perdre()

    def appliquer(
        self, mise_a_jour: LayoutUpdate | ChopsUpdate, taille: tuple[int, int], curseur: tuple[int, int]
    ) -> None:
        """Take a frame. `taille`: columns and rows of the screen; `curseur`: where an input method would open."""
        if self._entiere and not isinstance(mise_a_jour, LayoutUpdate):
            return
        self._entiere = False
        if self._grille is None or (self._grille.largeur, self._grille.hauteur) != taille:
            self._grille = Grille(*taille, self._encrier)
            self.perdre()
        self._grille.appliquer(mise_a_jour)
        self._curseur_voulu = curseur
        self._nouvelle = True
        self._autres += not self._a_la_taille

    def perdre(self) -> None:
        """Nobody knows any more what the terminal shows: the next frame is whole."""
        self._ombre = None
        self._curseur = None
        if self._grille is not None:
            self._plume = Plume(self._cap, self._grille.largeur, self._grille.hauteur)
            self._nouvelle = True

    def suite(self) -> str:
        """What to send now; the terminal is then held to have obeyed."""
        self._nouvelle = False
        if self._grille is None:
            return ""
        text = difference(self._plume, self._ombre, self._grille)
        if text or self._ombre is None:
            self._ombre = self._grille.copie()
        if self._curseur_voulu != self._curseur:
            self._curseur = self._curseur_voulu
            # Hidden: only input methods and magnifiers look at where it is.
            self._plume.aller(*self._curseur)
            text += "".join(self._plume.sortie)
            self._plume.sortie = []
        return text


class Sortie(WriterThread):
    """Writes to the terminal in a thread of its own, in order: what the program orders, then the latest frame."""

    def __init__(self, fichier: TextIO, image: Image, garde: Callable[[str], str], en_vol: int = 0) -> None:
        Thread.__init__(self, name="fil", daemon=True)
        self._fichier = fichier
        self._codage = fichier.encoding or "utf-8"
        self._image = image
        self._garde = garde
        self._etat = Condition()
        self._ordres: deque[str] = deque()
        self._finir = self._ferme = self._mort = False
        self._en_vol_max = en_vol
        self._en_vol = 0
        self._question: float | None = None
        self._muettes = 0
        self._repond = False
        self.synchrone = False
        """The terminal shows a marked frame at once; no use where its bytes take longer than a terminal waits for the end."""
        self.octets = 0
        """Bytes written since the start."""
        self.images = 0
        """Frames written since the start."""
        self.attente = 0.0
        """Seconds the terminal took for its last answer."""
        self.mesures: Mesures | None = None

    # --- what Textual expects of its own thread ---------------------------------------------------------------------

    def write(self, text: str) -> None:
        """Write an order of the program."""
        with self._etat:
            self._ordres.append(text)
            self._etat.notify()

    def flush(self) -> None:
        """Nothing to do: the thread writes at once."""

    def isatty(self) -> bool:
        """It is a terminal, as far as anyone asks."""
        return True

    def fileno(self) -> int:
        """The file that is written to."""
        return self._fichier.fileno()

    def stop(self) -> None:
        """Write what was ordered, and end."""
        with self._etat:
            self._finir = True
            self._etat.notify()
        self.join()

    # --- frames -------------------------------------------------------------------------------------------------------

    def montrer(
        self, mise_a_jour: LayoutUpdate | ChopsUpdate, taille: tuple[int, int], curseur: tuple[int, int]
    ) -> None:
        """Take a frame, to be sent as soon as the line can take it. Never waits for the line."""
        with self._etat:
            self._image.appliquer(mise_a_jour, taille, curseur)
            self._etat.notify()

    def perdre(self) -> None:
        """Send the whole screen again."""
        with self._etat:
            self._image.perdre()
            self._etat.notify()

    def regler(self, couleurs: ColorSystem, en_vol: int) -> None:
        """Other colours, another patience."""
        with self._etat:
            self._image.teindre(couleurs)
            self._en_vol_max, self._en_vol = en_vol, 0

    def tailler(self, taille: tuple[int, int]) -> None:
        """The terminal has this size from now on."""
        with self._etat:
            self._image.tailler(taille)
            self._etat.notify()

    def fermer(self) -> None:
        """No frame any more: the screen is given back."""
        with self._etat:
            self._ferme = True
            self._ordres.append("\x1b[m")

    def accuser(self) -> None:
        """The terminal has answered: it has shown all that was sent before the question."""
        with self._etat:
            self._repond = True
            if self._question is not None:
                self.attente = monotonic() - self._question
                self._question = None
                self._muettes = 0
                self._etat.notify()

    @property
    def en_retard(self) -> bool:
        """Frames wait for the line."""
        return self._image.due and self._ligne_prise

    @property
    def _ligne_prise(self) -> bool:
        # A terminal that never answered is not waited for.
        return self._repond and self._question is not None

    def _image_a_envoyer(self) -> bool:
        return self._image.due and not self._ferme and not self._ligne_prise

    def run(self) -> None:
        """Write until told to stop."""
        while True:
            with self._etat:
                while not (self._ordres or self._finir or self._image_a_envoyer()):
                    self._etat.wait(self._patience())
                    self._oublier_question()
                parts = list(self._ordres)
                self._ordres.clear()
                if self._image_a_envoyer():
                    parts.append(self._trame())
                end = self._finir
            if parts:
                self._emettre("".join(parts))
            if end:
                return

    def _trame(self) -> str:
        text = self._garde(self._image.suite())
        if not text:
            return ""
        self.images += 1
        size = len(text.encode(self._codage, "replace"))
        if self.synchrone and size >= SYNCHRONES:
            text = f"\x1b[?2026h{text}\x1b[?2026l"
        if self._en_vol_max:
            self._en_vol += size
            if self._en_vol >= self._en_vol_max and self._muettes < 2 and self._question is None:
                self._en_vol = 0
                self._question = monotonic()
                text += QUESTION
        return text

    def _patience(self) -> float | None:
        if self._question is None:
            return None
        return max(0.01, self._question + SANS_REPONSE - monotonic())

    def _oublier_question(self) -> None:
        if self._question is not None and monotonic() - self._question >= SANS_REPONSE:
            self._question = None
            self._muettes += 1

    def _emettre(self, text: str) -> None:
        data = memoryview(text.encode(self._codage, "replace"))
        self.octets += len(data)
        descriptor = self._fichier.fileno()
        while data and not self._mort:
            try:
                data = data[os.write(descriptor, data) :]
            except BlockingIOError:
                # Someone made the terminal non-blocking: wait for it as if it were not.
                select.select([], [descriptor], [])
            except OSError:
                # The terminal has gone; the program is told by a signal.
                self._mort = True
        if self.mesures is not None:
            self.mesures.envoyer(self.octets, self.images)


def couleurs(systeme: Any) -> ColorSystem:
    """The colours to write, where rich found that the terminal has `systeme`; sixteen where bytes are waited for."""
    if profil().mince:
        return ColorSystem.STANDARD
    return systeme if isinstance(systeme, ColorSystem) else ColorSystem.TRUECOLOR
