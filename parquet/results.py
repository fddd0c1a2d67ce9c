# SPDX-License-Identifier: EUPL-1.2
"""What the reading side answers: frozen values that screens show, commands print and exports write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec


def champs(record: object) -> dict[str, Any]:
    """The fields of a record by name, of those within it too; dates and amounts stay values."""
    found: dict[str, Any] = msgspec.to_builtins(record, builtin_types=(date, Decimal))
    return found


@dataclass(frozen=True, slots=True)
class Compteurs:
    """The seven figures of a page. None: the figure does not apply there (the demandes, on the French side)."""

    collectivites_francaises: int
    collectivites_partenaires: int
    collectivites_en_recherche: int | None
    projets_cooperation: int
    autres_actions: int
    demandes: int | None
    pays: int


@dataclass(frozen=True, slots=True)
class ApdAnnee:
    """Aid declared for a year, in euros."""

    annee: int
    montant: Decimal


@dataclass(frozen=True, slots=True)
class Etat:
    """The état of a page: its figures, the date they stand at and what they count."""

    chemin: str
    intitule: str
    au: date
    instantane: str
    demonstration: bool
    compteurs: Compteurs
    apd: tuple[ApdAnnee, ...]
    """Latest year first."""
    apd_hors_refugies: tuple[ApdAnnee, ...]
    apd_affinee: bool = True
    """False when the criteria ask something that a line of APD cannot tell (words, statut, nature ...): the APD is then that
    of the places and themes alone, and must be said so."""


class CollectiviteBref(msgspec.Struct, frozen=True, gc=False):
    """A collectivité as a list shows it: never its name alone."""

    id: str
    nom: str
    departement: str


class PartenaireBref(msgspec.Struct, frozen=True, gc=False):
    """A partenaire as a list shows it."""

    id: str
    nom: str
    pays: str


class ProjetBref(msgspec.Struct, frozen=True, gc=False):
    """A row of the list of projets, with the columns of the guide."""

    id: str
    titre: str
    nature: str
    jumelage: bool
    collectivites: tuple[CollectiviteBref, ...]
    partenaires: tuple[PartenaireBref, ...]
    pays: tuple[str, ...]
    thematique: str
    """Code of the deepest theme known."""
    statut: str
    annee_convention: int | None
    annee_lancement: int | None


class DemandeBref(msgspec.Struct, frozen=True, gc=False):
    """A row of the list of demandes (Bourse-projets)."""

    id: str
    titre: str
    partenaire: PartenaireBref
    thematique: str
    recherche: str
    publiee_le: date | None


@dataclass(frozen=True, slots=True)
class ListeProjets:
    """A part of a list of projets: `total` rows in all, those from `decalage` on are here."""

    total: int
    decalage: int
    projets: tuple[ProjetBref, ...]


@dataclass(frozen=True, slots=True)
class ListeDemandes:
    """A part of a list of demandes: `total` rows in all, those from `decalage` on are here."""

    total: int
    decalage: int
    demandes: tuple[DemandeBref, ...]


class LigneClassement(msgspec.Struct, frozen=True, gc=False):
    """A line of a ranking. `part` is the share of the page's projets, in percent, two decimals."""

    rang: int
    id: str
    nom: str
    projets: int
    part: float


@dataclass(frozen=True, slots=True)
class Classement:
    """A ranking of `quoi` over a page; equal counts keep the alphabetical order. `total` lines before the limit."""

    chemin: str
    quoi: str
    total: int
    lignes: tuple[LigneClassement, ...]


@dataclass(frozen=True, slots=True)
class ContactBref:
    """A person in charge. Courriel and telephone are the service's unless the person agreed to show their own."""

    prenom: str
    nom: str
    titre: str
    courriel: str
    telephone: str
    role: str


@dataclass(frozen=True, slots=True)
class ContactsCollectivite:
    """The people to call in one collectivité."""

    id: str
    nom: str
    type: str
    departement: str
    contacts: tuple[ContactBref, ...]


@dataclass(frozen=True, slots=True)
class ReseauBref:
    """A network a collectivité belongs to."""

    id: str
    nom: str
    sigle: str
    site: str


@dataclass(frozen=True, slots=True)
class NombreParPays:
    """Projets of one country, by nature."""

    pays: str
    cooperations: int
    actions: int


@dataclass(frozen=True, slots=True)
class FicheCollectivite:
    """The page of a collectivité: identity, people, networks; its état and its projets are asked for as a page's."""

    id: str
    nom: str
    type: str
    code: str
    departement: str
    region: str
    ancienne_region: str
    com: str
    population: int | None
    latitude: float | None
    longitude: float | None
    courriel: str
    telephone: str
    site: str
    alias: tuple[str, ...]
    contacts: tuple[ContactBref, ...]
    reseaux: tuple[ReseauBref, ...]
    pays: tuple[NombreParPays, ...]
    """Coopérations and autres actions by country, most projets first."""
    version: int
    modifie_le: date


@dataclass(frozen=True, slots=True)
class FichePartenaire:
    """The page of a foreign local authority; its projets and demandes are asked for by criteria."""

    id: str
    nom: str
    pays: str
    type: str
    subdivision: str
    latitude: float | None
    longitude: float | None
    population: int | None
    site: str
    alias: tuple[str, ...]
    version: int
    modifie_le: date


@dataclass(frozen=True, slots=True)
class FinancementLu:
    """One funder's part for one year, in euros."""

    annee: int
    financeur: str
    montant: Decimal
    precision: str


@dataclass(frozen=True, slots=True)
class DocumentLu:
    """A link of a projet. Shown and copied, never opened."""

    intitule: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Engagement:
    """The place that a collectivité brings to a projet: its type and the codes of where it is."""

    type: str
    departement: str
    region: str
    ancienne_region: str
    com: str


@dataclass(frozen=True, slots=True)
class FicheProjet:
    """The page of a projet, whole."""

    bref: ProjetBref
    engagements: tuple[Engagement, ...]
    """One for each of `bref.collectivites`, in their order."""
    odd: tuple[int, ...]
    annee_fin: int | None
    objectifs: str
    description: str
    historique: str
    contexte: str
    financements: tuple[FinancementLu, ...]
    loi_oudin: str
    acteurs_france: tuple[str, ...]
    acteurs_pays: tuple[str, ...]
    contacts: tuple[ContactBref, ...]
    volontaires: int
    documents: tuple[DocumentLu, ...]
    origine: str
    version: int
    modifie_le: date


@dataclass(frozen=True, slots=True)
class EtapeDemande:
    """A state of a demande, and the day (in Paris) it entered it."""

    etat: str
    le: date


@dataclass(frozen=True, slots=True)
class FicheDemande:
    """The page of a demande, whole."""

    bref: DemandeBref
    besoin: str
    description: str
    lieu: str
    etat: str
    deposee_le: date
    version: int
    modifie_le: date
    etapes: tuple[EtapeDemande, ...] = ()
    """The states it went through, the first first."""


@dataclass(frozen=True, slots=True)
class FicheReseau:
    """The page of a network, with the collectivités that belong to it."""

    id: str
    nom: str
    sigle: str
    categorie: str
    site: str
    objet: str
    territoire: str
    adresse: str
    courriel: str
    telephone: str
    membres: tuple[CollectiviteBref, ...]
    version: int
    modifie_le: date


@dataclass(frozen=True, slots=True)
class FicheAmbassade:
    """The embassy for a country: how it is reached, and its correspondants for decentralised cooperation."""

    id: str
    pays: str
    nom: str
    service: str
    adresse: str
    courriel: str
    telephone: str
    site: str
    contacts: tuple[ContactBref, ...]
    version: int
    modifie_le: date


@dataclass(frozen=True, slots=True)
class ActualiteBref:
    """A piece of news, or an event, as a line of a list says it."""

    id: str
    titre: str
    genre: str
    """`actualite` or `evenement`."""
    emetteur: str
    """`daect`, `ambassade` or `reseau`."""
    reseau: str
    """Id of the réseau that signs; empty when another does."""
    reseau_nom: str
    pays: tuple[str, ...]
    thematiques: tuple[str, ...]
    lieu: str
    debut: date | None
    fin: date | None
    horaires: str
    publiee_le: date


@dataclass(frozen=True, slots=True)
class FicheActualite:
    """A piece of news, whole."""

    bref: ActualiteBref
    texte: str
    adresse: str
    collectivites: tuple[CollectiviteBref, ...]
    version: int
    modifie_le: date


FicheLue = (
    FicheCollectivite
    | FichePartenaire
    | FicheProjet
    | FicheDemande
    | FicheReseau
    | FicheAmbassade
    | FicheActualite
)


@dataclass(frozen=True, slots=True)
class Trouvaille:
    """One answer of the finder."""

    chemin: str
    """Where it leads: a page (`pays/bf`, `collectivite/col-12`) or a fiche (`fiche/pro-9`)."""
    nom: str
    genre: str
    """What it is, in French, for the eye: « pays », « commune », « projet » ..."""
    precision: str
    """What tells it from its homonyms: département, country, partners."""
    projets: int


class NombrePage(msgspec.Struct, frozen=True, gc=False):
    """Projets (coopérations and actions) behind a place: what a tree or a selector shows beside each name."""

    code: str
    projets: int
    demandes: int


@dataclass(frozen=True, slots=True)
class NombreNatures:
    """Projets and demandes behind a code, nature by nature."""

    code: str
    cooperations: int
    actions: int
    demandes: int


@dataclass(frozen=True, slots=True)
class Repartition:
    """How the projets and demandes that are kept spread over the codes of `par`. One with two codes counts in both."""

    par: str
    total: NombreNatures
    """Each once, whatever its codes; its `code` is empty."""
    lignes: tuple[NombreNatures, ...]
    """Codes without any are left out."""
    sans: NombreNatures
    """Those that have no code at all: a projet without a year; its `code` is empty."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a collectivité or a partenaire stands."""

    id: str
    nom: str
    type: str
    territoire: str
    """Code of the département or COM of a collectivité (empty for a région), ISO2 of the country of a partenaire."""
    region: str
    """Of a collectivité; empty elsewhere."""
    latitude: float | None
    longitude: float | None
