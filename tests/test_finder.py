# SPDX-License-Identifier: EUPL-1.2
"""Finding and choosing: the finder, accès monde, accès France."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from petit_atlas import Petit, construire
from pilote import TAILLES, calme, ecran, ouvrir, taper
from textual.pilot import Pilot

from atlas_tui.app.commands import GLOBALES, Command
from atlas_tui.app.screens.acces_france import AccesFranceScreen, arbre_de_france
from atlas_tui.app.screens.acces_monde import AccesMondeScreen, arbre_du_monde
from atlas_tui.app.screens.finder import FinderScreen, ranger
from atlas_tui.app.widgets.choices import Choices
from atlas_tui.app.widgets.completion import Saisie
from atlas_tui.app.widgets.tree import Noeud, voir
from parquet.atlas import Atlas
from parquet.pages import Page
from parquet.reference import geography
from parquet.results import Trouvaille

pytestmark = pytest.mark.ouverture


@pytest.fixture(scope="module")
def petit(tmp_path_factory: pytest.TempPathFactory) -> Petit:
    return construire(tmp_path_factory.mktemp("finder") / "atlas")


@pytest.fixture(scope="module")
def atlas(petit: Petit) -> Iterator[Atlas]:
    with Atlas.ouvrir(petit.dossier) as opened:
        yield opened


async def ecrire(pilot: Pilot[Any], texte: str) -> None:
    """Type a whole text at once, as fast typing would, and wait for its answers."""
    await pilot.press(*("space" if c == " " else c for c in texte))
    await calme(pilot)


# --- the finder -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("taille", TAILLES)
@pytest.mark.parametrize(
    ("tape", "mene"),
    [
        ("burkina", Page("pays", "BF")),
        ("bas rin", Page("departement", "67")),
        ("ouagadugou", Page("partenaire", "par-2")),
        ("coeur histo", Page("fiche", "pro-3")),
        ("rhone alpes", Page("region", "82")),
        ("bourse", Page("bourse")),
        ("apd", Page("apd")),
        ("france", Page("france")),
    ],
)
async def test_quelques_lettres_suffisent(
    atlas: Atlas, tape: str, mene: Page, taille: tuple[int, int]
) -> None:
    async with ouvrir(atlas, "accueil", taille) as (app, pilot):
        await taper(pilot, "slash")
        await ecrire(pilot, tape)
        await taper(pilot, "enter")
        assert app.historique.ici.adresse.page == mene
        await taper(pilot, "escape")
        assert app.historique.ici.adresse.page == Page("accueil")


async def test_echap_ferme_et_rien_ne_se_trouve_en_silence(atlas: Atlas) -> None:
    async with ouvrir(atlas) as (app, pilot):
        await taper(pilot, "slash")
        await ecrire(pilot, "zzzzqq")
        assert "Rien de ce nom" in ecran(app)
        assert "Données fictives" not in ecran(app)
        await taper(pilot, "escape")
        assert not isinstance(app.screen, FinderScreen)
        assert app.historique.ici.adresse.page == Page("accueil")


def test_les_reponses_se_groupent_par_genre_et_les_homonymes_se_distinguent() -> None:
    lines = ranger(
        [
            Trouvaille("departement/67", "Bas-Rhin", "département", "67", 4),
            Trouvaille("collectivite/col-1", "Saint-Denis", "commune", "93", 2),
            Trouvaille("collectivite/col-9", "Région Grand Est", "région", "44", 2),
            Trouvaille("collectivite/col-2", "Saint-Denis", "commune", "974", 0),
        ]
    )
    heads = [line.nom for line in lines if line.page is None]
    assert heads == ["Départements", "Communes", "Conseils régionaux"]
    same = [line for line in lines if line.nom == "Saint-Denis"]
    assert [line.precision for line in same] == ["Seine-Saint-Denis (93)", "La Réunion (974)"]


class Lent:
    """An atlas whose answer to « o » comes only after the answer to « ou »."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self.libre = threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._atlas, name)

    def trouver(self, texte: str, *, limite: int = 20) -> tuple[Trouvaille, ...]:
        if texte == "o":
            assert self.libre.wait(20)
            return (Trouvaille("pays/DE", "TROP TARD", "pays", "", 1),)
        found = self._atlas.trouver(texte, limite=limite)
        self.libre.set()
        return found


async def test_une_reponse_depassee_est_jetee(atlas: Atlas) -> None:
    async with ouvrir(Lent(atlas)) as (app, pilot):  # type: ignore[arg-type]
        await pilot.press("slash", "o", "u")
        await calme(pilot)
        assert "Ouagadougou" in ecran(app)
        assert "TROP TARD" not in ecran(app)


# --- accès monde ----------------------------------------------------------------------------------------------


def pages(nodes: tuple[Noeud, ...]) -> Iterator[Page]:
    for node in nodes:
        if node.page is not None:
            yield node.page
        yield from pages(node.branches)


def test_chaque_lieu_est_dans_un_arbre_une_seule_fois() -> None:
    world = list(pages(arbre_du_monde()))
    assert len(world) == len(set(world))
    assert {p.code for p in world if p.genre == "pays"} == set(geography.pays()) - {"FR"}
    assert {p.code for p in world if p.genre == "continent"} == {c.code for c in geography.continents()}
    france = list(pages(arbre_de_france()))
    assert len(france) == len(set(france))
    assert {p.code for p in france if p.genre == "departement"} == set(geography.departements())
    assert {p.code for p in france if p.genre == "region"} == set(geography.regions())
    assert {p.code for p in france if p.genre == "com"} == set(geography.coms())


@pytest.mark.parametrize(
    ("tape", "meilleur"),
    [
        ("niger", "NE"),
        ("NIGERIA", "NG"),
        ("birmanie", "MM"),
        ("cote d'iv", "CI"),
        ("guinee", "GN"),
        ("mexi", "MX"),
    ],
)
def test_ce_que_l_on_tape_designe_le_bon_pays(tape: str, meilleur: str) -> None:
    assert voir(arbre_du_monde(), frozenset(), tape, {}).meilleur == Page("pays", meilleur)


@pytest.mark.parametrize("taille", TAILLES)
async def test_acces_monde_se_filtre_se_deplie_et_se_reinitialise(
    atlas: Atlas, taille: tuple[int, int]
) -> None:
    async with ouvrir(atlas, "acces-monde", taille) as (app, pilot):
        assert isinstance(app.screen, AccesMondeScreen)
        lines = app.screen.query_one(Choices)
        assert [(c.nom, c.nombre) for c in lines.lignes[:2]] == [("Monde", "4"), ("Afrique", "2")]
        await taper(pilot, "down", "right", "down", "down", "right")
        assert "Burkina Faso" in ecran(app)
        await ecrire(pilot, "polo")
        assert lines.courant is not None
        assert (lines.courant.page, lines.courant.nombre) == (Page("pays", "PL"), "2")
        assert "Pays : Pologne" in ecran(app) or "Pologne" in ecran(app).splitlines()[3]
        await taper(pilot, "enter")
        assert app.historique.ici.adresse.page == Page("pays", "PL")
        await taper(pilot, "p")
        assert app.screen.query_one(Saisie).value == "polo"
        await taper(pilot, "f8")
        assert app.screen.query_one(Saisie).value == ""
        assert "Burkina Faso" not in ecran(app)
        await ecrire(pilot, "xyz")
        await taper(pilot, "escape")
        assert app.screen.query_one(Saisie).value == ""
        assert isinstance(app.screen, AccesMondeScreen)


# --- accès France ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("taille", TAILLES)
async def test_acces_france_mene_aux_lieux_et_aux_collectivites(
    atlas: Atlas, petit: Petit, taille: tuple[int, int]
) -> None:
    async with ouvrir(atlas, "acces-france", taille) as (app, pilot):
        await taper(pilot, "6", "7", "enter")
        assert app.historique.ici.adresse.page == Page("departement", "67")
        await taper(pilot, "p", "f5")
        await ecrire(pilot, "rin")
        assert "Conseil départemental du Bas-Rhin" in ecran(app)
        assert "Paris" not in ecran(app)
        await taper(pilot, "enter")
        assert app.historique.ici.adresse.page == Page("collectivite", petit.bas_rhin)
        await taper(pilot, "p")
        assert app.screen.query_one(Saisie).value == "rin"
        await taper(pilot, "f6")
        await ecrire(pilot, "ly")
        await taper(pilot, "enter")
        assert app.historique.ici.adresse.page == Page("collectivite", petit.lyon)
        await taper(pilot, "p", "f3")
        await ecrire(pilot, "alsace")
        assert "Grand Est" in ecran(app)


async def test_les_touches_d_un_champ_sont_celles_qui_y_marchent(atlas: Atlas) -> None:
    async with ouvrir(atlas, "acces-france") as (app, pilot):
        await taper(pilot, "q", "m", "a")
        assert app.is_running
        assert app.screen.query_one(Saisie).value == "qma"
        foot = ecran(app).splitlines()[-1]
        assert "/ trouver  ? aide" in foot
        assert "q quitter" not in foot
        await pilot.press("slash")
        await pilot.pause()
        assert isinstance(app.screen, FinderScreen)
        assert app.page is not None
        assert app.page.query_one(Saisie).value == "qma"


async def test_une_faute_de_frappe_trouve_encore_le_lieu(atlas: Atlas) -> None:
    async with ouvrir(atlas, "acces-monde") as (app, pilot):
        await taper(pilot, *"burkna")
        await pilot.pause()
        assert "> " + " " * 6 + "Burkina Faso" in ecran(app)


@pytest.mark.parametrize("ecran_acces", [AccesMondeScreen, AccesFranceScreen])
def test_une_touche_ne_fait_qu_une_chose(ecran_acces: Any) -> None:
    """The page's own keys come before those of every page, which the palette (F2) still gives."""
    claimed: dict[str, str] = {}
    for command in ecran_acces.COMMANDES:
        for key in command.touches:
            assert claimed.setdefault(key, command.nom) == command.nom
    for command in GLOBALES:
        masked = [key for key in command.touches if claimed.get(key, command.nom) != command.nom]
        assert not masked or command.palette, (command.nom, masked)
    assert "f2" not in claimed


def test_aucune_ligne_de_la_palette_ne_se_coupe_en_80_colonnes() -> None:
    def all_of(base: type[Command]) -> Iterator[type[Command]]:
        for one in base.__subclasses__():
            yield one
            yield from all_of(one)

    lines = [(c.aide, c.nom_des_touches()) for c in all_of(Command) if c.palette and hasattr(c, "aide")]
    assert len(lines) > len(GLOBALES)
    assert not [one for one in lines if 2 + len(one[0]) + (2 + len(one[1]) if one[1] else 0) > 80]
