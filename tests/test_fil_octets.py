# SPDX-License-Identifier: EUPL-1.2
"""What each action costs on the wire, at 80x24 on the real screens: bytes are the same on every machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pilote import ouvrir
from releve import ecouter, jouer, peint

from atlas_tui.terminal.capacites import Capacites, capacites
from atlas_tui.terminal.profile import adopter, profil

pytestmark = pytest.mark.fil

BURKINA = "atlas://monde/pays/bf"
REGARD = 1.4
"""Bytes sent for each byte of text that changed, at most."""


@pytest.fixture
def bas_debit() -> Iterator[None]:
    adopter("bas-debit")
    yield
    del os.environ["ATLAS_TUI_PROFIL"]
    profil.cache_clear()


@pytest.mark.usefixtures("bas_debit")
async def test_chaque_action_coute_le_texte_qu_elle_change(atlas_demo: Path) -> None:
    with ecouter() as fil:
        async with ouvrir(atlas_demo, BURKINA) as (app, pilot):
            await peint(app, pilot)
            first = fil.depuis()[0]
            assert first <= REGARD * fil.texte_change(None), "le premier écran"
            assert fil.images == 1, "rien n'est montré à moitié"

            async def cout(touche: str) -> tuple[int, int]:
                before = fil.temoin.vues()
                await jouer(app, pilot, touche)
                return fil.depuis()[0], fil.texte_change(before)

            for touche in ("2", "pagedown", "pagedown", "enter", "escape", "colon", "escape", "3"):
                sent, text = await cout(touche)
                assert sent <= max(20, REGARD * text), (touche, sent, text)
            for touche in ("down", "down", "up"):
                sent, _ = await cout(touche)
                assert sent <= 20, (touche, sent)
            await cout("slash")
            await cout("b")
            for touche in ("u", "r", "backspace"):
                before = len(fil.trames)
                await cout(touche)
                # The letter first, and by itself; what answers it comes after a pause in typing.
                first = next(len(trame.encode()) for trame in fil.trames[before:] if trame)
                assert first <= 24, (touche, first)


async def test_les_memes_ecrans_sans_profil_restent_loin_de_textual(atlas_demo: Path) -> None:
    with ecouter() as fil:
        async with ouvrir(atlas_demo, BURKINA) as (app, pilot):
            await peint(app, pilot)
            for touche in ("2", *["down"] * 6, "pagedown", "enter", "escape", "colon", "escape"):
                await jouer(app, pilot, touche)
            assert fil.octets * 3 < fil.textual
            sent = fil.octets
            await pilot.pause(0.3)
            assert fil.octets == sent, "au repos, rien"


def test_chaque_terminal_recoit_ce_qu_il_sait() -> None:
    vt100, linux, kitty = (capacites({"TERM": name}) for name in ("vt100", "linux", "xterm-kitty"))
    assert vt100 == Capacites()
    assert linux == Capacites(colonne=True, effacer_n=True, eteindre=True, fond_efface=True)
    assert kitty == replace(linux, repeter=True)
    # Konsole, PuTTY and Apple's terminal call themselves xterm; through SSH nothing else is known of them.
    assert not capacites({"TERM": "xterm-256color"}).repeter
    assert capacites({"TERM": "xterm-256color", "VTE_VERSION": "7006"}).repeter
    assert capacites({}) == Capacites()


async def test_le_profil_se_change_en_route(atlas_demo: Path) -> None:
    with ecouter() as fil:
        async with ouvrir(atlas_demo, BURKINA) as (app, pilot):
            try:
                for touche in ("2", "f3", "down", "down", "enter"):
                    await jouer(app, pilot, touche)
                assert profil().nom == "bas-debit"
                assert "bas-debit" in fil.temoin.texte
                assert "> CC d" in fil.temoin.texte
                await jouer(app, pilot, "down")
                # A mark, no bar.
                row = next(row for row in fil.temoin.cases if row[0][0] == ">")
                assert not any("reverse" in etat.attributs for _, etat in row)
            finally:
                os.environ.pop("ATLAS_TUI_PROFIL", None)
                profil.cache_clear()
