# SPDX-License-Identifier: EUPL-1.2
"""The accounts of the demonstration, whose password everybody knows: one a role, to try every procedure. Never elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from store.comptes import SYSTEM, Compte, Demande
from store.passwords import known
from store.rights import ROLE_NAMES, ROLES, Role
from store.store import Store

MOT_DE_PASSE = "demonstration"
"""Said on the screen that asks for it."""
PAYS, REGION = "MG", "44"
"""The country of the embassy; the région of the SGAR, which is the collectivité's too."""
ROLES_D_ESSAI: tuple[Role, ...] = tuple(role for role in ROLES if role != "public")


def identifiant(role: Role) -> str:
    """« demo.agent »."""
    return f"demo.{role}"


def creer(store: Store, *, collectivite: str, reseau: str) -> None:
    """Create them in the store of a demonstration. ValueError for any other store, which then holds nothing of them."""
    if not store.demonstration:
        raise ValueError("accounts of the demonstration in an atlas that is none")
    with store.comptes() as accounts:
        for role in ROLES_D_ESSAI:
            asked = Demande(
                identifiant(role), f"{role}@demonstration.example", "Essai", ROLE_NAMES[role].split(" ", 1)[-1],
                role, collectivite, PAYS, REGION, reseau,
            )  # fmt: skip
            accounts.set_password(accounts.create(asked, SYSTEM).numero, known(MOT_DE_PASSE), SYSTEM)


def a_essayer(store: Store) -> Sequence[Compte]:
    """Return those that open the atlas; none in an atlas that is no demonstration, whatever its accounts are called."""
    if not store.demonstration:
        return ()
    with store.comptes() as accounts:
        found = [accounts.find(identifiant(role)) for role in ROLES_D_ESSAI]
    return [one for one in found if one is not None and one.etat in ("accepte", "actif")]
