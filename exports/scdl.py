# SPDX-License-Identifier: EUPL-1.2
"""The grants as open data: the fourteen columns of the SCDL « subventions » schema, under their official names.

Schema 2.0 of the Socle commun des données locales, after the decree of 5 May 2017: UTF-8, comma, dates ISO 8601, a point in
amounts. A column that the atlas cannot fill stays empty, and `defauts` says so: a SIRET is never made up.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from exports.documents import write_whole
from parquet.appels import Subvention
from store.cleaning import without_controls
from store.portes import siret_juste

COLONNES = (
    "nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire", "idBeneficiaire", "objet",
    "montant", "nature", "conditionsVersement", "datesPeriodeVersement", "idRAE", "notificationUE", "pourcentageSubvention",
)  # fmt: skip
ATTRIBUANT = "Ministère de l'Europe et des Affaires étrangères"
OBJET_MAX = 256


def ligne(one: Subvention) -> tuple[str, ...]:
    """Return the line of a grant."""
    day = one.notifiee_le.isoformat() if one.notifiee_le else ""
    first, last = one.premiere_annee, one.derniere_annee
    spread = one.tranches > 1 and first is not None and last is not None
    period = f"{first}-01-01/{last}-12-31" if spread else day
    return (
        ATTRIBUANT, one.attribuant_siret, day, one.id, _texte(one.collectivite_nom), one.siret,
        _texte(f"{one.titre} ({one.appel_titre})"), f"{one.montant:.2f}", "aide en numéraire",
        "échelonné" if spread else "unique", period, "", "non", "1.00",
    )  # fmt: skip


def texte(found: Sequence[Subvention]) -> str:
    """Return the whole file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLONNES)
    writer.writerows(ligne(one) for one in found)
    return out.getvalue()


def ecrire(found: Sequence[Subvention], chemin: Path) -> None:
    """Write the file, whole or not at all; never over another. Raises ExportRefuse."""
    write_whole(chemin, lambda draft: _bytes(draft, texte(found)))


def defauts(found: Sequence[Subvention]) -> tuple[str, ...]:
    """Return in French what the schema asks for and the atlas does not have, one line each."""
    said = []
    for what, missing in (
        ("le SIRET du ministère (à donner sur l'appel)", [one.id for one in found if not siret_juste(one.attribuant_siret)]),
        ("le SIRET du bénéficiaire", [one.id for one in found if not siret_juste(one.siret)]),
        ("la date de notification", [one.id for one in found if not isinstance(one.notifiee_le, date)]),
    ):  # fmt: skip
        if missing:
            shown = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
            said.append(f"Sans {what} : {len(missing)} ({shown}).")
    return tuple(said)


def _texte(value: str) -> str:
    """A cell on one line that no spreadsheet takes for a formula, within the length of the schema."""
    flat = " ".join(without_controls(value).split())
    safe = f"'{flat}" if flat[:1] in ("=", "+", "-", "@") else flat
    return safe if len(safe) <= OBJET_MAX else safe[: OBJET_MAX - 1].rstrip() + "…"


def _bytes(path: Path, content: str) -> None:
    path.write_bytes(content.encode())
