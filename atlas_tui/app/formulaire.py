# SPDX-License-Identifier: EUPL-1.2
"""The form of « Recherche avancée »: its fields, and what each one says of the address. Pure values, no screen.

A field is a view of the criteria (`valeurs` reads it, `poser` writes it), the last one of the day of the atlas (`ici`,
`mettre`). The form holds nothing else than the address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from exports.wording import NATURES, cofinancement, libelle, quelconque
from parquet.criteria import EPELES, TOUT, Criteria, Interval
from parquet.jours import en_lettres, lire_jour, lire_jour_passe
from parquet.pages import QUELCONQUE, Adresse, Page, lire_cofinancement, lire_cofinancements, nom_du_lieu
from parquet.reference import nomenclature

FRANCE = "Collectivité territoriale française"
AILLEURS = "Collectivité locale partenaire"
PROJET = "Projet mené"
DEMANDE = "Demande de coopération (Bourse-projets)"
ATLAS = "Atlas"


@dataclass(frozen=True, slots=True)
class Champ:
    """A field of the form."""

    cle: str
    titre: str
    bloc: str
    critere: str
    """The field of `Criteria` that it is about."""
    par: tuple[str, ...] = ()
    """What `Atlas.nombres` counts its choices by."""
    tous: str = "Tous"
    """What « any » is called there."""
    niveau: int = 0
    """Level of the themes it holds."""
    unique: bool = False
    """True when it takes one value."""

    @property
    def texte(self) -> bool:
        """True when one types in it, without a list."""
        return self.critere in ("mots", "titre", "au")


CHAMPS = (
    Champ("collectivite", "Collectivité", FRANCE, "collectivite", ("collectivite",), "Toutes"),
    Champ("region", "Région", FRANCE, "region", ("region", "ancienne-region"), "Toutes"),
    Champ("departement", "Département", FRANCE, "departement", ("departement",)),
    Champ("com", "Collectivité d'outre-mer", FRANCE, "com", ("com",), "Toutes"),
    Champ("type_collectivite", "Type de collectivité", FRANCE, "type_collectivite", ("type",)),
    Champ("partenaire", "Partenaire", AILLEURS, "partenaire", ("partenaire",)),
    Champ("continent", "Continent", AILLEURS, "continent", ("continent",)),
    Champ("sous_continent", "Sous-continent", AILLEURS, "sous_continent", ("sous-continent",)),
    Champ("pays", "Pays", AILLEURS, "pays", ("pays",)),
    Champ("mots", "Mots clés", PROJET, "mots", tous="–"),
    Champ("titre", "Titre du projet", PROJET, "titre", tous="–"),
    Champ("thematique1", "Thématique", PROJET, "thematique", ("thematique",), "Toutes", 1),
    Champ("thematique2", "Sous-thématique", PROJET, "thematique", ("sous-thematique",), "Toutes", 2),
    Champ("thematique3", "Sous-sous-thématique", PROJET, "thematique", ("sous-sous-thematique",), "Toutes", 3),
    Champ("nature", "Type", PROJET, "nature", ("nature",)),
    Champ("jumelage", "Jumelage", PROJET, "jumelage", ("jumelage",), "Indifférent", unique=True),
    Champ("statut", "Statut", PROJET, "statut", ("statut",)),
    Champ("cofinancement", "Type de cofinancement (et année)", PROJET, "cofinancement", ("cofinancement",)),
    Champ("loi_oudin", "Loi Oudin", PROJET, "loi_oudin", ("loi-oudin",), "Indifférent", unique=True),
    Champ("annee_de", "Année début de projet, de", PROJET, "annee_debut", ("annee",), "–", unique=True),
    Champ("annee_a", "à", PROJET, "annee_debut", ("annee",), "–", unique=True),
)  # fmt: skip
"""The three blocks of the guide, in its order."""

_DE_LA_BOURSE = (
    "mots",
    "titre",
    "thematique1",
    "thematique2",
    "thematique3",
    "continent",
    "sous_continent",
    "pays",
)
CHAMPS_BOURSE = tuple(
    replace(champ, bloc=DEMANDE, titre="Titre de la demande" if champ.cle == "titre" else champ.titre)
    for cle in _DE_LA_BOURSE
    for champ in CHAMPS
    if champ.cle == cle
)
"""The fields that mean something for a demande."""
AU = Champ("au", "Au", ATLAS, "au", tous="Aujourd'hui")
"""The day whose atlas is searched: no criterion, but part of the address; last on both forms."""
CRITERES_BOURSE = frozenset(champ.critere for champ in CHAMPS_BOURSE)


def champs_de(page: Page) -> tuple[Champ, ...]:
    """The fields of the form of a page: `recherche` or `bourse`."""
    return (*(CHAMPS_BOURSE if page.genre == "bourse" else CHAMPS), AU)


# --- reading and writing a field --------------------------------------------------------------------------------------


def valeurs(champ: Champ, criteres: Criteria) -> tuple[str, ...]:
    """What a field says, as codes."""
    said: Any = getattr(criteres, champ.critere)
    match champ.critere:
        case "mots" | "titre":
            return (said,) if said else ()
        case "jumelage":
            return () if said is None else ("oui" if said else "non",)
        case "loi_oudin":
            return ("oui",) if said else ()
        case "annee_debut":
            year = said.de if champ.cle == "annee_de" else said.a
            return () if year is None else (str(year),)
        case "thematique":
            return tuple(code for code in said if _niveau(code) == champ.niveau)
        case _:
            return tuple(str(one) for one in said)


def poser(champ: Champ, codes: tuple[str, ...], criteres: Criteria) -> Criteria:
    """The criteria where a field says `codes` and the others what they said."""
    value: Any = codes
    match champ.critere:
        case "mots" | "titre":
            value = codes[0] if codes else ""
        case "jumelage":
            value = None if not codes else codes[0] == "oui"
        case "loi_oudin":
            value = bool(codes)
        case "annee_debut":
            year = int(codes[0]) if codes else None
            before = criteres.annee_debut
            value = Interval(year, before.a) if champ.cle == "annee_de" else Interval(before.de, year)
        case "thematique":
            others = [code for code in criteres.thematique if _niveau(code) != champ.niveau]
            value = tuple(sorted((*others, *codes), key=_niveau))
        case "cofinancement":
            value = tuple(one for code in codes for one in lire_cofinancements(code))
    said: dict[str, Any] = {champ.critere: value}
    return replace(criteres, **said)


def remplir(page: Page, formulaire: Mapping[str, tuple[str, ...]]) -> Adresse:
    """The address that a whole form spells: key of a field → its codes. Raises CritereInvalide for a day that is none."""
    criteres = TOUT
    for champ in CHAMPS:
        criteres = poser(champ, formulaire.get(champ.cle, ()), criteres)
    return mettre(AU, formulaire.get(AU.cle, ()), Adresse(page, criteres))


def formulaire(adresse: Adresse) -> dict[str, tuple[str, ...]]:
    """The whole form of an address: key of a field → its codes."""
    return {**{champ.cle: valeurs(champ, adresse.criteres) for champ in CHAMPS}, AU.cle: ici(AU, adresse)}


def ici(champ: Champ, adresse: Adresse) -> tuple[str, ...]:
    """What a field shows of an address; a day as one types it, « 31/12/2012 »."""
    if champ is not AU:
        return montrees(champ, adresse.criteres)
    return () if adresse.au is None else (f"{adresse.au:%d/%m/%Y}",)


def mettre(champ: Champ, codes: tuple[str, ...], adresse: Adresse) -> Adresse:
    """The address after a choice in a field. Raises CritereInvalide for what is not a day of the past."""
    if champ is not AU:
        return replace(adresse, criteres=choisir(champ, codes, adresse.criteres))
    return replace(adresse, au=lire_jour_passe(codes[0]) if codes else None)


# --- themes: a choice at one level speaks of the others ---------------------------------------------------------------


def _niveau(code: str) -> int:
    theme = nomenclature.themes().get(code)
    return theme.niveau if theme else 0


def lignee(code: str) -> tuple[str, ...]:
    """The theme and those that hold it, from the deepest up."""
    return tuple(reversed(nomenclature.lignee(code)))


def montrees(champ: Champ, criteres: Criteria) -> tuple[str, ...]:
    """What a field shows: what it says, or the themes that hold what is said deeper."""
    if champ.critere == "cofinancement" and quelconque(criteres.cofinancement):
        return (QUELCONQUE,)
    if not champ.niveau:
        return valeurs(champ, criteres)
    above = [code for said in criteres.thematique for code in lignee(said) if _niveau(code) == champ.niveau]
    return tuple(dict.fromkeys(above))


def choisir(champ: Champ, codes: tuple[str, ...], criteres: Criteria) -> Criteria:
    """The criteria after a choice in a field: a theme gives way to those chosen under it, and takes them with it."""
    if champ.critere == "annee_debut":
        chosen = poser(champ, codes, criteres)
        de, a = chosen.annee_debut.de, chosen.annee_debut.a
        return replace(chosen, annee_debut=Interval(a, de)) if de and a and de > a else chosen
    if not champ.niveau:
        return poser(champ, codes, criteres)
    shown = dict.fromkeys(code for said in criteres.thematique for code in lignee(said))
    kept = [code for code in shown if _niveau(code) < champ.niveau]
    kept += codes
    kept += [code for code in shown if _niveau(code) > champ.niveau and set(lignee(code)) & set(codes)]
    under = {above for code in kept for above in lignee(code)[1:]}
    leaves = dict.fromkeys(code for code in kept if code not in under)
    return replace(criteres, thematique=tuple(sorted(leaves, key=_niveau)))


def themes_possibles(champ: Champ, criteres: Criteria) -> tuple[str, ...]:
    """The themes of the level of a field, under those already chosen above it."""
    above = {
        level: {code for said in criteres.thematique for code in lignee(said) if _niveau(code) == level}
        for level in range(1, champ.niveau)
    }
    return tuple(
        theme.code
        for theme in nomenclature.themes().values()
        if theme.niveau == champ.niveau
        and all(not chosen or chosen & set(lignee(theme.code)) for chosen in above.values())
    )


# --- in words ---------------------------------------------------------------------------------------------------------


def nom(champ: Champ, code: str, noms: Mapping[str, str]) -> str:
    """A code of a field in French; `noms` gives those of collectivités and partenaires."""
    match champ.critere:
        case "region" | "departement" | "com" | "continent" | "sous_continent" | "pays" | "thematique":
            return nom_du_lieu(Page(champ.critere.replace("_", "-"), code))
        case "type_collectivite":
            return libelle("type", code)
        case "statut":
            return libelle("statut", code)
        case "nature":
            return NATURES[code]
        case "cofinancement":
            return "Quel qu'il soit" if code == QUELCONQUE else cofinancement(lire_cofinancement(code))
        case "jumelage" | "loi_oudin":
            return code.capitalize()
        case "au":
            return en_lettres(lire_jour(code))
        case _:
            return noms.get(code, code)


def dits(criteres: Criteria) -> tuple[str, ...]:
    """The fields of the criteria that ask for something."""
    return tuple(name for name in EPELES if getattr(criteres, name) != getattr(TOUT, name))


def seulement(criteres: Criteria, name: str) -> Criteria:
    """What the criteria say of one field, and nothing else."""
    said: dict[str, Any] = {name: getattr(criteres, name)}
    return replace(TOUT, **said)
