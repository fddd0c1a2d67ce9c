# SPDX-License-Identifier: EUPL-1.2
"""The pages of the atlas, their paths (`pays/bf`), their place in the world, and the permalinks that name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from urllib.parse import parse_qsl, quote, unquote, urlencode

from parquet.criteria import EPELES, TOUT, Cofinancement, Criteria, Interval
from parquet.errors import CritereInvalide, Introuvable
from parquet.jours import lire_jour
from parquet.reference import geography, nomenclature
from parquet.text import fold

SANS_CODE = frozenset(
    {
        "accueil", "monde", "france", "recherche", "bourse", "acces-monde", "acces-france", "apd", "moi", "actualites",
        "annuaire", "campagne", "deposer", "bureau", "appels", "subventions", "labels",
    }
)  # fmt: skip
"""Kinds of page of which there is only one; `apd` also takes a year as its code."""
AVEC_CODE = frozenset(
    {
        "continent", "sous-continent", "pays", "region", "departement", "com", "collectivite", "partenaire", "thematique",
        "fiche", "confirmation", "appel", "dossier", "label", "mission",
    }
)  # fmt: skip
"""Kinds of page that a code completes."""
LIEUX_DE_FRANCE = frozenset({"france", "region", "departement", "com", "collectivite"})

PREFIXES_DE_FICHE = {
    "col": "collectivite",
    "par": "partenaire",
    "pro": "projet",
    "dem": "demande",
    "res": "reseau",
    "amb": "ambassade",
    "act": "actualite",
}
"""What the beginning of an identifier says of the fiche it names."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its kind, and the code of the place, theme or fiche it is about (empty where there is only one)."""

    genre: str
    code: str = ""

    @property
    def chemin(self) -> str:
        """The path as the command line writes it: `monde`, `pays/bf`, `collectivite/col-12`."""
        if not self.code:
            return self.genre
        return f"{self.genre}/{self.code.lower() if self.genre == 'pays' else self.code}"


ACCUEIL = Page("accueil")
MONDE = Page("monde")
FRANCE = Page("france")


@dataclass(frozen=True, slots=True)
class Adresse:
    """A page and the further criteria that narrow it: what the history holds and a permalink spells."""

    page: Page
    criteres: Criteria = TOUT
    vue: str = ""
    """How the page is shown: empty for its figures, one of `VUES`, or one of `ONGLETS`."""
    au: date | None = None
    """The past day whose atlas is asked; None for today's."""
    tri: str = ""
    """What the list of the tab (projets, or demandes) is sorted by, « - » before it when the greatest comes first; empty as it
    comes."""


VUES = ("carte", "carte-france", "carte-departements", "carte-partenaires")
"""Maps: the one that the page has by itself; the French side, by régions or by départements; the side of the partners."""
ONGLETS = ("projets", "demandes", "classements", "graphiques")
"""Lists and charts of a page."""


def lire_page(texte: str) -> Page:
    """Read a path. A code may also be a name (« pays/Burkina Faso »). Raises Introuvable with one French line."""
    parts = [part.strip() for part in texte.strip().strip("/").split("/")]
    if len(parts) > 1 and parts[0] in ("monde", "france") and parts[1] in AVEC_CODE:
        parts = parts[1:]
    genre = parts[0].lower()
    if genre in SANS_CODE and len(parts) == 1:
        return Page(genre)
    if genre == "apd" and len(parts) == 2:
        if not (parts[1].isascii() and parts[1].isdecimal() and len(parts[1]) == 4):
            raise Introuvable(
                f"Année d'APD illisible : « {parts[1][:40]} ». Écrivez apd/2012, ou apd pour toutes."
            )
        return Page("apd", parts[1])
    if genre not in AVEC_CODE or len(parts) != 2 or not parts[1]:
        raise Introuvable(
            f"Page inconnue : « {texte[:80]} ». Un chemin s'écrit monde, france, continent/CODE, sous-continent/CODE, pays/CODE, "
            "region/CODE, departement/CODE, com/CODE, collectivite/ID, partenaire/ID, thematique/CODE, bourse, actualites, annuaire, appels, subventions, labels, appel/ID, label/ID ou fiche/ID."
        )
    if genre == "fiche":
        # Two kinds of fiche are pages with figures and lists of their own: one page, one path.
        genre = {"col": "collectivite", "par": "partenaire"}.get(parts[1].lower().partition("-")[0], genre)
    return Page(genre, _code(genre, parts[1]))


def _code(genre: str, texte: str) -> str:
    """The code that `texte` names among the pages of this kind."""
    found: str | None = None
    match genre:
        case "continent":
            found = c.code if (c := geography.trouver_continent(texte)) else None
        case "sous-continent":
            found = s.code if (s := geography.trouver_sous_continent(texte)) else None
        case "pays":
            found = p.iso2 if (p := geography.trouver_pays(texte)) else None
        case "region":
            found = r.code if (r := geography.trouver_region(texte)) else None
        case "departement":
            found = d.code if (d := geography.trouver_departement(texte)) else None
        case "com":
            found = t.code if (t := geography.trouver_com(texte)) else None
        case "thematique":
            found = h.code if (h := nomenclature.trouver_theme(texte)) else None
        case _:
            found = texte.lower()
    if found is None:
        raise Introuvable(_inconnu(genre, texte))
    return found


_ARTICLES = {
    "continent": ("Continent inconnu", "atlas-tui etat monde donne les continents"),
    "sous-continent": ("Sous-continent inconnu", "un code s'écrit comme afrique-de-l-ouest"),
    "pays": ("Pays inconnu", "un pays se nomme par son code à deux lettres (bf) ou son nom français"),
    "region": (
        "Région inconnue",
        "une région se nomme par son code (84) ou son nom, d'avant ou d'après 2016",
    ),
    "departement": ("Département inconnu", "un département se nomme par son code (67) ou son nom"),
    "com": ("Collectivité d'outre-mer inconnue", "elle se nomme par son code (987) ou son nom"),
    "thematique": (
        "Thématique inconnue",
        "une thématique se nomme par son code (2, 140, 14031) ou son intitulé",
    ),
}


def _inconnu(genre: str, texte: str) -> str:
    """The French line that says an unknown place, with the nearest one that exists."""
    from parquet.suggestions import proche

    quoi, remede = _ARTICLES[genre]
    voisin = proche(genre, texte)
    return f"{quoi} : « {texte[:60]} ». " + (
        f"Vouliez-vous dire {voisin} ?" if voisin else f"{remede[0].upper()}{remede[1:]}."
    )


def criteres_de(page: Page) -> Criteria:
    """The criteria that the page itself stands for; a page that is no list (a fiche, accueil) stands for everything."""
    match page.genre:
        case "continent":
            return Criteria(continent=(page.code,))
        case "sous-continent":
            return Criteria(sous_continent=(page.code,))
        case "pays":
            return Criteria(pays=(page.code,))
        case "region":
            return Criteria(region=(page.code,))
        case "departement":
            return Criteria(departement=(page.code,))
        case "com":
            return Criteria(com=(page.code,))
        case "collectivite":
            return Criteria(collectivite=(page.code,))
        case "partenaire":
            return Criteria(partenaire=(page.code,))
        case "thematique":
            return Criteria(thematique=(page.code,))
        case "bourse":
            return Criteria(nature=("demande",))
        case _:
            return TOUT


def sans_demandes(page: Page) -> bool:
    """True on the French side: its pages do not speak of the demandes."""
    return page.genre in LIEUX_DE_FRANCE


def parent(page: Page) -> Page | None:
    """The page one level up; None above accueil and for what has no fixed place (a fiche)."""
    match page.genre:
        case "pays":
            return Page("sous-continent", geography.pays()[page.code].sous_continent)
        case "sous-continent":
            return Page(
                "continent", next(s.continent for s in geography.sous_continents() if s.code == page.code)
            )
        case "continent" | "thematique":
            return MONDE
        case "departement":
            return Page("region", geography.departements()[page.code].region)
        case "region":
            old = geography.anciennes_regions().get(page.code)
            return Page("region", old.region) if old and page.code not in geography.regions() else FRANCE
        case "com":
            return FRANCE
        case "accueil" | "fiche" | "collectivite" | "partenaire":
            return None
        case "apd":
            return Page("apd") if page.code else ACCUEIL
        case "confirmation":
            return Page("collectivite", page.code)
        case "appel" | "label":
            return Page(f"{page.genre}s")
        case "dossier":
            return Page("appels")
        case "mission":
            return Page("labels")
        case _:
            return ACCUEIL


def ancetres(page: Page) -> tuple[Page, ...]:
    """The pages above `page`, accueil excepted, the highest first."""
    found: list[Page] = []
    above = parent(page)
    while above is not None and above != ACCUEIL:
        found.insert(0, above)
        above = parent(above)
    return tuple(found)


def nom_du_lieu(page: Page) -> str:
    """The French name of a page that the reference knows; empty for a collectivité, a partenaire and a fiche."""
    match page.genre:
        case "accueil":
            return "Accueil"
        case "monde":
            return "Monde"
        case "france":
            return "France"
        case "recherche":
            return "Recherche avancée"
        case "bourse":
            return "Bourse-projets"
        case "actualites":
            return "Actualités et agenda"
        case "annuaire":
            return "Annuaire"
        case "appels":
            return "Appels à projets"
        case "subventions":
            return "Subventions accordées"
        case "labels":
            return "Label d'expertise"
        case "acces-monde":
            return "Accès monde"
        case "acces-france":
            return "Accès France"
        case "apd":
            return f"APD {page.code}" if page.code else "Aide publique au développement"
        case "moi":
            return "Espace personnel"
        case "campagne":
            return "Campagne annuelle"
        case "deposer":
            return "Déposer une demande dans la Bourse-projets"
        case "bureau":
            return "Bureau de l'ambassade"
        case "continent":
            return next(c.nom for c in geography.continents() if c.code == page.code)
        case "sous-continent":
            return next(s.nom for s in geography.sous_continents() if s.code == page.code)
        case "pays":
            return geography.pays()[page.code].nom
        case "region":
            today = geography.regions().get(page.code)
            return (
                today.nom
                if today
                else f"{geography.anciennes_regions()[page.code].nom} (région d'avant 2016)"
            )
        case "departement":
            return f"{geography.departements()[page.code].nom} ({page.code})"
        case "com":
            return geography.coms()[page.code].nom
        case "thematique":
            return nomenclature.themes()[page.code].nom
        case _:
            return ""


_SCHEMA = "atlas://"


def lien(adresse: Adresse) -> str:
    """The permalink of an address: `atlas://monde/pays/bf?thematique=2&nature=cooperation`."""
    page = adresse.page
    tete = "monde/" if page.genre in ("continent", "sous-continent", "pays") else ""
    tete = "france/" if page.genre in ("region", "departement", "com") else tete
    pairs = [("vue", adresse.vue)] if adresse.vue else []
    pairs += _paires(adresse.criteres)
    if adresse.tri:
        pairs.append(("tri", adresse.tri))
    if adresse.au is not None:
        pairs.append(("au", adresse.au.isoformat()))
    return (
        _SCHEMA
        + tete
        + quote(page.chemin, safe="/")
        + (f"?{urlencode(pairs, quote_via=quote, safe=':.')}" if pairs else "")
    )


def _paires(criteres: Criteria) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for field in EPELES:
        value = getattr(criteres, field)
        name = field.replace("_", "-")
        if value is None or value == () or value == "" or (value is False and field != "jumelage"):
            continue
        if isinstance(value, tuple):
            pairs += [(name, str(one)) for one in value]
        elif isinstance(value, bool):
            pairs.append((name, "oui" if value else "non"))
        elif isinstance(value, Interval):
            if value != Interval():
                pairs.append((name, str(value)))
        else:
            pairs.append((name, str(value)))
    return pairs


def lire_adresse(texte: str) -> Adresse:
    """Read a permalink, or a bare path. Raises Introuvable or CritereInvalide with one French line."""
    from parquet.lists import TRIS, TRIS_DEMANDES

    # What is not UTF-8 (a lone surrogate, as Python reads a stray byte) could not be said in a link again.
    body = texte.strip().encode("utf-8", "replace").decode("utf-8").removeprefix(_SCHEMA)
    path, _, query = body.partition("?")
    page = lire_page(unquote(path) or "accueil")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), max_num_fields=500)
    except ValueError as error:
        raise CritereInvalide(
            f"Lien illisible après « ? » : « {query[:60]} ». Recopiez-le en entier."
        ) from error
    vue = next((value for name, value in pairs if name == "vue"), "")
    if vue and vue not in (*VUES, *ONGLETS):
        raise CritereInvalide(f"Vue inconnue : « {vue[:40]} ». Au choix : {', '.join((*VUES, *ONGLETS))}.")
    tri = next((value for name, value in pairs if name == "tri"), "")
    sorts = TRIS_DEMANDES if vue == "demandes" else TRIS
    if tri and tri.removeprefix("-") not in sorts:
        raise CritereInvalide(f"Tri inconnu : « {tri[:40]} ». Au choix : {', '.join(sorts)}.")
    days = {lire_jour(value) for name, value in pairs if name == "au"}
    if len(days) > 1:
        raise CritereInvalide("Le lien demande l'atlas de deux jours (au=…). N'en gardez qu'un.")
    criteres = lire_paires([pair for pair in pairs if pair[0] not in ("vue", "au", "tri")])
    return Adresse(page, criteres, vue, next(iter(days), None), tri)


def lire_paires(pairs: list[tuple[str, str]]) -> Criteria:
    """Criteria from (name, value) pairs, names as in a permalink or on the command line. Raises CritereInvalide."""
    said: dict[str, object] = {}
    for raw, value in pairs:
        name = raw.replace("-", "_")
        if name not in EPELES:
            raise CritereInvalide(
                f"Critère inconnu : « {raw[:40]} ». Les critères sont ceux de « atlas-tui chercher --help »."
            )
        if name in ("mots", "titre"):
            said[name] = value
        elif name in ("jumelage", "loi_oudin"):
            said[name] = _oui_non(raw, value)
        elif name == "annee_debut":
            said[name] = lire_annees(value)
        elif name == "cofinancement":
            said[name] = (*said.get(name, ()), *lire_cofinancements(value))  # type: ignore[misc]
        else:
            said[name] = (*said.get(name, ()), resoudre(name, value))  # type: ignore[misc]
    return Criteria(**said)  # type: ignore[arg-type]


def resoudre(name: str, value: str) -> object:
    """The code that a value of the criterion `name` stands for. Raises CritereInvalide or Introuvable."""
    match name:
        case "region" | "departement" | "com" | "continent" | "sous_continent" | "pays" | "thematique":
            return _code(name.replace("_", "-"), value)
        case "nature":
            return _parmi(value, nomenclature.natures(), "Nature inconnue")
        case "statut":
            return _parmi(value, nomenclature.statuts(), "Statut inconnu")
        case "type_collectivite":
            return _parmi(value, nomenclature.types_collectivite(), "Type de collectivité inconnu")
        case _:
            return value.strip().lower()


class _Libelle(Protocol):
    """Anything of the nomenclature that has a code and a name."""

    @property
    def code(self) -> str: ...
    @property
    def nom(self) -> str: ...


def _parmi(value: str, labels: Sequence[_Libelle], what: str) -> str:
    """The code of the label that `value` is: by code or by name, accents and case apart."""
    wanted = fold(value)
    for label in labels:
        if wanted in (fold(label.code), fold(label.nom)):
            return label.code
    choices = ", ".join(label.code for label in labels)
    raise CritereInvalide(f"{what} : « {value[:40]} ». Au choix : {choices}.")


def _oui_non(name: str, value: str) -> bool:
    match value.strip().lower():
        case "oui" | "true" | "1" | "":
            return True
        case "non" | "false" | "0":
            return False
    raise CritereInvalide(f"« {name} » vaut oui ou non, pas « {value[:20]} ».")


def lire_annees(value: str) -> Interval:
    """`2009`, `2005..2010`, `2005..` or `..2010`. Raises CritereInvalide."""
    de, points, a = value.strip().partition("..")
    try:
        low = int(de) if de else None
        high = (int(a) if a else None) if points else low
    except ValueError as error:
        raise CritereInvalide(
            f"Années illisibles : « {value[:20]} ». Écrivez 2009, 2005..2010, 2005.. ou ..2010."
        ) from error
    if any(year is not None and not 1900 <= year <= 2100 for year in (low, high)) or (
        low and high and low > high
    ):
        raise CritereInvalide(
            f"Années impossibles : « {value[:20]} ». Écrivez-les de 1900 à 2100, la plus ancienne d'abord."
        )
    return Interval(low, high)


QUELCONQUE = "quelconque"
"""The cofinancement « quel qu'il soit »: short for every kind of funder, one beside the other."""


def lire_cofinancements(value: str) -> tuple[Cofinancement, ...]:
    """`MAE`, `MAE:2009`, or every funder at once: `quelconque`, `quelconque:2009`. Raises CritereInvalide."""
    code, colon, year = value.strip().partition(":")
    if fold(code) != QUELCONQUE:
        return (lire_cofinancement(value),)
    return tuple(lire_cofinancement(f"{f.code}{colon}{year}") for f in nomenclature.financeurs())


def lire_cofinancement(value: str) -> Cofinancement:
    """`MAE`, `AFD` or `MAE:2009`. Raises CritereInvalide."""
    code, colon, year = value.strip().partition(":")
    wanted = fold(code)
    known = nomenclature.financeurs()
    financeur = next((f for f in known if wanted in (fold(n) for n in (f.code, f.nom, *f.alias))), None)
    if financeur is None:
        choices = ", ".join(f.code for f in known)
        raise CritereInvalide(f"Cofinanceur inconnu : « {code[:40]} ». Au choix : {choices}.")
    if not colon:
        return Cofinancement(financeur.code)
    interval = lire_annees(year)
    if interval.de is None or interval.de != interval.a:
        raise CritereInvalide(
            f"Année de cofinancement illisible : « {year[:20]} ». Écrivez par exemple MAE:2009."
        )
    return Cofinancement(financeur.code, interval.de)
