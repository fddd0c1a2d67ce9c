# SPDX-License-Identifier: EUPL-1.2
"""Import of the people in charge in collectivités: each line finds its fiche, then the person there, who is completed or added.

First every line is understood and laid on the fiches in memory, then what changed is written in the same transaction, one
version a fiche. Nobody is taken away: a file says who is there, not who left.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from atlas_tui.imports.mapping import Correspondance
from atlas_tui.imports.report import Bilan, ImportRefuse, LigneRejetee, Rejet
from atlas_tui.imports.tabular import Row, quote, read_table
from parquet.doublons import cle
from store import rights
from store.credentials import checked_courriel
from store.errors import Refused
from store.fusions import redirections
from store.records import Collectivite, Contact
from store.rights import Who, operation
from store.store import Reading, Store
from store.text import fold

Progress = Callable[[float, str], None]

COLUMNS = {
    "collectivite": "Collectivité",
    "code": "Code",
    "departement": "Département",
    "prenom": "Prénom",
    "nom": "Nom",
    "titre": "Fonction",
    "role": "Rôle",
    "courriel": "Courriel",
    "telephone": "Téléphone",
    "diffusion": "Diffusion",
}
"""Field → column read by default; a correspondance gives other columns."""
MANDATORY = ("prenom", "nom", "titre", "courriel")

_ID = re.compile(r"col-\d+", re.IGNORECASE)
_BESIDE = re.compile(r"(.+?)\s*\((?:dep\.? ?)?(\d[0-9AB]\d?)\)", re.IGNORECASE)
"""« Saint-Denis (93) »."""
_NUMBER = re.compile(r"[+\d][\d .()/\u00a0\u202f-]{5,}")
_ELUS = re.compile(r"(vice )?president|maire|adjoint|conseill|elu|depute|senat")
"""Begins the fonction of an élu, folded: what decides where no column does."""
_YES, _NO = {"oui", "o", "x", "1", "vrai", "true", "yes"}, {"", "non", "n", "0", "faux", "false", "no"}
_SHOWN = 4


@dataclass(slots=True)
class _Fiche:
    """A collectivité as the lines read so far leave it."""

    record: Collectivite
    version: int
    contacts: list[Contact]


@operation("importer-contacts")
def import_contacts(
    store: Store, path: Path, mapping: Correspondance, *, who: Who, a_blanc: bool, progress: Progress
) -> Bilan:
    """Import a file of people, or only say what that would do. Forbidden; ImportRefuse leaves the store as it was."""
    rights.require(who, "importer-contacts")
    table = read_table(path, COLUMNS | dict(mapping.colonnes), MANDATORY)
    if not {"collectivite", "code"} & table.fields:
        raise ImportRefuse(
            "Aucune colonne ne dit la collectivité : il faut « Collectivité » (nom ou col-12) ou « Code » (INSEE, SIREN)."
        )
    rows = list(table.rows())
    if a_blanc:
        with store.read() as reading:
            return _Plan(reading, mapping).read(rows, progress)
    with store.write("import:contacts" if who.compte is None else who.actor) as edit:
        plan = _Plan(edit, mapping)
        bilan = plan.read(rows, progress)
        progress(0.6, "Écriture")
        for fiche in plan.changed():
            try:
                edit.update(fiche.record, base=fiche.version)
            except Refused as refused:
                raise ImportRefuse(
                    f"L'atlas refuse {fiche.record.id}, rien n'a été écrit : {refused}"
                ) from refused
    progress(1.0, "Terminé")
    return bilan


class _Plan:
    """What the lines do to the fiches, in the order of the file."""

    def __init__(self, reading: Reading, mapping: Correspondance) -> None:
        self._fiches: dict[str, _Fiche] = {}
        self._by_code: dict[str, list[_Fiche]] = defaultdict(list)
        self._by_name: dict[str, list[_Fiche]] = defaultdict(list)
        self._forced = {fold(name): code for name, code in mapping.communes.items()}
        self._leads = {gone: kept for gone, (kept, _) in redirections(reading).items()}
        for stored in reading.each("collectivite"):
            # Nobody is added to a page that is no longer shown.
            if stored.etat == "archivee":
                continue
            fiche = _Fiche(stored.record, stored.version, list(stored.record.contacts))
            self._fiches[stored.record.id] = fiche
            if stored.record.code:
                self._by_code[stored.record.code].append(fiche)
            names = (stored.record.nom, *stored.record.alias)
            for key in {*(f"={fold(name)}" for name in names), *(cle(name) for name in names)}:
                self._by_name[key].append(fiche)

    def read(self, rows: Iterable[Row | tuple[int, LigneRejetee]], progress: Progress) -> Bilan:
        """Lay every line on its fiche; return the account."""
        counts = {"creees": 0, "mises_a_jour": 0, "inchangees": 0}
        rejets: list[Rejet] = []
        progress(0.1, "Rapprochement des collectivités")
        for row in rows:
            if not isinstance(row, Row):
                rejets.append(Rejet(row[0], row[1].champ, row[1].raison))
                continue
            try:
                counts[_lay(self._find(row), row)] += 1
            except LigneRejetee as rejected:
                rejets.append(Rejet(row.ligne, rejected.champ, rejected.raison))
        return Bilan(sum(counts.values()) + len(rejets), **counts, rejetees=len(rejets), rejets=tuple(rejets))

    def changed(self) -> Iterable[_Fiche]:
        """The fiches whose people are not those they had, with their record as it will be."""
        for fiche in self._fiches.values():
            people = tuple(fiche.contacts)
            if people != fiche.record.contacts:
                fiche.record = msgspec.structs.replace(fiche.record, contacts=people)
                yield fiche

    def _find(self, row: Row) -> _Fiche:
        """The fiche of a line: by its id, by its code, by its name with the département beside."""
        name, code = row.text("collectivite", mandatory=False), row.text("code", mandatory=False)
        for column, text in (("collectivite", name), ("code", code)):
            if _ID.fullmatch(text):
                asked = text.lower()
                found = self._fiches.get(self._leads.get(asked, asked))
                if found is None:
                    raise LigneRejetee(
                        row.column(column), f"aucune fiche {asked} dans l'atlas, ou elle est archivée"
                    )
                return found
        code = self._forced.get(fold(name), code.replace(" ", ""))
        named = self._named(name, row.text("departement", mandatory=False)) if name else []
        if code:
            coded = self._by_code.get(code, [])
            if not coded:
                raise LigneRejetee(row.column("code"), f"aucune collectivité de code {quote(code, 20)}")
            # 75 is Paris's département and a région; the name says which.
            both = [one for one in coded if one in named] if len(coded) > 1 else coded
            return _only(both or coded, row.column("code"), code)
        if not name:
            raise LigneRejetee(row.column("collectivite"), "ni nom ni code : complétez l'un des deux")
        if not named:
            raise LigneRejetee(
                row.column("collectivite"),
                f"aucune collectivité {quote(name)} dans l'atlas : donnez son code, ou créez sa fiche",
            )
        return _only(named, row.column("collectivite"), name)

    def _named(self, name: str, departement: str) -> list[_Fiche]:
        if beside := _BESIDE.fullmatch(name):
            name, departement = beside[1], departement or beside[2]
        found = self._by_name.get(f"={fold(name)}") or self._by_name.get(cle(name), [])
        place = departement.strip().upper()
        return [one for one in found if one.record.departement == place] if place else found


def _only(found: list[_Fiche], column: str, said: str) -> _Fiche:
    if len(found) == 1:
        return found[0]
    cited = ", ".join(
        f"{one.record.id} {one.record.nom}"
        + (f" ({one.record.departement})" if one.record.departement else "")
        for one in found[:_SHOWN]
    )
    raise LigneRejetee(
        column,
        f"{len(found)} collectivités répondent à {quote(said)} : {cited}. Précisez le code ou l'identifiant",
    )


def _lay(fiche: _Fiche, row: Row) -> str:
    """Put a person on a fiche; return what the line came to."""
    said = _contact(row)
    rank = _rank(fiche.contacts, said)
    if rank is None:
        fiche.contacts.append(said)
        return "creees"
    known = fiche.contacts[rank]
    # A name in capitals, or without its accents, is the same name: the one that was typed here stays.
    changes = {
        name: getattr(said, name)
        for name in ("prenom", "nom", "titre", "courriel")
        if name in ("titre", "courriel") or fold(getattr(known, name)) != fold(getattr(said, name))
    }
    whole = msgspec.structs.replace(known, **changes, telephone=said.telephone or known.telephone)
    if row.text("role", mandatory=False):
        whole = msgspec.structs.replace(whole, role=said.role)
    if "diffusion" in row.fields:
        # A consent comes from the person: a file that does not speak of it neither gives nor takes it.
        whole = msgspec.structs.replace(whole, diffusion=said.diffusion)
    if whole == known:
        return "inchangees"
    fiche.contacts[rank] = whole
    return "mises_a_jour"


def _rank(people: list[Contact], said: Contact) -> int | None:
    """Where a person stands: by the whole name, else by a courriel of somebody who has one of their two names.

    An address alone tells nobody: that of a service is everybody's.
    """
    names = {fold(said.prenom), fold(said.nom)}
    for rank, one in enumerate(people):
        if {fold(one.prenom), fold(one.nom)} == names:
            return rank
    for rank, one in enumerate(people):
        if one.courriel.casefold() == said.courriel.casefold() and {fold(one.prenom), fold(one.nom)} & names:
            return rank
    return None


def _contact(row: Row) -> Contact:
    titre = row.text("titre")
    courriel = row.text("courriel")
    try:
        courriel = checked_courriel(courriel)
    except Refused:
        raise LigneRejetee(
            row.column("courriel"), f"{quote(courriel)} n'est pas une adresse, comme prenom.nom@ville.fr"
        ) from None
    telephone = row.text("telephone", mandatory=False)
    if telephone and not _NUMBER.fullmatch(telephone):
        raise LigneRejetee(row.column("telephone"), f"{quote(telephone)} n'est pas un numéro")
    return Contact(
        prenom=row.text("prenom"), nom=row.text("nom"), titre=titre, role="elu" if _elu(row, titre) else "cadre",
        courriel=courriel, telephone=telephone, diffusion=_consent(row),
    )  # fmt: skip


def _elu(row: Row, titre: str) -> bool:
    said = fold(row.text("role", mandatory=False))
    if said in ("elu", "elue"):
        return True
    if said and said not in ("cadre", "agent", "technicien"):
        raise LigneRejetee(row.column("role"), f"{quote(said)} : élu ou cadre attendu")
    return not said and _ELUS.match(fold(titre)) is not None


def _consent(row: Row) -> bool:
    said = fold(row.text("diffusion", mandatory=False))
    if said not in _YES | _NO:
        raise LigneRejetee(row.column("diffusion"), f"{quote(said)} : oui ou non attendu")
    return said in _YES
