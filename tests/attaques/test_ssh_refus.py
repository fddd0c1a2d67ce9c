# SPDX-License-Identifier: EUPL-1.2
"""What SSH gives besides a session: each is tried on an sshd that gives all it can, where it works, then here, where it does not."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hote import MANQUE, Hote, attendre, couper, ecoute, ecran, heberger
from longueur import LONGUE, PATIENCE, noter

pytestmark = [
    pytest.mark.surete,
    pytest.mark.timeout(PATIENCE),
    pytest.mark.skipif(bool(MANQUE), reason=MANQUE),
]
MOT = b"dedans"


@pytest.fixture(scope="module")
def hote() -> Iterator[Hote]:
    with heberger() as made:
        yield made


def temoin(hote: Hote) -> bool:
    """Tell the control from the host."""
    return hote.port == hote.temoin


# --- files and programs ----------------------------------------------------------------------------------------------------


def un_shell(hote: Hote, user: str, tmp: Path) -> bool:
    return "uid=" in hote.ssh("id", user=user).stdout


def _copier(hote: Hote, user: str, tmp: Path, programme: str, *words: str) -> bool:
    order = hote.ordre(user=user, programme=programme)
    remote, taken = f"{user}@127.0.0.1", tmp / "pris"
    order += [remote] if programme == "sftp" else [*words, f"{remote}:/etc/passwd", str(taken)]
    get = f"get /etc/passwd {taken}\n"
    subprocess.run(order, capture_output=True, text=True, input=get, timeout=60)
    got = taken.is_file() and taken.read_bytes() == Path("/etc/passwd").read_bytes()
    taken.unlink(missing_ok=True)
    return got


def sftp(hote: Hote, user: str, tmp: Path) -> bool:
    return _copier(hote, user, tmp, "sftp")


def scp(hote: Hote, user: str, tmp: Path) -> bool:
    return _copier(hote, user, tmp, "scp", "-s")


def scp_ancien(hote: Hote, user: str, tmp: Path) -> bool:
    return _copier(hote, user, tmp, "scp", "-O")


def deux_sessions(hote: Hote, user: str, tmp: Path) -> bool:
    """A second session in the same line, under the first one's."""
    path = tmp / "ligne"
    child = ecran(
        hote, "-M", "-S", str(path), user=user, demande="echo Atlas; sleep 60" if temoin(hote) else ""
    )
    try:
        order = [
            "ssh",
            "-F",
            "none",
            "-S",
            str(path),
            f"{user}@127.0.0.1",
            "id" if temoin(hote) else "contact paris",
        ]
        done = subprocess.run(order, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
        return "uid=" in done.stdout or "Paris" in done.stdout
    finally:
        couper([child])


# --- lines to elsewhere ----------------------------------------------------------------------------------------------------


@contextmanager
def service(at: tuple[str, int] | str) -> Iterator[socket.socket]:
    """A service that says `MOT` to whoever comes."""
    with socket.socket(socket.AF_UNIX if isinstance(at, str) else socket.AF_INET) as listener:
        listener.bind(at)
        if isinstance(at, str):
            Path(at).chmod(0o777)
        listener.listen()

        def servir() -> None:
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                with line:
                    line.sendall(MOT)

        threading.Thread(target=servir, daemon=True).start()
        try:
            yield listener
        finally:
            listener.shutdown(socket.SHUT_RDWR)


def _libre() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _joindre(
    hote: Hote, user: str, options: list[str], pret: Callable[[], bool], appel: Callable[[], bytes]
) -> bool:
    """Open a line with these options, and call through it once it is ready, if it ever is."""
    client = subprocess.Popen(
        hote.ordre("-N", *options, "--", user=user), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        attendre(lambda: pret() or client.poll() is not None, f"ssh {options}")
        return client.poll() is None and appel() == MOT
    finally:
        client.kill()
        client.wait()


def _lire(at: tuple[str, int] | str, before: bytes = b"") -> bytes:
    with socket.socket(socket.AF_UNIX if isinstance(at, str) else socket.AF_INET) as line:
        line.settimeout(20)
        try:
            line.connect(at)
            if before:
                line.sendall(b"\x05\x01\x00")
                assert line.recv(2) == b"\x05\x00"
                line.sendall(before)
                if line.recv(10)[1:2] != b"\x00":
                    return b""
            return line.recv(100)
        except OSError:
            return b""


def transfert_l(hote: Hote, user: str, tmp: Path) -> bool:
    out = _libre()
    with service(("127.0.0.1", 0)) as inside:
        way = ["-L", f"{out}:127.0.0.1:{inside.getsockname()[1]}"]
        return _joindre(hote, user, way, lambda: ecoute(out), lambda: _lire(("127.0.0.1", out)))


def transfert_l_fichier(hote: Hote, user: str, tmp: Path) -> bool:
    inside, out = hote.dossier / f"dedans-{hote.port}-{user}", tmp / "dehors"
    out.unlink(missing_ok=True)
    with service(str(inside)):
        return _joindre(hote, user, ["-L", f"{out}:{inside}"], out.exists, lambda: _lire(str(out)))


def transfert_r(hote: Hote, user: str, tmp: Path) -> bool:
    out = _libre()
    with service(("127.0.0.1", 0)) as inside:
        way = ["-R", f"{out}:127.0.0.1:{inside.getsockname()[1]}"]
        return _joindre(hote, user, way, lambda: ecoute(out), lambda: _lire(("127.0.0.1", out)))


def transfert_r_fichier(hote: Hote, user: str, tmp: Path) -> bool:
    out = hote.maison(user) / f"recu-{hote.port}"
    with service(("127.0.0.1", 0)) as inside:
        way = ["-R", f"{out}:127.0.0.1:{inside.getsockname()[1]}"]
        return _joindre(hote, user, way, out.exists, lambda: _lire(str(out)))


def transfert_d(hote: Hote, user: str, tmp: Path) -> bool:
    out = _libre()
    with service(("127.0.0.1", 0)) as inside:
        socks = b"\x05\x01\x00\x01\x7f\x00\x00\x01" + int(inside.getsockname()[1]).to_bytes(2)
        return _joindre(
            hote, user, ["-D", str(out)], lambda: ecoute(out), lambda: _lire(("127.0.0.1", out), socks)
        )


def transfert_w(hote: Hote, user: str, tmp: Path) -> bool:
    with service(("127.0.0.1", 0)) as inside:
        order = hote.ordre("-W", f"127.0.0.1:{inside.getsockname()[1]}", "--", user=user)
        done = subprocess.run(order, capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
        return done.stdout == MOT


def tunnel(hote: Hote, user: str, tmp: Path) -> bool:
    """A network device on each side. The account may make none on the host: what counts is that sshd tries, or will not."""
    log = tmp / "tunnel"
    log.unlink(missing_ok=True)
    order = hote.ordre("-N", "-E", str(log), "-w", "any:any", "--", user=user, niveau="DEBUG1")
    client = subprocess.Popen(order, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    said = ""
    try:

        def repondu() -> bool:
            nonlocal said
            said = log.read_text(errors="replace") if log.exists() else ""
            return "rejected tunnel" in said or "the tunnel device" in said or client.poll() is not None

        attendre(repondu, "tunnel")
    finally:
        client.kill()
        client.wait()
    assert ("Failed to open the tunnel device" in said) != ("Server has rejected tunnel device" in said), said
    return "Failed to open" in said


# --- what a session would carry with it ------------------------------------------------------------------------------------------


def _pendant(
    hote: Hote, user: str, *options: str, vu: Callable[[], bool], env: dict[str, str] | None = None
) -> bool:
    """Tell whether something is seen while a session lives."""
    child = ecran(hote, *options, user=user, demande="echo Atlas; sleep 60" if temoin(hote) else "", env=env)
    try:
        return vu()
    finally:
        couper([child])


def agent(hote: Hote, user: str, tmp: Path) -> bool:
    """A socket of the agent, on the host, that belongs to the account."""
    path = tmp / "agent"
    path.unlink(missing_ok=True)
    keys = subprocess.Popen(["ssh-agent", "-D", "-a", str(path)], stdout=subprocess.DEVNULL)
    try:
        attendre(path.exists, "ssh-agent")

        def vu() -> bool:
            found = [*Path("/tmp").glob("ssh-*/agent.*"), *hote.maison(user).glob(".ssh/agent/*")]
            return any(one.owner() == user for one in found)

        return _pendant(hote, user, "-A", vu=vu, env={"SSH_AUTH_SOCK": str(path)})
    finally:
        keys.kill()
        keys.wait()


def x11(hote: Hote, user: str, tmp: Path) -> bool:
    """A display of the host's: a port of X that was not listened to before."""
    before = {port for port in range(6010, 6040) if ecoute(port)}

    def vu() -> bool:
        return bool({port for port in range(6010, 6040) if ecoute(port)} - before)

    return _pendant(hote, user, "-Y", vu=vu, env={"DISPLAY": "127.0.0.1:99"})


def _environs(hote: Hote, user: str, *options: str) -> bool:
    before = hote.processus()

    def vu() -> bool:
        found = b""
        for pid in hote.processus() - before:
            try:
                found += Path(f"/proc/{pid}/environ").read_bytes()
            except OSError:
                continue
        assert found
        return b"ATLAS_ESSAI=passe" in found

    return _pendant(hote, user, *options, vu=vu)


def environnement_envoye(hote: Hote, user: str, tmp: Path) -> bool:
    return _environs(hote, user, "-o", "SetEnv=ATLAS_ESSAI=passe")


def environnement_pose(hote: Hote, user: str, tmp: Path) -> bool:
    """By a file in the account's home, as one left by a fault of the past would be."""
    _poser(hote, user, "environment", "ATLAS_ESSAI=passe\n")
    return _environs(hote, user)


def programme_pose(hote: Hote, user: str, tmp: Path) -> bool:
    _poser(hote, user, "rc", "touch $HOME/lance\n")
    made = hote.maison(user) / "lance"
    made.unlink(missing_ok=True)
    return _pendant(hote, user, vu=made.exists)


def _poser(hote: Hote, user: str, name: str, text: str) -> None:
    folder = hote.maison(user) / ".ssh"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    for one in (folder, folder / name):
        shutil.chown(one, user, user)


TENTATIVES = (
    un_shell, sftp, scp, scp_ancien, deux_sessions, transfert_l, transfert_l_fichier, transfert_r, transfert_r_fichier,
    transfert_d, transfert_w, tunnel, agent, x11, environnement_envoye, environnement_pose, programme_pose,
)  # fmt: skip


@pytest.fixture
def court() -> Iterator[Path]:
    """A folder for sockets, whose paths hold a hundred characters: that of the tests may have more by itself."""
    with TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


@pytest.mark.parametrize("essai", TENTATIVES, ids=lambda essai: essai.__name__)
def test_what_ssh_gives_elsewhere_is_refused_here(
    hote: Hote, court: Path, essai: Callable[[Hote, str, Path], bool]
) -> None:
    assert essai(hote.ouvert, hote.agent, court), (
        "the control refuses it too: its refusal here would prove nothing"
    )
    rank = TENTATIVES.index(essai)
    for user in (hote.agent, hote.public) if LONGUE else ((hote.agent, hote.public)[rank % 2],):
        assert not essai(hote, user, court), user


def test_all_that_was_tried_is_counted() -> None:
    noter(
        "Refus de SSH",
        f"{len(TENTATIVES)} demandes, reçues d'un sshd sans nos réglages, refusées ici aux deux comptes",
    )
