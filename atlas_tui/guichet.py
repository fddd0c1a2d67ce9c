# SPDX-License-Identifier: EUPL-1.2
"""The counter of the Bourse-projets: what a person without account hands in, straight to the store or through its box."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from atlas_tui import identite
from atlas_tui.app.trace import journal
from parquet.errors import AtlasError
from store import STORE
from store.errors import StoreError

if TYPE_CHECKING:
    from store.boite import Agir, Confirmer, Deposer, Envoi, Reponse, Suivre
    from store.store import Store

PATIENCE = 30.0
"""Seconds that the host may take to answer what is in its box."""
REGARD = 0.2
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Releve:
    """What the host did of what waited."""

    recus: int
    closes: int
    partis: int
    restent: int
    labels: int = 0
    """Labels whose three years were over."""


class Guichet:
    """Hands requests in to the atlas of a folder. Everything here waits: never on the event loop."""

    def __init__(self, dossier: Path, *, boite: bool | None = None) -> None:
        self._dossier = dossier
        self.par_boite = self._faut_boite() if boite is None else boite
        """True where this session may not open the store, and its host has a box."""

    def _faut_boite(self) -> bool:
        from store import boite

        path = self._dossier / STORE
        return not os.access(path, os.R_OK | os.W_OK) and boite.ouverte(self._dossier)

    @property
    def ouvert(self) -> bool:
        """True where something can be deposited at all."""
        return self.par_boite or os.access(self._dossier / STORE, os.R_OK | os.W_OK)

    def demander(self, requete: Deposer | Confirmer | Suivre | Agir, jeton: str) -> Reponse:
        """Hand a request in and return its answer; what goes wrong is in the answer."""
        from store import boite
        from store.depot import DepotRefuse

        envoi = boite.Envoi(jeton, requete, identite.reseau())
        try:
            if not self.ouvert:
                return boite.Reponse(cle="copie")
            if not self.par_boite:
                return self._tout_droit(envoi)
            name = boite.remettre(self._dossier, envoi)
        except DepotRefuse as refused:
            return boite.Reponse(champ=refused.field, cle=refused.cle, mots=refused.mots)
        except (StoreError, OSError):
            journal().exception("guichet")
            return boite.Reponse(cle="panne")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if (found := boite.reponse(self._dossier, name)) is not None:
                return found
            time.sleep(REGARD)
        return boite.Reponse(cle="sourd")

    def _tout_droit(self, envoi: Envoi) -> Reponse:
        from store import boite
        from store.store import Store

        with Store.open(self._dossier / STORE) as store:
            answer = boite.traiter(store, envoi)
            if isinstance(envoi.requete, boite.Agir) and envoi.requete.geste:
                publier(store, self._dossier)
            if poster(store)[1]:
                boite.reveiller(self._dossier)
        return answer


def relever(dossier: Path) -> Releve:
    """What a host does again and again: take the box in, close what is over, publish, send the letters."""
    from store import boite
    from store.bourse import Bourse
    from store.labels import Labels
    from store.rights import HOST
    from store.store import Store

    with Store.open(dossier / STORE) as store:
        taken = boite.relever(store, dossier)
        closed = Bourse(store, HOST).expire_all()
        over = Labels(store, HOST).expire_all()
        publier(store, dossier)
        sent, left = poster(store)
    return Releve(taken, len(closed), sent, left, len(over))


def publier(store: Store, dossier: Path) -> bool:
    """Publish what was committed; False, with its trace in the log, when that failed: the next publication shows it."""
    from parquet.publication import publier_delta

    try:
        publier_delta(store, dossier)
    except (AtlasError, StoreError, OSError) as error:
        journal().error("publication", exc_info=error)
        return False
    return True


def poster(store: Store) -> tuple[int, int]:
    """Send the letters that wait, where a way is configured; return how many went and how many stay."""
    from atlas_tui.courrier import configuration, envoyer

    try:
        if (smtp := configuration()) is not None:
            return envoyer(store, smtp)
        with store.comptes() as accounts:
            return 0, len(accounts.letters())
    except StoreError:
        journal().exception("courrier")
        return 0, 0
