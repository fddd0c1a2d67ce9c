# SPDX-License-Identifier: EUPL-1.2
"""Entry point of `atlas-tui`: everything a person or a script can ask for begins here."""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command line and return its exit status: 0 done, 1 absent or refused, 2 wrong arguments."""
    from atlas_tui.cli.run import run

    return run(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
