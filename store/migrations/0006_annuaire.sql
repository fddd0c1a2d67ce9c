-- SPDX-License-Identifier: EUPL-1.2
-- Embassies and their correspondants, actualités and agenda; what the annuaire tells of a réseau.

-- The kinds of pages are those of store/records.py: the table of what all have no longer lists them, so that a new kind
-- needs no copy of it. The links that wait while it is made again are checked when this migration ends.
PRAGMA defer_foreign_keys = ON;
CREATE TEMPORARY TABLE fiche_avant AS SELECT * FROM fiche ORDER BY rowid;
DROP TABLE fiche;
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
INSERT INTO fiche SELECT * FROM fiche_avant ORDER BY rowid;
DROP TABLE fiche_avant;

-- What a réseau does in a line, the territory it serves, how it is reached.
ALTER TABLE reseau ADD COLUMN objet TEXT NOT NULL DEFAULT '';
ALTER TABLE reseau ADD COLUMN territoire TEXT NOT NULL DEFAULT '';
ALTER TABLE reseau ADD COLUMN adresse TEXT NOT NULL DEFAULT '';
ALTER TABLE reseau ADD COLUMN courriel TEXT NOT NULL DEFAULT '';
ALTER TABLE reseau ADD COLUMN telephone TEXT NOT NULL DEFAULT '';

-- The embassy for a country; its correspondants are its contacts.
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

CREATE INDEX ambassade_pays ON ambassade (pays);

-- A piece of news, or an event of the agenda: then it has a day, and a last one where it lasts.
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

CREATE INDEX actualite_reseau ON actualite (reseau) WHERE reseau IS NOT NULL;

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
