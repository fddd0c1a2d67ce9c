# SPDX-License-Identifier: EUPL-1.2
"""Coming in: a password with its second factor, a code by mail. Each try is reserved, then hashed, then told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from store import credentials, passwords, rights
from store.comptes import Compte, Comptes, Demande
from store.credentials import Etat, TooManyAttempts, Usage
from store.errors import Refused, StoreError
from store.rights import Target, Who
from store.store import Store

TOTP_STEP_SECONDS, TOTP_DIGITS, TOTP_DRIFT = 30, 6, 1
"""RFC 6238 as every application on a phone does it; one step of drift either way."""


class LoginRefused(StoreError):
    """The identifiant, the password or the code is wrong: which of them is not said."""

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message or "Identifiant, mot de passe ou code inexact : vérifiez-les, puis réessayez."
        )


class SecondFactorNeeded(StoreError):
    """The password is right; the code of the phone is needed too. The attempt is not given back."""

    def __init__(self) -> None:
        super().__init__("Donnez aussi le code de votre application d'authentification.")


def open_with_password(store: Store, identifiant: str, password: str, totp: str = "") -> Compte:
    """Return the account that these open. LoginRefused, SecondFactorNeeded, TooManyAttempts."""
    numero, etat, _, secret = tried(store, identifiant, password)
    if etat == "verrouille":
        raise LoginRefused("Ce compte est verrouillé : écrivez à la DAECT pour le rouvrir.")
    if etat == "demande":
        raise LoginRefused(
            "Ce compte attend d'être accepté par un agent de votre collectivité ou par la DAECT."
        )
    if etat == "clos":
        raise LoginRefused
    if secret and not totp:
        raise SecondFactorNeeded
    with store.comptes() as accounts:
        if secret and not code_serves(accounts, numero, secret, totp):
            raise LoginRefused
        return accounts.opened(numero)


def tried(store: Store, identifiant: str, password: str) -> tuple[int, Etat, str, str]:
    """Return what `Credentials.secret` says of the account that a password opens: the try is counted, then hashed.

    Nothing is given back: `Comptes.opened` does it, once all that is asked was right. LoginRefused, TooManyAttempts.
    """
    with store.comptes() as accounts:
        accounts.reserve_attempt(identifiant)
        found = accounts.secret(identifiant)
    with passwords.gate(store.path.parent):
        right = passwords.matches(found[2] if found else "", password)
    if not right or found is None:
        raise LoginRefused
    return found


def code_serves(accounts: Comptes, numero: int, secret: str, code: str) -> bool:
    """Take a code of the phone; False when it is not that of this minute, or served already."""
    step = totp_step(secret, code, accounts.at)
    return step is not None and accounts.take_totp_step(numero, step)


def ask_account(store: Store, asked: Demande, password: str) -> Compte:
    """Ask for an account: store it, mail the code that confirms its courriel. Refused names the field that will not do."""
    passwords.check(password, _about(asked))
    with passwords.gate(store.path.parent):
        kept = passwords.hashed(password)
    with store.comptes() as accounts:
        compte, code = accounts.ask(asked, kept)
        accounts.post(compte.courriel, "Confirmez votre adresse", _letter(code, "confirmer votre adresse"))
    return compte


def confirm_courriel(store: Store, identifiant: str, code: str) -> Compte:
    """Confirm the courriel of an account by the code that was mailed. LoginRefused when it is not that one, or is over."""
    numero = _redeem(store, identifiant, "courriel", code)
    with store.comptes() as accounts:
        accounts.confirm_courriel(numero)
        return accounts.get(numero)


def forgotten_password(store: Store, identifiant: str) -> None:
    """Mail a code to whoever owns the account; say nothing of whether there is one. TooManyAttempts.

    Each code has tries of its own: unbounded, they would be as many as one likes, and as many letters.
    """
    with store.comptes() as accounts:
        try:
            accounts.reserve_attempt(f"oubli {identifiant}")
        except TooManyAttempts:
            raise TooManyAttempts(
                "Trop de codes demandés pour cet identifiant : donnez le dernier reçu, ou réessayez dans un quart d'heure."
            ) from None
        compte = accounts.find(identifiant)
        if compte is not None and compte.courriel_confirme and compte.etat in ("accepte", "actif"):
            code = accounts.new_code(compte.numero, "mot-de-passe")
            accounts.post(compte.courriel, "Nouveau mot de passe", _letter(code, "changer de mot de passe"))


def reset_password(store: Store, identifiant: str, code: str, password: str) -> None:
    """Replace a forgotten password. LoginRefused on a wrong code, Refused on a password that will not do."""
    with store.comptes() as accounts:
        compte = accounts.find(identifiant)
    about = _about(compte) if compte else ()
    passwords.check(password, about)
    numero = _redeem(store, identifiant, "mot-de-passe", code)
    with passwords.gate(store.path.parent):
        kept = passwords.hashed(password)
    with store.comptes() as accounts:
        accounts.set_password(numero, kept, f"compte:{numero}")


def set_password(store: Store, compte: Compte, password: str) -> None:
    """Set a password without the old one: what the host does for someone who has none. Refused when it will not do."""
    passwords.check(password, _about(compte))
    with passwords.gate(store.path.parent):
        kept = passwords.hashed(password)
    with store.comptes() as accounts:
        accounts.set_password(compte.numero, kept, rights.HOST.actor)


@rights.operation("changer-mot-de-passe")
def change_password(store: Store, compte: Compte, old: str, new: str, *, by: Who) -> None:
    """Replace a known password. The old one counts as an attempt."""
    rights.require(by, "changer-mot-de-passe", Target(compte=compte.numero))
    open_password_only(store, compte, old)
    passwords.check(new, _about(compte))
    if new == old:
        raise Refused("mot de passe", "c'est celui d'avant, choisissez-en un autre")
    with passwords.gate(store.path.parent):
        kept = passwords.hashed(new)
    with store.comptes() as accounts:
        accounts.set_password(compte.numero, kept, by.actor)


def open_password_only(store: Store, compte: Compte, password: str) -> None:
    """Check the password of someone already in, before what matters. LoginRefused, TooManyAttempts."""
    _, _, _, secret = tried(store, compte.identifiant, password)
    with store.comptes() as accounts:
        # Half of what opens the account gives no tries at the other half back.
        accounts.opened(compte.numero, attempts=not secret)


def has_password(store: Store, compte: Compte) -> bool:
    """Tell whether a password opens the account; without one, its SSH keys alone do."""
    with store.comptes() as accounts:
        found = accounts.secret(compte.identifiant)
    return found is not None and bool(found[2])


def _redeem(store: Store, identifiant: str, usage: Usage, code: str) -> int:
    """The number of the account whose code this is; the try is counted before it is compared, and the code serves once."""
    wrong = LoginRefused("Code inexact ou périmé : demandez-en un nouveau, il arrive par courriel.")
    with store.comptes() as accounts:
        compte = accounts.find(identifiant)
        kept = accounts.reserve_code_try(compte.numero, usage) if compte else None
    if compte is None or kept is None or not credentials.code_is(*kept, code):
        raise wrong
    with store.comptes() as accounts:
        if not accounts.spend_code(compte.numero, usage, kept[1]):
            raise wrong
    return compte.numero


def _about(person: Compte | Demande) -> tuple[str, ...]:
    """Words that count for nothing in this person's password."""
    return person.identifiant, person.prenom, person.nom, person.courriel.partition("@")[0]


def _letter(code: str, what: str) -> str:
    spaced = f"{code[:4]} {code[4:]}"
    return (
        f"Pour {what} dans l'Atlas de la coopération décentralisée, donnez ce code :\n\n    {spaced}\n\n"
        "Il sert une fois, pendant dix minutes. Si vous n'avez rien demandé, laissez ce message."
    )


def new_totp_secret() -> str:
    """Return a secret for an authenticator application, 160 bits in base32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def totp_step(secret: str, code: str, at: datetime) -> int | None:
    """Return the step of 30 seconds whose code this is, near `at`; None when it is none of them (RFC 6238)."""
    now = int(at.timestamp()) // TOTP_STEP_SECONDS
    given = "".join(code.split()).encode()
    for step in range(now - TOTP_DRIFT, now + TOTP_DRIFT + 1):
        if hmac.compare_digest(totp_code(secret, step).encode(), given):
            return step
    return None


def totp_code(secret: str, step: int) -> str:
    """Return the six digits of a step (RFC 4226, 5.3)."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4]) & 0x7FFFFFFF
    return f"{number % 10**TOTP_DIGITS:0{TOTP_DIGITS}d}"
