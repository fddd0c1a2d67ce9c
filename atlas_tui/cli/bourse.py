# SPDX-License-Identifier: EUPL-1.2
"""The command that keeps the Bourse-projets going on a host: deposits taken in, terms honoured, letters sent."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context


class BourseCommand(Command):
    name = "bourse"
    help = "la Bourse-projets d'un hôte : relève les dépôts, clôt ce qui est à son terme, publie, envoie les courriels"
    answers = False

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "action",
            metavar="ACTION",
            choices=("relever", "preparer"),
            help="relever : tout cela, une fois ; preparer : fait la boîte aux dépôts des sessions publiques",
        )

    def run(self, args: Namespace, context: Context) -> int:
        from exports.french import pluriel

        folder = context.dossier
        if args.action == "preparer":
            from store.boite import preparer

            with context.store():
                preparer(folder)
            print("Boîte aux dépôts prête.")
            return 0
        from atlas_tui.guichet import relever

        with context.store():
            pass
        done = relever(folder)
        print(
            f"{pluriel(done.recus, 'dépôt relevé', 'dépôts relevés')}, "
            f"{pluriel(done.closes, 'demande close', 'demandes closes')}, "
            + (f"{pluriel(done.labels, 'label à son terme', 'labels à leur terme')}, " if done.labels else "")
            + f"{pluriel(done.partis, 'courriel envoyé', 'courriels envoyés')}, {done.restent} en attente."
        )
        return 0
