# SPDX-License-Identifier: EUPL-1.2
"""Doubles on the screen: seen by the DAECT, compared, merged, undone; and the same by the command line."""

from __future__ import annotations

import json

import pytest
from petit_atlas import construire
from pilote import calme, ouvrir, taper
from pilote import ecran as ecran_brut

from atlas_tui.__main__ import main
from atlas_tui.app import depots_gardes
from store import STORE
from store.comptes import SYSTEM, Demande
from store.depot import Deposant, Depot
from store.operations import Operations
from store.records import Partenaire
from store.rights import HOST
from store.store import Store

pytestmark = pytest.mark.comptes


def ecran(app) -> str:
    return ecran_brut(app).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def petit(tmp_path):
    """The small atlas, with a second Ouagadougou, an agent and somebody of the DAECT."""
    small = construire(tmp_path / "atlas")
    with Store.open(small.dossier / STORE) as store:
        with store.write("compte:1") as edit:
            edit.create(Partenaire(nom="Ville de OUAGADOUGOU", pays="BF", site="ouaga.example"))
        with store.comptes() as accounts:
            for name, role in (("marie", "agent"), ("odile", "daect")):
                accounts.create(Demande(name, f"{name}@x.example", name, "D", role, small.bas_rhin), SYSTEM)
    assert main(["--donnees", str(small.dossier), "publier"]) == 0
    return small


def entre(app, petit, name: str) -> None:
    with Store.open(petit.dossier / STORE) as store, store.comptes() as accounts:
        app.session.compte = accounts.find(name)
    app.connecte("")


async def chercher_doublons(pilot) -> None:
    await taper(pilot, "f2", *"doublons", "enter")


async def test_two_fiches_are_compared_merged_and_parted_again(petit) -> None:
    async with ouvrir(petit.dossier, f"partenaire/{petit.ouaga}") as (app, pilot):
        await chercher_doublons(pilot)
        assert "connectez-vous" in ecran(app)
        entre(app, petit, "marie")
        await chercher_doublons(pilot)
        assert "compte de la DAECT" in ecran(app)
        entre(app, petit, "odile")
        await chercher_doublons(pilot)
        assert "90  Ouagadougou" in ecran(app)
        assert "par-5 Ville de OUAGADOUGOU (Burkina Faso), Ville, 0 projet" in ecran(app)
        await taper(pilot, "enter")
        seen = ecran(app)
        assert "[x] Ouagadougou" in seen
        assert "[x] ouaga.example" in seen, "what the kept fiche does not say is proposed"
        await taper(pilot, "i")
        assert "[x] Ville de OUAGADOUGOU" in ecran(app)
        await taper(pilot, "i", "f5")
        assert "Fusionner Ville de OUAGADOUGOU dans Ouagadougou ?" in ecran(app)
        await taper(pilot, "down", "enter")
        assert f"par-5 mène à {petit.ouaga}" in ecran(app)
        assert "Aucun doublon en vue" in ecran(app)
        with Store.open(petit.dossier / STORE) as store:
            assert Operations(store, HOST).fiche(petit.ouaga).record.site == "ouaga.example"
        # The old address leads to the kept page: shown, copied, modified as that one.
        await taper(pilot, "escape", "f5")
        app.aller_page("partenaire/par-5")
        await calme(pilot)
        assert app.historique.ici.adresse.page.code == petit.ouaga
        assert app.session.lire(petit.dossier, "par-5").record.id == petit.ouaga
        await chercher_doublons(pilot)
        await taper(pilot, "u", "enter", "down", "enter")
        assert "Fusion n° 1 défaite" in ecran(app)
        await taper(pilot, "p")
        assert "ce n'est pas un doublon" in ecran(app)
        assert "Aucun doublon en vue" in ecran(app)
        # Who did it is told to those who may read it, and to nobody else.
        await taper(pilot, "escape", "f5", "h")
        assert "fusion défaite (site, autres noms), par odile D, DAECT" in ecran(app)
        entre(app, petit, "marie")
        await taper(pilot, "escape", "h")
        assert "fusion défaite (site, autres noms)" in ecran(app)
        assert "odile" not in ecran(app)


def test_the_command_line_does_the_same(petit, capsys, monkeypatch) -> None:
    def run(*args: str) -> tuple[int, str, str]:
        status = main(["--donnees", str(petit.dossier), *args])
        out, err = capsys.readouterr()
        return status, out, err

    status, out, _ = run("doublons", "--format", "json")
    (pair,) = json.loads(out)["doublons"]
    assert (status, pair["une"]["id"], pair["autre"]["id"]) == (0, petit.ouaga, "par-5")
    assert run("doublons", "fusionner", petit.ouaga, "par-5")[0] == 0
    assert json.loads(run("fiche", "par-5", "--format", "json")[1])["id"] == petit.ouaga
    assert json.loads(run("chercher", "--partenaire", "par-5", "--format", "json")[1])["total"] == 2
    assert run("verifier")[0] == 0
    assert json.loads(run("doublons", "--format", "json")[1])["total"] == 0
    assert run("doublons", "defaire", "1")[0] == 0
    assert "défaite" in run("doublons", "defaire", "1")[2]
    assert run("doublons", "ecarter", "par-5", petit.ouaga)[0] == 0
    assert json.loads(run("doublons", "--format", "json")[1])["total"] == 0
    history = json.loads(run("fiche", "par-5", "--versions", "--format", "json")[1])["versions"]
    assert [(v["operation"], v["auteur"]) for v in history][1:] == [
        ("archiver", "l'hôte de l'atlas"), ("separer", "l'hôte de l'atlas"),
    ]  # fmt: skip
    monkeypatch.setenv("ATLAS_TUI_DONNEES", str(petit.dossier))
    for account, told in (("public", False), ("1", False), ("2", True)):
        monkeypatch.setenv("ATLAS_TUI_COMPTE", account)
        assert main(["fiche", "par-5", "--versions", "--format", "json"]) == 0
        assert ("auteur" in capsys.readouterr().out) is told, account
    monkeypatch.delenv("ATLAS_TUI_COMPTE")
    for wrong in (
        ("fusionner", "par-5"),
        ("fusionner", "par-5", "par-99"),
        ("fusionner", "par-5", petit.paris),
        ("defaire", "x"),
    ):
        status, _, err = run("doublons", *wrong)
        assert status == 1, wrong
        assert err.count("\n") == 1, wrong


async def test_a_person_is_erased_from_the_screen(petit, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "etat"))
    for code, name in (("A", "Muller"), ("B", "Diallo")):
        person = Deposant(prenom="Anne", nom=name, courriel=f"{name}@x.example")
        depot = Depot(autorite="Kayes", pays="ML", titre="Puits", thematique="2", deposant=person)
        depots_gardes.ecrire(code, depots_gardes.Brouillon(depot, ""))
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        entre(app, petit, "marie")
        await taper(pilot, "f2", *"effacer", "enter")
        assert "demande un compte de la DAECT" in ecran(app)
        entre(app, petit, "odile")
        assert "Muller" in ecran(app)
        await taper(pilot, "f2", *"effacer", "enter")
        assert petit.bas_rhin in ecran(app), "the fiche that is open"
        await taper(pilot, "down", *"anne", "enter", *"nemo", "enter", "enter")
        assert "ne connaît personne" in ecran(app)
        await taper(pilot, "up", "ctrl+u", *"muller", "enter", "enter")
        assert "Effacer anne muller ?" in ecran(app)
        assert "Contacts des fiches : 1" in ecran(app)
        await taper(pilot, "down", "enter")
        assert "Personne effacée" in ecran(app)
        assert "Muller" not in ecran(app)
    with Store.open(petit.dossier / STORE) as store:
        assert [c.nom for c in Operations(store, HOST).fiche(petit.bas_rhin).record.contacts] == ["Œrtel"]
    assert depots_gardes.lire("A") is None, "a deposit that she was writing here"
    assert depots_gardes.lire("B") is not None
    with Store.open(petit.dossier / STORE) as store:
        assert store.verify() == []
