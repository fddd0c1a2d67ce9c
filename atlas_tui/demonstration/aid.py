# SPDX-License-Identifier: EUPL-1.2
"""The declarations of official development assistance, whose totals by year and by country are those the guide prints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from atlas_tui.demonstration import calibration
from atlas_tui.demonstration.authorities import Authority
from atlas_tui.demonstration.calibration import share
from parquet.reference import geography
from store.records import Declaration, LigneApd, Projet

_DECLARES = 0.62
"""Odds that a collectivité with projets in developing countries declares in a given year."""
_NIL = 0.03
"""Share of the declarations that are an « état néant »."""
_HOSTS = 0.06
"""Odds that a declaration has a line of refugees' costs."""
_CHANNELS = ("10000", "20000", "20000", "40000")
"""DAC channels: public sector, NGO, multilateral."""
_AID = ("C01", "C01", "D01", "E01")
"""DAC kinds of aid: project, expert, training."""


@dataclass(slots=True)
class _Draft:
    who: int
    pays: str
    secteur: str
    weight: float
    group: str
    projet: str = ""
    law: str = ""


@dataclass(slots=True)
class Work:
    """One projet as the declarations see it."""

    who: int
    pays: str
    id: str
    secteur: str
    law: str

    @classmethod
    def of(cls, who: int, pays: str, projet: Projet) -> Work:
        """Keep what a line of APD needs of a projet."""
        # The sectors of the DAC have three or five figures; the first level of our tree is no sector.
        code = projet.thematique
        return cls(
            who, pays, projet.id, code if len(code) >= 3 and code.isdigit() else "43010", projet.loi_oudin
        )


def declarations(rng: Random, who: Sequence[Authority], works: Sequence[Work]) -> Iterator[Declaration]:
    """Give the declarations of every year, without their ids: each year's lines sum to its published totals."""
    mine: dict[int, list[Work]] = defaultdict(list)
    for work in works:
        if calibration.pays()[work.pays].apd:
            mine[work.who].append(work)
    for year, total in calibration.APD.items():
        yield from _year(rng, who, mine, year, total)


def _year(
    rng: Random, who: Sequence[Authority], mine: Mapping[int, list[Work]], year: int, total: int
) -> Iterator[Declaration]:
    drafts: list[_Draft] = []
    declaring: list[int] = []
    for i in sorted(mine):
        big = who[i].weight > 5
        if rng.random() > (_DECLARES if not big else 0.93):
            continue
        declaring.append(i)
        if rng.random() < _NIL and not big:
            continue
        drafts += _lines(rng, who[i], i, mine[i])
    refugees = round(total * calibration.APD_REFUGIES)
    unsplit = round(total * calibration.APD_NON_VENTILEE)
    targets = {code: by_year[year] for code, by_year in calibration.APD_PAYS.items()}
    targets |= {"refugies": refugees, "france": unsplit}
    targets["autres"] = total - sum(targets.values())
    amounts: dict[int, int] = {}
    for group, target in targets.items():
        numbers = [k for k, d in enumerate(drafts) if d.group == group]
        euros = share(target, [drafts[k].weight for k in numbers], least=50)
        amounts.update(zip(numbers, euros, strict=True))
    lines: dict[int, list[LigneApd]] = defaultdict(list)
    for k, d in enumerate(drafts):
        host = d.group == "refugies"
        lines[d.who].append(
            LigneApd(
                montant=Decimal(amounts[k]),
                pays=d.pays,
                secteur=d.secteur,
                refugies=host,
                canal="10000" if host else _CHANNELS[int(rng.random() * len(_CHANNELS))],
                type_aide="H02"
                if host
                else "H01"
                if d.group == "france"
                else _AID[int(rng.random() * len(_AID))],
                projet=d.projet,
                loi_oudin=d.law,
            )
        )
    for i in declaring:
        yield Declaration(collectivite=who[i].id, annee=year, lignes=tuple(lines[i]))


def _lines(rng: Random, a: Authority, i: int, works: list[Work]) -> Iterator[_Draft]:
    """Give what one collectivité declares in one year: some of its projets, then what it spends in France."""
    scale = {"region": 60.0, "departement": 22.0, "com": 8.0}.get(a.type, 0.6 + a.weight)
    for work in works:
        if len(works) > 1 and rng.random() < 0.45:
            continue
        african = 2.6 if geography.pays()[work.pays].continent == "afrique" else 1.0
        weight = scale * african * rng.lognormvariate(0.0, 0.9)
        group = work.pays if work.pays in calibration.APD_PAYS else "autres"
        yield _Draft(i, work.pays, work.secteur, weight, group, work.id, work.law)
    if rng.random() < 0.18:
        yield _Draft(
            i, "", "99820" if rng.random() < 0.7 else "91010", scale * rng.lognormvariate(0.0, 0.7), "france"
        )
    if a.weight > 3 and rng.random() < _HOSTS:
        yield _Draft(i, "", "93010", scale * rng.lognormvariate(0.0, 0.5), "refugies")
