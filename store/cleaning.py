# SPDX-License-Identifier: EUPL-1.2
"""What is let in: text stripped of everything that could act on a terminal, a screen or a reader's eye."""

from __future__ import annotations

import re
import unicodedata

MAX_LINE = 1_000
"""Characters kept of a one-line field (names, titles, addresses)."""
MAX_TEXT = 100_000
"""Characters kept of a long text (description, historique ...)."""
SEEN_LINE, SEEN_TEXT = MAX_LINE * 8, MAX_TEXT * 2
"""Characters looked at, of which some may be dropped: what bounds the work, whatever is sent."""
MAX_MARKS = 6
"""Combining marks and joiners kept after one letter: Vietnamese needs two, pointed Hebrew four, Burmese five (လျှို့)."""

# An escape sequence is removed whole, so that its parameters do not stay behind as text: CSI, then OSC/DCS/APC/PM/SOS up to
# their terminator, then two-character escapes. A string sequence that nothing ends loses its introducer alone: a stray C1
# byte (« L'Ha\x9f-les-Roses », Windows text misread as Latin-1) must not take the rest of the text with it.
_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]?"
)
_BLANKS = re.compile(r"[^\S\n\u00a0\u202f]+")
_EDGES = re.compile(r" *\n *")
_LINES = re.compile(r"\n{3,}")
# Joiners shape Arabic, Persian and Indic scripts and emoji: they are letters' business, not an attack.
_JOINERS = "\u200c\u200d"
# Letters and punctuation of European languages, composed: nothing to drop, nothing to compose. Most texts are only that,
# and the walk below costs 0.3 µs a character.
_PLAIN = re.compile(r"[ -~\n\u00a0-\u00ac\u00ae-\u01f7\u2010-\u2015\u2018-\u201f\u2022\u2026\u202f\u20ac]*")


def _admissible(text: str) -> str:
    """Return NFC text without controls, bidi overrides, invisible formats, lone surrogates, private use, nor the marks
    and joiners past `MAX_MARKS` on one letter."""
    if _PLAIN.fullmatch(text):
        return text
    visible = "".join(c for c in text if c == "\n" or c in _JOINERS or unicodedata.category(c)[0] != "C")
    kept: list[str] = []
    marks = 0
    # Composed before marks are counted: composing may add some (U+0958 becomes a letter and a mark).
    for c in unicodedata.normalize("NFC", visible):
        if c in _JOINERS or unicodedata.category(c)[0] == "M":
            marks += 1
            if marks > MAX_MARKS:
                continue
        else:
            marks = 0
        kept.append(c)
    # Still NFC: only the ends of runs of marks were dropped.
    return "".join(kept)


def clean(text: str) -> str:
    """Return `text` as one safe line: no control or escape sequence, NFC, single spaces, at most `MAX_LINE` characters.

    Idempotent. Square brackets stay: markup is never read in data, so they are only characters.
    """
    if len(text) <= MAX_LINE and "\n" not in text and "  " not in text and _PLAIN.fullmatch(text):
        return text.strip()
    flat = _SEQUENCES.sub("", text[:SEEN_LINE])
    flat = _admissible(re.sub(r"[\t\r\n\v\f\x85\u2028\u2029]+", " ", flat))
    return _BLANKS.sub(" ", flat).strip()[:MAX_LINE].rstrip()


def clean_text(text: str) -> str:
    """Return `text` as safe paragraphs: as `clean`, but line ends stay, at most two in a row; `MAX_TEXT` characters."""
    if len(text) <= MAX_TEXT and "  " not in text and "\n" not in text and _PLAIN.fullmatch(text):
        return text.strip()
    body = _SEQUENCES.sub("", text[:SEEN_TEXT])
    body = re.sub(r"\r\n|[\r\x85\u2028\u2029]", "\n", body)
    body = _admissible(re.sub(r"[\t\v\f]+", " ", body))
    body = _LINES.sub("\n\n", _EDGES.sub("\n", _BLANKS.sub(" ", body)))
    return body.strip()[:MAX_TEXT].rstrip()


CONTROLS = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
)
"""Inside of a character class: C0 but the line feed, C1, what turns the direction of writing, line separators, interlinear
marks, lone surrogates."""

_CONTROLS = re.compile(f"[{CONTROLS}]")


def without_controls(text: str) -> str:
    """Return `text` without anything a terminal would obey, line feeds apart: the guard before a line is printed.

    What is stored is clean already; this is for what was typed, and for a snapshot that another program made.
    """
    return _CONTROLS.sub("", text)
