# SPDX-License-Identifier: EUPL-1.2
"""What calls, dossiers and labels say, in which order: values in, sheets out. No screen here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from atlas_tui.app import enonce, labels, sheets
from atlas_tui.app.widgets.cells import propre
from atlas_tui.app.widgets.sheet import Feuille, Morceau, page, suite
from exports.appels import DUREES, ETATS_LABEL, ETATS_SUBVENTION, SITUATIONS, minute
from exports.french import INSECABLE, euros, jour, nombre
from parquet.appels import AppelLu, LabelLu, Subvention
from parquet.pages import Page
from parquet.reference import nomenclature
from parquet.reference.programmes import programme, programmes_label
from store import budget
from store.appels import Bilan
from store.instruction import DOSSIER, SENS, Attendu
from store.labels import VOLETS
from store.portes import siret_en_clair
from store.records import Appel, Dossier, Label, Mission

FINANCEURS_COURTS = {"MEAE": "Ministère", "COLLECTIVITE": "Collectivités"}


def appel(
    one: AppelLu | Appel, situation: str, granted: Sequence[Subvention], bilan: Bilan | None
) -> Feuille:
    """The sheet of a call; with its sums for those who share its envelope out."""
    sheet = Feuille()
    sheet.ligne(Morceau(propre(one.titre), "titre"))
    sheet.champ("Situation", SITUATIONS.get(situation, situation).capitalize())
    sheet.champ("Ouvre", f"{minute(one.ouvre_le)}, heure de Paris")
    sheet.champ("Ferme", f"{minute(one.ferme_le)}, heure de Paris")
    sheet.champ("Durée", f"{DUREES[one.duree]} ({one.annee})")
    sheet.champ("Part du ministère", f"{one.plafond}{INSECABLE}% du coût au plus")
    sheet.champ("Enveloppe", euros(one.enveloppe))
    if bilan is not None:
        sheet.champ("Dossiers déposés", nombre(bilan.dossiers))
        sheet.champ("Demandé", euros(bilan.demande))
        sheet.champ("Proposé", euros(bilan.propose))
        sheet.champ("Accordé", euros(bilan.accorde))
        sheet.champ("Reste", Morceau(euros(bilan.reste), "fort"))
    sheet.champ("Pays", *(suite([sheets.lien_pays(code) for code in one.pays]) or (Morceau("Tous"),)))
    for code in nomenclature.sommets(one.thematiques):
        sheet.champ("Thématique", *sheets.lien_thematique(code))
    if not one.thematiques:
        sheet.champ("Thématique", "Toutes")
    sheet.texte("Présentation", one.presentation)
    if granted:
        sheet.titre(f"Subventions accordées ({euros(sum((g.montant for g in granted), Decimal(0)))})")
        for grant in granted:
            sheet.puce(*subvention(grant))
    return sheet


def subvention(grant: Subvention) -> tuple[Morceau | str, ...]:
    """A grant on one line: who, what, how much."""
    what = (
        page(propre(grant.titre), Page("fiche", grant.projet))
        if grant.projet
        else Morceau(propre(grant.titre))
    )
    return (
        page(propre(grant.collectivite_nom), Page("collectivite", grant.collectivite)), Morceau(" : "), what,
        Morceau(f"  {euros(grant.montant)}, {ETATS_SUBVENTION[grant.etat]}", "sourdine"),
    )  # fmt: skip


def dossier(one: Dossier, call: Appel, expected: Sequence[Attendu], noms: Mapping[str, str]) -> Feuille:
    """The sheet of a dossier: all that those who give an avis or decide need to read."""
    sheet = Feuille()
    sheet.ligne(Morceau(propre(one.titre), "titre"))
    sheet.champ("État", Morceau(DOSSIER.etats[one.etat], "fort"), Morceau(_depuis(one), "sourdine"))
    sheet.champ("Appel", page(propre(call.titre), Page("appel", call.id)))
    sheet.champ(
        "Collectivité",
        page(noms.get(one.collectivite, one.collectivite), Page("collectivite", one.collectivite)),
    )
    sheet.champ("Avec", *suite([page(noms.get(i, i), Page("collectivite", i)) for i in one.associees]))
    sheet.champ("Partenaires", *suite([page(noms.get(i, i), Page("partenaire", i)) for i in one.partenaires]))
    if one.projet:
        sheet.champ("Projet", page(noms.get(one.projet, one.projet), Page("fiche", one.projet)))
    sheet.champ("Thématique", *(sheets.lien_thematique(one.thematique) if one.thematique else ()))
    sheet.champ("SIRET", siret_en_clair(one.siret))
    _budget(sheet, one, call)
    if expected:
        sheet.titre("Avis")
        for asked in expected:
            _avis(sheet, asked)
    if one.note is not None or one.accorde or one.motif:
        sheet.titre("Décision")
        sheet.champ("Note", "" if one.note is None else f"{one.note} sur 100")
        sheet.champ(
            "Proposé" if one.etat == "depose" else "Accordé", euros(one.accorde) if one.accorde else ""
        )
        sheet.champ("Motif", propre(one.motif.replace("\n", " ")))
    if one.tranches:
        sheet.titre("Tranches")
        for part in one.tranches:
            paid = f"versée le {jour(part.versee_le)}" if part.versee_le else "à verser"
            told = (
                f", compte rendu du {jour(part.rendu_le)}, {euros(part.depense)} dépensés"
                if part.rendu_le
                else ""
            )
            sheet.puce(f"{part.annee} : {euros(part.montant)}, {paid}{told}")
            sheet.ligne(Morceau(propre(part.compte_rendu.replace("\n", " "))), retrait=2)
    for title, text in (
        ("Objectifs", one.objectifs),
        ("Description", one.description),
        ("Contexte", one.contexte),
    ):
        sheet.texte(title, text)
    if one.pieces:
        sheet.titre("Pièces")
        for piece in one.pieces:
            if piece.adresse:
                sheet.puce(Morceau(f"{propre(piece.intitule)} : "), sheets.adresse(piece.adresse))
            else:
                sheet.puce(
                    f"{propre(piece.intitule)} ({nombre(-(-piece.taille // 1024))}{INSECABLE}Kio, gardé dans l'atlas)"
                )
    return sheet


def _depuis(one: Dossier) -> str:
    if one.notifie_le:
        said = "" if one.etat in ("notifie", "rejet-notifie") else ", notifié"
        return f"{said} le {jour(one.notifie_le)}"
    said = "" if one.etat == "depose" else ", déposé"
    return f"{said} le {jour(one.depose_le)}" if one.depose_le else ""


def _budget(sheet: Feuille, one: Dossier, call: Appel) -> None:
    if not one.depenses and not one.ressources:
        return
    asked, cost = budget.demande(one), budget.cout(one)
    share = f" ({asked * 100 / cost:.0f}{INSECABLE}%, {call.plafond}{INSECABLE}% au plus)" if cost else ""
    sheet.titre("Budget")
    sheet.champ("Coût", euros(cost))
    sheet.champ("Demandé", f"{euros(asked)}{share}")
    for year in budget.annees(one):
        sheet.ligne(
            Morceau(str(year.annee), "fort"),
            f" : {euros(year.depenses)} de dépenses, {euros(year.ressources)} de ressources",
        )
        for cost_line in one.depenses:
            if cost_line.annee == year.annee:
                sheet.ligne(f"– {propre(cost_line.poste)} : {euros(cost_line.montant)}", retrait=2)
        for funds in one.ressources:
            if funds.annee == year.annee:
                which = FINANCEURS_COURTS.get(funds.financeur) or labels.financeur(funds.financeur)
                more = f" ({propre(funds.precision)})" if funds.precision else ""
                sheet.ligne(f"+ {which}{more} : {euros(funds.montant)}", retrait=2)


def qui_avise(asked: Attendu) -> str:
    """« SGAR Auvergne-Rhône-Alpes », « Ambassade, Mali »."""
    if asked.de == "sgar":
        return f"SGAR {labels.region(asked.lieu)}"
    return f"Ambassade, {enonce.pays(asked.lieu)}"


def pour_classer(one: Dossier, bilan: Bilan | None, avis: Sequence[Attendu]) -> list[str]:
    """What one compares to rank a dossier: what it asks for, what the envelope still holds, who said what of it."""
    lines = [f"Demandé {euros(budget.demande(one))}"]
    if bilan is not None:
        lines[0] += f" ; enveloppe {euros(bilan.enveloppe)}, reste {euros(bilan.reste)}"
        lines.append(f"Proposé pour les dossiers à décider : {euros(bilan.propose)}")
    if avis:
        said = (
            f"{qui_avise(one)} : {SENS[one.avis.sens].lower() if one.avis is not None else 'attendu'}"
            for one in avis
        )
        lines.append(f"Avis {' ; '.join(said)}")
    return lines


def _avis(sheet: Feuille, asked: Attendu) -> None:
    who = qui_avise(asked)
    if asked.avis is None:
        sheet.puce(f"{who} : ", Morceau("attendu", "sourdine"))
        return
    sheet.puce(
        f"{who} : ",
        Morceau(SENS[asked.avis.sens], "fort"),
        Morceau(f", le {jour(asked.avis.le)}", "sourdine"),
    )
    sheet.ligne(Morceau(propre(asked.avis.texte.replace("\n", " "))), retrait=2)


def label(one: LabelLu | Label, noms: Mapping[str, str], etat: str) -> Feuille:
    """The sheet of a label, its three parts whole."""
    sheet = Feuille()
    sheet.ligne(Morceau(propre(one.titre), "titre"))
    named = next(
        (p.intitule for p in programmes_label() if p.code == one.programme), programme(one.programme)
    )
    sheet.champ("Programme", named)
    sheet.champ("État", Morceau(ETATS_LABEL.get(one.etat, etat).capitalize(), "fort"))
    sheet.champ(
        "Collectivités",
        *suite([page(propre(noms.get(i, i)), Page("collectivite", i)) for i in one.collectivites]),
    )
    sheet.champ("Avec", propre(" ; ".join(one.acteurs)))
    sheet.champ("Thématique", *sheets.lien_thematique(one.thematique))
    sheet.champ("Depuis", _jour(one.debut_le))
    sheet.champ("Jusqu'au", _jour(one.fin_le))
    if isinstance(one, Label):
        sheet.champ("Motif", propre(one.motif.replace("\n", " ")))
    for name, title in VOLETS.items():
        sheet.texte(title, getattr(one, name))
    return sheet


def mission(one: Mission, etat: str, titre: str) -> Feuille:
    """The sheet of a mission; `titre` is its label's."""
    sheet = Feuille()
    asked = {"collectivite": "une collectivité", "ministere": "le ministère", "ambassade": "l'ambassade"}[
        one.demandeur
    ]
    sheet.ligne(Morceau(propre(one.titre), "titre"))
    sheet.champ("État", Morceau(etat, "fort"))
    sheet.champ("Label", page(propre(titre), Page("label", one.label)))
    sheet.champ("Demandée par", asked)
    sheet.champ("Pays", sheets.lien_pays(one.pays))
    sheet.champ("Du", _jour(one.debut_le))
    sheet.champ("Au", _jour(one.fin_le))
    sheet.champ("Motif", propre(one.motif.replace("\n", " ")))
    for title, text in (
        ("Objet", one.objectifs),
        ("Compte rendu", one.compte_rendu),
        ("Évaluation", one.evaluation),
    ):
        sheet.texte(title, text)
    return sheet


def _jour(day: date | None) -> str:
    return jour(day) if day else ""


def situation(one: Appel, at: datetime) -> str:
    """Where a call stands, as the store has it."""
    if one.etat == "brouillon":
        return "brouillon"
    if one.etat == "clos":
        return "clos"
    return "a-venir" if at < one.ouvre_le else "ouvert" if at < one.ferme_le else "ferme"
