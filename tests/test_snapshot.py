# SPDX-License-Identifier: EUPL-1.2
"""Snapshots: every damaged byte is seen and named, the previous one opens, a delta says the same as a new snapshot."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
from petit_atlas import Petit, construire

from parquet import publication, snapshot, writing
from parquet.atlas import Atlas
from parquet.criteria import TOUT, Criteria
from parquet.errors import AtlasAbsent, AtlasError, InstantaneAbime
from parquet.pages import MONDE, Page
from parquet.publication import publier, publier_delta
from parquet.results import FicheProjet
from parquet.tables import AJOUTEES, PASSES, TABLES, VERSIONS
from store.records import Ambassade, Partenaire, Projet
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
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != snapshot.VERROU)
    # The tables, the index of words (its list, and six files for its words and positions), the manifest.
    assert len(files) == len(TABLES) + 8
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
            shutil.copy(kept / path.relative_to(folder), path)
    _flip(files[-1], 30, 0)
    with Atlas.ouvrir(petit.dossier) as atlas:
        assert atlas.instantane == previous
        assert atlas.avertissements
        assert atlas.etat(MONDE).compteurs.projets_cooperation == 3
    shutil.copy(kept / files[-1].relative_to(folder), files[-1])
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

    monkeypatch.setattr(snapshot, "sync", fail)
    with Store.open(petit.dossier / "atlas.sqlite") as store, pytest.raises(KeyboardInterrupt):
        publier(store, petit.dossier)
    assert sorted(p.relative_to(petit.dossier) for p in petit.dossier.rglob("*")) == before


def test_an_atlas_of_many_row_groups_is_written_as_one_of_a_single_group(
    petit: Petit, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = petit.dossier / "instantanes" / snapshot.courant(petit.dossier)
    monkeypatch.setattr(writing, "ROWS_PER_GROUP", 2)
    monkeypatch.setattr(publication, "BATCH", 1)
    monkeypatch.setattr(publication, "NAMED_MAX", 1)
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        publier(store, petit.dossier)
    cut = petit.dossier / "instantanes" / snapshot.courant(petit.dossier)
    assert cut != whole
    assert pq.ParquetFile(cut / "projets.parquet").metadata.num_row_groups > 1
    for name in TABLES:
        expected, found = (pq.read_table(folder / f"{name}.parquet") for folder in (whole, cut))
        assert found.schema.equals(expected.schema), name
        assert found.equals(expected), name
    assert {p.name for p in cut.iterdir()} == {p.name for p in whole.iterdir()}


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


def test_a_damaged_delta_is_said_and_publishing_again_mends_it(petit: Petit) -> None:
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        with store.write("essai") as edit:
            edit.create(Partenaire(nom="Sarajevo", pays="BA"))
        delta = publier_delta(store, petit.dossier)
        folder = petit.dossier / "deltas" / snapshot.courant(petit.dossier) / delta.nom
        _flip(folder / "partenaires.parquet", 40, 3)
        assert any("partenaires.parquet" in d.quoi for d in snapshot.verifier(petit.dossier))
        with Atlas.ouvrir(petit.dossier) as atlas:
            assert "partenaires.parquet" in atlas.avertissements[0]
            with pytest.raises(AtlasError):
                atlas.fiche("par-5")
        publier_delta(store, petit.dossier)
    assert snapshot.verifier(petit.dossier) == []
    with Atlas.ouvrir(petit.dossier) as atlas:
        assert atlas.avertissements == ()
        assert atlas.intitule(Page("partenaire", "par-5")) == "Sarajevo (Bosnie-Herzégovine)"


def test_a_snapshot_older_than_a_column_is_read_with_the_column_empty(petit: Petit) -> None:
    folder = petit.dossier / "instantanes" / snapshot.courant(petit.dossier)
    manifeste = snapshot.lire_manifeste(folder)
    older = {
        "projets": {"volontaires", "financements", "mots"},
        "apd": {"refugies"},
        "collectivites": {"alias"},
    }
    later = {"ambassades", "actualites"}

    def write(draft: Path) -> list[snapshot.Ecrit]:
        written = []
        for name in TABLES.keys() - later:
            table = pq.read_table(folder / f"{name}.parquet").drop_columns(list(older.get(name, ())))
            pq.write_table(table, draft / f"{name}.parquet")
            written.append(snapshot.Ecrit(f"{name}.parquet", table.num_rows, tuple(table.column_names)))
        return written

    with snapshot.publication(petit.dossier):
        snapshot.ecrire(
            petit.dossier / "instantanes",
            msgspec.structs.replace(manifeste, nom="20200101T000000Z"),
            write,
            pointeur=petit.dossier / "CURRENT",
        )
    assert snapshot.verifier(petit.dossier) == []
    with Atlas.ouvrir(petit.dossier) as atlas:
        assert atlas.instantane == "20200101T000000Z"
        assert atlas.etat(MONDE).compteurs.projets_cooperation == 3
        assert atlas.etat(MONDE).apd == atlas.etat(MONDE).apd_hors_refugies
        projet = atlas.fiche("pro-3")
        assert isinstance(projet, FicheProjet)
        assert (projet.volontaires, projet.financements) == (None, ())
        assert atlas.projets(Criteria(mots="eau")).total == 0
        # Older than two tables: nothing is in them, and what comes after is.
        assert atlas.actualites() == ()
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        with store.write("essai") as edit:
            edit.create(Ambassade(pays="PL", nom="Ambassade de France en Pologne"))
        publier_delta(store, petit.dossier)
    with Atlas.ouvrir(petit.dossier) as atlas:
        assert atlas.ambassade("PL").nom == "Ambassade de France en Pologne"


def test_a_manifest_that_a_later_program_wrote_is_still_sound(petit: Petit) -> None:
    path = petit.dossier / "instantanes" / snapshot.courant(petit.dossier) / snapshot.MANIFESTE
    later = {**json.loads(path.read_bytes()), "empreinte": "", "champ_futur": [1, 2]}
    bare = msgspec.json.encode(later)
    path.write_bytes(msgspec.json.encode({**later, "empreinte": hashlib.sha256(bare).hexdigest()}))
    assert snapshot.verifier(petit.dossier) == []
    path.write_bytes(path.read_bytes().replace(b"[1,2]", b"[1,3]"))
    assert "modifié" in snapshot.verifier(petit.dossier)[0].quoi


def test_a_manifest_that_lists_no_file_is_not_sound(petit: Petit) -> None:
    path = petit.dossier / "instantanes" / snapshot.courant(petit.dossier) / snapshot.MANIFESTE
    bare = msgspec.json.encode({**json.loads(path.read_bytes()), "fichiers": [], "empreinte": ""})
    path.write_bytes(
        bare.replace(b'"empreinte":""', b'"empreinte":"%s"' % hashlib.sha256(bare).hexdigest().encode())
    )
    assert len(snapshot.verifier(petit.dossier)) == len(TABLES.keys() - AJOUTEES)


PUBLISH = """
import sys
from pathlib import Path
from parquet.publication import publier, publier_delta
from parquet.results import FicheProjet
from parquet.tables import PASSES, TABLES, VERSIONS
from store.records import Partenaire
from store.store import Store
folder = Path(sys.argv[1])
with Store.open(folder / "atlas.sqlite") as store:
    for turn in range(6):
        with store.write("essai") as edit:
            edit.create(Partenaire(nom=f"Ville {sys.argv[2]} {turn}", pays="ES"))
        (publier if turn % 2 else publier_delta)(store, folder)
"""


def test_publishers_at_once_never_move_the_atlas_back(petit: Petit) -> None:
    root = Path(__file__).resolve().parent.parent
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PUBLISH, str(petit.dossier), name], cwd=root, stderr=subprocess.PIPE
        )
        for name in "ab"
    ]
    seen = 0
    while any(process.poll() is None for process in running):
        with Atlas.ouvrir(petit.dossier) as atlas:
            assert atlas.journal_seq >= seen
            assert atlas.avertissements == ()
            seen = atlas.journal_seq
    assert [process.communicate()[1] for process in running] == [b"", b""]
    assert snapshot.verifier(petit.dossier) == []
    with Atlas.ouvrir(petit.dossier) as atlas:
        assert len(atlas.trouver("ville", limite=50)) >= 12
    assert not [p for p in petit.dossier.rglob(".*") if p.is_dir()]


def test_closing_stops_the_queries_under_way_and_later_ones(petit: Petit) -> None:
    atlas = Atlas.ouvrir(petit.dossier)
    refusals: list[Exception] = []

    def ask() -> None:
        try:
            while True:
                atlas.etat(MONDE)
        except AtlasError as error:
            refusals.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    atlas.fermer()
    for thread in threads:
        thread.join(30)
    assert len(refusals) == 4


def test_people_who_did_not_agree_are_not_in_any_file(petit: Petit) -> None:
    for path in (petit.dossier / "instantanes").rglob("*.parquet"):
        text = json.dumps(pq.read_table(path).to_pylist(), default=str, ensure_ascii=False)
        assert "anne@bas-rhin.example" not in text, path.name
    with Atlas.ouvrir(petit.dossier) as atlas:
        people = atlas.contacts("bas rin")[0].contacts
    assert [p.courriel for p in people] == ["international@bas-rhin.example", "luc@bas-rhin.example"]


def test_the_public_format_is_documented_column_by_column(racine: Path) -> None:
    page = (racine / "docs" / "format.md").read_text("utf-8")
    for name, table in {**TABLES, "versions": VERSIONS}.items():
        section = page.partition(f"## {name}\n")[2].partition("\n## ")[0]
        assert section, f"docs/format.md ne décrit pas {name}"
        documented = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]
        assert documented == list(table.colonnes), name
    assert all(
        list(table.colonnes) == [*TABLES[name].colonnes, "jusque"] and table.cle == TABLES[name].cle
        for name, table in PASSES.items()
    )
    assert "| `jusque` |" in page.partition("## Le passé\n")[2]
