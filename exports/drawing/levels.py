# SPDX-License-Identifier: EUPL-1.2
"""What a map shows: for a page, its criteria and a side, the places counted, where they are and where each leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Literal

from exports.drawing import land
from exports.drawing.land import Fond, Maille
from exports.drawing.scene import Bounds, Point
from exports.wording import avec_departement, nom_pays
from parquet.criteria import TOUT, Criteria
from parquet.errors import Introuvable
from parquet.pages import LIEUX_DE_FRANCE, Adresse, Page, criteres_de
from parquet.reference import geography
from parquet.results import NombreNatures, Situation

if TYPE_CHECKING:
    from parquet.atlas import Atlas

Cote = Literal["france", "partenaires"]
Genre = Literal["bulles", "aplats", "liens"]
"""Bubbles at places, shaded territories, or arcs from one place to its partners."""


@dataclass(frozen=True, slots=True)
class Sujet:
    """What is asked of a map."""

    page: Page
    criteres: Criteria = TOUT
    cote: Cote = "partenaires"
    maille: Maille = "region"
    """The parts that a map of the whole of France is shaded by."""

    @classmethod
    def de(cls, adresse: Adresse, cote: Cote | None = None, maille: Maille | None = None) -> Sujet:
        """The map of an address. What is not said is what its `vue` says, else a French place is seen from the French side."""
        said: Cote | None = None
        if adresse.vue in ("carte-france", "carte-departements"):
            said = "france"
        elif adresse.vue == "carte-partenaires":
            said = "partenaires"
        parts: Maille = "departement" if adresse.vue == "carte-departements" else "region"
        return cls(adresse.page, adresse.criteres, cote or said or cote_de(adresse.page), maille or parts)

    @property
    def vue(self) -> str:
        """What an address says of this map: one of `parquet.pages.VUES`."""
        if self.cote == "france" and self.maille == "departement" and self.maillable:
            return "carte-departements"
        return "carte" if self.cote == cote_de(self.page) else f"carte-{self.cote}"

    @property
    def maillable(self) -> bool:
        """True when it shows France whole, which régions or départements may shade."""
        return (
            self.cote == "france"
            and deux_cotes(self.page)
            and self.page.genre not in ("region", "departement", "com")
        )


def cote_de(page: Page) -> Cote:
    """The side a page is drawn on when nothing is said."""
    return "france" if page.genre in LIEUX_DE_FRANCE - {"collectivite"} else "partenaires"


def deux_cotes(page: Page) -> bool:
    """True when the map has a French side and a partner side to choose from; links show both at once."""
    return page.genre not in ("collectivite", "partenaire")


@dataclass(frozen=True, slots=True)
class Compte:
    """A place of a map before it is drawn: its figures, where it is in the plane, where it leads."""

    key: str
    """Its code: ISO2, INSEE, or the identifier of its fiche."""
    nom: str
    page: Page
    """Its own page."""
    descente: Page
    """The page whose map is one level down."""
    x: float
    y: float
    nombres: NombreNatures
    sigle: str = ""
    """A few letters that stand for it on the map itself."""


@dataclass(frozen=True, slots=True)
class Releve:
    """Everything that a map needs, read and placed."""

    sujet: Sujet
    intitule: str
    genre: Genre
    par: str
    """What the places are: pays, region, departement, com, collectivite or partenaire."""
    fond: Fond
    sujets: frozenset[str]
    """The codes of `fond` that the map is about; the others are its neighbours."""
    comptes: tuple[Compte, ...]
    origine: Compte | None = None
    """Where the links leave from."""
    projection: str = ""
    approches: int = 0
    """Places whose own position is unknown, laid at the middle of their country or département."""


def descendre(adresse: Adresse, page: Page) -> Adresse:
    """The address of `page` reached from `adresse`: what was asked goes on, what the new place replaces does not."""
    here, above = criteres_de(page), criteres_de(adresse.page)
    if _meme_cote(adresse.page, page):
        above = TOUT
    kept = adresse.criteres
    said = {f.name: v for f in fields(Criteria) if (v := getattr(above, f.name)) != getattr(TOUT, f.name)}
    own = [f.name for f in fields(Criteria) if getattr(here, f.name) != getattr(TOUT, f.name)]
    if page.genre in ("collectivite", "partenaire"):
        said = {name: v for name, v in said.items() if name not in ("collectivite", "partenaire")}
    return Adresse(page, replace(kept, **said).sans(*own), "carte")


_MONDE = frozenset({"monde", "continent", "sous-continent", "pays", "partenaire"})


def _meme_cote(a: Page, b: Page) -> bool:
    return (a.genre in _MONDE and b.genre in _MONDE) or (
        a.genre in LIEUX_DE_FRANCE and b.genre in LIEUX_DE_FRANCE
    )


def lire(atlas: Atlas, sujet: Sujet, *, fin: bool = False) -> Releve:
    """Count and place what a map shows. `fin`: outlines for paper. Raises Introuvable for a page that has no map."""
    genre = sujet.page.genre
    if genre == "fiche" or genre.startswith(("acces", "accueil")):
        raise Introuvable(
            f"« {sujet.page.chemin[:60]} » n'a pas de carte. Demandez celle d'un lieu, d'une thématique ou d'une collectivité."
        )
    if genre == "collectivite":
        return _liens(atlas, sujet, fin, "collectivite", "partenaire")
    if genre == "partenaire":
        return _liens(atlas, sujet, fin, "partenaire", "collectivite")
    if sujet.cote == "france":
        if genre == "region":
            return _region(atlas, sujet)
        if genre in ("departement", "com"):
            return _collectivites(atlas, sujet)
        return _france(atlas, sujet, fin)
    if genre == "pays":
        return _villes(atlas, sujet, fin)
    return _pays(atlas, sujet, fin)


def _lignes(atlas: Atlas, par: str, sujet: Sujet) -> dict[str, NombreNatures]:
    found = atlas.repartition(par, sujet.page, sujet.criteres).lignes
    return {n.code: n for n in found if n.cooperations or n.actions or n.demandes}


# --- the world --------------------------------------------------------------------------------------------------

_MOSCOU = (37.6, 55.75)


def point_du_pays(iso2: str) -> Point:
    """Where a country is marked, in degrees: its label point; Russia in its European part, where its partners are."""
    if iso2 == "RU":
        return _MOSCOU
    found = geography.pays()[iso2]
    return found.longitude, found.latitude


def _pays(atlas: Atlas, sujet: Sujet, fin: bool) -> Releve:
    genre, code = sujet.page.genre, sujet.page.code
    every = geography.pays()
    about = frozenset(every)
    if genre == "continent":
        about = frozenset(p.iso2 for p in every.values() if p.continent == code)
    elif genre == "sous-continent":
        about = frozenset(p.iso2 for p in every.values() if p.sous_continent == code)
    whole = genre not in ("continent", "sous-continent")
    lines = _lignes(atlas, "pays", sujet)
    apart = tuple(point_du_pays(key) for key in sorted(land.A_PART & about & lines.keys()))
    ground = land.monde(fin) if whole else land.autour(tuple(sorted(about)), apart, fin)
    places = []
    for key, counts in lines.items():
        if key in about and key in every:
            page = Page("pays", key)
            down = Page("continent", every[key].continent) if whole else page
            places.append(
                Compte(key, every[key].nom, page, down, *ground.placer(*point_du_pays(key)), counts, key)
            )
    return Releve(
        sujet, atlas.intitule(sujet.page), "bulles", "pays", ground, about if not whole else frozenset(ground.contours),
        tuple(places), projection="Equal Earth" if whole else "azimutale équivalente de Lambert",
    )  # fmt: skip


def _villes(atlas: Atlas, sujet: Sujet, fin: bool) -> Releve:
    code = sujet.page.code
    counts = _lignes(atlas, "partenaire", sujet)
    found = [s for s in atlas.situations("partenaire", sorted(counts)) if s.territoire == code]
    at, vague = _positions(found, point_du_pays)
    ground = land.autour((code,), tuple(at.values()), fin=True)
    return Releve(
        sujet, atlas.intitule(sujet.page), "bulles", "partenaire", ground, frozenset({code}),
        tuple(_ecarter((_fiche("partenaire", s, ground.placer(*at[s.id]), counts[s.id], code) for s in found), ground.bounds)),
        projection="azimutale équivalente de Lambert", approches=vague,
    )  # fmt: skip


def _fiche(genre: str, s: Situation, point: Point, counts: NombreNatures, ici: str = "") -> Compte:
    """A collectivité or a partenaire; `ici` is the country whose name goes without saying."""
    beside = nom_pays(s.territoire) if genre == "partenaire" else s.territoire
    if s.territoire == ici:
        beside = ""
    nom = s.nom if s.type in ("region", "departement") or not beside else avec_departement(s.nom, beside)
    page = Page(genre, s.id)
    return Compte(s.id, nom, page, page, *point, counts)


def _positions(found: Iterable[Situation], secours: Callable[[str], Point]) -> tuple[dict[str, Point], int]:
    """(longitude, latitude) by id, and how many had to be laid at the middle of where they are."""
    at: dict[str, Point] = {}
    vague = 0
    for s in found:
        if s.longitude is not None and s.latitude is not None:
            at[s.id] = (s.longitude, s.latitude)
        else:
            at[s.id] = secours(s.territoire or s.region)
            vague += 1
    return at, vague


def _ecarter(places: Iterable[Compte], bounds: Bounds) -> Iterable[Compte]:
    """Places that stand on one another are laid around the first, close by: a département on its prefecture."""
    from math import cos, sin, sqrt

    step = max(bounds.width, bounds.height) / 90
    taken: dict[tuple[int, int], int] = {}
    for place in sorted(places, key=lambda p: (-_total(p.nombres), p.key)):
        cell = (round(place.x / step), round(place.y / step))
        rank = taken[cell] = taken.get(cell, -1) + 1
        # The golden angle: however many there are, they fill a disc.
        r, angle = step * sqrt(rank), rank * 2.399963
        yield replace(place, x=place.x + r * cos(angle), y=place.y + r * sin(angle)) if rank else place


def _total(counts: NombreNatures) -> int:
    return counts.cooperations + counts.actions + counts.demandes


# --- France -----------------------------------------------------------------------------------------------------

_RIEN = NombreNatures("", 0, 0, 0)


def _france(atlas: Atlas, sujet: Sujet, fin: bool) -> Releve:
    par = sujet.maille
    ground = land.france(par, fin)
    counts = _lignes(atlas, par, sujet) | _lignes(atlas, "com", sujet)
    places = []
    for code, rings in ground.contours.items():
        page = Page("com", code) if code in geography.coms() else Page(par, code)
        if page.genre == "com":
            nom = geography.coms()[code].nom
        elif par == "region":
            nom = geography.regions()[code].nom
        else:
            nom = f"{geography.departements()[code].nom} ({code})"
        places.append(Compte(code, nom, page, page, *land.centre(rings), counts.get(code, _RIEN), code))
    return Releve(
        sujet, "France" if sujet.page.genre == "france" else atlas.intitule(sujet.page), "aplats", par, ground,
        frozenset(ground.contours), tuple(places), projection="Lambert-93, encarts à leur échelle",
    )  # fmt: skip


def _region(atlas: Atlas, sujet: Sujet) -> Releve:
    code = sujet.page.code
    today = geography.regions().get(code)
    parts = today.departements if today else geography.anciennes_regions()[code].departements
    ground = land.territoire(tuple(parts), "departements")
    counts = _lignes(atlas, "departement", sujet)
    table = geography.departements()
    places = []
    for part in parts:
        page = Page("departement", part)
        at = land.centre(ground.contours[part])
        places.append(
            Compte(part, f"{table[part].nom} ({part})", page, page, *at, counts.get(part, _RIEN), part)
        )
    return Releve(
        sujet, atlas.intitule(sujet.page), "aplats", "departement", ground, frozenset(parts), tuple(places),
        projection=_projection_de_france(parts[0]),
    )  # fmt: skip


def _projection_de_france(code: str) -> str:
    overseas = code in land.DROM or code in geography.coms()
    return "azimutale équivalente de Lambert" if overseas else "Lambert-93"


def point_de_france(code: str) -> Point:
    """A place's label point by its département or COM, else the seat of its région."""
    table = geography.departements()
    if code in table:
        return table[code].longitude, table[code].latitude
    if code in geography.coms():
        com = geography.coms()[code]
        return com.longitude, com.latitude
    if code in geography.regions():
        seat = table[geography.regions()[code].departements[0]]
        return seat.longitude, seat.latitude
    return 2.35, 48.86


def _collectivites(atlas: Atlas, sujet: Sujet) -> Releve:
    code = sujet.page.code
    counts = _lignes(atlas, "collectivite", sujet)
    found = atlas.situations("collectivite", sorted(counts))
    at, vague = _positions(found, point_de_france)
    ground = land.territoire(
        (code,), "coms" if sujet.page.genre == "com" else "departements", tuple(at.values())
    )
    return Releve(
        sujet, atlas.intitule(sujet.page), "bulles", "collectivite", ground, frozenset({code}),
        tuple(_ecarter((_fiche("collectivite", s, ground.placer(*at[s.id]), counts[s.id]) for s in found), ground.bounds)),
        projection=_projection_de_france(code), approches=vague,
    )  # fmt: skip


# --- links ------------------------------------------------------------------------------------------------------


def _liens(atlas: Atlas, sujet: Sujet, fin: bool, ici: str, par: str) -> Releve:
    counts = _lignes(atlas, par, sujet)
    found = atlas.situations(par, sorted(counts))
    center = atlas.situations(ici, [sujet.page.code])
    where = {"partenaire": point_du_pays, "collectivite": point_de_france}
    at, vague = _positions(found, where[par])
    origin_at, _ = _positions(center, where[ici])
    title = atlas.intitule(sujet.page)
    sheet = land.monde(fin)
    origin = None
    points = []
    if center:
        origin = _fiche(ici, center[0], sheet.placer(*origin_at[center[0].id]), _RIEN)
        points.append((origin.x, origin.y))
    places = tuple(_fiche(par, s, sheet.placer(*at[s.id]), counts[s.id]) for s in found)
    points += [(p.x, p.y) for p in places]
    box = Bounds.around(points) if points else sheet.bounds
    # Never closer than a country: one partner across the border still has something around it.
    box = box.grown(max(box.width, box.height) * 0.06 + max(0.0, 1_500_000.0 - box.width) / 2)
    ground = replace(sheet, bounds=box)
    return Releve(
        sujet, title, "liens", par, ground, frozenset(sheet.contours), tuple(_ecarter(places, box)), origin,
        projection="Equal Earth", approches=vague,
    )  # fmt: skip
