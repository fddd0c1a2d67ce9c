# SPDX-License-Identifier: EUPL-1.2
"""A fiche as an answer: every field it has, labelled as the guide does; fields that hold nothing are left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from exports.answer import Answer, Cell, Column, Lines, Table
from exports.french import euros, jour, nombre, pluriel
from exports.presentation import libelle_role
from exports.wording import (
    annees,
    avec_departement,
    chemin_theme,
    libelle,
    mentions,
    nature,
    nom_pays,
    nom_theme,
)
from parquet.reference import geography
from parquet.results import (
    ActualiteBref,
    ContactBref,
    FicheActualite,
    FicheAmbassade,
    FicheCollectivite,
    FicheDemande,
    FicheLue,
    FichePartenaire,
    FicheProjet,
    FicheReseau,
    champs,
)

Labelled = list[tuple[str, str]]


def fiche(found: FicheLue, au: date, demonstration: bool) -> Answer:
    """`atlas-tui fiche ID`: one page, whole."""
    match found:
        case FicheProjet():
            titre, lines, document = found.bref.titre, _projet(found), {**champs(found.bref), **_rest(found)}
        case FicheDemande():
            titre, lines, document = found.bref.titre, _demande(found), {**champs(found.bref), **_rest(found)}
        case FicheCollectivite():
            titre, lines, document = (
                avec_departement(found.nom, found.departement),
                _collectivite(found),
                champs(found),
            )
        case FichePartenaire():
            titre, lines, document = (
                f"{found.nom} ({nom_pays(found.pays)})",
                _partenaire(found),
                champs(found),
            )
        case FicheReseau():
            titre, lines, document = found.nom, _reseau(found), champs(found)
        case FicheAmbassade():
            titre, lines, document = found.nom, ambassade(found), champs(found)
        case FicheActualite():
            titre, lines = found.bref.titre, actualite(found)
            document = {**champs(found.bref), **_rest(found)}
    lines.append(("Fiche", f"{_id(found)}, version {found.version}, mise à jour le {jour(found.modifie_le)}"))
    shown = tuple(line for line in lines if line[1])
    rows: list[tuple[Cell, ...]] = [("Intitulé", titre), *shown]
    return Answer(
        document={"demonstration": demonstration, "au": au, **document},
        parts=(Lines(shown),),
        table=Table((Column("champ", "Champ"), Column("valeur", "Valeur")), rows),
        titre=titre,
        mentions=mentions(au, demonstration),
        au=au,
        demonstration=demonstration,
        actualites=(found,) if isinstance(found, FicheActualite) else (),
    )


def _id(found: FicheLue) -> str:
    return found.bref.id if isinstance(found, FicheProjet | FicheDemande | FicheActualite) else found.id


def _rest(found: FicheProjet | FicheDemande | FicheActualite) -> dict[str, object]:
    whole = champs(found)
    del whole["bref"]
    return whole


def _projet(p: FicheProjet) -> Labelled:
    b = p.bref
    return [
        ("Type", nature(b)),
        ("Statut", libelle("statut", b.statut)),
        ("Thématique", chemin_theme(b.thematique)),
        ("Convention / Lancement", annees(b)),
        ("Fin", "" if p.annee_fin is None else str(p.annee_fin)),
        (
            "Collectivités territoriales",
            _each(f"{avec_departement(c.nom, c.departement)} [{c.id}]" for c in b.collectivites),
        ),
        ("Partenaires", _each(f"{q.nom}, {nom_pays(q.pays)} [{q.id}]" for q in b.partenaires)),
        ("Objectifs", p.objectifs),
        ("Description", p.description),
        ("Contexte", p.contexte),
        ("Historique", p.historique),
        (
            "Financements",
            _each(
                f"{f.annee} : {f.precision or libelle('financeur', f.financeur)}, {euros(f.montant)}"
                for f in p.financements
            ),
        ),
        ("Loi 1 %", libelle("loi", p.loi_oudin) if p.loi_oudin else ""),
        ("Objectifs de développement durable", _each(f"{o}. {libelle('odd', str(o))}" for o in p.odd)),
        ("Acteurs en France", _each(p.acteurs_france)),
        ("Acteurs dans le pays", _each(p.acteurs_pays)),
        ("Volontaires du progrès", nombre(p.volontaires) if p.volontaires else ""),
        ("Contacts", _people(p.contacts)),
        ("Documents", _each(f"{d.intitule} : {d.adresse}" for d in p.documents)),
        ("Origine", p.origine),
    ]


def _demande(d: FicheDemande) -> Labelled:
    from store.bourse import BOURSE

    b, etats = d.bref, BOURSE.etats
    return [
        ("Autorité", f"{b.partenaire.nom}, {nom_pays(b.partenaire.pays)} [{b.partenaire.id}]"),
        ("Lieu", d.lieu),
        ("Thématique", chemin_theme(b.thematique)),
        ("Besoin", d.besoin),
        ("Description", d.description),
        ("Partenaire recherché", b.recherche),
        ("État", etats.get(d.etat, d.etat)),
        ("Suivi", _each(f"{etats.get(one.etat, one.etat)} le {jour(one.le)}" for one in d.etapes)),
    ]


def _collectivite(c: FicheCollectivite) -> Labelled:
    departements, regions, anciennes = (
        geography.departements(),
        geography.regions(),
        geography.anciennes_regions(),
    )
    old = anciennes[c.ancienne_region].nom if c.ancienne_region in anciennes else ""
    region = regions[c.region].nom if c.region in regions else ""
    return [
        ("Contacts", _people(c.contacts)),
        ("Type", libelle("type", c.type)),
        (
            "Département",
            f"{departements[c.departement].nom} ({c.departement})" if c.departement in departements else "",
        ),
        ("Région", f"{region} (avant 2016 : {old})" if old and old != region else region),
        ("Collectivité d'outre-mer", geography.coms()[c.com].nom if c.com in geography.coms() else ""),
        ("Code officiel", c.code),
        ("Population", "" if c.population is None else pluriel(c.population, "habitant")),
        ("Courriel", c.courriel),
        ("Téléphone", c.telephone),
        ("Site", c.site),
        ("Autres noms", _each(c.alias)),
        ("Réseaux", _each(f"{r.nom}{f' ({r.sigle})' if r.sigle else ''} [{r.id}]" for r in c.reseaux)),
        (
            "Coopérations par pays",
            _each(f"{nom_pays(n.pays)} : {nombre(n.cooperations)}" for n in c.pays if n.cooperations),
        ),
        ("Ses projets", f"atlas-tui chercher --collectivite {c.id}"),
        (
            "Autres actions par pays",
            _each(f"{nom_pays(n.pays)} : {nombre(n.actions)}" for n in c.pays if n.actions),
        ),
    ]


def _partenaire(p: FichePartenaire) -> Labelled:
    return [
        ("Pays", nom_pays(p.pays)),
        ("Type", p.type),
        ("Subdivision", p.subdivision),
        ("Population", "" if p.population is None else pluriel(p.population, "habitant")),
        ("Site", p.site),
        ("Autres noms", _each(p.alias)),
        ("Ses projets", f"atlas-tui chercher --partenaire {p.id}"),
    ]


def _reseau(r: FicheReseau) -> Labelled:
    return [
        ("Sigle", r.sigle),
        ("Catégorie", r.categorie.replace("-", " ").capitalize()),
        ("Objet", r.objet),
        ("Territoire", r.territoire),
        ("Adresse", r.adresse),
        ("Courriel", r.courriel),
        ("Téléphone", r.telephone),
        ("Site", r.site),
        (
            "Collectivités membres",
            _each(f"{avec_departement(m.nom, m.departement)} [{m.id}]" for m in r.membres),
        ),
    ]


def ambassade(a: FicheAmbassade) -> Labelled:
    """An embassy: whom to call first, then how its service is reached."""
    return [
        ("Pays", nom_pays(a.pays)),
        ("Correspondant", _people(a.contacts, roles=False)),
        ("Service", a.service),
        ("Adresse", a.adresse),
        ("Courriel", a.courriel),
        ("Téléphone", a.telephone),
        ("Site", a.site),
    ]


def actualite(a: FicheActualite) -> Labelled:
    """A piece of news, or an event with its days."""
    b = a.bref
    return [
        ("Quand", quand(b)),
        ("Lieu", b.lieu),
        ("Texte", a.texte),
        ("Pays", ", ".join(map(nom_pays, b.pays))),
        ("Thématiques", ", ".join(map(nom_theme, b.thematiques))),
        (
            "Collectivités",
            _each(f"{avec_departement(c.nom, c.departement)} [{c.id}]" for c in a.collectivites),
        ),
        ("Pour en savoir plus", a.adresse),
        ("Publiée par", emetteur(b)),
        ("Publiée le", jour(b.publiee_le)),
    ]


def quand(b: ActualiteBref) -> str:
    """« du 3 mars 2014 au 5 mars 2014, 9 h – 12 h »; empty for what is no event."""
    if b.debut is None:
        return ""
    last = b.fin or b.debut
    days = jour(b.debut) if last == b.debut else f"du {jour(b.debut)} au {jour(last)}"
    return f"{days}, {b.horaires}" if b.horaires else days


def emetteur(b: ActualiteBref) -> str:
    """Who signs: the DAECT, the embassy for a country, a réseau by its name."""
    match b.emetteur:
        case "ambassade":
            return f"Ambassade de France ({', '.join(map(nom_pays, b.pays))})"
        case "reseau":
            return b.reseau_nom or b.reseau
        case _:
            return "DAECT"


def _people(people: Iterable[ContactBref], *, roles: bool = True) -> str:
    return _each(
        " · ".join(
            x
            for x in (
                f"{p.prenom} {p.nom}",
                p.titre,
                libelle_role(p.role).lower() if roles else "",
                p.courriel,
                p.telephone,
            )
            if x
        )
        for p in people
    )


def _each(values: Iterable[str]) -> str:
    """Several values of one field, one a line."""
    return "\n".join(values)
