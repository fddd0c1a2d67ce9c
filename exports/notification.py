# SPDX-License-Identifier: EUPL-1.2
"""The letters of a call for projects, ready to be signed: a grant with its tranches, or a refusal with its reason."""

from __future__ import annotations

from pathlib import Path

from exports.documents import write_whole
from exports.french import INSECABLE, euros, jour
from exports.writing import ExportRefuse
from store.records import Appel, Collectivite, Dossier

EXPEDITEUR = (
    "Ministère de l'Europe et des Affaires étrangères",
    "Délégation pour l'action extérieure des collectivités territoriales",
)
SIGNATAIRE = (
    "Pour le ministre et par délégation,",
    "le délégué pour l'action extérieure",
    "des collectivités territoriales",
)
ACCORDEE = ("notifie", "en-cours", "clos", "annule")


def ecrire(
    dossier: Dossier, appel: Appel, collectivite: Collectivite, chemin: Path, *, demonstration: bool
) -> None:
    """Write the letter of a dossier that was notified, whole or not at all; never over a file. Raises ExportRefuse."""
    from exports.pdf.lettre import Lettre, ecrire_lettre

    if dossier.notifie_le is None:
        raise ExportRefuse("Ce dossier n'est pas notifié : sa lettre s'écrit après la décision.")
    granted = dossier.etat in ACCORDEE
    letter = Lettre(
        expediteur=EXPEDITEUR,
        destinataire=tuple(line for line in (collectivite.nom, collectivite.courriel) if line),
        lieu="Paris",
        le=dossier.notifie_le,
        reference=f"{dossier.id}, {appel.titre}",
        objet=f"{'notification de subvention' if granted else 'décision'} — {dossier.titre}",
        paragraphes=_accord(dossier, appel) if granted else _rejet(dossier, appel),
        tableau=_tranches(dossier) if granted else (),
        suite=_conditions(dossier) if granted else (),
        signataire=SIGNATAIRE,
        demonstration=demonstration,
    )
    write_whole(chemin, lambda draft: ecrire_lettre(letter, draft))


def _accord(dossier: Dossier, appel: Appel) -> tuple[str, ...]:
    return (
        "Madame, Monsieur,",
        (f"Votre collectivité a répondu à l'appel à projets «{INSECABLE}{appel.titre}{INSECABLE}» par le dossier "
        f"«{INSECABLE}{dossier.titre}{INSECABLE}»."),
        (f"J'ai le plaisir de vous faire connaître que ce dossier est retenu. Une subvention de {euros(dossier.accorde)} vous est "
        f"accordée{', qui vous sera versée ainsi :' if dossier.tranches else '.'}"),
    )  # fmt: skip


def _tranches(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    rows = tuple(
        (f"Tranche {rank}, année {one.annee}", euros(one.montant))
        for rank, one in enumerate(dossier.tranches, start=1)
    )
    total = sum(one.montant for one in dossier.tranches)
    return (*rows, ("Total", euros(total))) if rows else ()


def _conditions(dossier: Dossier) -> tuple[str, ...]:
    annulled = (
        (f"Cette subvention a été annulée pour ce qui n'était pas versé. Motif : {dossier.motif}",)
        if dossier.etat == "annule"
        else ()
    )
    return (
        (
            "Un compte rendu de ce qui fut fait et dépensé est attendu après chaque versement : il conditionne le versement suivant, et le "
            "dépôt de tout nouveau dossier. Il se remet dans l'atlas, sur la page de ce dossier."
        ),
        "Le soutien du ministère figure sur la fiche du projet et parmi les données ouvertes des subventions.",
        *annulled,
        "Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée.",
    )


def _rejet(dossier: Dossier, appel: Appel) -> tuple[str, ...]:
    deposited = f", déposé le {jour(dossier.depose_le)}," if dossier.depose_le else ""
    return (
        "Madame, Monsieur,",
        f"Votre collectivité a répondu à l'appel à projets «{INSECABLE}{appel.titre}{INSECABLE}».",
        f"J'ai le regret de vous faire connaître que le dossier «{INSECABLE}{dossier.titre}{INSECABLE}»{deposited} n'est pas retenu.",
        f"Motif : {dossier.motif}",
        "Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée.",
    )
