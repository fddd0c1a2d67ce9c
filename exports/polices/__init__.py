# SPDX-License-Identifier: EUPL-1.2
"""The open fonts that documents embed, and which of them draws which character."""
