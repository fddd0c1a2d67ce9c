# SPDX-License-Identifier: EUPL-1.2
"""« Vouliez-vous dire » : the place or theme whose name is nearest to what was typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from parquet.reference import geography, nomenclature
from parquet.text import fold

NEAR_ENOUGH = 0.62
"""Normalised OSA similarity under which a suggestion would be noise."""


SAME_NAME = 80
"""Score of rapidfuzz, 0 to 100, from which two names may be of the same place."""


def proche(genre: str, texte: str) -> str:
    """The nearest name with its code, as « Burkina Faso (bf) »; empty when nothing is near."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    names = _names(genre)
    found = process.extractOne(
        fold(texte),
        [fold(nom) for nom, _ in names],
        scorer=OSA.normalized_similarity,
        score_cutoff=NEAR_ENOUGH,
    )
    if found is None:
        return ""
    nom, code = names[found[2]]
    return f"{nom} ({code})"


def mot_proche(mot: str, vocabulaire: Collection[str]) -> str | None:
    """The word of a vocabulary that `mot` is or begins, else the nearest within a typo, two from five letters on."""
    if len(mot) < 3 or any(known.startswith(mot) for known in vocabulaire):
        return mot
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extractOne(
        mot, sorted(vocabulaire), scorer=OSA.distance, score_cutoff=1 if len(mot) < 5 else 2
    )
    return found[0] if found else None


def noms_proches(nom: str, connus: Mapping[str, str]) -> list[str]:
    """The ids of the names that say nearly the same (« Ville de Ségou » and « Ségou »), the nearest first."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        fold(nom),
        {id_: fold(name) for id_, name in connus.items()},
        scorer=fuzz.token_set_ratio,
        score_cutoff=SAME_NAME,
        limit=None,
    )
    return [id_ for _, _, id_ in found]


def _names(genre: str) -> list[tuple[str, str]]:
    match genre:
        case "continent":
            return [(c.nom, c.code) for c in geography.continents()]
        case "sous-continent":
            return [(s.nom, s.code) for s in geography.sous_continents()]
        case "pays":
            return [(p.nom, p.iso2.lower()) for p in geography.pays().values()]
        case "region":
            today = [(r.nom, r.code) for r in geography.regions().values()]
            return today + [(r.nom, r.code) for r in geography.anciennes_regions().values()]
        case "departement":
            return [(d.nom, d.code) for d in geography.departements().values()]
        case "com":
            return [(c.nom, c.code) for c in geography.coms().values()]
        case "thematique":
            return [(t.nom, t.code) for t in nomenclature.themes().values()]
        case _:
            return []
