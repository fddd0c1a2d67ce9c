# SPDX-License-Identifier: EUPL-1.2
"""What bytes from outside reach first, each as one function of bytes: it answers, or refuses in one line; anything else is a fault.

Guided draws (`guides.py`) and the cases they found (`cas/`, replayed at each run) both call these.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path

import msgspec

from atlas_tui.imports import ImportRefuse, importer
from atlas_tui.imports.apd import TOUTES, lire_lignes
from atlas_tui.imports.contacts import COLUMNS as CONTACTS
from atlas_tui.imports.jumelages import COLUMNS
from atlas_tui.imports.mapping import read_mapping
from atlas_tui.session import DemandeRefusee, demande
from parquet.document import document, lire_document
from parquet.errors import AtlasError
from parquet.jours import lire_jour, lire_minute
from parquet.keywords import lire
from parquet.pages import lien, lire_adresse
from store.boite import ENTREE, SORTIE, Reponse, preparer, relever
from store.cleaning import clean, clean_text, without_controls
from store.clock import from_paris
from store.depot import Deposant, Depot, verifie
from store.errors import Refused
from store.keys import read_key
from store.records import Collectivite, Partenaire
from store.store import Store

ORDRES = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""What no text may keep once it has been cleaned, line feeds apart."""


def une_ligne(refusal: Exception) -> None:
    """A refusal is one line that a terminal may be given (the command line drops what is left of orders in it)."""
    assert str(refusal).strip()
    assert len(without_controls(str(refusal)).splitlines()) == 1, str(refusal)


def texte(data: bytes) -> str:
    """The bytes as a text that a terminal or a file may bring: lone surrogates where they are not UTF-8."""
    return data.decode("utf-8", "surrogateescape")


def permalien(data: bytes) -> None:
    try:
        address = lire_adresse(texte(data))
    except AtlasError as error:
        une_ligne(error)
        return
    assert lire_adresse(lien(address)) == address


def criteres(data: bytes) -> None:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return
    if not isinstance(said, dict):
        return
    try:
        found = lire_document(said)
    except AtlasError as error:
        une_ligne(error)
        return
    assert lire_document(json.loads(json.dumps(document(found)))) == found


def mots(data: bytes) -> None:
    text = texte(data)
    for read in (lire, lire_jour, partial(lire_minute, fin=True)):
        try:
            read(text)
        except AtlasError as error:
            une_ligne(error)
    try:
        from_paris(text)
    except ValueError as error:
        une_ligne(error)


def nettoyage(data: bytes) -> None:
    text = texte(data)
    for cleaned, again in ((clean(text), clean), (clean_text(text), clean_text)):
        assert again(cleaned) == cleaned
        assert not ORDRES.search(cleaned)
        cleaned.encode()
    assert "\n" not in clean(text)
    assert not ORDRES.search(without_controls(text))


def ligne_ssh(data: bytes) -> None:
    try:
        words = demande(texte(data))
    except DemandeRefusee as error:
        une_ligne(error)
        return
    assert all("\0" not in word for word in words)


def cle(data: bytes) -> None:
    try:
        key = read_key(texte(data))
    except Refused as error:
        une_ligne(error)
        return
    assert re.fullmatch(r"SHA256:[A-Za-z0-9+/]{43}", key.fingerprint)
    assert read_key(f"{key.kind} {key.blob} {key.comment}") == key


def depot(data: bytes) -> None:
    said = [*texte(data).split("\0"), *[""] * 13][:13]
    names = (
        "partenaire",
        "autorite",
        "pays",
        "titre",
        "thematique",
        "besoin",
        "description",
        "recherche",
        "lieu",
    )
    person = Deposant(prenom=said[9], nom=said[10], courriel=said[11], telephone=said[12])
    try:
        checked = verifie(Depot(**dict(zip(names, said, strict=False)), deposant=person))
    except Refused as error:
        une_ligne(error)
        return
    assert not ORDRES.search(json.dumps(msgspec.to_builtins(checked), ensure_ascii=False))


@cache
def _hote() -> tuple[Store, Path]:
    """The store of a host that takes deposits in, and its folder."""
    folder = _dossier() / "hote"
    folder.mkdir()
    preparer(folder)
    store = Store.create(folder / "atlas.sqlite")
    with store.write("essai") as edit:
        edit.create(Partenaire(nom="Ségou", pays="ML"))
    return store, folder


def boite(data: bytes) -> None:
    """A file that anybody on the host put in the box: answered or thrown away, and the box is empty again."""
    store, folder = _hote()
    entree, sortie = folder / ENTREE, folder / SORTIE
    (entree / "000").write_bytes(data)
    taken = relever(store, folder)
    assert list(entree.iterdir()) == []
    answers = list(sortie.iterdir())
    assert len(answers) <= taken <= 1
    for answer in answers:
        read = msgspec.json.decode(answer.read_bytes(), type=Reponse)
        assert not ORDRES.search(json.dumps(msgspec.to_builtins(read), ensure_ascii=False))
        answer.unlink()


@cache
def _dossier() -> Path:
    """A folder in memory where there is one: a file is written for each draw."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="atlas-tirages-", dir=memory if os.access(memory, os.W_OK) else None))


@cache
def _base() -> Store:
    """A store that the imports read; they write nothing in it."""
    path = _dossier() / "atlas.sqlite"
    path.unlink(missing_ok=True)
    store = Store.create(path)
    with store.write("essai") as edit:
        edit.create(Collectivite(nom="Paris", type="commune", code="75056", departement="75", region="11"))
        edit.create(Collectivite(nom="Lyon", type="commune", code="69123", departement="69", region="84"))
    return store


def _importer(source: str, path: Path) -> None:
    try:
        found = importer(_base(), source, path, a_blanc=True)
    except ImportRefuse as error:
        une_ligne(error)
        return
    for rejet in found.rejets:
        assert not ORDRES.search(f"{rejet.champ} {rejet.raison}")


def _apd(path: Path) -> None:
    try:
        read = lire_lignes(path, 2012, "col-1", {"pro-1": "Eau"})
    except ImportRefuse as error:
        une_ligne(error)
        return
    for rejet in read.rejets:
        assert not ORDRES.search(f"{rejet.champ} {rejet.raison}")
    for line in read.lignes:
        assert 0 <= line.montant < 10**13
        assert not ORDRES.search(f"{line.canal}{line.type_aide}{line.pays}{line.secteur}")


def tableau(data: bytes) -> None:
    """A delimited file: its first byte says whether its headings are given or drawn too."""
    path = _dossier() / "f.csv"
    for source, columns in (("jumelages", COLUMNS), ("apd", TOUTES), ("contacts", CONTACTS)):
        heads = ";".join(columns.values()).encode() + b"\n" if data[:1] < b"\x80" else b""
        path.write_bytes(heads + data[1:])
        _importer(source, path)
    _apd(path)


_PARTIES = (
    "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml",
    "xl/styles.xml",
)  # fmt: skip
_TITRES = "".join(f'<c t="inlineStr"><is><t>{title}</t></is></c>' for title in TOUTES.values())
_ENTETE = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">{_TITRES}</row>'
_LIVRE = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_LIENS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>"
)


def classeur(data: bytes) -> None:
    """A workbook: rows under right headings, or the parts of the archive, or the bytes of the file, as the first byte says."""
    path = _dossier() / "f.xlsx"
    kind, body = data[:1], data[1:]
    if kind < b"\x60":
        sheet = _ENTETE.encode() + body + b"</sheetData></worksheet>"
        _zip(
            path,
            {
                "xl/workbook.xml": _LIVRE.encode(),
                "xl/_rels/workbook.xml.rels": _LIENS.encode(),
                _PARTIES[0]: sheet,
            },
        )
    elif kind < b"\xc0":
        given = dict(zip(_PARTIES, body.split(b"\0\0"), strict=False))
        _zip(
            path, {"xl/workbook.xml": _LIVRE.encode(), "xl/_rels/workbook.xml.rels": _LIENS.encode()} | given
        )
    else:
        path.write_bytes(b"PK\x03\x04" + body)
    _importer("apd", path)
    _apd(path)


def _zip(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)


def correspondance(data: bytes) -> None:
    path = _dossier() / "c.toml"
    path.write_bytes(data)
    try:
        found = read_mapping(path, COLUMNS)
    except ImportRefuse as error:
        une_ligne(error)
        return
    assert not ORDRES.search(found.origine)


CIBLES: dict[str, Callable[[bytes], None]] = {
    one.__name__: one
    for one in (
        permalien,
        criteres,
        mots,
        nettoyage,
        ligne_ssh,
        cle,
        depot,
        boite,
        tableau,
        classeur,
        correspondance,
    )
}
"""Each target by its name, which is that of its folder of cases too."""

_CELLULE = '<row r="2"><c r="A2" t="inlineStr"><is><t>{}</t></is></c><c r="B2"><v>2012</v></c><c r="C2"><f>1+1</f><v>3</v></c></row>'
GRAINES: dict[str, Iterable[bytes]] = {
    "permalien": (
        b"atlas://monde/pays/bf?nature=cooperation&annee-debut=2008..2010", b"recherche?mots=eau%20potable&cofinancement=MAE:2009&au=2013-01-01",
        b"fiche/pro-1", b"monde?montant=&odd=6&jumelage=oui&tri=titre", b"region/44?region=84&vue=carte",
    ),
    "criteres": (
        b'{"pays": ["BF"], "mots": "eau", "annee_debut": {"de": 2008, "a": 2010}, "aussi": {"region": ["84"]}}',
        b'{"cofinancement": [{"financeur": "MEAE", "annee": 2009}], "jumelage": true}',
    ),
    "mots": ('eau "eau potable" -école ouaga*'.encode(), b"2012-12-31", b"31/12/2012"),
    "nettoyage": ("Eau\x1b]0;x\x07é\u0301\u0301\u202e\u200d\r\n\u2028".encode(), b"\x9b2J\xff"),
    "ligne_ssh": (b'contact "bas-rhin" --format json', b"chercher 'eau potable' -- -x \\\\ "),
    "cle": (b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0UgC1k5Zq0m1m6m1m6m1m6m1m6m1m6m1m6m1m6m1m6 moi",),
    "depot": ("\0Ségou\0ML\0Un puits\x0014031\0De l'eau\0\0\0\0Awa\0Traoré\0awa@segou.example\0+223 00".encode(),),
    "boite": (
        b'["' + b"a" * 20 + b'",{"jeton":"' + b"b" * 20 + b'","requete":{"type":"deposer","depot":{"partenaire":"par-1","titre":"Puits",'
        b'"thematique":"14031","besoin":"Eau","deposant":{"prenom":"A","nom":"T","courriel":"a@segou.example"}}}}]',
        b'["' + b"c" * 20 + b'",{"jeton":"' + b"b" * 20 + b'","requete":{"type":"confirmer","code":"12345678"}}]',
        b'["' + b"d" * 20 + b'",{"jeton":"' + b"b" * 20 + b'","requete":{"type":"suivre","id":"dem-1","courriel":"a@segou.example"},"origine":"::1"}]',
        b'["' + b"e" * 20 + b'",{"jeton":"' + b"b" * 20 + b'","requete":{"type":"agir","code":"1","geste":"retirer-demande"}}]',
    ),
    "tableau": (
        b"\x00Gordes;43.911;5.2;Bornem;51.09;4.24;1000;Belgium\n", b'\x00"Paris";2012;"1 200,25";"BF";14031;;;\n',
        b"\xff\xef\xbb\xbfmontant,secteur\n12,14031\n", "\0Paris;75056;75;Anne;Muller;Élue;elu;a@paris.example;01;oui\n".encode(),
    ),
    "classeur": (
        b"\x00" + _CELLULE.format("75056").encode(), b"\x60" + _ENTETE.encode() + b"</sheetData></worksheet>\0\0<sst><si><t>a</t></si></sst>",
    ),
    "correspondance": (b'origine = "x"\n[colonnes]\nville = "Ville"\n[communes]\n"Lyon" = "69123"\n[pays]\n"Mali" = "ML"\n',),
}  # fmt: skip
"""What the draws begin with, besides the cases that are kept."""
