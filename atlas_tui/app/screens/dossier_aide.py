# SPDX-License-Identifier: EUPL-1.2
"""The page of a dossier: what it says, what is missing before it is deposited and the screen that mends each, its moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atlas_tui.app import aides
from atlas_tui.app.screens import pieces_aide
from atlas_tui.app.screens.cocher import Option
from atlas_tui.app.screens.ecrire import EcrireScreen, Enregistrer
from atlas_tui.app.screens.procedure import ProcedureScreen
from atlas_tui.app.screens.questionnaire import MenuModal
from atlas_tui.app.session import DECONNECTE
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree
from atlas_tui.app.widgets.sheet import Feuille
from exports.french import euros, pluriel
from parquet.criteria import Criteria
from parquet.errors import AtlasError
from parquet.pages import Adresse, Page
from parquet.results import FicheProjet, ProjetBref
from store import appels, budget, campagne
from store.appels import Appels, Bilan
from store.clock import paris, utc_now
from store.dossiers import Dossiers, check_rank
from store.errors import Refused
from store.instruction import DOSSIER, Attendu
from store.labels import LABEL, Labels
from store.machine import Machine
from store.portes import Porte
from store.records import Appel, Avis, Collectivite, Dossier, Tranche
from store.rights import Who, may
from store.store import Store, Stored

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from parquet.atlas import Atlas
    from store.comptes import Compte

PARTIES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "projet": (
        "1. Projet et partenaires",
        ("titre", "projet", "associees", "partenaires", "thematique", "siret"),
    ),
    "presentation": ("2. Présentation", ("objectifs", "description", "contexte")),
    "budget": ("3. Budget", ("depenses", "ressources")),
}
"""The parts of the form, by what a gate calls them: title and fields."""
PIECES = "4. Pièces jointes"
LETTRE = "lettre"
PROJETS_MAX = 500
"""Projets of a collectivité that are offered to be linked."""


@dataclass(frozen=True, slots=True)
class Lu:
    """A dossier as this person may read it."""

    stored: Stored[Dossier]
    appel: Appel
    portes: tuple[Porte, ...]
    avis: tuple[Attendu, ...]
    gestes: tuple[Entree, ...]
    noms: Mapping[str, str]
    collectivite: Collectivite | None
    demonstration: bool
    mien: bool
    """True for those who write it."""
    bilan: Bilan | None = None
    """The sums of its call, for those who rank."""


class DossierScreen(ProcedureScreen[Lu]):
    """A dossier."""

    COLONNE = 36
    NOM = "Dossier"

    def lire(self, atlas: Atlas) -> Lu:
        """The dossier under this person's rights."""
        if self.app.session.compte is None or self.app.session.verrouillee:
            raise AtlasError("Un dossier se lit avec un compte. " + DECONNECTE)
        id_ = self.adresse.page.code

        def ouvrir(store: Store, compte: Compte) -> Lu:
            mine = Dossiers(store, compte.who)
            stored = mine.read(id_)
            one = stored.record
            with store.read() as reading:
                call = appels.lire(reading, one.appel).record
                owner = reading.get(one.collectivite)
            noms = atlas.noms(
                Criteria(collectivite=(one.collectivite, *one.associees), partenaire=one.partenaires)
            )
            if one.projet:
                try:
                    found = atlas.fiche(one.projet)
                    noms[one.projet] = found.bref.titre if isinstance(found, FicheProjet) else one.projet
                except AtlasError:
                    noms[one.projet] = f"{one.projet} (archivé)"
            moves = [t for t in mine.possible(id_) if t.operation != "preparer-dossier"]
            return Lu(
                stored, call, tuple(mine.gates(id_)), tuple(mine.opinions(id_)) if one.etat != "brouillon" else (),
                tuple(Entree(t.operation, t.libelle, valeur=t.garde_libelle) for t in moves), noms,
                owner.record if owner and isinstance(owner.record, Collectivite) else None, store.demonstration,
                one.etat == "brouillon" and compte.who.collectivite == one.collectivite,
                mine.bilan(one.appel) if may(compte.who, "classer-dossier") else None,
            )  # fmt: skip

        return self.consulter(atlas, ouvrir)

    def nom(self, donnees: Lu) -> str:
        """Its title, for those who may read it."""
        return donnees.stored.record.titre

    def feuille(self, donnees: Lu) -> Feuille:
        """All of it."""
        return aides.dossier(donnees.stored.record, donnees.appel, donnees.avis, donnees.noms)

    def premier_volet(self, donnees: Lu) -> int:
        """What is missing, for who writes it."""
        return 1 if donnees.mien else 0

    def liste(self, donnees: Lu) -> tuple[str, Sequence[Entree]]:
        """The gates, those not passed first; each opens the screen that mends it."""
        if donnees.stored.record.etat != "brouillon":
            return "", ()
        missing = [gate for gate in donnees.portes if not gate.ouverte]
        lines = [Entree("", "Avant le dépôt")] if missing else []
        lines += [
            Entree(f"porte:{gate.code}", f"[ ] {gate.libelle}", valeur=f"{_ou(gate)} : {gate.manque}")
            for gate in missing
        ]
        passed = ", ".join(gate.libelle for gate in donnees.portes if gate.ouverte)
        if passed:
            lines.append(Entree("", f"Déjà en règle : {passed}"))
        if donnees.mien:
            lines += [Entree("", "Le dossier"), *_parties(donnees)]
            ready = "tout y est" if not missing else f"après {pluriel(len(missing), 'condition')}"
            lines.append(Entree("deposer", "Déposer", valeur=ready))
        return "Ce qui manque", lines

    def noms(self) -> list[str]:
        """The number beside the second tab is that of what is missing."""
        names = super().noms()
        if len(names) == 2 and self.donnees is not None:
            count = sum(not gate.ouverte for gate in self.donnees.portes)
            names[1] = f"Ce qui manque ({count})" if count else "À déposer"
        return names

    # --- opening what is chosen ---------------------------------------------------------------------------------

    def ouvrir_ligne(self, donnees: Lu, cle: str) -> None:
        """A part of the dossier, or the screen that mends a gate."""
        kind, _, what = cle.partition(":")
        if kind == "partie":
            self._partie(donnees, what)
        elif kind == "deposer":
            self.faire_geste(donnees, "deposer-dossier")
        elif kind == "porte":
            self._remedier(donnees, next(gate for gate in donnees.portes if gate.code == what))

    def _remedier(self, donnees: Lu, gate: Porte) -> None:
        from atlas_tui.app.espace.taches import mener
        from atlas_tui.app.screens.modifier_fiche import ouvrir

        match gate.ecran:
            case "confirmation":
                mener(self.app, campagne.ecran(gate.objet))
            case "apd":
                mener(self.app, f"apd/{gate.objet}" if gate.objet.isdecimal() else "apd")
            case "projet" if gate.objet:
                ouvrir(self.app, gate.objet)
            case "comptes-rendus" if gate.objet:
                self.app.aller(Adresse(Page("dossier", gate.objet)))
            case "dossier":
                self._partie(donnees, gate.objet)
            case _:
                self._partie(donnees, "projet")

    def _partie(self, donnees: Lu, partie: str) -> None:
        if not donnees.mien:
            self.app.dire("Ce dossier est écrit par la collectivité qui le dépose.")
            return
        if partie == "pieces":
            pieces_aide.ouvrir(self.app, donnees.stored)
            return
        title, fields = PARTIES[partie]
        record, base = donnees.stored.record, donnees.stored.version

        def enregistrer(store: Store, who: Who, changed: Dossier, key: str) -> object:
            return Dossiers(store, who).prepare(changed, base=base, key=key)

        def montrer(found: Sequence[ProjetBref]) -> None:
            self._ecrire(title, record, fields, enregistrer, "Enregistré.", noms=donnees.noms, projets=found)

        if partie == "projet":
            self.app.faire(lambda: _projets(self.app.atlas, record.collectivite), montrer)
        else:
            montrer(())

    def peut_ecrire(self, donnees: Lu) -> bool:
        """For those who write it, while it is a draft."""
        return donnees.mien

    def ecrire(self) -> None:
        """Which part is written."""
        if (found := self.donnees) is None:
            return
        if not found.mien:
            self.app.dire(
                "Seule la collectivité écrit son dossier, tant qu'il n'est pas déposé. F7 : ce que vous pouvez."
            )
            return
        self.app.push_screen(
            MenuModal("Que modifier ?", _parties(found), lambda cle: self.ouvrir_ligne(found, cle))
        )

    # --- the moves ----------------------------------------------------------------------------------------------

    def gestes(self, donnees: Lu) -> Sequence[Entree]:
        """The moves of the machine, then what may be taken out."""
        found = list(donnees.gestes)
        if donnees.stored.record.notifie_le is not None:
            found.append(Entree(LETTRE, "Lettre de notification", valeur="PDF à signer"))
        if any(piece.empreinte for piece in donnees.stored.record.pieces):
            found.append(Entree("pieces", "Enregistrer une pièce jointe"))
        return found

    def faire_geste(self, donnees: Lu, cle: str) -> None:
        """Do one."""
        one, base = donnees.stored.record, donnees.stored.version
        id_ = one.id
        match cle:
            case "deposer-dossier":
                missing = [gate for gate in donnees.portes if not gate.ouverte]
                if missing:
                    self.changer_volet(1)
                    self.app.dire(f"Il manque encore : {', '.join(gate.libelle for gate in missing)}.")
                    return
                self.confirmer(
                    f"Déposer « {one.titre} » ?",
                    lambda: self.accomplir(
                        lambda s, w, k: Dossiers(s, w).deposit(id_, base=base, key=k),
                        "Déposé : le SGAR et les ambassades sont prévenus.",
                    ),
                )
            case "donner-avis-sgar" | "donner-avis-ambassade":
                self._avis(donnees, cle)
            case "classer-dossier":
                self._ecrire(
                    f"Classer : {one.titre}", one, ("note", "accorde"),
                    lambda s, w, r, k: Dossiers(s, w).rank(id_, r.note, r.accorde, base=base, key=k), "Classé.",
                    rappels=aides.pour_classer(one, donnees.bilan, donnees.avis), juger=lambda r: check_rank(one, r.note, r.accorde),
                )  # fmt: skip
            case "retenir-dossier":
                self._ecrire(
                    f"Retenir : {one.titre}", one, ("accorde", "motif"),
                    lambda s, w, r, k: Dossiers(s, w).select(id_, r.accorde, r.motif, base=base, key=k), "Retenu. Reste à le notifier.",
                    rappels=aides.pour_classer(one, donnees.bilan, donnees.avis), juger=lambda r: _accordable(donnees, r.accorde),
                )  # fmt: skip
            case "rejeter-dossier" | "annuler-subvention":
                move = Dossiers.reject if cle == "rejeter-dossier" else Dossiers.annul
                title = "Rejeter" if cle == "rejeter-dossier" else "Annuler la subvention"
                self._ecrire(
                    f"{title} : {one.titre}", one, ("motif",),
                    lambda s, w, r, k: move(Dossiers(s, w), id_, r.motif, base=base, key=k), "Fait.", geste=cle,
                )  # fmt: skip
            case "rendre-compte":
                self._rendre_compte(donnees)
            case "lettre":
                self._lettre(donnees)
            case "pieces":
                pieces_aide.prendre(self.app, donnees.stored)
            case _:
                self._simple(donnees, cle)

    def _simple(self, donnees: Lu, cle: str) -> None:
        """Moves that ask for nothing but a yes."""
        one, base = donnees.stored.record, donnees.stored.version
        moves: dict[str, tuple[Callable[..., int], str]] = {
            "reprendre-dossier": (Dossiers.withdraw, "Repris : corrigez-le, puis déposez-le de nouveau."),
            "abandonner-dossier": (Dossiers.give_up, "Abandonné."),
            "revoir-dossier": (Dossiers.reconsider, "La décision est à revoir."),
            "notifier-dossier": (Dossiers.notify, "Notifié : le projet montre la subvention, la lettre est prête (F7)."),
            "notifier-rejet": (Dossiers.notify_refusal, "Rejet notifié."),
            "verser-tranche": (Dossiers.pay, "Tranche versée : le compte rendu est attendu."),
            "clore-dossier": (Dossiers.close, "Clos."),
        }  # fmt: skip
        move, done = moves[cle]
        label = next(t.libelle for t in DOSSIER.transitions if t.operation == cle)
        self.confirmer(
            f"{label} « {one.titre} » ?",
            lambda: self.accomplir(lambda s, w, k: move(Dossiers(s, w), one.id, base=base, key=k), done),
        )

    def _ecrire(
        self,
        titre: str,
        record: Any,
        fields: tuple[str, ...],
        enregistrer: Enregistrer,
        done: str,
        *,
        noms: Mapping[str, str] | None = None,
        projets: Sequence[ProjetBref] = (),
        rappels: Sequence[str] = (),
        juger: Callable[[Any], None] | None = None,
        geste: str = "",
    ) -> None:
        self.app.retenir_touches()
        known = {p.id: p.nom for one in projets for p in one.partenaires} | dict(noms or {})
        self.app.push_screen(
            EcrireScreen(
                propre(titre), record, fields, enregistrer, lambda fait: self.app.enregistre(fait, done), known,
                {"projet": [Option(one.id, propre(one.titre), alias=one.id) for one in projets]},
                # What the projet says already is not typed again.
                {one.id: {"partenaires": tuple(p.id for p in one.partenaires), "thematique": one.thematique} for one in projets},
                rappels, juger, geste,
            )
        )  # fmt: skip

    def _avis(self, donnees: Lu, cle: str) -> None:
        who, id_ = self.app.session.who, donnees.stored.record.id
        de, lieu = ("sgar", who.region) if cle == "donner-avis-sgar" else ("ambassade", who.pays)
        given = next((a.avis for a in donnees.avis if (a.de, a.lieu) == (de, lieu) and a.avis), None)
        draft = given or Avis(de=de, lieu=lieu, sens="", le=paris(utc_now()).date())  # type: ignore[arg-type]

        def enregistrer(store: Store, who: Who, said: Avis, key: str) -> object:
            mine = Dossiers(store, who)
            move = mine.advise_region if de == "sgar" else mine.advise_country
            return move(id_, said.sens, said.texte, key=key)

        self._ecrire(
            f"Avis sur : {donnees.stored.record.titre}", draft, ("sens", "texte"), enregistrer, "Avis donné."
        )

    def _rendre_compte(self, donnees: Lu) -> None:
        one, base = donnees.stored.record, donnees.stored.version
        due = next((part for part in one.tranches if part.versee_le and not part.rendu_le), None)
        if due is None:
            self.app.dire("Aucune tranche versée n'attend de compte rendu.")
            return

        def enregistrer(store: Store, who: Who, said: Tranche, key: str) -> object:
            return Dossiers(store, who).report(one.id, said.compte_rendu, said.depense, base=base, key=key)

        title = f"Compte rendu de la tranche {due.annee} ({euros(due.montant)})"
        self._ecrire(
            title, due, ("compte_rendu", "depense"), enregistrer, "Compte rendu remis.", geste=str(due.annee)
        )

    def _lettre(self, donnees: Lu) -> None:
        """The letter, written where the person says."""
        from exports.notification import ecrire

        owner = donnees.collectivite
        if owner is None:
            return

        def ecrire_la(path: Path) -> None:
            ecrire(donnees.stored.record, donnees.appel, owner, path, demonstration=donnees.demonstration)

        pieces_aide.enregistrer_sous(self.app, f"lettre-{donnees.stored.record.id}.pdf", ecrire_la)


def _accordable(lu: Lu, montant: Decimal) -> None:
    if why := budget.trop(lu.stored.record, montant, lu.bilan.reste if lu.bilan is not None else None):
        raise Refused("accorde", why)


def _ou(gate: Porte) -> str:
    """The screen that mends a gate, in words."""
    match gate.ecran:
        case "confirmation":
            return "campagne annuelle"
        case "apd":
            return "e-APD"
        case "comptes-rendus":
            return "le dossier à solder"
        case "projet" if gate.objet:
            return "fiche du projet"
        case "dossier":
            return f"partie {PARTIES[gate.objet][0][0]}"
    return "partie 1"


def _parties(donnees: Lu) -> list[Entree]:
    one = donnees.stored.record
    asked, cost = budget.demande(one), budget.cout(one)
    said = {
        "projet": donnees.noms.get(one.projet, "–"),
        "presentation": propre(one.objectifs.replace("\n", " ")) or "–",
        "budget": f"{euros(cost)} ; {euros(asked)} demandés" if cost or asked else "–",
    }
    parts = [Entree(f"partie:{key}", title, valeur=said[key]) for key, (title, _) in PARTIES.items()]
    count = len(one.pieces)
    return [*parts, Entree("partie:pieces", PIECES, valeur=pluriel(count, "pièce") if count else "–")]


def _projets(atlas: Atlas, collectivite: str) -> tuple[ProjetBref, ...]:
    """The projets of a collectivité. In a thread."""
    return tuple(atlas.projets(Criteria(collectivite=(collectivite,)), limite=PROJETS_MAX).projets)


def mes_dossiers(app: AtlasApp) -> None:
    """One's dossiers and labels, and what one may begin."""
    if app.session.compte is None:
        app.dire(DECONNECTE)
        return

    def lire(store: Store, compte: Compte) -> list[Entree]:
        who = compte.who
        found: list[Entree] = []
        if who.role == "daect":
            found.append(Entree("nouvel-appel", "Écrire un appel à projets"))
            found += [
                Entree(f"appel/{one.record.id}", f"Appel en brouillon : {propre(one.record.titre)}")
                for one in Appels(store, who).each()
                if one.record.etat == "brouillon"
            ]
        if who.role == "agent":
            found += [
                Entree(f"commencer:{one.record.id}", f"Répondre à : {propre(one.record.titre)}")
                for one in Appels(store, who).open_now()
            ]
            found.append(Entree("nouveau-label", "Demander le label d'expertise"))
        # Others than its authors see what still moves; the public lists have the rest.
        every: list[tuple[str, Machine[Any], Any]] = [
            *(("dossier", DOSSIER, one.record) for one in reversed(Dossiers(store, who).each())),
            *(("label", LABEL, one.record) for one in reversed(Labels(store, who).each())),
        ]
        for genre, machine, record in every:
            if who.role == "agent" or record.etat not in (*machine.finaux, "labellise"):
                said = f"{genre.capitalize()} {machine.etats[record.etat].lower()} : {propre(record.titre)}"
                found.append(Entree(f"{genre}/{record.id}", said))
        return found

    def choisi(cle: str) -> None:
        from atlas_tui.app.screens.appel import commencer, formulaire
        from atlas_tui.app.screens.label import nouveau

        match cle.partition(":"):
            case ("nouvel-appel", _, _):
                formulaire(app, None)
            case ("nouveau-label", _, _):
                nouveau(app)
            case ("commencer", _, id_):
                commencer(app, id_, titles[cle])
            case _:
                app.aller_page(cle)

    titles: dict[str, str] = {}

    def montrer(found: list[Entree]) -> None:
        titles.update({one.cle: one.texte.removeprefix("Répondre à : ") for one in found})
        if found:
            app.push_screen(MenuModal("Appels à projets et label", found, choisi))
        else:
            app.dire("Votre compte n'a ni dossier ni label à suivre.")

    app.faire(lambda: app.session.consulter(app.dossier, lire), montrer)
