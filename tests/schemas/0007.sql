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
INSERT INTO "migration" VALUES(1,'pages','656667dc24a6617bae27c1757ec5254970814adcf9db1a73dc0e34d3d3739a8a','2026-11-21T08:23:11.461867Z');
INSERT INTO "migration" VALUES(2,'comptes','fb5afb9a70995f4ece5151991c48a76a9c331d3061be2ca93c584401e050d1f9','2026-11-21T08:23:11.462861Z');
INSERT INTO "migration" VALUES(3,'procedures','6df4d2c27c33d11108b59a254e30d061ee4d86345a48cbd19ebaca2773500c55','2026-11-21T08:23:11.463414Z');
INSERT INTO "migration" VALUES(4,'brouillons','007e5be8e62bcf25ec8a2a4c63c1b352e8a8c29ebbb00c8b9c4fcf2ba585f2d0','2026-11-21T08:23:11.463788Z');
INSERT INTO "migration" VALUES(5,'apd','33ff11eefcc6bf145092adb99f2fd1f602f3ca27ea9481e5817c3134649ff63c','2026-11-21T08:23:11.464132Z');
INSERT INTO "migration" VALUES(6,'annuaire','96688bd92a10901a8f9dd8a3e37e66288f19ade5c232a31da7cfa14addfd7339','2026-11-21T08:23:11.468873Z');
INSERT INTO "migration" VALUES(7,'bourse','7c64afc77c6c0ba62ad6acb6a63279e719c692c3dfe170e229674e8da62a18a3','2026-11-21T08:23:11.469444Z');
INSERT INTO "atlas" VALUES(1,0,'2026-11-21T08:23:11.469742Z');
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
INSERT INTO "journal" VALUES(1,'2026-03-02T09:30:00.000000Z','essai','res-1',1,'creer',X'B89D80190FFCF8EB178DEBE93EDBBA9084BB1D62CF00574002CC63F01243922B',NULL,X'D9332247CB0B6070995A071206A0231576720195CFB940B66E4FB7BB5AEF03DC');
INSERT INTO "journal" VALUES(10,'2026-03-02T09:30:00.000000Z','essai','pro-2',1,'creer',X'7D25C2B1FD644EBBDFCA8EB9C22430EBE6BE36D001F462EC312263A29D68570B',NULL,X'F9731D2944B394A703537CF5971F12D55528E87C395FD4763CB7C0937A2452DB');
INSERT INTO "journal" VALUES(11,'2026-03-02T09:30:00.000000Z','essai','pro-3',1,'creer',X'788D18833DEBB49D08E7656C0DC43DF10DA2D77908C7D43B90C724B2F4763A05',NULL,X'04005062DA4928D06DEA49D297D549A9C1A7A0E36BCAC95F62D61C464766A576');
INSERT INTO "journal" VALUES(12,'2026-03-02T09:30:00.000000Z','essai','pro-4',1,'creer',X'72DFBEA6602620AB66CD360BD6D22FC25D1F6D1B441968E1E53A2CA764723C6F',NULL,X'5D80BDBD1B449201E60D9299B3B180B9532312C520900E11F27535B5FF55DCB6');
INSERT INTO "journal" VALUES(13,'2026-03-02T09:30:00.000000Z','essai','dem-1',1,'creer',X'CD9F0C014083586200B157368A529D4BB032DF2A6003833C80B984DB8A416FCA',NULL,X'E45F0B404C3DE6A313C37C5D1D5FE22D1CEFDEDD9C0A6D178BFB1DFB82130DC2');
INSERT INTO "journal" VALUES(14,'2026-03-02T09:30:00.000000Z','essai','apd-1',1,'creer',X'8BF9584F7206600FFBDB93759824EA6E94EAF0721207F610516C2C15DD620FFF',NULL,X'237E0E2D60CDD7DAC34A804733F9ED8A1B3EA41FCAE0EF7D112AB67E29E773E4');
INSERT INTO "journal" VALUES(15,'2026-03-02T09:30:00.000000Z','essai','col-3',2,'modifier',X'44FD2F6EABEB648FCDB96DCC044BBFA2458B36093F69A7B46220CD02561D926E',NULL,X'B8C32103FE86DCCD782F7C1BEC2A8ECBBFF40C450C53A2E2B8BBC1849E447361');
INSERT INTO "journal" VALUES(16,'2026-03-02T09:30:00.000000Z','essai','pro-4',2,'archiver',X'0040367E721C2AF08FBD9E3DB25FFF5F9706949251D3D15AE0C340E172CCF3E3',NULL,X'0547A343C7F592BE0AED26B2C2C557C582FCC2585A1E248757D4F95936B44F8A');
INSERT INTO "journal" VALUES(2,'2026-03-02T09:30:00.000000Z','essai','col-1',1,'creer',X'6DEDA1A04B895F95476E2D268C0B68A3DDD7AE800BACB763E09B7B61FC294430',X'AF140D6DF34EA50FE69E6F9F7B5E7D57707E230B94EC2D9E2392DDDF2FB2A191',X'D45C712434DB57FA9225A028B471343B1831BD564A1B34C228C47C3B56BBA5CC');
INSERT INTO "journal" VALUES(3,'2026-03-02T09:30:00.000000Z','essai','col-2',1,'creer',X'6E77A56479D9C5000FCDAD2532990CB003CF1871F4847F480AA971791959647D',NULL,X'696D91E29D89E452841F3E0FA14260EAE86D73EDD0E12581C40B17B21127DB53');
INSERT INTO "journal" VALUES(4,'2026-03-02T09:30:00.000000Z','essai','col-3',1,'creer',X'BDE003DAD0F9C692320C1EE8DF6AEBCA42B57D15C125E8A52FE7F8E10BF8952C',NULL,X'BA12028503E6B02FF977CF9CE2525182CF46B53CBDD6857E5A1C878CE8C36AAA');
INSERT INTO "journal" VALUES(5,'2026-03-02T09:30:00.000000Z','essai','par-1',1,'creer',X'40C18A87E3BE8AC33A2ABA2D6716391A28B1C52B544DFF3DECC02F68794F8C07',NULL,X'374848F577B2D0E09876F39E708455EA0B231BBEB4FC154710AAC92BCFEF5310');
INSERT INTO "journal" VALUES(6,'2026-03-02T09:30:00.000000Z','essai','par-2',1,'creer',X'CE4B850B6C685A5A95BC3E184286AAC040C3CE3F63342FE1E77A77587B9F7EAB',NULL,X'B3AACC57DC1304D6A3360CE33D7E5FAD7B51C0BAAD72CD3F2ADB744452FCE3B2');
INSERT INTO "journal" VALUES(7,'2026-03-02T09:30:00.000000Z','essai','par-3',1,'creer',X'40B287B24074FF55C7BC4FF5405C2DA497E41530545772DED8D9A9CFB9C16B11',NULL,X'A851AF955F5F40027E22AF1BC2D383CC6C907A5AEB558FF00EAF616C956BBE1D');
INSERT INTO "journal" VALUES(8,'2026-03-02T09:30:00.000000Z','essai','par-4',1,'creer',X'0AC075FD0222AF5EC4EAF94962DA183273DBF0DCD0B3947FD0C0A3A298399595',NULL,X'8368B07A3C187AD0818D44DD8844657FE7C10BF90112B598CA97D1B24388F89D');
INSERT INTO "journal" VALUES(9,'2026-03-02T09:30:00.000000Z','essai','pro-1',1,'creer',X'A43B51771C0A3C6BD7DDB86AE79D7164FFE9E856F91E7F8E5A49F86B9DBE748C',NULL,X'7FCC7F96846CB1B5AF4AAA2A8B50ADE2F50A8FEB2220EF272D348FA7BFBBDBFA');
INSERT INTO "journal_contenu" VALUES(1,X'6E52D183F88381E353B306BB9FF573D7','{"id":"res-1","nom":"Cités Unies France","sigle":"CUF","categorie":"","site":"","objet":"","territoire":"","adresse":"","courriel":"","telephone":""}');
INSERT INTO "journal_contenu" VALUES(10,X'058A6A5ECFF1FB64155EA1DBD8859BF0','{"id":"pro-2","titre":"Eau pour [/nope] Ouaga","nature":"action","jumelage":false,"thematique":"14031","odd":[],"statut":"termine","annee_convention":null,"annee_lancement":2007,"annee_fin":null,"collectivites":["col-2","col-1"],"partenaires":["par-2"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"eau","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(11,X'D96CD51641299F4A48B4D5C1D41EB44F','{"id":"pro-3","titre":"Sauvegarde du cœur historique","nature":"cooperation","jumelage":false,"thematique":"41040","odd":[],"statut":"en-cours","annee_convention":null,"annee_lancement":2008,"annee_fin":null,"collectivites":["col-3"],"partenaires":["par-3"],"objectifs":"","description":"","historique":"","contexte":"","financements":[{"annee":2009,"financeur":"MEAE","montant":"15000.50","precision":""}],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(12,X'1377D8647047EFEFF2238E30F438694A','{"id":"pro-4","titre":"Réseau de villes sur l''eau","nature":"cooperation","jumelage":false,"thematique":"2","odd":[],"statut":"projet","annee_convention":null,"annee_lancement":null,"annee_fin":null,"collectivites":["col-2"],"partenaires":["par-2","par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(13,X'5CA42E566E7EFCF14C45B1514987A851','{"id":"dem-1","titre":"Marché de gros","partenaire":"par-4","thematique":"8","besoin":"","description":"","recherche":"","lieu":"","etat":"publiee","deposee_le":"2013-01-02","publiee_le":null}');
INSERT INTO "journal_contenu" VALUES(14,X'A7E252A6092CF353F14FF5981D65D6F2','{"id":"apd-1","collectivite":"col-2","annee":2012,"lignes":[{"montant":"1200.25","pays":"BF","secteur":"14031","refugies":false,"canal":"","type_aide":"","projet":"","loi_oudin":""},{"montant":"300.00","pays":"PL","secteur":"160","refugies":false,"canal":"","type_aide":"","projet":"","loi_oudin":""},{"montant":"500.00","pays":"","secteur":"93010","refugies":true,"canal":"","type_aide":"","projet":"","loi_oudin":""}],"etat":"declaree"}');
INSERT INTO "journal_contenu" VALUES(15,X'B584D32E9D99C9AE860013D7DA1B8276','{"id":"col-3","nom":"Lyon","type":"commune","code":"69123","departement":"69","region":"84","ancienne_region":"82","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"https://lyon.example","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(16,X'FBC31526734535A5935342BAE13B8BA4','{"id":"pro-4","titre":"Réseau de villes sur l''eau","nature":"cooperation","jumelage":false,"thematique":"2","odd":[],"statut":"projet","annee_convention":null,"annee_lancement":null,"annee_fin":null,"collectivites":["col-2"],"partenaires":["par-2","par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(2,X'EEA37DA441F818A01AB0F5454995A154','{"id":"col-1","nom":"Conseil départemental du Bas-Rhin","type":"departement","code":"67","departement":"67","region":"44","ancienne_region":"42","com":"","population":null,"latitude":null,"longitude":null,"courriel":"international@bas-rhin.example","telephone":"03 53 01 00 00","site":"","alias":["Conseil général du Bas-Rhin"],"contacts":[],"reseaux":["res-1"]}');
INSERT INTO "journal_contenu" VALUES(3,X'B1E3BE081F12CAB1C586253E86E68CF8','{"id":"col-2","nom":"Paris","type":"commune","code":"75056","departement":"75","region":"11","ancienne_region":"11","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(4,X'BEF305A07FBF60E968C6E8291478F788','{"id":"col-3","nom":"Lyon","type":"commune","code":"69123","departement":"69","region":"84","ancienne_region":"82","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(5,X'385C2C1DCC549EE8B85903B921C1C0B9','{"id":"par-1","nom":"Voïvodie de Silésie","pays":"PL","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(6,X'22C01D6F141916EBE9BF7D4D4D080C2A','{"id":"par-2","nom":"Ouagadougou","pays":"BF","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(7,X'C3F93D56A672C635F6F98CC46F9B1E71','{"id":"par-3","nom":"Jaipur","pays":"IN","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(8,X'DE5742E2D8FB9E9668502F498D76B181','{"id":"par-4","nom":"Antsirabé","pays":"MG","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(9,X'7D9CEB6964754C67A7690B4266F670D0','{"id":"pro-1","titre":"Échanges d''expériences en matière d''action sociale","nature":"cooperation","jumelage":false,"thematique":"160","odd":[],"statut":"en-cours","annee_convention":2008,"annee_lancement":2009,"annee_fin":null,"collectivites":["col-1"],"partenaires":["par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_personnel" VALUES(2,X'FC851A81C55E6C1169A9A3C0409548D1','[{"prenom":"Anne","nom":"Muller","titre":"Vice-présidente","role":"elu","courriel":"anne@bas-rhin.example","telephone":"","diffusion":false},{"prenom":"Luc","nom":"Œrtel","titre":"Chargé de mission","role":"cadre","courriel":"luc@bas-rhin.example","telephone":"","diffusion":true}]');
INSERT INTO "compte" VALUES(1,'anne','anne','anne@lyon.example',1,'Anne','Muller','daect',NULL,'','',NULL,'accepte','','',0,'2026-11-21T08:23:11.868110Z',NULL);
INSERT INTO "cle_ssh" VALUES('SHA256:Z1dzJzrGxwAkbc+YKc4SlNfQ47iFhlNr3P9FbrWkZDM',1,'ssh-ed25519','AAAAC3NzaC1lZDI1NTE5AAAAIKqwq6urq6urq6urq6urq6urq6urq6urq6urq6urq6ur','essai','2026-11-21T08:23:11.868110Z');
INSERT INTO "evenement_compte" VALUES(1,'2026-11-21T08:23:11.868110Z','systeme',1,'accepte : la DAECT');
INSERT INTO "evenement_compte" VALUES(2,'2026-11-21T08:23:11.868110Z','systeme',1,'clé ajoutée SHA256:Z1dzJzrGxwAkbc+YKc4SlNfQ47iFhlNr3P9FbrWkZDM');
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
PRAGMA user_version=7;
