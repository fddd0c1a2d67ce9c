-- SPDX-License-Identifier: EUPL-1.2
-- Until when a declaration that the DAECT opened again may be corrected, whatever the window of its year. Times are UTC.

CREATE TABLE apd_reouverture (
    declaration TEXT PRIMARY KEY REFERENCES apd_declaration (fiche),
    jusque TEXT NOT NULL,
    -- What its collectivité reads.
    raison TEXT NOT NULL
) STRICT, WITHOUT ROWID;
