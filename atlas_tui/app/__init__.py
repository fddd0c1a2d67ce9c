# SPDX-License-Identifier: EUPL-1.2
"""The terminal UI: `run` opens an atlas on a page, and gives the exit status of the command line."""

from __future__ import annotations

import sys
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parquet.atlas import Atlas
    from parquet.pages import Adresse

__all__ = ["ouvrir_en_fond", "run"]


def ouvrir_en_fond(dossier: Path) -> Future[Atlas]:
    """Open the atlas in a thread of its own; what goes wrong is in the future.

    DuckDB and Textual both take a good tenth of a second to import: side by side, the first page comes sooner.
    """
    future: Future[Atlas] = Future()

    def ouvrir() -> None:
        try:
            from parquet.atlas import Atlas

            future.set_result(Atlas.ouvrir(dossier))
        except BaseException as error:
            future.set_exception(error)

    # A daemon: someone who leaves while a large atlas opens does not wait for it.
    Thread(target=ouvrir, name="ouverture", daemon=True).start()
    return future


def run(dossier: Path, depart: Adresse, mesures: Path | None = None) -> int:
    """Show the atlas of `dossier` from the page `depart` on; return 0, or 1 when it cannot be opened.

    `mesures`: the file that takes the bytes and the time of each action, one JSON object per line.
    """
    from atlas_tui.preferences import reprendre_profil
    from atlas_tui.terminal.profile import adopter, demande, preparer
    from atlas_tui.terminal.sonde import LENTE, sonder

    reprendre_profil()
    profil = preparer()
    # Through SSH, the first question is how far the reader is; it is answered while all the rest loads.
    sonde = sonder() if profil.nom == "distant" and not demande() else None
    ouverture = ouvrir_en_fond(dossier)
    from atlas_tui.app.application import AtlasApp
    from atlas_tui.app.trace import journal

    journal()
    if sonde is not None:
        duree = sonde.conclure()
        if duree is None or duree >= LENTE:
            profil = adopter("bas-debit")
    from atlas_tui.terminal.mesures import Mesures

    app = AtlasApp(ouverture, depart)
    app.session.reprendre(dossier)
    app.sonde = sonde
    if mesures is not None:
        app.mesures = Mesures(mesures)
    app.run(mouse=profil.souris)
    if app.session.cle:
        app.session.finir(dossier, app.session.cle)
    if app.mesures is not None:
        app.mesures.fermer()
    if app.refus:
        print(app.refus, file=sys.stderr)  # noqa: T201 - the screen is gone, and a refusal belongs on stderr
        return 1
    return app.return_code or 0
