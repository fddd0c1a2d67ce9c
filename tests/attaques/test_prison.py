# SPDX-License-Identifier: EUPL-1.2
"""The jail of a session, in real processes: no program, no other process, no file elsewhere, no memory without end."""

from __future__ import annotations

import os
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
    import ctypes, os, subprocess, sys, threading
    from pathlib import Path
    from atlas_tui import prison
    inside, outside = map(Path, sys.argv[1:])
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
    def ptrace():
        pid = os.fork()
        if pid == 0:
            # PTRACE_TRACEME, asked by a child that then ends.
            os._exit(libc.ptrace(0, 0, 0, 0) < 0)
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
            raise OSError("ptrace")
    def execveat():
        path = b"/bin/true"
        pid = os.fork()
        if pid == 0:
            argv = (ctypes.c_char_p * 2)(path, None)
            libc.syscall(ctypes.c_long(322 if os.uname().machine == "x86_64" else 281), -100, path, argv, None, 0)
            os._exit(77)
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 77:
            raise OSError("execveat")
    essayer("execve", lambda: subprocess.run(["/bin/true"], check=True))
    essayer("system", lambda: os.system("true") and (_ for _ in ()).throw(OSError()))
    essayer("execveat", execveat)
    essayer("ptrace", ptrace)
    essayer("signal", lambda: os.kill(os.getppid(), 0))
    essayer("creer", lambda: (outside / "neuf").write_text("x"))
    essayer("ouvrir", lambda: (outside / "avant").open("r+"))
    essayer("tronquer", lambda: os.truncate(outside / "avant", 0))
    essayer("effacer", lambda: (outside / "avant").unlink())
    essayer("lier", lambda: (outside / "lien").symlink_to("/"))
    essayer("deplacer", lambda: (inside / "dedans").write_text("x") and (inside / "dedans").rename(outside / "dehors"))
    essayer("memoire", lambda: bytearray(1024 * 1024 * 1024))
    def fil():
        essayer("fil-creer", lambda: (outside / "fil").write_text("x"))
        essayer("fil-execve", lambda: subprocess.run(["/bin/true"], check=True))
    thread = threading.Thread(target=fil)
    thread.start()
    thread.join()
    # What a session does stays possible.
    (inside / "dedans").write_text("x")
    (inside / "dedans").rename(inside / "ailleurs")
    Path("/dev/null").write_text("x")
    assert (outside / "avant").exists() is (sys.argv[0] != "libre")
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
    order = [sys.executable, "-c", code, *map(str, places)]
    done = subprocess.run(order, cwd=RACINE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    *attempts, end = done.stdout.splitlines()
    assert end == "fin"
    return dict(line.split() for line in attempts)


@pytest.mark.skipif(bool(prison.manques()), reason=f"ce noyau n'a pas tout : {prison.manques()}")
def test_the_jail_holds(ici_et_ailleurs: tuple[Path, Path]) -> None:
    found = tenter(ici_et_ailleurs)
    assert len(found) == 14
    # Signals to other processes are shut from Landlock 6 on.
    found.pop("signal")
    assert "PASSE" not in found.values(), found
    assert (ici_et_ailleurs[1] / "avant").read_text() == "entier"
    assert [p.name for p in ici_et_ailleurs[1].iterdir()] == ["avant"]


def test_without_the_jail_the_same_attempts_pass(ici_et_ailleurs: tuple[Path, Path]) -> None:
    """The control: the attempts are real ones."""
    assert set(tenter(ici_et_ailleurs, libre=True).values()) == {"PASSE"}


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
