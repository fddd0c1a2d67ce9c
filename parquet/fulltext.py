# SPDX-License-Identifier: EUPL-1.2
"""The full text: an index of words built at publication, part of the snapshot, read when words are asked.

Texts are folded, then stemmed (the other order loses a third of the answers: see docs/recherche.md). A word may stand in any
field; the fields weigh differently. A delta has a small index of its own, where a word weighs what it weighs in the snapshot.
"""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from parquet.errors import InstantaneAbime
from parquet.keywords import Mot, Recherche, Terme, mots_de

if TYPE_CHECKING:
    import tantivy

    from parquet.snapshot import Manifeste

DOSSIER = "recherche"
"""Folder of the index in that of a snapshot or of a delta."""

POIDS = {"titre": 6.0, "noms": 3.0, "themes": 2.0, "objectifs": 1.5, "texte": 1.0}
"""The fields, folded and stemmed, and what a word found there is worth."""
VOCABULAIRE = "mots"
"""Field of all the words as they are written: beginnings of words are looked for there."""
PROPRES = "propres"
"""Field of the words of names as they are written: typos are forgiven on them."""

GENRE = "genre"
"""Field of the table that a text stands in."""
GENRES = {"pro": "projets", "dem": "demandes"}
BREF = "bref"
"""What is kept of a row beside its words."""

EGAUX_MAX = 5_000
"""Answers looked at to settle which tie; when more do, SQL sorts them."""

COMPLETIONS = 20
"""Ways of ending a word being typed that are ranked; the others are found too, after these."""
HEAP = 32_000_000


@dataclass(frozen=True, slots=True)
class Texte:
    """What the index holds of a projet or a demande."""

    id: str
    titre: str
    noms: Sequence[str]
    themes: Sequence[str]
    objectifs: str
    texte: Sequence[str]
    bref: bytes = b""
    """The columns `tables.BREF` of its row, a JSON list: what a list of answers shows without looking further."""


@dataclass(frozen=True, slots=True)
class Resultats:
    """Of one table, the numbers of the ids that answer and their scores, side by side and in no order."""

    cles: list[int]
    scores: list[float]


@dataclass(frozen=True, slots=True)
class Trouves:
    """All that answers: projets, then demandes."""

    projets: Resultats
    demandes: Resultats

    def __bool__(self) -> bool:
        return bool(self.projets.cles or self.demandes.cles)


@dataclass(frozen=True, slots=True)
class Meilleurs:
    """How many answer in all; of the best, the scores and the columns `tables.BREF`, those that tie with the last included."""

    total: int
    lignes: list[tuple[float, list[Any]]]


# --- writing --------------------------------------------------------------------------------------------------


@contextmanager
def _ecrivant(where: Path) -> Iterator[None]:
    """Raise as OSError what the disk refused: tantivy says it as a ValueError that has the system's number, in one form or another."""
    try:
        yield
    except ValueError as error:
        if (number := re.search(r"(?:os error |Os \{ code: )(\d+)", str(error))) is None:
            raise
        code = int(number[1])
        raise OSError(code, os.strerror(code), str(where)) from error


class Ecriture:
    """The index being built in `folder`/recherche, text after text."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._folder = folder
        self._where = folder / DOSSIER
        self._where.mkdir()
        builder = tantivy.SchemaBuilder()
        for name in POIDS:
            builder.add_text_field(name, tokenizer_name="racines", index_option="position")
        for name in (VOCABULAIRE, PROPRES):
            builder.add_text_field(name, tokenizer_name="mots", index_option="basic")
        builder.add_text_field(GENRE, tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field("cle", fast=True, indexed=True)
        builder.add_bytes_field(BREF, stored=True)
        self._count = 0
        with _ecrivant(self._where):
            index = tantivy.Index(builder.build(), path=str(self._where))
            index.register_tokenizer("racines", _analyzer())
            words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
            index.register_tokenizer("mots", words.build())
            # One thread and one merge: one segment, which is what opens quickest.
            self._writer = index.writer(heap_size=HEAP, num_threads=1)

    def add(self, textes: Iterable[Texte]) -> None:
        """Index these texts."""
        with _ecrivant(self._where):
            try:
                for texte in textes:
                    self._writer.add_document(_document(texte))
                    self._count += 1
            except ValueError:
                # The thread that writes has died, and only the end of it says of what: a disk that is full, mostly.
                self._writer.commit()
                raise

    def close(self) -> list[tuple[str, int]]:
        """End the index. Gives its files, named from `folder`, and the texts each holds."""
        with _ecrivant(self._where):
            self._writer.commit()
            self._writer.wait_merging_threads()
        del self._writer
        for lock in self._where.glob(".*"):
            lock.unlink()
        for path in self._where.iterdir():
            # The list of segments is written for its owner alone: a snapshot is read by all who may read its tables.
            path.chmod(self._folder.stat().st_mode & 0o666)
        return [(f"{DOSSIER}/{p.name}", self._count) for p in sorted(self._where.iterdir())]


def _document(texte: Texte) -> tantivy.Document:
    import tantivy

    parts = {
        "titre": [texte.titre], "noms": texte.noms, "themes": texte.themes, "objectifs": [texte.objectifs],
        "texte": texte.texte,
    }  # fmt: skip
    folded = {name: [mots_de(part) for part in parts[name] if part] for name in POIDS}
    document = tantivy.Document()
    for name, pieces in folded.items():
        # A bar between two names: a phrase does not run over from one to the next.
        document.add_text(name, " | ".join(" ".join(piece) for piece in pieces))
    every = dict.fromkeys(word for pieces in folded.values() for piece in pieces for word in piece)
    document.add_text(VOCABULAIRE, " ".join(every))
    document.add_text(PROPRES, " ".join(dict.fromkeys(word for piece in folded["noms"] for word in piece)))
    document.add_text(GENRE, GENRES[texte.id[:3]])
    document.add_unsigned("cle", _key(texte.id))
    document.add_bytes(BREF, texte.bref)
    return document


def _analyzer() -> tantivy.TextAnalyzer:
    import tantivy

    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return words.filter(tantivy.Filter.stemmer("french")).build()


# --- reading --------------------------------------------------------------------------------------------------


class Part:
    """One index: the snapshot's, or its delta's, whose words weigh what they weigh in the snapshot (`reference`)."""

    def __init__(self, folder: Path, reference: Part | None = None) -> None:
        import tantivy

        # Opening an index writes a lock beside its files. A snapshot is never written to, and may be on a disk that cannot
        # be: the index is opened through links that are gone as soon as its files are mapped.
        where = Path(tempfile.mkdtemp(prefix="atlas-mots-"))
        try:
            for path in (folder / DOSSIER).iterdir():
                (where / path.name).symlink_to(path.resolve())
            index = tantivy.Index.open(str(where))
            index.config_reader("manual")
            self.searcher = index.searcher()
            self.schema = index.schema
            fields = json.loads((folder / DOSSIER / "meta.json").read_text("utf-8"))["schema"]
            self.garde_bref = any(field["name"] == BREF for field in fields)
            """False of an index older than the lists it keeps."""
        finally:
            shutil.rmtree(where, ignore_errors=True)
        self._reference = reference

    def connu(self, stem: str) -> bool:
        """True when a text of this part has a word of this stem."""
        return any(self.searcher.doc_freq(name, stem) for name in POIDS)

    def _idf(self, name: str, stem: str) -> float:
        texts, having = self.searcher.num_docs, self.searcher.doc_freq(name, stem)
        return math.log(1 + (texts - having + 0.5) / (having + 0.5))

    def clause(self, stems: Sequence[str], weight: float = 1.0, *, slop: int = 0) -> tantivy.Query:
        """These stems side by side, in any field; the best field counts, the others a little."""
        import tantivy

        return tantivy.Query.disjunction_max_query(
            [self._in_field(name, stems, weight * value, slop) for name, value in POIDS.items()], 0.2
        )

    def _in_field(self, name: str, stems: Sequence[str], weight: float, slop: int) -> tantivy.Query:
        import tantivy

        query = (
            tantivy.Query.term_query(self.schema, name, stems[0], "freq")
            if len(stems) == 1
            else tantivy.Query.phrase_query(self.schema, name, list(stems), slop)
        )
        if self._reference is not None:
            # A handful of texts say nothing of how rare a word is.
            query = tantivy.Query.const_score_query(query, 1.0)
            weight *= sum(self._reference._idf(name, stem) for stem in stems)
        return tantivy.Query.boost_query(query, weight)

    def beginning(self, word: str) -> tantivy.Query:
        """Any word that begins so, worth next to nothing: what is found by it comes last."""
        import tantivy

        anything = tantivy.Query.regex_query(self.schema, VOCABULAIRE, f"{word}.*")
        return tantivy.Query.boost_query(tantivy.Query.const_score_query(anything, 1.0), 0.01)

    def named(self, word: str, weight: float) -> tantivy.Query:
        """A name that has this very word."""
        import tantivy

        query = tantivy.Query.term_query(self.schema, PROPRES, word, "basic")
        return tantivy.Query.boost_query(tantivy.Query.const_score_query(query, 1.0), weight)

    def very(self, word: str) -> tantivy.Query:
        """The word as it is written: « santé » and « Santa » have one stem, and only one of them is meant."""
        import tantivy

        query = tantivy.Query.term_query(self.schema, VOCABULAIRE, word, "basic")
        weight = 2.0 * (self._reference or self)._idf(VOCABULAIRE, word)
        return tantivy.Query.boost_query(tantivy.Query.const_score_query(query, 1.0), weight)

    def words(self, name: str, prefix: str) -> list[tuple[str, int]]:
        """The words of a field that begin so, with the number of texts that have them."""
        return self.searcher.terms_with_prefix(name, prefix)

    def search(self, query: tantivy.Query) -> Resultats:
        """The keys of all that answers, with their scores."""
        if not self.searcher.num_docs:
            return Resultats([], [])
        hits = self.searcher.search(query, limit=self.searcher.num_docs, count=False).hits
        keys = self.searcher.fast_field_values("cle", [address for _, address in hits])
        return Resultats([int(key or 0) for key in keys], [score for score, _ in hits])

    def best(self, query: tantivy.Query, number: int) -> tuple[int, list[tuple[float, tantivy.DocAddress]]]:
        """How many answer, and the best `number` of them, the best first; scores as lists compare them."""
        found = self.searcher.search(query, limit=number, count=True)
        count: int = found.count  # type: ignore[attr-defined]
        return count, [(round(float(score), 4), address) for score, address in found.hits]

    def kept(self, address: tantivy.DocAddress) -> list[Any]:
        """The columns `tables.BREF` of a text."""
        columns: list[Any] = msgspec.json.decode(self.searcher.doc(address)[BREF][0])
        return columns

    def among(self, query: tantivy.Query, table: str, gone: Set[int]) -> tantivy.Query:
        """The same, of one table, and without the keys `gone`. Scores do not change."""
        from tantivy import Occur, Query

        here = Query.const_score_query(Query.term_query(self.schema, GENRE, table, "basic"), 0.0)
        clauses = [(Occur.Must, query), (Occur.Must, here)]
        if gone:
            clauses.append((Occur.MustNot, Query.term_set_query(self.schema, "cle", sorted(gone))))
        return Query.boolean_query(clauses)


class FullText:
    """The index of an atlas: its snapshot's and its delta's. Safe from several threads once made."""

    def __init__(
        self,
        folders: Sequence[Path],
        replaced: Iterable[str],
        *,
        plus_tard: Iterable[str] = (),
        autrefois: Sequence[Texte] = (),
    ) -> None:
        """`folders`: the snapshot, then its delta if any; `replaced`: ids whose texts in the snapshot no longer count.

        As of a past day, `plus_tard` are the ids whose texts do not count yet, and `autrefois` the texts that counted then,
        which are indexed here.
        """
        self._stems = _analyzer()
        self._near_lock = threading.Lock()
        self._names: list[str] | None = None
        try:
            base = Part(folders[0])
            self._parts = [base, *(Part(folder, base) for folder in folders[1:])]
            if autrefois:
                with tempfile.TemporaryDirectory(prefix="atlas-jadis-") as where:
                    words = Ecriture(Path(where))
                    words.add(autrefois)
                    words.close()
                    self._parts.append(Part(Path(where), base))
        except (ValueError, OSError) as error:
            raise InstantaneAbime(
                f"L'index des mots de {folders[0].name} ne se lit pas. Refaites-le avec « atlas-tui publier »."
            ) from error
        later = {_key(id_) for id_ in plus_tard}
        self._of_a_day = bool(later or autrefois)
        gone = later | {_key(id_) for id_ in replaced if id_.startswith(("pro-", "dem-"))}
        no_more: Set[int] = frozenset()
        self._gone = [gone, *(later for _ in folders[1:]), no_more]
        """What no longer counts, or not yet, in each part."""

    def chercher(self, asked: Recherche) -> Trouves:
        """What answers; names are corrected, and every word taken as a beginning, only where nothing answers as typed."""
        found = self._search(asked, self._as_typed)
        if not found and any(isinstance(t, Mot) for t in asked.voulus):
            found = self._search(asked, self._forgiving)
        return found

    def racines(self, words: Iterable[str]) -> list[str]:
        """The stems of folded words, one each."""
        return [self._stems.analyze(word)[0] for word in words]

    def meilleurs(self, asked: Recherche, table: str, number: int) -> Meilleurs | None:
        """The best `number` answers of a table, whole; None when this index cannot tell, or too many tie."""
        if self._of_a_day or not all(part.garde_bref for part in self._parts):
            return None
        clause: Callable[[Part, Terme], tantivy.Query] = self._as_typed
        if any(isinstance(t, Mot) for t in asked.voulus) and not any(
            part.best(part.among(self._query(part, asked, clause), other, gone), 1)[0]
            for part, gone in zip(self._parts, self._gone, strict=False)
            for other in GENRES.values()
        ):
            clause = self._forgiving
        queries = [
            (part, part.among(self._query(part, asked, clause), table, gone))
            for part, gone in zip(self._parts, self._gone, strict=False)
        ]
        wanted = number + 20
        while wanted <= EGAUX_MAX:
            total, cut, found = 0, -math.inf, []
            for part, query in queries:
                count, hits = part.best(query, wanted)
                total += count
                found += [(score, part, address) for score, address in hits]
                if count > len(hits):
                    cut = max(cut, hits[-1][0])
            scores = sorted((score for score, _, _ in found), reverse=True)
            last = scores[number - 1] if len(scores) >= number else -math.inf
            if cut < last or cut == -math.inf:
                lines = [(score, part.kept(address)) for score, part, address in found if score >= last]
                return Meilleurs(total, lines)
            wanted *= 6
        return None

    def _search(self, asked: Recherche, clause: Callable[[Part, Terme], tantivy.Query]) -> Trouves:
        found = Trouves(Resultats([], []), Resultats([], []))
        for part, skipped in zip(self._parts, self._gone, strict=False):
            result = part.search(self._query(part, asked, clause))
            for key, score in zip(result.cles, result.scores, strict=True):
                if key not in skipped:
                    rows = found.demandes if key & 1 else found.projets
                    rows.cles.append(key >> 1)
                    rows.scores.append(score)
        return found

    def _query(
        self, part: Part, asked: Recherche, clause: Callable[[Part, Terme], tantivy.Query]
    ) -> tantivy.Query:
        from tantivy import Occur, Query

        clauses = [(Occur.Must, clause(part, term)) for term in asked.voulus]
        if not clauses:
            clauses.append((Occur.Must, Query.all_query()))
        clauses += [(Occur.Should, part.very(word)) for term in asked.voulus for word in term.mots]
        loose = [term.texte for term in asked.voulus if isinstance(term, Mot)]
        if len(loose) > 1:
            # Side by side, or nearly, they answer better.
            clauses.append((Occur.Should, part.clause(self.racines(loose), 0.5, slop=3)))
        for term in asked.exclus:
            stems = self.racines(term.mots)
            begun = isinstance(term, Mot) and term.debut
            clauses.append((Occur.MustNot, part.beginning(term.mots[0]) if begun else part.clause(stems)))
        return Query.boolean_query(clauses)

    def _as_typed(self, part: Part, term: Terme) -> tantivy.Query:
        from tantivy import Query

        exact = part.clause(self.racines(term.mots))
        if not (isinstance(term, Mot) and term.debut):
            return exact
        choices = [exact, part.beginning(term.texte)]
        if not any(p.connu(self.racines(term.mots)[0]) for p in self._parts):
            # The word is not whole yet: the commonest ways to end it are worth their fields, too.
            counts: dict[str, int] = {}
            for p in self._parts if len(term.texte) > 1 else ():
                for word, count in p.words(VOCABULAIRE, term.texte):
                    counts[word] = counts.get(word, 0) + count
            best = sorted(counts, key=lambda word: (-counts[word], word))[:COMPLETIONS]
            choices += [part.clause([stem], 0.5) for stem in dict.fromkeys(self.racines(best))]
        return Query.disjunction_max_query(choices, 0.0)

    def _forgiving(self, part: Part, term: Terme) -> tantivy.Query:
        from tantivy import Query

        if not isinstance(term, Mot):
            return self._as_typed(part, term)
        near = [part.named(word, 2.0 / (1 + distance)) for word, distance in self._near(term.texte)]
        return Query.disjunction_max_query([self._as_typed(part, Mot(term.texte, True)), *near], 0.0)

    def _near(self, word: str) -> list[tuple[str, int]]:
        """Words of names that a typo (two from five letters on) turns into `word`."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if len(word) < 3:
            return []
        with self._near_lock:
            if self._names is None:
                self._names = sorted({w for part in self._parts for w, _ in part.words(PROPRES, "")})
        allowed = 2 if len(word) >= 5 else 1
        near = process.extract(word, self._names, scorer=OSA.distance, score_cutoff=allowed, limit=40)
        return [(candidate, int(distance)) for candidate, distance, _ in near]


def numero(id_: str) -> int:
    """The number of an id: `pro-12` → 12."""
    return int(id_.partition("-")[2])


def _key(id_: str) -> int:
    return 2 * numero(id_) + id_.startswith("dem")


def a_un_index(manifeste: Manifeste) -> bool:
    """True when a snapshot or a delta holds an index; one older than the full text has none."""
    return any(fichier.nom.startswith(f"{DOSSIER}/") for fichier in manifeste.fichiers)
