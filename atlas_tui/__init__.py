# SPDX-License-Identifier: EUPL-1.2
"""What people touch: the command line and the terminal screens."""

__version__ = "0.1.0"
