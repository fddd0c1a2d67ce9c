# SPDX-License-Identifier: EUPL-1.2
"""How the read side compares words: as the store does."""

from store.text import fold

__all__ = ["fold"]
