# SPDX-License-Identifier: EUPL-1.2
"""The host as it is installed: a real sshd on loopback with the files of deploy/, attacked from outside. Root, on Linux."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pexpect
import pytest
from longueur import LONGUE, PATIENCE, fois, noter
from petit_atlas import construire

from store.comptes import Demande
from store.keys import read_key
from store.rights import HOST
from store.store import Store

SSHD = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
_MANQUE = (
    "sshd absent : installez openssh-server" if SSHD is None
    else "ssh absent : installez openssh-client" if shutil.which("ssh") is None
    else "il faut root : sshd change d'utilisateur" if os.geteuid() != 0
    else ""
)  # fmt: skip
pytestmark = [
    pytest.mark.surete,
    pytest.mark.timeout(PATIENCE),
    pytest.mark.skipif(bool(_MANQUE), reason=_MANQUE),
]

RACINE = Path(__file__).resolve().parents[2]
PREFIXE = "atlas-essai"


@dataclass(frozen=True, slots=True)
class Hote:
    """A host that runs: its folder, its port, the accounts of its sessions, the number of the atlas account of the key."""

    dossier: Path
    port: int
    agent: str
    public: str
    cle: Path
    numero: int

    @property
    def donnees(self) -> Path:
        return self.dossier / "donnees"

    def ordre(self, *arguments: str, user: str = "", programme: str = "ssh") -> list[str]:
        key = ["-i", str(self.cle)] if user != self.public else ["-o", "PubkeyAuthentication=no"]
        options = [
            "-F", "none", "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={self.dossier}/connus",
            "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR", "-o", "ExitOnForwardFailure=yes",
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
        uids = {pwd.getpwnam(self.agent).pw_uid, pwd.getpwnam(self.public).pw_uid}
        found = set()
        for folder in Path("/proc").iterdir():
            try:
                if folder.name.isdigit() and folder.stat().st_uid in uids:
                    found.add(int(folder.name))
            except OSError:
                continue
        return found


def _options(arguments: tuple[str, ...]) -> list[str]:
    """Those of ssh itself: all that is before « -- »."""
    return list(arguments[: arguments.index("--")]) if "--" in arguments else []


def _reste(arguments: tuple[str, ...]) -> list[str]:
    return list(arguments[arguments.index("--") + 1 :]) if "--" in arguments else list(arguments)


def _executer(*order: object) -> None:
    done = subprocess.run([str(word) for word in order], capture_output=True, text=True)
    assert done.returncode == 0, f"{order} : {done.stderr}"


def _attendre(condition: Callable[[], bool], what: str) -> None:
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


@pytest.fixture(scope="module")
def hote() -> Iterator[Hote]:
    """deploy/ installed in a folder of root's own, for two accounts made for the test and removed after it."""
    mark = f"{PREFIXE}-{os.getpid()}"
    agent, public = mark, f"{mark}-p"
    # sshd wants every folder above a command to be root's: a temporary folder that all may write would not do.
    folder = Path("/run") / mark
    folder.mkdir(mode=0o755)
    daemon: subprocess.Popen[bytes] | None = None
    try:
        for user in (agent, public):
            home = folder / f"maison-{user}"
            _executer(
                "useradd", "--system", "--no-create-home", "--home-dir", home, "--shell", "/bin/sh", user
            )
            for one in (home, home / "tmp", home / "exports"):
                one.mkdir(mode=0o700)
                shutil.chown(one, user, user)
        _executer("passwd", "-d", public)
        # A locked account has no key either, without PAM.
        _executer("usermod", "-p", "*", agent)
        construire(folder / "donnees")
        key = folder / "cle"
        _executer("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
        with Store.open(folder / "donnees" / "atlas.sqlite") as store, store.comptes() as accounts:
            compte = accounts.create(
                Demande("essai-cle", "anne@daect.example", "Anne", "Muller", "daect"), "systeme"
            )
            accounts.add_key(compte.numero, read_key((folder / "cle.pub").read_text()), HOST)
        _executer("chown", "-R", f"{agent}:{agent}", folder / "donnees")
        (folder / "donnees").chmod(0o755)
        _executer("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "ssh_host_ed25519_key")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
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
        with (folder / "journal").open("wb") as log:
            mounts = " && ".join(f"mount --bind '{what}' '{where}'" for where, what in bound.items())
            order = f"{mounts} && exec '{SSHD}' -D -e -f '{folder}/sshd_config'"
            daemon = subprocess.Popen(["unshare", "--mount", "sh", "-c", order], stderr=log)
        _attendre(lambda: _repond(port) or daemon.poll() is not None, "sshd")
        if daemon.poll() is not None:
            pytest.skip(f"sshd ne se lance pas ici : {(folder / 'journal').read_text()}")
        made = Hote(folder, port, agent, public, key, compte.numero)
        yield made
    finally:
        if daemon is not None:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait()
        for user in (agent, public):
            for pid in _pids(user):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            subprocess.run(["userdel", user], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def _pids(user: str) -> list[int]:
    try:
        uid = pwd.getpwnam(user).pw_uid
    except KeyError:
        return []
    return [int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit() and p.stat().st_uid == uid]


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
def test_no_shell_no_file_no_program(hote: Hote, who: str, tmp_path: Path) -> None:
    user = getattr(hote, who)
    for line in LIGNES if LONGUE else LIGNES[:: 4 if who == "agent" else 7]:
        done = hote.ssh(line, user=user)
        assert done.returncode != 0, line
        assert "uid=" not in done.stdout, line
        assert "root:" not in done.stdout + done.stderr, line
        assert "\x1b" not in done.stdout + done.stderr, line
    # Without a terminal there is no screen to give, and no shell either.
    assert hote.ssh(user=user).returncode == 1
    for program, words in (("sftp", []), ("scp", ["-O"]), ("scp", ["-s"])):
        order = hote.ordre(user=user, programme=program)
        remote = f"{user}@127.0.0.1"
        order += [remote] if program == "sftp" else [*words, f"{remote}:/etc/passwd", str(tmp_path / "pris")]
        done = subprocess.run(order, capture_output=True, text=True, input="get /etc/passwd\n", timeout=60)
        assert done.returncode != 0, order
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("who", ["agent", "public"])
def test_nothing_is_forwarded(hote: Hote, who: str) -> None:
    user = getattr(hote, who)
    with socket.socket() as listener, socket.socket() as free:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.5)
        free.bind(("127.0.0.1", 0))
        inside, outside = listener.getsockname()[1], free.getsockname()[1]
        free.close()
        # -W: straight through. -R and tunnels: refused at once. -L and -D: listen here, and open nothing there.
        assert hote.ssh("-W", f"127.0.0.1:{inside}", "--", user=user).returncode != 0
        assert hote.ssh("-N", "-R", f"{outside}:127.0.0.1:{inside}", "--", user=user).returncode != 0
        for way in (["-L", f"{outside}:127.0.0.1:{inside}"], ["-D", str(outside)]):
            order = hote.ordre("-N", *way, "--", user=user)
            client = subprocess.Popen(order, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                _attendre(lambda: _ecoute(outside), f"ssh {way[0]}")
                with socket.create_connection(("127.0.0.1", outside), timeout=10) as line:
                    if way[0] == "-D":
                        line.sendall(b"\x05\x01\x00")
                        assert line.recv(2) == b"\x05\x00"
                        line.sendall(b"\x05\x01\x00\x01\x7f\x00\x00\x01" + inside.to_bytes(2))
                        assert line.recv(2)[1:2] != b"\x00"
                    else:
                        assert line.recv(1) == b""
            finally:
                client.kill()
                client.wait()
        with pytest.raises(TimeoutError):
            listener.accept()
    asked = hote.ssh(
        "-A",
        "-X",
        "-o",
        "SetEnv=LD_PRELOAD=/x ATLAS_TUI_COMPTE=1",
        "-w",
        "any:any",
        "--",
        "contact paris",
        user=user,
    )
    assert asked.returncode != 0 or "Paris" in asked.stdout
    assert not [
        p for p in Path(tempfile.gettempdir()).glob("ssh-*") if p.owner() in (hote.agent, hote.public)
    ]


def _ecoute(port: int) -> bool:
    return any(
        line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A"
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
    )


def test_the_environment_is_the_wrappers(hote: Hote) -> None:
    """Seen from outside, in the process of a session that runs."""
    before = hote.processus()
    child = _ecran(hote, "-o", "SetEnv=ATLAS_TUI_COMPTE=1 LD_PRELOAD=/x LANG=C PYTHONPATH=/x TMPDIR=/x")
    try:
        found = [
            dict(v.split("=", 1) for v in p.split("\0") if "=" in v)
            for p in _environs(hote.processus() - before)
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


def _environs(pids: set[int]) -> list[str]:
    texts = []
    for pid in pids:
        try:
            texts.append(Path(f"/proc/{pid}/environ").read_text())
        except OSError:
            continue
    return texts


def test_a_session_is_in_its_jail(hote: Hote) -> None:
    before = hote.processus()
    child = _ecran(hote)
    try:
        # The account of the key, and no password asked.
        child.expect("essai-cle")
        states = [Path(f"/proc/{pid}/status").read_text() for pid in hote.processus() - before]
        jailed = [s for s in states if "Seccomp:\t2" in s and "NoNewPrivs:\t1" in s]
        assert jailed
        assert all("python" in s.partition("\n")[0] for s in jailed)
    finally:
        child.close(force=True)


# --- sessions ------------------------------------------------------------------------------------------------------------


def _ecran(hote: Hote, *options: str, user: str = "") -> pexpect.spawn:
    order = hote.ordre("-tt", *options, "--", user=user)
    env = {"PATH": os.environ["PATH"], "HOME": str(hote.dossier), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    child = pexpect.spawn(order[0], order[1:], env=env, dimensions=(24, 80), timeout=60)
    try:
        child.expect("Atlas")
    except pexpect.EOF:
        logs = "".join(p.read_text()[-3000:] for p in hote.dossier.glob("maison-*/.local/state/**/*.log"))
        pytest.fail(f"session finie avant d'avoir commencé : {child.before!r}\n{logs}")
    return child


def test_many_sessions_at_once_then_lines_that_are_cut(hote: Hote) -> None:
    count, rounds = fois(6, 50), fois(1, 3)
    for _ in range(rounds):
        before = hote.processus()
        children: list[pexpect.spawn] = []
        try:
            for i in range(count):
                children.append(_ecran(hote, user=hote.public if i % 2 else ""))  # noqa: PERF401 - closed below if one fails
            # Each one still answers while all of them are open.
            for child in children:
                child.send("?")
                child.expect("Aide|aide")
            assert len(hote.processus() - before) >= count
        finally:
            for child in children:
                # The line is cut: no goodbye is said.
                os.kill(child.pid, signal.SIGKILL)
                child.close(force=True)
        _attendre(lambda before=before: not hote.processus() - before, f"fin des {count} sessions coupées")
        with Store.open(hote.donnees / "atlas.sqlite") as store, store.write("compte:1") as edit:
            assert edit.head().seq > 0
    assert "Paris" in hote.ssh("contact paris").stdout
    noter("Sessions à la fois", f"{count} écrans ouverts ensemble par un vrai sshd, tous répondent")
    noter("Lignes coupées", f"{count * rounds} coupées sans adieu : 0 processus resté, 0 verrou")


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
