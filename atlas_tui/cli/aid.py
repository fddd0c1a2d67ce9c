# SPDX-License-Identifier: EUPL-1.2
"""The command apd: totals of the aid declared, its spreadsheets, declaring, receipts, campaigns."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from atlas_tui.cli.arguments import add_day
from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context, Progress, Refus
from atlas_tui.cli.keeping import publish_what_waits

if TYPE_CHECKING:
    from datetime import datetime

    from store.records import LigneApd
    from store.rights import Who
    from store.store import Store

_ACTIONS = {
    "totaux": "les totaux par --par, de --annee ou de toutes, d'une page si l'on veut (pays/bf)",
    "exporter": "chaque ligne déclarée pour --annee ; --cad : le fichier du Trésor, aux colonnes du CRS",
    "modele": "écrit un classeur à remplir (.xlsx ou .csv)",
    "declarer": "déclare un tableau pour la collectivité de l'agent --compte ; --neant sans tableau",
    "recepisse": "le récépissé d'une déclaration (apd-3) ; --vers fichier.pdf",
    "suivi": "qui a déclaré pour --annee, qui non",
    "campagne": "les dates ; avec --annee, --ouvre et --ferme, en pose une",
    "rouvrir": "rouvre une déclaration (apd-3), --jusque et --raison si l'on veut",
}
_PAR = (
    "annee",
    "region",
    "departement",
    "pays",
    "secteur",
    "categorie",
    "canal",
    "type-aide",
    "loi",
    "type",
    "collectivite",
)


class ApdCommand(Command):
    name = "apd"
    help = "l'aide publique au développement déclarée : totaux, tableaux, déclarations, campagnes"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "action",
            metavar="ACTION",
            choices=tuple(_ACTIONS),
            help=" ; ".join(f"{name} : {what}" for name, what in _ACTIONS.items()),
        )
        parser.add_argument(
            "objet", metavar="OBJET", nargs="?", default="", help="la page, le fichier ou la déclaration"
        )
        parser.add_argument("--annee", metavar="AAAA", type=int, default=None, help="l'année déclarée")
        parser.add_argument(
            "--par",
            choices=_PAR,
            default=None,
            help="ce dont on veut les totaux (annee, ou region pour une année)",
        )
        parser.add_argument(
            "--cad", action="store_true", help="aux colonnes du CRS, pour le Trésor et le CAD"
        )
        parser.add_argument("--compte", metavar="IDENTIFIANT", default="", help="l'agent qui déclare")
        parser.add_argument("--neant", action="store_true", help="il n'y a rien à déclarer, et on le dit")
        parser.add_argument(
            "--a-blanc", action="store_true", help="lit le tableau et dit ses fautes, ne déclare rien"
        )
        parser.add_argument(
            "--version", metavar="N", dest="rang", type=int, default=0, help="la Ne déclaration (la dernière)"
        )
        for name, what in (
            ("ouvre", "première minute, à Paris : « 15/04/2026 9 h 00 »"),
            ("ferme", "minute de clôture, exclue"),
            ("jusque", "fin de la réouverture (trente jours)"),
            ("raison", "ce que lira la collectivité"),
        ):
            parser.add_argument(f"--{name}", metavar=name.upper(), default="", help=what)
        add_day(parser)

    def run(self, args: Namespace, context: Context) -> int:
        if args.annee is not None and not 1900 <= args.annee <= 2100:
            raise Refus("--annee est une année, de 1900 à 2100.")
        if args.au is not None and args.action not in ("totaux", "exporter"):
            raise Refus("--au ne vaut que pour totaux et exporter.")
        action = getattr(self, f"_{args.action}")
        return int(action(args, context))

    # --- what anyone may read -----------------------------------------------------------------------------------------

    def _totaux(self, args: Namespace, context: Context) -> int:
        from exports.apd.totaux import totaux
        from parquet.pages import criteres_de, lire_adresse

        address = lire_adresse(args.objet or "monde")
        par = args.par or ("region" if args.annee else "annee")
        with context.atlas(args.au or address.au) as atlas:
            asked = criteres_de(address.page) & address.criteres
            context.give(totaux(atlas, par, args.annee, asked, fin=context.forme))
        return 0

    def _exporter(self, args: Namespace, context: Context) -> int:
        with context.atlas(args.au) as atlas:
            annee = args.annee or next(iter(atlas.apd_annees()), None)
            if annee is None:
                raise Refus("Rien n'a encore été déclaré : il n'y a rien à exporter.")
            if not args.cad:
                from exports.apd.listes import lignes

                context.give(lignes(atlas, annee))
                return 0
            from atlas_tui.terminal.destination import destination
            from exports.apd import cad
            from exports.french import pluriel

            if context.vers is None or context.vers_sortie or context.forme != ".csv":
                raise Refus("Le fichier du CAD est un CSV : dites son nom, --vers apd-cad.csv.")
            left = cad.ecrire(atlas.apd_lignes(annee), destination(context.vers))
            said = [f"Écrit : {context.vers}, {pluriel(left.lignes, 'ligne')} de {annee}"]
            if left.sans_objet:
                said.append(
                    f"{pluriel(left.sans_objet, 'ligne')} sans code-objet, déclarées par catégorie de secteur"
                )
            if left.sans_canal:
                said.append(f"{pluriel(left.sans_canal, 'ligne')} sans canal")
            print(" ; ".join(said) + ".", file=sys.stderr)
        return 0

    # --- spreadsheets and declaring ----------------------------------------------------------------------------------

    def _modele(self, args: Namespace, context: Context) -> int:
        from atlas_tui.terminal.destination import destination
        from exports.apd import tableur

        if not args.objet:
            raise Refus("Quel fichier ? Écrivez « apd modele a-remplir.xlsx ».")
        tableur.ecrire((), destination(args.objet), {})
        print(f"Écrit : {args.objet}", file=sys.stderr)
        return 0

    def _declarer(self, args: Namespace, context: Context) -> int:
        from atlas_tui.imports.apd import lire_lignes
        from exports import reports
        from store.apd import Apd, alerts
        from store.declarations import Declarations
        from store.records import Declaration

        if bool(args.objet) is args.neant:
            raise Refus("Donnez un tableau, ou --neant : l'un des deux.")
        with context.store() as store:
            who = _agent(store, args.compte)
            dossier = Declarations(store, who).dossier(who.collectivite, args.annee or 0)
            lines: tuple[LigneApd, ...] = ()
            if args.objet:
                with store.read() as reading:
                    projets = {
                        one.record.id: one.record.titre
                        for one in reading.each("projet")
                        if who.collectivite in one.record.collectivites
                    }
                read = lire_lignes(Path(args.objet), dossier.annee, who.collectivite, projets)
                if read.rejets:
                    counts = dict.fromkeys(reports.COMPTES, 0) | {
                        "lues": len(read.lignes) + len(read.rejets),
                        "rejetees": len(read.rejets),
                    }
                    wrong = [(one.ligne, one.champ, one.raison) for one in read.rejets]
                    context.give(reports.bilan(counts, wrong, a_blanc=True))
                    return 1
                lines = read.lignes
            for said in alerts(dossier.avant, lines) if dossier.avant else ():
                print(f"À vérifier, {said}", file=sys.stderr)
            if args.a_blanc:
                print(f"Rien n'est déclaré : {len(lines)} ligne(s) sans faute.", file=sys.stderr)
                return 0
            apd, base = Apd(store, who), dossier.stored.version if dossier.stored else 0
            record = Declaration(
                id=dossier.stored.record.id if dossier.stored else "",
                collectivite=who.collectivite, annee=dossier.annee, lignes=lines, etat="brouillon",
            )  # fmt: skip
            stored = apd.submit(record, base=base, neant=not lines)
            refused = publish_what_waits(store, context, Progress())
            from exports.apd.listes import recepisse

            context.give(recepisse(Declarations(store, who).receipt(stored.record.id)))
            if refused is not None:
                raise refused
        return 0

    def _recepisse(self, args: Namespace, context: Context) -> int:
        from store.declarations import Declarations
        from store.rights import HOST

        if not args.objet:
            raise Refus("Quelle déclaration ? Écrivez « apd recepisse apd-3 ».")
        with context.store() as store:
            found = Declarations(store, HOST).receipt(args.objet, args.rang)
        if context.vers is not None and context.forme == ".pdf" and not context.vers_sortie:
            from atlas_tui.terminal.destination import destination
            from exports.apd.recepisse import ecrire

            ecrire(found, destination(context.vers))
            print(f"Écrit : {context.vers}", file=sys.stderr)
            return 0
        from exports.apd.listes import recepisse

        context.give(recepisse(found))
        return 0

    # --- campaigns ----------------------------------------------------------------------------------------------------

    def _suivi(self, args: Namespace, context: Context) -> int:
        from exports.apd.listes import suivi
        from store.declarations import Declarations, year
        from store.rights import HOST

        with context.store() as store:
            if args.annee is None:
                with store.read() as reading:
                    args.annee = year(reading, store.now())
            context.give(suivi(args.annee, Declarations(store, HOST).follow(args.annee)))
        return 0

    def _campagne(self, args: Namespace, context: Context) -> int:
        from exports.apd.listes import campagnes
        from store.apd import Apd
        from store.declarations import Campagne
        from store.rights import HOST

        with context.store() as store:
            if args.ouvre or args.ferme:
                if args.annee is None or not (args.ouvre and args.ferme):
                    raise Refus(
                        "Une campagne a une année et deux bornes : --annee 2025 --ouvre « 15/04/2026 9 h 00 » --ferme « 01/06/2026 0 h 00 »."
                    )
                Apd(store, HOST).open_campaign(
                    Campagne(args.annee, _moment("--ouvre", args.ouvre), _moment("--ferme", args.ferme))
                )
            context.give(campagnes(Apd(store, HOST).campaigns()))
        return 0

    def _rouvrir(self, args: Namespace, context: Context) -> int:
        from store.apd import Apd
        from store.rights import HOST

        if not args.objet:
            raise Refus("Quelle déclaration ? Écrivez « apd rouvrir apd-3 ».")
        with context.store() as store:
            apd = Apd(store, HOST)
            until = _moment("--jusque", args.jusque) if args.jusque else None
            apd.reopen(args.objet, base=apd.read(args.objet).version, until=until, reason=args.raison)
            refused = publish_what_waits(store, context, Progress())
            if refused is not None:
                raise refused
        print(f"{args.objet} est rouverte ; ses agents sont prévenus.", file=sys.stderr)
        return 0


def _agent(store: Store, identifiant: str) -> Who:
    """The agent of an identifiant, for whom the host acts."""
    if not identifiant:
        raise Refus("Qui déclare ? Ajoutez --compte IDENTIFIANT, celui de l'agent de la collectivité.")
    with store.comptes() as accounts:
        found = accounts.find(identifiant)
    if found is None or found.etat not in ("accepte", "actif") or found.role != "agent":
        raise Refus(
            f"« {identifiant[:40]} » n'est pas le compte ouvert d'un agent : « atlas-tui compte lister » les donne."
        )
    return found.who


def _moment(option: str, text: str) -> datetime:
    from store.clock import from_paris

    try:
        return from_paris(text)
    except ValueError as error:
        raise Refus(f"{option} : {error}.") from None
