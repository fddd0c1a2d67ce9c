# SPDX-License-Identifier: EUPL-1.2
"""A session that the host opened for somebody: it reads the host's atlas, acts as its account, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from base64 import b64encode

import pytest
from petit_atlas import Petit, construire

from atlas_tui.app.session import Session
from atlas_tui.identite import IdentiteRefusee, compte_de_session, numero_de_session, reseau
from store.comptes import Demande
from store.errors import StoreError
from store.keys import read_key
from store.rights import HOST, PUBLIC
from store.store import Store

pytestmark = [pytest.mark.surete, pytest.mark.comptes]


@pytest.fixture(scope="module")
def petit(tmp_path_factory: pytest.TempPathFactory) -> Petit:
    return construire(tmp_path_factory.mktemp("identite") / "atlas")


def session(petit: Petit, *arguments: str, compte: str = "public") -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "ATLAS_TUI_DONNEES": str(petit.dossier), "ATLAS_TUI_COMPTE": compte}
    order = [sys.executable, "-m", "atlas_tui", *arguments]
    return subprocess.run(order, env=env, cwd=petit.dossier.parent, capture_output=True, text=True)


@pytest.mark.parametrize("said", ["", "0", "-1", "1 ", "01", "Public", "1;2", "१", "99999999999"])
def test_an_unreadable_account_never_becomes_the_host(said: str) -> None:
    with pytest.raises(IdentiteRefusee):
        numero_de_session({"ATLAS_TUI_COMPTE": said})


def test_the_account_is_the_one_of_the_key_and_only_while_it_is_open(
    petit: Petit, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Demande("anne", "anne@daect.example", "Anne", "Muller", "daect")
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        with store.comptes() as accounts:
            numero = accounts.create(asked, "systeme").numero
            accounts.create(Demande("luc", "luc@daect.example", "Luc", "Roy", "daect"), "systeme")
        environ = {"ATLAS_TUI_COMPTE": str(numero)}
        found = compte_de_session(store, environ)
        assert found is not None
        assert (found.identifiant, found.who.role) == ("anne", "daect")
        assert compte_de_session(store, {"ATLAS_TUI_COMPTE": "public"}) is None
        session_ui = Session()
        monkeypatch.setenv("ATLAS_TUI_COMPTE", "public")
        session_ui.reprendre(petit.dossier)
        assert session_ui.who == PUBLIC
        monkeypatch.setenv("ATLAS_TUI_COMPTE", str(numero))
        session_ui.reprendre(petit.dossier)
        assert session_ui.who == found.who
        # Its key is taken away while its line is open: the line does nothing more, a new one of the account does.
        key = read_key("ssh-ed25519 " + b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0 " + bytes(32)).decode())
        with store.comptes() as accounts:
            accounts.add_key(numero, key, HOST)
        session_ui.modifier(petit.dossier, lambda operations: operations)
        with store.comptes() as accounts:
            accounts.remove_key(key.fingerprint, HOST)
        with pytest.raises(StoreError, match="a été fermé"):
            session_ui.modifier(petit.dossier, lambda operations: operations)
        session_ui = Session()
        session_ui.reprendre(petit.dossier)
        session_ui.modifier(petit.dossier, lambda operations: operations)
        with store.comptes() as accounts:
            accounts.close(numero, HOST)
        with pytest.raises(IdentiteRefusee, match="n'est plus ouvert"):
            compte_de_session(store, environ)
        with pytest.raises(StoreError, match="a été fermé"):
            session_ui.modifier(petit.dossier, lambda operations: operations)
        with pytest.raises(IdentiteRefusee, match="n'existe plus"):
            compte_de_session(store, {"ATLAS_TUI_COMPTE": "4000"})


def test_a_session_runs_the_commands_that_read_and_no_other(petit: Petit) -> None:
    before = sorted(p for p in petit.dossier.rglob("*"))
    assert "Paris" in session(petit, "contact", "paris").stdout
    assert session(petit, "chercher", "eau", "--vers", "-.csv", compte="12").returncode == 0
    for refused in (
        ("publier",), ("demo",), ("compte", "lister"), ("cle", "lister", "anne"), ("cles-ssh", "SHA256:x"),
        ("sauvegarder", "s.tar.gz"), ("restaurer", "s.tar.gz"), ("verifier",), ("instantanes",),
        ("etat", "monde", "--donnees", "/"), ("etat", "monde", "--don", "/"), ("--donnees", "/", "etat", "monde"),
        ("chercher", "eau", "--vers", "x.csv"), ("chercher", "eau", "--vers=../x.csv"), ("carte", "monde", "--vers", "x.pdf"),
        ("subventions", "--scdl", "x.csv"),
    ):  # fmt: skip
        done = session(petit, *refused)
        assert done.returncode in (1, 2), (refused, done)
        assert (done.stdout, len(done.stderr.splitlines())) == ("", 1), (refused, done)
    assert session(petit, "etat", "monde", compte="1;2").returncode == 1
    assert sorted(p for p in petit.dossier.rglob("*")) == before
    assert [p.name for p in petit.dossier.parent.iterdir()] == ["atlas"]


def test_a_network_is_counted_as_one() -> None:
    """An address in IPv4, whatever its form; in IPv6 the 64 bits that one person is given."""
    said = (
        "192.0.2.7", "::ffff:192.0.2.7", "2001:db8:1:2::3", "2001:db8:1:2:ffff::9", "fe80::1%eth0", "nulle part", "",
    )  # fmt: skip
    found = [reseau({"SSH_CONNECTION": f"{one} 5000 198.51.100.1 22"}) for one in said]
    assert found == [
        "192.0.2.7", "192.0.2.7", "2001:db8:1:2::/64", "2001:db8:1:2::/64", "fe80::/64", "nulle", "",
    ]  # fmt: skip
