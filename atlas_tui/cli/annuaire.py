# SPDX-License-Identifier: EUPL-1.2
"""Commands that read the news, the agenda and the annuaire: actualites, annuaire."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from atlas_tui.cli.arguments import add_day, day, positive
from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context

_CRITERES = {
    "pays": ("ISO2", "de ce pays (code ou nom)"),
    "continent": ("C", "de ce continent"),
    "sous-continent": ("C", "de ce sous-continent"),
    "thematique": ("CODE", "de cette thématique, à l'un de ses trois niveaux"),
    "collectivite": ("ID", "qui nomment cette collectivité"),
}


class Actualites(Command):
    name = "actualites"
    help = "les actualités et l'agenda ; --vers agenda.ics donne un calendrier"
    en_session = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("mots", metavar="MOTS", nargs="*", help="mots qui doivent tous s'y trouver")
        for name, (metavar, text) in _CRITERES.items():
            parser.add_argument(f"--{name}", metavar=metavar, action="append", default=[], help=text)
        parser.add_argument(
            "--agenda", action="store_true", help="les événements à venir, le prochain d'abord"
        )
        parser.add_argument("--depuis", metavar="DATE", type=day, help="publiées ce jour-là ou après")
        add_day(parser)
        parser.add_argument("--limite", metavar="N", type=positive, help="lignes au plus")

    def run(self, args: Namespace, context: Context) -> int:
        from exports import annuaire
        from parquet.pages import lire_paires

        pairs = [(name, value) for name in _CRITERES for value in getattr(args, name.replace("-", "_"))]
        if args.mots:
            pairs.append(("mots", " ".join(args.mots)))
        with context.atlas(args.au) as atlas:
            context.give(
                annuaire.actualites(
                    atlas, lire_paires(pairs), depuis=args.depuis, a_venir=args.agenda, limite=args.limite
                )
            )
        return 0


class Annuaire(Command):
    name = "annuaire"
    help = "les associations de collectivités, structures régionales et réseaux ; les correspondants des ambassades"
    en_session = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("texte", metavar="TEXTE", nargs="*", help="un nom ou un sigle, ou un bout")
        parser.add_argument(
            "--correspondants", action="store_true", help="les correspondants des ambassades, pays par pays"
        )

    def run(self, args: Namespace, context: Context) -> int:
        from exports import annuaire

        with context.atlas() as atlas:
            if args.correspondants:
                context.give(annuaire.correspondants(atlas))
            else:
                context.give(annuaire.annuaire(atlas, " ".join(args.texte)))
        return 0
