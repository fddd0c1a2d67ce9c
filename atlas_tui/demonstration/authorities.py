# SPDX-License-Identifier: EUPL-1.2
"""The French collectivités of the demonstration: who they are, as they stood on 31 December 2013, and how they are named."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from random import Random

from atlas_tui.demonstration import calibration, french
from atlas_tui.demonstration.people import slug
from parquet.reference import geography
from parquet.reference.geography import Commune, Epci
from store.records import Contact

EPCI_COUNT = 249
"""With Strasbourg, the 250 or so intercommunalités that the Senate counted in 2012."""
STRASBOURG = "Ville et Communauté Urbaine de Strasbourg"
# Strasbourg stands once, city and community together; the other three were created after 2013.
_EXCLUDED_EPCI = {"246700488", "200054781", "200054807"}
_STRASBOURG_COMMUNE = "67482"
# The COM that had a local executive and relations of their own in 2013, and the article of each.
_COMS = {"975": "", "977": "", "978": "", "986": "", "987": "la", "988": "la"}
_LONG = re.compile(r"^(Communauté (?:d'agglomération|de communes|urbaine)) (.+)$")
_PARENTHESES = re.compile(r" \([^)]*\)")
_ALREADY_NAMED = re.compile(r"Agglomération|Agglo|Communauté|Métropole")
_LINKS = re.compile(r"^(?:du |de la |des |de l'|de |d')")
_TYPES = {"CA": "ca", "CC": "cc", "CU": "cu", "METRO": "metropole"}


@dataclass(slots=True)
class Authority:
    """A collectivité and the French around its name. `le` and `de` name the institution, the others its territory."""

    nom: str
    type: str
    code: str
    le: str
    de: str
    court: str
    le_terr: str
    de_terr: str
    domain: str
    weight: float
    departement: str = ""
    region: str = ""
    ancienne_region: str = ""
    com: str = ""
    population: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    alias: tuple[str, ...] = ()
    quota: int = 0
    """Exact number of projets, for the guide's top ten."""
    number: int = 0
    """Of its id; 0 until it has one."""
    contacts: tuple[Contact, ...] = ()
    """Those of its record, of whom its projets name some."""

    @property
    def id(self) -> str:
        """Id of its record."""
        return f"col-{self.number}"

    @property
    def zone(self) -> str:
        """Key of its habits and of its telephone numbers: region before 2016, else COM."""
        return self.ancienne_region or self.com


def _rows(name: str) -> dict[str, dict[str, str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return {r["code"]: r for r in csv.DictReader(io.StringIO(text), delimiter=";")}


def _regions() -> Iterator[Authority]:
    populations: dict[str, int] = {}
    departements = geography.departements()
    for c in geography.communes().values():
        if c.departement in departements:
            old = departements[c.departement].ancienne_region
            populations[old] = populations.get(old, 0) + (c.population or 0)
    for code, row in _rows("regions.csv").items():
        former = geography.anciennes_regions()[code]
        seat = departements[former.departements[0]]
        short = _LINKS.sub("", row["de"])
        corse = code == "94"
        nom = "Collectivité territoriale de Corse" if corse else f"Conseil régional {row['de']}"
        a = Authority(
            nom, "region", former.region, f"{'la' if corse else 'le'} {nom}", f"{'de la' if corse else 'du'} {nom}", short,
            f"{row['article']}{short}" if row["article"].endswith("'") else f"{row['article']} {short}".strip(), row["de"],
            f"region-{slug(short)}.example", 30.0, "", former.region, code, "", populations.get(code),
            seat.latitude, seat.longitude, () if code == "11" else (f"Région {short}",), calibration.TOP.get(nom, 0),
        )  # fmt: skip
        yield a
        if code == "11":
            # The guide ranks it twice; the demonstration keeps the double, so that finding it can be shown.
            nom = "Région Île-de-France"
            yield replace(
                a,
                nom=nom,
                le=f"la {nom}",
                de=f"de la {nom}",
                domain="idf.example",
                quota=calibration.TOP[nom],
            )


def _departements() -> Iterator[Authority]:
    populations: dict[str, int] = {}
    for c in geography.communes().values():
        populations[c.departement] = populations.get(c.departement, 0) + (c.population or 0)
    for code, row in _rows("departements.csv").items():
        d = geography.departements()[code]
        article = row["article"]
        link = french.of(d.nom) if row["de"] else french.of_article(article, d.nom)
        nom = f"Conseil départemental {link}"
        yield Authority(
            nom, "departement", code, f"le {nom}", f"du {nom}", d.nom,
            french.with_article(article, d.nom), link, f"departement-{slug(d.nom)}.example", 12.0, code, d.region,
            d.ancienne_region, "", populations.get(code), d.latitude, d.longitude, (f"Conseil général {link}",),
        )  # fmt: skip


def _coms() -> Iterator[Authority]:
    for code, article in _COMS.items():
        c = geography.coms()[code]
        le, de = french.with_article(article, c.nom), french.of_article(article, c.nom)
        yield Authority(
            c.nom, "com", code, le, de, c.nom, le, de, f"{slug(c.nom)}.example", 6.0, com=code,
            latitude=c.latitude, longitude=c.longitude,
        )  # fmt: skip


def _epci(e: Epci) -> Authority:
    nom, short = _PARENTHESES.sub("", e.nom_long), _PARENTHESES.sub("", e.nom)
    if found := _LONG.match(nom):
        rest = found[2]
        nom = rest if _ALREADY_NAMED.search(rest) and not _LINKS.match(rest) else nom
        short = french.capital(_LINKS.sub("", rest))
    first = nom.split()[0]
    if first in ("Communauté", "Métropole"):
        le, de = f"la {nom}", f"de la {nom}"
    elif first == "Eurométropole":
        le, de = f"l'{nom}", f"de l'{nom}"
    else:
        le, de = nom, french.of(nom)
    alias = (
        ("Communauté d'agglomération du Pays de Montbéliard",)
        if short.startswith("Pays de Montbéliard")
        else ()
    )
    d = geography.departements()[e.departement]
    return Authority(
        nom, _TYPES[e.type], e.siren, le, de, short, le, de, f"{slug(short)}-{e.departement.lower()}.example",
        1.5 + 4.0 * (e.population / 100_000) ** 0.8, e.departement, e.region, d.ancienne_region, "",
        e.population, e.latitude, e.longitude, alias,
    )  # fmt: skip


def commune(c: Commune) -> Authority:
    """Return a commune as a collectivité of the demonstration."""
    population = c.population or 0
    overseas = c.departement in geography.coms()
    d = None if overseas else geography.departements()[c.departement]
    mute = not french.aspirated(c.departement)
    of = french.of(c.nom, mute_h=mute)
    kind = "ville" if population >= 20_000 else "commune"
    return Authority(
        c.nom, "commune", c.code, f"la {kind} {of}", f"de la {kind} {of}", c.nom, c.nom, of,
        f"{slug(c.nom)}-{c.departement.lower()}.example", 0.25 + (population / 10_000) ** 0.9,
        "" if overseas else c.departement, c.region, d.ancienne_region if d else "",
        c.departement if overseas else "", c.population, c.latitude, c.longitude, (), calibration.TOP.get(c.nom, 0),
    )  # fmt: skip


def _heavy_first(rng: Random, weights: Sequence[float]) -> list[int]:
    """Return all the indexes in a random order where weight counts (Efraimidis and Spirakis)."""
    keys = [rng.random() ** (1.0 / w) if w > 0 else -1.0 for w in weights]
    return sorted(range(len(weights)), key=lambda i: (-keys[i], i))


def institutions(rng: Random) -> list[Authority]:
    """Return the authorities that every round of the atlas shares: all but the communes."""
    candidates = [e for e in geography.epci().values() if e.type != "EPT" and e.siren not in _EXCLUDED_EPCI]
    wanted = next(e for e in candidates if "Montbéliard" in e.nom)
    order = _heavy_first(rng, [float(e.population) if e is not wanted else 1e12 for e in candidates])
    city = geography.communes()[_STRASBOURG_COMMUNE]
    strasbourg = commune(city)
    strasbourg.nom, strasbourg.type, strasbourg.code = STRASBOURG, "cu", "246700488"
    strasbourg.le, strasbourg.de = (
        "la Ville et Communauté urbaine de Strasbourg",
        "de la Ville et Communauté urbaine de Strasbourg",
    )
    strasbourg.domain, strasbourg.quota = "strasbourg.example", calibration.TOP[STRASBOURG]
    chosen = sorted(order[:EPCI_COUNT])
    return [*_regions(), *_departements(), *_coms(), strasbourg, *(_epci(candidates[i]) for i in chosen)]


def communes_in_order(rng: Random, first: Sequence[str]) -> list[Commune]:
    """Return every commune but Strasbourg: `first` by code, then at random, the populated ones sooner."""
    table = geography.communes()
    wanted = dict.fromkeys(first)
    others = [c for c in table.values() if c.code not in wanted and c.code != _STRASBOURG_COMMUNE]
    order = _heavy_first(rng, [float(c.population or 0) for c in others])
    return [table[code] for code in wanted] + [others[i] for i in order]
