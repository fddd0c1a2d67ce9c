# SPDX-License-Identifier: EUPL-1.2
"""What is let in cannot act on a terminal, and what people write stays as they wrote it."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from store.cleaning import MAX_LINE, MAX_MARKS, MAX_TEXT, SEEN_LINE, SEEN_TEXT, clean, clean_text

pytestmark = pytest.mark.ouverture

# Arbitrary text seldom meets what a cleaning must face: most draws are made of it.
HOSTILE = [
    "\x1b[31m", "\x1b]8;;http://x\x1b\\", "\x1b]52;c;aGk=\x07", "\x1b[", "\x1b]", "\x1b", "\x9b", "\x9d", "\x9c", "\x90",
    "\x07", "\x00", "\x7f", "\x85", "\r", "\r\n", "\n", "\n\n\n", "\t", "\v", " ", "  ", "\u00a0", "\u202f", "\u2028",
    "\u2029", "\u202e", "\u2066", "\u200b", "\u200d", "\u200c", "\u200f", "\ufeff", "\u00ad", "\ud800", "\ue000",
    "\u0301", "\u0323", "\u0345", "\u0958", "\u0344", "\u1100", "\u1161", "\u11a8", "e", "é", "m", "[/nope]", "\\", "😀", "\ufe0f",
    "\U000e0041", "\u0f71", "\u0f72",
]  # fmt: skip
texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=8), max_size=40).map("".join)
CLEANERS = [clean, clean_text]


@pytest.mark.parametrize("cleaner", CLEANERS)
@given(text=texts)
@example(text="\u0958" + "\u0301" * MAX_MARKS)
@example(text="e\u200b\u0301")
@example(text="a" + "\u0301\u200d" * 50)
def test_nothing_that_acts_gets_through_and_once_is_enough(cleaner, text):
    cleaned = cleaner(text)
    assert cleaner(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    allowed = "\u200c\u200d" + ("\n" if cleaner is clean_text else "")
    for c in cleaned:
        assert c in allowed or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"), hex(
            ord(c)
        )
    assert "  " not in cleaned
    assert "\n\n\n" not in cleaned
    run = 0
    for c in cleaned:
        run = run + 1 if c in "\u200c\u200d" or unicodedata.category(c)[0] == "M" else 0
        assert run <= MAX_MARKS
    cleaned.encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b]8;;http://mal.example\x1b\\Lyon\x1b]8;;\x1b\\", "Lyon"),
        ("\x1b]52;c;cm0gLXJmIH4=\x07Lyon", "Lyon"),
        ("\x1b[2J\x1b[31mLyon\x1b[0m", "Lyon"),
        ("\x9b2JLyon\x9d0;titre\x9c", "Lyon"),
        ("\x1b\x1b[31mLyon", "Lyon"),
        ("\x1bP+q544e\x1b\\Lyon", "Lyon"),
        ("Lyon\x1b", "Lyon"),
        ("[/nope] [@click=app.quit]x[/]", "[/nope] [@click=app.quit]x[/]"),
        ("L'Ha\x9f-les-Roses", "L'Ha-les-Roses"),
        ("\u202etxt.exe\u202c", "txt.exe"),
        ("Cafe\u0301", "Café"),
        ("  Saint-\tÉtienne \n Métropole ", "Saint- Étienne Métropole"),
        ("\ud800Lyon\udfff", "Lyon"),
        ("a\x85b", "a b"),
        ("12\u00a0000\u202f€ : oui", "12\u00a0000\u202f€ : oui"),
    ],
)
def test_named_cases(text, expected):
    assert clean(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Coopération « Haÿ-les-Roses » – œuvre de l’Aÿ, 50 % à 3 000 €…",
        "بلدية تونس الكبرى مُحَمَّدٌ",
        "شهرداری می\u200cخواهد",
        "Thành phố Hồ Chí Minh, Đắk Lắk",
        "រាជធានីភ្នំពេញ ព្រះរាជាណាចក្រ",
        "လျှို့ဝှက် မြို့တော်",
        "नई दिल्ली क्\u200dष",
        "בְּרֵאשִׁ֖ית",
        "日本国 東京都 한국 서울",
        "👩🏽\u200d🚒 👨\u200d👩\u200d👧\u200d👦 ❤️\u200d🔥 🇫🇷",
    ],
)
def test_what_people_write_stays(text):
    text = unicodedata.normalize("NFC", text)
    assert clean(text) == text
    assert clean_text(text) == text


def test_paragraphs_stay_in_a_long_text():
    assert clean_text("Un.\r\n\r\n\r\n\r\nDeux. \n trois\u2029fin\x1b[1m") == "Un.\n\nDeux.\ntrois\nfin"
    assert clean("Un.\r\n\r\nDeux.") == "Un. Deux."


def test_marks_and_lengths_are_bounded():
    assert len(clean("e" + "\u0301" * 10_000)) <= 1 + MAX_MARKS
    assert len(clean("a" + "\u0301\u200d" * 10_000)) <= 1 + MAX_MARKS
    assert len(clean("é " * 5_000)) <= MAX_LINE
    assert clean("é" * (MAX_LINE - 1) + " fin") == "é" * (MAX_LINE - 1)
    assert len(clean_text("é\n" * 500_000)) <= MAX_TEXT


UNITS = ["\x9d", "\x1b]", "\x1b[", "\x1b[1;", "\x9b ", "\x1b]8;;\x1b", " \n", "\u0301", "1", "\x90\x1b"]


@pytest.mark.parametrize(("cleaner", "seen"), [(clean, SEEN_LINE), (clean_text, SEEN_TEXT)])
@settings(max_examples=20)
@given(unit=texts | st.sampled_from(UNITS), beyond=texts)
def test_nothing_past_what_is_looked_at_changes_anything(cleaner, seen, unit, beyond):
    """The work has a bound that no sender chooses."""
    full = ((unit or "a") * seen)[:seen]
    assert cleaner(full + beyond) == cleaner(full)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("before", ["", "\x9b", "\x1b]"])
def test_as_much_hostile_text_as_is_looked_at_comes_out_clean(before, unit):
    """Nor does a pattern go back over the same text: a quadratic one takes four minutes here, more than any test may."""
    cleaned = clean_text((before + unit * SEEN_TEXT)[:SEEN_TEXT])
    assert set(cleaned) <= set(unit) - {"\x1b", "\x90", "\x9b", "\x9d"}
    assert len(cleaned) <= MAX_TEXT
    assert clean_text(cleaned) == cleaned


def test_square_brackets_and_letters_survive_any_surroundings():
    assert re.fullmatch(r"\[/nope\]", clean("\u200b[/nope]\x07"))
