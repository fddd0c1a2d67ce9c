# SPDX-License-Identifier: EUPL-1.2
"""Outlines to draw maps with, simplified so that shared borders stay shared."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from parquet.reference.packing import unpack
from parquet.reference.records import Outline, PackedOutline

__all__ = ["LAYERS", "Outline", "outlines"]

LAYERS = ("monde", "monde-fin", "departements", "regions", "anciennes-regions", "coms")


def _ring(packed: tuple[int, ...]) -> tuple[tuple[float, float], ...]:
    """Sum the steps, return degrees, close the ring."""
    x = y = 0
    points = []
    steps = iter(packed)
    for dx, dy in zip(steps, steps, strict=True):
        x += dx
        y += dy
        points.append((x / 1e4, y / 1e4))
    points.append(points[0])
    return tuple(points)


@cache
def outlines(layer: str) -> Mapping[str, Outline]:
    """Return the shapes of a layer by code.

    Layers: 'monde' (coarse) and 'monde-fin', by ISO 3166 alpha-2 code, French Pacific and Caribbean territories under
    their own codes and the overseas départements within 'FR'; 'departements', 'regions', 'anciennes-regions' and
    'coms', by INSEE code. Raises KeyError for another name.
    """
    if layer not in LAYERS:
        raise KeyError(layer)
    packed = unpack(f"contours-{layer}", tuple[PackedOutline, ...])
    return MappingProxyType({o.code: Outline(o.code, tuple(map(_ring, o.rings))) for o in packed})
