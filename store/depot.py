# SPDX-License-Identifier: EUPL-1.2
"""Depositing a demande without account, and following it: what is typed is checked, a code by mail proves the address."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import cast

import msgspec

from store import credentials, rights
from store.cleaning import clean
from store.clock import from_text, paris, to_text
from store.comptes import Comptes
from store.credentials import CODE_LIFE, CODE_TRIES, checked_courriel
from store.errors import Refused
from store.langues import LANGUES, Langue, dire
from store.records import Demande, Partenaire
from store.rights import PUBLIC, Who, operation
from store.rules import prepare
from store.store import Edit, Reading, Store, Stored

CODES_PAR_COURRIEL, CODES_PAR_ORIGINE = 6, 40
"""Codes sent in a day to one address, and asked from one network."""
JOURNEE = timedelta(days=1)
EN_ATTENTE = 200
"""Deposits that wait for their code at once; each waits ten minutes."""
LIMITES = {
    "titre": 200, "autorite": 200, "lieu": 200, "recherche": 500, "besoin": 5_000, "description": 5_000, "prenom": 100, "nom": 100,
    "telephone": 50,
}  # fmt: skip
"""Characters of what anybody may type, far below those of fiches."""


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


class DepotRefuse(Refused):
    """A refusal that its reader may be told in any language. `cle` is that of `erreur.…` in the catalogue."""

    def __init__(self, field: str, cle: str, **mots: str) -> None:
        self.cle, self.mots = cle, mots
        super().__init__(field, self.en("fr").rstrip("."))

    def en(self, langue: Langue) -> str:
        """Return it in a language."""
        return dire(langue, f"erreur.{self.cle}", **self.mots)


class Depots:
    """What anybody may do without account. `who` is the public, or the author of a demande (`author`)."""

    def __init__(self, store: Store, who: Who = PUBLIC) -> None:
        self._store = store
        self.who = who

    @operation("deposer-demande")
    def deposit(self, depot: Depot, *, jeton: str = "", origine: str = "") -> str:
        """Keep a demande until its author confirms the courriel; mail the code. Return the token to confirm with.

        `jeton` is a token that the form drew: the same deposit sent twice under it mails one code. `origine` tells networks
        apart, for the limits. DepotRefuse names the field that will not do.
        """
        rights.require(self.who, "deposer-demande")
        checked = verifie(depot)
        content = msgspec.json.encode(checked).decode()
        token = jeton or secrets.token_urlsafe(16)
        with self._store.write(self.who.actor) as edit:
            connection, now = edit.connection, to_text(edit.at)
            # A demande keeps the token of its deposit while its code lives: the click that comes twice.
            connection.execute("DELETE FROM depot WHERE expire_le <= ?", (now,))
            known = connection.execute(
                "SELECT contenu, essais, fiche FROM depot WHERE jeton = ?", (token,)
            ).fetchone()
            if known is not None and (known[2] or (known[0] == content and known[1] < CODE_TRIES)):
                return token
            if checked.partenaire and not _lives(edit, checked.partenaire):
                raise DepotRefuse("partenaire", "partenaire")
            if connection.execute("SELECT count(*) FROM depot").get >= EN_ATTENTE:
                raise DepotRefuse("id", "trop")
            _slow_down(edit, checked.deposant.courriel, origine)
            code, salt = credentials.draw_code(), secrets.token_bytes(16)
            connection.execute(
                "INSERT INTO depot (jeton, contenu, sel, empreinte, expire_le, essais) VALUES (?, ?, ?, ?, ?, 0)"
                " ON CONFLICT (jeton) DO UPDATE SET contenu = excluded.contenu, sel = excluded.sel,"
                " empreinte = excluded.empreinte, expire_le = excluded.expire_le, essais = 0",
                (token, content, salt, credentials.code_hash(salt, code), to_text(edit.at + CODE_LIFE)),
            )
            person = checked.deposant
            subject, text = lettre(person, "code", code=_spaced(code))
            Comptes(connection, edit.at).post(person.courriel, subject, text)
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
        wrong = DepotRefuse("code", "code")
        if row is None or not credentials.code_is(row[1], row[2], code):
            raise wrong
        if row[5] is None and (from_text(row[3]) <= self._store.now() or row[4] >= CODE_TRIES):
            raise wrong
        with self._store.write(self.who.actor) as edit:
            # Another click may have come first.
            done = edit.connection.execute("SELECT fiche FROM depot WHERE jeton = ?", (token,)).get
            if done is not None:
                return demande_of(edit, done).record
            made = self._create(edit, msgspec.json.decode(row[0], type=Depot))
            # What was confirmed is kept no longer than it serves: the click that comes twice.
            edit.connection.execute(
                "UPDATE depot SET fiche = ?, contenu = '' WHERE jeton = ?", (made.id, token)
            )
            return made

    def _create(self, edit: Edit, depot: Depot) -> Demande:
        partenaire = depot.partenaire or _authority(edit, depot)
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
        accounts.post(person.courriel, *lettre(person, "deposee", titre=made.titre, id=made.id))
        tell_embassy(edit, accounts, made, "deposee")
        return made

    # --- following it, as its author ------------------------------------------------------------------------

    def follow(self, id: str, courriel: str, *, jeton: str = "", origine: str = "") -> str:
        """Mail a code to the author of a demande, if this address is theirs; return the token to prove it with.

        Nothing of what is returned tells whether it was.
        """
        rights.require(self.who, "deposer-demande")
        asked = clean(id).lower()[:40]
        try:
            address = checked_courriel(courriel)
        except Refused:
            raise DepotRefuse("courriel", "courriel") from None
        token, code, salt = (
            jeton or secrets.token_urlsafe(16),
            credentials.draw_code(),
            secrets.token_bytes(16),
        )
        with self._store.write(self.who.actor) as edit:
            connection = edit.connection
            _slow_down(edit, address, origine)
            connection.execute("DELETE FROM demande_code WHERE expire_le <= ?", (to_text(edit.at),))
            if connection.execute("SELECT count(*) FROM demande_code").get >= EN_ATTENTE:
                raise DepotRefuse("id", "trop")
            person = deposant_of(edit, asked)
            known = person is not None and person.courriel.casefold() == address.casefold()
            connection.execute(
                "INSERT INTO demande_code (jeton, fiche, sel, empreinte, expire_le, essais) VALUES (?, ?, ?, ?, ?, 0)"
                " ON CONFLICT (jeton) DO NOTHING",
                (
                    token,
                    asked if known else None,
                    salt,
                    credentials.code_hash(salt, code),
                    to_text(edit.at + CODE_LIFE),
                ),
            )
            if known and person is not None and connection.changes():
                title = demande_of(edit, asked).record.titre
                subject, text = lettre(person, "suivre", code=_spaced(code), id=asked, titre=title)
                Comptes(connection, edit.at).post(person.courriel, subject, text)
        return token

    def author(self, token: str, code: str) -> Who:
        """Return who the author of a demande is before the rights, once the code is right. DepotRefuse."""
        rights.require(self.who, "deposer-demande")
        with self._store.write(self.who.actor) as edit:
            row = edit.connection.execute(
                "SELECT fiche, sel, empreinte, essais FROM demande_code WHERE jeton = ? AND expire_le > ?",
                (token, to_text(edit.at)),
            ).fetchone()
            right = row is not None and row[3] < CODE_TRIES and credentials.code_is(row[1], row[2], code)
            if row is not None and not right:
                edit.connection.execute(
                    "UPDATE demande_code SET essais = essais + 1 WHERE jeton = ?", (token,)
                )
        if row is None or not right or row[0] is None:
            raise DepotRefuse("code", "code")
        return Who(demande=row[0])


# --- what the moves of a demande share with its deposit --------------------------------------------------------------


def demande_of(reading: Reading, id: str) -> Stored[Demande]:
    """Return a demande. Refused when there is none of this id."""
    found = reading.get(id)
    if found is None or not isinstance(found.record, Demande):
        raise Refused("id", f"aucune demande {id[:40] or 'sans identifiant'} dans l'atlas")
    return cast(Stored[Demande], found)


def authority_of(reading: Reading, demande: Demande) -> Partenaire | None:
    """Return the authority that asks."""
    found = reading.get(demande.partenaire)
    return found.record if found is not None and isinstance(found.record, Partenaire) else None


def deposant_of(reading: Reading, id: str) -> Deposant | None:
    """Return who deposited a demande; None for those that were imported, once they withdrew it, or were erased."""
    row = reading.connection.execute(
        "SELECT prenom, nom, courriel, telephone, langue FROM demande_suivi WHERE fiche = ?", (id,)
    ).fetchone()
    if row is None or not row[2]:
        return None
    known: dict[str, Langue] = {langue: langue for langue in LANGUES}
    return Deposant(prenom=row[0], nom=row[1], courriel=row[2], telephone=row[3], langue=known[row[4]])


def embassies(accounts: Comptes, pays: str) -> Sequence[str]:
    """Return the addresses of the embassy of a country; those of the DAECT where it has no account yet."""
    found = accounts.of_role("ambassade", pays=pays) if pays else ()
    return [c.courriel for c in found or accounts.of_role("daect")]


_TO_EMBASSY = {
    "deposee": (
        "Demande à valider : {titre}",
        ("Une demande de coopération vient d'être déposée pour votre pays ({autorite}) :\n\n    {titre}\n\n"
        "Elle attend que vous la publiiez ou la refusiez. Dans l'atlas : connectez-vous (l), puis « Bureau de l'ambassade » "
        "dans la liste des commandes (F2)."),
    ),
    "relancee": (
        "Demande relancée : {titre}",
        ("Son auteur relance une demande arrivée à son terme ({autorite}) :\n\n    {titre}\n\n"
        "Elle attend de nouveau que vous la publiiez ou la refusiez, au « Bureau de l'ambassade »."),
    ),
    "reponse": (
        "Mise en relation : {titre}",
        ("{collectivite} répond à la demande « {titre} » ({autorite}). Son message :\n\n{texte}\n\n"
        "L'auteur de la demande et {agent} ({courriel}) ont reçu les coordonnées l'un de l'autre."),
    ),
}  # fmt: skip


def tell_embassy(edit: Edit, accounts: Comptes, demande: Demande, what: str, **words: str) -> None:
    """Post a letter to the embassy of a demande's country."""
    authority = authority_of(edit, demande)
    subject, text = _TO_EMBASSY[what]
    said = {"titre": demande.titre, "autorite": authority.nom if authority else "", **words}
    for courriel in embassies(accounts, authority.pays if authority else ""):
        accounts.post(
            courriel, subject.format_map(said), f"{text.format_map(said)}\n\n-- \n{dire('fr', 'lettre.fin')}"
        )


def lettre(person: Deposant, what: str, **words: str) -> tuple[str, str]:
    """Return the subject and the text of a letter to who deposited, in their language.

    The one of the code goes to an address that nothing has proved: it says no word of whoever typed that address.
    """
    langue = person.langue
    known = {"prenom": person.prenom, "nom": person.nom}
    hello = (
        dire(langue, "lettre.bonjour-inconnu") if what == "code" else dire(langue, "lettre.bonjour", **known)
    )
    body = dire(langue, f"lettre.{what}.texte", **words)
    text = f"{hello}\n\n{body}\n\n-- \n{dire(langue, 'lettre.fin')}"
    return dire(langue, f"lettre.{what}.sujet", **words), text


OBLIGATOIRES = ("pays", "autorite", "titre", "thematique", "besoin", "prenom", "nom", "courriel")
"""Fields of the form that must be filled; an authority that the atlas knows stands for its name and its country."""


def manques(depot: Depot) -> tuple[str, ...]:
    """Return the fields that are still to be filled."""
    known = ("pays", "autorite") if depot.partenaire else ()
    values = {**msgspec.structs.asdict(depot), **msgspec.structs.asdict(depot.deposant)}
    return tuple(name for name in OBLIGATOIRES if name not in known and not clean(values[name]))


def defaut(name: str, text: str) -> DepotRefuse | None:
    """Return why what is typed in one field will not do; None when it will."""
    try:
        if name in LIMITES:
            _line(name, text)
        if name == "courriel" and text.strip():
            checked_courriel(text)
    except DepotRefuse as refused:
        return refused
    except Refused:
        return DepotRefuse(name, name)
    return DepotRefuse(name, name) if name in OBLIGATOIRES and not clean(text) else None


def verifie(depot: Depot) -> Depot:
    """Return the deposit cleaned, every field as the fiches will have it. DepotRefuse names the first that will not do."""
    if not depot.partenaire:
        depot = msgspec.structs.replace(
            depot, autorite=_line("autorite", depot.autorite), pays=clean(depot.pays)
        )
        try:
            authority = prepare(Partenaire(nom=depot.autorite, pays=depot.pays))
            depot = msgspec.structs.replace(depot, autorite=authority.nom)
        except Refused as error:
            raise DepotRefuse(
                *(("pays", "pays") if error.field == "pays" else ("autorite", "autorite"))
            ) from None
    elif not re.fullmatch(r"par-[0-9]+", depot.partenaire, re.ASCII):
        raise DepotRefuse("partenaire", "partenaire")
    texts = {
        name: _line(name, getattr(depot, name))
        for name in ("titre", "besoin", "description", "recherche", "lieu")
    }
    try:
        asked = prepare(
            Demande(
                titre=texts["titre"], partenaire=depot.partenaire or "par-0", thematique=depot.thematique, besoin=texts["besoin"],
                description=texts["description"], recherche=texts["recherche"], lieu=texts["lieu"], deposee_le=date(2000, 1, 1),
            )
        )  # fmt: skip
    except Refused as error:
        known = error.field in ("titre", "thematique")
        raise DepotRefuse(error.field, error.field if known else "valeur") from None
    if not asked.besoin:
        raise DepotRefuse("besoin", "besoin")
    person = depot.deposant
    for name in ("prenom", "nom"):
        if not clean(_line(name, getattr(person, name))):
            raise DepotRefuse(name, name)
    try:
        courriel = checked_courriel(person.courriel)
    except Refused:
        raise DepotRefuse("courriel", "courriel") from None
    return msgspec.structs.replace(
        depot,
        titre=asked.titre, thematique=asked.thematique, besoin=asked.besoin, description=asked.description,
        recherche=asked.recherche, lieu=asked.lieu,
        deposant=Deposant(
            prenom=clean(person.prenom), nom=clean(person.nom), courriel=courriel,
            telephone=clean(_line("telephone", person.telephone)), langue=person.langue,
        ),
    )  # fmt: skip


def _line(name: str, text: str) -> str:
    if len(text) > LIMITES[name]:
        raise DepotRefuse(name, "long", limite=str(LIMITES[name]))
    return text


def _lives(reading: Reading, id: str) -> bool:
    known = reading.get(id)
    return known is not None and isinstance(known.record, Partenaire) and known.etat == "publiee"


def _authority(edit: Edit, depot: Depot) -> str:
    """The authority of a deposit: the same name in the same country is the same; a new one is shown once its demande is."""
    known: str | None = edit.connection.execute(
        "SELECT p.fiche FROM partenaire p JOIN fiche f ON f.id = p.fiche"
        " WHERE p.pays = ? AND p.nom = ? AND f.etat <> 'archivee' ORDER BY f.numero LIMIT 1",
        (depot.pays, depot.autorite),
    ).get
    return known or edit.create(Partenaire(nom=depot.autorite, pays=depot.pays), brouillon=True).id


def _spaced(code: str) -> str:
    return f"{code[:4]} {code[4:]}"


def _slow_down(edit: Edit, courriel: str, origine: str) -> None:
    """Count a code that is asked for. DepotRefuse past what a day allows to an address, or to a network."""
    counted = [("courriel", courriel.casefold(), CODES_PAR_COURRIEL)]
    if origine:
        counted.append(("origine", origine, CODES_PAR_ORIGINE))
    edit.connection.execute("DELETE FROM frein WHERE depuis <= ?", (to_text(edit.at - JOURNEE),))
    for kind, value, most in counted:
        key = hashlib.sha256(f"{kind}:{value}".encode()).digest()
        edit.connection.execute(
            "INSERT INTO frein (cle, depuis, nombre) VALUES (?, ?, 1) ON CONFLICT (cle) DO UPDATE SET nombre = nombre + 1",
            (key, to_text(edit.at)),
        )
        if edit.connection.execute("SELECT nombre FROM frein WHERE cle = ?", (key,)).get > most:
            raise DepotRefuse("courriel", f"trop-{kind}")


def last_minute(at: datetime, years: int) -> datetime:
    """Return the midnight, in Paris, that ends the same day some years later."""
    day = paris(at).date()
    try:
        last = day.replace(year=day.year + years)
    except ValueError:
        # 29 February.
        last = day.replace(year=day.year + years, day=28)
    after = last + timedelta(days=1)
    return paris(at).replace(
        year=after.year, month=after.month, day=after.day, hour=0, minute=0, second=0, microsecond=0, fold=0
    )
