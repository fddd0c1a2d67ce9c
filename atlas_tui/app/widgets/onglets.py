# SPDX-License-Identifier: EUPL-1.2
"""The two lines that command a level page: its tabs, and the natures that are shown."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from atlas_tui.app import enonce
from atlas_tui.app.widgets.cells import couper, largeur
from atlas_tui.app.widgets.figures import COULEURS
from atlas_tui.terminal.profile import profil
from exports.french import nombre

TOUCHES = {"cooperation": "c", "action": "e", "demande": "d"}
_COURTS = {"cooperation": "Coopérations", "action": "Autres actions", "demande": "Demandes"}


class Onglets(Widget):
    """« 1 État  2 Projets (12 731) ... »; the one shown is in reverse video."""

    can_focus = False
    DEFAULT_CSS = "Onglets { height: 1; width: 1fr; }"

    class Choisi(Message):
        """A tab was clicked."""

        def __init__(self, onglet: str) -> None:
            super().__init__()
            self.onglet = onglet

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._onglets: tuple[tuple[str, str], ...] = ()
        self._actif = ""
        self.plus: tuple[tuple[str, str, str], ...] = ()
        """Tabs of this page alone: name, label, and its short form for where the line lacks room."""

    def montrer(
        self, actif: str, projets: int | None, demandes: int | None, *, avec_demandes: bool, affine: bool
    ) -> None:
        """Show which tab is open, and how many rows the lists have."""
        tabs = [("etat", "1 État"), ("projets", "2 Projets" + _nombre(projets))]
        if avec_demandes:
            tabs.append(("demandes", "3 Demandes" + _nombre(demandes)))
        tabs += [("classements", "4 Classements"), ("affiner", "5 Affiner" + (" (actif)" if affine else ""))]
        tabs += [(name, self._selon_la_place(tabs, label, court)) for name, label, court in self.plus]
        if (tuple(tabs), actif) != (self._onglets, self._actif):
            self._onglets, self._actif = tuple(tabs), actif
            self.refresh()

    def _selon_la_place(self, tabs: list[tuple[str, str]], label: str, court: str) -> str:
        taken = sum(largeur(text) + 3 for _, text in tabs)
        return label if taken + largeur(label) + 2 <= self.size.width else court

    @property
    def texte(self) -> str:
        """Its words, for the tests."""
        return "  ".join(label for _, label in self._onglets)

    @property
    def _ecart(self) -> int:
        """Cells between two tabs: none where the line lacks room."""
        return 1 if sum(largeur(label) + 3 for _, label in self._onglets) <= self.size.width + 1 else 0

    def render(self) -> Content:
        """One line."""
        parts: list[tuple[str, str] | str] = []
        for name, label in self._onglets:
            parts += [(f" {label} ", "reverse bold" if name == self._actif else ""), " " * self._ecart]
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Open the tab under the pointer."""
        left = 0
        for name, label in self._onglets:
            if left <= event.x < left + largeur(label) + 2:
                self.post_message(self.Choisi(name))
            left += largeur(label) + 2 + self._ecart


def _nombre(count: int | None) -> str:
    return "" if count is None else f" ({nombre(count)})"


class Natures(Widget):
    """« Afficher : [x] c ● Coopérations ... », and what narrows the page."""

    can_focus = False
    DEFAULT_CSS = "Natures { height: auto; width: 1fr; }"

    class Basculee(Message):
        """A nature was clicked."""

        def __init__(self, nature: str) -> None:
            super().__init__()
            self.nature = nature

    def __init__(self, possibles: tuple[str, ...], *, id: str) -> None:
        super().__init__(id=id)
        self._possibles = possibles
        self._montrees: tuple[str, ...] = possibles
        self._affinage = ""

    def permettre(self, possibles: tuple[str, ...]) -> None:
        """Offer other natures: the French side has no demandes."""
        if possibles != self._possibles:
            self._possibles = possibles
            self.refresh()

    def montrer(self, montrees: tuple[str, ...], affinage: str) -> None:
        """Show which natures are shown, and the filter in words."""
        if (montrees, affinage) != (self._montrees, self._affinage):
            layout = bool(affinage) != bool(self._affinage)
            self._montrees, self._affinage = montrees, affinage
            self.refresh(layout=layout)

    def _morceaux(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(nature, styled text) of each box, long names where they fit."""
        for naming in (enonce.natures_pluriel, _COURTS.__getitem__):
            boxes = []
            for nature in self._possibles:
                mark = "[x]" if nature in self._montrees else "[ ]"
                boxes.append(
                    (nature, [(f"{mark} ", ""), (TOUCHES[nature], "bold"), (" ", ""),
                              (profil().signe(nature), COULEURS[nature]), (f" {naming(nature)}", "")])
                )  # fmt: skip
            if sum(largeur("".join(t for t, _ in box)) + 2 for _, box in boxes) + 11 <= self.size.width:
                break
        return boxes

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """One line, and another for the filter when there is one."""
        return 2 if self._affinage else 1

    def render(self) -> Content:
        """The boxes, then the filter."""
        parts: list[tuple[str, str] | str] = ["Afficher : "]
        for _, box in self._morceaux():
            parts += [*box, "  "]
        if self._affinage:
            parts += ["\n", (couper(f"Affiné : {self._affinage}", self.size.width), "italic")]
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Turn the box under the pointer."""
        left = len("Afficher : ")
        for nature, box in self._morceaux():
            wide = largeur("".join(text for text, _ in box))
            if event.y == 0 and left <= event.x < left + wide:
                self.post_message(self.Basculee(nature))
            left += wide + 2
