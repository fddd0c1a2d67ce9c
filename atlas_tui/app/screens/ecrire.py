# SPDX-License-Identifier: EUPL-1.2
"""The form of a part of a procedure's record: its fields, saved as one move; what is refused is said in the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2s
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from atlas_tui.app import brouillon, edition
from atlas_tui.app.edition import Champ
from atlas_tui.app.screens.cocher import Option
from atlas_tui.app.screens.modifier import FormulaireScreen
from atlas_tui.app.session import Fait
from atlas_tui.app.trace import journal
from atlas_tui.app.widgets.cells import propre
from exports.french import jour
from store.brouillons import SAISIE, page_of
from store.errors import StoreError
from store.rights import Who
from store.store import Store

if TYPE_CHECKING:
    from textual.timer import Timer

    from atlas_tui.app.application import AtlasApp
    from store.brouillons import Brouillon

Enregistrer = Callable[[Store, Who, Any, str], object]
"""Store, who, the record, the key under which two clicks are one."""
REPOS = 1.0
"""Seconds without a change after which the draft is written."""


def reprendre(app: AtlasApp, objet: str) -> None:
    """Go to the page of a draft: its form opens as it was left."""
    app.aller_page(page_of(objet))
    app.call_after_refresh(app.dire, "Rouvrez le formulaire (F7) : ce que vous aviez écrit y est.")


class EcrireScreen(FormulaireScreen):
    """Some fields of a record, and the move that saves them."""

    TOUCHES: ClassVar[str] = "Entrée ouvrir  Suppr vider  F5 enregistrer  F8 abandonner  Échap fermer"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "abandonner", "Abandonner", show=False, priority=True)
    ]
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
        self._minuteur: Timer | None = None
        self._objet = ""

    def on_mount(self) -> None:
        """Look whether it was begun before: once the form is there, for nobody waits for it."""
        app = self.app
        what = " ".join((type(self.record).__name__, *self._cles)).encode()
        self._objet = (
            f"{SAISIE}{app.historique.ici.adresse.page.chemin}:{blake2s(what, digest_size=4).hexdigest()}"
        )

        def fil() -> None:
            try:
                kept = next(
                    (one for one in app.session.brouillons(app.dossier) if one.objet == self._objet), None
                )
            except StoreError as error:
                journal().info("brouillon non lu : %s", error)
            else:
                if kept is not None:
                    app.call_later(self._reprendre, kept)

        self.run_worker(fil, name="brouillon", thread=True, exit_on_error=False)

    def _reprendre(self, kept: Brouillon) -> None:
        """Put what was written into the fields that nobody touched since the form opened."""
        read = brouillon.lire(kept.contenu)
        if read is None or type(read[0]) is not type(self.record) or not self.is_attached:
            return
        found = {
            cle: getattr(read[0], cle)
            for cle in self._cles
            if getattr(self.record, cle) == getattr(self._avant, cle) != getattr(read[0], cle)
        }
        if found:
            self.noms.update(read[1].noms)
            self.record = msgspec.structs.replace(self.record, **found)
            self.montrer()
            day = jour(kept.le.astimezone().date())
            self.dire(f"Brouillon du {day} repris. F8 l'abandonne. {self.manque()}".rstrip())

    def changee(self) -> None:
        """Write the draft once the fingers rest."""
        if self._minuteur is not None:
            self._minuteur.stop()
        self._minuteur = self.set_timer(REPOS, self.garder)

    def garder(self) -> None:
        """Write the draft now, in a thread."""
        self._deposer(self._contenu())

    def ligne_coupee(self) -> str:
        """Write the draft before this returns: there is no later."""
        if self.record != self._avant:
            self.app.session.garder(self.app.dossier, self._objet, 0, self._contenu())
        return ""

    def _contenu(self) -> bytes:
        return brouillon.ecrire(self.record, {}, self.noms)

    def _deposer(self, contenu: bytes | None) -> None:
        if self._minuteur is not None:
            self._minuteur.stop()
            self._minuteur = None
        brouillon.deposer(
            self.app, self._objet, 0, contenu, lambda said: self.dire(said) if self.is_attached else None
        )

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
        """Close; what was typed is a draft."""
        if self._minuteur is not None:
            self.garder()
        if self.record != self._avant:
            self.app.dire("Brouillon gardé : rouvrez ce formulaire pour le reprendre.")
        super().action_fermer()

    def action_abandonner(self) -> None:
        """Give the draft up."""
        if self.app.screen is self and not self._occupe:
            self._deposer(None)
            self.app.dire("Brouillon abandonné.")
            self.dismiss()

    def valider(self) -> None:
        """Save; what the store refuses is said here, and nothing is lost."""
        record, key = self.record, self._cle_edition
        app = self.app

        def fini(fait: Fait[object]) -> None:
            self._deposer(None)
            self.dismiss()
            self._suite(fait)

        self.en_fil(
            lambda: app.session.agir(app.dossier, lambda store, who: self._enregistrer(store, who, record, key)), fini
        )  # fmt: skip
