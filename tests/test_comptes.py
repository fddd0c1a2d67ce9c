# SPDX-License-Identifier: EUPL-1.2
"""Accounts: asked, confirmed, accepted, opened, locked out, erased. Real SQLite files, real Argon2id, real processes."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from datetime import timedelta
from pathlib import Path

import pytest
from fiches_tirees import LYON, Hand, creer

from atlas_tui.__main__ import main
from store import credentials, keys, login, passwords
from store.comptes import SYSTEM, Demande
from store.credentials import ATTEMPTS, CODE_TRIES, TooManyAttempts
from store.errors import Refused, StoreError
from store.login import LoginRefused
from store.rights import Who
from store.store import Store

pytestmark = pytest.mark.comptes

PHRASE = "quatre chevaux sans bruit"
ASKED = Demande("Anne.Muller", "anne.muller@lyon.example", "Anne", "Müller", "agent", "col-1")


@pytest.fixture
def clock():
    return Hand()


@pytest.fixture
def store(tmp_path, clock):
    with Store.open(creer(tmp_path / "essai.atlas"), clock=clock) as store:
        with store.comptes() as accounts:
            accounts.create(Demande("daect", "daect@etat.example", "D", "A", "daect"), SYSTEM)
        yield store


DAECT = Who("daect", 1)


def letters(store):
    """What waits to be sent: (address, subject, text)."""
    with store.comptes() as accounts:
        return accounts._connection.execute("SELECT adresse, sujet, texte FROM courrier").fetchall()


def code_in(letter):
    return re.search(r"\d{4} \d{4}", letter[2])[0]


def active(store):
    """Anne's account, accepted, with PHRASE as its password."""
    login.ask_account(store, ASKED, PHRASE)
    login.confirm_courriel(store, "anne.muller", code_in(letters(store)[-1]))
    with store.comptes() as accounts:
        return accounts.accept(2, DAECT)


def test_from_asking_to_coming_in(store) -> None:
    login.ask_account(store, ASKED, PHRASE)
    with pytest.raises(LoginRefused, match="attend d'être accepté"):
        login.open_with_password(store, "anne.muller", PHRASE)
    with store.comptes() as accounts, pytest.raises(Refused, match="confirmé"):
        accounts.accept(2, DAECT)
    (letter,) = letters(store)
    assert letter[0] == ASKED.courriel
    login.confirm_courriel(store, "anne.muller", code_in(letter))
    with store.comptes() as accounts:
        assert accounts.accept(2, DAECT).etat == "accepte"
    opened = login.open_with_password(store, " ANNE.muller ", PHRASE)
    assert (opened.etat, opened.who) == ("actif", Who("agent", 2, "col-1"))
    # The same name in other letters is the same account.
    with pytest.raises(Refused, match="déjà pris"):
        login.ask_account(store, ASKED, PHRASE)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"identifiant": "a b"}, "identifiant"),
        ({"identifiant": "\x1b[31m"}, "identifiant"),
        ({"courriel": "anne@lyon"}, "courriel"),
        ({"courriel": "anne@lyon.example\nBcc: x@y.zz"}, "courriel"),
        ({"nom": " "}, "nom"),
        ({"collectivite": "col-99"}, "collectivite"),
        ({"collectivite": "pro-1"}, "collectivite"),
        ({"role": "ambassade", "pays": "mali"}, "pays"),
        ({"role": "sgar"}, "region"),
        ({"role": "public"}, "role"),
    ],
)
def test_a_demand_that_will_not_do_names_its_field(store, change, field) -> None:
    asked = Demande(**{n: getattr(ASKED, n) for n in Demande.__dataclass_fields__} | change)
    with store.comptes() as accounts, pytest.raises(Refused) as refused:
        accounts.ask(asked)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "password", ["court", "x" * 129, "azertyuiop12", "motdepasse123", "anne.muller.2026", "aaaaaaaaaaaaaaaa"]
)
def test_easy_passwords_are_refused(store, password) -> None:
    with pytest.raises(Refused, match="mot de passe"):
        login.ask_account(store, ASKED, password)


def test_a_code_serves_once_ten_minutes_and_five_tries(store, clock) -> None:
    active(store)
    login.forgotten_password(store, "anne.muller")
    right = code_in(letters(store)[-1])
    wrong = f"{(int(right.replace(' ', '')) + 1) % 10**8:08d}"
    for _ in range(CODE_TRIES - 1):
        with pytest.raises(LoginRefused):
            login.reset_password(store, "anne.muller", wrong, "une tout autre phrase")
    login.reset_password(store, "anne.muller", right, "une tout autre phrase")
    login.open_with_password(store, "anne.muller", "une tout autre phrase")
    with pytest.raises(LoginRefused):
        login.reset_password(store, "anne.muller", right, "encore une autre phrase")
    # Five tries, then not even the right one; a new code, then ten minutes.
    login.forgotten_password(store, "anne.muller")
    right = code_in(letters(store)[-1])
    for code in (wrong,) * CODE_TRIES + (right,):
        with pytest.raises(LoginRefused):
            login.reset_password(store, "anne.muller", code, "encore une autre phrase")
    login.forgotten_password(store, "anne.muller")
    clock.now += credentials.CODE_LIFE
    with pytest.raises(LoginRefused):
        login.reset_password(store, "anne.muller", code_in(letters(store)[-1]), "encore une autre phrase")
    # Nothing tells an unknown identifiant from a known one.
    count = len(letters(store))
    login.forgotten_password(store, "personne")
    assert len(letters(store)) == count

    # Nor are they without end: each has five tries, and comes to somebody.
    def insister(name: str) -> None:
        for _ in range(credentials.ATTEMPTS + 1):
            login.forgotten_password(store, name)

    for name in ("anne.muller", "personne"):
        with pytest.raises(TooManyAttempts, match="Trop de codes"):
            insister(name)
    assert len(letters(store)) <= count + credentials.ATTEMPTS
    stored = Path(store.path).read_bytes()
    assert right.replace(" ", "").encode() not in stored.replace(b"    " + right.encode(), b"")


def test_wrong_passwords_run_out_and_come_back(store, clock) -> None:
    active(store)
    for _ in range(ATTEMPTS):
        with pytest.raises(LoginRefused):
            login.open_with_password(store, "anne.muller", "faux")
    with pytest.raises(TooManyAttempts, match="15 min"):
        login.open_with_password(store, "anne.muller", PHRASE)
    clock.now += credentials.WINDOW
    login.open_with_password(store, "anne.muller", PHRASE)
    # Coming in gives the attempts back.
    for _ in range(ATTEMPTS - 1):
        with pytest.raises(LoginRefused):
            login.open_with_password(store, "anne.muller", "faux")
    login.open_with_password(store, "anne.muller", PHRASE)


@pytest.mark.parametrize("identifiant", ["anne.muller", "inconnu"])
def test_200_wrong_passwords_from_16_processes_hash_exactly_the_limit(store, identifiant) -> None:
    active(store)
    script = """
        import sys
        from pathlib import Path
        from store import login, passwords
        from store.store import Store
        hashed = 0
        # A cheaper hash, counted: what is tested is how many there are.
        def matches(encoded, password):
            global hashed
            hashed += 1
            return False
        passwords.matches = matches
        with Store.open(Path(sys.argv[1])) as store:
            for i in range(int(sys.argv[3])):
                try:
                    login.open_with_password(store, sys.argv[2], f"faux {i}")
                except login.StoreError:
                    pass
        print(hashed)
    """
    shares = [13] * 8 + [12] * 8
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script), str(store.path), identifiant, str(share)],
            cwd=Path(__file__).parent.parent,
            stdout=subprocess.PIPE,
            text=True,
        )
        for share in shares
    ]
    counts = [int(process.communicate()[0]) for process in processes]
    assert sum(shares) == 200
    assert sum(counts) == ATTEMPTS


def test_a_second_factor_is_asked_and_never_taken_twice(store, clock) -> None:
    active(store)
    secret = login.new_totp_secret()
    with store.comptes() as accounts:
        accounts.set_totp(2, secret, "compte:2")
    step = int(clock.now.timestamp()) // 30
    code = login.totp_code(secret, step)
    with pytest.raises(login.SecondFactorNeeded):
        login.open_with_password(store, "anne.muller", PHRASE)
    with pytest.raises(LoginRefused):
        login.open_with_password(store, "anne.muller", PHRASE, f"{(int(code) + 1) % 10**6:06d}")
    # A row of figures typed without the shift of a French keyboard.
    with pytest.raises(LoginRefused):
        login.open_with_password(store, "anne.muller", PHRASE, "&é\"'(-")
    login.open_with_password(store, "anne.muller", PHRASE, code)
    with pytest.raises(LoginRefused):
        login.open_with_password(store, "anne.muller", PHRASE, code)
    clock.now += timedelta(seconds=30)
    with pytest.raises(LoginRefused):
        login.open_with_password(store, "anne.muller", PHRASE, login.totp_code(secret, step))
    login.open_with_password(store, "anne.muller", PHRASE, login.totp_code(secret, step + 1))


def test_codes_of_the_second_factor_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B, SHA-1, cut to six digits.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert login.totp_code(secret, seconds // 30) == code


def test_never_more_hashes_at_once_than_there_are_slots(tmp_path) -> None:
    script = """
        import sys, time
        from pathlib import Path
        from store import passwords
        with passwords.gate(Path(sys.argv[1]), slots=2):
            print("in", flush=True)
            sys.stdin.readline()
    """
    start = lambda: subprocess.Popen(  # noqa: E731
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)],
        cwd=Path(__file__).parent.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    inside = [start(), start()]
    for process in inside:
        assert process.stdout.readline() == "in\n"
    # Both slots are held: nobody else can take one, until one of them dies.
    import fcntl

    for slot in range(2):
        with (tmp_path / f".mot-de-passe.{slot}.verrou").open() as handle, pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    third = start()
    for process in inside:
        process.kill()
        process.wait()
    assert third.stdout.readline() == "in\n"
    third.communicate("\n")


def test_a_password_is_hashed_as_it_must_be() -> None:
    kept = passwords.hashed(PHRASE)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert passwords.matches(kept, PHRASE)
    assert not passwords.matches(kept, PHRASE + " ")
    assert not passwords.matches("", PHRASE)


ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ4Hu2Uy1lkYGkQc1CL5xFPbPO0UlzoRd9qEVJdQYUrA anne@lyon"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "coucou",
        'command="sh" ' + ED25519,
        ED25519[:-40],
        ED25519.replace("ssh-ed25519 ", "ssh-rsa "),
        "ssh-dss AAAAB3NzaC1kc3MAAACBAP",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7",
    ],
)
def test_only_a_key_is_a_key(text) -> None:
    with pytest.raises(Refused, match="cle"):
        keys.read_key(text)


def test_a_key_opens_one_account_until_it_is_taken_away(store) -> None:
    anne = active(store)
    key = keys.read_key(ED25519 + "\ncommand=\x1b[31m")
    assert "\n" not in key.comment
    with store.comptes() as accounts:
        accounts.add_key(2, key, anne.who)
        with pytest.raises(Refused, match="déjà"):
            accounts.add_key(1, key, DAECT)
        assert accounts.of_key(key.fingerprint)[0].identifiant == "Anne.Muller"
        accounts.lock(2, "essai")
        assert accounts.of_key(key.fingerprint) is None
        accounts.unlock(2, DAECT)
        assert accounts.of_key(key.fingerprint) is not None
        accounts.remove_key(key.fingerprint, anne.who)
        assert accounts.of_key(key.fingerprint) is None


def test_coming_in_never_opens_an_account_that_was_closed_meanwhile(store, monkeypatch) -> None:
    """Closed while its password was being hashed."""
    active(store)
    real = passwords.matches

    def slow(encoded, password):
        with store.comptes() as accounts:
            accounts.close(2, DAECT)
        return real(encoded, password)

    monkeypatch.setattr(passwords, "matches", slow)
    with pytest.raises(StoreError):
        login.open_with_password(store, "anne.muller", PHRASE)
    with store.comptes() as accounts:
        assert accounts.get(2).etat == "clos"


def test_the_last_of_the_daect_stays(store) -> None:
    for act in ("close", "erase"):
        with store.comptes() as accounts, pytest.raises(Refused, match="dernier"):
            getattr(accounts, act)(1, DAECT)


def test_erasing_an_account_leaves_no_trace_of_the_person(store) -> None:
    active(store)
    with store.comptes() as accounts:
        accounts.add_key(2, keys.read_key(ED25519), DAECT)
    with store.write("compte:2") as edit:
        edit.create(LYON)
    with store.comptes() as accounts:
        accounts.erase(2, DAECT)
    assert not store.verify()
    store.forget()
    left = b"".join(p.read_bytes() for p in Path(store.path).parent.iterdir() if p.is_file())
    for trace in ("Müller", "anne.muller", "Anne.Muller", "AAAAIJ4Hu2Uy1lkYGkQc1CL5"):
        assert trace.encode() not in left.replace(b"Muller-\xc5\x92rtel", b""), trace
    with pytest.raises(StoreError):
        login.open_with_password(store, "anne.muller", PHRASE)


def command(folder, *words, entree=""):
    return subprocess.run(
        [sys.executable, "-m", "atlas_tui", *words, "--donnees", str(folder)],
        cwd=Path(__file__).parent.parent, capture_output=True, text=True, input=entree, check=False,
    )  # fmt: skip


def test_the_first_administrator_from_the_command_line(tmp_path) -> None:
    creer(tmp_path / "atlas.sqlite")
    person = ("--courriel", "c@etat.example", "--prenom", "Camille", "--nom", "Petit")
    said = command(tmp_path, "compte", "creer", "camille.petit", *person)
    assert (said.returncode, said.stderr.splitlines()[0][:12]) == (1, "Quel rôle ? ")
    made = command(
        tmp_path, "compte", "creer", "camille.petit", "--role", "daect", *person, "--format", "json"
    )
    assert made.returncode == 0, made.stderr
    assert '"etat": "accepte"' in made.stdout
    assert (
        "trop facile"
        in command(tmp_path, "compte", "mot-de-passe", "camille.petit", entree="camille.petit.1\n").stderr
    )
    assert command(tmp_path, "compte", "mot-de-passe", "camille.petit", entree=f"{PHRASE}\n").returncode == 0
    with Store.open(tmp_path / "atlas.sqlite") as store:
        assert login.open_with_password(store, "camille.petit", PHRASE).role == "daect"
        with store.comptes() as accounts:
            accounts.set_totp(1, login.new_totp_secret(), SYSTEM)
    # The only account of the DAECT loses its phone: the host opens it again, once.
    assert [
        main(["compte", "telephone-perdu", "camille.petit", "--donnees", str(tmp_path)]) for _ in range(2)
    ] == [0, 1]
    with Store.open(tmp_path / "atlas.sqlite") as store:
        assert login.open_with_password(store, "camille.petit", PHRASE).totp is False
    (tmp_path / "id.pub").write_text(ED25519 + "\n")
    added = command(tmp_path, "cle", "ajouter", "camille.petit", str(tmp_path / "id.pub"), "--format", "csv")
    fingerprint = re.search(r"SHA256:\S{43}", added.stdout)[0]
    line = command(tmp_path, "cles-ssh", fingerprint).stdout
    assert line == f'restrict,pty,command="/usr/lib/atlas-tui/session 1" {" ".join(ED25519.split()[:2])}\n'
    assert command(tmp_path, "cle", "retirer", "camille.petit", fingerprint).returncode == 0
    gone = command(tmp_path, "cles-ssh", fingerprint)
    assert (gone.returncode, gone.stdout) == (0, "")
    for words in (
        ("compte", "clore", "camille.petit"),
        ("compte", "clore", "personne"),
        ("cle", "ajouter", "camille.petit", "x"),
    ):
        refused = command(tmp_path, *words)
        assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1), refused.stderr
