# SPDX-License-Identifier: EUPL-1.2
"""Doubles, for the DAECT: pairs of fiches that may be one, side by side, merged field by field; merges, and undoing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from atlas_tui.app.enonce import pays
from atlas_tui.app.labels import TYPES_PARTENAIRE, type_collectivite
from atlas_tui.app.screens.comparer import ComparerScreen, MenuSuivi
from atlas_tui.app.screens.questionnaire import MenuModal, Travail
from atlas_tui.app.session import DECONNECTE, Fait
from atlas_tui.app.widgets.cells import caler, propre
from atlas_tui.app.widgets.menu import Entree, Menu
from exports.french import jour, pluriel
from parquet.doublons import Candidate, Suspect
from store.clock import paris
from store.fusions import Fusion, Fusions, proposer
from store.operations import Operations, changed
from store.store import Stored

if TYPE_CHECKING:
    from atlas_tui.app.application import AtlasApp

MONTRES = 500
"""Pairs in the list: what is merged or set aside lets others in."""


def ouvrir(app: AtlasApp) -> None:
    """The list, for someone of the DAECT."""
    if app.session.compte is None:
        app.dire(DECONNECTE)
    elif app.session.who.role != "daect":
        app.dire("Les doublons se traitent avec un compte de la DAECT.")
    else:
        app.push_screen(DoublonsScreen())


class DoublonsScreen(Travail):
    """The pairs, the likeliest first."""

    TITRE = "Doublons possibles : ressemblance sur 100, puis les deux fiches"
    TOUCHES: ClassVar[str] = "Entrée comparer  p pas un doublon  u fusions  Échap fermer"
    DEFAULT_CSS = """
    DoublonsScreen #detail-paire { height: 3; margin: 1 0 0 2; }
    DoublonsScreen #etat-volet { height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "ecarter", "Pas un doublon", show=False),
        Binding("u", "fusions", "Fusions faites", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._paires: Sequence[Suspect] = ()

    def corps(self) -> ComposeResult:
        """The list, what is known of the pair under the cursor, and what happens."""
        yield MenuSuivi(id="paires", vide="Lecture…", toujours=True)
        yield Static("", id="detail-paire", markup=False)
        yield self.etat()

    def on_mount(self) -> None:
        """Read them."""
        self.set_focus(self.query_one(Menu))
        self.relire()

    def relire(self, message: str = "") -> None:
        """Look for doubles in what is published now."""
        app = self.app

        def lire() -> Sequence[Suspect]:
            from parquet.atlas import Atlas

            known = app.session.consulter(app.dossier, lambda store, who: Fusions(store, who.who).ecartes())
            with Atlas.ouvrir(app.dossier) as atlas:
                return atlas.doublons(known)

        def montrer(found: Sequence[Suspect]) -> None:
            self._montrer(found)
            self.dire(message)

        self.en_fil(lire, montrer)

    def _montrer(self, found: Sequence[Suspect]) -> None:
        self._paires = found[:MONTRES]
        width = max(16, (self.app.size.width - 14) // 2)
        lines = [
            Entree(
                str(rank),
                f"{one.ressemblance:>3}  {caler(propre(one.une.nom), width)}  {caler(propre(one.autre.nom), width)}".rstrip(),
            )
            for rank, one in enumerate(self._paires)
        ]
        menu = self.query_one(Menu)
        menu.vide("Aucun doublon en vue.")
        menu.montrer(lines)
        self._detailler()

    @property
    def _paire(self) -> Suspect | None:
        line = self.query_one(Menu).courante
        return None if line is None else self._paires[int(line.cle)]

    @on(MenuSuivi.Va)
    def _detailler(self) -> None:
        pair = self._paire
        said = ""
        if pair is not None:
            lines = (_dit(pair.une), _dit(pair.autre), f"{', '.join(pair.raisons)}.")
            said = "\n".join(propre(line) for line in lines)
        self.query_one("#detail-paire", Static).update(Content(said))

    @on(Menu.Choisi, "#paires")
    def _comparer(self, _event: Menu.Choisi) -> None:
        pair = self._paire
        if pair is not None:
            self._cote_a_cote(pair.une.id, pair.autre.id)

    def _cote_a_cote(self, gardee: str, absorbee: str) -> None:
        def lire(operations: Operations) -> tuple[Stored[Any], Stored[Any]]:
            return operations.fiche(gardee), operations.fiche(absorbee)

        def montrer(both: tuple[Stored[Any], Stored[Any]]) -> None:
            self.app.push_screen(
                FusionScreen(*both, self._confirmer, lambda: self._cote_a_cote(absorbee, gardee))
            )

        self.en_fil(lambda: self.app.session.interroger(self.app.dossier, lire), montrer)

    def _confirmer(self, record: Any, gardee: Stored[Any], absorbee: Stored[Any]) -> None:
        entries = [
            Entree("non", "Non, les laisser"),
            Entree("oui", "Oui, fusionner", valeur="tout ce qui la nomme suit ; se défait"),
        ]

        def suite(said: str) -> None:
            if said == "oui":
                self._agir(
                    lambda fusions: fusions.fusionner(
                        record, absorbee.record.id, base=gardee.version, base_absorbee=absorbee.version
                    ),
                    lambda done: (
                        f"Fusion n° {done.numero} : {pluriel(done.fiches, 'fiche suit', 'fiches suivent')} ; "
                        f"{done.absorbee} mène à {done.gardee}."
                    ),
                )

        title = f"Fusionner {absorbee.record.nom} dans {gardee.record.nom} ?"
        self.app.push_screen(MenuModal(title, entries, suite))

    def _agir(self, operation: Callable[[Fusions], Any], said: Callable[[Any], str]) -> None:
        app = self.app

        def fini(fait: Fait[Any]) -> None:
            app.perime = True
            self.relire(fait.avertissement or said(fait.resultat))

        self.en_fil(lambda: app.session.agir(app.dossier, lambda s, who: operation(Fusions(s, who))), fini)

    def action_ecarter(self) -> None:
        """Remember that the pair under the cursor is none."""
        pair = self._paire
        if pair is not None:
            une, autre = pair.une.id, pair.autre.id
            self._agir(
                lambda fusions: fusions.ecarter(une, autre), lambda _: "Retenu : ce n'est pas un doublon."
            )

    def action_fusions(self) -> None:
        """What was merged; one is undone after a confirmation."""

        def lire(operations: Operations) -> tuple[Sequence[Fusion], Mapping[str, str]]:
            found = Fusions(operations.store, operations.who).faites()
            ids = {id for one in found for id in (one.gardee, one.absorbee)}
            return found, {id: getattr(operations.fiche(id).record, "nom", "") for id in ids}

        self.en_fil(
            lambda: self.app.session.interroger(self.app.dossier, lire), lambda both: self._fusions(*both)
        )

    def _fusions(self, found: Sequence[Fusion], noms: Mapping[str, str]) -> None:
        if not found:
            self.dire("Aucune fusion n'a été faite.")
            return
        lines = [
            Entree(
                str(one.numero) if one.defaite_le is None else "",
                f"{one.numero}. {jour(paris(one.le).date())}"
                + (f", défaite le {jour(paris(one.defaite_le).date())}" if one.defaite_le else ""),
                valeur=f"{noms[one.absorbee]} ({one.absorbee}) dans {noms[one.gardee]} ({one.gardee})",
            )
            for one in found
        ]
        self.app.push_screen(MenuModal("Fusions faites : Entrée en défait une", lines, self._defaire))

    def _defaire(self, numero: str) -> None:
        entries = [Entree("non", "Non"), Entree("oui", "Oui, les séparer", valeur="tout revient où c'était")]

        def dit(edited: tuple[str, ...]) -> str:
            since = f" ; modifiées depuis, à relire : {', '.join(edited)}" if edited else ""
            return f"Fusion n° {numero} défaite{since}."

        def suite(said: str) -> None:
            if said == "oui":
                self._agir(lambda fusions: fusions.defaire(int(numero)), dit)

        self.app.push_screen(MenuModal(f"Défaire la fusion n° {numero} ?", entries, suite))


def _dit(one: Candidate) -> str:
    own = one.id.startswith("col-")
    where = one.lieu if own else pays(one.lieu)
    place = f" ({where})" if where else ""
    kind = type_collectivite(one.type) if own else TYPES_PARTENAIRE.get(one.type, one.type)
    return f"{one.id}  {one.nom}{place}, {kind}, {pluriel(one.projets, 'projet')}"


class FusionScreen(ComparerScreen):
    """Two fiches side by side: which field of which is kept."""

    TITRE = "Une seule fiche ? Choisissez champ par champ ce qu'elle dira"
    SANS_CHOIX = "Les deux disent la même chose. Contacts, réseaux et autres noms des deux sont gardés."
    TOUCHES: ClassVar[str] = "← gardée  → absorbée  i inverser  F5 fusionner  Échap"
    CHOISIE = " : choisi"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "inverser", "Inverser", show=False),
    ]

    def __init__(
        self,
        gardee: Stored[Any],
        absorbee: Stored[Any],
        suite: Callable[[Any, Stored[Any], Stored[Any]], None],
        inverse: Callable[[], None],
    ) -> None:
        super().__init__(
            gardee.record, gardee.record, absorbee, {}, lambda record, other: suite(record, gardee, other)
        )
        self._inverse = inverse
        self._fusion = proposer(gardee.record, absorbee.record)
        # Lists are those of both; where the kept fiche says nothing, the other is proposed.
        self._miens = {
            name: getattr(gardee.record, name) not in ("", None)
            for name in changed(gardee.record, absorbee.record)
            if name != "id" and not isinstance(getattr(gardee.record, name), tuple)
        }

    def entetes(self) -> tuple[str, str]:
        """Which is kept."""
        return f"Fiche gardée, {self._voulu.id}", f"Fiche absorbée, {self._actuel.record.id}"

    def action_inverser(self) -> None:
        """Keep the other one."""
        self.dismiss()
        self.app.call_later(self._inverse)
