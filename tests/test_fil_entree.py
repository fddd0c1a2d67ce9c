# SPDX-License-Identifier: EUPL-1.2
"""Keys and answers, however the line cuts them; frames, however slow the line."""

from __future__ import annotations

import copy
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilote import calme, ouvrir
from rich.color import ColorSystem
from rich.segment import Segment
from terminal_temoin import Temoin
from textual import events
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from atlas_tui.terminal.capacites import capacites
from atlas_tui.terminal.entree import ESC, SUITE, Echap, Entree
from atlas_tui.terminal.fil import QUESTION, Image, Sortie
from atlas_tui.terminal.guard import trames_permises
from parquet.pages import Page

pytestmark = pytest.mark.fil

TOUCHES = (
    "\x1b[A",
    "\x1b[B",
    "\x1bOP",
    "\x1b[21~",
    "\x1b[1;5C",
    "\x1b[Z",
    "\x1b[<0;12;7M",
    "\x1b[I",
    "\r",
    "\t",
    "\x7f",
)
TEXTES = ("m", "burkina", "é", "合作", " ", "2")
REPONSES = (
    "\x1b[0n",
    "\x1b[?64;1;2c",
    "\x1b]11;rgb:0000/0000/0000\x1b\\",
    "\x1bP>|xterm(388)\x1b\\",
    "\x1b[>0;95;0c",
)
MODE = "\x1b[?2026;2$y"
COLLAGE = "\x1b[200~a\x1b[Ab\x1b[201~"


def _lues(parts: list[str | Echap]) -> list[str | Echap]:
    """Text letter by letter, sequences whole."""
    out: list[str | Echap] = []
    for part in parts:
        out += [part] if isinstance(part, Echap) or part.startswith(ESC) else list(part)
    return out


@given(
    st.lists(st.sampled_from([*TOUCHES, *TEXTES, *REPONSES, MODE, ESC]), max_size=20),
    st.lists(st.integers(1, 7), min_size=1, max_size=30),
)
def test_une_touche_est_entiere_ou_n_est_pas_et_une_reponse_n_est_jamais_des_lettres(
    jetons: list[str], coupes: list[int]
) -> None:
    answers: list[None] = []
    entree = Entree(0.5, lambda: answers.append(None))
    stream, got, at, cut = "".join(jetons), [], 0, 0
    while at < len(stream):
        size = coupes[cut % len(coupes)]
        got += entree.recevoir(stream[at : at + size], 0.0)
        at, cut = at + size, cut + 1
    got += entree.patienter(0.6)
    wanted: list[str | Echap] = []
    for jeton in jetons:
        if jeton == ESC:
            wanted.append(Echap())
        elif jeton in TEXTES:
            wanted += list(jeton)
        elif jeton not in REPONSES:
            wanted.append(jeton)
    assert _lues(got) == wanted
    assert len(answers) == jetons.count("\x1b[0n")
    assert not entree.en_attente


@given(st.integers(1, len(COLLAGE) - 1))
def test_un_collage_coupe_n_est_pas_interprete(coupe: int) -> None:
    entree = Entree(0.5, lambda: None)
    got = entree.recevoir(COLLAGE[:coupe], 0.0) + entree.recevoir(COLLAGE[coupe:] + "m", 1.0)
    assert "".join(part for part in got if isinstance(part, str)) == COLLAGE + "m"
    assert Echap() not in got


def test_le_reste_d_une_fleche_deja_prise_pour_echap_n_est_pas_des_lettres() -> None:
    entree = Entree(0.5, lambda: None)
    assert entree.recevoir(ESC, 0.0) == []
    assert entree.patienter(0.4) == []
    assert entree.patienter(0.6) == [Echap()]
    assert entree.recevoir("[Bm", 0.9) == ["\x1b[B", "m"]
    assert entree.recevoir("[Bm", 0.9 + SUITE) == ["[Bm"]
    # A piece of an answer whose end was lost is dropped; Échap then « [ » are two keys.
    assert entree.recevoir("\x1b[?64;1", 10.0) + entree.patienter(10.1 + SUITE) == []
    assert entree.recevoir("\x1b[", 20.0) + entree.patienter(20.1 + SUITE) == [Echap(), "["]


# --- a line that does not follow ------------------------------------------------------------------------------


def _image(rang: int) -> LayoutUpdate:
    rows = [[Strip([Segment(f"{rang:5} {y:3} ".ljust(80, "x"))], 80)] for y in range(24)]
    return LayoutUpdate(rows, Region(0, 0, 80, 24))


def _sortie(en_vol: int) -> tuple[Sortie, int]:
    receiver, sender = os.pipe()
    image = Image(capacites({"TERM": "xterm"}), ColorSystem.STANDARD)
    return Sortie(os.fdopen(sender, "w"), image, trames_permises, en_vol), receiver


def _lire(receiver: int, temoin: Temoin, attendu: str) -> str:
    """Read until the terminal shows `attendu`; return what was read."""
    data = ""
    while True:
        data += os.read(receiver, 65536).decode()
        whole = data.lstrip("x").replace(QUESTION, "")
        seen = Temoin(temoin.colonnes, temoin.lignes)
        seen.__dict__.update(copy.deepcopy(temoin.__dict__))
        try:
            seen.nourrir(whole)
        except AssertionError:
            # Cut in the middle of a sequence: the rest comes.
            continue
        if attendu in seen.texte:
            temoin.__dict__.update(seen.__dict__)
            return data


def test_une_ligne_bouchee_n_arrete_pas_le_programme_et_ne_garde_que_la_derniere_image() -> None:
    sortie, receiver = _sortie(0)
    sortie.start()
    # Nobody reads: the pipe holds 64 KB, and what is drawn would take 4 MB. Textual's own thread blocks at 30 writes.
    sortie.write("x" * 70_000)
    for rang in range(2000):
        sortie.montrer(_image(rang), (80, 24), (0, 0))
    temoin = Temoin(80, 24)
    received = _lire(receiver, temoin, " 1999  23 ")
    sortie.fermer()
    stopper = threading.Thread(target=sortie.stop)
    stopper.start()
    stopper.join()
    assert len(received) < 70_000 + 3 * 2_100
    assert temoin.texte.splitlines()[23] == " 1999  23 ".ljust(80, "x")
    os.close(receiver)


def test_tant_que_le_terminal_n_a_pas_repondu_les_images_se_fondent() -> None:
    sortie, receiver = _sortie(300)
    sortie.accuser()
    sortie.start()
    sortie.montrer(_image(0), (80, 24), (0, 0))
    temoin = Temoin(80, 24)
    assert _lire(receiver, temoin, "    0  23 ").endswith(QUESTION)
    for rang in range(1, 400):
        sortie.montrer(_image(rang), (80, 24), (0, 0))
    assert sortie.en_retard
    assert sortie.images == 1
    sortie.accuser()
    _lire(receiver, temoin, "  399  23 ")
    assert sortie.images == 2
    sortie.fermer()
    sortie.stop()
    os.close(receiver)


async def test_entree_tapee_d_avance_attend_les_reponses_aux_dernieres_lettres(atlas_demo: Path) -> None:
    """All the keys in one packet, as a slow line brings them: what is opened answers to all the letters, errors mended."""
    efface = ("backspace", "\x7f")
    async with ouvrir(atlas_demo, "accueil") as (app, pilot):
        for touche, lettre in (
            ("slash", "/"),
            *((c, c) for c in "maxx"),
            efface,
            efface,
            ("l", "l"),
            ("i", "i"),
            ("enter", "\r"),
        ):
            app.post_message(events.Key(touche, lettre))
        for _ in range(200):
            await calme(pilot)
            if app.page is not None and app.page.adresse.page.genre != "accueil":
                break
            await pilot.pause(0.02)
        assert app.page is not None
        assert app.page.adresse.page == Page("pays", "ML")


def test_une_image_de_l_ancienne_taille_ne_part_pas_et_le_terminal_repris_recoit_tout() -> None:
    image = Image(capacites({"TERM": "xterm"}), ColorSystem.STANDARD)
    image.tailler((80, 24))
    image.appliquer(_image(0), (80, 24), (0, 0))
    assert image.suite()
    image.tailler((100, 30))
    image.appliquer(_image(1), (80, 24), (0, 0))
    assert not image.due
    # Textual insists: it is believed, rather than a blank screen.
    for rang in range(2, 4):
        image.appliquer(_image(rang), (80, 24), (0, 0))
    assert image.due
    image.suite()
    # Suspended, then back: nobody knows what the terminal shows.
    image.perdre()
    temoin = Temoin(80, 24)
    temoin.salir()
    temoin.nourrir(image.suite())
    assert "#" not in temoin.texte
    assert temoin.texte.splitlines()[23].startswith("    3  23 ")
