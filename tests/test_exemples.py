# SPDX-License-Identifier: EUPL-1.2
"""Every example of the guide, as docs/exemples.md gives it: the command answers, the link is the same, so is the form."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste
from textual.keys import _character_to_key

from atlas_tui.__main__ import main
from atlas_tui.app import formulaire
from atlas_tui.app.widgets.menu import Menu
from parquet.document import lire_document
from parquet.pages import lire_adresse
from tests.pilote import calme, ouvrir, taper

pytestmark = pytest.mark.recherche

RACINE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Exemple:
    """One example of the page."""

    titre: str
    commande: tuple[str, ...]
    lien: str
    reponse: int | None
    champs: tuple[tuple[str, tuple[str, ...]], ...]
    touches: tuple[str, ...]


def exemples() -> list[Exemple]:
    """What the page says."""
    found = []
    page = (RACINE / "docs" / "exemples.md").read_text("utf-8")
    for title, body in re.findall(r"^\*\*(.+?)\*\* — (.+?)(?=^\*\*|^## |\Z)", page, re.M | re.S):
        said = dict(re.findall(r"^- (\w+) : (.+)$", body, re.M))
        fields = [line.split(" = ") for line in said.get("Formulaire", "").split(" · ") if line]
        found.append(
            Exemple(
                titre=title,
                commande=tuple(shlex.split(re.findall(r"^    atlas-tui (.+)$", body, re.M)[0])),
                lien=said.get("Lien", "").strip("`"),
                reponse=int(re.sub(r"\D", "", said["Réponse"])) if "Réponse" in said else None,
                champs=tuple((name, tuple(re.findall(r"`(.+?)`", value))) for name, value in fields),
                touches=tuple(re.findall(r"`(.+?)`", said.get("Touches", ""))),
            )
        )
    return found


EXEMPLES = exemples()
CROISEMENTS = [e for e in EXEMPLES if e.champs]


def touches(texte: str) -> list[str]:
    """The keys that type a text."""
    return [_character_to_key(c) for c in texte]


def test_the_page_has_every_kind_of_example() -> None:
    kinds = {e.commande[0] for e in EXEMPLES}
    assert kinds == {"chercher", "etat", "classement", "contact"}
    assert len(CROISEMENTS) == sum(e.commande[0] == "chercher" for e in EXEMPLES) > 10
    assert all(e.lien for e in EXEMPLES if e.commande[0] in ("chercher", "etat"))


@pytest.mark.parametrize("exemple", EXEMPLES, ids=lambda e: e.titre)
def test_the_command_answers_what_the_page_says(
    atlas_demo: Path, capfd: pytest.CaptureFixture[str], exemple: Exemple
) -> None:
    assert main(["--donnees", str(atlas_demo), *exemple.commande, "--format", "json"]) == 0
    out, err = capfd.readouterr()
    answer = json.loads(out)
    assert err == ""
    match exemple.commande[0]:
        case "chercher":
            rows = answer.get("projets") or answer.get("demandes")
            assert answer["total"] == len(rows) == exemple.reponse > 0
            address = lire_adresse(exemple.lien)
            assert lire_document(answer["criteres"]) == address.criteres
            assert address.page.genre == ("bourse" if "--bourse" in exemple.commande else "recherche")
        case "etat":
            assert answer["chemin"] == lire_adresse(exemple.lien).page.chemin
            assert answer["compteurs"]["projets_cooperation"] > 0
        case "classement":
            assert len(answer["lignes"]) > 4
        case "contact":
            assert "Bas-Rhin" in answer["resultats"][0]["nom"]
            assert answer["resultats"][0]["contacts"]


async def remplir(app: Any, pilot: Any, exemple: Exemple) -> None:
    """Fill the form as the page says: open each field, type, tick."""
    fields = formulaire.champs_de(app.page.adresse.page)
    for title, values in exemple.champs:
        menu = app.screen.query_one("#champs", Menu)
        cle = next(c.cle for c in fields if c.titre == title)
        menu.aller(next(i for i, entry in enumerate(menu.entrees) if entry.cle == cle))
        await taper(pilot, "enter")
        for value in values:
            # At once, as one pastes it: that letters do the same one by one is proved on the guide's example.
            app.post_message(Paste(value))
            await calme(pilot)
            if len(values) > 1:
                await taper(pilot, "tab")
        await taper(pilot, "enter")


async def test_the_form_filled_as_the_page_says_asks_the_same(atlas_demo: Path) -> None:
    async with ouvrir(atlas_demo, "recherche") as (app, pilot):
        for exemple in CROISEMENTS:
            address = lire_adresse(exemple.lien)
            if app.page.adresse.page != address.page:
                await taper(pilot, "b")
            await taper(pilot, "f8")
            assert app.page.adresse.criteres.vide
            await remplir(app, pilot, exemple)
            # The form says themes by level, the same criteria in another order.
            assert formulaire.formulaire(app.page.adresse) == formulaire.formulaire(address), exemple.titre
            await taper(pilot, "f5")
            table = app.page.demandes if address.page.genre == "bourse" else app.page.projets
            assert table.total == exemple.reponse, exemple.titre
            await taper(pilot, "escape")


async def test_the_keys_of_the_page_lead_where_its_link_does(atlas_demo: Path) -> None:
    keys = {"Entrée": ["enter"], "/": ["slash"]}
    async with ouvrir(atlas_demo) as (app, pilot):
        for exemple in EXEMPLES:
            if exemple.touches and exemple.lien:
                await taper(pilot, "a")
                for piece in exemple.touches:
                    await pilot.press(*keys.get(piece, touches(piece)))
                    await calme(pilot)
                assert app.historique.ici.adresse.page == lire_adresse(exemple.lien).page, exemple.titre
