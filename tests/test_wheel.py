# SPDX-License-Identifier: EUPL-1.2
"""The wheel, alone: built, installed in an empty environment, run from a folder where there is no checkout."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.ouverture, pytest.mark.lent, pytest.mark.timeout(400)]

RACINE = Path(__file__).resolve().parent.parent
OUTILS = ("exports/polices/build", "parquet/reference/build", "parquet/reference/sources")
"""What makes the reference data and stays in the checkout."""
PAQUETS = {"atlas_tui", "exports", "parquet", "store"}
LONGUE = os.environ.get("ATLAS_TUI_ATTAQUES") == "longue"
PIP = ["-m", "pip", "--disable-pip-version-check", "--quiet"]


def lance(*ordre: str | Path, cwd: Path, **env: str) -> str:
    propre = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "ATLAS_TUI", "COV"))}
    fait = subprocess.run(
        [str(mot) for mot in ordre], cwd=cwd, env=propre | env, capture_output=True, text=True, timeout=300
    )
    assert fait.returncode == 0, f"{ordre} -> {fait.returncode}\n{fait.stdout}{fait.stderr}"
    return fait.stdout


@pytest.fixture(scope="module")
def roue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout without the network."""
    dossier = tmp_path_factory.mktemp("roue")
    lance(
        sys.executable, *PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", dossier, RACINE,
        cwd=dossier,
    )  # fmt: skip
    (trouvee,) = dossier.glob("*.whl")
    return trouvee


def fichiers_suivis() -> set[str]:
    fait = subprocess.run(
        ["git", "ls-files", "-z", *sorted(PAQUETS)], cwd=RACINE, capture_output=True, text=True
    )
    if fait.returncode:
        pytest.skip("no git here to say which files count")
    return {f for f in fait.stdout.split("\0") if f and (RACINE / f).is_file()}


def test_the_wheel_holds_the_four_packages_and_their_data(roue: Path) -> None:
    dedans = set(zipfile.ZipFile(roue).namelist())
    sommets = {nom.partition("/")[0] for nom in dedans}
    assert sommets >= PAQUETS
    assert [s for s in sommets - PAQUETS if not s.endswith(".dist-info")] == []
    assert any(nom.endswith(".dist-info/licenses/LICENSE") for nom in dedans)
    assert not {f for f in dedans if f.startswith(OUTILS)}
    assert {f for f in fichiers_suivis() if not f.startswith(OUTILS)} <= dedans
    assert any(f.startswith("parquet/reference/data/") for f in dedans)


def bibliotheques(ou: Path) -> None:
    """Link what requirements.lock names, as it is installed here, and nothing else of what is installed here."""
    verrou = (RACINE / "requirements.lock").read_text("utf-8")
    for nom in re.findall(r"^([\w.-]+)==", verrou, re.MULTILINE):
        try:
            distribution = importlib.metadata.distribution(nom)
        except importlib.metadata.PackageNotFoundError:
            # For another system or another Python: its marker says so.
            continue
        sommets = {chemin.parts[0] for chemin in distribution.files or () if chemin.parts[0] != ".."}
        for sommet in sommets - {"__pycache__"}:
            (ou / sommet).symlink_to(distribution.locate_file(sommet))


@pytest.fixture(
    params=["liees", pytest.param("installees", marks=pytest.mark.skipif(not LONGUE, reason="make attaques"))]
)
def ailleurs(request: pytest.FixtureRequest, roue: Path, tmp_path: Path) -> Path:
    """An environment with the libraries of the lock and the wheel alone, beside nothing.

    The libraries are those of this environment, which the same hashes installed (test_hygiene.py holds one lock in the
    other); the long form installs them from the lock.
    """
    lance(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv", cwd=tmp_path)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        tmp_path / "venv",
        "--disable-pip-version-check",
        "--quiet",
    ]
    (paquets,) = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    if request.param == "liees":
        bibliotheques(paquets)
    else:
        lance(
            *pip,
            "install",
            "--no-compile",
            "--require-hashes",
            "-r",
            RACINE / "requirements.lock",
            cwd=tmp_path,
        )
    lance(*pip, "install", "--no-deps", "--no-index", roue, cwd=tmp_path)
    lance(*pip, "check", cwd=tmp_path)
    return tmp_path


@pytest.mark.surete
def test_the_wheel_runs_where_there_is_no_checkout(ailleurs: Path, atlas_demo: Path) -> None:
    """Its fictitious projects are the guide's 12,731, and an atlas is read and printed; the long form builds one whole."""
    programme, donnees = ailleurs / "venv/bin/atlas-tui", atlas_demo
    compte = (
        "import sys, atlas_tui.demonstration as d; assert d.__file__.startswith(sys.prefix);"
        "print(sum(getattr(fiche, 'nature', '') == 'cooperation' for fiche in d.generate()))"
    )
    assert lance(ailleurs / "venv/bin/python", "-c", compte, cwd=ailleurs) == "12731\n"
    if LONGUE:
        donnees = ailleurs / "données de l'atlas"
        lance(programme, "--donnees", donnees, "demo", cwd=ailleurs, HOME=str(ailleurs))
    sortie = lance(programme, "--donnees", donnees, "etat", "monde", "--format", "json", cwd=ailleurs)
    etat = json.loads(sortie)
    assert etat["demonstration"] is True
    assert etat["compteurs"]["projets_cooperation"] == 12731
    # Its fonts and its reference data came along.
    lance(programme, "--donnees", donnees, "etat", "pays/vn", "--vers", ailleurs / "vn.pdf", cwd=ailleurs)
    assert (ailleurs / "vn.pdf").read_bytes().startswith(b"%PDF-1.7")
