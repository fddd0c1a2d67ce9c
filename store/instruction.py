# SPDX-License-Identifier: EUPL-1.2
"""How a dossier is examined: its states, who moves it, what guards each move and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec

from store import appels, budget, portes
from store.clock import paris
from store.comptes import Comptes
from store.machine import Dossier as Chose
from store.machine import Machine, Transition
from store.records import Appel, Avis, Collectivite, Dossier, Financement, Projet
from store.rights import Target, Who
from store.store import Edit, Reading

Sens = Literal["favorable", "reserve", "defavorable"]
SENS: dict[Sens, str] = {
    "favorable": "Favorable",
    "reserve": "Favorable avec réserve",
    "defavorable": "Défavorable",
}


@dataclass(frozen=True, slots=True)
class Acte:
    """A move of a dossier, and the transaction. What the move changes beside the state is put in `suites`."""

    edit: Edit
    accounts: Comptes
    appel: Appel
    dossier: Dossier
    who: Who
    texte: str = ""
    montant: Decimal = Decimal(0)
    suites: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attendu:
    """An avis that a deposited dossier waits for, or has."""

    de: Literal["sgar", "ambassade"]
    lieu: str
    avis: Avis | None


def attendus(reading: Reading, dossier: Dossier) -> Sequence[Attendu]:
    """Return the avis of a dossier, given or not: the préfecture of the lead, then the embassy of each country."""
    region = portes.region(reading, dossier)
    places: list[tuple[Literal["sgar", "ambassade"], str]] = [("sgar", region)] if region else []
    places += [("ambassade", pays) for pays in portes.pays(reading, dossier)]
    given = {(one.de, one.lieu): one for one in dossier.avis}
    return [Attendu(de, lieu, given.get((de, lieu))) for de, lieu in places]


# --- guards -----------------------------------------------------------------------------------------------------


def _not_over(act: Acte) -> str:
    if act.appel.etat == "publie" and act.edit.at < act.appel.ferme_le:
        return ""
    return portes.fenetre(act.appel, act.edit.at) or "cet appel est fermé"


def _ready(act: Acte) -> str:
    return portes.fenetre(act.appel, act.edit.at) or portes.manques(
        act.edit, act.dossier, act.appel, act.edit.at
    )


def _window(act: Acte) -> str:
    return portes.fenetre(act.appel, act.edit.at)


def _may_grant(act: Acte) -> str:
    if not act.montant:
        return "dites le montant accordé"
    if why := budget.trop(act.dossier, act.montant, appels.bilan(act.edit, act.appel).reste):
        return why
    missing = [one for one in attendus(act.edit, act.dossier) if one.avis is None]
    if missing and not act.texte:
        told = ", ".join(f"{'SGAR' if one.de == 'sgar' else 'ambassade'} {one.lieu}" for one in missing)
        return f"avis attendus ({told}) : attendez-les, ou dites pourquoi vous passez outre"
    return ""


def _say_why(act: Acte) -> str:
    return "" if act.texte else "donnez le motif : la collectivité le lira"


def _next_due(act: Acte) -> str:
    if any(one.versee_le and not one.rendu_le for one in act.dossier.tranches):
        return "le compte rendu de la tranche précédente n'est pas remis"
    return (
        ""
        if any(one.versee_le is None for one in act.dossier.tranches)
        else "toutes les tranches sont versées"
    )


def _report_due(act: Acte) -> str:
    if not any(one.versee_le and not one.rendu_le for one in act.dossier.tranches):
        return "aucune tranche versée n'attend de compte rendu"
    return "" if act.texte else "écrivez ce qui fut fait"


def _all_reported(act: Acte) -> str:
    late = [one for one in act.dossier.tranches if one.rendu_le is None]
    return f"{len(late)} tranche(s) à verser ou dont le compte rendu manque" if late else ""


# --- effects ----------------------------------------------------------------------------------------------------


def _deposited(act: Acte) -> None:
    act.suites["depose_le"] = paris(act.edit.at).date()
    act.suites["motif"] = ""
    told = f"« {act.dossier.titre} » ({act.dossier.id}), appel « {act.appel.titre} », est déposé."
    for courriel in _advisers(act):
        act.accounts.post(courriel, f"Avis à donner : {act.dossier.titre}", f"{told} Votre avis est attendu.")
    for courriel in _authors(act):
        act.accounts.post(courriel, f"Dossier déposé : {act.dossier.titre}", told)


def _withdrawn(act: Acte) -> None:
    # What was thought of another text is not kept for the one to come; its history keeps it.
    act.suites.update(depose_le=None, avis=(), note=None, accorde=Decimal(0))


def _granted(act: Acte) -> None:
    act.suites.update(accorde=act.montant, motif=act.texte)


def _refused(act: Acte) -> None:
    act.suites.update(motif=act.texte, accorde=Decimal(0))


def _taken_up_again(act: Acte) -> None:
    act.suites["motif"] = ""


def origine(appel: Appel, dossier: Dossier) -> str:
    """Return what a financement of the projet says of the grant that it comes from."""
    return f"{appel.titre}, {dossier.id}"


def _notified(act: Acte) -> None:
    dossier = act.dossier
    act.suites["notifie_le"] = paris(act.edit.at).date()
    act.suites["tranches"] = shared = budget.tranches(dossier, dossier.accorde)
    _on_projet(act, tuple((one.annee, one.montant) for one in shared))
    for courriel in _authors(act):
        act.accounts.post(
            courriel, f"Subvention accordée : {dossier.titre}",
            f"Votre dossier « {dossier.titre} » ({dossier.id}), appel « {act.appel.titre} », est retenu : "
            f"{budget.euros(dossier.accorde)} vous sont accordés. La lettre de notification est dans votre dossier.",
        )  # fmt: skip


def _refusal_notified(act: Acte) -> None:
    act.suites["notifie_le"] = paris(act.edit.at).date()
    for courriel in _authors(act):
        act.accounts.post(
            courriel, f"Dossier non retenu : {act.dossier.titre}",
            f"Votre dossier « {act.dossier.titre} » ({act.dossier.id}), appel « {act.appel.titre} », n'est pas retenu. "
            f"Motif : {act.dossier.motif}",
        )  # fmt: skip


def _paid(act: Acte) -> None:
    today = paris(act.edit.at).date()
    rank = next(i for i, one in enumerate(act.dossier.tranches) if one.versee_le is None)
    act.suites["tranches"] = tuple(
        msgspec.structs.replace(one, versee_le=today) if i == rank else one
        for i, one in enumerate(act.dossier.tranches)
    )
    paid = act.dossier.tranches[rank]
    for courriel in _authors(act):
        act.accounts.post(
            courriel, f"Tranche versée : {act.dossier.titre}",
            f"{budget.euros(paid.montant)} ({paid.annee}) sont versés pour {act.dossier.id}. "
            "Un compte rendu est attendu avant la tranche suivante, et avant tout nouveau dossier.",
        )  # fmt: skip


def _reported(act: Acte) -> None:
    today = paris(act.edit.at).date()
    act.suites["tranches"] = tuple(
        msgspec.structs.replace(one, rendu_le=today, compte_rendu=act.texte, depense=act.montant)
        if one.versee_le and not one.rendu_le
        else one
        for one in act.dossier.tranches
    )


def _annulled(act: Acte) -> None:
    """What was not paid will not be: the grant is what was."""
    paid = tuple(one for one in act.dossier.tranches if one.versee_le)
    total = sum((one.montant for one in paid), Decimal(0))
    act.suites.update(motif=act.texte, tranches=paid, accorde=total)
    _on_projet(act, tuple((one.annee, one.montant) for one in paid))
    for courriel in _authors(act):
        act.accounts.post(courriel, f"Subvention annulée : {act.dossier.titre}", f"Motif : {act.texte}")


def _on_projet(act: Acte, parts: tuple[tuple[int, Decimal], ...]) -> None:
    """Show the grant among the financements of the projet, by year; none of it is left of an earlier one."""
    found = act.edit.get(act.dossier.projet)
    # A projet that was archived since shows nothing any more: the grant stands in its dossier and in open data.
    if found is None or not isinstance(found.record, Projet) or found.etat == "archivee":
        return
    projet, said = found.record, origine(act.appel, act.dossier)
    others = tuple(one for one in projet.financements if one.precision != said)
    mine = tuple(
        Financement(annee=year, financeur=budget.MINISTERE, montant=amount, precision=said)
        for year, amount in parts
    )
    act.edit.update(msgspec.structs.replace(projet, financements=(*others, *mine)), base=found.version)


def _authors(act: Acte) -> list[str]:
    """Where the collectivité reads: its agents, and its functional address."""
    agents = [c.courriel for c in act.accounts.of_role("agent", collectivite=act.dossier.collectivite)]
    found = act.edit.get(act.dossier.collectivite)
    service = found.record.courriel if found and isinstance(found.record, Collectivite) else ""
    return list(dict.fromkeys(one for one in (*agents, service) if one))


def _advisers(act: Acte) -> list[str]:
    """Who gives an avis: the préfecture's secretariat, and the embassies."""
    found = []
    for one in attendus(act.edit, act.dossier):
        place = {"region": one.lieu} if one.de == "sgar" else {"pays": one.lieu}
        found += [c.courriel for c in act.accounts.of_role(one.de, **place)]
    return list(dict.fromkeys(found))


def _a_traiter(reading: Reading, etats: frozenset[str], who: Who, at: datetime) -> Iterable[Chose]:
    """The dossiers that wait for someone now: drafts while their call is open, avis not given, decisions, reports due."""
    marks = ", ".join("?" * len(etats))
    ids = reading.connection.execute(
        f"SELECT d.fiche FROM dossier d JOIN fiche f ON f.id = d.fiche WHERE d.etat IN ({marks}) AND f.etat <> 'archivee'"  # noqa: S608
        " AND (? <> 'agent' OR d.collectivite = ?) ORDER BY f.numero",
        (*sorted(etats), who.role, who.collectivite),
    ).fetchall()
    for (id,) in ids:
        found = reading.get(str(id))
        if found is None or not isinstance(found.record, Dossier):
            continue
        one = found.record
        call = appels.lire(reading, one.appel).record
        if one.etat == "brouillon" and portes.fenetre(call, at):
            continue
        if who.role in ("sgar", "ambassade"):
            lieu = who.region if who.role == "sgar" else who.pays
            if any((given.de, given.lieu) == (who.role, lieu) for given in one.avis):
                continue
        late = any(part.versee_le and not part.rendu_le for part in one.tranches)
        if one.etat == "en-cours" and late is not (who.role == "agent"):
            continue
        title = f"{one.titre} ({call.titre})"
        yield Chose(one.id, title, one.etat, found.modifie_le, cible(reading, one), f"dossier/{one.id}")


DOSSIER: Machine[Acte] = Machine(
    nom="dossier",
    titre="Appels à projets : le dossier d'une collectivité",
    etats={
        "brouillon": "Brouillon",
        "depose": "Déposé",
        "retenu": "Retenu",
        "rejete": "Rejeté",
        "notifie": "Notifié",
        "rejet-notifie": "Rejet notifié",
        "en-cours": "En cours",
        "clos": "Clos",
        "abandonne": "Abandonné",
        "annule": "Annulé",
    },
    initial="brouillon",
    finaux=frozenset({"rejet-notifie", "clos", "abandonne", "annule"}),
    transitions=(
        Transition(
            "preparer-dossier", ("brouillon",), "brouillon", "Écrire",
            garde=_not_over, garde_libelle="l'appel est publié et n'est pas fermé",
        ),
        Transition(
            "deposer-dossier", ("brouillon",), "depose", "Déposer",
            garde=_ready, garde_libelle="dans les dates de l'appel, si rien ne manque",
            effet=_deposited, effet_libelle="courriels au SGAR et aux ambassades ; accusé de réception",
            tache="Dossier à compléter et à déposer",
        ),
        Transition(
            "reprendre-dossier", ("depose",), "brouillon", "Reprendre pour corriger",
            garde=_window, garde_libelle="dans les dates de l'appel",
            effet=_withdrawn, effet_libelle="les avis sont à redonner",
        ),
        Transition("abandonner-dossier", ("brouillon", "depose"), "abandonne", "Abandonner"),
        Transition("donner-avis-sgar", ("depose",), "depose", "Avis du SGAR", tache="Avis à donner"),
        Transition("donner-avis-ambassade", ("depose",), "depose", "Avis de l'ambassade", tache="Avis à donner"),
        Transition("classer-dossier", ("depose",), "depose", "Classer"),
        Transition(
            "retenir-dossier", ("depose",), "retenu", "Retenir",
            garde=_may_grant, garde_libelle="un montant dans l'enveloppe et la demande ; les avis, ou pourquoi sans eux",
            effet=_granted, tache="Dossier à retenir ou à rejeter",
        ),
        Transition(
            "rejeter-dossier", ("depose",), "rejete", "Rejeter", garde=_say_why, garde_libelle="un motif", effet=_refused,
            tache="Dossier à retenir ou à rejeter",
        ),
        Transition(
            "notifier-dossier", ("retenu",), "notifie", "Notifier", effet=_notified, tache="Décision à notifier",
            effet_libelle="lettre et courriel ; la subvention figure sur le projet et dans les données ouvertes",
        ),
        Transition(
            "notifier-rejet", ("rejete",), "rejet-notifie", "Notifier le rejet", effet=_refusal_notified,
            tache="Décision à notifier",
            effet_libelle="lettre et courriel, avec le motif",
        ),
        Transition(
            "revoir-dossier", ("retenu", "rejete"), "depose", "Revoir la décision", effet=_taken_up_again,
        ),
        Transition(
            "verser-tranche", ("notifie", "en-cours"), "en-cours", "Verser une tranche",
            garde=_next_due, garde_libelle="le compte rendu de la précédente est remis", effet=_paid,
            effet_libelle="courriel à la collectivité", tache="Tranche à verser, ou dossier à clore",
        ),
        Transition(
            "rendre-compte", ("en-cours",), "en-cours", "Rendre compte",
            garde=_report_due, garde_libelle="une tranche versée attend le sien", effet=_reported,
            tache="Compte rendu à remettre",
        ),
        Transition(
            "clore-dossier", ("en-cours",), "clos", "Clore",
            garde=_all_reported, garde_libelle="toutes les tranches versées, tous les comptes rendus remis",
        ),
        Transition(
            "annuler-subvention", ("notifie", "en-cours"), "annule", "Annuler la subvention",
            garde=_say_why, garde_libelle="un motif", effet=_annulled,
            effet_libelle="le projet ne montre plus que ce qui fut versé ; courriel à la collectivité",
        ),
    ),
    dossiers=_a_traiter,
)  # fmt: skip


def cible(reading: Reading, dossier: Dossier) -> Target:
    """Return what a dossier concerns: its lead, the countries of its partenaires, the région of its lead."""
    return Target(
        frozenset({dossier.collectivite}),
        frozenset(portes.pays(reading, dossier)),
        frozenset({portes.region(reading, dossier)} - {""}),
    )
