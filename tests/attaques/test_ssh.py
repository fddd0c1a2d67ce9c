# SPDX-License-Identifier: EUPL-1.2
"""The host as it is installed: a real sshd on loopback with the files of deploy/, attacked from outside. Root, on Linux."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

import pexpect
import pytest
from hote import MANQUE, Hote, attendre, couper, ecran, heberger, lire_proc
from longueur import LONGUE, PATIENCE, fois, noter

from store import brouillons
from store.keys import read_key
from store.rights import HOST
from store.store import Store

pytestmark = [
    pytest.mark.surete,
    pytest.mark.timeout(PATIENCE),
    pytest.mark.skipif(bool(MANQUE), reason=MANQUE),
]


@pytest.fixture(scope="module")
def hote() -> Iterator[Hote]:
    with heberger() as made:
        yield made


# --- what is given -------------------------------------------------------------------------------------------------------


def test_a_question_is_answered_through_ssh(hote: Hote) -> None:
    for user in (hote.agent, hote.public):
        assert "Bas-Rhin" in hote.ssh('contact "bas-rhin"', user=user).stdout
        told = hote.ssh("chercher eau --vers -.csv", user=user)
        assert (told.returncode, told.stderr) == (0, "")
        assert "Ouaga" in told.stdout


def test_the_public_cannot_open_the_store(hote: Hote) -> None:
    done = subprocess.run(
        ["setpriv", "--reuid", hote.public, "--clear-groups", "cat", str(hote.donnees / "atlas.sqlite")],
        capture_output=True,
    )
    assert done.returncode != 0
    assert b"denied" in done.stderr.lower() or b"refus" in done.stderr.lower(), done.stderr


# --- what is refused -----------------------------------------------------------------------------------------------------


LIGNES = (
    "/bin/sh", "sh -c id", "id", "contact x; id", "$(id)", "`id`", "etat monde && id", "etat monde | id", "scp -f /etc/passwd",
    "scp -t /var", "rsync --server . /", "/usr/lib/openssh/sftp-server", "git-upload-pack x", "publier", "compte lister",
    "etat monde --donnees /", "chercher eau --vers /var/pris.csv", "cle lister anne", "cles-ssh SHA256:x", "-c id", "--",
    "etat\x1b]52;c;aWQ=\x07",
)  # fmt: skip
"""What is asked through the forced command, and must not be done: each costs a whole connection."""


@pytest.mark.parametrize("who", ["agent", "public"])
def test_no_shell_no_program(hote: Hote, who: str) -> None:
    user = getattr(hote, who)
    for line in LIGNES if LONGUE else LIGNES[:: 4 if who == "agent" else 7]:
        done = hote.ssh(line, user=user)
        assert done.returncode != 0, line
        assert "uid=" not in done.stdout, line
        assert "root:" not in done.stdout + done.stderr, line
        assert "\x1b" not in done.stdout + done.stderr, line
    # Without a terminal there is no screen to give, and no shell either.
    assert hote.ssh(user=user).returncode == 1


def test_the_environment_is_the_wrappers(hote: Hote) -> None:
    """Seen from outside, in the process of a session that runs."""
    before = hote.processus()
    child = ecran(hote, "-o", "SetEnv=ATLAS_TUI_COMPTE=1 LD_PRELOAD=/x LANG=C PYTHONPATH=/x TMPDIR=/x")
    try:
        found = [
            dict(v.split("=", 1) for v in p.split("\0") if "=" in v)
            for p in lire_proc(hote.processus() - before, "environ")
        ]
        mine = [env for env in found if "ATLAS_TUI_DONNEES" in env]
        assert mine
        for env in mine:
            assert env.get("TMPDIR") == f"{hote.dossier}/maison-{hote.agent}/tmp"
            assert "LD_PRELOAD" not in env
            assert "SSH_AUTH_SOCK" not in env
            assert "ATLAS_TUI_COMPTE" not in env, "set by Python, never by what came"
    finally:
        child.close(force=True)


def test_a_session_is_in_its_jail(hote: Hote) -> None:
    before = hote.processus()
    child = ecran(hote)
    try:
        # The account of the key, and no password asked.
        child.expect("essai-cle")
        states = lire_proc(hote.processus() - before, "status")
        jailed = [s for s in states if "Seccomp:\t2" in s and "NoNewPrivs:\t1" in s]
        assert jailed
        assert all("python" in s.partition("\n")[0] for s in jailed)
        # It has one of the places that the wrapper counts.
        assert list((hote.maison(hote.agent) / "tmp" / "places").glob("toutes.*"))
    finally:
        child.close(force=True)


# --- sessions ------------------------------------------------------------------------------------------------------------


def memoire(pids: set[int]) -> int:
    """Megabytes that processes take together, what they share counted once."""
    told = lire_proc(pids, "smaps_rollup")
    return sum(int(size) for text in told for size in re.findall(r"^Pss: +(\d+)", text, re.M)) // 1024


def test_many_sessions_at_once(hote: Hote) -> None:
    """Each answers while all are open, each has its account, and the lines that are then cut leave nothing."""
    count = fois(4, 50)
    before = hote.processus()
    children: list[pexpect.spawn] = []
    try:
        for i in range(count):
            children.append(ecran(hote, user=hote.public if i % 2 else ""))  # noqa: PERF401 - closed below if one fails
        for i, child in enumerate(children):
            if i % 2 == 0:
                child.expect("essai-cle")
            child.send("?")
            child.expect("Aide|aide")
        there = hote.processus() - before
        assert len(there) >= count
        taken = memoire(there)
        assert taken < 150 * count
    finally:
        couper(children)
    attendre(lambda: not hote.processus() - before, f"fin des {count} sessions coupées")
    assert "Paris" in hote.ssh("contact paris").stdout
    noter(
        "Sessions à la fois",
        f"{count} écrans ouverts ensemble par un vrai sshd, tous répondent ; {taken} Mo en tout, {taken // count} chacune ; 0 processus resté",
    )


def test_lines_cut_with_an_open_edit(hote: Hote) -> None:
    """Cut while a fiche is being edited, some before the fingers have rested: nothing stays open, what was typed is kept."""
    count, rounds = fois(2, 10), fois(1, 15)
    fiches = [f"pro-{5 + i}" for i in range(count)]
    for turn in range(rounds):
        before = hote.processus()
        children: list[pexpect.spawn] = []
        try:
            for id_ in fiches:
                children.append(ecran(hote, demande=f"atlas://fiche/{id_}"))  # noqa: PERF401 - closed below if one fails
            for rank, child in enumerate(children):
                child.expect("essai-cle")
                child.send("\x1bOS")
                child.expect("> Titre")
                child.send("\r")
                child.expect("valider")
                child.send(f"\x15Coupe {turn} {rank}\r")
                child.expect(f"Coupe {turn} {rank}")
        finally:
            couper(children)
        attendre(lambda before=before: not hote.processus() - before, f"fin des {count} sessions coupées")
        with Store.open(hote.donnees / "atlas.sqlite") as store:
            drafts = {one.objet: one.contenu.decode() for one in brouillons.each(store, hote.numero)}
            for rank, id_ in enumerate(fiches):
                assert f"Coupe {turn} {rank}" in drafts[id_], id_
            # Nobody holds the store: it is written at once.
            with store.write("compte:1") as edit:
                assert edit.head().seq > 0
                for id_ in fiches:
                    seen = edit.get(id_)
                    assert seen is not None
                    assert not seen.record.titre.startswith("Coupe"), "never saved: nobody asked"
    noter(
        "Lignes coupées",
        f"{count * rounds} coupées, une saisie ouverte : 0 processus resté, 0 verrou, {count * rounds} brouillons gardés",
    )


def test_a_revoked_key_is_refused_at_once(hote: Hote) -> None:
    assert hote.ssh("contact paris").returncode == 0
    with Store.open(hote.donnees / "atlas.sqlite") as store, store.comptes() as accounts:
        key = read_key((hote.dossier / "cle.pub").read_text())
        accounts.remove_key(key.fingerprint, HOST)
    try:
        done = hote.ssh("contact paris")
        assert done.returncode == 255
        assert "Permission denied" in done.stderr
    finally:
        with Store.open(hote.donnees / "atlas.sqlite") as store, store.comptes() as accounts:
            accounts.add_key(hote.numero, key, HOST)
    assert hote.ssh("contact paris").returncode == 0
