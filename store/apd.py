# SPDX-License-Identifier: EUPL-1.2
"""The e-APD: each year's window, the declaration of a collectivité from draft to declared, reopened by the DAECT alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from store import rights
from store.campagne import fiche_a_jour
from store.cleaning import clean
from store.clock import from_text, minute, to_text
from store.comptes import Comptes
from store.declarations import (
    Campagne,
    campaign,
    declaration,
    declared,
    euros,
    find,
    numero,
    reopened_until,
    target_of,
    total,
)
from store.errors import Refused, StaleVersion
from store.machine import Dossier, Machine, Transition
from store.records import Declaration, LigneApd
from store.rights import Target, Who, operation
from store.store import Edit, Reading, Store, Stored

__all__ = ["APD", "Acte", "Apd", "Campagne", "alerts", "euros", "find", "total"]

JUMP = Decimal("0.5")
"""A total that moved by more than this share since last year is worth a second look (P)."""
JUMP_FROM = Decimal(10_000)
"""Euros under which a jump says nothing (P)."""
REOPENED = timedelta(days=30)
"""How long a declaration that was opened again may be corrected, when nothing else is said (P)."""


@dataclass(frozen=True, slots=True)
class Acte:
    """A move of a declaration, and the transaction it is made in."""

    edit: Edit
    declaration: Declaration
    who: Who
    neant: bool = False
    until: datetime | None = None
    texte: str = ""


def _window(act: Acte) -> str:
    again = reopened_until(act.edit, act.declaration.id)
    if again is not None and act.edit.at < again:
        return ""
    campagne = campaign(act.edit, act.declaration.annee)
    if campagne is None:
        return f"aucune campagne n'est ouverte pour {act.declaration.annee} : la DAECT en donne les dates"
    if campagne.ouverte(act.edit.at):
        return ""
    opens, closes = (minute(t) for t in (campagne.ouvre_le, campagne.ferme_le))
    return f"la campagne {campagne.annee} va du {opens} au {closes}, heure de Paris : hors de là, écrivez à la DAECT"


def _window_and_content(act: Acte) -> str:
    if not act.declaration.lignes and not act.neant:
        return "aucune ligne : ajoutez-en une, ou déclarez un état néant"
    if act.declaration.lignes and act.neant:
        return "un état néant n'a pas de ligne : retirez-les, ou déclarez-les"
    if why := _window(act):
        return why
    # What the DAECT opened again is the correction of a past year: the fiche of today is not asked about.
    if reopened_until(act.edit, act.declaration.id) is not None:
        return ""
    return fiche_a_jour(act.edit, act.declaration.collectivite, act.edit.at)


def _declared(act: Acte) -> None:
    """Tell whoever declares, with the number of the receipt."""
    lines, year = act.declaration.lignes, act.declaration.annee
    said = f"{euros(total(lines))} en {len(lines)} ligne(s)" if lines else "un état néant"
    number = numero(act.declaration, len(declared(act.edit, act.declaration.id)) + 1)
    if act.who.compte is not None:
        accounts = Comptes(act.edit.connection, act.edit.at)
        accounts.post(
            accounts.get(act.who.compte).courriel,
            f"APD {year} : déclaration reçue",
            f"Vous avez déclaré {said} d'aide publique au développement pour {year}, le {minute(act.edit.at)}.\n"
            f"Récépissé n° {number} : vous pouvez le refaire à tout moment depuis la déclaration.",
        )
    act.edit.connection.execute("DELETE FROM apd_reouverture WHERE declaration = ?", (act.declaration.id,))


def _reopened(act: Acte) -> None:
    """Give the collectivité time, whatever the window, and tell its agents."""
    until = act.until or act.edit.at + REOPENED
    act.edit.connection.execute(
        "INSERT INTO apd_reouverture (declaration, jusque, raison) VALUES (?, ?, ?)"
        " ON CONFLICT (declaration) DO UPDATE SET jusque = excluded.jusque, raison = excluded.raison",
        (act.declaration.id, to_text(until), act.texte),
    )
    accounts = Comptes(act.edit.connection, act.edit.at)
    text = f"La DAECT a rouvert votre déclaration d'APD pour {act.declaration.annee} : vous pouvez la corriger et la déclarer de nouveau jusqu'au {minute(until)}, heure de Paris."
    for agent in accounts.of_role("agent", collectivite=act.declaration.collectivite):
        accounts.post(
            agent.courriel,
            f"APD {act.declaration.annee} : déclaration rouverte",
            text + (f"\nRaison : {act.texte}" if act.texte else ""),
        )


def _in_time(act: Acte) -> str:
    return "" if act.until is None or act.until > act.edit.at else "donnez une fin à venir"


def _dossiers(reading: Reading, etats: frozenset[str], who: Who, at: datetime) -> Iterable[Dossier]:
    """What a collectivité has to declare in the windows that are open, or that were opened again for it, begun or not."""
    rows = reading.connection.execute(
        "SELECT c.annee, c.ouvre_le, d.fiche, f.modifie_le FROM campagne_apd c"
        " LEFT JOIN apd_declaration d ON d.annee = c.annee AND d.collectivite = ?"
        " LEFT JOIN fiche f ON f.id = d.fiche LEFT JOIN apd_reouverture r ON r.declaration = d.fiche"
        " WHERE (c.ouvre_le <= ? AND c.ferme_le > ? OR r.jusque > ?) AND coalesce(d.etat, 'brouillon') = 'brouillon'"
        " AND coalesce(f.etat, '') <> 'archivee'",
        (who.collectivite, to_text(at), to_text(at), to_text(at)),
    )
    for annee, opened, id, since in rows if who.collectivite else ():
        begun = "à reprendre" if id else "à commencer"
        target = Target(frozenset({who.collectivite}))
        yield Dossier(
            id or f"apd-{who.collectivite}-{annee}", f"Année {annee}, {begun}", "brouillon", from_text(since or opened), target,
            f"apd/{annee}",
        )  # fmt: skip


APD: Machine[Acte] = Machine(
    nom="apd",
    titre="e-APD : la déclaration d'une collectivité pour une année",
    etats={"brouillon": "Brouillon", "declaree": "Déclarée"},
    initial="brouillon",
    finaux=frozenset({"declaree"}),
    transitions=(
        Transition(
            "preparer-apd", ("brouillon",), "brouillon", "Corriger",
            garde=_window, garde_libelle="la campagne est ouverte, ou la DAECT a rouvert",
        ),
        Transition(
            "declarer-apd", ("brouillon",), "declaree", "Déclarer",
            garde=_window_and_content, garde_libelle="la même ; des lignes, ou un état néant ; la fiche confirmée (campagne annuelle), sauf réouverture",
            effet=_declared, effet_libelle="une version nouvelle, datée, dans le journal ; récépissé, courriel à qui déclare",
            tache="APD à déclarer",
        ),
        Transition(
            "rouvrir-apd", ("declaree",), "brouillon", "Rouvrir", garde=_in_time, garde_libelle="une fin à venir",
            effet=_reopened, effet_libelle="trente jours, ou jusqu'à la fin dite ; courriel aux agents ; les totaux gardent ce qui fut déclaré",
        ),
    ),
    dossiers=_dossiers,
)  # fmt: skip


class Apd:
    """What `who` may do to the declarations of a store. Forbidden, Refused and StaleVersion as `Operations` does."""

    def __init__(self, store: Store, who: Who) -> None:
        self._store = store
        self.who = who

    @operation("ouvrir-campagne-apd")
    def open_campaign(self, campagne: Campagne) -> None:
        """Set the window of a year; setting it again moves it."""
        rights.require(self.who, "ouvrir-campagne-apd")
        if campagne.ferme_le <= campagne.ouvre_le:
            raise Refused("ferme_le", "la fin vient après le début")
        with self._store.write(self.who.actor) as edit:
            edit.connection.execute(
                "INSERT INTO campagne_apd (annee, ouvre_le, ferme_le) VALUES (?, ?, ?)"
                " ON CONFLICT (annee) DO UPDATE SET ouvre_le = excluded.ouvre_le, ferme_le = excluded.ferme_le",
                (campagne.annee, to_text(campagne.ouvre_le), to_text(campagne.ferme_le)),
            )

    def campaigns(self) -> Sequence[Campagne]:
        """Return the windows of all years, the newest first. Anyone may read them."""
        with self._store.read() as reading:
            rows = reading.connection.execute(
                "SELECT annee, ouvre_le, ferme_le FROM campagne_apd ORDER BY annee DESC"
            )
            return [Campagne(annee, from_text(a), from_text(b)) for annee, a, b in rows]

    @operation("preparer-apd")
    def prepare(self, record: Declaration, *, base: int = 0, key: str | None = None) -> Stored[Declaration]:
        """Store the draft of a declaration: a new one (no id), or the one read at version `base`. Returns it as it stands.

        A collectivité has one declaration a year: a second new one is Refused with the id of the first.
        """
        with self._store.write(self.who.actor, key=key) as edit:
            return self._prepare(edit, record, base)

    def _prepare(self, edit: Edit, record: Declaration, base: int) -> Stored[Declaration]:
        record = msgspec.structs.replace(record, etat="brouillon")
        if record.id:
            current = declaration(edit, record.id)
            if (current.record.collectivite, current.record.annee) != (record.collectivite, record.annee):
                raise Refused("annee", "une déclaration ne change ni d'année ni de collectivité")
            etat = current.record.etat
        else:
            rights.require(self.who, "preparer-apd", target_of(edit, record))
            if other := find(edit, record.collectivite, record.annee):
                raise Refused("annee", f"déjà commencée pour {record.annee} ({other}) : reprenez-la")
            etat = "brouillon"
        APD.move(self.who, "preparer-apd", etat, target_of(edit, record), Acte(edit, record, self.who))
        if record.id:
            edit.update(record, base=base)
            return declaration(edit, record.id)
        return declaration(edit, edit.create(record).id)

    @operation("declarer-apd")
    def declare(self, id: str, *, base: int, neant: bool = False, key: str | None = None) -> int:
        """Declare a draft as it stands at version `base`. `neant`: there is nothing to declare, and that is said."""
        with self._store.write(self.who.actor, key=key) as edit:
            return self._moved(edit, "declarer-apd", id, base, neant=neant)

    @operation("declarer-apd")
    def submit(
        self, record: Declaration, *, base: int = 0, neant: bool = False, key: str | None = None
    ) -> Stored[Declaration]:
        """Store a declaration as `prepare` does and declare it, in one transaction: refused, nothing of it is kept."""
        with self._store.write(self.who.actor, key=key) as edit:
            stored = self._prepare(edit, record, base)
            self._moved(edit, "declarer-apd", stored.record.id, stored.version, neant=neant)
            return declaration(edit, stored.record.id)

    @operation("rouvrir-apd")
    def reopen(
        self, id: str, *, base: int, until: datetime | None = None, reason: str = "", key: str | None = None
    ) -> int:
        """Open a declaration again until a time (aware), `REOPENED` from now when none is said.

        What was declared stays in its history and in the totals; the correction is a new version.
        """
        with self._store.write(self.who.actor, key=key) as edit:
            return self._moved(edit, "rouvrir-apd", id, base, until=until, texte=clean(reason))

    def _moved(
        self,
        edit: Edit,
        name: str,
        id: str,
        base: int,
        *,
        neant: bool = False,
        until: datetime | None = None,
        texte: str = "",
    ) -> int:
        stored = declaration(edit, id)
        if stored.version != base:
            # Before the state is asked: what changed since explains more than a move that is no longer possible.
            raise StaleVersion(id, base, stored)
        act = Acte(edit, stored.record, self.who, neant, until, texte)
        etat = APD.move(self.who, name, stored.record.etat, target_of(edit, stored.record), act)
        return edit.update(msgspec.structs.replace(stored.record, etat=etat), base=base)

    @operation("lire-apd")
    def read(self, id: str) -> Stored[Declaration]:
        """Return a declaration, drafts too, line by line."""
        with self._store.read() as reading:
            stored = declaration(reading, id)
            rights.require(self.who, "lire-apd", target_of(reading, stored.record))
            return stored


def alerts(before: Sequence[LigneApd], after: Sequence[LigneApd]) -> tuple[str, ...]:
    """Return what is worth a second look between two years, one French line each: the total, then each country.

    A move of more than `JUMP` of the greater of the two, and of more than `JUMP_FROM` euros; a country that comes or goes
    with more than `JUMP_FROM` euros.
    """
    countries = sorted({line.pays for line in (*before, *after)} - {""})
    pairs = [
        ("total", total(before), total(after)),
        *((pays, _of(before, pays), _of(after, pays)) for pays in countries),
    ]
    return tuple(
        f"{name} : {euros(old)} l'an dernier, {euros(new)} cette année"
        for name, old, new in pairs
        if abs(new - old) > max(JUMP_FROM, JUMP * max(old, new))
    )


def _of(lines: Sequence[LigneApd], pays: str) -> Decimal:
    return total([line for line in lines if line.pays == pays])
