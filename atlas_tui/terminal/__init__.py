# SPDX-License-Identifier: EUPL-1.2
"""What goes down the wire: which terminal is at the other end, and what may be written to it."""
