# SPDX-License-Identifier: EUPL-1.2
"""The files to install on a host, those that need no sshd: what is kept of the backups, and when nothing may be removed."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pytestmark = pytest.mark.surete

RACINE = Path(__file__).resolve().parents[2]


def sauvegarder(dossier: Path, programme: str) -> int:
    """Run deploy/sauvegarde with a program in the place of atlas-tui."""
    outil = dossier.parent / "atlas-tui"
    outil.write_text(f"#!/bin/sh\n{programme}\n")
    outil.chmod(0o755)
    env = {"PATH": os.environ["PATH"], "ATLAS_TUI": str(outil)}
    order = ["sh", str(RACINE / "deploy" / "sauvegarde"), str(dossier)]
    return subprocess.run(order, env=env, capture_output=True).returncode


def test_backups_are_kept_by_number_then_by_month(tmp_path: Path) -> None:
    folder = tmp_path / "sauvegardes"
    folder.mkdir()
    start = datetime(2020, 1, 1, 0, 15, tzinfo=UTC)
    names = [f"atlas-{start + timedelta(hours=12 * i):%Y%m%dT%H%M%SZ}.tar.gz" for i in range(2 * 410)]
    for name in (*names, "atlas-ancien.tar.gz", "à moi"):
        (folder / name).touch()
    assert sauvegarder(folder, "exit 1") != 0
    assert len(list(folder.iterdir())) == len(names) + 2, "a backup that failed removed others"
    assert sauvegarder(folder, 'touch "$4"') == 0
    kept = sorted(p.name for p in folder.iterdir())
    assert {"atlas-ancien.tar.gz", "à moi"} < set(kept)
    dated = [name for name in kept if name in names]
    # The new one is of this year, a month of its own: thirteen before it, and the first of eleven months.
    assert dated[-13:] == names[-13:]
    monthly = dated[:-13]
    assert len(monthly) == 11
    assert all(name[12:14] == "01" and name.endswith("T001500Z.tar.gz") for name in monthly)
    assert len({name[6:12] for name in monthly}) == 11
