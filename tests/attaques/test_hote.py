# SPDX-License-Identifier: EUPL-1.2
"""The files to install on a host, those that need no sshd: what is kept of the backups, and when nothing may be removed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hote import SSHD

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


# --- sshd, as it reads the file that is installed -------------------------------------------------------------------------

COMMUN = """
    allowusers atlas
    allowusers atlas-public
    permitrootlogin no
    hostbasedauthentication no
    kbdinteractiveauthentication no
    gssapiauthentication no
    kerberosauthentication no
    authorizedkeysfile none
    authorizedprincipalsfile none
    trustedusercakeys none
    requiredrsasize 3072
    strictmodes yes
    usepam no
    disableforwarding yes
    allowtcpforwarding no
    allowagentforwarding no
    allowstreamlocalforwarding no
    gatewayports no
    permittunnel no
    permitopen none
    permitlisten none
    x11forwarding no
    permituserrc no
    permituserenvironment no
    exposeauthinfo no
    compression no
    chrootdirectory none
    logingracetime 20
    maxauthtries 4
    maxsessions 1
    maxstartups 60:30:200
    persourcemaxstartups 20
    persourcenetblocksize 32:64
    clientaliveinterval 30
    clientalivecountmax 4
    unusedconnectiontimeout 60
"""
AGENT = """
    authenticationmethods publickey
    pubkeyauthentication yes
    authorizedkeyscommand /usr/lib/atlas-tui/cles %f
    authorizedkeyscommanduser atlas
    passwordauthentication no
    permitemptypasswords no
    forcecommand none
"""
PUBLIC = """
    authenticationmethods none
    pubkeyauthentication no
    authorizedkeyscommand none
    passwordauthentication yes
    permitemptypasswords yes
    forcecommand /usr/lib/atlas-tui/session public
"""


@pytest.mark.skipif(SSHD is None or os.geteuid() != 0, reason="il faut sshd, et root")
@pytest.mark.parametrize(
    ("user", "own"), [("atlas", AGENT), ("atlas-public", PUBLIC)], ids=["agent", "public"]
)
def test_sshd_understands_the_file_as_we_do(tmp_path: Path, user: str, own: str) -> None:
    """What it will do for each account, its own defaults included: none of them is left to chance."""
    key, config = tmp_path / "cle", tmp_path / "sshd_config"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    text = (RACINE / "deploy" / "sshd_config").read_text("utf-8")
    config.write_text(text.replace("/etc/atlas-tui/ssh_host_ed25519_key", str(key)), "utf-8")
    Path("/run/sshd").mkdir(exist_ok=True)
    order = [str(SSHD), "-T", "-f", str(config), "-C", f"user={user},host=x,addr=192.0.2.1"]
    done = subprocess.run(order, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    found = set(done.stdout.splitlines())
    expected = {line.strip() for line in (COMMUN.strip() + own.rstrip()).splitlines()}
    assert expected <= found, expected - found
    names = {line.partition(" ")[0] for line in found}
    assert not names & {"acceptenv", "setenv", "subsystem", "include"}, (
        "nothing of the client's, no other program"
    )
    (kinds,) = (line for line in found if line.startswith("pubkeyacceptedalgorithms "))
    assert not any(word in kinds for word in ("cert", "ssh-dss", "*", "ssh-rsa"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze absent")
def test_the_units_are_understood(tmp_path: Path) -> None:
    """Every line is one that systemd knows: it passes over those that it does not, hardening included."""
    for path in sorted((RACINE / "deploy").glob("atlas-tui-*")):
        # Nothing is installed here: the programs are taken for others.
        text = path.read_text("utf-8").replace("/usr/lib/atlas-tui/venv/bin/atlas-tui", "/bin/true")
        text = text.replace("/usr/lib/atlas-tui/sauvegarde", "/bin/true").replace(
            "/usr/sbin/sshd", "/bin/true"
        )
        (tmp_path / path.name).write_text(text, "utf-8")
    # The control: a line that no systemd knows is told here.
    (tmp_path / "temoin.service").write_text("[Service]\nExecStart=/bin/true\nInconnue=oui\n", "utf-8")
    order = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))]
    done = subprocess.run(order, capture_output=True, text=True)
    told = [line for line in (done.stdout + done.stderr).splitlines() if str(tmp_path) in line]
    assert told
    assert [line for line in told if "temoin.service" not in line] == []


# --- places ----------------------------------------------------------------------------------------------------------------

VENUES = """
import sys
from atlas_tui import places
places.CHACUN = 2
environ = {"TMPDIR": sys.argv[1], places.VARIABLE: "3"}
for who in "aaabc":
    try:
        places.prendre(who, environ)
        print(who, "entre")
    except places.Complet as error:
        print(who, error)
"""


RESTE = """
import sys
from atlas_tui import places
places.prendre("a", {"TMPDIR": sys.argv[1], places.VARIABLE: "3"})
print("entre", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(shutil.which("systemd-tmpfiles") is None, reason="sans systemd-tmpfiles")
def test_the_daily_cleaning_gives_no_place_twice(tmp_path: Path) -> None:
    folder, rules = tmp_path / "tmp", tmp_path / "tmpfiles.conf"
    folder.mkdir()
    (folder / "vieux").touch()
    # As deploy/tmpfiles.conf, but that everything is old enough.
    rules.write_text(f"d {folder} 0700 - - 0\n")
    order = [sys.executable, "-c", RESTE, str(folder)]
    with subprocess.Popen(order, cwd=RACINE, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as session:
        assert session.stdin is not None
        assert session.stdout is not None
        assert session.stdout.readline() == b"entre\n"
        held = sorted(p.name for p in (folder / "places").iterdir())
        subprocess.run(["systemd-tmpfiles", "--clean", str(rules)], check=True, capture_output=True)
        assert sorted(p.name for p in folder.rglob("*")) == sorted([*held, "places"])
        session.stdin.close()
    subprocess.run(["systemd-tmpfiles", "--clean", str(rules)], check=True, capture_output=True)
    assert list(folder.iterdir()) == []


def test_nobody_takes_every_place_and_whoever_ends_gives_theirs_back(tmp_path: Path) -> None:
    for _ in range(2):
        order = [sys.executable, "-c", VENUES, str(tmp_path)]
        done = subprocess.run(order, cwd=RACINE, capture_output=True, text=True)
        said = done.stdout.splitlines()
        assert [line[:7] for line in said] == ["a entre", "a entre", "a Déjà ", "b entre", "c Toute"], done
    assert {p.stat().st_mode & 0o777 for p in (tmp_path / "places").iterdir()} == {0o600}
