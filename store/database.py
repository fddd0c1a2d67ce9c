# SPDX-License-Identifier: EUPL-1.2
"""The SQLite connection of a store: which SQLite, which settings, which schema, and its errors in French."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import apsw

from store.clock import Clock, to_text
from store.errors import (
    SchemaFailed,
    SchemaForeign,
    SchemaTooNew,
    SqliteTooOld,
    StoreBusy,
    StoreDamaged,
    StoreError,
)

MINIMUM_SQLITE = (3, 51, 3)
"""3.7.0 to 3.51.2 may corrupt a WAL database that several processes checkpoint."""
APPLICATION_ID = 0x41744C61
"""« AtLa » in the header of the file: what says that a SQLite file is an atlas."""
BUSY_TIMEOUT_MS = 10_000
WAL_LIMIT_BYTES = 32 * 1024 * 1024
"""What a long write transaction leaves of the WAL file once it is checkpointed."""


class Migration(NamedTuple):
    """One numbered step of the schema."""

    number: int
    name: str
    sql: str


def check_sqlite() -> None:
    """Raise SqliteTooOld when the SQLite that apsw carries is older than `MINIMUM_SQLITE`."""
    version = apsw.sqlite_lib_version()
    if tuple(int(part) for part in version.split(".")[:3]) < MINIMUM_SQLITE:
        least = ".".join(map(str, MINIMUM_SQLITE))
        raise SqliteTooOld(
            f"SQLite {version} est trop ancien : il peut corrompre un atlas que plusieurs programmes écrivent. "
            f"Il faut SQLite {least} ou plus récent : mettez à jour le paquet « apsw »."
        )


def connect(path: Path, *, create: bool = False) -> apsw.Connection:
    """Open the file with the settings every store needs. `create` allows a file that is absent or empty."""
    flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
    # Bulk writes and reads alternate over some sixty statements: more than the default cache may hold.
    connection = apsw.Connection(str(path), flags=flags, statementcachesize=200)
    try:
        connection.set_busy_timeout(BUSY_TIMEOUT_MS)
        connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
        connection.config(apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
        connection.config(apsw.SQLITE_DBCONFIG_ENABLE_FKEY, 1)
        connection.config(apsw.SQLITE_DBCONFIG_DQS_DML, 0)
        connection.config(apsw.SQLITE_DBCONFIG_DQS_DDL, 0)
        connection.pragma("cell_size_check", True)
        connection.pragma("secure_delete", True)
        connection.pragma("journal_mode", "wal")
        connection.pragma("synchronous", "full")
        connection.pragma("journal_size_limit", WAL_LIMIT_BYTES)
        connection.pragma("cache_size", -32_000)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def french(path: Path) -> Iterator[None]:
    """Turn the errors of SQLite into those of the store."""
    try:
        yield
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise StoreDamaged(
            f"L'atlas {path} est abîmé ({error}) : reprenez la dernière sauvegarde, ou contrôlez-le par une vérification."
        ) from error
    except apsw.BusyError as error:
        raise StoreBusy(
            f"L'atlas {path} est occupé par un autre programme depuis plus de {BUSY_TIMEOUT_MS // 1000} s : réessayez."
        ) from error
    except apsw.FullError as error:
        raise StoreError(
            f"Le disque est plein : rien n'est enregistré dans {path}. Libérez de la place."
        ) from error
    except (apsw.ReadOnlyError, apsw.CantOpenError, apsw.PermissionsError) as error:
        raise StoreError(
            f"L'atlas {path} ne peut pas être ouvert en écriture ({error}) : vérifiez les droits du fichier et du dossier."
        ) from error
    except apsw.IOError as error:
        raise StoreError(f"Le disque a refusé une écriture ou une lecture de {path} ({error}).") from error


def migrations() -> list[Migration]:
    """Return the steps of the schema this program knows, in order: `migrations/NNNN_name.sql`."""
    found = []
    for entry in resources.files("store").joinpath("migrations").iterdir():
        name = re.fullmatch(r"(\d{4})_(\w+)\.sql", entry.name)
        if name:
            found.append(Migration(int(name[1]), name[2], entry.read_text("utf-8")))
    found.sort()
    assert [step.number for step in found] == list(range(1, len(found) + 1)), "numbers follow one another"
    return found


def migrate(
    connection: apsw.Connection, path: Path, clock: Clock, steps: list[Migration] | None = None
) -> None:
    """Bring the schema up to date, each step and its record in one transaction.

    SchemaTooNew when it is ahead, SchemaFailed when a step will not do: the schema is then the one before it, whole.
    """
    steps = migrations() if steps is None else steps
    newest = steps[-1].number
    for step in steps:
        if schema_version(connection) >= newest:
            break
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Read again under the lock: another process may have migrated while this one waited.
            if schema_version(connection) < step.number:
                connection.execute(step.sql)
                connection.execute(
                    "INSERT INTO migration (numero, nom, empreinte, le) VALUES (?, ?, ?, ?)",
                    (step.number, step.name, hashlib.sha256(step.sql.encode()).hexdigest(), to_text(clock())),
                )
                connection.pragma("user_version", step.number)
            connection.execute("COMMIT")
        except (apsw.SQLError, apsw.ConstraintError) as error:
            connection.execute("ROLLBACK")
            raise SchemaFailed(
                f"L'atlas {path} n'a pas pu passer au schéma {step.number} ({error}) : il reste au schéma "
                f"{schema_version(connection)}, entier. Rouvrez-le avec la version d'avant du programme, et signalez cette ligne."
            ) from error
        except BaseException:
            # SQLite may have ended the transaction itself: a full disk does.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    known = {step.number: hashlib.sha256(step.sql.encode()).hexdigest() for step in steps}
    for number, fingerprint in connection.execute("SELECT numero, empreinte FROM migration"):
        if number in known and known[number] != fingerprint:
            raise SchemaForeign(
                f"La base {path} a été faite par une version de travail du programme (schéma {number}, autre définition) : "
                "ouvrez-la avec cette version, ou refaites la démonstration dans un dossier vide."
            )
    if schema_version(connection) > newest:
        raise SchemaTooNew(
            f"L'atlas {path} a été écrit par une version plus récente du programme (schéma "
            f"{schema_version(connection)}, celui-ci connaît {newest}) : mettez le programme à jour."
        )


def schema_version(connection: apsw.Connection) -> int:
    """Return the number of the last migration applied, 0 for none."""
    return int(connection.pragma("user_version"))


def begin(connection: apsw.Connection) -> None:
    """Write the marks of a new store: the header's application id and the table of migrations."""
    connection.pragma("application_id", APPLICATION_ID)
    connection.execute(
        "CREATE TABLE migration (numero INTEGER PRIMARY KEY, nom TEXT NOT NULL, empreinte TEXT NOT NULL,"
        " le TEXT NOT NULL) STRICT"
    )


def check_is_atlas(path: Path) -> None:
    """Raise StoreDamaged unless the file's header says SQLite, and atlas.

    Read before SQLite opens the file: opening would already write into a database that is not ours (WAL mode).
    """
    with path.open("rb") as file:
        header = file.read(100)
    if not header:
        raise StoreDamaged(
            f"Le fichier {path} est vide, sa création fut interrompue : supprimez-le, puis créez l'atlas."
        )
    if header[:16] != b"SQLite format 3\0" or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise StoreDamaged(f"Le fichier {path} n'est pas un atlas : vérifiez le chemin.")
