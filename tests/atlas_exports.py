# SPDX-License-Identifier: EUPL-1.2
"""An atlas of a few fiches that are hard to write in a file: accents, quotes, nulls, decimals, scripts, formulas."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from parquet.publication import publier
from store.records import Collectivite, Contact, Demande, Document, Financement, Partenaire, Projet
from store.store import Store

PERSONNEL = "personnel@secret.example"
"""A courriel that its owner did not agree to publish."""
FORMULE = "=cmd|' /C calc'!A0"
JOUR = datetime(2013, 12, 31, 10, 0, tzinfo=UTC)


def construire(dossier: Path) -> Path:
    """Two collectivités, four partenaires, five projets, one demande; published as they stood on 31 December 2013."""
    dossier.mkdir()
    with (
        Store.create(dossier / "atlas.sqlite", clock=lambda: JOUR) as store,
        store.write("essai") as edit,
    ):
        lyon = edit.create(
            Collectivite(
                nom="Lyon", type="commune", code="69123", departement="69", region="84", ancienne_region="82",
                latitude=45.758, longitude=4.835, courriel="international@lyon.example",
                contacts=(
                    Contact(prenom="Zoé", nom="Œrtel", titre="Chargée de mission", courriel=PERSONNEL, telephone="06 11 22 33 44"),
                ),
            )
        ).id  # fmt: skip
        herault = edit.create(
            Collectivite(
                nom="Conseil départemental de l'Hérault",
                type="departement",
                code="34",
                departement="34",
                region="76",
            )
        ).id
        jericho = edit.create(Partenaire(nom="أريحا", pays="PS", latitude=31.8667, longitude=35.45)).id
        haifa = edit.create(Partenaire(nom='חיפה "la haute"', pays="IL")).id
        suva = edit.create(Partenaire(nom="Suva", pays="FJ", latitude=-18.1416, longitude=178.4415)).id
        papeete = edit.create(
            Collectivite(
                nom="Papeete", type="commune", code="98735", com="987", latitude=-17.5373, longitude=-149.566
            )
        ).id
        edit.create(
            Projet(
                titre=FORMULE, nature="cooperation", thematique="14031", statut="en-cours", collectivites=(lyon, herault),
                partenaires=(jericho, haifa), annee_convention=2009, annee_lancement=2010, annee_fin=2012, odd=(6, 17),
                objectifs="De l'eau ; « propre » & sûre\nà deux lignes", description='Il dit "oui", <b>non</b> ; et après',
                financements=(
                    Financement(annee=2010, financeur="MEAE", montant=Decimal("15000.50")),
                    Financement(annee=2011, financeur="AGENCE-EAU", montant=Decimal("0.10"), precision="Agence | RMC"),
                    Financement(annee=2015, financeur="UE", montant=Decimal(1200)),
                ),
                loi_oudin="eau", acteurs_france=("École des mines",),
                documents=(Document(intitule="Convention", adresse="https://exemple.example/a b.pdf"),),
                contacts=(Contact(prenom="Luc", nom="Muller", titre="Élu", role="elu", courriel=PERSONNEL),),
            )
        )  # fmt: skip
        edit.create(
            Projet(
                titre="Échange à Suva", nature="action", thematique="6", statut="projet", collectivites=(papeete,),
                partenaires=(suva,), annee_lancement=2014, jumelage=True,
            )
        )  # fmt: skip
        edit.create(
            Projet(
                titre="Sans date",
                nature="action",
                thematique="160C",
                statut="sommeil",
                collectivites=(lyon,),
                partenaires=(haifa,),
            )
        )
        edit.create(
            Projet(
                titre="-1+1 n'est pas une somme", nature="cooperation", thematique="1", statut="termine",
                collectivites=(herault,), partenaires=(jericho, suva, haifa), annee_convention=2001, annee_fin=2005,
                volontaires=1200,
            )
        )  # fmt: skip
        edit.create(
            Demande(
                titre="@besoin d'eau",
                partenaire=haifa,
                thematique="2",
                deposee_le=date(2013, 1, 2),
                publiee_le=date(2013, 2, 3),
            )
        )
    with Store.open(dossier / "atlas.sqlite") as store:
        publier(store, dossier)
    return dossier
