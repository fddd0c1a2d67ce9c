# SPDX-License-Identifier: EUPL-1.2
"""argparse in French: its own messages, and errors that take one line."""

from __future__ import annotations

import argparse
import sys
from typing import Any, NoReturn

_FRENCH = {
    "usage: ": "usage : ",
    "positional arguments": "arguments",
    "options": "options",
    "show this help message and exit": "affiche cette aide",
    "show program's version number and exit": "affiche la version",
    "the following arguments are required: %s": "il manque : %s",
    "one of the arguments %s is required": "il faut l'un de : %s",
    "unrecognized arguments: %s": "arguments inconnus : %s",
    "not allowed with argument %s": "ne va pas avec %s",
    "expected one argument": "attend une valeur",
    "expected at least one argument": "attend au moins une valeur",
    "expected at most one argument": "attend au plus une valeur",
    "ignored explicit argument %r": "n'attend pas la valeur « %s »",
    "invalid choice: %(value)r (choose from %(choices)s)": "« %(value)s » inconnu ; au choix : %(choices)s",
    "invalid %(type)s value: %(value)r": "valeur impossible : « %(value)s »",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s : %(message)s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s peut vouloir dire %(matches)s : écrivez-la en entier",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "commande inconnue : « %(parser_name)s » ; au choix : %(choices)s",
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": (
        "« %(value)s » inconnu, vouliez-vous dire « %(closest)s » ? Au choix : %(choices)s"
    ),
}


def _plural(one: str, many: str, count: int) -> str:
    return _translate(one if count == 1 else many)


def _translate(message: str) -> str:
    return _FRENCH.get(message, message)


def install() -> None:
    """Give argparse its French words. It looks `_` up in its own module, which is where gettext would have put it."""
    module: Any = argparse
    module._ = _translate
    module.ngettext = _plural


class Parser(argparse.ArgumentParser):
    """A parser whose refusals are one French line on stderr, exit status 2."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("allow_abbrev", False)
        super().__init__(*args, **kwargs)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Say the choices as people read them: argparse would quote each as a Python text."""
        if action.choices is not None and value not in action.choices:
            choices = ", ".join(map(str, action.choices))
            raise argparse.ArgumentError(action, f"« {value} » inconnu ; au choix : {choices}")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how to know more, in one line."""
        from store.cleaning import clean

        print(clean(f"{self.prog} : {message}. Voir « {self.prog} --help »."), file=sys.stderr)
        sys.exit(2)
