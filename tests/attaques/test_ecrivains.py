# SPDX-License-Identifier: EUPL-1.2
"""Sixteen writers killed at random on the same fifty fiches: what was acknowledged is there, once, in order."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from fiches_tirees import LYON, SEGOU, projet
from longueur import LONGUE, PATIENCE, fois, noter

from store.store import Store

pytestmark = [pytest.mark.surete, pytest.mark.timeout(PATIENCE)]

RACINE = Path(__file__).resolve().parents[2]
FICHES = 50
ECRIVAINS = 16


@dataclass(frozen=True, slots=True)
class Bilan:
    """What the writers say they did, and what the store holds."""

    acquittes: int
    morts: int
    perimees: int
    doutes: frozenset[tuple[str, str]]
    """(actor, key) of the edits whose answer nobody heard: done or not, either is right."""
    editions: int
    """Edits that added one, in the journal."""
    somme: int
    """What the fiches add up to."""
    cles: frozenset[tuple[str, str]]
    """(actor, key) that the store acknowledged."""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "atlas.sqlite"
    with Store.create(path) as store, store.write("compte:1") as edit:
        edit.create(LYON)
        edit.create(SEGOU)
        for i in range(FICHES):
            edit.create(projet(titre=f"Puits {i}"))
    return path


def attaquer(base: Path, *, morts: int = 0, secondes: float = 0, ferme: bool = True) -> Bilan:
    order = [sys.executable, str(Path(__file__).with_name("ecrivains.py")), str(base), str(ECRIVAINS)]
    order += [str(morts), str(secondes), "20261121", "ferme" if ferme else "perdante"]
    env = {**os.environ, "PYTHONPATH": str(RACINE)}
    done = subprocess.run(order, cwd=RACINE, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    _, acknowledged, dead, stale, *doubts = done.stdout.split()
    split = [doubt.split(":") for doubt in doubts]
    with Store.open(base) as store:
        with store.read() as reading:
            projets = list(reading.each("projet"))
            history = [entry for one in projets for entry in reading.journal(one.record.id)]
            steps = [e for e in history if e.version > 1]
            # Every version says one more than the one before it: nobody's was written over.
            if ferme:
                assert [e for e in steps if e.after.volontaires != e.before.volontaires + 1] == []
        assert store.verify() == []
        keys = frozenset(store._connection.execute("SELECT acteur, cle FROM edition"))
    return Bilan(
        int(acknowledged),
        int(dead),
        int(stale),
        frozenset((f"compte:{int(rank) + 1}", f"e-{rank}-{n}") for rank, n, _ in split),
        len(steps),
        sum(one.record.volontaires for one in projets),
        keys,
    )


def tenu(bilan: Bilan) -> None:
    """Nothing acknowledged is lost, nothing is done twice, nobody's update is written over."""
    unheard = bilan.cles & bilan.doutes
    assert len(bilan.cles) - len(unheard) == bilan.acquittes
    assert bilan.somme == bilan.editions == len(bilan.cles)


def test_killed_writers_lose_nothing_that_was_acknowledged(base: Path) -> None:
    bilan = attaquer(base, morts=fois(60, 10_000))
    tenu(bilan)
    assert bilan.perimees > 0, "nobody ever met anybody: nothing was shown"
    noter(
        "Écrivains tués",
        f"{bilan.morts} morts, 16 écrivains, 50 fiches : {bilan.acquittes} modifications acquittées, 0 perdue, 0 doublée, "
        f"0 écrasée ({bilan.perimees} versions périmées refusées) ; base et chaîne intactes",
    )


def test_the_same_writers_without_the_version_check_lose_updates(base: Path) -> None:
    """The control: what the test above would see if the promise broke."""
    bilan = attaquer(base, morts=fois(30, 300), ferme=False)
    assert bilan.somme < bilan.editions
    with pytest.raises(AssertionError):
        tenu(bilan)
    noter(
        "Témoin sans contrôle de version",
        f"{bilan.morts} morts : {bilan.editions - bilan.somme} modifications écrasées sur {bilan.editions}, vues par l'essai",
    )


@pytest.mark.comptes
def test_a_minute_of_killed_writers(base: Path) -> None:
    bilan = attaquer(base, secondes=60 if LONGUE else 1)
    tenu(bilan)
    noter(
        "Une minute d'écrivains tués",
        f"60 s, {bilan.morts} morts : {bilan.acquittes} modifications acquittées, 0 perdue, 0 écrasée",
    )
