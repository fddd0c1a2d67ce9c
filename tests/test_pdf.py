# SPDX-License-Identifier: EUPL-1.2
"""PDF documents: every name in every script comes back out of them; bookmarks, language, tags; size; hostile data."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from exports.answer import Answer, Column, Origine, Table
from exports.pdf.rapport import ecrire_pdf

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
    return Answer({}, (table,), table, titre="Essai", origine=ORIGINE)


def texte(chemin: Path, *options: str) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is missing: install poppler-utils")
    fait = subprocess.run(
        ["pdftotext", *options, str(chemin), "-"], capture_output=True, text=True, check=True
    )
    return fait.stdout


@pytest.mark.parametrize("ecriture", NOMS)
def test_every_name_comes_back_in_every_script(ecriture: str, tmp_path: Path) -> None:
    chemin = tmp_path / "noms.pdf"
    ecrire_pdf(tableau([(ecriture, NOMS[ecriture])], "Écriture", "Nom"), chemin)
    lu = " ".join(texte(chemin).split())
    assert NOMS[ecriture] in lu


def test_what_is_not_in_the_fonts_is_shown_and_copied(tmp_path: Path) -> None:
    chemin = tmp_path / "absent.pdf"
    ecrire_pdf(tableau([("a", "ᚠ𓀀")], "Écriture", "Nom"), chemin)
    assert "ᚠ𓀀" in texte(chemin)
