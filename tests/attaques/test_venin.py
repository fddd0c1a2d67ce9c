# SPDX-License-Identifier: EUPL-1.2
"""Hostile texts in every field: through every command, every export, every screen, nothing is obeyed and nothing breaks."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pypdf
import pytest
from boite_aux_lettres import Boite
from empoisonne import VENIN, sans_fiche, textes
from longueur import LONGUE, PATIENCE, noter
from lxml import etree
from marche import ORDRES
from openpyxl import load_workbook
from pilote import application

from atlas_tui.__main__ import main
from atlas_tui.cli.run import COMMANDS
from atlas_tui.terminal.guard import trames_permises
from exports.documents import FORMATS
from parquet.atlas import Atlas
from store import records
from store.store import Store

pytestmark = [pytest.mark.surete, pytest.mark.timeout(PATIENCE)]


def dedans(record: msgspec.Struct) -> Iterator[msgspec.Struct]:
    """A record and those that it holds."""
    yield record
    for name in record.__struct_fields__:
        value = getattr(record, name)
        for one in value if isinstance(value, tuple) else ():
            if isinstance(one, msgspec.Struct):
                yield from dedans(one)


def sans_venin(record: msgspec.Struct) -> Iterator[str]:
    """The fields of somebody's text that do not carry the poison."""
    for name in textes(type(record)):
        value = getattr(record, name)
        if not any(VENIN in one for one in (value if isinstance(value, tuple) else (value,))):
            yield f"{type(record).__name__}.{name}"


def test_every_text_field_of_every_kind_of_fiche_is_poisoned(venin: tuple[Path, dict[str, str]]) -> None:
    """From the records themselves: a new kind, or a new field, is poisoned or this says that it is not."""
    folder, ids = venin
    assert sans_fiche(ids) == set()
    seen: set[type] = set()
    with Store.open(folder / "atlas.sqlite") as store, store.read() as reading:
        for id in ids.values():
            stored = reading.get(id)
            assert stored is not None
            for one in dedans(stored.record):
                assert list(sans_venin(one)) == []
                seen.add(type(one))
    assert set(fiches_et_parties()) <= seen


def fiches_et_parties() -> list[type[msgspec.Struct]]:
    """Every record of the atlas."""
    found = [
        one for one in vars(records).values() if isinstance(one, type) and issubclass(one, msgspec.Struct)
    ]
    return [one for one in found if one is not msgspec.Struct]


def test_the_poison_is_in_the_snapshot(venin: tuple[Path, dict[str, str]]) -> None:
    """The control: what follows would mean nothing if a cleaning had gone before."""
    raw = [
        json.dumps(pq.read_table(path).to_pylist(), default=str, ensure_ascii=False)
        for path in (venin[0] / "instantanes").rglob("*.parquet")
    ]
    said = json.dumps(VENIN, ensure_ascii=False)[1:-1]
    assert sum(said in text for text in raw) >= 8


SANS_DONNEES = {
    "demo": "construit un atlas", "importer": "lit un fichier : test_fuzz.py", "publier": "écrit l'instantané : empoisonne.py",
    "restaurer": "remplace l'atlas : test_sauvegarde.py", "cles-ssh": "rend une ligne à sshd : test_ssh.py",
    "bourse": "relève des dépôts : cibles.py",
}  # fmt: skip
"""Commands that show nobody's text, and what attacks them instead."""


def commandes(ids: dict[str, str]) -> Iterator[list[str]]:
    for id in ids.values():
        yield ["fiche", id]
        yield ["fiche", id, "--versions"]
    yield ["chercher", "nope"]
    yield ["chercher", "--bourse", "nope"]
    yield ["contact", "nope"]
    yield ["actualites"]
    yield ["actualites", "--agenda", "--au", "2013-01-01"]
    yield ["annuaire"]
    yield ["annuaire", "--correspondants"]
    for what in ("appels", "subventions", "labels", "doublons"):
        yield [what]
    yield ["subventions", "--scdl", "-"]
    yield ["apd", "totaux", "--par", "collectivite"]
    yield ["apd", "exporter", "--annee", "2012"]
    yield ["apd", "suivi", "--annee", "2012"]
    yield ["apd", "recepisse", ids["apd"]]
    yield ["campagne", "avancement"]
    yield ["campagne", "retards"]
    yield ["taches", "odile"]
    yield ["compte", "lister"]
    yield ["cle", "lister", "odile"]
    yield ["courrier", "--lire"]
    yield ["instantanes"]
    yield ["verifier"]
    yield ["sauvegarder"]
    for link in ("monde", "france", "pays/ml", f"collectivite/{ids['col']}", f"partenaire/{ids['par']}"):
        yield ["etat", link]
        yield ["carte", link]
        yield ["graphique", link]
    for what in ("collectivites", "pays"):
        yield ["classement", what]


def test_every_command_has_its_attack(venin: tuple[Path, dict[str, str]]) -> None:
    """From the registry of the command line: a new command is tried with the poison, or says what attacks it."""
    tried = {words[0] for words in commandes(venin[1])}
    assert tried.isdisjoint(SANS_DONNEES)
    assert tried | set(SANS_DONNEES) == {command.name for command in COMMANDS}


def test_no_command_prints_an_order(venin: tuple[Path, dict[str, str]], tmp_path: Path, capfdbinary) -> None:
    folder, ids = venin
    tried = done = 0
    answering = {command.name for command in COMMANDS if command.answers}
    for words in commandes(ids):
        for form in ([], ["--format", "table"], ["--format", "json"], ["--format", "csv"]):
            tried += 1
            if form and (words[0] not in answering or (not LONGUE and tried % 5)):
                continue
            done += 1
            more = [str(tmp_path / f"{done}.tar.gz")] if words == ["sauvegarder"] else []
            status = main(["--donnees", str(folder), *words, *more, *form])
            out, err = (part.decode() for part in capfdbinary.readouterr())
            assert "imprévue" not in err, (words, form, err)
            assert status == 0 or err, (words, form)
            # Colours and returns to the default are the map's and the chart's own.
            bare = re.sub("\x1b\\[[0-9;]*m", "", out).replace("\r\n", "\n") + err
            assert not (found := ORDRES.search(bare)), (words, form, found)
            if words[0] not in ("carte", "graphique"):
                assert "\x1b" not in out, (words, form)
    noter(
        "Textes hostiles, commandes",
        f"{len(ids)} fiches de {len(textes_de_tout())} champs de texte, {len(COMMANDS) - len(SANS_DONNEES)} commandes, {done} réponses : "
        "0 octet de commande, 0 plantage",
    )


def test_letters_go_without_orders(
    venin: tuple[Path, dict[str, str]], tmp_path: Path, boite: Boite, monkeypatch
) -> None:
    """Through a real SMTP server: one subject, one text, each of them only that, whatever the outbox held."""
    folder = tmp_path / "atlas"
    shutil.copytree(venin[0], folder, symlinks=True)
    with Store.open(folder / "atlas.sqlite") as store, store.comptes() as accounts:
        waiting = accounts.letters()
    assert any(ORDRES.search(letter.sujet) for letter in waiting)
    assert any(ORDRES.search(letter.texte) for letter in waiting)
    monkeypatch.setenv("ATLAS_TUI_SMTP", boite.url)
    assert main(["--donnees", str(folder), "courrier"]) == 0
    assert len(boite.lettres) == len(waiting)
    for letter in boite.lettres:
        names = sorted(letter.message.keys())
        assert len(names) == len(set(names))
        assert set(names) <= {"Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "MIME-Version", "Message-ID",
                              "Subject", "To", "X-Peer", "X-MailFrom", "X-RcptTo"}, names  # fmt: skip
        assert not ORDRES.search(letter.sujet)
        assert not ORDRES.search(letter.texte)


FORMES = tuple(sorted(f".{format.fin.removeprefix('.')}" for format in FORMATS))
"""Every form of file that the program writes, from its registry."""


@pytest.mark.parametrize("fins", [FORMES] if LONGUE else [(fin,) for fin in FORMES], ids=" ".join)
def test_every_export_is_whole_and_obeys_nothing(
    venin: tuple[Path, dict[str, str]], tmp_path: Path, capfd, fins: tuple[str, ...]
) -> None:
    folder, ids = venin
    words = [
        ["chercher", "nope"],
        ["chercher", "--bourse", "nope"],
        ["etat", "pays/ml"],
        ["actualites"],
        ["actualites", "--agenda", "--au", "2013-01-01"],
        ["annuaire", "--correspondants"],
        *(["fiche", id] for id in ids.values()),
    ]
    if not LONGUE:
        # One answer in four, others in another form; a list of projets and the long fiche in each.
        words = [
            one
            for i, one in enumerate(words)
            if i % 4 == FORMES.index(fins[0]) % 4 or one in (words[0], ["fiche", ids["pro2"]])
        ]
    made = 0
    for fin in fins:
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
    noter(
        "Textes hostiles, exports",
        f"{made} fichiers de {len(fins)} formes, relus : 0 octet de commande, 0 formule, 0 action",
    )


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
        case ".txt" | ".ics":
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


def textes_de_tout() -> list[str]:
    """Every text field of the records."""
    return [f"{kind.__name__}.{field}" for kind in fiches_et_parties() for field in textes(kind)]


def test_the_guard_before_the_wire_drops_what_would_still_come() -> None:
    assert trames_permises(VENIN).isprintable() is False  # bidi stays for the line's own guard
    assert not re.search(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]",
        re.sub("\x1b\\[[0-9;]*[mJ]|\x1bM|\x08|\x1b\\]52;c;[A-Za-z0-9+/=]*\x07", "", trames_permises(VENIN)),
    )


async def test_an_address_is_copied_and_nothing_is_started(
    venin: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url, *_, **__: started.append(url))
    with Atlas.ouvrir(venin[0]) as atlas:
        app = application(atlas)
        async with app.run_test():
            app.open_url("https://mal.example")
            assert (started, app.clipboard) == ([], "https://mal.example")
