# SPDX-License-Identifier: EUPL-1.2
"""Letters from the store to a real SMTP conversation: sent once, kept with their error where the server refuses."""

from __future__ import annotations

import socketserver
import threading
from pathlib import Path

import pytest

from atlas_tui.__main__ import main
from store.store import Store

pytestmark = pytest.mark.comptes


class Serveur(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as one client needs; refuses one address."""

    def handle(self) -> None:
        self.wfile.write(b"220 essai\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"RCPT" and b"refuse@" in line:
                self.wfile.write(b"550 inconnu\r\n")
            elif word == b"DATA":
                self.wfile.write(b"354 dites\r\n")
                text = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    text += part
                self.server.recus.append(text)  # type: ignore[attr-defined]
                self.wfile.write(b"250 pris\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 fin\r\n")
                return
            else:
                self.wfile.write(b"250 oui\r\n")


def test_letters_go_once_and_those_refused_wait(tmp_path: Path, monkeypatch, capsys) -> None:
    folder = ["--donnees", str(tmp_path)]
    with Store.create(tmp_path / "atlas.sqlite") as store, store.comptes() as accounts:
        accounts.post("anne@ville.fr", "Confirmez votre adresse", "Votre code : 1234 5678")
        accounts.post("refuse@ville.fr", "Confirmez votre adresse", "Votre code : 8765 4321")
    monkeypatch.delenv("ATLAS_TUI_SMTP", raising=False)
    assert main(["courrier", *folder]) == 1
    assert "2\u00a0courriels en attente" in capsys.readouterr().err
    with socketserver.TCPServer(("127.0.0.1", 0), Serveur) as server:
        server.recus = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        where = f"smtp://127.0.0.1:{server.server_address[1]}?from=atlas@exemple.fr"
        monkeypatch.setenv("ATLAS_TUI_SMTP", where)
        for _ in range(2):
            assert main(["courrier", *folder]) == 1
            assert "inconnu" in capsys.readouterr().err
        server.shutdown()
        (sent,) = server.recus  # type: ignore[attr-defined]
    assert b"To: anne@ville.fr" in sent
    assert b"1234 5678" in sent
    with Store.open(tmp_path / "atlas.sqlite") as store, store.comptes() as accounts:
        (left,) = accounts.letters()
        assert (left.adresse, left.essais) == ("refuse@ville.fr", 2)
        # A code that went is nowhere any more.
        texts = accounts.connection.execute("SELECT texte FROM courrier ORDER BY numero").fetchall()
        assert texts[0] == ("",)
