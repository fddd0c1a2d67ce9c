# SPDX-License-Identifier: EUPL-1.2
"""The yearly campaign: confirmed part by part in its window, asked again when it moves, counted by place, reminded once."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from fiches_tirees import ANNE, LYON, NOON, SEGOU, Hand, Ticking, projet

from atlas_tui.__main__ import main
from store import relances, taches
from store.campagne import CAMPAGNE, Campagne, Campagnes, Partie, fiche_a_jour
from store.comptes import SYSTEM
from store.comptes import Demande as Compte
from store.errors import Refused
from store.espace import Espace
from store.relances import Avancement, Suivi
from store.rights import HOST, PUBLIC, ROLES, Forbidden, Who
from store.store import Store

pytestmark = pytest.mark.comptes

AGENT = Who("agent", 1, "col-1")
WINDOW = Campagne(2026, NOON - timedelta(days=1), NOON + timedelta(days=30))
LYON_ASKED = [
    ("contacts", ""),
    ("reseaux", ""),
    ("cooperations", "ML"),
    ("cooperations", "SN"),
    ("actions", "ML"),
]
ALLOWED = {("confirmer-campagne", "a-confirmer"): {"agent", "daect"}}
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def clock():
    return Hand()


@pytest.fixture
def store(tmp_path, clock):
    """Five collectivités; Lyon has four projets, one of them with Arras; two agents of Lyon, one of Arras, at two addresses."""
    with Store.create(tmp_path / "a.atlas", clock=clock) as store:
        with store.write("compte:99") as edit:
            edit.create(msgspec.structs.replace(LYON, contacts=(ANNE,), courriel="service@lyon.example"))
            for nom, departement, region, com in (
                ("Arras", "62", "32", ""), ("Lille", "59", "32", ""), ("Hauts-de-France", "", "32", ""), ("Papeete", "", "", "987"),
            ):  # fmt: skip
                edit.create(
                    msgspec.structs.replace(LYON, nom=nom, departement=departement, region=region, com=com)
                )
            edit.create(SEGOU)
            edit.create(msgspec.structs.replace(SEGOU, nom="Thiès", pays="SN"))
            edit.create(projet(nature="cooperation"))
            edit.create(projet(nature="cooperation", titre="Deux"))
            edit.create(projet(nature="action"))
            edit.create(
                projet(nature="cooperation", collectivites=("col-1", "col-2"), partenaires=("par-2",))
            )
        with store.comptes() as accounts:
            for name, place, to in (
                ("lea", "col-1", "lea@lyon.example"), ("max", "col-1", "Lea@lyon.example"), ("ada", "col-2", "ada@arras.example"),
            ):  # fmt: skip
                accounts.create(Compte(name, to.lower(), "A", "B", "agent", place), SYSTEM)
        yield store


def etats(store, id="col-1"):
    return {(p.partie, p.pays): p.etat for p in Campagnes(store, HOST).parts(id)[1]}


def confirm(store, *parts, id="col-1", who=HOST):
    for one in Campagnes(store, who).parts(id)[1]:
        if one.etat == "a-confirmer" and (not parts or (one.partie, one.pays) in parts):
            Campagnes(store, who).confirm(one)


def edit(store, id, **changes):
    with store.write("compte:99") as writing:
        found = writing.get(id)
        writing.update(msgspec.structs.replace(found.record, **changes), base=found.version)


def waiting(store, id="col-1"):
    return [part for part, etat in etats(store, id).items() if etat == "a-confirmer"]


def test_every_role_tries_to_confirm_from_every_state(store) -> None:
    """The machine explored whole: one move, two states, seven roles, on their own collectivité."""
    Campagnes(store, HOST).open(WINDOW)
    assert {t.operation for t in CAMPAGNE.transitions} == {name for name, _ in ALLOWED}
    for etat in CAMPAGNE.etats:
        for role in ROLES:
            me = PUBLIC if role == "public" else Who(role, 1, "col-1", "ML", "84")
            with store.comptes() as accounts:
                accounts.connection.execute("DELETE FROM campagne_partie")
            if etat == "confirmee":
                confirm(store, ("contacts", ""))
            before = etats(store)
            assert before["contacts", ""] == etat
            part = Partie("col-1", "contacts", "", 1, 99, etat)
            allowed = role in ALLOWED.get(("confirmer-campagne", etat), ())
            try:
                Campagnes(store, me).confirm(part)
            except (Forbidden, Refused):
                assert not allowed, (etat, role)
                assert etats(store) == before
            else:
                assert allowed, (etat, role)
                assert etats(store) == {**before, ("contacts", ""): "confirmee"}


def test_the_window_is_that_of_paris_to_the_minute(store, clock) -> None:
    """1 March to 1 April, in Paris: winter time at one end, summer time at the other."""
    window = Campagne(2026, datetime(2026, 3, 1, tzinfo=PARIS), datetime(2026, 4, 1, tzinfo=PARIS))
    Campagnes(store, HOST).open(window)
    part = Partie("col-1", "contacts", "", 1, 99, "a-confirmer")
    assert fiche_a_jour_de(store, "col-1") == "", "not open yet: nothing is asked"
    for at, open_ in (
        (datetime(2026, 2, 28, 22, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 2, 28, 23, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC), False),
    ):
        clock.now = at
        with store.comptes() as accounts:
            accounts.connection.execute("DELETE FROM campagne_partie")
        if open_:
            Campagnes(store, AGENT).confirm(part)
        else:
            with pytest.raises(
                Refused,
                match=r"aucune campagne|01/03/2026 à 0\u00a0h\u00a000 au 01/04/2026 à 0\u00a0h\u00a000",
            ):
                Campagnes(store, AGENT).confirm(part)
    # A clock that ticks through the end: the look before it shows, the confirmation after it is refused.
    ticking = Ticking()
    ticking.now = datetime(2026, 3, 31, 21, 59, 58, tzinfo=UTC)
    with Store.open(store.path, clock=ticking) as late:
        assert Campagnes(late, AGENT).parts("col-1")[0].ouverte(ticking.now)
        with pytest.raises(Refused, match="01/04/2026 à 0\u00a0h\u00a000"):
            Campagnes(late, AGENT).confirm(part)


def fiche_a_jour_de(store, id):
    with store.read() as reading:
        return fiche_a_jour(reading, id, store.now())


def test_what_moves_is_asked_again_and_nothing_else(store, clock) -> None:
    Campagnes(store, HOST).open(WINDOW)
    assert waiting(store) == LYON_ASKED
    assert waiting(store, "col-2")[2:] == [("cooperations", "SN"), ("actions", "")], (
        "« none » is confirmed too"
    )
    confirm(store)
    assert waiting(store) == []
    edit(store, "col-1", site="https://lyon.example")
    assert waiting(store) == [], "the identity is none of the four parts"
    edit(store, "col-1", contacts=())
    assert waiting(store) == [("contacts", "")]
    confirm(store)
    edit(store, "pro-4", contexte="Nouveau.")
    assert waiting(store) == [("cooperations", "SN")]
    assert ("cooperations", "SN") in waiting(store, "col-2")
    confirm(store)
    with store.write("compte:99") as writing:
        writing.archive("pro-1", base=1)
    assert waiting(store) == [("cooperations", "ML")], "one is gone, the other did not move"
    confirm(store)
    edit(store, "pro-3", nature="cooperation", annee_convention=2020)
    assert waiting(store) == [("cooperations", "ML"), ("actions", "")]
    # Read before it moved: what one has not seen is not confirmed.
    read = next(p for p in Campagnes(store, AGENT).parts("col-1")[1] if p.partie == "cooperations")
    edit(store, "pro-2", contexte="Autre.")
    with pytest.raises(Refused, match="relisez"):
        Campagnes(store, AGENT).confirm(read)
    confirm(store)
    assert Campagnes(store, AGENT).lines(read)[0].texte == "Deux"
    # Closed: what moves later is not held against anyone, nor is what is new.
    clock.now = WINDOW.ferme_le
    edit(store, "pro-2", contexte="Encore.")
    edit(store, "col-1", contacts=(ANNE,))
    with store.write("compte:99") as writing:
        writing.create(projet(nature="action", partenaires=("par-2",)))
    assert waiting(store) == []
    assert fiche_a_jour_de(store, "col-1") == ""
    assert "est close depuis le" in fiche_a_jour_de(store, "col-2")
    with store.write("compte:99") as writing:
        writing.archive("col-5", base=1)
    assert "n'est plus dans l'atlas" in fiche_a_jour_de(store, "col-5")
    # Another year asks everything.
    clock.now += timedelta(days=300)
    Campagnes(store, HOST).open(Campagne(2027, clock.now, clock.now + timedelta(days=9)))
    assert len(waiting(store)) == 5
    assert (
        "campagne 2027 : 5 parties de la fiche ne sont pas confirmées ; confirmez-les avant le"
        in fiche_a_jour_de(store, "col-1")
    )


def test_the_task_goes_when_the_last_part_is_confirmed(store) -> None:
    def told():
        with store.read() as reading:
            return [(t.titre[:9], t.ou) for t in taches.en_attente(reading, AGENT, store.now())]

    assert told() == []
    Campagnes(store, HOST).open(WINDOW)
    confirm(store, *LYON_ASKED[1:])
    assert told() == [("1 partie ", "confirmation/col-1")]
    confirm(store)
    assert told() == []


def test_progress_by_region_counted_by_hand(store) -> None:
    with pytest.raises(Refused, match="DAECT"):
        Suivi(store, HOST).survey()
    Campagnes(store, HOST).open(WINDOW)
    confirm(store, *LYON_ASKED[:3])
    confirm(store, id="col-3")
    found = list(Suivi(store, HOST).survey().avancement)
    # région, département, COM, collectivités, up to date, begun, parts, confirmed
    lyon = Avancement("84", "69", "", 1, 0, 1, 5, 3)
    north = [
        Avancement("32", "", "", 1, 0, 0, 4, 0), Avancement("32", "59", "", 1, 1, 0, 4, 4), Avancement("32", "62", "", 1, 0, 0, 4, 0),
    ]  # fmt: skip
    assert found == [Avancement("", "", "987", 1, 0, 0, 4, 0), *north, lyon]
    sgar = Suivi(store, Who("sgar", 9, region="32"))
    assert list(sgar.survey("32").avancement) == north
    with pytest.raises(Forbidden):
        sgar.survey()
    assert [(late.nom, late.manquent, late.adresses) for late in sgar.survey("32").retards] == [
        ("Hauts-de-France", 4, ()), ("Arras", 4, ()),
    ]  # fmt: skip
    assert Suivi(store, HOST).survey("84").retards[0].adresses == ("lea@lyon.example", "service@lyon.example")


def letters(store):
    with store.comptes() as accounts:
        return [(letter.adresse, letter.texte) for letter in accounts.letters()]


def test_reminders_once_a_person_a_day(store, clock) -> None:
    Campagnes(store, HOST).open(WINDOW)
    confirm(store, id="col-2")
    edit(store, "col-3", courriel="service@lyon.example")
    assert Suivi(store, HOST).remind() == 2
    lea, service = sorted(letters(store))
    # Two accounts at one address are one person; one address of two collectivités is told of both.
    assert lea[0] == "lea@lyon.example"
    assert "Métropole de Lyon : 5 parties à confirmer (atlas://confirmation/col-1)" in lea[1]
    assert service[0] == "service@lyon.example"
    assert "Métropole de Lyon" in service[1]
    assert "Lille : 4 parties" in service[1]
    assert Suivi(store, HOST).remind() == 0
    # Midnight is that of Paris: 23 h there, then 0 h.
    clock.now = datetime(2026, 1, 31, 22, 59, tzinfo=UTC)
    assert Suivi(store, HOST).remind() == 0
    clock.now = datetime(2026, 1, 31, 23, 0, tzinfo=UTC)
    confirm(store)
    assert Suivi(store, HOST).remind() == 1
    assert "Lyon" not in letters(store)[-1][1]
    clock.now = WINDOW.ferme_le
    with pytest.raises(Refused, match="close"):
        Suivi(store, HOST).remind()


def test_digests_for_those_who_want_one_once_a_day(store, clock) -> None:
    Campagnes(store, HOST).open(WINDOW)
    assert relances.digests(store) == 0, "nobody asked"
    for one in (1, 3):
        Espace(store, one, Who("agent", one, f"col-{one}")).want_digest(True)
    confirm(store, id="col-2")
    assert relances.digests(store) == 1, "the other has nothing to do"
    assert letters(store)[0][0] == "lea@lyon.example"
    assert "- Fiche à confirmer : 5 parties, avant le 02/03/2026 à 13\u00a0h\u00a000" in letters(store)[0][1]
    assert relances.digests(store) == 0
    clock.now += timedelta(days=1)
    assert relances.digests(store) == 1
    clock.now += timedelta(days=1)
    Espace(store, 1, AGENT).want_digest(False)
    assert relances.digests(store) == 0


def test_the_commands_open_count_list_remind_and_send(store, boite, tmp_path, capsys, monkeypatch) -> None:
    """From a script: windows said in Paris, progress as CSV, late ones with their addresses, digests before letters go."""
    folder = tmp_path / "atlas"
    folder.mkdir()
    store.close()
    (tmp_path / "a.atlas").rename(folder / "atlas.sqlite")
    for left in tmp_path.glob("a.atlas-*"):
        left.rename(folder / left.name.replace("a.atlas", "atlas.sqlite"))
    monkeypatch.delenv("ATLAS_TUI_SMTP", raising=False)

    def ask(*words):
        code = main(["--donnees", str(folder), *words])
        told = capsys.readouterr()
        return code, told.out.replace("\u202f", " "), told.err

    assert ask("campagne", "avancement")[0] == 1
    assert (
        "Date illisible" in ask("campagne", "ouvrir", "--annee", "2026", "--du", "hier", "--au", "demain")[2]
    )
    assert (
        "de 1900 à 2100"
        in ask("campagne", "ouvrir", "--annee", "3", "--du", "01/01/2020", "--au", "01/01/2099")[2]
    )
    code, out, _ = ask(
        "campagne", "ouvrir", "--annee", "2026", "--du", "01/03/2020 8h30", "--au", "2099-06-30"
    )
    assert code == 0
    assert "01/03/2020 à 8\u00a0h\u00a030  01/07/2099 à 0\u00a0h\u00a000  ouverte" in out
    _, out, _ = ask("campagne", "avancement", "--region", "hauts-de-france", "--format", "csv")
    assert [line.rpartition(";")[0] for line in out.splitlines()[1:]] == [
        "region;32;Hauts-de-France;3;0;0.0;0;3;0;12", "departement;59;Nord (59);1;0;0.0;0;1;0;4",
        "departement;62;Pas-de-Calais (62);1;0;0.0;0;1;0;4", "departement;;sans département;1;0;0.0;0;1;0;4",
    ]  # fmt: skip
    _, out, _ = ask("campagne", "retards", "--format", "csv")
    assert "84;69;col-1;Métropole de Lyon;5;lea@lyon.example | service@lyon.example" in out
    assert "déposés : 3." in ask("campagne", "relancer")[1]
    assert "déposés : 0." in ask("campagne", "relancer")[1]
    assert "Fiche à confirmer" in ask("taches", "lea")[1]
    assert "Aucun compte" in ask("taches", "leo")[2]
    with Store.open(folder / "atlas.sqlite") as opened:
        Espace(opened, 1, AGENT).want_digest(True)
    told = json.loads(ask("compte", "donnees", "lea")[1])
    assert (told["compte"][0]["courriel"], told["preference"][0]["resume"]) == ("lea@lyon.example", 1)
    code, out, err = ask("courrier", "--resumes")
    assert (code, out) == (1, "1\u00a0résumé déposé.\n")
    assert "4 courriels en attente" in err.replace("\u00a0", " ")
    monkeypatch.setenv("ATLAS_TUI_SMTP", boite.url)
    assert ask("courrier")[0] == 0
    sent = {letter.adresse: letter.message["Subject"] for letter in boite.lettres}
    assert sent == {
        "lea@lyon.example": "Atlas : une tâche vous attend", "service@lyon.example": "Campagne 2026 : votre fiche est à confirmer",
        "ada@arras.example": "Campagne 2026 : votre fiche est à confirmer",
    }  # fmt: skip
    assert len(boite.lettres) == 4, "her reminder, and her digest"
