# SPDX-License-Identifier: EUPL-1.2
"""The form of a fiche or of a part of one: its fields under their blocks, what is missing, saving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from atlas_tui.app import edition
from atlas_tui.app.edition import Champ
from atlas_tui.app.screens.cocher import CocherScreen, Option
from atlas_tui.app.screens.questionnaire import Travail
from atlas_tui.app.screens.recherche import Formulaire
from atlas_tui.app.screens.saisies import LigneScreen, LignesScreen, TexteScreen
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree, Menu
from exports.french import pluriel
from parquet.atlas import Atlas
from store.errors import label

COLONNE = 36


class FormulaireScreen(Travail):
    """Fields, one a line; Entrée opens the one under the cursor, Suppr empties it, F5 takes the whole."""

    TOUCHES: ClassVar[str] = "Entrée modifier  Suppr vider  F5 valider  Échap fermer"
    DEFAULT_CSS = """
    FormulaireScreen #etat-volet { height: auto; min-height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f5", "valider", "Valider", show=False, priority=True)]

    def __init__(self, record: Any, noms: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.record = record
        self.noms: dict[str, str] = dict(noms or {})
        self._choisi = ""

    def corps(self) -> ComposeResult:
        """The fields, then what is missing."""
        yield Formulaire(id="champs-fiche", colonne=COLONNE, toujours=True)
        yield self.etat()

    def on_mount(self) -> None:
        """The first field."""
        self.montrer()
        self.set_focus(self.query_one(Menu))

    @property
    def champs(self) -> tuple[Champ, ...]:
        """The fields of this record."""
        return edition.champs(type(self.record))

    def montrer(self) -> None:
        """Show the fields as they stand."""
        lines: list[Entree] = []
        block = ""
        for champ in self.champs:
            if champ.bloc != block:
                block = champ.bloc
                lines.append(Entree("", block))
            star = " *" if edition.obligatoire(type(self.record), champ.cle) else ""
            value = propre(edition.en_mots(champ, self.record, self.noms))
            lines.append(Entree(champ.cle, champ.titre + star, valeur=value or "–"))
        self.query_one(Menu).montrer(lines, cle=self._choisi)
        self.dire(self.manque())

    def manques(self) -> tuple[tuple[str, str], ...]:
        """(field, reason) of what prevents the record from being taken."""
        return edition.manques(self.record)

    def juger(self, record: Any) -> None:
        """Raise Refused for what the fields' own rules let through and saving would not: it is said while it is typed."""

    def options(self, champ: Champ) -> tuple[Option, ...]:
        """What a field of codes may be set to."""
        return edition.options(champ.cle)

    def manque(self) -> str:
        """What is missing, in words; empty when nothing is."""
        missing = self.manques()
        titles = {champ.cle: champ.titre for champ in self.champs}
        if not missing:
            return ""
        if missing[0][1] == "à compléter":
            names = ", ".join(titles[cle] for cle, _ in missing)
            return f"{pluriel(len(missing), 'champ')} à compléter (*) : {names}."
        cle, reason = missing[0]
        said = titles.get(cle) or label(cle)
        return f"{said[:1].upper()}{said[1:]} : {reason}."

    def poser(self, cle: str, value: Any) -> None:
        """A field has another value."""
        self._choisi = cle
        if getattr(self.record, cle) != value:
            self.record = edition.poser(self.record, cle, value)
            self.changee()
        if self.is_attached:
            self.montrer()

    def changee(self) -> None:
        """Something was changed."""

    def action_valider(self) -> None:
        """Take the whole, unless something is missing."""
        if self.app.screen is not self or self._occupe:
            return
        missing = self.manques()
        if missing:
            self.query_one(Menu).montrer(self.query_one(Menu).entrees, cle=missing[0][0].partition("[")[0])
            self.dire(self.manque())
        else:
            self.valider()

    def valider(self) -> None:
        """Take the record, in which nothing is missing."""
        raise NotImplementedError

    # --- filling a field --------------------------------------------------------------------------------------------

    @on(Formulaire.Vide)
    def _vider(self, event: Formulaire.Vide) -> None:
        event.stop()
        champ = next(c for c in self.champs if c.cle == event.cle)
        empty = {"lignes": (), "fiches": (), "codes": (), "oui": False, "fiche": ""}.get(champ.genre)
        self.poser(champ.cle, edition.lire(champ, "") if empty is None else empty)

    @on(Menu.Choisi)
    def _ouvrir(self, event: Menu.Choisi) -> None:
        if isinstance(event, Formulaire.Vide):
            return
        champ = next(c for c in self.champs if c.cle == event.cle)
        self._choisi = champ.cle
        self.app.retenir_touches()
        match champ.genre:
            case "oui":
                self.app.rendre_touches()
                self.poser(champ.cle, not getattr(self.record, champ.cle))
            case "long":
                self.app.push_screen(TexteScreen(champ, self.record, lambda v: self.poser(champ.cle, v)))
            case "lignes":
                rows = getattr(self.record, champ.cle)
                self.app.push_screen(LignesScreen(champ, rows, lambda v: self.poser(champ.cle, v)))
            case "choix" | "codes" | "fiche":
                self._cocher(champ)
            case "fiches":
                self._nommer(champ)
            case _:
                self.app.push_screen(
                    LigneScreen(champ, self.record, lambda v: self.poser(champ.cle, v), self.juger)
                )

    def _cocher(self, champ: Champ) -> None:
        """One code, or several."""
        value = getattr(self.record, champ.cle)
        unique = champ.genre in ("choix", "fiche")
        here = ((value,) if value else ()) if unique else tuple(str(code) for code in value)

        def chosen(said: tuple[str, ...] | None) -> None:
            if said is None:
                return
            if unique:
                # What must be said is not taken away by choosing nothing.
                if said or not edition.obligatoire(type(self.record), champ.cle):
                    self.poser(champ.cle, said[0] if said else "")
            else:
                self.poser(champ.cle, edition.codes(champ, said))

        screen = CocherScreen(champ.titre, self.options(champ), here, {}, tous=champ.tous, unique=unique)
        self.app.push_screen(screen, chosen)

    def _nommer(self, champ: Champ) -> None:
        """Fiches of the atlas by their names."""
        here = getattr(self.record, champ.cle)

        def completer(text: str, suite: Callable[[tuple[Option, ...]], None]) -> None:
            self.app.faire(lambda: self.completer(self.app.atlas, champ, text), suite)

        def chosen(said: tuple[str, ...] | None) -> None:
            if said is not None:
                self.nommes(champ, said)

        def proposer(found: tuple[Option, ...]) -> None:
            self.app.push_screen(
                CocherScreen(champ.titre, found, here, self.noms, tous=champ.tous, completer=completer),
                chosen,
            )

        self.app.faire(lambda: self.completer(self.app.atlas, champ, ""), proposer)

    def completer(self, atlas: Atlas, champ: Champ, text: str) -> tuple[Option, ...]:
        """Fiches whose name is like `text`. In a thread."""
        find = {
            "collectivites": atlas.collectivites, "associees": atlas.collectivites, "reseaux": atlas.reseaux,
        }.get(champ.cle, atlas.partenaires)  # fmt: skip
        found = find(text, limite=30)
        options = tuple(
            Option(one.chemin.partition("/")[2], f"{one.nom} ({one.precision})" if one.precision else one.nom)
            for one in found
        )
        self.noms.update({option.cle: option.texte for option in options})
        return options

    def nommes(self, champ: Champ, ids: tuple[str, ...]) -> None:
        """These fiches were chosen."""
        self.poser(champ.cle, ids)


class PartieScreen(FormulaireScreen):
    """A contact, a financement, a document."""

    TOUCHES: ClassVar[str] = "Entrée modifier  F5 valider  Échap annuler"

    def __init__(self, titre: str, record: Any, suite: Callable[[Any | None], None]) -> None:
        super().__init__(record)
        self._titre, self._suite = titre, suite

    def changee(self) -> None:
        """In its table at once: what is typed is in the draft of the fiche."""
        self._suite(self.record)

    def action_fermer(self) -> None:
        """The line as it was, or none."""
        self._suite(None)
        super().action_fermer()

    @property
    def titre(self) -> str:
        """What it is a line of."""
        return self._titre

    def valider(self) -> None:
        """Give it back to its table."""
        self.dismiss()
        self._suite(self.record)
