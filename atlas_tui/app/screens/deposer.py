# SPDX-License-Identifier: EUPL-1.2
"""Depositing a demande without account, in three languages: the form, its draft, the code that was mailed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer

from atlas_tui.app import depots_gardes
from atlas_tui.app.brouillon import REPOS, ecrire_en_file
from atlas_tui.app.depots_gardes import Brouillon
from atlas_tui.app.screens.cocher import Option
from atlas_tui.app.screens.deposer_code import CodeScreen, FiniScreen, refus
from atlas_tui.app.screens.deposer_saisies import (
    SANS_JOUR,
    ChoixScreen,
    LigneDepotScreen,
    ProchesScreen,
    TexteDepotScreen,
    pays_en,
)
from atlas_tui.app.screens.questionnaire import Travail
from atlas_tui.app.screens.recherche import Formulaire
from atlas_tui.app.trace import journal
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree, Menu
from parquet.reference import nomenclature
from store.depot import OBLIGATOIRES, Deposant, Depot, DepotRefuse, manques, verifie
from store.langues import LANGUES, Langue, dire

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from parquet.atlas import Atlas
    from store.boite import Reponse

BLOCS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("autorite", ("pays", "autorite")),
    ("demande", ("titre", "thematique", "besoin", "description", "recherche", "lieu")),
    ("contact", ("prenom", "nom", "courriel", "telephone")),
)
LONGS = ("besoin", "description")
PERSONNE = ("prenom", "nom", "courriel", "telephone")
NOUVELLE = "nouvelle:"


def ouvrir(app: AtlasApp, langue: Langue) -> None:
    """Open the form, with the draft of this computer if there is one."""

    def montrer(found: Brouillon | None) -> None:
        app.retenir_touches()
        app.push_screen(DeposerScreen(langue, found))

    app.faire(lambda: None if depots_gardes.partage() else depots_gardes.lire(""), montrer)


class DeposerScreen(Travail):
    """The form. Everything that is read in it is of one language, that one key changes."""

    au = SANS_JOUR

    DEFAULT_CSS = """
    DeposerScreen #etat-volet { height: auto; min-height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "langue", "Langue", show=False, priority=True),
        Binding("f4", "reprendre", "Reprendre", show=False, priority=True),
        Binding("f5", "valider", "Déposer", show=False, priority=True),
        Binding("f8", "effacer", "Effacer", show=False, priority=True),
    ]

    def __init__(self, langue: Langue, brouillon: Brouillon | None = None) -> None:
        super().__init__()
        self.code = depots_gardes.nouveau_code()
        """Of the draft."""
        self._repris = brouillon is not None
        self.langue = langue
        self._prendre(brouillon or Brouillon(_vide(langue), secrets.token_urlsafe(24)))
        self.langue = langue
        self._choisi = ""
        self._minuteur: Timer | None = None

    def _prendre(self, brouillon: Brouillon) -> None:
        self.depot, self.jeton, self.nom = brouillon.depot, brouillon.jeton, brouillon.nom
        self.langue = brouillon.depot.deposant.langue

    def mot(self, cle: str, **mots: str) -> str:
        """A text of the catalogue."""
        return dire(self.langue, cle, **mots)

    @property
    def titre(self) -> str:
        """What the form is for; once begun on a host, the code of its draft: a line that is cut says it no more."""
        said = self.mot("formulaire.repris" if self._repris else "formulaire.titre")
        code = self._code_dit() if self._commence else {}
        return f"{said} · {self.mot('formulaire.code', **code)}" if code else said

    @property
    def touches(self) -> str:
        """The keys."""
        return self.mot("formulaire.touches-code" if depots_gardes.partage() else "formulaire.touches")

    @property
    def attente(self) -> str:
        """While the host answers."""
        return self.mot("formulaire.attente")

    def corps(self) -> ComposeResult:
        """The fields, then what is missing."""
        yield Formulaire(id="champs-depot", colonne=26, toujours=True)
        yield self.etat()

    def on_mount(self) -> None:
        """The first field."""
        self.montrer()
        self.set_focus(self.query_one(Menu))

    # --- what is shown ----------------------------------------------------------------------------------------------

    def montrer(self) -> None:
        """Show the form as it stands, in its language."""
        lines: list[Entree] = []
        for bloc, names in BLOCS:
            lines.append(Entree("", self.mot(f"bloc.{bloc}")))
            for name in names:
                star = " *" if name in OBLIGATOIRES else ""
                value = propre(self._en_mots(name).replace("\n", " "))
                lines.append(Entree(name, self.mot(f"champ.{name}") + star, valeur=value or "–"))
        self.query_one(Menu).montrer(lines, cle=self._choisi)
        self.ecrire_lignes()
        self.dire(self._manque())

    def _manque(self) -> str:
        missing = manques(self.depot)
        if not missing:
            return self.mot("formulaire.pret")
        return self.mot("formulaire.manque", champs=", ".join(self.mot(f"champ.{name}") for name in missing))

    def valeur(self, name: str) -> str:
        """What a field holds."""
        if name == "autorite" and self.depot.partenaire:
            return self.nom
        return str(getattr(self.depot.deposant if name in PERSONNE else self.depot, name))

    def _en_mots(self, name: str) -> str:
        value = self.valeur(name)
        if name == "pays" and value:
            return pays_en(self.langue).get(value, value)
        return self.mot(f"theme.{value}") if name == "thematique" and value else value

    def poser(self, name: str, value: str) -> None:
        """A field has another value."""
        self._choisi = name
        if value != self.valeur(name):
            if name in PERSONNE:
                changed: dict[str, Any] = {
                    "deposant": msgspec.structs.replace(self.depot.deposant, **{name: value})
                }
            elif name == "pays":
                # Its authority goes with it.
                changed = {"pays": value, "partenaire": "", "autorite": ""}
            else:
                changed = {name: value}
            self._changer(msgspec.structs.replace(self.depot, **changed))
        if self.is_attached:
            self.montrer()

    def _changer(self, depot: Depot) -> None:
        self.depot = depot
        if self._minuteur is not None:
            self._minuteur.stop()
        self._minuteur = self.set_timer(REPOS, self.garder)

    def action_langue(self) -> None:
        """The next language."""
        if self.app.screen is not self or self._occupe:
            return
        self.langue = LANGUES[(LANGUES.index(self.langue) + 1) % len(LANGUES)]
        self._changer(
            msgspec.structs.replace(
                self.depot, deposant=msgspec.structs.replace(self.depot.deposant, langue=self.langue)
            )
        )
        self.montrer()

    # --- filling a field --------------------------------------------------------------------------------------------

    @on(Formulaire.Vide)
    def _vider(self, event: Formulaire.Vide) -> None:
        event.stop()
        if event.cle == "autorite":
            self._nommer("", "")
        else:
            self.poser(event.cle, "")

    @on(Menu.Choisi)
    def _ouvrir(self, event: Menu.Choisi) -> None:
        if isinstance(event, Formulaire.Vide):
            return
        name = self._choisi = event.cle
        self.app.retenir_touches()
        if name == "pays":
            options = [Option(code, said) for code, said in pays_en(self.langue).items()]
            self._choisir(name, options)
        elif name == "thematique":
            themes = [t.code for t in nomenclature.themes().values() if t.niveau == 1]
            self._choisir(name, [Option(code, self.mot(f"theme.{code}")) for code in themes])
        elif name == "autorite":
            self._choisir_autorite()
        elif name in LONGS:
            title = self.mot(f"champ.{name}")
            self.app.push_screen(
                TexteDepotScreen(self.langue, title, name, self.depot, lambda v: self.poser(name, v))
            )
        else:
            self.app.push_screen(
                LigneDepotScreen(self.langue, name, self.valeur(name), lambda v: self.poser(name, v))
            )

    def _choisir(self, name: str, options: Sequence[Option]) -> None:
        value = self.valeur(name)

        def chosen(said: tuple[str, ...] | None) -> None:
            if said:
                self.poser(name, said[0])

        screen = ChoixScreen(self.langue, self.mot(f"champ.{name}"), options, (value,) if value else ())
        self.app.push_screen(screen, chosen)

    def _choisir_autorite(self) -> None:
        """An authority of the atlas, in the country that was chosen; or a new one."""
        if not self.depot.pays:
            self.app.rendre_touches()
            self.dire(self.mot("saisie.pays-d-abord"))
            return
        atlas, pays = self.app.atlas, self.depot.pays

        def completer(text: str, suite: Callable[[tuple[Option, ...]], None]) -> None:
            self.app.faire(lambda: self._autorites(atlas, pays, text), suite)

        def chosen(said: tuple[str, ...] | None) -> None:
            if not said:
                return
            if said[0].startswith(NOUVELLE):
                self._nouvelle(said[0].removeprefix(NOUVELLE))
            else:
                self._nommer(said[0], noms.get(said[0], said[0]))

        noms: dict[str, str] = {}

        def proposer(found: tuple[Option, ...]) -> None:
            noms.update({one.cle: one.texte for one in found})
            self.app.push_screen(
                ChoixScreen(self.langue, self.mot("champ.autorite"), found, (), completer=suivre), chosen
            )

        def suivre(text: str, suite: Callable[[tuple[Option, ...]], None]) -> None:
            def recevoir(found: tuple[Option, ...]) -> None:
                noms.update({one.cle: one.texte for one in found})
                suite(found)

            completer(text, recevoir)

        completer("", proposer)

    def _autorites(self, atlas: Atlas, pays: str, text: str) -> tuple[Option, ...]:
        """Those of the country whose name is like `text`, then one that the atlas does not know. In a thread."""
        found = tuple(Option(id_, name) for id_, name in atlas.autorites_du_pays(pays, text, limite=30))
        plain = text.strip()
        if not plain:
            return found
        return (*found, Option(NOUVELLE + plain, self.mot("saisie.nouvelle", nom=plain)))

    def _nouvelle(self, name: str) -> None:
        """A new authority, once those of nearly the same name were shown."""
        atlas, pays = self.app.atlas, self.depot.pays
        # What is typed next is for what comes of it.
        self.app.retenir_touches()

        def proches(found: tuple[tuple[str, str], ...]) -> None:
            if not found:
                self._nommer("", name)
                self.app.rendre_touches()
                return

            def choisi(cle: str) -> None:
                self._nommer(*((cle, dict(found)[cle]) if cle else ("", name)))

            self.app.push_screen(ProchesScreen(self.langue, name, found, choisi))

        self.app.faire(lambda: atlas.autorites_proches(pays, name), proches)

    def _nommer(self, partenaire: str, name: str) -> None:
        self._choisi, self.nom = "autorite", name
        self._changer(
            msgspec.structs.replace(self.depot, partenaire=partenaire, autorite="" if partenaire else name)
        )
        if self.is_attached:
            self.montrer()

    # --- the draft --------------------------------------------------------------------------------------------------

    @property
    def _commence(self) -> bool:
        return self.depot != _vide(self.depot.deposant.langue)

    def garder(self, fait: str = "") -> None:
        """Write the draft, in a thread, then say `fait`; nothing is written of an empty form."""
        if self._minuteur is not None:
            self._minuteur.stop()
            self._minuteur = None
        if not self._commence:
            return
        code, kept = self.code, Brouillon(self.depot, self.jeton, self.nom)

        app = self.app

        def refuser(error: Exception) -> None:
            journal().info("brouillon d'un dépôt : %s", error)
            (self if self in app.screen_stack else app).dire(self.mot("formulaire.non-garde"))

        ecrire_en_file(
            app,
            ("", 0, code),
            lambda: depots_gardes.ecrire(code, kept),
            refuser,
            lambda: app.dire(fait) if fait else None,
        )

    def ligne_coupee(self) -> str:
        """Write the draft before this returns; its code is said once more, for when the screen is gone. OSError."""
        if not self._commence:
            return ""
        depots_gardes.ecrire(self.code, Brouillon(self.depot, self.jeton, self.nom))
        return self.mot("formulaire.garde-code", **self._code_dit()) if self.code else ""

    def action_fermer(self) -> None:
        """Close; what was typed is a draft."""
        if self._commence:
            shared = depots_gardes.partage()
            self.garder(
                self.mot("formulaire.garde-code" if shared else "formulaire.garde", **self._code_dit())
            )
        super().action_fermer()

    def _code_dit(self) -> dict[str, str]:
        return {"code": f"{self.code[:5]} {self.code[5:]}"} if self.code else {}

    def action_effacer(self) -> None:
        """Erase the form and its draft."""
        if self.app.screen is self and not self._occupe:
            self._oublier()
            self.app.dire(self.mot("formulaire.efface"))
            self.dismiss()

    def _oublier(self) -> None:
        if self._minuteur is not None:
            self._minuteur.stop()
            self._minuteur = None
        code = self.code
        ecrire_en_file(self.app, ("", 0, code), lambda: depots_gardes.effacer(code), lambda _: None)

    def action_reprendre(self) -> None:
        """Take up the draft of a code, on a host."""
        if self.app.screen is not self or not depots_gardes.partage():
            return

        def repris(found: Brouillon | None, code: str) -> None:
            if found is None:
                self.dire(self.mot("formulaire.inconnu"))
                return
            self.code, self._repris = depots_gardes.lire_code(code), True
            self._prendre(found)
            self.montrer()

        def lire(code: str) -> None:
            self.app.faire(lambda: depots_gardes.lire(code), lambda found: repris(found, code))

        title = self.mot("formulaire.reprendre")
        self.app.push_screen(LigneDepotScreen(self.langue, "", "", lire, titre=title))

    # --- depositing -------------------------------------------------------------------------------------------------

    def action_valider(self) -> None:
        """Hand the demande in: a code is mailed."""
        if self.app.screen is not self or self._occupe:
            return
        from store.boite import Deposer

        missing = manques(self.depot)
        if missing:
            self._montrer_champ(missing[0])
            self.dire(self._manque())
            return
        try:
            verifie(self.depot)
        except DepotRefuse as refused:
            self._montrer_champ(refused.field)
            self.dire(refused.en(self.langue))
            return
        app, jeton, depot = self.app, self.jeton, self.depot
        self.garder()
        self.en_fil(lambda: app.guichet().demander(Deposer(depot), jeton), self._remis)

    def _montrer_champ(self, name: str) -> None:
        menu = self.query_one(Menu)
        menu.montrer(menu.entrees, cle="autorite" if name == "partenaire" else name)

    def _remis(self, answer: Reponse) -> None:
        if answer.cle:
            self._montrer_champ(answer.champ)
            self.dire(refus(self.langue, answer))
            return
        self.app.push_screen(CodeScreen(self.langue, self.depot.deposant.courriel, self.jeton, self._depose))

    def _depose(self, answer: Reponse) -> None:
        """It is deposited: the form has done its work."""
        self._oublier()
        self.dismiss()
        self.app.push_screen(FiniScreen(self.langue, answer.id))


def _vide(langue: Langue) -> Depot:
    return Depot(titre="", thematique="", deposant=Deposant(prenom="", nom="", courriel="", langue=langue))
