# SPDX-License-Identifier: EUPL-1.2
"""What leaves the e-APD: its spreadsheet to fill in, receipts, national totals, the file for the DAC."""
