# SPDX-License-Identifier: EUPL-1.2
"""Fiches that name others: who names whom, and what may be archived."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import combinations

import msgspec
import pytest
from fiches_tirees import LYON, SEGOU, Ticking, creer, projet, state
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import errors
from store.records import Declaration, Demande, LigneApd, Reseau
from store.store import Store

pytestmark = pytest.mark.ouverture


@pytest.fixture
def path(tmp_path):
    return creer(tmp_path / "essai.atlas")


@pytest.fixture
def store(path):
    with Store.open(path, clock=Ticking()) as store:
        yield store


EAU = Demande(titre="Eau", partenaire="par-1", thematique="2", deposee_le=date(2026, 2, 1))
APD = Declaration(collectivite="col-1", annee=2020, lignes=(LigneApd(montant=Decimal(5), projet="pro-1"),))


def names(record) -> set[str]:
    """What the record names and cannot do without."""
    return {
        *getattr(record, "collectivites", ()),
        *getattr(record, "partenaires", ()),
        *getattr(record, "reseaux", ()),
        getattr(record, "partenaire", ""),
        getattr(record, "collectivite", ""),
    } - {""}


KINDS = ("collectivite", "partenaire", "reseau", "projet", "demande", "apd")


def everything(reading) -> list:
    return [stored for kind in KINDS for stored in reading.each(kind)]


def test_referring_gives_the_fiches_whose_page_repeats_another(store):
    with store.write("compte:1") as edit:
        edit.create(msgspec.structs.replace(LYON, reseaux=("res-1",)))
        edit.create(SEGOU)
        edit.create(projet(collectivites=("col-2", "col-1"), partenaires=("par-2", "par-1")))
        edit.create(projet(collectivites=("col-2",), partenaires=("par-2",)))
        edit.create(EAU)
        edit.create(APD)
        edit.create(msgspec.structs.replace(APD, collectivite="col-2", lignes=()))
    with store.read() as reading:
        records = [stored.record for stored in everything(reading)]
        ids = [record.id for record in records]
        for asked in [(), *((i,) for i in ids), *combinations(ids, 2)]:
            # A réseau's members give its id alone: none of them has to be published again.
            expected = {r.id for r in records if names(r) & set(asked) and not r.id.startswith("col")}
            assert reading.referring(asked) == expected, asked
        assert reading.referring(["pro-1", "?", "", "col-999"]) == set()


@pytest.mark.parametrize(
    ("named", "namer", "instead"),
    [
        ("col-2", projet(collectivites=("col-1", "col-2")), {"collectivites": ("col-1",)}),
        ("col-2", msgspec.structs.replace(APD, collectivite="col-2"), {"collectivite": "col-1"}),
        ("par-2", projet(partenaires=("par-2",)), {"partenaires": ("par-1",)}),
        ("par-2", msgspec.structs.replace(EAU, partenaire="par-2"), {"partenaire": "par-1"}),
        ("res-1", msgspec.structs.replace(LYON, reseaux=("res-1",)), {"reseaux": ()}),
    ],
)
def test_what_a_living_fiche_names_is_not_archived(store, named, namer, instead):
    with store.write("compte:1") as edit:
        edit.create(msgspec.structs.replace(LYON, nom="Autre"))
        edit.create(SEGOU)
        first, second = edit.create(namer), edit.create(namer)
    before = state(store)
    with (
        pytest.raises(errors.Refused, match=f"2 fiches \\({first.id}, {second.id}\\)") as refused,
        store.write("compte:1") as edit,
    ):
        edit.archive(named, base=1)
    assert refused.value.field == "id"
    assert state(store) == before
    with store.write("compte:1") as edit:
        # Named by an archived fiche alone, or by none, it goes.
        edit.archive(first.id, base=1)
        edit.archive(edit.create(namer).id, base=1)
        with pytest.raises(errors.Refused, match=f"1 fiche \\({second.id}\\)"):
            edit.archive(named, base=1)
        edit.update(msgspec.structs.replace(second, **instead), base=1)
        assert edit.archive(named, base=1) == 2
        # And nobody names it again, not even in the edit that had just looked it up.
        for attempt in (lambda: edit.create(namer), lambda: edit.update(second, base=2)):
            with pytest.raises(errors.Refused, match="archivée"):
                attempt()
    assert store.verify() == []


def test_a_refusal_to_archive_counts_all_and_cites_the_first(store):
    with store.write("compte:1") as edit:
        for _ in range(10):
            edit.create(projet())
        edit.create(EAU)
        with pytest.raises(errors.Refused) as refused:
            edit.archive("par-1", base=1)
    assert "13 fiches (dem-1, pro-1, pro-2 …)" in str(refused.value)


def test_a_projet_that_a_declaration_names_may_be_archived_and_the_declaration_still_mended(store):
    with store.write("compte:1") as edit:
        declared = edit.create(APD)
        assert edit.archive("pro-1", base=1) == 2
    with store.write("compte:1") as edit:
        line = msgspec.structs.replace(declared.lignes[0], montant=Decimal(7))
        assert edit.update(msgspec.structs.replace(declared, lignes=(line,)), base=1) == 2
    assert store.verify() == []


class _Undo(Exception):
    """Takes back what an example wrote."""


a_col, a_par = st.sampled_from(("col-1", "col-2")), st.sampled_from(("par-1", "par-2"))
namers = st.one_of(
    st.builds(projet, collectivites=a_col.map(lambda i: (i,)), partenaires=a_par.map(lambda i: (i,))),
    st.builds(lambda i: msgspec.structs.replace(EAU, partenaire=i), a_par),
    st.builds(lambda i: msgspec.structs.replace(APD, collectivite=i), a_col),
    st.builds(lambda i: msgspec.structs.replace(LYON, reseaux=(i,)), st.sampled_from(("res-1", "res-2"))),
)
ids = st.tuples(st.sampled_from(("col", "par", "res", "pro", "dem", "apd")), st.integers(1, 3)).map(
    "{0[0]}-{0[1]}".format
)
steps = st.lists(namers | ids | st.tuples(ids, namers), max_size=14)


@pytest.fixture(scope="module")
def doubles(tmp_path_factory):
    """Two of each kind that may be named."""
    with Store.open(creer(tmp_path_factory.mktemp("store") / "a.atlas")) as store:
        with store.write("compte:1") as edit:
            for made in (LYON, SEGOU, Reseau(nom="AFCCRE")):
                edit.create(made)
        yield store


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(steps=steps)
def test_whatever_is_done_no_living_fiche_names_an_archived_one(doubles, steps):
    with pytest.raises(_Undo), doubles.write("compte:1") as edit:  # noqa: PT012
        for step in steps:
            try:
                if isinstance(step, str):
                    if stored := edit.get(step):
                        edit.archive(step, base=stored.version)
                elif isinstance(step, tuple):
                    if stored := edit.get(step[0]):
                        edit.update(msgspec.structs.replace(step[1], id=step[0]), base=stored.version)
                else:
                    edit.create(step)
            except errors.Refused:
                pass
        fiches = everything(edit)
        archived = {s.record.id for s in fiches if s.etat == "archivee"}
        assert not [s.record.id for s in fiches if s.etat != "archivee" and names(s.record) & archived]
        raise _Undo
