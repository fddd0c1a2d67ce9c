# SPDX-License-Identifier: EUPL-1.2
"""The second factor of an account: its person sets it and takes it away, the DAECT takes it away from whoever lost it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from store import login, rights
from store.comptes import Compte
from store.credentials import folded
from store.errors import Refused
from store.login import LoginRefused
from store.rights import Target, Who
from store.store import Store

EMETTEUR = "Atlas"
"""Beside which the phone shows the codes."""
NOM_MAX = 32
"""Letters of an identifiant that the phone shows: with more, the QR code of the address is taller than 24 lines."""


class WrongPassword(LoginRefused):
    """The password is not the one of the account. Its person is in already: which of the two is wrong may be said."""

    def __init__(self) -> None:
        super().__init__("Mot de passe inexact : retapez-le.")


class WrongCode(LoginRefused):
    """The code is not one of this minute, or served already."""

    def __init__(self) -> None:
        super().__init__(
            "Code inexact, ou déjà servi : attendez le suivant et tapez-le. L'horloge du téléphone doit être à l'heure."
        )


def address(identifiant: str, secret: str) -> str:
    """Return the otpauth:// address that a phone takes: who shows the codes, for which account, their secret."""
    name = quote(folded(identifiant))[:NOM_MAX]
    return f"otpauth://totp/{EMETTEUR}:{name}?issuer={EMETTEUR}&secret={secret}"


@rights.operation("changer-second-facteur")
def change(store: Store, compte: Compte, password: str, code: str, *, secret: str, by: Who) -> None:
    """Set the second factor of one's own account to a secret that was just drawn; an empty one takes it away.

    The password is asked, and a code: of the secret that comes, or of the one that goes. WrongPassword, WrongCode,
    TooManyAttempts; Refused where no password opens the account, or where another session did it meanwhile.
    """
    rights.require(by, "changer-second-facteur", Target(compte=compte.numero))
    if not login.has_password(store, compte):
        raise Refused(
            "second facteur", "ce compte s'ouvre par sa clé SSH, sans mot de passe : il n'y a rien à poser"
        )
    try:
        login.tried(store, compte.identifiant, password)
    except LoginRefused:
        raise WrongPassword from None
    with store.comptes() as accounts:
        found = accounts.secret(compte.identifiant)
        kept = found[3] if found else ""
        if bool(kept) == bool(secret):
            done = "déjà posé" if kept else "déjà retiré"
            raise Refused("second facteur", f"{done}, depuis une autre session ; fermez cette fenêtre")
        if secret:
            accounts.set_totp(compte.numero, secret, by.actor)
        # What is raised undoes what was set; what served here does not serve to come in.
        if not login.code_serves(accounts, compte.numero, secret or kept, code):
            raise WrongCode
        if not secret:
            accounts.set_totp(compte.numero, "", by.actor)
        accounts.opened(compte.numero)


def others_with_one(store: Store, by: Who) -> Sequence[Compte]:
    """Return the accounts, but one's own and the closed ones, that have a second factor. Forbidden to all but the DAECT."""
    rights.require(by, "retirer-second-facteur")
    with store.comptes() as accounts:
        return [
            one for one in accounts.each(by) if one.totp and one.numero != by.compte and one.etat != "clos"
        ]


@rights.operation("retirer-second-facteur")
def take_away(store: Store, numero: int, *, by: Who) -> Compte:
    """Take the second factor of somebody who lost their phone away, and write to them that it was done.

    Not one's own: that takes a password and a code. Refused, too, when there is none.
    """
    rights.require(by, "retirer-second-facteur", Target(compte=numero))
    if by.compte == numero:
        raise Refused("compte", "le vôtre se retire dans votre espace personnel, avec un code")
    with store.comptes() as accounts:
        compte = accounts.get(numero)
        if not compte.totp:
            raise Refused("compte", f"« {compte.identifiant} » n'a pas de second facteur")
        accounts.set_totp(numero, "", by.actor)
        accounts.post(compte.courriel, "Second facteur retiré", _LETTER)
        return accounts.get(numero)


_LETTER = (
    "La DAECT, ou qui tient le service, a retiré le second facteur de votre compte de l'Atlas de la coopération décentralisée : "
    "votre mot de passe l'ouvre maintenant sans le code du téléphone.\n\n"
    "Pour en poser un autre : l, Espace personnel, onglet « Compte », « Second facteur ».\n\n"
    "Si vous ne l'avez pas demandé, changez de mot de passe et écrivez à la DAECT."
)
