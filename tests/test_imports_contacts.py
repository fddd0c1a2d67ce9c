# SPDX-License-Identifier: EUPL-1.2
"""Import of contacts: each line finds its collectivité, then the person; done twice it does nothing more."""

from __future__ import annotations

import json

import msgspec
import pytest
from fiches_tirees import ANNE, LYON, Ticking

from atlas_tui.__main__ import main
from atlas_tui.imports import Bilan, ImportRefuse, importer
from store.fusions import Fusions, proposer
from store.rights import HOST, Forbidden, Who
from store.store import Store

pytestmark = pytest.mark.comptes

TITRES = "Collectivité;Code;Département;Prénom;Nom;Fonction;Rôle;Courriel;Téléphone;Diffusion"
FICHIER = f"""{TITRES}
Métropole de Lyon;;;Anne;Muller-Oertel;Vice-présidente;;anne.nouvelle@lyon.example;04 00 00 00 00;oui
COL-1;;;Bo;Li;Directeur;;bo@lyon.example;;non
;200046977;;Bo;LI;Directeur;;bo@lyon.example;;
Saint-Denis (93);;;Zoé;Weil;Maire;;zoe@sd.example;;
Saint Denis;;974;Tom;Payet;Chargé de mission;élu;tom@sd.example;;
Saint-Denis;;;Ina;Roy;Maire;;ina@sd.example;;
Ville de Nulle Part;;;Ina;Roy;Maire;;ina@sd.example;;
;75;;Ina;Roy;Maire;;ina@sd.example;;
Conseil régional de Nouvelle-Aquitaine;75;;Ina;Roy;Maire;;ina@sd.example;;
col-99;;;Ina;Roy;Maire;;ina@sd.example;;
col-4;;;Ida;Roy;Maire;;pas une adresse;;
col-4;;;Ida;Roy;Maire;chef;ida@sd.example;;
col-4;;;Ida;Roy;Maire;;ida@sd.example;allô;
col-4;;;Ida;Roy;Maire;;ida@sd.example;;peut-être
col-4;;;Ida;;Maire;;ida@sd.example;;
;;;Ida;Roy;Maire;;ida@sd.example;;
col-4;trop
"""


@pytest.fixture
def store(tmp_path):
    with Store.create(tmp_path / "atlas.sqlite", clock=Ticking()) as opened:
        with opened.write("compte:1") as edit:
            edit.create(msgspec.structs.replace(LYON, contacts=(ANNE,)))
            commune = msgspec.structs.replace(LYON, nom="Saint-Denis", type="commune")
            edit.create(msgspec.structs.replace(commune, departement="93", code="93066"))
            edit.create(msgspec.structs.replace(commune, departement="974", code="97411"))
            region = msgspec.structs.replace(
                LYON, nom="Région Nouvelle-Aquitaine", type="region", departement=""
            )
            edit.create(msgspec.structs.replace(region, code="75"))
            edit.create(
                msgspec.structs.replace(commune, nom="Paris", type="departement", departement="75", code="75")
            )
            edit.create(msgspec.structs.replace(commune, nom="Grand Lyon", departement="69", code=""))
        yield opened


def people(store, id):
    with store.read() as reading:
        stored = reading.get(id)
        return stored.record.contacts, stored.version


def test_lines_find_their_fiche_and_their_person(store, tmp_path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text(FICHIER, encoding="utf-8")
    blank = importer(store, "contacts", path, a_blanc=True)
    assert people(store, "col-1") == ((ANNE,), 1)
    bilan = importer(store, "contacts", path)
    assert bilan == blank
    assert (bilan.lues, bilan.creees, bilan.mises_a_jour, bilan.inchangees) == (17, 4, 1, 1)
    said = {rejet.ligne: (rejet.champ, rejet.raison) for rejet in bilan.rejets}
    expected = {
        7: ("Collectivité", "2 collectivités répondent"), 8: ("Collectivité", "aucune collectivité"),
        9: ("Code", "2 collectivités répondent"), 11: ("Collectivité", "aucune fiche col-99"),
        12: ("Courriel", "n'est pas une adresse"), 13: ("Rôle", "élu ou cadre"), 14: ("Téléphone", "pas un numéro"),
        15: ("Diffusion", "oui ou non"), 16: ("Nom", "cellule vide"), 17: ("Collectivité", "ni nom ni code"), 18: ("", "2 colonnes"),
    }  # fmt: skip
    assert said.keys() == expected.keys()
    for line, (column, words) in expected.items():
        assert said[line][0] == column
        assert words in said[line][1]
    (anne, bo), version = people(store, "col-1")
    assert version == 2, "one version a fiche"
    assert (anne.nom, anne.titre, anne.courriel, anne.role, anne.diffusion) == (
        ANNE.nom, "Vice-présidente", "anne.nouvelle@lyon.example", ANNE.role, True,
    )  # fmt: skip
    assert (bo.nom, bo.role, bo.diffusion) == ("Li", "cadre", False)
    assert [c.role for c in people(store, "col-2")[0] + people(store, "col-3")[0]] == ["elu", "elu"]
    assert people(store, "col-4")[0][0].nom == "Roy", "75 is the région, by its name"
    # Twice does nothing more; the journal tells who did it.
    again = importer(store, "contacts", path)
    assert (again.creees, again.mises_a_jour) == (0, 0)
    with store.read() as reading:
        assert reading.journal("col-1")[-1].actor == "import:contacts"
    assert store.verify() == []


def test_a_merged_fiche_another_header_and_who_may(store, tmp_path, capsys) -> None:
    path, mapping = tmp_path / "c.csv", tmp_path / "c.toml"
    path.write_text(
        "Où;Qui;Nom;Poste;Mail\ncol-6;Bo;Li;DGS;bo@lyon.example\nGrand Lyon;Al;Li;DGS;service@lyon.example\nGrand Lyon;Cy;Mo;DGS;service@lyon.example\n"
    )
    mapping.write_text(
        '[colonnes]\ncollectivite = "Où"\nprenom = "Qui"\ntitre = "Poste"\ncourriel = "Mail"\n'
    )
    with store.read() as reading:
        kept, gone = reading.get("col-1"), reading.get("col-6")
    Fusions(store, HOST).fusionner(proposer(kept.record, gone.record), "col-6", base=1, base_absorbee=1)
    for who in (Who("agent", 1, "col-1"), Who("sgar", 2, region="84")):
        with pytest.raises(Forbidden):
            importer(store, "contacts", path, correspondance=mapping, who=who)
    with pytest.raises(ImportRefuse, match="Prénom"):
        importer(store, "contacts", path)
    assert importer(store, "contacts", path, correspondance=mapping) == Bilan(3, 3, 0, 0, 0, ())
    assert [c.prenom for c in people(store, "col-1")[0]] == ["Anne", "Bo", "Al", "Cy"], (
        "an address is of a service, not of a person"
    )
    path.write_text("Prénom;Nom;Fonction;Courriel\n")
    with pytest.raises(ImportRefuse, match="collectivité"):
        importer(store, "contacts", path)
    # By the command line: published at once, found by name.
    path.write_text(f"{TITRES}\ncol-2;;;Zoé;Weil;Maire;;zoe@sd.example;;oui\n")
    assert main(["--donnees", str(tmp_path), "importer", "contacts", str(path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["creees"] == 1
    assert main(["--donnees", str(tmp_path), "contact", "saint-denis", "--format", "json"]) == 0
    assert "zoe@sd.example" in capsys.readouterr().out
