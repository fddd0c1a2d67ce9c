# SPDX-License-Identifier: EUPL-1.2
"""Commands on what the ministry grants: calls for projects, subventions (open data too), the label of expertise."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context


class Appels(Command):
    name = "appels"
    help = "les appels à projets : dates, part du ministère, enveloppe ; ouverts ou clos"
    en_session = True

    def run(self, args: Namespace, context: Context) -> int:
        from exports import appels
        from store.clock import utc_now

        with context.atlas() as atlas:
            context.give(appels.appels(atlas, utc_now()))
        return 0


class Labels(Command):
    name = "labels"
    help = "la liste publique du label d'expertise"
    en_session = True

    def run(self, args: Namespace, context: Context) -> int:
        from exports import appels

        with context.atlas() as atlas:
            context.give(appels.labels(atlas))
        return 0


class Subventions(Command):
    name = "subventions"
    help = "les subventions accordées par les appels à projets ; --scdl en fait le fichier ouvert SCDL"
    en_session = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scdl",
            metavar="FICHIER",
            type=Path,
            help="écrire le CSV du schéma SCDL « subventions » (jamais par-dessus un fichier ; - pour la sortie)",
        )

    def run(self, args: Namespace, context: Context) -> int:
        from atlas_tui.terminal.destination import destination
        from exports import appels, scdl

        with context.atlas() as atlas:
            if args.scdl is None:
                context.give(appels.subventions(atlas))
                return 0
            found = atlas.subventions()
        if str(args.scdl) == "-":
            sys.stdout.flush()
            sys.stdout.buffer.write(scdl.texte(found).encode())
        else:
            scdl.ecrire(found, destination(args.scdl))
            print(f"Écrit : {args.scdl}", file=sys.stderr)
        for line in scdl.defauts(found):
            sys.stderr.write(f"{line}\n")
        return 0
