# SPDX-License-Identifier: EUPL-1.2
"""A disk full at each write, a clock that goes back: nothing acknowledged is lost, CURRENT is valid, one line says why."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import repeat
from pathlib import Path

import pytest
from fiches_tirees import NOON, creer, projet
from longueur import PATIENCE, fois, noter
from petit_atlas import construire

from atlas_tui.__main__ import main
from parquet import fulltext, snapshot
from parquet.atlas import Atlas
from parquet.criteria import TOUT
from parquet.publication import publier, publier_delta
from store.store import Store

pytestmark = [pytest.mark.surete, pytest.mark.timeout(PATIENCE)]

RACINE = Path(__file__).resolve().parents[2]
JUMELAGES = "\n".join(
    [
        "ville_fr\tlat\tlon\tpartenaire\tplat\tplon\tpop\tpays",
        *(f"Gordes\t43.911\t5.2\tBornem{i}\t51.0{i:03}\t4.2358\t1000\tBelgium" for i in range(60)),
    ]
)


def _monte() -> bool:
    order = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    try:
        return subprocess.run(order, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.skipif(
    os.geteuid() != 0 or not _monte(), reason="il faut root et mount : le disque plein est un tmpfs"
)
@pytest.mark.parametrize(
    ("action", "pas"), [("modifier", 11), ("publier", 13), ("importer", 60), ("sauvegarder", 25)]
)
def test_a_full_disk_at_each_write_loses_nothing(tmp_path: Path, action: str, pas: int) -> None:
    from atlas_tui.imports.jumelages import COLUMNS

    folder = construire(tmp_path / "atlas").dossier
    file = tmp_path / "jumelages.tsv"
    file.write_text("\t".join(COLUMNS.values()) + "\n" + JUMELAGES.partition("\n")[2] + "\n", "utf-8")
    order = ["unshare", "--mount", sys.executable, str(Path(__file__).with_name("disque.py"))]
    order += [str(folder), action, str(fois(pas, 1)), str(file)]
    # What is unforeseen goes to a log of its own.
    env = {**os.environ, "PYTHONPATH": str(RACINE), "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    done = subprocess.run(order, env=env, cwd=RACINE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    turns = [json.loads(line) for line in done.stdout.splitlines()]
    assert turns[-1][1] == 0, "it never succeeded"
    assert len(turns) > 2, "it never failed"
    for pages, status, _, said, wrong in turns:
        assert wrong == [], (pages, status, said)
        if status:
            assert status == 1
            assert len(said.splitlines()) == 1, (pages, said)
            assert "imprévue" not in said, (pages, said)
    noter(
        f"Disque plein : {action}",
        f"{len(turns) - 1} refus, de 0 à {turns[-1][0]} pages libres ; 0 perte, CURRENT valide",
    )


def test_what_stopped_the_index_of_words_is_said_as_the_system_says_it(tmp_path: Path) -> None:
    """The thread that writes dies behind the texts that follow: what it died of must not be lost."""
    words = fulltext.Ecriture(tmp_path)
    shutil.rmtree(tmp_path / fulltext.DOSSIER)
    one = fulltext.Texte("pro-1", "Puits", ["Gordes"], ["Eau"], "", ["forage"])
    with pytest.raises(OSError) as refused:
        words.add(repeat(one, 1_000_000))
    assert refused.value.errno == errno.ENOENT


def test_a_clock_gone_back_keeps_edits_and_publications_in_order(tmp_path: Path) -> None:
    creer(tmp_path / "atlas.sqlite")
    chance = random.Random(20261121)
    now = NOON
    named: list[str] = []
    for n in range(1, fois(12, 400)):
        # Hours back as often as forth.
        now += timedelta(hours=chance.randrange(-48, 48))

        def clock(now=now):
            return now

        with Store.open(tmp_path / "atlas.sqlite", clock=clock) as store:
            with store.write("compte:1") as edit:
                edit.update(projet(id="pro-1", titre=f"Puits {n}"), base=n)
            if n % 3:
                publier_delta(store, tmp_path, clock=clock)
            else:
                publier(store, tmp_path, clock=clock)
            with store.read() as reading:
                times = [entry.at for entry in reading.journal("pro-1")]
                assert times == sorted(times)
                head = reading.head()
            assert store.verify() == []
        current = snapshot.courant(tmp_path)
        if not named or current != named[-1]:
            named.append(current)
        assert snapshot.derniere_seq(tmp_path) == head.seq
        with Atlas.ouvrir(tmp_path) as atlas:
            assert not atlas.avertissements
            assert f"Puits {n}" in {p.titre for p in atlas.projets(TOUT).projets}
    assert named == sorted(named)
    assert snapshot.instantanes(tmp_path)[0] == named[-1]
    assert snapshot.verifier(tmp_path) == []


def test_a_clock_behind_the_journal_is_told_and_the_atlas_works(tmp_path: Path, capfd) -> None:
    folder = construire(tmp_path / "atlas", au=datetime.now(UTC) + timedelta(days=400)).dossier
    assert main(["--donnees", str(folder), "verifier"]) == 0
    _, err = capfd.readouterr()
    (said,) = (line for line in err.splitlines() if "horloge" in line)
    assert "en retard" in said
    assert "remettez la machine à l'heure" in said
    other = construire(tmp_path / "autre").dossier
    assert main(["--donnees", str(other), "verifier"]) == 0
    assert "horloge" not in capfd.readouterr().err
