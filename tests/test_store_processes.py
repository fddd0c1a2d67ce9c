# SPDX-License-Identifier: EUPL-1.2
"""The store between processes: killed, in a race, in a queue. Real SQLite files."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from fiches_tirees import SEGOU, creer, state

from store import database, errors
from store.store import Store

pytestmark = pytest.mark.ouverture


@pytest.fixture
def path(tmp_path):
    return creer(tmp_path / "essai.atlas")


def script(text: str, *arguments: object, **options):
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(text), *map(str, arguments)],
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def test_a_process_killed_in_mid_transaction_leaves_nothing_half(path):
    with Store.open(path) as store:
        before = state(store)
    process = script(
        """
        import sys
        from pathlib import Path
        from store.records import Partenaire
        from store.store import Store
        store = Store.open(Path(sys.argv[1]))
        with store.write("compte:9", key="k") as edit:
            # More than the page cache holds, so that part of it is in the WAL file already.
            for i in range(3000):
                edit.create(Partenaire(nom="Ségou", pays="ML", alias=("x" * 900,) * 12))
            print("half", flush=True)
            sys.stdin.read()
        """,
        path,
        stdin=subprocess.PIPE,
    )
    assert process.stdout.readline() == "half\n"
    assert path.with_name(path.name + "-wal").stat().st_size > 1_000_000
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process.stdin.close()
    with Store.open(path) as store:
        assert state(store) == before
        assert store.verify() == []
        with store.write("compte:9", key="k") as edit:
            assert edit.create(SEGOU).id == "par-2"


def test_two_processes_that_retry_lose_no_update(path):
    writer = """
        import sys
        from pathlib import Path
        import msgspec
        from store.errors import StaleVersion
        from store.store import Store
        with Store.open(Path(sys.argv[1])) as store:
            with store.read() as reading:
                seen = reading.get("pro-1")
            stale = 0
            for i in range(50):
                while True:
                    after = msgspec.structs.replace(seen.record, volontaires=seen.record.volontaires + 1)
                    try:
                        with store.write(sys.argv[2], key=f"{sys.argv[2]}-{i}") as edit:
                            edit.update(after, base=seen.version)
                            seen = edit.get("pro-1")
                        break
                    except StaleVersion as refused:
                        stale += 1
                        seen = refused.current
            print(stale)
    """
    processes = [script(writer, path, f"compte:{i}") for i in range(2)]
    outcomes = [p.communicate(timeout=60)[0] for p in processes]
    assert [p.returncode for p in processes] == [0, 0]
    assert all(int(o) >= 0 for o in outcomes)
    with Store.open(path) as store:
        with store.read() as reading:
            assert (reading.get("pro-1").version, reading.get("pro-1").record.volontaires) == (101, 100)
            assert [e.after.volontaires for e in reading.journal("pro-1")] == list(range(101))
        assert store.verify() == []


def test_a_writer_waits_then_says_that_the_atlas_is_busy(path, monkeypatch):
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    with Store.open(path) as one, Store.open(path) as two:
        with one.write("compte:1") as edit:
            edit.create(SEGOU)
            with pytest.raises(errors.StoreBusy), two.write("compte:2"):
                pass
        with two.write("compte:2") as edit:
            assert edit.create(SEGOU).id == "par-3"
