# SPDX-License-Identifier: EUPL-1.2
"""What a form holds, as the bytes of a draft, and back; when a draft is written, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import msgspec

from atlas_tui.app.trace import journal
from store import records
from store.errors import StoreError
from store.records import Partenaire

if TYPE_CHECKING:
    from textual.timer import Timer

    from atlas_tui.app.application import AtlasApp
    from atlas_tui.app.screens.questionnaire import Travail
    from store.brouillons import Brouillon

REPOS = 1.0
"""Seconds without a change after which a draft is written."""
_FILE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="brouillons")
"""One draft after the other: what is forgotten is not written again by what was asked before."""
_GENRES: dict[str, type[msgspec.Struct]] = {
    name: kind
    for name, kind in vars(records).items()
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
}


class Contenu(msgspec.Struct, frozen=True):
    """A form: its record, the partenaires that it will create (by their provisional keys), the names that it shows, the
    record that it opened with."""

    genre: str
    fiche: msgspec.Raw
    nouveaux: dict[str, Partenaire] = {}
    noms: dict[str, str] = {}
    avant: msgspec.Raw = msgspec.Raw(b"null")


def ecrire(record: Any, nouveaux: dict[str, Partenaire], noms: dict[str, str], avant: Any = None) -> bytes:
    """The bytes of a draft; `avant` is what its form opened with, where no version in the store says it."""
    body, before = (msgspec.Raw(msgspec.json.encode(one)) for one in (record, avant))
    return msgspec.json.encode(Contenu(type(record).__name__, body, nouveaux, noms, before))


def lire(contenu: bytes) -> tuple[Any, Contenu] | None:
    """The record of a draft and the rest; None when a version of the program that knew other fields wrote it."""
    try:
        read = msgspec.json.decode(contenu, type=Contenu)
        return msgspec.json.decode(read.fiche, type=_GENRES[read.genre]), read
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError):
        return None


def lire_avant(read: Contenu) -> Any:
    """The record that the form of a draft opened with; None where it was not kept, or cannot be read."""
    try:
        return msgspec.json.decode(read.avant, type=_GENRES[read.genre] | None)
    except msgspec.MsgspecError:
        return None


def ecrire_texte(texte: str) -> bytes:
    """The bytes of a draft that is a text alone."""
    return msgspec.json.encode(texte)


def lire_texte(contenu: bytes) -> str:
    """The text of such a draft; empty when it is none."""
    try:
        return msgspec.json.decode(contenu, type=str)
    except msgspec.MsgspecError:
        return ""


def chercher(app: AtlasApp, objet: str) -> Future[Brouillon | None]:
    """The draft of this object, once those that are on their way are written. Raises StoreError, in its result."""

    def trouver() -> Brouillon | None:
        return next((one for one in app.session.brouillons(app.dossier) if one.objet == objet), None)

    return _FILE.submit(trouver)


def ecrire_en_file(
    app: AtlasApp,
    travail: Callable[[], object],
    refus: Callable[[StoreError | OSError], object],
    suite: Callable[[], object] = lambda: None,
) -> None:
    """Write or forget a draft, in a thread, after those that were asked before; then `suite`, or `refus` with why it was not."""
    written = _FILE.submit(travail)

    def fil() -> None:
        try:
            written.result()
        except (StoreError, OSError) as error:
            app.call_later(refus, error)
        except Exception:
            journal().exception("brouillon")
        else:
            app.call_later(suite)

    # The thread is not of the form: closing it does not stop it.
    app.run_worker(fil, name="brouillon", group="brouillon", thread=True, exit_on_error=False)


class Tenue:
    """The draft of a form that is open: written once the fingers rest, as the form closes, as its line is cut.

    `base` gives the version it starts from, `contenu` its bytes.
    """

    def __init__(
        self, ecran: Travail, objet: str, base: Callable[[], int], contenu: Callable[[], bytes]
    ) -> None:
        self._ecran, self._objet, self._base, self._contenu = ecran, objet, base, contenu
        self._minuteur: Timer | None = None

    def chercher(self, suite: Callable[[Brouillon], None]) -> None:
        """Call `suite` with what was kept before, if anything was: later, for nobody waits for it."""
        app = self._ecran.app
        found = chercher(app, self._objet)

        def fil() -> None:
            try:
                kept = found.result()
            except StoreError as error:
                journal().info("brouillon non lu : %s", error)
            else:
                if kept is not None:
                    app.call_later(suite, kept)

        self._ecran.run_worker(fil, name="brouillon", thread=True, exit_on_error=False)

    @property
    def attend(self) -> bool:
        """True when something was changed and is not written yet."""
        return self._minuteur is not None

    def changer(self) -> None:
        """Something was changed."""
        self._arreter()
        self._minuteur = self._ecran.set_timer(REPOS, self.garder)

    def garder(self, fait: str = "") -> None:
        """Write it, in a thread; `fait` is said once it is done."""
        self._deposer(self._contenu(), fait)

    def oublier(self) -> None:
        """Forget it: it was saved, or given up."""
        self._deposer(None, "")

    def couper(self) -> None:
        """Write it before this returns: there is no later."""
        self._arreter()
        app = self._ecran.app
        app.session.garder(app.dossier, self._objet, self._base(), self._contenu())

    def _arreter(self) -> None:
        if self._minuteur is not None:
            self._minuteur.stop()
            self._minuteur = None

    def _deposer(self, contenu: bytes | None, fait: str) -> None:
        self._arreter()
        ecran, app, objet, base = self._ecran, self._ecran.app, self._objet, self._base()

        def refuser(error: StoreError | OSError) -> None:
            # The form may be closed by now: its author is still there to be told.
            (ecran if ecran.is_attached else app).dire(f"Le brouillon n'est pas gardé : {error}")

        ecrire_en_file(
            app,
            lambda: app.session.garder(app.dossier, objet, base, contenu),
            refuser,
            lambda: app.dire(fait) if fait else None,
        )
