# SPDX-License-Identifier: EUPL-1.2
"""What the application does when the atlas is published again: say it once, open it anew for the next page that is shown."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Thread
from typing import TYPE_CHECKING

from textual.message import Message

from atlas_tui.app.commands import Relire
from atlas_tui.app.compte import AvecCompte
from atlas_tui.app.trace import chemin, journal
from atlas_tui.app.veille import Veille

if TYPE_CHECKING:
    from parquet.atlas import Atlas

FERMETURE = 30.0
"""Seconds after which an atlas that a newer one replaced is closed: more than a query may last."""


class AvecPublications(AvecCompte):
    """The part of the application that follows what is published."""

    def __init__(self) -> None:
        super().__init__()
        self.perime = False
        """True when something newer than the open atlas was published: the next page that is shown is read from it."""
        self._veille: Veille | None = None

    class Publie(Message):
        """Something newer than the open atlas was published. Posted from the thread that looks, which looks no more."""

        def __init__(self, veille: Veille) -> None:
            super().__init__()
            self.veille = veille

    def on_unmount(self) -> None:
        """Nobody is there to be told any more."""
        if self._veille is not None:
            self._veille.arreter()

    def veiller(self, atlas: Atlas, *, resignee: bool = False) -> None:
        """Look from now on whether something newer than `atlas` is published; see `Veille`."""
        if self._veille is not None:
            self._veille.arreter()
        watch = Veille(atlas, lambda: self.post_message(self.Publie(watch)), resignee=resignee)
        self._veille = watch
        watch.commencer()

    def on_avec_publications_publie(self, message: Publie) -> None:
        """Say it, on one line: the page does not move under the eyes of its reader."""
        app = self._ici
        # What this session saved itself is being read already, and is watched once it is open.
        if message.veille is not self._veille or not app.ouverture.done() or app.ouverture.exception():
            return
        if not app.atlas.perime():
            # Seen, then out of sight again (a folder over a network): whatever comes next must still be told.
            self.veiller(app.atlas)
            return
        self.perime = True
        if (page := app.page) is not None:
            # Some pages have F5 for themselves: a field of Accès France, the search.
            free = page.touches_d_ici().get("f5") is Relire
            then = "F5 relit cette page ; les suivantes" if free else "Les pages suivantes"
            app.dire(f"L'atlas a été mis à jour. {then} seront à jour.")
            page.actualiser_chrome()

    def rouvrir(self) -> None:
        """Open what was published; readings wait for it in their threads. What can not be opened leaves the old one."""
        app = self._ici
        self.perime = False
        if self._veille is not None:
            self._veille.arreter()
        opening: Future[Atlas] = Future()
        # It may still be on its way itself, where two things were saved one upon the other.
        previous = app.ouverture

        def ouvrir() -> None:
            from parquet.atlas import Atlas

            before = previous.result()
            try:
                opened = Atlas.ouvrir(before.dossier)
            except Exception:
                journal().exception("réouverture")
                opened = before
            opening.set_result(opened)
            self.call_later(self._rouvert, before, opened)

        app.ouverture = opening
        app.oublier_les_lectures()
        Thread(target=ouvrir, name="réouverture", daemon=True).start()

    def _rouvert(self, before: Atlas, opened: Atlas) -> None:
        """Look for the next publication; close what nobody reads once its last queries are over."""
        app = self._ici
        self.veiller(opened, resignee=opened is before)
        if opened is before:
            app.dire(f"La mise à jour de l'atlas n'a pas pu être ouverte ; le détail est dans {chemin()}.")
            return
        app.averti = app.averti and opened.avertissements == before.avertissements
        self.set_timer(FERMETURE, lambda: Thread(target=before.fermer, daemon=True).start())
