# SPDX-License-Identifier: EUPL-1.2
"""The box of deposits under another uid, as on a host: a session that may not open the store deposits all the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from petit_atlas import construire

from atlas_tui.guichet import relever
from store import boite
from store.store import Store

RACINE = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.surete,
    pytest.mark.procedures,
    pytest.mark.skipif(os.geteuid() != 0, reason="il faut root : la session est celle d'un autre"),
]

PROGRAMME = """
import os
import sys
from pathlib import Path
from atlas_tui import prison
from atlas_tui.app.trace import journal
from atlas_tui.guichet import Guichet
from store.boite import ENTREE, Deposer
from store.depot import Deposant, Depot

folder = Path(sys.argv[1])
journal()
# What sshd and the wrapper do: another user, then the jail.
os.setgroups([])
os.setresgid(65534, 65534, 65534)
os.setresuid(65534, 65534, 65534)
prison.fermer([folder])
depot = Depot(
    autorite="Fianarantsoa", pays="MG", titre="Covered market", thematique="8", besoin="A market hall",
    deposant=Deposant(prenom="Rivo", nom="Rakoto", courriel="rivo@fiana.example", langue="en"),
)
desk = Guichet(folder)
print("boite", desk.par_boite, flush=True)
for what in (lambda: (folder / "atlas.sqlite").read_bytes(), lambda: list((folder / ENTREE).iterdir())):
    try:
        what()
        print("lu", flush=True)
    except PermissionError:
        print("interdit", flush=True)
print("remis", flush=True)
print("reponse", desk.demander(Deposer(depot), "j" * 32).cle or "aucun refus", flush=True)
"""


@pytest.fixture
def dossier() -> Iterator[Path]:
    """An atlas that another user may read but for its store."""
    folder = Path(tempfile.mkdtemp(prefix="atlas-boite-"))
    try:
        folder.chmod(0o755)
        atlas = construire(folder / "donnees").dossier
        atlas.chmod(0o755)
        boite.preparer(atlas)
        yield atlas
    finally:
        shutil.rmtree(folder)


def test_another_user_deposits_reads_nothing_and_is_answered(dossier: Path) -> None:
    session = subprocess.Popen(
        [sys.executable, "-c", PROGRAMME, str(dossier)], cwd=RACINE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "XDG_STATE_HOME": str(dossier.parent)},
    )  # fmt: skip
    assert session.stdout is not None
    said = [session.stdout.readline().strip() for _ in range(4)]
    assert said == ["boite True", "interdit", "interdit", "remis"]
    while session.poll() is None and relever(dossier).recus == 0:
        pass
    out, err = session.communicate(timeout=60)
    assert out.strip() == "reponse aucun refus", err
    with Store.open(dossier / "atlas.sqlite") as store, store.comptes() as accounts:
        (letter,) = accounts.letters()
    assert (letter.adresse, letter.sujet) == ("rivo@fiana.example", "Confirm your request")
    assert list((dossier / boite.ENTREE).iterdir()) == []
