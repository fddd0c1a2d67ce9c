# SPDX-License-Identifier: EUPL-1.2
"""What a record must be before it is stored: every text cleaned, every value of its type and within its bounds.

One generic pass walks the fields of a record as msgspec describes them; a new field needs no line here unless it has a
rule of its own. Whether the ids that it names exist is the store's to check: it alone reads the tables.
"""

from __future__ import annotations

import math
import re
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, TypeVar

import msgspec

from store.cleaning import clean, clean_text
from store.errors import Refused
from store.records import (
    Actualite,
    Ambassade,
    Appel,
    Avis,
    Collectivite,
    Contact,
    Declaration,
    Demande,
    Depense,
    Document,
    Dossier,
    Financement,
    Label,
    LigneApd,
    Mission,
    Partenaire,
    Piece,
    Projet,
    Reseau,
    Tranche,
)

T = TypeVar("T", bound=msgspec.Struct)
Walk = Callable[[Any], Any]
"""Takes a value; returns it clean, the same object when nothing changes, or raises _Wrong."""

LONG_TEXTS = {
    "objectifs", "description", "historique", "contexte", "besoin",
    "presentation", "texte", "motif", "compte_rendu", "savoir_faire", "appuis", "mobilisation", "evaluation",
}  # fmt: skip
"""Fields of several paragraphs; every other text is one line."""

MANDATORY: dict[type[msgspec.Struct], tuple[str, ...]] = {
    Actualite: ("titre", "texte"),
    Ambassade: ("pays", "nom"),
    Appel: ("titre",),
    Avis: ("lieu", "sens"),
    Collectivite: ("nom", "type"),
    Contact: ("prenom", "nom", "titre"),
    Declaration: ("collectivite",),
    Demande: ("titre", "partenaire", "thematique"),
    Depense: ("poste",),
    Document: ("intitule", "adresse"),
    Dossier: ("appel", "collectivite", "titre"),
    Financement: ("financeur",),
    Label: ("programme", "titre", "thematique", "collectivites"),
    LigneApd: (),
    Mission: ("label", "pays", "titre"),
    Partenaire: ("nom", "pays", "type"),
    Piece: ("intitule",),
    Projet: ("titre", "thematique", "statut", "collectivites", "partenaires"),
    Reseau: ("nom",),
    Tranche: (),
}
DISTINCT = {"collectivites", "associees", "partenaires", "reseaux", "odd", "pays", "thematiques"}
YEARS = {"annee", "annee_convention", "annee_lancement", "annee_fin"}
FIRST_YEAR, LAST_YEAR = 1900, 2100
MAX_AMOUNT = Decimal("9999999999999.99")
"""Euros. Far above any budget: what `euros` of a snapshot, decimal(15, 2), holds."""
MAX_COUNT = 2**31 - 1
"""What `entier` of a snapshot, int32, holds."""
MAX_ITEMS = 1_000
"""Entries of one list: lines of a declaration, contacts, names."""
_CODE = (re.compile(r"[A-Za-z0-9_-]{1,40}"), "code inconnu : lettres, chiffres et tirets seulement")
_THEME = (re.compile(r"[0-9]{1,5}[A-Z]?"), "code de thématique attendu : 2, 140, 14031, 160C")
FORMS: dict[str, tuple[re.Pattern[str], str]] = {
    "pays": (re.compile(r"[A-Z]{2}"), "code de pays attendu, deux lettres majuscules (SN, MG)"),
    "thematique": _THEME,
    "thematiques": _THEME,
    "siret": (re.compile(r"[0-9]{14}"), "14 chiffres attendus, sans espace"),
    "empreinte": (re.compile(r"[0-9a-f]{64}"), "empreinte SHA-256 attendue"),
    "secteur": (re.compile(r"[0-9]{3}(?:[0-9]{2})?"), "code de secteur attendu, trois ou cinq chiffres"),
} | dict.fromkeys(
    ("statut", "financeur", "loi_oudin", "code", "departement", "region", "ancienne_region", "com"), _CODE
)


class _Wrong(Exception):
    """A value breaks a rule. Its path is put together on the way out: a good record pays nothing for it."""

    def __init__(self, reason: str, path: str = "") -> None:
        self.reason = reason
        self.path = path


def prepare(fiche: T) -> T:
    """Return the record as it will be stored: clean, checked, amounts with two decimals.

    Refused names the first field that breaks a rule. Idempotent. Empty names are dropped from lists of names.
    """
    try:
        prepared: T = _struct(type(fiche))(fiche)
    except _Wrong as wrong:
        raise Refused(wrong.path, wrong.reason) from None
    return prepared


def prepare_field(kind: type[msgspec.Struct], name: str, value: Any) -> Any:
    """Return the value of one field as it will be stored, whatever the others hold. Refused as `prepare`."""
    try:
        prepared = _walks(kind)[name](value)
    except _Wrong as wrong:
        raise Refused(name + wrong.path, wrong.reason) from None
    if name in MANDATORY[kind] and not _says_something(prepared):
        raise Refused(name, "obligatoire, à compléter")
    return prepared


@lru_cache(maxsize=64)
def _walks(kind: type[msgspec.Struct]) -> Mapping[str, Walk]:
    if kind not in MANDATORY:
        raise TypeError(f"{kind!r} is not a record of the atlas")
    return {f.name: _walk(f.type, f.name) for f in msgspec.structs.fields(kind)}


@lru_cache(maxsize=64)
def _struct(kind: type[msgspec.Struct]) -> Walk:
    walks = tuple((name, each, name in MANDATORY[kind]) for name, each in _walks(kind).items())
    values_of, replace = msgspec.structs.astuple, msgspec.structs.replace

    def walk(value: Any) -> Any:
        if not isinstance(value, kind):
            raise _Wrong("valeur d'une autre nature que celle attendue")
        changed: dict[str, Any] = {}
        for before, (name, each, mandatory) in zip(values_of(value), walks, strict=True):
            try:
                after = each(before)
            except _Wrong as wrong:
                raise _Wrong(wrong.reason, name + wrong.path) from None
            if mandatory and not _says_something(after):
                raise _Wrong("obligatoire, à compléter", name)
            if after is not before:
                changed[name] = after
        return replace(value, **changed) if changed else value

    return walk


def _says_something(value: Any) -> bool:
    """Tell whether a mandatory value is there; a text of joiners and marks alone would show as a blank."""
    if not isinstance(value, str):
        return bool(value)
    return value[:1].isalnum() or any(c.isalnum() for c in value)


def _walk(hint: Any, name: str) -> Walk:
    """Return the walk of a field from its declared type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return _choice(arguments)
    if origin is tuple:
        return _list(_walk(arguments[0], name), name, text=arguments[0] is str)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (a for a in arguments if a is not type(None))
        known = _walk(inner, name)
        return lambda value: None if value is None else known(value)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _struct(hint)
    if hint is str:
        return _text(name)
    if hint is int:
        return _year if name in YEARS else _goal if name == "odd" else _count
    if hint is float:
        return _latitude if name == "latitude" else _longitude
    return {bool: _flag, Decimal: _amount, date: _day, datetime: _minute}[hint]


def _text(name: str) -> Walk:
    cleaning = clean_text if name in LONG_TEXTS else clean
    form = FORMS.get(name)

    def walk(value: Any) -> str:
        if value == "":
            return ""
        if not isinstance(value, str):
            raise _Wrong("texte attendu")
        text = cleaning(value)
        if form and text and not form[0].fullmatch(text):
            raise _Wrong(form[1])
        return text

    return walk


def _list(item: Walk, name: str, *, text: bool) -> Walk:
    distinct = name in DISTINCT

    def walk(value: Any) -> tuple[Any, ...]:
        if value == ():
            return ()
        if not isinstance(value, tuple):
            raise _Wrong("liste attendue")
        if len(value) > MAX_ITEMS:
            raise _Wrong(f"{len(value)} entrées, {MAX_ITEMS} au plus")
        items: list[Any] = []
        same = True
        for before in value:
            try:
                after = item(before)
            except _Wrong as wrong:
                rank = f"[{len(items)}]"
                raise _Wrong(wrong.reason, f"{rank}.{wrong.path}" if wrong.path else rank) from None
            same = same and after is before
            items.append(after)
        if text and "" in items:
            items = [v for v in items if v]
            same = False
        if distinct and len(items) > 1 and len(set(items)) < len(items):
            raise _Wrong("la même entrée figure deux fois")
        return value if same else tuple(items)

    return walk


def _choice(allowed: tuple[Any, ...]) -> Walk:
    listed = ", ".join(map(str, allowed))

    def walk(value: Any) -> Any:
        if value not in allowed:
            raise _Wrong(f"valeur attendue : {listed}")
        return value

    return walk


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Wrong("nombre entier attendu")
    return value


def _year(value: Any) -> int:
    if not FIRST_YEAR <= _whole(value) <= LAST_YEAR:
        raise _Wrong(f"année attendue entre {FIRST_YEAR} et {LAST_YEAR}")
    return int(value)


def _goal(value: Any) -> int:
    if not 1 <= _whole(value) <= 17:
        raise _Wrong("numéro attendu entre 1 et 17")
    return int(value)


def _count(value: Any) -> int:
    if not 0 <= _whole(value) <= MAX_COUNT:
        raise _Wrong("nombre attendu entre 0 et 2 147 483 647")
    return int(value)


def _degrees(value: Any, bound: int) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise _Wrong("coordonnée attendue, en degrés")
    if not -bound <= value <= bound:
        raise _Wrong(f"coordonnée attendue entre -{bound} et {bound} degrés")
    # SQLite gives back 0.0 for -0.0: `+ 0.0` makes the two one before the journal sees them.
    return value if isinstance(value, float) and value else float(value) + 0.0


def _latitude(value: Any) -> float:
    return _degrees(value, 90)


def _longitude(value: Any) -> float:
    return _degrees(value, 180)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Wrong("oui ou non attendu")
    return value


def _amount(value: Any) -> Decimal:
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite():
        raise _Wrong("montant attendu, en euros")
    if not 0 <= value <= MAX_AMOUNT:
        raise _Wrong("montant attendu en euros, entre 0 et 9 999 999 999 999,99")
    cents = abs(value.quantize(Decimal("0.01")))
    if cents != value:
        raise _Wrong("deux décimales au plus")
    return cents


def _day(value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _Wrong("date attendue")
    return value


def _minute(value: Any) -> datetime:
    """An instant in UTC, its seconds dropped: windows are said to the minute."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise _Wrong("jour et heure attendus")
    return value.astimezone(UTC).replace(second=0, microsecond=0)
