# SPDX-License-Identifier: EUPL-1.2
"""Every crossing of criteria, done again by an independent hand: polars over `chercher --vers`, from docs/criteres.md alone."""

from __future__ import annotations

import csv
import json
import random
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from atlas_tui.__main__ import main
from atlas_tui.app import formulaire
from atlas_tui.cli.arguments import criteria_of
from atlas_tui.cli.run import parser
from exports.colonnes import DEMANDES, PROJETS
from exports.wording import criteres_en_mots
from parquet import engine, query
from parquet.atlas import Atlas
from parquet.criteria import Cofinancement, Criteria, Interval
from parquet.document import document, lire_document
from parquet.errors import AtlasError
from parquet.pages import Adresse, Page, lien, lire_adresse
from tests.criteres_tires import CRITERES

pytestmark = pytest.mark.recherche

LISTES = {"textes", "entiers", "montants"}


def exporter(atlas: Path, fichier: Path, *arguments: str) -> Path:
    """What `chercher … --vers` writes."""
    assert main(["--donnees", str(atlas), "chercher", *arguments, "--vers", str(fichier)]) == 0
    return fichier


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("criteres")


@pytest.fixture(scope="module")
def projets(atlas_demo: Path, dossier: Path) -> pl.DataFrame:
    """Every projet of the demonstration, as anybody may read it."""
    return pl.read_parquet(exporter(atlas_demo, dossier / "tout.parquet"))


@pytest.fixture(scope="module")
def demandes(atlas_demo: Path, dossier: Path) -> pl.DataFrame:
    """Every demande of the demonstration."""
    return pl.read_parquet(exporter(atlas_demo, dossier / "bourse.parquet", "--bourse"))


@pytest.fixture(scope="module")
def atlas(atlas_demo: Path) -> Atlas:
    return Atlas.ouvrir(atlas_demo)


# --- the columns --------------------------------------------------------------------------------------------------------


def test_each_column_is_documented_and_written_as_documented(
    racine: Path, projets: pl.DataFrame, demandes: pl.DataFrame
) -> None:
    page = (racine / "docs" / "colonnes.md").read_text("utf-8")
    types = {
        "texte": pl.String, "entier": pl.Int64, "annee": pl.Int64, "oui_non": pl.Boolean, "date": pl.Date,
        "textes": pl.List(pl.String), "entiers": pl.List(pl.Int64), "montants": pl.List(pl.Decimal(15, 2)),
    }  # fmt: skip
    for name, champs, frame in (("projets", PROJETS, projets), ("demandes", DEMANDES, demandes)):
        section = page.partition(f"## {name}\n")[2].partition("\n## ")[0]
        rows = [line.split("|") for line in section.splitlines() if line.startswith("| `")]
        said = {row[1].strip(" `"): row[2].strip() for row in rows}
        assert list(said.items()) == [(c.colonne.nom, c.colonne.type) for c in champs]
        assert dict(frame.schema) == {
            **{nom: types[type_] for nom, type_ in said.items()},
            "source": pl.String,
        }


def test_lists_that_go_together_have_as_many_items(projets: pl.DataFrame) -> None:
    groups: dict[str, list[str]] = {}
    for champ in PROJETS:
        if champ.colonne.type in LISTES:
            groups.setdefault(champ.colonne.nom.partition("_")[0], []).append(champ.colonne.nom)
    groups["pays"] += ["sous_continents", "continents"]
    del groups["acteurs"]
    for first, *others in groups.values():
        for other in others:
            assert (projets[first].list.len() == projets[other].list.len()).all(), (first, other)
    assert projets["collectivites_id"].list.len().min() == 1
    assert projets["partenaires_id"].list.len().max() > 1


def test_a_csv_says_what_the_parquet_says(atlas_demo: Path, dossier: Path, projets: pl.DataFrame) -> None:
    path = exporter(atlas_demo, dossier / "mali.csv", "--pays", "ml", "--limite", "200")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    whole = {row["id"]: row for row in projets.filter(pl.col("pays").list.contains("ML")).to_dicts()}
    assert len(rows) == 200
    for row in rows:
        same = whole[row["id"]]
        assert list(row) == list(same)
        for champ in PROJETS:
            value = same[champ.colonne.nom]
            match champ.colonne.type:
                case "oui_non":
                    expected = "oui" if value else "non"
                case "textes":
                    expected = " | ".join(item.replace("|", "/") for item in value)
                case "entiers" | "montants":
                    expected = " | ".join(str(item) for item in value)
                case "texte" if value[:1] in ("-", "+", "=", "@"):
                    expected = f"'{value}"
                case _:
                    expected = "" if value is None else str(value)
            assert row[champ.colonne.nom] == expected, champ.colonne.nom


# --- the crossings, done again ------------------------------------------------------------------------------------------

GRAINES = range(300)
"""Each draws one crossing, the same every day; hypothesis draws others."""
PARTIES = {
    "collectivite": "collectivites_id", "departement": "collectivites_departement", "com": "collectivites_com",
    "type_collectivite": "collectivites_type",
}  # fmt: skip


class Temoin:
    """The independent hand: what docs/criteres.md says, over the columns of docs/colonnes.md. Knows nothing of the atlas."""

    def __init__(self, projets: pl.DataFrame, demandes: pl.DataFrame) -> None:
        french = [*PARTIES.values(), "collectivites_region", "collectivites_ancienne_region"]
        self.tables = {"projets": projets, "demandes": demandes}
        self.parties = projets.select("id", *french).explode(french)
        self.pays = projets.select("id", "pays", "sous_continents", "continents").explode(
            "pays", "sous_continents", "continents"
        )
        self.argent = projets.select("id", "financements_annee", "financements_financeur").explode(
            "financements_annee", "financements_financeur"
        )
        self.titres = {
            name: frame.select("id", pl.col("titre").map_elements(nu, pl.String))
            for name, frame in self.tables.items()
        }
        self.toutes = {name: frozenset(frame["id"]) for name, frame in self.tables.items()}

    def projets(self, c: Criteria) -> set[str]:
        """The ids of the projets that answer."""
        found = self.tables["projets"]
        launched = pl.coalesce("annee_lancement", "annee_convention")
        if c.nature:
            found = found.filter(pl.col("nature").is_in(c.nature))
        if c.jumelage is not None:
            found = found.filter(pl.col("jumelage") == c.jumelage)
        if c.statut:
            found = found.filter(pl.col("statut").is_in(c.statut))
        if c.loi_oudin:
            found = found.filter(pl.col("loi_oudin") != "")
        if c.annee_debut.de is not None:
            found = found.filter(launched >= c.annee_debut.de)
        if c.annee_debut.a is not None:
            found = found.filter(launched <= c.annee_debut.a)
        if c.partenaire:
            found = found.filter(
                pl.col("partenaires_id").list.set_intersection(list(c.partenaire)).list.len() > 0
            )
        kept = self._ids("projets", found) & self._communs("projets", c)
        if c.region or any(getattr(c, field) for field in PARTIES):
            parts = self.parties
            for field, column in PARTIES.items():
                if said := getattr(c, field):
                    parts = parts.filter(pl.col(column).is_in(said))
            if c.region:
                today, before = pl.col("collectivites_region"), pl.col("collectivites_ancienne_region")
                parts = parts.filter(today.is_in(c.region) | before.is_in(c.region))
            kept &= set(parts["id"])
        places = self.pays
        for said, column in (
            (c.pays, "pays"),
            (c.sous_continent, "sous_continents"),
            (c.continent, "continents"),
        ):
            if said:
                places = places.filter(pl.col(column).is_in(said))
        if c.pays or c.sous_continent or c.continent:
            kept &= set(places["id"])
        if c.cofinancement:
            money = pl.concat_str("financements_financeur", pl.lit(":"), "financements_annee")
            whole = [f.financeur for f in c.cofinancement if f.annee is None]
            dated = [f"{f.financeur}:{f.annee}" for f in c.cofinancement]
            paid = pl.col("financements_financeur").is_in(whole) | money.is_in(dated)
            kept &= set(self.argent.filter(paid)["id"])
        return kept if c.aussi is None else kept & self.projets(c.aussi)

    def demandes(self, c: Criteria) -> set[str]:
        """The ids of the demandes that answer."""
        unknown = (
            c.collectivite, c.region, c.departement, c.com, c.type_collectivite, c.statut, c.cofinancement,
            c.loi_oudin, c.jumelage is not None, c.annee_debut != Interval(), c.nature and "demande" not in c.nature,
        )  # fmt: skip
        if any(unknown):
            return set()
        found = self.tables["demandes"]
        for said, column in (
            (c.partenaire, "partenaire_id"),
            (c.pays, "pays"),
            (c.sous_continent, "sous_continent"),
            (c.continent, "continent"),
        ):
            if said:
                found = found.filter(pl.col(column).is_in(said))
        kept = self._ids("demandes", found) & self._communs("demandes", c)
        return kept if c.aussi is None else kept & self.demandes(c.aussi)

    def _communs(self, quoi: str, c: Criteria) -> set[str]:
        """What is asked the same way of projets and demandes."""
        found, titles = self.tables[quoi], self.titres[quoi]
        if c.thematique:
            found = found.filter(
                pl.col("thematiques").list.set_intersection(list(c.thematique)).list.len() > 0
            )
        if c.titre:
            titles = titles.filter(pl.col("titre").str.contains(nu(c.titre), literal=True))
        return self._ids(quoi, found) & self._ids(quoi, titles)

    def _ids(self, quoi: str, rows: pl.DataFrame) -> set[str]:
        """The ids of the rows; those of a whole table are not made again for each question."""
        whole = self.toutes[quoi]
        return set(whole if len(rows) == len(whole) else rows["id"])


@cache
def nu(texte: str) -> str:
    """A text without accents, case nor punctuation."""
    for ligature, letters in (("œ", "oe"), ("Œ", "oe"), ("æ", "ae"), ("ß", "ss"), ("ø", "o"), ("Ø", "o"), ("ł", "l"),
                              ("Ł", "l"), ("đ", "d"), ("Đ", "d"), ("ı", "i")):  # fmt: skip
        texte = texte.replace(ligature, letters)
    marked = unicodedata.normalize("NFKD", texte.lower())
    bare = "".join(c for c in marked if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare))


class Vivier:
    """The rows that crossings are drawn from, and those of collectivités of several départements."""

    def __init__(self, lignes: Sequence[dict[str, Any]]) -> None:
        self.lignes = lignes
        self.a_plusieurs = [row for row in lignes if len(set(row.get("collectivites_departement", ()))) > 1]


class Tirage:
    """Crossings drawn over the values of the atlas: most of one projet or demande's own, so that something answers."""

    def __init__(self, graine: int, vivier: Vivier) -> None:
        self.hasard = random.Random(graine)
        self.lignes, self.a_plusieurs = vivier.lignes, vivier.a_plusieurs

    def criteres(self) -> Criteria:
        """One crossing; one in five is a page and its filter, which may speak of the same thing."""
        if self.a_plusieurs and self.hasard.random() < 0.1:
            return self._de_deux_collectivites(self.hasard.choice(self.a_plusieurs))
        row = self.hasard.choice(self.lignes)
        asked = self._autour(row)
        return asked & self._autour(row) if self.hasard.random() < 0.2 else asked

    def _de_deux_collectivites(self, row: dict[str, Any]) -> Criteria:
        """What one collectivité is and where another is: of this projet's, no single one answers to both."""
        places = row["collectivites_departement"]
        other = self.hasard.choice([i for i, place in enumerate(places) if place])
        one = self.hasard.choice([i for i, place in enumerate(places) if place != places[other]])
        field = self.hasard.choice(("collectivite", "type_collectivite"))
        said: dict[str, Any] = {field: (row[PARTIES[field]][one],)}
        return Criteria(departement=(places[other],), pays=tuple(row["pays"]), **said)

    def _autour(self, row: dict[str, Any]) -> Criteria:
        bourse = row["id"].startswith("dem-")
        fields = ["titre", "thematique", "pays", "sous_continent", "continent", "partenaire", "nature"]
        if not bourse or self.hasard.random() < 0.1:
            fields += [*PARTIES, "region", "jumelage", "statut", "cofinancement", "loi_oudin", "annee_debut"]
        chosen = self.hasard.sample(fields, self.hasard.randint(1, 4))
        said = {field: value for field in chosen if (value := self._valeur(field, row)) not in (None, ())}
        return Criteria(**said)

    def _valeur(self, field: str, row: dict[str, Any]) -> Any:
        rng = self.hasard
        if field == "titre":
            words = row["titre"].split()
            start = rng.randrange(len(words))
            words = words[start : start + rng.randint(1, 2)]
            return rng.choice((str.upper, str.lower, nu, str))(" ".join(words))
        if field == "loi_oudin":
            return bool(row.get("loi_oudin")) or rng.random() < 0.1
        if field == "jumelage":
            return rng.choice((row.get("jumelage", True), True, False))
        if field == "annee_debut":
            year = row.get("annee_lancement") or row.get("annee_convention") or 2008
            low, high = year - rng.randint(0, 5), year + rng.randint(0, 5)
            return (
                Interval(rng.choice((low, low, year, None)), rng.choice((high, high, None))) if high else None
            )
        values = self._de_la_ligne(field, row)
        # One in four also takes, or only takes, what another has.
        if rng.random() < 0.25:
            others = self._de_la_ligne(field, rng.choice(self.lignes))
            values = others if rng.random() < 0.3 else (*values[:1], *others[:2])
        return tuple(dict.fromkeys(values))

    def _de_la_ligne(self, field: str, row: dict[str, Any]) -> tuple[Any, ...]:
        rng = self.hasard
        if field == "nature":
            return rng.choice(
                (
                    (row.get("nature", "demande"),),
                    ("cooperation", "action"),
                    ("demande",),
                    ("action", "demande"),
                )
            )
        if field == "cofinancement":
            money = list(
                zip(row.get("financements_financeur", ()), row.get("financements_annee", ()), strict=True)
            )
            if not money:
                return (Cofinancement("AFD", rng.choice((None, 2009))),)
            funder, year = rng.choice(money)
            return (Cofinancement(funder, rng.choice((year, year, year + 1, None))),)
        columns = {
            "thematique": "thematiques", "partenaire": "partenaires_id", "pays": "pays", "statut": "statut",
            "sous_continent": "sous_continents", "continent": "continents", **PARTIES,
            "region": rng.choice(("collectivites_region", "collectivites_ancienne_region")),
        }  # fmt: skip
        column = (
            columns[field]
            if columns[field] in row
            else columns[field].replace("s_id", "_id").removesuffix("s")
        )
        value = row.get(column, ())
        values = [one for one in ((value,) if isinstance(value, str) else value) if one]
        return (rng.choice(values),) if values else ()


@pytest.fixture(scope="module")
def temoin(projets: pl.DataFrame, demandes: pl.DataFrame) -> Temoin:
    return Temoin(projets, demandes)


@pytest.fixture(scope="module")
def vivier(projets: pl.DataFrame) -> Vivier:
    return Vivier(projets.to_dicts())


@pytest.fixture(scope="module")
def attente(demandes: pl.DataFrame) -> Vivier:
    return Vivier(demandes.to_dicts())


def ecart(atlas: Atlas, temoin: Temoin, asked: Criteria) -> tuple[int, str]:
    """The total, and how the atlas and the independent hand differ; empty when they agree."""
    expected, expected_demandes = temoin.projets(asked), temoin.demandes(asked)
    found, waiting = atlas.projets(asked, limite=300), atlas.demandes(asked, limite=None)
    ids = {one.id for one in found.projets}
    same = found.total == len(expected) and (ids == expected if found.total <= 300 else ids <= expected)
    if same and {one.id for one in waiting.demandes} == expected_demandes:
        return found.total, ""
    return found.total, (
        f"{asked}: {found.total} projets and {waiting.total} demandes, not {len(expected)} and {len(expected_demandes)}"
    )


def test_three_hundred_crossings_are_what_polars_finds(atlas: Atlas, temoin: Temoin, vivier: Vivier) -> None:
    totals = []
    for graine in GRAINES:
        total, wrong = ecart(atlas, temoin, Tirage(graine, vivier).criteres())
        assert not wrong, f"seed {graine}: {wrong}"
        totals.append(total)
    # A test whose crossings were all empty, or all the atlas, would prove little.
    assert sum(0 < total < len(vivier.lignes) for total in totals) > 200
    assert 20 < totals.count(0) < 100


def test_crossings_of_any_seed_are_what_polars_finds(
    atlas: Atlas, temoin: Temoin, vivier: Vivier, attente: Vivier
) -> None:
    @settings(max_examples=60)
    @given(st.integers(len(GRAINES), 10**9), st.booleans())
    def essai(graine: int, bourse: bool) -> None:
        asked = Tirage(graine, attente if bourse else vivier).criteres()
        assert not ecart(atlas, temoin, asked)[1]

    essai()


def test_sixty_crossings_of_the_bourse_are_what_polars_finds(
    atlas: Atlas, temoin: Temoin, attente: Vivier
) -> None:
    totals = []
    for graine in range(60):
        asked = Tirage(graine, attente).criteres()
        assert not ecart(atlas, temoin, asked)[1], f"seed {graine}"
        totals.append(atlas.demandes(asked).total)
    assert sum(0 < total < len(attente.lignes) for total in totals) > 30
    assert 0 in totals


MOTS = ("eau", "école", "patrimoine", '"eau potable"', "formation -école", "ouaga*", "jeunes santé", "xqzxqz")
"""What is full text is not for polars to find again; that it crosses with the rest is."""


def test_words_crossed_with_anything_are_what_both_have(atlas: Atlas, temoin: Temoin, vivier: Vivier) -> None:
    totals = []
    for graine in range(40):
        asked, mots = Tirage(graine, vivier).criteres(), MOTS[graine % len(MOTS)]
        alone = {one.id for one in atlas.projets(Criteria(mots=mots), limite=None).projets}
        both = atlas.projets(asked & Criteria(mots=mots), limite=None)
        assert {one.id for one in both.projets} == alone & temoin.projets(asked), (graine, mots)
        totals.append(both.total)
    assert sum(total > 0 for total in totals) > 10
    for mots in MOTS:
        alone = {one.id for one in atlas.demandes(Criteria(mots=mots), limite=None).demandes}
        asked = Criteria(continent=("afrique",), mots=mots)
        found = {one.id for one in atlas.demandes(asked, limite=None).demandes}
        assert found == alone & temoin.demandes(asked.sans("mots")), mots


# --- one value, five spellings ------------------------------------------------------------------------------------------


def par_options(criteres: Criteria) -> Criteria:
    """The criteria that their options spell, once typed."""
    words = ["chercher"]
    for name, value in (pair.split("=", 1) for pair in lien(Adresse(Page("recherche"), criteres)).split("?")[1:]
                        for pair in pair.split("&")):  # fmt: skip
        match name, unquote(value):
            case "mots", _:
                pass
            case "jumelage", said:
                words.append("--jumelage" if said == "oui" else "--sans-jumelage")
            case "loi-oudin", _:
                words.append("--loi-oudin")
            case _, said:
                words.append(f"--{name}={said}")
    args = parser().parse_args([*words, "--", criteres.mots])
    return criteria_of(args, " ".join(args.mots))


@given(CRITERES, CRITERES)
def test_every_spelling_reads_back_as_the_same_criteria(criteres: Criteria, filtre: Criteria) -> None:
    # Years that end before they begin are one of the things that no spelling accepts.
    assume(all(c.annee_debut.de is None or c.annee_debut.a is None or c.annee_debut.de <= c.annee_debut.a
               for c in (criteres, filtre)))  # fmt: skip
    adresse = Adresse(Page("recherche"), criteres)
    assert lire_adresse(lien(adresse)) == adresse
    assert formulaire.remplir(adresse.page, formulaire.formulaire(adresse)) == adresse
    joined = criteres & filtre
    for one in (criteres, joined):
        assert lire_document(json.loads(json.dumps(document(one)))) == one
    if nu(criteres.mots):
        assert par_options(criteres) == criteres


@pytest.mark.parametrize(
    "said",
    [
        {"couleur": ["rouge"]},
        {"pays": [3]},
        {"pays": {"BF": 1}},
        {"aussi": "BF"},
        {"pays": ["Burkna"]},
        {"mots": None},
    ],
)
def test_a_document_that_says_no_criteria_is_refused_in_one_line(said: dict[str, object]) -> None:
    with pytest.raises(AtlasError) as refused:
        lire_document(said)
    assert str(refused.value).count("\n") == 0


def test_the_criteria_of_an_answer_ask_it_again(
    atlas: Atlas, atlas_demo: Path, projets: pl.DataFrame, capfd: pytest.CaptureFixture[str]
) -> None:
    here, there = projets.filter(pl.col("pays").list.len() > 1)["pays"][0][:2]
    link = f"atlas://monde/pays/{here.lower()}?annee-debut=1960..2013"
    assert main(["--donnees", str(atlas_demo), "chercher", link, "--pays", there, "--format", "json"]) == 0
    answer = json.loads(capfd.readouterr().out)
    again = lire_document(answer["criteres"])
    assert again.aussi == Criteria(pays=(there,))
    found = atlas.projets(again, limite=None)
    assert [p.id for p in found.projets] == [p["id"] for p in answer["projets"]]
    assert 0 < found.total < atlas.projets(again.sans("aussi")).total


def test_a_word_to_leave_out_may_come_first_or_after_an_option(
    atlas: Atlas, atlas_demo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def total(*words: str) -> tuple[int, str]:
        assert (
            main(["--donnees", str(atlas_demo), "chercher", "--format", "json", "--limite", "1", *words]) == 0
        )
        answer = json.loads(capfd.readouterr().out)
        return answer["total"], answer["criteres"]["mots"]

    without = atlas.projets(Criteria(mots="-eau")).total
    assert 0 < without < atlas.projets(Criteria()).total
    assert total("-eau") == total("--", "-eau") == (without, "-eau")
    # -h is a letter of « -hopital », not a request for help.
    assert total("-hopital")[1] == "-hopital"
    both = atlas.projets(Criteria(mots="eau -école")).total
    assert total("eau", "-école") == total("eau", "--", "-école") == (both, "eau -école")
    mali = atlas.projets(Criteria(mots="eau -école", pays=("ML",))).total
    assert (
        total("eau", "--pays", "ml", "-école")[0] == total("--pays", "ml", "eau", "-école")[0] == mali < both
    )
    for wrong in (["--titre", "-eau"], ["eau", "--truc"], ["eau", "--pays", "ml", "--truc"]):
        assert main(["--donnees", str(atlas_demo), "chercher", *wrong]) == 2
        assert capfd.readouterr().err.count("\n") == 1


def test_criteria_are_said_with_names(atlas: Atlas) -> None:
    (paris,) = (
        t.chemin.partition("/")[2] for t in atlas.collectivites("Paris", types=("commune",), limite=1)
    )
    asked = Criteria(
        collectivite=(paris,), pays=("ML",), cofinancement=(Cofinancement("MEAE", 2009), Cofinancement("AFD")),
        annee_debut=Interval(2005, 2010),
    ) & Criteria(pays=("SN",))  # fmt: skip
    assert criteres_en_mots(asked, atlas.noms(asked)) == (
        "collectivité : Paris (75) · pays : Mali · cofinancement : "
        "Ministère de l'Europe et des Affaires étrangères en 2009 ou Agence française de développement · "
        "début : de 2005 à 2010 · et pays : Sénégal"
    )


def test_a_search_that_lasts_too_long_is_stopped_and_says_so(
    atlas_demo: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    # Hours of counting, and no memory to speak of: what stops it is the time.
    endless = "(SELECT count(*) FROM range(1000000000000000) a WHERE hash(a.range) = 0) = 0"
    monkeypatch.setattr(engine, "TIME_LIMIT", 1.0)
    monkeypatch.setattr(query, "projets", lambda criteres: query.Condition(endless))
    assert main(["--donnees", str(atlas_demo), "chercher", "eau"]) == 1
    out, err = capfd.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "durait plus de 1 s" in err
    assert "Précisez-la" in err
    monkeypatch.undo()
    # What was stopped is over: the next search has its answer.
    assert main(["--donnees", str(atlas_demo), "chercher", "eau", "--limite", "1"]) == 0


def test_the_words_found_are_shown_in_their_sentence(
    atlas_demo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def said(*words: str) -> str:
        assert main(["--donnees", str(atlas_demo), "chercher", "--limite", "5", *words]) == 0
        return capfd.readouterr().out

    assert said("eau potable").count("**eau** **potable**") >= 4
    assert "**eau**" in said("--bourse", "eau")
    for row in json.loads(said("--format", "json", "eau potable"))["projets"]:
        text, places = row["extrait"]["texte"], row["extrait"]["reperes"]
        assert {nu(text[a:b]) for a, b in places} <= {"eau", "eaux", "potable", "potables"}
    assert "extrait" not in said("--format", "json", "--pays", "ml")
    assert "Mots trouvés" not in said("--pays", "ml")
