# SPDX-License-Identifier: EUPL-1.2
"""The declaration of APD and its totals on the screen: what is refused, what is kept, who sees what."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from petit_atlas import Petit, construire
from pilote import calme, ouvrir, saisir, taper
from pilote import ecran as ecran_brut
from textual import events

from parquet.pages import lire_adresse
from parquet.publication import publier_delta
from store.apd import Apd, Campagne
from store.comptes import SYSTEM, Demande
from store.declarations import Declarations
from store.records import Declaration, LigneApd
from store.rights import HOST
from store.store import Store

pytestmark = pytest.mark.procedures

BEFORE = LigneApd(montant=Decimal(40_000), pays="BF", secteur="14031", canal="22000", type_aide="C01")


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Petit:
    """The small atlas with two agents of the Bas-Rhin, the DAECT, a SGAR; last year declared, this year's window open."""
    petit = construire(tmp_path_factory.mktemp("apd") / "atlas")
    now = datetime.now(UTC)
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        with store.comptes() as accounts:
            for name, role in (("marie", "agent"), ("paul", "agent"), ("odile", "daect"), ("serge", "sgar")):
                asked = Demande(
                    name, f"{name}@ville.fr", name.title(), "D", role, petit.bas_rhin, region="44"
                )
                accounts.create(asked, SYSTEM)
        with store.write("essai") as edit:
            edit.create(Declaration(collectivite=petit.bas_rhin, annee=2024, lignes=(BEFORE,)))
        Apd(store, HOST).open_campaign(Campagne(2025, now - timedelta(days=1), now + timedelta(days=1)))
        publier_delta(store, petit.dossier)
    return petit


@pytest.fixture
def petit(modele: Petit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Petit:
    # A receipt is proposed where the program was started.
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "atlas"
    shutil.copytree(modele.dossier, folder, symlinks=True)
    return Petit(folder, *(getattr(modele, n) for n in Petit.__slots__[1:]))


def ecran(app) -> str:
    return ecran_brut(app).replace("\u00a0", " ").replace("\u202f", " ")


def entre(app, petit: Petit, name: str) -> None:
    """Logged in without the price of a hash."""
    with Store.open(petit.dossier / "atlas.sqlite") as store, store.comptes() as accounts:
        app.session.compte = accounts.find(name)
    app.connecte("")


def ecrit(folder: Path) -> list[str]:
    (written,) = folder.glob("campagne-d-apd-2024-declarees*.csv")
    return written.read_text("utf-8-sig").splitlines()


def dossier(petit: Petit):
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        return Declarations(store, HOST).dossier(petit.bas_rhin, 2025)


def garde_de_paul(petit: Petit) -> LigneApd:
    """Her colleague keeps another line meanwhile."""
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        with store.comptes() as accounts:
            paul = accounts.find("paul").who
        other = msgspec.structs.replace(BEFORE, montant=Decimal(1))
        Apd(store, paul).prepare(Declaration(collectivite=petit.bas_rhin, annee=2025, lignes=(other,)))
    return other


async def test_a_line_is_typed_kept_and_declared_once(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "apd/2025") as (app, pilot):
        await taper(pilot, "f4")
        assert "connectez-vous" in ecran(app)
        entre(app, petit, "marie")
        await taper(pilot, "f4", "plus")
        await taper(pilot, "f5")
        assert "4 champs à compléter" in ecran(app)
        await taper(pilot, "enter")
        await saisir(pilot, "12,345")
        assert "deux décimales au plus" in ecran(app)
        await taper(pilot, "backspace", "enter", "down", "enter")
        await saisir(pilot, "pologne")
        assert "> Pologne" not in ecran(app), "it is not on the list"
        await taper(pilot, "ctrl+u")
        await saisir(pilot, "mali\n")
        for code in ("14031", "22000", "C01"):
            await taper(pilot, "down", "enter")
            await saisir(pilot, code + "\n")
        await taper(pilot, "down", "enter")
        assert "930" in ecran(app), "hosting refugees is a sector of its own"
        assert "Mali" not in ecran(app).partition("Ligne d'APD")[2], "and it is spent in France"
        await taper(pilot, "enter", "up", "up", "up", "enter")
        await saisir(pilot, "14031\n")
        await taper(pilot, "up", "enter")
        await saisir(pilot, "mali\n")
        await taper(pilot, "f5")
        assert "1 champ à compléter (*) : Type d'aide." in ecran(app)
        await taper(pilot, "enter")
        await saisir(pilot, "c01\n")
        await taper(pilot, "f5")
        assert "Total : 12,34 € en 1 ligne · 2024 : 40 000 €" in ecran(app)
        assert "! Burkina Faso : 40 000 € l'an dernier, 0 € cette année" in ecran(app)
        await taper(pilot, "escape")
        assert "brouillons" in ecran(app)
        assert dossier(petit).stored is None, "a draft is one's own"
        await taper(pilot, "f4", "f5")
        assert "Gardée, pas encore déclarée" in ecran(app)
        assert app.session.brouillons(petit.dossier) == []
        assert dossier(petit).lignes == (
            LigneApd(montant=Decimal("12.34"), pays="ML", secteur="14031", canal="22000", type_aide="C01"),
        )
        await taper(pilot, "f6", "end")
        # Twice before the first is over.
        await pilot.press("enter", "enter", "f6")
        await calme(pilot)
        assert "Récépissé (.pdf)" in ecran(app)
        assert [one.rang for one in dossier(petit).declarees] == [1]
        assert app.session.brouillons(petit.dossier) == []
        await taper(pilot, "escape", "plus")
        assert "Pour la corriger : la DAECT la rouvre." in ecran(app)


async def test_lines_come_from_last_year_and_from_the_clipboard(petit: Petit) -> None:
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        entre(app, petit, "marie")
        await taper(pilot, "f7", "end", "up", "enter", "f7", "down", "enter")
        titles = "Montant en euros\tPays\tSecteur CAD\tCanal\tType d'aide\n"
        app.post_message(events.Paste(titles + "5\tMali\t14031\t22000\tC01\n6\tPologne\t14031\t22000\tC01"))
        await taper(pilot, "f5")
        assert "Rien n'est importé : 1 ligne fausse sur 2" in ecran(app)
        assert "Ligne 3" in ecran(app)
        await taper(pilot, "escape", "f7", "down", "down", "down", "enter")
        assert "> Burkina Faso" in ecran(app)
        await taper(pilot, "f7", "down", "enter")
        app.post_message(events.Paste(titles + "5\tMali\t14031\t22000\tC01"))
        await taper(pilot, "f5")
        assert "La déclaration a déjà 1 ligne" in ecran(app)
        await taper(pilot, "down", "enter")
        assert "Total : 40 005 € en 2 lignes" in ecran(app)
        await taper(pilot, "delete", "delete", "delete", "f6")
        assert "Déclarer un état néant pour 2025 ?" in ecran(app)
        await taper(pilot, "end", "enter", "escape")
        (kept,) = dossier(petit).declarees
        assert kept.record.lignes == ()


async def test_what_a_colleague_saved_is_not_written_over_unseen(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "apd/2025") as (app, pilot):
        entre(app, petit, "marie")
        await taper(pilot, "f4", "f7", "down", "down", "down", "enter")
        other = garde_de_paul(petit)
        await taper(pilot, "f5")
        assert "Un collègue a changé cette déclaration" in ecran(app)
        assert dossier(petit).lignes == (other,)
        await taper(pilot, "f7", *["down"] * 6, "enter")
        assert "Vos lignes sont gardées à l'écran" in ecran(app)
        await taper(pilot, "f5")
        assert "Gardée" in ecran(app)
        assert dossier(petit).lignes == (BEFORE,)


async def test_who_may_only_read_reads(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "apd?pays=bf&statut=en-cours") as (app, pilot):
        assert "pays : Burkina Faso" in ecran(app)
        assert "Non affinée" in ecran(app)
        await taper(pilot, "enter")
        assert "40 000 €" in ecran(app)
        assert app.historique.ici.adresse == lire_adresse("atlas://apd/2024?pays=bf&statut=en-cours")
    async with ouvrir(petit.dossier, "apd/2024", (120, 40)) as (app, pilot):
        assert "Grand Est" in ecran(app)
        for name in ("serge", "odile"):
            entre(app, petit, name)
            await taper(pilot, "f4")
            assert "Seul l'agent" in ecran(app)
            await taper(pilot, "f7")
            assert ("Campagnes" in ecran(app)) is (name == "odile")
            await taper(pilot, *(["down"] if name == "odile" else []), "enter")
            assert "déclarée  40 000 €" in ecran(app)
            await taper(pilot, "enter", "plus", "delete", "f6")
            assert "> Burkina Faso" in ecran(app)
            await taper(pilot, "f7")
            assert ("Rouvrir" in ecran(app)) is (name == "odile")
            assert "Importer" not in ecran(app)
            await taper(pilot, "escape", "escape", "escape")


async def test_the_daect_opens_a_campaign_to_the_minute(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "apd") as (app, pilot):
        entre(app, petit, "odile")
        await taper(pilot, "f7", "enter", "end", "enter")
        await saisir(pilot, "2026\n29/03/2027 9h00\n28/03/2027 2h30\n")
        assert "cette heure n'existe pas à Paris" in ecran(app)
        await taper(pilot, "ctrl+u")
        await saisir(pilot, "31/05/2027 23:59\n")
        assert "Campagne 2026 : du 29/03/2027 à 9 h 00 au 31/05/2027 à 23 h 59." in ecran(app)
        with Store.open(petit.dossier / "atlas.sqlite") as store:
            first = Apd(store, HOST).campaigns()[0]
        assert (first.ouvre_le, first.ferme_le) == (
            datetime(2027, 3, 29, 7, 0, tzinfo=UTC), datetime(2027, 5, 31, 21, 59, tzinfo=UTC),
        )  # fmt: skip


async def test_who_has_declared_is_exported_as_it_is_shown(petit: Petit, tmp_path: Path) -> None:
    async with ouvrir(petit.dossier, "apd/2024") as (app, pilot):
        entre(app, petit, "odile")
        await taper(pilot, "f7", "down", "enter")
        assert "Campagne d'APD 2024 : " in ecran(app)
        while "déclarées" not in ecran(app).partition("2024 : ")[2][:12]:
            await taper(pilot, "f4")
        await taper(pilot, "x", "2", "enter")
    rows = ecrit(tmp_path)
    assert len(rows) == 2
    assert rows[1].startswith(f"{petit.bas_rhin};")


async def test_a_draft_that_comes_back_writes_over_no_colleague(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "apd/2025") as (app, pilot):
        entre(app, petit, "marie")
        await taper(pilot, "f4", "f7", "down", "down", "down", "enter")
        await taper(pilot, "escape")
        assert "brouillons" in ecran(app)
        other = garde_de_paul(petit)
        await taper(pilot, "f4")
        assert "un collègue a changé cette déclaration" in " ".join(ecran(app).split())
        await taper(pilot, "f5")
        assert dossier(petit).lignes == (other,)
        await taper(pilot, "f7", *["down"] * 6, "enter", "f5")
        assert dossier(petit).lignes == (BEFORE,)
