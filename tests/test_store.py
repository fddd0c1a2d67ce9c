# SPDX-License-Identifier: EUPL-1.2
"""The store keeps what it is given, refuses what it must, and says when its file was altered. Real SQLite files."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import apsw
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import database, errors
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
from store.rules import prepare
from store.store import Store

pytestmark = pytest.mark.ouverture

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
LYON = Collectivite(
    nom="Métropole de Lyon", type="metropole", code="200046977", departement="69", region="84"
)
SEGOU = Partenaire(nom="Ségou", pays="ML")


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


@pytest.fixture
def path(tmp_path):
    """A store with one collectivité, one partenaire, one réseau and two projets, closed."""
    path = tmp_path / "essai.atlas"
    with Store.create(path, clock=Ticking()) as store, store.write("compte:1") as edit:
        edit.create(LYON)
        edit.create(SEGOU)
        edit.create(Reseau(nom="Cités Unies France"))
        edit.create(projet())
        edit.create(projet(titre="Santé à Ségou"))
    return path


@pytest.fixture
def store(path):
    with Store.open(path, clock=Ticking()) as store:
        yield store


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


# --- what goes in comes out ---------------------------------------------------------------------------------

word = st.text(max_size=12)
name = st.tuples(st.sampled_from("AÉœ1ب東"), word).map("".join)
year = st.integers(1900, 2100)
amount = st.decimals(0, 10**13, places=2) | st.integers(0, 10**6).map(Decimal) | st.just(Decimal("1E+3"))
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
    "population": st.none() | st.integers(0, 10**10),
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
        volontaires=st.integers(0, 99),
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
        kind = next(k for k, p in __import__("store.pages").pages.PAGES.items() if p.struct is type(first))
        assert list(reading.each(kind))[-1] == stored
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
        assert after.modifie_le == reading.head().at == NOON + timedelta(seconds=1)
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


def test_an_edit_done_twice_under_one_key_is_done_once(store):
    with store.write("compte:1", key="k-1") as edit:
        edit.create(SEGOU)
        done = edit.head().seq
    before = state(store)
    ran = False
    with pytest.raises(errors.AlreadyDone) as refused, store.write("compte:1", key="k-1") as edit:
        ran = True
    assert (refused.value.seq, ran) == (done, False)
    # A key whose edit failed is free again.
    with pytest.raises(ZeroDivisionError), store.write("compte:1", key="k-2") as edit:  # noqa: PT012
        edit.create(SEGOU)
        _ = 1 / 0
    assert state(store) == before
    with store.write("compte:1", key="k-2") as edit:
        assert edit.create(SEGOU).id == "par-3"


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


# --- rules ------------------------------------------------------------------------------------------------------


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


# --- the journal ------------------------------------------------------------------------------------------------

ALTERED = [
    ("journal", "le"), ("journal", "acteur"), ("journal", "fiche"), ("journal", "version"), ("journal", "operation"),
    ("journal", "engagement"), ("journal", "empreinte"), ("journal_contenu", "sel"), ("journal_contenu", "apres"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column"), ALTERED)
@given(data=st.data())
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_altered_byte_of_the_journal_is_named(path, table, column, data):
    copy = path.with_name("copie.atlas")
    copy.write_bytes(path.read_bytes())
    seq = data.draw(st.integers(1, 5), label="seq")
    connection = apsw.Connection(str(copy))
    value = connection.execute(f"SELECT {column} FROM {table} WHERE seq = ?", (seq,)).get
    connection.close()
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
    for *entry, salt, after in connection.execute(
        "SELECT j.seq, le, acteur, fiche, version, operation, sel, apres FROM journal j JOIN journal_contenu USING (seq)"
    ):
        engaged = hashlib.sha256(salt + after.encode()).hexdigest()
        canonical = json.dumps([*entry, engaged], separators=(",", ":"), ensure_ascii=False)
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
    ):
        with pytest.raises(apsw.ConstraintError):
            connection.execute(sql)
    connection.close()


# --- processes --------------------------------------------------------------------------------------------------


def script(text: str, *arguments: object, **options):
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(text), *map(str, arguments)],
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def test_a_process_killed_in_mid_transaction_leaves_nothing_half(path):
    with Store.open(path) as store:
        before = state(store)
    process = script(
        """
        import sys
        from pathlib import Path
        from store.records import Partenaire
        from store.store import Store
        store = Store.open(Path(sys.argv[1]))
        with store.write("compte:9", key="k") as edit:
            # More than the page cache holds, so that part of it is in the WAL file already.
            for i in range(3000):
                edit.create(Partenaire(nom="Ségou", pays="ML", alias=("x" * 900,) * 12))
            print("half", flush=True)
            sys.stdin.read()
        """,
        path,
        stdin=subprocess.PIPE,
    )
    assert process.stdout.readline() == "half\n"
    assert path.with_name(path.name + "-wal").stat().st_size > 1_000_000
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process.stdin.close()
    with Store.open(path) as store:
        assert state(store) == before
        assert store.verify() == []
        with store.write("compte:9", key="k") as edit:
            assert edit.create(SEGOU).id == "par-2"


def test_two_processes_that_retry_lose_no_update(path):
    writer = """
        import sys
        from pathlib import Path
        import msgspec
        from store.errors import StaleVersion
        from store.store import Store
        with Store.open(Path(sys.argv[1])) as store:
            with store.read() as reading:
                seen = reading.get("pro-1")
            stale = 0
            for i in range(50):
                while True:
                    after = msgspec.structs.replace(seen.record, volontaires=seen.record.volontaires + 1)
                    try:
                        with store.write(sys.argv[2], key=f"{sys.argv[2]}-{i}") as edit:
                            edit.update(after, base=seen.version)
                            seen = edit.get("pro-1")
                        break
                    except StaleVersion as refused:
                        stale += 1
                        seen = refused.current
            print(stale)
    """
    processes = [script(writer, path, f"compte:{i}") for i in range(2)]
    outcomes = [p.communicate(timeout=60)[0] for p in processes]
    assert [p.returncode for p in processes] == [0, 0]
    assert all(int(o) >= 0 for o in outcomes)
    with Store.open(path) as store:
        with store.read() as reading:
            assert (reading.get("pro-1").version, reading.get("pro-1").record.volontaires) == (101, 100)
            assert [e.after.volontaires for e in reading.journal("pro-1")] == list(range(101))
        assert store.verify() == []


def test_a_writer_waits_then_says_that_the_atlas_is_busy(path, monkeypatch):
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    with Store.open(path) as one, Store.open(path) as two:
        with one.write("compte:1") as edit:
            edit.create(SEGOU)
            with pytest.raises(errors.StoreBusy), two.write("compte:2"):
                pass
        with two.write("compte:2") as edit:
            assert edit.create(SEGOU).id == "par-3"


# --- the file ---------------------------------------------------------------------------------------------------


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
        with pytest.raises(apsw.SQLError):
            Store.open(path)
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
    assert connection.execute("SELECT DISTINCT le FROM journal").fetchall() == [
        ("2026-01-31T12:00:03.000000Z",)
    ]
    connection.close()
    with pytest.raises(ValueError), Store.open(path, clock=lambda: datetime(2026, 1, 1)) as store:  # noqa: DTZ001
        store.write("compte:1").__enter__()


def test_demande_dates_are_days(store):
    made = Demande(titre="Eau", partenaire="par-1", thematique="2", deposee_le=date(2026, 2, 1))
    with store.write("compte:1") as edit:
        id = edit.create(made).id
    with store.read() as reading:
        assert reading.get(id).record.deposee_le == date(2026, 2, 1)
