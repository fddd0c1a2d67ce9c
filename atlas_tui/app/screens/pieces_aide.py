# SPDX-License-Identifier: EUPL-1.2
"""The documents of a dossier: links and files, added, taken away, written where the person says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from atlas_tui.app.screens.cocher import SaisirScreen
from atlas_tui.app.screens.ecrire import EcrireScreen
from atlas_tui.app.screens.questionnaire import MenuModal
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree
from atlas_tui.terminal.destination import adresse, destination, nom_libre
from atlas_tui.terminal.provenance import lire_fichier, ouverte
from exports.documents import write_whole
from exports.writing import ExportRefuse
from parquet.errors import AtlasError
from store.dossiers import Dossiers
from store.pieces import TAILLE
from store.records import Dossier, Piece
from store.rights import Who
from store.store import Store, Stored

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp


def ouvrir(app: AtlasApp, stored: Stored[Dossier]) -> None:
    """Add a document, or take one away."""
    id_, base = stored.record.id, stored.version
    entries = [Entree("lien", "Ajouter un lien", valeur="https://…")]
    if ouverte():
        entries.append(
            Entree("fichier", "Joindre un fichier", valeur=f"{TAILLE // 1024 // 1024} Mio au plus")
        )
    entries += [
        Entree(f"{rank}", f"Retirer : {propre(piece.intitule)}", valeur=piece.adresse or "fichier gardé")
        for rank, piece in enumerate(stored.record.pieces)
    ]

    def choisi(cle: str) -> None:
        match cle:
            case "lien":
                _lien(app, id_, base)
            case "fichier":
                app.push_screen(
                    SaisirScreen("Chemin du fichier à joindre", ""),
                    lambda said: _joindre(app, id_, base, said[0]) if said else None,
                )
            case rank:
                app.faire(
                    lambda: app.session.agir(
                        app.dossier, lambda s, w: Dossiers(s, w).detach(id_, int(rank), base=base)
                    ),
                    lambda fait: app.enregistre(fait, "Pièce retirée."),
                )

    app.push_screen(MenuModal("Pièces jointes", entries, choisi))


def _lien(app: AtlasApp, id_: str, base: int) -> None:
    def enregistrer(store: Store, who: Who, said: Piece, _key: str) -> object:
        return Dossiers(store, who).link(id_, said.intitule, said.adresse, base=base)

    app.push_screen(
        EcrireScreen(
            "Ajouter un lien", Piece(intitule=""), ("intitule", "adresse"), enregistrer,
            lambda fait: app.enregistre(fait, "Lien ajouté."),
        )
    )  # fmt: skip


def _joindre(app: AtlasApp, id_: str, base: int, said: str) -> None:
    def travail() -> object:
        try:
            content = lire_fichier(said, TAILLE)
        except ExportRefuse as error:
            raise AtlasError(str(error)) from error
        return app.session.agir(
            app.dossier, lambda s, w: Dossiers(s, w).attach(id_, Path(said).name, content, base=base)
        )

    app.faire(travail, lambda fait: app.enregistre(fait, "Fichier joint au dossier."))  # type: ignore[arg-type]


def prendre(app: AtlasApp, stored: Stored[Dossier]) -> None:
    """Write a kept file out of the atlas."""
    id_ = stored.record.id
    entries = [
        Entree(f"{rank}", propre(piece.intitule))
        for rank, piece in enumerate(stored.record.pieces)
        if piece.empreinte
    ]

    def choisi(rank: str) -> None:
        def trouve(found: tuple[Piece, bytes]) -> None:
            piece, content = found

            def ecrire(path: Path) -> None:
                def octets(draft: Path) -> None:
                    draft.write_bytes(content)

                write_whole(path, octets)

            enregistrer_sous(app, piece.intitule, ecrire)

        app.faire(
            lambda: app.session.consulter(
                app.dossier, lambda s, c: Dossiers(s, c.who).document(id_, int(rank))
            ),
            trouve,
        )

    app.push_screen(MenuModal("Enregistrer une pièce jointe", entries, choisi))


def enregistrer_sous(app: AtlasApp, nom: str, ecrire: Callable[[Path], None]) -> None:
    """Ask for a file name, then write there in a thread; say where it is."""

    def dit(said: tuple[str, ...] | None) -> None:
        if not said:
            return

        def travail() -> str:
            try:
                path = nom_libre(destination(said[0]))
                ecrire(path)
            except ExportRefuse as error:
                raise AtlasError(str(error)) from error
            return adresse(path)

        app.faire(travail, lambda where: app.dire(f"Écrit : {where}"))

    app.push_screen(SaisirScreen("Nom du fichier", nom), dit)
