# SPDX-License-Identifier: EUPL-1.2
"""Editing a whole fiche: read under one's rights, saved on the version that was read, seen at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from atlas_tui.app import edition
from atlas_tui.app.screens.modifier import FormulaireScreen
from atlas_tui.app.session import Fait, Lue
from parquet.criteria import Criteria
from parquet.pages import Adresse, Page
from store.errors import AlreadyDone, StoreError
from store.records import Collectivite, Partenaire, Projet

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from parquet.atlas import Atlas
    from parquet.errors import AtlasError
    from store.operations import Operations


def ouvrir(app: AtlasApp, id_: str) -> None:
    """Open the form of a fiche, or say in one line who may change it."""

    def lire() -> tuple[Lue, dict[str, str]]:
        read = app.session.lire(app.dossier, id_)
        return read, noms(app.atlas, read.record)

    def montrer(found: tuple[Lue, dict[str, str]]) -> None:
        app.retenir_touches()
        app.push_screen(ModifierScreen(*found))

    app.faire(lire, montrer)


def noms(atlas: Atlas, record: Any) -> dict[str, str]:
    """Id → name of the fiches that a record names. In a thread."""
    match record:
        case Projet():
            return atlas.noms(Criteria(collectivite=record.collectivites, partenaire=record.partenaires))
        case Collectivite():
            return {one.chemin.partition("/")[2]: one.nom for one in atlas.reseaux("", limite=1_000)}
        case _:
            return {}


class ModifierScreen(FormulaireScreen):
    """The form of a fiche that exists."""

    TOUCHES: ClassVar[str] = "Entrée modifier  Suppr vider  F5 enregistrer  Échap fermer"

    def __init__(self, lue: Lue, noms: Mapping[str, str]) -> None:
        super().__init__(lue.record, noms)
        self.lue = lue
        self._cle_edition = uuid4().hex
        """Sent twice, the edit counts once."""

    @property
    def titre(self) -> str:
        """What is modified, and by which right."""
        name = getattr(self.lue.record, "nom", "") or getattr(self.lue.record, "titre", "")
        only = " (seul ce qui est vide)" if self.lue.operation == "completer-fiche" else ""
        return f"Modifier{only} : {name}"

    def valider(self) -> None:
        """Save."""
        app, id_ = self.app, self.lue.record.id
        if self.record == self.lue.record:
            self.dire("Rien n'a changé.")
            return
        page = Page("fiche", id_) if isinstance(self.record, Projet) else app.historique.ici.adresse.page

        def fini(fait: Fait[Any]) -> None:
            self.dismiss()
            app.enregistre(fait, "Enregistré.", Adresse(page))

        self.en_fil(lambda: app.session.modifier(app.dossier, self.enregistrer), fini, self.refuser)

    def enregistrer(self, operations: Operations) -> int:
        """The operation, in a thread. Returns the version of the fiche."""
        record, base, key = self.record, self.lue.version, self._cle_edition
        try:
            if self.lue.operation == "completer-fiche":
                return operations.complete(record, base=base, key=key)
            match record:
                case Collectivite():
                    return operations.update_collectivite(record, base=base, key=key)
                case Partenaire():
                    return operations.update_partenaire(record, base=base, key=key)
                case Projet():
                    return operations.update_projet(record, base=base, key=key)
        except AlreadyDone:
            return base
        raise StoreError(f"{edition.nature(record)} : cette fiche ne se modifie pas ici.")

    def refuser(self, error: StoreError | AtlasError) -> None:
        """Why it was not saved: the form stays as it is."""
        self.dire(str(error))
