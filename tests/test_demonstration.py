# SPDX-License-Identifier: EUPL-1.2
"""The demonstration atlas shows what the guide printed: every figure is counted again here, from the records alone."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pytest

from atlas_tui.demonstration import DATE_DEMONSTRATION, builder, comptes, fill, generate
from parquet.reference import geography, nomenclature
from store import STORE, budget
from store.apd import Apd, find
from store.appels import APPEL
from store.campagne import Campagnes
from store.instruction import DOSSIER
from store.labels import LABEL, MISSION, years_after
from store.login import open_with_password
from store.portes import fenetre
from store.records import (
    Actualite,
    Ambassade,
    Appel,
    Collectivite,
    Declaration,
    Demande,
    Dossier,
    Label,
    Mission,
    Partenaire,
    Projet,
    Reseau,
)
from store.rights import HOST
from store.store import Store

pytestmark = pytest.mark.ouverture


class Atlas:
    """The records of an atlas, by kind."""

    def __init__(self) -> None:
        kinds: dict[type, list[Any]] = defaultdict(list)
        for record in generate():
            kinds[type(record)].append(record)
        self.reseaux: list[Reseau] = kinds[Reseau]
        self.collectivites: dict[str, Collectivite] = {c.id: c for c in kinds[Collectivite]}
        self.partenaires: dict[str, Partenaire] = {p.id: p for p in kinds[Partenaire]}
        self.projets: list[Projet] = kinds[Projet]
        self.demandes: list[Demande] = kinds[Demande]
        self.declarations: list[Declaration] = kinds[Declaration]
        self.ambassades: list[Ambassade] = kinds[Ambassade]
        self.actualites: list[Actualite] = kinds[Actualite]
        self.kinds = kinds

    def pays(self, projet: Projet) -> set[str]:
        return {self.partenaires[p].pays for p in projet.partenaires}


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas()


@pytest.fixture(scope="module")
def publies(shared: Path) -> list[dict[str, str]]:
    with (shared / "data" / "published-figures.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def _publie(publies: list[dict[str, str]], scope: str, measure: str, source: str = "seeds 001") -> int:
    rows = [
        r
        for r in publies
        if (r["scope"], r["measure"]) == (scope, measure) and r["source"].startswith(source)
    ]
    assert len(rows) == 1
    return int(rows[0]["value"])


def test_monde(atlas: Atlas, publies: list[dict[str, str]]) -> None:
    natures = Counter(p.nature for p in atlas.projets)
    assert natures == {
        "cooperation": _publie(publies, "monde", "projets_coop_decentralisee"),
        "action": _publie(publies, "monde", "autres_actions_exterieures"),
    }
    actives = {c for p in atlas.projets for c in p.collectivites}
    assert len(actives) == len(atlas.collectivites) == _publie(publies, "monde", "collectivites_francaises")
    partners = {q for p in atlas.projets for q in p.partenaires}
    assert len(partners) == _publie(publies, "monde", "collectivites_partenaires")
    countries = {iso2 for p in atlas.projets for iso2 in atlas.pays(p)}
    assert len(countries) == _publie(publies, "france_view", "pays")
    asking = {atlas.partenaires[d.partenaire].pays for d in atlas.demandes}
    assert len(countries | asking) == _publie(publies, "monde", "pays")


def test_bourse(atlas: Atlas, publies: list[dict[str, str]]) -> None:
    published = [d for d in atlas.demandes if d.etat == "publiee"]
    assert len(published) == _publie(publies, "bourse", "demandes")
    asking = {d.partenaire for d in published}
    assert len(asking) == _publie(publies, "monde", "collectivites_en_recherche")
    assert len({atlas.partenaires[p].pays for p in asking}) == 34
    assert len(atlas.partenaires) == 8625 + 110
    assert all(d.publiee_le and d.deposee_le <= d.publiee_le < DATE_DEMONSTRATION.date() for d in published)
    # What the embassy has not let through counts nowhere, and comes from authorities that ask already.
    waiting = [d for d in atlas.demandes if d.etat != "publiee"]
    assert {(d.etat, atlas.partenaires[d.partenaire].pays) for d in waiting} == {("deposee", comptes.PAYS)}
    assert {d.partenaire for d in waiting} <= asking


def test_correspondants_et_actualites(atlas: Atlas, publies: list[dict[str, str]]) -> None:
    """Each country concerned has its embassy; what is announced is of these countries, dated, and says that it is fictitious."""
    countries = {iso2 for p in atlas.projets for iso2 in atlas.pays(p)}
    countries |= {atlas.partenaires[d.partenaire].pays for d in atlas.demandes}
    assert Counter(a.pays for a in atlas.ambassades) == dict.fromkeys(countries, 1)
    assert len(countries) == _publie(publies, "monde", "pays")
    assert all(a.contacts for a in atlas.ambassades)
    published = [a for a in atlas.actualites if a.etat == "publiee"]
    events = [a for a in published if a.genre == "evenement"]
    assert (len(published), len(events)) == (62, 20)
    assert {a.etat for a in atlas.actualites} == {"brouillon", "publiee", "archivee"}
    for some in (published, [a for a in atlas.actualites if a.etat == "brouillon"]):
        assert {a.emetteur for a in some} == {"daect", "ambassade", "reseau"}
    assert len({a.titre for a in atlas.actualites}) == len(atlas.actualites)
    assert sum((a.debut or DATE_DEMONSTRATION.date()) > DATE_DEMONSTRATION.date() for a in events) >= 10
    themes, known = nomenclature.themes(), {r.id for r in atlas.reseaux}
    for a in atlas.actualites:
        assert a.texte.endswith("Annonce fictive, de l'atlas de démonstration.")
        assert set(a.pays) <= countries
        assert set(a.thematiques) <= set(themes)
        assert (a.emetteur == "reseau") == (a.reseau in known)
        assert set(a.collectivites) <= set(atlas.collectivites)
        assert (a.genre == "evenement") == (a.debut is not None)
        if a.etat == "publiee":
            assert a.publiee_le
            assert a.debut is None or a.publiee_le < a.debut
            assert a.publiee_le < DATE_DEMONSTRATION.date()
        assert not re.search(r"[\[\]{}<>|@]| {2}|\b[dà]e? les? ", a.titre + a.texte), a


def test_palmares(atlas: Atlas) -> None:
    counts = Counter(c for p in atlas.projets for c in p.collectivites)
    ranking = [(atlas.collectivites[c].nom, n) for c, n in counts.most_common()]
    assert sorted(ranking[:10]) == sorted(
        {
            "Paris": 344,
            "Conseil régional d'Île-de-France": 155,
            "Conseil régional de Rhône-Alpes": 151,
            "Conseil régional de Provence-Alpes-Côte d'Azur": 125,
            "Région Île-de-France": 124,
            "Conseil régional de Champagne-Ardenne": 105,
            "Ville et Communauté Urbaine de Strasbourg": 105,
            "Marseille": 103,
            "Conseil régional d'Alsace": 90,
            "Conseil régional de Lorraine": 85,
        }.items()
    )
    assert ranking[10][1] < 85
    assert sum(1 for _, n in ranking if n <= 3) > 0.7 * len(ranking)
    doubles = [c for c in atlas.collectivites.values() if c.type == "region" and c.code == "11"]
    assert sorted(c.nom for c in doubles) == ["Conseil régional d'Île-de-France", "Région Île-de-France"]


def test_continents(atlas: Atlas, publies: list[dict[str, str]]) -> None:
    """Projets, partners and countries as the brochure, scaled to the guide's 13,468; collectivités within 5 %."""
    measure = "francaises/partenaires/pays/projets"
    slugs = {
        c.code.replace("-du-", "_").replace("-et-", "_").replace("-", "_"): c.code
        for c in geography.continents()
    }
    brochure = {
        slugs[r["scope"]]: [int(x) for x in r["value"].split("/")] for r in publies if r["measure"] == measure
    }
    brochure["proche-et-moyen-orient"] = [130, 8625 - 8533, 9, 13494 - 13105]
    of = {iso2: p.continent for iso2, p in geography.pays().items()}
    seen: dict[str, tuple[set[str], set[str], set[str], list[str]]] = {
        c: (set(), set(), set(), []) for c in brochure
    }
    for p in atlas.projets:
        for continent in {of[iso2] for iso2 in atlas.pays(p)}:
            french, partners, countries, projets = seen[continent]
            here = {q for q in p.partenaires if of[atlas.partenaires[q].pays] == continent}
            french.update(p.collectivites)
            partners.update(here)
            countries.update(atlas.partenaires[q].pays for q in here)
            projets.append(p.id)
    assert sum(len(s[3]) for s in seen.values()) == 13468
    for continent, (french_, partners_, countries_, projets_) in brochure.items():
        french, partners, countries, projets = seen[continent]
        assert abs(len(french) - french_) <= 0.05 * french_
        assert (len(partners), len(countries)) == (partners_, countries_)
        assert abs(len(projets) - projets_ * 13468 / 13494) < 1


def test_pays(atlas: Atlas) -> None:
    counts = Counter(iso2 for p in atlas.projets for iso2 in atlas.pays(p))
    (first, most), (_, second) = counts.most_common(2)
    assert first == "DE"
    assert 2000 < most < 2400
    assert second < 0.6 * most
    for iso2, published in (("ML", 454), ("BF", 446), ("SN", 410)):
        assert abs(counts[iso2] - published) < 0.06 * published
    several = sum(len(atlas.pays(p)) > 1 for p in atlas.projets)
    assert 0.03 < several / len(atlas.projets) < 0.05


def test_apd(atlas: Atlas, publies: list[dict[str, str]]) -> None:
    works: dict[str, set[str]] = defaultdict(set)
    for p in atlas.projets:
        for c in p.collectivites:
            works[c] |= atlas.pays(p)
    sums: Counter[tuple[str, int]] = Counter()
    for d in atlas.declarations:
        for line in d.lignes:
            sums["monde", d.annee] += int(line.montant)
            sums[line.pays, d.annee] += int(line.montant)
            assert line.montant == int(line.montant) > 0
            assert not line.pays or line.pays in works[d.collectivite]
            if line.refugies:
                assert (line.pays, line.secteur) == ("", "93010")
                sums["refugies", d.annee] += int(line.montant)
    for year in range(2008, 2013):
        table = [r for r in publies if r["date"] == str(year) and r["unit"] == "EUR"]
        for scope, iso2 in (("monde", "monde"), ("Burkina Faso", "BF"), ("Mali", "ML")):
            for r in table:
                if scope in (r["scope"], r["measure"]):
                    assert sums[iso2, year] == int(r["value"]), (scope, year)
        assert 0.015 < sums["refugies", year] / sums["monde", year] < 0.025
        assert 400 < sum(1 for d in atlas.declarations if d.annee == year) < 1500
    # What the guide prints, whatever the file's columns.
    assert [sums["monde", y] for y in range(2008, 2013)] == [73420532, 71160392, 64858548, 65568380, 64884374]
    assert [sums["BF", y] for y in range(2008, 2013)] == [4924420, 4255922, 4156489, 3224327, 4801733]
    assert [sums["ML", y] for y in (2011, 2012)] == [6109591, 4894547]


def test_exemples_du_guide(atlas: Atlas) -> None:
    """What the guide shows and looks for is there to be found."""

    def lead(p: Projet) -> str:
        return atlas.collectivites[p.collectivites[0]].nom

    by_title = {p.titre: p for p in atlas.projets}
    shown = {
        "Aménagement d'un espace d'échanges": ("Vouneuil-sous-Biard", "Ziniaré", 2007),
        "Ensemble pour Zimanga": ("Pays de Montbéliard Agglomération", "Zimanga", 2009),
        "Echanges d'expériences en matière d'action sociale": (
            "Conseil départemental du Bas-Rhin",
            "Voïvodie de Silésie",
            2004,
        ),
        "Action en matière sociale (aide aux jeunes en difficulté, aux personnes âgées et à la famille)": (
            "Conseil départemental du Haut-Rhin",
            "Powiat de Wrocław",
            2001,
        ),
    }
    for title, (who, partner, year) in shown.items():
        p = by_title[title]
        assert (lead(p), atlas.partenaires[p.partenaires[0]].nom, p.annee_lancement) == (who, partner, year)
    patrimoine = {"410P", "41040"}
    india = [
        p
        for p in atlas.projets
        if p.thematique in patrimoine
        and "IN" in atlas.pays(p)
        and any(atlas.collectivites[c].ancienne_region == "82" for c in p.collectivites)
        and any((f.financeur, f.annee) == ("MEAE", 2009) or f.financeur == "AFD" for f in p.financements)
    ]
    assert len(india) >= 3
    themes = nomenclature.themes()
    vietnam = [
        p
        for p in atlas.projets
        if "VN" in atlas.pays(p)
        and (p.thematique == "9" or themes[p.thematique].parent in ("9", "410"))
        and any(atlas.collectivites[c].region == "11" for c in p.collectivites)
        and p.financements
    ]
    assert len(vietnam) >= 3


def test_codes(atlas: Atlas) -> None:
    regions, departements, coms = geography.regions(), geography.departements(), geography.coms()
    communes, epci, anciennes = geography.communes(), geography.epci(), geography.anciennes_regions()
    types = {t.code for t in nomenclature.types_collectivite()}
    tables: dict[str, Any] = {
        "region": regions,
        "departement": departements,
        "commune": communes,
        "com": coms,
    }
    for c in atlas.collectivites.values():
        assert c.type in types
        assert c.code in tables.get(c.type, epci), c
        assert not c.region or c.region in regions
        assert not c.departement or c.departement in departements
        assert not c.ancienne_region or anciennes[c.ancienne_region].region == c.region
        assert not c.com or c.com in coms
        assert c.region or c.com
        assert c.latitude is not None
        assert set(c.reseaux) <= {r.id for r in atlas.reseaux}
    countries, themes = geography.pays(), nomenclature.themes()
    assert all(p.pays in countries and p.pays != "FR" for p in atlas.partenaires.values())
    statuts = {s.code for s in nomenclature.statuts()}
    assert {p.statut for p in atlas.projets} == statuts
    lois = {x.code for x in nomenclature.lois_un_pour_cent()} | {""}
    financeurs = {f.code for f in nomenclature.financeurs()}
    for p in atlas.projets:
        assert p.thematique in themes
        assert p.loi_oudin in lois
        assert {f.financeur for f in p.financements} <= financeurs
        assert (p.annee_convention is None) if p.nature == "action" else True
        assert 1945 <= (p.annee_lancement or 0) <= 2013
        assert p.annee_fin is None or p.annee_fin >= (p.annee_lancement or 0)
    assert all(d.thematique in themes for d in atlas.demandes)
    assert all(line.secteur in themes for d in atlas.declarations for line in d.lignes)
    assert Counter(c.type for c in atlas.collectivites.values())["region"] == 27


def test_personne_de_reel(atlas: Atlas) -> None:
    """Addresses on reserved domains, telephones of the ranges that ARCEP keeps for fiction: nobody can be reached."""
    text = msgspec.json.encode([atlas.kinds[Collectivite], atlas.projets, atlas.ambassades]).decode()
    assert set(re.findall(r"@[\w.-]+\.(\w+)", text)) == {"example"}
    sites = [c.site for c in atlas.collectivites.values()] + [
        d.adresse for p in atlas.projets for d in p.documents
    ]
    assert all(re.match(r"https://www\.[a-z0-9-]+\.example(/|$)", s) for s in sites)
    people = [k for c in atlas.collectivites.values() for k in c.contacts] + [
        k for p in atlas.projets for k in p.contacts
    ]
    phones = [c.telephone for c in atlas.collectivites.values()] + [k.telephone for k in people]
    phones += [one.telephone for a in atlas.ambassades for one in (a, *a.contacts)]
    kept = re.compile(r"(01 99 00|02 61 91|03 53 01|04 65 71|05 36 49|06 39 98) \d\d \d\d")
    assert all(kept.fullmatch(t) for t in phones)
    shared = sum(k.diffusion for k in people) / len(people)
    assert 0.15 < shared < 0.25
    assert all(1 <= len(c.contacts) <= 3 for c in atlas.collectivites.values())


def test_textes(atlas: Atlas) -> None:
    assert len({p.titre for p in atlas.projets}) >= 0.6 * len(atlas.projets)
    # « de le », « à les », « de entreprises », what is left of a template, two spaces, « à dans ».
    faults = re.compile(
        r"\b[dà]e? (?:le|les) (?=N)|\bde [aeiouéèêàœ]|[\[\]{}<>|@]| {2}|\bà dans\b|\b(?:du|des|au) (?:la|les?|des)\b"
    )
    right = re.compile(r"\bde (?:un|onze|huit|ou|à)\b")
    for p in atlas.projets:
        # A place keeps its own words: « Fuentes de Oñoro », « Póvoa e Meadas ».
        names = {atlas.partenaires[q].nom for q in p.partenaires} | {
            atlas.collectivites[c].nom for c in p.collectivites
        }
        names |= {n[0].lower() + n[1:] for n in names}
        for text in (p.titre, p.objectifs, p.description, p.contexte, p.historique):
            for name in sorted(names, key=len, reverse=True):
                text = text.replace(name, "N")
            assert not faults.search(right.sub("", text)), text
        assert p.objectifs
        assert p.description


def test_fiches_coherentes(atlas: Atlas) -> None:
    """What a reader would catch: strangers among the contacts, an agreement missed, a fund of another time or place."""
    of = {iso2: p.continent for iso2, p in geography.pays().items()}
    for p in atlas.projets:
        lead = atlas.collectivites[p.collectivites[0]]
        assert set(p.contacts) <= set(lead.contacts)
        assert p.jumelage or "umelage" not in p.titre, p.titre
        texts = (p.titre, p.objectifs, p.description, p.contexte, p.historique)
        assert not any(" - " in text for text in texts), p.titre
        assert not any(re.search(r"(?<![\d\u202f,])1 [a-zé]+s\b", text) for text in texts), texts
        assert [f.annee for f in p.financements] == sorted(f.annee for f in p.financements)
        assert not p.odd or p.annee_fin is None or p.annee_fin >= 2000
        assert p.statut != "projet" or not (p.volontaires or p.financements)
        for f in p.financements:
            assert f.financeur != "MEAE" or f.precision == "Ministère des Affaires étrangères"
            assert f.precision not in ("Interreg", "FEDER") or "europe" in {of[c] for c in atlas.pays(p)}
        if "ransfrontal" in p.titre or "frontière" in p.titre:
            assert lead.type in ("region", "departement"), p.titre
    for c in atlas.collectivites.values():
        if c.type != "commune" or (c.population or 0) >= 5_000:
            assert not any(k.titre == "Secrétaire de mairie" for k in c.contacts)
    # Three sentences do not serve all the twinnings.
    twins = [p for p in atlas.projets if p.jumelage]
    assert len({p.description for p in twins}) > 0.3 * len(twins)
    assert sum(1 for p in atlas.projets if p.contexte) > 0.7 * len(atlas.projets)


def test_identifiants(atlas: Atlas) -> None:
    for records in atlas.kinds.values():
        assert [int(r.id.split("-")[1]) for r in records] == list(range(1, len(records) + 1))


_EMPREINTE = (
    "import hashlib, msgspec\nfrom atlas_tui.demonstration import generate\n"
    "h = hashlib.sha256()\nfor r in generate(): h.update(msgspec.json.encode(r))\nprint(h.hexdigest())"
)


def test_reproductible(atlas: Atlas, racine: Path) -> None:
    """The same here, where the hash of texts is drawn at random or said, and in a process that says another."""
    here = hashlib.sha256()
    for record in generate():
        here.update(msgspec.json.encode(record))
    other = "1" if os.environ.get("PYTHONHASHSEED") == "4242" else "4242"
    done = subprocess.run(
        [sys.executable, "-c", _EMPREINTE],
        cwd=racine,
        env=os.environ | {"PYTHONHASHSEED": other},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.strip() == here.hexdigest(), done.stderr
    assert [r for r, _ in zip(generate(7), range(400), strict=False)] != [
        r for r, _ in zip(generate(), range(400), strict=False)
    ]


def test_echelle() -> None:
    counts = Counter(type(r).__name__ for r in generate(echelle=2))
    assert counts["Projet"] == 2 * 13468
    assert counts["Partenaire"] == 2 * 8625 + 110
    assert counts["Collectivite"] > 8000


def test_remplir(atlas: Atlas, atlas_demo: Path, tmp_path: Path) -> None:
    """What `demo` wrote is what is generated, as of its date, with the versions that its history gives it."""
    shutil.copy(atlas_demo / "atlas.sqlite", tmp_path)
    with Store.open(tmp_path / "atlas.sqlite") as store, store.read() as reading:
        # One was entered twice, and archived since.
        assert sum(one.etat == "publiee" for one in reading.each("projet")) == 13468
        final = {record.id: record for records in atlas.kinds.values() for record in records}
        edited = [reading.get(id_) for id_ in reading.edited()]
        assert len(edited) > 30
        assert all(one.record == final[one.record.id] for one in edited if one.etat == "publiee")
        assert reading.head().at == DATE_DEMONSTRATION
        first = reading.get("col-1")
        assert first is not None
        assert first.record == final["col-1"]


def test_remplir_dit_ou_il_en_est(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "generate", lambda *said: islice(generate(*said), 7_000))
    steps: list[float] = []
    with Store.create(tmp_path / "atlas.sqlite", demonstration=True) as store:
        fill(store, progress=lambda fraction, _: steps.append(fraction))
    assert len(steps) > 10
    assert steps == sorted(steps)
    assert steps[-1] == 1.0


def test_appels_dossiers_et_labels(atlas: Atlas) -> None:
    """Every state of every procedure is there; budgets hold; what is granted is what projets say the ministry paid."""
    calls: dict[str, Appel] = {a.id: a for a in atlas.kinds[Appel]}
    asked: list[Dossier] = atlas.kinds[Dossier]
    labels: list[Label] = atlas.kinds[Label]
    assert {a.annee for a in calls.values()} >= set(range(2010, 2015))
    assert {a.duree for a in calls.values()} == {"annuel", "triennal"}
    for machine, records in (
        (APPEL, calls.values()), (DOSSIER, asked), (LABEL, labels), (MISSION, atlas.kinds[Mission]),
    ):  # fmt: skip
        assert {one.etat for one in records} == set(machine.etats), machine.nom
    holding = [one for one in labels if one.etat == "labellise"]
    assert len(holding) == 40
    for one in holding:
        assert one.debut_le
        assert one.fin_le == years_after(one.debut_le, 3)
        assert one.debut_le <= DATE_DEMONSTRATION.date() < one.fin_le
        assert one.collectivites[0] in atlas.collectivites
    projets = {p.id: p for p in atlas.projets}
    for d in asked:
        call, projet = calls[d.appel], projets[d.projet]
        assert budget.defauts(d, call) == ()
        assert budget.demande(d) <= budget.plafond(d, call)
        assert d.collectivite == projet.collectivites[0]
        if d.depose_le:
            assert call.ouvre_le.date() <= d.depose_le <= call.ferme_le.date()
        told = [(f.annee, f.montant) for f in projet.financements if f.financeur == budget.MINISTERE]
        assert told == [(t.annee, t.montant) for t in d.tranches], "granted and paid: the same euros"
        assert sum(t.montant for t in d.tranches) == (0 if d.etat == "retenu" else d.accorde)
    for call in calls.values():
        assert sum(d.accorde for d in asked if d.appel == call.id) <= call.enveloppe


def test_comptes_d_essai(atlas_demo: Path, tmp_path: Path) -> None:
    """They open the demonstration with the password that the screen gives, and a call, a declaration, a campaign are open."""
    with Store.open(Path(shutil.copyfile(atlas_demo / STORE, tmp_path / STORE))) as store:
        now, who = store.now(), {}
        for role in comptes.ROLES_D_ESSAI:
            entered = open_with_password(store, comptes.identifiant(role), comptes.MOT_DE_PASSE, "")
            assert entered.role == role
            who[role] = entered
        assert any(c.ouverte(now) for c in Apd(store, HOST).campaigns())
        assert any(c.ouverte(now) for c in Campagnes(store, HOST).each())
        with store.read() as reading:
            assert any(fenetre(one.record, now) == "" for one in reading.each("appel"))
            assert find(reading, who["agent"].collectivite, 2012), "it declared the year before"
