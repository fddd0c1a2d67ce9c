# SPDX-License-Identifier: EUPL-1.2
"""Entry point of `atlas-tui`: everything a person or a script can ask for begins here."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def main(argv: list[str] | None = None) -> int:
    """Run one command line and return its exit status: 0 done, 1 absent or refused, 2 wrong arguments."""
    from atlas_tui.cli.run import run

    return run(sys.argv[1:] if argv is None else argv)


def entry() -> NoReturn:
    """What the `atlas-tui` script calls: run, then leave at once."""
    leave(main())


def leave(status: int) -> NoReturn:
    """End the process with this exit status.

    Everything that must be kept is closed and flushed by then. Leaving through the interpreter's teardown would cost
    some 20 ms and, with DuckDB 2.0's threads, now and then an abort or a page of leak reports on the user's screen.
    """
    if "logging" in sys.modules:
        sys.modules["logging"].shutdown()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            pass
    os._exit(status)


if __name__ == "__main__":
    entry()
