# SPDX-License-Identifier: EUPL-1.2
"""The Bourse-projets on the screen: the form in three languages, its draft, the box of deposits, the desk, the gestures."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
from petit_atlas import Petit, construire
from pilote import calme, ouvrir, taper
from pilote import ecran as ecran_brut
from test_app_edition import saisir

from atlas_tui.app import depots_gardes
from atlas_tui.app.screens.deposer import DeposerScreen
from atlas_tui.guichet import Guichet, relever
from parquet.publication import publier_delta
from store import boite, langues
from store.bourse import Bourse, Deposant, Depot
from store.comptes import SYSTEM, Demande
from store.rights import HOST, Who
from store.store import Store

pytestmark = pytest.mark.procedures

DEPOT = Depot(
    autorite="Fianarantsoa", pays="MG", titre="Covered market", thematique="8", besoin="A market hall",
    deposant=Deposant(prenom="Rivo", nom="Rakoto", courriel="rivo@fiana.example", langue="en"),
)  # fmt: skip
ROLES = {
    "amb": ("ambassade", {"pays": "MG"}),
    "amb.sn": ("ambassade", {"pays": "SN"}),
    "marie": ("agent", {}),
}


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Petit:
    """A small atlas with two embassies and an agent."""
    petit = construire(tmp_path_factory.mktemp("app-bourse") / "atlas")
    with Store.open(petit.dossier / "atlas.sqlite") as store, store.comptes() as accounts:
        for name, (role, place) in ROLES.items():
            where = place or {"collectivite": petit.bas_rhin}
            accounts.create(Demande(name, f"{name}@x.example", "Anne", "Muller", role, **where), SYSTEM)
    return petit


@pytest.fixture
def petit(modele: Petit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Petit:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "etat"))
    monkeypatch.delenv("ATLAS_TUI_SMTP", raising=False)
    folder = tmp_path / "atlas"
    shutil.copytree(modele.dossier, folder, symlinks=True)
    return Petit(folder, *(getattr(modele, n) for n in Petit.__slots__[1:]))


def ecran(app) -> str:
    return ecran_brut(app).replace("\u00a0", " ").replace("\u202f", " ")


def base(petit: Petit) -> Store:
    return Store.open(petit.dossier / "atlas.sqlite")


def lettres(petit: Petit) -> list[tuple[str, str, str]]:
    with base(petit) as store, store.comptes() as accounts:
        return [(one.adresse, one.sujet, one.texte) for one in accounts.letters()]


def code(petit: Petit) -> str:
    return next(line for line in lettres(petit)[-1][2].splitlines() if line.replace(" ", "").isdecimal())


def deposee(petit: Petit) -> str:
    """A demande that waits for the embassy of Madagascar."""
    with base(petit) as store:
        token = Bourse(store).deposit(DEPOT)
    with base(petit) as store:
        return Bourse(store).confirm(token, code(petit)).id


def entre(app, petit: Petit, name: str) -> None:
    with base(petit) as store, store.comptes() as accounts:
        app.session.compte = accounts.find(name)
    app.connecte("")


async def test_the_form_speaks_three_languages_and_keeps_its_draft(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "bourse") as (app, pilot):
        await taper(pilot, "f7")
        for text in ("Déposer une demande", "Submit a request", "Presentar una solicitud"):
            assert text in ecran(app)
        await taper(pilot, "enter")
        for langue in ("fr", "en", "es"):
            seen = ecran(app)
            for key in ("formulaire.titre", "champ.recherche", "bloc.contact", "formulaire.touches"):
                assert langues.dire(langue, key).replace("\u00a0", " ") in seen, (langue, key)
            others = [
                langues.dire(other, "champ.courriel") + " *" for other in langues.LANGUES if other != langue
            ]
            assert not any(text in seen for text in others)
            await taper(pilot, "f3")
        # In Spanish: a country by its Spanish name, an authority that is nearly one of the atlas.
        await taper(pilot, "f3", "f3", "down", "enter")
        assert langues.dire("es", "saisie.pays-d-abord") in ecran(app)
        await taper(pilot, "up", "enter")
        assert "Escriba algunas letras" in ecran(app)
        await saisir(pilot, "polonia\n")
        await taper(pilot, "down", "enter")
        await saisir(pilot, "Voivodato")
        assert "+ Otra: «Voivodato»" in ecran(app)
        await taper(pilot, "escape", "up", "enter")
        await saisir(pilot, "madag\n")
        await taper(pilot, "down", "enter")
        await saisir(pilot, "Ville d'Antsirabe")
        await taper(pilot, "enter")
        assert "¿quería decir" in ecran(app)
        assert "Antsirabé" in ecran(app)
        await taper(pilot, "enter", "down", "enter")
        await saisir(pilot, "Mercado\n")
        await taper(pilot, *["down"] * 8, "enter")
        await saisir(pilot, "rivo@\n")
        assert "Se espera una dirección" in ecran(app), "said while typing, and the field stays"
        await saisir(pilot, "fiana.example\n")
        await taper(pilot, "f5")
        assert "Falta por rellenar (*): Tema, Necesidad, Nombre, Apellidos." in ecran(app)
        await taper(pilot, "escape")
        assert "Su borrador se guarda" in ecran(app)
    # Another session of the same person.
    async with ouvrir(petit.dossier, "deposer") as (app, pilot):
        await taper(pilot, "enter")
        assert "Mercado" in ecran(app)
        assert "Antsirabé" in ecran(app)
        assert "rivo@fiana.example" in ecran(app)
        assert "su borrador está recuperado" in ecran(app) or "votre brouillon est repris" in ecran(app)
        await taper(pilot, "f8", "enter")
        assert "Mercado" not in ecran(app)
    assert lettres(petit) == []


async def test_on_a_host_a_draft_is_found_by_its_code_alone(petit: Petit, monkeypatch) -> None:
    """Everybody there is the same user: nobody is shown what another typed."""
    monkeypatch.setenv("ATLAS_TUI_COMPTE", "public")
    async with ouvrir(petit.dossier, "deposer", (120, 40)) as (app, pilot):
        await taper(pilot, "down", "down", "enter", "enter")
        assert "draft" not in ecran(app).splitlines()[0]
        await saisir(pilot, "madag\n")
        # In sight as long as the form is: a line may be cut.
        shown = ecran(app).partition("project exchange · draft ")[2][:11]
        await taper(pilot, "escape")
        said = ecran(app)
        drafted = said.partition("the code ")[2][:11]
        assert drafted == shown
        assert drafted.replace(" ", "").isalnum()
        await taper(pilot, "enter")
        assert "Madagascar" not in ecran(app)
        await taper(pilot, "f4")
        await saisir(pilot, "AAAAAAAAAA\n")
        assert "No draft under this code" in ecran(app)
        await taper(pilot, "f4")
        await saisir(pilot, drafted.lower() + "\n")
        assert "Madagascar" in ecran(app)
        # What another session takes away meanwhile is no reason to keep nothing.
        gone = depots_gardes._chemin("x").with_name("parti")
        gone.symlink_to("nulle-part")
        # Nobody touched it for an hour: the session ends, and the code is what it leaves in the terminal.
        await taper(pilot, "down", "enter")
        await saisir(pilot, "Marché couvert\n")
        app.vu_a -= 3600
        app.surveiller()
        await pilot.pause()
        assert app.return_code == 1
    first, code = app.refus.splitlines()
    assert "Une heure sans une touche" in first
    assert drafted in code
    found = depots_gardes.lire(drafted)
    assert found is not None
    assert "Marché couvert" in (found.depot.titre, found.depot.autorite)
    gone.unlink()
    kept = [path.read_text() for path in (Path(depots_gardes._chemin("x")).parent).iterdir()]
    assert not any(drafted.replace(" ", "") in text for text in kept)


async def test_a_session_that_may_not_open_the_store_deposits_through_the_box(
    petit: Petit, monkeypatch
) -> None:
    """As over SSH without key: the form hands a file in, the host takes it in and answers."""
    boite.preparer(petit.dossier)
    handed: list[boite.Envoi] = []
    real = boite.remettre

    def remettre(dossier: Path, envoi: boite.Envoi) -> str:
        handed.append(envoi)
        name = real(dossier, envoi)
        # What a systemd path does as soon as something is there.
        relever(dossier)
        return name

    monkeypatch.setattr(boite, "remettre", remettre)
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 5000 192.0.2.1 2222")
    async with ouvrir(petit.dossier, "deposer") as (app, pilot):
        app.guichet = lambda: Guichet(petit.dossier, boite=True)
        app.push_screen(DeposerScreen("en", depots_gardes.Brouillon(DEPOT, "j" * 32)))
        await calme(pilot)
        await taper(pilot, "f5", "f5")
        assert "Confirm your address" in ecran(app)
        assert len(lettres(petit)) == 1
        await saisir(pilot, "00000000\n")
        assert "Wrong code, or too late" in ecran(app)
        await taper(pilot, "ctrl+u")
        await saisir(pilot, code(petit) + "\n")
        assert "Your request has the number dem-2" in ecran(app)
    assert {envoi.origine for envoi in handed} == {"192.0.2.7"}
    assert list((petit.dossier / boite.ENTREE).iterdir()) == []
    # The click that comes twice: the same request again deposits nothing more.
    again = [Guichet(petit.dossier, boite=True).demander(envoi.requete, envoi.jeton) for envoi in handed[-1:]]
    assert [(one.id, one.cle) for one in again] == [("dem-2", "")]
    with base(petit) as store, store.read() as reading:
        assert [one.record.etat for one in reading.each("demande")] == ["publiee", "deposee"]


def test_the_box_is_bounded_and_takes_nothing_that_is_no_request(petit: Petit, tmp_path: Path) -> None:
    boite.preparer(petit.dossier)
    entree, sortie = petit.dossier / boite.ENTREE, petit.dossier / boite.SORTIE
    assert entree.stat().st_mode & 0o7777 == 0o3733, "anybody puts, nobody lists"
    assert sortie.stat().st_mode & 0o777 == 0o711
    secret = tmp_path / "secret"
    secret.write_bytes(
        msgspec.json.encode(("n" * 32, boite.Envoi("j" * 32, boite.Suivre("dem-1", "a@b.example"))))
    )
    (entree / "000").symlink_to(secret)
    (entree / "001").write_bytes(b"{" * boite.TAILLE * 2)
    (entree / "002").mkdir()
    (entree / "005" / "plein").mkdir(parents=True)
    (entree / "003").write_text(
        '["../../CURRENT", {"jeton": "' + "j" * 32 + '", "requete": {"type": "agir", "code": "1"}}]'
    )
    (entree / "004").write_bytes(b"[" * 60_000)
    (entree / "visible").write_text("ce que personne ne remet ainsi")
    (entree / ".ancien").write_text("en cours d'écriture")
    boite.reveiller(petit.dossier)
    current = (petit.dossier / "CURRENT").read_bytes()
    with base(petit) as store:
        assert boite.relever(store, petit.dossier) == 0
    assert secret.exists()
    assert (petit.dossier / "CURRENT").read_bytes() == current
    assert list(sortie.iterdir()) == []
    (aside,) = (p for p in entree.iterdir() if p.name != ".ancien")
    # What systemd counts in a folder: no hidden name wakes it.
    assert aside.name.startswith(".")
    assert (aside / "plein").is_dir()
    shutil.rmtree(aside)
    (entree / ".ancien").unlink()
    asked = boite.Envoi("j" * 32, boite.Deposer(DEPOT))
    names = {boite.remettre(petit.dossier, asked) for _ in range(boite.PLACES)}
    assert len(names) == boite.PLACES
    assert {p.stat().st_mode & 0o777 for p in entree.iterdir()} == {0o040}, "the host's group alone reads it"
    refused = Guichet(petit.dossier, boite=True).demander(asked.requete, asked.jeton)
    assert refused.cle == "trop"
    with base(petit) as store:
        assert boite.relever(store, petit.dossier) == boite.PLACES
    assert len(lettres(petit)) == 1, "the same form, a hundred times"


async def test_a_copy_without_store_says_where_to_deposit(petit: Petit) -> None:
    for left in petit.dossier.glob("atlas.sqlite*"):
        left.unlink()
    async with ouvrir(petit.dossier, "deposer") as (app, pilot):
        app.push_screen(DeposerScreen("en", depots_gardes.Brouillon(DEPOT, "j" * 32)))
        await calme(pilot)
        await taper(pilot, "f5")
        assert "This atlas is a copy to read" in ecran(app)


async def test_the_desk_refuses_with_a_reason_once(petit: Petit) -> None:
    id_ = deposee(petit)
    async with ouvrir(petit.dossier, "bureau") as (app, pilot):
        assert "connectez-vous avec son compte" in ecran(app)
        entre(app, petit, "amb.sn")
        await calme(pilot)
        assert "Aucune demande n'attend." in ecran(app), "another country's desk"
        app.aller_page(f"fiche/{id_}")
        await calme(pilot)
        assert "Covered market" not in ecran(app)
        entre(app, petit, "amb")
        app.aller_page("bureau")
        await calme(pilot)
        assert "Demandes à valider (1)" in ecran(app)
        await taper(pilot, "enter")
        assert "rivo@fiana.example" in ecran(app)
        assert "Déposée" in ecran(app)
        await taper(pilot, "f7", "down", "enter", "f5")
        assert "Écrivez quelques mots" in ecran(app)
        await saisir(pilot, "Hors du")
        # Closed to look at something else: the text waits for its author.
        await taper(pilot, "escape", "f7", "down", "enter")
        await saisir(pilot, " champ.")
        # Twice in one packet: one refusal, one letter.
        await taper(pilot, "f5", "f5")
        assert "Raison du refus" in ecran(app)
        assert app.session.brouillons(petit.dossier) == []
        app.aller_page("bureau")
        await calme(pilot)
        assert "Aucune demande n'attend." in ecran(app)
    told = [(sujet, texte) for adresse, sujet, texte in lettres(petit) if adresse == "rivo@fiana.example"]
    assert [sujet for sujet, _ in told].count("Your request was not accepted") == 1
    assert "Hors du champ." in told[-1][1]
    with base(petit) as store, store.read() as reading:
        assert (reading.get(id_).record.etat, reading.get(id_).version) == ("refusee", 2)


async def test_a_provided_demande_keeps_its_page_and_leaves_the_bourse(petit: Petit) -> None:
    id_ = deposee(petit)
    with base(petit) as store:
        Bourse(store, Who("ambassade", 1, pays="MG")).publish(id_, base=1)
        publier_delta(store, petit.dossier)
    async with ouvrir(petit.dossier, "bourse", (120, 40)) as (app, pilot):
        assert "Covered market" in ecran(app)
        entre(app, petit, "marie")
        app.aller_page(f"fiche/{id_}")
        await calme(pilot)
        assert "rivo@fiana.example" not in ecran(app), "who has not answered is told nothing of the author"
        await taper(pilot, "f7", "enter")
        await saisir(pilot, "Parlons-en.")
        await taper(pilot, "f5")
        assert "En contact" in ecran(app)
        assert "rivo@fiana.example" in ecran(app)
        await taper(pilot, "f7", "down", "enter", "down", "enter")
        assert "Nouveau projet : autre action extérieure" in ecran(app)
        assert "Conseil départemental du Bas-Rhin" in ecran(app)
        await taper(pilot, "f5")
        assert "Demande dem-2 de la Bourse-projets" in ecran(app)
        app.aller_page(f"fiche/{id_}")
        await calme(pilot)
        assert "Pourvue" in ecran(app)
        app.session.sortir()
        app.aller_page("bourse")
        await calme(pilot)
        assert "Covered market" not in ecran(app)
        assert "1 demande de coopération" in ecran(app)
    with base(petit) as store:
        assert Bourse(store, HOST).follow_up(id_).etat == "pourvue"
        assert not store.verify()


async def test_its_author_withdraws_a_demande_by_a_code(petit: Petit) -> None:
    id_ = deposee(petit)
    with base(petit) as store:
        Bourse(store, Who("ambassade", 1, pays="MG")).publish(id_, base=1)
        publier_delta(store, petit.dossier)
    async with ouvrir(petit.dossier, f"fiche/{id_}") as (app, pilot):
        await taper(pilot, "f7", "down", "enter")
        before = len(lettres(petit))
        await saisir(pilot, "autre@fiana.example\n")
        assert "Code received by e-mail" in ecran(app)
        assert len(lettres(petit)) == before, "no letter, and the same screen"
        await taper(pilot, "escape", "f7", "down", "enter")
        await saisir(pilot, "RIVO@fiana.example\n")
        await saisir(pilot, code(petit) + "\n")
        assert f"{id_}: published" in ecran(app)
        assert "Submit my request again" not in ecran(app), "its time is not over"
        await taper(pilot, "down", "enter")
        assert "Your request is withdrawn." in ecran(app)
        app.aller_page("bourse")
        await calme(pilot)
        assert "Covered market" not in ecran(app)
    assert lettres(petit)[-1][:2] == ("rivo@fiana.example", "Your request is withdrawn")
    with base(petit) as store:
        with store.read() as reading:
            assert not reading.connection.execute(
                "SELECT 1 FROM demande_suivi WHERE fiche = ?", (id_,)
            ).fetchall()
        assert not store.verify()
