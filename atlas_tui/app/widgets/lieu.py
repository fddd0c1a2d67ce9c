# SPDX-License-Identifier: EUPL-1.2
"""What is said beside a map: the place selected, its figures, and the legend; each line drawn again only when it changes."""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from atlas_tui.app.widgets.cells import caler, couper, largeur
from atlas_tui.terminal.canvas import echantillon
from atlas_tui.terminal.profile import profil
from exports.drawing.maps import Carte, Lieu
from exports.french import nombre
from parquet.criteria import NATURES

COLONNE = 28
"""Cells of the panel when it stands beside the map."""
LIGNES = 4
"""Lines of the panel when it stands under the map."""


@dataclass(frozen=True, slots=True)
class Dit:
    """A line: text, and the class of its style."""

    texte: str
    style: str = ""


def rang_en_mots(lieu: Lieu, sur: int) -> str:
    """« 3e sur 145 »; empty for a place without anything."""
    if not lieu.rang:
        return ""
    return f"{nombre(lieu.rang)}{'er' if lieu.rang == 1 else 'e'} sur {nombre(sur)}"


def _chiffres(lieu: Lieu) -> list[tuple[str, int]]:
    counts = zip(NATURES, (lieu.cooperations, lieu.actions, lieu.demandes), strict=True)
    return [(nature, n) for nature, n in counts if n]


_COURTS = {
    "cooperation": ("coopération", "coopérations"), "action": ("autre action", "autres actions"),
    "demande": ("demande", "demandes"),
}  # fmt: skip


def _court(nature: str, n: int) -> str:
    return _COURTS[nature][0 if n < 2 else 1]


def _classe(carte: Carte, rang: int) -> str:
    low, high = carte.classes.bornes[rang - 1]
    return nombre(low) if low == high else f"{nombre(low)}-{nombre(high)}"


class LieuPanel(Widget):
    """Beside the map, or under it in four lines: the same things."""

    can_focus = False
    DEFAULT_CSS = """
    LieuPanel { width: 1fr; height: 4; }
    LieuPanel.-colonne { width: 28; height: 1fr; margin: 0 0 0 1; }
    LieuPanel > .lieu--nom { text-style: bold; }
    LieuPanel > .lieu--sourdine { text-style: dim; }
    LieuPanel > .lieu--cooperation { color: ansi_bright_blue; }
    LieuPanel > .lieu--action { color: ansi_yellow; }
    LieuPanel > .lieu--demande { color: ansi_bright_red; }
    """
    COMPONENT_CLASSES = {
        "lieu--nom", "lieu--sourdine", "lieu--cooperation", "lieu--action", "lieu--demande",
    }  # fmt: skip

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._lignes: list[Dit] = []
        self._carte: Carte | None = None
        self._lieu: Lieu | None = None
        self._descente = ""

    def dire(self, carte: Carte, lieu: Lieu | None, descente: str) -> None:
        """Say a place of a map; `descente` says what Entrée does."""
        self._carte, self._lieu, self._descente = carte, lieu, descente
        self._mettre_a_jour()

    def on_resize(self) -> None:
        """Other room, other lines."""
        self._mettre_a_jour()

    @property
    def colonne(self) -> bool:
        """True when it stands beside the map."""
        return self.has_class("-colonne")

    @property
    def texte(self) -> str:
        """Its lines, for the tests."""
        return "\n".join(line.texte for line in self._lignes)

    def _mettre_a_jour(self) -> None:
        width, height = self.size
        if self._carte is None or not width:
            return
        lines = self._en_colonne(width, height) if self.colonne else self._en_bas(width)
        before, self._lignes = self._lignes, lines
        blank = Dit("")
        changed = [
            Region(0, y, width, 1)
            for y in range(max(len(before), len(lines)))
            if (before[y] if y < len(before) else blank) != (lines[y] if y < len(lines) else blank)
        ]
        if changed:
            self.refresh(*changed)

    # --- words ------------------------------------------------------------------------------------------------------

    def _en_colonne(self, width: int, height: int) -> list[Dit]:
        carte, lieu = self._carte, self._lieu
        assert carte is not None
        lines: list[Dit] = []
        if lieu is None:
            lines += [Dit(line) for line in _plier("Aucun lieu ne répond à ces critères.", width)]
        else:
            # Two lines for the name, however long: what follows stays where it is.
            names = _plier(lieu.nom, width)[:2]
            lines += [Dit(name, "nom") for name in (*names, *[""] * (2 - len(names)))]
            rank = rang_en_mots(lieu, _combien(carte))
            if rank and len(carte.classes.bornes) > 1:
                rank += f", classe {lieu.classe}"
            lines.append(Dit(rank or "Aucun projet", "sourdine"))
            figures = _chiffres(lieu)
            for nature, n in figures:
                words = _court(nature, n)
                lines.append(Dit(couper(f"{profil().signe(nature)} {nombre(n)} {words}", width), nature))
            lines += [Dit("")] * (3 - len(figures))
            lines += [Dit(""), *(Dit(line, "sourdine") for line in _plier(self._descente, width)[:2])]
        legend = self._legende(width)
        room = height - len(lines) - 1
        if room >= len(legend):
            lines += [Dit("")] * (room - len(legend) + 1) + legend
        return lines[:height]

    def _legende(self, width: int) -> list[Dit]:
        carte = self._carte
        assert carte is not None
        if not carte.classes.bornes:
            return []
        head = f"Classes ({carte.classes.unite[1]})"
        lines = [Dit(head if largeur(head) <= width else "Classes", "nom")]
        for rank in range(len(carte.classes.bornes), 0, -1):
            sample = (
                echantillon(carte.classes.role(rank), ascii=profil().ascii) if carte.aplats else f"{rank}."
            )
            lines.append(Dit(couper(f"{sample} {_classe(carte, rank)}", width)))
        if carte.aplats and any(not lieu.total for lieu in carte.lieux):
            lines.append(Dit(f"{echantillon(None, ascii=profil().ascii)} 0"))
        for note in carte.scene.notes[:1]:
            lines += [Dit(line, "sourdine") for line in _plier(note, width)]
        return lines

    def _en_bas(self, width: int) -> list[Dit]:
        carte, lieu = self._carte, self._lieu
        assert carte is not None
        if lieu is None:
            return [Dit(""), Dit("Aucun lieu ne répond à ces critères.")]
        figures = "  ".join(
            f"{profil().signe(nature)} {nombre(n)} {_court(nature, n)}" for nature, n in _chiffres(lieu)
        )
        rank = rang_en_mots(lieu, _combien(carte))
        head = couper(lieu.nom, width - largeur(rank) - 3)
        classes = "  ".join(
            (f"{echantillon(carte.classes.role(i), ascii=profil().ascii)} " if carte.aplats else "")
            + _classe(carte, i)
            for i in range(1, len(carte.classes.bornes) + 1)
        )
        return [
            Dit(f"{head}  {rank}" if rank else head, "nom"),
            Dit(couper(figures or "Aucun projet", width)),
            Dit(couper(self._descente, width), "sourdine"),
            Dit(couper(f"Classes : {classes}", width), "sourdine"),
        ]

    def render_line(self, y: int) -> Strip:
        """One line."""
        width = self.size.width
        if y >= len(self._lignes):
            return Strip.blank(width, self.rich_style)
        line = self._lignes[y]
        style = self.rich_style
        if line.style:
            style = style + self.get_component_rich_style(f"lieu--{line.style}", partial=True)
        return Strip([Segment(caler(line.texte, width), style)])


def _combien(carte: Carte) -> int:
    return sum(1 for lieu in carte.lieux if lieu.total)


def _plier(texte: str, width: int) -> list[str]:
    """Words on lines of `width` cells."""
    lines = [""]
    for word in texte.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if largeur(longer) <= width or not lines[-1]:
            lines[-1] = couper(longer, width)
        else:
            lines.append(couper(word, width))
    return lines
