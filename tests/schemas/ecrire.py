# SPDX-License-Identifier: EUPL-1.2
"""A small atlas at the schema of today, kept as SQL for ever: every later program must still open it.

    python -m tests.schemas.ecrire [DOSSIER]

writes `NNNN.sql`, NNNN being the newest migration, unless it is there. It is run once, by whoever adds a migration; the files
of the first ten were written by the program of each, from its own commit.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import apsw
import msgspec

from store import database
from store.store import Store
from tests.petit_atlas import construire

DOSSIER = Path(__file__).parent
JOUR = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SITE = "https://lyon.example"


def remplir(dossier: Path) -> Path:
    """An atlas with a past: fiches edited and archived, an account with its key where there were accounts. Its file."""
    petit = construire(dossier, au=JOUR)
    base = dossier / "atlas.sqlite"
    with Store.open(base) as store:
        with store.write("essai", at=JOUR) as edit:
            lyon = edit.get(petit.lyon)
            assert lyon is not None
            edit.update(msgspec.structs.replace(lyon.record, site=SITE), base=1)
            edit.archive("pro-4", base=1)
        if hasattr(store, "comptes"):
            from store.comptes import SYSTEM, Demande
            from store.keys import read_key
            from store.rights import HOST

            with store.comptes() as accounts:
                account = accounts.create(
                    Demande("anne", "anne@lyon.example", "Anne", "Muller", "daect"), SYSTEM
                )
                accounts.add_key(account.numero, read_key(CLE), HOST)
    return base


CLE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKqwq6urq6urq6urq6urq6urq6urq6urq6urq6urq6ur essai"


def ecrite(base: Path) -> str:
    """The whole file as statements that make it again."""
    connection = apsw.Connection(str(base), flags=apsw.SQLITE_OPEN_READONLY)
    lines = [f"PRAGMA application_id={connection.pragma('application_id')};"]
    schema = connection.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    ).fetchall()
    lines += [f"{sql};" for kind, _, sql in schema if kind == "table"]
    for kind, name, _ in schema:
        if kind == "table":
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
            values = " || ',' || ".join(f'quote("{column}")' for column in columns)
            for (row,) in connection.execute(f'SELECT {values} FROM "{name}" ORDER BY 1'):
                lines.append(f'INSERT INTO "{name}" VALUES({row});')
    lines += [f"{sql};" for kind, _, sql in schema if kind != "table"]
    lines.append(f"PRAGMA user_version={connection.pragma('user_version')};")
    connection.close()
    return "\n".join(lines) + "\n"


def refaite(sql: Path, base: Path) -> Path:
    """The file again, from its statements."""
    connection = apsw.Connection(str(base))
    connection.execute("PRAGMA foreign_keys=OFF; BEGIN")
    connection.execute(sql.read_text("utf-8"))
    connection.execute("COMMIT")
    connection.pragma("journal_mode", "wal")
    connection.close()
    return base


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DOSSIER
    target = folder / f"{database.migrations()[-1].number:04}.sql"
    if target.exists():
        sys.exit(f"{target} existe : un schéma publié ne change plus.")
    with tempfile.TemporaryDirectory() as work:
        text = ecrite(remplir(Path(work) / "atlas"))
    target.write_text(text, "utf-8")
    print(target)


if __name__ == "__main__":
    main()
