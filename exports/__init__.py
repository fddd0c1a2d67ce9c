# SPDX-License-Identifier: EUPL-1.2
"""What leaves the atlas: tables, CSV, JSON, Parquet."""
