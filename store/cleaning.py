# SPDX-License-Identifier: EUPL-1.2
"""What is let in: text stripped of everything that could act on a terminal, a screen or a reader's eye."""

from __future__ import annotations

import re
import unicodedata

MAX_LINE = 1_000
"""Characters kept of a one-line field (names, titles, addresses)."""
MAX_TEXT = 100_000
"""Characters kept of a long text (description, historique ...)."""
MAX_MARKS = 4
"""Combining marks kept on one letter: Vietnamese needs two, vocalised Arabic and Hebrew three."""

# An escape sequence is removed whole, so that its parameters do not stay behind as text: CSI, then OSC/DCS/APC/PM/SOS up to
# their terminator, then two-character escapes.
_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_BLANKS = re.compile(r"[^\S\n\u00a0\u202f]+")
_EDGES = re.compile(r" *\n *")
_LINES = re.compile(r"\n{3,}")
# Joiners shape Arabic, Persian and Indic scripts and emoji: they are letters' business, not an attack.
_KEPT_FORMATS = "\u200c\u200d"


def _admissible(text: str) -> str:
    """Drop controls, bidi overrides, invisible formats, lone surrogates, private use, and marks past `MAX_MARKS`."""
    kept: list[str] = []
    marks = 0
    for c in text:
        category = unicodedata.category(c)
        if category[0] == "M":
            marks += 1
            if marks > MAX_MARKS:
                continue
        else:
            marks = 0
            if category[0] == "C" and c not in _KEPT_FORMATS and c != "\n":
                continue
        kept.append(c)
    return "".join(kept)


def clean(text: str) -> str:
    """Return `text` as one safe line: no control or escape sequence, NFC, single spaces, at most `MAX_LINE` characters.

    Idempotent. Square brackets stay: markup is never read in data, so they are only characters.
    """
    if text.isascii() and text.isprintable() and len(text) <= MAX_LINE:
        return " ".join(text.split())
    flat = _SEQUENCES.sub("", text[: MAX_LINE * 8]).replace("\u2028", " ").replace("\u2029", " ")
    flat = re.sub(r"[\t\r\n\v\f]+", " ", flat)
    flat = unicodedata.normalize("NFC", _admissible(flat))
    return _BLANKS.sub(" ", flat).strip()[:MAX_LINE].rstrip()


def clean_text(text: str) -> str:
    """Return `text` as safe paragraphs: as `clean`, but line ends stay, at most two in a row; `MAX_TEXT` characters."""
    if text.isascii() and text.isprintable() and len(text) <= MAX_TEXT:
        return " ".join(text.split())
    body = _SEQUENCES.sub("", text[: MAX_TEXT * 2])
    body = body.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    body = re.sub(r"[\t\v\f]+", " ", body)
    body = unicodedata.normalize("NFC", _admissible(body))
    body = _LINES.sub("\n\n", _EDGES.sub("\n", _BLANKS.sub(" ", body)))
    return body.strip()[:MAX_TEXT].rstrip()
