# SPDX-License-Identifier: EUPL-1.2
"""Writers that are killed: sixteen processes on the same fiches, each doing again what its dead predecessor left in doubt.

    python ecrivains.py BASE ECRIVAINS MORTS SECONDES GRAINE ferme|perdante

Prints « ENTREPRIS ACQUITTES MORTS PERIMEES ». Every edit adds one to a number of a fiche, so that the sum of these numbers is
how many edits there were. « perdante » is the control: it edits what it read without telling the version that it read.
"""

from __future__ import annotations

import os
import random
import selectors
import signal
import sys
import time
from pathlib import Path

import msgspec

from store.errors import AlreadyDone, StaleVersion, StoreBusy
from store.operations import Operations
from store.rights import Who
from store.store import Store


def ecrivain(base: Path, ids: list[str], rank: int, start: int, doubt: str, firm: bool, out: int) -> None:
    """Edit for ever: « I n fiche » is said before an edit, « A n fiche » once it is acknowledged, « P » when it was stale."""
    chance = random.Random(rank * 1_000_003 + start)
    who = Who("daect", rank + 1)
    with Store.open(base) as store:
        n = start
        while True:
            fiche = doubt or chance.choice(ids)
            doubt = ""
            os.write(out, f"I {n} {fiche}\n".encode())
            done = False
            while not done:
                try:
                    done = _une(store, who, fiche, f"e-{rank}-{n}", firm)
                except (AlreadyDone, StoreBusy) as refused:
                    done = isinstance(refused, AlreadyDone)
                except StaleVersion:
                    os.write(out, b"P\n")
            os.write(out, f"A {n} {fiche}\n".encode())
            n += 1


def _une(store: Store, who: Who, fiche: str, key: str, firm: bool) -> bool:
    with store.read() as reading:
        seen = reading.get(fiche)
    assert seen is not None
    after = msgspec.structs.replace(seen.record, volontaires=seen.record.volontaires + 1)
    if firm:
        Operations(store, who).update_projet(after, base=seen.version, key=key)
    else:
        with store.write(who.actor, key=key) as edit:
            current = edit.get(fiche)
            assert current is not None
            edit.update(after, base=current.version)
    return True


class Place:
    """One of the sixteen: the process that stands there now, and what it said."""

    def __init__(self, rank: int) -> None:
        self.rank, self.pid, self.fd = rank, 0, -1
        self.next, self.doubt, self.left = 0, "", b""
        self.done = self.stale = 0

    def naitre(self, base: Path, ids: list[str], firm: bool) -> None:
        self.fd, out = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                ecrivain(base, ids, self.rank, self.next, self.doubt, firm, out)
            finally:
                os._exit(3)
        os.close(out)
        self.left = b""

    def entendre(self, data: bytes) -> None:
        *lines, self.left = (self.left + data).split(b"\n")
        for line in lines:
            what, *rest = line.decode().split()
            if what == "P":
                self.stale += 1
            elif what == "I":
                self.next, self.doubt = int(rest[0]), rest[1]
            else:
                assert int(rest[0]) == self.next
                self.next, self.doubt = self.next + 1, ""
                self.done += 1

    def mourir(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        assert os.WIFSIGNALED(status), f"un écrivain a fini seul : {status}"
        while data := os.read(self.fd, 65536):
            self.entendre(data)
        os.close(self.fd)


def main() -> None:
    base, count, kills, seconds = (
        Path(sys.argv[1]),
        int(sys.argv[2]),
        int(sys.argv[3]),
        float(sys.argv[4]),
    )
    chance, firm = random.Random(int(sys.argv[5])), sys.argv[6] == "ferme"
    with Store.open(base) as store, store.read() as reading:
        ids = [one.record.id for one in reading.each("projet")]
    places = [Place(rank) for rank in range(count)]
    selector = selectors.DefaultSelector()

    def naitre(place: Place) -> None:
        place.naitre(base, ids, firm)
        selector.register(place.fd, selectors.EVENT_READ, place)

    def ecouter(during: float) -> None:
        end = time.monotonic() + during
        while True:
            for found, _ in selector.select(max(0.0, end - time.monotonic())):
                found.data.entendre(os.read(found.fd, 65536))
            if time.monotonic() >= end:
                return

    def tuer(place: Place) -> None:
        selector.unregister(place.fd)
        place.mourir()

    for place in places:
        naitre(place)
    dead, began = 0, time.monotonic()
    # By count, or by the clock when seconds are said.
    while time.monotonic() - began < seconds if seconds else dead < kills:
        ecouter(chance.expovariate(1 / 0.02))
        place = chance.choice(places)
        tuer(place)
        naitre(place)
        dead += 1
    # The last ones are left to finish an edit each, so that nothing stays in doubt.
    counts = [place.done for place in places]
    while any(place.done == before for place, before in zip(places, counts, strict=True)):
        ecouter(0.01)
    for place in places:
        tuer(place)
    doubts = [f"{p.rank}:{p.next}:{p.doubt}" for p in places if p.doubt]
    print(
        sum(p.next for p in places), sum(p.done for p in places), dead, sum(p.stale for p in places), *doubts
    )


main()
