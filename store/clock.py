# SPDX-License-Identifier: EUPL-1.2
"""Time as the store writes it: aware UTC datetimes, kept as fixed-width ISO text ending in `Z`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import MAXYEAR, UTC, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Gives the present as an aware datetime."""


def utc_now() -> datetime:
    """Return the present, aware, in UTC."""
    return datetime.now(UTC)


def to_text(at: datetime) -> str:
    """Return `2026-01-31T08:00:00.000000Z`. Fixed width, so that text sorts as time. ValueError on a naive datetime."""
    if at.tzinfo is None:
        raise ValueError("naive datetime")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_text(text: str) -> datetime:
    """Return the aware UTC datetime that `to_text` wrote."""
    return datetime.fromisoformat(text)


def paris(at: datetime) -> datetime:
    """Return the same instant as clocks show it in Paris: windows and days of procedures are those of the law."""
    return at.astimezone(ZoneInfo("Europe/Paris"))


def heure(at: datetime) -> str:
    """Return « 9 h 00 » as clocks show it in Paris, on one line."""
    here = paris(at)
    return f"{here.hour}\u00a0h\u00a0{here.minute:02d}"


def minute(at: datetime) -> str:
    """Return « 31/05/2026 à 23 h 59 » as clocks show it in Paris."""
    return f"{paris(at):%d/%m/%Y} à {heure(at)}"


def a_saisir(at: datetime) -> str:
    """Return « 31/05/2026 23 h 59 »: a minute as a form holds it, and `from_paris` takes it."""
    return f"{paris(at):%d/%m/%Y} {heure(at)}"


_MINUTE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+(?:à\s+)?(\d{1,2})\s*[hH:]\s*(\d{2})?)?")


def from_paris(text: str) -> datetime:
    """Return the instant of a day and a minute as they are said in Paris: « 15/04/2026 9 h 00 », midnight when no hour is.

    Of an hour that clocks show twice in autumn, the first. ValueError, in French, for what is none or was skipped in spring.
    """
    found = _MINUTE.fullmatch(text.strip())
    if found is None:
        raise ValueError("jour et heure attendus : 15/04/2026 9 h 00")
    day, month, year, hour, minute = (int(part or 0) for part in found.groups())
    if not 1900 <= year < MAXYEAR:
        # A slip of the finger; and what is kept is compared as text, four figures a year.
        raise ValueError("année attendue en quatre chiffres, à partir de 1900 : 15/04/2026 9 h 00")
    try:
        at = datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Paris"))
    except ValueError:
        raise ValueError("ce jour ou cette heure n'existe pas") from None
    instant = at.astimezone(UTC)
    shown = instant.astimezone(at.tzinfo)
    if shown.replace(tzinfo=None) != at.replace(tzinfo=None):
        raise ValueError("cette heure n'existe pas à Paris : les horloges avancent cette nuit-là")
    return instant
