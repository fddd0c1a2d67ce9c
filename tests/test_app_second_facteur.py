# SPDX-License-Identifier: EUPL-1.2
"""The second factor on the screen: set by a code of the phone, asked to come in, taken away; its secret is nowhere else."""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import segno
from fiches_tirees import Hand
from petit_atlas import Petit, construire
from pilote import calme, ouvrir, saisir, taper
from pilote import ecran as ecran_brut

from atlas_tui.app.screens import second_facteur as fenetre
from atlas_tui.app.trace import LOGGER
from atlas_tui.terminal import qr
from atlas_tui.terminal.profile import Profil
from parquet.publication import publier
from store import STORE, login, passwords, second_facteur
from store.comptes import SYSTEM, Demande
from store.credentials import ATTEMPTS, TooManyAttempts
from store.rights import HOST
from store.store import Store

pytestmark = pytest.mark.comptes

PHRASE = "quatre chevaux sans bruit"
THEO, ODILE, CLEO = 1, 2, 3


@pytest.fixture
def clock(monkeypatch) -> Hand:
    """The clock of every store that is opened: codes live thirty seconds."""
    hand = Hand()
    hand.now = datetime.now(UTC)
    monkeypatch.setitem(Store.open.__func__.__kwdefaults__, "clock", hand)  # type: ignore[attr-defined]
    return hand


@pytest.fixture
def petit(tmp_path, monkeypatch, clock) -> Petit:
    """The small atlas, with an agent, somebody of the DAECT, and an agent whose key alone opens the account."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "etat"))
    small = construire(tmp_path / "atlas")
    with Store.open(small.dossier / STORE) as store, store.comptes() as accounts:
        for name, role in (("theo", "agent"), ("odile", "daect"), ("cleo", "agent")):
            asked = Demande(name, f"{name}@x.example", name.title(), "Durand", role, small.bas_rhin)
            accounts.create(asked, SYSTEM)
        for numero in (THEO, ODILE):
            accounts.set_password(numero, passwords.known(PHRASE), SYSTEM)
    return small


@pytest.fixture
def trace() -> Iterator[StringIO]:
    """What goes to the log of the program."""
    told = StringIO()
    LOGGER.addHandler(handler := logging.StreamHandler(told))
    yield told
    LOGGER.removeHandler(handler)


def comptes(petit: Petit) -> Store:
    return Store.open(petit.dossier / STORE)


def code(secret: str, clock: Hand, *, apres: int = 0) -> str:
    """What the phone shows, so many times thirty seconds from now."""
    return login.totp_code(secret, int(clock.now.timestamp()) // login.TOTP_STEP_SECONDS + apres)


def autre(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def ecran(app) -> str:
    return " ".join(ecran_brut(app).replace("\u00a0", " ").replace("\u202f", " ").split())


async def entrer(pilot, nom: str, code: str = "") -> None:
    await taper(pilot, "l")
    await saisir(pilot, f"{nom}\n{PHRASE}\n")
    if code:
        await saisir(pilot, f"{code}\n")


async def sortir(pilot) -> None:
    await taper(pilot, "l", "end", "enter")


async def ligne(pilot) -> None:
    """The window, from the espace personnel."""
    pilot.app.aller_page("moi")
    await calme(pilot)
    await taper(pilot, "7", "down", "down", "enter")


def vue(app, cle: str) -> list[str]:
    """What the screen shows of one widget, line by line, whole."""
    place = app.screen.query_one(cle).region
    lines = ecran_brut(app).splitlines()[place.y : place.bottom]
    return [line.ljust(place.right)[place.x : place.right] for line in lines]


def adresse(app) -> str:
    """The otpauth:// address as the window shows it, over as many lines as it takes."""
    found = re.search(r"otpauth://.*", "".join(line.strip() for line in vue(app, "#avis")))
    assert found is not None
    return found[0]


def lu(app) -> list[list[bool]]:
    """The modules of the QR code that the screen draws, dark ones True, what surrounds them taken off."""
    rows = [[one in inks for one in line] for line in vue(app, "#qr") for inks in ("▀█", "▄█")]
    dark = [y for y, row in enumerate(rows) if any(row)]
    left = min(row.index(True) for row in rows if any(row))
    right = max(len(row) - row[::-1].index(True) for row in rows if any(row))
    assert min(left, len(rows[0]) - right, dark[0], len(rows) - 1 - dark[-1]) >= qr.MARGE_MOINDRE
    return [row[left:right] for row in rows[dark[0] : dark[-1] + 1]]


async def test_a_second_factor_is_set_asked_and_taken_away(petit: Petit, clock: Hand) -> None:
    async with ouvrir(petit.dossier) as (app, pilot):
        await entrer(pilot, "theo")
        await ligne(pilot)
        whole = adresse(app)
        secret = whole[-32:]
        assert whole == f"otpauth://totp/Atlas:theo?issuer=Atlas&secret={secret}"
        groups = " ".join(secret[i : i + 4] for i in range(0, 32, 4))
        typed = " ".join(re.findall(r"\b(?:[A-Z2-7]{4} ){3}[A-Z2-7]{4}\b", ecran_brut(app)))
        assert typed == groups
        assert lu(app) == [[bool(one) for one in row] for row in segno.make(whole, micro=False).matrix]
        await taper(pilot, "f6")
        assert "█" not in ecran(app)
        await pilot.resize_terminal(70, 24)
        await taper(pilot, "f6")
        assert "Pas la place" in ecran(app)
        await pilot.resize_terminal(120, 40)
        await calme(pilot)
        assert lu(app)
        await pilot.resize_terminal(80, 24)
        # Neither one without the other; nothing is set until both are right.
        await saisir(pilot, f"faux\n{code(secret, clock)}\n")
        assert "Mot de passe inexact" in ecran(app)
        await saisir(pilot, f"{PHRASE}\n")
        await taper(pilot, "ctrl+u")
        await saisir(pilot, f"{autre(code(secret, clock))}\n")
        assert "Code inexact" in ecran(app)
        with comptes(petit) as store, store.comptes() as accounts:
            assert not accounts.get(THEO).totp
        await saisir(pilot, f"{code(secret, clock)}\n")
        assert "Second facteur posé" in ecran(app)
        assert "Second facteur : un code du téléphone oui, depuis le" in ecran(app)
        assert secret not in ecran(app)
        # What set it does not serve to come in, nor what let in to take it away.
        await sortir(pilot)
        await entrer(pilot, "theo", code(secret, clock))
        assert "code inexact" in ecran(app)
        clock.now += timedelta(seconds=30)
        await taper(pilot, "ctrl+u")
        await saisir(pilot, f"{code(secret, clock)}\n")
        assert "Bonjour Theo Durand" in ecran(app)
        await ligne(pilot)
        assert "Retirer le second facteur" in ecran(app)
        await saisir(pilot, f"{PHRASE}\n{code(secret, clock)}\n")
        assert "Code inexact, ou déjà servi" in ecran(app)
        clock.now += timedelta(seconds=30)
        await saisir(pilot, f"{code(secret, clock)}\n")
        assert "Second facteur retiré" in ecran(app)
        assert "Second facteur : un code du téléphone non" in ecran(app)
        await sortir(pilot)
        await entrer(pilot, "theo")
        assert "Bonjour Theo Durand" in ecran(app)
        # A key alone has nothing to set, on the screen or past it.
        app.session.cle_seule = True
        await ligne(pilot)
        assert fenetre.CLE_SEULE in ecran(app)
    with comptes(petit) as store:
        with store.comptes() as accounts:
            cleo = accounts.get(CLEO)
        with pytest.raises(login.StoreError, match="clé SSH"):
            second_facteur.change(store, cleo, "", code(secret, clock), secret=secret, by=cleo.who)


async def test_a_lost_phone_is_the_business_of_the_daect(petit: Petit, clock: Hand) -> None:
    with comptes(petit) as store, store.comptes() as accounts:
        for numero in (THEO, ODILE, CLEO):
            accounts.set_totp(numero, login.new_totp_secret(), SYSTEM)
        accounts.close(CLEO, HOST)
        secret = accounts.secret("odile")[3]  # type: ignore[index]
    async with ouvrir(petit.dossier) as (app, pilot):
        await entrer(pilot, "odile", code(secret, clock))
        await taper(pilot, "l", "down", "down", "down", "enter")
        assert "> theo Theo Durand, theo@x.example" in ecran(app)
        assert "odile@x.example" not in ecran(app), "one's own takes a code"
        await taper(pilot, "enter", "down", "enter")
        assert "Second facteur de « theo » retiré ; un courriel le lui dit." in ecran(app)
        await taper(pilot, "l", "down", "down", "down", "enter")
        assert "Aucun autre compte n'a de second facteur" in ecran(app)
        await sortir(pilot)
        await entrer(pilot, "theo")
        assert "Bonjour Theo Durand" in ecran(app)
        await taper(pilot, "l")
        assert "Téléphone perdu" not in ecran(app)
    with comptes(petit) as store:
        with store.comptes() as accounts:
            (letter,) = accounts.letters()
            told = accounts.connection.execute(
                "SELECT acteur, quoi FROM evenement_compte WHERE compte = 1 ORDER BY numero"
            ).fetchall()
            odile = accounts.get(ODILE)
        assert (letter.adresse, letter.sujet) == ("theo@x.example", "Second facteur retiré")
        assert told[-2:] == [("compte:2", "second facteur retiré"), ("compte:1", "actif")]
        with pytest.raises(login.StoreError, match="espace personnel"):
            second_facteur.take_away(store, ODILE, by=odile.who)
        # The password alone, given as often as one likes, gives no try at the code back.
        for _ in range(ATTEMPTS // 2):
            login.open_password_only(store, odile, PHRASE)
            with pytest.raises(second_facteur.WrongCode):
                second_facteur.change(store, odile, PHRASE, "", secret="", by=odile.who)
        with pytest.raises(TooManyAttempts):
            second_facteur.change(store, odile, PHRASE, "", secret="", by=odile.who)


async def test_the_secret_is_nowhere_but_where_it_is_compared(
    petit: Petit, clock: Hand, trace: StringIO, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(fenetre, "profil", lambda: Profil(ascii=True, couleur=False))
    async with ouvrir(petit.dossier) as (app, pilot):
        await entrer(pilot, "theo")
        await ligne(pilot)
        first = adresse(app)[-32:]
        # A terminal of letters alone: it is drawn when it is asked for, then the other way round.
        code_qr = app.screen.query_one("#qr")
        for shown, reverse in ((False, None), (True, True), (True, False), (False, None)):
            assert code_qr.display is shown
            assert reverse in (None, bool(code_qr.styles.text_style.reverse))
            assert not shown or lu(app)
            await taper(pilot, "f6")
        # Closed before a code comes back, it was never anywhere; the next one is another.
        await saisir(pilot, f"{PHRASE}\n000")
        await taper(pilot, "escape", "enter")
        secret = adresse(app)[-32:]
        assert secret != first
        await saisir(pilot, f"{PHRASE}\n{code(secret, clock)}\n")
        assert "Second facteur posé" in ecran(app)
        await taper(pilot, "down", "enter", "enter")
        assert "mes-donnees" in ecran(app).replace(" ", "")
        seen = [trace.getvalue(), ecran_brut(app), repr(app.historique), repr(app.session.__dict__)]
        with comptes(petit) as store:
            publier(store, petit.dossier)
            assert set(cellules(store, secret)) == {"compte.totp"}
            assert not set(cellules(store, first))
            with store.comptes() as accounts:
                accounts.erase(THEO, accounts.get(THEO).who)
            assert not set(cellules(store, secret))
    texts = fichiers(tmp_path)
    assert any(b"evenement_compte" in text for text in texts.values()), "one's own data is among them"
    assert any(p.suffix == ".parquet" for p in texts)
    for one in (first, secret):
        assert [p for p, text in texts.items() for form in formes(one) if form in text] == []
        assert [text for text in seen for form in formes(one) if form in text.encode()] == []


def fichiers(dossier: Path) -> dict[Path, bytes]:
    """Every file but the store's own."""
    return {p: p.read_bytes() for p in dossier.rglob("*") if p.is_file() and STORE not in p.name}


def formes(secret: str) -> tuple[bytes, ...]:
    """A secret as it may be written: whole, in groups, the bytes that it stands for."""
    groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return secret.encode(), groups[:19].encode(), base64.b32decode(secret)


def cellules(store: Store, secret: str) -> Iterator[str]:
    """The columns of the store that hold a secret."""
    with store.comptes() as accounts:
        execute = accounts.connection.execute
        for (table,) in execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            names = [row[1] for row in execute("SELECT * FROM pragma_table_info(?)", (table,))]
            for row in execute(f'SELECT * FROM "{table}"').fetchall():
                for name, value in zip(names, row, strict=True):
                    raw = value if isinstance(value, bytes) else str(value).encode()
                    if any(form in raw for form in formes(secret)):
                        yield f"{table}.{name}"
