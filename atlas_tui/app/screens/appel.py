# SPDX-License-Identifier: EUPL-1.2
"""The page of a call for projects: what it asks, what it granted; for the DAECT, its dossiers ranked against the envelope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from atlas_tui.app import aides
from atlas_tui.app.screens.ecrire import EcrireScreen
from atlas_tui.app.screens.procedure import ProcedureScreen
from atlas_tui.app.session import DECONNECTE, Fait
from atlas_tui.app.widgets.cells import caler, propre
from atlas_tui.app.widgets.menu import Entree
from atlas_tui.app.widgets.sheet import Feuille
from exports.french import euros
from parquet.appels import AppelLu, Subvention
from parquet.criteria import Criteria
from parquet.pages import Adresse, Page
from parquet.reference import nomenclature
from store import budget
from store.appels import APPEL, Appels, Bilan, check, lire
from store.clock import paris, utc_now
from store.dossiers import Dossiers
from store.instruction import DOSSIER
from store.records import Appel, Dossier
from store.rights import ANYTHING, RIGHTS, Who
from store.store import Store, Stored

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from parquet.atlas import Atlas
    from store.comptes import Compte

CHAMPS = (
    "titre", "annee", "duree", "presentation", "ouvre_le", "ferme_le", "plafond", "enveloppe", "pays", "thematiques", "siret",
)  # fmt: skip
COMMENCER = "commencer"
_SIGNES = {"favorable": "+", "reserve": "~", "defavorable": "-"}


@dataclass(frozen=True, slots=True)
class Lue:
    """A call as this person may read it."""

    appel: AppelLu | Appel
    situation: str
    accordees: tuple[Subvention, ...]
    stored: Stored[Appel] | None = None
    """None for who has no account."""
    dossiers: tuple[Stored[Dossier], ...] = ()
    bilan: Bilan | None = None
    noms: Mapping[str, str] | None = None


class AppelScreen(ProcedureScreen[Lue]):
    """A call, and the desk where its dossiers are ranked and chosen."""

    COLONNE = 46
    NOM = "Appel à projets"

    def lire(self, atlas: Atlas) -> Lue:
        """The public page; with an account, the dossiers that it may read."""
        id_, now = self.adresse.page.code, utc_now()
        if self.app.session.compte is None or self.app.session.verrouillee:
            found = atlas.appel(id_)
            return Lue(found, found.situation(now), atlas.subventions(id_))

        def ouvrir(store: Store, compte: Compte) -> Lue:
            who = compte.who
            with store.read() as reading:
                stored = lire(reading, id_)
            mine = Dossiers(store, who)
            if stored.record.etat == "brouillon" and who.role not in RIGHTS["preparer-appel"]:
                found = atlas.appel(id_)
                return Lue(found, found.situation(now), ())
            files = tuple(sorted(mine.each(id_), key=_rang))
            sums = mine.bilan(id_) if who.role in RIGHTS["classer-dossier"] else None
            noms = atlas.noms(Criteria(collectivite=tuple(one.record.collectivite for one in files)))
            return Lue(
                stored.record,
                aides.situation(stored.record, now),
                atlas.subventions(id_),
                stored,
                files,
                sums,
                noms,
            )

        return self.consulter(atlas, ouvrir)

    def nom(self, donnees: Lue) -> str:
        """Its title, a draft's too."""
        return donnees.appel.titre

    def feuille(self, donnees: Lue) -> Feuille:
        """What it asks, what it granted."""
        return aides.appel(donnees.appel, donnees.situation, donnees.accordees, donnees.bilan)

    def premier_volet(self, donnees: Lue) -> int:
        """The desk, once there is something on it."""
        return 1 if donnees.bilan is not None and donnees.dossiers else 0

    def liste(self, donnees: Lue) -> tuple[str, Sequence[Entree]]:
        """The dossiers, the best first, under their sums against the envelope."""
        if donnees.stored is None:
            return "", ()
        lines: list[Entree] = []
        if (sums := donnees.bilan) is not None:
            lines.append(
                Entree(
                    "",
                    f"Enveloppe {euros(sums.enveloppe)}  accordé {euros(sums.accorde)}  reste {euros(sums.reste)}",
                )
            )
            lines.append(
                Entree(
                    "",
                    f"Demandé {euros(sums.demande)}  proposé, à décider {euros(sums.propose)}",
                    droite="accordé / demandé",
                )
            )
            if any(stored.record.avis for stored in donnees.dossiers):
                lines.append(
                    Entree("", "Avis, du SGAR ou de l'ambassade : + favorable, ~ réservé, - défavorable")
                )
        for stored in donnees.dossiers:
            one = stored.record
            avis = " ".join(f"{'SGAR' if a.de == 'sgar' else a.lieu}{_SIGNES[a.sens]}" for a in one.avis)
            note = f"{one.note:3d}" if one.note is not None else "  –"
            owner = (donnees.noms or {}).get(one.collectivite, one.collectivite)
            lines.append(
                Entree(
                    one.id,
                    f"{note}  {propre(one.titre)}",
                    valeur=f"{caler(DOSSIER.etats[one.etat], 9)} {caler(propre(avis), 9)} {propre(owner)}",
                    droite=f"{euros(one.accorde) if one.accorde else '–'} / {euros(budget.demande(one))}",
                )
            )
        return "Dossiers", lines

    def ouvrir_ligne(self, donnees: Lue, cle: str) -> None:
        """The page of the dossier."""
        self.app.aller(Adresse(Page("dossier", cle)))

    def peut_ecrire(self, donnees: Lue) -> bool:
        """For the DAECT, until it is closed."""
        if self.app.session.compte is None:
            return True
        record = donnees.stored.record if donnees.stored is not None else None
        return record is not None and self.app.session.who.role == "daect" and record.etat != "clos"

    def ecrire(self) -> None:
        """The form of the call, for the DAECT."""
        if self.app.session.compte is None:
            self.app.dire(DECONNECTE)
        elif self.donnees is None or self.donnees.stored is None or self.app.session.who.role != "daect":
            self.app.dire("Un appel à projets est écrit par la DAECT. F7 : y répondre.")
        elif self.donnees.stored.record.etat == "clos":
            self.app.dire("Cet appel est clos : il ne se modifie plus.")
        else:
            formulaire(self.app, self.donnees.stored)

    def gestes(self, donnees: Lue) -> Sequence[Entree]:
        """Begin a dossier, or move the call."""
        who = self.app.session.who
        found = []
        if who.role in RIGHTS["preparer-dossier"]:
            found.append(Entree(COMMENCER, "Commencer un dossier", valeur="pour votre collectivité"))
        if donnees.stored is not None:
            moves = APPEL.possible(who, donnees.stored.record.etat, ANYTHING)
            found += [
                Entree(t.operation, t.libelle, valeur=t.garde_libelle)
                for t in moves
                if t.operation not in _FORMES
            ]
            if any(t.operation in _FORMES for t in moves):
                found.append(Entree("modifier", "Modifier", valeur="F4"))
        return found

    def faire_geste(self, donnees: Lue, cle: str) -> None:
        """Do it."""
        match cle:
            case "commencer":
                commencer(self.app, donnees.appel.id, donnees.appel.titre)
            case "modifier":
                self.ecrire()
            case "publier-appel" | "clore-appel" if donnees.stored is not None:
                id_, base = donnees.appel.id, donnees.stored.version
                done = "Publié : tout le monde le lit." if cle == "publier-appel" else "Clos."

                def geste(store: Store, who: Who, key: str) -> int:
                    calls = Appels(store, who)
                    move = calls.publish if cle == "publier-appel" else calls.close
                    return move(id_, base=base, key=key)

                self.accomplir(geste, done)


_FORMES = ("preparer-appel", "corriger-appel")
"""Moves that are made by the form."""


def _rang(one: Stored[Dossier]) -> tuple[int, int]:
    """The best mark first, then those without; then as they were made."""
    note = one.record.note
    return (-1 if note is None else note) * -1, int(one.record.id.partition("-")[2])


def formulaire(app: AtlasApp, stored: Stored[Appel] | None) -> None:
    """The form of a call, new or not."""
    now = paris(utc_now())
    record = stored.record if stored is not None else _nouveau(now)
    record = msgspec.structs.replace(record, thematiques=nomenclature.sommets(record.thematiques))

    def enregistrer(store: Store, who: Who, changed: Appel, key: str) -> object:
        calls = Appels(store, who)
        # The store does not know the tree: « Eau » is kept with all that is under it.
        changed = msgspec.structs.replace(changed, thematiques=nomenclature.avec_dessous(changed.thematiques))
        if stored is not None and stored.record.etat == "publie":
            return calls.correct(changed, base=stored.version, key=key)
        return calls.prepare(changed, base=stored.version if stored is not None else 0, key=key)

    def fini(fait: Fait[object]) -> None:
        made = fait.resultat
        assert isinstance(made, Stored)
        app.enregistre(fait, "Enregistré.", Adresse(Page("appel", made.record.id)))

    title = f"Modifier : {record.titre}" if stored is not None else "Nouvel appel à projets"
    app.push_screen(EcrireScreen(title, record, CHAMPS, enregistrer, fini, juger=check))


def _nouveau(now: datetime) -> Appel:
    opens = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Appel(
        titre="",
        annee=now.year,
        ouvre_le=opens,
        ferme_le=opens + timedelta(days=60),
        plafond=50,
        enveloppe=Decimal(0),
    )


def commencer(app: AtlasApp, appel: str, titre: str) -> None:
    """A new dossier for one's own collectivité: its title, then its page."""

    def enregistrer(store: Store, who: Who, changed: Dossier, key: str) -> object:
        return Dossiers(store, who).prepare(changed, key=key)

    def fini(fait: Fait[object]) -> None:
        made = fait.resultat
        assert isinstance(made, Stored)
        app.enregistre(fait, f"Dossier {made.record.id} commencé.", Adresse(Page("dossier", made.record.id)))

    record = Dossier(appel=appel, collectivite=app.session.who.collectivite, titre="")
    app.push_screen(EcrireScreen(f"Répondre à : {titre}", record, ("titre",), enregistrer, fini))
