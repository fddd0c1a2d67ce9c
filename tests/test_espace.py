# SPDX-License-Identifier: EUPL-1.2
"""The espace personnel: what one keeps is found again as it was, is nobody else's, and is given back whole."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import msgspec
import pytest
from fiches_tirees import ANNE, Hand, projet
from fiches_tirees import creer as creer_base

from store import brouillons, espace, personnel, taches
from store.comptes import SYSTEM, Demande
from store.errors import Refused
from store.espace import Espace
from store.personnel import TABLES
from store.rights import HOST, Forbidden, Who
from store.store import Store

pytestmark = pytest.mark.comptes

MOI, AUTRE = Who("agent", 1, "col-1"), Who("agent", 2, "col-1")
LIEN = "atlas://monde/pays/bf?thematique=2&nature=cooperation&mots=%22eau%20potable%22%20-forage"


@pytest.fixture
def clock():
    return Hand()


@pytest.fixture
def store(tmp_path, clock):
    with Store.open(creer_base(tmp_path / "a.atlas"), clock=clock) as store:
        with store.comptes() as accounts:
            for name in ("lea", "max"):
                courriel = ANNE.courriel if name == "lea" else "max@x.example"
                accounts.create(Demande(name, courriel, "Léa", "Roy", "agent", "col-1"), SYSTEM)
        yield store


def test_what_is_kept_is_found_again_and_is_ones_own(store, clock) -> None:
    mine, other = Espace(store, 1, MOI), Espace(store, 2, AUTRE)
    eau = mine.keep_page(" Eau\u202e au Burkina ", LIEN)
    carte = mine.keep_page("Carte", "atlas://monde?vue=carte")
    with pytest.raises(Refused, match="déjà pris"):
        mine.rename_page(carte, "EAU AU BURKINA")
    mine.rename_page(carte, "Carte du monde")
    mine.rename_page(eau, "eau au Burkina")
    assert [(p.nom, p.adresse) for p in mine.pages()] == [
        ("Carte du monde", "atlas://monde?vue=carte"), ("eau au Burkina", LIEN),
    ]  # fmt: skip
    assert other.pages() == []
    other.remove_page(eau)
    other.rename_page(eau, "À moi")
    assert len(mine.pages()) == 2
    assert mine.pages()[1].nom == "eau au Burkina"
    for role in ("agent", "daect"):
        with pytest.raises(Forbidden):
            Espace(store, 1, Who(role, 2, "col-1")).pages()
    with pytest.raises(Forbidden):
        Espace(store, 1, HOST).pages()
    mine.remove_page(carte)
    assert [p.numero for p in mine.pages()] == [eau]
    for name in ("", " \x1b", "x" * 121):
        with pytest.raises(Refused, match="signes"):
            mine.keep_page(name, LIEN)
    for rank in range(espace.EXPORTS_MAX + 3):
        mine.keep_export(f"mali-{rank}.pdf", LIEN, date(2026, 1, 31))
    kept = mine.exports()
    assert len(kept) == espace.EXPORTS_MAX, "bounded: the oldest leave"
    assert (kept[0].nom, kept[-1].nom) == ("mali-202.pdf", "mali-3.pdf")
    mine.remove_export(kept[0].numero)
    assert mine.exports()[0].nom == "mali-201.pdf"
    for _ in range(2):
        mine.follow("pays", "BF")
        mine.follow("thematique", "2")
    assert mine.followed() == [("pays", "BF"), ("thematique", "2")]
    mine.unfollow("pays", "BF")
    assert mine.followed() == [("thematique", "2")]
    assert other.followed() == []


def test_sessions_end_by_themselves_or_from_elsewhere(store, clock) -> None:
    with store.comptes() as accounts:
        one, two = (espace.open_session(accounts, accounts.get(1), "mot-de-passe") for _ in range(2))
        theirs = espace.open_session(accounts, accounts.get(2), "cle")
    mine = Espace(store, 1, MOI)
    clock.now += timedelta(hours=1)
    with store.comptes() as accounts:
        assert espace.session_lives(accounts, one)
    assert [s.cle for s in mine.sessions()] == [one, two], "the last seen first"
    mine.close_session(theirs)
    mine.close_session(two)
    with store.comptes() as accounts:
        assert [espace.session_lives(accounts, key) for key in (one, two, theirs)] == [True, False, True]
    clock.now += espace.SESSION
    assert mine.sessions() == []
    with store.comptes() as accounts:
        espace.open_session(accounts, accounts.get(2), "cle")
        assert not espace.session_lives(accounts, one), "forgotten"


def test_ones_own_data_is_given_whole(store) -> None:
    """Every table that holds the number of an account, or says who somebody is, contributes; one that nobody decided fails."""
    told = {
        name
        for name, table in TABLES.items()
        if table.compte
        or table.personne
        or (table.colonnes & {"acteur", "compte", "courriel"} and name not in PUBLIQUES)
    }
    given = {name for name, table in TABLES.items() if table.compte} | set(espace.AUTRES)
    assert told - given == set()
    mine = Espace(store, 1, MOI)
    with store.write("compte:1", key="un") as edit:
        edit.update(msgspec.structs.replace(edit.get("pro-1").record, titre="Corrigé"), base=1)
    # A hand behind the store's back: rows of no procedure.
    store._connection.pragma("foreign_keys", False)
    with store.comptes() as accounts:
        for name, table in TABLES.items():
            for number in (1, 2) if table.compte and name != "compte" else ():
                _fill(accounts.connection, name, table.compte, number)
        accounts.post(ANNE.courriel, "Un avis", "12345678")
        execute = accounts.connection.execute
        content = json.dumps({"titre": "Puits", "deposant": {"courriel": ANNE.courriel}})
        execute("INSERT INTO depot VALUES ('j', ?, x'00', x'00', '2030', 0, NULL)", (content,))
        execute("INSERT INTO demande_suivi VALUES ('x', 'A', 'B', ?, '', 'fr', '', NULL)", (ANNE.courriel,))
        execute("UPDATE compte SET mot_de_passe = 'SECRET', totp = 'SECRET'")
        execute("INSERT INTO fusion VALUES (9, 'col-1', 'col-9', 1, 2, 'compte:1', '2026', NULL)")
        execute("INSERT INTO doublon_ecarte VALUES ('col-1', 'col-2', 'compte:1', '2026')")
        execute("INSERT INTO evenement_compte VALUES (99, '2026', 'compte:1', 2, 'accepté')")
    found = mine.data()
    text = json.dumps(found, ensure_ascii=False)
    assert set(found) == given
    assert found["compte"][0]["courriel"] == ANNE.courriel
    assert (found["journal"][-1]["fiche"], found["journal"][-1]["version"]) == ("pro-1", 2)
    assert {row["contact"]["courriel"] for row in found["journal_personnel"]} == {ANNE.courriel}
    assert found["depot"][0]["contenu"]["titre"] == "Puits"
    for hidden in ("SECRET", "12345678", "max@x.example", "t2"):
        assert hidden not in text, "nothing that opens an account, nothing of another's"
    # Erased, nothing is left to give but a number.
    with store.comptes() as accounts:
        accounts.create(Demande("daect", "d@x.example", "D", "A", "daect"), SYSTEM)
        accounts.erase(1, MOI)
        left = personnel.de_compte(accounts.connection, 1)
    assert not set(left) & {name for name, table in TABLES.items() if table.sort is personnel.Sort.PART}


PUBLIQUES = {name for name, table in TABLES.items() if "courriel" in table.textes}
"""Pages of the atlas: the address of a service is nobody's."""


def _fill(connection, name, column, number) -> None:
    """A row of a table, of this account, its other columns as their types and checks will have them."""
    sql = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).get
    values = {}
    for _, col, kind, _, _, _key in connection.execute("SELECT * FROM pragma_table_info(?)", (name,)):
        choices = re.search(rf"\b{col} IN \((.*?)\)", sql)
        if col == column:
            values[col] = number
        elif kind == "INTEGER":
            values[col] = 1 if choices else 2_000 + number
        elif kind == "BLOB":
            values[col] = b"x"
        elif choices:
            values[col] = choices[1].split(",")[0].strip(" '")
        else:
            values[col] = {"pays": "ML"}.get(col, f"t{number}")
    connection.execute(
        f"INSERT OR REPLACE INTO {name} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
        tuple(values.values()),
    )


def test_nothing_waits_for_a_draft_of_another(store) -> None:
    brouillons.keep(store, 2, "pro-1", 1, b"{}")
    assert taches.lire(store, 1, MOI) == ()
    assert [t.titre for t in taches.lire(store, 2, AUTRE)] == [projet().titre]
    with pytest.raises(Forbidden):
        taches.lire(store, 2, MOI)
