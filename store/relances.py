# SPDX-License-Identifier: EUPL-1.2
"""How far the yearly campaign is, place by place, and the reminders to those who are late; the digests of tasks.

Nobody is written to twice in a day, in Paris, about the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from store import rights, taches
from store.campagne import Campagne, Partie, courante, ecran, parties
from store.clock import minute, paris
from store.comptes import COLONNES, Compte, Comptes, lire_compte
from store.errors import Refused
from store.rights import Target, Who, operation
from store.store import Edit, Reading, Store
from store.text import fold

Sorte = Literal["relance", "resume"]


@dataclass(frozen=True, slots=True)
class Avancement:
    """Where the collectivités of one place stand: a département, a région for what lies in none, a collectivité d'outre-mer."""

    region: str
    departement: str
    com: str
    collectivites: int
    a_jour: int
    """Every part confirmed."""
    commencees: int
    """Some, not all."""
    parties: int
    confirmees: int


@dataclass(frozen=True, slots=True)
class Retard:
    """A collectivité that has not confirmed everything."""

    collectivite: str
    nom: str
    departement: str
    region: str
    com: str
    """Empty in a région."""
    manquent: int
    """Parts that wait."""
    adresses: tuple[str, ...]
    """Of its agents, then of its service; empty where nobody can be written to."""


@dataclass(frozen=True, slots=True)
class Releve:
    """The campaign of today: how far each place is, and who is late, both by région then département."""

    campagne: Campagne
    avancement: tuple[Avancement, ...]
    retards: tuple[Retard, ...]


class Suivi:
    """The campaign of today as those who run it see it. Forbidden; Refused where no campaign has opened."""

    def __init__(self, store: Store, who: Who) -> None:
        self._store = store
        self.who = who

    @operation("suivre-campagne")
    def survey(self, region: str = "") -> Releve:
        """Return how far the campaign is and who is late in it, by région then département: in one région, or everywhere.

        Addresses are for who may send reminders.
        """
        rights.require(self.who, "suivre-campagne", Target(regions=frozenset({region})))
        named = rights.may(self.who, "relancer-campagne")
        with self._store.read() as reading:
            campagne, known, places = self._known(reading, region)
            agents = _agents(reading) if named else {}
            counted: dict[tuple[str, str, str], list[int]] = {}
            late = []
            for id, place in places.items():
                total = len(known[id])
                done = sum(one.etat == "confirmee" for one in known[id])
                row = counted.setdefault(place.lieu, [0] * 5)
                for rank, count in enumerate((1, done == total, 0 < done < total, total, done)):
                    row[rank] += count
                if done < total:
                    to = [agent.courriel for agent in agents.get(id, ())]
                    to += [place.courriel] if place.courriel and named else []
                    late.append(
                        Retard(
                            id, place.nom, place.departement, place.region, place.lieu[2], total - done,
                            tuple(dict.fromkeys(to)),
                        )
                    )  # fmt: skip
            return Releve(
                campagne,
                tuple(Avancement(*lieu, *row) for lieu, row in sorted(counted.items())),
                tuple(sorted(late, key=lambda r: (r.region, r.departement, fold(r.nom)))),
            )

    @operation("relancer-campagne")
    def remind(self) -> int:
        """Leave a letter to each person who is late and was not reminded today; return how many. Refused out of the window."""
        rights.require(self.who, "relancer-campagne")
        told = self.survey()
        campagne, late = told.campagne, told.retards
        if not campagne.ouverte(self._store.now()):
            raise Refused(
                "campagne",
                f"elle est close depuis le {minute(campagne.ferme_le)}, une relance n'y changerait rien",
            )
        with self._store.write(self.who.actor) as edit:
            day = paris(edit.at).date().isoformat()
            accounts = Comptes(edit.connection, edit.at)
            agents = _agents(edit)
            services = dict(
                edit.connection.execute("SELECT fiche, courriel FROM collectivite WHERE courriel <> ''")
            )
            written = dict(edit.connection.execute("SELECT collectivite, jour FROM campagne_relance"))
            # One person, one letter: the same address may serve several collectivités.
            letters: dict[str, list[Retard]] = {}
            spent: set[str] = set()
            for one in late:
                for agent in agents.get(one.collectivite, ()):
                    letters.setdefault(agent.courriel, []).append(one)
                    if not _first_today(edit, agent.numero, "relance", day):
                        spent.add(agent.courriel)
                if service := services.get(one.collectivite):
                    held = letters.setdefault(service, [])
                    held += [] if one in held else [one]
                    if written.get(one.collectivite) == day:
                        spent.add(service)
                    edit.connection.execute(
                        "INSERT INTO campagne_relance VALUES (?, ?) ON CONFLICT DO UPDATE SET jour = excluded.jour",
                        (one.collectivite, day),
                    )
            for address, theirs in letters.items():
                if address not in spent:
                    accounts.post(
                        address,
                        f"Campagne {campagne.annee} : votre fiche est à confirmer",
                        _letter(campagne, theirs),
                    )
            return len(letters.keys() - spent)

    def _known(
        self, reading: Reading, region: str
    ) -> tuple[Campagne, dict[str, Sequence[Partie]], dict[str, _Place]]:
        at = self._store.now()
        campagne = courante(reading, at)
        if campagne is None:
            raise Refused("campagne", "aucune n'a encore été ouverte : la DAECT en donne les dates")
        places = {
            id: _Place(*row)
            for id, *row in reading.connection.execute(
                "SELECT fiche, nom, departement, region, com, courriel FROM collectivite WHERE ? = '' OR region = ?",
                (region, region),
            )
        }
        known = {id: found for id, found in parties(reading, campagne, at).items() if id in places}
        return campagne, known, {id: place for id, place in places.items() if id in known}


@dataclass(frozen=True, slots=True)
class _Place:
    nom: str
    departement: str
    region: str
    com: str
    courriel: str

    @property
    def lieu(self) -> tuple[str, str, str]:
        return self.region, self.departement, self.com if not self.region else ""


def _agents(reading: Reading) -> dict[str, list[Compte]]:
    """The accounts of agents that are open, by collectivité."""
    found: dict[str, list[Compte]] = {}
    for row in reading.connection.execute(
        f"SELECT {COLONNES} FROM compte WHERE role = 'agent' AND etat IN ('accepte', 'actif') AND courriel_confirme = 1"  # noqa: S608 - names of ours
        " ORDER BY numero"
    ):
        compte = lire_compte(row)
        found.setdefault(compte.collectivite, []).append(compte)
    return found


def _first_today(edit: Edit, compte: int, sorte: Sorte, day: str) -> bool:
    """Note that an account is written to today; False when it was already."""
    edit.connection.execute(
        "INSERT INTO avis (compte, sorte, jour) VALUES (?, ?, ?)"
        " ON CONFLICT (compte, sorte) DO UPDATE SET jour = excluded.jour WHERE jour <> excluded.jour",
        (compte, sorte, day),
    )
    return bool(edit.connection.changes())


def _letter(campagne: Campagne, late: Iterable[Retard]) -> str:
    lines = [
        f"- {one.nom} : {one.manquent} partie{'s' if one.manquent > 1 else ''} à confirmer (atlas://{ecran(one.collectivite)})"
        for one in late
    ]
    return (
        f"La campagne annuelle de l'Atlas est ouverte jusqu'au {minute(campagne.ferme_le)}, heure de Paris. Attendent d'être "
        "confirmées ou corrigées :\n\n"
        + "\n".join(lines)
        + "\n\nLes cofinancements demandent une fiche à jour."
    )


def digests(store: Store) -> int:
    """Leave the digest of their tasks to those who want one and had none today; return how many. What the host asks for."""
    with store.write(rights.HOST.actor) as edit:
        day = paris(edit.at).date().isoformat()
        accounts = Comptes(edit.connection, edit.at)
        wanting = edit.connection.execute(
            f"SELECT {COLONNES} FROM compte JOIN preference ON preference.compte = compte.numero"  # noqa: S608 - names of ours
            " WHERE resume = 1 AND etat IN ('accepte', 'actif') AND courriel_confirme = 1 ORDER BY numero"
        ).fetchall()
        sent = 0
        for compte in map(lire_compte, wanting):
            waiting = taches.en_attente(edit, compte.who, edit.at)
            if waiting and _first_today(edit, compte.numero, "resume", day):
                accounts.post(compte.courriel, _count(len(waiting)), _digest(waiting))
                sent += 1
        return sent


def _count(number: int) -> str:
    return "Atlas : une tâche vous attend" if number == 1 else f"Atlas : {number} tâches vous attendent"


def _digest(waiting: Sequence[taches.Tache]) -> str:
    lines = [f"- {one.quoi} : {one.titre} (depuis le {paris(one.depuis):%d/%m/%Y})" for one in waiting]
    return (
        "Dans l'Atlas de la coopération décentralisée vous attendent, les plus anciennes d'abord :\n\n"
        + "\n".join(lines)
        + "\n\nPour les ouvrir : atlas://moi. Pour ne plus recevoir ce courriel : espace personnel, onglet « Compte »."
    )
