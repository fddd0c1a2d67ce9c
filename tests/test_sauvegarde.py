# SPDX-License-Identifier: EUPL-1.2
"""The whole atlas as one file, and back: made while people write, proved before it replaces. Real processes and files."""

from __future__ import annotations

import gzip
import io
import resource
import shutil
import subprocess
import sys
import tarfile
import textwrap
import zlib
from pathlib import Path

import pytest
from fiches_tirees import creer, projet, state

from parquet import backup, snapshot
from parquet.atlas import Atlas
from parquet.backup import SauvegardeRefusee, restaurer, sauvegarder
from parquet.criteria import TOUT
from parquet.publication import publier, publier_delta
from store import STORE
from store.store import Store

pytestmark = pytest.mark.surete
ROOT = Path(__file__).parent.parent


def silent(_fraction, _what):
    pass


@pytest.fixture
def atlas(tmp_path):
    """A folder with a store, two snapshots and a delta."""
    folder = tmp_path / "atlas"
    folder.mkdir()
    creer(folder / STORE)
    with Store.open(folder / STORE) as store:
        publier(store, folder)
        with store.write("compte:1") as edit:
            edit.create(projet(titre="Puits"))
        publier(store, folder)
        with store.write("compte:1") as edit:
            edit.create(projet(titre="Forages"))
        publier_delta(store, folder)
    return folder


def save(folder, target):
    with Store.open(folder / STORE) as store:
        return sauvegarder(store, folder, target, progress=silent)


def titles(folder):
    with Atlas.ouvrir(folder) as opened:
        assert not opened.avertissements
        return {p.titre for p in opened.projets(TOUT).projets}


def test_what_was_put_away_comes_back_whole(atlas, tmp_path) -> None:
    target = tmp_path / "s.tar.gz"
    made = save(atlas, target)
    assert target.stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["atlas", "s.tar.gz"]
    with pytest.raises(SauvegardeRefusee, match="existe déjà"):
        save(atlas, target)
    with Store.open(atlas / STORE) as store:
        before = state(store)
        with store.write("compte:1") as edit:
            edit.create(projet(titre="Après"))
    found, aside = restaurer(target, atlas, progress=silent)
    assert found == made
    assert aside is not None
    assert (aside / "CURRENT").exists()
    with Store.open(atlas / STORE) as store:
        assert state(store) == before
        # The delta was not put away: what it told is in the store, and is published again.
        publier_delta(store, atlas)
    assert not snapshot.verifier(atlas)
    assert titles(atlas) == {"Eau à Ségou", "Santé à Ségou", "Puits", "Forages"}


def test_a_backup_made_while_people_write_is_of_one_instant(atlas, tmp_path) -> None:
    script = """
        import sys
        from pathlib import Path
        from fiches_tirees import projet
        from store.store import Store
        with Store.open(Path(sys.argv[1])) as store:
            print("ready", flush=True)
            while True:
                with store.write("compte:9") as edit:
                    # Two that come together: a backup has both or neither.
                    edit.create(projet(titre="Gauche"))
                    edit.create(projet(titre="Droite"))
    """
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script), str(atlas / STORE)],
            cwd=ROOT, env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    try:
        for writer in writers:
            assert writer.stdout.readline() == "ready\n"
        for i in range(3):
            save(atlas, tmp_path / f"{i}.tar.gz")
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    sequences = []
    for i in range(3):
        found, _ = restaurer(tmp_path / f"{i}.tar.gz", tmp_path / f"r{i}", progress=silent)
        sequences.append(found.journal_seq)
        with Store.open(tmp_path / f"r{i}" / STORE) as store, store.read() as reading:
            names = [one.record.titre for one in reading.each("projet")]
            assert names.count("Gauche") == names.count("Droite")
    assert sequences == sorted(sequences)
    assert sequences[-1] > sequences[0], "nobody wrote meanwhile"


def _inflated(data: bytes) -> bytes | None:
    """What a gzip file holds, its own sum checked; None when it is damaged."""
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return None


def test_every_flipped_byte_is_seen_and_nothing_is_replaced(atlas, tmp_path) -> None:
    target = tmp_path / "s.tar.gz"
    save(atlas, target)
    data = target.read_bytes()
    bad = tmp_path / "bad.tar.gz"
    before = sorted((p, p.stat().st_mtime_ns) for p in atlas.rglob("*"))
    missed, harmless = [], []
    for at in range(10, len(data), max(1, len(data) // 40)):
        flipped = data[:at] + bytes([data[at] ^ 0x20]) + data[at + 1 :]
        if _inflated(flipped) == _inflated(data):
            # Near the end, deflate copies zeros from zeros: which ones, a bit may say otherwise, and every byte is the same.
            harmless.append(at)
            continue
        bad.write_bytes(flipped)
        try:
            restaurer(bad, atlas, progress=silent)
            missed.append(at)
        except SauvegardeRefusee:
            pass
    for cut in (0, 5, len(data) // 2, len(data) - 9000):
        bad.write_bytes(data[:cut])
        with pytest.raises(SauvegardeRefusee):
            restaurer(bad, atlas, progress=silent)
    assert not missed
    assert len(harmless) <= 1
    assert sorted((p, p.stat().st_mtime_ns) for p in atlas.rglob("*")) == before
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize(
    "name", ["../dehors", "/tmp/dehors", "instantanes/../../dehors", "autre/fichier", "CURRENT"]
)
def test_a_backup_writes_nowhere_else(atlas, tmp_path, name) -> None:
    """A tar made by hand, whose inventory is right and whose names are not."""
    target, evil = tmp_path / "s.tar.gz", tmp_path / "e.tar.gz"
    save(atlas, target)
    with tarfile.open(target, "r:gz") as good, tarfile.open(evil, "w:gz") as bad:
        for entry in good:
            data = good.extractfile(entry).read()
            if entry.name == backup.INVENTAIRE:
                data = data.replace(b"atlas.sqlite", name.encode())
            if entry.name == STORE:
                entry.name = name
            entry.size = len(data)
            bad.addfile(entry, io.BytesIO(data))
    with pytest.raises(SauvegardeRefusee):
        restaurer(evil, tmp_path / "neuf", progress=silent)
    assert not (tmp_path / "neuf").exists()
    assert not (tmp_path / "dehors").exists()


@pytest.mark.parametrize(("said", "why"), [(1, "coupée ou abîmée"), (10**15, r"\d{10} Mo libres")])
def test_a_backup_unpacks_to_no_more_than_it_says(atlas, tmp_path, said, why) -> None:
    """A file longer than its inventory says, or than the disk: refused before it is written."""
    target, evil = tmp_path / "s.tar.gz", tmp_path / "e.tar.gz"
    made = save(atlas, target)
    real = f'"octets": {next(f.octets for f in made.fichiers if f.nom == STORE)}'.encode()
    with tarfile.open(target, "r:gz") as good, tarfile.open(evil, "w:gz") as bad:
        for entry in good:
            data = good.extractfile(entry).read()
            if entry.name == backup.INVENTAIRE:
                assert data.count(real) == 1
                data = data.replace(real, f'"octets": {said}'.encode())
            entry.size = len(data)
            bad.addfile(entry, io.BytesIO(data))
    with pytest.raises(SauvegardeRefusee, match=why):
        restaurer(evil, tmp_path / "neuf", progress=silent)
    assert not (tmp_path / "neuf").exists()


def test_a_disk_that_refuses_leaves_no_half_backup(atlas, tmp_path) -> None:
    size = (atlas / STORE).stat().st_size
    target = tmp_path / "loin" / "s.tar.gz"
    target.parent.mkdir()
    for limit in (1000, size // 2, size + 4096):
        done = subprocess.run(
            # -B: compiled under such a limit, a module would stay cut for everybody.
            [sys.executable, "-B", "-m", "atlas_tui", "sauvegarder", str(target), "--donnees", str(atlas)],
            cwd=ROOT, capture_output=True, text=True, check=False,
            preexec_fn=lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        )  # fmt: skip
        if done.returncode == 0:
            target.unlink()
            continue
        assert done.returncode == 1, done
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert not list(target.parent.iterdir())
    with Store.open(atlas / STORE) as store:
        assert not store.verify()


def test_a_killed_backup_or_restore_leaves_the_atlas_as_it_was(atlas, tmp_path) -> None:
    target = tmp_path / "s.tar.gz"
    save(atlas, target)
    before = titles(atlas)
    script = """
        import os, signal, sys
        from pathlib import Path
        from parquet import backup, snapshot
        from store import STORE
        from store.store import Store
        calls = 0
        def killer(fraction, what):
            global calls
            calls += 1
            if calls == int(sys.argv[4]):
                os.kill(os.getpid(), signal.SIGKILL)
        folder = Path(sys.argv[2])
        if sys.argv[1] == "restaurer":
            backup.restaurer(Path(sys.argv[3]), folder, progress=killer)
        else:
            with Store.open(folder / STORE) as store:
                backup.sauvegarder(store, folder, Path(sys.argv[3]), progress=killer)
    """
    for what, file in (("restaurer", target), ("sauvegarder", tmp_path / "autre.tar.gz")):
        for call in (1, 4):
            done = subprocess.run(
                [sys.executable, "-c", textwrap.dedent(script), what, str(atlas), str(file), str(call)],
                cwd=ROOT, check=False,
            )  # fmt: skip
            assert done.returncode == -9
            assert titles(atlas) == before
    assert not (tmp_path / "autre.tar.gz").exists()
    # What a dead one left does not stand in the way of the next.
    save(atlas, tmp_path / "autre.tar.gz")
    shutil.rmtree(atlas)
    restaurer(tmp_path / "autre.tar.gz", atlas, progress=silent)
    assert {"Eau à Ségou", "Puits"} <= titles(atlas)
