# SPDX-License-Identifier: EUPL-1.2
"""French typography of figures, money and dates, shared by the screens, the tables and the documents."""

from __future__ import annotations

import errno
from datetime import date
from decimal import Decimal

from parquet.jours import en_lettres

FINE = "\u202f"
"""Narrow no-break space: between thousands, before ; ! ? and inside « »."""
INSECABLE = "\u00a0"
"""No-break space: before : and units."""

_RAISONS = {
    errno.EACCES: "accès refusé", errno.EPERM: "accès refusé", errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le quota est atteint", errno.EROFS: "le disque est en lecture seule", errno.ENOENT: "il n'existe pas",
    errno.ENOTDIR: "un élément du chemin n'est pas un dossier", errno.EISDIR: "c'est un dossier",
    errno.ENAMETOOLONG: "le nom est trop long", errno.EEXIST: "il existe déjà", errno.ENOTEMPTY: "il n'est pas vide",
    errno.ELOOP: "le chemin tourne en rond",
}  # fmt: skip


def raison_systeme(error: OSError) -> str:
    """Why the system refused, in French: « accès refusé », « le disque est plein »."""
    return _RAISONS.get(error.errno or 0, f"erreur {error.errno} du système")


def nombre(value: int) -> str:
    """12731 → « 12 731 »."""
    return f"{value:,}".replace(",", FINE)


def euros(value: Decimal | int) -> str:
    """64884374 → « 64 884 374 € »; cents are shown only where there are any."""
    amount = Decimal(value)
    if amount == amount.to_integral_value():
        return f"{nombre(int(amount))}{INSECABLE}€"
    whole, cents = f"{amount:,.2f}".split(".")
    return f"{whole.replace(',', FINE)},{cents}{INSECABLE}€"


def pourcentage(value: float) -> str:
    """2.55 → « 2,6 % »."""
    return f"{value:.1f}".replace(".", ",") + f"{FINE}%"


def jour(value: date) -> str:
    """2013-12-31 → « 31 décembre 2013 », the first of a month as « 1er »."""
    return en_lettres(value)


def pluriel(count: int, singulier: str, au_pluriel: str = "") -> str:
    """« 1 projet », « 2 projets », « 0 projet »: French plurals begin at two."""
    word = singulier if abs(count) < 2 else (au_pluriel or f"{singulier}s")
    return f"{nombre(count)}{INSECABLE}{word}"
