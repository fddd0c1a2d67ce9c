# SPDX-License-Identifier: EUPL-1.2
"""How far the yearly campaign is: by région and département, who is late; its dates and reminders for the DAECT."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult

from atlas_tui.app.commands import Command
from atlas_tui.app.espace.volet import consulter
from atlas_tui.app.exportation import Sujet
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.app.screens.questionnaire import MenuModal, Question, Questionnaire
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.chrome import Ligne
from atlas_tui.app.widgets.menu import Entree, Menu
from exports.campagnes import Lieu, avancement, en_bref, lieux, retards
from exports.french import pluriel
from parquet.jours import lire_minute
from store.campagne import DITES, Campagne, Campagnes, ecran
from store.clock import a_saisir, minute
from store.errors import Refused
from store.relances import Retard, Suivi
from store.rights import may

if TYPE_CHECKING:
    from exports.answer import Answer
    from parquet.atlas import Atlas
    from store.comptes import Compte
    from store.store import Store


@dataclass(frozen=True, slots=True)
class Progres:
    """The campaign, how far each place is, and who is late in it; for an agent, their own collectivité alone."""

    dit: str
    campagne: Campagne | None = None
    lieux: tuple[Lieu, ...] = ()
    retards: tuple[Retard, ...] = ()
    reponse: Answer | None = None
    ouvre: bool = False
    """True for who gives the dates and sends the reminders."""


def _ici(ecran: AtlasScreen[object]) -> CampagneScreen:
    return cast("CampagneScreen", ecran)


class ActionsDeCampagne(Command):
    """Dates, reminders."""

    nom, touches, libelle, rang = "actions", ("f7",), "actions", 15
    aide = "DAECT : donner les dates de la campagne, relancer les retardataires"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        data = _ici(ecran).donnees
        return data is not None and data.ouvre

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        if cls.disponible(ecran):
            _ici(ecran).agir()
        else:
            ecran.app.dire("Les dates et les relances sont à la DAECT ; x exporte l'avancement.")


class CampagneScreen(AtlasScreen[Progres]):
    """A place a line; Entrée gives its collectivités that are late."""

    COMMANDES = (ActionsDeCampagne,)
    DEFAULT_CSS = "CampagneScreen #etat-campagne { height: 1; margin: 0 0 1 0; }"

    def corps(self) -> ComposeResult:
        """What it is, the places."""
        yield Ligne(id="etat-campagne")
        yield Menu(id="lieux")

    def lire(self, atlas: Atlas) -> Progres:
        """The progress that one's role may see."""

        def question(store: Store, compte: Compte) -> Progres:
            who = compte.who
            opens = may(who, "ouvrir-campagne")
            campaigns = Campagnes(store, who).each()
            now = store.now()
            current = next((one for one in campaigns if one.ouvre_le <= now), None)
            coming = next((one for one in reversed(campaigns) if one.ouvre_le > now), None)
            said = _dates(current, coming, current is not None and current.ouverte(now))
            if current is None or who.role not in ("sgar", "daect"):
                return Progres(said, current, ouvre=opens)
            region = who.region if who.role == "sgar" else ""
            told = Suivi(store, who).survey(region)
            figures = avancement(current, told.avancement)
            return Progres(said, current, tuple(lieux(told.avancement)), told.retards, figures, opens)

        return consulter(self.app, atlas, question) or Progres(
            "Le suivi de la campagne s'ouvre avec un compte. Connectez-vous : l."
        )

    def montrer(self, donnees: Progres) -> None:
        """The places, or the way to one's own fiche."""
        self.query_one("#etat-campagne", Ligne).dire(donnees.dit)
        menu = self.query_one(Menu)
        who = self.app.session.who
        lines = [
            Entree(
                f"{rank}", ("  " if one.niveau in ("departement", "com") else "") + propre(one.nom), droite=en_bref(one)
            )
            for rank, one in enumerate(donnees.lieux)
        ]  # fmt: skip
        if who.role == "agent" and donnees.campagne is not None:
            lines.append(Entree("moi", "Confirmer la fiche de ma collectivité"))
        if self._premiere:
            menu.curseur = self.etat_vue.lignes.get("lieux", (0, 0))[0]
        menu.montrer(lines)

    @on(Menu.Choisi)
    def _choisir(self, event: Menu.Choisi) -> None:
        data = self.donnees
        if event.cle == "moi":
            self.app.aller_page(ecran(self.app.session.who.collectivite))
        elif data is not None:
            place = data.lieux[int(event.cle)]
            late = [one for one in data.retards if _dans(one, place)]
            if not late:
                self.app.dire(f"{place.nom} : toutes les fiches sont à jour.")
                return
            self.app.push_screen(
                MenuModal(
                    f"{place.nom} : {pluriel(len(late), 'fiche')} à confirmer ({DITES})",
                    [
                        Entree(one.collectivite, propre(one.nom), droite=pluriel(one.manquent, "partie"))
                        for one in late
                    ],
                    lambda id_: self.app.aller_page(ecran(id_)),
                )
            )

    def a_exporter(self) -> Sujet | None:
        """The figures on the screen."""
        found = self.donnees.reponse if self.donnees is not None else None
        return Sujet(found.titre, lambda _atlas, _fin: found, lieux=False) if found is not None else None

    def vue(self) -> ViewState:
        """The cursor; figures are read again."""
        return replace(super().vue(), donnees=None, lignes={"lieux": (self.query_one(Menu).curseur, 0)})

    # --- the DAECT ------------------------------------------------------------------------------------------------

    def agir(self) -> None:
        """Dates, reminders."""
        data = self.donnees
        late = sum(bool(one.adresses) for one in data.retards) if data else 0
        entries = [
            Entree("dates", "Donner les dates d'une campagne", valeur="l'ouvrir, ou les changer"),
            Entree("relancer", "Relancer par courriel", valeur=f"{pluriel(late, 'collectivité')} à joindre"),
            Entree("liste", "Exporter la liste à relancer", valeur="avec les adresses, pour un publipostage"),
        ]
        self.app.push_screen(MenuModal("Campagne annuelle", entries, self._faire))

    def _faire(self, cle: str) -> None:
        app, data = self.app, self.donnees
        if data is None:
            return
        if cle == "dates":
            app.push_screen(DatesScreen(data.campagne))
            return
        if cle == "liste":
            if data.campagne is not None:
                answer = retards(data.campagne, data.retards)
                app.exporter(Sujet(answer.titre, lambda _atlas, _fin: answer, lieux=False))
            return

        def relancer() -> int:
            return app.session.consulter(
                app.dossier, lambda store, compte: Suivi(store, compte.who).remind(), lettres=True
            )

        app.faire(
            relancer, lambda count: app.dire(f"{pluriel(count, 'courriel déposé', 'courriels déposés')}.")
        )


def _dates(current: Campagne | None, coming: Campagne | None, is_open: bool) -> str:
    said = "Aucune campagne n'a encore été ouverte."
    if current is not None:
        until = minute(current.ferme_le)
        said = f"Campagne {current.annee}, " + (
            f"jusqu'au {until}." if is_open else f"close depuis le {until}."
        )
    if coming is not None:
        said += f" Celle de {coming.annee} ouvre le {minute(coming.ouvre_le)}."
    return said


def _dans(one: Retard, place: Lieu) -> bool:
    match place.niveau:
        case "region":
            return one.region == place.code
        case "departement":
            return (one.region, one.departement) == (place.region, place.code)
        case "com":
            return one.com == place.code
    return True


class DatesScreen(Questionnaire):
    """The window of a campaign, in Paris."""

    TITRE = "Dates de la campagne"
    AVIS = "Heure de Paris. Une date seule commence à 0 h et finit à minuit."

    def __init__(self, connue: Campagne | None) -> None:
        super().__init__()
        self._connue = connue

    def questions(self) -> Sequence[Question]:
        """Three."""
        known = self._connue
        return (
            Question("annee", "Année", valeur=str(known.annee) if known else ""),
            Question("du", "Du (01/03/2026 8 h 30)", valeur=a_saisir(known.ouvre_le) if known else ""),
            Question("au", "Au", valeur=a_saisir(known.ferme_le) if known else ""),
        )

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Set them."""
        app = self.app

        def faire() -> None:
            if not (valeurs["annee"].strip().isdecimal()):
                raise Refused("annee", "quatre chiffres attendus (2026)")
            window = Campagne(
                int(valeurs["annee"]), lire_minute(valeurs["du"]), lire_minute(valeurs["au"], fin=True)
            )
            app.session.consulter(
                app.dossier, lambda store, compte: Campagnes(store, compte.who).open(window)
            )

        def fini(_: None) -> None:
            self.dismiss()
            if (page := app.page) is not None:
                page.relire()
            app.dire("Dates enregistrées.")

        self.en_fil(faire, fini)
