# SPDX-License-Identifier: EUPL-1.2
"""What the store refuses or cannot do, each with one French line: what happened, why, what to do."""

from __future__ import annotations

from typing import Any


class StoreError(Exception):
    """Any failure of the store. `str()` is one French line that may be shown as it is."""


class StoreAbsent(StoreError):
    """No store stands at this path."""


class StoreExists(StoreError):
    """A file already stands where a store was to be created."""


class StoreDamaged(StoreError):
    """The file is not a store of the atlas, or SQLite finds it corrupt."""


class StoreBusy(StoreError):
    """Another process held the write lock longer than the busy timeout."""


class SchemaTooNew(StoreError):
    """The store was written by a later version of the program."""


class SchemaForeign(StoreError):
    """The store has a schema of the same number but of another definition: a version that was never released."""


class SchemaFailed(StoreError):
    """A step of the schema will not do on this store, which stays at the one before."""


class SqliteTooOld(StoreError):
    """The SQLite that apsw carries has the WAL-reset bug (before 3.51.3)."""


class StaleVersion(StoreError):
    """The edit started from a version that is no longer the current one. Nothing was written.

    `current` is the `Stored` fiche as it stands now, so that both sides can be shown.
    """

    def __init__(self, id: str, base: int, current: Any) -> None:
        self.id = id
        self.base = base
        self.current = current
        super().__init__(
            f"La fiche {id} a changé depuis votre lecture (version {base}, aujourd'hui {current.version}) : "
            "comparez les deux textes, puis enregistrez de nouveau."
        )


class AlreadyDone(StoreError):
    """An edit of this actor under this key is already committed. Nothing was written.

    `first` and `last` are its entries in the journal (`first` past `last` when it had nothing to write), `ids` the fiches
    that it created, updated or archived, each once, in the order of their first entry.
    """

    def __init__(self, first: int, last: int, ids: tuple[str, ...]) -> None:
        self.first = first
        self.last = last
        self.ids = ids
        where = {0: "sans rien changer", 1: f"journal, n° {last}"}.get(
            last - first + 1, f"journal, n° {first} à {last}"
        )
        super().__init__(f"Cette modification est déjà enregistrée ({where}) : rien à refaire.")


class Refused(StoreError):
    """A record breaks a rule.

    `field` is the path of the field in the record (`financements[2].montant`), `reason` a French phrase.
    """

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"« {label(field)} » : {reason}.")


_LABELS = {
    "annee": "année",
    "annee_convention": "année de convention",
    "annee_fin": "année de fin",
    "annee_lancement": "année de lancement",
    "accorde": "montant accordé",
    "associees": "collectivités associées",
    "debut_le": "début",
    "depense": "dépense",
    "depenses": "dépenses",
    "duree": "durée",
    "ferme_le": "fermeture",
    "fin_le": "fin",
    "mobilisation": "conditions de mobilisation",
    "appuis": "éléments d'appui",
    "ouvre_le": "ouverture",
    "pieces": "pièces",
    "presentation": "présentation",
    "savoir_faire": "savoir-faire",
    "sens": "avis",
    "siret": "SIRET",
    "thematiques": "thématiques",
    "acteurs_france": "acteurs en France",
    "acteurs_pays": "acteurs dans le pays",
    "ancienne_region": "ancienne région",
    "collectivite": "collectivité",
    "collectivites": "collectivités",
    "com": "collectivité d'outre-mer",
    "deposee_le": "date de dépôt",
    "departement": "département",
    "etat": "état",
    "id": "identifiant",
    "intitule": "intitulé",
    "loi_oudin": "loi 1 %",
    "odd": "objectifs de développement durable",
    "precision": "précision",
    "prenom": "prénom",
    "publiee_le": "date de publication",
    "refugies": "réfugiés",
    "region": "région",
    "reseaux": "réseaux",
    "telephone": "téléphone",
    "thematique": "thématique",
    "type_aide": "type d'aide",
}


def label(field: str) -> str:
    """Return the path of a field in French: `financements[0].montant` → `financements n° 1, montant`."""
    words = []
    for part in field.split("."):
        name, _, rank = part.partition("[")
        words.append(_LABELS.get(name, name) + (f" n° {int(rank[:-1]) + 1}" if rank else ""))
    return ", ".join(words)
