# SPDX-License-Identifier: EUPL-1.2
"""The Bourse-projets: a demande let through by the embassy of its country, answered, provided for, expired or withdrawn."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from store import rights
from store.cleaning import clean_text
from store.clock import from_text, paris, to_text
from store.comptes import Compte, Comptes
from store.depot import (
    Deposant,
    Depot,
    DepotRefuse,
    Depots,
    authority_of,
    demande_of,
    deposant_of,
    last_minute,
    lettre,
    tell_embassy,
)
from store.errors import Refused
from store.langues import dire, jour
from store.machine import Dossier, Machine, Transition
from store.records import Collectivite, Demande, Partenaire, Projet
from store.rights import Target, Who, operation
from store.store import Edit, Reading, Stored

ANNEES = 2
"""How many years a published demande waits for an answer (P), to the end of the day in Paris."""
RETIREE = "retiree"
"""The state of a demande whose fiche is archived: it left the atlas, its history stays."""


@dataclass(frozen=True, slots=True)
class Acte:
    """A move of a demande: what it is about, and the transaction."""

    edit: Edit
    accounts: Comptes
    demande: Demande
    who: Who
    texte: str = ""
    """The reason, or the message."""
    projet: str = ""
    """The projet that it became."""


@dataclass(frozen=True, slots=True)
class Etape:
    """A state, and when the demande entered it (UTC)."""

    etat: str
    le: datetime


@dataclass(frozen=True, slots=True)
class Reponse:
    """A collectivité that answered: its name, who wrote, what."""

    collectivite: str
    agent: str
    message: str
    le: datetime


@dataclass(frozen=True, slots=True)
class Suivi:
    """A demande as those concerned see it: its state and how it came there, and the moves that this person may make."""

    stored: Stored[Demande]
    etat: str
    autorite: str
    etapes: tuple[Etape, ...]
    gestes: tuple[tuple[str, str], ...]
    """(operation, label) of what may be done now."""
    terme: datetime | None = None
    raison: str = ""
    deposant: Deposant | None = None
    """Who to write to: for the embassy, and for a collectivité that answered."""
    reponses: tuple[Reponse, ...] = ()


def _say_why(act: Acte) -> str:
    return "" if act.texte else "donnez la raison : son auteur la lira"


def _can_answer(act: Acte) -> str:
    until = _term(act.edit, act.demande.id)
    if until is not None and until <= act.edit.at:
        return "elle est arrivée à son terme, on n'y répond plus"
    return "" if act.texte else "écrivez un message : son auteur et l'ambassade le liront"


def _is_over(act: Acte) -> str:
    until = _term(act.edit, act.demande.id)
    return "" if until is not None and until <= act.edit.at else "elle n'est pas encore à son terme"


def _why_withdrawn(act: Acte) -> str:
    return "" if act.texte or act.who.demande else "donnez la raison : son auteur la lira"


def _published(act: Acte) -> None:
    until = last_minute(act.edit.at, ANNEES)
    act.edit.connection.execute(
        "UPDATE demande_suivi SET expire_le = ? WHERE fiche = ?", (to_text(until), act.demande.id)
    )
    # An authority that the atlas did not know shows with its first demande.
    act.edit.show(act.demande.partenaire)
    _write_to_author(act, "publiee", until)


def _refused(act: Acte) -> None:
    act.edit.connection.execute(
        "UPDATE demande_suivi SET raison = ? WHERE fiche = ?", (act.texte, act.demande.id)
    )
    _write_to_author(act, "refusee", texte=act.texte)


def _answered(act: Acte) -> None:
    act.edit.connection.execute(
        "INSERT INTO demande_reponse (demande, collectivite, compte, message, le) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (demande, collectivite) DO UPDATE SET compte = excluded.compte, message = excluded.message,"
        " le = excluded.le",
        (act.demande.id, act.who.collectivite, act.who.compte, act.texte, to_text(act.edit.at)),
    )
    assert act.who.compte is not None
    agent = act.accounts.get(act.who.compte)
    said = {
        "collectivite": _nom(act.edit, act.who.collectivite), "agent": f"{agent.prenom} {agent.nom}",
        "courriel": agent.courriel, "texte": act.texte,
    }  # fmt: skip
    _write_to_author(act, "reponse", None, **said)
    tell_embassy(act.edit, act.accounts, act.demande, "reponse", **said)
    _introduce(act, agent)


def _introduce(act: Acte, agent: Compte) -> None:
    """Give whoever answers the contact of the author: the letter that puts both in touch."""
    person = deposant_of(act.edit, act.demande.id)
    authority = authority_of(act.edit, act.demande)
    lines = [f"Votre réponse à la demande « {act.demande.titre} » est partie."]
    if person is None:
        lines.append(
            "Cette demande vient d'un import : l'atlas ne connaît pas son auteur, l'ambassade est prévenue."
        )
    else:
        name = f"{person.prenom} {person.nom}"
        phone = f", {person.telephone}" if person.telephone else ""
        lines.append(
            f"Son auteur, que vous pouvez joindre directement : {name} ({authority.nom if authority else ''}), "
            f"{person.courriel}{phone}. Langue de ses courriels : {dire('fr', f'langue.{person.langue}')}."
        )
    lines.append(
        f"Quand la coopération est décidée : atlas://fiche/{act.demande.id}, F7, « Devenir un projet »."
    )
    end = f"-- \n{dire('fr', 'lettre.fin')}"
    act.accounts.post(agent.courriel, f"Mise en relation : {act.demande.titre}", "\n\n".join([*lines, end]))


def _provided(act: Acte) -> None:
    _write_to_author(act, "pourvue", projet=act.projet, collectivite=_nom(act.edit, act.who.collectivite))


def _closed(act: Acte) -> None:
    _write_to_author(act, "expiree")


def _withdrawn(act: Acte) -> None:
    _write_to_author(act, "retiree", texte=act.texte)
    # The author leaves nothing behind.
    act.edit.connection.execute("DELETE FROM demande_code WHERE fiche = ?", (act.demande.id,))
    act.edit.connection.execute("DELETE FROM demande_suivi WHERE fiche = ?", (act.demande.id,))


def _renewed(act: Acte) -> None:
    _write_to_author(act, "relancee")
    tell_embassy(act.edit, act.accounts, act.demande, "relancee")


def _dossiers(reading: Reading, etats: frozenset[str], who: Who, at: datetime) -> Iterable[Dossier]:
    rows = reading.connection.execute(
        "SELECT d.fiche, d.titre, d.etat, f.modifie_le, p.pays, (SELECT group_concat(r.collectivite, ' ')"
        " FROM demande_reponse r WHERE r.demande = d.fiche) FROM demande d JOIN fiche f ON f.id = d.fiche"
        " JOIN partenaire p ON p.fiche = d.partenaire WHERE f.etat <> 'archivee' AND d.etat IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(etats)),),
    )
    for id, titre, etat, since, pays, answered in rows:
        target = Target(frozenset((answered or "").split()), frozenset({pays}))
        yield Dossier(id, titre, etat, from_text(since), target, f"fiche/{id}")


BOURSE: Machine[Acte] = Machine(
    nom="bourse",
    titre="Bourse-projets : une demande de coopération",
    etats={
        "deposee": "Déposée",
        "publiee": "Publiée",
        "refusee": "Refusée",
        "en-contact": "En contact",
        "pourvue": "Pourvue",
        "expiree": "Expirée",
        RETIREE: "Retirée",
    },
    initial="deposee",
    finaux=frozenset({"refusee", "pourvue", RETIREE}),
    transitions=(
        Transition(
            "publier-demande", ("deposee",), "publiee", "Publier",
            effet=_published, effet_libelle="courriel à son auteur ; deux ans pour répondre",
            tache="Demande à publier ou à refuser",
        ),
        Transition(
            "publier-demande", ("expiree",), "publiee", "Publier de nouveau",
            effet=_published, effet_libelle="courriel à son auteur ; deux ans pour répondre",
        ),
        Transition(
            "refuser-demande", ("deposee",), "refusee", "Refuser",
            garde=_say_why, garde_libelle="une raison", effet=_refused, effet_libelle="courriel à son auteur, avec la raison",
        ),
        Transition(
            "repondre-demande", ("publiee", "en-contact"), "en-contact", "Répondre",
            garde=_can_answer, garde_libelle="un message, avant le terme", effet=_answered,
            effet_libelle="courriel à son auteur et à l'ambassade ; l'un reçoit les coordonnées de l'autre",
        ),
        Transition(
            "pourvoir-demande", ("en-contact",), "pourvue", "Devenir un projet",
            effet=_provided, effet_libelle="un projet est créé, avec la collectivité qui a répondu ; courriel à son auteur",
            tache="Mise en relation à conclure",
        ),
        Transition(
            "expirer-demande", ("publiee", "en-contact"), "expiree", "Clore à son terme",
            garde=_is_over, garde_libelle="le terme est passé", effet=_closed, effet_libelle="courriel à son auteur",
        ),
        Transition(
            "retirer-demande", ("deposee", "publiee", "en-contact", "expiree"), RETIREE, "Retirer",
            garde=_why_withdrawn, garde_libelle="une raison, sauf pour son auteur", effet=_withdrawn,
            effet_libelle="courriel à son auteur, dont les coordonnées sont effacées ; la fiche est archivée",
        ),
        Transition(
            "relancer-demande", ("expiree",), "deposee", "Relancer",
            effet=_renewed, effet_libelle="courriel à son auteur et à l'ambassade",
        ),
    ),
    dossiers=_dossiers,
)  # fmt: skip


class Bourse(Depots):
    """What `who` may do to the demandes of a store. Forbidden, Refused and StaleVersion as `Operations` does."""

    @operation("publier-demande")
    def publish(self, id: str, *, base: int, key: str | None = None) -> int:
        """Publish a demande: the embassy of its country alone may. Returns its version."""
        return self._move("publier-demande", id, base, key=key)

    @operation("refuser-demande")
    def refuse(self, id: str, reason: str, *, base: int, key: str | None = None) -> int:
        """Refuse a demande, with the reason that its author will read."""
        return self._move("refuser-demande", id, base, reason, key=key)

    @operation("repondre-demande")
    def answer(self, id: str, message: str, *, base: int, key: str | None = None) -> int:
        """Put a French collectivité in touch with the author of a demande."""
        return self._move("repondre-demande", id, base, message, key=key)

    @operation("expirer-demande")
    def expire(self, id: str, *, base: int, key: str | None = None) -> int:
        """Close a demande whose time is over."""
        return self._move("expirer-demande", id, base, key=key)

    @operation("retirer-demande")
    def withdraw(self, id: str, reason: str = "", *, base: int, key: str | None = None) -> int:
        """Take a demande out of the atlas: its author (see `author`), the embassy of its country, or the DAECT."""
        return self._move("retirer-demande", id, base, reason, key=key)

    @operation("relancer-demande")
    def renew(self, id: str, *, base: int, key: str | None = None) -> int:
        """Bring a demande whose time was over back to the embassy, for its author."""
        return self._move("relancer-demande", id, base, key=key)

    def expire_all(self) -> tuple[str, ...]:
        """Close every demande whose time is over; return their ids. What the host asks again and again."""
        with self._store.read() as reading:
            due = [
                (id, version)
                for id, version in reading.connection.execute(
                    "SELECT f.id, f.version FROM demande_suivi s JOIN fiche f ON f.id = s.fiche JOIN demande d ON d.fiche = f.id"
                    " WHERE s.expire_le <= ? AND d.etat IN ('publiee', 'en-contact') AND f.etat <> 'archivee'",
                    (to_text(self._store.now()),),
                )
            ]
        closed = []
        for id, version in due:
            # Somebody moved it meanwhile: it will be seen again next time.
            with suppress(Refused):
                self.expire(id, base=version)
                closed.append(id)
        return tuple(closed)

    @operation("pourvoir-demande")
    def provide(
        self,
        id: str,
        projet: Projet,
        *,
        base: int,
        partenaires: Sequence[Partenaire] = (),
        key: str | None = None,
    ) -> Projet:
        """Turn a demande into a projet of the collectivité that answered; the demande is then provided for.

        The projet names the demande's partenaire, and a collectivité of `who`; new `partenaires` are created with it.
        """
        with self._store.write(self.who.actor, key=key) as edit:
            stored = demande_of(edit, id)
            if stored.record.partenaire not in projet.partenaires:
                raise Refused("partenaires", "le projet doit nommer l'autorité qui a fait la demande")
            rights.require(self.who, "creer-projet", Target(frozenset(projet.collectivites)))
            rights.require(self.who, "pourvoir-demande", target_of(edit, stored.record))
            for new in partenaires:
                rights.require(self.who, "creer-partenaire", Target(pays=frozenset({new.pays})))
                also = edit.create(new).id
                projet = msgspec.structs.replace(projet, partenaires=(*projet.partenaires, also))
            made = edit.create(projet)
            self._moved(edit, "pourvoir-demande", stored, base, "", made.id)
            return made

    def _move(self, name: str, id: str, base: int, texte: str = "", *, key: str | None) -> int:
        with self._store.write(self.who.actor, key=key) as edit:
            return self._moved(edit, name, demande_of(edit, id), base, clean_text(texte))

    def _moved(
        self, edit: Edit, name: str, stored: Stored[Demande], base: int, texte: str, projet: str = ""
    ) -> int:
        accounts = Comptes(edit.connection, edit.at)
        act = Acte(edit, accounts, stored.record, self.who, texte, projet)
        target = target_of(edit, stored.record)
        etat = BOURSE.move(self.who, name, etat_of(stored), target, act)
        if etat == RETIREE:
            return edit.archive(stored.record.id, base=base)
        changes: dict[str, object] = {"etat": etat}
        if name == "publier-demande":
            changes["publiee_le"] = paris(edit.at).date()
        return edit.update(msgspec.structs.replace(stored.record, **changes), base=base)

    # --- reading ------------------------------------------------------------------------------------------

    @operation("suivre-demandes")
    def waiting(self, etats: Collection[str] = ("deposee",)) -> Sequence[Stored[Demande]]:
        """Return the demandes of `who`'s country in these states, the oldest first: by default, those to be let through."""
        rights.require(self.who, "suivre-demandes", Target(pays=frozenset({self.who.pays})))
        with self._store.read() as reading:
            ids = [
                id
                for (id,) in reading.connection.execute(
                    "SELECT d.fiche FROM demande d JOIN fiche f ON f.id = d.fiche JOIN partenaire p ON p.fiche = d.partenaire"
                    " WHERE d.etat IN (SELECT value FROM json_each(?)) AND f.etat <> 'archivee' AND (p.pays = ? OR ?)"
                    " ORDER BY d.deposee_le, f.numero",
                    (json.dumps(sorted(etats)), self.who.pays, self.who.role == "daect"),
                )
            ]
            return [demande_of(reading, id) for id in ids]

    def follow_up(self, id: str) -> Suivi:
        """Return a demande with its history and what `who` may do to it. One that was not let through is for those who
        follow it: the embassy of its country, the DAECT, its author; others are refused as if there were none.
        """
        with self._store.read() as reading:
            stored = demande_of(reading, id)
            target, etat = target_of(reading, stored.record), etat_of(stored)
            follows = rights.may(self.who, "suivre-demandes", target) or self.who.demande == id
            if etat in ("deposee", "refusee", RETIREE) and not follows:
                raise Refused("id", f"aucune demande {id[:40]} dans l'atlas")
            authority = authority_of(reading, stored.record)
            mine = follows or rights.may(self.who, "pourvoir-demande", target)
            why = reading.connection.execute("SELECT raison FROM demande_suivi WHERE fiche = ?", (id,)).get
            return Suivi(
                stored,
                etat,
                authority.nom if authority else "",
                _etapes(reading, id),
                tuple((t.operation, t.libelle) for t in BOURSE.possible(self.who, etat, target)),
                _term(reading, id),
                (why or "") if follows else "",
                deposant_of(reading, id) if mine else None,
                _answers(reading, id) if follows else (),
            )


def etat_of(stored: Stored[Demande]) -> str:
    """Return the state of a demande."""
    return RETIREE if stored.etat == "archivee" else stored.record.etat


def target_of(edit: Reading, demande: Demande) -> Target:
    """Return what a demande concerns: its country, its author, and the collectivités that have answered it."""
    answered = edit.connection.execute(
        "SELECT collectivite FROM demande_reponse WHERE demande = ?", (demande.id,)
    )
    authority = authority_of(edit, demande)
    pays = frozenset({authority.pays}) if authority else frozenset[str]()
    return Target(frozenset(id for (id,) in answered), pays, demande=demande.id)


def _etapes(reading: Reading, id: str) -> tuple[Etape, ...]:
    found: list[Etape] = []
    for entry in reading.journal(id):
        etat = RETIREE if entry.operation == "archiver" else getattr(entry.after, "etat", "")
        if etat and (not found or found[-1].etat != etat):
            found.append(Etape(etat, entry.at))
    return tuple(found)


def _answers(reading: Reading, id: str) -> tuple[Reponse, ...]:
    rows = reading.connection.execute(
        "SELECT r.collectivite, c.prenom || ' ' || c.nom, r.message, r.le FROM demande_reponse r"
        " JOIN compte c ON c.numero = r.compte WHERE r.demande = ? ORDER BY r.le",
        (id,),
    ).fetchall()
    found: list[tuple[Any, ...]] = rows
    return tuple(Reponse(_nom(reading, who), agent, text, from_text(at)) for who, agent, text, at in found)


def _term(reading: Reading, id: str) -> datetime | None:
    until = reading.connection.execute("SELECT expire_le FROM demande_suivi WHERE fiche = ?", (id,)).get
    return None if until is None else from_text(until)


def _nom(reading: Reading, id: str) -> str:
    found = reading.get(id)
    return found.record.nom if found is not None and isinstance(found.record, Collectivite) else ""


def _write_to_author(act: Acte, what: str, until: datetime | None = None, **words: str) -> None:
    person = deposant_of(act.edit, act.demande.id)
    # Demandes that were imported have no author to write to.
    if person is None:
        return
    # The last day is the one before the midnight that ends it.
    last = "" if until is None else jour(person.langue, paris(until).date() - timedelta(days=1))
    act.accounts.post(
        person.courriel,
        *lettre(person, what, titre=act.demande.titre, id=act.demande.id, terme=last, **words),
    )


__all__ = [
    "ANNEES",
    "BOURSE",
    "RETIREE",
    "Bourse",
    "Deposant",
    "Depot",
    "DepotRefuse",
    "Etape",
    "Reponse",
    "Suivi",
    "etat_of",
]
