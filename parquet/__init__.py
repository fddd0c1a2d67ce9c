# SPDX-License-Identifier: EUPL-1.2
"""The reading side: snapshots, DuckDB, criteria, figures, search, reference geography."""
