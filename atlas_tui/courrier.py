# SPDX-License-Identifier: EUPL-1.2
"""Sending the letters that wait in the store, by the SMTP server that the configuration names."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from store.cleaning import clean, clean_text
from store.errors import StoreError

if TYPE_CHECKING:
    from email.message import EmailMessage

    from store.credentials import Letter
    from store.store import Store

VARIABLE = "ATLAS_TUI_SMTP"
"""`smtp://host:port?from=atlas@ville.fr`, or `smtps://name:password@host`."""
PATIENCE = 20.0
"""Seconds that a server may take to answer."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """A server, and the address that letters come from."""

    hote: str
    port: int
    expediteur: str
    chiffre: bool = False
    """TLS from the first byte; else STARTTLS where the server offers it."""
    nom: str = ""
    mot_de_passe: str = ""


def configuration() -> Smtp | None:
    """The server of the environment; None when there is none. StoreError, one French line, when it cannot be read."""
    said = os.environ.get(VARIABLE, "")
    if not said:
        return None
    try:
        parts = urlsplit(said)
        sender = parse_qs(parts.query).get("from", [""])[0]
        secure = parts.scheme == "smtps"
        port = parts.port or (465 if secure else 25)
    except ValueError:
        parts, sender, secure, port = urlsplit(""), "", False, 0
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or "@" not in sender:
        raise StoreError(
            f"{VARIABLE} n'est pas compris : écrivez smtp://hote:25?from=atlas@exemple.fr (smtps:// pour TLS)."
        )
    return Smtp(
        parts.hostname, port, sender, secure, unquote(parts.username or ""), unquote(parts.password or "")
    )


def en_message(smtp: Smtp, letter: Letter) -> EmailMessage:
    """A letter as it goes: plain text in UTF-8, of one line its subject, nothing in it that a reader's terminal would obey."""
    from email.message import EmailMessage
    from email.utils import formatdate, make_msgid

    message = EmailMessage()
    message["From"], message["To"] = smtp.expediteur, letter.adresse
    message["Subject"] = clean(letter.sujet)
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=smtp.expediteur.rpartition("@")[2].rstrip(">") or None)
    # No machine answers a machine.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(clean_text(letter.texte))
    return message


def envoyer(store: Store, smtp: Smtp) -> tuple[int, int]:
    """Send what waits; return how many letters went and how many stay, each with its error."""
    import smtplib
    import ssl

    with store.comptes() as accounts:
        waiting = accounts.letters()
    if not waiting:
        return 0, 0
    context = ssl.create_default_context()
    sent = 0
    try:
        server = (
            smtplib.SMTP_SSL(smtp.hote, smtp.port, timeout=PATIENCE, context=context)
            if smtp.chiffre
            else smtplib.SMTP(smtp.hote, smtp.port, timeout=PATIENCE)
        )
        with server:
            if not smtp.chiffre and server.has_extn("starttls"):
                server.starttls(context=context)
            if smtp.nom:
                server.login(smtp.nom, smtp.mot_de_passe)
            for letter in waiting:
                error = ""
                try:
                    server.send_message(en_message(smtp, letter))
                    sent += 1
                except smtplib.SMTPServerDisconnected:
                    raise
                except (smtplib.SMTPException, ValueError) as refused:
                    error = str(refused)
                with store.comptes() as accounts:
                    accounts.letter_tried(letter.numero, error)
    except (OSError, smtplib.SMTPException) as error:
        with store.comptes() as accounts:
            for letter in accounts.letters():
                accounts.letter_tried(letter.numero, str(error))
    return sent, len(waiting) - sent
