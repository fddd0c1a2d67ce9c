# SPDX-License-Identifier: EUPL-1.2
"""Two versions side by side, field by field: what one typed, and what another saved meanwhile. One chooses per field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from atlas_tui.app import edition
from atlas_tui.app.screens.modal import Modal
from atlas_tui.app.widgets.cells import caler, propre
from atlas_tui.app.widgets.menu import Entree, Menu
from exports.versions import CHAMPS
from store.operations import changed
from store.store import Stored

LIGNES = 8
"""Fields in sight at once: below them, the texts whole of one."""
TITRES = 22
"""Columns of the names of fields."""


class MenuSuivi(Menu):
    """Says where its cursor goes."""

    class Va(Message):
        """The cursor stands elsewhere."""

    def aller(self, rank: int, sens: int = 1) -> None:
        """Go, and say so."""
        super().aller(rank, sens)
        self.post_message(self.Va())


def differents(lu: Any, voulu: Any, actuel: Any) -> tuple[dict[str, bool], Any]:
    """The fields where both differ, each with whether mine is proposed, and what comes of the others.

    Mine is proposed where I changed it and nobody else did, or where both did; theirs where only they did.
    """
    mine, theirs = set(changed(lu, voulu)), set(changed(lu, actuel))
    both = {name: name in mine for name in changed(actuel, voulu) if name in mine and name in theirs}
    merged = actuel
    for name in mine - theirs:
        merged = edition.poser(merged, name, getattr(voulu, name))
    return both, merged


class ComparerScreen(Modal):
    """The fields that both changed; those that only one changed are as that one left them."""

    TITRE = "La fiche a changé pendant que vous écriviez : choisissez, champ par champ"
    CHOISIE: ClassVar[str] = ", gardée"
    SANS_CHOIX: ClassVar[str] = "Vos changements et ceux d'aujourd'hui s'ajoutent. F5 enregistre les deux."
    TOUCHES: ClassVar[str] = "← la vôtre  → l'autre  F5 enregistrer  Échap revenir"
    DEFAULT_CSS = """
    ComparerScreen Menu { margin: 1 0; }
    ComparerScreen .version { width: 1fr; padding: 0 2 0 0; }
    ComparerScreen #versions { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "prendre(True)", "La vôtre", show=False, priority=True),
        Binding("right", "prendre(False)", "L'autre", show=False, priority=True),
        Binding("f5", "valider", "Enregistrer", show=False, priority=True),
    ]

    def __init__(
        self,
        lu: Any,
        voulu: Any,
        actuel: Stored[Any],
        noms: Mapping[str, str],
        suite: Callable[[Any, Stored[Any]], None],
    ) -> None:
        super().__init__()
        self._voulu, self._actuel, self._noms, self._suite = voulu, actuel, noms, suite
        self._miens, self._fusion = differents(lu, voulu, actuel.record)

    def corps(self) -> ComposeResult:
        """The fields in two columns, then the two texts whole of the one under the cursor."""
        yield MenuSuivi(
            id="champs-compares", colonne=TITRES, toujours=True, vide="Aucun champ n'est en conflit."
        )
        with Horizontal(id="versions"):
            yield Static("", id="mienne", classes="version", markup=False)
            yield Static("", id="autre", classes="version", markup=False)

    def on_mount(self) -> None:
        """The first field."""
        menu = self.query_one(Menu)
        menu.styles.height = max(1, min(LIGNES, len(self._miens)))
        self._montrer()
        self.set_focus(menu)

    def _titre(self, cle: str) -> str:
        found = (champ.titre for champ in edition.champs(type(self._voulu)) if champ.cle == cle)
        return next(found, CHAMPS.get(cle, cle).capitalize())

    def _mots(self, cle: str, record: Any) -> str:
        champ = next((c for c in edition.champs(type(record)) if c.cle == cle), None)
        value = getattr(record, cle)
        said = edition.en_mots(champ, record, self._noms) if champ else "" if value is None else str(value)
        return propre(said) or "–"

    def entetes(self) -> tuple[str, str]:
        """What stands over the two texts."""
        return "Votre version", f"Aujourd'hui (version {self._actuel.version})"

    def _montrer(self, cle: str = "") -> None:
        width = max(10, (self.app.size.width - TITRES - 12) // 2)
        lines = []
        for name, mine in self._miens.items():
            left, right = (self._mots(name, r) for r in (self._voulu, self._actuel.record))
            marks = ("[x]", "[ ]") if mine else ("[ ]", "[x]")
            value = f"{marks[0]} {caler(left, width)} {marks[1]} {caler(right, width)}"
            lines.append(Entree(name, self._titre(name), valeur=value.rstrip()))
        self.query_one(Menu).montrer(lines, cle=cle)
        self._detailler()

    @on(MenuSuivi.Va)
    def _detailler(self) -> None:
        line = self.query_one(Menu).courante
        if line is None:
            self.query_one("#mienne", Static).update(Content(self.SANS_CHOIX))
            return
        mine = self._miens[line.cle]
        left, right = self.entetes()
        for id_, head, record, kept in (
            ("#mienne", left, self._voulu, mine),
            ("#autre", right, self._actuel.record, not mine),
        ):
            head += self.CHOISIE if kept else ""
            self.query_one(id_, Static).update(
                Content.assemble((head, "bold"), "\n", self._mots(line.cle, record))
            )

    def action_prendre(self, mienne: bool) -> None:
        """Keep one of the two."""
        line = self.query_one(Menu).courante
        if line is not None:
            self._miens[line.cle] = mienne
            self._montrer(line.cle)

    @on(Menu.Choisi, "#champs-compares")
    def _basculer(self, event: Menu.Choisi) -> None:
        self.action_prendre(not self._miens[event.cle])

    def action_valider(self) -> None:
        """Give what was chosen back to the form."""
        record = self.choisi()
        self.dismiss()
        self._suite(record, self._actuel)

    def choisi(self) -> Any:
        """The record as it was chosen, field by field."""
        record = self._fusion
        for name, mine in self._miens.items():
            record = edition.poser(record, name, getattr(self._voulu if mine else self._actuel.record, name))
        return record
