# SPDX-License-Identifier: EUPL-1.2
"""The command line: one class per command, the parser, and what is common to their runs."""
