# SPDX-License-Identifier: EUPL-1.2
"""What a command of the command line is."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import ClassVar

from atlas_tui.cli.context import Context


class Command:
    """One command: its name, its line of help, its arguments, its run."""

    name: ClassVar[str]
    help: ClassVar[str]
    """One French line, without a full stop."""
    answers: ClassVar[bool] = True
    """True when it gives a result that takes --format and --vers."""
    en_session: ClassVar[bool] = False
    """True when a session that the host opened through SSH may run it: it reads the atlas, and nothing else."""

    def arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes beside the options of all."""

    def reste(self, args: Namespace, reste: list[str]) -> bool:
        """Take arguments that the parser left aside; False when they mean nothing here either."""
        return False

    def run(self, args: Namespace, context: Context) -> int:
        """Do it; return the exit status. Refusals are raised (AtlasError, StoreError, Refus ...)."""
        raise NotImplementedError
