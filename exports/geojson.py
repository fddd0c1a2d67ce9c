# SPDX-License-Identifier: EUPL-1.2
"""GeoJSON (RFC 7946): the places of projets and demandes as points, the links between them as lines.

Longitude first, WGS 84, five decimals at most (a metre); a line that crosses the 180th meridian is cut there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from exports.answer import Answer, Fiches
from exports.wording import FICTIF, LICENCE, SOURCE, avec_departement, libelle, nom_pays
from exports.writing import ExportRefuse, Suivi, compter
from parquet.reference import geography
from parquet.results import DemandeBref, FicheProjet, Situation
from store.cleaning import without_controls

DECIMALES = 5
Point = tuple[float, float]
"""(longitude, latitude) in degrees."""

EXACTE, LIEU, PAYS = (
    "exacte",
    "approchée : département, collectivité d'outre-mer ou région",
    "approchée : pays",
)
"""How well a place is known."""


@dataclass(slots=True)
class _Compte:
    """What is counted of a place or of a link."""

    cooperations: int = 0
    actions: int = 0
    jumelages: int = 0
    demandes: int = 0
    fiches: list[str] = field(default_factory=list)

    def compter(self, nature: str, id_: str, *, jumelage: bool = False) -> None:
        self.cooperations += nature == "cooperation"
        self.actions += nature == "action"
        self.demandes += nature == "demande"
        self.jumelages += jumelage
        self.fiches.append(id_)


def write(answer: Answer, path: Path, suivi: Suivi) -> None:
    """Write the places and the links behind an answer. Raises ExportRefuse when it has none."""
    if answer.fiches is None:
        raise ExportRefuse(
            "Cette réponse n'a pas de lieux : un fichier .geojson s'écrit d'une page, d'une recherche ou d'une fiche."
        )
    ids = answer.fiches.projets()
    read = compter(answer.fiches.lire(ids), len(ids), lambda fraction: suivi(0.8 * fraction))
    places, links = _releve(read, answer.fiches.demandes())
    encode = msgspec.json.encode
    with path.open("w", encoding="utf-8", newline="") as file:
        head = without_controls(encode(_entete(answer)).decode()).removesuffix("}")
        file.write(f'{head},"features":[')
        first = True
        for feature in _features(answer.fiches, places, links, suivi):
            file.write(("\n" if first else ",\n") + without_controls(encode(feature).decode()))
            first = False
        file.write("\n]}\n")


def _entete(answer: Answer) -> dict[str, object]:
    said: dict[str, object] = {
        "type": "FeatureCollection",
        "titre": answer.titre,
        "criteres": answer.criteres,
        "au": answer.au,
        "source": SOURCE,
        "licence": LICENCE,
        "demonstration": answer.demonstration,
    }
    return {**said, "avertissement": FICTIF} if answer.demonstration else said


Lieux = dict[tuple[str, str], _Compte]
"""By kind (collectivite, partenaire) and id."""
Liens = dict[tuple[str, str], _Compte]
"""By collectivité and partenaire."""


def _releve(projets: Iterable[FicheProjet], demandes: Iterable[DemandeBref]) -> tuple[Lieux, Liens]:
    places: Lieux = {}
    links: Liens = {}
    for projet in projets:
        b = projet.bref
        ends = [("collectivite", c.id) for c in b.collectivites] + [
            ("partenaire", q.id) for q in b.partenaires
        ]
        for end in dict.fromkeys(ends):
            places.setdefault(end, _Compte()).compter(b.nature, b.id, jumelage=b.jumelage)
        for link in dict.fromkeys((c.id, q.id) for c in b.collectivites for q in b.partenaires):
            links.setdefault(link, _Compte()).compter(b.nature, b.id, jumelage=b.jumelage)
    for demande in demandes:
        places.setdefault(("partenaire", demande.partenaire.id), _Compte()).compter("demande", demande.id)
    return places, links


def _features(fiches: Fiches, places: Lieux, links: Liens, suivi: Suivi) -> Iterator[dict[str, Any]]:
    at: dict[str, Point | None] = {}
    names: dict[str, str] = {}
    for genre in ("collectivite", "partenaire"):
        ids = [id_ for kind, id_ in places if kind == genre]
        known = {s.id: s for s in fiches.situer(genre, ids)}
        for id_ in ids:
            if id_ in known:
                point, how = situer(genre, known[id_])
                at[id_], names[id_] = point, known[id_].nom
                yield _lieu(genre, known[id_], point, how, places[genre, id_])
    for (one, other), count in compter(links.items(), len(links), lambda f: suivi(0.8 + 0.2 * f)):
        a, b = at.get(one), at.get(other)
        if a is not None and b is not None:
            yield {
                "type": "Feature",
                "id": f"{one}/{other}",
                "geometry": _trait(a, b),
                "properties": {
                    "genre": "lien", "collectivite": one, "collectivite_nom": names[one], "partenaire": other,
                    "partenaire_nom": names[other], **_comptes(count),
                },
            }  # fmt: skip


def _lieu(genre: str, s: Situation, point: Point | None, how: str, count: _Compte) -> dict[str, Any]:
    own: dict[str, object] = (
        {
            "nom": avec_departement(s.nom, s.territoire), "type": s.type, "type_libelle": libelle("type", s.type),
            "departement": s.territoire, "region": s.region,
        }
        if genre == "collectivite"
        else {"nom": s.nom, "type": s.type, "pays": s.territoire, "pays_nom": nom_pays(s.territoire)}
    )  # fmt: skip
    return {
        "type": "Feature",
        "id": s.id,
        "geometry": None if point is None else {"type": "Point", "coordinates": point},
        "properties": {"genre": genre, **own, "position": how, **_comptes(count)},
    }


def _comptes(count: _Compte) -> dict[str, object]:
    return {
        "cooperations": count.cooperations, "actions": count.actions, "jumelages": count.jumelages,
        "demandes": count.demandes, "fiches": count.fiches,
    }  # fmt: skip


def situer(genre: str, s: Situation) -> tuple[Point | None, str]:
    """Where a place is, and how well that is known; None when not even its country is."""
    from exports.drawing.levels import point_de_france, point_du_pays

    if s.longitude is not None and s.latitude is not None:
        return _rond(s.longitude, s.latitude), EXACTE
    if genre == "partenaire":
        return (
            (_rond(*point_du_pays(s.territoire)), PAYS)
            if s.territoire in geography.pays()
            else (None, "inconnue")
        )
    code = s.territoire or s.region
    return (_rond(*point_de_france(code)), LIEU) if code else (None, "inconnue")


def _rond(longitude: float, latitude: float) -> Point:
    return round(longitude, DECIMALES), round(latitude, DECIMALES)


def _trait(a: Point, b: Point) -> dict[str, object]:
    """A line from a to b, the short way round: in two parts where it crosses the 180th meridian."""
    across = b[0] - a[0]
    if abs(across) <= 180:
        return {"type": "LineString", "coordinates": [a, b]}
    edge = 180.0 if a[0] > 0 else -180.0
    # How far b lies from a going through the edge, and where on that way the edge is.
    whole = 360 - abs(across)
    share = abs(edge - a[0]) / whole if whole else 0.0
    latitude = round(a[1] + (b[1] - a[1]) * share, DECIMALES)
    return {"type": "MultiLineString", "coordinates": [[a, (edge, latitude)], [(-edge, latitude), b]]}
