# SPDX-License-Identifier: EUPL-1.2
"""`make bench`: what opening the atlas costs beside what it is made of. Prints tables; decides nothing."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks import criteres
from benchmarks.timing import interleaved, process, table

RUNS = 9


def main() -> int:
    """Build a demonstration atlas in a temporary folder, then measure commands, pages and criteria on it."""
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as temporary:
        dossier = Path(temporary) / "atlas"
        print("Construction de l'atlas de démonstration…", file=sys.stderr)
        process("-m", "atlas_tui", "--donnees", str(dossier), "demo")()
        _commands(dossier)
        _pages(dossier)
        return criteres.main([str(dossier)])


def _commands(dossier: Path) -> None:
    atlas = ("-m", "atlas_tui", "--donnees", str(dossier))
    floor = "python + import duckdb + connect"
    medians = interleaved(
        {
            "python (rien)": process("-c", "pass"),
            floor: process(
                "-c", "import duckdb; duckdb.connect(config={'async_threads': '0'}).execute('SELECT 1')"
            ),
            "atlas-tui --help": process("-m", "atlas_tui", "--help"),
            "atlas-tui etat monde": process(*atlas, "etat", "monde"),
            "atlas-tui etat pays/bf": process(*atlas, "etat", "pays/bf"),
            "atlas-tui fiche pro-1": process(*atlas, "fiche", "pro-1"),
            "atlas-tui contact « bas rin »": process(*atlas, "contact", "bas rin"),
            "atlas-tui chercher eau --pays bf": process(*atlas, "chercher", "eau", "--pays", "bf"),
        },
        runs=RUNS,
    )
    table("Commandes entières, du lancement à la fin (étalon : Python et DuckDB seuls)", medians, floor)


def _pages(dossier: Path) -> None:
    import duckdb

    from parquet.atlas import Atlas
    from parquet.criteria import TOUT
    from parquet.pages import MONDE, lire_page

    with Atlas.ouvrir(dossier) as atlas:
        atlas.preparer()
        pays = lire_page("pays/bf")
        projets = str(next((dossier / "instantanes").iterdir()) / "projets.parquet")
        by_hand = duckdb.connect(":memory:", config={"async_threads": "0", "threads": "2"})
        sql = "SELECT nature, count(*) FROM read_parquet(?) GROUP BY nature"
        medians = interleaved(
            {
                "une requête écrite à la main sur projets.parquet": lambda: by_hand.execute(
                    sql, [projets]
                ).fetchall(),
                "état du monde": lambda: atlas.etat(MONDE),
                "état du Burkina Faso": lambda: atlas.etat(pays),
                "100 projets triés": lambda: atlas.projets(TOUT),
                "classement des collectivités": lambda: atlas.classement("collectivites", MONDE),
                "fiche d'un projet": lambda: atlas.fiche("pro-77"),
                "trouver « bas rin »": lambda: atlas.trouver("bas rin"),
                "trouver « m »": lambda: atlas.trouver("m"),
            },
            runs=25,
        )
        by_hand.close()
    table("Pages d'une session ouverte (étalon : une requête d'une ligne)", medians, next(iter(medians)))


if __name__ == "__main__":
    sys.exit(main())
