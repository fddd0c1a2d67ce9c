# SPDX-License-Identifier: EUPL-1.2
"""What every test may ask for: the project's folder, the source documents, a demonstration atlas."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from boite_aux_lettres import Boite, boite_aux_lettres
from hypothesis import HealthCheck, settings

RACINE = Path(__file__).resolve().parent.parent
"""The checkout."""

settings.register_profile("dev", deadline=None)
settings.register_profile(
    "ci", deadline=None, max_examples=200, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

# A developer's own atlas, settings, colours, window or rights of files must not decide how a test ends.
_A_NOUS = {
    "ATLAS_TUI_ATTAQUES",
    "ATLAS_TUI_GUIDES",
    "ATLAS_TUI_TIRAGES",
    "ATLAS_TUI_IMAGES",
    "ATLAS_TUI_PAQUETS_REFERENCE",
}
for _nom in [*os.environ]:
    if (_nom.startswith("ATLAS_TUI_") and _nom not in _A_NOUS) or _nom in {
        "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES",
    }:  # fmt: skip
        del os.environ[_nom]
os.environ["TERM"] = "xterm-256color"
os.umask(0o022)
# Without compiled modules, each of the processes that the tests start would compile the program again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def _memoire_vive() -> bool:
    """Tell whether this machine has room in memory for the atlases of a run, some hundreds of megabytes."""
    try:
        shm = os.statvfs("/dev/shm")
        there = Path("/proc/meminfo").read_text("ascii").split()
        free = int(there[there.index("MemAvailable:") + 1]) * 1024
    except (OSError, ValueError, AttributeError):
        return False
    enough = min(shm.f_bavail * shm.f_frsize, free) > 4 << 30
    return enough and not shm.f_flag & os.ST_NOEXEC and os.access("/dev/shm", os.W_OK | os.X_OK)


# A third of the suite was spent waiting for a disk to have written what a test throws away: the program asks for it at each
# transaction, and no test cuts the current. The long form of the attacks keeps the disk.
if "ATLAS_TUI_ATTAQUES" not in os.environ and _memoire_vive():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", "/dev/shm")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the attacks and the stories first, the longest tests; then a module that reads the demonstration, the others of them last.

    So one worker builds it while the other has something else to do, and a short test ends the run of each. Modules stay
    whole, for the sake of their fixtures.
    """
    reading = {item.path for item in items if {"atlas_demo", "atlas_copie"} & set(item.fixturenames)}
    builds = min(reading, default=None)

    def rang(path: Path) -> int:
        if path.parent.name == "attaques":
            return 0
        return 1 if path.name.startswith("test_pty") else 2 if path == builds else 3 + (path in reading)

    items.sort(key=lambda item: rang(item.path))


def pytest_collection_finish() -> None:
    """Look for cycles a hundred times less often: a whole look takes a quarter of a second, a seventh of the suite."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def racine() -> Path:
    """The checkout's folder."""
    return RACINE


@pytest.fixture(scope="session")
def shared() -> Path:
    """The source documents, which stand beside the checkout and are not part of it."""
    dossier = RACINE.parent / "shared"
    if not dossier.is_dir():
        pytest.skip("../shared absent")
    return dossier


@contextmanager
def _verrou(chemin: Path) -> Iterator[None]:
    """Hold a lock that other processes see, and that the system releases if this one dies."""
    import fcntl

    with chemin.open("w") as fichier:
        fcntl.flock(fichier, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def atlas_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration atlas, built once for all the workers of a run. Never write in it: see `atlas_copie`."""
    commun = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        commun = commun.parent
    atlas = commun / "atlas-demo"
    fini, rate = commun / "atlas-demo.fini", commun / "atlas-demo.rate"
    with _verrou(commun / "atlas-demo.verrou"):
        if rate.exists():
            pytest.fail(rate.read_text(encoding="utf-8"), pytrace=False)
        if not fini.exists():
            ordre = [sys.executable, "-m", "atlas_tui", "--donnees", str(atlas), "demo"]
            fait = subprocess.run(ordre, cwd=RACINE, capture_output=True, text=True, timeout=280)
            if fait.returncode:
                message = f"« demo » a rendu {fait.returncode} :\n{fait.stdout}{fait.stderr}"
                rate.write_text(message, encoding="utf-8")
                pytest.fail(message, pytrace=False)
            fini.touch()
    return atlas


@pytest.fixture
def atlas_copie(atlas_demo: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration atlas, to change at will."""
    copie = tmp_path / "atlas"
    shutil.copytree(atlas_demo, copie, symlinks=True)
    return copie


@pytest.fixture
def boite() -> Iterator[Boite]:
    """A local SMTP server and the letters that it took: give `boite.url` as ATLAS_TUI_SMTP."""
    with boite_aux_lettres() as box:
        yield box
