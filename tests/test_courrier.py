# SPDX-License-Identifier: EUPL-1.2
"""Letters from the store to a real SMTP conversation: sent once, kept with their error where the server refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from boite_aux_lettres import Boite

from atlas_tui.__main__ import main
from store.store import Store

pytestmark = pytest.mark.comptes


def test_letters_go_once_and_those_refused_wait(tmp_path: Path, boite: Boite, monkeypatch, capsys) -> None:
    folder = ["--donnees", str(tmp_path)]
    with Store.create(tmp_path / "atlas.sqlite") as store, store.comptes() as accounts:
        accounts.post("anne@ville.fr", "Confirmez votre adresse", "Votre code : 1234 5678")
        accounts.post("refuse@ville.fr", "Confirmez votre adresse", "Votre code : 8765 4321")
    monkeypatch.delenv("ATLAS_TUI_SMTP", raising=False)
    assert main(["courrier", *folder]) == 1
    assert "2\u00a0courriels en attente" in capsys.readouterr().err
    assert main(["courrier", "--lire", *folder]) == 0
    assert "1234 5678" in capsys.readouterr().out
    boite.refusees.add("refuse@ville.fr")
    monkeypatch.setenv("ATLAS_TUI_SMTP", boite.url)
    for _ in range(2):
        assert main(["courrier", *folder]) == 1
        assert "inconnu" in capsys.readouterr().err
    (sent,) = boite.lettres
    assert (sent.adresse, sent.message["To"], sent.code) == ("anne@ville.fr", "anne@ville.fr", "12345678")
    with Store.open(tmp_path / "atlas.sqlite") as store, store.comptes() as accounts:
        (left,) = accounts.letters()
        assert (left.adresse, left.essais) == ("refuse@ville.fr", 2)
        # A code that went is nowhere any more.
        texts = accounts.connection.execute("SELECT texte FROM courrier ORDER BY numero").fetchall()
        assert texts[0] == ("",)
