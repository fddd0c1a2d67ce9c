# SPDX-License-Identifier: EUPL-1.2
"""Commands that put the whole atlas away and bring it back: sauvegarder, restaurer."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context, Progress, Refus


class Sauvegarder(Command):
    name = "sauvegarder"
    help = "toute la base et les instantanés en un fichier, pendant que d'autres écrivent"
    answers = False

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", metavar="FICHIER", type=Path, help="le fichier à créer (.tar.gz)")

    def run(self, args: Namespace, context: Context) -> int:
        from exports.french import pluriel
        from parquet.backup import sauvegarder

        with _progress(args.fichier) as progress, context.store() as store:
            made = sauvegarder(store, context.dossier, args.fichier.absolute(), progress=progress)
        count = pluriel(
            len({f.nom.split("/")[1] for f in made.fichiers if "/" in f.nom}), "instantané", "instantanés"
        )
        print(
            f"Sauvegarde écrite : {args.fichier}. La base jusqu'à l'entrée {made.journal_seq} du journal, {count}."
        )
        return 0


class Restaurer(Command):
    name = "restaurer"
    help = "remet l'atlas d'une sauvegarde, contrôlé octet par octet avant de remplacer"
    answers = False

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", metavar="FICHIER", type=Path, help="la sauvegarde")

    def run(self, args: Namespace, context: Context) -> int:
        from exports.french import jour
        from parquet.backup import restaurer

        with _progress(context.dossier) as progress:
            found, aside = restaurer(args.fichier.absolute(), context.dossier, progress=progress)
        print(f"Sauvegarde du {jour(found.faite_le.date())} restaurée dans {context.dossier}.")
        if aside is not None:
            print(f"Celui qui s'y trouvait est gardé dans {aside} : retirez-le quand tout est vérifié.")
        return 0


@contextmanager
def _progress(where: Path) -> Iterator[Progress]:
    """A bar on the terminal; what the disk refuses is one line."""
    from exports.french import raison_systeme

    progress = Progress()
    try:
        yield progress
    except OSError as error:
        raise Refus(
            f"Écriture impossible près de {where} ({raison_systeme(error)}) : rien n'est remplacé. "
            "Vérifiez la place et les droits."
        ) from error
    finally:
        progress.end()
        sys.stderr.flush()
