# SPDX-License-Identifier: EUPL-1.2
"""What the application does for someone with an account: work under their rights, the lock after a silence."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, TypeVar, cast

from atlas_tui import identite
from atlas_tui.app.session import Fait, Session
from atlas_tui.app.trace import chemin, journal
from atlas_tui.terminal.application import GuardedApp
from parquet.errors import AtlasError
from store.errors import StoreError

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from atlas_tui.guichet import Guichet
    from parquet.pages import Adresse

T = TypeVar("T")

VERROU = "ATLAS_TUI_VERROU"
"""Minutes of silence after which the password is asked again."""
VERROU_MINUTES = 15.0
SILENCE_PUBLIC, SILENCE_COMPTE = 3600.0, 12 * 3600.0
"""Seconds without a key after which a session of a host ends, for others wait for its place: one that anybody opened, one that
somebody's key opened, who keeps it open all day (it locks long before)."""
REGARD = 5.0
"""Seconds from a look at the clock to the next, while someone is logged in."""


class AvecCompte(GuardedApp):
    """The part of the application that knows who is there."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session()
        self.annonce = ""
        """What the next page that opens says first."""
        self.vu_a = monotonic()
        """When a key or a button was last pressed."""
        try:
            self.verrou_apres = 60 * float(os.environ.get(VERROU, "") or VERROU_MINUTES)
        except ValueError:
            self.verrou_apres = 60 * VERROU_MINUTES

    def on_mount(self) -> None:
        """Look now and then whether someone is still there."""
        self.set_interval(REGARD, self.surveiller)

    @property
    def _ici(self) -> AtlasApp:
        return cast("AtlasApp", self)

    @property
    def qui(self) -> str:
        """The identifiant of who is logged in; empty for nobody."""
        return "" if self.session.compte is None else self.session.compte.identifiant

    @property
    def dossier(self) -> Path:
        """The folder of the open atlas."""
        return self._ici.atlas.dossier

    def guichet(self) -> Guichet:
        """Where those without account hand their demandes in. In a thread: it looks at files."""
        from atlas_tui.guichet import Guichet

        return Guichet(self.dossier)

    def surveiller(self) -> None:
        """Lock when nobody pressed a key for too long; much later, on a host, leave."""
        if identite.imposee():
            known = identite.numero_de_session() is not None
            if monotonic() - self.vu_a >= (SILENCE_COMPTE if known else SILENCE_PUBLIC):
                since = "Douze heures" if known else "Une heure"
                self._ici.finir(
                    f"{since} sans une touche : cette session est finie. Revenez quand vous voulez."
                )
                return
        if self.session.compte is None or self.session.verrouillee:
            return
        if monotonic() - self.vu_a >= self.verrou_apres:
            self.verrouiller()

    def verrouiller(self) -> None:
        """Ask for the password, over all that is open: nothing of it is lost."""
        from atlas_tui.app.screens.connexion import ecran_du_verrou

        if self.session.compte is not None and not self.session.verrouillee:
            # After it, nothing may be written.
            self._ici.garder_saisies()
            if self.session.verrouiller():
                self.push_screen(ecran_du_verrou(self._ici))
            else:
                # Writing found the session closed from elsewhere: no password would open it again.
                self.deconnecter()

    def connecte(self, message: str) -> None:
        """Someone came in: the page shows what they may read."""
        self.vu_a = monotonic()
        self._relire(message)

    def deconnecter(self) -> None:
        """They leave: nothing of what only they may read stays on the screen, or behind it."""
        from textual.screen import ModalScreen

        if cle := self.session.cle:
            dossier = self.dossier
            self.run_worker(lambda: self.session.finir(dossier, cle), thread=True, exit_on_error=False)
        self.session.sortir()
        while isinstance(self.screen, ModalScreen):
            self.pop_screen()
        self._relire("Vous êtes déconnecté.")

    def _relire(self, message: str) -> None:
        app = self._ici
        # What was read for one person is not shown to another.
        app.historique = app.historique.oublier()
        if (page := app.page) is not None:
            page.relire()
            page.actualiser_chrome()
        app.dire(message)

    def faire(self, travail: Callable[[], T], suite: Callable[[T], object]) -> None:
        """Run `travail` in a thread, then `suite` on the event loop; a refusal is one line on the page."""
        app = self._ici

        def fil() -> None:
            try:
                result = travail()
            except (StoreError, AtlasError) as error:
                self.call_later(app.dire, str(error))
            except Exception:
                journal().exception("travail d'un compte")
                self.call_later(app.dire, f"L'opération a échoué ; le détail est dans {chemin()}.")
            else:
                self.call_later(suite, result)

        self.run_worker(fil, name="compte", thread=True, exit_on_error=False)

    def enregistre(self, fait: Fait[T], message: str, adresse: Adresse | None = None) -> None:
        """Something was saved and published: read the page again, or go where it is to be seen."""
        app = self._ici
        app.perime = True
        # The line is that of the page that opens, whenever it does.
        self.annonce = fait.avertissement or message
        if adresse is not None and adresse != app.historique.ici.adresse:
            app.aller(adresse)
        else:
            app.relire_page()
