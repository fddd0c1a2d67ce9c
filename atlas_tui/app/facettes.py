# SPDX-License-Identifier: EUPL-1.2
"""What a field of the search may be set to, with the projets behind each choice given the other criteria. For threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from atlas_tui.app import formulaire
from atlas_tui.app.formulaire import Champ
from atlas_tui.app.screens.cocher import Option
from exports.french import nombre
from parquet.criteria import Criteria
from parquet.pages import QUELCONQUE, Adresse, criteres_de, lire_cofinancements
from parquet.reference import geography, nomenclature
from parquet.text import fold

if TYPE_CHECKING:
    from parquet.atlas import Atlas

PREMIERS = 30
"""Names proposed before anything is typed."""


def comptes(atlas: Atlas, champ: Champ, adresse: Adresse) -> dict[str, int]:
    """Code → projets (demandes in the Bourse) that the other criteria leave behind it."""
    # Of the years, the other end stays asked.
    others = adresse.criteres.sans(champ.critere)
    asked = criteres_de(adresse.page) & others
    bourse = adresse.page.genre == "bourse"
    found: dict[str, int] = {}
    for par in champ.par:
        for one in atlas.nombres(par, asked):
            found[one.code] = one.demandes if bourse or one.code == "demande" else one.projets
    if champ.critere == "cofinancement":
        paid = asked & Criteria(cofinancement=lire_cofinancements(QUELCONQUE))
        found[QUELCONQUE] = atlas.projets(paid, limite=1).total
    return found


def codes(champ: Champ, adresse: Adresse, figures: dict[str, int]) -> tuple[str, ...]:
    """Every code that a field may take, in the order of the reference."""
    match champ.critere:
        case "region":
            today = geography.regions()
            # A region that did not change is in both lists under one code.
            return (*today, *(code for code in geography.anciennes_regions() if code not in today))
        case "departement":
            return tuple(geography.departements())
        case "com":
            return tuple(geography.coms())
        case "type_collectivite":
            return tuple(one.code for one in nomenclature.types_collectivite())
        case "continent":
            return tuple(one.code for one in geography.continents())
        case "sous_continent":
            chosen = adresse.criteres.continent
            return tuple(s.code for s in geography.sous_continents() if not chosen or s.continent in chosen)
        case "pays":
            return tuple(p.iso2 for p in sorted(geography.pays().values(), key=lambda p: fold(p.nom)))
        case "thematique":
            return formulaire.themes_possibles(champ, adresse.criteres)
        case "nature":
            return tuple(one.code for one in nomenclature.natures())
        case "statut":
            return tuple(one.code for one in nomenclature.statuts())
        case "jumelage":
            return ("oui", "non")
        case "loi_oudin":
            return ("oui",)
        case "cofinancement":
            return QUELCONQUE, *(
                code
                for one in nomenclature.financeurs()
                for code in (
                    one.code,
                    *sorted((c for c in figures if c.startswith(f"{one.code}:")), reverse=True),
                )
            )
        case "annee_debut":
            other = adresse.criteres.annee_debut
            low, high = (None, other.a) if champ.cle == "annee_de" else (other.de, None)
            years = sorted({int(code) for code in figures}, reverse=True)
            return tuple(str(y) for y in years if (low is None or y >= low) and (high is None or y <= high))
        case _:
            return ()


def options(atlas: Atlas, champ: Champ, adresse: Adresse) -> tuple[Option, ...]:
    """The choices of a field; those that would leave nothing come last."""
    figures = comptes(atlas, champ, adresse)
    if champ.critere in ("collectivite", "partenaire"):
        best = sorted((c for c in figures if figures[c]), key=lambda c: (-figures[c], c))[:PREMIERS]
        names = atlas.noms(Criteria(**{champ.critere: tuple(best)}))  # type: ignore[arg-type]
        return tuple(Option(code, names[code], nombre(figures[code])) for code in best)
    lines = [
        Option(code, formulaire.nom(champ, code, {}), nombre(figures.get(code, 0)), _alias(champ, code))
        for code in codes(champ, adresse, figures)
    ]
    empty = champ.critere not in ("statut", "nature", "jumelage", "loi_oudin", "type_collectivite")
    return tuple(sorted(lines, key=lambda line: empty and not figures.get(line.cle)))


def _alias(champ: Champ, code: str) -> str:
    """Other words under which a choice is found."""
    match champ.critere:
        case "cofinancement":
            financeur = code.partition(":")[0]
            found = next((f for f in nomenclature.financeurs() if f.code == financeur), None)
            return " ".join((code, *(found.alias if found else ())))
        case "pays":
            return " ".join((code, geography.pays()[code].iso3, *geography.pays()[code].alias))
        case "thematique":
            return " ".join((code, *nomenclature.themes()[code].alias))
        case _:
            return code


def completer(atlas: Atlas, champ: Champ, adresse: Adresse, texte: str) -> tuple[Option, ...]:
    """Collectivités or partenaires by name, with the projets that the other criteria leave them."""
    if not texte.strip():
        return options(atlas, champ, adresse)
    figures = comptes(atlas, champ, adresse)
    find = atlas.collectivites if champ.critere == "collectivite" else atlas.partenaires
    lines = []
    for found in find(texte, limite=50):
        code = found.chemin.partition("/")[2]
        name = f"{found.nom} ({found.precision})" if found.precision else found.nom
        lines.append(Option(code, name, nombre(figures.get(code, 0))))
    return tuple(lines)
