# SPDX-License-Identifier: EUPL-1.2
"""Import of pairs « French authority / foreign authority » as jumelages.

First everything is decided in memory, in one look at the store, then everything is written in the same transaction. A
rehearsal (`a_blanc`) is the first half alone, so that its account is the import's own.

What is decided here, and why:

- nature `cooperation`: a jumelage is signed, hence under a convention (domain: « cooperation » is what has one);
- theme 13, « Sensibilisation et citoyenneté mondiale »: the nomenclature has none for jumelages, and meetings of
  citizens are what they are made of; the source says nothing finer;
- no year: the source gives none, and an invented one would enter the statistics;
- a pair inside France is rejected: the atlas is of partners abroad, and a partner page there has no French authority;
- a pair that a projet of the store already joins is left alone, whatever that projet says: people's words come first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from atlas_tui.imports.mapping import Correspondance
from atlas_tui.imports.nodes import Node
from atlas_tui.imports.partners import Countries, Partners, check_country, completed, describe
from atlas_tui.imports.places import FrenchPlaces, Place
from atlas_tui.imports.report import Bilan, ImportRefuse, LigneRejetee, Rejet
from atlas_tui.imports.tabular import Row, read_table
from parquet.text import fold
from store.errors import Refused
from store.records import Collectivite, Partenaire, Projet
from store.store import Edit, Reading, Store

Progress = Callable[[float, str], None]

ORIGINE = "wikidata:jumelages:2017"
THEMATIQUE = "13"
COLUMNS = {
    "commune": "origincityLabel",
    "latitude": "originlat",
    "longitude": "originlong",
    "partenaire": "sistercityLabel",
    "partenaire_latitude": "destinationlat",
    "partenaire_longitude": "destinationlong",
    "partenaire_population": "destinationpopulation",
    "pays": "destination_countryLabel",
}
"""Field → column of the file of 2017; a correspondance gives other columns."""
MANDATORY = ("commune", "partenaire", "pays")


@dataclass(frozen=True, slots=True)
class Pair:
    """A line that was understood."""

    ligne: int
    nom: str
    """The French name as the file gives it."""
    place: Place
    partner: Partenaire
    partner_column: str


@dataclass(slots=True)
class Plan:
    """What the file would do to the store."""

    new: list[tuple[Node[Collectivite], Node[Partenaire], str]] = field(default_factory=list)
    """Pairs to create, with the French name of the line."""
    changed: list[Node[Collectivite] | Node[Partenaire]] = field(default_factory=list)
    creees: int = 0
    mises_a_jour: int = 0
    inchangees: int = 0
    rejets: list[Rejet] = field(default_factory=list)

    def bilan(self) -> Bilan:
        """Return the account, rejections in the order of the lines."""
        rejets = tuple(sorted(self.rejets, key=lambda r: r.ligne))
        done = self.creees + self.mises_a_jour + self.inchangees
        return Bilan(done + len(rejets), self.creees, self.mises_a_jour, self.inchangees, len(rejets), rejets)


def import_jumelages(
    store: Store, path: Path, mapping: Correspondance, *, a_blanc: bool, progress: Progress
) -> Bilan:
    """Import a file of pairs, or only say what that would do. ImportRefuse leaves the store as it was."""
    pairs, rejets = read_pairs(path, mapping, progress)
    if a_blanc:
        with store.read() as reading:
            return _planned(reading, pairs, rejets).bilan()
    with store.write("import:jumelages") as edit:
        plan = _planned(edit, pairs, rejets)
        progress(0.5, "Écriture")
        try:
            _apply(edit, plan, mapping.origine or ORIGINE, progress)
        except Refused as refused:
            raise ImportRefuse(
                f"L'atlas refuse une fiche de l'import, rien n'a été écrit : {refused}"
            ) from refused
    progress(1.0, "Terminé")
    return plan.bilan()


def read_pairs(path: Path, mapping: Correspondance, progress: Progress) -> tuple[list[Pair], list[Rejet]]:
    """Read and understand every line, without the store."""
    progress(0.0, "Lecture")
    table = read_table(path, COLUMNS | dict(mapping.colonnes), MANDATORY)
    places, countries = FrenchPlaces(mapping.communes), Countries(mapping.pays)
    pairs: list[Pair] = []
    rejets: list[Rejet] = []
    for done, row in enumerate(table.rows()):
        if not isinstance(row, Row):
            ligne, error = row
            rejets.append(Rejet(ligne, error.champ, error.raison))
            continue
        if done % 500 == 0:
            progress(0.4 * done / max(1, table.size), "Rapprochement des communes et des partenaires")
        try:
            pairs.append(_pair(row, places, countries))
        except LigneRejetee as rejected:
            rejets.append(Rejet(row.ligne, rejected.champ, rejected.raison))
    return pairs, rejets


def _pair(row: Row, places: FrenchPlaces, countries: Countries) -> Pair:
    nom, partner_nom = row.text("commune"), row.text("partenaire")
    country_text = row.text("pays")
    country_column, partner_column = row.column("pays"), row.column("partenaire")
    pays = countries.find(country_text, country_column)
    if pays == "FR":
        raise LigneRejetee(country_column, "paire entre deux communes françaises : hors du champ de l'atlas")
    here = row.point("latitude", "longitude")
    there = row.point("partenaire_latitude", "partenaire_longitude")
    population = row.number("partenaire_population", 0, 1e8)
    place = places.find(nom, here, row.column("commune"), row.column("latitude"))
    partner = describe(partner_nom, pays, there, int(population) if population else None, partner_column)
    if there is not None:
        check_country(pays, there, country_text, country_column)
    return Pair(row.ligne, nom, place, partner, partner_column)


def _planned(reading: Reading, pairs: list[Pair], rejets: list[Rejet]) -> Plan:
    """Decide what each line does, given the store as it stands."""
    plan = Plan(rejets=list(rejets))
    towns: dict[tuple[str, str], list[Node[Collectivite]]] = {}
    by_id: dict[str, Node[Collectivite] | Node[Partenaire]] = {}
    for stored in reading.each("collectivite"):
        # An archived page is no longer shown: what comes in must not be hung on it.
        if stored.etat != "archivee":
            town = Node[Collectivite](stored.record, stored.version)
            by_id[town.record.id] = town
            if town.record.code:
                towns.setdefault((town.record.type, town.record.code), []).append(town)
    known: list[Node[Partenaire]] = []
    for stored in reading.each("partenaire"):
        if stored.etat != "archivee":
            node = Node[Partenaire](stored.record, stored.version)
            by_id[node.record.id] = node
            known.append(node)
    partners = Partners(known)
    # Archived projets count: what someone took out must not come back with the next import.
    joined = {
        (id(by_id[c]), id(by_id[p]))
        for stored in reading.each("projet")
        if stored.record.jumelage
        for c in stored.record.collectivites
        for p in stored.record.partenaires
        if c in by_id and p in by_id
    }
    for pair in pairs:
        try:
            _plan_pair(plan, pair, towns, partners, joined)
        except LigneRejetee as rejected:
            plan.rejets.append(Rejet(pair.ligne, rejected.champ, rejected.raison))
    return plan


def _plan_pair(
    plan: Plan,
    pair: Pair,
    towns: dict[tuple[str, str], list[Node[Collectivite]]],
    partners: Partners,
    joined: set[tuple[int, int]],
) -> None:
    same_partners = partners.matching(pair.partner, pair.partner_column)
    same_towns = towns.setdefault(pair.place.key, [])
    exists = next(((t, p) for t in same_towns for p in same_partners if (id(t), id(p)) in joined), None)
    if not same_towns:
        same_towns.append(Node(pair.place.record))
    if not same_partners:
        same_partners = [Node(pair.partner)]
        partners.add(same_partners[0])
    town, partner = exists or (same_towns[0], same_partners[0])
    changed = _complete(plan, town, partner, pair)
    if exists is None:
        joined.add((id(town), id(partner)))
        plan.new.append((town, partner, pair.nom))
        plan.creees += 1
    elif changed:
        plan.mises_a_jour += 1
    else:
        plan.inchangees += 1


def _complete(plan: Plan, town: Node[Collectivite], partner: Node[Partenaire], pair: Pair) -> bool:
    """Give the two pages the coordinates that they lack; tell whether a page of the store changed by it."""
    before = len(plan.changed)
    partner_record = completed(partner.record, pair.partner)
    if partner_record is not partner.record:
        partner.record = partner_record
        _mark(plan, partner)
    source = pair.place.record
    if town.record.latitude is None and town.record.longitude is None and source.latitude is not None:
        town.record = msgspec.structs.replace(
            town.record, latitude=source.latitude, longitude=source.longitude
        )
        _mark(plan, town)
    return len(plan.changed) > before


def _mark(plan: Plan, node: Node[Collectivite] | Node[Partenaire]) -> None:
    if node.version and not node.changed:
        node.changed = True
        plan.changed.append(node)


def _apply(edit: Edit, plan: Plan, origine: str, progress: Progress) -> None:
    for node in plan.changed:
        record = node.record
        if isinstance(record, Collectivite):
            edit.update(record, base=node.version)
        else:
            edit.update(record, base=node.version)
    for done, (town, partner, nom) in enumerate(plan.new):
        if not town.record.id:
            town.record = edit.create(town.record)
        if not partner.record.id:
            partner.record = edit.create(partner.record)
        edit.create(_projet(town.record, partner.record, nom, origine))
        if done % 200 == 0:
            progress(0.5 + 0.49 * done / len(plan.new), "Écriture")


def _projet(town: Collectivite, partner: Partenaire, nom: str, origine: str) -> Projet:
    other_name = fold(nom) != fold(town.nom)
    return Projet(
        titre=f"Jumelage {town.nom} – {partner.nom}",
        nature="cooperation",
        jumelage=True,
        thematique=THEMATIQUE,
        statut="en-cours",
        collectivites=(town.id,),
        partenaires=(partner.id,),
        # The former commune is lost otherwise: Pringy is part of Annecy today, yet it is Pringy that signed.
        historique=f"La source nomme la collectivité française « {nom} »." if other_name else "",
        origine=origine,
    )
