# SPDX-License-Identifier: EUPL-1.2
"""What every command is given: which atlas, where the answer goes, how progress is shown."""

from __future__ import annotations

import os
import shutil
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from store import STORE

if TYPE_CHECKING:
    from datetime import date

    from exports.answer import Answer, Origine
    from parquet.atlas import Atlas
    from store.store import Store

PAS_D_ATLAS = (
    "Créez la démonstration avec « atlas-tui demo », commencez un atlas avec « atlas-tui importer … --creer », "
    "ou donnez le bon dossier avec --donnees."
)
"""What to do where there is no atlas."""


class Refus(Exception):
    """What was asked is not there or is refused; `str(error)` is one French line, exit status 1."""


def dossier_par_defaut() -> Path:
    """`ATLAS_TUI_DONNEES`, else the platform's user data folder."""
    if said := os.environ.get("ATLAS_TUI_DONNEES"):
        return Path(said).expanduser()
    from platformdirs import user_data_path

    return user_data_path("atlas-tui", appauthor=False)


@dataclass(frozen=True, slots=True)
class Context:
    """One run of one command."""

    dossier: Path
    format: str
    vers: Path | None
    """Where the answer is written; « - » is stdout, « -.xlsx » stdout in that form."""
    bom: bool = False

    @classmethod
    def of(cls, args: Namespace) -> Context:
        """What the options common to all commands say."""
        said: Path | None = getattr(args, "donnees", None)
        return cls(
            (said or dossier_par_defaut()).absolute(),
            getattr(args, "format", None) or "table",
            getattr(args, "vers", None),
            getattr(args, "bom", False),
        )

    @property
    def forme(self) -> str:
        """The ending that says the form of what is written: that of the file, or that of the format on stdout."""
        if self.vers is None or str(self.vers) == "-":
            return {"csv": ".csv", "json": ".json"}.get(self.format, ".txt")
        return self.vers.suffix.lower() or self.vers.name

    @property
    def vers_sortie(self) -> bool:
        """True when --vers names stdout."""
        return (
            self.vers is not None
            and self.vers.name in ("-", f"-{self.vers.suffix}")
            and self.vers.parent == Path()
        )

    @property
    def au_long(self) -> bool:
        """True when the answer becomes a document that is read from its first page to its last."""
        return self.forme == ".pdf"

    @contextmanager
    def atlas(self, au: date | None = None) -> Iterator[Atlas]:
        """The atlas opened for reading, of today or of a past day; what had to be left aside is said on stderr."""
        from parquet.atlas import Atlas

        with Atlas.ouvrir(self.dossier, au) as atlas:
            for line in atlas.avertissements:
                print(line, file=sys.stderr)
            yield atlas

    @property
    def vide(self) -> bool:
        """True when there is nothing at all in the folder of the atlas, or no folder. Raises Refus when it is a file."""
        try:
            return not any(self.dossier.iterdir())
        except FileNotFoundError:
            return True
        except NotADirectoryError as error:
            raise Refus(f"{self.dossier} n'est pas un dossier. Donnez un dossier avec --donnees.") from error

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store opened. Raises Refus when the folder is a copy of the snapshots alone, or no atlas."""
        from store.store import Store

        path = self.dossier / STORE
        if not path.exists():
            raise Refus(
                f"Aucune base d'édition dans {self.dossier} : rien ne peut y être écrit. {PAS_D_ATLAS}"
            )
        with Store.open(path) as store:
            yield store

    def give(self, answer: Answer, source: Origine | None = None) -> None:
        """Put an answer where it was asked: a file, or stdout in the format asked. `source`: what a document says of it."""
        if self.vers is not None:
            from dataclasses import replace

            self._write(replace(answer, origine=source or answer.origine), self.vers)
            return
        from exports import documents
        from exports.plain import plain
        from store.cleaning import without_controls

        match self.format:
            case "json":
                print(documents.json_text(answer))
            case "csv":
                # Lines end as RFC 4180 says, on every system.
                sys.stdout.flush()
                sys.stdout.buffer.write(
                    (documents.BOM if self.bom else b"") + documents.csv_text(answer).encode()
                )
            case _:
                width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
                for line in plain(answer, width):
                    print(without_controls(line))

    def _write(self, answer: Answer, vers: Path) -> None:
        """Write a file, or a whole file on stdout; what takes more than a second says how far it is."""
        from atlas_tui.terminal.destination import destination
        from exports.documents import Reglages, write_file, write_stream

        progress = Progress(patience=1.0)
        settings = Reglages(bom=self.bom, suivi=lambda fraction: progress(fraction, "Export"))
        try:
            if not self.vers_sortie:
                write_file(answer, destination(vers), settings)
            elif self.forme in (".xlsx", ".parquet", ".pdf") and sys.stdout.isatty():
                raise Refus(
                    f"Un fichier « {self.forme} » ne se lit pas dans un terminal. "
                    f"Redirigez-le : --vers -{self.forme} > fichier{self.forme}"
                )
            else:
                sys.stdout.flush()
                write_stream(answer, self.forme, sys.stdout.buffer, settings)
        finally:
            progress.end()
        if not self.vers_sortie:
            print(f"Écrit : {vers}", file=sys.stderr)


class Progress:
    """Progress on stderr: a bar redrawn in place on a terminal, nothing elsewhere (a log wants results, not steps)."""

    WIDTH = 30

    def __init__(self, *, patience: float = 0.0) -> None:
        """`patience`: seconds during which nothing is shown yet."""
        self._live = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._shown = ""
        self._from = time.monotonic() + patience

    def __call__(self, fraction: float, what: str) -> None:
        """Show that `fraction` (0 to 1) is done, and what is being done."""
        if not self._live or time.monotonic() < self._from:
            return
        done = round(self.WIDTH * min(max(fraction, 0.0), 1.0))
        line = f"[{'#' * done}{'.' * (self.WIDTH - done)}] {fraction * 100:3.0f} %  {what}"
        if line != self._shown:
            print(f"\r{line}\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = line

    def end(self) -> None:
        """Leave the bar's line."""
        if self._live and self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def part(self, start: float, stop: float) -> Progress:
        """The same bar, for a task that is only a part of the whole."""
        return _Part(self, start, stop)


class _Part(Progress):
    def __init__(self, whole: Progress, start: float, stop: float) -> None:
        super().__init__()
        self._whole, self._start, self._stop = whole, start, stop

    def __call__(self, fraction: float, what: str) -> None:
        self._whole(self._start + (self._stop - self._start) * fraction, what)
