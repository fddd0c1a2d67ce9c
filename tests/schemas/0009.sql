PRAGMA application_id=1098140769;
CREATE TABLE migration (numero INTEGER PRIMARY KEY, nom TEXT NOT NULL, empreinte TEXT NOT NULL, le TEXT NOT NULL) STRICT;
CREATE TABLE atlas (
    seul INTEGER PRIMARY KEY CHECK (seul = 1),
    demonstration INTEGER NOT NULL CHECK (demonstration IN (0, 1)),
    cree_le TEXT NOT NULL
) STRICT;
CREATE TABLE reseau (
    fiche TEXT PRIMARY KEY REFERENCES fiche (id),
    nom TEXT NOT NULL CHECK (nom <> ''),
    sigle TEXT NOT NULL,
    categorie TEXT NOT NULL,
    site TEXT NOT NULL
, objet TEXT NOT NULL DEFAULT '', territoire TEXT NOT NULL DEFAULT '', adresse TEXT NOT NULL DEFAULT '', courriel TEXT NOT NULL DEFAULT '', telephone TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE collectivite (
    fiche TEXT PRIMARY KEY REFERENCES fiche (id),
    nom TEXT NOT NULL CHECK (nom <> ''),
    type TEXT NOT NULL CHECK (type <> ''),
    code TEXT NOT NULL,
    departement TEXT NOT NULL,
    region TEXT NOT NULL,
    ancienne_region TEXT NOT NULL,
    com TEXT NOT NULL,
    population INTEGER CHECK (population BETWEEN 0 AND 2147483647),
    latitude REAL CHECK (latitude BETWEEN -90 AND 90),
    longitude REAL CHECK (longitude BETWEEN -180 AND 180),
    courriel TEXT NOT NULL,
    telephone TEXT NOT NULL,
    site TEXT NOT NULL
) STRICT;
CREATE TABLE adhesion (
    collectivite TEXT NOT NULL REFERENCES collectivite (fiche),
    rang INTEGER NOT NULL,
    reseau TEXT NOT NULL REFERENCES reseau (fiche),
    PRIMARY KEY (collectivite, rang),
    UNIQUE (reseau, collectivite)
) STRICT, WITHOUT ROWID;
CREATE TABLE partenaire (
    fiche TEXT PRIMARY KEY REFERENCES fiche (id),
    nom TEXT NOT NULL CHECK (nom <> ''),
    pays TEXT NOT NULL CHECK (pays GLOB '[A-Z][A-Z]'),
    type TEXT NOT NULL CHECK (type <> ''),
    subdivision TEXT NOT NULL,
    latitude REAL CHECK (latitude BETWEEN -90 AND 90),
    longitude REAL CHECK (longitude BETWEEN -180 AND 180),
    population INTEGER CHECK (population BETWEEN 0 AND 2147483647),
    site TEXT NOT NULL
) STRICT;
CREATE TABLE alias (
    fiche TEXT NOT NULL REFERENCES fiche (id),
    rang INTEGER NOT NULL,
    nom TEXT NOT NULL CHECK (nom <> ''),
    PRIMARY KEY (fiche, rang)
) STRICT, WITHOUT ROWID;
CREATE TABLE contact (
    fiche TEXT NOT NULL REFERENCES fiche (id),
    rang INTEGER NOT NULL,
    prenom TEXT NOT NULL CHECK (prenom <> ''),
    nom TEXT NOT NULL CHECK (nom <> ''),
    titre TEXT NOT NULL CHECK (titre <> ''),
    role TEXT NOT NULL CHECK (role IN ('elu', 'cadre')),
    courriel TEXT NOT NULL,
    telephone TEXT NOT NULL,
    diffusion INTEGER NOT NULL CHECK (diffusion IN (0, 1)),
    PRIMARY KEY (fiche, rang)
) STRICT, WITHOUT ROWID;
CREATE TABLE projet (
    fiche TEXT PRIMARY KEY REFERENCES fiche (id),
    titre TEXT NOT NULL CHECK (titre <> ''),
    nature TEXT NOT NULL CHECK (nature IN ('cooperation', 'action')),
    jumelage INTEGER NOT NULL CHECK (jumelage IN (0, 1)),
    thematique TEXT NOT NULL CHECK (thematique <> ''),
    statut TEXT NOT NULL CHECK (statut <> ''),
    annee_convention INTEGER CHECK (annee_convention BETWEEN 1900 AND 2100),
    annee_lancement INTEGER CHECK (annee_lancement BETWEEN 1900 AND 2100),
    annee_fin INTEGER CHECK (annee_fin BETWEEN 1900 AND 2100),
    objectifs TEXT NOT NULL,
    description TEXT NOT NULL,
    historique TEXT NOT NULL,
    contexte TEXT NOT NULL,
    loi_oudin TEXT NOT NULL,
    volontaires INTEGER NOT NULL CHECK (volontaires BETWEEN 0 AND 2147483647),
    origine TEXT NOT NULL
) STRICT;
CREATE TABLE projet_collectivite (
    projet TEXT NOT NULL REFERENCES projet (fiche),
    rang INTEGER NOT NULL,
    collectivite TEXT NOT NULL REFERENCES collectivite (fiche),
    PRIMARY KEY (projet, rang),
    UNIQUE (collectivite, projet)
) STRICT, WITHOUT ROWID;
CREATE TABLE projet_partenaire (
    projet TEXT NOT NULL REFERENCES projet (fiche),
    rang INTEGER NOT NULL,
    partenaire TEXT NOT NULL REFERENCES partenaire (fiche),
    PRIMARY KEY (projet, rang),
    UNIQUE (partenaire, projet)
) STRICT, WITHOUT ROWID;
CREATE TABLE projet_odd (
    projet TEXT NOT NULL REFERENCES projet (fiche),
    rang INTEGER NOT NULL,
    odd INTEGER NOT NULL CHECK (odd BETWEEN 1 AND 17),
    PRIMARY KEY (projet, rang),
    UNIQUE (projet, odd)
) STRICT, WITHOUT ROWID;
CREATE TABLE financement (
    projet TEXT NOT NULL REFERENCES projet (fiche),
    rang INTEGER NOT NULL,
    annee INTEGER NOT NULL CHECK (annee BETWEEN 1900 AND 2100),
    financeur TEXT NOT NULL CHECK (financeur <> ''),
    montant_centimes INTEGER NOT NULL CHECK (montant_centimes BETWEEN 0 AND 999999999999999),
    precision TEXT NOT NULL,
    PRIMARY KEY (projet, rang)
) STRICT, WITHOUT ROWID;
CREATE TABLE projet_acteur_france (
    projet TEXT NOT NULL REFERENCES projet (fiche),
    rang INTEGER NOT NULL,
    nom TEXT NOT NULL CHECK (nom <> ''),
    PRIMARY KEY (projet, rang)
) STRICT, WITHOUT ROWID;
CREATE TABLE projet_acteur_pays (
    projet TEXT NOT NULL REFERENCES projet (fiche),
    rang INTEGER NOT NULL,
    nom TEXT NOT NULL CHECK (nom <> ''),
    PRIMARY KEY (projet, rang)
) STRICT, WITHOUT ROWID;
CREATE TABLE projet_document (
    projet TEXT NOT NULL REFERENCES projet (fiche),
    rang INTEGER NOT NULL,
    intitule TEXT NOT NULL CHECK (intitule <> ''),
    adresse TEXT NOT NULL CHECK (adresse <> ''),
    PRIMARY KEY (projet, rang)
) STRICT, WITHOUT ROWID;
CREATE TABLE demande (
    fiche TEXT PRIMARY KEY REFERENCES fiche (id),
    titre TEXT NOT NULL CHECK (titre <> ''),
    partenaire TEXT NOT NULL REFERENCES partenaire (fiche),
    thematique TEXT NOT NULL CHECK (thematique <> ''),
    besoin TEXT NOT NULL,
    description TEXT NOT NULL,
    recherche TEXT NOT NULL,
    lieu TEXT NOT NULL,
    etat TEXT NOT NULL CHECK (etat IN ('deposee', 'publiee', 'refusee', 'en-contact', 'pourvue', 'expiree')),
    deposee_le TEXT NOT NULL,
    publiee_le TEXT
) STRICT;
CREATE TABLE apd_declaration (
    fiche TEXT PRIMARY KEY REFERENCES fiche (id),
    collectivite TEXT NOT NULL REFERENCES collectivite (fiche),
    annee INTEGER NOT NULL CHECK (annee BETWEEN 1900 AND 2100),
    etat TEXT NOT NULL CHECK (etat IN ('brouillon', 'declaree'))
) STRICT;
CREATE TABLE apd_ligne (
    declaration TEXT NOT NULL REFERENCES apd_declaration (fiche),
    rang INTEGER NOT NULL,
    montant_centimes INTEGER NOT NULL CHECK (montant_centimes BETWEEN 0 AND 999999999999999),
    pays TEXT NOT NULL CHECK (pays = '' OR pays GLOB '[A-Z][A-Z]'),
    secteur TEXT NOT NULL,
    refugies INTEGER NOT NULL CHECK (refugies IN (0, 1)),
    canal TEXT NOT NULL,
    type_aide TEXT NOT NULL,
    projet TEXT REFERENCES projet (fiche),
    loi_oudin TEXT NOT NULL,
    PRIMARY KEY (declaration, rang)
) STRICT, WITHOUT ROWID;
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    le TEXT NOT NULL,
    acteur TEXT NOT NULL,
    fiche TEXT NOT NULL REFERENCES fiche (id),
    version INTEGER NOT NULL,
    operation TEXT NOT NULL,
    engagement BLOB NOT NULL CHECK (length(engagement) = 32),
    engagement_personnel BLOB CHECK (length(engagement_personnel) = 32),
    empreinte BLOB NOT NULL CHECK (length(empreinte) = 32),
    UNIQUE (fiche, version)
) STRICT;
CREATE TABLE journal_contenu (
    seq INTEGER PRIMARY KEY REFERENCES journal (seq),
    sel BLOB NOT NULL,
    apres TEXT NOT NULL
) STRICT;
CREATE TABLE journal_personnel (
    seq INTEGER PRIMARY KEY REFERENCES journal (seq),
    sel BLOB NOT NULL,
    contacts TEXT NOT NULL
) STRICT;
CREATE TABLE edition (
    acteur TEXT NOT NULL,
    cle TEXT NOT NULL,
    premier INTEGER NOT NULL,
    dernier INTEGER NOT NULL,
    le TEXT NOT NULL,
    PRIMARY KEY (acteur, cle)
) STRICT, WITHOUT ROWID;
CREATE TABLE compte (
    numero INTEGER PRIMARY KEY,
    identifiant TEXT NOT NULL CHECK (identifiant <> ''),
    -- What tells two identifiants apart: without accents nor case.
    identifiant_plie TEXT NOT NULL UNIQUE CHECK (identifiant_plie <> ''),
    courriel TEXT NOT NULL,
    courriel_confirme INTEGER NOT NULL CHECK (courriel_confirme IN (0, 1)),
    prenom TEXT NOT NULL,
    nom TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('agent', 'ambassade', 'sgar', 'daect', 'operateur', 'reseau')),
    collectivite TEXT REFERENCES collectivite (fiche),
    pays TEXT NOT NULL CHECK (pays = '' OR pays GLOB '[A-Z][A-Z]'),
    region TEXT NOT NULL,
    reseau TEXT REFERENCES reseau (fiche),
    etat TEXT NOT NULL CHECK (etat IN ('demande', 'accepte', 'actif', 'verrouille', 'clos')),
    -- Argon2id, in its own encoding; empty where only a key opens the account.
    mot_de_passe TEXT NOT NULL,
    totp TEXT NOT NULL,
    -- The last step of 30 seconds whose code was taken: none is taken twice.
    totp_pas INTEGER NOT NULL,
    cree_le TEXT NOT NULL,
    vu_le TEXT,
    CHECK (role <> 'agent' OR etat = 'clos' OR collectivite IS NOT NULL),
    CHECK (role <> 'ambassade' OR etat = 'clos' OR pays <> ''),
    CHECK (role <> 'sgar' OR etat = 'clos' OR region <> ''),
    CHECK (role <> 'reseau' OR etat = 'clos' OR reseau IS NOT NULL)
) STRICT;
CREATE TABLE tentative (
    cle BLOB PRIMARY KEY,
    depuis TEXT NOT NULL,
    nombre INTEGER NOT NULL CHECK (nombre > 0)
) STRICT, WITHOUT ROWID;
CREATE TABLE code (
    compte INTEGER NOT NULL REFERENCES compte (numero),
    usage TEXT NOT NULL CHECK (usage IN ('courriel', 'mot-de-passe')),
    sel BLOB NOT NULL,
    empreinte BLOB NOT NULL,
    expire_le TEXT NOT NULL,
    essais INTEGER NOT NULL,
    PRIMARY KEY (compte, usage)
) STRICT, WITHOUT ROWID;
CREATE TABLE cle_ssh (
    -- SHA256:..., as ssh-keygen -l prints it.
    empreinte TEXT PRIMARY KEY,
    compte INTEGER NOT NULL REFERENCES compte (numero),
    genre TEXT NOT NULL,
    contenu TEXT NOT NULL,
    libelle TEXT NOT NULL,
    ajoutee_le TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE courrier (
    numero INTEGER PRIMARY KEY,
    adresse TEXT NOT NULL,
    sujet TEXT NOT NULL,
    texte TEXT NOT NULL,
    depose_le TEXT NOT NULL,
    parti_le TEXT,
    essais INTEGER NOT NULL,
    erreur TEXT NOT NULL
) STRICT;
CREATE TABLE evenement_compte (
    numero INTEGER PRIMARY KEY,
    le TEXT NOT NULL,
    acteur TEXT NOT NULL,
    compte INTEGER NOT NULL REFERENCES compte (numero),
    quoi TEXT NOT NULL
) STRICT;
CREATE TABLE depot (
    -- Drawn at random: who has it may confirm, with the code.
    jeton TEXT PRIMARY KEY,
    contenu TEXT NOT NULL,
    sel BLOB NOT NULL,
    empreinte BLOB NOT NULL,
    expire_le TEXT NOT NULL,
    essais INTEGER NOT NULL,
    -- The demande that it became: confirming twice deposits once.
    fiche TEXT REFERENCES fiche (id)
) STRICT;
CREATE TABLE demande_suivi (
    fiche TEXT PRIMARY KEY REFERENCES demande (fiche),
    prenom TEXT NOT NULL,
    nom TEXT NOT NULL,
    courriel TEXT NOT NULL,
    telephone TEXT NOT NULL,
    langue TEXT NOT NULL CHECK (langue IN ('fr', 'en', 'es')),
    raison TEXT NOT NULL,
    expire_le TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE demande_reponse (
    demande TEXT NOT NULL REFERENCES demande (fiche),
    collectivite TEXT NOT NULL REFERENCES collectivite (fiche),
    compte INTEGER NOT NULL REFERENCES compte (numero),
    message TEXT NOT NULL,
    le TEXT NOT NULL,
    PRIMARY KEY (demande, collectivite)
) STRICT, WITHOUT ROWID;
CREATE TABLE campagne_apd (
    annee INTEGER PRIMARY KEY CHECK (annee BETWEEN 1900 AND 2100),
    ouvre_le TEXT NOT NULL,
    ferme_le TEXT NOT NULL,
    CHECK (ferme_le > ouvre_le)
) STRICT;
CREATE TABLE brouillon (
    compte INTEGER NOT NULL REFERENCES compte (numero),
    -- The fiche it changes, or what it begins: « nouveau-projet ».
    objet TEXT NOT NULL CHECK (objet <> ''),
    -- The version that was read; 0 for a fiche that does not exist yet.
    base INTEGER NOT NULL,
    contenu BLOB NOT NULL,
    le TEXT NOT NULL,
    PRIMARY KEY (compte, objet)
) STRICT, WITHOUT ROWID;
CREATE TABLE apd_reouverture (
    declaration TEXT PRIMARY KEY REFERENCES apd_declaration (fiche),
    jusque TEXT NOT NULL,
    -- What its collectivité reads.
    raison TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE fiche (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind <> ''),
    numero INTEGER NOT NULL CHECK (numero > 0),
    version INTEGER NOT NULL CHECK (version > 0),
    etat TEXT NOT NULL CHECK (etat IN ('brouillon', 'publiee', 'archivee')),
    cree_le TEXT NOT NULL,
    modifie_le TEXT NOT NULL,
    -- Last entry of the journal about this page. Its index also spares a scan of this table for each new entry: while a
    -- deferred link waits, SQLite looks for the rows that wait for it.
    seq INTEGER NOT NULL UNIQUE REFERENCES journal (seq) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (kind, numero)
) STRICT;
CREATE TABLE ambassade (
    fiche TEXT PRIMARY KEY REFERENCES fiche (id),
    pays TEXT NOT NULL CHECK (pays GLOB '[A-Z][A-Z]'),
    nom TEXT NOT NULL CHECK (nom <> ''),
    service TEXT NOT NULL,
    adresse TEXT NOT NULL,
    courriel TEXT NOT NULL,
    telephone TEXT NOT NULL,
    site TEXT NOT NULL
) STRICT;
CREATE TABLE actualite (
    fiche TEXT PRIMARY KEY REFERENCES fiche (id),
    titre TEXT NOT NULL CHECK (titre <> ''),
    genre TEXT NOT NULL CHECK (genre IN ('actualite', 'evenement')),
    texte TEXT NOT NULL,
    emetteur TEXT NOT NULL CHECK (emetteur IN ('daect', 'ambassade', 'reseau')),
    reseau TEXT REFERENCES reseau (fiche),
    lieu TEXT NOT NULL,
    debut TEXT,
    fin TEXT,
    horaires TEXT NOT NULL,
    adresse TEXT NOT NULL,
    etat TEXT NOT NULL CHECK (etat IN ('brouillon', 'publiee', 'archivee')),
    publiee_le TEXT,
    CHECK ((emetteur = 'reseau') = (reseau IS NOT NULL))
) STRICT;
CREATE TABLE actualite_pays (
    actualite TEXT NOT NULL REFERENCES actualite (fiche),
    rang INTEGER NOT NULL,
    pays TEXT NOT NULL CHECK (pays GLOB '[A-Z][A-Z]'),
    PRIMARY KEY (actualite, rang),
    UNIQUE (pays, actualite)
) STRICT, WITHOUT ROWID;
CREATE TABLE actualite_thematique (
    actualite TEXT NOT NULL REFERENCES actualite (fiche),
    rang INTEGER NOT NULL,
    thematique TEXT NOT NULL CHECK (thematique <> ''),
    PRIMARY KEY (actualite, rang)
) STRICT, WITHOUT ROWID;
CREATE TABLE actualite_collectivite (
    actualite TEXT NOT NULL REFERENCES actualite (fiche),
    rang INTEGER NOT NULL,
    collectivite TEXT NOT NULL REFERENCES collectivite (fiche),
    PRIMARY KEY (actualite, rang),
    UNIQUE (collectivite, actualite)
) STRICT, WITHOUT ROWID;
CREATE TABLE frein (
    cle BLOB PRIMARY KEY,
    depuis TEXT NOT NULL,
    nombre INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE demande_code (
    jeton TEXT PRIMARY KEY,
    fiche TEXT REFERENCES demande (fiche),
    sel BLOB NOT NULL,
    empreinte BLOB NOT NULL,
    expire_le TEXT NOT NULL,
    essais INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE campagne (
    annee INTEGER PRIMARY KEY CHECK (annee BETWEEN 1900 AND 2100),
    ouvre_le TEXT NOT NULL,
    ferme_le TEXT NOT NULL,
    CHECK (ferme_le > ouvre_le)
) STRICT;
CREATE TABLE campagne_partie (
    annee INTEGER NOT NULL REFERENCES campagne (annee),
    collectivite TEXT NOT NULL REFERENCES collectivite (fiche),
    partie TEXT NOT NULL CHECK (partie IN ('contacts', 'reseaux', 'cooperations', 'actions')),
    -- Projets are confirmed country by country; empty for what has none.
    pays TEXT NOT NULL CHECK (pays = '' OR pays GLOB '[A-Z][A-Z]'),
    -- The last entry of the journal when it was confirmed, and how many lines the part had: what moved since is asked again.
    seq INTEGER NOT NULL,
    lignes INTEGER NOT NULL CHECK (lignes >= 0),
    compte INTEGER REFERENCES compte (numero),
    le TEXT NOT NULL,
    PRIMARY KEY (annee, collectivite, partie, pays)
) STRICT, WITHOUT ROWID;
CREATE TABLE avis (
    compte INTEGER NOT NULL REFERENCES compte (numero),
    sorte TEXT NOT NULL CHECK (sorte IN ('relance', 'resume')),
    jour TEXT NOT NULL,
    PRIMARY KEY (compte, sorte)
) STRICT, WITHOUT ROWID;
CREATE TABLE campagne_relance (
    collectivite TEXT PRIMARY KEY REFERENCES collectivite (fiche),
    jour TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE page_gardee (
    numero INTEGER PRIMARY KEY,
    compte INTEGER NOT NULL REFERENCES compte (numero),
    nom TEXT NOT NULL CHECK (nom <> ''),
    adresse TEXT NOT NULL CHECK (adresse <> ''),
    le TEXT NOT NULL
) STRICT;
CREATE TABLE export_garde (
    numero INTEGER PRIMARY KEY,
    compte INTEGER NOT NULL REFERENCES compte (numero),
    nom TEXT NOT NULL CHECK (nom <> ''),
    adresse TEXT NOT NULL CHECK (adresse <> ''),
    jour TEXT NOT NULL,
    le TEXT NOT NULL
) STRICT;
CREATE TABLE suivi (
    compte INTEGER NOT NULL REFERENCES compte (numero),
    sorte TEXT NOT NULL CHECK (sorte IN ('pays', 'thematique')),
    code TEXT NOT NULL CHECK (code <> ''),
    le TEXT NOT NULL,
    PRIMARY KEY (compte, sorte, code)
) STRICT, WITHOUT ROWID;
CREATE TABLE preference (
    compte INTEGER PRIMARY KEY REFERENCES compte (numero),
    -- A digest of one's tasks by mail, once a day at most.
    resume INTEGER NOT NULL CHECK (resume IN (0, 1))
) STRICT;
CREATE TABLE session (
    -- Drawn at random; what a session knows of itself.
    cle TEXT PRIMARY KEY,
    compte INTEGER NOT NULL REFERENCES compte (numero),
    genre TEXT NOT NULL CHECK (genre IN ('mot-de-passe', 'cle')),
    ouverte_le TEXT NOT NULL,
    vue_le TEXT NOT NULL
) STRICT, WITHOUT ROWID;
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
CREATE TABLE dossier_associee (
    dossier TEXT NOT NULL REFERENCES dossier (fiche),
    rang INTEGER NOT NULL,
    collectivite TEXT NOT NULL REFERENCES collectivite (fiche),
    PRIMARY KEY (dossier, rang)
) STRICT, WITHOUT ROWID;
CREATE TABLE dossier_partenaire (
    dossier TEXT NOT NULL REFERENCES dossier (fiche),
    rang INTEGER NOT NULL,
    partenaire TEXT NOT NULL REFERENCES partenaire (fiche),
    PRIMARY KEY (dossier, rang)
) STRICT, WITHOUT ROWID;
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
INSERT INTO "migration" VALUES(1,'pages','656667dc24a6617bae27c1757ec5254970814adcf9db1a73dc0e34d3d3739a8a','2026-11-21T08:23:13.497098Z');
INSERT INTO "migration" VALUES(2,'comptes','fb5afb9a70995f4ece5151991c48a76a9c331d3061be2ca93c584401e050d1f9','2026-11-21T08:23:13.500691Z');
INSERT INTO "migration" VALUES(3,'procedures','6df4d2c27c33d11108b59a254e30d061ee4d86345a48cbd19ebaca2773500c55','2026-11-21T08:23:13.501363Z');
INSERT INTO "migration" VALUES(4,'brouillons','007e5be8e62bcf25ec8a2a4c63c1b352e8a8c29ebbb00c8b9c4fcf2ba585f2d0','2026-11-21T08:23:13.501819Z');
INSERT INTO "migration" VALUES(5,'apd','33ff11eefcc6bf145092adb99f2fd1f602f3ca27ea9481e5817c3134649ff63c','2026-11-21T08:23:13.502150Z');
INSERT INTO "migration" VALUES(6,'annuaire','96688bd92a10901a8f9dd8a3e37e66288f19ade5c232a31da7cfa14addfd7339','2026-11-21T08:23:13.505495Z');
INSERT INTO "migration" VALUES(7,'bourse','7c64afc77c6c0ba62ad6acb6a63279e719c692c3dfe170e229674e8da62a18a3','2026-11-21T08:23:13.506133Z');
INSERT INTO "migration" VALUES(8,'campagne','7b03595c44355898ed1172c9bea495a97655996119510b78e20de3d1189cb9d8','2026-11-21T08:23:13.512602Z');
INSERT INTO "migration" VALUES(9,'appels','20c04e6f20c0d7245e731bc1ec0cfa1bd841cf7ad95aa321de7ad92f19fbfc4e','2026-11-21T08:23:13.514701Z');
INSERT INTO "atlas" VALUES(1,0,'2026-11-21T08:23:13.515285Z');
INSERT INTO "reseau" VALUES('res-1','Cités Unies France','CUF','','','','','','','');
INSERT INTO "collectivite" VALUES('col-1','Conseil départemental du Bas-Rhin','departement','67','67','44','42','',NULL,NULL,NULL,'international@bas-rhin.example','03 53 01 00 00','');
INSERT INTO "collectivite" VALUES('col-2','Paris','commune','75056','75','11','11','',NULL,NULL,NULL,'','','');
INSERT INTO "collectivite" VALUES('col-3','Lyon','commune','69123','69','84','82','',NULL,NULL,NULL,'','','https://lyon.example');
INSERT INTO "adhesion" VALUES('col-1',0,'res-1');
INSERT INTO "partenaire" VALUES('par-1','Voïvodie de Silésie','PL','ville','',NULL,NULL,NULL,'');
INSERT INTO "partenaire" VALUES('par-2','Ouagadougou','BF','ville','',NULL,NULL,NULL,'');
INSERT INTO "partenaire" VALUES('par-3','Jaipur','IN','ville','',NULL,NULL,NULL,'');
INSERT INTO "partenaire" VALUES('par-4','Antsirabé','MG','ville','',NULL,NULL,NULL,'');
INSERT INTO "alias" VALUES('col-1',0,'Conseil général du Bas-Rhin');
INSERT INTO "contact" VALUES('col-1',0,'Anne','Muller','Vice-présidente','elu','anne@bas-rhin.example','',0);
INSERT INTO "contact" VALUES('col-1',1,'Luc','Œrtel','Chargé de mission','cadre','luc@bas-rhin.example','',1);
INSERT INTO "projet" VALUES('pro-1','Échanges d''expériences en matière d''action sociale','cooperation',0,'160','en-cours',2008,2009,NULL,'','','','','',0,'');
INSERT INTO "projet" VALUES('pro-2','Eau pour [/nope] Ouaga','action',0,'14031','termine',NULL,2007,NULL,'','','','','eau',0,'');
INSERT INTO "projet" VALUES('pro-3','Sauvegarde du cœur historique','cooperation',0,'41040','en-cours',NULL,2008,NULL,'','','','','',0,'');
INSERT INTO "projet" VALUES('pro-4','Réseau de villes sur l''eau','cooperation',0,'2','projet',NULL,NULL,NULL,'','','','','',0,'');
INSERT INTO "projet_collectivite" VALUES('pro-1',0,'col-1');
INSERT INTO "projet_collectivite" VALUES('pro-2',0,'col-2');
INSERT INTO "projet_collectivite" VALUES('pro-2',1,'col-1');
INSERT INTO "projet_collectivite" VALUES('pro-3',0,'col-3');
INSERT INTO "projet_collectivite" VALUES('pro-4',0,'col-2');
INSERT INTO "projet_partenaire" VALUES('pro-1',0,'par-1');
INSERT INTO "projet_partenaire" VALUES('pro-2',0,'par-2');
INSERT INTO "projet_partenaire" VALUES('pro-3',0,'par-3');
INSERT INTO "projet_partenaire" VALUES('pro-4',0,'par-2');
INSERT INTO "projet_partenaire" VALUES('pro-4',1,'par-1');
INSERT INTO "financement" VALUES('pro-3',0,2009,'MEAE',1500050,'');
INSERT INTO "demande" VALUES('dem-1','Marché de gros','par-4','8','','','','','publiee','2013-01-02',NULL);
INSERT INTO "apd_declaration" VALUES('apd-1','col-2',2012,'declaree');
INSERT INTO "apd_ligne" VALUES('apd-1',0,120025,'BF','14031',0,'','',NULL,'');
INSERT INTO "apd_ligne" VALUES('apd-1',1,30000,'PL','160',0,'','',NULL,'');
INSERT INTO "apd_ligne" VALUES('apd-1',2,50000,'','93010',1,'','',NULL,'');
INSERT INTO "journal" VALUES(1,'2026-03-02T09:30:00.000000Z','essai','res-1',1,'creer',X'88AD9364427B5506ACB0F49FD571A096A1675E1D4D71E033F86AC598CD74E10E',NULL,X'3D884A930FA741B1582DE96348F59B1E3A4D35284F3A8F577CABC0B69551D69D');
INSERT INTO "journal" VALUES(10,'2026-03-02T09:30:00.000000Z','essai','pro-2',1,'creer',X'311FB3DCC07EAC6D719A0BA006D42D755372B65F13BBA50520D15DE82F3ACEF6',NULL,X'39A4606B8EC4401DCEB11FF812E6075CE8E022C1AAE8B3C05D2EAB87ED9F7FD7');
INSERT INTO "journal" VALUES(11,'2026-03-02T09:30:00.000000Z','essai','pro-3',1,'creer',X'638A184B367B81DBBCAC41B883F7FFB5750E6BD08B625FC4291124B62D937F80',NULL,X'9DDB356E0F320D28B650A4453B09628CA4401D1F187723A3EF4E337AFF49FF2B');
INSERT INTO "journal" VALUES(12,'2026-03-02T09:30:00.000000Z','essai','pro-4',1,'creer',X'9AF1D077702C0C3F0D5F0BD8136EA39EF99E2B82A42F0277124196E942AFF228',NULL,X'05F038059566623617FC22537111CB75EF6E213E39CF5B1B0869E44FA5F0C2F6');
INSERT INTO "journal" VALUES(13,'2026-03-02T09:30:00.000000Z','essai','dem-1',1,'creer',X'46AE1D23617E3545549A4B453A43965D019A1D1FE4F75270EF4E65034F3DADA4',NULL,X'FB950EEF69B6319861CEDD7B0396C8246422ED79D7D51EF2EA4534D3E4D44C0B');
INSERT INTO "journal" VALUES(14,'2026-03-02T09:30:00.000000Z','essai','apd-1',1,'creer',X'D68B0B087EBD2D52D24424513E0C94222BACAA92269C1716D3B08C61210940EA',NULL,X'017F31E45C140741297AE0C4BA48F9E8FE0BDE648CC680EBAD49BEFCB6A72575');
INSERT INTO "journal" VALUES(15,'2026-03-02T09:30:00.000000Z','essai','col-3',2,'modifier',X'8CFA1720D8CE229A32DB5C595819538DAE1EFAD0AD18BC131EBFAD6C482122EF',NULL,X'E46C58B4388152079E6AAFCD442B98A5EF773FCE5DBE14AE8D7344ABF2E16F51');
INSERT INTO "journal" VALUES(16,'2026-03-02T09:30:00.000000Z','essai','pro-4',2,'archiver',X'49774AED6711972B38C134739F146FA2401579732C7B3E245F83D16E5D3FE6C0',NULL,X'E9338921EBCD9569D5510FBB193F4FC80BD7308372D891D81F3042155DD5FF8C');
INSERT INTO "journal" VALUES(2,'2026-03-02T09:30:00.000000Z','essai','col-1',1,'creer',X'D08CE44E6BEDDDB50329533066AF67AAC3D96BB4E829A8D0BD3A9E56B47FBB51',X'9590013386C4AD716CBF91452A764AC55588E5363B45DA863A5DAEE1F4AD6830',X'DFEF60A30AA5CAC5A41F8EE11A67BA382ED9F42A2FCF76A07F087D71644C5AE7');
INSERT INTO "journal" VALUES(3,'2026-03-02T09:30:00.000000Z','essai','col-2',1,'creer',X'B8B30C8C94498AECF8BD793255EAF30F8B8E3643C4ED6E84C148106BFF76C5D7',NULL,X'DEB791901D4172AA89CBBC5B8A854C37356A2B176673B0956732C4FA06EDDE3D');
INSERT INTO "journal" VALUES(4,'2026-03-02T09:30:00.000000Z','essai','col-3',1,'creer',X'05CED91C6906B87AEF508A5CD31C516ADE8325996152FF8A3F81E9055598B3D2',NULL,X'5E67121A6F2C958FF64CC6DCB0597AED06E166B30C9E7A3DEE721653A18C1219');
INSERT INTO "journal" VALUES(5,'2026-03-02T09:30:00.000000Z','essai','par-1',1,'creer',X'A4B8832D1C6D2293A1AD259CC559E9C5292F90BB9F1CD2BC3EF4F9EAA5B0B7DA',NULL,X'92931A704C625853B40A30C88CF03061F91FC8F50E637F19D1146487E01E0F18');
INSERT INTO "journal" VALUES(6,'2026-03-02T09:30:00.000000Z','essai','par-2',1,'creer',X'0925D2B373B5CC24D354A1066DEA26494A47882B04145F7D11E165C87021FEEF',NULL,X'BB72DCD6D504FB6B9F671B7D999B54C1FC9FF77354DDEAFFDD252F56AB108883');
INSERT INTO "journal" VALUES(7,'2026-03-02T09:30:00.000000Z','essai','par-3',1,'creer',X'D61A93638F07017865A7E783DA462D150D2E69432325BAB43A1A83F3AA68DA47',NULL,X'5163BD9903138A5B75F0940D49B1DF662F4573BE54F2302CD25B4FC0A2D96120');
INSERT INTO "journal" VALUES(8,'2026-03-02T09:30:00.000000Z','essai','par-4',1,'creer',X'5DA233AB1577B4887EC2E281DA04CCE15F68ED076CD89EF2ACC55630EDDF247B',NULL,X'7CF603D9EE296BDCCE2FCF84F6F0209F18C26057BF6F8BE752F784FB02A0C47E');
INSERT INTO "journal" VALUES(9,'2026-03-02T09:30:00.000000Z','essai','pro-1',1,'creer',X'F6F0315CB7C22AB12B2839F763259D2E0457853719D2498B9A96BAA79BE15F93',NULL,X'9DBA1694DDC6FA6A5CCFA7E515B1BBF1456CF77D2C8A6CB018988F6DA22DCBF3');
INSERT INTO "journal_contenu" VALUES(1,X'C89CCF0D664DEA4AE127DF36FA2ADC3D','{"id":"res-1","nom":"Cités Unies France","sigle":"CUF","categorie":"","site":"","objet":"","territoire":"","adresse":"","courriel":"","telephone":""}');
INSERT INTO "journal_contenu" VALUES(10,X'767BB744A7275A7DCDACA59D3B55561D','{"id":"pro-2","titre":"Eau pour [/nope] Ouaga","nature":"action","jumelage":false,"thematique":"14031","odd":[],"statut":"termine","annee_convention":null,"annee_lancement":2007,"annee_fin":null,"collectivites":["col-2","col-1"],"partenaires":["par-2"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"eau","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(11,X'4BFECE0C7F99336C97EC18F596837642','{"id":"pro-3","titre":"Sauvegarde du cœur historique","nature":"cooperation","jumelage":false,"thematique":"41040","odd":[],"statut":"en-cours","annee_convention":null,"annee_lancement":2008,"annee_fin":null,"collectivites":["col-3"],"partenaires":["par-3"],"objectifs":"","description":"","historique":"","contexte":"","financements":[{"annee":2009,"financeur":"MEAE","montant":"15000.50","precision":""}],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(12,X'99C81334D38232202847AFB1198155E9','{"id":"pro-4","titre":"Réseau de villes sur l''eau","nature":"cooperation","jumelage":false,"thematique":"2","odd":[],"statut":"projet","annee_convention":null,"annee_lancement":null,"annee_fin":null,"collectivites":["col-2"],"partenaires":["par-2","par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(13,X'B4ED9656153EC412BFA530F60D336E02','{"id":"dem-1","titre":"Marché de gros","partenaire":"par-4","thematique":"8","besoin":"","description":"","recherche":"","lieu":"","etat":"publiee","deposee_le":"2013-01-02","publiee_le":null}');
INSERT INTO "journal_contenu" VALUES(14,X'5E07A10299739B41F9C5E298303BC471','{"id":"apd-1","collectivite":"col-2","annee":2012,"lignes":[{"montant":"1200.25","pays":"BF","secteur":"14031","refugies":false,"canal":"","type_aide":"","projet":"","loi_oudin":""},{"montant":"300.00","pays":"PL","secteur":"160","refugies":false,"canal":"","type_aide":"","projet":"","loi_oudin":""},{"montant":"500.00","pays":"","secteur":"93010","refugies":true,"canal":"","type_aide":"","projet":"","loi_oudin":""}],"etat":"declaree"}');
INSERT INTO "journal_contenu" VALUES(15,X'4B086372FD515346896DCC96A07BD62B','{"id":"col-3","nom":"Lyon","type":"commune","code":"69123","departement":"69","region":"84","ancienne_region":"82","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"https://lyon.example","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(16,X'A451812AFF857DEC02ED58A336B595CD','{"id":"pro-4","titre":"Réseau de villes sur l''eau","nature":"cooperation","jumelage":false,"thematique":"2","odd":[],"statut":"projet","annee_convention":null,"annee_lancement":null,"annee_fin":null,"collectivites":["col-2"],"partenaires":["par-2","par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(2,X'62FBC07FE16980E6D8E5C686FC9D8672','{"id":"col-1","nom":"Conseil départemental du Bas-Rhin","type":"departement","code":"67","departement":"67","region":"44","ancienne_region":"42","com":"","population":null,"latitude":null,"longitude":null,"courriel":"international@bas-rhin.example","telephone":"03 53 01 00 00","site":"","alias":["Conseil général du Bas-Rhin"],"contacts":[],"reseaux":["res-1"]}');
INSERT INTO "journal_contenu" VALUES(3,X'AD9A7C75F788E54A65259B7F32DA59DB','{"id":"col-2","nom":"Paris","type":"commune","code":"75056","departement":"75","region":"11","ancienne_region":"11","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(4,X'D92212E9EFDF66E327CB278E75414261','{"id":"col-3","nom":"Lyon","type":"commune","code":"69123","departement":"69","region":"84","ancienne_region":"82","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(5,X'5C048BDACA690A159A5B33963D05DFB7','{"id":"par-1","nom":"Voïvodie de Silésie","pays":"PL","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(6,X'4F5CFC16E50A078787136D217D44B90C','{"id":"par-2","nom":"Ouagadougou","pays":"BF","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(7,X'0AE727BC89621EA485D626CA7886FB25','{"id":"par-3","nom":"Jaipur","pays":"IN","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(8,X'8DA711C672731E7DFF6130B877326410','{"id":"par-4","nom":"Antsirabé","pays":"MG","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(9,X'2DDA78FAF7B7F06B47230A56E4DB2305','{"id":"pro-1","titre":"Échanges d''expériences en matière d''action sociale","nature":"cooperation","jumelage":false,"thematique":"160","odd":[],"statut":"en-cours","annee_convention":2008,"annee_lancement":2009,"annee_fin":null,"collectivites":["col-1"],"partenaires":["par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_personnel" VALUES(2,X'C8F500AFD407750596F0081A086B8767','[{"prenom":"Anne","nom":"Muller","titre":"Vice-présidente","role":"elu","courriel":"anne@bas-rhin.example","telephone":"","diffusion":false},{"prenom":"Luc","nom":"Œrtel","titre":"Chargé de mission","role":"cadre","courriel":"luc@bas-rhin.example","telephone":"","diffusion":true}]');
INSERT INTO "compte" VALUES(1,'anne','anne','anne@lyon.example',1,'Anne','Muller','daect',NULL,'','',NULL,'accepte','','',0,'2026-11-21T08:23:13.719229Z',NULL);
INSERT INTO "cle_ssh" VALUES('SHA256:Z1dzJzrGxwAkbc+YKc4SlNfQ47iFhlNr3P9FbrWkZDM',1,'ssh-ed25519','AAAAC3NzaC1lZDI1NTE5AAAAIKqwq6urq6urq6urq6urq6urq6urq6urq6urq6urq6ur','essai','2026-11-21T08:23:13.719229Z');
INSERT INTO "evenement_compte" VALUES(1,'2026-11-21T08:23:13.719229Z','systeme',1,'accepte : la DAECT');
INSERT INTO "evenement_compte" VALUES(2,'2026-11-21T08:23:13.719229Z','systeme',1,'clé ajoutée SHA256:Z1dzJzrGxwAkbc+YKc4SlNfQ47iFhlNr3P9FbrWkZDM');
INSERT INTO "fiche" VALUES('apd-1','apd',1,1,'publiee','2026-03-02T09:30:00.000000Z','2026-03-02T09:30:00.000000Z',14);
INSERT INTO "fiche" VALUES('col-1','collectivite',1,1,'publiee','2026-03-02T09:30:00.000000Z','2026-03-02T09:30:00.000000Z',2);
INSERT INTO "fiche" VALUES('col-2','collectivite',2,1,'publiee','2026-03-02T09:30:00.000000Z','2026-03-02T09:30:00.000000Z',3);
INSERT INTO "fiche" VALUES('col-3','collectivite',3,2,'publiee','2026-03-02T09:30:00.000000Z','2026-03-02T09:30:00.000000Z',15);
INSERT INTO "fiche" VALUES('dem-1','demande',1,1,'publiee','2026-03-02T09:30:00.000000Z','2026-03-02T09:30:00.000000Z',13);
INSERT INTO "fiche" VALUES('par-1','partenaire',1,1,'publiee','2026-03-02T09:30:00.000000Z','2026-03-02T09:30:00.000000Z',5);
INSERT INTO "fiche" VALUES('par-2','partenaire',2,1,'publiee','2026-03-02T09:30:00.000000Z','2026-03-02T09:30:00.000000Z',6);
INSERT INTO "fiche" VALUES('par-3','partenaire',3,1,'publiee','2026-03-02T09:30:00.000000Z','2026-03-02T09:30:00.000000Z',7);
INSERT INTO "fiche" VALUES('par-4','partenaire',4,1,'publiee','2026-03-02T09:30:00.000000Z','2026-03-02T09:30:00.000000Z',8);
INSERT INTO "fiche" VALUES('pro-1','projet',1,1,'publiee','2026-03-02T09:30:00.000000Z','2026-03-02T09:30:00.000000Z',9);
INSERT INTO "fiche" VALUES('pro-2','projet',2,1,'publiee','2026-03-02T09:30:00.000000Z','2026-03-02T09:30:00.000000Z',10);
INSERT INTO "fiche" VALUES('pro-3','projet',3,1,'publiee','2026-03-02T09:30:00.000000Z','2026-03-02T09:30:00.000000Z',11);
INSERT INTO "fiche" VALUES('pro-4','projet',4,2,'archivee','2026-03-02T09:30:00.000000Z','2026-03-02T09:30:00.000000Z',16);
INSERT INTO "fiche" VALUES('res-1','reseau',1,1,'publiee','2026-03-02T09:30:00.000000Z','2026-03-02T09:30:00.000000Z',1);
CREATE INDEX demande_partenaire ON demande (partenaire);
CREATE INDEX apd_declaration_collectivite ON apd_declaration (collectivite, annee);
CREATE INDEX apd_ligne_projet ON apd_ligne (projet) WHERE projet IS NOT NULL;
CREATE TRIGGER journal_non_modifiable BEFORE UPDATE ON journal
BEGIN SELECT raise(ABORT, 'le journal ne se modifie pas'); END;
CREATE TRIGGER journal_non_supprimable BEFORE DELETE ON journal
BEGIN SELECT raise(ABORT, 'le journal ne se supprime pas'); END;
CREATE TRIGGER journal_contenu_non_modifiable BEFORE UPDATE ON journal_contenu
BEGIN SELECT raise(ABORT, 'le journal ne se modifie pas'); END;
CREATE TRIGGER journal_personnel_non_modifiable BEFORE UPDATE ON journal_personnel
BEGIN SELECT raise(ABORT, 'le journal ne se modifie pas'); END;
CREATE INDEX compte_collectivite ON compte (collectivite);
CREATE INDEX cle_ssh_compte ON cle_ssh (compte);
CREATE INDEX courrier_a_partir ON courrier (numero) WHERE parti_le IS NULL;
CREATE INDEX ambassade_pays ON ambassade (pays);
CREATE INDEX actualite_reseau ON actualite (reseau) WHERE reseau IS NOT NULL;
CREATE INDEX page_gardee_compte ON page_gardee (compte);
CREATE INDEX export_garde_compte ON export_garde (compte);
CREATE INDEX session_compte ON session (compte);
CREATE INDEX dossier_appel ON dossier (appel);
CREATE INDEX dossier_collectivite ON dossier (collectivite);
CREATE INDEX dossier_associee_collectivite ON dossier_associee (collectivite);
CREATE INDEX dossier_partenaire_partenaire ON dossier_partenaire (partenaire);
CREATE INDEX mission_label ON mission (label);
PRAGMA user_version=9;
