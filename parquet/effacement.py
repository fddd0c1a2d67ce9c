# SPDX-License-Identifier: EUPL-1.2
"""Erasing a person from the atlas: from its store, then from every snapshot that names them.

A snapshot that names them is not rewritten, for it is immutable and may be being read: it is dropped, and the one published
at once holds the whole past without them. The order makes an interruption harmless: folders are condemned before the store
forgets whom they name, so that the next publication ends what was begun.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parquet import retrait, snapshot
from parquet.publication import publier
from store.effacement import Effacement
from store.errors import StoreBusy
from store.personnes import Personne
from store.rights import Who
from store.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Bilan:
    """What was erased, by place (keys of `store.effacement.PLACES`), and what is left to do."""

    efface: Mapping[str, int]
    instantanes: int
    """Snapshots and deltas that named them: dropped, or to be as soon as nobody reads them."""
    lus: int
    """Those that somebody still reads: nobody opens them any more, the next publication drops them."""
    avertissements: tuple[str, ...]
    """French lines; empty when nothing is left of the person."""


def effacer(
    store: Store, dossier: Path, who: Who, personne: Personne, *, progress: Progress = lambda _f, _w: None
) -> Bilan:
    """Erase a person found by `Effacement.chercher` from the store and from what is published. Forbidden, Refused, StoreError."""
    condemned: list[Path] = []
    with snapshot.publication(dossier):
        progress(0.0, "Recherche dans les instantanés")
        condemned += _condemn(dossier, personne)
    try:
        counts = Effacement(store, who).effacer(personne)
    except BaseException:
        for folder in condemned:
            retrait.gracier(folder)
        raise
    warnings = []
    try:
        store.forget()
    except StoreBusy:
        warnings.append(
            "La base est lue par un autre programme : relancez « atlas-tui publier », qui finira de l'effacer du disque."
        )
    if retrait.publies(dossier):
        new = publier(store, dossier, progress=progress)
        # Another program may have published what it had read before.
        with snapshot.publication(dossier):
            condemned += _condemn(dossier, personne, sauf=new.nom)
    left = retrait.condamnes(dossier)
    if left:
        warnings.append(
            f"{len(left)} dossier(s) d'instantané encore lu(s) par une session : plus personne ne les ouvre, "
            "« atlas-tui publier » les retirera quand elle sera finie."
        )
    if personne.homonymes:
        warnings.append(
            f"Quelqu'un d'autre porte ce nom ({', '.join(personne.homonymes[:3])}) : les textes qui le citent sont laissés."
        )
    return Bilan(counts, len(set(condemned)), len(left), tuple(warnings))


def _condemn(dossier: Path, personne: Personne, *, sauf: str = "") -> list[Path]:
    """Condemn what names a person; return the folders that were not so before."""
    found = [
        folder
        for folder in retrait.publies(dossier)
        if folder.name != sauf and not (folder / retrait.CONDAMNE).exists() and nomme(folder, personne)
    ]
    for folder in found:
        retrait.condamner(folder)
    return found


def nomme(folder: Path, personne: Personne) -> bool:
    """Tell whether a snapshot or a delta names a person. The index says nothing that the tables do not."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    expression = "|".join(personne.formes())
    for path in sorted(folder.glob("*.parquet")) + sorted(folder.glob("passe/*.parquet")):
        try:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches():
                    if path.name == "contacts.parquet" and _contact(batch.to_pylist(), personne):
                        return True
                    for texts in _texts(batch.columns) if expression else ():
                        if pc.any(pc.match_substring_regex(texts, expression, ignore_case=True)).as_py():
                            return True
        except (OSError, pa.ArrowException):
            # It cannot be read: it may name them.
            return True
    return False


def _contact(rows: list[dict[str, str]], personne: Personne) -> bool:
    return any(personne.est(row["fiche"], row["prenom"], row["nom"], row["courriel"]) for row in rows)


def _texts(columns: list[pa.Array]) -> Iterator[pa.Array]:
    """Every array of texts in these columns, however deep."""
    import pyarrow as pa

    waiting = list(columns)
    while waiting:
        column = waiting.pop()
        if pa.types.is_list(column.type):
            waiting.append(column.flatten())
        elif pa.types.is_struct(column.type):
            waiting += column.flatten()
        elif pa.types.is_string(column.type):
            yield column
