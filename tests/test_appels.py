# SPDX-License-Identifier: EUPL-1.2
"""Calls for projects and the label: gates named and mended, windows to the minute, sums that hold, files kept, on real stores."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec
import pytest
from fiches_tirees import LYON, NOON, SEGOU, Hand, alter, projet
from gestes_appels import SIRET, appel, dossier, label, mission
from hypothesis import given
from hypothesis import strategies as st

from store import budget, pieces
from store.apd import Apd, Campagne
from store.appels import Appels
from store.campagne import Campagne as Annuelle
from store.campagne import Campagnes
from store.comptes import SYSTEM
from store.comptes import Demande as Compte
from store.dossiers import Dossiers
from store.errors import AlreadyDone, Refused, StaleVersion
from store.labels import Labels
from store.operations import Operations
from store.records import Declaration, Depense, Financement, Piece
from store.rights import Forbidden, Who
from store.store import Store

pytestmark = pytest.mark.procedures

D = Decimal
AGENT, ML, SN, SGAR, DAECT = (
    Who("agent", 1, "col-1"),
    Who("ambassade", 2, pays="ML"),
    Who("ambassade", 3, pays="SN"),
    Who("sgar", 4, region="84"),
    Who("daect", 5),
)


@pytest.fixture
def clock():
    return Hand()


@pytest.fixture
def store(tmp_path, clock):
    with Store.create(tmp_path / "a.atlas", clock=clock) as store:
        with store.write("compte:99", at=NOON - timedelta(days=900)) as edit:
            edit.create(msgspec.structs.replace(LYON, courriel="service@lyon.example"))
            edit.create(SEGOU)
            edit.create(msgspec.structs.replace(SEGOU, nom="Thiès", pays="SN"))
            edit.create(projet(nature="action", partenaires=("par-1", "par-2")))
        with store.comptes() as accounts:
            for name, role, place in (
                ("agent", "agent", {"collectivite": "col-1"}),
                ("amb.ml", "ambassade", {"pays": "ML"}),
                ("amb.sn", "ambassade", {"pays": "SN"}),
                ("sgar.ara", "sgar", {"region": "84"}),
                ("daect", "daect", {}),
            ):
                accounts.create(Compte(name, f"{name}@x.example", "A", "B", role, **place), SYSTEM)
        yield store


def letters(store):
    with store.read() as reading:
        return reading.connection.execute("SELECT adresse, sujet FROM courrier ORDER BY numero").fetchall()


def edited(store, id, **changes):
    with store.write("compte:1") as edit:
        found = edit.get(id)
        edit.update(msgspec.structs.replace(found.record, **changes), base=found.version)


def confirm(store):
    """Confirm every part of the fiche of col-1 that waits."""
    mine = Campagnes(store, AGENT)
    for part in mine.parts("col-1")[1]:
        if part.etat == "a-confirmer":
            mine.confirm(part)


def missing(store, id):
    return {gate.code: gate.ecran for gate in Dossiers(store, AGENT).gates(id) if not gate.ouverte}


def test_from_gates_to_the_last_report(store, clock) -> None:
    Appels(store, DAECT).prepare(appel(pays=("ML",), thematiques=("140",), enveloppe=D(1000)))
    agent, daect = Dossiers(store, AGENT), Dossiers(store, DAECT)
    with pytest.raises(Refused, match="pas publié"):
        agent.prepare(dossier())
    Appels(store, DAECT).publish("app-1", base=1)
    window = (NOON - timedelta(days=5), NOON + timedelta(days=30))
    Campagnes(store, DAECT).open(Annuelle(2026, *window))
    Apd(store, DAECT).open_campaign(Campagne(2025, *window))
    half = dossier(partenaires=("par-1", "par-2"), thematique="41", siret="20004697700018", objectifs="")
    half = msgspec.structs.replace(half, ressources=half.ressources[:3])
    made = agent.prepare(half)
    assert (made.record.id, made.record.etat, made.version) == ("dos-1", "brouillon", 1)
    assert missing(store, "dos-1") == {
        "campagne": "confirmation", "apd": "apd", "projet": "dossier", "convention": "projet", "partenaires": "dossier",
        "thematique": "dossier", "siret": "dossier", "textes": "dossier", "budget": "dossier",
    }  # fmt: skip
    with pytest.raises(Refused, match=r"9 conditions.*Thiès.*SIRET.*en 2027.*il manque 700"):
        agent.deposit("dos-1", base=1)
    assert letters(store) == []
    # Each is mended where it says.
    Operations(store, AGENT).convert("pro-1", annee_convention=2012, base=1)
    confirm(store)
    Apd(store, AGENT).prepare(Declaration(collectivite="col-1", annee=2025))
    Apd(store, AGENT).declare("apd-1", base=1, neant=True)
    whole = dossier(id="dos-1", projet="pro-1", etat="clos", accorde=D(9), note=100)
    whole = agent.prepare(whole, base=1)
    assert (whole.record.etat, whole.record.accorde, whole.record.note) == ("brouillon", D(0), None)
    assert missing(store, "dos-1") == {}
    # Two clicks: one deposit, one letter to each.
    before = len(letters(store))
    agent.deposit("dos-1", base=2, key="clic")
    with pytest.raises(AlreadyDone):
        agent.deposit("dos-1", base=2, key="clic")
    with pytest.raises(Refused, match="n'est plus possible"):
        agent.deposit("dos-1", base=3)
    # The embassy of a country that is not among those of the dossier hears nothing.
    assert sorted(to for to, _ in letters(store)[before:]) == [
        "agent@x.example", "amb.ml@x.example", "service@lyon.example", "sgar.ara@x.example",
    ]  # fmt: skip
    with pytest.raises(Forbidden):
        Dossiers(store, SN).read("dos-1")
    # Nobody undoes a deposit by taking an edit back.
    with pytest.raises(Refused):
        Operations(store, AGENT).undo("dos-1", base=3)
    # Avis are given side by side, whatever was read; each may think again.
    with pytest.raises(Refused, match="SGAR 84, ambassade ML"):
        daect.select("dos-1", D(700), base=3)
    with pytest.raises(Refused, match="motive"):
        Dossiers(store, ML).advise_country("dos-1", "defavorable", " ")
    Dossiers(store, ML).advise_country("dos-1", "defavorable", "Non.")
    Dossiers(store, SGAR).advise_region("dos-1", "favorable", "")
    Dossiers(store, ML).advise_country("dos-1", "reserve", "Oui, si.")
    assert [(one.de, one.lieu, one.avis.sens) for one in daect.opinions("dos-1")] == [
        ("sgar", "84", "favorable"), ("ambassade", "ML", "reserve"),
    ]  # fmt: skip
    daect.rank("dos-1", 90, D(750), base=6)
    assert (daect.bilan("app-1").propose, daect.bilan("app-1").reste) == (D(750), D(1000))
    for amount, why in ((D(801), "800"), (D(0), "montant")):
        with pytest.raises(Refused, match=why):
            daect.select("dos-1", amount, base=7)
    with pytest.raises(StaleVersion):
        daect.select("dos-1", D("700.01"), base=6)
    daect.select("dos-1", D("700.01"), base=7)
    assert daect.bilan("app-1").reste == D("299.99")
    # The envelope binds the next one.
    other = agent.prepare(dossier(projet="pro-1", titre="Deux")).record.id
    agent.deposit(other, base=1)
    with pytest.raises(Refused, match="299,99"):
        daect.select(other, D(300), "Sans attendre.", base=2)
    daect.notify("dos-1", base=8)
    with store.read() as reading:
        shown = reading.get("pro-1").record.financements
    assert shown == (
        Financement(
            annee=2026, financeur="MEAE", montant=D("437.51"), precision="Appel à projets 2026, dos-1"
        ),
        Financement(
            annee=2027, financeur="MEAE", montant=D("262.50"), precision="Appel à projets 2026, dos-1"
        ),
    )
    assert letters(store)[-1] == ("service@lyon.example", "Subvention accordée : Eau à Ségou")
    # What the grant wrote on the projet is to be confirmed, as all that changes.
    confirm(store)
    # A tranche, its report, the next one; meanwhile no new dossier is deposited.
    daect.pay("dos-1", base=9)
    with pytest.raises(Refused, match="compte rendu"):
        daect.pay("dos-1", base=10)
    third = agent.prepare(dossier(projet="pro-1", titre="Trois")).record.id
    assert missing(store, third) == {"comptes-rendus": "comptes-rendus"}
    agent.report("dos-1", "Le puits est creusé.", D("437.51"), base=10)
    assert missing(store, third) == {}
    with pytest.raises(Refused, match="1 tranche"):
        daect.close("dos-1", base=11)
    daect.annul("dos-1", "Le suivi n'aura pas lieu.", base=11)
    with store.read() as reading:
        assert [f.montant for f in reading.get("pro-1").record.financements] == [D("437.51")]
        assert reading.get("dos-1").record.accorde == D("437.51")
    # The call closes once it is over and everyone is answered.
    with pytest.raises(Refused, match="dépose encore"):
        Appels(store, DAECT).close("app-1", base=2)
    clock.now += timedelta(days=10)
    with pytest.raises(Refused, match=f"1 dossier.*{other}"):
        Appels(store, DAECT).close("app-1", base=2)
    daect.reject(other, "Doublon.", base=2)
    daect.notify_refusal(other, base=3)
    Appels(store, DAECT).close("app-1", base=2)
    assert not store.verify()


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        (datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), True),
        # The clocks of Paris went forward in between.
        (datetime(2026, 4, 30, 9, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 4, 30, 10, 0, tzinfo=UTC), False),
    ],
)
def test_a_call_opens_and_closes_to_the_minute_in_paris(store, clock, at, open_) -> None:
    paris = ZoneInfo("Europe/Paris")
    window = {
        "ouvre_le": datetime(2026, 3, 29, tzinfo=paris),
        "ferme_le": datetime(2026, 4, 30, 12, 0, 40, tzinfo=paris),
    }
    Appels(store, DAECT).prepare(appel(**window))
    Appels(store, DAECT).publish("app-1", base=1)
    edited(store, "pro-1", nature="cooperation", annee_convention=2012)
    # Written before it opens; deposited in the window alone.
    Dossiers(store, AGENT).prepare(dossier(projet="pro-1"))
    clock.now = at
    assert bool(Appels(store).open_now()) is open_
    if open_:
        assert Dossiers(store, AGENT).deposit("dos-1", base=1) == 2
    else:
        with pytest.raises(
            Refused, match="29/03/2026 à 0\u00a0h\u00a000 au 30/04/2026 à 12\u00a0h\u00a000, heure de Paris"
        ):
            Dossiers(store, AGENT).deposit("dos-1", base=1)


amounts = st.decimals(0, 10**7, places=2)
years = st.integers(2026, 2028)
costs = st.lists(st.builds(Depense, annee=years, poste=st.just("P"), montant=amounts), max_size=6).map(tuple)
funds = st.lists(
    st.builds(Financement, annee=years, financeur=st.sampled_from(("MEAE", "AFD")), montant=amounts),
    max_size=6,
).map(tuple)


@given(costs, funds, amounts)
def test_the_sums_of_a_budget(depenses, ressources, accorde) -> None:
    one = dossier(depenses=depenses, ressources=ressources)
    call = appel()
    balanced = all(
        sum(d.montant for d in depenses if d.annee == year)
        == sum(r.montant for r in ressources if r.annee == year)
        for year in (2026, 2027, 2028)
    )
    assert (budget.defauts(one, call) == ()) is (balanced and bool(budget.cout(one)))
    # Whole: adding up the years gives the totals, and a grant shared out is that grant, to the cent.
    assert sum(year.depenses for year in budget.annees(one)) == budget.cout(one)
    shared = budget.tranches(one, accorde)
    asked = budget.demande(one)
    assert sum(part.montant for part in shared) == (accorde if asked else 0)
    for part in shared:
        mine = sum(r.montant for r in ressources if (r.annee, r.financeur) == (part.annee, "MEAE"))
        assert mine
        assert abs(part.montant - accorde * mine / asked) <= D("0.03")
    assert budget.plafond(one, call) * 100 <= budget.cout(one) * call.plafond
    # An annual call pays for one year.
    spread = len({line.annee for line in (*depenses, *ressources)}) > 1
    assert bool(budget.defauts(one, msgspec.structs.replace(call, duree="annuel"))) or not spread


@given(st.text(max_size=300))
def test_the_name_of_a_file_is_never_a_path(name) -> None:
    kept = pieces.nom_propre(name)
    assert 0 < len(kept) <= 120
    assert not set(kept) & set('/\\:*?"<>|\0\n')
    assert kept not in (".", "..")
    assert pieces.nom_propre(kept) == kept


def test_files_are_kept_by_what_they_hold(store, tmp_path) -> None:
    Appels(store, DAECT).prepare(appel())
    Appels(store, DAECT).publish("app-1", base=1)
    agent = Dossiers(store, AGENT)
    agent.prepare(dossier())
    agent.attach("dos-1", "../../etc/Convention signée.pdf", b"%PDF-", base=1)
    agent.link("dos-1", "Site", "https://segou.example/", base=2)
    agent.attach("dos-1", "copie.pdf", b"%PDF-", base=3)
    kept, _, twin = agent.read("dos-1").record.pieces
    assert (kept.intitule, kept.taille, kept.empreinte == twin.empreinte) == (
        "Convention signée.pdf",
        5,
        True,
    )
    assert agent.document("dos-1", 0) == (kept, b"%PDF-")
    for bad in (b"", b"x" * (pieces.TAILLE + 1)):
        with pytest.raises(Refused):
            agent.attach("dos-1", "x", bad, base=4)
    with pytest.raises(Refused, match="https"):
        agent.link("dos-1", "Chemin", "file:///etc/passwd", base=4)
    with pytest.raises(Refused, match="n'est pas un fichier"):
        agent.document("dos-1", 1)
    # What a form sends names no file: only what was attached is read.
    stolen = agent.prepare(dossier(titre="Autre", pieces=(Piece(intitule="x", empreinte=kept.empreinte),)))
    assert stolen.record.pieces == ()
    agent.detach("dos-1", 1, base=4)
    assert [one.intitule for one in agent.read("dos-1").record.pieces] == [
        "Convention signée.pdf",
        "copie.pdf",
    ]
    with store.read() as reading:
        assert reading.connection.execute("SELECT count(*) FROM piece").get == 1
    store.close()
    alter(tmp_path / "a.atlas", "UPDATE piece SET contenu = ?", b"%PDF+")
    with Store.open(tmp_path / "a.atlas") as again:
        with pytest.raises(Refused, match="altéré"):
            Dossiers(again, AGENT).document("dos-1", 0)
        assert [defect.part for defect in again.verify()] == ["fichier"]


def test_a_label_holds_three_years(store, clock) -> None:
    agent, daect = Labels(store, AGENT), Labels(store, DAECT)
    made = agent.prepare(label(appuis=""))
    with pytest.raises(Refused, match="éléments d'appui"):
        agent.deposit(made.record.id, base=1)
    agent.prepare(msgspec.structs.replace(made.record, appuis="Vingt ans."), base=1)
    agent.deposit("lab-1", base=2)
    clock.now = datetime(2028, 2, 29, 8, tzinfo=UTC)
    daect.grant("lab-1", base=3)
    assert daect.read("lab-1").record.fin_le == date(2031, 3, 1)
    # An embassy asks for its own country, and hears the answer.
    with pytest.raises(Forbidden):
        Labels(store, ML).ask(mission(pays="SN"))
    one = Labels(store, ML).ask(mission(objectifs="Un séminaire."))
    assert (one.record.demandeur, one.record.etat) == ("ambassade", "demandee")
    agent.accept("mis-1", base=1)
    assert letters(store)[-1] == ("amb.ml@x.example", "Mission acceptée : Séminaire")
    agent.report("mis-1", "Trois jours.", base=2)
    Labels(store, ML).judge("mis-1", "Utile.", base=3)
    assert daect.read_mission("mis-1").record.evaluation == "Utile."
    with pytest.raises(Forbidden):
        Labels(store, SN).read_mission("mis-1")
    clock.now = datetime(2031, 2, 28, 22, 59, tzinfo=UTC)
    assert daect.expire_all() == ()
    clock.now += timedelta(minutes=1)
    assert daect.expire_all() == ("lab-1",)
    with pytest.raises(Refused, match="labellisée"):
        Labels(store, ML).ask(mission())
    assert not store.verify()


def test_siret() -> None:
    from store.portes import siret_en_clair, siret_juste, siret_lu

    assert siret_lu(f" {siret_en_clair(SIRET)} ") == SIRET
    for wrong, why in ((SIRET[:-1], "14 chiffres"), (SIRET[:-1] + "x", "14 chiffres"), ("1" * 14, "faux")):
        with pytest.raises(Refused, match=why):
            siret_lu(wrong)
    assert siret_juste(SIRET)
    assert not siret_juste(SIRET[:-1] + str((int(SIRET[-1]) + 1) % 10))
    assert not siret_juste("²" * 14)
    assert not siret_juste("")
