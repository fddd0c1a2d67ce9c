# SPDX-License-Identifier: EUPL-1.2
"""Commands that look something up: etat, fiche, contact, classement."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from atlas_tui.cli.arguments import exiger_des_mots, positive
from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context, Refus


class Etat(Command):
    name = "etat"
    help = "les chiffres d'une page : monde, pays/bf, region/84, departement/67, collectivite/ID…"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "chemin", metavar="CHEMIN", nargs="?", default="monde", help="la page (monde si rien n'est dit)"
        )

    def run(self, args: Namespace, context: Context) -> int:
        from exports import answers
        from parquet.pages import lire_adresse

        address = lire_adresse(args.chemin)
        with context.atlas() as atlas:
            context.give(answers.etat(atlas, address.page, address.criteres, fin=context.forme))
        return 0


class Fiche(Command):
    name = "fiche"
    help = "une fiche entière, par son identifiant : pro-12, col-3, par-7, dem-1, res-2"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", metavar="ID", help="l'identifiant de la fiche")

    def run(self, args: Namespace, context: Context) -> int:
        from exports import answers
        from parquet.pages import lire_adresse

        wanted = lire_adresse(args.id).page.code if args.id.startswith("atlas://") else args.id
        with context.atlas() as atlas:
            context.give(answers.fiche(atlas, wanted, fin=context.forme))
        return 0


class Contact(Command):
    name = "contact"
    help = "les élus et cadres à joindre dans une collectivité ; fautes et accents oubliés sont pardonnés"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("texte", metavar="TEXTE", nargs="+", help="le nom de la collectivité, ou un bout")

    def run(self, args: Namespace, context: Context) -> int:
        from dataclasses import replace

        from exports import presentation
        from exports.wording import origine
        from parquet.pages import MONDE

        texte = " ".join(args.texte)
        exiger_des_mots(texte)
        with context.atlas() as atlas:
            found = atlas.contacts(texte)
            if not found and context.format == "table" and context.vers is None:
                raise Refus(
                    f"Aucune collectivité ne s'appelle comme « {texte[:60]} ». Essayez un mot de son nom, ou son département."
                )
            answer = presentation.contacts(found, texte, atlas.au, atlas.demonstration)
            context.give(
                answer, replace(origine(atlas, MONDE), lien="", criteres=f"nom proche de « {texte} »")
            )
        return 0 if found else 1


class Classement(Command):
    name = "classement"
    help = "un classement : collectivites, pays, thematiques, continents-bourse"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "quoi",
            metavar="QUOI",
            choices=("collectivites", "pays", "thematiques", "continents-bourse"),
            help="ce qui est classé",
        )
        parser.add_argument(
            "chemin", metavar="CHEMIN", nargs="?", default="monde", help="la page (monde si rien n'est dit)"
        )
        parser.add_argument("--limite", metavar="N", type=positive, default=100, help="lignes au plus (100)")

    def run(self, args: Namespace, context: Context) -> int:
        from exports import answers
        from parquet.pages import lire_adresse

        address = lire_adresse(args.chemin)
        with context.atlas() as atlas:
            context.give(
                answers.classement(atlas, args.quoi, address.page, address.criteres, limite=args.limite)
            )
        return 0
