# SPDX-License-Identifier: EUPL-1.2
"""The jail of a session, in real processes: no program, no other process, no file elsewhere, no memory without end."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from petit_atlas import Petit, construire

from atlas_tui import prison
from atlas_tui.session import DemandeRefusee, demande, environnement

pytestmark = pytest.mark.surete

RACINE = Path(__file__).resolve().parents[2]
TENTATIVES = """
    import ctypes, fcntl, mmap, os, resource, socket, subprocess, sys, threading
    from pathlib import Path
    from atlas_tui import prison
    inside, outside = map(Path, sys.argv[1:3])
    terminal = sys.argv[3]
    (outside / "avant").write_text("entier")
    if sys.argv[0] != "libre":
        assert prison.fermer([inside], 512 * 1024 * 1024) == []

    def essayer(name, attempt):
        try:
            attempt()
            print(name, "PASSE")
        except (OSError, MemoryError) as error:
            print(name, type(error).__name__)

    libc = ctypes.CDLL(None, use_errno=True)
    def appel(*numbers):
        # By its number: on x86-64, then on aarch64.
        def faire(*arguments):
            number = numbers[os.uname().machine != "x86_64"]
            if libc.syscall(ctypes.c_long(number), *arguments) < 0:
                raise OSError(ctypes.get_errno(), "refusé")
        return faire
    def a_part(call):
        # What would change this process is tried in another, where there may be one.
        if sys.argv[0] != "libre":
            return call()
        pid = os.fork()
        if pid == 0:
            try:
                call()
            except OSError:
                os._exit(77)
            os._exit(0)
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 77:
            raise OSError
    def ptrace():
        # PTRACE_TRACEME.
        if libc.ptrace(0, 0, 0, 0) < 0:
            raise OSError
    def execveat():
        path = b"/bin/true"
        appel(322, 281)(-100, path, (ctypes.c_char_p * 2)(path, None), None, 0)
    def processus():
        if os.fork() == 0:
            os._exit(0)
        os.wait()
    essayer("execve", lambda: subprocess.run(["/bin/true"], check=True))
    essayer("system", lambda: os.system("true") and (_ for _ in ()).throw(OSError()))
    essayer("execveat", lambda: a_part(execveat))
    essayer("ptrace", lambda: a_part(ptrace))
    essayer("processus", processus)
    essayer("espace", lambda: a_part(lambda: appel(272, 97)(0x10000000)))
    essayer("reseau", lambda: socket.socket())
    # From where it is: a path of a socket has a hundred characters.
    os.chdir(inside)
    essayer("reseau-fichier", lambda: socket.socket(socket.AF_UNIX).bind("prise"))
    essayer("uring", lambda: appel(425, 425)(4, ctypes.create_string_buffer(120)))
    essayer("trousseau", lambda: appel(250, 219)(0, -3, 0))
    # Another session has the same account: its limits, its terminal.
    essayer("limites", lambda: resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE))
    essayer("priorite", lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 0))
    essayer("processeurs", lambda: os.sched_setaffinity(os.getppid(), os.sched_getaffinity(0)))
    essayer("clavier", lambda: os.open(terminal, os.O_RDONLY | os.O_NOCTTY))
    essayer("ecran", lambda: os.open(terminal, os.O_WRONLY | os.O_NOCTTY))
    essayer("lire", lambda: (outside / "avant").read_text())
    essayer("lister", lambda: list(outside.iterdir()))
    essayer("signal", lambda: os.kill(os.getppid(), 0))
    essayer("creer", lambda: (outside / "neuf").write_text("x"))
    essayer("ouvrir", lambda: (outside / "avant").open("r+"))
    essayer("tronquer", lambda: os.truncate(outside / "avant", 0))
    essayer("effacer", lambda: (outside / "avant").unlink())
    essayer("lier", lambda: (outside / "lien").symlink_to("/"))
    essayer("deplacer", lambda: (inside / "dedans").write_text("x") and (inside / "dedans").rename(outside / "dehors"))
    essayer("memoire", lambda: bytearray(1024 * 1024 * 1024))
    essayer("memoire-partagee", lambda: mmap.mmap(-1, 4096))
    essayer("memoire-fichier", lambda: os.memfd_create("x"))
    essayer("memoire-zero", lambda: mmap.mmap(os.open("/dev/zero", os.O_RDWR), 4096, mmap.MAP_SHARED))
    essayer("memoire-pile", lambda: mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x100))
    # A file that another session is told of, by the signal that one wants.
    told, _ = os.pipe()
    essayer("signal-fichier", lambda: fcntl.fcntl(told, fcntl.F_SETOWN, os.getppid()))
    essayer("signal-fichier-choisi", lambda: fcntl.fcntl(told, 10, 0))
    essayer("signal-fichier-fil", lambda: fcntl.fcntl(told, 15, bytes([1, 0, 0, 0]) + os.getppid().to_bytes(4, "little")))
    pair = socket.socketpair()
    essayer("signal-prise", lambda: fcntl.ioctl(pair[0], 0x8901, os.getppid().to_bytes(4, "little")))
    essayer("signal-prise-groupe", lambda: fcntl.ioctl(pair[0], 0x8902, os.getppid().to_bytes(4, "little")))
    def fil():
        essayer("fil-creer", lambda: (outside / "fil").write_text("x"))
        essayer("fil-execve", lambda: subprocess.run(["/bin/true"], check=True))
    thread = threading.Thread(target=fil)
    thread.start()
    thread.join()
    # What a session does stays possible.
    (inside / "dedans").write_text("x")
    (inside / "dedans").rename(inside / "ailleurs")
    os.kill(os.getpid(), 0)
    os.sched_setaffinity(0, os.sched_getaffinity(0))
    fcntl.fcntl(told, fcntl.F_SETFL, fcntl.fcntl(told, fcntl.F_GETFL) | os.O_NONBLOCK)
    Path("/dev/null").write_text("x")
    print("fin")
"""


@pytest.fixture
def ici_et_ailleurs(tmp_path: Path) -> tuple[Path, Path]:
    here, elsewhere = tmp_path / "ici", tmp_path / "ailleurs"
    here.mkdir()
    elsewhere.mkdir()
    return here, elsewhere


def tenter(places: tuple[Path, Path], *, libre: bool = False) -> dict[str, str]:
    code = textwrap.dedent(TENTATIVES)
    if libre:
        code = "import sys\nsys.argv[0] = 'libre'\n" + code
    ours, theirs = pty.openpty()
    try:
        order = [sys.executable, "-c", code, *map(str, places), os.ttyname(theirs)]
        done = subprocess.run(order, cwd=RACINE, capture_output=True, text=True)
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 0, done.stderr
    *attempts, end = done.stdout.splitlines()
    assert end == "fin"
    return dict(line.split() for line in attempts)


@pytest.mark.skipif(bool(prison.manques()), reason=f"ce noyau n'a pas tout : {prison.manques()}")
def test_the_jail_holds(ici_et_ailleurs: tuple[Path, Path]) -> None:
    found = tenter(ici_et_ailleurs)
    assert len(found) == 36
    assert "PASSE" not in found.values(), found
    assert (ici_et_ailleurs[1] / "avant").read_text() == "entier"
    assert [p.name for p in ici_et_ailleurs[1].iterdir()] == ["avant"]


def test_without_the_jail_the_same_attempts_pass(ici_et_ailleurs: tuple[Path, Path]) -> None:
    """The control: the attempts are real ones."""
    found = tenter(ici_et_ailleurs, libre=True)
    # What some machines refuse to everybody.
    for name in ("espace", "uring", "trousseau"):
        found.pop(name)
    assert set(found.values()) == {"PASSE"}, found


def test_a_session_that_has_begun_is_not_shut_in_by_half(tmp_path: Path) -> None:
    """Landlock takes one thread: with another under way, nothing runs."""
    code = (
        "import sys, threading; from pathlib import Path; from atlas_tui import prison\n"
        "end = threading.Event(); threading.Thread(target=end.wait, daemon=True).start()\n"
        "try: prison.fermer([Path(sys.argv[1])])\n"
        "except prison.PrisonImpossible as error: print(error)"
    )
    order = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(order, cwd=RACINE, capture_output=True, text=True)
    assert "n'a pas pu être fermée" in done.stdout, done


# --- the session that sshd opens -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["contact 'bas", 'a "', "etat\x1b[2J", "etat\nmonde", "etat \x9b", "x" * 5000]
)
def test_a_senseless_line_is_refused(line: str) -> None:
    with pytest.raises(DemandeRefusee):
        demande(line)


def test_a_line_is_cut_in_words_that_no_shell_reads() -> None:
    assert demande('contact "bas-rhin"') == ["contact", "bas-rhin"]
    assert demande("atlas-tui etat monde; rm -rf ~") == ["etat", "monde;", "rm", "-rf", "~"]
    assert demande("contact $(id) `id` | x > y") == ["contact", "$(id)", "`id`", "|", "x", ">", "y"]
    assert demande("") == []


def test_the_environment_is_made_and_not_inherited() -> None:
    sent = {
        "TERM": "../../x", "LD_PRELOAD": "x", "PYTHONPATH": "x", "ATLAS_TUI_COMPTE": "1", "LC_ALL": "x", "HOME": "/h",
        "TEXTUAL_LOG": "x", "SSH_ORIGINAL_COMMAND": "x", "SSH_AUTH_SOCK": "x", "ATLAS_TUI_IMAGES": "1",
    }  # fmt: skip
    assert environnement("7", sent) == {
        "TERM": "xterm",
        "HOME": "/h",
        "TMPDIR": "/h",
        "ATLAS_TUI_COMPTE": "7",
    }


@pytest.fixture(scope="module")
def petit(tmp_path_factory: pytest.TempPathFactory) -> Petit:
    return construire(tmp_path_factory.mktemp("prison") / "atlas")


def test_commands_work_inside_the_jail(petit: Petit, tmp_path: Path) -> None:
    def session(line: str, compte: str = "public") -> subprocess.CompletedProcess[bytes]:
        env = {
            "PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "SSH_ORIGINAL_COMMAND": line,
            "ATLAS_TUI_DONNEES": str(petit.dossier),
        }  # fmt: skip
        order = [sys.executable, "-I", "-m", "atlas_tui.session", compte]
        return subprocess.run(order, env=env, cwd=RACINE, capture_output=True)

    assert "Bas-Rhin" in session('contact "bas-rhin"').stdout.decode()
    assert session("chercher eau --vers -.xlsx").stdout[:2] == b"PK"
    assert session("etat monde --vers -.pdf").stdout[:5] == b"%PDF-"
    for line, compte in (
        ("publier", "12"),
        ("etat monde --donnees /", "12"),
        ("etat 'monde", "12"),
        ("etat", "x"),
    ):
        done = session(line, compte)
        assert done.returncode in (1, 2), line
        assert (done.stdout, len(done.stderr.splitlines())) == (b"", 1), done


ECRIRE = """
import sys
from pathlib import Path
from atlas_tui import prison
folder = Path(sys.argv[1])
prison.fermer([folder])
from msgspec.structs import replace
from parquet.atlas import Atlas
from parquet.publication import publier, publier_delta
from store import login
from store.comptes import Demande
from store.store import Store

with Store.open(folder / "atlas.sqlite") as store:
    with store.comptes() as accounts:
        compte = accounts.create(Demande("anne", "anne@daect.example", "Anne", "Muller", "daect"), "systeme")
    login.set_password(store, compte, "quatre chevaux sans bruit")
    login.open_with_password(store, "anne", "quatre chevaux sans bruit")
    for how in (publier_delta, publier):
        with store.write("compte:1") as edit:
            edit.create(replace(edit.get("pro-1").record, id="", titre=f"Écrit en prison, {how.__name__}"))
        how(store, folder)
    assert store.verify() == []
with Atlas.ouvrir(folder) as atlas:
    assert atlas.avertissements == ()
    print("fin")
"""


def test_an_agent_edits_and_publishes_inside_the_jail(tmp_path: Path) -> None:
    """What is shut is what nothing needs: passwords, the store, a delta, a snapshot and its index of words."""
    folder = construire(tmp_path / "atlas").dossier
    done = subprocess.run(
        [sys.executable, "-c", ECRIRE, str(folder)], cwd=RACINE, capture_output=True, text=True,
        env={**os.environ, "TMPDIR": str(folder)},
    )  # fmt: skip
    assert done.stdout == "fin\n", done.stderr
