# SPDX-License-Identifier: EUPL-1.2
"""The command that draws a chart in cells, or gives its data: graphique."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser, ArgumentTypeError, Namespace

from atlas_tui.cli.arguments import add_criteria, criteria_of, positive
from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context

SORTES = (
    "themes", "statuts", "annees", "types", "natures", "pays", "continents", "sous-continents", "regions", "departements",
    "continents-bourse", "apd",
)  # fmt: skip
"""The charts there are; `exports.drawing.graphiques` says which ones a page has (a test compares the two lists)."""
BARRES = 20
"""Bars drawn when no limit is said; a table and a file get them all."""
ETROIT, LARGE = 40, 80
"""The narrowest drawing, and the one that is made where no terminal says its width."""


def cells(text: str) -> int:
    """A width that a chart can be drawn in."""
    width = positive(text)
    if width < ETROIT:
        raise ArgumentTypeError(
            f"« {text} » est trop étroit : un graphique tient dans {ETROIT} colonnes au moins"
        )
    return width


class Graphique(Command):
    name = "graphique"
    help = "un graphique d'une page, en barres ou en courbes ; ses données avec --format table, json ou csv"
    en_session = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("quoi", metavar="QUOI", choices=SORTES, help=", ".join(SORTES))
        parser.add_argument(
            "chemin",
            metavar="CHEMIN",
            nargs="?",
            default="monde",
            help="la page, ou son lien (monde si rien n'est dit)",
        )
        parser.add_argument("--pourcentages", action="store_true", help="en pourcentages, et non en nombres")
        parser.add_argument(
            "--largeur", metavar="C", type=cells, help="colonnes au plus (celles du terminal, sinon 80)"
        )
        parser.add_argument(
            "--limite", metavar="N", type=positive, help=f"barres au plus ({BARRES} dans un dessin)"
        )
        group = add_criteria(parser)
        group.add_argument("--mots", metavar="TXT", default="", help="où se trouvent tous ces mots")

    def run(self, args: Namespace, context: Context) -> int:
        from exports.drawing.graphiques import graphique
        from exports.drawing.tableau import reponse
        from exports.wording import origine
        from parquet.pages import lire_adresse

        address = lire_adresse(args.chemin)
        criteres = address.criteres & criteria_of(args, args.mots)
        drawn = args.format is None and context.vers is None
        with context.atlas() as atlas:
            atlas.exiger(criteres)
            chart = graphique(atlas, args.quoi, address.page, criteres)
            limite = args.limite or (BARRES if drawn else None)
            if limite:
                chart = chart.premieres(limite)
            if not drawn:
                answer = reponse(chart, atlas.au, atlas.demonstration)
                if context.au_long:
                    from exports import dossier

                    answer = dossier.diagramme(answer, chart)
                context.give(answer, origine(atlas, address.page, criteres))
                return 0
        from textwrap import wrap

        from atlas_tui.terminal.graphique import en_texte
        from atlas_tui.terminal.profile import profil
        from store.cleaning import without_controls

        width = max(ETROIT, args.largeur or shutil.get_terminal_size((LARGE, 24)).columns)
        drawing = en_texte(chart, width, pourcentages=args.pourcentages, ascii=profil().ascii)
        for line in (chart.titre, *chart.mentions, *(["", *drawing] if drawing else []), "", *chart.notes):
            for piece in [line] if line in drawing else wrap(line, width) or [""]:
                print(without_controls(piece))
        return 0
