# SPDX-License-Identifier: EUPL-1.2
"""Correspondants, actualités, agenda and annuaire: written by who signs them, read by everyone, whatever they say."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest
from fiches_tirees import LYON
from petit_atlas import Petit, construire
from pilote import ouvrir, taper
from test_app_edition import ecran, saisir
from test_pdf import a_plat

from atlas_tui.cli.run import run
from atlas_tui.demonstration import comptes
from exports import agenda, annuaire
from exports.documents import ExportRefuse, write_file
from parquet.atlas import Atlas
from parquet.criteria import Criteria
from parquet.errors import CritereInvalide, Introuvable
from parquet.pages import Adresse, Page, lien, lire_adresse
from parquet.publication import publier_delta
from parquet.reference import nomenclature
from store.actualites import Actualites
from store.comptes import SYSTEM, Demande
from store.errors import Refused, StaleVersion
from store.operations import Operations
from store.passwords import known
from store.records import Actualite, Ambassade, Contact, Reseau
from store.rights import HOST, PUBLIC, Forbidden, Who
from store.store import Store

pytestmark = pytest.mark.procedures

DAECT, MALI, SENEGAL, CUF = (
    HOST, Who("ambassade", 2, pays="ML"), Who("ambassade", 3, pays="SN"), Who("reseau", 4, reseau="res-1"),
)  # fmt: skip
VENIN = "Assises \x1b]52;c;cm0=\x07[/nope]\x9b31m;,\\ \u202eBEGIN:VEVENT\r\nX-PWN:1"
EVENEMENT = Actualite(
    titre="Assises", texte="À Bamako.", genre="evenement", debut=date(2031, 3, 3), fin=date(2031, 3, 5), lieu="Bamako"
)  # fmt: skip


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Petit:
    """A small atlas with the embassy in Poland, whose correspondant did not all agree to be reached, and three accounts."""
    petit = construire(tmp_path_factory.mktemp("annuaire") / "atlas")
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        Operations(store, HOST).create_ambassade(
            Ambassade(
                pays="PL", nom="Ambassade de France en Pologne", courriel="cooperation@ambafrance-pl.example",
                contacts=(Contact(prenom="Zoé", nom="Ardelbert", titre="Attachée", courriel="zoe@ambafrance-pl.example"),),
            )
        )  # fmt: skip
        with store.comptes() as accounts:
            for name, role in (("pologne", "ambassade"), ("odile", "daect"), ("cuf", "reseau")):
                asked = Demande(name, f"{name}@x.example", "A", "B", role, pays="PL", reseau="res-1")
                accounts.set_password(accounts.create(asked, SYSTEM).numero, known("mot"), SYSTEM)
        publier_delta(store, petit.dossier)
    return petit


@pytest.fixture
def petit(modele: Petit, tmp_path: Path) -> Petit:
    folder = tmp_path / "atlas"
    shutil.copytree(modele.dossier, folder, symlinks=True)
    return Petit(folder, *(getattr(modele, n) for n in Petit.__slots__[1:]))


@pytest.fixture
def store(petit: Petit) -> Iterator[Store]:
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        yield store


def test_nobody_signs_for_another(store: Store) -> None:
    """An embassy writes of its country alone, a réseau in its own name, and a signature never changes."""
    forged = msgspec.structs.replace(EVENEMENT, emetteur="daect", pays=("SN", "BF"), etat="publiee")
    of_mali = Actualites(store, MALI).write(forged)
    assert (of_mali.record.emetteur, of_mali.record.pays, of_mali.record.etat) == (
        "ambassade",
        ("ML",),
        "brouillon",
    )
    of_cuf = Actualites(store, CUF).write(msgspec.structs.replace(forged, reseau="res-9"))
    assert (of_cuf.record.emetteur, of_cuf.record.reseau, of_cuf.record.pays) == (
        "reseau",
        "res-1",
        ("SN", "BF"),
    )
    with pytest.raises(Forbidden):
        Actualites(store, SENEGAL).write(of_mali.record, base=1)
    # The DAECT may correct what it does not sign: the signature and the country stay the embassy's.
    taken = msgspec.structs.replace(of_mali.record, emetteur="daect", pays=("SN",), titre="Les assises")
    kept = Actualites(store, DAECT).write(taken, base=1).record
    assert (kept.emetteur, kept.pays, kept.titre) == ("ambassade", ("ML",), "Les assises")
    assert [one.record.id for one in Actualites(store, MALI).each()] == [of_mali.record.id]
    assert len(Actualites(store, DAECT).each()) == 2
    for reader in (SENEGAL, CUF, Who("agent", 9, "col-1"), PUBLIC):
        with pytest.raises(Forbidden):
            Operations(store, reader).fiche(of_mali.record.id)
        with pytest.raises(Forbidden):
            Operations(store, reader).history(of_mali.record.id)
    assert Operations(store, MALI).fiche(of_mali.record.id).version == 2
    # No way round: what an account may complete or take back elsewhere does not reach the news.
    with pytest.raises(Refused):
        Operations(store, CUF).complete(msgspec.structs.replace(of_mali.record, adresse="x"), base=2)
    with pytest.raises((Refused, Forbidden)):
        Operations(store, MALI).undo(of_mali.record.id, base=2)
    with pytest.raises(StaleVersion):
        Actualites(store, MALI).publish(of_mali.record.id, base=1)
    assert store.verify() == []


def test_an_event_has_a_day_and_a_country_one_embassy(store: Store) -> None:
    news = Actualites(store, MALI)
    one = news.write(msgspec.structs.replace(EVENEMENT, debut=None, fin=None))
    with pytest.raises(Refused, match="jour"):
        news.publish(one.record.id, base=1)
    wrong = msgspec.structs.replace(one.record, debut=date(2031, 3, 5), fin=date(2031, 3, 3))
    late = news.write(wrong, base=1)
    with pytest.raises(Refused, match="avant le premier"):
        news.publish(one.record.id, base=late.version)
    with pytest.raises(Refused, match="amb-1"):
        Operations(store, HOST).create_ambassade(Ambassade(pays="PL", nom="Une autre"))
    with pytest.raises(Refused, match="pays"):
        Operations(store, HOST).update_ambassade(Ambassade(id="amb-1", pays="MG", nom="X"), base=1)


def test_drafts_and_archived_are_in_no_file_and_hostile_texts_are_only_letters(
    petit: Petit, store: Store, tmp_path: Path
) -> None:
    news = Actualites(store, DAECT)
    secret = news.write(msgspec.structs.replace(EVENEMENT, titre="Secret avant publication"))
    hostile = msgspec.structs.replace(
        EVENEMENT, titre=VENIN, texte=f"{VENIN}\nEND:VCALENDAR", lieu=VENIN, horaires=VENIN, adresse=VENIN,
        pays=("PL",), thematiques=("14031",), collectivites=(petit.paris,),
    )  # fmt: skip
    shown = news.write(hostile).record
    news.publish(shown.id, base=1)
    gone = news.write(msgspec.structs.replace(EVENEMENT, titre="Retirée depuis")).record
    news.publish(gone.id, base=1)
    publier_delta(store, petit.dossier)
    with Atlas.ouvrir(petit.dossier) as atlas:
        assert {one.id for one in atlas.actualites()} == {shown.id, gone.id}
    news.archive(gone.id, base=2)
    publier_delta(store, petit.dossier)
    for path in petit.dossier.rglob("*.parquet"):
        assert b"Secret avant" not in path.read_bytes(), path
    with Atlas.ouvrir(petit.dossier) as atlas:
        with pytest.raises(Introuvable):
            atlas.fiche(secret.record.id)
        with pytest.raises(Introuvable):
            atlas.fiche(gone.id)
        for criteres in (
            Criteria(pays=("PL",)), Criteria(continent=("europe",)), Criteria(thematique=("2",)), Criteria(thematique=("140",)),
            Criteria(collectivite=(petit.paris,)), Criteria(mots="bama nope"), Criteria(pays=("PL", "ML"), thematique=("14031",)),
        ):  # fmt: skip
            expected = () if criteres.mots else (shown.id,)
            assert tuple(one.id for one in atlas.actualites(criteres)) == expected, criteres
        assert atlas.actualites(Criteria(mots="assises pologne"))[0].id == shown.id
        assert atlas.actualites(Criteria(pays=("SN",))) == atlas.actualites(Criteria(thematique=("3",))) == ()
        with pytest.raises(CritereInvalide, match="statut"):
            atlas.actualites(Criteria(statut=("termine",)))
        # What a person follows: a country or a theme, since a day.
        assert [one.id for one in atlas.actualites_suivies(("PL",), ())] == [shown.id]
        assert [one.id for one in atlas.actualites_suivies((), ("2",), atlas.au)] == [shown.id]
        assert atlas.actualites_suivies(("SN",), ("3",)) == ()
        assert atlas.actualites_suivies(("PL",), (), date(2999, 1, 1)) == ()
        assert atlas.actualites(depuis=atlas.au)[0].id == shown.id
        assert atlas.actualites(depuis=date(2999, 1, 1)) == ()
        calendar = tmp_path / "agenda.ics"
        write_file(annuaire.actualites(atlas, a_venir=True), calendar)
        with pytest.raises(ExportRefuse):
            write_file(annuaire.annuaire(atlas), tmp_path / "rien.ics")
    octets = calendar.read_bytes()
    lines = octets.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= agenda.OCTETS
    assert b"\n" not in octets.replace(b"\r\n", b"")
    text = re.sub("\r\n ", "", octets.decode())
    fields = text.split("\r\n")
    # One calendar, one event: what the data says of lines and of components stays in its values.
    assert [f for f in fields if f.startswith(("BEGIN", "END", "X-"))] == [
        "BEGIN:VCALENDAR", "X-WR-CALNAME:Atlas français de la coopération décentralisée", "BEGIN:VEVENT", "END:VEVENT",
        "END:VCALENDAR",
    ]  # fmt: skip
    assert "DTSTART;VALUE=DATE:20310303" in fields
    assert "DTEND;VALUE=DATE:20310306" in fields, "the end is the day after the last"
    (summary,) = (f for f in fields if f.startswith("SUMMARY:"))
    assert "\\;\\,\\\\" in summary
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]", text)


async def test_an_embassy_announces_an_event_and_everyone_reads_it(petit: Petit) -> None:
    """From the form to the page of the country: the draft waits, its day is asked for, it is seen at once."""
    async with ouvrir(petit.dossier, "actualites") as (app, pilot):
        await taper(pilot, "f7")
        assert "connectez-vous" in ecran(app)
        await taper(pilot, "l")
        await saisir(pilot, "pologne\nmot\n")
        await taper(pilot, "f7", "down", "enter", "enter")
        await saisir(pilot, "Foire de Gdańsk [/nope]\n")
        await taper(pilot, "down", "down", "enter")
        await saisir(pilot, "Venez nombreux.")
        await taper(pilot, "escape", "f5")
        await taper(pilot, "f7")
        assert "Brouillon" in ecran(app)
        await taper(pilot, "end", "enter", "down", "enter")
        assert "un événement de l'agenda a un jour" in ecran(app)
        await taper(pilot, "f7", "end", "enter", "enter")
        line = next(n for n, one in enumerate(ecran(app).splitlines()) if "Premier jour" in one)
        first = next(n for n, one in enumerate(ecran(app).splitlines()) if "Titre" in one)
        # Headings are passed over.
        await taper(pilot, *["down"] * (line - first - 2), "enter")
        await saisir(pilot, "14/03/2031\n")
        await taper(pilot, "f5", "f7", "end", "enter", "down", "enter")
        assert "Foire de Gdańsk [/nope]" in ecran(app)
        assert "14 mars 2031" in ecran(app)
    async with ouvrir(petit.dossier, "pays/pl") as (app, pilot):
        assert "6 Contact" in ecran(app)
        await taper(pilot, "6")
        shown = ecran(app)
        assert "Foire de Gdańsk [/nope]" in shown
        assert "Zoé Ardelbert, Attachée" in shown
        assert "zoe@ambafrance-pl.example" not in shown, "she did not agree to publish it"
        assert "cooperation@ambafrance-pl.example" in shown
        await taper(pilot, "enter")
        assert "Ambassade de France en Pologne" in ecran(app)
        await taper(pilot, "escape")
        assert "Foire de Gdańsk" in ecran(app), "the tab is found again"
    address = Adresse(Page("actualites"), Criteria(pays=("PL",), thematique=("2",)))
    assert lien(address) == "atlas://actualites?pays=PL&thematique=2"
    assert lire_adresse(lien(address)) == address
    async with ouvrir(petit.dossier, "atlas://actualites?pays=pl") as (app, pilot):
        await taper(pilot, "2")
        assert "1 à venir" in ecran(app)
        assert "14/03/2031" in ecran(app)
    async with ouvrir(petit.dossier, "pays/mg") as (app, pilot):
        await taper(pilot, "colon")
        await saisir(pilot, "actualités et agenda")
        await taper(pilot, "enter")
        assert app.historique.ici.adresse == lire_adresse("atlas://actualites?pays=mg")
        assert "Aucune actualité ne répond." in ecran(app)


async def test_the_annuaire_is_read_and_kept(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "annuaire", (120, 40)) as (app, pilot):
        assert "Cités Unies France" in ecran(app)
        await taper(pilot, "2")
        assert "Pologne" in ecran(app)
        await taper(pilot, "1", "enter", "l")
        await saisir(pilot, "cuf\nmot\n")
        await taper(pilot, "f4", "down", "enter")
        await saisir(pilot, "9")
        await taper(pilot, "enter", "f5")
        assert "CUF9" in ecran(app)


def test_commands_give_the_correspondant_the_annuaire_and_the_agenda(petit: Petit, capfd) -> None:
    def asked(*words: str) -> str:
        assert run(["--donnees", str(petit.dossier), *words]) == 0
        return capfd.readouterr().out

    (found,) = json.loads(asked("contact", "polgne", "--format", "json"))["resultats"]
    assert (found["id"], found["type"]) == ("amb-1", "ambassade")
    assert found["contacts"][0]["courriel"] == "cooperation@ambafrance-pl.example"
    assert [one["id"] for one in json.loads(asked("contact", "cuf", "--format", "json"))["resultats"]] == [
        "res-1"
    ]
    state = json.loads(asked("etat", "pays/pl", "--format", "json"))
    assert state["correspondant"]["contacts"][0]["nom"] == "Ardelbert"
    assert "Ambassade de France en Pologne [amb-1]" in asked("etat", "pays/pl")
    assert json.loads(asked("etat", "pays/mg", "--format", "json"))["correspondant"] is None
    assert "Cités Unies France (CUF)" in asked("annuaire")
    assert json.loads(asked("actualites", "--format", "json"))["total"] == 0
    assert "cooperation@ambafrance-pl.example" in asked("annuaire", "--correspondants", "--format", "csv")
    assert "zoe@" not in asked("annuaire", "--correspondants", "--format", "json")
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        news = Actualites(store, Who("ambassade", 1, pays="PL"))
        long = msgspec.structs.replace(
            EVENEMENT, titre="Rencontre des collectivités françaises et polonaises engagées", lieu="Bielsko-Biała",
            debut=date(2031, 9, 14), fin=None,
        )  # fmt: skip
        news.publish(news.write(long).record.id, base=1)
        publier_delta(store, petit.dossier)
    told = asked("actualites", "--pays", "pl", "--depuis", "2020-01-01", "--format", "json")
    assert json.loads(told)["total"] == 1
    pdf = petit.dossier.parent / "pays.pdf"
    asked("etat", "pays/pl", "--vers", str(pdf))
    assert "Zoé Ardelbert" in a_plat(pdf)
    assert "14 septembre 2031" in a_plat(pdf), "a date is not broken"
    asked("annuaire", "--vers", str(pdf.with_name("annuaire.pdf")))
    assert "Cités Unies France (CUF)" in a_plat(pdf.with_name("annuaire.pdf"))


def test_the_brochures_addresses_are_those_of_the_reference(shared: Path) -> None:
    """Every site and every address of the annuaire is in the source document: nothing was invented."""
    brochure = "".join(p.read_text("utf-8") for p in sorted((shared / "seeds").glob("003_*.txt")))
    told = re.sub(r"\s+", " ", brochure).lower()
    for one in nomenclature.reseaux():
        for value in (one.site, one.courriel, one.telephone, one.adresse):
            assert value.lower() in told, (one.nom, value)
    assert {one.categorie for one in nomenclature.reseaux()} == set(annuaire.CATEGORIES)


def test_known_passwords_are_for_the_demonstration_alone(tmp_path: Path) -> None:
    for demonstration in (False, True):
        with Store.create(tmp_path / f"{demonstration}.atlas", demonstration=demonstration) as store:
            with store.write("essai") as edit:
                edit.create(Reseau(nom="CUF"))
            if demonstration:
                with store.write("essai") as edit:
                    edit.create(LYON)
                comptes.creer(store, collectivite="col-1", reseau="res-1")
                assert [one.identifiant for one in comptes.a_essayer(store)] == [
                    f"demo.{role}" for role in comptes.ROLES_D_ESSAI
                ]
            else:
                with pytest.raises(ValueError, match="demonstration"):
                    comptes.creer(store, collectivite="col-1", reseau="res-1")
                with store.comptes() as accounts:
                    assert list(accounts.each(HOST)) == []
                    # Even an account of that name says nothing of itself there.
                    accounts.create(Demande("demo.daect", "x@x.example", "A", "B", "daect"), SYSTEM)
                assert comptes.a_essayer(store) == ()
