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
INSERT INTO "migration" VALUES(1,'pages','656667dc24a6617bae27c1757ec5254970814adcf9db1a73dc0e34d3d3739a8a','2026-11-21T08:23:07.229960Z');
INSERT INTO "migration" VALUES(2,'comptes','fb5afb9a70995f4ece5151991c48a76a9c331d3061be2ca93c584401e050d1f9','2026-11-21T08:23:07.231015Z');
INSERT INTO "atlas" VALUES(1,0,'2026-11-21T08:23:07.231426Z');
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
INSERT INTO "journal" VALUES(1,'2026-03-02T09:30:00.000000Z','essai','res-1',1,'creer',X'013C21FDAAEA97D4FBFBD1951ACED864E51714A913A7A26F87F9D457B24707EB',NULL,X'EBC939E1F77E1041831CFBE5DC2D75088F90B259E24470D92B91A83BA1A901EC');
INSERT INTO "journal" VALUES(10,'2026-03-02T09:30:00.000000Z','essai','pro-2',1,'creer',X'725705B0526E65F7CC6A74711C9108616C8FD61355DD7505D9DD24C563363AFA',NULL,X'321110D98D30E2A10C232E7C12303F0F4E2DC32FDB1F34686965216A63F4D5C6');
INSERT INTO "journal" VALUES(11,'2026-03-02T09:30:00.000000Z','essai','pro-3',1,'creer',X'7527CBD38B1F68FFAD6493E51EEB8BD72B11C0E2BA73217365C7FD0C53A8D953',NULL,X'D13E4F538FAF14F1097253A79A09151206F924B414B81EC391DFA64912485B3A');
INSERT INTO "journal" VALUES(12,'2026-03-02T09:30:00.000000Z','essai','pro-4',1,'creer',X'E2ABA2822D915ECD5339654C5BDA51E99204C3D93C67C220E84CC64CF46A6EC7',NULL,X'6FECF5CBA3C58E580D375E353B7D3B8DE7E0CCA14658B336F96C0CD40F66289E');
INSERT INTO "journal" VALUES(13,'2026-03-02T09:30:00.000000Z','essai','dem-1',1,'creer',X'BAD301909441E97A07BAB84B37EC7DB9FF9D90BD90FF8FEA8BCFB599043845EB',NULL,X'A38F5E54A601DDC67432F113BC83AACDF7CA27F9E56392886D837DDA1D24AEE8');
INSERT INTO "journal" VALUES(14,'2026-03-02T09:30:00.000000Z','essai','apd-1',1,'creer',X'640AC79DD21B61A1FC610122D14608E615A540E159084BA42A1549192EE04AA6',NULL,X'5E2102DAD24AF09CBC44BD89C0927AF8FC949DAE9253977A8B7AF84BA59566BB');
INSERT INTO "journal" VALUES(15,'2026-03-02T09:30:00.000000Z','essai','col-3',2,'modifier',X'05706EF980C424E8349AC2482370FDAEA3090E1071D2879882E9C02340C9FE88',NULL,X'D892EBA37E3AB5254C41CD7E9594DB2C83B1EB5416497C4E663409F92134348B');
INSERT INTO "journal" VALUES(16,'2026-03-02T09:30:00.000000Z','essai','pro-4',2,'archiver',X'EB0E4FCB3E8CB3998873FDD8552731C4E92C386A0FD74325A2FA2C7F8DCE288B',NULL,X'722144C1B74E7C32FF850CDAFA04D9B4149731AF9354BCFAC2D6B957C77108FC');
INSERT INTO "journal" VALUES(2,'2026-03-02T09:30:00.000000Z','essai','col-1',1,'creer',X'611B28E0FED0C895F58B4B29E48E3EF05CB4A240BB140F377F5B0AFEA712DAA3',X'C1508FDA09A40F5AA75345029AEAEA5CBF35C1A438BAA5D98B6290AC0E0DF793',X'B9E02870F7C8B626FBC5322B48A791C82A0A895DB94DC00875EDA00EAD4F3981');
INSERT INTO "journal" VALUES(3,'2026-03-02T09:30:00.000000Z','essai','col-2',1,'creer',X'A7CBB98224A906B3C2F2ECFD8D3900F7E3085712A5ECF056D56E96FECCB748FD',NULL,X'4C9988AEF02E741117BE9582C395E4DDBD24E3DCED371E2AF81078E01CA297BD');
INSERT INTO "journal" VALUES(4,'2026-03-02T09:30:00.000000Z','essai','col-3',1,'creer',X'941B918712A7FFA7F45AE3FA1E17B358C8D464C34E1A478C540FD7691DBA62D5',NULL,X'CE4B4EACACDFC181BF695EB5D5A31D25BB6D84D5D08FFCEBAD84476578EEAD90');
INSERT INTO "journal" VALUES(5,'2026-03-02T09:30:00.000000Z','essai','par-1',1,'creer',X'D7E9E43C8D1CF95C7157B4735F866170F0E7DB81BA43F96DABE84E6E1B384584',NULL,X'296253499236EE9B07CFEA424F993D33F05B0B07259E0BA1372223FA6465928A');
INSERT INTO "journal" VALUES(6,'2026-03-02T09:30:00.000000Z','essai','par-2',1,'creer',X'57918D3C4FDFC94DAD4DB7251E46E88D6FEB6D74ABA7050078FD3F3576067828',NULL,X'34727367A915C98793C7489E63806FF817337BF99685072B9CAEC4F71C5AF5F2');
INSERT INTO "journal" VALUES(7,'2026-03-02T09:30:00.000000Z','essai','par-3',1,'creer',X'8DFF3FD5354C677D9109DADB32C1311D834118C33133158BC851E230E9AF4A7E',NULL,X'4DC7463E32B27B78AFCBA815A4A0F7BB8A467B2617C22FF9FE66E57AE53E3F70');
INSERT INTO "journal" VALUES(8,'2026-03-02T09:30:00.000000Z','essai','par-4',1,'creer',X'4090B966BCC03BD8998AF1FE16EBF5E2625547911EBB6BBDA01386AB7373BD8A',NULL,X'514AD7946C97282A7E5EB07196846B79D790E74B06F8F56ED08F3A064FAC792A');
INSERT INTO "journal" VALUES(9,'2026-03-02T09:30:00.000000Z','essai','pro-1',1,'creer',X'179B1253F520AAF2CCBCE9DDB9DB810569C09D5F10F6251B2022FA83128741F6',NULL,X'A361F97A23753598151A768C05BB6CAF5B4B0BD75CF7D36B9134F3572EA76AEE');
INSERT INTO "journal_contenu" VALUES(1,X'47D9B50CA8B4D3C830FDFE71299D1941','{"id":"res-1","nom":"Cités Unies France","sigle":"CUF","categorie":"","site":""}');
INSERT INTO "journal_contenu" VALUES(10,X'CD5575B99C8999A0B1DE9463E3889AFE','{"id":"pro-2","titre":"Eau pour [/nope] Ouaga","nature":"action","jumelage":false,"thematique":"14031","odd":[],"statut":"termine","annee_convention":null,"annee_lancement":2007,"annee_fin":null,"collectivites":["col-2","col-1"],"partenaires":["par-2"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"eau","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(11,X'68CE435AB2F00127BFC98BFCF9348922','{"id":"pro-3","titre":"Sauvegarde du cœur historique","nature":"cooperation","jumelage":false,"thematique":"41040","odd":[],"statut":"en-cours","annee_convention":null,"annee_lancement":2008,"annee_fin":null,"collectivites":["col-3"],"partenaires":["par-3"],"objectifs":"","description":"","historique":"","contexte":"","financements":[{"annee":2009,"financeur":"MEAE","montant":"15000.50","precision":""}],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(12,X'74A123B7EE85F9C18A2C03E1A629D204','{"id":"pro-4","titre":"Réseau de villes sur l''eau","nature":"cooperation","jumelage":false,"thematique":"2","odd":[],"statut":"projet","annee_convention":null,"annee_lancement":null,"annee_fin":null,"collectivites":["col-2"],"partenaires":["par-2","par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(13,X'1B4DE3BE9B24815EEE4FA01DA21FD23A','{"id":"dem-1","titre":"Marché de gros","partenaire":"par-4","thematique":"8","besoin":"","description":"","recherche":"","lieu":"","etat":"publiee","deposee_le":"2013-01-02","publiee_le":null}');
INSERT INTO "journal_contenu" VALUES(14,X'D2F405813161CDF8CBFEFDB93D661F8E','{"id":"apd-1","collectivite":"col-2","annee":2012,"lignes":[{"montant":"1200.25","pays":"BF","secteur":"14031","refugies":false,"canal":"","type_aide":"","projet":"","loi_oudin":""},{"montant":"300.00","pays":"PL","secteur":"160","refugies":false,"canal":"","type_aide":"","projet":"","loi_oudin":""},{"montant":"500.00","pays":"","secteur":"93010","refugies":true,"canal":"","type_aide":"","projet":"","loi_oudin":""}],"etat":"declaree"}');
INSERT INTO "journal_contenu" VALUES(15,X'4214EE40E4999DA2E2320A94BC30B6CC','{"id":"col-3","nom":"Lyon","type":"commune","code":"69123","departement":"69","region":"84","ancienne_region":"82","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"https://lyon.example","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(16,X'7113EA3E60B2E843A274C95C1DE59A0F','{"id":"pro-4","titre":"Réseau de villes sur l''eau","nature":"cooperation","jumelage":false,"thematique":"2","odd":[],"statut":"projet","annee_convention":null,"annee_lancement":null,"annee_fin":null,"collectivites":["col-2"],"partenaires":["par-2","par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_contenu" VALUES(2,X'0B5512738BD1AF9A348DC9D28B8997C6','{"id":"col-1","nom":"Conseil départemental du Bas-Rhin","type":"departement","code":"67","departement":"67","region":"44","ancienne_region":"42","com":"","population":null,"latitude":null,"longitude":null,"courriel":"international@bas-rhin.example","telephone":"03 53 01 00 00","site":"","alias":["Conseil général du Bas-Rhin"],"contacts":[],"reseaux":["res-1"]}');
INSERT INTO "journal_contenu" VALUES(3,X'F140348FC699B9EE31CB23577A987AFC','{"id":"col-2","nom":"Paris","type":"commune","code":"75056","departement":"75","region":"11","ancienne_region":"11","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(4,X'88089AF294AA92C1EA69DD5764601322','{"id":"col-3","nom":"Lyon","type":"commune","code":"69123","departement":"69","region":"84","ancienne_region":"82","com":"","population":null,"latitude":null,"longitude":null,"courriel":"","telephone":"","site":"","alias":[],"contacts":[],"reseaux":[]}');
INSERT INTO "journal_contenu" VALUES(5,X'87B8746FC780A305BD24839258E7146E','{"id":"par-1","nom":"Voïvodie de Silésie","pays":"PL","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(6,X'ABC6E0593105B1EC627401E9CA412E57','{"id":"par-2","nom":"Ouagadougou","pays":"BF","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(7,X'D240657657BC9DE833C383CF17B9FA59','{"id":"par-3","nom":"Jaipur","pays":"IN","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(8,X'807597A2F4585FC0B10416A1AACCA18F','{"id":"par-4","nom":"Antsirabé","pays":"MG","type":"ville","subdivision":"","latitude":null,"longitude":null,"population":null,"site":"","alias":[]}');
INSERT INTO "journal_contenu" VALUES(9,X'D6B1D7C1AE1CD8D9CA23B52DE6E0A2E3','{"id":"pro-1","titre":"Échanges d''expériences en matière d''action sociale","nature":"cooperation","jumelage":false,"thematique":"160","odd":[],"statut":"en-cours","annee_convention":2008,"annee_lancement":2009,"annee_fin":null,"collectivites":["col-1"],"partenaires":["par-1"],"objectifs":"","description":"","historique":"","contexte":"","financements":[],"loi_oudin":"","acteurs_france":[],"acteurs_pays":[],"contacts":[],"volontaires":0,"documents":[],"origine":""}');
INSERT INTO "journal_personnel" VALUES(2,X'7DEF26163D63360004F6AAA2255F6506','[{"prenom":"Anne","nom":"Muller","titre":"Vice-présidente","role":"elu","courriel":"anne@bas-rhin.example","telephone":"","diffusion":false},{"prenom":"Luc","nom":"Œrtel","titre":"Chargé de mission","role":"cadre","courriel":"luc@bas-rhin.example","telephone":"","diffusion":true}]');
INSERT INTO "compte" VALUES(1,'anne','anne','anne@lyon.example',1,'Anne','Muller','daect',NULL,'','',NULL,'accepte','','',0,'2026-11-21T08:23:07.484271Z',NULL);
INSERT INTO "cle_ssh" VALUES('SHA256:Z1dzJzrGxwAkbc+YKc4SlNfQ47iFhlNr3P9FbrWkZDM',1,'ssh-ed25519','AAAAC3NzaC1lZDI1NTE5AAAAIKqwq6urq6urq6urq6urq6urq6urq6urq6urq6urq6ur','essai','2026-11-21T08:23:07.484271Z');
INSERT INTO "evenement_compte" VALUES(1,'2026-11-21T08:23:07.484271Z','systeme',1,'accepte : la DAECT');
INSERT INTO "evenement_compte" VALUES(2,'2026-11-21T08:23:07.484271Z','systeme',1,'clé ajoutée SHA256:Z1dzJzrGxwAkbc+YKc4SlNfQ47iFhlNr3P9FbrWkZDM');
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
PRAGMA user_version=2;
