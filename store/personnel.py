# SPDX-License-Identifier: EUPL-1.2
"""Where the store keeps what tells of people: every table and column of the schema, decided one by one.

What erases a person, and what gives one's own data, read this: a table that is not declared here fails a test, so that none
is forgotten. A new table adds its line to `TABLES`, and how to fill it to `tests/test_personnel.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import apsw


class Sort(Enum):
    """What becomes of the rows of a table when the person of an account is erased."""

    RESTE = "rien : elles ne sont à personne ; ses textes sont relus"
    PART = "elles partent avec le compte"
    VIDE = "elles restent, vidées de la personne : un numéro a fait ceci"
    PROPRE = (
        "l'effacement les connaît une par une : les pages, le journal, les comptes, les lettres, les dépôts"
    )


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a table, by what they may tell of a person; each stands in one of the four."""

    rien: frozenset[str]
    """Numbers, codes, dates, amounts: nobody."""
    textes: frozenset[str]
    """What anyone typed, and where somebody may be named: read again when a person is erased."""
    personne: frozenset[str]
    """Who somebody is, and how to reach them."""
    secrets: frozenset[str]
    """What opens an account, or a hash of it: erased with the person, given to nobody."""
    compte: str
    """The column that says whose account a row is of; empty where rows are not an account's."""
    sort: Sort

    @property
    def colonnes(self) -> frozenset[str]:
        """Every column."""
        return self.rien | self.textes | self.personne | self.secrets


def _table(
    rien: str = "",
    *,
    textes: str = "",
    personne: str = "",
    secrets: str = "",
    compte: str = "",
    sort: Sort = Sort.RESTE,
) -> Table:
    told, texts, people, hidden = (frozenset(names.split()) for names in (rien, textes, personne, secrets))
    return Table(told, texts, people, hidden, compte, sort)


TABLES: Mapping[str, Table] = {
    # The atlas itself
    "atlas": _table("seul demonstration cree_le"),
    "migration": _table("numero nom empreinte le"),
    # Pages: their texts are erased as new versions of the fiche
    "fiche": _table("id kind numero version etat cree_le modifie_le seq"),
    "reseau": _table(
        "fiche categorie", textes="nom sigle site objet territoire adresse courriel telephone", sort=Sort.PROPRE
    ),
    "ambassade": _table(
        "fiche pays", textes="nom service adresse courriel telephone site", sort=Sort.PROPRE
    ),
    "actualite": _table(
        "fiche genre emetteur reseau debut fin etat publiee_le", textes="titre texte lieu horaires adresse", sort=Sort.PROPRE
    ),
    "actualite_pays": _table("actualite rang pays"),
    "actualite_thematique": _table("actualite rang thematique"),
    "actualite_collectivite": _table("actualite rang collectivite"),
    "collectivite": _table(
        "fiche type code departement region ancienne_region com population latitude longitude",
        textes="nom courriel telephone site", sort=Sort.PROPRE,
    ),
    "adhesion": _table("collectivite rang reseau"),
    "partenaire": _table(
        "fiche pays type latitude longitude population", textes="nom subdivision site", sort=Sort.PROPRE
    ),
    "alias": _table("fiche rang", textes="nom", sort=Sort.PROPRE),
    "contact": _table(
        "fiche rang role diffusion", personne="prenom nom titre courriel telephone", sort=Sort.PROPRE
    ),
    "projet": _table(
        "fiche nature jumelage thematique statut annee_convention annee_lancement annee_fin loi_oudin volontaires",
        textes="titre objectifs description historique contexte origine", sort=Sort.PROPRE,
    ),
    "projet_collectivite": _table("projet rang collectivite"),
    "projet_partenaire": _table("projet rang partenaire"),
    "projet_odd": _table("projet rang odd"),
    "financement": _table("projet rang annee financeur montant_centimes", textes="precision", sort=Sort.PROPRE),
    "projet_acteur_france": _table("projet rang", textes="nom", sort=Sort.PROPRE),
    "projet_acteur_pays": _table("projet rang", textes="nom", sort=Sort.PROPRE),
    "projet_document": _table("projet rang", textes="intitule adresse", sort=Sort.PROPRE),
    "demande": _table(
        "fiche partenaire thematique etat deposee_le publiee_le",
        textes="titre besoin description recherche lieu", sort=Sort.PROPRE,
    ),
    "apd_declaration": _table("fiche collectivite annee etat"),
    "apd_ligne": _table(
        "declaration rang montant_centimes pays secteur refugies projet loi_oudin", textes="canal type_aide", sort=Sort.PROPRE
    ),
    # The journal: it knows authors by a number; contents are erased whole, under the commitments that stay
    "journal": _table("seq le acteur fiche version operation engagement engagement_personnel empreinte"),
    "journal_contenu": _table("seq sel", textes="apres", sort=Sort.PROPRE),
    "journal_personnel": _table("seq sel", personne="contacts", sort=Sort.PROPRE),
    "edition": _table("acteur cle premier dernier le"),
    # Doubles: pairs of fiches
    "doublon_ecarte": _table("premiere seconde acteur le"),
    "fusion": _table("numero gardee absorbee premier dernier acteur le defaite_le"),
    "fusion_lien": _table("fusion rang tableau colonne cle"),
    # Accounts
    "compte": _table(
        "numero courriel_confirme role collectivite pays region reseau etat totp_pas cree_le",
        personne="identifiant identifiant_plie courriel prenom nom vu_le", secrets="mot_de_passe totp",
        compte="numero", sort=Sort.PROPRE,
    ),
    "tentative": _table("depuis nombre", secrets="cle", sort=Sort.PROPRE),
    "code": _table("compte usage expire_le essais", secrets="sel empreinte", compte="compte", sort=Sort.PART),
    "cle_ssh": _table(
        "compte genre ajoutee_le", personne="empreinte contenu libelle", compte="compte", sort=Sort.PART
    ),
    "courrier": _table(
        "numero depose_le parti_le essais", textes="sujet texte erreur", personne="adresse", sort=Sort.PROPRE
    ),
    "evenement_compte": _table("numero le acteur compte", textes="quoi", compte="compte", sort=Sort.VIDE),
    "brouillon": _table("compte objet base le", textes="contenu", compte="compte", sort=Sort.PART),
    # Procedures
    "depot": _table("jeton expire_le essais fiche", personne="contenu", secrets="sel empreinte", sort=Sort.PROPRE),
    "demande_suivi": _table(
        "fiche langue expire_le", textes="raison", personne="prenom nom courriel telephone", sort=Sort.PROPRE
    ),
    "demande_reponse": _table("demande collectivite compte le", textes="message", compte="compte"),
    "frein": _table("depuis nombre", secrets="cle"),
    "demande_code": _table("jeton fiche expire_le essais", secrets="sel empreinte"),
    "campagne_apd": _table("annee ouvre_le ferme_le"),
    "apd_reouverture": _table("declaration jusque", textes="raison"),
    # Campagne annuelle, and what each account keeps
    "campagne": _table("annee ouvre_le ferme_le"),
    "campagne_partie": _table("annee collectivite partie pays seq lignes compte le", compte="compte"),
    "campagne_relance": _table("collectivite jour"),
    "avis": _table("compte sorte jour", compte="compte", sort=Sort.PART),
    "page_gardee": _table("numero compte le", textes="nom adresse", compte="compte", sort=Sort.PART),
    "export_garde": _table("numero compte jour le", textes="nom adresse", compte="compte", sort=Sort.PART),
    "suivi": _table("compte sorte code le", compte="compte", sort=Sort.PART),
    "preference": _table("compte resume", compte="compte", sort=Sort.PART),
    "session": _table("compte genre ouverte_le vue_le", secrets="cle", compte="compte", sort=Sort.PART),
    # Calls for projects and the label: a text that names somebody is erased as a new version
    "appel": _table(
        "fiche annee duree ouvre_le ferme_le plafond enveloppe_centimes siret etat", textes="titre presentation",
        sort=Sort.PROPRE,
    ),
    "appel_thematique": _table("appel rang thematique"),
    "appel_pays": _table("appel rang pays"),
    "dossier": _table(
        "fiche appel collectivite projet thematique siret etat depose_le note accorde_centimes notifie_le",
        textes="titre contexte objectifs description motif", sort=Sort.PROPRE,
    ),
    "dossier_associee": _table("dossier rang collectivite"),
    "dossier_partenaire": _table("dossier rang partenaire"),
    "dossier_depense": _table("dossier rang annee montant_centimes", textes="poste", sort=Sort.PROPRE),
    "dossier_ressource": _table(
        "dossier rang annee financeur montant_centimes", textes="precision", sort=Sort.PROPRE
    ),
    # A file is kept as it came: what it says is not read, the dossier gives it up whole.
    "piece": _table("empreinte contenu"),
    "dossier_piece": _table("dossier rang empreinte taille", textes="intitule adresse", sort=Sort.PROPRE),
    "dossier_avis": _table("dossier rang de lieu sens le", textes="texte", sort=Sort.PROPRE),
    "dossier_tranche": _table(
        "dossier rang annee montant_centimes versee_le rendu_le depense_centimes", textes="compte_rendu",
        sort=Sort.PROPRE,
    ),
    "label": _table(
        "fiche programme thematique etat depose_le debut_le fin_le",
        textes="titre savoir_faire appuis mobilisation motif", sort=Sort.PROPRE,
    ),
    "label_collectivite": _table("label rang collectivite"),
    "label_acteur": _table("label rang", textes="nom", sort=Sort.PROPRE),
    "mission": _table(
        "fiche label demandeur pays debut_le fin_le etat", textes="titre objectifs motif compte_rendu evaluation",
        sort=Sort.PROPRE,
    ),
}  # fmt: skip
"""Every table of the schema, whole."""


def indecises(connection: apsw.Connection) -> list[str]:
    """Return what the schema and `TABLES` do not say alike, as « table » or « table.colonne »; empty when they agree."""
    tables = {
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    }
    wrong = sorted(tables ^ set(TABLES))
    for name in sorted(tables & set(TABLES)):
        columns = {row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (name,))}
        wrong += sorted(f"{name}.{column}" for column in columns ^ TABLES[name].colonnes)
    return wrong


def de_compte(connection: apsw.Connection, numero: int) -> dict[str, list[dict[str, object]]]:
    """Return what the store holds of an account, table by table, rows as column → value; secrets are left out."""
    found: dict[str, list[dict[str, object]]] = {}
    for name, table in TABLES.items():
        if not table.compte:
            continue
        columns = sorted(table.colonnes - table.secrets)
        rows = connection.execute(
            f"SELECT {', '.join(columns)} FROM {name} WHERE {table.compte} = ? ORDER BY 1",  # noqa: S608 - names declared above
            (numero,),
        ).fetchall()
        if rows:
            found[name] = [dict(zip(columns, row, strict=True)) for row in rows]
    return found
