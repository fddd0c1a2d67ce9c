# SPDX-License-Identifier: EUPL-1.2
"""The terminal's pen as the frame difference holds it: where it stands, how it writes, the shortest orders to change both."""

from __future__ import annotations

from functools import lru_cache

from atlas_tui.terminal.capacites import Capacites
from atlas_tui.terminal.cells import Apparence, Cellule

_ALLUMER = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53")
_ETEINDRE = ("22", "22", "23", "24", "25", "25", "27", "28", "29", "24", "54", "54", "55")
_TRAITS = 8 | 16 | 32 | 64 | 128 | 256 | 512 | 1024 | 2048 | 4096
"""Attributes that would show, were a space written with them."""
SANS = Apparence()


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
        self.apparence = SANS
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
        return _chemin(self.x, self.y, x, y, self.cap.colonne, self.cap.saut_seul)

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


@lru_cache(16384)
def _chemin(x0: int | None, y0: int | None, x: int, y: int, colonne: bool, saut_seul: bool) -> str:
    if y0 == y and x0 == x:
        return ""
    line = str(y + 1) if y else ""
    ways = [f"\x1b[{line};{x + 1}H" if x else f"\x1b[{line}H"]
    if y0 is not None:
        down = y - y0
        steps = [_pas(down, "B" if down > 0 else "A") if down else ""]
        if 0 < down < 5 and saut_seul:
            steps.append("\n" * down)
        if colonne and down:
            steps.append(f"\x1b[{line}d")
        for step in steps:
            if x0 is not None:
                across = x - x0
                if across >= 0:
                    ways.append(step + (_pas(across, "C") if across else ""))
                else:
                    ways.append(step + ("\b" * -across if across > -5 else _pas(across, "D")))
            ways.append(step + "\r" + (_pas(x, "C") if x else ""))
            if colonne:
                ways.append(f"{step}\x1b[{x + 1}G")
    return min(ways, key=len)


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
