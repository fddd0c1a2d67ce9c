# SPDX-License-Identifier: EUPL-1.2
"""Doubles: found with few mistakes, merged whole, undone as one; ids that were leads to what they became."""

from __future__ import annotations

import dataclasses
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import petit_atlas
import pytest
from doublons_plantes import planter
from fiches_tirees import ANNE, LYON, NOON, SEGOU, Ticking, fiches, projet
from hypothesis import given, settings
from hypothesis import strategies as st

from parquet.atlas import Atlas
from parquet.criteria import Criteria
from parquet.doublons import Candidate, _rapproches, candidates, suspects
from parquet.pages import Page
from parquet.publication import publier, publier_delta
from store import STORE
from store.clock import to_text
from store.errors import Refused, StaleVersion
from store.fusions import Fusions, proposer
from store.operations import Operations
from store.pages import PAGES
from store.records import (
    Actualite,
    Appel,
    Contact,
    Declaration,
    Demande,
    Dossier,
    Label,
    Reseau,
)
from store.rights import Who
from store.store import Store

pytestmark = pytest.mark.comptes

DAECT = Who("daect", 1)
LOIN = Contact(prenom="Bo", nom="Li", titre="Directeur", courriel="bo@lyon.example")


def begun(path: Path) -> Store:
    """Three collectivités and two authorities that fiches, accounts, answers and declarations name."""
    store = Store.create(path, clock=Ticking())
    with store.write("compte:1") as edit:
        edit.create(Reseau(nom="Cités Unies France"))
        edit.create(msgspec.structs.replace(LYON, contacts=(ANNE,), alias=("Grand Lyon",)))
        edit.create(
            msgspec.structs.replace(
                LYON, nom="Communauté urbaine de Lyon", contacts=(LOIN,), site="x.example"
            )
        )
        edit.create(msgspec.structs.replace(LYON, nom="Villeurbanne", reseaux=("res-1",)))
        edit.create(SEGOU)
        edit.create(msgspec.structs.replace(SEGOU, nom="Segou"))
        edit.create(projet(collectivites=("col-2", "col-1"), partenaires=("par-2",)))
        edit.create(projet(collectivites=("col-2",), partenaires=("par-2", "par-1")))
        edit.create(Demande(titre="Puits", partenaire="par-2", thematique="2", deposee_le=date(2026, 1, 1)))
        edit.create(Declaration(collectivite="col-2", annee=2020))
        edit.create(Actualite(titre="Rencontre", texte="Ici.", collectivites=("col-2", "col-3")))
        edit.create(
            Appel(
                titre="Appel", annee=2026, ouvre_le=NOON, ferme_le=NOON + timedelta(days=1), plafond=50, enveloppe=Decimal(1)
            )
        )  # fmt: skip
        asked = {"titre": "Eau", "thematique": "2", "partenaires": ("par-2",)}
        edit.create(Dossier(appel="app-1", collectivite="col-1", associees=("col-2", "col-3"), **asked))
        edit.create(Label(programme="pact2", titre="Eau", thematique="2", collectivites=("col-2", "col-1")))
        for place in ("col-1", "col-2"):
            # Both answered one demande: the row of the absorbed one cannot follow.
            edit.connection.execute(
                "INSERT INTO compte (identifiant, identifiant_plie, courriel, courriel_confirme, prenom, nom, role, collectivite,"
                " pays, region, etat, mot_de_passe, totp, totp_pas, cree_le)"
                " VALUES (?1, ?1, '', 1, '', '', 'agent', ?1, '', '', 'actif', '', '', 0, '')", (place,)
            )  # fmt: skip
            edit.connection.execute(
                "INSERT INTO demande_reponse VALUES ('dem-1', ?, 1, '', ?)", (place, to_text(NOON))
            )
    return store


def tables(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every table, without what says that something was done: the journal, versions, merges."""
    with store.read() as reading:
        names = [
            n for (n,) in reading.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        found = {}
        for name in names:
            if name.startswith(("journal", "fusion", "edition")):
                continue
            columns = "id, kind, numero, etat, cree_le" if name == "fiche" else "*"
            found[name] = sorted(reading.connection.execute(f"SELECT {columns} FROM {name}"), key=repr)
    return found


def merge(store: Store, kept: str, gone: str):
    with store.read() as reading:
        first, second = reading.get(kept), reading.get(gone)
    return Fusions(store, DAECT).fusionner(
        proposer(first.record, second.record), gone, base=first.version, base_absorbee=second.version
    )


@settings(max_examples=15)
@given(
    st.lists(fiches, max_size=5),
    st.sampled_from((("col-1", "col-2"), ("col-2", "col-1"), ("col-1", "col-3"), ("par-1", "par-2"), ("par-2", "par-1"))),
)  # fmt: skip
def test_a_merge_leaves_nothing_behind_and_undoing_it_leaves_nothing_of_it(more, pair):
    kept, gone = pair
    with tempfile.TemporaryDirectory() as folder, begun(Path(folder) / "a.atlas") as store:
        with store.write("compte:1") as edit:
            for record in more:
                edit.create(record)
        before = tables(store)
        done = merge(store, kept, gone)
        assert store.verify() == []
        with store.read() as reading:
            for kind in PAGES:
                for one in reading.each(kind):
                    if one.etat != "archivee":
                        names = [id for _, id, _ in PAGES[kind].named(one.record)]
                        assert gone not in names
            left = reading.connection.execute(
                "SELECT count(*) FROM compte WHERE collectivite = ?", (gone,)
            ).get
        assert left == 0
        assert Fusions(store, DAECT).defaire(done.numero) == ()
        assert tables(store) == before
        assert store.verify() == []


def test_what_was_edited_since_stays_and_ids_are_given_back(tmp_path):
    with begun(tmp_path / "a.atlas") as store:
        operations, fusions = Operations(store, DAECT), Fusions(store, DAECT)
        with pytest.raises(StaleVersion):
            fusions.fusionner(operations.fiche("col-1").record, "col-2", base=1, base_absorbee=7)
        with pytest.raises(Refused, match="même nature"):
            fusions.fusionner(operations.fiche("col-1").record, "par-1", base=1, base_absorbee=1)
        done = merge(store, "col-1", "col-2")
        assert (done.fiches, done.liens) == (6, 1)
        with store.read() as reading:
            assert reading.get("dos-1").record.associees == ("col-3",)
            assert reading.get("lab-1").record.collectivites == ("col-1",)
        lyon = operations.fiche("col-1").record
        assert lyon.alias == ("Grand Lyon", "Communauté urbaine de Lyon")
        assert lyon.contacts == (ANNE, LOIN)
        assert lyon.site == "x.example"
        assert operations.fiche("pro-1").record.collectivites == ("col-1",)
        assert operations.history("pro-1")[-1].operation == "fusionner"
        with pytest.raises(Refused, match="ne s'annule pas"):
            Operations(store, DAECT).undo("pro-1", base=2)
        # A form that was open on the absorbed one, a draft that names it: which one to take is said.
        for late in (
            lambda: operations.update_collectivite(msgspec.structs.replace(LYON, id="col-2"), base=1),
            lambda: operations.create_projet(projet(collectivites=("col-2",))),
        ):
            with pytest.raises(Refused, match="plus qu'une avec col-1"):
                late()
        # Edited meanwhile: the title stays, the collectivité is given back all the same.
        record = msgspec.structs.replace(
            operations.fiche("pro-2").record, titre="Corrigé", collectivites=("col-1", "col-3")
        )
        operations.update_projet(record, base=2)
        later = merge(store, "col-3", "col-1")
        with pytest.raises(Refused, match="n° 2"):
            fusions.defaire(done.numero)
        assert fusions.defaire(later.numero) == ()
        assert fusions.defaire(done.numero) == ("pro-2",)
        back = operations.fiche("pro-2").record
        assert (back.titre, back.collectivites) == ("Corrigé", ("col-2", "col-3"))
        with pytest.raises(Refused, match="déjà"):
            fusions.defaire(done.numero)
        assert [f.defaite_le is None for f in fusions.faites()] == [False, False]
        fusions.ecarter("par-2", "par-1")
        fusions.ecarter("par-1", "par-2")
        assert fusions.ecartes() == {("par-1", "par-2")}
        assert store.verify() == []


def seen(folder, ids):
    """What readers see of these collectivités and of the whole, and of what names them."""
    with Atlas.ouvrir(folder) as atlas:
        assert not atlas.avertissements
        found = []
        for id_ in ids:
            criteria = Criteria(collectivite=(id_,))
            atlas.exiger(criteria)
            found.append(
                (
                    atlas.fiche(id_).id, atlas.intitule(Page("collectivite", id_)),
                    atlas.etat(Page("collectivite", id_)).compteurs, atlas.projets(criteria).total,
                    [p.id for p in atlas.projets(Criteria(mots="ouaga") & criteria).projets],
                )
            )  # fmt: skip
        return found, atlas.etat(Page("monde")).compteurs, [t.chemin for t in atlas.trouver("lyon")]


def test_readers_follow_a_merge_and_its_undoing(tmp_path):
    small = petit_atlas.construire(tmp_path / "atlas")
    folder, ids = small.dossier, (small.paris, small.lyon)
    before = seen(folder, ids)
    with Store.open(folder / STORE) as store:
        done = merge(store, small.paris, small.lyon)
        for publish in (publier_delta, publier):
            publish(store, folder)
            (paris, same), _, names = seen(folder, ids)
            assert paris == same
            assert paris[0] == small.paris
            assert paris[3] == 3
            assert names == [f"collectivite/{small.paris}"], "found by the name it had, and once"
        Fusions(store, DAECT).defaire(done.numero)
        publier_delta(store, folder)
        assert seen(folder, ids) == before


def test_suspected_doubles_are_found_and_few_others(atlas_demo):
    with Atlas.ouvrir(atlas_demo) as atlas:
        for genre in ("collectivite", "partenaire"):
            known = candidates(atlas._engine, genre)
            before = {frozenset((s.une.id, s.autre.id)) for s in suspects(known)}
            assert len(before) <= 3, "the demonstration has one double of collectivités, by the guide"
            assert (genre == "partenaire") or before == {frozenset(("col-1", "col-2"))}
            made, planted = planter(known, 200, graine=1)
            found = {frozenset((s.une.id, s.autre.id)) for s in suspects(made)} - before
            assert len(found & planted) >= 0.97 * len(planted)
            assert len(found & planted) >= 0.97 * len(found)
            if genre == "partenaire":
                continue
            # Twice the fiches, in as many more places: twice the pairs looked at, not four times.
            more = [
                dataclasses.replace(c, id=f"{c.id}-{n}", lieu=f"{c.lieu}{n}", code=c.code and f"{c.code}{n}")
                for n in range(2)
                for c in known
            ]
            assert len(set(_rapproches(more))) <= 2 * len(set(_rapproches(known)))


def candidate(nom, **changes):
    base = Candidate(nom, nom, (), "ville", "BF", "", None, None, 1)
    return dataclasses.replace(base, **changes)


@pytest.mark.parametrize(
    ("une", "autre", "semblables"),
    [
        (candidate("Ouagadougou"), candidate("Ville de OUAGADOUGOU"), True),
        (candidate("Bobo-Dioulasso"), candidate("Bobo Dioulaso"), True),
        (candidate("Région d'Ouagadougou", type="region"), candidate("Ouagadougou"), False),
        (candidate("Cercle de Kita", type="district"), candidate("Arrondissement de Kita", type="district"), False),
        (candidate("Bamako I"), candidate("Bamako II"), False),
        (candidate("Koro"), candidate("Kori"), False),
        (candidate("Banfora", latitude=10.6, longitude=-4.7), candidate("Banfora", latitude=13.5, longitude=-2.0), False),
        (candidate("Saint-Denis", type="commune", code="93066"), candidate("St Denis", type="commune", code="93066"), True),
        (candidate("Saint-Denis", type="commune", code="93066"), candidate("Saint-Denis", type="commune", code="97411"), False),
        (candidate("Conseil régional d'Alsace", type="region", code="44"), candidate("Conseil régional de Lorraine", type="region", code="44"), False),
        (candidate("CC du Pays d'Iroise", type="cc"), candidate("Communauté d'agglomération du Pays d'Iroise", type="ca"), True),
        (candidate("Antsirabé", alias=("Vakinankaratra",)), candidate("Vakinankaratra"), True),
    ],
)  # fmt: skip
def test_what_makes_two_fiches_alike(une, autre, semblables):
    both = [une, dataclasses.replace(autre, id="autre")]
    pairs = suspects(both)
    assert bool(pairs) is semblables
    assert suspects(both, {tuple(sorted((une.id, "autre")))}) == []
    assert all(pair.raisons for pair in pairs)
