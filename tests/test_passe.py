# SPDX-License-Identifier: EUPL-1.2
"""As it stood: an atlas asked as of a day answers what an atlas published from a store that stopped then answers."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from petit_atlas import Petit, construire

from parquet.atlas import Atlas
from parquet.criteria import TOUT, Criteria
from parquet.errors import CritereInvalide, Introuvable
from parquet.jours import JourInexistant, fin_du_jour, lire_jour
from parquet.pages import MONDE, lire_page
from parquet.publication import publier, publier_delta
from store.records import Projet, Reseau
from store.store import Edit, Store

pytestmark = pytest.mark.donnees

DEBUT = datetime(2012, 1, 10, 9, 30, tzinfo=UTC)
FICHES = ("res-1", "col-1", "col-2", "col-3", "par-1", "par-2", "par-3", "par-4")
EDITABLES = (*FICHES, "pro-1", "pro-2", "pro-3", "pro-4", "dem-1", "apd-1")

Geste = tuple[float, str, int]
"""Hours since the edit before, what is edited, and a number that says how."""


@pytest.fixture(scope="module")
def depart(tmp_path_factory: pytest.TempPathFactory) -> Petit:
    """The small atlas, its creations dated `DEBUT`."""
    return construire(tmp_path_factory.mktemp("passe") / "atlas", au=DEBUT)


def _edit(edit: Edit, id_: str, how: int) -> None:
    """Do one of the edits a fiche can have; what the rules refuse is left."""
    stored = edit.get(id_)
    if stored is None or stored.etat == "archivee":
        return
    record: Any = stored.record
    changes: list[dict[str, object]] = {
        "res": [{"sigle": f"R{how}"}],
        "col": [
            {"nom": f"Ville nouvelle {how}"}, {"departement": ("67", "38")[how % 2], "region": ("44", "84")[how % 2]},
            {"alias": (f"Vieux nom {how}",)}, {"contacts": ()},
        ],
        "par": [{"nom": f"Cité {how}"}, {"pays": ("BF", "ML", "PL")[how % 3]}, {"alias": (f"Autre {how}", "Jadis")}],
        "pro": [
            {"titre": f"Projet revu {how}"}, {"statut": ("termine", "suspendu")[how % 2]}, {"description": f"assainissement {how}"},
            {"partenaires": (f"par-{1 + how % 4}",)}, {"collectivites": ("col-3", f"col-{1 + how % 2}")},
        ],
        "dem": [{"etat": ("deposee", "publiee", "pourvue", "refusee")[how % 4]}, {"besoin": f"conseil {how}"}],
        "apd": [{"etat": ("brouillon", "declaree")[how % 2]}, {"annee": 2009 + how % 3}],
    }[id_[:3]]  # fmt: skip
    if how % 11 == 10 and id_[:3] in ("pro", "dem"):
        edit.archive(id_, base=stored.version)
        return
    edit.update(msgspec.structs.replace(record, **changes[how % len(changes)]), base=stored.version)


GESTES = st.lists(
    st.tuples(st.sampled_from((0.0, 0.4, 9.0, 24.0, 50.0)), st.sampled_from(EDITABLES), st.integers(0, 60)),
    min_size=2,
    max_size=9,
)


def _play_one(store: Store, at: datetime, id_: str, how: int) -> None:
    with store.write("essai", at=at) as edit:
        _edit(edit, id_, how)
        if how % 5 == 0:
            # Two at the same time: the first of them was never true of any instant.
            _edit(edit, id_, how + 1)
        if how % 7 == 0:
            edit.create(
                Projet(
                    titre=f"Eau de plus {how}", nature="action", thematique="2", statut="en-cours",
                    collectivites=("col-2",), partenaires=("par-2",), annee_lancement=2011,
                )
            )  # fmt: skip


def _play(dossier: Path, gestes: list[Geste], *, start: int = 0, until: datetime | None = None) -> None:
    """Make the edits from the one numbered `start` on, one transaction each, of those before `until`."""
    at = DEBUT + timedelta(hours=sum(hours for hours, _, _ in gestes[:start]))
    with Store.open(dossier / "atlas.sqlite") as store:
        for hours, id_, how in gestes[start:]:
            at += timedelta(hours=hours)
            if until is not None and at >= until:
                break
            _play_one(store, at, id_, how)


def _copie(depart: Petit, where: Path) -> Path:
    shutil.rmtree(where, ignore_errors=True)
    shutil.copytree(depart.dossier, where)
    return where


def _everything(atlas: Atlas) -> dict[str, object]:
    """All that an atlas answers but what dates it and the people it names."""
    found: dict[str, object] = {}
    projets = atlas.projets(TOUT, limite=None)
    demandes = atlas.demandes(TOUT, limite=None)
    found["projets"], found["demandes"] = projets, demandes
    for path in (
        "monde",
        "pays/bf",
        "pays/ml",
        "region/84",
        "departement/67",
        "collectivite/col-2",
        "thematique/2",
    ):
        try:
            etat = atlas.etat(lire_page(path))
            found[path] = (etat.compteurs, etat.apd, etat.apd_hors_refugies)
        except Introuvable as error:
            found[path] = str(error)
    for quoi in ("collectivites", "pays", "thematiques", "continents-bourse"):
        found[quoi] = atlas.classement(quoi, MONDE)
    for id_ in (*FICHES, *(f"pro-{n}" for n in range(1, 14)), "dem-1"):
        try:
            fiche: Any = atlas.fiche(id_)
            found[id_] = replace(fiche, contacts=()) if hasattr(fiche, "contacts") else fiche
        except Introuvable as error:
            found[id_] = str(error)
    for mots in (
        "eau",
        "ouaga",
        "ville nouvelle",
        "jadis",
        "assainissement -revu",
        "conseil",
        "mali",
        "cite 4*",
    ):
        asked = Criteria(mots=mots)
        found[f"mots {mots}"] = (
            sorted(p.id for p in atlas.projets(asked, limite=None).projets),
            sorted(d.id for d in atlas.demandes(asked, limite=None).demandes),
        )
    found["trouver"] = tuple(t.chemin for t in atlas.trouver("cité"))
    return found


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gestes=GESTES, coupe=st.integers(0, 9), jour=st.integers(0, 12))
def test_any_past_day_is_told_as_it_was(
    depart: Petit, tmp_path: Path, gestes: list[Geste], coupe: int, jour: int
) -> None:
    day = DEBUT.date() + timedelta(days=jour)
    # In one snapshot.
    whole = _copie(depart, tmp_path / "entier")
    _play(whole, gestes)
    with Store.open(whole / "atlas.sqlite") as store:
        publier(store, whole)
    # A snapshot in the middle, and a delta over it.
    delta = _copie(depart, tmp_path / "delta")
    _play(delta, gestes[:coupe])
    with Store.open(delta / "atlas.sqlite") as store:
        publier(store, delta)
    _play(delta, gestes, start=coupe)
    with Store.open(delta / "atlas.sqlite") as store:
        publier_delta(store, delta)
    # A store that stopped that day.
    stopped = _copie(depart, tmp_path / "arret")
    _play(stopped, gestes, until=fin_du_jour(day))
    with Store.open(stopped / "atlas.sqlite") as store:
        publier(store, stopped)
    with Atlas.ouvrir(stopped) as then:
        expected = _everything(then)
    for dossier in (whole, delta):
        with Atlas.ouvrir(dossier, au=day) as atlas:
            assert atlas.au == day
            assert _everything(atlas) == expected, dossier.name


def test_a_renaming_splits_what_others_say_of_it_and_an_archived_projet_is_still_there_before(
    depart: Petit, tmp_path: Path
) -> None:
    dossier = _copie(depart, tmp_path / "atlas")
    with Store.open(dossier / "atlas.sqlite") as store:
        # 23:30 UTC on the 14th is already the 15th in Paris.
        with store.write("essai", at=datetime(2012, 1, 14, 23, 30, tzinfo=UTC)) as edit:
            ouaga: Any = edit.get(depart.ouaga)
            edit.update(msgspec.structs.replace(ouaga.record, nom="Wagadogo"), base=1)
        with store.write("essai", at=datetime(2012, 2, 3, 12, tzinfo=UTC)) as edit:
            edit.archive("pro-2", base=1)
        publier_delta(store, dossier)

    def names(day: date) -> list[str]:
        with Atlas.ouvrir(dossier, au=day) as atlas:
            return [p.partenaires[0].nom for p in atlas.projets(Criteria(pays=("BF",)), tri="titre").projets]

    assert names(date(2012, 1, 14)) == ["Ouagadougou", "Ouagadougou"]
    assert names(date(2012, 1, 15)) == ["Wagadogo", "Wagadogo"]
    assert names(date(2012, 2, 3)) == ["Wagadogo"]
    with Atlas.ouvrir(dossier, au=date(2012, 1, 14)) as atlas:
        assert atlas.projets(Criteria(mots="wagadogo")).total == 0
        assert atlas.projets(Criteria(mots="ouagadougou")).total == 2
        assert atlas.fiche("pro-2")
        # People are named today only.
        assert atlas.contacts("Bas-Rhin")[0].contacts == ()
    with Atlas.ouvrir(dossier) as atlas:
        assert atlas.contacts("Bas-Rhin")[0].contacts
        with pytest.raises(Introuvable):
            atlas.fiche("pro-2")


def test_no_person_has_a_published_past(depart: Petit, tmp_path: Path) -> None:
    dossier = _copie(depart, tmp_path / "atlas")
    with Store.open(dossier / "atlas.sqlite") as store:
        with store.write("agente.secrete", at=DEBUT + timedelta(days=1)) as edit:
            stored: Any = edit.get(depart.bas_rhin)
            edit.update(
                msgspec.structs.replace(stored.record, contacts=(), site="https://bas-rhin.example"), base=1
            )
        publier(store, dossier)
    folder = max((dossier / "instantanes").iterdir())
    seen = b"".join(path.read_bytes() for path in (folder / "passe").iterdir())
    written = "".join(str(pq.read_table(path).to_pylist()) for path in (folder / "passe").iterdir())
    assert "'contacts', " not in written
    assert "'site', 'contacts'" in written
    for name in ("Muller", "Œrtel", "luc@bas-rhin.example", "agente"):
        assert name not in written
        assert name.encode() not in seen


def test_how_far_back_is_said_and_a_day_to_come_is_refused(depart: Petit, tmp_path: Path) -> None:
    dossier = _copie(depart, tmp_path / "atlas")
    with pytest.raises(Introuvable, match=r"ne remonte qu'au 10.janvier.2012"):
        Atlas.ouvrir(dossier, au=date(2012, 1, 9))
    with Atlas.ouvrir(dossier, au=date(2012, 1, 10)) as atlas:
        assert atlas.projets(TOUT).total == 4
    with pytest.raises(CritereInvalide, match="à venir"):
        Atlas.ouvrir(dossier, au=date(2999, 1, 1))
    # The store was lost and made anew: what the new journal does not know, the old snapshots still tell.
    (dossier / "atlas.sqlite").unlink()
    with Store.create(dossier / "atlas.sqlite") as store:
        with store.write("essai", at=datetime(2014, 5, 1, tzinfo=UTC)) as edit:
            edit.create(Reseau(nom="Tout autre"))
        publier(store, dossier)
    with Atlas.ouvrir(dossier) as atlas:
        assert atlas.projets(TOUT).total == 0
    with Atlas.ouvrir(dossier, au=date(2014, 4, 30)) as atlas:
        assert atlas.projets(TOUT).total == 4


@pytest.mark.parametrize("texte", ["", "hier", "2012-1-1", "٢٠١٢-01-01", "31/12/12", "31/12/9999"])
def test_a_day_that_is_none_is_refused(texte: str) -> None:
    with pytest.raises(CritereInvalide, match="2012-12-31"):
        lire_jour(texte)


@pytest.mark.parametrize("texte", ["2012-13-01", "31/02/2012", "0000-01-01"])
def test_a_day_of_no_calendar_is_said_to_be_none(texte: str) -> None:
    with pytest.raises(JourInexistant, match=f"Ce jour n'existe pas : {texte}"):
        lire_jour(texte)
