# SPDX-License-Identifier: EUPL-1.2
"""Every schema there ever was opens in today's program, whole; an upgrade that was cut is as if it had not begun."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from parquet.atlas import Atlas
from parquet.criteria import TOUT
from parquet.publication import publier
from store import database, errors
from store.store import Store
from tests.schemas.ecrire import DOSSIER, SITE, ecrite, refaite

pytestmark = pytest.mark.surete

RACINE = Path(__file__).resolve().parent.parent
LONGUE = os.environ.get("ATLAS_TUI_ATTAQUES") == "longue"
SCHEMAS = sorted(DOSSIER.glob("[0-9]*.sql"))
MIGRER = """
import os, signal, sys
from pathlib import Path
from store import database
from store.store import Store

left = int(sys.argv[2])
plain = database.connect

def connect(*given, **options):
    connection = plain(*given, **options)
    def compter(*_):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return True
    connection.exec_trace = compter
    return connection

database.connect = connect
Store.open(Path(sys.argv[1])).close()
print(int(sys.argv[2]) - left)
"""
"""Opens a store, and dies at the statement of the number said."""


def ouvrir_en_mourant(base: Path, at: int) -> int:
    """Open a store in a process that dies at a statement; how many there were, 0 when it died."""
    done = subprocess.run(
        [sys.executable, "-c", MIGRER, str(base), str(at)], cwd=RACINE, capture_output=True, text=True
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return int(done.stdout) if done.returncode == 0 else 0


def etat(base: Path) -> tuple[int, int]:
    """The schema a file says it has, and the last migration it recorded."""
    connection = apsw.Connection(str(base))
    try:
        return connection.pragma("user_version"), connection.execute("SELECT max(numero) FROM migration").get
    finally:
        connection.close()


def test_each_schema_has_its_atlas() -> None:
    known = [f"{step.number:04}" for step in database.migrations()]
    assert [path.stem for path in SCHEMAS] == known, (
        "« python -m tests.schemas.ecrire » garde celui d'aujourd'hui"
    )


@pytest.mark.parametrize("sql", SCHEMAS, ids=lambda path: path.stem)
def test_an_atlas_of_each_schema_is_brought_to_this_one(sql: Path, tmp_path: Path) -> None:
    base = refaite(sql, tmp_path / "atlas.sqlite")
    number = int(sql.stem)
    assert etat(base) == (number, number)
    with Store.open(base) as store:
        assert store.verify() == []
        with store.read() as reading:
            lyon = reading.get("col-3")
            assert lyon is not None
            assert (lyon.version, lyon.record.site) == (2, SITE)
            archived = reading.get("pro-4")
            assert archived is not None
            assert archived.etat == "archivee"
        if number >= 2:
            with store.comptes() as accounts:
                anne = accounts.find("anne")
                assert anne is not None
                assert anne.courriel == "anne@lyon.example"
        # It is worked on as any other.
        with store.write("essai") as edit:
            edit.archive("pro-3", base=1)
        assert store.verify() == []
        publier(store, tmp_path)
    newest = database.migrations()[-1].number
    assert etat(base) == (newest, newest)
    with Atlas.ouvrir(tmp_path) as atlas:
        assert {p.id for p in atlas.projets(TOUT).projets} == {"pro-1", "pro-2"}
        assert atlas.fiche("col-3").nom == "Lyon"


def test_an_upgrade_cut_anywhere_is_done_again(tmp_path: Path) -> None:
    """Killed at a statement of the upgrade: the file is at a schema, whole, and the next opening ends it."""
    whole = refaite(SCHEMAS[0], tmp_path / "entier.sqlite")
    count = ouvrir_en_mourant(whole, 10**9)
    expected = ecrite(whole).split('INSERT INTO "migration"')[0]
    seen = set()
    for at in range(1, count) if LONGUE else (count // 3, count // 2, count - 4):
        base = refaite(SCHEMAS[0], tmp_path / f"{at}.sqlite")
        assert ouvrir_en_mourant(base, at) == 0
        said, recorded = etat(base)
        assert said == recorded
        seen.add(said)
        with Store.open(base) as store:
            assert store.verify() == []
        assert ecrite(base).split('INSERT INTO "migration"')[0] == expected
    assert len(seen) > 1, "no kill fell between two steps"


def test_an_upgrade_without_room_changes_nothing_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = refaite(SCHEMAS[0], tmp_path / "atlas.sqlite")
    plain = database.connect

    def connect(path: Path, **options: bool) -> apsw.Connection:
        connection = plain(path, **options)
        connection.pragma("max_page_count", connection.pragma("page_count") + 4)
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(database, "connect", connect)
        with pytest.raises(errors.StoreError, match="plein") as refused:
            Store.open(base)
    assert len(str(refused.value).splitlines()) == 1
    said, recorded = etat(base)
    assert said == recorded < database.migrations()[-1].number
    with Store.open(base) as store:
        assert store.verify() == []
