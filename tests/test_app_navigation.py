# SPDX-License-Identifier: EUPL-1.2
"""Back and forward, the commands, and the link of what is on the screen."""

from __future__ import annotations

import re
from concurrent.futures import Future
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pilote import calme, ecran, ouvrir, taper

from atlas_tui.app.application import AtlasApp
from atlas_tui.app.commands import GLOBALES, Command
from atlas_tui.app.navigation import MAX_VISITES, History, ViewState
from atlas_tui.app.screens import affiner
from atlas_tui.app.screens.graphiques import GraphiquesScreen
from atlas_tui.app.screens.niveau import NiveauScreen
from atlas_tui.app.widgets.table import ResultTable
from parquet.atlas import Atlas
from parquet.criteria import Criteria
from parquet.errors import CritereInvalide
from parquet.pages import ACCUEIL, Adresse, Page, lire_adresse

pytestmark = pytest.mark.ouverture

PAYS = [Adresse(Page("pays", code)) for code in ("BF", "ML", "SN", "DE", "PL")]


@given(st.lists(st.one_of(st.sampled_from(PAYS), st.sampled_from(["retour", "avancer"])), max_size=60))
def test_l_historique_est_celui_d_un_navigateur(gestes: list[Adresse | str]) -> None:
    """Against the plainest model there is: a list and an index."""
    pages, here = [Adresse(ACCUEIL)], 0
    history = History.depuis(Adresse(ACCUEIL))
    for geste in gestes:
        if geste == "retour":
            here, history = max(0, here - 1), history.retour()
        elif geste == "avancer":
            here, history = min(len(pages) - 1, here + 1), history.avancer()
        else:
            assert isinstance(geste, Adresse)
            if geste != pages[here]:
                pages, here = [*pages[: here + 1], geste], here + 1
            history = history.aller(geste)
        assert [visit.adresse for visit in history.visites] == pages
        assert history.position == here
        assert (history.peut_retour, history.peut_avancer) == (here > 0, here < len(pages) - 1)


def test_la_vue_est_retrouvee_au_retour() -> None:
    seen = ViewState(onglet="projets", lignes={"projets": (412, 400)})
    history = History.depuis(PAYS[0]).noter(seen).aller(PAYS[1]).retour()
    assert history.ici.vue == seen
    assert history.avancer().ici.vue == ViewState()


def test_l_historique_oublie_les_plus_anciennes() -> None:
    history = History.depuis(Adresse(ACCUEIL))
    for i in range(MAX_VISITES + 50):
        history = history.aller(Adresse(Page("fiche", f"pro-{i}")))
    assert len(history.visites) == MAX_VISITES
    assert history.ici.adresse.page.code == f"pro-{MAX_VISITES + 49}"


# Keys that an AZERTY keyboard has without AltGr, and that the oldest terminal sends unmistakably.
NOMMEES = {
    "slash", "question_mark", "colon", "escape", "backspace", "enter", "tab", "space", "up", "down", "left", "right",
    "pageup", "pagedown", "home", "end", *(f"f{n}" for n in range(1, 11)),
    "ctrl+l",  # a form feed, by which every terminal program has always redrawn its screen
}  # fmt: skip


@pytest.mark.parametrize("commande", [*GLOBALES, *NiveauScreen.COMMANDES], ids=lambda c: c.nom)
def test_une_touche_est_tapable_partout(commande: type[Command]) -> None:
    assert all(t in NOMMEES or (len(t) == 1 and t.isalnum()) for t in commande.touches)
    assert commande.aide
    assert commande.aide[0].isupper()
    assert not commande.libelle or len(commande.libelle) <= 16


def test_une_touche_ne_fait_qu_une_chose() -> None:
    claimed: dict[str, str] = {}
    for command in (*NiveauScreen.COMMANDES, *GLOBALES):
        for key in command.touches:
            assert claimed.setdefault(key, command.nom) == command.nom


def test_une_thematique_s_affine_par_degres() -> None:
    """Each level taken away leaves the one above it; the form offers the next level only."""
    monde = Page("monde")
    asked = affiner.poser(affiner.CHAMPS[5], "14031", Criteria(statut=("en-cours",)))
    assert asked == Criteria(statut=("en-cours",), thematique=("14031",))
    assert [affiner.valeur(champ, asked) for champ in affiner.CHAMPS[3:]] == ["2", "140", "14031"]
    for champ, left in zip(affiner.CHAMPS[5:2:-1], [("140",), ("2",), ()], strict=True):
        asked = affiner.poser(champ, affiner.TOUS, asked)
        assert asked.thematique == left
    assert len(affiner.champs_de(monde, Criteria())) == 4
    assert len(affiner.champs_de(monde, Criteria(thematique=("2",)))) == 5
    assert len(affiner.champs_de(monde, Criteria(thematique=("140",)))) == 6
    # A page does not ask for what it already stands for.
    assert [c.cle for c in affiner.champs_de(Page("pays", "BF"), Criteria())] == [
        "type_collectivite", "statut", "thematique1",
    ]  # fmt: skip
    assert [c.cle for c in affiner.champs_de(Page("thematique", "2"), Criteria())][-1] == "thematique2"
    assert affiner.reinitialiser(Criteria(nature=("action",), pays=("BF",))) == Criteria(nature=("action",))


async def test_le_lien_copie_dit_l_onglet_les_graphiques_et_le_tri(atlas_demo: Path) -> None:
    async with ouvrir(atlas_demo, "atlas://monde/pays/bf?statut=en-cours") as (app, pilot):
        await taper(pilot, "2", "t", "y")
        assert isinstance(app.screen, NiveauScreen)
        sort, first = (app.screen.projets.tri, app.screen.projets.decroissant), ecran(app)
        link = re.search(r"atlas://\S+", app._clipboard).group()
        await taper(pilot, "k", "y")
        assert app._clipboard == "atlas://monde/pays/bf?vue=graphiques&statut=en-cours"
    assert link.startswith("atlas://monde/pays/bf?vue=projets&statut=en-cours&tri=")
    async with ouvrir(atlas_demo, link) as (app, pilot):
        assert isinstance(app.screen, NiveauScreen)
        assert (app.screen.projets.tri, app.screen.projets.decroissant) == sort
        assert ecran(app).splitlines()[2:-2] == first.splitlines()[2:-2]
        # The tab is how the page looks, not where one is.
        await taper(pilot, "1", "y")
        assert app._clipboard == "atlas://monde/pays/bf?statut=en-cours"
    async with ouvrir(atlas_demo, "atlas://bourse?vue=graphiques") as (app, _):
        assert isinstance(app.screen, GraphiquesScreen)
    # The other lists that are sorted: the demandes, and those of a fiche.
    for page, tab, keys in (("bourse", "demandes", "ti"), ("collectivite/col-1", "projets", "3ti")):
        async with ouvrir(atlas_demo, f"atlas://{page}") as (app, pilot):
            await taper(pilot, *keys, "y")
            link, seen = app._clipboard, ecran(app)
            table = app.screen.query_one(f"#{tab}", ResultTable)
            sort = (table.tri, table.decroissant)
        assert link == f"atlas://{page}?vue={tab}&tri={'-' if sort[1] else ''}{sort[0]}"
        async with ouvrir(atlas_demo, link) as (app, pilot):
            table = app.screen.query_one(f"#{tab}", ResultTable)
            assert (table.tri, table.decroissant) == sort
            assert ecran(app).splitlines()[2:-2] == seen.splitlines()[2:-2]
            # Found again as it was left.
            await taper(pilot, "a", "escape", "y")
            assert app._clipboard == link
    # A link that names a tab of other pages opens the first one.
    for page in ("actualites", "collectivite/col-1"):
        async with ouvrir(atlas_demo, f"atlas://{page}?vue=classements") as (app, _):
            assert app.refus == ""
            assert ecran(app).count("\n") > 10
    for bad in ("atlas://monde?tri=DROP", "atlas://monde?vue=tout", "atlas://bourse?vue=demandes&tri=statut"):
        with pytest.raises(CritereInvalide, match="Au choix"):
            lire_adresse(bad)


async def test_ce_qui_affine_se_dit_par_son_nom(atlas_demo: Path) -> None:
    async with ouvrir(atlas_demo, "atlas://monde/pays/bf?collectivite=col-1") as (app, pilot):
        (line,) = (line for line in ecran(app).splitlines() if line.startswith("Affiné"))
        with Atlas.ouvrir(atlas_demo) as atlas:
            assert line == f"Affiné : {atlas.intitule(Page('collectivite', 'col-1'))}"
        await taper(pilot, "c")
        assert "col-1" not in ecran(app)


async def test_a_tab_asked_before_the_page_is_read_opens_with_it(atlas_demo: Path) -> None:
    """Keys typed ahead wait for the page, but not for ever: on a busy host it may come after them."""
    with Atlas.ouvrir(atlas_demo) as opened:
        for lien, touche, onglet in (
            ("collectivite/col-1", "3", "projets"),
            ("pays/ML", "3", "demandes"),
            ("apd/2012", "2", "departement"),
            ("annuaire", "2", "1"),
        ):
            late: Future[Atlas] = Future()
            app = AtlasApp(late, lire_adresse(lien))
            async with app.run_test(size=(80, 24)) as pilot:
                await pilot.press(touche)
                assert app.page is not None
                assert app.page.donnees is None
                late.set_result(opened)
                await calme(pilot)
                assert app.page.donnees is not None
                assert app.page.vue().onglet == onglet
