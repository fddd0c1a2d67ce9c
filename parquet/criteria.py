# SPDX-License-Identifier: EUPL-1.2
"""The criteria: the one value that a form, a command line, a permalink and a saved search all spell."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

NATURES = ("cooperation", "action", "demande")
"""The three natures, in the order of the guide: blue, yellow, red."""


@dataclass(frozen=True, slots=True, order=True)
class Cofinancement:
    """A kind of funder, with the year of its money or any year."""

    financeur: str
    """Code of `nomenclature.financeurs()`."""
    annee: int | None = None

    def __str__(self) -> str:
        return self.financeur if self.annee is None else f"{self.financeur}:{self.annee}"


@dataclass(frozen=True, slots=True)
class Interval:
    """Years from `de` to `a`, both included; None is open."""

    de: int | None = None
    a: int | None = None

    def __str__(self) -> str:
        if self.de is not None and self.de == self.a:
            return str(self.de)
        return f"{'' if self.de is None else self.de}..{'' if self.a is None else self.a}"


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is asked of the atlas. Several values of one field mean "or"; several fields mean "and"; empty means "any".

    Codes are those of the reference; they are resolved from what a person wrote by `parquet.pages`.
    """

    mots: str = ""
    """Words that must all be found in the projet, as `parquet.keywords` reads them; accents, plurals and case do not count."""
    collectivite: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    """Today's codes and codes before 2016 alike: the few that are in both name the same territory."""
    departement: tuple[str, ...] = ()
    com: tuple[str, ...] = ()
    type_collectivite: tuple[str, ...] = ()
    partenaire: tuple[str, ...] = ()
    continent: tuple[str, ...] = ()
    sous_continent: tuple[str, ...] = ()
    pays: tuple[str, ...] = ()
    """ISO2, upper case."""
    titre: str = ""
    thematique: tuple[str, ...] = ()
    nature: tuple[str, ...] = ()
    """Of `NATURES`. Empty shows the three."""
    jumelage: bool | None = None
    statut: tuple[str, ...] = ()
    cofinancement: tuple[Cofinancement, ...] = ()
    loi_oudin: bool = False
    annee_debut: Interval = field(default_factory=Interval)
    aussi: Criteria | None = None
    """More that must hold at the same time: what a filter says of a field that the page already speaks of. Never spelled;
    an address keeps its page and its filter apart."""

    def __and__(self, other: Criteria) -> Criteria:
        """What is asked of `self` and of `other`, both.

        « The page of Mali, narrowed to Senegal » is the projets of Mali that are also in Senegal, counted as Mali's page
        counts: what both speak of stays apart, in `aussi`.
        """
        said = {
            f.name: value for f in fields(other) if (value := getattr(other, f.name)) != getattr(TOUT, f.name)
        }
        both: dict[str, Any] = {
            name: value
            for name, value in said.items()
            if getattr(self, name) not in (getattr(TOUT, name), value)
        }
        alone: dict[str, Any] = {name: value for name, value in said.items() if name not in both}
        joined = replace(self, **alone)
        if not both:
            return joined
        return replace(
            joined, aussi=replace(TOUT, **both) if self.aussi is None else self.aussi & replace(TOUT, **both)
        )

    @property
    def vide(self) -> bool:
        """True when nothing is asked: the whole atlas."""
        return self == TOUT

    @property
    def mots_dits(self) -> str:
        """The words asked, by the page or by its filter."""
        return self.mots or (self.aussi.mots_dits if self.aussi is not None else "")

    def sans(self, *names: str) -> Criteria:
        """The same without what it says of the fields `names`."""
        said: dict[str, Any] = {name: getattr(TOUT, name) for name in names}
        return replace(self, **said)

    def montre(self, nature: str) -> bool:
        """True when projets of this nature are asked for."""
        return not self.nature or nature in self.nature


EPELES = tuple(f.name for f in fields(Criteria) if f.name != "aussi")
"""The fields that a form, an option or a permalink spells, in order."""

TOUT = Criteria()
"""The whole atlas: nothing is asked."""
