# SPDX-License-Identifier: EUPL-1.2
"""IATI 2.03 activities: one `iati-activity` per projet, its elements in the order of the published schema.

docs/exports.md says what each of ours becomes. Written as it is read: memory holds some hundreds of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from exports.answer import Answer
from exports.geojson import EXACTE, situer
from exports.wording import FICTIF, libelle, nom_pays, nom_theme
from exports.writing import ExportRefuse, Suivi, compter
from parquet.reference import nomenclature
from parquet.reference.cad import hors_apd
from parquet.results import FicheProjet, FinancementLu, Situation
from store.cleaning import without_controls

VERSION = "2.03"
LOT = 1_000
"""Projets whose places are asked for at once."""
ORGANISME, ORGANISME_FICTIF = "FR-6", "FR-ATLAS-DEMONSTRATION"
"""Who publishes: the ministry, by the OECD's code; the demonstration under a name that nobody has."""
MINISTERE = "Ministère de l'Europe et des Affaires étrangères (DAECT), Atlas de la coopération décentralisée"

STATUTS = {"projet": "1", "en-cours": "2", "suspendu": "6", "sommeil": "6", "termine": "4", "abandonne": "5"}
"""ActivityStatus: pipeline, implementation, suspended, closed, cancelled."""
FINANCEURS = {
    "MEAE": "10", "AFD": "10", "UE": "40", "AGENCE-EAU": "15", "REGION": "11", "COLLECTIVITE": "11", "OI": "40", "PRIVE": "70",
}  # fmt: skip
"""OrganisationType of a kind of funder: government, other public, local government, multilateral, private."""
GOUVERNEMENT, COLLECTIVITE_LOCALE = "10", "11"
FINANCE, RESPONSABLE, ASSOCIE, REALISE = "1", "2", "3", "4"
"""OrganisationRole."""
BILATERALE, APD, AUTRES_APPORTS = "1", "10", "50"
"""CollaborationType; FlowType."""
ENGAGEMENT_RECU = "11"
"""TransactionType: incoming commitment."""
PAGE_WEB = "A12"
"""DocumentCategory: activity web page."""
_ILLEGAUX = re.compile("[\ufffe\uffff]")


def write(answer: Answer, path: Path, suivi: Suivi) -> None:
    """Write the projets behind an answer. Raises ExportRefuse when there is none that IATI can tell."""
    if answer.fiches is None or answer.au is None:
        raise ExportRefuse(
            "Un fichier IATI (.xml) s'écrit de projets : d'une page, d'une recherche ou d'une fiche de projet."
        )
    ids = answer.fiches.projets()
    undated: list[str] = []
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_entete(answer))
        read = compter(answer.fiches.lire(ids), len(ids), suivi)
        while lot := list(islice(read, LOT)):
            wanted = {q.id for projet in lot for q in projet.bref.partenaires}
            places = {s.id: s for s in answer.fiches.situer("partenaire", sorted(wanted))}
            for projet in lot:
                if debut(projet) is None:
                    undated.append(projet.bref.id)
                    continue
                here = [places[q.id] for q in projet.bref.partenaires if q.id in places]
                file.writelines(activite(projet, here, answer.au, demonstration=answer.demonstration))
                written += 1
        file.write("</iati-activities>\n")
        if undated:
            file.write(
                f"<!-- Sans année de lancement ni de convention, donc absents : {_comment(', '.join(undated))} -->\n"
            )
    if not written:
        raise ExportRefuse("Aucun projet daté : IATI demande une date de début, et une activité au moins.")


def _entete(answer: Answer) -> str:
    said = " · ".join(x for x in (answer.titre, *answer.mentions) if x)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<!-- {_comment(said)} -->\n"
        f'<iati-activities version="{VERSION}" generated-datetime="{answer.au}T00:00:00Z">\n'
    )


def debut(projet: FicheProjet) -> int | None:
    """The year a projet begins, as the criteria say it: that of its launch, else of its convention."""
    b = projet.bref
    return b.annee_lancement if b.annee_lancement is not None else b.annee_convention


def activite(
    projet: FicheProjet, places: Iterable[Situation], au: date, *, demonstration: bool
) -> Iterator[str]:
    """The lines of one activity. `au`: the day the atlas stands at; nothing later is said to have happened."""
    b = projet.bref
    organisme = ORGANISME_FICTIF if demonstration else ORGANISME
    yield (
        f'<iati-activity xml:lang="fr" default-currency="EUR" last-updated-datetime="{projet.modifie_le}T00:00:00Z">\n'
    )
    yield f"<iati-identifier>{organisme}-{b.id.upper()}</iati-identifier>\n"
    nom = f"{MINISTERE} — {FICTIF}" if demonstration else MINISTERE
    yield _element("reporting-org", {"ref": organisme, "type": GOUVERNEMENT, "secondary-reporter": "1"}, nom)
    yield _element("title", {}, b.titre)
    yield from _descriptions(projet, demonstration)
    yield from _participants(projet)
    yield f'<other-identifier ref={quoteattr(b.id)} type="A1"/>\n'
    yield f'<activity-status code="{STATUTS[b.statut]}"/>\n'
    yield from _dates(projet, au)
    for code, part in _parts(b.pays):
        yield _element("recipient-country", {"code": code, "percentage": part}, nom_pays(code))
    for place in places:
        yield from _lieu(place)
    for vocabulary, code, part in secteurs(b.thematique):
        said = {"vocabulary": vocabulary, "code": code, "percentage": part}
        yield _element("sector", said, nom_theme(b.thematique))
    for goal in projet.odd:
        yield _element("tag", {"code": str(goal), "vocabulary": "2"}, libelle("odd", str(goal)))
    yield f'<collaboration-type code="{BILATERALE}"/>\n'
    flow = AUTRES_APPORTS if set(b.pays) & hors_apd() else APD
    yield f'<default-flow-type code="{flow}"/>\n'
    yield from _budgets(projet.financements, au)
    yield from _transactions(projet, au)
    for document in projet.documents:
        if urlsplit(document.adresse).scheme in ("http", "https"):
            said = {"url": document.adresse.replace(" ", "%20"), "format": _format(document.adresse)}
            inner = _element("title", {}, document.intitule or document.adresse)
            yield _ouvrant("document-link", said) + inner + f'<category code="{PAGE_WEB}"/></document-link>\n'
    yield "</iati-activity>\n"


def _descriptions(projet: FicheProjet, demonstration: bool) -> Iterator[str]:
    """General, objectives, others; the title stands for a general description that nobody wrote (one is demanded)."""
    yield _element("description", {"type": "1"}, projet.description or projet.bref.titre)
    if projet.objectifs:
        yield _element("description", {"type": "2"}, projet.objectifs)
    others = (projet.contexte, projet.historique, FICTIF if demonstration else "")
    for text in others:
        if text:
            yield _element("description", {"type": "4"}, text)


def _participants(projet: FicheProjet) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for f in projet.financements:
        nom = f.precision or libelle("financeur", f.financeur)
        if (nom, FINANCE) not in seen:
            seen.add((nom, FINANCE))
            yield _element("participating-org", {"type": FINANCEURS.get(f.financeur), "role": FINANCE}, nom)
    for rank, c in enumerate(projet.bref.collectivites):
        role = ASSOCIE if rank else RESPONSABLE
        yield _element("participating-org", {"type": COLLECTIVITE_LOCALE, "role": role}, c.nom)
    for q in projet.bref.partenaires:
        yield _element("participating-org", {"type": COLLECTIVITE_LOCALE, "role": REALISE}, q.nom)
    for nom in dict.fromkeys((*projet.acteurs_france, *projet.acteurs_pays)):
        yield _element("participating-org", {"role": REALISE}, nom)


def _dates(projet: FicheProjet, au: date) -> Iterator[str]:
    """Only years are known: a start is the 1st of January, an end the 31st of December, and the text says so."""
    year = debut(projet)
    said = "Seule l'année est connue"
    if year is not None:
        start = date(year, 1, 1)
        planned = projet.bref.statut == "projet" or start > au
        yield _element("activity-date", {"type": "1" if planned else "2", "iso-date": str(start)}, said)
    if projet.annee_fin is not None:
        end = date(projet.annee_fin, 12, 31)
        over = projet.bref.statut in ("termine", "abandonne") and end <= au
        yield _element("activity-date", {"type": "4" if over else "3", "iso-date": str(end)}, said)


def _parts(codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each code with its share of 100, two decimals, their sum exactly 100: what is over goes to the first."""
    found = list(codes)
    share = 10_000 // len(found) if found else 0
    for rank, code in enumerate(found):
        part = share + (10_000 - share * len(found) if rank == 0 else 0)
        yield code, f"{Decimal(part) / 100:f}"


def secteurs(theme: str) -> tuple[tuple[str, str, str], ...]:
    """(vocabulary, DAC code, percentage) of a theme: purpose codes under vocabulary 1, categories under 2, each to 100."""
    codes = _cad(theme)
    found = []
    for vocabulary, length in (("1", 5), ("2", 3)):
        found += [(vocabulary, code, part) for code, part in _parts(c for c in codes if len(c) == length)]
    return tuple(found)


def _cad(theme: str) -> tuple[str, ...]:
    """The DAC codes of a theme; of the themes under it where it has none of its own."""
    known = nomenclature.themes()
    if theme not in known:
        return (theme,) if theme.isdecimal() and len(theme) in (3, 5) else ()
    if known[theme].cad:
        return known[theme].cad
    under = (code for child in known.values() if child.parent == theme for code in _cad(child.code))
    return tuple(dict.fromkeys(under)) or (_cad(known[theme].parent) if known[theme].parent else ())


def _lieu(place: Situation) -> Iterator[str]:
    point, how = situer("partenaire", place)
    if point is None:
        return
    longitude, latitude = point
    yield (
        "<location>"
        + _element("name", {}, place.nom).rstrip()
        + '<point srsName="http://www.opengis.net/def/crs/EPSG/0/4326">'
        + f"<pos>{latitude} {longitude}</pos></point>"
        + f'<exactness code="{1 if how == EXACTE else 2}"/></location>\n'
    )


def _budgets(financements: Iterable[FinancementLu], au: date) -> Iterator[str]:
    """One a year: what all funders bring. Indicative for the years to come, committed for the others."""
    years: dict[int, Decimal] = {}
    for f in financements:
        years[f.annee] = years.get(f.annee, Decimal(0)) + f.montant
    for year, amount in sorted(years.items()):
        status = "1" if year > au.year else "2"
        yield (
            f'<budget type="1" status="{status}"><period-start iso-date="{date(year, 1, 1)}"/>'
            f'<period-end iso-date="{date(year, 12, 31)}"/>'
            f'<value currency="EUR" value-date="{date(year, 1, 1)}">{amount:f}</value></budget>\n'
        )


def _transactions(projet: FicheProjet, au: date) -> Iterator[str]:
    """What each funder committed to the collectivité that leads; a year to come is not a fact yet, the budget has it."""
    lead = projet.bref.collectivites[0].nom if projet.bref.collectivites else ""
    for f in projet.financements:
        day = date(f.annee, 1, 1)
        if day > au:
            continue
        provider = _element(
            "provider-org",
            {"type": FINANCEURS.get(f.financeur)},
            f.precision or libelle("financeur", f.financeur),
        )
        receiver = _element("receiver-org", {"type": COLLECTIVITE_LOCALE}, lead) if lead else ""
        yield (
            f'<transaction><transaction-type code="{ENGAGEMENT_RECU}"/><transaction-date iso-date="{day}"/>'
            f'<value currency="EUR" value-date="{day}">{f.montant:f}</value>'
            f"{provider.rstrip()}{receiver.rstrip()}</transaction>\n"
        )


def _format(adresse: str) -> str:
    return "application/pdf" if urlsplit(adresse).path.lower().endswith(".pdf") else "text/html"


def _element(nom: str, attributes: Mapping[str, str | None], texte: str) -> str:
    """An element with its text as the narrative that IATI demands."""
    return f"{_ouvrant(nom, attributes)}<narrative>{escape(_propre(texte))}</narrative></{nom}>\n"


def _ouvrant(nom: str, attributes: Mapping[str, str | None]) -> str:
    said = "".join(f" {key}={quoteattr(_propre(value))}" for key, value in attributes.items() if value)
    return f"<{nom}{said}>"


def _propre(texte: str) -> str:
    return _ILLEGAUX.sub("", without_controls(texte))


def _comment(texte: str) -> str:
    """Text for a comment, where two hyphens would end it."""
    return re.sub("-{2,}", "—", _propre(texte)).rstrip("-")
