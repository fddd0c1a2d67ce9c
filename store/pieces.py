# SPDX-License-Identifier: EUPL-1.2
"""The files that dossiers keep in the atlas: bounded, known by their hash alone, their name only something to read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from store.cleaning import clean
from store.errors import Refused
from store.records import Piece
from store.transactions import Edit, Reading

TAILLE = 5 * 1024 * 1024
"""Bytes of one file (P)."""
NOMBRE = 20
"""Documents of one dossier (P)."""
_NAME = 120
_EDGES = " .\u00a0\u202f"
_SEPARATORS = re.compile(r'[\\/:*?"<>|]+')


def nom_propre(name: str) -> str:
    """Return what a file is called by: its last part, without what a system would read as a path; never empty."""
    last = _SEPARATORS.split(clean(name))[-1].strip(_EDGES)
    stem, dot, suffix = last.rpartition(".")
    # The end says what it is: it is what stays of a long name.
    short = f"{stem[: _NAME - len(suffix) - 1]}{dot}{suffix}" if stem and len(suffix) <= 8 else last[:_NAME]
    return short.strip(_EDGES) or "document"


def garder(edit: Edit, name: str, contenu: bytes) -> Piece:
    """Keep a file; return what a dossier says of it. The same content is kept once. Refused when empty or too large."""
    if not contenu:
        raise Refused("pieces", "ce fichier est vide")
    if len(contenu) > TAILLE:
        raise Refused(
            "pieces",
            f"{len(contenu):,} octets, {TAILLE:,} au plus : allégez-le, ou donnez un lien".replace(
                ",", "\u202f"
            ),
        )
    empreinte = hashlib.sha256(contenu).hexdigest()
    edit.connection.execute(
        "INSERT INTO piece (empreinte, contenu) VALUES (?, ?) ON CONFLICT (empreinte) DO NOTHING",
        (empreinte, contenu),
    )
    return Piece(intitule=nom_propre(name), empreinte=empreinte, taille=len(contenu))


def oublier(edit: Edit, empreintes: Iterable[str]) -> None:
    """Drop those of these files that no dossier names any more."""
    for empreinte in empreintes:
        edit.connection.execute(
            "DELETE FROM piece WHERE empreinte = ? AND NOT EXISTS (SELECT 1 FROM dossier_piece WHERE empreinte = ?)",
            (empreinte, empreinte),
        )


def lire(reading: Reading, empreinte: str) -> bytes:
    """Return a file by its hash. Refused when there is none, or when it is no longer what was kept."""
    contenu = reading.connection.execute("SELECT contenu FROM piece WHERE empreinte = ?", (empreinte,)).get
    if not isinstance(contenu, bytes):
        raise Refused("pieces", "ce fichier n'est plus dans l'atlas")
    if hashlib.sha256(contenu).hexdigest() != empreinte:
        raise Refused("pieces", "ce fichier fut altéré, il n'est pas rendu : reprenez la dernière sauvegarde")
    return contenu


def controler(pieces: tuple[Piece, ...]) -> None:
    """Raise Refused unless each document is a link or a kept file, and they are not too many."""
    if len(pieces) > NOMBRE:
        raise Refused("pieces", f"{len(pieces)} documents, {NOMBRE} au plus")
    for rank, piece in enumerate(pieces):
        if bool(piece.adresse) == bool(piece.empreinte):
            raise Refused(f"pieces[{rank}]", "un lien, ou un fichier gardé dans l'atlas")
        if piece.adresse and not piece.adresse.startswith(("https://", "http://")):
            raise Refused(f"pieces[{rank}].adresse", "un lien commence par https://")
