# SPDX-License-Identifier: EUPL-1.2
"""Who may do what: the matrix of rights, one line an operation, and the one function that reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, TypeVar

from store.errors import StoreError

Role = Literal["public", "agent", "ambassade", "sgar", "daect", "operateur", "reseau"]
ROLES: tuple[Role, ...] = ("public", "agent", "ambassade", "sgar", "daect", "operateur", "reseau")
"""Every way of standing before the atlas. `public` is whoever has no account, foreign authorities with them."""

ROLE_NAMES: Mapping[Role, str] = {
    "public": "le public",
    "agent": "l'agent d'une collectivité",
    "ambassade": "l'ambassade",
    "sgar": "le SGAR",
    "daect": "la DAECT",
    "operateur": "l'opérateur",
    "reseau": "l'association ou le réseau",
}


class Reach(Enum):
    """How far a right goes."""

    ALL = "partout"
    COLLECTIVITE = "pour sa collectivité"
    PAYS = "pour son pays"
    REGION = "pour sa région"
    RESEAU = "pour le sien"
    ONESELF = "pour soi"
    AUTHOR = "pour la sienne, par un code"


@dataclass(frozen=True, slots=True)
class Who:
    """An account, or the public, as rights see it."""

    role: Role = "public"
    compte: int | None = None
    collectivite: str = ""
    pays: str = ""
    region: str = ""
    reseau: str = ""
    demande: str = ""
    """The demande whose author this is, without account: a code by mail proved it."""

    @property
    def actor(self) -> str:
        """What the journal keeps of it: a number, no name."""
        if self.compte is None:
            return "public" if self.role == "public" else "systeme"
        return f"compte:{self.compte}"


PUBLIC = Who()
HOST = Who("daect")
"""Whoever runs the host and can open the store's file: nothing can be kept from them, so they act as the DAECT."""


@dataclass(frozen=True, slots=True)
class Target:
    """What an operation touches: the collectivités, countries, régions and réseaux concerned, and the account, if one is."""

    collectivites: frozenset[str] = frozenset()
    pays: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    compte: int | None = None
    reseaux: frozenset[str] = frozenset()
    demande: str = ""


ANYTHING = Target()

_ALL_ROLES: Mapping[Role, Reach] = dict.fromkeys(ROLES, Reach.ALL)
_WITH_ACCOUNT: Mapping[Role, Reach] = {role: Reach.ALL for role in ROLES if role != "public"}
_OWNER: Mapping[Role, Reach] = {"agent": Reach.COLLECTIVITE, "daect": Reach.ALL}
_DAECT: Mapping[Role, Reach] = {"daect": Reach.ALL}
_ONESELF: Mapping[Role, Reach] = {role: Reach.ONESELF for role in ROLES if role != "public"}
_WRITES_NEWS: Mapping[Role, Reach] = {"ambassade": Reach.PAYS, "daect": Reach.ALL, "reseau": Reach.RESEAU}
_READS_PEOPLE: Mapping[Role, Reach] = dict.fromkeys(
    ("agent", "ambassade", "sgar", "daect", "operateur"), Reach.ALL
)

RIGHTS: Mapping[str, Mapping[Role, Reach]] = {
    # Pages of the atlas
    "lire-fiche": _ALL_ROLES,
    "modifier-collectivite": _OWNER,
    "creer-collectivite": _DAECT,
    "archiver-collectivite": _DAECT,
    "creer-projet": _OWNER,
    "modifier-projet": _OWNER,
    "convertir-action": _OWNER,
    "archiver-projet": _OWNER,
    "creer-partenaire": {"agent": Reach.ALL, "ambassade": Reach.PAYS, "daect": Reach.ALL},
    "modifier-partenaire": {"ambassade": Reach.PAYS, "daect": Reach.ALL},
    "archiver-partenaire": _DAECT,
    "completer-fiche": {
        "agent": Reach.COLLECTIVITE,
        "ambassade": Reach.PAYS,
        "daect": Reach.ALL,
        "operateur": Reach.ALL,
        "reseau": Reach.ALL,
    },
    "restaurer-version": _DAECT,
    "annuler-modification": _ONESELF,
    # Annuaire and correspondants
    "creer-ambassade": {"ambassade": Reach.PAYS, "daect": Reach.ALL},
    "modifier-ambassade": {"ambassade": Reach.PAYS, "daect": Reach.ALL},
    "archiver-ambassade": _DAECT,
    "creer-reseau": _DAECT,
    "modifier-reseau": {"daect": Reach.ALL, "reseau": Reach.RESEAU},
    "archiver-reseau": _DAECT,
    # Actualités and agenda
    "suivre-actualites": _WRITES_NEWS,
    "ecrire-actualite": _WRITES_NEWS,
    "publier-actualite": _WRITES_NEWS,
    "archiver-actualite": _WRITES_NEWS,
    # Personal courriel and phone of the contacts
    "lire-coordonnees": _READS_PEOPLE,
    # History
    "lire-historique": _ALL_ROLES,
    "lire-auteurs": _DAECT,
    # Bourse-projets
    "deposer-demande": {"public": Reach.ALL},
    "suivre-demandes": {"ambassade": Reach.PAYS, "daect": Reach.ALL},
    "publier-demande": {"ambassade": Reach.PAYS},
    "refuser-demande": {"ambassade": Reach.PAYS},
    "repondre-demande": {"agent": Reach.ALL},
    "pourvoir-demande": {"agent": Reach.COLLECTIVITE},
    "expirer-demande": {"daect": Reach.ALL},
    "retirer-demande": {"public": Reach.AUTHOR, "ambassade": Reach.PAYS, "daect": Reach.ALL},
    "relancer-demande": {"public": Reach.AUTHOR},
    # e-APD
    "lire-apd": {
        "agent": Reach.COLLECTIVITE,
        "ambassade": Reach.PAYS,
        "sgar": Reach.REGION,
        "daect": Reach.ALL,
    },
    "suivre-apd": {"ambassade": Reach.PAYS, "sgar": Reach.REGION, "daect": Reach.ALL},
    "preparer-apd": {"agent": Reach.COLLECTIVITE},
    "declarer-apd": {"agent": Reach.COLLECTIVITE},
    "rouvrir-apd": _DAECT,
    "ouvrir-campagne-apd": _DAECT,
    # Calls for projects
    "preparer-appel": _DAECT,
    "publier-appel": _DAECT,
    "corriger-appel": _DAECT,
    "clore-appel": _DAECT,
    "lire-dossier": {
        "agent": Reach.COLLECTIVITE,
        "ambassade": Reach.PAYS,
        "sgar": Reach.REGION,
        "daect": Reach.ALL,
        "operateur": Reach.ALL,
    },
    "preparer-dossier": {"agent": Reach.COLLECTIVITE},
    "deposer-dossier": {"agent": Reach.COLLECTIVITE},
    "reprendre-dossier": {"agent": Reach.COLLECTIVITE},
    "abandonner-dossier": {"agent": Reach.COLLECTIVITE},
    "rendre-compte": {"agent": Reach.COLLECTIVITE},
    "donner-avis-sgar": {"sgar": Reach.REGION},
    "donner-avis-ambassade": {"ambassade": Reach.PAYS},
    "classer-dossier": _DAECT,
    "retenir-dossier": _DAECT,
    "rejeter-dossier": _DAECT,
    "revoir-dossier": _DAECT,
    "notifier-dossier": _DAECT,
    "notifier-rejet": _DAECT,
    "verser-tranche": _DAECT,
    "clore-dossier": _DAECT,
    "annuler-subvention": _DAECT,
    # The label and its missions
    "lire-label": {
        "agent": Reach.COLLECTIVITE,
        "ambassade": Reach.ALL,
        "sgar": Reach.ALL,
        "daect": Reach.ALL,
    },
    "preparer-label": {"agent": Reach.COLLECTIVITE},
    "deposer-label": {"agent": Reach.COLLECTIVITE},
    "reprendre-label": {"agent": Reach.COLLECTIVITE},
    "abandonner-label": {"agent": Reach.COLLECTIVITE},
    "labelliser": _DAECT,
    "refuser-label": _DAECT,
    "expirer-label": _DAECT,
    "retirer-label": _DAECT,
    "lire-mission": {"agent": Reach.COLLECTIVITE, "ambassade": Reach.PAYS, "daect": Reach.ALL},
    "demander-mission": {"agent": Reach.ALL, "ambassade": Reach.PAYS, "daect": Reach.ALL},
    "accepter-mission": {"agent": Reach.COLLECTIVITE},
    "decliner-mission": {"agent": Reach.COLLECTIVITE},
    "rendre-mission": {"agent": Reach.COLLECTIVITE},
    "evaluer-mission": {"ambassade": Reach.PAYS, "daect": Reach.ALL},
    "annuler-mission": {"ambassade": Reach.PAYS, "daect": Reach.ALL},
    # Accounts
    "lire-comptes": _OWNER,
    "accepter-compte": _OWNER,
    "refuser-compte": _OWNER,
    "clore-compte": {**_ONESELF, "daect": Reach.ALL},
    "changer-role": _DAECT,
    "deverrouiller-compte": _DAECT,
    "ajouter-cle": {**_ONESELF, "daect": Reach.ALL},
    "retirer-cle": {**_ONESELF, "daect": Reach.ALL},
    "changer-mot-de-passe": _ONESELF,
    "changer-second-facteur": _ONESELF,
    "retirer-second-facteur": _DAECT,
    "effacer-compte": {**_ONESELF, "daect": Reach.ALL},
    # Campagne annuelle
    "ouvrir-campagne": _DAECT,
    "confirmer-campagne": _OWNER,
    "lire-campagne": {"agent": Reach.COLLECTIVITE, "sgar": Reach.REGION, "daect": Reach.ALL},
    "suivre-campagne": {"sgar": Reach.REGION, "daect": Reach.ALL},
    "relancer-campagne": _DAECT,
    # Espace personnel
    "lire-taches": _ONESELF,
    # Doubles
    "lire-doublons": _DAECT,
    "ecarter-doublon": _DAECT,
    "fusionner-fiches": _DAECT,
    "lire-fusions": _DAECT,
    "defaire-fusion": _DAECT,
    # Imports
    "importer-contacts": _DAECT,
    # People, wherever the atlas names them (RGPD)
    "effacer-personne": {**_ONESELF, "daect": Reach.ALL},
    "tenir-espace": _ONESELF,
    "exporter-donnees": _ONESELF,
}
"""Operation → role → how far. A role that is not named may not."""


class Forbidden(StoreError):
    """The right is missing. Nothing was written."""

    def __init__(self, operation: str, who: Who) -> None:
        self.operation = operation
        said = "sans compte" if who.compte is None else f"avec ce compte ({ROLE_NAMES[who.role]})"
        super().__init__(
            f"« {operation.replace('-', ' ')} » n'est pas permis {said}. Peut le faire : {who_may(operation)}."
        )


def who_may(name: str) -> str:
    """Return in French who may do an operation."""
    return " ou ".join(
        f"{ROLE_NAMES[role]}{'' if reach is Reach.ALL else ' ' + reach.value}"
        for role, reach in RIGHTS[name].items()
    )


def may(who: Who, operation: str, target: Target = ANYTHING) -> bool:
    """Tell whether the right is there. KeyError on an operation without a line in `RIGHTS`.

    A projet of several collectivités belongs to each of them, one of several countries concerns each embassy.
    """
    reach = RIGHTS[operation].get(who.role)
    match reach:
        case None:
            return False
        case Reach.ALL:
            return True
        case Reach.COLLECTIVITE:
            return bool(who.collectivite) and who.collectivite in target.collectivites
        case Reach.PAYS:
            return bool(who.pays) and who.pays in target.pays
        case Reach.REGION:
            return bool(who.region) and who.region in target.regions
        case Reach.RESEAU:
            return bool(who.reseau) and who.reseau in target.reseaux
        case Reach.ONESELF:
            return who.compte is not None and who.compte == target.compte
        case Reach.AUTHOR:
            return bool(who.demande) and who.demande == target.demande


def require(who: Who, operation: str, target: Target = ANYTHING) -> None:
    """Raise Forbidden unless the right is there."""
    if not may(who, operation, target):
        raise Forbidden(operation, who)


OPERATIONS: dict[str, str] = {}
"""Operation → the method that does it. What stands here and not in `RIGHTS` cannot be: `operation` refuses it."""

_M = TypeVar("_M", bound=Callable[..., Any])


def operation(name: str) -> Callable[[_M], _M]:
    """Declare that a method does an operation of `RIGHTS`. KeyError when it has no line there."""
    _ = RIGHTS[name]

    def declare(method: _M) -> _M:
        OPERATIONS[name] = method.__qualname__
        return method

    return declare
