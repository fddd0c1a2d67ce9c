# SPDX-License-Identifier: EUPL-1.2
"""Results of the reading side as answers: which columns, which words, which JSON keys (those of the contract)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from exports.answer import Answer, Cell, Column, Lines, Table
from exports.french import INSECABLE, nombre, pluriel
from exports.wording import (
    AUCUN_NOM,
    annees,
    avec_departement,
    criteres_en_mots,
    libelle,
    mentions,
    nature,
    nom_pays,
    nom_theme,
)
from parquet.criteria import TOUT, Criteria
from parquet.document import document
from parquet.extraits import Extrait
from parquet.results import (
    ApdAnnee,
    Classement,
    ContactBref,
    ContactsCollectivite,
    DemandeBref,
    Etat,
    ListeDemandes,
    ListeProjets,
    ProjetBref,
    champs,
)

COMPTEURS = {
    "collectivites_francaises": (
        "collectivité territoriale française engagée à l'étranger",
        "collectivités territoriales françaises engagées à l'étranger",
    ),
    "collectivites_partenaires": ("collectivité locale partenaire", "collectivités locales partenaires"),
    "collectivites_en_recherche": (
        "collectivité locale en recherche de coopération avec une collectivité territoriale française",
        "collectivités locales en recherche de coopération avec une collectivité territoriale française",
    ),
    "projets_cooperation": ("projet de coopération décentralisée", "projets de coopération décentralisée"),
    "autres_actions": (
        "projet dans le cadre d'autres actions extérieures",
        "projets dans le cadre d'autres actions extérieures",
    ),
    "demandes": ("demande de coopération (Bourse projets)", "demandes de coopération (Bourse projets)"),
    "pays": ("pays concerné", "pays concernés"),
}
"""The seven figures in the words of the guide, singular and plural, in its order."""


def etat(found: Etat, criteres: Criteria = TOUT, noms: Mapping[str, str] = AUCUN_NOM) -> Answer:
    """`atlas-tui etat`: the figures, then the APD by year with and without refugees. `criteres` narrow the page."""
    narrowed = criteres_en_mots(criteres, noms)
    place = found.intitule + (f" — {narrowed}" if narrowed else "")
    counts = [(key, getattr(found.compteurs, key), words) for key, words in COMPTEURS.items()]
    figures: list[tuple[Cell, ...]] = [
        (value, words[0] if value < 2 else words[1]) for _, value, words in counts if value is not None
    ]
    without = {line.annee: line.montant for line in found.apd_hors_refugies}
    apd: list[tuple[Cell, ...]] = [
        (str(line.annee), line.montant, without.get(line.annee, 0)) for line in found.apd
    ]
    rows: list[tuple[Cell, ...]] = [(key, None, value) for key, value, _ in counts]
    rows += [("apd", line.annee, line.montant) for line in found.apd]
    rows += [("apd_hors_refugies", line.annee, line.montant) for line in found.apd_hors_refugies]
    parts = [Table((Column("valeur", "", "entier", 0), Column("mesure", "")), figures)]
    if apd:
        parts.append(
            Table(
                (
                    Column("annee", "Année"),
                    Column("montant", "Montant", "euros"),
                    Column("hors", "Hors réfugiés", "euros"),
                ),
                apd,
                f"Aide publique au développement ({place if found.apd_affinee else f'{found.intitule}, non affinée'})",
            )
        )
    return Answer(
        document={
            "chemin": found.chemin,
            "intitule": found.intitule,
            "au": found.au,
            "instantane": found.instantane,
            "demonstration": found.demonstration,
            "compteurs": champs(found.compteurs),
            "apd": _apd(found.apd),
            "apd_hors_refugies": _apd(found.apd_hors_refugies),
        },
        parts=tuple(parts),
        table=Table(
            (
                Column("mesure", "Mesure"),
                Column("annee", "Année", "annee"),
                Column("valeur", "Valeur", "nombre"),
            ),
            rows,
        ),
        titre=f"État au niveau {place}",
        mentions=mentions(found.au, found.demonstration),
        criteres=narrowed,
        au=found.au,
        demonstration=found.demonstration,
    )


def _apd(lines: Sequence[ApdAnnee]) -> list[dict[str, object]]:
    return [{"annee": line.annee, "montant": line.montant} for line in lines]


PROJETS = (
    Column("id", "Fiche", poids=0),
    Column("collectivites", "Collectivités territoriales", poids=4),
    Column("pays", "Pays", poids=2),
    Column("partenaires", "Partenaires", poids=3),
    Column("titre", "Projet", poids=5),
    Column("type", "Type", poids=2),
    Column("thematique", "Thématique", poids=3),
    Column("statut", "Statut", poids=1),
    Column("annees", "Conv. / Lanc.", poids=0),
)
"""The guide's columns of the list of projets, after the identifier."""


EXTRAIT = Column("extrait", "Mots trouvés", poids=4)
AUCUN_EXTRAIT: Mapping[str, Extrait] = MappingProxyType({})


def projets(
    found: ListeProjets,
    criteres: Criteria,
    au: date,
    demonstration: bool,
    *,
    noms: Mapping[str, str] = AUCUN_NOM,
    table: Table | None = None,
    extraits: Mapping[str, Extrait] = AUCUN_EXTRAIT,
) -> Answer:
    """`atlas-tui chercher`: the list with the guide's columns; `table` (`exports.colonnes`) is what a file of it holds.

    `extraits` say where some rows have the words asked.
    """
    missing = found.total - len(found.projets) - found.decalage
    note = (
        f"{pluriel(len(found.projets), 'projet montré', 'projets montrés')} sur {nombre(found.total)}"
        if missing
        else ""
    )
    shown = Table(
        PROJETS,
        [_projet(p) for p in found.projets],
        note,
        [(*_projet_etroit(p), *_extrait(extraits.get(p.id))) for p in found.projets],
        150,
    )
    if extraits:
        cells = ["".join(_extrait(extraits.get(p.id))) for p in found.projets]
        shown = replace(
            shown,
            colonnes=(*shown.colonnes, EXTRAIT),
            lignes=[(*row, cell) for row, cell in zip(shown.lignes, cells, strict=True)],
        )
    return Answer(
        document={
            "criteres": document(criteres),
            "au": au,
            "demonstration": demonstration,
            "total": found.total,
            "projets": [{**champs(p), **_extrait_document(extraits.get(p.id))} for p in found.projets],
        },
        parts=(shown,),
        table=table or shown,
        titre=_total(found.total, "projet", criteres, noms),
        mentions=mentions(au, demonstration),
        criteres=criteres_en_mots(criteres, noms),
        au=au,
        demonstration=demonstration,
    )


def _extrait(extrait: Extrait | None) -> tuple[str, ...]:
    """« … donner accès à l'**eau** … », the words found between stars; nothing where there is none."""
    if extrait is None:
        return ()
    text = extrait.texte
    for start, stop in reversed(extrait.reperes):
        text = f"{text[:start]}**{text[start:stop]}**{text[stop:]}"
    return (f"«{INSECABLE}{text}{INSECABLE}»",)


def _extrait_document(extrait: Extrait | None) -> dict[str, object]:
    return {} if extrait is None else {"extrait": champs(extrait)}


def _total(total: int, what: str, criteres: Criteria, noms: Mapping[str, str]) -> str:
    words = criteres_en_mots(criteres, noms)
    return pluriel(total, what) + (f" — {words}" if words else "")


def _projet(p: ProjetBref) -> tuple[Cell, ...]:
    return (
        p.id, ", ".join(avec_departement(c.nom, c.departement) for c in p.collectivites), ", ".join(map(nom_pays, p.pays)),
        ", ".join(q.nom for q in p.partenaires), p.titre, nature(p), nom_theme(p.thematique), libelle("statut", p.statut),
        annees(p),
    )  # fmt: skip


def _projet_etroit(p: ProjetBref) -> tuple[str, ...]:
    """What the columns say, on lines that 80 cells hold."""
    who = ", ".join(avec_departement(c.nom, c.departement) for c in p.collectivites)
    whom = ", ".join(f"{q.nom} ({nom_pays(q.pays)})" for q in p.partenaires)
    what = (nature(p), nom_theme(p.thematique), libelle("statut", p.statut), annees(p))
    return f"{p.id}  {p.titre}", f"{who} – {whom}", " · ".join(w for w in what if w)


def demandes(
    found: ListeDemandes,
    criteres: Criteria,
    au: date,
    demonstration: bool,
    *,
    noms: Mapping[str, str] = AUCUN_NOM,
    table: Table | None = None,
    extraits: Mapping[str, Extrait] = AUCUN_EXTRAIT,
) -> Answer:
    """`atlas-tui chercher --bourse`: demandes that wait for a French partner; `table` as for `projets`."""
    columns = (
        Column("id", "Fiche", poids=0), Column("autorite", "Autorité", poids=3), Column("pays", "Pays", poids=2),
        Column("titre", "Demande", poids=5), Column("thematique", "Thématique", poids=3), Column("recherche", "Recherche", poids=3),
        Column("publiee_le", "Publiée le", "date", 0),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            d.id, d.partenaire.nom, nom_pays(d.partenaire.pays), d.titre, nom_theme(d.thematique), d.recherche,
            d.publiee_le,
        )
        for d in found.demandes
    ]  # fmt: skip
    shown = Table(columns, rows)
    if extraits:
        cells = ["".join(_extrait(extraits.get(d.id))) for d in found.demandes]
        shown = Table((*columns, EXTRAIT), [(*row, cell) for row, cell in zip(rows, cells, strict=True)])
    return Answer(
        document={
            "criteres": document(criteres),
            "au": au,
            "demonstration": demonstration,
            "total": found.total,
            "demandes": [
                {**_demande_document(d), **_extrait_document(extraits.get(d.id))} for d in found.demandes
            ],
        },
        parts=(shown,),
        table=table or shown,
        titre=_total(found.total, "demande", criteres, noms),
        mentions=mentions(au, demonstration),
        criteres=criteres_en_mots(criteres, noms),
        au=au,
        demonstration=demonstration,
    )


def _demande_document(d: DemandeBref) -> dict[str, object]:
    return {**champs(d), "pays": [d.partenaire.pays]}


def classement(found: Classement, intitule: str, au: date, demonstration: bool) -> Answer:
    """`atlas-tui classement`."""
    what = {
        "collectivites": (
            "Collectivité territoriale",
            "Les collectivités territoriales menant le plus de projets",
        ),
        "pays": ("Pays", "Les pays où les collectivités territoriales mènent le plus de projets"),
        "thematiques": (
            "Thématique",
            "Les thématiques des projets menés par les collectivités territoriales",
        ),
        "continents-bourse": ("Continent", "Les continents recensés dans la Bourse projets"),
    }[found.quoi]
    counted = "Nombre de demandes" if found.quoi == "continents-bourse" else "Nombre de projets"
    table = Table(
        (
            Column("rang", "Rang", "entier", 0), Column("id", "Code", poids=0), Column("nom", what[0], poids=3),
            Column("projets", counted, "entier", 0), Column("part", "Part", "pourcentage", 0),
        ),
        [(line.rang, line.id, line.nom, line.projets, line.part) for line in found.lignes],
    )  # fmt: skip
    cut = f" ({len(found.lignes)} sur {nombre(found.total)})" if len(found.lignes) < found.total else ""
    return Answer(
        document={
            "chemin": found.chemin,
            "classement": found.quoi,
            "au": au,
            "demonstration": demonstration,
            "total": found.total,
            "lignes": [champs(line) for line in found.lignes],
        },
        parts=(table,),
        table=table,
        titre=f"{what[1]} — {intitule}{cut}",
        mentions=mentions(au, demonstration),
        au=au,
        demonstration=demonstration,
    )


def contacts(found: Sequence[ContactsCollectivite], texte: str, au: date, demonstration: bool) -> Answer:
    """`atlas-tui contact`: people first, since they are what one came for."""
    rows: list[tuple[Cell, ...]] = [
        (
            c.id, avec_departement(c.nom, c.departement), f"{p.prenom} {p.nom}".strip(), p.titre, libelle_role(p.role), p.courriel,
            p.telephone,
        )
        for c in found
        for p in c.contacts or (_NOBODY,)
    ]  # fmt: skip
    table = Table(
        (
            Column("collectivite", "Fiche", poids=0), Column("nom", "Collectivité", poids=3), Column("personne", "Contact", poids=2),
            Column("titre", "Titre", poids=3), Column("role", "Rôle", poids=1), Column("courriel", "Courriel", poids=3),
            Column("telephone", "Téléphone", poids=0),
        ),
        rows,
    )  # fmt: skip
    lines = tuple(
        Lines(
            tuple(
                (f"{p.prenom} {p.nom}", " · ".join(x for x in (p.titre, p.courriel, p.telephone) if x))
                for p in c.contacts
            )
            or (("", "aucun contact publié"),),
            f"{avec_departement(c.nom, c.departement)} — {GENRES.get(c.type) or libelle('type', c.type)} — {c.id}",
        )
        for c in found
    )
    return Answer(
        document={
            "demonstration": demonstration,
            "resultats": [
                {
                    "id": c.id, "nom": c.nom, "type": c.type, "departement": c.departement,
                    "contacts": [
                        {
                            "prenom": p.prenom, "nom": p.nom, "titre": p.titre, "courriel": p.courriel,
                            "telephone": p.telephone, "role": p.role,
                        }
                        for p in c.contacts
                    ],
                }
                for c in found
            ],
        },
        parts=lines,
        table=table,
        titre=f"Contacts : « {texte} »",
        mentions=mentions(au, demonstration),
        au=au,
        demonstration=demonstration,
    )  # fmt: skip


GENRES = {"ambassade": "Correspondant coopération décentralisée", "reseau": "Réseau"}
"""What stands among the contacts and is no collectivité."""

_NOBODY = ContactBref("", "", "", "", "", "")
"""So that a collectivité without a published contact is still a row: nothing is left out in silence."""


def libelle_role(role: str) -> str:
    """« mandat électif » or « services »: words that agree with everybody."""
    return {"elu": "mandat électif", "cadre": "services"}.get(role, role)
