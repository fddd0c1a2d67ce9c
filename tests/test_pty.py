# SPDX-License-Identifier: EUPL-1.2
"""The real program in a real pseudo-terminal, and what it writes to it."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from petit_atlas import construire

from atlas_tui import identite, preferences
from atlas_tui.terminal.clipboard import MAX_BYTES, osc52
from atlas_tui.terminal.profile import choisir, profil, reglages

pytestmark = [pytest.mark.ouverture, pytest.mark.fil]

RACINE = Path(__file__).resolve().parent.parent
ATTENTE = 30.0
"""Seconds after which what is waited for will not come."""


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return construire(tmp_path_factory.mktemp("pty") / "atlas").dossier


class Ecran(pyte.Screen):
    """pyte's screen, with the order it lacks: write the last character n times more; and what it forgets of margins."""

    _dernier = " "

    def draw(self, data: str) -> None:
        self._dernier = data[-1:] or self._dernier
        super().draw(data)

    def set_margins(self, top: int | None = None, bottom: int | None = None) -> None:
        super().set_margins(top, bottom)
        # Taking the margins away sends the cursor home, as setting them does.
        self.cursor_position()

    def repeter(self, *fois: int) -> None:
        self.draw(self._dernier * (fois[0] if fois else 1))


class Flux(pyte.ByteStream):
    """pyte's parser, that knows the same order."""

    csi = {**pyte.ByteStream.csi, "b": "repeter"}
    events = pyte.ByteStream.events | {"repeter"}


class Terminal:
    """A terminal of a given size with a program in it."""

    def __init__(self, arguments: list[str], taille: tuple[int, int], **environ: str) -> None:
        columns, lines = taille
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        settings = {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", **environ}
        self.processus = pexpect.spawn(
            sys.executable,
            arguments,
            cwd=str(RACINE),
            env=settings,
            dimensions=(lines, columns),
            timeout=ATTENTE,
        )
        # pexpect sleeps 50 ms before each key, for the sake of programs that ask for a password: this one keeps what comes early.
        self.processus.delaybeforesend = None
        self._ecran = Ecran(columns, lines)
        self._flux = Flux(self._ecran)
        self.recu = b""

    def lire(self) -> bool:
        """Take what comes next; False at the end."""
        try:
            part = self.processus.read_nonblocking(65536, timeout=0.2)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.recu += part
        # pyte does not know the private forms that ask or set keys: a terminal ignores them.
        self._flux.feed(re.sub(rb"\x1b\[[<>=?][0-9;]*(?:\$p|u)|\x1b\]22;[a-z]*\x07", b"", part))
        return True

    @property
    def ecran(self) -> str:
        """The text on the screen."""
        text = "\n".join(line.rstrip() for line in self._ecran.display)
        return text.replace("\u202f", " ").replace("\u00a0", " ")

    def attendre(self, condition: Callable[[str], bool], quoi: str) -> str:
        """Wait until the screen is as wanted."""
        end = time.monotonic() + ATTENTE
        while time.monotonic() < end:
            alive = self.lire()
            if condition(self.ecran):
                return self.ecran
            assert alive, f"fini avant : {quoi}\n{self.ecran}"
        raise AssertionError(f"jamais vu : {quoi}\n{self.ecran}")

    def voir(self, texte: str) -> str:
        """Wait for a text."""
        return self.attendre(lambda screen: texte in screen, texte)

    def taper(self, touches: str) -> None:
        """Press keys."""
        self.processus.send(touches)

    def griffonner(self, texte: str) -> None:
        """Write on the screen what does not come from the program."""
        self._flux.feed(texte.encode())


@contextmanager
def terminal(arguments: list[str], taille: tuple[int, int], **environ: str) -> Iterator[Terminal]:
    term = Terminal(arguments, taille, **environ)
    try:
        yield term
    finally:
        term.processus.close(force=True)


@pytest.mark.parametrize("taille", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_une_visite_dans_un_vrai_terminal(dossier: Path, taille: tuple[int, int]) -> None:
    _, lines = taille
    with terminal(["-m", "atlas_tui", "--donnees", str(dossier), "atlas://monde/pays/bf"], taille) as term:
        term.voir("Burkina Faso")
        term.voir("trouver")
        term.taper("/")
        term.voir("un lieu, une collectivité")
        term.taper("conseil bas rin")
        term.voir("> Conseil départemental du Bas-Rhin")
        term.taper("\r")
        term.voir("luc@bas-rhin.example")
        term.taper("\r")
        term.voir("Copié : international@bas-rhin.example")
        term.taper("3")
        term.voir("2 projets")
        term.taper("\x1b")
        seen = term.voir("Afficher :")
        assert len(seen.splitlines()) <= lines
        term.taper("m")
        term.voir("Filtrer")
        term.taper("pologne")
        term.voir(">       Pologne")
        term.taper("\x1b[21~")
        while term.lire():
            pass
        term.processus.wait()
        assert term.processus.exitstatus == 0
    assert osc52("international@bas-rhin.example").encode() in term.recu
    assert b"Traceback" not in term.recu
    # The terminal is given back: main screen, cursor shown, no mouse, no paste mode.
    for mode in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l"):
        assert mode in term.recu[-4000:]


def test_suspendu_il_rend_le_terminal_et_repris_il_redit_tout(dossier: Path) -> None:
    with terminal(["-m", "atlas_tui", "--donnees", str(dossier), "atlas://monde/pays/bf"], (80, 24)) as term:
        before = term.attendre(lambda screen: "Burkina Faso" in screen and "trouver" in screen, "la page")
        pid = term.processus.pid

        def etat() -> str:
            return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]

        # The second and the third time come while the terminal is hardly taken again.
        for _ in range(3):
            term.recu = b""
            os.kill(pid, signal.SIGTSTP)
            term.attendre(lambda _: etat() == "T", "arrêté")
            term.attendre(
                lambda _: b"\x1b[?1049l" in term.recu and b"\x1b[?25h" in term.recu, "l'écran rendu"
            )
            # What a shell would have left there.
            term.griffonner("$ ls\r\n" * 40 + "\x1b[31;44m")
            os.kill(pid, signal.SIGCONT)
            assert term.attendre(lambda screen: screen == before, "le même écran") == before
            # Continued though it runs: nothing comes of it.
            os.kill(pid, signal.SIGCONT)
        # The keys are heard again, and the session ends as any other.
        term.taper("/")
        term.voir("un lieu, une collectivité")
        term.taper("\x1b[21~")
        while term.lire():
            pass
        term.processus.wait()
        assert term.processus.exitstatus == 0


VENIN = "A\x1b]0;pirate\x07B\x1b[31;5mC\x9b2JD\x1bcE\ud800F\u202eG"
PROGRAMME = f"""
from atlas_tui.terminal.profile import preparer
preparer()
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static
from atlas_tui.terminal.application import GuardedApp

VENIN = {VENIN!r}

class Oublieux(Widget):
    "A widget that someone forgot: raw data in its line, and in its hyperlink."
    DEFAULT_CSS = "Oublieux {{ height: 1; }}"
    def render_line(self, y):
        return Strip([Segment(VENIN, Style(link="http://exemple.example/\\x1b]0;pirate\\x07"))])

class Essai(GuardedApp):
    def compose(self):
        yield Static(VENIN, markup=False)
        yield Oublieux()
        yield Static("FIN", markup=False)

    def on_mount(self):
        # What goes round the lines meets the driver.
        self._driver.write("\\x1b]0;pirate\\x07\\x1bc")

Essai().run()
"""


@pytest.mark.surete
@pytest.mark.parametrize(
    "environ",
    [{}, {"TERM": "vt100"}, {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
    ids=["xterm", "vt100", "ascii"],
)
def test_aucun_octet_de_commande_des_donnees_n_atteint_le_terminal(environ: dict[str, str]) -> None:
    with terminal(["-c", PROGRAMME], (80, 24), **environ) as term:
        screen = term.voir("FIN")
        assert screen.count("A]0;pirate") == 2
    for attack in (b"\x1b]0", b"\x1b]8", b"\x1bc", b"\x1b[31;5m", b"\x9b2J", b"\xc2\x9b", "\u202e".encode()):
        assert attack not in term.recu
    if environ.get("TERM") == "vt100":
        assert not re.search(rb"\x1b\[[0-9;]*(?:3[0-7]|4[0-7]|38|48|9[0-7])[;m]", term.recu)


# --- the guard and the profile, without a terminal ------------------------------------------------------------


@given(st.text())
def test_la_garde_ne_laisse_que_du_texte_et_garde_la_largeur(texte: str) -> None:
    from rich.cells import cell_len

    from atlas_tui.terminal.guard import sans_controle

    bare = sans_controle(texte)
    assert not [c for c in bare if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert sans_controle(bare) == bare
    if bare == texte:
        assert cell_len(bare) == cell_len(texte)


@given(
    st.lists(
        st.sampled_from(
            ["\x1b", "\x9b", "[", "]", "0", ";", "?", "m", "H", "J", "c", "P", "\x07", "\\", "52;c;", "é"]
        )
    )
)
def test_le_pilote_ne_laisse_que_les_sequences_du_programme(parts: list[str]) -> None:
    from atlas_tui.terminal.guard import sequences_permises

    out = sequences_permises("".join(parts))
    left = re.sub(r"\x1b\[\??[0-9;]*[A-Za-z]|\x1b\]52;c;[A-Za-z0-9+/=]*(?:\x07|\x1b\\)", "", out)
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", left)


def test_le_profil_choisi_se_retrouve_sauf_chez_un_hote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ATLAS_TUI_PROFIL", "SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", identite.VARIABLE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    def au_depart(**environ: str) -> str:
        """The profile of a session that opens there."""
        with monkeypatch.context() as session:
            session.setenv("ATLAS_TUI_PROFIL", environ.pop("ATLAS_TUI_PROFIL", ""))
            for name, value in environ.items():
                session.setenv(name, value)
            profil.cache_clear()
            preferences.reprendre_profil()
            found = profil().nom
        profil.cache_clear()
        return found

    assert au_depart() == "local"
    assert preferences.retenir_profil("bas-debit")
    assert au_depart() == "bas-debit"
    assert au_depart(ATLAS_TUI_PROFIL="distant") == "distant", "what is said now comes first"
    assert au_depart(SSH_TTY="/dev/pts/1") == "distant", "another line"
    assert au_depart(**{identite.VARIABLE: "public"}) == "local"
    (kept,) = (tmp_path / "atlas-tui").iterdir()
    kept.write_bytes(b"\xff../../etc")
    assert au_depart() == "local"
    monkeypatch.setenv(identite.VARIABLE, "public")
    kept.unlink()
    assert not preferences.retenir_profil("bas-debit")
    assert not list((tmp_path / "atlas-tui").iterdir())


@pytest.mark.parametrize(
    ("environ", "codage", "attendu"),
    [
        ({"TERM": "xterm-256color"}, "UTF-8", (False, False, True, True)),
        ({"TERM": "tmux-256color", "SSH_TTY": "/dev/pts/1"}, "utf-8", (True, False, True, False)),
        ({"TERM": "vt100"}, "UTF-8", (False, True, False, True)),
        ({"TERM": "xterm"}, "ISO-8859-1", (False, True, True, True)),
        ({"TERM": "linux"}, "UTF-8", (False, True, True, True)),
        ({"TERM": "xterm", "NO_COLOR": "1", "ATLAS_TUI_SOURIS": "0"}, "UTF-8", (False, False, False, False)),
        ({"TERM": "vt100", "ATLAS_TUI_ASCII": "non"}, "UTF-8", (False, False, False, True)),
    ],
)
def test_le_profil_suit_le_terminal(
    environ: dict[str, str], codage: str, attendu: tuple[bool, bool, bool, bool]
) -> None:
    chosen = choisir(environ, codage)
    assert (chosen.distant, chosen.ascii, chosen.couleur, chosen.souris) == attendu
    assert 250 <= int(reglages(chosen)["ESCDELAY"]) <= 500
    signs = [chosen.signe(nature) for nature in ("cooperation", "action", "demande")]
    assert len(set(signs)) == 3
    assert all(sign.isascii() for sign in signs) == chosen.ascii


def test_on_ne_copie_pas_ce_qu_un_terminal_laisserait_tomber() -> None:
    assert osc52("é") == "\x1b]52;c;w6k=\x07"
    # Nothing of what data may say is obeyed where it is pasted.
    assert osc52("a\x1b[201~\x9b2J\u202e\r\n\tb") == osc52("a[201~2J\n\tb")
    assert osc52("a" * (MAX_BYTES + 1)) == ""
