# SPDX-License-Identifier: EUPL-1.2
"""What the store refuses by the name of its field, and that what it accepts can be published."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fiches_tirees import ANNE, LYON, MAX_COUNT, MAX_EUROS, NOON, Ticking, creer, fiches, projet, state
from hypothesis import given

from parquet.publication import publier
from parquet.rows import RowMaker
from parquet.tables import TABLES, schema
from store import errors
from store.records import Contact, Declaration, Demande, Document, Financement, LigneApd, Partenaire
from store.rules import LAST_YEAR, MAX_ITEMS, prepare
from store.store import Store, Stored

pytestmark = pytest.mark.ouverture


@pytest.fixture
def path(tmp_path):
    return creer(tmp_path / "essai.atlas")


@pytest.fixture
def store(path):
    with Store.open(path, clock=Ticking()) as store:
        yield store


@pytest.mark.parametrize(
    ("fiche", "field"),
    [
        (projet(titre="\u200d \x1b[0m"), "titre"),
        (projet(collectivites=()), "collectivites"),
        (projet(partenaires=()), "partenaires"),
        (projet(collectivites=("col-1", "col-1")), "collectivites"),
        (projet(collectivites=("col-1", "col-9")), "collectivites[1]"),
        (projet(partenaires=("col-1",)), "partenaires[0]"),
        (projet(nature="demande"), "nature"),
        (projet(statut=""), "statut"),
        (projet(annee_lancement=1899), "annee_lancement"),
        (projet(annee_fin=2101), "annee_fin"),
        (projet(odd=(18,)), "odd[0]"),
        (projet(volontaires=-1), "volontaires"),
        (projet(description=None), "description"),
        (projet(contacts=(Contact(prenom="A", nom=" ", titre="Élue"),)), "contacts[0].nom"),
        (projet(financements=(Financement(annee=2009, financeur="AFD", montant=Decimal("1.005")),)), "financements[0].montant"),
        (projet(financements=(Financement(annee=2009, financeur="AFD", montant=Decimal(-1)),)), "financements[0].montant"),
        (projet(financements=(Financement(annee=2009, financeur="AFD", montant=Decimal("NaN")),)), "financements[0].montant"),
        (projet(financements=(Financement(annee=2009, financeur="AFD", montant=1.5),)), "financements[0].montant"),
        (projet(id="pro-1"), "id"),
        (Partenaire(nom="Ségou", pays="ml"), "pays"),
        (Partenaire(nom="Ségou", pays=""), "pays"),
        (Partenaire(nom="Ségou", pays="ML", latitude=91.0), "latitude"),
        (Partenaire(nom="Ségou", pays="ML", longitude=float("nan")), "longitude"),
        (Declaration(collectivite="col-9", annee=2020), "collectivite"),
        (Declaration(collectivite="col-1", annee=2020, lignes=(LigneApd(montant=Decimal(1), projet="pro-9"),)), "lignes[0].projet"),
        (Demande(titre="Eau", partenaire="par-1", thematique="2", deposee_le=NOON), "deposee_le"),
        (msgspec.structs.replace(LYON, reseaux=("res-9",)), "reseaux[0]"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused_by_the_name_of_its_field(store, fiche, field):
    before = state(store)
    with pytest.raises(errors.Refused) as refused, store.write("compte:1") as edit:
        edit.create(fiche)
    assert refused.value.field == field
    assert refused.value.reason
    assert "\n" not in str(refused.value)
    assert state(store) == before


def test_a_refusal_speaks_french():
    assert (
        str(errors.Refused("financements[2].annee", "année attendue"))
        == "« financements n° 3, année » : année attendue."
    )


LIGNE = LigneApd(montant=MAX_EUROS)
MAXIMA = [
    msgspec.structs.replace(
        LYON, population=MAX_COUNT, alias=("é" * 1_000,) * MAX_ITEMS, contacts=(ANNE,) * MAX_ITEMS
    ),
    Partenaire(nom="Ségou", pays="ML", population=MAX_COUNT, latitude=90, longitude=-180),
    projet(
        volontaires=MAX_COUNT,
        odd=tuple(range(1, 18)),
        annee_convention=LAST_YEAR,
        annee_lancement=LAST_YEAR,
        annee_fin=LAST_YEAR,
        financements=(Financement(annee=LAST_YEAR, financeur="AFD", montant=MAX_EUROS),) * MAX_ITEMS,
        documents=(Document(intitule="é" * 1_000, adresse="é" * 1_000),) * MAX_ITEMS,
        description="é" * 100_000,
    ),
    Demande(titre="Eau", partenaire="par-1", thematique="2", deposee_le=date.min, publiee_le=date.max),
    Declaration(collectivite="col-1", annee=LAST_YEAR, lignes=(LIGNE,) * MAX_ITEMS),
]


def test_every_maximum_is_accepted_and_published_as_it_is(tmp_path):
    with Store.create(tmp_path / "atlas.sqlite") as store:
        with store.write("compte:1") as edit:
            for record in MAXIMA:
                edit.create(record)
        folder = tmp_path / "instantanes" / publier(store, tmp_path).nom
        assert store.verify() == []

    def column(table, name):
        return pq.read_table(folder / f"{table}.parquet").column(name).to_pylist()

    assert column("collectivites", "population") == column("partenaires", "population") == [MAX_COUNT]
    assert column("projets", "volontaires") == [MAX_COUNT]
    assert [f["montant"] for f in column("projets", "financements")[0]] == [MAX_EUROS] * MAX_ITEMS
    assert column("apd", "montant") == [MAX_EUROS] * MAX_ITEMS
    assert (column("demandes", "deposee_le"), column("demandes", "publiee_le")) == ([date.min], [date.max])
    assert column("contacts", "rang") == list(range(MAX_ITEMS))


@pytest.mark.parametrize(
    ("fiche", "field"),
    [
        (msgspec.structs.replace(LYON, population=MAX_COUNT + 1), "population"),
        (Partenaire(nom="Ségou", pays="ML", population=MAX_COUNT + 1), "population"),
        (projet(volontaires=MAX_COUNT + 1), "volontaires"),
        *(
            (projet(financements=(Financement(annee=2020, financeur="AFD", montant=over),)), "financements[0].montant")
            for over in (MAX_EUROS + Decimal("0.01"), Decimal("9999999999999.995"), 10**13, Decimal("1E+13"), Decimal("1E+99"))
        ),
        (Declaration(collectivite="col-1", annee=2020, lignes=(LigneApd(montant=Decimal(10**13)),)), "lignes[0].montant"),
        (Declaration(collectivite="col-1", annee=2020, lignes=(LIGNE,) * (MAX_ITEMS + 1)), "lignes"),
    ],
)  # fmt: skip
def test_one_past_a_maximum_is_refused(store, fiche, field):
    with pytest.raises(errors.Refused) as refused, store.write("compte:1") as edit:
        edit.create(fiche)
    assert refused.value.field == field
    assert " " in refused.value.reason


@given(fiche=fiches)
def test_whatever_is_accepted_has_a_place_in_the_snapshot(fiche):
    known = {
        f"{p}-{i}": msgspec.structs.replace(one, id=f"{p}-{i}")
        for p, one in (("col", LYON), ("par", MAXIMA[1]))
        for i in (1, 2, 3)
    }
    maker = RowMaker(known.get, lambda _id, _version: ())
    maker.add([Stored(msgspec.structs.replace(prepare(fiche), id="x-1"), 1, "publiee", NOON, NOON, 1)])
    for name, table in TABLES.items():
        written = pa.table(maker.rows.columns(name), schema=schema(table))
        written.validate(full=True)
