# SPDX-License-Identifier: EUPL-1.2
"""The widgets that the screens are made of."""
