# SPDX-License-Identifier: EUPL-1.2
"""A walk through the screens of a poisoned atlas: whatever is pressed, pasted or opened, what is shown is only text."""

from __future__ import annotations

import importlib
import logging
import pkgutil
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from empoisonne import VENIN
from pilote import calme, ecran, taper
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import TextArea

import atlas_tui.app
from atlas_tui.app.application import _ECRANS, AtlasApp
from atlas_tui.app.palette import PaletteScreen
from atlas_tui.app.screens.aide import AideScreen
from atlas_tui.app.screens.choisir import ChoisirScreen
from atlas_tui.app.screens.cocher import CocherScreen, SaisirScreen
from atlas_tui.app.screens.connexion import ConnexionScreen, OublieScreen
from atlas_tui.app.screens.deposer import DeposerScreen
from atlas_tui.app.screens.exporter import ExporterScreen
from atlas_tui.app.screens.finder import FinderScreen
from atlas_tui.app.screens.inscription import InscriptionScreen
from atlas_tui.app.screens.questionnaire import MenuModal
from atlas_tui.app.screens.saisies import LigneScreen, TexteScreen
from atlas_tui.app.trace import LOGGER
from atlas_tui.app.widgets.champ import Champ
from atlas_tui.app.widgets.menu import Menu
from parquet.pages import AVEC_CODE, SANS_CODE
from store.store import Store

ORDRES = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What a terminal or a bidi algorithm would obey, line feeds apart."""
LIGNES = 16
"""Lines of a window that are opened."""
POUR_TOUS = (
    AideScreen, ChoisirScreen, CocherScreen, ConnexionScreen, DeposerScreen, ExporterScreen, FinderScreen, InscriptionScreen,
    LigneScreen, OublieScreen, PaletteScreen, SaisirScreen, TexteScreen,
)  # fmt: skip
"""Windows that are the same whoever opens them."""
_MOUVEMENTS = {"escape", "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "space", "enter", "tab", "f10"}  # fmt: skip


class _Imprevus(logging.Handler):
    """What the program did not foresee: it says one line of it on the screen, and the rest in its log."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.vus: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it with its traceback."""
        # What is prepared in advance may outlive a test, and find its folder gone: nobody was to see it.
        if record.msg != "préparation":
            self.vus.append(logging.Formatter().format(record))


IMPREVUS = _Imprevus()
LOGGER.addHandler(IMPREVUS)


class Marche:
    """A walk on one page, as one person. `connues` counts the windows gone through, by this walk and those before."""

    def __init__(
        self,
        app: AtlasApp,
        pilot: Pilot[Any],
        dossier: Path,
        nom: str = "",
        connues: Counter[Any] | None = None,
    ) -> None:
        self.app, self.pilot, self.dossier, self.nom = app, pilot, dossier, nom
        self.connues: Counter[Any] = Counter() if connues is None else connues
        self.vus: set[type] = set()
        self.images = 0
        self._page = app.page.adresse if app.page is not None else None
        self._ecran = type(app.page)

    async def entrer(self, nom: str = "") -> None:
        """Log in without the price of a hash."""
        self.nom = nom or self.nom
        with Store.open(self.dossier / "atlas.sqlite") as store, store.comptes() as accounts:
            self.app.session.compte = accounts.find(self.nom)
        self.app.connecte("")
        await calme(self.pilot)
        self.regarder("l")

    def regarder(self, key: str = "") -> None:
        """Nothing broke, and no order is on the screen."""
        where = (self._page, self.nom or "public", type(self.app.screen).__name__, key)
        assert self.app._exception is None, (where, self.app._exception)
        assert not IMPREVUS.vus, (where, IMPREVUS.vus)
        shown = ecran(self.app)
        assert not (found := ORDRES.search(shown)), (where, found)
        self.vus |= {one for screen in self.app.screen_stack for one in type(screen).__mro__}
        self.images += 1

    async def presser(self, *keys: str) -> None:
        """Press keys, and look after each."""
        for key in keys:
            await taper(self.pilot, key)
            self.regarder(key)

    async def coller(self, texte: str = VENIN) -> None:
        """Paste into what has the focus, as one typed packet."""
        self.app.post_message(events.Paste(texte))
        await calme(self.pilot)
        self.regarder("coller")

    async def revenir(self) -> None:
        """Close every window, be on the page again, as the same person."""
        for _ in range(12):
            if len(self.app.screen_stack) == 1:
                break
            # A locked session is left by F8 alone.
            await self.presser("f8" if self.app.session.verrouillee else "escape")
            if len(self.app.screen_stack) > 1 and self.app.screen.query("#choisir-menu, Menu"):
                # « Abandonner ? » and the like: the first answer.
                await self.presser("enter")
        if self.nom and (self.app.session.compte is None or self.app.session.verrouillee):
            await self.entrer()
        here = self.app.page
        # Another page, or the map or the charts of this one.
        if (
            self._page is not None
            and here is not None
            and (type(here), here.adresse.page) != (self._ecran, self._page.page)
        ):
            self.app.aller(self._page)
            await calme(self.pilot)
            self.regarder("retour")

    def _sorte(self, window: Screen[Any]) -> tuple[object, ...]:
        """What makes a window worth going through: its class; for a menu its title and its page; who opens it."""
        if isinstance(window, POUR_TOUS):
            return (type(window),)
        if isinstance(window, MenuModal):
            place = self._page and (self._page.page.genre, self._page.page.code[:3])
            # Each version put back makes one more to put back: their numbers are no windows of their own.
            return (type(window), re.sub(r"\d+", "#", window.titre), place, self.nom)
        return (type(window), type(getattr(window, "record", None)), self.nom)

    async def fouiller(self, *chemin: str) -> None:
        """Open a window by keys from the page, paste into it, then do the same with what its lines and its keys open."""
        await self.revenir()
        await self.presser(*chemin)
        window = self.app.screen
        if len(self.app.screen_stack) == 1:
            return
        kind = self._sorte(window)
        self.connues[kind] += 1
        if self.connues[kind] > 1:
            return
        lines = max((len([one for one in menu.entrees if one.cle]) for menu in window.query(Menu)), default=0)
        writes = bool(window.query(Champ) or window.query(TextArea))
        keys = [key for key in window._bindings.key_to_bindings if key not in _MOUVEMENTS and len(key) > 1]
        for rank in range(lines if isinstance(window, PaletteScreen) else min(lines, LIGNES)):
            await self.fouiller(*chemin, "home", *["down"] * rank, "enter")
        for key in keys:
            await self.fouiller(*chemin, key)
        if writes:
            await self.revenir()
            await self.presser(*chemin)
            await self.coller()
            await self.presser("enter", "f5")
        await self.revenir()


def ecrans() -> set[type[Screen]]:
    """Every screen and window that the program has."""
    for module in pkgutil.walk_packages(atlas_tui.app.__path__, "atlas_tui.app."):
        importlib.import_module(module.name)
    found: set[type[Screen]] = set()
    todo = [Screen]
    while todo:
        for kind in todo.pop().__subclasses__():
            if kind.__module__.startswith("atlas_tui.") and kind not in found:
                found.add(kind)
            todo.append(kind)
    return found


def nomme(kind: type) -> str:
    """A window by its file and its class: two files may call theirs the same."""
    return f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"


def liens(ids: dict[str, str]) -> list[str]:
    """An address of each kind of page, from those that the program knows, and of each fiche."""
    codes = {
        "continent": "afrique", "sous-continent": "afrique-de-l-ouest", "pays": "ml", "region": "44", "departement": "67", "com": "988",
        "collectivite": ids["col"], "partenaire": ids["par"], "thematique": "2", "confirmation": ids["col"],
        "appel": ids["app"], "dossier": ids["dos"], "label": ids["lab"], "mission": ids["mis"],
    }  # fmt: skip
    others = {
        "dos": "dossier",
        "lab": "label",
        "mis": "mission",
        "app": "appel",
        "act": "fiche",
        "dem": "fiche",
    }
    pages = sorted(SANS_CODE) + [f"{kind}/{codes[kind]}" for kind in sorted(AVEC_CODE - {"fiche"})]
    fiches = [
        f"fiche/{id}"
        for kind, id in ids.items()
        if "-" not in kind and (f"fiche/{kind[:3]}" in _ECRANS or kind in ("col", "par"))
    ]
    etats = [f"{others[kind[:3]]}/{id}" for kind, id in ids.items() if "-" in kind]
    return [*pages, *fiches, *etats, "monde?mots=nope", "bourse?mots=nope", "apd/2012"]


def sans_suite(monkeypatch: pytest.MonkeyPatch, dossier: Path) -> list[str]:
    """Nothing is written elsewhere; what would be opened or left is noted instead."""
    asked: list[str] = []
    monkeypatch.chdir(dossier)
    monkeypatch.setenv("XDG_STATE_HOME", str(dossier / "etat"))
    monkeypatch.delenv("ATLAS_TUI_SMTP", raising=False)
    monkeypatch.setattr(App, "action_quit", lambda self: asked.append("quit"))
    monkeypatch.setattr("webbrowser.open", lambda url, *_, **__: asked.append(url))
    monkeypatch.setattr("subprocess.Popen", lambda *words, **__: asked.append(str(words)))
    # « Quitter » of the palette is obeyed, and leads nowhere here.
    monkeypatch.setattr(AtlasApp, "exit", lambda *_, **__: None)
    return asked
