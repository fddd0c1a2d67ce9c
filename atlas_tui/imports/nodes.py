# SPDX-License-Identifier: EUPL-1.2
"""A page while an import is being worked out: in the store already, or to be created when all is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from store.records import Collectivite, Partenaire

R = TypeVar("R", Collectivite, Partenaire)


@dataclass(slots=True, eq=False)
class Node(Generic[R]):
    """A page and what is to be done with it. Two nodes are the same only if they are one object."""

    record: R
    """As it will be; its id is empty until it is created."""
    version: int = 0
    """Version read from the store; 0 when the page is new."""
    changed: bool = False
    """The page of the store is to be updated."""
