# SPDX-License-Identifier: EUPL-1.2
"""In real terminals, letters taken by a real server: a dossier blocked by its gates, mended, advised on, granted, seen by all."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from boite_aux_lettres import Boite
from gestes_appels import SIRET
from petit_atlas import construire
from test_pty import RACINE, Terminal, terminal

from exports import scdl
from parquet.atlas import Atlas
from parquet.publication import publier_delta
from store import STORE, passwords
from store.appels import Appels
from store.comptes import SYSTEM, Demande
from store.dossiers import Dossiers
from store.records import Appel, Depense, Dossier, Financement, Projet
from store.rights import HOST, Who
from store.store import Store

pytestmark = [pytest.mark.procedures, pytest.mark.lent]

PHRASE = "quatre chevaux sans bruit"
ENTREE, BAS, FIN, DEBUT, ECHAP, EFFACER = "\r", "\x1b[B", "\x1b[F", "\x1b[H", "\x1b", "\x15"
F4, F5, F7 = "\x1bOS", "\x1b[15~", "\x1b[18~"
PERSONNES = (
    ("marie", "agent", "Bonjour Marie"),
    ("paul", "sgar", "Bonjour Paul"),
    ("awa", "ambassade", "Bonjour Awa"),
    ("odile", "daect", "Bonjour Odile"),
)


def preparer(dossier: Path) -> None:
    """The small atlas with a projet whose convention has no year, an open call, and one account a role."""
    petit = construire(dossier)
    places = {"agent": {"collectivite": petit.paris}, "ambassade": {"pays": "BF"}, "sgar": {"region": "11"}}
    now = datetime.now(UTC)
    kept = passwords.hashed(PHRASE)
    with Store.open(dossier / STORE) as store:
        with store.write("essai") as edit:
            edit.create(
                Projet(
                    titre="Eau au secteur 12", nature="cooperation", thematique="14031", statut="en-cours",
                    collectivites=(petit.paris,), partenaires=(petit.ouaga,),
                )
            )  # fmt: skip
        with store.comptes() as accounts:
            for name, role, _ in PERSONNES:
                asked = Demande(
                    name, f"{name}@ville.fr", name.title(), "Durand", role, **places.get(role, {})
                )
                accounts.set_password(accounts.create(asked, SYSTEM).numero, kept, SYSTEM)
        made = Appels(store, HOST).prepare(
            Appel(
                titre="Appel généraliste", annee=now.year, ouvre_le=now - timedelta(days=1),
                ferme_le=now + timedelta(days=9), plafond=50, enveloppe=Decimal(5000), pays=("BF",),
            )
        )  # fmt: skip
        Appels(store, HOST).publish(made.record.id, base=1)
        Dossiers(store, Who("agent", 1, petit.paris)).prepare(
            Dossier(
                appel=made.record.id, collectivite=petit.paris, titre="Forage du secteur 12", objectifs="De l'eau.",
                description="Un forage.", depenses=(Depense(annee=2026, poste="Forage", montant=Decimal(2000)),),
                ressources=(Financement(annee=2026, financeur="MEAE", montant=Decimal(900)),),
            )
        )  # fmt: skip
        publier_delta(store, dossier)


def entrer(poste: Terminal, name: str, bonjour: str) -> None:
    poste.taper("l")
    poste.voir("Mot de passe")
    poste.taper(f"{name}{ENTREE}{PHRASE}{ENTREE}")
    poste.voir(bonjour)


def sortir(poste: Terminal) -> None:
    poste.taper("l")
    poste.voir("Se déconnecter")
    poste.taper(FIN + ENTREE)
    poste.voir("Vous êtes déconnecté.")


def premiere_tache(poste: Terminal, quoi: str) -> None:
    """From anywhere to what waits: the espace personnel, its first line."""
    poste.taper(":")
    poste.voir("Échap")
    poste.taper("espace")
    poste.voir("> Espace personnel")
    poste.taper(ENTREE)
    poste.voir(f"> {quoi}")
    poste.taper(ENTREE)


def champ(poste: Terminal, descendre: int, valeur: str, ensuite: str) -> None:
    """One line of a form, so many lines under the first."""
    poste.taper(DEBUT + BAS * descendre + ENTREE)
    poste.voir("Entrée valider")
    poste.taper(valeur + ENTREE)
    poste.voir(ensuite)


def test_a_dossier_is_blocked_mended_granted_and_shown(tmp_path: Path, boite: Boite) -> None:
    dossier, lettre = tmp_path / "atlas", tmp_path / "lettre.pdf"
    preparer(dossier)
    order = ["-m", "atlas_tui", "--donnees", str(dossier)]
    with (
        terminal([*order, "atlas://fiche/pro-5"], (80, 24)) as public,
        terminal([*order, "atlas://appel/app-1"], (80, 24), ATLAS_TUI_SMTP=boite.url) as poste,
    ):
        public.voir("Eau au secteur 12")
        poste.voir("Part du ministère")
        entrer(poste, *PERSONNES[0][::2])
        premiere_tache(poste, "Dossier à compléter")
        poste.voir("Ce qui manque (6)")

        # Nothing is deposited: each gate is named, and opens the screen that mends it.
        poste.taper(F7)
        poste.voir("> Déposer")
        poste.taper(ENTREE)
        poste.voir("Il manque encore : projet rattaché, convention datée")
        poste.taper(DEBUT + ENTREE)
        poste.voir("> Titre *")
        poste.taper(BAS + ENTREE)
        poste.voir("Tapez quelques lettres")
        poste.taper("secteur")
        poste.voir("> Eau au secteur 12")
        poste.taper(ENTREE)
        poste.voir("Ouagadougou")
        champ(poste, 5, SIRET, SIRET)
        poste.taper(F5)
        poste.voir("Ce qui manque (2)")
        poste.taper(DEBUT + ENTREE)
        poste.voir("Année de convention")
        champ(poste, 4, "2012", "2012")
        poste.taper(F5)
        # The projet shows what was mended; one key leads back.
        poste.voir("pro-5, version 2")
        poste.taper(ECHAP)
        poste.voir("Ce qui manque (1)")
        poste.taper(DEBUT + ENTREE)
        poste.voir("> Dépenses")
        poste.taper(BAS + ENTREE)
        poste.voir("+ Ajouter")
        poste.taper("+")
        poste.voir("> Année")
        champ(poste, 0, "2026", "2026")
        poste.taper(DEBUT + BAS + ENTREE)
        poste.voir("Tapez quelques lettres")
        poste.taper("autre coll")
        poste.voir("> Autre collectivité")
        poste.taper(ENTREE)
        poste.voir("Montant en euros")
        champ(poste, 2, "1100", "1 100 €")
        poste.taper(F5)
        poste.voir("2026, Autre")
        poste.taper(F5)
        poste.voir("F5 enregistrer")
        poste.taper(F5)
        poste.voir("À déposer")
        poste.taper(FIN + ENTREE)
        poste.voir("Déposer « Forage du secteur 12 » ?")
        poste.taper(BAS + ENTREE)
        poste.voir("le SGAR et les ambassades sont prévenus")
        assert boite.attendre("marie@ville.fr").sujet == "Dossier déposé : Forage du secteur 12"
        for name in ("paul", "awa"):
            assert boite.attendre(f"{name}@ville.fr").sujet == "Avis à donner : Forage du secteur 12"

        # Both avis; the second beside the first.
        for person in PERSONNES[1:3]:
            sortir(poste)
            entrer(poste, *person[::2])
            premiere_tache(poste, "Avis à donner")
            poste.voir("Forage du secteur 12")
            poste.voir("Déposé")
            poste.taper(F7)
            poste.voir("> Avis")
            poste.taper(ENTREE)
            poste.voir("> Avis *")
            poste.taper(F5)
            poste.voir("1 champ à compléter (*) : Avis.")
            poste.taper(ENTREE)
            poste.voir("Tapez quelques lettres")
            poste.taper(BAS + ENTREE)
            poste.voir("Favorable")
            poste.taper(F5)
            poste.voir("Avis donné.")

        sortir(poste)
        entrer(poste, *PERSONNES[3][::2])
        premiere_tache(poste, "Dossier à retenir")
        poste.voir("Déposé")
        poste.taper(F7)
        poste.voir("> Classer")
        poste.taper(BAS + ENTREE)
        poste.voir("> Montant en euros")
        champ(poste, 0, "850,50", "850,50 €")
        poste.taper(F5)
        poste.voir("Retenu. Reste à le notifier.")
        poste.taper(F7)
        poste.voir("> Notifier")
        poste.taper(ENTREE)
        poste.voir("Notifier « Forage du secteur 12 » ?")
        poste.taper(BAS + ENTREE)
        poste.voir("Notifié : le projet montre la subvention")
        told = boite.attendre("marie@ville.fr", 2)
        assert told.sujet == "Subvention accordée : Forage du secteur 12"
        assert "850,50\u00a0€ vous sont accordés" in told.texte
        poste.taper(F7)
        poste.voir("Lettre de notification")
        poste.taper(FIN + ENTREE)
        poste.voir("Nom du fichier")
        poste.taper(EFFACER + str(lettre) + ENTREE)
        poste.voir("Écrit :")

        # Anybody, without an account.
        public.voir("L'atlas a été mis à jour.")
        public.taper(F5)
        public.voir("850,50")
        public.voir("dos-1)")
        for one in (public, poste):
            one.taper("q")

    read = subprocess.run(["pdftotext", "-layout", lettre, "-"], capture_output=True, text=True, check=True)
    for said in (
        "notification de subvention",
        "850,50",
        "Forage du secteur 12",
        "Pour le ministre et par délégation",
    ):
        assert said in read.stdout.replace("\u00a0", " ").replace("\u202f", " "), read.stdout
    sound = subprocess.run(
        [sys.executable, *order, "verifier"], cwd=RACINE, capture_output=True, text=True, timeout=60
    )
    assert sound.returncode == 0, sound.stdout + sound.stderr
    with Atlas.ouvrir(dossier) as atlas:
        head, line = scdl.texte(atlas.subventions()).splitlines()
    assert head.startswith(
        "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,objet"
    )
    assert (
        f"dos-1,Paris,{SIRET},Forage du secteur 12 (Appel généraliste),850.50,aide en numéraire,unique"
        in line
    )
