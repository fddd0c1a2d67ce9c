# SPDX-License-Identifier: EUPL-1.2
"""A link made into a page: nature, dates, status, funding and texts that agree with each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import accumulate
from random import Random

from atlas_tui.demonstration import calibration, french
from atlas_tui.demonstration.authorities import Authority
from atlas_tui.demonstration.french import capital, thousands
from atlas_tui.demonstration.people import contacts, slug
from atlas_tui.demonstration.places import Place
from atlas_tui.demonstration.plan import Link
from atlas_tui.demonstration.texts import Famille, Library, Sujet, Template, library, render
from parquet.reference import geography
from store.records import Contact, Document, Financement, Projet

LAST_YEAR = 2013
_MODERN = 1990
"""Before the law of 1992 there was little but twinnings; nor did anybody plan the climate."""
_STATUTS = ("en-cours", "termine", "sommeil", "suspendu", "projet", "abandonne")
_ODDS = {
    "jumelage": (0.80, 0.04, 0.12, 0.02, 0.01, 0.01),
    "projet": (0.52, 0.30, 0.05, 0.05, 0.05, 0.03),
    # The Mali of 2012-2013, Syria and Yemen: many actions stopped.
    "crise": (0.38, 0.27, 0.05, 0.22, 0.05, 0.03),
}
_CRISES = {"ML": 2012, "SY": 2011, "YE": 2011, "CF": 2012}
# Which countries each region before 2016 touches.
_BORDERS = {
    "42": ("DE", "CH"), "41": ("DE", "BE", "LU"), "43": ("CH",), "21": ("BE",), "31": ("BE",), "82": ("CH", "IT"),
    "93": ("IT", "MC"), "73": ("ES", "AD"), "91": ("ES",), "72": ("ES",),
}  # fmt: skip
# Euros a year, from and to.
_AMOUNTS = {
    "AFD": (20_000, 220_000),
    "MEAE": (3_000, 90_000),
    "UE": (10_000, 260_000),
    "AGENCE-EAU": (5_000, 80_000),
    "REGION": (2_000, 40_000),
    "COLLECTIVITE": (1_000, 25_000),
    "OI": (5_000, 60_000),
    "PRIVE": (1_000, 30_000),
}
_PRECISIONS = {
    "AGENCE-EAU": ("Agence de l'eau Rhin-Meuse", "Agence de l'eau Seine-Normandie", "Agence de l'eau Loire-Bretagne",
                   "Agence de l'eau Adour-Garonne", "Agence de l'eau Rhône Méditerranée Corse", "Agence de l'eau Artois-Picardie"),
    "UE": ("FEDER", "Interreg", "EuropeAid", "L'Europe pour les citoyens"),
    "OI": ("PNUD", "UNICEF", "UNESCO", "AIMF"),
    "PRIVE": ("Fondation d'entreprise", "Mécénat local", "Souscription"),
}  # fmt: skip


class Writer:
    """Writes the projets of a round. `actions` says which of them are actions, by their rank."""

    def __init__(
        self, rng: Random, who: Sequence[Authority], places: Sequence[Place], actions: frozenset[int]
    ) -> None:
        self._rng = rng
        self._draw: Callable[[], float] = rng.random
        self._who = who
        self._places = places
        self._actions = actions
        self._library: Library = library()
        self._titles: set[str] = set()
        families = [f for f in self._library.familles.values() if f.poids_sud or f.poids_nord]
        south = [f for f in families if f.poids_sud]
        self._south = south, list(accumulate(f.poids_sud for f in south))
        echanges = self._library.familles["echanges"]
        north = [(f, f.poids_nord) for f in families if f.poids_nord] + [(echanges, 18)]
        self._north = [f for f, _ in north], list(accumulate(n for _, n in north))

    def write(self, rank: int, link: Link) -> Projet:
        """Return the projet of a link, without its id."""
        rng, who, place = self._rng, self._who[link.lead], self._places[link.partners[0]]
        country = calibration.pays()[link.pays]
        action = rank in self._actions
        twin = self._is_twinning(link, who, place, country, action)
        famille = self._famille(link, who, country, twin, action)
        statut, convention, start, end = self._years(link, country, twin, action)
        fields = self._fields(who, place, country, convention, start, end)
        sujets = famille.sud if country.sud else famille.nord
        title = ""
        for _ in range(3):
            sujet = sujets[int(self._draw() * len(sujets))]
            title = capital(render(sujet.titre, self._draw, fields).replace("  ", " "))
            if title not in self._titles:
                break
        theme = sujet.themes[int(self._draw() * len(sujet.themes))]
        texts = self._texts(sujet, statut, place, country, fields, convention)
        funding, law = self._funding(famille, country, action, start, end)
        if (guide := link.imposed) is not None:
            title, theme = guide["titre"], guide["thematique"]
            if rows := guide.get("financements", ()):
                funding = tuple(Financement(annee=y, financeur=f, montant=Decimal(m)) for y, f, m in rows)
        self._titles.add(title)
        actors_fr, actors_abroad = self._actors(country, twin, fields)
        return Projet(
            titre=title,
            nature="action" if action else "cooperation",
            jumelage=twin,
            thematique=theme,
            odd=famille.odd if rng.random() < 0.6 else (),
            statut=statut,
            annee_convention=convention,
            annee_lancement=start,
            annee_fin=end,
            collectivites=(who.id, *(self._who[i].id for i in link.also)),
            partenaires=tuple(self._places[i].id for i in link.partners),
            objectifs=texts["objectifs"],
            description=texts["description"],
            historique=texts["historique"],
            contexte=texts["contexte"],
            financements=funding,
            loi_oudin=law,
            acteurs_france=actors_fr,
            acteurs_pays=actors_abroad,
            contacts=self._contacts(who),
            volontaires=1 + int(self._draw() * 3)
            if country.sud and not action and rng.random() < 0.05
            else 0,
            documents=self._documents(who, fields),
        )

    def _one(self, templates: Sequence[Template]) -> Template:
        return templates[int(self._draw() * len(templates))]

    def _is_twinning(
        self, link: Link, who: Authority, place: Place, country: calibration.Pays, action: bool
    ) -> bool:
        if link.imposed is not None or not link.first or link.also or len(link.partners) > 1:
            return False
        if place.type != "ville" or who.type in ("region", "departement", "com"):
            return False
        odds = 0.25 if country.sud else 0.86
        if who.type != "commune" or action:
            odds *= 0.3
        return self._draw() < odds

    def _famille(
        self, link: Link, who: Authority, country: calibration.Pays, twin: bool, action: bool
    ) -> Famille:
        if link.imposed is not None:
            return self._library.familles[link.imposed["famille"]]
        if twin:
            return self._library.familles["jumelage"]
        if link.pays in _BORDERS.get(who.zone, ()) and self._draw() < 0.5:
            return self._library.familles["transfrontalier"]
        families, cumulated = self._south if country.sud else self._north
        for _ in range(12):
            famille = self._rng.choices(families, cum_weights=cumulated)[0]
            # Emergency help is mostly an action, cooperation mostly is not.
            if self._draw() < (max(famille.action, 0.35) if action else 1.0 - famille.action):
                return famille
        return families[0]

    def _years(
        self, link: Link, country: calibration.Pays, twin: bool, action: bool
    ) -> tuple[str, int | None, int, int | None]:
        draw = self._draw
        if link.imposed is not None:
            signed, begun, ended = link.imposed["annees"]
            return ("termine" if ended else "en-cours"), signed, begun, ended or None
        crisis = _CRISES.get(link.pays)
        odds = _ODDS["jumelage" if twin else "crise" if crisis else "projet"]
        statut = self._rng.choices(_STATUTS, odds)[0]
        if statut == "projet":
            return statut, None if action or draw() < 0.6 else LAST_YEAR, LAST_YEAR, None
        # Twinnings are old and spread out, projets gather in the last ten years.
        since = country.depuis if twin else max(country.depuis, _MODERN)
        span = LAST_YEAR - since
        start = since + int(span * (draw() ** 0.8 if twin else 1.0 - draw() ** 2.2 * 0.9))
        start = min(start, LAST_YEAR)
        convention = (
            None if action else max(country.depuis, start - (0 if draw() < 0.7 else 1 + int(draw() * 2)))
        )
        end: int | None = None
        if statut in ("termine", "abandonne", "suspendu", "sommeil"):
            least = 2 if statut == "termine" or twin else 1
            end = min(LAST_YEAR, start + least + int(draw() * (25 if twin else 6)))
            if statut == "suspendu" and crisis:
                end = max(start, crisis)
        elif not twin and draw() < 0.35:
            end = LAST_YEAR + 1 + int(draw() * 3)
        return statut, convention, start, end

    def _fields(
        self,
        who: Authority,
        place: Place,
        country: calibration.Pays,
        convention: int | None,
        start: int,
        end: int | None,
    ) -> dict[str, str]:
        entre = f"avec {place.le}" if self._draw() < 0.5 else f"entre {who.le_terr} et {place.le}"
        stop = min(end or LAST_YEAR, LAST_YEAR)
        return {
            "col": who.nom,
            "col_court": who.court,
            "le_col": who.le,
            "de_col": who.de,
            "le_terr": who.le_terr,
            "de_terr": who.de_terr,
            "par": place.nom,
            "le_par": place.le,
            "de_par": place.de,
            "a_par": place.a,
            "le_parc": place.le_parc,
            "Le_parc": capital(place.le_parc),
            "entre": entre,
            **_country_words(country.iso2),
            "pop": thousands(_rounded(place.population)) if place.population else "",
            "binome": f"{country.binome} " if country.binome else "",
            "convention": str(convention or start),
            "lancement": str(start),
            "an_avant": str((convention or start) - 1 - int(self._draw() * 4)),
            "an_fin": str(stop),
        }

    def _texts(
        self, sujet: Sujet, statut: str, place: Place, country: calibration.Pays, fields: Mapping[str, str],
        convention: int | None,
    ) -> dict[str, str]:  # fmt: skip
        draw, common = self._draw, self._library.communs
        area = "sud" if country.sud else "nord"
        contexts = []
        if place.population and draw() < 0.5:
            contexts.append(render(self._one(common["contextes"][area]), draw, fields))
        if draw() < 0.4:
            contexts.append(render(self._one(common["contextes"][f"{area}_sans_pop"]), draw, fields))
        history = []
        if statut == "projet":
            history.append(render(common["suites"]["projet"][0], draw, fields))
        else:
            if convention is not None and draw() < 0.4:
                history.append(render(self._one(common["historiques"]["ancien"]), draw, fields))
            if statut in common["suites"]:
                history.append(render(self._one(common["suites"][statut]), draw, fields))
        return {
            "objectifs": render(self._one(sujet.objectifs), draw, fields),
            "description": capital(render(self._one(sujet.descriptions), draw, fields)),
            "contexte": " ".join(contexts),
            "historique": " ".join(history),
        }

    def _funding(
        self, famille: Famille, country: calibration.Pays, action: bool, start: int, end: int | None
    ) -> tuple[tuple[Financement, ...], str]:
        draw = self._draw
        recent = (end or LAST_YEAR) >= 2006
        law = ""
        if country.apd and recent and famille.nom == "eau" and draw() < 0.3:
            law = "eau"
        elif country.apd and recent and famille.nom == "energie" and draw() < 0.12:
            law = "energie"
        if famille.nom == "jumelage" or not recent or draw() > (0.42 if country.sud else 0.22):
            return (), law
        kinds = (
            ["MEAE", "MEAE", "MEAE", "REGION", "COLLECTIVITE", "UE", "OI", "PRIVE", "AFD"]
            if country.sud
            else ["UE", "UE", "MEAE", "REGION"]
        )
        if famille.nom in ("eau", "dechets") and country.sud:
            kinds += ["AGENCE-EAU"] * 5
        low, high = max(start, 2006), min(end or LAST_YEAR, LAST_YEAR)
        rows = []
        chosen = dict.fromkeys(kinds[int(draw() * len(kinds))] for _ in range(1 if draw() < 0.7 else 2))
        for kind in chosen:
            least, most = _AMOUNTS[kind]
            first = low + int(draw() * (high - low + 1))
            years = range(first, min(high, first + (2 if kind == "MEAE" and draw() < 0.4 else 0)) + 1)
            amount = round((least + (most - least) * draw() ** 2) / (4 if action else 1), -2)
            names = _PRECISIONS.get(kind, ("",))
            precision = names[int(draw() * len(names))]
            rows += [
                Financement(annee=y, financeur=kind, montant=Decimal(int(amount)), precision=precision)
                for y in years
            ]
        return tuple(rows), law

    def _actors(
        self, country: calibration.Pays, twin: bool, fields: Mapping[str, str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        draw, lists = self._draw, self._library.communs["acteurs"]
        france: tuple[str, ...] = ()
        abroad: tuple[str, ...] = ()
        if twin:
            if draw() < 0.5:
                france = (f"Comité de jumelage {fields['de_terr']}",)
                abroad = (f"Comité de jumelage {fields['de_par']}",) if draw() < 0.6 else ()
            return france, abroad
        if draw() < 0.4:
            names = [render(self._one(lists["france"]), draw, fields) for _ in range(1 + int(draw() * 2))]
            france = tuple(dict.fromkeys(names))
        if draw() < 0.35:
            abroad = (render(self._one(lists["pays_sud" if country.sud else "pays_nord"]), draw, fields),)
        return france, abroad

    def _contacts(self, who: Authority) -> tuple[Contact, ...]:
        if self._draw() > 0.12:
            return ()
        return contacts(self._rng, domain=who.domain, zone=who.zone, commune=who.type == "commune", count=1)

    def _documents(self, who: Authority, fields: Mapping[str, str]) -> tuple[Document, ...]:
        if self._draw() > 0.05:
            return ()
        title = render(self._one(self._library.communs["documents"]["intitules"]), self._draw, fields)
        return (
            Document(intitule=title, adresse=f"https://www.{who.domain}/international/{slug(title)}.pdf"),
        )


def _rounded(population: int | None) -> int:
    """Round a population as a sentence says it: « environ 48 000 »."""
    n = population or 0
    step = 10_000 if n > 300_000 else 1_000 if n > 20_000 else 100
    return max(step, round(n / step) * step)


@cache
def _country_words(iso2: str) -> Mapping[str, str]:
    """Return the country's name as sentences need it: « le Mali », « du Mali », « au Mali »."""
    p = geography.pays()[iso2]
    de = {"le": f"du {p.nom}", "les": f"des {p.nom}", "la": f"de {p.nom}", "l'": f"d'{p.nom}"}
    # Without an article the name alone decides: « d'Haïti », « d'Israël », « de Cuba ».
    bare = f"d'{p.nom}" if p.nom[0] in "AEIOUÉÎ" or iso2 == "HT" else f"de {p.nom}"
    gap = "" if p.preposition.endswith("'") else " "
    return {
        "pays": p.nom,
        "le_pays": french.with_article(p.article, p.nom),
        "de_pays": de.get(p.article, bare),
        "en_pays": f"{p.preposition}{gap}{p.nom}",
    }
