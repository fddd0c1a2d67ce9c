# SPDX-License-Identifier: EUPL-1.2
"""Commands on accounts, for whoever holds the store: compte, cle, cles-ssh."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from atlas_tui.cli.command import Command
from atlas_tui.cli.context import Context, Refus
from atlas_tui.cli.erasing import effacer

if TYPE_CHECKING:
    from store.comptes import Compte, Comptes
    from store.store import Store

_ROLES = ("agent", "ambassade", "sgar", "daect", "operateur", "reseau")
_ACTIONS = {
    "creer": "un compte accepté ; --role, --courriel, --prenom, --nom et son lieu",
    "lister": "les comptes et leur état",
    "accepter": "un compte demandé",
    "refuser": "un compte demandé, avec --raison",
    "role": "donne un autre --role et son lieu",
    "mot-de-passe": "le demande au terminal, ou le lit sur l'entrée",
    "deverrouiller": "rouvre un compte verrouillé",
    "telephone-perdu": "retire le second facteur d'un compte ; la personne en reçoit un courriel",
    "clore": "ferme un compte et retire ses clés",
    "donnees": "tout ce que la base dit de la personne, en JSON, pour elle",
    "effacer": "efface une personne partout (RGPD), par son compte, --courriel, ou --prenom et --nom ; --a-blanc compte",
}


class CompteCommand(Command):
    name = "compte"
    help = "les comptes : qui peut modifier l'atlas"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "action",
            metavar="ACTION",
            choices=tuple(_ACTIONS),
            help=" ; ".join(f"{name} : {what}" for name, what in _ACTIONS.items()),
        )
        parser.add_argument("identifiant", metavar="IDENTIFIANT", nargs="?", default="", help="le compte")
        parser.add_argument(
            "--role", choices=_ROLES, help="agent, ambassade, sgar, daect, operateur ou reseau"
        )
        for name, what in (
            ("courriel", "son adresse"),
            ("prenom", "son prénom"),
            ("nom", "son nom"),
            ("collectivite", "fiche de la collectivité d'un agent (col-12)"),
            ("pays", "pays d'une ambassade (MG)"),
            ("region", "région d'un SGAR (84)"),
            ("reseau", "fiche de l'association ou du réseau (res-2)"),
            ("raison", "ce que lira la personne refusée"),
            ("fiche", "où figure la personne à effacer (col-12)"),
        ):
            parser.add_argument(f"--{name}", metavar=name.upper(), default="", help=what)
        parser.add_argument(
            "--garder-textes",
            action="store_true",
            help="effacer : laisse son nom dans les textes des fiches (« lycée Jean Moulin »)",
        )
        parser.add_argument(
            "--a-blanc", action="store_true", help="effacer : dit ce qui partirait, n'écrit rien"
        )

    def run(self, args: Namespace, context: Context) -> int:
        from exports.comptes import liste
        from store.rights import HOST

        if args.action == "effacer":
            return effacer(args, context)
        with context.store() as store:
            if args.action != "lister" and not args.identifiant:
                raise Refus(f"Quel compte ? Écrivez « compte {args.action} IDENTIFIANT ».")
            if args.action == "donnees":
                return _give_data(store, args.identifiant)
            if args.action == "mot-de-passe":
                from store.login import set_password

                with store.comptes() as accounts:
                    compte = _named(accounts, args.identifiant)
                set_password(store, compte, _read_password())
            elif args.action == "telephone-perdu":
                from store.second_facteur import take_away

                with store.comptes() as accounts:
                    compte = _named(accounts, args.identifiant)
                take_away(store, compte.numero, by=HOST)
            else:
                with store.comptes() as accounts:
                    self._act(args, accounts)
            with store.comptes() as accounts:
                found = accounts.each(HOST)
        if args.action != "lister":
            plie = args.identifiant.strip().casefold()
            found = [c for c in found if c.identifiant.casefold() == plie]
        context.give(liste(found))
        return 0

    def _act(self, args: Namespace, accounts: Comptes) -> None:
        from store.comptes import SYSTEM, Demande
        from store.rights import HOST

        place = {n: getattr(args, n) for n in ("collectivite", "pays", "region", "reseau")}
        if args.action in ("creer", "role") and args.role is None:
            raise Refus(f"Quel rôle ? Ajoutez --role, au choix : {', '.join(_ROLES)}.")
        if args.action == "creer":
            accounts.create(
                Demande(args.identifiant, args.courriel, args.prenom, args.nom, args.role, **place), SYSTEM
            )
            return
        if args.action == "lister":
            return
        numero = _named(accounts, args.identifiant).numero
        match args.action:
            case "accepter":
                accounts.accept(numero, HOST)
            case "refuser":
                accounts.refuse(numero, HOST, args.raison)
            case "role":
                accounts.change_role(numero, HOST, args.role, **place)
            case "deverrouiller":
                accounts.unlock(numero, HOST)
            case "clore":
                accounts.close(numero, HOST)


def _give_data(store: Store, identifiant: str) -> int:
    """Print what the atlas holds of an account's person, which they have a right to (RGPD)."""
    from exports.comptes import mes_donnees
    from store.espace import Espace

    with store.comptes() as accounts:
        compte = _named(accounts, identifiant)
    sys.stdout.flush()
    sys.stdout.buffer.write(mes_donnees(Espace(store, compte.numero, compte.who).data()))
    return 0


class Cle(Command):
    name = "cle"
    help = "les clés SSH d'un compte"

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "action",
            metavar="ACTION",
            choices=("ajouter", "lister", "retirer"),
            help="ajouter, lister ou retirer",
        )
        parser.add_argument("identifiant", metavar="IDENTIFIANT", help="le compte")
        parser.add_argument(
            "cle",
            metavar="CLE",
            nargs="?",
            default="",
            help="fichier .pub ou sa ligne ; pour retirer, SHA256:…",
        )

    def run(self, args: Namespace, context: Context) -> int:
        from exports.comptes import cles
        from store.keys import read_key
        from store.rights import HOST

        with context.store() as store, store.comptes() as accounts:
            compte = _named(accounts, args.identifiant)
            if args.action == "ajouter":
                accounts.add_key(compte.numero, read_key(_key_text(args.cle)), HOST)
            elif args.action == "retirer":
                if args.cle not in {fingerprint for fingerprint, *_ in accounts.keys(compte.numero)}:
                    raise Refus(
                        f"« {compte.identifiant} » n'a pas cette clé : « cle lister {compte.identifiant} » donne les siennes."
                    )
                accounts.remove_key(args.cle, HOST)
            found = accounts.keys(compte.numero)
        context.give(cles(compte.identifiant, found))
        return 0


class ClesSsh(Command):
    name = "cles-ssh"
    help = "ce que sshd demande : la ligne authorized_keys d'une clé, ou rien"
    answers = False

    def arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("empreinte", metavar="SHA256:…", help="l'empreinte de la clé présentée (%%f)")
        parser.add_argument(
            "--commande",
            metavar="CHEMIN",
            default="/usr/lib/atlas-tui/session",
            help="le programme de session, qui reçoit le numéro du compte",
        )

    def run(self, args: Namespace, context: Context) -> int:
        if not args.commande.replace("/", "").replace("-", "").replace("_", "").replace(".", "").isalnum():
            raise Refus("--commande est un chemin sans blanc ni guillemet.")
        with context.store() as store, store.comptes() as accounts:
            found = accounts.of_key(args.empreinte)
        if found is not None:
            compte, kind, blob = found
            print(f'restrict,pty,command="{args.commande} {compte.numero}" {kind} {blob}')
        return 0


def _named(accounts: Comptes, identifiant: str) -> Compte:
    found = accounts.find(identifiant)
    if found is None:
        raise Refus(f"Aucun compte « {identifiant[:40]} ». « atlas-tui compte lister » les donne tous.")
    return found


def _key_text(given: str) -> str:
    """A line given as it is, on stdin, or in a file."""
    if not given or given == "-":
        return sys.stdin.readline()
    if " " in given:
        return given
    try:
        return Path(given).expanduser().read_text("utf-8", errors="replace")
    except OSError as error:
        from exports.french import raison_systeme

        raise Refus(f"{given} ne se lit pas ({raison_systeme(error)}). Donnez le fichier .pub.") from error


def _read_password() -> str:
    """From the terminal, twice and unseen; from stdin, one line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    first = getpass("Mot de passe : ")
    if getpass("Encore une fois : ") != first:
        raise Refus("Les deux saisies diffèrent : rien n'est changé. Recommencez.")
    return first
