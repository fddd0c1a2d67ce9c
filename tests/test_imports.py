# SPDX-License-Identifier: EUPL-1.2
"""Real files come in: matched, counted, whole or not at all, whatever they hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas_tui.imports import ImportRefuse, importer
from atlas_tui.imports.jumelages import COLUMNS
from atlas_tui.imports.partners import identity
from atlas_tui.imports.report import Bilan, Rejet
from parquet.reference import geography
from store.records import Collectivite, Partenaire, Projet
from store.store import Edit, Store

pytestmark = pytest.mark.ouverture

TITRES = "\t".join(COLUMNS.values())
GORDES = "Gordes\t43.911\t5.2\tBornem\t51.0986\t4.2358\t1000\tBelgium"


@pytest.fixture
def vide(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "atlas.db") as store:
        yield store


@pytest.fixture
def reel(shared: Path) -> Path:
    return shared / "data" / "wikidata-jumelages-france-2017.tsv"


def ecrire(tmp_path: Path, *lignes: str, titres: str = TITRES) -> Path:
    fichier = tmp_path / "paires.tsv"
    fichier.write_text("\n".join((titres, *lignes)) + "\n", encoding="utf-8", newline="")
    return fichier


def fiches(store: Store, kind: str) -> list:
    with store.read() as lecture:
        return [s.record for s in lecture.each(kind)]


def tete(store: Store) -> tuple:
    with store.read() as lecture:
        return tuple(lecture.head())


# --- the real file ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def importe(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Bilan]]:
    with Store.create(tmp_path_factory.mktemp("reel") / "atlas.db") as store:
        yield store, importer(store, "jumelages", shared / "data" / "wikidata-jumelages-france-2017.tsv")


def test_le_fichier_reel_est_rapproche(importe: tuple[Store, Bilan]) -> None:
    store, bilan = importe
    internes = [r for r in bilan.rejets if "deux communes françaises" in r.raison]
    assert bilan.lues == 3869 == bilan.creees + bilan.mises_a_jour + bilan.inchangees + bilan.rejetees
    assert len(internes) == 123
    assert (bilan.lues - bilan.rejetees) / (bilan.lues - len(internes)) >= 0.995
    assert all(r.champ and r.raison and 2 <= r.ligne <= 3870 for r in bilan.rejets)
    assert [r.ligne for r in bilan.rejets] == sorted({r.ligne for r in bilan.rejets})
    projets = fiches(store, "projet")
    assert len(projets) == bilan.creees
    assert {(p.nature, p.jumelage, p.statut, p.origine, p.annee_lancement) for p in projets} == {
        ("cooperation", True, "en-cours", "wikidata:jumelages:2017", None)
    }
    assert len({(p.collectivites, p.partenaires) for p in projets}) == len(projets)


def test_le_refaire_ne_cree_rien(importe: tuple[Store, Bilan], reel: Path) -> None:
    store, premier = importe
    avant = tete(store)
    second = importer(store, "jumelages", reel)
    assert (second.creees, second.mises_a_jour) == (0, 0)
    assert second.inchangees == premier.creees + premier.inchangees
    assert second.rejets == premier.rejets
    assert tete(store) == avant


def test_les_homonymes_vont_au_bon_departement(importe: tuple[Store, Bilan]) -> None:
    store, _ = importe
    collectivites = {c.id: c for c in fiches(store, "collectivite")}
    partenaires = {p.id: p for p in fiches(store, "partenaire")}
    ou: dict[tuple[str, str], set[str]] = {}
    for p in fiches(store, "projet"):
        c = collectivites[p.collectivites[0]]
        ou.setdefault((c.nom, partenaires[p.partenaires[0]].nom), set()).add(c.code)
    codes: dict[str, set[str]] = {}
    for c in collectivites.values():
        codes.setdefault(c.nom, set()).add(c.code)
    assert codes["Saint-Denis"] == {"93066", "97411"}
    assert codes["Marly"] == {"57447", "59383"}
    assert codes["Bellegarde"] >= {"30034"}
    assert codes["Valence"] == {"26362"}
    assert ou["Puiseaux", "Rodgau"] == {"45258"}
    assert ou["Évry-Courcouronnes", "Troisdorf"] == {"91228"}
    # Hidden names: former communes, hamlets, English.
    assert ou["Dunkerque", "Krefeld"] == {"59183"}
    assert "06004" in codes["Antibes"]


def test_les_partenaires_de_meme_nom(importe: tuple[Store, Bilan]) -> None:
    store, _ = importe
    partenaires = fiches(store, "partenaire")

    def combien(nom: str, pays: str) -> int:
        return sum(p.nom == nom and p.pays == pays for p in partenaires)

    assert combien("Halle", "DE") == 2  # Saale and Westfalen
    assert combien("Lexington", "US") == 2
    assert combien("Bamberg", "DE") == 1  # given at two points, 200 m apart
    assert combien("Pencoed", "GB") == 1  # 14 km apart
    assert combien("Mex", "CH") == 2
    assert all(p.pays in geography.pays() and p.pays != "FR" for p in partenaires)
    assert not any(p.nom.startswith("Q1") for p in partenaires)


# --- what happens to a line ------------------------------------------------------------------------------


def test_a_blanc_dit_la_meme_chose_et_n_ecrit_rien(vide: Store, tmp_path: Path) -> None:
    fichier = ecrire(tmp_path, GORDES, GORDES, "Inconnueville\t43.911\t5.2\tBornem\t51.09\t4.23\t\tBelgium")
    avant = tete(vide)
    blanc = importer(vide, "jumelages", fichier, a_blanc=True)
    assert tete(vide) == avant
    assert blanc == importer(vide, "jumelages", fichier)
    assert (blanc.creees, blanc.inchangees, blanc.rejetees) == (1, 1, 1)


def test_les_fiches_de_l_atlas_sont_reprises_et_completees(vide: Store, tmp_path: Path) -> None:
    with vide.write("test") as edit:
        commune = edit.create(
            Collectivite(nom="Ville de Gordes", type="commune", code="84050", latitude=43.9, longitude=5.2)
        )
        bornem = edit.create(Partenaire(nom="BORNEM", pays="BE"))
        projet = Projet(
            titre="Autre titre",
            nature="action",
            jumelage=True,
            thematique="6",
            statut="termine",
            collectivites=(commune.id,),
            partenaires=(bornem.id,),
        )
        edit.create(projet)
    fichier = ecrire(tmp_path, GORDES)
    bilan = importer(vide, "jumelages", fichier)
    assert (bilan.creees, bilan.mises_a_jour) == (0, 1)
    assert [p.titre for p in fiches(vide, "projet")] == ["Autre titre"]
    (partenaire,) = fiches(vide, "partenaire")
    assert (partenaire.nom, partenaire.latitude) == ("BORNEM", 51.0986)
    assert importer(vide, "jumelages", fichier).inchangees == 1


@pytest.mark.parametrize(
    ("nom", "latitude", "longitude", "code"),
    [
        ("Saint-Denis", "48.9356", "2.3539", "93066"),
        ("St Denis", "-20.8789", "55.4481", "97411"),
        ("Marly (Moselle)", "", "", "57447"),
        ("Marly, Nord", "", "", "59383"),
        ("Paris 13e arrondissement", "48.832", "2.355", "75056"),
        ("13e arrondissement de Paris", "", "", "75056"),
        ("Cherbourg", "49.633", "-1.6", "50129"),
        ("Pringy, Haute-Savoie", "45.946", "6.122", "74010"),
        ("Ville de Gordes", "43,911", "5,2", "84050"),
        ("Bas-Rhin", "48.67", "7.55", "67"),
        ("Conseil départemental du Bas-Rhin", "", "", "67"),
        ("Conseil régional de Bretagne", "", "", "53"),
        ("Riorge", "46.043", "4.041", "42184"),  # misspelt, beside the place
        ("Saint-Quentin-en-Yvelines", "48.788", "2.045", "200058782"),
        ("Gordes", "", "", "84050"),
    ],
)
def test_un_lieu_francais(
    vide: Store, tmp_path: Path, nom: str, latitude: str, longitude: str, code: str
) -> None:
    fichier = ecrire(tmp_path, f"{nom}\t{latitude}\t{longitude}\tBornem\t51.09\t4.23\t\tBelgium")
    assert importer(vide, "jumelages", fichier).rejets == ()
    assert [c.code for c in fiches(vide, "collectivite")] == [code]


@pytest.mark.parametrize(
    ("ligne", "champ", "mot"),
    [
        ("Saint-Denis\t\t\tX\t51\t4\t\tBelgium", "origincityLabel", "communes s'appellent"),
        ("Gordes\t48.9\t2.3\tX\t51\t4\t\tBelgium", "originlat", "n'est près d'aucune"),
        ("Riorge\t46.1\t4.3\tX\t51\t4\t\tBelgium", "origincityLabel", "ni de nom semblable"),
        ("Serre Chevalier\t44.94\t6.57\tX\t51\t4\t\tBelgium", "origincityLabel", "la plus proche"),
        ("Gordes\tabc\t5.2\tX\t51\t4\t\tBelgium", "originlat", "nombre"),
        ("Gordes\t1e999\t5.2\tX\t51\t4\t\tBelgium", "originlat", "nombre"),
        ("Gordes\tnan\t5.2\tX\t51\t4\t\tBelgium", "originlat", "nombre"),
        ("Gordes\t43.9\t\tX\t51\t4\t\tBelgium", "originlong", "sans l'autre"),
        ("Gordes\t43.9\t5.2\tX\t91\t4\t\tBelgium", "destinationlat", "nombre"),
        ("Gordes\t43.9\t5.2\tX\t51\t4\t-3\tBelgium", "destinationpopulation", "nombre"),
        ("Gordes\t43.9\t5.2\tX\t51\t4\t\tPrussia", "destination_countryLabel", "inconnu"),
        ("Gordes\t43.9\t5.2\tX\t51\t4\t\tFrance", "destination_countryLabel", "hors du champ"),
        (
            "Gordes\t43.9\t5.2\tNouméa\t-22\t166\t\tNouvelle-Calédonie",
            "destination_countryLabel",
            "hors du champ",
        ),
        ("Gordes\t43.9\t5.2\tYalta\t44.499\t34.155\t\tRussia", "destination_countryLabel", "Ukraine"),
        ("Gordes\t43.9\t5.2\tQ16511122\t12.1\t-3.2\t\tBurkina Faso", "sistercityLabel", "Wikidata"),
        ("\t43.9\t5.2\tX\t51\t4\t\tBelgium", "origincityLabel", "vide"),
        ("Gordes\t43.9\t5.2\t---\t51\t4\t\tBelgium", "sistercityLabel", "nom"),
        ("Gordes\t43.9\t5.2\tBor\x1b[31mnem\t51\t4\t\tBelgium", "sistercityLabel", "U+001B"),
        ("Gor\x00des\t43.9\t5.2\tBornem\t51\t4\t\tBelgium", "origincityLabel", "U+0000"),
        (
            "Gordes\t43.9\t5.2\t" + "x" * 1_000_000 + "\t51\t4\t\tBelgium",
            "sistercityLabel",
            "1000000 caractères",
        ),
        ("Gordes\t43.9", "", "2 colonnes au lieu de 8"),
        (GORDES + "\tde trop", "", "9 colonnes au lieu de 8"),
    ],
)
def test_une_ligne_rejetee_dit_pourquoi(
    vide: Store, tmp_path: Path, ligne: str, champ: str, mot: str
) -> None:
    fichier = ecrire(tmp_path, GORDES, "", ligne)
    bilan = importer(vide, "jumelages", fichier)
    assert (bilan.lues, bilan.creees, bilan.rejetees) == (2, 1, 1)
    (rejet,) = bilan.rejets
    assert (rejet.ligne, rejet.champ) == (4, champ)
    assert mot in rejet.raison
    assert "\x1b" not in rejet.raison
    assert len(rejet.raison) < 400


def test_un_nom_a_crochets_n_est_qu_un_nom(vide: Store, tmp_path: Path) -> None:
    importer(vide, "jumelages", ecrire(tmp_path, "Gordes\t43.911\t5.2\t[/nope]\t51.09\t4.23\t\tBelgium"))
    assert [p.nom for p in fiches(vide, "partenaire")] == ["[/nope]"]


def test_l_ordre_des_partenaires_sans_coordonnees(vide: Store, tmp_path: Path) -> None:
    loin = ["51.483\t11.967", "52.061\t8.36"]
    lignes = [f"Gordes\t43.911\t5.2\tHalle\t{p}\t\tGermany" for p in loin]
    bilan = importer(
        vide, "jumelages", ecrire(tmp_path, *lignes, "Gordes\t43.911\t5.2\tHalle\t\t\t\tGermany")
    )
    assert (bilan.creees, bilan.rejetees) == (2, 1)
    assert "plusieurs partenaires" in bilan.rejets[0].raison


def test_l_identite_d_un_nom() -> None:
    assert identity("Menden (Sauerland)", "DE") == identity("Menden", "DE")
    assert identity("Massala, Mali", "ML") == "massala"
    assert identity("Douroula Department", "BF") == "douroula"
    assert identity("Salto Department", "UY") != "salto"
    assert identity("Diourbel Region", "SN") != "diourbel"


# --- the file as a whole ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contenu", "mots"),
    [
        (b"", ["vide"]),
        (b"\n \n", ["vide"]),
        (b"\xef\xbb\xbf", ["vide"]),
        (TITRES.encode() + b"\nNo\xebl\t1", ["UTF-8", "ligne 2", "octet 3", "0xEB", "Convertissez"]),
        ("é".encode("utf-16"), ["UTF-16"]),
        (b"PK\x03\x04....", ["classeur"]),
        (b"\x00\x01\x02", ["illisible"]),
        (b"a;b\n1;2\n", ["origincityLabel", "commune", "a, b", "--correspondance"]),
        ((TITRES + "\tsistercitylabel\n").encode(), ["2 fois"]),
        (b"x" * 200_000, ["démesurée"]),
    ],
)
def test_un_fichier_refuse(vide: Store, tmp_path: Path, contenu: bytes, mots: list[str]) -> None:
    fichier = tmp_path / "f.tsv"
    fichier.write_bytes(contenu)
    avant = tete(vide)
    with pytest.raises(ImportRefuse) as refus:
        importer(vide, "jumelages", fichier)
    assert all(mot in str(refus.value) for mot in mots), str(refus.value)
    assert "\n" not in str(refus.value)
    assert tete(vide) == avant


def test_un_fichier_absent_un_dossier_une_source(vide: Store, tmp_path: Path) -> None:
    for chemin in (
        tmp_path / "absent\x1b[1m.tsv",
        tmp_path,
        Path("/dev/zero"),
        tmp_path / ("x" * 300),
        Path("a\x00b"),
    ):
        with pytest.raises(ImportRefuse) as refus:
            importer(vide, "jumelages", chemin)
        assert "\x1b" not in str(refus.value)
    for source in ("atlas", "apd", "contacts", "autre"):
        with pytest.raises(ImportRefuse):
            importer(vide, source, ecrire(tmp_path, GORDES))


def test_les_formes_de_fichiers_qui_se_valent(vide: Store, tmp_path: Path) -> None:
    base = f"{TITRES}\n{GORDES}\n"
    virgules = base.replace("\t", ";").replace("Gordes;", '"Gordes";').replace("43.911", '"43,911"')
    formes = [
        base,
        "\ufeff" + base,
        base.replace("\n", "\r\n"),
        base.rstrip("\n"),
        virgules,
        base.replace("Bornem", '"Bornem"'),
        base.upper().replace("GORDES", "gordes"),
    ]
    for i, forme in enumerate(formes):
        fichier = tmp_path / "f.csv"
        fichier.write_bytes(forme.encode())
        bilan = importer(vide, "jumelages", fichier)
        assert (bilan.creees, bilan.inchangees) == ((1, 0) if i == 0 else (0, 1)), (forme, bilan)


def test_les_lignes_se_comptent_comme_dans_un_editeur(vide: Store, tmp_path: Path) -> None:
    for fin in ("\n", "\r\n", "\r"):
        fichier = tmp_path / "f.tsv"
        fichier.write_bytes(fin.join((TITRES, GORDES, "", "court", "")).encode())
        assert [r.ligne for r in importer(vide, "jumelages", fichier).rejets] == [4]


def test_un_guillemet_jamais_ferme_ne_coute_que_sa_ligne(vide: Store, tmp_path: Path) -> None:
    bonnes = [GORDES.replace("\t", ";")] * 60
    fichier = ecrire(tmp_path, bonnes[0], '"Gordes;1', *bonnes, titres=TITRES.replace("\t", ";"))
    bilan = importer(vide, "jumelages", fichier)
    assert bilan.lues == 62
    assert [(r.ligne, "guillemets" in r.raison) for r in bilan.rejets] == [(3, True)]


def test_la_correspondance(vide: Store, tmp_path: Path) -> None:
    fichier = ecrire(
        tmp_path,
        "Serre Chevalier\tBeit Sira\tPrussia",
        titres="originity\tsister\tland",
    )
    toml = tmp_path / "c.toml"
    toml.write_text(
        'origine = "essai"\n[colonnes]\ncommune = "originity"\npartenaire = "sister"\npays = "land"\n'
        '[communes]\n"Serre Chevalier" = "05133"\n[pays]\n"Prussia" = "PS"\n',
        encoding="utf-8",
    )
    assert importer(vide, "jumelages", fichier, correspondance=toml).creees == 1
    assert [(c.nom, c.departement) for c in fiches(vide, "collectivite")] == [("Saint-Chaffrey", "05")]
    assert [p.origine for p in fiches(vide, "projet")] == ["essai"]
    assert [p.pays for p in fiches(vide, "partenaire")] == ["PS"]


@pytest.mark.parametrize(
    "texte",
    [
        "[colonnes",
        "autre = 1",
        '[colonnes]\ninconnu = "x"',
        "[colonnes]\ncommune = 3",
        "colonnes = 3",
        '[communes]\n"x" = "99999"',
        '[pays]\n"x" = "zz"',
        "origine = 3",
        "x = " + "[" * 5000,
    ],
)
def test_une_correspondance_refusee(vide: Store, tmp_path: Path, texte: str) -> None:
    toml = tmp_path / "c.toml"
    toml.write_text(texte, encoding="utf-8")
    with pytest.raises(ImportRefuse):
        importer(vide, "jumelages", ecrire(tmp_path, GORDES), correspondance=toml)
    with pytest.raises(ImportRefuse):
        importer(vide, "jumelages", ecrire(tmp_path, GORDES), correspondance=tmp_path / "absente.toml")


def test_un_arret_au_milieu_ne_laisse_rien(
    vide: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lignes = [GORDES.replace("Bornem", f"Bornem {i}") for i in range(20)]
    avant, vrai, faits = tete(vide), Edit.create, []

    def tombe(self: Edit, fiche: object) -> object:
        faits.append(fiche)
        if len(faits) == 15:
            raise KeyboardInterrupt
        return vrai(self, fiche)  # type: ignore[type-var]

    monkeypatch.setattr(Edit, "create", tombe)
    with pytest.raises(KeyboardInterrupt):
        importer(vide, "jumelages", ecrire(tmp_path, *lignes))
    monkeypatch.undo()
    assert len(faits) == 15
    assert tete(vide) == avant
    assert not fiches(vide, "projet")
    assert importer(vide, "jumelages", tmp_path / "paires.tsv").creees == 20


def test_la_progression_va_de_zero_a_un(vide: Store, tmp_path: Path) -> None:
    vus: list[float] = []
    importer(vide, "jumelages", ecrire(tmp_path, GORDES), progress=lambda part, _: vus.append(part))
    assert vus == sorted(vus)
    assert (vus[0], vus[-1]) == (0.0, 1.0)


# --- anything at all -------------------------------------------------------------------------------------


def _tout(store: Store, fichier: Path, contenu: bytes) -> None:
    fichier.write_bytes(contenu)
    avant = tete(store)
    try:
        blanc = importer(store, "jumelages", fichier, a_blanc=True)
    except ImportRefuse as refus:
        blanc, phrase = None, str(refus)
    assert tete(store) == avant
    if blanc is None:
        assert phrase.count("\n") == 0
        return
    bilan = importer(store, "jumelages", fichier)
    assert bilan == blanc
    assert bilan.lues == bilan.creees + bilan.mises_a_jour + bilan.inchangees + bilan.rejetees
    assert bilan.rejetees == len(bilan.rejets)
    refait = importer(store, "jumelages", fichier, a_blanc=True)
    assert (refait.creees, refait.mises_a_jour) == (0, 0)


_sans_delai = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
_cellules = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "Gordes",
            "Saint-Denis",
            "43.911",
            "5.2",
            "Belgium",
            "France",
            "1e999",
            "-0",
            "",
            "[/nope]",
            '"',
            "Halle",
        ]
    ),
)
_lignes = st.lists(st.lists(_cellules, min_size=7, max_size=9), max_size=8)


@_sans_delai
@given(contenu=st.binary(max_size=300))
def test_n_importe_quels_octets(vide: Store, tmp_path: Path, contenu: bytes) -> None:
    _tout(vide, tmp_path / "f", contenu)


@_sans_delai
@given(lignes=_lignes, delimiteur=st.sampled_from("\t;,|"), brut=st.binary(max_size=40))
def test_n_importe_quelles_cellules(
    vide: Store, tmp_path: Path, lignes: list[list[str]], delimiteur: str, brut: bytes
) -> None:
    texte = "\n".join([TITRES.replace("\t", delimiteur), *(delimiteur.join(cellules) for cellules in lignes)])
    _tout(vide, tmp_path / "f", texte.encode("utf-8", "surrogatepass"))
    _tout(vide, tmp_path / "f", texte.encode("utf-8", "surrogatepass") + b"\n" + brut)


def test_un_bilan_tient_ses_comptes() -> None:
    with pytest.raises(ValueError, match="lost count"):
        Bilan(2, 1, 0, 0, 0, ())
    with pytest.raises(ValueError, match="no reason"):
        Bilan(1, 0, 0, 0, 1, ())
    assert Bilan(1, 0, 0, 0, 1, (Rejet(2, "x", "y"),)).rejetees == 1
