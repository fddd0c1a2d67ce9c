# SPDX-License-Identifier: EUPL-1.2
"""In real terminals: an agent changes the atlas under the eyes of an anonymous session."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from petit_atlas import construire
from test_pty import RACINE, terminal

from store import passwords
from store.comptes import SYSTEM, Demande
from store.operations import Operations
from store.rights import HOST
from store.store import Store

pytestmark = [pytest.mark.comptes, pytest.mark.lent]

PHRASE = "quatre chevaux sans bruit"
ENTREE, BAS, FIN, ECHAP, RETOUR = "\r", "\x1b[B", "\x1b[F", "\x1b", "\x7f"
F5, F7 = "\x1b[15~", "\x1b[18~"
F4 = "\x1bOS"


def test_an_agent_corrects_a_contact_adds_a_projet_and_everybody_sees_it(tmp_path: Path) -> None:
    petit = construire(tmp_path / "atlas")
    base = petit.dossier / "atlas.sqlite"
    with Store.open(base) as store, store.comptes() as accounts:
        asked = Demande("marie", "marie@ville.fr", "Marie", "Durand", "agent", petit.bas_rhin)
        compte = accounts.create(asked, SYSTEM).numero
        accounts.set_password(compte, passwords.hashed(PHRASE), SYSTEM)
    order = ["-m", "atlas_tui", "--donnees", str(petit.dossier), f"atlas://collectivite/{petit.bas_rhin}"]
    with terminal(order, (80, 24)) as public, terminal(order, (80, 24)) as agent:
        public.voir("luc@bas-rhin.example")
        assert "anne@bas-rhin.example" not in public.ecran
        agent.voir("luc@bas-rhin.example")

        # All at once, as over a slow line: not one letter of the password falls in the field above.
        agent.taper("l")
        agent.voir("Mot de passe")
        agent.taper(f"marie{ENTREE}{PHRASE}{ENTREE}")
        agent.voir("Bonjour Marie Durand")
        agent.voir("anne@bas-rhin.example")

        agent.taper(F4)
        agent.voir("> Contacts")
        agent.taper(ENTREE)
        agent.voir("+ Ajouter")
        agent.taper(BAS + ENTREE)
        agent.voir("luc@bas-rhin.example")
        agent.taper(BAS * 4 + ENTREE)
        agent.voir("Entrée valider")
        agent.taper(RETOUR * 7 + "org" + ENTREE)
        agent.voir("luc@bas-rhin.org")
        agent.taper(F5)
        agent.voir("+ Ajouter")
        agent.taper(F5)
        agent.voir("F5 enregistrer")
        agent.taper(F5)
        agent.voir("Enregistré.")
        agent.voir("luc@bas-rhin.org")

        public.voir("L'atlas a été mis à jour.")
        public.taper(F5)
        public.voir("luc@bas-rhin.org")
        assert "anne@bas-rhin.example" not in public.ecran

        agent.taper(F7)
        agent.voir("> Nouvelle coopération")
        agent.taper(ENTREE)
        agent.voir("> Titre *")
        agent.taper(ENTREE)
        agent.voir("Entrée valider")
        agent.taper("Lecture publique" + ENTREE)
        agent.voir("> Titre *")
        agent.taper(BAS + ENTREE)
        agent.voir("Tapez quelques lettres")
        agent.taper("140" + ENTREE)
        agent.voir("> Thématique *")
        agent.taper(BAS * 7 + ENTREE)
        agent.voir("Tapez quelques lettres")
        agent.taper("Ségou")
        agent.voir("+ Créer « Ségou »")
        agent.taper(FIN + ENTREE)
        agent.voir("> Nom *")
        agent.taper(BAS + ENTREE)
        agent.voir("Tapez quelques lettres")
        agent.taper("mali")
        agent.voir("> Mali")
        agent.taper(ENTREE)
        agent.voir("> Pays *")
        agent.taper(F5)
        agent.voir("Ségou (nouveau)")
        agent.taper(F5)
        agent.voir("Enregistré.")
        agent.voir("Ségou — Mali")

        agent.taper("l")
        agent.voir("Se déconnecter")
        agent.taper(FIN + ENTREE)
        agent.voir("Vous êtes déconnecté.")

        public.voir("L'atlas a été mis à jour.")
        public.taper(F5 + "3")
        public.voir("Lecture publ")
        for one in (agent, public):
            one.taper("q")

    with Store.open(base) as store:
        for id_ in (petit.bas_rhin, "pro-5", "par-5"):
            assert Operations(store, HOST).history(id_)[-1].actor == f"compte:{compte}", id_
    sound = subprocess.run(
        [sys.executable, "-m", "atlas_tui", "--donnees", str(petit.dossier), "verifier"],
        cwd=RACINE, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert sound.returncode == 0, sound.stdout + sound.stderr
