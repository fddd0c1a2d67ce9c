# SPDX-License-Identifier: EUPL-1.2
"""The history of a fiche over its page: its versions, then what each of them changed, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from atlas_tui.app.screens.modal import Modal
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.chrome import Ligne
from atlas_tui.app.widgets.lines import Lines
from atlas_tui.app.widgets.menu import Entree, Menu
from atlas_tui.app.widgets.sheet import Feuille
from exports.french import jour
from exports.versions import OPERATIONS, champs_en_mots, changement_en_mots
from parquet.versions import RETRAITS, Changement, Version


class Versions(Menu):
    """The versions, one of which can be marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "marquer", "Marquer", show=False, priority=True)
    ]

    class Marquee(Message):
        """The version under the cursor is to be marked, or no longer."""

        def __init__(self, cle: str) -> None:
            super().__init__()
            self.cle = cle

    def action_marquer(self) -> None:
        """Mark it."""
        if (line := self.courante) is not None:
            self.post_message(self.Marquee(line.cle))


class HistoriqueScreen(Modal):
    """The versions, the newest first. Entrée shows what changed from the one marked by Espace, or from the one before.

    Échap comes back to the list, then to the page.
    """

    TITRE = "Historique"
    TOUCHES = "Entrée voir ce qui a changé  Espace marquer  Échap fermer"

    def __init__(
        self, id_: str, versions: tuple[Version, ...], auteurs: Mapping[int, str] | None = None
    ) -> None:
        super().__init__()
        self._fiche = id_
        self._auteurs = auteurs or {}
        """Who wrote each version, for those who may read it."""
        self._versions = versions
        self._marque: int | None = None
        """The version that others are compared with; None for the one before each."""

    def corps(self) -> ComposeResult:
        """The list, and the sheet that takes its place."""
        yield Versions(id="versions")
        yield Lines(id="changements")

    def on_mount(self) -> None:
        """The list alone."""
        super().on_mount()
        self.query_one(Lines).display = False
        self._lister()
        self.query_one(Menu).focus()

    def _lister(self) -> None:
        self.query_one(Menu).montrer(
            tuple(
                Entree(
                    str(v.numero),
                    f"{v.numero}. {jour(v.le)} : {OPERATIONS.get(v.operation, v.operation)}"
                    + (f" ({champs_en_mots(v)})" if v.champs else "")
                    + (f", par {propre(name)}" if (name := self._auteurs.get(v.numero)) else ""),
                    "marquée" if v.numero == self._marque else "",
                )
                for v in reversed(self._versions)
            )
        )

    @property
    def titre(self) -> str:
        """What Entrée compares with."""
        return (
            self.TITRE if self._marque is None else f"{self.TITRE} : comparer avec la version {self._marque}"
        )

    @on(Versions.Marquee)
    def _marquer(self, event: Versions.Marquee) -> None:
        event.stop()
        number = int(event.cle)
        if not self._comparable(number):
            self._dire(self._sans_contenu(number))
            return
        self._marque = None if number == self._marque else number
        self._lister()
        self._dire(self.titre)

    @on(Menu.Choisi)
    def _comparer(self, event: Menu.Choisi) -> None:
        event.stop()
        number = int(event.cle)
        before = [v.numero for v in self._versions if v.numero < number and self._comparable(v.numero)]
        first = self._marque or (before[-1] if before else number)
        low, high = sorted((first, number))
        if not self._comparable(number):
            self._dire(self._sans_contenu(number))
        elif low == high:
            why = "la première, rien ne la précède" if self._marque is None else "celle qui est marquée"
            self._dire(f"Version {number} : {why}. Choisissez-en une autre.")
        elif (page := self.app.page) is not None:
            page.en_fond(
                "historique",
                lambda atlas: atlas.comparer(self._fiche, low, high),
                lambda found: self._montrer(low, high, found),
                self._dire,
            )

    def _comparable(self, number: int) -> bool:
        """False for the versions that only took the fiche away: they say nothing."""
        return self._version(number).operation not in RETRAITS

    def _version(self, number: int) -> Version:
        return next(v for v in self._versions if v.numero == number)

    def _sans_contenu(self, number: int) -> str:
        operation = self._version(number).operation
        return f"Version {number} : {OPERATIONS.get(operation, operation)}, aucun champ changé."

    def _dire(self, message: str) -> None:
        if self.is_attached:
            self.query_one("#modal-titre", Ligne).dire(message)

    def _montrer(self, avant: int, apres: int, found: tuple[Changement, ...]) -> None:
        if not self.is_attached:
            return
        sheet = Feuille()
        if not found:
            sheet.titre("Rien n'a changé de l'une à l'autre.")
        for one in found:
            label, before, after = changement_en_mots(one)
            sheet.titre(f"{label[0].upper()}{label[1:]}")
            for said, value in (("avant", before), ("après", after)):
                for rank, line in enumerate(value.split("\n")):
                    sheet.champ(said if not rank else "", line)
        self._dire(f"Historique : de la version {avant} à la version {apres}")
        lines = self.query_one(Lines)
        self.query_one(Menu).display = False
        lines.display = True
        lines.montrer(sheet)
        lines.focus()

    def action_fermer(self) -> None:
        """Back to the list, or to the page as it was."""
        lines = self.query_one(Lines)
        if not lines.display:
            self.dismiss()
            return
        lines.display = False
        self._dire(self.titre)
        menu = self.query_one(Menu)
        menu.display = True
        menu.focus()
