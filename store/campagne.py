# SPDX-License-Identifier: EUPL-1.2
"""The yearly campaign: each collectivité goes through its four parts and confirms them; what is funded waits for that.

A part is confirmed as it stands: what changes afterwards while the window is open is asked again, and a new campaign asks
everything. Once the window is closed, what was confirmed in it holds, and what changed later is not held against anyone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from store import rights
from store.clock import from_text, minute, to_text
from store.declarations import Campagne
from store.errors import Refused
from store.machine import Dossier, Machine, Transition
from store.operations import changed
from store.records import Collectivite, Projet
from store.rights import Target, Who, operation
from store.store import Edit, Reading, Store

__all__ = [
    "CAMPAGNE",
    "PARTIES",
    "Campagne",
    "Campagnes",
    "Partie",
    "courante",
    "ecran",
    "fiche_a_jour",
    "note",
    "parties",
]

PARTIES: Mapping[str, str] = {
    "contacts": "Élus et cadres",
    "reseaux": "Réseaux",
    "cooperations": "Coopérations décentralisées",
    "actions": "Autres actions extérieures",
}
"""The parts of a fiche, in the order they are gone through; the last two country by country."""
DITES = "contacts, réseaux, projets par pays"
"""What the parts are, where only their number is shown."""
_NATURES = {"cooperation": "cooperations", "action": "actions"}
_TOUJOURS = "9999"
"""Later than any time as the store writes them."""


@dataclass(frozen=True, slots=True)
class Partie:
    """A part of a fiche in a campaign."""

    collectivite: str
    partie: str
    """A key of `PARTIES`."""
    pays: str
    """Of the projets; empty for contacts and réseaux, and where there is no projet to confirm but that there is none."""
    lignes: int
    """People, réseaux or projets."""
    seq: int
    """The last entry of the journal about what it holds: given back by who confirms it, to say what they read."""
    etat: str
    """`a-confirmer` or `confirmee`."""
    le: datetime | None = None
    """When it was confirmed; in state `a-confirmer`, it changed since."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """One line of a part: the fiche that it is corrected in, what it says."""

    fiche: str
    texte: str
    precision: str = ""


@dataclass(frozen=True, slots=True)
class Acte:
    """A part that is confirmed, and the transaction it is confirmed in."""

    edit: Edit
    campagne: Campagne | None
    partie: Partie
    vue: int
    """The `seq` that was read."""


def _ouverte(act: Acte) -> str:
    if act.campagne is None:
        return "aucune campagne n'est ouverte : la DAECT en donne les dates"
    if not act.campagne.ouverte(act.edit.at):
        opens, closes = minute(act.campagne.ouvre_le), minute(act.campagne.ferme_le)
        return f"la campagne {act.campagne.annee} va du {opens} au {closes}, heure de Paris : hors de là, écrivez à la DAECT"
    if act.partie.seq > act.vue and _moved(act.edit, act.partie, act.vue, _TOUJOURS):
        return "cette partie a changé pendant que vous la lisiez : relisez-la, puis confirmez"
    return ""


def _dossiers(reading: Reading, etats: frozenset[str], who: Who, at: datetime) -> Iterable[Dossier]:
    """The fiche of an agent's collectivité, while the window is open and something of it waits."""
    campagne = courante(reading, at)
    if who.role != "agent" or not who.collectivite or campagne is None or not campagne.ouverte(at):
        return
    asked = parties(reading, campagne, at, who.collectivite).get(who.collectivite, ())
    waiting = [one for one in asked if one.etat == "a-confirmer"]
    of = f" sur {len(asked)}" if len(waiting) < len(asked) else ""
    if waiting:
        yield Dossier(
            who.collectivite, f"{len(waiting)} partie{'s' if len(waiting) > 1 else ''}{of}, avant le {minute(campagne.ferme_le)} ({DITES})",
            "a-confirmer", campagne.ouvre_le, Target(frozenset({who.collectivite})), ecran(who.collectivite),
        )  # fmt: skip


CAMPAGNE: Machine[Acte] = Machine(
    nom="campagne",
    titre="Campagne annuelle : une partie de la fiche d'une collectivité",
    etats={"a-confirmer": "À confirmer", "confirmee": "Confirmée"},
    initial="a-confirmer",
    finaux=frozenset({"confirmee"}),
    transitions=(
        Transition(
            "confirmer-campagne", ("a-confirmer",), "confirmee", "Confirmer",
            garde=_ouverte, garde_libelle="la campagne est ouverte ; rien n'a changé depuis la lecture",
            effet_libelle="qui et quand ; ce qui change ensuite dans cette partie, ou une nouvelle campagne, la redemande",
            tache="Fiche à confirmer",
        ),
    ),
    dossiers=_dossiers,
)  # fmt: skip


class Campagnes:
    """What `who` may do in the yearly campaigns of a store. Forbidden and Refused as `Operations` does."""

    def __init__(self, store: Store, who: Who) -> None:
        self._store = store
        self.who = who

    @operation("ouvrir-campagne")
    def open(self, campagne: Campagne) -> None:
        """Set the window of a year's campaign; setting it again moves it and keeps what was confirmed."""
        rights.require(self.who, "ouvrir-campagne")
        if campagne.ferme_le <= campagne.ouvre_le:
            raise Refused("ferme_le", "la fin vient après le début")
        if not 1900 <= campagne.annee <= 2100:
            raise Refused("annee", "quatre chiffres, de 1900 à 2100")
        with self._store.write(self.who.actor) as edit:
            edit.connection.execute(
                "INSERT INTO campagne (annee, ouvre_le, ferme_le) VALUES (?, ?, ?)"
                " ON CONFLICT (annee) DO UPDATE SET ouvre_le = excluded.ouvre_le, ferme_le = excluded.ferme_le",
                (campagne.annee, to_text(campagne.ouvre_le), to_text(campagne.ferme_le)),
            )

    def each(self) -> Sequence[Campagne]:
        """Return the campaigns, the newest first. Anyone may read their dates."""
        with self._store.read() as reading:
            return _campagnes(reading)

    @operation("lire-campagne")
    def parts(self, collectivite: str) -> tuple[Campagne | None, Sequence[Partie]]:
        """Return the campaign of today, the last one that opened, and where a collectivité stands in it."""
        with self._store.read() as reading:
            rights.require(self.who, "lire-campagne", target_of(reading, collectivite))
            at = self._store.now()
            campagne = courante(reading, at)
            if campagne is None:
                return None, ()
            return campagne, parties(reading, campagne, at, collectivite).get(collectivite, ())

    def lines(self, partie: Partie) -> Sequence[Ligne]:
        """Return what a part holds now, for who goes through it. Forbidden as `parts`."""
        with self._store.read() as reading:
            rights.require(self.who, "lire-campagne", target_of(reading, partie.collectivite))
            return _lignes(reading, partie)

    @operation("confirmer-campagne")
    def confirm(self, partie: Partie, *, key: str | None = None) -> None:
        """Confirm a part as it was read. Refused outside the window, or when it has changed since it was read."""
        with self._store.write(self.who.actor, key=key) as edit:
            target = target_of(edit, partie.collectivite)
            rights.require(self.who, "confirmer-campagne", target)
            campagne = courante(edit, edit.at)
            known = (
                ()
                if campagne is None
                else parties(edit, campagne, edit.at, partie.collectivite).get(partie.collectivite, ())
            )
            now = next((one for one in known if (one.partie, one.pays) == (partie.partie, partie.pays)), None)
            if now is None and campagne is not None:
                raise Refused("partie", "elle n'est plus dans cette fiche : relisez-la")
            now = now or partie
            CAMPAGNE.move(
                self.who, "confirmer-campagne", now.etat, target, Acte(edit, campagne, now, partie.seq)
            )
            assert campagne is not None
            note(edit, campagne, (now,), self.who.compte)


def note(edit: Edit, campagne: Campagne, parts: Iterable[Partie], compte: int | None) -> None:
    """Write down that parts are confirmed as they stand; asks nothing. For `Campagnes`, and for an atlas that is made up."""
    seq, at = edit.head().seq, to_text(edit.at)
    edit.connection.executemany(
        "INSERT INTO campagne_partie (annee, collectivite, partie, pays, seq, lignes, compte, le)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (annee, collectivite, partie, pays) DO UPDATE SET"
        " seq = excluded.seq, lignes = excluded.lignes, compte = excluded.compte, le = excluded.le",
        [(campagne.annee, p.collectivite, p.partie, p.pays, seq, p.lignes, compte, at) for p in parts],
    )


def ecran(collectivite: str) -> str:
    """Return the page where the parts of a collectivité are confirmed: what mends the gate."""
    return f"confirmation/{collectivite}"


def fiche_a_jour(reading: Reading, collectivite: str, at: datetime) -> str:
    """The gate of what is funded: return why the fiche of a collectivité is not up to date, and what to do; empty when it is.

    It is when every part is confirmed in the last campaign that opened; where none ever opened, nothing is asked.
    """
    campagne = courante(reading, at)
    if campagne is None:
        return ""
    stored = reading.get(collectivite)
    if stored is None or stored.etat == "archivee":
        return "la fiche de la collectivité n'est plus dans l'atlas : écrivez à la DAECT"
    asked = parties(reading, campagne, at, collectivite).get(collectivite, ())
    waiting = [one for one in asked if one.etat == "a-confirmer"]
    if not waiting:
        return ""
    count = (
        "une partie de la fiche n'est pas confirmée"
        if len(waiting) == 1
        else f"{len(waiting)} parties de la fiche ne sont pas confirmées"
    )
    mend = (
        f"confirmez-les avant le {minute(campagne.ferme_le)}"
        if campagne.ouverte(at)
        else f"elle est close depuis le {minute(campagne.ferme_le)}, demandez à la DAECT de la rouvrir"
    )
    return f"campagne {campagne.annee} : {count} ; {mend}"


def courante(reading: Reading, at: datetime) -> Campagne | None:
    """Return the last campaign that has opened, closed or not; None before the first."""
    return next((one for one in _campagnes(reading) if one.ouvre_le <= at), None)


def _campagnes(reading: Reading) -> list[Campagne]:
    rows = reading.connection.execute("SELECT annee, ouvre_le, ferme_le FROM campagne ORDER BY ouvre_le DESC")
    return [Campagne(annee, from_text(a), from_text(b)) for annee, a, b in rows]


def target_of(reading: Reading, collectivite: str) -> Target:
    """Return what the campaign of a collectivité concerns. Refused when there is no such collectivité."""
    found = reading.get(collectivite)
    if found is None or not isinstance(found.record, Collectivite):
        raise Refused(
            "collectivite", f"aucune collectivité {collectivite[:40] or 'sans identifiant'} dans l'atlas"
        )
    return Target(frozenset({collectivite}), regions=frozenset({found.record.region}) - {""})


def parties(
    reading: Reading, campagne: Campagne, at: datetime, collectivite: str = ""
) -> Mapping[str, Sequence[Partie]]:
    """Return where collectivités stand, by id: one, or all of them that are not archived.

    While the window is open they are seen as they are; once it is closed, as they were at its end.
    """
    # Text sorts as time; `fin` is beyond every entry while the window is open.
    fin = _TOUJOURS if at < campagne.ferme_le else to_text(campagne.ferme_le)
    one = {"une": collectivite, "fin": fin}
    # One collectivité is found by its index, all of them by reading each table once.
    which = (" AND {} = :une" if collectivite else " AND :une = ''").format
    connection = reading.connection
    confirmed: dict[tuple[str, str, str], tuple[int, int, str]] = {
        (id, partie, pays): (seq, lignes, le)
        for id, partie, pays, seq, lignes, le in connection.execute(
            "SELECT collectivite, partie, pays, seq, lignes, le FROM campagne_partie"  # noqa: S608 - names of ours
            f" WHERE annee = :annee{which('collectivite')}",
            {**one, "annee": campagne.annee},
        )
    }
    found: dict[str, list[Partie]] = {}
    for id, seq, people, networks in connection.execute(
        "SELECT c.fiche, f.seq, (SELECT count(*) FROM contact WHERE fiche = c.fiche),"  # noqa: S608
        " (SELECT count(*) FROM adhesion WHERE collectivite = c.fiche) FROM collectivite c JOIN fiche f ON f.id = c.fiche"
        f" WHERE f.etat <> 'archivee' AND f.cree_le < :fin{which('c.fiche')} ORDER BY f.numero",
        one,
    ):
        found[id] = [
            Partie(id, partie, "", count, seq, "a-confirmer")
            for partie, count in (("contacts", people), ("reseaux", networks))
        ]
    for id, nature, pays, count, seq in connection.execute(
        "SELECT l.collectivite, p.nature, a.pays, count(DISTINCT p.fiche), max(CASE WHEN f.modifie_le < :fin THEN f.seq ELSE"  # noqa: S608
        " (SELECT coalesce(max(j.seq), 0) FROM journal j WHERE j.fiche = f.id AND j.le < :fin) END)"
        " FROM projet_collectivite l JOIN projet p ON p.fiche = l.projet JOIN fiche f ON f.id = p.fiche"
        " JOIN projet_partenaire w ON w.projet = p.fiche JOIN partenaire a ON a.fiche = w.partenaire"
        f" WHERE f.etat <> 'archivee' AND f.cree_le < :fin{which('l.collectivite')}"
        " GROUP BY 1, 2, 3 ORDER BY 2 DESC, 3",
        one,
    ):
        if id in found:
            found[id].append(Partie(id, _NATURES[nature], pays, count, seq, "a-confirmer"))
    for id, known in found.items():
        # Where there is nothing, that is what is confirmed.
        held = {one.partie for one in known}
        known += [Partie(id, partie, "", 0, 0, "a-confirmer") for partie in PARTIES if partie not in held]
        known.sort(key=lambda one: (tuple(PARTIES).index(one.partie), one.pays))
        found[id] = [_seen(reading, one, confirmed.get((id, one.partie, one.pays)), fin) for one in known]
    return found


def _seen(reading: Reading, one: Partie, row: tuple[int, int, str] | None, fin: str) -> Partie:
    """A part as its confirmation, if it has one, leaves it."""
    if row is None:
        return one
    seq, lines, le = row
    same = fin != _TOUJOURS or lines == one.lignes
    fresh = same and (one.seq <= seq or not _moved(reading, one, seq, fin))
    return Partie(
        one.collectivite, one.partie, one.pays, one.lignes, one.seq, "confirmee" if fresh else "a-confirmer", from_text(le)
    )  # fmt: skip


def _moved(reading: Reading, one: Partie, since: int, fin: str) -> bool:
    """True when what a part holds changed after an entry of the journal, and before `fin`."""
    if one.partie not in ("contacts", "reseaux"):
        return one.seq > since
    # The fiche of a collectivité holds both: its journal tells which of them moved.
    return any(
        entry.seq > since and to_text(entry.at) < fin and one.partie in changed(entry.before, entry.after)
        for entry in reading.journal(one.collectivite)
    )


def _lignes(reading: Reading, partie: Partie) -> list[Ligne]:
    found = reading.get(partie.collectivite)
    assert found is not None
    record = found.record
    assert isinstance(record, Collectivite)
    if partie.partie == "contacts":
        return [Ligne(record.id, f"{p.prenom} {p.nom}, {p.titre}", p.courriel) for p in record.contacts]
    if partie.partie == "reseaux":
        names = [found.record for id in record.reseaux if (found := reading.get(id))]
        return [
            Ligne(record.id, str(getattr(one, "nom", "")), str(getattr(one, "sigle", ""))) for one in names
        ]
    rows: Iterable[tuple[Any, ...]] = reading.connection.execute(
        "SELECT DISTINCT p.fiche FROM projet_collectivite l JOIN projet p ON p.fiche = l.projet JOIN fiche f ON f.id = p.fiche"
        " JOIN projet_partenaire w ON w.projet = p.fiche JOIN partenaire a ON a.fiche = w.partenaire"
        " WHERE f.etat <> 'archivee' AND l.collectivite = ? AND p.nature = ? AND a.pays = ? ORDER BY f.numero",
        (partie.collectivite, {many: one for one, many in _NATURES.items()}[partie.partie], partie.pays),
    )
    lines = []
    for (id,) in rows:
        stored = reading.get(id)
        if stored is not None and isinstance(stored.record, Projet):
            lines.append(Ligne(id, stored.record.titre, stored.record.statut))
    return lines
