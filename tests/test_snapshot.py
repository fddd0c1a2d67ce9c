# SPDX-License-Identifier: EUPL-1.2
"""Snapshots: every damaged byte is seen and named, the previous one opens, a delta says the same as a new snapshot."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import msgspec
import pytest
from petit_atlas import Petit, construire

from parquet import snapshot
from parquet.atlas import Atlas
from parquet.criteria import TOUT
from parquet.errors import AtlasAbsent, AtlasError, InstantaneAbime
from parquet.pages import MONDE
from parquet.publication import publier, publier_delta
from store.records import Partenaire, Projet
from store.store import Store

pytestmark = pytest.mark.ouverture


@pytest.fixture
def petit(tmp_path: Path) -> Petit:
    return construire(tmp_path / "atlas")


def _flip(path: Path, at: int, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)


def test_one_flipped_bit_anywhere_is_named_and_the_previous_snapshot_opens(petit: Petit) -> None:
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        publier(store, petit.dossier)
    newest, previous = snapshot.instantanes(petit.dossier)
    folder = petit.dossier / "instantanes" / newest
    kept = shutil.copytree(folder, petit.dossier / "copie")
    chance = random.Random(20261121)
    files = sorted(p for p in folder.iterdir() if p.name != snapshot.VERROU)
    assert len(files) == 10
    for path in files:
        size = path.stat().st_size
        for at in {0, size - 1, *(chance.randrange(size) for _ in range(12))}:
            _flip(path, at, chance.randrange(8))
            found = snapshot.verifier(petit.dossier)
            assert [d for d in found if newest in d.ou and path.name in d.quoi], f"{path.name} octet {at}"
            assert not [d for d in found if d.ou.endswith(previous)]
            opened = snapshot.ouvrir(petit.dossier)
            assert opened.chemin.name == previous
            assert path.name in opened.avertissements[0]
            assert previous in opened.avertissements[-1]
            shutil.copy(kept / path.name, path)
    _flip(files[-1], 30, 0)
    with Atlas.ouvrir(petit.dossier) as atlas:
        assert atlas.instantane == previous
        assert atlas.avertissements
        assert atlas.etat(MONDE).compteurs.projets_cooperation == 3
    shutil.copy(kept / files[-1].name, files[-1])
    assert snapshot.verifier(petit.dossier) == []


def test_a_snapshot_cut_short_or_without_a_file_is_left_aside(petit: Petit) -> None:
    only = snapshot.instantanes(petit.dossier)[0]
    (petit.dossier / "instantanes" / only / "projets.parquet").unlink()
    with pytest.raises(InstantaneAbime, match=r"projets\.parquet manque.*atlas-tui publier"):
        Atlas.ouvrir(petit.dossier)
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        publier(store, petit.dossier)
    with Atlas.ouvrir(petit.dossier) as atlas:
        assert atlas.avertissements == ()


@pytest.mark.parametrize("pointer", ["", "../ailleurs", "inconnu", "\x00\xff"])
def test_a_damaged_pointer_still_opens_the_newest_snapshot(petit: Petit, pointer: str) -> None:
    (petit.dossier / "CURRENT").write_text(pointer, "latin-1")
    assert any(d.ou.endswith("CURRENT") for d in snapshot.verifier(petit.dossier))
    with Atlas.ouvrir(petit.dossier) as atlas:
        assert atlas.etat(MONDE).compteurs.pays == 4
        assert atlas.avertissements


def test_no_atlas_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(AtlasAbsent, match="atlas-tui demo"):
        Atlas.ouvrir(tmp_path)


def test_an_interrupted_publication_leaves_nothing_behind(
    petit: Petit, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(p.relative_to(petit.dossier) for p in petit.dossier.rglob("*"))

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(snapshot, "_sync", fail)
    with Store.open(petit.dossier / "atlas.sqlite") as store, pytest.raises(KeyboardInterrupt):
        publier(store, petit.dossier)
    assert sorted(p.relative_to(petit.dossier) for p in petit.dossier.rglob("*")) == before


def _everything(dossier: Path) -> object:
    """What an atlas answers, without what dates it."""
    with Atlas.ouvrir(dossier) as atlas:
        projets = sorted(atlas.projets(TOUT, limite=None).projets, key=lambda p: p.id)
        ids = [p.id for p in projets] + [
            "col-1",
            "col-2",
            "col-3",
            "par-1",
            "par-2",
            "par-3",
            "par-4",
            "dem-1",
            "res-1",
        ]
        etat = atlas.etat(MONDE)
        return (
            projets,
            [atlas.fiche(id_) for id_ in ids],
            etat.compteurs,
            etat.apd,
            atlas.classement("collectivites", MONDE),
            sorted(t.chemin for t in atlas.trouver("ouaga", limite=100)),
        )


def test_a_delta_says_the_same_as_a_whole_new_snapshot(petit: Petit) -> None:
    base = snapshot.courant(petit.dossier)
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        with store.write("essai") as edit:
            ouaga = edit.get(petit.ouaga)
            assert ouaga is not None
            assert isinstance(ouaga.record, Partenaire)
            edit.update(
                msgspec.structs.replace(ouaga.record, nom="Ouagadougou (renommée)"), base=ouaga.version
            )
            gone = edit.get("pro-1")
            assert gone is not None
            edit.archive("pro-1", base=gone.version)
            edit.create(
                Projet(
                    titre="Nouveau", nature="action", thematique="5", statut="projet", collectivites=(petit.lyon,),
                    partenaires=(petit.antsirabe,),
                )
            )  # fmt: skip
        with Atlas.ouvrir(petit.dossier) as reader:
            publier_delta(store, petit.dossier)
            assert reader.perime()
            assert reader.fiche(petit.ouaga).nom == "Ouagadougou"  # type: ignore[union-attr]
        assert snapshot.courant(petit.dossier) == base
        by_delta = _everything(petit.dossier)
        publier(store, petit.dossier)
    assert snapshot.courant(petit.dossier) != base
    whole = _everything(petit.dossier)
    assert by_delta == whole
    assert by_delta[2].projets_cooperation == 2
    assert by_delta[2].autres_actions == 2


def test_a_damaged_delta_is_named_and_the_snapshot_opens_without_it(petit: Petit) -> None:
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        with store.write("essai") as edit:
            edit.create(Partenaire(nom="Sarajevo", pays="BA"))
        delta = publier_delta(store, petit.dossier)
    folder = petit.dossier / "deltas" / snapshot.courant(petit.dossier) / delta.nom
    _flip(folder / "partenaires.parquet", 40, 3)
    assert any("partenaires.parquet" in d.quoi for d in snapshot.verifier(petit.dossier))
    with Atlas.ouvrir(petit.dossier) as atlas, pytest.raises(AtlasError):
        atlas.fiche("par-5")


def test_people_who_did_not_agree_are_not_in_any_file(petit: Petit) -> None:
    for path in (petit.dossier / "instantanes").rglob("*.parquet"):
        import pyarrow.parquet as pq

        text = json.dumps(pq.read_table(path).to_pylist(), default=str, ensure_ascii=False)
        assert "anne@bas-rhin.example" not in text, path.name
    with Atlas.ouvrir(petit.dossier) as atlas:
        people = atlas.contacts("bas rin")[0].contacts
    assert [p.courriel for p in people] == ["international@bas-rhin.example", "luc@bas-rhin.example"]


def test_the_public_format_is_documented_column_by_column(racine: Path) -> None:
    from parquet.tables import TABLES

    page = (racine / "docs" / "format.md").read_text("utf-8")
    for name, table in TABLES.items():
        section = page.partition(f"## {name}\n")[2].partition("\n## ")[0]
        assert section, f"docs/format.md ne décrit pas {name}"
        documented = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]
        assert documented == list(table.colonnes), name
