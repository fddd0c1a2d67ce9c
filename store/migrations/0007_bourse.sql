-- SPDX-License-Identifier: EUPL-1.2
-- The Bourse-projets without account: what slows abuse down, and the codes of those who follow their own demande.

-- How many times something was asked within a window: of an address, of a network. Keys are hashes.
CREATE TABLE frein (
    cle BLOB PRIMARY KEY,
    depuis TEXT NOT NULL,
    nombre INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The code that proves who deposited a demande. One that stands for nobody is kept too: nothing tells the two apart.
CREATE TABLE demande_code (
    jeton TEXT PRIMARY KEY,
    fiche TEXT REFERENCES demande (fiche),
    sel BLOB NOT NULL,
    empreinte BLOB NOT NULL,
    expire_le TEXT NOT NULL,
    essais INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
