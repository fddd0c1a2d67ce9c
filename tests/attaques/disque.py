# SPDX-License-Identifier: EUPL-1.2
"""A disk that is full at each write: python disque.py ATLAS ACTION PAS FICHIER, in a mount namespace of its own.

For k pages left on a small disk, k growing by PAS until the action succeeds: the atlas is put there, the rest of the disk is
filled, the action is run, room is made again, and what is left is checked. Prints one line of JSON for each k.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from atlas_tui.__main__ import main as commande
from parquet import snapshot
from parquet.atlas import Atlas
from parquet.criteria import TOUT
from parquet.publication import publier
from store.errors import StoreError
from store.operations import Operations
from store.rights import HOST
from store.store import Store

PAGE = 4096
TAILLE = 24 * 1024 * 1024


def remplir(disk: Path, pages: int) -> None:
    """Leave `pages` pages on the disk."""
    path = disk / "lest"
    with path.open("wb", buffering=0) as file:
        with contextlib.suppress(OSError):
            while True:
                file.write(bytes(1 << 16))
        with contextlib.suppress(OSError):
            while True:
                file.write(bytes(PAGE))
        file.truncate(max(0, file.tell() - pages * PAGE))


def modifier(folder: Path) -> tuple[int, int, str]:
    """Edit twelve times, or until refused; return how many were acknowledged and the refusal."""
    done = 0
    try:
        with Store.open(folder / "atlas.sqlite") as store:
            operations = Operations(store, HOST)
            for n in range(1, 13):
                seen = operations.fiche("pro-1")
                record = msgspec.structs.replace(seen.record, description=f"{n} " * 4000, volontaires=n)
                operations.update_projet(record, base=seen.version, key=f"k{n}")
                done = n
    except StoreError as error:
        return 1, done, f"{error}\n"
    return 0, done, ""


def agir(action: str, folder: Path, file: Path) -> tuple[int, int, str]:
    """Return the exit status, the edits acknowledged, what was said of the failure."""
    if action == "modifier":
        return modifier(folder)
    words = {
        "publier": ["publier"],
        "importer": ["importer", "jumelages", str(file)],
        "sauvegarder": ["sauvegarder", str(folder.parent / "s.tar.gz")],
    }[action]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = commande(["--donnees", str(folder), *words])
    return status, 0, err.getvalue()


def controler(folder: Path, status: int, done: int, action: str, before: int) -> list[str]:
    """Return what is wrong once there is room again."""
    wrong = []
    # The atlas is read as it was left, before anybody mends it.
    wrong += [f"{d.ou} : {d.quoi}" for d in snapshot.verifier(folder)]
    with Atlas.ouvrir(folder) as atlas:
        wrong += atlas.avertissements
        atlas.projets(TOUT)
    with Store.open(folder / "atlas.sqlite") as store:
        wrong += [d.message for d in store.verify()]
        with store.read() as reading:
            seen, head = reading.get("pro-1"), reading.head().seq
        assert seen is not None
        if action == "modifier" and (seen.record.volontaires, head) != (done, before + done):
            wrong.append(f"{done} acquittées, la base en a {seen.record.volontaires} (entrée {head})")
        if action in ("publier", "sauvegarder") and head != before:
            wrong.append("la base a changé")
        with store.write("compte:9") as edit:
            edit.update(msgspec.structs.replace(seen.record, volontaires=99), base=seen.version)
        publier(store, folder)
    if action == "sauvegarder" and (folder.parent / "s.tar.gz").exists() != (status == 0):
        wrong.append("une demi-sauvegarde a son nom")
    if hidden := [str(p) for p in folder.parent.rglob(".*")]:
        wrong.append(f"restes : {hidden}")
    return wrong


def main() -> None:
    source, action, step, file = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
    disk = Path(tempfile.mkdtemp())
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={TAILLE}", "tmpfs", str(disk)], check=True)
    try:
        for pages in range(0, 4000, step):
            folder = disk / "lieu" / "atlas"
            shutil.copytree(source, folder)
            with Store.open(folder / "atlas.sqlite") as store, store.read() as reading:
                before = reading.head().seq
            remplir(disk, pages)
            status, done, said = agir(action, folder, file)
            (disk / "lest").unlink()
            wrong = controler(folder, status, done, action, before)
            print(json.dumps([pages, status, done, said, wrong]), flush=True)
            shutil.rmtree(disk / "lieu")
            if status == 0:
                return
    finally:
        subprocess.run(["umount", "-l", str(disk)])
        disk.rmdir()


main()
