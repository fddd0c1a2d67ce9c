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
from atlas_tui.demonstration.people import slug
from atlas_tui.demonstration.places import Place, distance, fits
from atlas_tui.demonstration.plan import EUROPE, Link
from atlas_tui.demonstration.texts import Famille, Library, Sujet, Template, library, render
from parquet.reference import geography
from store.records import Contact, Document, Financement, Projet

LAST_YEAR = 2013
_MODERN = 1990
"""Before the law of 1992 there was little but twinnings; nor did anybody plan the climate."""
_ODD_SINCE = 2000
"""The goals of the millennium, then of sustainable development: nobody sorted what ended before."""
_STATUTS = ("en-cours", "termine", "sommeil", "suspendu", "projet", "abandonne")
_ODDS = {
    "jumelage": (0.80, 0.04, 0.12, 0.02, 0.01, 0.01),
    "projet": (0.52, 0.30, 0.05, 0.05, 0.05, 0.03),
    # The Mali of 2012-2013, Syria and Yemen: many actions stopped.
    "crise": (0.38, 0.27, 0.05, 0.22, 0.05, 0.03),
}
_CRISES = {"ML": 2012, "SY": 2011, "YE": 2011, "CF": 2012}
# Which countries each region before 2016, and each département, touches.
_BORDERS_REGION = {
    "42": ("DE", "CH"), "41": ("DE", "BE", "LU"), "43": ("CH",), "21": ("BE",), "31": ("BE",), "82": ("CH", "IT"),
    "93": ("IT", "MC"), "73": ("ES", "AD"), "91": ("ES",), "72": ("ES",),
}  # fmt: skip
_BORDERS_DEPARTEMENT = {
    "59": ("BE",), "02": ("BE",), "08": ("BE",), "55": ("BE",), "54": ("BE", "LU"), "57": ("DE", "LU"), "67": ("DE",),
    "68": ("DE", "CH"), "90": ("CH",), "25": ("CH",), "39": ("CH",), "01": ("CH",), "74": ("CH", "IT"), "73": ("IT",),
    "05": ("IT",), "04": ("IT",), "06": ("IT", "MC"), "66": ("ES", "AD"), "09": ("ES", "AD"), "31": ("ES",),
    "65": ("ES",), "64": ("ES",),
}  # fmt: skip
_NEAR = {"region": 160.0, "departement": 90.0}
"""Kilometres from the seat within which a neighbour of a région, of a département is across the border."""
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
    "UE": ("EuropeAid",),
    # The funds of the regions and of the citizens of the Union serve in Europe only, Interreg on its borders.
    "UE-europe": ("FEDER", "L'Europe pour les citoyens"),
    "UE-transfrontalier": ("Interreg",),
    # As it was called then: it takes « de l'Europe » in 2017.
    "MEAE": ("Ministère des Affaires étrangères",),
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
        famille = self._famille(link, who, place, country, twin, action)
        statut, convention, start, end = self._years(link, country, twin, action)
        fields = self._fields(who, place, country, convention, start, end)
        sujets = famille.sud if country.sud else famille.nord
        title = ""
        for _ in range(3):
            sujet = self._sujet(sujets, place, who)
            if link.imposed is not None:
                sujet = famille.sujets[link.imposed["sujet"] - 1]
            title = _dashed(capital(render(sujet.titre, self._draw, fields).replace("  ", " ")))
            if title not in self._titles:
                break
        theme = sujet.themes[int(self._draw() * len(sujet.themes))]
        texts = self._texts(sujet, statut, place, country, fields, convention)
        funding, law = self._funding(famille, country, action, start, end) if statut != "projet" else ((), "")
        if (guide := link.imposed) is not None:
            title, theme = guide["titre"], guide["thematique"]
            if rows := guide.get("financements", ()):
                funding = tuple(
                    Financement(
                        annee=y,
                        financeur=f,
                        montant=Decimal(m),
                        precision=_PRECISIONS[f][0] if f == "MEAE" else "",
                    )
                    for y, f, m in sorted(rows)
                )
        self._titles.add(title)
        actors_fr, actors_abroad = self._actors(famille, place, country, twin, fields)
        return Projet(
            titre=title,
            nature="action" if action else "cooperation",
            jumelage=twin,
            thematique=theme,
            odd=famille.odd if rng.random() < 0.6 and (end is None or end >= _ODD_SINCE) else (),
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
            if country.sud and not action and statut != "projet" and rng.random() < 0.05
            else 0,
            documents=self._documents(who, fields),
        )

    def _sujet(self, sujets: Sequence[Sujet], place: Place, who: Authority) -> Sujet:
        for _ in range(20):
            sujet = sujets[int(self._draw() * len(sujets))]
            if not sujet.besoins or fits(sujet.besoins, place, who.type):
                return sujet
        return next(s for s in sujets if not s.besoins)

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
        self, link: Link, who: Authority, place: Place, country: calibration.Pays, twin: bool, action: bool
    ) -> Famille:
        if link.imposed is not None:
            return self._library.familles[link.imposed["famille"]]
        if twin:
            if country.sud:
                return self._library.familles["jumelage_sud"]
            return self._library.familles["jumelage" if link.continent == EUROPE else "jumelage_monde"]
        if _across(who, place) and len(link.partners) == 1 and self._draw() < 0.8:
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
            **country_words(country.iso2),
            "pop": thousands(_rounded(place.population)) if place.population else "",
            "binome": f"{country.binome} " if country.binome else "",
            "convention": str(convention or start),
            "lancement": str(start),
            "an_avant": str((convention or start) - 1 - int(self._draw() * 4)),
            "an_fin": str(stop),
        }

    def _texts(
        self, sujet: Sujet, statut: str, place: Place, country: calibration.Pays, fields: dict[str, str],
        convention: int | None,
    ) -> dict[str, str]:  # fmt: skip
        draw, common = self._draw, self._library.communs
        area = "sud" if country.sud else "nord"
        contexts = []
        if place.population and draw() < 0.55:
            contexts.append(render(self._one(common["contextes"][area]), draw, fields))
        if draw() < (0.3 if contexts else 0.6):
            contexts.append(render(self._one(common["contextes"][f"{area}_sans_pop"]), draw, fields))
        history = []
        if statut == "projet":
            history.append(render(common["suites"]["projet"][0], draw, fields))
        else:
            if convention is not None and draw() < 0.4:
                history.append(render(self._one(common["historiques"]["ancien"]), draw, fields))
            if statut in common["suites"]:
                history.append(render(self._one(common["suites"][statut]), draw, fields))
        about = common["etudes"]["descriptions"] if statut == "projet" else sujet.descriptions
        return {
            "objectifs": _dashed(render(self._one(sujet.objectifs), draw, fields)),
            "description": _dashed(capital(render(self._one(about), draw, fields))),
            "contexte": _dashed(" ".join(contexts)),
            "historique": _dashed(" ".join(history)),
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
        if famille.nom.startswith("jumelage") or not recent or draw() > (0.42 if country.sud else 0.22):
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
            if kind == "UE" and famille.nom == "transfrontalier":
                names = _PRECISIONS["UE-transfrontalier"]
            elif kind == "UE" and geography.pays()[country.iso2].continent == EUROPE:
                names = _PRECISIONS["UE-europe"]
            precision = names[int(draw() * len(names))]
            rows += [
                Financement(annee=y, financeur=kind, montant=Decimal(int(amount)), precision=precision)
                for y in years
            ]
        return tuple(sorted(rows, key=lambda f: f.annee)), law

    def _actors(
        self, famille: Famille, place: Place, country: calibration.Pays, twin: bool, fields: dict[str, str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        draw, common = self._draw, self._library.communs
        france: tuple[str, ...] = ()
        abroad: tuple[str, ...] = ()
        if twin:
            if draw() < 0.5:
                france = (f"Comité de jumelage {fields['de_terr']}",)
                abroad = (f"Comité de jumelage {fields['de_par']}",) if draw() < 0.6 else ()
            return france, abroad
        if draw() < 0.4:
            here = common["acteurs_france"].get(famille.nom) or common["acteurs_france"]["tous"]
            names = [render(self._one(here), draw, fields) for _ in range(1 + int(draw() * 2))]
            france = tuple(dict.fromkeys(names))
        if draw() < 0.35:
            there = common["acteurs_pays"].get(famille.nom) if place.type == "ville" else None
            there = there or common["acteurs_pays"]["tous" if country.sud else "nord"]
            abroad = (render(self._one(there), draw, fields),)
        return france, abroad

    def _contacts(self, who: Authority) -> tuple[Contact, ...]:
        if self._draw() > 0.12 or not who.contacts:
            return ()
        return (who.contacts[int(self._draw() * len(who.contacts))],)

    def _documents(self, who: Authority, fields: dict[str, str]) -> tuple[Document, ...]:
        if self._draw() > 0.05:
            return ()
        title = render(self._one(self._library.communs["documents"]["intitules"]), self._draw, fields)
        return (
            Document(intitule=title, adresse=f"https://www.{who.domain}/international/{slug(title)}.pdf"),
        )


def _across(who: Authority, place: Place) -> bool:
    """Tell whether a place is just across the border of a région or of a département."""
    if who.type == "region":
        neighbours = _BORDERS_REGION.get(who.zone, ())
    elif who.type == "departement":
        neighbours = _BORDERS_DEPARTEMENT.get(who.departement, ())
    else:
        return False
    return place.pays in neighbours and distance(who, place) < _NEAR[who.type]


def _dashed(text: str) -> str:
    """Put the dash of French between two names, even where an official name has a hyphen."""
    return text.replace(" - ", " – ")


def _rounded(population: int | None) -> int:
    """Round a population as a sentence says it: « environ 48 000 »."""
    n = population or 0
    step = 10_000 if n > 300_000 else 1_000 if n > 20_000 else 100
    return max(step, round(n / step) * step)


@cache
def country_words(iso2: str) -> Mapping[str, str]:
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
