# SPDX-License-Identifier: EUPL-1.2
"""Who is behind the numbers of the journal, in words: for those who may read authors. The journal itself names nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from store.rights import ROLE_NAMES, Role

if TYPE_CHECKING:
    from store.transactions import Reading

_WITHOUT_ACCOUNT = {
    "public": "sans compte", "systeme": "l'hôte de l'atlas", "demonstration": "la démonstration",
}  # fmt: skip


def nommer(reading: Reading, actors: Iterable[str]) -> Mapping[str, str]:
    """Return actor of the journal → « Marie Durand, agent de Métropole de Lyon »; an erased person is a number."""
    return {actor: _nom(reading, actor) for actor in set(actors)}


def _nom(reading: Reading, actor: str) -> str:
    kind, _, what = actor.partition(":")
    if kind == "import":
        return f"import « {what} »"
    if kind != "compte" or not what.isdecimal():
        return _WITHOUT_ACCOUNT.get(actor, actor)
    row: tuple[Any, ...] | None = reading.connection.execute(
        "SELECT c.prenom || ' ' || c.nom, c.role, coalesce(col.nom, res.nom, nullif(c.pays, ''), nullif(c.region, ''), '')"
        " FROM compte c LEFT JOIN collectivite col ON col.fiche = c.collectivite LEFT JOIN reseau res ON res.fiche = c.reseau"
        " WHERE c.numero = ?",
        (int(what),),
    ).fetchone()
    if row is None:
        return f"compte n° {what}"
    name, role, place = row
    return f"{name.strip() or f'compte effacé n° {what}'}, {_fonction(role, place)}"


def _fonction(role: Role, place: str) -> str:
    """« agent, Métropole de Lyon », « ambassade, SN », « DAECT »."""
    said = {"agent": "agent", "daect": "DAECT", "sgar": "SGAR"}.get(role, ROLE_NAMES[role].removeprefix("l'"))
    return f"{said}, {place}" if place and role != "daect" else said
