# SPDX-License-Identifier: EUPL-1.2
"""From the store's records to the rows of the public tables; where personal data stops."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from parquet import rows_appels
from parquet.fulltext import Texte
from parquet.jours import sans_zone
from parquet.reference import geography, nomenclature
from parquet.tables import BREF, EN_ATTENTE, TABLES, Table
from parquet.text import fold
from store.clock import paris
from store.declarations import Declaree
from store.records import (
    Actualite,
    Ambassade,
    Appel,
    Collectivite,
    Contact,
    Declaration,
    Demande,
    Dossier,
    Fiche,
    Label,
    Mission,
    Partenaire,
    Projet,
    Reseau,
)
from store.store import Stored

type_of_row = dict[str, Any]
"""One row of a table: column → value, columns as in `parquet.tables`."""


class Rows:
    """Collects rows, table by table, as columns (which is what Parquet wants)."""

    def __init__(self, tables: Mapping[str, Table] = TABLES) -> None:
        self._columns: dict[str, dict[str, list[Any]]] = {
            name: {column: [] for column in table.colonnes} for name, table in tables.items()
        }

    def add(self, table: str, row: type_of_row) -> None:
        """Add one row, which must have every column of the table; what it has besides is left."""
        for column, values in self._columns[table].items():
            values.append(row[column])

    def columns(self, table: str) -> dict[str, list[Any]]:
        """The columns gathered for a table, all of one length."""
        return self._columns[table]

    def take(self, table: str) -> dict[str, list[Any]]:
        """The columns gathered for a table, which then holds no row."""
        gathered = self._columns[table]
        self._columns[table] = {column: [] for column in gathered}
        return gathered


class RowMaker:
    """Turns published fiches into rows. `get` gives the collectivités and partenaires that others name, `declarees` what was
    declared of a declaration up to one of its versions.

    `depuis` says since when the rows of a fiche hold, where it is not since the fiche was created; `redirections` where the
    id of a fiche that was merged into another leads, and since when.
    """

    def __init__(
        self,
        get: Callable[[str], Fiche | None],
        declarees: Callable[[str, int], Sequence[Declaree]],
        depuis: Mapping[str, datetime] | None = None,
        redirections: Mapping[str, tuple[str, datetime]] | None = None,
    ) -> None:
        self._get = get
        self._redirections = redirections or {}
        self._declarees = declarees
        self._depuis = depuis or {}
        self.rows = Rows()
        self.textes: list[Texte] = []
        """What the full text will hold of these fiches."""
        self._makers: dict[type, Callable[[Any, type_of_row], None]] = {
            Collectivite: self._collectivite,
            Reseau: self._reseau,
            Partenaire: self._partenaire,
            Projet: self._projet,
            Demande: self._demande,
            Declaration: self._declaration,
            Ambassade: self._ambassade,
            Actualite: self._actualite,
            Appel: lambda one, fiche: self._public("appels", rows_appels.appel(one), fiche),
            Dossier: lambda one, fiche: self._public("subventions", rows_appels.subvention(one, get), fiche),
            Label: lambda one, fiche: self._public("labels", rows_appels.label(one, get), fiche),
            # A mission is between those who asked for it and those who hold the label.
            Mission: lambda one, fiche: None,
        }

    def add(self, stored: Iterable[Stored[Any]]) -> None:
        """Add the rows of these fiches; drafts and archived ones give none."""
        for one in stored:
            if one.etat == "publiee":
                since = self._depuis.get(one.record.id, one.cree_le)
                fiche = {
                    "version": one.version, "modifie_le": one.modifie_le.date(), "depuis": sans_zone(since), "le": one.modifie_le,
                }  # fmt: skip
                self._makers[type(one.record)](one.record, fiche)
            elif one.record.id in self._redirections:
                vers, le = self._redirections[one.record.id]
                self.rows.add("redirections", {"de": one.record.id, "vers": vers, "depuis": sans_zone(le)})

    def _public(self, table: str, row: type_of_row | None, fiche: type_of_row) -> None:
        if row is not None:
            self.rows.add(table, {**row, **fiche})

    def take_textes(self) -> list[Texte]:
        """What the full text will hold of the fiches added since the last time."""
        taken, self.textes = self.textes, []
        return taken

    def _collectivite(self, c: Collectivite, fiche: type_of_row) -> None:
        self.rows.add(
            "collectivites",
            {
                "id": c.id, "nom": c.nom, "nom_plie": fold(c.nom), "code": c.code, **_place(c), "population": c.population,
                "latitude": c.latitude, "longitude": c.longitude, "courriel": c.courriel, "telephone": c.telephone,
                "site": c.site, "alias": c.alias, "alias_plies": [fold(a) for a in c.alias], "reseaux": c.reseaux, **fiche,
            },
        )  # fmt: skip
        self._contacts(c.id, c.contacts, c.courriel, c.telephone)

    def _contacts(self, fiche: str, contacts: tuple[Contact, ...], courriel: str, telephone: str) -> None:
        """People's own courriel and telephone leave the store only with their consent; else the service's stand there."""
        for rang, person in enumerate(contacts):
            self.rows.add(
                "contacts",
                {
                    "fiche": fiche, "rang": rang, "prenom": person.prenom, "nom": person.nom, "titre": person.titre,
                    "role": person.role,
                    "courriel": person.courriel if person.diffusion and person.courriel else courriel,
                    "telephone": person.telephone if person.diffusion and person.telephone else telephone,
                },
            )  # fmt: skip

    def _reseau(self, r: Reseau, fiche: type_of_row) -> None:
        self.rows.add(
            "reseaux",
            {
                "id": r.id, "nom": r.nom, "sigle": r.sigle, "categorie": r.categorie, "site": r.site, "objet": r.objet,
                "territoire": r.territoire, "adresse": r.adresse, "courriel": r.courriel, "telephone": r.telephone, **fiche,
            },
        )  # fmt: skip

    def _ambassade(self, a: Ambassade, fiche: type_of_row) -> None:
        self.rows.add(
            "ambassades",
            {
                "id": a.id, "pays": a.pays, "nom": a.nom, "service": a.service, "adresse": a.adresse, "courriel": a.courriel,
                "telephone": a.telephone, "site": a.site, **fiche,
            },
        )  # fmt: skip
        self._contacts(a.id, a.contacts, a.courriel, a.telephone)

    def _actualite(self, a: Actualite, fiche: type_of_row) -> None:
        # A draft is its author's own; what is archived has left the lists, and its past stays.
        if a.etat != "publiee":
            return
        lines = _distinct(code for theme in a.thematiques for code in nomenclature.lignee(theme))
        self.rows.add(
            "actualites",
            {
                "id": a.id, "titre": a.titre, "genre": a.genre, "texte": a.texte, "emetteur": a.emetteur, "reseau": a.reseau,
                "pays": a.pays, "thematiques": a.thematiques, "lignees": lines, "collectivites": a.collectivites,
                "lieu": a.lieu, "debut": a.debut, "fin": a.fin, "horaires": a.horaires, "adresse": a.adresse,
                "publiee_le": a.publiee_le,
                "mots": _words([a.titre, a.texte, a.lieu, *country_names(a.pays), *theme_names(lines)]), **fiche,
            },
        )  # fmt: skip

    def _partenaire(self, p: Partenaire, fiche: type_of_row) -> None:
        self.rows.add(
            "partenaires",
            {
                "id": p.id, "nom": p.nom, "nom_plie": fold(p.nom), "pays": p.pays, "type": p.type,
                "subdivision": p.subdivision, "latitude": p.latitude, "longitude": p.longitude, "population": p.population,
                "site": p.site, "alias": p.alias, "alias_plies": [fold(a) for a in p.alias], **fiche,
            },
        )  # fmt: skip

    def _projet(self, p: Projet, fiche: type_of_row) -> None:
        leaders = [c for i in p.collectivites if isinstance(c := self._get(i), Collectivite)]
        partners = [q for i in p.partenaires if isinstance(q := self._get(i), Partenaire)]
        themes = nomenclature.lignee(p.thematique)
        lead = leaders[0] if leaders else None
        row: type_of_row = {
            "id": p.id, "titre": p.titre, "titre_plie": fold(p.titre), "nature": p.nature, "jumelage": p.jumelage,
            "thematique": p.thematique, "thematiques": themes, "odd": p.odd, "statut": p.statut,
            "annee_convention": p.annee_convention, "annee_lancement": p.annee_lancement, "annee_fin": p.annee_fin,
            "annee_debut": p.annee_lancement or p.annee_convention,
            "collectivites": [c.id for c in leaders], "collectivites_noms": [c.nom for c in leaders],
            "collectivites_departements": [c.departement for c in leaders],
            "collectivite_pliee": fold(lead.nom) if lead else "",
            "partenaire_plie": fold(partners[0].nom) if partners else "",
            "types_collectivites": _distinct(c.type for c in leaders),
            "departements": _distinct(c.departement for c in leaders),
            "regions": _distinct(c.region for c in leaders),
            "anciennes_regions": _distinct(c.ancienne_region for c in leaders),
            "coms": _distinct(c.com for c in leaders),
            "partenaires": [q.id for q in partners], "partenaires_noms": [q.nom for q in partners],
            "partenaires_pays": [q.pays for q in partners], "pays": _distinct(q.pays for q in partners),
            "cofinancements": _distinct(
                one for f in p.financements for one in (f.financeur, f"{f.financeur}:{f.annee}")
            ),
            "financements": [
                {"annee": f.annee, "financeur": f.financeur, "montant": f.montant, "precision": f.precision}
                for f in p.financements
            ],
            "loi_oudin": p.loi_oudin, "objectifs": p.objectifs, "description": p.description,
            "historique": p.historique, "contexte": p.contexte, "acteurs_france": p.acteurs_france,
            "acteurs_pays": p.acteurs_pays, "volontaires": p.volontaires,
            "documents": [{"intitule": d.intitule, "adresse": d.adresse} for d in p.documents],
            "origine": p.origine,
            "mots": _words(
                [p.titre, *(c.nom for c in leaders), *(a for c in leaders for a in c.alias)]
                + [q.nom for q in partners] + theme_names(themes) + [p.objectifs, p.description]
            ),
            **fiche,
        }  # fmt: skip
        self.rows.add("projets", row)
        names = [name for c in leaders for name in (c.nom, *c.alias)]
        names += [name for q in partners for name in (q.nom, *q.alias)]
        self.textes.append(
            Texte(
                id=p.id, titre=p.titre, noms=[*names, *country_names(q.pays for q in partners)],
                themes=theme_names(themes), objectifs=p.objectifs, texte=(p.description, p.historique, p.contexte), bref=_bref("projets", row),
            )
        )  # fmt: skip
        for rang, c in enumerate(leaders):
            self.rows.add(
                "engagements", {"projet": p.id, "rang": rang, "collectivite": c.id, **_place(c), **fiche}
            )
        for rang, q in enumerate(partners):
            self.rows.add(
                "liaisons", {"projet": p.id, "rang": rang, "partenaire": q.id, "pays": q.pays, **fiche}
            )
        self._contacts(p.id, p.contacts, lead.courriel if lead else "", lead.telephone if lead else "")

    def _demande(self, d: Demande, fiche: type_of_row) -> None:
        # Only what the embassy let through is public: a demande that waits or was refused stays in the store.
        if d.etat in ("deposee", "refusee"):
            return
        authority = self._get(d.partenaire)
        if not isinstance(authority, Partenaire):
            return
        themes = nomenclature.lignee(d.thematique)
        row: type_of_row = {
            "id": d.id, "titre": d.titre, "titre_plie": fold(d.titre), "partenaire": d.partenaire,
            "partenaire_nom": authority.nom, "partenaire_plie": fold(authority.nom), "pays": authority.pays, "thematique": d.thematique, "thematiques": themes,
            "besoin": d.besoin, "description": d.description, "recherche": d.recherche, "lieu": d.lieu, "etat": d.etat,
            "deposee_le": d.deposee_le, "publiee_le": d.publiee_le,
            "mots": _words([d.titre, authority.nom, *theme_names(themes), d.besoin, d.description, d.lieu]), **fiche,
        }  # fmt: skip
        self.rows.add("demandes", row)
        if d.etat not in EN_ATTENTE:
            return
        self.textes.append(
            Texte(
                id=d.id, titre=d.titre, noms=[authority.nom, *authority.alias, *country_names([authority.pays])],
                themes=theme_names(themes), objectifs=d.besoin, texte=(d.description, d.recherche, d.lieu), bref=_bref("demandes", row),
            )
        )  # fmt: skip

    def _declaration(self, d: Declaration, fiche: type_of_row) -> None:
        owner = self._get(d.collectivite)
        # What was declared counts until it is declared again: opening it does not take it out of the totals.
        if fiche["version"] > 1:
            every = self._declarees(d.id, fiche["version"])
        else:
            # Most were declared once: their journal is not read.
            every = [Declaree(1, 1, fiche["le"], d)] if d.etat == "declaree" else []
        if not every or not isinstance(owner, Collectivite):
            return
        last = every[-1]
        for line in last.record.lignes:
            self.rows.add(
                "apd",
                {
                    "declaration": d.id, "collectivite": owner.id, **_place(owner), "annee": d.annee, "pays": line.pays,
                    "secteur": line.secteur, "refugies": line.refugies, "montant": line.montant, "canal": line.canal,
                    "type_aide": line.type_aide, "projet": line.projet, "loi_oudin": line.loi_oudin,
                    "rang": last.rang, "declaree_le": paris(last.le).date(), **fiche,
                },
            )  # fmt: skip


def _bref(table: str, row: type_of_row) -> bytes:
    """The columns of a line of a list, as a JSON list."""
    return msgspec.json.encode([row[column] for column in BREF[table]])


def _place(c: Collectivite) -> type_of_row:
    return {
        "type": c.type, "departement": c.departement, "region": c.region, "ancienne_region": c.ancienne_region, "com": c.com,
    }  # fmt: skip


def _distinct(values: Iterable[str]) -> list[str]:
    """Non-empty values once each, in order."""
    return list(dict.fromkeys(v for v in values if v))


def _words(texts: list[str]) -> str:
    """What a keyword search looks into: folded, each word once, a space before each word so that prefixes can be found."""
    return " " + " ".join(dict.fromkeys(" ".join(fold(t) for t in texts).split()))


def theme_names(codes: Iterable[str]) -> list[str]:
    """The names of the themes that the reference knows."""
    themes = nomenclature.themes()
    return [themes[code].nom for code in codes if code in themes]


def country_names(codes: Iterable[str]) -> list[str]:
    """The names of the countries that the reference knows, once each."""
    every = geography.pays()
    return [every[code].nom for code in _distinct(codes) if code in every]
