# SPDX-License-Identifier: EUPL-1.2
"""Commands that make and keep an atlas: demo, importer, publier, instantanes, verifier."""

from __future__ import annotations

import os
import shutil
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from atlas_tui.cli.arguments import positive
from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context, Progress, Refus
from store import STORE

if TYPE_CHECKING:
    from store.store import Store
    from store.verification import Defect

HORLOGE = timedelta(minutes=5)
"""What a clock may be behind the journal before it is said: clocks of two machines differ by seconds."""


class Demo(Command):
    name = "demo"
    help = "construit l'atlas de démonstration (données fictives)"
    answers = False

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--echelle",
            metavar="N",
            type=positive,
            default=1,
            help="multiplie l'atlas, pour des essais de charge",
        )
        parser.add_argument(
            "--graine", metavar="G", type=int, default=2013, help="une autre graine donne un autre atlas"
        )

        parser.add_argument(
            "--sans-comptes",
            action="store_true",
            help="sans les comptes d'essai, dont le mot de passe est connu de tous",
        )

    def run(self, args: Namespace, context: Context) -> int:
        from atlas_tui.demonstration.comptes import MOT_DE_PASSE, ROLES_D_ESSAI, identifiant

        build_demonstration(
            context, graine=args.graine, echelle=args.echelle, avec_comptes=not args.sans_comptes
        )
        print(f"Atlas de démonstration (données fictives) construit dans {context.dossier}.", file=sys.stderr)
        if not args.sans_comptes:
            names = ", ".join(map(identifiant, ROLES_D_ESSAI))
            print(f"Comptes d'essai : {names} ; mot de passe : {MOT_DE_PASSE}.", file=sys.stderr)
        return 0


def build_demonstration(
    context: Context, *, graine: int = 2013, echelle: int = 1, avec_comptes: bool = True
) -> None:
    """Build the demonstration atlas in an empty or absent folder: whole, or not at all. Raises Refus."""
    from atlas_tui.demonstration import DATE_DEMONSTRATION, fill
    from exports.french import raison_systeme
    from parquet.publication import publier
    from store.store import Store

    dossier = context.dossier
    if not context.vide:
        raise Refus(
            f"{dossier} n'est pas vide : rien n'y est remplacé. Donnez un autre dossier avec --donnees, ou videz celui-ci."
        )
    progress = Progress()
    # Built beside and renamed: an interrupted construction leaves nothing that looks like an atlas.
    draft = dossier.with_name(f".{dossier.name}.construction-{os.getpid()}")
    try:
        draft.mkdir(parents=True)
        with Store.create(draft / STORE, demonstration=True, clock=lambda: DATE_DEMONSTRATION) as store:
            fill(
                store,
                graine=graine,
                echelle=echelle,
                avec_comptes=avec_comptes,
                progress=progress.part(0.0, 0.8),
            )
            publier(store, draft, progress=progress.part(0.8, 1.0))
        draft.rename(dossier)
    except OSError as error:
        raise Refus(
            f"L'atlas ne peut pas être écrit dans {dossier} : {raison_systeme(error)}. Choisissez un autre dossier avec --donnees."
        ) from error
    finally:
        progress.end()
        shutil.rmtree(draft, ignore_errors=True)


class Importer(Command):
    name = "importer"
    help = "charge un fichier : jumelages, apd, contacts (atlas viendra)"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "source",
            metavar="SOURCE",
            choices=("jumelages", "atlas", "apd", "contacts"),
            help="ce que le fichier contient",
        )
        parser.add_argument(
            "fichier",
            metavar="FICHIER",
            type=Path,
            help="le fichier (CSV en UTF-8 ; pour apd, un classeur .xlsx aussi)",
        )
        parser.add_argument(
            "--correspondance", metavar="TOML", type=Path, help="colonnes et lieux à faire correspondre"
        )
        parser.add_argument("--a-blanc", action="store_true", help="dit ce qui serait fait, n'écrit rien")
        parser.add_argument(
            "--creer",
            action="store_true",
            help="commence un atlas (non fictif) si le dossier n'en contient pas",
        )

    def run(self, args: Namespace, context: Context) -> int:
        from atlas_tui.imports import importer
        from exports import reports

        progress = Progress()
        with _store_for_import(context, create=args.creer) as store:
            try:
                bilan = importer(
                    store,
                    args.source,
                    args.fichier,
                    correspondance=args.correspondance,
                    a_blanc=args.a_blanc,
                    progress=progress.part(0.0, 0.8),
                )
            finally:
                progress.end()
            if store.demonstration:
                print(
                    "Cet atlas est une démonstration : ce qui y est importé s'y mêle à des données fictives, et le dira. "
                    "Pour un atlas réel, importez dans un autre dossier avec --creer.",
                    file=sys.stderr,
                )
            # Published before anything is said, since whoever reads may leave; said even when publishing fails.
            refused = None if args.a_blanc else publish_what_waits(store, context, progress)
            counts = {name: getattr(bilan, name) for name in reports.COMPTES}
            rejets = [(r.ligne, r.champ, r.raison) for r in bilan.rejets]
            context.give(reports.bilan(counts, rejets, a_blanc=args.a_blanc))
            if refused is not None:
                raise refused
        return 0


@contextmanager
def _store_for_import(context: Context, *, create: bool) -> Iterator[Store]:
    """The store of the atlas; with `create`, a new one where there is none, taken away again if nothing comes of it."""
    path = context.dossier / STORE
    if not create or path.exists():
        with context.store() as store:
            yield store
        return
    if not context.vide:
        raise Refus(
            f"{context.dossier} n'est pas vide et n'est pas un atlas. Donnez un autre dossier avec --donnees."
        )
    from store.store import Store

    new = not context.dossier.exists()
    context.dossier.mkdir(parents=True, exist_ok=True)
    empty = True
    try:
        with Store.create(path) as store:
            try:
                yield store
            finally:
                with store.read() as reading:
                    empty = reading.head().seq == 0
    finally:
        if empty:
            for leftover in context.dossier.glob(f"{STORE}*"):
                leftover.unlink(missing_ok=True)
            if new:
                context.dossier.rmdir()


def publish_what_waits(store: Store, context: Context, progress: Progress) -> Refus | None:
    """Publish what the snapshots do not show yet, from this import or from one whose publication failed.

    Returns why it could not be done, or None.
    """
    from exports.french import raison_systeme
    from parquet import snapshot
    from parquet.publication import publier_delta

    with store.read() as reading:
        if reading.head().seq <= snapshot.derniere_seq(context.dossier):
            return None
    try:
        publier_delta(store, context.dossier, progress=progress)
    except OSError as error:
        return Refus(
            f"Le fichier est dans la base, mais n'a pas pu être publié : {raison_systeme(error)}. "
            "Rien n'est perdu : relancez « atlas-tui publier »."
        )
    finally:
        progress.end()
    return None


class Publier(Command):
    name = "publier"
    help = "publie l'état de la base comme un nouvel instantané"
    answers = False

    def run(self, args: Namespace, context: Context) -> int:
        from parquet.publication import publier

        progress = Progress()
        with context.store() as store:
            try:
                manifeste = publier(store, context.dossier, progress=progress)
            finally:
                progress.end()
        print(f"Instantané {manifeste.nom} publié.")
        return 0


class Instantanes(Command):
    name = "instantanes"
    help = "la liste des instantanés publiés"

    def run(self, args: Namespace, context: Context) -> int:
        from exports import reports
        from parquet import snapshot

        snapshot.exiger_atlas(context.dossier)
        context.give(reports.instantanes(snapshot.inventaire(context.dossier)))
        return 0


class Verifier(Command):
    name = "verifier"
    help = "contrôle la base et chaque octet des instantanés"

    def run(self, args: Namespace, context: Context) -> int:
        from atlas_tui.prison import manques
        from exports import reports
        from exports.french import jour, pluriel
        from parquet import snapshot
        from parquet.snapshot import Defaut

        snapshot.exiger_atlas(context.dossier, base=context.dossier / STORE)
        defauts = snapshot.verifier(context.dossier)
        mend = f"remettez {STORE} d'une sauvegarde"
        machine = list(manques())
        if (context.dossier / STORE).exists():
            from store.errors import StoreError

            try:
                with context.store() as store:
                    defauts += [Defaut(_where(d), d.message, mend) for d in store.verify()]
                    with store.read() as reading:
                        head = reading.head()
                    late = head.seq - snapshot.derniere_seq(context.dossier)
                    if head.at - store.now() > HORLOGE:
                        machine.append(
                            f"horloge de cette machine en retard : l'atlas a une modification du {jour(head.at.date())}. "
                            "L'ordre du journal est gardé ; remettez la machine à l'heure."
                        )
                    if late > 0:
                        waiting = f"{pluriel(late, 'modification non publiée', 'modifications non publiées')}"
                        defauts.append(Defaut(str(context.dossier / STORE), waiting, "atlas-tui publier"))
            except StoreError as error:
                defauts.append(Defaut(str(context.dossier / STORE), str(error), mend))
        context.give(reports.verification(len(snapshot.instantanes(context.dossier)), defauts))
        # The machine, not the atlas: said, and no reason to call the atlas damaged.
        for line in machine:
            print(line, file=sys.stderr)
        return 1 if defauts else 0


def _where(defect: Defect) -> str:
    """« base, journal, entrée 12, col-3 »: what tells where in the store a defect is."""
    return ", ".join(
        part
        for part in ("base", defect.part, f"entrée {defect.seq}" if defect.seq else "", defect.id)
        if part
    )
