# SPDX-License-Identifier: EUPL-1.2
"""PDF documents: every name in every script comes back out of them; bookmarks, language, tags; size; hostile data."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest
from petit_atlas import Petit, construire
from PIL import Image, ImageChops

from exports import dossier, presentation
from exports.answer import Answer, Column, Lines, Origine, Table
from exports.documents import write_file
from exports.fiche import fiche
from exports.pdf.rapport import FICTIF, ecrire_pdf
from exports.writing import ExportAnnule, Reglages
from parquet.atlas import Atlas
from parquet.criteria import TOUT, Criteria
from parquet.pages import lire_adresse

pytestmark = pytest.mark.exports

ORIGINE = Origine(
    date(2013, 12, 31), "20131231T000000Z", True, "atlas://monde/pays/bf", "pays : Burkina Faso"
)

NOMS = {
    "latin": "Œuvre de l'Île-d'Yeu, Žďár nad Sázavou, Łódź, Şanlıurfa",
    "vietnamien": "Thành phố Hồ Chí Minh, Thừa Thiên Huế, Đắk Lắk",
    "cyrillique": "Нижний Новгород, Ђаковица, Київ",
    "grec": "Θεσσαλονίκη, Ηράκλειο",
    "arabe": "محافظة طولكرم",
    "hébreu": "ירושלים",
    "persan": "شهر‌کرد",
    "devanagari": "वाराणसी",
    "bengali": "ঢাকা",
    "tamoul": "புதுச்சேரி",
    "khmer": "សៀមរាប",
    "thaï": "เชียงใหม่",
    "lao": "ວຽງຈັນ",
    "birman": "ရန်ကုန်",
    "cinghalais": "කොළඹ",
    "géorgien": "თბილისი",
    "arménien": "Երևան",
    "éthiopien": "አዲስ አበባ",
    "chinois": "武漢市, 广州市",
    "japonais": "横浜市 ヨコハマ",
    "coréen": "수원시",
    "tibétain": "ལྷ་ས",
    "amazighe": "ⵜⵉⵣⵏⵉⵜ",
}
"""A name of each script that partenaires have."""


def tableau(lignes: list[tuple[str, ...]], *titres: str) -> Answer:
    table = Table(tuple(Column(t, t) for t in titres), lignes)
    return Answer({}, (table,), table, titre="Partenaires", origine=ORIGINE)


def outil(nom: str) -> str:
    if shutil.which(nom) is None:
        # Where tests decide (.ci/run installs it), what they promise must be looked at.
        assert os.environ.get("HYPOTHESIS_PROFILE") != "ci", f"{nom} is missing: install poppler-utils"
        pytest.skip(f"{nom} is missing: install poppler-utils")
    return nom


def texte(chemin: Path, *options: str) -> str:
    ordre = [outil("pdftotext"), *options, str(chemin), "-"]
    return subprocess.run(ordre, capture_output=True, text=True, check=True).stdout


def a_plat(chemin: Path) -> str:
    return " ".join(texte(chemin).split())


@pytest.fixture(scope="module")
def noms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chemin = tmp_path_factory.mktemp("noms") / "noms.pdf"
    ecrire_pdf(tableau(list(NOMS.items()), "Écriture", "Nom"), chemin)
    return chemin


@pytest.fixture(scope="module")
def petit(tmp_path_factory: pytest.TempPathFactory) -> Petit:
    return construire(tmp_path_factory.mktemp("petit") / "atlas")


@pytest.fixture(scope="module")
def atlas(petit: Petit) -> Iterator[Atlas]:
    with Atlas.ouvrir(petit.dossier) as ouvert:
        yield ouvert


def page_entiere(atlas: Atlas, chemin: str) -> Answer:
    adresse = lire_adresse(chemin)
    answer = dossier.page(presentation.etat(atlas.etat(adresse.page)), atlas, adresse)
    return replace(answer, origine=ORIGINE)


@pytest.fixture(scope="module")
def pays(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The country sheet of Burkina Faso."""
    chemin = tmp_path_factory.mktemp("pays") / "bf.pdf"
    ecrire_pdf(page_entiere(atlas, "pays/bf"), chemin)
    return chemin


# --- every name, in every script --------------------------------------------------------------------------------------


def test_every_name_comes_back_in_every_script(noms: Path) -> None:
    lu = a_plat(noms)
    assert [f"{ecriture} : {nom}" for ecriture, nom in NOMS.items() if nom not in lu] == []


def test_names_wrapped_in_narrow_columns_come_back_word_by_word(tmp_path: Path) -> None:
    chemin = tmp_path / "etroit.pdf"
    suite = " ".join(NOMS.values())
    ecrire_pdf(tableau([tuple([suite] * 5)], *"ABCDE"), chemin)
    lu = a_plat(chemin)
    assert [
        n for n in ("Île-d'Yeu,", "Θεσσαλονίκη,", "ירושלים", "Երևան", "طولكرم", "수원시") if lu.count(n) < 5
    ] == []


def test_what_no_font_has_is_shown_as_a_sign_and_copied_as_itself(tmp_path: Path) -> None:
    chemin = tmp_path / "absent.pdf"
    ecrire_pdf(tableau([("ancien", "ᚠ𓀀")], "Écriture", "Nom"), chemin)
    assert "ᚠ𓀀" in texte(chemin)


# --- what the document says of itself ---------------------------------------------------------------------------------


def elements(noeud: pypdf.generic.DictionaryObject) -> Iterator[pypdf.generic.DictionaryObject]:
    """The structure tree, element by element, as an assistive tool walks it."""
    kids = noeud.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object()
        if isinstance(kid, dict) and "/S" in kid:
            yield kid
            yield from elements(kid)


def test_the_country_sheet_is_tagged_titled_and_in_french(pays: Path) -> None:
    lu = pypdf.PdfReader(pays, strict=True)
    racine = lu.trailer["/Root"]
    assert racine["/Lang"] == "fr-FR"
    assert racine["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a boolean of pypdf
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert lu.metadata is not None
    assert lu.metadata.title == "Burkina Faso\u00a0: carte de la coopération décentralisée"
    trouves = list(elements(racine["/StructTreeRoot"]))
    genres = [e["/S"] for e in trouves]
    assert genres[0] == "/Document"
    assert genres.count("/H1") == 1
    figures = [e for e in trouves if e["/S"] == "/Figure"]
    assert len(figures) >= 3, "the map and the charts"
    assert all(e["/Alt"] for e in figures)
    assert any("Ouagadougou" in e["/Alt"] for e in figures), "the map is told by its places"
    for rangee in (e for e in trouves if e["/S"] == "/TR"):
        assert {k.get_object()["/S"] for k in rangee["/K"]} <= {"/TH", "/TD"}
        assert rangee["/P"].get_object()["/S"] == "/Table"
    assert any(e["/S"] == "/TH" and e["/A"]["/Scope"] == "/Column" for e in trouves)
    for numero, page in enumerate(lu.pages):
        assert page["/StructParents"] == numero
        assert page["/Tabs"] == "/S"


def test_the_country_sheet_has_its_parts_and_their_bookmarks(pays: Path) -> None:
    lu = pypdf.PdfReader(pays)
    titre, sections = lu.outline[0], lu.outline[1]
    assert titre["/Title"].startswith("Burkina Faso")
    assert [s["/Title"] for s in sections if not isinstance(s, list)] == [
        "Chiffres", "Carte", "Aide publique au développement", "Statuts",
        "Types de collectivité", "Régions françaises", "Collectivités menant le plus de projets",
        "Coopérations décentralisées", "Autres actions extérieures",
    ]  # fmt: skip
    liens = [a.get_object() for page in lu.pages for a in page.get("/Annots", [])]
    assert len(liens) == 9, "the list of sections leads to each"
    assert all("/A" not in lien or lien["/A"]["/S"] == "/GoTo" for lien in liens), (
        "nothing leads out of the document"
    )


def test_every_page_says_title_date_number_and_that_it_is_fictitious(pays: Path) -> None:
    pages = texte(pays, "-layout").split("\f")[:-1]
    assert len(pages) == len(pypdf.PdfReader(pays).pages) > 2
    for numero, page in enumerate(pages, 1):
        plat = " ".join(page.replace("\u202f", " ").replace("\u00a0", " ").split())
        assert FICTIF in plat
        assert "Au 31 décembre 2013" in plat
        assert f"page {numero} / {len(pages)}" in plat
        assert ORIGINE.instantane in plat
        assert "Licence Ouverte 2.0" in plat
    assert "atlas://monde/pays/bf" in pages[0]
    assert "pays : Burkina Faso" in pages[0]


def test_a_real_atlas_is_not_said_fictitious(tmp_path: Path) -> None:
    chemin = tmp_path / "vrai.pdf"
    ecrire_pdf(
        replace(tableau([("a", "b")], "A", "B"), origine=replace(ORIGINE, demonstration=False)), chemin
    )
    assert "fictives" not in texte(chemin)


def test_the_country_sheet_lists_every_projet_with_its_figures(pays: Path) -> None:
    lu = a_plat(pays).replace("\u202f", " ").replace("\u00a0", " ")
    for dit in ("Réseau de villes sur l'eau", "Eau pour [/nope] Ouaga", "1 200,25 €", "Paris (75)"):
        assert dit in lu


def test_a_fiche_gives_no_address_that_its_owner_kept(atlas: Atlas, petit: Petit, tmp_path: Path) -> None:
    chemin = tmp_path / "fiche.pdf"
    adresse = lire_adresse(f"fiche/{petit.bas_rhin}")
    answer = fiche(atlas.fiche(petit.bas_rhin), atlas.au, True)
    ecrire_pdf(replace(dossier.fiche(answer, atlas, adresse), origine=ORIGINE), chemin)
    lu = a_plat(chemin)
    assert "luc@bas-rhin.example" in lu
    assert "anne@bas-rhin.example" not in lu
    assert "Anne Muller" in lu
    assert "atlas-tui chercher" not in lu


def test_a_search_that_finds_nothing_says_so(atlas: Atlas, tmp_path: Path) -> None:
    criteres = Criteria(pays=("JP",))
    answer = presentation.projets(atlas.projets(criteres), criteres, atlas.au, True)
    ecrire_pdf(replace(answer, origine=ORIGINE), tmp_path / "rien.pdf")
    ecrire_pdf(replace(answer, parts=(), origine=ORIGINE), tmp_path / "rien-du-tout.pdf")
    assert "Rien ne répond." in texte(tmp_path / "rien.pdf")
    assert "Rien ne répond." in texte(tmp_path / "rien-du-tout.pdf")


# --- size, determinism, stopping --------------------------------------------------------------------------------------


def test_fifty_pages_are_small_and_twice_the_same(atlas_demo: Path, tmp_path: Path) -> None:
    with Atlas.ouvrir(atlas_demo) as ouvert:
        projets = ouvert.projets(TOUT, tri="titre", limite=760)
        answer = presentation.projets(projets, TOUT, ouvert.au, ouvert.demonstration)
    answer = replace(answer, origine=ORIGINE)
    dits: list[float] = []
    ecrire_pdf(answer, tmp_path / "a.pdf", dits.append)
    ecrire_pdf(answer, tmp_path / "b.pdf")
    octets = (tmp_path / "a.pdf").read_bytes()
    assert octets == (tmp_path / "b.pdf").read_bytes()
    assert len(pypdf.PdfReader(tmp_path / "a.pdf").pages) >= 50
    assert len(octets) < 1_000_000
    assert dits == sorted(dits)
    assert len(dits) > 10
    assert dits[-1] == 1.0
    lu = a_plat(tmp_path / "a.pdf")
    assert all(p.id in lu for p in projets.projets)


def test_a_stopped_export_leaves_nothing(tmp_path: Path) -> None:
    def assez(fraction: float) -> None:
        if fraction > 0.3:
            raise ExportAnnule

    answer = tableau([("a", "b")] * 500, "A", "B")
    with pytest.raises(ExportAnnule):
        write_file(answer, tmp_path / "x.pdf", Reglages(suivi=assez))
    assert list(tmp_path.iterdir()) == []


# --- hostile data -----------------------------------------------------------------------------------------------------

HOSTILES = (
    "\x00\x1b[31mrouge\x07", "[bold]x[/nope]", "a" + "\u0301" * 10_000, "\u202eabc\u202c", "x" * 1_000_000, "mot " * 250_000,
    "ى" * 5000, "ក្" * 3000, "日" * 5000, "\ud800a", "😀👨‍👩‍👧", "(a)\\(b) %PDF <> @ 1% Tj ET Q", "a\nb\n" * 50_000, " ", "\u200d", "\u0301",
)  # fmt: skip


def test_hostile_data_neither_breaks_nor_swells_a_document(tmp_path: Path) -> None:
    chemin = tmp_path / "hostile.pdf"
    colonnes = (Column("a", "A"), Column("b", "B" * 300), Column("c", "C " * 100), Column("n", "N", "entier"))
    table = Table(colonnes, [(h, h, h, 5) for h in HOSTILES], "T" * 5000)
    lignes = Lines(tuple((h, h) for h in HOSTILES))
    ecrire_pdf(
        Answer(
            {}, (table, lignes), table, titre="x" * 100_000, origine=replace(ORIGINE, criteres=HOSTILES[4])
        ),
        chemin,
    )
    lu = pypdf.PdfReader(chemin, strict=True)
    assert len(lu.pages) < 60
    dit = texte(chemin)
    assert "[bold]x[/nope]" in dit
    assert "(a)\\(b) %PDF <> @ 1% Tj ET Q" in dit
    assert "…" in dit
    assert not set(dit) & {"\x1b", "\x00", "\x07", "\u202e"}
    # Nothing is drawn outside of a page: every page has its footer, and text stays between the margins.
    boites = subprocess.run(
        [outil("pdftotext"), "-bbox", str(chemin), "-"], capture_output=True, text=True, check=True
    ).stdout
    droites = [float(m) for m in re.findall(r'xMax="([0-9.]+)"', boites)]
    assert max(droites) <= 842


# --- golden images ----------------------------------------------------------------------------------------------------

IMAGES = Path(__file__).resolve().parent / "golden"


@pytest.mark.parametrize("sorte", ["noms", "pays", "fiche"])
def test_a_first_page_looks_as_it_was_approved(
    sorte: str,
    noms: Path,
    pays: Path,
    atlas: Atlas,
    petit: Petit,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    """Renewed with --snapshot-update, after looking at them."""
    chemin = {"noms": noms, "pays": pays}.get(sorte, tmp_path / "fiche.pdf")
    if sorte == "fiche":
        answer = fiche(replace(atlas.fiche("pro-3"), modifie_le=date(2013, 12, 1)), date(2013, 12, 31), True)
        ecrire_pdf(replace(answer, origine=ORIGINE), chemin)
    ordre = [
        outil("pdftoppm"),
        "-r",
        "50",
        "-gray",
        "-png",
        "-singlefile",
        str(chemin),
        str(tmp_path / "vue"),
    ]
    subprocess.run(ordre, check=True)
    vue, approuvee = tmp_path / "vue.png", IMAGES / f"pdf-{sorte}.png"
    if request.config.getoption("--snapshot-update"):
        IMAGES.mkdir(exist_ok=True)
        Image.open(vue).save(approuvee, optimize=True)
    with Image.open(vue) as a, Image.open(approuvee) as b:
        assert a.size == b.size
        ecarts = ImageChops.difference(a.convert("L"), b.convert("L")).histogram()
    # Renderers smooth edges their own way; a line that moved or is missing changes many dots by much.
    assert sum(ecarts[64:]) / sum(ecarts) < 0.002
