# SPDX-License-Identifier: EUPL-1.2
"""In real terminals, with a real SMTP server: a declaration of APD from a spreadsheet to its correction."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from boite_aux_lettres import Boite
from petit_atlas import construire
from test_pty import RACINE, terminal

from exports.apd import tableur
from parquet.publication import publier_delta
from store import passwords
from store.apd import Apd, Campagne
from store.comptes import SYSTEM, Demande
from store.declarations import Declarations
from store.records import Declaration, LigneApd
from store.rights import HOST
from store.store import Store

pytestmark = [pytest.mark.procedures, pytest.mark.lent]

PHRASE = "quatre chevaux sans bruit"
ENTREE, BAS, HAUT, FIN, ECHAP, SUPPR = "\r", "\x1b[B", "\x1b[A", "\x1b[F", "\x1b", "\x1b[3~"
F5, F6, F7 = "\x1b[15~", "\x1b[17~", "\x1b[18~"


def ligne(montant: str, pays: str) -> LigneApd:
    return LigneApd(montant=Decimal(montant), pays=pays, secteur="14031", canal="22000", type_aide="C01")


def pdf(path: Path) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_declaration_from_a_spreadsheet_to_its_correction(tmp_path: Path, boite: Boite) -> None:
    petit = construire(tmp_path / "atlas")
    base = petit.dossier / "atlas.sqlite"
    shut = tmp_path / "exports"
    shut.mkdir()
    now = datetime.now(UTC)
    open_, closed = (
        Campagne(2025, now - timedelta(days=9), now + timedelta(days=9)),
        Campagne(2025, now - timedelta(days=9), now - timedelta(days=1)),
    )
    kept = passwords.hashed(PHRASE)
    with Store.open(base) as store:
        with store.comptes() as accounts:
            for name, role in (("marie", "agent"), ("odile", "daect")):
                asked = Demande(name, f"{name}@ville.example", name.title(), "Durand", role, petit.bas_rhin)
                accounts.set_password(accounts.create(asked, SYSTEM).numero, kept, SYSTEM)
        with store.write("essai") as edit:
            edit.create(Declaration(collectivite=petit.bas_rhin, annee=2024, lignes=(ligne("12000", "BF"),)))
        Apd(store, HOST).open_campaign(open_)
        publier_delta(store, petit.dossier)
    (shut / "faux.csv").write_text(
        "Montant en euros;Pays;Secteur CAD;Canal;Type d'aide\n12 000,50;BF;14031;22000;C01\n=A1*2;Mali;14031;22000;C01\n"
    )
    tableur.ecrire([ligne("12000.50", "BF"), ligne("64000", "ML")], shut / "juste.xlsx", {})

    def entrer(term, name: str) -> None:
        term.taper("l")
        term.voir("Mot de passe")
        term.taper(f"{name}{ENTREE}{PHRASE}{ENTREE}")
        term.voir("Bonjour")

    def fenetre(campagne: Campagne) -> None:
        with Store.open(base) as store:
            Apd(store, HOST).open_campaign(campagne)

    order = ["-m", "atlas_tui", "--donnees", str(petit.dossier)]
    ici = {"ATLAS_TUI_SMTP": boite.url, "ATLAS_TUI_EXPORTS": str(shut)}
    with (
        terminal([*order, "atlas://apd/2025"], (80, 24)) as public,
        terminal([*order, f"atlas://collectivite/{petit.bas_rhin}"], (80, 24), **ici) as agent,
        terminal([*order, "atlas://apd/2025"], (80, 24), **ici) as daect,
    ):
        public.voir("Rien n'est encore déclaré pour 2025.")
        agent.voir("luc@bas-rhin.example")
        entrer(agent, "marie")
        agent.taper(F7)
        agent.voir("la déclaration de l'année")
        agent.taper(FIN + HAUT + ENTREE)
        agent.voir("À déclarer jusqu'au")

        agent.taper(F7)
        agent.voir("> Importer un tableau")
        agent.taper(ENTREE)
        agent.voir("Entrée champ suivant")
        agent.taper("faux.csv" + ENTREE)
        agent.voir("Rien n'est importé : 1 ligne fausse sur 2")
        agent.voir("Ligne 3              Montant en euros : une formule n'est pas un montant")
        agent.taper(ECHAP)
        agent.voir("Total : 0 € en 0 ligne · 2024 : 12 000 €")
        agent.taper(F7)
        agent.voir("> Importer un tableau")
        agent.taper(ENTREE)
        agent.voir("Entrée champ suivant")
        agent.taper("juste.xlsx" + ENTREE)
        agent.voir("2 lignes lues")
        agent.voir("! total : 12 000 € l'an dernier, 76 000,50 € cette année")

        # The window closes while the agent looks at the alert: what is declared then is refused, and stays on the screen.
        fenetre(closed)
        agent.taper(F6)
        agent.voir("> Non, revoir la déclaration")
        agent.taper(FIN + ENTREE)
        agent.voir("hors de là, écrivez à la DAECT")
        fenetre(open_)
        agent.taper(F6)
        agent.voir("> Non, revoir la déclaration")
        assert "! Mali : 0 € l'an dernier, 64 000 € cette année" in agent.ecran
        agent.taper(FIN + ENTREE)
        agent.voir("Récépissé (.pdf)")
        agent.taper(ENTREE)
        agent.voir("Écrit :")
        said = pdf(shut / "recepisse-apd-2025-3-1.pdf")
        for part in (
            "APD-2025-3-1",
            "Conseil départemental du Bas-Rhin",
            "76 000,50 €",
            "Mali",
            "14031",
            "Empreinte",
        ):
            assert part in said, part
        told = boite.attendre("marie@ville.example")
        assert (told.sujet, "APD-2025-3-1" in told.texte) == ("APD 2025 : déclaration reçue", True)
        public.voir("L'atlas a été mis à jour.")
        public.taper(F5)
        public.voir("76 000,50 €")

        fenetre(closed)
        agent.taper(ECHAP)
        agent.voir("Pour la corriger : la DAECT la rouvre.")
        agent.taper(ECHAP)
        daect.voir("Rien n'est encore déclaré")
        entrer(daect, "odile")
        daect.taper(F7)
        daect.voir("> Campagnes")
        daect.taper(BAS + ENTREE)
        daect.voir("> Conseil départemental du Bas-Rhin (67)")
        daect.voir("déclarée  76 000,50 €")
        daect.taper(ENTREE)
        daect.voir("Déclarée le")
        daect.taper(F7)
        daect.voir("Rouvrir")
        daect.taper(FIN + ENTREE)
        daect.voir("Raison")
        daect.taper(ENTREE + "Le Burkina y est de trop." + ENTREE)
        daect.voir("Rouverte : ses agents sont prévenus.")
        told = boite.attendre("marie@ville.example", 2)
        assert (told.sujet, "Le Burkina y est de trop." in told.texte) == (
            "APD 2025 : déclaration rouverte",
            True,
        )

        agent.voir("L'atlas a été mis à jour.")
        agent.taper(F7)
        agent.voir("la déclaration de l'année")
        agent.taper(FIN + HAUT + ENTREE)
        agent.voir("Rouverte par la DAECT jusqu'au")
        agent.taper(SUPPR)
        agent.voir("Total : 64 000 € en 1 ligne")
        agent.taper(F7)
        agent.voir("Comparer les versions déclarées")
        agent.taper(FIN + ENTREE)
        agent.voir("1re : 76 000,50 €")
        agent.taper(ENTREE)
        agent.voir("Comparer : 1re et en cours")
        agent.voir("*      12 000,50 €                 –")
        agent.taper(ECHAP)
        agent.voir("Total : 64 000 € en 1 ligne")
        agent.taper(F6)
        agent.voir("> Non, revoir la déclaration")
        agent.taper(FIN + ENTREE)
        agent.voir("Récépissé (.pdf)")
        agent.taper(ENTREE)
        agent.voir("Écrit :")
        assert "2e déclaration" in pdf(shut / "recepisse-apd-2025-3-2.pdf")
        assert boite.attendre("marie@ville.example", 3).texte.count("APD-2025-3-2") == 1
        public.voir("L'atlas a été mis à jour.")
        public.taper(F5)
        public.voir("64 000 €")
        public.voir("1 déclaration corrigée après réouverture")
        for one in (agent, public, daect):
            one.taper(ECHAP * 3 + "q")

    with Store.open(base) as store:
        dossier = Declarations(store, HOST).dossier(petit.bas_rhin, 2025)
        assert [len(one.record.lignes) for one in dossier.declarees] == [2, 1]
    sound = subprocess.run(
        [sys.executable, *order, "verifier"], cwd=RACINE, capture_output=True, text=True, timeout=60
    )
    assert sound.returncode == 0, sound.stdout + sound.stderr
