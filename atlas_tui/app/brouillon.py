# SPDX-License-Identifier: EUPL-1.2
"""What a form holds, as the bytes of a draft, and back; when a draft is written, and in which order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from atlas_tui.app.session import DECONNECTE
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
_Cle = tuple[str, int, str]
"""The atlas, the account, the object of a draft."""
_RANGS = count()
_derniers: dict[_Cle, int] = {}
"""The last thing that was asked of each draft."""
_VERROU = Lock()
"""Held by whatever writes one."""
T = TypeVar("T")
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


def _a_son_tour(cle: _Cle, travail: Callable[[], None]) -> Future[None]:
    """Do something of a draft after what was asked before; not at all once something newer of the same draft is asked."""
    rang = _derniers[cle] = next(_RANGS)

    def tour() -> None:
        with _VERROU:
            if _derniers[cle] == rang:
                travail()

    return _FILE.submit(tour)


def _suivre(
    app: AtlasApp,
    fait: Future[T],
    refus: Callable[[StoreError | OSError], object],
    suite: Callable[[T], object],
) -> None:
    """Call `suite` with what was done, or `refus` with why it was not. No thread waits for it: the base may be busy for long."""

    async def attendre() -> None:
        try:
            try:
                # What ends this application does not take back what was typed.
                result = await asyncio.shield(asyncio.wrap_future(fait))
            except (StoreError, OSError) as error:
                refus(error)
            else:
                suite(result)
        except Exception:
            journal().exception("brouillon")

    app.run_worker(attendre(), name="brouillon", group="brouillon", exit_on_error=False)


def chercher(app: AtlasApp, objet: str) -> Future[Brouillon | None]:
    """The draft of this object, once those that are on their way are written. Raises StoreError, in its result."""

    def trouver() -> Brouillon | None:
        return next((one for one in app.session.brouillons(app.dossier) if one.objet == objet), None)

    return _FILE.submit(trouver)


def ecrire_en_file(
    app: AtlasApp,
    cle: _Cle,
    travail: Callable[[], None],
    refus: Callable[[StoreError | OSError], object],
    suite: Callable[[], object] = lambda: None,
) -> None:
    """Write or forget the draft of a key, after those that were asked before; then `suite`, or `refus` with why it was not."""
    _suivre(app, _a_son_tour(cle, travail), refus, lambda _: suite())


class Tenue:
    """The draft of a form that is open: written once the fingers rest, as the form closes, as its line is cut.

    It is that of whoever typed, whoever is logged in when its turn comes. `base` gives the version it starts from, `contenu`
    its bytes.
    """

    def __init__(
        self, ecran: Travail, objet: str, base: Callable[[], int], contenu: Callable[[], bytes]
    ) -> None:
        self._ecran, self._objet, self._base, self._contenu = ecran, objet, base, contenu
        self._minuteur: Timer | None = None
        self.touche = False
        """True once something was changed in the form."""
        self._cherche = False
        self._apres: list[tuple[Callable[[], None], bool]] = []
        self._non_lu: StoreError | OSError | None = None

    # --- what was kept before -----------------------------------------------------------------------------------------

    def chercher(self, suite: Callable[[Brouillon], None]) -> None:
        """Call `suite` with what was kept before, if anything was. What cannot be read is not written over."""
        self._cherche = True

        def fini(repris: bool) -> None:
            self._cherche = False
            waiting, self._apres = self._apres, []
            for faire, unseen in waiting:
                if not (unseen and repris):
                    faire()

        def refuser(error: StoreError | OSError) -> None:
            self._non_lu = error
            if self._la:
                self._ecran.dire(f"Votre brouillon n'a pas pu être relu : {error} Échap, puis rouvrez.")
            fini(False)

        def trouve(kept: Brouillon | None) -> None:
            if kept is not None:
                suite(kept)
            fini(kept is not None)

        _suivre(self._ecran.app, chercher(self._ecran.app, self._objet), refuser, trouve)

    def attend(self, faire: Callable[[], None], *, sauf_repris: bool = False) -> bool:
        """True while it is not known what was kept before: `faire` is called once it is, unless (`sauf_repris`) there was
        something that its author has to see first."""
        if self._cherche:
            self._apres.append((faire, sauf_repris))
        return self._cherche

    # --- writing --------------------------------------------------------------------------------------------------------

    def changer(self) -> None:
        """Something was changed."""
        self.touche = True
        self._arreter()
        self._minuteur = self._ecran.set_timer(REPOS, self.garder)

    def garder(self) -> None:
        """Write it, in a thread."""
        if not self.attend(self.garder):
            _suivre(self._ecran.app, self._poster(self._contenu()), self._refuser, lambda _: None)

    def oublier(self) -> None:
        """Forget it: what it holds is saved."""
        app = self._ecran.app
        refused = "Enregistré, mais son brouillon n'a pas pu être effacé"
        _suivre(app, self._poster(None), lambda error: app.dire(f"{refused} : {error}"), lambda _: None)

    def fermer(self, suite: Callable[[], None], *, oublier: bool = False) -> None:
        """Write it, or forget it, then `suite`, which closes the form: it stays open, and says why, when that cannot be done."""
        ecran, app = self._ecran, self._ecran.app
        # What is typed ahead is for the page.
        app.retenir_touches()
        ecran.occuper(True)

        def fini(_: None) -> None:
            ecran.occuper(False)
            suite()
            app.rendre_touches()

        def refuser(error: StoreError | OSError) -> None:
            ecran.occuper(False)
            if oublier:
                ecran.dire(f"Le brouillon n'a pas pu être effacé : {error}")
            else:
                self._refuser(error)
            app.rendre_touches()

        _suivre(app, self._poster(None if oublier else self._contenu()), refuser, fini)

    def quitter(self, message: str = "", *, oublier: bool = False) -> None:
        """Close the form so, and say it on the page."""
        ecran = self._ecran

        def suite() -> None:
            app = ecran.app
            ecran.dismiss()
            if message:
                app.dire(message)

        self.fermer(suite, oublier=oublier)

    def couper(self) -> None:
        """Write it before this returns: there is no later. StoreError."""
        self._arreter()
        app = self._ecran.app
        compte = app.session.compte
        if compte is not None:
            cle = self._cle(compte.numero)
            # What waits is older.
            _derniers[cle] = next(_RANGS)
            with _VERROU:
                app.session.garder_pour(
                    compte.numero, app.dossier, self._objet, self._base(), self._contenu()
                )
            # A session that was closed from elsewhere is found out.
            app.session.controler(app.dossier)

    @property
    def _la(self) -> bool:
        return self._ecran in self._ecran.app.screen_stack

    def _cle(self, compte: int) -> _Cle:
        return str(self._ecran.app.dossier), compte, self._objet

    def _arreter(self) -> None:
        if self._minuteur is not None:
            self._minuteur.stop()
            self._minuteur = None

    def _refuser(self, error: StoreError | OSError) -> None:
        # The form may be closed by now: its author is still there to be told.
        (self._ecran if self._la else self._ecran.app).dire(f"Le brouillon n'est pas gardé : {error}")

    def _poster(self, contenu: bytes | None) -> Future[None]:
        self._arreter()
        app, objet, base = self._ecran.app, self._objet, self._base()
        compte = app.session.compte
        refused = self._non_lu if contenu is not None else None
        if compte is None or refused is not None:
            failed: Future[None] = Future()
            failed.set_exception(refused or StoreError(DECONNECTE))
            return failed
        number = compte.numero
        return _a_son_tour(
            self._cle(number), lambda: app.session.garder_pour(number, app.dossier, objet, base, contenu)
        )
