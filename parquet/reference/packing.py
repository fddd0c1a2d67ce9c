# SPDX-License-Identifier: EUPL-1.2
"""How the packed files of `data/` are written and read: MessagePack inside zlib.

msgspec decodes straight into records, several times faster than the standard library's json, and the reading side
already depends on it.
"""

import zlib
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")

DATA = Path(__file__).parent / "data"


def unpack(name: str, shape: type[T], folder: Path = DATA) -> T:
    """Return the content of `folder/name.bin`, checked against `shape`.

    Raises FileNotFoundError, zlib.error or msgspec.ValidationError when the installation is damaged.
    """
    return msgspec.msgpack.decode(zlib.decompress((folder / f"{name}.bin").read_bytes()), type=shape)


def pack(content: object, name: str, folder: Path) -> int:
    """Write `content` to `folder/name.bin` and return the size of the file in bytes."""
    packed = zlib.compress(msgspec.msgpack.encode(content), 9)
    (folder / f"{name}.bin").write_bytes(packed)
    return len(packed)
