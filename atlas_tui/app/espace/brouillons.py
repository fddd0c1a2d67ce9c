# SPDX-License-Identifier: EUPL-1.2
"""My drafts: take one up again, or give it up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from atlas_tui.app.espace.volet import Volet, relire
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree
from store.clock import paris
from store.records import PREFIXES

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from parquet.atlas import Atlas
    from store.comptes import Compte
    from store.store import Store

NOUVEAU_PROJET = "nouveau-projet-"


def reprendre(app: AtlasApp, objet: str) -> None:
    """Open the form of a draft, as it was left."""
    from atlas_tui.app.screens import modifier_fiche
    from store.records import Projet

    if objet.partition("-")[0] in PREFIXES.values():
        modifier_fiche.ouvrir(app, objet)
    elif objet.startswith(NOUVEAU_PROJET):
        nature: Literal["action", "cooperation"] = "action" if objet.endswith("action") else "cooperation"
        modifier_fiche.creer(
            app, Projet(titre="", nature=nature, thematique="", statut="en-cours", collectivites=(), partenaires=()),
        )  # fmt: skip
    else:
        opened = next((do for prefix, do in AUTRES.items() if objet.startswith(prefix)), None)
        if opened is None:
            app.dire("Ce brouillon se reprend dans l'écran où il a été commencé.")
        else:
            opened(app, objet)


def _projet_de_demande(app: AtlasApp, objet: str) -> None:
    from atlas_tui.app.screens.demande_gestes import reprendre

    reprendre(app, objet)


def _publier(app: AtlasApp, objet: str) -> None:
    from atlas_tui.app.screens.publier import reprendre_nouveau

    reprendre_nouveau(app, objet)


def _declaration(app: AtlasApp, objet: str) -> None:
    from atlas_tui.app.screens.declaration import reprendre as reprendre_declaration

    reprendre_declaration(app, objet)


def _saisie(app: AtlasApp, objet: str) -> None:
    from atlas_tui.app.screens.ecrire import reprendre as reprendre_saisie

    reprendre_saisie(app, objet)


AUTRES: Mapping[str, Callable[[AtlasApp, str], None]] = {
    "nouveau-actualite-": _publier, "nouveau-reseau": _publier, "nouveau-ambassade": _publier,
    "projet-de-": _projet_de_demande,
    "declaration-": _declaration,
    "saisie:": _saisie,
}  # fmt: skip
"""Beginning of the object of a draft → what takes it up again: for the forms of procedures."""


class Brouillons(Volet):
    """What one was typing and did not save, the newest first."""

    nom, titre = "brouillons", "Brouillons"
    vide = "Aucun brouillon : ce que vous tapez dans un formulaire est gardé ici jusqu'à ce que vous l'enregistriez."

    @classmethod
    def lire(cls, store: Store, compte: Compte, atlas: Atlas) -> tuple[Entree, ...]:
        """One line a draft; its key is its object."""
        from atlas_tui.app import brouillon
        from store import brouillons

        lines = []
        for kept in brouillons.each(store, compte.numero):
            read = brouillon.lire(kept.contenu)
            name = (getattr(read[0], "nom", "") or getattr(read[0], "titre", "")) if read else ""
            what = brouillons.in_words(kept.objet)
            lines.append(
                Entree(
                    kept.objet, f"{propre(name)} ({what})" if name else what[0].upper() + what[1:],
                    droite=f"{paris(kept.le):%d/%m/%Y}",
                )
            )  # fmt: skip
        return tuple(lines)

    @classmethod
    def ouvrir(cls, app: AtlasApp, ligne: Entree) -> None:
        """Take it up again."""
        reprendre(app, ligne.cle)

    @classmethod
    def actions(cls, ligne: Entree) -> Sequence[Entree]:
        """Take it up, or give it up."""
        return Entree("ouvrir", "Reprendre"), Entree("abandonner", "Abandonner", valeur="il est perdu")

    @classmethod
    def faire(cls, app: AtlasApp, ligne: Entree, action: str) -> None:
        """One of the two."""
        if action == "ouvrir":
            reprendre(app, ligne.cle)
            return

        app.faire(
            lambda: app.session.garder(app.dossier, ligne.cle, 0, None),
            lambda _: relire(app, "Brouillon abandonné."),
        )
