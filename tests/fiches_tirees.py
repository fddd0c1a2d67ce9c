# SPDX-License-Identifier: EUPL-1.2
"""What the tests of the store share: a small store, any record at all, a hand behind the store's back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import apsw
import msgspec
from hypothesis import strategies as st

from store.records import (
    Collectivite,
    Contact,
    Declaration,
    Demande,
    Document,
    Financement,
    LigneApd,
    Partenaire,
    Projet,
    Reseau,
)
from store.store import Store

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
LYON = Collectivite(
    nom="Métropole de Lyon", type="metropole", code="200046977", departement="69", region="84"
)
SEGOU = Partenaire(nom="Ségou", pays="ML")
ANNE = Contact(prenom="Anne", nom="Muller-Œrtel", titre="Adjointe", courriel="anne@lyon.example")
MAX_COUNT = 2**31 - 1
"""What the int32 of a snapshot holds."""
MAX_EUROS = Decimal("9999999999999.99")
"""What the decimal(15, 2) of a snapshot holds."""


class Hand:
    """A clock that is set by hand."""

    now = NOON

    def __call__(self):
        return self.now


class Ticking:
    """A clock that moves one second at each look."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def projet(**changes):
    base = Projet(
        titre="Eau à Ségou",
        nature="cooperation",
        thematique="14031",
        statut="en-cours",
        collectivites=("col-1",),
        partenaires=("par-1",),
    )
    return msgspec.structs.replace(base, **changes)


def creer(path: Path) -> Path:
    """A closed store with one collectivité, one partenaire, one réseau and two projets; Anne in `col-1` and `pro-2`."""
    with Store.create(path, clock=Ticking()) as store, store.write("compte:1") as edit:
        edit.create(msgspec.structs.replace(LYON, contacts=(ANNE,)))
        edit.create(SEGOU)
        edit.create(Reseau(nom="Cités Unies France"))
        edit.create(projet())
        edit.create(projet(titre="Santé à Ségou", contacts=(ANNE,)))
    return path


def alter(path: Path, sql: str, *values: object) -> None:
    """Write into the file behind the store's back, guards taken down."""
    connection = apsw.Connection(str(path))
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute(sql, values)
    assert connection.changes() == 1, sql
    connection.close()


def state(store):
    """Everything the fiches and the journal hold."""
    with store.read() as reading:
        return [
            list(reading.each(kind)) for kind in ("collectivite", "partenaire", "reseau", "projet")
        ], reading.head()


word = st.text(max_size=12)
name = st.tuples(st.sampled_from("AÉœ1ب東"), word).map("".join)
year = st.integers(1900, 2100)
amount = st.decimals(0, MAX_EUROS, places=2) | st.integers(0, 10**6).map(Decimal) | st.just(Decimal("1E+3"))
code = st.from_regex(r"[A-Za-z0-9_-]{0,8}", fullmatch=True)
sector = st.sampled_from(("", "140", "14031"))
names = st.lists(word, max_size=3).map(tuple)
contacts = st.lists(
    st.builds(
        Contact,
        prenom=name,
        nom=name,
        titre=name,
        role=st.sampled_from(("elu", "cadre")),
        courriel=word,
        telephone=word,
        diffusion=st.booleans(),
    ),
    max_size=2,
).map(tuple)
places = {
    "latitude": st.none() | st.floats(-90, 90),
    "longitude": st.none() | st.floats(-180, 180) | st.integers(-180, 180),
    "population": st.none() | st.integers(0, MAX_COUNT),
}
fiches = st.one_of(
    st.builds(Reseau, id=st.just(""), nom=name, sigle=word, categorie=word, site=word),
    st.builds(
        Collectivite,
        id=st.just(""),
        nom=name,
        type=name,
        code=code,
        departement=code,
        region=code,
        ancienne_region=code,
        com=code,
        courriel=word,
        telephone=word,
        site=word,
        alias=names,
        contacts=contacts,
        reseaux=st.sampled_from(((), ("res-1",))),
        **places,
    ),
    st.builds(
        Partenaire,
        id=st.just(""),
        nom=name,
        pays=st.from_regex("[A-Z]{2}", fullmatch=True),
        type=name,
        subdivision=word,
        site=word,
        alias=names,
        **places,
    ),
    st.builds(
        Projet,
        id=st.just(""),
        titre=name,
        nature=st.sampled_from(("cooperation", "action")),
        jumelage=st.booleans(),
        thematique=st.from_regex("[0-9]{1,5}", fullmatch=True),
        odd=st.lists(st.integers(1, 17), unique=True, max_size=4).map(tuple),
        statut=st.sampled_from(("en-cours", "termine")),
        annee_convention=st.none() | year,
        annee_lancement=st.none() | year,
        annee_fin=st.none() | year,
        collectivites=st.permutations(("col-1", "col-2", "col-3")).flatmap(
            lambda ids: st.integers(1, 3).map(lambda n: tuple(ids[:n]))
        ),
        partenaires=st.permutations(("par-1", "par-2")).map(tuple),
        objectifs=word,
        description=word,
        historique=word,
        contexte=word,
        financements=st.lists(
            st.builds(Financement, annee=year, financeur=st.just("MEAE"), montant=amount, precision=word),
            max_size=3,
        ).map(tuple),
        loi_oudin=code,
        acteurs_france=names,
        acteurs_pays=names,
        contacts=contacts,
        volontaires=st.integers(0, MAX_COUNT),
        documents=st.lists(st.builds(Document, intitule=name, adresse=name), max_size=2).map(tuple),
        origine=word,
    ),
    st.builds(
        Demande,
        id=st.just(""),
        titre=name,
        partenaire=st.just("par-2"),
        thematique=st.just("2"),
        besoin=word,
        description=word,
        recherche=word,
        lieu=word,
        etat=st.sampled_from(("deposee", "publiee", "refusee", "en-contact", "pourvue", "expiree")),
        deposee_le=st.dates(),
        publiee_le=st.none() | st.dates(),
    ),
    st.builds(
        Declaration,
        id=st.just(""),
        collectivite=st.just("col-1"),
        annee=year,
        etat=st.sampled_from(("brouillon", "declaree")),
        lignes=st.lists(
            st.builds(
                LigneApd,
                montant=amount,
                pays=st.sampled_from(("", "ML")),
                secteur=sector,
                refugies=st.booleans(),
                canal=word,
                type_aide=word,
                projet=st.sampled_from(("", "pro-1")),
                loi_oudin=code,
            ),
            max_size=3,
        ).map(tuple),
    ),
)
