# SPDX-License-Identifier: EUPL-1.2
"""The words that answer, shown in their sentence: a short excerpt of a projet or a demande around them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parquet.engine import Engine
from parquet.keywords import Mot, lire, mots_de

LARGEUR = 100
"""Letters of an excerpt, about."""

_TEXTES = {
    "pro": (
        "projets",
        """objectifs, description, historique, contexte, array_to_string(partenaires_noms, ', '),
           array_to_string(collectivites_noms, ', '), titre""",
    ),
    "dem": ("demandes", "besoin, description, recherche, lieu, partenaire_nom, titre"),
}
"""Where the words are looked for, the title last: the list shows it already."""
_MOT = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Extrait:
    """A piece of a text, and where the words asked stand in it: (from, to), in letters."""

    texte: str
    reperes: tuple[tuple[int, int], ...]


def extraits(engine: Engine, ids: Sequence[str], mots: str) -> dict[str, Extrait]:
    """The excerpt of each of these fiches that shows most of the words asked; those that have none of them are left out.

    One query for the projets and one for the demandes, one stemming for all their words.
    """
    terms = lire(mots).voulus
    if not terms:
        return {}
    begun = tuple(t.texte for t in terms if isinstance(t, Mot) and t.debut)
    wanted = set(engine.racines([word for term in terms for word in term.mots]))
    texts: dict[str, Sequence[str]] = {}
    for prefix, (table, columns) in _TEXTES.items():
        here = [id_ for id_ in ids if id_.startswith(f"{prefix}-")]
        if here:
            sql = f"SELECT id, {columns} FROM {table} WHERE id IN (SELECT unnest(?::VARCHAR[]))"
            texts.update((row[0], row[1:]) for row in engine.rows(sql, [here]))
    words = list(
        {w for row in texts.values() for text in row for p in _MOT.finditer(text) for w in mots_de(p[0])}
    )
    stems = dict(zip(words, engine.racines(words), strict=True))
    # What a word stands for when it is one of those asked; nothing otherwise.
    known = {w: stem for w, stem in stems.items() if stem in wanted or (begun and w.startswith(begun))}
    found = {id_: _best(row, known) for id_, row in texts.items()}
    return {id_: excerpt for id_, excerpt in found.items() if excerpt is not None}


def _best(texts: Sequence[str], known: Mapping[str, str]) -> Extrait | None:
    best: tuple[int, str, list[tuple[int, int]]] = (0, "", [])
    for text in texts:
        found = {
            piece.span(): known[word]
            for piece in _MOT.finditer(text)
            for word in mots_de(piece[0])
            if word in known
        }
        if len(set(found.values())) > best[0]:
            best = (len(set(found.values())), text, sorted(found))
    _, text, spans = best
    return _cut(text, spans) if spans else None


def _cut(text: str, spans: list[tuple[int, int]]) -> Extrait:
    """The text around the first of the words, cut between words."""
    start = max(0, min(spans[0][0] - LARGEUR // 3, len(text) - LARGEUR))
    if start:
        start = text.find(" ", start, spans[0][0]) + 1 or spans[0][0]
    end = min(len(text), max(start + LARGEUR, spans[0][1]))
    if end < len(text):
        end = max(text.rfind(" ", start, end), spans[0][1])
    before, after = "… " if start else "", " …" if end < len(text) else ""
    kept = tuple(
        (a - start + len(before), b - start + len(before)) for a, b in spans if start <= a and b <= end
    )
    return Extrait(f"{before}{text[start:end].replace(chr(10), ' ')}{after}", kept)
