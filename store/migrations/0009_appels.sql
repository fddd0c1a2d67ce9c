-- SPDX-License-Identifier: EUPL-1.2
-- Calls for projects, their dossiers, the label and its missions. Words are those of store/records.py.

CREATE TABLE appel (
    fiche TEXT PRIMARY KEY REFERENCES fiche (id),
    titre TEXT NOT NULL CHECK (titre <> ''),
    annee INTEGER NOT NULL CHECK (annee BETWEEN 1900 AND 2100),
    duree TEXT NOT NULL CHECK (duree IN ('annuel', 'triennal')),
    presentation TEXT NOT NULL,
    -- Times are UTC.
    ouvre_le TEXT NOT NULL,
    ferme_le TEXT NOT NULL,
    plafond INTEGER NOT NULL CHECK (plafond BETWEEN 1 AND 100),
    enveloppe_centimes INTEGER NOT NULL CHECK (enveloppe_centimes BETWEEN 0 AND 999999999999999),
    siret TEXT NOT NULL,
    etat TEXT NOT NULL CHECK (etat IN ('brouillon', 'publie', 'clos')),
    CHECK (ferme_le > ouvre_le)
) STRICT;

CREATE TABLE appel_thematique (
    appel TEXT NOT NULL REFERENCES appel (fiche),
    rang INTEGER NOT NULL,
    thematique TEXT NOT NULL,
    PRIMARY KEY (appel, rang)
) STRICT, WITHOUT ROWID;

CREATE TABLE appel_pays (
    appel TEXT NOT NULL REFERENCES appel (fiche),
    rang INTEGER NOT NULL,
    pays TEXT NOT NULL CHECK (pays GLOB '[A-Z][A-Z]'),
    PRIMARY KEY (appel, rang)
) STRICT, WITHOUT ROWID;

CREATE TABLE dossier (
    fiche TEXT PRIMARY KEY REFERENCES fiche (id),
    appel TEXT NOT NULL REFERENCES appel (fiche),
    collectivite TEXT NOT NULL REFERENCES collectivite (fiche),
    -- The projet of the atlas that the grant pays for, or empty.
    projet TEXT NOT NULL,
    titre TEXT NOT NULL CHECK (titre <> ''),
    thematique TEXT NOT NULL,
    siret TEXT NOT NULL,
    contexte TEXT NOT NULL,
    objectifs TEXT NOT NULL,
    description TEXT NOT NULL,
    etat TEXT NOT NULL CHECK (etat IN (
        'brouillon', 'depose', 'retenu', 'rejete', 'notifie', 'rejet-notifie', 'en-cours', 'clos', 'abandonne', 'annule'
    )),
    depose_le TEXT,
    note INTEGER CHECK (note BETWEEN 0 AND 100),
    accorde_centimes INTEGER NOT NULL CHECK (accorde_centimes BETWEEN 0 AND 999999999999999),
    motif TEXT NOT NULL,
    notifie_le TEXT
) STRICT;
CREATE INDEX dossier_appel ON dossier (appel);
CREATE INDEX dossier_collectivite ON dossier (collectivite);

CREATE TABLE dossier_associee (
    dossier TEXT NOT NULL REFERENCES dossier (fiche),
    rang INTEGER NOT NULL,
    collectivite TEXT NOT NULL REFERENCES collectivite (fiche),
    PRIMARY KEY (dossier, rang)
) STRICT, WITHOUT ROWID;
CREATE INDEX dossier_associee_collectivite ON dossier_associee (collectivite);

CREATE TABLE dossier_partenaire (
    dossier TEXT NOT NULL REFERENCES dossier (fiche),
    rang INTEGER NOT NULL,
    partenaire TEXT NOT NULL REFERENCES partenaire (fiche),
    PRIMARY KEY (dossier, rang)
) STRICT, WITHOUT ROWID;
CREATE INDEX dossier_partenaire_partenaire ON dossier_partenaire (partenaire);

CREATE TABLE dossier_depense (
    dossier TEXT NOT NULL REFERENCES dossier (fiche),
    rang INTEGER NOT NULL,
    annee INTEGER NOT NULL CHECK (annee BETWEEN 1900 AND 2100),
    poste TEXT NOT NULL CHECK (poste <> ''),
    montant_centimes INTEGER NOT NULL CHECK (montant_centimes BETWEEN 0 AND 999999999999999),
    PRIMARY KEY (dossier, rang)
) STRICT, WITHOUT ROWID;

CREATE TABLE dossier_ressource (
    dossier TEXT NOT NULL REFERENCES dossier (fiche),
    rang INTEGER NOT NULL,
    annee INTEGER NOT NULL CHECK (annee BETWEEN 1900 AND 2100),
    financeur TEXT NOT NULL CHECK (financeur <> ''),
    montant_centimes INTEGER NOT NULL CHECK (montant_centimes BETWEEN 0 AND 999999999999999),
    precision TEXT NOT NULL,
    PRIMARY KEY (dossier, rang)
) STRICT, WITHOUT ROWID;

-- The files that dossiers name, each once: what it is called by is what it holds.
CREATE TABLE piece (
    empreinte TEXT PRIMARY KEY CHECK (length(empreinte) = 64),
    contenu BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE dossier_piece (
    dossier TEXT NOT NULL REFERENCES dossier (fiche),
    rang INTEGER NOT NULL,
    intitule TEXT NOT NULL CHECK (intitule <> ''),
    adresse TEXT NOT NULL,
    empreinte TEXT NOT NULL,
    taille INTEGER NOT NULL,
    PRIMARY KEY (dossier, rang)
) STRICT, WITHOUT ROWID;

CREATE TABLE dossier_avis (
    dossier TEXT NOT NULL REFERENCES dossier (fiche),
    rang INTEGER NOT NULL,
    de TEXT NOT NULL CHECK (de IN ('sgar', 'ambassade')),
    lieu TEXT NOT NULL CHECK (lieu <> ''),
    sens TEXT NOT NULL CHECK (sens IN ('favorable', 'reserve', 'defavorable')),
    texte TEXT NOT NULL,
    le TEXT NOT NULL,
    PRIMARY KEY (dossier, rang)
) STRICT, WITHOUT ROWID;

CREATE TABLE dossier_tranche (
    dossier TEXT NOT NULL REFERENCES dossier (fiche),
    rang INTEGER NOT NULL,
    annee INTEGER NOT NULL CHECK (annee BETWEEN 1900 AND 2100),
    montant_centimes INTEGER NOT NULL CHECK (montant_centimes BETWEEN 0 AND 999999999999999),
    versee_le TEXT,
    rendu_le TEXT,
    depense_centimes INTEGER NOT NULL CHECK (depense_centimes BETWEEN 0 AND 999999999999999),
    compte_rendu TEXT NOT NULL,
    PRIMARY KEY (dossier, rang)
) STRICT, WITHOUT ROWID;

CREATE TABLE label (
    fiche TEXT PRIMARY KEY REFERENCES fiche (id),
    programme TEXT NOT NULL CHECK (programme <> ''),
    titre TEXT NOT NULL CHECK (titre <> ''),
    thematique TEXT NOT NULL CHECK (thematique <> ''),
    savoir_faire TEXT NOT NULL,
    appuis TEXT NOT NULL,
    mobilisation TEXT NOT NULL,
    etat TEXT NOT NULL CHECK (etat IN ('brouillon', 'depose', 'labellise', 'refuse', 'expire', 'retire', 'abandonne')),
    depose_le TEXT,
    debut_le TEXT,
    fin_le TEXT,
    motif TEXT NOT NULL
) STRICT;

CREATE TABLE label_collectivite (
    label TEXT NOT NULL REFERENCES label (fiche),
    rang INTEGER NOT NULL,
    collectivite TEXT NOT NULL REFERENCES collectivite (fiche),
    PRIMARY KEY (label, rang),
    UNIQUE (collectivite, label)
) STRICT, WITHOUT ROWID;

CREATE TABLE label_acteur (
    label TEXT NOT NULL REFERENCES label (fiche),
    rang INTEGER NOT NULL,
    nom TEXT NOT NULL CHECK (nom <> ''),
    PRIMARY KEY (label, rang)
) STRICT, WITHOUT ROWID;

CREATE TABLE mission (
    fiche TEXT PRIMARY KEY REFERENCES fiche (id),
    label TEXT NOT NULL REFERENCES label (fiche),
    demandeur TEXT NOT NULL CHECK (demandeur IN ('collectivite', 'ministere', 'ambassade')),
    pays TEXT NOT NULL CHECK (pays GLOB '[A-Z][A-Z]'),
    titre TEXT NOT NULL CHECK (titre <> ''),
    objectifs TEXT NOT NULL,
    debut_le TEXT NOT NULL,
    fin_le TEXT NOT NULL,
    etat TEXT NOT NULL CHECK (etat IN ('demandee', 'acceptee', 'declinee', 'faite', 'evaluee', 'annulee')),
    motif TEXT NOT NULL,
    compte_rendu TEXT NOT NULL,
    evaluation TEXT NOT NULL,
    CHECK (fin_le >= debut_le)
) STRICT;
CREATE INDEX mission_label ON mission (label);
