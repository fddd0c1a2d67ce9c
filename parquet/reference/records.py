# SPDX-License-Identifier: EUPL-1.2
"""The shapes of the reference data, shared by the loaders and by the build.

Records are frozen and travel as MessagePack arrays (`array_like`): the order of the fields is the file format, so a
field is only ever added at the end. Coordinates are decimal degrees, WGS 84.
"""

from typing import Literal

import msgspec

Position = Literal["connue", "departement"]


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A frozen reference record. Not tracked by the garbage collector: it can hold no cycle."""


def _joined(word: str, nom: str) -> str:
    return nom if not word else f"{word}{nom}" if word.endswith("'") else f"{word} {nom}"


class Continent(Record, frozen=True):
    """One of the ministry's 8 zones."""

    code: str
    """Slug: 'afrique', 'amerique-du-nord'..."""
    nom: str


class SousContinent(Record, frozen=True):
    """A part of a continent; a continent that is not divided holds one part of its own code and name."""

    code: str
    nom: str
    continent: str
    """Code of its `Continent`."""


class Pays(Record, frozen=True):
    """A country, or a territory of another State that may appear as a partner (Hong Kong, Jersey, Groenland)."""

    iso2: str
    iso3: str
    num: str
    """ISO 3166 numeric code on 3 digits; '' for Kosovo, which has none."""
    nom: str
    nom_anglais: str
    article: str
    """'le', 'la', "l'", 'les' or ''."""
    preposition: str
    """'au', 'en', 'aux', 'à', 'à la' or "à l'": the word before the name in « au Burkina Faso », « à la Barbade »."""
    continent: str
    sous_continent: str
    alias: tuple[str, ...]
    latitude: float
    """Of a labelling point inside the country's largest piece of land."""
    longitude: float
    capitale: str
    """Its usual French name; '' where the State has none or where France takes no position."""

    @property
    def avec_article(self) -> str:
        """« le Burkina Faso », « l'Inde », « Cuba »."""
        return _joined(self.article, self.nom)

    @property
    def avec_preposition(self) -> str:
        """« au Burkina Faso », « en Inde », « à Cuba »."""
        return _joined(self.preposition, self.nom)


class Region(Record, frozen=True):
    """A region of today."""

    code: str
    nom: str
    chef_lieu: str
    """Commune code."""
    departements: tuple[str, ...]
    zone: Literal["metro", "drom"]


class AncienneRegion(Record, frozen=True):
    """A region as it stood before 2016."""

    code: str
    """Its INSEE code of the time: '82' for Rhône-Alpes."""
    nom: str
    region: str
    """Code of the region of today that holds it."""
    departements: tuple[str, ...]


class Departement(Record, frozen=True):
    """A département, overseas ones included."""

    code: str
    nom: str
    region: str
    ancienne_region: str
    chef_lieu: str
    latitude: float
    longitude: float


class Com(Record, frozen=True):
    """A collectivité d'outre-mer, Nouvelle-Calédonie and the TAAF included."""

    code: str
    nom: str
    latitude: float
    longitude: float


class Commune(Record, frozen=True):
    """A commune of today."""

    code: str
    nom: str
    departement: str
    """Code of its département, or of its collectivité d'outre-mer."""
    region: str
    """'' in a collectivité d'outre-mer."""
    population: int | None
    """Population municipale, inhabitants."""
    latitude: float | None
    longitude: float | None
    position: Position
    """'departement' where no coordinate of its own is known: the point is then the département's label point."""


class Epci(Record, frozen=True):
    """An intercommunal structure with own taxation, or an établissement public territorial of Grand Paris."""

    siren: str
    nom: str
    """Official: 'CC Faucigny - Glières'."""
    nom_long: str
    """'Communauté de communes Faucigny - Glières'."""
    type: Literal["CA", "CC", "CU", "METRO", "EPT"]
    departement: str
    """The one that holds most of its population."""
    region: str
    population: int
    """Sum of the populations municipales of its members."""
    latitude: float | None
    """Of its most populated member whose position is known."""
    longitude: float | None
    membres: tuple[str, ...]
    """Commune codes, most populated first."""


class Ville(Record, frozen=True):
    """A foreign city or town."""

    geonameid: int
    nom: str
    pays: str
    latitude: float
    longitude: float
    population: int
    """0 where GeoNames knows none."""
    admin1: str
    """GeoNames code of its first-level division."""


class Outline(msgspec.Struct, frozen=True, gc=False):
    """A shape to draw: closed rings of (longitude, latitude) in degrees. Holes are further rings (even-odd fill)."""

    code: str
    rings: tuple[tuple[tuple[float, float], ...], ...]


class PackedOutline(Record, frozen=True):
    """An outline as stored: each ring as x, y, dx, dy, dx, dy... in ten-thousandths of a degree, not closed."""

    code: str
    rings: tuple[tuple[int, ...], ...]


class PackedVilles(Record, frozen=True):
    """The cities of one country as stored, in columns: neighbours that look alike compress well."""

    geonameids: tuple[int, ...]
    noms: str
    """Separated by line feeds."""
    latitudes: tuple[int, ...]
    """Ten-thousandths of a degree."""
    longitudes: tuple[int, ...]
    populations: tuple[int, ...]
    admin1: str
    """Separated by line feeds."""


class Libelle(Record, frozen=True):
    """A code and what people read."""

    code: str
    nom: str


class Theme(Record, frozen=True):
    """A node of the thematic tree."""

    code: str
    """Level 1: '1' to '14'; level 2: DAC category ('140'); level 3: DAC purpose code ('14031')."""
    nom: str
    niveau: Literal[1, 2, 3]
    parent: str
    """'' at level 1."""
    cad: tuple[str, ...]
    """DAC categories or purpose codes that a level 1 covers; at levels 2 and 3, its own DAC code, if it is one."""
    alias: tuple[str, ...]


class Nature(Record, frozen=True):
    """What a projet is, and the colour it is drawn in."""

    code: Literal["cooperation", "action", "demande"]
    nom: str
    pluriel: str
    couleur: Literal["bleu", "jaune", "rouge"]


class TypeCollectivite(Record, frozen=True):
    """A kind of French local authority."""

    code: str
    nom: str
    pluriel: str


class Financeur(Record, frozen=True):
    """A kind of co-funder."""

    code: str
    nom: str
    alias: tuple[str, ...]


class Loi(Record, frozen=True):
    """One of the 1 % laws."""

    code: Literal["eau", "energie", "dechets", "mobilite"]
    nom: str
    annee: int


class Reseau(Record, frozen=True):
    """An association or network of local authorities, as the ministry's brochure of 2015 lists it."""

    sigle: str
    """'' where it has none."""
    nom: str
    site: str
    """Host name, without scheme, as printed in 2015; '' where none was."""
    categorie: str
    """'association-de-collectivites', 'structure-regionale', 'instance-internationale' or 'thematique'."""
    region: str
    """Name of the region it serves, in the words of the time; '' elsewhere."""
    objet: str = ""
    """What it does, in a line of ours after the brochure; '' where the brochure says nothing of it."""
    adresse: str = ""
    courriel: str = ""
    telephone: str = ""


class Alias(Record, frozen=True):
    """Another name of a French territory."""

    niveau: Literal["region", "ancienne-region", "departement", "com"]
    code: str
    alias: str


class Territories(Record, frozen=True):
    """The content of `territoires.bin`: everything small enough to load at once."""

    continents: tuple[Continent, ...]
    sous_continents: tuple[SousContinent, ...]
    pays: tuple[Pays, ...]
    regions: tuple[Region, ...]
    anciennes_regions: tuple[AncienneRegion, ...]
    departements: tuple[Departement, ...]
    coms: tuple[Com, ...]
    alias: tuple[Alias, ...]


class Nomenclatures(Record, frozen=True):
    """The content of `nomenclatures.bin`."""

    themes: tuple[Theme, ...]
    statuts: tuple[Libelle, ...]
    natures: tuple[Nature, ...]
    types_collectivite: tuple[TypeCollectivite, ...]
    financeurs: tuple[Financeur, ...]
    lois_un_pour_cent: tuple[Loi, ...]
    odd: tuple[Libelle, ...]
    reseaux: tuple[Reseau, ...]
