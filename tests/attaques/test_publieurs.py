# SPDX-License-Identifier: EUPL-1.2
"""Publishers killed under readers, files that a disk altered, a WAL that several processes checkpoint: nothing wrong is read."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from fiches_tirees import LYON, SEGOU, Ticking, projet
from longueur import LONGUE, PATIENCE, fois, noter

from parquet import snapshot
from parquet.atlas import Atlas
from parquet.criteria import TOUT
from parquet.publication import publier, publier_delta
from store.store import Store

pytestmark = [pytest.mark.surete, pytest.mark.timeout(PATIENCE)]

RACINE = Path(__file__).resolve().parents[2]


def lancer(script: str, *arguments: object) -> list[str]:
    order = [sys.executable, str(Path(__file__).with_name(script)), *map(str, arguments)]
    env = {**os.environ, "PYTHONPATH": str(RACINE)}
    done = subprocess.run(order, cwd=RACINE, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    with Store.create(tmp_path / "atlas.sqlite") as store:
        with store.write("compte:1") as edit:
            edit.create(LYON)
            edit.create(SEGOU)
            for _ in range(2):
                edit.create(projet(titre="Puits 0"))
        publier(store, tmp_path)
    return tmp_path


def caches(dossier: Path) -> list[Path]:
    """What an interrupted publication would leave behind."""
    return list(dossier.rglob(".*"))


def test_killed_publishers_never_show_half_an_atlas(dossier: Path) -> None:
    dead, published, read, *bad = lancer("publieurs.py", dossier, fois(10, 500), fois(1, 2), 20261121)
    assert bad == []
    assert int(read) > 0
    # As many that end as that die, more or less: neither is the rule.
    assert int(published) > int(dead) // 3
    with Store.open(dossier / "atlas.sqlite") as store:
        publier_delta(store, dossier)
        with store.read() as reading:
            seen = reading.get("pro-1")
            head = reading.head().seq
    assert seen is not None
    assert caches(dossier) == []
    assert snapshot.verifier(dossier) == []
    assert snapshot.derniere_seq(dossier) == head
    with Atlas.ouvrir(dossier) as atlas:
        assert {p.titre for p in atlas.projets(TOUT).projets} == {seen.record.titre}
    noter(
        "Publications tuées",
        f"{dead} morts, 2 lecteurs : {published} publications finies, {read} ouvertures, 0 mauvaise lecture, 0 reste",
    )


@pytest.mark.parametrize("moment", ["rename", "replace"])
def test_what_a_publisher_left_when_it_died_is_swept(dossier: Path, moment: str) -> None:
    """Dead just before a rename: the two moments that random kills seldom meet."""
    script = """
import os, sys
from pathlib import Path
from parquet.publication import publier
from store.store import Store
setattr(Path, sys.argv[2], lambda *_: os._exit(9))
with Store.open(Path(sys.argv[1]) / "atlas.sqlite") as store:
    publier(store, Path(sys.argv[1]))
"""
    done = subprocess.run([sys.executable, "-c", script, str(dossier), moment], cwd=RACINE)
    assert done.returncode == 9
    assert caches(dossier), "nothing was left: nothing is shown"
    with Atlas.ouvrir(dossier) as atlas:
        assert atlas.avertissements == ()
    with Store.open(dossier / "atlas.sqlite") as store:
        publier(store, dossier)
    assert caches(dossier) == []
    assert snapshot.verifier(dossier) == []


def test_every_altered_byte_of_a_delta_and_of_the_past_is_seen(dossier: Path) -> None:
    """Whole bytes, over a snapshot that has a past and over its delta (single bits of a plain one: test_snapshot.py)."""
    with Store.open(dossier / "atlas.sqlite") as store:
        for n in (1, 2):
            with store.write("compte:1") as edit:
                edit.update(projet(id="pro-1", titre=f"Puits {n}"), base=n)
            (publier, publier_delta)[n - 1](store, dossier)
    name = snapshot.courant(dossier)
    folders = [dossier / "instantanes" / name, *(dossier / "deltas" / name).iterdir()]
    files = [p for f in folders for p in f.rglob("*") if p.is_file() and p.name != snapshot.VERROU]
    chance = random.Random(20261121)
    sizes = [path.stat().st_size for path in files]
    missed = []
    flips = fois(40, 2_000)
    for _ in range(flips):
        # Weighed by size, as a disk's faults are.
        (path,) = chance.choices(files, sizes)
        data = path.read_bytes()
        at, other = chance.randrange(len(data)), chance.randrange(1, 256)
        path.write_bytes(data[:at] + bytes([data[at] ^ other]) + data[at + 1 :])
        if not any(path.name in d.quoi for d in snapshot.verifier(dossier)):
            missed.append((path.name, at, other))
        path.write_bytes(data)
    assert missed == []
    assert snapshot.verifier(dossier) == []
    noter("Octets altérés", f"{flips} octets tirés dans un instantané et son delta, {flips} vus")


def test_several_processes_that_checkpoint_corrupt_nothing(tmp_path: Path) -> None:
    """The fault of SQLite 3.7.0 to 3.51.2, on the SQLite that is shipped: one writes, three checkpoint."""
    turns, seconds = (10, 30) if LONGUE else (1, 1.5)
    commits = checkpoints = 0
    for turn in range(turns):
        path = tmp_path / f"{turn}.sqlite"
        with Store.create(path, clock=Ticking()) as store, store.write("compte:1") as edit:
            edit.create(SEGOU)
        (line,) = lancer("points.py", path, seconds)
        written, made, last = map(int, line.split())
        with Store.open(path) as store:
            assert store.verify() == []
            with store.read() as reading:
                seen = reading.get("par-1")
                assert seen is not None
                assert (seen.version, reading.head().seq) == (last, last)
        assert written > 0
        assert made > 0
        commits, checkpoints = commits + written, checkpoints + made
    noter(
        "Journal de SQLite (WAL)",
        f"{turns} × {seconds} s, 1 écrivain, 3 processus qui vident : {commits} transactions, {checkpoints} vidages, 0 corruption",
    )
