# SPDX-License-Identifier: EUPL-1.2
"""The command that crosses criteria: chercher."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from itertools import pairwise

from atlas_tui.cli.arguments import add_criteria, add_day, criteria_of, positive
from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context

ON_A_SCREEN = 100
"""Rows shown on a terminal when no limit is said; a file, a pipe and JSON get them all. As many have their excerpt."""

MOINS = "\u2212"
"""The minus sign proper, which a search reads as the hyphen does and which argparse takes for no option."""


def moins(argv: list[str]) -> list[str]:
    """What follows `chercher`, with the hyphen of the words to leave out (« -pluie ») written as a minus sign.

    A word just after an option is left as it is: it may be the option's own value.
    """
    return [
        f"{MOINS}{word[1:]}"
        if word[:1] == "-" and word[1:2] not in ("", "-") and word != "-h" and before[:2] != "--"
        else word
        for before, word in pairwise(("", *argv))
    ]


class Chercher(Command):
    name = "chercher"
    help = "les projets (ou les demandes de la Bourse) par mots et critères croisés"
    en_session = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "mots",
            metavar="MOTS",
            nargs="*",
            help="mots qui doivent tous s'y trouver ; entre guillemets, une suite de mots ; « -mot » exclut, « mot* » abrège",
        )
        add_criteria(parser)
        add_day(parser)
        parser.add_argument(
            "--bourse", action="store_true", help="cherche parmi les demandes de la Bourse-projets"
        )
        parser.add_argument(
            "--tri",
            metavar="CHAMP",
            default="",
            help="annee, convention, titre, collectivite, partenaire, pays, nature, thematique, statut ou pertinence",
        )
        parser.add_argument("--inverse", action="store_true", help="dans l'ordre inverse")
        parser.add_argument("--limite", metavar="N", type=positive, help="lignes au plus")

    def reste(self, args: Namespace, reste: list[str]) -> bool:
        """Words that stand after an option are words too."""
        args.mots += reste
        return not any(word.startswith("--") for word in reste)

    def run(self, args: Namespace, context: Context) -> int:
        from exports import answers
        from parquet.pages import criteres_de, lire_adresse

        said = [f"-{w[1:]}" if w.startswith(MOINS) else w for w in args.mots]
        links = [word for word in said if word.startswith("atlas://")]
        criteres = criteria_of(args, " ".join(word for word in said if word not in links))
        au = args.au
        for link in links:
            address = lire_adresse(link)
            au = au or address.au
            criteres = criteres_de(address.page) & address.criteres & criteres
        limite = args.limite
        if limite is None and context.format == "table" and context.vers is None and sys.stdout.isatty():
            limite = ON_A_SCREEN
        tri = args.tri or "pertinence"
        # The best and the latest come first, names begin with A.
        decroissant = (tri in ("pertinence", "annee", "convention", "publiee_le")) != args.inverse
        with context.atlas(au) as atlas:
            atlas.exiger(criteres)
            ask = answers.demandes if args.bourse else answers.projets
            context.give(
                ask(
                    atlas,
                    criteres,
                    tri=tri,
                    decroissant=decroissant,
                    limite=limite,
                    fin=context.forme,
                )
            )
        return 0
