# SPDX-License-Identifier: EUPL-1.2
"""Editing a whole fiche: read under one's rights, kept as a draft while one types, saved on the version that was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from textual.binding import Binding, BindingType

from atlas_tui.app import brouillon, edition
from atlas_tui.app.edition import NOUVEAU, Champ
from atlas_tui.app.screens.cocher import Option
from atlas_tui.app.screens.modifier import FormulaireScreen, PartieScreen
from atlas_tui.app.screens.questionnaire import MenuModal
from atlas_tui.app.session import Fait, Lue
from atlas_tui.app.widgets.menu import Entree
from exports.french import jour
from parquet.criteria import Criteria
from parquet.pages import Adresse, Page
from store.actualites import Actualites
from store.errors import AlreadyDone, StaleVersion, StoreError
from store.records import Actualite, Ambassade, Collectivite, Partenaire, Projet, Reseau
from store.store import Stored

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from parquet.atlas import Atlas
    from parquet.errors import AtlasError
    from store.operations import Operations

CREER = "creer:"


@dataclass(frozen=True, slots=True)
class Ouverte:
    """A fiche and its draft, ready for the form."""

    lue: Lue
    record: Any
    noms: dict[str, str]
    nouveaux: dict[str, Partenaire] = field(default_factory=dict)
    repris: datetime | None = None
    """When the draft was written; None when there was none."""


def ouvrir(app: AtlasApp, id_: str) -> None:
    """Open the form of a fiche, or say in one line who may change it."""

    def montrer(found: Ouverte) -> None:
        app.retenir_touches()
        app.push_screen(ModifierScreen(found))

    app.faire(lambda: preparer(app, app.session.lire(app.dossier, id_), id_), montrer)


def creer(app: AtlasApp, record: Projet | Reseau | Ambassade | Actualite) -> None:
    """Open the form of something new."""
    objet, operation = nouveau(record)

    def montrer(found: Ouverte) -> None:
        app.retenir_touches()
        app.push_screen(ModifierScreen(found, objet))

    app.faire(lambda: preparer(app, Lue(record, 0, operation), objet), montrer)


def nouveau(record: Projet | Reseau | Ambassade | Actualite) -> tuple[str, str]:
    """What the draft of a new record is called, and the operation that creates it."""
    match record:
        case Projet():
            return f"nouveau-projet-{record.nature}", "creer-projet"
        case Reseau():
            return "nouveau-reseau", "creer-reseau"
        case Ambassade():
            return "nouveau-ambassade", "creer-ambassade"
        case Actualite():
            return f"nouveau-actualite-{record.genre}", "ecrire-actualite"


def preparer(app: AtlasApp, lue: Lue, objet: str) -> Ouverte:
    """The fiche with its draft when there is one. In a thread."""
    fresh = Ouverte(lue, lue.record, noms(app.atlas, lue.record))
    kept = brouillon.chercher(app, objet).result()
    read = brouillon.lire(kept.contenu) if kept is not None else None
    if kept is None or read is None:
        return fresh
    record, rest = read
    if kept.base != lue.version:
        # The draft started from an older version: saving will show both.
        versions = app.session.interroger(app.dossier, lambda operations: operations.history(objet))
        started = next((v.record for v in versions if v.version == kept.base and v.record), None)
        lue = Lue(started or lue.record, kept.base, lue.operation)
    return Ouverte(lue, record, {**fresh.noms, **rest.noms}, dict(rest.nouveaux), kept.le)


def noms(atlas: Atlas, record: Any) -> dict[str, str]:
    """Id → name of the fiches that a record names. In a thread."""
    match record:
        case Projet():
            return atlas.noms(Criteria(collectivite=record.collectivites, partenaire=record.partenaires))
        case Actualite():
            return atlas.noms(Criteria(collectivite=record.collectivites))
        case Collectivite():
            return {one.chemin.partition("/")[2]: one.nom for one in atlas.reseaux("", limite=1_000)}
        case _:
            return {}


class ModifierScreen(FormulaireScreen):
    """The form of a fiche, new or not."""

    TOUCHES: ClassVar[str] = "Entrée ouvrir  F5 enregistrer  F8 abandonner  Échap fermer"
    PREREMPLI: ClassVar[bool] = False
    """True when what it opens with is worth saving as it is."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "abandonner", "Abandonner", show=False, priority=True)
    ]

    def __init__(self, ouverte: Ouverte, objet: str = "") -> None:
        super().__init__(ouverte.record, ouverte.noms)
        self.lue = ouverte.lue
        self.objet = objet or ouverte.lue.record.id
        self.nouveaux = dict(ouverte.nouveaux)
        self._repris = ouverte.repris
        self.tenue = brouillon.Tenue(
            self,
            self.objet,
            lambda: self.lue.version,
            lambda: brouillon.ecrire(self.record, self.nouveaux, self.noms),
        )
        self._cle_edition = uuid4().hex
        """Sent twice, the edit counts once."""

    @property
    def titre(self) -> str:
        """What is modified, and by which right."""
        if self._repris is not None:
            return f"Brouillon du {jour(self._repris.astimezone().date())} repris : {self._objet}"
        return self._objet

    @property
    def _objet(self) -> str:
        if not self.lue.version:
            what = edition.nature(self.lue.record).lower()
            return f"Nouveau projet : {what}" if isinstance(self.lue.record, Projet) else f"À créer : {what}"
        name = getattr(self.lue.record, "nom", "") or getattr(self.lue.record, "titre", "")
        only = " (seul ce qui est vide)" if self.lue.operation == "completer-fiche" else ""
        return f"Modifier{only} : {name}"

    # --- the draft --------------------------------------------------------------------------------------------------

    def changee(self) -> None:
        """Write the draft once the fingers rest."""
        self.tenue.changer()

    def ligne_coupee(self) -> str:
        """Write the draft before this returns: there is no later."""
        if self.record != self.lue.record:
            self.tenue.couper()
        return ""

    def action_fermer(self) -> None:
        """Close; what was typed is a draft."""
        if self._occupe:
            return
        kept = "Brouillon gardé : rouvrez ce formulaire pour le reprendre."
        changed = self.record != self.lue.record
        if not self.tenue.touche:
            super().action_fermer()
            if changed and self._repris is not None:
                self.app.dire(kept)
        else:
            self.tenue.quitter(kept if changed else "", oublier=not changed)

    def action_abandonner(self) -> None:
        """Give the draft up."""
        if self.app.screen is self and not self._occupe:
            self.tenue.quitter("Brouillon abandonné.", oublier=True)

    # --- partenaires ------------------------------------------------------------------------------------------------

    def completer(self, atlas: Atlas, champ: Champ, text: str) -> tuple[Option, ...]:
        """Those of the atlas; for partenaires, last, one to create."""
        found = super().completer(atlas, champ, text)
        if champ.cle != "partenaires" or not text.strip():
            return found
        return (*found, Option(CREER + text.strip(), f"+ Créer « {text.strip()} »"))

    def nommes(self, champ: Champ, ids: tuple[str, ...]) -> None:
        """These were chosen; the one to create goes through its own form."""
        asked = next((id_ for id_ in ids if id_.startswith(CREER)), None)
        kept = tuple(id_ for id_ in ids if id_ != asked)
        if asked is None:
            self.poser(champ.cle, kept)
            return
        here = kept or getattr(self.record, champ.cle)
        name = asked.removeprefix(CREER)

        def proches(found: tuple[tuple[str, str], ...]) -> None:
            if not found:
                self._creer(champ, here, name)
                return
            lines = [Entree(id_, text) for id_, text in found]
            lines.append(Entree(CREER, f"Non, créer « {name} »"))

            def choisi(cle: str) -> None:
                if cle == CREER:
                    self._creer(champ, here, name)
                else:
                    self.noms[cle] = dict(found)[cle]
                    self.poser(champ.cle, tuple(dict.fromkeys((*here, cle))))

            self.app.push_screen(MenuModal(f"« {name} » : vouliez-vous dire", lines, choisi))

        self.app.faire(lambda: self.app.atlas.partenaires_proches(name), proches)

    def _creer(self, champ: Champ, here: tuple[str, ...], name: str) -> None:
        key = f"{NOUVEAU}{len(self.nouveaux)}"

        def recu(record: Any | None) -> None:
            if record is None or edition.manques(record):
                self.nouveaux.pop(key, None)
                self.poser(champ.cle, here)
                return
            self.nouveaux[key] = record
            self.noms[key] = f"{record.nom} (nouveau)"
            self.poser(champ.cle, (*here, key))

        self.app.push_screen(PartieScreen("Nouveau partenaire", Partenaire(nom=name, pays=""), recu))

    # --- saving -----------------------------------------------------------------------------------------------------

    def valider(self) -> None:
        """Save."""
        app = self.app
        if self.record == self.lue.record and not self.PREREMPLI:
            self.dire("Rien n'a changé.")
            return

        def fini(fait: Fait[str]) -> None:
            self.tenue.oublier()
            self.dismiss()
            here = app.historique.ici.adresse
            if here.page.genre == "confirmation":
                # Gone through part by part: back to the parts.
                app.enregistre(fait, "Enregistré : la partie est à confirmer de nouveau.", here)
                return
            app.enregistre(
                fait,
                self.dit(fait.resultat),
                Adresse(Page("fiche", fait.resultat)) if fait.resultat else here,
            )

        self.en_fil(self.sauver, fini, self.refuser)

    def sauver(self) -> Fait[str]:
        """Save, in a thread."""
        return self.app.session.modifier(self.app.dossier, self.enregistrer)

    def dit(self, resultat: str) -> str:
        """What is said once it is saved."""
        draft = isinstance(self.record, Actualite) and not resultat
        return "Brouillon enregistré : F7, dans Actualités, le publie." if draft else "Enregistré."

    def enregistrer(self, operations: Operations) -> str:
        """The operation, in a thread. Returns the id of the projet whose page is to be shown, or nothing."""
        record, base, key = self.record, self.lue.version, self._cle_edition
        try:
            if self.lue.operation == "completer-fiche":
                operations.complete(record, base=base, key=key)
                return ""
            match record:
                case Collectivite():
                    operations.update_collectivite(record, base=base, key=key)
                    return ""
                case Partenaire():
                    operations.update_partenaire(record, base=base, key=key)
                    return ""
                case Reseau() if base:
                    operations.update_reseau(record, base=base, key=key)
                    return record.id
                case Reseau():
                    return operations.create_reseau(record, key=key).id
                case Ambassade() if base:
                    operations.update_ambassade(record, base=base, key=key)
                    return record.id
                case Ambassade():
                    return operations.create_ambassade(record, key=key).id
                case Actualite():
                    written = (
                        Actualites(operations.store, operations.who).write(record, base=base, key=key).record
                    )
                    # A draft has no page yet: one stays where one is.
                    return written.id if written.etat == "publiee" else ""
                case Projet():
                    named = edition.sans_nouveaux(record)
                    made = [self.nouveaux[id_] for id_ in record.partenaires if id_.startswith(NOUVEAU)]
                    if not base:
                        return operations.create_projet(named, partenaires=made, key=key).id
                    operations.update_projet(named, base=base, partenaires=made, key=key)
                    return record.id
        except AlreadyDone as done:
            return next((id_ for id_ in done.ids if id_[:3] in ("pro", "res", "amb")), "")
        raise StoreError(f"{edition.nature(record)} : cette fiche ne se modifie pas ici.")

    def refuser(self, error: StoreError | AtlasError) -> None:
        """Why it was not saved: the form stays as it is; what another saved meanwhile is shown beside."""
        self.dire(str(error))
        if isinstance(error, StaleVersion):
            from atlas_tui.app.screens.comparer import ComparerScreen

            self.app.push_screen(
                ComparerScreen(self.lue.record, self.record, error.current, self.noms, self.reprendre)
            )

    def reprendre(self, record: Any, current: Stored[Any]) -> None:
        """What was chosen of both, on the version of today."""
        self.lue = Lue(current.record, current.version, self.lue.operation)
        self.record = record
        self.tenue.garder()
        self.montrer()
        if record == current.record:
            self.dire("Il ne reste rien à enregistrer : tout est déjà ainsi.")
        else:
            # Once the other screen is closed.
            self.call_after_refresh(self.action_valider)
