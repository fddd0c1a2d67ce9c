# SPDX-License-Identifier: EUPL-1.2
"""The Bourse-projets in the store: deposited without account, followed by a code, three languages, terms to the minute."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from fiches_tirees import Hand, projet
from test_procedures import DEPOT, MG, letters, modele, who

from atlas_tui.app.screens.deposer import BLOCS
from atlas_tui.courrier import Smtp, en_message
from parquet.atlas import Atlas
from parquet.errors import Introuvable
from parquet.publication import publier, publier_delta
from parquet.reference import geography, nomenclature
from store import langues
from store.bourse import BOURSE, Bourse, Deposant
from store.credentials import Letter
from store.depot import CODES_PAR_COURRIEL, CODES_PAR_ORIGINE, LIMITES, DepotRefuse
from store.errors import AlreadyDone, Refused
from store.operations import Operations
from store.rights import HOST, RIGHTS, Forbidden, Reach, Who
from store.store import Store

pytestmark = pytest.mark.procedures


@pytest.fixture
def clock():
    return Hand()


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return modele(tmp_path_factory.mktemp("bourse") / "modele.atlas")


@pytest.fixture
def store(model, tmp_path, clock):
    path = shutil.copyfile(model, tmp_path / "a.atlas")
    with Store.open(path, clock=clock) as store:
        yield store


def code(store):
    return re.search(r"\d{4} \d{4}", letters(store)[-1][2])[0]


def test_from_a_deposit_to_a_projet(store, clock) -> None:
    token = Bourse(store).deposit(DEPOT)
    # English was asked; nobody reads the demande before its author has confirmed.
    assert letters(store)[-1][:2] == ("rivo@antsirabe.example", "Confirm your request")
    # Anybody may type anybody's address: nothing else that they typed is sent there under the atlas's name.
    sent = letters(store)[-1][2]
    assert not [word for word in (DEPOT.titre, DEPOT.deposant.prenom, DEPOT.deposant.nom) if word in sent]
    with store.read() as reading:
        assert not list(reading.each("demande"))
    made = Bourse(store).confirm(token, code(store))
    assert (made.etat, made.id) == ("deposee", "dem-1")
    assert letters(store)[-1][0] == "ambassade.mg@x.example"
    assert [s.record.id for s in Bourse(store, MG).waiting()] == ["dem-1"]
    with pytest.raises(Forbidden):
        Bourse(store, who("ambassade")).publish("dem-1", base=1)
    assert Bourse(store, MG).publish("dem-1", base=1) == 2
    agent = Bourse(store, who("agent"))
    with pytest.raises(Refused, match="message"):
        agent.answer("dem-1", " ", base=2)
    agent.answer("dem-1", "Parlons-en, {titre} compris.", base=2)
    to_author, to_embassy, to_agent = letters(store)[-3:]
    assert to_author[0] == DEPOT.deposant.courriel
    assert "{titre} compris" in to_author[2]
    assert to_embassy[0] == "ambassade.mg@x.example"
    assert (to_agent[0], DEPOT.deposant.courriel in to_agent[2]) == ("agent@x.example", True)
    # Another collectivité, that has not answered, does not take it.
    with pytest.raises(Forbidden):
        Bourse(store, Who("agent", 1, "col-2")).provide(
            "dem-1", projet(collectivites=("col-2",), partenaires=(made.partenaire,)), base=3
        )
    with pytest.raises(Refused, match="autorité"):
        agent.provide("dem-1", projet(), base=3)
    found = agent.provide("dem-1", projet(partenaires=(made.partenaire,)), base=3)
    with store.read() as reading:
        assert reading.get("dem-1").record.etat == "pourvue"
        assert reading.get(found.id).record.partenaires == (made.partenaire,)
    assert not store.verify()


def test_a_double_click_deposits_once(store, clock) -> None:
    token = Bourse(store).deposit(DEPOT)
    right = code(store)
    first, second = Bourse(store).confirm(token, right), Bourse(store).confirm(token, right)
    assert first.id == second.id
    clock.now += timedelta(hours=1)
    assert Bourse(store).confirm(token, right).id == first.id
    with store.read() as reading:
        assert len(list(reading.each("demande"))) == 1
        assert len(list(reading.each("partenaire"))) == 2
    key = "un-clic"
    mg = Bourse(store, MG)
    mg.publish(first.id, base=1, key=key)
    with pytest.raises(AlreadyDone):
        mg.publish(first.id, base=1, key=key)


def test_a_wrong_or_late_code_deposits_nothing(store, clock) -> None:
    token = Bourse(store).deposit(DEPOT)
    right = code(store)
    wrong = f"{(int(right.replace(' ', '')) + 1) % 10**8:08d}"
    for _ in range(5):
        with pytest.raises(Refused, match="code"):
            Bourse(store).confirm(token, wrong)
    with pytest.raises(Refused):
        Bourse(store).confirm(token, right)
    token = Bourse(store).deposit(DEPOT)
    right = code(store)
    clock.now += timedelta(minutes=10)
    with pytest.raises(Refused):
        Bourse(store).confirm(token, right)
    with pytest.raises(Refused):
        Bourse(store).confirm("autre", right)
    with store.read() as reading:
        assert not list(reading.each("demande"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"titre": "\x1b"}, "titre"),
        ({"pays": "Madagascar"}, "pays"),
        ({"autorite": ""}, "autorite"),
        ({"thematique": "x"}, "thematique"),
        ({"besoin": " "}, "besoin"),
        ({"partenaire": "par-99"}, "partenaire"),
        ({"partenaire": "col-1"}, "partenaire"),
        ({"deposant": msgspec.structs.replace(DEPOT.deposant, courriel="x")}, "courriel"),
        ({"deposant": msgspec.structs.replace(DEPOT.deposant, nom="")}, "nom"),
    ],
)
def test_a_deposit_that_will_not_do_names_its_field(store, change, field) -> None:
    with pytest.raises(Refused) as refused:
        Bourse(store).deposit(msgspec.structs.replace(DEPOT, **change))
    assert refused.value.field == field
    assert letters(store) == []


@pytest.mark.parametrize(
    ("published", "over"),
    [
        # To the midnight in Paris that ends the day: one hour before Greenwich in winter, two in summer.
        (datetime(2027, 1, 15, 12, 0, tzinfo=UTC), datetime(2029, 1, 15, 23, 0, tzinfo=UTC)),
        (datetime(2027, 7, 15, 12, 0, tzinfo=UTC), datetime(2029, 7, 15, 22, 0, tzinfo=UTC)),
        # 00:30 in Paris is the next day already.
        (datetime(2027, 7, 15, 22, 30, tzinfo=UTC), datetime(2029, 7, 16, 22, 0, tzinfo=UTC)),
        (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), datetime(2030, 2, 28, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_published_demande_waits_two_years_to_the_minute_in_paris(store, clock, published, over) -> None:
    clock.now = published
    made = Bourse(store).confirm(Bourse(store).deposit(DEPOT), code(store))
    Bourse(store, MG).publish(made.id, base=1)
    agent = Bourse(store, who("agent"))
    clock.now = over - timedelta(minutes=1)
    assert Bourse(store, HOST).expire_all() == ()
    assert agent.answer(made.id, "À temps.", base=2) == 3
    clock.now = over
    # Nobody answers any more, even before the host closes it.
    with pytest.raises(Refused, match="terme"):
        agent.answer(made.id, "Trop tard.", base=3)
    assert Bourse(store, HOST).expire_all() == (made.id,)
    assert Bourse(store, HOST).expire_all() == ()
    assert letters(store)[-1][1] == "Your request has expired"


# --- without account: what slows abuse, what follows a demande ------------------------------------------------------


def test_the_author_follows_renews_and_withdraws_by_a_code(store, clock) -> None:
    public = Bourse(store)
    made = public.confirm(public.deposit(DEPOT), code(store))
    Bourse(store, MG).publish(made.id, base=1)
    clock.now += timedelta(days=800)
    Bourse(store, HOST).expire_all()
    # An address that is not the author's gets no letter, and no word that tells.
    before = letters(store)
    other = public.follow(made.id, "curieux@x.example")
    assert letters(store) == before
    with pytest.raises(DepotRefuse):
        public.author(other, "00000000")
    token = public.follow(made.id.upper(), "Rivo@Antsirabe.example")
    right = code(store)
    for _ in range(4):
        with pytest.raises(DepotRefuse):
            public.author(token, "12345678" if right != "1234 5678" else "0")
    author = Bourse(store, public.author(token, right))
    assert author.follow_up(made.id).gestes == (
        ("retirer-demande", "Retirer"),
        ("relancer-demande", "Relancer"),
    )
    author.renew(made.id, base=3)
    assert [s.record.id for s in Bourse(store, MG).waiting()] == [made.id]
    Bourse(store, MG).publish(made.id, base=4)
    steps = [step.etat for step in Bourse(store).follow_up(made.id).etapes]
    assert steps == ["deposee", "publiee", "expiree", "deposee", "publiee"]
    # The author of one demande is nobody before another.
    second = public.confirm(public.deposit(DEPOT), code(store))
    with pytest.raises(Forbidden):
        author.withdraw(second.id, base=1)
    author.withdraw(made.id, base=5)
    assert letters(store)[-1][1] == "Your request is withdrawn"
    with store.read() as reading:
        assert reading.get(made.id).etat == "archivee"
        rows = reading.connection.execute("SELECT fiche FROM demande_suivi").fetchall()
        assert rows == [(second.id,)], "nothing of who withdrew it is kept"
    with pytest.raises(Refused):
        Bourse(store).follow_up(made.id)
    assert not store.verify()


def test_a_new_authority_is_public_with_its_demande_and_no_sooner(store, tmp_path) -> None:
    """What anybody types shows nowhere before the embassy let it through, not even later as the past."""
    public = Bourse(store)
    made = public.confirm(public.deposit(DEPOT), code(store))
    again = public.confirm(public.deposit(msgspec.structs.replace(DEPOT, titre="Autre")), code(store))
    assert again.partenaire == made.partenaire, "the same name in the same country is one authority"
    publier(store, tmp_path)
    with Atlas.ouvrir(tmp_path) as atlas:
        assert not atlas.partenaires("Antsirabe")
        assert "Antsirabe" not in repr(atlas.finder("Antsirabe") if hasattr(atlas, "finder") else "")
    Bourse(store, MG).publish(made.id, base=1)
    publier_delta(store, tmp_path)
    with Atlas.ouvrir(tmp_path) as atlas:
        assert atlas.fiche(made.partenaire).nom == "Antsirabe"
        assert [v.operation for v in atlas.versions(made.partenaire)] == ["publier"]
        with pytest.raises(Introuvable):
            atlas.fiche(again.id)
    assert not store.verify()


def test_letters_and_codes_are_bounded_by_address_and_by_network(store, clock) -> None:
    public = Bourse(store)
    for n in range(CODES_PAR_COURRIEL):
        public.deposit(msgspec.structs.replace(DEPOT, titre=f"Marché {n}"))
    with pytest.raises(DepotRefuse) as refused:
        public.deposit(DEPOT)
    assert refused.value.en("en") == "Too many codes were asked for this address today: try again tomorrow."
    assert len(letters(store)) == CODES_PAR_COURRIEL
    clock.now += timedelta(days=1)
    public.deposit(DEPOT)
    for n in range(CODES_PAR_ORIGINE):
        person = msgspec.structs.replace(DEPOT.deposant, courriel=f"a{n}@b.example")
        public.deposit(msgspec.structs.replace(DEPOT, deposant=person), origine="192.0.2.1")
    with pytest.raises(DepotRefuse, match="réseau"):
        public.deposit(
            msgspec.structs.replace(
                DEPOT, deposant=msgspec.structs.replace(DEPOT.deposant, courriel="z@b.example")
            ),
            origine="192.0.2.1",
        )
    for name, limit in LIMITES.items():
        if name not in ("prenom", "nom", "telephone"):
            with pytest.raises(DepotRefuse) as refused:
                public.deposit(msgspec.structs.replace(DEPOT, **{name: "x" * (limit + 1)}))
            assert (refused.value.field, str(limit) in refused.value.en("es")) == (name, True)


def test_the_same_form_sent_twice_mails_one_code(store, clock) -> None:
    public = Bourse(store)
    for _ in range(2):
        assert public.deposit(DEPOT, jeton="un-formulaire") == "un-formulaire"
    assert len(letters(store)) == 1
    # Another text, or a code that is over, asks for another one.
    public.deposit(msgspec.structs.replace(DEPOT, titre="Halle"), jeton="un-formulaire")
    clock.now += timedelta(minutes=10)
    public.deposit(DEPOT, jeton="un-formulaire")
    assert len(letters(store)) == 3
    assert public.confirm("un-formulaire", code(store)).titre == DEPOT.titre


def test_nobody_goes_round_the_procedure_by_the_history(store) -> None:
    made = Bourse(store).confirm(Bourse(store).deposit(DEPOT), code(store))
    Bourse(store, MG).publish(made.id, base=1)
    for do in (
        lambda: Operations(store, MG).undo(made.id, base=2),
        lambda: Operations(store, HOST).restore(made.id, version=1, base=2),
        lambda: Operations(store, MG).complete(
            msgspec.structs.replace(made, publiee_le=date(2030, 1, 1)), base=2
        ),
    ):
        with pytest.raises(Refused, match=r"procédure|ne se complète pas"):
            do()


# --- three languages ------------------------------------------------------------------------------------------------


def test_the_catalogue_says_everything_in_three_languages() -> None:
    texts = langues.catalogue()
    for key, text in texts.items():
        assert set(text) == set(langues.LANGUES), key
        assert all(text.values()), key
        assert len({tuple(sorted(re.findall(r"{(\w+)}", one))) for one in text.values()}) == 1, key
        assert key == "pays" or len(set(text.values())) > 1 or key.split(".")[0] in ("mois", "jour"), (
            f"{key} : pas traduit"
        )
    assert set(langues.pays_espagnols()) == set(geography.pays()) - {"FR"}
    themes = {t.code for t in nomenclature.themes().values() if t.niveau == 1}
    assert {key for key in texts if key.startswith("theme.")} == {f"theme.{code}" for code in themes}
    assert {f"etat.{etat}" for etat in BOURSE.etats} == {key for key in texts if key.startswith("etat.")}
    # Every key that the program writes is there, and every key that is there is written.
    root = Path(__file__).parent.parent
    code_ = "\n".join(
        p.read_text("utf-8") for folder in ("store", "atlas_tui") for p in (root / folder).rglob("*.py")
    )
    said = set(
        re.findall(
            rf"""["']((?:{"|".join({k.split(".")[0] for k in texts})})\.[a-z-]+(?:\.[a-z-]+)?)["']""", code_
        )
    )
    assert {k for k in said if k.split(".")[0] in ("formulaire", "saisie", "fini", "suivre")} <= set(texts)
    moves = {name for name, who_ in RIGHTS.items() if who_.get("public") is Reach.AUTHOR}
    told = {f"suivre.{how}{move}" for move in moves for how in ("", "fait-")}
    assert {text for text in texts if text.endswith("-demande")} == told
    assert {f"bloc.{bloc}" for bloc, _ in BLOCS} == {text for text in texts if text.startswith("bloc.")}
    assert {f"champ.{n}" for _, names in BLOCS for n in names} == {t for t in texts if t.startswith("champ.")}
    for text in set(texts) - told:
        if text.split(".")[0] in ("entree", "formulaire", "saisie", "fini", "suivre", "code"):
            assert text in said, f"{text} : jamais dit"
    with pytest.raises(KeyError):
        langues.dire("fr", "formulaire.absent")


@pytest.mark.parametrize("langue", langues.LANGUES)
def test_letters_in_each_language_are_whole_and_hold_no_header(store, langue) -> None:
    """What a person types stays in the body of a letter: no line of theirs becomes a header."""
    venin = "Halle\r\nBcc: tous@x.example\nX: {code} {0}"
    person = Deposant(prenom="Ri\nvo", nom="Ra{koto}", courriel="rivo@antsirabe.example", langue=langue)
    public = Bourse(store)
    made = public.confirm(
        public.deposit(msgspec.structs.replace(DEPOT, titre=venin, deposant=person)), code(store)
    )
    Bourse(store, MG).publish(made.id, base=1)
    Bourse(store, who("agent")).answer(made.id, "Bonjour\r\n.\r\nDATA {texte}", base=2)
    for adresse, sujet, texte in letters(store):
        assert "\n" not in sujet
        assert adresse in ("rivo@antsirabe.example", "ambassade.mg@x.example", "agent@x.example")
        message = en_message(Smtp("h", 25, "atlas@exemple.fr"), Letter(1, adresse, sujet, texte, 0, ""))
        assert (message["To"], message["Bcc"], message["Auto-Submitted"]) == (adresse, None, "auto-generated")
        assert message["Message-ID"]
        assert message["Date"]
    mine = [letter for letter in letters(store) if letter[0] == person.courriel]
    assert [sujet for _, sujet, _ in mine] == [
        langues.dire(langue, f"lettre.{what}.sujet", id=made.id)
        for what in ("code", "deposee", "publiee", "reponse")
    ]
    assert "X: {code} {0}" in mine[-1][2]
    assert "un.agent" not in mine[-1][2]
    assert "agent@x.example" in mine[-1][2], "both know how to reach each other"
    assert person.courriel in letters(store)[-1][2]
    for wrong in (
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "<a@b.example>",
        "a b@c.example",
    ):
        with pytest.raises(DepotRefuse):
            public.deposit(
                msgspec.structs.replace(DEPOT, deposant=msgspec.structs.replace(person, courriel=wrong))
            )
