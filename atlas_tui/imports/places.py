# SPDX-License-Identifier: EUPL-1.2
"""Which French authority a line means, from a name as people write it and, if there are any, coordinates.

A name alone never identifies a commune: 1,441 names are shared. So the name proposes, the coordinates decide, and when
they cannot, the line is rejected with what would settle it. A wrong match would be a false fact in the atlas, a rejection
is a minute of work.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import fuzz

from atlas_tui.imports.geodesy import Nearby, Point, distance
from atlas_tui.imports.report import LigneRejetee
from atlas_tui.imports.tabular import quote
from parquet.reference import geography
from parquet.reference.geography import Commune
from parquet.text import fold
from store.records import Collectivite

FAR = 20.0
"""Kilometres beyond which a name and a point do not mean the same commune. Measured on 1,600 places of Wikidata: true
matches lie within 15 km, the worst being former communes given at the centre of a very wide new one (Sèvremoine);
the nearest wrong homonym lies at 33."""
RURAL = 40.0
"""Kilometres to the nearest commune of its département whose position is known, when a commune's own is not: in the
Queyras and the Châtillonnais there is none within 20. Homonyms of a nearer département win by being nearer."""
CLOSE = 3.0
"""Kilometres within which a commune of similar name is the one meant. Same source: 99 % of true matches are closer."""
DISTRICT = 60.0
"""The same as FAR for a département, a région or an EPCI: its point may be anywhere in it."""
BESIDE = 6.0
"""Kilometres around a point within which the located communes tell in which département it lies."""
SIMILAR = 85.0
"""Rapidfuzz ratio of two folded names: « Riorges » and « Riorge », not « Marly » and « Marcy »."""
MARGIN = 2.0
"""Two homonyms nearer than this to being equally far from the point cannot be told apart."""

_TYPES_EPCI = {"CA": "ca", "CC": "cc", "CU": "cu", "METRO": "metropole", "EPT": "ept"}
_TITLE = re.compile(r"^(?:ville|mairie|commune|municipalite|city|town) (?:de |d |du |des |of )?(?=\w)")
_ARRONDISSEMENT = re.compile(
    r"^\d+(?:er|e|eme|st|nd|rd|th)? arrondissement (?:de |of )?(paris|lyon|marseille)$"
)
_CITY_NUMBER = re.compile(
    r"^(paris|lyon|marseille) (?:\d+(?:er|e|eme|st|nd|rd|th)?|[ivx]+)(?: arrondissement)?$"
)
_QUALIFIED = re.compile(r"^(?P<name>[^,(]+?)\s*(?:,\s*(?P<comma>[^,()]+)|\((?P<paren>[^()]+)\))\s*$")
_ARTICLES = ("le ", "la ", "les ", "l ")
_EPCI_PREFIX = re.compile(
    r"^(?:ca|cc|cu|ept|metropole|communaute (?:d agglomeration|de communes|urbaine)|grand|le grand)"
    r" (?:de la |de l |des |du |de |d )?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A French authority, ready to become a page; `key` tells whether a page of the store is the same."""

    record: Collectivite

    @property
    def key(self) -> tuple[str, str]:
        """Its kind and its official code."""
        return self.record.type, self.record.code


@cache
def _located() -> Nearby[Commune]:
    """Index the communes whose own position is known; the others stand at their département's point."""
    table = geography.communes().values()
    return Nearby(
        ((c.latitude, c.longitude), c)
        for c in table
        if c.position == "connue" and c.latitude is not None and c.longitude is not None
    )


@cache
def _usual_names() -> Mapping[str, str]:
    text = files("atlas_tui.imports").joinpath("usual_names.toml").read_text(encoding="utf-8")
    return {fold(name): code for name, code in tomllib.loads(text).items()}


@cache
def _epci_names() -> Mapping[str, tuple[str, ...]]:
    names: dict[str, dict[str, None]] = {}
    for e in geography.epci().values():
        for name in (e.nom, e.nom_long):
            folded = fold(name)
            for spelled in (folded, _EPCI_PREFIX.sub("", folded)):
                names.setdefault(spelled, {})[e.siren] = None
    return {name: tuple(sirens) for name, sirens in names.items()}


def commune_place(commune: Commune, point: Point | None = None) -> Place:
    """Return a commune as a page. Where the reference only knows its département's point, the line's own is better."""
    departement = geography.departements().get(commune.departement)
    at = (commune.latitude, commune.longitude)
    if point is not None and (commune.position != "connue" or not _plausible(at, point)):
        at = point
    return Place(
        Collectivite(
            nom=commune.nom,
            type="commune",
            code=commune.code,
            departement=departement.code if departement else "",
            region=commune.region,
            ancienne_region=departement.ancienne_region if departement else "",
            com="" if departement else commune.departement,
            population=commune.population,
            latitude=at[0],
            longitude=at[1],
        )
    )


def _plausible(at: tuple[float | None, float | None], point: Point) -> bool:
    return at[0] is not None and at[1] is not None and distance((at[0], at[1]), point) <= FAR


def place_of_code(code: str) -> Place | None:
    """Return the authority that an official code names: INSEE code of a commune, SIREN of an EPCI."""
    if commune := geography.communes().get(code):
        return commune_place(commune)
    return _epci_place(code) if code in geography.epci() else None


def _epci_place(siren: str) -> Place:
    e = geography.epci()[siren]
    departement = geography.departements().get(e.departement)
    return Place(
        Collectivite(
            nom=e.nom,
            type=_TYPES_EPCI[e.type],
            code=e.siren,
            departement=e.departement,
            region=e.region,
            ancienne_region=departement.ancienne_region if departement else "",
            population=e.population,
            latitude=e.latitude,
            longitude=e.longitude,
        )
    )


class FrenchPlaces:
    """Finds French authorities; `forced` maps names of the file to official codes, as the user decided."""

    def __init__(self, forced: Mapping[str, str]) -> None:
        self._forced = {fold(name): code for name, code in forced.items()}
        self._found: dict[tuple[str, Point | None], Place | tuple[bool, str]] = {}

    def find(self, name: str, point: Point | None, name_column: str, point_column: str) -> Place:
        """Return the authority meant; LigneRejetee says what is missing to know it."""
        key = (name, point)
        if key not in self._found:
            try:
                self._found[key] = self._find(name, point)
            except _Undecided as undecided:
                self._found[key] = (undecided.point_at_fault, undecided.raison)
        found = self._found[key]
        if isinstance(found, Place):
            return found
        raise LigneRejetee(point_column if found[0] else name_column, found[1])

    def _find(self, name: str, point: Point | None) -> Place:
        if code := self._forced.get(fold(name)):
            place = place_of_code(code)
            if place is not None:
                return place
        spellings, departement = _spellings(name)
        namesakes: dict[str, Commune] = {}
        for spelling in spellings:
            namesakes |= {c.code: c for c in geography.communes_par_nom(spelling)}
            if (code := _usual_names().get(spelling)) and code in geography.communes():
                namesakes[code] = geography.communes()[code]
        candidates = list(namesakes.values())
        if departement:
            candidates = [c for c in candidates if c.departement == departement] or candidates
        if point is None:
            if candidates:
                return commune_place(_only(name, candidates, set(spellings)))
        elif chosen := _nearest(name, candidates, point) or _similar(spellings, point):
            return commune_place(chosen, point)
        if place := _wider(name, spellings, point):
            return place
        raise _not_found(name, candidates, point)


class _Undecided(Exception):
    def __init__(self, raison: str, *, point_at_fault: bool = False) -> None:
        self.raison = raison
        self.point_at_fault = point_at_fault


def _spellings(name: str) -> tuple[list[str], str]:
    """Return the folded names to look for, likeliest first, and the département that the name gives, if any."""
    spellings = [fold(name)]
    departement = ""
    if match := _QUALIFIED.match(name):
        qualifier = match["comma"] or match["paren"]
        known = geography.trouver_departement(qualifier)
        departement = known.code if known else ""
        spellings.append(fold(match["name"]))
    for folded in tuple(spellings):
        if numbered := _ARRONDISSEMENT.match(folded) or _CITY_NUMBER.match(folded):
            spellings.append(numbered[1])
        spellings.append(_TITLE.sub("", folded))
    for folded in tuple(spellings):
        words = {"st": "saint", "ste": "sainte", "s": "sur", "ss": "sous"}
        spellings.append(" ".join(words.get(w, w) for w in folded.split()))
    for folded in tuple(spellings):
        bare = next((folded.removeprefix(a) for a in _ARTICLES if folded.startswith(a)), "")
        spellings += [bare] if bare else [a + folded for a in _ARTICLES]
    return [s for s in dict.fromkeys(spellings) if s], departement


def _only(name: str, candidates: list[Commune], spellings: set[str]) -> Commune:
    """Choose without coordinates: the one commune that bears the name, else the one that absorbed it."""
    bearers = [c for c in candidates if fold(c.nom) in spellings] or candidates
    if len(bearers) == 1:
        return bearers[0]
    where = ", ".join(sorted({c.departement for c in bearers})[:8])
    raise _Undecided(
        f"{len(bearers)} communes s'appellent {quote(name)} (départements {where}) et la ligne n'a pas de coordonnées : "
        "ajoutez-les, ou écrivez le département entre parenthèses après le nom"
    )


def _gap(commune: Commune, point: Point) -> float | None:
    """Return how far a point is from a commune, None when it is too far.

    Where the commune's own position is unknown, what counts is whether the point lies in its département: the nearest
    located commune of that département says so.
    """
    if commune.latitude is None or commune.longitude is None:
        return None
    if commune.position == "connue":
        gap = distance(point, (commune.latitude, commune.longitude))
        return gap if gap <= FAR else None
    around = (d for d, c in _located().within(point, RURAL) if c.departement == commune.departement)
    return min(around, default=None)


def _nearest(name: str, candidates: list[Commune], point: Point) -> Commune | None:
    """Return the candidate that the point means, None when it is far from all of them."""
    gaps = sorted(
        ((gap, rank) for rank, c in enumerate(candidates) if (gap := _gap(c, point)) is not None),
    )
    if not gaps:
        return _same_departement(candidates, point)
    (gap, rank), others = gaps[0], gaps[1:]
    # Candidates come in the order of the likeliest spelling: an equal gap is settled by it only for one same place.
    rivals = [candidates[r] for g, r in others if g - gap < MARGIN]
    if rivals:
        both = ", ".join(f"{c.nom} ({c.code})" for c in [candidates[rank], *rivals][:4])
        raise _Undecided(
            f"le point est aussi près de plusieurs communes que {quote(name)} peut désigner ({both}) : "
            "écrivez le département entre parenthèses après le nom"
        )
    return candidates[rank]


def _same_departement(candidates: list[Commune], point: Point) -> Commune | None:
    """Return the one candidate of the département in which the point lies.

    A name hardly ever repeats within a département: when the reference's own position is off, the two still identify.
    """
    around = {c.departement for _, c in _located().within(point, BESIDE)}
    here = [c for c in candidates if c.departement in around]
    return here[0] if len(here) == 1 else None


def _similar(spellings: list[str], point: Point) -> Commune | None:
    """Return the commune beside the point whose name is nearly one of these, or holds it whole.

    « Ancenis » became Ancenis-Saint-Géréon, « Cherbourg » Cherbourg-en-Cotentin: a longer name that begins alike.
    """
    best: tuple[float, float, Commune] | None = None
    for gap, commune in _located().within(point, CLOSE):
        score = max(_likeness(s, fold(commune.nom)) for s in spellings)
        if score >= SIMILAR and (best is None or (score, -gap) > (best[0], -best[1])):
            best = (score, gap, commune)
    if best:
        return best[2]
    # A commune whose own position is unknown can only be found by its département.
    near = min(_located().within(point, FAR), key=lambda found: found[0], default=None)
    if near is None:
        return None
    longer = [
        c
        for c in _unlocated(near[1].departement)
        if any(_likeness(s, fold(c.nom)) >= 95 for s in spellings if len(s) >= 6)
    ]
    return longer[0] if len(longer) == 1 else None


@cache
def _unlocated(departement: str) -> tuple[Commune, ...]:
    return tuple(
        c for c in geography.communes().values() if c.departement == departement and c.position != "connue"
    )


def _likeness(asked: str, name: str) -> float:
    """Return 0 to 100. Only a longer name that begins alike counts as the same: « Puiseaux » is not Saint-Hilaire-sur-Puiseaux."""
    if len(asked) >= 4 and name.startswith(asked + " "):
        return 100.0
    return fuzz.ratio(asked, name) if min(len(asked), len(name)) >= 5 else 0.0


def _wider(name: str, spellings: list[str], point: Point | None) -> Place | None:
    """Return the département, région or EPCI of that name, if the point does not say otherwise."""
    if departement := geography.trouver_departement(name):
        at = (departement.latitude, departement.longitude)
        if point is None or distance(point, at) <= 2 * DISTRICT:
            return Place(
                Collectivite(
                    nom=departement.nom,
                    type="departement",
                    code=departement.code,
                    departement=departement.code,
                    region=departement.region,
                    ancienne_region=departement.ancienne_region,
                    latitude=at[0],
                    longitude=at[1],
                )
            )
    region = geography.trouver_region(name)
    if isinstance(region, geography.AncienneRegion):
        region = geography.regions()[region.region]
    if region is not None:
        nom = f"Région {region.nom}"
        latitude, longitude = point or (None, None)
        return Place(
            Collectivite(
                nom=nom,
                type="region",
                code=region.code,
                region=region.code,
                latitude=latitude,
                longitude=longitude,
            )
        )
    sirens = {s for spelling in spellings for s in _epci_names().get(spelling, ())}
    places = [_epci_place(s) for s in sirens]
    if point is not None:
        places = [p for p in places if _within(p.record, point, DISTRICT)]
    return places[0] if len(places) == 1 else None


def _within(record: Collectivite, point: Point, km: float) -> bool:
    return (
        record.latitude is not None
        and record.longitude is not None
        and distance(point, (record.latitude, record.longitude)) <= km
    )


def _not_found(name: str, candidates: list[Commune], point: Point | None) -> _Undecided:
    """Say why nothing was found, with the code to force if it is right."""
    if point is None:
        return _Undecided(
            f"aucune commune, département, région ou EPCI ne s'appelle {quote(name)} : corrigez le nom, "
            "ou donnez le code INSEE dans [communes] de la correspondance"
        )
    near = min(_located().within(point, RURAL), key=lambda found: found[0], default=None)
    beside = (
        f"la commune la plus proche est {near[1].nom} ({near[1].code})"
        if near
        else "aucune commune connue autour"
    )
    shown = f"({point[0]:.3f} ; {point[1]:.3f})"
    if candidates:
        return _Undecided(
            f"le point {shown} n'est près d'aucune commune nommée {quote(name)} (départements "
            f"{', '.join(sorted({c.departement for c in candidates})[:8])}) ; {beside} : corrigez les coordonnées ou le nom",
            point_at_fault=True,
        )
    return _Undecided(
        f"aucune commune de ce nom, ni de nom semblable près du point {shown} : {quote(name)} ; {beside}. Si c'est elle, "
        "donnez son code dans [communes] de la correspondance"
    )
