# SPDX-License-Identifier: EUPL-1.2
"""Answers as PDF documents: paginated, tagged, in every script of the partners' names."""
