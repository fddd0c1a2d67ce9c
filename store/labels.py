# SPDX-License-Identifier: EUPL-1.2
"""The label of expertise: a dossier in three parts, three years on the public list, the missions asked of its holders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

import msgspec

from store import rights
from store.cleaning import clean_text
from store.clock import paris
from store.comptes import Comptes
from store.errors import Refused
from store.machine import Dossier as Chose
from store.machine import Machine, Transition
from store.records import Collectivite, Label, Mission
from store.rights import Target, Who, operation
from store.store import Edit, Reading, Store, Stored

ANNEES = 3
"""Years that a label holds."""
VOLETS = {
    "savoir_faire": "Savoir-faire",
    "appuis": "Éléments d'appui",
    "mobilisation": "Conditions de mobilisation",
}
"""The three parts of the dossier, by the field that holds them."""
_KEPT = ("etat", "depose_le", "debut_le", "fin_le", "motif", "collectivites")


@dataclass(frozen=True, slots=True)
class Acte:
    """A move of a label or of one of its missions, and the transaction. What else changes is put in `suites`."""

    edit: Edit
    accounts: Comptes
    label: Label
    mission: Mission | None = None
    texte: str = ""
    suites: dict[str, Any] = field(default_factory=dict)


# --- the label --------------------------------------------------------------------------------------------------


def _whole(act: Acte) -> str:
    empty = [label.lower() for name, label in VOLETS.items() if not getattr(act.label, name)]
    return f"écrivez d'abord : {', '.join(empty)}" if empty else ""


def _say_why(act: Acte) -> str:
    return "" if act.texte else "donnez le motif : la collectivité le lira"


def _over(act: Acte) -> str:
    until = act.label.fin_le
    if until is not None and paris(act.edit.at).date() >= until:
        return ""
    return f"il vaut jusqu'au {until:%d/%m/%Y}" if until else "il n'a pas de terme"


def _deposited(act: Acte) -> None:
    act.suites.update(depose_le=paris(act.edit.at).date(), motif="")
    for compte in act.accounts.of_role("daect"):
        act.accounts.post(
            compte.courriel, f"Label à instruire : {act.label.titre}", f"{act.label.id} vient d'être déposé."
        )


def _granted(act: Acte) -> None:
    first = paris(act.edit.at).date()
    act.suites.update(debut_le=first, fin_le=years_after(first, ANNEES), motif="")
    _tell(act, "Label accordé", f"« {act.label.titre} » ({act.label.id}) est labellisé pour trois ans.")


def _refused(act: Acte) -> None:
    act.suites["motif"] = act.texte
    _tell(act, "Label refusé", f"« {act.label.titre} » ({act.label.id}). Motif : {act.texte}")


def _expired(act: Acte) -> None:
    _tell(
        act, "Label à son terme", f"« {act.label.titre} » ({act.label.id}) n'est plus sur la liste publique."
    )


def _withdrawn(act: Acte) -> None:
    act.suites.update(motif=act.texte, fin_le=paris(act.edit.at).date())
    _tell(act, "Label retiré", f"« {act.label.titre} » ({act.label.id}). Motif : {act.texte}")


def _back_to_draft(act: Acte) -> None:
    act.suites["depose_le"] = None


def years_after(day: date, years: int) -> date:
    """Return the same day some years later; 1 March for a 29 February that the year has not."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _tell(act: Acte, subject: str, text: str) -> None:
    for courriel in _holders(act):
        act.accounts.post(courriel, f"{subject} : {act.label.titre}", text)


def _holders(act: Acte) -> list[str]:
    lead = act.label.collectivites[0]
    found = act.edit.get(lead)
    service = found.record.courriel if found and isinstance(found.record, Collectivite) else ""
    agents = [c.courriel for c in act.accounts.of_role("agent", collectivite=lead)]
    return list(dict.fromkeys(one for one in (*agents, service) if one))


def _labels_a_traiter(reading: Reading, etats: frozenset[str], who: Who, at: datetime) -> Iterable[Chose]:
    """Drafts, dossiers to decide, and the labels whose three years are over."""
    today = paris(at).date()
    for one in reading.each("label"):
        record: Label = one.record
        over = record.fin_le is not None and record.fin_le <= today
        if one.etat != "archivee" and record.etat in etats and (record.etat != "labellise" or over):
            yield Chose(
                record.id, record.titre, record.etat, one.modifie_le, _target(record), f"label/{record.id}"
            )


LABEL: Machine[Acte] = Machine(
    nom="label",
    titre="Label d'expertise : le dossier d'une collectivité",
    etats={
        "brouillon": "Brouillon",
        "depose": "Déposé",
        "labellise": "Labellisé",
        "refuse": "Refusé",
        "expire": "Expiré",
        "retire": "Retiré",
        "abandonne": "Abandonné",
    },
    initial="brouillon",
    finaux=frozenset({"refuse", "expire", "retire", "abandonne"}),
    transitions=(
        Transition("preparer-label", ("brouillon",), "brouillon", "Écrire"),
        Transition(
            "deposer-label", ("brouillon",), "depose", "Déposer",
            garde=_whole, garde_libelle="les trois volets sont écrits", effet=_deposited, effet_libelle="courriel à la DAECT",
            tache="Label à compléter et à déposer",
        ),
        Transition("reprendre-label", ("depose",), "brouillon", "Reprendre pour corriger", effet=_back_to_draft),
        Transition("abandonner-label", ("brouillon", "depose"), "abandonne", "Abandonner"),
        Transition(
            "labelliser", ("depose",), "labellise", "Labelliser", effet=_granted,
            effet_libelle="trois ans sur la liste publique ; courriel", tache="Label à accorder ou à refuser",
        ),
        Transition(
            "refuser-label", ("depose",), "refuse", "Refuser",
            garde=_say_why, garde_libelle="un motif", effet=_refused, effet_libelle="courriel, avec le motif",
        ),
        Transition(
            "expirer-label", ("labellise",), "expire", "Clore à son terme",
            garde=_over, garde_libelle="ses trois ans sont passés", effet=_expired, effet_libelle="courriel",
        ),
        Transition(
            "retirer-label", ("labellise",), "retire", "Retirer",
            garde=_say_why, garde_libelle="un motif", effet=_withdrawn, effet_libelle="courriel, avec le motif",
        ),
    ),
    dossiers=_labels_a_traiter,
)  # fmt: skip


# --- its missions -----------------------------------------------------------------------------------------------


def _say_what(act: Acte) -> str:
    return "" if act.texte else "écrivez-le : ceux qui l'ont demandée le liront"


def _asked_again(act: Acte) -> None:
    act.suites["motif"] = act.texte


def _done(act: Acte) -> None:
    act.suites["compte_rendu"] = act.texte


def _judged(act: Acte) -> None:
    act.suites["evaluation"] = act.texte


def _missions_a_traiter(reading: Reading, etats: frozenset[str], who: Who, at: datetime) -> Iterable[Chose]:
    """The missions that wait for an answer, a report or an evaluation."""
    for one in reading.each("mission"):
        record: Mission = one.record
        if one.etat != "archivee" and record.etat in etats:
            target = _target_of_mission(_label(reading, record.label).record, record)
            yield Chose(record.id, record.titre, record.etat, one.modifie_le, target, f"mission/{record.id}")


MISSION: Machine[Acte] = Machine(
    nom="mission",
    titre="Label d'expertise : une mission",
    etats={
        "demandee": "Demandée",
        "acceptee": "Acceptée",
        "declinee": "Déclinée",
        "faite": "Faite",
        "evaluee": "Évaluée",
        "annulee": "Annulée",
    },
    initial="demandee",
    finaux=frozenset({"declinee", "evaluee", "annulee"}),
    transitions=(
        Transition("accepter-mission", ("demandee",), "acceptee", "Accepter", effet_libelle="courriel à qui la demande", tache="Mission à accepter ou à décliner"),
        Transition(
            "decliner-mission", ("demandee",), "declinee", "Décliner",
            garde=_say_what, garde_libelle="un motif", effet=_asked_again, effet_libelle="courriel à qui la demande",
        ),
        Transition(
            "rendre-mission", ("acceptee",), "faite", "Rendre compte",
            garde=_say_what, garde_libelle="un compte rendu", effet=_done, effet_libelle="courriel à qui la demande",
            tache="Mission : compte rendu à remettre",
        ),
        Transition(
            "evaluer-mission", ("faite",), "evaluee", "Évaluer",
            garde=_say_what, garde_libelle="une évaluation", effet=_judged, effet_libelle="courriel à la collectivité",
            tache="Mission à évaluer",
        ),
        Transition(
            "annuler-mission", ("demandee", "acceptee"), "annulee", "Annuler",
            garde=_say_what, garde_libelle="un motif", effet=_asked_again, effet_libelle="courriel à la collectivité",
        ),
    ),
    dossiers=_missions_a_traiter,
)  # fmt: skip


class Labels:
    """What `who` may do to the labels and missions of a store. Forbidden, Refused and StaleVersion as `Operations` does."""

    def __init__(self, store: Store, who: Who) -> None:
        self._store = store
        self.who = who

    # --- labels -------------------------------------------------------------------------------------------

    @operation("preparer-label")
    def prepare(self, record: Label, *, base: int = 0, key: str | None = None) -> Stored[Label]:
        """Store a draft: a new one (no id), or the one read at version `base`. Returns it as it stands."""
        with self._store.write(self.who.actor, key=key) as edit:
            if record.id:
                old = _label(edit, record.id).record
                record = msgspec.structs.replace(record, **{name: getattr(old, name) for name in _KEPT})
            else:
                record = msgspec.structs.replace(
                    record, etat="brouillon", depose_le=None, debut_le=None, fin_le=None, motif=""
                )
                old = record
            LABEL.move(self.who, "preparer-label", old.etat, _target(old), self._act(edit, old))
            if record.id:
                edit.update(record, base=base)
                return _label(edit, record.id)
            return _label(edit, edit.create(record).id)

    @operation("deposer-label")
    def deposit(self, id: str, *, base: int, key: str | None = None) -> int:
        """Deposit a draft whose three parts are written."""
        return self._move("deposer-label", id, base, "", key)

    @operation("reprendre-label")
    def withdraw(self, id: str, *, base: int, key: str | None = None) -> int:
        """Take a deposited dossier back, to correct it."""
        return self._move("reprendre-label", id, base, "", key)

    @operation("abandonner-label")
    def give_up(self, id: str, *, base: int, key: str | None = None) -> int:
        """Give it up."""
        return self._move("abandonner-label", id, base, "", key)

    @operation("labelliser")
    def grant(self, id: str, *, base: int, key: str | None = None) -> int:
        """Grant the label for three years."""
        return self._move("labelliser", id, base, "", key)

    @operation("refuser-label")
    def refuse(self, id: str, motif: str, *, base: int, key: str | None = None) -> int:
        """Refuse the label, with the reason that its authors will read."""
        return self._move("refuser-label", id, base, motif, key)

    @operation("retirer-label")
    def take_back(self, id: str, motif: str, *, base: int, key: str | None = None) -> int:
        """Withdraw a label before its term."""
        return self._move("retirer-label", id, base, motif, key)

    @operation("expirer-label")
    def expire(self, id: str, *, base: int, key: str | None = None) -> int:
        """Close a label whose three years are over."""
        return self._move("expirer-label", id, base, "", key)

    def expire_all(self) -> tuple[str, ...]:
        """Close every label whose three years are over; return their ids. What the host asks once a day."""
        today = paris(self._store.now()).date()
        due = [
            one
            for one in self.each()
            if one.record.etat == "labellise" and one.record.fin_le and one.record.fin_le <= today
        ]
        closed = []
        for one in due:
            # Somebody moved it meanwhile: it will be seen again tomorrow.
            with suppress(Refused):
                self.expire(one.record.id, base=one.version)
                closed.append(one.record.id)
        return tuple(closed)

    @operation("lire-label")
    def read(self, id: str) -> Stored[Label]:
        """Return a label with its three parts; a draft to its authors and the DAECT alone."""
        with self._store.read() as reading:
            found = _label(reading, id)
        if not self._readable(found.record):
            raise rights.Forbidden("lire-label", self.who)
        return found

    def each(self) -> Sequence[Stored[Label]]:
        """Return the labels that `who` may read, the first made first."""
        with self._store.read() as reading:
            return [
                one for one in reading.each("label") if one.etat != "archivee" and self._readable(one.record)
            ]

    def possible(self, id: str) -> tuple[Transition[Acte], ...]:
        """Return the moves that `who` may make of a label, or of a mission, as it stands."""
        with self._store.read() as reading:
            found = reading.get(id)
            if found is not None and isinstance(found.record, Mission):
                label = _label(reading, found.record.label).record
                return MISSION.possible(self.who, found.record.etat, _target_of_mission(label, found.record))
            record = _label(reading, id).record
            return LABEL.possible(self.who, record.etat, _target(record))

    def _readable(self, record: Label) -> bool:
        if record.etat == "brouillon":
            return rights.may(self.who, "preparer-label", _target(record)) or self.who.role == "daect"
        return rights.may(self.who, "lire-label", _target(record))

    # --- missions -----------------------------------------------------------------------------------------

    @operation("demander-mission")
    def ask(self, mission: Mission, *, key: str | None = None) -> Stored[Mission]:
        """Ask the holder of a label for a mission."""
        demandeur = {"ambassade": "ambassade", "daect": "ministere"}.get(self.who.role, "collectivite")
        with self._store.write(self.who.actor, key=key) as edit:
            label = _label(edit, mission.label).record
            rights.require(self.who, "demander-mission", Target(pays=frozenset({mission.pays})))
            if label.etat != "labellise":
                raise Refused("label", "une mission se demande à une collectivité labellisée")
            if mission.fin_le < mission.debut_le:
                raise Refused("fin_le", "la fin vient après le début")
            made = edit.create(
                Mission(
                    label=label.id, demandeur=cast(Any, demandeur), pays=mission.pays, titre=mission.titre,
                    objectifs=mission.objectifs, debut_le=mission.debut_le, fin_le=mission.fin_le,
                )
            )  # fmt: skip
            act = self._act(edit, label)
            for courriel in _holders(act):
                act.accounts.post(
                    courriel, f"Mission demandée : {made.titre}", f"{made.objectifs}\n\nRépondez dans l'atlas ({made.id})."
                )  # fmt: skip
            return _mission(edit, made.id)

    @operation("accepter-mission")
    def accept(self, id: str, *, base: int, key: str | None = None) -> int:
        """Accept a mission."""
        return self._move_mission("accepter-mission", id, base, "", key)

    @operation("decliner-mission")
    def decline(self, id: str, motif: str, *, base: int, key: str | None = None) -> int:
        """Decline a mission, with the reason."""
        return self._move_mission("decliner-mission", id, base, motif, key)

    @operation("rendre-mission")
    def report(self, id: str, texte: str, *, base: int, key: str | None = None) -> int:
        """Report on a mission that was done."""
        return self._move_mission("rendre-mission", id, base, texte, key)

    @operation("evaluer-mission")
    def judge(self, id: str, texte: str, *, base: int, key: str | None = None) -> int:
        """Evaluate a mission that was done."""
        return self._move_mission("evaluer-mission", id, base, texte, key)

    @operation("annuler-mission")
    def cancel(self, id: str, motif: str, *, base: int, key: str | None = None) -> int:
        """Cancel a mission that was not done."""
        return self._move_mission("annuler-mission", id, base, motif, key)

    @operation("lire-mission")
    def read_mission(self, id: str) -> Stored[Mission]:
        """Return a mission."""
        with self._store.read() as reading:
            found = _mission(reading, id)
            target = _target_of_mission(_label(reading, found.record.label).record, found.record)
        rights.require(self.who, "lire-mission", target)
        return found

    def missions(self, label: str = "") -> Sequence[Stored[Mission]]:
        """Return the missions that `who` may read, of a label or of all, the first asked first."""
        with self._store.read() as reading:
            return [
                one
                for one in reading.each("mission")
                if label in ("", one.record.label)
                and rights.may(
                    self.who,
                    "lire-mission",
                    _target_of_mission(_label(reading, one.record.label).record, one.record),
                )
            ]

    # --- within -------------------------------------------------------------------------------------------

    def _act(self, edit: Edit, label: Label, mission: Mission | None = None, texte: str = "") -> Acte:
        return Acte(edit, Comptes(edit.connection, edit.at), label, mission, clean_text(texte))

    def _move(self, name: str, id: str, base: int, texte: str, key: str | None) -> int:
        with self._store.write(self.who.actor, key=key) as edit:
            record = _label(edit, id).record
            act = self._act(edit, record, texte=texte)
            etat = LABEL.move(self.who, name, record.etat, _target(record), act)
            return edit.update(msgspec.structs.replace(record, etat=etat, **act.suites), base=base)

    def _move_mission(self, name: str, id: str, base: int, texte: str, key: str | None) -> int:
        with self._store.write(self.who.actor, key=key) as edit:
            record = _mission(edit, id).record
            label = _label(edit, record.label).record
            act = self._act(edit, label, record, texte)
            etat = MISSION.move(self.who, name, record.etat, _target_of_mission(label, record), act)
            version = edit.update(msgspec.structs.replace(record, etat=etat, **act.suites), base=base)
            told = f"« {record.titre} » ({record.id}) : {MISSION.etats[etat].lower()}. {act.texte}".strip()
            for courriel in (_askers if self.who.role == "agent" else _holders)(act):
                act.accounts.post(courriel, f"Mission {MISSION.etats[etat].lower()} : {record.titre}", told)
            return version


def _askers(act: Acte) -> list[str]:
    """Who a mission concerns on the other side: the embassy of its country, the DAECT when the ministry asked."""
    assert act.mission is not None
    role: rights.Role = "daect" if act.mission.demandeur == "ministere" else "ambassade"
    pays = act.mission.pays if role == "ambassade" else ""
    return [c.courriel for c in act.accounts.of_role(role, pays=pays)]


def _target(label: Label) -> Target:
    return Target(frozenset(label.collectivites))


def _target_of_mission(label: Label, mission: Mission) -> Target:
    return Target(frozenset(label.collectivites), frozenset({mission.pays}))


def _label(reading: Reading, id: str) -> Stored[Label]:
    found = reading.get(id)
    if found is None or not isinstance(found.record, Label):
        raise Refused("label", f"aucun label {id[:40] or 'sans identifiant'} dans l'atlas")
    return cast(Stored[Label], found)


def _mission(reading: Reading, id: str) -> Stored[Mission]:
    found = reading.get(id)
    if found is None or not isinstance(found.record, Mission):
        raise Refused("id", f"aucune mission {id[:40] or 'sans identifiant'} dans l'atlas")
    return cast(Stored[Mission], found)
