# SPDX-License-Identifier: EUPL-1.2
"""An atlas whose every text is hostile, written behind the store's cleaning: in SQLite, and in the snapshot drawn from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from unittest import mock

from parquet.publication import publier
from store import rules
from store.records import (
    Collectivite,
    Contact,
    Declaration,
    Demande,
    Document,
    Financement,
    LigneApd,
    Partenaire,
    Projet,
    Reseau,
)
from store.store import Store

VENIN = (
    "Eau\x1b]0;pirate\x07\x1b]8;;http://mal.example\x1b\\lien\x1b]8;;\x1b\\\x1b]52;c;cHduZWQ=\x07\x1b[31m\x1b[2J\x1bc\x9b2J"
    "\x9d52;c;eA==\x9c\x90q\x9c\x0e\x08\x7f\u202eabc\u2066\u200f[/nope][bold]G[/bold][@click=app.quit]Y[/]\t\r\n\u2028fin"
)
"""Window title, hyperlink, clipboard, colours, erasing, reset, the same in C1, charsets, bidi overrides, markup, actions."""
MARQUES = VENIN + "a" + "\u0301" * 10_000
LONG = VENIN + " mégaoctet" * 100_000
"""A field of 1 MB."""


@contextmanager
def sans_nettoyage() -> Iterator[None]:
    """A store that lets everything in, as one that another program wrote."""
    with (
        mock.patch.object(rules, "clean", lambda text: text),
        mock.patch.object(rules, "clean_text", lambda text: text),
        mock.patch.object(rules, "FORMS", {}),
    ):
        rules._struct.cache_clear()
        try:
            yield
        finally:
            rules._struct.cache_clear()


def empoisonner(dossier: Path) -> list[str]:
    """Make the atlas; return the ids of a fiche of each kind that has a page."""
    dossier.mkdir()
    people = (
        Contact(
            prenom=VENIN, nom=VENIN, titre=VENIN, role="elu", courriel=VENIN, telephone=VENIN, diffusion=True
        ),
        Contact(prenom=MARQUES, nom=VENIN, titre=VENIN, courriel=VENIN, diffusion=True),
    )
    with (
        sans_nettoyage(),
        Store.create(dossier / "atlas.sqlite") as store,
        store.write("essai") as edit,
    ):
        res = edit.create(Reseau(nom=VENIN, sigle=VENIN, categorie=VENIN, site=VENIN))
        col = edit.create(
            Collectivite(
                nom=VENIN, type="commune", code="67482", departement="67", region="44", ancienne_region="42", courriel=VENIN,
                telephone=VENIN, site=VENIN, alias=(VENIN, MARQUES), contacts=people, reseaux=(res.id,),
            )
        )  # fmt: skip
        par = edit.create(
            Partenaire(nom=VENIN, pays="ML", subdivision=VENIN, site=VENIN, alias=(VENIN, MARQUES))
        )
        base = Projet(
            titre=VENIN, nature="cooperation", thematique="14031", statut="en-cours", collectivites=(col.id,),
            partenaires=(par.id,), objectifs=VENIN, description=VENIN, historique=VENIN, contexte=VENIN,
            financements=(Financement(annee=2009, financeur="MEAE", montant=Decimal(5), precision=VENIN),),
            acteurs_france=(VENIN,), acteurs_pays=(VENIN,), contacts=people, documents=(Document(intitule=VENIN, adresse=VENIN),),
            origine=VENIN, annee_lancement=2008,
        )  # fmt: skip
        pro = edit.create(base)
        long = edit.create(
            Projet(
                titre=MARQUES, nature="action", thematique="2", statut="termine", collectivites=(col.id,), partenaires=(par.id,),
                objectifs=LONG, description=LONG, historique=MARQUES, contexte=VENIN, acteurs_pays=(MARQUES,),
            )
        )  # fmt: skip
        dem = edit.create(
            Demande(
                titre=VENIN, partenaire=par.id, thematique="8", besoin=VENIN, description=LONG, recherche=VENIN, lieu=VENIN,
                deposee_le=date(2013, 1, 2),
            )
        )  # fmt: skip
        edit.create(
            Declaration(
                collectivite=col.id, annee=2012,
                lignes=(LigneApd(montant=Decimal(9), pays="ML", secteur="14031", canal=VENIN, type_aide=VENIN),),
            )
        )  # fmt: skip
    with Store.open(dossier / "atlas.sqlite") as store:
        publier(store, dossier)
    return [col.id, par.id, pro.id, long.id, dem.id, res.id]
