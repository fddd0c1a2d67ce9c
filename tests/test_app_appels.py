# SPDX-License-Identifier: EUPL-1.2
"""Calls, labels and grants as people meet them: what leaves the screen with its reader, the desk's sums, open data, files."""

from __future__ import annotations

import csv
import io
import os
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from gestes_appels import SIRET, dossier, label, mission, publier_appel
from petit_atlas import Petit, construire
from pilote import calme, ouvrir, taper
from pilote import ecran as ecran_brut

from atlas_tui.terminal.provenance import lire_fichier
from exports import scdl
from exports.writing import ExportRefuse
from parquet.appels import Subvention
from parquet.atlas import Atlas
from parquet.publication import publier_delta
from store import STORE
from store.comptes import SYSTEM, Demande
from store.dossiers import Dossiers
from store.labels import Labels
from store.records import Avis
from store.rights import HOST, Who
from store.store import Store

pytestmark = pytest.mark.procedures

D = Decimal


def ecran(app) -> str:
    return ecran_brut(app).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture(scope="module")
def petit(tmp_path_factory: pytest.TempPathFactory) -> Petit:
    """A call with a deposited dossier and a draft, a label that holds with a mission, and one account a role."""
    petit = construire(tmp_path_factory.mktemp("aides") / "atlas")
    now = datetime.now(UTC)
    with Store.open(petit.dossier / STORE) as store:
        places = {
            "agent": {"collectivite": petit.lyon},
            "ambassade": {"pays": "IN"},
            "sgar": {"region": "11"},
        }
        with store.comptes() as accounts:
            for name, role in (
                ("marie", "agent"),
                ("awa", "ambassade"),
                ("loin", "sgar"),
                ("odile", "daect"),
            ):
                accounts.create(
                    Demande(name, f"{name}@ville.fr", "A", "B", role, **places.get(role, {})), SYSTEM
                )
        publier_appel(store, now)
        own = {"collectivite": petit.lyon, "partenaires": (petit.lahore,), "projet": "pro-3"}
        with store.write("essai") as edit:
            avis = Avis(de="sgar", lieu="84", sens="favorable", le=date(2026, 1, 1))
            edit.create(dossier(**own, titre="Déposé ici", etat="depose", avis=(avis,), depose_le=now.date()))
            edit.create(
                dossier(**own, titre="Secret encore", etat="retenu", accorde=D(600), depose_le=now.date())
            )
        agent = Who("agent", 1, petit.lyon)
        Labels(store, agent).prepare(label(collectivites=(petit.lyon,), titre="Tri des déchets"))
        Labels(store, agent).deposit("lab-1", base=1)
        Labels(store, HOST).grant("lab-1", base=2)
        Labels(store, Who("ambassade", 2, pays="IN")).ask(mission(pays="IN", titre="Atelier à Jaipur"))
        publier_delta(store, petit.dossier)
    return petit


def entre(app, petit: Petit, name: str) -> None:
    with Store.open(petit.dossier / STORE) as store, store.comptes() as accounts:
        app.session.compte = accounts.find(name)
    app.connecte("")


async def test_the_public_reads_lists_and_nothing_that_waits(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "appels") as (app, pilot):
        assert "Ouvert" in ecran(app)
        assert "1 000 €" in ecran(app)
        await taper(pilot, "2")
        assert "Aucune subvention n'est encore notifiée." in ecran(app)
        await taper(pilot, "3")
        assert "Tri des déchets" in ecran(app)
        await taper(pilot, "enter")
        assert "Vingt ans." in ecran(app)
        assert "Jaipur" not in ecran(app), "missions are between those who ask and those who hold"
        # The address of each list is its own.
        await taper(pilot, "escape")
        assert app.page.adresse.page.genre == "labels"
        app.aller_page("dossier/dos-1")
        await calme(pilot)
        assert "Déposé ici" not in ecran(app)
        assert "avec un compte" in ecran(app)
        app.aller_page("appel/app-1")
        await calme(pilot)
        await taper(pilot, "f7")
        assert "connectez-vous" in ecran(app)
    with Atlas.ouvrir(petit.dossier) as atlas:
        assert not atlas.subventions(), "retained is not notified"


async def test_what_was_read_leaves_with_its_reader(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "dossier/dos-1") as (app, pilot):
        entre(app, petit, "marie")
        await calme(pilot)
        assert "Déposé ici" in ecran(app)
        assert "Forage" not in ecran(app)
        app.deconnecter()
        await calme(pilot)
        assert "Déposé ici" not in ecran(app)
        assert "Budget" not in ecran(app)
        # Another region's SGAR has no business here.
        entre(app, petit, "loin")
        await calme(pilot)
        assert "Déposé ici" not in ecran(app)
        assert "n'est pas permis" in ecran(app)


async def test_the_desk_shares_the_envelope_out(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "appel/app-1", (120, 40)) as (app, pilot):
        entre(app, petit, "odile")
        await calme(pilot)
        await taper(pilot, "2")
        assert "Enveloppe 1 000 €  accordé 600 €  reste 400 €" in ecran(app)
        await taper(pilot, "home", "enter", "f7")
        assert "Classer" in ecran(app)
        # More than is left is refused in the form, and nothing typed is lost.
        await taper(pilot, "down", "enter")
        assert "enveloppe 1 000 €, reste 400 €" in ecran(app)
        assert "Ambassade, Inde : attendu" in ecran(app), "what whoever decides compares"
        await taper(pilot, "enter", *"500", "enter")
        assert "il reste 400 € de l'enveloppe" in ecran(app), "said in the field, which stays open"
        await taper(pilot, "ctrl+u", *"400", "enter", "f5")
        assert "avis attendus (ambassade IN)" in ecran(app)
        await taper(pilot, "escape")
    with Store.open(petit.dossier / STORE) as store:
        assert Dossiers(store, HOST).read("dos-1").record.etat == "depose"


async def test_what_is_written_in_a_procedure_outlives_its_line(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "appel/app-1") as (app, pilot):
        entre(app, petit, "marie")
        await calme(pilot)
        await taper(pilot, "f7", "enter", "enter", *"Puits", "enter")
        assert "Répondre à : Appel 2026" in ecran(app)
        # What a signal does as the line goes: nothing is closed in order.
        app.garder_saisies()
    async with ouvrir(petit.dossier, "moi") as (app, pilot):
        entre(app, petit, "marie")
        await calme(pilot)
        await taper(pilot, "5")
        assert "> Puits (formulaire de appel/app-1)" in ecran(app)
        await taper(pilot, "enter", "f7", "enter")
        assert "Puits" in ecran(app)
        assert "Brouillon du" in ecran(app)
        # Échap keeps it, F8 does not.
        await taper(pilot, "escape", "f7", "enter")
        assert "Puits" in ecran(app)
        await taper(pilot, "f8", "f7", "enter")
        assert "Puits" not in ecran(app)
        assert app.session.brouillons(petit.dossier) == []
        await taper(pilot, "enter", *"Eau", "enter", "f5")
        assert "commencé" in ecran(app)
        assert app.session.brouillons(petit.dossier) == [], "saved: no draft is left"


async def test_a_mission_is_answered_from_its_task(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "moi") as (app, pilot):
        entre(app, petit, "marie")
        await calme(pilot)
        assert "Mission à accepter ou à décliner : Atelier à Jaipur" in ecran(app)
        app.aller_page("mission/mis-1")
        await calme(pilot)
        await taper(pilot, "f7", "enter", "down", "enter")
        assert "Mission acceptée." in ecran(app)
        assert "Acceptée" in ecran(app)


GRANT = Subvention(
    id="dos-9", titre="=Eau", appel="app-1", appel_titre="Appel 2026", annee=2026, attribuant_siret=SIRET, collectivite="col-1",
    collectivite_nom="Lyon", siret=SIRET, projet="pro-1", pays=("ML",), thematique="14031", cout=D(10), montant=D("5.5"),
    tranches=2, premiere_annee=2026, derniere_annee=2028, notifiee_le=date(2026, 5, 1), etat="notifie",
)  # fmt: skip


def test_open_data_is_what_the_schema_asks() -> None:
    rows = list(csv.DictReader(io.StringIO(scdl.texte([GRANT]))))
    assert list(rows[0]) == [
        "nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire", "idBeneficiaire", "objet",
        "montant", "nature", "conditionsVersement", "datesPeriodeVersement", "idRAE", "notificationUE", "pourcentageSubvention",
    ]  # fmt: skip
    (row,) = rows
    assert re.fullmatch(r"\d{14}", row["idBeneficiaire"])
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", row["dateConvention"])
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}/\d{4}-\d{2}-\d{2}", row["datesPeriodeVersement"])
    assert (row["montant"], row["nature"], row["conditionsVersement"]) == (
        "5.50",
        "aide en numéraire",
        "échelonné",
    )
    assert row["objet"].startswith("'=Eau"), "no formula"
    assert scdl.defauts([GRANT]) == ()


@pytest.mark.parametrize("kind", ["absent", "dossier", "tube", "lourd", "ailleurs"])
def test_only_a_persons_own_plain_file_is_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    environ: dict[str, str] = {}
    if kind == "dossier":
        path.mkdir()
    elif kind == "tube":
        os.mkfifo(path)
    elif kind == "lourd":
        path.write_bytes(b"x" * 11)
    elif kind == "ailleurs":
        path.write_bytes(b"x")
        environ = {"ATLAS_TUI_EXPORTS": str(tmp_path)}
    with pytest.raises(ExportRefuse):
        lire_fichier(str(path), 10, environ)
    path = tmp_path / "bon"
    path.write_bytes(b"x" * 10)
    assert lire_fichier(str(path), 10, {}) == b"x" * 10
