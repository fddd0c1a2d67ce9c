# SPDX-License-Identifier: EUPL-1.2
"""Speed, as ratios within one run. Nothing here is a test: machines differ, and a shared one differs from itself."""
