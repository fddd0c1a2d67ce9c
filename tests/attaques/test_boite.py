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
from parquet import snapshot
from parquet.atlas import Atlas
from store import boite
from store.store import Store

RACINE = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.surete,
    pytest.mark.procedures,
    pytest.mark.skipif(os.geteuid() != 0, reason="il faut root : la session est celle d'un autre"),
]

PROGRAMME = """
import fcntl
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
for what in (
    lambda: (folder / "atlas.sqlite").read_bytes(),
    lambda: list((folder / ENTREE).iterdir()),
    # Whoever may read a lock may hold it, and nobody would publish any more.
    lambda: (folder / "publication.verrou").open("rb"),
):
    try:
        what()
        print("lu", flush=True)
    except PermissionError:
        print("interdit", flush=True)
# The snapshot's is everybody's to read: held against every reader.
held = [path.open("rb") for path in folder.glob("instantanes/*/verrou")]
for one in held:
    fcntl.flock(one, fcntl.LOCK_EX)
print("remis", len(held), flush=True)
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


def test_another_user_deposits_reads_nothing_and_is_answered(
    dossier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "ATTENTE", 0.0)
    session = subprocess.Popen(
        [sys.executable, "-c", PROGRAMME, str(dossier)], cwd=RACINE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "XDG_STATE_HOME": str(dossier.parent)},
    )  # fmt: skip
    assert session.stdout is not None
    said = [session.stdout.readline().strip() for _ in range(5)]
    assert said == ["boite True", "interdit", "interdit", "interdit", "remis 1"]
    with Atlas.ouvrir(dossier) as atlas:
        assert atlas.avertissements == (), "a lock that another user holds keeps nobody from reading"
    while session.poll() is None and relever(dossier).recus == 0:
        pass
    out, err = session.communicate(timeout=60)
    assert out.strip() == "reponse aucun refus", err
    with Store.open(dossier / "atlas.sqlite") as store, store.comptes() as accounts:
        (letter,) = accounts.letters()
    assert (letter.adresse, letter.sujet) == ("rivo@fiana.example", "Confirm your request")
    assert list((dossier / boite.ENTREE).iterdir()) == []
