# SPDX-License-Identifier: EUPL-1.2
"""The command that sends the letters waiting in the store: codes, answers to accounts, notices."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context, Refus

if TYPE_CHECKING:
    from store.credentials import Letter


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
        parser.add_argument(
            "--lire",
            action="store_true",
            help="montre les courriels en attente sans les envoyer : les codes d'un atlas sans serveur",
        )

    def run(self, args: Namespace, context: Context) -> int:
        from atlas_tui.courrier import VARIABLE, configuration, envoyer
        from exports.french import pluriel

        with context.store() as store:
            if args.resumes:
                from store.relances import digests

                print(f"{pluriel(digests(store), 'résumé déposé', 'résumés déposés')}.")
            with store.comptes() as accounts:
                letters = accounts.letters()
            if args.lire:
                _lire(letters)
                return 0
            smtp = configuration()
            if smtp is None:
                raise Refus(
                    f"{pluriel(len(letters), 'courriel')} en attente. Aucun serveur : donnez "
                    f"{VARIABLE}=smtp://hote:25?from=atlas@exemple.fr, ou lisez-les ici (--lire)."
                )
            sent, left = envoyer(store, smtp)
            with store.comptes() as accounts:
                why = next((letter.erreur for letter in accounts.letters() if letter.erreur), "")
        print(f"{pluriel(sent, 'courriel envoyé', 'courriels envoyés')}, {left} en attente.")
        if left:
            raise Refus(f"{pluriel(left, 'courriel')} en attente : {why or 'pas encore essayé'}.")
        return 0


def _lire(letters: Sequence[Letter]) -> None:
    """Print them as they would go; what strangers typed in them harms no terminal."""
    from store.cleaning import clean

    if not letters:
        print("Aucun courriel en attente.")
    for letter in letters:
        print(f"À     : {clean(letter.adresse)}\nObjet : {clean(letter.sujet)}\n")
        print("\n".join(clean(line) for line in letter.texte.splitlines()), end="\n\n")
