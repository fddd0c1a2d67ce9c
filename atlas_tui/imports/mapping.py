# SPDX-License-Identifier: EUPL-1.2
"""The correspondance: what a user decides about a file that the importer cannot know.

A TOML file, every part optional:

    origine = "ville-jumelle:2026"          # what the projets say of where they come from

    [colonnes]                              # field of the importer = column of the file
    commune = "origincityLabel"
    partenaire = "sistercityLabel"

    [communes]                              # name in the file = INSEE code of the commune, or SIREN of the EPCI
    "Serre Chevalier" = "05161"

    [pays]                                  # country in the file = ISO 3166 code, two letters
    "Prussia" = "PS"

A forced name wins over everything, coordinates included, on every line that bears it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from atlas_tui.imports.places import place_of_code
from atlas_tui.imports.report import ImportRefuse
from atlas_tui.imports.tabular import quote
from parquet.reference import geography
from store.cleaning import clean

MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Correspondance:
    """What the file says, checked: every code exists."""

    colonnes: Mapping[str, str] = field(default_factory=dict)
    communes: Mapping[str, str] = field(default_factory=dict)
    pays: Mapping[str, str] = field(default_factory=dict)
    origine: str = ""


def read_mapping(path: Path, fields: Iterable[str]) -> Correspondance:
    """Read a correspondance for an importer that knows these `fields`. ImportRefuse names the first thing wrong."""
    name = quote(path.name, 80)
    try:
        if not path.is_file():
            raise ImportRefuse(
                f"Le fichier de correspondance {quote(str(path), 120)} n'existe pas : vérifiez le chemin."
            )
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise ImportRefuse(f"La correspondance {name} dépasse {MAX_BYTES // 1_000_000} Mo.")
        content = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ImportRefuse(f"La correspondance {name} n'est pas en UTF-8 : convertissez-la.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ImportRefuse(
            f"La correspondance {name} n'est pas du TOML ({quote(str(error))}) : corrigez-la."
        ) from None
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or "chemin impossible"
        raise ImportRefuse(f"La correspondance {name} ne peut pas être lue ({cause}).") from None
    known = ("origine", "colonnes", "communes", "pays")
    if unknown := next((k for k in content if k not in known), None):
        raise ImportRefuse(
            f"Partie {quote(unknown)} inconnue dans {name}. Parties possibles : {', '.join(known)}."
        )
    colonnes, communes, pays = (_texts(content.get(part, {}), part, name) for part in known[1:])
    fields = tuple(fields)
    if unknown := next((c for c in colonnes if c not in fields), None):
        raise ImportRefuse(
            f"[colonnes] de {name} : champ {quote(unknown)} inconnu. Champs possibles : {', '.join(fields)}."
        )
    for text, code in communes.items():
        if place_of_code(code) is None:
            raise ImportRefuse(
                f"[communes] de {name} : {quote(text)} renvoie au code {quote(code)}, qui n'est ni le code INSEE d'une commune "
                "d'aujourd'hui ni le SIREN d'un EPCI."
            )
    for text, code in pays.items():
        if code not in geography.pays():
            raise ImportRefuse(
                f"[pays] de {name} : {quote(text)} renvoie à {quote(code)}, qui n'est pas un code ISO de pays."
            )
    origine = content.get("origine", "")
    if not isinstance(origine, str) or len(origine) > 100:
        raise ImportRefuse(f"« origine » de {name} : un texte de 100 caractères au plus est attendu.")
    return Correspondance(colonnes, communes, pays, clean(origine))


def _texts(part: object, title: str, name: str) -> dict[str, str]:
    if not isinstance(part, dict) or not all(isinstance(v, str) and v.strip() for v in part.values()):
        raise ImportRefuse(f'[{title}] de {name} : des lignes "nom" = "valeur" sont attendues.')
    return {str(k): str(v).strip() for k, v in part.items()}
