# SPDX-License-Identifier: EUPL-1.2
"""The campaigns of APD: their windows, who has declared and who has not, the file for the Trésor and the DAC."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from atlas_tui.app import exportation
from atlas_tui.app.screens.declaration import ouvrir as ouvrir_declaration
from atlas_tui.app.screens.declaration_fichiers import FichierScreen
from atlas_tui.app.screens.exporter import ExporterScreen
from atlas_tui.app.screens.modal import Modal
from atlas_tui.app.screens.questionnaire import MenuModal, Question, Questionnaire
from atlas_tui.app.session import DECONNECTE
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.chrome import Ligne
from atlas_tui.app.widgets.menu import Entree, Menu
from exports.french import euros, pluriel
from exports.wording import avec_departement
from store.apd import APD, Apd
from store.clock import a_saisir, from_paris, minute
from store.declarations import Campagne, Declarations, Suivi, total
from store.rights import may

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp
    from atlas_tui.app.session import Fait

FILTRES: Mapping[str, Callable[[Suivi], bool]] = {
    "attendues, pas encore déclarées": lambda one: one.attendue and one.etat != "declaree",
    "déclarées": lambda one: one.etat == "declaree",
    "en cours": lambda one: one.etat == "brouillon",
    "toutes": lambda one: True,
}
"""What the list of a campaign may be narrowed to."""


def ma_declaration(app: AtlasApp, annee: int) -> None:
    """The declaration of one's own collectivité for a year, or for the campaign's when none is said."""
    if app.session.compte is None:
        app.dire(DECONNECTE)
    elif app.session.who.role != "agent":
        app.dire("Seul l'agent d'une collectivité déclare pour elle. F7 : les campagnes, et qui a déclaré.")
    else:
        ouvrir_declaration(app, app.session.who.collectivite, annee)


def actions(app: AtlasApp, annee: int | None) -> None:
    """What may be done about the APD of a year, or of all."""
    who = app.session.who
    entries = []
    if who.role == "agent":
        entries.append(
            Entree("declarer", "Déclarer pour ma collectivité", valeur=str(annee or "année de la campagne"))
        )
    if may(who, "ouvrir-campagne-apd"):
        entries.append(Entree("campagnes", "Campagnes", valeur="ouvrir une année, changer ses dates"))
    if who.role in ("daect", "sgar", "ambassade"):
        entries.append(Entree("suivre", "Suivre une campagne", valeur="qui a déclaré, qui non"))
    entries.append(Entree("cad", "Fichier pour le Trésor et le CAD", valeur="CSV aux colonnes du SNPC (CRS)"))

    def faire(cle: str) -> None:
        match cle:
            case "declarer":
                ma_declaration(app, annee or 0)
            case "campagnes":
                _campagnes(app, lambda one: app.push_screen(CampagneScreen(one)), nouvelle=True)
            case "suivre":
                if annee is None:
                    _campagnes(app, lambda one: _suivre(app, one.annee if one else 0))
                else:
                    _suivre(app, annee)
            case "cad":
                _cad(app, annee)

    app.push_screen(MenuModal(f"Aide publique au développement {annee or ''}".strip(), entries, faire))


def _campagnes(app: AtlasApp, suite: Callable[[Campagne | None], object], *, nouvelle: bool = False) -> None:
    """Choose one of the campaigns, or a new one."""

    def montrer(found: Sequence[Campagne]) -> None:
        lines = [
            Entree(
                str(one.annee),
                f"APD {one.annee}",
                valeur=f"du {minute(one.ouvre_le)} au {minute(one.ferme_le)}",
            )
            for one in found
        ]
        if nouvelle:
            lines.append(Entree("+", "+ Nouvelle campagne"))
        if not lines:
            app.dire("Aucune campagne d'APD n'a été ouverte.")
            return

        def choisi(cle: str) -> None:
            suite(next((one for one in found if str(one.annee) == cle), None))

        app.push_screen(MenuModal("Campagnes d'APD, heures de Paris", lines, choisi))

    app.faire(
        lambda: app.session.consulter(app.dossier, lambda store, compte: Apd(store, compte.who).campaigns()),
        montrer,
    )


class CampagneScreen(Questionnaire):
    """The window of a year."""

    AVIS = (
        "On déclare à partir de la première de ces minutes, et jusqu'à la seconde exclue, à l'heure de Paris."
    )

    def __init__(self, campagne: Campagne | None) -> None:
        super().__init__()
        self._campagne = campagne

    @property
    def titre(self) -> str:
        """Which one."""
        return f"Campagne d'APD {self._campagne.annee}" if self._campagne else "Nouvelle campagne d'APD"

    def questions(self) -> Sequence[Question]:
        """Year, first and last minute."""
        one = self._campagne
        if one is None:
            return (
                Question("annee", "Année déclarée"),
                Question("ouvre_le", "Ouvre le (15/04/2026 9 h 00)"),
                Question("ferme_le", "Ferme le (01/06/2026 0 h 00)"),
            )
        return (
            Question("annee", "Année déclarée", valeur=str(one.annee)),
            Question("ouvre_le", "Ouvre le", valeur=a_saisir(one.ouvre_le)),
            Question("ferme_le", "Ferme le", valeur=a_saisir(one.ferme_le)),
        )

    def valider(self, valeurs: Mapping[str, str]) -> None:
        """Open it, or move it."""
        app, said = self.app, valeurs["annee"].strip()
        if not (said.isdecimal() and 1990 <= int(said) <= 2100):
            self.dire("Année déclarée : quatre chiffres, comme 2025.")
            return
        try:
            campagne = Campagne(int(said), from_paris(valeurs["ouvre_le"]), from_paris(valeurs["ferme_le"]))
        except ValueError as error:
            self.dire(f"Fenêtre : {error}.")
            return

        def fini(_: Fait[None]) -> None:
            self.dismiss()
            app.dire(
                f"Campagne {campagne.annee} : du {minute(campagne.ouvre_le)} au {minute(campagne.ferme_le)}."
            )

        self.en_fil(
            lambda: app.session.agir(app.dossier, lambda store, who: Apd(store, who).open_campaign(campagne)),
            fini,
        )


def _suivre(app: AtlasApp, annee: int) -> None:
    def montrer(found: Sequence[Suivi]) -> None:
        app.retenir_touches()
        app.push_screen(SuiviScreen(annee, found))

    app.faire(lambda: _lire(app, annee), montrer)


def _lire(app: AtlasApp, annee: int) -> Sequence[Suivi]:
    return app.session.consulter(
        app.dossier, lambda store, compte: Declarations(store, compte.who).follow(annee)
    )


class SuiviScreen(Modal):
    """Who has declared, who has not. Entrée opens a declaration."""

    TOUCHES: ClassVar[str] = "Entrée ouvrir  F4 filtrer  F5 relire  x exporter  Échap fermer"
    DEFAULT_CSS = """
    SuiviScreen #suivi-compte { height: auto; margin: 0 0 1 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "filtrer", "Filtrer", show=False, priority=True),
        Binding("f5", "relire", "Relire", show=False, priority=True),
        Binding("x", "exporter", "Exporter", show=False),
    ]

    def __init__(self, annee: int, suivis: Sequence[Suivi]) -> None:
        super().__init__()
        self._annee, self._suivis = annee, suivis
        self._filtre = next((name for name, keep in FILTRES.items() if any(map(keep, suivis))), "toutes")

    @property
    def titre(self) -> str:
        """The year, and which part of the list."""
        return f"Campagne d'APD {self._annee} : {self._filtre}"

    def corps(self) -> ComposeResult:
        """Counts, then the list."""
        yield Static("", id="suivi-compte", markup=False)
        yield Menu(id="suivi", vide="Aucune.", toujours=True)

    def on_mount(self) -> None:
        """The list."""
        self._montrer()
        self.set_focus(self.query_one(Menu))

    def _montrer(self) -> None:
        self.query_one("#modal-titre", Ligne).dire(self.titre)
        done = [one for one in self._suivis if one.etat == "declaree"]
        awaited = sum(one.attendue for one in self._suivis)
        declared = sum(one.attendue for one in done)
        self.query_one("#suivi-compte", Static).update(
            f"{pluriel(len(done), 'déclaration')}, {euros(sum((one.total for one in done), start=total([])))} ; "
            f"{declared} sur {pluriel(awaited, 'attendue')}"
        )
        self.query_one(Menu).montrer([_entree(one) for one in self._montres])

    @property
    def _montres(self) -> list[Suivi]:
        keep = FILTRES[self._filtre]
        return [one for one in self._suivis if keep(one)]

    def action_filtrer(self) -> None:
        """The next part of the list."""
        names = list(FILTRES)
        self._filtre = names[(names.index(self._filtre) + 1) % len(names)]
        self._montrer()

    def action_exporter(self) -> None:
        """A file of what is shown."""
        self.app.push_screen(ExporterScreen(exportation.suivi_apd(self.titre, self._annee, self._montres)))

    def action_relire(self) -> None:
        """Read again."""

        def lu(found: Sequence[Suivi]) -> None:
            self._suivis = found
            if self.is_attached:
                self._montrer()

        self.app.faire(lambda: _lire(self.app, self._annee), lu)

    @on(Menu.Choisi)
    def _ouvrir(self, event: Menu.Choisi) -> None:
        event.stop()
        ouvrir_declaration(self.app, event.cle, self._annee)


def _entree(one: Suivi) -> Entree:
    name = propre(avec_departement(one.nom, one.departement))
    if not one.etat:
        return Entree(one.collectivite, name, droite="attendue" if one.attendue else "–")
    return Entree(one.collectivite, name, droite=f"{APD.etats[one.etat].lower()}  {euros(one.total)}")


def _cad(app: AtlasApp, annee: int | None) -> None:
    """The file for the DAC, of a year."""

    def ecrire(path: Path) -> None:
        from exports.apd import cad

        year = annee or next(iter(app.atlas.apd_annees()), 0)
        cad.ecrire(app.atlas.apd_lignes(year), path)

    title = f"Fichier pour le CAD {annee or '(dernière année)'}"
    app.push_screen(FichierScreen(f"apd-cad-{annee or 'derniere-annee'}.csv", ecrire, titre=title))
