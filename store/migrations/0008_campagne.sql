-- SPDX-License-Identifier: EUPL-1.2
-- The yearly campaign: its window, what each collectivité has confirmed of its pages, who was reminded and when.
-- And the espace personnel of each account.

-- Times are UTC.
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

-- The last day, in Paris, on which an account was written to about something: once a day at most.
CREATE TABLE avis (
    compte INTEGER NOT NULL REFERENCES compte (numero),
    sorte TEXT NOT NULL CHECK (sorte IN ('relance', 'resume')),
    jour TEXT NOT NULL,
    PRIMARY KEY (compte, sorte)
) STRICT, WITHOUT ROWID;

-- The same for the address of a service.
CREATE TABLE campagne_relance (
    collectivite TEXT PRIMARY KEY REFERENCES collectivite (fiche),
    jour TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- The espace personnel: what each account keeps, follows and wants. Personal data: it goes with the account.

-- Pages kept under a name: searches, maps, any page. Their address says all of them.
CREATE TABLE page_gardee (
    numero INTEGER PRIMARY KEY,
    compte INTEGER NOT NULL REFERENCES compte (numero),
    nom TEXT NOT NULL CHECK (nom <> ''),
    adresse TEXT NOT NULL CHECK (adresse <> ''),
    le TEXT NOT NULL
) STRICT;
CREATE INDEX page_gardee_compte ON page_gardee (compte);

-- What was exported: not the file, but what makes it again. The day is that of the figures.
CREATE TABLE export_garde (
    numero INTEGER PRIMARY KEY,
    compte INTEGER NOT NULL REFERENCES compte (numero),
    nom TEXT NOT NULL CHECK (nom <> ''),
    adresse TEXT NOT NULL CHECK (adresse <> ''),
    jour TEXT NOT NULL,
    le TEXT NOT NULL
) STRICT;
CREATE INDEX export_garde_compte ON export_garde (compte);

-- Countries and thématiques whose news an account follows.
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

-- The sessions that are open, or were cut: closing one from another asks for the password again there.
CREATE TABLE session (
    -- Drawn at random; what a session knows of itself.
    cle TEXT PRIMARY KEY,
    compte INTEGER NOT NULL REFERENCES compte (numero),
    genre TEXT NOT NULL CHECK (genre IN ('mot-de-passe', 'cle')),
    ouverte_le TEXT NOT NULL,
    vue_le TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_compte ON session (compte);
