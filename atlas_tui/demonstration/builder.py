# SPDX-License-Identifier: EUPL-1.2
"""The demonstration atlas, record after record, and its writing in a store.

The first round is the atlas of the guide. Each further round, for the measures of scale, is another one of the same
counts beside it: the same regions, départements and intercommunalités, the next communes, new partners. Only the round at
hand is in memory.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from random import Random
from typing import Any

import msgspec

from atlas_tui.demonstration import aid, bourse, calibration, comptes, dossiers, nouvelles
from atlas_tui.demonstration.authorities import (
    STRASBOURG,
    Authority,
    commune,
    communes_in_order,
    institutions,
)
from atlas_tui.demonstration.history import FIN, OUVERTURE, Histoire
from atlas_tui.demonstration.people import contacts, telephone
from atlas_tui.demonstration.places import Country, Place
from atlas_tui.demonstration.plan import Link, Round, imposed
from atlas_tui.demonstration.projects import Writer
from parquet.reference import geography, nomenclature
from store.apd import Apd
from store.apd import Campagne as CampagneApd
from store.campagne import Campagne, Campagnes, note, parties
from store.records import Collectivite, Contact, Fiche, Partenaire, Reseau
from store.rights import HOST
from store.store import Store

DATE_DEMONSTRATION = FIN
"""The day the demonstration atlas stands at: that of the guide, before the regions changed."""

RESEAU_D_ESSAI = "res-7"
"""The réseau of the account that tries one: the first of the structures régionales."""
_OF_ITS_KIND = {"region": ("ARF", "AIRF"), "departement": ("ADF",), "commune": ("AMF",)}


def _silence(fraction: float, step: str) -> None:
    """Report to nobody."""


def generate(graine: int = 2013, echelle: int = 1) -> Iterator[Fiche]:
    """Give every record of the atlas, with the id that an empty store will give it: `col-1`, `col-2`...

    The same `graine` gives the same records, on any machine. `echelle` multiplies projets and partners.
    """
    if echelle < 1:
        raise ValueError("echelle: 1 at least")
    networks: dict[str, str] = {}
    annonceurs: list[str] = []
    for number, r in enumerate(nomenclature.reseaux(), start=1):
        networks[r.sigle or r.nom] = id = f"res-{number}"
        if r.categorie == "structure-regionale":
            networks[f"region:{r.region}"] = id
            annonceurs.append(id)
        yield Reseau(
            id=id, nom=r.nom, sigle=r.sigle, categorie=r.categorie, site=r.site, objet=r.objet, territoire=r.region,
            adresse=r.adresse, courriel=r.courriel, telephone=r.telephone,
        )  # fmt: skip
    generation = _Generation(graine, networks, annonceurs)
    for lap in range(echelle):
        yield from generation.round(lap)


class _Generation:
    """What lasts from one round to the next: who has an id, which towns are left, how far the counters are."""

    def __init__(self, graine: int, networks: Mapping[str, str], annonceurs: Sequence[str]) -> None:
        self._graine = graine
        self._annonceurs = annonceurs
        """The réseaux that announce something: those of the régions."""
        self._networks = networks
        self._countries = {iso2: Country.load(iso2) for iso2 in calibration.pays()}
        for entry in imposed():
            self._countries[entry["partenaire"]["pays"]].reserved.add(entry["partenaire"]["nom"])
        self._institutions = institutions(self._rng("institutions"))
        first = ["75056", "13055"] + [
            e["collectivite"][1] for e in imposed() if e["collectivite"][0] == "commune"
        ]
        self._communes = communes_in_order(self._rng("communes"), first)
        self._numbers: dict[str, int] = {}
        self._contacts: dict[int, tuple[Contact, ...]] = {}
        self._collectivites = self._partenaires = self._projets = 0

    def _rng(self, name: str, lap: int = 0) -> Random:
        # Seeding with text goes through SHA-512: it does not depend on PYTHONHASHSEED.
        return Random(f"{self._graine}/{name}/{lap}")

    def round(self, lap: int) -> Iterator[Fiche]:
        """Give the records of one round."""
        who = self._who(lap)
        rng = self._rng("fiches", lap)
        for a in who:
            if not a.number:
                a.number = self._collectivite_number(a)
                if a.number > self._collectivites:
                    self._collectivites = a.number
                    record = _collectivite(rng, a, self._networks)
                    a.contacts = self._contacts[a.number] = record.contacts
                    yield record
        # The askers first: they are towns, of which some countries have few.
        asking = bourse.askers(self._rng("bourse"), self._countries) if lap == 0 else []
        pairing = Round(self._rng("plan", lap), who, self._countries, guide=lap == 0)
        for place in pairing.places:
            yield self._partenaire(place)
        for place, _ in asking:
            yield self._partenaire(place)
        works: list[aid.Work] = []
        candidats = dossiers.Candidats()
        links = pairing.links
        self._rng("ordre", lap).shuffle(links)
        rng = self._rng("projets", lap)
        writer = Writer(rng, who, pairing.places, _actions(self._rng("actions", lap), links))
        for rank, link in enumerate(links):
            self._projets += 1
            projet = msgspec.structs.replace(writer.write(rank, link), id=f"pro-{self._projets}")
            if lap == 0:
                works.append(aid.Work.of(link.lead, link.pays, projet))
                candidats.voir(who[link.lead], link.pays, projet)
            yield projet
        if lap == 0:
            for number, demande in enumerate(bourse.demandes(self._rng("demandes"), asking), start=1):
                yield msgspec.structs.replace(demande, id=f"dem-{number}")
            for number, declaration in enumerate(aid.declarations(self._rng("apd"), who, works), start=1):
                yield msgspec.structs.replace(declaration, id=f"apd-{number}")
            for number, embassy in enumerate(nouvelles.ambassades(self._rng("ambassades")), start=1):
                yield msgspec.structs.replace(embassy, id=f"amb-{number}")
            acteurs: dict[str, list[Authority]] = {}
            for link in links:
                acteurs.setdefault(link.pays, []).append(who[link.lead])
            news = nouvelles.actualites(self._rng("actualites"), acteurs, self._annonceurs)
            for number, one in enumerate(news, start=1):
                yield msgspec.structs.replace(one, id=f"act-{number}")
            yield from dossiers.tout(self._rng("dossiers"), who, candidats)

    def _who(self, lap: int) -> list[Authority]:
        """Return the authorities of a round: the institutions, Paris and Marseille, then the round's own communes."""
        wanted = calibration.COLLECTIVITES - len(self._institutions)
        shared, pool = self._communes[:2], self._communes[2:]
        size = wanted - len(shared)
        start = lap * size
        own = [pool[(start + k) % len(pool)] for k in range(size)]
        who = [*self._institutions, *(commune(c) for c in shared), *(commune(c) for c in own)]
        for a in who:
            a.number = a.number or self._numbers.get(a.code if a.type == "commune" else "", 0)
            a.contacts = self._contacts.get(a.number, ())
        return who

    def _collectivite_number(self, a: Authority) -> int:
        number = self._collectivites + 1
        if a.type == "commune":
            self._numbers[a.code] = number
        return number

    def _partenaire(self, place: Place) -> Partenaire:
        self._partenaires += 1
        place.number = self._partenaires
        return Partenaire(
            id=place.id, nom=place.nom, pays=place.pays, type=place.type, latitude=place.latitude,
            longitude=place.longitude, population=place.population, alias=place.alias,
        )  # fmt: skip


def _actions(rng: Random, links: list[Link]) -> frozenset[int]:
    """Choose which links are actions: 737 of them, more often where there is no twinning."""
    keys = []
    for rank, link in enumerate(links):
        sud = calibration.pays()[link.pays].sud
        odds = 1.0 if sud else 1.6 if not link.first else 0.12
        keys.append((rng.random() ** (1.0 / odds) if link.imposed is None else -1.0, rank))
    keys.sort(reverse=True)
    return frozenset(rank for _, rank in keys[: calibration.ACTIONS])


def _collectivite(rng: Random, a: Authority, networks: Mapping[str, str]) -> Collectivite:
    small = a.type == "commune" and (a.population or 0) < 5_000
    count = 1 if small else 1 + int(rng.random() * 3)
    return Collectivite(
        id=a.id,
        nom=a.nom,
        type=a.type,
        code=a.code,
        departement=a.departement,
        region=a.region,
        ancienne_region=a.ancienne_region,
        com=a.com,
        population=a.population,
        latitude=a.latitude,
        longitude=a.longitude,
        courriel=f"international@{a.domain}",
        telephone=telephone(rng, a.zone),
        site=f"https://www.{a.domain}",
        alias=a.alias,
        contacts=contacts(
            rng,
            domain=a.domain,
            zone=a.zone,
            commune=a.type == "commune",
            population=a.population or 0,
            count=count,
        ),
        reseaux=_memberships(rng, a, networks),
    )


def _memberships(rng: Random, a: Authority, networks: Mapping[str, str]) -> tuple[str, ...]:
    """Return the networks a collectivité belongs to: its own kind's association, its region's, others if it is big."""
    odds = dict.fromkeys(_OF_ITS_KIND.get(a.type, ()), 0.8)
    big = a.weight > 4
    odds |= {"CUF": 0.7, "AFCCRE": 0.4, "pS-Eau": 0.15, "F3E": 0.08} if big else {"CUF": 0.05, "AFCCRE": 0.15}
    if a.type == "commune" and (a.population or 0) > 100_000:
        odds |= dict.fromkeys(("AMGVF", "AIMF", "CGLU"), 0.7)
    if a.ancienne_region:
        odds[f"region:{geography.anciennes_regions()[a.ancienne_region].nom}"] = 0.5 if big else 0.1
    return tuple(
        networks[name] for name, chance in odds.items() if name in networks and rng.random() < chance
    )


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector away while records, which hold no cycle, are made by tens of thousands."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def fill(
    store: Store,
    *,
    graine: int = 2013,
    echelle: int = 1,
    avec_comptes: bool = True,
    progress: Callable[[float, str], None] = _silence,
) -> None:
    """Write the whole atlas in an empty store, as it opened, then its history; `progress` hears the fraction done and the step.

    `avec_comptes`: with the accounts whose password everybody knows.
    """
    expected = echelle * 37_000
    steps = {
        "Reseau": "réseaux", "Collectivite": "collectivités", "Partenaire": "partenaires",
        "Projet": "projets", "Demande": "demandes", "Declaration": "aide publique au développement",
        "Ambassade": "correspondants", "Actualite": "actualités", "Appel": "appels à projets", "Dossier": "dossiers",
        "Label": "labels", "Mission": "labels",
    }  # fmt: skip
    progress(0.0, "préparation")
    histoire = Histoire()
    essai = ""
    with _no_collection(), store.write("demonstration", at=OUVERTURE) as edit:
        for done, record in enumerate(generate(graine, echelle)):
            if isinstance(record, Collectivite) and record.nom == STRASBOURG:
                essai = record.id
            first = histoire.au_debut(record)
            if first is None:
                continue
            fresh: Any = msgspec.structs.replace(first, id="")
            written = edit.create(fresh)
            if written.id != record.id:
                raise RuntimeError(f"{written.id} written, {record.id} expected: the store is not empty")
            if done % 500 == 0:
                progress(min(done / expected, 0.99), steps[type(record).__name__])
        twice = histoire.doublon()
        archived = edit.create(twice).id if twice is not None else ""
    histoire.jouer(store, archived)
    _campagnes(store, essai)
    if avec_comptes:
        comptes.creer(store, collectivite=essai, reseau=RESEAU_D_ESSAI)
    progress(1.0, "terminé")


def _campagnes(store: Store, essai: str) -> None:
    """The windows of the e-APD, year after year, and of the update of the fiches; the last of each stays open, to be tried."""
    aids = Apd(store, HOST)
    for year in calibration.APD:
        window = (datetime(year + 1, 5, 2, 7, tzinfo=UTC), datetime(year + 1, 6, 30, 22, tzinfo=UTC))
        aids.open_campaign(CampagneApd(year, *window))
    opened = datetime(2013, 12, 2, 8, tzinfo=UTC)
    aids.open_campaign(CampagneApd(2013, opened, dossiers.TOUJOURS))
    mise_a_jour = Campagne(2014, opened, dossiers.TOUJOURS)
    Campagnes(store, HOST).open(mise_a_jour)
    with store.write("demonstration", at=FIN) as edit:
        # Three in ten are up to date, one has begun; the collectivité to try has everything to do.
        for rank, (id, parts) in enumerate(parties(edit, mise_a_jour, FIN).items()):
            done = {0: len(parts), 1: len(parts), 2: len(parts), 3: 2}.get(rank % 10, 0)
            if id != essai:
                note(edit, mise_a_jour, parts[:done], None)
