# SPDX-License-Identifier: EUPL-1.2
"""A witness: a terminal written from ECMA-48 and the VT manuals, that refuses what it does not know.

pyte knows no dim, no double underline, no overline, no hyperlink, no REP; it leaves half a wide character when the other
half is overwritten, and hangs a combining mark on the line above. So the frames are judged by this one, which follows
what xterm, VTE and kitty agree on, and `test_fil.py` checks it against pyte on what pyte does know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rich.cells import get_character_cell_size, split_graphemes

_JETONS = re.compile(
    r"\x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)|\x1b\[(?P<prive>[?<>=]?)(?P<nombres>[0-9;]*)(?P<fin>[@-~])"
    r"|\x1b(?P<esc>[^\[\]])|(?P<commande>[\x00-\x1f])|(?P<texte>[^\x00-\x1f]+)",
    re.DOTALL,
)
_TRAITS = {"underline", "double", "reverse", "strike", "blink", "overline", "frame", "encircle", "conceal"}


@dataclass(frozen=True)
class Etat:
    """What the next character is written with."""

    attributs: frozenset[str] = frozenset()
    encre: str = ""
    fond: str = ""
    lien: str = ""


Case = tuple[str, Etat]
VIDE: Case = (" ", Etat())

_ALLUME = {
    1: "bold", 2: "dim", 3: "italic", 4: "underline", 5: "blink", 6: "blink", 7: "reverse", 8: "conceal", 9: "strike",
    21: "double", 51: "frame", 52: "encircle", 53: "overline",
}  # fmt: skip
_ETEINT = {
    22: {"bold", "dim"}, 23: {"italic"}, 24: {"underline", "double"}, 25: {"blink"}, 27: {"reverse"}, 28: {"conceal"},
    29: {"strike"}, 54: {"frame", "encircle"}, 55: {"overline"},
}  # fmt: skip


@dataclass
class Temoin:
    """`colonnes` by `lignes` cells. `fond_efface`: erasing paints the background. `grappes`: widths are those of graphemes;
    else of code points, as in terminals that know nothing of emoji sequences."""

    colonnes: int
    lignes: int
    fond_efface: bool = True
    grappes: bool = True
    x: int = 0
    y: int = 0
    etat: Etat = field(default_factory=Etat)
    marges: tuple[int, int] = (0, 0)
    recus: int = 0
    dernier: str = ""

    def __post_init__(self) -> None:
        self.cases: list[list[Case]] = [[VIDE] * self.colonnes for _ in range(self.lignes)]
        self.marges = (0, self.lignes)
        self._colle = False

    def salir(self, texte: str = "#") -> None:
        """Fill the screen with what must go."""
        dirty = Etat(frozenset({"reverse"}), "35", "46")
        self.cases = [[(texte, dirty)] * self.colonnes for _ in range(self.lignes)]
        self.etat, self.x, self.y = (
            Etat(frozenset({"bold"}), "32", "45"),
            self.colonnes // 2,
            self.lignes // 2,
        )

    # --- input ------------------------------------------------------------------------------------------------------

    def nourrir(self, texte: str) -> None:
        """Obey what is received."""
        self.recus += len(texte.encode("utf-8", "replace"))
        end = 0
        for found in _JETONS.finditer(texte):
            assert found.start() == end, f"incompris : {texte[end : end + 40]!r}"
            end = found.end()
            if (plain := found["texte"]) is not None:
                self._ecrire(plain)
            elif (control := found["commande"]) is not None:
                self._commande(control)
            elif (osc := found["osc"]) is not None:
                assert osc.startswith("8;"), osc
                self.etat = Etat(self.etat.attributs, self.etat.encre, self.etat.fond, osc.split(";", 2)[2])
            elif found["esc"] is not None:
                assert found["esc"] == "M", found.group()
                self._remonter()
            else:
                self._csi(found["prive"], found["nombres"], found["fin"])
        assert end == len(texte), f"incompris : {texte[end : end + 40]!r}"

    def _commande(self, control: str) -> None:
        self._colle = False
        if control == "\r":
            self.x = 0
        elif control == "\n":
            self._descendre()
        elif control == "\b":
            # After the last column terminals differ: nothing may depend on it.
            assert self.x < self.colonnes, "retour arrière après la dernière colonne"
            self.x = max(0, self.x - 1)
        else:
            assert control in "\x07\x00", repr(control)

    def _descendre(self) -> None:
        top, bottom = self.marges
        if self.y == bottom - 1:
            self.cases[top:bottom] = [*self.cases[top + 1 : bottom], self._blanche()]
        elif self.y < self.lignes - 1:
            self.y += 1

    def _remonter(self) -> None:
        top, bottom = self.marges
        if self.y == top:
            self.cases[top:bottom] = [self._blanche(), *self.cases[top : bottom - 1]]
        elif self.y:
            self.y -= 1

    def _effacee(self) -> Case:
        return (" ", Etat(frozenset(), "", self.etat.fond if self.fond_efface else "", ""))

    def _blanche(self) -> list[Case]:
        return [self._effacee()] * self.colonnes

    # --- text -------------------------------------------------------------------------------------------------------

    def _ecrire(self, texte: str) -> None:
        if self.grappes:
            spans, _ = split_graphemes(texte)
            parts = [(texte[start:end], width) for start, end, width in spans]
        else:
            parts = [(character, get_character_cell_size(character)) for character in texte]
        for part, width in parts:
            if width == 0:
                self._accoler(part)
            else:
                self._poser(part, width)

    def _accoler(self, marque: str) -> None:
        if not self._colle:
            return
        at = min(self.x, self.colonnes) - 1
        if at > 0 and not self.cases[self.y][at][0]:
            at -= 1
        text, etat = self.cases[self.y][at]
        self.cases[self.y][at] = (text + marque, etat)

    def _poser(self, part: str, width: int) -> None:
        # Autowrap is off: what is written past the last column stays on it. The program must not count on it.
        assert self.x + width <= self.colonnes, f"écrit hors de la ligne : {part!r} en {self.x}"
        row = self.cases[self.y]
        for edge in (self.x, self.x + width):
            if 0 < edge < self.colonnes and not row[edge][0]:
                row[edge - 1], row[edge] = (" ", row[edge - 1][1]), (" ", row[edge][1])
        row[self.x] = (part, self.etat)
        if width == 2:
            row[self.x + 1] = ("", self.etat)
        self.x += width
        self.dernier = part if width == 1 else ""
        self._colle = True

    # --- sequences --------------------------------------------------------------------------------------------------

    def _csi(self, prive: str, nombres: str, fin: str) -> None:
        numbers = [int(n) if n else 0 for n in nombres.split(";")] if nombres else []
        if prive:
            assert fin in "hlpuc", (prive, fin)
            return
        if fin == "m":
            self._sgr(numbers or [0])
            return
        one = max(1, numbers[0]) if numbers else 1
        if fin == "b":
            assert self._colle, "REP sans caractère avant"
            assert self.dernier, "REP d'un caractère large"
            assert self.dernier.isascii(), "REP d'un caractère que tmux ne répète pas"
            for _ in range(one):
                self._poser(self.dernier, 1)
            return
        self._colle = False
        if fin == "H":
            row, column = [*numbers, 1, 1][:2] if len(numbers) != 1 else (numbers[0], 1)
            self.y, self.x = max(1, row) - 1, max(1, column) - 1
            assert self.y < self.lignes, self.y
            assert self.x < self.colonnes, self.x
        elif fin in "CD":
            assert self.x < self.colonnes, "mouvement relatif après la dernière colonne"
            self.x = min(self.colonnes - 1, self.x + one) if fin == "C" else max(0, self.x - one)
        elif fin == "A":
            self.y = max(0, self.y - one)
        elif fin == "B":
            self.y = min(self.lignes - 1, self.y + one)
        elif fin == "G":
            self.x = one - 1
        elif fin == "d":
            self.y = one - 1
        elif fin == "X":
            self._effacer(self.y, self.x, min(self.colonnes, self.x + one))
        elif fin == "K":
            assert numbers in ([], [0])
            self._effacer(self.y, min(self.x, self.colonnes - 1), self.colonnes)
        elif fin == "J":
            assert numbers in ([], [0])
            self._effacer(self.y, self.x, self.colonnes)
            for y in range(self.y + 1, self.lignes):
                self._effacer(y, 0, self.colonnes)
        elif fin == "r":
            top, bottom = [*numbers, *(0, 0)[len(numbers) :]]
            self.marges = (max(1, top) - 1, bottom or self.lignes)
            self.x = self.y = 0
        else:
            raise AssertionError(f"séquence inconnue : CSI {nombres}{fin}")

    def _effacer(self, y: int, start: int, end: int) -> None:
        row = self.cases[y]
        for edge in (start, end):
            if 0 < edge < self.colonnes and not row[edge][0]:
                row[edge - 1], row[edge] = (" ", row[edge - 1][1]), (" ", row[edge][1])
        row[start:end] = [self._effacee()] * (end - start)

    def _sgr(self, numbers: list[int]) -> None:
        attributs, encre, fond = set(self.etat.attributs), self.etat.encre, self.etat.fond
        left = list(numbers)
        while left:
            n = left.pop(0)
            if n == 0:
                attributs, encre, fond = set(), "", ""
            elif n in _ALLUME:
                attributs.add(_ALLUME[n])
            elif n in _ETEINT:
                attributs -= _ETEINT[n]
            elif n in (38, 48):
                size = 2 if left[0] == 5 else 4
                colour = ";".join(str(value) for value in (n, *left[:size]))
                del left[:size]
                encre, fond = (colour, fond) if n == 38 else (encre, colour)
            elif n == 39:
                encre = ""
            elif n == 49:
                fond = ""
            elif 30 <= n <= 37 or 90 <= n <= 97:
                encre = str(n)
            elif 40 <= n <= 47 or 100 <= n <= 107:
                fond = str(n)
            else:
                raise AssertionError(f"SGR inconnu : {n}")
        self.etat = Etat(frozenset(attributs), encre, fond, self.etat.lien)

    # --- what is seen -------------------------------------------------------------------------------------------------

    def vues(self) -> list[list[Case]]:
        """The cells as the eye sees them: the ink and the weight of a space show only where it is reversed or lined."""
        return [[_vue(text, etat) for text, etat in row] for row in self.cases]

    @property
    def texte(self) -> str:
        """The text of the screen, line by line."""
        return "\n".join("".join(text for text, _ in row).rstrip() for row in self.cases)


def _vue(text: str, etat: Etat) -> Case:
    if text == " " and not etat.attributs & _TRAITS:
        return (" ", Etat(frozenset(), "", etat.fond, etat.lien))
    return (text, etat)
