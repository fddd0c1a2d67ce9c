# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks.cartes`: processor time of drawing 160 x 50 cells on top of the queries; a zoom, arrows."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.timing import interleaved, process, table

RUNS = 15
LARGEUR, HAUTEUR = 160, 50
CARTES = (
    "monde",
    "continent/afrique",
    "pays/de",
    "france",
    "france?vue=carte-departements",
    "region/84",
    "collectivite/col-1",
)


def main() -> int:
    """Build a demonstration atlas in a temporary folder, then measure each map beside its query."""
    with tempfile.TemporaryDirectory(prefix="atlas-bench-") as temporary:
        dossier = Path(temporary) / "atlas"
        print("Construction de l'atlas de démonstration…", file=sys.stderr)
        process("-m", "atlas_tui", "--donnees", str(dossier), "demo")()
        for link in CARTES:
            _carte(dossier, link)
    return 0


def _carte(dossier: Path, link: str) -> None:
    from atlas_tui.terminal import dots
    from atlas_tui.terminal.canvas import fenetre, peindre
    from exports.drawing import land, levels, maps
    from exports.drawing.picking import Reseau
    from parquet.atlas import Atlas
    from parquet.pages import lire_adresse

    address = lire_adresse(link)
    with Atlas.ouvrir(dossier) as atlas:
        sujet = levels.Sujet.de(address)
        read = levels.lire(atlas, sujet)
        found = maps.tracer(read)
        first = found.lieux[0]
        window = fenetre(found.scene, 4.0, (first.x, first.y))

        def query() -> object:
            asked = atlas.repartition(read.par, sujet.page, sujet.criteres)
            if sujet.maillable:
                return atlas.repartition("com", sujet.page, sujet.criteres)
            if read.par in ("partenaire", "collectivite"):
                return atlas.situations(read.par, [line.code for line in asked.lignes])
            return asked

        def forget() -> None:
            for cache in (land.monde, land.autour, land.france, land.territoire):
                cache.cache_clear()
            dots._memoire._kept.clear()

        def drawn(*, cold: bool) -> Callable[[], object]:
            def draw() -> object:
                if cold:
                    forget()
                return peindre(maps.tracer(levels.lire(atlas, sujet)).scene, LARGEUR, HAUTEUR)

            return draw

        medians = interleaved(
            {
                "ses requêtes seules": query,
                "requêtes, terres projetées et dessin, la première fois": drawn(cold=True),
                "requêtes et dessin, ensuite": drawn(cold=False),
                "dessin seul, sans rien de gardé": lambda: peindre(maps.tracer(read).scene, LARGEUR, HAUTEUR),
                "dessin agrandi quatre fois, de même": lambda: peindre(found.scene, LARGEUR, HAUTEUR, window),
                "flèches entre les lieux": lambda: Reseau(found.lieux, found.scene.bounds.height / 20),
            },
            runs=RUNS,
            clock=time.process_time,
        )
    table(
        f"{link}, {LARGEUR} x {HAUTEUR} (temps de processeur ; étalon : ses requêtes)",
        medians,
        "ses requêtes seules",
    )
    base = medians["ses requêtes seules"]
    first = medians["requêtes, terres projetées et dessin, la première fois"] - base
    print(
        f"    en plus de ses requêtes : {first * 1000:.0f} ms la première fois, {(medians['requêtes et dessin, ensuite'] - base) * 1000:.0f} ensuite"
    )


if __name__ == "__main__":
    sys.exit(main())
