# SPDX-License-Identifier: EUPL-1.2
"""Which foreign authority a line means: its country, its name without ornaments, and whether two lines mean one place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

import msgspec

from atlas_tui.imports.geodesy import Nearby, Point, distance
from atlas_tui.imports.nodes import Node
from atlas_tui.imports.report import LigneRejetee
from atlas_tui.imports.tabular import quote
from parquet.reference import cities, geography
from parquet.text import fold
from store.errors import Refused, label
from store.records import Partenaire
from store.rules import prepare

SAME = 25.0
"""Kilometres within which two partners of one name and country are one. In Wikidata the same town repeats up to 14 km away
from itself, the nearest two towns of one name in one country (Mex, Switzerland) are 56 km apart."""
ABROAD = 50.0
"""A point farther than this from every known city of its country..."""
BESIDE = 10.0
"""... and nearer than this to a city of another one contradicts the country that the line gives."""

# States that are no more or go by another name, for those that the reference does not know already. A State that became
# several (Czechoslovakia, the Soviet Union) is not here: only a person can say which.
_FORMER = {
    "german democratic republic": "DE",
    "east germany": "DE",
    "west germany": "DE",
    "republique democratique allemande": "DE",
    "scotland": "GB",
    "england": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "ecosse": "GB",
    "angleterre": "GB",
    "pays de galles": "GB",
    "irlande du nord": "GB",
    "kingdom of the netherlands": "NL",
    "kingdom of denmark": "DK",
    "people s republic of china": "CN",
    "republic of ireland": "IE",
    "republic of macedonia": "MK",
    "palestinian territories": "PS",
    "palestinian national authority": "PS",
    "state of palestine": "PS",
    "zaire": "CD",
    "burma": "MM",
    "swaziland": "SZ",
}
# The same land under two names: neither contradicts the other.
_BOTH = ({"MA", "EH"},)
_WIKIDATA = re.compile(r"Q\d{2,}")
_PAREN = re.compile(r"\s*\([^()]*\)\s*$")
_COMMA = re.compile(r"^(?P<name>[^,]+),\s*(?P<rest>[^,]+)$")
_KINDS = {"region": "region", "province": "province", "district": "district"}
_OTHER_KINDS = frozenset({"county", "oblast", "governorate", "cercle", "prefecture", "voivodeship", "canton"})


class Countries:
    """Finds the country of a line; `forced` maps names of the file to ISO codes, as the user decided."""

    def __init__(self, forced: Mapping[str, str]) -> None:
        self._forced = {fold(name): code for name, code in forced.items()}
        self._found: dict[str, str | None] = {}

    def find(self, text: str, column: str) -> str:
        """Return an ISO 3166 code, 'FR' for France and each of its overseas parts; LigneRejetee when unknown."""
        if text not in self._found:
            self._found[text] = self._find(text)
        if code := self._found[text]:
            return code
        raise LigneRejetee(
            column,
            f"pays {quote(text)} inconnu aujourd'hui : écrivez le pays actuel du partenaire, ou donnez son code dans [pays] de "
            "la correspondance",
        )

    def _find(self, text: str) -> str | None:
        folded = fold(text)
        if code := self._forced.get(folded):
            return code
        # Two letters would be read as a code, yet a cell holds names: only an exact upper-case code is one.
        if found := geography.trouver_pays(text):
            return found.iso2
        if code := _FORMER.get(folded):
            return code
        region = geography.trouver_region(text)
        overseas = isinstance(region, geography.Region) and region.zone == "drom"
        return "FR" if overseas or geography.trouver_com(text) else None


@cache
def _cities(pays: str) -> Nearby[str]:
    return Nearby(((v.latitude, v.longitude), v.nom) for v in cities.villes(pays))


@cache
def _all_cities() -> Nearby[str]:
    return Nearby(((v.latitude, v.longitude), p) for p in geography.pays() for v in cities.villes(p))


def check_country(pays: str, point: Point, country_text: str, column: str) -> None:
    """LigneRejetee when the point lies in a town of another country: one of the two is wrong, only a person knows which."""
    if any(True for _ in _cities(pays).within(point, ABROAD)):
        return
    beside = min(_all_cities().within(point, BESIDE), default=None)
    if beside is None or beside[1] == pays or any({pays, beside[1]} <= both for both in _BOTH):
        return
    other = geography.pays()[beside[1]].nom
    raise LigneRejetee(
        column,
        f"le point ({point[0]:.3f} ; {point[1]:.3f}) est dans une ville de ce pays : {other}, à plus de {ABROAD:.0f} km de toute "
        f"ville connue de {quote(country_text)} : corrigez le pays ou les coordonnées",
    )


def identity(nom: str, pays: str) -> str:
    """Return the part of a name that tells places apart: folded, without « (Sauerland) », « , Mali », « Municipality »."""
    bare = _PAREN.sub("", nom)
    if match := _COMMA.match(bare):
        bare = match["name"]
    folded = fold(bare) or fold(nom)
    folded = folded.removesuffix(" municipality")
    # In Burkina Faso a department is the commune itself; elsewhere (Salto) it is what surrounds the town.
    return folded.removesuffix(" department") if pays == "BF" else folded


def describe(nom: str, pays: str, point: Point | None, population: int | None, column: str) -> Partenaire:
    """Return the page of a partner as the line describes it; LigneRejetee when the store would not have it."""
    if _WIKIDATA.fullmatch(nom):
        raise LigneRejetee(
            column, f"{quote(nom)} est un identifiant Wikidata sans nom : écrivez le nom du partenaire"
        )
    subdivision = ""
    if match := _COMMA.match(nom):
        nom = match["name"].strip()
        rest = match["rest"].strip()
        country = geography.trouver_pays(rest)
        subdivision = "" if country and country.iso2 == pays else rest
    last = fold(nom).rsplit(" ", 1)[-1]
    kind = _KINDS.get(last) or ("autre" if last in _OTHER_KINDS else "ville")
    record = Partenaire(
        nom=nom,
        pays=pays,
        type=kind,
        subdivision=subdivision,
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        population=population,
    )
    try:
        return prepare(record)
    except Refused as refused:
        raise LigneRejetee(column, f"{label(refused.field)} : {refused.reason}") from None


class Partners:
    """The foreign authorities known so far: those of the store, then those that the file brings."""

    def __init__(self, stored: Iterable[Node[Partenaire]]) -> None:
        self._by_name: dict[tuple[str, str], list[Node[Partenaire]]] = {}
        for node in stored:
            self.add(node)

    def add(self, node: Node[Partenaire]) -> None:
        """Make a partner findable by its name and its aliases."""
        record = node.record
        for key in {identity(n, record.pays) for n in (record.nom, *record.alias)}:
            self._by_name.setdefault((key, record.pays), []).append(node)

    def matching(self, wanted: Partenaire, column: str) -> list[Node[Partenaire]]:
        """Return the pages of this very place, nearest first: none, one, or doubles. LigneRejetee when it may be several."""
        namesakes = self._by_name.get((identity(wanted.nom, wanted.pays), wanted.pays), [])
        here = position(wanted)
        located = [(at, n) for n in namesakes if (at := position(n.record)) is not None]
        bare = [n for n in namesakes if position(n.record) is None]
        if here is not None:
            near = sorted(((distance(here, at), i) for i, (at, _) in enumerate(located)))
            found = [located[i][1] for d, i in near if d <= SAME]
            # A page without coordinates can only be this place if no other place bears the name.
            return found + (bare if found or not located else [])
        if located and any(distance(located[0][0], at) > SAME for at, _ in located):
            raise LigneRejetee(
                column,
                f"plusieurs partenaires de ce pays s'appellent {quote(wanted.nom)} et la ligne n'a pas de coordonnées : "
                "ajoutez-les",
            )
        return [n for _, n in located] + bare


def position(record: Partenaire) -> Point | None:
    """Return where a partner is, if that is known."""
    return (
        None if record.latitude is None or record.longitude is None else (record.latitude, record.longitude)
    )


def completed(record: Partenaire, wanted: Partenaire) -> Partenaire:
    """Return a page with the coordinates that it lacked; the page itself when it lacks none."""
    if position(record) is not None or position(wanted) is None:
        return record
    return msgspec.structs.replace(
        record,
        latitude=wanted.latitude,
        longitude=wanted.longitude,
        population=wanted.population if record.population is None else record.population,
    )
