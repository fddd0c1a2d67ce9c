# SPDX-License-Identifier: EUPL-1.2
"""The journal: any change behind it is found and named, its hash is anyone's to compute, people can be erased from it."""

from __future__ import annotations

import hashlib
import json

import apsw
import msgspec
import pytest
from fiches_tirees import ANNE, LYON, Ticking, alter, creer, projet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.store import Store

pytestmark = pytest.mark.ouverture


@pytest.fixture
def path(tmp_path):
    return creer(tmp_path / "essai.atlas")


@pytest.fixture
def store(path):
    with Store.open(path, clock=Ticking()) as store:
        yield store


ALTERED = [
    ("journal", "le"), ("journal", "acteur"), ("journal", "fiche"), ("journal", "version"), ("journal", "operation"),
    ("journal", "engagement"), ("journal", "engagement_personnel"), ("journal", "empreinte"), ("journal_contenu", "sel"),
    ("journal_contenu", "apres"), ("journal_personnel", "sel"), ("journal_personnel", "contacts"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column"), ALTERED)
@given(data=st.data())
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_altered_byte_of_the_journal_is_named(path, table, column, data):
    copy = path.with_name("copie.atlas")
    copy.write_bytes(path.read_bytes())
    connection = apsw.Connection(str(copy))
    values = dict(connection.execute(f"SELECT seq, {column} FROM {table} WHERE {column} IS NOT NULL"))
    connection.close()
    seq = data.draw(st.sampled_from(sorted(values)), label="seq")
    value = values[seq]
    if column == "version":
        changed = value + data.draw(st.integers(1, 9))
    else:
        body = bytearray(value.encode() if isinstance(value, str) else value)
        body[data.draw(st.integers(0, len(body) - 1), label="byte")] ^= 1 << data.draw(
            st.integers(0, 7), label="bit"
        )
        changed = bytes(body)
    as_text = f"UPDATE {table} SET {column} = CAST(? AS TEXT) WHERE seq = ?"
    plain = f"UPDATE {table} SET {column} = ? WHERE seq = ?"
    alter(copy, as_text if isinstance(value, str) else plain, changed, seq)
    with Store.open(copy) as store:
        assert seq in [d.seq for d in store.verify() if d.part == "journal"]


def chain_by_hand(path):
    """The hashes of the journal from its documented form alone, with nothing of the store's code."""
    connection = apsw.Connection(str(path))
    previous, hashes = bytes(32), []
    for *entry, salt, public, personal_salt, contacts in connection.execute(
        "SELECT j.seq, le, acteur, fiche, version, operation, c.sel, apres, p.sel, contacts"
        " FROM journal j JOIN journal_contenu c USING (seq) LEFT JOIN journal_personnel p USING (seq)"
    ):
        assert json.loads(public).get("contacts", []) == []
        engaged = hashlib.sha256(salt + public.encode()).hexdigest()
        personal = hashlib.sha256(personal_salt + contacts.encode()).hexdigest() if contacts else ""
        canonical = json.dumps([*entry, engaged, personal], separators=(",", ":"), ensure_ascii=False)
        previous = hashlib.sha256(previous + canonical.encode()).digest()
        hashes.append(previous)
    connection.close()
    return hashes


def test_the_published_hash_can_be_computed_by_anyone(path, store):
    with store.read() as reading:
        assert reading.head().hash == chain_by_hand(path)[-1].hex()


def test_an_entry_forged_with_its_own_hash_is_betrayed_by_the_next(path):
    alter(path, "UPDATE journal SET acteur = 'compte:666' WHERE seq = 3")
    alter(path, "UPDATE journal SET empreinte = ? WHERE seq = 3", chain_by_hand(path)[2])
    with Store.open(path) as store:
        assert [d.seq for d in store.verify()] == [4]


def test_the_public_part_of_an_entry_names_nobody(path):
    connection = apsw.Connection(str(path))
    public = connection.execute("SELECT group_concat(apres) FROM journal_contenu").get
    personal = connection.execute(
        "SELECT seq FROM journal_personnel WHERE contacts LIKE ?", (f"%{ANNE.nom}%",)
    )
    assert [seq for (seq,) in personal] == [1, 5]
    connection.close()
    assert not any(value in public for value in (ANNE.nom, ANNE.prenom, ANNE.courriel))


@pytest.mark.parametrize("erased", [(1,), (2,), (1, 2), (1, 2, 3)], ids=str)
def test_people_erased_leave_the_chain_valid_and_the_public_history_readable(path, erased):
    """The versions of `col-1`: 1 to 3 name Anne, 4 names nobody any more."""
    versions = [
        msgspec.structs.replace(LYON, id="col-1", nom=nom, contacts=contacts)
        for nom, contacts in (("Lyon", (ANNE,)), ("Le Grand Lyon", (ANNE, ANNE)), ("Le Grand Lyon", ()))
    ]
    versions.insert(0, msgspec.structs.replace(LYON, id="col-1", contacts=(ANNE,)))
    with Store.open(path) as store:
        with store.write("compte:1") as edit:
            for base, version in enumerate(versions[1:], 1):
                edit.update(version, base=base)
            edit.archive("pro-2", base=1)
        with store.read() as reading:
            head, seqs = reading.head(), [entry.seq for entry in reading.journal("col-1")]
            assert [entry.after for entry in reading.journal("col-1")] == versions
            assert not any(entry.erased for entry in reading.journal("col-1"))
        for version in erased:
            store._connection.execute("DELETE FROM journal_personnel WHERE seq = ?", (seqs[version - 1],))
        expected = [
            msgspec.structs.replace(after, contacts=()) if version in erased else after
            for version, after in enumerate(versions, 1)
        ]
        assert store.verify() == []
        with store.read() as reading:
            entries = reading.journal("col-1")
            assert [entry.after for entry in entries] == expected
            assert [entry.before for entry in entries] == [None, *expected[:-1]]
            assert [entry.erased for entry in entries] == [version in erased for version in (1, 2, 3, 4)]
            assert reading.head() == head
    # What is left of the entry is held as before.
    alter(
        path,
        "UPDATE journal_contenu SET apres = replace(apres, 'Lyon', 'Lion') WHERE seq = ?",
        seqs[erased[0] - 1],
    )
    with Store.open(path) as store:
        assert [d.seq for d in store.verify()] == [seqs[erased[0] - 1]]


def test_people_erased_leave_no_byte_in_the_file(tmp_path):
    person = msgspec.structs.replace(ANNE, nom="Zwëig-Introuvable")
    with Store.create(tmp_path / "a.atlas") as store:
        with store.write("compte:1") as edit:
            made = edit.create(msgspec.structs.replace(LYON, contacts=(person,)))
        with store.write("compte:1") as edit:
            edit.update(msgspec.structs.replace(made, contacts=()), base=1)
        store._connection.execute("DELETE FROM journal_personnel")
    assert [f.name for f in tmp_path.iterdir()] == ["a.atlas"]
    assert person.nom.encode() not in (tmp_path / "a.atlas").read_bytes()


def test_the_last_version_may_be_erased_too_and_the_page_is_still_held_to_the_public_part(path):
    with Store.open(path) as store:
        store._connection.execute("DELETE FROM journal_personnel")
        assert store.verify() == []
    alter(path, "UPDATE projet SET titre = 'Autre' WHERE fiche = 'pro-2'")
    with Store.open(path) as store:
        assert [(d.part, d.id) for d in store.verify()] == [("fiches", "pro-2")]


@pytest.mark.parametrize("seq", [2, 4])
def test_people_that_an_entry_never_named_are_found(path, seq):
    """One on a partenaire, which has no contacts at all, and one on a projet."""
    alter(
        path,
        "INSERT INTO journal_personnel SELECT ?, sel, contacts FROM journal_personnel WHERE seq = 1",
        seq,
    )
    with Store.open(path) as store:
        assert seq in [d.seq for d in store.verify() if d.part == "journal"]


def test_people_denied_are_found(path):
    """The commitment taken away with what it holds: the chain remembers that there was one."""
    alter(path, "DELETE FROM journal_personnel WHERE seq = 1")
    alter(path, "UPDATE journal SET engagement_personnel = NULL WHERE seq = 1")
    with Store.open(path) as store:
        assert 1 in [d.seq for d in store.verify() if d.part == "journal"]


def test_an_erased_content_leaves_the_chain_whole(path):
    alter(path, "DELETE FROM journal_contenu WHERE seq = 4")
    with Store.open(path) as store:
        assert store.verify() == []
        with store.write("compte:1") as edit:
            edit.update(projet(id="pro-1", titre="Neuf"), base=1)
        with store.read() as reading:
            first, second = reading.journal("pro-1")
        assert (first.after, first.erased, second.before, second.after.titre) == (None, True, None, "Neuf")
        assert store.verify() == []


@pytest.mark.parametrize(
    ("sql", "part"),
    [
        ("DELETE FROM journal WHERE seq = 3", "journal"),
        ("DELETE FROM journal WHERE seq = 5", "fiches"),
        ("UPDATE projet SET titre = 'Autre' WHERE fiche = 'pro-1'", "fiches"),
        ("UPDATE contact SET nom = 'Autre' WHERE fiche = 'pro-2'", "fiches"),
        ("UPDATE fiche SET version = 7 WHERE id = 'pro-1'", "fiches"),
        ("UPDATE fiche SET etat = 'archivee' WHERE id = 'pro-1'", "fiches"),
        ("DELETE FROM projet_partenaire WHERE projet = 'pro-1'", "fiches"),
        ("DELETE FROM projet WHERE fiche = 'pro-2'", "fiches"),
        ("UPDATE projet_collectivite SET collectivite = 'col-9' WHERE projet = 'pro-1'", "liens"),
        ("UPDATE projet SET nature = 'demande' WHERE fiche = 'pro-1'", "fichier"),
    ],
)
def test_what_was_changed_behind_the_journal_is_found(path, sql, part):
    alter(path, sql)
    with Store.open(path) as store:
        assert part in {d.part for d in store.verify()}


def test_the_journal_cannot_be_rewritten_by_mistake(path):
    connection = apsw.Connection(str(path))
    for sql in (
        "UPDATE journal SET acteur = 'x'",
        "DELETE FROM journal",
        "UPDATE journal_contenu SET apres = ''",
        "UPDATE journal_personnel SET contacts = ''",
    ):
        with pytest.raises(apsw.ConstraintError):
            connection.execute(sql)
    connection.close()
