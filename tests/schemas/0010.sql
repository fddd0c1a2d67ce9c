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
CREATE TABLE doublon_ecarte (
    premiere TEXT NOT NULL REFERENCES fiche (id),
    seconde TEXT NOT NULL REFERENCES fiche (id),
    acteur TEXT NOT NULL,
    le TEXT NOT NULL,
    PRIMARY KEY (premiere, seconde),
    CHECK (premiere < seconde)
) STRICT, WITHOUT ROWID;
CREATE TABLE fusion (
    numero INTEGER PRIMARY KEY,
    gardee TEXT NOT NULL REFERENCES fiche (id),
    absorbee TEXT NOT NULL REFERENCES fiche (id),
    premier INTEGER NOT NULL,
    dernier INTEGER NOT NULL,
    acteur TEXT NOT NULL,
    le TEXT NOT NULL,
    -- When it was undone: the two stand apart again.
    defaite_le TEXT
) STRICT;
CREATE TABLE fusion_lien (
    fusion INTEGER NOT NULL REFERENCES fusion (numero),
    rang INTEGER NOT NULL,
    tableau TEXT NOT NULL,
    colonne TEXT NOT NULL,
    cle TEXT NOT NULL,
    PRIMARY KEY (fusion, rang)
) STRICT, WITHOUT ROWID;
INSERT INTO "migration" VALUES(1,'pages','656667dc24a6617bae27c1757ec5254970814adcf9db1a73dc0e34d3d3739a8a','2026-11-21T08:23:13.976195Z');
INSERT INTO "migration" VALUES(10,'fusions','5dcdba38a5a2b90b9b276530c13238370590ad9090e6b869083da824f6a9ebbf','2026-11-21T08:23:13.997656Z');
INSERT INTO "migration" VALUES(2,'comptes','fb5afb9a70995f4ece5151991c48a76a9c331d3061be2ca93c584401e050d1f9','2026-11-21T08:23:13.978716Z');
INSERT INTO "migration" VALUES(3,'procedures','6df4d2c27c33d11108b59a254e30d061ee4d86345a48cbd19ebaca2773500c55','2026-11-21T08:23:13.984271Z');
INSERT INTO "migration" VALUES(4,'brouillons','007e5be8e62bcf25ec8a2a4c63c1b352e8a8c29ebbb00c8b9c4fcf2ba585f2d0','2026-11-21T08:23:13.988381Z');
INSERT INTO "migration" VALUES(5,'apd','33ff11eefcc6bf145092adb99f2fd1f602f3ca27ea9481e5817c3134649ff63c','2026-11-21T08:23:13.990635Z');
INSERT INTO "migration" VALUES(6,'annuaire','96688bd92a10901a8f9dd8a3e37e66288f19ade5c232a31da7cfa14addfd7339','2026-11-21T08:23:13.993816Z');
INSERT INTO "migration" VALUES(7,'bourse','7c64afc77c6c0ba62ad6acb6a63279e719c692c3dfe170e229674e8da62a18a3','2026-11-21T08:23:13.994388Z');
INSERT INTO "migration" VALUES(8,'campagne','7b03595c44355898ed1172c9bea495a97655996119510b78e20de3d1189cb9d8','2026-11-21T08:23:13.995167Z');
INSERT INTO "migration" VALUES(9,'appels','20c04e6f20c0d7245e731bc1ec0cfa1bd841cf7ad95aa321de7ad92f19fbfc4e','2026-11-21T08:23:13.996833Z');
INSERT INTO "atlas" VALUES(1,0,'2026-11-21T08:23:13.998940Z');
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
INSERT INTO "journal" VALUES(1,'2026-03-02T09:30:00.000000Z','essai','res-1',1,'creer',X'16D93CAF29D0B148D16F8532023568CE4AC15598539DB96CAF9F7A6BB0CEEE8B',NULL,X'71F6D95263D02A0FBBEBF7D3E11CE7581A83423CF6615A413AB8C9B84002D53E');
INSERT INTO "journal" VALUES(10,'2026-03-02T09:30:00.000000Z','essai','pro-2',1,'creer',X'667DB0145EEC83405A6B940B1EAF6BFB4AC07CD0931DDA6F46E7392F964D8DE1',NULL,X'2EB0BC933CAF6A4E680D6830FEE70F854176D166262B922FE50867364CBBB121');
INSERT INTO "journal" VALUES(11,'2026-03-02T09:30:00.000000Z','essai','pro-3',1,'creer',X'EBB184709406737BD8000BBB570DE83E8FD54C3B44ADAFFD40CB4D8CF812B207',NULL,X'F5878AEF21BEB6BCAB6617DDA9E4AB33B22129C38BF2819FC5C0DD610E6A6B87');
INSERT INTO "journal" VALUES(12,'2026-03-02T09:30:00.000000Z','essai','pro-4',1,'creer',X'91D33115B8DC1888A45AABCFFDC8850346B482A31B8D27110CFFD6FDF57970E3',NULL,X'4EC13C2BE43CD617B580C28B2CAB84D3F4955F432C97C23D3A72421DB32C054D');
INSERT INTO "journal" VALUES(13,'2026-03-02T09:30:00.000000Z','essai','dem-1',1,'creer',X'E67E87417585D17C685001E1DA5BD49C359492B46BD4859819CA7C771FA959D5',NULL,X'DC2BF614F0919FF3CAFF1B017A6D8F9BF29B099764146CC1BD3BD8E9FD97EE38');
INSERT INTO "journal" VALUES(14,'2026-03-02T09:30:00.000000Z','essai','apd-1',1,'creer',X'7C0B7C53C7C51AFAE51280780F074FE312C6ACB094DC9EAE7ABE029A9F8BAF7C',NULL,X'648FCDCA85794C5DF76C275F288962C1FD77AD5236B54B23C8DC69A5AB2A4C85');
INSERT INTO "journal" VALUES(15,'2026-03-02T09:30:00.000000Z','essai','col-3',2,'modifier',X'FE1570BCE390936A987F97899662FE08DE83B6619FFFDF3AFD1FC02C85DA65E2',NULL,X'3B546747F6238FA9D70F3C9DDA27897E7BCD36345E3B8EFE0BE381512101AAB4');
INSERT INTO "journal" VALUES(16,'2026-03-02T09:30:00.000000Z','essai','pro-4',2,'archiver',X'DCBB6C8CFF50FE67668E81CC5BE2C23D40A19EFC4DF78B543762D44ABD78736F',NULL,X'53CC34F2F5AA07575DFEE3F1705AEEE693E0145DE44DA57428B9EB4D1F791515');
INSERT INTO "journal" VALUES(2,'2026-03-02T09:30:00.000000Z','essai','col-1',1,'creer',X'8DC39391B1172D1180C97B446BB9A3A2446462F991E795EBAC782BAC6F59F704',X'082CBEA3B385A16D80BCDD430DD66CAA94E8090FCE038992468F09721566BF66',X'37883FF2AA0F14AB44396F5562817B2DF921D1D7F5FB94AAE4541C2D1DFBEF5B');
INSERT INTO "journal" VALUES(3,'2026-03-02T09:30:00.000000Z','essai','col-2',1,'creer',X'4FA2BE84F7FF4D0C79122F76DC8E6E39DA6D01D1E94DAEFB6D86001DFCD27072',NULL,X'A0D581FB5967CD6F6CFD968A159FFFB8A5894762B5A5B310DC224DA7848056D6');
INSERT INTO "journal" VALUES(4,'2026-03-02T09:30:00.000000Z','essai','col-3',1,'creer',X'80F13472C5A0DD03E13588BFFC4600A72C01DB59B95D531D1D98C4F7D92652B6',NULL,X'D13C7C65677E9BC236B4C1AD0FCDC2985A494AFD8B856DA7F77016390D00CA24');
INSERT INTO "journal" VALUES(5,'2026-03-02T09:30:00.000000Z','essai','par-1',1,'creer',X'59C0C110E7DEE05E3EC105EA35F099A2BE24E1F15517916164022FF8F560860B',NULL,X'F446138C2AA09F8ABBE90C24255F7750A51369741786422E30DBEA57B984C93B');
INSERT INTO "journal" VALUES(6,'2026-03-02T09:30:00.000000Z','essai','par-2',1,'creer',X'6CA6BB05CB91AF8F0AF2D0D6781C49C8DF73DFD8DA276591BA9A1B4F248A59FB',NULL,X'08B972D3E6DA8FB667CC85FFD3951662BED17E814E1463B0C4FCA6838BF35432');
INSERT INTO "journal" VALUES(7,'2026-03-02T09:30:00.000000Z','essai','par-3',1,'creer',X'2AB1005FA3093DC15870E22427A6D1D2911A92D81D199AD269CB01BCA83BD711',NULL,X'C47526F5FF99FFD545B68F5CD8762522403CB1087C5DDFB83F46CDA66293BF62');
INSERT INTO "journal" VALUES(8,'2026-03-02T09:30:00.000000Z','essai','par-4',1,'creer',X'4593CA0DF56A8E340901F117EA655D80220F2BFE89C7D0ADC6643A6C29BC1157',NULL,X'092349954F765411B7198A024B12DCE46B11B63E6918EC066334D292D27FCC3C');
INSERT INTO "journal" VALUES(9,'2026-03-02T09:30:00.000000Z','essai','pro-1',1,'creer',X'CE805139CD98287A84152ACD268DE7075A70B8E6AA7D97DFACCFEFFA836BFA15',NULL,X'B086B798AB052DDB7F246E8EB6771A59423A46F1C8B4AB21934AA48A63F280EE');
INSERT INTO "journal_contenu" VALUES(1,X'E71B777B67DEC788BCC59186A9A13B03','{"id":"res-1","nom":"Cités Unies France","sigle":"CUF","categorie":"","site":"","objet":"","territoire":"","adresse":"","courriel":"","telephone":""}');
INSERT INTO "journal_contenu" VALUES(10,X'2ECD01B6857550B1813660B3FE09C519','{"id":"pro-2","titre":"Eau pour [/nope] Ouaga","nature":"action","jumelage":false,"thematique":"14031","odd":[],"statut":"termine","annee_convention":null,"annee_lancement":2007,"annee_fin":null,"collectivites":["col-2","col-1"],"partenaires":["par-2"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"eau","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(11,X'0E81E8DA4DE4364A2F17924D44D61C71','{"id":"pro-3","titre":"Sauvegarde du cœur historique","nature":"cooperation","jumelage":false,"thematique":"41040","odd":[],"statut":"en-cours","annee_convention":null,"annee_lancement":2008,"annee_fin":null,"collectivites":["col-3"],"partenaires":["par-3"],"objectifs":"","description":"","historique":"","contexte":"","financements":[{"annee":2009,"financeur":"MEAE","montant":"15000.50","precision":""}],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(12,X'72836DF357EAE021FF64C2A281782DC6','{"id":"pro-4","titre":"Réseau de villes sur l''eau","nature":"cooperation","jumelage":false,"thematique":"2","odd":[],"statut":"projet","annee_convention":null,"annee_lancement":null,"annee_fin":null,"collectivites":["col-2"],"partenaires":["par-2","par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(13,X'06ED0E28B4ED07525C89A93F264976AE','{"id":"dem-1","titre":"Marché de gros","partenaire":"par-4","thematique":"8","besoin":"","description":"","recherche":"","lieu":"","etat":"publiee","deposee_le":"2013-01-02","publiee_le":null}');
INSERT INTO "journal_contenu" VALUES(14,X'8F42DAA316B62696E6754A66E7FE5996','{"id":"apd-1","collectivite":"col-2","annee":2012,"lignes":[{"montant":"1200.25","pays":"BF","secteur":"14031","refugies":false,"canal":"","type_aide":"","projet":"","loi_oudin":""},{"montant":"300.00","pays":"PL","secteur":"160","refugies":false,"canal":"","type_aide":"","projet":"","loi_oudin":""},{"montant":"500.00","pays":"","secteur":"93010","refugies":true,"canal":"","type_aide":"","projet":"","loi_oudin":""}],"etat":"declaree"}');
INSERT INTO "journal_contenu" VALUES(15,X'13FE4EA85B9AFED7FBDB0E87DDB7E6C6','{"id":"col-3","nom":"Lyon","type":"commune","code":"69123","departement":"69","region":"84","ancienne_region":"82","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"https://lyon.example","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(16,X'4B83CE4D561359804F739B6D58DD3F22','{"id":"pro-4","titre":"Réseau de villes sur l''eau","nature":"cooperation","jumelage":false,"thematique":"2","odd":[],"statut":"projet","annee_convention":null,"annee_lancement":null,"annee_fin":null,"collectivites":["col-2"],"partenaires":["par-2","par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(2,X'736762CD378CD9AD618D5A0B2ABFDE76','{"id":"col-1","nom":"Conseil départemental du Bas-Rhin","type":"departement","code":"67","departement":"67","region":"44","ancienne_region":"42","com":"","population":null,"latitude":null,"longitude":null,"courriel":"international@bas-rhin.example","telephone":"03 53 01 00 00","site":"","alias":["Conseil général du Bas-Rhin"],"contacts":[],"reseaux":["res-1"]}');
INSERT INTO "journal_contenu" VALUES(3,X'21DCBFF850EE53FAEB2E0A05059AE2E2','{"id":"col-2","nom":"Paris","type":"commune","code":"75056","departement":"75","region":"11","ancienne_region":"11","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(4,X'0786D2261F61BB25B7CE70B180ADF012','{"id":"col-3","nom":"Lyon","type":"commune","code":"69123","departement":"69","region":"84","ancienne_region":"82","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(5,X'DE891D348CDEFA5D8956AC8399E755D0','{"id":"par-1","nom":"Voïvodie de Silésie","pays":"PL","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(6,X'37304676EDEF672A7FD428B5542ED1DB','{"id":"par-2","nom":"Ouagadougou","pays":"BF","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(7,X'EA009400B34881A57FF28A1BFA15CF3C','{"id":"par-3","nom":"Jaipur","pays":"IN","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(8,X'17F9446ED3817FA3FE56FD4C60F37DF6','{"id":"par-4","nom":"Antsirabé","pays":"MG","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(9,X'4E205761C434BC4D80D09E4AB13781C9','{"id":"pro-1","titre":"Échanges d''expériences en matière d''action sociale","nature":"cooperation","jumelage":false,"thematique":"160","odd":[],"statut":"en-cours","annee_convention":2008,"annee_lancement":2009,"annee_fin":null,"collectivites":["col-1"],"partenaires":["par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_personnel" VALUES(2,X'21BD51581920BDE087D93E2A683DF79C','[{"prenom":"Anne","nom":"Muller","titre":"Vice-présidente","role":"elu","courriel":"anne@bas-rhin.example","telephone":"","diffusion":false},{"prenom":"Luc","nom":"Œrtel","titre":"Chargé de mission","role":"cadre","courriel":"luc@bas-rhin.example","telephone":"","diffusion":true}]');
INSERT INTO "compte" VALUES(1,'anne','anne','anne@lyon.example',1,'Anne','Muller','daect',NULL,'','',NULL,'accepte','','',0,'2026-11-21T08:23:14.262372Z',NULL);
INSERT INTO "cle_ssh" VALUES('SHA256:Z1dzJzrGxwAkbc+YKc4SlNfQ47iFhlNr3P9FbrWkZDM',1,'ssh-ed25519','AAAAC3NzaC1lZDI1NTE5AAAAIKqwq6urq6urq6urq6urq6urq6urq6urq6urq6urq6ur','essai','2026-11-21T08:23:14.262372Z');
INSERT INTO "evenement_compte" VALUES(1,'2026-11-21T08:23:14.262372Z','systeme',1,'accepte : la DAECT');
INSERT INTO "evenement_compte" VALUES(2,'2026-11-21T08:23:14.262372Z','systeme',1,'clé ajoutée SHA256:Z1dzJzrGxwAkbc+YKc4SlNfQ47iFhlNr3P9FbrWkZDM');
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
CREATE UNIQUE INDEX fusion_absorbee ON fusion (absorbee) WHERE defaite_le IS NULL;
PRAGMA user_version=10;
