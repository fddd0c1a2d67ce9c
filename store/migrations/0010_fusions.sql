-- SPDX-License-Identifier: EUPL-1.2
-- Doubles of collectivités and partenaires: pairs that are none, merges and what undoes them.

-- Two fiches that look alike and are not one: never proposed again.
CREATE TABLE doublon_ecarte (
    premiere TEXT NOT NULL REFERENCES fiche (id),
    seconde TEXT NOT NULL REFERENCES fiche (id),
    acteur TEXT NOT NULL,
    le TEXT NOT NULL,
    PRIMARY KEY (premiere, seconde),
    CHECK (premiere < seconde)
) STRICT, WITHOUT ROWID;

-- A merge: the absorbed fiche is archived and its id leads to the other. Its entries of the journal say what it changed.
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

CREATE UNIQUE INDEX fusion_absorbee ON fusion (absorbee) WHERE defaite_le IS NULL;

-- The rows beside the fiches (accounts, procedures) that a merge made name the kept fiche: the table, the column, and their
-- key since then, as JSON.
CREATE TABLE fusion_lien (
    fusion INTEGER NOT NULL REFERENCES fusion (numero),
    rang INTEGER NOT NULL,
    tableau TEXT NOT NULL,
    colonne TEXT NOT NULL,
    cle TEXT NOT NULL,
    PRIMARY KEY (fusion, rang)
) STRICT, WITHOUT ROWID;
