# SPDX-License-Identifier: EUPL-1.2
"""The Bourse-projets: a demande deposited without account, let through by the embassy of its country, answered, provided for."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

import msgspec

from store import credentials, rights
from store.cleaning import clean, clean_text
from store.clock import from_text, paris, to_text
from store.comptes import Comptes
from store.credentials import CODE_LIFE, CODE_TRIES, checked_courriel
from store.errors import Refused
from store.machine import Dossier, Machine, Transition
from store.records import Demande, Partenaire, Projet
from store.rights import PUBLIC, Target, Who, operation
from store.rules import prepare
from store.store import Edit, Reading, Store, Stored

Langue = Literal["fr", "en", "es"]
VALIDITE = timedelta(days=730)
"""How long a published demande waits for an answer (P)."""


class Deposant(msgspec.Struct, frozen=True, kw_only=True):
    """Who deposits: a person of the foreign authority. Personal data, never published."""

    prenom: str
    nom: str
    courriel: str
    telephone: str = ""
    langue: Langue = "fr"


class Depot(msgspec.Struct, frozen=True, kw_only=True):
    """What the form holds: the authority that asks (an id, or a new one), who writes for it, what is asked."""

    partenaire: str = ""
    """Id of an authority that the atlas knows; empty for a new one."""
    autorite: str = ""
    pays: str = ""
    titre: str
    thematique: str
    besoin: str = ""
    description: str = ""
    recherche: str = ""
    """The kind of French partner looked for."""
    lieu: str = ""
    deposant: Deposant


@dataclass(frozen=True, slots=True)
class Acte:
    """A move of a demande: what it is about, and the transaction."""

    edit: Edit
    accounts: Comptes
    demande: Demande
    who: Who
    texte: str = ""
    """The reason, or the message."""


def _say_why(act: Acte) -> str:
    return "" if act.texte else "donnez la raison : son auteur la lira"


def _say_something(act: Acte) -> str:
    return "" if act.texte else "écrivez un message : son auteur et l'ambassade le liront"


def _is_over(act: Acte) -> str:
    until = act.edit.connection.execute(
        "SELECT expire_le FROM demande_suivi WHERE fiche = ?", (act.demande.id,)
    ).get
    return "" if until and from_text(until) <= act.edit.at else "elle n'est pas encore à son terme"


def _published(act: Acte) -> None:
    act.edit.connection.execute(
        "UPDATE demande_suivi SET expire_le = ? WHERE fiche = ?",
        (to_text(act.edit.at + VALIDITE), act.demande.id),
    )
    _write_to_author(act, "publiee", "")


def _refused(act: Acte) -> None:
    act.edit.connection.execute(
        "UPDATE demande_suivi SET raison = ? WHERE fiche = ?", (act.texte, act.demande.id)
    )
    _write_to_author(act, "refusee", act.texte)


def _answered(act: Acte) -> None:
    act.edit.connection.execute(
        "INSERT INTO demande_reponse (demande, collectivite, compte, message, le) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (demande, collectivite) DO UPDATE SET message = excluded.message, le = excluded.le",
        (act.demande.id, act.who.collectivite, act.who.compte, act.texte, to_text(act.edit.at)),
    )
    _write_to_author(act, "reponse", act.texte)
    for courriel in _embassies(act.accounts, _pays(act.edit, act.demande)):
        act.accounts.post(courriel, f"Mise en relation : {act.demande.titre}", act.texte)


def _closed(act: Acte) -> None:
    _write_to_author(act, "expiree", "")


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
    },
    initial="deposee",
    finaux=frozenset({"refusee", "pourvue", "expiree"}),
    transitions=(
        Transition(
            "publier-demande", ("deposee",), "publiee", "Publier",
            effet=_published, effet_libelle="courriel à son auteur ; deux ans pour répondre",
            tache="Demande à publier ou à refuser",
        ),
        Transition(
            "refuser-demande", ("deposee",), "refusee", "Refuser",
            garde=_say_why, garde_libelle="une raison", effet=_refused, effet_libelle="courriel à son auteur, avec la raison",
        ),
        Transition(
            "repondre-demande", ("publiee", "en-contact"), "en-contact", "Répondre",
            garde=_say_something, garde_libelle="un message", effet=_answered,
            effet_libelle="courriel à son auteur et à l'ambassade",
        ),
        Transition(
            "pourvoir-demande", ("en-contact",), "pourvue", "Devenir un projet",
            effet_libelle="un projet est créé, avec la collectivité qui a répondu",
            tache="Mise en relation à conclure",
        ),
        Transition(
            "expirer-demande", ("publiee", "en-contact"), "expiree", "Clore à son terme",
            garde=_is_over, garde_libelle="le terme est passé", effet=_closed, effet_libelle="courriel à son auteur",
        ),
    ),
    dossiers=_dossiers,
)  # fmt: skip


class Bourse:
    """What `who` may do to the demandes of a store. Forbidden, Refused and StaleVersion as `Operations` does."""

    def __init__(self, store: Store, who: Who = PUBLIC) -> None:
        self._store = store
        self.who = who

    # --- depositing, without account ----------------------------------------------------------------------

    @operation("deposer-demande")
    def deposit(self, depot: Depot) -> str:
        """Keep a demande until its author confirms the courriel; mail the code. Return the token to confirm with.

        Refused names the field that will not do, as it will stand in the demande.
        """
        rights.require(self.who, "deposer-demande")
        checked = _checked(depot)
        token, code = secrets.token_urlsafe(16), credentials.draw_code()
        salt = secrets.token_bytes(16)
        with self._store.write(self.who.actor) as edit:
            if depot.partenaire:
                known = edit.get(depot.partenaire)
                if known is None or not isinstance(known.record, Partenaire) or known.etat == "archivee":
                    raise Refused("partenaire", f"aucune autorité {depot.partenaire[:40]} dans l'atlas")
            edit.connection.execute("DELETE FROM depot WHERE expire_le <= ?", (to_text(edit.at),))
            edit.connection.execute(
                "INSERT INTO depot (jeton, contenu, sel, empreinte, expire_le, essais) VALUES (?, ?, ?, ?, ?, 0)",
                (
                    token,
                    msgspec.json.encode(checked).decode(),
                    salt,
                    credentials.code_hash(salt, code),
                    to_text(edit.at + CODE_LIFE),
                ),
            )
            subject, text = _letter(checked.deposant.langue, "code", code=f"{code[:4]} {code[4:]}", titre="")
            Comptes(edit.connection, edit.at).post(checked.deposant.courriel, subject, text)
        return token

    def confirm(self, token: str, code: str) -> Demande:
        """Deposit what a token stands for: it goes to the embassy of its country. Twice gives the same demande."""
        rights.require(self.who, "deposer-demande")
        with self._store.write(self.who.actor) as edit:
            row = edit.connection.execute(
                "SELECT contenu, sel, empreinte, expire_le, essais, fiche FROM depot WHERE jeton = ?",
                (token,),
            ).fetchone()
            if row is not None and row[5] is None:
                edit.connection.execute("UPDATE depot SET essais = essais + 1 WHERE jeton = ?", (token,))
        wrong = Refused("code", "code inexact ou périmé, déposez de nouveau pour en recevoir un autre")
        if row is None or not credentials.code_is(row[1], row[2], code):
            raise wrong
        if row[5] is None and (from_text(row[3]) <= self._store.now() or row[4] >= CODE_TRIES):
            raise wrong
        with self._store.write(self.who.actor) as edit:
            # Another click may have come first.
            done = edit.connection.execute("SELECT fiche FROM depot WHERE jeton = ?", (token,)).get
            if done is not None:
                return _demande(edit, done).record
            made = self._create(edit, msgspec.json.decode(row[0], type=Depot))
            # What was confirmed is kept no longer than it serves: the click that comes twice.
            edit.connection.execute(
                "UPDATE depot SET fiche = ?, contenu = '' WHERE jeton = ?", (made.id, token)
            )
            return made

    def _create(self, edit: Edit, depot: Depot) -> Demande:
        partenaire = depot.partenaire or edit.create(Partenaire(nom=depot.autorite, pays=depot.pays)).id
        made = edit.create(
            Demande(
                titre=depot.titre, partenaire=partenaire, thematique=depot.thematique, besoin=depot.besoin,
                description=depot.description, recherche=depot.recherche, lieu=depot.lieu, etat="deposee",
                deposee_le=paris(edit.at).date(),
            )
        )  # fmt: skip
        person = depot.deposant
        edit.connection.execute(
            "INSERT INTO demande_suivi (fiche, prenom, nom, courriel, telephone, langue, raison) VALUES (?, ?, ?, ?, ?, ?, '')",
            (made.id, person.prenom, person.nom, person.courriel, person.telephone, person.langue),
        )
        accounts = Comptes(edit.connection, edit.at)
        for courriel in _embassies(accounts, _pays(edit, made)):
            accounts.post(
                courriel, f"Demande à valider : {made.titre}",
                "Une demande de coopération vient d'être déposée pour votre pays. Elle attend que vous la publiiez ou la refusiez.",
            )  # fmt: skip
        return made

    # --- moves --------------------------------------------------------------------------------------------

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

    def expire_all(self) -> tuple[str, ...]:
        """Close every demande whose time is over; return their ids. What the host asks once a day."""
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
            # Somebody moved it meanwhile: it will be seen again tomorrow.
            with suppress(Refused):
                self.expire(id, base=version)
                closed.append(id)
        return tuple(closed)

    @operation("pourvoir-demande")
    def provide(self, id: str, projet: Projet, *, base: int, key: str | None = None) -> Projet:
        """Turn a demande into a projet of the collectivité that answered; the demande is then provided for.

        The projet names the demande's partenaire, and a collectivité of `who`.
        """
        with self._store.write(self.who.actor, key=key) as edit:
            stored = _demande(edit, id)
            if stored.record.partenaire not in projet.partenaires:
                raise Refused("partenaires", "le projet doit nommer l'autorité qui a fait la demande")
            rights.require(self.who, "creer-projet", Target(frozenset(projet.collectivites)))
            self._moved(edit, "pourvoir-demande", stored, base, "")
            return edit.create(projet)

    def _move(self, name: str, id: str, base: int, texte: str = "", *, key: str | None) -> int:
        with self._store.write(self.who.actor, key=key) as edit:
            return self._moved(edit, name, _demande(edit, id), base, clean_text(texte))

    def _moved(self, edit: Edit, name: str, stored: Stored[Demande], base: int, texte: str) -> int:
        accounts = Comptes(edit.connection, edit.at)
        act = Acte(edit, accounts, stored.record, self.who, texte)
        etat = BOURSE.move(self.who, name, stored.record.etat, target_of(edit, stored.record), act)
        changes: dict[str, object] = {"etat": etat}
        if name == "publier-demande":
            changes["publiee_le"] = paris(edit.at).date()
        return edit.update(msgspec.structs.replace(stored.record, **changes), base=base)

    # --- reading ------------------------------------------------------------------------------------------

    @operation("suivre-demandes")
    def waiting(self) -> Sequence[Stored[Demande]]:
        """Return the demandes of `who`'s country that wait to be let through, the oldest first."""
        rights.require(self.who, "suivre-demandes", Target(pays=frozenset({self.who.pays})))
        with self._store.read() as reading:
            ids = [
                id
                for (id,) in reading.connection.execute(
                    "SELECT d.fiche FROM demande d JOIN fiche f ON f.id = d.fiche JOIN partenaire p ON p.fiche = d.partenaire"
                    " WHERE d.etat = 'deposee' AND f.etat <> 'archivee' AND (p.pays = ? OR ?) ORDER BY d.deposee_le, f.numero",
                    (self.who.pays, self.who.role == "daect"),
                )
            ]
            return [_demande(reading, id) for id in ids]


def target_of(edit: Edit, demande: Demande) -> Target:
    """Return what a demande concerns: its country, and the collectivités that have answered it."""
    answered = edit.connection.execute(
        "SELECT collectivite FROM demande_reponse WHERE demande = ?", (demande.id,)
    )
    return Target(frozenset(id for (id,) in answered), frozenset({_pays(edit, demande)}))


def _demande(reading: Reading, id: str) -> Stored[Demande]:
    found = reading.get(id)
    if found is None or not isinstance(found.record, Demande):
        raise Refused("id", f"aucune demande {id[:40] or 'sans identifiant'} dans l'atlas")
    return cast(Stored[Demande], found)


def _pays(reading: Reading, demande: Demande) -> str:
    found = reading.get(demande.partenaire)
    return found.record.pays if found is not None and isinstance(found.record, Partenaire) else ""


def _embassies(accounts: Comptes, pays: str) -> list[str]:
    return [c.courriel for c in accounts.of_role("ambassade", pays=pays)]


def _checked(depot: Depot) -> Depot:
    """The deposit cleaned, every field as the fiches will have it."""
    if not depot.partenaire:
        authority = prepare(Partenaire(nom=depot.autorite, pays=depot.pays))
        depot = msgspec.structs.replace(depot, autorite=authority.nom, pays=authority.pays)
    elif not depot.partenaire.startswith("par-"):
        raise Refused("partenaire", "une autorité de l'atlas est attendue (par-7)")
    asked = prepare(
        Demande(
            titre=depot.titre, partenaire=depot.partenaire or "par-0", thematique=depot.thematique, besoin=depot.besoin,
            description=depot.description, recherche=depot.recherche, lieu=depot.lieu, deposee_le=datetime(2000, 1, 1).date(),  # noqa: DTZ001 - a day of no meaning
        )
    )  # fmt: skip
    if not asked.besoin:
        raise Refused("besoin", "obligatoire, à compléter")
    person = depot.deposant
    for name in ("prenom", "nom"):
        if not clean(getattr(person, name)):
            raise Refused(name, "obligatoire, à compléter")
    return msgspec.structs.replace(
        depot,
        titre=asked.titre, besoin=asked.besoin, description=asked.description, recherche=asked.recherche, lieu=asked.lieu,
        deposant=Deposant(
            prenom=clean(person.prenom), nom=clean(person.nom), courriel=checked_courriel(person.courriel),
            telephone=clean(person.telephone), langue=person.langue,
        ),
    )  # fmt: skip


_LETTERS: Mapping[Langue, Mapping[str, tuple[str, str]]] = {
    "fr": {
        "code": ("Confirmez votre demande", "Pour déposer votre demande de coopération, donnez ce code : {code}. Il sert dix minutes."),
        "publiee": ("Votre demande est publiée", "« {titre} » est publiée dans la Bourse-projets. Une collectivité française peut y répondre."),
        "refusee": ("Votre demande n'est pas retenue", "« {titre} » n'est pas publiée. Raison : {texte}"),
        "reponse": ("Une collectivité française vous répond", "À propos de « {titre} » : {texte}"),
        "expiree": ("Votre demande est arrivée à son terme", "« {titre} » n'est plus publiée. Vous pouvez en déposer une autre."),
    },
    "en": {
        "code": ("Confirm your request", "To submit your cooperation request, enter this code: {code}. It is valid for ten minutes."),
        "publiee": ("Your request is published", "“{titre}” is published on the project exchange. A French local authority may answer it."),
        "refusee": ("Your request was not accepted", "“{titre}” is not published. Reason: {texte}"),
        "reponse": ("A French local authority answers you", "About “{titre}”: {texte}"),
        "expiree": ("Your request has expired", "“{titre}” is no longer published. You may submit another one."),
    },
    "es": {
        "code": ("Confirme su solicitud", "Para presentar su solicitud de cooperación, introduzca este código: {code}. Es válido diez minutos."),
        "publiee": ("Su solicitud está publicada", "«{titre}» está publicada en la Bolsa de proyectos. Una autoridad local francesa puede responder."),
        "refusee": ("Su solicitud no ha sido aceptada", "«{titre}» no se publica. Motivo: {texte}"),
        "reponse": ("Una autoridad local francesa le responde", "Sobre «{titre}»: {texte}"),
        "expiree": ("Su solicitud ha expirado", "«{titre}» ya no está publicada. Puede presentar otra."),
    },
}  # fmt: skip


def _letter(langue: Langue, what: str, **words: str) -> tuple[str, str]:
    subject, text = _LETTERS[langue][what]
    # One pass: what a person wrote is never read as a place to fill.
    return subject, text.format_map({"code": "", "titre": "", "texte": "", **words})


def _write_to_author(act: Acte, what: str, texte: str) -> None:
    row = act.edit.connection.execute(
        "SELECT courriel, langue FROM demande_suivi WHERE fiche = ?", (act.demande.id,)
    ).fetchone()
    # Demandes that were imported have no author to write to.
    if row is not None:
        act.accounts.post(row[0], *_letter(row[1], what, titre=act.demande.titre, texte=texte))
