# SPDX-License-Identifier: EUPL-1.2
"""The declaration of APD of a collectivité for a year: its lines, its totals against last year, declaring it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from atlas_tui.app import brouillon, edition
from atlas_tui.app.edition import Champ
from atlas_tui.app.screens.cocher import Option
from atlas_tui.app.screens.modifier import PartieScreen
from atlas_tui.app.screens.questionnaire import MenuModal, Travail
from atlas_tui.app.session import Fait
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.chrome import Ligne
from atlas_tui.app.widgets.menu import Entree, Menu
from exports.apd.mots import alerte, pays, secteur
from exports.french import euros, jour, pluriel
from parquet.criteria import Criteria
from parquet.reference import cad
from store.apd import Apd, alerts
from store.clock import minute
from store.declarations import Declarations, Dossier, total
from store.errors import AlreadyDone, Refused, StaleVersion, StoreError
from store.records import Declaration, LigneApd
from store.rules import MAX_ITEMS

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from parquet.atlas import Atlas
    from parquet.errors import AtlasError
    from store.rights import Who
    from store.store import Store, Stored

AJOUTER = "+"
OBJET = "declaration-"
"""Beginning of the object of the drafts of this screen: « declaration-2025-col-12 »."""
ENTRE_TEMPS = "un collègue a changé cette déclaration entre-temps. F7 : relire la sienne, ou garder la vôtre."
ALERTES = 3
"""Alerts shown under the lines; the others when one declares."""


@dataclass(frozen=True, slots=True)
class Ouverte:
    """A declaration ready for its screen."""

    dossier: Dossier
    lignes: tuple[LigneApd, ...]
    projets: Mapping[str, str]
    """Id → title of the projets of the collectivité."""
    base: int
    """The version that the lines started from; 0 where there was none."""
    repris: datetime | None = None
    """When the draft that is taken up was written."""


def ouvrir(app: AtlasApp, collectivite: str, annee: int = 0) -> None:
    """Open the declaration of a collectivité, of the campaign's year when none is said, or say who may."""

    def montrer(found: Ouverte) -> None:
        app.retenir_touches()
        app.push_screen(DeclarationScreen(found))

    app.faire(lambda: preparer(app, collectivite, annee), montrer)


def ouvrir_tache(app: AtlasApp, annee: str) -> None:
    """The declaration of one's own collectivité for a year: where a task leads."""
    ouvrir(app, app.session.who.collectivite, int(annee) if annee.isdecimal() else 0)


def reprendre(app: AtlasApp, objet: str) -> None:
    """The declaration that a draft is of."""
    annee, _, collectivite = objet.removeprefix(OBJET).partition("-")
    ouvrir(app, collectivite, int(annee) if annee.isdecimal() else 0)


def preparer(app: AtlasApp, collectivite: str, annee: int) -> Ouverte:
    """The dossier, with what was being typed. In a thread."""
    dossier = app.session.consulter(
        app.dossier, lambda store, compte: Declarations(store, compte.who).dossier(collectivite, annee)
    )
    projets = _projets(app.atlas, collectivite)
    objet = f"{OBJET}{dossier.annee}-{collectivite}"
    kept = brouillon.chercher(app, objet).result()
    version = dossier.stored.version if dossier.stored is not None else 0
    read = brouillon.lire(kept.contenu) if kept is not None else None
    if kept is None or read is None or not isinstance(read[0], Declaration) or dossier.etat == "declaree":
        return Ouverte(dossier, dossier.lignes, projets, version)
    same = read[0].lignes == dossier.lignes
    return Ouverte(dossier, read[0].lignes, projets, version if same else kept.base, kept.le)


def _projets(atlas: Atlas, collectivite: str) -> dict[str, str]:
    found = atlas.projets(Criteria(collectivite=(collectivite,)), tri="titre", decroissant=False, limite=None)
    return {one.id: one.titre for one in found.projets}


class LigneDeclareeScreen(PartieScreen):
    """One line: what may be declared in this year is all that can be chosen."""

    def __init__(
        self, record: LigneApd, annee: int, projets: Mapping[str, str], suite: Callable[[Any | None], None]
    ) -> None:
        super().__init__(f"Ligne d'APD {annee}", record, suite)
        self._annee, self._projets = annee, projets
        self.noms = dict(projets)

    def manques(self) -> tuple[tuple[str, str], ...]:
        """What is missing, then what the DAC does not take."""
        found = super().manques()
        if found:
            return found
        wrong = cad.defaut(self.record, self._annee)
        return () if wrong is None else (wrong,)

    def options(self, champ: Champ) -> tuple[Option, ...]:
        """The projets of the collectivité; the countries that are on the list that year."""
        if champ.cle == "projet":
            return tuple(Option(id_, title, alias=id_) for id_, title in self._projets.items())
        found = super().options(champ)
        if champ.cle == "pays":
            return tuple(one for one in found if cad.beneficiaire(one.cle, self._annee))
        return found

    def poser(self, cle: str, value: Any) -> None:
        """A field; what the sector says of refugees follows."""
        record: LigneApd = self.record
        here = {"secteur": str(value)[:3] == cad.REFUGIES, "refugies": bool(value)}.get(cle, record.refugies)
        if here is not record.refugies:
            follows: dict[str, Any] = (
                {"type_aide": cad.TYPE_REFUGIES, "pays": ""} if here else {"type_aide": ""}
            )
            if cle == "refugies":
                follows["secteur"] = f"{cad.REFUGIES}10" if here else ""
            self.record = msgspec.structs.replace(record, refugies=here, **follows)
            self.changee()
        super().poser(cle, value)


class DeclarationScreen(Travail):
    """The lines of a declaration. Whoever may not declare it reads it."""

    TOUCHES: ClassVar[str] = "+ ajouter  Suppr  F5 garder  F6 déclarer  F7 actions  Échap"
    LECTURE: ClassVar[str] = "F7 actions  Échap fermer"
    DEFAULT_CSS = """
    DeclarationScreen #apd-etat { height: auto; margin: 0 0 1 0; }
    DeclarationScreen #apd-pied { height: auto; margin: 1 0 0 0; }
    DeclarationScreen #etat-volet { height: auto; min-height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "ajouter", "Ajouter", show=False),
        Binding("delete,minus", "retirer", "Retirer", show=False),
        Binding("f5", "garder", "Garder", show=False, priority=True),
        Binding("f6", "declarer", "Déclarer", show=False, priority=True),
        Binding("f7", "actions", "Actions", show=False, priority=True),
    ]

    def __init__(self, ouverte: Ouverte) -> None:
        super().__init__()
        self.dossier = ouverte.dossier
        self.lignes = list(ouverte.lignes)
        self.projets = ouverte.projets
        self._repris = ouverte.repris
        self._base = ouverte.base
        self._perimee = self._base != self._version
        """True when somebody else saved it since the lines of the screen were read."""
        self.tenue = brouillon.Tenue(
            self, self.objet, lambda: self._base, lambda: brouillon.ecrire(self.record, {}, {})
        )
        self._cle = uuid4().hex
        """Sent twice, the declaration counts once."""

    # --- what is shown ------------------------------------------------------------------------------------------------

    @property
    def titre(self) -> str:
        """Whose it is, and of which year."""
        return f"APD {self.dossier.annee} : {self.dossier.nom}"

    @property
    def modifiable(self) -> bool:
        """True when this person may correct it now."""
        who = self.app.session.who
        mine = who.role == "agent" and who.collectivite == self.dossier.collectivite
        return mine and self.dossier.ouverte and self.dossier.etat != "declaree"

    @property
    def touches(self) -> str:
        """Fewer for who reads it."""
        return self.TOUCHES if self.modifiable else self.LECTURE

    @property
    def objet(self) -> str:
        """The object of its draft."""
        return f"{OBJET}{self.dossier.annee}-{self.dossier.collectivite}"

    def corps(self) -> ComposeResult:
        """Its state, its lines, its totals, what comes of what one does."""
        yield Static("", id="apd-etat", markup=False)
        yield Menu(id="apd-lignes", vide="Aucune ligne.", toujours=True)
        yield Static("", id="apd-pied", markup=False)
        yield self.etat()

    def on_mount(self) -> None:
        """The first line."""
        self.montrer()
        self.set_focus(self.query_one(Menu))
        if self._repris is not None and self.modifiable and tuple(self.lignes) != self.dossier.lignes:
            day = jour(self._repris.astimezone().date())
            self.dire(
                f"Vos lignes du {day} sont reprises, mais {ENTRE_TEMPS}"
                if self._perimee
                else f"Vos lignes du {day} sont reprises, pas encore gardées pour vos collègues."
            )

    def montrer(self, cle: str = "") -> None:
        """Show everything as it stands."""
        known = self.app.connu
        self.query_one("#modal-touches", Ligne).dire(self.touches, known.au if known is not None else "")
        self.query_one("#apd-etat", Static).update(Content(propre(self._situation())))
        lines = [
            Entree(str(rank), propre(_ligne(one)), droite=euros(one.montant))
            for rank, one in enumerate(self.lignes)
        ]
        if self.modifiable:
            lines.append(Entree(AJOUTER, "+ Ajouter une ligne"))
        self.query_one(Menu).montrer(lines, cle=cle)
        self.query_one("#apd-pied", Static).update(Content("\n".join(map(propre, self._pied()))))

    def _situation(self) -> str:
        dossier, last = self.dossier, self.dossier.declarees[-1:]
        declared = ""
        if last:
            rank = "" if last[0].rang == 1 else f", {last[0].rang}e fois"
            declared = f"Déclarée le {minute(last[0].le)}{rank}"
        if dossier.etat == "declaree":
            return f"{declared}. Pour la corriger : la DAECT la rouvre."
        again = dossier.jusque is not None and dossier.now < dossier.jusque
        if again and dossier.jusque is not None:
            return f"Rouverte par la DAECT jusqu'au {minute(dossier.jusque)}, heure de Paris. {declared}."
        if dossier.campagne is None:
            return f"Aucune campagne pour {dossier.annee} : la DAECT en donne les dates."
        opens, closes = minute(dossier.campagne.ouvre_le), minute(dossier.campagne.ferme_le)
        if dossier.ouverte:
            first = f" Avant, {dossier.obstacle}." if dossier.obstacle else ""
            return f"À déclarer jusqu'au {closes}, heure de Paris.{first}"
        said = "n'est pas encore ouverte" if dossier.now < dossier.campagne.ouvre_le else "est close"
        return f"La campagne {said} : du {opens} au {closes}, heure de Paris."

    def _pied(self) -> list[str]:
        here, before = total(self.lignes), total(self.dossier.avant)
        apart = total([one for one in self.lignes if not one.refugies])
        said = f"Total : {euros(here)} en {pluriel(len(self.lignes), 'ligne')}"
        said += f", hors réfugiés {euros(apart)}" if apart != here else ""
        last = (
            f" · {self.dossier.annee - 1} : {euros(before)}"
            if self.dossier.avant
            else f" · rien en {self.dossier.annee - 1}"
        )
        found = self.alertes
        lines = [said + last, *(f"! {one}" for one in found[:ALERTES])]
        if len(found) > ALERTES:
            lines[-1] += f" (et {len(found) - ALERTES} de plus)"
        return lines

    @property
    def alertes(self) -> tuple[str, ...]:
        """What is worth a second look, when something was declared last year."""
        if not (self.dossier.avant and self.lignes):
            return ()
        return tuple(alerte(said) for said in alerts(self.dossier.avant, self.lignes))

    # --- the lines ----------------------------------------------------------------------------------------------------

    @on(Menu.Choisi)
    def _ouvrir_ligne(self, event: Menu.Choisi) -> None:
        event.stop()
        if not self._libre():
            return
        if event.cle == AJOUTER:
            self.action_ajouter()
        else:
            self._saisir(int(event.cle))

    def action_ajouter(self) -> None:
        """A new line, of the country and the sector of the one above: they come together in the accounts."""
        if not self._libre():
            return
        if len(self.lignes) >= MAX_ITEMS:
            self.dire(f"Une déclaration tient {MAX_ITEMS} lignes au plus.")
            return
        self._saisir(len(self.lignes))

    def _saisir(self, rank: int) -> None:
        before = list(self.lignes)
        record = before[rank] if rank < len(before) else edition.vide(LigneApd)

        def recu(said: Any | None) -> None:
            self.lignes = before if said is None else [*before[:rank], said, *before[rank + 1 :]]
            self.changee(str(rank))

        self.app.retenir_touches()
        self.app.push_screen(LigneDeclareeScreen(record, self.dossier.annee, self.projets, recu))

    def action_retirer(self) -> None:
        """Take the line under the cursor away."""
        line = self.query_one(Menu).courante
        if self._libre() and line is not None and line.cle != AJOUTER:
            del self.lignes[int(line.cle)]
            self.changee(line.cle)

    def remplacer(self, lignes: list[LigneApd], message: str) -> None:
        """Other lines: from a file, from last year."""
        self.lignes = lignes
        self.changee()
        self.dire(message)

    def _libre(self) -> bool:
        """True when it may be changed now; says why when it may not."""
        if self._occupe or self.app.screen is not self:
            return False
        if not self.modifiable:
            self.dire(self._situation())
            return False
        return True

    # --- the draft ----------------------------------------------------------------------------------------------------

    def changee(self, cle: str = "") -> None:
        """Show it, and write the draft once the fingers rest."""
        if self.is_attached:
            self.montrer(cle)
        self.tenue.changer()

    def oublier(self) -> None:
        """Forget the draft: the lines are those of the store."""
        self.tenue.oublier()

    def ligne_coupee(self) -> str:
        """Write the draft before this returns: there is no later."""
        if self.modifiable and tuple(self.lignes) != self.dossier.lignes:
            self.tenue.couper()
        return ""

    @property
    def _version(self) -> int:
        return self.dossier.stored.version if self.dossier.stored else 0

    @property
    def record(self) -> Declaration:
        """The declaration with the lines of the screen."""
        here = self.dossier.stored.record if self.dossier.stored else None
        lines = tuple(self.lignes)
        if here is not None:
            return msgspec.structs.replace(here, lignes=lines)
        return Declaration(
            collectivite=self.dossier.collectivite, annee=self.dossier.annee, lignes=lines, etat="brouillon"
        )

    def action_fermer(self) -> None:
        """Close; what was typed is a draft."""
        if self._occupe:
            return
        if not self.tenue.touche:
            super().action_fermer()
            return
        if self.modifiable and tuple(self.lignes) != self.dossier.lignes:
            self.tenue.quitter(
                "Vos lignes sont dans vos brouillons : rouvrez la déclaration pour les reprendre."
            )
        else:
            self.tenue.quitter(oublier=True)

    # --- keeping and declaring ----------------------------------------------------------------------------------------

    def _fausses(self) -> str:
        """What is wrong with the first line that is; empty when none is."""
        for rank, one in enumerate(self.lignes, 1):
            if (wrong := cad.defaut(one, self.dossier.annee)) is not None:
                return f"Ligne {rank}, {wrong[0].replace('_', ' ')} : {wrong[1]}."
        return ""

    def action_garder(self) -> None:
        """Keep the lines in the store: colleagues find them."""
        if not self._libre():
            return
        if tuple(self.lignes) == self.dossier.lignes and self.dossier.stored is not None:
            self.dire("Rien n'a changé.")
            return
        record, base = self.record, self._base
        app = self.app

        def fini(_: Fait[Stored[Declaration]]) -> None:
            self.tenue.oublier()
            self.relire("Gardée, pas encore déclarée : F6.")

        self.en_fil(
            lambda: app.session.agir(
                app.dossier, lambda store, who: Apd(store, who).prepare(record, base=base)
            ),
            fini,
            self.refuser,
        )

    def action_declarer(self) -> None:
        """Declare, once what is worth a second look was seen."""
        if not self._libre():
            return
        if wrong := self._fausses():
            self.dire(wrong)
            return
        what = (
            f"{euros(total(self.lignes))} en {pluriel(len(self.lignes), 'ligne')}"
            if self.lignes
            else "un état néant"
        )
        from atlas_tui.app.screens.declaration_fichiers import ConfirmerScreen

        self.app.push_screen(ConfirmerScreen(what, self.dossier.annee, self.alertes, self._declarer))

    def _declarer(self) -> None:
        app, record, base, key = self.app, self.record, self._base, self._cle

        def faire(store: Store, who: Who) -> None:
            with suppress(AlreadyDone):
                Apd(store, who).submit(record, base=base, neant=not record.lignes, key=key)

        def fini(fait: Fait[None]) -> None:
            # What a second press opened meanwhile: there is nothing left to change.
            while app.screen is not self and self in app.screen_stack:
                app.pop_screen()
            self.tenue.oublier()
            app.perime = True
            self.relire(fait.avertissement or "Déclarée.", recepisse=True)

        self.en_fil(lambda: app.session.agir(app.dossier, faire), fini, self.refuser)

    def refuser(self, error: StoreError | AtlasError) -> None:
        """Why it was not done: the lines stay on the screen, and in the draft."""
        self.tenue.garder()
        # Begun by somebody else, or changed.
        if isinstance(error, StaleVersion) or (isinstance(error, Refused) and error.field == "annee"):
            self.dire(f"{ENTRE_TEMPS[0].upper()}{ENTRE_TEMPS[1:]}")
            self._perimee = True
        elif isinstance(error, Refused) and error.field == "etat":
            self.dire(f"{error.reason[0].upper()}{error.reason[1:]}.")
        else:
            self.dire(str(error))

    def relire(self, message: str = "", *, recepisse: bool = False, miennes: bool = False) -> None:
        """Read it again; `miennes` keeps the lines of the screen over those of the store."""
        app, mine = self.app, list(self.lignes)
        where = (self.dossier.collectivite, self.dossier.annee)

        def lu(dossier: Dossier) -> None:
            self.dossier, self._perimee, self._cle = dossier, False, uuid4().hex
            self._base = self._version
            self.lignes = mine if miennes else list(dossier.lignes)
            self.montrer()
            self.dire(message)
            if recepisse:
                from atlas_tui.app.screens.declaration_fichiers import RecepisseScreen

                app.push_screen(RecepisseScreen(self, message))

        self.en_fil(
            lambda: app.session.consulter(app.dossier, lambda s, c: Declarations(s, c.who).dossier(*where)),
            lu,
        )

    def action_actions(self) -> None:
        """What else may be done."""
        if self._occupe or self.app.screen is not self:
            return
        from atlas_tui.app.screens import declaration_fichiers as fichiers

        entries = fichiers.actions(self)
        self.app.push_screen(MenuModal(self.titre, entries, lambda cle: fichiers.faire(self, cle)))


def _ligne(line: LigneApd) -> str:
    """A line of APD on one line: where, what for, how."""
    rest = [line.type_aide, line.canal, line.projet]
    return " · ".join((pays(line), secteur(line.secteur) or "–", *(one for one in rest if one)))
