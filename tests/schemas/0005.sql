PRAGMA application_id=1098140769;
CREATE TABLE migration (numero INTEGER PRIMARY KEY, nom TEXT NOT NULL, empreinte TEXT NOT NULL, le TEXT NOT NULL) STRICT;
CREATE TABLE atlas (
    seul INTEGER PRIMARY KEY CHECK (seul = 1),
    demonstration INTEGER NOT NULL CHECK (demonstration IN (0, 1)),
    cree_le TEXT NOT NULL
) STRICT;
CREATE TABLE fiche (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('collectivite', 'partenaire', 'projet', 'demande', 'reseau', 'apd')),
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
CREATE TABLE reseau (
    fiche TEXT PRIMARY KEY REFERENCES fiche (id),
    nom TEXT NOT NULL CHECK (nom <> ''),
    sigle TEXT NOT NULL,
    categorie TEXT NOT NULL,
    site TEXT NOT NULL
) STRICT;
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
INSERT INTO "migration" VALUES(1,'pages','656667dc24a6617bae27c1757ec5254970814adcf9db1a73dc0e34d3d3739a8a','2026-11-21T08:23:09.801466Z');
INSERT INTO "migration" VALUES(2,'comptes','fb5afb9a70995f4ece5151991c48a76a9c331d3061be2ca93c584401e050d1f9','2026-11-21T08:23:09.802595Z');
INSERT INTO "migration" VALUES(3,'procedures','6df4d2c27c33d11108b59a254e30d061ee4d86345a48cbd19ebaca2773500c55','2026-11-21T08:23:09.803196Z');
INSERT INTO "migration" VALUES(4,'brouillons','007e5be8e62bcf25ec8a2a4c63c1b352e8a8c29ebbb00c8b9c4fcf2ba585f2d0','2026-11-21T08:23:09.803577Z');
INSERT INTO "migration" VALUES(5,'apd','33ff11eefcc6bf145092adb99f2fd1f602f3ca27ea9481e5817c3134649ff63c','2026-11-21T08:23:09.803869Z');
INSERT INTO "atlas" VALUES(1,0,'2026-11-21T08:23:09.804154Z');
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
INSERT INTO "reseau" VALUES('res-1','Cités Unies France','CUF','','');
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
INSERT INTO "journal" VALUES(1,'2026-03-02T09:30:00.000000Z','essai','res-1',1,'creer',X'ED77C9BF795AFABF7865D494C3B55CCBD90E3CBD0B933337884003D5E146BD44',NULL,X'39A3D5D6FA7EFC93DF8B829782EFE6AC0C1F4155E286BF884F4AD8BBA54AD969');
INSERT INTO "journal" VALUES(10,'2026-03-02T09:30:00.000000Z','essai','pro-2',1,'creer',X'28431E99A34CCCEE1CB884CC8F3069A6E4A856490C2A63AAAF9FA78D69B3CCA9',NULL,X'8E4507307142FB5E299A32C4D7D7A61AAC893BE75BA88DB286D3B63B6ABCCBCB');
INSERT INTO "journal" VALUES(11,'2026-03-02T09:30:00.000000Z','essai','pro-3',1,'creer',X'4E0F174C956456DC55208D9B79CAD8E6B0AAB1CE54855556B6788E479347A6AD',NULL,X'13DB3701A4B2FF65EE0AD82167C966B439A6B8B1A412156D3EA3A1AB4C28A3B9');
INSERT INTO "journal" VALUES(12,'2026-03-02T09:30:00.000000Z','essai','pro-4',1,'creer',X'70543F229EB3F0545213FE4A5BC67AE9C40255BA25AE283D4513CA5D87AC6B32',NULL,X'DB5943F052AB22C4123A4105910F1FB122AEEC9D67E1CEBC85F36F70868D32CE');
INSERT INTO "journal" VALUES(13,'2026-03-02T09:30:00.000000Z','essai','dem-1',1,'creer',X'7BADDFBDFA8CDC92BD422DC6FA041B504DF70CC43ABBA8764843C583CF738D28',NULL,X'0A6E3CD940C384380E1572F35AFAA37D0A6BF5BA817FBB63FF10FA99673BC1CA');
INSERT INTO "journal" VALUES(14,'2026-03-02T09:30:00.000000Z','essai','apd-1',1,'creer',X'C62EBCA39EFAB3E42670357D4608B297A82041F4FAFCDCC2062526EE9386C901',NULL,X'FEE10F1E00AFCEB72F8C8356B264EF0CA29DACE302F357CCD8866DF3D230BBB0');
INSERT INTO "journal" VALUES(15,'2026-03-02T09:30:00.000000Z','essai','col-3',2,'modifier',X'ADFCCD514AD04B7CB0350E57C7980BD5ED676C221077E1655DA1A4BBF73BAC90',NULL,X'E7C02D230581D7E4A067560AAC366FCA8F5F47B625112B94861F3DB394AF0E54');
INSERT INTO "journal" VALUES(16,'2026-03-02T09:30:00.000000Z','essai','pro-4',2,'archiver',X'3BE34CBD06518ACB6438C8B123D4AC28BF18D36B3D752F7A8A6124BDD7966AD9',NULL,X'F8C280B5176FD17CEF141C7181BF1F77A5F40BA2DC7CF05A9CF9D5E9A9B401D5');
INSERT INTO "journal" VALUES(2,'2026-03-02T09:30:00.000000Z','essai','col-1',1,'creer',X'8D35CD0CEC7C38721B88CFEFA281B2EFF71AFD4DDDCEAD346AF0E36008DED7D8',X'A84D7B064FCA75795C8B82859253BE192A53587D354D6B328FB7673446070649',X'AEFAB3596FA5F925AF16D652528ECE4AD1E205E7A34272D6F19AF95EF621C018');
INSERT INTO "journal" VALUES(3,'2026-03-02T09:30:00.000000Z','essai','col-2',1,'creer',X'1D89540A427D3292CBEB52412F34315688E49B1CACFC9F9E7E72D46C583CC8B7',NULL,X'B8355929BC6FFE9EA268FAD8770FBCCC758BC09FD0C095EBAE5E5171363A2E28');
INSERT INTO "journal" VALUES(4,'2026-03-02T09:30:00.000000Z','essai','col-3',1,'creer',X'3B26BB04A8BCFD1AAACE8709B4A444D4AD13058D70B893F906D7F9E624CD0149',NULL,X'2CE118A33B4E00900A63AB243ECD287282B56CD32B9C6AC9B0C116458B0AF590');
INSERT INTO "journal" VALUES(5,'2026-03-02T09:30:00.000000Z','essai','par-1',1,'creer',X'1DFB1CF06DAAEB4F7AC93D7625D099E23816D3F0354AF1D28B72D97BEC851DBC',NULL,X'663A181B8C6101353C2B55EB961BB9AF33916202A0883DE14CD059F16DDA5800');
INSERT INTO "journal" VALUES(6,'2026-03-02T09:30:00.000000Z','essai','par-2',1,'creer',X'1B997A67603FB0B3FA7DE21372C7E0AC16F526CB698851E67BA01B00544FDDB5',NULL,X'182CF5661351FCE579C2B19E2325B0DB6477F2E4554EB1BB021D54529D22BB96');
INSERT INTO "journal" VALUES(7,'2026-03-02T09:30:00.000000Z','essai','par-3',1,'creer',X'10E81EA92CCDE82F98A477DF9F526B9A6F927DC80467857A1C300D62216BBEA9',NULL,X'D16A965C26A9B5369C829606D92253DB1F15ACB4267237E249B8DD7E10B54212');
INSERT INTO "journal" VALUES(8,'2026-03-02T09:30:00.000000Z','essai','par-4',1,'creer',X'0795F32880667C1AD680260C3EC0FB96EC1CCD8F2CDA7E910AAF916726888307',NULL,X'E481CDD3EBEC0E6497148CB40B351D3115FDEBE3083053F834AE52812A81AC41');
INSERT INTO "journal" VALUES(9,'2026-03-02T09:30:00.000000Z','essai','pro-1',1,'creer',X'B440FD2F237FDA1DB59D727F927A31C70895DC2C7CC9582F2B9E7C074B8B53E2',NULL,X'57AECE20262BB998C7708C12954CBB465AA47E44E79827F7FEABCD14A64A1B66');
INSERT INTO "journal_contenu" VALUES(1,X'C3F76FDCC77E1E1CA509815B9BF8D691','{"id":"res-1","nom":"Cités Unies France","sigle":"CUF","categorie":"","site":""}');
INSERT INTO "journal_contenu" VALUES(10,X'2C55E34AD30278D22EAD1666893BA2ED','{"id":"pro-2","titre":"Eau pour [/nope] Ouaga","nature":"action","jumelage":false,"thematique":"14031","odd":[],"statut":"termine","annee_convention":null,"annee_lancement":2007,"annee_fin":null,"collectivites":["col-2","col-1"],"partenaires":["par-2"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"eau","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(11,X'5C56B20CDDE4D1AE8EBDD6F07C5DD51C','{"id":"pro-3","titre":"Sauvegarde du cœur historique","nature":"cooperation","jumelage":false,"thematique":"41040","odd":[],"statut":"en-cours","annee_convention":null,"annee_lancement":2008,"annee_fin":null,"collectivites":["col-3"],"partenaires":["par-3"],"objectifs":"","description":"","historique":"","contexte":"","financements":[{"annee":2009,"financeur":"MEAE","montant":"15000.50","precision":""}],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(12,X'E292DC473AEB0DE63B42EE474453FEA6','{"id":"pro-4","titre":"Réseau de villes sur l''eau","nature":"cooperation","jumelage":false,"thematique":"2","odd":[],"statut":"projet","annee_convention":null,"annee_lancement":null,"annee_fin":null,"collectivites":["col-2"],"partenaires":["par-2","par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(13,X'8AA61A5EEC7E4B2243A9AFF168FFD946','{"id":"dem-1","titre":"Marché de gros","partenaire":"par-4","thematique":"8","besoin":"","description":"","recherche":"","lieu":"","etat":"publiee","deposee_le":"2013-01-02","publiee_le":null}');
INSERT INTO "journal_contenu" VALUES(14,X'F0B438CD072AD497E7A344B7B7E84CA1','{"id":"apd-1","collectivite":"col-2","annee":2012,"lignes":[{"montant":"1200.25","pays":"BF","secteur":"14031","refugies":false,"canal":"","type_aide":"","projet":"","loi_oudin":""},{"montant":"300.00","pays":"PL","secteur":"160","refugies":false,"canal":"","type_aide":"","projet":"","loi_oudin":""},{"montant":"500.00","pays":"","secteur":"93010","refugies":true,"canal":"","type_aide":"","projet":"","loi_oudin":""}],"etat":"declaree"}');
INSERT INTO "journal_contenu" VALUES(15,X'E76EEDD294F7D93FBD9C9A8CD2B0248C','{"id":"col-3","nom":"Lyon","type":"commune","code":"69123","departement":"69","region":"84","ancienne_region":"82","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"https://lyon.example","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(16,X'EE72FC2329DC84A68355A64B8D25B3D3','{"id":"pro-4","titre":"Réseau de villes sur l''eau","nature":"cooperation","jumelage":false,"thematique":"2","odd":[],"statut":"projet","annee_convention":null,"annee_lancement":null,"annee_fin":null,"collectivites":["col-2"],"partenaires":["par-2","par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(2,X'98799B9F95F4FFBB308892355A50CDC9','{"id":"col-1","nom":"Conseil départemental du Bas-Rhin","type":"departement","code":"67","departement":"67","region":"44","ancienne_region":"42","com":"","population":null,"latitude":null,"longitude":null,"courriel":"international@bas-rhin.example","telephone":"03 53 01 00 00","site":"","alias":["Conseil général du Bas-Rhin"],"contacts":[],"reseaux":["res-1"]}');
INSERT INTO "journal_contenu" VALUES(3,X'8547E880F7F76D2F0B6B9FE86ABA30A3','{"id":"col-2","nom":"Paris","type":"commune","code":"75056","departement":"75","region":"11","ancienne_region":"11","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(4,X'6266990D4FB4E39A5AEBFBBDA9AC3FA6','{"id":"col-3","nom":"Lyon","type":"commune","code":"69123","departement":"69","region":"84","ancienne_region":"82","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(5,X'D2D0F91474F6E40222352D00DDA0B9C8','{"id":"par-1","nom":"Voïvodie de Silésie","pays":"PL","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(6,X'B1004E9F61CDCC0FB5C2792CE752F57D','{"id":"par-2","nom":"Ouagadougou","pays":"BF","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(7,X'45EF45696252BC1A85DF6C0D89F675D8','{"id":"par-3","nom":"Jaipur","pays":"IN","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(8,X'F8F913C065BF7A583A3C3384AA798C15','{"id":"par-4","nom":"Antsirabé","pays":"MG","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(9,X'03B8920034E3FF0539F2085D5587EF4F','{"id":"pro-1","titre":"Échanges d''expériences en matière d''action sociale","nature":"cooperation","jumelage":false,"thematique":"160","odd":[],"statut":"en-cours","annee_convention":2008,"annee_lancement":2009,"annee_fin":null,"collectivites":["col-1"],"partenaires":["par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_personnel" VALUES(2,X'1BBCBB538ED2A6BC9A94243809545CCE','[{"prenom":"Anne","nom":"Muller","titre":"Vice-présidente","role":"elu","courriel":"anne@bas-rhin.example","telephone":"","diffusion":false},{"prenom":"Luc","nom":"Œrtel","titre":"Chargé de mission","role":"cadre","courriel":"luc@bas-rhin.example","telephone":"","diffusion":true}]');
INSERT INTO "compte" VALUES(1,'anne','anne','anne@lyon.example',1,'Anne','Muller','daect',NULL,'','',NULL,'accepte','','',0,'2026-11-21T08:23:10.000192Z',NULL);
INSERT INTO "cle_ssh" VALUES('SHA256:Z1dzJzrGxwAkbc+YKc4SlNfQ47iFhlNr3P9FbrWkZDM',1,'ssh-ed25519','AAAAC3NzaC1lZDI1NTE5AAAAIKqwq6urq6urq6urq6urq6urq6urq6urq6urq6urq6ur','essai','2026-11-21T08:23:10.000192Z');
INSERT INTO "evenement_compte" VALUES(1,'2026-11-21T08:23:10.000192Z','systeme',1,'accepte : la DAECT');
INSERT INTO "evenement_compte" VALUES(2,'2026-11-21T08:23:10.000192Z','systeme',1,'clé ajoutée SHA256:Z1dzJzrGxwAkbc+YKc4SlNfQ47iFhlNr3P9FbrWkZDM');
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
PRAGMA user_version=5;
