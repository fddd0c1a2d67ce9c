# SPDX-License-Identifier: EUPL-1.2
"""The matrix of rights, every cell both ways: what the table says is what each operation does on a real store."""

from __future__ import annotations

import dataclasses
import inspect
import shutil
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import gestes_appels
import msgspec
import pytest
from fiches_tirees import ANNE, LYON, NOON, SEGOU, Ticking, projet

from atlas_tui.imports.contacts import import_contacts
from atlas_tui.imports.mapping import Correspondance
from store import login, passwords, rights, second_facteur, taches
from store.actualites import Actualites
from store.apd import Apd, Campagne
from store.bourse import Bourse, Deposant, Depot
from store.campagne import Campagnes, Partie
from store.clock import to_text
from store.comptes import SYSTEM, Comptes
from store.comptes import Demande as Compte
from store.declarations import Declarations
from store.effacement import Effacement
from store.errors import Refused, StaleVersion
from store.espace import Espace
from store.fusions import Fusions
from store.keys import read_key
from store.operations import Operations
from store.personnes import Personne
from store.records import Actualite, Ambassade, Declaration, Demande, LigneApd, Reseau
from store.relances import Suivi
from store.rights import HOST, ROLES, Forbidden, Who
from store.store import Store

pytestmark = pytest.mark.comptes

#                          public  agent  ambassade  sgar  daect  operateur  reseau
MATRICE = {
    "lire-fiche":            "T      T      T          T     T      T          T",
    "lire-historique":       "T      T      T          T     T      T          T",
    "lire-coordonnees":      "-      T      T          T     T      T          -",
    "lire-auteurs":          "-      -      -          -     T      -          -",
    "modifier-collectivite": "-      C      -          -     T      -          -",
    "creer-collectivite":    "-      -      -          -     T      -          -",
    "archiver-collectivite": "-      -      -          -     T      -          -",
    "creer-projet":          "-      C      -          -     T      -          -",
    "modifier-projet":       "-      C      -          -     T      -          -",
    "convertir-action":      "-      C      -          -     T      -          -",
    "archiver-projet":       "-      C      -          -     T      -          -",
    "creer-partenaire":      "-      T      P          -     T      -          -",
    "modifier-partenaire":   "-      -      P          -     T      -          -",
    "archiver-partenaire":   "-      -      -          -     T      -          -",
    "completer-fiche":       "-      C      P          -     T      T          T",
    "restaurer-version":     "-      -      -          -     T      -          -",
    "annuler-modification":  "-      S      S          S     S      S          S",
    "deposer-demande":       "T      -      -          -     -      -          -",
    "suivre-demandes":       "-      -      P          -     T      -          -",
    "publier-demande":       "-      -      P          -     -      -          -",
    "refuser-demande":       "-      -      P          -     -      -          -",
    "repondre-demande":      "-      T      -          -     -      -          -",
    "pourvoir-demande":      "-      C      -          -     -      -          -",
    "expirer-demande":       "-      -      -          -     T      -          -",
    "retirer-demande":       "A      -      P          -     T      -          -",
    "relancer-demande":      "A      -      -          -     -      -          -",
    "lire-apd":              "-      C      P          R     T      -          -",
    "suivre-apd":            "-      -      P          R     T      -          -",
    "preparer-apd":          "-      C      -          -     -      -          -",
    "declarer-apd":          "-      C      -          -     -      -          -",
    "rouvrir-apd":           "-      -      -          -     T      -          -",
    "ouvrir-campagne-apd":   "-      -      -          -     T      -          -",
    "creer-ambassade":       "-      -      P          -     T      -          -",
    "modifier-ambassade":    "-      -      P          -     T      -          -",
    "archiver-ambassade":    "-      -      -          -     T      -          -",
    "creer-reseau":          "-      -      -          -     T      -          -",
    "modifier-reseau":       "-      -      -          -     T      -          N",
    "archiver-reseau":       "-      -      -          -     T      -          -",
    "suivre-actualites":     "-      -      P          -     T      -          N",
    "ecrire-actualite":      "-      -      P          -     T      -          N",
    "publier-actualite":     "-      -      P          -     T      -          N",
    "archiver-actualite":    "-      -      P          -     T      -          N",
    **gestes_appels.MATRICE,
    "lire-comptes":          "-      C      -          -     T      -          -",
    "accepter-compte":       "-      C      -          -     T      -          -",
    "refuser-compte":        "-      C      -          -     T      -          -",
    "changer-role":          "-      -      -          -     T      -          -",
    "deverrouiller-compte":  "-      -      -          -     T      -          -",
    "clore-compte":          "-      S      S          S     T      S          S",
    "effacer-compte":        "-      S      S          S     T      S          S",
    "ajouter-cle":           "-      S      S          S     T      S          S",
    "retirer-cle":           "-      S      S          S     T      S          S",
    "changer-mot-de-passe":  "-      S      S          S     S      S          S",
    "changer-second-facteur": "-     S      S          S     S      S          S",
    "retirer-second-facteur": "-     -      -          -     T      -          -",
    "lire-taches":           "-      S      S          S     S      S          S",
    "effacer-personne":      "-      S      S          S     T      S          S",
    "tenir-espace":          "-      S      S          S     S      S          S",
    "exporter-donnees":      "-      S      S          S     S      S          S",
    "ouvrir-campagne":       "-      -      -          -     T      -          -",
    "confirmer-campagne":    "-      C      -          -     T      -          -",
    "lire-campagne":         "-      C      -          R     T      -          -",
    "suivre-campagne":       "-      -      -          R     T      -          -",
    "relancer-campagne":     "-      -      -          -     T      -          -",
    "importer-contacts":     "-      -      -          -     T      -          -",
    "lire-doublons":         "-      -      -          -     T      -          -",
    "ecarter-doublon":       "-      -      -          -     T      -          -",
    "fusionner-fiches":      "-      -      -          -     T      -          -",
    "lire-fusions":          "-      -      -          -     T      -          -",
    "defaire-fusion":        "-      -      -          -     T      -          -",
}  # fmt: skip
"""T everywhere, C own collectivité, P own country, R own région, N own réseau, S oneself, A the author of a demande, - nowhere: the table of domain.md, one line an operation."""
REACHES = {
    "T": rights.Reach.ALL, "C": rights.Reach.COLLECTIVITE, "P": rights.Reach.PAYS, "R": rights.Reach.REGION, "N": rights.Reach.RESEAU, "S": rights.Reach.ONESELF,
    "A": rights.Reach.AUTHOR, "-": None,
}  # fmt: skip
CELLS = [
    (name, role, letter)
    for name, line in MATRICE.items()
    for role, letter in zip(ROLES, line.split(), strict=True)
]
KEY = read_key("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ4Hu2Uy1lkYGkQc1CL5xFPbPO0UlzoRd9qEVJdQYUrA anne@lyon")
OTHER_KEY = read_key("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBlzoRd9qEVJdQYUrAJ4Hu2Uy1lkYGkQc1CL5xFPbPO0 x")
ACCOUNTS = {role: number for number, role in enumerate((r for r in ROLES if r != "public"), start=1)}
"""The account of each role, on col-1, Mali, région 84, res-1. Two more wait to be accepted: for col-1 and for col-2."""
WAITS_HERE, WAITS_THERE, OTHER_DAECT, LOCKED_THERE = 7, 8, 9, 10
PASSWORD = "quatre chevaux sans bruit"


def who(role: str) -> Who:
    return Who(role, ACCOUNTS[role], "col-1", "ML", "84", "res-1") if role != "public" else rights.PUBLIC


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    path = tmp_path_factory.mktemp("droits") / "modele.atlas"
    with Store.create(path, clock=Ticking()) as store:
        with store.write("compte:99") as edit:
            edit.create(msgspec.structs.replace(LYON, contacts=(ANNE,)))
            edit.create(msgspec.structs.replace(LYON, nom="Arras", region="32", contacts=(ANNE,)))
            edit.create(SEGOU)
            edit.create(msgspec.structs.replace(SEGOU, nom="Thiès", pays="SN"))
            edit.create(Reseau(nom="Cités Unies France"))
            for nature in ("cooperation", "action"):
                edit.create(projet(nature=nature))
                edit.create(projet(nature=nature, collectivites=("col-2",), partenaires=("par-2",)))
            edit.create(msgspec.structs.replace(LYON, nom="Libre"))
            edit.create(msgspec.structs.replace(SEGOU, nom="Libre"))
            edit.create(Reseau(nom="Libre"))
        with store.comptes() as accounts:
            for role in ACCOUNTS:
                asked = Compte(
                    f"un.{role}", "x@ville.fr", "Anne", "Muller", role, "col-1", "ML", "84", "res-1"
                )
                accounts.create(asked, SYSTEM)
            for place in ("col-1", "col-2"):
                waiting, _ = accounts.ask(Compte(f"attend.{place}", "y@ville.fr", "Bo", "Li", "agent", place))
                accounts.confirm_courriel(waiting.numero)
            accounts.create(Compte("autre.daect", "x@ville.fr", "A", "B", "daect"), SYSTEM)
            accounts.create(Compte("loin", "x@ville.fr", "A", "B", "agent", "col-2"), SYSTEM)
            accounts.add_key(OTHER_DAECT, OTHER_KEY, Who("daect", OTHER_DAECT))
            assert accounts.find("loin").numero == LOCKED_THERE
    return path


# Each does the operation on what is one's own (`own`) or on what is another's. `me` is the Who that asks.


def _projet(own):
    return projet() if own else projet(collectivites=("col-2",), partenaires=("par-2",))


def _retitled(store, id):
    with store.read() as reading:
        return msgspec.structs.replace(reading.get(id).record, titre="Autre titre")


def _renamed(store, id, **changes):
    with store.read() as reading:
        return msgspec.structs.replace(reading.get(id).record, **(changes or {"nom": "Autre nom"}))


def _undo(store, me, own):
    author = me.actor if own else "compte:99"
    with store.write(author) as edit:
        edit.update(_with(edit, "pro-1", titre="Faute"), base=1)
    Operations(store, me).undo("pro-1", base=2)


def _with(reading, id, **changes):
    return msgspec.structs.replace(reading.get(id).record, **changes)


def _restore(store, me, own):
    with store.write("compte:99") as edit:
        edit.update(_with(edit, "pro-1", titre="Faute"), base=1)
    Operations(store, me).restore("pro-1", version=1, base=2)


def _import(store, me):
    path = store.path.with_suffix(".csv")
    path.write_text("Code,Prénom,Nom,Fonction,Courriel\ncol-1,Bo,Li,DGS,bo@lyon.example\n", encoding="utf-8")
    import_contacts(store, path, Correspondance(), who=me, a_blanc=False, progress=lambda _f, _t: None)


def _merge(store, me):
    return Fusions(store, me).fusionner(_renamed(store, "par-1"), "par-3", base=1, base_absorbee=1)


def _accounts(do):
    def run(store, me, own):
        with store.comptes() as accounts:
            do(accounts, me, own)

    return run


def _own_account(me, own):
    return me.compte if own and me.compte else LOCKED_THERE


def _remove_key(accounts, me, own):
    if own and me.compte:
        accounts.add_key(me.compte, KEY, me)
    accounts.remove_key((KEY if own and me.compte else OTHER_KEY).fingerprint, me)


def _each(accounts, me, own):
    accounts.each(me if own else dataclasses.replace(me, collectivite=""))


def _password(store, me, own):
    # What tells that a password is one's own is to know it.
    if own and me.compte:
        with store.comptes() as accounts:
            accounts.set_password(me.compte, passwords.hashed(PASSWORD), SYSTEM)
    with store.comptes() as accounts:
        compte = accounts.get(_own_account(me, own))
    try:
        login.change_password(store, compte, PASSWORD, "une autre phrase de passe longue", by=me)
    except login.LoginRefused:
        raise Forbidden("changer-mot-de-passe", me) from None


def _second_factor(store, me, own):
    secret = login.new_totp_secret()
    with store.comptes() as accounts:
        if own and me.compte:
            accounts.set_password(me.compte, passwords.known(PASSWORD), SYSTEM)
        compte, code = (
            accounts.get(_own_account(me, own)),
            login.totp_code(secret, int(accounts.at.timestamp()) // 30),
        )
    second_facteur.change(store, compte, PASSWORD, code, secret=secret, by=me)


def _lost_phone(store, me):
    with store.comptes() as accounts:
        accounts.set_totp(LOCKED_THERE, login.new_totp_secret(), SYSTEM)
    second_facteur.take_away(store, LOCKED_THERE, by=me)


def _demande(store, own, etat, *, over=False):
    """A demande of Mali or of Senegal, answered by col-1 or by col-2."""
    partenaire, collectivite = ("par-1", "col-1") if own else ("par-2", "col-2")
    with store.write("compte:99") as edit:
        made = edit.create(
            Demande(titre="Puits", partenaire=partenaire, thematique="2", etat=etat, deposee_le=NOON.date())
        )
        edit.connection.execute(
            "INSERT INTO demande_suivi VALUES (?, 'A', 'B', 'a@b.example', '', 'fr', '', ?)",
            (made.id, to_text(NOON + timedelta(days=-1 if over else 1))),
        )
        edit.connection.execute(
            "INSERT INTO demande_reponse VALUES (?, ?, 1, 'm', '2020-01-01T00:00:00.000000Z')",
            (made.id, collectivite),
        )
    return made.id


def _bourse(etat, do):
    return lambda store, me, own: do(Bourse(store, me), _demande(store, own, etat))


def _author(etat, do):
    """For the public, `own` is to be the author: a code by mail proved it."""

    def run(store, me, own):
        one = _demande(store, own, etat)
        do(Bourse(store, Who(demande=one if own else "dem-99") if me == rights.PUBLIC else me), one)

    return run


def _waiting(store, me, own):
    Bourse(store, me if own else dataclasses.replace(me, pays="")).waiting()


def _apd(etat, do):
    def run(store, me, own):
        Apd(store, HOST).open_campaign(Campagne(2025, NOON - timedelta(days=1), NOON + timedelta(days=1)))
        line = LigneApd(montant=Decimal(1), pays="ML" if own else "SN")
        with store.write("compte:99") as edit:
            place = "col-1" if own else "col-2"
            id = edit.create(Declaration(collectivite=place, annee=2025, lignes=(line,), etat=etat)).id
        do(Apd(store, me), id)

    return run


def _ambassade(do):
    def run(store, me, own):
        with store.write("compte:99") as edit:
            made = edit.create(Ambassade(pays="ML" if own else "SN", nom="Ambassade"))
        do(Operations(store, me), made)

    return run


def _actualite(etat, do):
    def run(store, me, own):
        # What is not one's own: another embassy's for the embassy, another réseau's for the réseau, nobody else's news.
        signed = "reseau" if me.role == "reseau" else "ambassade"
        with store.write("compte:99") as edit:
            made = edit.create(
                Actualite(
                    titre="Assises",
                    texte="À Bamako.",
                    emetteur=signed,
                    reseau=("res-1" if own else "res-2") if signed == "reseau" else "",
                    pays=("ML" if own else "SN",),
                    etat=etat,
                )
            )
        do(Actualites(store, me), made)

    return run


def _news(store, me, own):
    Actualites(store, me if own else dataclasses.replace(me, pays="", reseau="")).each()


def _prepare(apd, id):
    with apd._store.read() as reading:
        record = reading.get(id).record
    apd.prepare(msgspec.structs.replace(record, lignes=()), base=1)


def _campagne(do):
    def run(store, me, own):
        Campagnes(store, HOST).open(Campagne(2025, NOON - timedelta(days=1), NOON + timedelta(days=1)))
        do(store, me, own)

    return run


DO = {
    "deposer-demande": lambda s, me, own: Bourse(s, me).deposit(
        Depot(
            autorite="Kayes",
            pays="ML",
            titre="Puits",
            thematique="2",
            besoin="De l'eau",
            deposant=Deposant(prenom="A", nom="B", courriel="a@b.example"),
        )
    ),
    "suivre-demandes": _waiting,
    "publier-demande": _bourse("deposee", lambda b, one: b.publish(one, base=1)),
    "refuser-demande": _bourse("deposee", lambda b, one: b.refuse(one, "Non.", base=1)),
    "repondre-demande": _bourse("publiee", lambda b, one: b.answer(one, "Bonjour.", base=1)),
    "pourvoir-demande": lambda s, me, own: Bourse(s, me).provide(
        _demande(s, own, "en-contact"), projet(partenaires=("par-1" if own else "par-2",)), base=1
    ),
    "expirer-demande": lambda s, me, own: Bourse(s, me).expire(
        _demande(s, own, "publiee", over=True), base=1
    ),
    "retirer-demande": _author("publiee", lambda b, one: b.withdraw(one, "Caduque.", base=1)),
    "relancer-demande": _author("expiree", lambda b, one: b.renew(one, base=1)),
    "lire-apd": _apd("brouillon", lambda a, one: a.read(one)),
    "suivre-apd": lambda s, me, own: Declarations(
        s, me if own else dataclasses.replace(me, pays="", region="")
    ).follow(2025),
    "preparer-apd": _apd("brouillon", _prepare),
    "declarer-apd": _apd("brouillon", lambda a, one: a.declare(one, base=1)),
    "rouvrir-apd": _apd("declaree", lambda a, one: a.reopen(one, base=1)),
    "ouvrir-campagne-apd": lambda s, me, own: Apd(s, me).open_campaign(
        Campagne(2024, NOON, NOON + timedelta(days=1))
    ),
    "creer-ambassade": lambda s, me, own: Operations(s, me).create_ambassade(
        Ambassade(pays="ML" if own else "SN", nom="Ambassade")
    ),
    "modifier-ambassade": _ambassade(
        lambda o, one: o.update_ambassade(msgspec.structs.replace(one, adresse="Rue 12"), base=1)
    ),
    "archiver-ambassade": _ambassade(lambda o, one: o.archive_ambassade(one.id, base=1)),
    "creer-reseau": lambda s, me, own: Operations(s, me).create_reseau(Reseau(nom="Un autre")),
    "modifier-reseau": lambda s, me, own: Operations(s, me).update_reseau(
        _renamed(s, "res-1" if own else "res-2"), base=1
    ),
    "archiver-reseau": lambda s, me, own: Operations(s, me).archive_reseau("res-2", base=1),
    "suivre-actualites": _news,
    "ecrire-actualite": _actualite(
        "brouillon", lambda a, one: a.write(msgspec.structs.replace(one, titre="Les assises"), base=1)
    ),
    "publier-actualite": _actualite("brouillon", lambda a, one: a.publish(one.id, base=1)),
    "archiver-actualite": _actualite("publiee", lambda a, one: a.archive(one.id, base=1)),
    **gestes_appels.DO,
    "lire-fiche": lambda s, me, own: Operations(s, me).fiche("col-1"),
    "lire-historique": lambda s, me, own: Operations(s, me).history("col-1"),
    "lire-coordonnees": lambda s, me, own: Operations(s, me).contacts("col-1" if own else "col-2"),
    "lire-auteurs": lambda s, me, own: Operations(s, me).authors("col-1"),
    "modifier-collectivite": lambda s, me, own: Operations(s, me).update_collectivite(
        _renamed(s, "col-1" if own else "col-2"), base=1
    ),
    "creer-collectivite": lambda s, me, own: Operations(s, me).create_collectivite(LYON),
    "archiver-collectivite": lambda s, me, own: Operations(s, me).archive_collectivite("col-3", base=1),
    "creer-projet": lambda s, me, own: Operations(s, me).create_projet(_projet(own)),
    "modifier-projet": lambda s, me, own: Operations(s, me).update_projet(
        _retitled(s, "pro-1" if own else "pro-2"), base=1
    ),
    "convertir-action": lambda s, me, own: Operations(s, me).convert(
        "pro-3" if own else "pro-4", annee_convention=2013, base=1
    ),
    "archiver-projet": lambda s, me, own: Operations(s, me).archive_projet(
        "pro-1" if own else "pro-2", base=1
    ),
    "creer-partenaire": lambda s, me, own: Operations(s, me).create_partenaire(
        msgspec.structs.replace(SEGOU, pays="ML" if own else "SN")
    ),
    "modifier-partenaire": lambda s, me, own: Operations(s, me).update_partenaire(
        _renamed(s, "par-1" if own else "par-2"), base=1
    ),
    "archiver-partenaire": lambda s, me, own: Operations(s, me).archive_partenaire("par-3", base=1),
    "completer-fiche": lambda s, me, own: Operations(s, me).complete(
        _renamed(s, "pro-1" if own else "pro-2", contexte="Su."), base=1
    ),
    "restaurer-version": _restore,
    "annuler-modification": _undo,
    "lire-comptes": _accounts(_each),
    "accepter-compte": _accounts(lambda a, me, own: a.accept(WAITS_HERE if own else WAITS_THERE, me)),
    "refuser-compte": _accounts(lambda a, me, own: a.refuse(WAITS_HERE if own else WAITS_THERE, me, "Non.")),
    "changer-role": _accounts(lambda a, me, own: a.change_role(_own_account(me, own), me, "operateur")),
    "deverrouiller-compte": _accounts(lambda a, me, own: a.unlock(_own_account(me, own), me)),
    "clore-compte": _accounts(lambda a, me, own: a.close(_own_account(me, own), me)),
    "effacer-compte": _accounts(lambda a, me, own: a.erase(_own_account(me, own), me)),
    "ajouter-cle": _accounts(lambda a, me, own: a.add_key(_own_account(me, own), KEY, me)),
    "retirer-cle": _accounts(_remove_key),
    "changer-mot-de-passe": _password,
    "changer-second-facteur": _second_factor,
    "retirer-second-facteur": lambda s, me, own: _lost_phone(s, me),
    "lire-taches": lambda s, me, own: taches.lire(s, _own_account(me, own), me),
    "importer-contacts": lambda s, me, own: _import(s, me),
    "lire-doublons": lambda s, me, own: Fusions(s, me).ecartes(),
    "ecarter-doublon": lambda s, me, own: Fusions(s, me).ecarter("par-1", "par-3"),
    "fusionner-fiches": lambda s, me, own: _merge(s, me),
    "lire-fusions": lambda s, me, own: Fusions(s, me).faites(),
    "defaire-fusion": lambda s, me, own: Fusions(s, me).defaire(_merge(s, HOST).numero),
    "effacer-personne": lambda s, me, own: Effacement(s, me).effacer(
        Personne(*[frozenset()] * 4, comptes=frozenset({_own_account(me, own)}))
    ),
    "tenir-espace": lambda s, me, own: Espace(s, _own_account(me, own), me).keep_page(
        "Mali", "atlas://monde/pays/ml"
    ),
    "exporter-donnees": lambda s, me, own: Espace(s, _own_account(me, own), me).data(),
    "ouvrir-campagne": lambda s, me, own: Campagnes(s, me).open(
        Campagne(2024, NOON, NOON + timedelta(days=1))
    ),
    "confirmer-campagne": _campagne(
        lambda s, me, own: Campagnes(s, me).confirm(
            Partie("col-1" if own else "col-2", "contacts", "", 1, 99, "a-confirmer")
        )
    ),
    "lire-campagne": _campagne(lambda s, me, own: Campagnes(s, me).parts("col-1" if own else "col-2")),
    "suivre-campagne": _campagne(lambda s, me, own: Suivi(s, me).survey("84" if own else "32")),
    "relancer-campagne": _campagne(lambda s, me, own: Suivi(s, me).remind()),
}


def test_every_operation_that_exists_has_its_line() -> None:
    assert set(MATRICE) == set(rights.RIGHTS) == set(rights.OPERATIONS) == set(DO)
    # A public method that writes or reads for someone declares which operation it is.
    declared = set(rights.OPERATIONS.values())
    methods = {
        f"Operations.{n}" for n, _ in inspect.getmembers(Operations, inspect.isfunction) if n[0] != "_"
    }
    asked = {
        f"Comptes.{n}"
        for n, m in inspect.getmembers(Comptes, inspect.isfunction)
        if n[0] != "_" and "who" in inspect.signature(m).parameters
    }
    assert (methods | asked) - declared == set()


def test_the_table_is_that_of_the_domain() -> None:
    told = {(name, role): rights.RIGHTS[name].get(role) for name, role, _ in CELLS}
    assert told == {(name, role): REACHES[letter] for name, role, letter in CELLS}


@pytest.mark.parametrize("name", MATRICE)
def test_each_cell_both_ways(name, model, tmp_path) -> None:
    cheap = {"changer-mot-de-passe": ("public", "agent")}.get(name, ROLES)
    for _, role, letter in [cell for cell in CELLS if cell[0] == name and cell[1] in cheap]:
        for own in (True, False):
            path = tmp_path / f"{role}-{own}.atlas"
            shutil.copyfile(model, path)
            me = who(role)
            allowed = letter == "T" or (letter != "-" and own)
            with Store.open(path, clock=Ticking()) as store:
                before = dump(store)
                refused = outcome(lambda name=name, store=store, me=me, own=own: DO[name](store, me, own))
                assert (refused is None) is allowed, (name, role, own, refused)
                if refused is not None and name not in PREPARED:
                    assert dump(store) == before, "a refusal writes nothing"
            path.unlink()


PREPARED = (
    "annuler-modification", "restaurer-version", "changer-mot-de-passe", "retirer-second-facteur",
    *(name for name in MATRICE if name.endswith(("-demande", "-apd", "-campagne", "-ambassade", "-actualite"))),
    *gestes_appels.MATRICE,
    "defaire-fusion", "annuler-modification", "restaurer-version", "changer-mot-de-passe",
    *(name for name in MATRICE if name.endswith(("-demande", "-apd", "-ambassade", "-actualite"))),
)  # fmt: skip
"""Operations that another's edit, or an attempt, must come before."""


def outcome(do) -> Forbidden | None:
    """The refusal of a right, None when the thing was done; anything else is a failure."""
    try:
        do()
    except Forbidden as refused:
        return refused
    return None


def dump(store):
    with store.comptes() as accounts, store_tables(accounts) as rows:
        return rows


@contextmanager
def store_tables(accounts):
    connection = accounts._connection
    names = [
        n for (n,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    ]
    yield {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


def test_nobody_gives_a_projet_away_nor_takes_one(model, tmp_path) -> None:
    path = shutil.copyfile(model, tmp_path / "a.atlas")
    with Store.open(path, clock=Ticking()) as store:
        agent = Operations(store, who("agent"))
        with pytest.raises(Forbidden):
            agent.update_projet(_renamed(store, "pro-1", collectivites=("col-2",)), base=1)
        with pytest.raises(Forbidden):
            agent.update_projet(_renamed(store, "pro-2", collectivites=("col-1",)), base=1)


def test_an_agent_accepts_colleagues_and_no_embassy(model, tmp_path) -> None:
    path = shutil.copyfile(model, tmp_path / "a.atlas")
    with Store.open(path, clock=Ticking()) as store:
        with store.comptes() as accounts:
            accounts.change_role(WAITS_HERE, Who("daect", OTHER_DAECT), "ambassade", pays="ML")
        with store.comptes() as accounts, pytest.raises(Forbidden):
            accounts.accept(WAITS_HERE, who("agent"))


def test_what_the_public_reads_of_people_is_what_they_agreed_to(model, tmp_path) -> None:
    path = shutil.copyfile(model, tmp_path / "a.atlas")
    with Store.open(path, clock=Ticking()) as store:
        for role in ROLES:
            (read,) = Operations(store, who(role)).fiche("col-1").record.contacts
            (told,) = Operations(store, who(role)).history("col-1")[0].record.contacts
            may = MATRICE["lire-coordonnees"].split()[ROLES.index(role)] == "T"
            assert (read.courriel == ANNE.courriel) == (told.courriel == ANNE.courriel) == may, role
            authors = {version.actor for version in Operations(store, who(role)).history("col-1")}
            assert authors == ({"compte:99"} if role == "daect" else {""})


def test_completing_fills_only_what_was_empty(model, tmp_path) -> None:
    path = shutil.copyfile(model, tmp_path / "a.atlas")
    with Store.open(path, clock=Ticking()) as store:
        operator = Operations(store, who("operateur"))
        with pytest.raises(Refused, match="titre"):
            operator.complete(_retitled(store, "pro-1"), base=1)
        assert operator.complete(_renamed(store, "pro-1", objectifs="De l'eau."), base=1) == 2


def test_a_reseau_completes_a_fiche_whose_people_it_may_not_read(model, tmp_path) -> None:
    path = shutil.copyfile(model, tmp_path / "a.atlas")
    with Store.open(path, clock=Ticking()) as store:
        reseau = Operations(store, who("reseau"))
        read = reseau.fiche("col-1").record
        assert [c.courriel for c in read.contacts] == [""]
        with pytest.raises(Refused, match="contacts"):
            reseau.complete(msgspec.structs.replace(read, contacts=()), base=1)
        with pytest.raises(Refused, match="contacts"):
            reseau.complete(
                msgspec.structs.replace(read, contacts=(*read.contacts, msgspec.structs.replace(ANNE, nom="Autre"))), base=1
            )  # fmt: skip
        assert reseau.complete(msgspec.structs.replace(read, site="lyon.example"), base=1) == 2
        # Saved meanwhile by another: what is compared does not tell what may not be read.
        with pytest.raises(StaleVersion) as stale:
            reseau.complete(msgspec.structs.replace(read, telephone="04 00 00 00 00"), base=1)
        assert ANNE.courriel not in repr(stale.value.current)
        kept = Operations(store, HOST).fiche("col-1").record
        assert (kept.site, kept.contacts) == ("lyon.example", (ANNE,))
