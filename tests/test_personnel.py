# SPDX-License-Identifier: EUPL-1.2
"""Personal data: where it may stand is decided table by table; erasing a person leaves no byte of them, anywhere."""

from __future__ import annotations

import json
import tarfile
import zlib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import msgspec
import petit_atlas
import pyarrow.parquet as pq
import pytest
from fiches_tirees import ANNE, LYON, NOON, SEGOU, Ticking, projet

import store.personnel as personnel
from atlas_tui.__main__ import main
from parquet import retrait, snapshot
from parquet.atlas import Atlas
from parquet.backup import sauvegarder
from parquet.criteria import Criteria
from parquet.effacement import effacer
from parquet.publication import publier, publier_delta
from store import STORE, brouillons
from store.bourse import Bourse, Deposant, Depot
from store.comptes import SYSTEM, Demande
from store.effacement import Effacement
from store.errors import Refused, StaleVersion
from store.espace import Espace
from store.keys import read_key
from store.operations import Operations
from store.personnel import TABLES, Sort
from store.records import (
    Actualite,
    Ambassade,
    Appel,
    Avis,
    Collectivite,
    Contact,
    Declaration,
    Depense,
    Document,
    Dossier,
    Financement,
    Label,
    LigneApd,
    Mission,
    Partenaire,
    Piece,
    Reseau,
    Tranche,
)
from store.records import Demande as Fiche
from store.rights import HOST, PUBLIC, Who
from store.store import Store

pytestmark = pytest.mark.comptes
ROOT = Path(__file__).parent.parent
PRENOM, NOM, ADRESSE, NUMERO = "Zéphyrine", "Quartzbourg", "z.quartzbourg@wxyzville.example", "06 99 88 77 66"
ZEPHYRINE = Contact(
    prenom=PRENOM, nom=NOM, titre="Adjointe", courriel=ADRESSE, telephone=NUMERO, diffusion=True
)
SAID = f"Voir {PRENOM} {NOM} ({ADRESSE}, +33 6 99 88 77 66)"
TRACES = [
    needle.casefold()
    for needle in (PRENOM, "zephyrine", NOM, ADRESSE, "99 88 77 66", "99887766", "zephyrine.q")
]
DAECT = Who("daect", 2)
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ4Hu2Uy1lkYGkQc1CL5xFPbPO0UlzoRd9qEVJdQYUrA zephyrine@portable"


def test_every_table_and_column_has_a_decision(tmp_path):
    with Store.create(tmp_path / "a.atlas") as store:
        with store.read() as reading:
            assert personnel.indecises(reading.connection) == [], (
                "décidez dans store/personnel.py ce que chaque table et colonne dit d'une personne"
            )
        # Seen to fail: a table and a column that nobody decided.
        with store.comptes() as accounts:
            accounts.connection.execute("CREATE TABLE oubliee (nom TEXT)")
            accounts.connection.execute("ALTER TABLE reseau ADD COLUMN president TEXT NOT NULL DEFAULT ''")
        with store.read() as reading:
            assert personnel.indecises(reading.connection) == ["oubliee", "reseau.president"]
    for name, table in TABLES.items():
        parts = (table.rien, table.textes, table.personne, table.secrets)
        assert sum(map(len, parts)) == len(table.colonnes), f"{name} : une colonne décidée deux fois"
        assert not table.personne or table.sort is not Sort.RESTE, f"{name} : qui l'efface ?"
        assert (table.sort in (Sort.PART, Sort.VIDE)) <= bool(table.compte), f"{name} : de quel compte ?"


def test_what_the_store_holds_of_an_account_is_given_without_its_secrets(tmp_path):
    with Store.create(tmp_path / "a.atlas") as store:
        with store.write("systeme") as edit:
            assert isinstance(edit.create(LYON), Collectivite)
        with store.comptes() as accounts:
            for name in ("marie", "autre"):
                accounts.create(Demande(name, f"{name}@ville.fr", "M", "D", "agent", "col-1"), SYSTEM)
            accounts.set_password(1, "$argon2id$secret", SYSTEM)
            found = personnel.de_compte(accounts.connection, 1)
    assert found["compte"][0]["courriel"] == "marie@ville.fr"
    assert [row["quoi"] for row in found["evenement_compte"]][-1] == "mot de passe changé"
    assert "secret" not in repr(found)
    assert "autre@ville.fr" not in repr(found)
    assert ANNE.courriel not in repr(found)


def populated(folder: Path) -> None:
    """An atlas where Zéphyrine stands in every text that can hold somebody; three snapshots and a delta tell of her."""
    folder.mkdir()
    with Store.create(folder / STORE, clock=Ticking()) as store:
        with store.write("compte:1") as edit:
            edit.create(msgspec.structs.replace(LYON, contacts=(ZEPHYRINE, ANNE)))
            edit.create(msgspec.structs.replace(SEGOU, alias=(SAID,)))
            own = dict.fromkeys(("nom", "sigle", "site", "objet", "territoire", "adresse"), SAID)
            edit.create(Reseau(**own))
            own = dict.fromkeys(("nom", "service", "adresse", "site"), SAID)
            edit.create(Ambassade(pays="ML", **own, contacts=(ZEPHYRINE,)))
            own = dict.fromkeys(("titre", "texte", "lieu", "horaires", "adresse"), SAID)
            edit.create(Actualite(genre="evenement", debut=date(2026, 2, 1), **own))
            line = LigneApd(montant=Decimal(1), canal=SAID, type_aide=SAID)
            edit.create(Declaration(collectivite="col-1", annee=2025, lignes=(line,)))
            edit.create(
                Appel(
                    titre=SAID, presentation=SAID, annee=2026, ouvre_le=NOON, ferme_le=NOON + timedelta(days=1),
                    plafond=50, enveloppe=Decimal(1),
                )
            )  # fmt: skip
            day, own = (
                date(2026, 1, 1),
                dict.fromkeys(("titre", "contexte", "objectifs", "description", "motif"), SAID),
            )
            edit.create(
                Dossier(
                    appel="app-1", collectivite="col-1", **own,
                    depenses=(Depense(annee=2026, poste=SAID, montant=Decimal(1)),),
                    ressources=(Financement(annee=2026, financeur="MEAE", montant=Decimal(1), precision=SAID),),
                    pieces=(Piece(intitule=SAID, adresse=f"https://x.example/{ADRESSE}"),),
                    avis=(Avis(de="sgar", lieu="84", sens="favorable", texte=SAID, le=day),),
                    tranches=(Tranche(annee=2026, montant=Decimal(1), compte_rendu=SAID),),
                )
            )  # fmt: skip
            own = dict.fromkeys(("titre", "savoir_faire", "appuis", "mobilisation", "motif"), SAID)
            edit.create(
                Label(programme="pact2", thematique="2", collectivites=("col-1",), acteurs=(SAID,), **own)
            )
            own = dict.fromkeys(("titre", "objectifs", "motif", "compte_rendu", "evaluation"), SAID)
            edit.create(
                Mission(label="lab-1", demandeur="ministere", pays="ML", debut_le=day, fin_le=day, **own)
            )
            edit.create(Partenaire(nom=f"Chez {PRENOM} {NOM}", pays="ML", subdivision=SAID, site=SAID))
        publier(store, folder)
        with store.comptes() as accounts:
            asked = Demande("zephyrine.q", ADRESSE, PRENOM, NOM, "agent", "col-1")
            accounts.create(asked, SYSTEM)
            accounts.create(Demande("autre", "b@ville.example", "Bo", "Li", "agent", "col-1"), SYSTEM)
            accounts.add_key(1, read_key(KEY), HOST)
            accounts.new_code(1, "mot-de-passe")
            accounts.reserve_attempt("zephyrine.q")
            accounts.post(ADRESSE, "Bonjour", f"Chère {PRENOM}")
            accounts.post("b@ville.example", "Compte de zephyrine.q", SAID)
            accounts.letter_tried(2, f"refusé : {ADRESSE}")
            accounts.lock(2, SAID)
            accounts.unlock(2, HOST)
        mine, other = Who("agent", 1, "col-1"), Who("agent", 2, "col-1")
        with store.write(mine.actor) as edit:
            texts = dict.fromkeys(
                ("titre", "objectifs", "description", "historique", "contexte", "origine"), SAID
            )
            edit.create(
                projet(
                    **texts, acteurs_france=(SAID,), acteurs_pays=(SAID,), contacts=(ZEPHYRINE,),
                    documents=(Document(intitule=SAID, adresse=f"https://x.example/{ADRESSE}"),),
                    financements=(Financement(annee=2010, financeur="MEAE", montant=1, precision=SAID),),
                )
            )  # fmt: skip
            edit.create(projet(titre="Puits"))
            asked_for = dict.fromkeys(("titre", "besoin", "description", "recherche", "lieu"), SAID)
            edit.create(Fiche(partenaire="par-1", thematique="140", deposee_le=date(2026, 1, 1), **asked_for))
        publier(store, folder)
        operations = Operations(store, other)
        for n in range(2):
            # Versions that name her, and then no more: the past tells of her alone.
            lyon = operations.fiche("col-1").record
            people = (ZEPHYRINE, msgspec.structs.replace(ANNE, titre=f"Assistante de {NOM} {PRENOM} {n}"))
            operations.update_collectivite(
                msgspec.structs.replace(lyon, alias=(SAID,), site=SAID, contacts=people), base=n + 1
            )
        puits = operations.fiche("pro-2").record
        operations.update_projet(
            msgspec.structs.replace(puits, description=SAID, contacts=(ZEPHYRINE,)), base=1
        )
        operations.update_projet(puits, base=2)
        operations.archive_projet("pro-1", base=1)
        publier(store, folder)
        brouillons.keep(store, 1, "col-1", 2, msgspec.json.encode({"fiche": ZEPHYRINE}))
        brouillons.keep(
            store, 2, "nouveau-projet", 0, msgspec.json.encode({"fiche": {"contacts": [ZEPHYRINE]}})
        )
        brouillons.keep(store, 2, "pro-2", 1, b'{"fiche":{}}')
        for number, who in ((1, mine), (2, other)):
            own = Espace(store, number, who)
            own.keep_page(SAID, f"atlas://recherche?mots={SAID}")
            own.keep_export(SAID, f"atlas://recherche?mots={SAID}", date(2026, 1, 1))
        # As a permalink spells it.
        Espace(store, 2, other).keep_page("Autre", f"atlas://recherche?mots={quote(f'{PRENOM} {NOM}')}")
        bourse = Bourse(store, PUBLIC)
        person = Deposant(prenom=PRENOM, nom=NOM, courriel=ADRESSE, telephone=NUMERO)
        depot = Depot(partenaire="par-1", titre=SAID, thematique="140", besoin=SAID, deposant=person)
        bourse.deposit(depot)
        with store.write(other.actor) as edit:
            connection = edit.connection
            edit.create(
                Fiche(titre="Marché", partenaire="par-1", thematique="8", deposee_le=date(2026, 1, 1))
            )
            connection.execute(
                "INSERT INTO demande_suivi VALUES ('dem-1', ?, ?, ?, ?, 'fr', ?, NULL)",
                (PRENOM, NOM, ADRESSE, NUMERO, SAID),
            )
            connection.execute("INSERT INTO apd_reouverture VALUES ('apd-1', '', ?)", (SAID,))
            connection.execute("INSERT INTO demande_reponse VALUES ('dem-1', 'col-1', 2, ?, '')", (SAID,))
        publier_delta(store, folder)


def holding(folder: Path) -> set[str]:
    """Where a byte of her is left: every file raw, unpacked where it is compressed, and every column of every table."""
    found = set()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        contents = [path.read_bytes()]
        if path.suffix == ".parquet":
            contents.append(repr(pq.read_table(path).to_pylist()).encode())
        if path.suffix == ".sauvegarde":
            contents.append(zlib.decompress(contents[0], wbits=31))
            with tarfile.open(path) as archive:
                archive.extractall(folder / "restes", filter="data")
        texts = [content.decode("utf-8", "replace").casefold() for content in contents]
        if any(needle in text for needle in TRACES for text in texts):
            found.add(name)
    return found


def places(folder: Path) -> set[str]:
    """The columns of the store where she stands."""
    with Store.open(folder / STORE) as store, store.read() as reading:
        return {
            f"{name}.{column}"
            for name, table in TABLES.items()
            for column in table.colonnes
            for (value,) in reading.connection.execute(f"SELECT {column} FROM {name}")
            if any(
                needle
                in (value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)).casefold()
                for needle in TRACES
            )
        }


def test_erasing_a_person_leaves_no_byte_of_them(tmp_path):
    folder = tmp_path / "atlas"
    populated(folder)
    # Nothing is proved of a place that she was not in: a new table that can hold somebody is to be filled above.
    told = {
        f"{name}.{column}" for name, table in TABLES.items() for column in table.textes | table.personne
    } - {
        # What nobody types, what a name alone says, what is a service's: the text that could name her is beside.
        "compte.vu_le", "cle_ssh.empreinte", "cle_ssh.contenu", "collectivite.nom", "contact.titre",
        *(f"{name}.{column}" for name in ("collectivite", "reseau", "ambassade") for column in ("courriel", "telephone")),
    }  # fmt: skip
    assert told <= places(folder), "remplissez ces colonnes dans `populated`"
    before = snapshot.instantanes(folder)
    assert len(before) == 3
    assert {f"instantanes/{name}/contacts.parquet" for name in before} <= holding(folder)
    with Atlas.ouvrir(folder) as reader, Store.open(folder / STORE) as store:
        assert reader.projets(Criteria(mots=NOM)).total
        effacement = Effacement(store, HOST)
        for asked in ({"courriel": ADRESSE}, {"compte": 1}, {"nom": f"{NOM} {PRENOM}", "fiche": "col-1"}):
            person = effacement.chercher(**asked)
            assert person.comptes == {1}
        counted = effacement.compter(person)
        bilan = effacer(store, folder, DAECT, person)
        assert bilan.efface == counted
        assert counted["brouillons"] == 2
        # Who was reading reads on; nobody else opens what they read, and it goes once they are done.
        assert reader.projets(Criteria(mots=NOM)).total
        assert bilan.lus == 2
        assert not [name for name in holding(folder) if name.startswith(STORE)], "the write-ahead file too"
        assert snapshot.instantanes(folder) == [snapshot.courant(folder)]
        with Atlas.ouvrir(folder) as opened:
            assert not opened.projets(Criteria(mots=NOM)).total
            assert opened.instantane not in before
    with Store.open(folder / STORE) as store:
        publier_delta(store, folder)
        assert retrait.condamnes(folder) == []
        assert store.verify() == []
        sauvegarder(store, folder, folder / "copie.sauvegarde", progress=lambda _f, _w: None)
        with pytest.raises(Refused):
            Effacement(store, HOST).chercher(courriel=ADRESSE)
        # The rest of the atlas is whole: her colleague, the drafts of others, the history of what had nothing of hers.
        operations = Operations(store, HOST)
        (left,) = operations.fiche("col-1").record.contacts
        assert (left.nom, left.titre) == (ANNE.nom, "Assistante de [personne effacée] 1")
        assert [d.objet for d in brouillons.each(store, 2)] == ["pro-2"]
        assert (
            next(p.adresse for p in Espace(store, 2, Who("agent", 2, "col-1")).pages()) == "atlas://accueil"
        )
        assert [v.operation for v in operations.history("col-1")] == [
            "creer",
            "modifier",
            "modifier",
            "effacer",
        ]
        assert [v.record is None for v in operations.history("pro-2")] == [False, True, False]
        # What was begun before does not bring her back, and nothing brings her back unseen.
        with pytest.raises(StaleVersion):
            operations.update_collectivite(
                msgspec.structs.replace(LYON, id="col-1", contacts=(ZEPHYRINE,)), base=3
            )
        with pytest.raises(Refused, match="effacement"):
            Operations(store, Who("agent", 2, "col-1")).undo("pro-1", base=2)
        operations.restore("col-1", version=1, base=4)
        assert operations.fiche("col-1").record.contacts == (left,)
    assert snapshot.verifier(folder) == []
    assert holding(folder) == set()


def test_one_place_that_is_skipped_is_seen(tmp_path, monkeypatch):
    folder = tmp_path / "atlas"
    populated(folder)
    monkeypatch.setattr("parquet.effacement._condemn", lambda *_a, **_k: [])
    monkeypatch.setattr("store.effacement._Passage._drafts", lambda _self: iter(()))
    with Store.open(folder / STORE) as store:
        effacer(store, folder, HOST, Effacement(store, HOST).chercher(compte=1))
    assert places(folder) == {"brouillon.contenu"}
    assert sum(name.endswith("contacts.parquet") for name in holding(folder)) == 3


def test_erasing_oneself_rewrites_no_text_of_others(tmp_path):
    """One chooses one's own name: « Ville » « de Lyon » would else take a city out of every fiche."""
    with Store.create(tmp_path / "a.atlas") as store:
        with store.write("systeme") as edit:
            false = msgspec.structs.replace(ZEPHYRINE, prenom="Ville de", nom="Lyon")
            lyon = msgspec.structs.replace(
                LYON, nom="Ville de Lyon", alias=("La ville de Lyon",), contacts=(ANNE, false)
            )
            col = edit.create(lyon).id
        with store.comptes() as accounts:
            demande = Demande("lyon", ADRESSE, "Ville de", "Lyon", "agent", col)
            numero = accounts.create(demande, SYSTEM).numero
        before = Operations(store, HOST).fiche(col).record
        itself = Effacement(store, Who("agent", numero, col))
        person = itself.chercher(compte=numero)
        assert itself.citations(numero)
        # Neither as it is found, nor as another program would hand it over.
        for asked in (person, Effacement(store, HOST).chercher(compte=numero)):
            itself.effacer(asked)
        after = Operations(store, HOST).fiche(col).record
        assert after == msgspec.structs.replace(before, contacts=(before.contacts[0],))


def test_what_was_begun_and_cut_is_ended_by_the_next_publication(tmp_path, monkeypatch):
    small = petit_atlas.construire(tmp_path / "atlas")
    folder = small.dossier
    first = snapshot.courant(folder)
    with Store.open(folder / STORE) as store:
        person = Effacement(store, HOST).chercher(courriel="anne@bas-rhin.example")

        def cut(_self, _person):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(Effacement, "effacer", cut)
            with pytest.raises(KeyboardInterrupt):
                effacer(store, folder, HOST, person)
        assert retrait.condamnes(folder) == [], "nobody was erased: nothing is lost"
        # A process killed there says nothing more: what it had condemned still opens, and is neither saved nor built upon.
        retrait.condamner(folder / "instantanes" / first)
        with Atlas.ouvrir(folder) as atlas:
            assert (atlas.instantane, atlas.avertissements) == (first, ())
        said = sauvegarder(store, folder, tmp_path / "copie.sauvegarde", progress=lambda _f, _w: None)
        assert (said.courant, [f.nom for f in said.fichiers]) == ("", [STORE])
        with store.write("compte:1") as edit:
            edit.create(Partenaire(nom="Kayes", pays="ML"))
        publier_delta(store, folder)
        assert snapshot.instantanes(folder) == [snapshot.courant(folder)]
        assert snapshot.courant(folder) != first
        assert retrait.publies(folder) == [folder / "instantanes" / snapshot.courant(folder)]
    assert snapshot.verifier(folder) == []


def test_a_school_may_keep_the_name_of_somebody_who_is_erased(tmp_path, capsys):
    small = petit_atlas.construire(tmp_path / "atlas")
    said = "Au lycée Anne Muller, puis chez Anne MULLER."
    with Store.open(small.dossier / STORE) as store, store.write("compte:1") as edit:
        school = edit.create(
            projet(collectivites=(small.paris,), partenaires=(small.ouaga,), description=said)
        ).id
    command = [
        "--donnees",
        str(small.dossier),
        "compte",
        "effacer",
        "--prenom",
        "anne",
        "--nom",
        "MULLER",
        "--format",
        "json",
    ]

    def description() -> str:
        with Store.open(small.dossier / STORE) as store:
            assert store.verify() == []
            return Operations(store, HOST).fiche(school).record.description

    assert main([*command, "--a-blanc"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["citees"], told["contacts"], told["textes"]) == ([school], 1, 1)
    assert main([*command, "--garder-textes"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["contacts"], told["textes"], told["avertissements"]) == (1, 0, [])
    assert description() == said
    assert main([*command, "--a-blanc"]) == 1
    assert "ne connaît personne" in capsys.readouterr().err
