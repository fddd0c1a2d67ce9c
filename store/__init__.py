# SPDX-License-Identifier: EUPL-1.2
"""The truth: SQLite; fiches, versions, journal."""
