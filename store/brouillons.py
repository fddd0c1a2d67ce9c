# SPDX-License-Identifier: EUPL-1.2
"""Drafts: what each account was typing, one per fiche, whatever happens to its session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from store.clock import from_text, to_text
from store.errors import Refused

if TYPE_CHECKING:
    from store.store import Store

MAX_BYTES = 1_000_000
"""Of one draft: above any fiche, far below what would fill a disk."""
MAX_DRAFTS = 200
"""Of one account."""


@dataclass(frozen=True, slots=True)
class Brouillon:
    """A draft of one account. `base` is the version it started from, 0 for a new fiche; `contenu` is JSON."""

    objet: str
    base: int
    contenu: bytes
    le: datetime


_EN_MOTS = {
    "nouveau-projet-": "nouveau projet", "projet-de-": "projet d'une demande", "declaration-": "déclaration d'APD",
    "nouveau-actualite-": "nouvelle actualité", "nouveau-reseau": "nouveau réseau", "nouveau-ambassade": "nouvelle ambassade",
}  # fmt: skip
"""Beginning of the object of a draft of no fiche yet → what it is."""
SAISIE = "saisie:"
"""Beginning of the object of a draft of a procedure's form; its page and what it writes follow."""


def page_of(objet: str) -> str:
    """Return the page that the form of such a draft opens from."""
    return objet.removeprefix(SAISIE).rpartition(":")[0]


def in_words(objet: str) -> str:
    """Return what a draft is of, in French; the id of its fiche where it has one."""
    if objet.startswith(SAISIE):
        return f"formulaire de {page_of(objet)}"
    return next((said for prefix, said in _EN_MOTS.items() if objet.startswith(prefix)), objet)


def keep(store: Store, compte: int, objet: str, base: int, contenu: bytes) -> None:
    """Keep a draft in the place of the one before. Refused when it is too large, or when there are too many."""
    if len(contenu) > MAX_BYTES:
        raise Refused("brouillon", "trop long pour être gardé, enregistrez la fiche")
    with store.comptes() as accounts:
        others = accounts.connection.execute(
            "SELECT count(*) FROM brouillon WHERE compte = ? AND objet <> ?", (compte, objet)
        ).get
        if others >= MAX_DRAFTS:
            raise Refused("brouillon", f"{MAX_DRAFTS} brouillons au plus, terminez-en ou abandonnez-en")
        accounts.connection.execute(
            "INSERT INTO brouillon (compte, objet, base, contenu, le) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (compte, objet) DO UPDATE SET base = excluded.base, contenu = excluded.contenu, le = excluded.le",
            (compte, objet, base, contenu, to_text(accounts.at)),
        )


def drop(store: Store, compte: int, objet: str) -> None:
    """Forget a draft: it was saved, or given up."""
    with store.comptes() as accounts:
        accounts.connection.execute("DELETE FROM brouillon WHERE compte = ? AND objet = ?", (compte, objet))


def each(store: Store, compte: int) -> Sequence[Brouillon]:
    """Return the drafts of an account, the newest first."""
    with store.comptes() as accounts:
        rows = accounts.connection.execute(
            "SELECT objet, base, contenu, le FROM brouillon WHERE compte = ? ORDER BY le DESC, objet",
            (compte,),
        ).fetchall()
    found: list[tuple[Any, ...]] = rows
    return [Brouillon(objet, base, contenu, from_text(le)) for objet, base, contenu, le in found]
