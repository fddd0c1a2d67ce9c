# SPDX-License-Identifier: EUPL-1.2
"""The demonstration atlas: fictitious projets between real places, counted as the guide of 2013 counts them."""

from atlas_tui.demonstration.builder import DATE_DEMONSTRATION, fill, generate

__all__ = ["DATE_DEMONSTRATION", "fill", "generate"]
