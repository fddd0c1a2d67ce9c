# SPDX-License-Identifier: EUPL-1.2
"""A past day: how it is written, when it ends, and the folders of an atlas that tell how it stood."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from parquet.errors import CritereInvalide, InstantaneAbime, Introuvable

if TYPE_CHECKING:
    from parquet.snapshot import Manifeste, Ouvert

PARIS = "Europe/Paris"
"""Where a day of the atlas begins and ends."""
PREMIERE_ANNEE = 1900
"""Of what may be written. Of the last year of the calendar nothing is taken: its last day has no day after."""

MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_INSECABLE = "\u00a0"


def en_lettres(jour: date) -> str:
    """2013-12-31 → « 31 décembre 2013 », the first of a month as « 1er »."""
    number = "1er" if jour.day == 1 else str(jour.day)
    return f"{number}{_INSECABLE}{MOIS[jour.month - 1]}{_INSECABLE}{jour.year}"


class JourInexistant(CritereInvalide):
    """A day that is well written and is in no calendar."""


def lire_jour(texte: str) -> date:
    """`2012-12-31` or `31/12/2012`. Raises CritereInvalide, JourInexistant for a 31 February."""
    written = texte.strip()
    if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", written, re.ASCII):
        day, month, year = written.split("/")
        written = f"{year}-{month:0>2}-{day:0>2}"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written, re.ASCII):
        try:
            found = date.fromisoformat(written)
        except ValueError:
            raise JourInexistant(f"Ce jour n'existe pas : {texte.strip()[:20]}.") from None
        if PREMIERE_ANNEE <= found.year < MAXYEAR:
            return found
    raise CritereInvalide(f"Date illisible : « {texte[:20]} ». Écrivez 31/12/2012 ou 2012-12-31.")


def lire_minute(texte: str, *, fin: bool = False) -> datetime:
    """`2026-03-01`, `01/03/2026`, either with an hour (`01/03/2026 8h30`, `01/03/2026 8 h 30`, `2026-03-01 08:30`): that minute in Paris, aware.

    Without an hour, the beginning of the day, or its end (`fin`). Raises CritereInvalide.
    """
    from zoneinfo import ZoneInfo

    day, _, hour = texte.strip().replace("T", " ", 1).replace(" à ", " ").partition(" ")
    found, said = lire_jour(day), "".join(hour.split()).replace("h", ":")
    if not said:
        return datetime.combine(found + timedelta(days=int(fin)), time(), ZoneInfo(PARIS))
    if match := re.fullmatch(r"(\d{1,2}):(\d{2})?", said, re.ASCII):
        hours, minutes = int(match[1]), int(match[2] or 0)
        if hours < 24 and minutes < 60:
            return datetime.combine(found, time(hours, minutes), ZoneInfo(PARIS))
    raise CritereInvalide(
        f"Heure illisible : « {texte[:30]} ». Écrivez 31/12/2012 8 h 30 ou 2012-12-31 08:30."
    )


def lire_jour_passe(texte: str) -> date:
    """A day that is not to come. Raises CritereInvalide."""
    found = lire_jour(texte)
    _exiger_passe(found)
    return found


def jour_de(instant: datetime) -> date:
    """The day, in Paris, of an aware time."""
    from zoneinfo import ZoneInfo

    return instant.astimezone(ZoneInfo(PARIS)).date()


def fin_du_jour(jour: date) -> datetime:
    """The first instant (UTC) that is no longer of the day."""
    from zoneinfo import ZoneInfo

    return datetime.combine(jour + timedelta(days=1), time(), ZoneInfo(PARIS)).astimezone(UTC)


def sans_zone(at: datetime) -> datetime:
    """A time as the tables hold it: in UTC, without saying so."""
    return at.astimezone(UTC).replace(tzinfo=None)


def _exiger_passe(jour: date) -> None:
    today = jour_de(datetime.now(UTC))
    if jour > today:
        raise CritereInvalide(
            f"Le {en_lettres(jour)} est à venir. Demandez un jour jusqu'au {en_lettres(today)}."
        )


def ouvrir_au(dossier: Path, jour: date) -> Ouvert:
    """The newest sound snapshot that tells how the atlas stood at the end of a day.

    Its past tells when its journal goes back that far; else it is a snapshot of that time. Raises CritereInvalide for a day to
    come, Introuvable when the atlas does not go back so far, and what `snapshot.ouvrir` raises.
    """
    from parquet import snapshot

    _exiger_passe(jour)
    instant = fin_du_jour(jour)
    try:
        opened = snapshot.ouvrir(
            dossier, accepte=lambda m, delta: _dit(m, instant) or (delta is not None and _dit(delta, instant))
        )
    except snapshot.AucunAccepte as error:
        raise Introuvable(_jusqu_ou(dossier)) from error
    if opened.manifeste_delta is not None and not _dit(opened.manifeste_delta, instant):
        opened = replace(opened, delta=None, manifeste_delta=None)
    if opened.manifeste_delta is None and not _dit(opened.manifeste, instant):
        # It was chosen for a delta that turned out damaged.
        opened.verrous.close()
        raise Introuvable(_jusqu_ou(dossier))
    last = opened.manifeste_delta or opened.manifeste
    if last.au < instant:
        # All of it was true by then. Of a snapshot set aside since, what came between its last edit and that day is unknown.
        return opened
    return replace(opened, instant=instant)


def _dit(manifeste: Manifeste, instant: datetime) -> bool:
    """True when a snapshot or a delta tells how the atlas stood just before an instant."""
    return manifeste.au < instant or (manifeste.depuis is not None and manifeste.depuis < instant)


def _jusqu_ou(dossier: Path) -> str:
    """The French line that says how far back the atlas goes."""
    from parquet import snapshot

    starts = []
    for name in snapshot.instantanes(dossier):
        try:
            manifeste = snapshot.lire_manifeste(dossier / "instantanes" / name)
        except InstantaneAbime:
            continue
        starts.append(jour_de(manifeste.depuis or manifeste.au))
    first = min(starts)
    return f"L'atlas ne remonte qu'au {en_lettres(first)}. Demandez un jour à partir de là."
