# SPDX-License-Identifier: EUPL-1.2
"""Personal data: where it may stand is decided table by table, column by column, and nothing stands elsewhere."""

from __future__ import annotations

import pytest
from fiches_tirees import ANNE, LYON

import store.personnel as personnel
from store.comptes import SYSTEM, Demande
from store.personnel import TABLES
from store.records import Collectivite
from store.store import Store

pytestmark = pytest.mark.comptes


def test_every_table_and_column_has_a_decision(tmp_path):
    with Store.create(tmp_path / "a.atlas") as store:
        with store.read() as reading:
            assert personnel.indecises(reading.connection) == [], (
                "décidez dans store/personnel.py ce que chaque table et colonne dit d'une personne"
            )
        # Seen to fail: a table and a column that nobody decided.
        with store.comptes() as accounts:
            accounts.connection.execute("CREATE TABLE oubliee (nom TEXT)")
            accounts.connection.execute("ALTER TABLE reseau ADD COLUMN president TEXT NOT NULL DEFAULT ''")
        with store.read() as reading:
            assert personnel.indecises(reading.connection) == ["oubliee", "reseau.president"]
    for name, table in TABLES.items():
        parts = (table.rien, table.textes, table.personne, table.secrets)
        assert sum(map(len, parts)) == len(table.colonnes), f"{name} : une colonne décidée deux fois"


def test_what_the_store_holds_of_an_account_is_given_without_its_secrets(tmp_path):
    with Store.create(tmp_path / "a.atlas") as store:
        with store.write("systeme") as edit:
            assert isinstance(edit.create(LYON), Collectivite)
        with store.comptes() as accounts:
            for name in ("marie", "autre"):
                accounts.create(Demande(name, f"{name}@ville.fr", "M", "D", "agent", "col-1"), SYSTEM)
            accounts.set_password(1, "$argon2id$secret", SYSTEM)
            found = personnel.de_compte(accounts.connection, 1)
    assert found["compte"][0]["courriel"] == "marie@ville.fr"
    assert [row["quoi"] for row in found["evenement_compte"]][-1] == "mot de passe changé"
    assert "secret" not in repr(found)
    assert "autre@ville.fr" not in repr(found)
    assert ANNE.courriel not in repr(found)
