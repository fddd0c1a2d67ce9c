# SPDX-License-Identifier: EUPL-1.2
"""The wheel, alone: built, installed in an empty environment, run from a folder where there is no checkout."""

from __future__ import annotations

import json
import os
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


def test_the_wheel_runs_where_there_is_no_checkout(roue: Path, tmp_path: Path) -> None:
    """Locked libraries, then the wheel alone: the demonstration atlas has the guide's 12,731 projects."""
    lance(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    python, atlas_tui = tmp_path / "venv/bin/python", tmp_path / "venv/bin/atlas-tui"
    lance(
        python,
        *PIP,
        "install",
        "--no-compile",
        "--require-hashes",
        "-r",
        RACINE / "requirements.lock",
        cwd=tmp_path,
    )
    lance(python, *PIP, "install", "--no-deps", "--no-index", roue, cwd=tmp_path)
    lance(python, *PIP, "check", cwd=tmp_path)

    donnees = tmp_path / "données de l'atlas"
    lance(atlas_tui, "--donnees", donnees, "demo", cwd=tmp_path, HOME=str(tmp_path))
    sortie = lance(atlas_tui, "--donnees", donnees, "etat", "monde", "--format", "json", cwd=tmp_path)
    etat = json.loads(sortie)
    assert etat["demonstration"] is True
    assert etat["compteurs"]["projets_cooperation"] == 12731
    # Its fonts and its reference data came along.
    lance(atlas_tui, "--donnees", donnees, "etat", "pays/vn", "--vers", tmp_path / "vn.pdf", cwd=tmp_path)
    assert (tmp_path / "vn.pdf").read_bytes().startswith(b"%PDF-1.7")
