"""Texts that only Coulisse can read: AES-256-GCM under a key derived from the master key for one purpose.

A sealed text may travel in messages and lie in backups. AES-GCM: NIST SP 800-38D; HKDF: RFC 5869.
"""

import base64
import binascii
import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.contracts.errors import BrokenError

_NONCE = 12


class UnsealError(BrokenError):
    """The text was sealed under another key or for another purpose, or was changed."""


def encrypt(key: bytes, clear: bytes, bound_to: bytes) -> bytes:
    """Nonce and ciphertext; `bound_to` must be given again to decrypt."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, clear, bound_to)


def decrypt(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """The reverse of encrypt; raises UnsealError."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to)
    except (InvalidTag, ValueError):
        raise UnsealError("sealed under another key, or changed") from None


class Sealer:
    """Seals and unseals under one master key of 32 bytes."""

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != 32:
            raise ValueError("the master key must have 32 bytes: make one with `openssl rand -base64 32`")
        self._master_key = master_key
        self._keys: dict[str, bytes] = {}

    @classmethod
    def from_file(cls, path: str) -> "Sealer":
        """Read the base64 of 32 random bytes; raises ValueError naming the file when it is not that."""
        try:
            return cls(base64.b64decode(Path(path).read_text().strip(), validate=True))
        except (OSError, binascii.Error, ValueError) as error:
            raise ValueError(f"{path}: no master key (base64 of 32 random bytes): {error}") from None

    def _key(self, purpose: str) -> bytes:
        key = self._keys.get(purpose)
        if key is None:
            key = HKDF(SHA256(), 32, salt=None, info=f"coulisse/{purpose}".encode()).derive(self._master_key)
            self._keys[purpose] = key
        return key

    def seal(self, text: str, purpose: str) -> str:
        """A text safe to store and send, as base64."""
        return base64.b64encode(self.seal_bytes(text.encode(), purpose)).decode()

    def unseal(self, sealed: str, purpose: str) -> str:
        """The text again; raises UnsealError."""
        try:
            raw = base64.b64decode(sealed, validate=True)
        except binascii.Error:
            raise UnsealError("no sealed text") from None
        return self.unseal_bytes(raw, purpose).decode()

    def seal_bytes(self, clear: bytes, purpose: str) -> bytes:
        return encrypt(self._key(purpose), clear, purpose.encode())

    def unseal_bytes(self, sealed: bytes, purpose: str) -> bytes:
        return decrypt(self._key(purpose), sealed, purpose.encode())

    def digest(self, data: bytes, purpose: str) -> str:
        """A keyed hash (HMAC-SHA256, hexadecimal), which says nothing of the data to who has no key."""
        return hmac.new(self._key(purpose), data, hashlib.sha256).hexdigest()
