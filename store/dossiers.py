# SPDX-License-Identifier: EUPL-1.2
"""What people do to the dossiers of a call: write, deposit, give an avis, rank, select, notify, pay, report, read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Literal, cast

import msgspec

from store import appels, budget, pieces, portes, rights
from store.cleaning import clean_text
from store.clock import paris
from store.comptes import Comptes
from store.errors import Refused
from store.instruction import DOSSIER, Acte, Attendu, Sens, attendus, cible
from store.machine import Transition
from store.portes import Porte
from store.records import Appel, Avis, Dossier, Piece
from store.rights import Who, operation
from store.store import Edit, Reading, Store, Stored

_KEPT = (
    "etat", "depose_le", "avis", "note", "accorde", "motif", "notifie_le", "tranches", "appel", "collectivite", "pieces",
)  # fmt: skip
"""What the form does not write: moves do, or the creation of the dossier."""


def check_rank(dossier: Dossier, note: int | None, propose: Decimal) -> None:
    """Refused for a mark or an amount that no dossier, or not this one, may be given."""
    if note is not None and not 0 <= note <= 100:
        raise Refused("note", "de 0 à 100")
    if why := budget.trop(dossier, propose):
        raise Refused("accorde", why)


class Dossiers:
    """What `who` may do to the dossiers of a store. Forbidden, Refused and StaleVersion as `Operations` does."""

    def __init__(self, store: Store, who: Who) -> None:
        self._store = store
        self.who = who

    # --- the collectivité ---------------------------------------------------------------------------------

    @operation("preparer-dossier")
    def prepare(self, record: Dossier, *, base: int = 0, key: str | None = None) -> Stored[Dossier]:
        """Store a draft: a new one (no id), or the one read at version `base`. Returns it as it stands.

        Of an existing one only what its form holds is taken: moves alone write the rest.
        """
        with self._store.write(self.who.actor, key=key) as edit:
            appel = appels.lire(edit, record.appel).record
            if record.id:
                current = _dossier(edit, record.id)
                old = current.record
                record = msgspec.structs.replace(record, **{name: getattr(old, name) for name in _KEPT})
            else:
                record = Dossier(
                    appel=record.appel, collectivite=record.collectivite, titre=record.titre, projet=record.projet,
                    partenaires=record.partenaires, associees=record.associees, thematique=record.thematique,
                    siret=record.siret, contexte=record.contexte, objectifs=record.objectifs,
                    description=record.description, depenses=record.depenses, ressources=record.ressources,
                )  # fmt: skip
                old = record
            rights.require(self.who, "preparer-dossier", cible(edit, old))
            self._act("preparer-dossier", edit, appel, old)
            if record.id:
                edit.update(record, base=base)
                return _dossier(edit, record.id)
            return _dossier(edit, edit.create(record).id)

    def link(self, id: str, intitule: str, adresse: str, *, base: int) -> int:
        """Add a link to a draft. Returns its version."""
        return self._documents(id, base, lambda edit, had: (*had, Piece(intitule=intitule, adresse=adresse)))

    def attach(self, id: str, name: str, contenu: bytes, *, base: int) -> int:
        """Keep a file in the atlas for a draft. Returns its version."""
        return self._documents(id, base, lambda edit, had: (*had, pieces.garder(edit, name, contenu)))

    def detach(self, id: str, rank: int, *, base: int) -> int:
        """Take a document, counted from 0, away from a draft. Returns its version."""
        return self._documents(id, base, lambda edit, had: (*had[:rank], *had[rank + 1 :]))

    def _documents(
        self, id: str, base: int, change: Callable[[Edit, tuple[Piece, ...]], tuple[Piece, ...]]
    ) -> int:
        with self._store.write(self.who.actor) as edit:
            stored, appel = self._both(edit, id)
            self._act("preparer-dossier", edit, appel, stored.record)
            changed = change(edit, stored.record.pieces)
            pieces.controler(changed)
            version = edit.update(msgspec.structs.replace(stored.record, pieces=changed), base=base)
            pieces.oublier(edit, {one.empreinte for one in stored.record.pieces})
            return version

    @operation("deposer-dossier")
    def deposit(self, id: str, *, base: int, key: str | None = None) -> int:
        """Deposit a draft as it stands at version `base`. Refused names each gate that is not passed."""
        return self._move("deposer-dossier", id, base=base, key=key)

    @operation("reprendre-dossier")
    def withdraw(self, id: str, *, base: int, key: str | None = None) -> int:
        """Take a deposited dossier back, to correct it."""
        return self._move("reprendre-dossier", id, base=base, key=key)

    @operation("abandonner-dossier")
    def give_up(self, id: str, *, base: int, key: str | None = None) -> int:
        """Give a dossier up."""
        return self._move("abandonner-dossier", id, base=base, key=key)

    @operation("rendre-compte")
    def report(self, id: str, texte: str, depense: Decimal, *, base: int, key: str | None = None) -> int:
        """Report on the tranche that was paid: what was done, and what was spent of it, in euros."""
        return self._move("rendre-compte", id, base=base, texte=texte, montant=depense, key=key)

    # --- avis ---------------------------------------------------------------------------------------------

    @operation("donner-avis-sgar")
    def advise_region(self, id: str, sens: Sens, texte: str, *, key: str | None = None) -> int:
        """Give the avis of one's région. No version is asked: each writes its own, at the same time as others."""
        return self._advise("donner-avis-sgar", "sgar", self.who.region, id, sens, texte, key)

    @operation("donner-avis-ambassade")
    def advise_country(self, id: str, sens: Sens, texte: str, *, key: str | None = None) -> int:
        """Give the avis of one's embassy."""
        return self._advise("donner-avis-ambassade", "ambassade", self.who.pays, id, sens, texte, key)

    def _advise(
        self, name: str, de: Literal["sgar", "ambassade"], lieu: str, id: str, sens: Sens, texte: str, key: str | None
    ) -> int:  # fmt: skip
        with self._store.write(self.who.actor, key=key) as edit:
            stored, appel = self._both(edit, id)
            if sens != "favorable" and not clean_text(texte):
                raise Refused("avis", "une réserve ou un avis défavorable se motive")
            etat, _ = self._act(name, edit, appel, stored.record)
            avis = Avis(de=de, lieu=lieu, sens=sens, texte=texte, le=paris(edit.at).date())
            others = (one for one in stored.record.avis if (one.de, one.lieu) != (de, lieu))
            return edit.update(
                msgspec.structs.replace(stored.record, etat=etat, avis=(*others, avis)), base=stored.version
            )

    # --- the DAECT ----------------------------------------------------------------------------------------

    @operation("classer-dossier")
    def rank(self, id: str, note: int | None, propose: Decimal, *, base: int, key: str | None = None) -> int:
        """Give a dossier its mark (0 to 100) and the amount proposed."""
        with self._store.write(self.who.actor, key=key) as edit:
            stored, appel = self._both(edit, id)
            etat, _ = self._act("classer-dossier", edit, appel, stored.record)
            check_rank(stored.record, note, propose)
            return edit.update(
                msgspec.structs.replace(stored.record, etat=etat, note=note, accorde=propose), base=base
            )

    @operation("retenir-dossier")
    def select(self, id: str, accorde: Decimal, texte: str = "", *, base: int, key: str | None = None) -> int:
        """Grant an amount. `texte` says why, where an avis is missing."""
        return self._move("retenir-dossier", id, base=base, texte=texte, montant=accorde, key=key)

    @operation("rejeter-dossier")
    def reject(self, id: str, motif: str, *, base: int, key: str | None = None) -> int:
        """Refuse a dossier, with the reason that its authors will read."""
        return self._move("rejeter-dossier", id, base=base, texte=motif, key=key)

    @operation("revoir-dossier")
    def reconsider(self, id: str, *, base: int, key: str | None = None) -> int:
        """Take a decision back, before it is notified."""
        return self._move("revoir-dossier", id, base=base, key=key)

    @operation("notifier-dossier")
    def notify(self, id: str, *, base: int, key: str | None = None) -> int:
        """Notify a grant: the collectivité is told, its projet and open data show it."""
        return self._move("notifier-dossier", id, base=base, key=key)

    @operation("notifier-rejet")
    def notify_refusal(self, id: str, *, base: int, key: str | None = None) -> int:
        """Notify a refusal."""
        return self._move("notifier-rejet", id, base=base, key=key)

    @operation("verser-tranche")
    def pay(self, id: str, *, base: int, key: str | None = None) -> int:
        """Note that the next tranche is paid."""
        return self._move("verser-tranche", id, base=base, key=key)

    @operation("clore-dossier")
    def close(self, id: str, *, base: int, key: str | None = None) -> int:
        """Close a dossier whose tranches are paid and reported."""
        return self._move("clore-dossier", id, base=base, key=key)

    @operation("annuler-subvention")
    def annul(self, id: str, motif: str, *, base: int, key: str | None = None) -> int:
        """Annul what was not paid of a grant."""
        return self._move("annuler-subvention", id, base=base, texte=motif, key=key)

    # --- reading ------------------------------------------------------------------------------------------

    @operation("lire-dossier")
    def read(self, id: str) -> Stored[Dossier]:
        """Return a dossier; a draft to its authors and the DAECT alone."""
        with self._store.read() as reading:
            stored = _dossier(reading, id)
            self._may_read(reading, stored.record)
            return stored

    def gates(self, id: str) -> Sequence[Porte]:
        """Return the gates of a dossier as they stand."""
        with self._store.read() as reading:
            stored = _dossier(reading, id)
            self._may_read(reading, stored.record)
            appel = appels.lire(reading, stored.record.appel).record
            return portes.portes(reading, stored.record, appel, self._store.now())

    def opinions(self, id: str) -> Sequence[Attendu]:
        """Return the avis of a dossier, given or expected."""
        with self._store.read() as reading:
            stored = _dossier(reading, id)
            self._may_read(reading, stored.record)
            return attendus(reading, stored.record)

    def document(self, id: str, rank: int) -> tuple[Piece, bytes]:
        """Return a file that a dossier keeps, with its name."""
        with self._store.read() as reading:
            stored = _dossier(reading, id)
            self._may_read(reading, stored.record)
            if not 0 <= rank < len(stored.record.pieces) or not stored.record.pieces[rank].empreinte:
                raise Refused("pieces", "ce document n'est pas un fichier gardé dans l'atlas")
            piece = stored.record.pieces[rank]
            return piece, pieces.lire(reading, piece.empreinte)

    def each(self, appel: str = "") -> Sequence[Stored[Dossier]]:
        """Return the dossiers that `who` may read, of one call or of all, the first made first."""
        who = self.who
        with self._store.read() as reading:
            ids = reading.connection.execute(
                "SELECT d.fiche FROM dossier d JOIN fiche f ON f.id = d.fiche WHERE f.etat <> 'archivee' AND ? IN ('', d.appel)"
                " AND (? <> 'agent' OR d.collectivite = ?) ORDER BY f.numero",
                (appel, who.role, who.collectivite),
            ).fetchall()
            every = (_dossier(reading, str(id)) for (id,) in ids)
            return [one for one in every if self._readable(reading, one.record)]

    def bilan(self, appel: str) -> appels.Bilan:
        """Return the sums of a call; for who reads all its dossiers."""
        rights.require(self.who, "classer-dossier")
        with self._store.read() as reading:
            return appels.bilan(reading, appels.lire(reading, appel).record)

    def possible(self, id: str) -> tuple[Transition[Acte], ...]:
        """Return the moves that `who` may make of a dossier as it stands; their guards are not asked."""
        with self._store.read() as reading:
            record = _dossier(reading, id).record
            return DOSSIER.possible(self.who, record.etat, cible(reading, record))

    def _readable(self, reading: Reading, record: Dossier) -> bool:
        target = cible(reading, record)
        if record.etat == "brouillon":
            return rights.may(self.who, "preparer-dossier", target) or self.who.role == "daect"
        return rights.may(self.who, "lire-dossier", target)

    def _may_read(self, reading: Reading, record: Dossier) -> None:
        if not self._readable(reading, record):
            raise rights.Forbidden("lire-dossier", self.who)

    # --- within -------------------------------------------------------------------------------------------

    def _both(self, edit: Edit, id: str) -> tuple[Stored[Dossier], Appel]:
        stored = _dossier(edit, id)
        return stored, appels.lire(edit, stored.record.appel).record

    def _act(
        self,
        name: str,
        edit: Edit,
        appel: Appel,
        record: Dossier,
        texte: str = "",
        montant: Decimal = Decimal(0),
    ) -> tuple[str, dict[str, Any]]:
        """Make a move; return the new state, and what else changes."""
        act = Acte(
            edit, Comptes(edit.connection, edit.at), appel, record, self.who, clean_text(texte), montant
        )
        return DOSSIER.move(self.who, name, record.etat, cible(edit, record), act), act.suites

    def _move(
        self, name: str, id: str, *, base: int, texte: str = "", montant: Decimal = Decimal(0), key: str | None
    ) -> int:  # fmt: skip
        with self._store.write(self.who.actor, key=key) as edit:
            stored, appel = self._both(edit, id)
            etat, suites = self._act(name, edit, appel, stored.record, texte, montant)
            return edit.update(msgspec.structs.replace(stored.record, etat=etat, **suites), base=base)


def _dossier(reading: Reading, id: str) -> Stored[Dossier]:
    found = reading.get(id)
    if found is None or not isinstance(found.record, Dossier):
        raise Refused("id", f"aucun dossier {id[:40] or 'sans identifiant'} dans l'atlas")
    return cast(Stored[Dossier], found)
