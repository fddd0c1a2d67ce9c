# SPDX-License-Identifier: EUPL-1.2
"""Commands of the yearly campaign and of tasks, for whoever holds the store: campagne, taches."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context, Refus

_ACTIONS = {
    "lister": "les campagnes et leurs dates",
    "ouvrir": "celle de --annee, du --du au --au",
    "avancement": "par région et département",
    "retards": "qui n'a pas tout confirmé, et à qui écrire",
    "relancer": "dépose un courriel par personne en retard, un par jour au plus",
}


class Campagne(Command):
    name = "campagne"
    help = "la campagne annuelle : dates, avancement, retards et relances"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "action", metavar="ACTION", choices=tuple(_ACTIONS), nargs="?", default="lister",
            help=" ; ".join(f"{name} : {what}" for name, what in _ACTIONS.items()),
        )  # fmt: skip
        parser.add_argument("--annee", metavar="ANNEE", type=int, help="l'année de la campagne à ouvrir")
        parser.add_argument(
            "--du", metavar="QUAND", default="", help="son début, à Paris (« 01/03/2026 8 h 30 »)"
        )
        parser.add_argument("--au", metavar="QUAND", default="", help="sa fin ; sans heure, la fin du jour")
        parser.add_argument("--region", metavar="CODE", default="", help="une région seulement (84)")

    def run(self, args: Namespace, context: Context) -> int:
        from exports import campagnes
        from parquet.jours import lire_minute
        from parquet.pages import resoudre
        from store.campagne import Campagne as Fenetre
        from store.campagne import Campagnes
        from store.relances import Suivi
        from store.rights import HOST

        region = str(resoudre("region", args.region)) if args.region else ""
        with context.store() as store:
            suivi = Suivi(store, HOST)
            match args.action:
                case "avancement":
                    told = suivi.survey(region)
                    context.give(campagnes.avancement(told.campagne, told.avancement))
                    return 0
                case "retards":
                    told = suivi.survey(region)
                    context.give(campagnes.retards(told.campagne, told.retards))
                    return 0
                case "relancer":
                    count = suivi.remind()
                    print(f"Courriels de relance déposés : {count}. « atlas-tui courrier » les envoie.")
                    return 0
                case "ouvrir":
                    if args.annee is None or not args.du or not args.au:
                        raise Refus(
                            "Quelles dates ? Écrivez « campagne ouvrir --annee 2026 --du 01/03/2026 --au 30/04/2026 »."
                        )
                    window = Fenetre(args.annee, lire_minute(args.du), lire_minute(args.au, fin=True))
                    Campagnes(store, HOST).open(window)
            context.give(campagnes.liste(Campagnes(store, HOST).each(), store.now()))
        return 0


class Taches(Command):
    name = "taches"
    help = "ce qui attend un compte, du plus ancien au plus récent"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("identifiant", metavar="IDENTIFIANT", help="le compte")

    def run(self, args: Namespace, context: Context) -> int:
        from exports import campagnes
        from store.taches import en_attente

        with context.store() as store:
            with store.comptes() as accounts:
                compte = accounts.find(args.identifiant)
            if compte is None:
                raise Refus(
                    f"Aucun compte « {args.identifiant[:40]} ». « atlas-tui compte lister » les donne tous."
                )
            with store.read() as reading:
                found = en_attente(reading, compte.who, store.now())
        context.give(campagnes.taches(compte.identifiant, found))
        return 0
