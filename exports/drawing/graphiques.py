# SPDX-License-Identifier: EUPL-1.2
"""The charts of the atlas: which ones a page has, and each of them built from what the reading side counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from exports.drawing.graphique import Categorie, Genre, Graphique, Serie, Unite, Valeur, compter, ecrire_part
from exports.drawing.scene import Role
from exports.french import nombre, pluriel
from exports.wording import criteres_en_mots, libelle, mentions, nom_pays, nom_theme
from parquet.criteria import NATURES, TOUT, Criteria, Interval
from parquet.errors import Introuvable
from parquet.pages import LIEUX_DE_FRANCE, Adresse, Page, criteres_de, lien, sans_demandes
from parquet.reference import geography, nomenclature
from parquet.results import NombreNatures, Repartition
from parquet.text import fold

if TYPE_CHECKING:
    from parquet.atlas import Atlas


@dataclass(frozen=True, slots=True)
class Sorte:
    """A chart that pages may have."""

    quoi: str
    """Its name on the command line."""
    nom: str
    """Its short name in a list of charts."""
    entete: str
    """What its categories are."""
    genre: Genre = Genre.BARRES
    plusieurs: str = ""
    """Why a projet may count in two bars: « d'un projet mené dans deux pays »; empty when it can not."""
    sans: str = ""
    """What a projet in no bar lacks: « année de début connue »."""


SORTES: dict[str, Sorte] = {
    sorte.quoi: sorte
    for sorte in (
        Sorte("themes", "Thématiques", "Thématique", sans="thématique"),
        Sorte("statuts", "Statuts", "Statut", sans="statut"),
        Sorte("annees", "Années", "Année", Genre.COLONNES, sans="année de début connue"),
        Sorte("types", "Types", "Type de collectivité", plusieurs="de deux types de collectivité"),
        Sorte("natures", "Natures", "Nature"),
        Sorte("pays", "Pays", "Pays", plusieurs="mené dans deux pays"),
        Sorte("continents", "Continents", "Continent", plusieurs="mené sur deux continents"),
        Sorte("sous-continents", "Sous-continents", "Sous-continent", plusieurs="mené dans deux sous-continents"),
        Sorte("regions", "Régions", "Région", plusieurs="de collectivités de deux régions", sans="région"),
        Sorte("departements", "Départements", "Département", plusieurs="de collectivités de deux départements", sans="département"),
        Sorte("continents-bourse", "Bourse", "Continent"),
        Sorte("apd", "APD", "Année", Genre.COURBES),
    )
}  # fmt: skip
"""Every chart, in the order in which a page shows them."""


def natures_comptees(page: Page, criteres: Criteria) -> tuple[str, ...]:
    """The natures that the page shows, narrowed by `criteres`."""
    if page.genre == "bourse":
        return NATURES[2:]
    possible = NATURES[:2] if sans_demandes(page) else NATURES
    return tuple(nature for nature in possible if criteres.montre(nature))


def possibles(page: Page, criteres: Criteria = TOUT) -> tuple[str, ...]:
    """The charts that tell something on this page, in order; none for a page without figures (a fiche, an access)."""
    genre = page.genre
    if genre in ("accueil", "acces-monde", "acces-france", "fiche"):
        return ()
    natures = natures_comptees(page, criteres)
    projets = bool(set(natures) & {"cooperation", "action"})
    wanted = {"themes"} if _niveau_des_themes(page, criteres) <= 3 else set()
    if genre not in ("pays", "partenaire"):
        wanted.add("pays")
    if genre == "continent" and sum(s.continent == page.code for s in geography.sous_continents()) > 1:
        wanted.add("sous-continents")
    if "demande" in natures and genre in ("monde", "bourse", "recherche", "thematique"):
        wanted.add("continents-bourse")
    if projets:
        wanted |= {"statuts", "annees", "natures"}
        if genre != "partenaire":
            wanted.add("apd")
        if genre != "collectivite":
            wanted.add("types")
        if genre not in ("continent", "sous-continent", "pays", "partenaire"):
            wanted.add("continents")
        if genre not in LIEUX_DE_FRANCE - {"france"}:
            wanted.add("regions")
        if genre in ("france", "region"):
            wanted.add("departements")
    return tuple(quoi for quoi in SORTES if quoi in wanted)


def graphique(atlas: Atlas, quoi: str, page: Page, criteres: Criteria = TOUT) -> Graphique:
    """A chart of a page narrowed by `criteres`. Raises Introuvable when the page has no such chart."""
    here = possibles(page, criteres)
    if quoi not in here:
        known = (
            f"Au choix : {', '.join(here)}."
            if here
            else "Une fiche et un écran d'accès n'en ont pas ; monde et pays/bf en ont."
        )
        raise Introuvable(f"Pas de graphique « {quoi[:40]} » pour {page.chemin}. {known}")
    if quoi == "apd":
        return _apd(atlas, page, criteres)
    return _Comptes(atlas, SORTES[quoi], page, criteres).graphique()


# --- what is counted --------------------------------------------------------------------------------------------------

_PAR = {
    "statuts": "statut", "annees": "annee", "types": "type", "natures": "nature", "pays": "pays", "continents": "continent",
    "sous-continents": "sous-continent", "regions": "territoire", "departements": "departement", "continents-bourse": "continent",
}  # fmt: skip
_NIVEAUX = {1: "thematique", 2: "sous-thematique", 3: "sous-sous-thematique"}
_SERIES: dict[str, tuple[Role, str, str, Callable[[NombreNatures], int]]] = {
    "cooperation": (
        Role.COOPERATION,
        "cooperations",
        "Coopérations décentralisées",
        lambda n: n.cooperations,
    ),
    "action": (Role.ACTION, "autres_actions", "Autres actions extérieures", lambda n: n.actions),
    "demande": (Role.DEMANDE, "demandes", "Demandes de coopération", lambda n: n.demandes),
}
"""By nature: the role of its series, its name in files and in words, its count."""


def _niveau_des_themes(page: Page, criteres: Criteria) -> int:
    """The level of the thematic tree that is worth a chart: the one under the theme that the page is about."""
    code = page.code if page.genre == "thematique" else ""
    if len(criteres.thematique) == 1:
        code = criteres.thematique[0]
    theme = nomenclature.themes().get(code)
    return theme.niveau + 1 if theme else 1


class _Comptes:
    """One chart of projets or demandes being built."""

    def __init__(self, atlas: Atlas, sorte: Sorte, page: Page, criteres: Criteria) -> None:
        self.atlas, self.sorte, self.page, self.criteres = atlas, sorte, page, criteres
        shown = natures_comptees(page, criteres)
        if sorte.quoi == "continents-bourse":
            shown = NATURES[2:]
        elif sorte.quoi != "natures" and shown != NATURES[2:]:
            # As in the rankings: demandes are counted with projets in one place only, where natures are compared.
            shown = tuple(n for n in shown if n != "demande")
        self.natures = shown
        self.unite = Unite.DEMANDES if shown == NATURES[2:] else Unite.PROJETS
        if "demande" in shown and len(shown) > 1:
            self.unite = Unite.FICHES
        self.niveau = _niveau_des_themes(page, criteres)

    def graphique(self) -> Graphique:
        """Read, put in order, and say what is counted."""
        par = _NIVEAUX[self.niveau] if self.sorte.quoi == "themes" else _PAR[self.sorte.quoi]
        found = self.atlas.repartition(par, self.page, self.criteres)
        total, without = self._somme(found.total), self._somme(found.sans)
        lines = self._en_ordre(found)
        chart = Graphique(
            quoi=self.sorte.quoi,
            genre=self.sorte.genre,
            titre=self._titre(),
            entete=self._entete(),
            categories=tuple(self._categorie(line) for line in lines),
            series=tuple(
                Serie(role, key, words, tuple(count(line) for line in lines))
                for role, key, words, count in (_SERIES[n] for n in self.natures)
            ),
            unite=self.unite,
            total=total,
            notes=(),
            mentions=mentions(self.atlas.au, self.atlas.demonstration),
        )
        notes = self._notes(chart, without)
        return replace(chart, notes=notes, regle=notes[-1] if chart.total else "")

    def _somme(self, line: NombreNatures) -> int:
        return sum(_SERIES[nature][3](line) for nature in self.natures)

    def _en_ordre(self, found: Repartition) -> list[NombreNatures]:
        """The lines that count something, in the order of the chart; years and closed lists keep their empty places."""
        lines = {line.code: line for line in found.lignes if self._somme(line)}

        def every(codes: Sequence[str]) -> list[NombreNatures]:
            return [lines.get(code, NombreNatures(code, 0, 0, 0)) for code in codes]

        match self.sorte.quoi:
            case "natures":
                return every(self.natures)
            case "statuts":
                return every([s.code for s in nomenclature.statuts()])
            case "annees":
                years = [int(code) for code in lines]
                return every([str(y) for y in range(min(years), max(years) + 1)]) if years else []
        return sorted(lines.values(), key=lambda n: (-self._somme(n), fold(self._libelle(n.code)), n.code))

    # --- words ---------------------------------------------------------------------------------------------------------

    def _entete(self) -> str:
        if self.sorte.quoi == "themes":
            return {1: "Thématique", 2: "Sous-thématique", 3: "Sous-sous-thématique"}[self.niveau]
        if self.sorte.quoi == "regions":
            return "Région ou collectivité d'outre-mer"
        return self.sorte.entete

    def _titre(self) -> str:
        by = {"annees": "année de début", "regions": "région française"}.get(
            self.sorte.quoi, self._entete().lower()
        )
        what = {Unite.PROJETS: "Projets", Unite.DEMANDES: "Demandes de coopération"}.get(
            self.unite, "Projets et demandes"
        )
        return f"{what} par {by} — {_ou(self.atlas, self.page, self.criteres)}"

    def _libelle(self, code: str) -> str:
        match self.sorte.quoi:
            case "themes":
                return nom_theme(code)
            case "statuts":
                return libelle("statut", code)
            case "types":
                return next((t.pluriel for t in nomenclature.types_collectivite() if t.code == code), code)
            case "natures":
                return _SERIES[code][2]
            case "pays":
                return nom_pays(code)
            case "continents" | "continents-bourse":
                return next((c.nom for c in geography.continents() if c.code == code), code)
            case "sous-continents":
                return next((s.nom for s in geography.sous_continents() if s.code == code), code)
            case "regions":
                place = geography.regions().get(code) or geography.coms().get(code)
                return place.nom if place else code
            case "departements":
                departement = geography.departements().get(code)
                return f"{departement.nom} ({code})" if departement else code
        return code

    def _notes(self, chart: Graphique, without: int) -> tuple[str, ...]:
        if not chart.total:
            return ("Rien ne répond à ces critères.",)
        counted = [f"les {_SERIES[nature][2].lower()}" for nature in self.natures]
        notes = [f"Compte {', '.join(counted[:-1])}{' et ' if counted[1:] else ''}{counted[-1]}."]
        bars = chart.somme_des_barres
        share = ecrire_part(chart.part(bars))
        if self.sorte.plusieurs and self.unite is Unite.PROJETS:
            text = f"Un projet {self.sorte.plusieurs} compte dans chacun"
            text += "e" if self.sorte.quoi == "regions" else ""
            together = (
                f" : les barres font ensemble {nombre(int(bars))} pour {nombre(int(chart.total))} projets"
            )
            notes.append(f"{text}{together if bars != chart.total else ''}.")
        if without:
            notes.append(f"{pluriel(without, 'projet')} sans {self.sorte.sans} : dans aucune barre.")
        notes.append(
            f"Parts de {compter(chart.total, chart.unite)}, à une décimale ; somme des parts : {share}."
        )
        return tuple(notes)

    # --- where a bar leads ---------------------------------------------------------------------------------------------

    def _categorie(self, line: NombreNatures) -> Categorie:
        return Categorie(
            line.code, self._libelle(line.code), self._lien(line.code) if self._somme(line) else ""
        )

    def _lien(self, code: str) -> str:
        """The permalink of what the bar counts, the criteria of the page kept; empty where no address can say it."""
        kept, quoi, page = self.criteres, self.sorte.quoi, self.page
        if page.genre in ("collectivite", "partenaire"):
            # Its page is a fiche, which nothing narrows: what it does is searched for.
            kept, page = kept & criteres_de(page), Page("recherche")
            if kept.aussi is not None:
                return ""
        match quoi:
            case "statuts":
                kept = replace(kept, statut=(code,))
            case "annees":
                kept = replace(kept, annee_debut=Interval(int(code), int(code)))
            case "types":
                kept = replace(kept, type_collectivite=(code,))
            case "natures":
                kept = replace(kept, nature=(code,))
            case _:
                if quoi == "continents-bourse" and page.genre != "bourse":
                    kept = replace(kept, nature=NATURES[2:])
                place = self._vers_lieu(page, kept, code)
                return lien(replace(place, au=self.atlas.jour)) if place else ""
        return lien(Adresse(page, kept, au=self.atlas.jour))

    def _vers_lieu(self, page: Page, kept: Criteria, code: str) -> Adresse | None:
        """A place or a theme has a page of its own; from where that page would count something else, it is a criterion."""
        genre = _GENRES.get(self.sorte.quoi) or ("region" if code in geography.regions() else "com")
        field = genre.replace("-", "_")
        own: tuple[str, ...] = getattr(kept, field)
        if own and not {code, *_au_dessus(genre, code)} & set(own):
            # « Rhône-Alpes » is asked and the bar is that of today's region: replacing one by the other would widen.
            return None
        alone: dict[str, Any] = {field: (code,)}
        if page.genre in _PAGES[genre]:
            page, alone = Page(genre, code), {field: ()}
        return Adresse(page, replace(kept, **alone))


_GENRES = {
    "themes": "thematique", "pays": "pays", "continents": "continent", "continents-bourse": "continent",
    "sous-continents": "sous-continent", "departements": "departement",
}  # fmt: skip
"""The kind of page that a bar of the chart has."""
_PAGES: dict[str, tuple[str, ...]] = {
    "thematique": ("monde", "thematique"), "pays": ("monde", "continent", "sous-continent"), "continent": ("monde",),
    "sous-continent": ("monde", "continent"), "departement": ("france", "region"), "region": ("france",), "com": ("france",),
}  # fmt: skip
"""From which pages that page counts what the bar counts."""


def _au_dessus(genre: str, code: str) -> set[str]:
    """The themes above a theme."""
    themes, found = nomenclature.themes(), set[str]()
    while genre == "thematique" and code in themes and (code := themes[code].parent):
        found.add(code)
    return found


def _ou(atlas: Atlas, page: Page, criteres: Criteria) -> str:
    """The page, and what narrows it, in words."""
    words = criteres_en_mots(criteres)
    return atlas.intitule(page) + (f" — {words}" if words else "")


# --- aid --------------------------------------------------------------------------------------------------------------


def _apd(atlas: Atlas, page: Page, criteres: Criteria) -> Graphique:
    """Aid by year, with and without the costs of hosting refugees; a year without a declaration breaks the lines."""
    etat = atlas.etat(page, criteres)
    whole = {line.annee: line.montant for line in etat.apd}
    without = {line.annee: line.montant for line in etat.apd_hors_refugies}
    years = list(range(min(whole), max(whole) + 1)) if whole else []
    missing = [year for year in years if year not in whole]
    # A year that was declared and has nothing but refugees is a true zero.
    apart: list[Valeur | None] = [without.get(year, 0) if year in whole else None for year in years]
    total = sum(whole.values())
    notes = ["Montants déclarés par les collectivités, en euros de l'année."]
    if not etat.apd_affinee:
        notes.append(
            "Une ligne d'aide ne dit ni statut, ni nature, ni mots : ces montants sont ceux de la page, non affinés."
        )
    if missing:
        notes.append(f"Rien de déclaré en {', '.join(map(str, missing))}.")
    if whole and whole == without:
        notes.append("Aucun accueil de réfugiés déclaré : les deux courbes se confondent.")
    if total:
        span = str(years[0]) if len(years) == 1 else f"de {years[0]} à {years[-1]}"
        notes.append(
            f"Parts de {compter(total, Unite.EUROS)} déclarés {'en ' if len(years) == 1 else ''}{span}, à une décimale."
        )
    return Graphique(
        quoi="apd",
        genre=Genre.COURBES,
        titre=f"Aide publique au développement par année — {_ou(atlas, page, criteres)}",
        entete="Année",
        categories=tuple(Categorie(str(year), str(year)) for year in years),
        series=(
            Serie(Role.SERIE_1, "apd", "Avec réfugiés", tuple(whole.get(year) for year in years)),
            Serie(Role.SERIE_2, "apd_hors_refugies", "Hors réfugiés", tuple(apart)),
        ),
        unite=Unite.EUROS,
        total=total,
        regle=notes[-1] if total else "",
        notes=tuple(notes) if years else ("Aucun montant déclaré.",),
        mentions=mentions(atlas.au, atlas.demonstration),
    )
