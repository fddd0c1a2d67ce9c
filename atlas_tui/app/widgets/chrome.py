# SPDX-License-Identifier: EUPL-1.2
"""What surrounds every page: the name of the atlas, where one is, a line for messages, the keys that work here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from atlas_tui.app.commands import Command
from atlas_tui.app.touches import nom_de_touche
from atlas_tui.app.widgets.cells import caler, couper, largeur, plier
from atlas_tui.terminal.guard import sans_controle
from atlas_tui.terminal.profile import profil
from exports.french import jour

TITRE = "Atlas de la coopération décentralisée"
FICTIF = "Données fictives — démonstration"


class Ligne(Widget):
    """One line of text, never wrapped, drawn again only when it says something else. Empty, it takes no room if asked."""

    can_focus = False

    def __init__(self, *, id: str, classes: str = "", efface: bool = False, cede: bool = False) -> None:
        super().__init__(id=id, classes=classes)
        self._gauche = self._droite = ""
        self._efface, self._cede = efface, cede
        if efface:
            self.display = False

    def dire(self, gauche: str, droite: str = "") -> None:
        """Show `gauche`, and `droite` at the right end; where both do not fit, the left one is cut, or the right one goes."""
        if (gauche, droite) == (self._gauche, self._droite):
            return
        self._gauche, self._droite = gauche, droite
        if self._efface:
            self.display = bool(gauche or droite)
        self.refresh()

    @property
    def texte(self) -> str:
        """What it says, for the tests."""
        return f"{self._gauche} {self._droite}".strip()

    def render(self) -> Content:
        """Left and right."""
        width = self.size.width
        goes = self._cede and largeur(self._gauche) + 2 + largeur(self._droite) > width
        right = "" if goes else couper(self._droite, width)
        room = max(0, width - largeur(right) - (2 if right else 0))
        left = couper(self._en(room), room)
        return Content(left + " " * (width - largeur(left) - largeur(right)) + right)

    def _en(self, room: int) -> str:
        """What is said at the left in so many cells."""
        return self._gauche


class Annonce(Ligne):
    """What just happened or went wrong: whole, on up to four lines over the end of the page."""

    LIGNES = 4

    def __init__(self) -> None:
        super().__init__(id="message", efface=True)

    def dire(self, gauche: str, droite: str = "") -> None:
        """Show `gauche`; nothing takes it away."""
        if gauche != self._gauche:
            super().dire(gauche)
            self._mesurer()

    def on_resize(self) -> None:
        """Other room, other lines."""
        self._mesurer()

    def _plis(self) -> list[str]:
        return plier(self._gauche, self.app.size.width, self.LIGNES)

    def _mesurer(self) -> None:
        self.styles.height = max(1, len(self._plis()))

    def render(self) -> Content:
        """Each line filled to the edge: what is under it does not show through."""
        return Content("\n".join(caler(one, self.size.width) for one in self._plis()))


class Avertissement(Static):
    """What was damaged and left aside to open the atlas: whole, on as many lines as it takes, until it is dismissed."""

    can_focus = False
    DEFAULT_CSS = "Avertissement { height: auto; max-height: 6; text-style: reverse; display: none; }"

    def __init__(self) -> None:
        super().__init__("", markup=False, id="avertissement")
        self.texte = ""

    def dire(self, lignes: Sequence[str]) -> None:
        """Show these lines; none hides it."""
        text = "  ".join((*lignes, "(Échap : compris)")) if lignes else ""
        if text != self.texte:
            self.texte = text
            self.update(Content(sans_controle(text)))
            self.display = bool(text)


class Titre(Ligne):
    """The first line: what this is, of which day if it is past, and whether its data is fictitious."""

    def __init__(self) -> None:
        super().__init__(id="titre")
        self._jour = ""
        self.dire(TITRE)

    def marquer(self, demonstration: bool, qui: str = "", au: date | None = None) -> None:
        """Say whether the data is fictitious, who is logged in, and which past day is shown."""
        said = FICTIF if demonstration else ""
        if qui:
            said = f"{qui} — {FICTIF.partition(' —')[0]}" if demonstration else qui
        self._jour = "" if au is None else f"Atlas au {jour(au)}"
        self.dire(
            f"{TITRE} : {self._jour}" if self._jour else TITRE,
            said.replace("—", "-") if profil().ascii else said,
        )

    def _en(self, room: int) -> str:
        """All of it; where room lacks, the day rather than the name."""
        return self._jour if self._jour and largeur(self._gauche) > room else self._gauche


class Fil(Ligne):
    """The second line: the places above, then this page. The beginning gives way, never the name of the page."""

    def __init__(self) -> None:
        super().__init__(id="fil")
        self._noms: tuple[str, ...] = ()

    def situer(self, noms: Sequence[str]) -> None:
        """Show the path to this page, root first."""
        if tuple(noms) != self._noms:
            self._noms = tuple(noms)
            self._gauche = " ".join(noms)
            self.refresh()

    @property
    def noms(self) -> tuple[str, ...]:
        """The path, root first."""
        return self._noms

    @property
    def texte(self) -> str:
        """The whole path."""
        return f" {profil().chevron} ".join(self._noms)

    def render(self) -> Content:
        """The path; ancestors become « … » from the root on when it is too long."""
        sep = f" {profil().chevron} "
        names = list(self._noms)
        width = self.size.width
        while len(names) > 1 and largeur(sep.join(names)) > width:
            names = ["…", *names[2:]] if names[0] == "…" else ["…", *names[1:]]
        if not names:
            return Content("")
        before = sep.join(names[:-1]) + (sep if names[:-1] else "")
        return Content.assemble(before, (couper(names[-1], max(1, width - largeur(before))), "bold"))


_DU_COMPTE = ("f4", "f7")
"""The keys of what an account may do."""


class Touches(Widget):
    """The last line: the keys that work here, each with one word, and the date of the figures."""

    can_focus = False

    def __init__(self) -> None:
        super().__init__(id="touches")
        self._commandes: tuple[tuple[int, str, str], ...] = ()
        self._date = ""

    def montrer(self, commandes: Sequence[type[Command]], date: str, *, connecte: bool = False) -> None:
        """Show these commands and this date; to who is logged in, what they may do comes first."""
        shown = tuple(
            (
                11 if connecte and c.touches[0] in _DU_COMPTE else c.rang,
                nom_de_touche(c.touches[0]),
                c.libelle,
            )
            for c in commandes
            if c.libelle
        )
        if (shown, date) != (self._commandes, self._date):
            self._commandes, self._date = shown, date
            self.refresh()

    @property
    def texte(self) -> str:
        """Its words, for the tests."""
        return "  ".join(f"{key} {word}" for _, key, word in self._commandes) + f"  {self._date}"

    def render(self) -> Content:
        """As many commands as there is room for, the most useful first; the date always."""
        width = self.size.width
        date = couper(self._date, width)
        room = width - largeur(date) - 2
        parts: list[Content | str | tuple[str, str]] = []
        used = 0
        strong = "" if profil().mince else "bold"
        for _, key, word in sorted(self._commandes):
            wide = largeur(key) + 1 + largeur(word) + (2 if used else 0)
            if used + wide > room:
                break
            parts += ["  " if used else "", (key, strong), f" {word}"]
            used += wide
        return Content.assemble(*parts, " " * (width - used - largeur(date)), date)
