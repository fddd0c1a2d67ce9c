# SPDX-License-Identifier: EUPL-1.2
"""The closed lists of the atlas: thematic tree, statuses, natures, kinds of authorities and of funders, networks."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from parquet.reference.packing import unpack
from parquet.reference.records import (
    Financeur,
    Libelle,
    Loi,
    Nature,
    Nomenclatures,
    Reseau,
    Theme,
    TypeCollectivite,
)
from parquet.text import fold

__all__ = [
    "Financeur",
    "Libelle",
    "Loi",
    "Nature",
    "Reseau",
    "Theme",
    "TypeCollectivite",
    "financeurs",
    "lois_un_pour_cent",
    "natures",
    "odd",
    "reseaux",
    "statuts",
    "themes",
    "trouver_theme",
    "types_collectivite",
]


@cache
def _lists() -> Nomenclatures:
    return unpack("nomenclatures", Nomenclatures)


@cache
def themes() -> Mapping[str, Theme]:
    """Return the thematic tree by code, each parent before its children."""
    return MappingProxyType({t.code: t for t in _lists().themes})


def statuts() -> tuple[Libelle, ...]:
    """Return what state a projet can be in."""
    return _lists().statuts


def natures() -> tuple[Nature, ...]:
    """Return the three natures and their colours."""
    return _lists().natures


def types_collectivite() -> tuple[TypeCollectivite, ...]:
    """Return the kinds of French local authorities, singular and plural."""
    return _lists().types_collectivite


def financeurs() -> tuple[Financeur, ...]:
    """Return the kinds of co-funders."""
    return _lists().financeurs


def lois_un_pour_cent() -> tuple[Loi, ...]:
    """Return the 1 % laws, the Oudin law first."""
    return _lists().lois_un_pour_cent


def odd() -> tuple[Libelle, ...]:
    """Return the 17 objectifs de développement durable, codes '1' to '17'."""
    return _lists().odd


def reseaux() -> tuple[Reseau, ...]:
    """Return the associations and networks of local authorities."""
    return _lists().reseaux


def lignee(code: str) -> tuple[str, ...]:
    """Return a theme and those above it, level 1 first; the code alone when the list does not have it."""
    known = themes()
    found: list[str] = []
    while code and code not in found:
        found.insert(0, code)
        code = known[code].parent if code in known else ""
    return tuple(found)


def avec_dessous(codes: Iterable[str]) -> tuple[str, ...]:
    """Return themes with all those under them, in the order of the tree: what a rule about themes is kept as."""
    asked = frozenset(codes)
    return tuple(code for code in themes() if asked.intersection(lignee(code)))


def sommets(codes: Iterable[str]) -> tuple[str, ...]:
    """Return those of these themes that are under no other one of them: what a rule about themes is said by."""
    kept = tuple(codes)
    return tuple(code for code in kept if not set(kept).intersection(lignee(code)[:-1]))


@cache
def _index_themes() -> dict[str, str]:
    index: dict[str, str] = {}
    # Codes, then names from the top of the tree down, then aliases: the widest meaning of a word wins.
    for theme in themes().values():
        index.setdefault(fold(theme.code), theme.code)
    for niveau in (1, 2, 3):
        for theme in themes().values():
            if theme.niveau == niveau:
                index.setdefault(fold(theme.nom), theme.code)
    for theme in themes().values():
        for alias in theme.alias:
            index.setdefault(fold(alias), theme.code)
    return index


def trouver_theme(texte: str) -> Theme | None:
    """Return the theme meant by a code, a name or an alias (« patrimoine »); None when nothing matches."""
    code = _index_themes().get(fold(texte))
    return None if code is None else themes()[code]
