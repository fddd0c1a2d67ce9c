# SPDX-License-Identifier: EUPL-1.2
"""The agenda as an iCalendar file (RFC 5545): whole days, lines folded at 75 octets, what could end a line escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from exports.answer import Answer
from exports.fiche import emetteur
from exports.wording import FICTIF, SOURCE, nom_pays
from exports.writing import ExportRefuse
from parquet.results import FicheActualite
from store.cleaning import without_controls

OCTETS = 75
"""Octets of a line, its end not counted (RFC 5545, 3.1)."""


def write(answer: Answer, path: Path) -> None:
    """Write the events behind an answer. Raises ExportRefuse where it has none."""
    events = [one for one in answer.actualites if one.bref.debut is not None]
    if not events:
        raise ExportRefuse(
            "Aucun événement daté à mettre dans un agenda. Demandez les actualités, ou une autre forme de fichier."
        )
    lines = calendrier(events, demonstration=answer.demonstration)
    path.write_bytes(b"".join(folded for line in lines for folded in _folded(line)))


def calendrier(events: Sequence[FicheActualite], *, demonstration: bool) -> Iterator[str]:
    """The lines of a calendar, not folded yet."""
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//atlas-tui//agenda//FR", "CALSCALE:GREGORIAN")
    yield f"X-WR-CALNAME:{_text(SOURCE)}"
    for one in events:
        yield from _event(one, demonstration)
    yield "END:VCALENDAR"


def _event(one: FicheActualite, demonstration: bool) -> Iterator[str]:
    bref = one.bref
    start = bref.debut or bref.publiee_le
    # The end is the day after the last: an event of one day ends when the next begins.
    end = (bref.fin or start) + timedelta(days=1)
    said = [FICTIF] if demonstration else []
    said += [bref.horaires, one.texte, f"Publié par : {emetteur(bref)}", one.adresse]
    place = [bref.lieu, *map(nom_pays, bref.pays[:1])]
    yield "BEGIN:VEVENT"
    yield f"UID:{bref.id}@atlas-tui.invalid"
    yield f"DTSTAMP:{_day(one.modifie_le)}T000000Z"
    yield f"SEQUENCE:{one.version - 1}"
    yield f"DTSTART;VALUE=DATE:{_day(start)}"
    yield f"DTEND;VALUE=DATE:{_day(end)}"
    yield f"SUMMARY:{_text(bref.titre)}"
    yield f"DESCRIPTION:{_text(chr(10).join(part for part in said if part))}"
    if any(place):
        yield f"LOCATION:{_text(', '.join(part for part in place if part))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(value: date) -> str:
    return f"{value:%Y%m%d}"


def _text(value: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11): data never ends its line, nor begins another property."""
    escaped = without_controls(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """A line in pieces of `OCTETS` octets at most, no letter cut in two; the next ones begin by a space."""
    piece = b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > OCTETS:
            yield piece + b"\r\n"
            piece = b" "
        piece += octets
    yield piece + b"\r\n"
