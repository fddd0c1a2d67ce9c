# SPDX-License-Identifier: EUPL-1.2
"""The box of deposits: how a session that may not open the store hands in a demande, and how the host takes it in.

    depots/entree/   anybody on the host may put a file there, nobody but the host may list or read it (mode 3733)
    depots/sortie/   the answers, each under a name that only who asked knows (mode 0711)

A request is one small file in one of `PLACES` numbered places, so that the box is bounded by what it is. The same requests go
straight to the store where the session may open it: `traiter` is what both do.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import msgspec

from store.bourse import Bourse
from store.clock import paris
from store.depot import Depot, DepotRefuse
from store.errors import Refused, StoreError
from store.records import Demande
from store.rights import Forbidden, Who
from store.store import Store

ENTREE, SORTIE = Path("depots", "entree"), Path("depots", "sortie")
PLACES = 100
"""Requests that wait at once."""
TAILLE = 64 * 1024
"""Bytes of a request: four times the longest form."""
OUBLI = 900.0
"""Seconds after which an answer that nobody came for goes."""
ECRITURE = 10.0
"""Seconds that a request may take to be written; what never became one goes then."""
REVEIL = "reveil"
"""A file that asks the host to come by: letters wait, and the session that wrote them cannot send them."""
REBUT = ".rebut-"
"""What a folder that somebody filled is renamed to: its place is free again, and nothing is woken by a hidden name."""
_JETON = re.compile(r"[A-Za-z0-9_-]{16,64}")
_PLACE = re.compile(r"\d{3}")


class Deposer(msgspec.Struct, frozen=True, tag="deposer"):
    """The form is filled: mail the code."""

    depot: Depot


class Confirmer(msgspec.Struct, frozen=True, tag="confirmer"):
    """The code of the form: deposit it."""

    code: str


class Suivre(msgspec.Struct, frozen=True, tag="suivre"):
    """Mail a code to the author of a demande."""

    id: str
    courriel: str


class Agir(msgspec.Struct, frozen=True, tag="agir"):
    """See, withdraw or renew a demande as its author, by the code that `Suivre` mailed."""

    code: str
    geste: str = ""
    """Empty to see, else one of the moves that the answer named."""


class Envoi(msgspec.Struct, frozen=True):
    """A request, under the token of its form: the same sent twice does once."""

    jeton: str
    requete: Deposer | Confirmer | Suivre | Agir
    origine: str = ""
    """The network address that it comes from, where the host says it."""


class Reponse(msgspec.Struct, frozen=True):
    """What became of a request; `cle` is that of `erreur.…` in the catalogue, for the field `champ`, when it was refused."""

    id: str = ""
    titre: str = ""
    etat: str = ""
    le: date | None = None
    """Since when it is in this state; the day, in Paris."""
    gestes: tuple[str, ...] = ()
    """What its author may do now."""
    raison: str = ""
    champ: str = ""
    cle: str = ""
    mots: dict[str, str] = {}


def traiter(store: Store, envoi: Envoi) -> Reponse:
    """Do what a request asks for, as the public. What goes wrong is in the answer, never raised; it changes no page but by
    withdrawing or renewing."""
    public, asked = Bourse(store), envoi.requete
    try:
        match asked:
            case Deposer():
                public.deposit(asked.depot, jeton=envoi.jeton, origine=envoi.origine)
                return Reponse()
            case Confirmer():
                return _made(public.confirm(envoi.jeton, asked.code))
            case Suivre():
                public.follow(asked.id, asked.courriel, jeton=envoi.jeton, origine=envoi.origine)
                return Reponse()
            case Agir():
                return _done(store, public.author(envoi.jeton, asked.code), asked.geste)
    except DepotRefuse as refused:
        return Reponse(champ=refused.field, cle=refused.cle, mots=refused.mots)
    except (Refused, Forbidden):
        return Reponse(cle="valeur")
    except StoreError:
        return Reponse(cle="panne")


def _made(demande: Demande) -> Reponse:
    return Reponse(demande.id, demande.titre, demande.etat, demande.deposee_le)


def _done(store: Store, author: Who, geste: str) -> Reponse:
    bourse = Bourse(store, author)
    seen = bourse.follow_up(author.demande)
    if geste and geste not in dict(seen.gestes):
        return Reponse(cle="etat", mots={"etat": seen.etat})
    match geste:
        case "retirer-demande":
            bourse.withdraw(author.demande, base=seen.stored.version)
        case "relancer-demande":
            bourse.renew(author.demande, base=seen.stored.version)
    if geste:
        seen = bourse.follow_up(author.demande)
    return Reponse(
        author.demande, seen.stored.record.titre, seen.etat, paris(seen.etapes[-1].le).date(),
        tuple(name for name, _ in seen.gestes), seen.raison,
    )  # fmt: skip


# --- handing in, in a session that may not open the store ------------------------------------------------------------


def ouverte(dossier: Path) -> bool:
    """Tell whether this atlas has a box that this process may put a request in."""
    return os.access(dossier / ENTREE, os.W_OK | os.X_OK) and (dossier / SORTIE).is_dir()


def remettre(dossier: Path, envoi: Envoi) -> str:
    """Put a request in the box; return the name of its answer. DepotRefuse when every place is taken, StoreError when the
    disk refuses it."""
    name = secrets.token_urlsafe(24)
    content = msgspec.json.encode((name, envoi))
    if len(content) > TAILLE:
        raise DepotRefuse("id", "valeur")
    folder = dossier / ENTREE
    # Hidden: the host is woken by a request, never by what is becoming one.
    written = folder / f".{name}.ecrit"
    try:
        descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o640)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                # The group is the folder's, so the host's: it alone reads what somebody wrote of themselves.
                os.fchmod(file.fileno(), 0o040)
            for place in secrets.SystemRandom().sample(range(PLACES), PLACES):
                with suppress(FileExistsError):
                    # Whole or not at all: a place is a second name of a file that is written.
                    os.link(written, folder / f"{place:03d}")
                    return name
        finally:
            written.unlink()
    except OSError as error:
        raise StoreError(f"La boîte aux dépôts n'a pas pris la demande ({error.strerror}).") from error
    raise DepotRefuse("id", "trop")


def reveiller(dossier: Path) -> None:
    """Ask the host to come by; nothing where there is no box."""
    if ouverte(dossier):
        with suppress(OSError):
            (dossier / ENTREE / REVEIL).touch()


def reponse(dossier: Path, name: str) -> Reponse | None:
    """Return the answer to a request, None as long as there is none."""
    try:
        return msgspec.json.decode((dossier / SORTIE / name).read_bytes(), type=Reponse)
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
        return None


# --- taking in, for the host -----------------------------------------------------------------------------------------


def preparer(dossier: Path) -> None:
    """Make the folders of the box, for who installs a host without systemd-tmpfiles."""
    for folder, mode in ((ENTREE, 0o3733), (SORTIE, 0o711)):
        (dossier / folder).mkdir(parents=True, exist_ok=True)
        (dossier / folder).chmod(mode)


def relever(store: Store, dossier: Path) -> int:
    """Take in every request of the box; return how many. Each is answered, then removed."""
    taken = 0
    for path in sorted((dossier / ENTREE).glob("*")) if (dossier / ENTREE).is_dir() else ():
        if path.name.startswith(REBUT):
            continue
        read = _lire(path) if _PLACE.fullmatch(path.name) else None
        if read is not None:
            name, envoi = read
            _repondre(dossier / SORTIE / name, traiter(store, envoi))
            taken += 1
        elif path.name.startswith(".") and _age(path) < ECRITURE:
            # Somebody is writing it.
            continue
        with suppress(OSError):
            _retirer(path)
    for old in _vieilles(dossier / SORTIE):
        with suppress(OSError):
            old.unlink()
    return taken


def _retirer(path: Path) -> None:
    """Take away what stands in the box. A folder that is not empty is its maker's: it is put aside, under a name of ours."""
    if path.is_symlink() or not path.is_dir():
        path.unlink()
        return
    try:
        path.rmdir()
    except OSError:
        path.rename(path.with_name(f"{REBUT}{secrets.token_hex(8)}"))


def _lire(path: Path) -> tuple[str, Envoi] | None:
    """A request, None for what is none: anybody may have put it there."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode) or about.st_size > TAILLE:
            return None
        content = os.read(descriptor, TAILLE)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    try:
        name, envoi = msgspec.json.decode(content, type=tuple[str, Envoi])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return (name, envoi) if _JETON.fullmatch(name) and _JETON.fullmatch(envoi.jeton) else None


def _repondre(path: Path, answer: Reponse) -> None:
    with suppress(FileExistsError):
        descriptor = os.open(
            path.with_suffix(".ecrit"), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644
        )
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(answer))
            os.fchmod(file.fileno(), 0o644)
        path.with_suffix(".ecrit").rename(path)


def _vieilles(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if _age(path) > OUBLI)


def _age(path: Path) -> float:
    try:
        return time.time() - path.lstat().st_mtime
    except OSError:
        return 0.0
