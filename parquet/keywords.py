# SPDX-License-Identifier: EUPL-1.2
"""What is typed in a search box, as a typed value: words, "phrases", -exclusions, beginnings* of words.

`lire` reads any text and never refuses; `str` of what it gives reads back as the same value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parquet.text import fold

MOTS_MAX = 32
"""Words that count, of all those typed: nobody writes more, and a book pasted there must not cost a minute."""
LETTRES_MAX = 64
"""Letters of a word that count, typed or indexed."""

ELISIONS = frozenset({"c", "d", "j", "l", "m", "n", "s", "t", "qu"})
"""What stands before an apostrophe: « l'eau » and « eau » are one word, in what is typed as in what is indexed."""

VIDES = frozenset(
    """a au aux avec ce ces cet cette dans de des du elle en entre et il la le les leur leurs ou par pour sa se ses son sous
    sur un une vers""".split()
)
"""Words that say nothing alone: typed among others, outside quotes, they are not looked for."""

_GUILLEMETS = str.maketrans(
    {"«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "−": "-", "\u00a0": " ", "\u202f": " "}
)
_MORCEAUX = re.compile(r'(-?)"([^"]*)(?:"|$)|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class Mot:
    """A folded word; with `debut`, any word that begins with it will do."""

    texte: str
    debut: bool = False

    @property
    def mots(self) -> tuple[str, ...]:
        """Its one word, as `Phrase.mots`."""
        return (self.texte,)

    def __str__(self) -> str:
        return f"{self.texte}*" if self.debut else self.texte


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words that stand side by side, in this order."""

    mots: tuple[str, ...]

    def __str__(self) -> str:
        return f'"{" ".join(self.mots)}"'


Terme = Mot | Phrase


@dataclass(frozen=True, slots=True)
class Recherche:
    """All of `voulus`, and nothing of `exclus`."""

    voulus: tuple[Terme, ...] = ()
    exclus: tuple[Terme, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.voulus or self.exclus)

    def __str__(self) -> str:
        # What comes last would be read as the beginning of a word, unless a space follows.
        wanted = " ".join(str(t) for t in self.voulus)
        return " ".join([*(f"-{t}" for t in self.exclus), wanted]) + (" " if wanted else "")


def mots_de(texte: str) -> list[str]:
    """The words of a text as the index holds them: folded, without elided articles, cut at `LETTRES_MAX`."""
    return [word[:LETTRES_MAX] for word in fold(texte).split() if word not in ELISIONS]


def lire(texte: str) -> Recherche:
    """What `texte` asks. The last word, when nothing follows it, is taken as one that is still being typed."""
    texte = texte.translate(_GUILLEMETS)
    wanted: list[Terme] = []
    barred: list[Terme] = []
    end = 0
    for found in _MORCEAUX.finditer(texte):
        minus, quoted, piece = found.groups()
        if quoted is not None:
            if words := tuple(mots_de(quoted)[:MOTS_MAX]):
                (barred if minus else wanted).append(Phrase(words))
        elif piece.startswith("-"):
            words = tuple(mots_de(piece)[:MOTS_MAX])
            if len(words) == 1:
                barred.append(Mot(words[0], piece.endswith("*")))
            elif words:
                barred.append(Phrase(words))
        else:
            words = tuple(word[:LETTRES_MAX] for word in fold(piece).split())
            wanted += [Mot(word) for word in words[:-1]]
            wanted += [Mot(word, piece.endswith("*")) for word in words[-1:]]
            end = found.end() if words else end
    if wanted and end == len(texte) and isinstance(last := wanted[-1], Mot):
        wanted[-1] = Mot(last.texte, True)
    said = [t for t in wanted if isinstance(t, Phrase) or (t.texte not in ELISIONS and t.texte not in VIDES)]
    kept = said or [t for t in wanted if t.mots[0] not in ELISIONS] or wanted
    return Recherche(tuple(dict.fromkeys(kept))[:MOTS_MAX], tuple(dict.fromkeys(barred))[:MOTS_MAX])
