# SPDX-License-Identifier: EUPL-1.2
"""The command that sends the letters waiting in the store: codes, answers to accounts, notices."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context, Refus


class Courrier(Command):
    name = "courrier"
    help = "envoie les courriels en attente, par le serveur de ATLAS_TUI_SMTP"
    answers = False

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--resumes",
            action="store_true",
            help="dépose d'abord le résumé de leurs tâches à ceux qui le demandent, un par jour au plus",
        )

    def run(self, args: Namespace, context: Context) -> int:
        from atlas_tui.courrier import VARIABLE, configuration, envoyer
        from exports.french import pluriel

        with context.store() as store:
            if args.resumes:
                from store.relances import digests

                print(f"{pluriel(digests(store), 'résumé déposé', 'résumés déposés')}.")
            with store.comptes() as accounts:
                waiting = len(accounts.letters())
            smtp = configuration()
            if smtp is None:
                raise Refus(
                    f"{pluriel(waiting, 'courriel')} en attente. Aucun serveur : donnez "
                    f"{VARIABLE}=smtp://hote:25?from=atlas@exemple.fr"
                )
            sent, left = envoyer(store, smtp)
            with store.comptes() as accounts:
                why = next((letter.erreur for letter in accounts.letters() if letter.erreur), "")
        print(f"{pluriel(sent, 'courriel envoyé', 'courriels envoyés')}, {left} en attente.")
        if left:
            raise Refus(f"{pluriel(left, 'courriel')} en attente : {why or 'pas encore essayé'}.")
        return 0
