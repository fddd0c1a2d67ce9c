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
INSERT INTO "migration" VALUES(1,'pages','656667dc24a6617bae27c1757ec5254970814adcf9db1a73dc0e34d3d3739a8a','2026-11-21T08:23:08.938122Z');
INSERT INTO "migration" VALUES(2,'comptes','fb5afb9a70995f4ece5151991c48a76a9c331d3061be2ca93c584401e050d1f9','2026-11-21T08:23:08.939221Z');
INSERT INTO "migration" VALUES(3,'procedures','6df4d2c27c33d11108b59a254e30d061ee4d86345a48cbd19ebaca2773500c55','2026-11-21T08:23:08.940830Z');
INSERT INTO "migration" VALUES(4,'brouillons','007e5be8e62bcf25ec8a2a4c63c1b352e8a8c29ebbb00c8b9c4fcf2ba585f2d0','2026-11-21T08:23:08.951668Z');
INSERT INTO "atlas" VALUES(1,0,'2026-11-21T08:23:08.955821Z');
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
INSERT INTO "journal" VALUES(1,'2026-03-02T09:30:00.000000Z','essai','res-1',1,'creer',X'CF1AD5E8409A6C20D8225D30C21F62DE9B3BDE3249F3C337B6F4C52D5D3898E3',NULL,X'7FD7D154EB1D49BE6AA43D8D500539E56E964345943D31CD02B7A1C1BB8FB5AB');
INSERT INTO "journal" VALUES(10,'2026-03-02T09:30:00.000000Z','essai','pro-2',1,'creer',X'72D2F592D832037A33156972F91CB565C9C735B5B75F6C9CA402D9D57B06A18A',NULL,X'B23543E810A916403001A1ACC1D3DCD1874548A3623E24B969A7618FB2A09532');
INSERT INTO "journal" VALUES(11,'2026-03-02T09:30:00.000000Z','essai','pro-3',1,'creer',X'3CFB658DA1BD4ABC86D9D06332B3AE9B44B9B938FDF08A72BE1B382174BB12C1',NULL,X'1CEECB243E430310EACEAEFA56532169205148C560197FD9CD3AF4697C3C0F72');
INSERT INTO "journal" VALUES(12,'2026-03-02T09:30:00.000000Z','essai','pro-4',1,'creer',X'CC792081A236EF7692074FD0FECADB960AB1C556196269623FFE0C0B4D6DC65B',NULL,X'9F12787CD5D00BE8C9C3440F33C07407172DCC89D1E8600DB8CC42057A1BE614');
INSERT INTO "journal" VALUES(13,'2026-03-02T09:30:00.000000Z','essai','dem-1',1,'creer',X'CC066F476DA1A2D57A6EFC2B8740A68B103F2976B1E74BC7C3A4F96DA92BBD11',NULL,X'5FE4C9B98D669854DD27484D6C437BBE0440FEDEC07FC73EFC7D87EB6CD94E7B');
INSERT INTO "journal" VALUES(14,'2026-03-02T09:30:00.000000Z','essai','apd-1',1,'creer',X'A971F80364BAE4217D5D93FF6A9E1ECB188F591318BB0DF1D27A413F1DA4000F',NULL,X'795C71216315ECE520A09AA92192E6B171F9D5F4FD19F64BD2236E57EAD55DE8');
INSERT INTO "journal" VALUES(15,'2026-03-02T09:30:00.000000Z','essai','col-3',2,'modifier',X'9447229D9237B52B3EBE28F53549EE52C016D10731AEEEE2B8B37308E4FBF98B',NULL,X'4B6494A4F5BF3AEB0FE69D901970E79205AD70E7B1B19BF47A41EF6E4709FC6F');
INSERT INTO "journal" VALUES(16,'2026-03-02T09:30:00.000000Z','essai','pro-4',2,'archiver',X'CB522FD7882DC39082256448F36A01AF9BB38C9B4429E9F405A8E12738D905A9',NULL,X'7C8D1E854FB066D3BF56E0E65E72A8FF39FAA5B7058665EF6465694A71364FE1');
INSERT INTO "journal" VALUES(2,'2026-03-02T09:30:00.000000Z','essai','col-1',1,'creer',X'DD8732CABC38CEE8407B255CB5879D9C04247B6BCECCB205F7A6275B4064ABEA',X'B939104ECC1359684EC8488EAFD162C13A7EE47508A98B1AF9F0B463AD18256A',X'F0A61C5FE33BC66F1400EF85193ABFD0CE9DFECC8EF11D9D3E44AFA0433F370F');
INSERT INTO "journal" VALUES(3,'2026-03-02T09:30:00.000000Z','essai','col-2',1,'creer',X'F1C83E3D34DBFF6CA12E814A3EE320ECCAF9F0AF871FF6395C21115B49108F77',NULL,X'56399B198F310EFCC7EF9E0855387610B1211084256A24B5C42787623313FD72');
INSERT INTO "journal" VALUES(4,'2026-03-02T09:30:00.000000Z','essai','col-3',1,'creer',X'9120B432A684BE2398B2032D1CBB61C8E5C5C3E7F6B4C8F72F7F2B2E91BCB1D3',NULL,X'6C1A109462397C6E078C7B2937EE2E11418852D6EF9D2C720D919C94BD4A55B8');
INSERT INTO "journal" VALUES(5,'2026-03-02T09:30:00.000000Z','essai','par-1',1,'creer',X'2C44BCC8EA1C7696C3C279DC8F4E2840AD4B4488B7C068232EB0C181C4B9210B',NULL,X'0DD5577DCCB5A7A29C1F08003DF056759A4D2851AEE07F379EF99F20AA042393');
INSERT INTO "journal" VALUES(6,'2026-03-02T09:30:00.000000Z','essai','par-2',1,'creer',X'ABE3D9A313111CC621350216EBA600B11D424E2A41FEE425CE43D0453AC100A6',NULL,X'BE7B504E4C7D89B8D430CD1BCDBA3FACF82A05859B826232BB0F7B93DD581A65');
INSERT INTO "journal" VALUES(7,'2026-03-02T09:30:00.000000Z','essai','par-3',1,'creer',X'4D28D8DE7784048A3C7713088048D5245F64824D6675DCA8AC16C50CFC93B83A',NULL,X'03186447433102DD99610655ABAD96679A33F628732044A8BC244E40E2039BA7');
INSERT INTO "journal" VALUES(8,'2026-03-02T09:30:00.000000Z','essai','par-4',1,'creer',X'9D9A5A5D7D9C727FA111636548F43CDD8B89157E3A666EC3E5786C120A4C0317',NULL,X'88FFBD42494E9AD0BF4AA65478110217E6AF0D50DC22111D84B0222AABFC0AF8');
INSERT INTO "journal" VALUES(9,'2026-03-02T09:30:00.000000Z','essai','pro-1',1,'creer',X'56A431E316E5B12E07025B5DBE045D14BC67648AC432DE52075BDF0DAE363C15',NULL,X'90E629B0D48F34F45197823E6A066DC775466E25E3D0F4CF87D8F4CBDE950A61');
INSERT INTO "journal_contenu" VALUES(1,X'4F0171F1FF181873F76C391F36E170DE','{"id":"res-1","nom":"Cités Unies France","sigle":"CUF","categorie":"","site":""}');
INSERT INTO "journal_contenu" VALUES(10,X'B27AB2454D56327A007C71D0ECD55E1F','{"id":"pro-2","titre":"Eau pour [/nope] Ouaga","nature":"action","jumelage":false,"thematique":"14031","odd":[],"statut":"termine","annee_convention":null,"annee_lancement":2007,"annee_fin":null,"collectivites":["col-2","col-1"],"partenaires":["par-2"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"eau","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(11,X'DF49A79945F7AF3951B64E0BF23F3634','{"id":"pro-3","titre":"Sauvegarde du cœur historique","nature":"cooperation","jumelage":false,"thematique":"41040","odd":[],"statut":"en-cours","annee_convention":null,"annee_lancement":2008,"annee_fin":null,"collectivites":["col-3"],"partenaires":["par-3"],"objectifs":"","description":"","historique":"","contexte":"","financements":[{"annee":2009,"financeur":"MEAE","montant":"15000.50","precision":""}],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(12,X'21788A9E01BA26E997920B86B58761CD','{"id":"pro-4","titre":"Réseau de villes sur l''eau","nature":"cooperation","jumelage":false,"thematique":"2","odd":[],"statut":"projet","annee_convention":null,"annee_lancement":null,"annee_fin":null,"collectivites":["col-2"],"partenaires":["par-2","par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(13,X'C2C954B4C02C34B5EDAE8B6C4B7A6DE5','{"id":"dem-1","titre":"Marché de gros","partenaire":"par-4","thematique":"8","besoin":"","description":"","recherche":"","lieu":"","etat":"publiee","deposee_le":"2013-01-02","publiee_le":null}');
INSERT INTO "journal_contenu" VALUES(14,X'05F1CE281D0878A762BE62442867BFA2','{"id":"apd-1","collectivite":"col-2","annee":2012,"lignes":[{"montant":"1200.25","pays":"BF","secteur":"14031","refugies":false,"canal":"","type_aide":"","projet":"","loi_oudin":""},{"montant":"300.00","pays":"PL","secteur":"160","refugies":false,"canal":"","type_aide":"","projet":"","loi_oudin":""},{"montant":"500.00","pays":"","secteur":"93010","refugies":true,"canal":"","type_aide":"","projet":"","loi_oudin":""}],"etat":"declaree"}');
INSERT INTO "journal_contenu" VALUES(15,X'FC5E2D50A6C8312400E90FDBFADD7C73','{"id":"col-3","nom":"Lyon","type":"commune","code":"69123","departement":"69","region":"84","ancienne_region":"82","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"https://lyon.example","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(16,X'27654DBA1B7CAE0A49CA6C10FB6FA7CA','{"id":"pro-4","titre":"Réseau de villes sur l''eau","nature":"cooperation","jumelage":false,"thematique":"2","odd":[],"statut":"projet","annee_convention":null,"annee_lancement":null,"annee_fin":null,"collectivites":["col-2"],"partenaires":["par-2","par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(2,X'B0F5DD4C2432A8ED5FE26EB9943EA50D','{"id":"col-1","nom":"Conseil départemental du Bas-Rhin","type":"departement","code":"67","departement":"67","region":"44","ancienne_region":"42","com":"","population":null,"latitude":null,"longitude":null,"courriel":"international@bas-rhin.example","telephone":"03 53 01 00 00","site":"","alias":["Conseil général du Bas-Rhin"],"contacts":[],"reseaux":["res-1"]}');
INSERT INTO "journal_contenu" VALUES(3,X'D6261569E228C0C15A6DB5ABADD35752','{"id":"col-2","nom":"Paris","type":"commune","code":"75056","departement":"75","region":"11","ancienne_region":"11","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(4,X'144D9D98E2C7647DE63EABBDE79C9990','{"id":"col-3","nom":"Lyon","type":"commune","code":"69123","departement":"69","region":"84","ancienne_region":"82","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(5,X'A121DDCA44BD16B0A9A902F9655870BB','{"id":"par-1","nom":"Voïvodie de Silésie","pays":"PL","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(6,X'72868E1F861E60FBB3D754B32A46E2FA','{"id":"par-2","nom":"Ouagadougou","pays":"BF","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(7,X'43EB49D31F468593C45EB67750A4B49C','{"id":"par-3","nom":"Jaipur","pays":"IN","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(8,X'A4F260CA4D206A264BDA5266910F24BC','{"id":"par-4","nom":"Antsirabé","pays":"MG","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(9,X'9861080C6E055335E21932119405A911','{"id":"pro-1","titre":"Échanges d''expériences en matière d''action sociale","nature":"cooperation","jumelage":false,"thematique":"160","odd":[],"statut":"en-cours","annee_convention":2008,"annee_lancement":2009,"annee_fin":null,"collectivites":["col-1"],"partenaires":["par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_personnel" VALUES(2,X'0DC6180F86E2EA399A1608740727671B','[{"prenom":"Anne","nom":"Muller","titre":"Vice-présidente","role":"elu","courriel":"anne@bas-rhin.example","telephone":"","diffusion":false},{"prenom":"Luc","nom":"Œrtel","titre":"Chargé de mission","role":"cadre","courriel":"luc@bas-rhin.example","telephone":"","diffusion":true}]');
INSERT INTO "compte" VALUES(1,'anne','anne','anne@lyon.example',1,'Anne','Muller','daect',NULL,'','',NULL,'accepte','','',0,'2026-11-21T08:23:09.220318Z',NULL);
INSERT INTO "cle_ssh" VALUES('SHA256:Z1dzJzrGxwAkbc+YKc4SlNfQ47iFhlNr3P9FbrWkZDM',1,'ssh-ed25519','AAAAC3NzaC1lZDI1NTE5AAAAIKqwq6urq6urq6urq6urq6urq6urq6urq6urq6urq6ur','essai','2026-11-21T08:23:09.220318Z');
INSERT INTO "evenement_compte" VALUES(1,'2026-11-21T08:23:09.220318Z','systeme',1,'accepte : la DAECT');
INSERT INTO "evenement_compte" VALUES(2,'2026-11-21T08:23:09.220318Z','systeme',1,'clé ajoutée SHA256:Z1dzJzrGxwAkbc+YKc4SlNfQ47iFhlNr3P9FbrWkZDM');
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
PRAGMA user_version=4;
