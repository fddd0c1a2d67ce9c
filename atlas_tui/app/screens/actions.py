# SPDX-License-Identifier: EUPL-1.2
"""What may be done to a fiche besides its form: a new projet, conversion, archive, taking back, restoring a version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from atlas_tui.app.screens.cocher import SaisirScreen
from atlas_tui.app.screens.modifier_fiche import creer
from atlas_tui.app.screens.questionnaire import MenuModal
from atlas_tui.app.session import DECONNECTE
from atlas_tui.app.widgets.menu import Entree
from exports.french import jour
from parquet.pages import ACCUEIL, Adresse
from store.errors import StoreError, label
from store.records import Ambassade, Collectivite, Partenaire, Projet, Reseau

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from store.operations import Operations, Version
    from store.store import Stored

_FAITS = {"archiver": "Fiche archivée : elle quitte l'atlas, son histoire reste.", "annuler": "Modification annulée.",
          "convertir": "C'est maintenant une coopération décentralisée."}  # fmt: skip


def ouvrir(app: AtlasApp, id_: str) -> None:
    """The menu of a fiche, for someone with an account."""
    if app.session.compte is None:
        app.dire(DECONNECTE)
        return
    if id_.startswith("act-"):
        from atlas_tui.app.screens.publier import ouvrir_une

        ouvrir_une(app, id_)
        return
    app.faire(
        lambda: app.session.interroger(app.dossier, lambda operations: operations.fiche(id_)),
        lambda found: app.push_screen(_menu(app, found)),
    )


def _menu(app: AtlasApp, found: Stored[Any]) -> MenuModal:
    record = found.record
    entries = []
    if isinstance(record, Collectivite | Partenaire):
        entries += [
            Entree("cooperation", "Nouvelle coopération décentralisée"),
            Entree("action", "Nouvelle action extérieure"),
        ]
    if isinstance(record, Projet) and record.nature == "action":
        entries.append(
            Entree("convertir", "Convertir en coopération", valeur="quand une convention est signée")
        )
    entries.append(Entree("annuler", "Annuler ma dernière modification"))
    if app.session.who.role == "daect":
        entries.append(Entree("versions", "Auteurs, et restaurer une version"))
    if isinstance(record, Collectivite):
        entries.append(
            Entree("campagne", "Campagne annuelle", valeur="confirmer cette fiche, partie par partie")
        )
    if isinstance(record, Collectivite) and app.session.who.role in ("agent", "daect", "sgar"):
        entries.append(Entree("apd", "Aide publique au développement", valeur="la déclaration de l'année"))
    entries.append(Entree("archiver", "Archiver", valeur="elle quitte l'atlas, son histoire reste"))
    name = getattr(record, "nom", "") or getattr(record, "titre", "")
    return MenuModal(name, entries, lambda cle: _faire(app, found, cle))


def _faire(app: AtlasApp, found: Stored[Any], cle: str) -> None:
    record, id_, base = found.record, found.record.id, found.version
    match cle:
        case "cooperation" | "action":
            own = app.session.who.collectivite
            leads = (id_,) if isinstance(record, Collectivite) else ((own,) if own else ())
            others = (id_,) if isinstance(record, Partenaire) else ()
            creer(
                app,
                Projet(
                    titre="", nature=cle, thematique="", statut="en-cours", collectivites=leads, partenaires=others
                ),
            )  # fmt: skip
        case "campagne":
            app.aller_page(f"confirmation/{id_}")
        case "apd":
            from atlas_tui.app.screens.declaration import ouvrir as ouvrir_apd

            ouvrir_apd(app, id_)
        case "annuler":
            _modifier(app, cle, lambda operations: operations.undo(id_, base=base))
        case "versions":
            app.faire(
                lambda: app.session.interroger(app.dossier, lambda operations: operations.history(id_)),
                lambda versions: _versions(app, found, versions),
            )
        case "convertir":
            _convertir(app, id_, base)
        case "archiver":
            app.push_screen(
                MenuModal(
                    "Archiver cette fiche ?",
                    [Entree("non", "Non, la garder"), Entree("oui", "Oui, l'archiver")],
                    lambda said: (
                        _modifier(app, cle, lambda o: _archiver(o, record, base)) if said == "oui" else None
                    ),
                )
            )


def _archiver(operations: Operations, record: Any, base: int) -> int:
    match record:
        case Projet():
            return operations.archive_projet(record.id, base=base)
        case Partenaire():
            return operations.archive_partenaire(record.id, base=base)
        case Collectivite():
            return operations.archive_collectivite(record.id, base=base)
        case Reseau():
            return operations.archive_reseau(record.id, base=base)
        case Ambassade():
            return operations.archive_ambassade(record.id, base=base)
    raise StoreError("Cette fiche ne s'archive pas ici.")


def _convertir(app: AtlasApp, id_: str, base: int) -> None:
    def dit(said: tuple[str, ...] | None) -> None:
        if not said:
            return
        if not (said[0].isdecimal() and len(said[0]) == 4):
            app.dire("Année attendue, en quatre chiffres : 2013.")
            return
        year = int(said[0])
        _modifier(app, "convertir", lambda o: o.convert(id_, annee_convention=year, base=base))

    app.push_screen(SaisirScreen("Année de la convention", ""), dit)


def _modifier(app: AtlasApp, cle: str, operation: Callable[[Operations], int]) -> None:
    # What is archived has no page any more: the place above it has.
    above = app.page.niveau_superieur() if cle == "archiver" and app.page is not None else None
    where = (above or Adresse(ACCUEIL)) if cle == "archiver" else None
    app.faire(
        lambda: app.session.modifier(app.dossier, operation),
        lambda fait: app.enregistre(fait, _FAITS.get(cle, "Enregistré."), where),
    )


def _versions(app: AtlasApp, found: Stored[Any], versions: Sequence[Version]) -> None:
    """The versions with their authors, the newest first; one is restored after a confirmation."""

    def ligne(one: Version) -> Entree:
        fields = ", ".join(label(name) for name in one.fields) or one.operation
        text = f"{one.version}. {jour(one.at.astimezone().date())}, {one.auteur}"
        return Entree(str(one.version), text, valeur=fields)

    def choisi(cle: str) -> None:
        number = int(cle)
        if number == found.version:
            app.dire("C'est la version d'aujourd'hui.")
            return
        app.push_screen(
            MenuModal(
                f"Restaurer la version {number} ?",
                [Entree("non", "Non"), Entree("oui", "Oui, elle devient la version d'aujourd'hui")],
                lambda said: (
                    _modifier(
                        app,
                        "restaurer",
                        lambda o: o.restore(found.record.id, version=number, base=found.version),
                    )
                    if said == "oui"
                    else None
                ),
            )
        )

    app.push_screen(MenuModal("Versions et auteurs", [ligne(one) for one in reversed(versions)], choisi))
