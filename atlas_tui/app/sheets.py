# SPDX-License-Identifier: EUPL-1.2
"""What each fiche says, in which order: values in, sheets out. No screen here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from atlas_tui.app import labels
from atlas_tui.app.widgets.sheet import Copie, Feuille, Morceau, copie, page, suite
from atlas_tui.terminal.profile import profil
from exports.french import euros, jour, nombre, pluriel
from exports.presentation import libelle_role
from parquet.pages import Page
from parquet.results import (
    ApdAnnee,
    CollectiviteBref,
    ContactBref,
    Etat,
    FicheCollectivite,
    FicheDemande,
    FichePartenaire,
    FicheProjet,
    FicheReseau,
    PartenaireBref,
)
from store.clock import paris

if TYPE_CHECKING:
    from store.bourse import Suivi


def lien_pays(code: str) -> Morceau:
    """A link to a country."""
    return page(labels.pays(code), Page("pays", code))


def lien_collectivite(bref: CollectiviteBref) -> tuple[Morceau, ...]:
    """A link to a collectivité, its département beside it: names alone identify nobody."""
    link = page(bref.nom, Page("collectivite", bref.id))
    where = labels.departement(bref.departement) if bref.departement else ""
    return (link, Morceau(f" — {where}", "sourdine")) if where and where != bref.nom else (link,)


def lien_partenaire(bref: PartenaireBref) -> tuple[Morceau, ...]:
    """A link to a partenaire, then one to its country."""
    return (page(bref.nom, Page("partenaire", bref.id)), Morceau(" — ", "sourdine"), lien_pays(bref.pays))


def lien_thematique(code: str) -> tuple[Morceau, ...]:
    """The path of a theme, each step a link."""
    steps = [page(theme.nom, Page("thematique", theme.code)) for theme in labels.themes(code)]
    return suite(steps, f" {profil().chevron} ") if steps else (Morceau(code),)


def signe(nature: str) -> Morceau:
    """The sign of a nature and its name."""
    return Morceau(f"{profil().signe(nature)} {labels.nature(nature)}", nature)


def position(latitude: float | None, longitude: float | None) -> str:
    """« 48,583° N, 7,745° E »."""
    if latitude is None or longitude is None:
        return ""
    parts = ((latitude, "N" if latitude >= 0 else "S"), (longitude, "E" if longitude >= 0 else "O"))
    return ", ".join(f"{abs(value):.3f}".replace(".", ",") + f"°\u00a0{side}" for value, side in parts)


def habitants(population: int | None) -> str:
    """« 290 576 habitants »."""
    return "" if population is None else pluriel(population, "habitant")


def adresse(url: str) -> Morceau:
    """A web address, shown without its scheme: it is copied whole, and never opened."""
    return Morceau(url.removeprefix("https://").removeprefix("http://").rstrip("/"), cible=Copie(url))


def contacts(sheet: Feuille, people: Sequence[ContactBref], *, roles: bool = True) -> None:
    """People, each with what reaches them under it."""
    for contact in people:
        name = f"{contact.prenom} {contact.nom}".strip()
        role = libelle_role(contact.role) if roles else ""
        sheet.puce(
            Morceau(name, "fort"),
            Morceau(f", {contact.titre}" if contact.titre else ""),
            Morceau(f" ({role})" if role else "", "sourdine"),
        )
        reach = [copie(value) for value in (contact.courriel, contact.telephone) if value]
        sheet.ligne(*suite(reach, "  "), retrait=2)


def pied(sheet: Feuille, identifiant: str, version: int, modifie_le: object) -> None:
    """What a sheet ends with: its identifier and its version."""
    from datetime import date

    when = f", modifiée le {jour(modifie_le)}" if isinstance(modifie_le, date) else ""
    sheet.vide()
    sheet.ligne(Morceau(f"Fiche {identifiant}, version {version}{when}", "sourdine"))


# --- projet ---------------------------------------------------------------------------------------------------


def projet(fiche: FicheProjet) -> Feuille:
    """The sheet of a projet."""
    bref, sheet = fiche.bref, Feuille()
    sheet.ligne(Morceau(bref.titre, "titre"))
    sheet.ligne(signe(bref.nature), Morceau(", jumelage" if bref.jumelage else ""))
    sheet.vide()
    sheet.champ("Thématique", *lien_thematique(bref.thematique))
    sheet.champ("Statut", labels.statut(bref.statut))
    sheet.champ("Convention", str(bref.annee_convention or ""))
    sheet.champ("Lancement", str(bref.annee_lancement or ""))
    sheet.champ("Fin", str(fiche.annee_fin or ""))
    for rank, one in enumerate(bref.collectivites):
        lead = Morceau(", chef de file" if rank == 0 and len(bref.collectivites) > 1 else "", "sourdine")
        head = "Collectivité" if len(bref.collectivites) < 2 else "Collectivités"
        sheet.champ(head if rank == 0 else " ", *lien_collectivite(one), lead)
    for rank, other in enumerate(bref.partenaires):
        head = "Partenaire" if len(bref.partenaires) < 2 else "Partenaires"
        sheet.champ(head if rank == 0 else " ", *lien_partenaire(other))
    sheet.champ("Pays", *suite(lien_pays(code) for code in bref.pays))
    sheet.texte("Objectifs", fiche.objectifs)
    sheet.texte("Description", fiche.description)
    sheet.texte("Historique", fiche.historique)
    sheet.texte("Contexte", fiche.contexte)
    if fiche.financements:
        sheet.titre("Financements")
        for money in fiche.financements:
            who, which = labels.financeur(money.financeur), money.precision
            said = which if which.startswith(who) else f"{who} ({which})" if which else who
            sheet.champ(f"{money.annee}  {euros(money.montant)}", said)
        total = sum((money.montant for money in fiche.financements), Decimal(0))
        if len(fiche.financements) > 1:
            sheet.champ("Total", Morceau(euros(total), "fort"))
    if fiche.loi_oudin or fiche.odd or fiche.volontaires:
        sheet.titre("Cadre")
        sheet.champ("Loi « 1 % »", labels.loi(fiche.loi_oudin) if fiche.loi_oudin else "")
        sheet.champ("Objectifs (ODD)", ", ".join(labels.odd(number) for number in fiche.odd))
        sheet.champ("Volontaires du progrès", nombre(fiche.volontaires) if fiche.volontaires else "")
    _acteurs(sheet, "Acteurs associés en France", fiche.acteurs_france)
    _acteurs(sheet, "Acteurs associés dans le pays partenaire", fiche.acteurs_pays)
    if fiche.contacts:
        sheet.titre("Contacts")
        contacts(sheet, fiche.contacts)
    if fiche.documents:
        sheet.titre("Documents")
        for document in fiche.documents:
            sheet.puce(document.intitule or document.adresse)
            sheet.ligne(copie(document.adresse), retrait=2)
    sheet.vide()
    sheet.champ("Origine", fiche.origine)
    pied(sheet, bref.id, fiche.version, fiche.modifie_le)
    return sheet


def _acteurs(sheet: Feuille, titre: str, names: Sequence[str]) -> None:
    if names:
        sheet.titre(titre)
        for name in names:
            sheet.puce(name)


# --- collectivité ---------------------------------------------------------------------------------------------


def contacts_collectivite(fiche: FicheCollectivite) -> Feuille:
    """Whom to call: people first, then the service, then who the collectivité is."""
    sheet = Feuille()
    sheet.titre("Contacts")
    if fiche.contacts:
        contacts(sheet, fiche.contacts)
    else:
        sheet.ligne(Morceau("Aucun contact nommé.", "sourdine"))
    sheet.champ("Courriel du service", copie(fiche.courriel))
    sheet.champ("Téléphone", copie(fiche.telephone))
    sheet.champ("Site", adresse(fiche.site))
    sheet.titre("Identité")
    sheet.champ("Type", labels.type_collectivite(fiche.type))
    if fiche.departement:
        sheet.champ(
            "Département", page(labels.departement(fiche.departement), Page("departement", fiche.departement))
        )
    if fiche.region:
        old = fiche.ancienne_region
        before = f" (avant 2016 : {labels.ancienne_region(old)})" if old else ""
        known = before if labels.ancienne_region(old) != labels.region(fiche.region) else ""
        sheet.champ(
            "Région",
            page(labels.region(fiche.region), Page("region", fiche.region)),
            Morceau(known, "sourdine"),
        )
    if fiche.com:
        sheet.champ("Outre-mer", page(labels.departement(fiche.com), Page("com", fiche.com)))
    sheet.champ("Code officiel", fiche.code)
    sheet.champ("Population", habitants(fiche.population))
    sheet.champ("Position", position(fiche.latitude, fiche.longitude))
    sheet.champ("Autres noms", ", ".join(fiche.alias))
    if fiche.reseaux:
        sheet.titre("Réseaux")
        for network in fiche.reseaux:
            short = f" ({network.sigle})" if network.sigle else ""
            sheet.puce(page(network.nom, Page("fiche", network.id)), short)
    pied(sheet, fiche.id, fiche.version, fiche.modifie_le)
    return sheet


def activite_collectivite(fiche: FicheCollectivite, etat: Etat) -> Feuille:
    """What it does abroad: figures, aid by year, countries."""
    sheet, figures = Feuille(), etat.compteurs
    sheet.titre(f"État au {jour(etat.au)}")
    _compte(
        sheet, "cooperation", figures.projets_cooperation, "projet de coopération", "projets de coopération"
    )
    _compte(sheet, "action", figures.autres_actions, "autre action extérieure", "autres actions extérieures")
    sheet.puce(
        pluriel(figures.collectivites_partenaires, "collectivité partenaire", "collectivités partenaires")
    )
    sheet.puce(f"{nombre(figures.pays)}\u00a0pays")
    apd(sheet, etat.apd, etat.apd_hors_refugies)
    for kind in ("cooperation", "action"):
        counts = [
            (one.pays, one.cooperations if kind == "cooperation" else one.actions) for one in fiche.pays
        ]
        shown = sorted(((code, count) for code, count in counts if count), key=lambda one: -one[1])
        if shown:
            sheet.titre(f"{profil().signe(kind)} {labels.natures(kind)} par pays")
            for code, count in shown:
                sheet.puce(lien_pays(code), Morceau(f"  {nombre(count)}"))
    return sheet


def _compte(sheet: Feuille, kind: str, count: int, one: str, many: str) -> None:
    sheet.puce(Morceau(profil().signe(kind) + " ", kind), pluriel(count, one, many))


def apd(sheet: Feuille, tout: Iterable[ApdAnnee], hors: Iterable[ApdAnnee]) -> None:
    """Aid by year, with and without refugees where they differ."""
    without = {one.annee: one.montant for one in hors}
    lines = tuple(tout)
    if not lines:
        return
    sheet.titre("Aide publique au développement")
    amounts = {line.annee: euros(line.montant) for line in lines}
    wide = max(len(amount) for amount in amounts.values())
    for line in lines:
        other = without.get(line.annee)
        note = f"   hors réfugiés {euros(other)}" if other is not None and other != line.montant else ""
        sheet.ligne(f"{line.annee}   ", amounts[line.annee].rjust(wide), Morceau(note, "sourdine"))


# --- partenaire, demande, réseau ------------------------------------------------------------------------------


def partenaire(fiche: FichePartenaire) -> Feuille:
    """The sheet of a foreign authority."""
    sheet = Feuille()
    sheet.ligne(Morceau(fiche.nom, "titre"))
    sheet.champ("Pays", lien_pays(fiche.pays))
    sheet.champ("Subdivision", fiche.subdivision)
    sheet.champ("Type", labels.TYPES_PARTENAIRE.get(fiche.type, fiche.type))
    sheet.champ("Population", habitants(fiche.population))
    sheet.champ("Position", position(fiche.latitude, fiche.longitude))
    sheet.champ("Site", adresse(fiche.site))
    sheet.champ("Autres noms", ", ".join(fiche.alias))
    pied(sheet, fiche.id, fiche.version, fiche.modifie_le)
    return sheet


def demande(fiche: FicheDemande, suivi: Suivi | None = None) -> Feuille:
    """The sheet of a demande of the Bourse-projets, with what only those who follow it may read."""
    bref, sheet = fiche.bref, Feuille()
    sheet.ligne(Morceau(bref.titre, "titre"))
    sheet.ligne(signe("demande"), Morceau(" (Bourse-projets)"))
    sheet.vide()
    sheet.champ("Demandeur", *lien_partenaire(bref.partenaire))
    sheet.champ("Lieu", fiche.lieu)
    sheet.champ("Thématique", *lien_thematique(bref.thematique))
    sheet.champ("Partenaire recherché", bref.recherche)
    sheet.champ("État", labels.ETATS_DEMANDE.get(fiche.etat, fiche.etat))
    steps = [
        f"{labels.ETATS_DEMANDE.get(one.etat, one.etat).lower()} le {jour(one.le)}" for one in fiche.etapes
    ]
    sheet.champ("Suivi", ", ".join(steps))
    if suivi is not None:
        if suivi.terme is not None and fiche.etat in ("publiee", "en-contact"):
            sheet.champ("Jusqu'au", jour(paris(suivi.terme).date() - timedelta(days=1)))
        _suivi(sheet, suivi)
    sheet.texte("Besoin", fiche.besoin)
    sheet.texte("Description", fiche.description)
    pied(sheet, bref.id, fiche.version, fiche.modifie_le)
    return sheet


def _suivi(sheet: Feuille, suivi: Suivi) -> None:
    """Who to write to, and what was answered: never public."""
    if (person := suivi.deposant) is not None:
        contact = [Morceau(f"{person.prenom} {person.nom}, "), copie(person.courriel)]
        if person.telephone:
            contact += [Morceau(", "), copie(person.telephone)]
        sheet.champ("Déposée par", *contact, Morceau(" (jamais publié)", "sourdine"))
    sheet.champ("Raison du refus", suivi.raison.replace("\n", " "))
    if suivi.reponses:
        sheet.titre(pluriel(len(suivi.reponses), "réponse"))
    for one in suivi.reponses:
        sheet.puce(Morceau(one.collectivite, "fort"), f", {one.agent}, le {jour(paris(one.le).date())}")
        for line in one.message.splitlines():
            sheet.ligne(line, retrait=2)


def reseau(fiche: FicheReseau) -> Feuille:
    """The sheet of a network, and who belongs to it."""
    sheet = Feuille()
    sheet.ligne(Morceau(f"{fiche.nom} ({fiche.sigle})" if fiche.sigle else fiche.nom, "titre"))
    sheet.champ("Catégorie", labels.CATEGORIES_RESEAU.get(fiche.categorie, fiche.categorie))
    sheet.champ("Objet", fiche.objet)
    sheet.champ("Territoire", fiche.territoire)
    sheet.champ("Adresse", copie(fiche.adresse))
    sheet.champ("Courriel", copie(fiche.courriel))
    sheet.champ("Téléphone", copie(fiche.telephone))
    sheet.champ("Site", adresse(fiche.site))
    sheet.titre(pluriel(len(fiche.membres), "collectivité membre", "collectivités membres"))
    for member in fiche.membres:
        sheet.puce(*lien_collectivite(member))
    pied(sheet, fiche.id, fiche.version, fiche.modifie_le)
    return sheet


# --- accès ----------------------------------------------------------------------------------------------------


def apercu(etat: Etat) -> Feuille:
    """The figures of a place, beside the tree it is chosen in."""
    sheet, figures = Feuille(), etat.compteurs
    sheet.titre(etat.intitule)
    _compte(
        sheet,
        "cooperation",
        figures.projets_cooperation,
        "coopération décentralisée",
        "coopérations décentralisées",
    )
    _compte(sheet, "action", figures.autres_actions, "autre action extérieure", "autres actions extérieures")
    if figures.demandes is not None:
        _compte(sheet, "demande", figures.demandes, "demande de coopération", "demandes de coopération")
    sheet.puce(
        pluriel(figures.collectivites_francaises, "collectivité française", "collectivités françaises")
    )
    sheet.puce(
        pluriel(figures.collectivites_partenaires, "collectivité partenaire", "collectivités partenaires")
    )
    if figures.collectivites_en_recherche is not None:
        sheet.puce(
            pluriel(
                figures.collectivites_en_recherche, "collectivité en recherche", "collectivités en recherche"
            )
        )
    sheet.puce(f"{nombre(figures.pays)}\u00a0pays")
    apd(sheet, etat.apd, etat.apd_hors_refugies)
    return sheet


def activite_partenaire(etat: Etat) -> Feuille:
    """What is done with a partenaire, in figures."""
    sheet, figures = Feuille(), etat.compteurs
    sheet.titre(f"État au {jour(etat.au)}")
    _compte(
        sheet,
        "cooperation",
        figures.projets_cooperation,
        "coopération décentralisée",
        "coopérations décentralisées",
    )
    _compte(sheet, "action", figures.autres_actions, "autre action extérieure", "autres actions extérieures")
    _compte(sheet, "demande", figures.demandes or 0, "demande de coopération", "demandes de coopération")
    sheet.puce(
        pluriel(figures.collectivites_francaises, "collectivité française", "collectivités françaises")
    )
    return sheet
