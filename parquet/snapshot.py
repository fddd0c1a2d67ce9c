# SPDX-License-Identifier: EUPL-1.2
"""Snapshots on disk: immutable folders with a manifest that proves them, a pointer to the current one, deltas beside.

    DIR/CURRENT                          the name of the current snapshot
    DIR/instantanes/NOM/manifeste.json   what the folder holds, with sizes, rows and SHA-256
    DIR/instantanes/NOM/*.parquet
    DIR/instantanes/NOM/recherche/       the index of words; absent from snapshots older than it
    DIR/deltas/NOM/SEQ/                  what changed since that snapshot, up to journal entry SEQ; a folder of the same kind

Nothing here knows what the tables mean; see `parquet.publication` (writing) and `parquet.engine` (reading).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec

from parquet.errors import AtlasAbsent, InstantaneAbime
from parquet.retrait import VERROU, balayer, efface, pointe, retirer, retirer_si_libre, sync
from parquet.tables import AJOUTEES, FORMAT, REMPLACES, TABLES

MANIFESTE = "manifeste.json"
ATTENTE = 2.0
"""Seconds that a reader waits for the lock of a snapshot that is being removed."""


class Fichier(msgspec.Struct, frozen=True):
    """A file of a snapshot."""

    nom: str
    octets: int
    lignes: int
    sha256: str
    colonnes: tuple[str, ...] = ()
    """Its columns: a snapshot older than a column is read as if it had it, empty."""


class Manifeste(msgspec.Struct, frozen=True):
    """What a snapshot holds, and of what state of the atlas. Fields that a later program adds are ignored."""

    format: int
    nom: str
    au: datetime
    """The state of the atlas: time of the last edit in it (UTC)."""
    publie_le: datetime
    demonstration: bool
    journal_seq: int
    journal_hash: str
    """Last hash of the journal: publishing it pins everything before."""
    fichiers: tuple[Fichier, ...]
    depuis: datetime | None = None
    """How far back its past goes: time of the first entry of the journal (UTC); None in a snapshot that holds no past."""
    empreinte: str = ""
    """SHA-256 of the manifest's own bytes, with the value of this field empty: its flipped bytes are seen too."""

    @property
    def colonnes(self) -> dict[str, tuple[str, ...]]:
        """The columns of each table."""
        return {fichier.nom.removesuffix(".parquet"): fichier.colonnes for fichier in self.fichiers}


def _empreinte(data: bytes, said: str) -> str:
    """What `empreinte` must be in a manifest of these bytes that says `said`."""
    return hashlib.sha256(data.replace(b'"empreinte":"%s"' % said.encode(), b'"empreinte":""')).hexdigest()


@dataclass(frozen=True, slots=True)
class Defaut:
    """Something wrong: where, what, and what to do. Texts in French."""

    ou: str
    quoi: str
    remede: str


@dataclass(frozen=True, slots=True)
class Ouvert:
    """A snapshot whose every byte was checked."""

    chemin: Path
    manifeste: Manifeste
    delta: Path | None
    """The folder of its newest sound delta."""
    manifeste_delta: Manifeste | None
    avertissements: tuple[str, ...]
    """French lines on what was skipped to get here."""
    verrous: ExitStack
    """The shared locks held on both folders since before they were checked; whoever reads them closes this at the end."""
    instant: datetime | None = None
    """The atlas is read as it stood just before this instant (UTC); None: as the folders leave it."""


def instantanes(dossier: Path) -> list[str]:
    """Names of the snapshots in the folder, the newest first. They sort by time of publication."""
    folder = dossier / "instantanes"
    if not folder.is_dir():
        return []
    pointed = pointe(dossier)
    return sorted(
        (
            p.name
            for p in folder.iterdir()
            if p.is_dir() and not p.name.startswith(".") and not efface(p, p.name, pointed)
        ),
        reverse=True,
    )


def courant(dossier: Path) -> str:
    """The name in CURRENT. Raises AtlasAbsent without an atlas, InstantaneAbime when the pointer is unreadable."""
    try:
        name = (dossier / "CURRENT").read_text("utf-8").strip()
    except FileNotFoundError as error:
        if instantanes(dossier):
            raise InstantaneAbime("le pointeur CURRENT manque") from error
        raise AtlasAbsent(
            f"Aucun atlas publié dans {dossier}. Créez la démonstration avec « atlas-tui demo », "
            "ou publiez le vôtre avec « atlas-tui publier »."
        ) from error
    except NotADirectoryError as error:
        raise AtlasAbsent(
            f"{dossier} n'est pas un dossier. Donnez le dossier d'un atlas avec --donnees."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InstantaneAbime("le pointeur CURRENT est illisible") from error
    if not name or "/" in name or name.startswith("."):
        raise InstantaneAbime("le pointeur CURRENT est illisible")
    return name


def lire_manifeste(folder: Path) -> Manifeste:
    """The manifest of a folder, proved. Raises InstantaneAbime; the message ends without a full stop."""
    try:
        data = (folder / MANIFESTE).read_bytes()
        found = msgspec.json.decode(data, type=Manifeste)
    except FileNotFoundError as error:
        raise InstantaneAbime(f"{MANIFESTE} manque") from error
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InstantaneAbime(f"{MANIFESTE} est illisible") from error
    if _empreinte(data, found.empreinte) != found.empreinte:
        raise InstantaneAbime(f"{MANIFESTE} a été modifié")
    if found.format != FORMAT:
        raise InstantaneAbime(
            f"{MANIFESTE} est au format {found.format}, ce programme lit le format {FORMAT}"
        )
    return found


def defauts_de(folder: Path, *, delta: bool = False) -> Iterator[str]:
    """What is wrong with a snapshot or delta folder, one French phrase each; nothing when every byte is as published."""
    try:
        manifeste = lire_manifeste(folder)
    except InstantaneAbime as error:
        yield str(error)
        return
    if manifeste.nom != folder.name:
        yield f"{MANIFESTE} est celui de {manifeste.nom}"
    expected = {f"{name}.parquet" for name in (*(TABLES.keys() - AJOUTEES), *((REMPLACES,) if delta else ()))}
    for name in sorted(expected - {fichier.nom for fichier in manifeste.fichiers}):
        yield f"{MANIFESTE} ne cite pas {name}"
    for fichier in manifeste.fichiers:
        try:
            size = (folder / fichier.nom).stat().st_size
            if size != fichier.octets:
                yield f"{fichier.nom} fait {size} octets au lieu de {fichier.octets}"
            elif sha256(folder / fichier.nom) != fichier.sha256:
                yield f"{fichier.nom} ne correspond pas à son empreinte : un octet au moins a changé"
        except FileNotFoundError:
            yield f"{fichier.nom} manque"
        except OSError as error:
            yield f"{fichier.nom} est illisible ({error.strerror})"


class AucunAccepte(InstantaneAbime):
    """There are sound snapshots, and none of them is one that was asked for."""


def ouvrir(dossier: Path, *, accepte: Callable[[Manifeste, Manifeste | None], bool] | None = None) -> Ouvert:
    """The current snapshot, checked; else the newest sound one before it, with a warning that says so.

    `accepte` keeps those, with their newest delta, that are asked for. Raises AtlasAbsent when there is no atlas,
    InstantaneAbime when no snapshot is sound, AucunAccepte when the sound ones are not asked for.
    """
    warnings: list[str] = []
    names = instantanes(dossier)
    try:
        first = courant(dossier)
        # A snapshot newer than CURRENT was renamed by a publisher that died before it moved the pointer: whole all the same,
        # but never announced, so it only serves when the announced ones fail.
        names = [first, *(n for n in names if n < first), *(n for n in names if n > first)]
    except InstantaneAbime as error:
        warnings.append(f"{str(error)[0].upper()}{str(error)[1:]}.")
    refused = False
    for name in names:
        folder = dossier / "instantanes" / name
        if accepte is not None and not _accepte(dossier, name, accepte):
            refused = True
            continue
        locks = ExitStack()
        locks.enter_context(tenir(folder))
        wrong = next(defauts_de(folder), None)
        if wrong is None:
            if warnings:
                warnings.append(f"L'atlas ouvre l'instantané {name}.")
            delta, manifeste_delta, skipped = _delta(dossier, name, locks)
            return Ouvert(
                folder, lire_manifeste(folder), delta, manifeste_delta, (*warnings, *skipped), locks
            )
        locks.close()
        warnings.append(f"Instantané {name} écarté : {wrong}.")
    if refused:
        raise AucunAccepte(" ".join(warnings))
    raise InstantaneAbime(
        " ".join(warnings)
        + " Aucun instantané n'est sain : refaites-en un avec « atlas-tui publier », ou remettez le dossier d'une sauvegarde."
    )


def _accepte(dossier: Path, name: str, accepte: Callable[[Manifeste, Manifeste | None], bool]) -> bool:
    """What `accepte` says of a snapshot and its newest delta by their manifests; true when one cannot be read."""
    newest: Manifeste | None = None
    for folder in _deltas(dossier, name)[:1]:
        try:
            newest = lire_manifeste(folder)
        except InstantaneAbime:
            newest = None
    try:
        return accepte(lire_manifeste(dossier / "instantanes" / name), newest)
    except InstantaneAbime:
        return True


def _delta(dossier: Path, name: str, locks: ExitStack) -> tuple[Path | None, Manifeste | None, list[str]]:
    """The newest sound delta of a snapshot, locked, and a French line for each damaged one left aside."""
    skipped: list[str] = []
    for folder in _deltas(dossier, name):
        held = ExitStack()
        held.enter_context(tenir(folder))
        wrong = next(defauts_de(folder, delta=True), None)
        if wrong is None:
            locks.push(held)
            return folder, lire_manifeste(folder), skipped
        held.close()
        # Gone since it was listed: a newer one took its place, and is read at the next opening.
        if folder.exists():
            skipped.append(
                f"Modifications {name}/{folder.name} écartées : {wrong}. Republiez-les avec « atlas-tui publier »."
            )
    return None, None, skipped


def _deltas(dossier: Path, name: str) -> list[Path]:
    folder = dossier / "deltas" / name
    if not folder.is_dir():
        return []
    pointed = pointe(dossier)
    return sorted(
        (p for p in folder.iterdir() if p.name.isdigit() and not efface(p, name, pointed)),
        key=lambda p: int(p.name),
        reverse=True,
    )


@dataclass(frozen=True, slots=True)
class Inventaire:
    """A snapshot as a list shows it; an unreadable one has a `defaut` and no figures."""

    nom: str
    courant: bool
    au: date | None
    publie_le: datetime | None
    projets: int | None
    octets: int | None
    defaut: str


def inventaire(dossier: Path) -> list[Inventaire]:
    """The snapshots of an atlas, the newest first, by their manifests (files are not read: see `verifier`)."""
    try:
        pointed = courant(dossier)
    except (AtlasAbsent, InstantaneAbime):
        pointed = ""
    found = []
    for name in instantanes(dossier):
        try:
            m = lire_manifeste(dossier / "instantanes" / name)
            projets = next((f.lignes for f in m.fichiers if f.nom == "projets.parquet"), 0)
            size = sum(f.octets for f in m.fichiers)
            found.append(Inventaire(name, name == pointed, m.au.date(), m.publie_le, projets, size, ""))
        except InstantaneAbime as error:
            found.append(Inventaire(name, name == pointed, None, None, None, None, str(error)))
    return found


def exiger_atlas(dossier: Path, *, base: Path | None = None) -> None:
    """Raise AtlasAbsent when the folder holds no snapshot at all (nor the store `base`, when given)."""
    if not instantanes(dossier) and not (base is not None and base.exists()):
        courant(dossier)
        raise AtlasAbsent(f"Aucun atlas dans {dossier}. Créez la démonstration avec « atlas-tui demo ».")


def derniere_seq(dossier: Path) -> int:
    """The last journal entry that the current snapshot and its deltas show; 0 when it cannot be told. Reads no table."""
    try:
        name = courant(dossier)
        deltas = _deltas(dossier, name)
        return int(deltas[0].name) if deltas else lire_manifeste(dossier / "instantanes" / name).journal_seq
    except (AtlasAbsent, InstantaneAbime):
        return 0


def verifier(dossier: Path) -> list[Defaut]:
    """Everything wrong with the pointer, the snapshots and the deltas of an atlas."""
    found: list[Defaut] = []
    pointed = ""
    try:
        pointed = courant(dossier)
    except AtlasAbsent as error:
        return [Defaut(str(dossier), str(error), "atlas-tui publier, ou atlas-tui demo dans un dossier vide")]
    except InstantaneAbime as error:
        found.append(Defaut(str(dossier / "CURRENT"), str(error), "atlas-tui publier"))
    names = instantanes(dossier)
    if pointed and pointed not in names:
        found.append(
            Defaut(str(dossier / "CURRENT"), f"l'instantané {pointed} n'existe pas", "atlas-tui publier")
        )
    for name in names:
        folder = dossier / "instantanes" / name
        remede = (
            "atlas-tui publier refait l'instantané courant"
            if name == pointed
            else "remettez ce dossier d'une sauvegarde, ou retirez-le"
        )
        found += [Defaut(str(folder), quoi, remede) for quoi in defauts_de(folder)]
        for delta in _deltas(dossier, name):
            found += [Defaut(str(delta), quoi, "atlas-tui publier") for quoi in defauts_de(delta, delta=True)]
    return found


@dataclass(frozen=True, slots=True)
class Ecrit:
    """A file that was just written in a draft."""

    nom: str
    lignes: int
    colonnes: tuple[str, ...]


@contextmanager
def publication(dossier: Path) -> Iterator[None]:
    """Hold the publisher's lock: one publication at a time, from reading the store to moving the pointer.

    Without it, a publisher that began before another and ended after would move the pointer back. What a publisher that
    died left behind is swept away here, where nobody else can be writing it.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    # Whoever may read a lock may hold it: this one is the publisher's alone.
    lock = os.open(dossier / "publication.verrou", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(lock, "rb") as handle:
        with suppress(OSError):
            os.fchmod(lock, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        for pattern in ("instantanes/.*", "deltas/*/.*"):
            for draft in dossier.glob(pattern):
                shutil.rmtree(draft, ignore_errors=True)
        for draft in dossier.glob(".CURRENT.*"):
            draft.unlink(missing_ok=True)
        balayer(dossier)
        yield
        balayer(dossier)


def ecrire(
    parent: Path, manifeste: Manifeste, write: Callable[[Path], list[Ecrit]], *, pointeur: Path | None
) -> Manifeste:
    """Write a folder `parent/manifeste.nom`: whole or not at all, durable when this returns. Under `publication`.

    `write(folder)` puts the files there and says which. A folder of that name is replaced: it can only be damaged. The
    pointer, when given, is replaced last.
    """
    parent.mkdir(parents=True, exist_ok=True)
    draft = parent / f".{manifeste.nom}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    try:
        files = []
        for one in write(draft):
            path = draft / one.nom
            sync(path)
            files.append(Fichier(one.nom, path.stat().st_size, one.lignes, sha256(path), one.colonnes))
        bare = msgspec.structs.replace(manifeste, fichiers=tuple(files), empreinte="")
        signed = msgspec.structs.replace(bare, empreinte=_empreinte(msgspec.json.encode(bare), ""))
        (draft / MANIFESTE).write_bytes(msgspec.json.encode(signed))
        (draft / VERROU).touch()
        sync(draft / MANIFESTE)
        for folder in {(draft / one.nom).parent for one in files} - {draft}:
            sync(folder)
        sync(draft)
        if (parent / manifeste.nom).exists():
            retirer(parent / manifeste.nom)
        draft.rename(parent / manifeste.nom)
        sync(parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    if pointeur is not None:
        pointer_draft = pointeur.with_name(f".{pointeur.name}.{os.getpid()}")
        pointer_draft.write_text(f"{manifeste.nom}\n", "utf-8")
        sync(pointer_draft)
        pointer_draft.replace(pointeur)
        sync(pointeur.parent)
    return signed


@contextmanager
def tenir(folder: Path) -> Iterator[None]:
    """Hold the shared lock of a snapshot or delta while its files are read. Without effect where locks are unknown."""
    try:
        handle = (folder / VERROU).open("rb")
    except OSError:
        yield
        return
    with handle:
        # Removing a snapshot holds it an instant; who holds it longer, having no right to, keeps nobody from reading.
        end = time.monotonic() + ATTENTE
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() < end:
                    time.sleep(0.01)
                    continue
            except OSError:
                pass
            break
        yield


def ramasser_deltas(dossier: Path, name: str, *, garder: int = 2) -> None:
    """Remove the old deltas of a snapshot that no reader holds. A newer delta holds all that an older one does."""
    for folder in _deltas(dossier, name)[garder:]:
        retirer_si_libre(folder)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
