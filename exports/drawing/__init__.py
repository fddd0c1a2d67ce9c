# SPDX-License-Identifier: EUPL-1.2
"""Maps and charts as drawings that no renderer owns: the terminal paints them in cells, the PDF in paths."""
