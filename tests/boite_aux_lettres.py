# SPDX-License-Identifier: EUPL-1.2
"""A real SMTP server for tests: what it takes is kept, some addresses it refuses. `boite` in conftest opens one."""

from __future__ import annotations

import asyncio
import email
import email.policy
import re
import socket
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from threading import Condition
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

PATIENCE = 30.0
"""Seconds after which a letter that is waited for will not come."""


@dataclass(frozen=True, slots=True)
class Lettre:
    """A letter as the server took it: to whom the envelope says, and the message, whole."""

    adresse: str
    message: EmailMessage

    @property
    def sujet(self) -> str:
        return str(self.message["Subject"])

    @property
    def texte(self) -> str:
        return self.message.get_content().replace("\r\n", "\n")

    @property
    def code(self) -> str:
        """The eight digits of a confirmation."""
        found = re.search(r"\b(\d{4}) (\d{4})\b", self.texte)
        assert found is not None, self.texte
        return f"{found[1]}{found[2]}"


class Boite:
    """Where letters come in. Read from the test's thread while the server runs in its own."""

    def __init__(self) -> None:
        self.lettres: list[Lettre] = []
        self.refusees: set[str] = set()
        """Addresses that this server does not know."""
        self.url = ""
        """What to give as ATLAS_TUI_SMTP."""
        self._arrivee = Condition()

    def pour(self, adresse: str) -> list[Lettre]:
        """The letters of an address, in the order they came."""
        return [lettre for lettre in self.lettres if lettre.adresse == adresse]

    def attendre(self, adresse: str, rang: int = 1) -> Lettre:
        """Wait for the letter of this rank to an address, and return it."""
        with self._arrivee:
            came = self._arrivee.wait_for(lambda: len(self.pour(adresse)) >= rang, PATIENCE)
        assert came, (
            f"{adresse} : {len(self.pour(adresse))} sur {rang} ; {[one.adresse for one in self.lettres]}"
        )
        return self.pour(adresse)[rang - 1]

    # --- what aiosmtpd calls --------------------------------------------------------------------------------

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refusees:
            return "550 inconnu"
        envelope.rcpt_tos.append(address)
        return "250 oui"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self._arrivee:
            self.lettres += [Lettre(address, message) for address in envelope.rcpt_tos]
            self._arrivee.notify_all()
        return "250 pris"


class _Serveur(Controller):
    """On a port that the system chooses, taken before anybody is told of it."""

    def __init__(self, boite: Boite) -> None:
        self._prise = socket.create_server(("127.0.0.1", 0))
        super().__init__(
            boite, hostname="127.0.0.1", port=self._prise.getsockname()[1], ready_timeout=PATIENCE
        )

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        created: Awaitable[Any] = self.loop.create_server(self._factory_invoker, sock=self._prise)
        return created


@contextmanager
def boite_aux_lettres() -> Iterator[Boite]:
    """Run a server; yield the box that it fills."""
    boite = Boite()
    server = _Serveur(boite)
    boite.url = f"smtp://127.0.0.1:{server.port}?from=atlas@exemple.fr"
    server.start()
    try:
        yield boite
    finally:
        server.stop()
