# SPDX-License-Identifier: EUPL-1.2
"""The fiches: what they say, their links, and what hostile data does to them (nothing)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from petit_atlas import Petit, construire
from pilote import TAILLES, ecran, ouvrir, taper
from rich.cells import cell_len

from atlas_tui.app import sheets
from atlas_tui.app.application import AtlasApp, ecran_de
from atlas_tui.app.screens.fiche_collectivite import FicheCollectiviteScreen
from atlas_tui.app.screens.fiche_projet import FicheProjetScreen
from atlas_tui.app.widgets.lines import Lines
from atlas_tui.app.widgets.sheet import Bloc, Feuille, Morceau, disposer
from parquet.atlas import Atlas
from parquet.pages import Page
from parquet.results import (
    CollectiviteBref,
    ContactBref,
    FicheCollectivite,
    FicheDemande,
    FicheLue,
    FichePartenaire,
    FicheProjet,
    FicheReseau,
)

pytestmark = pytest.mark.ouverture


@pytest.fixture(scope="module")
def petit(tmp_path_factory: pytest.TempPathFactory) -> Petit:
    return construire(tmp_path_factory.mktemp("fiches") / "atlas")


@pytest.fixture(scope="module")
def atlas(petit: Petit) -> Iterator[Atlas]:
    with Atlas.ouvrir(petit.dossier) as opened:
        yield opened


def lisible(app: AtlasApp) -> str:
    """The screen with plain spaces."""
    return ecran(app).replace("\u202f", " ").replace("\u00a0", " ")


# --- the text -------------------------------------------------------------------------------------------------

MOTS = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=60)


@given(
    st.lists(st.tuples(MOTS, MOTS, st.booleans(), st.sampled_from(["", "•"])), max_size=6),
    st.integers(min_value=12, max_value=120),
)
# Found: a letter of two cells, where the space that ends the line follows a mark of none.
@example([("\u0301 " + "x" * 11 + "日", "", False, "")], 12)
def test_une_feuille_ne_perd_rien_et_ne_deborde_pas(
    blocs: list[tuple[str, str, bool, str]], largeur: int
) -> None:
    made = [
        Bloc(
            (Morceau(one), Morceau(two, cible=Page("pays", "BF") if link else None)),
            puce=bullet if (one + two).strip(" ") else "",
        )
        for one, two, link, bullet in blocs
    ]
    laid = disposer(made, largeur)
    assert all(sum(cell_len(f.texte) for f in row) <= largeur for row in laid.rangees)
    shown = "".join(f.texte for row in laid.rangees for f in row)
    said = "".join(b.puce + one + two for b, (one, two, _, _) in zip(made, blocs, strict=True))
    assert sorted(shown.replace(" ", "")) == sorted(said.replace(" ", ""))
    assert len(laid.ancres) == sum(link for _, _, link, _ in blocs)


def test_une_fiche_tait_ce_qu_elle_ne_sait_pas() -> None:
    sheet = Feuille()
    sheet.champ("Site", "")
    sheet.texte("Historique", "  ")
    sheet.puce("")
    assert not sheet


def ecrire(atlas: Atlas, fiche: FicheLue) -> list[Feuille]:
    match fiche:
        case FicheProjet():
            return [sheets.projet(fiche)]
        case FicheCollectivite():
            etat = atlas.etat(Page("collectivite", fiche.id))
            return [sheets.contacts_collectivite(fiche), sheets.activite_collectivite(fiche, etat)]
        case FichePartenaire():
            return [sheets.partenaire(fiche)]
        case FicheDemande():
            return [sheets.demande(fiche)]
        case FicheReseau():
            return [sheets.reseau(fiche)]


TOUTES = ["pro-1", "pro-2", "pro-3", "pro-4", "col-1", "col-2", "col-3", "par-1", "par-2", "dem-1", "res-1"]


@pytest.mark.parametrize("id_", TOUTES)
def test_chaque_lien_d_une_fiche_mene_a_une_page(atlas: Atlas, id_: str) -> None:
    targets = [
        m.cible for f in ecrire(atlas, atlas.fiche(id_)) for b in f.blocs for m in b.morceaux if m.cible
    ]
    pages = [target for target in targets if isinstance(target, Page)]
    assert pages
    for page in pages:
        assert atlas.intitule(page)
        assert ecran_de(page)


# --- walking --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("taille", TAILLES)
async def test_on_parcourt_les_liens_au_clavier_et_l_on_revient_ou_l_on_etait(
    atlas: Atlas, petit: Petit, taille: tuple[int, int]
) -> None:
    async with ouvrir(atlas, "fiche/pro-2", taille) as (app, pilot):
        assert "Eau pour [/nope] Ouaga" in ecran(app)
        assert "Monde › Afrique › Afrique de l'Ouest › Burkina Faso" in ecran(app)
        sheet = app.screen.query_one(Lines)
        wanted = Page("collectivite", petit.bas_rhin)
        for _ in range(30):
            if sheet.cible() == wanted:
                break
            await taper(pilot, "down")
        assert sheet.cible() == wanted
        link = sheet.lien
        await taper(pilot, "enter")
        assert isinstance(app.screen, FicheCollectiviteScreen)
        assert app.historique.ici.adresse.page == wanted
        await taper(pilot, "p")
        assert isinstance(app.screen, FicheProjetScreen)
        assert app.screen.query_one(Lines).lien == link
        await taper(pilot, "u")
        assert app.historique.ici.adresse.page == Page("pays", "BF")


async def test_la_fiche_d_une_collectivite_dit_d_abord_qui_appeler(atlas: Atlas, petit: Petit) -> None:
    async with ouvrir(atlas, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        lines = ecran(app).splitlines()
        assert "Contacts" in lines[3]
        assert "Anne Muller, Vice-présidente" in lines[4]
        assert "anne@bas-rhin.example" not in ecran(app)
        assert "luc@bas-rhin.example" in ecran(app)
        await taper(pilot, "enter")
        assert app.clipboard == "international@bas-rhin.example"
        assert "Copié : international@bas-rhin.example" in ecran(app)
        await taper(pilot, "3")
        assert "2 projets" in lisible(app)
        await taper(pilot, "t", "i", "1", "2")
        assert "Pologne" in ecran(app)


async def test_sur_un_grand_ecran_la_fiche_d_une_collectivite_montre_tout(atlas: Atlas, petit: Petit) -> None:
    async with ouvrir(atlas, f"collectivite/{petit.paris}", (120, 40)) as (app, _):
        for said in (
            "Aucun contact nommé",
            "Aide publique au développement",
            "2 000,25",
            "1 500,25",
            "2 projets",
        ):
            assert said in lisible(app)


@pytest.mark.parametrize(
    "chemin", ["fiche/pro-999999", "collectivite/col-999999", "fiche/dem-77", "partenaire/par-0"]
)
async def test_une_fiche_absente_se_dit_en_une_ligne(atlas: Atlas, chemin: str) -> None:
    async with ouvrir(atlas, chemin) as (app, _):
        assert chemin.partition("/")[2] in ecran(app)
        assert app._exception is None


# --- hostile data ---------------------------------------------------------------------------------------------

VENIN = (
    "\x1b]0;pirate\x07\x1b[31m[/nope][@click=app.quit]X[/]\x9b2J\u202eabc\ud800"
    + "\u0301" * 30
    + "\ttab\nligne"
)


class Empoisonne:
    """An atlas whose fiches were not cleaned: made with other tools, or by someone who wishes ill."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas

    def __getattr__(self, name: str) -> Any:
        return getattr(self._atlas, name)

    def intitule(self, page: Page) -> str:
        return VENIN

    def fiche(self, id_: str) -> FicheLue:
        found = self._atlas.fiche(id_)
        people = (ContactBref(VENIN, VENIN, VENIN, VENIN, VENIN, VENIN),)
        if isinstance(found, FicheProjet):
            bref = replace(
                found.bref, titre=VENIN, collectivites=(CollectiviteBref(VENIN, VENIN, VENIN),), statut=VENIN
            )
            return replace(
                found, bref=bref, objectifs=VENIN, contacts=people, acteurs_pays=(VENIN,), loi_oudin=VENIN
            )
        if isinstance(found, FicheCollectivite):
            return replace(found, nom=VENIN, contacts=people, alias=(VENIN,), site=VENIN, courriel=VENIN)
        return found


@pytest.mark.parametrize("taille", TAILLES)
@pytest.mark.parametrize("chemin", ["fiche/pro-2", "collectivite/col-1"])
async def test_des_donnees_hostiles_sont_du_texte(atlas: Atlas, chemin: str, taille: tuple[int, int]) -> None:
    async with ouvrir(Empoisonne(atlas), chemin, taille) as (app, pilot):  # type: ignore[arg-type]
        await taper(pilot, "enter", "down", "pagedown", "end")
        seen = ecran(app)
        assert app._exception is None
        assert app.is_running
        assert not [c for c in seen if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"]
        await taper(pilot, "home")
        assert "[/nope]" in ecran(app)


async def test_l_aide_dit_chaque_commande_de_la_page(atlas: Atlas, petit: Petit) -> None:
    async with ouvrir(atlas, f"collectivite/{petit.paris}", (120, 60)) as (app, pilot):
        page = app.page
        assert page is not None
        await taper(pilot, "question_mark")
        shown = " ".join(ecran(app).split())
        for command in page.commandes():
            assert command.aide in shown
        await taper(pilot, "escape")
        assert app.screen is page
