# SPDX-License-Identifier: EUPL-1.2
"""The whole atlas as one file, and back: store, accounts and every sound snapshot, each byte proved before it replaces.

A backup is a tar compressed by gzip: `inventaire.json` first, which tells each file's size and SHA-256, then the files.
Deltas are left out: publishing makes them again.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from parquet import retrait, snapshot
from parquet.errors import AtlasError
from store import STORE
from store.store import Store

INVENTAIRE = "inventaire.json"
_COMPRESSION = 6
_BLOCK = 1 << 20
_INVENTAIRE_MAX = 1 << 26
"""Bytes of an inventory: a hundred times that of a hundred snapshots."""

Progress = Callable[[float, str], None]
"""Called with a fraction from 0 to 1 and what is being done, in French."""


class SauvegardeRefusee(AtlasError):
    """The backup cannot be made, or cannot be restored. Nothing was replaced."""


class _Fichier(msgspec.Struct, frozen=True):
    nom: str
    octets: int
    sha256: str


class Sauvegarde(msgspec.Struct, frozen=True):
    """What a backup says of itself."""

    faite_le: datetime
    journal_seq: int
    journal_hash: str
    courant: str
    """The snapshot that CURRENT named; empty when there was none."""
    fichiers: tuple[_Fichier, ...]


def sauvegarder(store: Store, dossier: Path, cible: Path, *, progress: Progress) -> Sauvegarde:
    """Write the atlas of a folder into the new file `cible`: whole and durable, or not at all. Others may write meanwhile.

    The store is copied by SQLite itself, in one step, at one instant. Damaged snapshots are left out.
    Raises SauvegardeRefusee.
    """
    if cible.exists():
        raise SauvegardeRefusee(f"{cible} existe déjà : il n'est pas remplacé. Donnez un autre nom.")
    draft = cible.with_name(f".{cible.name}.{os.getpid()}")
    copy = draft.with_name(f"{draft.name}.base")
    try:
        with snapshot.publication(dossier):
            progress(0.0, "Copie de la base")
            store.backup(copy)
            with Store.open(copy) as copied, copied.read() as reading:
                head = reading.head()
            # Opening it set write-ahead logging: closing it has taken those files away, and one file says everything.
            files = [(STORE, copy), *_snapshots(dossier)]
            inventory = Sauvegarde(
                faite_le=datetime.now(UTC),
                journal_seq=head.seq,
                journal_hash=head.hash,
                courant=_courant(dossier),
                fichiers=tuple(
                    _Fichier(name, path.stat().st_size, snapshot.sha256(path)) for name, path in files
                ),
            )
            with _archive(draft) as archive:
                _add_bytes(archive, INVENTAIRE, msgspec.json.format(msgspec.json.encode(inventory)))
                whole = sum(one.octets for one in inventory.fichiers) or 1
                done = 0
                for (name, path), one in zip(files, inventory.fichiers, strict=True):
                    progress(done / whole, "Écriture de la sauvegarde")
                    archive.add(path, name, recursive=False, filter=_anonymous)
                    done += one.octets
        retrait.sync(draft)
        # A link fails where a rename would replace a file that came meanwhile.
        os.link(draft, cible)
        retrait.sync(cible.parent)
    except FileExistsError as error:
        raise SauvegardeRefusee(
            f"{cible} existe déjà : il n'est pas remplacé. Donnez un autre nom."
        ) from error
    finally:
        for leftover in (draft, *copy.parent.glob(f"{copy.name}*")):
            leftover.unlink(missing_ok=True)
    return inventory


def restaurer(source: Path, dossier: Path, *, progress: Progress) -> tuple[Sauvegarde, Path | None]:
    """Put the atlas of a backup into `dossier`: every byte, the store and the snapshots are verified before.

    Returns what the backup says, and where the folder that stood there was set aside. Raises SauvegardeRefusee; then the
    folder is as it was.
    """
    draft = dossier.with_name(f".{dossier.name}.restauration-{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
        inventory = _extract(source, draft, progress)
        progress(0.8, "Contrôle de la base et des instantanés")
        _verify(draft, inventory)
        if inventory.courant:
            (draft / "CURRENT").write_text(f"{inventory.courant}\n", "utf-8")
            retrait.sync(draft / "CURRENT")
        for folder in (*draft.rglob("*"), draft):
            if folder.is_dir():
                retrait.sync(folder)
        aside = None
        if dossier.exists() and any(dossier.iterdir()):
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
            aside = dossier.with_name(f"{dossier.name}.avant-restauration-{stamp}")
            dossier.rename(aside)
        elif dossier.exists():
            dossier.rmdir()
        draft.rename(dossier)
        retrait.sync(dossier.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    progress(1.0, "Atlas restauré")
    return inventory, aside


def _snapshots(dossier: Path) -> list[tuple[str, Path]]:
    """(name in the backup, path) of every file of every sound snapshot. Under `publication`: none goes away meanwhile."""
    found = []
    for name in snapshot.instantanes(dossier):
        folder = dossier / "instantanes" / name
        if (folder / retrait.CONDAMNE).exists():
            continue
        if next(snapshot.defauts_de(folder), None) is None:
            found += [
                (str(path.relative_to(dossier)), path) for path in sorted(folder.rglob("*")) if path.is_file()
            ]
    return found


def _courant(dossier: Path) -> str:
    with suppress(AtlasError):
        name = snapshot.courant(dossier)
        folder = dossier / "instantanes" / name
        if not (folder / retrait.CONDAMNE).exists() and next(snapshot.defauts_de(folder), None) is None:
            return name
    return ""


@contextmanager
def _archive(path: Path) -> Iterator[tarfile.TarFile]:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with (
        os.fdopen(descriptor, "wb") as raw,
        # No name and no time in its header: what is backed up tells them.
        gzip.GzipFile("", "wb", _COMPRESSION, raw, 0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        yield archive


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


def _add_bytes(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), 0o600
    archive.addfile(entry, io.BytesIO(data))


def _extract(source: Path, draft: Path, progress: Progress) -> Sauvegarde:
    """The files of a backup, put in `draft` as the inventory says and no other way."""
    wrong = SauvegardeRefusee(
        f"{source} n'est pas une sauvegarde de l'atlas, ou elle est coupée ou abîmée : rien n'est remplacé. Essayez la précédente."
    )
    try:
        with gzip.open(source) as unpacked, tarfile.open(fileobj=unpacked, mode="r|") as archive:
            entries = iter(archive)
            first = next(entries, None)
            packed = archive.extractfile(first) if first is not None and first.name == INVENTAIRE else None
            if first is None or packed is None or first.size > _INVENTAIRE_MAX:
                raise wrong
            inventory = msgspec.json.decode(packed.read(), type=Sauvegarde)
            expected = {one.nom: one for one in inventory.fichiers}
            whole, done = sum(one.octets for one in inventory.fichiers) or 1, 0
            if whole > shutil.disk_usage(draft).free:
                raise SauvegardeRefusee(
                    f"Il faut {-(-whole // 1_000_000)} Mo libres près de {draft.parent} : rien n'est remplacé. Faites de la place."
                )
            for entry in entries:
                one = expected.pop(entry.name, None)
                packed = archive.extractfile(entry) if one is not None and entry.isreg() else None
                # Nothing is written beyond what was said, and there is room for: whatever a file unpacks to.
                if one is None or packed is None or entry.size != one.octets or not _inside(one.nom):
                    raise wrong
                path = draft / one.nom
                path.parent.mkdir(parents=True, exist_ok=True)
                digest = hashlib.sha256()
                with path.open("xb") as out:
                    while block := packed.read(_BLOCK):
                        digest.update(block)
                        out.write(block)
                    out.flush()
                    os.fsync(out.fileno())
                if digest.hexdigest() != one.sha256:
                    raise wrong
                path.chmod(0o600 if one.nom == STORE else 0o644)
                done += one.octets
                progress(0.8 * done / whole, "Lecture de la sauvegarde")
            # To the last byte: gzip's own sum, at its end, tells what stands between the files too.
            while unpacked.read(_BLOCK):
                pass
            if expected:
                raise wrong
    except FileNotFoundError as error:
        raise SauvegardeRefusee(f"Aucun fichier {source} : vérifiez le chemin de la sauvegarde.") from error
    except (
        tarfile.TarError,
        EOFError,
        gzip.BadGzipFile,
        zlib.error,
        msgspec.MsgspecError,
        ValueError,
    ) as error:
        raise wrong from error
    return inventory


def _inside(name: str) -> bool:
    """True of the store and of the files of a snapshot: nothing else, and nowhere else."""
    parts = name.split("/")
    return name == STORE or (
        parts[0] == "instantanes" and len(parts) in (3, 4) and not any(p in ("", ".", "..") for p in parts)
    )


def _verify(draft: Path, inventory: Sauvegarde) -> None:
    with Store.open(draft / STORE) as store:
        defects = store.verify()
        with store.read() as reading:
            head = reading.head()
    if defects:
        raise SauvegardeRefusee(
            f"La base sauvegardée est abîmée ({defects[0].message}) : rien n'est remplacé."
        )
    if (head.seq, head.hash) != (inventory.journal_seq, inventory.journal_hash):
        raise SauvegardeRefusee("La base sauvegardée n'est pas celle de l'inventaire : rien n'est remplacé.")
    for name in snapshot.instantanes(draft):
        for quoi in snapshot.defauts_de(draft / "instantanes" / name):
            raise SauvegardeRefusee(
                f"L'instantané {name} sauvegardé est abîmé ({quoi}) : rien n'est remplacé."
            )
