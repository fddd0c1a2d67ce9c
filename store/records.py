# SPDX-License-Identifier: EUPL-1.2
"""The pages of the atlas as values: what an edit carries, what the journal keeps, what publication reads.

Every record is immutable. An `id` of "" means "not stored yet": the store gives it one (`col-12`, `par-7`, ...).
Text is cleaned by the store where it enters (see `store.cleaning`). Codes of places, themes and statuses are those
of `parquet.reference`; the store checks their form, not their existence.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec

Kind = Literal[
    "collectivite", "partenaire", "projet", "demande", "reseau", "apd", "ambassade", "actualite",
    "appel", "dossier", "label", "mission",
]  # fmt: skip

PREFIXES: dict[Kind, str] = {
    "collectivite": "col",
    "partenaire": "par",
    "projet": "pro",
    "demande": "dem",
    "reseau": "res",
    "apd": "apd",
    "ambassade": "amb",
    "actualite": "act",
    "appel": "app",
    "dossier": "dos",
    "label": "lab",
    "mission": "mis",
}
"""Prefix of the identifiers of each kind: `pro-12731` says by itself that it names a projet."""


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """An élu or cadre territorial in charge of international relations. Personal data."""

    prenom: str
    nom: str
    titre: str
    """What the person does there: « Adjointe au maire, relations internationales »."""
    role: Literal["elu", "cadre"] = "cadre"
    courriel: str = ""
    """Personal address: published only when `diffusion` is true."""
    telephone: str = ""
    """Personal number: published only when `diffusion` is true."""
    diffusion: bool = False
    """The person agreed to have their own courriel and telephone published (RGPD)."""


class Collectivite(msgspec.Struct, frozen=True, kw_only=True):
    """A French local authority."""

    id: str = ""
    nom: str
    type: str
    """Code of `nomenclature.types_collectivite()`: region, departement, commune, ca, cc, cu, metropole, ept, com..."""
    code: str = ""
    """Its own official code: COG of the région, département, commune or COM, SIREN of an EPCI. Not unique: doubles exist."""
    departement: str = ""
    """COG code of its département; empty for a conseil régional and a COM."""
    region: str = ""
    """COG code of today's région; empty for a COM."""
    ancienne_region: str = ""
    """INSEE code of the région before 2016; empty where it has none (a conseil régional created in 2016, a COM)."""
    com: str = ""
    """COG code of the collectivité d'outre-mer it is, or lies in."""
    population: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    courriel: str = ""
    """Functional address of the service in charge: always public."""
    telephone: str = ""
    """Functional number: always public."""
    site: str = ""
    alias: tuple[str, ...] = ()
    """Former and other names, found by a search: « Conseil général du Bas-Rhin »."""
    contacts: tuple[Contact, ...] = ()
    reseaux: tuple[str, ...] = ()
    """Ids of the réseaux it belongs to."""


class Reseau(msgspec.Struct, frozen=True, kw_only=True):
    """An association or network of local authorities."""

    id: str = ""
    nom: str
    sigle: str = ""
    categorie: str = ""
    site: str = ""
    objet: str = ""
    """What it does, in a line."""
    territoire: str = ""
    """The territory that a regional structure serves, in words."""
    adresse: str = ""
    courriel: str = ""
    telephone: str = ""


class Partenaire(msgspec.Struct, frozen=True, kw_only=True):
    """A foreign local authority."""

    id: str = ""
    nom: str
    pays: str
    """ISO 3166-1 alpha-2, upper case (XK for Kosovo)."""
    type: str = "ville"
    """ville, region, province, district, autre."""
    subdivision: str = ""
    latitude: float | None = None
    longitude: float | None = None
    population: int | None = None
    site: str = ""
    alias: tuple[str, ...] = ()


class Financement(msgspec.Struct, frozen=True, kw_only=True):
    """One funder's part of a projet for one year."""

    annee: int
    financeur: str
    """Code of `nomenclature.financeurs()`: MEAE, AFD, UE, AGENCE-EAU, REGION, COLLECTIVITE, OI, PRIVE."""
    montant: Decimal
    """Euros, two decimals at most."""
    precision: str = ""
    """Which one: « Agence de l'eau Rhin-Meuse »."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A link to a document of a projet. Shown and copied, never opened."""

    intitule: str
    adresse: str


class Projet(msgspec.Struct, frozen=True, kw_only=True):
    """One line of international action of one or more collectivités with one or more partenaires."""

    id: str = ""
    titre: str
    nature: Literal["cooperation", "action"]
    jumelage: bool = False
    thematique: str
    """Code of the deepest theme known, at level 1, 2 or 3: `2`, `140`, `14031`."""
    odd: tuple[int, ...] = ()
    """Sustainable development goals, 1 to 17."""
    statut: str
    """Code of `nomenclature.statuts()`: projet, en-cours, suspendu, sommeil, termine, abandonne."""
    annee_convention: int | None = None
    annee_lancement: int | None = None
    annee_fin: int | None = None
    collectivites: tuple[str, ...]
    """Ids, the lead first; at least one."""
    partenaires: tuple[str, ...]
    """Ids; at least one. The countries of the projet are theirs."""
    objectifs: str = ""
    description: str = ""
    historique: str = ""
    contexte: str = ""
    financements: tuple[Financement, ...] = ()
    loi_oudin: str = ""
    """Code of `nomenclature.lois_un_pour_cent()`, or empty."""
    acteurs_france: tuple[str, ...] = ()
    """Associations, universities ... that take part in France."""
    acteurs_pays: tuple[str, ...] = ()
    """The same in the partner country."""
    contacts: tuple[Contact, ...] = ()
    volontaires: int = 0
    """Volontaires du progrès engaged."""
    documents: tuple[Document, ...] = ()
    origine: str = ""
    """Where an imported projet comes from: « wikidata:jumelages:2017 ». Empty when entered by hand."""


class Demande(msgspec.Struct, frozen=True, kw_only=True):
    """A request from a foreign authority that waits for a French partner (Bourse-projets)."""

    id: str = ""
    titre: str
    partenaire: str
    """Id of the authority that asks; its country is the demande's."""
    thematique: str
    besoin: str = ""
    description: str = ""
    recherche: str = ""
    """The kind of French partner looked for."""
    lieu: str = ""
    etat: Literal["deposee", "publiee", "refusee", "en-contact", "pourvue", "expiree"] = "publiee"
    deposee_le: date
    publiee_le: date | None = None


class LigneApd(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a declaration of official development assistance."""

    montant: Decimal
    """Euros, two decimals at most."""
    pays: str = ""
    """ISO2 of the country that benefits; empty when spent in France or not broken down."""
    secteur: str = ""
    """DAC purpose code, five digits, or category, three digits."""
    refugies: bool = False
    """Costs of hosting refugees in France: figures are given with and without them."""
    canal: str = ""
    type_aide: str = ""
    projet: str = ""
    loi_oudin: str = ""


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """The APD that one collectivité declares for one year."""

    id: str = ""
    collectivite: str
    annee: int
    lignes: tuple[LigneApd, ...] = ()
    """Empty is an « état néant »."""
    etat: Literal["brouillon", "declaree"] = "declaree"


class Ambassade(msgspec.Struct, frozen=True, kw_only=True):
    """A French embassy as the public may reach it, for one country. Its contacts are the correspondants."""

    id: str = ""
    pays: str
    """ISO2 of the country it is for: the country has one page of this kind."""
    nom: str
    """« Ambassade de France au Mali »."""
    service: str = ""
    """« Service de coopération et d'action culturelle »."""
    adresse: str = ""
    """Postal, on one line."""
    courriel: str = ""
    """Functional address: always public."""
    telephone: str = ""
    """Functional number: always public."""
    site: str = ""
    contacts: tuple[Contact, ...] = ()
    """The correspondant for decentralised cooperation, then whoever stands in."""


class Actualite(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of news, or an event of the agenda, of some countries and themes."""

    id: str = ""
    titre: str
    genre: Literal["actualite", "evenement"] = "actualite"
    texte: str
    emetteur: Literal["daect", "ambassade", "reseau"] = "daect"
    """Who signs it: set from the account that writes, never by its person."""
    reseau: str = ""
    """Id of the réseau that signs, empty when another does."""
    pays: tuple[str, ...] = ()
    """ISO2 of the countries concerned; that of the embassy alone when it signs."""
    thematiques: tuple[str, ...] = ()
    """Codes of themes, at any level."""
    collectivites: tuple[str, ...] = ()
    """Ids of the French collectivités concerned."""
    lieu: str = ""
    debut: date | None = None
    """Day of an event, the first where it lasts."""
    fin: date | None = None
    """Last day of an event that lasts."""
    horaires: str = ""
    """« 14 h – 17 h, heure de Dakar »."""
    adresse: str = ""
    """A link to more. Shown and copied, never opened."""
    etat: Literal["brouillon", "publiee", "archivee"] = "brouillon"
    publiee_le: date | None = None


class Appel(msgspec.Struct, frozen=True, kw_only=True):
    """A call for projects of the DAECT."""

    id: str = ""
    titre: str
    annee: int
    duree: Literal["annuel", "triennal"] = "annuel"
    presentation: str = ""
    ouvre_le: datetime
    ferme_le: datetime
    """Aware times; dossiers are deposited from `ouvre_le`, until `ferme_le` excluded. Whole minutes."""
    thematiques: tuple[str, ...] = ()
    """Codes of the themes it takes; empty for all."""
    pays: tuple[str, ...] = ()
    """ISO2 of the countries it takes; empty for all."""
    plafond: int
    """The most that may be asked for, in per cent of what a dossier costs: 1 to 100."""
    enveloppe: Decimal
    """Euros to share out."""
    siret: str = ""
    """SIRET of the ministry, as open data of the grants names it."""
    etat: Literal["brouillon", "publie", "clos"] = "brouillon"


class Depense(msgspec.Struct, frozen=True, kw_only=True):
    """What a dossier costs: one line of one year."""

    annee: int
    poste: str
    """What is paid: « Travaux », « Missions »."""
    montant: Decimal


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A document of a dossier: a link, or a file that the atlas keeps. Never a path."""

    intitule: str
    adresse: str = ""
    """The link; empty for a file."""
    empreinte: str = ""
    """SHA-256 of the file, in hex; empty for a link."""
    taille: int = 0
    """Bytes."""


class Avis(msgspec.Struct, frozen=True, kw_only=True):
    """What a préfecture or an embassy thinks of a dossier."""

    de: Literal["sgar", "ambassade"]
    lieu: str
    """Code of the région, or ISO2 of the country."""
    sens: Literal["favorable", "reserve", "defavorable"]
    texte: str = ""
    le: date


class Tranche(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a grant, and the report on what was done with it."""

    annee: int
    montant: Decimal
    versee_le: date | None = None
    rendu_le: date | None = None
    depense: Decimal = Decimal(0)
    """Euros spent, as the report says."""
    compte_rendu: str = ""


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """What a collectivité answers to a call: its request for a grant, what was thought of it, what became of it."""

    id: str = ""
    appel: str
    collectivite: str
    """The lead: the one that is paid."""
    associees: tuple[str, ...] = ()
    """Ids of the other French collectivités."""
    partenaires: tuple[str, ...] = ()
    projet: str = ""
    """Id of the projet of the atlas that the grant pays for."""
    titre: str
    thematique: str = ""
    siret: str = ""
    """SIRET of the lead, as it is paid and as open data names it."""
    contexte: str = ""
    objectifs: str = ""
    description: str = ""
    """The activities, year by year."""
    depenses: tuple[Depense, ...] = ()
    ressources: tuple[Financement, ...] = ()
    """Who pays, by year. What is asked for is the part of the MEAE."""
    pieces: tuple[Piece, ...] = ()
    etat: Literal[
        "brouillon", "depose", "retenu", "rejete", "notifie", "rejet-notifie", "en-cours", "clos", "abandonne", "annule"
    ] = "brouillon"  # fmt: skip
    depose_le: date | None = None
    avis: tuple[Avis, ...] = ()
    note: int | None = None
    """What it is ranked by: 0 to 100."""
    accorde: Decimal = Decimal(0)
    """Euros: proposed as long as it is deposited, granted from « retenu » on."""
    motif: str = ""
    """Why it was refused, annulled, or decided without an avis."""
    notifie_le: date | None = None
    tranches: tuple[Tranche, ...] = ()


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """The expertise of a collectivité, or of several, that the ministry recognises for three years."""

    id: str = ""
    programme: str
    """Code of `nomenclature.programmes_label()`: pact2 and those that followed."""
    titre: str
    """The field of excellence."""
    thematique: str
    collectivites: tuple[str, ...]
    """Ids, the lead first."""
    acteurs: tuple[str, ...] = ()
    """Partners of the territory: hospitals, universities, associations."""
    savoir_faire: str = ""
    appuis: str = ""
    """What it rests on: interests, experience, what it brought."""
    mobilisation: str = ""
    """When, where and how it can be called upon."""
    etat: Literal["brouillon", "depose", "labellise", "refuse", "expire", "retire", "abandonne"] = "brouillon"
    depose_le: date | None = None
    debut_le: date | None = None
    fin_le: date | None = None
    """The day from which it no longer holds."""
    motif: str = ""


class Mission(msgspec.Struct, frozen=True, kw_only=True):
    """A mission asked of the holder of a label."""

    id: str = ""
    label: str
    demandeur: Literal["collectivite", "ministere", "ambassade"]
    pays: str
    titre: str
    objectifs: str = ""
    debut_le: date
    fin_le: date
    etat: Literal["demandee", "acceptee", "declinee", "faite", "evaluee", "annulee"] = "demandee"
    motif: str = ""
    compte_rendu: str = ""
    evaluation: str = ""


Fiche = (
    Collectivite | Reseau | Partenaire | Projet | Demande | Declaration | Ambassade | Actualite
    | Appel | Dossier | Label | Mission
)  # fmt: skip
"""Anything with an id, a version and a journal."""
