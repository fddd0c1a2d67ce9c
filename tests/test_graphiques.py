# SPDX-License-Identifier: EUPL-1.2
"""Charts: their values counted by hand, their shares, and the address of each bar, which counts what the bar counts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from petit_atlas import Petit, construire

from exports.drawing.graphique import Categorie, Genre, Graphique, Serie, Unite, ecrire_part
from exports.drawing.graphiques import SORTES, graphique, possibles
from exports.drawing.scene import Role
from parquet.atlas import Atlas
from parquet.errors import Introuvable
from parquet.pages import criteres_de, lire_adresse
from parquet.publication import publier
from store.records import Declaration, LigneApd, Projet
from store.store import Store

pytestmark = pytest.mark.cartes


@pytest.fixture(scope="module")
def petit(tmp_path_factory: pytest.TempPathFactory) -> Petit:
    """The little atlas, with a year of aid after a hole, all of it for refugees, and a projet of Lyon in another country."""
    made = construire(tmp_path_factory.mktemp("graphiques") / "atlas")
    with Store.open(made.dossier / "atlas.sqlite") as store:
        with store.write("essai") as edit:
            edit.create(
                Declaration(
                    collectivite=made.paris,
                    annee=2014,
                    lignes=(LigneApd(montant=Decimal(700), refugies=True, secteur="93010"),),
                )
            )
            edit.create(
                Projet(
                    titre="Patrimoine et jeunesse", nature="action", thematique="6", statut="en-cours",
                    collectivites=(made.lyon,), partenaires=(made.lahore,), annee_lancement=2011,
                )
            )  # fmt: skip
        publier(store, made.dossier)
    return made


@pytest.fixture(scope="module")
def atlas(petit: Petit) -> Atlas:
    return Atlas.ouvrir(petit.dossier)


def lire(atlas: Atlas, quoi: str, lien: str = "monde") -> Graphique:
    adresse = lire_adresse(lien)
    return graphique(atlas, quoi, adresse.page, adresse.criteres)


def barres(chart: Graphique) -> dict[str, tuple[object, ...]]:
    """Code → the value of each series."""
    return {c.code: tuple(s.valeurs[i] for s in chart.series) for i, c in enumerate(chart.categories)}


def test_les_valeurs_sont_celles_que_l_on_compte_a_la_main(atlas: Atlas) -> None:
    # Silésie 160 · Ouaga 14031 (action) · Jaipur 41040 · Ouaga + Silésie « 2 » · Jaipur « 6 » (action)
    assert barres(lire(atlas, "themes")) == {"2": (1, 1), "6": (1, 1), "5": (1, 0)}
    assert barres(lire(atlas, "themes", "thematique/2")) == {"140": (0, 1)}
    assert barres(lire(atlas, "statuts")) == {
        "projet": (1, 0), "en-cours": (2, 1), "suspendu": (0, 0), "sommeil": (0, 0), "termine": (0, 1), "abandonne": (0, 0),
    }  # fmt: skip
    assert barres(lire(atlas, "pays")) == {"BF": (1, 1), "IN": (1, 1), "PL": (2, 0)}
    assert barres(lire(atlas, "types")) == {"commune": (2, 2), "departement": (1, 1)}
    assert barres(lire(atlas, "natures")) == {
        "cooperation": (3, 0, 0), "action": (0, 2, 0), "demande": (0, 0, 1),
    }  # fmt: skip
    assert barres(lire(atlas, "continents")) == {"afrique": (1, 1), "asie": (1, 1), "europe": (2, 0)}
    assert barres(lire(atlas, "continents-bourse")) == {"afrique": (1,)}
    assert barres(lire(atlas, "regions", "france")) == {"11": (1, 1), "84": (1, 1), "44": (1, 1)}
    assert barres(lire(atlas, "departements", "region/44")) == {"67": (1, 1)}
    # Every year from the first to the last has its place; the projet without a year is in no bar, and that is said.
    years = lire(atlas, "annees")
    assert barres(years) == {
        "2007": (0, 1), "2008": (1, 0), "2009": (1, 0), "2010": (0, 0), "2011": (0, 1),
    }  # fmt: skip
    assert "1\u00a0projet sans année de début connue : dans aucune barre." in years.notes


def test_un_projet_dans_deux_pays_compte_dans_les_deux_et_c_est_dit(atlas: Atlas) -> None:
    chart = lire(atlas, "pays")
    assert (chart.total, chart.somme_des_barres) == (5, 6)
    assert (
        "Un projet mené dans deux pays compte dans chacun : les barres font ensemble 6 pour 5 projets."
        in chart.notes
    )
    assert chart.notes[-1] == "Parts de 5\u00a0projets, à une décimale ; somme des parts : 120,0\u202f%."
    assert [chart.ecrire(chart.somme(i), pourcentages=True) for i in range(3)] == ["40,0\u202f%"] * 3
    assert "Burkina Faso : 40,0\u202f% (coopérations décentralisées 20,0\u202f%" in chart.description(
        pourcentages=True
    )
    assert chart.premieres(1).masquees == 2
    assert "Et 2\u00a0autres." in chart.premieres(1).description()


def test_une_annee_sans_declaration_interrompt_la_courbe(atlas: Atlas) -> None:
    chart = lire(atlas, "apd")
    assert [c.code for c in chart.categories] == ["2012", "2013", "2014"]
    assert chart.series[0].valeurs == (Decimal("2000.25"), None, Decimal(700))
    # Declared, and all of it for refugees: a true zero, which a year without a declaration is not.
    assert chart.series[1].valeurs == (Decimal("1500.25"), None, 0)
    assert "Rien de déclaré en 2013." in chart.notes
    assert "rien de déclaré en 2013" in chart.description()
    assert not any(c.lien for c in chart.categories)
    narrowed = lire(atlas, "apd", "monde?statut=termine")
    assert any("non affinés" in note for note in narrowed.notes)
    assert lire(atlas, "apd", "departement/67").vide


@pytest.mark.parametrize(
    ("part", "lu"),
    [
        (None, "–"), (Fraction(0), "0,0 %"), (Fraction(1, 1000), "< 0,1 %"), (Fraction(99, 1000), "< 0,1 %"),
        (Fraction(1, 10), "0,1 %"), (Fraction(15, 100), "0,2 %"), (Fraction(25, 100), "0,3 %"), (Fraction(100, 3), "33,3 %"),
        (Fraction(200, 3), "66,7 %"), (Fraction(9995, 100), "> 99,9 %"), (Fraction(100), "100,0 %"),
        (Fraction(123456, 100), "1 234,6 %"),
    ],
)  # fmt: skip
def test_les_parts_s_arrondissent_a_une_decimale(part: Fraction | None, lu: str) -> None:
    assert ecrire_part(part).replace("\u202f", " ") == lu


def test_une_serie_a_une_valeur_par_categorie() -> None:
    with pytest.raises(ValueError, match="one value for each"):
        Graphique(
            "x", Genre.BARRES, "", "", (Categorie("a", "A"),), (Serie(Role.ACTION, "a", "A", (1, 2)),), Unite.PROJETS, 3, (), ()
        )  # fmt: skip


PAGES = (
    "monde", "monde?nature=cooperation", "monde?pays=BF&pays=PL", "monde?thematique=14031&thematique=6", "bourse",
    "continent/europe", "sous-continent/afrique-de-l-ouest?statut=projet", "pays/bf", "pays/bf?thematique=2", "thematique/2",
    "thematique/140?pays=BF", "france", "france?type-collectivite=commune", "france?region=82", "region/44", "departement/67",
    "recherche?mots=eau", "recherche?annee-debut=2005..2009&continent=europe", "collectivite/{paris}", "partenaire/{ouaga}",
)  # fmt: skip


def exiger_que_chaque_barre_mene_a_ce_qu_elle_compte(atlas: Atlas, lien: str) -> int:
    """Follow the address of every bar: its page counts exactly the bar. Give how many bars there were."""
    adresse = lire_adresse(lien)
    seen = 0
    for quoi in possibles(adresse.page, adresse.criteres):
        chart = graphique(atlas, quoi, adresse.page, adresse.criteres)
        for rang, category in enumerate(chart.categories):
            if not category.lien:
                continue
            there = lire_adresse(category.lien)
            assert there != adresse or chart.somme(rang) == chart.total
            asked = criteres_de(there.page) & there.criteres
            for serie in chart.series:
                if serie.valeurs[rang]:
                    found = (
                        atlas.demandes(asked, limite=1).total
                        if serie.role is Role.DEMANDE
                        else atlas.etat(there.page, there.criteres).compteurs
                    )
                    if not isinstance(found, int):
                        found = (
                            found.projets_cooperation
                            if serie.role is Role.COOPERATION
                            else found.autres_actions
                        )
                    assert found == serie.valeurs[rang], (lien, quoi, category)
            seen += 1
    return seen


@pytest.mark.parametrize("lien", PAGES)
def test_chaque_barre_mene_a_ce_qu_elle_compte(atlas: Atlas, petit: Petit, lien: str) -> None:
    assert exiger_que_chaque_barre_mene_a_ce_qu_elle_compte(
        atlas, lien.format(paris=petit.paris, ouaga=petit.ouaga)
    )


def test_chaque_barre_de_la_demonstration_mene_a_ce_qu_elle_compte(atlas_demo: Path) -> None:
    with Atlas.ouvrir(atlas_demo) as demo:
        assert (
            exiger_que_chaque_barre_mene_a_ce_qu_elle_compte(
                demo, "region/84?continent=afrique&statut=en-cours"
            )
            > 50
        )


def test_ce_qui_n_est_pas_pour_cette_page_est_refuse_en_une_ligne(atlas: Atlas) -> None:
    for quoi, lien in (
        ("camemberts", "monde"),
        ("pays", "pays/bf"),
        ("statuts", "bourse"),
        ("themes", "fiche/pro-1"),
    ):
        with pytest.raises(Introuvable, match="Pas de graphique") as refus:
            lire(atlas, quoi, lien)
        assert "\n" not in str(refus.value)
    assert set(possibles(lire_adresse("monde").page)) <= set(SORTES)
