# SPDX-License-Identifier: EUPL-1.2
"""The command that draws a map in cells, or tells it: carte."""

from __future__ import annotations

import os
import shutil
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from atlas_tui.cli.arguments import add_criteria, add_day, criteria_of, positive
from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context

if TYPE_CHECKING:
    from atlas_tui.terminal.canvas import Toile
    from exports.drawing.maps import Carte as LaCarte
    from exports.drawing.scene import Role

ETROIT, BAS = 20, 8
"""The smallest drawing, in columns and lines."""
LARGE, HAUT = 80, 20
"""The drawing that is made where no terminal says its size."""
NORMAL = "\x1b[0m"
GRAND = 400
"""The largest drawing, in columns and lines: more is for paper."""


def cells(text: str) -> int:
    """A number of columns or lines."""
    size = positive(text)
    if size > GRAND:
        raise ArgumentTypeError(f"« {text} » est trop grand : une carte tient dans {GRAND} cases au plus")
    return size


class Carte(Command):
    name = "carte"
    help = (
        "la carte d'une page, dessinée dans le terminal ; décrite en mots et en chiffres avec --format table"
    )
    en_session = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "chemin",
            metavar="CHEMIN",
            nargs="?",
            default="monde",
            help="la page, ou son lien (monde si rien n'est dit)",
        )
        parser.add_argument(
            "--largeur", metavar="C", type=cells, help="colonnes (celles du terminal, sinon 80)"
        )
        parser.add_argument(
            "--hauteur", metavar="L", type=cells, help="lignes du dessin (celles du terminal, sinon 20)"
        )
        parser.add_argument(
            "--cote",
            choices=("france", "partenaires"),
            help="les mêmes projets côté français ou côté partenaires",
        )
        parser.add_argument(
            "--maille", choices=("region", "departement"), help="les parts d'une carte de France (region)"
        )
        add_day(parser)
        group = add_criteria(parser)
        group.add_argument("--mots", metavar="TXT", default="", help="où se trouvent tous ces mots")

    def run(self, args: Namespace, context: Context) -> int:
        from dataclasses import replace

        from exports.drawing.maps import carte
        from parquet.pages import lire_adresse

        address = lire_adresse(args.chemin)
        address = replace(address, criteres=address.criteres & criteria_of(args, args.mots))
        with context.atlas(args.au or address.au) as atlas:
            atlas.exiger(address.criteres)
            found = carte(atlas, address, args.cote, args.maille, fin=context.vers is not None)
            if args.format is not None or context.vers is not None:
                from exports import answers

                context.give(answers.carte(atlas, address, found, fin=context.forme))
                return 0
            from exports.wording import mentions

            said = mentions(atlas.au, atlas.demonstration)
        from store.cleaning import without_controls

        # A sequence of ours between pieces that were cleaned one by one.
        for line in _dessin(found, args.largeur, args.hauteur, said):
            pieces = [(style, without_controls(text)) for style, text in line]
            print("".join(f"{style}{text}{NORMAL}" if style else text for style, text in pieces))
        return 0


Morceaux = list[tuple[str, str]]
"""(sequence of the terminal or nothing, text) from the left to the right."""


def _dessin(
    found: LaCarte, largeur: int | None, hauteur: int | None, said: tuple[str, ...]
) -> Iterator[Morceaux]:
    """The title, the drawing, the legend."""
    from textwrap import wrap

    from atlas_tui.terminal.canvas import echantillon, peindre, signe
    from atlas_tui.terminal.profile import profil
    from exports.drawing.scene import CLASSES

    ascii_only = profil().ascii or not _utf8()
    colour = sys.stdout.isatty() and profil().couleur and "NO_COLOR" not in os.environ
    width, height = shutil.get_terminal_size((LARGE, HAUT + 8))
    legend = found.scene.legend
    canvas = peindre(
        found.scene,
        max(ETROIT, largeur or width),
        max(BAS, hauteur or height - len(legend) - 8),
        ascii=ascii_only,
    )
    for text in (found.scene.title, *said):
        for line in wrap(text, canvas.largeur):
            yield [("", _lettres(line, ascii_only))]
    yield from _rangees(canvas, colour)
    for entry in legend:
        if found.aplats:
            sample = echantillon(entry.role if entry.role in CLASSES else None, ascii=ascii_only)
        elif entry.role in CLASSES:
            # Classes are sizes that cells do not show; the table and the screen give them place by place.
            continue
        else:
            sample = signe(entry.role, ascii=ascii_only)
        yield [(_sgr(entry.role) if colour else "", sample), ("", f" {_lettres(entry.text, ascii_only)}")]
    for note in found.scene.notes:
        for line in wrap(note, canvas.largeur):
            yield [("", _lettres(line, ascii_only))]


def _rangees(canvas: Toile, colour: bool) -> Iterator[Morceaux]:
    for chars, roles in zip(canvas.lignes, canvas.roles, strict=True):
        end = len("".join(chars).rstrip())
        cells = zip(chars[:end], roles[:end], strict=True)
        if not colour:
            yield [("", "".join(chars[:end]))]
            continue
        yield [
            (_sgr(role) if role is not None else "", "".join(char for char, _ in run))
            for role, run in groupby(cells, key=lambda cell: cell[1])
        ]


def _sgr(role: Role) -> str:
    from exports.drawing.scene import CLASSES, Role

    codes = {
        Role.TERRE: "2", Role.VOISIN: "2", Role.CADRE: "2", Role.DISCRET: "2", Role.ARC: "34", Role.ORIGINE: "1",
        Role.COOPERATION: "94", Role.ACTION: "33", Role.DEMANDE: "91", **dict.fromkeys(CLASSES, "94"),
    }  # fmt: skip
    return f"\x1b[{codes[role]}m" if role in codes else ""


def _utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "").replace("_", "") == "utf8"


def _lettres(texte: str, ascii_only: bool) -> str:
    """Plain letters where nothing else can be shown: accents lost, words kept."""
    if not ascii_only:
        return texte
    import unicodedata

    flat = texte.replace("\u202f", " ").replace("\u00a0", " ").replace("—", "-").replace("…", "...")
    flat = (
        flat.replace("œ", "oe")
        .replace("Œ", "OE")
        .replace("«", '"')
        .replace("»", '"')
        .replace("’", "'")
        .replace("©", "(c)")
    )
    flat = "".join(c for c in unicodedata.normalize("NFKD", flat) if not unicodedata.combining(c))
    return flat.encode("ascii", "replace").decode()
