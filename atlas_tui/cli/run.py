# SPDX-License-Identifier: EUPL-1.2
"""One run of the command line: parse, do, and turn whatever goes wrong into one French line and an exit status."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path

from atlas_tui import __version__, identite
from atlas_tui.cli import (
    accounts,
    aid,
    aids,
    annuaire,
    backups,
    bourse,
    campaigns,
    carte,
    doubles,
    french_argparse,
    graphique,
    keeping,
    letters,
    reading,
    searching,
)
from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context, Refus
from atlas_tui.cli.french_argparse import Parser
from atlas_tui.terminal.profile import PROFILS

COMMANDS: tuple[type[Command], ...] = (
    keeping.Demo,
    reading.Etat,
    searching.Chercher,
    reading.Fiche,
    reading.Contact,
    reading.Classement,
    annuaire.Actualites,
    annuaire.Annuaire,
    aids.Appels,
    aids.Subventions,
    aids.Labels,
    carte.Carte,
    graphique.Graphique,
    keeping.Importer,
    keeping.Publier,
    keeping.Instantanes,
    keeping.Verifier,
    backups.Sauvegarder,
    backups.Restaurer,
    accounts.CompteCommand,
    accounts.Cle,
    accounts.ClesSsh,
    letters.Courrier,
    doubles.Doublons,
    campaigns.Campagne,
    campaigns.Taches,
    bourse.BourseCommand,
    aid.ApdCommand,
)

INTERRUPTED = 130
"""Exit status after Ctrl+C, as shells give it."""


def parser() -> Parser:
    """The whole command line. Importing and building it loads no heavy library."""
    french_argparse.install()
    main = Parser(
        prog="atlas-tui",
        description="L'atlas français de la coopération décentralisée, dans un terminal.",
        epilog="Sans commande, ouvre l'atlas ; « atlas-tui LIEN » (atlas://…) l'ouvre à cette page.",
    )
    main.add_argument(
        "--version", action="version", version=f"atlas-tui {__version__}", help="affiche la version"
    )
    main.add_argument(
        "--profil",
        choices=PROFILS,
        help="ligne : local, distant (SSH) ou bas-debit (le moins d'octets) ; sinon choisi d'après la ligne",
    )
    main.add_argument(
        "--mesurer",
        metavar="FICHIER",
        type=Path,
        help="écrit dans ce fichier les octets et le temps de chaque action",
    )
    _add_folder(main, default=None)
    commands = main.add_subparsers(dest="command", metavar="COMMANDE", title="commandes", parser_class=Parser)
    for command_class in COMMANDS:
        command = command_class()
        sub = commands.add_parser(
            command.name, help=command.help, description=f"{command.help[0].upper()}{command.help[1:]}."
        )
        sub.set_defaults(run=command.run, commande=command)
        command.arguments(sub)
        _add_folder(sub, default=SUPPRESS)
        if command.answers:
            sub.add_argument("--format", choices=("table", "json", "csv"), help="forme de la réponse (table)")
            sub.add_argument(
                "--vers",
                metavar="FICHIER",
                type=Path,
                help="écrit la réponse dans ce fichier, jamais par-dessus un autre ; sa fin dit la forme : .csv .xlsx .parquet "
                ".json .geojson .xml (IATI 2.03) .ics (agenda) .txt. « - » est la sortie standard, sous la forme de --format ; « -.xlsx », sous cette forme-là",
            )
            sub.add_argument(
                "--bom",
                action="store_true",
                help="le CSV commence par la marque UTF-8 qu'attendent d'anciens tableurs",
            )
    return main


def _add_folder(parser: ArgumentParser, default: object) -> None:
    parser.add_argument(
        "--donnees",
        metavar="DIR",
        type=Path,
        default=default,
        help="dossier de l'atlas (sinon ATLAS_TUI_DONNEES)",
    )


def run(argv: list[str]) -> int:
    """Run one command line; return its exit status. Never raises, never prints a traceback."""
    try:
        link, others = _link(_stdout_joined(argv))
        whole = parser()
        args, left = whole.parse_known_args(_moins(others))
        if left and not (args.command is not None and args.commande.reste(args, left)):
            whole.error(f"arguments inconnus : {' '.join(left)}")
        _lisibles(args)
        context = Context.of(args)
        if identite.imposee():
            _borner(args, context)
        status = (
            _open(context, link or "accueil", args.profil, args.mesurer)
            if args.command is None
            else int(args.run(args, context))
        )
        sys.stdout.flush()
        return status
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    except KeyboardInterrupt:
        print("\nInterrompu.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing is wrong. stdout must not be flushed again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _say(error)


def _stdout_joined(argv: list[str]) -> list[str]:
    """« --vers -.xlsx » as one argument: alone, what begins with a hyphen would be read as an option."""
    joined: list[str] = []
    for argument in argv:
        if joined and joined[-1] == "--vers" and argument.startswith("-."):
            joined[-1] = f"--vers={argument}"
        else:
            joined.append(argument)
    return joined


def _link(argv: list[str]) -> tuple[str | None, list[str]]:
    """The permalink that stands where a command would, and the other arguments. After a command, it is the command's."""
    names = {command.name for command in COMMANDS}
    for i, argument in enumerate(argv):
        if argument in names:
            break
        if argument.startswith("atlas://"):
            return argument, argv[:i] + argv[i + 1 :]
    return None, argv


def _moins(argv: list[str]) -> list[str]:
    """The arguments, where those of `chercher` may begin with the hyphen of a word to leave out."""
    names = {command.name for command in COMMANDS}
    start = next((i for i, argument in enumerate(argv) if argument in names), len(argv))
    if argv[start : start + 1] != [searching.Chercher.name]:
        return argv
    return argv[: start + 1] + searching.moins(argv[start + 1 :])


def _lisibles(args: Namespace) -> None:
    """Put « � » for the bytes of texts that are not UTF-8: a search finds nothing, nothing breaks. Paths keep theirs."""
    for name, value in vars(args).items():
        if isinstance(value, str):
            setattr(args, name, _lisible(value))
        elif isinstance(value, list):
            setattr(args, name, [_lisible(one) if isinstance(one, str) else one for one in value])


def _lisible(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _borner(args: Namespace, context: Context) -> None:
    """Raise Refus on what a session that the host opened for someone else may not ask: it only reads this host's atlas.

    After the options are read, so that no way of writing them goes by.
    """
    identite.numero_de_session()
    if args.command is not None and not args.commande.en_session:
        allowed = ", ".join(command.name for command in COMMANDS if command.en_session)
        raise Refus(f"« {args.command} » ne se fait pas à distance. Se demandent ici : {allowed}.")
    if args.donnees is not None:
        raise Refus("--donnees ne se choisit pas à distance : cet atlas est celui du service.")
    if args.mesurer is not None:
        raise Refus("--mesurer écrit un fichier : il ne se demande pas à distance.")
    if context.vers is not None and not context.vers_sortie:
        raise Refus(
            "--vers n'écrit pas de fichier sur ce service. Recevez-le chez vous : --vers -.csv > fichier.csv"
        )
    for name, value in vars(args).items():
        if isinstance(value, Path) and name != "vers" and str(value) != "-":
            raise Refus(
                f"--{name} ne prend pas de fichier de ce service. Recevez le vôtre : --{name} - > fichier"
            )


def _open(context: Context, link: str, profil: str | None, mesures: Path | None) -> int:
    """The terminal UI, on an atlas that is made first where there is none."""
    from parquet.pages import lire_adresse

    address = lire_adresse(link)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Refus(
            "L'atlas s'ouvre dans un terminal. Ailleurs, demandez une page : « atlas-tui etat monde »."
        )
    if context.vide:
        if identite.imposee():
            raise Refus("Ce service n'a pas encore d'atlas. Prévenez qui le tient.")
        print(
            f"Aucun atlas dans {context.dossier} : construction de la démonstration (données fictives).",
            file=sys.stderr,
        )
        # In a process of its own: what building takes in memory (some 270 MB) would stay for the whole session.
        command = [sys.executable, "-m", "atlas_tui", "--donnees", str(context.dossier), "demo"]
        made = subprocess.run(command, check=False)  # noqa: S603 - ourselves, without a shell
        if made.returncode:
            return made.returncode
    from atlas_tui.app import run as run_app

    if profil is not None:
        os.environ["ATLAS_TUI_PROFIL"] = profil
    return run_app(context.dossier, address, mesures)


def _say(error: Exception) -> int:
    """One French line on stderr; the whole story in the log file when the error is not one of ours."""
    from atlas_tui.cli.failures import explained
    from store.cleaning import without_controls

    # A refusal may repeat what was typed: one line all the same.
    print(without_controls(explained(error)).replace("\n", " "), file=sys.stderr)
    return 1
