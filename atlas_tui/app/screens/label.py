# SPDX-License-Identifier: EUPL-1.2
"""The pages of a label of expertise and of a mission: what they say, what is asked of their holders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from atlas_tui.app import aides, enonce
from atlas_tui.app.screens.ecrire import EcrireScreen, Enregistrer
from atlas_tui.app.screens.procedure import ProcedureScreen
from atlas_tui.app.session import DECONNECTE, Fait
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.menu import Entree
from atlas_tui.app.widgets.sheet import Feuille
from parquet.appels import LabelLu
from parquet.criteria import Criteria
from parquet.errors import AtlasError
from parquet.pages import Adresse, Page
from parquet.reference.programmes import du_jour
from store.clock import paris, utc_now
from store.labels import LABEL, MISSION, Labels
from store.records import Label, Mission
from store.rights import Forbidden, Who
from store.store import Store, Stored

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from parquet.atlas import Atlas
    from store.comptes import Compte

CHAMPS = ("titre", "thematique", "acteurs", "savoir_faire", "appuis", "mobilisation")
DEMANDER = "demander-mission"
_FAITS: Mapping[str, tuple[Callable[..., int], str]] = {
    "deposer-label": (Labels.deposit, "Déposé : la DAECT l'examine."),
    "reprendre-label": (Labels.withdraw, "Repris : corrigez-le, puis déposez-le de nouveau."),
    "abandonner-label": (Labels.give_up, "Abandonné."),
    "labelliser": (Labels.grant, "Labellisé pour trois ans."),
    "expirer-label": (Labels.expire, "Clos à son terme."),
    "accepter-mission": (Labels.accept, "Mission acceptée."),
}
"""Moves that ask for nothing but a yes, and what is said once they are made."""
_TEXTES: Mapping[str, tuple[Callable[..., int], str, str]] = {
    "refuser-label": (Labels.refuse, "motif", "Refusé."),
    "retirer-label": (Labels.take_back, "motif", "Retiré de la liste."),
    "decliner-mission": (Labels.decline, "motif", "Mission déclinée."),
    "rendre-mission": (Labels.report, "compte_rendu", "Compte rendu remis."),
    "evaluer-mission": (Labels.judge, "evaluation", "Mission évaluée."),
    "annuler-mission": (Labels.cancel, "motif", "Mission annulée."),
}
"""Moves that ask for a text, the field it is written in, and what is said."""


@dataclass(frozen=True, slots=True)
class Lu:
    """A label as this person may read it; `stored` is None for who reads the public page."""

    label: LabelLu | Label
    noms: Mapping[str, str]
    stored: Stored[Label] | None = None
    gestes: tuple[Entree, ...] = ()
    missions: tuple[Stored[Mission], ...] = ()
    demander: bool = False
    mien: bool = False
    """True for those who write it, while it is a draft."""


class _Gestes(ProcedureScreen[Any]):
    """The moves of a label or of a mission: a yes, or a text."""

    def _faire(self, record: Any, base: int, cle: str) -> None:
        label = next(t.libelle for m in (LABEL, MISSION) for t in m.transitions if t.operation == cle)
        if cle in _FAITS:
            move, done = _FAITS[cle]
            self.confirmer(
                f"{label} « {record.titre} » ?",
                lambda: self.accomplir(lambda s, w, k: move(Labels(s, w), record.id, base=base, key=k), done),
            )
            return
        told, field, done = _TEXTES[cle]

        def enregistrer(store: Store, who: Who, said: Any, key: str) -> object:
            return told(Labels(store, who), record.id, getattr(said, field), base=base, key=key)

        _ecrire(self.app, f"{label} : {record.titre}", record, (field,), enregistrer, done)


class LabelScreen(_Gestes):
    """A label."""

    NOM = "Label"

    def lire(self, atlas: Atlas) -> Lu:
        """The public page; with an account that may, its dossier and its missions."""
        id_ = self.adresse.page.code
        if self.app.session.compte is None or self.app.session.verrouillee:
            return _public(atlas, id_)

        def ouvrir(store: Store, compte: Compte) -> Lu:
            mine = Labels(store, compte.who)
            asks = compte.who.role in ("agent", "ambassade", "daect")
            try:
                stored = mine.read(id_)
            except Forbidden:
                found = _public(atlas, id_)
                return Lu(found.label, found.noms, demander=asks and found.label.etat == "labellise")
            possible = mine.possible(id_)
            moves = [t for t in possible if t.operation != "preparer-label"]
            return Lu(
                stored.record, atlas.noms(Criteria(collectivite=stored.record.collectivites)), stored,
                tuple(Entree(t.operation, t.libelle, valeur=t.garde_libelle) for t in moves), tuple(mine.missions(id_)),
                asks and stored.record.etat == "labellise", len(moves) < len(possible),
            )  # fmt: skip

        return self.consulter(atlas, ouvrir)

    def nom(self, donnees: Lu) -> str:
        """Its title, a draft's too."""
        return donnees.label.titre

    def feuille(self, donnees: Lu) -> Feuille:
        """Its three parts."""
        return aides.label(donnees.label, donnees.noms, LABEL.etats[donnees.label.etat])

    def liste(self, donnees: Lu) -> tuple[str, Sequence[Entree]]:
        """The missions that this person may read."""
        if donnees.stored is None or not donnees.missions:
            return "", ()
        return "Missions", [
            Entree(one.record.id, propre(one.record.titre), valeur=f"{MISSION.etats[one.record.etat]}, {enonce.pays(one.record.pays)}")
            for one in donnees.missions
        ]  # fmt: skip

    def ouvrir_ligne(self, donnees: Lu, cle: str) -> None:
        """The page of the mission."""
        self.app.aller(Adresse(Page("mission", cle)))

    def peut_ecrire(self, donnees: Lu) -> bool:
        """For those who write it; a public page tells the others that one logs in."""
        return donnees.mien or self.app.session.compte is None

    def ecrire(self) -> None:
        """The form, while it is a draft of one's own."""
        found = self.donnees
        if self.app.session.compte is None:
            self.app.dire(DECONNECTE)
        elif found is None or found.stored is None or not found.mien:
            self.app.dire("Un label s'écrit par la collectivité qui le demande, tant qu'il n'est pas déposé.")
        else:
            base = found.stored.version
            _ecrire(
                self.app, f"Label : {found.label.titre}", found.stored.record, CHAMPS,
                lambda s, w, r, k: Labels(s, w).prepare(r, base=base, key=k), "Enregistré.",
            )  # fmt: skip

    def gestes(self, donnees: Lu) -> Sequence[Entree]:
        """Its moves, and asking for a mission."""
        asking = (
            [Entree(DEMANDER, "Demander une mission", valeur="à ses titulaires")] if donnees.demander else []
        )
        return [*donnees.gestes, *asking]

    def faire_geste(self, donnees: Lu, cle: str) -> None:
        """Do one."""
        if cle == DEMANDER:
            _demander(self.app, donnees.label.id)
        elif donnees.stored is not None:
            self._faire(donnees.stored.record, donnees.stored.version, cle)


@dataclass(frozen=True, slots=True)
class MissionLue:
    """A mission, and what this person may do of it."""

    stored: Stored[Mission]
    gestes: tuple[Entree, ...]
    label: str
    """The title of its label."""


class MissionScreen(_Gestes):
    """A mission."""

    NOM = "Mission"

    def lire(self, atlas: Atlas) -> MissionLue:
        """The mission under this person's rights."""
        if self.app.session.compte is None or self.app.session.verrouillee:
            raise AtlasError("Une mission se lit avec un compte. " + DECONNECTE)
        id_ = self.adresse.page.code

        def ouvrir(store: Store, compte: Compte) -> MissionLue:
            mine = Labels(store, compte.who)
            found = mine.read_mission(id_)
            moves = tuple(Entree(t.operation, t.libelle, valeur=t.garde_libelle) for t in mine.possible(id_))
            with store.read() as reading:
                label = reading.get(found.record.label)
            title = label.record.titre if label and isinstance(label.record, Label) else found.record.label
            return MissionLue(found, moves, title)

        return self.consulter(atlas, ouvrir)

    def nom(self, donnees: MissionLue) -> str:
        """Its title, for those who may read it."""
        return donnees.stored.record.titre

    def feuille(self, donnees: MissionLue) -> Feuille:
        """All of it."""
        one = donnees.stored.record
        return aides.mission(one, MISSION.etats[one.etat], donnees.label)

    def gestes(self, donnees: MissionLue) -> Sequence[Entree]:
        """Its moves."""
        return donnees.gestes

    def faire_geste(self, donnees: MissionLue, cle: str) -> None:
        """Do one."""
        self._faire(donnees.stored.record, donnees.stored.version, cle)


def _public(atlas: Atlas, id_: str) -> Lu:
    found = atlas.label(id_)
    return Lu(found, dict(zip(found.collectivites, found.collectivites_noms, strict=True)))


def _ecrire(
    app: AtlasApp, titre: str, record: Any, fields: tuple[str, ...], enregistrer: Enregistrer, done: str, where: str = ""
) -> None:  # fmt: skip
    def fini(fait: Fait[object]) -> None:
        made = fait.resultat
        to = Adresse(Page(where, made.record.id)) if where and isinstance(made, Stored) else None
        app.enregistre(fait, done, to)

    app.retenir_touches()
    app.push_screen(EcrireScreen(propre(titre), record, fields, enregistrer, fini))


def nouveau(app: AtlasApp) -> None:
    """The form of a new label, under the programme of the day."""
    programme = du_jour(paris(utc_now()).year)
    record = Label(
        programme=programme.code, titre="", thematique="", collectivites=(app.session.who.collectivite,)
    )
    _ecrire(
        app, f"Demander le label : {programme.nom}", record, CHAMPS, lambda s, w, r, k: Labels(s, w).prepare(r, key=k),
        "Dossier de label commencé.", "label",
    )  # fmt: skip


def _demander(app: AtlasApp, label: str) -> None:
    today = paris(utc_now()).date()
    record = Mission(
        label=label, demandeur="ministere", pays=app.session.who.pays, titre="", debut_le=today, fin_le=today
    )
    _ecrire(
        app, "Demander une mission", record, ("titre", "pays", "debut_le", "fin_le", "objectifs"),
        lambda s, w, r, k: Labels(s, w).ask(r, key=k), "Mission demandée : ses titulaires sont prévenus.", "mission",
    )  # fmt: skip
