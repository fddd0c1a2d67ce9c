# SPDX-License-Identifier: EUPL-1.2
"""The forms of fiches: their fields, each value in words, what is typed as a value, what is missing. No screen here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

import msgspec

from atlas_tui.app import labels
from atlas_tui.app.screens.cocher import Option
from exports.appels import minute
from exports.french import euros, jour
from exports.presentation import libelle_role
from parquet.errors import CritereInvalide
from parquet.jours import JourInexistant, lire_jour
from parquet.reference import cad, geography, nomenclature
from parquet.text import fold
from store.actualites import jours_faux
from store.clock import a_saisir, from_paris, paris
from store.credentials import checked_courriel
from store.errors import Refused
from store.instruction import SENS
from store.portes import siret_lu
from store.records import (
    Actualite,
    Ambassade,
    Appel,
    Avis,
    Collectivite,
    Contact,
    Depense,
    Document,
    Dossier,
    Fiche,
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
from store.rules import MANDATORY, prepare, prepare_field

NOUVEAU = "nouveau-"
"""Beginning of the key of a partenaire that the form will create with its projet."""


@dataclass(frozen=True, slots=True)
class Champ:
    """A field of a form."""

    cle: str
    titre: str
    genre: str
    """texte, long, choix, codes, oui, entier, montant, date, instant, noms, fiches, fiche, lignes."""
    bloc: str = ""
    lignes: type[msgspec.Struct] | None = None
    """What each line of a table is."""
    tous: str = "–"
    """What an empty one is called in a list."""


_CHAMPS: Mapping[type[msgspec.Struct], tuple[Champ, ...]] = {
    Collectivite: (
        Champ("contacts", "Contacts", "lignes", "Qui appeler", Contact),
        Champ("courriel", "Courriel du service", "texte", "Qui appeler"),
        Champ("telephone", "Téléphone", "texte", "Qui appeler"),
        Champ("site", "Site", "texte", "Qui appeler"),
        Champ("alias", "Autres noms", "noms", "Identité"),
        Champ("reseaux", "Réseaux", "fiches", "Identité", tous="Aucun"),
    ),
    Contact: (
        Champ("prenom", "Prénom", "texte"),
        Champ("nom", "Nom", "texte"),
        Champ("titre", "Fonction", "texte"),
        Champ("role", "Au titre de", "choix"),
        Champ("courriel", "Courriel", "texte"),
        Champ("telephone", "Téléphone", "texte"),
        Champ("diffusion", "Coordonnées rendues publiques", "oui"),
    ),
    Projet: (
        Champ("titre", "Titre", "texte", "Projet"),
        Champ("thematique", "Thématique", "choix", "Projet"),
        Champ("statut", "Statut", "choix", "Projet"),
        Champ("jumelage", "Jumelage", "oui", "Projet"),
        Champ("annee_convention", "Année de convention", "entier", "Projet"),
        Champ("annee_lancement", "Année de lancement", "entier", "Projet"),
        Champ("annee_fin", "Année de fin", "entier", "Projet"),
        Champ("collectivites", "Collectivités", "fiches", "Qui", tous="Aucune"),
        Champ("partenaires", "Partenaires", "fiches", "Qui", tous="Aucun"),
        Champ("acteurs_france", "Acteurs associés en France", "noms", "Qui"),
        Champ("acteurs_pays", "Acteurs dans le pays", "noms", "Qui"),
        Champ("contacts", "Contacts", "lignes", "Qui", Contact),
        Champ("objectifs", "Objectifs", "long", "Textes"),
        Champ("description", "Description", "long", "Textes"),
        Champ("historique", "Historique", "long", "Textes"),
        Champ("contexte", "Contexte", "long", "Textes"),
        Champ("financements", "Financements", "lignes", "Cadre", Financement),
        Champ("loi_oudin", "Loi « 1 % »", "choix", "Cadre", tous="Aucune"),
        Champ("odd", "Objectifs de développement durable", "codes", "Cadre", tous="Aucun"),
        Champ("volontaires", "Volontaires du progrès", "entier", "Cadre"),
        Champ("documents", "Documents", "lignes", "Cadre", Document),
    ),
    Financement: (
        Champ("annee", "Année", "entier"),
        Champ("financeur", "Financeur", "choix"),
        Champ("montant", "Montant en euros", "montant"),
        Champ("precision", "Lequel précisément", "texte"),
    ),
    LigneApd: (
        Champ("montant", "Montant en euros", "montant"),
        Champ("pays", "Pays", "choix", tous="Aucun : en France, ou non ventilé"),
        Champ("secteur", "Secteur du CAD", "choix"),
        Champ("canal", "Canal", "choix"),
        Champ("type_aide", "Type d'aide", "choix"),
        Champ("refugies", "Accueil de réfugiés en France", "oui"),
        Champ("projet", "Projet lié", "fiche", tous="Aucun"),
        Champ("loi_oudin", "Loi « 1 % »", "choix", tous="Aucune"),
    ),
    Document: (Champ("intitule", "Intitulé", "texte"), Champ("adresse", "Adresse (https://…)", "texte")),
    Partenaire: (
        Champ("nom", "Nom", "texte"),
        Champ("pays", "Pays", "choix"),
        Champ("type", "Type", "choix"),
        Champ("subdivision", "Subdivision", "texte"),
        Champ("site", "Site", "texte"),
        Champ("alias", "Autres noms", "noms"),
    ),
    Ambassade: (
        Champ("contacts", "Correspondants", "lignes", "Qui appeler", Contact),
        Champ("service", "Service", "texte", "Qui appeler"),
        Champ("courriel", "Courriel du service", "texte", "Qui appeler"),
        Champ("telephone", "Téléphone", "texte", "Qui appeler"),
        Champ("adresse", "Adresse", "texte", "Qui appeler"),
        Champ("site", "Site", "texte", "Qui appeler"),
        Champ("nom", "Nom", "texte", "Ambassade"),
        Champ("pays", "Pays", "choix", "Ambassade"),
    ),
    Reseau: (
        Champ("nom", "Nom", "texte", "Identité"),
        Champ("sigle", "Sigle", "texte", "Identité"),
        Champ("categorie", "Catégorie", "choix", "Identité"),
        Champ("objet", "Ce qu'il fait", "texte", "Identité"),
        Champ("territoire", "Territoire", "texte", "Identité"),
        Champ("adresse", "Adresse", "texte", "Le joindre"),
        Champ("courriel", "Courriel", "texte", "Le joindre"),
        Champ("telephone", "Téléphone", "texte", "Le joindre"),
        Champ("site", "Site", "texte", "Le joindre"),
    ),
    Actualite: (
        Champ("titre", "Titre", "texte", "Actualité"),
        Champ("genre", "Genre", "choix", "Actualité"),
        Champ("texte", "Texte", "long", "Actualité"),
        Champ("adresse", "En savoir plus (https://…)", "texte", "Actualité"),
        Champ("pays", "Pays", "codes", "De quoi il s'agit", tous="Aucun"),
        Champ("thematiques", "Thématiques", "codes", "De quoi il s'agit", tous="Aucune"),
        Champ("collectivites", "Collectivités", "fiches", "De quoi il s'agit", tous="Aucune"),
        Champ("debut", "Premier jour", "date", "Agenda"),
        Champ("fin", "Dernier jour", "date", "Agenda"),
        Champ("horaires", "Horaires", "texte", "Agenda"),
        Champ("lieu", "Lieu", "texte", "Agenda"),
    ),
}  # fmt: skip


_CHAMPS_DES_AIDES: Mapping[type[msgspec.Struct], tuple[Champ, ...]] = {
    Appel: (
        Champ("titre", "Titre", "texte", "Appel"),
        Champ("annee", "Année", "entier", "Appel"),
        Champ("duree", "Durée", "choix", "Appel"),
        Champ("presentation", "Présentation", "long", "Appel"),
        Champ("ouvre_le", "Ouvre (heure de Paris)", "instant", "Fenêtre"),
        Champ("ferme_le", "Ferme (exclu)", "instant", "Fenêtre"),
        Champ("plafond", "Part du ministère au plus (%)", "entier", "Règles"),
        Champ("enveloppe", "Enveloppe en euros", "montant", "Règles"),
        Champ("pays", "Pays", "codes", "Règles", tous="Tous"),
        Champ("thematiques", "Thématiques", "codes", "Règles", tous="Toutes"),
        Champ("siret", "SIRET du ministère", "texte", "Règles"),
    ),
    Dossier: (
        Champ("titre", "Titre", "texte", "Projet et partenaires"),
        Champ("projet", "Projet de l'atlas", "fiche", "Projet et partenaires", tous="Aucun"),
        Champ("associees", "Collectivités associées", "fiches", "Projet et partenaires", tous="Aucune"),
        Champ("partenaires", "Partenaires", "fiches", "Projet et partenaires", tous="Aucun"),
        Champ("thematique", "Thématique", "choix", "Projet et partenaires"),
        Champ("siret", "SIRET de la collectivité", "texte", "Projet et partenaires"),
        Champ("objectifs", "Objectifs", "long", "Présentation"),
        Champ("description", "Description des activités", "long", "Présentation"),
        Champ("contexte", "Contexte", "long", "Présentation"),
        Champ("depenses", "Dépenses", "lignes", "Budget", Depense),
        Champ("ressources", "Ressources", "lignes", "Budget", Financement),
        Champ("note", "Note, de 0 à 100", "entier", "Décision"),
        Champ("accorde", "Montant en euros", "montant", "Décision"),
        Champ("motif", "Motif", "long", "Décision"),
    ),
    Depense: (
        Champ("annee", "Année", "entier"),
        Champ("poste", "Ce qui est payé", "texte"),
        Champ("montant", "Montant en euros", "montant"),
    ),
    Avis: (Champ("sens", "Avis", "choix"), Champ("texte", "Ce qui le motive", "long")),
    Tranche: (
        Champ("compte_rendu", "Ce qui fut fait", "long"),
        Champ("depense", "Dépensé, en euros", "montant"),
    ),
    Piece: (Champ("intitule", "Intitulé", "texte"), Champ("adresse", "Adresse (https://…)", "texte")),
    Label: (
        Champ("titre", "Domaine d'excellence", "texte", "Label"),
        Champ("thematique", "Thématique", "choix", "Label"),
        Champ("acteurs", "Partenaires du territoire", "noms", "Label"),
        Champ("savoir_faire", "Savoir-faire", "long", "Trois volets"),
        Champ("appuis", "Éléments d'appui", "long", "Trois volets"),
        Champ("mobilisation", "Conditions de mobilisation", "long", "Trois volets"),
        Champ("motif", "Motif", "long", "Décision"),
    ),
    Mission: (
        Champ("titre", "Titre", "texte"),
        Champ("pays", "Pays", "choix"),
        Champ("debut_le", "Du", "date"),
        Champ("fin_le", "Au", "date"),
        Champ("objectifs", "Objet", "long"),
        Champ("motif", "Motif", "long"),
        Champ("compte_rendu", "Compte rendu", "long"),
        Champ("evaluation", "Évaluation", "long"),
    ),
}  # fmt: skip


def champs(genre: type[msgspec.Struct]) -> tuple[Champ, ...]:
    """The fields of the form of a kind of record; none where there is no form."""
    return _CHAMPS.get(genre) or _CHAMPS_DES_AIDES.get(genre, ())


def obligatoire(genre: type[msgspec.Struct], cle: str) -> bool:
    """Whether a field must be filled: it carries an asterisk."""
    if genre is LigneApd:
        return cle in ("montant", "secteur", "canal", "type_aide")
    return cle in MANDATORY[genre] or (genre in (Financement, Depense) and cle in ("annee", "montant"))


def vide(genre: type[msgspec.Struct]) -> Any:
    """An empty line of a table."""
    match genre.__name__:
        case "Contact":
            return Contact(prenom="", nom="", titre="")
        case "Depense":
            return Depense(annee=0, poste="", montant=Decimal(0))
        case "Financement":
            return Financement(annee=0, financeur="", montant=Decimal(0))
        case "LigneApd":
            return LigneApd(montant=Decimal(0))
        case _:
            return Document(intitule="", adresse="")


# --- values in words --------------------------------------------------------------------------------------------------


def en_mots(champ: Champ, record: msgspec.Struct, noms: Mapping[str, str]) -> str:
    """What a field holds, on one line; empty when it holds nothing."""
    value: Any = getattr(record, champ.cle)
    match champ.genre:
        case "oui":
            return "oui" if value else "non"
        case "lignes":
            return " ; ".join(ligne_en_mots(one) for one in value)
        case "fiches":
            return " ; ".join(noms.get(id_, id_) for id_ in value)
        case "fiche":
            return noms.get(value, value)
        case "noms":
            return " ; ".join(value)
        case "codes":
            return " ; ".join(_nom(champ.cle, str(code)) for code in value)
        case "choix":
            return _nom(champ.cle, value) if value else ""
        case "montant":
            return euros(value) if value else ""
        case "date":
            return jour(value) if value else ""
        case "instant":
            return minute(value)
        case "long":
            return str(value).replace("\n", " ")
        case _:
            return str(value) if value else ""


def ligne_en_mots(record: Any) -> str:
    """A line of a table, in words."""
    match record:
        case Contact():
            public = ", diffusion acceptée" if record.diffusion else ""
            return f"{record.prenom} {record.nom}, {record.titre} ({libelle_role(record.role)}{public})"
        case Financement():
            return f"{record.annee or '–'}, {_nom('financeur', record.financeur) or '–'}, {euros(record.montant)}"
        case Depense():
            return f"{record.annee or '–'}, {record.poste or '–'}, {euros(record.montant)}"
        case Document():
            return str(record.intitule or record.adresse)
        case _:
            return str(record)


def _nom(cle: str, code: str) -> str:
    return _noms(cle).get(code, code)


@cache
def _noms(cle: str) -> Mapping[str, str]:
    return {option.cle: option.texte.strip() for option in options(cle)}


@cache
def options(cle: str) -> tuple[Option, ...]:
    """What a field of codes may be set to."""
    match cle:
        case "thematique" | "thematiques":
            return tuple(
                Option(t.code, "  " * (t.niveau - 1) + t.nom, alias=" ".join((t.code, *t.alias)))
                for t in _arbre()
            )
        case "statut":
            return tuple(Option(s.code, s.nom) for s in nomenclature.statuts())
        case "loi_oudin":
            return tuple(Option(one.code, one.nom) for one in nomenclature.lois_un_pour_cent())
        case "financeur":
            return tuple(
                Option(f.code, f.nom, alias=" ".join((f.code, *f.alias))) for f in nomenclature.financeurs()
            )
        case "odd":
            return tuple(Option(one.code, f"{one.code}. {one.nom}") for one in nomenclature.odd())
        case "pays":
            countries = sorted(geography.pays().values(), key=lambda p: fold(p.nom))
            return tuple(Option(p.iso2, p.nom, alias=" ".join((p.iso2, *p.alias))) for p in countries)
        case "genre":
            return (Option("actualite", "Actualité"), Option("evenement", "Événement de l'agenda"))
        case "categorie":
            return tuple(Option(code, name) for code, name in labels.CATEGORIES_RESEAU.items())
        case "secteur" | "canal" | "type_aide":
            known = {"secteur": cad.secteurs, "canal": cad.canaux, "type_aide": cad.types_aide}[cle]()
            return tuple(Option(code, f"{code} {name}", alias=code) for code, name in known.items())
        case "sens":
            return tuple(Option(code, name) for code, name in SENS.items())
        case "duree":
            return (Option("annuel", "Annuel"), Option("triennal", "Triennal"))
        case "role":
            return tuple(Option(code, libelle_role(code)) for code in ("elu", "cadre"))
        case "type":
            return tuple(Option(code, name) for code, name in labels.TYPES_PARTENAIRE.items())
        case _:
            return ()


def _arbre() -> list[nomenclature.Theme]:
    """The thematic tree, each branch under its parent."""
    known = nomenclature.themes().values()

    def sous(parent: str) -> list[nomenclature.Theme]:
        return [one for t in known if t.parent == parent for one in (t, *sous(t.code))]

    return sous("")


# --- what is typed ----------------------------------------------------------------------------------------------------


def texte(champ: Champ, record: msgspec.Struct) -> str:
    """A field as one types it."""
    value: Any = getattr(record, champ.cle)
    if champ.genre == "noms":
        return " ; ".join(value)
    if champ.genre == "date":
        return f"{value:%d/%m/%Y}" if value else ""
    if champ.genre == "instant":
        return a_saisir(value)
    return str(value) if value else ""


def codes(champ: Champ, said: tuple[str, ...]) -> tuple[Any, ...]:
    """The value of a field of codes: numbers in their order, or the codes as they are."""
    if champ.cle == "odd":
        return tuple(sorted(int(code) for code in said))
    return said


def lire(champ: Champ, said: str) -> Any:
    """The value of what was typed. Refused when it is none."""
    said = said.strip() if champ.genre != "long" else said
    if champ.cle == "siret":
        return siret_lu(said)
    match champ.genre:
        case "entier":
            digits = "".join(said.split())
            if digits and not digits.isdecimal():
                raise Refused(champ.cle, "nombre attendu, en chiffres")
            empty = None if champ.cle.startswith("annee_") or champ.cle == "note" else 0
            return int(digits[:12]) if digits else empty
        case "montant":
            plain = "".join(said.replace("€", "").split()).replace(",", ".")
            try:
                return Decimal(plain or "0")
            except InvalidOperation:
                raise Refused(champ.cle, "montant attendu, en euros : 15 000 ou 15 000,50") from None
        case "date":
            if not said:
                return None
            try:
                return lire_jour(said)
            except JourInexistant:
                raise Refused(champ.cle, "ce jour n'existe pas") from None
            except CritereInvalide:
                raise Refused(champ.cle, "jour attendu : 14/03/2014") from None
        case "instant":
            try:
                return paris(from_paris(said))
            except ValueError as error:
                raise Refused(champ.cle, str(error)) from None
        case "noms":
            return tuple(part.strip() for part in said.split(";") if part.strip())
        case _:
            if champ.cle == "courriel" and said:
                return checked_courriel(said)
            return said


def poser(record: Any, cle: str, value: Any) -> Any:
    """The record with another value in a field."""
    return msgspec.structs.replace(record, **{cle: value})


def defaut(champ: Champ, record: Any, said: str, juger: Callable[[Any], None] | None = None) -> str:
    """Why what is typed will not do; empty when it will. `juger` raises Refused for what the form itself cannot take."""
    try:
        value = lire(champ, said)
        if not said.strip():
            return "obligatoire" if obligatoire(type(record), champ.cle) else ""
        prepare_field(type(record), champ.cle, value)
        if juger is not None:
            juger(poser(record, champ.cle, value))
    except Refused as error:
        # Other fields may still be empty: they are not what is being typed.
        return error.reason if error.field.partition("[")[0] == champ.cle else ""
    return ""


def manques(record: Any) -> tuple[tuple[str, str], ...]:
    """(field, reason) of what prevents a record from being saved; empty when nothing does."""
    if not (fields := champs(kind := type(record))):
        return ()
    found = [
        (champ.cle, "à compléter")
        for champ in fields
        if obligatoire(kind, champ.cle) and not getattr(record, champ.cle)
    ]
    if found:
        return tuple(found)
    # Whose it is: the form has an address of its own.
    addresses = {f"contacts[{n}].courriel": c.courriel for n, c in enumerate(getattr(record, "contacts", ()))}
    addresses["courriel"] = getattr(record, "courriel", "")
    field = ""
    try:
        for field in filter(addresses.get, addresses):
            checked_courriel(addresses[field])
        field = ""
        prepare(record)
    except Refused as error:
        return ((field or error.field, error.reason),)
    return (("fin", wrong),) if (wrong := jours_faux(record)) else ()


def sans_nouveaux(record: Projet) -> Projet:
    """The projet without the keys of the partenaires that are created with it."""
    kept = tuple(id_ for id_ in record.partenaires if not id_.startswith(NOUVEAU))
    return msgspec.structs.replace(record, partenaires=kept)


def nature(record: Fiche) -> str:
    """What a fiche is, for a title."""
    match record:
        case Projet():
            return labels.nature(record.nature)
        case Partenaire():
            return "Partenaire"
        case Reseau():
            return "Réseau"
        case Ambassade():
            return "Ambassade"
        case Actualite():
            return "Événement" if record.genre == "evenement" else "Actualité"
        case _:
            return "Collectivité"
