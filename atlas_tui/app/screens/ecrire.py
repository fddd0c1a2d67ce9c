# SPDX-License-Identifier: EUPL-1.2
"""The form of a part of a procedure's record: its fields, saved as one move; what is refused is said in the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import uuid4

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from atlas_tui.app import edition
from atlas_tui.app.edition import Champ
from atlas_tui.app.screens.cocher import Option
from atlas_tui.app.screens.modifier import FormulaireScreen
from atlas_tui.app.screens.questionnaire import MenuModal
from atlas_tui.app.session import Fait
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree
from store.rights import Who
from store.store import Store

Enregistrer = Callable[[Store, Who, Any, str], object]
"""Store, who, the record, the key under which two clicks are one."""


class EcrireScreen(FormulaireScreen):
    """Some fields of a record, and the move that saves them."""

    TOUCHES: ClassVar[str] = "Entrée ouvrir  Suppr vider  F5 enregistrer  Échap fermer"
    DEFAULT_CSS = "EcrireScreen #rappels { height: auto; max-height: 8; margin: 1 0; }"

    def __init__(
        self,
        titre: str,
        record: Any,
        cles: Sequence[str],
        enregistrer: Enregistrer,
        suite: Callable[[Fait[object]], None],
        noms: Mapping[str, str] | None = None,
        options: Mapping[str, Sequence[Option]] | None = None,
        remplir: Mapping[str, Mapping[str, Any]] | None = None,
        rappels: Sequence[str] = (),
        juger: Callable[[Any], None] | None = None,
    ) -> None:
        super().__init__(record, noms)
        self._avant = record
        self._titre, self._cles, self._enregistrer, self._suite = titre, tuple(cles), enregistrer, suite
        self._options = dict(options or {})
        self._remplir = dict(remplir or {})
        """What choosing a fiche fills, where it was empty: id → field → value."""
        self._rappels = tuple(rappels)
        """Lines above the fields: what one needs to know to fill them."""
        self._regle = juger
        self._cle_edition = uuid4().hex

    def corps(self) -> ComposeResult:
        """What is recalled, the fields, then what is missing."""
        if self._rappels:
            yield Static(Content("\n".join(propre(one) for one in self._rappels)), id="rappels", markup=False)
        yield from super().corps()

    def juger(self, record: Any) -> None:
        """The rule that was given."""
        if self._regle is not None:
            self._regle(record)

    @property
    def titre(self) -> str:
        """What is written."""
        return self._titre

    @property
    def champs(self) -> tuple[Champ, ...]:
        """The fields of this part."""
        return tuple(champ for champ in edition.champs(type(self.record)) if champ.cle in self._cles)

    def options(self, champ: Champ) -> tuple[Option, ...]:
        """Those that were given, or those of the nomenclature."""
        given = self._options.get(champ.cle)
        if given is None:
            return super().options(champ)
        self.noms.update({option.cle: option.texte for option in given})
        return tuple(given)

    def poser(self, cle: str, value: Any) -> None:
        """A field has another value; a fiche that is chosen fills what was empty of what it says already."""
        for name, known in self._remplir.get(value, {}).items() if isinstance(value, str) else ():
            if not getattr(self.record, name):
                super().poser(name, known)
        super().poser(cle, value)

    def action_fermer(self) -> None:
        """Close; what was written and not saved is given up only when that is said."""
        if self.record == self._avant:
            super().action_fermer()
            return

        def dit(said: str) -> None:
            if said == "oui":
                self.dismiss()

        self.app.push_screen(
            MenuModal(
                "Ce qui est écrit ici n'est pas enregistré",
                [Entree("non", "Continuer d'écrire"), Entree("oui", "Abandonner ce qui est écrit")],
                dit,
            )
        )

    def valider(self) -> None:
        """Save; what the store refuses is said here, and nothing is lost."""
        record, key = self.record, self._cle_edition
        app = self.app

        def fini(fait: Fait[object]) -> None:
            self.dismiss()
            self._suite(fait)

        self.en_fil(
            lambda: app.session.agir(app.dossier, lambda store, who: self._enregistrer(store, who, record, key)), fini
        )  # fmt: skip
