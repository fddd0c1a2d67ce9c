# SPDX-License-Identifier: EUPL-1.2
"""Text in every script: measured, cut into lines, written as PDF operators with the fonts that have its characters.

Latin, Greek, Cyrillic, Chinese, Japanese and Korean go character by character, which is fast; the scripts whose letters join or
move are shaped by HarfBuzz, and what is written from right to left is put in order by the Unicode algorithm.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import uharfbuzz as hb
from fpdf import FPDF
from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection
from fpdf.fonts import TTFFont

from exports.polices.catalogue import DOSSIER, GRAS, REGULIER, couvre, fichier_de

COUPE = "…"
"""Ends a text that is cut."""

_ORDINAIRE = re.compile(
    "[ -~\u00a0-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1eff\u2010-\u2015\u2018-\u201e\u2026\u202f\u203a\u20ac]*"
)
"""What the body font writes character by character."""
_DROITE_A_GAUCHE = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_SANS_FORME = frozenset(
    f"NotoSans{name}Regular.ttf"
    for name in ("-", "Armenian-", "Georgian-", "Ethiopic-", "Tifinagh-", "SC-", "KR-")
) | {GRAS}
"""Fonts whose letters stand one after the other: nothing to shape unless a mark or a joiner is there."""
_INDIENNE = re.compile("[\u0900-\u097f\ua8e0-\ua8ff]")
"""Devanagari: the body font has it, and it must be shaped."""
_FOIS = re.compile(r"(-?[0-9.]+)%")
_MOTS = re.compile(r"[^ ]+")
_LIANTS = "\u200c\u200d"
_ABSENT = "\ufffd"
"""Drawn in place of a character that no font has; what is copied out of the document stays the character itself."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A text ready to be written: PDF operators, and its width in thousandths of the size.

    In the operators `@` stands for the size, and a number before `%` is to be multiplied by it.
    """

    operateurs: str
    largeur: float

    def a(self, taille: float) -> str:
        """The operators at this size, in points."""
        said = self.operateurs.replace("@", f"{taille:g}")
        return _FOIS.sub(lambda m: f"{float(m[1]) * taille:.2f}", said) if "%" in said else said


class _Codes(dict[str, tuple[str, float]]):
    """Characters of one font: their four hexadecimal digits in the document and their widths in thousandths."""

    def __init__(self, font: TTFFont) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, char: str) -> tuple[str, float]:
        font = self._font
        code = ord(char)
        if code in font.glyph_ids:
            glyph = font.subset.get_glyph(unicode=code)
        else:
            absent = ord(_ABSENT)
            glyph = font.subset.get_glyph(
                glyph=font.glyph_ids[absent],
                unicode=(code,),
                glyph_name=font.cmap[absent],
                glyph_width=int(font.cw[absent]),
            )
        assert glyph is not None
        found = f"{font.subset.pick_glyph(glyph):04x}", float(glyph.glyph_width)
        self[char] = found
        return found


class Ecriture:
    """The fonts of one document and what is written with them. Fonts are embedded when they first serve."""

    def __init__(self, pdf: FPDF) -> None:
        self._pdf = pdf
        self._fonts: dict[str, tuple[TTFFont, _Codes]] = {}
        self._suite = lru_cache(maxsize=20_000)(self._composer)
        self._largeur = lru_cache(maxsize=50_000)(self._mesurer)
        self._lignes = lru_cache(maxsize=20_000)(self._couper)
        for name in (REGULIER, GRAS):
            self._police(name)

    def suite(self, texte: str, gras: bool = False) -> Suite:
        """One line of text ready to be written."""
        return self._suite(texte, gras)

    def largeur(self, texte: str, taille: float, gras: bool = False) -> float:
        """The width of one line, in points."""
        return self._largeur(texte, gras) * taille / 1000

    def lignes(self, texte: str, taille: float, place: float, gras: bool = False) -> tuple[str, ...]:
        """The text cut into lines of at most `place` points: at spaces, else between characters.

        A line cut at a space keeps it, so that words stay apart when the text is copied or read aloud.
        """
        return self._lignes(texte, round(place / taille * 1000), gras)

    def tronque(self, texte: str, taille: float, place: float, gras: bool = False) -> str:
        """The text on one line of at most `place` points, ended by « … » where it is cut."""
        if self.largeur(texte, taille, gras) <= place:
            return texte
        room, kept = place - self.largeur(COUPE, taille, gras), ""
        for cluster in _grappes(texte):
            room -= self.largeur(cluster, taille, gras)
            if room < 0:
                break
            kept += cluster
        return kept.rstrip() + COUPE

    def _police(self, fichier: str) -> tuple[TTFFont, _Codes]:
        found = self._fonts.get(fichier)
        if found is None:
            family = Path(fichier).stem.lower()
            self._pdf.add_font(family, "", str(DOSSIER / fichier))
            font = self._pdf.fonts[family]
            assert isinstance(font, TTFFont)
            found = self._fonts[fichier] = font, _Codes(font)
        return found

    def _mesurer(self, texte: str, gras: bool) -> float:
        if _ORDINAIRE.fullmatch(texte):
            codes = self._police(GRAS if gras else REGULIER)[1]
            return sum(codes[c][1] for c in texte)
        return self.suite(texte, gras).largeur

    def _composer(self, texte: str, gras: bool) -> Suite:
        if _ORDINAIRE.fullmatch(texte):
            return self._simple(GRAS if gras else REGULIER, texte)
        runs = [self._run(fichier, run, level) for fichier, run, level in _ordonner(_morceaux(texte, gras))]
        return Suite("\n".join(r.operateurs for r in runs), sum(r.largeur for r in runs))

    def _run(self, fichier: str, texte: str, niveau: int) -> Suite:
        formed = (
            niveau % 2 == 1
            or fichier not in _SANS_FORME
            or _INDIENNE.search(texte) is not None
            or any(c in _LIANTS or unicodedata.category(c)[0] == "M" for c in texte)
        )
        return self._forme(fichier, texte, niveau) if formed else self._simple(fichier, texte)

    def _simple(self, fichier: str, texte: str) -> Suite:
        font, codes = self._police(fichier)
        glyphs = [codes[c] for c in texte]
        return Suite(f"/F{font.i} @ Tf <{''.join(g for g, _ in glyphs)}> Tj", sum(w for _, w in glyphs))

    def _forme(self, fichier: str, texte: str, niveau: int) -> Suite:
        """Letters that join, stack or go from right to left."""
        font, codes = self._police(fichier)
        buffer: Any = hb.Buffer()
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.add_str(texte)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if niveau % 2 else "ltr"
        hb.shape(font.hbfont, buffer, {})
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        said = _caracteres(texte, infos, positions)
        scale, metrics = font.scale, font.ttfont["hmtx"].metrics
        out: list[str] = []
        row: list[str] = []
        pen = x = 0.0
        rise = 0
        for info, position, chars in zip(infos, positions, said, strict=True):
            if info.codepoint:
                name = font.ttfont.getGlyphName(info.codepoint)
                width = round(metrics[name][0] * scale)
                glyph = font.subset.get_glyph(
                    glyph=info.codepoint, unicode=tuple(map(ord, chars)), glyph_name=name, glyph_width=width
                )
                code, advance = f"{font.subset.pick_glyph(glyph):04x}", position.x_advance * scale
            else:
                code, advance = codes[chars[:1] or _ABSENT]
                width = int(advance)
            if position.y_offset != rise:
                out.append(f"[{''.join(row)}] TJ")
                row, rise = [], position.y_offset
                out.append(f"{rise * scale / 1000:.4f}% Ts")
            move = x + position.x_offset * scale - pen
            if abs(move) >= 0.5:
                row.append(f"{-move:.0f}")
                pen += move
            row.append(f"<{code}>")
            pen += width
            x += advance
        if abs(x - pen) >= 0.5:
            row.append(f"{pen - x:.0f}")
        out.append(f"[{''.join(row)}] TJ")
        if rise:
            out.append("0 Ts")
        shown = "\n".join(out)
        if niveau % 2:
            # Readers turn what goes from right to left themselves, from the order of the glyphs: said again, it is turned twice.
            return Suite(f"/F{font.i} @ Tf {shown}", x)
        # Letters that were moved or merged are copied as they were typed.
        actual = (b"\xfe\xff" + texte.encode("utf-16-be")).hex()
        return Suite(f"/F{font.i} @ Tf /Span <</ActualText <{actual}>>> BDC {shown} EMC", x)

    def _couper(self, texte: str, place: int, gras: bool) -> tuple[str, ...]:
        lines: list[str] = []
        blank = self._largeur(" ", gras)
        for paragraph in texte.split("\n"):
            words: list[str] = []
            used = 0.0
            for word in _MOTS.findall(paragraph):
                width = self._largeur(word, gras)
                if words and used + blank + width <= place:
                    words.append(word)
                    used += blank + width
                    continue
                if words and (width <= place or not _sans_espaces(word)):
                    lines.append(" ".join(words) + " ")
                    words, used = [], 0.0
                if width > place:
                    *full, word = self._trancher(word, place, gras, place - used - blank if words else place)
                    for piece in full:
                        lines.append(" ".join([*words, piece]) if piece else " ".join(words))
                        words, used = [], 0.0
                    width = self._largeur(word, gras)
                words.append(word)
                used += width + (blank if len(words) > 1 else 0.0)
            lines.append(" ".join(words) + " ")
        lines[-1] = lines[-1].rstrip(" ")
        return tuple(lines)

    def _trancher(self, mot: str, place: int, gras: bool, premiere: float) -> Iterator[str]:
        """A word wider than the line, in pieces that fit; the first has the room `premiere` left on the line under way."""
        room, piece, used = premiere, "", 0.0
        for cluster in _grappes(mot):
            width = self._largeur(cluster, gras)
            if used + width > room and (piece or room != place):
                yield piece
                room, piece, used = place, "", 0.0
            piece += cluster
            used += width
        yield piece


def _sans_espaces(mot: str) -> bool:
    """True for a word of a script that puts no space between words."""
    return any(
        "\u2e80" <= c <= "\u9fff" or "\u0e00" <= c <= "\u0eff" or "\u1780" <= c <= "\u17ff" for c in mot
    )


def _grappes(mot: str) -> Iterator[str]:
    """Letters with the marks and joiners that belong to them."""
    cluster = ""
    for c in mot:
        if cluster and unicodedata.category(c)[0] != "M" and c not in _LIANTS and cluster[-1] not in _LIANTS:
            yield cluster
            cluster = ""
        cluster += c
    if cluster:
        yield cluster


def _morceaux(texte: str, gras: bool) -> list[tuple[str, str, int]]:
    """(font, piece, level) in the order of reading: each piece is one font's and goes one way."""
    body = GRAS if gras else REGULIER
    levels = _niveaux(texte)
    found: list[tuple[str, str, int]] = []
    font, start = "", 0
    for i, c in enumerate(texte):
        common = c == " " or c in _LIANTS or unicodedata.category(c)[0] in "MP"
        if common and font and levels[i] == levels[i - 1] and couvre(font, c):
            continue
        wanted = fichier_de(c) or body
        wanted = body if wanted == REGULIER else wanted
        if font and (wanted != font or levels[i] != levels[i - 1]):
            found.append((font, texte[start:i], levels[start]))
            start = i
        font = wanted
    if font:
        found.append((font, texte[start:], levels[start]))
    return found


def _niveaux(texte: str) -> list[int]:
    """The embedding level of each character; the line as a whole goes from left to right."""
    levels = [0] * len(texte)
    if _DROITE_A_GAUCHE.search(texte):
        paragraph = BidiParagraph(texte, TextDirection.LTR)
        for known in paragraph.get_characters_with_embedding_level():
            levels[known.character_index] = known.embedding_level
        # The algorithm leaves joiners out: they go with the letter before them.
        for i, c in enumerate(texte):
            if i and c in _LIANTS:
                levels[i] = levels[i - 1]
    return levels


def _ordonner(morceaux: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """The pieces in the order of the eye (rule L2 of the Unicode algorithm, on whole pieces)."""
    shown = list(morceaux)
    for level in range(max((m[2] for m in shown), default=0), 0, -1):
        i = 0
        while i < len(shown):
            j = i
            while j < len(shown) and shown[j][2] >= level:
                j += 1
            shown[i:j] = reversed(shown[i:j])
            i = j + 1
    return shown


def _caracteres(texte: str, infos: Any, positions: Any) -> list[str]:
    """For each glyph, the characters it stands for: those of its cluster go to the widest of the cluster's glyphs."""
    starts = sorted({info.cluster for info in infos})
    ends = dict(zip(starts, [*starts[1:], len(texte)], strict=True))
    owner: dict[int, int] = {}
    for i, info in enumerate(infos):
        best = owner.get(info.cluster)
        if best is None or positions[i].x_advance > positions[best].x_advance:
            owner[info.cluster] = i
    return [
        texte[info.cluster : ends[info.cluster]] if owner[info.cluster] == i else ""
        for i, info in enumerate(infos)
    ]
