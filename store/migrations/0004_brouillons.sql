-- SPDX-License-Identifier: EUPL-1.2
-- What a person was typing, kept until it is saved or given up. Personal data: it goes with the account.

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
