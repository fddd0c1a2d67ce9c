# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks.criteres [DIR ...] [--echelle N]`: the program's questions against SQL written by hand for each.

The hand-written SQL reads the same Parquet files, through the same DuckDB settings and with bound values, and must give the same
answer: that is checked first. Wall time is the median of interleaved runs; the ratio of processor time holds on a busy machine.
Words are measured apart: no SQL on the tables gives the same answer, the nearest (the column `mots`) is shown beside.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.timing import process
from parquet import engine
from parquet.criteria import TOUT, Cofinancement, Criteria
from parquet.engine import MEMORY, THREADS
from parquet.fulltext import a_un_index
from parquet.lists import BREF, BREF_DEMANDE
from parquet.pages import MONDE, lire_page
from parquet.query import sectors
from parquet.results import Classement, Compteurs

if TYPE_CHECKING:
    from parquet.atlas import Atlas

RUNS = 9
CIBLE = 1.25
"""What the issue allows: the program's time over the hand-written SQL's."""

PAYS, REGION, THEME = "BF", "82", "2"
GUIDE = Criteria(
    region=("82",), thematique=("410", "16061"), pays=("IN",),
    cofinancement=(Cofinancement("MAE", 2009), Cofinancement("AFD")),
)  # fmt: skip


class Main:
    """A connection set as the program's is, over the files of one snapshot."""

    def __init__(self, folder: Path) -> None:
        import duckdb

        config = {"async_threads": "0", "threads": str(THREADS), "memory_limit": MEMORY, "temp_directory": ""}
        self.connection = duckdb.connect(":memory:", config=config)
        self._folder = folder

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement, in which {projets} is the reading of projets.parquet."""
        return self.connection.execute(sql.format_map(self), values).fetchall()

    def __getitem__(self, table: str) -> str:
        return f"read_parquet('{self._folder / table}.parquet')"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the program, and by hand; `lue` makes of the program's answer the value that the hand gives."""

    nom: str
    programme: Callable[[Atlas], Any]
    main: Callable[[Main], object]
    lue: Callable[[Any], object] = lambda answer: answer


# --- the états --------------------------------------------------------------------------------------------------


def _etat(path: str) -> Callable[[Atlas], object]:
    page = lire_page(path)

    def ask(atlas: Atlas) -> object:
        found = atlas.etat(page)
        return found.compteurs, [(a.annee, a.montant) for a in found.apd]

    return ask


_APD = "SELECT annee, sum(montant), sum(montant) FILTER (NOT refugies) FROM {{apd}} {where} GROUP BY annee ORDER BY annee DESC"


@dataclass(frozen=True, slots=True)
class _Page:
    """What one writes by hand for the état of a page: conditions and their values, each where it stands."""

    projets: str
    values: list[object]
    collectivites: str = ""
    partenaires: str = ""
    demandes: str = ""
    apd: str = ""
    apd_values: list[object] | None = None

    def __call__(self, main: Main) -> object:
        counted = f"""
            WITH k AS MATERIALIZED (SELECT nature, collectivites, partenaires, partenaires_pays FROM {{projets}} WHERE {self.projets})
            SELECT 0, nature, count(*), 0 FROM k GROUP BY nature
            UNION ALL SELECT 1, '', count(DISTINCT c), 0 FROM (SELECT unnest(collectivites) AS c FROM k) {self.collectivites}
            UNION ALL SELECT 2, pays, count(DISTINCT p), 0 FROM (
                SELECT unnest(partenaires) AS p, unnest(partenaires_pays) AS pays FROM k) {self.partenaires} GROUP BY pays
            UNION ALL SELECT 3, pays, count(DISTINCT partenaire), count(*) FROM {{demandes}} {self.demandes} GROUP BY pays"""
        if self.demandes == "WHERE false":
            counted = counted[: counted.rindex("UNION ALL")]
        bound = [*self.values]
        for condition in (self.collectivites, self.partenaires, self.demandes):
            bound += self.values if "?" in condition else []
        apd = main.rows(
            _APD.format(where=self.apd), (self.apd_values or self.values) if "?" in self.apd else []
        )
        return _figures(main.rows(counted, bound), apd, self.demandes != "WHERE false")


def _monde_main(main: Main) -> object:
    found = main.rows(
        """SELECT 0, nature, count(*), 0 FROM {projets} GROUP BY nature
           UNION ALL SELECT 1, '', count(DISTINCT collectivite), 0 FROM {engagements}
           UNION ALL SELECT 2, pays, count(DISTINCT partenaire), 0 FROM {liaisons} GROUP BY pays
           UNION ALL SELECT 3, pays, count(DISTINCT partenaire), count(*) FROM {demandes} GROUP BY pays"""
    )
    return _figures(found, main.rows(_APD.format(where="")), True)


def _figures(found: list[tuple[Any, ...]], apd: list[tuple[Any, ...]], demandes: bool) -> object:
    by = {(what, code): n for what, code, n, _ in found}
    asked = [(n, m) for what, _, n, m in found if what == 3]
    figures = Compteurs(
        by[1, ""],
        sum(n for (what, _), n in by.items() if what == 2),
        sum(n for n, _ in asked) if demandes else None,
        by.get((0, "cooperation"), 0),
        by.get((0, "action"), 0),
        sum(m for _, m in asked) if demandes else None,
        len({code for what, code in by if what in (2, 3)}),
    )
    return figures, [(year, amount) for year, amount, _ in apd]


# --- lists, rankings, facets --------------------------------------------------------------------------------------


def _liste(criteres: Criteria, tri: str, decroissant: bool = True) -> Callable[[Atlas], object]:
    def ask(atlas: Atlas) -> object:
        found = atlas.projets(criteres, tri=tri, decroissant=decroissant)
        return found.total, [p.id for p in found.projets]

    return ask


def _liste_main(where: str, values: list[object], order: str) -> Callable[[Main], object]:
    def ask(main: Main) -> object:
        ((total,),) = main.rows(f"SELECT count(*) FROM {{projets}} WHERE {where}", values)
        page = main.rows(
            f"SELECT {BREF} FROM {{projets}} WHERE {where} ORDER BY {order} NULLS LAST, titre_plie, id LIMIT 100",
            values,
        )
        return total, [row[0] for row in page]

    return ask


def _nombres(par: str, criteres: Criteria) -> Callable[[Atlas], object]:
    return lambda atlas: sorted((n.code, n.projets, n.demandes) for n in atlas.nombres(par, criteres))


def _nombres_main(projets: str, demandes: str, values: list[object]) -> Callable[[Main], object]:
    """By hand: (code, n) of the projets, and of the demandes where they have the same, in one statement."""
    sql = f"SELECT 0, code, n FROM ({projets})" + (
        f" UNION ALL SELECT 1, code, n FROM ({demandes})" if demandes else ""
    )

    def ask(main: Main) -> object:
        counts: dict[str, list[int]] = {}
        for what, code, n in main.rows(sql, values * (2 if demandes else 1)):
            if code:
                counts.setdefault(code, [0, 0])[what] = n
        return sorted((code, *both) for code, both in counts.items())

    return ask


def _classement(quoi: str, path: str, limite: int | None = None) -> Callable[[Atlas], Classement]:
    return lambda atlas: atlas.classement(quoi, lire_page(path), limite=limite)


def _lignes(found: Classement) -> list[tuple[str, str, int]]:
    return [(li.id, li.nom, li.projets) for li in found.lignes]


def _premieres_main(number: int) -> Callable[[Main], object]:
    def ask(main: Main) -> object:
        found = main.rows(
            """SELECT id, nom, n, count(*) OVER () FROM (SELECT collectivite AS c, count(*) AS n FROM {engagements} GROUP BY c)
               JOIN {collectivites} ON id = c ORDER BY n DESC, nom_plie, id LIMIT ?""",
            [number],
        )
        return found[0][3], [row[:3] for row in found]

    return ask


def _collectivites_main(main: Main) -> object:
    return main.rows(
        """SELECT id, nom, n FROM (SELECT collectivite AS c, count(*) AS n FROM {engagements} GROUP BY c)
           JOIN {collectivites} ON id = c ORDER BY n DESC, nom_plie, id"""
    )


def _pays_main(main: Main) -> object:
    from parquet.reference import geography
    from parquet.text import fold

    every = geography.pays()
    found = main.rows(
        f"SELECT p, count(*) FROM (SELECT unnest(pays) AS p FROM {{projets}} WHERE {_REGION}) GROUP BY p",
        [["82"], ["82"]],
    )
    # The shares of a ranking are of all its projets.
    main.rows(f"SELECT count(*) FROM {{projets}} WHERE {_REGION}", [["82"], ["82"]])
    return [
        (p, every[p].nom, n)
        for p, n in sorted(found, key=lambda one: (-one[1], fold(every[one[0]].nom), one[0]))
    ]


def _continents_main(main: Main) -> object:
    from parquet.reference import geography

    every = geography.pays()
    counts: dict[str, list[int]] = {}
    for what, pays, n in main.rows(
        """SELECT 0, array_to_string(pays, ' '), count(*) FROM {projets} GROUP BY pays
           UNION ALL SELECT 1, pays, count(*) FROM {demandes} GROUP BY pays"""
    ):
        for code in {every[p].continent for p in pays.split()}:
            counts.setdefault(code, [0, 0])[what] += n
    return sorted((code, *both) for code, both in counts.items())


def _demandes_main(main: Main) -> object:
    found = main.rows(
        f"""SELECT {BREF_DEMANDE}, count(*) OVER () FROM {{demandes}} WHERE pays = ?
            ORDER BY publiee_le DESC NULLS LAST, titre_plie, id LIMIT 100""",
        ["SN"],
    )
    return found[0][-1], [row[0] for row in found]


_ANNEE = "coalesce(annee_lancement, annee_convention)"
_EN = "list_has_any(pays, ?)"
_PAYS = "WHERE list_contains(?, pays)"
_THEME = "list_has_any(thematiques, ?)"
_REGION = "(list_has_any(regions, ?) OR list_has_any(anciennes_regions, ?))"
_GUIDE = f"{_REGION} AND list_has_any(pays, ?) AND list_has_any(thematiques, ?) AND list_has_any(cofinancements, ?)"
_GUIDE_VALUES: list[object] = [["82"], ["82"], ["IN"], ["410", "16061"], ["MAE:2009", "AFD"]]
_OF_REGION = "WHERE c IN (SELECT id FROM {collectivites} WHERE list_contains(?, region) OR list_contains(?, ancienne_region))"

QUESTIONS = (
    Question("état du monde", _etat("monde"), _monde_main),
    Question(
        "état du Burkina Faso", _etat("pays/bf"),
        _Page(_EN, [[PAYS]], "", _PAYS, _PAYS, _PAYS),
    ),
    Question(
        "état d'une thématique", _etat(f"thematique/{THEME}"),
        _Page(_THEME, [[THEME]], demandes=f"WHERE {_THEME}", apd="WHERE list_contains(?, secteur)", apd_values=[sectors([THEME])]),
    ),
    Question(
        "état de Rhône-Alpes", _etat("region/Rhône-Alpes"),
        _Page(
            _REGION, [["82"], ["82"]], _OF_REGION, demandes="WHERE false",
            apd="WHERE list_contains(?, region) OR list_contains(?, ancienne_region)",
        ),
    ),
    Question("liste du monde, par année", _liste(TOUT, "annee"), _liste_main("true", [], f"{_ANNEE} DESC")),
    Question("liste du monde, par titre", _liste(TOUT, "titre", False), _liste_main("true", [], "titre_plie")),
    Question("liste du Burkina Faso, par année", _liste(Criteria(pays=(PAYS,)), "annee"), _liste_main(_EN, [[PAYS]], f"{_ANNEE} DESC")),
    Question(
        "liste de Rhône-Alpes, par collectivité", _liste(Criteria(region=("82",)), "collectivite", False),
        _liste_main(_REGION, [["82"], ["82"]], "collectivite_pliee"),
    ),
    Question("croisement du guide", _liste(GUIDE, "annee"), _liste_main(_GUIDE, _GUIDE_VALUES, f"{_ANNEE} DESC")),
    Question("classement des collectivités", _classement("collectivites", "monde"), _collectivites_main, _lignes),
    Question(
        "ses vingt premières", _classement("collectivites", "monde", 20), _premieres_main(20), lambda c: (c.total, _lignes(c)),
    ),
    Question("classement des pays de Rhône-Alpes", _classement("pays", "region/Rhône-Alpes"), _pays_main, _lignes),
    Question(
        "thématiques du Burkina Faso", _nombres("thematique", Criteria(pays=(PAYS,))),
        _nombres_main(
            f"SELECT thematiques[1] AS code, count(*) AS n FROM {{projets}} WHERE {_EN} GROUP BY 1",
            f"SELECT thematiques[1] AS code, count(*) AS n FROM {{demandes}} {_PAYS} GROUP BY 1", [[PAYS]],
        ),
    ),
    Question(
        "régions derrière un choix", _nombres("region", Criteria(thematique=(THEME,))),
        _nombres_main(
            f"SELECT code, count(*) AS n FROM (SELECT unnest(regions) AS code FROM {{projets}} WHERE {_THEME}) GROUP BY code",
            "", [[THEME]],
        ),
    ),
    Question("continents du monde", _nombres("continent", TOUT), _continents_main),
    Question(
        "demandes du Sénégal", lambda atlas: atlas.demandes(Criteria(pays=("SN",)), tri="publiee_le"), _demandes_main,
        lambda found: (found.total, [d.id for d in found.demandes]),
    ),
)  # fmt: skip

MOTS = (
    ("mots rares : dedougou", Criteria(mots="dedougou ")),
    ("mots moyens : eau potable", Criteria(mots="eau potable ")),
    ("mots courants : eau", Criteria(mots="eau ")),
    ("mots courants : formation", Criteria(mots="formation ")),
    ("en train d'être tapé : format", Criteria(mots="format")),
    ("eau, au Burkina Faso", Criteria(mots="eau ", pays=(PAYS,))),
)


def main(arguments: list[str]) -> int:
    """Print the tables of each atlas, then how each question grows from one to the next."""
    parser = argparse.ArgumentParser(prog="benchmarks.criteres")
    parser.add_argument(
        "dossiers", nargs="*", type=Path, help="atlas déjà construits, du plus petit au plus grand"
    )
    parser.add_argument("--echelle", type=int, default=1, help="construit d'abord cette démonstration-là")
    parser.add_argument("--tours", type=int, default=RUNS, help="tours mesurés, après un qui ne l'est pas")
    parser.add_argument("--seulement", default="", help="les questions dont le nom contient ce texte")
    asked = parser.parse_args(arguments)
    # By hand, nothing stops a statement.
    engine.TIME_LIMIT = 3600.0
    growth: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as temporary:
        dossiers = asked.dossiers
        if not dossiers:
            dossiers = [Path(temporary) / "atlas"]
            print("Construction de l'atlas de démonstration…", file=sys.stderr)
            process(
                "-m", "atlas_tui", "--donnees", str(dossiers[0]), "demo", "--echelle", str(asked.echelle)
            )()
        sizes = [_measure(dossier, growth, asked.tours, asked.seulement) for dossier in dossiers]
    if len(sizes) > 1:
        print(f"\nCroissance, en ms (médiane)\n{'':38}" + "".join(f"{size:>14}" for size in sizes))
        for name, cells in growth.items():
            print(f"{name:38}" + "".join(f"{cell:>14}" for cell in cells))
    return 0


def _measure(dossier: Path, growth: dict[str, list[str]], turns: int, only: str) -> str:
    from parquet import snapshot
    from parquet.atlas import Atlas

    before = _resident()
    start = time.perf_counter()
    with Atlas.ouvrir(dossier) as atlas:
        opened = time.perf_counter() - start
        folder = dossier / "instantanes" / snapshot.courant(dossier)
        by_hand = Main(folder)
        total = atlas.projets(TOUT, limite=1).total
        size = f"{total:,}".replace(",", " ")
        atlas.etat(MONDE)
        first = _resident()
        atlas.preparer()
        print(f"\n{size} projets : ouverts en {opened * 1000:.0f} ms ; mémoire : {before:.0f} Mo avant, {first:.0f} après une page, "
              f"{_resident():.0f} avec les noms")  # fmt: skip
        print(
            f"{'':38}  {'programme':>10} {'à la main':>10}  {'rapport':>8} {'processeur':>10}   (cible : {CIBLE})"
        )
        for question in (q for q in QUESTIONS if only in q.nom):
            if question.lue(question.programme(atlas)) != question.main(by_hand):
                raise SystemExit(f"« {question.nom} » : le SQL écrit à la main ne donne pas la même réponse.")
            program, hand = _turns(
                lambda q=question: q.programme(atlas), lambda q=question: q.main(by_hand), turns=turns
            )  # type: ignore[misc]
            growth.setdefault(question.nom, []).append(f"{program[0]:.1f}")
            print(
                f"{question.nom:38}  {program[0]:10.1f} {hand[0]:10.1f}  {program[0] / hand[0]:8.2f} {program[1] / hand[1]:10.2f}",
                flush=True,
            )
        # Without an index, words are looked for as by hand: there is nothing to measure.
        if not only and a_un_index(snapshot.lire_manifeste(folder)):
            print(
                f"{'première page de mots':38}  {'programme':>10} {'contains':>10}  {'trouvés':>8} {'contains':>10}"
            )
            for name, criteres in MOTS:
                _words_line(atlas, by_hand, name, criteres, growth, turns)
        by_hand.connection.close()
    return size


def _words_line(
    atlas: Atlas, by_hand: Main, name: str, criteres: Criteria, growth: dict[str, list[str]], turns: int
) -> None:
    words = [f" {word}" for word in criteres.mots.split()]
    where = " AND ".join(["contains(mots, ?)" for _ in words] + ([_EN] if criteres.pays else []))
    hand = _liste_main(where, [*words, *([list(criteres.pays)] if criteres.pays else [])], f"{_ANNEE} DESC")
    counts: list[int] = []
    total = hand(by_hand)

    def program() -> None:
        # Words already asked are kept: each turn asks them anew.
        atlas._engine._found.clear()
        counts.append(atlas.projets(criteres).total)

    program()
    mine, other = _turns(program, lambda: hand(by_hand), turns=turns)
    assert isinstance(total, tuple)
    growth.setdefault(name, []).append(f"{mine[0]:.1f}")
    print(f"{name:38}  {mine[0]:10.1f} {other[0]:10.1f}  {counts[-1]:8} {total[0]:10}")


def _turns(*tasks: Callable[[], object], turns: int) -> list[tuple[float, float]]:
    """Median wall and processor milliseconds of each task, run in turn; each has been run before."""
    walls: list[list[float]] = [[] for _ in tasks]
    processors: list[list[float]] = [[] for _ in tasks]
    for _ in range(turns):
        for rank, task in enumerate(tasks):
            wall, processor = time.perf_counter(), time.process_time()
            task()
            walls[rank].append(1000 * (time.perf_counter() - wall))
            processors[rank].append(1000 * (time.process_time() - processor))
    return [(statistics.median(w), statistics.median(p)) for w, p in zip(walls, processors, strict=True)]


def _resident() -> float:
    """Resident megabytes of this process now; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return 0.0
    return pages * 4096 / 1e6


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
