# SPDX-License-Identifier: EUPL-1.2
"""One process writes and three checkpoint the same WAL, without a pause: python points.py BASE SECONDES.

Prints « TRANSACTIONS VIDAGES VERSION »: what was acknowledged, how often the WAL was emptied, the last version written.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import time
from pathlib import Path

import apsw
import msgspec

from store import database
from store.store import Store


def vider(base: Path, mode: str, out: int) -> None:
    connection = database.connect(base)
    while True:
        try:
            busy, logged, moved = connection.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
        except apsw.BusyError:
            continue
        if not busy and logged == moved:
            os.write(out, b".")


def main() -> None:
    base, seconds = Path(sys.argv[1]), float(sys.argv[2])
    fd, out = os.pipe()
    os.set_blocking(fd, False)
    children = []
    for mode in ("TRUNCATE", "RESTART", "PASSIVE"):
        pid = os.fork()
        if pid == 0:
            try:
                vider(base, mode, out)
            finally:
                os._exit(3)
        children.append(pid)
    written = made = 0
    end = time.monotonic() + seconds
    with Store.open(base) as store:
        for n in itertools.count():
            if time.monotonic() >= end:
                break
            with store.write("compte:1") as edit:
                seen = edit.get("par-1")
                assert seen is not None
                # Some pages more or less each time, so that the WAL's length varies.
                edit.update(
                    msgspec.structs.replace(seen.record, alias=(f"{n} " * (n % 190),)), base=seen.version
                )
            written += 1
            try:
                made += len(os.read(fd, 65536))
            except BlockingIOError:
                pass
        for pid in children:
            os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            assert os.WIFSIGNALED(status), "un processus qui vide a fini seul"
        with store.read() as reading:
            seen = reading.get("par-1")
            assert seen is not None
            print(written, made, seen.version)


main()
