# SPDX-License-Identifier: EUPL-1.2
"""What a person does to the pages of the atlas: every operation asks its right, then writes, in one transaction."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from store import rights
from store.auteurs import nommer
from store.errors import Refused, StaleVersion
from store.journal import UPDATED, Entry, kind_of
from store.records import (
    Actualite,
    Ambassade,
    Collectivite,
    Contact,
    Declaration,
    Demande,
    Fiche,
    Partenaire,
    Projet,
    Reseau,
)
from store.rights import Target, Who, operation, require
from store.store import Edit, Reading, Store, Stored

R = TypeVar("R", bound=Fiche)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a fiche as its history tells it. `actor` is empty for who may not read authors."""

    version: int
    at: datetime
    operation: str
    actor: str
    fields: tuple[str, ...]
    """Names of the fields that it changed; empty for a creation."""
    record: Fiche | None
    """None where it was erased. Contacts are left out for who may not read them."""
    auteur: str = ""
    """Who `actor` is, in words: « Marie Durand, agent, Métropole de Lyon »."""


class Operations:
    """What `who` may do to the fiches of a store. Every method raises Forbidden when the right is missing, and then writes
    nothing; Refused and StaleVersion as `Edit` does. `key` makes an edit that is sent twice count once."""

    def __init__(self, store: Store, who: Who) -> None:
        self._store = store
        self.who = who

    @property
    def store(self) -> Store:
        """For the procedures that stand beside the fiches, under the same rights."""
        return self._store

    # --- reading ------------------------------------------------------------------------------------------

    @operation("lire-fiche")
    def fiche(self, id: str) -> Stored[Fiche]:
        """Return a fiche as it stands now, without the people's own courriel and phone for who may not read them."""
        with self._store.read() as reading:
            found = self._shown(reading, id)
            require(self.who, "lire-fiche")
            return dataclasses.replace(found, record=self._readable(found.record))

    @operation("lire-coordonnees")
    def contacts(self, id: str) -> Sequence[Contact]:
        """Return the contacts of a fiche with all that they gave."""
        require(self.who, "lire-coordonnees")
        with self._store.read() as reading:
            return tuple(getattr(_existing(reading, id).record, "contacts", ()))

    @operation("lire-historique")
    def history(self, id: str) -> Sequence[Version]:
        """Return the versions of a fiche, the oldest first; their authors when `who` may read them."""
        require(self.who, "lire-historique")
        named = rights.may(self.who, "lire-auteurs")
        with self._store.read() as reading:
            self._shown(reading, id)
            entries = reading.journal(id)
            names = nommer(reading, (entry.actor for entry in entries)) if named else {}
            return [self._version(entry, names) for entry in entries]

    @operation("lire-auteurs")
    def authors(self, id: str) -> Mapping[int, str]:
        """Return version → who wrote it, in words (see `store.auteurs`)."""
        require(self.who, "lire-auteurs")
        with self._store.read() as reading:
            entries = reading.journal(id)
            names = nommer(reading, (entry.actor for entry in entries))
            return {entry.version: names[entry.actor] for entry in entries}

    def _shown(self, reading: Reading, id: str) -> Stored[Fiche]:
        """A fiche, and its history, for who may see them. What is not published is for its writers and those who judge it."""
        found = _existing(reading, id)
        record = found.record
        match record:
            case Actualite() if record.etat != "publiee":
                require(self.who, "suivre-actualites", target_of(reading, record))
            case Demande() if record.etat in ("deposee", "refusee"):
                require(self.who, "suivre-demandes", target_of(reading, record))
            case Actualite() | Ambassade() | Collectivite() | Demande() | Partenaire() | Projet() | Reseau():
                pass
            case _:
                # Drafts, budgets, avis: each procedure says who reads what of it.
                raise Refused("id", "cette fiche ne se lit que dans sa procédure")
        return found

    def _version(self, entry: Entry, names: Mapping[str, str]) -> Version:
        return Version(
            entry.version,
            entry.at,
            entry.operation,
            entry.actor if names else "",
            changed(entry.before, entry.after),
            None if entry.after is None else self._readable(entry.after),
            names.get(entry.actor, ""),
        )

    def _readable(self, record: Fiche) -> Fiche:
        """The record, without what its contacts did not agree to publish for who may not read it."""
        people: tuple[Contact, ...] = getattr(record, "contacts", ())
        if not people or rights.may(self.who, "lire-coordonnees"):
            return record
        public = tuple(
            p if p.diffusion else msgspec.structs.replace(p, courriel="", telephone="") for p in people
        )
        return msgspec.structs.replace(record, contacts=public)

    # --- collectivités ------------------------------------------------------------------------------------

    @operation("creer-collectivite")
    def create_collectivite(self, record: Collectivite, *, key: str | None = None) -> Collectivite:
        """Store a new collectivité."""
        require(self.who, "creer-collectivite")
        with self._edit(key) as edit:
            return edit.create(record)

    @operation("modifier-collectivite")
    def update_collectivite(self, record: Collectivite, *, base: int, key: str | None = None) -> int:
        """Store a collectivité read at version `base`: identity, contacts, réseaux. Returns its version."""
        return self._update("modifier-collectivite", record, base, key)

    @operation("archiver-collectivite")
    def archive_collectivite(self, id: str, *, base: int, key: str | None = None) -> int:
        """Archive a collectivité that nothing names any more."""
        return self._archive("archiver-collectivite", id, Collectivite, base, key)

    # --- projets ------------------------------------------------------------------------------------------

    @operation("creer-projet")
    def create_projet(
        self, record: Projet, *, partenaires: Sequence[Partenaire] = (), key: str | None = None
    ) -> Projet:
        """Store a new projet, with new partenaires created in the same transaction and put after those it names."""
        with self._edit(key) as edit:
            record = self._with_new(edit, record, partenaires)
            require(self.who, "creer-projet", target_of(edit, record))
            return edit.create(record)

    @operation("modifier-projet")
    def update_projet(
        self, record: Projet, *, base: int, partenaires: Sequence[Partenaire] = (), key: str | None = None
    ) -> int:
        """Store a projet read at version `base`, with new partenaires as `create_projet`; its nature changes by `convert` alone.

        Returns its version.
        """
        with self._edit(key) as edit:
            current = self._mine(edit, "modifier-projet", record.id, Projet)
            if record.nature != current.nature:
                raise Refused("nature", "se change par « convertir », qui garde l'histoire de la fiche")
            record = self._with_new(edit, record, partenaires)
            # Nobody gives a projet away, nor takes one: whoever edits it must still have a hand on what it becomes.
            require(self.who, "modifier-projet", target_of(edit, record))
            return edit.update(record, base=base)

    @operation("convertir-action")
    def convert(self, id: str, *, annee_convention: int, base: int, key: str | None = None) -> int:
        """Turn an action that now has a convention into a coopération: the same fiche, its history kept."""
        with self._edit(key) as edit:
            current = self._mine(edit, "convertir-action", id, Projet)
            if current.nature != "action":
                raise Refused("nature", "c'est déjà une coopération décentralisée")
            converted = msgspec.structs.replace(
                current, nature="cooperation", annee_convention=annee_convention
            )
            return edit.update(converted, base=base)

    @operation("archiver-projet")
    def archive_projet(self, id: str, *, base: int, key: str | None = None) -> int:
        """Archive a projet: it leaves the atlas, its history stays."""
        return self._archive("archiver-projet", id, Projet, base, key)

    # --- partenaires --------------------------------------------------------------------------------------

    @operation("creer-partenaire")
    def create_partenaire(self, record: Partenaire, *, key: str | None = None) -> Partenaire:
        """Store a new partenaire."""
        require(self.who, "creer-partenaire", Target(pays=frozenset({record.pays})))
        with self._edit(key) as edit:
            return edit.create(record)

    @operation("modifier-partenaire")
    def update_partenaire(self, record: Partenaire, *, base: int, key: str | None = None) -> int:
        """Store a partenaire read at version `base`. Returns its version."""
        return self._update("modifier-partenaire", record, base, key)

    @operation("archiver-partenaire")
    def archive_partenaire(self, id: str, *, base: int, key: str | None = None) -> int:
        """Archive a partenaire that nothing names any more."""
        return self._archive("archiver-partenaire", id, Partenaire, base, key)

    # --- annuaire -----------------------------------------------------------------------------------------

    @operation("creer-ambassade")
    def create_ambassade(self, record: Ambassade, *, key: str | None = None) -> Ambassade:
        """Store the embassy for a country, which has none yet."""
        require(self.who, "creer-ambassade", Target(pays=frozenset({record.pays})))
        with self._edit(key) as edit:
            if other := ambassade_de(edit, record.pays):
                raise Refused("pays", f"ce pays a déjà sa fiche ({other}), modifiez-la")
            return edit.create(record)

    @operation("modifier-ambassade")
    def update_ambassade(self, record: Ambassade, *, base: int, key: str | None = None) -> int:
        """Store an embassy read at version `base`: how it is reached, its correspondants. Returns its version."""
        with self._edit(key) as edit:
            current = self._mine(edit, "modifier-ambassade", record.id, Ambassade)
            if current.pays != record.pays:
                raise Refused("pays", "la fiche d'une ambassade ne change pas de pays")
            return edit.update(record, base=base)

    @operation("archiver-ambassade")
    def archive_ambassade(self, id: str, *, base: int, key: str | None = None) -> int:
        """Archive the embassy for a country."""
        return self._archive("archiver-ambassade", id, Ambassade, base, key)

    @operation("creer-reseau")
    def create_reseau(self, record: Reseau, *, key: str | None = None) -> Reseau:
        """Store a new association or réseau."""
        require(self.who, "creer-reseau")
        with self._edit(key) as edit:
            return edit.create(record)

    @operation("modifier-reseau")
    def update_reseau(self, record: Reseau, *, base: int, key: str | None = None) -> int:
        """Store a réseau read at version `base`. Returns its version."""
        return self._update("modifier-reseau", record, base, key)

    @operation("archiver-reseau")
    def archive_reseau(self, id: str, *, base: int, key: str | None = None) -> int:
        """Archive a réseau that nothing names any more."""
        return self._archive("archiver-reseau", id, Reseau, base, key)

    # --- every kind ---------------------------------------------------------------------------------------

    @operation("completer-fiche")
    def complete(self, record: Fiche, *, base: int, key: str | None = None) -> int:
        """Store a fiche in which only what was empty is filled: what a partner who does not own it may add."""
        with self._edit(key) as edit:
            stored = _existing(edit, record.id)
            require(self.who, "completer-fiche", target_of(edit, stored.record))
            if not isinstance(stored.record, _COMPLETED):
                raise Refused("id", "cette fiche ne se complète pas : écrivez à qui la tient")
            # Who may not read the people's own courriel and phone gives back a fiche without them: they stay as they are, and
            # what is shown of a version saved meanwhile has none either.
            shown = self._readable(stored.record)
            if stored.version != base:
                raise StaleVersion(record.id, base, dataclasses.replace(stored, record=shown))
            people = getattr(stored.record, "contacts", ())
            if people and getattr(record, "contacts", ()) == getattr(shown, "contacts", ()):
                record = msgspec.structs.replace(record, contacts=people)
            for name in changed(stored.record, record):
                if getattr(stored.record, name) not in ("", (), None, 0):
                    raise Refused(name, "déjà rempli : signalez-le à qui tient cette fiche")
            return edit.update(record, base=base)

    @operation("restaurer-version")
    def restore(self, id: str, *, version: int, base: int, key: str | None = None) -> int:
        """Make an older version of a fiche the current one again, as a new version."""
        require(self.who, "restaurer-version")
        with self._edit(key) as edit:
            found = next((e for e in edit.journal(id) if e.version == version), None)
            if found is None or found.after is None:
                raise Refused("version", f"la version {version} de {id[:40]} n'existe pas, ou fut effacée")
            _no_procedure(found.after)
            return edit.update(_peopled(edit, found, found.after), base=base)

    @operation("annuler-modification")
    def undo(self, id: str, *, base: int, key: str | None = None) -> int:
        """Take back one's own last edit of a fiche, when it is the last of all."""
        with self._edit(key) as edit:
            _existing(edit, id)
            last, before = (*edit.journal(id)[:-3:-1], None)[:2]
            assert last is not None
            if isinstance(last.after, Actualite):
                raise Refused("id", "une actualité se corrige ou s'archive")
            author = int(last.actor.partition(":")[2]) if last.actor.startswith("compte:") else None
            require(self.who, "annuler-modification", Target(compte=author))
            if last.operation != UPDATED or before is None or before.after is None:
                raise Refused(
                    "version",
                    "une création, un archivage ou un effacement ne s'annule pas : archivez, ou écrivez à la DAECT",
                )
            _no_procedure(before.after)
            return edit.update(_peopled(edit, before, before.after), base=base)

    # --- within -------------------------------------------------------------------------------------------

    @contextmanager
    def _edit(self, key: str | None) -> Iterator[Edit]:
        with self._store.write(self.who.actor, key=key) as edit:
            yield edit

    def _mine(self, edit: Edit, name: str, id: str, kind: type[R]) -> R:
        """The fiche as it stands, when `who` may do the operation on it."""
        record = _existing(edit, id).record
        if not isinstance(record, kind):
            raise Refused("id", f"la fiche {id[:40]} est d'une autre nature")
        require(self.who, name, target_of(edit, record))
        return record

    def _with_new(self, edit: Edit, record: Projet, partenaires: Sequence[Partenaire]) -> Projet:
        """The projet, which names these partenaires too: they are created in its transaction."""
        made = []
        for partenaire in partenaires:
            require(self.who, "creer-partenaire", Target(pays=frozenset({partenaire.pays})))
            made.append(edit.create(partenaire).id)
        return msgspec.structs.replace(record, partenaires=(*record.partenaires, *made)) if made else record

    def _update(
        self, name: str, record: Collectivite | Partenaire | Reseau, base: int, key: str | None
    ) -> int:
        with self._edit(key) as edit:
            self._mine(edit, name, record.id, type(record))
            require(self.who, name, target_of(edit, record))
            return edit.update(record, base=base)

    def _archive(self, name: str, id: str, kind: type[Any], base: int, key: str | None) -> int:
        with self._edit(key) as edit:
            self._mine(edit, name, id, kind)
            return edit.archive(id, base=base)


def _no_procedure(record: Fiche) -> None:
    """A procedure goes by its own moves: letters went with them, and no older version takes those back."""
    if isinstance(record, Demande | Declaration):
        raise Refused(
            "version", "une demande ou une déclaration ne change que par les gestes de sa procédure"
        )


def target_of(reading: Reading, record: Fiche) -> Target:
    """Return the collectivités, countries and régions that a fiche concerns, by what it names."""
    match record:
        case Collectivite():
            return Target(frozenset({record.id} - {""}), regions=frozenset({record.region} - {""}))
        case Partenaire() | Ambassade():
            return Target(pays=frozenset({record.pays}))
        case Reseau():
            return Target(reseaux=frozenset({record.id} - {""}))
        case Actualite():
            # It belongs to who signs it: an embassy has no hand on what another wrote of its country.
            return Target(
                pays=frozenset(record.pays if record.emetteur == "ambassade" else ()),
                reseaux=frozenset({record.reseau} - {""}),
            )
        case Projet():
            own = [found for id in record.collectivites if (found := reading.get(id))]
            others = [found for id in record.partenaires if (found := reading.get(id))]
            return Target(
                frozenset(record.collectivites),
                frozenset(o.record.pays for o in others if isinstance(o.record, Partenaire)),
                frozenset(o.record.region for o in own if isinstance(o.record, Collectivite)) - {""},
            )
        case _:
            collectivite = getattr(record, "collectivite", "")
            partner = reading.get(getattr(record, "partenaire", ""))
            pays = partner.record.pays if partner and isinstance(partner.record, Partenaire) else ""
            return Target(frozenset({collectivite} - {""}), frozenset({pays} - {""}))


_EDITED_BY: Mapping[type[Any], str] = {
    Collectivite: "modifier-collectivite", Partenaire: "modifier-partenaire", Projet: "modifier-projet",
    Reseau: "modifier-reseau", Ambassade: "modifier-ambassade", Actualite: "ecrire-actualite",
}  # fmt: skip
_COMPLETED = (Collectivite, Partenaire, Projet)
"""Kinds in which those who do not own a fiche may fill what is empty."""


def edited_by(who: Who, kind: type[Fiche], target: Target) -> str:
    """Return the operation by which this person would edit a fiche of a kind: `completer-fiche` where only that is theirs.

    Empty for a kind that has no form. Whether they may is asked of `rights`.
    """
    name = _EDITED_BY.get(kind, "")
    completes = kind in _COMPLETED and rights.may(who, "completer-fiche", target)
    return "completer-fiche" if name and completes and not rights.may(who, name, target) else name


def ambassade_de(reading: Reading, pays: str) -> str:
    """Return the id of the embassy for a country; empty when it has none."""
    found = reading.connection.execute(
        "SELECT a.fiche FROM ambassade a JOIN fiche f ON f.id = a.fiche WHERE a.pays = ? AND f.etat <> 'archivee'",
        (pays,),
    ).get
    return str(found) if found else ""


def changed(before: Fiche | None, after: Fiche | None) -> tuple[str, ...]:
    """Return the names of the fields that differ, in their declared order; none when either is missing."""
    if before is None or after is None or type(before) is not type(after):
        return ()
    return tuple(
        f.name for f in msgspec.structs.fields(after) if getattr(before, f.name) != getattr(after, f.name)
    )


def _peopled(reading: Reading, entry: Entry, record: Fiche) -> Fiche:
    """An older version as it may come back: where its people were erased, with those of today."""
    if not entry.erased:
        return record
    today = _existing(reading, record.id).record
    return msgspec.structs.replace(record, contacts=getattr(today, "contacts", ()))


PROCEDURES = ("appel", "dossier", "label", "mission")
"""Kinds that are no page of the atlas: their procedures alone read and move them, a draft is not everybody's, and taking an
edit back would move a state past its guards."""


def _existing(reading: Reading, id: str) -> Stored[Fiche]:
    found = reading.get(id)
    if found is None or kind_of(id) in PROCEDURES:
        raise Refused("id", f"aucune fiche {id[:40] or 'sans identifiant'} dans l'atlas")
    return found
