# SPDX-License-Identifier: EUPL-1.2
"""Arguments that several commands take: numbers, files, the criteria."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace, _ArgumentGroup
from typing import TYPE_CHECKING

from atlas_tui.cli.context import Refus

if TYPE_CHECKING:
    from datetime import date

    from parquet.criteria import Criteria


def positive(text: str) -> int:
    """A whole number from 1 up."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"« {text} » n'est pas un nombre entier à partir de 1")
    return int(text)


def day(text: str) -> date:
    """A past day: 2012-12-31 or 31/12/2012."""
    from parquet.errors import CritereInvalide
    from parquet.jours import lire_jour_passe

    try:
        return lire_jour_passe(text)
    except CritereInvalide as error:
        raise ArgumentTypeError(str(error).removesuffix(".")) from error


def add_day(parser: ArgumentParser) -> None:
    """Declare --au."""
    parser.add_argument(
        "--au",
        metavar="DATE",
        type=day,
        help="l'atlas tel qu'il était à la fin de ce jour : 2012-12-31 ou 31/12/2012",
    )


def exiger_des_mots(texte: str) -> None:
    """Raise Refus when there is not one letter or digit to look for: everything would answer."""
    from parquet.text import fold

    if not fold(texte):
        raise Refus(f"Aucun mot à chercher dans « {texte[:40]} ». Écrivez au moins une lettre ou un chiffre.")


_SEVERAL = {
    "collectivite": ("ID", "menés par cette collectivité"),
    "region": ("CODE", "menés dans cette région (code ou nom, d'avant ou d'après 2016)"),
    "departement": ("CODE", "menés dans ce département"),
    "com": ("CODE", "menés dans cette collectivité d'outre-mer"),
    "type-collectivite": ("T", "menés par ce type de collectivité"),
    "partenaire": ("ID", "avec ce partenaire"),
    "continent": ("C", "sur ce continent"),
    "sous-continent": ("C", "dans ce sous-continent"),
    "pays": ("ISO2", "dans ce pays (code ou nom)"),
    "thematique": ("CODE", "dans cette thématique, à l'un de ses trois niveaux"),
    "nature": ("N", "cooperation ou action"),
    "statut": ("S", "projet, en-cours, suspendu, sommeil, termine ou abandonne"),
    "cofinancement": (
        "MAE[:2009]",
        "cofinancés par lui (cette année-là) ; « quelconque » : cofinancés, par qui que ce soit",
    ),
}


def add_criteria(parser: ArgumentParser) -> _ArgumentGroup:
    """Declare the options of the criteria. An option given twice means "or"; different options mean "and"."""
    group = parser.add_argument_group(
        "critères", "Une option répétée veut dire « ou » ; des options différentes veulent dire « et »."
    )
    for name, (metavar, text) in _SEVERAL.items():
        group.add_argument(f"--{name}", metavar=metavar, action="append", default=[], help=text)
    group.add_argument("--titre", metavar="TXT", help="dont le titre contient ces mots")
    pair = group.add_mutually_exclusive_group()
    pair.add_argument(
        "--jumelage", action="store_const", const="oui", dest="jumelage", help="jumelages seulement"
    )
    pair.add_argument(
        "--sans-jumelage", action="store_const", const="non", dest="jumelage", help="sans les jumelages"
    )
    group.add_argument("--loi-oudin", action="store_const", const="oui", help="au titre d'une loi « 1 %% »")
    group.add_argument(
        "--annee-debut", metavar="A..B", help="commencés ces années-là : 2009, 2005..2010, 2005.."
    )
    return group


def criteria_of(args: Namespace, mots: str = "") -> Criteria:
    """The criteria that the options say. Raises CritereInvalide or Introuvable."""
    from parquet.pages import lire_paires

    pairs = [(name, value) for name in _SEVERAL for value in getattr(args, name.replace("-", "_"))]
    single = ("titre", "jumelage", "loi_oudin", "annee_debut")
    pairs += [(name, value) for name in single if (value := getattr(args, name)) is not None]
    if mots:
        exiger_des_mots(mots)
        pairs.append(("mots", mots))
    return lire_paires(pairs)
