# SPDX-License-Identifier: EUPL-1.2
"""Whose session this is: the account that the host's session wrapper names, read in this one place."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.comptes import Compte
    from store.store import Store

VARIABLE = "ATLAS_TUI_COMPTE"
"""Set by the session wrapper alone, from the key that opened the line; nothing that a client sends reaches it."""
PUBLIQUE = "public"
"""Its value in a session that nobody opened with a key."""


class IdentiteRefusee(Exception):
    """The session names an account that may not act; `str(error)` is one French line."""


def imposee(environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether the host decided who this is, public included. Only then is the machine not the person's own."""
    return VARIABLE in environ


def numero_de_session(environ: Mapping[str, str] = os.environ) -> int | None:
    """Return the number of the session's account; None for the public, and where no host decided.

    Raises IdentiteRefusee on anything else: an unreadable name never becomes more than it said.
    """
    said = environ.get(VARIABLE)
    if said is None or said == PUBLIQUE:
        return None
    if re.fullmatch(r"[1-9][0-9]{0,9}", said) is None:
        raise IdentiteRefusee(f"Session mal préparée ({VARIABLE} illisible) : prévenez qui tient ce service.")
    return int(said)


def reseau(environ: Mapping[str, str] = os.environ) -> str:
    """Return the network at the other end of an SSH line, an address in IPv4, a /64 in IPv6; empty elsewhere.

    Who has one address in IPv6 has the 2^64 beside it: counted by address, they would be as many people.
    """
    from ipaddress import IPv6Address, IPv6Network, ip_address

    said = environ.get("SSH_CONNECTION", "").partition(" ")[0]
    try:
        address = ip_address(said.partition("%")[0])
    except ValueError:
        return said
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(IPv6Network((address, 64), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)


def compte_de_session(store: Store, environ: Mapping[str, str] = os.environ) -> Compte | None:
    """Return the session's account as it stands now, None for the public and where no host decided.

    Raises IdentiteRefusee when it is closed or locked: a key revoked, or an account closed, while its line was open.
    """
    number = numero_de_session(environ)
    if number is None:
        return None
    from store.errors import Refused

    with store.comptes() as accounts:
        try:
            compte = accounts.get(number)
        except Refused as error:
            raise IdentiteRefusee("Le compte de cette session n'existe plus.") from error
        if compte.etat not in ("accepte", "actif"):
            raise IdentiteRefusee(
                f"Le compte « {compte.identifiant} » n'est plus ouvert : écrivez à la DAECT."
            )
        return accounts.opened(number)
