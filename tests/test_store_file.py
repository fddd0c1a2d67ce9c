# SPDX-License-Identifier: EUPL-1.2
"""The file of a store: created whole, opened only when it is one, migrated all or nothing, damage told in French."""

from __future__ import annotations

from datetime import datetime

import apsw
import pytest
from fiches_tirees import NOON, Ticking, alter, creer, state

from store import database, errors
from store.store import Store

pytestmark = pytest.mark.ouverture


@pytest.fixture
def path(tmp_path):
    return creer(tmp_path / "essai.atlas")


@pytest.fixture
def store(path):
    with Store.open(path, clock=Ticking()) as store:
        yield store


def test_create_and_open(tmp_path, path):
    assert {f.name for f in tmp_path.iterdir()} == {path.name}, "nothing is left beside a closed store"
    with pytest.raises(errors.StoreExists):
        Store.create(path)
    with pytest.raises(errors.StoreAbsent):
        Store.open(tmp_path / "rien.atlas")
    assert not (tmp_path / "rien.atlas").exists()
    with Store.create(tmp_path / "d.atlas", demonstration=True) as made:
        assert made.demonstration
        with made.read() as reading:
            assert reading.head()[:2] == (0, "0" * 64)
    with Store.open(tmp_path / "d.atlas") as opened, Store.open(path) as other:
        assert opened.demonstration
        assert not other.demonstration
        assert opened.verify() == []


def test_settings_that_the_promises_rest_on(store):
    ask = store._connection.pragma
    assert (ask("journal_mode"), ask("synchronous"), ask("foreign_keys")) == ("wal", 2, 1)
    assert (ask("secure_delete"), ask("trusted_schema")) == (1, 0)
    assert ask("busy_timeout") >= 5_000
    assert store._connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, -1) == 1


def test_what_is_not_an_atlas_is_refused_and_left_as_it_is(tmp_path):
    other = apsw.Connection(str(tmp_path / "autre.db"))
    other.execute("CREATE TABLE t (x)")
    other.close()
    (tmp_path / "texte").write_text("bonjour " * 100)
    (tmp_path / "vide").touch()
    for name in ("autre.db", "texte", "vide"):
        content = (tmp_path / name).read_bytes()
        with pytest.raises(errors.StoreDamaged):
            Store.open(tmp_path / name)
        assert (tmp_path / name).read_bytes() == content


def test_a_torn_file_is_told_in_one_french_line(path):
    body = path.read_bytes()
    path.write_bytes(body[:4096] + b"\xff" * 40_000 + body[44_096:])
    with pytest.raises(errors.StoreDamaged) as refused, Store.open(path) as store:  # noqa: PT012
        assert store.verify()
        state(store)
    assert "sauvegarde" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_text_that_is_no_longer_one_is_damage_and_the_callers_own_is_not(path):
    alter(path, "UPDATE partenaire SET nom = CAST(x'53e9676f75' AS TEXT) WHERE fiche = 'par-1'")
    with Store.open(path) as store:
        assert store.verify()
        with pytest.raises(errors.StoreDamaged), store.read() as reading:
            reading.get("par-1")
        with pytest.raises(UnicodeDecodeError), store.write("compte:1"):
            b"\xe9".decode()


@pytest.mark.parametrize(
    ("version", "accepted"), [("3.51.2", False), ("3.7.0", False), ("3.51.3", True), ("3.100.0", True)]
)
def test_an_sqlite_with_the_wal_bug_is_refused(path, monkeypatch, version, accepted):
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: version)
    if accepted:
        Store.open(path).close()
        return
    with pytest.raises(errors.SqliteTooOld, match=version):
        Store.open(path)
    with pytest.raises(errors.SqliteTooOld):
        Store.create(path.with_name("neuf.atlas"))
    assert not path.with_name("neuf.atlas").exists()


def test_migrations_are_recorded_applied_once_and_all_or_nothing(path, monkeypatch):
    known = database.migrations()
    assert [m.number for m in known] == list(range(1, len(known) + 1))
    following = len(known) + 1
    good = database.Migration(
        following,
        "essai",
        "CREATE TABLE essai (x) STRICT; INSERT INTO essai VALUES (1);".replace("x", "x INTEGER"),
    )
    bad = database.Migration(following, "essai", good.sql + "INSERT INTO absente VALUES (1);")

    def recorded():
        connection = apsw.Connection(str(path))
        rows = connection.execute("SELECT numero, nom, length(empreinte), le FROM migration").fetchall()
        return rows, connection.pragma("user_version"), connection.table_exists(None, "essai")

    assert recorded()[0][0][:3] == (1, "pages", 64)
    with monkeypatch.context() as patch:
        patch.setattr(database, "migrations", lambda: [*known, bad])
        with pytest.raises(errors.SchemaFailed, match="absente") as failed:
            Store.open(path)
        assert "\n" not in str(failed.value)
    assert (len(recorded()[0]), recorded()[1:]) == (len(known), (len(known), False))
    with monkeypatch.context() as patch:
        patch.setattr(database, "migrations", lambda: [*known, good])
        Store.open(path, clock=lambda: NOON).close()
        Store.open(path).close()
    assert recorded()[0][-1] == (following, "essai", 64, "2026-01-31T12:00:00.000000Z")
    assert recorded()[1:] == (following, True)
    with pytest.raises(errors.SchemaTooNew):
        Store.open(path)


def test_dates_are_written_with_their_zone(path):
    connection = apsw.Connection(str(path))
    # A tick of the test's clock for each migration, one for the creation, one for the edit.
    at = f"2026-01-31T12:00:{len(database.migrations()) + 2:02d}.000000Z"
    assert connection.execute("SELECT DISTINCT le FROM journal").fetchall() == [(at,)]
    connection.close()
    with pytest.raises(ValueError), Store.open(path, clock=lambda: datetime(2026, 1, 1)) as store:  # noqa: DTZ001
        store.write("compte:1").__enter__()


def test_a_schema_of_the_same_number_but_another_definition_is_refused(path, monkeypatch):
    first, *others = database.migrations()
    changed = first._replace(sql=first.sql + "\n-- another definition")
    monkeypatch.setattr(database, "migrations", lambda: [changed, *others])
    with pytest.raises(errors.SchemaForeign, match="refaites la démonstration"):
        Store.open(path)
