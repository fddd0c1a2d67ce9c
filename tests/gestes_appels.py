# SPDX-License-Identifier: EUPL-1.2
"""Calls, dossiers, labels and missions for the tests that try every role on every move: who may, from where, and how."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec
from fiches_tirees import NOON, projet

from store.appels import APPEL, Appels
from store.dossiers import Dossiers
from store.instruction import DOSSIER
from store.labels import LABEL, MISSION, Labels
from store.records import Appel, Avis, Declaration, Depense, Dossier, Financement, Label, Mission, Tranche
from store.rights import HOST
from store.store import Store

D = Decimal
AGENT, DAECT = {"agent"}, {"daect"}
ALLOWED = {
    ("preparer-appel", "brouillon"): DAECT,
    ("publier-appel", "brouillon"): DAECT,
    ("corriger-appel", "publie"): DAECT,
    ("clore-appel", "publie"): DAECT,
    ("preparer-dossier", "brouillon"): AGENT,
    ("deposer-dossier", "brouillon"): AGENT,
    ("reprendre-dossier", "depose"): AGENT,
    ("abandonner-dossier", "brouillon"): AGENT,
    ("abandonner-dossier", "depose"): AGENT,
    ("donner-avis-sgar", "depose"): {"sgar"},
    ("donner-avis-ambassade", "depose"): {"ambassade"},
    ("classer-dossier", "depose"): DAECT,
    ("retenir-dossier", "depose"): DAECT,
    ("rejeter-dossier", "depose"): DAECT,
    ("revoir-dossier", "retenu"): DAECT,
    ("revoir-dossier", "rejete"): DAECT,
    ("notifier-dossier", "retenu"): DAECT,
    ("notifier-rejet", "rejete"): DAECT,
    ("verser-tranche", "notifie"): DAECT,
    ("verser-tranche", "en-cours"): DAECT,
    ("rendre-compte", "en-cours"): AGENT,
    ("clore-dossier", "en-cours"): DAECT,
    ("annuler-subvention", "notifie"): DAECT,
    ("annuler-subvention", "en-cours"): DAECT,
    ("preparer-label", "brouillon"): AGENT,
    ("deposer-label", "brouillon"): AGENT,
    ("reprendre-label", "depose"): AGENT,
    ("abandonner-label", "brouillon"): AGENT,
    ("abandonner-label", "depose"): AGENT,
    ("labelliser", "depose"): DAECT,
    ("refuser-label", "depose"): DAECT,
    ("expirer-label", "labellise"): DAECT,
    ("retirer-label", "labellise"): DAECT,
    ("accepter-mission", "demandee"): AGENT,
    ("decliner-mission", "demandee"): AGENT,
    ("rendre-mission", "acceptee"): AGENT,
    ("evaluer-mission", "faite"): {"ambassade", "daect"},
    ("annuler-mission", "demandee"): {"ambassade", "daect"},
    ("annuler-mission", "acceptee"): {"ambassade", "daect"},
}
"""(move, state) → the roles that may, on what is theirs. Everything else is refused."""
MOVES = list(dict.fromkeys(name for name, _ in ALLOWED))

#                           public  agent  ambassade  sgar  daect  operateur  reseau
_DAECT, _AGENT = (
    "-      -      -          -     T      -          -",
    "-      C      -          -     -      -          -",
)
MATRICE = {
    **{name: _AGENT for name in MOVES if ALLOWED[next(k for k in ALLOWED if k[0] == name)] == AGENT},
    **{name: _DAECT for name in MOVES if ALLOWED[next(k for k in ALLOWED if k[0] == name)] == DAECT},
    "lire-dossier":          "-      C      P          R     T      T          -",
    "donner-avis-sgar":      "-      -      -          R     -      -          -",
    "donner-avis-ambassade": "-      -      P          -     -      -          -",
    "lire-label":            "-      C      T          T     T      -          -",
    "lire-mission":          "-      C      P          -     T      -          -",
    "demander-mission":      "-      T      P          -     T      -          -",
    "evaluer-mission":       "-      -      P          -     T      -          -",
    "annuler-mission":       "-      -      P          -     T      -          -",
}  # fmt: skip

SIRET = "20004697700019"
DAY = date(2026, 1, 15)
AVIS = tuple(
    Avis(de=de, lieu=lieu, sens="favorable", le=DAY) for de, lieu in (("sgar", "84"), ("ambassade", "ML"))
)


def appel(**changes):
    base = Appel(
        titre="Appel à projets 2026", annee=2026, duree="triennal", ouvre_le=NOON - timedelta(days=10),
        ferme_le=NOON + timedelta(days=10), plafond=50, enveloppe=D(10_000_000), etat="publie",
    )  # fmt: skip
    return msgspec.structs.replace(base, **changes)


def publier_appel(store: Store, now: datetime) -> None:
    """The first call of a store, app-1: published, open since the day before `now` until the day after, 1 000 €."""
    call = Appel(
        titre="Appel 2026", annee=2026, duree="triennal", ouvre_le=now - timedelta(days=1),
        ferme_le=now + timedelta(days=1), plafond=50, enveloppe=D(1000), siret=SIRET,
    )  # fmt: skip
    Appels(store, HOST).prepare(call)
    Appels(store, HOST).publish("app-1", base=1)


def dossier(**changes):
    """A dossier of col-1 with par-1 that passes every gate, on `pro-…` given: 2 000 € over two years, 800 € asked."""
    base = Dossier(
        appel="app-1", collectivite="col-1", partenaires=("par-1",), titre="Eau à Ségou", thematique="14031", siret=SIRET,
        objectifs="De l'eau.", description="Un puits.",
        depenses=(
            Depense(annee=2026, poste="Travaux", montant=D(1000)),
            Depense(annee=2027, poste="Suivi", montant=D(1000)),
        ),
        ressources=(
            Financement(annee=2026, financeur="MEAE", montant=D(500)),
            Financement(annee=2026, financeur="COLLECTIVITE", montant=D(500)),
            Financement(annee=2027, financeur="MEAE", montant=D(300)),
            Financement(annee=2027, financeur="COLLECTIVITE", montant=D(700)),
        ),
    )  # fmt: skip
    return msgspec.structs.replace(base, **changes)


def label(**changes):
    base = Label(
        programme="pact2", titre="Déchets", thematique="2", collectivites=("col-1",), savoir_faire="Tri.",
        appuis="Vingt ans.", mobilisation="Deux semaines.",
    )  # fmt: skip
    return msgspec.structs.replace(base, **changes)


def mission(**changes):
    base = Mission(
        label="lab-1", demandeur="ambassade", pays="ML", titre="Séminaire", debut_le=DAY, fin_le=DAY
    )
    return msgspec.structs.replace(base, **changes)


PAID = msgspec.structs.replace(Tranche(annee=2026, montant=D(500)), versee_le=DAY)
REPORTED = msgspec.structs.replace(PAID, rendu_le=DAY, compte_rendu="Fait.")
TO_PAY = Tranche(annee=2027, montant=D(300))


def in_state(store, name, etat, *, own=True):
    """Put a call, a dossier, a label or a mission in a state, behind the procedure's back; return its id.

    `own` is that of col-1 and Mali; else that of col-2 (région 32) and `par-2`.
    """
    col, par, pays = ("col-1", "par-1", "ML") if own else ("col-2", "par-2", "SN")
    with store.write("compte:99") as edit:
        if any(t.operation == name for t in APPEL.transitions):
            shut = NOON - timedelta(days=1) if name == "clore-appel" else NOON + timedelta(days=1)
            return edit.create(appel(etat=etat, ferme_le=shut)).id
        if any(t.operation == name for t in DOSSIER.transitions) or name == "lire-dossier":
            work = edit.create(projet(collectivites=(col,), partenaires=(par,), annee_convention=2012)).id
            later = etat in ("notifie", "en-cours")
            if name == "deposer-dossier" and next(edit.each("apd"), None) is None:
                edit.create(Declaration(collectivite=col, annee=2025))
            parts = {"rendre-compte": (PAID, TO_PAY), "clore-dossier": (REPORTED,)}.get(
                name, (REPORTED, TO_PAY)
            )
            given = () if name.startswith("donner-avis") else AVIS
            given = (
                given
                if own
                else (*(msgspec.structs.replace(a, lieu={"84": "32"}.get(a.lieu, "SN")) for a in given),)
            )
            return edit.create(
                dossier(
                    appel=edit.create(appel()).id, collectivite=col, partenaires=(par,), projet=work, etat=etat, avis=given,
                    accorde=D(800) if etat in ("retenu", "notifie", "en-cours") else D(0), tranches=parts if later else (),
                )
            ).id  # fmt: skip
        since = {"debut_le": date(2022, 1, 1), "fin_le": date(2025, 1, 1)}
        if any(t.operation == name for t in LABEL.transitions) or name == "lire-label":
            return edit.create(label(etat=etat, collectivites=(col,), **since)).id
        one = edit.create(label(etat="labellise", collectivites=(col,), **since)).id
        return edit.create(mission(label=one, pays=pays, etat=etat)).id


def attempt(store, me, name, id):
    calls, files, labels = Appels(store, me), Dossiers(store, me), Labels(store, me)
    with store.read() as reading:
        record = reading.get(id).record
    {
        "preparer-appel": lambda: calls.prepare(msgspec.structs.replace(record, titre="Autre"), base=1),
        "publier-appel": lambda: calls.publish(id, base=1),
        "corriger-appel": lambda: calls.correct(
            msgspec.structs.replace(record, presentation="Lisez."), base=1
        ),
        "clore-appel": lambda: calls.close(id, base=1),
        "lire-dossier": lambda: files.read(id),
        "preparer-dossier": lambda: files.prepare(msgspec.structs.replace(record, contexte="Su."), base=1),
        "deposer-dossier": lambda: files.deposit(id, base=1),
        "reprendre-dossier": lambda: files.withdraw(id, base=1),
        "abandonner-dossier": lambda: files.give_up(id, base=1),
        "donner-avis-sgar": lambda: files.advise_region(id, "favorable", ""),
        "donner-avis-ambassade": lambda: files.advise_country(id, "reserve", "Prudence."),
        "classer-dossier": lambda: files.rank(id, 80, D(700), base=1),
        "retenir-dossier": lambda: files.select(id, D(700), base=1),
        "rejeter-dossier": lambda: files.reject(id, "Hors sujet.", base=1),
        "revoir-dossier": lambda: files.reconsider(id, base=1),
        "notifier-dossier": lambda: files.notify(id, base=1),
        "notifier-rejet": lambda: files.notify_refusal(id, base=1),
        "verser-tranche": lambda: files.pay(id, base=1),
        "rendre-compte": lambda: files.report(id, "Fait.", D(490), base=1),
        "clore-dossier": lambda: files.close(id, base=1),
        "annuler-subvention": lambda: files.annul(id, "Renoncement.", base=1),
        "lire-label": lambda: labels.read(id),
        "preparer-label": lambda: labels.prepare(msgspec.structs.replace(record, appuis="Dix ans."), base=1),
        "deposer-label": lambda: labels.deposit(id, base=1),
        "reprendre-label": lambda: labels.withdraw(id, base=1),
        "abandonner-label": lambda: labels.give_up(id, base=1),
        "labelliser": lambda: labels.grant(id, base=1),
        "refuser-label": lambda: labels.refuse(id, "Trop court.", base=1),
        "expirer-label": lambda: labels.expire(id, base=1),
        "retirer-label": lambda: labels.take_back(id, "Fraude.", base=1),
        "lire-mission": lambda: labels.read_mission(id),
        "demander-mission": lambda: labels.ask(mission(label=record.label, pays=record.pays)),
        "accepter-mission": lambda: labels.accept(id, base=1),
        "decliner-mission": lambda: labels.decline(id, "Trop tard.", base=1),
        "rendre-mission": lambda: labels.report(id, "Fait.", base=1),
        "evaluer-mission": lambda: labels.judge(id, "Bien.", base=1),
        "annuler-mission": lambda: labels.cancel(id, "Guerre.", base=1),
    }[name]()


_FROM = dict(reversed(ALLOWED)) | {
    "lire-dossier": "depose", "lire-label": "depose", "lire-mission": "demandee", "demander-mission": "demandee",
}  # fmt: skip


def _do(name):
    return lambda store, me, own: attempt(store, me, name, in_state(store, name, _FROM[name], own=own))


DO = {name: _do(name) for name in MATRICE}
assert {t.operation for m in (APPEL, DOSSIER, LABEL, MISSION) for t in m.transitions} == set(MOVES)
