# SPDX-License-Identifier: EUPL-1.2
"""The store keeps what it is given, version by version, and gives it back. Real SQLite files."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import msgspec
import pytest
from fiches_tirees import LYON, NOON, SEGOU, Ticking, creer, fiches, projet, state
from hypothesis import HealthCheck, given, settings

from store import errors
from store.pages import KINDS
from store.records import Demande, Reseau
from store.rules import prepare
from store.store import Store

pytestmark = pytest.mark.ouverture


@pytest.fixture
def path(tmp_path):
    return creer(tmp_path / "essai.atlas")


@pytest.fixture
def store(path):
    with Store.open(path, clock=Ticking()) as store:
        yield store


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """One store that every draw of the test below writes into."""
    with Store.create(tmp_path_factory.mktemp("store") / "a.atlas") as store:
        with store.write("compte:1") as edit:
            for i in range(3):
                edit.create(msgspec.structs.replace(LYON, nom=f"Lyon {i}"))
            for i in range(2):
                edit.create(msgspec.structs.replace(SEGOU, nom=f"Ségou {i}"))
            edit.create(Reseau(nom="AFCCRE"))
            edit.create(projet())
        yield store


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=150)
@given(first=fiches, second=fiches)
def test_any_record_comes_back_as_its_clean_self(busy, first, second):
    with busy.write("compte:1") as edit:
        created = edit.create(first)
        assert created == msgspec.structs.replace(prepare(first), id=created.id)
        # A second value over the first: every list and every column must follow.
        expected, version = created, 1
        if type(second) is type(first):
            version = edit.update(msgspec.structs.replace(second, id=created.id), base=1)
            expected = msgspec.structs.replace(prepare(second), id=created.id)
    with busy.read() as reading:
        stored = reading.get(created.id)
        assert stored.record == expected
        assert stored.version == version
        assert list(reading.each(KINDS[type(first)]))[-1] == stored
        assert reading.journal(created.id)[-1].after == expected
    assert busy.verify() == []


def test_each_goes_in_order_of_number_across_batches_with_every_list(tmp_path, monkeypatch):
    monkeypatch.setattr("store.pages.BATCH", 4)
    with Store.create(tmp_path / "a.atlas") as store:
        with store.write("compte:1") as edit:
            made = [edit.create(msgspec.structs.replace(SEGOU, alias=(f"a{i}", "b"))) for i in range(25)]
            edit.archive("par-3", base=1)
        with store.read() as reading:
            found = list(reading.each("partenaire"))
        assert [s.record for s in found] == made
        assert [s.etat for s in found[:4]] == ["publiee", "publiee", "archivee", "publiee"]
        # Editing what goes by does not disturb the walk.
        with store.write("compte:1") as edit:
            for stored in edit.each("partenaire"):
                if stored.etat == "publiee":
                    edit.update(msgspec.structs.replace(stored.record, alias=("z",)), base=stored.version)
        with store.read() as reading:
            assert sum(s.record.alias == ("z",) for s in reading.each("partenaire")) == 24
        assert store.verify() == []


# --- versions -------------------------------------------------------------------------------------------------


def test_versions_times_and_history_of_a_fiche(store):
    new = projet(id="pro-1", titre="  Eau  potable\x1b[31m à Ségou")
    with store.read() as reading:
        head, before = reading.head(), reading.get("pro-1")
    with store.write("compte:2") as edit:
        assert edit.update(new, base=1) == 2
        assert edit.update(new, base=2) == 2, "the same content writes nothing"
        assert edit.archive("pro-1", base=2) == 3
        assert edit.archive("pro-1", base=3) == 3
    with store.read() as reading:
        after = reading.get("pro-1")
        assert after.record.titre == "Eau potable à Ségou"
        assert (after.version, after.etat, after.seq) == (3, "archivee", head.seq + 2)
        assert (after.cree_le, after.modifie_le.tzinfo) == (before.cree_le, UTC)
        # The clock of this store was set back since the fixture's: the journal never goes back.
        assert after.modifie_le == reading.head().at == head.at > NOON + timedelta(seconds=1)
        assert reading.changed_since(head.seq) == {"pro-1": 3}
        assert reading.changed_since(head.seq + 2) == {}
        entries = reading.journal("pro-1")
        assert [(e.operation, e.actor, e.version) for e in entries] == [
            ("creer", "compte:1", 1),
            ("modifier", "compte:2", 2),
            ("archiver", "compte:2", 3),
        ]
        assert (entries[0].before, entries[1].before, entries[1].after) == (None, before.record, after.record)
        assert reading.get("pro-999") is reading.get("?") is None
    with pytest.raises(errors.Refused), store.write("compte:2") as edit:
        edit.update(projet(id="pro-1"), base=3)


def test_past_edits_are_dated_and_never_before_the_last_one(store):
    with store.read() as reading:
        last = reading.head().at
    with store.write("compte:2", at=last + timedelta(days=3)) as edit:
        edit.update(projet(id="pro-1", titre="Daté"), base=1)
    with store.read() as reading:
        assert reading.get("pro-1").modifie_le == reading.head().at == last + timedelta(days=3)
    with pytest.raises(errors.Refused, match="ne s'écrit pas avant"), store.write("x", at=last):
        pass


def test_a_stale_edit_is_refused_with_the_current_fiche_and_writes_nothing(store):
    with store.write("compte:1") as edit:
        edit.update(projet(id="pro-1", titre="Celui d'une autre"), base=1)
    before = state(store)
    for attempt in (
        lambda e: e.update(projet(id="pro-1", titre="Le mien"), base=1),
        lambda e: e.archive("pro-1", base=1),
    ):
        with pytest.raises(errors.StaleVersion) as refused, store.write("compte:2") as edit:  # noqa: PT012
            edit.create(SEGOU)
            attempt(edit)
        assert (refused.value.current.version, refused.value.current.record.titre) == (2, "Celui d'une autre")
        assert state(store) == before


def test_an_edit_done_twice_under_one_key_is_done_once_and_its_ids_are_told(store):
    with store.write("compte:1", key="k-1") as edit:
        head = edit.head().seq
        edit.update(projet(id="pro-1", titre="Neuf"), base=1)
        made = edit.create(SEGOU)
        edit.archive("pro-1", base=2)
        done = edit.head().seq
    before = state(store)
    ran = False
    with pytest.raises(errors.AlreadyDone) as refused, store.write("compte:1", key="k-1") as edit:
        ran = True
    assert not ran
    assert (refused.value.first, refused.value.last, refused.value.ids) == (
        head + 1,
        done,
        ("pro-1", made.id),
    )
    assert f"n° {head + 1} à {done}" in str(refused.value)
    # A key whose edit failed is free again.
    with pytest.raises(ZeroDivisionError), store.write("compte:1", key="k-2") as edit:  # noqa: PT012
        edit.create(SEGOU)
        _ = 1 / 0
    assert state(store) == before
    with store.write("compte:1", key="k-2") as edit:
        assert edit.create(SEGOU).id == "par-3"
    # What others wrote since is not the edit's.
    with pytest.raises(errors.AlreadyDone) as again, store.write("compte:1", key="k-1"):
        pass
    assert again.value.ids == refused.value.ids


def test_a_key_is_its_actors_own(store):
    for actor, id in (("compte:1", "par-2"), ("compte:2", "par-3")):
        with store.write(actor, key="k") as edit:
            assert edit.create(SEGOU).id == id
    for actor, id in (("compte:1", "par-2"), (" compte:2 ", "par-3")):
        with pytest.raises(errors.AlreadyDone) as refused, store.write(actor, key="k"):
            pass
        assert refused.value.ids == (id,)


def test_an_edit_that_wrote_nothing_is_done_too(store):
    with store.write("compte:1", key="k") as edit:
        edit.update(msgspec.structs.replace(SEGOU, id="par-1"), base=1)
    with pytest.raises(errors.AlreadyDone) as refused, store.write("compte:1", key="k"):
        pass
    assert refused.value.ids == ()
    assert refused.value.first > refused.value.last
    assert "sans rien changer" in str(refused.value)


def test_a_transaction_that_ended_cannot_be_used(store):
    with store.write("compte:1") as edit:
        pass
    with pytest.raises(RuntimeError):
        edit.create(SEGOU)
    with store.read() as reading:
        walk = reading.each("projet")
    with pytest.raises(RuntimeError):
        next(walk)


def test_a_reading_is_of_one_instant(store, path):
    with Store.open(path) as other, store.read() as reading:
        with other.write("compte:2") as edit:
            edit.create(SEGOU)
        assert [s.record.id for s in reading.each("partenaire")] == ["par-1"]
    with store.read() as reading:
        assert len(list(reading.each("partenaire"))) == 2


def test_demande_dates_are_days(store):
    made = Demande(titre="Eau", partenaire="par-1", thematique="2", deposee_le=date(2026, 2, 1))
    with store.write("compte:1") as edit:
        id = edit.create(made).id
    with store.read() as reading:
        assert reading.get(id).record.deposee_le == date(2026, 2, 1)
