# SPDX-License-Identifier: EUPL-1.2
"""One way to compare words: accents, case, ligatures, apostrophes and hyphens do not count."""

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans(
    {
        "œ": "oe",
        "Œ": "oe",
        "æ": "ae",
        "Æ": "ae",
        "ß": "ss",
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "Đ": "d",
        "ı": "i",
    }
)
_NOT_WORD = re.compile(r"[^\w]+|_+")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return `text` in lower case, without accents, its words parted by one space.

    Shape: any string → words of letters and digits joined by single spaces, possibly empty. Idempotent.
    Letters of scripts without case (Arabic, Chinese) stay as they are.
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.casefold()).strip()
