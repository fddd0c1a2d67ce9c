# SPDX-License-Identifier: EUPL-1.2
"""One thread that interrupts the queries that last too long, for all those of an engine: a thread for each cost 0.2 ms."""

from __future__ import annotations

import threading
import time
from typing import Protocol


class Query(Protocol):
    """What runs a query: the cursor of a connection."""

    def interrupt(self) -> None: ...


class Limite:
    """The queries under way, each with its limit. Its owner holds `lock` around every call."""

    def __init__(self, lock: threading.RLock) -> None:
        self._end = threading.Condition(lock)
        self._running: dict[Query, float] = {}
        """When each will have lasted too long, on the monotonic clock."""
        self._interrupted: set[Query] = set()
        self._watched = False

    def __bool__(self) -> bool:
        return bool(self._running)

    def begin(self, query: Query, seconds: float) -> None:
        """A query begins, that may last so many seconds."""
        self._running[query] = time.monotonic() + seconds
        if not self._watched:
            self._watched = True
            # It holds no query while it waits: what is left open at the exit of the program is still freed.
            threading.Thread(target=self._watch, args=(seconds,), name="limite", daemon=True).start()

    def over(self, query: Query) -> None:
        """A query is over."""
        del self._running[query]
        self._interrupted.discard(query)

    def passee(self, query: Query) -> bool:
        """True when this query was interrupted because it lasted too long."""
        return query in self._interrupted

    def interrupt(self) -> None:
        """Interrupt every query under way."""
        for query in self._running:
            query.interrupt()

    def close(self) -> None:
        """No query will begin any more: the thread ends."""
        self._end.notify_all()

    def _watch(self, wait: float) -> None:
        with self._end:
            while self._end.wait(wait) or self._running:
                wait = self._next()
            self._watched = False

    def _next(self) -> float:
        """Interrupt what is past its limit; how many seconds to wait."""
        now = time.monotonic()
        late = [query for query, limit in self._running.items() if limit <= now]
        for query in late:
            self._interrupted.add(query)
            query.interrupt()
        # What was interrupted before it had begun is interrupted again.
        return 0.1 if late else min(self._running.values(), default=now) - now
