# SPDX-License-Identifier: EUPL-1.2
"""Where one has been, and how each page looked: back and forward as in a browser. Pure values, no screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from parquet.lists import PERTINENCE
from parquet.pages import ONGLETS, Adresse

MAX_VISITES = 200
"""Pages kept: the oldest are forgotten."""


@dataclass(frozen=True, slots=True)
class ViewState:
    """How a page looked when it was left: enough to find it again as it was."""

    ecran: str = ""
    """Which view of the address: empty for its page, else one of `application._VUES` (its charts)."""
    focus: str = ""
    """Id of the widget that had the focus."""
    onglet: str = ""
    tri: str = ""
    """What the list of projets is sorted by; empty as it comes."""
    decroissant: bool = True
    tri_demandes: str = ""
    """The same of the list of demandes."""
    demandes_decroissant: bool = True
    lignes: Mapping[str, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))
    """Id of a widget → the row of its cursor and the first row shown."""
    donnees: object = None
    """What `lire` gave: the page is back at once, without asking again. Forgotten when a newer atlas is opened."""
    intitules: object = None
    """What the chrome said."""


@dataclass(frozen=True, slots=True)
class Visite:
    """A page that was visited."""

    adresse: Adresse
    vue: ViewState = field(default_factory=ViewState)


def visite(adresse: Adresse) -> Visite:
    """The visit that an address tells: its tab, its charts and its sort are how the page looks, no more of where it is."""
    if adresse.vue not in ONGLETS:
        return Visite(adresse)
    charts = adresse.vue == "graphiques"
    sort, down = adresse.tri.removeprefix("-"), not adresse.tri or adresse.tri.startswith("-")
    look = ViewState(ecran=adresse.vue if charts else "", onglet="" if charts else adresse.vue)
    if adresse.vue == "demandes":
        look = replace(look, tri_demandes=sort, demandes_decroissant=down)
    else:
        look = replace(look, tri=sort, decroissant=down)
    return Visite(replace(adresse, vue="", tri=""), look)


def montree(visit: Visite) -> Adresse:
    """The address of a page as it looks: what `visite` reads again."""
    address, look = visit.adresse, visit.vue
    if look.ecran in ONGLETS:
        return replace(address, vue=look.ecran)
    if address.vue or look.onglet not in ONGLETS:
        return address
    sort, down, usual = "", True, ""
    match look.onglet:
        case "projets":
            sort, down, usual = look.tri, look.decroissant, "annee"
        case "demandes":
            sort, down, usual = look.tri_demandes, look.demandes_decroissant, "publiee_le"
    usual = PERTINENCE if address.criteres.mots else usual
    if (sort or usual, down) == (usual, True):
        sort = ""
    return replace(address, vue=look.onglet, tri=f"-{sort}" if sort and down else sort)


@dataclass(frozen=True, slots=True)
class History:
    """The visits, and which of them is on the screen. Every move gives a new history."""

    visites: tuple[Visite, ...]
    position: int = 0

    @classmethod
    def depuis(cls, adresse: Adresse) -> History:
        """The history of someone who has only seen `adresse`."""
        return cls((visite(adresse),))

    @property
    def ici(self) -> Visite:
        """The visit on the screen."""
        return self.visites[self.position]

    @property
    def peut_retour(self) -> bool:
        """True when there is a page before."""
        return self.position > 0

    @property
    def peut_avancer(self) -> bool:
        """True when there is a page after."""
        return self.position < len(self.visites) - 1

    def noter(self, vue: ViewState, adresse: Adresse | None = None) -> History:
        """The same, which remembers how the page on the screen looks, or its address with other criteria."""
        here = Visite(adresse or self.ici.adresse, vue)
        return replace(
            self, visites=(*self.visites[: self.position], here, *self.visites[self.position + 1 :])
        )

    def aller(self, adresse: Adresse, vue: ViewState | None = None) -> History:
        """Go on to `adresse`, shown as `vue` if given; what lay ahead is forgotten. Going where one is does nothing."""
        new = Visite(adresse, vue) if vue is not None else visite(adresse)
        here = self.ici
        if (new.adresse, new.vue.ecran) == (here.adresse, here.vue.ecran) and (
            adresse.vue not in ONGLETS or montree(new) == montree(here)
        ):
            return self
        visits = (*self.visites[: self.position + 1], new)[-MAX_VISITES:]
        return History(visits, len(visits) - 1)

    def retour(self) -> History:
        """One page back, or here when there is none."""
        return replace(self, position=max(0, self.position - 1))

    def avancer(self) -> History:
        """One page forward, or here when there is none."""
        return replace(self, position=min(len(self.visites) - 1, self.position + 1))

    def oublier(self) -> History:
        """The same, but every page is to be read again: where its cursors were is kept."""
        return replace(
            self,
            visites=tuple(
                replace(visit, vue=replace(visit.vue, donnees=None, intitules=None)) for visit in self.visites
            ),
        )
