# SPDX-License-Identifier: EUPL-1.2
"""Doubles as people make them: the same place entered again, by another hand and under another spelling."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence

from parquet.doublons import Candidate
from parquet.text import fold

_MAKES = {
    "region": ("Région {}", "Conseil régional de {}", "CR {}"),
    "departement": ("Département de {}", "Conseil général de {}", "CD {}"),
    "commune": ("Ville de {}", "Commune de {}", "Mairie de {}", "{}"),
    "ville": ("Ville de {}", "Municipalité de {}", "{}", "City of {}"),
    "cc": ("CC {}", "Communauté de communes de {}"),
    "ca": ("CA {}", "Communauté d'agglomération {}", "Agglo {}"),
    "province": ("Province {}", "{}"),
}
_TYPES = (
    "Conseil régional", "Conseil départemental", "Communauté de communes", "Communauté d'agglomération", "Région", "Province",
    "Ville", "Commune", "Département",
)  # fmt: skip


def planter(
    found: Sequence[Candidate], combien: int, graine: int
) -> tuple[list[Candidate], set[frozenset[str]]]:
    """Return the fiches with `combien` more that are doubles of some, and the pairs that these make."""
    chance = random.Random(graine)
    made, pairs = list(found), set()
    for rank, one in enumerate(chance.sample([c for c in found if c.type in _MAKES], combien)):
        name = one.nom
        for kind in _TYPES:
            name = name.removeprefix(f"{kind} ")
        for article in ("du ", "de la ", "des ", "de ", "d'", "l'"):
            name = name.removeprefix(article)
        name = chance.choice(_MAKES[one.type]).format(name)
        match chance.randrange(5):
            case 0:
                name = fold(name)
            case 1:
                name = name.upper()
            case 2:
                name = name.replace("-", " ").replace("Saint ", "St ").replace("Sainte ", "Ste ")
            case 3 if len(fold(one.nom)) > 9:
                at = len(name) - 3
                name = name[:at] + name[at + 1 :]
        near = (
            None
            if one.latitude is None or chance.random() < 0.5
            else one.latitude + chance.uniform(-0.01, 0.01)
        )
        twin = dataclasses.replace(
            one, id=f"plant-{rank}", nom=name, alias=(), code=chance.choice((one.code, "")), projets=0,
            latitude=near, longitude=None if near is None else one.longitude,
        )  # fmt: skip
        made.append(twin)
        pairs.add(frozenset((one.id, twin.id)))
    return made, pairs
