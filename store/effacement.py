# SPDX-License-Identifier: EUPL-1.2
"""Erasing a person from the whole store: accounts, contacts in every version, texts, drafts, letters, demandes.

What each table holds of people is told by `store.personnel`. Contents of the journal go whole, under commitments that stay:
the chain verifies as before. `parquet.effacement` does the same to the snapshots, and is what a program calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import msgspec

from store import rights
from store.comptes import Comptes
from store.errors import Refused
from store.journal import kind_of
from store.personnel import TABLES, Sort
from store.personnes import Personne, retrouver
from store.records import Contact, Fiche
from store.rights import Target, Who, operation
from store.store import Edit, Reading, Store

PLACES = {
    "comptes": "comptes", "contacts": "contacts des fiches", "textes": "fiches dont un texte nomme la personne",
    "versions": "versions du journal dont le contenu est effacé", "brouillons": "brouillons",
    "courriers": "courriels gardés", "demandes": "dépôts et suivis de demandes", "autres": "autres textes",
}  # fmt: skip
"""What is counted, in French."""
_CONTACTS = msgspec.json.Decoder(tuple[Contact, ...])
_EMPTIED = {"courriel", "telephone", "site"}
"""Fields that hold one thing, and nothing once it is erased; another text says that somebody stood there."""
_OWN_WAY = ("courrier", "demande_suivi")
"""Tables that erasing knows one by one, and whose texts are read again as well."""


NULLE_PART = "atlas://accueil"
"""Where a page leads that somebody kept, when its address named the person."""


class Effacement:
    """What `who` may erase. Forbidden; Refused when nobody answers, or several people do."""

    def __init__(self, store: Store, who: Who) -> None:
        self.store = store
        self.who = who

    def chercher(
        self, *, compte: int | None = None, courriel: str = "", nom: str = "", fiche: str = ""
    ) -> Personne:
        """Find whom to erase: by account, by courriel, or by name and fiche (see `store.personnes.retrouver`)."""
        rights.require(self.who, "effacer-personne", Target(compte=compte))
        with self.store.read() as reading:
            found = retrouver(reading, compte=compte, courriel=courriel, nom=nom, fiche=fiche)
        for numero in found.comptes:
            if not rights.may(self.who, "effacer-personne", Target(compte=numero)):
                raise Refused("compte", f"un autre compte (n° {numero}) a cette adresse : écrivez à la DAECT")
        return self._bornee(found)

    def citations(self, compte: int) -> int:
        """Return how many fiches name the person of this account in texts that they cannot have rewritten themselves."""
        rights.require(self.who, "effacer-personne", Target(compte=compte))
        with self.store.read() as reading:
            person = retrouver(reading, compte=compte)
            if (bounded := self._bornee(person)) is person:
                return 0
            return _Passage(reading, person).beyond(_Passage(reading, bounded))

    def _bornee(self, personne: Personne) -> Personne:
        """What this person may have erased. Of oneself: what the courriel that one confirmed tells. One chooses one's own name,
        and could have it taken for a word of every fiche: texts that name somebody are for the DAECT to rewrite."""
        if rights.may(self.who, "effacer-personne"):
            return personne
        return replace(personne, noms=frozenset(), telephones=frozenset(), identifiants=frozenset())

    def compter(self, personne: Personne) -> Mapping[str, int]:
        """Return what `effacer` would erase, by place (keys of `PLACES`); nothing is written."""
        with self.store.read() as reading:
            return _Passage(reading, personne).counts()

    def citees(self, personne: Personne) -> tuple[str, ...]:
        """Return the ids of the fiches that name a person in a text, contacts apart: a school may have somebody's name."""
        with self.store.read() as reading:
            return _Passage(reading, personne).cited()

    @operation("effacer-personne")
    def effacer(self, personne: Personne) -> Mapping[str, int]:
        """Erase a person that `chercher` found, in one transaction; return what was, by place (keys of `PLACES`).

        What was erased still stands in the write-ahead file: `Store.forget` comes next.
        """
        for numero in personne.comptes or (None,):
            rights.require(self.who, "effacer-personne", Target(compte=numero))
        personne = self._bornee(personne)
        with self.store.write(self.who.actor) as edit:
            passage = _Passage(edit, personne)
            counts = passage.counts()
            passage.erase(edit, self.who)
        return counts


class _Passage:
    """Where a person stands, as one transaction sees it."""

    def __init__(self, reading: Reading, personne: Personne) -> None:
        self._reading = reading
        self._person = personne
        connection = reading.connection
        motif = personne.motif
        self.contents: set[int] = set()
        """Entries of the journal whose public part names them."""
        self.people: set[int] = set()
        """Entries whose contacts hold them."""
        fiches = {id for id, _ in personne.lieux if kind_of(id) is not None}
        if motif is not None:
            for seq, id, text in connection.execute(
                "SELECT j.seq, j.fiche, c.apres FROM journal_contenu c JOIN journal j ON j.seq = c.seq"
            ):
                if motif.search(text):
                    self.contents.add(seq)
                    fiches.add(id)
        for seq, id, text in connection.execute(
            "SELECT j.seq, j.fiche, p.contacts FROM journal_personnel p JOIN journal j ON j.seq = p.seq"
        ):
            named = any(personne.est(id, one.prenom, one.nom, one.courriel) for one in _CONTACTS.decode(text))
            if named or (motif is not None and motif.search(text)):
                self.people.add(seq)
                fiches.add(id)
        self.fiches = sorted(fiches)

    def cited(self) -> tuple[str, ...]:
        """The fiches that name them in a text of today, contacts apart."""
        found = []
        for id in self.fiches:
            stored = self._reading.get(id)
            if stored is not None:
                before, after = stored.record, self._without(stored.record)
                if hasattr(before, "contacts"):
                    after = msgspec.structs.replace(after, contacts=before.contacts)
                if before != after:
                    found.append(id)
        return tuple(found)

    def counts(self) -> Mapping[str, int]:
        contacts = 0
        for id in self.fiches:
            found = self._reading.get(id)
            if found is not None:
                before, after = found.record, self._without(found.record)
                contacts += len(getattr(before, "contacts", ())) - len(getattr(after, "contacts", ()))
        return {
            "comptes": len(self._person.comptes), "contacts": contacts, "textes": len(self.cited()),
            "versions": len(self.contents | self.people), "brouillons": len(list(self._drafts())),
            "courriers": len(list(self._letters())), "demandes": len(list(self._deposits())) + len(list(self._followed())),
            "autres": sum(1 for _ in self._texts()),
        }  # fmt: skip

    def beyond(self, other: _Passage) -> int:
        """How many fiches this one would rewrite otherwise than `other`."""
        records = (found.record for id in self.fiches if (found := self._reading.get(id)) is not None)
        return sum(self._without(record) != other._without(record) for record in records)

    def erase(self, edit: Edit, who: Who) -> None:
        connection = edit.connection
        # The accounts first: what is theirs goes whole, and is not read again.
        deposits, followed = list(self._deposits()), list(self._followed())
        drafts, letters = list(self._drafts()), list(self._letters())
        accounts = Comptes(connection, edit.at)
        for numero in sorted(self._person.comptes):
            accounts.erase(numero, who)
        for id in self.fiches:
            stored = edit.get(id)
            if stored is not None:
                edit.redact(self._without(stored.record), base=stored.version)
        for table, found in (("journal_contenu", self.contents), ("journal_personnel", self.people)):
            connection.executemany(
                f"DELETE FROM {table} WHERE seq = ?",  # noqa: S608 - names of ours
                [(seq,) for seq in sorted(found)],
            )
        connection.executemany("DELETE FROM depot WHERE jeton = ?", [(token,) for token in deposits])
        connection.executemany(
            "UPDATE demande_suivi SET prenom = '', nom = '', courriel = '', telephone = '' WHERE fiche = ?",
            [(id,) for id in followed],
        )
        connection.executemany("DELETE FROM brouillon WHERE compte = ? AND objet = ?", drafts)
        connection.executemany("DELETE FROM courrier WHERE numero = ?", [(number,) for number in letters])
        for table, column, keys, values, text in list(self._texts()):
            where = " AND ".join(f"{key} = ?" for key in keys)
            connection.execute(
                f"UPDATE {table} SET {column} = ? WHERE {where}",  # noqa: S608 - names of the schema
                (text, *values),
            )

    def _without(self, record: Fiche) -> Fiche:
        """The record without its contacts that are this person, and without them in the texts of the rest."""
        people: tuple[Contact, ...] = getattr(record, "contacts", ())
        kept = tuple(p for p in people if not self._person.est(record.id, p.prenom, p.nom, p.courriel))
        if len(kept) < len(people):
            record = msgspec.structs.replace(record, contacts=kept)
        if self._person.motif is None:
            return record
        plain = msgspec.to_builtins(record)
        purged = self._purged(plain)
        return record if purged == plain else msgspec.convert(purged, type(record))

    def _purged(self, value: Any, field: str = "") -> Any:
        match value:
            case str():
                text = self._person.oter(value)
                return "" if text != value and field in _EMPTIED else text
            case dict():
                return {name: self._purged(one, name) for name, one in value.items()}
            case list() | tuple():
                return type(value)(self._purged(one) for one in value)
        return value

    def _drafts(self) -> Iterator[tuple[int, str]]:
        """Drafts of other people that hold them. One's own go with the account."""
        for compte, objet, contenu in self._reading.connection.execute(
            "SELECT compte, objet, contenu FROM brouillon"
        ):
            text = bytes(contenu).decode("utf-8", "replace")
            if self._holds(text) or self._inside(text, objet):
                yield compte, objet

    def _inside(self, text: str, lieu: str) -> bool:
        """Tell whether some JSON holds them as a contact, whose name stands in two fields."""
        try:
            waiting = [msgspec.json.decode(text)]
        except msgspec.DecodeError:
            return False
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                first, last = str(value.get("prenom", "")), str(value.get("nom", ""))
                courriel = str(value.get("courriel", ""))
                if "prenom" in value and (
                    self._person.est(lieu, first, last, courriel) or self._person.appele(first, last)
                ):
                    return True
                waiting += value.values()
            elif isinstance(value, list):
                waiting += value
        return False

    def _letters(self) -> Iterator[int]:
        for numero, adresse in self._reading.connection.execute("SELECT numero, adresse FROM courrier"):
            if adresse.casefold() in self._person.courriels:
                yield numero

    def _deposits(self) -> Iterator[str]:
        for jeton, contenu in self._reading.connection.execute(
            "SELECT jeton, contenu FROM depot WHERE contenu <> ''"
        ):
            if self._holds(contenu) or self._inside(contenu, f"depot:{jeton}"):
                yield jeton

    def _followed(self) -> Iterator[str]:
        for fiche, *person in self._reading.connection.execute(
            "SELECT fiche, prenom, nom, courriel FROM demande_suivi WHERE nom <> ''"
        ):
            if self._person.est(fiche, *person):
                yield fiche

    def _texts(self) -> Iterator[tuple[str, str, tuple[str, ...], tuple[Any, ...], str]]:
        """(table, column, key columns, key, text without them) of every other text that names them."""
        connection = self._reading.connection
        for name, table in TABLES.items():
            if (
                not table.textes
                or (table.sort is Sort.PROPRE and name not in _OWN_WAY)
                or name == "brouillon"
            ):
                continue
            keys = tuple(
                column
                for (column,) in connection.execute(
                    "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (name,)
                )
            )
            for column in sorted(table.textes):
                rows = connection.execute(f"SELECT {column}, {', '.join(keys)} FROM {name}").fetchall()  # noqa: S608
                for text, *key in rows:
                    if isinstance(text, str) and (purged := self._purged_text(text)) != text:
                        yield name, column, keys, tuple(key), purged

    def _purged_text(self, text: str) -> str:
        purged = self._person.oter(text, prive=True)
        # A permalink that somebody kept: its words are percent-encoded.
        return NULLE_PART if text.startswith("atlas://") and self._holds(unquote(text)) else purged

    def _holds(self, text: str) -> bool:
        motif = self._person.motif_prive
        return motif is not None and motif.search(text) is not None
