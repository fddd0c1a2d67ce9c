# SPDX-License-Identifier: EUPL-1.2
"""`compte effacer`: a person out of the whole atlas, by account, courriel or name; `--a-blanc` only says what would go."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from atlas_tui.cli.context import Context, Progress, Refus

if TYPE_CHECKING:
    from store.effacement import Effacement
    from store.personnes import Personne


def effacer(args: Namespace, context: Context) -> int:
    """Erase the person that the arguments name, say what was erased. Refus, StoreError."""
    from exports.comptes import effacement
    from parquet.effacement import effacer as erase
    from store.effacement import Effacement
    from store.rights import HOST

    progress = Progress()
    with context.store() as store:
        found = _personne(args, Effacement(store, HOST))
        if args.garder_textes:
            # « lycée Jean Moulin » : the name is that of something else too.
            found = replace(found, noms=frozenset())
        if args.a_blanc:
            asked = Effacement(store, HOST)
            context.give(effacement(asked.compter(found), 0, a_blanc=True, citees=asked.citees(found)))
            return 0
        from atlas_tui.app import depots_gardes

        try:
            bilan = erase(store, context.dossier, HOST, found, progress=progress)
            depots_gardes.oublier(found)
        finally:
            progress.end()
    context.give(effacement(bilan.efface, bilan.instantanes, a_blanc=False, notes=bilan.avertissements))
    return 0


def _personne(args: Namespace, effacement: Effacement) -> Personne:
    if args.identifiant:
        with effacement.store.comptes() as accounts:
            compte = accounts.find(args.identifiant)
        if compte is None:
            raise Refus(
                f"Aucun compte « {args.identifiant[:40]} ». Pour un contact sans compte : --courriel, ou --prenom et --nom."
            )
        return effacement.chercher(compte=compte.numero)
    if args.courriel:
        return effacement.chercher(courriel=args.courriel)
    if args.prenom and args.nom:
        return effacement.chercher(nom=f"{args.prenom} {args.nom}", fiche=args.fiche.strip().lower())
    raise Refus(
        "Effacer qui ? « compte effacer IDENTIFIANT », ou --courriel, ou --prenom et --nom (avec --fiche si plusieurs portent ce nom)."
    )
