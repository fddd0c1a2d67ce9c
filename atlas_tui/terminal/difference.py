# SPDX-License-Identifier: EUPL-1.2
"""From what the terminal shows to what it must show, in the fewest bytes found.

Nothing here writes: `difference` takes two grids and where the terminal's pen stands, and gives the characters to send.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import is_not

from atlas_tui.terminal.cells import Apparence, Cellule, Grille, Rangee
from atlas_tui.terminal.plume import SANS, Plume

DEFILER = 3
"""Rows that must be found again further up or down for a scroll to be tried."""
REFAIRE = 0.35
"""Share of the cells that changed, from which starting on a blank screen is tried."""
MARGE = 3
"""Cells at the start of a row that may be written again rather than jumped over."""
COUCHES = 300
"""Bytes of a frame from which, where the line is dear, longer searches are worth the processor."""


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
            i = after
            continue
        cell = new[i]
        if not cell.largeur:
            # The right half of a wide grapheme that did not change otherwise: write it whole.
            i -= 1
            cell = new[i]
        if pen.x != i or pen.y != y:
            _avancer(pen, y, new, i)
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


def _avancer(pen: Plume, y: int, new: Rangee, x: int) -> None:
    """Go to cell `x` of a row, writing again what did not change on the way where that is not longer than a move."""
    here = pen.x if pen.y == y else None
    way = pen.chemin(x, y)
    cost = len(way)
    if here is not None and 0 < x - here <= cost and _meme(pen, new, here, x, cost):
        start = here
    elif 0 < x <= MARGE and _meme(pen, new, 0, x, cost - len(pen.chemin(0, y)) - 1):
        pen.aller(0, y)
        start = 0
    else:
        pen.sortie.append(way)
        pen.x, pen.y = x, y
        return
    for cell in new[start:x]:
        pen.ecrire(cell)


def _meme(pen: Plume, new: Rangee, start: int, stop: int, octets: int) -> bool:
    """True when these cells can be written with the pen as it is, in so many bytes at most."""
    for cell in new[start:stop]:
        octets -= cell.octets
        if octets < 0 or not cell.simple or not pen.convient(cell):
            return False
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
        erase = first
        if first and len(pen.chemin(0, y)) < len(pen.chemin(first, y)) and new[:first].count(blank) == first:
            erase = 0
        other.aller(erase, y)
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


_Depart = tuple[Plume, list[Rangee]]


def _couches(pen: Plume, ombre: list[Rangee], cible: list[Rangee], vide: Cellule) -> Plume:
    """Write the changes look by look where that is shorter: a column of signs costs its colour once, not at each row."""
    best = pen.copie()
    _ecrire(best, ombre, cible)
    size = _octets(best.sortie)
    if not pen.cap.serre or size < COUCHES:
        return best
    seen: dict[Apparence, int] = {}
    for old, new in zip(ombre, cible, strict=True):
        if old != new:
            for look in {b.apparence for a, b in zip(old, new, strict=True) if a is not b and b.simple}:
                seen[look] = seen.get(look, 0) + 1
    layers = [cible]
    for look, rows in seen.items():
        if rows < DEFILER or look == vide.apparence:
            continue
        under = [
            new if old == new else [
                vide if b is not a and b.apparence is look and b.simple else b for a, b in zip(old, new, strict=True)
            ]
            for old, new in zip(ombre, layers[0], strict=True)
        ]  # fmt: skip
        other = pen.copie()
        before = ombre
        for layer in (under, *layers):
            _ecrire(other, before, layer)
            before = layer
        if (length := _octets(other.sortie)) < size:
            best, size, layers = other, length, [under, *layers]
    return best


def _departs(
    pen: Plume, ombre: list[Rangee], cible: list[Rangee], vide: Cellule, octets: int
) -> Iterator[_Depart]:
    """What may be done to the whole screen before rows are written, where that took `octets`."""
    if octets > 60 and (scroll := _defilement(ombre, cible, vide)) is not None:
        other = pen.copie()
        yield other, _defiler(other, ombre, *scroll, vide)
    tops: list[int] = []
    if octets > pen.largeur * pen.hauteur * REFAIRE:
        tops.append(0)
    if pen.cap.serre and octets > COUCHES:
        tops += [y for y, (old, new) in enumerate(zip(ombre, cible, strict=True)) if y and old != new][:4]
    for top in tops:
        other = pen.copie()
        other.gomme(vide)
        other.aller(0, top)
        other.sortie.append("\x1b[J")
        yield other, [*ombre[:top], *[[vide] * pen.largeur] * (pen.hauteur - top)]


def difference(pen: Plume, ombre: list[Rangee] | None, cible: Grille) -> str:
    """What to send for the terminal to show `cible` where it shows `ombre` (None: nobody knows); the pen follows.

    Several ways are tried where much changed, and the shortest in bytes is taken.
    """
    rows = cible.rangees
    pen.douteux = cible.encrier.douteux
    blank = cible.encrier.vide
    if ombre is None:
        pen.sortie = ["\x1b[m"] if not pen.cap.liens else ["\x1b[m\x1b]8;;\x1b\\"]
        pen.apparence = SANS
        pen.sortie.append("\x1b[H\x1b[J")
        pen.x = pen.y = 0
        start = pen.sortie
        best = _couches(pen, [[blank] * pen.largeur] * pen.hauteur, rows, blank)
        best.sortie = start + best.sortie
        return _rendre(pen, best)
    if ombre == rows:
        return ""
    plain = pen.copie()
    _ecrire(plain, ombre, rows)
    best, size = plain, _octets(plain.sortie)
    for begun, shown in _departs(pen, ombre, rows, blank, size):
        head = begun.sortie
        other = _couches(begun, shown, rows, blank)
        other.sortie = head + other.sortie
        if (length := _octets(other.sortie)) < size:
            best, size = other, length
    if pen.cap.serre:
        other = _couches(pen, ombre, rows, blank)
        if _octets(other.sortie) < size:
            best = other
    return _rendre(pen, best)


def _rendre(pen: Plume, best: Plume) -> str:
    text = "".join(best.sortie)
    pen.x, pen.y, pen.apparence = best.x, best.y, best.apparence
    pen.sortie = []
    return text
