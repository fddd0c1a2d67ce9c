# SPDX-License-Identifier: EUPL-1.2
"""`doublons`: suspected doubles listed, set aside, merged; merges listed and undone."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from atlas_tui.cli.arguments import positive
from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context, Progress, Refus

if TYPE_CHECKING:
    from store.store import Store

_ACTIONS = {
    "lister": "les fiches qui pourraient n'en faire qu'une, les plus semblables d'abord",
    "ecarter": "ces deux fiches ne sont pas un doublon",
    "fusionner": "la seconde fiche dans la première ; tout ce qui la nommait nomme la première",
    "fusions": "les fusions faites",
    "defaire": "une fusion, par son numéro",
}


class Doublons(Command):
    name = "doublons"
    help = "collectivités et autorités en double : les trouver, les fusionner, défaire une fusion"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "action",
            metavar="ACTION",
            nargs="?",
            default="lister",
            choices=tuple(_ACTIONS),
            help=" ; ".join(f"{name} : {what}" for name, what in _ACTIONS.items()),
        )
        parser.add_argument("fiches", metavar="ID", nargs="*", help="deux fiches, ou le numéro d'une fusion")
        parser.add_argument("--limite", metavar="N", type=positive, default=100, help="lignes au plus")

    def run(self, args: Namespace, context: Context) -> int:
        expected = {"ecarter": 2, "fusionner": 2, "defaire": 1}.get(args.action, 0)
        if len(args.fiches) != expected:
            wanted = {0: "aucun identifiant", 1: "un numéro de fusion", 2: "deux identifiants de fiches"}
            raise Refus(f"« doublons {args.action} » attend {wanted[expected]}.")
        with context.store() as store:
            if args.action == "lister":
                self._list(args, context, store)
                return 0
            if args.action != "fusions":
                self._act(args, store)
                self._publish(context, store)
            self._merges(context, store)
        return 0

    def _list(self, args: Namespace, context: Context, store: Store) -> None:
        from exports.doublons import liste
        from store.fusions import Fusions
        from store.rights import HOST

        with context.atlas() as atlas:
            found = atlas.doublons(Fusions(store, HOST).ecartes())
        context.give(liste(found[: args.limite], total=len(found)))

    def _act(self, args: Namespace, store: Store) -> None:
        from store.fusions import Fusions, proposer
        from store.records import Collectivite, Partenaire
        from store.rights import HOST

        fusions = Fusions(store, HOST)
        if args.action == "defaire":
            if not args.fiches[0].isdecimal():
                raise Refus("Numéro de fusion attendu : « atlas-tui doublons fusions » les donne.")
            fusions.defaire(int(args.fiches[0]))
            return
        une, autre = (one.strip().lower() for one in args.fiches)
        if args.action == "ecarter":
            fusions.ecarter(une, autre)
            return
        with store.read() as reading:
            kept, gone = reading.get(une), reading.get(autre)
        if kept is None or gone is None:
            raise Refus(f"Aucune fiche {autre if kept else une} dans l'atlas.")
        if isinstance(kept.record, Collectivite) and isinstance(gone.record, Collectivite):
            record: Collectivite | Partenaire = proposer(kept.record, gone.record)
        elif isinstance(kept.record, Partenaire) and isinstance(gone.record, Partenaire):
            record = proposer(kept.record, gone.record)
        else:
            raise Refus("Deux collectivités, ou deux autorités, sont attendues.")
        fusions.fusionner(record, autre, base=kept.version, base_absorbee=gone.version)

    def _publish(self, context: Context, store: Store) -> None:
        from parquet.publication import publier_delta

        progress = Progress()
        try:
            publier_delta(store, context.dossier, progress=progress)
        finally:
            progress.end()

    def _merges(self, context: Context, store: Store) -> None:
        from exports.doublons import fusions
        from store.fusions import Fusions
        from store.rights import HOST

        found = Fusions(store, HOST).faites()
        ids = {id for one in found for id in (one.gardee, one.absorbee)}
        with store.read() as reading:
            names = {id: getattr(stored.record, "nom", "") for id in ids if (stored := reading.get(id))}
        context.give(fusions(found, names))
