# SPDX-License-Identifier: EUPL-1.2
"""An atlas of a handful of fiches whose every figure can be counted by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from parquet.publication import publier
from store.records import (
    Collectivite,
    Contact,
    Declaration,
    Demande,
    Financement,
    LigneApd,
    Partenaire,
    Projet,
    Reseau,
)
from store.store import Store


@dataclass(frozen=True, slots=True)
class Petit:
    """The folder of the atlas and the ids of its fiches."""

    dossier: Path
    bas_rhin: str
    paris: str
    lyon: str
    silesie: str
    ouaga: str
    lahore: str
    antsirabe: str


def construire(dossier: Path, au: datetime | None = None) -> Petit:
    """Three collectivités, four foreign authorities, four projets, one demande, one declaration; published.

    `au` dates them; the present, when it is not said.
    """
    dossier.mkdir()
    with Store.create(dossier / "atlas.sqlite") as store, store.write("essai", at=au) as edit:
        cuf = edit.create(Reseau(nom="Cités Unies France", sigle="CUF"))
        bas_rhin = edit.create(
            Collectivite(
                nom="Conseil départemental du Bas-Rhin", type="departement", code="67", departement="67", region="44",
                ancienne_region="42", alias=("Conseil général du Bas-Rhin",), courriel="international@bas-rhin.example",
                telephone="03 53 01 00 00", reseaux=(cuf.id,),
                contacts=(
                    Contact(prenom="Anne", nom="Muller", titre="Vice-présidente", role="elu", courriel="anne@bas-rhin.example"),
                    Contact(prenom="Luc", nom="Œrtel", titre="Chargé de mission", courriel="luc@bas-rhin.example", diffusion=True),
                ),
            )
        )  # fmt: skip
        paris = edit.create(
            Collectivite(
                nom="Paris", type="commune", code="75056", departement="75", region="11", ancienne_region="11"
            )
        )
        lyon = edit.create(
            Collectivite(
                nom="Lyon", type="commune", code="69123", departement="69", region="84", ancienne_region="82"
            )
        )
        silesie = edit.create(Partenaire(nom="Voïvodie de Silésie", pays="PL"))
        ouaga = edit.create(Partenaire(nom="Ouagadougou", pays="BF"))
        lahore = edit.create(Partenaire(nom="Jaipur", pays="IN"))
        antsirabe = edit.create(Partenaire(nom="Antsirabé", pays="MG"))
        edit.create(
            Projet(
                titre="Échanges d'expériences en matière d'action sociale", nature="cooperation", thematique="160",
                statut="en-cours", collectivites=(bas_rhin.id,), partenaires=(silesie.id,), annee_convention=2008,
                annee_lancement=2009,
            )
        )  # fmt: skip
        edit.create(
            Projet(
                titre="Eau pour [/nope] Ouaga", nature="action", thematique="14031", statut="termine",
                collectivites=(paris.id, bas_rhin.id), partenaires=(ouaga.id,), loi_oudin="eau", annee_lancement=2007,
            )
        )  # fmt: skip
        edit.create(
            Projet(
                titre="Sauvegarde du cœur historique", nature="cooperation", thematique="41040", statut="en-cours",
                collectivites=(lyon.id,), partenaires=(lahore.id,), annee_lancement=2008,
                financements=(Financement(annee=2009, financeur="MEAE", montant=Decimal("15000.50")),),
            )
        )  # fmt: skip
        edit.create(
            Projet(
                titre="Réseau de villes sur l'eau", nature="cooperation", thematique="2", statut="projet",
                collectivites=(paris.id,), partenaires=(ouaga.id, silesie.id),
            )
        )  # fmt: skip
        edit.create(
            Demande(
                titre="Marché de gros", partenaire=antsirabe.id, thematique="8", deposee_le=date(2013, 1, 2)
            )
        )
        edit.create(
            Declaration(
                collectivite=paris.id,
                annee=2012,
                lignes=(
                    LigneApd(montant=Decimal("1200.25"), pays="BF", secteur="14031"),
                    LigneApd(montant=Decimal(300), pays="PL", secteur="160"),
                    LigneApd(montant=Decimal(500), refugies=True, secteur="93010"),
                ),
            )
        )
    with Store.open(dossier / "atlas.sqlite") as store:
        publier(store, dossier)
    return Petit(dossier, bas_rhin.id, paris.id, lyon.id, silesie.id, ouaga.id, lahore.id, antsirabe.id)
