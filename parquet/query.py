# SPDX-License-Identifier: EUPL-1.2
"""From criteria to SQL: the only place where a criterion becomes a condition. Values are always bound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from parquet.criteria import Criteria
from parquet.engine import TROUVES, Ids
from parquet.keywords import lire
from parquet.reference import geography
from parquet.tables import EN_ATTENTE
from parquet.text import fold

Values = list[object]


@dataclass(frozen=True, slots=True)
class Condition:
    """A boolean SQL expression and the values of its parameters, in order."""

    sql: str = "true"
    values: tuple[object, ...] = ()

    def __and__(self, other: Condition) -> Condition:
        if self.sql == "true":
            return other
        if other.sql == "true":
            return self
        return Condition(f"{self.sql} AND {other.sql}", self.values + other.values)


NEVER = Condition("false")
WAITING = Condition(f"etat IN ({', '.join(repr(etat) for etat in EN_ATTENTE)})")


def pays_des_zones(criteres: Criteria) -> list[str] | None:
    """The countries that continent, sous-continent and pays allow together; None when none of them is said."""
    allowed: set[str] | None = None
    every = geography.pays()
    for said, place in (
        (criteres.continent, attrgetter("continent")),
        (criteres.sous_continent, attrgetter("sous_continent")),
        (criteres.pays, attrgetter("iso2")),
    ):
        if said:
            here = {p.iso2 for p in every.values() if place(p) in said}
            allowed = here if allowed is None else allowed & here
    return None if allowed is None else sorted(allowed)


def projets(criteres: Criteria) -> Condition:
    """Which rows of `projets` the criteria keep."""
    natures = [n for n in criteres.nature if n != "demande"]
    if criteres.nature and not natures:
        return NEVER
    found = _has_any("collectivites", criteres.collectivite) & _has_any("partenaires", criteres.partenaire)
    # What is asked of one collectivité must hold of one and the same: a projet led by Paris with a commune of the Bas-Rhin is
    # not one of "the communes of Paris".
    found &= _one_link("engagements", engagements(criteres), wanted=_demands_link(criteres))
    found &= _simple_place(criteres)
    zones = pays_des_zones(criteres)
    if zones is not None:
        found &= _has_any("pays", zones, empty=NEVER)
    found &= _has_any("thematiques", criteres.thematique)
    if natures and len(natures) < 2:
        found &= Condition("nature = ?", (natures[0],))
    if criteres.jumelage is not None:
        found &= Condition("jumelage = ?", (criteres.jumelage,))
    if criteres.statut:
        found &= Condition("list_contains(?, statut)", (list(criteres.statut),))
    if criteres.loi_oudin:
        found &= Condition("loi_oudin <> ''")
    found &= _has_any("cofinancements", [str(c) for c in criteres.cofinancement])
    years = criteres.annee_debut
    if years.de is not None:
        found &= Condition("annee_debut >= ?", (years.de,))
    if years.a is not None:
        found &= Condition("annee_debut <= ?", (years.a,))
    return found & _in_title(criteres.titre) & words(criteres.mots, "projets") & _also(projets, criteres)


def demandes(criteres: Criteria) -> Condition:
    """Which rows of `demandes` the criteria keep, of those that wait for a partner. A demande has no French side yet: any
    criterion on it keeps none."""
    if criteres.nature and "demande" not in criteres.nature:
        return NEVER
    french = (
        criteres.collectivite,
        criteres.region,
        criteres.departement,
        criteres.com,
        criteres.type_collectivite,
    )
    if (
        any(french)
        or criteres.statut
        or criteres.cofinancement
        or criteres.loi_oudin
        or criteres.jumelage is not None
    ):
        return NEVER
    if criteres.annee_debut.de is not None or criteres.annee_debut.a is not None:
        return NEVER
    found = WAITING & _among("partenaire", criteres.partenaire)
    zones = pays_des_zones(criteres)
    if zones is not None:
        found &= _among("pays", zones) if zones else NEVER
    found &= _has_any("thematiques", criteres.thematique) & _in_title(criteres.titre)
    return found & words(criteres.mots, "demandes") & _also(demandes, criteres)


def engagements(criteres: Criteria) -> Condition:
    """Which rows of `engagements` (a collectivité in a projet) answer to what the criteria say of the French side."""
    found = _among("collectivite", criteres.collectivite) & _among("departement", criteres.departement)
    if criteres.region:
        codes = list(criteres.region)
        found &= Condition("(list_contains(?, region) OR list_contains(?, ancienne_region))", (codes, codes))
    return found & _among("com", criteres.com) & _among("type", criteres.type_collectivite)


def liaisons(criteres: Criteria) -> Condition:
    """Which rows of `liaisons` (a partenaire in a projet) answer to what the criteria say of the other side."""
    found = _among("partenaire", criteres.partenaire)
    zones = pays_des_zones(criteres)
    if zones is not None:
        found &= _among("pays", zones) if zones else NEVER
    return found


def apd(criteres: Criteria) -> Condition:
    """Which lines of `apd` belong to a page: where the money comes from and goes. Nature, statut and words do not apply.

    A theme keeps the lines whose DAC sector lies under it; a partenaire keeps none, since lines are declared by country.
    """
    if criteres.partenaire:
        return NEVER
    found = engagements(criteres)
    zones = pays_des_zones(criteres)
    if zones is not None:
        found &= _among("pays", zones) if zones else NEVER
    if criteres.thematique:
        found &= _among("secteur", sectors(criteres.thematique))
    return found & _also(apd, criteres)


def apd_honours(criteres: Criteria) -> bool:
    """True when the lines of APD can tell everything that is asked; partenaires can not, and get none."""
    told = criteres.sans(
        "collectivite", "region", "departement", "com", "type_collectivite", "partenaire", "continent", "sous_continent",
        "pays", "thematique", "aussi",
    )  # fmt: skip
    return told.vide and (criteres.aussi is None or apd_honours(criteres.aussi))


def _also(condition: Callable[[Criteria], Condition], criteres: Criteria) -> Condition:
    """What `aussi` adds. Links (`engagements`, `liaisons`) do not ask it: it keeps projets, not the page's own places."""
    return Condition() if criteres.aussi is None else condition(criteres.aussi)


def sectors(codes: Sequence[str]) -> list[str]:
    """The DAC codes (3 and 5 digits) at and under these themes."""
    from parquet.reference import nomenclature

    themes = nomenclature.themes()
    found = set(codes)
    for theme in themes.values():
        above = theme
        while above.parent and above.code not in codes:
            above = themes[above.parent]
        if above.code in codes:
            found.add(theme.code)
    return sorted(found)


PREFIXES = {"projets": "'pro-'", "demandes": "'dem-'"}
"""What comes before the number in an id, in SQL."""


def words(text: str, table: Literal["projets", "demandes"]) -> Condition:
    """The rows of `table` that the full text finds. Its ids are looked up and bound by the engine when the query runs."""
    if not lire(text):
        return Condition()
    return Condition(f"id IN (SELECT {PREFIXES[table]} || cle FROM {TROUVES})", (Ids(text, table),))


def _in_title(text: str) -> Condition:
    folded = fold(text)
    return Condition("contains(titre_plie, ?)", (folded,)) if folded else Condition()


def _demands_link(criteres: Criteria) -> bool:
    """True when two things at least are asked of one collectivité, which lists in `projets` cannot tell apart."""
    asked = (
        criteres.collectivite,
        criteres.region,
        criteres.departement,
        criteres.com,
        criteres.type_collectivite,
    )
    return sum(bool(a) for a in asked) > 1


def _simple_place(criteres: Criteria) -> Condition:
    """The French side, when one list column of `projets` is enough to tell."""
    if _demands_link(criteres):
        return Condition()
    found = _has_any("departements", criteres.departement) & _has_any("coms", criteres.com)
    if criteres.region:
        codes = list(criteres.region)
        found &= Condition("(list_has_any(regions, ?) OR list_has_any(anciennes_regions, ?))", (codes, codes))
    return found & _has_any("types_collectivites", criteres.type_collectivite)


def _one_link(table: str, condition: Condition, *, wanted: bool) -> Condition:
    if not wanted:
        return Condition()
    return Condition(f"id IN (SELECT projet FROM {table} WHERE {condition.sql})", condition.values)


def _has_any(column: str, values: Sequence[str], *, empty: Condition | None = None) -> Condition:
    if not values:
        return empty or Condition()
    return Condition(f"list_has_any({column}, ?)", (list(values),))


def _among(column: str, values: Sequence[str]) -> Condition:
    if len(values) == 1:
        # An equality is pushed into the reading of the file: row groups without the value are not read.
        return Condition(f"{column} = ?", (values[0],))
    return Condition(f"list_contains(?, {column})", (list(values),)) if values else Condition()
