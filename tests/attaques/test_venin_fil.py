# SPDX-License-Identifier: EUPL-1.2
"""Hostile texts through the real program in a real terminal: every byte that it writes is text, or one of its own orders."""

from __future__ import annotations

import base64
import re
import shutil
import sys
from pathlib import Path

import pexpect
import pytest
from empoisonne import COMPTES, VENIN
from longueur import LONGUE, PATIENCE, noter
from marche import liens
from test_pty import Terminal, terminal

from store.store import Store

pytestmark = [pytest.mark.surete, pytest.mark.timeout(PATIENCE)]

SIENNES = re.compile(
    r"\x1b\[[0-9;:]*m|\x1b\[[0-9;]*[ABCDGHJKXbdr]|\x1bM|\x08|\r|\n"
    r"|\x1b\[\?[0-9;]*[hl]|\x1b\[\?[0-9;]*\$p|\x1b\[[56]n|\x1b\[[<>=]?[0-9;]*u|\x1b\]22;[a-z-]*\x07"
)
"""What the program writes of itself: colours, cursor, erasing, scrolling, modes, questions. No title, no link."""
COPIE = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
"""What Entrée copies of a line that has an address: looked at as text."""
INTERDITS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffd]")
TOUCHES = (
    "\x1b[B", "\r", "\t", "\x1b[F", "\x1b[18~", "\x1b", "\x1b[12~", "\x1b", "/nope", "\x1b", "k", "\x1b", "c", "\x1b", "h", "\x1b", "\x1bOP", "\x1b",
)  # fmt: skip
"""Down, open, next field, end, actions, commands, finder, charts, map, history, help; Échap after each window."""
TERMINAUX = ({}, {"TERM": "vt100"}, {"ATLAS_TUI_PROFIL": "bas-debit"})


def ecrits(term: Terminal) -> str:
    """All that the program wrote, until its end."""
    term.taper("\x1b[21~")
    while term.lire():
        pass
    return term.recu.decode("utf-8", "replace")


def reste(text: str) -> str:
    """What was written as text, and what was copied."""
    return COPIE.sub(lambda found: base64.b64decode(found[1]).decode(), SIENNES.sub("", text))


def test_only_its_own_orders_reach_the_terminal(venin: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    folder, ids = tmp_path / "atlas", venin[1]
    shutil.copytree(venin[0], folder, symlinks=True)
    with Store.open(folder / "atlas.sqlite") as store, store.comptes() as accounts:
        numbers = ["", *(str(found.numero) for name in COMPTES if (found := accounts.find(name)))]
    links = liens(ids)
    if not LONGUE:
        links = [f"collectivite/{ids['col']}", "recherche?mots=nope"]
    total = 0
    for rank, link in enumerate(links):
        settings = dict(TERMINAUX[rank % len(TERMINAUX)])
        if number := numbers[rank % len(numbers)]:
            settings["ATLAS_TUI_COMPTE"] = number
        size = ((80, 24), (120, 40))[rank % 2]
        words = ["-m", "atlas_tui", f"atlas://{link}"]
        where = {"ATLAS_TUI_DONNEES": str(folder), "XDG_STATE_HOME": str(tmp_path)}
        with terminal(words, size, **where, **settings) as term:
            term.voir("trouver")
            seen = len(term.recu)
            for key in TOUCHES if LONGUE else TOUCHES[:4]:
                term.taper(key)
                # What this key brings, or nothing: the next one then comes behind it.
                for _ in range(3):
                    if not term.lire() or len(term.recu) == seen:
                        break
                    seen = len(term.recu)
            text = ecrits(term)
            assert "Traceback" not in text, (link, text)
            left = reste(text)
            found = INTERDITS.search(left)
            assert found is None, (link, settings, left[max(0, found.start() - 80) : found.start() + 80])
            assert term.processus.wait() == 0, link
            total += len(term.recu)
    noter(
        "Textes hostiles, vrai terminal",
        f"{len(links)} adresses, {len(COMPTES)} comptes ou aucun, {len(TERMINAUX)} réglages, 80 × 24 et 120 × 40 : {total // 1000} ko écrits, 0 ordre qui ne soit du programme",
    )


def test_the_witness_sees_an_order(tmp_path: Path) -> None:
    """The control: the same poison written by `cat` is seen."""
    path = tmp_path / "venin"
    path.write_text(VENIN)
    child = pexpect.spawn(sys.executable, ["-c", f"print(open({str(path)!r}).read())"])
    child.expect(pexpect.EOF)
    assert INTERDITS.search(reste(child.before.decode("utf-8", "replace")))
