# SPDX-License-Identifier: EUPL-1.2
"""An atlas whose every text is hostile, written behind the store's cleaning: in SQLite, and in the snapshot drawn from it.

The fields are those that the records declare: a new one carries the poison without a line here, unless it holds a code.
"""

from __future__ import annotations

import sys
import types
import typing
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, TypeVar
from unittest import mock

import msgspec
from longueur import LONGUE

from parquet.publication import publier
from store import brouillons, cleaning, depot, espace, rules
from store.apd import Apd
from store.bourse import Bourse
from store.campagne import Campagnes
from store.comptes import SYSTEM
from store.comptes import Demande as DemandeDeCompte
from store.declarations import Campagne
from store.depot import Deposant, Depot
from store.espace import Espace
from store.records import (
    PREFIXES,
    Actualite,
    Ambassade,
    Appel,
    Avis,
    Collectivite,
    Declaration,
    Demande,
    Dossier,
    Label,
    Mission,
    Partenaire,
    Piece,
    Projet,
    Reseau,
)
from store.rights import HOST
from store.store import Store

T = TypeVar("T", bound=msgspec.Struct)

VENIN = (
    "Eau\x1b]0;pirate\x07\x1b]8;;http://mal.example\x1b\\lien\x1b]8;;\x1b\\\x1b]52;c;cHduZWQ=\x07\x1b[31m\x1b[2J\x1bc\x9b2J"
    "\x9d52;c;eA==\x9c\x90q\x9c\x0e\x08\x7f\u202eabc\u2066\u200f[/nope][bold]G[/bold][@click=app.quit]Y[/]\t\r\n\u2028fin"
)
"""Window title, hyperlink, clipboard, colours, erasing, reset, the same in C1, charsets, bidi overrides, markup, actions."""
MARQUES = VENIN + "a" + "\u0301" * 10_000
LONG = VENIN + " mégaoctet" * 100_000
"""A field of 1 MB."""
AUSSI = LONG if LONGUE else VENIN
"""A second one, in the long form: in the short one, one field of 1 MB goes through everything."""

CODES: dict[str, Any] = {
    "type": "commune", "pays": "ML", "thematique": "14031", "thematiques": "14031", "secteur": "14031", "statut": "en-cours", "financeur": "MEAE",
    "loi_oudin": "", "code": "67482", "departement": "67", "region": "44", "ancienne_region": "42", "com": "", "siret": "1" * 14,
    "empreinte": "", "programme": "pact2", "odd": 6, "annee": 2012, "plafond": 70, "annee_lancement": 2008, "annee_convention": 2007,
    "annee_fin": 2011,
}  # fmt: skip
"""Fields that hold no text of anybody's, by their name: what the poisoned fiches say there."""
CODES_DE = {Avis: {"lieu"}}
"""The same, where the name is that of a text elsewhere."""
LIENS = {
    "collectivite": "col", "collectivites": "col", "associees": "", "partenaire": "par", "partenaires": "par", "reseau": "res",
    "reseaux": "res", "projet": "pro", "appel": "app", "label": "lab",
}  # fmt: skip
"""Fields that name another fiche, by their name; its prefix."""


@contextmanager
def sans_nettoyage() -> Iterator[None]:
    """A store that lets everything in, as one that another program wrote."""
    with ExitStack() as stack:
        for name, module in list(sys.modules.items()):
            if name.startswith("store.") and module is not cleaning:
                for cleaner in ("clean", "clean_text"):
                    if getattr(module, cleaner, None) is getattr(cleaning, cleaner):
                        stack.enter_context(mock.patch.object(module, cleaner, lambda text: text))
        stack.enter_context(mock.patch.object(rules, "FORMS", {}))
        stack.enter_context(mock.patch.object(espace, "NOM_MAX", 10**7))
        stack.enter_context(mock.patch.dict(depot.LIMITES, dict.fromkeys(depot.LIMITES, 10**7)))
        # A field's cleaner is kept with its rule: one kept before would clean the poison, and none of ours may stay.
        _oublier()
        try:
            yield
        finally:
            _oublier()


def _oublier() -> None:
    rules._walks.cache_clear()
    rules._struct.cache_clear()


def textes(kind: type[msgspec.Struct]) -> list[str]:
    """The fields of a record that hold somebody's text."""
    return [
        field.name
        for field in msgspec.structs.fields(kind)
        if _texte(field.type) and field.name not in {"id", *CODES, *LIENS, *CODES_DE.get(kind, ())}
    ]


def _texte(kind: Any) -> bool:
    return kind is str or (typing.get_origin(kind) is tuple and typing.get_args(kind)[0] is str)


def remplie(kind: type[T], ids: dict[str, str], **said: Any) -> T:
    """A record of a kind, its every text hostile; `said` is taken as it is, `ids` are the fiches that it may name."""
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.name in said:
            values[field.name] = said[field.name]
        elif field.name != "id":
            value = _valeur(field, ids)
            if value is not msgspec.UNSET:
                values[field.name] = value
    return kind(**values)


def _valeur(field: msgspec.structs.FieldInfo, ids: dict[str, str]) -> Any:
    kind, name = field.type, field.name
    many = typing.get_origin(kind) is tuple
    inner = typing.get_args(kind)[0] if many else kind
    if name in LIENS:
        one = ids.get(LIENS[name], "")
        return ((one,) if one else ()) if many else one
    if name in CODES and inner in (str, int):
        return (CODES[name],) if many else CODES[name]
    if inner is str:
        return (VENIN, MARQUES) if many else VENIN
    if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
        return (remplie(inner, ids),)
    if isinstance(kind, types.UnionType):
        # Years and days that may be unknown.
        (kind,) = (one for one in typing.get_args(kind) if one is not type(None))
        if name in CODES:
            return CODES[name]
    if kind is date:
        return date(2013, 1, 2)
    if kind is datetime:
        return datetime(2013, 1, 2, 9, tzinfo=UTC)
    if kind is Decimal:
        return Decimal(5)
    if kind is bool:
        return name == "diffusion"
    if typing.get_origin(kind) is Literal:
        return msgspec.UNSET if field.default is not msgspec.NODEFAULT else typing.get_args(kind)[0]
    return msgspec.UNSET


def fiches(ids: dict[str, str]) -> Iterator[msgspec.Struct]:
    """One fiche of each kind, in an order where each names those before it; two of those that have long texts."""
    yield remplie(Reseau, ids)
    yield remplie(Collectivite, ids, type="commune", latitude=48.6, longitude=7.7, population=5)
    yield remplie(Partenaire, ids, type="commune", latitude=12.6, longitude=-8.0, population=5)
    yield remplie(Projet, ids, nature="cooperation", volontaires=1)
    yield remplie(
        Projet,
        ids,
        nature="action",
        titre=MARQUES,
        objectifs=LONG,
        description=LONG,
        historique=MARQUES,
        annee_convention=None,
    )
    yield remplie(Demande, ids, description=AUSSI, etat="publiee")
    yield remplie(Declaration, ids, etat="declaree")
    yield remplie(Ambassade, ids)
    yield remplie(Actualite, ids, reseau="", texte=AUSSI, etat="publiee", debut=None, fin=None)
    yield remplie(Actualite, ids, genre="evenement", emetteur="reseau", etat="publiee")
    yield remplie(Appel, ids, etat="publie", ferme_le=datetime(2113, 1, 2, 9, tzinfo=UTC), duree="annuel")
    yield remplie(
        Dossier, ids, etat="en-cours", description=AUSSI, note=50, avis=(remplie(Avis, ids, de="sgar", lieu="44", sens="favorable"),),
        pieces=(remplie(Piece, ids, taille=0),),
    )  # fmt: skip
    yield remplie(Label, ids, etat="labellise", fin_le=date(2113, 1, 2), mobilisation=AUSSI)
    yield remplie(Mission, ids, etat="faite", demandeur="ministere")


def empoisonner(dossier: Path) -> dict[str, str]:
    """Make the atlas; return the id of a fiche of each kind, « pro2 » being the long one's, and « compte » its account's name."""
    dossier.mkdir()
    ids: dict[str, str] = {}
    with sans_nettoyage(), Store.create(dossier / "atlas.sqlite") as store:
        with store.write("essai") as edit:
            for fiche in fiches(ids):
                made = edit.create(fiche)
                prefix = made.id.partition("-")[0]
                ids["pro2" if prefix == "pro" and "pro" in ids else prefix] = made.id
        _vivre(store, ids)
    with Store.open(dossier / "atlas.sqlite") as store:
        publier(store, dossier)
    return ids


COMPTES: dict[str, dict[str, str]] = {
    "odile": {"role": "daect"}, "marie": {"role": "agent", "collectivite": "col"},
    "amandine": {"role": "ambassade", "pays": "ML"}, "serge": {"role": "sgar", "region": "44"},
    "olga": {"role": "operateur"}, "rene": {"role": "reseau", "reseau": "res"},
}  # fmt: skip
"""An account of each role, and its place: a code, or the kind of fiche."""


def _vivre(store: Store, ids: dict[str, str]) -> None:
    """What people do in the atlas: accounts, campaigns, a request, an answer, pages kept, drafts, letters, each with the poison."""
    day = timedelta(days=1)
    if LONGUE:
        _autres_etats(store, ids)
    with store.comptes() as accounts:
        for name, place in COMPTES.items():
            where = {key: ids.get(value, value) for key, value in place.items()}
            person = DemandeDeCompte(name, f"{name}@mal.example", VENIN, VENIN, **where)  # type: ignore[arg-type]
            accounts.create(person, SYSTEM)
        for name in ("nora", "nina"):
            asked = DemandeDeCompte(name, f"{name}@mal.example", VENIN, VENIN, "agent", ids["col"])
            accounts.ask(asked, "x")
        who = {name: found for name in COMPTES if (found := accounts.find(name))}
        accounts.post("marie@mal.example", VENIN, AUSSI)
        now = accounts.at
    Campagnes(store, HOST).open(Campagne(2026, now - day, now + 9 * day))
    for year in (2012, 2025):
        Apd(store, HOST).open_campaign(Campagne(year, now - day, now + 9 * day))
    with store.write(who["odile"].who.actor) as edit:
        ids["apd2"] = edit.create(remplie(Declaration, ids, annee=2025, etat="brouillon")).id
        ids["par2"] = edit.create(remplie(Partenaire, ids, type="commune")).id
    with store.read() as reading:
        declared = reading.get(ids["apd"])
    assert declared is not None
    Apd(store, HOST).reopen(ids["apd"], base=declared.version, reason=VENIN)
    Apd(store, who["marie"].who).declare(ids["apd"], base=declared.version + 1)
    person = Deposant(prenom=VENIN, nom=VENIN, courriel="rivo@mal.example", telephone=VENIN, langue="en")
    asked_for = Depot(
        autorite=VENIN, pays="ML", titre=VENIN, thematique="8", besoin=VENIN, description=VENIN, recherche=VENIN, lieu=VENIN,
        deposant=person,
    )  # fmt: skip
    for _ in range(2):
        token = Bourse(store).deposit(asked_for)
        made = Bourse(store).confirm(token, code_recu(store)).id
        ids["dem2"], ids["dem3"] = made, ids.get("dem2", "")
    Bourse(store, who["amandine"].who).publish(ids["dem3"], base=1)
    Bourse(store, who["marie"].who).answer(ids["dem3"], VENIN, base=2)
    for name in ("odile", "marie"):
        own = Espace(store, who[name].numero, who[name].who)
        own.keep_page(VENIN, "atlas://monde?mots=nope")
        own.keep_export(f"{VENIN}.csv", "atlas://monde/pays/ml", date(2013, 1, 2))
        own.follow("collectivite", ids["col"])
        own.want_digest(True)
        with store.read() as reading:
            stored = reading.get(ids["pro"])
        assert stored is not None
        brouillons.keep(
            store, who[name].numero, ids["pro"], stored.version, msgspec.json.encode(stored.record)
        )


def _autres_etats(store: Store, ids: dict[str, str]) -> None:
    """One fiche in each state that a procedure knows, for what each lets people do."""
    with store.write("essai") as edit:
        for prefix in ("dem", "act", "app", "dos", "lab", "mis"):
            here = edit.get(ids[prefix])
            assert here is not None
            for etat in typing.get_args(typing.get_type_hints(type(here.record))["etat"]):
                if etat != here.record.etat:
                    other = msgspec.structs.replace(here.record, id="", etat=etat)
                    ids[f"{prefix}-{etat}"] = edit.create(other).id


def code_recu(store: Store) -> str:
    """The code of the last letter that has one."""
    with store.comptes() as accounts:
        lines = [line for letter in accounts.letters() for line in letter.texte.splitlines()]
    return [line for line in lines if line.replace(" ", "").isdecimal()][-1]


def sans_fiche(ids: dict[str, str]) -> set[str]:
    """The kinds of fiche that the poisoned atlas has none of."""
    return set(PREFIXES.values()) - set(ids)
