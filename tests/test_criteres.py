# SPDX-License-Identifier: EUPL-1.2
"""Every crossing of criteria, done again by an independent hand: polars over `chercher --vers`, from docs/criteres.md alone."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from atlas_tui.__main__ import main
from exports.colonnes import DEMANDES, PROJETS
from parquet.atlas import Atlas

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
