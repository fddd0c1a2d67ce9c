# SPDX-License-Identifier: EUPL-1.2
"""The finder: from a few letters to a place, a collectivité, a partenaire, a projet; accents and typos forgiven.

Names are held in memory as an index of folded words; every typed word must begin a word of the name. Only when nothing
answers are words corrected, each by the nearest words that exist (OSA distance 1, or 2 from five letters on): corrections
never push exact answers down.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from parquet.criteria import TOUT
from parquet.engine import Engine
from parquet.figures import nombres
from parquet.pages import Page
from parquet.reference import geography, nomenclature
from parquet.results import Trouvaille
from parquet.text import fold

RANKS = {
    "pays": 6.0, "continent": 6.0, "sous-continent": 5.0, "région": 5.0, "région d'avant 2016": 4.0, "département": 5.0,
    "collectivité d'outre-mer": 5.0, "thématique": 1.0,
}  # fmt: skip
"""What a place weighs before projets: someone who types « mali » means the country."""

TITLES_UP_TO = 400_000
"""Projets past which their titles would cost seconds and hundreds of megabytes here: the full-text search has them."""

FICHES = frozenset({"collectivite", "partenaire", "projet", "demande", "reseau", "ambassade"})
"""Kinds of entries that are fiches; the others are places and themes."""

ALL_KINDS = ("lieu", "collectivite", "partenaire", "projet", "demande", "reseau", "ambassade")
"""What the index may hold."""

ABREGES = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
"""What people write for short in the names of communes."""

LONG_WORD = 5
"""Letters from which two typos are forgiven instead of one."""


class Entry(NamedTuple):
    """A name in the index, as little as scoring and answering need: there are tens of thousands."""

    kind: str
    """Kind of fiche, or of page for a place."""
    code: str
    nom: str
    plie: str
    """The name and its aliases, folded: the words that answer."""
    genre: str
    precision: str
    projets: int
    type: str = ""
    departement: str = ""
    region: str = ""

    @property
    def answer(self) -> Trouvaille:
        """The entry as the finder gives it."""
        chemin = Page(
            "fiche" if self.kind in ("projet", "demande", "reseau", "ambassade") else self.kind, self.code
        ).chemin
        return Trouvaille(chemin, self.nom, self.genre, self.precision, self.projets)


@dataclass(slots=True)
class Finder:
    """The index of every name of an atlas. Built once (~0.3 s at 27,000 names), then read from any thread."""

    entries: list[Entry] = field(default_factory=list)
    _postings: dict[str, list[int]] = field(default_factory=dict)
    _vocabulary: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, engine: Engine, kinds: Sequence[str] = ALL_KINDS) -> Finder:
        """The index of the atlas that this engine holds, of these kinds of names."""
        finder = cls()
        for entry in (entry for kind in kinds for entry in _SOURCES[kind](engine)):
            number = len(finder.entries)
            finder.entries.append(entry)
            for word in dict.fromkeys(entry.plie.split()):
                finder._postings.setdefault(word, []).append(number)
        finder._vocabulary = sorted(finder._postings)
        return finder

    def find(
        self,
        texte: str,
        *,
        limite: int,
        kind: str = "",
        kinds: tuple[str, ...] = (),
        types: tuple[str, ...] = (),
        departement: str = "",
        region: str = "",
    ) -> tuple[Trouvaille, ...]:
        """The best answers, of one kind or of several. An empty text gives those of the kind with most projets."""

        def wanted(entry: Entry) -> bool:
            return (
                (not kind or entry.kind == kind)
                and (not kinds or entry.kind in kinds)
                and (not types or entry.type in types)
                and (not departement or entry.departement == departement)
                and (not region or entry.region == region)
            )

        words = fold(texte).split()
        if not words:
            best = sorted((e for e in self.entries if wanted(e)), key=lambda e: (-e.projets, e.nom))
            return tuple(e.answer for e in best[:limite]) if kind else ()
        scored = self._score([self._beginning(w) for w in words], words, wanted)
        if not scored:
            scored = self._score([{**self._near(w), **self._beginning(w)} for w in words], words, wanted)
        scored.sort(key=lambda pair: (-pair[0], self.entries[pair[1]].nom, pair[1]))
        return tuple(self.entries[number].answer for _, number in scored[:limite])

    def _beginning(self, word: str) -> dict[str, float]:
        """Words of the index that begin with `word`, with their worth; « st » is « saint » too."""
        found = self._beginning(ABREGES[word]) if word in ABREGES else {}
        for at in range(bisect_left(self._vocabulary, word), len(self._vocabulary)):
            candidate = self._vocabulary[at]
            if not candidate.startswith(word):
                break
            found[candidate] = 1.0 if candidate == word else 0.5 + 0.4 * len(word) / len(candidate)
        return found

    def _near(self, word: str) -> dict[str, float]:
        """Words of the index that a typo or two turn into `word`, with their worth."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if len(word) < 3:
            return {}
        allowed = 2 if len(word) >= LONG_WORD else 1
        near = process.extract(word, self._vocabulary, scorer=OSA.distance, score_cutoff=allowed, limit=40)
        # A typo is seldom in the first letter.
        return {
            candidate: 0.45 - 0.15 * distance + (0.1 if candidate[0] == word[0] else 0.0)
            for candidate, distance, _ in near
        }

    def _score(
        self, choices: list[dict[str, float]], words: list[str], wanted: Callable[[Entry], bool]
    ) -> list[tuple[float, int]]:
        """(score, entry number) of the entries that answer to every word."""
        worths: list[dict[int, float]] = []
        for choice in choices:
            worth: dict[int, float] = {}
            for candidate, value in choice.items():
                for number in self._postings[candidate]:
                    if value > worth.get(number, 0.0):
                        worth[number] = value
            if not worth:
                return []
            worths.append(worth)
        worths.sort(key=len)
        found: list[tuple[float, int]] = []
        typed = " ".join(words)
        for number in worths[0]:
            if any(number not in worth for worth in worths[1:]):
                continue
            entry = self.entries[number]
            if not wanted(entry):
                continue
            match = sum(worth[number] for worth in worths) / len(worths)
            cover = len(worths) / (entry.plie.count(" ") + 1)
            begins = 1.0 if entry.plie.startswith(typed) else 0.0
            rank = RANKS.get(entry.genre, 0.0) if entry.kind not in FICHES else 0.0
            weight = 0.25 * rank + 0.25 * math.log1p(entry.projets)
            found.append((4.0 * match + 2.0 * cover + begins + weight, number))
        return found


_COUNTED = (
    "continent",
    "sous-continent",
    "pays",
    "region",
    "ancienne-region",
    "departement",
    "com",
    "thematique",
)


def _entry(page: Page, genre: str, nom: str, precision: str, projets: int, *others: str) -> Entry:
    plie = " ".join(fold(n) for n in (nom, *others))
    return Entry(page.genre, page.code, nom, plie, genre, precision, projets)


def _places(engine: Engine) -> Iterator[Entry]:
    counts = {par: {n.code: n.projets for n in nombres(engine, par, TOUT)} for par in _COUNTED}
    zones = {c.code: c.nom for c in geography.continents()}
    for c in geography.continents():
        yield _entry(Page("continent", c.code), "continent", c.nom, "", counts["continent"].get(c.code, 0))
    for s in geography.sous_continents():
        if s.code not in zones:
            n = counts["sous-continent"].get(s.code, 0)
            yield _entry(Page("sous-continent", s.code), "sous-continent", s.nom, zones[s.continent], n)
    for p in geography.pays().values():
        n = counts["pays"].get(p.iso2, 0)
        yield _entry(Page("pays", p.iso2), "pays", p.nom, zones[p.continent], n, p.nom_anglais, *p.alias)
    today = geography.regions()
    for r in today.values():
        yield _entry(Page("region", r.code), "région", r.nom, r.code, counts["region"].get(r.code, 0))
    for o in geography.anciennes_regions().values():
        if o.code not in today:
            n = counts["ancienne-region"].get(o.code, 0)
            yield _entry(Page("region", o.code), "région d'avant 2016", o.nom, today[o.region].nom, n)
    for d in geography.departements().values():
        n = counts["departement"].get(d.code, 0)
        yield _entry(Page("departement", d.code), "département", d.nom, d.code, n, d.code)
    for t in geography.coms().values():
        yield _entry(
            Page("com", t.code), "collectivité d'outre-mer", t.nom, t.code, counts["com"].get(t.code, 0)
        )
    for theme in nomenclature.themes().values():
        if theme.niveau == 1:
            n = counts["thematique"].get(theme.code, 0)
            yield _entry(Page("thematique", theme.code), "thématique", theme.nom, "", n)


def _collectivites(engine: Engine) -> Iterator[Entry]:
    labels = {t.code: t.nom.lower() for t in nomenclature.types_collectivite()}
    for id_, nom, plie, type_, departement, region, where, n in engine.rows(
        """SELECT id, nom, concat_ws(' ', nom_plie, nullif(array_to_string(alias_plies, ' '), '')), type, departement, region,
                  coalesce(nullif(departement, ''), nullif(com, ''), region), coalesce(n, 0) FROM collectivites
           LEFT JOIN (SELECT collectivite, count(*) AS n FROM engagements GROUP BY ALL) ON collectivite = id"""
    ):
        genre = labels.get(type_) or str(type_)
        yield Entry("collectivite", id_, nom, plie, genre, where, n, type_, departement, region)


def _partenaires(engine: Engine) -> Iterator[Entry]:
    every = geography.pays()
    for id_, nom, plie, pays, n in engine.rows(
        """SELECT id, nom, concat_ws(' ', nom_plie, nullif(array_to_string(alias_plies, ' '), '')), pays, coalesce(n, 0)
           FROM partenaires
           LEFT JOIN (SELECT partenaire, count(*) AS n FROM liaisons GROUP BY ALL) ON partenaire = id"""
    ):
        where = every[pays].nom if pays in every else pays
        yield Entry("partenaire", id_, nom, plie, "partenaire", where, n)


def _projets(engine: Engine) -> Iterator[Entry]:
    for id_, titre, plie, who in engine.rows(
        """SELECT id, titre, titre_plie, concat(collectivites_noms[1], ' – ', partenaires_noms[1]) FROM projets
           WHERE (SELECT count(*) FROM projets) <= ?""",
        [TITLES_UP_TO],
    ):
        yield Entry("projet", id_, titre, plie, "projet", who, 0)


def _demandes(engine: Engine) -> Iterator[Entry]:
    for id_, titre, plie, nom in engine.rows("SELECT id, titre, titre_plie, partenaire_nom FROM demandes"):
        yield Entry("demande", id_, titre, plie, "demande", nom, 0)


def _reseaux(engine: Engine) -> Iterator[Entry]:
    for id_, nom, sigle in engine.rows("SELECT id, nom, sigle FROM reseaux"):
        yield Entry("reseau", id_, nom, fold(f"{nom} {sigle}"), "réseau", sigle, 0)


def _ambassades(engine: Engine) -> Iterator[Entry]:
    every = geography.pays()
    figures = {n.code: n.projets for n in nombres(engine, "pays", TOUT)}
    for id_, nom, pays in engine.rows("SELECT id, nom, pays FROM ambassades"):
        # Found by the country first, under any of its names.
        country = every.get(pays)
        names = (country.nom, country.nom_anglais, *country.alias) if country else ()
        words = fold(" ".join((*names, nom, "correspondant")))
        where = country.nom if country else pays
        yield Entry("ambassade", id_, nom, words, "ambassade", where, figures.get(pays, 0))


_SOURCES: dict[str, Callable[[Engine], Iterator[Entry]]] = {
    "lieu": _places,
    "collectivite": _collectivites,
    "partenaire": _partenaires,
    "projet": _projets,
    "demande": _demandes,
    "reseau": _reseaux,
    "ambassade": _ambassades,
}
