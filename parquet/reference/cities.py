# SPDX-License-Identifier: EUPL-1.2
"""Foreign cities and towns, to place partners on a map and to propose their names."""

from functools import cache
from zlib import decompress

from msgspec import msgpack

from parquet.reference.packing import unpack
from parquet.reference.records import PackedVilles, Ville

__all__ = ["Ville", "villes"]


@cache
def _packed() -> dict[str, bytes]:
    return unpack("villes", dict[str, bytes])


@cache
def villes(pays: str) -> tuple[Ville, ...]:
    """Return the cities of a country (ISO 3166 alpha-2 code), the most populated first.

    At least one for each country of `geography.pays()` but France, whose communes are in `geography`; the most
    populated ones only (the build says how many). Empty for an unknown code. Source: GeoNames, names as it spells them.
    """
    packed = _packed().get(pays.upper())
    if packed is None:
        return ()
    columns = msgpack.decode(decompress(packed), type=PackedVilles)
    rows = zip(
        columns.geonameids,
        columns.noms.split("\n"),
        columns.latitudes,
        columns.longitudes,
        columns.populations,
        columns.admin1.split("\n"),
        strict=True,
    )
    return tuple(Ville(i, nom, pays.upper(), lat / 1e4, lon / 1e4, n, a) for i, nom, lat, lon, n, a in rows)
