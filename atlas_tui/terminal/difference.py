# SPDX-License-Identifier: EUPL-1.2
"""From what the terminal shows to what it must show, in the fewest bytes found.

Nothing here writes: `difference` takes two grids and where the terminal's pen stands, and gives the characters to send.
"""

from __future__ import annotations

from functools import lru_cache
from operator import is_not

from atlas_tui.terminal.capacites import Capacites
from atlas_tui.terminal.cells import Apparence, Cellule, Grille, Rangee

_ALLUMER = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53")
_ETEINDRE = ("22", "22", "23", "24", "25", "25", "27", "28", "29", "24", "54", "54", "55")
_TRAITS = 8 | 16 | 32 | 64 | 128 | 256 | 512 | 1024 | 2048 | 4096
"""Attributes that would show, were a space written with them."""
_SANS = Apparence()
DEFILER = 3
"""Rows that must be found again further up or down for a scroll to be tried."""
REFAIRE = 0.35
"""Share of the cells that changed, from which starting on a blank screen is tried."""


@lru_cache(8192)
def changer(avant: Apparence, apres: Apparence, eteindre: bool) -> str:
    """The shortest SGR from a look to another; links apart."""
    on = [code for bit, code in enumerate(_ALLUMER) if apres.attributs >> bit & 1]
    colours = [code for code in (apres.encre, apres.fond) if code]
    fresh = ";".join(["", *on, *colours])
    gone = avant.attributs & ~apres.attributs
    lost_colour = bool((avant.encre and not apres.encre) or (avant.fond and not apres.fond))
    if not eteindre and (gone or lost_colour):
        return f"\x1b[{fresh}m"
    codes: list[str] = []
    kept = avant.attributs
    for bit, code in enumerate(_ETEINDRE):
        if gone >> bit & 1 and code not in codes:
            codes.append(code)
            for other, shared in enumerate(_ETEINDRE):
                if shared == code:
                    kept &= ~(1 << other)
    codes += [code for bit, code in enumerate(_ALLUMER) if (apres.attributs & ~kept) >> bit & 1]
    if avant.encre != apres.encre:
        codes.append(apres.encre or "39")
    if avant.fond != apres.fond:
        codes.append(apres.fond or "49")
    if not codes:
        return ""
    delta = ";".join(codes)
    return f"\x1b[{delta if len(delta) <= len(fresh) else fresh}m"


class Plume:
    """Where the terminal's cursor stands and what it would write with; `x` is None when only an absolute move is sure."""

    __slots__ = ("apparence", "cap", "douteux", "hauteur", "largeur", "simple", "sortie", "x", "y")

    def __init__(self, cap: Capacites, largeur: int, hauteur: int) -> None:
        self.cap = cap
        self.largeur, self.hauteur = largeur, hauteur
        self.x: int | None = None
        self.y: int | None = None
        self.apparence = _SANS
        self.sortie: list[str] = []
        self.douteux = True
        """Rows may hold graphemes whose width terminals do not agree on."""
        self.simple = cap.codage == "utf-8"

    def copie(self) -> Plume:
        """The same pen, nothing written yet."""
        other = Plume(self.cap, self.largeur, self.hauteur)
        other.x, other.y, other.apparence, other.douteux = self.x, self.y, self.apparence, self.douteux
        return other

    # --- moving ---------------------------------------------------------------------------------------------------

    def chemin(self, x: int, y: int) -> str:
        """The shortest way to a cell; empty when the pen is there."""
        if self.y == y and self.x == x:
            return ""
        line = str(y + 1) if y else ""
        ways = [f"\x1b[{line};{x + 1}H" if x else f"\x1b[{line}H"]
        if self.y is not None:
            down = y - self.y
            if down == 0:
                self._lateral("", self.x, x, ways)
            else:
                steps = [_pas(down, "B" if down > 0 else "A")]
                if 0 < down < 5 and self.cap.saut_seul:
                    steps.append("\n" * down)
                if self.cap.colonne and down:
                    steps.append(f"\x1b[{line}d")
                for step in steps:
                    self._lateral(step, self.x, x, ways)
        return min(ways, key=len)

    def _lateral(self, pas: str, depuis: int | None, x: int, ways: list[str]) -> None:
        if depuis is not None:
            across = x - depuis
            if across == 0:
                ways.append(pas)
            elif across > 0:
                ways.append(pas + _pas(across, "C"))
            else:
                ways.append(pas + ("\b" * -across if across > -5 else _pas(across, "D")))
        ways.append(pas + "\r" + (_pas(x, "C") if x else ""))
        if self.cap.colonne:
            ways.append(f"{pas}\x1b[{x + 1}G")

    def aller(self, x: int, y: int) -> None:
        """Go to a cell."""
        way = self.chemin(x, y)
        if way:
            self.sortie.append(way)
            self.x, self.y = x, y

    # --- writing --------------------------------------------------------------------------------------------------

    def convient(self, cell: Cellule) -> bool:
        """True when the cell can be written without changing the pen's look."""
        look, here = cell.apparence, self.apparence
        if look is here or look == here:
            return True
        if cell.texte != " " or look.attributs:
            return False
        return not here.attributs & _TRAITS and look.fond == here.fond and look.lien == here.lien

    def tremper(self, apparence: Apparence) -> None:
        """Take a look."""
        here = self.apparence
        if here == apparence:
            return
        if here.lien != apparence.lien and self.cap.liens:
            self.sortie.append(f"\x1b]8;;{apparence.lien}\x1b\\")
        if code := changer(here, apparence, self.cap.eteindre):
            self.sortie.append(code)
        self.apparence = apparence

    def pour_effacer(self, blanc: Cellule) -> bool:
        """True when erasing gives this blank."""
        look = blanc.apparence
        return (
            blanc.texte == " "
            and not look.attributs
            and not look.lien
            and (not look.fond or self.cap.fond_efface)
        )

    def gomme(self, blanc: Cellule) -> None:
        """Make the look one with which erasing gives this blank."""
        here = self.apparence
        # Terminals differ on what reverse and underlining do to what is erased.
        if here.fond != blanc.apparence.fond or here.attributs & _TRAITS or here.lien:
            self.tremper(blanc.apparence)

    def ecrire(self, cell: Cellule) -> None:
        """Write one cell here."""
        if not self.convient(cell):
            self.tremper(cell.apparence)
        text = cell.texte
        if self.cap.codage != "utf-8" and not text.isascii():
            text = _encodable(text, cell.largeur, self.cap.codage)
        elif not cell.sure and cell.largeur == 2:
            # Where the terminal thinks it narrower, its second cell must not keep what was there.
            text = ("  \b\b" if self.x is None or self.x + 2 < self.largeur else "\x1b[K") + text
        self.sortie.append(text)
        if self.x is not None:
            self.x += cell.largeur
            if self.x >= self.largeur or not cell.sure:
                self.x = None


def _pas(n: int, lettre: str) -> str:
    n = abs(n)
    return f"\x1b[{lettre}" if n == 1 else f"\x1b[{n}{lettre}"


@lru_cache(4096)
def _encodable(text: str, largeur: int, codage: str) -> str:
    try:
        text.encode(codage)
    except UnicodeEncodeError:
        return "?" * largeur
    return text


def _octets(parts: list[str]) -> int:
    return sum(len(part) if part.isascii() else len(part.encode("utf-8", "replace")) for part in parts)


# --- one row --------------------------------------------------------------------------------------------------------


def _rangee(pen: Plume, y: int, old: Rangee, new: Rangee) -> bool:
    """Write what changed in a row; true when much of what changed became blank."""
    changed = list(map(is_not, old, new))
    width = len(new)
    first = changed.index(True)
    if pen.douteux and not (all(cell.sure for cell in old) and all(cell.sure for cell in new)):
        # Terminals do not agree on where these cells end: what follows is written again.
        changed[first:] = [True] * (width - first)
    blank = new[-1]
    tail = width
    if pen.pour_effacer(blank):
        while tail > first and new[tail - 1] is blank:
            tail -= 1
    end = width - changed[::-1].index(True)
    erase = end > tail and changed[tail:end].count(True) > 3
    stop = tail if erase else end
    _cellules(pen, y, new, changed, first, stop)
    if erase:
        start = tail
        if pen.y != y or pen.x is None or pen.x != tail:
            # Any place between the end of the text and the first cell to erase will do.
            start = min((tail, changed.index(True, tail)), key=lambda x: len(pen.chemin(x, y)))
        pen.aller(start, y)
        pen.gomme(blank)
        pen.sortie.append("\x1b[K")
    return tail < width and stop - first > 8 and new[first:stop].count(blank) > 4


def _cellules(pen: Plume, y: int, new: Rangee, changed: list[bool], first: int, stop: int) -> None:
    i = first
    cap = pen.cap
    while i < stop:
        if not changed[i]:
            try:
                after = changed.index(True, i, stop)
            except ValueError:
                return
            if not _franchir(pen, y, new, i, after):
                pen.aller(after, y)
            i = after
            continue
        cell = new[i]
        if not cell.largeur:
            # The right half of a wide grapheme that did not change otherwise: write it whole.
            i -= 1
            cell = new[i]
        pen.aller(i, y)
        if i + 3 < stop and new[i + 1] is cell and new[i + 3] is cell and cell.simple:
            run = i + 1
            while run < stop and new[run] is cell:
                run += 1
            run -= i
            if run > 8 and cap.effacer_n and cell.texte == " " and pen.pour_effacer(cell):
                pen.gomme(cell)
                pen.sortie.append(f"\x1b[{run}X")
                i += run
                continue
            order = f"\x1b[{run - 1}b"
            # tmux repeats the last ASCII character and nothing else: a bar of blocks was left one block long.
            if cap.repeter and cell.texte.isascii() and run - 1 > len(order):
                pen.ecrire(cell)
                pen.sortie.append(order)
                i += run
                pen.x = None if i >= pen.largeur else i
                continue
        if not (cell.simple and pen.simple):
            pen.ecrire(cell)
            i += cell.largeur
            continue
        i = _texte(pen, new, changed, i, stop)


def _texte(pen: Plume, new: Rangee, changed: list[bool], start: int, stop: int) -> int:
    """Write the plain cells that follow one another in one look, the first one at least; return the cell after."""
    cell = new[start]
    if not pen.convient(cell):
        pen.tremper(cell.apparence)
    look = pen.apparence
    pieces = [cell.texte]
    i = start + 1
    same = 0
    while i < stop and changed[i]:
        following = new[i]
        if not following.simple or (following.apparence is not look and not pen.convient(following)):
            break
        if following is cell:
            same += 1
            if same == 3:
                # A run begins: it may be shorter said than written.
                i -= 2
                del pieces[-2:]
                break
        else:
            same = 0
        cell = following
        pieces.append(cell.texte)
        i += 1
    pen.sortie.append("".join(pieces))
    pen.x = None if i >= pen.largeur else i
    return i


def _franchir(pen: Plume, y: int, new: Rangee, start: int, after: int) -> bool:
    """Write again the few cells that did not change, where that is not longer than jumping over them."""
    gap = after - start
    if gap > 4 or pen.x != start or pen.y != y:
        return False
    jump = 3 if gap == 1 else 4
    for cell in new[start:after]:
        jump -= cell.octets
        if jump < 0 or not cell.sure or not pen.convient(cell):
            return False
    for cell in new[start:after]:
        pen.ecrire(cell)
    return True


def _mettre_rangee(pen: Plume, y: int, old: Rangee, new: Rangee) -> None:
    """Write a row the shorter of two ways: cell by cell, or after erasing it from the first change on."""
    start = pen.copie()
    best = start
    if _rangee(start, y, old, new):
        blank = new[-1]
        first = next(i for i, (a, b) in enumerate(zip(old, new, strict=True)) if a is not b)
        if not new[first].largeur:
            first -= 1
        other = pen.copie()
        other.aller(first, y)
        other.gomme(blank)
        other.sortie.append("\x1b[K")
        bare = [*new[:first], *[blank] * (len(new) - first)]
        if bare != new:
            _rangee(other, y, bare, new)
        if _octets(other.sortie) < _octets(start.sortie):
            best = other
    pen.sortie += best.sortie
    pen.x, pen.y, pen.apparence = best.x, best.y, best.apparence


# --- the whole screen -----------------------------------------------------------------------------------------------


def _ecrire(pen: Plume, ombre: list[Rangee], cible: list[Rangee]) -> None:
    for y, (old, new) in enumerate(zip(ombre, cible, strict=True)):
        if old != new:
            _mettre_rangee(pen, y, old, new)


def _defilement(ombre: list[Rangee], cible: list[Rangee], vide: Cellule) -> tuple[int, int, int] | None:
    """The rows that moved together: first, one past the last, by how many (> 0: upwards)."""
    height = len(cible)
    dirty = [y for y in range(height) if ombre[y] != cible[y] and any(cell is not vide for cell in cible[y])]
    if len(dirty) < DEFILER:
        return None
    found: dict[int, list[int]] = {}
    for y in dirty:
        row = cible[y]
        for z in range(height):
            if z != y and ombre[z] == row:
                found.setdefault(z - y, []).append(y)
    if not found:
        return None
    shift, rows = max(found.items(), key=lambda item: len(item[1]))
    top, bottom = min(rows), max(rows)
    if len(rows) < DEFILER or len(rows) * 2 < bottom - top + 1:
        return None
    return min(top, top + shift), max(bottom, bottom + shift) + 1, shift


def _defiler(
    pen: Plume, rows: list[Rangee], top: int, bottom: int, shift: int, vide: Cellule
) -> list[Rangee]:
    """Scroll rows `top` to `bottom` by `shift`; return what the terminal then shows."""
    pen.tremper(vide.apparence)
    whole = top == 0 and bottom == len(rows)
    if not whole:
        pen.sortie.append(f"\x1b[{top + 1};{bottom}r" if bottom < pen.hauteur else f"\x1b[{top + 1}r")
        pen.x = pen.y = 0
    if shift > 0:
        if pen.y != bottom - 1:
            pen.aller(0, bottom - 1)
        pen.sortie.append("\n" * shift)
    else:
        if pen.y != top:
            pen.aller(0, top)
        pen.sortie.append("\x1bM" * -shift)
    if not pen.cap.saut_seul:
        pen.x = None
    if not whole:
        pen.sortie.append("\x1b[r")
        pen.x = pen.y = 0
    bare = [[vide] * pen.largeur for _ in range(abs(shift))]
    inside = rows[top:bottom]
    moved = [*inside[shift:], *bare] if shift > 0 else [*bare, *inside[:shift]]
    return [*rows[:top], *moved, *rows[bottom:]]


def difference(pen: Plume, ombre: list[Rangee] | None, cible: Grille) -> str:
    """What to send for the terminal to show `cible` where it shows `ombre` (None: nobody knows); the pen follows.

    Several ways are tried where much changed, and the shortest in bytes is taken.
    """
    rows = cible.rangees
    pen.douteux = cible.encrier.douteux
    blank = cible.encrier.vide
    if ombre is None:
        pen.sortie = ["\x1b[m"] if not pen.cap.liens else ["\x1b[m\x1b]8;;\x1b\\"]
        pen.apparence = _SANS
        pen.sortie.append("\x1b[H\x1b[J")
        pen.x = pen.y = 0
        _ecrire(pen, [[blank] * pen.largeur] * pen.hauteur, rows)
        return _rendre(pen, pen)
    if ombre == rows:
        return ""
    plain = pen.copie()
    _ecrire(plain, ombre, rows)
    best, size = plain, _octets(plain.sortie)
    if size > 60 and (scroll := _defilement(ombre, rows, blank)) is not None:
        other = pen.copie()
        moved = _defiler(other, ombre, *scroll, blank)
        _ecrire(other, moved, rows)
        if (length := _octets(other.sortie)) < size:
            best, size = other, length
    if size > pen.largeur * pen.hauteur * REFAIRE:
        other = pen.copie()
        other.gomme(blank)
        other.sortie.append("\x1b[H\x1b[J")
        other.x = other.y = 0
        _ecrire(other, [[blank] * pen.largeur] * pen.hauteur, rows)
        if _octets(other.sortie) < size:
            best = other
    return _rendre(pen, best)


def _rendre(pen: Plume, best: Plume) -> str:
    text = "".join(best.sortie)
    pen.x, pen.y, pen.apparence = best.x, best.y, best.apparence
    pen.sortie = []
    return text
