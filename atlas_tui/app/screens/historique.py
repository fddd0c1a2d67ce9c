# SPDX-License-Identifier: EUPL-1.2
"""The history of a fiche over its page: its versions, then what each of them changed, field by field."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult

from atlas_tui.app.screens.modal import Modal
from atlas_tui.app.widgets.chrome import Ligne
from atlas_tui.app.widgets.lines import Lines
from atlas_tui.app.widgets.menu import Entree, Menu
from atlas_tui.app.widgets.sheet import Feuille
from exports.french import jour
from exports.versions import OPERATIONS, champs_en_mots, changement_en_mots
from parquet.versions import Changement, Version


class HistoriqueScreen(Modal):
    """The versions, the newest first. Entrée shows what one changed; Échap comes back to the list, then to the page."""

    TITRE = "Historique"
    TOUCHES = "↑ ↓ choisir  Entrée voir ce qui a changé  Échap fermer"

    def __init__(self, id_: str, versions: tuple[Version, ...]) -> None:
        super().__init__()
        self._fiche = id_
        self._versions = versions

    def corps(self) -> ComposeResult:
        """The list, and the sheet that takes its place."""
        yield Menu(id="versions")
        yield Lines(id="changements")

    def on_mount(self) -> None:
        """The list alone."""
        super().on_mount()
        self.query_one(Lines).display = False
        menu = self.query_one(Menu)
        menu.montrer(
            tuple(
                Entree(
                    str(v.numero),
                    f"{v.numero}. {jour(v.le)} : {OPERATIONS.get(v.operation, v.operation)}"
                    + (f" ({champs_en_mots(v)})" if v.champs else ""),
                )
                for v in reversed(self._versions)
            )
        )
        menu.focus()

    @on(Menu.Choisi)
    def _comparer(self, event: Menu.Choisi) -> None:
        event.stop()
        number = int(event.cle)
        before = [
            v.numero
            for v in self._versions
            if v.numero < number and v.operation not in ("archiver", "retirer")
        ]
        chosen = next(v for v in self._versions if v.numero == number)
        if not chosen.champs or not before or (page := self.app.page) is None:
            self._dire(
                f"Version {number} : {OPERATIONS.get(chosen.operation, chosen.operation)}, aucun champ changé."
            )
            return
        last = before[-1]
        page.en_fond(
            "historique",
            lambda atlas: atlas.comparer(self._fiche, last, number),
            lambda found: self._montrer(last, number, found),
            self._dire,
        )

    def _dire(self, message: str) -> None:
        if self.is_attached:
            self.query_one("#modal-titre", Ligne).dire(message)

    def _montrer(self, avant: int, apres: int, found: tuple[Changement, ...]) -> None:
        if not self.is_attached:
            return
        sheet = Feuille()
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
        self._dire(self.TITRE)
        menu = self.query_one(Menu)
        menu.display = True
        menu.focus()
