# SPDX-License-Identifier: EUPL-1.2
"""Who works with whom: the pairing of collectivités and partners, so that every published count comes out exactly.

One round is one calibrated atlas. Counts are first given to (collectivité, continent) pairs, then split by country, then
by partner: each step shares out what the step before fixed, so nothing has to be corrected afterwards.
"""

from __future__ import annotations

import tomllib
from bisect import bisect
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import accumulate
from operator import mul
from random import Random
from typing import Any

from atlas_tui.demonstration import calibration
from atlas_tui.demonstration.authorities import Authority
from atlas_tui.demonstration.calibration import Continent, share
from atlas_tui.demonstration.places import Country, Place, named
from parquet.reference import geography

EUROPE = "europe"


@dataclass(slots=True)
class Link:
    """A projet to be: who leads it and with whom. Numbers are indexes in the round's lists."""

    lead: int
    continent: str
    pays: str = ""
    also: list[int] = field(default_factory=list)
    partners: list[int] = field(default_factory=list)
    first: bool = True
    """First projet of this pair: only that one may be their jumelage."""
    imposed: Mapping[str, Any] | None = None


@cache
def imposed() -> tuple[Mapping[str, Any], ...]:
    """Return the projets of the guide."""
    return tuple(
        tomllib.loads(files(__package__).joinpath("guide.toml").read_text(encoding="utf-8"))["projet"]
    )


@cache
def _affinities() -> Mapping[str, Mapping[str, Mapping[str, float]]]:
    return tomllib.loads(files(__package__).joinpath("affinites.toml").read_text(encoding="utf-8"))


def _is(authority: Authority, key: Sequence[str]) -> bool:
    kind, code = key
    if kind == "region":
        return authority.type == "region" and authority.ancienne_region == code
    if kind == "epci":
        return authority.nom == code
    return authority.type == kind and authority.code == code


def _continent_of() -> dict[str, str]:
    return {iso2: geography.pays()[iso2].continent for iso2 in calibration.pays()}


class Round:
    """The pairing of one round. `links` and `places` are its result."""

    def __init__(
        self, rng: Random, authorities: Sequence[Authority], countries: Mapping[str, Country], *, guide: bool
    ) -> None:
        self._rng = rng
        self._who = authorities
        self._countries = countries
        self._targets = calibration.continents()
        self._of = _continent_of()
        self.places: list[Place] = []
        self.links: list[Link] = []
        self._by_name: dict[tuple[str, str], int] = {}
        self._imposed: list[Link] = []
        if guide:
            for entry in imposed():
                lead = next(i for i, a in enumerate(authorities) if _is(a, entry["collectivite"]))
                iso2 = entry["partenaire"]["pays"]
                self._imposed.append(Link(lead, self._of[iso2], iso2, imposed=entry))
        engaged = self._engage()
        slots = self._count(engaged)
        for target in self._targets:
            self._pair(target, slots[target.code])

    def _engage(self) -> dict[str, list[int]]:
        """Choose who works in which continent, so many in each and everyone somewhere."""
        rng, who = self._rng, self._who
        habits = _affinities()["continents"]
        engaged: dict[str, list[int]] = {}
        union: set[int] = set()
        for target in self._targets:
            if target.code == EUROPE:
                continue
            forced = {link.lead for link in self._imposed if link.continent == target.code}
            if target.code == "afrique":
                forced |= {i for i, a in enumerate(who) if a.quota}
            keys = []
            for i, a in enumerate(who):
                odds = a.weight**1.1 * habits.get(a.zone, {}).get(target.code, 1.0)
                keys.append((2.0 if i in forced else rng.random() ** (1.0 / odds), i))
            keys.sort(reverse=True)
            engaged[target.code] = sorted(i for _, i in keys[: target.collectivites])
            union.update(engaged[target.code])
        europe = next(t for t in self._targets if t.code == EUROPE)
        kept = {i for i, a in enumerate(who) if a.quota} | {
            x.lead for x in self._imposed if x.continent == EUROPE
        }
        # Those without Europe: small ones that already work elsewhere, overseas first.
        candidates = []
        for i in sorted(union - kept):
            a = who[i]
            shy = habits.get(a.zone, {}).get(EUROPE, 1.0)
            candidates.append((rng.random() ** (a.weight**0.5 * max(shy, 0.01)), i))
        candidates.sort(reverse=True)
        away = {i for _, i in candidates[: len(who) - europe.collectivites]}
        engaged[EUROPE] = [i for i in range(len(who)) if i not in away]
        return engaged

    def _count(self, engaged: Mapping[str, list[int]]) -> dict[str, list[int]]:
        """Say how many projets each has in each continent: the quotas exactly, the others by weight."""
        rng, who = self._rng, self._who
        where: dict[int, list[str]] = defaultdict(list)
        for target in self._targets:
            for i in engaged[target.code]:
                where[i].append(target.code)
        need: dict[tuple[int, str], int] = {(i, c): 1 for i, codes in where.items() for c in codes}
        for link in self._imposed:
            need[link.lead, link.continent] = max(
                need[link.lead, link.continent],
                sum(1 for x in self._imposed if (x.lead, x.continent) == (link.lead, link.continent)),
            )
        total: dict[int, int] = defaultdict(int)
        for (i, _), n in need.items():
            total[i] += n
        profile = {t.code: t.projets**0.75 * (0.55 if t.code == EUROPE else 1.0) for t in self._targets}
        for i, a in enumerate(who):
            if a.quota:
                parts = share(a.quota - total[i], [profile[c] for c in where[i]])
                for code, part in zip(where[i], parts, strict=True):
                    need[i, code] += part
                total[i] = a.quota
        slots: dict[str, list[int]] = {}
        for target in self._targets:
            here = engaged[target.code]
            held = sum(need[i, target.code] for i in here)
            left = target.projets + round(target.projets * calibration.COPILOTES) - held
            open_ = [i for i in here if not who[i].quota]
            weights = [who[i].weight for i in open_]
            cumulated = list(accumulate(weights))
            while left > 0:
                i = open_[bisect(cumulated, rng.random() * cumulated[-1])]
                if total[i] < calibration.MOST_OF_THE_OTHERS:
                    need[i, target.code] += 1
                    total[i] += 1
                    left -= 1
            slots[target.code] = [i for i in here for _ in range(need[i, target.code])]
        return slots

    def _pair(self, target: Continent, slots: list[int]) -> None:
        """Turn the slots of a continent into links with countries and partners."""
        rng, who = self._rng, self._who
        guide = [link for link in self._imposed if link.continent == target.code]
        for link in guide:
            slots.remove(link.lead)
        rng.shuffle(slots)
        shared = len(slots) + len(guide) - target.projets
        links = guide + [Link(i, target.code) for i in slots[shared:]]
        by_region: dict[str, list[Link]] = defaultdict(list)
        for link in links[len(guide) :]:
            by_region[who[link.lead].zone].append(link)
        everywhere = links[len(guide) :]
        for i in slots[:shared]:
            pool = by_region.get(who[i].zone) or everywhere
            for attempt in range(200):
                link = (pool if attempt < 8 else everywhere)[
                    int(rng.random() * len(pool if attempt < 8 else everywhere))
                ]
                if link.lead != i and i not in link.also and not link.also:
                    link.also.append(i)
                    break
            else:
                raise RuntimeError(f"no projet of {target.code} to share")
        extras = self._spread(target, links, len(guide))
        self._meet(target, links)
        self._widen(links[len(guide) :], extras)
        self.links += links

    def _spread(self, target: Continent, links: list[Link], fixed: int) -> dict[str, int]:
        """Give each link a country, each country its number; return how many further partners each still expects."""
        rng, who = self._rng, self._who
        known = [p for p in calibration.pays().values() if self._of[p.iso2] == target.code and p.poids]
        several = round(target.projets * calibration.MULTI_PAYS)
        totals = share(
            target.projets + several, [float(p.poids) for p in known], least=2 if target.projets > 60 else 1
        )
        extras = share(several, [float(t) for t in totals])
        left = {p.iso2: t - e for p, t, e in zip(known, totals, extras, strict=True)}
        for link in links[:fixed]:
            left[link.pays] -= 1
        codes = list(left)
        stock = list(left.values())
        habits = _affinities()["pays"]
        bases = {zone: [liking.get(c, 1.0) for c in codes] for zone, liking in habits.items()}
        plain = [1.0] * len(codes)
        mine: dict[int, list[Link]] = defaultdict(list)
        for link in links[fixed:]:
            mine[link.lead].append(link)
        order = list(mine)
        rng.shuffle(order)
        for i in order:
            liking = list(bases.get(who[i].zone, plain))
            # A commune seldom has two twins in one country; a région comes back where it already works.
            again = 4.0 if who[i].weight > 5 else 0.35
            used: set[int] = set()
            for link in mine[i]:
                cumulated = list(accumulate(map(mul, stock, liking)))
                at = bisect(cumulated, rng.random() * cumulated[-1])
                link.pays = codes[at]
                stock[at] -= 1
                if at not in used:
                    used.add(at)
                    liking[at] *= again
        return dict(zip(codes, extras, strict=True))

    def _meet(self, target: Continent, links: list[Link]) -> None:
        """Give each link its partner: as many new ones in each country as its share, the others already met."""
        rng, who = self._rng, self._who
        by_country: dict[str, list[Link]] = defaultdict(list)
        for link in links:
            by_country[link.pays].append(link)
        codes = sorted(by_country)
        numbers = self._partner_numbers(target.partenaires, [len(by_country[c]) for c in codes])
        for iso2, number in zip(codes, numbers, strict=True):
            here = by_country[iso2]
            start = len(self.places)
            rng.shuffle(here)
            own: dict[int, list[int]] = defaultdict(list)
            seen: set[int] = set()
            first: list[Link] = []
            rest: list[Link] = []
            for link in sorted(here, key=lambda x: x.imposed is None):
                (rest if link.lead in seen and link.imposed is None else first).append(link)
                seen.add(link.lead)
            for link in first + rest:
                if link.imposed is not None:
                    link.partners = [self._named(link.imposed["partenaire"])]
                elif len(self.places) - start < number:
                    link.partners = [self._new(iso2, who[link.lead])]
                elif own[link.lead] and rng.random() < 0.9:
                    link.partners = [own[link.lead][int(rng.random() * len(own[link.lead]))]]
                else:
                    link.partners = [start + int(rng.random() * (len(self.places) - start))]
                link.first = link.partners[0] not in own[link.lead]
                if link.first:
                    own[link.lead].append(link.partners[0])
            if len(self.places) - start != number:
                raise RuntimeError(f"{iso2}: {len(self.places) - start} partners, {number} expected")

    @staticmethod
    def _partner_numbers(total: int, projets: Sequence[int]) -> list[int]:
        """Share the partners of a continent: nearly one a projet where projets are few, never more than projets."""
        numbers = [
            min(p, n) for p, n in zip(projets, share(total, [p**0.97 for p in projets], least=1), strict=True)
        ]
        missing = total - sum(numbers)
        for i in sorted(range(len(numbers)), key=lambda i: numbers[i] - projets[i]):
            more = min(missing, projets[i] - numbers[i])
            numbers[i] += more
            missing -= more
        return numbers

    def _named(self, known: Mapping[str, Any]) -> int:
        key = known["pays"], known["nom"]
        if key not in self._by_name:
            rest = {k: known[k] for k in ("latitude", "longitude", "population") if k in known}
            place = named(known["nom"], known["pays"], known.get("type", "ville"), **rest)
            place.alias = (known["alias"],) if "alias" in known else ()
            self._by_name[key] = len(self.places)
            self.places.append(place)
        return self._by_name[key]

    def _new(self, iso2: str, lead: Authority) -> int:
        country = self._countries[iso2]
        wide = lead.type in ("region", "departement", "com")
        place = country.province() if wide and self._rng.random() < 0.7 else None
        if place is None and not wide and self._rng.random() < 0.06 and calibration.pays()[iso2].sud:
            place = country.province()
        if place is None:
            near = max(lead.population or 20_000, 800)
            place = country.town(
                self._rng,
                400_000 if wide else min(near * (3 if calibration.pays()[iso2].sud else 1), 2_000_000),
            )
        self.places.append(place)
        return len(self.places) - 1

    def _widen(self, links: list[Link], extras: Mapping[str, int]) -> None:
        """Add partners: of other countries as many as expected, and a second one of the same country now and then."""
        rng = self._rng
        at_home: dict[str, list[int]] = defaultdict(list)
        for link in links:
            at_home[link.pays].append(link.partners[0])
        deck = [iso2 for iso2, n in sorted(extras.items()) for _ in range(n)]
        rng.shuffle(deck)
        order = links[:]
        rng.shuffle(order)
        widened: list[Link] = []
        for iso2 in deck:
            # Now and then a third country joins a projet that has two.
            if widened and rng.random() < 0.12:
                link = widened[int(rng.random() * len(widened))]
                if (
                    link.pays != iso2
                    and len(link.partners) == 2
                    and self.places[link.partners[1]].pays != iso2
                ):
                    link.partners.append(self._some(at_home[iso2]))
                    continue
            at = next((k for k in range(len(order) - 1, -1, -1) if order[k].pays != iso2), None)
            if at is None:
                break
            link = order.pop(at)
            link.partners.append(self._some(at_home[iso2]))
            widened.append(link)
        for link in order[: len(links) // 40]:
            other = self._some(at_home[link.pays])
            if other not in link.partners:
                link.partners.append(other)

    def _some(self, numbers: Sequence[int]) -> int:
        return numbers[int(self._rng.random() * len(numbers))]
