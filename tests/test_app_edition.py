# SPDX-License-Identifier: EUPL-1.2
"""Accounts and forms on the screen: what is refused, what is kept, what is seen by whom."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from petit_atlas import Petit, construire
from pilote import calme, ouvrir, saisir, taper
from pilote import ecran as ecran_brut
from textual import events

from atlas_tui.app import edition
from atlas_tui.app.widgets.chrome import Touches
from store import passwords
from store.clock import utc_now
from store.comptes import SYSTEM, Demande
from store.errors import StoreError
from store.operations import Operations
from store.records import Actualite, Appel, Dossier, Mission
from store.rights import HOST
from store.store import Store

pytestmark = pytest.mark.comptes

PHRASE = "quatre chevaux sans bruit"


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Petit:
    """A small atlas with two agents of the Bas-Rhin and one of the DAECT."""
    petit = construire(tmp_path_factory.mktemp("edition") / "atlas")
    kept = passwords.hashed(PHRASE)
    with Store.open(petit.dossier / "atlas.sqlite") as store, store.comptes() as accounts:
        for name, role in (("marie", "agent"), ("paul", "agent"), ("odile", "daect")):
            asked = Demande(name, f"{name}@ville.fr", name.title(), "Durand", role, petit.bas_rhin)
            accounts.set_password(accounts.create(asked, SYSTEM).numero, kept, SYSTEM)
    return petit


@pytest.fixture
def petit(modele: Petit, tmp_path: Path) -> Petit:
    folder = tmp_path / "atlas"
    shutil.copytree(modele.dossier, folder, symlinks=True)
    return Petit(folder, *(getattr(modele, n) for n in Petit.__slots__[1:]))


def ecran(app) -> str:
    return ecran_brut(app).replace("\u00a0", " ").replace("\u202f", " ")


def entre(app, petit: Petit, name: str = "marie") -> None:
    """Logged in without the price of a hash: the login itself is shown once, by hand."""
    with Store.open(petit.dossier / "atlas.sqlite") as store, store.comptes() as accounts:
        app.session.compte = accounts.find(name)
    app.connecte("")


def fiche(petit: Petit, id_: str):
    with Store.open(petit.dossier / "atlas.sqlite") as store:
        return Operations(store, HOST).fiche(id_)


async def test_a_wrong_password_says_nothing_a_right_one_says_who_is_there(petit: Petit) -> None:
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        assert "anne@bas-rhin.example" not in ecran(app), "she did not agree to publish it"
        await taper(pilot, "l")
        await saisir(pilot, "marie\nfaux\n")
        assert "Identifiant, mot de passe ou code inexact" in ecran(app)
        assert "faux" not in ecran(app)
        await taper(pilot, "ctrl+u")
        await saisir(pilot, PHRASE)
        await taper(pilot, "enter")
        assert "Bonjour Marie Durand" in ecran(app)
        assert "marie" in ecran(app).splitlines()[0]
        assert "anne@bas-rhin.example" in ecran(app)
        await taper(pilot, "l", "end", "enter")
        assert "anne@bas-rhin.example" not in ecran(app)
        assert "marie" not in ecran(app).splitlines()[0]


def test_a_field_is_judged_by_itself_whatever_the_others_still_lack() -> None:
    def said(record, cle: str, typed: str) -> str:
        return edition.defaut(next(c for c in edition.champs(type(record)) if c.cle == cle), record, typed)

    call = Appel(
        titre="", annee=2026, ouvre_le=utc_now(), ferme_le=utc_now(), plafond=50, enveloppe=Decimal(0)
    )
    mission = Mission(
        label="lab-1",
        demandeur="ministere",
        pays="ML",
        titre="",
        debut_le=date(2026, 1, 1),
        fin_le=date(2026, 1, 1),
    )
    assert said(mission, "debut_le", "31/02/2026") == "ce jour n'existe pas"
    assert said(mission, "debut_le", "31 février") == "jour attendu : 14/03/2014"
    assert said(mission, "debut_le", "28/02/2026") == ""
    assert "n'existe pas" in said(call, "ouvre_le", "31/02/2026 9 h 00")
    for slip in ("01/01/0001", "15/04/0206 9 h 00", "31/12/9999"):
        assert "à partir de 1900" in said(call, "ouvre_le", slip)
    assert said(call, "ouvre_le", "28/02/2026 9 h 00") == said(call, "ouvre_le", "28/02/2026 9h00") == ""
    # Its title is still to come: its amount is too much all the same.
    assert "entre 0 et" in said(call, "enveloppe", "99999999999999")
    assert said(call, "enveloppe", "600 000") == ""
    # Typed as it is printed.
    assert edition.lire(
        next(c for c in edition.champs(Dossier) if c.cle == "siret"), " 130 025 265 00013 "
    ) == ("13002526500013")
    event = Actualite(
        genre="evenement",
        pays=("ML",),
        titre="Assises",
        debut=date(2031, 3, 5),
        fin=date(2031, 3, 3),
        texte="Deux jours",
    )
    assert edition.manques(event) == (("fin", "le dernier jour vient avant le premier"),)


async def test_f4_shows_where_it_will_be_taken_and_nowhere_else(petit: Petit) -> None:
    pages = [petit.bas_rhin, petit.lyon, petit.ouaga, "pro-1", "pro-3", "res-1", "dem-1"]
    expected = {
        "": set(pages[:-1]),
        "marie": {petit.bas_rhin, "pro-1"},
        "odile": set(pages[:-1]),
        "olga": set(pages[:5]),
    }
    with Store.open(petit.dossier / "atlas.sqlite") as store, store.comptes() as accounts:
        accounts.create(Demande("olga", "olga@afd.example", "Olga", "Petit", "operateur"), SYSTEM)
    async with ouvrir(petit.dossier) as (app, pilot):
        for name, shown in expected.items():
            if name:
                entre(app, petit, name)
            for id_ in pages:
                app.aller_page(f"fiche/{id_}")
                await calme(pilot)
                assert ("F4 modifier" in app.page.query_one(Touches).texte) is (id_ in shown), (name, id_)
                if name:
                    # What the store says of the same person and the same fiche.
                    try:
                        app.session.lire(petit.dossier, id_)
                    except StoreError:
                        assert id_ not in shown
                    else:
                        assert id_ in shown
        app.aller_page("moi")
        await calme(pilot)
        await taper(pilot, "7", "f7")
        assert "Rien de plus à faire de cette ligne" in ecran(app)
        assert "oui, un par jour" not in ecran(app)
        assert "F7" not in app.page.query_one(Touches).texte


async def test_held_keys_keep_their_place_before_those_that_came_after(petit: Petit) -> None:
    async with ouvrir(petit.dossier) as (app, pilot):
        await taper(pilot, "l")
        app.retenir_touches()
        app.post_message(events.Key("m", "m"))
        # Given back while others are on their way already.
        app.call_later(app.rendre_touches)
        await saisir(pilot, "arie\nphrase")
        seen = ecran(app).splitlines()
        assert next(line for line in seen if line.startswith("Identifiant")).split()[-1] == "marie"
        assert next(line for line in seen if line.startswith("Mot de passe")).count("•") == len("phrase")
        # What is pasted on several lines makes one; on one line, it is what it is.
        await taper(pilot, "ctrl+u")
        app.post_message(events.Paste(" a b "))
        await taper(pilot, "up", "ctrl+u")
        app.post_message(events.Paste("marie\r\n\n  durand\n"))
        await calme(pilot)
        assert app.screen.valeurs == {"identifiant": "marie durand", "mot-de-passe": " a b "}


async def test_a_silence_locks_and_loses_nothing(petit: Petit) -> None:
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        entre(app, petit)
        await taper(pilot, "f4", "down", "enter")
        await saisir(pilot, "jumel")
        app.vu_a -= app.verrou_apres
        app.surveiller()
        await calme(pilot)
        assert "Session verrouillée" in ecran(app)
        await taper(pilot, "escape")
        assert "Session verrouillée" in ecran(app)
        await saisir(pilot, PHRASE)
        await taper(pilot, "enter")
        assert "jumel" in ecran(app)
        assert app.session.verrouillee is False


async def test_a_contact_is_corrected_and_seen_at_once(petit: Petit) -> None:
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        await taper(pilot, "f4")
        assert "connectez-vous" in ecran(app)
        entre(app, petit)
        await taper(pilot, "f4", "enter", "down", "enter", "down", "down", "down", "down", "enter")
        await taper(pilot, "X", "@")
        assert "adresse attendue" in ecran(app), "said while typing"
        await pilot.press(*["backspace"] * 9, *"org")
        await taper(pilot, "enter")
        await taper(pilot, "f5", "escape")
        await taper(pilot, "f5")
        assert "luc@bas-rhin.org" in ecran(app)
        assert "Enregistré." in ecran(app)
        stored = fiche(petit, petit.bas_rhin)
        assert stored.version == 2
        assert [p.courriel for p in stored.record.contacts] == ["anne@bas-rhin.example", "luc@bas-rhin.org"]


async def test_who_may_not_is_told_who_may(petit: Petit) -> None:
    async with ouvrir(petit.dossier, f"collectivite/{petit.lyon}") as (app, pilot):
        entre(app, petit)
        await taper(pilot, "f4")
        assert "n'est pas permis" in ecran(app)
        assert len(app.screen_stack) == 1


async def test_a_copy_without_store_says_so(petit: Petit) -> None:
    for left in petit.dossier.glob("atlas.sqlite*"):
        left.unlink()
    async with ouvrir(petit.dossier) as (app, pilot):
        await taper(pilot, "l")
        assert "n'a pas de base d'édition" in ecran(app)


async def nouvelle_cooperation(app, pilot) -> None:
    """The form of a new coopération, with a title, from the fiche of a collectivité."""
    await taper(pilot, "f7", "enter", "enter")
    await saisir(pilot, "Lecture publique")
    await taper(pilot, "enter")


async def test_a_form_says_what_is_missing_and_saves_nothing(petit: Petit) -> None:
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        entre(app, petit)
        await nouvelle_cooperation(app, pilot)
        await taper(pilot, "f5")
        assert "2 champs à compléter (*) : Thématique, Partenaires." in ecran(app)
        assert "> Thématique *" in ecran(app)
        await taper(pilot, "down", "down", "down", "enter")
        await saisir(pilot, "1789x")
        await taper(pilot, "enter")
        assert "nombre attendu" in ecran(app)
    with pytest.raises(Exception, match="aucune fiche"):
        fiche(petit, "pro-5")


async def test_a_projet_is_added_with_a_partenaire_made_in_place(petit: Petit) -> None:
    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        entre(app, petit)
        await nouvelle_cooperation(app, pilot)
        await taper(pilot, "down", "enter")
        await saisir(pilot, "160")
        await taper(pilot, "enter")
        for _ in range(7):
            await pilot.press("down")
        await taper(pilot, "enter")
        await saisir(pilot, "Ville de Ouagadougou")
        await taper(pilot, "end", "end", "enter")
        assert "vouliez-vous dire" in ecran(app)
        assert "Ouagadougou (Burkina Faso)" in ecran(app)
        await taper(pilot, "end", "enter", "down", "enter")
        await saisir(pilot, "burkina")
        await taper(pilot, "enter", "f5")
        assert "Ville de Ouagadougou (nouveau)" in ecran(app)
        await taper(pilot, "f5")
        assert "Enregistré." in ecran(app)
        assert "Lecture publique" in ecran(app)
        made = fiche(petit, "pro-5").record
        assert (made.titre, made.thematique, made.partenaires) == ("Lecture publique", "160", ("par-5",))
        assert fiche(petit, "par-5").record.nom == "Ville de Ouagadougou"
        # Saved: no draft is left.
        assert app.session.brouillons(petit.dossier) == []


async def test_what_was_typed_survives_the_application(petit: Petit) -> None:
    page = f"collectivite/{petit.bas_rhin}"
    async with ouvrir(petit.dossier, page) as (app, pilot):
        entre(app, petit)
        await nouvelle_cooperation(app, pilot)
        await pilot.pause(1.2)
        await calme(pilot)
        # Nothing is closed in order: what is in the store is what a cut line leaves.
        (kept,) = app.session.brouillons(petit.dossier)
        assert b"Lecture publique" in kept.contenu
    async with ouvrir(petit.dossier, page) as (app, pilot):
        entre(app, petit, "paul")
        await taper(pilot, "f7", "enter")
        assert "Lecture publique" not in ecran(app), "a draft is one's own"
        await taper(pilot, "escape")
        entre(app, petit)
        await taper(pilot, "f7", "enter")
        assert "Lecture publique" in ecran(app)
        assert "Brouillon du" in ecran(app)
        await taper(pilot, "f8")
        assert app.session.brouillons(petit.dossier) == []


async def test_a_stale_edit_is_settled_field_by_field(petit: Petit) -> None:
    import msgspec

    async with ouvrir(petit.dossier, f"collectivite/{petit.bas_rhin}") as (app, pilot):
        entre(app, petit)
        await taper(pilot, "f4", "down", "enter")
        await taper(pilot, "ctrl+u")
        await saisir(pilot, "moi@bas-rhin.org")
        await taper(pilot, "enter", "down", "enter")
        await taper(pilot, "ctrl+u")
        await saisir(pilot, "01 02")
        await taper(pilot, "enter")
        await taper(pilot, "down", "down", "enter")
        await saisir(pilot, " ; CD 67\n")
        with Store.open(petit.dossier / "atlas.sqlite") as store:
            now = Operations(store, HOST).fiche(petit.bas_rhin)
            other = msgspec.structs.replace(
                now.record, courriel="autre@bas-rhin.org", telephone="03 04", site="https://bas-rhin.example"
            )
            Operations(store, HOST).update_collectivite(other, base=1)
        await taper(pilot, "f5")
        shown = ecran(app)
        assert "[x] moi@bas-rhin.org" in shown
        assert "[ ] autre@bas-rhin.org" in shown
        assert "[x] 01 02" in shown
        assert "[ ] 03 04" in shown
        assert "Site" not in shown.partition("Votre version")[0], "only they changed it: nothing to choose"
        await taper(pilot, "down", "right", "f5")
        saved = fiche(petit, petit.bas_rhin)
        assert saved.version == 3
        assert (saved.record.courriel, saved.record.telephone) == ("moi@bas-rhin.org", "03 04")
        assert saved.record.site == "https://bas-rhin.example"
        assert saved.record.alias == ("Conseil général du Bas-Rhin", "CD 67")
        assert "Enregistré." in ecran(app)
        await taper(pilot, "f7", "down", "down", "enter")
        assert "Modification annulée." in ecran(app)
        assert fiche(petit, petit.bas_rhin).record.courriel == "autre@bas-rhin.org"


async def test_the_daect_sees_authors_and_restores(petit: Petit) -> None:
    async with ouvrir(petit.dossier, f"collectivite/{petit.lyon}") as (app, pilot):
        entre(app, petit, "odile")
        await taper(pilot, "f4", "down", "enter")
        await saisir(pilot, "x@lyon.fr")
        await taper(pilot, "enter", "f5")
        await taper(pilot, "f7", "down", "down", "down", "enter")
        assert "Odile Dura" in ecran(app)
        assert "essai" in ecran(app)
        await taper(pilot, "end", "enter", "down", "enter")
        assert fiche(petit, petit.lyon).record.courriel == ""
        assert fiche(petit, petit.lyon).version == 3


async def test_an_account_is_asked_for_confirmed_and_accepted(petit: Petit) -> None:
    import re

    page = f"collectivite/{petit.bas_rhin}"
    async with ouvrir(petit.dossier, page) as (app, pilot):
        await taper(pilot, "l", "f6", "enter")
        await saisir(pilot, "bas-rhin")
        await taper(pilot, "enter")
        for said in ("lucie", "pas une adresse", "Lucie", "Œrtel", PHRASE, PHRASE):
            await saisir(pilot, said)
            await pilot.press("enter")
        await calme(pilot)
        assert "adresse attendue" in ecran(app)
        await taper(pilot, "ctrl+u")
        await saisir(pilot, "lucie@ville.fr")
        await taper(pilot, "f5")
        with Store.open(petit.dossier / "atlas.sqlite") as store, store.comptes() as accounts:
            (letter,) = accounts.letters()
            assert letter.adresse == "lucie@ville.fr"
        code = re.search(r"(\d{4}) (\d{4})", letter.texte)
        await saisir(pilot, "".join(code.groups()))
        await taper(pilot, "enter")
        assert "Adresse confirmée" in ecran(app)
        await taper(pilot, "l")
        await saisir(pilot, "lucie")
        await pilot.press("enter")
        await saisir(pilot, PHRASE)
        await taper(pilot, "enter")
        assert "attend d'être accepté" in ecran(app)
        await taper(pilot, "escape")
        entre(app, petit)
        await taper(pilot, "l", "down", "enter")
        assert "Lucie Œrtel" in ecran(app)
        await taper(pilot, "enter", "enter")
        assert "« lucie » accepté" in ecran(app)


async def test_an_action_becomes_a_cooperation_then_leaves_the_atlas(petit: Petit) -> None:
    async with ouvrir(petit.dossier, "fiche/pro-2") as (app, pilot):
        entre(app, petit)
        await taper(pilot, "f7", "enter")
        await saisir(pilot, "2013")
        await taper(pilot, "enter")
        assert "Coopération décentralisée" in ecran(app)
        assert fiche(petit, "pro-2").record.nature == "cooperation"
        await taper(pilot, "f7", "end", "enter", "enter")
        assert fiche(petit, "pro-2").etat == "publiee", "the first answer is no"
        await taper(pilot, "f7", "end", "enter", "end", "enter")
        assert fiche(petit, "pro-2").etat == "archivee"
        assert "Fiche archivée" in ecran(app)
