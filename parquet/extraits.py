# SPDX-License-Identifier: EUPL-1.2
"""The words that answer, shown in their sentence: a short excerpt of a projet or a demande around them."""

from __future__ import annotations

import re
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


def extrait(engine: Engine, id_: str, mots: str) -> Extrait | None:
    """The excerpt of a fiche that shows most of the words asked; None when it has none of them, or is not there."""
    terms = lire(mots).voulus
    begun = tuple(t.texte for t in terms if isinstance(t, Mot) and t.debut)
    stems = set(engine.racines([word for term in terms for word in term.mots]))
    table, columns = _TEXTES.get(id_.partition("-")[0], ("", ""))
    row = engine.row(f"SELECT {columns} FROM {table} WHERE id = ?", [id_]) if table and terms else None
    best: tuple[int, str, list[tuple[int, int]]] = (0, "", [])
    for text in row or ():
        found: dict[tuple[int, int], str] = {}
        for piece in _MOT.finditer(text):
            for word, stem in ((w, engine.racines([w])[0]) for w in mots_de(piece[0])):
                if stem in stems or (begun and word.startswith(begun)):
                    found[piece.span()] = stem
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
