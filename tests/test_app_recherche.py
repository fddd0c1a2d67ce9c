# SPDX-License-Identifier: EUPL-1.2
"""« Recherche avancée » on the demonstration atlas: the form, its figures, its result, the way back. And its images."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas_tui.app import facettes, formulaire
from atlas_tui.app.screens.cocher import CocherScreen
from atlas_tui.app.screens.recherche import RechercheScreen
from atlas_tui.app.widgets.menu import Menu
from exports.wording import criteres_en_mots
from parquet.atlas import Atlas
from parquet.criteria import Cofinancement, Criteria, Interval
from parquet.pages import Adresse, Page, lien, lire_adresse
from parquet.reference import nomenclature
from tests.criteres_tires import CRITERES
from tests.pilote import TAILLES, application, calme, ecran, ouvrir, taper

pytestmark = pytest.mark.recherche

GUIDE = Criteria(
    region=("82",),
    pays=("IN",),
    thematique=("41040",),
    cofinancement=(Cofinancement("MEAE", 2009), Cofinancement("AFD")),
)
"""The guide's example: Rhône-Alpes, patrimoine, India, the ministry in 2009 or AFD."""
LIEN_DU_GUIDE = (
    "atlas://recherche?region=82&pays=IN&thematique=41040&cofinancement=MAE:2009&cofinancement=AFD"
)


@pytest.fixture(scope="session")
def atlas(atlas_demo: Path) -> Atlas:
    """The demonstration atlas, opened once: it never changes."""
    return Atlas.ouvrir(atlas_demo)


def clair(texte: str) -> str:
    """No-break spaces as plain ones."""
    return texte.replace("\u202f", " ").replace("\u00a0", " ")


def page_de(app: Any) -> RechercheScreen:
    """The search on the screen."""
    assert isinstance(app.page, RechercheScreen)
    return app.page


async def ouvrir_champ(app: Any, pilot: Any, cle: str) -> None:
    """Walk with the arrows to a field, and open it."""
    menu = app.screen.query_one("#champs", Menu)
    await taper(pilot, "home")
    for _ in range(40):
        if menu.courante.cle == cle:
            break
        await pilot.press("down")
    assert menu.courante.cle == cle
    await taper(pilot, "enter")


# --- the form and the criteria ------------------------------------------------------------------------------------------


@given(CRITERES, st.none() | st.dates(date(1900, 1, 1), date(2026, 1, 1)))
def test_le_formulaire_ecrit_l_adresse_qu_il_a_lue(criteres: Criteria, au: date | None) -> None:
    adresse = Adresse(Page("recherche"), criteres, au=au)
    form = formulaire.formulaire(adresse)
    assert formulaire.remplir(adresse.page, form) == adresse
    assert formulaire.formulaire(formulaire.remplir(adresse.page, form)) == form


@given(CRITERES, st.sampled_from(formulaire.CHAMPS), st.sampled_from(formulaire.CHAMPS))
def test_un_champ_vide_laisse_les_autres(
    criteres: Criteria, champ: formulaire.Champ, autre: formulaire.Champ
) -> None:
    emptied = formulaire.poser(champ, (), criteres)
    assert formulaire.valeurs(champ, emptied) == ()
    if autre != champ:
        assert formulaire.valeurs(autre, emptied) == formulaire.valeurs(autre, criteres)
    assert criteres_en_mots(criteres) or not formulaire.dits(criteres)


def test_une_thematique_cede_a_celles_qu_elle_contient() -> None:
    first, second, third = (c for c in formulaire.CHAMPS if c.niveau)
    widest = formulaire.lignee("41040")[-1]
    asked = formulaire.choisir(first, (widest,), Criteria())
    assert asked.thematique == (widest,)
    assert "41040" in formulaire.themes_possibles(third, asked)
    asked = formulaire.choisir(third, ("41040",), asked)
    assert asked.thematique == ("41040",)
    assert formulaire.montrees(first, asked) == (widest,)
    # Taking the deepest away gives back the one above; another widest takes it with it.
    assert formulaire.choisir(third, (), asked).thematique == formulaire.montrees(second, asked)
    other = next(c for c in formulaire.themes_possibles(first, asked) if c != widest)
    assert formulaire.choisir(first, (other,), asked).thematique == (other,)


# --- the figures behind the choices -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "criteres",
    [
        Criteria(),
        Criteria(region=("82",), pays=("IN",), statut=("en-cours", "termine")),
        Criteria(continent=("afrique",), type_collectivite=("commune",), nature=("cooperation",)),
    ],
)
def test_chaque_nombre_est_le_total_de_son_choix(atlas: Atlas, criteres: Criteria) -> None:
    """What stands beside a choice is what choosing it finds, whatever the other fields say."""
    adresse = Adresse(Page("recherche"), criteres)
    for champ in formulaire.CHAMPS:
        # A field with two ends: its figures count what begins in that very year.
        if champ.texte or champ.critere == "annee_debut":
            continue
        figures = facettes.comptes(atlas, champ, adresse)
        known = [code for code in figures if champ.niveau == 0 or code in nomenclature.themes()]
        for code in sorted(known, key=lambda code: (-figures[code], code))[:4] + sorted(known)[:2]:
            if code == "non":
                continue
            alone = formulaire.poser(champ, (code,), criteres.sans(champ.critere))
            if code == "demande":
                assert figures[code] == atlas.demandes(alone, limite=1).total
            else:
                assert figures[code] == atlas.projets(alone, limite=1).total, (champ.cle, code)


def test_les_annees_et_la_bourse_sont_comptees_aussi(atlas: Atlas) -> None:
    year = next(c for c in formulaire.CHAMPS if c.cle == "annee_de")
    figures = facettes.comptes(atlas, year, Adresse(Page("recherche"), Criteria(pays=("IN",))))
    for code, number in figures.items():
        same = Criteria(pays=("IN",), annee_debut=Interval(int(code), int(code)))
        assert number == atlas.projets(same, limite=1).total
    bourse = Adresse(Page("bourse"), Criteria(continent=("afrique",)))
    for champ in formulaire.CHAMPS_BOURSE:
        if champ.texte:
            continue
        for code, number in facettes.comptes(atlas, champ, bourse).items():
            alone = formulaire.poser(champ, (code,), bourse.criteres.sans(champ.critere))
            assert number == atlas.demandes(alone, limite=1).total, (champ.cle, code)


# --- on the screen --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("taille", TAILLES)
async def test_l_exemple_du_guide_au_clavier(atlas: Atlas, taille: tuple[int, int]) -> None:
    expected = atlas.projets(GUIDE)
    assert expected.total > 1
    async with ouvrir(atlas, "accueil", taille) as (app, pilot):
        await taper(pilot, "v")
        await ouvrir_champ(app, pilot, "region")
        await taper(pilot, *"rhone", "minus", *"alpes", "enter")
        assert f"{atlas.projets(Criteria(region=('82',))).total:,}".replace(",", " ") + " projets" in clair(
            ecran(app)
        )
        await ouvrir_champ(app, pilot, "thematique3")
        await taper(pilot, *"patrimoine", "enter")
        await ouvrir_champ(app, pilot, "pays")
        await taper(pilot, *"inde", "enter")
        await ouvrir_champ(app, pilot, "cofinancement")
        assert isinstance(app.screen, CocherScreen)
        await taper(pilot, *"mae", "space", *"2009", "tab", *"afd", "tab", "enter")
        page = page_de(app)
        assert page.adresse.criteres == GUIDE
        assert f"{expected.total} projets" in clair(ecran(app))
        await taper(pilot, "f5", "down")
        assert (page.projets.total, page.focused) == (expected.total, page.projets)
        shown = " ".join(ecran(app).split())
        assert (
            "région : Rhône-Alpes (région d'avant 2016) · pays : Inde · thématique : Préservation des sites"
            in shown
        )
        # The fiche, and back to the same row.
        await taper(pilot, "enter")
        assert app.historique.ici.adresse.page == Page("fiche", expected.projets[1].id)
        await taper(pilot, "escape")
        back = page_de(app)
        assert (back.onglet, back.projets.curseur, back.focused) == ("projets", 1, back.projets)
        # Échap goes back to the form as it was filled; the link says it all.
        await taper(pilot, "escape")
        assert (back.onglet, back.adresse.criteres) == ("affiner", GUIDE)
        assert lire_adresse(LIEN_DU_GUIDE) == lire_adresse(lien(back.adresse)) == back.adresse
        await taper(pilot, "f8")
        assert back.adresse.criteres == Criteria()
        assert "13 468 projets" in clair(ecran(app))


async def test_a_word_that_begins_comes_before_one_that_contains(atlas: Atlas) -> None:
    async with ouvrir(atlas, "recherche") as (app, pilot):
        await ouvrir_champ(app, pilot, "thematique3")
        await taper(pilot, *"eau")
        first = app.screen.query_one("#choisir-menu", Menu).courante
        assert first is not None
        assert "Eau" in first.texte


@pytest.mark.parametrize("taille", TAILLES)
async def test_le_lien_ouvre_le_resultat(atlas: Atlas, taille: tuple[int, int]) -> None:
    async with ouvrir(atlas, LIEN_DU_GUIDE, taille) as (app, pilot):
        page = page_de(app)
        assert (page.onglet, page.projets.total) == ("projets", atlas.projets(GUIDE).total)
        assert page.focused == page.projets
        await taper(pilot, "4")
        assert page.query_one("#classement-collectivites").display
        await taper(pilot, "5")
        assert page.query_one("#champs").has_focus
        assert "Ministère de l'Europe" in ecran(app)[:9999] or taille[1] < 30
        await taper(pilot, "escape")
        assert page.onglet == "projets"


async def test_un_resultat_vide_nomme_le_critere_en_trop(atlas: Atlas) -> None:
    asked = Criteria(pays=("IN",), statut=("suspendu",), thematique=("41040",))
    assert atlas.projets(asked).total == 0
    without = atlas.projets(asked.sans("statut")).total
    assert without
    async with ouvrir(atlas, lien(Adresse(Page("recherche"), asked))) as (app, pilot):
        shown = clair(ecran(app))
        assert "Aucun projet ne répond à ces critères réunis." in shown
        assert f"Sans « statut : suspendu » : {without} projets" in shown
        menu = app.screen.query_one("#remedes", Menu)
        assert menu.has_focus
        menu.aller(next(i for i, e in enumerate(menu.entrees) if e.cle == "statut"))
        await taper(pilot, "enter")
        page = page_de(app)
        assert page.adresse.criteres == asked.sans("statut")
        assert page.projets.total == without
        assert page.focused == page.projets


async def test_une_collectivite_se_complete_et_se_nomme(atlas: Atlas) -> None:
    async with ouvrir(atlas, "recherche?pays=IN") as (app, pilot):
        await taper(pilot, "5")
        await ouvrir_champ(app, pilot, "collectivite")
        first = app.screen.query_one("#choisir-menu", Menu).entrees[1]
        assert atlas.projets(Criteria(pays=("IN",), collectivite=(first.cle,))).total == int(
            clair(first.droite)
        )
        await taper(pilot, *"lyon", "enter")
        page = page_de(app)
        (code,) = page.adresse.criteres.collectivite
        assert atlas.intitule(Page("collectivite", code)) == "Lyon (69)"
        assert "collectivité : Lyon (69)" in clair(ecran(app))
        await taper(pilot, "delete")
        assert page.adresse.criteres == Criteria(pays=("IN",))


async def test_les_touches_tapees_d_avance_vont_au_champ(atlas: Atlas) -> None:
    """Nobody waits for the list to open: what is typed meanwhile is for it, not for the page under it."""
    gate = threading.Event()

    class Lent:
        def __getattr__(self, name: str) -> Any:
            return getattr(atlas, name)

        def nombres(self, par: str, criteres: Criteria = Criteria()) -> Any:
            assert par != "collectivite" or gate.wait(20)
            return atlas.nombres(par, criteres)

    async with ouvrir(Lent(), "recherche") as (app, pilot):  # type: ignore[arg-type]
        await pilot.press("enter", *"decines", "enter")
        gate.set()
        await calme(pilot)
        page = page_de(app)
        (code,) = page.adresse.criteres.collectivite
        assert "Décines" in atlas.intitule(Page("collectivite", code))
        assert page.adresse.criteres.nature == ()


async def test_les_mots_classent_par_pertinence(atlas: Atlas) -> None:
    async with ouvrir(atlas, "recherche") as (app, pilot):
        await ouvrir_champ(app, pilot, "mots")
        await taper(pilot, *"école", "enter", "f5")
        page = page_de(app)
        expected = atlas.projets(Criteria(mots="école"), tri="pertinence")
        assert (page.projets.tri, page.projets.total) == ("pertinence", expected.total)
        assert page.projets.courante == expected.projets[0]
        await taper(pilot, "escape", "f8", "f5")
        assert (page.projets.tri, page.projets.total) == ("annee", 13_468)


@pytest.mark.parametrize("taille", TAILLES)
async def test_les_mots_trouves_se_lisent_sous_la_liste(atlas: Atlas, taille: tuple[int, int]) -> None:
    async with ouvrir(atlas, "recherche?mots=eau%20potable", taille) as (app, pilot):
        table = page_de(app).projets
        for _ in range(3):
            await taper(pilot, "down")
            assert table.courante is not None
            excerpt = atlas.extraits([table.courante.id], "eau potable")[table.courante.id]
            line = table.render_line(table.size.height - 1)
            marked = [s.text for s in line if s.style and s.style.bold and s.style.underline]
            assert marked == [excerpt.texte[a:b] for a, b in excerpt.reperes if b < table.size.width - 8]
            assert marked[0].lower() == "eau"
            assert excerpt.texte[:50] in line.text
            assert line.cell_length == table.size.width
        await taper(pilot, "5", "f8", "f5")
        assert table.extraits is None


async def test_la_bourse_a_son_formulaire(atlas: Atlas) -> None:
    async with ouvrir(atlas, "recherche") as (app, pilot):
        await taper(pilot, "b")
        assert "137 demandes de coopération" in clair(ecran(app))
        await ouvrir_champ(app, pilot, "continent")
        await taper(pilot, *"afrique", "enter", "f5")
        page = page_de(app)
        expected = atlas.demandes(Criteria(nature=("demande",), continent=("afrique",))).total
        assert page.adresse == Adresse(Page("bourse"), Criteria(continent=("afrique",)))
        assert (page.onglet, page.demandes.total) == ("demandes", expected)


async def test_une_question_plus_recente_remplace_la_precedente(atlas: Atlas) -> None:
    """Totals asked while one fills the form are not queued: the last one is shown."""
    async with ouvrir(atlas, "recherche") as (app, pilot):
        page = page_de(app)
        for code in ("IN", "ML", "SN", "BF"):
            page.changer_criteres(Criteria(pays=(code,)))
        await calme(pilot)
        expected = atlas.projets(Criteria(pays=("BF",))).total
        assert f"{expected} projets" in clair(ecran(app)).replace(" projets", " projets")


async def test_un_mot_hostile_n_est_que_du_texte(atlas: Atlas) -> None:
    async with ouvrir(
        atlas, "recherche?mots=%1B%5B2J%5B/nope%5D&titre=%5Bred%5Dx&collectivite=col-999999"
    ) as (app, _):
        shown = ecran(app)
        assert "[/nope]" in shown
        assert not [c for c in shown if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160)]


@pytest.mark.parametrize("taille", TAILLES, ids=lambda t: f"{t[0]}x{t[1]}")
def test_image_formulaire(
    atlas_demo: Path, snap_compare: Callable[..., bool], taille: tuple[int, int]
) -> None:
    async def avant(pilot: Any) -> None:
        await calme(pilot)
        await taper(pilot, "5")

    app = application(atlas_demo, LIEN_DU_GUIDE)
    assert snap_compare(app, terminal_size=taille, run_before=avant)
