# SPDX-License-Identifier: EUPL-1.2
"""A demande as whoever is logged in may see it, public or not yet. No screen here; everything is done in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parquet.errors import AtlasError
from parquet.results import DemandeBref, EtapeDemande, FicheDemande, PartenaireBref
from store.clock import paris
from store.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from atlas_tui.app.session import Session
    from parquet.atlas import Atlas
    from store.bourse import Suivi
    from store.comptes import Compte
    from store.records import Partenaire
    from store.store import Store


@dataclass(frozen=True, slots=True)
class DemandeLue:
    """The page of a demande, and what this person may follow of it."""

    fiche: FicheDemande
    suivi: Suivi | None


def lire(session: Session, atlas: Atlas, id_: str) -> DemandeLue:
    """The page of the atlas; for who follows a demande that is not public, the same made from the store. Introuvable."""
    if session.compte is None or session.verrouillee or atlas.jour is not None:
        return DemandeLue(_publique(atlas, id_), None)
    try:
        found, authority = session.consulter(atlas.dossier, lambda store, compte: _suivre(store, compte, id_))
    except StoreError:
        return DemandeLue(_publique(atlas, id_), None)
    try:
        page = _publique(atlas, id_)
    except AtlasError:
        page = _de_la_base(found, authority)
    return DemandeLue(page, found)


def suivi(session: Session, dossier: Path, id_: str) -> Suivi:
    """What this person may do to a demande now. StoreError."""
    return session.consulter(dossier, lambda store, compte: _suivre(store, compte, id_))[0]


def _publique(atlas: Atlas, id_: str) -> FicheDemande:
    from parquet.errors import Introuvable

    found = atlas.fiche(id_)
    if not isinstance(found, FicheDemande):
        raise Introuvable(f"La fiche {id_[:40]} n'est pas celle d'une demande.")
    return found


def _suivre(store: Store, compte: Compte, id_: str) -> tuple[Suivi, Partenaire | None]:
    from store.bourse import Bourse
    from store.depot import authority_of
    from store.rights import HOST

    mine = Bourse(store, compte.who)
    found = mine.follow_up(id_)
    over = found.terme is not None and found.terme <= store.now()
    if over and found.etat in ("publiee", "en-contact"):
        # Its time is over: it is closed as soon as somebody looks, whenever the host comes by.
        Bourse(store, HOST).expire(id_, base=found.stored.version)
        found = mine.follow_up(id_)
    with store.read() as reading:
        return found, authority_of(reading, found.stored.record)


def _de_la_base(found: Suivi, authority: Partenaire | None) -> FicheDemande:
    record = found.stored.record
    partner = PartenaireBref(record.partenaire, found.autorite, authority.pays if authority else "")
    return FicheDemande(
        bref=DemandeBref(
            record.id, record.titre, partner, record.thematique, record.recherche, record.publiee_le
        ),
        besoin=record.besoin, description=record.description, lieu=record.lieu, etat=found.etat,
        deposee_le=record.deposee_le, version=found.stored.version, modifie_le=paris(found.stored.modifie_le).date(),
        etapes=tuple(EtapeDemande(step.etat, paris(step.le).date()) for step in found.etapes),
    )  # fmt: skip
