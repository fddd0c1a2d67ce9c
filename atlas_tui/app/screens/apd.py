# SPDX-License-Identifier: EUPL-1.2
"""The national totals of the APD declared: by year, then for a year by région, département, country, sector, channel..."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult

from atlas_tui.app.commands import Command
from atlas_tui.app.exportation import Sujet
from atlas_tui.app.navigation import ViewState
from atlas_tui.app.screens.base import AtlasScreen
from atlas_tui.app.screens.dossier import Volets
from atlas_tui.app.widgets.cells import caler, couper, largeur, propre
from atlas_tui.app.widgets.lines import LISIBLE, MARGE, Lines
from atlas_tui.app.widgets.sheet import Copie, Feuille, Morceau
from exports.apd import totaux
from exports.apd.mots import part
from exports.french import INSECABLE, euros, pourcentage
from exports.wording import criteres_en_mots
from parquet.aide import Part, Totaux
from parquet.criteria import TOUT
from parquet.errors import Introuvable
from parquet.pages import Adresse, Page
from parquet.reference import geography
from store.rights import Target, may

if TYPE_CHECKING:
    from parquet.atlas import Atlas

VOLETS = ("region", "departement", "pays", "secteur", "canal", "type-aide", "loi")
"""Groupings of the tabs of a year, in order."""
_COURTS = {"region": "Régions", "departement": "Départ.", "pays": "Pays", "secteur": "Secteurs", "canal": "Canaux",
           "type-aide": "Types", "loi": "Lois 1 %"}  # fmt: skip
_MONTANT = 17
"""Cells of an amount."""


@dataclass(frozen=True, slots=True)
class Aide:
    """What the page shows."""

    annees: tuple[int, ...]
    par: Mapping[str, Totaux]
    criteres: str
    """What narrows the page, in words; empty for nothing."""


def _ici(ecran: AtlasScreen[object]) -> ApdScreen:
    return cast("ApdScreen", ecran)


class _Onglet(Command):
    """Show a tab."""

    rang_volet: ClassVar[int]
    palette = False

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        return cls.rang_volet < len(_ici(ecran).groupes)

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        if cls.disponible(ecran):
            ecran.une_fois_lue(lambda: _ici(ecran).changer(cls.rang_volet))


ONGLETS: tuple[type[Command], ...] = tuple(
    type(
        f"OngletApd{rank + 1}",
        (_Onglet,),
        {
            "__doc__": name, "nom": f"apd-{rank + 1}", "touches": (str(rank + 1),), "rang_volet": rank,
            "aide": f"L'année par : {totaux.TITRES[name].lower()}",
        },
    )
    for rank, name in enumerate(VOLETS)
)  # fmt: skip


class MaDeclaration(Command):
    """One's own declaration."""

    nom, touches, libelle, rang = "declarer-apd", ("f4",), "déclarer", 24
    aide = "La déclaration de ma collectivité, avec un compte d'agent"

    @classmethod
    def disponible(cls, ecran: AtlasScreen[object]) -> bool:
        session = ecran.app.session
        return session.compte is None or may(
            session.who, "preparer-apd", Target(frozenset({session.who.collectivite}))
        )

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        from atlas_tui.app.screens.campagnes_apd import ma_declaration

        ma_declaration(ecran.app, _ici(ecran).annee or 0)


class ActionsApd(Command):
    """Campaigns, who has declared, the file for the DAC."""

    nom, touches, libelle, rang = "actions", ("f7",), "actions", 25
    aide = "Campagnes, suivi de qui a déclaré, fichier pour le Trésor et le CAD"

    @classmethod
    def executer(cls, ecran: AtlasScreen[object]) -> None:
        from atlas_tui.app.screens.campagnes_apd import actions

        actions(ecran.app, _ici(ecran).annee)


class ApdScreen(AtlasScreen[Aide]):
    """The totals. Entrée on a part opens its page: a région, a country, a sector, a year."""

    COMMANDES = (*ONGLETS, MaDeclaration, ActionsApd)
    volet = 0
    _largeur = 0
    """The width that the lines were written for."""

    def corps(self) -> ComposeResult:
        """Tabs, then the lines of the one that is open."""
        yield Volets(id="volets")
        yield Lines(id="apd")

    @property
    def annee(self) -> int | None:
        """The year of the page; None for all of them."""
        return int(self.adresse.page.code) if self.adresse.page.code else None

    @property
    def groupes(self) -> tuple[str, ...]:
        """The groupings of its tabs."""
        return ("annee",) if self.annee is None else VOLETS

    def lire(self, atlas: Atlas) -> Aide:
        """Every grouping: what tabs show comes from one reading."""
        years = atlas.apd_annees()
        if self.annee is not None and not 1900 <= self.annee <= 2100:
            raise Introuvable(
                f"Aucune APD ne se déclare pour {self.annee}. Demandez une année de 1900 à 2100."
            )
        asked = self.adresse.criteres
        found = {par: atlas.apd_totaux(par, self.annee, asked) for par in self.groupes}
        return Aide(years, found, criteres_en_mots(asked, atlas.noms(asked)))

    def montrer(self, donnees: Aide) -> None:
        """The tab that was left."""
        if self._premiere and self.etat_vue.onglet in self.groupes:
            self.volet = self.groupes.index(self.etat_vue.onglet)
        link, top = self.etat_vue.lignes.get("apd", (-1, 0))
        self._poser(donnees, top, link)

    def _poser(self, donnees: Aide, haut: int = 0, lien: int = -1) -> None:
        names = [totaux.TITRES["annee"]] if self.annee is None else [_COURTS[one] for one in VOLETS]
        self.query_one("#volets", Volets).montrer(names, self.volet)
        self._largeur = self.size.width
        sheet = self._feuille(donnees, donnees.par[self.groupes[self.volet]])
        self.query_one("#apd", Lines).montrer(sheet, haut=haut, lien=lien)

    def on_resize(self, event: events.Resize) -> None:
        """Columns as wide as the screen is."""
        super().on_resize(event)
        if self.donnees is not None and event.size.width != self._largeur:
            self._poser(self.donnees)

    def changer(self, rang: int) -> None:
        """Open a tab."""
        if self.donnees is not None:
            self.volet = rang
            self._poser(self.donnees)

    @on(Volets.Choisi)
    def _volet(self, event: Volets.Choisi) -> None:
        self.changer(event.rang)

    @on(Lines.Suivi)
    def _suivre(self, event: Lines.Suivi) -> None:
        event.stop()
        if not isinstance(event.cible, Copie):
            asked = self.adresse.criteres if event.cible.genre == "apd" else TOUT
            self.app.aller(Adresse(event.cible, asked))

    # --- the sheet ----------------------------------------------------------------------------------------------------

    def _feuille(self, donnees: Aide, found: Totaux) -> Feuille:
        sheet = Feuille()
        sheet.champ("Critères", propre(donnees.criteres))
        for label, value in totaux.resume(found).lignes:
            sheet.champ(label, value)
        if not found.parts:
            sheet.vide()
            sheet.ligne(
                "Rien n'est déclaré."
                if self.annee is None
                else f"Rien n'est encore déclaré pour {self.annee}."
            )
        others = [one for one in donnees.annees if one != self.annee]
        if self.annee is not None and others:
            pieces = [
                piece
                for one in others
                for piece in (Morceau("  "), Morceau(str(one), cible=Page("apd", str(one))))
            ]
            sheet.champ("Autres années", *pieces[1:])
        sheet.vide()
        room = max(8, min(self.size.width - MARGE, LISIBLE) - 2 * _MONTANT - 9)
        if found.parts:
            head = caler(totaux.TITRES[found.par], room) + caler("Montant", _MONTANT, droite=True)
            head += caler("Hors réfugiés", _MONTANT, droite=True) + caler("Part", 9, droite=True)
            sheet.ligne(Morceau(_entier(head), "titre"))
        for one in found.parts:
            self._rangee(sheet, found, one, room)
        return sheet

    def _rangee(self, sheet: Feuille, found: Totaux, one: Part, room: int) -> None:
        name = couper(propre(part(found.par, one.code, one.nom)), room - 1)
        share = pourcentage(float(100 * one.montant / found.montant)) if found.montant else "–"
        rest = " " * (room - largeur(name)) + caler(euros(one.montant), _MONTANT, droite=True)
        rest += caler(euros(one.hors_refugies), _MONTANT, droite=True) + caler(share, 9, droite=True)
        target = _cible(found.par, one.code)
        sheet.ligne(Morceau(_entier(name), cible=target), Morceau(_entier(rest)))

    # --- leaving ------------------------------------------------------------------------------------------------------

    def a_exporter(self) -> Sujet | None:
        """The grouping in sight; in a PDF, all of them."""
        if self.donnees is None:
            return None
        par, year, asked = self.groupes[self.volet], self.annee, self.adresse.criteres
        return Sujet(
            totaux.intitule(self.donnees.par[par]),
            lambda atlas, fin: totaux.totaux(atlas, par, year, asked, fin=fin),
            lieux=False,
        )

    def vue(self) -> ViewState:
        """The tab, and where the sheet was."""
        lines = self.query_one("#apd", Lines)
        return replace(
            super().vue(), onglet=self.groupes[self.volet], lignes={"apd": (lines.lien, lines.haut)}
        )


def _entier(text: str) -> str:
    """A text that is not cut at its spaces."""
    return text.replace(" ", INSECABLE)


def _cible(par: str, code: str) -> Page | None:
    """The page of a part."""
    match par:
        case "annee":
            return Page("apd", code)
        case "region" if code in geography.regions():
            return Page("region", code)
        case "region" if code in geography.coms():
            return Page("com", code)
        case "departement" if code in geography.departements():
            return Page("departement", code)
        case "pays" if code in geography.pays():
            return Page("pays", code)
        case "secteur" if code:
            return Page("thematique", code)
    return None
