# SPDX-License-Identifier: EUPL-1.2
"""Publishers that are killed while others read: every opening must be whole, of one instant, and never older than the last.

    python publieurs.py DOSSIER MORTS LECTEURS GRAINE

Prints « MORTS PUBLICATIONS LECTURES », then one line for each bad reading. An edit gives both projets the same new title.
"""

from __future__ import annotations

import itertools
import os
import random
import selectors
import signal
import sys
import time
from pathlib import Path

import msgspec

from parquet.atlas import Atlas
from parquet.criteria import TOUT
from parquet.publication import publier, publier_delta
from store.store import Store


def publieur(dossier: Path, whole: bool, out: int) -> None:
    """Edit and publish for ever, whole snapshots and deltas in turn; « B » before each, « E n » once it is published."""
    with Store.open(dossier / "atlas.sqlite") as store:
        for i in itertools.count(int(whole)):
            with store.write("compte:1") as edit:
                n = edit.head().seq + 2
                for id in ("pro-1", "pro-2"):
                    seen = edit.get(id)
                    assert seen is not None
                    edit.update(msgspec.structs.replace(seen.record, titre=f"Puits {n}"), base=seen.version)
            os.write(out, b"B\n")
            (publier if i % 4 == 0 else publier_delta)(store, dossier)
            os.write(out, f"E {n}\n".encode())


def lecteur(dossier: Path, out: int) -> None:
    """Open and read for ever: « R n », or « X why »."""
    last = 0
    while True:
        try:
            with Atlas.ouvrir(dossier) as atlas:
                titles = {p.titre for p in atlas.projets(TOUT).projets}
                assert not atlas.avertissements, atlas.avertissements
            assert len(titles) == 1, titles
            n = int(titles.pop().split()[-1])
            assert n >= last, f"{n} après {last}"
            last = n
            os.write(out, f"R {n}\n".encode())
        except Exception as error:
            os.write(out, f"X {type(error).__name__} {error}\n".replace("\n", " ").encode() + b"\n")


def naitre(work: object, *arguments: object) -> tuple[int, int]:
    fd, out = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            work(*arguments, out)  # type: ignore[operator]
        finally:
            os._exit(3)
    os.close(out)
    return pid, fd


def mourir(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status), "a fini seul"


def main() -> None:
    dossier, kills, chance = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[4]))
    readers = [naitre(lecteur, dossier) for _ in range(int(sys.argv[3]))]
    selector = selectors.DefaultSelector()
    for _, fd in readers:
        selector.register(fd, selectors.EVENT_READ)
    dead = published = read = 0
    bad: list[str] = []
    left: dict[int, bytes] = {}

    def entendre(fd: int) -> list[str]:
        nonlocal published, read
        *lines, left[fd] = (left.get(fd, b"") + os.read(fd, 65536)).split(b"\n")
        said = [line.decode() for line in lines]
        published += sum(line.startswith("E") for line in said)
        read += sum(line.startswith("R") for line in said)
        bad.extend(line for line in said if line.startswith("X"))
        return said

    def ecouter(during: float | None) -> list[str]:
        """What was said of publications."""
        said = [line for key, _ in selector.select(during) for line in entendre(key.fd)]
        return [line[0] for line in said if line[0] in "BE"]

    usual = 0.2
    while dead < kills:
        pid, fd = naitre(publieur, dossier, dead % 2 == 0)
        selector.register(fd, selectors.EVENT_READ)
        # Some die in their first publication, others in the next: whole or a delta, over what they left themselves.
        begun, ended, wanted = 0.0, 0, chance.randrange(3)
        while ended < wanted or not begun:
            for what in ecouter(None):
                if what == "B":
                    begun = time.monotonic()
                else:
                    usual, begun, ended = (usual + time.monotonic() - begun) / 2, 0.0, ended + 1
        # At any moment of it, or of what it begins next: as long as a publication lately took, and half as much again.
        end = time.monotonic() + chance.uniform(0, 1.5 * usual)
        while (left_over := end - time.monotonic()) > 0:
            ecouter(left_over)
        selector.unregister(fd)
        mourir(pid)
        # What it said before it died counts: the pipe keeps it.
        entendre(fd)
        os.close(fd)
        left.pop(fd, None)
        dead += 1
    before = read
    while read < before + 2 * len(readers):
        ecouter(None)
    for pid, _ in readers:
        mourir(pid)
    print(dead, published, read, *bad, sep="\n")


main()
