# SPDX-License-Identifier: EUPL-1.2
"""The atlas of a past day beside that of today: opened in a thread, closed when others took its place."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import date
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parquet.atlas import Atlas


def ouvrir_au_jour(aujourdhui: Future[Atlas], au: date) -> Future[Atlas]:
    """Open the atlas of a day in the folder of today's; what goes wrong is in the future."""
    future: Future[Atlas] = Future()

    def ouvrir() -> None:
        try:
            from parquet.atlas import Atlas

            future.set_result(Atlas.ouvrir(aujourdhui.result().dossier, au))
        except BaseException as error:
            future.set_exception(error)

    Thread(target=ouvrir, name="ouverture d'un jour passé", daemon=True).start()
    return future


def fermer_ouvert(future: Future[Atlas]) -> None:
    """Close an atlas that nobody asks any more; a query under way ends with one line."""
    if future.exception() is None:
        Thread(target=future.result().fermer, daemon=True).start()
