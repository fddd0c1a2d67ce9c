# SPDX-License-Identifier: EUPL-1.2
"""A tree of places as a list of choices: which branches are open, which lines a typed text leaves. No screen here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from atlas_tui.app.widgets.choices import Choix
from exports.french import nombre
from parquet.pages import Page
from parquet.suggestions import mot_proche
from parquet.text import fold


@dataclass(frozen=True, slots=True)
class Noeud:
    """A place and those it holds. A node without page is a heading over its branches."""

    nom: str
    page: Page | None = None
    branches: tuple[Noeud, ...] = ()
    alias: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vue:
    """The lines to show, and the one that answers best to what is typed."""

    lignes: tuple[Choix, ...]
    meilleur: Page | None


def _repond(node: Noeud, words: Sequence[str]) -> tuple[int, str]:
    """How well a node answers to what is typed: 3 the very name, 2 its beginning, 1 the beginnings of its words, 0 no.

    And under which other name, where it is not under its own.
    """
    best, under = 0, ""
    for name in (node.nom, *node.alias):
        folded = fold(name)
        worth = 0
        if folded == " ".join(words):
            worth = 3
        elif all(any(word.startswith(typed) for word in folded.split()) for typed in words):
            worth = 2 if folded.startswith(" ".join(words)) else 1
        if worth > best:
            best, under = worth, "" if name == node.nom or name in node.nom or len(name) < 4 else name
    return best, under


def voir(racines: Iterable[Noeud], ouverts: frozenset[Page], filtre: str, nombres: Mapping[Page, int]) -> Vue:
    """The tree as lines. With a text, only what answers to it, under what holds it."""
    view = _voir(racines, ouverts, fold(filtre).split(), nombres)
    if view.meilleur is None and filtre.strip():
        # Nothing begins so: perhaps a typo. Corrected words never come before exact ones.
        words = [mot_proche(word, _vocabulaire(racines)) or word for word in fold(filtre).split()]
        return _voir(racines, ouverts, words, nombres)
    return view


def _vocabulaire(racines: Iterable[Noeud]) -> set[str]:
    """Every word of every name of the tree."""
    found: set[str] = set()
    for node in racines:
        for name in (node.nom, *node.alias):
            found.update(fold(name).split())
        found |= _vocabulaire(node.branches)
    return found


def _voir(
    racines: Iterable[Noeud], ouverts: frozenset[Page], words: Sequence[str], nombres: Mapping[Page, int]
) -> Vue:
    answers: list[tuple[int, Page]] = []

    def lines(nodes: Iterable[Noeud], level: int) -> list[Choix]:
        found: list[Choix] = []
        for node in nodes:
            if node.page is None:
                below = lines(node.branches, level)
                found += [Choix(node.nom), *below] if below else []
                continue
            answer, under = _repond(node, words) if words else (1, "")
            if words and answer:
                answers.append((answer, node.page))
            opened = node.page in ouverts
            below = lines(node.branches, level + 1) if words or opened else []
            if not answer and not below:
                continue
            # A text opens the branches that hold an answer; one that answers by itself is opened by hand.
            if words and answer and not below and opened:
                below = _tout(node.branches, level + 1, nombres)
            count = nombre(nombres.get(node.page, 0))
            state = bool(below) if node.branches else None
            found += [Choix(node.nom, node.page, under, count, level, state), *below]
        return found

    shown = tuple(lines(racines, 0))
    best = max(answers, key=lambda answer: answer[0], default=None)
    return Vue(shown, best[1] if best else None)


def _tout(nodes: Iterable[Noeud], level: int, nombres: Mapping[Page, int]) -> list[Choix]:
    return [
        Choix(n.nom, n.page, "", nombre(nombres.get(n.page, 0)), level, False if n.branches else None)
        for n in nodes
        if n.page is not None
    ]


def chemin(racines: Iterable[Noeud], page: Page) -> tuple[Noeud, ...]:
    """The nodes from the root to a page; empty when it is not in the tree."""
    for node in racines:
        if node.page == page:
            return (node,)
        if below := chemin(node.branches, page):
            return (node, *below)
    return ()
