# SPDX-License-Identifier: EUPL-1.2
"""A session that is open when someone publishes: it says so once, writes nothing else, and its next pages are up to date."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from petit_atlas import Petit, construire

from atlas_tui.app import veille
from atlas_tui.app.screens import base
from atlas_tui.app.screens.niveau import NiveauScreen
from parquet import snapshot
from parquet.atlas import Atlas
from parquet.publication import publier, publier_delta
from store.records import Projet
from store.store import Store
from tests.pilote import calme, ecran, ouvrir, taper

pytestmark = pytest.mark.donnees

LIGNE = "L'atlas a été mis à jour. F5 relit cette page"


@pytest.fixture
def petit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Petit:
    monkeypatch.setattr(veille, "PERIODE", 0.01)
    return construire(tmp_path / "atlas")


def ecrire(petit: Petit, titre: str, *, delta: bool = True) -> None:
    """What another session saves: a new projet of Lyon in Jaipur, published."""
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        with store.write("autre") as edit:
            edit.create(
                Projet(
                    titre=titre, nature="cooperation", thematique="2", statut="en-cours", annee_lancement=2012,
                    collectivites=(petit.lyon,), partenaires=(petit.lahore,),
                )
            )  # fmt: skip
        if delta:
            publier_delta(store, petit.dossier)
        else:
            publier(store, petit.dossier)


async def prevenu(app: Any, pilot: Any) -> None:
    """Wait until the session knows."""
    while not app.perime:
        await pilot.pause()
    await calme(pilot)


def projets(app: Any) -> list[str]:
    """The titles of the list on the screen."""
    page = app.page
    assert isinstance(page, NiveauScreen)
    return [page.projets._lignes[i].titre for i in range(page.projets.total or 0)]


@pytest.mark.parametrize("delta", [True, False])
async def test_f5_montre_ce_qu_un_autre_a_publie(petit: Petit, delta: bool) -> None:
    async with ouvrir(petit.dossier, "pays/in") as (app, pilot):
        await taper(pilot, "2")
        assert projets(app) == ["Sauvegarde du cœur historique"]
        ecrire(petit, "Une école à Jaipur", delta=delta)
        await prevenu(app, pilot)
        # Said, and nothing moved.
        shown = ecran(app)
        assert LIGNE in shown
        assert "F5 relire" in shown
        assert projets(app) == ["Sauvegarde du cœur historique"]
        await taper(pilot, "f5")
        assert projets(app) == ["Une école à Jaipur", "Sauvegarde du cœur historique"]
        shown = ecran(app)
        assert "2 Projets (2)" in shown
        assert LIGNE not in shown
        assert "Page relue" in shown
        assert "F5" not in shown
        # And so on: what comes next is told too.
        ecrire(petit, "Un puits à Jaipur")
        await prevenu(app, pilot)
        await taper(pilot, "f5")
        assert len(projets(app)) == 3


async def test_les_pages_suivantes_et_celles_d_avant_sont_a_jour(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "pays/in") as (app, pilot):
        await taper(pilot, "m", "escape")
        ecrire(petit, "Une école à Jaipur")
        await prevenu(app, pilot)
        await taper(pilot, "k")
        assert "Inde › Graphiques" in ecran(app)
        assert app.page is not None
        assert app.page.donnees.total == 2
        await taper(pilot, "escape", "2")
        # The page that was kept in memory as it was left is read again.
        assert len(projets(app)) == 2
        # The form of the search has F5 for itself, and its result is up to date too.
        ecrire(petit, "Un puits à Jaipur")
        await prevenu(app, pilot)
        await taper(pilot, "v")
        ecrire(petit, "Un pont à Jaipur")
        await prevenu(app, pilot)
        await taper(pilot, "f5")
        assert len(projets(app)) == 7


async def test_chaque_page_dit_ce_que_f5_y_fait(petit: Petit) -> None:
    async with ouvrir(petit.dossier) as (app, pilot):
        for lien, libre in (
            ("accueil", True),
            ("acces-france", False),
            ("recherche", False),
            ("pays/in", True),
        ):
            app.aller_page(lien)
            await calme(pilot)
            ecrire(petit, "Une école à Jaipur")
            await prevenu(app, pilot)
            assert (LIGNE in ecran(app)) is libre, lien
            assert ("F5 relire" in ecran(app).splitlines()[-1]) is libre, lien
            assert ecran(app).splitlines()[-1].count("F5") <= 1
            await taper(pilot, "f5")
            assert ("Page relue" in ecran(app)) is libre, lien


async def test_ce_qui_fut_aussitot_hors_de_vue_est_dit_ensuite(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "pays/in") as (app, pilot):
        atlas, looks = app.atlas, []
        sees = atlas.perime
        # The folder is out of reach when one looks again before saying it.
        atlas.perime = lambda: bool(looks.append(1) or len(looks) > 1) and sees()  # type: ignore[method-assign, func-returns-value]
        ecrire(petit, "Une école à Jaipur")
        await prevenu(app, pilot)
        assert len(looks) == 2
        assert LIGNE in ecran(app)


async def test_la_page_relue_reste_en_vue_jusqu_a_la_suivante(
    petit: Petit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "RETENUE", 0.001)
    go, opened = Event(), Atlas.ouvrir

    def attendre(dossier: Path) -> Atlas:
        go.wait(20)
        return opened(dossier)

    async with ouvrir(petit.dossier, "pays/in") as (app, pilot):
        await taper(pilot, "2")
        ecrire(petit, "Une école à Jaipur")
        await prevenu(app, pilot)
        monkeypatch.setattr(Atlas, "ouvrir", attendre)
        painted: list[str] = []
        display = app._display
        app._display = lambda *said: (painted.append(ecran(app)), display(*said))  # type: ignore[method-assign, assignment, func-returns-value]
        before = app.page
        try:
            await pilot.press("f5")
            while app.page is before or not app.page.is_mounted:
                await pilot.pause()
            # As long as a page whose atlas is open would have been waited for.
            app.set_timer(0.01, lambda: painted.append(""))
            while "" not in painted:
                await pilot.pause()
            assert not painted[:-1], "nothing over the page that is there"
        finally:
            go.set()
        await calme(pilot)
        assert len(projets(app)) == 2
        assert "2 Projets (2)" in ecran(app)


async def test_rien_n_est_ecrit_tant_que_rien_n_est_publie(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "pays/in") as (app, pilot):
        looks: list[int] = []
        atlas = app.atlas
        look = atlas.derniere_seq

        def regarder() -> int:
            looks.append(1)
            return look()

        atlas.derniere_seq = regarder  # type: ignore[method-assign]
        painted: list[object] = []
        display = app._display
        app._display = lambda *said: (painted.append(said), display(*said))  # type: ignore[method-assign, assignment, func-returns-value]
        while len(looks) < 20:
            await pilot.pause()
        assert not painted
        # Published anew with nothing new in it: no news.
        with Store.open(petit.dossier / "atlas.sqlite") as store:
            publier(store, petit.dossier)
        while len(looks) < 40:
            await pilot.pause()
        assert not app.perime
        assert not painted


def abimer(petit: Petit, nom: str, fichier: str) -> None:
    """Change the last byte of a file of a snapshot."""
    file = petit.dossier / "instantanes" / nom / fichier
    file.write_bytes(file.read_bytes()[:-1] + b"?")


async def test_une_publication_abimee_n_est_pas_annoncee_sans_fin(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "pays/in") as (app, pilot):
        await taper(pilot, "2")
        ecrire(petit, "Une école à Jaipur", delta=False)
        newest, _ = snapshot.instantanes(petit.dossier)
        abimer(petit, newest, "projets.parquet")
        await prevenu(app, pilot)
        await taper(pilot, "f5")
        # The one before opens, and says so; what is damaged is no news any more.
        assert projets(app) == ["Sauvegarde du cœur historique"]
        assert f"Instantané {newest} écarté" in " ".join(ecran(app).split())
        # Nothing can be opened: the atlas that is open still answers, and one line says it.
        ecrire(petit, "Un puits à Jaipur", delta=False)
        await prevenu(app, pilot)
        for name in snapshot.instantanes(petit.dossier):
            abimer(petit, name, "manifeste.json")
        await taper(pilot, "f5")
        while "n'a pas pu être ouverte" not in ecran(app):
            await pilot.pause()
        assert not app.perime
        assert projets(app) == ["Sauvegarde du cœur historique"]


async def test_un_curseur_reste_ou_il_est(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "monde") as (app, pilot):
        await taper(pilot, "2", "end", "up")
        page = app.page
        assert isinstance(page, NiveauScreen)
        at = page.projets.curseur
        assert at
        ecrire(petit, "Une école à Jaipur")
        await prevenu(app, pilot)
        await taper(pilot, "f5")
        page = app.page
        assert isinstance(page, NiveauScreen)
        assert (page.onglet, page.projets.curseur, page.projets.total) == ("projets", at, 5)
        assert app.historique.peut_retour is False
        assert replace(app.historique.ici.adresse) == page.adresse
