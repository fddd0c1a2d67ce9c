# SPDX-License-Identifier: EUPL-1.2
"""The shell of the terminal UI on the demonstration atlas: figures, lists, filter, rankings, back and forward."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from petit_atlas import construire

from atlas_tui.app.screens.choisir import ChoisirScreen
from atlas_tui.app.screens.niveau import NiveauScreen
from atlas_tui.app.widgets.chrome import FICTIF, Titre, Touches
from atlas_tui.app.widgets.menu import Menu
from parquet import snapshot
from parquet.atlas import Atlas
from parquet.criteria import Criteria
from parquet.pages import Adresse, Page
from parquet.publication import publier
from store.store import Store
from tests.pilote import TAILLES, calme, ecran, ouvrir, taper

pytestmark = pytest.mark.ouverture

GUIDE = ("4 777", "8 625", "110", "12 731", "737", "137", "145")
"""The guide's seven figures, in its order."""


@pytest.fixture(scope="session")
def atlas(atlas_demo: Path) -> Atlas:
    """The demonstration atlas, opened once: it never changes."""
    return Atlas.ouvrir(atlas_demo)


def chiffres(texte: str) -> str:
    """No-break spaces as plain ones."""
    return texte.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("taille", TAILLES)
@pytest.mark.parametrize("lien", ["accueil", "monde"])
async def test_les_chiffres_du_guide_sont_a_l_ecran(atlas: Atlas, lien: str, taille: tuple[int, int]) -> None:
    async with ouvrir(atlas, lien, taille) as (app, _):
        shown = chiffres(ecran(app))
        lines = [line[:46] for line in shown.splitlines()]
        at = [next(i for i, line in enumerate(lines) if f" {figure} " in line) for figure in GUIDE]
        assert at == sorted(at)
        for montant in ("64 884 374 €", "65 568 380 €", "64 858 548 €", "71 160 392 €", "73 420 532 €"):
            assert montant in shown
        assert "Au 31 décembre 2013" in shown.splitlines()[-1]
        assert shown.splitlines()[0].endswith(FICTIF)


@pytest.mark.parametrize("taille", TAILLES)
async def test_la_liste_va_jusqu_au_dernier_projet_et_retrouve_sa_place(
    atlas: Atlas, taille: tuple[int, int]
) -> None:
    async with ouvrir(atlas, "monde", taille) as (app, pilot):
        await taper(pilot, "2", "end")
        page = app.page
        assert isinstance(page, NiveauScreen)
        table = page.projets
        assert table.total == 13_468
        assert table.curseur == 13_467
        expected = atlas.projets(Criteria(), decalage=13_467).projets[0]
        assert table.courante == expected
        assert f"{13_468 - table.visibles + 1} – 13468".replace(" – ", "–") in chiffres(table.resume).replace(
            " ", ""
        )
        await taper(pilot, "pageup", "up", "enter")
        left = table.curseur
        assert isinstance(app.page, NiveauScreen) is False
        await taper(pilot, "p")
        back = app.page
        assert isinstance(back, NiveauScreen)
        assert (back.onglet, back.projets.curseur, back.focused) == ("projets", left, back.projets)
        assert back.projets.courante == atlas.projets(Criteria(), decalage=left).projets[0]


async def test_afficher_et_cacher_les_natures(atlas: Atlas) -> None:
    async with ouvrir(atlas, "monde") as (app, pilot):
        page = app.page
        assert isinstance(page, NiveauScreen)
        await taper(pilot, "2", "c")
        assert page.projets.total == 737
        assert app.historique.ici.adresse == Adresse(Page("monde"), Criteria(nature=("action", "demande")))
        await taper(pilot, "e", "d")
        # The last one stays, and one line says so.
        assert page.adresse.criteres.nature == ("demande",)
        assert "reste affichée" in ecran(app)
        await taper(pilot, "3")
        assert page.demandes.total == 137
        await taper(pilot, "r", "2")
        assert page.projets.total == 13_468
        assert page.adresse.criteres == Criteria()


async def test_affiner_par_la_saisie_puis_reinitialiser(atlas: Atlas) -> None:
    asked = Criteria(continent=("afrique",), pays=("SN",), statut=("en-cours",))
    expected = atlas.projets(asked).total
    assert expected
    async with ouvrir(atlas, "continent/afrique") as (app, pilot):
        page = app.page
        assert isinstance(page, NiveauScreen)
        await taper(pilot, "5", "down", "enter")
        assert isinstance(app.screen, ChoisirScreen)
        # In a field letters are letters: « s » does not go forward, « é » counts as « e ».
        await taper(pilot, *"séné", "enter")
        await taper(pilot, "down", "enter", *"cours", "enter", "2")
        assert page.adresse.criteres == Criteria(pays=("SN",), statut=("en-cours",))
        assert page.projets.total == expected
        assert "Affiné : Sénégal · En cours" in ecran(app)
        await taper(pilot, "r")
        assert page.projets.total == atlas.projets(Criteria(continent=("afrique",))).total


async def test_trier(atlas: Atlas) -> None:
    async with ouvrir(atlas, "pays/bf") as (app, pilot):
        page = app.page
        assert isinstance(page, NiveauScreen)
        await taper(pilot, "2", "t")
        keys = [column.cle for column in page.projets.colonnes]
        assert "pays" not in keys
        assert page.projets.tri == keys[0] == "collectivite"
        criteres = Criteria(pays=("BF",))
        assert (
            page.projets.courante == atlas.projets(criteres, tri="collectivite", decroissant=False).projets[0]
        )
        await taper(pilot, "i")
        assert (
            page.projets.courante == atlas.projets(criteres, tri="collectivite", decroissant=True).projets[0]
        )


async def test_descendre_monter_revenir(atlas: Atlas) -> None:
    async with ouvrir(atlas, "monde") as (app, pilot):
        await taper(pilot, "enter")
        assert app.historique.ici.adresse.page == Page("continent", "afrique")
        menu = app.screen.query_one("#enfants", Menu)
        west = next(i for i, e in enumerate(menu.entrees) if e.texte == "Afrique de l'Ouest")
        menu.aller(west)
        await taper(pilot, "enter")
        assert "Monde › Afrique › Afrique de l'Ouest" in ecran(app).splitlines()[1]
        await taper(pilot, "u", "u")
        assert app.historique.ici.adresse.page == Page("monde")
        await taper(pilot, "p", "p", "p")
        assert app.historique.ici.adresse.page == Page("continent", "afrique")
        assert app.screen.query_one("#enfants", Menu).curseur == west
        await taper(pilot, "s")
        assert app.historique.ici.adresse.page == Page("sous-continent", "afrique-de-l-ouest")


async def test_une_thematique_affine_le_pays(atlas: Atlas) -> None:
    async with ouvrir(atlas, "pays/bf") as (app, pilot):
        page = app.page
        assert isinstance(page, NiveauScreen)
        chosen = page.query_one("#enfants", Menu).courante
        assert chosen is not None
        await taper(pilot, "enter")
        page = app.page
        assert isinstance(page, NiveauScreen)
        theme = page.adresse.criteres.thematique
        assert page.onglet == "projets"
        assert chiffres(chosen.droite) == str(page.projets.total)
        assert page.projets.total == atlas.projets(Criteria(pays=("BF",), thematique=theme)).total
        await taper(pilot, "escape")
        assert app.historique.ici.adresse.criteres.vide
        assert ecran(app).splitlines()[2].startswith(" 1 État")


async def test_les_classements_sont_ceux_du_guide(atlas: Atlas) -> None:
    async with ouvrir(atlas, "monde") as (app, pilot):
        await taper(pilot, "4")
        shown = chiffres(ecran(app))
        assert shown.index("Paris") < shown.index("344") < shown.index("155") < shown.index("151")
        await taper(pilot, "right")
        assert f"{atlas.classement('pays', Page('monde')).total} pays" in chiffres(ecran(app))
        await taper(pilot, "enter")
        assert app.historique.ici.adresse.page.genre == "pays"


async def test_du_cote_france_il_n_y_a_pas_de_demandes(atlas: Atlas) -> None:
    async with ouvrir(atlas, "departement/67") as (app, pilot):
        shown = ecran(app)
        assert "Demandes" not in shown
        assert "France › Grand Est › Bas-Rhin" in shown
        await taper(pilot, "3")
        assert "accès monde" in ecran(app)


async def test_une_reponse_tardive_est_ignoree(atlas: Atlas) -> None:
    """The slow reading of a filter that was changed since must not come over the new one."""
    gate, waiting = threading.Event(), threading.Event()

    class Lent:
        def __getattr__(self, name: str) -> Any:
            return getattr(atlas, name)

        def etat(self, page: Page, criteres: Criteria = Criteria()) -> Any:
            if criteres.statut:
                waiting.set()
                assert gate.wait(20)
            return atlas.etat(page, criteres)

    async with ouvrir(Lent(), "monde") as (app, pilot):  # type: ignore[arg-type]
        page = app.page
        assert isinstance(page, NiveauScreen)
        page.changer_criteres(Criteria(statut=("termine",)))
        while not waiting.is_set():
            await pilot.pause()
        page.changer_criteres(Criteria())
        await calme(pilot)
        posted, post = threading.Event(), page.post_message

        def guetter(message: Any) -> bool:
            done = post(message)
            if isinstance(message, NiveauScreen.Recu):
                posted.set()
            return done

        page.post_message = guetter  # type: ignore[method-assign]
        gate.set()
        while not posted.is_set():
            await pilot.pause()
        await calme(pilot)
        assert page.donnees is not None
        assert page.donnees.etat.compteurs == atlas.etat(Page("monde")).compteurs


HOSTILE = "\x1b]0;pris\x07[/nope] [@click=app.exit]x[/] \x1b[2J\x9b31m\u202e فاس"


async def test_un_nom_hostile_n_est_que_du_texte(atlas: Atlas) -> None:
    from dataclasses import replace

    class Hostile:
        def __getattr__(self, name: str) -> Any:
            return getattr(atlas, name)

        def intitule(self, page: Page) -> str:
            return HOSTILE

        def projets(self, criteres: Criteria, **options: Any) -> Any:
            found = atlas.projets(criteres, **options)
            return replace(
                found,
                projets=tuple(
                    replace(
                        p,
                        titre=HOSTILE,
                        collectivites=tuple(replace(c, nom=HOSTILE) for c in p.collectivites),
                    )
                    for p in found.projets
                ),
            )

    for taille in TAILLES:
        async with ouvrir(Hostile(), "pays/bf", taille) as (app, pilot):  # type: ignore[arg-type]
            await taper(pilot, "2", "down")
            shown = ecran(app)
            assert "[/nope]" in shown
            assert not [
                c for c in shown if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160 or c == "\u202e")
            ]


async def test_la_palette_dit_en_francais_ce_que_font_les_touches(atlas: Atlas) -> None:
    async with ouvrir(atlas, "monde") as (app, pilot):
        await taper(pilot, "colon", *"classements", "enter")
        page = app.page
        assert isinstance(page, NiveauScreen)
        assert page.onglet == "classements"
        await taper(pilot, "ctrl+c")
        assert "Pour quitter : q" in ecran(app)
        assert "quitter" in app.screen.query_one(Touches).texte
        assert app.screen.query_one(Titre).texte.endswith(FICTIF)
        await taper(pilot, "q")
    assert app.return_code == 0


async def test_ce_qui_ne_peut_se_lire_tient_en_une_ligne(atlas: Atlas) -> None:
    async with ouvrir(atlas, "monde") as (app, pilot):
        app.aller(Adresse(Page("fiche", "pro-999999")))
        await calme(pilot)
        assert "pro-999999" in "".join(ecran(app).splitlines()[-4:-1])
        assert "Traceback" not in ecran(app)
        await taper(pilot, "p")
        assert app.historique.ici.adresse.page == Page("monde")


@pytest.mark.parametrize("taille", TAILLES)
async def test_un_instantane_ecarte_est_dit_en_entier_puis_compris(
    tmp_path: Path, taille: tuple[int, int]
) -> None:
    folder = construire(tmp_path / "atlas").dossier
    with Store.open(folder / "atlas.sqlite") as store:
        publier(store, folder)
    newest, previous = snapshot.instantanes(folder)
    damaged = folder / "instantanes" / newest / "liaisons.parquet"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    async with ouvrir(folder, "accueil", taille) as (app, pilot):
        shown = " ".join(ecran(app).split())
        assert f"Instantané {newest} écarté : liaisons.parquet" in shown
        assert f"L'atlas ouvre l'instantané {previous}." in shown
        assert "3 coopérations décentralisées" in shown
        await taper(pilot, "escape")
        assert "écarté" not in ecran(app)
