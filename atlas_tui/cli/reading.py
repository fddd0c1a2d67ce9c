# SPDX-License-Identifier: EUPL-1.2
"""Commands that look something up: etat, fiche, contact, classement."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING

from atlas_tui import identite
from atlas_tui.cli.arguments import add_day, day, exiger_des_mots, positive
from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context, Refus
from store import STORE

if TYPE_CHECKING:
    from exports.answer import Answer
    from parquet.atlas import Atlas


class Etat(Command):
    name = "etat"
    help = "les chiffres d'une page : monde, pays/bf, region/84, departement/67, collectivite/ID…"
    en_session = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "chemin", metavar="CHEMIN", nargs="?", default="monde", help="la page (monde si rien n'est dit)"
        )
        add_day(parser)

    def run(self, args: Namespace, context: Context) -> int:
        from exports import answers
        from parquet.pages import lire_adresse

        address = lire_adresse(args.chemin)
        with context.atlas(args.au or address.au) as atlas:
            context.give(answers.etat(atlas, address.page, address.criteres, fin=context.forme))
        return 0


def _two_versions(text: str) -> tuple[int, int]:
    """`1..3`."""
    before, points, after = text.partition("..")
    if not points or not (before.isdecimal() and after.isdecimal()) or int(before) == int(after):
        raise ArgumentTypeError(f"« {text} » ne nomme pas deux versions : écrivez par exemple 1..3")
    return int(before), int(after)


def _history(context: Context, atlas: Atlas, id_: str, two: tuple[int, int] | None) -> Answer:
    from exports.versions import comparaison, versions

    if two is None:
        found = atlas.versions(id_)
        return versions(id_, found, atlas.au, atlas.demonstration, _auteurs(context, atlas, id_))
    return comparaison(id_, two, atlas.comparer(id_, *two), atlas.au, atlas.demonstration)


def _auteurs(context: Context, atlas: Atlas, id_: str) -> Mapping[int, str] | None:
    """Who wrote each version, for who may read it: whoever holds the store, or the DAECT's account in a session."""
    if not (context.dossier / STORE).exists() or (
        identite.imposee() and identite.numero_de_session() is None
    ):
        return None
    from store.errors import StoreError
    from store.operations import Operations
    from store.rights import HOST, may

    try:
        with context.store() as store:
            compte = identite.compte_de_session(store)
            who = HOST if compte is None else compte.who
            return Operations(store, who).authors(atlas.vers(id_)) if may(who, "lire-auteurs") else None
    except StoreError:
        # The history is public and is in the snapshot: a store that does not open takes nothing from it.
        return None


class Fiche(Command):
    name = "fiche"
    help = "une fiche entière, par son identifiant : pro-12, col-3, par-7, dem-1, res-2"
    en_session = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", metavar="ID", help="l'identifiant de la fiche")
        add_day(parser)
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--versions", action="store_true", help="ses versions : quand, et quels champs ont changé"
        )
        what.add_argument(
            "--comparer",
            metavar="N..M",
            type=_two_versions,
            help="ce qui a changé de la version N à la version M, champ par champ",
        )

    def run(self, args: Namespace, context: Context) -> int:
        from exports import answers
        from exports.wording import origine
        from parquet.pages import lire_adresse, lire_page

        address = lire_adresse(args.id) if args.id.startswith("atlas://") else None
        wanted = args.id if address is None else address.page.code
        with context.atlas(args.au or (address.au if address else None)) as atlas:
            if args.versions or args.comparer:
                context.give(
                    _history(context, atlas, wanted, args.comparer),
                    origine(atlas, lire_page(f"fiche/{wanted}")),
                )
            else:
                context.give(answers.fiche(atlas, wanted, fin=context.forme))
        return 0


class Contact(Command):
    name = "contact"
    help = "les élus et cadres d'une collectivité, le correspondant d'une ambassade, un réseau ; fautes et accents pardonnés"
    en_session = True

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "texte",
            metavar="TEXTE",
            nargs="+",
            help="le nom de la collectivité, du pays ou du réseau, ou un bout",
        )
        parser.add_argument("--au", metavar="DATE", type=day, help=SUPPRESS)

    def run(self, args: Namespace, context: Context) -> int:
        from dataclasses import replace

        from exports import presentation
        from exports.wording import origine
        from parquet.pages import MONDE

        if args.au is not None:
            raise Refus(
                "Les contacts sont ceux d'aujourd'hui : l'atlas ne publie pas le passé des personnes. Redemandez sans --au."
            )
        texte = " ".join(args.texte)
        exiger_des_mots(texte)
        with context.atlas() as atlas:
            found = atlas.contacts(texte)
            if not found and context.format == "table" and context.vers is None:
                raise Refus(
                    f"Aucune collectivité, aucun pays, aucun réseau ne s'appelle comme « {texte[:60]} ». Essayez un mot de son nom."
                )
            answer = presentation.contacts(found, texte, atlas.au, atlas.demonstration)
            context.give(
                answer, replace(origine(atlas, MONDE), lien="", criteres=f"nom proche de « {texte} »")
            )
        return 0 if found else 1


class Classement(Command):
    name = "classement"
    help = "un classement : collectivites, pays, thematiques, continents-bourse"
    en_session = True

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
        add_day(parser)
        parser.add_argument("--limite", metavar="N", type=positive, default=100, help="lignes au plus (100)")

    def run(self, args: Namespace, context: Context) -> int:
        from exports import answers
        from parquet.pages import lire_adresse

        address = lire_adresse(args.chemin)
        with context.atlas(args.au or address.au) as atlas:
            context.give(
                answers.classement(atlas, args.quoi, address.page, address.criteres, limite=args.limite)
            )
        return 0
