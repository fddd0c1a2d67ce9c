# SPDX-License-Identifier: EUPL-1.2
"""A host as it is installed: a real sshd on loopback with the files of deploy/, and beside it one that refuses nothing."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pexpect
import pytest
from msgspec.structs import replace as replace_struct
from petit_atlas import construire

from parquet.publication import publier
from store.comptes import Demande
from store.keys import read_key
from store.rights import HOST
from store.store import Store

SSHD = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
MANQUE = (
    "sshd absent : installez openssh-server" if SSHD is None
    else "ssh absent : installez openssh-client" if shutil.which("ssh") is None
    else "il faut root : sshd change d'utilisateur" if os.geteuid() != 0
    else ""
)  # fmt: skip
RACINE = Path(__file__).resolve().parents[2]
LIEUX = (Path("/run"), Path("/var/lib"))
"""Folders of root alone: sshd wants every folder above a command to be root's; some machines let nothing be run from the first."""
PREFIXE = "atlas-essai"
_RANGS = count()
PROJETS = 12
"""Of the host's atlas, from pro-5 on: each session that edits has one of its own."""


@dataclass(frozen=True, slots=True)
class Hote:
    """A host that runs: its folder, its port, the accounts of its sessions, the number of the atlas account of the key."""

    dossier: Path
    port: int
    agent: str
    public: str
    cle: Path
    numero: int
    temoin: int = 0
    """Port of the control: an sshd for the same account that has none of our settings, and gives all it can."""

    @property
    def donnees(self) -> Path:
        return self.dossier / "donnees"

    @property
    def ouvert(self) -> Hote:
        """The control."""
        return replace(self, port=self.temoin)

    def maison(self, user: str) -> Path:
        """The home of a session's account."""
        return self.dossier / f"maison-{user}"

    def ordre(
        self, *arguments: str, user: str = "", programme: str = "ssh", niveau: str = "ERROR"
    ) -> list[str]:
        key = ["-i", str(self.cle)] if user != self.public else ["-o", "PubkeyAuthentication=no"]
        options = [
            "-F", "none", "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={self.dossier}/connus",
            "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", f"LogLevel={niveau}", "-o", "ExitOnForwardFailure=yes",
        ]  # fmt: skip
        port = ["-p" if programme == "ssh" else "-P", str(self.port)]
        target = [f"{user or self.agent}@127.0.0.1"] if programme == "ssh" else []
        return [programme, *options, *key, *port, *_options(arguments), *target, *_reste(arguments)]

    def ssh(self, *arguments: str, user: str = "", **options) -> subprocess.CompletedProcess[str]:
        order = self.ordre(*arguments, user=user)
        return subprocess.run(
            order, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, **options
        )

    def processus(self) -> set[int]:
        """The sessions' processes: everything that runs under either account."""
        return _pids(self.agent, self.public)


def lire_proc(pids: set[int], name: str) -> list[str]:
    """A file of /proc for each of these processes; those that ended meanwhile, or may not be read, are left out."""
    texts = []
    for pid in pids:
        try:
            texts.append(Path(f"/proc/{pid}/{name}").read_text())
        except OSError:
            continue
    return texts


def _options(arguments: tuple[str, ...]) -> list[str]:
    """Those of ssh itself: all that is before « -- »."""
    return list(arguments[: arguments.index("--")]) if "--" in arguments else []


def _reste(arguments: tuple[str, ...]) -> list[str]:
    return list(arguments[arguments.index("--") + 1 :]) if "--" in arguments else list(arguments)


def executer(*order: object) -> None:
    done = subprocess.run([str(word) for word in order], capture_output=True, text=True)
    assert done.returncode == 0, f"{order} : {done.stderr}"


def attendre(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, f"jamais vu : {what}"
        time.sleep(0.05)


def _repond(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            return line.recv(4) == b"SSH-"
    except OSError:
        return False


_OUVERT = """Port {port}
ListenAddress 127.0.0.1
HostKey {dossier}/ssh_host_ed25519_key
PidFile none
UsePAM no
StrictModes no
AllowUsers {agent}
AuthorizedKeysFile {dossier}/cle.pub
AllowTcpForwarding yes
AllowStreamLocalForwarding yes
AllowAgentForwarding yes
PermitTunnel yes
X11Forwarding yes
PermitUserRC yes
PermitUserEnvironment yes
AcceptEnv *
Subsystem sftp internal-sftp
MaxSessions 10
MaxStartups 100
"""


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _capacites() -> str:
    """What the unit leaves of root's powers to sshd, as setpriv says it."""
    unit = (RACINE / "deploy" / "atlas-tui-ssh.service").read_text("utf-8")
    (line,) = (one for one in unit.splitlines() if one.startswith("CapabilityBoundingSet="))
    kept = line.partition("=")[2].split()
    return ",".join(["-all", *(f"+{name.removeprefix('CAP_').lower()}" for name in kept)])


@contextmanager
def heberger() -> Iterator[Hote]:
    """deploy/ installed in a folder of root's own, for two accounts made for the test and removed after it."""
    # An account of an earlier host may still be going away.
    mark = f"{PREFIXE}-{os.getpid()}-{next(_RANGS)}"
    agent, public = mark, f"{mark}-p"
    folder = next(one for one in LIEUX if not os.statvfs(one).f_flag & os.ST_NOEXEC) / mark
    folder.mkdir(mode=0o755)
    daemons: list[subprocess.Popen[bytes]] = []
    try:
        for user in (agent, public):
            home = folder / f"maison-{user}"
            executer(
                "useradd", "--system", "--no-create-home", "--home-dir", home, "--shell", "/bin/sh", user
            )
            for one in (home, home / "tmp", home / "exports"):
                one.mkdir(mode=0o700)
                shutil.chown(one, user, user)
        executer("passwd", "-d", public)
        # A locked account has no key either, without PAM.
        executer("usermod", "-p", "*", agent)
        construire(folder / "donnees")
        with Store.open(folder / "donnees" / "atlas.sqlite") as store, store.write("essai") as edit:
            one = edit.get("pro-1")
            assert one is not None
            for rank in range(PROJETS):
                edit.create(replace_struct(one.record, id="", titre=f"Puits {rank}"))
        with Store.open(folder / "donnees" / "atlas.sqlite") as store:
            publier(store, folder / "donnees")
        key = folder / "cle"
        executer("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
        with Store.open(folder / "donnees" / "atlas.sqlite") as store, store.comptes() as accounts:
            compte = accounts.create(
                Demande("essai-cle", "anne@daect.example", "Anne", "Muller", "daect"), "systeme"
            )
            accounts.add_key(compte.numero, read_key((folder / "cle.pub").read_text()), HOST)
        executer("chown", "-R", f"{agent}:{agent}", folder / "donnees")
        (folder / "donnees").chmod(0o755)
        executer("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "ssh_host_ed25519_key")
        port, control = _port(), _port()
        # Neither account may enter root's home, where the checkout and Python may be: both are bound to the host's folder.
        bound = {folder / "racine": RACINE, folder / "python": Path(sys.base_prefix)}
        for where in bound:
            where.mkdir()
        packages = next(p for p in map(Path, sys.path) if p.name == "site-packages")
        path = f"{folder}/racine:{folder}/racine/{packages.relative_to(RACINE)}"
        python = f"PYTHONPATH={path} {folder}/python/bin/python{sys.version_info[0]}.{sys.version_info[1]} -B"
        for name in ("cles", "session", "sshd_config"):
            text = (RACINE / "deploy" / name).read_text("utf-8")
            for ours, theirs in (
                ("/usr/lib/atlas-tui/venv/bin/python -I", python),
                ("/usr/lib/atlas-tui/", f"{folder}/"),
                ("/etc/atlas-tui/", f"{folder}/"),
                ("/var/lib/atlas-tui/donnees", f"{folder}/donnees"),
                ("HOME=/var/lib/atlas-tui ", f"HOME={folder}/maison-{agent} "),
                ("AllowUsers atlas atlas-public", f"AllowUsers {agent} {public}"),
                ("CommandUser atlas\n", f"CommandUser {agent}\n"),
                ("Match User atlas-public", f"Match User {public}"),
                ("Port 2222", f"Port {port}\nListenAddress 127.0.0.1"),
            ):
                text = text.replace(ours, theirs)
            (folder / name).write_text(text, "utf-8")
            (folder / name).chmod(0o755)
        Path("/run/sshd").mkdir(exist_ok=True)
        (folder / "sshd_ouvert").write_text(
            _OUVERT.format(port=control, dossier=folder, agent=agent), "utf-8"
        )
        mounts = " && ".join(f"mount --bind '{what}' '{where}'" for where, what in bound.items())
        for config, where in (("sshd_config", port), ("sshd_ouvert", control)):
            bounded = f"setpriv --no-new-privs --bounding-set {_capacites()}" if where == port else ""
            order = f"{mounts} && exec {bounded} '{SSHD}' -D -e -f '{folder}/{config}'"
            with (folder / f"journal-{config}").open("wb") as log:
                daemon = subprocess.Popen(["unshare", "--mount", "sh", "-c", order], stderr=log)
            daemons.append(daemon)
            attendre(lambda where=where, daemon=daemon: _repond(where) or daemon.poll() is not None, "sshd")
            if daemon.poll() is not None:
                pytest.skip(f"sshd ne se lance pas ici : {(folder / f'journal-{config}').read_text()}")
        yield Hote(folder, port, agent, public, key, compte.numero, control)
    finally:
        for daemon in daemons:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait()
        for user in (agent, public):
            for pid in _pids(user):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            subprocess.run(["userdel", "--force", user], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def _pids(*users: str) -> set[int]:
    """What runs under these accounts, those of them that there are. A process may end while it is looked at."""
    uids = {one.pw_uid for one in pwd.getpwall() if one.pw_name in users}
    found = set()
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and folder.stat().st_uid in uids:
                found.add(int(folder.name))
        except OSError:
            continue
    return found


def ecran(
    hote: Hote, *options: str, user: str = "", demande: str = "", env: dict[str, str] | None = None
) -> pexpect.spawn:
    """A session in a terminal, its first screen shown."""
    order = hote.ordre("-tt", *options, "--", *([demande] if demande else []), user=user)
    given = {
        "PATH": os.environ["PATH"],
        "HOME": str(hote.dossier),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }
    child = pexpect.spawn(order[0], order[1:], env=given | (env or {}), dimensions=(24, 80), timeout=90)
    try:
        child.expect("Atlas")
    except pexpect.EOF:
        logs = "".join(p.read_text()[-3000:] for p in hote.dossier.glob("maison-*/.local/state/**/*.log"))
        pytest.fail(f"session finie avant d'avoir commencé : {child.before!r}\n{logs}")
    return child


def ecoute(port: int) -> bool:
    """Tell whether something listens there, on this machine."""
    return any(
        line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A"
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
    )


def couper(children: list[pexpect.spawn]) -> None:
    """Cut the lines: no goodbye is said."""
    for child in children:
        os.kill(child.pid, signal.SIGKILL)
    for child in children:
        child.close(force=True)
