# SPDX-License-Identifier: EUPL-1.2
"""Criteria, figures, rankings and the finder, on an atlas small enough to count by hand; permalinks by their law."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from petit_atlas import Petit, construire

from parquet.atlas import Atlas
from parquet.criteria import NATURES, TOUT, Cofinancement, Criteria, Interval
from parquet.errors import AtlasError, CritereInvalide, Introuvable
from parquet.pages import MONDE, Adresse, Page, lien, lire_adresse, lire_page
from parquet.reference import geography, nomenclature
from parquet.results import ApdAnnee, Compteurs
from store.cleaning import without_controls

pytestmark = pytest.mark.ouverture


@pytest.fixture(scope="module")
def petit(tmp_path_factory: pytest.TempPathFactory) -> Petit:
    return construire(tmp_path_factory.mktemp("figures") / "atlas")


@pytest.fixture(scope="module")
def atlas(petit: Petit) -> Atlas:
    return Atlas.ouvrir(petit.dossier)


def test_the_seven_figures_of_each_level(atlas: Atlas, petit: Petit) -> None:
    def count(path: str) -> Compteurs:
        return atlas.etat(lire_page(path)).compteurs

    assert count("monde") == Compteurs(3, 3, 1, 3, 1, 1, 4)
    # Paris's projet joins Ouagadougou and Silésie: on Burkina Faso's page one partenaire, on the world's two.
    assert count("pays/bf") == Compteurs(2, 1, 0, 1, 1, 0, 1)
    assert count("continent/afrique") == Compteurs(2, 1, 1, 1, 1, 1, 2)
    assert count("france") == Compteurs(3, 3, None, 3, 1, None, 3)
    # Co-led by Paris and the Bas-Rhin: the page of the département counts the département alone.
    assert count("departement/67") == Compteurs(1, 2, None, 1, 1, None, 2)
    assert count("region/Alsace") == count("departement/67") == count("region/44")
    assert count("region/Rhône-Alpes") == Compteurs(1, 1, None, 1, 0, None, 1)
    assert count(f"collectivite/{petit.paris}") == Compteurs(1, 2, None, 1, 1, None, 2)
    assert count("thematique/2") == Compteurs(2, 2, 0, 1, 1, 0, 2)
    assert count("pays/va") == Compteurs(0, 0, 0, 0, 0, 0, 0)


def test_apd_with_and_without_refugees_by_page(atlas: Atlas) -> None:
    world = atlas.etat(MONDE)
    assert world.apd == (ApdAnnee(2012, Decimal("2000.25")),)
    assert world.apd_hors_refugies == (ApdAnnee(2012, Decimal("1500.25")),)
    assert atlas.etat(lire_page("pays/bf")).apd == (ApdAnnee(2012, Decimal("1200.25")),)
    assert atlas.etat(lire_page("departement/67")).apd == ()
    assert atlas.etat(lire_page("thematique/2")).apd == (ApdAnnee(2012, Decimal("1200.25")),)


def test_a_filter_never_replaces_what_the_page_says(atlas: Atlas) -> None:
    bf = lire_page("pays/bf")
    # Paris's projet is in Burkina Faso and in Poland: the only one of Burkina Faso's page that Poland keeps.
    assert atlas.etat(bf, Criteria(pays=("PL",))).compteurs == Compteurs(1, 1, 0, 1, 0, 0, 1)
    assert atlas.etat(bf, Criteria(pays=("IN",))).compteurs == Compteurs(0, 0, 0, 0, 0, 0, 0)
    assert (
        atlas.etat(lire_page("thematique/2"), Criteria(thematique=("14031",))).compteurs.autres_actions == 1
    )
    assert (
        atlas.etat(lire_page("thematique/2"), Criteria(thematique=("7",))).compteurs.projets_cooperation == 0
    )
    assert atlas.etat(Page("bourse"), Criteria(nature=("cooperation",))).compteurs == Compteurs(
        0, 0, 0, 0, 0, 0, 0
    )
    assert atlas.etat(bf, Criteria(pays=("BF",))) == atlas.etat(bf)


def test_a_fiche_has_no_figures_but_a_collectivite_has(atlas: Atlas, petit: Petit) -> None:
    assert lire_page(f"fiche/{petit.paris}") == Page("collectivite", petit.paris)
    assert lire_page(f"fiche/{petit.ouaga}") == Page("partenaire", petit.ouaga)
    for path in ("fiche/pro-1", "fiche/dem-1", "fiche/res-1"):
        with pytest.raises(Introuvable, match="atlas-tui fiche"):
            atlas.etat(lire_page(path))


def test_hidden_natures_and_filters_narrow_a_page(atlas: Atlas) -> None:
    assert atlas.etat(MONDE, Criteria(nature=("demande",))).compteurs == Compteurs(0, 0, 1, 0, 0, 1, 1)
    assert atlas.etat(MONDE, Criteria(nature=("cooperation", "action"))).compteurs.demandes == 0
    assert atlas.etat(MONDE, Criteria(statut=("en-cours",))).compteurs.projets_cooperation == 2
    assert atlas.etat(MONDE, Criteria(type_collectivite=("commune",))).compteurs.collectivites_francaises == 2


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("mots=eau", {"Eau pour [/nope] Ouaga", "Réseau de villes sur l'eau"}),
        ("mots=ouaga eau reseau", {"Réseau de villes sur l'eau"}),
        ("mots=coeur", {"Sauvegarde du cœur historique"}),
        ("mots=%27 OR 1=1 --", set()),
        ("region=Rhône-Alpes&pays=in&cofinancement=MAE:2009&cofinancement=AFD", {"Sauvegarde du cœur historique"}),
        ("cofinancement=MAE:2010", set()),
        ("loi-oudin=oui", {"Eau pour [/nope] Ouaga"}),
        ("annee-debut=2008..2009&nature=cooperation", {"Échanges d'expériences en matière d'action sociale", "Sauvegarde du cœur historique"}),
        # The Bas-Rhin is a département and Paris a commune: no one collectivité is both of Paris's département and of that type.
        ("departement=75&type-collectivite=departement", set()),
        ("pays=bf&pays=in&statut=termine&statut=en-cours", {"Eau pour [/nope] Ouaga", "Sauvegarde du cœur historique"}),
        ("continent=afrique&pays=pl", set()),
        ("titre=EAU pour", {"Eau pour [/nope] Ouaga"}),
    ],
)  # fmt: skip
def test_criteria_cross(atlas: Atlas, asked: str, titles: set[str]) -> None:
    criteres = lire_adresse(f"atlas://monde?{asked}").criteres
    found = atlas.projets(criteres)
    assert {p.titre for p in found.projets} == titles
    assert found.total == len(titles)


def test_rankings_share_and_order(atlas: Atlas, petit: Petit) -> None:
    found = atlas.classement("collectivites", MONDE)
    assert [(line.rang, line.nom, line.projets, line.part) for line in found.lignes] == [
        (1, "Conseil départemental du Bas-Rhin", 2, 50.0),
        (2, "Paris", 2, 50.0),
        (3, "Lyon", 1, 25.0),
    ]
    assert [
        (line.id, line.projets) for line in atlas.classement("pays", lire_page("continent/europe")).lignes
    ] == [("PL", 2)]
    assert [line.nom for line in atlas.classement("continents-bourse", MONDE).lignes] == ["Afrique"]
    cut = atlas.classement("thematiques", MONDE, limite=1)
    assert cut.total == 3
    assert len(cut.lignes) == 1
    for path in ("monde", "pays/bf"):
        whole = atlas.classement("collectivites", lire_page(path))
        cut = atlas.classement("collectivites", lire_page(path), limite=1)
        assert (cut.total, cut.lignes) == (len(whole.lignes), whole.lignes[:1])
    with pytest.raises(Introuvable, match="collectivites, pays"):
        atlas.classement("communes", MONDE)


def test_every_sort_keeps_every_row_and_pages_join(atlas: Atlas) -> None:
    from parquet.lists import TRIS

    for tri in TRIS:
        for down in (False, True):
            whole = [p.id for p in atlas.projets(TOUT, tri=tri, decroissant=down).projets]
            pieces = [
                atlas.projets(TOUT, tri=tri, decroissant=down, limite=1, decalage=i).projets[0].id
                for i in range(4)
            ]
            assert sorted(whole) == ["pro-1", "pro-2", "pro-3", "pro-4"]
            assert pieces == whole
    assert [p.id for p in atlas.projets(TOUT, tri="annee", decroissant=False).projets][-1] == "pro-4"
    with pytest.raises(CritereInvalide, match="annee, convention"):
        atlas.projets(TOUT, tri="; DROP TABLE projets")


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("bas rin", "departement/67"),
        ("conseil general bas-rhin", "collectivite/col-1"),
        ("burkna", "pays/bf"),
        ("silesie", "partenaire/par-1"),
        ("echanges d'experience", "fiche/pro-1"),
        ("coeur hist", "fiche/pro-3"),
        ("[/nope]", "fiche/pro-2"),
        ("rhone alpes", "region/84"),
        ("antsirabe", "partenaire/par-4"),
        ("marché de", "fiche/dem-1"),
        ("lyn", "collectivite/col-3"),
        ("ouagdougou", "partenaire/par-2"),
        ("67", "departement/67"),
        ("cites unies", "fiche/res-1"),
        ("CUF", "fiche/res-1"),
    ],
)
def test_the_finder_forgives(atlas: Atlas, typed: str, path: str) -> None:
    assert path in [t.chemin for t in atlas.trouver(typed, limite=3)]


def test_the_finder_gives_nothing_for_nothing(atlas: Atlas) -> None:
    assert atlas.trouver("") == atlas.trouver("  ' ") == atlas.trouver("xqzxqzxqz") == ()
    assert [t.nom for t in atlas.collectivites("")][-1] == "Lyon"
    assert [t.nom for t in atlas.collectivites("par", types=("departement",))] == []


def test_a_missing_fiche_is_one_french_line(atlas: Atlas) -> None:
    for id_ in ("pro-999", "col-0", "xyz", "pro-1'; --", "par-"):
        with pytest.raises(Introuvable) as refusal:
            atlas.fiche(id_)
        assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("path", "suggestion"),
    [
        ("pays/Burkna Fasso", "Burkina Faso"),
        ("region/Alsasse", "Alsace"),
        ("departement/Bas-Rin", "Bas-Rhin"),
        ("continent/afriqe", "Afrique"),
        ("pays/qqqqqqq", "code à deux lettres"),
        ("pays", "CHEMIN|chemin"),
        ("../../etc/passwd", "chemin"),
        ("planete/mars", "chemin"),
    ],
)
def test_an_unknown_page_says_what_was_perhaps_meant(path: str, suggestion: str) -> None:
    with pytest.raises(Introuvable, match=suggestion):
        lire_page(path)


_codes = st.sampled_from
_texts = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)
_criteria = st.builds(
    Criteria,
    mots=_texts,
    titre=_texts,
    collectivite=st.lists(st.from_regex(r"col-[1-9]\d{0,4}", fullmatch=True), max_size=3, unique=True).map(
        tuple
    ),
    partenaire=st.lists(st.from_regex(r"par-[1-9]\d{0,4}", fullmatch=True), max_size=3, unique=True).map(
        tuple
    ),
    region=st.lists(
        _codes([*geography.regions(), *geography.anciennes_regions()]), max_size=3, unique=True
    ).map(tuple),
    departement=st.lists(_codes(list(geography.departements())), max_size=3, unique=True).map(tuple),
    com=st.lists(_codes(list(geography.coms())), max_size=2, unique=True).map(tuple),
    continent=st.lists(_codes([c.code for c in geography.continents()]), max_size=2, unique=True).map(tuple),
    sous_continent=st.lists(
        _codes([c.code for c in geography.sous_continents()]), max_size=2, unique=True
    ).map(tuple),
    pays=st.lists(_codes(list(geography.pays())), max_size=4, unique=True).map(tuple),
    thematique=st.lists(_codes(list(nomenclature.themes())), max_size=3, unique=True).map(tuple),
    type_collectivite=st.lists(
        _codes([t.code for t in nomenclature.types_collectivite()]), max_size=2, unique=True
    ).map(tuple),
    nature=st.lists(_codes(NATURES), max_size=3, unique=True).map(tuple),
    statut=st.lists(_codes([s.code for s in nomenclature.statuts()]), max_size=3, unique=True).map(tuple),
    jumelage=st.sampled_from([None, True, False]),
    loi_oudin=st.booleans(),
    cofinancement=st.lists(
        st.builds(
            Cofinancement,
            _codes([f.code for f in nomenclature.financeurs()]),
            st.none() | st.integers(1990, 2020),
        ),
        max_size=3,
        unique=True,
    ).map(tuple),
    annee_debut=st.tuples(st.none() | st.integers(1950, 2000), st.none() | st.integers(2000, 2020)).map(
        lambda p: Interval(*p)
    ),
)
_pages = st.one_of(
    st.sampled_from([MONDE, Page("france"), Page("recherche")]),
    st.builds(Page, st.just("pays"), _codes(list(geography.pays()))),
    st.builds(Page, st.just("region"), _codes([*geography.regions(), *geography.anciennes_regions()])),
    st.builds(Page, st.just("collectivite"), st.from_regex(r"col-[1-9]\d{0,4}", fullmatch=True)),
)


@given(_pages, _criteria, st.none() | st.dates(date(1900, 1, 1)))
def test_a_permalink_says_exactly_the_address(page: Page, criteres: Criteria, au: date | None) -> None:
    link = lien(Adresse(page, criteres, au=au))
    assert link.isascii()
    assert link.isprintable()
    assert " " not in link
    assert lire_adresse(link) == Adresse(page, criteres, au=au)


@given(st.text(max_size=60))
def test_any_text_as_a_link_is_read_or_refused_in_one_line(text: str) -> None:
    refusal = ""
    try:
        lire_adresse(f"atlas://{text}")
    except AtlasError as error:
        refusal = str(error)
    assert "\n" not in refusal
    assert without_controls(refusal) == refusal


@settings(max_examples=40)
@given(_criteria)
def test_any_criteria_is_one_query(atlas: Atlas, criteres: Criteria) -> None:
    found = atlas.projets(criteres)
    counts = atlas.etat(MONDE, criteres).compteurs
    assert found.total == len(found.projets) == counts.projets_cooperation + counts.autres_actions
    assert atlas.demandes(criteres).total == counts.demandes
