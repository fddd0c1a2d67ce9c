# SPDX-License-Identifier: EUPL-1.2
"""The lists of a level page: their columns, their rows in words, what each can be sorted by."""

from __future__ import annotations

from collections.abc import Sequence

from atlas_tui.app import enonce
from atlas_tui.app.widgets.cells import Part, propre
from atlas_tui.app.widgets.table import Colonne, ResultTable
from atlas_tui.terminal.profile import profil
from exports.french import jour, nombre, pluriel, pourcentage
from parquet.results import DemandeBref, LigneClassement, ProjetBref

CLASSEMENTS = {
    "collectivites": (
        "collectivité",
        "collectivités",
        "Collectivités menant le plus de projets",
        "Collectivité",
    ),
    "pays": ("pays", "pays", "Pays où sont menés le plus de projets", "Pays"),
    "thematiques": ("thématique", "thématiques", "Thématiques des projets", "Thématique"),
    "continents-bourse": ("continent", "continents", "Continents de la Bourse-projets", "Bourse-projets"),
}
"""The rankings, in the order of the guide: what they count, one and many; their title, long and short."""


def table_projets(*, avec_pays: bool, ici: str = "") -> ResultTable[ProjetBref]:
    """The list of projets, with the columns of the guide; « Pays » only where it tells something.

    On the page of the country `ici`, a projet in several countries is named by its partenaire there.
    """
    columns = [
        Colonne("collectivite", "Collectivités territoriales", Part(13, 5, 44), "Collectivités"),
        Colonne("pays", "Pays", Part(8, 1.5, 22)),
        Colonne("partenaire", "Partenaires", Part(9, 3, 34)),
        Colonne("titre", "Projet", Part(14, 7, 70)),
        Colonne("nature", "Type", Part(4, 0), style=lambda p: enonce.couleur(p.nature)),
        Colonne("thematique", "Thématique", Part(6, 3.5, 40), "Thème"),
        Colonne("statut", "Statut", Part(8, 0.8, 10)),
        Colonne("annee", "Convention / Lancement", Part(10, 0.6, 23), "Conv/Lanc"),
    ]

    def cells(projet: ProjetBref) -> Sequence[str]:
        texts = [
            propre(enonce.collectivites(projet)),
            ", ".join(enonce.pays(code) for code in projet.pays),
            propre(enonce.partenaires(projet, ici)),
            propre(projet.titre),
            " " + profil().signe(projet.nature) + (" j" if projet.jumelage else ""),
            enonce.theme(projet.thematique),
            enonce.statut(projet.statut),
            enonce.annees(projet),
        ]
        return texts if avec_pays else [texts[0], *texts[2:]]

    return ResultTable(
        columns if avec_pays else [columns[0], *columns[2:]],
        cells,
        compte=lambda total: pluriel(total, "projet"),
        detail=lambda projet: propre(enonce.detail_projet(projet)),
        vide="Aucun projet ne répond à ces critères.",
        id="projets",
    )


def table_demandes() -> ResultTable[DemandeBref]:
    """The list of demandes."""
    columns = [
        Colonne("titre", "Demande", Part(20, 6, 80)),
        Colonne("pays", "Pays", Part(10, 2, 24)),
        Colonne("partenaire", "Collectivité en recherche", Part(14, 4, 40), "En recherche"),
        Colonne("thematique", "Thématique", Part(10, 3, 40)),
        Colonne("publiee_le", "Publiée le", Part(11, 1, 18)),
    ]

    def cells(demande: DemandeBref) -> Sequence[str]:
        return [
            f"{profil().signe('demande')} {propre(demande.titre)}",
            enonce.pays(demande.partenaire.pays),
            propre(demande.partenaire.nom),
            enonce.theme(demande.thematique),
            demande.publiee_le.strftime("%d/%m/%Y") if demande.publiee_le else "-",
        ]

    def detail(demande: DemandeBref) -> str:
        sep = " - " if profil().ascii else " — "
        parts = [
            demande.titre,
            f"{demande.partenaire.nom} ({enonce.pays(demande.partenaire.pays)})",
            f"recherche : {demande.recherche}" if demande.recherche else "",
            f"publiée le {jour(demande.publiee_le)}" if demande.publiee_le else "",
        ]
        return propre(sep.join(part for part in parts if part))

    return ResultTable(
        columns,
        cells,
        compte=lambda total: pluriel(total, "demande de coopération", "demandes de coopération"),
        detail=detail,
        vide="Aucune demande ne répond à ces critères.",
        id="demandes",
    )


def table_classement(quoi: str) -> ResultTable[LigneClassement]:
    """A ranking: who comes first, how many projets, which share."""
    one, many, title, short = CLASSEMENTS[quoi]
    columns = [
        Colonne("", "Rang", Part(4, 0), droite=True),
        Colonne("", title, Part(12, 6, 60), short),
        Colonne("", "Demandes" if quoi == "continents-bourse" else "Projets", Part(8, 0), droite=True),
        Colonne("", "Part", Part(7, 0), droite=True),
    ]

    def cells(line: LigneClassement) -> Sequence[str]:
        return [str(line.rang), propre(line.nom), nombre(line.projets), pourcentage(line.part)]

    return ResultTable(
        columns,
        cells,
        compte=lambda total: pluriel(total, one, many),
        vide="Rien à classer.",
        id=f"classement-{quoi}",
    )
