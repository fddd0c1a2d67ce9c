# SPDX-License-Identifier: EUPL-1.2
"""What the annuaire, the embassies and the news say, in which order: values in, sheets out. No screen here."""

from __future__ import annotations

from collections.abc import Sequence

from atlas_tui.app import enonce, sheets
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.sheet import Feuille, Morceau, copie, page, suite
from exports.annuaire import CATEGORIES, SOURCE_ANNUAIRE
from exports.fiche import emetteur, quand
from exports.french import jour
from parquet.pages import Page
from parquet.reference import geography
from parquet.results import ActualiteBref, FicheActualite, FicheAmbassade, FicheReseau
from parquet.text import fold

SANS_CORRESPONDANT = "L'atlas n'a pas encore de correspondant pour ce pays."


def ambassade(fiche: FicheAmbassade) -> Feuille:
    """The sheet of an embassy."""
    sheet = Feuille()
    sheet.ligne(Morceau(propre(fiche.nom), "titre"))
    sheet.champ("Pays", sheets.lien_pays(fiche.pays))
    joindre(sheet, fiche)
    sheets.pied(sheet, fiche.id, fiche.version, fiche.modifie_le)
    return sheet


def joindre(sheet: Feuille, fiche: FicheAmbassade) -> None:
    """Whom to call there: the correspondant first, then the service."""
    sheet.titre("Correspondant coopération décentralisée")
    if fiche.contacts:
        sheets.contacts(sheet, fiche.contacts, roles=False)
    else:
        sheet.ligne(Morceau("Personne n'est nommé : écrivez au service.", "sourdine"))
    sheet.champ("Service", propre(fiche.service))
    sheet.champ("Adresse", copie(propre(fiche.adresse)))
    sheet.champ("Courriel du service", copie(fiche.courriel))
    sheet.champ("Téléphone", copie(fiche.telephone))
    sheet.champ("Site", sheets.adresse(fiche.site))


def sur_place(
    found: FicheAmbassade | None, agenda: Sequence[ActualiteBref], news: Sequence[ActualiteBref], pays: str
) -> Feuille:
    """What the page of a country says of the embassy, of the events to come, of the latest news."""
    sheet = Feuille()
    if found is None:
        sheet.ligne(Morceau(SANS_CORRESPONDANT, "sourdine"))
    else:
        sheet.ligne(page(propre(found.nom), Page("fiche", found.id)))
        joindre(sheet, found)
    sheet.titre("Agenda")
    _liste(sheet, agenda, "Aucun événement à venir.", pays)
    sheet.titre("Actualités")
    _liste(sheet, news, "Aucune actualité.", pays)
    sheet.vide()
    sheet.ligne(page("Toutes les actualités, tout l'agenda", Page("actualites")))
    return sheet


def nouvelles(sheet: Feuille, news: Sequence[ActualiteBref], pays: str = "") -> None:
    """News, each with its day, its place and its countries but the one that the page is about."""
    for one in news:
        others = [enonce.pays(code) for code in one.pays if code != pays]
        about = " · ".join(
            part for part in (quand(one) or jour(one.publiee_le), propre(one.lieu), ", ".join(others)) if part
        )
        sheet.puce(page(propre(one.titre), Page("fiche", one.id)), Morceau(f"  {about}", "sourdine"))


def _liste(sheet: Feuille, news: Sequence[ActualiteBref], none: str, pays: str) -> None:
    nouvelles(sheet, news, pays)
    if not news:
        sheet.ligne(Morceau(none, "sourdine"))


def actualite(fiche: FicheActualite) -> Feuille:
    """The sheet of a piece of news, or of an event."""
    bref, sheet = fiche.bref, Feuille()
    sheet.ligne(Morceau(propre(bref.titre), "titre"))
    sheet.ligne(Morceau("Agenda" if bref.genre == "evenement" else "Actualité", "sourdine"))
    sheet.vide()
    sheet.champ("Quand", quand(bref))
    sheet.champ("Où", propre(bref.lieu))
    sheet.champ("Pays", *suite([sheets.lien_pays(code) for code in bref.pays]))
    for code in bref.thematiques:
        sheet.champ("Thématique", *sheets.lien_thematique(code))
    sheet.texte("Texte", fiche.texte)
    if fiche.collectivites:
        sheet.titre("Collectivités")
        for one in fiche.collectivites:
            sheet.puce(*sheets.lien_collectivite(one))
    sheet.vide()
    sheet.champ("En savoir plus", sheets.adresse(propre(fiche.adresse)))
    signed = propre(emetteur(bref))
    sheet.champ("Publiée par", page(signed, Page("fiche", bref.reseau)) if bref.reseau else signed)
    sheet.champ("Publiée le", jour(bref.publiee_le))
    sheets.pied(sheet, bref.id, fiche.version, fiche.modifie_le)
    return sheet


def reseaux(found: Sequence[FicheReseau]) -> Feuille:
    """Associations and réseaux by category, in the brochure's order."""
    sheet = Feuille()
    for category, title in (*CATEGORIES.items(), ("", "Autres")):
        here = [one for one in found if (one.categorie if one.categorie in CATEGORIES else "") == category]
        if not here:
            continue
        sheet.titre(title)
        for one in here:
            _reseau(sheet, one)
    sheet.vide()
    sheet.ligne(Morceau(SOURCE_ANNUAIRE, "sourdine"))
    return sheet


def _reseau(sheet: Feuille, one: FicheReseau) -> None:
    where = f"{one.territoire} : " if one.territoire else ""
    short = f" ({propre(one.sigle)})" if one.sigle and one.sigle != one.nom else ""
    sheet.puce(Morceau(where), page(propre(one.nom), Page("fiche", one.id)), Morceau(short))
    sheet.ligne(Morceau(propre(one.objet), "sourdine"), retrait=2)
    reach = [copie(propre(value)) for value in (one.adresse, one.courriel, one.telephone) if value]
    reach += [sheets.adresse(propre(one.site))] if one.site else []
    sheet.ligne(*suite(reach, "  "), retrait=2)


def correspondants(found: Sequence[FicheAmbassade]) -> Feuille:
    """The correspondants by country, in the order of French names."""
    sheet = Feuille()
    every = geography.pays()
    named = sorted(found, key=lambda one: fold(every[one.pays].nom if one.pays in every else one.pays))
    for one in named:
        who = one.contacts[0] if one.contacts else None
        name = f"{who.prenom} {who.nom}".strip() if who else propre(one.service)
        sheet.puce(
            sheets.lien_pays(one.pays),
            Morceau(" : "),
            page(propre(name or one.nom), Page("fiche", one.id)),
        )
        reach = [copie(propre(v)) for v in ((who.courriel, who.telephone) if who else (one.courriel,)) if v]
        sheet.ligne(*suite(reach, "  "), retrait=2)
    if not named:
        sheet.ligne(Morceau("L'atlas ne nomme encore aucun correspondant.", "sourdine"))
    return sheet
