# SPDX-License-Identifier: EUPL-1.2
"""Hostile texts in every field: through every command, every export, every screen, nothing is obeyed and nothing breaks."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pypdf
import pytest
from empoisonne import VENIN, empoisonner
from longueur import LONGUE, PATIENCE, noter
from lxml import etree
from openpyxl import load_workbook
from pilote import application, calme, ecran, taper
from textual.app import App

from atlas_tui.__main__ import main
from atlas_tui.terminal.guard import trames_permises
from parquet.atlas import Atlas

pytestmark = [pytest.mark.surete, pytest.mark.timeout(PATIENCE)]

ORDRES = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What a terminal or a bidi algorithm would obey, line feeds apart."""

LIENS = (
    "accueil", "monde", "france", "recherche", "bourse", "acces-monde", "acces-france", "continent/afrique", "pays/ml",
    "region/44", "departement/67", "thematique/2",
)  # fmt: skip


@pytest.fixture(scope="module")
def venin(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("venin") / "atlas"
    return folder, empoisonner(folder)


def test_the_poison_is_in_the_snapshot(venin: tuple[Path, list[str]]) -> None:
    """The control: what follows would mean nothing if a cleaning had gone before."""
    raw = [
        json.dumps(pq.read_table(path).to_pylist(), default=str, ensure_ascii=False)
        for path in (venin[0] / "instantanes").rglob("*.parquet")
    ]
    said = json.dumps(VENIN, ensure_ascii=False)[1:-1]
    assert sum(said in text for text in raw) >= 6


def commandes(ids: list[str]) -> Iterator[list[str]]:
    for id in ids:
        yield ["fiche", id]
    yield ["chercher", "nope"]
    yield ["chercher", "--bourse", "nope"]
    yield ["contact", "nope"]
    for link in ("monde", "france", "pays/ml", f"collectivite/{ids[0]}", f"partenaire/{ids[1]}"):
        yield ["etat", link]
        yield ["carte", link]
        yield ["graphique", link]
    for what in ("collectivites", "pays"):
        yield ["classement", what]


def test_no_command_prints_an_order(venin: tuple[Path, list[str]], capfdbinary) -> None:
    folder, ids = venin
    done = 0
    for words in commandes(ids):
        for form in ([], ["--format", "table"], ["--format", "json"], ["--format", "csv"]):
            if not LONGUE and form and (done % 3):
                done += 1
                continue
            status = main(["--donnees", str(folder), *words, *form])
            out, err = (part.decode() for part in capfdbinary.readouterr())
            assert status == 0 or len(err.splitlines()) == 1, (words, form, err)
            # Colours and returns to the default are the map's and the chart's own.
            bare = re.sub("\x1b\\[[0-9;]*m", "", out).replace("\r\n", "\n") + err
            assert not (found := ORDRES.search(bare)), (words, form, found)
            if words[0] not in ("carte", "graphique"):
                assert "\x1b" not in out, (words, form)
            done += 1


FORMES = (".csv", ".json", ".xlsx", ".pdf", ".geojson", ".xml", ".txt", ".parquet")


@pytest.mark.parametrize("fin", FORMES)
def test_every_export_is_whole_and_obeys_nothing(
    venin: tuple[Path, list[str]], tmp_path: Path, capfd, fin: str
) -> None:
    folder, ids = venin
    words = [
        ["chercher", "nope"],
        ["chercher", "--bourse", "nope"],
        ["etat", "pays/ml"],
        *(["fiche", id] for id in ids),
    ]
    made = 0
    for i, one in enumerate(words):
        target = tmp_path / f"{i}{fin}"
        status = main(["--donnees", str(folder), *one, "--vers", str(target)])
        err = capfd.readouterr().err
        assert not ORDRES.search(err), (one, err)
        if status:
            # A form that this answer has not: said in one line, and nothing is written.
            assert len(err.splitlines()) == 1, err
            assert not target.exists()
            continue
        lire(target)
        made += 1
    assert made


def lire(path: Path) -> None:
    """Read a file as its readers do; what is text in it has no order left."""
    match path.suffix:
        case ".csv":
            text = path.read_bytes().decode("utf-8-sig")
            csv.field_size_limit(1 << 24)
            assert (
                len(
                    {
                        len(row)
                        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_separateur(text))
                    }
                )
                == 1
            )
            assert not ORDRES.search(text.replace("\r\n", "\n"))
        case ".json" | ".geojson":
            json.loads(text := path.read_text("utf-8"))
            assert not ORDRES.search(text)
        case ".txt":
            assert not ORDRES.search(path.read_text("utf-8"))
        case ".xml":
            etree.parse(str(path))
            assert not ORDRES.search(path.read_text("utf-8"))
        case ".xlsx":
            book = load_workbook(path)
            cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
            assert not [c for c in cells if c.data_type == "f" or c.hyperlink]
            assert not [
                c for c in cells if isinstance(c.value, str) and ORDRES.search(c.value.replace("\r\n", "\n"))
            ]
            with zipfile.ZipFile(path) as parts:
                assert not [
                    name for name in parts.namelist() if "vba" in name.lower() or "external" in name.lower()
                ]
        case ".pdf":
            reader = pypdf.PdfReader(path)
            assert reader.pages
            for page in reader.pages:
                for annotation in page.get("/Annots") or ():
                    action = annotation.get_object().get("/A", {})
                    assert action.get("/S") in (None, "/GoTo", "/URI"), action
                    assert "mal.example" not in str(action)
        case ".parquet":
            pq.read_table(path)


def _separateur(text: str) -> str:
    return ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","


@pytest.mark.parametrize("taille", [(80, 24), (120, 40)] if LONGUE else [(80, 24)])
async def test_every_screen_shows_it_as_text(
    venin: tuple[Path, list[str]], taille: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page, then each key that the page names, pressed there; whatever opened is left by Échap."""
    folder, ids = venin
    kinds = ("collectivite", "partenaire", "fiche", "fiche", "fiche", "fiche")
    links = [
        *(LIENS if LONGUE else LIENS[1::3]),
        *(f"{kind}/{id}" for kind, id in zip(kinds, ids, strict=True)),
    ]
    links += ["monde?mots=nope", "bourse?mots=nope"]
    asked: list[str] = []
    monkeypatch.setattr(App, "action_quit", lambda self: asked.append("quit"))
    monkeypatch.setattr(App, "open_url", lambda self, url, **_: asked.append(url))
    seen = 0
    with Atlas.ouvrir(folder) as atlas:
        for i, link in enumerate(links):
            try:
                app = application(atlas, link)
            except Exception as error:
                pytest.fail(f"{link} : {error}")
            async with app.run_test(size=taille) as pilot:
                await calme(pilot)
                page = app.page
                assert page is not None
                keys = [
                    c.touches[0] for c in page.commandes() if c.touches and c.nom not in ("quitter", "copier")
                ]
                if not LONGUE:
                    # Another key on each page: over the walk, most of them.
                    keys = ["enter", keys[i % len(keys)]]
                else:
                    keys = ["enter", "down", "tab", "end", *keys]
                for key in keys:
                    await taper(pilot, key)
                    shown = ecran(app)
                    assert app._exception is None, (link, key, app._exception)
                    assert not (found := ORDRES.search(shown)), (link, key, found)
                    await taper(pilot, "escape")
                    seen += 1
                assert app.is_running, link
    assert asked == []
    noter(
        "Textes hostiles",
        f"{len(links)} pages, {seen} écrans, toutes les commandes et {len(FORMES)} formes d'export : 0 octet de commande, 0 plantage, 0 action",
    )


def test_the_guard_before_the_wire_drops_what_would_still_come() -> None:
    assert trames_permises(VENIN).isprintable() is False  # bidi stays for the line's own guard
    assert not re.search(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]",
        re.sub("\x1b\\[[0-9;]*[mJ]|\x1bM|\x08|\x1b\\]52;c;[A-Za-z0-9+/=]*\x07", "", trames_permises(VENIN)),
    )


async def test_an_address_is_copied_and_nothing_is_started(
    venin: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url, *_, **__: started.append(url))
    with Atlas.ouvrir(venin[0]) as atlas:
        app = application(atlas)
        async with app.run_test():
            app.open_url("https://mal.example")
            assert (started, app.clipboard) == ([], "https://mal.example")
