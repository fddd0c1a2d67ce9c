# SPDX-License-Identifier: EUPL-1.2
"""From the store to what everyone reads: whole snapshots, and small deltas over the current one after each edit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from parquet import fulltext, retrait, snapshot
from parquet.errors import AtlasAbsent, InstantaneAbime
from parquet.passe import Passe
from parquet.rows import RowMaker
from parquet.snapshot import Ecrit, Manifeste
from parquet.tables import FORMAT, PASSES, REMPLACES, ROWS_PER_GROUP, VERSIONS, schema
from parquet.writing import Tables
from store.declarations import Declaree, declared
from store.fusions import redirections
from store.records import Fiche, Kind
from store.store import Reading, Store

if TYPE_CHECKING:
    import pyarrow as pa

Progress = Callable[[float, str], None]
"""Called with a fraction from 0 to 1 and what is being done, in French."""

DELTA_MAX = 5_000
"""Fiches changed since the snapshot past which a new snapshot costs readers less than the delta."""

BATCH = 1_000
"""Fiches made into rows at a time."""
NAMED_MAX = 200_000
"""Collectivités and partenaires kept in memory for the projets that name them; others are read again."""

_KINDS: tuple[Kind, ...] = (
    "reseau",
    "collectivite",
    "partenaire",
    "projet",
    "demande",
    "apd",
    "ambassade",
    "actualite",
    "appel",
    "dossier",
    "label",
)
"""Those that others name come before those that name them."""


def _silent(_fraction: float, _what: str) -> None:
    pass


def publier(
    store: Store, dossier: Path, *, progress: Progress = _silent, clock: Callable[[], datetime] | None = None
) -> Manifeste:
    """Write the state of the store as a new snapshot and make it the current one.

    Cost: the whole store is read once. Memory: a row group of each table,
    `NAMED_MAX` fiches and `writing.SORT_MEMORY`. `clock` gives the time of publication (UTC).
    """
    with snapshot.publication(dossier):
        return _publier(store, dossier, progress, clock or _utc_now)


def _publier(store: Store, dossier: Path, progress: Progress, clock: Callable[[], datetime]) -> Manifeste:
    now = clock()
    with store.read() as reading:
        head = reading.head()
        manifeste = Manifeste(
            format=FORMAT,
            nom=_name(dossier, now),
            au=head.at,
            publie_le=now,
            demonstration=store.demonstration,
            journal_seq=head.seq,
            journal_hash=head.hash,
            fichiers=(),
            depuis=reading.start(),
        )
        written = snapshot.ecrire(
            dossier / "instantanes",
            manifeste,
            partial(_write_all, reading, progress),
            pointeur=dossier / "CURRENT",
        )
    progress(1.0, "Instantané publié")
    return written


def publier_delta(
    store: Store, dossier: Path, *, progress: Progress = _silent, clock: Callable[[], datetime] | None = None
) -> Manifeste:
    """Make what was committed since the current snapshot visible to readers; a whole snapshot where a delta would not do.

    Cost: the fiches changed since the snapshot, and the projets that name a changed collectivité or partenaire.
    """
    with snapshot.publication(dossier):
        return _publier_delta(store, dossier, progress, clock or _utc_now)


def _publier_delta(
    store: Store, dossier: Path, progress: Progress, clock: Callable[[], datetime]
) -> Manifeste:
    try:
        current = snapshot.lire_manifeste(dossier / "instantanes" / snapshot.courant(dossier))
    except (AtlasAbsent, InstantaneAbime):
        return _publier(store, dossier, progress, clock)
    if retrait.condamnes(dossier):
        # What names somebody who was erased is never built upon.
        return _publier(store, dossier, progress, clock)
    with store.read() as reading:
        head = reading.head()
        changed = reading.changed_since(current.journal_seq)
        if not changed:
            return current
        if len(changed) > DELTA_MAX:
            needed = None
        else:
            needed = set(changed) | set(reading.referring(changed))
            # All that is known of these fiches, their past too, goes and comes together.
            passe = Passe(reading, needed)
            maker = _delta_rows(reading, needed, passe.depuis)
    if needed is None:
        return _publier(store, dossier, progress, clock)
    parent = dossier / "deltas" / current.nom
    done = parent / str(head.seq)
    if done.exists() and next(snapshot.defauts_de(done, delta=True), None) is None:
        return snapshot.lire_manifeste(done)
    manifeste = Manifeste(
        format=FORMAT,
        nom=str(head.seq),
        au=head.at,
        publie_le=clock(),
        demonstration=store.demonstration,
        journal_seq=head.seq,
        journal_hash=head.hash,
        fichiers=(),
        # Over a snapshot that is older than the past it would hold, it only tells what it saw.
        depuis=current.depuis or current.au,
    )
    written = snapshot.ecrire(
        parent, manifeste, partial(_write_delta, maker, passe, sorted(needed)), pointeur=None
    )
    snapshot.ramasser_deltas(dossier, current.nom)
    return written


def _delta_rows(reading: Reading, ids: set[str], depuis: Mapping[str, datetime]) -> RowMaker:
    cache: dict[str, Fiche | None] = {}

    def get(id_: str) -> Fiche | None:
        if id_ not in cache:
            stored = reading.get(id_)
            cache[id_] = stored.record if stored else None
        return cache[id_]

    maker = RowMaker(get, partial(_declared, reading), depuis, redirections(reading))
    maker.add(stored for id_ in sorted(ids) if (stored := reading.get(id_)) is not None)
    return maker


def _declared(reading: Reading, id_: str, version: int) -> Sequence[Declaree]:
    """What was declared of a declaration up to a version."""
    return [one for one in declared(reading, id_) if one.version <= version]


def _write_all(reading: Reading, progress: Progress, folder: Path) -> list[Ecrit]:
    """Every fiche, kind after kind: the tables, then the index of their words."""
    named: dict[str, Fiche] = {}

    def get(id_: str) -> Fiche | None:
        if (known := named.get(id_)) is not None:
            return known
        stored = reading.get(id_)
        return stored.record if stored else None

    edited = reading.edited()
    passe = Passe(reading, edited | reading.referring(edited))
    maker = RowMaker(get, partial(_declared, reading), passe.depuis, redirections(reading))
    tables, words = Tables(folder), fulltext.Ecriture(folder)
    # Entries of the journal are as many as fiches, or more: a measure of what is left to read.
    expected, done = max(reading.head().seq, 1), 0
    for kind in _KINDS:
        each = reading.each(kind)
        while batch := list(islice(each, BATCH)):
            if kind in ("collectivite", "partenaire") and len(named) < NAMED_MAX:
                named.update((one.record.id, one.record) for one in batch)
            maker.add(batch)
            tables.take(maker.rows)
            words.add(maker.take_textes())
            done += len(batch)
            progress(0.7 * min(done / expected, 1.0), "Lecture des fiches")
    progress(0.7, "Écriture de l'instantané")
    return [*_ended(tables, words), *_write_passe(passe, folder)]


def _ended(tables: Tables, words: fulltext.Ecriture) -> list[Ecrit]:
    return [*tables.close(), *(Ecrit(name, count, ()) for name, count in words.close())]


def _write_passe(passe: Passe, folder: Path) -> list[Ecrit]:
    """The rows that no longer hold and the versions: a file each, where there is any row."""
    import pyarrow as pa

    found = [(table, passe.rows.columns(name)) for name, table in PASSES.items()]
    found.append((VERSIONS, passe.versions.columns("versions")))
    written = []
    for table, columns in found:
        if columns[table.cle]:
            path = folder / f"{table.nom}.parquet"
            path.parent.mkdir(exist_ok=True)
            written.append(_write(path, pa.table(columns, schema=schema(table)), folder))
    return written


def _write_delta(maker: RowMaker, passe: Passe, replaced: list[str], folder: Path) -> list[Ecrit]:
    import pyarrow as pa

    tables, words = Tables(folder), fulltext.Ecriture(folder)
    tables.take(maker.rows)
    words.add(maker.take_textes())
    ids = pa.table({"id": pa.array(replaced, pa.string())})
    remplaces = _write(folder / f"{REMPLACES}.parquet", ids, folder)
    return [*_ended(tables, words), *_write_passe(passe, folder), remplaces]


def _write(path: Path, table: pa.Table, folder: Path) -> Ecrit:
    """Write a table, and name its file from `folder`."""
    import pyarrow.parquet as pq

    pq.write_table(table, path, compression="zstd", row_group_size=ROWS_PER_GROUP)
    return Ecrit(path.relative_to(folder).as_posix(), int(table.num_rows), tuple(table.column_names))


def _name(dossier: Path, now: datetime) -> str:
    """`20131231T120000Z`, with a letter behind when the second is already taken; names sort as time does."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    taken = {folder.name for folder in retrait.publies(dossier) if not folder.name.isdigit()}
    # Never before the newest: a clock gone back must not make a new snapshot look old.
    base = max([stamp, *(n.partition("-")[0] for n in taken)])
    # After the last of that second, never in the place of one that is gone: names sort as snapshots were made.
    ranks = [int(n.partition("-")[2] or 0) for n in taken if n.partition("-")[0] == base]
    return f"{base}-{max(ranks) + 1:04d}" if ranks else base


def _utc_now() -> datetime:
    return datetime.now(UTC)
