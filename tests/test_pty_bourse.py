# SPDX-License-Identifier: EUPL-1.2
"""In real terminals, with a real SMTP server: a demande from Madagascar, deposited, published, answered, become a projet."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from boite_aux_lettres import Boite
from petit_atlas import construire
from test_pty import RACINE, terminal
from test_pty_edition import BAS, ECHAP, ENTREE, F5, F7, FIN, PHRASE

from store import passwords
from store.bourse import Bourse
from store.comptes import SYSTEM, Demande
from store.rights import HOST
from store.store import Store

pytestmark = [pytest.mark.procedures, pytest.mark.lent]

AUTEUR, AMBASSADE, AGENT = "rivo@fianarantsoa.mg", "antananarivo@x.example", "marie@bas-rhin.example"
HAUT = "\x1b[A"
CHAMPS = (
    # Field of the form, how many lines below the one before, what is typed, what it then shows.
    ("Country *", 0, "madag", "Madagascar"), ("Local authority *", 1, "Fianarantsoa", "Fianarantsoa"),
    ("Title *", 1, "Covered market", "Covered market"), ("Theme *", 1, "economy", "Economy and tourism"),
    ("First name *", 5, "Rivo", "Rivo"), ("Last name *", 1, "Rakoto", "Rakoto"), ("E-mail *", 1, AUTEUR, AUTEUR),
)  # fmt: skip


def test_a_demande_from_madagascar_becomes_a_projet(tmp_path: Path, boite: Boite) -> None:
    petit = construire(tmp_path / "atlas")
    base = petit.dossier / "atlas.sqlite"
    with Store.open(base) as store, store.comptes() as accounts:
        kept = passwords.hashed(PHRASE)
        for asked in (
            Demande("amb.mg", AMBASSADE, "Aina", "Rabe", "ambassade", pays="MG"),
            Demande("marie", AGENT, "Marie", "Durand", "agent", petit.bas_rhin),
        ):
            accounts.set_password(accounts.create(asked, SYSTEM).numero, kept, SYSTEM)
    env = {"ATLAS_TUI_SMTP": boite.url, "XDG_STATE_HOME": str(tmp_path / "etat")}
    order = ["-m", "atlas_tui", "--donnees", str(petit.dossier)]
    with (
        terminal([*order, "atlas://bourse"], (80, 24), **env) as public,
        terminal([*order, "atlas://accueil"], (80, 24), **env) as poste,
    ):
        # Nobody is logged in: the form, in English.
        public.voir("F7 déposer")
        public.taper(F7)
        public.voir("Submit a request")
        public.taper(BAS * 2 + ENTREE)
        public.voir("> Country *")
        for field, down, said, shown in CHAMPS:
            public.taper(BAS * down + ENTREE)
            public.voir("Esc cancel")
            public.taper(said)
            if field == "Local authority *":
                public.voir("+ Another one: “Fianarantsoa”")
            public.taper(ENTREE)
            public.attendre(
                lambda screen, line=f"> {field}", value=shown: any(
                    one.startswith(line) and value in one for one in screen.splitlines()
                ),
                f"{field} : {shown}",
            )
        public.taper(HAUT * 6 + ENTREE)
        public.voir("Esc or F5 back to the form")
        public.taper("A market hall for two hundred traders.")
        public.voir("two hundred traders.")
        public.taper(F5)
        public.voir("F5 submits the request")
        # Pressed twice: one letter.
        public.taper(F5 + F5)
        public.voir("Confirm your address")
        code = boite.attendre(AUTEUR).code
        public.taper(f"{code}{ENTREE}{ENTREE}")
        public.voir("Your request has the number dem-2")
        public.taper(ECHAP)
        public.voir("Presentar una solicitud")
        assert boite.attendre(AUTEUR, 2).sujet == "Your request dem-2 is submitted"
        assert "Covered market" in boite.attendre(AMBASSADE).sujet
        public.taper(ECHAP)
        public.voir("1 demande de coopération")

        # The embassy of Madagascar.
        poste.voir("Accès monde")
        poste.taper("l")
        poste.voir("Mot de passe")
        poste.taper(f"amb.mg{ENTREE}{PHRASE}{ENTREE}")
        poste.voir("Bonjour Aina Rabe")
        poste.taper(":bureau")
        poste.voir("> Bureau de l'ambassade")
        poste.taper(ENTREE)
        poste.voir("Demandes à valider (1)")
        poste.taper(ENTREE)
        poste.voir(AUTEUR)
        poste.taper(F7)
        poste.voir("> Publier")
        poste.taper(ENTREE)
        poste.voir("Demande publiée")
        assert boite.attendre(AUTEUR, 3).sujet == "Your request is published"

        # Who has no account sees it, and nothing of its author.
        public.voir("L'atlas a été mis à jour.")
        public.taper(F5)
        public.voir("Covered market")
        public.voir("2 demandes de coopération")

        # A French collectivité answers, then makes it a projet.
        poste.taper("l")
        poste.voir("Se déconnecter")
        poste.taper(FIN + ENTREE)
        poste.voir("Vous êtes déconnecté.")
        poste.attendre(lambda screen: AUTEUR not in screen, "the author hidden again")
        poste.taper("l")
        poste.voir("Mot de passe")
        poste.taper(f"marie{ENTREE}{PHRASE}{ENTREE}")
        poste.voir("Bonjour Marie Durand")
        poste.taper(F7)
        poste.voir("> Répondre")
        poste.taper(ENTREE)
        poste.voir("F5 envoyer")
        poste.taper("Bonjour, nous avons des halles.")
        poste.voir("des halles.")
        poste.taper(F5 + F5)
        poste.voir("Réponse partie")
        poste.voir("En contact")
        poste.taper(F7)
        poste.voir("Devenir un projet")
        poste.taper(BAS + ENTREE)
        poste.voir("> Coopération décentralisée")
        poste.taper(ENTREE)
        poste.voir("Nouveau projet : coopération décentralisée")
        poste.taper(F5)
        poste.voir("Enregistré.")
        poste.voir("Demande dem-2 de la Bourse-projets")

        public.voir("L'atlas a été mis à jour.")
        public.taper(F5)
        public.voir("1 demande de coopération")
        for one in (poste, public):
            one.taper("q")

    answer, provided = boite.attendre(AUTEUR, 4), boite.attendre(AUTEUR, 5)
    assert "nous avons des halles" in answer.texte
    assert AGENT in answer.texte
    assert "atlas://fiche/pro-5" in provided.texte
    assert AUTEUR in boite.attendre(AGENT).texte
    assert [one.sujet for one in boite.pour(AUTEUR)] == [
        "Confirm your request", "Your request dem-2 is submitted", "Your request is published",
        "A French local authority answers you", "Your request becomes a project",
    ]  # fmt: skip
    assert [one.sujet for one in boite.pour(AMBASSADE)] == [
        "Demande à valider : Covered market", "Mise en relation : Covered market",
    ]  # fmt: skip
    assert len(boite.lettres) == 8
    with Store.open(base) as store:
        followed = Bourse(store, HOST).follow_up("dem-2")
        assert [step.etat for step in followed.etapes] == ["deposee", "publiee", "en-contact", "pourvue"]
        assert [one.collectivite for one in followed.reponses] == ["Conseil départemental du Bas-Rhin"]
    sound = subprocess.run(
        [sys.executable, *order, "verifier"], cwd=RACINE, capture_output=True, text=True, timeout=60
    )
    assert sound.returncode == 0, sound.stdout + sound.stderr
