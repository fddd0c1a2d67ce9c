# SPDX-License-Identifier: EUPL-1.2
"""The screens: one per kind of page. They hold no query and no rule: they show a result and send an intent."""
