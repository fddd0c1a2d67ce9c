# SPDX-License-Identifier: EUPL-1.2
"""Criteria drawn at random by hypothesis: any value of the reference in any field, any text in the words."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from parquet.criteria import NATURES, Cofinancement, Criteria, Interval
from parquet.reference import geography, nomenclature

_ANNEES = st.none() | st.integers(1960, 2013)


def _parmi(codes: Any) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(codes)), unique=True, max_size=3).map(tuple)


def _themes(codes: tuple[str, ...]) -> tuple[str, ...]:
    # The form says themes by level.
    return tuple(sorted(codes, key=lambda code: nomenclature.themes()[code].niveau))


CRITERES = st.builds(
    Criteria,
    mots=st.text(max_size=12),
    titre=st.text(max_size=12),
    collectivite=_parmi({"col-1", "col-2", "col-30"}),
    partenaire=_parmi({"par-1", "par-2"}),
    region=_parmi({*geography.regions(), *geography.anciennes_regions()}),
    departement=_parmi(geography.departements()),
    com=_parmi(geography.coms()),
    type_collectivite=_parmi(t.code for t in nomenclature.types_collectivite()),
    continent=_parmi(c.code for c in geography.continents()),
    sous_continent=_parmi(s.code for s in geography.sous_continents()),
    pays=_parmi(geography.pays()),
    thematique=_parmi(nomenclature.themes()).map(_themes),
    nature=_parmi(NATURES),
    jumelage=st.none() | st.booleans(),
    statut=_parmi(s.code for s in nomenclature.statuts()),
    cofinancement=st.lists(
        st.builds(Cofinancement, st.sampled_from([f.code for f in nomenclature.financeurs()]), _ANNEES),
        max_size=3,
    ).map(tuple),
    loi_oudin=st.booleans(),
    annee_debut=st.builds(Interval, _ANNEES, _ANNEES),
)
