# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks.recherche [DIR]`: three engines for the full text, on the same atlas and the same forty queries.

Prints, for each: queries answered in the first three (and by the first), size of the index, cold open with a first answer in a
fresh process, median and slowest of the queries. Without DIR, a demonstration atlas is built first.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.timing import process
from parquet.keywords import Mot, Recherche, Terme, lire, mots_de
from parquet.text import fold

QUERIES = Path(__file__).with_suffix(".toml")
ROUNDS = 5
COLD_RUNS = 7
Search = Callable[[str], list[str]]
"""From what is typed to the ids of all that answers, the best first."""


def main(dossier: Path | None) -> int:
    """Measure, and print the table."""
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as temporary:
        if dossier is None:
            dossier = Path(temporary) / "atlas"
            print("Construction de l'atlas de démonstration…", file=sys.stderr)
            process("-m", "atlas_tui", "--donnees", str(dossier), "demo")()
        from parquet.snapshot import courant

        folder = dossier / "instantanes" / courant(dossier)
        texts = _texts(folder)
        queries = tomllib.loads(QUERIES.read_text("utf-8"))["requetes"]
        print(f"{len(texts)} projets, {len(queries)} requêtes")
        print(
            f"{'':34} {'3 premiers':>10} {'premier':>8} {'Mo':>6} {'à froid':>8} {'p50 ms':>7} {'max ms':>7}"
        )
        for name, build in _ENGINES.items():
            search, size, cold = build(folder, texts, Path(temporary))
            _line(name, search, size, cold, queries, texts)
    return 0


def _line(
    name: str,
    search: Search,
    size: int,
    cold: str,
    queries: list[Mapping[str, object]],
    texts: Mapping[str, Mapping[str, str]],
) -> None:
    in_three = first = 0
    missed, times = [], []
    for query in queries:
        typed, wanted = str(query["mots"]), [re.compile(str(e)) for e in query["attendu"]]  # type: ignore[attr-defined]
        for _ in range(ROUNDS):
            start = time.perf_counter()
            found = search(typed)
            times.append(1000 * (time.perf_counter() - start))
        good = [all(e.search(texts[id_]["plie"]) for e in wanted) for id_ in found[:3]]
        in_three += any(good)
        first += good[:1] == [True]
        if not any(good):
            missed.append(typed)
    opened = statistics.median(float(subprocess.run([sys.executable, "-c", cold], check=True, capture_output=True, text=True).stdout) for _ in range(COLD_RUNS))  # fmt: skip
    print(
        f"{name:34} {in_three:>10} {first:>8} {size / 1e6:6.1f} {opened:8.1f} {statistics.median(times):7.2f} {max(times):7.1f}"
    )
    for typed in missed:
        print(f"    manque : {typed}")


def _texts(folder: Path) -> dict[str, dict[str, str]]:
    """The texts of each projet by field, and under `plie` what an answer is judged on."""
    import pyarrow.parquet as pq

    from parquet.reference import geography, nomenclature

    pays, themes = geography.pays(), nomenclature.themes()
    found = {}
    for row in pq.read_table(folder / "projets.parquet").to_pylist():
        names = [*row["collectivites_noms"], *row["partenaires_noms"]]
        names += [pays[p].nom for p in row["pays"] if p in pays]
        one = {
            "titre": row["titre"],
            "noms": " | ".join(names),
            "themes": " | ".join(themes[t].nom for t in row["thematiques"] if t in themes),
            "objectifs": row["objectifs"],
            "texte": " | ".join((row["description"], row["historique"], row["contexte"])),
        }
        found[row["id"]] = {**one, "plie": fold(f"{one['titre']} | {one['noms']}")}
    return found


# --- the engines ------------------------------------------------------------------------------------------------

Built = tuple[Search, int, str]
"""The search, the bytes of its index, and a program that prints the milliseconds of a cold open and a first answer."""

_TIMED = "import time; start = time.perf_counter()\n{}\nprint(1000 * (time.perf_counter() - start))"


def _tantivy(folder: Path, _texts: Mapping[str, Mapping[str, str]], _temporary: Path) -> Built:
    from parquet.fulltext import DOSSIER, FullText

    index = FullText([folder], [])
    size = sum(p.stat().st_size for p in (folder / DOSSIER).iterdir())
    cold = f"""
from pathlib import Path
from parquet.fulltext import FullText
from parquet.keywords import lire
FullText([Path({str(folder)!r})], []).chercher(lire("eau potable"))"""

    def search(typed: str) -> list[str]:
        found = index.chercher(lire(typed)).projets
        ranked = sorted(zip(found.scores, found.cles, strict=True), key=lambda one: (-one[0], one[1]))
        return [f"pro-{cle}" for _, cle in ranked]

    return search, size, _TIMED.format(cold)


def _fts5(stemmed: bool) -> Callable[[Path, Mapping[str, Mapping[str, str]], Path], Built]:
    def build(_folder: Path, texts: Mapping[str, Mapping[str, str]], temporary: Path) -> Built:
        import apsw

        from parquet.fulltext import POIDS, _analyzer

        stems = _analyzer()

        def words(text: str) -> str:
            return " ".join(stems.analyze(" ".join(mots_de(text)))) if stemmed else text

        connection = apsw.Connection(":memory:")
        connection.execute(
            f"CREATE VIRTUAL TABLE mots USING fts5(id UNINDEXED, {', '.join(POIDS)}, content='', tokenize='unicode61 remove_diacritics 2')"
        )
        numbers = list(texts)
        with connection:
            connection.executemany(
                f"INSERT INTO mots(rowid, {', '.join(POIDS)}) VALUES (?, ?, ?, ?, ?, ?)",
                ((n, *(words(texts[id_][f]) for f in POIDS)) for n, id_ in enumerate(numbers)),
            )
        connection.execute("INSERT INTO mots(mots) VALUES ('optimize')")
        weights = ", ".join(str(w) for w in POIDS.values())
        sql = f"SELECT rowid FROM mots WHERE mots MATCH ? ORDER BY bm25(mots, 0, {weights}), rowid"

        def term(one: Terme) -> str:
            typed = " ".join(one.mots)
            return f'"{words(typed)}"' + (" *" if isinstance(one, Mot) and one.debut else "")

        def match(asked: Recherche) -> str:
            return " NOT ".join([" AND ".join(map(term, asked.voulus)), *map(term, asked.exclus)])

        path = temporary / f"fts5-{stemmed}.sqlite"
        connection.execute("VACUUM INTO ?", (str(path),))
        cold = f"import apsw; list(apsw.Connection({str(path)!r}).execute({sql!r}, ({match(lire('eau potable'))!r},)))"
        return (
            lambda typed: [numbers[n] for (n,) in connection.execute(sql, (match(lire(typed)),))],
            path.stat().st_size,
            _TIMED.format(cold),
        )

    return build


def _contains(folder: Path, _texts: Mapping[str, Mapping[str, str]], _temporary: Path) -> Built:
    import duckdb
    import pyarrow.parquet as pq

    path = str(folder / "projets.parquet")
    connection = duckdb.connect(":memory:", config={"async_threads": "0", "threads": "2"})
    order = "ORDER BY coalesce(annee_lancement, annee_convention) DESC NULLS LAST, titre_plie, id"

    def search(typed: str) -> list[str]:
        values = [f" {word}" for word in fold(typed).split()]
        kept = " AND ".join("contains(mots, ?)" for _ in values)
        found = connection.execute(f"SELECT id FROM read_parquet(?) WHERE {kept} {order}", [path, *values])
        return [id_ for (id_,) in found.fetchall()]

    parts = pq.ParquetFile(path).metadata
    at = pq.ParquetFile(path).schema_arrow.names.index("mots")
    name = [i for i in range(parts.num_columns) if parts.row_group(0).column(i).path_in_schema == "mots"][
        :1
    ] or [at]
    size = sum(parts.row_group(g).column(name[0]).total_compressed_size for g in range(parts.num_row_groups))
    cold = f"""
import duckdb
c = duckdb.connect(config={{'async_threads': '0', 'threads': '2'}})
c.execute("SELECT id FROM read_parquet(?) WHERE contains(mots, ' eau') AND contains(mots, ' potable') {order}", [{path!r}]).fetchall()"""
    return search, size, _TIMED.format(cold)


_ENGINES: dict[str, Callable[[Path, Mapping[str, Mapping[str, str]], Path], Built]] = {
    "tantivy, plié puis racines": _tantivy,
    "SQLite FTS5, sans accents": _fts5(False),
    "SQLite FTS5, plié puis racines": _fts5(True),
    "DuckDB, colonne mots (contains)": _contains,
}

if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
