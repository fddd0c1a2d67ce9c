# SPDX-License-Identifier: EUPL-1.2
"""SSH public keys as people paste them: read strictly, so that nothing but a key ever reaches sshd."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from store.cleaning import clean
from store.errors import Refused

KINDS = {
    "ssh-ed25519": "ED25519",
    "sk-ssh-ed25519@openssh.com": "ED25519 sur support",
    "ecdsa-sha2-nistp256": "ECDSA",
    "ecdsa-sha2-nistp384": "ECDSA",
    "ecdsa-sha2-nistp521": "ECDSA",
    "sk-ecdsa-sha2-nistp256@openssh.com": "ECDSA sur support",
    "ssh-rsa": "RSA",
}
"""Kinds accepted, and what they are called. DSA is not: sshd refuses it too."""
MIN_RSA_BITS = 3072


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key: its kind, its text in base64, what its owner calls it."""

    kind: str
    blob: str
    comment: str

    @property
    def fingerprint(self) -> str:
        """`SHA256:...`, as ssh-keygen prints it."""
        digest = hashlib.sha256(base64.b64decode(self.blob)).digest()
        return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def read_key(text: str) -> PublicKey:
    """Return the key of a line « ssh-ed25519 AAAA... comment ». Refused when it is not one, options included."""
    words = clean(text).split(" ", 2)
    if "PRIVATE KEY" in text:
        raise Refused(
            "cle", "c'est la clé privée, gardez-la pour vous et donnez le fichier qui finit par .pub"
        )
    if len(words) < 2 or words[0] not in KINDS:
        raise Refused(
            "cle", "une ligne « ssh-ed25519 AAAA… » est attendue, celle du fichier qui finit par .pub"
        )
    try:
        blob = base64.b64decode(words[1], validate=True)
        parts = _parts(blob)
    except (binascii.Error, ValueError):
        raise Refused("cle", "la ligne est coupée ou abîmée, copiez-la en entier") from None
    if not parts or parts[0] != words[0].encode():
        raise Refused("cle", "la ligne est coupée ou abîmée, copiez-la en entier")
    if words[0] == "ssh-rsa" and (len(parts) != 3 or int.from_bytes(parts[2]).bit_length() < MIN_RSA_BITS):
        raise Refused("cle", f"clé RSA trop courte ({MIN_RSA_BITS} bits au moins), préférez ssh-ed25519")
    return PublicKey(words[0], base64.b64encode(blob).decode(), words[2] if len(words) > 2 else "")


def _parts(blob: bytes) -> list[bytes]:
    """The length-prefixed strings of a key's wire form (RFC 4253, 6.6). ValueError when they do not fill it exactly."""
    parts = []
    while blob:
        size = int.from_bytes(blob[:4])
        if len(blob) < 4 + size:
            raise ValueError("cut")
        parts.append(blob[4 : 4 + size])
        blob = blob[4 + size :]
    return parts
