# SPDX-License-Identifier: EUPL-1.2
"""Collectivités and authorities that may be one: same official code, or same name once its type, articles and accents are out.

Only fiches of one place (département, country) are compared, by what their names are reduced to and by each of these less
one letter: the cost grows with the fiches, never with their pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import asin, cos, radians, sin, sqrt
from typing import Literal

from parquet.engine import Engine
from parquet.text import fold

Genre = Literal["collectivite", "partenaire"]

SEUIL = 60
"""Likeness, of 100, under which a pair is not shown."""
PROCHES_KM, LOIN_KM, LOIN_REGION_KM = 3.0, 40.0, 200.0
"""Within the first, two places are one; past the second (the third for what is wider than a town), they are two.

Names that a letter parts are those of neighbours as soon as they are not within the first: Bodenheim, Budenheim.
"""
LETTRES = 6
"""A shorter name is another name when a letter changes: Koro, Kori."""
MEMES = 85
"""Score from which two names are one, up to what is no part of them; under it, they only look alike."""
GROUPE_MAX = 30
"""Fiches of one key past which their pairs are not all made: they are not doubles, they are a category."""

_FAMILLES = {"ca": "epci", "cc": "epci", "cu": "epci", "metropole": "epci", "ept": "epci"}
_SANS_SENS = frozenset(
    """a au aux d de del della des di do du el et i il l la las le les los of the und y
    agglo agglomeration arrondissement ca cc cd cercle cg collectivite communaute commune communes conseil cr ct cu
    departement departemental departementale district general generale gouvernorat intercommunal intercommunalite kreis
    landkreis mairie metropole metropolitaine municipalite municipality municipio oblast powiat prefecture province
    provincia region regional regionale stadt territoriale urbaine ville voivodie wilaya""".split()
)
"""Articles, and what a collectivité or an authority is: two fiches of one place differ by them for no reason."""
_NIVEAUX = {
    word: level
    for level, words in {
        "ville": "ville commune mairie municipalite municipality municipio stadt city",
        "district": "district landkreis kreis powiat",
        "departement": "departement departemental",
        "region": "region regional regionale voivodie oblast",
        "province": "province provincia",
        **{word: word for word in ("arrondissement", "cercle", "gouvernorat", "prefecture", "wilaya")},
    }.items()
    for word in words.split()
}
"""What a name says that an authority is: a cercle is not the arrondissement of its name."""
_ABREGES = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "mt": "mont"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fiche, as two are compared."""

    id: str
    nom: str
    alias: tuple[str, ...]
    type: str
    lieu: str
    """Département of a collectivité, empty for a conseil régional; country of an authority."""
    code: str
    latitude: float | None
    longitude: float | None
    projets: int
    """That name it: the busier of two is the one to keep."""

    @property
    def famille(self) -> str:
        """What a double may not differ by: a conseil départemental is not the town of its name."""
        return _FAMILLES.get(self.type, self.type)


@dataclass(frozen=True, slots=True)
class Suspect:
    """Two fiches that may be one; `une` is named by as many projets as `autre`, or more."""

    une: Candidate
    autre: Candidate
    ressemblance: int
    """0 to 100."""
    raisons: tuple[str, ...]
    """In French."""


def candidates(engine: Engine, genre: Genre) -> list[Candidate]:
    """Every fiche of a kind, by id."""
    if genre == "collectivite":
        sql = """SELECT c.id, c.nom, c.alias, c.type, if(c.type = 'region', '', c.departement), c.code, c.latitude, c.longitude,
                 coalesce(n.nombre, 0) FROM collectivites c LEFT JOIN
                 (SELECT collectivite, count(*) AS nombre FROM engagements GROUP BY 1) n ON n.collectivite = c.id ORDER BY c.id"""
    else:
        sql = """SELECT p.id, p.nom, p.alias, p.type, p.pays, '', p.latitude, p.longitude, coalesce(n.nombre, 0)
                 FROM partenaires p LEFT JOIN (SELECT partenaire, count(*) AS nombre FROM liaisons GROUP BY 1) n
                 ON n.partenaire = p.id ORDER BY p.id"""
    return [Candidate(row[0], row[1], tuple(row[2]), *row[3:]) for row in engine.rows(sql)]


def suspects(found: Sequence[Candidate], ecartes: Collection[tuple[str, str]] = ()) -> list[Suspect]:
    """Return the pairs that may be one, the likeliest first; `ecartes` holds pairs (first id < second id) known to be two."""
    by_id = {one.id: one for one in found}
    pairs = {
        pair for pair in _rapproches(found) if pair not in ecartes and by_id[pair[0]] is not by_id[pair[1]]
    }
    told = [suspect for first, second in pairs if (suspect := comparer(by_id[first], by_id[second]))]
    return sorted(
        told, key=lambda s: (-s.ressemblance, -s.une.projets - s.autre.projets, s.une.id, s.autre.id)
    )


def comparer(une: Candidate, autre: Candidate) -> Suspect | None:
    """Return what makes two fiches of one kind alike; None when they are two, or not like enough."""
    if une.famille != autre.famille:
        return None
    same_code = bool(une.code) and une.code == autre.code
    # Two towns have two codes; a communauté takes another when it becomes a métropole.
    if une.code and autre.code and not same_code and une.famille != "epci":
        return None
    distance = _distance(une, autre)
    if distance is not None and distance > (
        LOIN_KM if une.famille in ("ville", "commune") else LOIN_REGION_KM
    ):
        return None
    levels = [{_NIVEAUX[word] for word in fold(one.nom).split() if word in _NIVEAUX} for one in (une, autre)]
    if all(levels) and not levels[0] & levels[1]:
        return None
    names, reasons = _noms(une, autre)
    if 0 < names < MEMES and distance is not None and distance > PROCHES_KM:
        return None
    score = names
    # The régions before 2016 have the code of the one that took their place.
    if same_code and (names or une.type != "region"):
        score = max(80, names + 10)
        reasons.insert(0, f"même code officiel ({une.code})")
    elif names and une.code and autre.code:
        score -= 20
        reasons.append("codes officiels différents")
    if distance is not None and distance <= PROCHES_KM and names:
        score += 5
        reasons.append("même endroit")
    if une.lieu != autre.lieu:
        score -= 10
    score = min(score, 100)
    if score < SEUIL:
        return None
    first, second = (une, autre) if (une.projets, autre.id) >= (autre.projets, une.id) else (autre, une)
    return Suspect(first, second, score, tuple(reasons))


def cle(nom: str) -> str:
    """What a name is reduced to: without accents, articles nor type, words in alphabetical order."""
    words = [_ABREGES.get(word, word) for word in fold(nom).removeprefix("city of ").split()]
    return " ".join(sorted(word for word in words if word not in _SANS_SENS) or sorted(words))


def _noms(une: Candidate, autre: Candidate) -> tuple[int, list[str]]:
    """How much two fiches are of one name, and why."""
    from rapidfuzz.distance import OSA

    first, second = cle(une.nom), cle(autre.nom)
    if first == second:
        if fold(une.nom) == fold(autre.nom):
            return 95, ["même nom"]
        return 90, ["même nom, au type et aux articles près"]
    mine, theirs = ({cle(name) for name in (one.nom, *one.alias)} for one in (une, autre))
    if mine & theirs:
        return MEMES, ["un nom de l'une est un autre nom de l'autre"]
    if min(len(first), len(second)) < LETTRES or first[0] != second[0] or _rangs(first) != _rangs(second):
        return 0, []
    if OSA.distance(first, second, score_cutoff=1) <= 1:
        return (75 if min(len(first), len(second)) > LETTRES + 2 else 65), ["noms à une lettre près"]
    return 0, []


def _rangs(name: str) -> list[str]:
    """The numbers of a name, in figures or in Roman: Bamako 1 is not Bamako 2."""
    return [word for word in name.split() if word.isdecimal() or not word.strip("ivx")]


def _rapproches(found: Iterable[Candidate]) -> Iterator[tuple[str, str]]:
    """Pairs worth comparing, (first id < second id)."""
    groups: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for one in found:
        if one.code:
            groups["code", one.famille, one.code].add(one.id)
        for name in {cle(name) for name in (one.nom, *one.alias)}:
            place = (one.famille, one.lieu)
            groups["nom", *place, name].add(one.id)
            if len(name) >= LETTRES:
                # Two names within a letter share one of these: the whole, or the whole less a letter.
                groups["lettre", *place, name].add(one.id)
                for rank in range(len(name)):
                    groups["lettre", *place, name[:rank] + name[rank + 1 :]].add(one.id)
    for ids in groups.values():
        if 1 < len(ids) <= GROUPE_MAX:
            yield from combinations(sorted(ids), 2)


def _distance(une: Candidate, autre: Candidate) -> float | None:
    """Kilometres between two fiches; None when one is nowhere."""
    if une.latitude is None or autre.latitude is None or une.longitude is None or autre.longitude is None:
        return None
    a, b = radians(une.latitude), radians(autre.latitude)
    half = radians(autre.longitude - une.longitude) / 2
    return 2 * 6371.0 * asin(sqrt(sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(half) ** 2))
