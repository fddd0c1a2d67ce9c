# SPDX-License-Identifier: EUPL-1.2
"""Time as the store writes it: aware UTC datetimes, kept as fixed-width ISO text ending in `Z`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
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
