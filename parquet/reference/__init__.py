# SPDX-License-Identifier: EUPL-1.2
"""Reference geography and nomenclatures, shipped in the wheel: countries, French territories, cities, outlines, lists.

`geography`, `cities`, `outlines` and `nomenclature` read the packed files of `data/`, each only when first asked for.
`build` writes those files from registry packages and from the hand-kept lists of `sources/`.
"""
