# SPDX-License-Identifier: EUPL-1.2
"""A person as the atlas knows them: by which names and addresses, on which fiches, and how a text is seen to name them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from store.errors import Refused
from store.records import Contact
from store.text import fold

if TYPE_CHECKING:
    from store.transactions import Reading

EFFACEE = "[personne effacée]"
"""What stands in a text where somebody was named."""
_BLANK = "\\s\u00a0\u202f"
_SEPARATOR = rf"(?:\\[nrt]|[{_BLANK}\u2010\u2011'’.\-])+"
"""Between the words of a name, in a text or in its JSON. Characters themselves, not their escapes: RE2 reads it too."""
_DIGITS = 8
"""A shorter number is an extension, not somebody's."""
_SHOWN = 5
_VARIANTS: dict[str, str] = {}


class Mention(NamedTuple):
    """Somebody as one place of the store names them. `lieu` is a fiche, `compte:3` or `depot:…`."""

    lieu: str
    prenom: str
    nom: str
    courriel: str
    telephone: str

    @property
    def pli(self) -> str:
        """The whole name, folded."""
        return fold(f"{self.prenom} {self.nom}")


@dataclass(frozen=True)
class Personne:
    """One person. What several people share (the address of a service, a homonym's name) is not in it."""

    noms: frozenset[tuple[str, str]]
    """(prénom, nom) that texts are searched for."""
    courriels: frozenset[str]
    """Their own, casefolded."""
    telephones: frozenset[str]
    """Their own, digits alone."""
    lieux: frozenset[tuple[str, str]]
    """(place, folded name) where they stand as themselves."""
    comptes: frozenset[int] = frozenset()
    identifiants: frozenset[str] = field(default=frozenset())
    homonymes: tuple[str, ...] = ()
    """Places where somebody else of the same name stands: the name alone is then left in texts."""

    def est(self, lieu: str, prenom: str, nom: str, courriel: str) -> bool:
        """Tell whether a contact of a fiche is this person."""
        return (bool(courriel) and courriel.casefold() in self.courriels) or (
            lieu,
            fold(f"{prenom} {nom}"),
        ) in self.lieux

    def appele(self, prenom: str, nom: str) -> bool:
        """Tell whether this is a name that is theirs alone."""
        return fold(f"{prenom} {nom}") in {fold(" ".join(name)) for name in self.noms}

    @cached_property
    def motif(self) -> re.Pattern[str] | None:
        """What finds them in a text, public or not; None when nothing of theirs can be searched for."""
        return self._compile(identifiants=False)

    @cached_property
    def motif_prive(self) -> re.Pattern[str] | None:
        """The same, with the names of their accounts: for letters and what is told of accounts."""
        return self._compile(identifiants=True)

    def _compile(self, *, identifiants: bool) -> re.Pattern[str] | None:
        parts = list(self.formes(bornees=True))
        if identifiants:
            parts += [rf"(?<![\w.-]){re.escape(one)}(?![\w-])" for one in sorted(self.identifiants)]
        return re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def formes(self, *, bornees: bool = False) -> Iterator[str]:
        """The regular expressions of what names them; `bornees`: between the bounds of words (RE2 has no such lookaround)."""
        before, after = (r"(?<!\w)", r"(?!\w)") if bornees else ("", "")
        for prenom, nom in sorted(self.noms):
            first, last = _words(prenom), _words(nom)
            yield before + first + _SEPARATOR + last + after
            yield before + last + _SEPARATOR + first + after
        for courriel in sorted(self.courriels):
            yield (
                (r"(?<![\w.+-])" if bornees else "") + re.escape(courriel) + (r"(?![\w-])" if bornees else "")
            )
        for number in sorted(self.telephones):
            body = number[1:] if number.startswith("0") else number
            digits = rf"[{_BLANK}.()\-]*".join(body)
            yield (
                (r"(?<!\d)" if bornees else "")
                + "0?" * number.startswith("0")
                + digits
                + (r"(?!\d)" if bornees else "")
            )

    def oter(self, texte: str, *, prive: bool = False) -> str:
        """Return a text without them."""
        found = self.motif_prive if prive else self.motif
        return texte if found is None else found.sub(EFFACEE, texte)


def retrouver(
    reading: Reading, *, compte: int | None = None, courriel: str = "", nom: str = "", fiche: str = ""
) -> Personne:
    """Return the person of an account, of a courriel, or of a name (« Anne Muller ») with the fiche where it stands.

    A person is followed from place to place by their courriel, and on one fiche by their name. Refused when there is nobody,
    or when what is given is that of several people.
    """
    mentions = list(_mentions(reading))
    functional, phones = _functional(reading)
    owners: dict[str, set[str]] = {}
    for one in mentions:
        if one.courriel:
            owners.setdefault(one.courriel.casefold(), set()).add(one.pli)
    # The address of a service that is somebody's all the same: « anne.muller@ville.fr ».
    functional -= {one.courriel.casefold() for one in mentions if _nominative(one)}
    shared = {address for address, names in owners.items() if len(names) > 1} | functional
    courriel, pli = courriel.strip().casefold(), fold(nom)
    if compte is not None:
        seeds = [one for one in mentions if one.lieu == f"compte:{compte}"]
    elif courriel:
        if courriel in shared:
            raise Refused("courriel", "cette adresse sert à plusieurs personnes : donnez le nom, et la fiche")
        seeds = [one for one in mentions if one.courriel.casefold() == courriel]
    else:
        seeds = [
            one
            for one in mentions
            if pli and pli in (one.pli, fold(f"{one.nom} {one.prenom}")) and fiche in ("", one.lieu)
        ]
    if not seeds:
        raise Refused("personne", "l'atlas ne connaît personne de ce nom ni à cette adresse")
    own = _closure(seeds[:1], mentions, shared)
    apart = {one.lieu for one in seeds if (one.lieu, one.pli) not in own}
    if apart:
        cited = ", ".join(sorted({seeds[0].lieu, *apart})[:_SHOWN])
        raise Refused(
            "personne", f"plusieurs personnes portent ce nom ({cited}) : précisez la fiche ou le courriel"
        )
    theirs = [one for one in mentions if (one.lieu, one.pli) in own]
    others = [one for one in mentions if (one.lieu, one.pli) not in own]
    plis = {one.pli for one in theirs}
    homonyms = tuple(sorted({one.lieu for one in others if one.pli in plis}))
    taken = {_digits(one.telephone) for one in others} | phones
    accounts = frozenset(int(one.lieu[7:]) for one in theirs if one.lieu.startswith("compte:"))
    return Personne(
        noms=frozenset(
            (one.prenom, one.nom)
            for one in theirs
            if not homonyms and min(len(fold(one.prenom)), len(fold(one.nom))) > 1
        ),
        courriels=frozenset(c for one in theirs if (c := one.courriel.casefold()) and c not in shared),
        telephones=frozenset(
            d for one in theirs if len(d := _digits(one.telephone)) >= _DIGITS and d not in taken
        ),
        lieux=frozenset(own),
        comptes=accounts,
        identifiants=frozenset(
            reading.connection.execute("SELECT identifiant FROM compte WHERE numero = ?", (numero,)).get
            for numero in accounts
        ),
        homonymes=homonyms,
    )


def _closure(seeds: list[Mention], mentions: list[Mention], shared: set[str]) -> set[tuple[str, str]]:
    """The (place, folded name) that own addresses and places join to these."""
    places = {(one.lieu, one.pli) for one in seeds}
    addresses: set[str] = set()
    while True:
        found = {
            one.courriel.casefold()
            for one in mentions
            if one.courriel and (one.lieu, one.pli) in places and one.courriel.casefold() not in shared
        }
        grown = places | {(one.lieu, one.pli) for one in mentions if one.courriel.casefold() in found}
        if found == addresses and grown == places:
            return places
        addresses, places = found, grown


def _mentions(reading: Reading) -> Iterator[Mention]:
    """Everybody, wherever the store names them as themselves, in every version."""
    connection = reading.connection
    decode = msgspec.json.Decoder(tuple[Contact, ...]).decode
    for fiche, contacts in connection.execute(
        "SELECT j.fiche, p.contacts FROM journal_personnel p JOIN journal j ON j.seq = p.seq"
    ):
        for one in decode(contacts):
            yield Mention(fiche, one.prenom, one.nom, one.courriel, one.telephone)
    for row in connection.execute(
        "SELECT fiche, prenom, nom, courriel, telephone FROM contact UNION ALL"
        " SELECT fiche, prenom, nom, courriel, telephone FROM demande_suivi WHERE nom <> '' UNION ALL"
        " SELECT 'compte:' || numero, prenom, nom, courriel, '' FROM compte WHERE courriel <> ''"
    ):
        yield Mention(*row)
    for jeton, contenu in connection.execute("SELECT jeton, contenu FROM depot WHERE contenu <> ''"):
        person = msgspec.json.decode(contenu)["deposant"]
        yield Mention(
            f"depot:{jeton}", person["prenom"], person["nom"], person["courriel"], person.get("telephone", "")
        )


def _functional(reading: Reading) -> tuple[set[str], set[str]]:
    """The addresses and the numbers of services: those of nobody."""
    addresses, numbers = set(), set()
    for courriel, telephone in reading.connection.execute(
        "SELECT courriel, telephone FROM collectivite UNION SELECT courriel, telephone FROM reseau"
        " UNION SELECT courriel, telephone FROM ambassade"
    ):
        addresses.add(courriel.casefold())
        numbers.add(_digits(telephone))
    return addresses, numbers


def _nominative(one: Mention) -> bool:
    local = fold(one.courriel.partition("@")[0]).replace(" ", "")
    last = fold(one.nom).replace(" ", "")
    return len(last) > 2 and last in local


def _digits(telephone: str) -> str:
    """A number as it is dialled in France: « +33 (0)6 12… » and « 06 12… » are one."""
    digits = re.sub(r"\D", "", telephone)
    for abroad in ("00330", "0033", "330", "33"):
        if digits.startswith(abroad) and len(digits) - len(abroad) == 9:
            return "0" + digits[len(abroad) :]
    return digits


_PAIRS = {"oe": "œ", "ae": "æ", "ss": "ß"}


def _words(name: str) -> str:
    """The expression of a name: each letter with or without its accent, words parted by what may part them."""
    return _SEPARATOR.join(_word(word) for word in fold(name).split())


def _word(word: str) -> str:
    parts, rank = [], 0
    while rank < len(word):
        pair = word[rank : rank + 2]
        letters = "".join(_letter(c) for c in pair)
        if pair in _PAIRS:
            parts.append(f"(?:{letters}|{_PAIRS[pair]})")
            rank += 2
        else:
            parts.append(_letter(word[rank]))
            rank += 1
    return "".join(parts)


def _letter(letter: str) -> str:
    if not _VARIANTS:
        for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
            bare = fold(chr(code))
            if len(bare) == 1 and bare != chr(code):
                _VARIANTS[bare] = _VARIANTS.get(bare, "") + chr(code)
    return f"[{letter}{_VARIANTS[letter]}]" if letter in _VARIANTS else re.escape(letter)
