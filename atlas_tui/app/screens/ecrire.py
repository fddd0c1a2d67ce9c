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
from atlas_tui.app.screens.comparer import ComparerScreen
from atlas_tui.app.screens.modifier import FormulaireScreen
from atlas_tui.app.session import Fait
from atlas_tui.app.widgets.cells import propre
from exports.french import jour
from parquet.errors import AtlasError
from store.brouillons import SAISIE, page_of
from store.clock import utc_now
from store.errors import StaleVersion, StoreError
from store.rights import Who
from store.store import Store, Stored

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from store.brouillons import Brouillon

Enregistrer = Callable[[Store, Who, Any, str], object]
"""Store, who, the record, the key under which two clicks are one."""


def reprendre(app: AtlasApp, objet: str) -> None:
    """Go to the page of a draft: its form opens as it was left."""
    app.aller_page(page_of(objet))
    app.call_after_refresh(app.dire, "Rouvrez le formulaire (F7) : ce que vous aviez écrit y est.")


class ReprendreScreen(ComparerScreen):
    """A draft, and what another saved since it was begun."""

    TITRE = "Changé par un autre depuis votre brouillon : choisissez"
    CHOISIE: ClassVar[str] = ", gardé"
    TOUCHES: ClassVar[str] = "← le vôtre  → l'autre  F5 reprendre  Échap revenir"

    def __init__(
        self, lu: Any, voulu: Any, actuel: Any, noms: Mapping[str, str], suite: Callable[[Any], None]
    ) -> None:
        now = utc_now()
        super().__init__(
            lu, voulu, Stored(actuel, 0, "publiee", now, now, 0), noms, lambda record, _: suite(record)
        )

    def entetes(self) -> tuple[str, str]:
        """What stands over the two texts."""
        return "Votre brouillon", "Aujourd'hui"


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
        geste: str = "",
    ) -> None:
        super().__init__(record, noms)
        self._avant = self._depart = record
        """What is in the store, and what the draft started from."""
        self._titre, self._cles, self._enregistrer, self._suite = titre, tuple(cles), enregistrer, suite
        self._options = dict(options or {})
        self._remplir = dict(remplir or {})
        """What choosing a fiche fills, where it was empty: id → field → value."""
        self._rappels = tuple(rappels)
        """Lines above the fields: what one needs to know to fill them."""
        self._regle = juger
        self._geste = geste
        """Tells its draft from those of the other moves that write the same fields."""
        self._cle_edition = uuid4().hex

    def on_mount(self) -> None:
        """Look whether it was begun before: once the form is there, for nobody waits for it."""
        what = " ".join((type(self.record).__name__, *self._cles, self._geste)).encode()
        objet = f"{SAISIE}{self.app.historique.ici.adresse.page.chemin}:{blake2s(what, digest_size=4).hexdigest()}"
        self.tenue = brouillon.Tenue(
            self, objet, lambda: 0, lambda: brouillon.ecrire(self.record, {}, self.noms, self._depart)
        )
        self.tenue.chercher(self._reprendre)

    def _reprendre(self, kept: Brouillon) -> None:
        """Put what its author changed into the fields that nobody touched since the form opened; what another changed as
        well meanwhile is shown beside."""
        read = brouillon.lire(kept.contenu)
        if read is None or type(read[0]) is not type(self.record) or self not in self.app.screen_stack:
            return
        draft, was = read[0], brouillon.lire_avant(read[1]) or self._avant
        untouched = [cle for cle in self._cles if getattr(self.record, cle) == getattr(self._avant, cle)]
        mine = {
            cle: value
            for cle in untouched
            if (value := getattr(draft, cle)) not in (getattr(was, cle), getattr(self._avant, cle))
        }
        if not mine:
            return
        self.noms.update(read[1].noms)
        self.record = msgspec.structs.replace(self.record, **mine)
        self.montrer()
        day = jour(kept.le.astimezone().date())
        # What does not stand in the store yet nobody else can have changed.
        new = getattr(self._avant, "id", None) == ""
        both = [cle for cle in mine if not new and getattr(was, cle) != getattr(self._avant, cle)]
        if not both:
            self.dire(f"Brouillon du {day} repris. F8 l'abandonne. {self.manque()}".rstrip())
            return
        self._depart = msgspec.structs.replace(self._avant, **{cle: getattr(was, cle) for cle in both})
        titles = ", ".join(champ.titre for champ in self.champs if champ.cle in both)
        self.dire(
            f"Brouillon du {day} repris. Un autre a changé depuis : {titles}. F5 y mettrait les vôtres."
        )

        def choisi(record: Any) -> None:
            if self not in self.app.screen_stack:
                return
            self._depart = self._avant
            self.record = msgspec.structs.replace(self.record, **{cle: getattr(record, cle) for cle in both})
            self.changee()
            self.montrer()
            self.dire(f"Brouillon du {day} repris. F5 enregistre, F8 l'abandonne.")

        self.app.push_screen(ReprendreScreen(was, draft, self._avant, self.noms, choisi))

    def changee(self) -> None:
        """Write the draft once the fingers rest."""
        self.tenue.changer()

    def ligne_coupee(self) -> str:
        """Write the draft before this returns: there is no later."""
        if self.record != self._avant:
            self.tenue.couper()
        return ""

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
        if self._occupe or self.tenue.attend(self.action_fermer):
            return
        kept = "Brouillon gardé : rouvrez ce formulaire pour le reprendre."
        if not self.tenue.touche:
            super().action_fermer()
            if self.record != self._avant:
                self.app.dire(kept)
        else:
            self.tenue.quitter(kept if self.record != self._avant else "", oublier=self.record == self._avant)

    def action_abandonner(self) -> None:
        """Give the draft up."""
        if self.app.screen is self and not self._occupe:
            self.tenue.quitter("Brouillon abandonné.", oublier=True)

    def _refuser(self, error: StoreError | AtlasError) -> None:
        """Why it was not saved; where another saved meanwhile, what was typed waits beside what is there today."""
        page = self.app.page
        if not isinstance(error, StaleVersion) or page is None:
            super()._refuser(error)
            return

        def suite() -> None:
            self.dismiss()
            page.relire()
            self.app.dire(
                "Un autre l'a enregistrée entre-temps. Rouvrez le formulaire : le vôtre y est, à côté."
            )

        self.tenue.fermer(suite)

    def action_valider(self) -> None:
        """Save, once what was kept before has been seen."""
        if not self.tenue.attend(self.action_valider, sauf_repris=True):
            super().action_valider()

    def valider(self) -> None:
        """Save; what the store refuses is said here, and nothing is lost."""
        record, key = self.record, self._cle_edition
        app = self.app

        def fini(fait: Fait[object]) -> None:
            self.tenue.oublier()
            self.dismiss()
            self._suite(fait)

        self.en_fil(
            lambda: app.session.agir(app.dossier, lambda store, who: self._enregistrer(store, who, record, key)), fini
        )  # fmt: skip
