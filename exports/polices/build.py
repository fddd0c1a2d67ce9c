# SPDX-License-Identifier: EUPL-1.2
"""Makes `data/` from the unpacked font packages: cuts each font to what names need, and writes what it then covers.

Run by `make polices`. Same packages, same fontTools: same bytes.
"""

from __future__ import annotations

import argparse
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ICI = Path(__file__).resolve().parent

PAQUETS = (
    # family, folder of the package, weight, what is kept (None: all it has)
    ("NotoSans-Regular", "noto-sans", "400Regular", None),
    ("NotoSans-Bold", "noto-sans", "700Bold", None),
    *(
        (f"NotoSans{name}-Regular", f"noto-sans-{name.lower()}", "400Regular", None)
        for name in (
            "Arabic", "Hebrew", "Armenian", "Georgian", "Ethiopic", "Bengali", "Gujarati", "Gurmukhi", "Kannada", "Khmer", "Lao",
            "Malayalam", "Mongolian", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu", "Thaana", "Thai", "Tifinagh",
        )
    ),
    ("NotoSerifTibetan-Regular", "noto-serif-tibetan", "400Regular", None),
    ("NotoSansSC-Regular", "noto-sans-sc", "400Regular", "han"),
    ("NotoSansKR-Regular", "noto-sans-kr", "400Regular", "hangul"),
)  # fmt: skip
"""In the order in which they are asked for a character."""


def encodable(codec: str, plane: Iterable[int]) -> set[int]:
    """The characters of `plane` that a national standard has."""
    found = set()
    for code in plane:
        try:
            chr(code).encode(codec)
        except UnicodeEncodeError:
            continue
        found.add(code)
    return found


def han() -> set[int]:
    """Characters of Chinese and Japanese names: GB 2312, the common half of Big5, JIS X 0208; kana, bopomofo, full widths."""
    plane = range(0x4E00, 0xA000)
    # Big5 puts the common characters first: lead bytes A4 to C6.
    common = {c for c in encodable("big5", plane) if chr(c).encode("big5")[0] <= 0xC6}
    chars = encodable("gb2312", plane) | common | encodable("euc_jp", plane) & encodable("shift_jis", plane)
    return chars | {*range(0x3000, 0x3130), *range(0xFF00, 0xFFF0)}


def hangul() -> set[int]:
    """The 11,172 syllables of modern Korean and its letters."""
    return {*range(0xAC00, 0xD7A4), *range(0x3130, 0x3190)}


SETS = {"han": han, "hangul": hangul}


def cut(source: Path, kept: str | None) -> tuple[bytes, list[int], str]:
    """A font without hints, with the characters of the set `kept`; its bytes, its characters, its version."""
    options = subset.Options(
        hinting=False,
        layout_features=["*"],
        notdef_outline=True,
        recommended_glyphs=True,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
    )
    # Tables for vertical writing and for tools, which no document of ours reads.
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG", "meta", "STAT", "MATH"]
    font = TTFont(source, recalcTimestamp=False)
    version = font["name"].getDebugName(5) or ""
    chars = set(font.getBestCmap())
    if kept:
        chars &= SETS[kept]()
        # A face for one script needs no second Latin, nor the features of vertical and old writing.
        options.layout_features = ["ccmp", "locl", "mark", "mkmk", "liga"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(chars))
    subsetter.subset(font)
    # Only the map from characters to glyphs: names of glyphs are of no use here and take room.
    font["post"].formatType = 3.0
    out = io.BytesIO()
    font.save(out, reorderTables=True)
    return out.getvalue(), sorted(font.getBestCmap()), version


def ranges(codes: list[int]) -> list[list[int]]:
    """[1, 2, 3, 7] → [[1, 3], [7, 7]]."""
    found: list[list[int]] = []
    for code in codes:
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def main() -> None:
    """Write `data/` whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paquets", type=Path, required=True, help="folder of the unpacked packages")
    paquets: Path = parser.parse_args().paquets
    data = ICI / "data"
    data.mkdir(exist_ok=True)
    catalogue, table = [], []
    made: dict[str, bytes] = {}
    for name, package, weight, kept in PAQUETS:
        (folder,) = (p for p in paquets.glob(f"expo-google-fonts-{package}-[0-9]*") if p.is_dir())
        said = json.loads((folder / "package/package.json").read_text("utf-8"))
        (source,) = (folder / "package" / weight).glob("*.ttf")
        content, codes, version = cut(source, kept)
        made[f"{name}.ttf"] = content
        notice = re.sub(
            r"\s+", " ", (folder / "package/LICENSE_FONT").read_text("utf-8").split("This Font Software")[0]
        ).strip()
        catalogue.append({"fichier": f"{name}.ttf", "plages": ranges(codes)})
        table.append((name, version, f"{said['name']} {said['version']}", len(codes), len(content), notice))
    # Written once all is made: what stands there is whole at any moment.
    for old in data.glob("*.ttf"):
        if old.name not in made:
            old.unlink()
    for name, content in made.items():
        (data / name).write_bytes(content)
    (data / "catalogue.json").write_text(json.dumps(catalogue, separators=(",", ":")) + "\n", "utf-8")
    licence = (
        paquets / f"{next(paquets.glob('expo-google-fonts-noto-sans-0*/')).name}/package/LICENSE_FONT"
    ).read_text("utf-8")
    (data / "OFL.txt").write_text(licence, "utf-8")
    write_notices(table)
    for name, _, _, count, size, _ in table:
        print(f"{name:32} {count:6} {size:9}")
    print(sum(row[4] for row in table))


def write_notices(table: list[tuple[str, str, str, int, int, str]]) -> None:
    """`NOTICES.md`: what each file is, from where, under what licence, and what was cut."""
    lines = [
        "# Polices",
        "",
        "Fichiers faits par `make polices` à partir des paquets nommés ici, sans les indications de tramage (hinting).",
        "Licence : SIL Open Font License 1.1 (`OFL.txt`).",
        "",
        "Coupes : `NotoSansSC` garde les sinogrammes de GB 2312, la moitié courante de Big5, ceux de JIS X 0208, les kanas,",
        "le bopomofo et les formes pleine chasse ; `NotoSansKR` garde les 11 172 syllabes du coréen moderne et ses lettres.",
        "Les sinogrammes japonais et coréens ont le dessin chinois. Les autres polices gardent tous leurs caractères.",
        "",
        "| fichier | version | paquet | caractères | octets |",
        "|---|---|---|---:|---:|",
        *(f"| {name}.ttf | {version} | {package} | {count} | {size} |" for name, version, package, count, size, _ in table),
        "",
        "## Auteurs",
        "",
        *(f"- {name} : {notice}" for name, _, _, _, _, notice in table),
        "",
    ]  # fmt: skip
    (ICI / "data" / "NOTICES.md").write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    main()
