# SPDX-License-Identifier: EUPL-1.2
"""The campaign and the espace personnel on the screen, keys only, at 80x24: what one does is what the store has."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from petit_atlas import Petit, construire
from pilote import application, calme, ouvrir, taper
from test_app_edition import ecran, entre, fiche, modele, petit, saisir  # noqa: F401 - its fixtures

from parquet.pages import lien, lire_adresse
from store import espace
from store.campagne import Campagne, Campagnes
from store.comptes import SYSTEM, Demande
from store.rights import HOST
from store.store import Store

pytestmark = pytest.mark.comptes


async def commander(pilot, mots: str) -> None:
    """Choose a command in the list of all of them."""
    await taper(pilot, "f2")
    await saisir(pilot, f"{mots}\n")


def ouverte(petit: Petit, annee: int = 2026) -> None:  # noqa: F811
    now = datetime.now(UTC)
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        Campagnes(store, HOST).open(Campagne(annee, now - timedelta(days=1), now + timedelta(days=9)))


async def test_a_fiche_is_gone_through_corrected_and_confirmed(petit: Petit) -> None:  # noqa: F811
    ouverte(petit)
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        entre(app, petit)
        await taper(pilot, "f7", "end")
        for _ in range(8):
            if "> Campagne annuelle" not in ecran(app):
                await taper(pilot, "up")
        await taper(pilot, "enter")
        shown = ecran(app)
        assert lien(app.page.adresse) == f"atlas://confirmation/{petit.bas_rhin}"
        assert "4 parties à confirmer" in shown
        lines = [line.split() for line in shown.splitlines()]
        assert [">", "Élus", "et", "cadres", "2", "personnes", "à", "confirmer"] in lines
        assert ["Pologne", "1", "projet", "à", "confirmer"] in lines
        assert ["Burkina", "Faso", "1", "projet", "à", "confirmer"] in lines
        # Opened, corrected from there, and back here: it is asked again, then confirmed.
        await taper(pilot, "enter")
        assert "> Anne Muller, Vice-présidente" in ecran(app)
        await taper(pilot, "f5")
        assert "Partie confirmée ; 3 parties à confirmer." in ecran(app)
        await taper(pilot, "up", "enter", "enter", "enter", "enter", "down", "down", "enter", "ctrl+u")
        await taper(pilot, *"Adjointe", "enter")
        await taper(pilot, "f5", "escape", "f5")
        assert fiche(petit, petit.bas_rhin).record.contacts[0].titre == "Adjointe"
        assert "changée depuis le" in ecran(app)
        assert "4 parties à confirmer" in ecran(app)
        for left in (3, 2, 1):
            await taper(pilot, "enter", "f5")
            assert f"{left} partie" in ecran(app)
        # Somebody else edits a projet between the look and the confirmation: it is read again.
        await taper(pilot, "enter")
        record = fiche(petit, "pro-2").record
        with Store.open(petit.dossier / "atlas.sqlite") as store, store.write("compte:9") as edit:
            edit.update(msgspec.structs.replace(record, contexte="Su."), base=1)
        await taper(pilot, "f5")
        assert "pendant que vous la lisiez" in ecran(app)
        await taper(pilot, "escape", "escape", "s", "enter", "f5")
        assert "la fiche est à jour" in ecran(app)
        # Nothing more waits for her; the DAECT sees it in the figures, the other agent may not.
        await commander(pilot, "campagne")
        assert "Confirmer la fiche de ma collectivité" in ecran(app)
        await taper(pilot, "f7")
        assert "Les dates et les relances sont à la DAECT" in ecran(app)
        entre(app, petit, "odile")
        await calme(pilot)
        lines = [" ".join(line.split()) for line in ecran(app).splitlines()]
        assert "> France 1 sur 3 à jour (33,3 %)" in lines
        assert "Bas-Rhin (67) 1 sur 1 à jour (100,0 %)" in lines
        assert "Paris (75) 0 sur 1 à jour (0,0 %)" in lines
        await taper(pilot, "enter")
        assert "2 fiches à confirmer" in ecran(app)
        await taper(pilot, "escape", "f7", "down", "enter")
        assert "0 courriel déposé" in ecran(app), "nobody to write to: no agent, no address"


async def test_what_one_keeps_is_there_the_next_day(petit: Petit, tmp_path: Path, monkeypatch) -> None:  # noqa: F811
    monkeypatch.chdir(tmp_path)
    asked = "atlas://recherche?mots=%22eau%20pour%22%20-lyon&thematique=2"
    async with ouvrir(petit.dossier, asked) as (app, pilot):
        await commander(pilot, "garder")
        assert "connectez-vous" in ecran(app)
        kept = app.page.lien
        entre(app, petit)
        await calme(pilot)
        await commander(pilot, "garder")
        await taper(pilot, "ctrl+u")
        await saisir(pilot, "L'eau à Ouaga\n")
        assert "Gardée dans l'espace personnel" in ecran(app)
        app.aller_page("pays/bf")
        await calme(pilot)
        await commander(pilot, "suivre")
        assert "Vous suivez : Burkina Faso" in ecran(app)
        await taper(pilot, "x", "2", "enter", "escape")
        assert ".csv" in {one.suffix for one in Path().iterdir()}  # noqa: ASYNC240 - three files
    async with ouvrir(petit.dossier, "moi") as (app, pilot):
        entre(app, petit, "paul")
        await taper(pilot, "2")
        assert "Aucune page gardée" in ecran(app), "one's own"
        entre(app, petit)
        await calme(pilot)
        assert "> L'eau à Ouaga" in ecran(app)
        await taper(pilot, "enter")
        assert app.page.adresse.criteres == lire_adresse(asked).criteres
        assert app.page.lien == kept, "the same criteria, shown as they were"
        await taper(pilot, "p", "f7", "down", "enter")
        assert f"Liencopié:{kept}" in "".join(ecran(app).split()), "said whole, on as many lines as it takes"
        await taper(pilot, "f7", "down", "down", "enter", "ctrl+u", *"Eau", "enter")
        assert "> Eau " in ecran(app)
        await taper(pilot, "3")
        (line,) = [line for line in ecran(app).splitlines() if ".csv" in line]
        assert "burkina-faso" in line
        await taper(pilot, "enter")
        assert lien(app.page.adresse) == "atlas://monde/pays/bf"
        await taper(pilot, "p", "6")
        assert "Burkina Faso" in ecran(app)
        await taper(pilot, "f7", "down", "enter")
        assert "Rien n'est suivi" in ecran(app)
        await taper(pilot, "4")
        assert "ma collectivité" in ecran(app)
        await taper(pilot, "7", "enter")
        assert "oui, un par jour au plus" in ecran(app)
        await taper(pilot, "down", "down", "down", "enter", "enter")
        told = json.loads((tmp_path / "mes-donnees-marie.json").read_bytes())
        assert told["compte"][0]["courriel"] == "marie@ville.fr"
        assert [row["nom"] for row in told["page_gardee"]] == ["Eau"]
        assert told["preference"] == [{"compte": 1, "resume": 1}]
        await taper(pilot, "down", "enter", *"marie", "enter")
        assert "Votre compte et vos données sont effacés" in ecran(app)
        assert app.session.compte is None
    with Store.open(petit.dossier / "atlas.sqlite") as store, store.comptes() as accounts:
        assert accounts.find("marie") is None
        assert accounts.connection.execute("SELECT count(*) FROM page_gardee").get == 0


async def test_a_session_closed_from_elsewhere_does_nothing_more(petit: Petit) -> None:  # noqa: F811
    async with ouvrir(petit.dossier, "moi") as (app, pilot):
        entre(app, petit)
        with Store.open(petit.dossier / "atlas.sqlite") as store, store.comptes() as accounts:
            app.session.cle = espace.open_session(accounts, app.session.compte, "mot-de-passe")
            other = espace.open_session(accounts, app.session.compte, "cle")
        await taper(pilot, "7")
        app.page.relire()
        await calme(pilot)
        assert ecran(app).count("Ouverte le") == 2
        assert "mot de passe (ici)" in ecran(app)
        said = []
        for _ in range(2):
            # The one of here stays; the other leaves the list.
            await taper(pilot, "end", *(["up"] if said and "ici" in said[0] else []), "enter")
            said.append(ecran(app).splitlines()[-2])
        assert sorted(line[:20] for line in said) == ["C'est la session d'i", "Session fermée : il "]
        with Store.open(petit.dossier / "atlas.sqlite") as store, store.comptes() as accounts:
            assert not espace.session_lives(accounts, other)
            espace.end_session(accounts, app.session.cle)
        # The same from elsewhere: whatever is asked next, nobody is there any more.
        app.page.relire()
        await calme(pilot)
        assert "a été fermé" in ecran(app)
        assert app.session.compte is None


def test_image_of_a_fiche_to_confirm(tmp_path: Path, snap_compare) -> None:
    au = datetime(2013, 12, 31, 12, tzinfo=UTC)
    petit = construire(tmp_path / "atlas", au)  # noqa: F811
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        Campagnes(store, HOST).open(Campagne(2026, au, datetime(2098, 12, 31, 11, tzinfo=UTC)))
        with store.comptes() as accounts:
            agent = accounts.create(Demande("marie", "m@ville.fr", "M", "D", "agent", petit.bas_rhin), SYSTEM)
        # One part confirmed a day that never changes.
        seen = Campagnes(store, agent.who).parts(petit.bas_rhin)[1][1]
        Campagnes(store, agent.who).confirm(seen)
        with store.comptes() as accounts:
            accounts.connection.execute("UPDATE campagne_partie SET le = '2026-03-02T12:00:00.000000Z'")
    app = application(petit.dossier, f"confirmation/{petit.bas_rhin}")
    app.session.compte = agent

    async def avant(pilot) -> None:
        await calme(pilot)

    assert snap_compare(app, terminal_size=(80, 24), run_before=avant)
