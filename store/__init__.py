# SPDX-License-Identifier: EUPL-1.2
"""The truth: SQLite; fiches, versions, journal."""

STORE = "atlas.sqlite"
"""Name of the store in the folder of an atlas."""
