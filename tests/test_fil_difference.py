# SPDX-License-Identifier: EUPL-1.2
"""The frame difference: whatever was on the screen, the terminal ends with what Textual would have shown."""

from __future__ import annotations

import os
import random
import re
from dataclasses import replace

import pyte
import pytest
from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from terminal_temoin import Temoin
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from atlas_tui.terminal.capacites import Capacites, capacites
from atlas_tui.terminal.cells import Encrier, Grille
from atlas_tui.terminal.difference import difference
from atlas_tui.terminal.plume import Plume

pytestmark = pytest.mark.fil

IMAGES = int(os.environ.get("ATLAS_TUI_IMAGES", "400"))
"""Random frames in all: `make attaques` asks for 10,000."""

XTERM = replace(capacites({"TERM": "xterm-256color"}), liens=True)
TERMINAUX = {
    "xterm": XTERM,
    "ligne-chere": replace(capacites({"TERM": "xterm-kitty"}), liens=True, serre=True),
    "sans-bce": replace(XTERM, fond_efface=False),
    "linux": replace(capacites({"TERM": "linux"}), liens=True),
    "vt100": replace(capacites({"TERM": "vt100"}), liens=True),
    "screen": replace(capacites({"TERM": "screen"}), liens=True, saut_seul=False),
}
SIMPLES = (
    "Coopération",
    "État des lieux  ",
    "12 731 projets",
    "─" * 12,
    "    ",
    "Bénin › Cotonou",
    "œuvre… « à »",
    "x",
    "ab",
)
LARGES = ("合作项目", "日本語 テキスト", "مشروع التعاون", "한국어", "中", "العربية")
HASARDEUX = ("e\u0301te\u0301", "🇫🇷 France", "क्षि", "😀", "a\u0308\u0323b")

ENTIERS = ("❤️ aime", "☎️", "👩‍👩‍👧 famille")
"""Sequences of several code points that Textual cuts in two where a widget ends: no two terminals show the pieces alike."""


class Essai:
    """Random screens, seen by Textual and by us."""

    def __init__(
        self, seed: int, taille: tuple[int, int], textes: tuple[str, ...], sobre: bool = False
    ) -> None:
        self.hasard = random.Random(seed)
        self.largeur, self.hauteur = taille
        self.textes = textes
        colours = ["default", "red", "bright_blue", "color(208)", "#12ab34"]
        attributes = [{}, {}, {"bold": True}, {"reverse": True}, {"underline": True}]
        if not sobre:
            attributes += [
                {"dim": True}, {"italic": True}, {"strike": True}, {"overline": True}, {"underline2": True},
                {"bold": True, "dim": True}, {"link": "https://exemple.example/a"}, {"link": "https://exemple.example/b"},
            ]  # fmt: skip
        self.styles: list[Style | None] = [None, None, None]
        for _ in range(14):
            self.styles.append(
                Style(
                    color=Color.parse(self.hasard.choice(colours)),
                    bgcolor=Color.parse(self.hasard.choice(["default", "default", *colours])),
                    **self.hasard.choice(attributes),
                )
            )
        self.ecran = [self._bande(self.largeur) for _ in range(self.hauteur)]

    def _bande(self, largeur: int) -> Strip:
        """Segments of any style, exactly `largeur` cells."""
        segments: list[Segment] = []
        left = largeur
        while left > 0:
            style = self.hasard.choice(self.styles)
            text = (
                self.hasard.choice(self.textes)
                if self.hasard.random() < 0.6
                else " " * self.hasard.randint(1, left)
            )
            if cell_len(text) > left:
                text = " " * left
            segments.append(Segment(text, style))
            left -= cell_len(text)
        return Strip(segments, largeur)

    def _rangs(self) -> range:
        top = self.hasard.randrange(self.hauteur)
        return range(top, min(self.hauteur, top + self.hasard.randint(1, self.hauteur)))

    def changer(self) -> LayoutUpdate | ChopsUpdate:
        """The next frame: a whole screen, a scroll, or a few spans."""
        kind = self.hasard.random()
        if kind < 0.15:
            self.ecran = [self._bande(self.largeur) for _ in range(self.hauteur)]
        elif kind < 0.35:
            rows, step = self._rangs(), self.hasard.choice((-3, -1, 1, 2))
            block = [self.ecran[y] for y in rows]
            block = [
                block[i + step] if 0 <= i + step < len(block) else self._bande(self.largeur)
                for i in range(len(block))
            ]
            self.ecran[rows.start : rows.stop] = block
        elif kind < 0.5:
            for y in self._rangs():
                self.ecran[y] = Strip(
                    [Segment(" " * self.largeur, self.hasard.choice(self.styles))], self.largeur
                )
        elif kind > 0.6 and not set(ENTIERS) & set(self.textes):
            return self._morceaux()
        return LayoutUpdate([[strip] for strip in self.ecran], Region(0, 0, self.largeur, self.hauteur))

    def _morceaux(self) -> ChopsUpdate:
        cuts = sorted({0, self.largeur, *(self.hasard.randrange(self.largeur) for _ in range(3))})
        spans: list[tuple[int, int, int]] = []
        chops: list[dict[int, Strip | None]] = [{} for _ in range(self.hauteur)]
        for y in self._rangs():
            pieces = [
                piece if self.hasard.random() < 0.5 else self._bande(piece.cell_length)
                for piece in self.ecran[y].divide(cuts[1:])
            ]
            self.ecran[y] = Strip.join(pieces)
            chops[y] = dict(zip(cuts, pieces, strict=False))
            spans.append((y, 0, self.largeur))
        return ChopsUpdate(chops, spans, [cuts[1:]] * self.hauteur)

    def entier(self) -> LayoutUpdate:
        """The whole screen, as Textual would write it from nothing."""
        return LayoutUpdate([[strip] for strip in self.ecran], Region(0, 0, self.largeur, self.hauteur))


class Nous:
    """Our side: the grid, the shadow, the pen."""

    def __init__(self, cap: Capacites, taille: tuple[int, int]) -> None:
        self.grille = Grille(*taille, Encrier(ColorSystem.TRUECOLOR))
        self.plume = Plume(cap, *taille)
        self.ombre = None

    def montrer(self, update: LayoutUpdate | ChopsUpdate) -> str:
        self.grille.appliquer(update)
        sent = difference(self.plume, self.ombre, self.grille)
        self.ombre = self.grille.copie()
        return sent


def _console() -> Console:
    return Console(color_system="truecolor", force_terminal=True, width=200)


def _attendu(update: LayoutUpdate | ChopsUpdate, temoin: Temoin) -> None:
    temoin.nourrir(re.sub(r"\x1b\]8;id=[^;]*;", "\x1b]8;;", update.render_segments(_console())))


def _ecarts(vu: Temoin, voulu: Temoin) -> list[object]:
    """The first cells that differ: row, column, seen, wanted."""
    pairs = zip(vu.vues(), voulu.vues(), strict=True)
    return [
        (y, x, seen, wanted)
        for y, rows in enumerate(pairs)
        for x, (seen, wanted) in enumerate(zip(*rows, strict=True))
        if seen != wanted
    ][:3]


@pytest.mark.timeout(1200 if IMAGES >= 10_000 else 120)
@pytest.mark.parametrize("nom", TERMINAUX)
@pytest.mark.parametrize("graine", range(4))
def test_le_terminal_montre_ce_que_textual_aurait_montre(nom: str, graine: int) -> None:
    cap = TERMINAUX[nom]
    taille = ((80, 24), (33, 7), (120, 40), (20, 12))[graine]
    essai = Essai(graine, taille, SIMPLES + LARGES + HASARDEUX + (ENTIERS if graine == 3 else ()))
    nous = Nous(cap, taille)
    vrai = Temoin(*taille, fond_efface=cap.fond_efface)
    vrai.salir()
    for rang in range(max(1, IMAGES // (4 * len(TERMINAUX)))):
        update = essai.changer() if rang else essai.entier()
        before = vrai.recus
        if not cap.saut_seul:
            vrai.nourrir(nous.montrer(update).replace("\n", "\r\n"))
        else:
            vrai.nourrir(nous.montrer(update))
        modele = Temoin(*taille)
        _attendu(essai.entier(), modele)
        assert _ecarts(vrai, modele) == [], f"image {rang}"
        spent = vrai.recus
        assert nous.montrer(essai.entier()) == "", "une image qui ne change rien ne coûte rien"
        assert vrai.recus == spent >= before
        if rang % 17 == 16:
            # Lost: the terminal was written on by another.
            vrai.salir("?")
            vrai.marges = (0, vrai.lignes)
            nous.ombre = None
            nous.plume = Plume(cap, *taille)


@pytest.mark.parametrize("nom", ["xterm", "ligne-chere", "linux"])
def test_un_terminal_qui_compte_autrement_ne_perd_que_la_lettre_en_cause(nom: str) -> None:
    """Where a terminal measures emoji sequences by code points, the rest of the row stays where it belongs."""
    cap = TERMINAUX[nom]
    essai = Essai(7, (60, 12), SIMPLES + LARGES + HASARDEUX + ENTIERS, sobre=True)
    nous = Nous(cap, (60, 12))
    vrai = Temoin(60, 12, grappes=False)
    for _ in range(30):
        vrai.nourrir(nous.montrer(essai.entier()))
        for y, row in enumerate(nous.grille.rangees):
            for x, cell in enumerate(row):
                near = row[max(0, x - 2) : x + 3]
                if all(c.sure for c in near) and cell.texte != " ":
                    assert vrai.cases[y][x][0] == cell.texte, (y, x)
        essai.ecran = [essai._bande(60) for _ in range(12)]


def test_le_temoin_s_accorde_avec_pyte_sur_ce_que_pyte_sait() -> None:
    """The witness is ours: another terminal, written by others, must see the same screens."""
    essai = Essai(11, (80, 24), (*SIMPLES, "合作项目", "日本語"), sobre=True)
    cap = replace(capacites({"TERM": "linux"}), liens=False)
    nous = Nous(cap, (80, 24))
    temoin, screen = Temoin(80, 24), pyte.Screen(80, 24)
    stream = pyte.Stream(screen)
    compared = 0
    for _ in range(60):
        sent = nous.montrer(essai.changer() if compared else essai.entier())
        temoin.nourrir(sent)
        stream.feed(sent)
        for y, row in enumerate(temoin.vues()):
            for x, (text, etat) in enumerate(row):
                theirs = screen.buffer[y][x]
                if text.strip():
                    compared += 1
                    assert theirs.data == text, (y, x)
                    assert theirs.bold == ("bold" in etat.attributs)
                    assert theirs.reverse == ("reverse" in etat.attributs)
                    assert theirs.underscore == ("underline" in etat.attributs)
                    assert (theirs.fg == "default") == (etat.encre == "")
                assert (theirs.bg == "default") == (etat.fond == ""), (y, x)
    assert compared > 20_000
